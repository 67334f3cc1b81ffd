//! The bipartite configuration model: chance that keeps the volume of every
//! account *and* the popularity of every object.
//!
//! The ensemble of maximal entropy with these degrees links account `i` and
//! object `o` with the chance `p_io = x_i·y_o / (1 + x_i·y_o)`, independently
//! (Saracco et al. 2015, doi 10.1038/srep10595; as a test of co-occurrence
//! Saracco et al. 2017, doi 10.1088/1367-2630/aa6b38). Two accounts that both
//! act on an object meet within the window as often as pairs on objects of
//! like popularity do (`τ_o`), so that they are expected to meet on
//! `λ_ij = Σ_o p_io·p_jo·τ_o` objects. The number is a Poisson-binomial
//! variable, whose tail beyond its mean is below the Poisson tail that is used
//! (Hoeffding 1956, doi 10.1214/aoms/1177728178).

use lockstep_data::traces::Acts;

use super::{Case, Explanation, Test, Volumes, ln_poisson_tail};
use crate::coaction::{Ladder, Meetings, Pair};

/// Relative precision of the degrees.
const PRECISION: f64 = 1e-10;
const MOST_STEPS: usize = 10_000;

/// The model of one trace.
#[derive(Clone, Debug)]
pub struct Bicm {
    rungs: Vec<Rung>,
}

#[derive(Clone, Debug)]
struct Rung {
    /// `x` of each account; 0 without an act.
    x: Vec<f64>,
    /// Objects with the same number of accounts, which have the same `y`.
    objects: Vec<Alike>,
}

impl Rung {
    /// Accounts with these degrees, of a whole with these classes of accounts
    /// and objects; `rate` tells how often pairs meet on objects with as many
    /// accounts.
    fn new(degrees: &[u32], volumes: &[Class], popularity: &[Class], rate: impl Fn(u32) -> f64) -> Self {
        let (x, y) = solve(volumes, popularity);
        let place = |k: u32| volumes.binary_search_by_key(&k, |class| class.degree).ok();
        let alike = |(class, &y): (&Class, &f64)| Alike { y, met: class.count * rate(class.degree) };
        Self {
            x: degrees.iter().map(|&k| place(k).map_or(0.0, |class| x[class])).collect(),
            objects: popularity.iter().zip(&y).map(alike).collect(),
        }
    }
}

/// Objects of one degree.
#[derive(Clone, Copy, Debug)]
struct Alike {
    y: f64,
    /// How many there are, times the share of pairs that meet on them.
    met: f64,
}

impl Bicm {
    /// Solves the model of these acts at every rung, for `accounts` accounts.
    pub fn new(acts: &Acts, ladder: &Ladder, meetings: &Meetings, accounts: usize) -> Self {
        let rung = |(rung, degrees): (usize, Vec<u32>)| {
            let counted = (0..acts.objects.len() as u32).filter(|&object| ladder.counts(object, rung));
            let popularity = classes(counted.map(|object| ladder.accounts_of(object)));
            Rung::new(&degrees, &classes(degrees.iter().copied()), &popularity, |accounts| {
                meetings.density(accounts, rung).rate()
            })
        };
        Self { rungs: ladder.degrees(acts, accounts).into_iter().enumerate().map(rung).collect() }
    }

    /// The model of some accounts of a trace, solved for all of them.
    pub fn among(volumes: &[Volumes], meetings: &Meetings) -> Self {
        let class = |&(degree, count): &(u32, u64)| Class { degree, count: count as f64 };
        let rung = |(rung, all): (usize, &Volumes)| {
            let [accounts, objects] =
                [&all.accounts, &all.objects].map(|all| all.iter().map(class).collect::<Vec<_>>());
            Rung::new(&all.degrees, &accounts, &objects, |accounts| meetings.density(accounts, rung).rate())
        };
        Self { rungs: volumes.iter().enumerate().map(rung).collect() }
    }

