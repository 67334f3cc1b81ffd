//! Libraries that panic on bytes that anybody may have made.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::stop::is_stopped;

/// How many calls of [`guarded`] are going on.
static GUARDED: AtomicUsize = AtomicUsize::new(0);

/// Runs a library on bytes that anybody may have made: a panic inside it
/// becomes the error `otherwise`.
pub fn guarded<T, E>(work: impl FnOnce() -> Result<T, E>, otherwise: impl FnOnce() -> E) -> Result<T, E> {
    GUARDED.fetch_add(1, Ordering::SeqCst);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    GUARDED.fetch_sub(1, Ordering::SeqCst);
    outcome.unwrap_or_else(|panic| if is_stopped(&*panic) { resume_unwind(panic) } else { Err(otherwise()) })
}

/// Lets the panic hook be silent of panics that become errors; for programs that
/// the library is a part of, once.
pub fn hush_expected_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic_is_expected() {
            before(panic);
        }
    }));
}

/// Whether a panic now is one that [`guarded`] turns into an error, and no
/// fault of ours; for a panic hook.
pub fn panic_is_expected() -> bool {
    GUARDED.load(Ordering::SeqCst) > 0
}
