//! What a column means.

use serde::{Deserialize, Serialize};

/// What a column of the input tells about a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Who acted.
    Account,
    /// When, see [`lockstep_base::time::parse`].
    Time,
    /// The post, share or comment itself.
    Content,
    /// The shared thing, taken as it is.
    Object,
    /// When the shared thing itself was published.
    ObjectCreated,
    /// Addresses, normalised by the `url` trace.
    Url,
    /// Ids that stand for addresses, taken as they are.
    UrlId,
    /// Domains.
    Domain,
    /// Ids that stand for domains, taken as they are.
    DomainId,
    /// Hashtags, with or without `#`.
    Hashtags,
    /// Ids that stand for hashtags, taken as they are.
    HashtagId,
    /// Perceptual or exact hashes of images and videos.
    MediaHash,
    /// Sounds of short videos.
    Sound,
    /// The post that is answered.
    ReplyTo,
    /// Accounts that are named in the post.
    Mentions,
    /// The post that is passed on.
    RepostOf,
    /// When the post that is passed on was published.
    RepostOfTime,
    /// Whether another post is passed on, where the data do not say which.
    IsRepost,
    /// The platform that the account belongs to.
    Platform,
    /// The text of the post; hashtags, addresses and mentions are read from
    /// it where they have no column of their own.
    Text,
    /// Effects and filters of short videos.
    Effect,
    /// The account that is answered.
    ReplyToAccount,
    /// The account's screen name at the time of the post.
    Handle,
    /// The account's display name at the time of the post.
    DisplayName,
    /// How the account describes itself.
    Bio,
    /// The address in the account's profile.
    BioUrl,
    /// How many accounts follow it.
    Followers,
    /// How many accounts it follows.
    Following,
    /// When the account was made; the day is enough.
    AccountCreated,
    /// The language of the account, or of its post.
    Language,
    /// The country as the platform states it.
    Country,
    /// What kind of account it is, as whoever published the data says.
    Category,
}

impl Role {
    /// Every role, in the order in which help texts list them.
    pub const ALL: [Self; 32] = [
        Self::Account,
        Self::Time,
        Self::Content,
        Self::Object,
        Self::ObjectCreated,
        Self::Url,
        Self::UrlId,
        Self::Domain,
        Self::DomainId,
        Self::Hashtags,
        Self::HashtagId,
        Self::MediaHash,
        Self::Sound,
        Self::ReplyTo,
        Self::Mentions,
        Self::RepostOf,
        Self::RepostOfTime,
        Self::IsRepost,
        Self::Platform,
        Self::Text,
        Self::Effect,
        Self::ReplyToAccount,
        Self::Handle,
        Self::DisplayName,
        Self::Bio,
        Self::BioUrl,
        Self::Followers,
        Self::Following,
        Self::AccountCreated,
        Self::Language,
        Self::Country,
        Self::Category,
    ];

