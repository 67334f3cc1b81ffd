//! Which links are one link, and which stay different.

use std::collections::HashMap;

use proptest::prelude::*;

use super::table::bundled;
use super::{Links, UrlConfig};

fn page(text: &str) -> String {
    Links::default().page(text)
}

/// Every spelling of a line is one page, and every line another one.
fn are_apart(lines: &[&[&str]]) {
    let mut line_of: HashMap<String, usize> = HashMap::new();
    for (line, spellings) in lines.iter().enumerate() {
        for spelling in *spellings {
            let form = page(spelling);
            assert_eq!(form, page(spellings[0]), "{spelling} and {}", spellings[0]);
            assert!(!form.is_empty(), "{spelling}");
            assert_eq!(page(&form), form, "the form of {spelling} is its own form");
            let known = *line_of.entry(form).or_insert(line);
            assert_eq!(known, line, "{spelling} and {}", lines[known][0]);
        }
    }
}

#[test]
fn one_page_in_many_spellings() {
    for spelling in [
        "https://example.org/a?id=7",
        "http://EXAMPLE.org/a?id=7",
        "https://www.example.org/a/?id=7",
        "https://m.example.org/a?id=7",
        "https://amp.example.org/a?id=7",
        "https://www.m.example.org./a?id=7",
        "https://example.org/a?utm_source=x&id=7&fbclid=abc",
        "https://example.org/a?id=7?utm_source=x&utm_medium=y",
        "https://example.org/a?id=7&amp;utm_source=x&amp;fbclid=abc",
        "https://example.org/a?id=7&ref=facebook&amp=1&spref=tw&mibextid=Zx&UTM_Campaign=z&srsltid=q",
        "https://user:pw@example.org:443/a?id=7#comments",
        "https://example.org/a?id=7&PHPSESSID=0123456789abcdef0123",
        "https://example.org/%61;jsessionid=0123456789ABCDEF0123?id=%37",
        "example.org/a?id=7",
        " https://example.org/a?&id=7 ",
    ] {
        assert_eq!(page(spelling), "https://example.org/a?id=7", "{spelling}");
    }
    assert_eq!(page("https://a.org/?b=2&a=1"), page("http://a.org?a=1&b=2"));
    assert_eq!(page("https://a.org/%d0%b8"), page("https://a.org/и"));
    assert_eq!(page("https://a.org/?q=rot+gold"), page("https://a.org/?q=rot%20gold"));
}

#[test]
fn different_pages_stay_different() {
    are_apart(&[
        &["https://a.org/x"],
        &["https://a.org/X"],
        &["https://a.org/x?p=1", "https://a.org/x?p=1&gclid=2"],
        &["https://a.org/x?page=1"],
        &["https://a.org/x?ref=2024", "https://a.org/x?ref=2024&ref=twitter"],
        &["https://a.org/x?t=5"],
        &["https://a.org/x?s=20"],
        &["https://a.org/x?si=abc"],
        &["https://a.org/x?feature=share"],
        &["https://a.org/x?source=feed"],
        &["https://a.org/x?from=here"],
        &["https://a.org/x?cid=7"],
        &["https://a.org/x?PHPSESSID=7"],
        &["https://a.org/x?amp=7"],
        &["https://a.org/x?m=1"],
        &["https://a.org/x?q=1?2"],
        &["https://a.org/x?q=a%26b"],
        &["https://a.org/x?q=a&b"],
        &["https://a.org/x?q=1%2B1"],
        &["https://a.org/x?q=1+1"],
        &["https://a.org/x%2Fy"],
        &["https://a.org/x/y"],
        &["https://a.org/products/amp"],
        &["https://a.org/products"],
        &["https://a.org:8080/x"],
        &["https://b.a.org/x"],
        &["https://mail.a.org/x"],
        &["https://a.org/#/x"],
        &["https://a.org/#!y"],
        &["https://m.me/x"],
        &["https://me/x"],
        &["https://amp.dev/x"],
        &["https://mobile.de/x"],
        &["https://de/x"],
        &["https://en.wikipedia.org/wiki/Rome", "https://en.m.wikipedia.org/wiki/Rome?wprov=sfti1"],
        &["https://it.wikipedia.org/wiki/Rome"],
    ]);
}

