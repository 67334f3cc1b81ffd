//! Exports as investigators hold them: every form is recognised and read as it
//! is meant, alone, together and after `lockstep import`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use lockstep::base::time::rfc3339;
use lockstep::data::events::{Events, FACTS, InputConfig, Preset, Role, UNKNOWN};
use lockstep::data::traces::{Acts, Posts, Same, TraceKind, Trigger};

use crate::support::{arg, fail, file, folder, root, run, succeed, text};

/// A file of a known form, its preset, the rows that are no posts, what its rows
/// tell, and what is known of its accounts.
struct Fixture {
    name: &'static str,
    preset: &'static str,
    set_aside: u64,
    rows: &'static [&'static str],
    facts: &'static [&'static str],
}

const fn fixture(
    name: &'static str,
    preset: &'static str,
    rows: &'static [&'static str],
    facts: &'static [&'static str],
) -> Fixture {
    Fixture { name, preset, set_aside: 0, rows, facts }
}

const FIXTURES: [Fixture; 80] = [
    fixture(
        "shares.csv",
        "shares",
        &[
            "ann @2023-11-14T22:13:20Z content=c1 object=page-1",
            "bob @2023-11-14T22:13:27Z content=c2 object=page-1",
            "ann @2023-11-14T22:15:00Z content=c3 object=page-2",
        ],
        &[],
    ),
    fixture(
        "posts.csv",
        "posts",
        &[
            "x:7 @2023-11-14T22:13:20Z content=x:p1 url=https://news.example/a hashtags=vote text=Read this #vote",
            "x:8 @2023-11-14T22:13:30Z content=x:p2 repost_of=x:p1 repost_of_time=2023-11-14T22:13:20Z \
             text=RT Read this #vote",
            "y:7 @2023-11-14T22:14:20Z content=y:p3 text=Another network",
        ],
        &[
            "x:7 handle=seven followers=10 created=2020-01-02T00:00:00Z platform=x",
            "x:8 handle=eight created=2021-03-04T05:06:00Z platform=x",
            "y:7 followers=11 platform=y",
        ],
    ),
    fixture(
        "edges.csv",
        "edges",
        &[
            "ann @2023-11-14T22:13:20Z object=page-1",
            "bob @2023-11-14T22:13:23Z object=page-1",
            "ann @2023-11-14T22:14:10Z object=page-2",
        ],
        &[],
    ),
    fixture(
        "coordination_toolkit.csv",
        "coordination_toolkit",
        &[
            "u1 @2023-11-14T22:13:20Z content=m1 url=https://news.example/a|https://news.example/b text=Look here",
            "u2 @2023-11-14T22:13:25Z content=m2 repost_of=m1",
            "u3 @2023-11-14T22:13:30Z content=m3 reply_to=m1 text=I agree",
        ],
        &["u1 handle=anna_w", "u2 handle=bert_k", "u3 handle=carl_z"],
    ),
    fixture(
        "twitter_moderation_research.csv",
        "twitter_moderation_research",
        &[
            "twitter:900000000000000001 @2019-02-01T10:15:00Z content=twitter:1100000000000000001 \
             url=https://news.example/story hashtags=fixture text=A made up claim #fixture https://t.co/x",
            "twitter:900000000000000002 @2019-02-01T10:16:00Z content=twitter:1100000000000000002 hashtags=fixture \
             mentions=twitter:900000000000000001 repost_of=twitter:1100000000000000001 text=RT @invented_one: A made up \
             claim #fixture",
            "twitter:900000000000000002 @2019-02-01T10:20:00Z content=twitter:1100000000000000003 \
             reply_to=twitter:1100000000000000001 mentions=twitter:900000000000000001 text=@invented_one yes, indeed \
             reply_to_account=twitter:900000000000000001",
        ],
        &[
            "twitter:900000000000000001 handle=invented_one name=Invented One bio=Made up for a test \
             url=https://home.example/one followers=120 following=80 created=2017-05-04T00:00:00Z language=en \
             platform=twitter",
            "twitter:900000000000000002 handle=invented_two name=Invented Two followers=8 following=9 \
             created=2018-01-01T00:00:00Z language=en platform=twitter",
        ],
    ),
    fixture(
        "ira_clemson.csv",
        "ira_clemson",
        &[
            "twitter:MADEUP_HANDLE @2017-10-01T19:58:00Z content=twitter:914580356430536707 \
             url=https://news.example/ira hashtags=fixture text=An invented sentence, #fixture https://t.co/a \
             category=RightTroll",
            "twitter:OTHER_HANDLE @2017-10-01T22:43:00Z content=twitter:914621840496189440 mentions=twitter:somebody \
             is_repost=true text=RT @somebody: what somebody else wrote category=RightTroll",
        ],
        &[
            "twitter:MADEUP_HANDLE handle=MADEUP_HANDLE followers=9636 following=1052 language=English \
             country=United States platform=twitter",
            "twitter:OTHER_HANDLE handle=OTHER_HANDLE followers=30 following=12 language=English platform=twitter",
        ],
    ),
    fixture(
        "ira_reduced.csv",
        "ira_clemson",
        &[
            "twitter:MadeUp @2016-09-01T00:02:00Z hashtags=fixture text=An invented sentence #fixture \
             category=NewsFeed",
            "twitter:MadeUp2 @2016-09-01T00:03:00Z is_repost=true text=what somebody else wrote category=NewsFeed",
        ],
        &[
            "twitter:MadeUp handle=MadeUp followers=6 following=5 language=German country=Germany platform=twitter",
            "twitter:MadeUp2 handle=MadeUp2 followers=6 following=5 language=English platform=twitter",
        ],
    ),
    fixture(
        "twitter_v1.json",
        "twitter_v1",
        &[
            "twitter:11 @2018-10-10T20:19:24Z content=twitter:1050118621198921728 url=https://news.example/v1 \
             hashtags=Fixture mentions=twitter:Second_User text=An invented tweet #Fixture https://t.co/x @second_user",
            "twitter:22 @2018-10-10T20:19:29Z content=twitter:1050118621198921999 mentions=twitter:first_user \
             repost_of=twitter:1050118621198921728 repost_of_time=2018-10-10T20:19:24Z text=RT @first_user: An invented \
             tweet",
            "twitter:22 @2018-10-10T20:20:00Z content=twitter:1050118621198922001 reply_to=twitter:1050118621198921728 \
             mentions=twitter:first_user text=@first_user an answer reply_to_account=twitter:11",
        ],
        &[
            "twitter:11 handle=first_user name=First User bio=Invented & harmless url=https://home.example/first \
             followers=321 following=45 created=2010-11-29T21:18:15Z language=en country=DE platform=twitter",
            "twitter:22 handle=second_user_2 name=Second followers=5 following=4 created=2010-11-30T21:18:15Z \
             language=en platform=twitter",
        ],
    ),
    fixture(
        "twitter_v2_page.json",
        "twitter_v2",
        &[
            "twitter:11 @2020-09-18T18:36:15Z content=twitter:1307025659294674945 url=https://news.example/v2 \
             hashtags=Fixture mentions=twitter:Second_User text=An invented tweet of version two #Fixture https://t.co/y",
            "twitter:22 @2020-09-18T18:36:20Z content=twitter:1307025659294674946 \
             repost_of=twitter:1307000000000000000 repost_of_time=2020-09-18T18:00:00Z text=An invented",
            "twitter:22 @2020-09-18T18:37:00Z content=twitter:1307025659294674947 reply_to=twitter:1307025659294674945 \
             mentions=twitter:first_user text=@first_user an answer reply_to_account=twitter:11",
        ],
        &[
            "twitter:11 handle=first_user name=First User bio=Invented url=https://home.example/first followers=321 \
             following=45 created=2013-12-14T04:35:55Z language=en platform=twitter",
            "twitter:22 handle=second_user name=Second followers=3 following=4 created=2014-01-01T00:00:00Z language=en \
             platform=twitter",
        ],
    ),
    fixture(
        "twitter_v2_flattened.jsonl",
        "twitter_v2",
        &[
            "twitter:11 @2020-09-18T18:36:15Z content=twitter:1307025659294674945 hashtags=Fixture text=An invented \
             tweet of version two #Fixture",
            "twitter:22 @2020-09-18T18:36:20Z content=twitter:1307025659294674946 mentions=twitter:first_user \
             repost_of=twitter:1307000000000000000 repost_of_time=2020-09-18T18:00:00Z text=RT @first_user: An invented",
        ],
        &[
            "twitter:11 handle=first_user name=First User bio=Invented followers=321 following=45 \
             created=2013-12-14T04:35:55Z language=en platform=twitter",
            "twitter:22 handle=second_user followers=3 following=4 language=en platform=twitter",
        ],
    ),
    fixture(
        "twitter_twarc.csv",
        "twitter_twarc_csv",
        &[
            "twitter:11 @2020-09-18T18:36:15Z content=twitter:1307025659294674945 url=https://news.example/v2 \
             hashtags=#Fixture mentions=twitter:second_user text=An invented tweet #Fixture @second_user",
            "twitter:22 @2020-09-18T18:36:20Z content=twitter:1307025659294674946 \
             repost_of=twitter:1307025659294674945 text=An invented tweet",
        ],
        &[
            "twitter:11 handle=first_user name=First User bio=Invented url=https://home.example/first followers=321 \
             following=45 created=2013-12-14T04:35:55Z language=en platform=twitter",
            "twitter:22 handle=second_user name=Second followers=3 following=4 created=2014-01-01T00:00:00Z language=en \
             country=DE platform=twitter",
        ],
    ),
    fixture(
        "twitter_4cat.csv",
        "twitter_4cat",
        &["twitter:11 @2020-09-18T18:36:15Z content=twitter:1307025659294674945 url=https://news.example/4cat \
           hashtags=Fixture|Zweites mentions=twitter:second_user|twitter:third_user text=An invented tweet #Fixture"],
        &["twitter:11 handle=first_user name=First User language=en platform=twitter"],
    ),
    fixture(
        "tiktok_videos.json",
        "tiktok_videos",
        &[
            "tiktok:invented.dancer @2023-11-14T22:13:20Z content=tiktok:7213456789012345678 hashtags=fixture|tanz \
             sound=6999999999999999999 text=An invented dance #fixture effect=101|102",
            "tiktok:second.dancer @2023-11-14T22:13:24Z content=tiktok:7213456789012345679 sound=6999999999999999999 \
             text=The same dance",
        ],
        &[
            "tiktok:invented.dancer handle=invented.dancer country=DE platform=tiktok",
            "tiktok:second.dancer handle=second.dancer country=FR platform=tiktok",
        ],
    ),
    fixture(
        "tiktok_videos.csv",
        "tiktok_videos",
        &["tiktok:invented.dancer @2023-11-14T22:13:20Z content=tiktok:7213456789012345678 hashtags=fixture|tanz \
           sound=6999999999999999999 text=An invented dance #fixture effect=101|102"],
        &["tiktok:invented.dancer handle=invented.dancer country=DE platform=tiktok"],
    ),
    fixture(
        "tiktok_comments.json",
        "tiktok_comments",
        &[
            "tiktok:pseudonym_1 @2023-11-14T22:14:20Z content=tiktok:7300000000000000001 \
             reply_to=tiktok:7213456789012345678 text=Invented praise",
            "tiktok:pseudonym_2 @2023-11-14T22:14:25Z content=tiktok:7300000000000000002 \
             reply_to=tiktok:7300000000000000001 text=Invented answer",
        ],
        &["tiktok:pseudonym_1 platform=tiktok", "tiktok:pseudonym_2 platform=tiktok"],
    ),
    fixture(
        "tiktok_captured.ndjson",
        "tiktok_captured",
        &["tiktok:6800000000000000001 @2023-11-14T22:13:20Z content=tiktok:7213456789012345678 hashtags=fixture \
           sound=6999999999999999999 text=An invented dance #fixture"],
        &["tiktok:6800000000000000001 handle=invented.dancer name=Dancer bio=Invented bio followers=55 following=6 \
           platform=tiktok"],
    ),
    fixture(
        "tiktok_4cat.csv",
        "tiktok_4cat",
        &["tiktok:6800000000000000001 @2023-11-14T22:13:20Z content=tiktok:7213456789012345678 hashtags=fixture|tanz \
           sound=6999999999999999999 text=An invented dance #fixture"],
        &["tiktok:6800000000000000001 handle=invented.dancer name=Dancer followers=55 platform=tiktok"],
    ),
    fixture(
        "crowdtangle_facebook.csv",
        "crowdtangle_facebook",
        &[
            "facebook:100000000000001 @2021-09-26T18:05:27Z \
             content=facebook:https://www.facebook.com/100000000000001/posts/1 url=https://news.example/ct \
             hashtags=fixture text=Read #fixture",
            "facebook:100000000000002 @2021-09-26T18:05:30Z \
             content=facebook:https://www.facebook.com/100000000000002/posts/2 url=https://news.example/ct text=Read it",
        ],
        &[
            "facebook:100000000000001 handle=inventedpage name=Invented Page bio=About nothing followers=1100 \
             created=2015-03-02T10:00:00Z country=DE platform=facebook",
            "facebook:100000000000002 handle=otherpage name=Other Page followers=12 created=2016-03-02T10:00:00Z \
             country=FR platform=facebook",
        ],
    ),
    fixture(
        "crowdtangle_instagram.csv",
        "crowdtangle_instagram",
        &["instagram:invented.account @2021-09-26T21:05:27Z content=instagram:https://www.instagram.com/p/AAA/ \
           hashtags=fixture mentions=instagram:second text=A picture #fixture @second"],
        &["instagram:invented.account handle=invented.account name=Invented Account followers=500 platform=instagram"],
    ),
    fixture(
        "meta_library_facebook.csv",
        "meta_library_facebook",
        &[
            "facebook:501 @2024-05-01T10:00:00Z content=facebook:1 url=https://news.example/mcl hashtags=fixture \
             text=Read #fixture",
            "facebook:502 @2024-05-01T10:00:09Z content=facebook:2 repost_of=facebook:1",
        ],
        &[
            "facebook:501 handle=inventedpage name=Invented Page language=en platform=facebook",
            "facebook:502 handle=otherpage name=Other Page language=en platform=facebook",
        ],
    ),
    fixture(
        "meta_library_instagram.csv",
        "meta_library_instagram",
        &["instagram:601 @2024-05-01T10:00:00Z content=instagram:3 hashtags=fixture text=A picture #fixture"],
        &["instagram:601 handle=invented.account name=Invented Account language=en platform=instagram"],
    ),
    Fixture {
        set_aside: 1,
        ..fixture(
            "telegram_desktop.json",
            "telegram_desktop",
            &[
                "telegram:channel1234567890 @2022-02-01T10:00:10Z content=telegram:1234567890/2 \
                 url=https://news.example/tg2|https://news.example/tg hashtags=#fixture text=Read here and \
                 https://news.example/tg2 #fixture",
                "telegram:user42 @2022-02-01T10:00:20Z content=telegram:1234567890/3 reply_to=telegram:1234567890/2 \
                 mentions=telegram:somebody text=I agree, @somebody",
            ],
            &[
                "telegram:channel1234567890 name=Invented Channel platform=telegram",
                "telegram:user42 name=Anna platform=telegram",
            ],
        )
    },
    fixture(
        "telegram_account.json",
        "telegram_desktop",
        &[
            "telegram:user42 @2022-02-01T10:00:00Z content=telegram:11/1 url=https://news.example/old text=An old export \
             https://news.example/old",
            "telegram:user43 @2022-02-01T10:00:05Z content=telegram:22/1 text=Plain text",
        ],
        &["telegram:user42 name=Anna platform=telegram", "telegram:user43 name=Bert platform=telegram"],
    ),
    fixture(
        "telegram_telethon.ndjson",
        "telegram_telethon",
        &[
            "telegram:99 @2022-02-01T10:00:10Z content=telegram:99/5 url=https://news.example/tt text=Invented news \
             https://news.example/tt",
            "telegram:77 @2022-02-01T10:00:15Z content=telegram:77/8 url=https://news.example/tt \
             repost_of=telegram:99/5 repost_of_time=2022-02-01T10:00:10Z text=Invented news https://news.example/tt",
        ],
        &[
            "telegram:99 handle=invented_channel name=Invented platform=telegram",
            "telegram:77 handle=second_channel name=Second platform=telegram",
        ],
    ),
    fixture(
        "telegram_4cat.csv",
        "telegram_4cat",
        &[
            "telegram:42 @2022-02-01T10:00:10Z content=telegram:invented_group/5 hashtags=fixture text=Invented question \
             #fixture",
            "telegram:43 @2022-02-01T10:00:20Z content=telegram:invented_group/6 reply_to=telegram:invented_group/5 \
             text=Invented answer",
        ],
        &["telegram:42 handle=anna_tg name=Anna platform=telegram", "telegram:43 name=Bert platform=telegram"],
    ),
    Fixture {
        set_aside: 2,
        ..fixture(
            "bluesky_jetstream.jsonl",
            "bluesky_jetstream",
            &[
                "bluesky:did:plc:aaaa @2024-09-09T19:46:02.329308Z \
                 content=bluesky:at://did:plc:aaaa/app.bsky.feed.post/3kaaa url=https://news.example/bsky \
                 hashtags=fixture mentions=bluesky:did:plc:cccc text=Invented post #fixture here",
                "bluesky:did:plc:bbbb @2024-09-09T19:46:05Z \
                 content=bluesky:at://did:plc:bbbb/app.bsky.feed.repost/3kbbb \
                 repost_of=bluesky:at://did:plc:aaaa/app.bsky.feed.post/3kaaa",
            ],
            &["bluesky:did:plc:aaaa language=en platform=bluesky", "bluesky:did:plc:bbbb platform=bluesky"],
        )
    },
    fixture(
        "bluesky_feed.json",
        "bluesky_feed",
        &[
            "bluesky:did:plc:aaaa @2024-09-09T19:46:03Z content=bluesky:at://did:plc:aaaa/app.bsky.feed.post/3kaaa \
             hashtags=fixture text=Invented post #fixture",
            "bluesky:did:plc:bbbb @2024-09-09T19:46:10Z hashtags=fixture \
             repost_of=bluesky:at://did:plc:aaaa/app.bsky.feed.post/3kaaa repost_of_time=2024-09-09T19:46:03Z \
             text=Invented post #fixture",
        ],
        &[
            "bluesky:did:plc:aaaa handle=anna.example name=Anna created=2023-05-01T00:00:00Z language=en platform=bluesky",
            "bluesky:did:plc:bbbb handle=bert.example name=Bert platform=bluesky",
        ],
    ),
    fixture(
        "bluesky_4cat.csv",
        "bluesky_4cat",
        &["bluesky:did:plc:aaaa @2024-09-09T19:46:02.102Z \
           content=bluesky:at://did:plc:aaaa/app.bsky.feed.post/3kaaa url=https://news.example/bsky hashtags=fixture \
           mentions=bluesky:bert.example text=Invented post #fixture"],
        &[
            "bluesky:did:plc:aaaa handle=anna.example name=Anna created=2023-05-01T00:00:00Z language=en platform=bluesky",
        ],
    ),
    fixture(
        "mastodon.json",
        "mastodon",
        &[
            "mastodon:https://one.example/@anna @2019-12-08T03:48:33.901Z \
             content=mastodon:https://one.example/users/anna/statuses/103270115826048975 url=https://news.example/m \
             hashtags=fixture mentions=mastodon:https://two.example/@bert text=Invented & harmless\nsecond line link \
             #fixture",
            "mastodon:https://two.example/@bert @2019-12-08T03:48:40Z \
             content=mastodon:https://two.example/users/bert/statuses/5/activity hashtags=fixture \
             repost_of=mastodon:https://one.example/users/anna/statuses/103270115826048975 \
             repost_of_time=2019-12-08T03:48:33.901Z",
        ],
        &[
            "mastodon:https://one.example/@anna handle=anna name=Anna bio=Made up for a test followers=32 following=45 \
             created=2016-03-16T00:00:00Z language=en platform=mastodon",
            "mastodon:https://two.example/@bert handle=bert@two.example name=Bert followers=3 following=4 \
             created=2018-03-16T00:00:00Z platform=mastodon",
        ],
    ),
    fixture(
        "youtube_threads.json",
        "youtube_comments",
        &[
            "youtube:UCanna @2023-11-14T22:13:20Z content=youtube:Ugx1 reply_to=youtube:vid1 text=Invented praise\nof it \
             & more reply_to_account=youtube:UCowner",
            "youtube:UCbert @2023-11-14T22:14:20Z content=youtube:Ugx1.a reply_to=youtube:Ugx1 text=Invented answer",
        ],
        &["youtube:UCanna name=@anna platform=youtube", "youtube:UCbert name=@bert platform=youtube"],
    ),
    fixture(
        "youtube_data_tools.csv",
        "youtube_data_tools",
        &[
            "youtube:UCanna @2023-11-14T22:13:20Z content=youtube:Ugx1 text=Invented praise",
            "youtube:UCbert @2023-11-14T22:14:20Z content=youtube:Ugx1.a reply_to=youtube:Ugx1 text=Invented answer",
        ],
        &["youtube:UCanna name=@anna platform=youtube", "youtube:UCbert name=@bert platform=youtube"],
    ),
    Fixture {
        set_aside: 1,
        ..fixture(
            "reddit_comments.ndjson",
            "reddit_comments",
            &[
                "reddit:invented_user @2023-11-14T22:13:20Z content=reddit:t1_k9aaaa1 url=https://news.example/r \
                 reply_to=reddit:t3_17vaaa1 text=An invented comment https://news.example/r",
                "reddit:second_user @2023-11-14T22:14:20Z content=reddit:t1_k9aaaa2 reply_to=reddit:t1_k9aaaa1",
            ],
            &[
                "reddit:invented_user handle=invented_user created=2017-07-14T02:40:00Z platform=reddit",
                "reddit:second_user handle=second_user platform=reddit",
            ],
        )
    },
    fixture(
        "reddit_submissions.ndjson",
        "reddit_submissions",
        &[
            "reddit:invented_user @2023-11-14T22:13:10Z content=reddit:t3_17vaaa1 url=https://news.example/r text=An \
             invented title",
            "reddit:second_user @2023-11-14T22:15:00Z content=reddit:t3_17vaaa2 url=https://news.example/r \
             repost_of=reddit:t3_17vaaa1 repost_of_time=2023-11-14T22:13:10Z text=An invented title",
            "reddit:third_user @2023-11-14T22:16:40Z content=reddit:t3_17vaaa3 text=A question\n\nwith a text",
        ],
        &[
            "reddit:invented_user handle=invented_user platform=reddit",
            "reddit:second_user handle=second_user platform=reddit",
            "reddit:third_user handle=third_user platform=reddit",
        ],
    ),
    fixture(
        "4cat.csv",
        "4cat",
        &[
            "anna @2023-11-14T22:13:20Z content=c1 hashtags=fixture text=An invented post #fixture",
            "bert @2023-11-14T22:13:30Z content=c2 text=An invented answer",
        ],
        &["anna handle=anna", "bert handle=bert"],
    ),
    fixture(
        "tiktok_pages.ndjson",
        "tiktok_videos",
        &[
            "tiktok:one @2023-11-14T22:13:20Z content=tiktok:1 sound=5 text=first page",
            "tiktok:two @2023-11-14T22:13:21Z content=tiktok:2 sound=5 text=second page",
        ],
        &["tiktok:one handle=one country=DE platform=tiktok", "tiktok:two handle=two country=DE platform=tiktok"],
    ),
    Fixture {
        name: "1669000001.csv",
        preset: "weibo_crawler",
        set_aside: 0,
        rows: &[
            "weibo:1669000001 @2019-12-28T04:32:13Z content=weibo:4454572602912349 hashtags=新闻 mentions=weibo:bob repost_of=weibo:4454572602900001 repost_of_time=2019-12-28T04:30:13Z text=今天",
        ],
        facts: &["weibo:1669000001 platform=weibo"],
    },
    Fixture {
        name: "bluesky_sdk.json",
        preset: "bluesky_feed",
        set_aside: 0,
        rows: &[
            "bluesky:did:plc:ccc @2024-11-05T10:01:00Z url=https://news.example/a hashtags=news repost_of=bluesky:at://did:plc:aaa/app.bsky.feed.post/3k1 repost_of_time=2024-11-05T10:00:13.001Z text=look news.example/a #news",
        ],
        facts: &["bluesky:did:plc:ccc handle=cid.bsky.social name=Cid platform=bluesky"],
    },
    Fixture {
        name: "crowdtangle_api.json",
        preset: "crowdtangle_api",
        set_aside: 0,
        rows: &[
            "facebook:119000001 @2021-03-04T05:06:07Z content=facebook:119000001_2257001 url=https://news.example/a text=read this",
        ],
        facts: &[
            "facebook:119000001 handle=annapage name=Anna Page followers=10 language=en country=US platform=facebook",
        ],
    },
    Fixture {
        name: "crowdtangle_reduced.csv",
        preset: "crowdtangle_reduced",
        set_aside: 0,
        rows: &[
            "Anna Page @2023-11-13T09:30:36Z content=https://www.facebook.com/119000001/posts/2257001 url=https://news.example/a text=read https://news.example/a",
            "Bert Page @2023-10-13T08:30:36Z content=https://www.facebook.com/119000002/posts/2257002 hashtags=this text=read #this",
        ],
        facts: &["Anna Page name=Anna Page", "Bert Page name=Bert Page"],
    },
    Fixture {
        name: "crowdtangle_twitter.csv",
        preset: "crowdtangle_reduced",
        set_aside: 0,
        rows: &[
            "anna @2021-03-04T04:06:07Z content=https://twitter.com/anna/status/1 url=https://news.example/a hashtags=this text=read #this",
        ],
        facts: &["anna handle=anna name=Anna followers=10"],
    },
    Fixture {
        name: "discord_exporter.csv",
        preset: "discord_exporter_csv",
        set_aside: 0,
        rows: &[
            "discord:180000000000000001 @2024-01-02T03:04:05.678Z url=https://news.example/a text=yes https://news.example/a",
            "discord:180000000000000002 @2024-01-02T03:05:00Z hashtags=this text=and #this",
        ],
        facts: &[
            "discord:180000000000000001 handle=anna platform=discord",
            "discord:180000000000000002 handle=bob#1234 platform=discord",
        ],
    },
    Fixture {
        name: "discord_exporter.json",
        preset: "discord_exporter",
        set_aside: 1,
        rows: &[
            "discord:180000000000000001 @2024-01-02T03:04:05.678Z content=discord:1191500000000000001 url=https://news.example/b|https://news.example/a reply_to=discord:1191400000000000001 mentions=discord:180000000000000002 text=yes https://news.example/a",
        ],
        facts: &["discord:180000000000000001 handle=anna name=Anna platform=discord"],
    },
    Fixture {
        name: "facebook_graph.json",
        preset: "facebook_graph",
        set_aside: 0,
        rows: &[
            "facebook:119000001 @2024-01-02T03:04:05Z content=facebook:119000001_2257001 url=https://news.example/a mentions=facebook:119000002 text=hi @Bert",
        ],
        facts: &["facebook:119000001 name=Anna Page platform=facebook"],
    },
    Fixture {
        name: "facebook_scraper.json",
        preset: "facebook_scraper",
        set_aside: 0,
        rows: &[
            "facebook:119000001 @2024-01-02T03:04:05Z content=facebook:2257000000000001 url=https://news.example/a text=hello https://news.example/a",
            "facebook:119000002 @2024-01-02T03:05:05Z content=facebook:2257000000000002 repost_of=facebook:2257000000000001 repost_of_time=2024-01-02T03:04:05Z text=look",
        ],
        facts: &[
            "facebook:119000001 name=Anna Page platform=facebook",
            "facebook:119000002 name=Bert Page platform=facebook",
        ],
    },
    Fixture {
        name: "gab.ndjson",
        preset: "gab",
        set_aside: 0,
        rows: &[
            "gab:55 @2024-01-02T03:04:05Z content=gab:1 url=https://news.example/a hashtags=this text=read #this https://news.example/a",
        ],
        facts: &["gab:55 handle=anna name=Anna platform=gab"],
    },
    Fixture {
        name: "instagram_4cat.csv",
        preset: "instagram_4cat",
        set_aside: 0,
        rows: &[
            "instagram:52000001 @2026-02-08T19:26:07Z content=instagram:DUgAAAAAAAa hashtags=news mentions=instagram:carl|instagram:bob text=hello #news @bob",
        ],
        facts: &["instagram:52000001 handle=anna.a name=Anna platform=instagram"],
    },
    Fixture {
        name: "instagram_captured.ndjson",
        preset: "instagram_captured",
        set_aside: 1,
        rows: &[
            "instagram:52000001 @2026-02-08T19:26:07Z content=instagram:DUgAAAAAAAa hashtags=news mentions=instagram:carl|instagram:bob text=hello #news @bob",
        ],
        facts: &["instagram:52000001 handle=anna.a name=Anna platform=instagram"],
    },
    Fixture {
        name: "ira_nbc.csv",
        preset: "ira_nbc",
        set_aside: 0,
        rows: &[
            "twitter:oatfan11 @2016-03-22T18:45:45Z content=twitter:712000000000000001 url=https://news.example/oats hashtags=oats mentions=twitter:farmer3 text=#oats are good",
            "twitter:copy22 @2016-03-22T18:46:05Z content=twitter:712000000000000009 hashtags=oats is_repost=true text=RT @oatfan11: #oats are good",
        ],
        facts: &["twitter:oatfan11 handle=oatfan11 platform=twitter", "twitter:copy22 handle=copy22 platform=twitter"],
    },
    Fixture {
        name: "linkedin_captured.ndjson",
        preset: "linkedin_captured",
        set_aside: 0,
        rows: &[
            "linkedin:https://www.linkedin.com/in/anna-a @2023-08-23T06:25:11.621Z content=linkedin:urn:li:activity:7100000000000000001 hashtags=news text=hello #news",
        ],
        facts: &[
            "linkedin:https://www.linkedin.com/in/anna-a handle=https://www.linkedin.com/in/anna-a name=Anna A bio=Analyst platform=linkedin",
        ],
    },
    Fixture {
        name: "mastodon_outbox.json",
        preset: "mastodon_outbox",
        set_aside: 1,
        rows: &[
            "mastodon:https://h.example/users/ana @2022-11-05T10:00:11Z content=mastodon:https://h.example/users/ana/statuses/1093 url=https://news.example/a/long hashtags=#news reply_to=mastodon:https://o.example/users/bo/statuses/1092 mentions=mastodon:https://o.example/users/bo text=see https://news.example/a/long #news",
            "mastodon:https://h.example/users/ana @2022-12-03T13:34:16Z content=mastodon:https://h.example/users/ana/statuses/1094/activity repost_of=mastodon:https://o.example/users/bo/statuses/1090",
        ],
        facts: &["mastodon:https://h.example/users/ana platform=mastodon"],
    },
    Fixture {
        name: "reddit_comment_table.csv",
        preset: "reddit_comment_table",
        set_aside: 1,
        rows: &[
            "reddit:quiet_otter @2023-11-20T00:15:55Z content=reddit:t1_g6xk2ab url=https://news.example/a reply_to=reddit:t3_j0aaaa text=see https://news.example/a",
        ],
        facts: &["reddit:quiet_otter handle=quiet_otter platform=reddit"],
    },
    Fixture {
        name: "telegram_telethon_dump.json",
        preset: "telegram_telethon",
        set_aside: 1,
        rows: &[
            "telegram:1700000001 @2022-08-18T13:05:00Z content=telegram:1700000001/812 url=https://news.example/a|https://news.example/b hashtags=промо repost_of=telegram:1280000002/2724 repost_of_time=2022-08-08T08:00:24Z text=🎉 читайте тут #промо https://news.example/b",
            "telegram:77 @2022-08-18T13:07:00Z content=telegram:1700000001/814 reply_to=telegram:1700000001/812 text=answer",
        ],
        facts: &["telegram:1700000001 platform=telegram", "telegram:77 platform=telegram"],
    },
    Fixture {
        name: "threads_4cat.csv",
        preset: "threads_4cat",
        set_aside: 0,
        rows: &[
            "threads:anna.a @2023-11-14T22:13:20Z content=threads:Cabc url=https://news.example/a hashtags=this text=read #this",
        ],
        facts: &["threads:anna.a handle=anna.a platform=threads"],
    },
    Fixture {
        name: "threads_captured.ndjson",
        preset: "threads_captured",
        set_aside: 0,
        rows: &[
            "threads:5 @2023-11-14T22:13:20Z content=threads:Cabc url=https://l.threads.net/?u=https%3A%2F%2Fnews.example%2Fa&e=x hashtags=this text=read #this",
        ],
        facts: &["threads:5 handle=anna.a name=Anna platform=threads"],
    },
    Fixture {
        name: "tiktok_apify.csv",
        preset: "tiktok_apify",
        set_aside: 0,
        rows: &[
            "tiktok:680 @2023-11-14T19:26:40Z content=tiktok:7300000000000000001 hashtags=news|vote|last sound=7299 mentions=tiktok:bob.b text=look #news effect=87240904",
            "tiktok:681 @2023-11-14T19:26:50Z content=tiktok:7300000000000000002 hashtags=news sound=7299 text=me too",
        ],
        facts: &[
            "tiktok:680 handle=anna.a name=Anna followers=10 language=en platform=tiktok",
            "tiktok:681 handle=dan.d name=Dan followers=11 language=en platform=tiktok",
        ],
    },
    Fixture {
        name: "tiktok_apify.jsonl",
        preset: "tiktok_apify",
        set_aside: 0,
        rows: &[
            "tiktok:680 @2023-11-14T19:26:40Z content=tiktok:7300000000000000001 hashtags=news sound=7299 mentions=tiktok:bob.b text=look #news @bob.b effect=87240904",
        ],
        facts: &["tiktok:680 handle=anna.a name=Anna bio=bio followers=10 following=5 language=en platform=tiktok"],
    },
    Fixture {
        name: "tiktok_captured_comments.ndjson",
        preset: "tiktok_captured_comments",
        set_aside: 0,
        rows: &[
            "tiktok:680 @2023-11-14T19:43:20Z content=tiktok:7301 reply_to=tiktok:7300 text=so true",
            "tiktok:681 @2023-11-14T19:43:30Z content=tiktok:7302 reply_to=tiktok:7301 text=indeed",
        ],
        facts: &[
            "tiktok:680 handle=cara name=Cara language=en platform=tiktok",
            "tiktok:681 handle=dan name=Dan language=en platform=tiktok",
        ],
    },
    Fixture {
        name: "tiktok_minet.csv",
        preset: "tiktok_minet",
        set_aside: 0,
        rows: &[
            "tiktok:681 @2023-11-14T19:26:50Z content=tiktok:7300000000000000002 hashtags=news|vote sound=7299 repost_of=tiktok:7300000000000000001 text=with you #news",
        ],
        facts: &["tiktok:681 handle=dan.d name=Dan followers=1 following=2 platform=tiktok"],
    },
    Fixture {
        name: "tiktok_pyktok.csv",
        preset: "tiktok_pyktok",
        set_aside: 0,
        rows: &["tiktok:anna.a @2023-11-14T19:26:40Z content=tiktok:7300000000000000001 hashtags=news text=look #news"],
        facts: &["tiktok:anna.a handle=anna.a name=Anna followers=10 following=5 country=DE platform=tiktok"],
    },
    Fixture {
        name: "truth_social.jsonl",
        preset: "truth_social",
        set_aside: 0,
        rows: &[
            "truth_social:107 @2025-02-04T03:40:19.675Z content=truth_social:113000000000000001 url=https://news.example/a hashtags=this text=read news… #this",
            "truth_social:108 @2025-02-04T03:40:29.675Z content=truth_social:113000000000000002 url=https://news.example/a hashtags=this repost_of=truth_social:113000000000000001 repost_of_time=2025-02-04T03:40:19.675Z text=read news… #this",
        ],
        facts: &[
            "truth_social:107 handle=anna name=Anna followers=1 following=2 created=2022-02-21T00:00:00Z language=en platform=truth_social",
            "truth_social:108 handle=bert name=Bert followers=3 following=4 created=2022-02-22T00:00:00Z language=en platform=truth_social",
        ],
    },
    Fixture {
        name: "truth_social_4cat.csv",
        preset: "truth_social_4cat",
        set_aside: 0,
        rows: &[
            "truth_social:107 @2025-02-04T03:40:19.675Z content=truth_social:113000000000000001 url=https://news.example/a hashtags=this mentions=truth_social:bert text=read #this https://news.example/a",
        ],
        facts: &["truth_social:107 handle=anna name=Anna followers=1 following=2 platform=truth_social"],
    },
    Fixture {
        name: "twitter_academictwitter.csv",
        preset: "twitter_academictwitter",
        set_aside: 0,
        rows: &[
            "twitter:11 @2022-01-18T10:00:00Z content=twitter:1483000000000000001 url=https://t.co/aaa hashtags=oats|breakfast mentions=twitter:farmer3 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
            "twitter:22 @2022-01-18T10:00:40Z content=twitter:1483000000000000009 url=https://t.co/aaa hashtags=oats|breakfast mentions=twitter:farmer3 repost_of=twitter:1483000000000000001 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
            "twitter:22 @2022-01-18T10:01:40Z content=twitter:1483000000000000011 text=so true",
        ],
        facts: &[
            "twitter:11 handle=oatfan11 name=Oat Fan bio=I like oats followers=63 following=5 created=2018-01-20T03:58:56Z language=en platform=twitter",
            "twitter:22 handle=copy22 name=Copy followers=1 following=2 created=2016-02-02T10:00:00Z language=en platform=twitter",
        ],
    },
    Fixture {
        name: "twitter_archive.js",
        preset: "twitter_archive",
        set_aside: 0,
        rows: &[
            "twitter:presets @2022-12-06T10:00:00Z content=twitter:1600000000000000001 url=https://news.example/oats hashtags=oats text=#oats https://t.co/aaa",
            "twitter:presets @2022-12-06T10:01:00Z content=twitter:1600000000000000009 mentions=twitter:oatfan11 is_repost=true text=RT @oatfan11: Oats are good …",
        ],
        facts: &["twitter:presets language=en platform=twitter"],
    },
    Fixture {
        name: "twitter_captured.ndjson",
        preset: "twitter_captured",
        set_aside: 1,
        rows: &[
            "twitter:11 @2022-01-18T10:00:00Z content=twitter:1483000000000000001 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
            "twitter:22 @2022-01-18T10:00:40Z content=twitter:1483000000000000009 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 repost_of=twitter:1483000000000000001 repost_of_time=2022-01-18T10:00:00Z text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
        ],
        facts: &[
            "twitter:11 handle=oatfan11 name=Oat Fan bio=I like oats followers=63 following=5 created=2018-01-20T03:58:56Z language=en platform=twitter",
            "twitter:22 handle=copy22 name=Copy followers=1 following=2 created=2016-02-02T10:00:00Z language=en platform=twitter",
        ],
    },
    Fixture {
        name: "twitter_json2csv.csv",
        preset: "twitter_json2csv",
        set_aside: 0,
        rows: &[
            "twitter:11 @2022-01-18T10:00:00Z content=twitter:1483000000000000001 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
            "twitter:22 @2022-01-18T10:00:40Z content=twitter:1483000000000000009 hashtags=oats|breakfast mentions=twitter:farmer3 repost_of=twitter:1483000000000000001 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
            "twitter:22 @2022-01-18T10:01:40Z content=twitter:1483000000000000011 url=https://twitter.com/oatfan11/status/1483000000000000001 text=so true",
        ],
        facts: &[
            "twitter:11 handle=oatfan11 name=Oat Fan bio=I like oats followers=63 following=5 created=2018-01-20T03:58:56Z language=en platform=twitter",
            "twitter:22 handle=copy22 name=Copy followers=1 following=2 created=2016-02-02T10:00:00Z language=en platform=twitter",
        ],
    },
    Fixture {
        name: "twitter_minet.csv",
        preset: "twitter_minet",
        set_aside: 0,
        rows: &[
            "twitter:11 @2022-01-18T10:00:00Z content=twitter:1483000000000000001 url=https://news.example/oats hashtags=breakfast|oats mentions=twitter:farmer3 text=Oats",
            "twitter:22 @2022-01-18T10:00:40Z content=twitter:1483000000000000009 url=https://news.example/oats|https://news.example/more hashtags=breakfast|oats mentions=twitter:farmer3|twitter:oatfan11 repost_of=twitter:1483000000000000001 repost_of_time=2022-01-18T10:00:00Z text=RT @oatfan11: Oats",
        ],
        facts: &[
            "twitter:11 handle=oatfan11 name=Oat Fan bio=I like oats followers=63 following=5 created=2018-01-20T03:58:56Z language=en platform=twitter",
            "twitter:22 handle=copy22 name=Copy followers=1 following=2 created=2016-02-02T10:00:00Z language=en platform=twitter",
        ],
    },
    Fixture {
        name: "twitter_rtweet.csv",
        preset: "twitter_rtweet",
        set_aside: 0,
        rows: &[
            "twitter:11 @2022-01-18T10:00:00Z content=twitter:1483000000000000001 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
            "twitter:22 @2022-01-18T10:00:40Z content=twitter:1483000000000000009 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 repost_of=twitter:1483000000000000001 repost_of_time=2022-01-18T10:00:00Z text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
        ],
        facts: &[
            "twitter:11 handle=oatfan11 name=Oat Fan bio=I like oats followers=63 following=5 created=2018-01-20T03:58:56Z language=en platform=twitter",
            "twitter:22 handle=copy22 name=Copy followers=1 following=2 created=2016-02-02T10:00:00Z language=en platform=twitter",
        ],
    },
    Fixture {
        name: "twitter_snscrape.csv",
        preset: "twitter_snscrape",
        set_aside: 0,
        rows: &[
            "twitter:11 @2022-01-18T10:00:00Z content=twitter:1483000000000000001 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
        ],
        facts: &[
            "twitter:11 handle=oatfan11 name=Oat Fan bio=it's me followers=63 following=5 created=2018-12-15T07:10:03Z language=en platform=twitter",
        ],
    },
    Fixture {
        name: "twitter_snscrape.jsonl",
        preset: "twitter_snscrape",
        set_aside: 0,
        rows: &[
            "twitter:11 @2022-01-18T10:00:00Z content=twitter:1483000000000000001 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
            "twitter:22 @2022-01-18T10:00:40Z content=twitter:1483000000000000009 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 repost_of=twitter:1483000000000000001 repost_of_time=2022-01-18T10:00:00Z text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
        ],
        facts: &[
            "twitter:11 handle=oatfan11 name=Oat Fan bio=it's me followers=63 following=5 created=2018-12-15T07:10:03Z language=en platform=twitter",
            "twitter:22 handle=copy22 name=Copy bio=it's me followers=1 following=2 created=2018-12-15T07:10:03Z language=en platform=twitter",
        ],
    },
    Fixture {
        name: "twitter_twitter_r.csv",
        preset: "twitter_twitter_r",
        set_aside: 0,
        rows: &[
            "twitter:oatfan11 @2016-11-23T18:40:30Z content=twitter:801400000000000009 hashtags=oats text=Oats &amp; more #oats",
            "twitter:copy22 @2016-11-23T18:40:40Z content=twitter:801400000000000019 mentions=twitter:oatfan11 is_repost=true text=RT @oatfan11: Oats &amp; more #oa…",
        ],
        facts: &["twitter:oatfan11 handle=oatfan11 platform=twitter", "twitter:copy22 handle=copy22 platform=twitter"],
    },
    Fixture {
        name: "twitter_v1_pandas.csv",
        preset: "twitter_v1",
        set_aside: 0,
        rows: &[
            "twitter:11 @2022-01-18T10:00:00Z content=twitter:1483000000000000001 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
            "twitter:22 @2022-01-18T10:00:40Z content=twitter:1483000000000000009 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 repost_of=twitter:1483000000000000001 repost_of_time=2022-01-18T10:00:00Z text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
        ],
        facts: &[
            "twitter:11 handle=oatfan11 followers=63 platform=twitter",
            "twitter:22 handle=copy22 followers=1 platform=twitter",
        ],
    },
    Fixture {
        name: "twitter_v1_stream.ndjson",
        preset: "twitter_v1",
        set_aside: 0,
        rows: &[
            "twitter:11 @2022-01-18T10:00:00Z content=twitter:1483000000000000001 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
            "twitter:22 @2022-01-18T10:00:40Z content=twitter:1483000000000000009 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 repost_of=twitter:1483000000000000001 repost_of_time=2022-01-18T10:00:00Z text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
        ],
        facts: &[
            "twitter:11 handle=oatfan11 name=Oat Fan bio=I like oats followers=63 following=5 created=2018-01-20T03:58:56Z language=en platform=twitter",
            "twitter:22 handle=copy22 name=Copy followers=1 following=2 created=2016-02-02T10:00:00Z language=en platform=twitter",
        ],
    },
    Fixture {
        name: "twitter_v2_pages.ndjson",
        preset: "twitter_v2",
        set_aside: 0,
        rows: &[
            "twitter:22 @2022-01-18T10:00:40Z content=twitter:1483000000000000009 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 repost_of=twitter:1483000000000000001 repost_of_time=2022-01-18T10:00:00Z text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
        ],
        facts: &["twitter:22 handle=copy22 name=Copy language=en platform=twitter"],
    },
    Fixture {
        name: "twitter_v2_pandas.csv",
        preset: "twitter_v2",
        set_aside: 0,
        rows: &[
            "twitter:11 @2022-01-18T10:00:00Z content=twitter:1483000000000000001 url=https://news.example/oats hashtags=oats|breakfast mentions=twitter:farmer3 text=Oats are good, and here is why they are so good for you every single day of the year #oats #breakfast @farmer3 https://t.co/aaa",
            "twitter:22 @2022-01-18T10:00:40Z content=twitter:1483000000000000009 mentions=twitter:oatfan11 repost_of=twitter:1483000000000000001 text=RT @oatfan11: Oats are good, and here is why they are so good for you every single day of the year #oats #break…",
            "twitter:22 @2022-01-18T10:05:00Z content=twitter:1483000000000000012 reply_to=twitter:1483000000000000001 text=it's a reply",
        ],
        facts: &["twitter:11 language=en platform=twitter", "twitter:22 language=en platform=twitter"],
    },
    Fixture {
        name: "vk.json",
        preset: "vk",
        set_aside: 0,
        rows: &[
            "vk:-500001 @2024-01-02T03:04:05Z content=vk:-500001_101 repost_of=vk:-500002_77 repost_of_time=2024-01-02T01:46:40Z",
            "vk:7 @2024-01-02T03:04:15Z content=vk:-500001_102 url=https://news.example/a|https://news.example/b hashtags=tag media_hash=7_9 text=look https://news.example/b #tag",
        ],
        facts: &["vk:-500001 platform=vk", "vk:7 platform=vk"],
    },
    Fixture {
        name: "vk_4cat.csv",
        preset: "vk_4cat",
        set_aside: 0,
        rows: &[
            "vk:7 @2024-01-02T03:04:15Z content=vk:https://vk.com/wall-500001_102 url=https://news.example/a|https://news.example/b hashtags=tag text=look https://news.example/b #tag",
        ],
        facts: &["vk:7 handle=anna name=Anna A platform=vk"],
    },
    Fixture {
        name: "weibo_crawler.json",
        preset: "weibo_crawler",
        set_aside: 0,
        rows: &[
            "weibo:1669000001 @2019-12-28T04:32:13Z content=weibo:4454572602912349 hashtags=新闻|早安 mentions=weibo:bob repost_of=weibo:4454572602900001 repost_of_time=2019-12-28T04:30:13Z text=今天",
        ],
        facts: &["weibo:1669000001 handle=安娜 bio=hi followers=10 following=5 platform=weibo"],
    },
    Fixture {
        name: "weibo_search.csv",
        preset: "weibo_search",
        set_aside: 0,
        rows: &[
            "weibo:1669000001 @2024-01-01T19:04:00Z content=weibo:4990000000000001 hashtags=新闻 mentions=weibo:bob repost_of=weibo:4980000000000002 text=今天 #新闻# //@bob:转",
        ],
        facts: &["weibo:1669000001 handle=安娜 country=北京 platform=weibo"],
    },
    Fixture {
        name: "youtube_data_tools_videos.csv",
        preset: "youtube_data_tools_videos",
        set_aside: 0,
        rows: &[
            "youtube:UCaaa @2024-03-05T05:03:40Z content=youtube:vid00000001 url=https://news.example/a hashtags=news text=A title\n\nText https://news.example/a #news",
        ],
        facts: &["youtube:UCaaa name=Anna language=en platform=youtube"],
    },
    Fixture {
        name: "bluesky_minet.csv",
        preset: "bluesky_minet",
        set_aside: 0,
        rows: &[
            "bluesky:did:plc:aaa @2025-03-16T09:22:08Z content=bluesky:at://did:plc:aaa/app.bsky.feed.post/3k1 url=https://news.example/a|https://news.example/b hashtags=news reply_to=bluesky:at://did:plc:bbb/app.bsky.feed.post/3k0 mentions=bluesky:did:plc:bbb text=look @bo.example #news reply_to_account=bluesky:did:plc:bbb",
            "bluesky:did:plc:ccc @2025-03-16T09:22:18Z url=https://news.example/a hashtags=news mentions=bluesky:did:plc:bbb repost_of=bluesky:at://did:plc:aaa/app.bsky.feed.post/3k1 repost_of_time=2025-03-16T09:22:08Z text=look @bo.example #news",
        ],
        facts: &[
            "bluesky:did:plc:aaa handle=ana.example name=Ana created=2023-07-01T00:00:00Z language=en platform=bluesky",
            "bluesky:did:plc:ccc handle=cid.example language=en platform=bluesky",
        ],
    },
];

