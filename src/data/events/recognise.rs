//! Which form a file has, where its rows are, and what stands in for a form that
//! is not known.

use std::collections::{BTreeMap, HashSet};

use lockstep_base::error::{Error, Result};

use super::guess::guess;
use super::header::Header;
use super::notes::{Finding, Note};
use super::presets::Preset;
use super::reading::Reading;
use super::spec::{found, is_there};
use super::{InputConfig, Role};

/// What is known of a file before its rows are read.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub preset: Option<Preset>,
    /// Where in a document the rows are; empty: it is a row, or a table.
    pub rows: String,
    /// Columns by role: those that the user named, and those that are guessed.
    pub columns: BTreeMap<Role, String>,
    pub notes: Vec<Note>,
}

/// Roles by which accounts can meet, or in which others can be found.
const EVIDENCE: [Role; 15] = [
    Role::Object,
    Role::Url,
    Role::UrlId,
    Role::Domain,
    Role::DomainId,
    Role::Hashtags,
    Role::HashtagId,
    Role::MediaHash,
    Role::Sound,
    Role::ReplyTo,
    Role::Mentions,
    Role::RepostOf,
    Role::Text,
    Role::Effect,
    Role::ReplyToAccount,
];

/// Recognises a file.
///
/// # Errors
/// When it has not the form that the user named, lacks a column that it needs, or
/// several places or columns may be meant.
pub(super) fn form_of(file: &str, header: &dyn Header, reading: &Reading) -> Result<Known> {
    let file = File { file, header, config: reading.config, there: header.there("") };
    match file.config.preset {
        Some(preset) => file.given(preset),
        None => file.recognised(!reading.lines),
    }
}

struct File<'a> {
    file: &'a str,
    header: &'a dyn Header,
    config: &'a InputConfig,
    /// Of the signatures' names, those of the document or table.
    there: HashSet<&'static str>,
}

