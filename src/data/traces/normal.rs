//! Normal forms: what makes two spellings the same object.

use unicode_normalization::UnicodeNormalization;
use url::Url;

/// Query parameters that tell how a reader came to a page, not which page.
const TRACKING: [&str; 27] = [
    "fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "msclkid", "twclid", "ttclid", "yclid", "ysclid",
    "igshid", "igsh", "mc_cid", "mc_eid", "_ga", "_gl", "ref_src", "ref_url", "cmpid", "wt_mc", "wt_zmc", "spm",
    "s_cid", "_hsenc", "_hsmi", "mkt_tok",
];

/// An address without what does not change the page: `http` and `https`, the
/// host's case and `www.`, user names, tracking parameters, the parameters'
/// order, a closing slash, and fragments but those that are routes (`#!`, `#/`).
pub fn url(text: &str) -> String {
    let Some(url) = parse(text) else { return text.trim().to_owned() };
    let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")) else { return url.into() };
    let mut normal = format!("https://{}", host.strip_prefix("www.").unwrap_or(host));
    if let Some(port) = url.port() {
        normal.push_str(&format!(":{port}"));
    }
    normal.push_str(url.path().trim_end_matches('/'));
    let mut query: Vec<&str> = url.query().unwrap_or_default().split('&').filter(|pair| !is_tracking(pair)).collect();
    query.sort_unstable();
    if !query.is_empty() {
        normal.push('?');
        normal.push_str(&query.join("&"));
    }
    if let Some(route) = url.fragment().filter(|f| f.starts_with(['!', '/'])) {
        normal.push('#');
        normal.push_str(route);
    }
    normal
}

fn parse(text: &str) -> Option<Url> {
    let text = text.trim();
    Url::parse(text).ok().filter(Url::has_host).or_else(|| {
        // "example.org/a" is what people write; "example.org:443" reads as a scheme.
        let looks_like_host = text
            .split(['/', '?', '#'])
            .next()
            .is_some_and(|host| host.contains('.') && !host.contains(|c: char| c == '@' || c.is_whitespace()));
        if looks_like_host { Url::parse(&format!("https://{text}")).ok() } else { None }
    })
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.is_empty() || name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

/// The registrable domain of an address or a host (`news.bbc.co.uk` gives
/// `bbc.co.uk`), by the Public Suffix List; an IP address stays itself.
pub(super) fn domain(text: &str) -> String {
    let Some(url) = parse(text) else { return text.trim().to_lowercase() };
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    match url.host() {
        Some(url::Host::Domain(_)) => lockstep_domains::registrable(host).unwrap_or(host).to_owned(),
        _ => host.to_owned(),
    }
}

/// A hashtag without its mark, case and compatibility forms (NFKC).
pub(super) fn hashtag(text: &str) -> String {
    fold(text.trim().trim_start_matches(['#', '＃']))
}

/// An account's handle without its mark and case.
pub fn handle(text: &str) -> String {
    fold(text.trim().trim_start_matches(['@', '＠']))
}

/// Lower case by character, so that a final sigma folds like any other.
fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_in_many_spellings() {
        for spelling in [
            "https://example.org/a?id=7",
            "http://EXAMPLE.org/a?id=7",
            "https://www.example.org/a/?id=7",
            "https://example.org/a?utm_source=x&id=7&fbclid=abc",
            "https://user:pw@example.org:443/a?id=7#comments",
            "example.org/a?id=7",
            " https://example.org/a?&id=7 ",
        ] {
            assert_eq!(url(spelling), "https://example.org/a?id=7", "{spelling}");
        }
        assert_eq!(url("https://a.org/?b=2&a=1"), url("http://a.org?a=1&b=2"));
    }

    #[test]
    fn different_pages_stay_different() {
        let pages = [
            "https://a.org/x",
            "https://a.org/X",
            "https://a.org/x?p=1",
            "https://a.org:8080/x",
            "https://b.a.org/x",
            "https://a.org/#/x",
            "https://a.org/#!y",
        ];
        for (i, one) in pages.iter().enumerate() {
            for other in &pages[i + 1..] {
                assert_ne!(url(one), url(other));
            }
        }
    }

    #[test]
    fn what_is_no_address_stays_as_it_is() {
        assert_eq!(url("t.me joinchat"), "t.me joinchat");
        assert_eq!(url("12345"), "12345");
        assert_eq!(url("mailto:a@b.org"), "mailto:a@b.org");
        assert_eq!(url(""), "");
    }

    #[test]
    fn domains_are_registrable_ones() {
        assert_eq!(domain("https://news.BBC.co.uk/x"), "bbc.co.uk");
        assert_eq!(domain("www.tagesschau.de"), "tagesschau.de");
        assert_eq!(domain("http://192.168.0.1/x"), "192.168.0.1");
        assert_eq!(domain("someone.blogspot.com"), "someone.blogspot.com");
    }

    #[test]
    fn hashtags_and_handles_fold() {
        assert_eq!(hashtag("#BTW21"), "btw21");
        assert_eq!(hashtag("＃Ｗａｈｌ"), "wahl");
        assert_eq!(hashtag("#ΟΔΟΣ"), hashtag("οδος"));
        assert_eq!(hashtag("Stra\u{0308}"), hashtag("STRÄ"));
        assert_eq!(handle("@Anna_B"), "anna_b");
        assert_eq!(hashtag("#"), "");
    }
}
