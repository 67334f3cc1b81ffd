//! When two links are the same link, and of which site.

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use super::address::{is_cut, pairs, parse, push_tidy, unescaped, value};
use super::config::UrlConfig;
use super::names::{Names, lower};
use super::redirect::carried;
use super::table::{OfHost, Table, bundled, none};

/// So many addresses may be wrapped around one.
const MOST_WRAPPERS: usize = 5;

/// No host is longer (RFC 1035, 2.3.4).
const LONGEST_HOST: usize = 255;

/// What makes two links the same link.
#[derive(Clone, Debug)]
pub struct Links(Arc<Rules>);

#[derive(Debug)]
struct Rules {
    table: &'static Table,
    drop: Names,
    keep: Names,
}

/// An address of the web, with whatever was wrapped around it taken off.
struct Page {
    url: Url,
    /// The one name of its host.
    host: String,
    /// The rules of the host and of those above it.
    rules: Vec<(bool, &'static OfHost)>,
}

impl Default for Links {
    fn default() -> Self {
        Self::new(&UrlConfig::default())
    }
}

impl Links {
    /// The rules of a configuration.
    pub fn new(config: &UrlConfig) -> Self {
        let table = if config.has_rules() { bundled() } else { none() };
        Self(Arc::new(Rules { table, drop: Names::new(&config.drop), keep: Names::new(&config.keep) }))
    }

    /// The one spelling of a link: without what was wrapped around it and what does
    /// not change the page. Empty where it is no object: a link that was cut off, a
    /// shortener without a path. What is no address stays as it is.
    pub fn page(&self, text: &str) -> String {
        let text = text.trim();
        if is_cut(text) {
            return String::new();
        }
        let text = unescaped(text);
        match parse(&text) {
            None => text.into_owned(),
            Some(url) => self.0.page(url),
        }
    }

    /// The site of a link: its registrable domain (`news.bbc.co.uk` gives
    /// `bbc.co.uk`) by the Public Suffix List; an IP address stays itself. Empty
    /// where [`Self::page`] is.
    pub fn site_of_link(&self, text: &str) -> String {
        let text = text.trim();
        if is_cut(text) { String::new() } else { self.0.site(text, true) }
    }

    /// The site of a host or a link.
    pub fn site(&self, text: &str) -> String {
        self.0.site(text.trim(), false)
    }
}

impl Rules {
    fn page(&self, url: Url) -> String {
        let Some(page) = self.unwrapped(&url) else { return url.into() };
        if self.is_bare_shortener(&page) {
            return String::new();
        }
        self.as_platforms_show(&page).unwrap_or_else(|| self.written(&page))
    }

    fn site(&self, text: &str, is_link: bool) -> String {
        let text = unescaped(text);
        let Some(url) = parse(&text) else { return text.to_lowercase() };
        let Some(page) = self.unwrapped(&url) else { return registrable(&url, url.host_str().unwrap_or_default()) };
        if is_link && self.is_bare_shortener(&page) {
            return String::new();
        }
        let shown = self.as_platforms_show(&page);
        let host = shown.as_deref().and_then(|shown| shown.strip_prefix("https://")?.split(['/', '?']).next());
        registrable(&page.url, host.unwrap_or(&page.host))
    }

    /// The page that an address leads to, as far as the address itself tells;
    /// `None` where it is none of the web and no rule knows it.
    fn unwrapped(&self, url: &Url) -> Option<Page> {
        let mut page = self.opened(url.clone())?;
        for _ in 0..MOST_WRAPPERS {
            let Some(inner) = page.carried().and_then(|inner| self.opened(inner)) else { break };
            page = inner;
        }
        Some(page)
    }

    fn opened(&self, url: Url) -> Option<Page> {
        let host = url.host_str().filter(|host| host.len() <= LONGEST_HOST)?;
        let host = match url.scheme() {
            "http" | "https" => self.table.host(host).into_owned(),
            scheme => format!("{scheme}://{host}"),
        };
        let rules = self.table.along(&host);
        let is_known = matches!(url.scheme(), "http" | "https") || rules.iter().any(|(is_own, _)| *is_own);
        is_known.then_some(Page { url, host, rules })
    }

    fn is_bare_shortener(&self, page: &Page) -> bool {
        self.table.is_shortener(&page.host) && page.url.path() == "/" && page.url.query().is_none_or(str::is_empty)
    }

    /// The one address of a page that its platform shows under many.
    fn as_platforms_show(&self, page: &Page) -> Option<String> {
        if page.url.port().is_some() {
            return None;
        }
        let (path, query) = (page.url.path(), page.url.query().unwrap_or_default());
        let own = page.rules.iter().filter(|(is_own, _)| *is_own).flat_map(|(_, rules)| &rules.pages);
        let pages = own.chain(&self.table.of_every_host().pages);
        let (mut text, form, keep_query) = pages.into_iter().find_map(|one| {
            let (text, form) = one.address(&page.host, path, query)?;
            Some((text, form, one.keep_query))
        })?;
        if keep_query {
            self.push_query(&mut text, page, |name, pair| !self.is_dropped(page, name, pair));
        } else if !self.keep.is_empty() {
            self.push_query(&mut text, page, |name, _| self.keep.contains(&lower(name)) && !form.has_parameter(name));
        }
        Some(text)
    }

