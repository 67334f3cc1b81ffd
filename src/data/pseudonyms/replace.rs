//! Pseudonyms in the place of accounts, wherever links and texts name them.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::addresses;
use super::escapes::Unescaped;
use super::key::Key;
use super::words::{ends_with, folded, handle_length, is_at, is_word, runs, starts_with, words};
use crate::traces::TraceKind;

/// So many layers of percent escapes are looked through: an address in an address
/// in an address.
const LAYERS: usize = 3;

/// So many words that are glued together, at most, are looked at as one name, if
/// they are not all of it.
const MOST_WORDS: usize = 16;

/// Names of so many letters or fewer are replaced only where nothing at all is
/// glued to them: two digits are part of half of all addresses.
const SHORT: usize = 2;

/// The pseudonyms of all accounts of some data, and where they are named.
#[derive(Debug)]
pub struct Pseudonyms {
    key: Key,
    /// By account.
    of: Vec<String>,
    /// Ids and handles, as they are and in lower case, with the account.
    names: HashMap<String, u32, FxBuildHasher>,
    /// Names of several words, in lower case, by the longest of their words:
    /// what is before it and what is after it.
    compounds: HashMap<String, Vec<Compound>, FxBuildHasher>,
}

/// A name of several words.
#[derive(Debug)]
struct Compound {
    before: String,
    after: String,
    account: u32,
}

/// A part of a text, from byte to byte, and what stands in its place.
type Replaced = (usize, usize, String);

impl Pseudonyms {
    /// For the accounts with these exact ids, which also go by these handles
    /// (the account's number and the handle).
    pub fn new<'a>(
        key: Key,
        ids: impl IntoIterator<Item = &'a str>,
        handles: impl IntoIterator<Item = (u32, &'a str)>,
    ) -> Self {
        let mut all = Self { key, of: Vec::new(), names: HashMap::default(), compounds: HashMap::default() };
        let ids: Vec<&str> = ids.into_iter().collect();
        all.of = ids.iter().map(|id| all.key.pseudonym(id)).collect();
        let numbered = || ids.iter().zip(0u32..).map(|(&id, account)| (account, id));
        // An id as it is goes before anything that only looks like it.
        numbered().for_each(|(account, id)| _ = all.names.insert(id.to_owned(), account));
        for (account, name) in numbered().chain(handles) {
            let name = name.trim().trim_start_matches(is_at);
            all.know(name, account);
            all.know(&folded(name), account);
        }
        all
    }

    fn know(&mut self, name: &str, account: u32) {
        if name.is_empty() {
            return;
        }
        self.names.entry_ref(name).or_insert(account);
        let longest = words(name).max_by_key(|(from, to)| (to - from, usize::MAX - from));
        let Some((from, to)) = longest.filter(|&word| word != (0, name.len())) else { return };
        let [before, word, after] = [&name[..from], &name[from..to], &name[to..]].map(folded);
        let known = self.compounds.entry(word).or_default();
        if !known.iter().any(|one| one.before == before && one.after == after) {
            known.push(Compound { before, after, account });
        }
    }

    /// The pseudonym of the account with this number.
    pub fn of(&self, account: u32) -> &str {
        &self.of[account as usize]
    }

    /// The pseudonym of the account with this exact id.
    pub fn account_of(&self, id: &str) -> String {
        self.key.pseudonym(id)
    }

    /// The pseudonym of the account that goes by this name, or one of the name in
    /// lower case where the data have no such account.
    pub fn account(&self, name: &str) -> String {
        let plain = name.trim().trim_start_matches(is_at);
        let known = [name, plain].iter().find_map(|name| self.find(name));
        known.map_or_else(|| self.key.pseudonym(&folded(plain)), |account| self.of(account).to_owned())
    }

    fn find(&self, name: &str) -> Option<u32> {
        self.names.get(name).or_else(|| self.names.get(folded(name).as_str())).copied()
    }

    /// What accounts acted on, without their names: the pseudonym where the
    /// objects of the trace are accounts, else a text as by [`Self::text`].
    pub fn object(&self, trace: TraceKind, object: &str) -> String {
        if trace.is_of_accounts() { self.account(object) } else { self.text(object) }
    }