#[test]
fn amp_is_the_page_itself() {
    let article = "https://example.org/2024/05/mayor-opens-new-bridge";
    for amp in [
        "https://example.org/2024/05/mayor-opens-new-bridge/amp",
        "https://example.org/2024/05/mayor-opens-new-bridge/amp/",
        "https://example.org/2024/05/mayor-opens-new-bridge.amp",
        "https://amp.example.org/2024/05/mayor-opens-new-bridge?outputType=amp",
        "https://example.org/2024/05/mayor-opens-new-bridge?amp",
        "https://www.google.com/amp/s/example.org/2024/05/mayor-opens-new-bridge/amp",
        "https://www.google.co.uk/amp/s/www.example.org/2024/05/mayor-opens-new-bridge",
        "https://example-org.cdn.ampproject.org/c/s/example.org/2024/05/mayor-opens-new-bridge/amp",
        "https://example-org.cdn.ampproject.org/v/s/example.org/2024/05/mayor-opens-new-bridge?amp_js_v=0.1",
    ] {
        assert_eq!(page(amp), article, "{amp}");
    }
    assert_eq!(page("https://example.org/story.amp.html"), page("https://example.org/story.html"));
}

#[test]
fn wrappers_give_the_page_that_they_carry() {
    let target = "https://news.example/a?id=7";
    for wrapped in [
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7%26fbclid%3DIw&h=AT0x&__tn__=x",
        "https://lm.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7",
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7",
        "https://m.facebook.com/flx/warn/?u=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7",
        "https://l.instagram.com/?u=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7&e=ATM",
        "https://l.threads.net/?u=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7",
        "https://www.google.com/url?q=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7&sa=D&usg=AOv",
        "https://www.google.de/url?sa=t&q=&url=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7",
        "https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7&v=abc",
        "https://www.youtube.com/redirect?q=news.example%2Fa%3Fid%3D7",
        "https://t.umblr.com/redirect?z=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7&t=x",
        "https://out.reddit.com/t3_1abc?url=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7&token=x",
        "https://vk.com/away.php?to=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7",
        "https://m.vk.com/away.php?to=https%253A%252F%252Fnews.example%252Fa%253Fid%253D7",
        "https://twitter.com/intent/tweet?text=read&url=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7",
        "https://t.me/iv?url=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7&rhash=1",
        "https://t.me/share/url?url=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7",
        "https://steamcommunity.com/linkfilter/?u=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7",
        "https://href.li/?https://news.example/a?id=7",
        "https://duckduckgo.com/l/?uddg=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7&amp;data=05",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fnews.example%252Fa%253Fid%253D7",
    ] {
        assert_eq!(page(wrapped), target, "{wrapped}");
        assert_eq!(Links::default().site_of_link(wrapped), "news.example", "{wrapped}");
    }
    assert_eq!(
        page("https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3Dabc_DEF-123%26feature%3Dshare"),
        page("https://youtu.be/abc_DEF-123")
    );
}

#[test]
fn wrappers_without_an_address_stay() {
    are_apart(&[
        &["https://l.facebook.com/l.php?u=12345", "https://l.facebook.com/l.php?u=12345&fbclid=x"],
        &["https://l.facebook.com/l.php?u=https%3A%2F%2F"],
        &["https://l.facebook.com/l.php"],
        &["https://www.google.com/url?q=ftp%3A%2F%2Fa.org%2Fx"],
        &["https://www.google.com/url?q=javascript%3Aalert(1)"],
        &[
            "https://www.google.com/search?q=https%3A%2F%2Fnews.example",
            "https://google.com/search?q=https%3A%2F%2Fnews.example&ei=x",
        ],
        &["https://login.example/?next=https%3A%2F%2Fnews.example"],
        &["https://share.example/?url=https%3A%2F%2Fnews.example"],
        &["https://www.youtube.com/redirect?q=words"],
    ]);
    // Wrappers in wrappers end somewhere.
    let mut deep = "https://news.example/a".to_owned();
    for _ in 0..20 {
        let query: String = url::form_urlencoded::byte_serialize(deep.as_bytes()).collect();
        deep = format!("https://l.facebook.com/l.php?u={query}");
    }
    assert!(page(&deep).starts_with("https://l.facebook.com/l.php?u="));
}

