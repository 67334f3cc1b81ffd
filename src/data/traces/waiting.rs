//! Acts that wait until all rows are read.

use bytemuck::{Pod, Zeroable};

/// Objects whose acts wait in one bucket.
pub(super) const OBJECTS_A_BUCKET: usize = 1 << 15;

/// An act on its way.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Waiting {
    pub time: i64,
    /// The post's fingerprint, or the row.
    pub post: u64,
    pub object: u32,
    pub account: u32,
}
