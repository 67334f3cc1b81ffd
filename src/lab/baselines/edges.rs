//! Raw networks of published methods as tables: one row an edge, the accounts
//! first; as CSV, written part by part in parallel, and in memory.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};
use std::ops::Range;

use csv::Writer;
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::probability;
use lockstep_base::safe::cell;
use lockstep_data::events::Dictionary;
use lockstep_method::baselines::{
    BlockEdge, CoorTweetEdge, CosineEdge, DaysEdge, DisparityEdge, NullCoordEdge, ObjectsEdge, SynchroTrapEdge,
};
use lockstep_table::{Column, Table};
use rayon::prelude::*;

/// The column that Gephi takes for the weight, whatever its case.
const GEPHI_WEIGHT: &str = "weight";

/// The edges that a method gives, in its order.
#[derive(Debug)]
pub enum Edges {
    /// Of the method `coortweet`.
    CoorTweet(Vec<CoorTweetEdge>),
    /// Of the method `objects`.
    Objects(Vec<ObjectsEdge>),
    /// Of the method `cosine`.
    Cosine(Vec<CosineEdge>),
    /// Of the method `days`.
    Days(Vec<DaysEdge>),
    /// Of the method `disparity`, and the significance that puts an edge into
    /// the backbone.
    Disparity(Vec<DisparityEdge>, f64),
    /// Of the method `synchrotrap`.
    SynchroTrap(Vec<SynchroTrapEdge>),
    /// Of the methods `copycatch` and `fraudar`.
    Blocks(Vec<BlockEdge>),
    /// Of the method `null_coord`, and the false discovery rate at which a pair
    /// is significant.
    NullCoord(Vec<NullCoordEdge>, f64),
}

/// What a column after the two accounts holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A number of things.
    Count,
    /// A number with a fraction.
    Number,
}

/// Where the cells of a row go, one after the other.
trait Row {
    fn ends(&mut self, accounts: [u32; 2]) -> csv::Result<()>;
    fn whole(&mut self, number: u64) -> csv::Result<()>;
    fn number(&mut self, number: f64) -> csv::Result<()>;
    /// A probability, as natural logarithm.
    fn probability(&mut self, ln_p: f64) -> csv::Result<()>;
}

impl Edges {
    /// The number of edges.
    pub fn len(&self) -> usize {
        match self {
            Self::CoorTweet(edges) => edges.len(),
            Self::Objects(edges) => edges.len(),
            Self::Cosine(edges) => edges.len(),
            Self::Days(edges) => edges.len(),
            Self::Disparity(edges, _) => edges.len(),
            Self::SynchroTrap(edges) => edges.len(),
            Self::Blocks(edges) => edges.len(),
            Self::NullCoord(edges, _) => edges.len(),
        }
    }

