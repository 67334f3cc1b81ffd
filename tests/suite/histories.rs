//! Supervision over time: statuses, appeals and measures hold from day to day, no
//! typo releases anybody, and advertisements are judged on each day of their
//! flight.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{arg, fail, file, folder, succeed, table};

pub type Row = HashMap<String, String>;

/// The criteria of a labelled entity, all assessed.
const CRITERIA: &str = r#"
criteria.mission = { assessment = "controlled", evidence = [{ source = "Charter", date = 2020-01-10, expert = "A. Expert" }] }
criteria.practices = { assessment = "controlled", evidence = [{ source = "Visit", date = 2020-01-10, expert = "A. Expert" }] }
criteria.governance = { assessment = "controlled", evidence = [{ source = "Law", date = 2020-01-10, expert = "A. Expert" }] }
criteria.decisions = { assessment = "controlled", evidence = [{ source = "Sample", date = 2020-01-10, expert = "A. Expert" }] }
criteria.funding = { assessment = "controlled", evidence = [{ source = "Budget", date = 2020-01-10, expert = "A. Expert" }] }
"#;

/// An entity with an account on `video`, and whatever else is said of it.
pub fn entity(id: &str, country: &str, account: &str, more: &str) -> String {
    format!(
        "[[entity]]\nid = \"{id}\"\nname = \"{id} name\"\ncountry = \"{country}\"\nreview_due = 2030-01-01\n\
         accounts = [{{ platform = \"video\", id = \"{account}\" }}]\n{CRITERIA}{more}\n"
    )
}

pub fn decision(status: &str, from: &str) -> String {
    format!("[[entity.decisions]]\nstatus = \"{status}\"\nfrom = {from}\nby = \"Board\"\n")
}

/// Files of one team.
pub struct Team {
    place: TempDir,
}

impl Team {
    /// With a registry, and an audience and posts that reach abroad on current
    /// affairs on every day of 2024 for these accounts.
    pub fn new(registry: &str, accounts: &[&str]) -> Self {
        let place = folder();
        file(&place, "registry.toml", registry);
        file(&place, "audience.csv", audience(accounts, |_| ("PT", 300, "US", 700)));
        file(&place, "posts.csv", posts(accounts));
        Self { place }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        file(&self.place, name, content);
    }

    pub fn arguments(&self, period: &str, out: &str, more: &[&str]) -> Vec<String> {
        let mut arguments = vec!["supervise".to_owned()];
        for (flag, name) in [("--registry", "registry.toml"), ("--audience", "audience.csv"), ("--posts", "posts.csv")]
        {
            arguments.extend([flag.to_owned(), arg(&self.path(name)).to_owned()]);
        }
        for (flag, name) in [("--ads", "ads.csv"), ("--delivery", "delivery.csv"), ("--topics", "topics.toml")] {
            if self.path(name).exists() {
                arguments.extend([flag.to_owned(), arg(&self.path(name)).to_owned()]);
            }
        }
        arguments.extend(["--period", period, "--out", arg(&self.path(out))].map(str::to_owned));
        arguments.extend(more.iter().map(|&text| text.to_owned()));
        arguments
    }

