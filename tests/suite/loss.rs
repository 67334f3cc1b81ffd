//! What people really hold, read without loss: what spreadsheets, programs and
//! hands do to exports on their way.

use lockstep::base::time::rfc3339;
use lockstep::data::events::{Events, Finding, InputConfig, Role};

use crate::support::{arg, fail, file, folder, python, python_says, root, run, succeed, text};

fn events(name: &str, content: &str, config: &InputConfig) -> Events {
    let place = folder();
    let path = file(&place, name, content);
    Events::read(&[path], config, &Role::ALL).unwrap_or_else(|error| panic!("{content}: {error}"))
}

fn plain(content: &str) -> Events {
    events("posts.csv", content, &InputConfig::default())
}

fn refused(content: &str) -> String {
    let place = folder();
    let path = file(&place, "posts.csv", content);
    Events::read(&[path], &InputConfig::default(), &Role::ALL).expect_err(content).to_string()
}

fn values(events: &Events, role: Role) -> Vec<Vec<String>> {
    let column = events.column(role);
    let of_row = |row: usize| {
        column.into_iter().flat_map(|c| c.row(row).iter().map(|&id| c.strings.get(id).to_owned())).collect()
    };
    (0..events.len()).map(of_row).collect()
}

fn times(events: &Events) -> Vec<String> {
    events.time.iter().map(|time| rfc3339(*time)).collect()
}

fn accounts(events: &Events) -> Vec<&str> {
    events.account.iter().map(|&account| events.accounts.get(account)).collect()
}

fn found(events: &Events, finding: Finding) -> Vec<(String, u64, String)> {
    let notes = events.sources.iter().flat_map(|source| &source.notes).filter(|note| note.finding == finding);
    notes.map(|note| (note.column.clone(), note.rows, note.example.clone())).collect()
}

#[test]
fn a_link_with_commas_is_one_link_in_every_notation() {
    let link = "http://a.example/x,1518,70003,00.html";
    for cell in [
        format!("\"['{link}']\""),
        format!("\"[\"\"{link}\"\"]\""),
        format!("\"c(\"\"{link}\"\")\""),
        format!("\"array(['{link}'], dtype=object)\""),
        format!("\"{{\"\"{link}\"\"}}\""),
        format!("\"{link}\""),
    ] {
        let read = plain(&format!("account_id,timestamp,urls\na,1630000000,{cell}\n"));
        assert_eq!(values(&read, Role::Url), [[link]], "{cell}");
    }
    let read = plain(
        "account_id,timestamp,urls\na,1630000000,\"https://a.example/1, https://a.example/2\"\nb,1630000000,\"['https://a.example/3\"\nc,1630000000,see the bio\n",
    );
    assert_eq!(values(&read, Role::Url)[0], ["https://a.example/1", "https://a.example/2"]);
    assert_eq!(found(&read, Finding::NoList), [("urls".to_owned(), 2, "['https://a.example/3".to_owned())]);
}

#[test]
fn a_retweet_is_the_same_act_in_every_form() {
    let retweet = |file: &str| {
        let path = root().join("tests/fixtures/presets").join(file);
        let read = Events::read(&[path], &InputConfig::default(), &Role::ALL).expect(file);
        let row = read.time.iter().position(|time| rfc3339(*time) == "2022-01-18T10:00:40Z").expect(file);
        let roles = [Role::Url, Role::Hashtags, Role::Mentions, Role::RepostOf, Role::Text];
        let told = roles.map(|role| values(&read, role)[row].clone());
        (accounts(&read)[row].to_owned(), told)
    };
    let expected = retweet("twitter_v1_stream.ndjson");
    assert_eq!(expected.1[0], ["https://news.example/oats"]);
    assert_eq!(expected.1[1], ["oats", "breakfast"]);
    for file in [
        "twitter_v2_pages.ndjson",
        "twitter_v1_pandas.csv",
        "twitter_captured.ndjson",
        "twitter_snscrape.jsonl",
        "twitter_rtweet.csv",
    ] {
        assert_eq!(retweet(file), expected, "{file}");
    }
}

