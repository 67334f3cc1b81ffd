//! Whose a line of a list is.

use lockstep_base::calendar::Day;
use lockstep_base::country::Country;
use serde::{Deserialize, Serialize};

use super::registry::{Registry, Status, named};

/// What an account is known by: its platform in lower case, and its exact id.
pub type AccountKey = (String, String);

/// Whether two names of a platform may be of one: an empty one may be any.
pub(crate) fn may_be_one(x: &str, y: &str) -> bool {
    x.is_empty() || y.is_empty() || x.eq_ignore_ascii_case(y)
}

/// Whose a line is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// The platform, as the registry writes it.
    pub platform: String,
    /// The account, exactly.
    pub account_id: String,
    /// The entity's id; empty where the account is not in the registry.
    pub entity_id: String,
    /// The entity.
    pub entity: String,
    /// The country that it is primarily affiliated with.
    pub country: Option<Country>,
    /// What it is held for.
    pub status: Option<Status>,
}

impl Whose {
    /// Of an account in the registry, on a day.
    pub fn of(registry: &Registry, account: usize, day: Day) -> Self {
        let (entity, account) = registry.account(account);
        Self {
            platform: account.platform.clone(),
            account_id: account.id.clone(),
            entity_id: entity.id.clone(),
            entity: entity.name.clone(),
            country: Some(entity.country),
            status: entity.status(day),
        }
    }

    /// What the account is known by.
    pub fn key(&self) -> AccountKey {
        (self.platform.to_lowercase(), self.account_id.clone())
    }

    /// Whether it is this account.
    pub fn is(&self, platform: &str, account_id: &str) -> bool {
        self.platform == platform && self.account_id == account_id
    }

    /// The account for people: `1001 on video`.
    pub fn account(&self) -> String {
        named(&self.platform, &self.account_id)
    }
}
