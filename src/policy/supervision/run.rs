//! A period supervised: the files are read, the lists are made, and what a
//! reader must know is noted.

use std::path::PathBuf;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::error::Result;
use lockstep_base::numbers::things;

use super::ads::{AdDecision, Decision};
use super::audience::Audience;
use super::changes::{Change, Previous};
use super::config::SupervisionConfig;
use super::input::Input;
use super::lists::{Lists, ReviewLine};
use super::posts::Posts;
use super::reach::{Reach, Sources};
use super::registry::Registry;
use super::topics::Topics;
use super::undeclared::Undeclared;
use super::{ads, decisions, reach, undeclared};

/// The files that a supervision is made of.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The registry, TOML or CSV.
    pub registry: PathBuf,
    /// Who saw which account.
    pub audience: PathBuf,
    /// What accounts said.
    pub posts: Option<PathBuf>,
    /// Their advertisements.
    pub ads: Option<PathBuf>,
    /// What topics are, and their keywords.
    pub topics: Option<PathBuf>,
    /// An output of `detect`.
    pub run: Option<PathBuf>,
    /// The output of the period before.
    pub previous: Option<PathBuf>,
}

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
    let audience = Audience::read(&files.audience, &registry)?;
    let topics = files.topics.as_deref().map_or_else(|| Ok(Topics::default()), Topics::load)?;
    let posts = files.posts.as_deref().map(|path| Posts::read(path, &registry, &topics)).transpose()?;
    let previous = files.previous.as_deref().map(|dir| Previous::read(dir, period)).transpose()?;
    let none = Previous::default();
    let before = previous.as_ref().unwrap_or(&none);
    let sources = Sources { audience: &audience, posts: posts.as_ref(), before: &before.reaches, period };
    let reaches: Vec<Reach> =
        (0..registry.len()).map(|account| reach::reach(&registry, account, &sources, config)).collect();
    let recommendations = decisions::recommendations(&registry, &reaches, &before.ineligible, period);
    let undeclared =
        files.run.as_deref().map_or_else(|| Ok(Vec::new()), |run| undeclared::undeclared(run, &registry))?;
    let mut reviews = decisions::reviews(&registry, &reaches, &recommendations, period);
    reviews.extend(undeclared.iter().map(proposed));
    reviews.sort();
    let ads = files.ads.as_deref().map(|path| ads::decide(path, &registry, period)).transpose()?;
    let (ads, ads_input) = ads.unzip();
    let lists = Lists {
        labels: decisions::labels(&registry, &config.labels, period),
        ads: ads.unwrap_or_default(),
        recommendations,
        undeclared,
        reviews,
    };
    let changes = previous.as_ref().map(|previous| previous.changes(&lists)).transpose()?;
    let inputs = inputs(&registry, &audience, posts.as_ref(), ads_input, files)?;
    let notes = notes(&audience, posts.as_ref(), (&reaches, &lists.ads), (period, before.period), files);
    let previous = before.period;
    Ok(Supervision {
        period,
        config: config.clone(),
        inputs,
        registry,
        posts,
        reaches,
        lists,
        changes,
        previous,
        notes,
    })
}

/// Every file that was read.
fn inputs(
    registry: &Registry,
    audience: &Audience,
    posts: Option<&Posts>,
    ads: Option<Input>,
    files: &Files,
) -> Result<Vec<Input>> {
    let registry = Input { role: "registry", file: registry.file.clone(), sha256: registry.sha256.clone() };
    let tables = [Some(registry), Some(audience.input.clone()), posts.map(|posts| posts.input.clone()), ads];
    let others = [("topics", &files.topics), ("run", &files.run), ("previous", &files.previous)];
    let others = others.into_iter().filter_map(|(role, path)| path.as_deref().map(|path| Input::at(role, path)));
    tables.into_iter().flatten().map(Ok).chain(others).collect()
}

fn proposed(line: &Undeclared) -> ReviewLine {
    ReviewLine {
        kind: "undeclared".to_owned(),
        entity_id: line.entity_id.clone(),
        platform: String::new(),
        account_id: line.account_id.clone(),
        place: "undeclared.csv".to_owned(),
        line: None,
        reason: format!(
            "acts together with {} beyond what {} explain, on {} and {}: assess whether it belongs to it",
            line.entity,
            line.ruled_out.replace(';', " or "),
            things(line.objects as u64, "object", "objects"),
            things(line.days as u64, "day", "days"),
        ),
    }
}

/// What a reader of the lists must know about the data.
fn notes(
    audience: &Audience,
    posts: Option<&Posts>,
    (reaches, ads): (&[Reach], &[AdDecision]),
    (period, previous): (Period, Option<Period>),
    files: &Files,
) -> Vec<String> {
    let mut notes = Vec::new();
    for (what, is_there) in [
        ("the audience", reaches.iter().any(|reach| reach.audience_abroad.share.days > 0)),
        ("the posts", posts.is_none() || reaches.iter().any(|reach| reach.current_affairs.share.days > 0)),
    ] {
        if !is_there {
            let check = "check --period, and that accounts and platforms are written as in the registry";
            notes.push(format!("no row of {what} is of a registered account in the period: {check}"));
        }
    }
    let mut others = |count: usize, what: &str| {
        if count > 0 {
            notes.push(format!(
                "{} of {what} are of accounts that are not in the registry",
                things(count as u64, "row", "rows")
            ));
        }
    };
    others(audience.others, "the audience");
    others(posts.map_or(0, |posts| posts.others), "the posts");
    if audience.by_month {
        notes
            .push("the audience is given by month: shares have no interval, and nothing is decided by them".to_owned());
    }
    if let Some(repeated) = posts.map(|posts| posts.repeated as u64).filter(|&repeated| repeated > 0) {
        let posts = things(repeated, "post repeats", "posts repeat");
        notes.push(format!("{posts} the id of an earlier one and count once"));
    }
    let labels = posts.map(|posts| posts.unknown_labels(period)).unwrap_or_default();
    if !labels.is_empty() {
        let some: Vec<&str> = labels.into_iter().take(5).collect();
        let remedy = "list them in the file of topics, under current_affairs or other";
        notes.push(format!("no list knows the topics {}: their posts count as unknown; {remedy}", some.join(", ")));
    }
    let unregistered = ads.iter().filter(|ad| ad.decision == Decision::NotRegistered).count() as u64;
    if unregistered > 0 {
        let ads = things(unregistered, "advertisement is", "advertisements are");
        notes.push(format!("{ads} of accounts that are not in the registry: nothing is decided about them"));
    }
    if let Some(previous) = previous.filter(|&previous| Some(previous) != period.before()) {
        notes.push(format!(
            "the earlier run is of {previous}: trends and changes are told against it where they can be"
        ));
    }
    for (file, without) in [
        (&files.posts, "no posts were given: languages and topics are not known"),
        (&files.ads, "no advertisements were given"),
        (&files.run, "no run of detect was given: undeclared state media were not looked for"),
        (&files.previous, "no earlier run was given: nobody becomes eligible again, and there are no changes"),
    ] {
        if file.is_none() {
            notes.push(without.to_owned());
        }
    }
    notes
}
