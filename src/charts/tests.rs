//! What holds for all charts: hostile text, strange numbers, stable bytes.

use lockstep_base::tier::Tier;
use proptest::prelude::*;
use resvg::tiny_skia::Pixmap;

use super::*;

const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"quoted\" & 'single' ]]> <!-- --> &amp;",
    "\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}",
    "nul \0 bell \u{7} escape \u{1b} \u{fffe} \u{ffff}",
    "emoji 👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️",
    "漢字かな한글 العربية עברית",
    "line\nbreak\ttab\r",
    "</svg><foreignObject><body onload=\"x\"/></foreignObject>",
];

fn hostile(index: usize) -> String {
    if index == HOSTILE.len() { "x<&\"'\u{202e}".repeat(2_000) } else { HOSTILE[index % HOSTILE.len()].to_owned() }
}

fn hostile_headings(index: usize) -> Headings {
    Headings { title: Some(hostile(index)), subtitle: Some(hostile(index)), caption: Some(hostile(index)) }
}

fn networks(text: impl Fn(usize) -> String) -> Networks {
    Networks {
        networks: (0..40)
            .map(|index| NetworkBar {
                network_id: text(index % 9),
                accounts: 5_000 / (index as u64 + 1),
                tier: Tier::ALL[index % 4],
            })
            .collect(),
        headings: Headings::default(),
    }
}

fn acts(network_id: String) -> Timeline {
    Timeline {
        network_id,
        start_s: 1_709_424_000,
        bin_s: 3_600,
        network_acts: (0..200).map(|bin| bin % 7).collect(),
        background_acts: (0..200).map(|bin| 900 + bin % 31).collect(),
        headings: Headings::default(),
    }
}

fn gaps(network_id: Option<String>) -> Gaps {
    Gaps {
        network_id,
        window_s: 60.0,
        edges_s: vec![0.0, 1.0, 5.0, 60.0, 300.0],
        observed: vec![900, 400, 300, 200],
        expected_by_chance: vec![3.0, 12.5, 150.0, 190.0],
        headings: Headings::default(),
    }
}

fn scores() -> Scores {
    Scores {
        edges: (0..=50).map(f64::from).collect(),
        counts: (0..50).map(|bin| 1_000_000 >> bin.min(19)).collect(),
        expected_by_chance: Some((0..50).map(|bin| 1e6 * 0.1_f64.powi(bin)).collect()),
        threshold: Some(8.0),
        pairs_tested: 2_000_000,
        headings: Headings::default(),
    }
}

fn network(text: impl Fn(usize) -> String) -> Drawing {
    Drawing {
        network_id: text(0),
        nodes: (0..30)
            .map(|index| Node {
                label: text(index % 9),
                size_value: index as f64,
                tier: Tier::ALL[index % 4],
                group: index as u32 % 3,
                leads: index % 8 == 3,
            })
            .collect(),
        edges: (1..30_u32)
            .map(|node| Tie { from: node, to: node / 3, weight: f64::from(node), directed: node % 2 == 0 })
            .collect(),
        size_name: Some(text(1)),
        node_names: None,
        headings: Headings::default(),
    }
}

/// Every chart with a text in every place that takes one.
fn ranked() -> PrecisionRecall {
    PrecisionRecall {
        curve: vec![(0.0, 0.0), (0.2, 0.5), (0.2, 0.4), (0.7, 0.8), (1.0, 0.1)],
        average_precision: 0.6,
        base_rate: 0.1,
        list: Some((0.7, 0.8)),
        headings: Headings::default(),
    }
}

fn rates() -> Calibrations {
    let point = |stated, observed| Calibrated { stated, observed, interval: [0.1, 0.4], accounts: 1_234_567 };
    Calibrations {
        points: vec![point(0.01, Some(0.2)), point(0.05, None), point(0.2, Some(0.15))],
        headings: Headings::default(),
    }
}

