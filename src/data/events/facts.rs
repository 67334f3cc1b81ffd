//! What the data tell of the accounts themselves, apart from their rows.

use std::borrow::Cow;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::{Dictionary, Role, UNKNOWN};

/// What is known of an account: of each fact what the latest row that tells it
/// says, of rows of one moment the largest number or the last text in the order of
/// the alphabet, so that the order of rows decides nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account<'a> {
    /// Its screen name.
    pub handle: Option<&'a str>,
    /// Its display name.
    pub display_name: Option<&'a str>,
    /// How it describes itself.
    pub bio: Option<&'a str>,
    /// The address in its profile.
    pub bio_url: Option<&'a str>,
    /// How many accounts follow it.
    pub followers: Option<u64>,
    /// How many accounts it follows.
    pub following: Option<u64>,
    /// When it was made, in microseconds since 1970-01-01 UTC.
    pub created: Option<i64>,
    /// Its language, or that of its post.
    pub language: Option<&'a str>,
    /// Its country, as the platform states it.
    pub country: Option<&'a str>,
    /// The platform that it belongs to.
    pub platform: Option<&'a str>,
}

/// A screen name that an account was seen under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handle<'a> {
    /// The account.
    pub account: u32,
    /// The first post under the name, in microseconds since 1970-01-01 UTC.
    pub first: i64,
    /// The last post under it.
    pub last: i64,
    /// The name.
    pub handle: &'a str,
}

/// The facts of all accounts: as much as the accounts take, however many rows
/// there are.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    strings: Dictionary,
    /// For each role that was read, by account.
    known: Vec<(Role, Vec<Known>)>,
    /// When each account was first and last seen under each name.
    handles: HashMap<(u32, u32), (i64, i64), FxBuildHasher>,
}

/// A value, and when it was told.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// [`UNKNOWN`] where there is no value.
    told: i64,
    /// A number, microseconds, or the number of a text.
    value: u64,
}

const NOTHING: Known = Known { told: UNKNOWN, value: 0 };

