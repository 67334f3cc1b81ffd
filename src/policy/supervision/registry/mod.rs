//! The registry of state-controlled media: which entities are held for what,
//! by which criteria, on what evidence, and what they said against it.
//!
//! It is kept by hand, as `registry.toml` or as a CSV table, and read in two
//! steps. The first takes what is written, with the line of each value; the
//! second gives it its meaning and notes everything that is wrong or overdue as a
//! [`Finding`]. Nothing is guessed.
//!
//! ```toml
//! [[entity]]
//! id = "example-tv"                 # unique
//! name = "Example Television"
//! country = "PT"                    # ISO 3166-1, of primary affiliation
//! languages = ["mwl"]               # spoken at home besides the official ones
//! status = "state_controlled"       # state_affiliated, independent, under_review
//! decided = 2024-03-01
//! labelled_since = 2022-06-01       # where the label is older than the decision
//! review_due = 2025-03-01
//! accounts = [{ platform = "video", id = "1001" }]
//!
//! [entity.criteria.mission]         # practices, governance, decisions, funding
//! assessment = "controlled"         # influenced, independent, unclear
//! evidence = [{ source = "Charter, article 2", date = 2024-01-10, expert = "A. Expert" }]
//!
//! [[entity.appeals]]
//! date = 2024-05-20
//! claim = "The editors are elected by the staff"
//! outcome = "open"                  # rejected, granted, withdrawn
//! decided = 2024-06-01              # of an outcome
//! suspends = ["recommendation"]     # label, advertising: not in force until it is decided
//! ```

mod check;
mod finding;
mod model;
mod read;
mod resolve;
mod table;
mod written;

pub use finding::{Finding, Kind, Severity};
pub use model::{
    Account, Appeal, Assessed, Assessment, Criterion, Entity, Evidence, Measure, Outcome, Registry, Status,
};
