//! The rules, ready to be looked up by host.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::host::{name_in_countries, upward, without_country};
use super::names::Names;
use super::rules::{File, Page, Redirector, Site};
use super::template::{Template, written};

const TEXT: &str = include_str!("rules.toml");

/// The rules that the program has. That their file can be read is tested; it is
/// part of the program and the same everywhere.
pub(super) fn bundled() -> &'static Table {
    static RULES: LazyLock<Table> = LazyLock::new(|| read().unwrap_or_default());
    &RULES
}

/// No rules but that `www.` says nothing.
pub(super) fn none() -> &'static Table {
    static NONE: LazyLock<Table> =
        LazyLock::new(|| Table { labels: [Box::from("www")].into_iter().collect(), ..Table::default() });
    &NONE
}

fn read() -> Result<Table, String> {
    Table::new(toml::from_str(TEXT).map_err(|error| error.to_string())?)
}

/// The rules, by host.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// As they were written.
    pub file: File,
    /// Parameters that are dropped on every site.
    pub everywhere: Names,
    pub sessions: Names,
    /// Values with which parameters are dropped on every site.
    pub values: FxHashMap<Box<str>, Names>,
    shorteners: FxHashSet<Box<str>>,
    labels: FxHashSet<Box<str>>,
    inner_mobile: FxHashSet<Box<str>>,
    one_host: FxHashMap<Box<str>, Box<str>>,
    /// Names that have a host in every country.
    in_countries: FxHashSet<Box<str>>,
    hosts: FxHashMap<Box<str>, OfHost>,
    of_every_host: OfHost,
}

/// The rules of a host.
#[derive(Clone, Debug, Default)]
pub(super) struct OfHost {
    /// Which parameters do not change the page, here and on hosts below.
    pub parameters: Vec<Parameters>,
    pub redirectors: Vec<Redirector>,
    /// Of the hosts below only.
    pub redirectors_below: Vec<Redirector>,
    pub pages: Vec<OnePage>,
}

/// Parameters that do not change the page.
#[derive(Clone, Debug)]
pub(super) struct Parameters {
    paths: Vec<String>,
    names: Names,
    /// Whether the names are those that change it.
    are_kept: bool,
}

/// A page with many addresses.
#[derive(Clone, Debug)]
pub(super) struct OnePage {
    from: Vec<Template>,
    to: String,
    pub keep_query: bool,
}

impl Table {
    /// Makes the rules of a file ready.
    pub fn new(file: File) -> Result<Self, String> {
        let set = |names: &[String]| names.iter().map(|name| name.as_str().into()).collect();
        let mut table = Self {
            everywhere: Names::new(&file.drop),
            sessions: Names::new(&file.sessions),
            values: file.values.iter().map(|(name, values)| (name.as_str().into(), Names::new(values))).collect(),
            shorteners: set(&file.shorteners),
            labels: set(&file.labels),
            inner_mobile: set(&file.inner_mobile),
            file,
            ..Self::default()
        };
        table.add_hosts();
        for site in table.file.site.clone() {
            site.hosts.iter().for_each(|host| table.of(host).parameters.push(Parameters::new(&site)));
        }
        for rule in table.file.redirector.clone() {
            for host in &rule.hosts {
                match host.strip_prefix("*.") {
                    Some(above) => table.of(above).redirectors_below.push(rule.clone()),
                    None => table.of(host).redirectors.push(rule.clone()),
                }
            }
        }
        for page in table.file.page.clone() {
            let one = OnePage::new(&page)?;
            page.hosts.iter().for_each(|host| table.of(host).pages.push(one.clone()));
        }
        Ok(table)
    }

    fn add_hosts(&mut self) {
        for one in self.file.one_host.clone() {
            let with_label = one.labels.iter().map(|label| format!("{label}.{}", one.host));
            for host in one.hosts.iter().cloned().chain(with_label) {
                self.in_countries.extend(name_in_countries(&host).map(Box::from));
                self.one_host.insert(host.into(), one.host.as_str().into());
            }
        }
    }

    fn of(&mut self, host: &str) -> &mut OfHost {
        if host == "*" {
            return &mut self.of_every_host;
        }
        self.in_countries.extend(name_in_countries(host).map(Box::from));
        self.hosts.entry(host.into()).or_default()
    }