impl Facts {
    /// What is known of this account.
    pub fn of(&self, account: u32) -> Account<'_> {
        let text = |role| self.value(role, account).map(|id| self.strings.get(id as u32));
        Account {
            handle: text(Role::Handle),
            display_name: text(Role::DisplayName),
            bio: text(Role::Bio),
            bio_url: text(Role::BioUrl),
            followers: self.value(Role::Followers, account),
            following: self.value(Role::Following, account),
            created: self.value(Role::AccountCreated, account).map(|micros| micros as i64),
            language: text(Role::Language),
            country: text(Role::Country),
            platform: text(Role::Platform),
        }
    }

    /// Every account under every name that it was seen under, in the order of
    /// accounts, then of first sight: renamed accounts have several.
    pub fn handles(&self) -> impl Iterator<Item = Handle<'_>> {
        let seen = |(&(account, id), &(first, last)): (&(u32, u32), &(i64, i64))| Handle {
            account,
            first,
            last,
            handle: self.strings.get(id),
        };
        let mut all: Vec<Handle> = self.handles.iter().map(seen).collect();
        all.sort_unstable();
        all.into_iter()
    }

    /// True where nothing is known of any account.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Every fact: role, account, when it was told, and the value as
    /// [`Facts::retell`] takes it.
    pub fn told_of_all(&self) -> impl Iterator<Item = (Role, u32, i64, Cow<'_, str>)> {
        let of_role = |(role, known): &'_ (Role, Vec<Known>)| {
            let (role, known) = (*role, known.clone());
            let known = known.into_iter().zip(0u32..).filter(|(known, _)| known.told != UNKNOWN);
            known.map(move |(known, account)| (role, account, known.told, known.value))
        };
        self.known.iter().flat_map(of_role).map(|(role, account, told, value)| {
            let text = match role {
                Role::AccountCreated => Cow::Owned((value as i64).to_string()),
                role if role.is_number() => Cow::Owned(value.to_string()),
                _ => Cow::Borrowed(self.strings.get(value as u32)),
            };
            (role, account, told, text)
        })
    }

    /// Learns again what [`Facts::told_of_all`] gave.
    pub fn retell(&mut self, role: Role, account: u32, told: i64, text: &str) {
        let value = match role {
            Role::AccountCreated => text.parse().ok().map(|micros: i64| micros as u64),
            role if role.is_number() => text.parse().ok(),
            _ => Some(self.strings.intern(text).into()),
        };
        if let Some(value) = value {
            self.learn(role, account, Known { told, value });
        }
    }

    /// Learns again that the account was seen under a name, first and last.
    pub fn see_again(&mut self, account: u32, handle: &str, seen: (i64, i64)) {
        let handle = self.strings.intern(handle);
        self.see(account, handle, seen);
    }

    fn value(&self, role: Role, account: u32) -> Option<u64> {
        let (_, known) = self.known.iter().find(|(r, _)| *r == role)?;
        known.get(account as usize).filter(|known| known.told != UNKNOWN).map(|known| known.value)
    }

    /// Notes what a row of this moment tells; a number that cannot be read tells
    /// nothing.
    pub(super) fn note(&mut self, role: Role, account: u32, moment: i64, text: &str) {
        let value = match role {
            role if role.is_number() => count(text),
            _ => self.note_text(role, account, moment, text),
        };
        if let Some(value) = value {
            self.learn(role, account, Known { told: moment, value });
        }
    }

    /// Notes when an account was made, as a row of this moment tells it.
    pub(super) fn note_created(&mut self, account: u32, moment: i64, created: i64) {
        self.learn(Role::AccountCreated, account, Known { told: moment, value: created as u64 });
    }

    fn note_text(&mut self, role: Role, account: u32, moment: i64, text: &str) -> Option<u64> {
        if role != Role::Handle && self.told(role, account) > moment {
            return None;
        }
        let id = self.strings.intern(text);
        if role == Role::Handle {
            self.see(account, id, (moment, moment));
        }
        Some(id.into())
    }

    fn see(&mut self, account: u32, handle: u32, (first, last): (i64, i64)) {
        let seen = self.handles.entry((account, handle)).or_insert((first, last));
        *seen = (seen.0.min(first), seen.1.max(last));
    }

    fn told(&self, role: Role, account: u32) -> i64 {
        let known = self.known.iter().find(|(r, _)| *r == role).and_then(|(_, known)| known.get(account as usize));
        known.map_or(UNKNOWN, |known| known.told)
    }

    fn learn(&mut self, role: Role, account: u32, news: Known) {
        let known = super::by_role::entry(&mut self.known, role);
        if known.len() <= account as usize {
            known.resize(account as usize + 1, NOTHING);
        }
        let known = &mut known[account as usize];
        let is_text = !role.is_number() && role != Role::AccountCreated;
        let follows = |news: u64, known: u64| match is_text {
            true => self.strings.get(news as u32) > self.strings.get(known as u32),
            false => news > known,
        };
        if news.told > known.told || news.told == known.told && follows(news.value, known.value) {
            *known = news;
        }
    }

    /// The same facts of accounts that have other numbers: `renumbered` gives the new
    /// number of each.
    pub(super) fn renumbered(&self, renumbered: &[u32]) -> Self {
        let of_role = |(role, known): &(Role, Vec<Known>)| {
            let mut there = vec![NOTHING; renumbered.len()];
            known.iter().zip(renumbered).for_each(|(&known, &account)| there[account as usize] = known);
            (*role, there)
        };
        let handle = |(&(account, id), &seen): (&(u32, u32), &(i64, i64))| ((renumbered[account as usize], id), seen);
        Self {
            strings: self.strings.clone(),
            known: self.known.iter().map(of_role).collect(),
            handles: self.handles.iter().map(handle).collect(),
        }
    }

    /// Adds what rows below these tell; `renumbered` gives for each of their
    /// accounts its number here.
    pub(super) fn append(&mut self, other: &Self, renumbered: &[u32]) {
        for (role, known) in &other.known {
            let is_number = role.is_number() || *role == Role::AccountCreated;
            for (news, &account) in known.iter().zip(renumbered) {
                if news.told == UNKNOWN || news.told < self.told(*role, account) {
                    continue;
                }
                let text = || other.strings.get(news.value as u32);
                let value = if is_number { news.value } else { self.strings.intern(text()).into() };
                self.learn(*role, account, Known { told: news.told, value });
            }
        }
        for (&(account, handle), &seen) in &other.handles {
            let handle = self.strings.intern(other.strings.get(handle));
            self.see(renumbered[account as usize], handle, seen);
        }
    }
}

