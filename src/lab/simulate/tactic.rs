//! How campaigns work: one table of their styles.

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::rhythm::{DAY, HOUR};

/// How a campaign works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Loud: fresh links within seconds, in operations of an hour.
    LinkBurst,
    /// The same hashtags within a minute.
    HashtagPush,
    /// A leader's posts passed on within a minute, day and night.
    RepostBrigade,
    /// The same images within a minute.
    ImageRelay,
    /// Links, but spread over four minutes.
    PatientCampaign,
    /// One day, on links that nobody else ever posts.
    OneDayBurst,
    /// Links among many ordinary posts.
    Camouflaged,
    /// Rare links, spread over 25 minutes.
    Slow,
    /// A handful of accounts.
    Tiny,
    /// Another third of the members every time.
    Rotating,
    /// Links, hashtags and images in the same operation.
    Mixed,
    /// Thirty links of its own in a day, everybody within seconds.
    OwnDay,
    /// The same in a week.
    OwnWeek,
    /// The same over the whole period.
    OwnSeason,
    /// Each member minutes after the one before, always in the same order.
    Relay,
    /// Members at even distances over twenty minutes.
    Drip,
    /// Each member in every fourth action.
    Quarter,
    /// A few days at a time, with weeks of silence between.
    Pausing,
    /// The same posts of one source, each member hours or days from the next.
    SameSource,
    /// Hundreds of disposable accounts for a few acts each.
    Vendor,
}

impl Style {
    /// The styles of the sample, which campaigns take in turn where a world
    /// names none.
    pub const CLASSIC: [Self; 11] = [
        Self::LinkBurst,
        Self::HashtagPush,
        Self::RepostBrigade,
        Self::ImageRelay,
        Self::PatientCampaign,
        Self::OneDayBurst,
        Self::Camouflaged,
        Self::Slow,
        Self::Tiny,
        Self::Rotating,
        Self::Mixed,
    ];

    /// The name in the configuration and in the truth file.
    pub fn name(self) -> &'static str {
        match self {
            Self::LinkBurst => "link_burst",
            Self::HashtagPush => "hashtag_push",
            Self::RepostBrigade => "repost_brigade",
            Self::ImageRelay => "image_relay",
            Self::PatientCampaign => "patient_campaign",
            Self::OneDayBurst => "one_day_burst",
            Self::Camouflaged => "camouflaged",
            Self::Slow => "slow",
            Self::Tiny => "tiny",
            Self::Rotating => "rotating",
            Self::Mixed => "mixed",
            Self::OwnDay => "own_day",
            Self::OwnWeek => "own_week",
            Self::OwnSeason => "own_season",
            Self::Relay => "relay",
            Self::Drip => "drip",
            Self::Quarter => "quarter",
            Self::Pausing => "pausing",
            Self::SameSource => "same_source",
            Self::Vendor => "vendor",
        }
    }

    /// Its line of [`TACTICS`].
    pub fn tactic(self) -> &'static Tactic {
        &TACTICS[self as usize]
    }
}

/// What the members of a campaign have in common: a trace they leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Addresses.
    Url,
    /// Hashtags.
    Hashtag,
    /// Images.
    Media,
    /// Reposts of the leader.
    Repost,
}

impl Shared {
    /// The kind of object that is shared; posts that are passed on have no
    /// numbers of their own.
    pub(super) fn kind(self) -> Option<Kind> {
        match self {
            Self::Url => Some(Kind::Url),
            Self::Hashtag => Some(Kind::Hashtag),
            Self::Media => Some(Kind::Media),
            Self::Repost => None,
        }
    }
}

/// How many operations a campaign has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Often {
    /// So many in thirty days.
    Monthly(f64),
    /// So many, however long the period is.
    InAll(u32),
}

/// Times of activity, with silence between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretches {
    /// The fewest and the most of them; fewer where the period is too short.
    pub amount: (u32, u32),
    /// Days that each lasts.
    pub days: u32,
    /// The fewest days from the end of one to the start of the next.
    pub silence: u32,
}

