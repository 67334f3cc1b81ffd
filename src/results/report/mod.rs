//! The page and the charts.

mod draw;
mod figure;
mod figures;
mod held;
mod names;
mod page;
mod words;

pub use draw::{page, write};
pub use figure::{Figure, write_figures};
pub use page::fill;
