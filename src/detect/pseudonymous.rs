//! A detection without the names of accounts.

use std::sync::Arc;

use lockstep_data::events::{Facts, id_on_platform};
use lockstep_data::pseudonyms::{Key, Pseudonyms};

use crate::candidates::put_in_order;
use crate::detection::Detection;

impl Detection {
    /// Replaces the names of accounts, in all that is written of it: ids by
    /// pseudonyms, also where objects hold them. What accounts say of themselves
    /// is forgotten, but for the platforms that a network is on.
    ///
    /// Tables in the order of names get the order of the pseudonyms: the other
    /// one would tell something of the ids. Nothing else changes.
    pub fn pseudonymise(&mut self, key: Key) {
        let (accounts, facts) = (&self.events.accounts, &self.events.facts);
        let handles = facts.handles().map(|handle| (handle.account, handle.handle));
        // Elsewhere an id stands without the platform before it.
        let plain = accounts
            .iter()
            .zip(0..)
            .filter_map(|(id, account)| Some((account, id_on_platform(id, facts.of(account).platform)?)));
        let all = Pseudonyms::new(key, accounts.iter(), handles.chain(plain));
        let names = accounts.renamed(|id| all.account_of(id));
        for trace in &mut self.tested.traces {
            let kind = trace.kind;
            trace.acts.objects = Arc::new(trace.acts.objects.renamed(|object| all.object(kind, object)));
        }
        for reject in &mut self.events.rejects {
            reject.reason = all.text(&reject.reason).into();
        }
        for note in self.events.sources.iter_mut().flat_map(|source| &mut source.notes) {
            note.example.clear();
        }
        for profile in &mut self.profiles {
            (profile.followers, profile.followers_known) = (0, 0);
            profile.shared.clear();
        }
        self.events.accounts = names;
        self.events.facts = Facts::default();
        let names = &self.events.accounts;
        self.findings.accounts.sort_by(|x, y| names.get(x.account).cmp(names.get(y.account)));
        put_in_order(&mut self.findings.explained, names);
        self.is_pseudonymised = true;
    }
}
