//! Raw co-action networks by published methods: what the field's tools give,
//! without a null model. For comparison, not for a list.
//!
//! | method | an edge | after |
//! |---|---|---|
//! | [`objects()`] | distinct objects within the window | the co-share count that most tools begin with |
//! | [`coortweet()`] | content pairs within the window | Righetti and Balluff, CooRTweet 2.1.3 |
//! | [`cosine()`] | likeness of all that two accounts act on, at any time | Pacheco et al. 2021; pruned by [`centrality`]: Luceri et al. 2024 |
//! | [`days()`] | days on which two accounts act together | POLIO 2026 |
//! | [`disparity()`] | distinct objects, and how much they stand out | Lihares et al. 2022; Serrano et al. 2009 |
//!
//! Each module says what its paper leaves open and what was chosen here.

mod coortweet;
mod cosine;
mod days;
mod disparity;
mod pairing;

pub use coortweet::{CoorTweet, CoorTweetEdge, coortweet};
pub use cosine::{Cosine, CosineEdge, centrality, cosine, prune};
pub use days::{DaysEdge, days};
pub use disparity::{DisparityEdge, disparity};
pub use pairing::{ObjectsEdge, Pairing, by_objects, objects};
