//! Outlets and what they do in a year.

use jiff::civil::Date;
use lockstep_base::calendar::Month;
use lockstep_base::country::Country;
use rand::RngExt;
use rand_distr::{Beta, Distribution};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};

use super::texts;
use crate::simulate::draw::{Stream, chance, generator, log_normal, whole};

/// What the outlets of a world do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    /// Speaks to its own country, on politics, too.
    Home,
    /// Speaks to a diaspora in the language of home, on culture.
    Diaspora,
    /// Pushes current affairs in other languages to other countries.
    Abroad,
    /// Speaks to its own country; one post of one day is seen all over the
    /// world.
    Viral,
    /// Hardly posts, hardly seen.
    Thin,
}

/// The parameters of a world of outlets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutletsConfig {
    /// The seed.
    pub seed: u64,
    /// The year.
    pub year: i16,
    /// How many outlets there are of each behaviour.
    pub of_each: u16,
    /// How many posts an outlet makes a day, in the mean.
    pub posts_a_day: u16,
}

impl Default for OutletsConfig {
    fn default() -> Self {
        Self { seed: 1, year: 2024, of_each: 2, posts_a_day: 3 }
    }
}

/// A day of an outlet's audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// Views at home.
    pub home: u64,
    /// Views in each of the countries of [`Outlet::abroad`].
    pub abroad: Vec<u64>,
    /// Views of which the platform does not know the country.
    pub unknown: u64,
}

/// A post of an outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletPost {
    /// Its day.
    pub day: Date,
    /// Its number among the outlet's posts.
    pub number: usize,
    /// Its language, an ISO 639-1 code.
    pub language: &'static str,
    /// Whether it is on current affairs.
    pub is_current_affairs: bool,
    /// What it says.
    pub text: String,
}

/// An outlet and everything about it.
#[derive(Clone, Debug)]
pub struct Outlet {
    /// Its number, from 1.
    pub number: usize,
    /// What it does.
    pub behaviour: Behaviour,
    /// Its home country.
    pub country: Country,
    /// Where else it is seen.
    pub abroad: Vec<Country>,
    /// The true share of its audience abroad, from 0 to 1; its viral day aside.
    pub share_abroad: f64,
    /// The true share of its posts on current affairs.
    pub current_affairs: f64,
    /// The true share of its posts in foreign languages.
    pub foreign_languages: f64,
    /// The day of its accident.
    pub viral_day: Option<Date>,
    /// Its audience.
    pub audience: Vec<Day>,
    /// Its posts.
    pub posts: Vec<OutletPost>,
}

/// Home countries that the texts have a language of.
const HOMES: [(&str, &str); 4] = [("PT", "pt"), ("AT", "de"), ("UY", "es"), ("SN", "fr")];
/// The languages that texts are written in.
const LANGUAGES: [&str; 5] = ["en", "es", "fr", "de", "pt"];
/// Where outlets are seen.
const WORLD: [&str; 8] = ["US", "GB", "ES", "FR", "DE", "BR", "MX", "ZA"];

/// The mean number of days of a story, and how widely volumes differ.
const STORY_DAYS: f64 = 1.6;
const VOLUME_SPREAD: f64 = 0.7;
/// How narrow the shares of stories lie around the outlet's own: the sum of the
/// two parameters of the beta distribution.
const CONCENTRATION: f64 = 12.0;
/// Views of unknown country.
const UNKNOWN: f64 = 0.01;
/// The accident: so many times an ordinary day, and so much of it abroad.
const ACCIDENT: (f64, f64) = (400.0, 0.92);

/// The numbers of a behaviour: views a day, shares abroad, on current affairs,
/// and in foreign languages.
fn parameters(behaviour: Behaviour) -> (f64, f64, f64, f64) {
    match behaviour {
        Behaviour::Home | Behaviour::Viral => (20_000.0, 0.03, 0.6, 0.02),
        Behaviour::Diaspora => (8_000.0, 0.65, 0.06, 0.03),
        Behaviour::Abroad => (30_000.0, 0.7, 0.7, 0.75),
        Behaviour::Thin => (15.0, 0.5, 0.5, 0.5),
    }
}

impl Behaviour {
    /// Every behaviour.
    pub const ALL: [Self; 5] = [Self::Home, Self::Diaspora, Self::Abroad, Self::Viral, Self::Thin];

    /// The name that the truth has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Diaspora => "diaspora",
            Self::Abroad => "abroad",
            Self::Viral => "viral",
            Self::Thin => "thin",
        }
    }
}

