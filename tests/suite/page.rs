//! `report.html` in a real browser: it works, it shows no more than fits, and
//! nothing in the data runs.

use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::support::{SAMPLE, arg, folder, root, succeed, table};
use crate::{crowd, hostile};

/// The page of a run over the sample.
fn sample(place: &TempDir) -> PathBuf {
    let out = place.path().join("out");
    succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    out
}

fn candidates(out: &Path) -> Vec<std::collections::HashMap<String, String>> {
    table(&std::fs::read_to_string(out.join("candidates.csv")).expect("the list"))
}

/// The texts of a column of a table on the page, as it is shown now.
fn cells(browser: &mut Browser, table: &str, column: usize) -> Vec<String> {
    let script = format!(
        "[...document.querySelectorAll('{table} tbody tr')].map((row) => \
         (row.cells[{column}].querySelector('bdi') ?? row.cells[{column}]).textContent)"
    );
    serde_json::from_value(browser.eval(&script)).expect("texts")
}

/// Writes into a field as a person would.
fn write(browser: &mut Browser, field: &str, text: &str) {
    browser.eval(&format!(
        "(() => {{ const field = document.querySelector('{field}'); field.focus(); field.value = {}; \
         field.dispatchEvent(new Event('input', {{ bubbles: true }})); \
         field.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()",
        json!(text)
    ));
}

/// Brings a network's section into view, which makes it alive.
fn visit(browser: &mut Browser, network: &str) {
    browser.eval(&format!("document.getElementById('network-{network}').scrollIntoView()"));
    browser.settle();
    browser.settle();
    let ready = format!("!!document.querySelector('section[data-network=\"{network}\"] canvas')");
    assert_eq!(browser.eval(&ready), true, "network {network} is drawn");
}

/// Keeps a picture of the window for the documentation, where
/// `LOCKSTEP_WRITE_DOCS` asks for it.
fn picture(browser: &mut Browser, name: &str) {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    if std::env::var_os("LOCKSTEP_WRITE_DOCS").is_none() {
        return;
    }
    let shot = browser.call("Page.captureScreenshot", json!({ "format": "png" }));
    let bytes = BASE64_STANDARD.decode(shot["data"].as_str().expect("a picture")).expect("base64");
    let place = root().join("docs/report").join(name);
    std::fs::write(place, bytes).expect("the picture");
}

#[test]
fn the_page_loads_without_an_error_or_a_request_and_has_no_second_script() {
    let Some(mut browser) = Browser::start() else { return };
    let place = folder();
    let out = sample(&place);
    for (width, theme, name) in [(1280, "light", "light.png"), (1280, "dark", "dark.png"), (390, "dark", "phone.png")] {
        browser.window(width, 900, theme);
        browser.open(&out.join("report.html"));
        picture(&mut browser, name);
        assert_eq!(browser.eval("document.documentElement.classList.contains('alive')"), true);
        browser.eval("document.querySelectorAll('section.network').forEach(fill)");
        browser.settle();
        assert_eq!(browser.complaints(), [""; 0], "{width} {theme}");
        let across = browser.number("document.documentElement.scrollWidth");
        assert!(across <= f64::from(width), "the page is {across} wide in a window of {width}");
    }
    // What a hole in the page would try.
    browser.eval(
        "[() => document.body.append(Object.assign(document.createElement('img'), { src: 'https://a.example/' })), \
          () => document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://a.example/' })), \
          () => fetch('https://a.example/').catch(() => 0), () => new Image().src = 'https://a.example/', \
          () => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran=1\">'), \
          () => document.body.setAttribute('onclick', 'window.ran=1'), () => document.body.click(), \
          () => setTimeout('window.ran=1'), () => eval('window.ran=1'), \
          () => document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran=1' }))] \
         .forEach((attempt) => { try { attempt(); } catch {} })",
    );
    browser.settle();
    assert_eq!(browser.eval("window.ran === undefined"), true, "the policy lets nothing else run");
    let fetched = |event: &serde_json::Value| {
        event["method"] == "Network.responseReceived"
            && event["params"]["response"]["url"].as_str().is_some_and(|url| url.starts_with("http"))
    };
    let asked = browser.events.iter().any(fetched);
    assert!(!asked && !browser.complaints().is_empty(), "nothing was fetched, and the browser says why");
}

