//! What leaves the tool for other programs: the confirmed part of a finished run
//! of `detect`, in the forms that platforms, partners and researchers take.
//!
//! [`Share::read`] reads the run into plain rows with exact ids, or with
//! pseudonyms; [`Selection`] decides which accounts these are; each format is a
//! file of its own and decides nothing. `docs/exports.md` describes them field
//! by field.

mod against;
mod disarm;
mod format;
mod graph;
mod ids;
mod json;
mod misp;
mod pushed;
mod read;
mod record;
mod select;
mod share;
mod stix;
mod tables;
mod takedown;
mod terms;
mod text;
mod workbook;

pub use disarm::{technique_name, techniques};
pub use format::Format;
pub use record::{ExportRecord, RECORD};
pub use select::{Confirmed, Selection};
pub use share::{Account, Meeting, Network, Pair, Share, Source};
pub use terms::{Terms, Tlp};
