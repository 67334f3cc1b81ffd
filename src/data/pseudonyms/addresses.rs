//! Where addresses name accounts, whether the data have them or not.

use super::words::{folded, is_at, runs};

/// In an address, the name of an account follows one of these.
const BEFORE_NAMES: [&str; 15] = [
    "account", "accounts", "author", "authors", "c", "channel", "in", "member", "members", "people", "profile",
    "profiles", "u", "user", "users",
];

/// On these sites, it follows one of these, too.
const BEFORE_NAMES_ON: [(&str, &str); 11] = [
    ("facebook.com", "stories"),
    ("instagram.com", "stories"),
    ("linkedin.com", "company"),
    ("linkedin.com", "posts"),
    ("linkedin.com", "pub"),
    ("linkedin.com", "school"),
    ("linkedin.com", "showcase"),
    ("t.me", "s"),
    ("telegram.me", "s"),
    ("tumblr.com", "blog"),
    ("tumblr.com", "view"),
];

/// In the query of an address, these hold the name of an account.
const NAMING_KEYS: [&str; 11] = [
    "account",
    "account_id",
    "author",
    "handle",
    "screen_name",
    "uid",
    "user",
    "user_id",
    "userid",
    "username",
    "profile_id",
];

/// On these sites, these do so, too: `profile.php?id=`, `permalink.php?id=`.
const NAMING_KEYS_ON: [(&str, &str); 2] = [("facebook.com", "id"), ("fb.com", "id")];

/// Sites on which the first part of a path is the name of an account.
const SITES: [&str; 22] = [
    "bsky.social",
    "facebook.com",
    "fb.com",
    "gab.com",
    "gettr.com",
    "instagram.com",
    "linkedin.com",
    "medium.com",
    "ok.ru",
    "parler.com",
    "pinterest.com",
    "t.me",
    "telegram.me",
    "threads.com",
    "threads.net",
    "tiktok.com",
    "truthsocial.com",
    "tumblr.com",
    "twitter.com",
    "vk.com",
    "x.com",
    "youtube.com",
];

/// First parts of a path on these sites that are no account's name.
const NO_NAMES: [&str; 40] = [
    "about",
    "blog",
    "company",
    "embed",
    "events",
    "explore",
    "feed",
    "groups",
    "hashtag",
    "home",
    "i",
    "intent",
    "joinchat",
    "login",
    "p",
    "pages",
    "permalink.php",
    "photo",
    "photo.php",
    "playlist",
    "posts",
    "profile.php",
    "pub",
    "reel",
    "reels",
    "results",
    "s",
    "school",
    "search",
    "share",
    "sharer",
    "sharer.php",
    "shorts",
    "showcase",
    "stories",
    "story.php",
    "tagged",
    "video",
    "videos",
    "watch",
];

/// Sites that give each account a host of its own, and whether accounts there go
/// by the whole host (handles of Bluesky) or by what stands before the site.
const HOSTS: [(&str, bool); 7] = [
    (".blogspot.com", false),
    (".bsky.social", true),
    (".livejournal.com", false),
    (".medium.com", false),
    (".substack.com", false),
    (".tumblr.com", false),
    (".wordpress.com", false),
];

/// Hosts of these sites that are no account's.
const NO_HOSTS: [&str; 10] = ["api", "assets", "blog", "cdn", "m", "mobile", "open", "support", "web", "www"];

/// How decentralised identifiers begin (W3C DID Core 1.0), by the methods that
/// networks of accounts use.
const DIDS: [&str; 3] = ["did:key:", "did:plc:", "did:web:"];

/// Where a text names accounts in addresses, hosts and decentralised identifiers,
/// from byte to byte.
pub(super) fn names(text: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = addresses(text).flat_map(|(from, to)| in_address(text, from, to)).collect();
    let hosts = runs(text, |c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    found.extend(hosts.filter_map(|(from, to)| {
        let (begin, end) = of_host(&text[from..to])?;
        Some((from + begin, from + end))
    }));
    let identifiers = runs(text, |c| c.is_ascii_alphanumeric() || "._:%-".contains(c));
    found.extend(identifiers.flat_map(|(from, to)| dids(text, from, to)));
    found
}

/// From where to where the addresses in a text go; an address in an address (the
/// target of a redirection, a page of an archive) is one of its own, too.
fn addresses(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let outer = runs(text, |c| !c.is_whitespace() && !"<>\"'()[]{}|".contains(c));
    let outer = outer.filter(|&(from, to)| text[from..to].contains('/'));
    outer.flat_map(|(from, to)| {
        let inner = text[from..to].match_indices("://").skip(1).map(move |(at, sign)| (from + at + sign.len(), to));
        std::iter::once((from, to)).chain(inner)
    })
}

/// The parts of the address from byte to byte that name an account.
fn in_address(text: &str, from: usize, to: usize) -> Vec<(usize, usize)> {
    let address = &text[from..to];
    let start = address.find("://").map_or(0, |scheme| scheme + 3);
    let path = address[start..].find(['/', '?', '#']).map_or(address.len(), |end| start + end);
    let site = folded(&address[start..path]);
    let site = Site(site.rsplit('@').next().unwrap_or_default());
    let parts = runs(&address[path..], |c| !"/?#&;".contains(c));
    let [mut earlier, mut before] = [String::new(), String::new()];
    let mut found = Vec::new();
    for (number, (part_from, part_to)) in parts.enumerate() {
        let (part_from, part_to) = (path + part_from, path + part_to);
        let part = &address[part_from..part_to];
        let is_first = number == 0 && address[..part_from].ends_with('/');
        let named = match part.split_once('=') {
            Some((key, _)) => site.has_key(&folded(key)).then(|| part_from + key.len() + 1),
            None => {
                let follows = site.is_before_names(&before) || site.is_before_name_and_id(&earlier);
                (follows || is_first && site.begins_with_name(part)).then_some(part_from)
            }
        };
        if let Some(named) = named.filter(|&named| named < part_to && !address[named..].starts_with(is_at)) {
            found.push((from + named, from + named + site.name_length(&address[named..part_to], &before)));
        }
        earlier = std::mem::replace(&mut before, folded(part));
    }
    found
}

/// The host of an address, in lower case.
struct Site<'a>(&'a str);

