//! What a registry says about outlets in the course of a year.

use std::fmt::Write;

/// What happens to an outlet's label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// It is labelled all the time.
    Labelled,
    /// Its label begins on 14 February.
    Begins,
    /// It is under review from 10 May, and labelled again from 15 July.
    Reviewed,
    /// It appeals on 10 July; the appeal is granted on 20 August, and it is
    /// independent from 1 September.
    Independent,
    /// It appeals on 20 May, which suspends what follows from the label until it is
    /// rejected on 19 June.
    Appeals,
    /// Its accounts are removed on 1 October.
    Removed,
}

/// Who decides in these files.
const BOARD: &str = "Invented board";

impl Story {
    /// The stories in turn: over six times as many outlets as there are behaviours,
    /// every behaviour has every story.
    pub(super) fn of(number: usize) -> Self {
        let all = [Self::Labelled, Self::Begins, Self::Reviewed, Self::Independent, Self::Appeals, Self::Removed];
        all[(number - 1 + (number - 1) / all.len()) % all.len()]
    }

    /// What happens, for the README.
    pub fn about(self) -> &'static str {
        match self {
            Self::Labelled => "labelled all the time",
            Self::Begins => "labelled from 14 February",
            Self::Reviewed => "under review from 10 May, labelled again from 15 July",
            Self::Independent => "appeals on 10 July, independent from 1 September",
            Self::Appeals => "appeals on 20 May, which suspends recommendation and advertising until 19 June",
            Self::Removed => "its accounts are removed on 1 October",
        }
    }

    /// The decisions, appeals and measures of the registry.
    pub(super) fn toml(self, year: i16) -> String {
        let before = format!("{}-11-01", year - 1);
        let day = |rest: &str| format!("{year}-{rest}");
        let labelled = "state_controlled";
        let mut toml = String::new();
        match self {
            Self::Labelled | Self::Appeals | Self::Removed => decision(&mut toml, labelled, &before),
            Self::Begins => decision(&mut toml, labelled, &day("02-14")),
            Self::Reviewed => {
                decision(&mut toml, labelled, &before);
                decision(&mut toml, "under_review", &day("05-10"));
                decision(&mut toml, labelled, &day("07-15"));
            }
            Self::Independent => {
                decision(&mut toml, labelled, &before);
                decision(&mut toml, "independent", &day("09-01"));
            }
        }
        // Writing into a String cannot fail.
        let _ = match self {
            Self::Independent => write!(
                toml,
                "\n[[entity.appeals]]\ndate = {}\nclaim = \"Invented claim\"\noutcome = \"granted\"\ndecided = {}\n\
                 by = \"{BOARD}\"\n",
                day("07-10"),
                day("08-20")
            ),
            Self::Appeals => write!(
                toml,
                "\n[[entity.appeals]]\ndate = {}\nclaim = \"Invented claim\"\noutcome = \"rejected\"\ndecided = {}\n\
                 by = \"{BOARD}\"\nsuspends = [\"recommendation\", \"advertising\"]\n",
                day("05-20"),
                day("06-19")
            ),
            Self::Removed => write!(
                toml,
                "\n[[entity.measures]]\nmeasure = \"terminated\"\nfrom = {}\nby = \"{BOARD}\"\nreason = \"Invented \
                 reason\"\n",
                day("10-01")
            ),
            Self::Labelled | Self::Begins | Self::Reviewed => Ok(()),
        };
        toml
    }
}

fn decision(toml: &mut String, status: &str, from: &str) {
    let _ = write!(toml, "\n[[entity.decisions]]\nstatus = \"{status}\"\nfrom = {from}\nby = \"{BOARD}\"\n");
}