fn path(name: &str) -> PathBuf {
    root().join("tests/fixtures/presets").join(name)
}

/// Everything that these files hold; not one row may be refused.
fn everything(paths: &[PathBuf]) -> Events {
    let config = InputConfig { max_rejects: 0.0, ..InputConfig::default() };
    Events::read(paths, &config, &Role::ALL).unwrap_or_else(|error| panic!("{paths:?}: {error}"))
}

/// A row in words: who, when, and every value.
fn told(events: &Events, row: usize) -> String {
    let mut text = format!("{} @{}", events.accounts.get(events.account[row]), rfc3339(events.time[row]));
    for role in Role::ALL.into_iter().filter(|role| !FACTS.contains(role)) {
        let moment = events.moments(role).map(|moments| moments[row]).filter(|&moment| moment != UNKNOWN);
        let column = events.column(role);
        let values = column.into_iter().flat_map(|column| column.row(row).iter().map(|&id| column.strings.get(id)));
        let values: Vec<String> = moment.map(rfc3339).into_iter().chain(values.map(str::to_owned)).collect();
        if !values.is_empty() {
            _ = write!(text, " {}={}", role.name(), values.join("|"));
        }
    }
    text
}

fn rows(events: &Events) -> Vec<String> {
    (0..events.len()).map(|row| told(events, row)).collect()
}