    /// A text or an address without the names of accounts: every word, or row of
    /// words, that is an id or a handle of an account of the data, whatever its
    /// case, also where marks such as `_` glue it to other words or percent
    /// escapes hide it; every `@name`; and the parts of addresses that name an
    /// account.
    pub fn text(&self, text: &str) -> String {
        if let Some(&account) = self.names.get(text) {
            return self.of(account).to_owned();
        }
        let mut found = self.found(text, LAYERS);
        // What begins first is replaced, of several the longest.
        found.sort_by_key(|&(from, to, _)| (from, usize::MAX - to));
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (from, to, pseudonym) in found {
            if from >= done {
                out.push_str(&text[done..from]);
                out.push_str(&pseudonym);
                done = to;
            }
        }
        out.push_str(&text[done..]);
        out
    }

    /// The names in a text and in what so many layers of its escapes stand for:
    /// these first, for they are the names in full.
    fn found(&self, text: &str, layers: usize) -> Vec<Replaced> {
        let below = if layers > 0 && text.contains('%') { Unescaped::new(text) } else { None };
        let mut found = Vec::new();
        if let Some(below) = below {
            let in_text = |(from, to, pseudonym)| (below.place(from), below.place(to), pseudonym);
            found.extend(self.found(&below.text, layers - 1).into_iter().map(in_text));
        }
        found.extend(self.whole_words(text));
        found.extend(self.mentions(text));
        found.extend(addresses::names(text).into_iter().map(|(from, to)| (from, to, self.account(&text[from..to]))));
        found
    }

    fn whole_words(&self, text: &str) -> Vec<Replaced> {
        let mut found = Vec::new();
        for run in words(text) {
            for (from, to) in pieces(text, run) {
                self.words_at(text, (from, to), (from, to) == run, &mut found);
            }
        }
        // Names without a letter or a digit stand alone.
        for (from, to) in runs(text, |c| !c.is_whitespace()) {
            if let Some(account) = self.find(&text[from..to]) {
                found.push((from, to, self.of(account).to_owned()));
            }
        }
        found
    }

    /// The names that are this word, or have it in them.
    fn words_at(&self, text: &str, (from, to): (usize, usize), is_free: bool, found: &mut Vec<Replaced>) {
        let is_short = |name: &str| name.chars().nth(SHORT).is_none();
        let word = folded(&text[from..to]);
        let known = self.names.get(&text[from..to]).or_else(|| self.names.get(word.as_str()));
        if let Some(account) = known.filter(|_| is_free || !is_short(&word)) {
            found.push((from, to, self.of(*account).to_owned()));
        }
        for one in self.compounds.get(word.as_str()).into_iter().flatten() {
            if let (Some(before), Some(after)) =
                (ends_with(&text[..from], &one.before), starts_with(&text[to..], &one.after))
            {
                found.push((from - before, to + after, self.of(one.account).to_owned()));
            }
        }
    }

    /// Every `@name`; in addresses the sign may be written `%40`.
    fn mentions(&self, text: &str) -> Vec<Replaced> {
        let mut found = Vec::new();
        for (at, sign) in text.match_indices(is_at).chain(text.match_indices("%40")) {
            let from = at + sign.len();
            let to = from + handle_length(&text[from..]);
            if to > from {
                found.push((from, to, self.mentioned(&text[from..to])));
            }
        }
        found
    }

    /// The longest beginning of a name that the data know, else all of it.
    fn mentioned(&self, name: &str) -> String {
        let mut ends = name.match_indices(|c: char| !is_word(c)).map(|(at, _)| at).collect::<Vec<_>>();
        ends.push(name.len());
        let known = ends.iter().rev().find_map(|&end| Some((end, self.find(&name[..end])?)));
        match known {
            Some((end, account)) => format!("{}{}", self.of(account), &name[end..]),
            None => self.account(name),
        }
    }
}