fn compared(text: impl Fn(usize) -> String) -> Methods {
    let method = |index: usize| MethodBar {
        name: text(index),
        average_precision: index as f64 / 9.0,
        precision: (index > 2).then_some(0.5),
        recall: Some(1.0 - index as f64 / 9.0),
    };
    Methods { methods: (0..9).map(method).collect(), headings: Headings::default() }
}

fn bounded(text: impl Fn(usize) -> String) -> Intervals {
    let row = |index: usize| {
        let share = index as f64 / 40.0;
        IntervalRow { name: text(index), share, low: share / 2.0, high: 1.0, is_thin: index.is_multiple_of(7) }
    };
    let what = text(41);
    Intervals { rows: (0..40).map(row).collect(), threshold: 0.25, what, headings: Headings::default() }
}

fn amounts(index: usize) -> Vec<Amount> {
    let known = Amount::Known(27_217 >> index);
    vec![
        known,
        Amount::AtLeast { at_least: index as u64 },
        if index.is_multiple_of(2) { Amount::Unknown } else { known },
    ]
}

fn over_time(text: impl Fn(usize) -> String) -> Lines {
    let line =
        |index: usize| Line { name: text(index), values: (0..24).map(|at| amounts(at + index)[at % 3]).collect() };
    let panel = |index: usize| LinePanel { measure: text(index), lines: (0..=index).map(line).collect() };
    Lines {
        unit: text(5),
        points: (0..24).map(&text).collect(),
        panels: (0..3).map(panel).collect(),
        headings: Headings::default(),
    }
}

fn counted(text: impl Fn(usize) -> String) -> Bars {
    let row = |index: usize| BarRow { name: text(index), values: amounts(index) };
    Bars { measures: (0..3).map(&text).collect(), rows: (0..20).map(row).collect(), headings: Headings::default() }
}

fn held(text: impl Fn(usize) -> String) -> Explanations {
    let explanation = |index: usize| Explanation {
        name: text(index),
        says: text(index + 1),
        seen: 1_000 >> (3 * index),
        unit: text(index + 2),
        expected: 7.5 * index as f64,
        ruled_out: 60 - 20 * index as u64,
        pairs: 60,
    };
    Explanations { network_id: text(3), explanations: (0..4).map(explanation).collect(), headings: Headings::default() }
}

/// The data of a chart of each kind.
fn of_each_kind(text: impl Fn(usize) -> String + Copy) -> Vec<ChartData> {
    vec![
        ChartData::Networks(networks(text)),
        ChartData::Timeline(acts(text(0))),
        ChartData::Gaps(gaps(Some(text(0)))),
        ChartData::Scores(scores()),
        ChartData::Drawing(network(text)),
        ChartData::PrecisionRecall(ranked()),
        ChartData::Calibration(rates()),
        ChartData::Methods(compared(text)),
        ChartData::Bars(counted(text)),
        ChartData::Lines(over_time(text)),
        ChartData::Intervals(bounded(text)),
        ChartData::Explanations(held(text)),
    ]
}

fn charts_with(text: impl Fn(usize) -> String + Copy, theme: Theme, size: Size) -> Vec<Chart> {
    of_each_kind(text).iter().map(|data| data.draw(theme, size).unwrap()).collect()
}

fn charts(theme: Theme, size: Size) -> Vec<Chart> {
    charts_with(|index| format!("N-{index}"), theme, size)
}

/// An error for a document that is not XML, or in which text or a script could
/// hide.
fn assert_harmless(chart: &Chart) {
    let svg = chart.svg();
    let document = roxmltree::Document::parse(svg).unwrap();
    let known = ["svg", "title", "desc", "path", "rect", "circle"];
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(known.contains(&node.tag_name().name()), "{node:?}");
        assert!(node.attributes().all(|own| !own.name().starts_with("on")));
        assert!(node.attribute("href").is_none());
    }
    for raw in ["<text", "<script", "<foreignObject"] {
        assert!(!svg.contains(raw));
    }
    let hidden = |character: char| {
        character.is_control() && character != '\n'
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    assert!(!svg.contains(hidden));
    assert!(!svg.contains("NaN") && !svg.contains("inf\""));
}