/// What is known of each account, in words.
fn facts(events: &Events) -> Vec<String> {
    let of = |(id, name): (usize, &str)| {
        let account = events.facts.of(id as u32);
        let known: [(&str, Option<String>); 10] = [
            ("handle", account.handle.map(str::to_owned)),
            ("name", account.display_name.map(str::to_owned)),
            ("bio", account.bio.map(str::to_owned)),
            ("url", account.bio_url.map(str::to_owned)),
            ("followers", account.followers.map(|n| n.to_string())),
            ("following", account.following.map(|n| n.to_string())),
            ("created", account.created.map(rfc3339)),
            ("language", account.language.map(str::to_owned)),
            ("country", account.country.map(str::to_owned)),
            ("platform", account.platform.map(str::to_owned)),
        ];
        let known: Vec<String> =
            known.into_iter().filter_map(|(fact, value)| Some(format!("{fact}={}", value?))).collect();
        (!known.is_empty()).then(|| format!("{name} {}", known.join(" ")))
    };
    events.accounts.iter().enumerate().filter_map(of).collect()
}

#[test]
fn every_export_is_recognised_and_read_as_it_is_meant() {
    for fixture in &FIXTURES {
        let events = everything(&[path(fixture.name)]);
        let source = &events.sources[0];
        assert_eq!(source.preset.map(|preset| preset.name()), Some(fixture.preset), "{}", fixture.name);
        assert_eq!(rows(&events), fixture.rows, "{}", fixture.name);
        assert_eq!(facts(&events), fixture.facts, "{}", fixture.name);
        assert_eq!((source.rows, source.set_aside), (fixture.rows.len() as u64, fixture.set_aside), "{}", fixture.name);
    }
}