#[test]
fn platforms_show_one_page_under_many_addresses() {
    are_apart(&[
        &[
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://youtu.be/dQw4w9WgXcQ",
            "https://youtu.be/dQw4w9WgXcQ?si=AbCdEf&t=43",
            "https://m.youtube.com/watch?feature=youtu.be&v=dQw4w9WgXcQ&list=PL1&index=2",
            "https://www.youtube.com/shorts/dQw4w9WgXcQ?feature=share",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=5",
            "https://music.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://www.youtube.com/live/dQw4w9WgXcQ?si=x",
            "https://www.youtube.de/watch?v=dQw4w9WgXcQ&ab_channel=x",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ?utm_source=x",
        ],
        &["https://youtu.be/dQw4w9WgXcq"],
        &["https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=Ugz1", "https://youtube.com/watch?lc=Ugz1&v=dQw4w9WgXcQ"],
        &["https://www.youtube.com/playlist?list=PL1", "https://www.youtube.com/embed/videoseries?list=PL1&si=x"],
        &["https://www.youtube.com/channel/UCabc", "https://www.youtube.com/channel/UCabc/videos"],
        &["https://www.youtube.com/@News", "https://youtube.com/@news/featured?si=x"],
        &["https://www.youtube.com/results?search_query=a"],
        &["https://www.youtube.com/results?search_query=b"],
    ]);
    are_apart(&[
        &[
            "https://twitter.com/anna/status/1294030472427835393",
            "https://x.com/anna/status/1294030472427835393?s=20&t=abc",
            "https://mobile.twitter.com/Anna/status/1294030472427835393/photo/1",
            "https://twitter.com/i/web/status/1294030472427835393",
            "http://www.twitter.com/anna/statuses/1294030472427835393?ref_src=twsrc%5Etfw",
            "https://vxtwitter.com/anna/status/1294030472427835393",
        ],
        &["https://twitter.com/anna/status/1294030472427835394"],
        &["https://twitter.com/Anna", "https://x.com/anna?s=11", "https://mobile.twitter.com/anna?lang=en"],
        &["https://twitter.com/search?q=a&src=typed_query", "https://x.com/search?q=a"],
        &["https://x.com/search?q=b"],
        &["https://x.com/hashtag/wahl"],
    ]);
    are_apart(&[
        &[
            "https://t.me/Channel/123",
            "https://t.me/s/channel/123",
            "https://telegram.me/channel/123?single",
            "tg://resolve?domain=channel&post=123",
        ],
        &["https://t.me/channel/124"],
        &["https://t.me/other/123"],
        &["https://t.me/channel/123?comment=4"],
        &["https://t.me/channel", "https://t.me/s/Channel", "tg://resolve?domain=Channel"],
        &["https://t.me/somebot?start=a"],
        &["https://t.me/somebot?start=b"],
        &["https://t.me/c/1234/5"],
        &["https://t.me/joinchat/AbC-1", "https://t.me/+AbC-1", "tg://join?invite=AbC-1"],
        &["https://t.me/+abc-1"],
    ]);
    are_apart(&[
        &[
            "https://www.instagram.com/p/CxYz_1-a/",
            "https://instagram.com/reel/CxYz_1-a/?igshid=MzR",
            "https://www.instagram.com/anna/p/CxYz_1-a",
        ],
        &["https://www.instagram.com/p/cxyz_1-a/"],
        &["https://www.instagram.com/Anna/?hl=de", "https://instagram.com/anna"],
        &[
            "https://www.tiktok.com/@anna/video/7301234567890123456?is_from_webapp=1",
            "https://m.tiktok.com/v/7301234567890123456.html",
            "https://www.tiktok.com/embed/v2/7301234567890123456",
        ],
        &["https://www.tiktok.com/@anna/video/7301234567890123457"],
        &["https://www.tiktok.com/@Anna?_t=8", "https://tiktok.com/@anna"],
        &["https://vm.tiktok.com/ZMabc/"],
        &["https://vm.tiktok.com/ZMABC/"],
    ]);
    are_apart(&[
        &[
            "https://www.facebook.com/SomePage/posts/1234567890",
            "https://m.facebook.com/somepage/posts/1234567890?__tn__=x&mibextid=y",
            "https://de-de.facebook.com/SomePage/posts/a-title/1234567890",
        ],
        &["https://www.facebook.com/SomePage/posts/pfbid0aB"],
        &["https://www.facebook.com/SomePage/posts/pfbid0Ab"],
        &["https://www.facebook.com/SomePage/posts/1234567890?comment_id=5"],
        &[
            "https://m.facebook.com/story.php?story_fbid=1&id=2&refid=5",
            "https://www.facebook.com/permalink.php?id=2&story_fbid=1",
        ],
        &["https://www.facebook.com/permalink.php?story_fbid=1&id=3"],
        &["https://www.facebook.com/groups/12/permalink/34/", "https://mbasic.facebook.com/groups/12/posts/34"],
        &[
            "https://www.facebook.com/watch/?v=77&ref=sharing",
            "https://www.facebook.com/somepage/videos/77/",
            "https://fb.com/video.php?v=77",
        ],
        &["https://www.facebook.com/photo/?fbid=77&set=a.1", "https://www.facebook.com/somepage/photos/a.1/77/"],
        &["https://www.facebook.com/profile.php?id=5", "https://m.facebook.com/profile.php?id=5&eav=x"],
        &["https://www.facebook.com/profile.php?id=6"],
        &["https://developers.facebook.com/somepage/posts/1234567890"],
        &["https://fb.watch/aBc/"],
    ]);
    are_apart(&[
        &[
            "https://www.reddit.com/r/news/comments/1abcd/some_title/",
            "https://old.reddit.com/r/news/comments/1abcd",
            "https://redd.it/1abcd",
            "https://www.reddit.com/comments/1abcd?share_id=x&utm_name=y",
        ],
        &[
            "https://www.reddit.com/r/news/comments/1abcd/some_title/k2x/?context=3",
            "https://np.reddit.com/r/news/comments/1abcd/_/k2x",
        ],
        &["https://www.reddit.com/r/news/s/AbCd"],
        &[
            "https://vk.com/wall-1_2",
            "https://m.vk.com/wall-1_2?from=feed",
            "https://vk.com/feed?w=wall-1_2",
            "https://vkontakte.ru/wall-1_2",
        ],
        &["https://vk.com/wall-1_3"],
        &["https://vk.com/video-1_2", "https://vkvideo.ru/video-1_2"],
        &[
            "https://bsky.app/profile/anna.example/post/3kabc",
            "https://main.bsky.app/profile/anna.example/post/3kabc?ref=x",
        ],
        &["https://bsky.app/profile/did:plc:abc/post/3kabc"],
        &["https://social.example/@anna/11", "https://social.example/users/Anna/statuses/11"],
        &["https://other.example/@anna/11"],
        &["https://www.threads.net/@anna/post/Cab?xmt=A", "https://threads.com/@Anna/post/Cab"],
        &[
            "https://docs.google.com/document/d/1aB/edit?usp=sharing",
            "https://docs.google.com/document/d/1aB/view#heading=h.1",
        ],
        &["https://docs.google.com/spreadsheets/d/1aB/edit?gid=0"],
        &[
            "https://www.amazon.de/Some-Book/dp/B00ABC1234/ref=sr_1_1?qid=1&keywords=x",
            "https://amazon.de/gp/product/B00ABC1234?tag=me-21",
        ],
        &["https://www.amazon.com/dp/B00ABC1234"],
        &["https://www.dailymotion.com/video/x7abc", "https://dai.ly/x7abc"],
        &["https://vimeo.com/1234", "https://player.vimeo.com/video/1234?h=ab"],
    ]);
}

