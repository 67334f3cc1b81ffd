//! What makes two acts the same act, where equality is not enough.

use lockstep_base::error::{Error, Result};
use serde::{Deserialize, Serialize};

use super::near::media::RADIUS;
use super::near::text::TextConfig;
use super::url::UrlConfig;

/// What makes two acts the same act.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Same {
    /// How many bits a text must say to count, see [`Common`].
    pub common_text: Common,
    /// When two links are the same link.
    pub url: UrlConfig,
    /// When two texts are the same text.
    pub text: TextConfig,
    /// When two images are the same image.
    pub media: MediaConfig,
    /// Which hashtags are put in a row.
    pub hashtag_sequence: SequenceConfig,
}

/// When a text is so common that sharing it says nothing.
///
/// Of a text that `n` of `N` accounts posted, one learns log₂(N/n) bits; and
/// two people are unlikely to write a long one by chance however many repeat it
/// later: its own information (see [`super::near`]) less log₂ of the number of
/// posts among which it stands. The larger of the two counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Common {
    /// A text that says less is left out, in bits.
    pub bits: f64,
}

impl Default for Common {
    /// Six bits: a greeting that more than one account of 64 posted is common.
    fn default() -> Self {
        Self { bits: 6.0 }
    }
}

/// When two images are the same image.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MediaConfig {
    /// Perceptual hashes of 64 bits (16 hexadecimal digits) are of one image when
    /// they differ in at most this many bits; 0: only when they are equal.
    pub radius: u32,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self { radius: RADIUS }
    }
}

/// Which hashtags are put in a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SequenceConfig {
    /// Those of a post, or those of an account's day.
    pub of: SequenceOf,
    /// A row of fewer hashtags is no object.
    pub min_hashtags: usize,
}

impl Default for SequenceConfig {
    fn default() -> Self {
        Self { of: SequenceOf::Post, min_hashtags: 3 }
    }
}

/// Whose hashtags are put in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SequenceOf {
    /// Those of one post, in its order.
    Post,
    /// Those of all posts of an account on one day (UTC), in the order of time;
    /// the act's moment is that of the first of them.
    Day,
}

impl Same {
    /// Checks every value.
    ///
    /// # Errors
    /// Names the first field that is out of its range, and the range.
    pub fn validate(&self) -> Result<()> {
        self.url.validate()?;
        self.text.check("same.text")?;
        if self.media.radius > 16 {
            let problem = format!("{} is above 16: a quarter of the bits is no likeness", self.media.radius);
            return Err(Error::config("same.media.radius", problem));
        }
        if self.hashtag_sequence.min_hashtags < 2 {
            return Err(Error::config("same.hashtag_sequence.min_hashtags", "this must be at least 2"));
        }
        if !(self.common_text.bits.is_finite() && self.common_text.bits >= 0.0) {
            return Err(Error::config("same.common_text.bits", "this must be a number of at least 0"));
        }
        Ok(())
    }
}
