//! The registry of state-controlled media: which entities are held for what,
//! by which criteria, on what evidence, and what they said against it.
//!
//! It is kept by hand, as `registry.toml` or as a CSV table, and read in two
//! steps. The first takes what is written, with the line of each value; the
//! second gives it its meaning and notes everything that is wrong or overdue as a
//! [`Finding`]. Nothing is guessed.
//!
//! ```toml
//! [[entity]]
//! id = "example-tv"                 # unique
//! name = "Example Television"
//! country = "PT"                    # ISO 3166-1, of primary affiliation
//! languages = ["mwl"]               # spoken at home besides the official ones
//! status = "state_controlled"       # state_affiliated, independent, under_review
//! decided = 2024-03-01
//! labelled_since = 2022-06-01       # where the label is older than the decision
//! review_due = 2025-03-01
//! accounts = [{ platform = "video", id = "1001" }]
//!
//! [entity.criteria.mission]         # practices, governance, decisions, funding
//! assessment = "controlled"         # influenced, independent, unclear
//! evidence = [{ source = "Charter, article 2", date = 2024-01-10, expert = "A. Expert" }]
//!
//! [[entity.appeals]]
//! date = 2024-05-20
//! claim = "The editors are elected by the staff"
//! outcome = "open"                  # rejected, granted, withdrawn
//! decided = 2024-06-01              # of an outcome
//! suspends = ["recommendation"]     # label, advertising: not in force until it is decided
//! ```

mod check;
mod resolve;
mod table;
mod written;

use std::collections::BTreeMap;
use std::path::Path;

use lockstep_base::calendar::Day;
use lockstep_base::country::{Country, Language};
use lockstep_base::digest::hex;
use lockstep_base::error::{Error, Result};
use lockstep_base::named;
use lockstep_data::events::{Format, Source};
use serde::Serialize;

pub use check::{Finding, Severity};

named! {
    /// What an entity is held for.
    Status {
        /// Its editorial process is under a government's control.
        Controlled = "state_controlled",
        /// It is under a government's influence.
        Affiliated = "state_affiliated",
        /// It was assessed and is neither.
        Independent = "independent",
        /// Nothing is decided.
        UnderReview = "under_review",
    }
}

named! {
    /// What an assessment looks at.
    Criterion {
        /// The mission statement.
        Mission = "mission",
        /// Editorial practices and safeguards.
        Practices = "practices",
        /// Leadership and editorial governance.
        Governance = "governance",
        /// Actual editorial decisions.
        Decisions = "decisions",
        /// Where the money comes from.
        Funding = "funding",
    }
}

named! {
    /// What a criterion shows.
    Assessment {
        /// A government controls it.
        Controlled = "controlled",
        /// A government influences it.
        Influenced = "influenced",
        /// Neither.
        Independent = "independent",
        /// The evidence does not tell.
        Unclear = "unclear",
    }
}

named! {
    /// What became of an appeal.
    Outcome {
        /// It is not decided.
        Open = "open",
        /// It did not show editorial independence.
        Rejected = "rejected",
        /// It did.
        Granted = "granted",
        /// The entity took it back.
        Withdrawn = "withdrawn",
    }
}

named! {
    /// What follows from a label.
    Measure {
        /// The label itself.
        Label = "label",
        /// Not being recommended, where the account tries to reach abroad.
        Recommendation = "recommendation",
        /// No advertising outside the home country.
        Advertising = "advertising",
    }
}

impl Status {
    /// Whether accounts of such an entity carry a label.
    pub fn is_labelled(self) -> bool {
        matches!(self, Self::Controlled | Self::Affiliated)
    }
}

/// The registry.
#[derive(Clone, Debug)]
pub struct Registry {
    /// The file as the user named it.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The entities in the order of the file.
    pub entities: Vec<Entity>,
    /// What is wrong, missing or overdue, in the order of lines.
    pub findings: Vec<Finding>,
    /// The day by which things are judged.
    pub today: Day,
    accounts: Vec<(usize, usize)>,
    /// Where an account is, by `platform:id` and, where it is the only one
    /// with it, by its id.
    places: BTreeMap<String, Option<usize>>,
}

/// An entity: a broadcaster, an agency, a paper.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its line in the file.
    pub line: u64,
    /// By which it is known here.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The country that it is primarily affiliated with.
    pub country: Country,
    /// The languages that are not foreign there.
    pub languages: Vec<Language>,
    /// What it is held for.
    pub status: Status,
    /// When that was decided.
    pub decided: Option<Day>,
    /// Since when it is labelled: that day, or an earlier one that is given.
    pub labelled_since: Option<Day>,
    /// When it must be looked at again.
    pub review_due: Option<Day>,
    /// Its accounts.
    pub accounts: Vec<Account>,
    /// What each criterion shows.
    pub criteria: BTreeMap<Criterion, Assessed>,
    /// What it said against it, in the order of the file.
    pub appeals: Vec<Appeal>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its line in the file.
    pub line: u64,
    /// The platform that it is on, as the data write it; may be empty.
    pub platform: String,
    /// Its id, exactly as the data have it.
    pub id: String,
}

