//! The kinds of acts that others can repeat.

use lockstep_base::error::Error;
use serde::{Deserialize, Serialize};

use super::normal::NormalForm;
use super::same::Same;
use super::url::Links;
use crate::events::{Events, Role};

/// A kind of act that others can repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TraceKind {
    /// Sharing the same thing, as the data name it.
    Share,
    /// Posting the same address.
    Url,
    /// Linking to the same site.
    Domain,
    /// Using the same hashtag.
    Hashtag,
    /// Using the same hashtags in the same order.
    HashtagSequence,
    /// Posting nearly the same text.
    Text,
    /// Answering different posts with nearly the same text.
    Comment,
    /// Posting the same image or video, by its hash.
    Media,
    /// Using the same sound.
    Sound,
    /// Using the same effect.
    Effect,
    /// Answering the same post.
    Reply,
    /// Answering the same account.
    ReplyTarget,
    /// Naming the same account.
    Mention,
    /// Passing on the same post.
    Repost,
    /// Passing on the same post within ten seconds of its publication.
    FastReaction,
    /// Being active at the same moments of the hour, hour after hour.
    Rhythm,
    /// Bearing the same name, or names alike but for their digits.
    Handle,
    /// Giving the same description, link or day of creation.
    Profile,
}

/// How different values become one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alike {
    /// They are nearly the same text.
    Text,
    /// They are hashes of images that look the same.
    Image,
    /// They are put in a row; the row is the object.
    Sequence,
}

impl TraceKind {
    /// The traces that are looked at unless others are named: all acts but
    /// [`Self::FastReaction`], which cannot tell automation from coordination,
    /// and [`Self::Rhythm`], which can tell less than any other why.
    pub const BY_DEFAULT: [Self; 14] = [
        Self::Share,
        Self::Url,
        Self::Domain,
        Self::Hashtag,
        Self::HashtagSequence,
        Self::Text,
        Self::Comment,
        Self::Media,
        Self::Sound,
        Self::Effect,
        Self::Reply,
        Self::ReplyTarget,
        Self::Mention,
        Self::Repost,
    ];

    /// Every trace, in the order of all outputs.
    pub const ALL: [Self; 18] = [
        Self::Share,
        Self::Url,
        Self::Domain,
        Self::Hashtag,
        Self::HashtagSequence,
        Self::Text,
        Self::Comment,
        Self::Media,
        Self::Sound,
        Self::Effect,
        Self::Reply,
        Self::ReplyTarget,
        Self::Mention,
        Self::Repost,
        Self::FastReaction,
        Self::Rhythm,
        Self::Handle,
        Self::Profile,
    ];

