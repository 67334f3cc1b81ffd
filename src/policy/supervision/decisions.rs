//! What follows for each account: the label, the recommendation, and what a
//! person must look at.

use lockstep_base::calendar::Period;

use super::config::Labels;
use super::label::{appeals, is_labelled};
use super::lists::{Basis, LabelLine, Recommendation, RecommendationLine, ReviewLine};
use super::reach::{Reach, Verdict};
use super::registry::{Entity, Finding, Measure, Registry, Status};
use super::sentences;
use super::whose::Whose;

/// Every account that carries a label in the period.
pub fn labels(registry: &Registry, texts: &Labels, period: Period) -> Vec<LabelLine> {
    let line = |account: usize| {
        let (entity, _) = registry.account(account);
        let label = texts.text(entity).filter(|_| is_labelled(entity, period))?;
        let basis = entity.criteria.iter().map(|(c, assessed)| format!("{}: {}", c.name(), assessed.assessment.name()));
        let evidence = entity.criteria.iter().flat_map(|(criterion, assessed)| {
            assessed.evidence.iter().map(|piece| sentences::evidence(criterion.name(), piece))
        });
        Some(LabelLine {
            whose: Whose::of(registry, account),
            label,
            since: entity.labelled_since,
            basis: basis.collect(),
            evidence: evidence.collect(),
            review_due: entity.review_due,
            in_force: !registry.suspends(entity, Measure::Label),
            appeal: appeals(registry, entity),
        })
    };
    (0..registry.len()).filter_map(line).collect()
}

/// Every account that is not recommended, and those that may be again; `before`
/// are those that were ineligible before the period, with the period since which.
/// An account stays ineligible until the data show that it no longer tries to
/// reach abroad, or its entity's status is decided: thin data and a review that
/// is going on set nobody free and accuse nobody.
pub fn recommendations(
    registry: &Registry,
    reaches: &[Reach],
    before: &[(Whose, Period)],
    period: Period,
) -> Vec<RecommendationLine> {
    let here = reaches.iter().enumerate().filter_map(|(account, reach)| {
        let (entity, _) = registry.account(account);
        let before = before.iter().find(|(whose, _)| whose.is_same(&reach.whose)).map(|&(_, since)| since);
        let basis = basis(entity, reach, before.is_some(), period)?;
        let decision = decision(basis);
        let ineligible_since = before.unwrap_or(period);
        Some(RecommendationLine {
            whose: reach.whose.clone(),
            decision,
            since: if decision == Recommendation::Ineligible { ineligible_since } else { period },
            ineligible_since,
            basis,
            reason: sentences::recommendation(entity, reach, basis),
            in_force: decision == Recommendation::EligibleAgain || !registry.suspends(entity, Measure::Recommendation),
            appeal: appeals(registry, entity),
            reach: Some(reach.clone()),
        })
    });
    let is_gone = |(whose, _): &&(Whose, Period)| !reaches.iter().any(|reach| reach.whose.is_same(whose));
    let gone = before.iter().filter(is_gone).map(|(whose, since)| RecommendationLine {
        whose: whose.clone(),
        decision: Recommendation::EligibleAgain,
        since: period,
        ineligible_since: *since,
        basis: Basis::NotRegistered,
        reason: "the account is in the registry no more".to_owned(),
        in_force: true,
        appeal: String::new(),
        reach: None,
    });
    here.chain(gone).collect()
}

/// What a line stands on; none where there is none to write.
fn basis(entity: &Entity, reach: &Reach, was_ineligible: bool, period: Period) -> Option<Basis> {
    let labelled = is_labelled(entity, period);
    match (labelled, reach.verdict, was_ineligible) {
        (true, Verdict::Shown, _) => Some(Basis::Shown),
        (_, _, false) => None,
        (true, Verdict::NotShown, true) => Some(Basis::NotShown),
        (true, _, true) => Some(Basis::Kept),
        (false, _, true) if entity.status == Status::UnderReview => Some(Basis::Kept),
        (false, _, true) => Some(Basis::NotLabelled),
    }
}

fn decision(basis: Basis) -> Recommendation {
    match basis {
        Basis::Shown | Basis::Kept => Recommendation::Ineligible,
        Basis::NotShown | Basis::NotLabelled | Basis::NotRegistered => Recommendation::EligibleAgain,
    }
}

/// What a person must decide, besides what `detect` proposes.
pub fn reviews(
    registry: &Registry,
    reaches: &[Reach],
    recommendations: &[RecommendationLine],
    period: Period,
) -> Vec<ReviewLine> {
    let of_registry = registry.findings.iter().map(|finding| of_finding(registry, finding));
    let waiting = registry.entities.iter().filter(|entity| entity.status == Status::UnderReview);
    let waiting = waiting.map(|entity| ReviewLine {
        kind: "under_review".to_owned(),
        entity_id: entity.id.clone(),
        platform: String::new(),
        account_id: String::new(),
        place: registry.file.clone(),
        line: Some(entity.line),
        reason: format!("{} is under review: decide its status; until then it carries no label", entity.name),
    });
    let of_reach = (0..registry.len()).zip(reaches).filter_map(|(account, reach)| {
        let (entity, _) = registry.account(account);
        let kind = match reach.verdict {
            Verdict::Unclear => "unclear_reach",
            Verdict::InsufficientData => "insufficient_data",
            Verdict::Shown | Verdict::NotShown | Verdict::NotAskedFor => return None,
        };
        // Who is kept on the list has a question of its own.
        let is_kept = recommendations.iter().any(|line| line.whose.is_same(&reach.whose));
        let asked = is_labelled(entity, period) && !is_kept;
        asked.then(|| about(kind, &reach.whose, "reach.csv", sentences::reach(reach)))
    });
    let kept = recommendations.iter().filter(|line| line.basis == Basis::Kept);
    let kept =
        kept.map(|line| about("kept_ineligible", &line.whose, "recommendation_ineligible.csv", line.reason.clone()));
    of_registry.chain(waiting).chain(of_reach).chain(kept).collect()
}

fn of_finding(registry: &Registry, finding: &Finding) -> ReviewLine {
    ReviewLine {
        kind: finding.kind.name().to_owned(),
        entity_id: finding.entity.clone(),
        platform: String::new(),
        account_id: String::new(),
        place: registry.file.clone(),
        line: Some(finding.line),
        reason: finding.message.clone(),
    }
}

fn about(kind: &str, whose: &Whose, place: &str, reason: String) -> ReviewLine {
    ReviewLine {
        kind: kind.to_owned(),
        entity_id: whose.entity_id.clone(),
        platform: whose.platform.clone(),
        account_id: whose.account_id.clone(),
        place: place.to_owned(),
        line: None,
        reason,
    }
}
