//! Which advertisements of registered accounts may run where, on which days.
//!
//! A labelled account may not advertise outside the country that its entity is
//! primarily affiliated with. An advertisement for home and for abroad is split:
//! it may run at home. Its flight is judged day by day: a label can begin or end
//! within it, and an appeal can suspend the measure for some days. Beside what an
//! advertisement was to reach stands, where the platform exports it, what it did
//! reach.

mod decide;
mod delivery;
mod judge;
mod lost;
mod model;
mod money;
mod read;
mod target;

pub use decide::{Ads, decide};
pub use delivery::{Breach, DeliveryLine, Stranger};
pub use lost::{Doubt, Planned, lost};
pub use model::{AdDecision, Decision, Part};
pub use money::{Amount, Sums};
pub use target::Target;
