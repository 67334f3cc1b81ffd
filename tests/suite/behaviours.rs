//! Each kind of act: what counts as the same, what does not, and who is found.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use lockstep::data::events::{Events, InputConfig, Role};
use lockstep::data::traces::{Acts, Posts, Same, SequenceConfig, SequenceOf, TraceKind};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::support::{arg, fail, file, folder, lockstep, misuse, parquet, succeed, table, texts};

/// The objects of a trace, each with the posts that were taken as the same act.
fn objects(trace: &str, csv: &str, extra: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let place = folder();
    let posts = file(&place, "posts.csv", csv);
    let listed = succeed(&[&["objects", arg(&posts), "--trace", trace], extra].concat());
    let mut objects: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table(&listed) {
        objects.entry(row["object"].clone()).or_default().insert(row["content_id"].clone());
    }
    objects
}

/// The sets of posts that are one act, without the names of the objects.
fn same_acts(trace: &str, csv: &str) -> BTreeSet<Vec<String>> {
    objects(trace, csv, &["--min-accounts", "2"]).into_values().map(|posts| posts.into_iter().collect()).collect()
}

fn sets(sets: &[&[&str]]) -> BTreeSet<Vec<String>> {
    sets.iter().map(|set| set.iter().map(|&post| post.to_owned()).collect()).collect()
}

const SAID: &str = "The harbour bridge will be closed to all traffic for three weeks in autumn";

/// What an account passes on is not its own text, and what answers another post
/// is a comment.
#[test]
fn own_texts_and_comments_are_two_traces() {
    let csv = format!(
        "post_id,account_id,timestamp,text,repost_of,reply_to\n1,a,100,{SAID},,\n2,b,200,{SAID}!,,\n3,c,300,{SAID},9,\n\
         4,d,400,{SAID},,77\n5,e,500,{SAID},,78\n"
    );
    assert_eq!(same_acts("text", &csv), sets(&[&["1", "2"]]));
    assert_eq!(same_acts("comment", &csv), sets(&[&["4", "5"]]));
}

/// Under one and the same post everybody says the same: that is no act that
/// accounts repeat together.
#[test]
fn comments_under_a_single_post_do_not_count() {
    let csv = format!(
        "post_id,account_id,timestamp,text,reply_to\n1,a,100,{SAID},77\n2,b,200,{SAID},77\n3,c,300,\"{SAID}, once \
         more\",70\n4,d,400,Something else was said here about the weather,70\n"
    );
    assert_eq!(same_acts("comment", &csv), sets(&[&["1", "2", "3"]]), "nearly the same, under two posts");
    let one_post = csv.replace(",70\n", ",77\n");
    assert!(same_acts("comment", &one_post).is_empty());
    let alone = objects("comment", &one_post, &[]);
    assert_eq!(alone.into_values().collect::<Vec<_>>(), [BTreeSet::from(["4".to_owned()])], "said once, it stays");
}

/// A greeting that many post is left out, and the report says so; a long text
/// that as many post stays.
#[test]
fn common_texts_are_weighed_by_rarity() {
    let mut csv = String::from("post_id,account_id,timestamp,text\n");
    for account in 0..200 {
        _ = writeln!(csv, "g{account},a{account},{},Thank you", 1_000 * account);
        _ = writeln!(csv, "l{account},a{account},{},\"{SAID}, and nobody was asked\"", 1_000 * account + 500);
    }
    _ = writeln!(csv, "r1,a1,5,Zeppelin ahoy\nr2,a2,6,Zeppelin ahoy");
    let found: BTreeSet<usize> = same_acts("text", &csv).into_iter().map(|posts| posts.len()).collect();
    assert_eq!(found, BTreeSet::from([2, 200]), "the long text and the rare one");
    let place = folder();
    let posts = file(&place, "posts.csv", &csv);
    let out = place.path().join("out");
    let said = succeed(&["detect", arg(&posts), "--trace", "text", "--out", arg(&out)]);
    assert!(said.contains("left out as too common to be evidence") && said.contains("1 text with 200 acts"), "{said}");
}

