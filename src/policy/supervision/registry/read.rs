//! Reads a registry, written as TOML or as a CSV table.

use std::path::Path;

use lockstep_base::calendar::Day;
use lockstep_base::digest::hex;
use lockstep_base::error::{Error, Result};
use lockstep_data::events::{Format, Source};

use super::model::Registry;
use super::{resolve, table, written};

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
            let text = lockstep_base::toml::read_text(path)?;
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
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::supervision::registry::{Criterion, Measure};

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
decided_by = "Board"

[[entity.appeals]]
date = 2024-05-20
claim = "The editors are elected"
outcome = "rejected"
decided = 2024-06-01
by = "Panel"
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
        let is_foreign = |code: &str| entity.is_foreign(code.parse().unwrap());
        assert!(!is_foreign("pt") && !is_foreign("mwl") && is_foreign("en"));
        let [decision] = &entity.history[..] else { panic!("{:?}", entity.history) };
        assert_eq!((decision.from.to_string().as_str(), decision.by.as_str()), ("2024-03-01", "Board"));
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
        let day = "2024-06-01".parse().unwrap();
        assert!(a.suspends(Measure::Label, day) && !a.suspends(Measure::Advertising, day));
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
            ("decided = 2024-03-01", "decided = 2024-08-01", (7, "future_decision")),
            ("{ id = 77 }", r#"{ platform = "video", id = "1001" }"#, (13, "account_twice")),
            ("{ id = 77 }", r#"{ platform = "video" }"#, (2, "missing_field")),
            (r#"[{ source = "Budget", date = 2024-01-10, expert = "A" }]"#, "[]", (19, "missing_evidence")),
            (r#"source = "Budget", "#, "", (19, "missing_evidence")),
            ("criteria.funding", "criteria.money", (19, "unknown_value")),
            (r#"outcome = "rejected""#, r#"outcome = "open""#, (23, "open_appeal")),
            (r#"outcome = "rejected""#, r#"outcome = "granted""#, (23, "granted_appeal")),
            ("decided = 2024-06-01", "", (23, "undated_appeal")),
            (r#"name = "Example Television""#, "", (2, "missing_field")),
            ("decided_by = \"Board\"", "", (7, "no_decider")),
            ("by = \"Panel\"", "", (23, "no_decider")),
            (r#"status = "state_controlled""#, r#"status = "independent""#, (2, "contradiction")),
            (
                "decided_by = \"Board\"",
                "measures = [{ measure = 'suspended', from = 2024-05-01, reason = 'r', accounts = ['9'] }]",
                (20, "unknown_account"),
            ),
            (r#"source = "Budget","#, r#"source = "Budget", verdict = "independent","#, (2, "expert_disagrees")),
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
        assert!(
            message.contains("line 1: no column `apeal_date` is known here; did you mean `appeal_date`?"),
            "{message}"
        );
    }

    #[test]
    fn a_label_that_is_yet_to_begin_is_told() {
        let later = GOOD.replace("review_due =", "labelled_since = 2042-01-01\nreview_due =");
        assert_eq!(found(&read("registry.toml", &later).unwrap()), [(7, "future_decision")]);
        let earlier = GOOD.replace("decided = 2024-03-01", "decided = 2024-09-01\nlabelled_since = 2022-06-01");
        let registry = read("registry.toml", &earlier).unwrap();
        assert!(registry.findings[0].message.contains("is decided again on 2024-09-01"), "{:?}", registry.findings);
    }

    #[test]
    fn a_bad_day_is_one_finding_and_the_first() {
        let registry =
            read("registry.toml", &GOOD.replace("decided = 2024-03-01", "decided = \"01.03.2024\"")).unwrap();
        let message = registry.must_be_usable().unwrap_err().to_string();
        assert!(message.contains("line 8: `decided`: `01.03.2024` is no day such as 2024-05-31"), "{message}");
        assert_eq!(found(&registry), [(8, "unknown_value")]);
    }

    #[test]
    fn a_history_is_in_order_and_holds_one_thing_a_day() {
        let history = |decisions: &str| {
            let text = GOOD.replace("status = \"state_controlled\"\n", "").replace("decided = 2024-03-01\n", "");
            let text = text.replace("decided_by = \"Board\"\n", &format!("\n{decisions}"));
            read("registry.toml", &text).unwrap()
        };
        let one = |status: &str, from: &str, more: &str| {
            format!("[[entity.decisions]]\nstatus = \"{status}\"\nfrom = {from}\nby = \"Board\"\n{more}")
        };
        let second = one("independent", "2024-01-01", "") + &one("state_controlled", "2022-06-01", "");
        let registry = history(&second);
        let days: Vec<String> = registry.entities[0].history.iter().map(|decision| decision.from.to_string()).collect();
        assert_eq!(days, ["2022-06-01", "2024-01-01"]);
        let overlap =
            one("state_controlled", "2022-06-01", "until = 2024-01-01\n") + &one("independent", "2024-01-01", "");
        assert!(found(&history(&overlap)).iter().any(|(_, kind)| *kind == "overlap"));
        let gap = one("state_controlled", "2022-06-01", "until = 2023-12-30\n") + &one("independent", "2024-01-01", "");
        assert!(found(&history(&gap)).iter().any(|(_, kind)| *kind == "gap"));
        let backwards = one("state_controlled", "2022-06-01", "until = 2021-01-01\n");
        assert!(history(&backwards).must_be_usable().unwrap_err().to_string().contains("before `decisions.from`"));
        let both = GOOD.replace("decided_by = \"Board\"\n", &format!("\n{}", one("independent", "2024-01-01", "")));
        assert!(found(&read("registry.toml", &both).unwrap()).contains(&(7, "two_histories")));
        let dropped =
            GOOD.replace("status = \"state_controlled\"", "labelled_since = 2022-06-01\nstatus = \"independent\"");
        let message = read("registry.toml", &dropped).unwrap().must_be_usable().unwrap_err().to_string();
        assert!(message.contains("write both as `decisions`"), "{message}");
    }

    #[test]
    fn a_table_holds_a_history_and_measures() {
        let table = "entity_id,entity,country,platform,account_id,account_created,decision_status,decision_from,decision_by,measure,measure_from,measure_reason,measure_countries\n\
                     a,Agency A,PT,video,1,2020-02-03,state_affiliated,2022-01-01,Board,restricted,2024-05-01,Sanctions,DE FR\n\
                     a,,,video,2,,independent,2024-01-01,Board,,,,\n";
        let registry = read("registry.csv", table).unwrap();
        let [a] = &registry.entities[..] else { panic!("{:?}", registry.findings) };
        assert_eq!((a.history.len(), a.measures[0].countries.len(), a.accounts.len()), (2, 2, 2));
        assert_eq!(a.accounts[0].created.unwrap().to_string(), "2020-02-03");
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
