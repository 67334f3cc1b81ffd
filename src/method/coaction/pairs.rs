//! Pairs of accounts.

/// Two different accounts, the one with the smaller number first, packed into
/// one integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair(u64);

impl Pair {
    /// The pair of two accounts in either order.
    pub fn new(one: u32, other: u32) -> Self {
        let (a, b) = if one < other { (one, other) } else { (other, one) };
        Self(u64::from(a) << 32 | u64::from(b))
    }

    /// The account with the smaller number.
    pub fn a(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The account with the larger number.
    pub fn b(self) -> u32 {
        self.0 as u32
    }
}

/// Whether any pair holds each of `accounts` accounts.
pub fn members(pairs: &[Pair], accounts: usize) -> Vec<bool> {
    let mut members = vec![false; accounts];
    for pair in pairs {
        members[pair.a() as usize] = true;
        members[pair.b() as usize] = true;
    }
    members
}