#[test]
fn hashtags_in_the_same_order_are_one_object() {
    let csv = "post_id,account_id,timestamp,hashtags\n1,a,100,#Rise|#up|#now\n2,b,200,rise up NOW\n3,c,300,up|rise|now\n4,d,\
               400,rise|up\n5,e,500,rise|up|now|again\n";
    assert_eq!(same_acts("hashtag_sequence", csv), sets(&[&["1", "2"]]));
    let named = objects("hashtag_sequence", csv, &[]);
    assert!(named.contains_key("'#rise #up #now") || named.contains_key("#rise #up #now"), "{named:?}");
    // The same post with a row for each hashtag, and the rows of another one between.
    let by_row = "post_id,account_id,timestamp,hashtag\n1,a,100,rise\n2,b,100,rise\n1,a,100,up\n2,b,100,up\n1,a,100,now\n1,a,\
                  100,rise\n2,b,100,now\n";
    assert_eq!(same_acts("hashtag_sequence", by_row), sets(&[&["1", "2"]]));
}

#[test]
fn hashtags_of_a_day_are_one_row_where_the_day_is_asked_for() {
    let csv = "post_id,account_id,timestamp,hashtags\n1,a,1000,rise\n2,a,2000,up|now\n3,b,5000,rise|up\n4,b,6000,now\n5,c,\
               86390,rise|up\n6,c,86410,now\n";
    let place = folder();
    let posts = file(&place, "posts.csv", csv);
    let wanted = TraceKind::wanted(&[TraceKind::HashtagSequence]);
    let events = Events::read(&[posts], &InputConfig::default(), &wanted).expect("it can be read");
    let of_day = Same { hashtag_sequence: SequenceConfig { of: SequenceOf::Day, min_hashtags: 3 }, ..Same::default() };
    let found = Acts::new(&events, TraceKind::HashtagSequence, Posts::Once, &of_day).expect("sequences");
    assert_eq!(found.objects.iter().collect::<Vec<_>>(), ["#rise #up #now"]);
    let acts: Vec<(&str, i64)> =
        (0..found.len()).map(|act| (events.accounts.get(found.account[act]), found.time[act] / 1_000_000)).collect();
    assert_eq!(acts, [("a", 1_000), ("b", 5_000)], "at the first hashtag; c's day ended at midnight");
    assert!(Acts::new(&events, TraceKind::HashtagSequence, Posts::Once, &Same::default()).is_none());
}

/// Hashes that differ in a few bits are of one image; numbers are ids.
#[test]
fn images_that_look_the_same_are_one_object() {
    let csv = "post_id,account_id,timestamp,media_hash\n1,a,100,f0e1d2c3b4a59687\n2,b,200,f0e1d2c3b4a59680\n3,c,300,\
               0f1e2d3c4b5a6978\n4,d,400,film.mp4\n5,e,500,film.mp4\n";
    assert_eq!(same_acts("media", csv), sets(&[&["1", "2"], &["4", "5"]]));
    let numbers = "post_id,account_id,timestamp,media_hash\n1,a,100,1000000000000001\n2,b,200,1000000000000003\n3,c,300,\
                   1000000000000003\n";
    assert_eq!(same_acts("media", numbers), sets(&[&["2", "3"]]));
    let place = folder();
    let config = file(&place, "exact.toml", "[same.media]\nradius = 0\n");
    let exact = objects("media", csv, &["--config", arg(&config)]);
    assert_eq!(exact.len(), 4, "{exact:?}");
}

#[test]
fn effects_sounds_and_targets_are_traces() {
    let csv = "post_id,account_id,timestamp,sound_id,effects,reply_to_account\n1,a,100,s1,\"e1,e2\",@Anna\n2,b,200,s1,e2,\
               anna\n3,c,300,s2,e3,otto\n";
    assert_eq!(same_acts("sound", csv), sets(&[&["1", "2"]]));
    assert_eq!(same_acts("effect", csv), sets(&[&["1", "2"]]));
    assert_eq!(same_acts("reply_target", csv), sets(&[&["1", "2"]]));
}