#[test]
fn every_preset_has_a_fixture_and_every_fixture_its_test() {
    let tested: BTreeSet<&str> = FIXTURES.iter().map(|fixture| fixture.preset).collect();
    assert_eq!(tested, Preset::ALL.iter().map(|preset| preset.name()).collect());
    let files = std::fs::read_dir(path("")).expect("the fixtures");
    let files: BTreeSet<String> =
        files.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(files, FIXTURES.iter().map(|fixture| fixture.name.to_owned()).collect());
}

#[test]
fn exports_of_all_platforms_are_read_in_one_run() {
    let paths: Vec<PathBuf> = FIXTURES.iter().map(|fixture| path(fixture.name)).collect();
    let events = everything(&paths);
    let expected: Vec<&str> = FIXTURES.iter().flat_map(|fixture| fixture.rows).copied().collect();
    assert_eq!(rows(&events), expected);
    let platform = |name: &str| name.split_once(':').map(|(platform, _)| platform.to_owned());
    let platforms: BTreeSet<String> = events.accounts.iter().filter_map(platform).collect();
    let known = [
        "bluesky",
        "discord",
        "facebook",
        "gab",
        "instagram",
        "linkedin",
        "mastodon",
        "reddit",
        "telegram",
        "threads",
        "tiktok",
        "truth_social",
        "twitter",
        "vk",
        "weibo",
        "x",
        "y",
        "youtube",
    ];
    assert_eq!(platforms, known.map(str::to_owned).into());
}

