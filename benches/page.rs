//! How long a large report takes a browser to load, and each action on it: the
//! page of `tests/suite/crowd.rs` in headless Chromium.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark cannot go on without its data")]

use crate::browser::Browser;

#[path = "../tests/suite/browser.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod browser;
#[path = "../tests/suite/crowd.rs"]
mod crowd;
#[path = "../tests/suite/support.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod support;

/// Tries of each action; the fastest counts.
const TRIES: usize = 5;

fn main() {
    let Some(mut browser) = Browser::start() else { return };
    let place = support::folder();
    let page = crowd::detected(&place).join("report.html");
    let loading = |browser: &mut Browser| {
        browser.open(&page);
        browser.number("performance.getEntriesByType('navigation')[0].loadEventEnd")
    };
    let loaded = (0..TRIES).map(|_| loading(&mut browser)).fold(f64::INFINITY, f64::min);
    println!("{:>8.0} ms  loading", loaded);
    let network = browser.number(&format!("{}.network", crowd::LARGEST)).to_string();
    browser.eval(&format!("document.getElementById('network-{network}').scrollIntoView()"));
    browser.settle();
    browser.settle();
    browser.eval(&format!("{}.scrollIntoView({{ block: 'center' }})", crowd::canvas(&network)));
    for (what, act) in crowd::actions() {
        println!("{:>8.0} ms  {what}", fastest(&mut browser, &act));
    }
}

/// The fastest of several tries in milliseconds: others use the machine, too.
fn fastest(browser: &mut Browser, act: &str) -> f64 {
    let script = format!(
        "(async () => {{ let best = Infinity; for (let turn = 0; turn < {TRIES}; turn += 1) {{ const start = \
         performance.now(); {act}; document.body.offsetHeight; await new Promise((done) => requestAnimationFrame(() => \
         setTimeout(done))); best = Math.min(best, performance.now() - start); }} return best; }})()"
    );
    browser.number(&script)
}