#[test]
fn archives_keep_what_they_hold() {
    are_apart(&[
        &["https://web.archive.org/web/20240101000000/https://news.example/a"],
        &["https://web.archive.org/web/20240102000000/https://news.example/a"],
        &["https://news.example/a"],
        &["https://archive.ph/AbC12", "https://archive.today/AbC12", "http://archive.is/AbC12"],
        &["https://archive.ph/abc12"],
    ]);
    assert_eq!(Links::default().site_of_link("https://web.archive.org/web/2024/https://news.example/a"), "archive.org");
}

#[test]
fn what_is_cut_or_leads_nowhere_is_no_object() {
    for nothing in [
        "https://t.co",
        "http://bit.ly/",
        "https://www.tinyurl.com",
        "bit.ly",
        "https://t.co/abc…",
        "https://t.…",
        "https://example.org/long/pa...",
        "example.org/long/path/…",
    ] {
        assert_eq!(page(nothing), "", "{nothing}");
        assert_eq!(Links::default().site_of_link(nothing), "", "{nothing}");
    }
    assert_eq!(page("https://bit.ly/3AbCdE?utm_source=x"), "https://bit.ly/3AbCdE");
    assert_ne!(page("https://bit.ly/3AbCdE"), page("https://bit.ly/3abcde"));
    assert_eq!(Links::default().site("bit.ly"), "bit.ly");
}

