//! The values of one entry: read one by one, and what is wrong with them kept.

use std::ops::Range;
use std::str::FromStr;

use lockstep_base::calendar::{Day, Month, Period};
use lockstep_base::country::Country;
use lockstep_base::nearest::{did_you_mean, nearest};
use lockstep_base::toml::Lines;
use toml::Spanned;

use super::field::Field;
use super::file::{Flag, Number, Text, Texts, Written};
use super::phrases::misfit;
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
    /// Fields that are not public: nobody needs them.
    pub secret: Vec<Field>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a str, lines: &'a Lines, entry: String, span: Range<usize>) -> Self {
        let line = lines.of(span.start);
        Self { file, lines, entry, line, problems: Vec::new(), missing: Vec::new(), secret: Vec::new() }
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

    /// Keeps that a needed field is missing, where it is and is not one that is
    /// not public.
    pub(super) fn missing_if(&mut self, is_blank: bool, field: Field) {
        if is_blank && !self.secret.contains(&field) {
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

    /// A value of the kind that reads itself from a text, with what to write in
    /// its place.
    pub(super) fn value<T: FromStr<Err = String>>(&mut self, field: &str, value: &Text, remedy: &str) -> Option<T> {
        self.parsed(field, value.as_ref(), |text| text.parse().map_err(|problem| (problem, remedy.to_owned())))
    }

    pub(super) fn month(&mut self, value: &Text) -> Option<Month> {
        self.missing_if(is_blank(value), Field::Month);
        self.value("month", value, "write year and month")
    }

    /// A month, or several in a row.
    pub(super) fn months(&mut self, value: &Text) -> Option<Period> {
        self.missing_if(is_blank(value), Field::Month);
        self.parsed("month", value.as_ref(), |text| {
            let whole = text.parse::<Period>().ok().filter(|period| period.whole_months().is_some());
            let problem = format!("`{text}` is no month such as 2024-05");
            let remedy = "write year and month, or several months as 2024-01..2024-04 where the month is not known";
            whole.ok_or_else(|| (problem, remedy.to_owned()))
        })
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

    /// The entries of a list that are not empty; an empty one is an error, for
    /// it would pass for one that is not there.
    pub(super) fn entries<'v>(&mut self, field: &str, values: &'v Texts) -> Vec<&'v Spanned<String>> {
        let (filled, empty): (Vec<_>, Vec<_>) =
            values.iter().flat_map(Spanned::get_ref).partition(|value| !value.get_ref().trim().is_empty());
        for value in empty {
            let remedy = "fill it in, or take it out of the list";
            self.error(self.line_of(value), field, "an empty text stands in the list", remedy);
        }
        filled
    }

    /// Values of one kind, each once.
    pub(super) fn each_once<T: FromStr<Err = String> + PartialEq>(
        &mut self,
        field: &str,
        values: &Texts,
        remedy: &str,
    ) -> Vec<T> {
        let mut read = Vec::new();
        for value in self.entries(field, values) {
            let parse = |text: &str| text.parse::<T>().map_err(|problem| (problem, remedy.to_owned()));
            let Some(one) = self.parsed(field, Some(value), parse) else { continue };
            if read.contains(&one) {
                let name = value.get_ref().trim();
                self.error(self.line_of(value), field, format!("{name} is named twice"), "name it once");
            } else {
                read.push(one);
            }
        }
        read
    }

    /// Countries, each once.
    pub(super) fn countries(&mut self, field: &str, values: &Texts) -> Vec<Country> {
        self.each_once(field, values, "write the code of two or three letters")
    }

    /// Texts.
    pub(super) fn texts(&mut self, field: &str, values: &Texts) -> Vec<String> {
        self.entries(field, values).into_iter().filter_map(|value| one_line(value.get_ref())).collect()
    }

    /// Phrases of a sentence, at least one: texts without a full stop at
    /// their end that go on where the sentence is.
    pub(super) fn phrases(&mut self, field: Field, values: &Texts) -> Vec<String> {
        let mut phrases = Vec::new();
        for value in self.entries(field.name(), values) {
            let Some(phrase) = one_line(without_end(value.get_ref())) else { continue };
            match misfit(field, &phrase) {
                Some((Severity::Error, problem, remedy)) => {
                    self.error(self.line_of(value), field.name(), problem, remedy);
                }
                Some((Severity::Note, problem, remedy)) => {
                    self.note(self.line_of(value), Some(field.name()), problem, remedy);
                }
                None => {}
            }
            phrases.push(phrase);
        }
        self.missing_if(values.as_ref().is_none_or(|values| values.get_ref().is_empty()), field);
        phrases
    }

    /// The fields of a list of their names, of those in `known`.
    fn fields<'v>(&mut self, list: &str, values: &'v Texts, known: &[Field]) -> Vec<(Field, &'v Spanned<String>)> {
        let mut fields = Vec::new();
        for value in self.entries(list, values) {
            let text = value.get_ref().trim();
            match known.iter().copied().find(|field| field.name() == text) {
                Some(field) => fields.push((field, value)),
                None => {
                    let names = known.iter().map(|field| field.name());
                    let all = format!("name fields of this entry: {}", names.clone().collect::<Vec<_>>().join(", "));
                    let remedy = did_you_mean(&nearest(text, names), &all);
                    self.error(self.line_of(value), list, format!("`{text}` is no field of this entry"), remedy);
                }
            }
        }
        fields
    }

    /// The fields that are marked as made up, of those in `known`; `is_set`
    /// tells those that the entry has.
    pub(super) fn invented(&mut self, values: &Texts, known: &[Field], is_set: impl Fn(Field) -> bool) -> Vec<Field> {
        let marked = self.fields("invented", values, known);
        for (field, value) in marked.iter().filter(|(field, _)| !is_set(*field)) {
            let problem = format!("`{}` is marked as made up, and is not there", field.name());
            self.note(self.line_of(value), Some("invented"), problem, "fill it in, or leave the mark out");
        }
        sorted(marked)
    }

    /// The fields that are not public, which the entry must not have.
    pub(super) fn secret(&mut self, values: &Texts, is_set: impl Fn(Field) -> bool) -> Vec<Field> {
        let marked = self.fields("not_public", values, &Field::of_secrets());
        for (field, value) in marked.iter().filter(|(field, _)| is_set(*field)) {
            let problem = format!("`{}` is marked as not public, and is there", field.name());
            self.error(self.line_of(value), "not_public", problem, "leave out the mark or the value");
        }
        self.secret = sorted(marked);
        self.secret.clone()
    }
}

/// The fields, each once.
fn sorted(marked: Vec<(Field, &Spanned<String>)>) -> Vec<Field> {
    let mut fields: Vec<Field> = marked.into_iter().map(|(field, _)| field).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}

/// What to do about two numbers that say different things.
pub(super) const CORRECT: &str = "correct the one that is wrong";

/// Whether the flag is there and true.
pub(super) fn is_on(value: &Flag) -> bool {
    value.as_ref().is_some_and(|value| *value.get_ref())
}

/// The text with white space made one, where anything is left.
pub(super) fn one_line(text: &str) -> Option<String> {
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
