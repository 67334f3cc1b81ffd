//! TikTok.

use super::form::{PLAIN, rows, within};
use super::{Clock, Form};
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
        (Role::Hashtags, "challenges[].title"),
        (Role::Mentions, "textExtra[].userUniqueId"),
        (Role::Sound, "music.id"),
        (Role::RepostOf, "duetInfo.duetFromId"),
        (Role::Text, "desc"),
        (Role::Effect, "effectStickers[].ID"),
        (Role::Handle, "author.uniqueId"),
        (Role::DisplayName, "author.nickname"),
        (Role::Bio, "author.signature"),
        (Role::Followers, "authorStats.followerCount"),
        (Role::Following, "authorStats.followingCount"),
        (Role::Language, "textLanguage"),
        (Role::Country, "locationCreated"),
    ],
    missing: &["0"],
    sources: &[
        ("4CAT, datasources/tiktok", "https://github.com/digitalmethodsinitiative/4cat"),
        ("Zeeschuimer", "https://github.com/digitalmethodsinitiative/zeeschuimer"),
    ],
    notes: &[
        "What was captured depends on what the page showed: this is no sample of anything.",
        "Accounts are told by id here and by user name in the Research API: the two do not meet. Mentions are user names.",
        "A duet passes on the video that it was made with.",
    ],
    ..TIKTOK
};

/// Comments that Zeeschuimer captures.
pub(super) const CAPTURED_COMMENTS: Form = Form {
    name: "tiktok_captured_comments",
    meaning: "TikTok comments captured by Zeeschuimer, its NDJSON or 4CAT's",
    shapes: &[
        within("data", &["source_platform", "data.cid", "data.aweme_id"]),
        rows(&["cid", "aweme_id", "create_time", "user.uid"]),
    ],
    fields: &[
        (Role::Account, "user.uid"),
        (Role::Time, "create_time"),
        (Role::Content, "cid"),
        (Role::ReplyTo, "reply_id"),
        (Role::ReplyTo, "aweme_id"),
        (Role::Text, "text"),
        (Role::Handle, "user.unique_id"),
        (Role::DisplayName, "user.nickname"),
        (Role::Language, "comment_language"),
    ],
    missing: &["0"],
    sources: &[
        ("4CAT, datasources/tiktok-comments", "https://github.com/digitalmethodsinitiative/4cat"),
        ("Zeeschuimer", "https://github.com/digitalmethodsinitiative/zeeschuimer"),
    ],
    notes: &["A comment answers its parent; where there is none, the video."],
    ..TIKTOK
};

/// What the scrapers of Apify give, as JSON or as a table with a column a path.
pub(super) const APIFY: Form = Form {
    name: "tiktok_apify",
    meaning: "TikTok posts of Apify's scrapers (Clockworks) or tiktok-scraper, JSON or a table",
    shapes: &[
        rows(&["authorMeta.name", "createTimeISO"]),
        rows(&["authorMeta.name", "createTime"]),
        rows(&["authorMeta.name", "webVideoUrl"]),
    ],
    fields: &[
        (Role::Account, "authorMeta.id"),
        (Role::Account, "authorMeta.name"),
        (Role::Time, "createTimeISO"),
        (Role::Time, "createTime"),
        (Role::Content, "id"),
        (Role::Content, "webVideoUrl"),
        (Role::Hashtags, "hashtags[].name"),
        (Role::Mentions, "mentions"),
        (Role::Sound, "musicMeta.musicId"),
        (Role::Text, "text"),
        (Role::Effect, "effectStickers[].ID"),
        (Role::Handle, "authorMeta.name"),
        (Role::DisplayName, "authorMeta.nickName"),
        (Role::Bio, "authorMeta.signature"),
        (Role::Followers, "authorMeta.fans"),
        (Role::Following, "authorMeta.following"),
        (Role::Language, "textLanguage"),
        (Role::Country, "locationCreated"),
    ],
    missing: &["0", "un"],
    sources: &[("tiktok-scraper, types", "https://github.com/drawrowfly/tiktok-scraper")],
    notes: &[
        "A table may hold a choice of columns: without authorMeta/id accounts are told by user name.",
        "Of reposts that a profile shows, the account is the author, not who reposted.",
    ],
    ..TIKTOK
};

/// The table of pyktok.
pub(super) const PYKTOK: Form = Form {
    name: "tiktok_pyktok",
    meaning: "TikTok posts of pyktok, CSV",
    shapes: &[rows(&["video_id", "video_timestamp", "author_username"])],
    fields: &[
        (Role::Account, "author_username"),
        (Role::Time, "video_timestamp"),
        (Role::Content, "video_id"),
        (Role::Text, "video_description"),
        (Role::Text, "video_title"),
        (Role::Handle, "author_username"),
        (Role::DisplayName, "author_name"),
        (Role::DisplayName, "author_nickname"),
        (Role::Followers, "author_followercount"),
        (Role::Following, "author_followingcount"),
        (Role::Country, "video_locationcreated"),
    ],
    clock: Clock::Machine,
    sources: &[("pyktok", "https://github.com/dfreelon/pyktok"), ("traktok", "https://github.com/JBGruber/traktok")],
    notes: &[
        "Times are those of the computer that collected, and name no zone: give --timezone.",
        "Accounts are told by user name, which can change.",
    ],
    ..TIKTOK
};

/// The table of minet.
pub(super) const MINET: Form = Form {
    name: "tiktok_minet",
    meaning: "TikTok posts of minet, CSV",
    shapes: &[rows(&["author_unique_id", "music_id", "description"])],
    fields: &[
        (Role::Account, "author_id"),
        (Role::Time, "timestamp"),
        (Role::Time, "utc_time"),
        (Role::Content, "id"),
        (Role::Hashtags, "challenges_titles"),
        (Role::Sound, "music_id"),
        (Role::RepostOf, "duet_from_video_id"),
        (Role::Text, "description"),
        (Role::Handle, "author_unique_id"),
        (Role::DisplayName, "author_nickname"),
        (Role::Bio, "author_signature"),
        (Role::Followers, "author_follower_count"),
        (Role::Following, "author_following_count"),
    ],
    missing: &["0"],
    clock: Clock::Utc,
    sources: &[("minet, tiktok/types.py", "https://github.com/medialab/minet")],
    notes: &["A duet passes on the video that it was made with."],
    ..TIKTOK
};
