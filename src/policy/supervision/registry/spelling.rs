//! What a name that the registry does not have may stand for.

use lockstep_base::nearest::nearest;
use rustc_hash::FxHashMap;

use super::model::{Account, Registry, key};
use crate::supervision::whose::{AccountKey, may_be_one};

impl Registry {
    /// The number of an account by exactly its platform, in any case, and its id.
    pub fn place_of(&self, (platform, id): &AccountKey) -> Option<usize> {
        self.places.get(&key(platform, id)).copied().flatten()
    }

    /// The accounts among which a name that the registry does not have is looked
    /// for. An account that `is_known` by its own name beside that one is another one:
    /// ids that were given in order differ by a digit, too.
    pub fn spelling(&self, is_known: impl Fn(&AccountKey) -> bool) -> Spelling<'_> {
        let is_free = |account: &Account| !is_known(&(account.platform.to_lowercase(), account.id.clone()));
        let accounts = (0..self.len()).map(|number| self.account(number).1);
        let mut spelling = Spelling { by_id: FxHashMap::default(), free: Vec::new() };
        for (account, is_free) in accounts.map(|account| (account, is_free(account))) {
            spelling.by_id.entry(&account.id).or_default().push((account, is_free));
            spelling.free.extend(Some(account).filter(|_| is_free));
        }
        spelling
    }

    /// The id of the entity that is spelled nearly so, of those that are not `known` by
    /// their own.
    pub fn nearest_entity(&self, id: &str, is_known: impl Fn(&str) -> bool) -> Option<&str> {
        let others = self.entities.iter().map(|entity| entity.id.as_str()).filter(|id| !is_known(id));
        nearest(id, others).first().copied()
    }
}

/// The accounts of a registry, and which of them a misspelled name may stand for.
pub struct Spelling<'a> {
    /// Each with whether a name may stand for it.
    by_id: FxHashMap<&'a str, Vec<(&'a Account, bool)>>,
    free: Vec<&'a Account>,
}

impl Spelling<'_> {
    /// The account whose platform and id are spelled nearly so, as `id on platform`;
    /// none where there is none. `1004` may be `10004`, and `vidoe` the platform
    /// `video`, also of an account that is known by its own name.
    pub fn nearest(&self, platform: &str, id: &str) -> Option<String> {
        let (platform, id) = id.split_once(':').filter(|_| platform.is_empty()).unwrap_or((platform, id));
        let same_id = self.by_id.get(id).map_or(&[][..], Vec::as_slice);
        let is_near = |account: &Account| !nearest(platform, [account.platform.as_str()]).is_empty();
        let of_platform = same_id.iter().find(|(account, _)| is_near(account));
        if let Some((account, _)) = of_platform.or_else(|| same_id.iter().find(|(_, is_free)| *is_free)) {
            return Some(account.named());
        }
        let here = || self.free.iter().filter(|account| may_be_one(&account.platform, platform));
        let near = nearest(id, here().map(|account| account.id.as_str())).first().copied()?;
        here().find(|account| account.id == near).map(|account| account.named())
    }
}
