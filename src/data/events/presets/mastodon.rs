//! Mastodon and what speaks its API.

use super::form::{PLAIN, rows, within};
use super::{Filter, Form};
use crate::events::Role;

/// Statuses of the API.
pub(super) const STATUSES: Form = Form {
    name: "mastodon",
    meaning: "statuses of Mastodon's API, an array or one a line",
    platform: Some("mastodon"),
    shapes: &[
        rows(&["account.acct", "uri", "content"]),
        within("statuses[]", &["statuses[].account.acct", "statuses[].uri"]),
    ],
    fields: &[
        (Role::Account, "account.url"),
        (Role::Time, "created_at"),
        (Role::Content, "uri"),
        (Role::Url, "reblog.card.url"),
        (Role::Url, "card.url"),
        (Role::Hashtags, "reblog.tags[].name"),
        (Role::Hashtags, "tags[].name"),
        (Role::Mentions, "mentions[].url"),
        (Role::ReplyTo, "in_reply_to_id"),
        (Role::ReplyToAccount, "in_reply_to_account_id"),
        (Role::RepostOf, "reblog.uri"),
        (Role::RepostOfTime, "reblog.created_at"),
        (Role::Text, "content"),
        (Role::Handle, "account.acct"),
        (Role::DisplayName, "account.display_name"),
        (Role::Bio, "account.note"),
        (Role::Followers, "account.followers_count"),
        (Role::Following, "account.following_count"),
        (Role::AccountCreated, "account.created_at"),
        (Role::Language, "language"),
    ],
    is_html: true,
    sources: &[
        ("Status entity, Mastodon documentation", "https://docs.joinmastodon.org/entities/Status"),
        ("Account entity, Mastodon documentation", "https://docs.joinmastodon.org/entities/Account"),
    ],
    notes: &[
        "Accounts are told by their address and posts by `uri`, which are the same on every server; `id` is not.",
        "`in_reply_to_id` and `in_reply_to_account_id` are ids of the server that was asked: collect from one server \
         when answers matter. An answered post is not found among the rows, so its time is not known.",
        "`acct` lacks the domain for accounts of the server that was asked. Language is the post's. The day an account \
         was made is all that is told.",
        "Links are those of the preview card, else those in the text.",
    ],
    ..PLAIN
};

/// The archive that an account's owner can ask for.
pub(super) const OUTBOX: Form = Form {
    name: "mastodon_outbox",
    meaning: "outbox.json of an account's own archive (ActivityPub)",
    platform: Some("mastodon"),
    shapes: &[within("orderedItems[]", &["orderedItems[].actor", "orderedItems[].published"])],
    fields: &[
        (Role::Account, "actor"),
        (Role::Time, "published"),
        (Role::Content, "object.id"),
        (Role::Content, "id"),
        (Role::Hashtags, "object.tag[type=Hashtag].name"),
        (Role::Mentions, "object.tag[type=Mention].href"),
        (Role::ReplyTo, "object.inReplyTo"),
        (Role::RepostOf, "type=Announce? object"),
        (Role::Text, "object.content"),
    ],
    filters: &[Filter { path: "type", values: &["Create", "Announce"], keeps: true }],
    is_html: true,
    sources: &[("Activity Streams 2.0: Create, Announce", "https://www.w3.org/TR/activitystreams-vocabulary/")],
    notes: &[
        "An archive is of one account: read the archives of several accounts together.",
        "A boost names the post that it passes on, not when that was published. Private posts are in the archive, too.",
    ],
    ..PLAIN
};

