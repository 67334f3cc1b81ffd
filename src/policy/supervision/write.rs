//! The lists as files: each as CSV for people and as JSON for programs.

use lockstep_base::calendar::Period;
use lockstep_base::directory::OutputDir;
use lockstep_base::directory::OutputFile;
use lockstep_base::error::{Error, Result};
use lockstep_base::safe;
use lockstep_results::report::write_figures;
use lockstep_results::write::table;
use serde::Serialize;

use super::config::SupervisionConfig;
use super::eu;
use super::input::Input;
use super::lists::Lists;
use super::page;
use super::run::Supervision;
use super::tables::{
    APPEALS, CHANGES, DELIVERY, REVIEW, TOPIC_HITS, UNDECLARED, ad_header, ad_row, appeal_row, change_row,
    delivery_row, label_header, label_row, measure_header, measure_row, reach_header, reach_row, recommendation_header,
    recommendation_row, review_row, topic_hits, undeclared_row,
};

/// Writes `labels`, `recommendation_ineligible`, `measures`, `ad_decisions`,
/// `appeals`, `undeclared`, `needs_review`, `reach` and `reach_of_entities`, each as CSV and
/// JSON; `ad_delivery`, `topic_hits.csv` and `changes.csv`, where there is what
/// they are made of; the folder `eu`; `report.html`, the charts and
/// `run.json`.
///
/// # Errors
/// When a chart cannot be drawn or a file cannot be written.
pub fn write(out: &OutputDir, supervision: &Supervision) -> Result<()> {
    let Lists { labels, recommendations, measures, ads, undeclared, reviews } = &supervision.lists;
    put(out, "labels", labels, &label_header(), label_row)?;
    put(out, "recommendation_ineligible", recommendations, &recommendation_header(), recommendation_row)?;
    put(out, "measures", measures, &measure_header(), measure_row)?;
    put(out, "ad_decisions", ads, &ad_header(), ad_row)?;
    if supervision.inputs.iter().any(|input| input.role == "delivery") {
        put(out, "ad_delivery", &supervision.delivery, &DELIVERY, delivery_row)?;
    }
    put(out, "appeals", &supervision.appeals, &APPEALS, appeal_row)?;
    put(out, "undeclared", undeclared, &UNDECLARED, undeclared_row)?;
    put(out, "needs_review", reviews, &REVIEW, review_row)?;
    put(out, "reach", &supervision.reaches, &reach_header(), reach_row)?;
    put(out, "reach_of_entities", &supervision.of_entities, &reach_header(), reach_row)?;
    if let Some(posts) = &supervision.posts {
        out.put(
            "topic_hits.csv",
            &table(&TOPIC_HITS, topic_hits(&supervision.reaches, posts, supervision.period).into_iter())?,
        )?;
    }
    if let Some(changes) = &supervision.changes {
        out.put("changes.csv", &table(&CHANGES, changes.iter().map(change_row))?)?;
    }
    eu::write(out, supervision)?;
    put_page(out, supervision)?;
    put_record(out, supervision)
}

fn put_page(out: &OutputDir, supervision: &Supervision) -> Result<()> {
    let figures = page::figures(supervision)?;
    write_figures(out, &figures)?;
    out.put("report.html", page::render(supervision, &figures)?.as_bytes())
}

/// A list as both.
fn put<T: Serialize>(
    out: &OutputDir,
    name: &str,
    lines: &[T],
    header: &[&str],
    row: impl Fn(&T) -> Vec<String>,
) -> Result<()> {
    out.put(&format!("{name}.csv"), &table(header, lines.iter().map(row))?)?;
    out.put(&format!("{name}.json"), &json(&lines)?)
}

/// JSON in which nothing is hidden.
pub(super) fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(value).map_err(|e| Error::output("a list", e))?;
    Ok(format!("{}\n", safe::json(&text)).into_bytes())
}

/// `run.json`: what was decided by what. It holds no clock: the same input
/// gives the same bytes.
fn put_record(out: &OutputDir, supervision: &Supervision) -> Result<()> {
    #[derive(Serialize)]
    struct Record<'a> {
        lockstep: &'static str,
        period: Period,
        configuration: &'a SupervisionConfig,
        inputs: &'a [Input],
        entities: usize,
        accounts: usize,
        notes: &'a [String],
        outputs: Vec<OutputFile>,
    }
    let record = Record {
        lockstep: env!("CARGO_PKG_VERSION"),
        period: supervision.period,
        configuration: &supervision.config,
        inputs: &supervision.inputs,
        entities: supervision.registry.entities.len(),
        accounts: supervision.registry.len(),
        notes: &supervision.notes,
        outputs: out.files()?,
    };
    out.put("run.json", &json(&record)?)
}
