//! Twitter, now X.

use lockstep_base::time::Order;

use super::form::{PLAIN, rows, within};
use super::{Clock, Filter, Form};
use crate::events::Role;

const TWITTER: Form = Form { platform: Some("twitter"), ..PLAIN };

/// Tweets of version 1.1 of the API.
pub(super) const V1: Form = Form {
    name: "twitter_v1",
    meaning: "tweets of Twitter's API 1.1, an array or one a line",
    shapes: &[
        rows(&["id_str", "created_at", "user.id_str"]),
        within("statuses[]", &["statuses[].id_str", "search_metadata"]),
    ],
    fields: &[
        (Role::Account, "user.id_str"),
        (Role::Time, "created_at"),
        (Role::Content, "id_str"),
        (Role::Url, "retweeted_status.extended_tweet.entities.urls[].expanded_url"),
        (Role::Url, "retweeted_status.entities.urls[].expanded_url"),
        (Role::Url, "extended_tweet.entities.urls[].expanded_url"),
        (Role::Url, "entities.urls[].expanded_url"),
        (Role::Hashtags, "retweeted_status.extended_tweet.entities.hashtags[].text"),
        (Role::Hashtags, "retweeted_status.entities.hashtags[].text"),
        (Role::Hashtags, "extended_tweet.entities.hashtags[].text"),
        (Role::Hashtags, "entities.hashtags[].text"),
        (Role::Mentions, "retweeted_status.extended_tweet.entities.user_mentions[].screen_name"),
        (Role::Mentions, "retweeted_status.entities.user_mentions[].screen_name"),
        (Role::Mentions, "extended_tweet.entities.user_mentions[].screen_name"),
        (Role::Mentions, "entities.user_mentions[].screen_name"),
        (Role::ReplyTo, "in_reply_to_status_id_str"),
        (Role::ReplyToAccount, "in_reply_to_user_id_str"),
        (Role::RepostOf, "retweeted_status.id_str"),
        (Role::RepostOfTime, "retweeted_status.created_at"),
        (Role::Text, "retweeted_status.extended_tweet.full_text"),
        (Role::Text, "retweeted_status.full_text"),
        (Role::Text, "retweeted_status.text"),
        (Role::Text, "extended_tweet.full_text"),
        (Role::Text, "full_text"),
        (Role::Text, "text"),
        (Role::Handle, "user.screen_name"),
        (Role::DisplayName, "user.name"),
        (Role::Bio, "user.description"),
        (Role::BioUrl, "user.entities.url.urls[].expanded_url"),
        (Role::BioUrl, "user.url"),
        (Role::Followers, "user.followers_count"),
        (Role::Following, "user.friends_count"),
        (Role::AccountCreated, "user.created_at"),
        (Role::Language, "lang"),
        (Role::Country, "place.country_code"),
    ],
    sources: &[
        (
            "Tweet object, Twitter developer platform",
            "https://developer.twitter.com/en/docs/tweets/data-dictionary/overview/tweet-object",
        ),
        (
            "User object, X developer platform",
            "https://developer.x.com/en/docs/tweets/data-dictionary/overview/user-object",
        ),
    ],
    notes: &[
        "Language is the tweet's, guessed by Twitter; country is that of the place tagged in the tweet.",
        "A retweet has the text, hashtags, links and mentions of its original, whole, where the original is given: accounts \
         that retweet the same posts share these, too.",
        "Quoted tweets are not passed on, and are not read.",
        "Tables that pandas makes of such tweets (columns like `user.id_str`, cells like `[{'text': 'x'}]`) are read, too.",
    ],
    ..TWITTER
};

