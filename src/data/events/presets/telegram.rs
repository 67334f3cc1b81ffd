//! Telegram.

use super::form::{PLAIN, rows, within};
use super::{Clock, Filter, Form};
use crate::events::Role;

const TELEGRAM: Form = Form { platform: Some("telegram"), ..PLAIN };

/// What Telegram Desktop exports.
pub(super) const DESKTOP: Form = Form {
    name: "telegram_desktop",
    meaning: "result.json of Telegram Desktop: one chat, or the whole account",
    shapes: &[
        within("messages[]", &["messages", "type", "id"]),
        within("chats.list[].messages[] + left_chats.list[].messages[]", &["chats.list"]),
        within("left_chats.list[].messages[]", &["left_chats.list"]),
    ],
    fields: &[
        (Role::Account, "from_id"),
        (Role::Time, "date_unixtime"),
        (Role::Time, "date"),
        (Role::Content, "{^id}/{id}"),
        (Role::Url, "text_entities[type=link].text + text_entities[type=text_link].href"),
        (Role::Url, "text[type=link].text + text[type=text_link].href"),
        (Role::Hashtags, "text_entities[type=hashtag].text"),
        (Role::Hashtags, "text[type=hashtag].text"),
        (Role::Mentions, "text_entities[type=mention].text"),
        (Role::Mentions, "text[type=mention].text"),
        (Role::ReplyTo, "{reply_to_peer_id}/{reply_to_message_id}"),
        (Role::ReplyTo, "{^id}/{reply_to_message_id}"),
        (Role::Text, "text_entities[].text"),
        (Role::Text, "text[].text"),
        (Role::Text, "text"),
        (Role::DisplayName, "from"),
    ],
    filters: &[Filter { path: "type", values: &["message"], keeps: true }],
    also_in_text: &[Role::Url],
    clock: Clock::Machine,
    sources: &[("Telegram Desktop, export_output_json.cpp", "https://github.com/telegramdesktop/tdesktop")],
    notes: &[
        "Ids of messages are those of a chat, and are told together with the chat's id.",
        "Service messages (somebody joined, a message was pinned) are set aside.",
        "A forwarded message says from whom, but not which message it was: nothing is passed on, as far as the export \
         tells, and its text is somebody else's. 4CAT's collection tells more (preset telegram_telethon).",
        "In a channel everything is posted by the channel. `date` without `date_unixtime` (old exports) is the time of \
         the computer that exported: give --timezone.",
        "A control character in a text makes the whole file invalid JSON: Telegram Desktop writes it as \\x.",
    ],
    ..TELEGRAM
};

/// Messages as the library Telethon gives them and 4CAT keeps them.
pub(super) const TELETHON: Form = Form {
    name: "telegram_telethon",
    meaning: "Telegram messages as Telethon gives them: its JSON, 4CAT's NDJSON, or a table of them",
    shapes: &[
        rows(&["_chat", "message", "date"]),
        rows(&["peer_id", "message", "date"]),
        rows(&["peer_id.channel_id", "message", "date"]),
    ],
    fields: &[
        (Role::Account, "_sender.id"),
        (Role::Account, "from_id.user_id"),
        (Role::Account, "from_id.channel_id"),
        (Role::Account, "peer_id.channel_id"),
        (Role::Account, "peer_id.user_id"),
        (Role::Time, "date"),
        (Role::Content, "{peer_id.channel_id}/{id}"),
        (Role::Content, "{_chat.id}/{id}"),
        (
            Role::Url,
            "entities[_=MessageEntityTextUrl].url + entities[_type=MessageEntityTextUrl].url + media.webpage.url",
        ),
        (Role::ReplyTo, "{peer_id.channel_id}/{reply_to.reply_to_msg_id}"),
        (Role::ReplyTo, "{peer_id.channel_id}/{reply_to_msg_id}"),
        (Role::RepostOf, "{fwd_from.from_id.channel_id}/{fwd_from.channel_post}"),
        (Role::RepostOf, "{fwd_from.channel_id}/{fwd_from.channel_post}"),
        (Role::RepostOfTime, "fwd_from? fwd_from.date"),
        (Role::Text, "message"),
        (Role::Handle, "_sender.username"),
        (Role::DisplayName, "_sender.title"),
        (Role::DisplayName, "_sender.first_name"),
    ],
    also_in_text: &[Role::Url],
    filters: &[
        Filter { path: "_", values: &["MessageService", "MessageEmpty"], keeps: false },
        Filter { path: "_type", values: &["MessageService", "MessageEmpty"], keeps: false },
    ],
    sources: &[
        ("4CAT, datasources/telegram", "https://github.com/digitalmethodsinitiative/4cat"),
        ("MessageFwdHeader, Telegram API", "https://core.telegram.org/constructor/messageFwdHeader"),
    ],
    notes: &[
        "A message that was forwarded from a channel passes on that channel's message; one forwarded from a person does \
         not tell which it was.",
        "In a channel everything is posted by the channel. Service messages are set aside.",
        "Links are those that the text shows, those behind words, and that of the preview.",
    ],
    ..TELEGRAM
};

/// 4CAT's table of Telegram messages.
pub(super) const FOURCAT: Form = Form {
    name: "telegram_4cat",
    meaning: "Telegram messages, CSV of 4CAT",
    shapes: &[rows(&["chat", "author", "body", "author_forwarded_from_name"])],
    fields: &[
        (Role::Account, "author"),
        (Role::Account, "chat"),
        (Role::Time, "unix_timestamp"),
        (Role::Time, "timestamp"),
        (Role::Content, "{chat}/{id}"),
        (Role::ReplyTo, "{chat}/{reply_to}"),
        (Role::Text, "body"),
        (Role::Handle, "author_username"),
        (Role::DisplayName, "author_name"),
    ],
    clock: Clock::Machine,
    sources: &[("4CAT, datasources/telegram", "https://github.com/digitalmethodsinitiative/4cat")],
    notes: &[
        "A forwarded message says from whom and when it was, but not which message: the text is somebody else's. 4CAT's \
         NDJSON of the same collection tells it (preset telegram_telethon).",
        "Where no author is told, the chat itself posts.",
    ],
    ..TELEGRAM
};