#[test]
fn hostile_text_is_harmless_everywhere() {
    for chosen in 0..=HOSTILE.len() {
        let text = |index: usize| hostile((chosen + index) % (HOSTILE.len() + 1));
        for chart in charts_with(text, Theme::Light, Size::SMALL) {
            assert_harmless(&chart);
        }
        let mut data = networks(text);
        data.headings = hostile_headings(chosen);
        let chart = networks_by_size(&data, Theme::Dark, Size::default()).unwrap();
        assert_harmless(&chart);
        assert!(chart.svg().len() < 3_000_000);
    }
}

#[test]
fn hidden_characters_stay_visible_in_the_document() {
    let mut data = networks(|_| "N-1".to_owned());
    data.headings.title = Some("a\u{202e}b".to_owned());
    let chart = networks_by_size(&data, Theme::Light, Size::default()).unwrap();
    let document = roxmltree::Document::parse(chart.svg()).unwrap();
    let title = document.descendants().find(|node| node.has_tag_name("title"));
    assert_eq!(title.unwrap().text(), Some("a<U+202E>b"));
    let labels = document.descendants().filter_map(|node| node.attribute("aria-label"));
    assert!(labels.into_iter().any(|label| label == "a<U+202E>b"));
}

#[test]
fn bitmaps_have_twice_the_size_and_something_on_them() {
    let size = Size { width: 640, height: 360 };
    for theme in [Theme::Light, Theme::Dark] {
        for chart in charts(theme, size) {
            let bitmap = Pixmap::decode_png(&chart.png().unwrap()).unwrap();
            assert_eq!((bitmap.width(), bitmap.height()), (1280, 720));
            let background = bitmap.pixels()[0];
            let drawn = bitmap.pixels().iter().filter(|pixel| **pixel != background);
            assert!(drawn.count() > 5_000);
        }
    }
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    for size in [Size::SMALL, Size::default(), Size::LARGE] {
        let once = charts(Theme::Dark, size);
        assert_eq!(once, charts(Theme::Dark, size));
        assert_ne!(once, charts(Theme::Light, size));
    }
    let chart = &charts(Theme::Light, Size::SMALL)[0];
    assert_eq!(chart.png().unwrap(), chart.png().unwrap());
}

#[test]
fn what_a_drawing_leaves_out_is_said_even_with_a_long_subtitle() {
    let mut data = network(|_| "N-1".to_owned());
    let more = data.nodes[0].clone();
    data.nodes.extend(vec![more; MAX_NODES]);
    data.headings.subtitle = Some("words ".repeat(500));
    let chart = network_drawing(&data, Theme::Light, Size::SMALL).unwrap();
    let said = "aria-label=\"Shown: the 5,000 largest of 5,030 accounts.";
    assert!(chart.svg().contains(said));
}

#[test]
fn the_order_of_networks_does_not_matter() {
    let data = networks(|index| format!("N-{index}"));
    let mut turned = data.clone();
    turned.networks.reverse();
    let draw = |data| networks_by_size(data, Theme::Light, Size::default()).unwrap();
    assert_eq!(draw(&data), draw(&turned));
}

#[test]
fn empty_data_says_that_there_is_nothing_to_show() {
    let (theme, size) = (Theme::Light, Size::default());
    let zeros = Timeline { network_acts: vec![0; 9], background_acts: vec![0; 9], ..acts("N-1".to_owned()) };
    let one_empty_bin = Scores { edges: vec![0.0, 1.0], counts: vec![0], ..Scores::default() };
    let charts = [
        networks_by_size(&Networks::default(), theme, size),
        timeline(&Timeline { bin_s: 60, ..Timeline::default() }, theme, size),
        timeline(&zeros, theme, size),
        gap_histogram(&Gaps::default(), theme, size),
        score_distribution(&Scores::default(), theme, size),
        score_distribution(&one_empty_bin, theme, size),
        network_drawing(&Drawing::default(), theme, size),
        precision_recall(&PrecisionRecall::default(), theme, size),
        calibration(&Calibrations::default(), theme, size),
        methods(&Methods::default(), theme, size),
        bars(&Bars { measures: vec!["Accounts".to_owned()], ..Bars::default() }, theme, size),
        lines(&Lines::default(), theme, size),
        intervals(&Intervals::default(), theme, size),
        explanations(&Explanations::default(), theme, size),
    ];
    for chart in charts {
        let chart = chart.unwrap();
        assert!(chart.svg().contains("Nothing to show"));
        assert_harmless(&chart);
    }
}