    pub fn supervise(&self, period: &str, out: &str, more: &[&str]) -> PathBuf {
        let arguments = self.arguments(period, out, more);
        succeed(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        self.path(out)
    }

    pub fn fails(&self, period: &str, more: &[&str]) -> String {
        let arguments = self.arguments(period, "none", more);
        fail(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// Every day of 2024, as files write it.
fn days() -> Vec<String> {
    let first = jiff::civil::date(2024, 1, 1);
    first.series(jiff::ToSpan::days(1)).take_while(|day| day.year() == 2024).map(|day| day.to_string()).collect()
}

/// By account and day, views in two countries, which vary a little.
pub fn audience(accounts: &[&str], of: impl Fn(&str) -> (&'static str, u64, &'static str, u64)) -> String {
    let mut csv = "platform,account_id,date,country,impressions\n".to_owned();
    for account in accounts {
        for (at, day) in days().iter().enumerate() {
            let (home, at_home, other, abroad) = of(day);
            let vary = |views: u64| if views == 0 { 0 } else { views + (at as u64 * 37) % 97 };
            csv.push_str(&format!("video,{account},{day},{home},{}\n", vary(at_home)));
            csv.push_str(&format!("video,{account},{day},{other},{}\n", vary(abroad)));
        }
    }
    csv
}

/// Three posts a day, two of them on politics.
pub fn posts(accounts: &[&str]) -> String {
    let mut csv = "platform,account_id,content_id,time,language,topic\n".to_owned();
    for account in accounts {
        for day in days() {
            for (at, topic) in ["politics", "politics", "sport"].iter().enumerate() {
                csv.push_str(&format!("video,{account},{account}-{day}-{at},{day},pt,{topic}\n"));
            }
        }
    }
    csv
}

pub fn rows(out: &Path, list: &str) -> Vec<Row> {
    table(&std::fs::read_to_string(out.join(format!("{list}.csv"))).expect("the list"))
}

fn cells<const N: usize>(rows: &[Row], names: [&str; N]) -> Vec<[String; N]> {
    rows.iter().map(|row| names.map(|name| row[name].clone())).collect()
}

fn texts<const N: usize>(rows: &[[&str; N]]) -> Vec<[String; N]> {
    rows.iter().map(|row| row.map(str::to_owned)).collect()
}

#[test]
fn a_decision_takes_effect_on_its_day_and_not_before() {
    let history = decision("state_controlled", "2022-06-01") + &decision("independent", "2024-09-16");
    let team = Team::new(&entity("tv", "PT", "1001", &history), &["1001"]);
    team.put("ads.csv", "ad_id,account_id,start,end,countries\na,1001,2024-06-01,2024-10-31,US\n");
    let june = team.supervise("2024-06", "june", &[]);
    let label = ["status", "since", "from", "until", "ground", "decided_by"];
    assert_eq!(
        cells(&rows(&june, "labels"), label),
        texts(&[["state_controlled", "2022-06-01", "2024-06-01", "2024-06-30", "decision", "Board"]])
    );
    let ad = ["decision", "refused_from", "refused_until", "parts"];
    let flight = "2024-06-01..2024-09-15 refused; 2024-09-16..2024-10-31 allowed";
    assert_eq!(cells(&rows(&june, "ad_decisions"), ad), texts(&[["refused", "2024-06-01", "2024-09-15", flight]]));
    // In the month of the decision both hold, each on its days.
    let september = team.supervise("2024-09", "september", &["--previous", arg(&june)]);
    assert_eq!(cells(&rows(&september, "labels"), ["from", "until"]), texts(&[["2024-09-01", "2024-09-15"]]));
    let line = ["decision", "basis", "from", "until"];
    assert_eq!(
        cells(&rows(&september, "recommendation_ineligible"), line),
        texts(&[
            ["ineligible", "shown", "2024-09-01", "2024-09-15"],
            ["eligible_again", "not_labelled", "2024-09-16", "2024-09-30"]
        ])
    );
    assert_eq!(cells(&rows(&september, "ad_decisions"), ["decision"]), texts(&[["refused"]]));
    let october = team.supervise("2024-10", "october", &["--previous", arg(&september)]);
    assert!(rows(&october, "labels").is_empty() && rows(&october, "recommendation_ineligible").is_empty());
    assert_eq!(cells(&rows(&october, "ad_decisions"), ["decision"]), texts(&[["allowed"]]));
    let measures = rows(&september, "measures");
    assert_eq!(
        cells(&measures, ["measure", "from", "until"]),
        texts(&[
            ["label", "2022-06-01", "2024-09-15"],
            ["advertising", "2022-06-01", "2024-09-15"],
            ["recommendation", "2024-06-01", "2024-09-15"]
        ])
    );
}

#[test]
fn a_decision_of_the_future_without_a_past_decides_nothing() {
    let future = "status = \"independent\"\ndecided = 2024-09-01\ndecided_by = \"Board\"\n";
    let registry = entity("tv", "PT", "1001", "");
    let team = Team::new(&(registry.replace("review_due", &format!("{future}review_due"))), &["1001"]);
    team.put("ads.csv", "ad_id,account_id,start,end,countries\na,1001,2024-06-01,2024-10-31,US\n");
    let out = team.supervise("2024-06", "out", &[]);
    assert_eq!(cells(&rows(&out, "ad_decisions"), ["decision"]), texts(&[["undecided"]]));
    let urgent: Vec<Row> = rows(&out, "needs_review").into_iter().filter(|row| row["urgency"] == "now").collect();
    assert_eq!(cells(&urgent, ["kind", "account_id"]), texts(&[["no_decision", "1001"]]));
    // Where it was labelled in the month before, it keeps everything.
    let labelled = entity("tv", "PT", "1001", &decision("state_controlled", "2022-06-01"));
    let edited = std::fs::read(team.path("registry.toml")).expect("the registry");
    team.put("registry.toml", labelled);
    let may = team.supervise("2024-05", "may", &[]);
    team.put("registry.toml", edited);
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may)]);
    assert_eq!(cells(&rows(&june, "labels"), ["ground", "since"]), texts(&[["previous", "2022-06-01"]]));
    assert_eq!(cells(&rows(&june, "recommendation_ineligible"), ["decision"]), texts(&[["ineligible"]]));
    assert_eq!(cells(&rows(&june, "ad_decisions"), ["decision"]), texts(&[["refused"]]));
}

#[test]
fn a_review_keeps_every_measure_and_says_so() {
    let history = decision("state_affiliated", "2022-06-01")
        + &decision("under_review", "2024-05-10")
        + &decision("state_controlled", "2024-07-15");
    let team = Team::new(&entity("tv", "PT", "1001", &history), &["1001"]);
    team.put("ads.csv", "ad_id,account_id,start,end,countries\na,1001,2024-05-01,2024-07-31,US\n");
    let may = team.supervise("2024-05", "may", &[]);
    assert_eq!(
        cells(&rows(&may, "labels"), ["status", "from", "ground"]),
        texts(&[["state_affiliated", "2024-05-01", "decision"], ["state_affiliated", "2024-05-10", "review"]])
    );
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may)]);
    let line = &rows(&june, "recommendation_ineligible")[0];
    assert_eq!((line["decision"].as_str(), line["status"].as_str()), ("ineligible", "under_review"));
    let ad = &rows(&june, "ad_decisions")[0];
    assert!(ad["decision"] == "refused" && ad["reason"].contains("under review, which keeps this"), "{ad:?}");
    assert!(rows(&june, "needs_review").iter().any(|row| row["kind"] == "label_under_review"));
    // Without data nobody is set free either.
    team.put("posts.csv", posts(&["1001"]).lines().next().expect("a header").to_owned() + "\n");
    let thin = team.supervise("2024-06", "thin", &["--previous", arg(&may)]);
    let line = &rows(&thin, "recommendation_ineligible")[0];
    assert!(line["basis"] == "kept" && line["reason"].contains("is under review: it stays so"), "{line:?}");
}

