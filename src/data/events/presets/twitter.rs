//! Twitter, now X.

use lockstep_base::time::Order;

use super::form::{PLAIN, rows, within};
use super::{Clock, Form};
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
        (Role::Url, "extended_tweet.entities.urls[].expanded_url"),
        (Role::Url, "entities.urls[].expanded_url"),
        (Role::Hashtags, "extended_tweet.entities.hashtags[].text"),
        (Role::Hashtags, "entities.hashtags[].text"),
        (Role::Mentions, "extended_tweet.entities.user_mentions[].screen_name"),
        (Role::Mentions, "entities.user_mentions[].screen_name"),
        (Role::ReplyTo, "in_reply_to_status_id_str"),
        (Role::ReplyToAccount, "in_reply_to_user_id_str"),
        (Role::RepostOf, "retweeted_status.id_str"),
        (Role::RepostOfTime, "retweeted_status.created_at"),
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
        "A retweet carries the hashtags, links and mentions of its original, and names its author: accounts that retweet \
         the same posts share these, too.",
        "Quoted tweets are not passed on, and are not read.",
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
        (Role::Url, "entities.urls[].expanded_url"),
        (Role::Hashtags, "entities.hashtags[].tag"),
        (Role::Mentions, "entities.mentions[].username"),
        (Role::ReplyTo, "referenced_tweets[type=replied_to].id"),
        (Role::ReplyToAccount, "in_reply_to_user_id"),
        (Role::RepostOf, "referenced_tweets[type=retweeted].id"),
        (Role::RepostOfTime, "referenced_tweets[type=retweeted].created_at"),
        (Role::RepostOfTime, "referenced_tweets[type=retweeted].id->tweets.created_at"),
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
        "A retweet's own text, hashtags and links may be cut off after 140 characters.",
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
    sources: &[("twarc-csv, dataframe_converter.py", "https://github.com/DocNow/twarc-csv")],
    notes: &[
        "The originals of retweets are rows of their own, unless they were left out: they tell when they were published.",
        "A retweet has the text, hashtags, links and mentions of its original; line ends in texts are written as \\n.",
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
    order: Some(Order::MonthFirst),
    clock: Clock::Utc,
    sources: &[("3 million Russian troll tweets, README", "https://github.com/fivethirtyeight/russian-troll-tweets")],
    notes: &[
        "Accounts are told by handle: external_author_id has lost digits in the published files.",
        "`post_type` says that a row is a retweet, but not of which tweet: nothing is passed on, as far as the data \
         tell, and retweets count in the trace `text` by what they say.",
        "Times are to the minute. Language is the tweet's, country is Social Studio's `region`.",
        "All accounts are of one operation: there is no ordinary crowd to compare with.",
    ],
    ..TWITTER
};
