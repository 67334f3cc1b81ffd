//! How good a list is, against labels: what keeps the method honest, and what
//! an investigator chooses a method by on data of her own.
//!
//! [`judge()`] holds the verdicts of any method ([`Verdicts`], of a finished
//! run or one in memory) against [`Labels`]; [`compare`] does so for ours and
//! for the methods of [`lockstep_method::baselines`] on the same data. Accounts without a
//! label are not judged, only counted.

mod agreement;
mod categories;
mod config;
mod judge;
mod labels;
mod methods;
mod metrics;
mod task;
mod text;
mod verdicts;
mod write;

pub use agreement::Contingency;
pub use categories::{Agreement, Categories, PartitionAgreement, categories};
pub use config::{EvaluateConfig, NullName, Wanted};
pub use judge::{Accounts, Calibration, Clusters, Evaluation, Head, Role, Style, judge};
pub use labels::{Label, Labels};
pub use methods::{Compared, Comparison, LeftOut, Method, compare};
pub use metrics::{Counts, Point, Ranking, share, wilson_interval};
pub use task::Judged;
pub use text::{categories_text, comparison_text, evaluation_text, null_text};
pub use verdicts::{Stated, Verdict, Verdicts, read_run};
pub use write::Record;
