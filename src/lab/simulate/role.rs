//! What accounts are: the truth about them.

use serde::{Deserialize, Serialize};

/// What an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// An ordinary account.
    Organic,
    /// Reposts one favourite source within minutes, on its own account.
    Fan,
    /// One of several pages of a newsroom: coordinated, openly.
    SisterPage,
    /// Posts many times as much as others.
    Hyperactive,
    /// Posts through a scheduler, on the hour.
    Scheduled,
    /// Polls a feed at fixed times and posts what is new, as others do with the
    /// same feed.
    FeedBot,
    /// Reads a daily mail and shares from it.
    DigestReader,
    /// Answers live events with old memes, as its group does.
    EventFan,
    /// Follows a call from outside once or twice, and hundreds with it.
    Raider,
    /// Carries the items of an agency, as its other customers do.
    AgencyOutlet,
    /// One of three accounts of the same person.
    Owner,
    /// Shares the few things that its small community cares for.
    Enthusiast,
    /// Belongs to a planted campaign.
    Campaign,
}

/// The truth about one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truth {
    /// What it is.
    pub role: Role,
    /// Its campaign, an index of [`World::campaigns`](super::World::campaigns); of the role
    /// [`Role::Campaign`] only.
    pub campaign: Option<u32>,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 13] = [
        Self::Organic,
        Self::Fan,
        Self::SisterPage,
        Self::Hyperactive,
        Self::Scheduled,
        Self::FeedBot,
        Self::DigestReader,
        Self::EventFan,
        Self::Raider,
        Self::AgencyOutlet,
        Self::Owner,
        Self::Enthusiast,
        Self::Campaign,
    ];

    /// The name in the truth file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Organic => "organic",
            Self::Fan => "fan",
            Self::SisterPage => "sister_page",
            Self::Hyperactive => "hyperactive",
            Self::Scheduled => "scheduled",
            Self::FeedBot => "feed_bot",
            Self::DigestReader => "digest_reader",
            Self::EventFan => "event_fan",
            Self::Raider => "raider",
            Self::AgencyOutlet => "agency_outlet",
            Self::Owner => "owner",
            Self::Enthusiast => "enthusiast",
            Self::Campaign => "campaign",
        }
    }

    /// Whether the sample has none of them: they come where a world asks for
    /// them.
    pub(super) fn is_on_request(self) -> bool {
        !matches!(
            self,
            Self::Organic | Self::Fan | Self::SisterPage | Self::Hyperactive | Self::Scheduled | Self::Campaign
        )
    }
}
