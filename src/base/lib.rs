//! What every wing uses: errors, cancellation, memory limits, time, safe text. Nothing
//! here knows about posts or accounts.
//!
//! | module | what |
//! |---|---|
//! | [`error`] | the one error type: what is wrong, where, and the remedy |
//! | [`stop`], [`guard`] | runs that can be stopped, and libraries whose panics become errors |
//! | [`memory`], [`spill`] | how much memory a run may take, and where records wait that it does not hold |
//! | [`directory`], [`digest`] | outputs written atomically, and digests as text |
//! | [`safe`] | through which everything that comes from the data passes before it is shown |
//! | [`numbers`], [`mod@named`] | numbers as people write them, and enums whose values have a word in files |
//! | [`time`], [`time_bins`], [`calendar`] | moments, bins of them, and the periods that reports are made by |
//! | [`country`], [`currency`] | countries, languages and currencies |
//! | [`nearest`] | what someone may have meant who wrote a name that is not known |
//! | [`tier`], [`pattern`] | how far the evidence for an account goes, and what was seen |
//! | [`counts`], [`distinct`] | counting by place on all threads, and different values among very many |
//! | [`toml`] | TOML files, read with the line on which something is wrong |

pub mod calendar;
pub mod checksums;
pub mod country;
pub mod counts;
pub mod currency;
pub mod digest;
pub mod directory;
pub mod distinct;
pub mod error;
pub mod guard;
pub mod limit;
pub mod memory;
pub mod named;
pub mod nearest;
pub mod numbers;
pub mod pattern;
pub mod safe;
pub mod spill;
pub mod stop;
pub mod tier;
pub mod time;
pub mod time_bins;
pub mod toml;
mod unfinished;
pub mod work;
