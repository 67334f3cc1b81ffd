//! The lists and their lines.

use lockstep_base::calendar::{Day, Period};
use lockstep_base::named;
use serde::{Deserialize, Serialize};

use super::ads::AdDecision;
use super::reach::Reach;
use super::undeclared::Undeclared;
use super::whose::Whose;

/// The lists, by the names of their files.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Lists {
    /// Who carries a label.
    pub labels: Vec<LabelLine>,
    /// Who is not recommended, and who may be again.
    #[serde(rename = "recommendation_ineligible")]
    pub recommendations: Vec<RecommendationLine>,
    /// What is decided about each advertisement.
    #[serde(rename = "ad_decisions")]
    pub ads: Vec<AdDecision>,
    /// Who is proposed for assessment.
    pub undeclared: Vec<Undeclared>,
    /// What a person must decide.
    #[serde(rename = "needs_review")]
    pub reviews: Vec<ReviewLine>,
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
