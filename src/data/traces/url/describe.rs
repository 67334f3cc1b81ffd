//! The rules in words.

use super::rules::{File, Redirector, Site};
use super::table::bundled;

/// The rules that tell when two links are one, for people to read.
pub fn describe(markdown: bool) -> String {
    let mut text = Text { written: String::new(), markdown };
    let file = &bundled().file;
    text.plain(&format!(
        "Rules of {}. `[same.url]` in the configuration: `rules = \"none\"` switches them off, `drop = [\"name\"]` adds \
         parameters that are dropped everywhere, `keep = [\"name\"]` keeps some. `x*` is every name that begins with x, \
         `a.*` the host in every country.",
        file.version
    ));
    everywhere(&mut text, file);
    hosts(&mut text, file);
    text.title("Parameters that are dropped on some sites");
    text.items(file.site.iter().map(site));
    text.title("Addresses that carry another one");
    text.plain(
        "The address that they carry counts, up to five deep; where there is none in them, they count themselves.",
    );
    text.items(file.redirector.iter().map(redirector));
    text.title("Pages with many addresses");
    text.items(
        file.page.iter().map(|page| {
            format!("{} (at {}): {} is `{}`", page.about, listed(&page.hosts), listed(&page.from), page.to)
        }),
    );
    text.title("Shorteners");
    text.plain(&format!(
        "A short link is an object of its own, as nobody knows its target; the bare host is none: {}.",
        listed(&file.shorteners)
    ));
    text.written.truncate(text.written.trim_end().len());
    text.written.push('\n');
    text.written
}

fn everywhere(text: &mut Text, file: &File) {
    text.title("On every site");
    text.items([
        "`http` and `https`, the host's case, names of users, the order of parameters, a closing slash and fragments say \
         nothing; fragments that are routes (`#!`, `#/`, `#?`, `#@`, or a value behind no path) do, and so does the case of paths"
            .to_owned(),
        "Escapes have one spelling, `+` in a query is a blank, `&amp;` is `&`".to_owned(),
        "A link that ends in `…` or `...` was cut off and is no object".to_owned(),
        "`.amp.html`, `.amp`, and `/amp` behind the name of an article at the end of a path are dropped".to_owned(),
        format!("Dropped parameters: {}", listed(&file.drop)),
        format!("Dropped where the value is long (16 letters and digits or more): {}", listed(&file.sessions)),
    ]);
    text.items(file.values.iter().map(|(name, values)| {
        let values: Vec<String> = values.iter().map(|value| format!("{name}={value}")).collect();
        format!("Dropped with this value only: {}", listed(&values))
    }));
}

fn hosts(text: &mut Text, file: &File) {
    text.title("Hosts that are one");
    text.items([
        format!("Dropped from the beginning of every host: {}", listed(&with_dot(&file.labels))),
        format!("`m.` in the middle is dropped: {}", listed(&file.inner_mobile)),
    ]);
    text.items(file.one_host.iter().map(|one| {
        let labels = with_dot(&one.labels);
        let with = if labels.is_empty() { String::new() } else { format!("with {} before it", listed(&labels)) };
        let parts: Vec<String> = [with, listed(&one.hosts)].into_iter().filter(|part| !part.is_empty()).collect();
        format!("`{}`: {}", one.host, parts.join("; "))
    }));
}

fn with_dot(labels: &[String]) -> Vec<String> {
    labels.iter().map(|label| format!("{label}.")).collect()
}

fn site(site: &Site) -> String {
    let below = if site.paths.is_empty() { String::new() } else { format!(" at {}", listed(&site.paths)) };
    match site.drop.is_empty() {
        true => format!("{}{below}: all but {}", listed(&site.hosts), listed(&site.keep)),
        false => format!("{}{below}: {}", listed(&site.hosts), listed(&site.drop)),
    }
}

fn redirector(rule: &Redirector) -> String {
    let paths = if rule.paths.is_empty() { String::new() } else { format!(" {}", listed(&rule.paths)) };
    let place = match &rule.after {
        Some(beginning) => format!("behind `{beginning}`"),
        None if rule.query => "the whole query".to_owned(),
        None => format!("in {}", listed(&rule.parameters)),
    };
    format!("{}{paths}: {place}", listed(&rule.hosts))
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A text that is being written.
struct Text {
    written: String,
    markdown: bool,
}

impl Text {
    fn title(&mut self, title: &str) {
        let mark = if self.markdown { "### " } else { "" };
        let apart = if self.written.ends_with("\n\n") { "" } else { "\n" };
        self.line(&format!("{apart}{mark}{title}\n"));
    }

    fn plain(&mut self, words: &str) {
        let words = self.shown(words);
        self.line(&words);
        if self.markdown {
            self.written.push('\n');
        }
    }

    fn items(&mut self, items: impl IntoIterator<Item = String>) {
        for item in items {
            let item = self.shown(&item);
            let mark = if self.markdown { "- " } else { "  " };
            self.line(&format!("{mark}{item}"));
        }
    }

    /// On a terminal names stand without their marks.
    fn shown(&self, words: &str) -> String {
        if self.markdown { words.to_owned() } else { words.replace('`', "") }
    }

    fn line(&mut self, line: &str) {
        self.written.push_str(line);
        self.written.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_told() {
        let text = describe(true);
        let file = &bundled().file;
        assert!(text.contains(&file.version));
        for page in &file.page {
            assert!(text.contains(&page.about) && text.contains(&page.to), "{}", page.about);
        }
        for name in file.drop.iter().chain(&file.shorteners).chain(file.redirector.iter().flat_map(|rule| &rule.hosts))
        {
            assert!(text.contains(&format!("`{name}`")), "{name}");
        }
        assert!(!describe(false).contains('`'));
        assert!(!text.contains("\n\n\n") && text.ends_with(".\n") && !text.ends_with("\n\n"));
    }
}
