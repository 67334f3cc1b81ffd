//! Names of hosts.

use rustc_hash::FxHashSet;

/// The host and those above it: `a.b.org`, `b.org`, `org`.
pub(super) fn upward(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |name| Some(name.split_once('.')?.1))
}

/// `www.google.co.uk` as `www.google.*`, where `google` is a name that has a host
/// in every country.
pub(super) fn without_country(host: &str, names: &FxHashSet<Box<str>>) -> Option<String> {
    let is_short = |label: &str| (2..=3).contains(&label.len());
    let country = upward(host).filter(|rest| rest.len() <= "com.br".len() && rest.split('.').all(is_short));
    for country in country {
        let before = host[..host.len() - country.len()].strip_suffix('.')?;
        let name = before.rsplit('.').next().unwrap_or(before);
        if names.contains(name) {
            return Some(format!("{before}.*"));
        }
    }
    None
}

/// The name of `consent.google.*` that has a host in every country: `google`.
pub(super) fn name_in_countries(host: &str) -> Option<&str> {
    host.strip_suffix(".*").and_then(|before| before.rsplit('.').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_every_country() {
        let names: FxHashSet<Box<str>> = ["google".into()].into_iter().collect();
        let form = |host| without_country(host, &names);
        assert_eq!(form("google.de").as_deref(), Some("google.*"));
        assert_eq!(form("news.google.co.uk").as_deref(), Some("news.google.*"));
        for host in ["google.example.org", "mygoogle.de", "google", "com", "google.blogspot.com", "de.google"] {
            assert_eq!(form(host), None, "{host}");
        }
        assert_eq!(name_in_countries("consent.google.*"), Some("google"));
        assert_eq!(upward("a.b.org").collect::<Vec<_>>(), ["a.b.org", "b.org", "org"]);
    }
}
