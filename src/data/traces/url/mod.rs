//! One link in many spellings is one object.
//!
//! What is true of every address (scheme, host's case, order of parameters) is
//! code; what is true of the web as it is (which parameters tell nothing of the
//! page, which addresses carry others, what a platform shows under many
//! addresses) is data: `rules.toml`, which has a version.

mod address;
mod config;
mod describe;
mod host;
mod links;
mod names;
mod redirect;
mod rules;
mod table;
mod template;
#[cfg(test)]
mod tests;

pub use config::UrlConfig;
pub use describe::describe;
pub use links::Links;
