//! Facebook and Instagram.

use super::form::{PLAIN, rows, within};
use super::{Clock, Filter, Form};
use crate::events::Role;

const LIBRARY_SOURCES: &[(&str, &str)] = &[
    (
        "Data dictionary, Meta Content Library and API",
        "https://developers.facebook.com/docs/content-library-and-api/appendix/data-dictionary",
    ),
    ("csds-preprocessor: columns of the CSV", "https://github.com/fabiogiglietto/csds-preprocessor"),
];

const CROWDTANGLE_SOURCES: &[(&str, &str)] =
    &[("4CAT, import_formats.py: CrowdTangle exports", "https://github.com/digitalmethodsinitiative/4cat")];

/// Posts of pages and groups that CrowdTangle exported.
pub(super) const CROWDTANGLE_FACEBOOK: Form = Form {
    name: "crowdtangle_facebook",
    meaning: "posts of Facebook pages and groups, CSV of CrowdTangle",
    platform: Some("facebook"),
    shapes: &[
        rows(&["Facebook Id", "Likes at Posting", "Total Interactions"]),
        rows(&["Post Created", "Facebook Id", "Message"]),
    ],
    fields: &[
        (Role::Account, "Facebook Id"),
        (Role::Time, "Post Created"),
        (Role::Time, "Created"),
        (Role::Content, "URL"),
        (Role::Url, "Final Link"),
        (Role::Url, "Link"),
        (Role::Text, "Message"),
        (Role::Handle, "User Name"),
        (Role::DisplayName, "Page Name"),
        (Role::DisplayName, "Group Name"),
        (Role::Bio, "Page Description"),
        (Role::Followers, "Followers at Posting"),
        (Role::AccountCreated, "Page Created"),
        (Role::Country, "Page Admin Top Country"),
    ],
    sources: CROWDTANGLE_SOURCES,
    notes: &[
        "CrowdTangle was closed in August 2024. A post is told by its address.",
        "`Link` of a photo or a status is the post itself; only `Final Link` of such posts leads elsewhere.",
        "Times are in the time zone of the list's owner and carry its name (EDT, CEST): one with several meanings (BST) is \
         refused, and --time-format and --timezone read it.",
        "Country is where most of the page's administrators are, as Facebook states it.",
        "Pages of one publisher post the same links by design.",
    ],
    ..PLAIN
};

/// Posts of Instagram accounts that CrowdTangle exported.
pub(super) const CROWDTANGLE_INSTAGRAM: Form = Form {
    name: "crowdtangle_instagram",
    meaning: "posts of Instagram accounts, CSV of CrowdTangle",
    platform: Some("instagram"),
    shapes: &[rows(&["Account", "User Name", "Followers at Posting", "Description"])],
    fields: &[
        (Role::Account, "User Name"),
        (Role::Time, "Post Created"),
        (Role::Time, "Created"),
        (Role::Content, "URL"),
        (Role::Text, "Description"),
        (Role::Handle, "User Name"),
        (Role::DisplayName, "Account"),
        (Role::Followers, "Followers at Posting"),
    ],
    sources: CROWDTANGLE_SOURCES,
    notes: &[
        "CrowdTangle was closed in August 2024. A post is told by its address, an account by its handle.",
        "Links on Instagram lead nowhere from a post: only those in the text are read.",
    ],
    ..PLAIN
};

/// Facebook posts of the Meta Content Library.
pub(super) const LIBRARY_FACEBOOK: Form = Form {
    name: "meta_library_facebook",
    meaning: "Facebook posts, CSV or JSON of the Meta Content Library",
    platform: Some("facebook"),
    shapes: &[
        rows(&["post_owner.id", "mcl_url", "statistics.love_count"]),
        rows(&["post_owner.id", "creation_time", "shared_post_id"]),
    ],
    fields: &[
        (Role::Account, "post_owner.id"),
        (Role::Time, "creation_time"),
        (Role::Content, "id"),
        (Role::Url, "link_attachment.link"),
        (Role::RepostOf, "shared_post_id"),
        (Role::Text, "text"),
        (Role::Handle, "post_owner.username"),
        (Role::DisplayName, "post_owner.name"),
        (Role::Language, "lang"),
    ],
    sources: LIBRARY_SOURCES,
    notes: &[
        "Tags of accounts are left out of texts by Meta. Language is the post's.",
        "When a shared post was published is not told; where it is a row of the data itself, that is used.",
        "A spreadsheet that opened the file may have shortened ids.",
    ],
    ..PLAIN
};