/// Tweets of version 2 of the API, as they come and as twarc2 flattens them.
pub(super) const V2: Form = Form {
    name: "twitter_v2",
    meaning: "tweets of Twitter's API 2: pages with includes, or tweets one a line (twarc2 flatten, 4CAT)",
    shapes: &[
        within("data[]", &["data[].author_id", "data[].created_at"]),
        within("data", &["data.author_id", "data.created_at"]),
        rows(&["author_id", "created_at", "conversation_id"]),
        rows(&["author_id", "created_at", "edit_history_tweet_ids"]),
        rows(&["author_id", "created_at", "referenced_tweets"]),
        rows(&["author_id", "created_at", "public_metrics"]),
    ],
    fields: &[
        (Role::Account, "author_id"),
        (Role::Time, "created_at"),
        (Role::Content, "id"),
        (Role::Url, "referenced_tweets[type=retweeted].note_tweet.entities.urls[].expanded_url"),
        (Role::Url, "referenced_tweets[type=retweeted].entities.urls[].expanded_url"),
        (Role::Url, "referenced_tweets[type=retweeted].id->tweets.note_tweet.entities.urls[].expanded_url"),
        (Role::Url, "referenced_tweets[type=retweeted].id->tweets.entities.urls[].expanded_url"),
        (
            Role::Url,
            concat!(
                "!referenced_tweets[type=retweeted].text|referenced_tweets[type=retweeted].id->tweets.text? ",
                "note_tweet.entities.urls[].expanded_url"
            ),
        ),
        (
            Role::Url,
            concat!(
                "!referenced_tweets[type=retweeted].text|referenced_tweets[type=retweeted].id->tweets.text? ",
                "entities.urls[].expanded_url"
            ),
        ),
        (Role::Hashtags, "referenced_tweets[type=retweeted].note_tweet.entities.hashtags[].tag"),
        (Role::Hashtags, "referenced_tweets[type=retweeted].entities.hashtags[].tag"),
        (Role::Hashtags, "referenced_tweets[type=retweeted].id->tweets.note_tweet.entities.hashtags[].tag"),
        (Role::Hashtags, "referenced_tweets[type=retweeted].id->tweets.entities.hashtags[].tag"),
        (
            Role::Hashtags,
            concat!(
                "!referenced_tweets[type=retweeted].text|referenced_tweets[type=retweeted].id->tweets.text? ",
                "note_tweet.entities.hashtags[].tag"
            ),
        ),
        (
            Role::Hashtags,
            concat!(
                "!referenced_tweets[type=retweeted].text|referenced_tweets[type=retweeted].id->tweets.text? ",
                "entities.hashtags[].tag"
            ),
        ),
        (Role::Mentions, "referenced_tweets[type=retweeted].note_tweet.entities.mentions[].username"),
        (Role::Mentions, "referenced_tweets[type=retweeted].entities.mentions[].username"),
        (Role::Mentions, "referenced_tweets[type=retweeted].id->tweets.note_tweet.entities.mentions[].username"),
        (Role::Mentions, "referenced_tweets[type=retweeted].id->tweets.entities.mentions[].username"),
        (
            Role::Mentions,
            concat!(
                "!referenced_tweets[type=retweeted].text|referenced_tweets[type=retweeted].id->tweets.text? ",
                "note_tweet.entities.mentions[].username"
            ),
        ),
        (
            Role::Mentions,
            concat!(
                "!referenced_tweets[type=retweeted].text|referenced_tweets[type=retweeted].id->tweets.text? ",
                "entities.mentions[].username"
            ),
        ),
        (Role::ReplyTo, "referenced_tweets[type=replied_to].id"),
        (Role::ReplyToAccount, "in_reply_to_user_id"),
        (Role::RepostOf, "referenced_tweets[type=retweeted].id"),
        (Role::RepostOfTime, "referenced_tweets[type=retweeted].created_at"),
        (Role::RepostOfTime, "referenced_tweets[type=retweeted].id->tweets.created_at"),
        (Role::Text, "referenced_tweets[type=retweeted].note_tweet.text"),
        (Role::Text, "referenced_tweets[type=retweeted].text"),
        (Role::Text, "referenced_tweets[type=retweeted].id->tweets.note_tweet.text"),
        (Role::Text, "referenced_tweets[type=retweeted].id->tweets.text"),
        (Role::Text, "note_tweet.text"),
        (Role::Text, "text"),
        (Role::Handle, "author.username"),
        (Role::Handle, "author_user.username"),
        (Role::Handle, "author_id->users.username"),
        (Role::DisplayName, "author.name"),
        (Role::DisplayName, "author_user.name"),
        (Role::DisplayName, "author_id->users.name"),
        (Role::Bio, "author.description"),
        (Role::Bio, "author_user.description"),
        (Role::Bio, "author_id->users.description"),
        (Role::BioUrl, "author.entities.url.urls[].expanded_url"),
        (Role::BioUrl, "author_id->users.entities.url.urls[].expanded_url"),
        (Role::BioUrl, "author.url"),
        (Role::BioUrl, "author_id->users.url"),
        (Role::Followers, "author.public_metrics.followers_count"),
        (Role::Followers, "author_user.public_metrics.followers_count"),
        (Role::Followers, "author_id->users.public_metrics.followers_count"),
        (Role::Following, "author.public_metrics.following_count"),
        (Role::Following, "author_user.public_metrics.following_count"),
        (Role::Following, "author_id->users.public_metrics.following_count"),
        (Role::AccountCreated, "author.created_at"),
        (Role::AccountCreated, "author_user.created_at"),
        (Role::AccountCreated, "author_id->users.created_at"),
        (Role::Language, "lang"),
    ],
    sources: &[
        ("X API v2 data dictionary", "https://docs.x.com/x-api/fundamentals/data-dictionary"),
        (
            "Example payloads, Twitter developer platform",
            "https://developer.twitter.com/en/docs/twitter-api/data-dictionary/example-payloads",
        ),
        ("twarc, expansions.py: flatten", "https://github.com/DocNow/twarc"),
        ("4CAT, datasources/twitterv2", "https://github.com/digitalmethodsinitiative/4cat"),
    ],
    notes: &[
        "What is known of accounts and of the originals of retweets is joined from `includes`; what was not asked of the \
         API with `expansions` and `fields` is missing.",
        "Language is the tweet's, guessed by Twitter. There is no country.",
        "A retweet has the text, hashtags, links and mentions of its original where the original is given (`includes`, or \
         twarc2's flatten); else its own, which are cut off after 140 characters.",
        "Tables that pandas or tweepy make of such tweets are read, too, also with cells like `[{'type': 'retweeted', \
         'id': '9'}]`.",
    ],
    ..TWITTER
};

