//! Mistakes of a policy team in operations files: each is refused or asked
//! about, with file, line and remedy.

use std::path::Path;

use lockstep::base::calendar::Day;
use lockstep::policy::supervision::registry::Registry;
use lockstep::policy::transparency::operations::{Severity, check};
use tempfile::TempDir;

use crate::support::{file, folder};

/// A whole entry; fields in `more` replace its own.
fn operation(more: &str) -> String {
    let own = [
        "id = 'x'",
        "month = '2024-02'",
        "source = 'internal'",
        "accounts = 3",
        "followers = 9",
        "methods = ['posted']",
        "aims = ['be seen']",
        "political = true",
    ];
    // What the mistake is about stands in line 2 and below.
    let (fields, tables) = more.find("[[").map_or((more, ""), |at| more.split_at(at));
    let key = |line: &str| line.split(" =").next().unwrap_or_default().to_owned();
    let own = own.into_iter().filter(|line| !fields.lines().any(|other| key(other) == key(line)));
    let fields = fields.lines().chain(own).collect::<Vec<_>>().join("\n");
    format!("[[operation]]\n{fields}\n{tables}")
}

/// What is wrong: a name, the fields or the whole file, how bad, file and line,
/// a part of the problem, a part of the remedy.
type Mistake = (&'static str, &'static str, Severity, u64, &'static str, &'static str);

const ERROR: Severity = Severity::Error;
const NOTE: Severity = Severity::Note;

const VALUES: [Mistake; 34] = [
    ("a country by its name", "operated_from = ['Russia']", ERROR, 2, "Russia is RU", "code of two"),
    ("an empty country", "operated_from = ['']", ERROR, 2, "an empty text stands in the list", "take it out"),
    ("an empty country among others", "target_audience = [\n'US',\n' ']", ERROR, 4, "an empty text", "fill it in"),
    ("an empty platform", "platforms = ['']", ERROR, 2, "an empty text stands in the list", "fill it in"),
    (
        "a technique that is none",
        "techniques = ['T0049.018']",
        ERROR,
        2,
        "no technique of DISARM",
        "T0049.008 Generate",
    ),
    ("a technique of an older version", "techniques = ['T0007']", ERROR, 2, "no technique of DISARM", "did you mean"),
    ("a technique by its name", "techniques = ['astroturfing']", ERROR, 2, "no technique", "older versions had others"),
    ("a technique twice", "techniques = ['T0049', 'T0049']", ERROR, 2, "T0049 is named twice", "once"),
    ("a sentence in methods", "methods = ['They posted comments']", ERROR, 2, "begins with a capital", "past tense"),
    ("a noun phrase in methods", "methods = ['a network of bots']", ERROR, 2, "in the place of a verb", "past tense"),
    ("a gerund in methods", "methods = ['posting comments']", ERROR, 2, "`posting` is not in the past", "created"),
    ("the present tense in methods", "methods = ['post comments']", NOTE, 2, "may not be in the past", "past tense"),
    ("an aim with to", "aims = ['to amplify narratives']", ERROR, 2, "`in order to` already", "without `to`"),
    ("the past tense in aims", "aims = ['amplified narratives']", ERROR, 2, "in the past tense", "infinitive"),
    ("the third person in aims", "aims = ['sows division']", NOTE, 2, "in order to sows division", "infinitive"),
    ("a noun in aims", "aims = ['promotion of a party']", NOTE, 2, "may be no infinitive", "infinitive"),
    ("a fragment in further", "further = ['by comments']", ERROR, 2, "begins with a small letter", "whole sentence"),
    ("a removal out of its month", "removed = 2024-03-01", ERROR, 2, "2024-03-01 is not in 2024-02", "correct the day"),
    (
        "found after the removal",
        "removed = 2024-02-03\ndetected = 2024-02-04",
        ERROR,
        3,
        "after the removal",
        "correct",
    ),
    ("active from later on", "active = '2024-05'", ERROR, 2, "after the removal", "correct the period"),
    ("active for longer", "active = '2023-05..2024-05'", NOTE, 2, "it ends on 2024-05-31", "end it with the removal"),
    ("a period in words", "active = 'since 2022'", ERROR, 2, "no period such as", "write months or years"),
    (
        "an asset of no kind",
        "assets = [{ kind = 'profile', count = 3 }]",
        ERROR,
        2,
        "none of accounts, pages",
        "one of",
    ),
    (
        "more accounts than there are",
        "assets = [{ kind = 'accounts', count = 4 }]",
        ERROR,
        2,
        "4 accounts are among the assets, but the network has 3 accounts",
        "correct",
    ),
    (
        "fewer accounts than there are",
        "assets = [{ kind = 'accounts', platform = 'Video', count = 2 }]",
        ERROR,
        2,
        "2 accounts are among the assets, but the network has 3 accounts",
        "without a count where it is not known",
    ),
    (
        "no room for those without a count",
        "assets = [{ kind = 'accounts', platform = 'A', count = 3 }, { kind = 'accounts', platform = 'B' }]",
        ERROR,
        2,
        "and further ones without a count",
        "correct",
    ),
    (
        "a kind twice",
        "assets = [{ kind = 'pages', platform = 'A', count = 3 }, { kind = 'pages', platform = 'a', count = 4 }]",
        ERROR,
        2,
        "pages on a are there twice",
        "one number a kind and platform",
    ),
    (
        "sites that are not the websites",
        "websites = ['example.org']\nassets = [{ kind = 'sites', count = 2 }]",
        NOTE,
        3,
        "2 sites are among the assets, but `websites` names 1",
        "unless some were only pushed",
    ),
    (
        "a placeholder of a sum",
        "ad_spend = [{ amount = 'xx', currency = 'USD' }]",
        ERROR,
        2,
        "expected i64",
        "correct the line",
    ),
    ("money without a currency", "ad_spend = [{ amount = 1200 }]", ERROR, 2, "belong together", "currency = \"USD\""),
    (
        "a currency by its sign",
        "ad_spend = [{ amount = 1, currency = '$' }]",
        ERROR,
        2,
        "the US dollar is USD",
        "three letters",
    ),
    ("a language by its name", "languages = ['Russian']", ERROR, 2, "no ISO 639 code", "such as en"),
    ("a name that is nobody's", "known_as = [{ name = 'Storm' }]", ERROR, 2, "whose name it is", "by = "),
    (
        "a link without evidence",
        "linked_outlets = [{ entity = 'example-tv' }]",
        ERROR,
        2,
        "and the evidence",
        "evidence =",
    ),
];

