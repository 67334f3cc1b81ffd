//! Facebook and Instagram.

use super::Form;
use super::form::{PLAIN, rows};
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
        "Times are in the time zone of the list's owner and carry its name (EDT): a zone that is not one of the United \
         States needs --time-format.",
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
    shapes: &[rows(&["Account", "User Name", "Followers at Posting"])],
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
