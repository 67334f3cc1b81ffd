//! Where in nested JSON a value stands.
//!
//! A path is a list of keys between dots: `user.id_str`. `key[]` goes on in
//! every item of a list (an item that is a plain text stands for itself),
//! `key[a=b]` in those items whose key `a` is `b`, `^key` starts in the object
//! around the list of rows, and `key->table.name` goes on in the object of the
//! document's `includes.table` whose `id` is the value so far.

use std::borrow::Cow;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Each,
    Where(String, String),
    Lookup(String),
}

/// A path, from the row or from the object around the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    steps: Vec<Step>,
    /// It starts in the object around the rows.
    pub around: bool,
}

impl Path {
    /// A key of the row itself, whatever it is made of.
    pub fn key(name: &str) -> Self {
        Self { steps: vec![Step::Key(name.to_owned())], around: false }
    }

    /// Reads a path.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (around, text) = text.strip_prefix('^').map_or((false, text), |rest| (true, rest));
        let mut steps = Vec::new();
        for part in text.split('.').filter(|_| !text.is_empty()) {
            let (part, table) = part.split_once("->").map_or((part, None), |(part, table)| (part, Some(table)));
            let (key, list) = part.split_once('[').map_or((part, None), |(key, list)| (key, Some(list)));
            if key.is_empty() || table == Some("") {
                return Err(format!("`{text}` is no path: a key is empty"));
            }
            steps.push(Step::Key(key.to_owned()));
            if let Some(list) = list {
                let inner = list.strip_suffix(']').ok_or_else(|| format!("`{text}` is no path: a bracket is open"))?;
                steps.push(match inner.split_once('=') {
                    Some((key, value)) => Step::Where(key.to_owned(), value.to_owned()),
                    None if inner.is_empty() => Step::Each,
                    None => return Err(format!("`{text}` is no path: write [] or [key=value]")),
                });
            }
            steps.extend(table.map(|table| Step::Lookup(table.to_owned())));
        }
        Ok(Self { steps, around })
    }

    /// Reads what is left of a path behind a column: `urls[].name`, or `[].name`.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn behind(text: &str) -> Result<Self, String> {
        let mut path = Self::parse(&if text.starts_with('[') { format!("cell{text}") } else { text.to_owned() })?;
        if text.starts_with('[') {
            path.steps.remove(0);
        }
        Ok(path)
    }

    /// Whether it goes on in the items of a list.
    pub fn goes_through_lists(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Each | Step::Where(..)))
    }

    /// The tables that it looks objects up in.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| if let Step::Lookup(table) = step { Some(table.as_str()) } else { None })
    }
}

/// A JSON value as ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Value<'a> {
    #[default]
    Missing,
    Text(Cow<'a, str>),
    Items(Vec<Cow<'a, str>>),
    /// An object, or a list of them: there, but no id.
    Object,
}

impl<'a> Value<'a> {
    fn read(raw: &'a RawValue) -> Result<Self, &'static str> {
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'"') => string(text).map(Self::Text),
            Some(b'[') => Self::items(raw),
            Some(b'n') => Ok(Self::Missing),
            Some(b'{') => Ok(Self::Object),
            _ => Ok(Self::Text(Cow::Borrowed(text))),
        }
    }

    fn items(list: &'a RawValue) -> Result<Self, &'static str> {
        let mut texts = Vec::new();
        for item in items(list)? {
            // Lists in lists are not followed, however deep they are.
            if item.get().starts_with(['[', '{']) {
                return Ok(Self::Object);
            }
            if let Value::Text(text) = Value::read(item)? {
                texts.push(text);
            }
        }
        Ok(Self::Items(texts))
    }

    /// The same, independent of the text that it was read from.
    pub fn into_owned(self) -> Value<'static> {
        let owned = |text: Cow<str>| Cow::Owned(text.into_owned());
        match self {
            Self::Missing => Value::Missing,
            Self::Text(text) => Value::Text(owned(text)),
            Self::Items(items) => Value::Items(items.into_iter().map(owned).collect()),
            Self::Object => Value::Object,
        }
    }

    /// Adds a value that stands in an item of a list.
    fn add(&mut self, more: Self) {
        if !matches!(self, Self::Items(_)) {
            *self = Self::Items(Vec::new());
        }
        if let Self::Items(items) = self {
            match more {
                Self::Text(text) => items.push(text),
                Self::Items(more) => items.extend(more),
                Self::Missing | Self::Object => {}
            }
        }
    }
}

fn string(text: &str) -> Result<Cow<'_, str>, &'static str> {
    if let Some(plain) = text[1..].strip_suffix('"').filter(|inner| !inner.contains('\\')) {
        return Ok(Cow::Borrowed(plain));
    }
    serde_json::from_str::<String>(text).map(Cow::Owned).map_err(|_| "not a valid text")
}

