//! What a registry holds, and what can be asked of it.

use std::collections::BTreeMap;

use lockstep_base::calendar::Day;
use lockstep_base::country::{Country, Language};
use lockstep_base::error::{Error, Result};
use lockstep_base::named;
use serde::Serialize;

use super::finding::Finding;

named! {
    /// What an entity is held for.
    Status {
        /// Its editorial process is under a government's control.
        Controlled = "state_controlled",
        /// It is under a government's influence.
        Affiliated = "state_affiliated",
        /// It was assessed and is neither.
        Independent = "independent",
        /// Nothing is decided.
        UnderReview = "under_review",
    }
}

named! {
    /// What an assessment looks at.
    Criterion {
        /// The mission statement.
        Mission = "mission",
        /// Editorial practices and safeguards.
        Practices = "practices",
        /// Leadership and editorial governance.
        Governance = "governance",
        /// Actual editorial decisions.
        Decisions = "decisions",
        /// Where the money comes from.
        Funding = "funding",
    }
}

named! {
    /// What a criterion shows.
    Assessment {
        /// A government controls it.
        Controlled = "controlled",
        /// A government influences it.
        Influenced = "influenced",
        /// Neither.
        Independent = "independent",
        /// The evidence does not tell.
        Unclear = "unclear",
    }
}

named! {
    /// What became of an appeal.
    Outcome {
        /// It is not decided.
        Open = "open",
        /// It did not show editorial independence.
        Rejected = "rejected",
        /// It did.
        Granted = "granted",
        /// The entity took it back.
        Withdrawn = "withdrawn",
    }
}

named! {
    /// What can be imposed on an entity's accounts by a decision of its own,
    /// whatever the data show.
    Imposed {
        /// Not being recommended.
        Recommendation = "recommendation",
        /// No advertising anywhere.
        Advertising = "advertising",
        /// Not being seen in some countries.
        Restricted = "restricted",
        /// Not being able to act for a time.
        Suspended = "suspended",
        /// Being removed for good.
        Terminated = "terminated",
    }
}

named! {
    /// What follows from a label.
    Measure {
        /// The label itself.
        Label = "label",
        /// Not being recommended, where the account tries to reach abroad.
        Recommendation = "recommendation",
        /// No advertising outside the home country.
        Advertising = "advertising",
    }
}

impl Status {
    /// Whether accounts of such an entity carry a label.
    pub fn is_labelled(self) -> bool {
        matches!(self, Self::Controlled | Self::Affiliated)
    }
}

/// The registry.
#[derive(Clone, Debug)]
pub struct Registry {
    /// The file as the user named it.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The entities in the order of the file.
    pub entities: Vec<Entity>,
    /// What is wrong, missing or overdue, in the order of lines.
    pub findings: Vec<Finding>,
    /// The day by which things are judged.
    pub today: Day,
    pub(super) accounts: Vec<(usize, usize)>,
    /// Where an account is, by `platform:id` and, where it is the only one
    /// with it, by its id.
    pub(super) places: BTreeMap<String, Option<usize>>,
}

/// An entity: a broadcaster, an agency, a paper.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its line in the file.
    pub line: u64,
    /// By which it is known here.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The country that it is primarily affiliated with.
    pub country: Country,
    /// Since when, where it was another one before.
    pub country_since: Option<Day>,
    /// The languages that are not foreign there besides those of the country, by
    /// [`Language::mutual`].
    pub languages: Vec<Language>,
    /// What it was and is held for, in the order of days.
    pub history: Vec<Decision>,
    /// When it must be looked at again.
    pub review_due: Option<Day>,
    /// Its accounts.
    pub accounts: Vec<Account>,
    /// What each criterion shows.
    pub criteria: BTreeMap<Criterion, Assessed>,
    /// What it said against it, in the order of the file.
    pub appeals: Vec<Appeal>,
    /// What was imposed besides, in the order of the file.
    pub measures: Vec<ImposedMeasure>,
}

/// A decision about an entity's status, and the days on which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its line in the file.
    pub line: u64,
    /// What the entity is held for.
    pub status: Status,
    /// The first day on which it holds.
    pub from: Day,
    /// The last one, where the registry gives it; else it holds until the next
    /// decision begins.
    pub until: Option<Day>,
    /// When it was made.
    pub decided: Option<Day>,
    /// The person or role who made it; empty where nobody is named.
    pub by: String,
    /// Why, where the registry says so.
    pub note: String,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its line in the file.
    pub line: u64,
    /// The platform that it is on, as the data write it; may be empty.
    pub platform: String,
    /// Its id, exactly as the data have it.
    pub id: String,
    /// When it was registered with the platform, where the registry says so.
    pub created: Option<Day>,
    /// The last day on which it is the entity's: it was given up or closed, or stands
    /// here by mistake.
    pub until: Option<Day>,
}