    /// The number of objects that the pair is expected to meet on.
    pub fn expected(&self, pair: Pair, rung: usize) -> f64 {
        let Rung { x, objects } = &self.rungs[rung];
        let (a, b) = (x[pair.a() as usize], x[pair.b() as usize]);
        objects.iter().map(|alike| link(a, alike.y) * link(b, alike.y) * alike.met).sum()
    }
}

impl Explanation for Bicm {
    fn name(&self) -> &'static str {
        "chance"
    }

    fn test(&self, case: &Case, rung: usize) -> Test {
        let expected = self.expected(case.pair, rung);
        let seen = case.objects(rung);
        Test { expected, seen: seen as u32, trials: None, ln_p: ln_poisson_tail(seen, expected) }
    }
}

fn link(x: f64, y: f64) -> f64 {
    x * y / (1.0 + x * y)
}

/// How many nodes have a degree above 0.
#[derive(Clone, Copy, Debug)]
struct Class {
    degree: u32,
    count: f64,
}

/// The degrees above 0, ascending.
fn classes(degrees: impl Iterator<Item = u32>) -> Vec<Class> {
    let mut degrees: Vec<u32> = degrees.filter(|&degree| degree > 0).collect();
    degrees.sort_unstable();
    degrees.chunk_by(|x, y| x == y).map(|run| Class { degree: run[0], count: run.len() as f64 }).collect()
}

/// `x` and `y` of each class, by the fixed-point iteration of Vallarano et al.
/// (2021, doi 10.1038/s41598-021-93830-4) on classes of equal degree.
fn solve(accounts: &[Class], objects: &[Class]) -> (Vec<f64>, Vec<f64>) {
    let ends: f64 = accounts.iter().map(|class| class.count * f64::from(class.degree)).sum();
    let start = |classes: &[Class]| -> Vec<f64> {
        classes.iter().map(|class| f64::from(class.degree) / ends.max(1.0).sqrt()).collect()
    };
    let (mut x, mut y) = (start(accounts), start(objects));
    for _ in 0..MOST_STEPS {
        let moved = step(accounts, &mut x, objects, &y).max(step(objects, &mut y, accounts, &x));
        if moved < PRECISION {
            break;
        }
    }
    (x, y)
}

/// One step of one side: each value is set to what its degree asks for. The
/// answer is the largest relative move.
fn step(classes: &[Class], values: &mut [f64], others: &[Class], theirs: &[f64]) -> f64 {
    let mut moved = 0.0f64;
    for (class, value) in classes.iter().zip(values) {
        let slope: f64 = others.iter().zip(theirs).map(|(other, y)| other.count * y / (1.0 + *value * y)).sum();
        let next = f64::from(class.degree) / slope;
        moved = moved.max(((next - *value) / next).abs());
        *value = next;
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Degrees of an actual bipartite graph: 30 accounts, 40 objects.
    fn degrees() -> (Vec<u32>, Vec<u32>) {
        let linked = |i: u32, o: u32| (i * 7 + o * 11).is_multiple_of(3 + i % 5 + o / 6);
        let accounts = (0..30).map(|i| (0..40).filter(|&o| linked(i, o)).count() as u32).collect();
        let objects = (0..40).map(|o| (0..30).filter(|&i| linked(i, o)).count() as u32).collect();
        (accounts, objects)
    }

    #[test]
    fn expected_degrees_are_the_observed_ones() {
        let (accounts, objects) = degrees();
        let (volumes, popularity) = (classes(accounts.into_iter()), classes(objects.into_iter()));
        let (x, y) = solve(&volumes, &popularity);
        for (class, x) in volumes.iter().zip(&x) {
            let expected: f64 = popularity.iter().zip(&y).map(|(other, y)| other.count * link(*x, *y)).sum();
            assert!((expected - f64::from(class.degree)).abs() < 1e-6, "{class:?}: {expected}");
        }
        for (class, y) in popularity.iter().zip(&y) {
            let expected: f64 = volumes.iter().zip(&x).map(|(other, x)| other.count * link(*x, *y)).sum();
            assert!((expected - f64::from(class.degree)).abs() < 1e-6, "{class:?}: {expected}");
        }
    }
}