    /// The one name of a host.
    pub fn host<'h>(&'h self, host: &'h str) -> std::borrow::Cow<'h, str> {
        let mut rest = Some(host.trim_end_matches('.')).filter(|rest| !rest.is_empty()).unwrap_or(host);
        while let Some((label, below)) = rest.split_once('.') {
            if !self.labels.contains(label) || lockstep_domains::registrable(below).is_none() {
                break;
            }
            rest = below;
        }
        if let Some(host) = self.one_host.get(rest) {
            return (&**host).into();
        }
        if let Some(inner) = self.without_inner_label(rest) {
            return inner.into();
        }
        let host = without_country(rest, &self.in_countries).and_then(|wild| self.one_host.get(wild.as_str()));
        host.map_or(rest, |host| host).into()
    }

    /// `de.m.wikipedia.org` as `de.wikipedia.org`.
    fn without_inner_label(&self, host: &str) -> Option<String> {
        let (language, site) = host.split_once(".m.")?;
        self.inner_mobile.contains(site).then(|| format!("{language}.{site}"))
    }

    /// The rules of a host, and those of the hosts above it, with whether they are
    /// of the host itself.
    pub fn along(&self, host: &str) -> Vec<(bool, &OfHost)> {
        let mut found = Vec::new();
        let mut look = |name: &str| {
            let own = upward(name).filter_map(|above| Some((above.len() == name.len(), self.hosts.get(above)?)));
            found.extend(own);
        };
        look(host);
        without_country(host, &self.in_countries).iter().for_each(|wild| look(wild));
        found
    }

    /// The rules that hold for every host.
    pub fn of_every_host(&self) -> &OfHost {
        &self.of_every_host
    }

    /// Whether a host has no pages of its own.
    pub fn is_shortener(&self, host: &str) -> bool {
        self.shorteners.contains(host)
    }

    /// Whether there are any rules.
    pub fn has_rules(&self) -> bool {
        !self.hosts.is_empty()
    }
}

impl Parameters {
    fn new(site: &Site) -> Self {
        let are_kept = site.drop.is_empty();
        let names = Names::new(if are_kept { &site.keep } else { &site.drop });
        Self { paths: site.paths.clone(), names, are_kept }
    }

    /// Whether a parameter does not change the page at this path.
    pub fn drops(&self, path: &str, name: &str) -> bool {
        let is_below = |known: &String| path.strip_prefix(&**known).is_some_and(|r| r.is_empty() || r.starts_with('/'));
        (self.paths.is_empty() || self.paths.iter().any(is_below)) && self.names.contains(name) != self.are_kept
    }
}

impl OnePage {
    fn new(page: &Page) -> Result<Self, String> {
        let from = page.from.iter().map(|form| Template::new(form)).collect::<Result<_, _>>()?;
        Ok(Self { from, to: page.to.clone(), keep_query: page.keep_query })
    }

    /// The one address of the page, and the form that was found.
    pub fn address(&self, host: &str, path: &str, query: &str) -> Option<(String, &Template)> {
        self.from.iter().find_map(|form| Some((written(&self.to, host, &form.fill(path, query)?), form)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read() {
        assert_eq!(read().map(|table| table.file.version), Ok(bundled().file.version.clone()));
        assert_eq!(bundled().file.version.len(), "2026-11-30".len());
    }

    #[test]
    fn nothing_that_can_name_a_page_is_dropped_everywhere() {
        let File { drop, never, sessions, .. } = &bundled().file;
        assert!(never.len() > 150);
        for set in [Names::new(drop), Names::new(sessions)] {
            for name in never {
                assert!(!set.contains(name), "{name} can name a page");
            }
        }
    }

    #[test]
    fn lists_hold_everything_once_and_in_lower_case() {
        let file = &bundled().file;
        for (what, list) in [("drop", &file.drop), ("never", &file.never), ("shorteners", &file.shorteners)] {
            let mut sorted = list.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!(sorted.len(), list.len(), "{what} holds something twice");
            assert!(list.iter().all(|name| *name == name.to_lowercase()), "{what}");
        }
        for site in &file.site {
            assert!(site.drop.is_empty() != site.keep.is_empty(), "{:?} drops or keeps", site.hosts);
            assert!(site.drop.iter().all(|name| *name == name.to_lowercase()), "{:?}", site.hosts);
        }
        for redirector in &file.redirector {
            let ways = [!redirector.parameters.is_empty(), redirector.after.is_some(), redirector.query];
            assert_eq!(ways.iter().filter(|way| **way).count(), 1, "{:?}", redirector.hosts);
        }
    }
}
