//! What is wrong, missing or overdue in a registry.

use lockstep_base::calendar::Day;

use super::finding::{Finding, Kind};
use super::model::{Appeal, Assessed, Assessment, Criterion, Entity, Outcome, Status};

/// What is wrong, missing or overdue with an entity whose fields could be read.
pub(super) fn check(entity: &Entity, today: Day) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |kind, line, message: String| found.push(Finding::new(kind, line, &entity.id, message));
    let (name, line) = (&entity.id, entity.line);
    let speaks = |assessed: &Assessed| matches!(assessed.assessment, Assessment::Controlled | Assessment::Influenced);
    if entity.status.is_labelled() {
        if entity.accounts.is_empty() {
            add(Kind::NoAccounts, line, format!("{name} is labelled, but has no account: add those that it holds"));
        }
        if entity.decided.is_none() {
            add(Kind::UndatedDecision, line, format!("{name} is labelled, but `decided` is empty: give the day"));
        }
        if entity.review_due.is_none() {
            add(Kind::NoReview, line, format!("{name} has no `review_due`: give the day of the next review"));
        }
        if !entity.criteria.is_empty() && !entity.criteria.values().any(speaks) {
            add(Kind::NoBasis, line, format!("{name} is labelled, but no criterion is controlled or influenced"));
        }
        for criterion in Criterion::ALL.iter().filter(|criterion| !entity.criteria.contains_key(criterion)) {
            let message = format!("{name} was not assessed by `{}`: assess it", criterion.name());
            add(Kind::MissingCriterion, line, message);
        }
    }
    let begins_later = entity.status.is_labelled() && entity.labelled_since.is_some_and(|since| since > today);
    if let Some(since) = entity.labelled_since.filter(|_| begins_later) {
        add(Kind::FutureDecision, line, format!("the label of {name} begins on {since}, after {today}"));
    } else if let Some(day) = entity.decided.filter(|&day| day > today) {
        add(Kind::FutureDecision, line, format!("{name} is decided anew on {day}, after {today}"));
    }
    if let Some(day) = entity.review_due.filter(|&day| day < today) {
        add(Kind::OverdueReview, line, format!("the review of {name} was due on {day}: review it, set the next day"));
    }
    let has_evidence_of =
        |criterion: &Assessed| criterion.evidence.iter().filter_map(|piece| piece.date).collect::<Vec<_>>();
    for date in entity.criteria.values().flat_map(has_evidence_of).filter(|&date| date > today) {
        add(Kind::Contradiction, line, format!("{name} has evidence of {date}, after {today}: mend the day"));
    }
    if entity.status == Status::Independent {
        if entity.criteria.values().any(speaks) {
            add(Kind::Contradiction, line, format!("{name} is independent, but a criterion is not: look again"));
        }
        if entity.decided.is_none() {
            add(Kind::NoReview, line, format!("{name} is independent, but `decided` is empty: give the day"));
        }
    }
    found.extend(entity.appeals.iter().filter_map(|appeal| check_appeal(entity, appeal)));
    found
}

fn check_appeal(entity: &Entity, appeal: &Appeal) -> Option<Finding> {
    let (name, date) = (&entity.id, appeal.date);
    if let Some(decided) = appeal.decided.filter(|&decided| decided < date) {
        let message =
            format!("the appeal of {name} of {date} is decided on {decided}, before it was made: mend the days");
        return Some(Finding::new(Kind::Contradiction, appeal.line, name, message));
    }
    let (kind, message) = match appeal.outcome {
        Outcome::Open => {
            let measures: Vec<&str> = appeal.suspends.iter().map(|measure| measure.name()).collect();
            let effect = if measures.is_empty() {
                "suspends nothing".into()
            } else {
                format!("suspends {}", measures.join(", "))
            };
            (Kind::OpenAppeal, format!("the appeal of {name} of {date} is open and {effect}: decide it"))
        }
        Outcome::Granted if entity.status.is_labelled() => {
            let message = format!(
                "the appeal of {name} of {date} was granted, but its status is still {}: change it",
                entity.status.name()
            );
            (Kind::GrantedAppeal, message)
        }
        Outcome::Withdrawn => return None,
        _ if appeal.decided.is_none() => (
            Kind::UndatedAppeal,
            format!("the appeal of {name} of {date} has an outcome, but no `decided`: give the day"),
        ),
        _ => return None,
    };
    Some(Finding::new(kind, appeal.line, &entity.id, message))
}
