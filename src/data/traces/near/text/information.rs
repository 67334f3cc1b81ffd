//! How unlikely it is that two people write a text independently.

use rustc_hash::FxHashSet;

use super::letters::{Writing, writing};
use super::shingles::{LENGTH, hash, letters, visit, weight};

/// What one letter tells to who knows those before it, in bits.
///
/// Shannon 1951, "Prediction and Entropy of Printed English", found between 0.6
/// and 1.3 for English; the upper bound is taken. The rate depends on the kind
/// of script (Takahira, Tanaka-Ishii & Dębowski 2016, "Entropy Rate Estimates
/// for Natural Language", Entropy 18:364): a kana is a syllable and an ideograph
/// often a word, so they are set to about two and three letters.
fn bits(c: char) -> f64 {
    match writing(c) {
        Writing::Spaced | Writing::Unspaced => 1.3,
        Writing::Kana => 2.5,
        Writing::Ideographs => 4.0,
    }
}

/// The information of a normal form in bits: its letters', each counted only
/// where a shingle begins that was not there before, so that `hahahahaha`
/// carries no more than `hahaha`.
pub(super) fn information(form: &str) -> f64 {
    let letters: Vec<char> = letters(form).collect();
    let mut seen = FxHashSet::default();
    let mut information = 0.0;
    visit(&letters, |start, shingle| {
        if seen.insert(hash(shingle)) {
            information += bits(letters[start]);
        }
    });
    // The last shingle's other letters begin none.
    let mut held = 0;
    let last = letters.iter().rev().take_while(|&&c| {
        held += weight(c);
        held < LENGTH
    });
    information + if seen.len() > 1 { last.map(|&c| bits(c)).sum() } else { rest(&letters) }
}

/// Of a text of one shingle all but the first letter; if it goes on, it only
/// repeats.
fn rest(letters: &[char]) -> f64 {
    letters.iter().skip(1).take(LENGTH - 1).map(|&c| bits(c)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_texts_carry_more() {
        assert!((information("thank you") - 8.0 * 1.3).abs() < 1e-9);
        assert!(information("thank you") < information("thank you for all that you have done"));
        assert!((information("谢谢你") - 12.0).abs() < 1e-9);
        assert_eq!(information(""), 0.0);
        assert!((information("ok") - 2.6).abs() < 1e-9);
    }

    #[test]
    fn repetition_carries_nothing() {
        assert_eq!(information(&"ha".repeat(1_000)), information("hahaha"));
        assert!(information(&"a".repeat(1_000)) < 6.0);
        assert!(information(&"vote now ".repeat(50)) < 2.0 * information("vote now"));
    }
}