#[test]
fn nobody_is_released_by_a_typo() {
    let history = decision("state_controlled", "2022-06-01");
    let good = entity("tv", "PT", "10004", &history) + &entity("radio", "PT", "20000", &history);
    let team = Team::new(&good, &["10004", "20000"]);
    team.put("ads.csv", "ad_id,platform,account_id,start,end,countries\na,video,10004,2024-06-01,2024-06-30,US\n");
    let may = team.supervise("2024-05", "may", &[]);
    for (from, to, near) in [
        ("id = \"10004\"", "id = \"1004\"", "did you mean 1004 on video?"),
        (
            "platform = \"video\", id = \"10004\"",
            "platform = \"vidoe\", id = \"10004\"",
            "did you mean 10004 on vidoe?",
        ),
    ] {
        assert!(good.contains(from));
        team.put("registry.toml", good.replacen(from, to, 1));
        let june = team.supervise("2024-06", "june", &["--previous", arg(&may), "--overwrite"]);
        let listed = rows(&june, "recommendation_ineligible");
        let line =
            listed.iter().find(|row| row["account_id"] == "10004" && row["platform"] == "video").expect("it stays");
        assert_eq!((line["decision"].as_str(), line["basis"].as_str()), ("ineligible", "not_registered"));
        assert!(line["reason"].contains(near), "{line:?}");
        assert!(listed.iter().all(|row| row["decision"] != "eligible_again"));
        let labels = rows(&june, "labels");
        let label =
            labels.iter().find(|row| row["account_id"] == "10004" && row["platform"] == "video").expect("it stays");
        assert_eq!((label["ground"].as_str(), label["since"].as_str()), ("previous", "2022-06-01"));
        assert_eq!(cells(&rows(&june, "ad_decisions"), ["decision", "refused_in"]), texts(&[["refused", "US"]]));
        let asked = rows(&june, "needs_review");
        let question = asked.iter().find(|row| row["kind"] == "not_in_registry").expect("a question");
        assert!(question["urgency"] == "now" && question["reason"].contains(near), "{question:?}");
    }
    // A whole entity that is gone stays, too, and the month after.
    team.put("registry.toml", entity("radio", "PT", "20000", &history));
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may), "--overwrite"]);
    let july = team.supervise("2024-07", "july", &["--previous", arg(&june)]);
    for out in [&june, &july] {
        let kept = rows(out, "labels").iter().filter(|row| row["ground"] == "previous").count();
        assert_eq!((kept, rows(out, "recommendation_ineligible").len()), (1, 2));
    }
    // A decision releases it.
    let ended = history.clone() + &decision("independent", "2024-08-01");
    team.put("registry.toml", entity("tv", "PT", "10004", &ended) + &entity("radio", "PT", "20000", &history));
    let august = team.supervise("2024-08", "august", &["--previous", arg(&july)]);
    let line = rows(&august, "recommendation_ineligible").into_iter().find(|row| row["account_id"] == "10004");
    assert_eq!(line.expect("a line")["decision"], "eligible_again");
}

