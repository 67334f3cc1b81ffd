//! The whole file: each entry is read, and what entries have to do with each
//! other is checked.

use std::path::Path;

use lockstep_base::digest::hex;
use lockstep_base::error::Result;
use lockstep_base::toml::{Lines, read_text};
use sha2::{Digest, Sha256};

use super::checker::Checker;
use super::file::File;
use super::model::{InputFile, Operations};
use super::problem::{Problem, Severity};
use crate::supervision::registry::Registry;

/// Reads an operations file and everything that it names, and gives all
/// problems: those of the operations file first, each file by line. With the
/// registry of state-controlled media, links to its entities and accounts of
/// theirs are checked, too.
///
/// # Errors
/// When the operations file itself cannot be read, or the registry cannot be
/// used.
pub fn check(path: &Path, registry: Option<&Registry>) -> Result<(Operations, Vec<Problem>)> {
    registry.map_or(Ok(()), Registry::must_be_usable)?;
    let text = read_text(path)?;
    let name = path.to_string_lossy().into_owned();
    let sha256 = hex(&Sha256::digest(text.as_bytes()));
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines = Lines::new(text);
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let mut checker = Checker::new(&name, folder, &lines, registry);
    checker.found.inputs.push(InputFile { file: name.clone(), sha256 });
    if let Some(registry) = registry {
        checker.found.inputs.push(InputFile { file: registry.file.clone(), sha256: registry.sha256.clone() });
    }
    match toml::from_str::<File>(text) {
        Ok(file) => whole(&mut checker, &file),
        Err(error) => {
            let line = error.span().map_or(1, |span| lines.of(span.start));
            checker.problems.push(unreadable(&name, line, key_in(text, line), error.message()));
        }
    }
    let Checker { found, mut problems, .. } = checker;
    // Lists come after the operations file, in the order they were read.
    let order: Vec<String> = found.inputs.iter().map(|input| input.file.clone()).collect();
    problems.sort_by_key(|problem| (order.iter().position(|file| *file == problem.file), problem.line));
    Ok((found, problems))
}

/// Statements about months come last: they are checked against the entries.
fn whole(checker: &mut Checker<'_>, file: &File) {
    file.operation.iter().for_each(|entry| checker.operation(entry));
    file.reestablished.iter().for_each(|comeback| checker.reestablished(comeback));
    file.month.iter().for_each(|statement| checker.statement(statement));
}

/// A file that is no TOML, or holds what no operations file has.
fn unreadable(file: &str, line: u64, field: Option<String>, problem: &str) -> Problem {
    Problem {
        file: file.to_owned(),
        line,
        severity: Severity::Error,
        entry: None,
        field,
        problem: problem.to_owned(),
        remedy: "correct the line; notebooks-data/transparency/operations.toml is an example".to_owned(),
    }
}

/// The key that a line of TOML gives a value, where it gives one.
fn key_in(text: &str, line: u64) -> Option<String> {
    let line = text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
    let key = line.split_once('=')?.0.trim();
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_key.then(|| key.to_owned())
}
