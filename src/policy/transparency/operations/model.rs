//! The operations of a file, as they are reported.

use lockstep_base::calendar::{Day, Month, Period};
use lockstep_base::country::{Country, Language};
use lockstep_base::currency::Currency;
use serde::Serialize;

use super::field::{AssetKind, Confidence, Field, Source, Verdict};
use super::problem::Problem;
use crate::supervision::registry::Status;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputFile {
    /// As the user or the operations file named it.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The operations of a file, in its order.
#[derive(Clone, Debug, Default)]
pub struct Operations {
    /// The operations file, the lists that it names, and the registry.
    pub inputs: Vec<InputFile>,
    /// All that are no drafts, counted or not.
    pub operations: Vec<Operation>,
    /// Accounts that came back and were removed again.
    pub reestablished: Vec<Reestablished>,
    /// What is stated about months.
    pub statements: Vec<Statement>,
    /// Listed accounts that are in the registry, or are spelled nearly as one that is.
    pub asked: Vec<Problem>,
    /// Whether nothing internal is left in them.
    pub public: bool,
}

/// One confirmed network.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Operation {
    /// Its id, of letters, digits, dots, dashes and underscores.
    pub id: String,
    /// Its heading.
    pub name: Option<String>,
    /// When its accounts were removed: a month, or several of which it is not
    /// known in which.
    #[serde(rename = "month")]
    pub months: Period,
    /// The day of removal.
    pub removed: Option<Day>,
    /// Who found it.
    pub source: Option<Source>,
    /// Whose lead it was, where the source is external.
    pub lead: Option<String>,
    /// Its accounts, at least one.
    pub accounts: Option<u64>,
    /// Those of its accounts that are listed: platform in lower case (empty where it
    /// is not told) and id; no report shows them.
    #[serde(skip)]
    pub listed: Vec<(String, String)>,
    /// Accounts that followed at least one of them at removal.
    pub followers: Option<u64>,
    /// From where it was operated; empty: not determined.
    pub operated_from: Vec<Country>,
    /// The countries whose audiences it targeted.
    pub target_audience: Vec<Country>,
    /// Words that take the place of the countries in the sentence.
    pub audience: Option<String>,
    /// What the people behind it did, as verb phrases.
    pub methods: Vec<String>,
    /// In order to do what, as verb phrases.
    pub aims: Vec<String>,
    /// Whether it was aimed at political discourse.
    pub political: Option<bool>,
    /// The elections that it touched.
    pub elections: Vec<Election>,
    /// Where it was found.
    pub platforms: Vec<String>,
    /// DISARM techniques, such as `T0049` or `T0049.001`.
    pub techniques: Vec<String>,
    /// How sure the investigators are, where they say so.
    pub confidence: Option<Confidence>,
    /// SHA-256 of the `run.json` behind it, in lower case.
    pub run: Option<String>,
    /// What else is told.
    #[serde(flatten)]
    pub about: About,
    /// What reviewers decided, in the order of the file.
    pub decisions: Vec<Decision>,
    /// Fields that are not public.
    pub not_public: Vec<Field>,
    /// Fields that are not public but made up, for a worked example.
    pub invented: Vec<Field>,
}

/// What a report may tell of a network besides; nothing of it must be known.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct About {
    /// Who operated it, where that can be said: `a vendor`, `individuals in ...`.
    pub operated_by: Option<String>,
    /// Words that take the place of the countries that it was operated from.
    pub origin: Option<String>,
    /// Further sentences of the description.
    pub further: Vec<String>,
    /// The day on which it was found.
    pub detected: Option<Day>,
    /// When it was active.
    pub active: Option<Period>,
    /// What it was made of, by kind.
    pub assets: Vec<Asset>,
    /// Other platforms on which it was seen.
    pub also_on: Vec<String>,
    /// Websites that it ran or pushed.
    pub websites: Vec<String>,
    /// What it spent on advertisements, by currency.
    pub ad_spend: Vec<Spend>,
    /// The languages that it posted in.
    pub languages: Vec<Language>,
    /// What its content supported.
    pub supportive_of: Vec<String>,
    /// What its content was critical of.
    pub critical_of: Vec<String>,
    /// How often its content was seen.
    pub views: Option<u64>,
    /// Posts, videos and comments that were removed with it.
    pub content_removed: Option<u64>,
    /// What others call it.
    pub known_as: Vec<KnownAs>,
    /// Where indicators are published.
    pub indicators: Vec<String>,
    /// State-controlled outlets that it is linked to.
    pub linked_outlets: Vec<Link>,
    /// Where the facts of the entry can be read.
    pub sources: Vec<String>,
}

/// What a network had of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asset {
    /// The kind.
    pub kind: AssetKind,
    /// On which platform, where that is said.
    pub platform: Option<String>,
    /// How many, where that is known.
    pub count: Option<u64>,
}

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Spend {
    /// In whole units of the currency.
    pub amount: u64,
    /// The currency.
    pub currency: Currency,
}

/// A name that someone gave a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KnownAs {
    /// The name.
    pub name: String,
    /// Whose name it is.
    pub by: String,
}