/// Thirty people, each in one of two time zones, who post at moments of their own,
/// two schedulers that post at the full hour, and three accounts that one program
/// drives: in the same hours, at the same moments, on different things.
fn rhythms() -> String {
    let mut rng = Pcg64Mcg::seed_from_u64(11);
    let mut csv = String::from("account_id,post_id,timestamp,url\n");
    let mut id = 0;
    let mut post = |csv: &mut String, account: &str, time: i64| {
        id += 1;
        _ = writeln!(csv, "{account},{id},{time},https://example.org/{id}");
    };
    for day in 0..30 {
        for hour in 0..12 {
            let start = 1_700_006_400 + day * 86_400 + hour * 3_600;
            for person in 0..30 {
                let shift = if person % 2 == 0 { 0 } else { 6 * 3_600 };
                if rng.random::<f64>() < 0.4 {
                    post(&mut csv, &format!("person{person}"), start + shift + rng.random_range(0..3_600));
                }
            }
            for scheduler in ["clock1", "clock2"] {
                post(&mut csv, scheduler, start + rng.random_range(0..5));
            }
            if rng.random::<f64>() < 0.4 {
                let moment = start + rng.random_range(0..3_500);
                for member in ["puppet1", "puppet2", "puppet3"] {
                    post(&mut csv, member, moment + rng.random_range(0..20));
                }
            }
        }
    }
    csv
}

/// Who posts at the same moments of the hour is found whatever it posts;
/// schedulers explain their own synchrony, and a time zone is none.
#[test]
fn rhythm_finds_accounts_that_one_hand_drives() {
    let place = folder();
    let posts = file(&place, "posts.csv", rhythms());
    let listed = |trace: &[&str]| -> BTreeSet<String> {
        let out = place.path().join("out");
        succeed(&[&["detect", arg(&posts), "--out", arg(&out), "--overwrite"], trace].concat());
        let list = std::fs::read_to_string(out.join("candidates.csv")).expect("the list");
        table(&list).into_iter().map(|row| row["account_id"].clone()).collect()
    };
    assert!(listed(&[]).is_empty(), "they share no object, and rhythm must be asked for");
    let puppets: BTreeSet<String> = (1..=3).map(|n| format!("puppet{n}")).collect();
    assert_eq!(listed(&["--trace", "rhythm"]), puppets);
}

/// What accounts say of themselves lists nobody.
#[test]
fn names_and_profiles_are_looked_at_only_beside_networks() {
    let place = folder();
    let csv = "account_id,post_id,timestamp,url,handle,bio,bio_url,account_created\n1,1,100,https://a.org/1,anna_1983421,\
               Proud mother of two from Ohio,https://x.org,2016-05-03\n2,2,200,https://a.org/2,anna_77,proud mother of two \
               from OHIO!,http://www.x.org/,2016-05-03T10:00:00Z\n3,3,300,https://a.org/3,otto,,,2015-01-01\n4,4,400,\
               https://a.org/4,Otto,,,\n";
    let posts = file(&place, "posts.csv", csv);
    for trace in ["handle", "profile"] {
        let message = misuse(&["detect", arg(&posts), "--trace", trace]);
        assert!(message.contains("lockstep objects"), "{message}");
    }
    let shared = |trace: &str| -> BTreeSet<(String, String, String)> {
        let listed = succeed(&["objects", arg(&posts), "--trace", trace]);
        let rows = table(&listed).into_iter();
        rows.map(|row| (row["kind"].clone(), row["object"].clone(), row["account_id"].clone())).collect()
    };
    let of = |kind: &str, value: &str, accounts: [&str; 2]| {
        accounts.map(|account| (kind.to_owned(), value.to_owned(), account.to_owned()))
    };
    let names = [of("name", "anna_#", ["1", "2"]), of("handle", "otto", ["3", "4"])].concat();
    assert_eq!(shared("handle"), names.into_iter().collect());
    let profiles = [
        of("bio", "Proud mother of two from Ohio", ["1", "2"]),
        of("link", "https://x.org", ["1", "2"]),
        of("created", "2016-05-03", ["1", "2"]),
    ];
    assert_eq!(shared("profile"), profiles.concat().into_iter().collect());
}

