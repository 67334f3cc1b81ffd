//! What follows for each account: the label, the recommendation, and what a
//! person must look at.

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Country;
use lockstep_base::named;
use serde::{Deserialize, Serialize};

use super::config::Labels;
use super::reach::{Reach, Verdict};
use super::registry::{Appeal, Entity, Finding, Measure, Outcome, Registry, Status};
use super::sentences;

/// Whose a line is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// The platform, as the registry writes it.
    pub platform: String,
    /// The account, exactly.
    pub account_id: String,
    /// The entity's id; empty where the account is not in the registry.
    pub entity_id: String,
    /// The entity.
    pub entity: String,
    /// The country that it is primarily affiliated with.
    pub country: Option<Country>,
    /// What it is held for.
    pub status: Option<Status>,
}

/// A line of `labels.csv`: an account that carries a label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelLine {
    /// Whose it is.
    #[serde(flatten)]
    pub whose: Whose,
    /// What the label says.
    pub label: String,
    /// Since when.
    pub since: Option<Day>,
    /// What each criterion shows.
    pub basis: Vec<String>,
    /// On what evidence.
    pub evidence: Vec<String>,
    /// When the decision must be looked at again.
    pub review_due: Option<Day>,
    /// Whether it is in force: an appeal can suspend it.
    pub in_force: bool,
    /// The appeals that are open.
    pub appeal: String,
}

named! {
    /// What is decided about recommending an account.
    Recommendation {
        /// It tries to reach abroad and is not recommended.
        Ineligible = "ineligible",
        /// It was not recommended, and may be again.
        EligibleAgain = "eligible_again",
    }
}

named! {
    /// What a line about recommending stands on.
    Basis {
        /// The data show that it reaches abroad.
        Shown = "shown",
        /// It was ineligible, and the data do not show that it no longer is.
        Kept = "kept",
        /// The data do not show it any more.
        NotShown = "not_shown",
        /// The account carries no label any more.
        NotLabelled = "not_labelled",
        /// The account is in the registry no more.
        NotRegistered = "not_registered",
    }
}

/// A line of `recommendation_ineligible.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecommendationLine {
    /// Whose it is.
    #[serde(flatten)]
    pub whose: Whose,
    /// What is decided.
    pub decision: Recommendation,
    /// The period since which it is so.
    pub since: Period,
    /// The first period of the ineligibility.
    pub ineligible_since: Period,
    /// What decided.
    pub basis: Basis,
    /// Why.
    pub reason: String,
    /// Whether it is in force: an appeal can suspend it.
    pub in_force: bool,
    /// The appeals that are open.
    pub appeal: String,
    /// What the data of this period say; none where the account is in the
    /// registry no more.
    pub reach: Option<Reach>,
}

/// A line of `needs_review.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReviewLine {
    /// The kind of question.
    pub kind: String,
    /// The entity's id.
    pub entity_id: String,
    /// The account's platform.
    pub platform: String,
    /// The account, where it is about one.
    pub account_id: String,
    /// Where to look: the registry, or a list.
    pub place: String,
    /// The line in the registry.
    pub line: Option<u64>,
    /// What is to be decided.
    pub reason: String,
}

impl Whose {
    /// Of an account in the registry.
    pub fn of(registry: &Registry, account: usize) -> Self {
        let (entity, account) = registry.account(account);
        Self {
            platform: account.platform.clone(),
            account_id: account.id.clone(),
            entity_id: entity.id.clone(),
            entity: entity.name.clone(),
            country: Some(entity.country),
            status: Some(entity.status),
        }
    }

    /// Whether both are one account.
    pub fn is_same(&self, other: &Self) -> bool {
        self.platform.to_lowercase() == other.platform.to_lowercase() && self.account_id == other.account_id
    }
}

/// The appeals of an entity that are open or were granted, in words; empty
/// where there is none.
pub fn appeals(registry: &Registry, entity: &Entity) -> String {
    let one = |appeal: &Appeal| {
        let measures: Vec<&str> = appeal.suspends.iter().map(|measure| measure.name()).collect();
        let granted = appeal.outcome == Outcome::Granted && appeal.date <= registry.today;
        let state = match (appeal.is_open(registry.today), measures.is_empty()) {
            (true, true) => format!("open since {}, suspends nothing", appeal.date),
            (true, false) => format!("open since {}, suspends {}", appeal.date, measures.join(", ")),
            (false, _) if granted => format!("of {}, granted, though the status is unchanged", appeal.date),
            (false, _) => return None,
        };
        Some(format!("{state}: {}", appeal.claim))
    };
    entity.appeals.iter().filter_map(one).collect::<Vec<_>>().join("; ")
}

/// Whether an entity is labelled by the end of the period.
pub(super) fn is_labelled(entity: &Entity, period: Period) -> bool {
    entity.status.is_labelled() && entity.labelled_since.is_some_and(|since| since.0 <= period.last())
}

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