#[test]
fn times_are_read_as_their_column_is_written() {
    for (column, expected) in [
        (["20240105140733", "20240105140734"], "2024-01-05T14:07:33Z"),
        (["45296.58857", "45297.1"], "2024-01-05T14:07:32Z"),
        (["05/01/2024 14:07", "23/01/2024 14:07"], "2024-01-05T14:07:00Z"),
        (["05/01/2024 14:07", "05/23/2024 14:07"], "2024-05-01T14:07:00Z"),
        (["2024-01-05T14:07:32[Europe/Berlin]", "2024-01-05 14:07:32 CET"], "2024-01-05T13:07:32Z"),
    ] {
        let [first, second] = column;
        let read = plain(&format!("account_id,timestamp,url_id\na,{first},u\nb,{second},u\n"));
        assert_eq!(times(&read)[0], expected, "{first}");
    }
    for (column, says) in [
        (["05/01/2024 14:07", "06/01/2024 14:07"], "--time-format '%d/%m/%Y %H:%M'"),
        (["13/01/2024 14:07", "01/13/2024 14:07"], "a spreadsheet may have swapped them"),
        (["2024", "2023"], "are years"),
        (["20240105", "20240106"], "a date without a time of day"),
        (["2024-01-05", "2024-01-06"], "a date without a time of day"),
        (["1.70E+12", "1.71E+12"], "has lost its digits"),
    ] {
        let [first, second] = column;
        let message = refused(&format!("account_id,timestamp,url_id\na,{first},u\nb,{second},u\n"));
        assert!(message.contains(says), "{first}: {message}");
    }
    let many = |time: &str| (0..30).map(|n| format!("a{n},{time},u\n")).collect::<String>();
    let read = plain(&format!("account_id,timestamp,url_id\n{}", many("2024-01-05 14:07:33")));
    assert_eq!(found(&read, Finding::EqualTimes)[0].1, 30);
    let read = plain("account_id,timestamp,url_id\na,100,u\nb,99999999999,u\n");
    assert_eq!((found(&read, Finding::EarlyTimes)[0].1, found(&read, Finding::LateTimes)[0].1), (1, 1));
}

#[test]
fn local_times_have_the_zone_that_is_named_file_by_file() {
    let place = folder();
    let rows = |time: &str| format!("account_id,timestamp,url_id\na,{time},u\n");
    let berlin = file(&place, "berlin.csv", rows("2024-07-01 12:00:00"));
    let utc = file(&place, "utc.csv", rows("2024-07-01 12:00:00"));
    let config: InputConfig =
        toml::from_str("timezone = ['UTC', 'berlin.csv=Europe/Berlin']").expect("a configuration");
    let read = Events::read(&[berlin.clone(), utc.clone()], &config, &[]).expect("posts");
    assert_eq!(times(&read), ["2024-07-01T10:00:00Z", "2024-07-01T12:00:00Z"]);
    assert!(found(&read, Finding::NoZone).is_empty(), "the user said it");
    let config: InputConfig = toml::from_str("timezone = 'Europe/Berlin'").expect("a configuration");
    let read = events("x.csv", &rows("2024-10-27 02:30:00"), &config);
    assert_eq!(found(&read, Finding::ShownTwice).len(), 1);
    let read = events("x.csv", &rows("2024-03-31 02:30:00"), &config);
    assert_eq!(found(&read, Finding::NeverShown).len(), 1);
    // Several inputs without zones are told of; one alone is not.
    let out = place.path().join("out.parquet");
    let said =
        |inputs: &[&str]| text(&run(&[&["import"][..], inputs, &["--out", arg(&out), "--overwrite"]].concat()).stderr);
    assert!(said(&[arg(&berlin), arg(&utc)]).contains("1 time says no time zone"));
    assert!(!said(&[arg(&berlin)]).contains("no time zone"));
    // So is one with a change of clocks in it.
    let change =
        file(&place, "change.csv", "account_id,timestamp,url_id\na,2024-03-01 12:00,u\na,2024-05-01 12:00,u\n");
    assert!(said(&[arg(&change)]).contains("2 times say no time zone"));
    assert!(said(&[arg(&change), "--timezone", "Europe/Berlin"]).is_empty());
    assert!(fail_usage(&["import", arg(&change), "--out", arg(&out), "--timezone", "Berlin"]).contains("no time zone"));
}

