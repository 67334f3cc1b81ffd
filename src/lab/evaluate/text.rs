//! Evaluations as tables of text. Names from the labels are made visible.

use lockstep_base::numbers::{count, things};
use lockstep_base::safe::visible;
use lockstep_detect::{NullCheck, NullRun};

use super::categories::{Agreement, Categories};
use super::judge::{Accounts, Evaluation, Style};
use super::methods::Comparison;
use super::verdicts::Stated;

/// An evaluation of a finished run.
pub fn evaluation_text(evaluation: &Evaluation, stated: &Stated) -> String {
    let mut text = judged(&evaluation.accounts);
    text += &listed(&evaluation.accounts);
    text += &table(&[
        row(["average precision", "ROC AUC", "precision", "recall", "F1"].map(str::to_owned)),
        row([evaluation.average_precision, evaluation.roc_auc, evaluation.precision, evaluation.recall, evaluation.f1]
            .map(number)),
    ]);
    text += &heads(evaluation);
    text += &clusters(evaluation);
    text += &calibration(evaluation, stated);
    text += &styles(&evaluation.styles);
    text += &roles(evaluation);
    text
}

/// What is found in data without coordination.
pub fn null_text(check: &NullCheck) -> String {
    let runs = check.runs.len() as u64;
    let patterns: Vec<&str> = check.null.patterns().iter().map(|pattern| pattern.name()).collect();
    let mut text = format!(
        "{}: a null for the patterns {}. Of {}, {} listed accounts of these patterns ({} on average; {} in the data as they \
         are).\n",
        check.null.meaning(),
        patterns.join(", "),
        things(runs, "run", "runs"),
        check.runs_with_candidates(),
        check.mean_candidates(),
        check.undestroyed.of_patterns,
    );
    if let Some(leaves) = check.null.leaves() {
        text += &format!("Other accounts that are listed say nothing: {leaves}.\n");
    }
    let line = |name: String, run: &NullRun| {
        let counts = [run.of_patterns, run.candidates, run.networks, run.validated_pairs];
        std::iter::once(name).chain(counts.map(|number| count(number as u64))).collect()
    };
    let header = ["run", "accounts of these patterns", "accounts listed", "networks", "pairs that pass"];
    let mut rows = vec![row(header.map(str::to_owned))];
    rows.push(line("as it is".to_owned(), &check.undestroyed));
    rows.extend(check.runs.iter().zip(1..).map(|(run, number)| line(format!("destroyed {number}"), run)));
    text += &table(&rows);
    text
}

/// How networks agree with categories.
pub fn categories_text(categories: &Categories) -> String {
    let mut text = format!(
        "{} of known category, {} categories. ARI: adjusted Rand index; NMI: normalised mutual information; on the \
         accounts that each method places, on those that our pairs place, too (the method's, and ours there), and on all \
         (an account in no group is a group of its own).\n",
        things(categories.accounts as u64, "account", "accounts"),
        count(categories.categories as u64),
    );
    let header = [
        "method",
        "groups",
        "placed",
        "ARI",
        "NMI",
        "in common",
        "ARI",
        "NMI",
        "our ARI",
        "our NMI",
        "ARI of all",
        "NMI of all",
    ];
    let mut rows = vec![row(header.map(str::to_owned))];
    for one in &categories.partitions {
        let both = |agreement: &Agreement| {
            [agreement.adjusted_rand_index, agreement.normalised_mutual_information].map(number)
        };
        let mut cells = vec![one.method.clone(), count(one.groups as u64), count(one.placed as u64)];
        cells.extend(both(&one.of_placed));
        cells.push(count(one.of_common.accounts as u64));
        cells.extend(both(&one.of_common));
        cells.extend(both(&one.first_of_common));
        cells.extend(both(&one.of_all));
        rows.push(cells);
    }
    text += &table(&rows);
    text
}

/// Methods side by side.
pub fn comparison_text(comparison: &Comparison) -> String {
    let Some(first) = comparison.methods.first() else { return String::new() };
    let mut text = judged(&first.evaluation.accounts);
    let styles: Vec<&str> = first.evaluation.styles.iter().map(|style| style.style.as_str()).collect();
    let header = ["method", "AP", "AUC", "listed", "precision", "recall", "F1"].map(str::to_owned);
    let mut rows = vec![header.to_vec()];
    let mut by_style =
        vec![std::iter::once("AP by style").chain(styles.iter().copied()).map(shown).collect::<Vec<_>>()];
    for compared in &comparison.methods {
        let evaluation = &compared.evaluation;
        let mut cells =
            vec![compared.method.to_owned(), number(evaluation.average_precision), number(evaluation.roc_auc)];
        cells.push(count(evaluation.accounts.listed as u64));
        cells.extend([evaluation.precision, evaluation.recall, evaluation.f1].map(number));
        rows.push(cells);
        let of_style = evaluation.styles.iter().map(|style| number(style.average_precision));
        by_style.push(std::iter::once(compared.method.to_owned()).chain(of_style).collect());
    }
    text += &table(&rows);
    if !styles.is_empty() {
        text += &table(&by_style);
    }
    let legend = |name: &str, what: &str, lists: &str| vec![name.to_owned(), what.to_owned(), lists.to_owned()];
    let mut meanings = vec![legend("method", "ranks accounts by", "lists")];
    meanings.extend(comparison.methods.iter().map(|m| legend(m.method, m.ranks_by, m.lists)));
    text += &table(&meanings);
    for left_out in &comparison.left_out {
        text += &format!("\nNot run: {}: {}\n", left_out.method, visible(&left_out.reason));
    }
    text
}

