//! The lists and their lines.

use std::collections::BTreeSet;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Country;
use lockstep_base::named;
use serde::{Deserialize, Serialize};

use super::ads::AdDecision;
use super::reach::Reach;
use super::registry::{Imposed, Status};
use super::whose::{AccountKey, Whose};

/// The lists, by the names of their files.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Lists {
    /// Who carries a label.
    pub labels: Vec<LabelLine>,
    /// Who is not recommended, and who may be again.
    #[serde(rename = "recommendation_ineligible")]
    pub recommendations: Vec<RecommendationLine>,
    /// Every measure that was in effect, on each account.
    pub measures: Vec<MeasureLine>,
    /// What is decided about each advertisement.
    #[serde(rename = "ad_decisions")]
    pub ads: Vec<AdDecision>,
    /// Who is proposed for assessment.
    pub undeclared: Vec<Undeclared>,
    /// What a person must decide.
    #[serde(rename = "needs_review")]
    pub reviews: Vec<ReviewLine>,
}

impl Lists {
    /// The labels that hold on the last day of a period.
    pub fn labelled_at_the_end(&self, period: Period) -> impl Iterator<Item = &LabelLine> {
        let last = Day(period.last());
        self.labels.iter().filter(move |line| line.until.is_none_or(|until| until >= last))
    }

    /// The accounts that carry a label on some day.
    pub fn labelled(&self) -> BTreeSet<AccountKey> {
        self.labels.iter().map(|line| line.whose.key()).collect()
    }

    /// The accounts that may be recommended again.
    pub fn eligible_again(&self) -> impl Iterator<Item = &RecommendationLine> {
        self.recommendations.iter().filter(|line| line.decision == Recommendation::EligibleAgain)
    }
}

/// The questions that are urgent.
pub fn urgent(reviews: &[ReviewLine]) -> impl Iterator<Item = &ReviewLine> {
    reviews.iter().filter(|line| line.urgency == Urgency::Now)
}

named! {
    /// What a label stands on.
    Ground {
        /// A decision that holds on the day.
        Decision = "decision",
        /// A review that is going on keeps the label that there was.
        Review = "review",
        /// The list of the period before: the registry has no decision that ends it.
        Previous = "previous",
    }
}

/// A line of `labels.csv`: an account that carries a label, on some days of the
/// period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelLine {
    /// Whose it is.
    #[serde(flatten)]
    pub whose: Whose,
    /// What the label says.
    pub label: String,
    /// Since when there is a label without a break.
    pub since: Option<Day>,
    /// The first day of the period on which the line holds.
    #[serde(default)]
    pub from: Option<Day>,
    /// The last one.
    #[serde(default)]
    pub until: Option<Day>,
    /// What it stands on.
    #[serde(default)]
    pub ground: Option<Ground>,
    /// The person or role who decided; empty where nobody is named.
    #[serde(default)]
    pub decided_by: String,
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
        /// A decision of its own, whatever the data show.
        Decided = "decided",
        /// The data show that it is so for the accounts of the entity together.
        Entity = "entity",
        /// The data show that it reaches abroad.
        Shown = "shown",
        /// It was ineligible, and the data do not show that it no longer is.
        Kept = "kept",
        /// It was ineligible, and is removed for now: should it come back, it still is.
        Removed = "removed",
        /// The data do not show it any more.
        NotShown = "not_shown",
        /// The account carries no label any more.
        NotLabelled = "not_labelled",
        /// The account was on the list and is not in the registry any more: it stays on it.
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
    /// The first day of the period on which the line holds.
    #[serde(default)]
    pub from: Option<Day>,
    /// The last one.
    #[serde(default)]
    pub until: Option<Day>,
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

named! {
    /// What a proposed account is to the registry.
    RegisteredAs {
        /// It is not in it.
        Nothing = "not_registered",
        /// Its entity was assessed and is independent.
        Independent = "independent",
        /// Its entity is under review.
        UnderReview = "under_review",
        /// Its entity carries no label for another reason.
        Unlabelled = "unlabelled",
    }
}

impl RegisteredAs {
    /// What is asked about such an account.
    pub fn question(self) -> &'static str {
        match self {
            Self::Nothing => "it is not registered; assess whether it belongs to it",
            Self::Independent => "it is registered as independent; assess whether that still holds",
            Self::UnderReview => "it is under review; take this into the assessment",
            Self::Unlabelled => "it is registered without a label; assess it",
        }
    }
}

