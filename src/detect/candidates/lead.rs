//! Who acts first in a pair, and where a member stands in its network.

use lockstep_method::significance::ln_poisson_binomial_tail;
use serde::Serialize;

/// The largest p at which it is clear who acts first in a pair.
const CLEAR: f64 = 0.05;

/// Which side of a pair acts first: objects on which they met, by who was
/// first in their closest co-act there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Lead {
    /// Objects on which the first account was first.
    pub a: u32,
    /// Objects on which the second account was first.
    pub b: u32,
    /// Objects on which both acted at the same moment.
    pub ties: u32,
    /// ln p against even odds, two-sided, ties left out.
    pub ln_p: f64,
}

impl Lead {
    /// From the objects on which the first account was first, the second one,
    /// and neither.
    pub fn new(a: u32, b: u32, ties: u32) -> Self {
        Self { a, b, ties, ln_p: ln_even_odds(a, b) }
    }

    /// Whether it is clear who acts first: p is at most 0.05.
    pub fn is_clear(&self) -> bool {
        self.ln_p <= CLEAR.ln()
    }
}

/// Whether a member acts before or after the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Before most others it meets, more often than even odds allow.
    Leader,
    /// After them.
    Follower,
    /// Neither can be said.
    #[default]
    Open,
}

/// How often a member acts before the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Objects on which it acted before most of the members it met there.
    pub leads: u32,
    /// Objects on which it acted after most of them.
    pub follows: u32,
    /// The verdict, at a false discovery rate of 5 % within the network.
    pub position: Position,
}

impl Position {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Leader, Self::Follower, Self::Open];

    /// The name in outputs; empty where nothing can be said.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Follower => "follower",
            Self::Open => "",
        }
    }
}

/// ln p of `first` against `second` under even odds, two-sided, by the
/// binomial distribution.
pub(super) fn ln_even_odds(first: u32, second: u32) -> f64 {
    let coins = vec![0.5; (first + second) as usize];
    (std::f64::consts::LN_2 + ln_poisson_binomial_tail(first.max(second).into(), &coins)).min(0.0)
}
