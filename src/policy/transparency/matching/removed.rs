//! Networks that were removed before, as [`crate::transparency::removed`] wrote them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lockstep_base::calendar::Day;
use lockstep_base::error::{Error, Result};
use lockstep_base::time;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::transparency::removed::{ACCOUNTS, OBJECTS, Outside, PROFILE, Profile};
use crate::transparency::run::sha256;

const REMEDY: &str = "make the folder again with lockstep transparency import";

/// A removed network.
#[derive(Clone, Debug)]
pub struct Removed {
    /// The summary.
    pub profile: Profile,
    /// The members.
    pub accounts: Vec<Account>,
    /// What at least two of them acted on, by trace.
    pub objects: BTreeMap<String, TraceObjects>,
    /// When it was removed, or else last seen; microseconds since 1970-01-01
    /// UTC.
    pub end: i64,
    /// The files that were read, with their SHA-256.
    pub files: Vec<(String, String)>,
}

/// A member of a removed network.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Account {
    /// The exact id.
    pub account_id: String,
    /// The name that it went by; empty where it is not known.
    #[serde(default)]
    pub handle: String,
}

/// The objects of a removed network in a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceObjects {
    /// Each that at least two members acted on.
    pub objects: Vec<Object>,
    /// Everybody else in the data that hold the network's own time; none in
    /// folders of versions that did not count them.
    pub outside: Option<Outside>,
}

impl TraceObjects {
    /// The share of an object in all that was acted on at the network's own time,
    /// the network counted once; none where it is not known.
    pub(super) fn own_time(&self, object: &Object) -> Option<f64> {
        let outside = self.outside.filter(|outside| outside.volume > 0)?;
        object.outsiders.map(|outsiders| (outsiders as f64 + 1.5) / outside.volume as f64)
    }
}

/// An object of a removed network.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Object {
    /// The trace.
    pub trace: String,
    /// The object, exactly.
    pub object: String,
    /// The members that acted on it.
    pub members: u64,
    /// Accounts outside the network that acted on it at the network's own time;
    /// none in folders of versions that did not count them.
    #[serde(default)]
    pub outsiders: Option<u64>,
}

impl Removed {
    /// Whether the folder says how popular the objects were at the network's own
    /// time; those of earlier versions do not.
    pub(super) fn knows_own_time(&self) -> bool {
        self.objects.values().all(|trace| trace.outside.is_some())
    }

    /// Reads every folder below `dir` that holds a profile, in the order of
    /// their names.
    ///
    /// # Errors
    /// When there is none, when one cannot be used, or when two have one id.
    pub fn read_all(dir: &Path) -> Result<Vec<Self>> {
        let mut folders: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(dir).map_err(Error::io(dir, "read"))? {
            let folder = entry.map_err(Error::io(dir, "read"))?.path();
            if folder.join(PROFILE).is_file() {
                folders.push(folder);
            }
        }
        folders.sort();
        let removed = folders.iter().map(|folder| Self::read(folder)).collect::<Result<Vec<_>>>()?;
        if removed.is_empty() {
            let problem = format!("no folder in it is a removed network (none has {PROFILE})");
            let remedy = "make one for each network that was removed, with lockstep transparency import --out";
            return Err(Error::input(&dir.to_string_lossy(), problem, remedy));
        }
        let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
        for (folder, removed) in folders.iter().zip(&removed) {
            if let Some(before) = seen.insert(&removed.profile.id, folder) {
                let problem = format!("its id {} is that of {}, too", removed.profile.id, before.to_string_lossy());
                return Err(Error::input(&folder.to_string_lossy(), problem, "import one of them with another --id"));
            }
        }
        Ok(removed)
    }

    fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(PROFILE);
        let unusable = |problem: String| Error::input(&path.to_string_lossy(), problem, REMEDY);
        let bytes = std::fs::read(&path).map_err(Error::io(&path, "read"))?;
        let profile: Profile =
            serde_json::from_slice(&bytes).map_err(|e| unusable(format!("it cannot be used ({e})")))?;
        let last = time::parse(&profile.last_act).map_err(|e| unusable(format!("last_act cannot be used ({e})")))?;
        let mut objects: BTreeMap<String, TraceObjects> = BTreeMap::new();
        for object in rows::<Object>(&folder.join(OBJECTS))? {
            objects.entry(object.trace.clone()).or_default().objects.push(object);
        }
        for (trace, pushed) in &mut objects {
            pushed.outside = profile.outside.get(trace).copied();
        }
        let hashed = |name: &str| {
            let path = folder.join(name);
            Ok((path.to_string_lossy().into_owned(), sha256(&path)?))
        };
        Ok(Self {
            end: profile.removed.and_then(Day::first_moment).unwrap_or(last),
            accounts: rows(&folder.join(ACCOUNTS))?,
            files: [PROFILE, ACCOUNTS, OBJECTS].into_iter().map(hashed).collect::<Result<_>>()?,
            profile,
            objects,
        })
    }
}

/// The rows of a table that a program wrote: ids stand there exactly, which a
/// table of a user's need not have.
fn rows<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let bytes = std::fs::read(path).map_err(Error::io(path, "read"))?;
    let broken = |e: csv::Error| Error::input(&path.to_string_lossy(), format!("it cannot be used ({e})"), REMEDY);
    csv::Reader::from_reader(bytes.as_slice()).deserialize().collect::<Result<_, _>>().map_err(broken)
}
