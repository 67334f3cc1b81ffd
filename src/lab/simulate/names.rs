//! Names for numbers: ids, addresses and hashtags that look like a platform's
//! and can belong to nobody. Every name is a function of the seed and the
//! number, so that a world need not hold any text.

use std::fmt::{self, Write};

use super::draw::mix;
use super::post::{ObjectId, Post};

const FIRST: [&str; 32] = [
    "Amber", "Birch", "Cedar", "Copper", "Coral", "Dapple", "Dune", "Ember", "Fable", "Fern", "Flint", "Garden",
    "Harbor", "Hazel", "Heron", "Indigo", "Juniper", "Lantern", "Linden", "Maple", "Meadow", "Mosaic", "North",
    "Olive", "Pebble", "River", "Saffron", "Silver", "Summit", "Velvet", "Willow", "Winter",
];
const SECOND: [&str; 32] = [
    "Almanac",
    "Atlas",
    "Bakery",
    "Ballad",
    "Bridge",
    "Chess",
    "Choir",
    "Circus",
    "Compass",
    "Courier",
    "Cup",
    "Derby",
    "Fair",
    "Festival",
    "Gazette",
    "Harvest",
    "Journal",
    "Kitchen",
    "Library",
    "Market",
    "Museum",
    "Observer",
    "Orchestra",
    "Parade",
    "Picnic",
    "Quilt",
    "Regatta",
    "Review",
    "Robot",
    "Tram",
    "Voyage",
    "Weather",
];
const SECTIONS: [&str; 6] = ["news", "culture", "sport", "science", "local", "travel"];
const NAMES: u32 = (FIRST.len() * SECOND.len()) as u32;

/// What apps append to a shared address.
const TRACKING: [&str; 3] =
    ["utm_source=app&utm_medium=share", "utm_source=feed", "utm_campaign=daily&utm_medium=social"];

/// What belongs to an account for good.
#[derive(Clone, Copy)]
enum Quality {
    Digits,
    /// Leaves the tracking parameters in.
    Careless,
    App,
    /// Writes hashtags in lower case.
    LowerCase,
}
const ONE_CARELESS_IN: u64 = 4;
const ONE_LOWER_CASE_IN: u64 = 8;

/// Digits of account ids; the share of an entry is its share of accounts.
const ACCOUNT_DIGITS: [u32; 8] = [19, 19, 19, 19, 10, 10, 9, 8];
/// Post ids are the time followed by this many digits.
const POST_DIGITS: u32 = 9;
/// Short ids have this many of that many letters and digits.
const SHORT_ID_LENGTH: u32 = 11;
const SHORT_ID_LETTERS: u64 = 36;

/// What names are made from.
#[derive(Clone, Debug)]
pub(super) struct Names {
    salt: u64,
    /// The site of every address.
    sites: Vec<u32>,
}

impl Names {
    pub fn new(seed: u64, sites: Vec<u32>) -> Self {
        Self { salt: mix(seed), sites }
    }

    pub fn account(&self, account: u32) -> u64 {
        let digits = ACCOUNT_DIGITS[self.draw(Quality::Digits, account, ACCOUNT_DIGITS.len() as u64) as usize];
        let least = 10_u64.pow(digits - 1);
        // Signed 64-bit integers end at nine quintillion.
        let span = if digits == 19 { 8 * least } else { 9 * least };
        least + self.scatter(account.into(), span)
    }

    /// Post ids rise with time, as those of platforms do. They are unique where
    /// no second has two posts of one number; an account posts at most once a
    /// second, so that its number will do.
    pub fn post(&self, number: u32, time: i64) -> u64 {
        let span = 10_u64.pow(POST_DIGITS);
        time.unsigned_abs() * span + self.scatter(number.into(), span)
    }

    /// A short id of letters and digits, as link shorteners make them; all
    /// different below 36¹¹.
    pub fn write_short_id(&self, number: u64, out: &mut String) {
        let mut rest = self.scatter(number, SHORT_ID_LETTERS.pow(SHORT_ID_LENGTH));
        for _ in 0..SHORT_ID_LENGTH {
            let digit = char::from_digit((rest % SHORT_ID_LETTERS) as u32, SHORT_ID_LETTERS as u32);
            out.extend(digit);
            rest /= SHORT_ID_LETTERS;
        }
    }

    /// The address as this account pastes it.
    pub fn write_url(&self, url: ObjectId, post: &Post, out: &mut String) -> fmt::Result {
        let number = url.number();
        let look = mix(self.salt ^ u64::from(number));
        let section = SECTIONS[(look % 6) as usize];
        let (first, second) = (FIRST[(look >> 8) as usize % 32], SECOND[(look >> 16) as usize % 32]);
        let site = self.sites[number as usize];
        let www = if site.is_multiple_of(3) { "www." } else { "" };
        let domain = if site % 5 == 4 { "test" } else { "example" };
        write!(out, "https://{www}")?;
        let start = out.len();
        self.write_pair(site, "-", out)?;
        write!(out, ".{domain}/{section}/{first}-{second}-{number}")?;
        out[start..].make_ascii_lowercase();
        if self.draw(Quality::Careless, post.account, ONE_CARELESS_IN) == 0 {
            let app = self.draw(Quality::App, post.account, TRACKING.len() as u64);
            write!(out, "?{}", TRACKING[app as usize])?;
        }
        Ok(())
    }

    /// The hashtag as this account writes it, without its mark.
    pub fn write_hashtag(&self, hashtag: ObjectId, post: &Post, out: &mut String) -> fmt::Result {
        let start = out.len();
        self.write_pair(hashtag.number(), "", out)?;
        if self.draw(Quality::LowerCase, post.account, ONE_LOWER_CASE_IN) == 0 {
            out[start..].make_ascii_lowercase();
        }
        Ok(())
    }

    /// A 64-bit perceptual hash.
    pub fn media(&self, media: ObjectId) -> u64 {
        mix(self.salt ^ u64::from(media.number()))
    }

    /// Two words for every number; from the 1,025th on with a number behind.
    fn write_pair(&self, number: u32, between: &str, out: &mut String) -> fmt::Result {
        let pair = (u64::from(number % NAMES).wrapping_mul(self.salt | 1) % u64::from(NAMES)) as usize;
        write!(out, "{}{between}{}", FIRST[pair / SECOND.len()], SECOND[pair % SECOND.len()])?;
        match number / NAMES {
            0 => Ok(()),
            round => write!(out, "{}", round + 1),
        }
    }

    /// An account's value of a quality, below `values`.
    fn draw(&self, quality: Quality, account: u32, values: u64) -> u64 {
        mix(mix(self.salt ^ quality as u64) ^ u64::from(account)) % values
    }

    /// A number below `span` for every number below `span`, all different:
    /// multiplication by a number that shares no factor with `span`, whose
    /// only factors are 2, 3 and 5.
    fn scatter(&self, number: u64, span: u64) -> u64 {
        const STEP: u128 = 11_400_714_819_323_198_549;
        let salt = u128::from(self.salt);
        ((u128::from(number) * STEP + salt) % u128::from(span)) as u64
    }
}
