//! `report.md`: the report for a document or a repository. What comes from the
//! data is plain text to every reader of Markdown: no markup, no HTML, no cell
//! that ends early, no link.

use std::fmt::Write;

use lockstep_results::report::Figure;

use super::network::{Marked, Network};
use super::shown::Table;
use super::view::{MonthView, View};
use crate::markdown::plain;

/// The text, and a dagger where it is made up.
fn marked(marked: &Marked) -> String {
    format!("{}{}", plain(&marked.text), if marked.invented { " †" } else { "" })
}

/// The whole report.
pub(super) fn render(view: &View<'_>, figures: &[Figure]) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(out, "# {}\n", plain(&view.headline));
    for note in &view.notes {
        let _ = writeln!(out, "> {}\n", plain(note));
    }
    for month in &view.months {
        push_month(&mut out, month);
    }
    if view.invented {
        out.push_str("† made up for this example; not public. Sums and charts include it.\n\n");
    }
    let linked = "Operations linked to state-controlled media";
    for (heading, tables) in [("Sums", &view.sums), ("Elections", &view.elections), (linked, &view.linked)] {
        push_tables(&mut out, heading, tables);
    }
    out.push_str("## Charts\n\n");
    for (name, title) in figures.iter().filter_map(|figure| Some((&figure.name, figure.title()?))) {
        let _ = writeln!(out, "![{}](charts/{name}.svg)\n", plain(title));
    }
    push_words(&mut out, view);
    out
}

/// What the words mean, and where the numbers end.
fn push_words(out: &mut String, view: &View<'_>) {
    out.push_str("## What the words mean\n\n");
    for (term, meaning) in view.definitions {
        let _ = writeln!(out, "- **{term}**: {meaning}");
    }
    out.push_str("\n## Where the numbers end\n\n");
    for limit in view.limits {
        let _ = writeln!(out, "- {limit}");
    }
    let _ = writeln!(out, "\nMade with lockstep {}.", view.lockstep);
}

/// Tables under their heading; nothing without tables.
fn push_tables(out: &mut String, heading: &str, tables: &[Table]) {
    if !tables.is_empty() {
        let _ = writeln!(out, "## {heading}\n");
        tables.iter().for_each(|table| push_table(out, table));
    }
}

/// A table of numbers under its heading.
fn push_table(out: &mut String, table: &Table) {
    let header: Vec<String> = table.header.iter().map(|name| plain(name)).collect();
    let _ = writeln!(out, "### {}\n\n| {} |", table.heading, header.join(" | "));
    let words = header.len() - 1 - table.numbers;
    let _ = writeln!(out, "|---|{}{}", "---:|".repeat(table.numbers), "---|".repeat(words));
    for (name, cells) in &table.lines {
        let cells: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
        let _ = writeln!(out, "| {} | {} |", plain(name), cells.join(" | "));
    }
    let _ = if table.note.is_empty() { writeln!(out) } else { writeln!(out, "\n{}\n", plain(&table.note)) };
}

fn push_month(out: &mut String, month: &MonthView) {
    let _ = writeln!(out, "## {}\n", plain(&month.name));
    if !month.networks.is_empty() {
        out.push_str("| Detection source | Accounts in network | Followers of network | Description |\n");
        out.push_str("|---|---:|---:|---|\n");
        month.networks.iter().for_each(|network| push_network(out, network));
        out.push('\n');
    }
    for sentence in &month.said {
        let _ = writeln!(out, "{}\n", plain(sentence));
    }
    for sentence in &month.reestablished {
        let _ = writeln!(out, "{}\n", marked(sentence));
    }
}

fn push_network(out: &mut String, network: &Network) {
    let heading = network.name.as_ref().map(|name| format!("**{}**<br>", marked(name))).unwrap_or_default();
    let description: Vec<String> = network.description.iter().map(marked).collect();
    let further: Vec<String> = network.further.iter().map(|(name, text)| format!("{name}: {}", marked(text))).collect();
    let sources = match network.sources.as_str() {
        "" => String::new(),
        sources => format!("<br>Sources: {}", plain(sources)),
    };
    let _ = writeln!(
        out,
        "| {} | {} | {} | {heading}{}<br>{}{sources}<br>{} |",
        marked(&network.source),
        marked(&network.accounts),
        marked(&network.followers),
        description.join(" "),
        further.join(" · "),
        marked(&network.id),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_the_data_is_text() {
        assert_eq!(plain("a|b*c_d`e\\"), "a\\|b\\*c\\_d\\`e\\\\");
        assert_eq!(plain("<b>&amp;[x](y)"), "&lt;b&gt;&amp;amp;\\[x\\](y)");
        assert_eq!(plain("one\ntwo\u{202e}"), "one&lt;U+000A&gt;two&lt;U+202E&gt;");
    }
}
