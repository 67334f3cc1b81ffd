//! The exports that are recognised, one table each: what their columns, or
//! keys, mean, and where this was looked up.

mod bluesky;
mod fourcat;
mod generic;
mod mastodon;
mod meta;
mod reddit;
mod telegram;
mod tiktok;
mod twitter;
mod youtube;

use serde::{Deserialize, Serialize};

use super::Role;

/// Everything there is to know of one export.
#[derive(Debug)]
pub struct Form {
    /// The name used in `--preset NAME`.
    pub name: &'static str,
    /// One line for `lockstep presets`.
    pub meaning: &'static str,
    /// The platform of every row, where there is only one.
    pub platform: Option<&'static str>,
    /// The shapes in which the export comes; the first that fits counts.
    pub shapes: &'static [Shape],
    /// Roles, and where their values stand; of several places of a role the
    /// first that has a value counts.
    pub fields: &'static [(Role, &'static str)],
    /// Roles without which the export makes no sense.
    pub required: &'static [Role],
    /// Which rows are posts; the others are set aside and counted.
    pub filters: &'static [Filter],
    /// Texts that stand for a missing value in this export.
    pub missing: &'static [&'static str],
    /// The format of its times, where they are in no common form.
    pub time_format: Option<&'static str>,
    /// Texts are written in HTML.
    pub is_html: bool,
    /// Title and address of the pages and programs that tell what the columns
    /// mean.
    pub sources: &'static [(&'static str, &'static str)],
    /// What the export lacks, and what in it is innocent.
    pub notes: &'static [&'static str],
}

/// What all forms have that say nothing else.
const PLAIN: Form = Form {
    name: "",
    meaning: "",
    platform: None,
    shapes: &[],
    fields: &[],
    required: &[Role::Account, Role::Time],
    filters: &[],
    missing: &[],
    time_format: None,
    is_html: false,
    sources: &[],
    notes: &[],
};

impl Form {
    /// Whether the export makes no sense without this role.
    pub fn requires(&self, role: Role) -> bool {
        self.required.contains(&role)
    }
}

/// A shape in which an export comes.
#[derive(Debug)]
pub struct Shape {
    /// Where in a document the rows stand; empty: a document is a row, or a line
    /// of a table.
    pub rows: &'static str,
    /// Columns of the table, or paths from a document, that must all be there.
    pub signature: &'static [&'static str],
}

/// Rows, or lines of a table, that are known by these columns or keys.
const fn rows(signature: &'static [&'static str]) -> Shape {
    Shape { rows: "", signature }
}

/// Rows inside of a document.
const fn within(rows: &'static str, signature: &'static [&'static str]) -> Shape {
    Shape { rows, signature }
}

/// Rows of these values are posts, or are none.
#[derive(Debug)]
pub struct Filter {
    /// Where the value stands.
    pub path: &'static str,
    /// The values.
    pub values: &'static [&'static str],
    /// Whether rows with such a value are posts, and no others, or the others.
    pub keeps: bool,
}

/// A known form of export.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Preset(&'static Form);

impl Preset {
    /// Every preset; of those that a header fits the first one counts.
    pub const ALL: [Self; 30] = [
        Self(&twitter::MODERATION_RESEARCH),
        Self(&twitter::IRA),
        Self(&twitter::V1),
        Self(&twitter::TWARC),
        Self(&twitter::V2),
        Self(&fourcat::TWITTER),
        Self(&tiktok::COMMENTS),
        Self(&tiktok::VIDEOS),
        Self(&tiktok::CAPTURED),
        Self(&fourcat::TIKTOK),
        Self(&meta::CROWDTANGLE_FACEBOOK),
        Self(&meta::CROWDTANGLE_INSTAGRAM),
        Self(&meta::LIBRARY_FACEBOOK),
        Self(&meta::LIBRARY_INSTAGRAM),
        Self(&telegram::DESKTOP),
        Self(&telegram::TELETHON),
        Self(&telegram::FOURCAT),
        Self(&bluesky::JETSTREAM),
        Self(&bluesky::FEED),
        Self(&fourcat::BLUESKY),
        Self(&mastodon::STATUSES),
        Self(&youtube::COMMENTS),
        Self(&youtube::DATA_TOOLS),
        Self(&reddit::COMMENTS),
        Self(&reddit::SUBMISSIONS),
        Self(&fourcat::ANY),
        Self(&generic::TOOLKIT),
        Self(&generic::SHARES),
        Self(&generic::POSTS),
        Self(&generic::EDGES),
    ];

    /// The form of this program's own tables.
    pub const POSTS: Self = Self(&generic::POSTS);

    /// What there is to know of it.
    pub fn form(self) -> &'static Form {
        self.0
    }

    /// The name used in `--preset NAME`.
    pub fn name(self) -> &'static str {
        self.0.name
    }
}

impl std::fmt::Debug for Preset {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for Preset {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Preset {}

impl From<Preset> for &'static str {
    fn from(preset: Preset) -> Self {
        preset.name()
    }
}

impl TryFrom<String> for Preset {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse()
    }
}

impl std::str::FromStr for Preset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|preset| preset.name() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|preset| preset.name()).collect();
            format!("unknown preset `{text}`; the presets are {}", known.join(", "))
        })
    }
}
