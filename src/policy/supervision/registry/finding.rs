//! What there is to correct or to do in a registry.

use lockstep_base::named;
use serde::Serialize;

named! {
    /// How bad a finding is.
    Severity {
        /// The registry is not fit to be used or defended as it is.
        Error = "error",
        /// Someone must do something about it; lists can be made.
        Warning = "warning",
    }
}

named! {
    /// The kinds of findings.
    Kind {
        /// A field that every entity needs is empty.
        MissingField = "missing_field",
        /// Two entities have one id.
        DuplicateEntity = "duplicate_entity",
        /// A country that ISO 3166-1 does not know.
        UnknownCountry = "unknown_country",
        /// A value that the field does not take.
        UnknownValue = "unknown_value",
        /// An account stands twice, under one entity or two.
        AccountTwice = "account_twice",
        /// A labelled entity without an account.
        NoAccounts = "no_accounts",
        /// A criterion of a labelled entity that was not assessed.
        MissingCriterion = "missing_criterion",
        /// An assessment without complete evidence.
        MissingEvidence = "missing_evidence",
        /// A label for which no criterion speaks.
        NoBasis = "no_basis",
        /// Criteria speak against the status of an independent entity.
        Contradiction = "contradiction",
        /// A status beside a list of decisions.
        TwoHistories = "two_histories",
        /// Two decisions that hold on one day.
        Overlap = "overlap",
        /// Days without a decision between two that have one, or after the last.
        Gap = "gap",
        /// A measure on an account that the entity does not have.
        UnknownAccount = "unknown_account",
        /// A decision, an assessment or an outcome without a person or a role.
        NoDecider = "no_decider",
        /// An expert concludes something else than the assessment.
        ExpertDisagrees = "expert_disagrees",
        /// A decision without a day.
        UndatedDecision = "undated_decision",
        /// A decision after the day by which things are judged.
        FutureDecision = "future_decision",
        /// No day for the next review.
        NoReview = "no_review",
        /// The review is overdue.
        OverdueReview = "overdue_review",
        /// A label that a review which is going on keeps.
        LabelUnderReview = "label_under_review",
        /// An appeal that is not decided.
        OpenAppeal = "open_appeal",
        /// An appeal was granted and the entity is still labelled.
        GrantedAppeal = "granted_appeal",
        /// An outcome without a day.
        UndatedAppeal = "undated_appeal",
    }
}

/// Something to correct or to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The line in the registry, from 1.
    pub line: u64,
    /// How bad it is.
    pub severity: Severity,
    /// What kind it is of.
    pub kind: Kind,
    /// The id of the entity.
    pub entity: String,
    /// What is the case, and what to do, in a sentence.
    pub message: String,
}

impl Finding {
    /// A finding of a kind, which tells how bad it is.
    pub(super) fn new(kind: Kind, line: u64, entity: &str, message: impl Into<String>) -> Self {
        let severity = match kind {
            Kind::NoAccounts | Kind::Contradiction | Kind::NoReview => Severity::Warning,
            Kind::Gap | Kind::NoDecider | Kind::ExpertDisagrees | Kind::LabelUnderReview => Severity::Warning,
            Kind::OverdueReview | Kind::OpenAppeal | Kind::UndatedAppeal | Kind::FutureDecision => Severity::Warning,
            _ => Severity::Error,
        };
        Self { line, severity, kind, entity: entity.to_owned(), message: message.into() }
    }

    /// Whether no list can be made while this is so.
    pub fn blocks(&self) -> bool {
        matches!(
            self.kind,
            Kind::MissingField
                | Kind::DuplicateEntity
                | Kind::UnknownCountry
                | Kind::UnknownValue
                | Kind::AccountTwice
                | Kind::UndatedDecision
                | Kind::TwoHistories
                | Kind::Overlap
                | Kind::UnknownAccount
        )
    }
}