#[test]
fn the_same_number_on_two_platforms_is_two_posts_and_the_same_link_is_one() {
    let place = folder();
    let posts = "account_id,post_id,timestamp,platform,repost_of,url\n\
                 1,9,1630000000,a,,https://x.example\n1,9,1630000000,b,,https://x.example\n2,10,1630000060,b,9,\n";
    let events = everything(&[file(&place, "p.csv", posts)]);
    assert_ne!(events.post[0], events.post[1]);
    assert_eq!(events.column(Role::Url).expect("links").strings.len(), 1);
    let reposts = Acts::new(&events, TraceKind::Repost, Posts::Once, &Same::default()).expect("a repost");
    assert_eq!((reposts.objects.get(0), reposts.triggers.count(Trigger::Original)), ("b:9", 1));
    let jetstream = everything(&[path("bluesky_jetstream.jsonl")]);
    let reposts = Acts::new(&jetstream, TraceKind::Repost, Posts::Once, &Same::default()).expect("a repost");
    assert_eq!(reposts.triggers.count(Trigger::Original), 1, "a repost names the post as the post names itself");
}

#[test]
fn a_renamed_account_has_both_names() {
    let events = everything(&[path("twitter_v1.json")]);
    let names: Vec<(&str, &str, i64)> = events
        .facts
        .handles()
        .map(|seen| (events.accounts.get(seen.account), seen.handle, (seen.last - seen.first) / 1_000_000))
        .collect();
    assert_eq!(
        names,
        [("twitter:11", "first_user", 0), ("twitter:22", "second_user", 0), ("twitter:22", "second_user_2", 0)]
    );
}

