//! Where the value of a role stands, as tables of presets and users write it.

use super::header::Header;

/// What a table of a preset, or the user, says where a role's value stands:
/// `PATH`, several of them between ` + ` for the values of all, or a text with
/// `{PATH}` in it; with `PATH? ` before it only where there is a value at PATH
/// which is not `false`, with `!PATH? ` only where there is none.
#[derive(Debug)]
pub(super) struct Spec {
    pub condition: Option<(String, bool)>,
    pub pieces: Vec<SpecPiece>,
    pub is_union: bool,
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
        Self { condition: None, pieces: vec![SpecPiece::Leaf(name.to_owned())], is_union: false }
    }

    /// Reads it.
    pub fn parse(text: &str) -> Self {
        let (condition, body) = match text.split_once("? ") {
            Some((condition, body)) => {
                let (wanted, leaf) = condition.strip_prefix('!').map_or((true, condition), |leaf| (false, leaf));
                (Some((leaf.to_owned(), wanted)), body)
            }
            None => (None, text),
        };
        if body.contains('{') {
            return Self { condition, pieces: template(body), is_union: false };
        }
        let parts: Vec<&str> = body.split(" + ").collect();
        let is_union = parts.len() > 1;
        Self { condition, pieces: parts.into_iter().map(|part| SpecPiece::Leaf(part.to_owned())).collect(), is_union }
    }

    /// What is made of the values in these slots, one a leaf.
    pub fn body(&self, slots: Vec<usize>) -> Body {
        match slots[..] {
            _ if self.is_union => Body::Union(slots),
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
    Spec::parse(text).leaves().into_iter().all(|leaf| header.has(rows, leaf))
}