/// Instagram posts of the Meta Content Library.
pub(super) const LIBRARY_INSTAGRAM: Form = Form {
    name: "meta_library_instagram",
    meaning: "Instagram posts, CSV or JSON of the Meta Content Library",
    platform: Some("instagram"),
    shapes: &[rows(&["post_owner.id", "mcl_url"])],
    fields: &[
        (Role::Account, "post_owner.id"),
        (Role::Time, "creation_time"),
        (Role::Content, "id"),
        (Role::Text, "text"),
        (Role::Handle, "post_owner.username"),
        (Role::DisplayName, "post_owner.name"),
        (Role::Language, "lang"),
    ],
    sources: LIBRARY_SOURCES,
    notes: &[
        "Told from Facebook's by what Instagram has not: love reactions and shared posts.",
        "Language is the post's. There is no link but those in the text.",
    ],
    ..PLAIN
};

/// Answers of CrowdTangle's interface, and tables made of them.
pub(super) const CROWDTANGLE_API: Form = Form {
    name: "crowdtangle_api",
    meaning: "posts of Facebook and Instagram as CrowdTangle's API gave them: pages, posts one a line, or a table (CooRnet)",
    platform: None,
    shapes: &[
        within("result.posts[]", &["result.posts[].account.id", "result.posts[].date"]),
        rows(&["platformId", "date", "account.id", "postUrl"]),
        rows(&["date", "expanded", "account.url"]),
    ],
    fields: &[
        (Role::Account, "account.platformId"),
        (Role::Account, "account.url"),
        (Role::Account, "account.id"),
        (Role::Time, "date"),
        (Role::Content, "platformId"),
        (Role::Content, "postUrl"),
        (Role::Url, "expandedLinks[].expanded"),
        (Role::Url, "expanded"),
        (Role::Url, "link"),
        (Role::Platform, "platform"),
        (Role::Platform, "account.platform"),
        (Role::Text, "message"),
        (Role::Text, "description"),
        (Role::Handle, "account.handle"),
        (Role::DisplayName, "account.name"),
        (Role::Bio, "account.pageDescription"),
        (Role::Followers, "subscriberCount"),
        (Role::Followers, "account.subscriberCount"),
        (Role::AccountCreated, "account.pageCreatedDate"),
        (Role::Language, "languageCode"),
        (Role::Country, "account.pageAdminTopCountry"),
    ],
    clock: Clock::Utc,
    sources: &[
        ("CrowdTangle API: Post object", "https://github.com/CrowdTangle/API/wiki/Post"),
        ("CooRnet: get_ctshares.R", "https://github.com/fabiogiglietto/CooRnet"),
    ],
    notes: &[
        "CrowdTangle was closed in August 2024. The platform of a row is what the row says.",
        "A re-share has a link to the post that it shares, and no id of it.",
        "Pages of one publisher post the same links by design.",
    ],
    ..PLAIN
};

/// Tables of CrowdTangle with a choice of columns, and those of its other platforms.
pub(super) const CROWDTANGLE_REDUCED: Form = Form {
    name: "crowdtangle_reduced",
    meaning: "posts that CrowdTangle exported, CSV with a choice of columns, or of another platform",
    platform: None,
    shapes: &[
        rows(&["Page Name", "Post Created"]),
        rows(&["Group Name", "Post Created"]),
        rows(&["User Name", "Post Created"]),
        rows(&["User Name", "Created", "URL"]),
    ],
    fields: &[
        (Role::Account, "Facebook Id"),
        (Role::Account, "User Name"),
        (Role::Account, "Page Name"),
        (Role::Account, "Group Name"),
        (Role::Account, "Account"),
        (Role::Time, "Post Created"),
        (Role::Time, "Created"),
        (Role::Content, "URL"),
        (Role::Url, "Final Link"),
        (Role::Url, "Link"),
        (Role::Text, "Message"),
        (Role::Text, "Description"),
        (Role::Text, "Text"),
        (Role::Text, "Title"),
        (Role::Handle, "User Name"),
        (Role::DisplayName, "Page Name"),
        (Role::DisplayName, "Group Name"),
        (Role::DisplayName, "Account"),
        (Role::Followers, "Followers at Posting"),
    ],
    sources: CROWDTANGLE_SOURCES,
    notes: &[
        "Accounts are told by the best column that is there: ids, handles, or names that several accounts may share.",
        "The table does not name its platform. `Link` may be the post itself.",
    ],
    ..PLAIN
};