/// Where there is nothing of the trace, the message says what is missing.
#[test]
fn objects_says_what_is_missing() {
    let place = folder();
    let posts = file(&place, "posts.csv", "post_id,account_id,timestamp,text\n1,a,100,hello\n");
    let message = fail(&["objects", arg(&posts), "--trace", "sound"]);
    assert!(message.contains("no act of the trace sound") && message.contains("--column sound=NAME"), "{message}");
    let message = fail(&["objects", arg(&posts), "--trace", "profile"]);
    assert!(message.contains("--column bio=NAME"), "{message}");
    let wrong = misuse_of_clap(&["objects", arg(&posts), "--trace", "telepathy"]);
    assert!(wrong.contains("unknown trace `telepathy`") && wrong.contains("hashtag_sequence"), "{wrong}");
}

fn misuse_of_clap(arguments: &[&str]) -> String {
    let output = lockstep(arguments).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).expect("UTF-8")
}

/// The table for programs has what the table for people has, ids and texts exactly
/// as they are.
#[test]
fn the_parquet_of_objects_holds_texts_exactly() {
    let place = folder();
    let hostile = "=cmd|' /C calc'!A0 is what the harbour bridge says\u{202e}";
    let csv = format!("post_id,account_id,timestamp,text\n1,=a,100,\"{hostile}\"\n2,b,200,\"{hostile}\"\n");
    let posts = file(&place, "posts.csv", csv);
    let out = place.path().join("groups.parquet");
    succeed(&["objects", arg(&posts), "--trace", "text", "--out", arg(&out)]);
    let table = parquet(place.path(), "groups.parquet");
    assert_eq!(
        table.names().collect::<Vec<_>>(),
        ["content_id", "account_id", "time", "object_id", "object", "accounts"]
    );
    assert_eq!(texts(&table, "object"), [hostile, hostile]);
    assert_eq!(texts(&table, "account_id"), ["=a", "b"]);
    assert!(table.column("time").expect("times").data_type().is_temporal());
    let shown = succeed(&["objects", arg(&posts), "--trace", "text"]);
    assert!(shown.contains("'=cmd") && shown.contains("<U+202E>") && !shown.contains('\u{202e}'), "{shown}");
}

/// Posts of a text that only the content column tells apart stay apart in the list.
#[test]
fn every_post_of_an_object_is_listed() {
    let place = folder();
    let csv = format!("post_id,account_id,timestamp,text\n1,a,100,{SAID}\n2,a,100,{SAID}\n3,b,100,{SAID}\n");
    let posts = file(&place, "posts.csv", csv);
    let wanted = [TraceKind::wanted(&[TraceKind::Text]).as_slice(), &[Role::Content]].concat();
    let events = Events::read(&[posts], &InputConfig::default(), &wanted).expect("it can be read");
    let listing = lockstep::data::traces::Listing::new(&events, TraceKind::Text, &Same::default(), 1).expect("texts");
    let contents: BTreeSet<&str> = listing.iter(&events).map(|act| act.content).collect();
    assert_eq!(contents, BTreeSet::from(["1", "2", "3"]));
}

/// Nine made-up words that nobody else says.
fn words(rng: &mut Pcg64Mcg) -> String {
    let mut text = String::new();
    for _ in 0..9 {
        for _ in 0..rng.random_range(1..4) {
            text.push(b"bdfgklmnprstvz"[rng.random_range(0..14)].into());
            text.push(b"aeiou"[rng.random_range(0..5)].into());
        }
        text.push(' ');
    }
    text
}

