//! The header of a table.

use std::cell::OnceCell;
use std::collections::HashSet;

use lockstep_base::error::{Error, Result};
use serde_json::value::RawValue;

use super::header::{Header, Slot};
use super::literal;
use super::path::{Path, Paths, Tables, Value};
use super::presets::Preset;

/// The columns of a table, and its first rows.
pub(super) struct Names<'a> {
    file: &'a str,
    names: &'a [String],
    /// Reads the first rows, each with as many cells as there are columns.
    read: Box<dyn Fn() -> Vec<Vec<String>> + 'a>,
    rows: OnceCell<Vec<Vec<String>>>,
    /// Every column is there as text at no cost.
    is_text: bool,
}

/// Rows that are looked at to tell what a column holds.
pub(super) const LOOKED_AT: usize = 200;

impl<'a> Names<'a> {
    /// A table whose first rows are at hand.
    pub fn of_text(file: &'a str, names: &'a [String], rows: Vec<Vec<String>>) -> Self {
        Self { file, names, read: Box::new(Vec::new), rows: OnceCell::from(rows), is_text: true }
    }

    /// A table whose first rows must be decoded.
    pub fn of_columns(file: &'a str, names: &'a [String], read: impl Fn() -> Vec<Vec<String>> + 'a) -> Self {
        Self { file, names, read: Box::new(read), rows: OnceCell::new(), is_text: false }
    }

    fn rows(&self) -> &[Vec<String>] {
        self.rows.get_or_init(&self.read)
    }

    /// Where the column of exactly this name is.
    fn position(&self, name: &str) -> Result<Option<usize>> {
        let mut hits = self.names.iter().enumerate().filter(|(_, n)| *n == name).map(|(i, _)| i);
        let first = hits.next();
        match hits.next() {
            None => Ok(first),
            Some(second) => Err(Error::input(
                self.file,
                format!("the column `{name}` is there twice (columns {} and {})", first.unwrap_or(0) + 1, second + 1),
                "rename or remove one of the two",
            )),
        }
    }

    /// Columns that hold the items of a list one by one: `tags/0/name` and `tags/1/name`
    /// of `tags[].name`, `tags.0` of `tags`.
    fn items(&self, name: &str) -> Vec<usize> {
        let (list, below) = name.split_once("[]").unwrap_or((name, ""));
        if below.contains('[') || list.contains(['[', '>', '^']) {
            return Vec::new();
        }
        let below = below.strip_prefix('.').unwrap_or(below);
        let number = |column: &str| {
            let column = column.replace('/', ".");
            let rest = column.strip_prefix(list)?;
            let rest = rest.strip_prefix(['.', '['])?;
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number: usize = rest[..digits].parse().ok()?;
            let behind = rest[digits..].trim_start_matches([']', '.']);
            (behind == below).then_some(number)
        };
        let mut found: Vec<(usize, usize)> =
            self.names.iter().enumerate().filter_map(|(at, column)| Some((number(column)?, at))).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, at)| at).collect()
    }

    /// A path into the cells of a column: `entities.urls[].url` in `entities.urls`, or in
    /// `entities`, whichever column there is.
    fn inside(&self, name: &str) -> Option<Slot> {
        if name.contains("->") || name.starts_with('^') {
            return None;
        }
        let cuts = name.char_indices().filter(|(_, c)| matches!(c, '.' | '[')).map(|(at, _)| at);
        let mut cuts: Vec<usize> = cuts.collect();
        cuts.reverse();
        cuts.into_iter().find_map(|cut| {
            let (column, rest) = name.split_at(cut);
            let position = self.names.iter().position(|known| known == column || known.replace('/', ".") == column)?;
            let inner = Path::behind(rest.strip_prefix('.').unwrap_or(rest)).ok()?;
            let is_there = self.rows().iter().filter_map(|row| row.get(position)).any(|cell| holds(&inner, cell));
            is_there.then(|| Slot { position, name: name.to_owned(), exact: false, inner: Some(inner) })
        })
    }
}