#[test]
fn what_is_unsound_is_an_error() {
    let (theme, size) = (Theme::Light, Size::default());
    let mut uneven = acts("N-1".to_owned());
    uneven.background_acts.pop();
    assert!(matches!(timeline(&uneven, theme, size), Err(ChartError::Data(_))));

    for value in [f64::NAN, f64::INFINITY, -1.0] {
        let mut data = gaps(None);
        data.expected_by_chance[0] = value;
        assert!(matches!(gap_histogram(&data, theme, size), Err(ChartError::Data(_))));
        let mut data = network(|_| String::new());
        data.nodes[0].size_value = value;
        assert!(matches!(network_drawing(&data, theme, size), Err(ChartError::Data(_))));
    }
    let mut data = scores();
    data.threshold = Some(f64::NAN);
    assert!(matches!(score_distribution(&data, theme, size), Err(ChartError::Data(_))));
    let mut data = network(|_| String::new());
    data.edges.push(Tie::open(0, 30, 1.0));
    assert!(matches!(network_drawing(&data, theme, size), Err(ChartError::Data(_))));
    let mut falling = ranked();
    falling.curve.reverse();
    assert!(matches!(precision_recall(&falling, theme, size), Err(ChartError::Data(_))));
    let mut turned = rates();
    turned.points[0].interval.reverse();
    assert!(matches!(calibration(&turned, theme, size), Err(ChartError::Data(_))));
    for value in [f64::NAN, -0.1, 1.1] {
        let data = PrecisionRecall { list: Some((0.5, value)), ..ranked() };
        assert!(matches!(precision_recall(&data, theme, size), Err(ChartError::Data(_))));
        let mut data = compared(|_| String::new());
        data.methods[3].recall = Some(value);
        assert!(matches!(methods(&data, theme, size), Err(ChartError::Data(_))));
    }
    for value in [f64::NAN, -0.1, 1.1] {
        let mut data = bounded(|_| String::new());
        data.rows[3].high = value;
        assert!(matches!(intervals(&data, theme, size), Err(ChartError::Data(_))));
    }
    let mut data = counted(|_| String::new());
    data.rows[3].values.pop();
    assert!(matches!(bars(&data, theme, size), Err(ChartError::Data(_))));
    let mut data = over_time(|_| String::new());
    data.panels[1].lines[0].values.pop();
    assert!(matches!(lines(&data, theme, size), Err(ChartError::Data(_))));
    let mut data = over_time(|_| String::new());
    data.panels[0].lines = vec![data.panels[0].lines[0].clone(); 7];
    assert!(matches!(lines(&data, theme, size), Err(ChartError::Data(_))));
    for value in [f64::NAN, f64::INFINITY, -1.0] {
        let mut data = held(|_| String::new());
        data.explanations[1].expected = value;
        assert!(matches!(explanations(&data, theme, size), Err(ChartError::Data(_))));
    }
    let mut data = held(|_| String::new());
    data.explanations.extend(vec![Explanation::default(); 9]);
    assert!(matches!(explanations(&data, theme, size), Err(ChartError::Data(_))));
    let tiny = Size { width: 10, height: 10 };
    assert!(matches!(score_distribution(&scores(), theme, tiny), Err(ChartError::Size(_))));
}

