//! Mistakes of a policy team in the files of `supervise`: each is refused with file,
//! line and remedy, or becomes a question. None may change a list in silence.

use crate::histories::{Row, Team, decision, entity, posts, rows};
use crate::support::{arg, file, folder, run, text};

/// What becomes of a mistake.
enum Becomes {
    /// The run stops; the message has these parts.
    Refused(&'static [&'static str]),
    /// A question of this kind, whose reason has this part.
    Asked(&'static str, &'static str),
    /// A note on the page.
    Noted(&'static str),
}

use Becomes::{Asked, Noted, Refused};

/// A file, what it says, what it says by mistake, and what becomes of it.
type Mistake = (&'static str, &'static str, &'static str, Becomes);

const REGISTRY: [Mistake; 23] = [
    (
        "registry.toml",
        "status = \"state_controlled\"",
        "status = \"state_controled\"",
        Refused(&["line 14", "`state_controled` is none of"]),
    ),
    (
        "registry.toml",
        "from = 2022-06-01",
        "from = \"01.06.2022\"",
        Refused(&["line 15", "is no day such as 2024-05-31"]),
    ),
    ("registry.toml", "from = 2022-06-01", "form = 2022-06-01", Refused(&["line 15", "form"])),
    ("registry.toml", "from = 2022-06-01", "", Refused(&["`decisions.from` is missing"])),
    (
        "registry.toml",
        "from = 2022-06-01",
        "from = 2022-06-01\nuntil = 2021-06-01",
        Refused(&["before `decisions.from`"]),
    ),
    (
        "registry.toml",
        "from = 2022-06-01",
        "from = 2042-06-01",
        Asked("future_decision", "is labelled from 2042-06-01 on, which is yet to come"),
    ),
    ("registry.toml", "from = 2022-06-01", "from = 2022-06-01\nuntil = 2024-04-30", Asked("gap", "after 2024-04-30")),
    ("registry.toml", "by = \"Board\"", "", Asked("no_decider", "nobody is named who decided")),
    ("registry.toml", "country = \"PT\"", "country = \"UK\"", Refused(&["line 4", "the United Kingdom is GB"])),
    ("registry.toml", "country = \"PT\"", "country = \"Portugal\"", Refused(&["line 4", "Portugal is PT"])),
    ("registry.toml", "country = \"PT\"", "country = \"\"", Refused(&["`country` is missing"])),
    ("registry.toml", "id = \"tv\"", "", Refused(&["`id` is missing"])),
    (
        "registry.toml",
        "id = \"1001\" }]",
        "id = \"1001\" }, { platform = \"Video\", id = \"1001\" }]",
        Refused(&["stands under the same entity"]),
    ),
    ("registry.toml", "id = \"1001\" }]", "id = \"\" }]", Refused(&["`accounts.id` is missing"])),
    ("registry.toml", "criteria.mission", "criteria.missions", Refused(&["`missions` is none of"])),
    ("registry.toml", "source = \"Charter\", ", "", Asked("missing_evidence", "has no source")),
    ("registry.toml", "date = 2020-01-10", "date = 2042-01-10", Asked("contradiction", "has evidence of 2042-01-10")),
    (
        "registry.toml",
        "review_due = 2030-01-01",
        "review_due = 2020-01-01",
        Asked("overdue_review", "was due on 2020-01-01"),
    ),
    ("registry.toml", "review_due = 2030-01-01", "", Asked("no_review", "has no `review_due`")),
    (
        "registry.toml",
        "review_due = 2030-01-01",
        "status = \"independent\"",
        Refused(&["`status` stands beside `decisions`"]),
    ),
    (
        "registry.toml",
        "outcome = \"open\"",
        "outcome = \"granted\"\ndecided = 2024-05-04\nby = \"P\"",
        Asked("granted_appeal", "goes on: add the decision that ends it"),
    ),
    (
        "registry.toml",
        "outcome = \"open\"",
        "outcome = \"rejected\"\ndecided = 2024-05-01\nby = \"P\"",
        Asked("contradiction", "before it"),
    ),
    (
        "registry.toml",
        "suspends = [\"recommendation\"]",
        "suspends = [\"recomendation\"]",
        Refused(&["`recomendation` is none of"]),
    ),
];

const TABLES: [Mistake; 24] = [
    ("ads.csv", "countries", "contries", Refused(&["ads.csv: line 1", "did you mean `countries`?"])),
    ("ads.csv", "excluded_countries", "exclude", Refused(&["ads.csv: line 1", "no column `exclude` is known here"])),
    ("ads.csv", "US", "UK", Refused(&["line 2, column `countries`", "the United Kingdom is GB"])),
    ("ads.csv", "2024-05-31", "2024-04-30", Refused(&["line 2, column `end`", "before it starts"])),
    ("ads.csv", "2024-05-01", "", Refused(&["line 2, column `start`: this is missing"])),
    ("ads.csv", "100.50", "1,200", Refused(&["line 2: the row has 9 cells, and the header 8"])),
    ("ads.csv", "100.50", "1.200.50", Refused(&["line 2, column `spend`", "is no amount"])),
    ("ads.csv", "EUR", "euros", Refused(&["line 2, column `spend`", "`euros` is no ISO 4217 code"])),
    ("ads.csv", "a,1001", "a,10001", Asked("not_in_registry", "may be of 1001 on video")),
    ("delivery.csv", "day", "date", Refused(&["delivery.csv: line 1", "no column `date` is known here"])),
    ("delivery.csv", "a,US", "a,USA1", Refused(&["line 2, column `country`"])),
    ("delivery.csv", "a,US", "z,US", Asked("unknown_advertisement", "which the table of advertisements does not have")),
    ("delivery.csv", "5.25", "five", Refused(&["line 2, column `spend`", "`five` is no amount"])),
    ("audience.csv", "impressions", "impresions", Refused(&["audience.csv: line 1", "did you mean `impressions`?"])),
    (
        "audience.csv",
        "video,1001,2024-05-07,PT,",
        "video,1001,2024-05-07,PT,-",
        Refused(&["column `impressions`", "cannot be used"]),
    ),
    (
        "audience.csv",
        "video,1001,2024-05-07,PT",
        "video,1001,2024-05-06,PT",
        Refused(&["tells the audience of this account, day and country already"]),
    ),
    ("audience.csv", "video,1001,2024-05-07,PT", "video,1001,2024-05-07,UK", Refused(&["the United Kingdom is GB"])),
    (
        "audience.csv",
        "video,1001,2024-05-07,PT",
        "vidoe,1001,2024-05-07,PT",
        Noted("of 1001 on vidoe, which is not in the registry, and may be of 1001 on video"),
    ),
    (
        "posts.csv",
        "sport",
        "Sprot",
        Refused(&["line 4, column `topic`: no list knows the topic `Sprot`", "did you mean `sport`?"]),
    ),
    ("posts.csv", "language", "langauge", Refused(&["posts.csv: line 1", "did you mean `language`?"])),
    ("posts.csv", ",pt,", ",portuguese,", Refused(&["line 2, column `language`", "is no ISO 639 code"])),
    ("topics.toml", "[\"politics\"]", "[\"politcs\"]", Refused(&["topics.toml", "did you mean `politics`?"])),
    ("topics.toml", "[\"politics\"]", "[]", Refused(&["`current_affairs` is empty"])),
    ("topics.toml", "current_affairs", "curent_affairs", Refused(&["topics.toml", "line 1"])),
];

const TOPICS: &str = "current_affairs = [\"politics\"]\n[topics.politics]\npt = [\"parlamento\"]\n";
const ADS: &str = "ad_id,account_id,start,end,countries,excluded_countries,spend,currency\n\
                   a,1001,2024-05-01,2024-05-31,US,,100.50,EUR\n";
const DELIVERY: &str = "ad_id,country,day,spend,currency\na,US,2024-05-07,5.25,EUR\n";

fn team() -> Team {
    let appeal =
        "[[entity.appeals]]\ndate = 2024-05-03\nclaim = \"No\"\noutcome = \"open\"\nsuspends = [\"recommendation\"]\n";
    let team =
        Team::new(&entity("tv", "PT", "1001", &(decision("state_controlled", "2022-06-01") + appeal)), &["1001"]);
    team.put("ads.csv", ADS);
    team.put("delivery.csv", DELIVERY);
    team.put("topics.toml", TOPICS);
    team
}

fn check((name, says, mistake, becomes): &Mistake) {
    let team = team();
    let good = std::fs::read_to_string(team.path(name)).expect("the file");
    assert!(good.contains(says), "{name} does not say {says}");
    team.put(name, good.replacen(says, mistake, 1));
    let about = format!("{name}: {says} -> {mistake}");
    match becomes {
        Refused(parts) => {
            let message = team.fails("2024-05", &[]);
            for part in parts.iter().chain(&[*name]) {
                assert!(message.contains(part), "{about}: {message}");
            }
            // A remedy follows the problem.
            assert!(message.contains("; ") && !team.path("none").exists(), "{about}: {message}");
        }
        Asked(kind, part) => {
            let questions: Vec<Row> = rows(&team.supervise("2024-05", "out", &[]), "needs_review");
            let asked = questions.iter().any(|row| row["kind"] == *kind && row["reason"].contains(part));
            assert!(asked, "{about}: {questions:?}");
        }
        Noted(part) => {
            let out = team.supervise("2024-05", "out", &[]);
            let page = std::fs::read_to_string(out.join("report.html")).expect("the page");
            assert!(page.contains(part), "{about}: no note says {part}");
        }
    }
}

#[test]
fn mistakes_in_a_registry_are_refused_or_become_questions() {
    REGISTRY.iter().for_each(check);
}

#[test]
fn mistakes_in_tables_and_topics_are_refused_or_become_questions() {
    TABLES.iter().for_each(check);
}

#[test]
fn mistakes_in_the_configuration_and_the_arguments_are_refused() {
    let (team, place) = (team(), folder());
    for (config, says) in [
        ("[thresholds]\naudience_abroad = 25\n", "25 is not a share from 0 to 1"),
        ("[thresholds]\ncurrent_affairs = 0\n", "only who reaches abroad on current affairs"),
        ("[treshold]\n", "treshold"),
        ("[home]\nleave_out = [\"XY\"]\n", "is no ISO 3166-1 code"),
        ("scope = \"entities\"\n", "entities"),
        ("[eu]\ncategory = \"STATEMENT_CATEGORY_VIOLENCE\"\n", "is none of STATEMENT_CATEGORY_NEGATIVE"),
        ("[eu]\nkeywords = [\"KEYWORD_DISINFORMATION\"]\n", "is none of KEYWORD_MISINFORMATION_DISINFORMATION"),
        ("[eu]\nkeyword_other = \"\"\n", "needs a description"),
    ] {
        let path = file(&place, "config.toml", config);
        let output = run(&["supervise", "--config", arg(&path), "--print-config"]);
        let message = text(&output.stderr);
        assert!(!output.status.success() && message.contains(says), "{config}: {message}");
    }
    let message = team.fails("2024-05", &["--previous", arg(&team.path("nowhere"))]);
    assert!(
        message.contains("there is no run.json in it") && message.contains("name outputs of lockstep supervise"),
        "{message}"
    );
    // Posts without a topic or a keyword would make nobody ineligible.
    team.put("posts.csv", posts(&["1001"]).replace(",topic", ",text"));
    std::fs::remove_file(team.path("topics.toml")).expect("the file is there");
    let output = run(&team.arguments("2024-05", "none", &[]).iter().map(String::as_str).collect::<Vec<_>>());
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(message.contains("there are no keywords to tell their topics by; give --topics"), "{message}");
}
