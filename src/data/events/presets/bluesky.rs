//! Bluesky.

use super::form::{PLAIN, rows, within};
use super::{Filter, Form};
use crate::events::Role;

const BLUESKY: Form = Form { platform: Some("bluesky"), ..PLAIN };

/// Events of the Jetstream.
pub(super) const JETSTREAM: Form = Form {
    name: "bluesky_jetstream",
    meaning: "posts and reposts from Bluesky's Jetstream, one event a line",
    shapes: &[rows(&["did", "time_us", "commit.collection"])],
    fields: &[
        (Role::Account, "did"),
        (Role::Time, "time_us"),
        (Role::Content, "at://{did}/{commit.collection}/{commit.rkey}"),
        (
            Role::Url,
            "commit.record.facets[].features[].uri + commit.record.embed.external.uri + commit.record.embed.media.external.uri",
        ),
        (Role::Hashtags, "commit.record.facets[].features[].tag + commit.record.tags"),
        (Role::Mentions, "commit.record.facets[].features[].did"),
        (Role::ReplyTo, "commit.record.reply.parent.uri"),
        (Role::RepostOf, "commit.record.subject.uri"),
        (Role::Text, "commit.record.text"),
        (Role::Language, "commit.record.langs"),
    ],
    filters: &[
        Filter { path: "commit.collection", values: &["app.bsky.feed.post", "app.bsky.feed.repost"], keeps: true },
        Filter { path: "commit.operation", values: &["create"], keeps: true },
    ],
    sources: &[
        ("Jetstream, README", "https://github.com/bluesky-social/jetstream"),
        ("Lexicons app.bsky.feed.post and app.bsky.feed.repost", "https://github.com/bluesky-social/atproto"),
    ],
    notes: &[
        "The time is when the network saw the record: `createdAt` is the client's claim and can be anything.",
        "Likes, follows, deletions and events of accounts are set aside.",
        "Mentions are DIDs, which stay when a handle changes. Handles and profiles are not in these events. Language is \
         the first that the post claims.",
    ],
    ..BLUESKY
};

/// Feed views, as getAuthorFeed and its kin give them.
pub(super) const FEED: Form = Form {
    name: "bluesky_feed",
    meaning: "posts and reposts from Bluesky's getAuthorFeed and other feeds, pages or views one a line",
    shapes: &[
        within("feed[]", &["feed[].post.uri"]),
        within("posts[]", &["posts[].author.did"]),
        rows(&["post.uri", "post.author.did"]),
        rows(&["uri", "author.did", "record"]),
    ],
    fields: &[
        (Role::Account, "reason.by.did"),
        (Role::Account, "!reason.by? post.author.did"),
        (Role::Account, "author.did"),
        (Role::Time, "reason.indexedAt"),
        (Role::Time, "reason.indexed_at"),
        (Role::Time, "!reason.by? post.indexedAt"),
        (Role::Time, "!reason.by? post.indexed_at"),
        (Role::Time, "indexedAt"),
        (Role::Time, "indexed_at"),
        (Role::Content, "reason.uri"),
        (Role::Content, "!reason.by? post.uri"),
        (Role::Content, "uri"),
        (
            Role::Url,
            "post.record.facets[].features[].uri + post.record.embed.external.uri + post.record.embed.media.external.uri",
        ),
        (Role::Url, "record.facets[].features[].uri + record.embed.external.uri + record.embed.media.external.uri"),
        (Role::Hashtags, "post.record.facets[].features[].tag + post.record.tags"),
        (Role::Hashtags, "record.facets[].features[].tag + record.tags"),
        (Role::Mentions, "post.record.facets[].features[].did"),
        (Role::Mentions, "record.facets[].features[].did"),
        (Role::ReplyTo, "!reason.by? post.record.reply.parent.uri"),
        (Role::ReplyTo, "record.reply.parent.uri"),
        (Role::ReplyToAccount, "!reason.by? reply.parent.author.did"),
        (Role::RepostOf, "reason.by? post.uri"),
        (Role::RepostOfTime, "reason.by? post.indexedAt"),
        (Role::RepostOfTime, "reason.by? post.indexed_at"),
        (Role::Text, "post.record.text"),
        (Role::Text, "record.text"),
        (Role::Handle, "reason.by.handle"),
        (Role::Handle, "!reason.by? post.author.handle"),
        (Role::Handle, "author.handle"),
        (Role::DisplayName, "reason.by.displayName"),
        (Role::DisplayName, "reason.by.display_name"),
        (Role::DisplayName, "!reason.by? post.author.displayName"),
        (Role::DisplayName, "!reason.by? post.author.display_name"),
        (Role::DisplayName, "author.displayName"),
        (Role::DisplayName, "author.display_name"),
        (Role::AccountCreated, "reason.by.createdAt"),
        (Role::AccountCreated, "reason.by.created_at"),
        (Role::AccountCreated, "!reason.by? post.author.createdAt"),
        (Role::AccountCreated, "!reason.by? post.author.created_at"),
        (Role::AccountCreated, "author.createdAt"),
        (Role::AccountCreated, "author.created_at"),
        (Role::Language, "!reason.by? post.record.langs"),
        (Role::Language, "record.langs"),
    ],
    sources: &[
        (
            "Lexicon app.bsky.feed.defs: feedViewPost, postView, reasonRepost",
            "https://github.com/bluesky-social/atproto",
        ),
        ("atproto, Python SDK: models with names in snake case", "https://github.com/MarshalX/atproto"),
        ("4CAT, datasources/bsky: names in its NDJSON", "https://github.com/digitalmethodsinitiative/4cat"),
    ],
    notes: &[
        "A view with a `reason` is a repost by the account that the reason names, at its `indexedAt`.",
        "Times are when Bluesky's server saw the record: `createdAt` is the client's claim and can be anything.",
        "Followers and bios are in other calls of the API. Language is the first that the post claims.",
    ],
    ..BLUESKY
};

/// The table of minet.
pub(super) const MINET: Form = Form {
    name: "bluesky_minet",
    meaning: "posts and reposts of Bluesky, CSV of minet",
    shapes: &[rows(&["user_did", "uri", "timestamp_utc", "text"])],
    fields: &[
        (Role::Account, "repost_by_user_did"),
        (Role::Account, "!repost_by_user_did? user_did"),
        (Role::Time, "repost_timestamp_utc"),
        (Role::Time, "repost_created_at"),
        (Role::Time, "!repost_by_user_did? timestamp_utc"),
        (Role::Content, "!repost_by_user_did? uri"),
        (Role::Url, "links"),
        (Role::Hashtags, "hashtags"),
        (Role::Mentions, "mentioned_user_dids"),
        (Role::ReplyTo, "!repost_by_user_did? to_post_uri"),
        (Role::RepostOf, "repost_by_user_did? uri"),
        (Role::RepostOfTime, "repost_by_user_did? timestamp_utc"),
        (Role::Text, "text"),
        (Role::ReplyToAccount, "!repost_by_user_did? to_user_did"),
        (Role::Handle, "repost_by_user_handle"),
        (Role::Handle, "!repost_by_user_did? user_handle"),
        (Role::DisplayName, "!repost_by_user_did? user_display_name"),
        (Role::AccountCreated, "!repost_by_user_did? user_timestamp_utc"),
        (Role::Language, "user_langs"),
    ],
    sources: &[("twitwi, Bluesky fields", "https://github.com/medialab/twitwi")],
    notes: &[
        "A row that somebody reposted is that repost, at its own time. `did` is the key of the post, not an account.",
    ],
    ..BLUESKY
};
