//! What an analyst does with a finished run: the case for an account, and files
//! for others.

pub mod explain;
pub mod export;
