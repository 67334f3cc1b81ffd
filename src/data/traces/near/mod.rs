//! What is nearly the same: texts that say the same with small changes, images
//! that look the same.
//!
//! Texts are compared by their letters ([`text`]), images by 64-bit perceptual
//! hashes ([`media`], [`phash`]). A translation, a paraphrase, a text read out
//! in a video, a mirrored or heavily cropped image are out of reach: they share
//! no letters, and no low frequencies, with their source.

mod groups;
mod leaders;
pub mod media;
pub mod phash;
pub mod text;

pub use groups::Groups;