/// Posts that the library facebook-scraper collected.
pub(super) const FACEBOOK_SCRAPER: Form = Form {
    name: "facebook_scraper",
    meaning: "Facebook posts of facebook-scraper, JSON or CSV",
    platform: Some("facebook"),
    shapes: &[rows(&["post_id", "post_text", "shared_text"])],
    fields: &[
        (Role::Account, "user_id"),
        (Role::Account, "page_id"),
        (Role::Account, "username"),
        (Role::Time, "timestamp"),
        (Role::Time, "time"),
        (Role::Content, "post_id"),
        (Role::Url, "links[].link"),
        (Role::Url, "link"),
        (Role::RepostOf, "shared_post_id"),
        (Role::RepostOfTime, "shared_time"),
        (Role::Text, "post_text"),
        (Role::Text, "text"),
        (Role::DisplayName, "username"),
    ],
    clock: Clock::Machine,
    sources: &[("facebook-scraper, extractors.py", "https://github.com/kevinzg/facebook-scraper")],
    notes: &[
        "Where `timestamp` is missing, `time` is that of the computer that collected: give --timezone.",
        "`username` is a display name. Links that lead into Facebook are links, too.",
    ],
    ..PLAIN
};

/// Posts of Facebook's Graph API.
pub(super) const GRAPH: Form = Form {
    name: "facebook_graph",
    meaning: "posts of Facebook's Graph API: pages of JSON, posts one a line, or a table made of them",
    platform: Some("facebook"),
    shapes: &[
        within("data[]", &["data[].from.id", "data[].created_time"]),
        within("data[]", &["data[].message", "data[].created_time"]),
        rows(&["from.id", "created_time"]),
    ],
    fields: &[
        (Role::Account, "from.id"),
        (Role::Account, "from.name"),
        (Role::Time, "created_time"),
        (Role::Content, "id"),
        (Role::Url, "attachments.data[].unshimmed_url"),
        (Role::Url, "attachments.data[].url"),
        (Role::Url, "link"),
        (Role::Mentions, "message_tags[].id"),
        (Role::ReplyTo, "parent.id"),
        (Role::RepostOf, "parent_id"),
        (Role::Text, "message"),
        (Role::DisplayName, "from.name"),
    ],
    sources: &[("Graph API: Post", "https://developers.facebook.com/docs/graph-api/reference/post")],
    notes: &["Posts without `from` have no account: ask for the field. Mentions are ids of pages and people."],
    ..PLAIN
};

