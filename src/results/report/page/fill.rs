//! Templates filled with what comes from the data, escaped.

use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::count;
use lockstep_base::safe::visible;
use lockstep_charts::page_colours;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Output, State};
use serde::Serialize;

/// How all pages begin: with the policy that lets nothing run or load.
const HEAD: &str = include_str!("head.html");

/// What all pages look like, and the colours of charts in either theme.
pub(super) fn base_style() -> String {
    include_str!("base.css").to_owned() + &page_colours()
}

/// Fills a page's templates, of which the last is the page itself; each may
/// include `head.html` and `base.css`. Everything they print is made visible
/// and escaped.
///
/// # Errors
/// Never in practice: templates are part of the program.
pub fn fill(templates: &[(&'static str, &'static str)], page: &impl Serialize) -> Result<String> {
    let name = templates.last().map_or("", |(name, _)| name);
    let base = base_style();
    let filled = || -> Result<String, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(format);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.add_filter("grouped", count);
        for (name, template) in [("head.html", HEAD), ("base.css", base.as_str())].iter().chain(templates) {
            environment.add_template(name, template)?;
        }
        environment.get_template(name)?.render(Serde(page))
    };
    filled().map_err(|e| Error::output(name, e))
}

/// Everything the template prints passes here: what is hidden in a text is
/// made visible before it is escaped.
fn format(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str().filter(|_| !value.is_safe()) {
        Some(text) => minijinja::escape_formatter(out, state, &Value::from(visible(text).into_owned())),
        None => minijinja::escape_formatter(out, state, value),
    }
}