/// Objects of a document by their ids, table by table.
pub(super) type Tables<'a> = HashMap<String, HashMap<Cow<'a, str>, &'a RawValue>>;

/// Several paths that are followed together, so that nothing is parsed twice.
#[derive(Debug, Default)]
pub(super) struct Paths {
    /// Places in the answer whose path ends here.
    ends: Vec<usize>,
    keys: HashMap<String, usize, FxBuildHasher>,
    below: Vec<Paths>,
    each: Option<Box<Paths>>,
    selected: Vec<(String, String, Paths)>,
    lookups: Vec<(String, Paths)>,
}

/// What is wrong with a row: the place in the answer, and why.
type Fault = (usize, &'static str);

impl Paths {
    /// Follows these paths; the value of each goes to its place in the answer.
    pub fn new<'p>(paths: impl IntoIterator<Item = (&'p Path, usize)>) -> Self {
        let mut all = Self::default();
        paths.into_iter().for_each(|(path, place)| all.insert(&path.steps, place));
        all
    }

    fn insert(&mut self, steps: &[Step], place: usize) {
        let Some((step, rest)) = steps.split_first() else { return self.ends.push(place) };
        let below = match step {
            Step::Key(key) => {
                let at = *self.keys.entry(key.clone()).or_insert(self.below.len());
                if at == self.below.len() {
                    self.below.push(Self::default());
                }
                &mut self.below[at]
            }
            Step::Each => &mut **self.each.get_or_insert_default(),
            Step::Where(key, value) => {
                self.selected.push((key.clone(), value.clone(), Self::default()));
                let last = self.selected.len() - 1;
                &mut self.selected[last].2
            }
            Step::Lookup(table) => {
                self.lookups.push((table.clone(), Self::default()));
                let last = self.lookups.len() - 1;
                &mut self.lookups[last].1
            }
        };
        below.insert(rest, place);
    }

    /// Reads what stands at the paths into `found`.
    ///
    /// # Errors
    /// When a value there is none that an id can be taken from.
    pub fn read<'a>(&self, text: &'a RawValue, tables: &Tables<'a>, found: &mut [Value<'a>]) -> Result<(), Fault> {
        self.follow(text, tables, found, false)
    }

    /// The same without tables, of documents that may hold anything.
    pub fn look<'a>(&self, text: &'a RawValue, found: &mut [Value<'a>]) {
        // What cannot be read is not there.
        let _ = self.follow(text, &Tables::default(), found, false);
    }

    /// The same for the text of a row that may be no JSON object; false where it
    /// is none.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_row<'a>(&self, text: &'a [u8], found: &mut [Value<'a>]) -> Result<bool, Fault> {
        let mut row = serde_json::Deserializer::from_slice(text);
        let Ok(values) = Keys(self).deserialize(&mut row) else { return Ok(false) };
        if row.end().is_err() {
            return Ok(false);
        }
        self.go_below(&values, &Tables::default(), found, false)?;
        Ok(true)
    }

    fn follow<'a>(
        &self,
        raw: &'a RawValue,
        tables: &Tables<'a>,
        found: &mut [Value<'a>],
        in_list: bool,
    ) -> Result<(), Fault> {
        for &place in &self.ends {
            let value = Value::read(raw).map_err(|reason| (place, reason))?;
            if in_list { found[place].add(value) } else { found[place] = value }
        }
        let kind = raw.get().as_bytes().first();
        match kind {
            Some(b'{') if !self.below.is_empty() => {
                // What is a raw value is valid, and so is the object.
                let mut text = serde_json::Deserializer::from_str(raw.get());
                let Ok(values) = Keys(self).deserialize(&mut text) else { return Ok(()) };
                self.go_below(&values, tables, found, in_list)
            }
            Some(b'[') if self.each.is_some() || !self.selected.is_empty() => self.go_through(raw, tables, found),
            Some(b'"') | Some(b'0'..=b'9') if !self.lookups.is_empty() => self.look_up(raw, tables, found, in_list),
            _ => Ok(()),
        }
    }

    fn go_below<'a>(
        &self,
        values: &[Option<&'a RawValue>],
        tables: &Tables<'a>,
        found: &mut [Value<'a>],
        in_list: bool,
    ) -> Result<(), Fault> {
        let mut there = self.below.iter().zip(values).filter_map(|(below, raw)| Some((below, (*raw)?)));
        there.try_for_each(|(below, raw)| below.follow(raw, tables, found, in_list))
    }

    fn go_through<'a>(&self, raw: &'a RawValue, tables: &Tables<'a>, found: &mut [Value<'a>]) -> Result<(), Fault> {
        let items = items(raw).map_err(|reason| (self.first_place(), reason))?;
        if let Some(each) = &self.each {
            each.places(&mut |place| found[place].add(Value::Missing));
            for item in &items {
                each.follow(item, tables, found, true)?;
                if item.get().starts_with('"') {
                    each.stand_for_itself(item, found)?;
                }
            }
        }
        for (key, value, below) in &self.selected {
            let is_it = |item: &&&'a RawValue| value_of(item, key).is_some_and(|text| text == value.as_str());
            items.iter().filter(is_it).try_for_each(|item| below.follow(item, tables, found, true))?;
        }
        Ok(())
    }

    fn look_up<'a>(
        &self,
        raw: &'a RawValue,
        tables: &Tables<'a>,
        found: &mut [Value<'a>],
        in_list: bool,
    ) -> Result<(), Fault> {
        let Ok(Value::Text(id)) = Value::read(raw) else { return Ok(()) };
        for (table, below) in &self.lookups {
            if let Some(object) = tables.get(table).and_then(|objects| objects.get(&id)) {
                below.follow(object, tables, found, in_list)?;
            }
        }
        Ok(())
    }

    /// In a list of texts and objects a text is what an object's key would be.
    fn stand_for_itself<'a>(&self, raw: &'a RawValue, found: &mut [Value<'a>]) -> Result<(), Fault> {
        for &place in self.below.iter().flat_map(|below| &below.ends) {
            found[place].add(Value::read(raw).map_err(|reason| (place, reason))?);
        }
        Ok(())
    }

    /// Every place whose path goes through here.
    fn places(&self, act: &mut impl FnMut(usize)) {
        self.ends.iter().copied().for_each(&mut *act);
        let selected = self.selected.iter().map(|(_, _, below)| below);
        let lookups = self.lookups.iter().map(|(_, below)| below);
        let others = self.below.iter().chain(self.each.as_deref()).chain(selected).chain(lookups);
        others.for_each(|below| below.places_of(act));
    }

    /// A place whose path goes through here.
    fn first_place(&self) -> usize {
        let mut first = usize::MAX;
        self.places(&mut |place| first = first.min(place));
        if first == usize::MAX { 0 } else { first }
    }

    /// [`Self::places`] without a type of its own for every depth.
    fn places_of(&self, act: &mut dyn FnMut(usize)) {
        self.places(&mut |place| act(place));
    }
}

