//! Any text is read or refused with its place, and what was read is read again from its printed form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use standpoint::query::Detail;
use standpoint::query::ast::Query;
use standpoint::query::check::{NoCatalogue, check};

fuzz_target!(|text: &str| {
    match Query::parse(text) {
        Ok(query) => {
            let printed = query.to_string();
            // Printing may add parentheses, and with them depth: that a limit is then passed is no fault.
            match Query::parse(&printed) {
                Ok(again) => assert_eq!(printed, again.to_string()),
                Err(error) => assert_eq!(error.detail, Detail::TooDeep, "{error:?} of {printed}"),
            }
            let _ = check(&query, &NoCatalogue).map_err(|error| error.render(text, true));
        }
        Err(error) => {
            let span = error.span.expect("a place");
            assert!(text.get(span.start..span.end).is_some());
            error.render(text, true);
        }
    }
});