impl File<'_> {
    /// The form that the user named.
    fn given(&self, preset: Preset) -> Result<Known> {
        let by_hand = || preset.form().shapes.iter().any(|shape| shape.rows.is_empty()).then(String::new);
        let places = self.header.places_of_rows();
        let at_place = || places.iter().find(|place| self.fits_at(preset, place)).cloned();
        let rows = self.config.rows.clone().or_else(|| self.fits(preset)).or_else(at_place).or_else(by_hand);
        let Some(rows) = rows else {
            let problem = format!("this has not the form of the preset {}", preset.name());
            return Err(Error::input(self.file, problem, format!("see `lockstep presets {}`", preset.name())));
        };
        let known = Known { preset: Some(preset), rows, columns: self.config.columns.clone(), notes: Vec::new() };
        self.require(&known)?;
        Ok(known)
    }

    /// The form that the fields show: wrapping keys alone decide nothing.
    fn recognised(&self, may_guess: bool) -> Result<Known> {
        let mut lacking = None;
        for preset in Preset::ALL {
            let rows = match &self.config.rows {
                Some(rows) => Some(rows.clone()).filter(|rows| self.fits_at(preset, rows)),
                None => self.fits(preset),
            };
            let Some(rows) = rows else { continue };
            match self.lacks(preset, &rows) {
                None => return Ok(self.known(Some(preset), rows)),
                // Another form may fit whole.
                Some(role) => _ = lacking.get_or_insert((preset, rows, role)),
            }
        }
        let places = match &self.config.rows {
            Some(rows) => vec![rows.clone()],
            None => self.header.places_of_rows(),
        };
        if let Some(known) = self.at_a_place(&places)? {
            return Ok(known);
        }
        // A known form that lacks a column is no table to guess at.
        let is_known = lacking.as_ref().is_some_and(|(preset, _, role)| preset.form().requires(*role));
        if may_guess
            && !is_known
            && let Some(known) = self.guessed(&places)?
        {
            return Ok(known);
        }
        let (preset, rows) = lacking
            .map_or((None, self.config.rows.clone().unwrap_or_default()), |(preset, rows, _)| (Some(preset), rows));
        let mut known = self.known(preset, rows);
        if may_guess && !is_known {
            // What is missing is what could not be guessed either.
            let guessed = guess(&self.header.samples(&known.rows), &self.config.columns);
            guessed.columns.into_iter().for_each(|(role, name)| _ = known.columns.entry(role).or_insert(name));
            let missing = |(role, ..): &&(Role, String, String)| !known.columns.contains_key(role);
            if let Some((role, name, why)) = guessed.unfit.iter().find(missing) {
                let problem = format!("the column `{name}` cannot be read as the {}: {why}", role.name());
                let remedy = match role {
                    Role::Time if self.config.time_format.is_some() => {
                        "name the column that --time-format is of with --column time=NAME".to_owned()
                    }
                    Role::Time => {
                        "name another column with --column time=NAME, or say how it is written with --time-format"
                            .to_owned()
                    }
                    _ => format!("if it is right, say so with --column {}={name}", role.name()),
                };
                return Err(Error::input(self.file, problem, remedy));
            }
        }
        self.require(&known)?;
        if let Some(preset) = preset.filter(|preset| !self.carries(*preset, &known.rows)) {
            let problem = format!(
                "this looks like the form {}, but has none of its columns with links, texts or other acts",
                preset.name()
            );
            let remedy = format!(
                "name a column with --column url=NAME or another role of `lockstep presets` ({})",
                found(self.header, &known.rows)
            );
            return Err(Error::input(self.file, problem, remedy));
        }
        Ok(known)
    }

    /// The form of rows that stand somewhere in a document.
    fn at_a_place(&self, places: &[String]) -> Result<Option<Known>> {
        let mut hits = Vec::new();
        for place in places {
            let is_whole = |preset: &Preset| self.fits_at(*preset, place) && self.lacks(*preset, place).is_none();
            hits.extend(Preset::ALL.into_iter().find(is_whole).map(|preset| (place, preset)));
        }
        match hits[..] {
            [] => Ok(None),
            [(place, preset)] => Ok(Some(self.known(Some(preset), place.clone()))),
            _ => Err(self.several_places(&hits.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>())),
        }
    }

    /// Columns that are taken for what their names say.
    fn guessed(&self, places: &[String]) -> Result<Option<Known>> {
        let whole = self.config.rows.is_none().then(String::new);
        let mut usable = Vec::new();
        let mut doubtful = None;
        for rows in whole.into_iter().chain(places.iter().cloned()) {
            let guess = guess(&self.header.samples(&rows), &self.config.columns);
            let has = |role: Role| guess.columns.contains_key(&role) || self.config.columns.contains_key(&role);
            if has(Role::Account) && has(Role::Time) {
                usable.push((rows, guess.columns));
            } else if !guess.doubtful.is_empty() {
                doubtful.get_or_insert((rows, guess));
            }
        }
        // Of many rows the lists in them are none; what one document is, nobody can tell.
        let is_place = |(rows, _): &(String, _)| !rows.is_empty();
        if usable.len() > 1 && !is_place(&usable[0]) && !self.header.is_one_document() {
            usable.truncate(1);
        }
        match usable.len() {
            0 => {}
            1 => {
                let (rows, guessed) = usable.remove(0);
                return Ok(Some(self.with_guesses(rows, guessed)));
            }
            _ => return Err(self.several_places(&usable.iter().map(|(rows, _)| rows.as_str()).collect::<Vec<_>>())),
        }
        let Some((_, guess)) = doubtful else { return Ok(None) };
        let options = |(role, names): &(Role, Vec<String>)| -> Vec<String> {
            names.iter().map(|name| format!("--column {}={name}", role.name())).collect()
        };
        let choices: Vec<String> = guess.doubtful.iter().map(|role| options(role).join(" or ")).collect();
        let problem = "the form is not known, and several columns may be meant";
        Err(Error::input(self.file, problem, format!("choose {}", choices.join("; and "))))
    }

    fn with_guesses(&self, rows: String, guessed: BTreeMap<Role, String>) -> Known {
        let mut known = self.known(None, rows);
        let words: Vec<String> = guessed.iter().map(|(role, name)| format!("{} = {name}", role.name())).collect();
        if !words.is_empty() {
            known.notes.push(Note::of_column(Finding::Guessed, "", words.len() as u64, words.join(", ")));
        }
        for (role, name) in guessed {
            known.columns.entry(role).or_insert(name);
        }
        known
    }

    fn several_places(&self, places: &[&str]) -> Error {
        let options: Vec<String> =
            places.iter().map(|place| format!("--rows {}", if place.is_empty() { "." } else { place })).collect();
        Error::input(self.file, "several places in it hold rows", format!("choose one with {}", options.join(" or ")))
    }

    fn known(&self, preset: Option<Preset>, rows: String) -> Known {
        Known { preset, rows, columns: self.config.columns.clone(), notes: Vec::new() }
    }

    /// Where the rows are, if the document has one of the shapes of this form.
    fn fits(&self, preset: Preset) -> Option<String> {
        let is_there = |name: &&&str| self.there.contains(**name);
        let shape = preset
            .form()
            .shapes
            .iter()
            .find(|shape| shape.signature.iter().filter(is_there).count() == shape.signature.len());
        shape.map(|shape| shape.rows.to_owned())
    }

    /// Whether rows at this place have the form.
    fn fits_at(&self, preset: Preset, rows: &str) -> bool {
        let there = self.header.there(rows);
        let of_rows = preset.form().shapes.iter().filter(|shape| shape.rows.is_empty());
        let mut signatures = of_rows.map(|shape| shape.signature);
        signatures.any(|signature| signature.iter().all(|name| there.contains(name)))
    }

    /// The first role that the form cannot do without, and that the file has not.
    fn lacks(&self, preset: Preset, rows: &str) -> Option<Role> {
        let required = preset.form().required.iter().copied().find(|&role| !self.has(Some(preset), rows, role));
        required.or_else(|| (!self.carries(preset, rows)).then_some(Role::Object))
    }

    /// Whether the file has columns in which accounts can meet; forms of no platform
    /// are what the user makes of them.
    fn carries(&self, preset: Preset, rows: &str) -> bool {
        preset.form().platform.is_none() || EVIDENCE.into_iter().any(|role| self.has(Some(preset), rows, role))
    }

    fn has(&self, preset: Option<Preset>, rows: &str, role: Role) -> bool {
        let mut of_form = preset.into_iter().flat_map(|preset| preset.form().fields).filter(|(r, _)| *r == role);
        self.config.columns.contains_key(&role) || of_form.any(|(_, text)| is_there(self.header, rows, text))
    }

    /// Checks that the file has what is required.
    fn require(&self, known: &Known) -> Result<()> {
        let required = known.preset.map_or(&[Role::Account, Role::Time][..], |preset| preset.form().required);
        let Some(&role) = required
            .iter()
            .find(|&&role| !known.columns.contains_key(&role) && !self.has(known.preset, &known.rows, role))
        else {
            return Ok(());
        };
        let problem = match known.preset {
            Some(preset) => format!("no column for the role {} of the preset {}", role.name(), preset.name()),
            None => format!("no column for the role {} (the header fits none of the presets)", role.name()),
        };
        let names = found(self.header, &known.rows);
        let remedy = format!("name it with --column {}=NAME, see `lockstep presets` ({names})", role.name());
        Err(Error::input(self.file, problem, remedy))
    }
}
