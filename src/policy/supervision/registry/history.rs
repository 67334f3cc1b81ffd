//! What an entity was held for on each day, and what was suspended then.

use std::collections::BTreeSet;

use jiff::civil::Date;
use lockstep_base::calendar::Day;

use super::model::{Appeal, Decision, Entity, Imposed, ImposedMeasure, Measure, Outcome, Status};

/// A label on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Whether it says controlled or affiliated.
    pub status: Status,
    /// Since when it says so.
    pub says_so_since: Day,
    /// Since when the entity carries a label without a break.
    pub since: Day,
    /// Whether the entity is under review, which keeps the label it had.
    pub is_under_review: bool,
}

/// What an entity is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It carries a label.
    Labelled(Label),
    /// It carries none: a decision says so, or the last one has ended.
    Unlabelled,
    /// Its first decision is a label that is yet to begin.
    NotYet,
    /// No decision holds on this day, and it is not known what held before.
    Undecided,
}

impl Standing {
    /// The label, where there is one.
    pub fn label(self) -> Option<Label> {
        match self {
            Self::Labelled(label) => Some(label),
            Self::Unlabelled | Self::NotYet | Self::Undecided => None,
        }
    }
}

impl Entity {
    /// What the entity is on a day. A review keeps the label that the entity had
    /// when it began; a decision that ends on a given day and is followed by none
    /// leaves no label.
    pub fn standing(&self, day: Day) -> Standing {
        let Some(first) = self.history.first() else { return Standing::Undecided };
        if day < first.from {
            // A first label has a beginning; of any other status nobody says what was before.
            return if first.status.is_labelled() { Standing::NotYet } else { Standing::Undecided };
        }
        let mut label: Option<Label> = None;
        let mut ended: Option<Day> = None;
        for decision in self.history.iter().take_while(|decision| decision.from <= day) {
            // After a gap a label begins again.
            let before =
                label.filter(|_| ended.is_none_or(|ended| ended.tomorrow().is_none_or(|next| next >= decision.from)));
            label = match decision.status {
                Status::Independent => None,
                Status::UnderReview => before.map(|label| Label { is_under_review: true, ..label }),
                status => Some(labelled(status, decision.from, before)),
            };
            // What a review keeps does not end with it, but with a decision.
            ended = decision.until.filter(|_| decision.status != Status::UnderReview);
        }
        label.filter(|_| ended.is_none_or(|ended| day <= ended)).map_or(Standing::Unlabelled, Standing::Labelled)
    }

    /// The decision that holds on a day.
    pub fn decision(&self, day: Day) -> Option<&Decision> {
        let last = self.history.iter().rev().find(|decision| decision.from <= day)?;
        last.until.is_none_or(|until| day <= until).then_some(last)
    }

    /// What the entity is held for on a day.
    pub fn status(&self, day: Day) -> Option<Status> {
        self.decision(day).map(|decision| decision.status)
    }

    /// Whether an open appeal suspends the measure on a day.
    pub fn suspends(&self, measure: Measure, day: Day) -> bool {
        self.appeals.iter().any(|appeal| appeal.suspends(measure, day))
    }

    /// The measures that were imposed by a decision of their own on an account,
    /// by its place in the entity, and hold on a day.
    pub fn imposed(&self, account: usize, day: Day) -> impl Iterator<Item = &ImposedMeasure> {
        self.measures.iter().filter(move |measure| measure.is_on(account) && measure.holds(day))
    }

    /// Whether such a measure is of this kind and holds everywhere.
    pub fn is_imposed(&self, account: usize, day: Day, measure: Imposed) -> bool {
        self.imposed(account, day).any(|each| each.measure == measure && each.countries.is_empty())
    }

    /// On a day without a label: since when there is none, and the decision that says
    /// so. None where the registry does not tell what was before a review.
    pub fn unlabelled_since(&self, day: Day) -> Option<(Day, &Decision)> {
        let mut end: Option<(Day, &Decision)> = None;
        for decision in self.history.iter().take_while(|decision| decision.from <= day) {
            end = match decision.status {
                // What it follows at once, it keeps.
                Status::UnderReview => end.filter(|(on, _)| *on < decision.from),
                Status::Independent => end.filter(|(on, _)| *on < decision.from).or(Some((decision.from, decision))),
                _ => decision.until.and_then(Day::tomorrow).map(|on| (on, decision)),
            };
        }
        end
    }

