//! `lockstep check`.

use std::fmt::Write;
use std::io::IsTerminal;
use std::path::Path;

use clap::Args;
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::{count, things};
use lockstep_base::safe::visible;
use lockstep_data::check::{Check as Checked, check};
use lockstep_data::events::SourceSummary;

use crate::arguments::Input;
use crate::output::say;

/// Flags of `lockstep check`.
#[derive(Args, Debug)]
#[command(
    after_help = "Look at this once before you trust a list: the form that was recognised, which column is taken for \
                        what, the first rows as they are read (times in UTC, lists item by item), what cannot be used, \
                        and at which hours of the day the accounts are active."
)]
pub(super) struct Check {
    #[command(flatten)]
    input: Input,
    /// Write JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self) -> Result<()> {
        tell(&self.input, self.json)
    }
}

/// Reads the inputs and tells what they are taken for.
pub(super) fn tell(input: &Input, json: bool) -> Result<()> {
    let config = input.config()?;
    config.validate()?;
    input.effort.start_threads()?;
    let progress = input.effort.progress();
    progress.stage("checking");
    let checked = check(&input.inputs()?, &config.input)?;
    drop(progress);
    if json {
        let mut text = serde_json::to_string_pretty(&checked).map_err(|e| Error::output("the check", e))?;
        text.push('\n');
        return say(text.as_bytes());
    }
    let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _ = page(&mut text, &checked, config.input.rejects.as_deref(), &Style { colours });
    say(text.as_bytes())
}

/// How a terminal shows what matters.
struct Style {
    colours: bool,
}

impl Style {
    fn paint(&self, code: &str, text: &str) -> String {
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn title(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn warning(&self, text: &str) -> String {
        self.paint("33", text)
    }

    fn dim(&self, text: &str) -> String {
        self.paint("2", text)
    }
}

/// The whole answer; the rows that cannot be used are listed in `rejects`, if anywhere.
fn page(text: &mut String, checked: &Checked, rejects: Option<&Path>, style: &Style) -> std::fmt::Result {
    for (number, input) in checked.inputs.iter().enumerate() {
        input_page(text, checked, number, input, style)?;
    }
    if !checked.rejects.is_empty() {
        writeln!(text, "{}", style.title("Rows that cannot be used"))?;
        for reject in &checked.rejects {
            let reason = visible(&reject.reason);
            writeln!(text, "  {}, line {}: {}", visible(&reject.file), reject.line, style.warning(&reason))?;
        }
        let all: u64 = checked.inputs.iter().map(|input| input.rejected).sum();
        let more = all.saturating_sub(checked.rejects.len() as u64);
        if more > 0 {
            let place = match rejects {
                Some(path) => format!("they are listed in {}", visible(&path.to_string_lossy())),
                None => "list them with --rejects FILE".to_owned(),
            };
            writeln!(text, "  and {} more; {place}", count(more))?;
        }
        writeln!(text)?;
    }
    let Some((first, last)) = &checked.span else {
        return writeln!(text, "{}", style.warning("No row can be used."));
    };
    let (acts, accounts) =
        (things(checked.acts as u64, "row", "rows"), things(checked.accounts as u64, "account", "accounts"));
    writeln!(text, "{}", style.title(&format!("{acts} of {accounts}, {first} to {last}")))?;
    let filled: Vec<String> =
        checked.filled.iter().map(|(role, rows)| format!("{} {}", role.name(), count(*rows))).collect();
    writeln!(text, "  Rows with a value: {}", filled.join(", "))?;
    hours(text, &checked.hours, style)?;
    for warning in &checked.warnings {
        writeln!(text, "{}", style.warning(&format!("Warning: {}", visible(warning))))?;
    }
    Ok(())
}

fn input_page(
    text: &mut String,
    checked: &Checked,
    number: usize,
    input: &SourceSummary,
    style: &Style,
) -> std::fmt::Result {
    let form = input.preset.map_or("no known form", |preset| preset.name());
    let place = if input.rows_at.is_empty() { String::new() } else { format!(", rows at {}", input.rows_at) };
    writeln!(text, "{}", style.title(&format!("{}: {form}{}", visible(&input.file), visible(&place))))?;
    let mut counts = vec![things(input.rows, "row", "rows")];
    let mut add = |rows: u64, what: &str| {
        if rows > 0 {
            counts.push(format!("{} {what}", count(rows)));
        }
    };
    add(input.rejected, "cannot be used");
    add(input.set_aside, "more that are no posts");
    add(input.left_out.times, "left out for their time");
    add(input.left_out.accounts, "left out for their account");
    add(input.left_out.languages, "left out for their language");
    add(input.left_out.addresses, "addresses left out for their domain");
    writeln!(text, "  {}", counts.join(", "))?;
    writeln!(text, "  Columns")?;
    for (role, name) in &input.columns {
        writeln!(text, "    {:<17} {}", role.name(), visible(name))?;
    }
    let notes: Vec<_> = input.notes.iter().collect();
    if !notes.is_empty() {
        writeln!(text, "  Noticed")?;
    }
    for note in notes {
        let sentence = visible(&note.sentence()).into_owned();
        writeln!(text, "    {}", if note.finding.is_warning() { style.warning(&sentence) } else { sentence })?;
    }
    writeln!(text, "  First rows as they are read")?;
    for row in checked.rows.iter().filter(|row| row.input == number) {
        let mut line = String::new();
        for (role, values) in &row.values {
            let shown: Vec<String> = values.iter().map(|value| short(value)).collect();
            write!(line, "{} {}  ", style.dim(role.name()), shown.join(" | "))?;
        }
        writeln!(text, "    {}", line.trim_end())?;
    }
    writeln!(text)
}

/// A value in one line, not too long.
fn short(value: &str) -> String {
    const LONGEST: usize = 60;
    lockstep_base::safe::clipped(&visible(value), LONGEST)
}

/// Acts by hour of the day: people sleep, so that hours without acts tell the zone.
fn hours(text: &mut String, hours: &[u64; 24], style: &Style) -> std::fmt::Result {
    const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = hours.iter().copied().max().unwrap_or(0).max(1);
    let bar = |acts: &u64| BARS[(acts * 8).div_ceil(most) as usize];
    let bars: String = hours.iter().flat_map(|acts| [bar(acts); 2]).collect();
    let around = |start: usize| (0..6).map(|hour| hours[(start + hour) % 24]).sum::<u64>();
    let quiet = (0..24).min_by_key(|start| around(*start)).unwrap_or(0);
    writeln!(text, "  Acts by hour of the day, UTC")?;
    writeln!(text, "    {bars}")?;
    writeln!(text, "    {}", style.dim("0     3     6     9     12    15    18    21    "))?;
    writeln!(
        text,
        "    The quietest six hours begin at {quiet}:00 UTC; people are mostly asleep from 0:00 to 6:00 local time."
    )
}