    /// The name used in `--trace NAME`, in the configuration and in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Url => "url",
            Self::Domain => "domain",
            Self::Hashtag => "hashtag",
            Self::HashtagSequence => "hashtag_sequence",
            Self::Text => "text",
            Self::Comment => "comment",
            Self::Media => "media",
            Self::Sound => "sound",
            Self::Effect => "effect",
            Self::Reply => "reply",
            Self::ReplyTarget => "reply_target",
            Self::Mention => "mention",
            Self::Repost => "repost",
            Self::FastReaction => "fast_reaction",
            Self::Rhythm => "rhythm",
            Self::Handle => "handle",
            Self::Profile => "profile",
        }
    }

    /// Whether it is made of acts, each with its moment. What accounts say of
    /// themselves is not: it is looked at beside the networks that acts show, and
    /// lists nobody.
    pub fn is_of_acts(self) -> bool {
        !matches!(self, Self::Handle | Self::Profile)
    }

    /// The columns that can carry the trace; the first that is there is used.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Self::Share => &[Role::Object],
            Self::Url => &[Role::UrlId, Role::Url],
            Self::Domain => &[Role::DomainId, Role::Domain, Role::Url],
            Self::Hashtag | Self::HashtagSequence => &[Role::HashtagId, Role::Hashtags],
            Self::Text | Self::Comment => &[Role::Text],
            Self::Media => &[Role::MediaHash],
            Self::Sound => &[Role::Sound],
            Self::Effect => &[Role::Effect],
            Self::Reply => &[Role::ReplyTo],
            Self::ReplyTarget => &[Role::ReplyToAccount],
            Self::Mention => &[Role::Mentions],
            Self::Repost | Self::FastReaction => &[Role::RepostOf],
            Self::Rhythm => &[Role::Time],
            Self::Handle => &[Role::Handle],
            Self::Profile => &[Role::Bio, Role::BioUrl, Role::AccountCreated],
        }
    }

    /// The column that tells when an object itself was published.
    pub fn created_role(self) -> Option<Role> {
        match self {
            Self::Share | Self::Url | Self::Media => Some(Role::ObjectCreated),
            Self::Repost | Self::FastReaction => Some(Role::RepostOfTime),
            _ => None,
        }
    }

    /// Columns that tell which posts count: whether they are the account's own, and
    /// whether they answer another one.
    fn deciding_roles(self) -> &'static [Role] {
        match self {
            Self::Text | Self::Comment | Self::Rhythm => &[Role::RepostOf, Role::IsRepost, Role::ReplyTo],
            _ => &[],
        }
    }

    /// Whether the post that a row is of counts: a text that is passed on is not
    /// the account's own, and one that answers another post is a comment. Both
    /// have their moment from that other post, not from a rhythm of their own.
    pub fn counts(self, events: &Events, row: usize) -> bool {
        let has = |role: Role| events.column(role).is_some_and(|column| !column.row(row).is_empty());
        let passes_on = || has(Role::RepostOf) || has(Role::IsRepost);
        match self {
            Self::Text | Self::Rhythm => !passes_on() && !has(Role::ReplyTo),
            Self::Comment => !passes_on() && has(Role::ReplyTo),
            _ => true,
        }
    }

    /// Every column that these traces can use, for [`Events::read`].
    pub fn wanted(kinds: &[Self]) -> Vec<Role> {
        let of_kind = |kind: &Self| {
            let all = kind.roles().iter().chain(kind.deciding_roles()).copied();
            all.chain(kind.created_role()).collect::<Vec<_>>()
        };
        let mut roles: Vec<Role> = kinds.iter().flat_map(of_kind).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Whether the objects can be posts, and so rows of the data themselves.
    pub fn is_of_posts(self) -> bool {
        matches!(self, Self::Share | Self::Reply | Self::Repost | Self::FastReaction)
    }

    /// Whether the objects are accounts, by their ids or handles.
    pub fn is_of_accounts(self) -> bool {
        matches!(self, Self::ReplyTarget | Self::Mention)
    }

    /// Whether an object is always somebody else's: who answers or passes on
    /// a post did not make it.
    pub fn is_reaction(self) -> bool {
        matches!(self, Self::Reply | Self::ReplyTarget | Self::Repost | Self::FastReaction | Self::Rhythm)
    }

    /// A trace whose acts imply acts of this one: who posts the same address
    /// links to the same site. The two are one kind of evidence.
    pub fn implied_by(self) -> &'static [Self] {
        match self {
            Self::Domain => &[Self::Url],
            Self::Hashtag => &[Self::HashtagSequence],
            Self::ReplyTarget => &[Self::Reply],
            Self::Repost => &[Self::FastReaction],
            // Whatever is done together is done at the same moment.
            Self::Rhythm => &Self::BY_DEFAULT,
            _ => &[],
        }
    }

    /// The error for data, of which this is the first file, in which this trace
    /// is wanted and missing.
    pub fn not_carried(self, file: &str) -> Error {
        let roles: Vec<String> = self.roles().iter().map(|role| format!("--column {}=NAME", role.name())).collect();
        Error::input(
            file,
            format!("the data hold no act of the trace {}", self.name()),
            format!("name its column with {}, or choose other traces with --trace", roles.join(" or ")),
        )
    }

    /// The error for data, of which this is the first file, that carry no trace
    /// at all.
    pub fn none_carried(file: &str) -> Error {
        Error::input(
            file,
            "no column tells what the accounts acted on (a link, a hashtag, a post, an image, ...)",
            "name one with --column object=NAME, or with another role of lockstep presets",
        )
    }

    /// What makes two values of this column the same one; `None` takes them as
    /// they are.
    pub fn normal_form(self, role: Role, same: &Same) -> Option<NormalForm> {
        let links = || Links::new(&same.url);
        match (self, role) {
            (Self::Url, Role::Url) => Some(NormalForm::Link(links())),
            (Self::Domain, Role::Url) => Some(NormalForm::SiteOfLink(links())),
            (Self::Domain, Role::Domain) => Some(NormalForm::Site(links())),
            (Self::Hashtag | Self::HashtagSequence, Role::Hashtags) => Some(NormalForm::Hashtag),
            (Self::Mention | Self::ReplyTarget, _) => Some(NormalForm::Handle),
            _ => None,
        }
    }

    /// How different values become one object once all of them are there; `None`
    /// where each is an object of its own.
    pub fn alike(self) -> Option<Alike> {
        match self {
            Self::Text | Self::Comment => Some(Alike::Text),
            Self::Media => Some(Alike::Image),
            Self::HashtagSequence => Some(Alike::Sequence),
            _ => None,
        }
    }
}

impl std::str::FromStr for TraceKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|kind| kind.name()).collect();
            format!("unknown trace `{text}`; the traces are {}", known.join(", "))
        })
    }
}