#[test]
fn huge_counts_are_drawn() {
    let (theme, size) = (Theme::Light, Size::default());
    let data = Networks {
        networks: vec![NetworkBar { network_id: "N-1".to_owned(), accounts: u64::MAX, tier: Tier::A }; 30],
        headings: Headings::default(),
    };
    assert_harmless(&networks_by_size(&data, theme, size).unwrap());
    let mut data = acts("N-1".to_owned());
    data.network_acts.fill(u64::MAX);
    assert_harmless(&timeline(&data, theme, size).unwrap());
    let mut data = gaps(None);
    data.observed.fill(u64::MAX);
    data.expected_by_chance.fill(f64::MAX / 8.0);
    assert_harmless(&gap_histogram(&data, theme, size).unwrap());
    let mut data = scores();
    data.counts.fill(u64::MAX);
    data.expected_by_chance = Some(vec![f64::MAX; 50]);
    assert_harmless(&score_distribution(&data, theme, size).unwrap());
    let mut data = network(|_| "N-1".to_owned());
    data.edges.iter_mut().for_each(|tie| tie.weight = f64::MAX);
    data.nodes.iter_mut().for_each(|node| node.size_value = f64::MAX);
    assert_harmless(&network_drawing(&data, theme, size).unwrap());
    let mut data = counted(|_| "N-1".to_owned());
    data.rows.iter_mut().for_each(|row| row.values.fill(Amount::Known(u64::MAX)));
    assert_harmless(&bars(&data, theme, size).unwrap());
    let mut data = over_time(|_| "N-1".to_owned());
    data.panels[2].lines[1].values.fill(Amount::AtLeast { at_least: u64::MAX });
    assert_harmless(&lines(&data, theme, size).unwrap());
}

#[test]
fn explanations_of_any_size_are_drawn() {
    for (seen, expected) in [(0, 0.0), (1, 1e-300), (u64::MAX, f64::MAX), (3, f64::MIN_POSITIVE), (7, 1e18)] {
        let mut data = held(|_| "N-1".to_owned());
        data.explanations[0] = Explanation { seen, expected, ruled_out: u64::MAX, ..data.explanations[1].clone() };
        for size in [Size::SMALL, Size { width: 480, height: 320 }, data.size()] {
            assert_harmless(&explanations(&data, Theme::Dark, size).unwrap());
        }
    }
}

/// What a file holds of a chart is the chart.
#[test]
fn a_chart_from_a_file_is_the_same() {
    for text in [hostile, |index| format!("N-{index}")] {
        let named = |(number, chart)| NamedChart { name: format!("chart-{number}"), chart };
        let charts: Vec<NamedChart> = of_each_kind(text).into_iter().enumerate().map(named).collect();
        let json = StoredCharts::to_json(charts.clone()).unwrap();
        assert!(!json.contains(['\u{202e}', '\u{7}']), "plain to a reader");
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("charts")).unwrap();
        std::fs::write(folder.path().join(StoredCharts::FILE), json).unwrap();
        let read = StoredCharts::read(folder.path()).unwrap();
        assert_eq!(read.charts, charts);
        for (one, other) in read.charts.iter().zip(&charts) {
            let (theme, size) = (Theme::Dark, one.chart.size());
            assert!(one.draw(theme, size).unwrap() == other.chart.draw(theme, size).unwrap(), "{}", one.name);
        }
    }
}

#[test]
fn a_large_drawing_is_stored_as_far_as_it_is_drawn() {
    let node = |at: usize| Node {
        label: format!("account {at}"),
        size_value: (at % 97) as f64,
        ..network(hostile).nodes[0].clone()
    };
    let tie = |at: u32| Tie {
        from: at % 6_000,
        to: (at * 7 + 1) % 6_000,
        weight: f64::from(at % 13) + 0.1,
        directed: at.is_multiple_of(90),
    };
    let data = Drawing {
        network_id: "N-1".to_owned(),
        nodes: (0..6_000).map(node).collect(),
        edges: (0..20_000).map(tie).collect(),
        ..Drawing::default()
    };
    let stored = Sketch::of(&data).unwrap().as_drawn();
    assert_eq!((stored.nodes.len(), stored.edges.len()), (MAX_NODES, MAX_EDGES));
    let draw = |data: &Drawing, size| network_drawing(data, Theme::Light, size).unwrap();
    assert!(draw(&data, Size::default()) == draw(&stored, Size::default()));
    assert!(draw(&data, Size::SMALL) == draw(&stored, Size::SMALL));
    assert_eq!(Sketch::of(&stored).unwrap().as_drawn(), stored);
    let charts = [NamedChart { name: "drawing".to_owned(), chart: ChartData::Drawing(stored) }];
    assert!(StoredCharts::to_json(charts).unwrap().len() < 1_500_000);
}

