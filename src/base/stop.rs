//! A run that can be told to stop, on threads of its own: for programs that the
//! library is a part of. The command-line program ends by a signal.
//!
//! The long loops of the rooms ask `check` between their parts. A run that was
//! told to stop unwinds from there to [`Stop::run`], and frees on its way what it
//! held, temporary files included.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

/// By which a run is told to stop; copies tell the same run.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

/// What a stopped run unwinds with.
struct Stopped;

thread_local! {
    /// What this thread works for, where it works for a run that can be stopped.
    static MINE: RefCell<Option<Stop>> = const { RefCell::new(None) };
}

impl Stop {
    /// Tells the run to stop; it does so between two parts of its work.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Runs `work` on so many threads of its own, 0 for all cores; none where it
    /// was told to stop before it was done.
    ///
    /// # Errors
    /// When the system gives no threads, and those of `work`.
    pub fn run<T: Send>(&self, threads: usize, work: impl FnOnce() -> Result<T> + Send) -> Result<Option<T>> {
        let mine = self.clone();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .start_handler(move |_| MINE.set(Some(mine.clone())))
            .build()
            .map_err(|e| Error::config("threads", e.to_string()))?;
        match catch_unwind(AssertUnwindSafe(|| pool.install(work))) {
            Ok(done) => done.map(Some),
            Err(panic) if is_stopped(&*panic) => Ok(None),
            Err(panic) => resume_unwind(panic),
        }
    }
}

/// Goes no further where the run that this thread works for was told to stop.
pub fn check() {
    let is_asked = MINE.with_borrow(|mine| mine.as_ref().is_some_and(|stop| stop.0.load(Ordering::Relaxed)));
    if is_asked {
        // Unlike a panic this calls no hook: nothing is wrong.
        resume_unwind(Box::new(Stopped));
    }
}

/// Whether a caught panic is a run that stops, and must go on unwinding.
pub fn is_stopped(panic: &(dyn Any + Send)) -> bool {
    panic.is::<Stopped>()
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn a_run_stops_where_it_asks_and_another_goes_on() {
        let (stop, other) = (Stop::default(), Stop::default());
        let work = |stop: &Stop| {
            (0..1_000).into_par_iter().for_each(|part| {
                if part == 500 {
                    stop.ask();
                }
                check();
            });
            Ok(7)
        };
        assert_eq!(stop.run(2, || work(&stop)).unwrap(), None);
        assert_eq!(other.run(2, || work(&stop)).unwrap(), Some(7));
        check();
    }

    #[test]
    fn an_error_and_a_panic_stay_what_they_are() {
        let stop = Stop::default();
        assert!(stop.run::<()>(1, || Err(Error::config("fdr", "too much"))).is_err());
        let panic = catch_unwind(|| stop.run::<()>(1, || panic!("a fault of ours"))).unwrap_err();
        assert!(!is_stopped(&*panic));
    }
}
