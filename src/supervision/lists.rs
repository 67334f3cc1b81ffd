//! What follows for each account: the label, the recommendation, and what a
//! person must look at.

use serde::{Deserialize, Serialize};

use super::config::Labels;
use super::reach::{Reach, Verdict};
use super::registry::{Appeal, Entity, Finding, Measure, Registry, Status};
use super::sentences;
use crate::calendar::{Day, Period};
use crate::country::Country;
use crate::wording::named;

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

/// A line of `recommendation_ineligible.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecommendationLine {
    /// Whose it is.
    #[serde(flatten)]
    pub whose: Whose,
    /// What is decided.
    pub decision: Recommendation,
    /// The first period of the ineligibility.
    pub since: Period,
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
        self.platform == other.platform && self.account_id == other.account_id
    }
}

/// The open appeals of an entity, in words; empty where there is none.
pub fn appeals(entity: &Entity) -> String {
    let one = |appeal: &Appeal| {
        let measures: Vec<&str> = appeal.suspends.iter().map(|measure| measure.name()).collect();
        let effect =
            if measures.is_empty() { "suspends nothing".into() } else { format!("suspends {}", measures.join(", ")) };
        format!("open since {}, {effect}: {}", appeal.date, appeal.claim)
    };
    entity.open_appeals().map(one).collect::<Vec<_>>().join("; ")
}

/// Whether an entity is labelled by the end of the period.
fn is_labelled(entity: &Entity, period: Period) -> bool {
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
            in_force: !entity.suspends(Measure::Label),
            appeal: appeals(entity),
        })
    };
    (0..registry.len()).filter_map(line).collect()
}

/// Every account that is not recommended, and those that may be again. An
/// account stays ineligible until the data show that it no longer tries to
/// reach abroad: thin data set nobody free and accuse nobody.
pub fn recommendations(
    registry: &Registry,
    reaches: &[Reach],
    before: &[RecommendationLine],
    period: Period,
) -> Vec<RecommendationLine> {
    let ineligible = |whose: &Whose| {
        before.iter().find(|line| line.decision == Recommendation::Ineligible && line.whose.is_same(whose))
    };
    let here = reaches.iter().enumerate().filter_map(|(account, reach)| {
        let (entity, _) = registry.account(account);
        let before = ineligible(&reach.whose);
        let labelled = is_labelled(entity, period);
        let (decision, reason) = match (labelled, reach.verdict, before.is_some()) {
            (true, Verdict::Shown, _) => (Recommendation::Ineligible, sentences::reach(reach)),
            (true, Verdict::Unclear | Verdict::InsufficientData, true) => {
                (Recommendation::Ineligible, sentences::kept(reach))
            }
            (true, Verdict::NotShown, true) => (Recommendation::EligibleAgain, sentences::reach(reach)),
            (false, _, true) => {
                let reason = format!("{} is {} and carries no label", entity.name, entity.status.name());
                (Recommendation::EligibleAgain, reason)
            }
            (_, _, false) => return None,
        };
        Some(RecommendationLine {
            whose: reach.whose.clone(),
            decision,
            since: before.map_or(period, |before| before.since),
            reason,
            in_force: decision == Recommendation::EligibleAgain || !entity.suspends(Measure::Recommendation),
            appeal: appeals(entity),
            reach: Some(reach.clone()),
        })
    });
    let is_gone = |line: &&RecommendationLine| !reaches.iter().any(|reach| reach.whose.is_same(&line.whose));
    let gone = before.iter().filter(|line| line.decision == Recommendation::Ineligible).filter(is_gone);
    let gone = gone.map(|line| RecommendationLine {
        decision: Recommendation::EligibleAgain,
        reason: "the account is in the registry no more".to_owned(),
        in_force: true,
        appeal: String::new(),
        reach: None,
        ..line.clone()
    });
    here.chain(gone).collect()
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
        account_id: String::new(),
        place: registry.file.clone(),
        line: Some(entity.line),
        reason: format!("{} is under review: decide its status", entity.name),
    });
    let of_reach = (0..registry.len()).zip(reaches).filter_map(|(account, reach)| {
        let (entity, _) = registry.account(account);
        let kind = match reach.verdict {
            Verdict::Unclear => "unclear_reach",
            Verdict::InsufficientData => "insufficient_data",
            Verdict::Shown | Verdict::NotShown => return None,
        };
        // Who is kept on the list has a question of its own.
        let is_kept = recommendations.iter().any(|line| line.whose.is_same(&reach.whose));
        let asked = is_labelled(entity, period) && !is_kept;
        asked.then(|| about(kind, &reach.whose, "reach.csv", sentences::reach(reach)))
    });
    let kept = recommendations.iter().filter(|line| {
        let verdict = line.reach.as_ref().map(|reach| reach.verdict);
        line.decision == Recommendation::Ineligible && verdict != Some(Verdict::Shown)
    });
    let kept =
        kept.map(|line| about("kept_ineligible", &line.whose, "recommendation_ineligible.csv", line.reason.clone()));
    of_registry.chain(waiting).chain(of_reach).chain(kept).collect()
}

fn of_finding(registry: &Registry, finding: &Finding) -> ReviewLine {
    ReviewLine {
        kind: finding.kind.name().to_owned(),
        entity_id: finding.entity.clone(),
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
        account_id: whose.account_id.clone(),
        place: place.to_owned(),
        line: None,
        reason,
    }
}