#[test]
fn an_appeal_suspends_from_day_to_day() {
    let appeal = "[[entity.appeals]]\ndate = 2024-05-10\nclaim = \"We are free\"\noutcome = \"rejected\"\n\
                  decided = 2024-05-20\nby = \"Panel\"\nsuspends = [\"recommendation\", \"advertising\"]\n";
    let later = "[[entity.appeals]]\ndate = 2024-07-10\nclaim = \"Again\"\noutcome = \"open\"\n";
    let team = Team::new(
        &entity("tv", "PT", "1001", &(decision("state_controlled", "2022-06-01") + appeal + later)),
        &["1001"],
    );
    team.put(
        "ads.csv",
        "ad_id,account_id,start,end,countries\na,1001,2024-05-12,2024-05-15,US\nb,1001,2024-05-15,2024-05-25,US\n",
    );
    team.put(
        "delivery.csv",
        "ad_id,country,day,spend,currency\na,US,2024-05-13,5,EUR\nb,US,2024-05-16,7,EUR\nb,US,2024-05-22,11.5,EUR\n",
    );
    let may = team.supervise("2024-05", "may", &[]);
    assert_eq!(
        cells(&rows(&may, "recommendation_ineligible"), ["from", "until", "in_force"]),
        texts(&[
            ["2024-05-01", "2024-05-09", "yes"],
            ["2024-05-10", "2024-05-19", "no"],
            ["2024-05-20", "2024-05-31", "yes"]
        ])
    );
    // One advertisement ran only while the measure was suspended, the other beyond.
    assert_eq!(
        cells(&rows(&may, "ad_decisions"), ["ad_id", "in_force", "parts", "spent_where_refused"]),
        texts(&[
            ["a", "no", "2024-05-12..2024-05-15 refused, suspended", ""],
            ["b", "yes", "2024-05-15..2024-05-19 refused, suspended; 2024-05-20..2024-05-25 refused", "11.50 EUR"]
        ])
    );
    let suspended = rows(&may, "measures").into_iter().find(|row| row["measure"] == "recommendation");
    assert_eq!(suspended.expect("a measure")["suspended_days"], "10");
    // An appeal of July is not open in May, and is then.
    assert_eq!(cells(&rows(&may, "appeals"), ["date", "outcome"]), texts(&[["2024-05-10", "rejected"]]));
    assert!(rows(&may, "needs_review").iter().all(|row| row["kind"] != "open_appeal"));
    let july = team.supervise("2024-07", "july", &[]);
    assert_eq!(cells(&rows(&july, "appeals"), ["date", "outcome"]), texts(&[["2024-07-10", "open"]]));
    let complaints = std::fs::read_to_string(may.join("eu/7_appeals_and_recidivism.csv")).expect("the sheet");
    assert!(complaints.contains("Decisions upheld,1,") && complaints.contains("Median time,240,"), "{complaints}");
}

#[test]
fn advertisements_are_judged_by_place_and_day() {
    let team = Team::new(&entity("tv", "FR", "1001", &decision("state_controlled", "2024-05-16")), &["1001"]);
    team.put(
        "ads.csv",
        "ad_id,account_id,start,end,countries,excluded_countries,regions,spend,currency\n\
         world,1001,2024-05-01,2024-05-31,world,,,100,EUR\n\
         world-but,1001,2024-05-01,2024-05-31,world,FR;RE;BL;GF;GP;MF;MQ;NC;PF;PM;TF;WF;YT,,200.25,EUR\n\
         territory,1001,2024-05-01,2024-05-31,RE,,,,\n\
         region,1001,2024-05-01,2024-05-31,,,FR-IDF;DE-BE,300,USD\n\
         union,1001,2024-05-01,2024-05-31,EU,,,400,EUR\n\
         before,1001,2024-05-01,2024-05-15,US,,,500,EUR\n",
    );
    let out = team.supervise("2024-05", "out", &[]);
    let decided: HashMap<String, Row> =
        rows(&out, "ad_decisions").into_iter().map(|row| (row["ad_id"].clone(), row)).collect();
    let of = |id: &str| (decided[id]["decision"].as_str(), decided[id]["allowed_in"].as_str());
    assert_eq!(of("world").0, "split");
    assert_eq!(of("world-but"), ("refused", ""));
    assert_eq!(of("territory"), ("allowed", "RE"), "a territory is home by default");
    assert_eq!((of("region"), decided["region"]["refused_in"].as_str()), (("split", "FR"), "DE"));
    assert_eq!(of("union"), ("split", "FR"));
    assert_eq!(of("before"), ("allowed", "US"));
    assert_eq!(decided["world"]["refused_from"], "2024-05-16");
    // The setting leaves a territory out.
    let config = file(&team.place, "config.toml", "[home]\nleave_out = [\"RE\"]\n");
    let strict = team.supervise("2024-05", "strict", &["--config", arg(&config)]);
    let territory = rows(&strict, "ad_decisions").into_iter().find(|row| row["ad_id"] == "territory").expect("a line");
    assert_eq!(territory["decision"], "refused");
    // Its refused advertisements and what they were to cost are in the public report.
    let report = team.path("report");
    succeed(&["supervise", "report", arg(&out), "--out", arg(&report), "--public"]);
    let france = rows(&report, "countries").into_iter().find(|row| row["country"] == "FR").expect("a line");
    assert_eq!(
        (france["ads_refused"].as_str(), france["ads_at_home_only"].as_str(), france["ads_spend"].as_str()),
        ("1", "3", "700.25 EUR; 300.00 USD")
    );
}

#[test]
fn an_audience_in_a_territory_is_at_home() {
    let team = Team::new(&entity("tv", "FR", "1001", &decision("state_controlled", "2022-06-01")), &["1001"]);
    team.put("audience.csv", audience(&["1001"], |_| ("FR", 500, "RE", 500)));
    let out = team.supervise("2024-05", "out", &[]);
    assert_eq!(rows(&out, "reach")[0]["share_abroad"], "0.0000");
    let config = file(&team.place, "config.toml", "[home]\nterritories = false\n");
    let strict = team.supervise("2024-05", "strict", &["--config", arg(&config)]);
    assert_eq!(rows(&strict, "reach")[0]["share_abroad"], "0.5000");
}