/// The value of an object's key as a text.
fn value_of<'a>(object: &'a RawValue, key: &str) -> Option<Cow<'a, str>> {
    let found = object_at(object, key)?;
    if let Ok(Value::Text(text)) = Value::read(found) { Some(text) } else { None }
}

/// What stands behind an object's key.
pub(super) fn object_at<'a>(object: &'a RawValue, key: &str) -> Option<&'a RawValue> {
    let wanted =
        Paths { keys: [(key.to_owned(), 0)].into_iter().collect(), below: vec![Paths::default()], ..Paths::default() };
    let mut text = serde_json::Deserializer::from_str(object.get());
    Keys(&wanted).deserialize(&mut text).ok()?.into_iter().flatten().next()
}

/// Items that a list may have, and members that an object may have, where all of them
/// are held: lists of more are no part of a row.
const MOST_ITEMS: usize = 1 << 20;

/// The items of a list.
fn items(list: &RawValue) -> Result<Vec<&RawValue>, &'static str> {
    let mut items = Vec::new();
    each_item(list, &mut |item| {
        items.push(item);
        items.len() <= MOST_ITEMS
    });
    if items.len() > MOST_ITEMS { Err("a list of more than a million items") } else { Ok(items) }
}

/// Calls `take` with the items of a list as long as it wants more; never for another
/// value.
pub(super) fn each_item<'a>(list: &'a RawValue, take: &mut dyn FnMut(&'a RawValue) -> bool) {
    if list.get().starts_with('[') {
        // The only error is that no more are wanted: what is a raw value is valid.
        _ = serde_json::Deserializer::from_str(list.get()).deserialize_seq(Each { take });
    }
}

/// Calls `take` with the keys and values of an object as [`each_item`] with items.
pub(super) fn each_member<'a>(object: &'a RawValue, take: &mut dyn FnMut((String, &'a RawValue)) -> bool) {
    if object.get().starts_with('{') {
        _ = serde_json::Deserializer::from_str(object.get()).deserialize_map(Each { take });
    }
}

/// The keys and values of an object in their order, so many at most; none of another value.
pub(super) fn members(object: &RawValue) -> Vec<(String, &RawValue)> {
    let mut members = Vec::new();
    each_member(object, &mut |member| {
        members.push(member);
        members.len() < MOST_ITEMS
    });
    members
}

/// Hands over what a list or an object holds, as long as more is wanted.
struct Each<'t, T> {
    take: &'t mut dyn FnMut(T) -> bool,
}

impl<T> Each<'_, T> {
    fn take<E: serde::de::Error>(&mut self, item: T) -> Result<(), E> {
        if (self.take)(item) { Ok(()) } else { Err(E::custom("no more is wanted")) }
    }
}

