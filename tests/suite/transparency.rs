//! The transparency report: what adds up is reported, what does not stops it.

use std::path::{Path, PathBuf};

use lockstep::base::calendar::Month;
use lockstep::policy::transparency::operations::{Operations, Severity, check};
use lockstep::policy::transparency::report::Report;
use tempfile::TempDir;

use crate::support::{arg, fail, file, folder, listing, misuse, outputs, run, succeed, table, text};

const EXAMPLE: &str = "notebooks-data/transparency/operations.toml";

/// What a report consists of.
const OUTPUTS: [&str; 11] = [
    "charts",
    "cumulative.csv",
    "elections.csv",
    "linked_outlets.csv",
    "months.csv",
    "report.csv",
    "report.html",
    "report.json",
    "report.md",
    "run.json",
    "trends.csv",
];

/// An operation in which everything is in order, with `more` lines.
fn operation(id: &str, more: &str) -> String {
    let own = more.split("[[reestablished").next().unwrap_or_default();
    let size = if own.contains("accounts = ") || own.contains("accounts_file") { "" } else { "accounts = 3\n" };
    let followers =
        if more.contains("followers = ") || more.contains("followers_file") { "" } else { "followers = 9\n" };
    let source = if more.contains("source") { "" } else { "source = 'internal'\n" };
    format!(
        "[[operation]]\nid = '{id}'\nmonth = '2024-02'\n{source}{size}{followers}methods = ['posted']\n\
         aims = ['be seen']\npolitical = true\n{more}\n"
    )
}

fn report(operations: &Path, months: [&str; 2], out: &Path) -> Vec<String> {
    [
        "transparency",
        "report",
        "--operations",
        arg(operations),
        "--from",
        months[0],
        "--to",
        months[1],
        "--out",
        arg(out),
    ]
    .map(str::to_owned)
    .to_vec()
}

