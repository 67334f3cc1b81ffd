//! Whose a line of a list is.

use lockstep_base::country::Country;
use serde::{Deserialize, Serialize};

use super::registry::{Registry, Status};

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
    /// Of an account in the registry.
    pub fn of(registry: &Registry, account: usize) -> Self {
        let (entity, account) = registry.account(account);
        Self {
            platform: account.platform.clone(),
            account_id: account.id.clone(),
            entity_id: entity.id.clone(),
            entity: entity.name.clone(),
            country: Some(entity.country),
            status: Some(entity.status),
        }
    }

    /// Whether both are one account.
    pub fn is_same(&self, other: &Self) -> bool {
        self.platform.to_lowercase() == other.platform.to_lowercase() && self.account_id == other.account_id
    }
}
