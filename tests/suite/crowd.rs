//! A run that is large for a page: 50,000 candidates in 9,001 networks, one of
//! which has 5,000 accounts.

use std::fmt::Write;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::support::{arg, file, succeed};

/// The section of the largest network, in the page's script.
pub const LARGEST: &str = "data.sections.find((section) => section.members.length === 5000)";

/// The canvas of a network's drawing, in the page's script.
pub fn canvas(network: &str) -> String {
    format!("document.querySelector('section[data-network=\"{network}\"] canvas')")
}

/// What a person does with the list and the largest drawing, in the page's
/// script; `turn` is the number of the try.
pub fn actions() -> [(&'static str, String); 7] {
    let list = "document.querySelector('#accounts-table')";
    let sketch = format!("sketches.find((each) => each.section === {LARGEST})");
    let search = "field.value = 'large4' + turn; field.dispatchEvent(new Event('input'))";
    [
        ("sorting by a number", format!("{list}.querySelectorAll('th button')[7].click()")),
        ("sorting by id", format!("{list}.querySelectorAll('th button')[1].click()")),
        ("searching", format!("const field = {list}.querySelector('input[type=search]'); {search}")),
        ("turning a page", format!("{list}.querySelector('[aria-label^=Next]').click()")),
        ("moving the drawing", format!("{sketch}.move(7, 3)")),
        ("zooming the drawing", format!("{sketch}.zoom(1.2)")),
        ("hovering", format!("{sketch}.hover([200 + 20 * turn, 200], 6)")),
    ]
}

/// The output of `detect` over it.
pub fn detected(place: &TempDir) -> PathBuf {
    let (out, input) = (place.path().join("out"), crowd(place));
    // Without a pull to small communities the large network stays one.
    let config = file(place, "whole.toml", "[cluster]\nresolution = 0.0001\n");
    let read = ["--column", "object_created=created", "--config", arg(&config), "--trace", "url"];
    succeed(&[&["detect", arg(&input), "--out", arg(&out)], &read[..]].concat());
    out
}

/// A world of 50,000 accounts in networks: one of 5,000, the others of five.
fn crowd(place: &TempDir) -> PathBuf {
    let mut csv = String::from("account_id,timestamp,url,created\n");
    let mut act = |account: &str, time: usize, link: &str, created: usize| {
        // Writing into a String cannot fail.
        let _ = writeln!(csv, "{account},{time},https://a.example/{link},{created}");
    };
    // A linear congruence is random enough for times.
    let mut state = 1_usize;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for group in 0..9_000 {
        for action in 0..8 {
            let start = 1_630_000_000 + random(8_000_000);
            // The delay after publication changes, so that it is no habit.
            let created = start - 600 - random(200_000);
            for member in 0..5 {
                act(&format!("small{group}-{member}"), start + random(9), &format!("s{group}/{action}"), created);
            }
        }
    }
    // Everybody is in two of the twenties, which hold the large one together.
    for twenty in 0..500 {
        for action in 0..6 {
            let start = 1_630_000_000 + random(8_000_000);
            let created = start - 600 - random(200_000);
            for member in 0..20 {
                let place = 20 * (twenty % 250) + member;
                let account = if twenty < 250 { place } else { (1_237 * place + 17) % 5_000 };
                act(&format!("large{account}"), start + random(9), &format!("l{twenty}/{action}"), created);
            }
        }
    }
    file(place, "crowd.csv", csv)
}