/// What a criterion shows, and why.
#[derive(Clone, Debug)]
pub struct Assessed {
    /// What it shows.
    pub assessment: Assessment,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Where it can be read.
    pub source: String,
    /// Of which day it is.
    pub date: Option<Day>,
    /// The independent expert who gave it.
    pub expert: String,
}

/// An appeal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// Its line in the file.
    pub line: u64,
    /// When it was made.
    pub date: Day,
    /// What it says.
    pub claim: String,
    /// What became of it.
    pub outcome: Outcome,
    /// When.
    pub decided: Option<Day>,
    /// What is not in force until it is decided.
    pub suspends: Vec<Measure>,
}

impl Registry {
    /// Reads the registry; `today` is the day by which reviews and decisions
    /// are judged.
    ///
    /// # Errors
    /// When the file cannot be read, or is not written as a registry is: the
    /// message names file and line. What is wrong in the content is no error
    /// here, but in [`Registry::findings`].
    pub fn read(path: &Path, today: Day) -> Result<Self> {
        let (file, sha256, entries) = if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            let text = std::fs::read_to_string(path).map_err(Error::io(path, "read"))?;
            let file = path.to_string_lossy().into_owned();
            let sha256 = hex(&<sha2::Sha256 as sha2::Digest>::digest(&text));
            (file.clone(), sha256, written::read(&file, &text)?)
        } else {
            let source = Source::open(path)?;
            match source.format {
                Format::Delimited(_) => (source.name.clone(), source.sha256.clone(), table::read(path)?),
                _ => {
                    return Err(Error::input(
                        &source.name,
                        "a registry is a file ending in .toml, or a CSV table",
                        "save it as one of these",
                    ));
                }
            }
        };
        Ok(resolve::resolve(file, sha256, &entries, today))
    }

    /// Fails where something is wrong that would make a list wrong.
    ///
    /// # Errors
    /// The first such finding, with how many more there are; or that there is
    /// no entity.
    pub fn must_be_usable(&self) -> Result<()> {
        if self.entities.is_empty() && self.findings.is_empty() {
            let remedy = "add an [[entity]], or name the file that has them";
            return Err(Error::input(&self.file, "there is no entity in it", remedy));
        }
        let mut blocking = self.findings.iter().filter(|finding| finding.blocks());
        let Some(first) = blocking.next() else { return Ok(()) };
        let more = blocking.count();
        let remedy = match more {
            0 => "mend it; lockstep supervise check tells more".to_owned(),
            more => format!("mend it and {more} more that lockstep supervise check lists"),
        };
        Err(Error::input(&self.file, format!("line {}: {}", first.line, first.message), remedy))
    }

    /// How many accounts there are.
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    /// True without an account.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// An account by its number, with its entity.
    pub fn account(&self, number: usize) -> (&Entity, &Account) {
        let (entity, account) = self.accounts[number];
        let entity = &self.entities[entity];
        (entity, &entity.accounts[account])
    }

    /// The number of the account that data name so: by its platform and id, as
    /// `platform:id`, or by its id alone where only one account has it.
    ///
    /// # Errors
    /// When accounts on several platforms have the id and none is named.
    pub fn find(&self, platform: &str, id: &str) -> Result<Option<usize>, String> {
        let found = match id.split_once(':').filter(|_| platform.is_empty()) {
            // What stands for the platform is read in any case.
            Some((platform, rest)) => self.places.get(id).or_else(|| self.places.get(&key(platform, rest))),
            None if platform.is_empty() => self.places.get(id),
            None => self.places.get(&key(platform, id)),
        };
        match found {
            None => Ok(None),
            Some(Some(number)) => Ok(Some(*number)),
            Some(None) => Err(format!("the registry has `{id}` on several platforms")),
        }
    }
}

/// How an account is known among all platforms.
fn key(platform: &str, id: &str) -> String {
    format!("{}:{id}", platform.to_lowercase())
}

impl Appeal {
    /// Whether it was made by this day and not decided by then.
    pub fn is_open(&self, day: Day) -> bool {
        let is_decided = self.outcome != Outcome::Open && self.decided.is_none_or(|decided| decided <= day);
        self.date <= day && !is_decided
    }
}

