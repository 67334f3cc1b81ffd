//! Adding up what accounts and networks did together.

use lockstep_base::time;
use lockstep_method::coaction::{CoAct, CoActs};

use super::summaries::distinct;
use super::{Together, TraceEvidence};

/// A running sum of co-acts.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    co_acts: u64,
    /// Trace and object, packed.
    objects: Vec<u64>,
    days: Vec<i32>,
    /// Bit `t`: trace `t` has a pair that met on enough objects.
    traces: u32,
    span: Option<(i64, i64)>,
}

impl Tally {
    pub(super) fn add(&mut self, trace: usize, co_act: &CoAct) {
        self.co_acts += 1;
        self.objects.push((trace as u64) << 32 | u64::from(co_act.object));
        self.days.push(time::day(co_act.later));
        let (first, last) = self.span.unwrap_or((co_act.earlier, co_act.later));
        self.span = Some((first.min(co_act.earlier), last.max(co_act.later)));
    }

    /// Notes that a pair met on enough objects of the trace.
    pub(super) fn mark(&mut self, trace: usize) {
        self.traces |= 1 << trace;
    }

    pub(super) fn together(mut self, traces: &[TraceEvidence]) -> Together {
        let (first_act, last_act) = self.span.unwrap_or_default();
        Together {
            co_acts: self.co_acts,
            objects: distinct(&mut self.objects),
            days: distinct(&mut self.days),
            traces: traces
                .iter()
                .enumerate()
                .filter(|(t, _)| self.traces >> t & 1 == 1)
                .map(|(_, trace)| trace.kind)
                .collect(),
            first_act,
            last_act,
        }
    }
}

/// Co-acts of the validated pairs, trace by trace, with the place of each
/// pair among the validated ones.
pub(super) fn each_co_act(co_acts: &[CoActs], pair: usize) -> impl Iterator<Item = (usize, &CoAct)> {
    co_acts
        .iter()
        .enumerate()
        .flat_map(move |(trace, co_acts)| co_acts.of(pair).iter().map(move |co_act| (trace, co_act)))
}
