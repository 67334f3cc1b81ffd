//! The values of one entry: read one by one, and what is wrong with them kept.

use std::ops::Range;
use std::str::FromStr;

use lockstep_base::calendar::{Day, Month};
use lockstep_base::country::Country;
use lockstep_base::toml::Lines;
use toml::Spanned;

use super::field::Field;
use super::file::{Number, Text, Texts, Written};
use super::problem::{Problem, Severity};

/// Reads the values of one entry. A value that cannot be used is a problem and
/// read as none; one that is not there is missing.
pub(super) struct Reader<'a> {
    pub file: &'a str,
    pub lines: &'a Lines,
    /// As messages name the entry.
    pub entry: String,
    /// Where the entry begins.
    pub line: u64,
    pub problems: Vec<Problem>,
    /// Fields that are needed and not there, in the order they were asked for.
    pub missing: Vec<Field>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a str, lines: &'a Lines, entry: String, span: Range<usize>) -> Self {
        Self { file, lines, entry, line: lines.of(span.start), problems: Vec::new(), missing: Vec::new() }
    }

    pub(super) fn line_of<T>(&self, value: &Spanned<T>) -> u64 {
        self.lines.of(value.span().start)
    }

    /// The line of a value, else of the entry.
    pub(super) fn line_or_entry<T>(&self, value: Option<&Spanned<T>>) -> u64 {
        value.map_or(self.line, |value| self.line_of(value))
    }

    fn add(&mut self, severity: Severity, line: u64, field: Option<&str>, (problem, remedy): (String, String)) {
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            severity,
            entry: Some(self.entry.clone()),
            field: field.map(str::to_owned),
            problem,
            remedy,
        });
    }

    pub(super) fn error(&mut self, line: u64, field: &str, problem: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Error, line, Some(field), (problem.into(), remedy.into()));
    }

    /// An error of the entry as a whole.
    pub(super) fn entry_error(&mut self, problem: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Error, self.line, None, (problem.into(), remedy.into()));
    }

    pub(super) fn note(
        &mut self,
        line: u64,
        field: Option<&str>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(Severity::Note, line, field, (problem.into(), remedy.into()));
    }

    /// Keeps that a needed field is missing, where it is.
    pub(super) fn missing_if(&mut self, is_blank: bool, field: Field) {
        if is_blank {
            self.missing.push(field);
        }
    }

    /// A text, white space made one; none where it is empty.
    pub(super) fn text(&self, value: &Text) -> Option<String> {
        value.as_ref().and_then(|value| one_line(value.get_ref()))
    }

    /// A text read as a value, none where it is empty or no such value.
    fn parsed<T>(
        &mut self,
        field: &str,
        value: Option<&Spanned<String>>,
        read: impl FnOnce(&str) -> Result<T, (String, String)>,
    ) -> Option<T> {
        let value = value.filter(|value| !value.get_ref().trim().is_empty())?;
        match read(value.get_ref().trim()) {
            Ok(read) => Some(read),
            Err((problem, remedy)) => {
                self.error(self.line_of(value), field, problem, remedy);
                None
            }
        }
    }

    /// One of a few words.
    pub(super) fn word<T: FromStr<Err = String>>(&mut self, field: &str, value: &Text) -> Option<T> {
        self.parsed(field, value.as_ref(), |text| {
            text.parse().map_err(|problem| (problem, "write one of these".to_owned()))
        })
    }

    pub(super) fn month(&mut self, value: &Text) -> Option<Month> {
        let remedy = |problem| (problem, "write year and month".to_owned());
        self.missing_if(is_blank(value), Field::Month);
        self.parsed("month", value.as_ref(), |text| text.parse().map_err(remedy))
    }

    pub(super) fn day(&mut self, field: &str, value: &Written) -> Option<Day> {
        let value = value.as_ref()?;
        let text = match value.get_ref() {
            toml::Value::Datetime(day) => day.to_string(),
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let day = text.parse::<Day>();
        if let Err(problem) = &day {
            self.error(self.line_of(value), field, problem, "write year, month and day");
        }
        day.ok()
    }

    /// A whole number that is at least `least`.
    pub(super) fn number(&mut self, field: &str, value: &Number, least: u64) -> Option<u64> {
        let value = value.as_ref()?;
        let number = u64::try_from(*value.get_ref()).ok().filter(|number| *number >= least);
        if number.is_none() {
            let problem = format!("{} is less than {least}", value.get_ref());
            self.error(self.line_of(value), field, problem, format!("write a whole number of at least {least}"));
        }
        number
    }

    pub(super) fn country(&mut self, field: &str, value: Option<&Spanned<String>>) -> Option<Country> {
        self.parsed(field, value, |text| {
            text.parse().map_err(|problem| (problem, "write the code of two or three letters".to_owned()))
        })
    }

    /// Countries, each once.
    pub(super) fn countries(&mut self, field: &str, values: &Texts) -> Vec<Country> {
        let mut countries = Vec::new();
        for value in values.iter().flat_map(Spanned::get_ref) {
            let Some(country) = self.country(field, Some(value)) else { continue };
            if countries.contains(&country) {
                self.error(self.line_of(value), field, format!("{country} is named twice"), "name it once");
            } else {
                countries.push(country);
            }
        }
        countries
    }

    /// Texts, without empty ones.
    pub(super) fn texts(&self, values: &Texts) -> Vec<String> {
        values.iter().flat_map(Spanned::get_ref).filter_map(|value| one_line(value.get_ref())).collect()
    }

    /// Phrases of a sentence, at least one: texts without a full stop at
    /// their end.
    pub(super) fn phrases(&mut self, field: Field, values: &Texts) -> Option<Vec<String>> {
        for value in values.iter().flat_map(Spanned::get_ref).filter(|_| field == Field::Aims) {
            if value.get_ref().trim().to_lowercase().starts_with("to ") {
                let problem = "the sentence says `in order to` already";
                self.error(self.line_of(value), field.name(), problem, "leave `to` out: `amplify narratives`");
            }
        }
        let phrase = |text: String| without_end(&text).to_owned();
        let phrases: Vec<String> = self.texts(values).into_iter().map(phrase).filter(|text| !text.is_empty()).collect();
        self.missing_if(phrases.is_empty(), field);
        Some(phrases).filter(|phrases| !phrases.is_empty())
    }

    /// Texts that must have a certain form.
    pub(super) fn formed(
        &mut self,
        field: &str,
        values: &Texts,
        form: impl Fn(&str) -> bool,
        (problem, remedy): (&str, &str),
    ) -> Vec<String> {
        let mut texts = Vec::new();
        for value in values.iter().flat_map(Spanned::get_ref) {
            let text = value.get_ref().trim();
            if form(text) {
                texts.push(text.to_owned());
            } else {
                self.error(self.line_of(value), field, format!("`{text}` {problem}"), remedy);
            }
        }
        texts
    }

    /// The fields that are marked as made up, of those in `known`; `is_set`
    /// tells those that the entry has.
    pub(super) fn invented(&mut self, values: &Texts, known: &[Field], is_set: impl Fn(Field) -> bool) -> Vec<Field> {
        let mut fields = Vec::new();
        for value in values.iter().flat_map(Spanned::get_ref) {
            let (text, line) = (value.get_ref().trim(), self.line_of(value));
            match known.iter().copied().find(|field| field.name() == text) {
                None => {
                    let names: Vec<&str> = known.iter().map(|field| field.name()).collect();
                    let remedy = format!("name fields of this entry: {}", names.join(", "));
                    self.error(line, "invented", format!("`{text}` is no field of this entry"), remedy);
                }
                Some(field) => {
                    if !is_set(field) {
                        let problem = format!("`{text}` is marked as made up, and is not there");
                        self.note(line, Some("invented"), problem, "fill it in, or leave the mark out");
                    }
                    fields.push(field);
                }
            }
        }
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

/// The text with white space made one, where anything is left.
fn one_line(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// A phrase without the end of a sentence, which the report adds.
pub(super) fn without_end(text: &str) -> &str {
    text.trim_end_matches(['.', '!', '?', '…', ' '])
}

pub(super) fn is_blank(value: &Text) -> bool {
    value.as_ref().is_none_or(|value| value.get_ref().trim().is_empty())
}
