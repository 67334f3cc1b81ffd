//! Weibo.

use super::form::{PLAIN, rows, within};
use super::{Clock, Form};
use crate::events::Role;

const WEIBO: Form = Form { platform: Some("weibo"), clock: Clock::Zone("Asia/Shanghai"), ..PLAIN };

/// The table of weibo-search.
pub(super) const SEARCH: Form = Form {
    name: "weibo_search",
    meaning: "Weibo posts of weibo-search, CSV",
    shapes: &[rows(&["bid", "用户昵称", "微博正文"])],
    fields: &[
        (Role::Account, "user_id"),
        (Role::Account, "用户昵称"),
        (Role::Time, "发布时间"),
        (Role::Content, "id"),
        (Role::Url, "头条文章url"),
        (Role::Hashtags, "话题"),
        (Role::Mentions, "艾特用户"),
        (Role::RepostOf, "retweet_id"),
        (Role::Text, "微博正文"),
        (Role::Handle, "用户昵称"),
        (Role::Country, "ip"),
    ],
    sources: &[("weibo-search, pipelines.py", "https://github.com/dataabc/weibo-search")],
    notes: &[
        "Times are to the minute, in the zone of Shanghai: windows below two minutes mean little.",
        "Country is the province or country that Weibo shows. Mentions are nicknames.",
    ],
    ..WEIBO
};

/// What weibo-crawler collects of an account.
pub(super) const CRAWLER: Form = Form {
    name: "weibo_crawler",
    meaning: "Weibo posts of weibo-crawler: its JSON, its CSV (one file an account), or a table of its database",
    shapes: &[
        within("weibo[]", &["weibo[].text", "weibo[].bid"]),
        rows(&["bid", "user_id", "screen_name", "text", "created_at"]),
        rows(&["bid", "正文", "日期"]),
    ],
    fields: &[
        (Role::Account, "user_id"),
        (Role::Account, "^user.id"),
        (Role::Account, "@file"),
        (Role::Time, "full_created_at"),
        (Role::Time, "完整日期"),
        (Role::Time, "created_at"),
        (Role::Time, "日期"),
        (Role::Content, "id"),
        (Role::Url, "article_url"),
        (Role::Url, "头条文章url"),
        (Role::Hashtags, "topics"),
        (Role::Hashtags, "话题"),
        (Role::Mentions, "at_users"),
        (Role::Mentions, "@用户"),
        (Role::RepostOf, "retweet.id"),
        (Role::RepostOf, "retweet_id"),
        (Role::RepostOf, "源微博id"),
        (Role::RepostOfTime, "retweet.full_created_at"),
        (Role::RepostOfTime, "源微博完整日期"),
        (Role::Text, "text"),
        (Role::Text, "正文"),
        (Role::Handle, "screen_name"),
        (Role::Bio, "^user.description"),
        (Role::Followers, "^user.followers_count"),
        (Role::Following, "^user.follow_count"),
    ],
    sources: &[("weibo-crawler, weibo.py", "https://github.com/dataabc/weibo-crawler")],
    notes: &[
        "The CSV does not name its account: the name of the file, which weibo-crawler takes from the account's id, stands \
         for it.",
        "Times are in the zone of Shanghai.",
    ],
    ..WEIBO
};