#[test]
fn measures_of_their_own_stop_accounts_whatever_the_data_show() {
    let measures = "[[entity.measures]]\nmeasure = \"terminated\"\nfrom = 2024-05-16\nby = \"Board\"\n\
                    reason = \"Covert operations\"\naccounts = [\"1002\"]\n\
                    [[entity.measures]]\nmeasure = \"recommendation\"\nfrom = 2024-05-01\nuntil = 2024-05-20\n\
                    by = \"Board\"\nreason = \"Before the election\"\n\
                    [[entity.measures]]\nmeasure = \"restricted\"\nfrom = 2024-05-10\nby = \"Board\"\n\
                    reason = \"Sanctions\"\ncountries = [\"DE\", \"US\"]\n";
    let registry = entity("tv", "PT", "1001", &(decision("state_controlled", "2022-06-01") + measures));
    let registry = registry
        .replace("id = \"1001\" }]", "id = \"1001\" }, { platform = \"video\", id = \"1002\", created = 2021-03-04 }]");
    let team = Team::new(&registry, &["1001", "1002"]);
    team.put("audience.csv", audience(&["1001", "1002"], |_| ("PT", 1_000, "US", 10)));
    team.put("ads.csv", "ad_id,account_id,start,end,countries\na,1002,2024-05-10,2024-05-31,PT\n");
    let out = team.supervise("2024-05", "out", &[]);
    assert_eq!(
        cells(&rows(&out, "recommendation_ineligible"), ["account_id", "basis", "from", "until"]),
        texts(&[
            ["1001", "decided", "2024-05-01", "2024-05-20"],
            ["1001", "not_shown", "2024-05-21", "2024-05-31"],
            // What is removed for good is not recommended again.
            ["1002", "decided", "2024-05-01", "2024-05-15"],
            ["1002", "removed", "2024-05-16", "2024-05-31"]
        ])
    );
    let ad = &rows(&out, "ad_decisions")[0];
    assert_eq!((ad["decision"].as_str(), ad["refused_from"].as_str()), ("refused", "2024-05-16"));
    // Statements of reasons: what began in the period, where it holds in the Union.
    let json = std::fs::read_to_string(out.join("eu/statements.json")).expect("statements");
    let statements: serde_json::Value = serde_json::from_str(&json).expect("valid JSON");
    let statements = statements.as_array().expect("a list");
    let terminated: Vec<_> =
        statements.iter().filter(|one| one["decision_account"] == "DECISION_ACCOUNT_TERMINATED").collect();
    assert_eq!(terminated.len(), 1);
    assert_eq!(
        (&terminated[0]["content_date"], &terminated[0]["application_date"]),
        (&"2021-03-04".into(), &"2024-05-16".into())
    );
    let disabled =
        statements.iter().filter(|one| one["decision_visibility"][0] == "DECISION_VISIBILITY_CONTENT_DISABLED");
    let scopes: Vec<_> =
        disabled.filter(|one| one["content_type_other"] == "Account").map(|one| &one["territorial_scope"]).collect();
    assert_eq!(scopes, [&serde_json::json!(["DE"]), &serde_json::json!(["DE"])]);
    assert!(!json.contains("1002"), "no account is named in a statement");
}

#[test]
fn entities_can_be_decided_about_as_a_whole() {
    let registry = entity("tv", "PT", "1001", &decision("state_controlled", "2022-06-01"));
    let registry = registry.replace("id = \"1001\" }]", "id = \"1001\" }, { platform = \"video\", id = \"1002\" }]");
    let team = Team::new(&registry, &["1001", "1002"]);
    let quiet = audience(&["1002"], |_| ("PT", 20, "US", 0));
    let loud = audience(&["1001"], |_| ("PT", 300, "US", 700));
    team.put("audience.csv", loud + quiet.split_once('\n').expect("a header").1);
    let alone = team.supervise("2024-05", "alone", &[]);
    assert_eq!(cells(&rows(&alone, "recommendation_ineligible"), ["account_id"]), texts(&[["1001"]]));
    let config = file(&team.place, "config.toml", "scope = \"entity\"\n");
    let whole = team.supervise("2024-05", "whole", &["--config", arg(&config)]);
    assert_eq!(
        cells(&rows(&whole, "recommendation_ineligible"), ["account_id", "basis"]),
        texts(&[["1001", "shown"], ["1002", "entity"]])
    );
}