fn made(operations: &Path, months: [&str; 2]) -> (TempDir, PathBuf, String) {
    let place = folder();
    let out = place.path().join("out");
    let arguments = report(operations, months, &out);
    let said = succeed(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    (place, out, said)
}

fn read(out: &Path, name: &str) -> String {
    std::fs::read_to_string(out.join(name)).expect("the output")
}

/// What `lockstep transparency check` prints about a file, and whether it fails.
fn checked(path: &Path) -> (String, bool) {
    let output = run(&["transparency", "check", arg(path)]);
    (text(&output.stdout), output.status.code() == Some(1))
}

/// The one error that these files give, which stops the report too.
fn only_error(files: &[(&str, &str)], operations: &str) -> String {
    let place = folder();
    files.iter().for_each(|(name, content)| drop(file(&place, name, content)));
    let path = file(&place, "operations.toml", operations);
    let (said, failed) = checked(&path);
    let errors: Vec<&str> = said.lines().filter(|line| line.contains(": error: ")).collect();
    assert!(failed && errors.len() == 1, "{said}");
    let out = place.path().join("out");
    let arguments = report(&path, ["2024-01", "2024-12"], &out);
    let message = fail(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(!out.exists(), "nothing is left of a report that was stopped");
    let (_, problem) = errors[0].split_once(": error: ").expect("a problem");
    assert!(message.trim_end().ends_with(problem), "{message}{problem}");
    errors[0].replace(&format!("{}/", arg(place.path())), "")
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

#[test]
fn the_example_gives_the_public_figures_of_the_first_report() {
    let operations = Operations::read(Path::new(EXAMPLE), None).expect("the example adds up");
    let report = Report::new(&operations, month("2024-01"), month("2024-04")).expect("a report");
    let all = report.totals.all;
    assert_eq!((all.networks.whole(), all.accounts.whole()), (Some(15), Some(3_001)));
    assert!(report.totals.political.share_of_networks > Some(0.5));
    assert_eq!(report.totals.elections.sums.networks.at_least, 1);
    let told = |id: &str| {
        let told = report.operations.iter().find(|told| told.operation.id == id).expect("the network");
        let codes = |countries: &[lockstep::base::country::Country]| {
            countries.iter().map(|country| country.code()).collect::<Vec<_>>().join(",")
        };
        let operation = told.operation;
        let places = (codes(&operation.operated_from), codes(&operation.target_audience));
        (operation.months.to_string(), operation.accounts, operation.followers, places)
    };
    let places = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(told("china-us"), ("2024-02".to_owned(), Some(16), Some(110_161), places("CN", "US")));
    assert_eq!(told("iran-us-uk"), ("2024-02".to_owned(), Some(65), Some(116_612), places("IR", "US,GB")));
    assert_eq!(told("ukraine"), ("2024-03".to_owned(), Some(52), Some(2_600_000), places("UA", "UA")));
    assert_eq!(told("indonesia-election").1, None, "what is not public is not 0");
    let elections: Vec<_> = report.by_election.iter().map(|one| &one.election).collect();
    assert_eq!((elections[0].country.code(), elections[0].date.to_string()), ("ID", "2024-02-14".to_owned()));
    assert_eq!((report.totals.returned.0.whole(), report.totals.returned.0.known), (None, 0));
    assert_eq!(report.totals.networks_described, 12);
}

#[test]
fn the_example_gives_the_public_figures_of_december_2024() {
    let operations = Operations::read(Path::new(EXAMPLE), None).expect("the example adds up");
    let report = Report::new(&operations, month("2024-12"), month("2024-12")).expect("a report");
    let sizes: Vec<_> =
        report.operations.iter().map(|told| (told.operation.accounts, told.operation.followers)).collect();
    let public = [(27_217, 70_892), (323, 41_584), (21, 123), (68, 2)];
    assert_eq!(sizes, public.map(|(accounts, followers)| (Some(accounts), Some(followers))));
    let all = report.totals.all;
    assert_eq!((all.accounts.at_least, all.accounts.whole()), (27_217 + 323 + 21 + 68, None), "there may be more");
    assert_eq!(report.totals.returned.0.whole(), Some(2_313));
}

#[test]
fn every_number_of_the_example_has_a_source_and_none_is_made_up() {
    let operations = Operations::read(Path::new(EXAMPLE), None).expect("the example adds up");
    assert!(operations.operations.iter().all(|one| !one.about.sources.is_empty() && one.invented.is_empty()));
    assert!(operations.reestablished.iter().all(|one| !one.sources.is_empty() && one.invented.is_empty()));
    let counts = operations.statements.iter().filter(|one| one.networks.or(one.accounts).is_some());
    assert!(counts.into_iter().all(|one| !one.sources.is_empty()));
}

#[test]
fn every_output_states_the_same_figures() {
    let (_place, out, said) = made(Path::new(EXAMPLE), ["2024-01", "2024-04"]);
    let headline = "15 covert influence operations with 3,001 accounts were removed from January to April 2024";
    assert!(said.starts_with(headline), "{said}");
    assert_eq!(outputs(&out), OUTPUTS);
    let rows = table(&read(&out, "report.csv"));
    assert_eq!(rows.len(), 12, "those of which nothing is public have no row");
    assert_eq!((rows[0]["accounts"].as_str(), rows[5]["accounts"].as_str()), ("16", ""));
    assert_eq!((rows[0]["political"].as_str(), rows[0]["month_known"].as_str()), ("yes", "yes"));
    let months = table(&read(&out, "months.csv"));
    let february = &months[1];
    assert_eq!((february["accounts"].as_str(), february["accounts_at_least"].as_str()), ("", "81"));
    assert_eq!(february["coverage"], "together");
    let json: serde_json::Value = serde_json::from_str(&read(&out, "report.json")).expect("valid JSON");
    assert_eq!((&json["totals"]["networks"], &json["totals"]["accounts"]), (&15.into(), &3_001.into()));
    assert!(json["totals"]["followers_summed"].is_null() && json["totals"]["followers_known"] == 3);
    assert!(json["operations"][5]["accounts"].is_null() && json["operations"][0]["political"] == true);
    let sentence = "We assess that this network was operated from China.";
    assert!(json["operations"][0]["description"][0] == sentence && rows[0]["origin_sentence"] == sentence);
    for name in ["report.html", "report.md"] {
        let shown = read(&out, name);
        for words in [sentence, "110,161", "2,600,000", headline, "not public", "at least 2,826,773"] {
            assert!(shown.contains(words), "{name}: {words}");
        }
        assert!(!shown.contains('†'), "nothing is made up");
    }
}

#[test]
fn the_record_names_every_file_by_its_hash_and_no_time() {
    let (_place, out, _) = made(Path::new(EXAMPLE), ["2024-01", "2024-04"]);
    let record: serde_json::Value = serde_json::from_str(&read(&out, "run.json")).expect("valid JSON");
    let names = |list: &str| -> Vec<String> {
        let files = record[list].as_array().expect("files");
        assert!(files.iter().all(|file| file["sha256"].as_str().is_some_and(|hash| hash.len() == 64)));
        files.iter().map(|file| file["file"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(names("inputs"), [EXAMPLE]);
    let outputs = names("outputs");
    assert!(outputs.contains(&"charts/months.svg".to_owned()) && outputs.contains(&"trends.csv".to_owned()));
    assert_eq!(record["arguments"]["from"], "2024-01");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let [one, two] = [(); 2].map(|()| made(Path::new(EXAMPLE), ["2024-01", "2024-12"]));
    for name in ["report.html", "report.md", "report.csv", "report.json", "months.csv", "run.json", "charts/months.png"]
    {
        let [one, two] = [&one, &two].map(|(_, out, _)| std::fs::read(out.join(name)).expect("the output"));
        assert!(one == two, "{name} differs");
    }
}

#[test]
fn figures_that_do_not_add_up_stop_the_report() {
    let list = "account_id,followers\na,5\nb,4\nc,2\n";
    for (says, files, more) in [
        (
            "operations.toml:5: error: operation x, `accounts`: 4 accounts are stated, but list.csv lists 3 accounts; \
             correct the one that is wrong",
            vec![("list.csv", list)],
            "accounts = 4\naccounts_file = 'list.csv'",
        ),
        (
            "operations.toml:9: error: operation x, `followers`: the network has 4 followers, but its account a alone \
             has 5 (list.csv); state those who follow at least one account, or correct the list",
            vec![("list.csv", list)],
            "followers = 4\naccounts_file = 'list.csv'",
        ),
        (
            "operations.toml:8: error: operation x, `followers`: the network has 12 followers, but its accounts have \
             11 together (list.csv); count nobody who follows none of the accounts, or correct the list",
            vec![("list.csv", list)],
            "followers = 12\naccounts_file = 'list.csv'",
        ),
        (
            "operations.toml:9: error: operation x, `followers`: 3 followers are stated, but f.csv holds 2 followers, \
             each counted once; correct the one that is wrong",
            vec![("f.csv", "account_id,follower_id\na,u\nb,u\na,v\n")],
            "followers = 3\nfollowers_file = 'f.csv'",
        ),
        (
            "list.csv:3: error: operation x, `account_id`: the account a is in line 2 already; keep one row an account",
            vec![("list.csv", "account_id\na\na\n")],
            "accounts_file = 'list.csv'",
        ),
        (
            "f.csv:3: error: operation x, `account_id`: z is no account of this network; leave its rows out, or add it \
             to `accounts_file`",
            vec![("list.csv", list), ("f.csv", "account_id,follower_id\na,u\nz,u\nz,v\n")],
            "accounts_file = 'list.csv'\nfollowers_file = 'f.csv'",
        ),
        (
            "operations.toml:5: error: operation x, `accounts`: 0 is less than 1; write a whole number of at least 1",
            vec![],
            "accounts = 0",
        ),
        (
            "list.csv:1: error: operation x, `account_id`: the list is empty; fill it, or leave `accounts_file` out",
            vec![("list.csv", "account_id\n")],
            "accounts_file = 'list.csv'",
        ),
    ] {
        // Lines differ with what `operation` leaves out: only the text after them is compared.
        let error = only_error(&files, &operation("x", more));
        let after_line = |text: &str| text.split_once(": error: ").expect("a problem").1.to_owned();
        assert_eq!(after_line(&error), after_line(says));
        assert_eq!(error.split(':').next(), says.split(':').next());
    }
}

#[test]
fn values_that_are_none_name_line_field_and_remedy() {
    for (more, says) in [
        (
            "operated_from = [\n 'IR',\n 'UK',\n]",
            "operations.toml:12: error: operation x, `operated_from`: `UK` is no ISO 3166-1 code: the United Kingdom is GB; write the code",
        ),
        (
            "target_audience = ['US', 'usa']",
            "operations.toml:10: error: operation x, `target_audience`: usa is named twice",
        ),
        (
            "elections = [{ name = 'E', country = 'Indonesia', date = 2024-02-14 }]",
            "`elections`: `Indonesia` is no ISO 3166-1 code: Indonesia is ID",
        ),
        (
            "elections = [{ name = 'E', country = 'ID', date = '14 February' }]",
            "`elections`: `14 February` is no day such as 2024-05-31; write year, month and day",
        ),
        (
            "elections = [{ name = 'E', date = 2024-02-14 }]",
            "`elections`: an election needs its name, country and date; write {",
        ),
        (
            "techniques = ['T0049', 'T49']",
            "`techniques`: `T49` is no technique of DISARM; write the id that DISARM has now",
        ),
        (
            "techniques = ['T0049.1']",
            "`techniques`: `T0049.1` is no technique of DISARM; did you mean `T0049 Flood Information Space`",
        ),
        ("confidence = 'sure'", "`confidence`: `sure` is none of high, moderate, low; write one of these"),
        ("run = 'abc'", "`run`: `abc` is no SHA-256; write the SHA-256 of the run.json"),
        (
            "invented = ['lede']",
            "`invented`: `lede` is no field of this entry; name fields of this entry: id, name, month",
        ),
        ("lead = 'somebody'", "`lead`: an internal source is nobody's lead; leave `lead` out"),
        ("source = 'external'", "operations.toml:1: error: operation x: `lead` is missing; fill in what is missing"),
        (
            "[[operation.decisions]]\nreviewer = 'A'\ndate = 2024-02-20\ndecision = 'delete'",
            "operations.toml:13: error: operation x, `decisions`: `delete` is none of remove, keep, escalate; write one of these",
        ),
        (
            "[[operation.decisions]]\nreviewer = 'A'\ndate = 'soon'\ndecision = 'keep'",
            "operations.toml:12: error: operation x, `decisions`: `soon` is no day",
        ),
        (
            "[[operation.decisions]]\ndate = 2024-02-20\ndecision = 'keep'",
            "`decisions`: a decision needs its reviewer, date and decision",
        ),
        ("accounts_file = 'gone.csv'", "`accounts_file`: gone.csv: cannot read: No such file"),
        ("colour = 'red'", "operations.toml:10: error: `colour`: unknown field `colour`"),
        ("platforms = 'one'", "operations.toml:10: error: `platforms`: invalid type: string"),
        (
            "[[reestablished]]\nmonth = '2024-12'\naccounts = 5\nof = ['x', 'y']",
            "operations.toml:13: error: re-established accounts, `of`: no operation has the id `y`; correct it",
        ),
        ("[[reestablished]]\nmonth = '2024-01'\naccounts = 5\nof = ['x']", "`of`: `x` was removed later, in 2024-02"),
        (
            "[[reestablished]]\nmonth = 'May'\naccounts = 5",
            "operations.toml:11: error: re-established accounts, `month`: `May` is no month such as 2024-05",
        ),
        (
            "[[operation.decisions]]\nreviewer = 'A'\ndate = 2024-02-20\ndecision = 'keep'\n[[reestablished]]\nmonth = \
             '2024-12'\naccounts = 5\nof = ['x']",
            "`of`: `x` is a draft, or its last decision is not to remove; name a network that was removed",
        ),
        (
            "[[reestablished]]\nmonth = '2024-12'\naccounts = 5\nof = ['x', 'x']",
            "`of`: `x` is named twice; name it once",
        ),
        (
            "[[reestablished]]\ndraft = true\nmonth = '2024-12'\naccounts = 5",
            "operations.toml:11: error: re-established accounts, `draft`: these accounts are proposed, not confirmed",
        ),
    ] {
        let error = only_error(&[], &operation("x", more));
        assert!(error.contains(says), "{more}\n{error}\n{says}");
    }
    let twice = operation("x", "") + &operation("x", "");
    assert!(only_error(&[], &twice).starts_with(
        "operations.toml:12: error: operation x, `id`: the entry of line 1 has this id already; give it another one"
    ));
    assert!(only_error(&[], &operation("x y", "")).contains("`id`: `x y` is no id; write it with letters"));
    let election = "elections = [{ name = 'Vote', country = 'ID', date = 2024-02-14 }]";
    let apart = operation("x", election).replace("political = true", "political = false");
    assert!(only_error(&[], &apart).contains("`political`: an operation that touched an election is aimed at"));
    let doubled = operation("x", "").replace("'be seen'", "'to be seen!'");
    assert!(only_error(&[], &doubled).contains("`aims`: the sentence says `in order to` already; write an infinitive"));
    let silent = operation("x", "").replace("'posted'", "").replace("'be seen'", "");
    assert!(only_error(&[], &silent).contains("operation x: `methods`, `aims` are missing; fill in what is missing"));
    let huge = "accounts = 9223372036854775807\nfollowers = 1";
    let huge = operation("a", huge) + &operation("b", huge) + &operation("c", huge);
    assert!(only_error(&[], &huge).contains("operation c, `accounts`: the sum over all entries is too large"));
}

#[test]
fn an_account_counts_in_one_network_only() {
    let files = [("one.csv", "account_id,platform\na,TikTok\nb,TikTok\n"), ("two.csv", "account_id\nc\nb\n")];
    let [one, two] =
        ["one", "two"].map(|name| operation(name, &format!("accounts_file = '{name}.csv'\nplatforms = ['TikTok']")));
    assert_eq!(
        only_error(&files, &(one.clone() + &two)),
        "two.csv:3: error: operation two, `account_id`: the account b (tiktok) is counted in operation one too \
         (one.csv, line 3); leave it in one of the two lists"
    );
    // The same id on another platform is another account.
    let place = folder();
    files.iter().for_each(|(name, content)| drop(file(&place, name, content)));
    let path = file(&place, "operations.toml", one.clone() + &two.replace("TikTok", "X"));
    assert!(!checked(&path).1);
    let kept = format!("{one}[[operation.decisions]]\nreviewer = 'A'\ndate = 2024-02-20\ndecision = 'keep'\n{two}");
    assert!(!checked(&file(&place, "operations.toml", kept)).1, "a network that is not counted counts nobody");
    // A list that does not tell the platform may mean any.
    let vague = [files[0], ("vague.csv", "account_id\nb\n")];
    let error = only_error(&vague, &(one.clone() + &operation("vague", "accounts_file = 'vague.csv'")));
    assert!(error.contains("vague.csv:2: error: operation vague") && error.contains("one.csv, line 3"), "{error}");
    // Entries on one line are two all the same.
    let inline = |id: &str| {
        format!(
            "{{ {} }}",
            operation(id, "accounts_file = 'solo.csv'")
                .lines()
                .skip(1)
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        )
    };
    let error =
        only_error(&[("solo.csv", "account_id\nb\n")], &format!("operation = [{}, {}]", inline("x"), inline("y"))[..]);
    assert!(error.contains("is counted in operation x too"), "{error}");
    let back = one + "[[reestablished]]\nmonth = '2024-03'\naccounts_file = 'back.csv'\n";
    let files = [files[0], ("back.csv", "account_id,platform\nb,tiktok\n")];
    assert!(
        only_error(&files, &back).contains("back.csv:2: error: re-established accounts, `account_id`: the account b")
    );
}

#[test]
fn followers_are_the_union_over_the_members() {
    let place = folder();
    file(&place, "a.csv", "account_id,followers\na,3\nb,\nc,\n");
    file(&place, "f.csv", "account_id,follower_id\na,u\na,v\nb,u\nb,w\na,w\na,u\n");
    let path = file(&place, "o.toml", operation("x", "accounts_file = 'a.csv'\nfollowers_file = 'f.csv'"));
    let operations = Operations::read(&path, None).expect("it adds up");
    assert_eq!((operations.operations[0].accounts, operations.operations[0].followers), (Some(3), Some(3)));
    assert_eq!(operations.inputs.len(), 3, "the lists are inputs");
    file(&place, "a.csv", "account_id,followers\na,4\nb,\nc,\n");
    assert!(checked(&path).0.contains("the network has 3 followers, but its account a alone has 4"));
}

#[test]
fn check_lists_every_problem_and_the_report_counts_them() {
    let place = folder();
    let more = "operated_from = ['UK']\ntechniques = ['x']\nconfidence = 'sure'";
    let path = file(&place, "o.toml", operation("x", more));
    let (said, failed) = checked(&path);
    assert!(failed && said.lines().count() == 4, "{said}");
    let lines: Vec<&str> = said.lines().map(|line| line.trim_start_matches(arg(&path))).collect();
    assert!(lines[0].starts_with(":1: note: ") && lines[1].starts_with(":10: error: "), "{said}");
    let arguments = report(&path, ["2024-01", "2024-02"], &place.path().join("out"));
    let message = fail(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(message.contains("o.toml: line 10: operation x, `operated_from`: `UK` is no"), "{message}");
    assert!(message.contains("(and 2 more errors: lockstep transparency check "), "{message}");
    let output = run(&["transparency", "check", "--json", arg(&path)]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("valid JSON");
    assert_eq!((&json["errors"], &json["problems"][2]["line"]), (&3.into(), &11.into()));
    assert!(text(&output.stderr).contains("3 errors and 1 note; correct the lines that are listed"));
    assert!(succeed(&["transparency", "check", EXAMPLE]).ends_with("26 operations: no errors, 27 notes.\n"));
}

#[test]
fn a_draft_stops_the_report_and_names_what_is_open() {
    let draft = "draft = true\nid = 'x'\nmonth = '2024-02'\nsource = ''\naccounts = 3\nfollowers = 4\noperated_from = []\n\
                 target_audience = []\nmethods = []\naims = []\nconfidence = ''\n";
    assert!(only_error(&[], &format!("[[operation]]\n{draft}")).ends_with(
        "operation x: this is a draft; fill in `source`, `operated_from`, `target_audience`, `methods`, `aims`, \
         `political`, `confidence` and remove `draft`"
    ));
    let filled = operation("x", "draft = true\noperated_from = ['IR']\naudience = 'all'\nconfidence = 'high'");
    assert!(only_error(&[], &filled).ends_with("operation x: this is a draft; review it and remove `draft`"));
}

#[test]
fn the_last_decision_tells_whether_a_network_counts() {
    let place = folder();
    let decided = |id: &str, decisions: [(&str, &str); 2]| {
        let decisions = decisions.map(|(date, decision)| {
            format!("[[operation.decisions]]\nreviewer = 'A. B.'\ndate = {date}\ndecision = '{decision}'\n")
        });
        operation(id, &decisions.concat())
    };
    let content = decided("out", [("2024-02-21", "remove"), ("2024-02-22", "keep")])
        + &decided("in", [("2024-02-22", "remove"), ("2024-02-21", "escalate")])
        + &operation("open", "");
    let path = file(&place, "o.toml", content);
    let (operations, problems) = check(&path, None).expect("it can be read");
    assert!(problems.iter().all(|problem| problem.severity == Severity::Note) && problems.len() == 2);
    let report = Report::new(&operations, month("2024-02"), month("2024-02")).expect("a report");
    let ids: Vec<&str> = report.operations.iter().map(|told| told.operation.id.as_str()).collect();
    assert_eq!(ids, ["in", "open"]);
    assert_eq!(
        report.notes,
        [
            "Re-established accounts are reported for 0 of 1 month.",
            "1 network is not counted, because the last decision was not to remove.",
            "1 of 2 networks has no reviewer's decision on file."
        ]
    );
}

#[test]
fn a_report_is_replaced_only_when_told_and_only_if_it_is_one() {
    let (_place, out, _) = made(Path::new(EXAMPLE), ["2024-01", "2024-04"]);
    let arguments = report(Path::new(EXAMPLE), ["2024-12", "2024-12"], &out);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert!(fail(&arguments).contains("--overwrite"));
    assert!(read(&out, "run.json").contains("2024-04"));
    assert_eq!(succeed(&[&arguments[..], &["--overwrite", "--quiet"]].concat()), "");
    assert!(!read(&out, "run.json").contains("2024-04"));
    let precious = folder();
    file(&precious, "thesis.txt", "years of work");
    let arguments = report(Path::new(EXAMPLE), ["2024-12", "2024-12"], precious.path());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(["--overwrite"]).collect();
    assert!(fail(&arguments).contains("is not replaced"));
}

#[test]
fn months_that_make_no_period_are_wrong_usage() {
    let place = folder();
    let misused = |months| {
        let arguments = report(Path::new(EXAMPLE), months, &place.path().join("out"));
        misuse(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert!(misused(["2024-04", "2024-01"]).contains("2024-01 is before 2024-04"));
    assert!(misused(["2014-01", "2024-01"]).contains("a report covers at most 60 months, these are 121"));
    let output =
        run(&["transparency", "report", "--operations", EXAMPLE, "--from", "May", "--to", "2024-01", "--out", "x"]);
    assert!(output.status.code() == Some(2) && text(&output.stderr).contains("no month such as 2024-05"));
}

/// Texts that attack whatever shows them.
const HOSTILE: [&str; 12] = [
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "]]><!-- &amp; {{ 7*7 }} {% raw %}",
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{202e}gnp.exe\u{200b}\u{feff}",
    "two\nlines\r\n\nthree | four",
    "[click](https://evil.example/a) ![x](http://evil.example)",
    "**bold** _it_ `code` ~~no~~ <https://evil.example> $x$",
    "www.evil.example me@evil.example javascript://evil.example",
];

/// An operations file in which every text is hostile.
fn hostile(place: &TempDir) -> PathBuf {
    let mut content = String::new();
    for (at, bad) in HOSTILE.iter().enumerate() {
        let further = toml::Value::String(format!("So {bad}"));
        let bad = toml::Value::String((*bad).to_owned());
        content += &operation(
            &format!("n{at}"),
            &format!(
                "source = 'external'\nlead = {bad}\naudience = {bad}\nplatforms = [{bad}]\nname = {bad}\n\
                 operated_by = {bad}\norigin = {bad}\nalso_on = [{bad}]\nwebsites = [{bad}]\nsources = [{bad}]\n\
                 supportive_of = [{bad}]\ncritical_of = [{bad}]\nindicators = [{bad}]\nfurther = [{further}]\n\
                 known_as = [{{ name = {bad}, by = {bad} }}]\nlinked_outlets = [{{ entity = {bad}, evidence = [{bad}] }}]\n\
                 assets = [{{ kind = 'pages', platform = {bad} }}]\n\
                 elections = [{{ name = {bad}, country = 'ID', date = 2024-02-14 }}]\n\
                 [[operation.decisions]]\nreviewer = {bad}\ndate = 2024-02-20\ndecision = 'remove'\nnote = {bad}\n"
            ),
        )
        .replace("['posted']", &format!("[{bad}]"))
        .replace("['be seen']", &format!("['so', {bad}]"));
    }
    file(place, "=\u{202e}operations.toml", content)
}

/// Neither moves a cursor nor reorders nor hides text.
fn assert_plain(name: &str, content: &str) {
    let bad = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found = content.chars().find(|&c| bad(c));
    assert!(found.is_none(), "{name} holds {found:?}");
}

#[test]
fn hostile_text_reaches_no_output_alive() {
    let place = folder();
    let (_place, out, said) = made(&hostile(&place), ["2024-02", "2024-02"]);
    assert_plain("standard output", &said);
    for name in OUTPUTS.into_iter().filter(|name| *name != "charts") {
        assert_plain(name, &read(&out, name));
    }
    let page = read(&out, "report.html").replace("&#x2f;", "/");
    for bad in ["<script", "<img", "<!-- ", "href=\"http", "http://", "https://", "www.evil", "javascript://"] {
        // The namespace of the charts is an address that nobody follows.
        let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        let hit = page.find(bad).map(|at| page[at..].chars().take(60).collect::<String>());
        assert!(hit.is_none(), "{bad}: {hit:?}");
    }
    assert!(page.contains("{{ 7*7 }} {% raw %}") && page.contains("hxxps://evil[.]example"));
    assert!(page.contains("default-src 'none'"));
    for name in OUTPUTS.into_iter().filter(|name| name.ends_with(".csv")) {
        for row in csv::Reader::from_reader(read(&out, name).as_bytes()).records() {
            let row = row.expect("a row as wide as its header");
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
            assert!(row.iter().all(|cell| !cell.contains("http://") && !cell.contains("https://")), "{row:?}");
        }
    }
    let json: serde_json::Value = serde_json::from_str(&read(&out, "report.json")).expect("valid JSON");
    assert_eq!(json["operations"][3]["lead"], HOSTILE[3], "JSON holds the exact text");
}

#[test]
fn hostile_text_is_no_markdown() {
    let place = folder();
    let (_place, out, _) = made(&hostile(&place), ["2024-02", "2024-02"]);
    let markdown = read(&out, "report.md");
    for bad in
        ["http://", "https://", "www.evil", "me@evil", "<script", "<img", "<!--", "[click](", "![x]", "~~no", " _it_"]
    {
        assert!(!markdown.contains(bad), "{bad}");
    }
    let rows: Vec<&str> = markdown.lines().filter(|line| line.contains("The people behind it")).collect();
    assert_eq!(rows.len(), HOSTILE.len());
    for row in rows {
        // Four cells: five bars that are not escaped.
        let mut bars = 0;
        let mut before = ' ';
        for c in row.chars() {
            bars += usize::from(c == '|' && before != '\\');
            before = if before == '\\' { ' ' } else { c };
        }
        assert_eq!(bars, 5, "{row}");
        let tags = row.replace("<br>", "");
        assert!(!tags.contains(['<', '>']), "{row}");
    }
}

#[test]
fn problems_with_hostile_text_are_plain_lines() {
    let place = folder();
    for bad in HOSTILE {
        let bad = toml::Value::String(bad.to_owned());
        let content = operation("x", &format!("techniques = [{bad}]\ninvented = [{bad}]\naccounts_file = {bad}"));
        let path = file(&place, "\u{202e}o.toml", content);
        let (said, failed) = checked(&path);
        assert!(failed && said.matches(": error: ").count() == 3, "{said}");
        assert_plain("the problems", &said);
        let arguments = report(&path, ["2024-01", "2024-02"], &place.path().join("out"));
        assert_plain("the message", &fail(&arguments.iter().map(String::as_str).collect::<Vec<_>>()));
    }
}

#[test]
fn the_page_stands_alone() {
    let (_place, out, _) = made(Path::new(EXAMPLE), ["2024-01", "2024-12"]);
    let page = read(&out, "report.html").replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for outside in ["<script", "<link", "<iframe", "<img", "src=", "url(", "@import", "http://", "https://", "onclick"]
    {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("Content-Security-Policy") && page.contains("prefers-color-scheme: dark"));
    let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
    for link in links {
        let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{link} leads out of the page"));
        assert!(page.contains(&format!("id=\"{target}\"")), "{link} leads nowhere");
    }
}

#[test]
fn charts_are_well_formed_and_state_their_numbers() {
    let (_place, out, _) = made(Path::new(EXAMPLE), ["2024-12", "2024-12"]);
    let charts = [
        "cumulative-origins",
        "cumulative-targets",
        "data.json",
        "elections",
        "months",
        "origins",
        "targets",
        "trend-months",
        "trend-quarters",
    ];
    let mut names: Vec<String> =
        listing(&out.join("charts")).iter().map(|name| name.replace(".png", "").replace(".svg", "")).collect();
    names.dedup();
    assert_eq!(names, charts);
    for (name, numbers) in [
        ("months", ["at least 27,629", "2,313"]),
        ("origins", ["at least 323", "at least 68"]),
        ("targets", ["at least 27,238", "at least 323"]),
        ("elections", ["at least 27,217", "not known"]),
    ] {
        let svg = read(&out, &format!("charts/{name}.svg"));
        let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
        let labels: Vec<&str> = document.descendants().filter_map(|node| node.attribute("aria-label")).collect();
        for number in numbers {
            assert!(labels.contains(&number), "{name}: {number}: {labels:?}");
        }
    }
}