/// Posts of Truth Social.
pub(super) const TRUTH: Form = Form {
    name: "truth_social",
    meaning: "posts of Truth Social: truthbrush, Zeeschuimer, 4CAT's NDJSON",
    platform: Some("truth_social"),
    shapes: &[
        within("data", &["source_platform", "data.account.acct", "data.quote_id"]),
        within("data", &["source_platform", "data.account.acct", "data.sponsored"]),
        rows(&["account.acct", "content", "quote_id"]),
        rows(&["account.acct", "content", "sponsored"]),
        within("statuses[]", &["statuses[].account.acct", "statuses[].quote_id"]),
        within("statuses[]", &["statuses[].account.acct", "statuses[].sponsored"]),
    ],
    fields: &[
        (Role::Account, "account.id"),
        (Role::Time, "created_at"),
        (Role::Content, "id"),
        (Role::Url, "reblog.card.url"),
        (Role::Url, "card.url"),
        (Role::Hashtags, "reblog.tags[].name"),
        (Role::Hashtags, "tags[].name"),
        (Role::Mentions, "reblog.mentions[].acct"),
        (Role::Mentions, "mentions[].acct"),
        (Role::Mentions, "mentions[].username"),
        (Role::ReplyTo, "in_reply_to_id"),
        (Role::ReplyToAccount, "in_reply_to_account_id"),
        (Role::RepostOf, "reblog.id"),
        (Role::RepostOfTime, "reblog.created_at"),
        (Role::Text, "reblog.content"),
        (Role::Text, "content"),
        (Role::Handle, "account.acct"),
        (Role::DisplayName, "account.display_name"),
        (Role::Bio, "account.note"),
        (Role::Followers, "account.followers_count"),
        (Role::Following, "account.following_count"),
        (Role::AccountCreated, "account.created_at"),
        (Role::Language, "language"),
    ],
    is_html: true,
    sources: &[
        ("truthbrush", "https://github.com/stanfordio/truthbrush"),
        ("4CAT, datasources/truthsocial", "https://github.com/digitalmethodsinitiative/4cat"),
    ],
    notes: &[
        "Links are those of the preview card, else those in the text; links.truthsocial.com stands before many, and does \
         not tell where it leads.",
        "A quote is no repost.",
    ],
    ..PLAIN
};

/// Posts of Gab.
pub(super) const GAB: Form = Form {
    name: "gab",
    meaning: "posts of Gab: garc, Zeeschuimer, 4CAT's NDJSON",
    platform: Some("gab"),
    shapes: &[
        within("data", &["source_platform", "data.author_info.un", "data.ca"]),
        within("data", &["source_platform", "data.account.acct", "data.conversation_id"]),
        rows(&["author_info.un", "ca", "c"]),
        rows(&["account.acct", "content", "group", "body"]),
    ],
    fields: &[
        (Role::Account, "account.id"),
        (Role::Account, "ai"),
        (Role::Account, "author_info.i"),
        (Role::Time, "created_at"),
        (Role::Time, "ca"),
        (Role::Content, "id"),
        (Role::Content, "i"),
        (Role::Url, "card.url"),
        (Role::Url, "link_info.url"),
        (Role::Hashtags, "tags[].name"),
        (Role::Mentions, "mentions[].username"),
        (Role::ReplyTo, "in_reply_to_id"),
        (Role::ReplyToAccount, "in_reply_to_account_id"),
        (Role::RepostOf, "reblog.id"),
        (Role::RepostOfTime, "reblog.created_at"),
        (Role::Text, "body"),
        (Role::Text, "content"),
        (Role::Text, "c"),
        (Role::Handle, "account.acct"),
        (Role::Handle, "author_info.un"),
        (Role::DisplayName, "account.display_name"),
        (Role::DisplayName, "author_info.dn"),
        (Role::Bio, "account.note"),
        (Role::Followers, "account.followers_count"),
        (Role::Following, "account.following_count"),
        (Role::AccountCreated, "account.created_at"),
        (Role::Language, "language"),
    ],
    is_html: true,
    sources: &[
        ("garc", "https://github.com/ChrisStevens/garc"),
        ("4CAT, datasources/gab", "https://github.com/digitalmethodsinitiative/4cat"),
    ],
    notes: &["Hashtags and links are read from the text where the export has none."],
    ..PLAIN
};