    /// True without an edge.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The columns after the two accounts.
    fn columns(&self) -> &'static [(&'static str, Kind)] {
        match self {
            Self::CoorTweet(_) => &[
                ("weight", Kind::Count),
                ("avg_time_delta", Kind::Number),
                ("contents_a", Kind::Count),
                ("contents_b", Kind::Count),
                ("symmetry", Kind::Number),
                ("weight_threshold", Kind::Count),
            ],
            Self::Objects(_) => &[("co_acts", Kind::Count), ("objects", Kind::Count)],
            Self::Cosine(_) => &[("similarity", Kind::Number), ("objects", Kind::Count)],
            Self::Days(_) => &[("days", Kind::Count), ("objects", Kind::Count), ("co_acts", Kind::Count)],
            Self::Disparity(..) => &[
                ("co_acts", Kind::Count),
                ("objects", Kind::Count),
                ("alpha", Kind::Number),
                ("backbone", Kind::Count),
            ],
            Self::SynchroTrap(_) => &[
                ("similarity", Kind::Number),
                ("matched", Kind::Count),
                ("objects", Kind::Count),
                ("cluster", Kind::Count),
            ],
            Self::Blocks(_) => &[("objects", Kind::Count), ("block", Kind::Count)],
            Self::NullCoord(..) => &[
                ("similarity", Kind::Number),
                ("objects", Kind::Count),
                ("p", Kind::Number),
                ("q", Kind::Number),
                ("significant", Kind::Count),
            ],
        }
    }

    /// The column by which the method ranks: the edges' weight.
    pub fn weight(&self) -> &'static str {
        match self {
            Self::CoorTweet(_) => "weight",
            Self::Cosine(_) | Self::SynchroTrap(_) | Self::NullCoord(..) => "similarity",
            Self::Days(_) => "days",
            Self::Objects(_) | Self::Disparity(..) | Self::Blocks(_) => "objects",
        }
    }

    /// Its value of an edge.
    fn weight_of(&self, edge: usize) -> f64 {
        match self {
            Self::CoorTweet(edges) => edges[edge].weight as f64,
            Self::Objects(edges) => edges[edge].objects.into(),
            Self::Cosine(edges) => edges[edge].similarity,
            Self::Days(edges) => edges[edge].days.into(),
            Self::Disparity(edges, _) => edges[edge].objects.into(),
            Self::SynchroTrap(edges) => edges[edge].similarity,
            Self::Blocks(edges) => edges[edge].objects.into(),
            Self::NullCoord(edges, _) => edges[edge].similarity,
        }
    }

    /// Puts an edge's cells into a row.
    fn put(&self, edge: usize, row: &mut impl Row) -> csv::Result<()> {
        match self {
            Self::CoorTweet(edges) => {
                let edge = &edges[edge];
                row.ends([edge.account_a, edge.account_b])?;
                row.whole(edge.weight)?;
                row.number(edge.avg_time_delta)?;
                row.whole(edge.contents_a.into())?;
                row.whole(edge.contents_b.into())?;
                row.number(edge.symmetry)?;
                row.whole(edge.weight_threshold.into())
            }
            Self::Objects(edges) => {
                let edge = &edges[edge];
                row.ends([edge.account_a, edge.account_b])?;
                row.whole(edge.co_acts)?;
                row.whole(edge.objects.into())
            }
            Self::Cosine(edges) => {
                let edge = &edges[edge];
                row.ends([edge.account_a, edge.account_b])?;
                row.number(edge.similarity)?;
                row.whole(edge.objects.into())
            }
            Self::Days(edges) => {
                let edge = &edges[edge];
                row.ends([edge.account_a, edge.account_b])?;
                row.whole(edge.days.into())?;
                row.whole(edge.objects.into())?;
                row.whole(edge.co_acts)
            }
            Self::Disparity(edges, alpha) => {
                let edge = &edges[edge];
                row.ends([edge.account_a, edge.account_b])?;
                row.whole(edge.co_acts)?;
                row.whole(edge.objects.into())?;
                row.probability(edge.ln_alpha)?;
                row.whole(edge.in_backbone(*alpha).into())
            }
            Self::SynchroTrap(edges) => {
                let edge = &edges[edge];
                row.ends([edge.account_a, edge.account_b])?;
                row.number(edge.similarity)?;
                row.whole(edge.matched.into())?;
                row.whole(edge.objects.into())?;
                row.whole(edge.cluster.into())
            }
            Self::Blocks(edges) => {
                let edge = &edges[edge];
                row.ends([edge.account_a, edge.account_b])?;
                row.whole(edge.objects.into())?;
                row.whole(edge.block.into())
            }
            Self::NullCoord(edges, alpha) => {
                let edge = &edges[edge];
                row.ends([edge.account_a, edge.account_b])?;
                row.number(edge.similarity)?;
                row.whole(edge.objects.into())?;
                row.probability(edge.ln_p)?;
                row.probability(edge.ln_q)?;
                row.whole(edge.passes(*alpha).into())
            }
        }
    }

    /// The table as CSV; no name is taken for a formula. Gephi looks for columns
    /// of its own names: for it, `Source`, `Target` and `Weight` come first, and
    /// then the others.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn csv(&self, names: &Dictionary, for_gephi: bool, out: &mut dyn Write) -> io::Result<()> {
        const EDGES_A_PART: usize = 1 << 14;
        const PARTS_AT_ONCE: usize = 64;
        let columns = self.columns().iter().map(|(name, _)| *name);
        let mut header = Writer::from_writer(&mut *out);
        if for_gephi {
            let others = columns.filter(|name| *name != GEPHI_WEIGHT);
            header.write_record(["Source", "Target", "Weight"].into_iter().chain(others))?;
        } else {
            header.write_record(["account_a", "account_b"].into_iter().chain(columns))?;
        }
        // Dropped, the writer would keep an error to itself.
        header.flush()?;
        drop(header);
        let parts: Vec<Range<usize>> = parts(self.len(), EDGES_A_PART).collect();
        for parts in parts.chunks(PARTS_AT_ONCE) {
            let written: Vec<csv::Result<Vec<u8>>> =
                parts.par_iter().map(|part| self.written(names, for_gephi, part.clone())).collect();
            written.into_iter().try_for_each(|part| out.write_all(&part?))?;
        }
        Ok(())
    }

    /// The rows of these edges.
    fn written(&self, names: &Dictionary, for_gephi: bool, edges: Range<usize>) -> csv::Result<Vec<u8>> {
        // The one method that has a column of the name has it first.
        let skipped = usize::from(for_gephi && self.weight() == GEPHI_WEIGHT);
        let writer = Writer::from_writer(Vec::new());
        let mut row = Written { names, writer, text: String::new(), weight: None, skipped, left: 0 };
        for edge in edges {
            row.weight = for_gephi.then(|| self.weight_of(edge));
            self.put(edge, &mut row)?;
            row.writer.write_record(None::<&[u8]>)?;
        }
        row.writer.into_inner().map_err(|e| e.into_error().into())
    }

    /// The table in memory with the same columns, names exactly as they came.
    ///
    /// # Errors
    /// Never in practice.
    pub fn table(&self, names: &Dictionary) -> Result<Table> {
        let mut row = Filled::new(self.columns(), self.len());
        let filled = (0..self.len()).try_for_each(|edge| self.put(edge, &mut row));
        filled.map_err(|e| Error::output("a table", e))?;
        let ends = ["account_a", "account_b"].into_iter().zip(&row.ends);
        let ends = ends.map(|(name, ends)| Column::new(name, ends.iter().map(|&account| names.get(account))));
        let columns = self.columns().iter().zip(row.columns).map(|((name, _), column)| match column {
            Filling::Whole(numbers) => Column::new(*name, numbers),
            Filling::Number(numbers) => Column::new(*name, numbers),
        });
        Table::new(self.len(), ends.chain(columns).collect()).map_err(|e| Error::output("a table", e))
    }
}

