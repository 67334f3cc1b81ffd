//! No sum over what is not known looks exact: in tables, CSV, JSON, charts and titles,
//! by country, by election and by linked outlet.

use std::path::Path;

use serde_json::Value;

use crate::support::{file, folder, table};
use crate::transparency_months::{VOTE, json, made, operation, text};

const LINK: &str = "linked_outlets = [{ entity = 'example-tv', evidence = ['Shared servers'] }]";

/// Two networks of which everything is told.
fn told() -> String {
    let known = "operated_from = ['IR']\ntarget_audience = ['US']\n";
    operation("a", "2024-02", &format!("{known}{VOTE}\n{LINK}")) + &operation("b", "2024-02", &format!("{known}{VOTE}"))
}

/// The sums of groups: by country, by election and its country, and by outlet.
fn groups(report: &Value) -> [&Value; 6] {
    let first = |list: &str| &report[list][0];
    let linked = &report["linked"];
    let [origin, target] = [first("by_origin"), first("by_target")];
    [origin, target, first("by_election"), first("by_election_country"), linked, &linked["outlets"][0]]
}

/// Of each group, how many networks and accounts, where that is known whole.
fn whole(content: &str, months: [&str; 2]) -> [[Option<u64>; 2]; 6] {
    let report = json(content, months);
    groups(&report).map(|group| ["networks", "accounts"].map(|field| group[field].as_u64()))
}

#[test]
fn sums_of_groups_are_exact_only_where_everything_is_known() {
    let february = ["2024-02", "2024-02"];
    let [two, one] = [[Some(2), Some(20)], [Some(1), Some(10)]];
    assert_eq!(whole(&told(), february), [two, two, two, two, one, one]);
    let unknown = [[None, None]; 6];
    // A month that is not reported, or in part, a number without entries, networks of months together.
    assert_eq!(whole(&told(), ["2024-01", "2024-02"]), unknown);
    for more in ["in_part = true", "networks = 3\nby = 'A'"] {
        assert_eq!(whole(&format!("{}[[month]]\nmonth = '2024-02'\n{more}\n", told()), february), unknown, "{more}");
    }
    assert_eq!(whole(&(told() + &operation("c", "2024-01..2024-02", "")), february), unknown);
}

#[test]
fn a_network_of_which_one_thing_is_not_known_opens_the_sums_over_it() {
    let exact = |more: &str| {
        let sums = whole(&(told() + &operation("c", "2024-02", more)), ["2024-02", "2024-02"]);
        sums.map(|[networks, _]| networks.is_some())
    };
    let known = "operated_from = ['RU']\ntarget_audience = ['GB']\n";
    assert_eq!(exact(known), [true; 6]);
    assert_eq!(exact("target_audience = ['GB']"), [false, true, true, true, true, true]);
    assert_eq!(exact("operated_from = ['RU']\naudience = 'readers'"), [true, false, true, true, true, true]);
    let secret = |field: &str| format!("{known}not_public = ['{field}']");
    assert_eq!(exact(&secret("elections")), [true, true, false, false, true, true]);
    assert_eq!(exact(&secret("linked_outlets")), [true, true, true, true, false, false]);
}

#[test]
fn elections_and_accounts_that_came_back_are_lower_bounds_where_a_network_does_not_tell_its_elections() {
    let secret = operation("c", "2024-02", "not_public = ['elections']");
    let back = "[[reestablished]]\nmonth = '2024-02'\naccounts = 4\nof = ['c']\n";
    let report = json(&(told() + &secret + back), ["2024-02", "2024-02"]);
    let (election, country) = (&report["by_election"][0], &report["by_election_country"][0]);
    assert!(country["elections"].is_null() && country["elections_at_least"] == 1, "{country}");
    assert!(election["reestablished_accounts"].is_null(), "{election}");
    let report = json(&(told() + &operation("c", "2024-02", "") + back), ["2024-02", "2024-02"]);
    let (election, country) = (&report["by_election"][0], &report["by_election_country"][0]);
    assert_eq!((&country["elections"], &election["reestablished_accounts"]), (&1.into(), &0.into()));
}

/// The charts of a report, by name: their headings and rows.
fn charts(out: &Path) -> Vec<(String, Value)> {
    let data: Value = serde_json::from_str(&text(out, "charts/data.json")).expect("JSON");
    let one = |chart: &Value| {
        let kind = chart["chart"].as_object().and_then(|kinds| kinds.values().next()).expect("a kind");
        (chart["name"].as_str().expect("a name").to_owned(), kind.clone())
    };
    data["charts"].as_array().expect("charts").iter().map(one).collect()
}

#[test]
fn no_table_and_no_chart_of_the_example_has_an_exact_sum_over_the_year() {
    let example = Path::new("notebooks-data/transparency/operations.toml");
    for more in [&[][..], &["--public"]] {
        let (_place, out, _) = made(example, ["2024-01", "2024-12"], more);
        // Months are not reported in it: no sum of a group is whole.
        for name in ["elections.csv", "linked_outlets.csv", "cumulative.csv"] {
            for row in table(&text(&out, name)) {
                let whole = ["operations", "accounts", "followers_summed"].map(|column| row[column].clone());
                let is_open = whole.iter().all(String::is_empty);
                assert!(is_open, "{name}: {row:?}");
                let bounds = ["operations_at_least", "accounts_at_least", "followers_at_least"];
                assert!(bounds.iter().all(|column| row[*column].parse::<u64>().is_ok()), "{name}: {row:?}");
            }
        }
        for (name, chart) in charts(&out).iter().filter(|(name, _)| !name.starts_with("trend")) {
            for row in chart["rows"].as_array().into_iter().flatten().filter(|_| name != "months") {
                let values = row["values"].as_array().expect("values");
                assert!(values.iter().all(|value| value.is_null() || value["at_least"].is_u64()), "{name}: {row}");
            }
            let title = chart["headings"]["title"].as_str().expect("a title");
            assert!(title.starts_with("At least ") || name.starts_with("cumulative"), "{name}: {title}");
        }
        for name in ["report.md", "report.html"] {
            let shown = text(&out, name);
            assert!(
                shown.contains("At least 4 networks touched at least 2 elections, in Indonesia and Romania"),
                "{name}"
            );
            assert!(shown.contains("At least 521 accounts were in networks operated from Venezuela"), "{name}");
        }
        let shown = text(&out, "report.md");
        for line in
            ["| Venezuela | at least 1 | at least 521 |", "| Romania | at least 1 | at least 3 | at least 27,307 |"]
        {
            assert!(shown.contains(line), "{line}");
        }
        assert!(
            shown.contains("| 21 of at least 30 | at least 4 |"),
            "how many networks there are is not known, either"
        );
    }
}

#[test]
fn a_title_does_not_count_accounts_that_nobody_knows() {
    let place = folder();
    let content =
        operation("a", "2024-02", "not_public = ['accounts']\noperated_from = ['IR']").replace("accounts = 10\n", "");
    let (_place, out, _) = made(&file(&place, "o.toml", content), ["2024-02", "2024-02"], &[]);
    let (_, chart) = charts(&out).into_iter().find(|(name, _)| name == "origins").expect("the chart");
    assert_eq!(chart["headings"]["title"], "How many accounts were in networks operated from Iran is not known");
}
