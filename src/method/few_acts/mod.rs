//! Many accounts with few acts: groups of which no pair is proof.
//!
//! Disposable accounts act a handful of times, on call: hundreds of them within an hour or
//! two on one object, the same ones days later on another. Two of them have met once or
//! twice, which proves nothing. What gives them away is a *burst* (an object, and two
//! hours in which at least ten accounts with few acts acted on it) whose accounts come back
//! in other bursts. So pairs of bursts are looked at instead of pairs of accounts, and
//! groups of bursts are tested instead of pairs:
//!
//! 1. **Bursts** ([`bursts`]). *Light* accounts act at two to eight moments. Of an
//!    account's acts at one moment, the one in the smallest burst counts.
//! 2. **The core** ([`cores`]). A burst counts while at least half of all accounts that act
//!    in it come back: they have bursts in two *sittings* (six hours apart or more), and
//!    these are at least half of their moments. Whoever else has seen an object would be
//!    in its bursts, too: this is what takes away the audience of a star or of breaking
//!    news. What is left is the largest set of bursts and accounts that vouch for each
//!    other, a core as in Seidman (1983). Where it is empty nothing more is done.
//! 3. **Expectation** ([`strata`]). Which light accounts act in which burst may be a matter
//!    of taste, of the day, of the hour, of the time of the day or of the weekday. Under each of
//!    seven such explanations the acts of light accounts fall into strata (a topic on a day, say), within which accounts are
//!    exchangeable. Two bursts with `d₁` and `d₂` acts in strata of `D₁` and `D₂` acts then
//!    have `λ = d₁d₂ / (D₁D₂ − Σₒ Dₒ₁Dₒ₂) · Σₐ nₐ₁nₐ₂` accounts in common, where `nₐₛ` are the
//!    acts of account `a` in stratum `s`, and `Dₒₛ` those on object `o` (in one stratum
//!    `Σₐ nₐ(nₐ − 1)`): an account's acts are on different objects, and where few objects are
//!    most of a stratum, the more of them meet on any two. Their
//!    number is compared with a Poisson law of that mean. The explanation that explains most counts. A
//!    burst must not be most of what it is compared with: where it holds more than
//!    half of its stratum, the next wider one is taken. Topics are learned
//!    from *busy* accounts, which act at twelve moments or more, never from the group. An object that none of
//!    them touched, or of a topic on which they have less than a twentieth of the acts, is of no
//!    taste that is known: only days, hours and weekdays are asked. Where busy
//!    accounts have less than a fifth of all moments, tastes are not known, and no groups are looked for;
//!    nor are bursts in traces whose times are full hours or days.
//! 4. **Groups** ([`links`], [`groups`]). Bursts of different sittings with `p ≤ 10⁻⁴` are joined. A
//!    component with at least four sittings and ten accounts is a group; its
//!    statistic is the sum of its `−ln p`. Other bursts of the core at least half of whose
//!    accounts act in its bursts belong to it, too.
//! 5. **Permutations** ([`permutations`]). The statistic is compared with the largest of all
//!    components when acts are permuted within strata (no account twice on one object), which controls the rate of false
//!    *groups* (family-wise) without asking any pair to be proof: cluster-level inference as in
//!    neuroimaging (Nichols and Holmes 2002, doi 10.1002/hbm.1058; Zalesky, Fornito and
//!    Bullmore 2010, doi 10.1016/j.neuroimage.2010.06.041). Each of 99 permutations is made under
//!    each explanation, and the largest statistic counts, so that the p-value holds
//!    under every one of them.
//!
//! # Cost
//!
//! Bursts and core are linear in acts, up to a sort. What follows is done only where the
//! core is not empty, and is linear, too: an account has at most eight bursts, so at most
//! 28 pairs of them; topics are learned from at most two million acts. A permutation costs
//! as much as counting the pairs of bursts once. Memory: 16 bytes an act of a burst,
//! and where the core is not empty up to 44 bytes an act of a light account.
//!
//! # What it cannot tell
//!
//! A crowd that came from one place again and again (a call, a daily thread that everybody visits for a
//! few days, a fandom of which nobody is active at twelve moments) leaves the same trace, unless it comes
//! at the same time of the day or on the same weekday, as readers of a newsletter do; orders that always
//! come at one hour are missed with these. Whoever acts at more than eight
//! moments is looked at pair by pair, not here.

pub mod bursts;
pub mod cores;
pub mod groups;
pub mod links;
pub mod permutations;
pub mod strata;
#[cfg(test)]
mod tests;

pub use bursts::{Burst, LIGHT};
pub use groups::{FewActs, Group, Member, few_acts};
pub use links::Link;
pub use permutations::{FAMILY_WISE, PERMUTATIONS};
pub use strata::Explained;