/// Instagram posts that Zeeschuimer captures.
pub(super) const INSTAGRAM_CAPTURED: Form = Form {
    name: "instagram_captured",
    meaning: "Instagram posts captured by Zeeschuimer, its NDJSON or 4CAT's",
    platform: Some("instagram"),
    shapes: &[
        within("data", &["source_platform", "data.code", "data.user.username", "data.media_type"]),
        within("data", &["source_platform", "data.shortcode", "data.taken_at_timestamp"]),
        rows(&["code", "taken_at", "user.username", "media_type"]),
        rows(&["shortcode", "taken_at_timestamp", "owner.id"]),
    ],
    fields: &[
        (Role::Account, "user.id"),
        (Role::Account, "user.pk"),
        (Role::Account, "owner.id"),
        (Role::Time, "taken_at"),
        (Role::Time, "taken_at_timestamp"),
        (Role::Content, "code"),
        (Role::Content, "shortcode"),
        (Role::Mentions, "usertags.in[].user.username"),
        (Role::Mentions, "edge_media_to_tagged_user.edges[].node.user.username"),
        (Role::Sound, "clips_metadata.original_sound_info.audio_asset_id"),
        (Role::Sound, "clips_metadata.music_info.music_asset_info.audio_cluster_id"),
        (Role::Text, "caption.text"),
        (Role::Text, "edge_media_to_caption.edges[].node.text"),
        (Role::Handle, "user.username"),
        (Role::Handle, "owner.username"),
        (Role::DisplayName, "user.full_name"),
        (Role::DisplayName, "owner.full_name"),
    ],
    filters: &[
        Filter { path: "_zs_partial", values: &["true"], keeps: false },
        Filter { path: "product_type", values: &["ad"], keeps: false },
    ],
    also_in_text: &[Role::Mentions],
    sources: ZEESCHUIMER,
    notes: &[
        "What was captured depends on what the page showed: this is no sample of anything. Advertisements and items \
         without a time are set aside.",
        "Co-authors are not read: a post is its first author's.",
    ],
    ..PLAIN
};

const ZEESCHUIMER: &[(&str, &str)] = &[
    ("Zeeschuimer", "https://github.com/digitalmethodsinitiative/zeeschuimer"),
    ("4CAT, datasources: map_item of each", "https://github.com/digitalmethodsinitiative/4cat"),
];

/// Threads posts that Zeeschuimer captures.
pub(super) const THREADS_CAPTURED: Form = Form {
    name: "threads_captured",
    meaning: "Threads posts captured by Zeeschuimer, its NDJSON or 4CAT's",
    platform: Some("threads"),
    shapes: &[
        within("data", &["source_platform", "data.code", "data.text_post_app_info"]),
        rows(&["code", "taken_at", "text_post_app_info"]),
    ],
    fields: &[
        (Role::Account, "user.pk"),
        (Role::Account, "user.id"),
        (Role::Time, "taken_at"),
        (Role::Content, "code"),
        (Role::Content, "pk"),
        (Role::Url, "text_post_app_info.link_preview_attachment.url"),
        (Role::RepostOf, "text_post_app_info.share_info.reposted_post.code"),
        (Role::RepostOfTime, "text_post_app_info.share_info.reposted_post.taken_at"),
        (Role::Text, "caption.text"),
        (Role::ReplyToAccount, "text_post_app_info.reply_to_author.pk"),
        (Role::Handle, "user.username"),
        (Role::DisplayName, "user.full_name"),
    ],
    sources: ZEESCHUIMER,
    notes: &["What was captured depends on what the page showed: this is no sample of anything. A quote is no repost."],
    ..PLAIN
};

/// LinkedIn posts that Zeeschuimer captured.
pub(super) const LINKEDIN_CAPTURED: Form = Form {
    name: "linkedin_captured",
    meaning: "LinkedIn posts captured by Zeeschuimer, its NDJSON or 4CAT's",
    platform: Some("linkedin"),
    shapes: &[
        within("data", &["source_platform", "data.actor.name.text", "data.updateMetadata.urn"]),
        rows(&["actor.name.text", "updateMetadata.urn"]),
    ],
    fields: &[
        (Role::Account, "actor.navigationContext.actionTarget"),
        (Role::Account, "actor.name.text"),
        (Role::Time, "moment_of(updateMetadata.urn)"),
        (Role::Content, "updateMetadata.urn"),
        (Role::Url, "content.articleComponent.navigationContext.actionTarget"),
        (Role::Url, "content.navigationContext.actionTarget"),
        (Role::RepostOf, "resharedUpdate.updateMetadata.urn"),
        (Role::Text, "commentary.text.text"),
        (Role::Handle, "actor.navigationContext.actionTarget"),
        (Role::DisplayName, "actor.name.text"),
        (Role::Bio, "actor.description.text"),
    ],
    sources: ZEESCHUIMER,
    notes: &[
        "LinkedIn tells times only as `2d`: the moment is taken from the post's id, which holds it in milliseconds.",
        "Accounts are told by the address of their profile.",
    ],
    ..PLAIN
};