fn fail_usage(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2));
    text(&output.stderr)
}

#[test]
fn ids_that_were_damaged_are_repaired_or_told() {
    let read = plain("account_id,timestamp,repost_of\n101.0,1630000000,7.0\n102.0,1630000000,\n101,1630000001,7\n");
    assert_eq!(accounts(&read), ["101", "102", "101"]);
    assert_eq!(values(&read, Role::RepostOf), [vec!["7"], vec![], vec!["7"]]);
    let message = refused("account_id,timestamp,url_id\n1.23E+18,1630000000,u\n1.23E+18,1630000000,u\n");
    assert!(message.contains("`1.23E+18` has lost its last digits"), "{message}");
    let read = plain("account_id,timestamp,repost_of\na,1630000000,1.29403E+18\nb,1630000000,1.29403E+18\n");
    assert!(values(&read, Role::RepostOf).iter().all(Vec::is_empty), "a lost id connects nobody");
    assert_eq!(found(&read, Finding::LostDigits), [("repost_of".to_owned(), 2, "1.29403E+18".to_owned())]);
    let read = events(
        "x.ndjson",
        "{\"account_id\":7.0,\"timestamp\":1630000000,\"reply_to\":7.321234567890123e18}\n",
        &InputConfig::default(),
    );
    assert_eq!(found(&read, Finding::LostDigits).len(), 1);
    let rows = |end: &str| (0..30).map(|n| format!("12940304724{n:02}78{end},1630000000,u\n")).collect::<String>();
    let read = plain(&format!("account_id,timestamp,url_id\n{}", rows("0000")));
    assert_eq!(found(&read, Finding::RoundedIds)[0].1, 30);
    let read = plain(&format!("account_id,timestamp,url_id\n{}", rows("3931")));
    assert!(found(&read, Finding::RoundedIds).is_empty());
}

#[test]
fn tables_are_found_below_notes_and_read_around_damage() {
    let rows = "a,1630000000,u\nb,1630000001,u\n";
    for above in ["sep=,\n", "Export of my tool\nmade by me\n", "\n\nExport, 2024\n"] {
        assert_eq!(accounts(&plain(&format!("{above}account_id,timestamp,url_id\n{rows}"))), ["a", "b"], "{above:?}");
    }
    let semicolons = rows.replace(',', ";");
    assert_eq!(accounts(&plain(&format!("sep=;\naccount_id;timestamp;url_id\n{semicolons}"))), ["a", "b"]);
    let config = InputConfig { skip_rows: Some(1), ..InputConfig::default() };
    let read = events("x.csv", &format!("x,y,z\naccount_id,timestamp,url_id\n{rows}"), &config);
    assert_eq!(accounts(&read), ["a", "b"]);
    assert!(found(&read, Finding::LinesAbove).is_empty(), "the user said how many lines are above");
    // Blank rows and the header of another file are no rows.
    let read = plain(&format!("account_id,timestamp,url_id\n{rows},,\n , ,\naccount_id,timestamp,url_id\n{rows}"));
    assert_eq!((read.rows(), read.sources[0].rows), (4, 4));
    // A text may quote a table: nothing in it is a row.
    let quoting = "account_id,timestamp,text,url_id\na,1630000000,\"x\nb,1630000001,t,v\ny\",u\n";
    assert_eq!((accounts(&plain(quoting)), plain(quoting).rejects.len()), (vec!["a"], 0));
    let many: String = (0..300).map(|n| format!("c{n},1630000000,t,u\n")).collect();
    let fused =
        format!("account_id,timestamp,text,url_id\n{many}a,1630000000,\"\"\"half,u\nb,1630000001,\"half\"\"\",v\n");
    let read = plain(&fused);
    assert_eq!((read.rows(), accounts(&read)[300], read.rejects.len()), (301, "b", 1));
    // A quote that is not closed loses its line and no other.
    let many: String = (0..400).map(|n| format!("a{n},1630000000,{}u\n", if n == 3 { "\"" } else { "" })).collect();
    let read = plain(&format!("account_id,timestamp,url_id\n{many}"));
    assert_eq!((read.rows(), read.rejects.len(), read.rejects[0].line), (399, 1, 5));
}

