//! How the method is kept honest: worlds whose truth is known, judgements of
//! lists, and the published methods, and networks of other tools, beside ours.

pub mod baselines;
pub mod evaluate;
pub mod simulate;
