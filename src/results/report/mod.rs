//! `report.html` and `charts/`: what is drawn, its words, and the page.

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
