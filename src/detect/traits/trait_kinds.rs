//! Traits of accounts: what they say of themselves, as things that several of
//! them can have.

use std::collections::BTreeMap;

use lockstep_base::time;
use lockstep_data::events::{Events, NONE};
use lockstep_data::traces::url::Links;
use lockstep_data::traces::{Same, TraceKind, near, normal_handle};

/// What kind of trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TraitKind {
    /// The same handle, at different times: handles are unique, so that one
    /// account must have left it to the other.
    Handle,
    /// Handles that differ in their digits only: `anna_#`.
    Name,
    /// Nearly the same description.
    Bio,
    /// The same link in the profile.
    Link,
    /// Created on the same day (UTC).
    Created,
}

impl TraitKind {
    /// Every kind, in the order of outputs.
    pub const ALL: [Self; 5] = [Self::Handle, Self::Name, Self::Bio, Self::Link, Self::Created];

    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Handle => "handle",
            Self::Name => "name",
            Self::Bio => "bio",
            Self::Link => "link",
            Self::Created => "created",
        }
    }

    /// The trace that it belongs to.
    pub fn trace(self) -> TraceKind {
        match self {
            Self::Handle | Self::Name => TraceKind::Handle,
            Self::Bio | Self::Link | Self::Created => TraceKind::Profile,
        }
    }
}

/// A trait that several accounts have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trait {
    /// What it is.
    pub kind: TraitKind,
    /// The handle, pattern, description, link or day.
    pub value: String,
    /// Who has it, ascending; two accounts or more.
    pub accounts: Vec<u32>,
}

/// The traits of all accounts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traits {
    /// Those that two accounts or more have, by kind, then value.
    pub all: Vec<Trait>,
    known: [Vec<u32>; TraitKind::ALL.len()],
}

impl Traits {
    /// Accounts of which something of this kind is known, ascending.
    pub fn known(&self, kind: TraitKind) -> &[u32] {
        &self.known[kind as usize]
    }

    #[cfg(test)]
    pub(super) fn set_known(&mut self, kind: TraitKind, accounts: Vec<u32>) {
        self.known[kind as usize] = accounts;
    }

    /// Adds what accounts say, each account and value once or several times.
    fn add(&mut self, kind: TraitKind, said: impl Iterator<Item = (u32, String)>) {
        let mut by_value: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        said.for_each(|(account, value)| by_value.entry(value).or_default().push(account));
        let mut known: Vec<u32> = by_value.values().flatten().copied().collect();
        known.sort_unstable();
        known.dedup();
        self.known[kind as usize] = known;
        for (value, mut accounts) in by_value {
            accounts.sort_unstable();
            accounts.dedup();
            if accounts.len() > 1 {
                self.all.push(Trait { kind, value, accounts });
            }
        }
    }
}

/// The traits of the accounts of the data.
pub fn traits(events: &Events, same: &Same) -> Traits {
    let mut traits = Traits::default();
    if events.facts.is_empty() {
        return traits;
    }
    let accounts = || (0..events.accounts.len() as u32).map(|account| (account, events.facts.of(account)));
    let handles = || events.facts.handles().map(|handle| (handle.account, normal_handle(handle.handle)));
    traits.add(TraitKind::Handle, handles().filter(|(_, handle)| !handle.is_empty()));
    traits.add(TraitKind::Name, handles().filter_map(|(account, handle)| Some((account, without_digits(&handle)?))));
    let bios: Vec<(u32, &str)> = accounts().filter_map(|(account, facts)| Some((account, facts.bio?))).collect();
    traits.add(TraitKind::Bio, alike(&bios, &same.text).into_iter());
    let links = Links::new(&same.url);
    let link = |(account, facts): (u32, lockstep_data::events::Account)| Some((account, links.page(facts.bio_url?)));
    traits.add(TraitKind::Link, accounts().filter_map(link).filter(|(_, link)| !link.is_empty()));
    let day = |moment: i64| time::rfc3339(moment).chars().take(10).collect();
    traits.add(TraitKind::Created, accounts().filter_map(|(account, facts)| Some((account, day(facts.created?)))));
    traits
}

/// Fewer letters than this are no name that two people would not both choose.
const FEWEST_LETTERS: usize = 3;

/// A handle with `#` for every run of digits; none where it has no digit or
/// hardly a letter.
fn without_digits(handle: &str) -> Option<String> {
    let mut pattern = String::with_capacity(handle.len());
    for c in handle.chars() {
        if !c.is_numeric() {
            pattern.push(c);
        } else if !pattern.ends_with('#') {
            pattern.push('#');
        }
    }
    let letters = pattern.chars().filter(|c| c.is_alphabetic()).count();
    (pattern.contains('#') && letters >= FEWEST_LETTERS).then_some(pattern)
}

/// Each account with the first of the descriptions that are nearly the same as
/// its own.
fn alike(bios: &[(u32, &str)], config: &near::text::TextConfig) -> Vec<(u32, String)> {
    let mut place_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut distinct: Vec<&str> = Vec::new();
    for &(_, bio) in bios {
        place_of.entry(bio).or_insert_with(|| {
            distinct.push(bio);
            distinct.len() - 1
        });
    }
    let groups = near::text::groups(&distinct, config);
    let name = |bio: &str| {
        let group = groups.of_thing[place_of[bio]];
        (group != NONE).then(|| distinct[groups.first[group as usize] as usize].to_owned())
    };
    bios.iter().filter_map(|&(account, bio)| Some((account, name(bio)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_digits_are_one_pattern() {
        for handle in ["anna_1983421", "anna_77", "anna_0"] {
            assert_eq!(without_digits(handle).as_deref(), Some("anna_#"), "{handle}");
        }
        assert_eq!(without_digits("news24_de7").as_deref(), Some("news#_de#"));
        for handle in ["anna", "12345", "a_1", ""] {
            assert_eq!(without_digits(handle), None, "{handle}");
        }
    }
}
