//! What follows for each account from day to day: the label, and the
//! recommendation.

use std::collections::BTreeMap;

use lockstep_base::calendar::{Day, Period};

use super::config::LabelTexts;
use super::label::{Carried, Labels, appeals};
use super::lists::{Basis, Ground, LabelLine, Recommendation, RecommendationLine};
use super::reach::{Reach, Verdict};
use super::registry::{Entity, Imposed, Measure};
use super::sentences;
use super::whose::{AccountKey, Whose};

/// The first and the last day of a period.
pub(super) fn ends(period: Period) -> (Day, Day) {
    (Day(period.first()), Day(period.last()))
}

/// Every account that carries a label in the period, with the days on which it
/// does. Accounts that carried one in the period before and are not in the registry
/// any more keep it: no typo takes a label off.
pub fn labels(labels: &Labels, texts: &LabelTexts, period: Period) -> Vec<LabelLine> {
    let (first, last) = ends(period);
    let registry = labels.registry();
    let of_account = |account: usize| {
        let (entity, _) = registry.account(account);
        let of = |day: Day| labels.of(account, day).map(|label| (label, entity.suspends(Measure::Label, day)));
        let stretches = labels.stretches(account, (first, Some(last)), of);
        stretches.into_iter().filter_map(move |(from, until, says)| {
            let (label, is_suspended) = says?;
            Some(label_line(labels, account, texts, (label, is_suspended), (from, until)))
        })
    };
    let missing = labels.missing().map(|line| LabelLine {
        from: Some(first),
        until: Some(last),
        ground: Some(Ground::Previous),
        // Whether an appeal still suspends it is in the registry only.
        in_force: true,
        appeal: String::new(),
        ..line.clone()
    });
    (0..registry.len()).flat_map(of_account).chain(missing).collect()
}

fn label_line(
    labels: &Labels,
    account: usize,
    texts: &LabelTexts,
    (label, is_suspended): (Carried, bool),
    (from, until): (Day, Option<Day>),
) -> LabelLine {
    let (entity, _) = labels.registry().account(account);
    let basis = entity.criteria.iter().map(|(c, assessed)| format!("{}: {}", c.name(), assessed.assessment.name()));
    let evidence = entity.criteria.iter().flat_map(|(criterion, assessed)| {
        assessed.evidence.iter().map(|piece| sentences::evidence(criterion.name(), piece))
    });
    let last = until.unwrap_or(from);
    LabelLine {
        whose: Whose { status: Some(label.status), ..Whose::of(labels.registry(), account, last) },
        label: texts.text(label.status, entity.country, &entity.name).unwrap_or_default(),
        since: Some(label.since),
        from: Some(from),
        until,
        ground: Some(label.ground),
        decided_by: decided_by(entity, label, last),
        basis: basis.collect(),
        evidence: evidence.collect(),
        review_due: entity.review_due,
        in_force: !is_suspended,
        appeal: appeals(entity, last),
    }
}

/// Who decided on the label that holds on a day: under review, the decision
/// before.
pub(super) fn decided_by(entity: &Entity, label: Carried, day: Day) -> String {
    let made = entity.history.iter().rev().filter(|decision| decision.from <= day);
    made.into_iter().find(|decision| decision.status == label.status).map_or_else(String::new, |made| made.by.clone())
}

/// Who was ineligible in the period before.
#[derive(Clone, Debug)]
pub struct Before {
    /// Whose account it is.
    pub whose: Whose,
    /// The first period of the ineligibility.
    pub since: Period,
    /// Whether it began in the period that is made again now, so that it counts only
    /// where the registry does not have the account any more.
    pub is_new: bool,
    /// Whether a decision of its own imposed it.
    pub is_decided: bool,
}

/// What recommendations are decided by.
pub struct Grounds<'a> {
    /// The labels.
    pub labels: &'a Labels<'a>,
    /// The reach of each account, in the order of the registry.
    pub reaches: &'a [Reach],
    /// Where measures are of whole entities, the reach of each entity.
    pub of_entities: Option<&'a [Reach]>,
    /// Who was ineligible before the period.
    pub before: &'a [Before],
    /// By account, what in the data may be its own under a misspelled name.
    pub doubts: &'a BTreeMap<usize, String>,
    /// The period.
    pub period: Period,
}

