//! Any text falls into words, paragraphs and quotations as it should; no model, so that many texts can be tried.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let structure = standpoint::language::structure::Structure::of(text);
    if let Err(fault) = structure.check(text) {
        panic!("{fault}");
    }
});
