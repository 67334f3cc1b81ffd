//! Outlets and what they do in a year.

use jiff::civil::Date;
use lockstep_base::calendar::Month;
use lockstep_base::country::Country;
use rand::RngExt;
use rand_distr::{Beta, Distribution};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};

use super::story::Story;
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
    /// Pushes current affairs abroad, speaks to its own country from May to August,
    /// and goes abroad again.
    Returning,
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
    /// How many posts an outlet makes a day, on average.
    pub posts_a_day: u16,
    /// Whether labels begin, are reviewed, appealed against and end within the year;
    /// else every outlet is labelled all the time.
    pub histories: bool,
}

impl Default for OutletsConfig {
    fn default() -> Self {
        Self { seed: 1, year: 2024, of_each: 2, posts_a_day: 3, histories: true }
    }
}

/// A day of an outlet's audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// Views at home.
    pub home: u64,
    /// Views in the territory of [`Outlet::territory`]; those are at home, too.
    pub territory: u64,
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
    /// What the registry says about it in the course of the year.
    pub story: Story,
    /// Its home country.
    pub country: Country,
    /// A territory of that country where it is seen, too.
    pub territory: Option<Country>,
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
const HOMES: [(&str, &str); 5] = [("PT", "pt"), ("AT", "de"), ("UY", "es"), ("SN", "fr"), ("FR", "fr")];
/// A home country with a territory that has a code of its own, and its part of the
/// audience at home.
const TERRITORY: (&str, &str, f64) = ("FR", "RE", 0.15);
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
        Behaviour::Abroad | Behaviour::Returning => (30_000.0, 0.7, 0.7, 0.75),
        Behaviour::Thin => (15.0, 0.5, 0.5, 0.5),
    }
}

impl Outlet {
    /// Whether it behaves as [`Behaviour::Home`] in a month, whatever it does in
    /// others.
    pub fn is_at_home(&self, month: Month) -> bool {
        let summer = (5..=8).contains(&month.first_day().month());
        self.behaviour == Behaviour::Returning && summer
    }

    /// The true share of its audience abroad in a month; its viral day aside.
    pub fn share_abroad_in(&self, month: Month) -> f64 {
        if self.is_at_home(month) { parameters(Behaviour::Home).1 } else { self.share_abroad }
    }
}

impl Behaviour {
    /// Every behaviour.
    pub const ALL: [Self; 6] = [Self::Home, Self::Diaspora, Self::Abroad, Self::Viral, Self::Thin, Self::Returning];

    /// The name that the truth has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Diaspora => "diaspora",
            Self::Abroad => "abroad",
            Self::Viral => "viral",
            Self::Thin => "thin",
            Self::Returning => "returning",
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
        story: if config.histories { Story::of(number) } else { Story::Labelled },
        country: known(country),
        territory: (country == TERRITORY.0).then(|| known(TERRITORY.1)),
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
    let at_home = parameters(Behaviour::Home).1;
    let weights: Vec<f64> = outlet.abroad.iter().map(|_| log_normal(1.0, 1.0, rng)).collect();
    // Both parameters are positive.
    let shares = |share: f64| Beta::new(CONCENTRATION * share, CONCENTRATION * (1.0 - share)).ok();
    let (usual, summer) = (shares(share), shares(at_home));
    let mut abroad = share;
    let mut audience = Vec::new();
    for (at, &day) in days.iter().enumerate() {
        // A story ends with its month, so that the truth of a month is that of its days.
        if day.day() == 1 || at == 0 || chance(1.0 / STORY_DAYS, rng) {
            let shares = if outlet.is_at_home(Month::of(day)) { summer } else { usual };
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
        let home: u64 = whole(views * (1.0 - part), rng).into();
        let territory = outlet.territory.map_or(0, |_| (home as f64 * TERRITORY.2) as u64);
        audience.push(Day {
            day,
            home: home - territory,
            territory,
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
        let (_, _, affairs, languages) =
            if outlet.is_at_home(Month::of(day)) { parameters(Behaviour::Home) } else { parameters(outlet.behaviour) };
        for _ in 0..whole(log_normal(mean, 0.4, rng), rng) {
            let is_foreign = chance(languages, rng);
            let language = if is_foreign { spoken[rng.random_range(0..spoken.len())] } else { home };
            let is_current_affairs = chance(affairs, rng);
            let text = texts::text(language, is_current_affairs, rng);
            posts.push(OutletPost { day, number: posts.len() + 1, language, is_current_affairs, text });
        }
    }
    posts
}