/// Every account that is not recommended, and those that may be again, with the
/// days on which it is so. An account stays ineligible until the data show that it
/// no longer tries to reach abroad, or a decision takes its label off: thin data, a
/// review that is going on and an account that is missing from the registry set
/// nobody free.
pub fn recommendations(grounds: &Grounds) -> Vec<RecommendationLine> {
    let registry = grounds.labels.registry();
    let before: BTreeMap<AccountKey, &Before> = grounds.before.iter().map(|one| (one.whose.key(), one)).collect();
    let here = (0..registry.len()).flat_map(|account| {
        let before = before.get(&grounds.reaches[account].whose.key()).copied();
        grounds.of_account(account, before.filter(|before| grounds.still_counts(account, before)))
    });
    let is_gone = |before: &&Before| registry.place_of(&before.whose.key()).is_none();
    here.chain(grounds.before.iter().filter(is_gone).map(|before| grounds.missing(before))).collect()
}

/// What decides on an account's recommendation on a day.
#[derive(Clone, Copy, Default, PartialEq)]
struct Today {
    label: Option<Carried>,
    is_suspended: bool,
    is_imposed: bool,
    is_undecided: bool,
    is_removed: bool,
}

impl Grounds<'_> {
    /// The lines of an account, which was ineligible `before` the period or was not.
    fn of_account(&self, account: usize, before: Option<&Before>) -> Vec<RecommendationLine> {
        let (entity, _) = self.labels.registry().account(account);
        let (first, last) = ends(self.period);
        let of = |day: Day| match self.labels.is_removed(account, day) {
            // Nothing else counts then.
            true => Today { is_removed: true, ..Today::default() },
            false => Today {
                label: self.labels.of(account, day),
                is_suspended: entity.suspends(Measure::Recommendation, day),
                is_imposed: self.labels.is_imposed(account, day, Imposed::Recommendation),
                is_undecided: self.labels.is_undecided(account, day),
                is_removed: false,
            },
        };
        let before = before.map(|before| before.since);
        let mut lines: Vec<RecommendationLine> = Vec::new();
        for (from, until, today) in self.labels.stretches(account, (first, Some(last)), of) {
            let was_ineligible =
                lines.last().map_or(before.is_some(), |line| line.decision == Recommendation::Ineligible);
            let until = until.unwrap_or(last);
            match self.basis(account, today, was_ineligible) {
                Some(basis) => lines.push(self.line(account, (basis, today), before, (from, until))),
                // Who may be recommended again may be to the end.
                None => {
                    let again = |line: &&mut RecommendationLine| line.decision == Recommendation::EligibleAgain;
                    lines.last_mut().filter(again).into_iter().for_each(|line| line.until = Some(until));
                }
            }
        }
        lines
    }

    /// Whether an account of the registry is taken to have been ineligible before.
    /// What a decision imposed has ended where the registry still tells of it.
    fn still_counts(&self, account: usize, before: &Before) -> bool {
        let has_ended = || self.labels.told(account, Imposed::Recommendation).next().is_some();
        !(before.is_new || (before.is_decided && has_ended()))
    }

    /// What a line stands on; none where there is none to write.
    fn basis(&self, account: usize, today: Today, was_ineligible: bool) -> Option<Basis> {
        let verdict = self.reaches[account].verdict;
        let entity = self.of_entities.map(|reaches| reaches[self.labels.registry().entity_of(account)].verdict);
        match (today.label, was_ineligible) {
            _ if today.is_removed => was_ineligible.then_some(Basis::Removed),
            _ if today.is_imposed => Some(Basis::Decided),
            (Some(_), _) if verdict == Verdict::Shown => Some(Basis::Shown),
            (Some(_), _) if entity == Some(Verdict::Shown) => Some(Basis::Entity),
            (_, false) => None,
            (Some(_), true) if self.doubts.contains_key(&account) => Some(Basis::Kept),
            (Some(_), true) if entity.unwrap_or(verdict) == Verdict::NotShown => Some(Basis::NotShown),
            (Some(_), true) => Some(Basis::Kept),
            (None, true) if today.is_undecided => Some(Basis::Kept),
            (None, true) => Some(Basis::NotLabelled),
        }
    }

    fn line(
        &self,
        account: usize,
        (basis, today): (Basis, Today),
        before: Option<Period>,
        (from, until): (Day, Day),
    ) -> RecommendationLine {
        let registry = self.labels.registry();
        let (entity, own) = registry.account(account);
        let reach = match (basis, self.of_entities) {
            (Basis::Entity, Some(of_entities)) => &of_entities[registry.entity_of(account)],
            _ => &self.reaches[account],
        };
        let decision = decision(basis);
        let ineligible_since = before.unwrap_or(self.period);
        let reason = match basis {
            Basis::Decided => imposed(entity, registry.place_in_entity(account), from),
            Basis::NotLabelled if own.until.is_some_and(|last| last < until) => sentences::given_up(entity, own),
            _ => sentences::recommendation(entity, reach, basis, (today.label, until)),
        };
        let reason = match self.doubts.get(&account).filter(|_| basis == Basis::Kept) {
            Some(doubt) => format!("{reason}; {doubt}"),
            None => reason,
        };
        RecommendationLine {
            whose: Whose::of(registry, account, until),
            decision,
            since: if decision == Recommendation::Ineligible { ineligible_since } else { self.period },
            ineligible_since,
            from: Some(from),
            until: Some(until),
            basis,
            reason,
            in_force: decision == Recommendation::EligibleAgain || !today.is_suspended,
            appeal: appeals(entity, until),
            reach: Some(reach.clone()),
        }
    }

    /// Who was on the list and is not in the registry any more stays on it.
    fn missing(&self, Before { whose, since, .. }: &Before) -> RecommendationLine {
        let (first, last) = ends(self.period);
        RecommendationLine {
            whose: whose.clone(),
            decision: Recommendation::Ineligible,
            since: *since,
            ineligible_since: *since,
            from: Some(first),
            until: Some(last),
            basis: Basis::NotRegistered,
            reason: sentences::missing(self.labels, whose),
            in_force: true,
            appeal: String::new(),
            reach: None,
        }
    }
}

