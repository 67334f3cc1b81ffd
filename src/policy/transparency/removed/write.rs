//! The folder of a removed network.

use lockstep_base::directory::OutputDir;
use lockstep_base::error::{Error, Result};
use lockstep_base::safe::{cell, json};
use lockstep_base::time;
use lockstep_results::write::table;

use super::describe::{Described, Member};
use super::draft;
use crate::supervision::Whose;

/// The file by which such a folder is known.
pub(crate) const PROFILE: &str = "profile.json";
/// The members.
pub(crate) const ACCOUNTS: &str = "accounts.csv";
/// What they pushed.
pub(crate) const OBJECTS: &str = "objects.csv";

impl Described {
    /// The file by which the folder is known, for [`OutputDir::create`].
    pub const MARK: &str = PROFILE;

    /// Writes the folder.
    ///
    /// # Errors
    /// When a file cannot be made or written.
    pub fn write(&self, out: &OutputDir) -> Result<()> {
        out.put("operation.toml", draft::draft(self)?.as_bytes())?;
        out.put(ACCOUNTS, &self.accounts()?)?;
        if !self.registered.is_empty() {
            out.put("registered.csv", &self.registered()?)?;
        }
        out.put(OBJECTS, &self.objects()?)?;
        if let Some(followers) = &self.followers {
            let rows = followers.pairs.iter().map(|(member, follower)| vec![member.clone(), follower.clone()]);
            out.put("followers.csv", &table(&["account_id", "follower_id"], rows)?)?;
        }
        let text = serde_json::to_string_pretty(&self.profile).map_err(|e| Error::output(PROFILE, e))?;
        out.put(PROFILE, format!("{}\n", json(&text)).as_bytes())
    }

    fn accounts(&self) -> Result<Vec<u8>> {
        let header = ["account_id", "platform", "handle", "created", "followers", "language", "country"];
        let row = |Member { id, fact }: &Member| {
            vec![
                id.clone(),
                fact.platform.clone(),
                fact.handle.clone(),
                fact.created.map(time::rfc3339).unwrap_or_default(),
                fact.followers.map(|followers| followers.to_string()).unwrap_or_default(),
                fact.language.map(|language| language.code().to_owned()).unwrap_or_default(),
                fact.country.map(|country| country.code().to_owned()).unwrap_or_default(),
            ]
        };
        table(&header, self.members.iter().map(row))
    }

    fn registered(&self) -> Result<Vec<u8>> {
        let header = ["account_id", "platform", "entity_id", "entity", "country", "status"];
        let row = |whose: &Whose| {
            let country = whose.country.map_or("", |country| country.code());
            let status = whose.status.map_or("", |status| status.name());
            let own = [&whose.account_id, &whose.platform, &whose.entity_id, &whose.entity];
            own.into_iter().map(|text| cell(text).into_owned()).chain([country.to_owned(), status.to_owned()]).collect()
        };
        table(&header, self.registered.iter().map(row))
    }

    fn objects(&self) -> Result<Vec<u8>> {
        table(
            &["trace", "object", "members", "acts", "outsiders"],
            self.objects.iter().map(|pushed| {
                let counts = [pushed.members, pushed.acts, pushed.outsiders].map(|count| count.to_string());
                [pushed.trace.to_owned(), pushed.object.clone()].into_iter().chain(counts).collect()
            }),
        )
    }
}