/// The table that twarc2 makes of version 2.
pub(super) const TWARC: Form = Form {
    name: "twitter_twarc_csv",
    meaning: "tweets of Twitter's API 2 as a table, CSV of twarc-csv",
    shapes: &[rows(&["author_id", "created_at", "referenced_tweets.retweeted.id"])],
    fields: &[
        (Role::Account, "author_id"),
        (Role::Time, "created_at"),
        (Role::Content, "id"),
        (Role::Url, "entities.urls"),
        (Role::Hashtags, "entities.hashtags"),
        (Role::Mentions, "entities.mentions"),
        (Role::ReplyTo, "referenced_tweets.replied_to.id"),
        (Role::ReplyToAccount, "in_reply_to_user_id"),
        (Role::RepostOf, "referenced_tweets.retweeted.id"),
        (Role::Text, "text"),
        (Role::Handle, "author.username"),
        (Role::DisplayName, "author.name"),
        (Role::Bio, "author.description"),
        (Role::BioUrl, "author.url"),
        (Role::Followers, "author.public_metrics.followers_count"),
        (Role::Following, "author.public_metrics.following_count"),
        (Role::AccountCreated, "author.created_at"),
        (Role::Language, "lang"),
        (Role::Country, "geo.country_code"),
    ],
    has_escaped_lines: true,
    sources: &[("twarc-csv, dataframe_converter.py", "https://github.com/DocNow/twarc-csv")],
    notes: &[
        "The originals of retweets are rows of their own, unless they were left out: they tell when they were published.",
        "A retweet has the text, hashtags, links and mentions of its original.",
        "Language is the tweet's, guessed by Twitter; country is that of the place tagged in the tweet.",
    ],
    ..TWITTER
};

/// Twitter's own releases of removed operations.
pub(super) const MODERATION_RESEARCH: Form = Form {
    name: "twitter_moderation_research",
    meaning: "Twitter's releases of removed operations (information operations, Moderation Research Consortium), CSV",
    shapes: &[rows(&["tweetid", "tweet_time", "tweet_text"]), rows(&["tweetid", "userid", "tweet_text"])],
    fields: &[
        (Role::Account, "userid"),
        (Role::Time, "tweet_time"),
        (Role::Content, "tweetid"),
        (Role::Url, "urls"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "user_mentions"),
        (Role::ReplyTo, "in_reply_to_tweetid"),
        (Role::ReplyToAccount, "in_reply_to_userid"),
        (Role::RepostOf, "retweet_tweetid"),
        (Role::Text, "tweet_text"),
        (Role::Handle, "user_screen_name"),
        (Role::DisplayName, "user_display_name"),
        (Role::Bio, "user_profile_description"),
        (Role::BioUrl, "user_profile_url"),
        (Role::Followers, "follower_count"),
        (Role::Following, "following_count"),
        (Role::AccountCreated, "account_creation_date"),
        (Role::Language, "account_language"),
        (Role::Language, "tweet_language"),
    ],
    missing: &["[]"],
    sources: &[
        (
            "Twitter Moderation Research Consortium: information operations",
            "https://transparency.twitter.com/en/information-operations.html",
        ),
        (
            "tweetio, R package: reads the releases",
            "https://knapply.github.io/tweetio/reference/io_campaign_metadata.html",
        ),
    ],
    notes: &[
        "Times are to the minute: windows below two minutes mean little.",
        "Names of accounts with less than 5,000 followers are hashed by Twitter, and so are handles and display names.",
        "Mentions are ids of accounts, not handles. When a retweeted post was published is not told; where it is a row \
         of the release itself, that is used.",
        "Language is the account's, or the tweet's where the release has only that.",
        "All accounts are of removed operations: there is no ordinary crowd to compare with.",
    ],
    ..TWITTER
};

