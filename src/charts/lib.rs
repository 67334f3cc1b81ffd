//! Charts for case files, as SVG and PNG.
//!
//! Each chart is a function of plain data, a [`Theme`] and a [`Size`]:
//! [`networks_by_size`], [`timeline()`], [`gap_histogram`],
//! [`score_distribution`], [`explanations()`] and [`network_drawing`] of a list;
//! [`precision_recall()`], [`calibration()`] and [`methods()`] of how good it
//! is; [`intervals()`] of state media's reach; [`bars()`] of any counts, and [`lines()`] of
//! any over time. Each
//! states its finding in its title; the caller's [`Headings`] replace the
//! automatic ones. The data of any of them is a [`ChartData`], and those of an
//! output are [`StoredCharts`].
//!
//! A chart is the same, byte for byte, whenever it is made of the same data,
//! and looks the same on a machine without fonts: its text is drawn as
//! outlines from a font embedded in the program. Text from the data may be
//! hostile: markup is escaped, characters that cannot be seen or that turn the
//! reading direction are written out as `<U+202E>`, and what is too long is
//! cut with an ellipsis.
//!
//! Data with nothing in it makes a chart that says so. Data that contradicts
//! itself, such as lists of different lengths or a value that is not a number,
//! is a [`ChartError::Data`].
//!
//! ```
//! use lockstep_charts::{Amount, BarRow, Bars, Size, Theme, bars};
//!
//! let row = |name: &str, accounts| BarRow { name: name.to_owned(), values: vec![Amount::Known(accounts)] };
//! let removed = Bars {
//!     measures: vec!["accounts removed".to_owned()],
//!     rows: vec![row("January", 15), row("February", 27_217)],
//!     ..Bars::default()
//! };
//! let chart = bars(&removed, Theme::Light, Size::SMALL)?;
//! assert_eq!(chart.title(), "January: 15 accounts removed");
//! assert!(chart.svg().starts_with("<svg"));
//! # Ok::<(), lockstep_charts::ChartError>(())
//! ```

mod amount;
mod arrow;
mod axis;
mod bars;
mod bins;
mod calibration;
mod chart;
mod data;
mod drawing;
mod elements;
mod error;
mod explanations;
mod font;
mod format;
mod frame;
mod gaps;
mod intervals;
mod labels;
mod layout;
mod lines;
mod methods;
mod networks;
mod precision_recall;
mod scores;
mod size;
mod style;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod ties;
mod time;
mod timeline;

pub use amount::Amount;
pub use bars::{BarRow, Bars, bars};
pub use calibration::{Calibrated, Calibrations, calibration};
pub use chart::{Chart, Headings};
pub use data::{ChartData, NamedChart, StoredCharts};
pub use drawing::{Drawing, MAX_NODES, Node, Sketch, network_drawing};
pub use error::ChartError;
pub use explanations::{Explanation, Explanations, explanations};
pub use gaps::{Gaps, gap_histogram};
pub use intervals::{IntervalRow, Intervals, intervals};
pub use layout::layout;
pub use lines::{Line, LinePanel, Lines, lines};
pub use methods::{MethodBar, Methods, methods};
pub use networks::{NetworkBar, Networks, networks_by_size};
pub use precision_recall::{PrecisionRecall, precision_recall};
pub use scores::{Scores, score_distribution};
pub use size::Size;
pub use style::{Theme, page_colours};
pub use ties::{MAX_ARROWS, MAX_EDGES, Tie};
pub use time::time_ticks;
pub use timeline::{Timeline, timeline};
