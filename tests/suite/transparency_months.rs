//! What the report says of what is not known, of elections, of trends and of
//! outlets, and what it says to the public.

use std::path::{Path, PathBuf};

use lockstep::base::calendar::Month;
use lockstep::policy::transparency::operations::Operations;
use lockstep::policy::transparency::report::{Coverage, Report};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{SAMPLE, arg, fail, file, folder, listing, succeed, table};

pub(crate) fn operation(id: &str, month: &str, more: &str) -> String {
    let accounts = if more.contains("accounts") { "" } else { "accounts = 10\n" };
    let followers = if more.contains("followers") { "" } else { "followers = 100\n" };
    let political = if more.contains("political") { "" } else { "political = true\n" };
    format!(
        "[[operation]]\nid = '{id}'\nmonth = '{month}'\nsource = 'internal'\n{accounts}{followers}{political}\
         methods = ['posted']\naims = ['be seen']\n{more}\n"
    )
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn read(content: &str) -> (TempDir, Operations) {
    let place = folder();
    let operations = Operations::read(&file(&place, "o.toml", content), None).expect("it adds up");
    (place, operations)
}

/// The report as JSON, of a file with this content.
pub(crate) fn json(content: &str, [from, to]: [&str; 2]) -> Value {
    let (_place, operations) = read(content);
    let report = Report::new(&operations, month(from), month(to)).expect("a report");
    serde_json::to_value(&report).expect("JSON")
}

/// What the program writes about a file, with further arguments.
pub(crate) fn made(path: &Path, [from, to]: [&str; 2], more: &[&str]) -> (TempDir, PathBuf, String) {
    let place = folder();
    let out = place.path().join("out");
    let own = ["transparency", "report", "--operations", arg(path), "--from", from, "--to", to, "--out", arg(&out)];
    let said = succeed(&[&own[..], more].concat());
    (place, out, said)
}

pub(crate) fn text(out: &Path, name: &str) -> String {
    std::fs::read_to_string(out.join(name)).expect("the output")
}

#[test]
fn a_month_without_an_entry_is_not_reported_unless_somebody_states_that_there_was_none() {
    let none =
        "[[month]]\nmonth = '2024-03'\nnone = true\nreestablished_none = true\nby = 'The team'\ndate = 2024-04-02\n";
    let (_place, operations) = read(&(operation("a", "2024-02", "") + none));
    let report = Report::new(&operations, month("2024-01"), month("2024-03")).expect("a report");
    let coverage: Vec<Coverage> = report.months.iter().map(|month| month.coverage).collect();
    assert_eq!(coverage, [Coverage::NotReported, Coverage::Reported, Coverage::None]);
    let networks: Vec<_> = report.months.iter().map(|month| month.span.sums.networks.whole()).collect();
    assert_eq!(networks, [None, Some(1), Some(0)]);
    let returned: Vec<_> = report.months.iter().map(|month| month.span.returned.0.whole()).collect();
    assert_eq!(returned, [None, None, Some(0)]);
    assert_eq!((report.totals.all.networks.whole(), report.totals.all.networks.at_least), (None, 1));
    assert!(report.headline().starts_with("At least 1 covert influence operation with at least 10 accounts"));
    let march = Report::new(&operations, month("2024-03"), month("2024-03")).expect("a report");
    assert_eq!(march.headline(), "No covert influence operation was removed in March 2024");
    let january = Report::new(&operations, month("2024-01"), month("2024-01")).expect("a report");
    assert_eq!(january.headline(), "Covert influence operations in January 2024: not reported");
}

#[test]
fn no_output_says_that_nothing_was_removed_where_nothing_is_reported() {
    let place = folder();
    let path = file(&place, "o.toml", operation("a", "2024-02", ""));
    let (_place, out, said) = made(&path, ["2024-05", "2024-06"], &[]);
    assert!(said.starts_with("Covert influence operations from May to June 2024: not reported."), "{said}");
    let months = table(&text(&out, "months.csv"));
    for month in &months {
        assert_eq!((month["operations"].as_str(), month["coverage"].as_str()), ("", "not_reported"));
        assert!(month["accounts"].is_empty() && month["followers_summed"].is_empty());
        assert!(month["reestablished_accounts"].is_empty());
    }
    for name in ["report.html", "report.md"] {
        let shown = text(&out, name);
        assert!(!shown.contains("No covert") && !shown.contains("No network was removed"), "{name}");
        assert!(shown.contains("Not reported: nobody states which networks were removed in this month."), "{name}");
    }
    let json: Value = serde_json::from_str(&text(&out, "report.json")).expect("JSON");
    assert!(json["totals"]["networks"].is_null() && json["totals"]["reestablished_accounts"].is_null());
}

#[test]
fn sums_over_what_is_not_known_are_lower_bounds() {
    let content = operation("a", "2024-02", "followers = 7\naccounts = 5")
        + &operation("b", "2024-02", "not_public = ['followers', 'accounts', 'political']")
            .replace("political = true\n", "")
            .replace("accounts = 10\n", "")
            .replace("followers = 100\n", "");
    let report = json(&content, ["2024-02", "2024-02"]);
    let totals = &report["totals"];
    assert_eq!(totals["networks"], 2);
    assert!(totals["followers_summed"].is_null() && totals["accounts"].is_null());
    assert_eq!((&totals["followers_at_least"], &totals["followers_known"]), (&7.into(), &1.into()));
    assert_eq!((&totals["political"]["known"], &totals["political"]["share_of_networks"]), (&1.into(), &1.0.into()));
    assert!(totals["political"]["networks"].is_null() && totals["political"]["networks_at_least"] == 1);
    let notes = report["notes"].as_array().expect("notes");
    let says = |words: &str| notes.iter().any(|note| note.as_str().is_some_and(|note| note.contains(words)));
    assert!(
        says("Accounts are known for 1 and followers are known for 1 of 2 networks: the sums are lower bounds."),
        "{notes:?}"
    );
}

#[test]
fn what_is_stated_of_several_months_counts_for_them_together() {
    let content = operation("a", "2024-01", "accounts = 16")
        + &operation("b", "2024-01..2024-04", "accounts = 5")
        + "[[month]]\nmonth = '2024-01..2024-04'\nnetworks = 15\naccounts = 3001\n";
    let whole = json(&content, ["2024-01", "2024-04"]);
    assert_eq!((&whole["totals"]["networks"], &whole["totals"]["accounts"]), (&15.into(), &3001.into()));
    assert_eq!(whole["totals"]["networks_described"], 2);
    let january = json(&content, ["2024-01", "2024-01"]);
    assert!(january["totals"]["networks"].is_null() && january["totals"]["networks_at_least"] == 1);
    assert_eq!(january["across"], 1, "of one it is not known whether it was January");
}

#[test]
fn a_network_that_may_be_among_those_stated_is_not_counted_twice() {
    let content = operation("a", "2024-07..2024-12", "") + "[[month]]\nmonth = '2024-08'\nnetworks = 5\n";
    let year = json(&content, ["2024-07", "2024-12"]);
    assert_eq!(year["totals"]["networks_at_least"], 5);
    assert_eq!(json(&content, ["2024-08", "2024-08"])["totals"]["networks"], 5);
}

pub(crate) const VOTE: &str = "elections = [{ name = 'Vote', country = 'ID', date = 2024-02-14 }]";

#[test]
fn elections_have_their_networks_days_and_returning_accounts() {
    let content = operation("a", "2024-01", &format!("removed = 2024-01-31\n{VOTE}"))
        + &operation("b", "2024-03", VOTE)
        + &operation("c", "2024-03", "")
        + "[[reestablished]]\nmonth = '2024-01'\naccounts = 1\nof = ['a']\n\
           [[reestablished]]\nmonth = '2024-03'\naccounts = 4\nof = ['a', 'b']\n\
           [[month]]\nmonth = '2024-02'\nnone = true\nreestablished_none = true\nby = 'A'\n";
    let report = json(&content, ["2024-01", "2024-03"]);
    let election = &report["by_election"][0];
    assert_eq!((&election["networks"], &election["accounts"]), (&2.into(), &20.into()));
    assert_eq!(election["reestablished_accounts"], 5);
    let days = |at: usize| {
        let one = &election["operations"][at];
        (one["days_before_least"].as_i64(), one["days_before_most"].as_i64())
    };
    assert_eq!((days(0), days(1)), ((Some(14), Some(14)), (Some(-46), Some(-16))));
    let country = &report["by_election_country"][0];
    assert_eq!(
        (&country["country"], &country["elections"], &country["networks"]),
        (&"ID".into(), &1.into(), &2.into())
    );
    // Where it is not said whose accounts came back, there may be more.
    let vague = content.replace("of = ['a']\n", "");
    let election = &json(&vague, ["2024-01", "2024-03"])["by_election"][0];
    assert!(election["reestablished_accounts"].is_null() && election["reestablished_accounts_at_least"] == 4);
}

#[test]
fn trends_are_whole_where_everything_is_reported() {
    let mut content = String::new();
    for (at, month) in ["2023-10", "2023-11", "2023-12", "2024-01", "2024-02", "2024-03"].iter().enumerate() {
        let more = format!("accounts = {}\noperated_from = ['{}']", at + 1, if at % 2 == 0 { "IR" } else { "RU" });
        content += &operation(&format!("n{at}"), month, &more);
        content += &format!("[[reestablished]]\nmonth = '{month}'\naccounts = {}\n", 10 * (at + 1));
    }
    let report = json(&content, ["2024-01", "2024-03"]);
    let numbers = |list: &str, field: &str| -> Vec<Option<u64>> {
        report["trends"][list].as_array().expect("a list").iter().map(|one| one[field].as_u64()).collect()
    };
    assert_eq!(numbers("months", "accounts"), [1, 2, 3, 4, 5, 6].map(Some));
    assert_eq!(numbers("quarters", "accounts"), [6, 15].map(Some));
    assert_eq!(numbers("quarters", "reestablished_accounts"), [60, 150].map(Some));
    // Neither year is whole: of 2023 nine months are not reported.
    assert_eq!(numbers("years", "accounts"), [None, None]);
    assert_eq!(numbers("years", "accounts_at_least"), [6, 15].map(Some));
    assert_eq!((&report["before"]["period"], &report["before"]["accounts"]), (&"2023-10..2023-12".into(), &6.into()));
    assert_eq!(report["year_to_date"]["accounts"], 15);
    let origins = report["trends"]["origins"].as_array().expect("a list");
    let grown = |code: &str| -> Vec<u64> {
        let course = origins.iter().find(|one| one["country"] == code).expect("the country");
        course["points"].as_array().expect("points").iter().filter_map(|one| one["accounts"].as_u64()).collect()
    };
    assert_eq!((grown("RU"), grown("IR")), (vec![0, 2, 2, 6, 6, 12], vec![1, 1, 4, 4, 9, 9]));
}

#[test]
fn the_period_before_stands_beside_only_where_it_was_reported() {
    let content = operation("a", "2024-02", "");
    assert!(json(&content, ["2024-02", "2024-02"])["before"].is_null());
    assert!(json(&content, ["2024-03", "2024-03"])["before"].is_object());
}

/// A file that holds what only the team may know.
const INTERNAL: &str = "[[operation.decisions]]\nreviewer = 'Jane Secret'\ndate = 2024-02-20\ndecision = 'remove'\nnote \
                        = 'hush'\n";

#[test]
fn a_public_report_holds_no_internal_remark() {
    let place = folder();
    let kept = INTERNAL.replace("'remove'", "'keep'");
    let content = operation("a", "2024-02", INTERNAL)
        + &operation("b", "2024-02", "")
        + &operation("kept-one", "2024-02", &kept)
        + "[[month]]\nmonth = '2024-03'\nnone = true\nby = 'Jane Secret'\n";
    let path = file(&place, "o.toml", content);
    let (_inside, inside, said) = made(&path, ["2024-02", "2024-03"], &[]);
    assert!(said.contains("no reviewer's decision on file") && text(&inside, "report.json").contains("Jane Secret"));
    let (_outside, outside, said) = made(&path, ["2024-02", "2024-03"], &["--public"]);
    let mut shown = vec![said];
    shown.extend(listing(&outside).iter().filter(|name| *name != "charts").map(|name| text(&outside, name)));
    shown.push(text(&outside, "charts/data.json"));
    for words in ["Jane Secret", "hush", "reviewer's decision", "kept-one", "last decision", arg(place.path())] {
        assert!(shown.iter().all(|text| !text.contains(words)), "{words}");
    }
    assert!(text(&outside, "run.json").contains("\"public\": true"));
}

#[test]
fn operations_linked_to_outlets_have_a_section_with_sums() {
    let place = folder();
    let registry = "[[entity]]\nid = 'example-tv'\nname = 'Example Television'\ncountry = 'PT'\nstatus = \
                    'state_controlled'\ndecided = 2024-01-01\naccounts = [{ platform = 'video', id = '1001' }]\n";
    let registry = file(&place, "registry.toml", registry);
    let link = "linked_outlets = [{ entity = 'example-tv', evidence = ['Shared servers'] }]";
    let content = operation("a", "2024-02", link) + &operation("b", "2024-02", link) + &operation("c", "2024-02", "");
    let path = file(&place, "o.toml", content);
    let (_place, out, _) = made(&path, ["2024-02", "2024-02"], &["--registry", arg(&registry)]);
    let rows = table(&text(&out, "linked_outlets.csv"));
    assert_eq!((rows[0]["name"].as_str(), rows[0]["status"].as_str()), ("Example Television", "state_controlled"));
    assert_eq!((rows[0]["operations"].as_str(), rows[0]["accounts"].as_str()), ("2", "20"));
    for name in ["report.html", "report.md"] {
        let shown = text(&out, name);
        assert!(shown.contains("Operations linked to state-controlled media"), "{name}");
        assert!(shown.contains("Example Television (example-tv)") && shown.contains("Shared servers"), "{name}");
    }
    assert!(text(&out, "run.json").contains("registry.toml"));
}

#[test]
fn a_chart_names_the_most_only_where_the_unknown_cannot_change_it() {
    let place = folder();
    let title = |content: &str| {
        let (_place, out, _) = made(&file(&place, "o.toml", content), ["2024-02", "2024-02"], &[]);
        let data: Value = serde_json::from_str(&text(&out, "charts/data.json")).expect("JSON");
        let charts = data["charts"].as_array().expect("charts").clone();
        let origins = charts.iter().find(|chart| chart["name"] == "origins").expect("the chart").clone();
        origins["chart"]["bars"]["headings"].clone()
    };
    let known = operation("a", "2024-02", "operated_from = ['IR']\naccounts = 30")
        + &operation("b", "2024-02", "operated_from = ['RU']\naccounts = 10");
    let said = title(&known)["title"].to_string();
    assert!(said.contains("30 of 40 accounts were in networks operated from Iran, the most of any country"), "{said}");
    let open = known + &operation("c", "2024-02", "accounts = 25");
    let headings = title(&open);
    assert!(!headings["title"].to_string().contains("the most"), "{headings}");
    assert!(headings["caption"].to_string().contains("Of 1 of 3 networks the country is not known."), "{headings}");
}

#[test]
fn registered_accounts_of_a_network_are_named_apart_and_not_removed() {
    let place = folder();
    let run = "notebooks-data/season/out";
    let listed = table(&std::fs::read_to_string(Path::new(run).join("candidates.csv")).expect("the finished run"));
    let ids: Vec<&str> =
        listed.iter().filter(|row| row["network_id"] == "1").map(|row| row["account_id"].as_str()).collect();
    let registry = |registered: &[&str]| {
        let accounts: Vec<String> = registered.iter().map(|id| format!("{{ id = '{id}' }}")).collect();
        let entity = "[[entity]]\nid = 'example-tv'\nname = 'Example Television'\ncountry = 'PT'\nstatus = \
                      'state_controlled'\ndecided = 2024-01-01\n";
        file(&place, "registry.toml", format!("{entity}accounts = [{}]\n", accounts.join(", ")))
    };
    let out = place.path().join("removed");
    let import = |registry: &Path| {
        let own =
            ["transparency", "import", run, "--network", "1", "--input", SAMPLE, "--out", arg(&out), "--registry"];
        [&own[..], &[arg(registry)]].concat().into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    let arguments = import(&registry(&ids[..2]));
    let said = succeed(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(said.contains("and 2 registered accounts, named apart in registered.csv"), "{said}");
    let registered = table(&text(&out, "registered.csv"));
    let whose: Vec<_> = registered.iter().map(|row| (row["entity_id"].as_str(), row["status"].as_str())).collect();
    assert_eq!(whose, [("example-tv", "state_controlled"); 2]);
    let accounts = table(&text(&out, "accounts.csv"));
    assert_eq!(accounts.len(), ids.len() - 2);
    assert!(accounts.iter().all(|row| !ids[..2].contains(&row["account_id"].as_str())));
    let draft = text(&out, "operation.toml");
    assert!(draft.contains(&format!("accounts = {}\n", ids.len() - 2)), "{draft}");
    assert!(draft.contains("Example Television (example-tv, state_controlled)"), "{draft}");
    assert!(draft.contains("# linked_outlets = [{ entity = \"example-tv\""), "{draft}");
    assert!(!said.contains("Note:") && !draft.contains("To be checked"), "{said}{draft}");
    // One slip from a registered account, and none that is registered: both are said.
    let slip = format!("{}0", ids[2]);
    let arguments = import(&registry(&[&slip]));
    let said = succeed(&arguments.iter().map(String::as_str).chain(["--overwrite"]).collect::<Vec<_>>());
    let near = format!("the member {} is not in the registry, and may be {slip}, which is", ids[2]);
    let none = "no member is in the registry of state-controlled media";
    assert!(said.contains(&format!("Note: {near}")) && said.contains(&format!("Note: {none}.")), "{said}");
    let draft = text(&out, "operation.toml");
    assert!(draft.contains(&format!("# To be checked: {near}")) && draft.contains(none), "{draft}");
    assert!(text(&out, "accounts.csv").contains(ids[2]) && !out.join("registered.csv").exists());
    // A registered account that is in the data itself is no slip of its neighbour.
    let arguments = import(&registry(&[&slip, ids[0]]));
    let said = succeed(&arguments.iter().map(String::as_str).chain(["--overwrite"]).collect::<Vec<_>>());
    assert!(said.contains(&near) && !said.contains(none) && !said.contains(&format!("may be {}", ids[0])), "{said}");
    // Where all are registered, nothing is to be removed.
    let arguments = import(&registry(&ids));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(["--overwrite"]).collect();
    assert!(fail(&arguments).contains("every account of network 1 is one of registered media"));
}

#[test]
fn each_listed_account_has_a_statement_of_reasons_that_does_not_name_it() {
    let place = folder();
    file(&place, "list.csv", "account_id\nanna_1\nben_2\n");
    let list = "accounts_file = 'list.csv'\noperated_from = ['IR']\n";
    let removed = operation("a", "2024-02", &format!("removed = 2024-02-09\n{list}"));
    let path = file(&place, "o.toml", removed + &operation("b", "2024-02", ""));
    let (_place, out, _) = made(&path, ["2024-02", "2024-02"], &[]);
    let statements: Value = serde_json::from_str(&text(&out, "eu/statements.json")).expect("JSON");
    let statements = statements.as_array().expect("a list");
    assert_eq!(statements.len(), 2);
    for one in statements {
        assert_eq!(one["decision_account"], "DECISION_ACCOUNT_TERMINATED");
        assert_eq!(
            (&one["application_date"], &one["category_specification"][0]),
            (&"2024-02-09".into(), &"KEYWORD_INAUTHENTIC_ACCOUNTS".into())
        );
        assert!(one["decision_facts"].as_str().is_some_and(|facts| facts.contains("Iran")), "{one}");
    }
    assert_ne!(statements[0]["puid"], statements[1]["puid"]);
    let all = text(&out, "eu/statements.csv") + &text(&out, "eu/statements.json");
    assert!(!all.contains("anna") && all.contains("content_date"), "{all}");
    let sheet = text(&out, "eu/6_own_initiative_TC.csv");
    assert!(sheet.contains("STATEMENT_CATEGORY_SCAMS_AND_FRAUD,,2,0,"), "{sheet}");
    let (_place, public, _) = made(&path, ["2024-02", "2024-02"], &["--public"]);
    assert!(!public.join("eu").exists());
    // Without the day of removal the statement says what is missing.
    let path = file(&place, "undated.toml", operation("a", "2024-02", list));
    let (_place, undated, _) = made(&path, ["2024-02", "2024-02"], &[]);
    assert!(text(&undated, "eu/statements.csv").contains("content_date; application_date"));
}

#[test]
fn a_network_of_several_months_is_no_proof_that_one_of_them_had_none() {
    let across = operation("a", "2024-04..2024-06", "");
    let april = json(&across, ["2024-04", "2024-04"]);
    assert_eq!((&april["months"][0]["coverage"], &april["months"][0]["networks"]), (&"together".into(), &Value::Null));
    let path_of = |content: &str| {
        let place = folder();
        let path = file(&place, "o.toml", content);
        (place, path)
    };
    let (_kept, path) = path_of(&across);
    let (_place, out, said) = made(&path, ["2024-04", "2024-04"], &[]);
    assert!(said.contains("not known whether any was removed") && !said.contains("none in"), "{said}");
    // The quarter goes beyond the end of the report: nothing of it is a whole number.
    let quarter = table(&text(&out, "trends.csv")).into_iter().find(|row| row["unit"] == "quarter").expect("a quarter");
    assert_eq!((quarter["months_reported"].as_str(), quarter["operations"].as_str()), ("1", ""));
    // None in several months is none in each.
    let (_kept, path) = path_of("[[month]]\nmonth = '2024-01..2024-03'\nnone = true\nby = 'A'\n");
    let (_place, out, said) = made(&path, ["2024-02", "2024-02"], &[]);
    assert!(said.contains("No covert influence operation was removed in February 2024"), "{said}");
    assert_eq!(table(&text(&out, "months.csv"))[0]["operations"], "0");
}
