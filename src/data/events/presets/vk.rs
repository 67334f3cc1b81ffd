//! VK.

use super::Form;
use super::form::{PLAIN, rows, within};
use crate::events::Role;

/// Posts of the API, and tables made of them.
pub(super) const POSTS: Form = Form {
    name: "vk",
    meaning: "posts of VK's API: pages of JSON, posts one a line, or a table made of them",
    platform: Some("vk"),
    shapes: &[
        within("response.items[]", &["response.items[].owner_id", "response.items[].from_id"]),
        within("items[]", &["items[].owner_id", "items[].from_id"]),
        rows(&["owner_id", "from_id", "date", "text"]),
    ],
    fields: &[
        (Role::Account, "from_id"),
        (Role::Time, "date"),
        (Role::Content, "{owner_id}_{id}"),
        (Role::Url, "attachments[].link.url"),
        (Role::MediaHash, "{attachments[].photo.owner_id}_{attachments[].photo.id}"),
        (Role::ReplyTo, "{owner_id}_{post_id}"),
        (Role::RepostOf, "{copy_history[].owner_id}_{copy_history[].id}"),
        (Role::RepostOfTime, "copy_history[].date"),
        (Role::Text, "text"),
        (Role::ReplyToAccount, "reply_to_user"),
    ],
    also_in_text: &[Role::Url],
    missing: &["0"],
    sources: &[
        ("VK API: wall.get", "https://dev.vk.com/en/method/wall.get"),
        ("4CAT, datasources/vk", "https://github.com/digitalmethodsinitiative/4cat"),
    ],
    notes: &[
        "Ids of communities are negative. The id of a post is that of its wall: it is told together with the wall's.",
        "The first photo of a post is told by its id, which it keeps where it is attached again.",
        "A post that passes on another one names the direct source: the first of `copy_history`.",
    ],
    ..PLAIN
};

/// 4CAT's table.
pub(super) const FOURCAT: Form = Form {
    name: "vk_4cat",
    meaning: "posts of VK, CSV of 4CAT",
    platform: Some("vk"),
    shapes: &[rows(&["author_id", "author_screen_name", "author_type", "body", "in_reply_to_user"])],
    fields: &[
        (Role::Account, "author_id"),
        (Role::Time, "unix_timestamp"),
        (Role::Content, "link"),
        (Role::Url, "links"),
        (Role::Text, "body"),
        (Role::ReplyToAccount, "in_reply_to_user"),
        (Role::Handle, "author_screen_name"),
        (Role::DisplayName, "author_name"),
        (Role::Followers, "author_followers"),
        (Role::Country, "author_country"),
    ],
    also_in_text: &[Role::Url],
    sources: &[("4CAT, datasources/vk", "https://github.com/digitalmethodsinitiative/4cat")],
    notes: &["The table does not tell what is passed on."],
    ..PLAIN
};