#[test]
fn the_list_can_be_searched_filtered_sorted_leafed_and_copied() {
    let Some(mut browser) = Browser::start() else { return };
    let place = folder();
    let out = sample(&place);
    let list = candidates(&out);
    browser.open(&out.join("report.html"));
    let ids: Vec<&str> = list.iter().map(|row| row["account_id"].as_str()).collect();
    assert_eq!(cells(&mut browser, "#accounts-table", 1), ids[..50], "the order of review");

    browser.eval("document.querySelector('#accounts-table .pager button[aria-label^=\"Next\"]').click()");
    assert_eq!(cells(&mut browser, "#accounts-table", 1), ids[50..100]);

    let sort = |name: &str| {
        format!(
            "[...document.querySelectorAll('#accounts-table th button')].find((b) => b.textContent === '{name}').click()"
        )
    };
    let number =
        |row: &std::collections::HashMap<String, String>, key: &str| row[key].parse::<f64>().expect("a number");
    let mut by_objects: Vec<_> = list.iter().collect();
    by_objects.sort_by(|x, y| number(y, "objects").total_cmp(&number(x, "objects")));
    browser.eval(&sort("Objects"));
    let wanted: Vec<&str> = by_objects.iter().map(|row| row["account_id"].as_str()).collect();
    assert_eq!(cells(&mut browser, "#accounts-table", 1), wanted[..50]);
    let mut by_q: Vec<_> = list.iter().collect();
    by_q.sort_by(|x, y| number(x, "q_value").total_cmp(&number(y, "q_value")));
    browser.eval(&sort("q-value"));
    let wanted: Vec<&str> = by_q.iter().map(|row| row["account_id"].as_str()).collect();
    assert_eq!(cells(&mut browser, "#accounts-table", 1), wanted[..50], "the smallest first");

    let last = list.last().expect("a candidate");
    let part = &last["account_id"][..6];
    write(&mut browser, "#accounts-table input[type=search]", part);
    let found: Vec<&str> = by_q.iter().map(|row| row["account_id"].as_str()).filter(|id| id.contains(part)).collect();
    assert_eq!(cells(&mut browser, "#accounts-table", 1), found);
    write(&mut browser, "#accounts-table input[type=search]", "");
    write(&mut browser, "#accounts-table input[type=number]", &last["network_id"]);
    let of_network: Vec<&str> = by_q
        .iter()
        .filter(|row| row["network_id"] == last["network_id"])
        .map(|row| row["account_id"].as_str())
        .collect();
    assert_eq!(cells(&mut browser, "#accounts-table", 1), of_network[..of_network.len().min(50)]);

    write(&mut browser, "#accounts-table input[type=search]", "url");
    assert_eq!(cells(&mut browser, "#accounts-table", 1), [""; 0], "only ids and handles are searched");
    browser.eval(&format!("only(list, {})", last["network_id"]));
    assert_eq!(cells(&mut browser, "#accounts-table", 1).len(), of_network.len().min(50), "no old search is left");

    browser.call("Browser.grantPermissions", json!({ "permissions": ["clipboardReadWrite"] }));
    browser.eval("document.querySelector('#accounts-table .controls .copy').click()");
    browser.settle();
    assert_eq!(browser.text("navigator.clipboard.readText()"), of_network.join("\n"));
    browser.eval("document.querySelector('#accounts-table tbody .copy').click()");
    browser.settle();
    assert_eq!(browser.text("navigator.clipboard.readText()"), of_network[0]);
    assert!(browser.text("document.getElementById('said').textContent").starts_with("Copied"));
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_click_opens_the_evidence_of_a_pair_and_of_an_account() {
    let Some(mut browser) = Browser::start() else { return };
    let place = folder();
    let out = sample(&place);
    browser.open(&out.join("report.html"));
    // The largest of those that push links.
    let networks = table(&std::fs::read_to_string(out.join("networks.csv")).expect("the networks"));
    let of_links = networks.iter().filter(|row| row["traces"] == "url;domain");
    let network = &of_links.max_by_key(|row| row["accounts"].parse::<u64>().ok()).expect("a network")["network_id"];
    let members = candidates(&out).into_iter().filter(|row| row["network_id"] == *network);
    let most = members.filter_map(|row| row["partners"].parse::<u64>().ok()).max().expect("a member");
    visit(&mut browser, network);
    let section = format!("section[data-network=\"{network}\"]");
    let sketch = format!("sketches.find((s) => s.section.network === {network})");
    let button = format!("document.querySelector('{section} .pairs tbody button')");
    browser.eval(&format!("{button}.focus()"));
    browser.press("Enter");
    assert_eq!(browser.eval("document.querySelector('dialog').open"), true);
    let [a, b] = [0, 1].map(|at| cells(&mut browser, &format!("{section} .pairs"), at)[0].clone());
    let case: serde_json::Value =
        serde_json::from_str(&succeed(&["explain", arg(&out), &a, &b, "--format", "json"])).expect("JSON");
    let shown = browser.text("document.querySelector('dialog').innerText");
    let test = &case["pairs"][0]["tests"][0];
    assert!(shown.contains(&a) && shown.contains(&b), "{shown}");
    let met = format!("{} ({})", test["objects"], test["occasions"]);
    assert!(shown.contains(&met), "{met}: {shown}");
    assert!(shown.contains("hxxps://") && !shown.contains("https://"), "{shown}");
    assert!(shown.contains(&format!("lockstep explain DIR {a} {b}")), "{shown}");
    picture(&mut browser, "evidence.png");
    browser.press("Escape");
    assert_eq!(browser.eval("document.querySelector('dialog').open"), false);
    assert_eq!(browser.eval(&format!("document.activeElement === {button}")), true, "the focus comes back");

    // The drawing: the pointer names an account, a click opens it, and so do keys.
    let canvas = format!("document.querySelector('{section} canvas + canvas')");
    browser.eval(&format!("{canvas}.scrollIntoView({{ block: 'center' }})"));
    let at = browser.eval(&format!(
        "(() => {{ const box = {canvas}.getBoundingClientRect(); const sketch = {sketch}; \
         const [x, y] = sketch.points[sketch.byRadius[0]]; return [box.left + x, box.top + y]; }})()"
    ));
    let [x, y] = [0, 1].map(|n| at[n].as_f64().expect("a place"));
    browser.point(x, y, false);
    picture(&mut browser, "network.png");
    let tip = browser.text(&format!("document.querySelector('{section} .tip').innerText"));
    assert!(tip.contains("partners"), "{tip}");
    browser.point(x, y, true);
    assert!(browser.text("document.querySelector('dialog').innerText").contains("Its pairs, the strongest first"));
    browser.press("Escape");
    browser.eval(&format!("{canvas}.focus()"));
    browser.press("n");
    let said = browser.text("document.getElementById('said').textContent");
    assert!(said.ends_with(&format!("{most} partners")), "{said}");
    browser.press("p");
    let last = browser.text(&format!("(({{ byRadius, focused }}) => String(byRadius.length - focused))({sketch})"));
    assert_eq!(last, "1", "before the first comes the last");
    let before = browser.number(&format!("{sketch}.unit"));
    browser.press("+");
    assert!(browser.number(&format!("{sketch}.unit")) > before);
    browser.press("Enter");
    assert_eq!(browser.eval("document.querySelector('dialog').open"), true);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn the_list_is_filtered_by_pattern_and_says_what_is_not_on_it() {
    let Some(mut browser) = Browser::start() else { return };
    let place = folder();
    let out = sample(&place);
    let list = candidates(&out);
    browser.open(&out.join("report.html"));
    let pattern = &list[list.len() - 1]["pattern"];
    let choose = |table: &str| {
        format!(
            "(() => {{ const choice = document.querySelector('{table} select[aria-label=\"Only Pattern\"]'); \
             choice.value = [...choice.options].find((o) => o.textContent === '{}').value; \
             choice.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()",
            pattern.replace('_', " ")
        )
    };
    browser.eval(&choose("#accounts-table"));
    let wanted: Vec<&str> =
        list.iter().filter(|row| row["pattern"] == *pattern).map(|row| row["account_id"].as_str()).collect();
    assert!(wanted.len() < list.len());
    assert_eq!(cells(&mut browser, "#accounts-table", 1), wanted[..wanted.len().min(50)]);
    let shown = cells(&mut browser, "#accounts-table", 4);
    assert!(shown.iter().all(|cell| *cell == pattern.replace('_', " ")), "{shown:?}");

    let group = &table(&std::fs::read_to_string(out.join("explained.csv")).expect("the groups"))[0];
    for (width, theme) in [(1280, "light"), (1280, "dark"), (390, "light")] {
        browser.window(width, 900, theme);
        browser.open(&out.join("report.html"));
        browser.eval("document.querySelector('nav a[href=\"#not-listed\"]').click()");
        browser.settle();
        assert!(browser.number("document.querySelector('#not-listed').getBoundingClientRect().top").abs() < 900.0);
        browser.eval("document.querySelector('details.group summary').click()");
        browser.settle();
        let said = browser.text("document.querySelector('details.group').innerText");
        assert!(said.contains(&group["account_id"]) && said.contains(&group["trace"]), "{said}");
        let across = browser.number("document.documentElement.scrollWidth");
        assert!(across <= f64::from(width), "the page is {across} wide in a window of {width}");
        assert_eq!(browser.complaints(), [""; 0]);
        if width == 1280 && theme == "light" {
            picture(&mut browser, "not-listed.png");
        }
    }
}

#[test]
fn what_the_adversary_writes_runs_nothing() {
    let Some(mut browser) = Browser::start() else { return };
    let (_place, out, _) = hostile::outputs();
    browser.open(&out.join("report.html"));
    browser.eval("document.querySelectorAll('section.network').forEach(fill)");
    browser.settle();
    let ids = cells(&mut browser, "#accounts-table", 1);
    assert_eq!(ids.len(), hostile::NAMES.len());
    assert!(ids.contains(&"<script>alert(1)</script>".to_owned()) && ids.contains(&"<U+202E>gnp.exe".to_owned()));
    picture(&mut browser, "hostile.png");
    for place in 0..ids.len() {
        browser.eval(&format!("showAccount({place}, data.sections[0])"));
        browser.eval(&format!("showPair(data.sections[0].pairs[{place}])"));
        let shown = browser.text("document.querySelector('dialog').innerText");
        hostile::assert_plain("the evidence", &shown.replace('\t', " "));
        assert!(!shown.contains("https://") && shown.contains("hxxps://evil[.]example"), "{shown}");
    }
    let walk = "sketches[0].walk(1)";
    (0..ids.len()).for_each(|_| drop(browser.eval(walk)));
    assert_eq!(browser.number("document.querySelectorAll('script').length"), 2.0, "the data and the page's own");
    assert_eq!(browser.number("document.querySelectorAll('img, iframe, object, embed, link, form').length"), 0.0);
    let handlers = "[...document.querySelectorAll('*')].filter((e) => e.getAttributeNames().some((n) => n.startsWith('on'))).length";
    assert_eq!(browser.number(handlers), 0.0);
    let links =
        "[...document.querySelectorAll('[href]')].filter((e) => !e.getAttribute('href').startsWith('#')).length";
    assert_eq!(browser.number(links), 0.0, "no link leads out of the page");
    // A command is offered only where no shell reads anything into its ids.
    let commands = browser.number("[...document.querySelectorAll('dialog code')].length");
    assert_eq!(commands, 0.0);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn what_is_not_on_the_list_runs_nothing() {
    let Some(mut browser) = Browser::start() else { return };
    let (_place, out, _) = hostile::dismissed();
    browser.open(&out.join("report.html"));
    browser.eval("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    browser.settle();
    let ids: Vec<String> = serde_json::from_value(
        browser.eval("[...document.querySelectorAll('details.group li bdi')].map((id) => id.textContent)"),
    )
    .expect("texts");
    assert_eq!(ids.len(), hostile::NAMES.len());
    assert!(ids.contains(&"<script>alert(1)</script>".to_owned()) && ids.contains(&"<U+202E>gnp.exe".to_owned()));
    assert_eq!(browser.number("document.querySelectorAll('script, img, iframe, object, embed').length"), 0.0);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_long_name_moves_no_layout_and_is_copied_whole() {
    let Some(mut browser) = Browser::start() else { return };
    let long = "Ж".repeat(3_000);
    let mut names = hostile::NAMES.to_vec();
    names.push(&long);
    let (_place, out, _) = hostile::outputs_of(&names);
    for (width, highest) in [(1280, 160.0), (390, 260.0)] {
        browser.window(width, 900, "light");
        browser.open(&out.join("report.html"));
        browser.eval("document.querySelectorAll('section.network').forEach(fill)");
        let rows = browser.number("Math.max(...[...document.querySelectorAll('tr')].map((row) => row.offsetHeight))");
        assert!(rows <= highest, "a row of a table is {rows} pixels high");
        browser.eval(
            "showAccount(data.accounts.columns[1].values.findIndex((id) => id.startsWith('ЖЖЖ')), data.sections[0])",
        );
        let bar = browser.number("document.querySelector('dialog .bar').offsetHeight");
        assert!(bar <= highest, "the dialog's title is {bar} pixels high");
        browser.press("Escape");
    }
    browser.call("Browser.grantPermissions", json!({ "permissions": ["clipboardReadWrite"] }));
    browser.eval("document.querySelector('#accounts-table .copy[aria-label*=\"ЖЖЖ\"]').click()");
    browser.settle();
    assert_eq!(browser.text("navigator.clipboard.readText()"), long);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn texts_have_contrast_in_both_themes() {
    let Some(mut browser) = Browser::start() else { return };
    let place = folder();
    let out = sample(&place);
    for theme in ["light", "dark"] {
        browser.window(1280, 900, theme);
        browser.open(&out.join("report.html"));
        browser.eval("document.querySelectorAll('section.network').forEach(fill)");
        let worst = browser.text(
            "(() => {
            const numbers = (colour) => colour.match(/[0-9.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
            const behind = (element) => {
                for (let at = element; at; at = at.parentElement) {
                    const colour = numbers(getComputedStyle(at).backgroundColor);
                    if (colour.length === 3 || colour[3] === 1) return colour;
                }
                return numbers(getComputedStyle(document.body).backgroundColor);
            };
            let worst = [99, ''];
            for (const element of document.querySelectorAll('main *, nav *')) {
                if (element.closest('svg, canvas') || element.disabled || !element.innerText?.trim() || !element.checkVisibility()) continue;
                const [ink, paper] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
                const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
                if (contrast < worst[0]) worst = [contrast, element.outerHTML.slice(0, 120)];
            }
            return `${worst[0].toFixed(2)} ${worst[1]}`;
            })()",
        );
        let contrast: f64 = worst.split(' ').next().and_then(|number| number.parse().ok()).expect("a number");
        assert!((4.5..22.0).contains(&contrast), "{theme}: {worst}");
    }
}

#[test]
fn everything_has_a_name_for_those_who_do_not_see_it() {
    let Some(mut browser) = Browser::start() else { return };
    let place = folder();
    let out = sample(&place);
    browser.open(&out.join("report.html"));
    browser.eval("document.querySelectorAll('section.network').forEach(fill)");
    let nameless = browser.eval(
        "[...document.querySelectorAll('button, input, select, canvas[tabindex], figure svg')].filter((e) => \
         !(e.getAttribute('aria-label') || e.ariaLabel || e.labels?.length || e.textContent.trim())).map((e) => e.outerHTML.slice(0, 90))",
    );
    assert_eq!(nameless, json!([]));
    let figures = browser.number("document.querySelectorAll('figure svg[role=img] > title').length");
    assert!(figures >= 2.0 && figures == browser.number("document.querySelectorAll('figure svg').length"));
    let tables = "[...document.querySelectorAll('.alive table')].length";
    assert!(browser.number(tables) > 10.0);
    let headings = browser
        .eval("[...document.querySelectorAll('main h1, main h2, main h3, main h4')].map((h) => Number(h.tagName[1]))");
    let levels: Vec<u64> = serde_json::from_value(headings).expect("levels");
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "no level of headings is skipped: {levels:?}");
}

#[test]
fn the_page_prints_and_is_whole_without_its_script() {
    let Some(mut browser) = Browser::start() else { return };
    let place = folder();
    let out = sample(&place);
    browser.window(1280, 900, "dark");
    browser.open(&out.join("report.html"));
    let printed = browser.call("Page.printToPDF", json!({}));
    let pages = printed["data"].as_str().expect("a PDF").len();
    assert!(pages > 200_000, "{pages}");
    assert_eq!(browser.eval("document.querySelector('details').open"), false, "what paper opened is closed again");
    browser.eval("location.hash = '#%E0%A4%A'");
    assert_eq!(browser.number("document.querySelectorAll('canvas').length"), 22.0, "every network is drawn on paper");

    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.load(&out.join("report.html"));
    assert_eq!(browser.eval("document.documentElement.classList.contains('alive')"), false);
    let html = browser.text("document.documentElement.outerHTML");
    for row in candidates(&out) {
        assert!(html.contains(&format!("<bdi>{}</bdi>", row["account_id"])), "{row:?}");
    }
}

/// What a large page may cost is counted here; `cargo bench --bench page` times it.
#[test]
fn a_large_list_and_a_large_drawing_show_only_what_fits() {
    let Some(mut browser) = Browser::start() else { return };
    let place = folder();
    let out = crowd::detected(&place);
    let run: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("run.json")).expect("the record")).expect("JSON");
    assert_eq!((&run["candidates"], &run["networks"]), (&json!(50_000), &json!(9_001)));
    let page = out.join("report.html");
    let bytes = std::fs::metadata(&page).expect("the page").len();
    assert!(bytes < 8 << 20, "the page has {bytes} bytes");

    browser.open(&page);
    let count = "document.getElementsByTagName('*').length";
    assert!(browser.number(count) < 60_000.0, "the page has {} elements", browser.number(count));
    let largest = browser.number(&format!("{}.network", crowd::LARGEST)).to_string();
    visit(&mut browser, &largest);
    assert_eq!(browser.number(&format!("{}.drawing.account.length", crowd::LARGEST)), 5_000.0);
    let ties = browser.number(&format!("{}.drawing.from.length", crowd::LARGEST));
    assert!((1.0..=8_000.0).contains(&ties), "{ties} ties are drawn");
    browser.eval(&format!("{}.scrollIntoView({{ block: 'center' }})", crowd::canvas(&largest)));
    picture(&mut browser, "large.png");

    // Of 50,000 rows a page is in the document, and no action lays it out more
    // than a few times, or leaves anything behind.
    let elements = browser.number(count);
    for (what, act) in crowd::actions() {
        let before = laid_out(&mut browser);
        browser.eval(&format!("(() => {{ const turn = 4; {act}; }})()"));
        browser.settle();
        let passes = laid_out(&mut browser) - before;
        assert!(passes <= 4.0, "{what} took {passes} layout passes");
        assert!(cells(&mut browser, "#accounts-table", 1).len() <= 50, "{what}");
        let now = browser.number(count);
        assert!(now <= elements + 100.0, "{what} leaves {now} elements, there were {elements}");
    }
    let found = cells(&mut browser, "#accounts-table", 1);
    assert!(found.iter().all(|id| id.contains("large44")), "{found:?}");
    assert_eq!(browser.complaints(), [""; 0]);
}

/// How often the browser has laid out the page so far.
fn laid_out(browser: &mut Browser) -> f64 {
    browser.call("Performance.enable", json!({}));
    let metrics = browser.call("Performance.getMetrics", json!({}));
    let all = metrics["metrics"].as_array().expect("metrics");
    let layouts = all.iter().find(|metric| metric["name"] == "LayoutCount").expect("a count");
    layouts["value"].as_f64().expect("a number")
}