#[test]
fn a_share_stands_out_where_its_lower_bound_reaches_what_is_asked() {
    let row = |name: &str, low, is_thin| IntervalRow { name: name.to_owned(), share: 0.5, low, high: 0.9, is_thin };
    let rows = vec![row("sure", 0.3, false), row("open", 0.2, false), row("thin", 0.4, true)];
    let mut data = Intervals { rows, threshold: 0.25, what: "Share".to_owned(), headings: Headings::default() };
    let title = |data: &Intervals| intervals(data, Theme::Light, data.size()).unwrap();
    assert!(title(&data).svg().contains("1 of 3 accounts surely reach 25 %"));
    data.threshold = 0.0;
    assert!(title(&data).svg().contains("3 accounts; no share is asked for"));
}

#[test]
fn rows_without_room_are_summed_in_words() {
    let row = |index: u64| BarRow { name: format!("row {index}"), values: vec![Amount::Known(index)] };
    let data = Bars {
        measures: vec!["Accounts".to_owned()],
        rows: (1..=100).rev().map(row).collect(),
        headings: Headings::default(),
    };
    let chart = bars(&data, Theme::Light, data.size()).unwrap();
    assert!(chart.svg().contains("aria-label=\"Not shown: 40 more rows (Accounts: 820)\""));
    assert!(chart.svg().contains("aria-label=\"row 41\"") && !chart.svg().contains("aria-label=\"row 40\""));
}

/// Any size a chart may have.
fn any_size() -> impl Strategy<Value = Size> {
    (480_u32..1700, 320_u32..1000).prop_map(|(width, height)| Size { width, height })
}