#[test]
fn what_is_not_known_is_not_part_of_a_share() {
    let team = Team::new(&entity("tv", "PT", "1001", &decision("state_controlled", "2022-06-01")), &["1001"]);
    let vague: String = posts(&["1001"]).lines().map(|row| format!("{}\n", row.replace(",sport", ","))).collect();
    team.put("posts.csv", vague);
    let out = team.supervise("2024-05", "out", &[]);
    let line = &rows(&out, "recommendation_ineligible")[0];
    assert!(line["reason"].contains("100 % of the posts are on current affairs, as far as known"), "{line:?}");
    assert!(line["reason"].contains("known of 62 of 93 posts"), "{line:?}");
    let page = std::fs::read_to_string(out.join("report.html")).expect("the page");
    assert!(page.contains("known of 62 of 93 posts") && page.contains("the longest runs were of 5 days"));
}

#[test]
fn periods_without_advertisements_are_not_reported_as_zero() {
    let nobody = decision("state_controlled", "2022-06-01").replace("by = \"Board\"\n", "");
    let team = Team::new(&entity("tv", "PT", "1001", &nobody), &["1001"]);
    let (january, march) = (team.supervise("2024-01", "january", &[]), team.supervise("2024-03", "march", &[]));
    let report = team.path("report");
    succeed(&["supervise", "report", arg(&march), arg(&january), "--out", arg(&report)]);
    let all: Vec<Row> = rows(&report, "countries").into_iter().filter(|row| row["country"].is_empty()).collect();
    assert_eq!(
        cells(&all, ["period", "accounts_labelled", "not_recommended", "ads_refused"]),
        texts(&[["2024-01", "1", "1", ""], ["2024-03", "1", "1", ""]])
    );
    let page = std::fs::read_to_string(report.join("report.html")).expect("the page");
    for says in [
        "Not reported: February 2024.",
        "Advertisements are not reported for January 2024 and March 2024.",
        "Remarks for the team",
    ] {
        assert!(page.contains(says), "{says}");
    }
    let public = team.path("public");
    succeed(&["supervise", "report", arg(&january), "--out", arg(&public), "--public"]);
    for name in ["report.html", "report.md", "report.json", "run.json"] {
        let text = std::fs::read_to_string(public.join(name)).expect("the file");
        assert!(!text.contains("1001") && !text.contains("Expert") && !text.contains("urgent"), "{name}: {text}");
        assert!(!text.contains("january"), "{name} names a directory");
    }
    let twice = fail(&["supervise", "report", arg(&january), arg(&january), "--out", arg(&team.path("none"))]);
    assert!(twice.contains("overlaps"), "{twice}");
}

/// The lines of an account in some lists, and whether an urgent question is asked.
fn kept(out: &Path, account: &str) -> (usize, usize, bool) {
    let of = |list: &str| rows(out, list).into_iter().filter(|row| row["account_id"] == account).collect::<Vec<Row>>();
    let ineligible = of("recommendation_ineligible").iter().filter(|row| row["decision"] == "ineligible").count();
    (of("labels").len(), ineligible, rows(out, "needs_review").iter().any(|row| row["urgency"] == "now"))
}

#[test]
fn slips_in_days_and_entities_release_nobody_either() {
    let labelled = |from: &str| decision("state_controlled", from);
    let other = entity("paper", "PT", "3000", &decision("independent", "2020-01-01"));
    let good = entity("tv", "PT", "1001", &labelled("2022-06-01")) + &other;
    let team = Team::new(&good, &["1001"]);
    team.put("ads.csv", "ad_id,account_id,start,end,countries\na,1001,2024-06-01,2024-06-30,US\n");
    let may = team.supervise("2024-05", "may", &[]);
    for (registry, why) in [
        (entity("tv", "PT", "1001", &labelled("2042-06-01")) + &other, "the year of a decision"),
        (entity("tv", "PT", "1001", &labelled("2024-06-20")) + &other, "the month of a decision"),
        (
            entity("tv", "PT", "1001", &decision("independent", "2021-01-01")) + &other,
            "a decision older than the label",
        ),
        (good.replace("\"3000\"", "\"1001\"").replacen("\"1001\"", "\"1999\"", 1), "another entity"),
    ] {
        team.put("registry.toml", registry);
        for (period, out) in [("2024-06", "june"), ("2024-05", "may-again")] {
            let out = team.supervise(period, out, &["--previous", arg(&may), "--overwrite"]);
            let (labels, ineligible, is_asked) = kept(&out, "1001");
            assert!(labels >= 1 && ineligible >= 1 && is_asked, "{why}, {period}: {labels} {ineligible} {is_asked}");
            let released =
                rows(&out, "recommendation_ineligible").iter().any(|row| row["decision"] == "eligible_again");
            assert!(!released, "{why}, {period}");
            let ads = rows(&out, "ad_decisions");
            assert!(period == "2024-05" || ads[0]["decision"] == "refused", "{why}: {ads:?}");
        }
    }
    // A label that began within the month that is made again, too.
    team.put("registry.toml", entity("tv", "PT", "1001", &labelled("2024-05-10")) + &other);
    let began = team.supervise("2024-05", "began", &[]);
    team.put("registry.toml", entity("tv", "PT", "1001", &labelled("2042-05-10")) + &other);
    let again = team.supervise("2024-05", "began-again", &["--previous", arg(&began)]);
    assert_eq!(cells(&rows(&again, "labels"), ["from", "ground"]), texts(&[["2024-05-10", "previous"]]));
    // The country decides what is abroad: another one is held, and asked about.
    team.put("registry.toml", good.replace("country = \"PT\"", "country = \"US\""));
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may), "--overwrite"]);
    assert!(rows(&june, "needs_review").iter().any(|row| row["kind"] == "country_changed" && row["urgency"] == "now"));
}

