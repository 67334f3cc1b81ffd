//! Slips in files other than the decisions of the registry: none of them releases
//! anybody without a question.

use crate::histories::{Row, Team, audience, decision, entity, posts, rows};
use crate::support::{arg, fail, run, succeed, table, text};

fn labelled() -> String {
    entity("tv", "PT", "1001", &decision("state_controlled", "2022-06-01"))
}

/// A team whose account is labelled and not recommended, with an advertisement
/// abroad that is refused until September.
fn team() -> Team {
    let team = Team::new(&labelled(), &["1001"]);
    team.put("ads.csv", AD);
    team
}

const AD: &str = "ad_id,platform,account_id,start,end,countries\nx1,video,1001,2024-05-01,2024-09-30,US\n";

fn urgent(out: &std::path::Path, kind: &str) -> Vec<Row> {
    rows(out, "needs_review").into_iter().filter(|row| row["urgency"] == "now" && row["kind"] == kind).collect()
}

fn decisions(out: &std::path::Path, list: &str) -> Vec<String> {
    rows(out, list).into_iter().map(|row| row["decision"].clone()).collect()
}

#[test]
fn a_country_changes_from_a_day_and_not_by_a_letter() {
    let team = team();
    let may = team.supervise("2024-05", "may", &[]);
    team.put("registry.toml", labelled().replace("country = \"PT\"", "country = \"US\""));
    let mut before = may.clone();
    for month in ["2024-06", "2024-07"] {
        let out = team.supervise(month, month, &["--previous", arg(&before)]);
        assert_eq!(decisions(&out, "recommendation_ineligible"), ["ineligible"], "{month}");
        assert_eq!(decisions(&out, "ad_decisions"), ["refused"], "{month}");
        assert_eq!(rows(&out, "labels")[0]["country"], "PT", "{month}");
        assert_eq!(urgent(&out, "country_changed").len(), 1, "{month}");
        before = out;
    }
    // The id of the entity is misspelled, too.
    let both = labelled().replace("country = \"PT\"", "country = \"US\"").replace("id = \"tv\"", "id = \"tvv\"");
    team.put("registry.toml", both);
    let out = team.supervise("2024-06", "both", &["--previous", arg(&may)]);
    assert_eq!(decisions(&out, "ad_decisions"), ["refused"]);
    // It moved, and the registry says when.
    for (since, country) in [("2024-06-10", "US"), ("2020-01-01", "PT")] {
        let moved = format!("country = \"US\"\ncountry_since = {since}");
        team.put("registry.toml", labelled().replace("country = \"PT\"", &moved));
        let out = team.supervise("2024-06", "moved", &["--previous", arg(&may), "--overwrite"]);
        assert_eq!(rows(&out, "labels")[0]["country"], country);
        assert_eq!(urgent(&out, "country_changed").is_empty(), country == "US");
    }
}

#[test]
fn an_outcome_of_an_appeal_is_not_undone_by_a_digit() {
    let appeal = |decided: &str| {
        format!(
            "[[entity.appeals]]\ndate = 2024-05-02\nclaim = \"No\"\noutcome = \"rejected\"\ndecided = {decided}\n\
             by = \"Panel\"\nsuspends = [\"label\"]\n"
        )
    };
    let team = Team::new(&(labelled() + &appeal("2024-05-12")), &["1001"]);
    let mut before = team.supervise("2024-05", "may", &[]);
    team.put("registry.toml", labelled() + &appeal("2025-05-12"));
    for month in ["2024-06", "2024-07"] {
        let out = team.supervise(month, month, &["--previous", arg(&before)]);
        assert!(rows(&out, "labels").iter().all(|row| row["in_force"] == "yes"), "{month}");
        assert_eq!(urgent(&out, "appeal_reopened").len(), 1, "{month}");
        before = out;
    }
    // An outcome that is to come is told as such.
    let out = team.supervise("2024-05", "alone", &[]);
    let open: Vec<Row> = rows(&out, "needs_review").into_iter().filter(|row| row["kind"] == "open_appeal").collect();
    assert!(open[0]["reason"].contains("2025-05-12, which is yet to come"), "{open:?}");
}

#[test]
fn an_audience_that_lies_under_a_near_name_releases_nobody() {
    let team = team();
    let may = team.supervise("2024-05", "may", &[]);
    let abroad = |line: &str| if line.contains(",US,") { line.replace(",1001,", ",10001,") } else { line.to_owned() };
    let all = audience(&["1001"], |_| ("PT", 300, "US", 700));
    team.put("audience.csv", all.lines().map(abroad).collect::<Vec<_>>().join("\n"));
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may)]);
    let lines = rows(&june, "recommendation_ineligible");
    assert_eq!((lines[0]["decision"].as_str(), lines[0]["basis"].as_str()), ("ineligible", "kept"));
    let asked = urgent(&june, "kept_ineligible");
    assert!(asked[0]["reason"].contains("10001 on video"), "{asked:?}");
    // Where it is not so, the data release.
    team.put("audience.csv", audience(&["1001"], |_| ("PT", 1_000, "US", 0)));
    let out = team.supervise("2024-06", "free", &["--previous", arg(&may)]);
    assert_eq!(decisions(&out, "recommendation_ineligible"), ["eligible_again"]);
}

