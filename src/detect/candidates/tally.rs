//! Adding up what accounts and networks did together.

use lockstep_base::distinct::Distinct;
use lockstep_base::time;
use lockstep_method::coaction::CoAct;

use super::{Together, TraceEvidence};

/// A running sum of co-acts.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    co_acts: u64,
    /// Trace and object, packed.
    objects: Distinct<u64>,
    days: Distinct<i32>,
    /// Bit `t`: trace `t` has a pair that met on enough objects.
    traces: u32,
    span: Option<(i64, i64)>,
}

impl Tally {
    pub(super) fn add(&mut self, trace: usize, co_act: &CoAct) {
        self.co_acts += 1;
        self.objects.add((trace as u64) << 32 | u64::from(co_act.object));
        self.days.add(time::day(co_act.later));
        let (first, last) = self.span.unwrap_or((co_act.earlier, co_act.later));
        self.span = Some((first.min(co_act.earlier), last.max(co_act.later)));
    }

    /// Notes that a pair met on enough objects of the trace.
    pub(super) fn mark(&mut self, trace: usize) {
        self.traces |= 1 << trace;
    }

    pub(super) fn together(self, traces: &[TraceEvidence]) -> Together {
        let (first_act, last_act) = self.span.unwrap_or_default();
        Together {
            co_acts: self.co_acts,
            objects: self.objects.into_sorted().len(),
            days: self.days.into_sorted().len(),
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
