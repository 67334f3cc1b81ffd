//! Walking the windows of a trace, split into tasks of about the same work.

use std::ops::Range;

use rayon::prelude::*;

use super::ladder::Ladder;
use crate::traces::Acts;

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

/// The work in a trace: its tasks, which do not depend on the number of
/// threads, and how many co-acts there are at most.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// Every act is in one task.
    pub tasks: Vec<Task>,
    /// Two acts on one object within the widest window at which it counts,
    /// those of one account with itself included.
    pub co_acts: u64,
}

impl Work {
    /// Splits the windows of these acts.
    pub fn new(acts: &Acts, ladder: &Ladder) -> Self {
        Self::of(acts, |object| ladder.widest(object))
    }

    /// Splits the windows of one width.
    pub fn within(acts: &Acts, window: i64) -> Self {
        Self::of(acts, |_| Some(window))
    }

    fn of(acts: &Acts, window: impl Fn(usize) -> Option<i64> + Sync) -> Self {
        let parts: Vec<Self> =
            stretches(acts).into_par_iter().map(|objects| Self::of_objects(acts, objects, &window)).collect();
        let co_acts = parts.iter().map(|part| part.co_acts).sum();
        Self { tasks: parts.into_iter().flat_map(|part| part.tasks).collect(), co_acts }
    }

    fn of_objects(acts: &Acts, objects: Range<usize>, window: impl Fn(usize) -> Option<i64>) -> Self {
        let mut work = Self::default();
        let (mut first, mut start, mut load) = (objects.start, acts.of(objects.start).start, 0);
        for object in objects.clone() {
            let range = acts.of(object);
            let Some(window) = window(object) else { continue };
            visit_starts(&acts.time[range.clone()], window, |earliest, later| {
                load += 1 + later - earliest;
                work.co_acts += (later - earliest) as u64;
                if load >= WORK_A_TASK {
                    let end = range.start + later + 1;
                    work.tasks.push(Task { objects: first..object + 1, later: start..end });
                    (first, start, load) = (object, end, 0);
                }
            });
        }
        work.tasks.push(Task { objects: first..objects.end, later: start..acts.of(objects.end - 1).end });
        work
    }
}

/// Runs of objects with about the same number of acts.
fn stretches(acts: &Acts) -> Vec<Range<usize>> {
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

/// Calls `visit(earlier, later)` for every two acts of `acts` (positions in
/// `times`, which is in order) at most `window` apart.
pub fn visit_windows(times: &[i64], window: i64, mut visit: impl FnMut(usize, usize)) {
    visit_starts(times, window, |start, later| (start..later).for_each(|earlier| visit(earlier, later)));
}

/// The same for the later acts at `later`.
pub fn visit_windows_of(times: &[i64], window: i64, later: Range<usize>, mut visit: impl FnMut(usize, usize)) {
    let mut start = first_within(times, window, &later);
    for later in later {
        start = advance(times, window, start, later);
        (start..later).for_each(|earlier| visit(earlier, later));
    }
}

/// Calls `visit(start, later)` for every act: the acts `start..later` come
/// before it and at most `window` earlier.
fn visit_starts(times: &[i64], window: i64, mut visit: impl FnMut(usize, usize)) {
    let mut start = 0;
    for later in 0..times.len() {
        start = advance(times, window, start, later);
        visit(start, later);
    }
}

/// The first act that can lie within the window of any act at `later`.
pub(super) fn first_within(times: &[i64], window: i64, later: &Range<usize>) -> usize {
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