/// The outlets of a world, of each behaviour in turn.
pub fn outlets(config: &OutletsConfig) -> Vec<Outlet> {
    let behaviours = (0..config.of_each).flat_map(|_| Behaviour::ALL);
    (1..).zip(behaviours).map(|(number, behaviour)| outlet(config, number, behaviour)).collect()
}

fn outlet(config: &OutletsConfig, number: usize, behaviour: Behaviour) -> Outlet {
    let mut rng = generator(config.seed, Stream::Outlet, number as u64);
    // Every behaviour comes to live in every country.
    let (country, language) = HOMES[(number + number / Behaviour::ALL.len()) % HOMES.len()];
    let (_, share_abroad, current_affairs, foreign_languages) = parameters(behaviour);
    let days = days(config.year);
    let viral_day = (behaviour == Behaviour::Viral).then(|| days[rng.random_range(0..days.len())]);
    let mut outlet = Outlet {
        number,
        behaviour,
        country: known(country),
        abroad: WORLD.map(known).into_iter().filter(|other| other.code() != country).collect(),
        share_abroad,
        current_affairs,
        foreign_languages,
        viral_day,
        audience: Vec::new(),
        posts: Vec::new(),
    };
    outlet.audience = audience(&outlet, &days, &mut rng);
    outlet.posts = posts(&outlet, language, &days, config.posts_a_day, &mut rng);
    outlet
}

/// A country of the lists above.
fn known(code: &str) -> Country {
    code.parse().unwrap_or_else(|_| unreachable!("{code} is in the table of countries"))
}

/// The days of a year.
fn days(year: i16) -> Vec<Date> {
    let first = Month::of(jiff::civil::date(year, 1, 1)).first_day();
    first.series(jiff::ToSpan::days(1)).take_while(|day| day.year() == year).collect()
}

fn audience(outlet: &Outlet, days: &[Date], rng: &mut Pcg64Mcg) -> Vec<Day> {
    let (volume, share, ..) = parameters(outlet.behaviour);
    let weights: Vec<f64> = outlet.abroad.iter().map(|_| log_normal(1.0, 1.0, rng)).collect();
    // Both parameters are positive.
    let shares = Beta::new(CONCENTRATION * share, CONCENTRATION * (1.0 - share)).ok();
    let mut abroad = share;
    let mut audience = Vec::new();
    for (at, &day) in days.iter().enumerate() {
        if at == 0 || chance(1.0 / STORY_DAYS, rng) {
            abroad = shares.map_or(share, |shares| shares.sample(rng));
        }
        let mut views = log_normal(volume, VOLUME_SPREAD, rng);
        let mut part = abroad;
        if outlet.viral_day == Some(day) {
            (views, part) = (volume * ACCIDENT.0, ACCIDENT.1);
        }
        // Most days of a thin outlet nobody watches.
        if outlet.behaviour == Behaviour::Thin && !chance(0.15, rng) {
            continue;
        }
        audience.push(Day {
            day,
            home: whole(views * (1.0 - part), rng).into(),
            abroad: split(views * part, &weights, rng),
            unknown: whole(views * UNKNOWN, rng).into(),
        });
    }
    audience
}

/// Views by country; the rounding takes nothing from their sum's mean.
fn split(views: f64, weights: &[f64], rng: &mut Pcg64Mcg) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| whole(views * weight / sum, rng).into()).collect()
}

fn posts(outlet: &Outlet, home: &'static str, days: &[Date], a_day: u16, rng: &mut Pcg64Mcg) -> Vec<OutletPost> {
    let foreign: Vec<&'static str> = LANGUAGES.into_iter().filter(|&language| language != home).collect();
    // An outlet speaks two foreign languages.
    let spoken = [foreign[outlet.number % foreign.len()], foreign[(outlet.number + 1) % foreign.len()]];
    let mean = if outlet.behaviour == Behaviour::Thin { 0.1 } else { f64::from(a_day) };
    let mut posts = Vec::new();
    for &day in days {
        for _ in 0..whole(log_normal(mean, 0.4, rng), rng) {
            let is_foreign = chance(outlet.foreign_languages, rng);
            let language = if is_foreign { spoken[rng.random_range(0..spoken.len())] } else { home };
            let is_current_affairs = chance(outlet.current_affairs, rng);
            let text = texts::text(language, is_current_affairs, rng);
            posts.push(OutletPost { day, number: posts.len() + 1, language, is_current_affairs, text });
        }
    }
    posts
}
