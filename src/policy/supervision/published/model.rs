//! The figures of the report.

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Country;
use serde::Serialize;

use crate::supervision::ads::Sums;

/// The report.
#[derive(Debug, Serialize)]
pub struct Published {
    /// The version that made it.
    pub lockstep: &'static str,
    /// Whether it is the form that can be published.
    pub is_public: bool,
    /// The periods, in order.
    pub periods: Vec<Period>,
    /// Days between the first and the last period that no output covers.
    pub not_reported: Vec<Period>,
    /// By period and country, then of all countries together.
    pub rows: Vec<Row>,
    /// Every label that an entity carried on some day, by country and name.
    pub outlets: Vec<Outlet>,
    /// What the team must know; empty in the public form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// The outputs that it was made of: their directories (left out of the public
    /// form) and the SHA-256 of their `run.json`.
    pub sources: Vec<(String, String)>,
}

/// The figures of a country in a period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The period.
    pub period: Period,
    /// The country of primary affiliation; none: all of them.
    pub country: Option<Country>,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// What was in effect on some day of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Entities with a label.
    pub entities_labelled: u64,
    /// Accounts with a label.
    pub accounts_labelled: u64,
    /// Accounts that were not recommended.
    pub not_recommended: u64,
    /// Accounts with a label of which the data do not tell whether they should be
    /// recommended.
    pub reach_unknown: u64,
    /// Accounts that could not be seen in some countries.
    pub restricted: u64,
    /// Accounts that could not act for a time.
    pub suspended: u64,
    /// Accounts that were removed.
    pub removed: u64,
    /// Accounts with any of these three.
    pub stopped: u64,
    /// Advertisements; none where no table of them was given.
    pub ads: Option<AdFigures>,
    /// Appeals.
    pub appeals: AppealFigures,
}

impl Figures {
    /// The numbers of entities and accounts, in the order of the columns.
    pub(super) fn counts(&self) -> [u64; 7] {
        [
            self.entities_labelled,
            self.accounts_labelled,
            self.not_recommended,
            self.reach_unknown,
            self.restricted,
            self.suspended,
            self.removed,
        ]
    }
}

/// Advertisements of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AdFigures {
    /// Of labelled entities that were to run.
    pub decided: u64,
    /// Refused altogether.
    pub refused: u64,
    /// Allowed at home only.
    pub at_home_only: u64,
    /// What the refused ones, and those allowed at home only, were to cost.
    pub spend: Sums,
}

/// Appeals of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AppealFigures {
    /// Made in it.
    pub made: u64,
    /// Rejected in it.
    pub rejected: u64,
    /// Granted in it.
    pub granted: u64,
    /// Withdrawn.
    pub withdrawn: u64,
    /// Open at its end.
    pub open: u64,
}

impl AppealFigures {
    /// The numbers in the order of the columns.
    pub(super) fn counts(self) -> [u64; 5] {
        [self.made, self.rejected, self.granted, self.withdrawn, self.open]
    }
}

/// A label of an outlet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outlet {
    /// The country that it is primarily affiliated with.
    pub country: Option<Country>,
    /// Its name.
    pub entity: String,
    /// What its label says.
    pub label: String,
    /// Since when it carries one.
    pub since: Option<Day>,
    /// The last day on which it did; none where it does at the end of the report.
    pub until: Option<Day>,
    /// How many of its accounts did.
    pub accounts: u64,
}