#[test]
fn other_settings_than_before_are_asked_about() {
    let team = team();
    team.put("topics.toml", "current_affairs = [\"politics\"]\n");
    let may = team.supervise("2024-05", "may", &[]);
    team.put("config.toml", "[thresholds]\naudience_abroad = 1.0\n[home.add]\nPT = [\"US\"]\n");
    team.put("topics.toml", "current_affairs = [\"conflict\"]\nother = [\"politics\"]\n");
    let config = team.path("config.toml");
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may), "--config", arg(&config)]);
    let reasons: Vec<String> = urgent(&june, "setting_changed").into_iter().map(|row| row["reason"].clone()).collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    for part in ["`thresholds.audience_abroad` was 0.25 and is 1.0 now", "`home.add.PT`", "the file of topics"] {
        assert!(reasons.iter().any(|reason| reason.contains(part)), "{part}: {reasons:?}");
    }
    let same = team.supervise("2024-06", "same", &["--previous", arg(&june), "--config", arg(&config)]);
    assert!(urgent(&same, "setting_changed").is_empty());
}

#[test]
fn a_topic_with_keywords_is_on_a_list() {
    let team = team();
    team.put(
        "topics.toml",
        "current_affairs = [\"conflict\"]\n[topics.conflict]\nen = [\"war\"]\n[topics.politics]\nen = [\"vote\"]\n",
    );
    let message = team.fails("2024-05", &[]);
    assert!(message.contains("topics.toml: the topic `politics` has keywords and is on no list"), "{message}");
}

#[test]
fn an_advertisement_that_was_refused_does_not_vanish() {
    let team = team();
    let may = team.supervise("2024-05", "may", &[]);
    for (ads, says) in [
        (AD.lines().next().expect("a header").to_owned(), "does not have it any more"),
        (AD.replace("2024-05-01", "2024-09-01"), "from 2024-09-01 to 2024-09-30 now"),
        (AD.replace("2024-09-30", "2024-05-30"), "from 2024-05-01 to 2024-05-30 now"),
        (AD.replace("1001", "987654"), "is of 987654 now"),
    ] {
        team.put("ads.csv", &ads);
        let june = team.supervise("2024-06", "june", &["--previous", arg(&may), "--overwrite"]);
        let asked = urgent(&june, "advertisement_changed");
        assert!(asked.len() == 1 && asked[0]["reason"].contains(says), "{ads}: {asked:?}");
    }
    // One that is as it was, or over, is not asked about.
    team.put("ads.csv", AD);
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may), "--overwrite"]);
    assert!(urgent(&june, "advertisement_changed").is_empty());
    team.put("ads.csv", AD.lines().next().expect("a header"));
    let october = team.supervise("2024-10", "october", &["--previous", arg(&may)]);
    assert!(urgent(&october, "advertisement_changed").is_empty());
    std::fs::remove_file(team.path("ads.csv")).expect("removed");
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may), "--overwrite"]);
    assert!(urgent(&june, "advertisement_changed")[0]["reason"].contains("no table of advertisements was given"));
}

#[test]
fn an_account_that_stood_there_by_mistake_can_be_taken_off() {
    let team = team();
    let may = team.supervise("2024-05", "may", &[]);
    team.put("registry.toml", labelled().replace("\"1001\"", "\"10001\""));
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may)]);
    assert_eq!(rows(&june, "labels").len(), 2);
    let gone = |until: &str| {
        labelled().replace(
            "id = \"1001\" }",
            &format!("id = \"1001\" }}, {{ platform = \"video\", id = \"10001\", until = {until} }}"),
        )
    };
    team.put("registry.toml", gone("2024-06-30"));
    let july = team.supervise("2024-07", "july", &["--previous", arg(&june)]);
    let labels: Vec<String> = rows(&july, "labels").into_iter().map(|row| row["account_id"].clone()).collect();
    assert_eq!(labels, ["1001"]);
    assert!(urgent(&july, "not_in_registry").is_empty() && urgent(&july, "ended_before").is_empty());
    // A day that the last list contradicts takes nothing off.
    team.put("registry.toml", gone("2023-06-30"));
    let july = team.supervise("2024-07", "july", &["--previous", arg(&june), "--overwrite"]);
    assert_eq!(rows(&july, "labels").len(), 2);
    assert_eq!(urgent(&july, "ended_before").len(), 1);
    // In a registry that is a table, too.
    let csv = "entity_id,entity,country,status,decided,platform,account_id,account_until\n\
               tv,TV,PT,state_controlled,2022-06-01,video,1001,2024-06-10\n";
    team.put("registry.csv", csv);
    let out = team.path("csv");
    let arguments = team.arguments("2024-06", "csv", &[]);
    let registry = arg(&team.path("registry.toml")).to_owned();
    let table_of = arg(&team.path("registry.csv")).to_owned();
    let arguments: Vec<&str> =
        arguments.iter().map(|text| if *text == registry { table_of.as_str() } else { text.as_str() }).collect();
    succeed(&arguments);
    assert_eq!(rows(&out, "labels")[0]["until"], "2024-06-10");
}

