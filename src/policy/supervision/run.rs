//! A period supervised: the files are read, the lists are made, and what a
//! reader must know is noted.

use lockstep_base::calendar::{Day, Period};
use lockstep_base::error::Result;

use super::ads;
use super::ads::{AdDecision, Ads, DeliveryLine};
use super::appeals::{AppealLine, appeals};
use super::audience::Audience;
use super::changes::{Change, Previous};
use super::config::{LabelTexts, Scope, SupervisionConfig};
use super::decisions::{Grounds, labels, recommendations};
use super::files::Files;
use super::input::Input;
use super::label::{Inherited, Labels};
use super::lists::{Lists, Undeclared};
use super::measures::measures;
use super::notes::{Noted, notes};
use super::posts::Posts;
use super::reach::{Reach, Sources, reach, reach_of_entity};
use super::registry::Registry;
use super::reviews::{Found, reviews};
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
    let registry = Registry::read(&files.registry, Day(period.last()))?;
    registry.must_be_usable()?;
    let read = Read::new(files, &registry, period)?;
    let before = read.previous.as_ref();
    let inherited = before.map_or_else(Inherited::default, |before| before.inherited(period));
    let labels = Labels::new(&registry, inherited, Day(period.first()));
    let of_ads = files.ads.as_deref();
    let of_ads = of_ads.map(|path| ads::decide(path, files.delivery.as_deref(), &labels, &config.home, period));
    let of_ads = of_ads.transpose()?.unwrap_or_default();
    let proposals = files.run.as_deref().map(|run| undeclared(run, &labels, Day(period.last()))).transpose()?;
    let (reaches, of_entities) = read.reaches(&registry, period, config);
    let noted = Noted {
        registry: &registry,
        audience: &read.audience,
        posts: read.posts.as_ref(),
        reaches: &reaches,
        ads: &of_ads,
    };
    let notes = notes(&noted, proposals.as_ref(), (period, before.and_then(|before| before.period)), files);
    let inputs = inputs(&registry, &read, &of_ads, files)?;
    let grounds = Grounds {
        labels: &labels,
        reaches: &reaches,
        of_entities: (config.scope == Scope::Entity).then_some(&of_entities),
        before: before.map_or(&[], |before| &before.ineligible),
        period,
    };
    let undeclared = proposals.map_or_else(Vec::new, |proposals| proposals.lines);
    let lists = lists(&grounds, &config.labels, (of_ads.decisions, &of_ads.strangers), undeclared);
    Ok(Supervision {
        changes: before.map(|before| before.changes(&lists)).transpose()?,
        previous: before.and_then(|before| before.period),
        appeals: appeals(&registry, period),
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

/// The lists, and the questions that they leave.
fn lists(
    grounds: &Grounds,
    texts: &LabelTexts,
    (ads, strangers): (Vec<AdDecision>, &[String]),
    undeclared: Vec<Undeclared>,
) -> Lists {
    let period = grounds.period;
    let recommendations = recommendations(grounds);
    let found = Found {
        labels: grounds.labels,
        reaches: grounds.reaches,
        recommendations: &recommendations,
        ads: &ads,
        strangers,
        undeclared: &undeclared,
        period,
    };
    Lists {
        labels: labels(grounds.labels, texts, period),
        measures: measures(grounds.labels, &recommendations, period),
        reviews: reviews(&found),
        recommendations,
        ads,
        undeclared,
    }
}

/// The tables and the output of the period before, as they were read.
struct Read {
    audience: Audience,
    posts: Option<Posts>,
    previous: Option<Previous>,
}

impl Read {
    fn new(files: &Files, registry: &Registry, period: Period) -> Result<Self> {
        let audience = Audience::read(&files.audience, registry)?;
        let topics = files.topics.as_deref().map_or_else(|| Ok(Topics::default()), Topics::load)?;
        let posts = files.posts.as_deref().map(|path| Posts::read(path, registry, &topics)).transpose()?;
        let previous = files.previous.as_deref().map(|dir| Previous::read(dir, period)).transpose()?;
        Ok(Self { audience, posts, previous })
    }

    /// The reach of each account, and of each entity's accounts together.
    fn reaches(&self, registry: &Registry, period: Period, config: &SupervisionConfig) -> (Vec<Reach>, Vec<Reach>) {
        let before = self.previous.as_ref().map_or(&[][..], |before| &before.reaches);
        let sources = Sources { audience: &self.audience, posts: self.posts.as_ref(), before, period };
        let accounts = (0..registry.len()).map(|account| reach(registry, account, &sources, config)).collect();
        let entities = 0..registry.entities.len();
        (accounts, entities.map(|entity| reach_of_entity(registry, entity, &sources, config)).collect())
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
