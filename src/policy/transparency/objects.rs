//! Everything that accounts acted on, trace by trace, whole texts included.

use std::sync::Arc;

use lockstep_data::events::{Dictionary, Events, NONE, Role};
use lockstep_data::traces::{Acts, MediaConfig, Posts, Same, TraceKind};
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// The name of the trace of whole texts.
pub const TEXT: &str = "text";

/// A text is an object from this many letters on: shorter ones are said by
/// anybody.
const FEWEST_LETTERS: usize = 20;

/// What an account did with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doer {
    /// The account, by its number.
    pub account: u32,
    /// In how many posts it acted.
    pub posts: u32,
    /// When it did first, in microseconds since 1970-01-01 UTC.
    pub first: i64,
}

/// Who acted on each object of a trace, at any time.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    /// The trace's name.
    pub trace: &'static str,
    /// The objects, in their normal form.
    pub names: Arc<Dictionary>,
    /// By object, then account.
    who: Vec<Doer>,
    /// Object `o` has the accounts `who[offsets[o]..offsets[o + 1]]`.
    offsets: Vec<usize>,
}

impl Objects {
    /// The accounts that acted on an object, in the order of their numbers.
    pub fn on(&self, object: u32) -> &[Doer] {
        &self.who[self.offsets[object as usize]..self.offsets[object as usize + 1]]
    }

    /// The distinct objects of each of `accounts` accounts.
    pub fn degrees(&self, accounts: usize) -> Vec<u32> {
        let mut degrees = vec![0; accounts];
        self.who.iter().for_each(|doer| degrees[doer.account as usize] += 1);
        degrees
    }

    /// From acts `(object, account, time)`, one for every post.
    fn new(trace: &'static str, names: Arc<Dictionary>, mut acts: Vec<(u32, u32, i64)>) -> Self {
        acts.par_sort_unstable();
        let mut offsets = vec![0; names.len() + 1];
        let mut who = Vec::new();
        for posts in acts.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
            let (object, account, first) = posts[0];
            offsets[object as usize + 1] += 1;
            who.push(Doer { account, posts: posts.len() as u32, first });
        }
        for object in 0..names.len() {
            offsets[object + 1] += offsets[object];
        }
        Self { trace, names, who, offsets }
    }

    fn of_trace(events: &Events, kind: TraceKind) -> Option<Self> {
        // Of images that are alike, only those with the same hash bear the same name.
        let same = Same { media: MediaConfig { radius: 0 }, ..Same::default() };
        let acts = Acts::new(events, kind, Posts::Once, &same)?;
        let who = acts.account.iter().copied().zip(acts.time.iter().copied());
        let each = acts.object_of_each().into_iter().zip(who).map(|(object, (account, time))| (object, account, time));
        let each = each.collect();
        Some(Self::new(kind.name(), acts.objects, each))
    }

    fn of_texts(events: &Events) -> Option<Self> {
        let column = events.column(Role::Text).filter(|column| column.values() > 0)?;
        let texts: Vec<&str> = column.strings.iter().collect();
        let normal: Vec<Option<String>> = texts.par_iter().map(|text| normal_text(text)).collect();
        let mut names = Dictionary::default();
        let numbers: Vec<u32> =
            normal.iter().map(|text| text.as_ref().map_or(NONE, |text| names.intern(text))).collect();
        let mut acts = Vec::new();
        for row in 0..events.len() {
            let values = column.row(row).iter().map(|&value| numbers[value as usize]);
            acts.extend(values.filter(|&object| object != NONE).map(|object| (object, events.post_of(row))));
        }
        // A post that fills several rows has its text in each of them.
        acts.par_sort_unstable();
        acts.dedup();
        let each = acts.into_iter().map(|(object, (account, time, _))| (object, account, time)).collect();
        Some(Self::new(TEXT, names.into(), each))
    }
}

/// The objects of each of these traces that the posts carry, and their texts.
pub fn all_objects(events: &Events, kinds: &[TraceKind]) -> Vec<Objects> {
    // Objects are compared by name with those of other data: groups of texts that
    // are alike have no name that would be the same there, and hours have too many.
    let has_names = |kind: &&TraceKind| !matches!(kind, TraceKind::Text | TraceKind::Comment | TraceKind::Rhythm);
    let traces = kinds.iter().filter(has_names).filter_map(|&kind| Objects::of_trace(events, kind));
    traces.chain(Objects::of_texts(events)).collect()
}

/// A text without what differs between copies of it: compatibility forms
/// (NFKC), case, addresses, mentions and blanks. None where fewer than twenty
/// letters are left.
fn normal_text(text: &str) -> Option<String> {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    let words = folded.split_whitespace().filter(|word| !word.starts_with('@') && !word.contains("://"));
    let normal = words.collect::<Vec<_>>().join(" ");
    (normal.chars().filter(|c| c.is_alphabetic()).count() >= FEWEST_LETTERS).then_some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_a_text_are_one_object() {
        let plain = normal_text("the election was stolen by them").unwrap();
        for copy in [
            "The  ELECTION was stolen by them",
            "@anna the election was\nstolen by them https://example.org/a?b=1",
            "ｔｈｅ election was stolen by them",
        ] {
            assert_eq!(normal_text(copy).unwrap(), plain, "{copy}");
        }
        assert_ne!(normal_text("the election was not stolen by them").unwrap(), plain);
    }

    #[test]
    fn what_anybody_says_is_no_object() {
        assert_eq!(normal_text("good morning!"), None);
        assert_eq!(normal_text("@somebody https://example.org/a-very-long-address-that-says-nothing"), None);
    }
}