    /// The measures of this kind on an account that began by a day, and hold still or
    /// did on the day to which the list before has them.
    pub fn told(
        &self,
        account: usize,
        measure: Imposed,
        (day, listed): (Day, Option<Day>),
    ) -> impl Iterator<Item = &ImposedMeasure> {
        let outlasts = move |until: Day| listed.is_none_or(|listed| until >= listed);
        self.measures.iter().filter(move |each| {
            each.measure == measure && each.is_on(account) && each.from <= day && each.until.is_none_or(outlasts)
        })
    }

    /// The days on which anything about the entity begins, or holds no more.
    fn changes(&self) -> BTreeSet<Day> {
        let decisions = self.history.iter().map(|decision| (decision.from, decision.until));
        let measures = self.measures.iter().map(|measure| (measure.from, measure.until));
        let accounts = self.accounts.iter().filter_map(|account| Some((account.until?, account.until)));
        let spans = decisions.chain(measures).chain(accounts).chain(self.appeals.iter().map(Appeal::suspension));
        spans.flat_map(|(from, until)| [Some(from), until.and_then(Day::tomorrow)]).flatten().collect()
    }

    /// The days from the first to the last (none: without end) in stretches on
    /// which `of` says the same; something else than the registry can make it differ
    /// from the day `also` on.
    pub fn stretches<T: PartialEq>(
        &self,
        (first, last): (Day, Option<Day>),
        also: Option<Day>,
        of: impl Fn(Day) -> T,
    ) -> Vec<(Day, Option<Day>, T)> {
        let is_inside = |day: &Day| *day > first && last.is_none_or(|last| *day <= last);
        let mut stretches: Vec<(Day, Option<Day>, T)> = Vec::new();
        let mut changes = self.changes();
        changes.extend(also);
        for day in std::iter::once(first).chain(changes.into_iter().filter(is_inside)) {
            let says = of(day);
            match stretches.last_mut() {
                Some((.., before)) if *before == says => {}
                before => {
                    if let Some((_, until, _)) = before {
                        *until = day.yesterday();
                    }
                    stretches.push((day, last, says));
                }
            }
        }
        stretches
    }
}

impl Appeal {
    /// Whether it was made by this day and not decided by then.
    pub fn is_open(&self, day: Day) -> bool {
        let is_decided = self.outcome != Outcome::Open && self.decided.is_none_or(|decided| decided <= day);
        self.date <= day && !is_decided
    }

    /// From when to when it suspends what it suspends: unless the registry says
    /// otherwise, from its own day to the day before it is rejected or withdrawn.
    fn suspension(&self) -> (Day, Option<Day>) {
        // What a granted appeal suspends does not come back before the status changes.
        let ends = matches!(self.outcome, Outcome::Rejected | Outcome::Withdrawn);
        let outcome = self.decided.filter(|_| ends).and_then(Day::yesterday);
        // An outcome without a day sets an end, too: none is known to be open.
        let undated = (ends && self.decided.is_none()).then(|| self.date.yesterday()).flatten();
        let from = self.suspended_from.unwrap_or(self.date);
        (from, self.suspended_until.into_iter().chain(outcome).chain(undated).min())
    }

    /// Whether it suspends the measure on a day.
    pub fn suspends(&self, measure: Measure, day: Day) -> bool {
        let (from, until) = self.suspension();
        self.suspends.contains(&measure) && from <= day && until.is_none_or(|until| day <= until)
    }
}

impl ImposedMeasure {
    /// Whether it is on an account, by its place in the entity.
    pub fn is_on(&self, account: usize) -> bool {
        self.accounts.is_empty() || self.accounts.contains(&account)
    }

    /// Whether it holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// A label that a decision begins or goes on with.
fn labelled(status: Status, from: Day, before: Option<Label>) -> Label {
    let same = before.filter(|label| label.status == status);
    Label {
        status,
        says_so_since: same.map_or(from, |label| label.says_so_since),
        since: before.map_or(from, |label| label.since),
        is_under_review: false,
    }
}

/// The first day of the calendar: of what always held.
pub(super) const ALWAYS: Day = Day(Date::MIN);

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn entity(history: &[(&str, &str, Option<&str>)], appeals: Vec<Appeal>) -> Entity {
        let decision = |&(status, from, until): &(&str, &str, Option<&str>)| Decision {
            line: 1,
            status: status.parse().unwrap(),
            from: day(from),
            until: until.map(day),
            decided: None,
            by: String::new(),
            note: String::new(),
        };
        Entity {
            line: 1,
            id: "e".to_owned(),
            name: "E".to_owned(),
            country: "PT".parse().unwrap(),
            country_since: None,
            languages: Vec::new(),
            history: history.iter().map(decision).collect(),
            review_due: None,
            accounts: Vec::new(),
            criteria: std::collections::BTreeMap::new(),
            appeals,
            measures: Vec::new(),
        }
    }