const FIELDS: [Mistake; 14] = [
    (
        "an election out of its year",
        "elections = [{ name = 'Election 2023', country = 'ID', date = 2024-02-14 }]",
        ERROR,
        2,
        "`Election 2023` is dated 2024-02-14",
        "the year in the name",
    ),
    (
        "an election far from the removal",
        "elections = [{ name = 'Election', country = 'ID', date = 2026-02-14 }]",
        NOTE,
        2,
        "more than a year from 2024-02",
        "day and month",
    ),
    (
        "an election twice",
        "elections = [{ name = 'E', country = 'ID', date = 2024-02-14 }, { name = 'E', country = 'ID', date = 2024-02-14 }]",
        ERROR,
        2,
        "`E` is named twice",
        "once",
    ),
    (
        "an election under two names",
        "elections = [{ name = 'Elections', country = 'ID', date = 2024-02-14 }, { name = 'Election', country = 'ID', date = 2024-02-14 }]",
        NOTE,
        2,
        "`Election` is called `Elections` above",
        "one name",
    ),
    ("secret and there", "not_public = ['followers']", ERROR, 2, "marked as not public, and is there", "leave out"),
    ("a month that is secret", "not_public = ['month']", ERROR, 2, "`month` is no field", "name fields"),
    (
        "a secret with a slip",
        "not_public = ['folowers']",
        ERROR,
        2,
        "`folowers` is no field",
        "did you mean `followers`?",
    ),
    ("a field with a slip", "follower = 9", ERROR, 2, "unknown field `follower`", "correct the line"),
    ("nobody's lead", "source = 'external'", ERROR, 1, "`lead` is missing", "not_public"),
    ("a month in words", "month = 'February 2024'", ERROR, 2, "no month such as 2024-05", "2024-01..2024-04"),
    (
        "days in the place of a month",
        "month = '2024-02-01..2024-02-10'",
        ERROR,
        2,
        "no month such as",
        "year and month",
    ),
    (
        "nobody counted followers",
        "followers_file = ''\nfollowers =",
        NOTE,
        1,
        "nobody says how many follow",
        "not_public",
    ),
    (
        "decided long after",
        "[[operation.decisions]]\nreviewer = 'A'\ndate = 2025-02-20\ndecision = 'remove'",
        NOTE,
        10,
        "after the month of removal",
        "correct the day or the month",
    ),
    (
        "came back before it went",
        "[[reestablished]]\nmonth = '2024-01'\naccounts = 3\nof = ['x']",
        ERROR,
        13,
        "`x` was removed later, in 2024-02",
        "correct one of the months",
    ),
];

