//! Worlds as directories: each with its data dictionary and the parameters it
//! was made from.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};
use lockstep_base::directory::{OutputDir, beside};
use lockstep_base::error::{Error, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::build::simulate_on_disk;
use super::config::WorldConfig;
use super::dictionary::data_dictionary;
use super::outlets::OutletsConfig;
use super::pile::Disk;
use super::shares::{SharesConfig, SharesWorld};
use super::world::WorldError;
use super::write::{write_sorted_posts, write_truth};
use super::{outlets, shares};

/// Which world is made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WorldRequest {
    /// The world to begin with.
    pub world: Start,
    /// A TOML file with the world's parameters, in place of those of `world`.
    pub config: Option<PathBuf>,
    /// About how many posts, with the season's habits, or exactly how many shares.
    pub posts: Option<u64>,
    /// The seed; another one gives another world of the same kind.
    pub seed: Option<u64>,
}

/// The worlds.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// Two months with planted campaigns.
    #[default]
    Season,
    /// The same without any campaign.
    Null,
    /// Two months with every style and every kind of innocent crowd.
    Trials,
    /// A year of invented state media, for `lockstep supervise`.
    StateMedia,
    /// Plain shares at a constant density of co-acts, to load-test with.
    Shares,
}

/// The file by which a world is known: the parameters that it was made from.
const PARAMETERS: &str = "world.toml";

/// A directory on its way, and the parameters that are written into it.
struct Place<'a> {
    target: &'a Path,
    out: OutputDir,
    parameters: String,
}

impl WorldRequest {
    /// The world's parameters as TOML.
    ///
    /// # Errors
    /// When a value or a parameter is wrong.
    pub fn parameters(&self) -> Result<String> {
        match self.world {
            Start::StateMedia => parameters_toml(&self.of_state_media()?),
            Start::Shares => parameters_toml(&self.of_shares()?),
            Start::Season | Start::Null | Start::Trials => parameters_toml(&self.of_posts()?),
        }
    }

    /// Makes the world, writes it to the directory `target`, and says in a line
    /// what it holds.
    ///
    /// # Errors
    /// When a value or a parameter is wrong, or the directory cannot be written.
    pub fn make(&self, target: &Path, overwrite: bool) -> Result<String> {
        let parameters = self.parameters()?;
        let place = || Ok(Place { target, out: OutputDir::create(target, overwrite, PARAMETERS)?, parameters });
        match self.world {
            Start::StateMedia => place()?.state_media(&self.of_state_media()?),
            Start::Shares => {
                let world = SharesWorld::new(self.of_shares()?).map_err(|e| Error::config("world", e.to_string()))?;
                place()?.shares(&world)
            }
            Start::Season | Start::Null | Start::Trials => place()?.posts(&self.of_posts()?),
        }
    }

    fn of_state_media(&self) -> Result<OutletsConfig> {
        self.refuse_posts()?;
        let mut config = self.read_config("state-media", OutletsConfig::default)?;
        config.seed = self.seed.unwrap_or(config.seed);
        if !(1970..=9000).contains(&config.year) {
            return Err(Error::config("year", format!("{} is not between 1970 and 9000", config.year)));
        }
        Ok(config)
    }

    fn of_shares(&self) -> Result<SharesConfig> {
        let start = || self.posts.map_or_else(SharesConfig::default, SharesConfig::of_size);
        let mut config = self.read_config("shares", start)?;
        config.seed = self.seed.unwrap_or(config.seed);
        Ok(config)
    }

    fn of_posts(&self) -> Result<WorldConfig> {
        let start = || match (self.posts, self.world) {
            (Some(posts), _) => WorldConfig::of_size(posts),
            (None, Start::Null) => WorldConfig::null(),
            (None, Start::Trials) => WorldConfig::trials(),
            (None, _) => WorldConfig::season(),
        };
        if matches!(self.world, Start::Null | Start::Trials) {
            self.refuse_posts()?;
        }
        let mut config = self.read_config("season", start)?;
        config.seed = self.seed.unwrap_or(config.seed);
        Ok(config)
    }

    /// The parameters in the file that is named, or else those of `start`.
    fn read_config<T: DeserializeOwned>(&self, world: &str, start: impl FnOnce() -> T) -> Result<T> {
        if self.posts.is_some() && self.config.is_some() {
            return Err(Error::config("posts", "the file of the parameters tells the size; leave one of them out"));
        }
        let remedy = format!("see lockstep simulate --world {world} --print-config");
        self.config.as_ref().map_or_else(|| Ok(start()), |path| lockstep_base::toml::read_toml(path, &remedy))
    }

