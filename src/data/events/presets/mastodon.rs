//! Mastodon and what speaks its API.

use super::Form;
use super::form::{PLAIN, rows, within};
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