#[test]
fn what_is_no_address_stays_as_it_is() {
    for text in ["t.me joinchat", "12345", "mailto:a@b.org", "", "ftp://a.org/x", "://", "https://", "tg://unknown?x=1"]
    {
        assert_eq!(page(text), text);
    }
}

#[test]
fn sites_are_registrable_domains() {
    let site = |text| Links::default().site_of_link(text);
    assert_eq!(site("https://news.BBC.co.uk/x"), "bbc.co.uk");
    assert_eq!(site("www.tagesschau.de"), "tagesschau.de");
    assert_eq!(site("http://192.168.0.1/x"), "192.168.0.1");
    assert_eq!(site("http://[::1]/x"), "[::1]");
    assert_eq!(site("someone.blogspot.com"), "someone.blogspot.com");
    assert_eq!(site("https://mobile.twitter.com/anna"), "x.com");
    assert_eq!(site("https://youtu.be/dQw4w9WgXcQ"), "youtube.com");
    assert_eq!(site("https://telegram.me/channel/12"), "t.me");
    assert_eq!(site("not a link"), "not a link");
}

#[test]
fn users_add_and_keep_names() {
    let links = |config: UrlConfig| Links::new(&config);
    let drop = links(UrlConfig { drop: vec!["Own_*".into(), "v".into()], ..UrlConfig::default() });
    assert_eq!(drop.page("https://a.org/?own_x=1&v=2&id=3"), "https://a.org?id=3");
    let keep = links(UrlConfig { keep: vec!["t".into(), "utm_term".into(), "v".into()], ..UrlConfig::default() });
    assert_eq!(keep.page("https://a.org/?utm_term=1&utm_id=2"), "https://a.org?utm_term=1");
    assert_eq!(keep.page("https://youtu.be/dQw4w9WgXcQ?t=43&si=x"), "https://youtube.com/watch?v=dQw4w9WgXcQ&t=43");
    assert_eq!(
        keep.page("https://youtube.com/watch?v=dQw4w9WgXcQ&t=43"),
        "https://youtube.com/watch?v=dQw4w9WgXcQ&t=43"
    );
    let none = links(UrlConfig { rules: "none".into(), drop: vec!["x".into()], ..UrlConfig::default() });
    assert_eq!(none.page("http://www.M.org/a/?utm_source=1&x=2#f"), "https://m.org/a?utm_source=1");
    assert_eq!(none.page("https://m.twitter.com/a/status/1"), "https://m.twitter.com/a/status/1");
    assert_eq!(none.page("https://t.co"), "https://t.co");
}

/// Pieces from which addresses are made, of rules and of nothing.
fn pieces() -> Vec<String> {
    let file = &bundled().file;
    let hosts =
        file.page.iter().flat_map(|page| &page.hosts).chain(file.redirector.iter().flat_map(|rule| &rule.hosts));
    let hosts = hosts.map(|host| host.replace(".*", ".de").replace("*.", "a."));
    let paths = file.page.iter().flat_map(|page| &page.from).chain(file.redirector.iter().flat_map(|rule| &rule.paths));
    let own = [
        "https://",
        "http://",
        "/",
        "?",
        "&",
        "=",
        "#",
        "%",
        "%2F",
        "%3A%2F%2F",
        "amp",
        "m.",
        "www.",
        ".",
        ";",
        "…",
        "12345678901",
        "ü",
        "+",
        ":",
        "@",
    ];
    hosts.chain(paths.cloned()).chain(own.map(str::to_owned)).collect()
}