/// When the members that take part in an action come, in seconds after the
/// fastest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// Each by itself after `spread · u^haste`, `u` uniform: a haste of 1
    /// spreads them evenly on average, more crowds them at the start.
    Scattered {
        /// The exponent.
        haste: f64,
    },
    /// At even distances over the spread, in another order every time.
    Evenly,
    /// One after the other in an order that never changes.
    InOrder {
        /// The fewest and the most seconds after the member before.
        step: (i64, i64),
    },
    /// Each when it is awake and has time for it, on any day of the spread.
    AtLeisure,
}

/// The behaviour of a style in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tactic {
    /// Whose behaviour it is.
    pub style: Style,
    /// The traces that it leaves: the actions of an operation take them in
    /// turn.
    pub shared: &'static [Shared],
    /// How many operations there are.
    pub operations: Often,
    /// The times that they lie in, where they do not take the whole period.
    pub stretches: Option<Stretches>,
    /// Seconds that an operation lasts. Reposts last as long as the leader's
    /// posts take.
    pub operation_length: i64,
    /// Objects per operation.
    pub actions: u32,
    /// Seconds from the start of an action to the fastest member.
    pub fastest: i64,
    /// Seconds from the fastest member to the slowest.
    pub spread: i64,
    /// How they spread over these seconds.
    pub pace: Pace,
    /// Share of the objects that the community circulates anyway; the others
    /// are the campaign's own and nobody else posts them.
    pub borrowed: f64,
    /// Share of the leader's posts that are passed on up to a day after they
    /// were written, the others at once; of reposts only.
    pub revived: f64,
    /// Share of the members that take part in an operation: its sub-network,
    /// drawn again for each.
    pub turnout: f64,
    /// The fewest and the most operations that a member is counted on for in
    /// all, where each has its own share of them instead of a turnout.
    pub operations_each: Option<(u32, u32)>,
    /// Share of the actions that a member misses although the operation counts
    /// on it, where it departs from
    /// [`WorldConfig::absence`](super::WorldConfig::absence).
    pub absence: Option<f64>,
    /// Whether operations start at any hour, not only when people are awake.
    pub round_the_clock: bool,
    /// Share of a member's posts that are ordinary ones, where it departs from
    /// [`WorldConfig::camouflage`](super::WorldConfig::camouflage).
    pub camouflage: Option<f64>,
    /// The fewest and the most members, where they depart from the world's.
    pub sizes: Option<(u32, u32)>,
    /// The same in words, for the data dictionary.
    pub behaviour: &'static str,
}

/// What most styles have in common, for [`TACTICS`] to depart from.
const USUAL: Tactic = Tactic {
    style: Style::LinkBurst,
    shared: &[Shared::Url],
    operations: Often::Monthly(10.0),
    stretches: None,
    operation_length: HOUR,
    actions: 3,
    fastest: 0,
    spread: 50,
    pace: Pace::Scattered { haste: 1.0 },
    borrowed: 0.5,
    revived: 0.0,
    turnout: 0.75,
    operations_each: None,
    absence: None,
    round_the_clock: false,
    camouflage: None,
    sizes: None,
    behaviour: "",
};

/// What the rings have in common that share nothing but what is their own.
const OWN: Tactic = Tactic {
    operations: Often::InAll(30),
    operation_length: 60,
    actions: 1,
    spread: 6,
    borrowed: 0.0,
    turnout: 1.0,
    ..USUAL
};

