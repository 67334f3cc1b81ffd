//! Evaluations as files: `evaluation.json`, `evaluation.csv` and charts.

use lockstep_base::error::{Error, Result};
use lockstep_base::safe::{cell, json};
use lockstep_charts::{Calibrated, Calibrations, ChartData, Headings, MethodBar, Methods, PrecisionRecall};
use lockstep_detect::{NullCheck, NullRun};
use lockstep_results::report::Figure;
use lockstep_results::write::table;
use serde::Serialize;

use super::categories::{Agreement, Categories, PartitionAgreement};
use super::judge::{Calibration, Evaluation};
use super::methods::{Compared, Comparison};
use super::verdicts::Stated;

/// An evaluation for programs: the bytes of its two files.
#[derive(Clone, Debug)]
pub struct Record {
    /// `evaluation.json`.
    pub json: Vec<u8>,
    /// `evaluation.csv`.
    pub csv: Vec<u8>,
}

/// The evaluation of a finished run; `run` is its directory.
pub(super) fn of_run(run: &str, evaluation: &Evaluation, stated: &Stated) -> Result<Record> {
    #[derive(Serialize)]
    struct Whole<'a> {
        lockstep: &'static str,
        candidates: &'a str,
        fdr: f64,
        expected_false_pairs: f64,
        #[serde(flatten)]
        evaluation: &'a Evaluation,
    }
    let whole = Whole {
        lockstep: env!("CARGO_PKG_VERSION"),
        candidates: run,
        fdr: stated.fdr,
        expected_false_pairs: stated.expected_false_pairs,
        evaluation,
    };
    Ok(Record { json: to_json(&whole)?, csv: measures(evaluation)? })
}

/// The charts of the evaluation of a finished run.
pub(super) fn figures_of_run(evaluation: &Evaluation) -> Result<[Figure; 2]> {
    let points = evaluation.calibration.iter().map(calibrated).collect();
    let rates = Calibrations { points, headings: Headings::default() };
    Ok([
        Figure::draw("precision-recall", None, ChartData::PrecisionRecall(curve(evaluation)))?,
        Figure::draw("calibration", None, ChartData::Calibration(rates))?,
    ])
}

/// A comparison of methods.
pub(super) fn of_comparison(comparison: &Comparison) -> Result<Record> {
    #[derive(Serialize)]
    struct Whole<'a> {
        lockstep: &'static str,
        #[serde(flatten)]
        comparison: &'a Comparison,
    }
    let json = to_json(&Whole { lockstep: env!("CARGO_PKG_VERSION"), comparison })?;
    Ok(Record { json, csv: side_by_side(comparison)? })
}

/// The chart of a comparison of methods.
pub(super) fn figures_of_comparison(comparison: &Comparison) -> Result<[Figure; 1]> {
    let data = Methods { methods: comparison.methods.iter().map(bar).collect(), headings: Headings::default() };
    Ok([Figure::draw("methods", None, ChartData::Methods(data))?])
}

/// What is found in data without coordination.
pub(super) fn of_null(check: &NullCheck) -> Result<Record> {
    #[derive(Serialize)]
    struct Whole<'a> {
        lockstep: &'static str,
        mean_candidates: f64,
        runs_with_candidates: usize,
        #[serde(flatten)]
        check: &'a NullCheck,
    }
    let (mean_candidates, runs_with_candidates) = (check.mean_candidates(), check.runs_with_candidates());
    let json = to_json(&Whole { lockstep: env!("CARGO_PKG_VERSION"), mean_candidates, runs_with_candidates, check })?;
    let line = |(run, name): (&NullRun, String)| {
        let counts = [run.candidates, run.networks, run.validated_pairs, run.of_patterns];
        std::iter::once(name).chain(counts.map(|number| number.to_string())).collect()
    };
    let runs = check.runs.iter().zip((1..).map(|number: usize| number.to_string()));
    let all = std::iter::once((&check.undestroyed, "as_it_is".to_owned())).chain(runs);
    let csv = table(&["run", "candidates", "networks", "validated_pairs", "of_patterns"], all.map(line))?;
    Ok(Record { json, csv })
}

/// How networks agree with categories, one row a method.
pub(super) fn of_categories(categories: &Categories) -> Result<Record> {
    #[derive(Serialize)]
    struct Whole<'a> {
        lockstep: &'static str,
        #[serde(flatten)]
        categories: &'a Categories,
    }
    let json = to_json(&Whole { lockstep: env!("CARGO_PKG_VERSION"), categories })?;
    let header = [
        "method",
        "groups",
        "placed",
        "adjusted_rand_index",
        "normalised_mutual_information",
        "in_common",
        "adjusted_rand_index_common",
        "normalised_mutual_information_common",
        "adjusted_rand_index_of_ours",
        "normalised_mutual_information_of_ours",
        "adjusted_rand_index_all",
        "normalised_mutual_information_all",
    ];
    let line = |one: &PartitionAgreement| {
        let both = |agreement: &Agreement| {
            let both = [agreement.adjusted_rand_index, agreement.normalised_mutual_information];
            both.map(|value| value.map_or_else(String::new, |value| format!("{value:.6}")))
        };
        let mut cells = vec![one.method.clone(), one.groups.to_string(), one.placed.to_string()];
        cells.extend(both(&one.of_placed));
        cells.push(one.of_common.accounts.to_string());
        [one.of_common, one.first_of_common, one.of_all].iter().for_each(|agreement| cells.extend(both(agreement)));
        cells
    };
    Ok(Record { json, csv: table(&header, categories.partitions.iter().map(line))? })
}