#[test]
fn words_for_nothing_connect_nobody_and_accounts_may_be_called_so() {
    for word in ["<NA>", "#N/A", "(null)", "{}", "[]", "-", "undefined", "nan", "None"] {
        let read = plain(&format!("account_id,timestamp,repost_of,hashtags\na,1630000000,{word},{word}\n"));
        assert!(values(&read, Role::RepostOf)[0].is_empty() && values(&read, Role::Hashtags)[0].is_empty(), "{word}");
        assert!(!found(&read, Finding::Placeholder).is_empty(), "{word}");
    }
    let read = plain("account_id,timestamp,url_id,followers\nnull,1630000000,u,17\nb,1630000001,u,18\n");
    assert_eq!(accounts(&read), ["null", "b"]);
    let message = refused("account_id,timestamp,url_id\nnull,1630000000,u\nb,1630000001,u\n");
    assert!(message.contains("`null` stands for no value (see `missing` in the configuration)"), "{message}");
}

#[test]
fn rows_are_found_where_one_place_holds_them() {
    let post = |id: u32| {
        format!("{{\"id\":\"{id}\",\"username\":\"anna\",\"created_at\":\"2024-01-05T14:07:3{id}Z\",\"text\":\"x\"}}")
    };
    let rows = format!("[{},{},{}]", post(1), post(2), post(3));
    for document in [
        rows.clone(),
        format!("{{\"meta\":{{\"n\":3}},\"messages\":{rows}}}"),
        format!("{{\"a\":{{\"b\":{rows}}}}}"),
        format!("window.YTD.posts.part0 = {rows};"),
        format!("{{\"1\":{},\"2\":{},\"3\":{}}}", post(1), post(2), post(3)),
    ] {
        let read = events("x.json", &document, &InputConfig::default());
        assert_eq!((read.rows(), accounts(&read)[0]), (3, "anna"), "{document}");
    }
    let one = "[{\"account\":\"a\",\"time\":\"2024-01-01T00:00:00Z\",\"text\":\"x\",\"likes\":[{\"account\":\"b\",\"time\":\"2024-01-01T00:00:01Z\"}]}]";
    let place = folder();
    let message = fail(&["check", arg(&file(&place, "one.json", one))]);
    assert!(message.contains("--rows . or --rows likes[]"), "{message}");
    assert!(succeed(&["check", arg(&file(&place, "one.json", one)), "--rows", "."]).contains("account a "));
    let two = file(&place, "two.json", format!("{{\"new\":{rows},\"old\":{rows}}}"));
    let out = place.path().join("x.parquet");
    let message = fail(&["import", arg(&two), "--out", arg(&out)]);
    assert!(message.contains("--rows new[] or --rows old[]"), "{message}");
    succeed(&["import", arg(&two), "--out", arg(&out), "--rows", "old[]"]);
    let message = fail(&[
        "import",
        arg(&file(&place, "x.json", "[{\"user\":{\"id\":1},\"at\":{\"t\":1}}]")),
        "--out",
        arg(&out),
        "--overwrite",
    ]);
    assert!(message.contains("user.id") && message.contains("at.t"), "{message}");
}

#[test]
fn a_wrapper_alone_decides_no_form_and_unknown_columns_are_asked_for() {
    let place = folder();
    let data = "{\"data\":[{\"from\":{\"id\":\"7\",\"name\":\"A\"},\"message\":\"hi\",\"created_time\":\"2024-01-02T03:04:05+0000\"}]}";
    let read = events("x.json", data, &InputConfig::default());
    assert_eq!(read.sources[0].preset.map(|preset| preset.name()), Some("facebook_graph"));
    let posts = "{\"posts\":[{\"user\":\"anna\",\"date\":\"2024-01-02T03:04:05Z\",\"text\":\"hi\"}]}";
    let read = events("x.json", posts, &InputConfig::default());
    assert_eq!((read.sources[0].preset, accounts(&read)), (None, vec!["anna"]));
    let several = file(&place, "s.csv", "author,user,date,text\nanna,bert,2024-01-02 03:04,hi\n");
    let message = fail(&["check", arg(&several)]);
    assert!(message.contains("choose --column account=author or --column account=user"), "{message}");
    let said = succeed(&["check", arg(&several), "--column", "account=user"]);
    assert!(said.contains("account           user") && said.contains("text              text"), "{said}");
}

