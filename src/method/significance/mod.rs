//! Which pairs act together more than innocent explanations allow.
//!
//! Each innocent explanation is a null model behind [`Explanation`]:
//! [`Chance`] (or [`Bicm`], its degree-exact form), [`Habit`] and [`Crowd`].
//! A pair is evidence only as far as it survives chance and habit; the crowd
//! lowers the grade of what is left. Each trace is tested on a ladder of
//! windows, corrected for the choice (Bonferroni), and the window that speaks
//! most clearly is reported.
//!
//! All probabilities are natural logarithms: the evidence of a busy campaign
//! lies far below the smallest float, and a heap of zeros has no order.

mod ascending;
mod bicm;
mod bound;
mod chance;
mod clock;
mod combine;
mod crowd;
mod delays;
mod explanation;
mod fdr;
mod habit;
mod histories;
mod hypergeometric;
mod model;
mod poisson_binomial;
mod population;
mod reaction;
mod testing;
mod verdict;

pub use bicm::Bicm;
pub use bound::{Bound, combined_bound, could_pass, ln_chance, ln_limit};
pub use chance::{Chance, Volumes, ln_poisson_tail};
pub use clock::Clock;
pub use combine::ln_cauchy;
pub use crowd::{Crowd, GroupActs};
pub use delays::Delays;
pub use explanation::{Case, Explanation, Test, Trials};
pub use fdr::ln_q_values;
pub use habit::{Habit, Reason};
pub use histories::{Histories, Shared};
pub use hypergeometric::ln_hypergeometric_tail;
pub use model::{ChanceModel, chance_among};
pub use poisson_binomial::{PoissonBinomial, ln_poisson_binomial_tail};
pub use population::{OwnActs, Population};
pub use reaction::Reaction;
pub use testing::{Behaviour, Models, PairTest, WORTH_TESTING, corrected};
pub use verdict::{Verdict, verdict};