/// The tweets of the Internet Research Agency that Clemson University gathered.
pub(super) const IRA: Form = Form {
    name: "ira_clemson",
    meaning: "tweets of the Internet Research Agency (Linvill and Warren, FiveThirtyEight), CSV or a copy of it",
    shapes: &[
        rows(&["external_author_id", "author", "content", "publish_date"]),
        rows(&["content", "publish_date", "account_category"]),
        rows(&["author", "content", "publish_date", "harvested_date"]),
    ],
    fields: &[
        (Role::Account, "author"),
        (Role::Account, "author_id"),
        (Role::Time, "publish_date"),
        (Role::Content, "tweet_id"),
        (Role::Url, "tco1_step1 + tco2_step1 + tco3_step1"),
        (Role::Text, "content"),
        (Role::Handle, "author"),
        (Role::Handle, "author_id"),
        (Role::Followers, "followers"),
        (Role::Following, "following"),
        (Role::Language, "language"),
        (Role::Country, "region"),
        (Role::Category, "account_category"),
    ],
    missing: &["Unknown"],
    reposts: &[
        Filter { path: "retweet", values: &["1", "True", "true"], keeps: true },
        Filter { path: "post_type", values: &["RETWEET"], keeps: true },
    ],
    order: Some(Order::MonthFirst),
    clock: Clock::Utc,
    sources: &[("3 million Russian troll tweets, README", "https://github.com/fivethirtyeight/russian-troll-tweets")],
    notes: &[
        "Accounts are told by handle: external_author_id has lost digits in the published files.",
        "`post_type` says that a row is a retweet, but not of which tweet: its text is somebody else's and counts in no \
         trace of texts.",
        "Times are to the minute. Language is the tweet's, country is Social Studio's `region`.",
        "All accounts are of one operation: there is no ordinary crowd to compare with.",
    ],
    ..TWITTER
};

