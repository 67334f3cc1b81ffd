//! `report.md`: the report for a document or a repository. What comes from the
//! data is plain text to every reader of Markdown: no markup, no HTML, no cell
//! that ends early, no link.

use std::fmt::Write;

use lockstep_results::report::Figure;

use super::view::{Line, Marked, MonthView, Network, View};
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
    lines(
        &mut out,
        "Sums",
        &["", "Networks", "Share of networks", "Accounts", "Share of accounts", "Followers, added up"],
        &view.by_part,
    );
    let by_month = ["Month", "Networks", "Accounts", "Followers, added up", "Re-established accounts"];
    lines(&mut out, "By month", &by_month, &view.by_month);
    for month in &view.months {
        push_month(&mut out, month);
    }
    if view.invented {
        out.push_str("† made up for this example; not public. Sums and charts include it.\n\n");
    }
    let by_place = ["Country", "Networks", "Accounts", "Followers, added up"];
    lines(&mut out, "By origin", &by_place, &view.by_origin);
    lines(&mut out, "By target", &by_place, &view.by_target);
    out.push_str("## Charts\n\n");
    for (name, title) in figures.iter().filter_map(|figure| Some((&figure.name, figure.title()?))) {
        let _ = writeln!(out, "![{}](charts/{name}.svg)\n", plain(title));
    }
    out.push_str("## What the words mean\n\n");
    for (term, meaning) in view.definitions {
        let _ = writeln!(out, "- **{term}**: {meaning}");
    }
    out.push_str("\n## Where the numbers end\n\n");
    for limit in view.limits {
        let _ = writeln!(out, "- {limit}");
    }
    let _ = writeln!(out, "\nMade with lockstep {}.", view.lockstep);
    out
}

/// A table of numbers under its heading; nothing without rows.
fn lines(out: &mut String, heading: &str, header: &[&str], lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {heading}\n\n| {} |", header.join(" | "));
    let _ = writeln!(out, "|---|{}", "---:|".repeat(header.len() - 1));
    for (name, cells) in lines {
        let _ = writeln!(out, "| {} | {} |", plain(name), cells.join(" | "));
    }
    out.push('\n');
}

fn push_month(out: &mut String, month: &MonthView) {
    let _ = writeln!(out, "## {}\n", month.name);
    if month.networks.is_empty() {
        out.push_str("No network was removed in this month.\n\n");
    } else {
        out.push_str("| Detection source | Accounts in network | Followers of network | Description |\n");
        out.push_str("|---|---:|---:|---|\n");
        month.networks.iter().for_each(|network| push_network(out, network));
        out.push('\n');
    }
    for sentence in &month.reestablished {
        let _ = writeln!(out, "{}\n", marked(sentence));
    }
}

fn push_network(out: &mut String, network: &Network) {
    let description: Vec<String> = network.description.iter().map(marked).collect();
    let further: Vec<String> = network.further.iter().map(|(name, text)| format!("{name}: {}", marked(text))).collect();
    let _ = writeln!(
        out,
        "| {} | {} | {} | {}<br>{}<br>{} |",
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