/// Numbers of all kinds, unsound ones too.
fn any_count() -> impl Strategy<Value = u64> {
    prop_oneof![0_u64..5, 0_u64..100_000, any::<u64>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn networks_never_panic(
        list in proptest::collection::vec((any::<String>(), any_count(), 0_usize..4), 0..60),
        size in any_size(),
    ) {
        let networks = list
            .into_iter()
            .map(|(network_id, accounts, tier)| NetworkBar { network_id, accounts, tier: Tier::ALL[tier] })
            .collect();
        let data = Networks { networks, headings: Headings::default() };
        assert_harmless(&networks_by_size(&data, Theme::Light, size).unwrap());
    }

    #[test]
    fn lines_never_panic(
        panels in proptest::collection::vec(proptest::collection::vec(any_count(), 30), 0..6),
        size in any_size(),
    ) {
        let points: Vec<String> = (0..30).map(|at| format!("month {at}")).collect();
        let amount = |count: u64| if count.is_multiple_of(3) { Amount::Unknown } else { Amount::Known(count) };
        let panel = |counts: Vec<u64>| LinePanel {
            measure: "Accounts".to_owned(),
            lines: vec![Line { name: "all".to_owned(), values: counts.into_iter().map(amount).collect() }],
        };
        let panels = panels.into_iter().map(panel).collect();
        let data = Lines { unit: "Month".to_owned(), points, panels, headings: Headings::default() };
        assert_harmless(&lines(&data, Theme::Dark, size).unwrap());
    }

    #[test]
    fn timelines_never_panic(
        acts in proptest::collection::vec((any_count(), any_count()), 0..900),
        start_s in prop_oneof![any::<i64>(), -4_000_000_000_i64..4_000_000_000],
        bin_s in prop_oneof![any::<u64>(), 1_u64..4_000_000],
        size in any_size(),
    ) {
        let (network_acts, background_acts) = acts.into_iter().unzip();
        let data = Timeline { start_s, bin_s, network_acts, background_acts, ..Timeline::default() };
        if let Ok(chart) = timeline(&data, Theme::Dark, size) {
            assert_harmless(&chart);
        }
    }

    #[test]
    fn histograms_never_panic(
        bins in proptest::collection::vec((any_count(), 0.0..1e9_f64, 1e-6..1e3_f64), 0..400),
        first in -10.0..10.0_f64,
        mark in prop_oneof![any::<f64>(), 0.0..100.0_f64],
        size in any_size(),
    ) {
        let mut edges = vec![first];
        edges.extend(bins.iter().scan(first, |at, (_, _, width)| { *at += width; Some(*at) }));
        let counts: Vec<_> = bins.iter().map(|(count, ..)| *count).collect();
        let expected: Vec<_> = bins.iter().map(|(_, expected, _)| *expected).collect();
        let gaps = Gaps {
            window_s: mark,
            edges_s: edges.clone(),
            observed: counts.clone(),
            expected_by_chance: expected.clone(),
            ..Gaps::default()
        };
        let scores = Scores {
            edges,
            counts,
            expected_by_chance: Some(expected),
            threshold: Some(mark),
            ..Scores::default()
        };
        for chart in [gap_histogram(&gaps, Theme::Light, size), score_distribution(&scores, Theme::Dark, size)] {
            match chart {
                Ok(chart) => assert_harmless(&chart),
                Err(error) => prop_assert!(matches!(error, ChartError::Data(_)) && !mark.is_finite()),
            }
        }
    }

    #[test]
    fn drawings_never_panic(
        nodes in proptest::collection::vec((any::<String>(), 0.0..1e12_f64, 0_u32..9, any::<bool>()), 0..60),
        edges in proptest::collection::vec((0_u32..60, 0_u32..60, 0.0..1e6_f64, any::<bool>()), 0..200),
        size in any_size(),
    ) {
        let count = nodes.len() as u32;
        let data = Drawing {
            nodes: nodes
                .into_iter()
                .map(|(label, size_value, group, leads)| Node { label, size_value, tier: Tier::B, group, leads })
                .collect(),
            edges: edges
                .into_iter()
                .map(|(from, to, weight, directed)| Tie { from, to, weight, directed })
                .filter(|tie| tie.from.max(tie.to) < count)
                .collect(),
            ..Drawing::default()
        };
        assert_harmless(&network_drawing(&data, Theme::Dark, size).unwrap());
    }

    #[test]
    fn charts_of_quality_never_panic(
        list in proptest::collection::vec((any::<String>(), 0.0..=1.0_f64, 0.0..=1.0_f64), 0..40),
        size in any_size(),
    ) {
        let mut curve: Vec<_> = list.iter().map(|(_, recall, precision)| (*recall, *precision)).collect();
        curve.sort_by(|x, y| x.0.total_cmp(&y.0));
        let data = PrecisionRecall { list: curve.last().copied(), curve, ..PrecisionRecall::default() };
        assert_harmless(&precision_recall(&data, Theme::Dark, size).unwrap());
        let point = |(_, stated, observed): &(String, f64, f64)| Calibrated {
            stated: *stated,
            observed: Some(*observed),
            interval: [0.0, *observed],
            accounts: u64::MAX,
        };
        let data = Calibrations { points: list.iter().map(point).collect(), ..Calibrations::default() };
        assert_harmless(&calibration(&data, Theme::Light, size).unwrap());
        let method = |(name, precision, recall): &(String, f64, f64)| MethodBar {
            name: name.clone(),
            average_precision: *recall,
            precision: Some(*precision),
            recall: None,
        };
        let data = Methods { methods: list.iter().map(method).collect(), ..Methods::default() };
        assert_harmless(&methods(&data, Theme::Light, size).unwrap());
    }
}
