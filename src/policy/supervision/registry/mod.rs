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
//! review_due = 2025-03-01
//! accounts = [{ platform = "video", id = "1001" }]
//!
//! [[entity.decisions]]              # what it is held for, from day to day
//! status = "state_controlled"       # state_affiliated, independent, under_review
//! from = 2022-06-01
//! until = 2024-06-30                # else until the next decision begins
//! decided = 2022-05-20
//! by = "Policy board"               # a person or a role
//!
//! [entity.criteria.mission]         # practices, governance, decisions, funding
//! assessment = "controlled"         # influenced, independent, unclear
//! evidence = [{ source = "Charter, article 2", date = 2024-01-10, expert = "A. Expert", verdict = "controlled" }]
//!
//! [[entity.appeals]]
//! date = 2024-05-20
//! claim = "The editors are elected by the staff"
//! outcome = "open"                  # rejected, granted, withdrawn
//! decided = 2024-06-01              # of an outcome
//! by = "Appeals panel"
//! suspends = ["recommendation"]     # label, advertising: not in force until it is decided
//!
//! [[entity.measures]]               # imposed by a decision of its own
//! measure = "terminated"            # recommendation, advertising, restricted, suspended
//! from = 2024-09-16
//! by = "Policy board"
//! reason = "Covert influence operations"
//! ```
//!
//! `status`, `decided`, `decided_by` and `labelled_since` beside the name stand
//! for a history of one decision.

mod check;
mod finding;
mod history;
mod model;
mod read;
mod resolve;
mod spelling;
mod table;
mod written;

pub use finding::{Finding, Kind, Severity};
pub use history::{Label, Standing};
pub(crate) use model::named;
pub use model::{
    Account, Appeal, Assessed, Assessment, Criterion, Decision, Entity, Evidence, Imposed, ImposedMeasure, Measure,
    Outcome, Registry, Status,
};
pub use spelling::Spelling;