proptest! {
    #[test]
    fn a_form_is_its_own_form(parts in prop::collection::vec(prop::sample::select(pieces()), 1..12)) {
        let text = parts.concat();
        let form = page(&text);
        prop_assert_eq!(page(&form), form.clone(), "of {}", text);
        let _ = (Links::default().site(&text), Links::default().site_of_link(&text));
    }

    #[test]
    fn pages_of_unknown_sites_are_never_merged(
        one in "[a-zA-Z0-9_.-]{1,8}(/[a-z0-9-]{1,8}){0,3}(\\?(id|p|q|page|story|v|t|s)=[a-zA-Z0-9]{1,6})?",
        other in "[a-zA-Z0-9_.-]{1,8}(/[a-z0-9-]{1,8}){0,3}(\\?(id|p|q|page|story|v|t|s)=[a-zA-Z0-9]{1,6})?",
    ) {
        let at = |rest: &str| url::Url::parse(&format!("https://news.test/{rest}")).ok();
        let (one, other) = (at(&one), at(&other));
        prop_assume!(one != other);
        let (Some(one), Some(other)) = (one, other) else { return Ok(()) };
        let is_plain = |url: &url::Url| !url.as_str().contains("amp") && !url.as_str().ends_with("...");
        prop_assume!(is_plain(&one) && is_plain(&other));
        prop_assert_ne!(page(one.as_str()), page(other.as_str()));
    }
}

#[test]
fn hostile_addresses_take_no_time() {
    let long = |piece: &str| piece.repeat((1 << 20) / piece.len());
    for piece in ["m.", "a.", "%", "%25", "&a=1", "?", ";jsessionid=", "&amp;", "/amp", "..", "&amp;amp;", "google."] {
        let _ = page(&format!("https://a.org/{}", long(piece)));
        let _ = page(&format!("https://a.org/?{}", long(piece)));
        let _ = page(&format!("https://l.facebook.com/l.php?u={}", long(piece)));
        let _ = page(&long(piece));
        let _ = page(&format!("https://{}org/", piece.repeat(60)));
    }
}

#[test]
fn what_a_rule_may_not_merge_stays_apart() {
    let links = Links::default();
    for pages in [
        &["https://vk.com/videos-1?z=video-1_2", "https://vk.com/videos-1?z=video-1_3"][..],
        &["https://vk.com/clipmaker", "https://vk.com/videomaker"],
        &["https://amazon.com/gp/product/images/B000000001", "https://amazon.com/gp/product/images/B000000002"],
        &["https://substack.com/app-link/post?post_id=1", "https://substack.com/app-link/post?post_id=2"],
        &["https://mega.nz/#F!aaa!k", "https://mega.nz/#F!bbb!k"],
        &["https://web.telegram.org/k/#@chan", "https://web.telegram.org/k/#@other"],
        &["https://google.com/search?kgmid=/m/1", "https://google.com/search?kgmid=/m/2"],
        &["https://tiktok.com/share/user?user_id=123", "https://tiktok.com/share/user?user_id=124"],
        &["https://linkedin.com/feed/?updateEntityUrn=urn:1", "https://linkedin.com/feed/?updateEntityUrn=urn:2"],
        &["https://openstreetmap.org/#map=1/2/3", "https://openstreetmap.org/#map=1/2/4"],
        &["https://example.com/#?id=1", "https://example.com/#?id=2"],
        &["https://instagram.com/share/p/ABC", "https://instagram.com/p/ABC"],
    ] {
        assert_ne!(links.page(pages[0]), links.page(pages[1]), "{pages:?}");
    }
    assert_eq!(links.page("https://vk.com/clip-1_2"), links.page("https://vkvideo.ru/video-1_2"));
}
