//! Long work, without the interpreter's lock and open to Ctrl-C.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use lockstep::base::error::Result;
use lockstep::base::stop::Stop;
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;

use crate::errors::{of_panic, to_python};
use crate::warnings::pass_on;

/// How often the interpreter is asked for signals.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// How long an interrupted call waits for the work to end; it ends by itself
/// afterwards.
const WAIT: Duration = Duration::from_millis(400);

/// Where the work tells that a stage begins.
pub type Begin<'a> = &'a (dyn Fn(&'static str) + Sync);

/// How often a reader is told that a stage still goes on.
const TICK_EVERY: Duration = Duration::from_millis(500);

/// Does `work` on so many threads of its own (0: all cores) while other threads
/// of Python go on; the methods of `progress` are called, `begin` with the name of
/// each stage and `tick` now and then.
///
/// # Errors
/// Those of the work; warnings that the user made errors; `KeyboardInterrupt`, and what `progress` raises: the work
/// is then told to stop.
pub fn work<T: Send + 'static>(
    py: Python<'_>,
    threads: usize,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(Begin) -> Result<T> + Send + 'static,
) -> PyResult<T> {
    let stop = Stop::default();
    let (say, mut stages) = channel();
    let told = stop.clone();
    let worker = thread::Builder::new().name("lockstep".into()).spawn(move || {
        told.run(threads, move || {
            // Nobody hears where the call was interrupted.
            work(&|stage| _ = say.send(stage))
        })
    })?;
    if let Err(error) = wait(py, &mut stages, progress) {
        stop.ask();
        py.detach(|| give_time(&worker));
        return Err(error);
    }
    let done = py.detach(|| worker.join());
    pass_on(py)?;
    match done {
        Ok(Ok(Some(done))) => Ok(done),
        Ok(Ok(None)) => Err(PyKeyboardInterrupt::new_err(())),
        Ok(Err(error)) => Err(to_python(&error)),
        Err(panic) => Err(of_panic(&*panic)),
    }
}

/// Tells of stages, and asks for signals, until the work is done.
fn wait(py: Python<'_>, stages: &mut Receiver<&'static str>, progress: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
    let mut told = Instant::now();
    loop {
        let stages = &mut *stages;
        let next = py.detach(move || stages.recv_timeout(ASK_EVERY));
        py.check_signals()?;
        match (next, progress) {
            (Ok(stage), Some(progress)) => _ = progress.call_method1("begin", (stage,))?,
            (Err(RecvTimeoutError::Timeout), Some(progress)) if told.elapsed() >= TICK_EVERY => {
                progress.call_method0("tick")?;
            }
            (Err(RecvTimeoutError::Disconnected), _) => return Ok(()),
            _ => continue,
        }
        told = Instant::now();
    }
}

fn give_time<T>(worker: &JoinHandle<T>) {
    let end = Instant::now() + WAIT;
    while !worker.is_finished() && Instant::now() < end {
        thread::sleep(Duration::from_millis(5));
    }
}
