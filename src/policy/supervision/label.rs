//! Which label an account carries on a day, and an entity's appeals in words.

use std::collections::BTreeMap;

use lockstep_base::calendar::Day;
use lockstep_base::country::Country;

use super::lists::{Ground, LabelLine, MeasureLine};
use super::registry::{Appeal, Decision, Entity, Imposed, ImposedMeasure, Outcome, Registry, Standing, Status};
use super::whose::{AccountKey, Whose};

/// A label on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Whether it says controlled or affiliated.
    pub status: Status,
    /// Since when it says so.
    pub says_so_since: Day,
    /// Since when there is a label without a break.
    pub since: Day,
    /// What it stands on.
    pub ground: Ground,
}

impl Carried {
    /// The label of a line of the period before, which no decision ends.
    pub fn kept(line: &LabelLine) -> Option<Self> {
        let (status, since) = (line.whose.status?, line.since?);
        Some(Self { status, says_so_since: since, since, ground: Ground::Previous })
    }
}

/// What the lists of the period before have, as far as it goes on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inherited<'a> {
    /// Who carried a label.
    pub labelled: &'a [LabelLine],
    /// Measures that were imposed and have no end.
    pub imposed: &'a [MeasureLine],
    /// The last day of that period; none where the same period is made again.
    pub until: Option<Day>,
}

/// The labels of the registry's accounts, and those of the period before that
/// nothing has ended.
pub struct Labels<'a> {
    registry: &'a Registry,
    before: BTreeMap<AccountKey, &'a LabelLine>,
    /// Measures of the period before that were imposed, have no end, and that the
    /// registry does not tell of any more.
    kept: Vec<MeasureLine>,
    /// The first day of the period.
    first: Day,
    /// The last day of the period before; none where the same one is made again.
    listed: Option<Day>,
}

impl<'a> Labels<'a> {
    /// Of a registry, with the lines of the period before, from the first day of the
    /// period on.
    pub fn new(registry: &'a Registry, before: Inherited<'a>, first: Day) -> Self {
        let kept = before.imposed.iter().filter_map(|line| lost(registry, line, (first, before.until))).collect();
        let lines = before.labelled.iter().map(|line| (line.whose.key(), line)).collect();
        Self { registry, before: lines, kept, first, listed: before.until }
    }

    /// The imposed measures of the period before on accounts that the registry does
    /// not have any more, or of which it does not tell them any more: they stay.
    pub fn kept_measures(&self) -> impl Iterator<Item = &MeasureLine> {
        self.kept.iter()
    }

    /// Whether a measure of this kind, which holds everywhere, is on an account on a
    /// day: by the registry, or kept from the period before.
    pub fn is_imposed(&self, account: usize, day: Day, measure: Imposed) -> bool {
        let (entity, _) = self.registry.account(account);
        let key = || Whose::of(self.registry, account, day).key();
        let is_kept = |line: &MeasureLine| {
            line.kind_imposed() == Some(measure)
                && line.countries.is_empty()
                && line.until.is_none_or(|until| day <= until)
                && line.whose.key() == key()
        };
        entity.is_imposed(self.registry.place_in_entity(account), day, measure) || self.kept_measures().any(is_kept)
    }

