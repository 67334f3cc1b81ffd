//! How far the evidence for an account goes.

use serde::{Deserialize, Serialize};

/// How far the evidence goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    /// Nothing innocent that was tested explains it, and it shows in several traces
    /// or on many days.
    A,
    /// Nothing innocent that was tested explains it.
    B,
    /// Chance and habit are ruled out; a crowd or an event is not.
    C,
    /// Chance is ruled out, but only on objects that the group made itself: a lead.
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

    /// What the tier says, in one sentence for a reviewer.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::A => {
                "the accounts met far more often than chance would make them, and no crowd and no event explains it, nor do \
                 their own habits wherever there was something to react to; in several kinds of acts or on at least seven days"
            }
            Self::B => {
                "the accounts met far more often than chance would make them, and no crowd and no event explains it, nor do \
                 their own habits wherever there was something to react to; in one kind of act and on fewer than seven days"
            }
            Self::C => {
                "the accounts met, or came back as a group, far more often than chance and their own habits would make them, \
                 but a crowd or an event that they all followed could have brought them together"
            }
            Self::D => {
                "the accounts met, or chose the same things, far more often than chance would make them, but their own habits \
                 are not ruled out: a lead, no case"
            }
        }
    }

    /// The tier that this much evidence earns: from this number of traces, not
    /// counting those that another one implies, on this number of days. `own` tells
    /// that most of it is on objects that the group made itself, where there was
    /// nothing outside for a habit to react to.
    ///
    /// ```
    /// use lockstep_base::tier::{RuledOut, Tier};
    ///
    /// let all = RuledOut { habit: true, crowd: true, event: true };
    /// assert_eq!((Tier::of(all, false, 2, 1), Tier::of(all, false, 1, 1)), (Tier::A, Tier::B));
    /// assert_eq!(Tier::of(RuledOut { crowd: false, ..all }, false, 5, 90), Tier::C);
    /// assert_eq!(Tier::of(RuledOut { event: false, ..all }, false, 5, 90), Tier::C);
    /// assert_eq!(Tier::of(RuledOut { habit: false, ..all }, true, 1, 1), Tier::B);
    /// assert_eq!(Tier::of(RuledOut { habit: false, event: false, ..all }, true, 1, 1), Tier::D);
    /// ```
    pub fn of(ruled_out: RuledOut, own: bool, traces: usize, days: usize) -> Self {
        let RuledOut { habit, crowd, event } = ruled_out;
        match (habit || own, crowd && event) {
            (true, true) if traces > 1 || days >= Self::MANY_DAYS => Self::A,
            (true, true) => Self::B,
            _ if habit => Self::C,
            _ => Self::D,
        }
    }
}

/// Which explanations do not hold; chance never does for what is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuledOut {
    /// Habit. It is not ruled out where the evidence is not strong enough for
    /// the list without objects that the group made itself, on which there was
    /// nothing outside to react to.
    pub habit: bool,
    /// The crowd: the evidence stays as strong as the list asks for when it
    /// must survive the crowd, too.
    pub crowd: bool,
    /// An event that all of them followed; of networks only.
    pub event: bool,
}

impl RuledOut {
    /// What holds for at least half of several pairs.
    pub fn of_most(pairs: impl ExactSizeIterator<Item = Self>) -> Self {
        let count = pairs.len();
        let most = |of: fn(&Self) -> bool, pairs: &[Self]| 2 * pairs.iter().filter(|pair| of(pair)).count() >= count;
        let pairs: Vec<Self> = pairs.collect();
        Self { habit: most(|r| r.habit, &pairs), crowd: most(|r| r.crowd, &pairs), event: most(|r| r.event, &pairs) }
    }

    /// The names, chance among them, parted by semicolons.
    pub fn names(self) -> String {
        let mut names = vec!["chance"];
        names.extend(self.habit.then_some("habit"));
        names.extend(self.crowd.then_some("crowd"));
        names.extend(self.event.then_some("event"));
        names.join(";")
    }
}
