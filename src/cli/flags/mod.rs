//! What a user says of a run in a few words, on the command line or as
//! arguments of the Python functions: it goes over the configuration.

mod detect;
mod input;

pub use detect::{Chance, DetectFlags};
pub use input::InputFlags;
