//! Discord.

use super::form::{PLAIN, rows, within};
use super::{Clock, Filter, Form};
use crate::events::Role;

const DISCORD: Form = Form { platform: Some("discord"), ..PLAIN };

const SOURCES: &[(&str, &str)] = &[("DiscordChatExporter", "https://github.com/Tyrrrz/DiscordChatExporter")];

/// The JSON of DiscordChatExporter.
pub(super) const EXPORTER: Form = Form {
    name: "discord_exporter",
    meaning: "messages of a Discord channel, JSON of DiscordChatExporter",
    shapes: &[within("messages[]", &["guild.id", "channel.id", "messages[].author.id"])],
    fields: &[
        (Role::Account, "author.id"),
        (Role::Time, "timestamp"),
        (Role::Content, "id"),
        (Role::Url, "embeds[].url"),
        (Role::Mentions, "mentions[].id"),
        (Role::ReplyTo, "type=Reply? reference.messageId"),
        (Role::RepostOf, "forwardedMessage? reference.messageId"),
        (Role::RepostOfTime, "forwardedMessage.timestamp"),
        (Role::Text, "forwardedMessage.content"),
        (Role::Text, "content"),
        (Role::Handle, "author.name"),
        (Role::DisplayName, "author.nickname"),
    ],
    filters: &[Filter { path: "type", values: &["Default", "Reply"], keeps: true }],
    also_in_text: &[Role::Url],
    sources: SOURCES,
    notes: &["Service messages are set aside. Bots are accounts like all others. Mentions are ids of accounts."],
    ..DISCORD
};

/// The CSV of DiscordChatExporter.
pub(super) const TABLE: Form = Form {
    name: "discord_exporter_csv",
    meaning: "messages of a Discord channel, CSV of DiscordChatExporter",
    shapes: &[rows(&["AuthorID", "Author", "Date", "Content"])],
    fields: &[(Role::Account, "AuthorID"), (Role::Time, "Date"), (Role::Text, "Content"), (Role::Handle, "Author")],
    clock: Clock::Machine,
    sources: SOURCES,
    notes: &["The table has no ids of messages and does not tell what is answered: its JSON does."],
    ..DISCORD
};