    fn label(entity: &Entity, at: &str) -> Option<(&'static str, String, bool)> {
        let label = entity.standing(day(at)).label()?;
        Some((label.status.name(), label.since.to_string(), label.is_under_review))
    }

    #[test]
    fn a_decision_takes_effect_on_its_day() {
        let entity = entity(&[("state_controlled", "2022-06-01", None), ("independent", "2024-09-01", None)], vec![]);
        assert_eq!(label(&entity, "2022-05-31"), None);
        assert_eq!(entity.standing(day("2022-05-31")), Standing::NotYet);
        let since = "2022-06-01".to_owned();
        assert_eq!(label(&entity, "2024-08-31"), Some(("state_controlled", since, false)));
        assert_eq!(entity.standing(day("2024-09-01")), Standing::Unlabelled);
    }

    #[test]
    fn a_review_keeps_the_label_that_there_was() {
        let history = [
            ("state_affiliated", "2022-06-01", None),
            ("under_review", "2024-03-01", None),
            ("state_controlled", "2024-05-01", None),
        ];
        let kept = entity(&history, vec![]);
        let since = || "2022-06-01".to_owned();
        assert_eq!(label(&kept, "2024-04-30"), Some(("state_affiliated", since(), true)));
        assert_eq!(label(&kept, "2024-05-01"), Some(("state_controlled", since(), false)));
        let never = entity(&[("under_review", "2024-03-01", None)], vec![]);
        assert_eq!(never.standing(day("2024-04-01")), Standing::Unlabelled);
        assert_eq!(never.standing(day("2024-02-01")), Standing::Undecided, "nobody says what was before");
    }

    #[test]
    fn what_a_review_keeps_ends_with_a_decision_only() {
        let history = [("state_affiliated", "2022-06-01", None), ("under_review", "2024-03-01", Some("2024-03-10"))];
        assert!(label(&entity(&history, vec![]), "2024-05-01").is_some());
        let kinds = [("state_controlled", "2024-05-02", None), ("state_affiliated", "2024-05-20", None)];
        let label = entity(&kinds, vec![]).standing(day("2024-05-25")).label().unwrap();
        assert_eq!((label.since, label.says_so_since), (day("2024-05-02"), day("2024-05-20")));
    }

    #[test]
    fn a_label_that_ended_begins_again() {
        let history =
            [("state_affiliated", "2022-06-01", Some("2023-05-31")), ("state_controlled", "2024-01-01", None)];
        let twice = entity(&history, vec![]);
        assert_eq!(twice.standing(day("2023-07-01")), Standing::Unlabelled);
        assert_eq!(label(&twice, "2024-02-01").unwrap().1, "2024-01-01");
        let history =
            [("state_affiliated", "2022-06-01", Some("2023-12-31")), ("state_controlled", "2024-01-01", None)];
        assert_eq!(label(&entity(&history, vec![]), "2024-02-01").unwrap().1, "2022-06-01");
    }

    #[test]
    fn stretches_are_days_on_which_the_same_holds() {
        let appeal = Appeal {
            line: 1,
            date: day("2024-05-10"),
            claim: "no".to_owned(),
            outcome: Outcome::Rejected,
            decided: Some(day("2024-05-20")),
            by: String::new(),
            suspends: vec![Measure::Label],
            suspended_from: None,
            suspended_until: None,
        };
        let entity = entity(&[("state_controlled", "2024-05-05", None)], vec![appeal]);
        let of = |day: Day| (entity.standing(day).label().is_some(), entity.suspends(Measure::Label, day));
        let found = entity.stretches((day("2024-05-01"), Some(day("2024-05-31"))), None, of);
        let shown: Vec<_> =
            found.iter().map(|(from, until, says)| (from.to_string(), until.unwrap().to_string(), *says)).collect();
        let expected = [
            ("2024-05-01", "2024-05-04", (false, false)),
            ("2024-05-05", "2024-05-09", (true, false)),
            ("2024-05-10", "2024-05-19", (true, true)),
            ("2024-05-20", "2024-05-31", (true, false)),
        ];
        assert_eq!(shown, expected.map(|(from, until, says)| (from.to_owned(), until.to_owned(), says)));
        let open = entity.stretches((day("2024-06-01"), None), None, of);
        assert_eq!(open, [(day("2024-06-01"), None, (true, false))]);
    }
}
