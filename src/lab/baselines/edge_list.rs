//! Weighted edge lists: separated text with two names and a weight a row.

use std::path::Path;

use lockstep_base::error::{Error, Result};
use lockstep_data::events::Dictionary;
use lockstep_data::events::source::{Format, Source};
use lockstep_method::graph::{CoactionGraph, GraphError};
use rayon::prelude::*;

/// Columns that name an edge's ends, the likeliest first.
const ENDS: [[&str; 2]; 3] = [["account_a", "account_b"], ["from", "to"], ["source", "target"]];
/// Columns that hold an edge's weight. Those after the first are what the
/// methods of `lockstep network` rank by.
const WEIGHTS: [&str; 4] = ["weight", "similarity", "days", "objects"];
/// Bytes that are parsed at a time, so that parts do not depend on the number
/// of threads.
const PART: usize = 8 << 20;

type Edge = (u32, u32, f64);

/// A graph whose nodes have names.
#[derive(Clone, Debug)]
pub struct NamedGraph {
    /// The name of each node. Nodes are numbered in the order of the alphabet.
    pub names: Dictionary,
    /// The graph, without nodes that have no edge.
    pub graph: CoactionGraph,
    /// Whether the list has a column of weights; without one every row weighs 1.
    pub weighted: bool,
    /// The encoding that the list was in, none for UTF-8.
    pub encoding: Option<&'static str>,
}

impl NamedGraph {
    /// Reads an edge list: CSV, TSV and their kin with a header, plain or
    /// compressed with gzip or zstd, the one file of an archive, the one sheet of a
    /// workbook; `-` for standard input.
    ///
    /// The ends stand in `account_a` and `account_b`, `from` and `to`, or
    /// `source` and `target`; the weight in `weight_column`, else in `weight`,
    /// `similarity`, `days` or `objects`, whichever comes first in this list;
    /// where there is none of them, every row weighs 1. Edges that join the same
    /// two accounts add up. The order of rows and of an edge's ends does not
    /// matter: not even to the last digit of a sum.
    ///
    /// O(bytes); a text without quotes is parsed in parallel.
    ///
    /// # Errors
    /// When the file cannot be read, lacks one of the columns, has no row, or
    /// has a row that is no edge: with more or fewer cells than the header,
    /// text that is not UTF-8, an empty name, twice the same name, or a weight
    /// that is not a finite number above zero. The first such row is named.
    pub fn read(path: &Path, weight_column: Option<&str>) -> Result<Self> {
        let source = Source::open(path)?;
        let Format::Delimited(separator) = source.format else {
            let problem = "edges are read from CSV or a workbook";
            return Err(Error::input(&source.name, problem, "save them as CSV (UTF-8)"));
        };
        let mut rows = reader(&source.bytes, separator);
        let mut header = csv::ByteRecord::new();
        // Reading from memory with `flexible` on cannot fail.
        let _ = rows.read_byte_record(&mut header);
        let columns = Columns::find(&source.name, &header, weight_column)?;
        let start = rows.position().byte() as usize;
        let parts: Vec<Part> = parts(&source.bytes, start)
            .into_par_iter()
            .map(|part| Part::parse(&source.bytes[..part.end], part.start, separator, &columns))
            .collect();
        join(parts, &source, &columns)
    }
}

fn reader(bytes: &[u8], separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(bytes)
}

/// Where the cells of an edge stand in a row.
struct Columns {
    ends: [usize; 2],
    /// None where every row weighs 1.
    weight: Option<usize>,
    names: Vec<String>,
}

impl Columns {
    fn find(file: &str, header: &csv::ByteRecord, weight: Option<&str>) -> Result<Self> {
        let names: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let place = |name: &str| names.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        let missing = |what: &str, remedy: &str| {
            Error::input(file, format!("line 1: no {what} among {}", names.join(", ")), remedy)
        };
        let ends = ENDS.iter().find_map(|[a, b]| Some([place(a)?, place(b)?])).ok_or_else(|| {
            missing(
                "columns for the two accounts",
                "name them account_a and account_b, from and to, or source and target",
            )
        })?;
        let found = weight.map_or_else(|| WEIGHTS.iter().find_map(|name| place(name)), place);
        if let (Some(name), None) = (weight, found) {
            return Err(missing(&format!("column `{name}`"), "name one of these with --weight"));
        }
        Ok(Self { ends, weight: found, names })
    }
}

/// Cuts the text from `start` on at line ends. With a quote in it a row may
/// span lines: then it stays in one piece.
fn parts(bytes: &[u8], start: usize) -> Vec<std::ops::Range<usize>> {
    let mut cuts = vec![start.min(bytes.len())];
    let size = if memchr::memchr(b'"', &bytes[cuts[0]..]).is_some() { bytes.len() } else { PART };
    while let Some(&start) = cuts.last().filter(|&&start| start < bytes.len()) {
        let soonest = (start + size).min(bytes.len());
        cuts.push(memchr::memchr(b'\n', &bytes[soonest..]).map_or(bytes.len(), |at| soonest + at + 1));
    }
    cuts.windows(2).map(|cut| cut[0]..cut[1]).collect()
}