fn parts(edges: usize, size: usize) -> impl Iterator<Item = Range<usize>> {
    (0..edges).step_by(size).map(move |first| first..edges.min(first + size))
}

/// A row on its way into a CSV file.
struct Written<'a> {
    names: &'a Dictionary,
    writer: Writer<Vec<u8>>,
    /// A cell's text, kept for its memory.
    text: String,
    /// Where it stands after the two accounts, the weight.
    weight: Option<f64>,
    /// Cells of each row that are left out then, and those of this row.
    skipped: usize,
    left: usize,
}

impl Written<'_> {
    fn put(&mut self, value: impl Display) -> csv::Result<()> {
        if self.left > 0 {
            self.left -= 1;
            return Ok(());
        }
        self.text.clear();
        // Writing into a String cannot fail.
        _ = write!(self.text, "{value}");
        self.writer.write_field(&self.text)
    }
}

impl Row for Written<'_> {
    fn ends(&mut self, accounts: [u32; 2]) -> csv::Result<()> {
        for account in accounts {
            self.writer.write_field(cell(self.names.get(account)).as_bytes())?;
        }
        self.left = 0;
        let weight = self.weight.map_or(Ok(()), |weight| self.put(weight));
        self.left = self.skipped;
        weight
    }

    fn whole(&mut self, number: u64) -> csv::Result<()> {
        self.put(number)
    }

    fn number(&mut self, number: f64) -> csv::Result<()> {
        self.put(number)
    }

    fn probability(&mut self, ln_p: f64) -> csv::Result<()> {
        self.put(probability(ln_p))
    }
}

/// A row on its way into the columns of a table.
struct Filled {
    ends: [Vec<u32>; 2],
    columns: Vec<Filling>,
    /// The column that the next cell belongs to.
    next: usize,
}

enum Filling {
    Whole(Vec<u64>),
    Number(Vec<f64>),
}

impl Filled {
    fn new(columns: &[(&str, Kind)], rows: usize) -> Self {
        let filling = |(_, kind): &(&str, Kind)| match kind {
            Kind::Number => Filling::Number(Vec::with_capacity(rows)),
            Kind::Count => Filling::Whole(Vec::with_capacity(rows)),
        };
        Self { ends: Default::default(), columns: columns.iter().map(filling).collect(), next: 0 }
    }
}

impl Row for Filled {
    fn ends(&mut self, accounts: [u32; 2]) -> csv::Result<()> {
        self.ends.iter_mut().zip(accounts).for_each(|(ends, account)| ends.push(account));
        self.next = 0;
        Ok(())
    }

    fn whole(&mut self, number: u64) -> csv::Result<()> {
        if let Filling::Whole(numbers) = &mut self.columns[self.next] {
            numbers.push(number);
        }
        self.next += 1;
        Ok(())
    }

    fn number(&mut self, number: f64) -> csv::Result<()> {
        if let Filling::Number(numbers) = &mut self.columns[self.next] {
            numbers.push(number);
        }
        self.next += 1;
        Ok(())
    }

