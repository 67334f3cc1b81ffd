//! Networks that come back.
//!
//! Every network of a new run is compared with every network that was removed
//! before, by four signals, each a test with a p-value where its data are
//! there:
//!
//! 1. **objects**: the network acts on the removed network's objects, trace by
//!    trace, more than an unrelated one of its volume and its interests would
//!    ([`objects`], [`mod@likeness`]);
//! 2. **survivors**: members stand on the removed network's list, more than
//!    others do, or form a validated pair with an account on it that still acts
//!    (the strongest pair's p times the number of pairs of members and
//!    survivors);
//! 3. **handles**: members have the shapes of handle that are common among the
//!    removed, more than others have ([`handles`]);
//! 4. **creation**: members were created in the thirty days after the removed
//!    network's end, more than others were.
//!
//! Accounts that stand on the removed list themselves count for the first two
//! only. A network's p is the Cauchy combination of the signals that are there;
//! the false discovery rate is held over all comparisons by Benjamini and
//! Hochberg. Handles and creation are circumstantial: a match is *proposed* only
//! where objects and survivors alone pass, too, by the same rate; else it is
//! listed as circumstantial and never counted. Where objects pass alone the whole
//! network is taken to come back, else only members with evidence of their own.
//! A person confirms a match.

mod compare;
pub mod handles;
pub mod likeness;
pub mod objects;
mod removed;
mod survey;
mod write;

pub use compare::{Comparison, Match, Matches, Returning, Verdict, find};
pub use objects::{SharedObject, SharedObjects};
pub use removed::{Account, Object, Removed, TraceObjects};
pub use survey::{Excess, Survivors};
