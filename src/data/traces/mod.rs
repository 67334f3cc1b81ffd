//! What counts as doing the same thing: a trace turns events into acts
//! `(object, account, time)`.

mod acts;
mod alike;
mod config;
mod fast;
mod gathering;
mod kind;
mod listing;
mod log;
pub mod near;
mod normal;
mod originals;
mod pages;
mod partial;
mod reaction;
mod same;
mod shuffle;
mod trigger;
pub mod url;
mod waiting;
mod whole;

pub use acts::{Acts, TraceSummary};
pub use alike::{Among, Uses, Values};
pub use config::{Popular, TraceConfig};
pub use gathering::{Carried, Gathering, Posts, Wanted};
pub use kind::Alike;
pub use kind::TraceKind;
pub use listing::{Listed, Listing};
pub use log::{Logged, PostLog};
pub use normal::{NormalForm, handle as normal_handle};
pub use pages::Page;
pub use partial::{Act, OPENING};
pub use reaction::{FAST, Reactions};
pub use same::{Common, MediaConfig, Same, SequenceConfig, SequenceOf};
pub use trigger::{MOST_LATE, Trigger, Triggers};
pub use whole::Whole;