/// Two hundred people on two platforms who post what they like when they like, and
/// eight accounts, five on one and three on the other, that do so, too, and besides
/// post the same new text and link within a minute of each other, day after day.
fn two_platforms() -> String {
    let mut rng = Pcg64Mcg::seed_from_u64(5);
    let mut csv = String::from("post_id,account_id,platform,timestamp,text,url,followers,bio,handle,account_created\n");
    let mut id = 0;
    let mut post = |account: &str, platform: &str, time: i64, text: &str, url: &str, facts: &str| {
        id += 1;
        _ = writeln!(csv, "{id},{account},{platform},{time},{text},{url},{facts}");
    };
    let story = |rng: &mut Pcg64Mcg, day: i64| format!("https://news.example/{day}/{}", rng.random_range(0..40));
    for day in 0..20 {
        let midnight = 1_700_006_400 + day * 86_400;
        for person in 0..200 {
            let platform = if person % 2 == 0 { "twitter" } else { "telegram" };
            let facts = format!(
                "{},I am person {person} and nobody else,name{person}x,20{:02}-02-03",
                10 + person,
                5 + person % 15
            );
            let time = midnight + rng.random_range(0..80_000);
            post(&person.to_string(), platform, time, &words(&mut rng), &story(&mut rng, day), &facts);
        }
        let (moment, text) = (midnight + rng.random_range(10_000..70_000), words(&mut rng));
        for member in 0..8 {
            let (platform, number) = if member < 5 { ("twitter", member) } else { ("telegram", member - 5) };
            let account = format!("90{number}");
            let facts = format!(
                "1000,Proud patriot and mother of {member},anna_{}4{member},2023-05-0{}",
                77 + member,
                1 + member % 2
            );
            for _ in 0..2 {
                let time = midnight + rng.random_range(0..80_000);
                post(&account, platform, time, &words(&mut rng), &story(&mut rng, day), &facts);
            }
            let url = format!("https://bridge.example/{day}");
            post(&account, platform, moment + rng.random_range(0..40), &text, &url, &facts);
        }
    }
    csv
}

/// A network that reaches over platforms is one network, and the outputs say so:
/// members by platform, pairs between platforms, their following together, and what
/// they say of themselves alike.
#[test]
fn a_network_reaches_over_platforms() {
    let place = folder();
    let posts = file(&place, "posts.csv", two_platforms());
    let out = place.path().join("out");
    succeed(&["detect", arg(&posts), "--out", arg(&out)]);
    let read = |name: &str| std::fs::read_to_string(out.join(name)).expect("it is written");
    let networks = table(&read("networks.csv"));
    assert_eq!(networks.len(), 1);
    let network = &networks[0];
    assert_eq!((network["accounts"].as_str(), network["platforms"].as_str()), ("8", "telegram 3;twitter 5"));
    assert_eq!(network["crossing_pairs"], "15", "every pair of three and five");
    assert_eq!((network["combined_followers"].as_str(), network["followers_known"].as_str()), ("8000", "8"));
    assert!(network["traces"].contains("text") && network["traces"].contains("url"), "{}", network["traces"]);
    assert_eq!(network["shared_traits"], "bio;created;name");
    let candidates = table(&read("candidates.csv"));
    let member = candidates.iter().find(|row| row["account_id"] == "telegram:900").expect("it is listed");
    assert_eq!((member["platform"].as_str(), member["followers"].as_str()), ("telegram", "1000"));
    assert_eq!(member["created"], "2023-05-02T00:00:00Z");
    let profiles = table(&read("profiles.csv"));
    let name = profiles.iter().find(|row| row["kind"] == "name").expect("anna and digits");
    assert_eq!((name["value"].as_str(), name["members"].as_str(), name["accounts"].as_str()), ("anna_#", "8", "8"));
    let page = read("report.html");
    for says in ["Across platforms", "telegram 3, twitter 5", "8,000 followers of all members", "anna_#"] {
        assert!(page.contains(says), "the report says {says}");
    }
}
