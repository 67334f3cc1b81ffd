//! `lockstep supervise`.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use lockstep_base::calendar::{Day, Period};
use lockstep_base::directory::OutputDir;
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::things;
use lockstep_base::safe::visible;
use lockstep_policy::supervision::ads::Decision;
use lockstep_policy::supervision::decisions::ineligible_at_the_end;
use lockstep_policy::supervision::lists::urgent;
use lockstep_policy::supervision::published::Published;
use lockstep_policy::supervision::registry::{Finding, Registry, Severity};
use lockstep_policy::supervision::{Files, Supervision, SupervisionConfig, supervise, write};

use crate::output::say;

/// Flags of `lockstep supervise`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Supervise {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    lists: Lists,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what is wrong, missing or overdue in a registry, with file and line
    Check(Check),
    /// Make the report on state-controlled media that can be published, of the outputs of some periods
    Report(Report),
}

/// Flags of the report.
#[derive(Args, Debug)]
struct Report {
    /// The outputs of lockstep supervise, one a period, in any order
    #[arg(value_name = "DIR", required = true)]
    outputs: Vec<PathBuf>,
    /// Leave out what is for the team only: remarks on open questions and on who
    /// decided, and the names of directories
    #[arg(long)]
    public: bool,
    /// The directory to write: report.html, report.md, countries.csv, outlets.csv,
    /// report.json, charts and run.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace the report that is there
    #[arg(long)]
    overwrite: bool,
}

impl Report {
    fn run(self) -> Result<()> {
        let out = OutputDir::create(&self.out, self.overwrite, "run.json")?;
        let report = Published::new(&self.outputs, self.public)?;
        report.write(&out)?;
        out.commit()?;
        let remarks: String = report.remarks.iter().map(|remark| format!("{}\n", visible(remark))).collect();
        say(format!(
            "{} of {}.\n{remarks}Read {}/report.html first.\n",
            things(report.outlets.len() as u64, "labelled outlet", "labelled outlets"),
            things(report.periods.len() as u64, "period", "periods"),
            visible(&self.out.to_string_lossy()),
        )
        .as_bytes())
    }
}

/// Flags of the lists.
#[derive(Args, Debug)]
struct Lists {
    /// The registry of state-controlled media, as TOML or CSV
    #[arg(long, value_name = "FILE", required_unless_present = "print_config")]
    registry: Option<PathBuf>,
    /// Who saw the accounts' posts: account_id, date, country, impressions (or
    /// viewers)
    #[arg(long, value_name = "FILE", required_unless_present = "print_config")]
    audience: Option<PathBuf>,
    /// What the accounts said: account_id, content_id, time, kind, language, text,
    /// topic
    #[arg(long, value_name = "FILE")]
    posts: Option<PathBuf>,
    /// Their advertisements: ad_id, account_id, start, end, countries,
    /// excluded_countries, regions, spend, currency
    #[arg(long, value_name = "FILE")]
    ads: Option<PathBuf>,
    /// Where the advertisements really ran: ad_id, country, day, spend, currency,
    /// impressions
    #[arg(long, value_name = "FILE", requires = "ads")]
    delivery: Option<PathBuf>,
    /// Which topics are current affairs, and their keywords by language, as TOML
    #[arg(long, value_name = "FILE")]
    topics: Option<PathBuf>,
    /// An output of lockstep detect, to look for undeclared state media
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
    /// The output of the period before: what is kept, who becomes eligible
    /// again, and what changed
    #[arg(long, value_name = "DIR")]
    previous: Option<PathBuf>,
    /// The period: 2024-05, 2024-Q2, 2024 or 2024-01..2024-04
    #[arg(long, value_name = "PERIOD", required_unless_present = "print_config")]
    period: Option<Period>,
    /// Read thresholds and label texts from this TOML file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The directory to write
    #[arg(long, value_name = "DIR", default_value = "lockstep-supervision")]
    out: PathBuf,
    /// Replace the output that is there
    #[arg(long)]
    overwrite: bool,
    /// Print the effective configuration as TOML and stop
    #[arg(long)]
    print_config: bool,
}

/// Flags of the check.
#[derive(Args, Debug)]
struct Check {
    /// The registry, as TOML or CSV
    #[arg(value_name = "REGISTRY")]
    registry: PathBuf,
    /// The day by which reviews are overdue [default: today]
    #[arg(long, value_name = "DAY")]
    today: Option<Day>,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
}

impl Supervise {
    pub(super) fn run(self) -> Result<()> {
        match self.command {
            Some(Command::Check(check)) => check.run(),
            Some(Command::Report(report)) => report.run(),
            None => self.lists.run(),
        }
    }
}

