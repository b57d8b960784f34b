//! Any text is read or refused with its place, and what was read is read again from its printed form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use standpoint::query::ast::Query;
use standpoint::query::check::{NoCatalogue, check};

fuzz_target!(|text: &str| {
    match Query::parse(text) {
        Ok(query) => {
            let printed = query.to_string();
            let again = Query::parse(&printed).expect("printed text reads");
            assert_eq!(printed, again.to_string());
            let _ = check(&query, &NoCatalogue).map_err(|error| error.render(text, true));
        }
        Err(error) => {
            let span = error.span.expect("a place");
            assert!(text.get(span.start..span.end).is_some());
            error.render(text, true);
        }
    }
});
