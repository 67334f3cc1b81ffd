//! Innocents in crowds: accounts that meet again and again because they have
//! something in common, such as a feed or a live event, and know nothing of
//! each other's posts.
//!
//! Every crowd of the [`Population`] has an occasion, made from a generator of
//! its own, that decides when there is what to share; what a member makes of it
//! is decided by the member's generator.

mod agency;
mod digest;
mod enthusiasm;
mod event;
mod feed;
mod ground;
mod owner;
mod raid;

use rand_pcg::Pcg64Mcg;

use self::agency::Agency;
use self::digest::Digest;
use self::enthusiasm::Enthusiasm;
use self::event::Evenings;
use self::feed::Feed;
use self::ground::Ground;
use self::owner::Owner;
use self::raid::Raid;
use super::catalogue::{Catalogue, site_of_crowd};
use super::config::WorldConfig;
use super::population::{Crowd, Population};
use super::post::Post;
use super::rhythm::{Clock, Period};
use super::role::Role;

/// What brings a crowd together.
pub(super) enum Occasion {
    Feed(Feed),
    Digest(Digest),
    Evenings(Evenings),
    Raid(Raid),
    Agency(Agency),
    Owner(Owner),
    Enthusiasm(Enthusiasm),
    Nothing,
}

/// The occasion of each crowd, in their order; what is shared there goes into
/// the catalogue.
pub(super) fn occasions(config: &WorldConfig, population: &Population, catalogue: &mut Catalogue) -> Vec<Occasion> {
    let mut occasion = |(number, crowd): (usize, &Crowd)| {
        let site = site_of_crowd(number, config, population);
        Occasion::of(crowd, &mut Ground::new(crowd, site, config, catalogue))
    };
    population.crowds.iter().enumerate().map(&mut occasion).collect()
}

impl Occasion {
    fn of(crowd: &Crowd, ground: &mut Ground) -> Self {
        match crowd.role {
            Role::FeedBot => Self::Feed(Feed::new(crowd.number, ground)),
            Role::DigestReader => Self::Digest(Digest::new(ground)),
            Role::EventFan => Self::Evenings(Evenings::new(ground)),
            Role::Raider => Self::Raid(Raid::new(ground)),
            Role::AgencyOutlet => Self::Agency(Agency::new(ground)),
            Role::Owner => Self::Owner(Owner::new(ground)),
            Role::Enthusiast => Self::Enthusiasm(Enthusiasm::new(crowd.number, ground)),
            _ => Self::Nothing,
        }
    }

    /// What a member of the crowd, who lives by this clock, posts because of
    /// it.
    pub fn posts_of(&self, account: u32, clock: &Clock, period: Period, rng: &mut Pcg64Mcg) -> Vec<Post> {
        match self {
            Self::Feed(feed) => feed.posts_of(account, rng),
            Self::Digest(digest) => digest.posts_of(account, rng),
            Self::Evenings(evenings) => evenings.posts_of(account, clock, period, rng),
            Self::Raid(raid) => raid.posts_of(account, rng),
            Self::Agency(agency) => agency.posts_of(account, rng),
            Self::Owner(owner) => owner.posts_of(account, rng),
            Self::Enthusiasm(enthusiasm) => enthusiasm.posts_of(account, clock, period, rng),
            Self::Nothing => Vec::new(),
        }
    }
}
