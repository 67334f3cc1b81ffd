//! `lockstep simulate`.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use flate2::{Compression, GzBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{beside, say};
use crate::error::{Error, Result};
use crate::export::OutputDir;
use crate::simulate::outlets::{self, OutletsConfig};
use crate::simulate::shares::{self, SharesConfig, SharesWorld};
use crate::simulate::{
    Disk, WorldConfig, WorldError, data_dictionary, simulate_on_disk, write_sorted_posts, write_truth,
};

/// Flags of `lockstep simulate`.
#[derive(Args, Debug)]
pub(super) struct Simulate {
    /// The world to begin with
    #[arg(long, value_enum, default_value = "season")]
    world: Start,
    /// Read the world's parameters from this TOML file instead; those of shares
    /// and of state media together with --world
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Make a world of about this many posts, with the season's habits, or of
    /// exactly this many shares
    #[arg(long, value_name = "N", conflicts_with = "config")]
    posts: Option<u64>,
    /// The seed; another one gives another world of the same kind
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The directory to write; README.md in it says what is what
    #[arg(long, value_name = "DIR", default_value = "lockstep-world")]
    out: PathBuf,
    /// Replace the world that is there
    #[arg(long)]
    overwrite: bool,
    /// Print the world's parameters as TOML and stop
    #[arg(long)]
    print_config: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Start {
    /// Two months with planted campaigns
    Season,
    /// The same without any campaign
    Null,
    /// A year of invented state media, for lockstep supervise
    StateMedia,
    /// Plain shares at a constant density of co-acts, to load-test with
    Shares,
}

impl Simulate {
    pub(super) fn run(self) -> Result<()> {
        match self.world {
            Start::StateMedia => self.state_media(),
            Start::Shares => self.shares(),
            Start::Season | Start::Null => self.posts(),
        }
    }

    /// Two months of posts, or more.
    fn posts(self) -> Result<()> {
        let config = self.config()?;
        let toml = parameters_toml(&config)?;
        if self.print_config {
            return say(toml.as_bytes());
        }
        let out = OutputDir::create(&self.out, self.overwrite, "world.toml")?;
        let world = simulate_on_disk(&config, Disk::new(beside(&self.out))).map_err(|e| match e {
            WorldError::Invalid(e) => Error::config("world", e.to_string()),
            WorldError::Disk(e) => Error::io(&self.out, "write")(e),
        })?;
        let broken = |e: csv::Error| self.broken(e);
        // Without a time in its header the file is the same on every day.
        let mut posts = GzBuilder::new().mtime(0).write(out.begin("posts.csv.gz")?, Compression::default());
        write_sorted_posts(&world, &mut posts).map_err(broken)?;
        let mut truth = Vec::new();
        write_truth(&world, &mut truth).map_err(broken)?;
        posts.finish().and_then(|mut file| file.flush()).map_err(Error::io(&self.out, "write"))?;
        out.put("truth.csv", &truth)?;
        out.put("README.md", data_dictionary(&config, &world).as_bytes())?;
        out.put("world.toml", toml.as_bytes())?;
        out.commit()?;
        let shown = crate::safe::visible(&self.out.to_string_lossy()).into_owned();
        say(format!(
            "{} posts by {} accounts, {} campaigns planted.\nRead {shown}/README.md first.\n",
            world.counts.posts,
            world.truth.len(),
            world.campaigns.len()
        )
        .as_bytes())
    }

    /// Why a table was not written.
    fn broken(&self, e: csv::Error) -> Error {
        match e.into_kind() {
            csv::ErrorKind::Io(e) => Error::io(&self.out, "write")(e),
            kind => Error::output("the world", format!("{kind:?}")),
        }
    }