const MONTHS: [Mistake; 15] = [
    ("none and some", "[[month]]\nmonth = '2024-02'\nnone = true\nby = 'A'", ERROR, 12, "it has x", "leave `none` out"),
    (
        "none came back, and some",
        "[[reestablished]]\nmonth = '2024-03'\naccounts = 3\n[[month]]\nmonth = '2024-03'\nreestablished_none = true\nby = 'A'",
        ERROR,
        15,
        "[[reestablished]] has some",
        "correct the month",
    ),
    (
        "nobody's statement",
        "[[month]]\nmonth = '2024-03'\nnone = true",
        ERROR,
        10,
        "nobody is named who states that no network was removed in March 2024",
        "`by`",
    ),
    (
        "a statement of an empty name",
        "[[month]]\nmonth = '2024-03'\nnone = true\nby = ' '\nsources = []\ndate = 2024-04-02",
        ERROR,
        10,
        "nobody is named",
        "`sources`",
    ),
    (
        "nobody's statement that none came back",
        "[[month]]\nmonth = '2024-03'\nreestablished_none = true",
        ERROR,
        10,
        "no re-established account was removed in March 2024",
        "`by`",
    ),
    (
        "nobody's numbers",
        "[[month]]\nmonth = '2024-03'\nnetworks = 2",
        NOTE,
        10,
        "nobody is named who states the numbers of March 2024",
        "`by`",
    ),
    (
        "a statement of no day",
        "[[month]]\nmonth = '2024-03'\nnone = true\nby = 'A'",
        NOTE,
        10,
        "on which day March 2024 was stated about",
        "a day after the month",
    ),
    ("an idle statement", "[[month]]\nmonth = '2024-03'\nnone = false", ERROR, 10, "it states nothing", "none = true"),
    (
        "stated before the month is over",
        "[[month]]\nmonth = '2024-03'\nnone = true\nby = 'A'\ndate = 2024-03-15",
        ERROR,
        14,
        "before March 2024 ended",
        "once the month is over",
    ),
    (
        "stated twice",
        "[[month]]\nmonth = '2024-03'\nnone = true\nby = 'A'\n[[month]]\nmonth = '2024-01..2024-04'\nnetworks = 4",
        ERROR,
        14,
        "stated about already, with 2024-03",
        "in one entry",
    ),
    (
        "fewer than there are",
        "[[month]]\nmonth = '2024-01..2024-04'\naccounts = 2\nnetworks = 1",
        ERROR,
        12,
        "2 accounts are stated",
        "correct",
    ),
    (
        "more than there are",
        "[[month]]\nmonth = '2024-02'\naccounts = 4",
        ERROR,
        12,
        "the entries have 3 accounts",
        "correct",
    ),
    (
        "none, and in part",
        "[[month]]\nmonth = '2024-03'\nnone = true\nin_part = true\nby = 'A'",
        ERROR,
        12,
        "none, and some",
        "leave one",
    ),
    (
        "all, and in part",
        "[[month]]\nmonth = '2024-03'\nnetworks = 3\nin_part = true",
        ERROR,
        13,
        "is stated",
        "`in_part`",
    ),
    (
        "an operation that is none",
        "[[reestablished]]\nmonth = '2024-03'\naccounts = 3\nof = ['xy']",
        ERROR,
        13,
        "no operation has the id `xy`",
        "did you mean `x`?",
    ),
];

