//! Tables of 4CAT, the Capture and Analysis Toolkit.

use super::form::{PLAIN, rows};
use super::{Clock, Filter, Form};
use crate::events::Role;

const SOURCES: &[(&str, &str)] =
    &[("4CAT, datasources: map_item of each", "https://github.com/digitalmethodsinitiative/4cat")];

/// Tweets.
pub(super) const TWITTER: Form = Form {
    name: "twitter_4cat",
    meaning: "tweets, CSV of 4CAT",
    platform: Some("twitter"),
    shapes: &[rows(&["author_id", "author_fullname", "body", "is_retweet"])],
    fields: &[
        (Role::Account, "author_id"),
        (Role::Time, "unix_timestamp"),
        (Role::Time, "timestamp"),
        (Role::Content, "id"),
        (Role::Url, "urls"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "mentions"),
        (Role::Text, "body"),
        (Role::Handle, "author"),
        (Role::DisplayName, "author_fullname"),
        (Role::Language, "language_guess"),
    ],
    reposts: &[Filter { path: "is_retweet", values: &["yes", "True", "true"], keeps: true }],
    clock: Clock::Utc,
    sources: SOURCES,
    notes: &[
        "The table says that a tweet is a retweet and of whom, but not of which tweet: nothing is passed on, as far as \
         it tells, and texts of retweets are somebody else's. 4CAT's NDJSON of the same collection tells it (preset \
         twitter_v2).",
        "`replied_user` is a handle, while accounts are told by id, and is not read. Language is the tweet's.",
    ],
    ..PLAIN
};

/// Videos of TikTok.
pub(super) const TIKTOK: Form = Form {
    name: "tiktok_4cat",
    meaning: "TikTok posts, CSV of 4CAT",
    platform: Some("tiktok"),
    shapes: &[rows(&["author", "body", "music_id", "tiktok_url"])],
    fields: &[
        (Role::Account, "author_id"),
        (Role::Account, "author"),
        (Role::Time, "unix_timestamp"),
        (Role::Time, "timestamp"),
        (Role::Content, "id"),
        (Role::Hashtags, "hashtags"),
        (Role::Sound, "music_id"),
        (Role::Text, "body"),
        (Role::Handle, "author"),
        (Role::DisplayName, "author_full"),
        (Role::Followers, "author_followers"),
    ],
    sources: SOURCES,
    notes: &["What was captured depends on what the page showed: this is no sample of anything."],
    ..PLAIN
};

/// Posts of Bluesky.
pub(super) const BLUESKY: Form = Form {
    name: "bluesky_4cat",
    meaning: "Bluesky posts, CSV of 4CAT",
    platform: Some("bluesky"),
    shapes: &[rows(&["author_id", "body", "replied_to_post", "quoted_post"])],
    fields: &[
        (Role::Account, "author_id"),
        (Role::Time, "created_at"),
        (Role::Time, "timestamp"),
        (Role::Content, "id"),
        (Role::Url, "links"),
        (Role::Hashtags, "tags"),
        (Role::Mentions, "mentions"),
        (Role::ReplyTo, "replied_to_post"),
        (Role::Text, "body"),
        (Role::Handle, "author"),
        (Role::DisplayName, "author_display_name"),
        (Role::AccountCreated, "author_created_at"),
        (Role::Language, "languages"),
    ],
    sources: SOURCES,
    notes: &[
        "`created_at` is the client's claim. An answered post is told by an address, a post by its at:// name: an \
         answered post is not found among the rows, so its time is not known.",
        "Reposts are not collected. Language is what the post claims.",
    ],
    ..PLAIN
};

/// What all of them have.
pub(super) const ANY: Form = Form {
    name: "4cat",
    meaning: "posts of any platform, CSV of 4CAT: what all its tables have",
    shapes: &[rows(&["id", "thread_id", "author", "body", "timestamp"])],
    fields: &[
        (Role::Account, "author_id"),
        (Role::Account, "author"),
        (Role::Time, "unix_timestamp"),
        (Role::Time, "timestamp"),
        (Role::Content, "id"),
        (Role::Url, "urls"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "mentions"),
        (Role::Text, "body"),
        (Role::Handle, "author"),
    ],
    sources: SOURCES,
    notes: &[
        "The table does not name its platform: do not read tables of several platforms in one run unless you add a \
         column and name it with --column platform=NAME.",
        "Hashtags, links and mentions are read from the text where the table has no column for them.",
    ],
    ..PLAIN
};

/// Posts of Instagram.
pub(super) const INSTAGRAM: Form = Form {
    name: "instagram_4cat",
    meaning: "Instagram posts, CSV of 4CAT",
    platform: Some("instagram"),
    shapes: &[rows(&["author", "body", "num_likes", "num_comments", "num_media"])],
    fields: &[
        (Role::Account, "author_id"),
        (Role::Account, "author"),
        (Role::Time, "unix_timestamp"),
        (Role::Time, "timestamp"),
        (Role::Content, "id"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "usertags"),
        (Role::Text, "body"),
        (Role::Handle, "author"),
        (Role::DisplayName, "author_fullname"),
    ],
    missing: &["0"],
    clock: Clock::Machine,
    also_in_text: &[Role::Mentions],
    sources: SOURCES,
    notes: &[
        "Where `unix_timestamp` is missing, `timestamp` is that of 4CAT's server. Rows without a time cannot be used.",
    ],
    ..PLAIN
};

/// Posts of Threads.
pub(super) const THREADS: Form = Form {
    name: "threads_4cat",
    meaning: "Threads posts, CSV of 4CAT",
    platform: Some("threads"),
    shapes: &[rows(&["author", "body", "reposts", "quotes", "author_is_verified"])],
    fields: &[
        (Role::Account, "author"),
        (Role::Time, "unix_timestamp"),
        (Role::Time, "timestamp"),
        (Role::Content, "id"),
        (Role::Url, "link_url"),
        (Role::Hashtags, "hashtags"),
        (Role::Text, "body"),
        (Role::Handle, "author"),
    ],
    clock: Clock::Machine,
    sources: SOURCES,
    notes: &["Where `unix_timestamp` is missing, `timestamp` is that of 4CAT's server. Accounts are told by handle."],
    ..PLAIN
};

/// Posts of Truth Social and Gab.
pub(super) const TRUTH: Form = Form {
    name: "truth_social_4cat",
    meaning: "posts of Truth Social, CSV of 4CAT",
    platform: Some("truth_social"),
    shapes: &[rows(&["account_id", "account_username", "body", "created_at", "reblogs_count", "video_thumbs"])],
    fields: &[
        (Role::Account, "account_id"),
        (Role::Time, "created_at"),
        (Role::Content, "id"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "mentions"),
        (Role::Text, "body"),
        (Role::Handle, "account_username"),
        (Role::DisplayName, "account_display_name"),
        (Role::Followers, "account_followers"),
        (Role::Following, "account_following"),
    ],
    sources: SOURCES,
    notes: &["Which post is passed on or answered is not told."],
    ..PLAIN
};
