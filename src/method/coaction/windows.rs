//! Walking the windows of a trace, split into tasks of about the same work.

use std::ops::Range;

use lockstep_data::traces::Acts;
use rayon::prelude::*;

/// About how many acts and co-acts one task takes.
const WORK_A_TASK: usize = 1 << 18;
/// About how many acts are looked at to find the tasks among them.
const ACTS_A_STRETCH: usize = 1 << 16;

/// A part of the acts: those at `later`, each with the acts on its object that
/// come before it within the window. The acts of a hot object are spread over
/// several tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The objects that the acts are on.
    pub objects: Range<usize>,
    /// Positions of acts.
    pub later: Range<usize>,
}

impl Task {
    /// The objects of the task, each with the task's acts on it.
    pub fn parts<'a>(&'a self, acts: &'a Acts) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        self.objects.clone().map(|object| {
            let of = acts.of(object);
            (object, of.start.max(self.later.start)..of.end.min(self.later.end))
        })
    }
}

/// Splits the windows of one width, in microseconds, into tasks that do not
/// depend on the number of threads; every act is in one of them.
pub fn tasks(acts: &Acts, window: i64) -> Vec<Task> {
    let parts = stretches(acts).into_par_iter().map(|objects| tasks_of(acts, objects, window));
    parts.collect::<Vec<_>>().concat()
}

fn tasks_of(acts: &Acts, objects: Range<usize>, window: i64) -> Vec<Task> {
    let mut tasks = Vec::new();
    let (mut first, mut start, mut load) = (objects.start, acts.of(objects.start).start, 0);
    for object in objects.clone() {
        let range = acts.of(object);
        let times = &acts.time[range.clone()];
        let mut earliest = 0;
        for later in 0..times.len() {
            earliest = advance(times, window, earliest, later);
            load += 1 + later - earliest;
            if load >= WORK_A_TASK {
                let end = range.start + later + 1;
                tasks.push(Task { objects: first..object + 1, later: start..end });
                (first, start, load) = (object, end, 0);
            }
        }
    }
    tasks.push(Task { objects: first..objects.end, later: start..acts.of(objects.end - 1).end });
    tasks
}

/// Runs of objects with about the same number of acts.
pub(crate) fn stretches(acts: &Acts) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let (mut start, mut load) = (0, 0);
    for object in 0..acts.objects.len() {
        load += 1 + acts.of(object).len();
        if load >= ACTS_A_STRETCH {
            stretches.push(start..object + 1);
            (start, load) = (object + 1, 0);
        }
    }
    if start < acts.objects.len() {
        stretches.push(start..acts.objects.len());
    }
    stretches
}

/// Calls `visit(earlier, later)` with the positions of every two acts on the
/// object at most `window` microseconds apart, the later one among `later`.
pub fn visit_acts(acts: &Acts, object: usize, later: Range<usize>, window: i64, mut visit: impl FnMut(usize, usize)) {
    let whole = acts.of(object);
    let (first, times) = (whole.start, &acts.time[whole]);
    let later = later.start - first..later.end - first;
    let mut start = first_within(times, window, &later);
    for later in later {
        start = advance(times, window, start, later);
        (start..later).for_each(|earlier| visit(first + earlier, first + later));
    }
}

/// The first act that can lie within the window of any act at `later`.
fn first_within(times: &[i64], window: i64, later: &Range<usize>) -> usize {
    let moment = times.get(later.start).copied().unwrap_or(i64::MAX);
    times[..later.start].partition_point(|&time| moment - time > window)
}

/// The first act from `start` on that lies within the window of `later`.
#[inline]
pub(super) fn advance(times: &[i64], window: i64, mut start: usize, later: usize) -> usize {
    while times[later] - times[start] > window {
        start += 1;
    }
    start
}