impl Registry {
    /// Whether an appeal that is open suspends this measure.
    pub fn suspends(&self, entity: &Entity, measure: Measure) -> bool {
        entity.appeals.iter().any(|appeal| appeal.is_open(self.today) && appeal.suspends.contains(&measure))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const GOOD: &str = r#"
[[entity]]
id = "example-tv"
name = "Example Television"
country = "PT"
languages = ["mwl"]
status = "state_controlled"
decided = 2024-03-01
review_due = 2025-03-01
accounts = [
    { platform = "video", id = "1001" },
    { platform = "Text", id = "1001" },
    { id = 77 },
]
criteria.mission = { assessment = "controlled", evidence = [{ source = "Charter", date = 2024-01-10, expert = "A" }] }
criteria.practices = { assessment = "unclear", evidence = [{ source = "Visit", date = "2024-01-10", expert = "A" }] }
criteria.governance = { assessment = "influenced", evidence = [{ source = "Law", date = 2024-01-10, expert = "A" }] }
criteria.decisions = { assessment = "independent", evidence = [{ source = "Sample", date = 2024-01-10, expert = "A" }] }
criteria.funding = { assessment = "controlled", evidence = [{ source = "Budget", date = 2024-01-10, expert = "A" }] }

[[entity.appeals]]
date = 2024-05-20
claim = "The editors are elected"
outcome = "rejected"
decided = 2024-06-01
"#;

    const TABLE: &str = "entity_id,entity,country,status,decided,review_due,platform,account_id,mission,mission_source,mission_date,mission_expert,appeal_date,appeal_claim,appeal_outcome,appeal_suspends
a,Agency A,PT,state_affiliated,2024-03-01,2025-03-01,video,1,influenced,Charter,2024-01-01,E,,,,
a,,,,,,video,2,,Statutes,2024-01-02,F,2024-05-01,No,open,recommendation; label
b,Paper B,DE,independent,2024-03-01,2025-03-01,video,3,,,,,,,,
";

    fn read(name: &str, text: &str) -> Result<Registry> {
        let mut file = tempfile::Builder::new().suffix(name).tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        Registry::read(file.path(), "2024-07-01".parse().unwrap())
    }

    fn found(registry: &Registry) -> Vec<(u64, &str)> {
        registry.findings.iter().map(|finding| (finding.line, finding.kind.name())).collect()
    }

    #[test]
    fn a_complete_registry_has_no_findings() {
        let registry = read("registry.toml", GOOD).unwrap();
        assert_eq!(registry.findings, []);
        let entity = &registry.entities[0];
        assert_eq!((entity.line, entity.country.code(), entity.criteria.len()), (2, "PT", 5));
        let home: Vec<&str> = entity.languages.iter().map(|language| language.code()).collect();
        assert!(home.contains(&"pt") && home.contains(&"mwl") && !home.contains(&"en"));
        assert_eq!(entity.labelled_since.unwrap().to_string(), "2024-03-01");
    }

    #[test]
    fn an_account_is_found_by_its_platform_or_by_an_id_that_is_the_only_one() {
        let registry = read("registry.toml", GOOD).unwrap();
        assert_eq!(registry.find("VIDEO", "1001"), Ok(Some(0)));
        assert_eq!(registry.find("", "text:1001"), Ok(Some(1)));
        assert_eq!(registry.find("", "Video:1001"), Ok(Some(0)));
        assert_eq!(registry.find("", "77"), Ok(Some(2)));
        assert!(registry.find("", "1001").unwrap_err().contains("several platforms"));
        assert_eq!(registry.find("other", "1001"), Ok(None));
    }

    #[test]
    fn a_table_is_the_same_registry() {
        let registry = read("registry.csv", TABLE).unwrap();
        let [a, b] = &registry.entities[..] else { panic!("{:?}", registry.findings) };
        assert_eq!((a.accounts.len(), b.accounts.len(), a.appeals.len()), (2, 1, 1));
        assert_eq!(a.criteria[&Criterion::Mission].evidence.len(), 2);
        assert_eq!(a.appeals[0].suspends, [Measure::Recommendation, Measure::Label]);
        assert!(registry.suspends(a, Measure::Label) && !registry.suspends(a, Measure::Advertising));
        let contradiction = TABLE.replace("a,,,,,,video,2", "a,,DE,,,,video,2");
        let message = read("registry.csv", &contradiction).unwrap_err().to_string();
        assert!(message.contains("line 3, column `country`: `DE`, but line 2 says `PT`"), "{message}");
    }

    #[test]
    fn each_fault_is_found_on_its_line() {
        for (from, to, expected) in [
            (r#"country = "PT""#, r#"country = "UK""#, (5, "unknown_country")),
            (r#"status = "state_controlled""#, r#"status = "evil""#, (7, "unknown_value")),
            ("review_due = 2025-03-01", "review_due = 2024-06-30", (2, "overdue_review")),
            ("review_due = 2025-03-01", "", (2, "no_review")),
            ("decided = 2024-03-01", "decided = 2024-08-01", (2, "future_decision")),
            ("{ id = 77 }", r#"{ platform = "video", id = "1001" }"#, (13, "account_twice")),
            ("{ id = 77 }", r#"{ platform = "video" }"#, (2, "missing_field")),
            (r#"[{ source = "Budget", date = 2024-01-10, expert = "A" }]"#, "[]", (19, "missing_evidence")),
            (r#"source = "Budget", "#, "", (19, "missing_evidence")),
            ("criteria.funding", "criteria.money", (19, "unknown_value")),
            (r#"outcome = "rejected""#, r#"outcome = "open""#, (22, "open_appeal")),
            (r#"outcome = "rejected""#, r#"outcome = "granted""#, (22, "granted_appeal")),
            ("decided = 2024-06-01", "", (22, "undated_appeal")),
            (r#"name = "Example Television""#, "", (2, "missing_field")),
        ] {
            assert!(GOOD.contains(from), "{from}");
            let registry = read("registry.toml", &GOOD.replacen(from, to, 1)).unwrap();
            assert!(found(&registry).contains(&expected), "{to}: {:?}", registry.findings);
        }
    }

    #[test]
    fn an_appeal_is_open_from_its_day_to_that_of_its_outcome() {
        let registry = read("registry.toml", GOOD).unwrap();
        let open = |day: &str| registry.entities[0].appeals[0].is_open(day.parse().unwrap());
        assert_eq!(
            (open("2024-05-19"), open("2024-05-20"), open("2024-05-31"), open("2024-06-01")),
            (false, true, true, false)
        );
    }

    #[test]
    fn a_table_says_one_thing_about_one_thing() {
        let again = "a,,,,,,video,4,influenced,Charter,2024-01-01,E,2024-05-01,No,rejected,\n";
        let message = read("registry.csv", &format!("{TABLE}{again}")).unwrap_err().to_string();
        assert!(message.contains("line 5, column `appeal_outcome`: `rejected`, but line 3 says `open`"), "{message}");
        let same = again.replace("rejected", "open");
        let registry = read("registry.csv", &format!("{TABLE}{same}")).unwrap();
        let entity = &registry.entities[0];
        assert_eq!((entity.appeals.len(), entity.criteria[&Criterion::Mission].evidence.len()), (1, 2));
        let message = read("registry.csv", &TABLE.replace("appeal_date", "apeal_date")).unwrap_err().to_string();
        assert!(message.contains("line 1: a registry has no column `apeal_date`"), "{message}");
    }

    #[test]
    fn a_label_that_is_yet_to_begin_is_told() {
        let later = GOOD.replace("review_due =", "labelled_since = 2042-01-01\nreview_due =");
        assert_eq!(found(&read("registry.toml", &later).unwrap()), [(2, "future_decision")]);
        let earlier = GOOD.replace("decided = 2024-03-01", "decided = 2024-09-01\nlabelled_since = 2022-06-01");
        let registry = read("registry.toml", &earlier).unwrap();
        assert!(registry.findings[0].message.contains("is decided anew on 2024-09-01"), "{:?}", registry.findings);
    }

    #[test]
    fn an_account_under_two_entities_names_both() {
        let below = GOOD.lines().count() as u64;
        let twice = format!("{GOOD}{}", GOOD.replace("example-tv", "other-tv"));
        let registry = read("registry.toml", &twice).unwrap();
        let names_both = |message: &str| message.contains("1001 on video stands under `example-tv` on line 11");
        let on_its_line = registry.findings.iter().filter(|finding| finding.line == below + 11);
        assert!(on_its_line.clone().any(|finding| names_both(&finding.message)), "{:?}", registry.findings);
        let message = registry.must_be_usable().unwrap_err().to_string();
        assert!(message.contains(&format!("line {}", below + 11)) && message.contains("and 2 more"), "{message}");
        let same = GOOD.to_owned() + GOOD;
        assert!(found(&read("registry.toml", &same).unwrap()).contains(&(below + 3, "duplicate_entity")));
    }

    #[test]
    fn what_a_registry_does_not_have_is_refused_with_its_line() {
        let message = read("registry.toml", &GOOD.replace("status =", "statuss =")).unwrap_err().to_string();
        assert!(message.contains("line 7") && message.contains("statuss"), "{message}");
        assert!(read("registry.json", "[{}]").unwrap_err().to_string().contains("ending in .toml, or a CSV table"));
    }
}