#[test]
fn without_facts_wanted_none_are_kept() {
    let events = Events::read(&[path("twitter_v1.json")], &InputConfig::default(), &[Role::Url]).expect("tweets");
    assert!(events.facts.is_empty() && events.column(Role::Handle).is_none());
}

/// What stands in a fixture, what is put in its place, and what is said then.
const BROKEN: [(&str, &str, &str, &str); 80] = [
    ("shares.csv", "object_id", "thing", "no column for the role time"),
    ("posts.csv", "2023-11-14T22:13:30Z,,,p1", "half past ten,,,p1", "column timestamp: the time is in no known form"),
    ("edges.csv", "ann,page-1,1700000000", "ann,,1700000000", "line 2: the object is missing"),
    ("coordination_toolkit.csv", "timestamp", "when", "no column for the role time of the preset coordination_toolkit"),
    (
        "twitter_moderation_research.csv",
        "userid\",\"user_display",
        "uid\",\"user_display",
        "no column for the role account of the preset twitter_moderation_research",
    ),
    ("ira_clemson.csv", "10/1/2017 22:43", "1 October", "column publish_date: "),
    ("ira_reduced.csv", "author_id", "who", "no column for the role account of the preset ira_clemson"),
    (
        "twitter_v1.json",
        "\"created_at\": \"Wed Oct 10 20:19:29 +0000 2018\"",
        "\"created_at\": \"Wed Oct 10\"",
        "first line 2: column created_at: the time is in no known form",
    ),
    ("twitter_v2_page.json", "\"2020-09-18T18:36:20.000Z\"", "null", "first line 2: the time is missing"),
    (
        "twitter_v2_flattened.jsonl",
        "\"author_id\": \"22\", \"created_at\"",
        "\"author_id\": {}, \"created_at\"",
        "first line 2: column author_id: an object where",
    ),
    ("twitter_twarc.csv", "2020-09-18T18:36:20.000Z", "today", "column created_at: the time is in no known form"),
    ("twitter_4cat.csv", "1600454175", "soon", "column unix_timestamp: the time is in no known form"),
    (
        "tiktok_videos.json",
        "\"username\": \"second.dancer\"",
        "\"username\": \"\"",
        "first line 2: the account is missing",
    ),
    ("tiktok_videos.csv", "create_time", "made", "no column for the role account"),
    ("tiktok_comments.json", "username", "nobody", "no column for the role account of the preset tiktok_comments"),
    (
        "tiktok_captured.ndjson",
        "\"createTime\": 1700000000",
        "\"createTime\": \"today\"",
        "column createTime: the time",
    ),
    ("tiktok_4cat.csv", ",1700000000,", ",,", "the time is missing"),
    ("crowdtangle_facebook.csv", "14:05:30 EDT", "14:05:30 LMT", "column Post Created: the time zone is not known"),
    (
        "crowdtangle_instagram.csv",
        "Post Created",
        "Posted",
        "no column for the role time of the preset crowdtangle_instagram",
    ),
    (
        "meta_library_facebook.csv",
        "creation_time",
        "made",
        "no column for the role time of the preset meta_library_facebook",
    ),
    (
        "meta_library_instagram.csv",
        "2024-05-01T10:00:00+0000",
        "2024-05-01",
        "column creation_time: a date without a time of day",
    ),
    ("telegram_desktop.json", "\"1643709620\"", "\"later\"", "first line 3: column date_unixtime: the time"),
    ("telegram_account.json", "\"user43\"", "null", "first line 2: the account is missing"),
    (
        "telegram_telethon.ndjson",
        "\"date\": 1643709615, \"message\"",
        "\"date\": true, \"message\"",
        "first line 2: column date: the time",
    ),
    ("telegram_4cat.csv", "6,invented_group,invented_group,43", "6,invented_group", "fields where the header has 21"),
    (
        "bluesky_jetstream.jsonl",
        "\"time_us\": 1725911165000000",
        "\"time_us\": -1",
        "first line 2: column time_us: the time is before 1970",
    ),
    ("bluesky_feed.json", "\"did\": \"did:plc:bbbb\"", "\"did\": []", "first line 2: the account is missing"),
    ("bluesky_4cat.csv", "2024-09-09T19:46:02.102000+00:00", "never", "column created_at: the time"),
    (
        "mastodon.json",
        "\"created_at\": \"2019-12-08T03:48:40.000Z\"",
        "\"created_at\": 7e99",
        "first line 2: column created_at: the time",
    ),
    (
        "youtube_threads.json",
        "2023-11-14T22:14:20Z",
        "2023-11-14T25:14:20Z",
        "first line 2: column snippet.publishedAt: there is no such date or time of day",
    ),
    ("youtube_data_tools.csv", "2023-11-14 22:14:20", "14.11.", "column publishedAt: the time"),
    (
        "reddit_comments.ndjson",
        "\"created_utc\": \"1700000060\"",
        "\"created_utc\": \"?\"",
        "first line 2: column created_utc: the time",
    ),
    ("reddit_submissions.ndjson", "\"author\": \"second_user\",", "", "first line 2: the account is missing"),
    ("4cat.csv", "1700000010", "x", "column unix_timestamp: the time"),
    ("tiktok_pages.ndjson", "1700000001", "1e99", "first line 2: column create_time: the time"),
    ("1669000001.csv", "2019-12-28 12:32:13", "never", "line 2: column 完整日期: the time is in no known form"),
    (
        "bluesky_sdk.json",
        "2024-11-05T10:01:00.000Z",
        "never",
        "line 1: column reason.indexedAt: the time is in no known form",
    ),
    ("crowdtangle_api.json", "2021-03-04 05:06:07", "never", "line 1: column date: the time is in no known form"),
    (
        "crowdtangle_reduced.csv",
        "2023-11-13 04:30:36 EST",
        "2023-11-13 04:30:36 BST",
        "line 2: column Post Created: the time zone is not known, or its name has several meanings",
    ),
    (
        "crowdtangle_twitter.csv",
        "05:06:07 CET",
        "05:06:07 LMT",
        "line 2: column Post Created: the time zone is not known, or its name has several meanings",
    ),
    (
        "discord_exporter.csv",
        "02-Jan-24 03:05 AM",
        "02-Jan-24",
        "line 3: column Date: a date without a time of day: a whole day would be one moment",
    ),
    (
        "discord_exporter.json",
        "2024-01-02T03:04:05.678+00:00",
        "never",
        "line 1: column timestamp: the time is in no known form",
    ),
    (
        "facebook_graph.json",
        "2024-01-02T03:04:05+0000",
        "never",
        "line 1: column created_time: the time is in no known form",
    ),
    ("facebook_scraper.json", "1704164705", "\"never\"", "line 2: column timestamp: the time is in no known form"),
    ("gab.ndjson", "2024-01-02T03:04:05.000Z", "never", "line 1: column created_at: the time is in no known form"),
    (
        "instagram_4cat.csv",
        "1770578767",
        "1.77E+09",
        "line 2: column unix_timestamp: the time has lost its digits in a spreadsheet or as a float",
    ),
    ("instagram_captured.ndjson", "1770578767", "\"never\"", "line 1: column taken_at: the time is in no known form"),
    (
        "ira_nbc.csv",
        "1458672365000",
        "1.46E+12",
        "line 3: column created_at: the time has lost its digits in a spreadsheet or as a float",
    ),
    (
        "linkedin_captured.ndjson",
        "\"updateMetadata\": {\"urn\": \"urn:li:activity:7100000000000000001\"}",
        "\"updateMetadata\": {\"urn\": \"urn:li:activity:71\"}",
        "line 1: the time is missing",
    ),
    ("mastodon_outbox.json", "2022-12-03T13:34:16Z", "never", "line 2: column published: the time is in no known form"),
    (
        "reddit_comment_table.csv",
        "1700439355.0",
        "never",
        "line 2: column comment_posted_time: the time is in no known form",
    ),
    (
        "telegram_telethon_dump.json",
        "2022-08-18T13:07:00+00:00",
        "never",
        "line 3: column date: the time is in no known form",
    ),
    ("threads_4cat.csv", "1700000000", "never", "line 2: column unix_timestamp: the time is in no known form"),
    ("threads_captured.ndjson", "1700000000,", "\"never\",", "line 1: column taken_at: the time is in no known form"),
    (
        "tiktok_apify.csv",
        "2023-11-14T19:26:50.000Z",
        "never",
        "line 3: column createTimeISO: the time is in no known form",
    ),
    (
        "tiktok_apify.jsonl",
        "2023-11-14T19:26:40.000Z",
        "never",
        "line 1: column createTimeISO: the time is in no known form",
    ),
    (
        "tiktok_captured_comments.ndjson",
        "1699991010",
        "\"never\"",
        "line 2: column create_time: the time is in no known form",
    ),
    ("tiktok_minet.csv", "1699990010", "never", "line 2: column timestamp: the time is in no known form"),
    (
        "tiktok_pyktok.csv",
        "2023-11-14T19:26:40",
        "2023-11-14",
        "line 2: column video_timestamp: a date without a time of day: a whole day would be one moment",
    ),
    (
        "truth_social.jsonl",
        "\"created_at\": \"2025-02-04T03:40:29.675Z\"",
        "\"created_at\": \"never\"",
        "line 2: column created_at: the time is in no known form",
    ),
    (
        "truth_social_4cat.csv",
        "2025-02-04T03:40:19.675Z",
        "never",
        "line 2: column created_at: the time is in no known form",
    ),
    (
        "twitter_academictwitter.csv",
        "2022-01-18T10:00:40.000Z",
        "never",
        "line 3: column created_at: the time is in no known form",
    ),
    (
        "twitter_archive.js",
        "Tue Dec 06 10:01:00 +0000 2022",
        "never",
        "line 2: column created_at: the time is in no known form",
    ),
    (
        "twitter_captured.ndjson",
        "Tue Jan 18 10:00:40 +0000 2022",
        "never",
        "line 2: column legacy.created_at: the time is in no known form",
    ),
    (
        "twitter_json2csv.csv",
        "2022-01-18 10:00:40+00:00",
        "never",
        "line 3: column parsed_created_at: the time is in no known form",
    ),
    ("twitter_minet.csv", "1642500040.0", "never", "line 3: column timestamp_utc: the time is in no known form"),
    ("twitter_rtweet.csv", "2022-01-18 10:00:40", "never", "line 3: column created_at: the time is in no known form"),
    ("twitter_snscrape.csv", "2022-01-18 10:00:00+00:00", "never", "line 2: column date: the time is in no known form"),
    (
        "twitter_snscrape.jsonl",
        "2022-01-18T10:00:40+00:00",
        "never",
        "line 2: column date: the time is in no known form",
    ),
    ("twitter_twitter_r.csv", "2016-11-23 18:40:40", "never", "line 3: column created: the time is in no known form"),
    (
        "twitter_v1_pandas.csv",
        "Tue Jan 18 10:00:40 +0000 2022",
        "never",
        "line 3: column created_at: the time is in no known form",
    ),
    (
        "twitter_v1_stream.ndjson",
        "Tue Jan 18 10:00:40 +0000 2022",
        "never",
        "line 2: column created_at: the time is in no known form",
    ),
    (
        "twitter_v2_pages.ndjson",
        "2022-01-18T10:00:40.000Z",
        "never",
        "line 1: column created_at: the time is in no known form",
    ),
    (
        "twitter_v2_pandas.csv",
        "2022-01-18 10:05:00+00:00",
        "never",
        "line 4: column created_at: the time is in no known form",
    ),
    ("vk.json", "1704164655", "\"never\"", "line 2: column date: the time is in no known form"),
    ("vk_4cat.csv", "1704164655", "never", "line 2: column unix_timestamp: the time is in no known form"),
    (
        "weibo_crawler.json",
        "2019-12-28T12:32:13",
        "never",
        "line 1: column full_created_at: the time is in no known form",
    ),
    (
        "weibo_search.csv",
        "2024-01-02 03:04",
        "2024-01-02",
        "line 2: column 发布时间: a date without a time of day: a whole day would be one moment",
    ),
    (
        "youtube_data_tools_videos.csv",
        "2024-03-05T05:03:40Z",
        "never",
        "line 2: column publishedAt: the time is in no known form",
    ),
    ("bluesky_minet.csv", "1742116938", "never", "line 3: column repost_timestamp_utc: the time is in no known form"),
];

