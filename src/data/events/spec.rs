//! Where the value of a role stands, as tables of presets and users write it.

use super::header::Header;

/// What a table of a preset, or the user, says where a role's value stands:
/// `PATH`, several of them between ` + ` for the values of all, or a text with
/// `{PATH}` in it; with `PATH? ` before it only where there is a value at PATH
/// which is not `false`, with `!PATH? ` only where there is none (`!A|B? `: at neither), with
/// `PATH=VALUE? ` only where this is the value. `@file` is the name of the file
/// without its ending, `@folder` that of the last folder above it that is not called
/// `data`; `moment_of(PATH)` is the moment that is part of an id (LinkedIn).
#[derive(Debug)]
pub(super) struct Spec {
    /// All of them must be met.
    pub conditions: Vec<(String, Test)>,
    pub pieces: Vec<SpecPiece>,
    pub is_union: bool,
}

/// What must be so for a value to count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// There is a value which is not `false`, or there is none.
    There(bool),
    /// This is the value.
    Is(String),
}

/// A piece of it.
#[derive(Debug)]
pub(super) enum SpecPiece {
    Text(String),
    Leaf(String),
}

impl SpecPiece {
    pub fn leaf(&self) -> Option<&str> {
        if let Self::Leaf(leaf) = self { Some(leaf) } else { None }
    }
}

impl Spec {
    /// A name as it stands.
    pub fn plain(name: &str) -> Self {
        Self { conditions: Vec::new(), pieces: vec![SpecPiece::Leaf(name.to_owned())], is_union: false }
    }

    /// Reads it.
    pub fn parse(text: &str) -> Self {
        let (conditions, body) = match text.split_once("? ") {
            Some((condition, body)) => (tests(condition), body),
            None => (Vec::new(), text),
        };
        if body.contains('{') {
            return Self { conditions, pieces: template(body), is_union: false };
        }
        let parts: Vec<&str> = body.split(" + ").collect();
        let is_union = parts.len() > 1;
        Self { conditions, pieces: parts.into_iter().map(|part| SpecPiece::Leaf(part.to_owned())).collect(), is_union }
    }

    /// What is made of the values in these slots, one a leaf.
    pub fn body(&self, slots: Vec<usize>) -> Body {
        match slots[..] {
            _ if self.is_union => Body::Union(slots),
            [slot] if self.pieces.iter().any(|piece| piece.leaf().is_some_and(|leaf| inner(leaf) != leaf)) => {
                Body::MomentOf(slot)
            }
            [slot] if self.pieces.len() == 1 => Body::Plain(slot),
            _ => {
                let mut slots = slots.into_iter();
                let piece = |piece: &SpecPiece| match piece {
                    SpecPiece::Text(text) => Some(Piece::Text(text.clone())),
                    SpecPiece::Leaf(_) => slots.next().map(Piece::Slot),
                };
                Body::Template(self.pieces.iter().filter_map(piece).collect())
            }
        }
    }

    /// The paths that it is made of, those of the condition aside.
    pub fn leaves(&self) -> Vec<&str> {
        self.pieces.iter().filter_map(SpecPiece::leaf).collect()
    }
}

/// The tests before a question mark.
fn tests(text: &str) -> Vec<(String, Test)> {
    if let Some(none) = text.strip_prefix('!') {
        return none.split('|').map(|leaf| (leaf.to_owned(), Test::There(false))).collect();
    }
    // Brackets select the items of a list.
    let test = match text.rsplit_once('=').filter(|(_, value)| !value.contains(']')) {
        Some((leaf, value)) => (leaf.to_owned(), Test::Is(value.to_owned())),
        None => (text.to_owned(), Test::There(true)),
    };
    vec![test]
}

fn template(text: &str) -> Vec<SpecPiece> {
    let mut pieces = Vec::new();
    for part in text.split_inclusive('}') {
        let (between, leaf) = part.split_once('{').unwrap_or((part, ""));
        if !between.is_empty() {
            pieces.push(SpecPiece::Text(between.to_owned()));
        }
        if let Some(leaf) = leaf.strip_suffix('}') {
            pieces.push(SpecPiece::Leaf(leaf.to_owned()));
        }
    }
    pieces
}

/// What the values in slots become.
#[derive(Debug)]
pub(super) enum Body {
    Plain(usize),
    /// The values of all of them.
    Union(Vec<usize>),
    /// Joined to one text; nothing where one of them is missing.
    Template(Vec<Piece>),
    /// The moment that is part of an id.
    MomentOf(usize),
}

/// A piece of a text that is put together.
#[derive(Debug)]
pub(super) enum Piece {
    Text(String),
    Slot(usize),
}

/// The names that are there, for messages.
pub(super) fn found(header: &dyn Header, rows: &str) -> String {
    const SHOWN: usize = 30;
    let header = header.names(rows);
    let names: Vec<String> = header.iter().take(SHOWN).map(|name| name.chars().take(40).collect()).collect();
    let more = if header.len() > SHOWN { format!(", and {} more", header.len() - SHOWN) } else { String::new() };
    format!("the columns are {}{more}", names.join(", "))
}

/// Whether the file has everything that this path, or text with paths, is made of.
pub(super) fn is_there(header: &dyn Header, rows: &str, text: &str) -> bool {
    Spec::parse(text).leaves().into_iter().all(|leaf| of_file("", leaf).is_some() || header.has(rows, inner(leaf)))
}

/// What `@file` and `@folder` are for a file; none of other names.
pub(super) fn of_file(file: &str, name: &str) -> Option<String> {
    let parts: Vec<&str> = file.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
    let stem = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
    match (name, parts.split_last()) {
        ("@file", Some((name, _))) => Some(stem(name)),
        ("@folder", Some((name, above))) => {
            let folder = above.iter().rev().find(|folder| **folder != "data");
            Some(folder.map_or_else(|| stem(name), |folder| (*folder).to_owned()))
        }
        ("@file" | "@folder", None) => Some(String::new()),
        _ => None,
    }
}

/// The path of `moment_of(PATH)`, or the path itself.
pub(super) fn inner(leaf: &str) -> &str {
    leaf.strip_prefix("moment_of(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(leaf)
}

/// The moment that is part of an id, in milliseconds: its last long number holds it
/// above 22 bits.
pub(super) fn moment_of(id: &str) -> Option<String> {
    let mut numbers = id.split(|c: char| !c.is_ascii_digit()).filter(|digits| (16..=20).contains(&digits.len()));
    let number: u64 = numbers.next_back()?.parse().ok()?;
    Some((number >> 22).to_string())
}
