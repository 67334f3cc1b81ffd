//! `lockstep plot`: the charts of a finished output, drawn again from the data
//! that it stored.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{SAMPLE, arg, fail, file, folder, listing, misuse, run, succeed};

fn sample() -> (TempDir, PathBuf) {
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    (place, out)
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).expect("the chart")
}

/// Without options every chart is the one that the command wrote.
fn assert_same(out: &Path) {
    let place = folder();
    let drawn = place.path().join("a/b");
    succeed(&["plot", arg(out), "--out", arg(&drawn)]);
    let mut wanted = listing(&out.join("charts"));
    wanted.retain(|name| name != "data.json");
    // Of networks whose charts are no files it draws them, too.
    let drawn_names = listing(&drawn);
    assert!(!wanted.is_empty() && wanted.iter().all(|name| drawn_names.contains(name)), "{drawn_names:?}");
    for name in wanted {
        assert!(bytes(&drawn, &name) == bytes(&out.join("charts"), &name), "{name} differs");
    }
}

#[test]
fn the_charts_of_every_command_are_drawn_again_byte_for_byte() {
    let (place, out) = sample();
    assert_same(&out);
    let made = |name: &str, arguments: &[&str]| {
        let made = place.path().join(name);
        succeed(&[arguments, &["--out", arg(&made)]].concat());
        assert_same(&made);
    };
    let labels = "notebooks-data/season/truth.csv";
    made("judged", &["evaluate", "--candidates", arg(&out), "--labels", labels]);
    made("compared", &["evaluate", "--methods", "objects,days", SAMPLE, "--labels", labels]);
    let report = ["transparency", "report", "--operations", "notebooks-data/transparency/operations.toml"];
    made("report", &[&report[..], &["--from", "2024-01", "--to", "2024-12"]].concat());
}

#[test]
fn themes_sizes_formats_and_titles_can_be_chosen() {
    let (place, out) = sample();
    let plot = |to: &str, more: &[&str]| {
        let to = place.path().join(to);
        succeed(&[&["plot", arg(&out)], more, &["--out", arg(&to)]].concat());
        to
    };
    let dark = plot("dark", &["network-*-gaps", "scores.png", "--theme", "dark", "--format", "svg"]);
    let names = listing(&dark);
    assert!(names.len() > 2 && names.contains(&"scores.svg".to_owned()));
    assert!(names.iter().all(|name| name == "scores.svg" || name.ends_with("-gaps.svg")), "{names:?}");
    let light = listing(&out.join("charts"));
    let both: Vec<&String> = names.iter().filter(|name| light.contains(name)).collect();
    assert!(both.len() > 2 && both.iter().all(|name| bytes(&dark, name) != bytes(&out.join("charts"), name)));
    for (size, width, height) in [("small", 800, 450), ("slide", 1920, 1080), ("700x1200", 700, 1200)] {
        let svg = plot("one.svg", &["scores", "--size", size, "--overwrite"]);
        let svg = std::fs::read_to_string(svg).expect("the chart");
        assert!(svg.contains(&format!("width=\"{width}\" height=\"{height}\"")), "{size}");
    }
    let png = plot("one.PNG", &["scores", "--size", "square"]);
    let png = std::fs::read(png).expect("the chart");
    let number = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    assert_eq!((number(16), number(20)), (2160, 2160), "the header of a PNG has its width and height");
    let titled = plot("titled.svg", &["scores", "--title", "<b>\u{202e}"]);
    assert!(std::fs::read_to_string(titled).expect("the chart").contains(">&lt;b&gt;&lt;U+202E&gt;</title>"));
    let listed = succeed(&["plot", arg(&out), "network-006-*", "--list"]);
    assert!(listed.lines().count() >= 3 && listed.lines().all(|line| line.contains("  Network 6")), "{listed}");
}

#[test]
fn wrong_use_is_told_and_nothing_is_written() {
    let (place, out) = sample();
    let to = place.path().join("to");
    let dir = arg(&out);
    let svg = place.path().join("x.svg");
    let (to_svg, to_folder) = (arg(&svg), arg(&to));
    for (arguments, said) in [
        (vec!["plot", dir, "--out", to_svg], "a file holds one chart"),
        (vec!["plot", dir, "scores", "--out", to_svg, "--format", "png"], "--out ends in .svg"),
        (vec!["plot", dir, "scores", "--out", "a.jpg"], "a chart is an SVG or a PNG, not `.jpg`"),
        (vec!["plot", dir, "--out", to_folder, "--title", "x"], "charts are chosen; name one"),
        (vec!["plot", dir, "a**b", "--out", to_folder], "`a**b` is no pattern"),
    ] {
        let message = misuse(&arguments);
        assert!(message.contains(said), "{message}");
    }
    let message = fail(&["plot", dir, "scores", "nothing-*", "--out", to_folder]);
    assert!(message.contains("there is no chart `nothing-*` here; see lockstep plot DIR --list"), "{message}");
    for size in ["10x10", "9999x600", "huge", "1200", "x"] {
        let output = run(&["plot", dir, "--out", to_folder, "--size", size]);
        assert_eq!(output.status.code(), Some(2), "{size}");
    }
    assert_eq!(run(&["plot", dir]).status.code(), Some(2), "somewhere it must go");
    let listed = run(&["plot", dir, "--list", "--theme", "dark"]);
    assert_eq!(listed.status.code(), Some(2), "a list has no theme");
    assert!(!to.exists() && !svg.exists());
    succeed(&["plot", dir, "scores", "--out", to_svg]);
    let message = fail(&["plot", dir, "scores", "--out", to_svg]);
    assert!(message.contains("this file is there already"), "{message}");
    let message = fail(&["plot", arg(place.path()), "--list"]);
    assert!(message.contains("charts/data.json: there is no such file"), "{message}");
}

