//! What a name that the registry does not have may stand for.

use lockstep_base::nearest::nearest;

use super::model::{Account, Registry, key};
use crate::supervision::whose::AccountKey;

impl Registry {
    /// The number of an account by exactly its platform, in any case, and its id.
    pub fn place_of(&self, (platform, id): &AccountKey) -> Option<usize> {
        self.places.get(&key(platform, id)).copied().flatten()
    }

    /// The account whose platform and id are spelled nearly so, as `id on
    /// platform`; none where there is none. `1004` may be `10004`, and `vidoe` the
    /// platform `video`. An account with another id that `is_known` by its own name
    /// beside this one is another one: ids that were given in order differ by a digit,
    /// too.
    pub fn nearest_account(&self, platform: &str, id: &str, is_known: impl Fn(&AccountKey) -> bool) -> Option<String> {
        let (platform, id) = id.split_once(':').filter(|_| platform.is_empty()).unwrap_or((platform, id));
        let all = || (0..self.len()).map(|number| self.account(number).1);
        let is_near = |account: &&Account| !nearest(platform, [account.platform.as_str()]).is_empty();
        if let Some(account) = all().filter(|account| account.id == id).find(is_near) {
            return Some(account.named());
        }
        let is_free = |account: &&Account| !is_known(&(account.platform.to_lowercase(), account.id.clone()));
        let accounts: Vec<&Account> = all().filter(is_free).collect();
        if let Some(account) = accounts.iter().find(|account| account.id == id) {
            return Some(account.named());
        }
        let is_same = |x: &str, y: &str| x.is_empty() || y.is_empty() || x.eq_ignore_ascii_case(y);
        let here = || accounts.iter().filter(|account| is_same(&account.platform, platform));
        let near = nearest(id, here().map(|account| account.id.as_str())).first().copied()?;
        here().find(|account| account.id == near).map(|account| account.named())
    }

    /// The id of the entity that is spelled nearly so, of those that are not `known` by
    /// their own.
    pub fn nearest_entity(&self, id: &str, is_known: impl Fn(&str) -> bool) -> Option<&str> {
        let others = self.entities.iter().map(|entity| entity.id.as_str()).filter(|id| !is_known(id));
        nearest(id, others).first().copied()
    }
}