#[test]
fn a_measure_does_not_spread_and_a_list_before_is_as_it_was_left() {
    let measure = |more: &str| {
        format!("[[entity.measures]]\nmeasure = \"restricted\"\nfrom = 2024-05-10\nby = \"B\"\nreason = \"R\"\n{more}")
    };
    let team = Team::new(&(labelled() + &measure("countries = [\"DE\"]\n")), &["1001"]);
    let may = team.supervise("2024-05", "may", &[]);
    team.put("registry.toml", labelled() + &measure(""));
    let june = team.supervise("2024-06", "june", &["--previous", arg(&may)]);
    assert!(urgent(&june, "measure_widened")[0]["reason"].contains("was in DE only"));
    for (name, content) in [("measures.json", None), ("labels.json", Some("[]\n"))] {
        let path = may.join(name);
        let kept = std::fs::read(&path).expect("the list");
        match content {
            None => std::fs::remove_file(&path).expect("removed"),
            Some(text) => std::fs::write(&path, text).expect("written"),
        }
        let message = team.fails("2024-06", &["--previous", arg(&may)]);
        assert!(message.contains(name), "{message}");
        std::fs::write(&path, kept).expect("restored");
    }
}

#[test]
fn what_the_data_do_not_tell_is_counted_beside_what_they_do() {
    let team = Team::new(&labelled(), &["1001"]);
    std::fs::remove_file(team.path("posts.csv")).expect("removed");
    let arguments = team.arguments("2024-05", "may", &[]);
    let at = arguments.iter().position(|text| text == "--posts").expect("posts");
    let without: Vec<&str> =
        arguments.iter().enumerate().filter(|(n, _)| *n != at && *n != at + 1).map(|(_, text)| text.as_str()).collect();
    succeed(&without);
    let page = std::fs::read_to_string(team.path("may").join("report.html")).expect("the page");
    assert!(page.contains("0 of 1 labelled account not recommended; of 1 the data do not tell"));
    let public = team.path("public");
    succeed(&["supervise", "report", arg(&team.path("may")), "--public", "--out", arg(&public)]);
    let countries = table(&std::fs::read_to_string(public.join("countries.csv")).expect("the table"));
    assert!(countries.iter().all(|row| row["not_recommended"] == "0" && row["reach_unknown"] == "1"));
}

#[test]
fn rows_that_may_be_of_another_name_say_so() {
    let team = Team::new(&labelled(), &["1001"]);
    team.put("ads.csv", AD);
    team.put("delivery.csv", "ad_id,platform,country,day\nx1,vidoe,US,2024-05-12\n");
    let out = team.supervise("2024-05", "out", &[]);
    let asked = urgent(&out, "unknown_advertisement");
    assert!(asked[0]["reason"].contains("x1 on vidoe, and the table of advertisements has it on video"), "{asked:?}");
    let csv = "entity_id,entity,country,status,decided,platform,account_id\n\
               tvs,TV,PT,state_controlled,2022-06-01,video,1001\ntvv,,,,,video,1002\n";
    team.put("registry.csv", csv);
    let message = fail(&["supervise", "check", arg(&team.path("registry.csv"))]);
    assert!(message.contains("line 3, column `entity_id`: no row says what `tvv` is"), "{message}");
    assert!(message.contains("did you mean `tvs`?"), "{message}");
    // What a block lacks is told where the block is.
    team.put("registry.toml", labelled() + "[[entity.measures]]\nmeasure = \"terminated\"\nreason = \"R\"\n");
    let line = 2 + std::fs::read_to_string(team.path("registry.toml")).expect("the registry").lines().count() - 3;
    let message = team.fails("2024-05", &[]);
    assert!(message.contains(&format!("line {line}: `measures.from` is missing")), "{message}");
    team.put("posts.csv", posts(&["1001"]).replacen("2024-01-01,pt", "03/04/2024 10:00,pt", 1));
    team.put("registry.toml", labelled());
    let message = team.fails("2024-05", &[]);
    assert!(message.contains("`03/04/2024 10:00` is no day and no time that can be read in one way only"), "{message}");
    assert!(!message.contains("--time-format"), "{message}");
    team.put("config.toml", "[thresholds]\naudience_abroad = 25\n");
    team.put("posts.csv", posts(&["1001"]));
    let output = run(&["supervise", "--config", arg(&team.path("config.toml")), "--print-config"]);
    let message = text(&output.stderr);
    assert!(message.contains("25 is not a share") && message.contains("config.toml)"), "{message}");
}
