//! What platforms do about state-controlled media and removed networks: labels,
//! restrictions, and the transparency report.

pub mod eu;
mod markdown;
mod style;
pub mod supervision;
pub mod transparency;