    /// The registry.
    pub fn registry(&self) -> &'a Registry {
        self.registry
    }

    /// The label that an account of the registry carries on a day.
    pub fn of(&self, account: usize, day: Day) -> Option<Carried> {
        if self.is_removed(account, day) || self.is_given_up(account, day) {
            return None;
        }
        let (entity, _) = self.registry.account(account);
        let before = || self.before(&Whose::of(self.registry, account, day));
        match entity.standing(day) {
            Standing::Labelled(label) => Some(Carried {
                status: label.status,
                says_so_since: label.says_so_since,
                since: label.since,
                ground: if label.is_under_review { Ground::Review } else { Ground::Decision },
            }),
            Standing::Unlabelled => {
                let label = before()?;
                match entity.unlabelled_since(day) {
                    // A review of which the registry does not tell what was before keeps that.
                    None if entity.decision(day).is_some() => Some(Carried { ground: Ground::Review, ..label }),
                    None => Some(label),
                    Some(end) => (!self.can_have_ended(label, end)).then_some(label),
                }
            }
            Standing::NotYet | Standing::Undecided => before().filter(|label| label.since <= day),
        }
    }

    /// Whether a label of the list before can have ended so: not before it began, and
    /// not while that list still had it, unless it was decided later.
    fn can_have_ended(&self, label: Carried, (on, decision): (Day, &Decision)) -> bool {
        let is_later = |listed: Day| on > listed || decision.decided.is_some_and(|decided| decided > listed);
        on >= label.since && self.listed.is_none_or(is_later)
    }

    /// Whether an account is the entity's no more on a day. It is until the end of
    /// the list before that still has it.
    fn is_given_up(&self, account: usize, day: Day) -> bool {
        let Some(until) = self.registry.account(account).1.until.filter(|&until| until < day) else { return false };
        let is_listed = || self.before.contains_key(&Whose::of(self.registry, account, day).key());
        self.listed.is_none_or(|listed| until >= listed) || !is_listed()
    }

    /// Since when an account has no label by the registry that it has by the list
    /// before, which kept it on that day.
    pub fn contradicted(&self, account: usize, day: Day) -> Option<Day> {
        let label = self.of(account, day)?;
        let (entity, own) = self.registry.account(account);
        let given_up = own.until.filter(|&until| until < day).and_then(Day::tomorrow);
        let ended = || {
            let (on, _) = entity.unlabelled_since(day).filter(|_| label.ground == Ground::Previous)?;
            (on >= label.since).then_some(on)
        };
        given_up.or_else(ended)
    }

    /// The measures of this kind on an account of which the registry tells, and that
    /// the list before does not contradict.
    pub fn told(&self, account: usize, measure: Imposed) -> impl Iterator<Item = &'a ImposedMeasure> {
        let (entity, place) = (self.registry.account(account).0, self.registry.place_in_entity(account));
        entity.told(place, measure, (self.first, self.listed))
    }

    /// The days from the first to the last (none: without end) in stretches on which
    /// `of`, which may ask for labels, says the same of an account.
    pub fn stretches<T: PartialEq>(
        &self,
        account: usize,
        days: (Day, Option<Day>),
        of: impl Fn(Day) -> T,
    ) -> Vec<(Day, Option<Day>, T)> {
        let key = Whose::of(self.registry, account, self.first).key();
        let since = self.before.get(&key).and_then(|line| line.since);
        self.registry.account(account).0.stretches(days, since, of)
    }

    /// The label that the list of the period before has for an account.
    fn before(&self, whose: &Whose) -> Option<Carried> {
        Carried::kept(self.before.get(&whose.key())?)
    }

    /// Whether the list of the period before has this account.
    pub fn was_listed(&self, key: &AccountKey) -> bool {
        self.before.contains_key(key)
    }

    /// Whether the list of the period before has an account of this entity.
    pub fn was_entity_listed(&self, id: &str) -> bool {
        self.before.values().any(|line| line.whose.entity_id == id)
    }

    /// Whether an account is removed for good on a day: it carries no label then, and
    /// nothing is left to recommend.
    pub fn is_removed(&self, account: usize, day: Day) -> bool {
        self.is_imposed(account, day, Imposed::Terminated)
    }

    /// Whether nothing is known of an account on a day: no decision holds, and it
    /// carried no label before.
    pub fn is_undecided(&self, account: usize, day: Day) -> bool {
        let is_open = self.registry.account(account).0.standing(day) == Standing::Undecided;
        let is_there = !self.is_removed(account, day) && !self.is_given_up(account, day);
        is_open && is_there && self.of(account, day).is_none()
    }

    /// The line of the period before of an account that the registry does not have,
    /// as data name it: by its platform and id, as `platform:id`, or by its id alone
    /// where only one line has it.
    pub fn line_before(&self, platform: &str, id: &str) -> Option<&'a LabelLine> {
        let (platform, id) = id.split_once(':').filter(|_| platform.is_empty()).unwrap_or((platform, id));
        if !platform.is_empty() {
            return self.before.get(&(platform.to_lowercase(), id.to_owned())).copied();
        }
        let mut same = self.missing().filter(|line| line.whose.account_id == id);
        same.next().filter(|_| same.next().is_none())
    }

    /// The lines of the period before whose accounts are not in the registry.
    pub fn missing(&self) -> impl Iterator<Item = &'a LabelLine> {
        let is_missing = |line: &&LabelLine| self.registry.place_of(&line.whose.key()).is_none();
        self.before.values().copied().filter(is_missing)
    }
}

/// What of an imposed measure of the period before the registry does not tell any
/// more: all of it, or some of its countries. An end that lies before the end of the
/// list that still has it tells nothing.
fn lost(registry: &Registry, line: &MeasureLine, days: (Day, Option<Day>)) -> Option<MeasureLine> {
    let kind = line.kind_imposed()?;
    let Some(account) = registry.place_of(&line.whose.key()) else { return Some(line.clone()) };
    let (entity, place) = (registry.account(account).0, registry.place_in_entity(account));
    let told: Vec<&ImposedMeasure> = entity.told(place, kind, days).collect();
    let is_told = |country: &Country| told.iter().any(|each| each.countries.contains(country));
    let countries: Vec<Country> = line.countries.iter().filter(|country| !is_told(country)).copied().collect();
    let is_whole = told.iter().any(|each| each.countries.is_empty());
    let is_lost = !is_whole && (line.countries.is_empty() || !countries.is_empty());
    is_lost.then(|| MeasureLine { countries, ..line.clone() })
}

/// The appeals of an entity that are open on a day or were granted by then, in
/// words; empty where there is none.
pub fn appeals(entity: &Entity, day: Day) -> String {
    let one = |appeal: &Appeal| {
        let measures: Vec<&str> = appeal.suspends.iter().map(|measure| measure.name()).collect();
        let is_granted = appeal.outcome == Outcome::Granted && appeal.decided.is_some_and(|decided| decided <= day);
        let state = match (appeal.is_open(day), measures.is_empty()) {
            (true, true) => format!("open since {}, suspends nothing", appeal.date),
            (true, false) => format!("open since {}, suspends {}", appeal.date, measures.join(", ")),
            (false, _) if is_granted && entity.standing(day).label().is_some() => {
                format!("of {}, granted, though the label is unchanged", appeal.date)
            }
            (false, _) => return None,
        };
        Some(format!("{state}: {}", appeal.claim))
    };
    entity.appeals.iter().filter_map(one).collect::<Vec<_>>().join("; ")
}
