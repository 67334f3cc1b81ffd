//! A world made from its configuration, in memory or on disk.

use super::campaign;
use super::catalogue::Catalogue;
use super::config::WorldConfig;
use super::names::Names;
use super::organic::Organic;
use super::pile::{Disk, Pile, SortedPosts};
use super::population::Population;
use super::role::{Role, Truth};
use super::world::{Campaign, World, WorldError};

/// Makes a world in memory: about 40 bytes a post.
///
/// # Errors
/// When a value of `config` is out of its range.
pub fn simulate(config: &WorldConfig) -> Result<World, WorldError> {
    make(config, None, SortedPosts::into_memory)
}

/// Makes the same world with its posts on disk: memory is needed for the
/// accounts and for what they share, not for the posts.
///
/// # Errors
/// When a value of `config` is out of its range, or when the disk refuses.
pub fn simulate_on_disk(config: &WorldConfig, disk: Disk) -> Result<World<SortedPosts>, WorldError> {
    make(config, Some(disk), Ok)
}

fn make<P>(
    config: &WorldConfig,
    disk: Option<Disk>,
    keep: impl FnOnce(SortedPosts) -> std::io::Result<P>,
) -> Result<World<P>, WorldError> {
    config.validate()?;
    let population = Population::new(config);
    let mut pile = Pile::new(config.period(), disk);
    let mut organic = Organic::new(config, &population, &mut pile)?;
    organic.audience(&mut pile)?;
    let campaigns = campaign::plant(&mut organic, &mut pile)?;
    let truth = truth(config, &population, &campaigns);
    let Catalogue { sites, objects, .. } = organic.catalogue;
    let (posts, counts) = pile.sorted();
    let names = Names::new(config.seed, sites);
    let publication_times = config.publication_times;
    Ok(World { posts: keep(posts)?, counts, truth, campaigns, names, objects, publication_times })
}

fn truth(config: &WorldConfig, population: &Population, campaigns: &[Campaign]) -> Vec<Truth> {
    let outside = (0..config.accounts).map(|account| Truth { role: population.role(account), campaign: None });
    let members = (0..).zip(campaigns).flat_map(|(number, campaign)| {
        campaign.members.clone().map(move |_| Truth { role: Role::Campaign, campaign: Some(number) })
    });
    outside.chain(members).collect()
}
