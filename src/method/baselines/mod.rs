//! Raw co-action networks by published methods: what the field's tools give.
//! For comparison, not for a list.
//!
//! | method | an edge | after |
//! |---|---|---|
//! | [`objects()`] | distinct objects within the window | the co-share count that most tools begin with |
//! | [`coortweet()`] | content pairs within the window | Righetti and Balluff, CooRTweet 2.1.3 |
//! | [`cosine()`] | likeness of all that two accounts act on, at any time | Pacheco et al. 2021; pruned by [`centrality`]: Luceri et al. 2024 |
//! | [`days()`] | days on which two accounts act together | POLIO 2026 |
//! | [`disparity()`] | distinct objects, and how much they stand out | Lihares et al. 2022; Serrano et al. 2009 |
//! | [`synchrotrap()`] | share of their acts that match in time; clusters | Cao et al. 2014 |
//! | [`copycatch()`] | objects of a temporally coherent core | Beutel et al. 2013 |
//! | [`fraudar()`] | objects of a dense block | Hooi et al. 2016 |
//! | [`null_coord()`] | likeness as of `cosine`, tested against shuffles | null-model-coord |
//!
//! Each module says what its paper leaves open and what was chosen here.

mod blocks;
mod coortweet;
mod copycatch;
mod cosine;
mod days;
mod disparity;
mod fraudar;
mod links;
mod null_coord;
mod pairing;
mod synchrotrap;
#[cfg(test)]
mod testing;
mod vectors;

pub use blocks::{Block, BlockEdge, BlockObject, block_edges};
pub use coortweet::{CoorTweet, CoorTweetEdge, coortweet};
pub use copycatch::{CopyCatch, copycatch};
pub use cosine::{Cosine, CosineEdge, centrality, cosine, prune};
pub use days::{DaysEdge, days};
pub use disparity::{DisparityEdge, disparity};
pub use fraudar::fraudar;
pub use null_coord::{NullCoord, NullCoordEdge, null_coord};
pub use pairing::{ObjectsEdge, Pairing, by_objects, objects};
pub use synchrotrap::{SynchroTrap, SynchroTrapEdge, synchrotrap};