/// Tweets that the browser extension Zeeschuimer captures, and 4CAT keeps.
pub(super) const CAPTURED: Form = Form {
    name: "twitter_captured",
    meaning: "tweets captured by Zeeschuimer, its NDJSON or 4CAT's",
    shapes: &[
        within("data", &["source_platform", "data.rest_id"]),
        within("data", &["source_platform", "data.legacy.full_text"]),
        rows(&["rest_id", "legacy.full_text"]),
    ],
    fields: &[
        (Role::Account, "legacy.user_id_str"),
        (Role::Account, "tweet.legacy.user_id_str"),
        (Role::Account, "core.user_results.result.rest_id"),
        (Role::Time, "legacy.created_at"),
        (Role::Time, "tweet.legacy.created_at"),
        (Role::Content, "legacy.id_str"),
        (Role::Content, "tweet.legacy.id_str"),
        (Role::Content, "rest_id"),
        (
            Role::Url,
            "legacy.retweeted_status_result.result.note_tweet.note_tweet_results.result.entity_set.urls[].expanded_url",
        ),
        (
            Role::Url,
            "legacy.retweeted_status_result.result.tweet.note_tweet.note_tweet_results.result.entity_set.urls[].expanded_url",
        ),
        (Role::Url, "legacy.retweeted_status_result.result.legacy.entities.urls[].expanded_url"),
        (Role::Url, "legacy.retweeted_status_result.result.tweet.legacy.entities.urls[].expanded_url"),
        (Role::Url, "note_tweet.note_tweet_results.result.entity_set.urls[].expanded_url"),
        (Role::Url, "legacy.entities.urls[].expanded_url"),
        (Role::Url, "tweet.legacy.entities.urls[].expanded_url"),
        (
            Role::Hashtags,
            "legacy.retweeted_status_result.result.note_tweet.note_tweet_results.result.entity_set.hashtags[].text",
        ),
        (
            Role::Hashtags,
            "legacy.retweeted_status_result.result.tweet.note_tweet.note_tweet_results.result.entity_set.hashtags[].text",
        ),
        (Role::Hashtags, "legacy.retweeted_status_result.result.legacy.entities.hashtags[].text"),
        (Role::Hashtags, "legacy.retweeted_status_result.result.tweet.legacy.entities.hashtags[].text"),
        (Role::Hashtags, "note_tweet.note_tweet_results.result.entity_set.hashtags[].text"),
        (Role::Hashtags, "legacy.entities.hashtags[].text"),
        (Role::Hashtags, "tweet.legacy.entities.hashtags[].text"),
        (
            Role::Mentions,
            "legacy.retweeted_status_result.result.note_tweet.note_tweet_results.result.entity_set.user_mentions[].screen_name",
        ),
        (
            Role::Mentions,
            "legacy.retweeted_status_result.result.tweet.note_tweet.note_tweet_results.result.entity_set.user_mentions[].screen_name",
        ),
        (Role::Mentions, "legacy.retweeted_status_result.result.legacy.entities.user_mentions[].screen_name"),
        (Role::Mentions, "legacy.retweeted_status_result.result.tweet.legacy.entities.user_mentions[].screen_name"),
        (Role::Mentions, "note_tweet.note_tweet_results.result.entity_set.user_mentions[].screen_name"),
        (Role::Mentions, "legacy.entities.user_mentions[].screen_name"),
        (Role::Mentions, "tweet.legacy.entities.user_mentions[].screen_name"),
        (Role::ReplyTo, "legacy.in_reply_to_status_id_str"),
        (Role::ReplyTo, "tweet.legacy.in_reply_to_status_id_str"),
        (Role::ReplyToAccount, "legacy.in_reply_to_user_id_str"),
        (Role::ReplyToAccount, "tweet.legacy.in_reply_to_user_id_str"),
        (Role::RepostOf, "legacy.retweeted_status_result.result.legacy.id_str"),
        (Role::RepostOf, "legacy.retweeted_status_result.result.rest_id"),
        (Role::RepostOf, "legacy.retweeted_status_result.result.tweet.rest_id"),
        (Role::RepostOfTime, "legacy.retweeted_status_result.result.legacy.created_at"),
        (Role::RepostOfTime, "legacy.retweeted_status_result.result.tweet.legacy.created_at"),
        (Role::Text, "legacy.retweeted_status_result.result.note_tweet.note_tweet_results.result.text"),
        (Role::Text, "legacy.retweeted_status_result.result.tweet.note_tweet.note_tweet_results.result.text"),
        (Role::Text, "legacy.retweeted_status_result.result.legacy.full_text"),
        (Role::Text, "legacy.retweeted_status_result.result.tweet.legacy.full_text"),
        (Role::Text, "note_tweet.note_tweet_results.result.text"),
        (Role::Text, "legacy.full_text"),
        (Role::Text, "tweet.legacy.full_text"),
        (Role::Handle, "core.user_results.result.core.screen_name"),
        (Role::Handle, "core.user_results.result.legacy.screen_name"),
        (Role::Handle, "tweet.core.user_results.result.core.screen_name"),
        (Role::Handle, "tweet.core.user_results.result.legacy.screen_name"),
        (Role::Handle, "user.screen_name"),
        (Role::DisplayName, "core.user_results.result.core.name"),
        (Role::DisplayName, "core.user_results.result.legacy.name"),
        (Role::Bio, "core.user_results.result.legacy.description"),
        (Role::Bio, "core.user_results.result.profile_bio.description"),
        (Role::Followers, "core.user_results.result.legacy.followers_count"),
        (Role::Followers, "core.user_results.result.relationship_counts.followers"),
        (Role::Following, "core.user_results.result.legacy.friends_count"),
        (Role::Following, "core.user_results.result.relationship_counts.following"),
        (Role::AccountCreated, "core.user_results.result.core.created_at"),
        (Role::AccountCreated, "core.user_results.result.legacy.created_at"),
        (Role::Language, "legacy.lang"),
        (Role::Language, "tweet.legacy.lang"),
    ],
    filters: &[Filter { path: "__typename", values: &["TweetTombstone", "TweetUnavailable"], keeps: false }],
    sources: &[
        ("Zeeschuimer, modules/twitter.js", "https://github.com/digitalmethodsinitiative/zeeschuimer"),
        ("4CAT, datasources/twitter-import", "https://github.com/digitalmethodsinitiative/4cat"),
    ],
    notes: &[
        "What was captured depends on what the page showed: this is no sample of anything.",
        "A retweet has the text, hashtags, links and mentions of its original. Quoted tweets are not passed on.",
        "Tweets that were removed (tombstones) are set aside. Language is the tweet's, guessed by X.",
    ],
    ..TWITTER
};