const REGISTRY: &str = "[[entity]]\nid = 'example-tv'\nname = 'Example Television'\ncountry = 'PT'\nstatus = \
                        'state_controlled'\ndecided = 2024-01-01\naccounts = [{ platform = 'video', id = '1001' }]\n\
                        [[entity]]\nid = 'free-paper'\nname = 'Free Paper'\ncountry = 'PT'\nstatus = 'independent'\n\
                        decided = 2024-01-01\n";

fn found(place: &TempDir, text: &str, registry: Option<&Registry>) -> Vec<(Severity, String)> {
    let path = file(place, "operations.toml", text);
    let (_, problems) = check(&path, registry).expect("it can be read");
    // Nobody decided yet in any of these files.
    let problems = problems.into_iter().filter(|one| one.problem != "no reviewer's decision is on file");
    problems.map(|one| (one.severity, one.to_string().replace(&format!("{}/", place.path().display()), ""))).collect()
}

#[test]
fn every_mistake_is_refused_or_asked_about_with_line_and_remedy() {
    let place = folder();
    let all: Vec<&Mistake> = VALUES.iter().chain(&FIELDS).chain(&MONTHS).collect();
    assert!(all.len() >= 35, "{}", all.len());
    for (mistake, more, severity, line, problem, remedy) in all {
        let text = operation(more).replace("followers =\n", "");
        let problems = found(&place, &text, None);
        let hits: Vec<_> = problems.iter().filter(|(_, said)| said.contains(problem)).collect();
        let [(how, said)] = hits[..] else { panic!("{mistake}: {problems:#?}\n{text}") };
        assert!(how == severity && said.starts_with(&format!("operations.toml:{line}: ")), "{mistake}: {said}\n{text}");
        let (_, asked) = said.split_once("; ").expect("a remedy");
        assert!(asked.contains(remedy), "{mistake}: {said}");
        let others = problems.iter().filter(|(how, said)| *how == Severity::Error && !said.contains(problem));
        assert_eq!(others.count(), 0, "{mistake}: {problems:#?}");
    }
}

#[test]
fn a_sound_entry_is_not_complained_of() {
    let place = folder();
    let all = "name = 'Discourse in Indonesia'\nremoved = 2024-02-10\ndetected = 2024-02-03\noperated_by = 'a vendor'\n\
               origin = 'the Balkans'\nfurther = ['It relied on comments']\nalso_on = ['X']\nwebsites = ['example.org']\n\
               assets = [{ kind = 'accounts', count = 3 }, { kind = 'pages', platform = 'Facebook' }]\n\
               ad_spend = [{ amount = 10200, currency = 'USD' }]\nlanguages = ['id', 'en']\nsupportive_of = ['a party']\n\
               critical_of = ['another']\nactive = '2023-05..2024-02'\nviews = 12\ncontent_removed = 3\n\
               known_as = [{ name = 'Storm-1', by = 'Microsoft' }]\nindicators = ['example.org/indicators']\n\
               techniques = ['T0049.001']\nsources = ['A report of March 2024']\n\
               elections = [{ name = 'Election 2024', country = 'ID', date = 2024-02-14 }]";
    assert_eq!(found(&place, &operation(all), None), []);
}

