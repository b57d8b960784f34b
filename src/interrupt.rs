//! Ctrl-C as a flag that long work looks at, so that it can stop without leaving half of anything behind.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

static FLAG: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// The exit code of a program that Ctrl-C ended, as shells expect it.
pub const EXIT_CODE: u8 = 130;

static PATIENT: AtomicBool = AtomicBool::new(false);

/// From now on no number of Ctrl-C ends the program: at a prompt it stops what runs and no more.
pub fn be_patient() {
    PATIENT.store(true, Ordering::SeqCst);
}

/// Lets Ctrl-C raise the flag instead of ending the program. A second Ctrl-C, before the first is heard, ends it at once.
pub fn listen() {
    // Fails only where a handler is set already; then there is one.
    let _ = ctrlc::set_handler(|| {
        if FLAG.swap(true, Ordering::SeqCst) && !PATIENT.load(Ordering::SeqCst) {
            std::process::exit(i32::from(EXIT_CODE));
        }
    });
}

/// Whether Ctrl-C was pressed since the last [`clear`].
pub fn raised() -> bool {
    FLAG.load(Ordering::SeqCst)
}

/// The flag itself, for work that takes one.
pub fn flag() -> Arc<AtomicBool> {
    FLAG.clone()
}

/// Forgets a Ctrl-C that was heard.
pub fn clear() {
    FLAG.store(false, Ordering::SeqCst);
}