/// Why a measure was imposed on an account that is not recommended.
fn imposed(entity: &Entity, place: usize, day: Day) -> String {
    let measure = entity.imposed(place, day).find(|measure| measure.measure == Imposed::Recommendation);
    measure.map_or_else(|| "decided before; the registry does not tell of it any more".to_owned(), sentences::imposed)
}

fn decision(basis: Basis) -> Recommendation {
    match basis {
        Basis::Decided | Basis::Entity | Basis::Shown | Basis::Kept | Basis::Removed | Basis::NotRegistered => {
            Recommendation::Ineligible
        }
        Basis::NotShown | Basis::NotLabelled => Recommendation::EligibleAgain,
    }
}

/// The accounts that are there and ineligible on the last day of the period.
pub fn ineligible_at_the_end(
    lines: &[RecommendationLine],
    period: Period,
) -> impl Iterator<Item = &RecommendationLine> {
    let (_, last) = ends(period);
    let holds = move |line: &&RecommendationLine| line.until.is_none_or(|until| until >= last);
    let is_there = |line: &&RecommendationLine| line.basis != Basis::Removed;
    lines.iter().filter(|line| line.decision == Recommendation::Ineligible).filter(holds).filter(is_there)
}

/// An account of the registry that carries a label on some day of the period.
pub(super) fn is_labelled_in(labels: &Labels, account: usize, period: Period) -> bool {
    let (first, last) = ends(period);
    labels
        .stretches(account, (first, Some(last)), |day| labels.of(account, day))
        .iter()
        .any(|(.., label)| label.is_some())
}