/// The run itself and the parts of it that can be a name: from the beginning of
/// one of its words to the end of one, with the marks at the ends of the run.
fn pieces(text: &str, (from, to): (usize, usize)) -> Vec<(usize, usize)> {
    let run = &text[from..to];
    if !run.contains('_') {
        return vec![(from, to)];
    }
    let words: Vec<(usize, usize)> = runs(run, |c| c != '_').map(|(begin, end)| (from + begin, from + end)).collect();
    let mut all = vec![(from, to)];
    for first in 0..words.len() {
        let last = words.len().min(first + MOST_WORDS);
        let begins = [words[first].0, if first == 0 { from } else { words[first].0 }];
        let ends = words[first..last].iter().map(|word| word.1);
        let ends = ends.chain((last == words.len()).then_some(to));
        all.extend(ends.flat_map(|end| begins.map(|begin| (begin, end))));
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(bytes: &[u8]) -> Key {
        Key::of_bytes(bytes).unwrap()
    }

    fn pseudonyms() -> Pseudonyms {
        let ids = ["17", "Anna_1", "tw:4711", "a.b \"c\"", "!!!", "ANNA_1"];
        Pseudonyms::new(key(b"0123456789abcdef"), ids, [(0, "Ольга"), (2, "@fred.k"), (3, "İzmir")])
    }

    /// RFC 4231, test case 1.
    #[test]
    fn a_pseudonym_is_the_beginning_of_an_hmac() {
        assert_eq!(key(&[0x0b; 20]).pseudonym("Hi There"), "p_b0344c61d8db38535ca8afceaf0bf12b");
    }

    #[test]
    fn line_ends_do_not_belong_to_a_key_and_short_keys_are_refused() {
        assert_eq!(key(b"0123456789abcdef\r\n").pseudonym("x"), key(b"0123456789abcdef").pseudonym("x"));
        assert_ne!(key(b"0123456789abcdef ").pseudonym("x"), key(b"0123456789abcdef").pseudonym("x"));
        assert!(Key::of_bytes(b"0123456789abcde\n\n").unwrap_err().contains("15 bytes"));
    }

    #[test]
    fn names_are_replaced_wherever_they_stand_as_words() {
        let all = pseudonyms();
        let of = |account: u32| all.of(account).to_owned();
        for (text, shown) in [
            ("17", of(0)),
            ("in 17 days, not in 170 or x17", format!("in {} days, not in 170 or x17", of(0))),
            ("ОЛЬГА и ольга", format!("{} и {}", of(0), of(0))),
            ("Anna_1 ANNA_1 anna_1", format!("{} {} {}", of(1), of(5), of(1))),
            ("see TW:4711!", format!("see {}!", of(2))),
            ("net tw:47110", "net tw:47110".to_owned()),
            ("he said A.B \"C\", once", format!("he said {}, once", of(3))),
            ("well !!! fine!!!", format!("well {} fine!!!", of(4))),
            ("fred.k and i\u{307}zmir", format!("{} and {}", of(2), of(3))),
        ] {
            assert_eq!(all.text(text), shown, "{text}");
        }
    }

    #[test]
    fn every_mention_is_replaced() {
        let all = pseudonyms();
        let other = |name: &str| all.key.pseudonym(name);
        for (text, shown) in [
            ("hi @Anna_1.", format!("hi @{}.", all.of(1))),
            ("hi @Fred.K, @nobody", format!("hi @{}, @{}", all.of(2), other("nobody"))),
            ("(@Some-One@example.org)", format!("(@{})", other("some-one@example.org"))),
            ("＠somebody %40Anna_1", format!("＠{} %40{}", other("somebody"), all.of(1))),
            ("@ 5 o'clock @@", "@ 5 o'clock @@".to_owned()),
        ] {
            assert_eq!(all.text(text), shown, "{text}");
        }
        assert_eq!(all.object(TraceKind::Mention, "ольга"), all.of(0));
        assert_eq!(all.object(TraceKind::ReplyTarget, "Somebody"), other("somebody"));
        assert_eq!(all.object(TraceKind::Hashtag, "somebody"), "somebody");
    }

    #[test]
    fn addresses_do_not_name_accounts() {
        let all = pseudonyms();
        let other = |name: &str| all.key.pseudonym(name);
        for (text, shown) in [
            ("https://x.com/Some_One/status/99", format!("https://x.com/{}/status/99", other("some_one"))),
            ("https://m.x.com/anna_1?s=20", format!("https://m.x.com/{}?s=20", all.of(1))),
            ("https://x.com/search?q=news", "https://x.com/search?q=news".to_owned()),
            ("https://a.org/users/Bob/posts", format!("https://a.org/users/{}/posts", other("bob"))),
            ("https://a.org/x?user_id=5&y=6", format!("https://a.org/x?user_id={}&y=6", other("5"))),
            ("https://www.tiktok.com/@Bob.B/video/1", format!("https://www.tiktok.com/@{}/video/1", other("bob.b"))),
            ("https://a.org/news/today", "https://a.org/news/today".to_owned()),
            ("see (t.me/Bob) now", format!("see (t.me/{}) now", other("bob"))),
        ] {
            assert_eq!(all.text(text), shown, "{text}");
        }
    }

    fn glued() -> Pseudonyms {
        let ids = ["7000300355", "Zorba3Quux", "anna_1", "anna", "17", "_under_"];
        Pseudonyms::new(key(b"0123456789abcdef"), ids, [(0, "fred.k"), (1, "Ольга")])
    }

    #[test]
    fn names_are_replaced_where_marks_glue_them_to_other_words() {
        let all = glued();
        let of = |account: u32| all.of(account).to_owned();
        for (text, shown) in [
            ("7000300355_9186", format!("{}_9186", of(0))),
            ("zorba3quux_147", format!("{}_147", of(1))),
            ("/pics/Zorba3Quux_88.jpg", format!("/pics/{}_88.jpg", of(1))),
            ("anna_1_2 x_anna_1 anna_2", format!("{}_2 x_{} {}_2", of(2), of(2), of(3))),
            ("x_fred.k_9", format!("x_{}_9", of(0))),
            ("_under_ _anna_", format!("{} _{}_", of(5), of(3))),
            ("x_17.jpg, 17", format!("x_17.jpg, {}", of(4))),
            ("Zorba3Quuxs joanna_1", "Zorba3Quuxs joanna_1".to_owned()),
            ("@anna_2 @anna_1", format!("@{} @{}", all.key.pseudonym("anna_2"), of(2))),
        ] {
            assert_eq!(all.text(text), shown, "{text}");
        }
    }

    #[test]
    fn names_are_replaced_where_escapes_hide_them() {
        let all = glued();
        let other = |name: &str| all.key.pseudonym(name);
        for (text, shown) in [
            ("a.example/?text=hi%20Zorba3Quux", format!("a.example/?text=hi%20{}", all.of(1))),
            (
                "a.example/?x=%20&y=https%3A%2F%2Fx.com%2Fanna%5F1%3Fs",
                format!("a.example/?x=%20&y=https%3A%2F%2Fx.com%2F{}%3Fs", all.of(2)),
            ),
            (
                "a.example/?u=https%253A%252F%252Fx.com%252FNobody%2526",
                format!("a.example/?u=https%253A%252F%252Fx.com%252F{}%2526", other("nobody")),
            ),
            ("%D0%9E%D0%BB%D1%8C%D0%B3%D0%B0!", format!("{}!", all.of(1))),
            ("x.com/Some%5FOne", format!("x.com/{}", other("some_one"))),
            ("at%3A%2F%2Fdid%3Aplc%3Aabc%2Fpost", format!("at%3A%2F%2F{}%2Fpost", other("did:plc:abc"))),
            ("50% off%ff 100%25", "50% off%ff 100%25".to_owned()),
        ] {
            assert_eq!(all.text(text), shown, "{text}");
        }
    }

    #[test]
    fn identifiers_and_hosts_get_the_pseudonym_of_what_they_name() {
        let all = Pseudonyms::new(key(b"0123456789abcdef"), ["did:plc:me", "alice.bsky.social"], []);
        for (text, shown) in [
            ("at://did:plc:ME/post/1", format!("at://{}/post/1", all.of(0))),
            ("at://did:plc:you/post/1", format!("at://{}/post/1", all.key.pseudonym("did:plc:you"))),
            ("bsky.app/profile/Alice.bsky.social", format!("bsky.app/profile/{}", all.of(1))),
            ("https://sub.substack.com/p/a", format!("https://{}.substack.com/p/a", all.key.pseudonym("sub"))),
        ] {
            assert_eq!(all.text(text), shown, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever stands around a name and however it is escaped.
        #[test]
        fn no_name_is_left_between_marks(
            around in "([%_@:/.a-f0-9]|did:plc:|\\.tumblr\\.com|İ|\u{212a}|é| ){0,12}",
            escaped in prop::collection::vec(any::<bool>(), 10),
            layers in 0usize..3,
        ) {
            let mut name: String = "Zorba3Quux".chars().zip(escaped)
                .map(|(c, escaped)| if escaped { format!("%{:02x}", u32::from(c)) } else { c.to_string() })
                .collect();
            (0..layers).for_each(|_| name = name.replace('%', "%25"));
            let mut shown = glued().text(&format!("{around}/{name}_{around}"));
            while let Some(below) = Unescaped::new(&shown) {
                shown = below.text;
            }
            prop_assert!(!shown.contains("Zorba3Quux"), "{}", shown);
        }
    }

    #[test]
    fn another_key_gives_other_pseudonyms() {
        assert_ne!(key(b"0123456789abcdef").pseudonym("17"), key(b"0123456789abcdeg").pseudonym("17"));
        assert_eq!(format!("{:?}", key(b"0123456789abcdef")), "Key");
    }
}
