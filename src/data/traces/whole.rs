//! What a part of a trace does not show of the whole.

/// What a part of a trace does not show of the whole.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// Of each object, all its acts.
    pub acts: Vec<u32>,
    /// Of each object, the distinct accounts that acted on it.
    pub accounts: Vec<u32>,
    /// Of each object, all acts of its opening, see
    /// [`Acts::opening`](super::Acts::opening).
    pub opening: Vec<u32>,
    /// Windows of the trace.
    pub rungs: usize,
    /// For each act of the part and each window in turn, how many acts on its
    /// object, itself included, come within the window of it; 0 on objects on
    /// which only one account of the part acted.
    pub near: Vec<u32>,
    /// Objects of the whole trace whose first act stands for their trigger.
    pub first_act_objects: usize,
}