/// What a criterion shows, and why.
#[derive(Clone, Debug)]
pub struct Assessed {
    /// What it shows.
    pub assessment: Assessment,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Where it can be read.
    pub source: String,
    /// Of which day it is.
    pub date: Option<Day>,
    /// The independent expert who gave it.
    pub expert: String,
    /// What the expert concludes, where the registry says so.
    pub verdict: Option<Assessment>,
}

/// An appeal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// Its line in the file.
    pub line: u64,
    /// When it was made.
    pub date: Day,
    /// What it says.
    pub claim: String,
    /// What became of it.
    pub outcome: Outcome,
    /// When.
    pub decided: Option<Day>,
    /// The person or role who decided on it; empty where nobody is named.
    pub by: String,
    /// What is not in force until it is decided.
    pub suspends: Vec<Measure>,
    /// The first day of that; none: the day of the appeal.
    pub suspended_from: Option<Day>,
    /// The last day of that; none: the day before the outcome.
    pub suspended_until: Option<Day>,
}

/// A measure that was imposed by a decision of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImposedMeasure {
    /// Its line in the file.
    pub line: u64,
    /// What it is.
    pub measure: Imposed,
    /// The first day on which it holds.
    pub from: Day,
    /// The last one; none: until further notice.
    pub until: Option<Day>,
    /// The person or role who decided; empty where nobody is named.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Where it holds; empty: everywhere.
    pub countries: Vec<Country>,
    /// The accounts that it is on, by their place in the entity; empty: all.
    pub accounts: Vec<usize>,
}

impl Account {
    /// For people: `1001 on video`.
    pub fn named(&self) -> String {
        named(&self.platform, &self.id)
    }
}

/// An account for people: `1001 on video`.
pub(crate) fn named(platform: &str, id: &str) -> String {
    if platform.is_empty() { id.to_owned() } else { format!("{id} on {platform}") }
}

impl Entity {
    /// Whether a language is foreign at home.
    pub fn is_foreign(&self, language: Language) -> bool {
        let language = language.mutual();
        !self.languages.contains(&language) && self.country.languages().iter().all(|home| home.mutual() != language)
    }
}

impl Registry {
    /// Fails where something is wrong that would make a list wrong.
    ///
    /// # Errors
    /// The first such finding, with how many more there are; or that there is
    /// no entity.
    pub fn must_be_usable(&self) -> Result<()> {
        if self.entities.is_empty() && self.findings.is_empty() {
            let remedy = "add an [[entity]], or name the file that has them";
            return Err(Error::input(&self.file, "there is no entity in it", remedy));
        }
        let mut blocking = self.findings.iter().filter(|finding| finding.blocks());
        let Some(first) = blocking.next() else { return Ok(()) };
        let more = blocking.count();
        let remedy = match more {
            0 => "correct it; lockstep supervise check tells more".to_owned(),
            more => format!("correct it and {more} more that lockstep supervise check lists"),
        };
        Err(Error::input(&self.file, format!("line {}: {}", first.line, first.message), remedy))
    }

    /// How many accounts there are.
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    /// True without an account.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// An account by its number, with its entity.
    pub fn account(&self, number: usize) -> (&Entity, &Account) {
        let (entity, account) = self.accounts[number];
        let entity = &self.entities[entity];
        (entity, &entity.accounts[account])
    }

    /// The place of an account's entity among the entities.
    pub fn entity_of(&self, number: usize) -> usize {
        self.accounts[number].0
    }

    /// The place of an account among those of its entity.
    pub fn place_in_entity(&self, number: usize) -> usize {
        self.accounts[number].1
    }

    /// The number of the account that data name so: by its platform and id, as
    /// `platform:id`, or by its id alone where only one account has it.
    ///
    /// # Errors
    /// When accounts on several platforms have the id and none is named.
    pub fn find(&self, platform: &str, id: &str) -> Result<Option<usize>, String> {
        let found = match id.split_once(':').filter(|_| platform.is_empty()) {
            // What stands for the platform is read in any case.
            Some((platform, rest)) => self.places.get(id).or_else(|| self.places.get(&key(platform, rest))),
            None if platform.is_empty() => self.places.get(id),
            // An account without a platform is of the only one that is meant.
            None => self.places.get(&key(platform, id)).or_else(|| self.places.get(&key("", id))),
        };
        match found {
            None => Ok(None),
            Some(Some(number)) => Ok(Some(*number)),
            Some(None) => Err(format!("the registry has `{id}` on several platforms")),
        }
    }
}

/// How an account is known among all platforms.
pub(super) fn key(platform: &str, id: &str) -> String {
    format!("{}:{id}", platform.to_lowercase())
}