/// Tweets of snscrape.
pub(super) const SNSCRAPE: Form = Form {
    name: "twitter_snscrape",
    meaning: "tweets of snscrape: JSON lines, or a table that pandas made of them",
    shapes: &[
        rows(&["date", "rawContent", "user"]),
        rows(&["date", "content", "renderedContent"]),
        rows(&["date", "content", "tcooutlinks"]),
    ],
    fields: &[
        (Role::Account, "user.id_str"),
        (Role::Account, "user.id"),
        (Role::Account, "username"),
        (Role::Time, "date"),
        (Role::Content, "id_str"),
        (Role::Content, "id"),
        (Role::Url, "retweetedTweet.links[].url"),
        (Role::Url, "retweetedTweet.outlinks"),
        (Role::Url, "links[].url"),
        (Role::Url, "outlinks"),
        (Role::Hashtags, "retweetedTweet.hashtags"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "retweetedTweet.mentionedUsers[].username"),
        (Role::Mentions, "mentionedUsers[].username"),
        (Role::ReplyTo, "inReplyToTweetId"),
        (Role::ReplyToAccount, "inReplyToUser.id"),
        (Role::RepostOf, "retweetedTweet.id"),
        (Role::RepostOfTime, "retweetedTweet.date"),
        (Role::Text, "retweetedTweet.rawContent"),
        (Role::Text, "retweetedTweet.content"),
        (Role::Text, "rawContent"),
        (Role::Text, "content"),
        (Role::Handle, "user.username"),
        (Role::Handle, "username"),
        (Role::DisplayName, "user.displayname"),
        (Role::Bio, "user.rawDescription"),
        (Role::Bio, "user.description"),
        (Role::Followers, "user.followersCount"),
        (Role::Following, "user.friendsCount"),
        (Role::AccountCreated, "user.created"),
        (Role::Language, "lang"),
        (Role::Country, "place.countryCode"),
    ],
    sources: &[("snscrape, modules/twitter.py", "https://github.com/JustAnotherArchivist/snscrape")],
    notes: &[
        "Searches leave out retweets by default. Links are those that were expanded; a table with t.co links only has \
         links that nobody can follow.",
        "pandas turns a column of ids with gaps into floating-point numbers: such ids of answered tweets are lost.",
    ],
    ..TWITTER
};

/// The table that the first twarc makes, and Social Feed Manager with it.
pub(super) const JSON2CSV: Form = Form {
    name: "twitter_json2csv",
    meaning: "tweets of Twitter's API 1.1 as a table, CSV of twarc's json2csv or Social Feed Manager",
    shapes: &[
        rows(&["tweet_url", "user_screen_name", "tweet_type", "retweet_or_quote_id"]),
        rows(&["tweet_url", "user_screen_name", "reweet_id"]),
    ],
    fields: &[
        (Role::Account, "user_id"),
        (Role::Account, "user_screen_name"),
        (Role::Time, "parsed_created_at"),
        (Role::Time, "created_at"),
        (Role::Content, "id"),
        (Role::Url, "urls"),
        (Role::Hashtags, "hashtags"),
        (Role::ReplyTo, "in_reply_to_status_id"),
        (Role::ReplyToAccount, "in_reply_to_user_id"),
        (Role::RepostOf, "tweet_type=retweet? retweet_or_quote_id"),
        (Role::RepostOf, "reweet_id"),
        (Role::Text, "text"),
        (Role::Handle, "user_screen_name"),
        (Role::DisplayName, "user_name"),
        (Role::Bio, "user_description"),
        (Role::Followers, "user_followers_count"),
        (Role::Following, "user_friends_count"),
        (Role::AccountCreated, "user_created_at"),
        (Role::Language, "lang"),
    ],
    reposts: &[Filter { path: "tweet_type", values: &["retweet"], keeps: true }],
    clock: Clock::Utc,
    sources: &[
        ("twarc, utils/json2csv.py", "https://github.com/DocNow/twarc"),
        ("Social Feed Manager: data dictionary", "https://sfm.readthedocs.io"),
    ],
    notes: &[
        "Links of a retweet are those that were left after it was cut off. Mentions are in the text only.",
        "Files of before October 2017 have no ids of accounts: handles stand for them.",
    ],
    ..TWITTER
};

