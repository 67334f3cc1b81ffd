//! What statements say that no list of measures tells.

use std::path::Path;

use lockstep_base::country::{Country, group};
use lockstep_base::error::{Error, Result};
use lockstep_base::named;
use lockstep_base::toml::read_toml;
use serde::{Deserialize, Serialize};

use super::codes::{CATEGORIES, OTHER};

named! {
    /// Where the service is offered.
    Territory {
        /// In the European Union.
        Eu = "EU",
        /// In the European Economic Area.
        Eea = "EEA",
    }
}

/// What statements say that no list of measures tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EuConfig {
    /// The service, in the sheets of the periodic report.
    pub service: String,
    /// Where it is offered: measures without countries of their own hold there.
    pub territory: Territory,
    /// The clause of the terms and conditions that measures stand on, at most 500
    /// characters.
    pub clause: String,
    /// The category of the schema.
    pub category: String,
    /// Its keywords.
    pub keywords: Vec<String>,
    /// What `KEYWORD_OTHER` stands for, at most 500 characters.
    pub keyword_other: String,
}

/// The same, where something else may stand in its place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    service: Option<String>,
    territory: Option<Territory>,
    clause: Option<String>,
    category: Option<String>,
    keywords: Option<Vec<String>>,
    keyword_other: Option<String>,
}

impl Default for EuConfig {
    fn default() -> Self {
        Self {
            service: String::new(),
            territory: Territory::Eu,
            clause: "Terms of service: state-controlled media".to_owned(),
            category: CATEGORIES[0].0.to_owned(),
            keywords: vec![OTHER.to_owned()],
            keyword_other: "State-controlled media".to_owned(),
        }
    }
}

impl EuConfig {
    /// For networks of accounts that mislead about who they are.
    pub fn for_networks() -> Self {
        Self {
            clause: "Terms of service: covert influence operations".to_owned(),
            category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD".to_owned(),
            keywords: vec!["KEYWORD_INAUTHENTIC_ACCOUNTS".to_owned()],
            keyword_other: String::new(),
            ..Self::default()
        }
    }

    /// Reads a TOML file over what stands for networks.
    ///
    /// # Errors
    /// When the file cannot be read, or holds something that is not of the schema.
    pub fn load_for_networks(path: &Path) -> Result<Self> {
        let told: Told = read_toml(path, "see docs/transparency.md for what it may hold")?;
        let usual = Self::for_networks();
        let config = Self {
            service: told.service.unwrap_or(usual.service),
            territory: told.territory.unwrap_or(usual.territory),
            clause: told.clause.unwrap_or(usual.clause),
            category: told.category.unwrap_or(usual.category),
            keywords: told.keywords.unwrap_or(usual.keywords),
            keyword_other: told.keyword_other.unwrap_or(usual.keyword_other),
        };
        config.check().map_err(|e| e.in_file(path))?;
        Ok(config)
    }

    /// Fails where something is not of the schema.
    ///
    /// # Errors
    /// When the category or a keyword of it is not known, a text is too long, or
    /// `KEYWORD_OTHER` has no description.
    pub fn check(&self) -> Result<()> {
        let known: Vec<&str> = CATEGORIES.iter().map(|(category, _)| *category).collect();
        let Some((_, keywords)) = CATEGORIES.iter().find(|(category, _)| *category == self.category) else {
            let problem = format!("`{}` is none of {}", self.category, known.join(", "));
            return Err(Error::config("eu.category", problem));
        };
        if let Some(keyword) = self.keywords.iter().find(|keyword| !keywords.contains(&keyword.as_str())) {
            let problem = format!("`{keyword}` is none of {}", keywords.join(", "));
            return Err(Error::config("eu.keywords", problem));
        }
        if self.needs_description() && self.keyword_other.trim().is_empty() {
            return Err(Error::config("eu.keyword_other", format!("this is empty, and {OTHER} needs a description")));
        }
        for (field, text) in [("eu.clause", &self.clause), ("eu.keyword_other", &self.keyword_other)] {
            if text.chars().count() > 500 {
                return Err(Error::config(field, "this has more than 500 characters"));
            }
        }
        Ok(())
    }

    /// Whether a keyword stands for something that must be described.
    pub fn needs_description(&self) -> bool {
        self.keywords.iter().any(|keyword| keyword == OTHER)
    }

    /// The countries in which the service is offered; the schema writes GR for
    /// Greece, as ISO does.
    pub fn countries(&self) -> Vec<Country> {
        group(self.territory.name()).unwrap_or_default()
    }
}