#[test]
fn a_measure_ends_with_a_day_and_not_with_its_block() {
    let removed =
        "[[entity.measures]]\nmeasure = \"terminated\"\nfrom = 2024-05-10\nby = \"Board\"\nreason = \"Covert\"\n";
    let label = decision("state_controlled", "2022-06-01");
    let good = entity("tv", "PT", "1001", &(label.clone() + removed));
    let team = Team::new(&good, &["1001"]);
    team.put("ads.csv", "ad_id,account_id,start,end,countries\na,1001,2024-06-01,2024-06-30,PT\n");
    let may = team.supervise("2024-05", "may", &[]);
    for (registry, why) in [
        (entity("tv", "PT", "1001", &label), "the block is gone"),
        (good.replace("2024-05-10", "2025-05-10"), "its year"),
        (good.replace("from = 2024-05-10", "from = 2024-05-10\nuntil = 2024-05-12"), "its end lies before the list"),
        (entity("radio", "PT", "2000", &label), "the entity is gone"),
    ] {
        team.put("registry.toml", registry);
        let june = team.supervise("2024-06", "june", &["--previous", arg(&may), "--overwrite"]);
        let kept =
            rows(&june, "measures").iter().any(|row| row["account_id"] == "1001" && row["measure"] == "terminated");
        let asked =
            rows(&june, "needs_review").iter().any(|row| row["kind"] == "measure_gone" && row["urgency"] == "now");
        assert!(kept && asked, "{why}");
        assert_eq!(rows(&june, "ad_decisions")[0]["decision"], "refused", "{why}");
    }
    team.put("registry.toml", good.replace("from = 2024-05-10", "from = 2024-05-10\nuntil = 2024-05-31"));
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may), "--overwrite"]);
    assert!(rows(&june, "measures").iter().all(|row| row["measure"] != "terminated"));
    assert_eq!(rows(&june, "ad_decisions")[0]["decision"], "allowed");
}

#[test]
fn what_ran_is_looked_at_outside_the_flight_too() {
    let team = Team::new(&entity("tv", "PT", "1001", &decision("state_controlled", "2022-06-01")), &["1001"]);
    team.put(
        "ads.csv",
        "ad_id,platform,account_id,start,end,countries\na,video,1001,2024-05-15,2024-05-25,PT\nb,video,1001,2024-04-01,2024-04-30,PT\n",
    );
    team.put("delivery.csv", "ad_id,platform,country,day\na,video,DE,2024-05-12\nb,,DE,2024-05-17\n");
    let out = team.supervise("2024-05", "out", &[]);
    assert_eq!(
        cells(&rows(&out, "ad_decisions"), ["ad_id", "decision", "ran_where_refused"]),
        texts(&[["a", "allowed", "DE"], ["b", "allowed", "DE"]])
    );
    let asked = rows(&out, "needs_review").iter().filter(|row| row["kind"] == "ran_where_refused").count();
    assert_eq!(asked, 2);
}

#[test]
fn an_end_that_the_last_list_contradicts_takes_nothing_off() {
    let labelled = decision("state_controlled", "2022-06-01");
    let ended = |until: &str| labelled.replace("by =", &format!("until = {until}\nby ="));
    let independent = |from: &str, more: &str| labelled.clone() + &decision("independent", from) + more;
    let team = Team::new(&entity("tv", "PT", "1001", &labelled), &["1001"]);
    team.put("ads.csv", "ad_id,account_id,start,end,countries\na,1001,2024-06-01,2024-06-30,US\n");
    let may = team.supervise("2024-05", "may", &[]);
    for (history, is_kept) in [
        (independent("2024-02-01", ""), true),
        (independent("2024-02-01", "decided = 2024-02-01\n"), true),
        (ended("2023-12-31"), true),
        (ended("2023-12-31") + &decision("under_review", "2024-03-01"), true),
        (independent("2024-02-01", "decided = 2024-06-03\n"), false),
        (independent("2024-06-01", ""), false),
        (ended("2024-05-31"), false),
    ] {
        team.put("registry.toml", entity("tv", "PT", "1001", &history));
        let june = team.supervise("2024-06", "june", &["--previous", arg(&may), "--overwrite"]);
        let asked =
            rows(&june, "needs_review").iter().any(|row| row["kind"] == "ended_before" && row["urgency"] == "now");
        assert_eq!(asked, is_kept, "{history}");
        assert_eq!(rows(&june, "labels").len(), usize::from(is_kept), "{history}");
        let decisions = cells(&rows(&june, "recommendation_ineligible"), ["decision"]);
        assert_eq!(decisions, texts(&[[if is_kept { "ineligible" } else { "eligible_again" }]]), "{history}");
        let ads = cells(&rows(&june, "ad_decisions"), ["decision"]);
        assert_eq!(ads, texts(&[[if is_kept { "refused" } else { "allowed" }]]), "{history}");
    }
    // What was wrong in a list is corrected by making it again.
    team.put("registry.toml", entity("tv", "PT", "1001", &ended("2024-05-20")));
    let again = team.supervise("2024-05", "again", &["--previous", arg(&may)]);
    assert_eq!(cells(&rows(&again, "labels"), ["until"]), texts(&[["2024-05-20"]]));
}

