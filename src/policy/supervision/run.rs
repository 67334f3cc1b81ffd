//! A period supervised: the files are read, the lists are made, and what a
//! reader must know is noted.

use std::collections::BTreeMap;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::error::Result;

use super::ads;
use super::ads::{Ads, DeliveryLine, lost};
use super::appeals::{AppealLine, appeals};
use super::audience::Audience;
use super::changes::{Change, changes};
use super::config::{Scope, SupervisionConfig};
use super::decisions::{Grounds, labels as labels_of, recommendations};
use super::files::Files;
use super::held::{Held, hold};
use super::input::Input;
use super::label::{Inherited, Labels};
use super::lists::Lists;
use super::measures::measures;
use super::notes::{Noted, notes};
use super::posts::Posts;
use super::previous::Previous;
use super::reach::{Reach, Sources, reach, reach_of_entity};
use super::registry::Registry;
use super::reviews::{Found, reviews};
use super::settings;
use super::topics::Topics;
use super::undeclared::undeclared;

/// Everything a run of the supervision found.
#[derive(Debug)]
pub struct Supervision {
    /// The period.
    pub period: Period,
    /// What decided.
    pub config: SupervisionConfig,
    /// The registry.
    pub registry: Registry,
    /// The files.
    pub inputs: Vec<Input>,
    /// The posts, where there were any.
    pub posts: Option<Posts>,
    /// The reach of each account, in the order of the registry.
    pub reaches: Vec<Reach>,
    /// The reach of each entity's accounts together, in the order of the registry.
    pub of_entities: Vec<Reach>,
    /// Where advertisements really ran.
    pub delivery: Vec<DeliveryLine>,
    /// The appeals of the period.
    pub appeals: Vec<AppealLine>,
    /// The lists.
    pub lists: Lists,
    /// What is different from an earlier run, where there is one.
    pub changes: Option<Vec<Change>>,
    /// The period of that run.
    pub previous: Option<Period>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// Supervises a period.
///
/// # Errors
/// When a file cannot be used (the message names it, the line and the column),
/// or the registry has a fault that would make a list wrong.
pub fn supervise(files: &Files, period: Period, config: &SupervisionConfig) -> Result<Supervision> {
    let mut registry = Registry::read(&files.registry, Day(period.last()))?;
    registry.must_be_usable()?;
    let before = files.previous.as_deref().map(|dir| Previous::read(dir, period)).transpose()?;
    let before = before.as_ref();
    let held = before.map_or_else(Held::default, |before| hold(&mut registry, before, period));
    let read = Read::new(files, &registry)?;
    let inherited = before.map_or_else(Inherited::default, |before| before.inherited(period));
    let labels = Labels::new(&registry, inherited, Day(period.first()));
    let of_ads = files.ads.as_deref();
    let of_ads = of_ads.map(|path| ads::decide(path, files.delivery.as_deref(), &labels, &config.home, period));
    let of_ads = of_ads.transpose()?.unwrap_or_default();
    let proposals = files.run.as_deref().map(|run| undeclared(run, &labels, Day(period.last()))).transpose()?;
    let (reaches, of_entities) = read.reaches(&registry, period, config, before);
    let noted = Noted {
        registry: &registry,
        audience: &read.audience,
        posts: read.posts.as_ref(),
        reaches: &reaches,
        ads: &of_ads,
    };
    let notes = notes(&noted, proposals.as_ref(), (period, before.map(|before| before.period)), files);
    let inputs = inputs(&registry, &read, &of_ads, files)?;
    let doubts = read.doubts(&registry, before);
    let grounds = Grounds {
        labels: &labels,
        reaches: &reaches,
        of_entities: (config.scope == Scope::Entity).then_some(&of_entities),
        before: before.map_or(&[], |before| &before.ineligible),
        doubts: &doubts,
        period,
    };
    let doubted = lost(
        before.map_or(&[], |before| &before.limited),
        files.ads.is_some().then_some(&of_ads.planned),
        Day(period.first()),
    );
    let topics = inputs.iter().find(|input| input.role == "topics");
    let settings = before.map(|before| settings::changed(before, config, topics)).transpose()?.unwrap_or_default();
    let undeclared = proposals.map_or_else(Vec::new, |proposals| proposals.lines);
    let recommendations = recommendations(&grounds);
    let found = Found {
        labels: &labels,
        reaches: &reaches,
        strangers: &of_ads.strangers,
        doubted: &doubted,
        held: &held.questions,
        settings: &settings,
        imposed: before.map_or(&[], |before| &before.imposed),
        doubts: &doubts,
        recommendations: &recommendations,
        ads: &of_ads.decisions,
        undeclared: &undeclared,
        period,
    };
    let lists = Lists {
        labels: labels_of(&labels, &config.labels, period),
        measures: measures(&labels, &recommendations, period),
        reviews: reviews(&found),
        recommendations,
        ads: of_ads.decisions,
        undeclared,
    };
    Ok(Supervision {
        changes: before.map(|before| changes(&before.lists, &lists)).transpose()?,
        previous: before.map(|before| before.period),
        appeals: appeals(&registry, period, &held.appeals),
        config: config.clone(),
        delivery: of_ads.delivery,
        posts: read.posts,
        period,
        inputs,
        reaches,
        of_entities,
        lists,
        notes,
        registry,
    })
}

/// The tables of audiences and posts, as they were read.
struct Read {
    audience: Audience,
    posts: Option<Posts>,
}

impl Read {
    fn new(files: &Files, registry: &Registry) -> Result<Self> {
        let audience = Audience::read(&files.audience, registry)?;
        let topics = files.topics.as_deref().map_or_else(|| Ok(Topics::default()), Topics::load)?;
        let posts = files.posts.as_deref().map(|path| Posts::read(path, registry, &topics)).transpose()?;
        Ok(Self { audience, posts })
    }

