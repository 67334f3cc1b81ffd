//! One error type: what is wrong, where, and what to do about it.

use std::path::{Path, PathBuf};

use crate::safe::visible;

/// What can go wrong in a run. Every message is one line and names the file or
/// the field; of an input it ends with the remedy, of a value with what the field
/// takes. Text that came from the data is shown with its control characters made
/// visible.
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

    /// A configuration error with the file that holds the field; any other as it is.
    #[must_use]
    pub fn in_file(self, path: &Path) -> Self {
        match self {
            Self::Config { field, problem } => Self::config(field, format!("{problem} ({})", path.display())),
            other => other,
        }
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
