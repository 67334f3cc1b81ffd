//! Reddit, as its dumps hold it.

use super::form::{PLAIN, rows};
use super::{Filter, Form};
use crate::events::Role;

const SOURCES: &[(&str, &str)] = &[
    ("The Pushshift Reddit Dataset (Baumgartner et al. 2020)", "https://arxiv.org/abs/2001.08435"),
    ("Arctic Shift, schemas of RC and RS files", "https://github.com/ArthurHeitmann/arctic_shift"),
    ("RedTEI: Input and Data Structure", "https://github.com/sgoettel/RedTEI/wiki/Input-and-Data-Structure"),
];

/// Whose posts nobody can tell any more.
const DELETED: &[Filter] = &[Filter { path: "author", values: &["[deleted]"], keeps: false }];

const REDDIT: Form = Form {
    platform: Some("reddit"),
    filters: DELETED,
    missing: &["[deleted]", "[removed]"],
    sources: SOURCES,
    ..PLAIN
};

/// Comments of a dump.
pub(super) const COMMENTS: Form = Form {
    name: "reddit_comments",
    meaning: "comments of the Reddit dumps (Pushshift, RC_*), one a line",
    shapes: &[rows(&["link_id", "parent_id", "body"])],
    fields: &[
        (Role::Account, "author"),
        (Role::Time, "created_utc"),
        (Role::Content, "t1_{id}"),
        (Role::ReplyTo, "parent_id"),
        (Role::Text, "body"),
        (Role::Handle, "author"),
        (Role::AccountCreated, "author_created_utc"),
    ],
    notes: &[
        "Comments of deleted accounts are set aside, texts that were removed are missing.",
        "Bots answer in many places with the same words, and say so (AutoModerator).",
        "The dumps are compressed with a long window: reading them takes 2 GiB of memory besides.",
    ],
    ..REDDIT
};

/// Submissions of a dump.
pub(super) const SUBMISSIONS: Form = Form {
    name: "reddit_submissions",
    meaning: "submissions of the Reddit dumps (Pushshift, RS_*), one a line",
    shapes: &[rows(&["title", "selftext", "subreddit"]), rows(&["title", "created_utc", "is_self"])],
    fields: &[
        (Role::Account, "author"),
        (Role::Time, "created_utc"),
        (Role::Content, "t3_{id}"),
        (Role::Url, "url_overridden_by_dest"),
        (Role::Url, "!is_self? url"),
        (Role::RepostOf, "crosspost_parent"),
        (Role::RepostOfTime, "crosspost_parent_list[].created_utc"),
        (Role::Text, "{title}\n\n{selftext}"),
        (Role::Text, "title"),
        (Role::Handle, "author"),
        (Role::AccountCreated, "author_created_utc"),
    ],
    notes: &[
        "A crosspost passes on the submission that it was made of.",
        "Submissions of deleted accounts are set aside, texts that were removed are missing.",
        "Bots submit the same pages in many places, and many users submit the news of the day.",
        "The dumps are compressed with a long window: reading them takes 2 GiB of memory besides.",
    ],
    ..REDDIT
};

/// Tables of comments that scripts for PRAW and PSAW make.
pub(super) const COMMENT_TABLE: Form = Form {
    name: "reddit_comment_table",
    meaning: "comments of Reddit as tables with columns like comment_id and comment_body (PRAW scripts)",
    shapes: &[rows(&["comment_id", "comment_body"])],
    fields: &[
        (Role::Account, "comment_author_name"),
        (Role::Account, "comment_author"),
        (Role::Account, "comment_user_name"),
        (Role::Time, "comment_created_utc"),
        (Role::Time, "comment_posted_time"),
        (Role::Time, "comment_created"),
        (Role::Content, "t1_{comment_id}"),
        (Role::ReplyTo, "t1_{comment_parent_id}"),
        (Role::ReplyTo, "comment_parent_id=0? t3_{post_id}"),
        (Role::Text, "comment_body"),
        (Role::Handle, "comment_author_name"),
        (Role::Handle, "comment_author"),
    ],
    filters: &[
        Filter { path: "comment_author_name", values: &["[deleted]", "deleted"], keeps: false },
        Filter { path: "comment_author", values: &["[deleted]", "deleted"], keeps: false },
    ],
    missing: &["[deleted]", "[removed]", "deleted", "0"],
    sources: &[("PRAW", "https://github.com/praw-dev/praw")],
    notes: &["Columns of the submission (post_title, post_url) are repeated in every row and are not read."],
    ..REDDIT
};