    /// The year of invented state media.
    fn state_media(self) -> Result<()> {
        self.refuse_posts()?;
        let mut config = self.read_config("state-media", OutletsConfig::default)?;
        config.seed = self.seed.unwrap_or(config.seed);
        if !(1970..=9000).contains(&config.year) {
            return Err(Error::config("year", format!("{} is not between 1970 and 9000", config.year)));
        }
        let toml = parameters_toml(&config)?;
        if self.print_config {
            return say(toml.as_bytes());
        }
        let out = OutputDir::create(&self.out, self.overwrite, "world.toml")?;
        let made = outlets::outlets(&config);
        let table = |write: &dyn Fn(&mut Vec<u8>) -> csv::Result<()>| {
            let mut bytes = Vec::new();
            write(&mut bytes).map_err(|e| self.broken(e))?;
            Ok::<_, Error>(bytes)
        };
        let packed = |bytes: Vec<u8>| {
            // Without a time in its header the file is the same on every day.
            let mut packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
            packed.write_all(&bytes).and_then(|()| packed.finish()).map_err(Error::io(&self.out, "write"))
        };
        out.put("audience.csv.gz", &packed(table(&|bytes| outlets::write_audience(&made, bytes))?)?)?;
        out.put("posts.csv.gz", &packed(table(&|bytes| outlets::write_posts(&made, bytes))?)?)?;
        out.put("ads.csv", &table(&|bytes| outlets::write_ads(&made, &config, bytes))?)?;
        out.put("truth.csv", &table(&|bytes| outlets::write_truth(&made, bytes))?)?;
        out.put("registry.toml", outlets::registry_toml(&made, &config).as_bytes())?;
        out.put("topics.toml", outlets::topics_toml().as_bytes())?;
        out.put("README.md", outlets::about(&made, &config).as_bytes())?;
        out.put("world.toml", toml.as_bytes())?;
        out.commit()?;
        let shown = crate::safe::visible(&self.out.to_string_lossy()).into_owned();
        say(format!("{} invented outlets in {}.\nRead {shown}/README.md first.\n", made.len(), config.year).as_bytes())
    }

    /// Plain shares, which go to the disk as they are made.
    fn shares(self) -> Result<()> {
        let mut config =
            self.read_config("shares", || self.posts.map_or_else(SharesConfig::default, SharesConfig::of_size))?;
        config.seed = self.seed.unwrap_or(config.seed);
        let toml = parameters_toml(&config)?;
        if self.print_config {
            return say(toml.as_bytes());
        }
        let world = SharesWorld::new(config).map_err(|e| Error::config("world", e.to_string()))?;
        let out = OutputDir::create(&self.out, self.overwrite, "world.toml")?;
        let broken = |e: csv::Error| self.broken(e);
        shares::write_shares(&world, out.begin("shares.csv")?).map_err(broken)?;
        shares::write_truth(&world, out.begin("truth.csv")?).map_err(broken)?;
        out.put("README.md", shares::about(&world).as_bytes())?;
        out.put("world.toml", toml.as_bytes())?;
        out.commit()?;
        let shown = crate::safe::visible(&self.out.to_string_lossy()).into_owned();
        let (accounts, campaigns) = (world.accounts(), world.campaigns().len());
        say(format!("{accounts} accounts, {campaigns} campaigns planted.\nRead {shown}/README.md first.\n").as_bytes())
    }

    fn config(&self) -> Result<WorldConfig> {
        let start = || match (self.posts, self.world) {
            (Some(posts), _) => WorldConfig::of_size(posts),
            (None, Start::Null) => WorldConfig::null(),
            (None, _) => WorldConfig::season(),
        };
        if matches!(self.world, Start::Null) {
            self.refuse_posts()?;
        }
        let mut config = self.read_config("season", start)?;
        config.seed = self.seed.unwrap_or(config.seed);
        Ok(config)
    }

    /// The parameters in the file that is named, or else those of `start`.
    fn read_config<T: DeserializeOwned>(&self, world: &str, start: impl FnOnce() -> T) -> Result<T> {
        let remedy = format!("see lockstep simulate --world {world} --print-config");
        self.config.as_ref().map_or_else(|| Ok(start()), |path| crate::config::read_toml(path, &remedy))
    }

    /// Worlds that do not come in every size.
    fn refuse_posts(&self) -> Result<()> {
        match self.posts {
            None => Ok(()),
            Some(_) => Err(Error::config("--posts", "it goes with --world season and --world shares only")),
        }
    }
}

/// The parameters as they stand beside a world.
fn parameters_toml(config: &impl Serialize) -> Result<String> {
    toml::to_string(config).map_err(|e| Error::output("the world's parameters", e))
}
