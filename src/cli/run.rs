//! Which subcommand is meant, and what the program leaves with.

use std::ffi::OsString;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::{CommandFactory, Parser, Subcommand};
use lockstep_base::directory::clean_up;
use lockstep_base::error::{Error, Result};
use lockstep_base::guard::{held_back, hold_back};
use lockstep_base::limit::keep;
use lockstep_base::safe::visible;

use crate::arguments::Budget;
use crate::output::{complain, say, show_warnings};
use crate::{
    check, cluster, detect, evaluate, explain, export, hash_media, import, network, objects, plot, presets, simulate,
    supervise, transparency, verify,
};

/// Finds accounts that act in lockstep beyond what chance would explain.
#[derive(Debug, Parser)]
#[command(name = "lockstep", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done (also when nothing was found, or when nobody reads standard output any more), 1 \
                  failed, 2 wrong usage, 130 interrupted (Ctrl-C, SIGTERM, SIGHUP)."
)]
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
    /// Tell whether an output and its inputs are as they were when it was made
    Verify(verify::Verify),
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

/// When it was interrupted: Ctrl-C, SIGTERM, SIGHUP.
const INTERRUPTED: u8 = 130;

/// Whether the thread that handles signals is ending the program.
static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Removes what is not finished, and says what there is.
fn cleaned_up() -> String {
    let finished: Vec<String> = clean_up().iter().map(|path| visible(&path.to_string_lossy()).into_owned()).collect();
    match finished.as_slice() {
        [] => "nothing was left behind".to_owned(),
        [one] => format!("{one} was finished before and is whole, nothing else was left behind"),
        several => format!("{} were finished before and are whole, nothing else was left behind", several.join(", ")),
    }
}

#[cfg(unix)]
#[expect(unsafe_code, reason = "to ignore a signal is safe; the library cannot know")]
fn ignore_file_size_signal() {
    use nix::sys::signal::{SigHandler, Signal, signal};
    // SAFETY: no handler of ours is called. Where it fails the signal ends the program, as before.
    let _ = unsafe { signal(Signal::SIGXFSZ, SigHandler::SigIgn) };
}

#[cfg(not(unix))]
fn ignore_file_size_signal() {}

/// Runs the program and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    std::panic::set_hook(Box::new(|panic| {
        if !hold_back(panic) {
            complain(&internal(panic));
        }
    }));
    show_warnings();
    // Without the handler Ctrl-C still ends the program, but leaves its
    // temporary files; there is nobody to tell.
    let _ = ctrlc::set_handler(|| {
        IS_INTERRUPTED.store(true, Ordering::SeqCst);
        complain(&format!("interrupted; {}", cleaned_up()));
        std::process::exit(INTERRUPTED.into());
    });
    // A write beyond a limit of file sizes then fails, and says so.
    ignore_file_size_signal();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { WRONG_USAGE } else { DONE };
        }
    };
    keep(cli.budget.memory(), |why| {
        complain(&format!("{why}; {}", cleaned_up()));
        std::process::exit(FAILED.into())
    });
    let outcome = std::panic::catch_unwind(|| cli.command.run(&cli.budget));
    // What it failed with is then that its files were taken away.
    while IS_INTERRUPTED.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(100));
    }
    match outcome {
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
        Err(_) => {
            // Beside a library that may panic the hook has said nothing.
            if let Some(panic) = held_back() {
                complain(&internal(&panic));
            }
            FAILED
        }
    }
}

fn internal(panic: &impl std::fmt::Display) -> String {
    format!("internal error, please report it: {panic}; {}", cleaned_up())
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
            Self::Verify(verify) => verify.run(),
            Self::Presets(presets) => say(presets.text().as_bytes()),
            Self::Completions { shell } => {
                let mut script = Vec::new();
                clap_complete::generate(shell, &mut Cli::command(), "lockstep", &mut script);
                say(&script)
            }
        }
    }
}
