//! `report.md`.

use std::fmt::Write;

use super::view::{Line, View};
use crate::markdown::plain;

/// The whole report.
pub(super) fn render(view: &View) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(out, "# {}\n", plain(&view.headline));
    for note in view.notes.iter().chain(&view.remarks) {
        let _ = writeln!(out, "> {}\n", plain(note));
    }
    let header: Vec<&str> = std::iter::once("Period").chain(view.columns).collect();
    table(&mut out, "By period", &header, &view.by_period);
    for (period, lines) in &view.by_country {
        let header: Vec<&str> = std::iter::once("Country").chain(view.columns).collect();
        table(&mut out, period, &header, lines);
    }
    let outlets: Vec<Line> = view
        .outlets
        .iter()
        .map(|one| {
            (
                one.country.to_owned(),
                vec![one.entity.clone(), one.label.clone(), one.since.clone(), one.accounts.clone()],
            )
        })
        .collect();
    table(&mut out, "Labelled outlets", &["Country", "Outlet", "Label", "Since", "Accounts"], &outlets);
    out.push_str("## What the words mean\n\n");
    for (word, meaning) in view.words {
        let _ = writeln!(out, "- **{word}**: {meaning}");
    }
    let _ = writeln!(out, "\nMade with lockstep {}.", view.lockstep);
    out
}

fn table(out: &mut String, title: &str, header: &[&str], lines: &[Line]) {
    let _ = writeln!(out, "## {}\n\n| {} |\n|{}", plain(title), header.join(" | "), "---|".repeat(header.len()));
    for (name, cells) in lines {
        let cells: Vec<String> = std::iter::once(name).chain(cells).map(|cell| plain(cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}