/// A line of `undeclared.csv`: an account, and the entity that it acts with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Undeclared {
    /// The account, as the run has it.
    pub account_id: String,
    /// The entity's id.
    pub entity_id: String,
    /// The entity.
    pub entity: String,
    /// What the entity is held for at the end of the period: a label, or a review
    /// that is going on.
    #[serde(default)]
    pub entity_status: Option<Status>,
    /// What the account itself is registered as.
    #[serde(default = "nothing")]
    pub registered_as: RegisteredAs,
    /// The registered accounts that it acts with.
    pub registered_accounts: Vec<String>,
    /// The traces in which it met them.
    pub traces: Vec<String>,
    /// Distinct objects on which it met them.
    pub objects: usize,
    /// Distinct UTC days on which it did.
    pub days: usize,
    /// What does not explain the clearest of these pairs.
    pub ruled_out: String,
    /// −log₁₀ p of that pair.
    pub score: f64,
    /// The network that it is listed in.
    pub network_id: Option<u32>,
}

/// Of outputs that did not tell it.
fn nothing() -> RegisteredAs {
    RegisteredAs::Nothing
}

named! {
    /// How urgent a question is.
    Urgency {
        /// A measure may be wrong, or not be carried out, on this day.
        Now = "now",
        /// A decision is waiting for it.
        Soon = "soon",
        /// The file is not complete.
        Routine = "routine",
    }
}

/// A line of `needs_review.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReviewLine {
    /// How urgent it is.
    #[serde(default = "soon")]
    pub urgency: Urgency,
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

impl ReviewLine {
    /// A question about an account, or about nobody in particular.
    pub(super) fn about((urgency, kind): (Urgency, &str), whose: &Whose, place: &str, reason: String) -> Self {
        Self {
            urgency,
            kind: kind.to_owned(),
            entity_id: whose.entity_id.clone(),
            platform: whose.platform.clone(),
            account_id: whose.account_id.clone(),
            place: place.to_owned(),
            line: None,
            reason,
        }
    }

    /// A question about an entity as a line of the registry has it.
    pub(super) fn of_entity(
        what: (Urgency, &str),
        entity_id: &str,
        (registry, line): (&str, u64),
        reason: String,
    ) -> Self {
        let whose = Whose { entity_id: entity_id.to_owned(), ..Whose::default() };
        Self { line: Some(line), ..Self::about(what, &whose, registry, reason) }
    }
}

/// Of outputs that did not tell it.
fn soon() -> Urgency {
    Urgency::Soon
}

named! {
    /// What is done about an account.
    MeasureKind {
        /// It carries a label.
        Label = "label",
        /// It is not recommended.
        Recommendation = "recommendation",
        /// It may not advertise abroad, or not at all.
        Advertising = "advertising",
        /// It cannot be seen in some countries.
        Restricted = "restricted",
        /// It cannot act for a time.
        Suspended = "suspended",
        /// It is removed for good.
        Terminated = "terminated",
    }
}

impl MeasureKind {
    /// Those after which an account cannot be seen, or cannot act, somewhere.
    pub const STOPPING: [Self; 3] = [Self::Restricted, Self::Suspended, Self::Terminated];
}

impl From<Imposed> for MeasureKind {
    fn from(imposed: Imposed) -> Self {
        match imposed {
            Imposed::Recommendation => Self::Recommendation,
            Imposed::Advertising => Self::Advertising,
            Imposed::Restricted => Self::Restricted,
            Imposed::Suspended => Self::Suspended,
            Imposed::Terminated => Self::Terminated,
        }
    }
}

impl MeasureLine {
    /// What it is, where a decision of its own imposed it.
    pub fn kind_imposed(&self) -> Option<Imposed> {
        let is_it = |kind: &Imposed| MeasureKind::from(*kind) == self.measure;
        Imposed::ALL.iter().copied().find(is_it).filter(|_| self.imposed)
    }
}

/// The accounts on which any of these kinds of measures are.
pub fn accounts_with<'a>(
    lines: impl IntoIterator<Item = &'a MeasureLine>,
    kinds: &[MeasureKind],
) -> BTreeSet<AccountKey> {
    let lines = lines.into_iter().filter(|line| kinds.contains(&line.measure));
    lines.map(|line| line.whose.key()).collect()
}

/// A line of `measures.csv`: a measure on an account that was in effect on some
/// day of the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureLine {
    /// Whose it is.
    #[serde(flatten)]
    pub whose: Whose,
    /// What is done.
    pub measure: MeasureKind,
    /// Where, by ISO 3166-1: of a label, a recommendation and a whole ban on
    /// advertising everywhere (empty).
    pub countries: Vec<Country>,
    /// The day on which it began, also where that was before the period.
    pub from: Day,
    /// The last day, where one is known; none: it goes on.
    pub until: Option<Day>,
    /// The days of the period on which an appeal suspended it.
    pub suspended_days: u64,
    /// The person or role who decided; empty where nobody is named, or the data
    /// decided by a rule.
    pub decided_by: String,
    /// Why.
    pub reason: String,
    /// Whether a decision of its own imposed it, and not the label or the data.
    #[serde(default)]
    pub imposed: bool,
}
