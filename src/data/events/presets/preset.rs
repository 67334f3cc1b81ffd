//! A form of export by its name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::form::Form;
use super::{bluesky, discord, fourcat, generic, mastodon, meta, reddit};
use super::{telegram, tiktok, twitter, vk, weibo, youtube};

/// A known form of export.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Preset(&'static Form);

impl Preset {
    /// Every preset; of those that a header fits the first one counts.
    pub const ALL: [Self; 65] = [
        Self(&twitter::MODERATION_RESEARCH),
        Self(&twitter::IRA),
        Self(&twitter::IRA_NBC),
        Self(&twitter::CAPTURED),
        Self(&twitter::V1),
        Self(&twitter::JSON2CSV),
        Self(&twitter::RTWEET),
        Self(&twitter::TWITTER_R),
        Self(&twitter::ACADEMIC),
        Self(&twitter::MINET),
        Self(&twitter::TWARC),
        Self(&twitter::V2),
        Self(&twitter::SNSCRAPE),
        Self(&twitter::ARCHIVE),
        Self(&fourcat::TWITTER),
        Self(&tiktok::COMMENTS),
        Self(&tiktok::VIDEOS),
        Self(&tiktok::CAPTURED),
        Self(&tiktok::CAPTURED_COMMENTS),
        Self(&tiktok::APIFY),
        Self(&tiktok::PYKTOK),
        Self(&tiktok::MINET),
        Self(&fourcat::TIKTOK),
        Self(&meta::CROWDTANGLE_FACEBOOK),
        Self(&meta::CROWDTANGLE_INSTAGRAM),
        Self(&meta::CROWDTANGLE_API),
        Self(&meta::CROWDTANGLE_REDUCED),
        Self(&meta::LIBRARY_FACEBOOK),
        Self(&meta::LIBRARY_INSTAGRAM),
        Self(&meta::FACEBOOK_SCRAPER),
        Self(&meta::GRAPH),
        Self(&meta::THREADS_CAPTURED),
        Self(&meta::INSTAGRAM_CAPTURED),
        Self(&meta::LINKEDIN_CAPTURED),
        Self(&fourcat::INSTAGRAM),
        Self(&fourcat::THREADS),
        Self(&telegram::DESKTOP),
        Self(&telegram::TELETHON),
        Self(&telegram::FOURCAT),
        Self(&bluesky::JETSTREAM),
        Self(&bluesky::FEED),
        Self(&bluesky::MINET),
        Self(&fourcat::BLUESKY),
        Self(&mastodon::TRUTH),
        Self(&mastodon::GAB),
        Self(&mastodon::STATUSES),
        Self(&mastodon::OUTBOX),
        Self(&fourcat::TRUTH),
        Self(&vk::POSTS),
        Self(&vk::FOURCAT),
        Self(&weibo::SEARCH),
        Self(&weibo::CRAWLER),
        Self(&discord::EXPORTER),
        Self(&discord::TABLE),
        Self(&youtube::COMMENTS),
        Self(&youtube::DATA_TOOLS),
        Self(&youtube::DATA_TOOLS_VIDEOS),
        Self(&reddit::COMMENTS),
        Self(&reddit::SUBMISSIONS),
        Self(&reddit::COMMENT_TABLE),
        Self(&fourcat::ANY),
        Self(&generic::TOOLKIT),
        Self(&generic::SHARES),
        Self(&generic::POSTS),
        Self(&generic::EDGES),
    ];

    /// The form of this program's own tables.
    pub const POSTS: Self = Self(&generic::POSTS);

    /// All names in the signatures of all shapes, each once.
    pub(crate) fn signatures() -> Vec<&'static str> {
        let shapes = Self::ALL.into_iter().flat_map(|preset| preset.form().shapes);
        let names: BTreeSet<&'static str> = shapes.flat_map(|shape| shape.signature).copied().collect();
        names.into_iter().collect()
    }

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