    /// The reach of each account, and of each entity's accounts together.
    fn reaches(
        &self,
        registry: &Registry,
        period: Period,
        config: &SupervisionConfig,
        before: Option<&Previous>,
    ) -> (Vec<Reach>, Vec<Reach>) {
        let before = before.map_or(&[][..], |before| &before.reaches);
        let sources = Sources { audience: &self.audience, posts: self.posts.as_ref(), before, period };
        let accounts = (0..registry.len()).map(|account| reach(registry, account, &sources, config)).collect();
        let entities = 0..registry.entities.len();
        (accounts, entities.map(|entity| reach_of_entity(registry, entity, &sources, config)).collect())
    }

    /// Of accounts that were not recommended: rows that may be theirs under a
    /// misspelled name, so that the data may lack them.
    fn doubts(&self, registry: &Registry, before: Option<&Previous>) -> BTreeMap<usize, String> {
        let accounts = before.into_iter().flat_map(|before| &before.ineligible);
        let accounts = accounts.filter_map(|before| registry.place_of(&before.whose.key()));
        let tables = [
            ("the audience", Some(&self.audience.others)),
            ("the posts", self.posts.as_ref().map(|posts| &posts.others)),
        ];
        let doubt = |account: usize| {
            let own = registry.account(account).1;
            let (table, name) =
                tables.iter().find_map(|&(table, others)| Some((table, others?.near(&own.platform, &own.id)?)))?;
            Some((
                account,
                format!("rows of {table} are of {name}, which is not in the registry and may be of this account"),
            ))
        };
        accounts.filter_map(doubt).collect()
    }
}

/// Every file that was read.
fn inputs(registry: &Registry, read: &Read, ads: &Ads, files: &Files) -> Result<Vec<Input>> {
    let registry = Input { role: "registry", file: registry.file.clone(), sha256: registry.sha256.clone() };
    let tables =
        [Some(registry), Some(read.audience.input.clone()), read.posts.as_ref().map(|posts| posts.input.clone())];
    let tables = tables.into_iter().flatten().chain(ads.inputs.iter().cloned());
    let others = [("topics", &files.topics), ("run", &files.run), ("previous", &files.previous)];
    let others = others.into_iter().filter_map(|(role, path)| path.as_deref().map(|path| Input::at(role, path)));
    tables.map(Ok).chain(others).collect()
}
