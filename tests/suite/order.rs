//! The order of rows, their split into files and duplicate rows decide
//! nothing; nor do names, accounts that never meet anyone, and when it all began.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use tempfile::TempDir;

use crate::support::{self, SAMPLE, arg, file, folder, root, succeed, table, unpacked};

/// Files that say what was found; the others name the inputs.
const FILES: [&str; 9] = [
    "candidates.csv",
    "networks.csv",
    "explained.csv",
    "accounts.parquet",
    "pairs.parquet",
    "evidence.parquet",
    "network.gexf",
    "network.graphml",
    "network-directed.graphml",
];

fn lines(path: &Path) -> (String, Vec<String>) {
    let text = unpacked(path);
    let mut lines = text.lines().map(str::to_owned);
    (lines.next().expect("a header"), lines.collect())
}

fn written(place: &TempDir, name: &str, header: &str, rows: &[String]) -> PathBuf {
    let mut text = format!("{header}\n");
    rows.iter().for_each(|row| _ = writeln!(text, "{row}"));
    file(place, name, text)
}

fn detect(place: &TempDir, name: &str, inputs: &[PathBuf]) -> PathBuf {
    let out = place.path().join(name);
    let mut arguments = vec!["detect", "--out", arg(&out), "--quiet"];
    arguments.extend(inputs.iter().map(|input| arg(input)));
    succeed(&arguments);
    out
}

fn assert_same(one: &Path, other: &Path, what: &str) {
    for name in FILES {
        let [one, other] = [one, other].map(|folder| std::fs::read(folder.join(name)).expect("a file of the contract"));
        assert!(one == other, "{what}: {name}");
    }
}

fn in_any_order(source: &Path, seed: u64) {
    let place = folder();
    let (header, rows) = lines(source);
    let as_it_is = detect(&place, "as-it-is", &[written(&place, "as-it-is.csv", &header, &rows)]);
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut shuffled = rows.clone();
    shuffled.extend(rows.sample(&mut rng, rows.len() / 20).cloned());
    shuffled.shuffle(&mut rng);
    let cut = rng.next_u32() as usize % shuffled.len();
    let parts = [&shuffled[..cut], &shuffled[cut..]];
    let named = [("one.csv", parts[0]), ("other.csv", parts[1])];
    let inputs = named.map(|(name, rows)| written(&place, name, &header, rows));
    assert_same(&as_it_is, &detect(&place, "shuffled", &inputs), "shuffled, split, some rows twice");
}

fn sample() -> PathBuf {
    root().join(SAMPLE)
}

#[test]
fn the_order_of_rows_decides_nothing_on_the_sample() {
    (1..=2).for_each(|seed| in_any_order(&sample(), seed));
}

/// Equal times and several acts of one account on one object are frequent here.
#[test]
fn the_order_of_rows_decides_nothing_on_real_posts() {
    let Some(data) = crate::support::real("data/german_elections.csv.gz") else { return };
    in_any_order(&data, 3);
}

/// The sample with changes to the cells of each row, and rows behind it.
fn changed(place: &TempDir, name: &str, change: impl Fn(&mut Vec<String>), more: &[String]) -> PathBuf {
    let (header, rows) = lines(&sample());
    let columns = header.split(',').count();
    let row = |row: &String| {
        let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
        assert_eq!(cells.len(), columns, "no cell of the sample has a comma");
        change(&mut cells);
        cells.join(",")
    };
    let rows: Vec<String> = rows.iter().map(row).chain(more.iter().cloned()).collect();
    detect(place, name, &[written(place, &format!("{name}.csv"), &header, &rows)])
}

const ACCOUNT: usize = 0;
/// Columns of the sample that hold seconds.
const TIMES: [usize; 3] = [2, 6, 8];

/// The networks as sets of accounts, each with its tier and pattern.
fn networks(out: &Path, name: impl Fn(&str) -> String) -> BTreeSet<(String, String, BTreeSet<String>)> {
    let list = table(&std::fs::read_to_string(out.join("candidates.csv")).expect("the list"));
    let ids: BTreeSet<&String> = list.iter().map(|row| &row["network_id"]).collect();
    let network = |id: &String| {
        let rows: Vec<_> = list.iter().filter(|row| &row["network_id"] == id).collect();
        let members = rows.iter().map(|row| name(&row["account_id"])).collect();
        (rows[0]["tier"].clone(), rows[0]["pattern"].clone(), members)
    };
    ids.into_iter().map(network).collect()
}

/// All values of these columns of the pairs, in order of size.
fn values(out: &Path, column: &str) -> Vec<u64> {
    let numbers = support::numbers(&support::parquet(out, "pairs.parquet"), column);
    let mut bits: Vec<u64> = numbers.iter().map(|value| value.unwrap_or(2.0).to_bits()).collect();
    bits.sort_unstable();
    bits
}

const TESTS: [&str; 4] = ["p_chance", "p_habit", "p_crowd", "q_value"];

#[test]
fn names_decide_nothing() {
    let place = folder();
    let reversed = |name: &str| -> String { format!("u{}", name.chars().rev().collect::<String>()) };
    let as_it_is = changed(&place, "as-it-is", |_| (), &[]);
    let renamed = changed(&place, "renamed", |cells| cells[ACCOUNT] = reversed(&cells[ACCOUNT]), &[]);
    assert_eq!(networks(&as_it_is, reversed), networks(&renamed, str::to_owned));
    TESTS.iter().for_each(|column| assert!(values(&as_it_is, column) == values(&renamed, column), "{column}"));
}

/// By whole days and minutes: the hours of the day move with everything else.
#[test]
fn when_it_all_began_decides_nothing() {
    let place = folder();
    let shift = |cells: &mut Vec<String>, by: i64| {
        for cell in cells.iter_mut().enumerate().filter(|(column, _)| TIMES.contains(column)).map(|(_, cell)| cell) {
            *cell = cell.parse::<i64>().map_or(String::new(), |seconds| (seconds + by).to_string());
        }
    };
    let as_it_is = changed(&place, "as-it-is", |_| (), &[]);
    let later = changed(&place, "later", |cells| shift(cells, 1_000 * 86_400 + 7 * 3_600 + 13 * 60), &[]);
    TESTS.iter().for_each(|column| assert!(values(&as_it_is, column) == values(&later, column), "{column}"));
    // The hours at which events come are those of a day, wherever it begins.
    assert_eq!(networks(&as_it_is, str::to_owned), networks(&later, str::to_owned));
}

/// They count for the rate of false discoveries, which is held over all pairs of accounts,
/// and for nothing else.
#[test]
fn accounts_that_meet_nobody_change_no_network() {
    let place = folder();
    let hermit = |number: u64| {
        let time = 1_740_960_000 + 3_600 * number;
        format!("9{number:017},{time}999999,{time},https://hermit.example/{number},,,,,")
    };
    let as_it_is = changed(&place, "as-it-is", |_| (), &[]);
    let hermits: Vec<String> = (0..40).map(hermit).collect();
    let with_hermits = changed(&place, "with-hermits", |_| (), &hermits);
    assert_eq!(networks(&as_it_is, str::to_owned), networks(&with_hermits, str::to_owned));
}
