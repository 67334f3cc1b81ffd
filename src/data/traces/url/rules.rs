//! The rules as their file says them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The file; what its fields mean is said there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub version: String,
    pub labels: Vec<String>,
    pub inner_mobile: Vec<String>,
    pub drop: Vec<String>,
    pub sessions: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "what the test of the rules looks for"))]
    pub never: Vec<String>,
    pub shorteners: Vec<String>,
    pub values: BTreeMap<String, Vec<String>>,
    pub one_host: Vec<OneHost>,
    pub site: Vec<Site>,
    pub redirector: Vec<Redirector>,
    pub page: Vec<Page>,
}

/// Hosts that are one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OneHost {
    pub host: String,
    #[serde(default)]
    pub hosts: Vec<String>,
    #[serde(default)]
    pub labels: Vec<String>,
}

/// Parameters that do not change the page on some sites.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Site {
    pub hosts: Vec<String>,
    #[serde(default)]
    pub paths: Vec<String>,
    #[serde(default)]
    pub drop: Vec<String>,
    #[serde(default)]
    pub keep: Vec<String>,
}

/// An address that carries another one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Redirector {
    pub hosts: Vec<String>,
    #[serde(default)]
    pub paths: Vec<String>,
    #[serde(default)]
    pub parameters: Vec<String>,
    pub after: Option<String>,
    pub scheme: Option<String>,
    #[serde(default)]
    pub query: bool,
    #[serde(default)]
    pub bare: bool,
    #[serde(default)]
    pub relative: bool,
}

/// A page with many addresses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    pub about: String,
    pub hosts: Vec<String>,
    pub from: Vec<String>,
    pub to: String,
    #[serde(default)]
    pub keep_query: bool,
}