#[test]
fn a_review_that_ended_without_a_decision_releases_nobody() {
    let team = Team::new(&entity("tv", "PT", "1001", &decision("state_controlled", "2022-06-01")), &["1001"]);
    let may = team.supervise("2024-05", "may", &[]);
    let review = decision("under_review", "2024-06-05") + "until = 2024-06-10\n";
    team.put("registry.toml", entity("tv", "PT", "1001", &review));
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may)]);
    assert_eq!(
        cells(&rows(&june, "labels"), ["from", "until", "ground"]),
        texts(&[
            ["2024-06-01", "2024-06-04", "previous"],
            ["2024-06-05", "2024-06-10", "review"],
            ["2024-06-11", "2024-06-30", "previous"]
        ])
    );
    assert!(rows(&june, "needs_review").iter().any(|row| row["kind"] == "no_decision" && row["urgency"] == "now"));
}

#[test]
fn who_was_not_recommended_still_is_not_after_a_removal() {
    let label = decision("state_controlled", "2022-06-01");
    let team = Team::new(&entity("tv", "PT", "1001", &label), &["1001"]);
    let may = team.supervise("2024-05", "may", &[]);
    let removed = "[[entity.measures]]\nmeasure = \"terminated\"\nfrom = 2024-06-10\nuntil = 2024-07-15\nby = \"Board\"\n\
                   reason = \"Covert\"\n";
    team.put("registry.toml", entity("tv", "PT", "1001", &(label + removed)));
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may)]);
    let line = ["decision", "basis", "from", "until", "ineligible_since"];
    assert_eq!(
        cells(&rows(&june, "recommendation_ineligible"), line),
        texts(&[
            ["ineligible", "shown", "2024-06-01", "2024-06-09", "2024-05"],
            ["ineligible", "removed", "2024-06-10", "2024-06-30", "2024-05"]
        ])
    );
    let measures = cells(&rows(&june, "measures"), ["measure", "until"]);
    assert!(measures.contains(&["recommendation", "2024-06-09"].map(str::to_owned)), "{measures:?}");
    // July has no data: what was so before stays so.
    team.put("posts.csv", "platform,account_id,content_id,time,language,topic\nvideo,1001,x,2024-07-01,pt,sport\n");
    team.put("audience.csv", "platform,account_id,date,country,impressions\nvideo,1001,2024-07-01,PT,1\n");
    let july = team.supervise("2024-07", "july", &["--previous", arg(&june)]);
    assert_eq!(
        cells(&rows(&july, "recommendation_ineligible"), line),
        texts(&[
            ["ineligible", "removed", "2024-07-01", "2024-07-15", "2024-05"],
            ["ineligible", "kept", "2024-07-16", "2024-07-31", "2024-05"]
        ])
    );
}

#[test]
fn a_country_of_a_measure_is_not_lost_and_statements_have_names_of_their_own() {
    let measure = |kind: &str, more: &str| {
        format!("[[entity.measures]]\nmeasure = \"{kind}\"\nfrom = 2024-05-10\nby = \"B\"\nreason = \"R\"\n{more}")
    };
    let label = decision("state_controlled", "2024-05-10");
    let (german, french) =
        (measure("restricted", "countries = [\"DE\"]\n"), measure("restricted", "countries = [\"FR\"]\n"));
    let all = label.clone() + &german + &french + &measure("advertising", "");
    let team = Team::new(&entity("tv", "PT", "1001", &all), &["1001"]);
    let may = team.supervise("2024-05", "may", &[]);
    let json = std::fs::read_to_string(may.join("eu/statements.json")).expect("statements");
    let statements: Vec<serde_json::Value> = serde_json::from_str(&json).expect("valid JSON");
    let names: std::collections::BTreeSet<String> = statements.iter().map(|one| one["puid"].to_string()).collect();
    assert_eq!(names.len(), statements.len());
    // A block of two is deleted, and that of advertising.
    team.put("registry.toml", entity("tv", "PT", "1001", &(label + &french)));
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may)]);
    let kept: Vec<Row> = rows(&june, "measures").into_iter().filter(|row| row["imposed"] == "yes").collect();
    assert_eq!(
        cells(&kept, ["measure", "countries"]),
        texts(&[["restricted", "FR"], ["restricted", "DE"], ["advertising", ""]])
    );
    assert_eq!(rows(&june, "needs_review").iter().filter(|row| row["kind"] == "measure_gone").count(), 2);
}
