//! `report.md`.

use std::fmt::Write;

use super::view::{Figures, Line, View};
use crate::markdown::plain;

/// The whole report.
pub(super) fn render(view: &View) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(out, "# {}\n", plain(&view.headline));
    for note in view.notes.iter().chain(&view.remarks) {
        let _ = writeln!(out, "> {}\n", plain(note));
    }
    figures(&mut out, "By period", "Period", &view.by_period);
    for (period, of_period) in &view.by_country {
        figures(&mut out, period, "Country", of_period);
    }
    let outlets: Vec<Line> = view
        .outlets
        .iter()
        .map(|one| {
            (
                one.country.to_owned(),
                vec![one.entity.clone(), one.label.clone(), one.since.clone(), one.until.clone(), one.accounts.clone()],
            )
        })
        .collect();
    table(&mut out, "Labelled outlets", &["Country", "Outlet", "Label", "Since", "Until", "Accounts"], &outlets);
    out.push_str("## What the words mean\n\n");
    for (word, meaning) in view.words {
        let _ = writeln!(out, "- **{word}**: {meaning}");
    }
    let _ = writeln!(out, "\nMade with lockstep {}.", view.lockstep);
    out
}

/// The two tables of figures.
fn figures(out: &mut String, title: &str, first: &str, figures: &Figures) {
    let header = |columns: &[&'static str]| -> Vec<String> {
        std::iter::once(first).chain(columns.iter().copied()).map(str::to_owned).collect()
    };
    for (what, (columns, lines)) in [("measures", &figures.measures), ("advertisements and appeals", &figures.requests)]
    {
        let header = header(columns);
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        table(out, &format!("{title}: {what}"), &header, lines);
    }
}

fn table(out: &mut String, title: &str, header: &[&str], lines: &[Line]) {
    let _ = writeln!(out, "## {}\n\n| {} |\n|{}", plain(title), header.join(" | "), "---|".repeat(header.len()));
    for (name, cells) in lines {
        let cells: Vec<String> = std::iter::once(name).chain(cells).map(|cell| plain(cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}
