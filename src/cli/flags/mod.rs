//! What a user says in a few words: on the command line, and for reading and
//! detecting as arguments of the Python functions, too. Each becomes a
//! configuration of the library, whose defaults are the flags' own.

mod choice;
mod detect;
mod evaluate;
mod input;
mod network;
mod simulate;

pub use detect::{Chance, DetectFlags};
pub use evaluate::{EvaluateFlags, NullName, Wanted};
pub use input::InputFlags;
pub use network::{Method, NetworkFlags, Prune};
pub use simulate::{Start, WorldFlags};
