//! YouTube.

use super::form::{PLAIN, rows, within};
use super::{Clock, Form};
use crate::events::Role;

const YOUTUBE: Form = Form { platform: Some("youtube"), ..PLAIN };

/// Comments of the Data API.
pub(super) const COMMENTS: Form = Form {
    name: "youtube_comments",
    meaning: "comments of YouTube's Data API: pages of commentThreads or comments, threads or comments one a line",
    shapes: &[
        within(
            "items[].snippet.topLevelComment + items[].replies.comments[]",
            &["items[].snippet.topLevelComment.snippet.publishedAt"],
        ),
        within("items[]", &["items[].snippet.authorChannelId.value"]),
        within("snippet.topLevelComment + replies.comments[]", &["snippet.topLevelComment"]),
        rows(&["snippet.authorChannelId", "snippet.publishedAt"]),
        rows(&["snippet.textDisplay", "snippet.publishedAt"]),
    ],
    fields: &[
        (Role::Account, "snippet.authorChannelId.value"),
        (Role::Time, "snippet.publishedAt"),
        (Role::Content, "id"),
        (Role::ReplyTo, "snippet.parentId"),
        (Role::ReplyTo, "snippet.videoId"),
        (Role::ReplyTo, "^videoId"),
        (Role::ReplyToAccount, "!snippet.parentId? snippet.channelId"),
        (Role::ReplyToAccount, "!snippet.parentId? ^channelId"),
        (Role::Text, "snippet.textOriginal"),
        (Role::Text, "snippet.textDisplay"),
        (Role::DisplayName, "snippet.authorDisplayName"),
    ],
    is_html: true,
    sources: &[
        ("Comments, YouTube Data API", "https://developers.google.com/youtube/v3/docs/comments"),
        ("CommentThreads, YouTube Data API", "https://developers.google.com/youtube/v3/docs/commentThreads"),
    ],
    notes: &[
        "A comment on the video answers the video and its channel; a comment in a thread answers the thread's first \
         comment, whatever comment it means.",
        "A page of commentThreads holds only some answers of each thread; the rest comes with comments.list.",
        "Many post the same short praise under popular videos.",
    ],
    ..YOUTUBE
};

/// The table of comments that YouTube Data Tools exports.
pub(super) const DATA_TOOLS: Form = Form {
    name: "youtube_data_tools",
    meaning: "comments, CSV or tab file of YouTube Data Tools (Rieder)",
    shapes: &[
        rows(&["authorChannelId", "publishedAt", "isReply"]),
        rows(&["authorName", "publishedAt", "isReplyToName"]),
    ],
    fields: &[
        (Role::Account, "authorChannelId"),
        (Role::Time, "publishedAt"),
        (Role::Content, "id"),
        (Role::ReplyTo, "isReplyToId"),
        (Role::ReplyTo, "isReplyTo"),
        (Role::Text, "text"),
        (Role::DisplayName, "authorName"),
    ],
    sources: &[
        ("YouTube Data Tools: Video Comments", "https://ytdt.digitalmethods.net"),
        ("4CAT, import_formats.py: YouTube Data Tools", "https://github.com/digitalmethodsinitiative/4cat"),
    ],
    notes: &[
        "The table does not say which video it is of: a comment that answers no other one answers nothing here. Read \
         one file a video, or add a column and name it with --column reply_to=NAME.",
        "Texts have lost their line ends.",
    ],
    ..YOUTUBE
};

/// The table of videos that YouTube Data Tools exports.
pub(super) const DATA_TOOLS_VIDEOS: Form = Form {
    name: "youtube_data_tools_videos",
    meaning: "videos, CSV or tab file of YouTube Data Tools (Rieder)",
    shapes: &[rows(&["channelId", "videoId", "publishedAt", "videoTitle"])],
    fields: &[
        (Role::Account, "channelId"),
        (Role::Time, "publishedAt"),
        (Role::Content, "videoId"),
        (Role::Text, "{videoTitle}\n\n{videoDescription}"),
        (Role::Text, "videoTitle"),
        (Role::DisplayName, "channelTitle"),
        (Role::Language, "defaultLanguage"),
    ],
    clock: Clock::Utc,
    sources: &[("YouTube Data Tools: Video List", "https://ytdt.digitalmethods.net")],
    notes: &["Keywords of videos are no hashtags and are not read."],
    ..YOUTUBE
};