    fn written(&self, page: &Page) -> String {
        let url = &page.url;
        if !matches!(url.scheme(), "http" | "https") {
            return url.as_str().to_owned();
        }
        let mut text = String::with_capacity(url.as_str().len() + 1);
        text.push_str("https://");
        text.push_str(&page.host);
        if let Some(port) = url.port() {
            text.push_str(&format!(":{port}"));
        }
        let path = self.without_sessions(url.path());
        let path = path.trim_end_matches('/');
        let (path, ending) = if self.table.has_rules() { without_amp(path) } else { (path, "") };
        push_tidy(&mut text, path, false);
        text.push_str(ending);
        self.push_query(&mut text, page, |name, pair| !self.is_dropped(page, name, pair));
        if let Some(route) = url.fragment().filter(|fragment| is_route(path, fragment)) {
            text.push('#');
            text.push_str(route);
        }
        text
    }

    /// Appends the parameters that stay, in the order of the alphabet.
    fn push_query(&self, text: &mut String, page: &Page, stays: impl Fn(&str, &str) -> bool) {
        let Some(query) = page.url.query() else { return };
        let mut kept: Vec<&str> = pairs(query)
            .filter(|(name, pair)| !name.is_empty() && stays(name, pair))
            .map(|(_, pair)| self.without_glued(page, pair))
            .collect();
        kept.sort_unstable();
        let mut separator = if text.contains('?') { '&' } else { '?' };
        for pair in kept {
            text.push(separator);
            push_tidy(text, pair, true);
            separator = '&';
        }
    }

    fn is_dropped(&self, page: &Page, name: &str, pair: &str) -> bool {
        let name = lower(name);
        if self.keep.contains(&name) {
            return false;
        }
        let path = page.url.path().trim_end_matches('/');
        self.drop.contains(&name)
            || self.table.everywhere.contains(&name)
            || self.table.values.get(&*name).is_some_and(|values| values.contains(&lower(value(pair))))
            || (self.table.sessions.contains(&name) && is_session(value(pair)))
            || page.rules.iter().flat_map(|(_, rules)| &rules.parameters).any(|site| site.drops(path, &name))
    }

    /// A pair without another parameter that was glued to it with a second `?`.
    fn without_glued<'p>(&self, page: &Page, pair: &'p str) -> &'p str {
        let Some((before, glued)) = pair.split_once('?') else { return pair };
        let name = glued.split('=').next().unwrap_or_default();
        if !name.is_empty() && glued.contains('=') && self.is_dropped(page, name, glued) { before } else { pair }
    }

    /// A path without `;jsessionid=...`.
    fn without_sessions<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let Some((before, rest)) = path.split_once(';') else { return path.into() };
        let (parameter, behind) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let name = parameter.split('=').next().unwrap_or_default();
        let is_session = self.table.sessions.contains(&lower(name)) && is_session(value(parameter));
        if is_session { format!("{before}{behind}").into() } else { path.into() }
    }
}

impl Page {
    /// The address that this one carries.
    fn carried(&self) -> Option<Url> {
        let redirectors = |(is_own, rules): &(bool, &OfHost)| {
            let own = if *is_own { &rules.redirectors[..] } else { &[] };
            let below = if *is_own { &[] } else { &rules.redirectors_below[..] };
            own.iter().chain(below).find_map(|rule| carried(rule, &self.url))
        };
        self.rules.iter().find_map(redirectors)
    }
}

/// The part of a host that somebody can register.
fn registrable(url: &Url, host: &str) -> String {
    let host = host.trim_end_matches('.');
    match url.host() {
        Some(url::Host::Domain(_)) => lockstep_domains::registrable(host).unwrap_or(host).to_owned(),
        _ => host.to_owned(),
    }
}

/// Whether a value is long enough to be drawn by lot.
fn is_session(value: &str) -> bool {
    value.bytes().filter(u8::is_ascii_alphanumeric).count() >= 16
}

/// A path without the marks of AMP, the form of a page for telephones, and what
/// comes behind it. `/amp` at the end is one behind the name of an article only.
fn without_amp(path: &str) -> (&str, &str) {
    if let Some(page) = path.strip_suffix(".amp.html") {
        return (page, ".html");
    }
    let page = path.strip_suffix(".amp").or_else(|| path.strip_suffix("/amp").filter(|page| is_article(page)));
    (page.unwrap_or(path), "")
}

/// Whether a path ends with something that only articles are called.
fn is_article(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let count = |of: fn(&u8) -> bool| name.bytes().filter(of).count();
    name.ends_with(".html") || count(|byte| *byte == b'-') >= 3 || count(u8::is_ascii_digit) >= 5
}

/// Whether a fragment names the page: it begins as routes of scripts do, or stands
/// behind no path and has a value.
fn is_route(path: &str, fragment: &str) -> bool {
    fragment.starts_with(['!', '/', '?', '@']) || (path.is_empty() && fragment.contains(['=', '!']))
}
