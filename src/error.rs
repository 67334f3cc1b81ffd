//! One error type: what is wrong, where, and what to do about it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::safe::visible;
use crate::stop::is_stopped;

/// What can go wrong in a run. Every message is one line, names the file or
/// the field, and ends with the remedy; text that came from the data is shown
/// with its control characters made visible.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An input cannot be used.
    #[error("{file}: {problem}; {remedy}")]
    Input {
        /// The input as the user named it, `-` for standard input.
        file: String,
        /// What is wrong with it.
        problem: String,
        /// What the user can do.
        remedy: String,
    },
    /// A value of the configuration or of a flag is out of its range.
    #[error("configuration, `{field}`: {problem}")]
    Config {
        /// The field's path in the TOML file, for example `traces.url.window`.
        field: String,
        /// What is wrong with it, and what it takes.
        problem: String,
    },
    /// The operating system refused to read or write.
    #[error("{}: cannot {action}: {source}", visible(&path.to_string_lossy()))]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was tried: "read", "write", "create", "rename".
        action: &'static str,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// An output could not be made.
    #[error("{what}: {problem}")]
    Output {
        /// The output.
        what: String,
        /// The reason.
        problem: String,
    },
}

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An input error; the texts may hold parts of the data.
    pub fn input(file: &str, problem: impl AsRef<str>, remedy: impl AsRef<str>) -> Self {
        Self::Input {
            file: visible(file).into_owned(),
            problem: visible(problem.as_ref()).into_owned(),
            remedy: visible(remedy.as_ref()).into_owned(),
        }
    }

    /// A configuration error.
    pub fn config(field: impl Into<String>, problem: impl AsRef<str>) -> Self {
        Self::Config { field: field.into(), problem: visible(problem.as_ref()).into_owned() }
    }

    /// For `map_err`: wraps an I/O error with its path and what was tried.
    pub fn io(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, action, source }
    }

    /// An error of a library that made an output.
    pub fn output(what: impl Into<String>, problem: impl std::fmt::Display) -> Self {
        Self::Output { what: what.into(), problem: visible(&problem.to_string()).into_owned() }
    }
}

/// How many calls of [`guarded`] are going on.
static GUARDED: AtomicUsize = AtomicUsize::new(0);

/// Runs a library on bytes that anybody may have made: a panic inside it
/// becomes the error `otherwise`.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T>, otherwise: impl FnOnce() -> Error) -> Result<T> {
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
/// fault of this crate; for a panic hook.
pub(crate) fn panic_is_expected() -> bool {
    GUARDED.load(Ordering::SeqCst) > 0
}
