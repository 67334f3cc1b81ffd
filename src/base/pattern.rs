//! What was seen of a group, and what innocent thing remains possible.

use serde::{Deserialize, Serialize};

/// What was seen of a group of accounts. The tier says how far the evidence goes;
/// the pattern says what a person still has to rule out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// They meet at moments that nothing in the data announces.
    ArbitraryMoments,
    /// They open the same things together, and hardly anybody else does.
    AlwaysTogether,
    /// Each reacts to the same publications in its own steady way.
    SameFeed,
    /// A crowd or an event that they all followed could have set their moments.
    SameEvent,
    /// No pair of them is proof, the group is: they have few acts, and come back together.
    ManyWithFewActs,
    /// They choose the same things out of many, at any time.
    SameSelection,
}

impl Pattern {
    /// All patterns.
    pub const ALL: [Self; 6] = [
        Self::ArbitraryMoments,
        Self::AlwaysTogether,
        Self::SameFeed,
        Self::SameEvent,
        Self::ManyWithFewActs,
        Self::SameSelection,
    ];

    /// Those that networks on the list can have.
    pub const LISTED: [Self; 5] =
        [Self::ArbitraryMoments, Self::AlwaysTogether, Self::SameEvent, Self::ManyWithFewActs, Self::SameSelection];

    /// Whether networks have it that no pair within a window proves.
    pub fn is_of_groups(self) -> bool {
        matches!(self, Self::ManyWithFewActs | Self::SameSelection)
    }

    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::ArbitraryMoments => "arbitrary_moments",
            Self::AlwaysTogether => "always_together",
            Self::SameFeed => "same_feed",
            Self::SameEvent => "same_event",
            Self::ManyWithFewActs => "many_with_few_acts",
            Self::SameSelection => "same_selection",
        }
    }

    /// What was seen, as a sentence.
    pub fn seen(self) -> &'static str {
        match self {
            Self::ArbitraryMoments => "They met at moments that nothing in the data announces.",
            Self::AlwaysTogether => {
                "They opened the same things together: hardly anybody else was there in the first half hour."
            }
            Self::SameFeed => "Each reacted to the same publications in its own steady way.",
            Self::SameEvent => {
                "Nothing shows that the moments were their own: a crowd or an event could have set them."
            }
            Self::ManyWithFewActs => {
                "No pair of them is proof, the group is: accounts with few acts came back together, on one object after \
                 the other, and made up most of who was there."
            }
            Self::SameSelection => {
                "They chose the same things out of many, whether or not at the same time, more often than taste and popularity \
                 make people do."
            }
        }
    }

    /// What a person still has to rule out, as a sentence.
    pub fn to_rule_out(self) -> &'static str {
        match self {
            Self::ArbitraryMoments => {
                "To rule out: a cause outside the data, such as a newsletter or a call in another place."
            }
            Self::AlwaysTogether => {
                "To rule out: sister outlets, one owner's accounts, or one scheduler that openly serves them all."
            }
            Self::SameFeed => "To rule out: subscribers or bots of one source, who need not know of each other.",
            Self::SameEvent => "To rule out: the audience of an event, such as a broadcast, a match or breaking news.",
            Self::ManyWithFewActs => {
                "To rule out: a crowd that was called from one place again and again, such as a channel, a mailing list or \
                 a class."
            }
            Self::SameSelection => {
                "To rule out: a narrow taste that they share, friends who pass on each other's posts, or several accounts \
                 of one person."
            }
        }
    }
}

impl std::str::FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|pattern| pattern.name() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|pattern| pattern.name()).collect();
            format!("unknown pattern `{text}`; the patterns are {}", known.join(", "))
        })
    }
}