/// Tables of the R package rtweet before version 1.
pub(super) const RTWEET: Form = Form {
    name: "twitter_rtweet",
    meaning: "tweets of the R package rtweet (0.6, 0.7), a table",
    shapes: &[rows(&["status_id", "created_at", "screen_name", "retweet_status_id"])],
    fields: &[
        (Role::Account, "user_id"),
        (Role::Account, "screen_name"),
        (Role::Time, "created_at"),
        (Role::Content, "status_id"),
        (Role::Url, "urls_expanded_url"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "mentions_screen_name"),
        (Role::ReplyTo, "reply_to_status_id"),
        (Role::ReplyToAccount, "reply_to_user_id"),
        (Role::RepostOf, "retweet_status_id"),
        (Role::RepostOfTime, "retweet_created_at"),
        (Role::Text, "text"),
        (Role::Handle, "screen_name"),
        (Role::DisplayName, "name"),
        (Role::Bio, "description"),
        (Role::Followers, "followers_count"),
        (Role::Following, "friends_count"),
        (Role::AccountCreated, "account_created_at"),
        (Role::Language, "lang"),
        (Role::Country, "country_code"),
    ],
    reposts: &[Filter { path: "is_retweet", values: &["TRUE", "True", "true"], keeps: true }],
    clock: Clock::Utc,
    sources: &[("rtweet, R/tweets_and_users.R at version 0.7.0", "https://github.com/ropensci/rtweet")],
    notes: &[
        "Ids with an x before them, which protects them from spreadsheets, are read without it.",
        "rtweet 1.0 and later keep accounts apart from tweets: join them before, or name the account with --column.",
    ],
    ..TWITTER
};

/// Tables of the R package twitteR.
pub(super) const TWITTER_R: Form = Form {
    name: "twitter_twitter_r",
    meaning: "tweets of the R package twitteR, a table",
    shapes: &[rows(&["screenName", "statusSource", "created", "isRetweet"])],
    fields: &[
        (Role::Account, "screenName"),
        (Role::Time, "created"),
        (Role::Content, "id"),
        (Role::ReplyTo, "replyToSID"),
        (Role::ReplyToAccount, "replyToSN"),
        (Role::Text, "text"),
        (Role::Handle, "screenName"),
    ],
    reposts: &[Filter { path: "isRetweet", values: &["TRUE", "True", "true"], keeps: true }],
    clock: Clock::Utc,
    sources: &[("twitteR, status class", "https://github.com/geoffjentry/twitteR")],
    notes: &[
        "Accounts are told by handle. A retweet does not say of which tweet, and is cut off after 140 characters.",
        "Links are t.co links: two links to one page are two links.",
    ],
    ..TWITTER
};

/// Tidy tables of the R package academictwitteR.
pub(super) const ACADEMIC: Form = Form {
    name: "twitter_academictwitter",
    meaning: "tweets of Twitter's API 2 as a table of the R package academictwitteR (tidy)",
    shapes: &[rows(&["tweet_id", "user_username", "sourcetweet_type"])],
    fields: &[
        (Role::Account, "author_id"),
        (Role::Time, "created_at"),
        (Role::Content, "tweet_id"),
        (Role::Url, "ext_urls_expanded"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "mentions_username"),
        (Role::ReplyToAccount, "in_reply_to_user_id"),
        (Role::RepostOf, "sourcetweet_type=retweeted? sourcetweet_id"),
        (Role::Text, "sourcetweet_type=retweeted? sourcetweet_text"),
        (Role::Text, "text"),
        (Role::Handle, "user_username"),
        (Role::DisplayName, "user_name"),
        (Role::Bio, "user_description"),
        (Role::Followers, "user_followers_count"),
        (Role::Following, "user_following_count"),
        (Role::AccountCreated, "user_created_at"),
        (Role::Language, "lang"),
    ],
    sources: &[("academictwitteR, R/bind_tweets.R", "https://github.com/cjbarrie/academictwitteR")],
    notes: &["The tidy table leaves out which tweet is answered. Language is the tweet's, guessed by Twitter."],
    ..TWITTER
};