fn judged(accounts: &Accounts) -> String {
    let mut text = format!(
        "{}: {} coordinated, {} innocent.\n",
        things(accounts.labelled as u64, "labelled account", "labelled accounts"),
        count(accounts.coordinated as u64),
        count(accounts.innocent as u64)
    );
    if accounts.empty_labels > 0 {
        let rows = things(accounts.empty_labels as u64, "row", "rows");
        text += &format!("{rows} of the labels are empty; those accounts are not judged.\n");
    }
    text
}

fn listed(accounts: &Accounts) -> String {
    format!(
        "{} on the list, {} of them without a label and not judged.\n\
         {} without a repeated co-act, ranked last.\n",
        things(accounts.listed as u64, "account", "accounts"),
        count(accounts.listed_without_label as u64),
        things(accounts.without_score as u64, "labelled account", "labelled accounts"),
    )
}

fn heads(evaluation: &Evaluation) -> String {
    let header = evaluation.precision_at.iter().map(|head| count(head.k as u64));
    let values = evaluation.precision_at.iter().map(|head| number(Some(head.precision)));
    table(&[
        std::iter::once("first accounts".to_owned()).chain(header).collect(),
        std::iter::once("precision".to_owned()).chain(values).collect(),
    ])
}

fn clusters(evaluation: &Evaluation) -> String {
    let Some(clusters) = &evaluation.clusters else { return String::new() };
    format!(
        "\nNetworks against campaigns, over the {} that have both ({}, {}):\n\
         adjusted Rand index {:.3}, normalised mutual information {:.3}.\n",
        things(clusters.accounts as u64, "account", "accounts"),
        things(clusters.networks as u64, "network", "networks"),
        things(clusters.campaigns as u64, "campaign", "campaigns"),
        clusters.adjusted_rand_index,
        clusters.normalised_mutual_information,
    )
}

fn calibration(evaluation: &Evaluation, stated: &Stated) -> String {
    let mut rows = vec![row(["q-value up to", "accounts", "innocent", "share", "95 % interval"].map(str::to_owned))];
    for point in &evaluation.calibration {
        rows.push(row([
            point.stated.to_string(),
            count(point.accounts as u64),
            count(point.innocent as u64),
            number(point.observed),
            format!("{:.3} to {:.3}", point.interval[0], point.interval[1]),
        ]));
    }
    format!(
        "{}The rate is stated over pairs of accounts: the list was held to {}, {} of its pairs expected to be false.\n",
        table(&rows),
        stated.fdr,
        lockstep_base::numbers::small(stated.expected_false_pairs)
    )
}

fn styles(styles: &[Style]) -> String {
    if styles.is_empty() {
        return String::new();
    }
    let mut rows = vec![row(["style", "accounts", "listed", "recall", "average precision"].map(str::to_owned))];
    rows.extend(styles.iter().map(|style| {
        row([
            shown(&style.style),
            count(style.accounts as u64),
            count(style.listed as u64),
            number(style.recall),
            number(style.average_precision),
        ])
    }));
    table(&rows)
}

fn roles(evaluation: &Evaluation) -> String {
    if evaluation.roles.is_empty() {
        return String::new();
    }
    let mut rows = vec![row(["innocent role", "accounts", "listed", "share"].map(str::to_owned))];
    rows.extend(evaluation.roles.iter().map(|role| {
        row([shown(&role.role), count(role.accounts as u64), count(role.listed as u64), number(role.share)])
    }));
    table(&rows)
}

fn row<const N: usize>(cells: [String; N]) -> Vec<String> {
    cells.to_vec()
}

/// A name from the labels, on its line and no wider than a table can bear.
fn shown(name: &str) -> String {
    const WIDEST: usize = 40;
    let name = visible(name);
    if name.chars().count() <= WIDEST {
        name.into_owned()
    } else {
        name.chars().take(WIDEST - 1).chain(['…']).collect()
    }
}

/// Three decimals; a dash where nothing can be said.
fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}

/// Rows under their header after an empty line. Columns of numbers are set to
/// the right, those of words to the left.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let numeric = |cell: &str| cell.starts_with(|c: char| c.is_ascii_digit() || c == '–' || c == '-');
    let right = |column: usize| column > 0 && rows[1..].iter().all(|row| numeric(&row[column]));
    let widths: Vec<(usize, bool)> = (0..columns).map(|column| (width(column), right(column))).collect();
    let mut text = String::from("\n");
    for row in rows {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, &(width, right))| if right { format!("{cell:>width$}") } else { format!("{cell:<width$}") });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}
