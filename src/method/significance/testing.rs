//! One pair in one trace, against every explanation, at every rung.

use super::histories::{Histories, Shared};
use super::{Case, Crowd, Explanation, Habit, Reaction, Test, Trials};
use crate::coaction::{Ladder, Met, Pair};

/// See [`Models::worth_testing`].
pub const WORTH_TESTING: f64 = 0.01;

/// The explanations of one trace.
#[derive(Clone, Copy, Debug)]
pub struct Models<'a> {
    /// Chance.
    pub chance: &'a dyn Explanation,
    /// Habit.
    pub habit: Behaviour<'a>,
    /// The crowd.
    pub crowd: Crowd<'a>,
    /// Who acted on what.
    pub histories: &'a Histories,
    /// Habit is asked only where chance, corrected for the number of rungs,
    /// gives the meetings no more than this: a weaker case cannot be listed,
    /// whatever habit says. It must not be below the false discovery rate.
    pub worth_testing: f64,
}

/// The tests of one pair in one trace, at the rung that speaks most clearly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairTest {
    /// The rung.
    pub rung: usize,
    /// Distinct objects on which the pair met there.
    pub objects: u32,
    /// Distinct occasions on which it met there.
    pub occasions: u32,
    /// Objects on which both acted at any time, of those that count at the
    /// rung; 0 where habit was not tested.
    pub shared: u32,
    /// Under chance.
    pub chance: Test,
    /// Under habit; not tested where chance explains the case.
    pub habit: Option<Test>,
    /// Under the crowd; not tested where chance or habit explain the case.
    pub crowd: Option<Test>,
    /// ln of the larger p of chance and habit, corrected for the number of
    /// rungs.
    pub ln_p: f64,
}

impl PairTest {
    /// The test of a pair that never met: p = 1.
    pub const NOTHING: Self = Self {
        rung: 0,
        objects: 0,
        occasions: 0,
        shared: 0,
        chance: Test { expected: 0.0, seen: 0, trials: None, ln_p: 0.0 },
        habit: None,
        crowd: None,
        ln_p: 0.0,
    };
}

/// What an account's own behaviour explains.
#[derive(Clone, Copy, Debug)]
pub enum Behaviour<'a> {
    /// Its delays and its timetable.
    Habit(Habit<'a>),
    /// How fast everybody reacts, where habit itself is the evidence.
    Reaction(Reaction<'a>),
}

impl Behaviour<'_> {
    /// The same without a look at clocks.
    fn without_clocks(self) -> Self {
        match self {
            Self::Habit(habit) => Self::Habit(Habit { clocks: false, ..habit }),
            reaction @ Self::Reaction(_) => reaction,
        }
    }

    /// Whether one of the pair's accounts has a clock.
    fn has_clock(self, pair: Pair) -> bool {
        match self {
            Self::Habit(habit) => habit.has_clock(pair),
            Self::Reaction(_) => false,
        }
    }

    /// The chance that the pair's accounts meet on an object on which both
    /// act, within the window of the rung.
    pub fn chance(&self, pair: Pair, shared: &Shared, rung: usize) -> f64 {
        match self {
            Self::Habit(habit) => habit.chance(pair, shared, rung),
            Self::Reaction(reaction) => reaction.chance(),
        }
    }

    /// The independent trials that a pair's meetings are tested against.
    pub fn trials(&self, pair: Pair, shared: &[Shared], rung: usize) -> Trials {
        match self {
            Self::Habit(habit) => habit.trials(pair, shared, rung),
            Self::Reaction(reaction) => reaction.trials(pair),
        }
    }
}

impl Explanation for Behaviour<'_> {
    fn name(&self) -> &'static str {
        "habit"
    }

    fn test(&self, case: &Case, rung: usize) -> Test {
        match self {
            Self::Habit(habit) => habit.test(case, rung),
            Self::Reaction(reaction) => reaction.test(case, rung),
        }
    }
}

impl<'a> Models<'a> {
    fn ladder(&self) -> &'a Ladder {
        self.crowd.ladder
    }

    /// Tests a pair by how often it met.
    pub fn test(&self, pair: Pair, met: &Met) -> PairTest {
        let open = Case { pair, met, shared: &[] };
        let mut rungs: Vec<(usize, Test)> = (0..met.objects.len())
            .filter(|&rung| met.objects[rung] > 0)
            .map(|rung| (rung, self.chance.test(&open, rung)))
            .collect();
        rungs.sort_by(|x, y| x.1.ln_p.total_cmp(&y.1.ln_p).then(x.0.cmp(&y.0)));
        let Some(&(rung, chance)) = rungs.first() else { return PairTest::NOTHING };
        let occasions = met.occasions[rung];
        let first = PairTest {
            rung,
            objects: met.objects[rung],
            occasions,
            chance,
            ln_p: self.corrected(chance.ln_p),
            ..PairTest::NOTHING
        };
        if first.ln_p > self.worth_testing.ln() {
            return first;
        }
        let shared = self.histories.shared(pair);
        let case = Case { pair, met, shared: &shared };
        let delays_only = Self { habit: self.habit.without_clocks(), ..*self };
        let tested = match delays_only.against_habit(&case, &rungs) {
            Some(open) if open.ln_p <= self.worth_testing.ln() && self.habit.has_clock(pair) => {
                self.against_habit(&case, &rungs)
            }
            explained => explained,
        };
        tested.unwrap_or(first)
    }

    /// The rung that speaks most clearly when habit is asked, too; `rungs`
    /// come in the order of their chance.
    fn against_habit(&self, case: &Case, rungs: &[(usize, Test)]) -> Option<PairTest> {
        let mut best: Option<PairTest> = None;
        for &(rung, chance) in rungs {
            let bound = self.corrected(chance.ln_p);
            if bound > self.worth_testing.ln() || best.is_some_and(|best| best.ln_p <= bound) {
                break;
            }
            let habit = self.habit.test(case, rung);
            let ln_p = self.corrected(chance.ln_p.max(habit.ln_p));
            if best.is_none_or(|best| ln_p < best.ln_p) {
                let (objects, occasions) = (case.met.objects[rung], case.met.occasions[rung]);
                best =
                    Some(PairTest { rung, objects, occasions, chance, habit: Some(habit), ln_p, ..PairTest::NOTHING });
            }
        }
        let mut best = best?;
        best.shared = case.shared_at(self.ladder(), best.rung).count() as u32;
        best.crowd = (best.ln_p <= self.worth_testing.ln()).then(|| self.crowd.test(case, best.rung));
        Some(best)
    }

    /// Corrected for the number of rungs among which the best was chosen.
    fn corrected(&self, ln_p: f64) -> f64 {
        corrected(ln_p, self.ladder())
    }

    /// The objects on which both accounts of a pair acted.
    pub fn shared(&self, pair: Pair) -> Vec<Shared<'a>> {
        self.histories.shared(pair)
    }
}

/// ln p times the number of rungs (Bonferroni), at most 0.
pub fn corrected(ln_p: f64, ladder: &Ladder) -> f64 {
    corrected_for(ln_p, ladder.len())
}

/// The same for so many rungs.
pub(super) fn corrected_for(ln_p: f64, rungs: usize) -> f64 {
    (ln_p + (rungs as f64).ln()).min(0.0)
}