impl Lists {
    fn run(self) -> Result<()> {
        let config =
            self.config.as_deref().map_or_else(|| Ok(SupervisionConfig::default()), SupervisionConfig::load)?;
        if self.print_config {
            return say(config.to_toml()?.as_bytes());
        }
        // Without these clap lets nothing but --print-config pass.
        let (Some(registry), Some(audience), Some(period)) = (self.registry, self.audience, self.period) else {
            return Err(Error::config("registry", "give --registry, --audience and --period"));
        };
        let out = OutputDir::create(&self.out, self.overwrite, "run.json")?;
        let files = Files {
            registry,
            audience,
            posts: self.posts,
            ads: self.ads,
            delivery: self.delivery,
            topics: self.topics,
            run: self.run,
            previous: self.previous,
        };
        let supervision = supervise(&files, period, &config)?;
        write(&out, &supervision)?;
        out.commit()?;
        say(summary(&supervision, &self.out.to_string_lossy()).as_bytes())
    }
}

/// What was decided, and where to read on.
fn summary(supervision: &Supervision, out: &str) -> String {
    let (lists, period) = (&supervision.lists, supervision.period);
    let labelled = lists.labelled_at_the_end(period).count() as u64;
    let ineligible: Vec<_> = ineligible_at_the_end(&lists.recommendations, period).collect();
    let suspended = match ineligible.iter().filter(|line| !line.in_force).count() {
        0 => String::new(),
        lines => format!(" ({lines} suspended by an appeal)"),
    };
    let again = lists.eligible_again().count();
    let mut text = format!(
        "{period}: {} labelled at its end; {} not recommended{suspended}, {again} recommended again.\n",
        things(labelled, "account", "accounts"),
        ineligible.len(),
    );
    // Writing into a String cannot fail.
    let ads = |decision| lists.ads.iter().filter(|ad| ad.decision == decision).count();
    if !lists.ads.is_empty() {
        let (allowed, refused, split) = (ads(Decision::Allowed), ads(Decision::Refused), ads(Decision::Split));
        let _ = writeln!(text, "Advertisements: {allowed} allowed, {refused} refused, {split} at home only.");
    }
    if !lists.undeclared.is_empty() {
        let accounts = things(lists.undeclared.len() as u64, "account is", "accounts are");
        let _ = writeln!(text, "{accounts} proposed for assessment (undeclared.csv).");
    }
    if let (Some(changes), Some(previous)) = (&supervision.changes, supervision.previous) {
        let changes = things(changes.len() as u64, "change", "changes");
        let _ = writeln!(text, "{changes} since {previous} (changes.csv).");
    }
    for note in &supervision.notes {
        let _ = writeln!(text, "Note: {}.", visible(note));
    }
    let urgent = urgent(&lists.reviews).count();
    let reviews = things(lists.reviews.len() as u64, "question is", "questions are");
    let _ =
        writeln!(text, "{reviews} left to a person, {urgent} of them urgent: read {}/report.html first.", visible(out));
    text
}

impl Check {
    fn run(self) -> Result<()> {
        let today = self.today.unwrap_or_else(Day::today);
        let registry = Registry::read(&self.registry, today)?;
        let findings = &registry.findings;
        if self.json {
            let json = serde_json::to_string_pretty(findings).map_err(|e| Error::output("the findings", e))?;
            say(format!("{}\n", lockstep_base::safe::json(&json)).as_bytes())?;
        } else {
            let lines: String = findings.iter().map(|finding| line(&registry, finding)).collect();
            let accounts = things(registry.len() as u64, "account", "accounts");
            let entities = things(registry.entities.len() as u64, "entity", "entities");
            let found = things(findings.len() as u64, "finding", "findings");
            say(format!("{lines}{entities} with {accounts}, {found} as of {today}.\n").as_bytes())?;
        }
        if registry.entities.is_empty() && findings.is_empty() {
            return registry.must_be_usable();
        }
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        match errors {
            0 => Ok(()),
            errors => {
                let problem = format!("{} in the registry", things(errors as u64, "error", "errors"));
                Err(Error::input(&registry.file, problem, "correct the lines that are named above"))
            }
        }
    }
}

/// A finding as compilers write theirs.
fn line(registry: &Registry, finding: &Finding) -> String {
    let (file, message) = (visible(&registry.file), visible(&finding.message));
    format!("{file}:{}: {}: {}: {message}\n", finding.line, finding.severity.name(), finding.kind.name())
}