/// The styles in the order of [`Style`].
pub const TACTICS: [Tactic; 20] = [
    Tactic {
        style: Style::LinkBurst,
        operations: Often::Monthly(7.0),
        actions: 4,
        spread: 20,
        pace: Pace::Scattered { haste: 1.5 },
        borrowed: 0.6,
        behaviour: "loud: the same links within 20 seconds, four in an hour, in operations over many days",
        ..USUAL
    },
    Tactic {
        style: Style::HashtagPush,
        shared: &[Shared::Hashtag],
        operation_length: 2 * HOUR,
        actions: 2,
        behaviour: "the same hashtag within 50 seconds, each with an ordinary hashtag beside it",
        ..USUAL
    },
    Tactic {
        style: Style::RepostBrigade,
        shared: &[Shared::Repost],
        operation_length: 0,
        actions: 2,
        fastest: 3,
        spread: 55,
        pace: Pace::Scattered { haste: 3.0 },
        borrowed: 1.0,
        revived: 0.5,
        round_the_clock: true,
        behaviour: "posts of one source within 55 seconds of each other, day and night: half of them at once, half when they are \
                    hours old; the source is no member and has fans of its own",
        ..USUAL
    },
    Tactic {
        style: Style::ImageRelay,
        shared: &[Shared::Media],
        operations: Often::Monthly(8.0),
        borrowed: 0.6,
        behaviour: "the same images within 50 seconds",
        ..USUAL
    },
    Tactic {
        style: Style::PatientCampaign,
        operations: Often::Monthly(6.0),
        operation_length: 2 * HOUR,
        spread: 240,
        behaviour: "the same links, members spread evenly over four minutes: hard to see in a window of one",
        ..USUAL
    },
    Tactic {
        style: Style::OneDayBurst,
        operations: Often::InAll(1),
        operation_length: 8 * HOUR,
        actions: 14,
        spread: 45,
        borrowed: 0.0,
        turnout: 1.0,
        behaviour: "one day only, 14 links within 45 seconds each that nobody else ever posts",
        ..USUAL
    },
    Tactic {
        style: Style::Camouflaged,
        operation_length: 2 * HOUR,
        actions: 2,
        spread: 60,
        camouflage: Some(0.88),
        behaviour: "the same links within a minute, over many days, among seven times as many ordinary posts: no member looks \
                    like one by itself",
        ..USUAL
    },
    Tactic {
        style: Style::Slow,
        operations: Often::Monthly(15.0),
        operation_length: 4 * HOUR,
        spread: 25 * 60,
        borrowed: 0.15,
        behaviour: "the same links, members spread evenly over 25 minutes: no window of minutes shows them, only that they meet \
                    again and again on links that hardly anybody else posts",
        ..USUAL
    },
    Tactic {
        style: Style::Tiny,
        operations: Often::Monthly(12.0),
        operation_length: 2 * HOUR,
        spread: 45,
        turnout: 1.0,
        sizes: Some((3, 5)),
        behaviour: "three to five accounts, the same links within 45 seconds, on many days",
        ..USUAL
    },
    Tactic {
        style: Style::Rotating,
        operations: Often::Monthly(15.0),
        actions: 4,
        turnout: 1.0 / 3.0,
        sizes: Some((12, 40)),
        behaviour: "the same links within 50 seconds by a third of the members, another third each time: two members seldom \
                    meet, and all of them do in the end",
        ..USUAL
    },
    Tactic {
        style: Style::Mixed,
        shared: &[Shared::Url, Shared::Hashtag, Shared::Media],
        operation_length: 2 * HOUR,
        behaviour: "a link, a hashtag and an image in every operation, each within 50 seconds: several traces of the same \
                    accounts",
        ..USUAL
    },
    Tactic {
        style: Style::OwnDay,
        operations: Often::InAll(1),
        stretches: Some(Stretches { amount: (1, 1), days: 1, silence: 0 }),
        operation_length: 8 * HOUR,
        actions: 30,
        behaviour: "30 links on one day, everybody within six seconds, that nobody else ever posts",
        ..OWN
    },
    Tactic {
        style: Style::OwnWeek,
        stretches: Some(Stretches { amount: (1, 1), days: 7, silence: 0 }),
        behaviour: "30 links within a week, at any waking hour, everybody within six seconds, that nobody else ever posts",
        ..OWN
    },
    Tactic {
        style: Style::OwnSeason,
        behaviour: "30 links over the whole period, at any waking hour, everybody within six seconds, that nobody else ever posts",
        ..OWN
    },
    Tactic {
        style: Style::Relay,
        operation_length: 2 * HOUR,
        // Twenty members, nineteen steps.
        spread: 19 * 300,
        pace: Pace::InOrder { step: (60, 300) },
        turnout: 1.0,
        sizes: Some((6, 20)),
        behaviour: "the same links, passed on by each member one to five minutes after the member before, always in the same \
                    order: neighbours meet within minutes, the first and the last up to an hour and a half apart",
        ..USUAL
    },
    Tactic {
        style: Style::Drip,
        operations: Often::Monthly(15.0),
        operation_length: 4 * HOUR,
        spread: 20 * 60,
        pace: Pace::Evenly,
        sizes: Some((8, 40)),
        behaviour: "the same links, members at even distances over twenty minutes, in another order every time and on many \
                    links: no window of seconds holds more than a few",
        ..USUAL
    },
    Tactic {
        style: Style::Quarter,
        operations: Often::Monthly(15.0),
        actions: 4,
        turnout: 1.0,
        absence: Some(0.75),
        sizes: Some((16, 40)),
        behaviour: "the same links within 50 seconds, each member in one of four actions, drawn for every action: two members \
                    meet in one of sixteen",
        ..USUAL
    },
    Tactic {
        style: Style::Pausing,
        operations: Often::Monthly(7.0),
        stretches: Some(Stretches { amount: (2, 3), days: 4, silence: 16 }),
        actions: 4,
        spread: 20,
        pace: Pace::Scattered { haste: 1.5 },
        borrowed: 0.6,
        behaviour: "the same links within 20 seconds, on a few days in a row two or three times, with weeks between in which the \
                    members only post their cover",
        ..USUAL
    },
    Tactic {
        style: Style::SameSource,
        shared: &[Shared::Repost],
        operations: Often::Monthly(3.0),
        operation_length: 0,
        actions: 4,
        fastest: HOUR,
        spread: 4 * DAY,
        pace: Pace::AtLeisure,
        borrowed: 1.0,
        sizes: Some((12, 40)),
        behaviour: "the same few posts of one source, each member at a waking hour of its own within four days: no synchrony at \
                    all, only the choice is the same; the source is no member and has fans of its own",
        ..USUAL
    },
    Tactic {
        style: Style::Vendor,
        operations: Often::InAll(12),
        operation_length: 60,
        actions: 1,
        spread: 90 * 60,
        pace: Pace::Scattered { haste: 1.5 },
        borrowed: 0.0,
        turnout: 3.5 / 12.0,
        operations_each: Some((2, 5)),
        absence: Some(0.0),
        camouflage: Some(0.1),
        sizes: Some((300, 1_200)),
        behaviour: "hundreds of accounts that someone rents out: twelve links in all that nobody else posts, each posted by \
                    a good quarter of the accounts within 90 minutes; an account has two to five acts and hardly any other post",
        ..USUAL
    },
];

impl Tactic {
    /// Operations in a period of so many days.
    pub(super) fn operations(&self, days: u32) -> u32 {
        match self.operations {
            Often::Monthly(operations) => ((operations * f64::from(days) / 30.0).round() as u32).max(1),
            Often::InAll(operations) => operations,
        }
    }

    /// Share of the actions that a member misses although it is counted on, in
    /// a world where `usual` is.
    pub fn absence(&self, usual: f64) -> f64 {
        self.absence.unwrap_or(usual)
    }

    /// Share of a member's posts that are ordinary ones, in a world where
    /// `usual` is.
    pub fn camouflage(&self, usual: f64) -> f64 {
        self.camouflage.unwrap_or(usual)
    }

    /// The fewest and the most members, in a world where `usual` are.
    pub fn sizes(&self, usual: (u32, u32)) -> (u32, u32) {
        self.sizes.unwrap_or(usual)
    }
}
