//! What can go wrong with a table.

use polars_error::PolarsError;

use crate::data_type::DataType;

/// What is wrong with a table or its file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No column has this name.
    #[error("there is no column {0}")]
    NoColumn(String),
    /// Two columns have this name.
    #[error("there are two columns {0}")]
    TwoColumns(String),
    /// A column has another number of rows than the table.
    #[error("column {name} has {rows} rows and the table {height}")]
    Length {
        /// The column.
        name: String,
        /// Its rows.
        rows: usize,
        /// Those of the table.
        height: usize,
    },
    /// Two tables that should be joined have different columns.
    #[error("the tables have different columns ({0})")]
    Schema(String),
    /// Values of one type cannot be read as another one.
    #[error("values of the type {from} cannot be read as {to}")]
    Cast {
        /// The type that they have.
        from: DataType,
        /// The type that is wanted.
        to: DataType,
    },
    /// Some values of a column do not fit into a type.
    #[error("column {name} has values that are no {to}")]
    Loss {
        /// The column.
        name: String,
        /// The type that is wanted.
        to: DataType,
    },
    /// A value is outside of what its type can hold, or not what it should be.
    #[error("{0}")]
    Value(String),
    /// A time zone is not known.
    #[error("there is no time zone {0}")]
    TimeZone(String),
    /// A type that a table cannot hold.
    #[error("columns of the type {0} are not supported")]
    Unsupported(String),
    /// A file's content contradicts itself or the format.
    #[error("{0}")]
    Damaged(String),
    /// Far more comes out of a column than is in the file.
    #[error("{unpacked} bytes come out of {packed} bytes of column {name}")]
    Inflated {
        /// The column.
        name: String,
        /// Its bytes in a group of rows.
        packed: u64,
        /// What comes out of them.
        unpacked: u64,
    },
    /// A file cannot be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The error where a decoder stopped without an error of its own.
    pub(crate) fn damaged() -> Self {
        Self::Damaged("its content contradicts itself".to_owned())
    }
}

impl From<PolarsError> for Error {
    fn from(error: PolarsError) -> Self {
        match error {
            PolarsError::IO { error, .. } => Self::Io(std::io::Error::new(error.kind(), error.to_string())),
            other => Self::Damaged(short(&other.to_string())),
        }
    }
}

/// The first line of a message, without the words that the library puts before
/// it.
fn short(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.strip_prefix("parquet: ").unwrap_or(line);
    line.strip_prefix("File out of specification: ").unwrap_or(line).to_owned()
}