impl<'de> Visitor<'de> for Each<'_, &'de RawValue> {
    type Value = ();

    fn expecting(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
        to.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            self.take(item)?;
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for Each<'_, (String, &'de RawValue)> {
    type Value = ();

    fn expecting(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        while let Some(member) = members.next_entry()? {
            self.take(member)?;
        }
        Ok(())
    }
}

/// Objects of `includes.TABLE` of a document by their ids.
pub(super) fn tables<'a>(document: &'a RawValue, names: &[&str]) -> Tables<'a> {
    let mut tables = Tables::default();
    let Some(includes) = object_at(document, "includes") else { return tables };
    for &name in names {
        let by_id: &mut HashMap<_, _> = tables.entry(name.to_owned()).or_default();
        let mut add = |object| {
            by_id.extend(value_of(object, "id").map(|id| (id, object)));
            true
        };
        object_at(includes, name).into_iter().for_each(|list| each_item(list, &mut add));
    }
    tables
}

/// Parses an object for the values behind the keys that are wanted; of a key
/// that is there twice the last one counts.
struct Keys<'p>(&'p Paths);

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = Vec<Option<&'de RawValue>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = Vec<Option<&'de RawValue>>;

    fn expecting(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = vec![None; self.0.below.len()];
        while let Some(place) = map.next_key_seed(Key(&self.0.keys))? {
            match place {
                Some(place) => values[place] = Some(map.next_value()?),
                None => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(values)
    }
}

/// The number of a key that is wanted.
struct Key<'p>(&'p HashMap<String, usize, FxBuildHasher>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
        to.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.get(key).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = r#"{"id": 1234567890123456789, "user": {"name": "a\u0062"}, "tags": [{"text": "x"}, {"text": "y"}],
        "links": [{"kind": "page", "to": "p"}, {"kind": "retweeted", "to": "7"}], "parts": ["one", {"text": "two"}, "three"],
        "author": 5, "none": null, "empty": [], "a.b": "dotted"}"#;
    const DOCUMENT: &str = r#"{"includes": {"users": [{"id": "4", "name": "no"}, {"id": "5", "name": "yes"}]}}"#;

    fn read(path: Path) -> Result<Value<'static>, Fault> {
        let raw = |text: &'static str| serde_json::from_str::<&RawValue>(text).unwrap();
        let mut found = [Value::Missing];
        Paths::new([(&path, 0)]).read(raw(ROW), &tables(raw(DOCUMENT), &["users"]), &mut found)?;
        let [value] = found;
        Ok(value)
    }

    #[test]
    fn a_path_finds_what_stands_there() {
        let text = |text: &'static str| Value::Text(text.into());
        let items = |items: &[&'static str]| Value::Items(items.iter().map(|&item| item.into()).collect());
        for (path, value) in [
            ("id", text("1234567890123456789")),
            ("user.name", text("ab")),
            ("user", Value::Object),
            ("tags[].text", items(&["x", "y"])),
            ("tags[].none", items(&[])),
            ("links[kind=retweeted].to", items(&["7"])),
            ("links[kind=quoted].to", Value::Missing),
            ("parts[].text", items(&["one", "two", "three"])),
            ("author->users.name", text("yes")),
            ("author->tweets.name", Value::Missing),
            ("none", Value::Missing),
            ("empty", items(&[])),
            ("empty[].text", items(&[])),
            ("id.text", Value::Missing),
            ("tags.text", Value::Missing),
        ] {
            assert_eq!(read(Path::parse(path).unwrap()), Ok(value), "{path}");
        }
        assert_eq!(read(Path::key("a.b")), Ok(text("dotted")));
        assert_eq!(read(Path::key("tags")), Ok(Value::Object));
    }

    #[test]
    fn lists_however_deep_do_not_overflow() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        for path in ["a", "a[]", "a[].b", "a[b=c].d"] {
            let mut found = [Value::Missing];
            let _ = Paths::new([(&Path::parse(path).unwrap(), 0)]).read_row(deep.as_bytes(), &mut found);
            assert!(!matches!(&found[0], Value::Text(_)), "{path}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for path in ["a..b", "a[", "a[b]", ".a", "a->.b", "a->"] {
            assert!(Path::parse(path).is_err(), "{path}");
        }
        assert!(Path::parse("^id").unwrap().around);
    }

    #[test]
    fn a_row_must_be_one_whole_object() {
        let paths = Paths::new([(&Path::key("a"), 0)]);
        for (text, is_row) in
            [("{\"a\":1}", true), (" {} ", true), ("{\"a\":1", false), ("[1]", false), ("{}{}", false)]
        {
            assert_eq!(paths.read_row(text.as_bytes(), &mut [Value::Missing]), Ok(is_row), "{text}");
        }
    }
}