/// Whether an object in the cell has a value at this path.
fn holds(path: &Path, cell: &str) -> bool {
    if !cell.starts_with(['{', '[', '<', '(']) && !cell.contains('(') {
        return false;
    }
    let Some(json) = literal::read(cell).map(|value| value.to_json()) else { return false };
    let Ok(raw) = serde_json::from_str::<&RawValue>(&json) else { return false };
    let mut found = [Value::Missing];
    let read = Paths::new([(path, 0)]).read(raw, &Tables::default(), &mut found);
    read.is_ok() && !matches!(&found[0], Value::Missing) && found[0] != Value::Items(Vec::new())
}

impl Header for Names<'_> {
    fn there(&self, rows: &str) -> HashSet<&'static str> {
        if !rows.is_empty() {
            return HashSet::new();
        }
        Preset::signatures().into_iter().filter(|name| self.has(rows, name)).collect()
    }

    fn places_of_rows(&self) -> Vec<String> {
        Vec::new()
    }

    fn find(&self, name: &str) -> Result<Vec<Slot>> {
        if let Some(position) = self.position(name)? {
            return Ok(vec![Slot::plain(position, name)]);
        }
        if let Some(position) = self.position(&name.replace('.', "/"))? {
            return Ok(vec![Slot::plain(position, &self.names[position])]);
        }
        let items = self.items(name);
        if !items.is_empty() {
            return Ok(items.into_iter().map(|at| Slot::plain(at, &self.names[at])).collect());
        }
        Ok(self.inside(name).into_iter().collect())
    }

    fn has_exactly(&self, _: &str, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    fn has(&self, rows: &str, name: &str) -> bool {
        // A name that is there twice is there.
        self.has_exactly(rows, name) || self.find(name).is_ok_and(|slots| !slots.is_empty())
    }

    fn names(&self, _: &str) -> Vec<String> {
        self.names.to_vec()
    }

    fn samples(&self, _: &str) -> Vec<(String, Vec<String>)> {
        let values = |at: usize| self.rows().iter().filter_map(|row| row.get(at)).cloned().collect();
        self.names.iter().enumerate().map(|(at, name)| (name.clone(), values(at))).collect()
    }

    fn is_by_row(&self) -> bool {
        false
    }

    fn is_one_document(&self) -> bool {
        false
    }

    fn is_text(&self) -> bool {
        self.is_text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str], row: &[&str], name: &str) -> Vec<(usize, Option<Path>)> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let rows = vec![row.iter().map(|cell| (*cell).to_owned()).collect()];
        let header = Names::of_text("x.csv", &names, rows);
        header.find(name).unwrap().into_iter().map(|slot| (slot.position, slot.inner)).collect()
    }

    #[test]
    fn a_path_finds_columns_and_what_their_cells_hold() {
        let path = |text| Some(Path::behind(text).unwrap());
        let entities = "{'urls': [{'expanded_url': 'https://a.example'}]}";
        for (names, row, name, expected) in [
            (&["user.id"][..], &["1"][..], "user.id", vec![(0, None)]),
            (&["user/id"], &["1"], "user.id", vec![(0, None)]),
            (
                &["a", "entities"],
                &["", entities],
                "entities.urls[].expanded_url",
                vec![(1, path("urls[].expanded_url"))],
            ),
            (
                &["entities.urls"],
                &["[{'expanded_url': 'https://a.example'}]"],
                "entities.urls[].expanded_url",
                vec![(0, path("[].expanded_url"))],
            ),
            (
                &["refs"],
                &["[{'type': 'retweeted', 'id': '9'}]"],
                "refs[type=retweeted].id",
                vec![(0, path("[type=retweeted].id"))],
            ),
            (
                &["tags/10/name", "tags/2/name", "tags/2/id"],
                &["c", "b", "x"],
                "tags[].name",
                vec![(1, None), (0, None)],
            ),
            (&["tags.0", "tags.1"], &["a", "b"], "tags", vec![(0, None), (1, None)]),
            (&["tags[0].name"], &["a"], "tags[].name", vec![(0, None)]),
            (&["user"], &["anna"], "user.id", vec![]),
            (&["entities"], &["{}"], "entities.urls[].expanded_url", vec![]),
            (&["a"], &[""], "a->users.name", vec![]),
        ] {
            assert_eq!(found(names, row, name), expected, "{names:?} {name}");
        }
    }
}
