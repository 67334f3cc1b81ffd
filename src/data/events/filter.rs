//! Rows and addresses that the user leaves out.

use std::collections::HashSet;
use std::path::Path;

use lockstep_base::error::{Error, Result};
use lockstep_base::time;

use super::account::AFTER_PLATFORM;
use super::{InputConfig, Table};

/// What is left out of every input.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    from: Option<i64>,
    to: Option<i64>,
    accounts: HashSet<String>,
    domains: Vec<String>,
    languages: Vec<String>,
}

/// Why a row is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outside {
    Time,
    Account,
    Language,
}

impl Filter {
    /// The filter that a configuration asks for.
    ///
    /// # Errors
    /// When a moment, or the list of accounts, cannot be read.
    pub fn new(config: &InputConfig) -> Result<Self> {
        let moment = |field: &str, text: &Option<String>| {
            text.as_deref().map(time::parse_day_or_moment).transpose().map_err(|why| Error::config(field, why))
        };
        let (from, to) = (moment("input.from", &config.from)?, moment("input.to", &config.to)?);
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return Err(Error::config("input.to", "this is not after `from`"));
        }
        Ok(Self {
            from,
            to,
            accounts: config.exclude.as_deref().map(accounts).transpose()?.unwrap_or_default(),
            domains: config.exclude_domains.iter().map(|domain| host(domain).to_lowercase()).collect(),
            languages: config.only_languages.iter().map(|language| primary(language)).collect(),
        })
    }

    /// Whether rows are left out for their language.
    pub(super) fn has_languages(&self) -> bool {
        !self.languages.is_empty()
    }

    /// Whether an act at this moment is left out.
    pub(super) fn leaves_out_time(&self, moment: i64) -> bool {
        self.from.is_some_and(|from| moment < from) || self.to.is_some_and(|to| moment >= to)
    }

    /// Whether an account is left out: by its id, with or without its platform.
    pub(super) fn leaves_out_account(&self, account: &str) -> bool {
        let plain = || account.split_once(AFTER_PLATFORM).map_or(account, |(_, id)| id);
        !self.accounts.is_empty() && (self.accounts.contains(account) || self.accounts.contains(plain()))
    }

    /// Whether a row in this language is left out; one whose language is not known is.
    pub(super) fn leaves_out_language(&self, language: Option<&str>) -> bool {
        self.has_languages() && !language.is_some_and(|language| self.languages.contains(&primary(language)))
    }

    /// Whether an address, or a domain, is left out.
    pub(super) fn leaves_out_address(&self, address: &str) -> bool {
        if self.domains.is_empty() {
            return false;
        }
        let host = host(address).to_lowercase();
        let is_of = |domain: &String| {
            host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.domains.iter().any(is_of)
    }
}

/// The host of an address, or the text itself.
fn host(address: &str) -> &str {
    let behind = address.trim().split_once("://").map_or(address.trim(), |(_, behind)| behind);
    let host = behind.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    host.split(':').next().unwrap_or_default()
}

/// `pt` of `pt-BR`.
fn primary(language: &str) -> String {
    language.trim().split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

/// The accounts that a table lists: in its column `account_id`, `account` or `id`,
/// else in the first one.
fn accounts(path: &Path) -> Result<HashSet<String>> {
    let table = Table::read(path)?;
    let column = ["account_id", "account", "id"].iter().find_map(|name| table.find(name)).or_else(|| table.first());
    Ok(table.rows().map(|row| row.text(column).to_owned()).filter(|id| !id.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_is_left_out_is_what_was_named() {
        let mut list = tempfile::NamedTempFile::new().unwrap();
        list.write_all(b"name,account_id\nAnna,17\nBert,x:18\n").unwrap();
        let config = InputConfig {
            from: Some("2024-01-05".into()),
            to: Some("2024-01-06T00:00:00Z".into()),
            exclude: Some(list.path().to_owned()),
            exclude_domains: vec!["example.org".into(), "https://www.b.example/".into()],
            only_languages: vec!["de".into()],
            ..InputConfig::default()
        };
        let filter = Filter::new(&config).unwrap();
        let at = |text: &str| time::parse(text).unwrap();
        assert!(filter.leaves_out_time(at("2024-01-04 23:59:59")) && !filter.leaves_out_time(at("2024-01-05 00:00")));
        assert!(!filter.leaves_out_time(at("2024-01-05 23:59:59")) && filter.leaves_out_time(at("2024-01-06 00:00")));
        for (account, is_out) in [("17", true), ("x:17", true), ("x:18", true), ("18", false), ("", false)] {
            assert_eq!(filter.leaves_out_account(account), is_out, "{account}");
        }
        for (address, is_out) in [
            ("https://news.example.org/a", true),
            ("example.org", true),
            ("https://example.org:443/?x", true),
            ("https://user@EXAMPLE.org", true),
            ("https://notexample.org/", false),
            ("https://a.example/example.org", false),
            ("https://b.example/", false),
        ] {
            assert_eq!(filter.leaves_out_address(address), is_out, "{address}");
        }
        for (language, is_out) in [(Some("de"), false), (Some("DE-at"), false), (Some("en"), true), (None, true)] {
            assert_eq!(filter.leaves_out_language(language), is_out, "{language:?}");
        }
        let nothing = Filter::new(&InputConfig::default()).unwrap();
        assert!(!nothing.leaves_out_time(0) && !nothing.leaves_out_account("17") && !nothing.leaves_out_language(None));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let wrong = |config: InputConfig| Filter::new(&config).unwrap_err().to_string();
        assert!(wrong(InputConfig { from: Some("spring".into()), ..InputConfig::default() }).contains("input.from"));
        let reversed =
            InputConfig { from: Some("2024-02-01".into()), to: Some("2024-01-01".into()), ..InputConfig::default() };
        assert!(wrong(reversed).contains("input.to"));
        let missing = InputConfig { exclude: Some("no such file.csv".into()), ..InputConfig::default() };
        assert!(wrong(missing).contains("no such file.csv"));
    }
}
