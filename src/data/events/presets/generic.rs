//! Forms that belong to no platform.

use super::Form;
use super::form::{PLAIN, rows};
use crate::events::Role;

/// One row a share, as CooRTweet takes it.
pub(super) const SHARES: Form = Form {
    name: "shares",
    meaning: "one row a share: who shared what, when; the input of CooRTweet",
    shapes: &[rows(&["account_id", "timestamp_share", "object_id"])],
    fields: &[
        (Role::Account, "account_id"),
        (Role::Time, "timestamp_share"),
        (Role::Object, "object_id"),
        (Role::Content, "content_id"),
        (Role::ObjectCreated, "object_created"),
    ],
    required: &[Role::Account, Role::Time, Role::Object],
    sources: &[("CooRTweet, R package: input of detect_groups", "https://github.com/nicolarighetti/CooRTweet")],
    notes: &["object_created is this program's own: when the shared thing itself was published."],
    ..PLAIN
};

/// One row a post, with whatever it carries: what `lockstep import` writes.
pub(super) const POSTS: Form = Form {
    name: "posts",
    meaning: "one row a post, with whatever it links, tags, shows, answers or passes on",
    shapes: &[rows(&["account_id", "timestamp"])],
    fields: &[
        (Role::Account, "account_id"),
        (Role::Time, "timestamp"),
        (Role::Content, "post_id"),
        (Role::Object, "object_id"),
        (Role::UrlId, "url_id"),
        (Role::Url, "url"),
        (Role::Url, "urls"),
        (Role::DomainId, "domain_id"),
        (Role::Domain, "domain"),
        (Role::HashtagId, "hashtag_id"),
        (Role::Hashtags, "hashtag"),
        (Role::Hashtags, "hashtags"),
        (Role::MediaHash, "phash_id"),
        (Role::MediaHash, "media_hash"),
        (Role::ObjectCreated, "object_created"),
        (Role::Sound, "sound_id"),
        (Role::ReplyTo, "reply_to"),
        (Role::Mentions, "mentions"),
        (Role::RepostOf, "repost_of"),
        (Role::RepostOfTime, "repost_of_time"),
        (Role::IsRepost, "is_repost"),
        (Role::Platform, "platform"),
        (Role::Text, "text"),
        (Role::Effect, "effects"),
        (Role::ReplyToAccount, "reply_to_account"),
        (Role::Handle, "handle"),
        (Role::DisplayName, "display_name"),
        (Role::Bio, "bio"),
        (Role::BioUrl, "bio_url"),
        (Role::Followers, "followers"),
        (Role::Following, "following"),
        (Role::AccountCreated, "account_created"),
        (Role::Language, "language"),
        (Role::Country, "country"),
        (Role::Category, "category"),
    ],
    notes: &["The form of this program's own tables, and what `lockstep import` writes."],
    ..PLAIN
};

/// The table that the Coordination Network Toolkit takes.
pub(super) const TOOLKIT: Form = Form {
    name: "coordination_toolkit",
    meaning: "input of the Coordination Network Toolkit (QUT), CSV",
    shapes: &[
        rows(&["message_id", "user_id", "timestamp", "repost_id"]),
        rows(&["message_id", "user_id", "repost_id"]),
    ],
    fields: &[
        (Role::Account, "user_id"),
        (Role::Time, "timestamp"),
        (Role::Content, "message_id"),
        (Role::Url, "urls"),
        (Role::ReplyTo, "reply_id"),
        (Role::RepostOf, "repost_id"),
        (Role::Text, "message"),
        (Role::Handle, "username"),
    ],
    sources: &[(
        "Coordination Network Toolkit, README: CSV",
        "https://github.com/QUT-Digital-Observatory/coordination-network-toolkit",
    )],
    notes: &[
        "The toolkit goes by the order of the columns; here they must have the names of its documentation.",
        "Its time may count from any moment: here it must be Unix time.",
    ],
    ..PLAIN
};

/// Who acted on what, when.
pub(super) const EDGES: Form = Form {
    name: "edges",
    meaning: "an edge list: an account (source) acts on an object (target) at a time",
    shapes: &[
        rows(&["source", "target", "time"]),
        rows(&["source", "target", "timestamp"]),
        rows(&["Source", "Target", "Timestamp"]),
        rows(&["source", "target", "date"]),
    ],
    fields: &[
        (Role::Account, "source"),
        (Role::Account, "Source"),
        (Role::Time, "time"),
        (Role::Time, "timestamp"),
        (Role::Time, "Timestamp"),
        (Role::Time, "date"),
        (Role::Object, "target"),
        (Role::Object, "Target"),
    ],
    required: &[Role::Account, Role::Time, Role::Object],
    sources: &[(
        "Spreadsheet, Gephi: the columns Source and Target",
        "https://gephi.org/users/supported-graph-formats/spreadsheet",
    )],
    notes: &[
        "Targets are taken as they are. When a target came into being is not known: the first act on it stands for it.",
    ],
    ..PLAIN
};
