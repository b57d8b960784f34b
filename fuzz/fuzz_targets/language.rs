//! Any text is analysed without a panic, and the analysis is sound.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let analysis = standpoint::language::analyse(text);
    if let Err(fault) = analysis.check(text) {
        panic!("{fault}");
    }
});
