//! What is known of the form of an export.

use lockstep_base::time::Order;

use super::super::Role;

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
    /// Rows of which one has such a value pass on another post, whichever it is.
    pub reposts: &'static [Filter],
    /// Whether the day or the month comes first in its times.
    pub order: Option<Order>,
    /// Which zone its times are of where they name none.
    pub clock: Clock,
    /// Texts are written in HTML.
    pub is_html: bool,
    /// Line ends in texts are written as `\\n`.
    pub has_escaped_lines: bool,
    /// Roles whose columns do not tell what stands openly in the text.
    pub also_in_text: &'static [Role],
    /// Title and address of the pages and programs that tell what the columns
    /// mean.
    pub sources: &'static [(&'static str, &'static str)],
    /// What the export lacks, and what in it is innocent.
    pub notes: &'static [&'static str],
}

/// What all forms have that say nothing else.
pub(super) const PLAIN: Form = Form {
    name: "",
    meaning: "",
    platform: None,
    shapes: &[],
    fields: &[],
    required: &[Role::Account, Role::Time],
    filters: &[],
    missing: &[],
    reposts: &[],
    order: None,
    clock: Clock::Unsaid,
    is_html: false,
    has_escaped_lines: false,
    also_in_text: &[],
    sources: &[],
    notes: &[],
};

/// Which zone the times of an export are of where they name none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Nobody says.
    Unsaid,
    /// UTC, as whoever wrote the export says.
    Utc,
    /// The machine's that wrote the export.
    Machine,
    /// One zone, as whoever wrote the export says.
    Zone(&'static str),
}

impl Form {
    /// Whether an address is the short one that X gives to media of a post.
    pub fn is_short_media(&self, address: &str) -> bool {
        self.platform == Some("twitter") && address.contains("pic.twitter.com/")
    }

    /// The post whose media an address shows, where it is one of those that X adds to
    /// the links of every post with a picture: of another post they are links.
    pub fn post_of_media<'t>(&self, address: &'t str) -> Option<&'t str> {
        if self.platform != Some("twitter") {
            return None;
        }
        let mut parts = address.split_once("/status/")?.1.split('/');
        let post = parts.next()?;
        matches!(parts.next(), Some("photo" | "video")).then_some(post)
    }

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
pub(super) const fn rows(signature: &'static [&'static str]) -> Shape {
    Shape { rows: "", signature }
}

/// Rows inside of a document.
pub(super) const fn within(rows: &'static str, signature: &'static [&'static str]) -> Shape {
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