impl Site<'_> {
    fn is_of(&self, site: &str) -> bool {
        self.0.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    fn has(&self, table: &[(&str, &str)], word: &str) -> bool {
        table.iter().any(|&(site, known)| known == word && self.is_of(site))
    }

    fn has_key(&self, key: &str) -> bool {
        NAMING_KEYS.contains(&key) || self.has(&NAMING_KEYS_ON, key)
    }

    fn is_before_names(&self, part: &str) -> bool {
        BEFORE_NAMES.contains(&part) || self.has(&BEFORE_NAMES_ON, part)
    }

    /// Whether a name and an id follow: `facebook.com/people/NAME/ID`.
    fn is_before_name_and_id(&self, part: &str) -> bool {
        part == "people" && self.is_of("facebook.com")
    }

    /// Whether the first part of a path here is an account's name. Where the host
    /// names the account, the path does not.
    fn begins_with_name(&self, part: &str) -> bool {
        let part = folded(part);
        SITES.iter().any(|site| self.is_of(site))
            && of_host(self.0).is_none()
            && !NO_NAMES.contains(&part.as_str())
            && !BEFORE_NAMES.contains(&part.as_str())
    }

    /// How many bytes of the part are the name: posts of LinkedIn are called
    /// `NAME_words-of-the-post`.
    fn name_length(&self, part: &str, before: &str) -> usize {
        let is_post = before == "posts" && self.is_of("linkedin.com");
        part.find('_').filter(|&end| is_post && end > 0).unwrap_or(part.len())
    }
}

/// What of a host names an account.
fn of_host(host: &str) -> Option<(usize, usize)> {
    // In other alphabets lower case may have another length.
    let lower = host.to_ascii_lowercase();
    let host = lower.trim_end_matches('.');
    let (site, is_whole) = HOSTS.iter().find(|(site, _)| host.ends_with(site))?;
    let name = &host[..host.len() - site.len()];
    let from = if *is_whole { 0 } else { name.rfind('.').map_or(0, |dot| dot + 1) };
    let is_name = from < name.len() && !NO_HOSTS.contains(&&name[from..]);
    is_name.then_some((from, if *is_whole { host.len() } else { name.len() }))
}

/// The decentralised identifiers between these bytes.
fn dids(text: &str, from: usize, to: usize) -> Vec<(usize, usize)> {
    let lower = text[from..to].to_ascii_lowercase();
    let begins = DIDS.iter().flat_map(|did| lower.match_indices(did).map(|(at, did)| (at, at + did.len())));
    let ends = begins.filter_map(|(begin, name)| {
        let end = lower.trim_end_matches(['.', ':', '-', '%']).len();
        (end > name).then_some((from + begin, from + end))
    });
    ends.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_accounts_in_the_ways_of_their_sites() {
        for (text, named) in [
            ("https://www.facebook.com/profile.php?id=555&sk=x", &["555"][..]),
            ("https://m.facebook.com/story.php?story_fbid=12&id=34", &["34"]),
            ("https://facebook.com/permalink.php?story_fbid=1&id=Ab", &["Ab"]),
            ("https://a.example/profile.php?id=555", &[]),
            ("https://facebook.com/people/John-Doe/1000?x=1", &["John-Doe", "1000"]),
            ("https://t.me/s/Chan/12", &["Chan"]),
            ("https://a.example/s/Chan/12", &[]),
            ("https://www.instagram.com/stories/Insta.x/9", &["Insta.x"]),
            ("https://www.linkedin.com/posts/Link-in_activity-1", &["Link-in"]),
            ("https://linkedin.com/company/Acme/posts", &["Acme"]),
            ("https://linkedin.com/school/Uni/", &["Uni"]),
            ("https://linkedin.com/in/Bob/", &["Bob"]),
            ("https://a.example/posts/today", &[]),
            ("https://Sub.substack.com/p/a", &["Sub"]),
            ("read sub.substack.com.", &["sub"]),
            ("https://me.tumblr.com/post/5", &["me"]),
            ("https://www.tumblr.com/me/5", &["me"]),
            ("alice.bsky.social", &["alice.bsky.social"]),
            ("https://bsky.app/profile/alice.bsky.social/post/1", &["alice.bsky.social", "alice.bsky.social"]),
            ("https://www.substack.com/ and substack.com", &[]),
            ("at://did:plc:abc123/app.bsky.feed.post/3k", &["did:plc:abc123"]),
            ("of did:web:a.example, did:plc:", &["did:web:a.example"]),
            ("https://web.archive.org/web/2020/https://x.com/Bob/status/1", &["Bob"]),
        ] {
            let found: Vec<&str> = names(text).into_iter().map(|(from, to)| &text[from..to]).collect();
            assert_eq!(found, named, "{text}");
        }
    }

    #[test]
    fn hosts_in_any_alphabet_are_read() {
        assert!(
            names("İİ.tumblr.com/x x.\u{212a}.substack.com Ⱥ.bsky.social https://\u{212a}.medium.com/y").is_empty()
        );
    }
}
