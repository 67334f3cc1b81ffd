//! Libraries that panic on bytes that anybody may have made.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::stop::is_stopped;

/// What a panic said while a guarded call was going on: it is a fault of ours after all
/// where it did not come from that call.
static HELD_BACK: Mutex<Option<String>> = Mutex::new(None);

/// How many calls of [`guarded`] are going on.
static GUARDED: AtomicUsize = AtomicUsize::new(0);

/// Runs a library on bytes that anybody may have made: a panic inside it
/// becomes the error `otherwise`.
pub fn guarded<T, E>(work: impl FnOnce() -> Result<T, E>, otherwise: impl FnOnce() -> E) -> Result<T, E> {
    GUARDED.fetch_add(1, Ordering::SeqCst);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    GUARDED.fetch_sub(1, Ordering::SeqCst);
    outcome.unwrap_or_else(|panic| {
        if is_stopped(&*panic) {
            resume_unwind(panic)
        }
        held_back();
        Err(otherwise())
    })
}

/// Keeps what a panic says, if it may be one that [`guarded`] turns into an error; for a panic
/// hook. Whether it may.
pub fn hold_back(panic: &impl ToString) -> bool {
    let is_expected = panic_is_expected();
    if is_expected {
        *HELD_BACK.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic.to_string());
    }
    is_expected
}

/// What a panic said that nobody has told yet; for whoever catches it in the end.
pub fn held_back() -> Option<String> {
    HELD_BACK.lock().unwrap_or_else(PoisonError::into_inner).take()
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

/// Whether a panic now may be one that [`guarded`] turns into an error: a library works on
/// threads of ours, too.
fn panic_is_expected() -> bool {
    GUARDED.load(Ordering::SeqCst) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fault of ours beside a guarded call is not lost: who catches it can tell it.
    #[test]
    fn a_panic_beside_a_guarded_call_is_told_by_who_catches_it() {
        let fault = guarded(
            || {
                let other = std::thread::spawn(|| assert!(hold_back(&"a fault of ours")));
                other.join().map_err(|_| "lost")
            },
            || "broken bytes",
        );
        assert_eq!(fault, Ok(()));
        assert_eq!(held_back().as_deref(), Some("a fault of ours"));
        assert_eq!(held_back(), None, "it is told once");
        // One that became an error has been told.
        let broken: Result<(), &str> = guarded(
            || {
                hold_back(&"bad bytes");
                resume_unwind(Box::new("bad bytes"))
            },
            || "broken bytes",
        );
        assert_eq!((broken, held_back()), (Err("broken bytes"), None));
        assert!(!hold_back(&"no guarded call goes on"));
    }
}