#[test]
fn what_is_wrong_with_an_export_is_told() {
    let place = folder();
    let config = InputConfig { max_rejects: 0.0, ..InputConfig::default() };
    for (name, from, to, says) in BROKEN {
        let whole = std::fs::read_to_string(path(name)).expect(name);
        assert!(whole.contains(from), "{name}: {from}");
        let broken = file(&place, name, whole.replacen(from, to, if from == "username" { usize::MAX } else { 1 }));
        let message = Events::read(&[broken], &config, &Role::ALL).expect_err(name).to_string();
        assert!(message.contains(name) && message.contains(says), "{name}: {message}");
    }
    let tested: BTreeSet<&str> = BROKEN.iter().map(|(name, ..)| *name).collect();
    assert_eq!(tested, FIXTURES.iter().map(|fixture| fixture.name).collect());
}

#[test]
fn a_json_document_that_is_cut_short_is_told() {
    let place = folder();
    let documents: Vec<&Fixture> = FIXTURES.iter().filter(|fixture| fixture.name.ends_with(".json")).collect();
    assert!(documents.len() > 5);
    for fixture in documents {
        let whole = std::fs::read(path(fixture.name)).expect(fixture.name);
        for share in [3, 5, 9] {
            let cut = file(&place, fixture.name, &whole[..whole.len() * share / 10]);
            let message = fail(&["network", arg(&cut), "--trace", "url"]);
            assert!(message.contains("cut short") && message.contains("export it again"), "{message}");
        }
    }
}