/// A number of accounts, as exports write it: a spreadsheet may have made a decimal
/// number of it, or parted its thousands (`1,234`).
pub fn count(text: &str) -> Option<u64> {
    let text = text.trim();
    let whole =
        text.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0')).map_or(text, |(whole, _)| whole);
    whole.parse().ok().or_else(|| {
        let is_mark = |c: char| matches!(c, ',' | ' ' | '\'' | '\u{a0}' | '\u{202f}');
        let mut parts = whole.split(is_mark);
        let first = parts.next().filter(|first| (1..=3).contains(&first.len()))?;
        let rest: Vec<&str> = parts.collect();
        let are_thousands = rest.iter().all(|part| part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()));
        are_thousands.then(|| format!("{first}{}", rest.concat()).parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(rows: &[(u32, i64, Role, &str)]) -> Facts {
        let mut facts = Facts::default();
        rows.iter().for_each(|&(account, moment, role, text)| facts.note(role, account, moment, text));
        facts
    }

    #[test]
    fn the_latest_row_tells_and_of_one_moment_the_last_in_the_alphabet() {
        let mut facts = facts(&[
            (0, 5, Role::Followers, "7"),
            (0, 9, Role::Followers, "12.0"),
            (0, 7, Role::Followers, "8"),
            (0, 9, Role::Bio, "old"),
            (0, 9, Role::Bio, "new"),
            (0, 8, Role::Bio, "still older"),
            (0, 10, Role::Followers, "many"),
        ]);
        facts.note_created(2, 1, 77);
        facts.note_created(2, 0, 78);
        let account = facts.of(0);
        assert_eq!((account.followers, account.bio, account.created), (Some(12), Some("old"), None));
        assert_eq!(facts.of(1), Account::default());
        assert_eq!(facts.of(2).created, Some(77));
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (text, number) in [
            ("1234", Some(1_234)),
            ("1234.0", Some(1_234)),
            ("1,234", Some(1_234)),
            ("1 234 567", Some(1_234_567)),
            ("1,234.00", Some(1_234)),
            ("1,2", None),
            ("1.5", None),
            ("many", None),
            (",", None),
        ] {
            assert_eq!(count(text), number, "{text}");
        }
    }

    #[test]
    fn parts_in_order_tell_what_the_whole_tells() {
        let rows = [
            (0, 3, Role::Handle, "anna"),
            (1, 3, Role::Handle, "bert"),
            (0, 8, Role::Handle, "anna_2"),
            (0, 5, Role::Handle, "anna"),
            (1, 3, Role::Handle, "berta"),
            (0, 8, Role::Bio, "a"),
            (0, 8, Role::Bio, "b"),
        ];
        let whole = facts(&rows);
        for cut in 0..=rows.len() {
            let mut parts = facts(&rows[..cut]);
            parts.append(&facts(&rows[cut..]), &[0, 1]);
            assert!((0..2).all(|account| parts.of(account) == whole.of(account)), "{cut}");
            assert!(parts.handles().eq(whole.handles()), "{cut}");
        }
        let handle = |account, first, last, handle| Handle { account, first, last, handle };
        assert_eq!(
            whole.handles().collect::<Vec<_>>(),
            [handle(0, 3, 5, "anna"), handle(0, 8, 8, "anna_2"), handle(1, 3, 3, "bert"), handle(1, 3, 3, "berta")]
        );
    }
}