#[test]
fn what_is_left_out_is_counted() {
    let place = folder();
    let posts = file(
        &place,
        "p.csv",
        "account_id,timestamp,url,language\na,2024-01-01 00:00,https://a.example/1,de\nb,2024-01-02 00:00,https://www.b.example/1,de\n\
         c,2024-01-02 00:01,https://a.example/1,en\nd,2024-01-02 00:02,https://a.example/2,de\n",
    );
    let list = file(&place, "not.csv", "account_id\nd\n");
    let said = succeed(&[
        "check",
        arg(&posts),
        "--from",
        "2024-01-02",
        "--exclude",
        arg(&list),
        "--exclude-domain",
        "b.example",
        "--only-language",
        "de",
        "--json",
    ]);
    let check: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let left_out = serde_json::json!({"times": 1, "accounts": 1, "languages": 1, "addresses": 1});
    assert_eq!(check["inputs"][0]["left_out"], left_out);
    assert_eq!((&check["acts"], &check["accounts"]), (&1.into(), &1.into()));
    let message = fail(&["import", arg(&posts), "--out", arg(&place.path().join("x")), "--from", "2030-01-01"]);
    assert!(message.contains("all rows are left out by --from"), "{message}");
}

#[test]
fn a_check_shows_the_rows_as_they_are_read() {
    let place = folder();
    let posts = file(
        &place,
        "p.csv",
        "account_id,timestamp,urls,hashtags\na,2024-01-05 14:07,\"https://a.example/1, https://a.example/2\",x|y\nb,never,,\u{1b}[31m\n",
    );
    let said = succeed(&["check", arg(&posts)]);
    for expected in [
        "p.csv: posts",
        "1 cannot be used",
        "account           account_id",
        "account a  time 2024-01-05T14:07:00Z  url https://a.example/1 | https://a.example/2  hashtags x | y",
        "line 3: column timestamp: the time is in no known form",
        "1 time says no time zone",
        "Acts by hour of the day, UTC",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(!said.contains('\u{1b}'), "{said:?}");
    assert_eq!(succeed(&["detect", arg(&posts), "--dry-run"]), said);
    let check: serde_json::Value = serde_json::from_str(&succeed(&["check", arg(&posts), "--json"])).expect("JSON");
    assert_eq!((&check["hours"][14], &check["rejects"][0]["line"]), (&1.into(), &3.into()));
}

/// Tables of pandas and pyarrow with one column in two roles and odd types.
const ODD: &str = r#"
import datetime, sys
import polars as pl
out = sys.argv[1]
frame = pl.DataFrame({
    "handle": ["anna", "bert"], "timestamp": [datetime.datetime(2024, 1, 5, 14, 7), datetime.datetime(2024, 1, 5, 14, 8)],
    "urls": [["https://a.example/1"], []], "odd": [{"a": 1}, {"a": 2}], "span": [datetime.timedelta(1), None],
    "entities": [{"urls": [{"expanded_url": "https://a.example/1"}]}, {"urls": []}],
})
frame.write_parquet(out)
"#;

#[test]
fn a_column_carries_two_roles_and_odd_columns_disturb_nothing() {
    let place = folder();
    let out = place.path().join("odd.parquet");
    let Some(python) = python() else { return };
    python_says(&python, ODD, &[arg(&out)]);
    let config: InputConfig =
        toml::from_str("[columns]\naccount = 'handle'\nhandle = 'handle'").expect("a configuration");
    let read = Events::read(std::slice::from_ref(&out), &config, &Role::ALL).expect("posts");
    assert_eq!(
        (accounts(&read), values(&read, Role::Url)[0].clone()),
        (vec!["anna", "bert"], vec!["https://a.example/1".to_owned()])
    );
    assert_eq!(found(&read, Finding::NoZone)[0].1, 2, "a time without a zone is told of, whatever holds it");
    let config: InputConfig = toml::from_str("[columns]\naccount = 'handle'\nurl = 'odd'").expect("a configuration");
    let message = Events::read(&[out], &config, &Role::ALL).expect_err("a struct is no address").to_string();
    assert!(message.contains("column odd") && message.contains("not understood"), "{message}");
}