    fn probability(&mut self, ln_p: f64) -> csv::Result<()> {
        self.number(ln_p.exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that is full after some bytes.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            if taken == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(taken) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn two_accounts() -> (Dictionary, [u32; 2]) {
        let mut names = Dictionary::default();
        let ends = ["a", "=b"].map(|name| names.intern(name));
        (names, ends)
    }

    #[test]
    fn a_full_disk_is_told_wherever_it_is_met() {
        let (names, [account_a, account_b]) = two_accounts();
        let edges = Edges::Objects(vec![ObjectsEdge { account_a, account_b, co_acts: 2, objects: 2 }]);
        let whole = "account_a,account_b,co_acts,objects\na,'=b,2,2\n".len();
        for room in 0..whole {
            let error = edges.csv(&names, false, &mut Full(room)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{room}");
        }
        edges.csv(&names, false, &mut Full(whole)).unwrap();
    }

    /// The columns of each method are declared once and filled elsewhere: that
    /// every cell has its column, and of the right kind, shows here.
    #[test]
    fn a_table_has_every_cell_of_the_file() {
        let (names, [account_a, account_b]) = two_accounts();
        let all = [
            Edges::CoorTweet(vec![CoorTweetEdge {
                account_a,
                account_b,
                weight: 4,
                avg_time_delta: 1.5,
                contents_a: 2,
                contents_b: 3,
                symmetry: 0.5,
                weight_threshold: 1,
            }]),
            Edges::Objects(vec![ObjectsEdge { account_a, account_b, co_acts: 2, objects: 2 }]),
            Edges::Cosine(vec![CosineEdge { account_a, account_b, similarity: 0.25, objects: 2 }]),
            Edges::Days(vec![DaysEdge { account_a, account_b, days: 1, objects: 2, co_acts: 3 }]),
            Edges::Disparity(vec![DisparityEdge { account_a, account_b, co_acts: 3, objects: 2, ln_alpha: 0.0 }], 0.05),
            Edges::SynchroTrap(vec![SynchroTrapEdge {
                account_a,
                account_b,
                similarity: 0.5,
                matched: 3,
                objects: 2,
                cluster: 1,
            }]),
            Edges::Blocks(vec![BlockEdge { account_a, account_b, objects: 2, block: 1 }]),
            Edges::NullCoord(
                vec![NullCoordEdge { account_a, account_b, similarity: 0.5, objects: 2, ln_p: 0.0, ln_q: 0.0 }],
                0.05,
            ),
        ];
        for edges in all {
            let mut csv = Vec::new();
            edges.csv(&names, false, &mut csv).unwrap();
            let csv = String::from_utf8(csv).unwrap();
            let (header, row) = csv.split_once('\n').unwrap();
            let table = edges.table(&names).unwrap();
            assert_eq!(table.names().collect::<Vec<_>>().join(","), header);
            assert_eq!(table.column("account_b").unwrap().texts().unwrap().get(0), Some("=b"));
            let cells = table.columns()[2..].iter().map(|column| column.floats().unwrap().get(0).unwrap());
            let cells: Vec<f64> = cells.collect();
            let written: Vec<f64> = row.trim_end().split(',').skip(2).map(|cell| cell.parse().unwrap()).collect();
            assert_eq!(cells, written);
            let mut for_gephi = Vec::new();
            edges.csv(&names, true, &mut for_gephi).unwrap();
            let for_gephi = String::from_utf8(for_gephi).unwrap();
            let others: Vec<(&str, &str)> = header
                .split(',')
                .zip(row.trim_end().split(','))
                .skip(2)
                .filter(|(name, _)| *name != "weight")
                .collect();
            let weight = table.column(edges.weight()).unwrap().floats().unwrap().get(0).unwrap();
            let names: String = others.iter().map(|(name, _)| format!(",{name}")).collect();
            let values: String = others.iter().map(|(_, value)| format!(",{value}")).collect();
            assert_eq!(for_gephi, format!("Source,Target,Weight{names}\na,'=b,{weight}{values}\n"));
            let none = match edges {
                Edges::CoorTweet(_) => Edges::CoorTweet(Vec::new()),
                Edges::Objects(_) => Edges::Objects(Vec::new()),
                Edges::Cosine(_) => Edges::Cosine(Vec::new()),
                Edges::Days(_) => Edges::Days(Vec::new()),
                Edges::Disparity(_, alpha) => Edges::Disparity(Vec::new(), alpha),
                Edges::SynchroTrap(_) => Edges::SynchroTrap(Vec::new()),
                Edges::Blocks(_) => Edges::Blocks(Vec::new()),
                Edges::NullCoord(_, alpha) => Edges::NullCoord(Vec::new(), alpha),
            };
            assert_eq!(none.table(&two_accounts().0).unwrap().schema(), table.schema());
        }
    }
}