fn to_json(record: &impl Serialize) -> Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(record).map_err(|e| Error::output("evaluation.json", e))?;
    Ok(format!("{}\n", json(&text)).into_bytes())
}

fn curve(evaluation: &Evaluation) -> PrecisionRecall {
    PrecisionRecall {
        curve: evaluation.curve.iter().map(|point| (point.recall, point.precision)).collect(),
        average_precision: evaluation.average_precision.unwrap_or(0.0),
        base_rate: evaluation.base_rate,
        list: evaluation.recall.zip(evaluation.precision),
        headings: Headings::default(),
    }
}

fn calibrated(point: &Calibration) -> Calibrated {
    Calibrated {
        stated: point.stated,
        observed: point.observed,
        interval: point.interval,
        accounts: point.accounts as u64,
    }
}

fn bar(compared: &Compared) -> MethodBar {
    MethodBar {
        name: compared.method.to_owned(),
        average_precision: compared.evaluation.average_precision.unwrap_or(0.0),
        precision: compared.evaluation.precision,
        recall: compared.evaluation.recall,
    }
}

/// A share with six decimals; empty where nothing can be said.
fn number(value: Option<f64>) -> String {
    value.map(|value| format!("{value:.6}")).unwrap_or_default()
}

/// One row a measure: of what, over how many accounts, which one, its value.
fn measures(evaluation: &Evaluation) -> Result<Vec<u8>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut add = |group: &str, name: &str, accounts: usize, measure: &str, value: String| {
        rows.push(vec![group.to_owned(), cell(name).into_owned(), accounts.to_string(), measure.to_owned(), value]);
    };
    let (accounts, list) = (&evaluation.accounts, &evaluation.list);
    let all = [
        ("average_precision", number(evaluation.average_precision)),
        ("roc_auc", number(evaluation.roc_auc)),
        ("precision", number(evaluation.precision)),
        ("recall", number(evaluation.recall)),
        ("f1", number(evaluation.f1)),
        ("true_positives", list.true_positives.to_string()),
        ("false_positives", list.false_positives.to_string()),
        ("false_negatives", list.false_negatives.to_string()),
        ("true_negatives", list.true_negatives.to_string()),
        ("listed_without_label", accounts.listed_without_label.to_string()),
    ];
    all.into_iter().for_each(|(measure, value)| add("all", "", accounts.labelled, measure, value));
    for head in &evaluation.precision_at {
        add("first", &head.k.to_string(), head.k, "precision", number(Some(head.precision)));
    }
    if let Some(clusters) = &evaluation.clusters {
        let (ari, nmi) = (clusters.adjusted_rand_index, clusters.normalised_mutual_information);
        add("clusters", "", clusters.accounts, "adjusted_rand_index", number(Some(ari)));
        add("clusters", "", clusters.accounts, "normalised_mutual_information", number(Some(nmi)));
    }
    for point in &evaluation.calibration {
        add("q_value", &point.stated.to_string(), point.accounts, "innocent_share", number(point.observed));
    }
    for style in &evaluation.styles {
        add("style", &style.style, style.accounts, "recall", number(style.recall));
        add("style", &style.style, style.accounts, "average_precision", number(style.average_precision));
    }
    for role in &evaluation.roles {
        add("role", &role.role, role.accounts, "listed", role.listed.to_string());
    }
    table(&["group", "name", "accounts", "measure", "value"], rows.into_iter())
}

/// One row a method. No times, so that the same input gives the same bytes.
fn side_by_side(comparison: &Comparison) -> Result<Vec<u8>> {
    let styles = comparison.methods.first().map(|first| first.evaluation.styles.as_slice()).unwrap_or_default();
    let mut header: Vec<String> =
        ["method", "average_precision", "roc_auc", "listed", "precision", "recall", "f1"].map(str::to_owned).to_vec();
    header.extend(styles.iter().map(|style| cell(&format!("average_precision_{}", style.style)).into_owned()));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = comparison.methods.iter().map(|compared| {
        let evaluation = &compared.evaluation;
        let mut row = vec![compared.method.to_owned()];
        row.extend([evaluation.average_precision, evaluation.roc_auc].map(number));
        row.push(evaluation.accounts.listed.to_string());
        row.extend([evaluation.precision, evaluation.recall, evaluation.f1].map(number));
        row.extend(evaluation.styles.iter().map(|style| number(style.average_precision)));
        row
    });
    table(&header, rows)
}