/// The edges of a part of the text, up to the first row that is none.
#[derive(Default)]
struct Part {
    names: Dictionary,
    edges: Vec<Edge>,
    fault: Option<Fault>,
}

/// A row that is no edge.
struct Fault {
    /// Where the row starts in the text.
    at: usize,
    problem: String,
    remedy: &'static str,
}

impl Part {
    fn parse(bytes: &[u8], start: usize, separator: u8, columns: &Columns) -> Self {
        let mut part = Self::default();
        let mut rows = reader(&bytes[start..], separator);
        let mut record = csv::ByteRecord::new();
        while let Ok(true) = rows.read_byte_record(&mut record) {
            if let Err((problem, remedy)) = part.push(&record, columns) {
                let at = start + record.position().map_or(0, |place| place.byte() as usize);
                part.fault = Some(Fault { at, problem, remedy });
                break;
            }
        }
        part
    }

    fn push(&mut self, record: &csv::ByteRecord, columns: &Columns) -> Result<(), (String, &'static str)> {
        if record.len() != columns.names.len() {
            let problem = format!("{} fields where the header has {}", record.len(), columns.names.len());
            return Err((problem, "correct the row"));
        }
        let [a, b] = [name(record, columns, 0)?, name(record, columns, 1)?];
        if a == b {
            return Err((format!("`{a}` is joined to itself"), "leave the row out"));
        }
        let weight = weight(record, columns)?;
        self.edges.push((self.names.intern(a), self.names.intern(b), weight));
        Ok(())
    }
}

fn name<'r>(record: &'r csv::ByteRecord, columns: &Columns, end: usize) -> Result<&'r str, (String, &'static str)> {
    let place = columns.ends[end];
    let column = &columns.names[place];
    match std::str::from_utf8(&record[place]) {
        Err(_) => Err((format!("column `{column}`: not valid UTF-8"), "save the file as UTF-8")),
        Ok(name) if name.trim().is_empty() => {
            Err((format!("column `{column}`: this is missing"), "fill it in, or leave the row out"))
        }
        Ok(name) => Ok(name),
    }
}

fn weight(record: &csv::ByteRecord, columns: &Columns) -> Result<f64, (String, &'static str)> {
    let Some(column) = columns.weight else { return Ok(1.0) };
    let cell = &record[column];
    let number = std::str::from_utf8(cell).ok().and_then(|text| text.trim().parse::<f64>().ok());
    number.filter(|weight| weight.is_finite() && *weight > 0.0).ok_or_else(|| {
        let (column, text) = (&columns.names[column], String::from_utf8_lossy(cell));
        let problem = format!("column `{column}`: `{text}` is no finite number above zero");
        (problem, "mend the weight, or leave the row out")
    })
}

fn join(parts: Vec<Part>, source: &Source, columns: &Columns) -> Result<NamedGraph> {
    if let Some(fault) = parts.iter().find_map(|part| part.fault.as_ref()) {
        let problem = format!("line {}: {}", line(&source.bytes, fault.at), fault.problem);
        return Err(Error::input(&source.name, problem, fault.remedy));
    }
    let mut names = Dictionary::default();
    let mut edges = Vec::with_capacity(parts.iter().map(|part| part.edges.len()).sum());
    for part in parts {
        let known = names.absorb(&part.names);
        edges.par_extend(part.edges.into_par_iter().map(|(a, b, w)| (known[a as usize], known[b as usize], w)));
    }
    if edges.is_empty() {
        return Err(Error::input(&source.name, "there is a header and no row below it", "make the edge list again"));
    }
    let (names, edges) = in_order(&names, edges);
    let graph = CoactionGraph::from_edges(names.len(), &edges).map_err(|error: GraphError| {
        let column = columns.weight.map_or("weight", |column| &columns.names[column]);
        Error::input(&source.name, error.to_string(), format!("count column `{column}` in a larger unit"))
    })?;
    Ok(NamedGraph { names, graph, weighted: columns.weight.is_some(), encoding: source.encoding })
}

/// The same edges between nodes that are numbered by name, in an order that does
/// not depend on that of the rows or of an edge's ends: edges that join the same
/// two accounts are added up as they stand here.
fn in_order(names: &Dictionary, mut edges: Vec<Edge>) -> (Dictionary, Vec<Edge>) {
    let all = 0..names.len() as u32;
    let ranks = names.ranks(all.clone());
    let mut order: Vec<u32> = all.collect();
    order.sort_unstable_by_key(|&id| ranks[id as usize]);
    let mut sorted = Dictionary::default();
    order.iter().for_each(|&id| _ = sorted.intern(names.get(id)));
    edges.par_iter_mut().for_each(|(a, b, _)| {
        let ends = [ranks[*a as usize], ranks[*b as usize]];
        (*a, *b) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    });
    // Weights are above zero: their bits are in their order.
    edges.par_sort_unstable_by_key(|&(a, b, weight)| (a, b, weight.to_bits()));
    (sorted, edges)
}

/// The line, counted from 1, of the row that starts at this byte or after the
/// empty lines there.
fn line(bytes: &[u8], at: usize) -> usize {
    let blank = bytes[at..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    1 + memchr::memchr_iter(b'\n', &bytes[..at + blank]).count()
}