/// The table of gazouilloire, minet and twitwi.
pub(super) const MINET: Form = Form {
    name: "twitter_minet",
    meaning: "tweets of gazouilloire or minet, CSV",
    shapes: &[rows(&["timestamp_utc", "user_screen_name", "retweeted_id"])],
    fields: &[
        (Role::Account, "user_id"),
        (Role::Time, "timestamp_utc"),
        (Role::Content, "id"),
        (Role::Url, "links"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "mentioned_names"),
        (Role::ReplyTo, "to_tweetid"),
        (Role::ReplyToAccount, "to_userid"),
        (Role::RepostOf, "retweeted_id"),
        (Role::RepostOfTime, "retweeted_timestamp_utc"),
        (Role::Text, "text"),
        (Role::Handle, "user_screen_name"),
        (Role::DisplayName, "user_name"),
        (Role::Bio, "user_description"),
        (Role::BioUrl, "user_url"),
        (Role::Followers, "user_followers"),
        (Role::Following, "user_friends"),
        (Role::AccountCreated, "user_timestamp_utc"),
        (Role::Language, "lang"),
        (Role::Country, "place_country_code"),
    ],
    sources: &[("twitwi, constants.py", "https://github.com/medialab/twitwi")],
    notes: &[
        "Hashtags and mentions are in the order of the alphabet, so that `hashtag_sequence` tells less. Mentions of a \
         retweet name the author of its original, too.",
        "Rows that were collected as originals of retweets and quotes are rows like all others.",
    ],
    ..TWITTER
};

/// A user's own archive.
pub(super) const ARCHIVE: Form = Form {
    name: "twitter_archive",
    meaning: "tweets.js of a user's own archive of X",
    shapes: &[within("tweet", &["tweet.full_text", "tweet.created_at"])],
    fields: &[
        (Role::Account, "account_id"),
        (Role::Account, "@folder"),
        (Role::Time, "created_at"),
        (Role::Content, "id_str"),
        (Role::Url, "entities.urls[].expanded_url"),
        (Role::Hashtags, "entities.hashtags[].text"),
        (Role::Mentions, "entities.user_mentions[].screen_name"),
        (Role::ReplyTo, "in_reply_to_status_id_str"),
        (Role::ReplyToAccount, "in_reply_to_user_id_str"),
        (Role::Text, "full_text"),
        (Role::Language, "lang"),
    ],
    sources: &[("twitter-archive-parser", "https://github.com/timhutton/twitter-archive-parser")],
    notes: &[
        "An archive is of one account, whose id is not in this file: the name of the folder (or ZIP archive) in which the \
         archive's `data` stands is taken for it. Read the archives of several accounts together.",
        "A retweet does not say of which tweet, and is cut off after 140 characters.",
    ],
    ..TWITTER
};

/// The tweets of the Internet Research Agency that NBC News published.
pub(super) const IRA_NBC: Form = Form {
    name: "ira_nbc",
    meaning: "tweets of the Internet Research Agency, CSV of NBC News",
    shapes: &[rows(&["user_key", "created_str", "tweet_id", "text"])],
    fields: &[
        (Role::Account, "user_key"),
        (Role::Time, "created_at"),
        (Role::Time, "created_str"),
        (Role::Content, "tweet_id"),
        (Role::Url, "expanded_urls"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "mentions"),
        (Role::ReplyTo, "in_reply_to_status_id"),
        (Role::RepostOf, "retweeted_status_id"),
        (Role::Text, "text"),
        (Role::Handle, "user_key"),
    ],
    clock: Clock::Utc,
    sources: &[(
        "Russian trolls tweets: copies of the data set",
        "https://github.com/loretoparisi/russian_trolls_tweets_dataset",
    )],
    notes: &[
        "Accounts are told by handle: `user_id` is missing for many. Most retweets do not say of which tweet.",
        "All accounts are of one operation: there is no ordinary crowd to compare with.",
    ],
    ..TWITTER
};
