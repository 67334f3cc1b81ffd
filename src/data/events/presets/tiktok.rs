//! TikTok.

use super::Form;
use super::form::{PLAIN, rows, within};
use crate::events::Role;

const TIKTOK: Form = Form { platform: Some("tiktok"), ..PLAIN };

/// Videos of the Research API.
pub(super) const VIDEOS: Form = Form {
    name: "tiktok_videos",
    meaning: "videos of TikTok's Research API: pages of JSON, videos one a line, or a table made of them",
    shapes: &[
        within("data.videos[]", &["data.videos"]),
        within("videos[]", &["videos[].video_description"]),
        rows(&["video_description", "create_time"]),
    ],
    fields: &[
        (Role::Account, "username"),
        (Role::Account, "author_name"),
        (Role::Time, "create_time"),
        (Role::Content, "id"),
        (Role::Content, "video_id"),
        (Role::Hashtags, "hashtag_names"),
        (Role::Mentions, "video_mention_list"),
        (Role::Sound, "music_id"),
        (Role::Text, "video_description"),
        (Role::Effect, "effect_ids"),
        (Role::Handle, "username"),
        (Role::Handle, "author_name"),
        (Role::Country, "region_code"),
    ],
    missing: &["0"],
    sources: &[
        ("Query Videos, TikTok for Developers", "https://developers.tiktok.com/doc/research-api-specs-query-videos"),
        ("csds-preprocessor: CSV made from the API", "https://github.com/fabiogiglietto/csds-preprocessor"),
    ],
    notes: &[
        "Accounts are told by user name, which can change; the API gives no id.",
        "Country is where the account was registered, as TikTok states it.",
        "Many share a sound or an effect that TikTok itself recommends: popular ones are no evidence.",
        "Duets and stitches are not told apart from other videos. Followers and bios are in another query of the API.",
        "voice_to_text is not read: it is a machine's transcript, often of the sound itself.",
    ],
    ..TIKTOK
};

/// Comments of the Research API.
pub(super) const COMMENTS: Form = Form {
    name: "tiktok_comments",
    meaning: "comments of TikTok's Research API; name the account with --column, the API does not",
    shapes: &[within("data.comments[]", &["data.comments"]), rows(&["video_id", "parent_comment_id", "create_time"])],
    fields: &[
        (Role::Account, "username"),
        (Role::Time, "create_time"),
        (Role::Content, "id"),
        (Role::Content, "comment_id"),
        (Role::ReplyTo, "parent_comment_id"),
        (Role::ReplyTo, "video_id"),
        (Role::Text, "text"),
        (Role::DisplayName, "display_name"),
    ],
    missing: &["0"],
    sources: &[
        (
            "Query Video Comments, TikTok for Developers",
            "https://developers.tiktok.com/doc/research-api-specs-query-video-comments",
        ),
        ("Query VideoComments (virtual environment)", "https://developers.tiktok.com/doc/vce-query-video-comments"),
    ],
    notes: &[
        "The Research API does not tell who commented. The virtual environment gives `display_name`, which several \
         accounts may share: use it with --column account=display_name, or your own column of pseudonyms.",
        "A comment answers its parent; where there is none, the video.",
    ],
    ..TIKTOK
};

/// What the browser extension Zeeschuimer captures, and 4CAT keeps.
pub(super) const CAPTURED: Form = Form {
    name: "tiktok_captured",
    meaning: "TikTok posts captured by Zeeschuimer, its NDJSON or 4CAT's",
    shapes: &[
        within("data", &["source_platform", "data.createTime", "data.author.uniqueId"]),
        rows(&["createTime", "desc", "author.uniqueId"]),
    ],
    fields: &[
        (Role::Account, "author.id"),
        (Role::Time, "createTime"),
        (Role::Content, "id"),
        (Role::Hashtags, "textExtra[].hashtagName"),
        (Role::Sound, "music.id"),
        (Role::Text, "desc"),
        (Role::Handle, "author.uniqueId"),
        (Role::DisplayName, "author.nickname"),
        (Role::Bio, "author.signature"),
        (Role::Followers, "authorStats.followerCount"),
        (Role::Following, "authorStats.followingCount"),
    ],
    sources: &[
        ("4CAT, datasources/tiktok", "https://github.com/digitalmethodsinitiative/4cat"),
        ("Zeeschuimer", "https://github.com/digitalmethodsinitiative/zeeschuimer"),
    ],
    notes: &[
        "What was captured depends on what the page showed: this is no sample of anything.",
        "Accounts are told by id here and by user name in the Research API: the two do not meet.",
    ],
    ..TIKTOK
};
