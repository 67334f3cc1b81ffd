//! Which subcommand is meant, and what the program leaves with.

use std::ffi::OsString;

use clap::{CommandFactory, Parser, Subcommand};
use lockstep_base::directory::clean_up;
use lockstep_base::error::{Error, Result};
use lockstep_base::guard::panic_is_expected;
use lockstep_base::limit::keep;

use crate::arguments::Budget;
use crate::output::{complain, say, show_warnings};
use crate::{
    check, cluster, detect, evaluate, explain, export, hash_media, import, network, objects, plot, presets, simulate,
    supervise, transparency,
};

/// Finds accounts that act in lockstep beyond what chance would explain.
#[derive(Debug, Parser)]
#[command(name = "lockstep", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done (also when nothing was found), 1 failed, 2 wrong usage.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    budget: Budget,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tell what inputs are taken for, before anything rests on them
    Check(check::Check),
    /// Find networks of accounts that act in lockstep: candidate list, evidence, charts
    Detect(detect::Detect),
    /// The case for an account or a pair: what was seen, how it was tested, what speaks against it
    Explain(explain::Explain),
    /// Write what was confirmed for other programs: takedown CSV, Parquet, XLSX, STIX, MISP
    Export(export::Export),
    /// Hash images, so that copies that look the same can be found
    HashMedia(hash_media::HashMedia),
    /// Turn exports of any form into one typed Parquet table
    Import(import::Import),
    /// Write the raw co-action network of a published method
    Network(network::Network),
    /// Write which posts were taken as the same act
    Objects(objects::Objects),
    /// Draw charts of a finished output again: another size, theme, format or title
    Plot(plot::Plot),
    /// Part a weighted network into communities
    Cluster(cluster::Cluster),
    /// Tell how good a list or a method is, by accounts whose truth is known
    Evaluate(evaluate::Evaluate),
    /// Make a world with known truth, to learn with and to test methods on
    Simulate(simulate::Simulate),
    /// State-controlled media: labels, recommendation and advertising lists, with reasons
    Supervise(supervise::Supervise),
    /// Removed networks: describe them, report them by month, find those that come back
    Transparency(transparency::Transparency),
    /// List the forms of input, the roles of columns and the traces, or tell all of one form
    Presets(presets::Presets),
    /// Write a completion script for a shell to standard output
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What the program leaves with when it is done, also when nothing was found.
const DONE: u8 = 0;
/// When it failed.
const FAILED: u8 = 1;
/// When it was called wrongly.
const WRONG_USAGE: u8 = 2;

/// Runs the program and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    std::panic::set_hook(Box::new(|panic| {
        if !panic_is_expected() {
            complain(&format!("internal error, please report it: {panic}"));
        }
    }));
    show_warnings();
    // Without the handler Ctrl-C still ends the program, but leaves its
    // temporary files; there is nobody to tell.
    let _ = ctrlc::set_handler(|| {
        clean_up();
        complain("interrupted; nothing was left behind");
        std::process::exit(130);
    });
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { WRONG_USAGE } else { DONE };
        }
    };
    keep(cli.budget.memory(), |why| {
        clean_up();
        complain(&format!("{why}; nothing was left behind"));
        std::process::exit(FAILED.into())
    });
    match std::panic::catch_unwind(|| cli.command.run(&cli.budget)) {
        Ok(Ok(())) => DONE,
        Ok(Err(Error::Io { source, .. })) if source.kind() == std::io::ErrorKind::BrokenPipe => {
            complain("standard output was closed early; the rest was not written");
            DONE
        }
        Ok(Err(error)) => {
            complain(&error.to_string());
            // A flag's value that only the whole configuration can judge is
            // wrong usage like one that clap refuses.
            if matches!(error, Error::Config { .. }) { WRONG_USAGE } else { FAILED }
        }
        Err(_) => FAILED,
    }
}

impl Command {
    fn run(self, budget: &Budget) -> Result<()> {
        match self {
            Self::Check(check) => check.run(),
            Self::Detect(detect) => detect.run(budget),
            Self::Explain(explain) => explain.run(),
            Self::Export(export) => export.run(),
            Self::HashMedia(hash_media) => hash_media.run(),
            Self::Import(import) => import.run(),
            Self::Network(network) => network.run(budget),
            Self::Objects(objects) => objects.run(),
            Self::Plot(plot) => plot.run(),
            Self::Cluster(cluster) => cluster.run(),
            Self::Evaluate(evaluate) => evaluate.run(budget),
            Self::Simulate(simulate) => simulate.run(),
            Self::Supervise(supervise) => supervise.run(),
            Self::Transparency(transparency) => transparency.run(),
            Self::Presets(presets) => say(presets.text().as_bytes()),
            Self::Completions { shell } => {
                let mut script = Vec::new();
                clap_complete::generate(shell, &mut Cli::command(), "lockstep", &mut script);
                say(&script)
            }
        }
    }
}