    /// Worlds that do not come in every size.
    fn refuse_posts(&self) -> Result<()> {
        match self.posts {
            None => Ok(()),
            Some(_) => Err(Error::config("--posts", "it goes with --world season and --world shares only")),
        }
    }
}

impl Place<'_> {
    /// Two months of posts, or more.
    fn posts(self, config: &WorldConfig) -> Result<String> {
        let world = simulate_on_disk(config, Disk::new(beside(self.target))).map_err(|e| match e {
            WorldError::Invalid(e) => Error::config("world", e.to_string()),
            WorldError::Disk(e) => Error::io(self.target, "write")(e),
        })?;
        let broken = |e: csv::Error| self.broken(e);
        // Without a time in its header the file is the same on every day.
        let mut posts = GzBuilder::new().mtime(0).write(self.out.begin("posts.csv.gz")?, Compression::default());
        write_sorted_posts(&world, &mut posts).map_err(broken)?;
        let mut truth = Vec::new();
        write_truth(&world, &mut truth).map_err(broken)?;
        posts.finish().and_then(|mut file| file.flush()).map_err(Error::io(self.target, "write"))?;
        self.out.put("truth.csv", &truth)?;
        let (counts, accounts, campaigns) = (world.counts.posts, world.truth.len(), world.campaigns.len());
        self.finish(&data_dictionary(config, &world))?;
        Ok(format!("{counts} posts by {accounts} accounts, {campaigns} campaigns planted."))
    }

    /// The year of invented state media.
    fn state_media(self, config: &OutletsConfig) -> Result<String> {
        let made = outlets::outlets(config);
        let table = |write: &dyn Fn(&mut Vec<u8>) -> csv::Result<()>| {
            let mut bytes = Vec::new();
            write(&mut bytes).map_err(|e| self.broken(e))?;
            Ok::<_, Error>(bytes)
        };
        let packed = |bytes: Vec<u8>| {
            // Without a time in its header the file is the same on every day.
            let mut packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
            packed.write_all(&bytes).and_then(|()| packed.finish()).map_err(Error::io(self.target, "write"))
        };
        let out = &self.out;
        out.put("registry-with-slips.toml", outlets::registry_with_slips(&made, config).as_bytes())?;
        out.put("audience.csv.gz", &packed(table(&|bytes| outlets::write_audience(&made, bytes))?)?)?;
        out.put("posts.csv.gz", &packed(table(&|bytes| outlets::write_posts(&made, bytes))?)?)?;
        out.put("ads.csv", &table(&|bytes| outlets::write_ads(&made, config, bytes))?)?;
        out.put("delivery.csv", &table(&|bytes| outlets::write_delivery(&made, config, bytes))?)?;
        out.put("truth.csv", &table(&|bytes| outlets::write_truth(&made, bytes))?)?;
        out.put("registry.toml", outlets::registry_toml(&made, config).as_bytes())?;
        out.put("topics.toml", outlets::topics_toml().as_bytes())?;
        self.finish(&outlets::about(&made, config))?;
        Ok(format!("{} invented outlets in {}.", made.len(), config.year))
    }

    /// Plain shares, which go to the disk as they are made.
    fn shares(self, world: &SharesWorld) -> Result<String> {
        let broken = |e: csv::Error| self.broken(e);
        shares::write_shares(world, self.out.begin("shares.csv")?).map_err(broken)?;
        shares::write_truth(world, self.out.begin("truth.csv")?).map_err(broken)?;
        self.finish(&shares::about(world))?;
        Ok(format!("{} accounts, {} campaigns planted.", world.accounts(), world.campaigns().len()))
    }

    /// Adds the data dictionary and the parameters, and moves the directory to
    /// its place.
    fn finish(self, about: &str) -> Result<()> {
        self.out.put("README.md", about.as_bytes())?;
        self.out.put(PARAMETERS, self.parameters.as_bytes())?;
        self.out.commit()
    }

    /// Why a table was not written.
    fn broken(&self, e: csv::Error) -> Error {
        match e.into_kind() {
            csv::ErrorKind::Io(e) => Error::io(self.target, "write")(e),
            kind => Error::output("the world", format!("{kind:?}")),
        }
    }
}

/// The parameters as they stand beside a world.
fn parameters_toml(config: &impl Serialize) -> Result<String> {
    toml::to_string(config).map_err(|e| Error::output("the world's parameters", e))
}
