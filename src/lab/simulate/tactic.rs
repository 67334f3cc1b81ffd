//! How campaigns work: one table of their styles.

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::rhythm::HOUR;

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
}

impl Style {
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

/// The behaviour of a style in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tactic {
    /// Whose behaviour it is.
    pub style: Style,
    /// The traces that it leaves: the actions of an operation take them in
    /// turn.
    pub shared: &'static [Shared],
    /// Operations in thirty days; 0 stands for a single one.
    pub operations_per_month: f64,
    /// Seconds that an operation lasts. Reposts last as long as the leader's
    /// posts take.
    pub operation_length: i64,
    /// Objects per operation.
    pub actions: u32,
    /// Seconds from the start of an action to the fastest member.
    pub fastest: i64,
    /// Seconds from the fastest member to the slowest.
    pub spread: i64,
    /// Members come after `fastest + spread · u^haste` seconds, `u` uniform:
    /// 1 spreads them evenly, more crowds them at the start.
    pub haste: f64,
    /// Share of the objects that the community circulates anyway; the others
    /// are the campaign's own and nobody else posts them.
    pub borrowed: f64,
    /// Share of the leader's posts that are passed on up to a day after they
    /// were written, the others at once; of reposts only.
    pub revived: f64,
    /// Share of the members that take part in an operation: its sub-network,
    /// drawn anew for each.
    pub turnout: f64,
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
    operations_per_month: 10.0,
    operation_length: HOUR,
    actions: 3,
    fastest: 0,
    spread: 50,
    haste: 1.0,
    borrowed: 0.5,
    revived: 0.0,
    turnout: 0.75,
    round_the_clock: false,
    camouflage: None,
    sizes: None,
    behaviour: "",
};

/// The styles in the order of [`Style`], in which campaigns take them.
pub const TACTICS: [Tactic; 11] = [
    Tactic {
        style: Style::LinkBurst,
        operations_per_month: 7.0,
        actions: 4,
        spread: 20,
        haste: 1.5,
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
        haste: 3.0,
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
        operations_per_month: 8.0,
        borrowed: 0.6,
        behaviour: "the same images within 50 seconds",
        ..USUAL
    },
    Tactic {
        style: Style::PatientCampaign,
        operations_per_month: 6.0,
        operation_length: 2 * HOUR,
        spread: 240,
        behaviour: "the same links, members spread evenly over four minutes: hard to see in a window of one",
        ..USUAL
    },
    Tactic {
        style: Style::OneDayBurst,
        operations_per_month: 0.0,
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
        operations_per_month: 15.0,
        operation_length: 4 * HOUR,
        spread: 25 * 60,
        borrowed: 0.15,
        behaviour: "the same links, members spread evenly over 25 minutes: no window of minutes shows them, only that they meet \
                    again and again on links that hardly anybody else posts",
        ..USUAL
    },
    Tactic {
        style: Style::Tiny,
        operations_per_month: 12.0,
        operation_length: 2 * HOUR,
        spread: 45,
        turnout: 1.0,
        sizes: Some((3, 5)),
        behaviour: "three to five accounts, the same links within 45 seconds, on many days",
        ..USUAL
    },
    Tactic {
        style: Style::Rotating,
        operations_per_month: 15.0,
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
];

impl Tactic {
    /// Operations in a period of so many days.
    pub(super) fn operations(&self, days: u32) -> u32 {
        let months = f64::from(days) / 30.0;
        ((self.operations_per_month * months).round() as u32).max(1)
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
