//! How far the evidence for an account goes.

use serde::{Deserialize, Serialize};

/// How far the evidence goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    /// Every explanation ruled out, in several traces or on many days.
    A,
    /// Every explanation ruled out, in one trace.
    B,
    /// Chance and habit ruled out, the crowd not.
    C,
    /// Chance ruled out, on objects that were made by their own sharers, so
    /// that habit could be judged from other days only: a lead.
    D,
}

impl Tier {
    /// All tiers, the strongest first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// "Many" days of a network whose evidence is in one trace.
    pub const MANY_DAYS: usize = 7;

    /// The letter of the tier.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// What the tier says, in words for a reviewer.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::A => "chance, crowd and habit ruled out, in several traces or on many days",
            Self::B => "chance, crowd and habit ruled out, in one trace",
            Self::C => "chance and habit ruled out, the crowd not",
            Self::D => {
                "chance ruled out, on objects that nobody else shared: without an outside trigger, habit could be judged \
                 from other days only; a lead, no case"
            }
        }
    }

    /// The tier that this much evidence earns: from this number of traces, not
    /// counting those that another one implies, on this number of days.
    ///
    /// ```
    /// use lockstep_base::tier::{RuledOut, Tier};
    ///
    /// let all = RuledOut { habit: true, crowd: true };
    /// assert_eq!((Tier::of(all, 2, 1), Tier::of(all, 1, 1)), (Tier::A, Tier::B));
    /// assert_eq!(Tier::of(RuledOut { crowd: false, ..all }, 5, 90), Tier::C);
    /// ```
    pub fn of(ruled_out: RuledOut, traces: usize, days: usize) -> Self {
        match (ruled_out.habit, ruled_out.crowd) {
            (true, true) if traces > 1 || days >= Self::MANY_DAYS => Self::A,
            (true, true) => Self::B,
            (true, false) => Self::C,
            _ => Self::D,
        }
    }
}

/// Which explanations do not hold; chance never does for what is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuledOut {
    /// Habit. It is not ruled out where the evidence is not strong enough for
    /// the list without objects that were made by their own sharers, on which
    /// habit can be judged from other days only.
    pub habit: bool,
    /// The crowd: the evidence stays as strong as the list asks for when it
    /// must survive the crowd, too.
    pub crowd: bool,
}

impl RuledOut {
    /// What holds for at least half of several pairs.
    pub fn of_most(pairs: impl ExactSizeIterator<Item = Self>) -> Self {
        let count = pairs.len();
        let (habit, crowd) =
            pairs.fold((0, 0), |(habit, crowd), r| (habit + usize::from(r.habit), crowd + usize::from(r.crowd)));
        Self { habit: 2 * habit >= count, crowd: 2 * crowd >= count }
    }

    /// The names, chance among them, parted by semicolons.
    pub fn names(self) -> String {
        let mut names = vec!["chance"];
        names.extend(self.habit.then_some("habit"));
        names.extend(self.crowd.then_some("crowd"));
        names.join(";")
    }
}