#[test]
fn links_and_listed_accounts_are_looked_up_in_the_registry() {
    let place = folder();
    let day: Day = "2024-07-01".parse().expect("a day");
    let registry = Registry::read(&file(&place, "registry.toml", REGISTRY), day).expect("a registry");
    file(&place, "list.csv", "account_id,platform\n1001,video\n5,video\n1002,video\n");
    let said = |more: &str| found(&place, &operation(more), Some(&registry));
    let link = |id: &str| format!("linked_outlets = [{{ entity = '{id}', evidence = ['the same servers'] }}]");
    assert_eq!(said(&link("example-tv")), []);
    let [(Severity::Error, unknown)] = &said(&link("exmple-tv"))[..] else { panic!("one error") };
    assert!(unknown.starts_with("operations.toml:2: error: operation x, `linked_outlets`: the registry has no entity"));
    assert!(unknown.ends_with("did you mean `example-tv`?"), "{unknown}");
    let [(Severity::Note, free)] = &said(&link("free-paper"))[..] else { panic!("one note") };
    assert!(
        free.contains(
            "Free Paper (free-paper, independent) carried no label on 2024-02-29; a public report leaves it out; \
             look at the evidence again"
        ),
        "{free}"
    );
    let [(Severity::Note, listed)] = &said("accounts_file = 'list.csv'")[..] else { panic!("one note") };
    assert!(listed.starts_with("list.csv:2: note: operation x, `account_id`: the account 1001 (video) is registered"));
    assert!(listed.contains("Example Television (example-tv, state_controlled); a registered account is supervised"));
    let [(Severity::Note, unchecked)] = &found(&place, &operation(&link("example-tv")), None)[..] else {
        panic!("a note")
    };
    assert!(unchecked.contains("name the registry with --registry: a public report leaves out"), "{unchecked}");
    let broken = Registry::read(&file(&place, "bad.toml", "[[entity]]\nid = 'x'\n"), day).expect("it can be read");
    assert!(check(Path::new(&place.path().join("operations.toml")), Some(&broken)).is_err());
}

#[test]
fn a_listed_account_that_is_one_slip_from_a_registered_one_is_asked_about() {
    let place = folder();
    let day: Day = "2024-07-01".parse().expect("a day");
    let registry = Registry::read(&file(&place, "registry.toml", REGISTRY), day).expect("a registry");
    for (row, name) in
        [("10001,video", "10001 (video)"), ("1001,vidoe", "1001 (vidoe)"), ("1002,Video", "1002 (video)")]
    {
        file(&place, "list.csv", format!("account_id,platform\n5,video\n{row}\n6,video\n"));
        let said = found(&place, &operation("accounts_file = 'list.csv'"), Some(&registry));
        let [(Severity::Note, said)] = &said[..] else { panic!("one note: {said:?}") };
        let problem = format!("the account {name} is not in the registry, and 1001 on video is; did you mean");
        assert!(said.starts_with("list.csv:3: note: ") && said.contains(&problem), "{said}");
    }
    // Beside the registered one itself, a neighbour is another account.
    file(&place, "list.csv", "account_id,platform\n1001,video\n1002,video\n6,video\n");
    let said = found(&place, &operation("accounts_file = 'list.csv'"), Some(&registry));
    assert!(said.len() == 1 && said[0].1.contains("1001 (video) is registered"), "{said:?}");
}

#[test]
fn assets_are_held_against_the_list_of_accounts() {
    let place = folder();
    file(&place, "list.csv", "account_id,platform\n1,a\n2,a\n3,b\n");
    let said = |assets: &str| {
        let more = format!("accounts_file = 'list.csv'\nplatforms = ['A', 'B']\nassets = [{assets}]");
        found(&place, &operation(&more), None)
    };
    let asset =
        |platform: &str, count: u64| format!("{{ kind = 'accounts', platform = '{platform}', count = {count} }}");
    assert_eq!(said(&format!("{}, {}", asset("A", 2), asset("b", 1))), []);
    let wrong = said(&format!("{}, {}", asset("A", 1), asset("B", 2)));
    let [(Severity::Error, one), (Severity::Error, other)] = &wrong[..] else { panic!("two errors: {wrong:?}") };
    assert!(one.starts_with("operations.toml:4: "), "{one}");
    assert!(
        one.contains("1 account on A is among the assets, but") && one.contains("list.csv lists 2 of this"),
        "{one}"
    );
    assert!(
        other.contains("2 accounts on B are among the assets, but") && other.contains("lists 1 of this"),
        "{other}"
    );
    let less = said(&asset("A", 2));
    assert!(
        less.len() == 1 && less[0].1.contains("2 accounts are among the assets, but the network has 3"),
        "{less:?}"
    );
    // What is not counted may be the rest.
    assert_eq!(said(&format!("{}, {{ kind = 'accounts', platform = 'B' }}", asset("A", 2))), []);
}
