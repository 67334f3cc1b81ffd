//! Addresses that carry another one.

use url::Url;

use super::address::{decoded, looks_like_host, pairs, value};
use super::names::lower;
use super::rules::Redirector;

/// The address that this one carries by a rule, if it is one.
pub(super) fn carried(rule: &Redirector, url: &Url) -> Option<Url> {
    let path = url.path();
    let whole = path.trim_end_matches('/');
    if !rule.paths.is_empty() && !rule.paths.iter().any(|known| known == whole) {
        return None;
    }
    if let Some(beginning) = &rule.after {
        return after(rule, url, beginning);
    }
    let query = url.query()?;
    if rule.query {
        return address(rule, url, query);
    }
    let of_name = |wanted: &String| {
        pairs(query).filter(|(name, _)| lower(name) == **wanted).find_map(|(_, pair)| address(rule, url, value(pair)))
    };
    rule.parameters.iter().find_map(of_name)
}

/// What stands behind the beginning of the path.
fn after(rule: &Redirector, url: &Url, beginning: &str) -> Option<Url> {
    let behind = url.path().strip_prefix(beginning)?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let scheme = rule.scheme.as_deref().unwrap_or("https");
    if !looks_like_host(behind) {
        return None;
    }
    usable(Url::parse(&format!("{scheme}://{behind}{query}")).ok()?)
}

/// The address that a value is; a value may be escaped once more than it must.
fn address(rule: &Redirector, url: &Url, value: &str) -> Option<Url> {
    let mut text = decoded(value)?;
    if has_scheme(&text, "%3a%2f%2f") {
        text = decoded(&text)?;
    }
    if has_scheme(&text, "://") {
        return usable(Url::parse(&text).ok()?);
    }
    if text.starts_with("//") || (rule.relative && text.starts_with('/')) {
        return usable(url.join(&text).ok()?);
    }
    let is_bare = rule.bare && looks_like_host(&text);
    is_bare.then(|| Url::parse(&format!("https://{text}")).ok()).flatten().and_then(usable)
}

/// Whether a text begins with `http` or `https` and this.
fn has_scheme(text: &str, then: &str) -> bool {
    let behind = |scheme: &str| text.get(scheme.len()..scheme.len() + then.len());
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    ["http", "https"].into_iter().any(|s| begins(s) && behind(s).is_some_and(|rest| rest.eq_ignore_ascii_case(then)))
}

/// An address of the web whose host can be one.
fn usable(url: Url) -> Option<Url> {
    let is_of_web = matches!(url.scheme(), "http" | "https");
    let is_host = url.host_str().is_some_and(|host| host.contains(['.', ':']) && !host.ends_with('.'));
    (is_of_web && is_host).then_some(url)
}