/// A link to an outlet of the registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The id of the entity.
    pub entity: String,
    /// What shows the link; at least one.
    pub evidence: Vec<String>,
    /// The outlet when the network was removed; none where no registry was read.
    pub outlet: Option<Outlet>,
}

/// An outlet as the registry has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outlet {
    /// Its name.
    pub name: String,
    /// The country that it is primarily affiliated with.
    pub country: Country,
    /// What it was held for when the network that is linked to it was removed; none
    /// where no decision held.
    pub status: Option<Status>,
    /// What its label said then; none where it carried none.
    pub label: Option<Status>,
    /// The day of that removal, or the last of its months.
    pub on: Day,
}

/// An election.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Election {
    /// When it was held.
    pub date: Day,
    /// Where.
    pub country: Country,
    /// Its name.
    pub name: String,
}

/// A reviewer's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Who decided.
    pub reviewer: String,
    /// When.
    pub date: Day,
    /// What.
    pub decision: Verdict,
    /// Why, where it is said.
    pub note: Option<String>,
}

/// Accounts removed because they belonged to networks disrupted before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reestablished {
    /// When they were removed.
    pub month: Month,
    /// How many, at least one.
    pub accounts: u64,
    /// Of which operations, where it is known.
    pub of: Vec<String>,
    /// Where the facts can be read.
    pub sources: Vec<String>,
    /// Fields that are made up.
    pub invented: Vec<Field>,
}

/// What someone states about one month, or about several together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The month or months.
    #[serde(rename = "month")]
    pub months: Period,
    /// No network was removed.
    pub none: bool,
    /// Further networks may have been removed that are not in the file.
    pub in_part: bool,
    /// How many networks were removed, those without an entry too.
    pub networks: Option<u64>,
    /// The accounts of these networks.
    pub accounts: Option<u64>,
    /// No account of a network disrupted before was removed.
    pub reestablished_none: bool,
    /// Further such accounts may have been removed.
    pub reestablished_in_part: bool,
    /// Who states it.
    pub by: Option<String>,
    /// When it was stated.
    pub date: Option<Day>,
    /// Where it can be read.
    pub sources: Vec<String>,
}

impl Operations {
    /// How many links to outlets of networks removed within a period a public report
    /// leaves out.
    pub fn unpublished_links(&self, period: Period) -> u64 {
        let within = self.operations.iter().filter(|one| one.counts() && period.holds(one.months));
        within.flat_map(|one| &one.about.linked_outlets).filter(|link| !link.is_published()).count() as u64
    }

    /// These operations without what is not meant for the public: networks
    /// that do not count, outlets without a label, who decided and stated what, and
    /// folders of files.
    pub fn for_the_public(mut self) -> Self {
        self.public = true;
        self.asked.clear();
        self.operations.retain(Operation::counts);
        for operation in &mut self.operations {
            operation.decisions.clear();
            let links = &mut operation.about.linked_outlets;
            links.retain(Link::is_published);
            // A review that keeps the label is nobody else's matter.
            links.iter_mut().flat_map(|link| &mut link.outlet).for_each(|outlet| outlet.status = outlet.label);
        }
        self.statements.iter_mut().for_each(|statement| statement.by = None);
        for input in &mut self.inputs {
            input.file = input.file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        }
        self
    }
}

impl Link {
    /// Whether the public is told of it: the outlet carried a label when the network
    /// was removed.
    pub fn is_published(&self) -> bool {
        self.outlet.as_ref().is_some_and(|outlet| outlet.label.is_some())
    }
}

impl Operation {
    /// The latest decision; of several on one day, the last in the file.
    pub fn last_decision(&self) -> Option<&Decision> {
        last_of(&self.decisions)
    }

    /// Whether it counts as a removed network: unless a reviewer decided
    /// otherwise last.
    pub fn counts(&self) -> bool {
        self.last_decision().is_none_or(|last| last.decision == Verdict::Remove)
    }

    /// The month of removal, where it is known.
    pub fn month(&self) -> Option<Month> {
        let (first, last) = self.months.whole_months()?;
        (first == last).then_some(first)
    }

    /// The first and the last day on which it can have been removed: one where the
    /// day is known.
    pub fn removed_between(&self) -> (Day, Day) {
        let months = (Day(self.months.first()), Day(self.months.last()));
        self.removed.map_or(months, |day| (day, day))
    }

    /// Whether the field is made up.
    pub fn is_invented(&self, field: Field) -> bool {
        self.invented.contains(&field)
    }

    /// Whether the field is marked as not public.
    pub fn is_secret(&self, field: Field) -> bool {
        self.not_public.contains(&field)
    }

    /// Whether it is linked to an outlet, where that is public.
    pub fn is_linked(&self) -> Option<bool> {
        (!self.is_secret(Field::LinkedOutlets)).then_some(!self.about.linked_outlets.is_empty())
    }

    /// Whether it touched an election, where that is public.
    pub fn touched_election(&self) -> Option<bool> {
        (!self.is_secret(Field::Elections)).then_some(!self.elections.is_empty())
    }
}

/// The latest of some decisions; of several on one day, the last in the file.
pub(super) fn last_of(decisions: &[Decision]) -> Option<&Decision> {
    decisions.iter().max_by_key(|decision| decision.date)
}
