//! What a network pushed, as far as other programs have a form for it.

use std::collections::BTreeMap;

use lockstep_data::traces::TraceKind;
use url::{Host, Url};

use super::share::{Network, Share};

/// Objects of a network that are given: a bundle of thousands is read by nobody.
/// All are in `evidence.parquet`.
const MOST: usize = 50;

/// An object in a form that others know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pushed {
    /// An address as RFC 3986 writes it.
    Url(String),
    /// The name of a host (RFC 1034, internationalised ones as RFC 5890 writes
    /// them).
    Domain(String),
    /// A hashtag, without its sign.
    Hashtag(String),
}

impl Pushed {
    /// The objects of a network with these meetings, those with the most meetings, or acts
    /// of members, first; fifty at most.
    pub(super) fn of(share: &Share, network: &Network, meetings: &[u32]) -> Vec<Self> {
        let mut counts: BTreeMap<(TraceKind, u32), usize> = BTreeMap::new();
        for &place in meetings {
            let meeting = &share.meetings[place as usize];
            *counts.entry((meeting.trace, meeting.object)).or_default() += 1;
        }
        for act in share.group_acts_of(network) {
            *counts.entry((act.trace, act.object)).or_default() += 1;
        }
        let mut all: Vec<((TraceKind, u32), usize)> = counts.into_iter().collect();
        all.sort_by(|x, y| y.1.cmp(&x.1).then_with(|| share.objects.get(x.0.1).cmp(share.objects.get(y.0.1))));
        let mut pushed = Vec::new();
        for ((trace, object), _) in all {
            if let Some(one) = Self::new(trace, share.objects.get(object)).filter(|one| !pushed.contains(one)) {
                pushed.push(one);
            }
            if pushed.len() == MOST {
                break;
            }
        }
        pushed
    }

    fn new(trace: TraceKind, object: &str) -> Option<Self> {
        match trace {
            TraceKind::Url | TraceKind::Share => uri(object).map(Self::Url),
            TraceKind::Domain => domain(object).map(Self::Domain),
            TraceKind::Hashtag => Some(Self::Hashtag(object.to_owned())).filter(|_| !object.trim().is_empty()),
            _ => None,
        }
    }
}

/// An address of the web as RFC 3986 allows it: what browsers take beyond that
/// is written in percent signs. None where it is no such address.
fn uri(object: &str) -> Option<String> {
    let url = Url::parse(object.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    if let Host::Domain(name) = url.host()? {
        domain(name)?;
    }
    let whole = url.as_str();
    let path = url::Position::BeforePath;
    let mut shown = url[..path].to_owned();
    let rest = &whole[shown.len()..];
    let mut in_fragment = false;
    for (at, c) in rest.char_indices() {
        let escaped = &rest.as_bytes()[at + c.len_utf8()..];
        let is_escape = c == '%' && escaped.iter().take(2).filter(|byte| byte.is_ascii_hexdigit()).count() == 2;
        let is_first_hash = c == '#' && !in_fragment;
        in_fragment |= c == '#';
        if c.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(c) || is_escape || is_first_hash {
            shown.push(c);
        } else {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| shown.push_str(&format!("%{byte:02X}")));
        }
    }
    Some(shown)
}

/// The name of a host, none where it is no such name.
fn domain(object: &str) -> Option<String> {
    let Ok(Host::Domain(name)) = Host::parse(object.trim()) else { return None };
    let is_label = |label: &str| {
        let inner = !label.starts_with('-') && !label.ends_with('-');
        inner
            && (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    (name.contains('.') && name.len() <= 253 && name.split('.').all(is_label)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_what_the_standard_allows() {
        for (object, shown) in [
            ("https://a.example/x?y=1#z", Some("https://a.example/x?y=1#z")),
            ("https://a.example/<b>|^?q=%zz%41#a#b", Some("https://a.example/%3Cb%3E%7C%5E?q=%25zz%41#a%23b")),
            ("https://a.example/[x]/ä", Some("https://a.example/%5Bx%5D/%C3%A4")),
            ("javascript:alert(1)", None),
            ("12345", None),
            ("https://a b/", None),
            ("https://localhost/x", None),
            ("http://192.0.2.1/x", Some("http://192.0.2.1/x")),
        ] {
            assert_eq!(uri(object).as_deref(), shown, "{object}");
        }
    }

    #[test]
    fn domains_are_names_of_hosts() {
        for (object, shown) in [
            ("a.example", Some("a.example")),
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("p_12.example", None),
            ("192.0.2.1", None),
            ("a..b", None),
            ("a b.example", None),
            ("", None),
        ] {
            assert_eq!(domain(object).as_deref(), shown, "{object}");
        }
    }
}