/// Charts that anybody may have made: an error that names the file or the
/// chart, no panic, and no file outside the folder.
#[test]
fn damaged_and_hostile_data_are_refused() {
    let place = folder();
    std::fs::create_dir(place.path().join("charts")).expect("a folder");
    let to = place.path().join("to");
    let told = |charts: &str| {
        file(&place, "charts/data.json", format!("{{\"lockstep\":\"x\",\"charts\":[{charts}]}}"));
        let message = fail(&["plot", arg(place.path()), "--out", arg(&to)]);
        assert!(!message.contains("internal error") && !to.exists(), "{message}");
        message
    };
    let named = |name: &str| format!("{{\"name\":\"{name}\",\"chart\":{{\"networks\":{{\"networks\":[]}}}}}}");
    for name in ["../x", "", "a/b", "a\\u0000", "A", "..", "x.svg", "\\u202e", &"a".repeat(101)] {
        assert!(told(&named(name)).contains("is no name of a chart"), "{name}");
    }
    assert!(told(&[named("a"), named("a")].join(",")).contains("two charts have the name a"));
    let unsound = [
        r#"{"timeline":{"network_id":"N","start_s":0,"bin_s":60,"network_acts":[1],"background_acts":[]}}"#,
        r#"{"timeline":{"network_id":"N","start_s":9223372036854775807,"bin_s":60,"network_acts":[1],"background_acts":[1]}}"#,
        r#"{"timeline":{"network_id":"N","start_s":0,"bin_s":0,"network_acts":[1],"background_acts":[1]}}"#,
        r#"{"gaps":{"network_id":null,"window_s":1e308,"edges_s":[0,1e308,-1],"observed":[1,2],"expected_by_chance":[0,0]}}"#,
        r#"{"scores":{"edges":[-1e308,1e308],"counts":[1],"expected_by_chance":null,"threshold":3,"pairs_tested":1}}"#,
        r#"{"drawing":{"network_id":"N","nodes":[],"edges":[[0,1,1.0,false]],"size_name":null}}"#,
        r#"{"drawing":{"network_id":"N","nodes":[{"label":"a","size_value":-1,"tier":"A","group":0,"leads":false}],"edges":[],"size_name":null}}"#,
        r#"{"bars":{"measures":[],"rows":[{"name":"x","values":[]}]}}"#,
        r#"{"bars":{"measures":["a","b"],"rows":[{"name":"x","values":[1]}]}}"#,
        r#"{"intervals":{"rows":[{"name":"x","share":2,"low":0,"high":1,"is_thin":false}],"threshold":0.5,"what":"x"}}"#,
        r#"{"precision_recall":{"curve":[[1,1],[0,0]],"average_precision":0,"base_rate":0,"list":null}}"#,
        r#"{"calibration":{"points":[{"stated":0.1,"observed":0.1,"interval":[1,0],"accounts":1}]}}"#,
        r#"{"methods":{"methods":[{"name":"x","average_precision":-1,"precision":null,"recall":null}]}}"#,
    ];
    for chart in unsound {
        let message = told(&format!("{{\"name\":\"one\",\"chart\":{chart}}}"));
        assert!(message.contains("chart one: the chart's data is not sound: "), "{chart}: {message}");
    }
    for chart in [
        "{}",
        "null",
        r#"{"pie":{}}"#,
        r#"{"scores":{}}"#,
        r#"{"gaps":[]}"#,
        r#"{"networks":{"networks":[{"network_id":"1","accounts":-1,"tier":"A"}]}}"#,
        r#"{"networks":{"networks":[{"network_id":"1","accounts":1,"tier":"Z"}]}}"#,
    ] {
        let message = told(&format!("{{\"name\":\"one\",\"chart\":{chart}}}"));
        assert!(message.contains("data.json: it cannot be used ("), "{chart}: {message}");
    }
    let ones = vec!["1"; 20_001].join(",");
    let long = told(&format!(
        "{{\"name\":\"one\",\"chart\":{{\"gaps\":{{\"network_id\":null,\"window_s\":1,\"edges_s\":[],\"observed\":[{ones}],\"expected_by_chance\":[]}}}}}}"
    ));
    assert!(long.contains("a list of chart one has 20001 values, and at most 20000 are drawn"), "{long}");
    for garbage in ["", "[", "\u{0}", "{\"lockstep\":1,\"charts\":[]}", &"[".repeat(100_000)] {
        file(&place, "charts/data.json", garbage);
        let message = fail(&["plot", arg(place.path()), "--out", arg(&to)]);
        assert!(message.contains("data.json: it cannot be used ("), "{message}");
    }
}
