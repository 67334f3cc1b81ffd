//! What the lists are decided by.

use std::path::Path;

use lockstep_base::country::Country;
use lockstep_base::error::{Error, Result};
use lockstep_base::toml::read_toml;
use serde::{Deserialize, Serialize};

use super::home::HomeConfig;
use super::registry::Status;
use crate::eu::EuConfig;

const REMEDY: &str = "see lockstep supervise --print-config";

/// Everything that decides a list, besides the data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SupervisionConfig {
    /// How clearly an account must reach abroad.
    pub thresholds: Thresholds,
    /// How much there must be to tell.
    pub enough: Enough,
    /// Whether accounts are decided about one by one, or entities as a whole.
    pub scope: Scope,
    /// What is home besides the country of primary affiliation.
    pub home: HomeConfig,
    /// What labels say.
    pub labels: LabelTexts,
    /// What the European Union is told.
    pub eu: EuConfig,
}

/// What a measure that the data decide is taken on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The account that is shown to reach abroad.
    #[default]
    Account,
    /// All accounts of an entity whose accounts together are shown to, too.
    Entity,
}

/// Shares, from 0 to 1, that the lower bounds must reach. All those above 0
/// must be reached; one of 0 is not asked for. That of current affairs is
/// always.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// Of the audience, outside the home country.
    pub audience_abroad: f64,
    /// Of the posts, in languages that are foreign at home. 0 unless it is
    /// changed: many an outlet speaks to other countries in a language that is
    /// its own, too.
    pub foreign_languages: f64,
    /// Of the posts, on current global events and affairs.
    pub current_affairs: f64,
}

/// What makes data thin: below one of these nothing is decided.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Enough {
    /// Days with an audience.
    pub days: usize,
    /// Views of all days.
    pub audience: u64,
    /// Days with posts.
    pub post_days: usize,
    /// Posts.
    pub posts: u64,
}

/// Texts of labels, in which `{country}`, `{entity}` and `{code}` stand for
/// what they name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabelTexts {
    /// Of accounts that a government controls.
    pub state_controlled: String,
    /// Of accounts that a government influences.
    pub state_affiliated: String,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { audience_abroad: 0.25, foreign_languages: 0.0, current_affairs: 0.25 }
    }
}

impl Default for Enough {
    fn default() -> Self {
        Self { days: 14, audience: 1_000, post_days: 7, posts: 30 }
    }
}

impl Default for LabelTexts {
    fn default() -> Self {
        Self {
            state_controlled: "{country} state-controlled media".to_owned(),
            state_affiliated: "{country} state-affiliated media".to_owned(),
        }
    }
}

impl SupervisionConfig {
    /// Reads a TOML file over the defaults.
    ///
    /// # Errors
    /// When the file cannot be read, or holds a field or a value that is not
    /// known or out of range.
    pub fn load(path: &Path) -> Result<Self> {
        let config: Self = read_toml(path, REMEDY)?;
        config.check().map_err(|e| e.in_file(path))?;
        Ok(config)
    }

    /// Fails where a value is out of range.
    fn check(&self) -> Result<()> {
        let Thresholds { audience_abroad, foreign_languages, current_affairs } = self.thresholds;
        for (field, share) in [
            ("thresholds.audience_abroad", audience_abroad),
            ("thresholds.foreign_languages", foreign_languages),
            ("thresholds.current_affairs", current_affairs),
        ] {
            if !(0.0..=1.0).contains(&share) {
                return Err(Error::config(field, format!("{share} is not a share from 0 to 1")));
            }
        }
        if audience_abroad == 0.0 && foreign_languages == 0.0 {
            let problem = "this and `thresholds.foreign_languages` are 0, so that nothing would show a reach abroad";
            return Err(Error::config("thresholds.audience_abroad", problem));
        }
        if current_affairs == 0.0 {
            let problem = "this is 0, but only who reaches abroad on current affairs becomes ineligible; set a share";
            return Err(Error::config("thresholds.current_affairs", problem));
        }
        self.home.check()?;
        self.labels.check()?;
        self.eu.check()
    }

    /// The effective configuration as TOML.
    ///
    /// # Errors
    /// Never in practice.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string(self).map_err(|e| Error::output("configuration", e))
    }
}

/// What texts of labels may name.
const NAMED: [&str; 3] = ["{country}", "{code}", "{entity}"];

impl LabelTexts {
    /// Fails where a text names something else in braces.
    fn check(&self) -> Result<()> {
        for (field, text) in
            [("labels.state_controlled", &self.state_controlled), ("labels.state_affiliated", &self.state_affiliated)]
        {
            let rest = NAMED.iter().fold(text.clone(), |text, name| text.replace(name, ""));
            if rest.contains(['{', '}']) || text.trim().is_empty() {
                let problem =
                    format!("`{text}` cannot be used: it names {} and nothing else in braces", NAMED.join(", "));
                return Err(Error::config(field, problem));
            }
        }
        Ok(())
    }

    /// The label for a status, a country and an entity's name; none where there is
    /// none for the status.
    pub fn text(&self, status: Status, country: Country, entity: &str) -> Option<String> {
        let text = match status {
            Status::Controlled => &self.state_controlled,
            Status::Affiliated => &self.state_affiliated,
            Status::Independent | Status::UnderReview => return None,
        };
        // The name comes last: what it holds is not looked at again.
        Some(text.replace("{country}", country.name()).replace("{code}", country.code()).replace("{entity}", entity))
    }
}