#[test]
fn a_preset_that_does_not_fit_says_so() {
    let message = fail(&["network", arg(&path("4cat.csv")), "--preset", "telegram_desktop"]);
    assert!(message.contains("not the form of the preset telegram_desktop"), "{message}");
    let message = misuse_of_a_name();
    assert!(message.contains("unknown preset `twiter`") && message.contains("twitter_v1"), "{message}");
}

fn misuse_of_a_name() -> String {
    let output = run(&["presets", "twiter"]);
    assert_eq!(output.status.code(), Some(2));
    text(&output.stderr)
}

#[test]
fn a_path_of_ones_own_finds_what_is_nested() {
    let place = folder();
    let lines = "{\"who\":{\"id\":9007199254740993},\"made\":1630000000,\"tags\":[{\"n\":\"a\"},{\"n\":\"b\"}],\"a.b\":\"https://x.example\"}\n\
                 {\"who\":{\"id\":8},\"made\":1630000001,\"tags\":[],\"a.b\":\"https://x.example\"}\n";
    let posts = file(&place, "p.ndjson", lines);
    let named = |account: &'static str| {
        ["account", "time", "hashtags", "url"].into_iter().zip([account, "made", "tags[].n", "a.b"])
    };
    let columns: Vec<String> = named("who.id").map(|(role, path)| format!("{role}={path}")).collect();
    let flags: Vec<&str> = columns.iter().flat_map(|column| ["--column", column]).collect();
    let edges = succeed(&[&["network", arg(&posts), "--trace", "url", "--min-objects", "1"], &flags[..]].concat());
    assert_eq!(edges, "account_a,account_b,co_acts,objects\n8,9007199254740993,1,1\n");
    let message = fail(&["network", arg(&posts), "--column", "account=who.name", "--column", "time=made"]);
    assert!(message.contains("there is no column `who.name`") && message.contains("a.b, made, tags, who"), "{message}");
}

/// Reddit's dumps refer further back than zstd allows by itself.
#[test]
fn a_dump_that_is_packed_with_a_long_window_opens() {
    let place = folder();
    let whole = std::fs::read(path("reddit_comments.ndjson")).expect("comments");
    let mut packed = zstd::Encoder::new(Vec::new(), 1).expect("an encoder");
    packed.window_log(28).and_then(|()| packed.long_distance_matching(true)).expect("a long window");
    std::io::Write::write_all(&mut packed, &whole).expect("memory takes it");
    let packed = packed.finish().expect("memory takes it");
    assert_eq!(rows(&everything(&[file(&place, "RC.zst", packed)])).len(), 2);
}

#[test]
fn facts_do_not_depend_on_the_number_of_threads() {
    let place = folder();
    let mut lines = String::new();
    (0..20_000).for_each(|n| {
        let (account, time) = (n * 7_919 % 503, 1_630_000_000 + n * 37 % 9_973);
        let names = format!("\"handle\":\"h{}\",\"bio\":\"bio {}\",\"followers\":{n}", n % 5, n % 1_009);
        _ = writeln!(lines, "{{\"account_id\":{account},\"timestamp\":{time},{names},\"text\":\"{n}\"}}");
    });
    assert!(lines.len() > 3 << 19, "several parts");
    let path = file(&place, "p.ndjson", &lines);
    let read = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| everything(std::slice::from_ref(&path)))
    };
    let (alone, many) = (read(1), read(5));
    assert_eq!(facts(&alone), facts(&many));
    assert!(alone.facts.handles().eq(many.facts.handles()));
    // Of the rows of the account 0 the latest, of those the last.
    let latest = (0..20_000i64).filter(|n| n * 7_919 % 503 == 0).max_by_key(|n| (n * 37 % 9_973, *n)).expect("a row");
    assert_eq!(alone.facts.of(0).followers, Some(latest as u64));
}

#[test]
fn an_imported_table_holds_what_the_exports_held() {
    let place = folder();
    let all: Vec<PathBuf> = FIXTURES.iter().map(|fixture| path(fixture.name)).collect();
    let alone = all.iter().map(|path| vec![path.clone()]);
    for inputs in alone.chain([all.clone()]) {
        let out = place.path().join("posts.parquet");
        let words: Vec<&str> = inputs.iter().map(|path| arg(path)).collect();
        let said = succeed(&[&["import", "--out", arg(&out), "--overwrite"], &words[..]].concat());
        let (originals, imported) = (everything(&inputs), everything(std::slice::from_ref(&out)));
        assert!(said.contains(&format!("Wrote {} post", originals.len())), "{said}");
        assert_eq!(imported.sources[0].preset, Some(Preset::POSTS));
        assert_eq!(rows(&imported), rows(&originals), "{inputs:?}");
        assert_eq!(imported.post, originals.post, "{inputs:?}");
        assert_eq!(facts(&imported), facts(&originals), "{inputs:?}");
        assert!(imported.facts.handles().eq(originals.facts.handles()), "{inputs:?}");
    }
}

#[test]
fn import_tells_what_it_left_out_and_replaces_nothing_unasked() {
    let place = folder();
    let mut csv = String::from("account_id,timestamp,url_id\n");
    (0..300).for_each(|n| _ = writeln!(csv, "a{n},{},u", 1_630_000_000 + n));
    csv.push_str("b,never,u\n");
    let posts = file(&place, "p.csv", csv);
    let (out, rejects) = (place.path().join("p.parquet"), place.path().join("rejects.csv"));
    let output = run(&["import", arg(&posts), "--out", arg(&out), "--rejects", arg(&rejects)]);
    assert!(output.status.success());
    let said = text(&output.stderr);
    assert!(said.contains("1 of 301 rows could not be used, first line 302: column timestamp: "), "{said}");
    let table = std::fs::read_to_string(&rejects).expect("rejects");
    assert!(table.starts_with("file,line,reason\n") && table.contains(",302,\"column timestamp: "), "{table}");
    let bytes = std::fs::read(&out).expect("the table");
    let message = fail(&["import", arg(&posts), "--out", arg(&out)]);
    assert!(message.contains("is there already"), "{message}");
    let broken = file(&place, "broken.csv", "account_id,timestamp\na,never\n");
    let failed = fail(&["import", arg(&broken), "--out", arg(&out), "--overwrite", "--rejects", arg(&rejects)]);
    assert!(failed.contains("1 of 1 rows (100.0 %) cannot be used") && !failed.contains("--max-rejects"), "{failed}");
    let table = std::fs::read_to_string(&rejects).expect("rejects are listed also where the run fails");
    assert!(table.contains("broken.csv,2,\"column timestamp: "), "{table}");
    assert_eq!(std::fs::read(&out).expect("the table"), bytes, "a run that fails leaves what was there");
    for threads in ["1", "2"] {
        succeed(&["import", arg(&posts), "--out", arg(&out), "--overwrite", "--threads", threads, "--quiet"]);
        assert_eq!(std::fs::read(&out).expect("the table"), bytes, "{threads} threads");
    }
}

/// With `LOCKSTEP_WRITE_DOCS` in the environment the document is written again.
#[test]
fn the_document_of_presets_is_what_the_program_writes() {
    let path = root().join("docs/presets.md");
    let written = succeed(&["presets", "--markdown"]);
    if std::env::var_os("LOCKSTEP_WRITE_DOCS").is_some() {
        std::fs::write(&path, &written).expect("the document can be written");
    }
    assert_eq!(std::fs::read_to_string(&path).expect("docs/presets.md"), written);
    for preset in Preset::ALL {
        let page = succeed(&["presets", preset.name()]);
        let form = preset.form();
        assert!(written.contains(&format!("## {}\n", preset.name())) && page.starts_with(preset.name()));
        assert!(form.notes.iter().all(|note| page.contains(note)) && !form.notes.is_empty(), "{page}");
        let is_own = preset == Preset::POSTS;
        assert!(is_own || form.sources.iter().all(|(_, address)| address.starts_with("https://")), "{page}");
        assert!(is_own || !form.sources.is_empty(), "{page}");
    }
}