    /// The name used in `--column ROLE=NAME` and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Time => "time",
            Self::Content => "content",
            Self::Object => "object",
            Self::ObjectCreated => "object_created",
            Self::Url => "url",
            Self::UrlId => "url_id",
            Self::Domain => "domain",
            Self::DomainId => "domain_id",
            Self::Hashtags => "hashtags",
            Self::HashtagId => "hashtag_id",
            Self::MediaHash => "media_hash",
            Self::Sound => "sound",
            Self::ReplyTo => "reply_to",
            Self::Mentions => "mentions",
            Self::RepostOf => "repost_of",
            Self::RepostOfTime => "repost_of_time",
            Self::IsRepost => "is_repost",
            Self::Platform => "platform",
            Self::Text => "text",
            Self::Effect => "effect",
            Self::ReplyToAccount => "reply_to_account",
            Self::Handle => "handle",
            Self::DisplayName => "display_name",
            Self::Bio => "bio",
            Self::BioUrl => "bio_url",
            Self::Followers => "followers",
            Self::Following => "following",
            Self::AccountCreated => "account_created",
            Self::Language => "language",
            Self::Country => "country",
            Self::Category => "category",
        }
    }

    /// What the role means, for `lockstep presets`.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Account => "who acted",
            Self::Time => "when",
            Self::Content => "the post, share or comment itself",
            Self::Object => "the shared thing, taken as it is",
            Self::ObjectCreated => "when the shared thing itself was published",
            Self::Url => "addresses; one link in many spellings is one (same.url)",
            Self::UrlId => "ids that stand for addresses, taken as they are",
            Self::Domain => "domains, reduced to the registrable part",
            Self::DomainId => "ids that stand for domains, taken as they are",
            Self::Hashtags => "hashtags, with or without #",
            Self::HashtagId => "ids that stand for hashtags, taken as they are",
            Self::MediaHash => "hashes of images and videos",
            Self::Sound => "sounds of short videos",
            Self::ReplyTo => "the post that is answered",
            Self::Mentions => "accounts that are named",
            Self::RepostOf => "the post that is passed on",
            Self::RepostOfTime => "when the post that is passed on was published",
            Self::IsRepost => "whether another post is passed on, where the data do not say which",
            Self::Platform => "the platform that the account belongs to",
            Self::Text => "the text; hashtags, addresses and mentions are read from it where they have no column",
            Self::Effect => "effects and filters of short videos",
            Self::ReplyToAccount => "the account that is answered",
            Self::Handle => "the account's screen name at the time of the post",
            Self::DisplayName => "the account's display name at the time of the post",
            Self::Bio => "how the account describes itself",
            Self::BioUrl => "the address in the account's profile",
            Self::Followers => "how many accounts follow it",
            Self::Following => "how many accounts it follows",
            Self::AccountCreated => "when the account was made; the day is enough",
            Self::Language => "the language of the account, or of its post",
            Self::Country => "the country as the platform states it",
            Self::Category => "what kind of account it is, as whoever published the data says",
        }
    }

    /// Whether one cell can hold several values.
    pub fn is_list(self) -> bool {
        matches!(
            self,
            Self::Url
                | Self::UrlId
                | Self::Domain
                | Self::DomainId
                | Self::Hashtags
                | Self::HashtagId
                | Self::MediaHash
                | Self::Mentions
                | Self::Effect
        )
    }

    /// Whether the value names a post or an account of the row's platform: on
    /// another platform the same value names something else.
    pub(crate) fn is_of_platform(self) -> bool {
        matches!(self, Self::Content | Self::ReplyTo | Self::RepostOf | Self::ReplyToAccount | Self::Mentions)
    }

    /// Whether the value is an id or stands for one, so that digits of it may be lost.
    pub(crate) fn is_id(self) -> bool {
        matches!(
            self,
            Self::Account
                | Self::Content
                | Self::Object
                | Self::UrlId
                | Self::DomainId
                | Self::HashtagId
                | Self::Sound
                | Self::Effect
                | Self::ReplyTo
                | Self::Mentions
                | Self::RepostOf
                | Self::ReplyToAccount
        )
    }

    /// Whether a value shows that the row is of an account, whatever its id is.
    pub(crate) fn shows_account(self) -> bool {
        matches!(self, Self::Handle | Self::DisplayName | Self::Followers | Self::AccountCreated)
    }

    /// Whether it is a number of accounts.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Followers | Self::Following)
    }

    /// Whether it tells of the account, not of the row; see [`super::Facts`].
    pub fn is_fact(self) -> bool {
        FACTS.contains(&self)
    }

    /// Whether the cell is a moment that a row is refused for when it cannot be
    /// read.
    pub fn is_time(self) -> bool {
        matches!(self, Self::Time | Self::ObjectCreated | Self::RepostOfTime)
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|role| role.name()).collect();
            format!("unknown role `{text}`; the roles are {}", known.join(", "))
        })
    }
}

/// The roles that tell of accounts, to be added to what is wanted of
/// [`super::Events::read`].
pub const FACTS: [Role; 9] = [
    Role::Handle,
    Role::DisplayName,
    Role::Bio,
    Role::BioUrl,
    Role::Followers,
    Role::Following,
    Role::AccountCreated,
    Role::Language,
    Role::Country,
];
