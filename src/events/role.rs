//! What a column means, and the presets that give known exports their meaning.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What a column of the input tells about a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Who acted.
    Account,
    /// When, see [`super::time::parse`].
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
    /// The platform that the account belongs to.
    Platform,
    /// The text of the post; hashtags, addresses and mentions are read from
    /// it where they have no column of their own.
    Text,
}

impl Role {
    /// Every role, in the order in which help texts list them.
    pub const ALL: [Self; 19] = [
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
        Self::Platform,
        Self::Text,
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
            Self::Platform => "platform",
            Self::Text => "text",
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
            Self::Url => "addresses; tracking parameters, fragments and the like are dropped",
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
            Self::Platform => "the platform that the account belongs to",
            Self::Text => "the text; hashtags, addresses and mentions are read from it where they have no column",
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
        )
    }

    /// Whether the cell is a moment.
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

/// A known form of export: which column names carry which role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// One row a share: `object_id, account_id, content_id, timestamp_share`
    /// and, where known, `object_created`.
    Shares,
    /// One row a post, with whatever it carries.
    Posts,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 2] = [Self::Shares, Self::Posts];

    /// The name used in `--preset NAME`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shares => "shares",
            Self::Posts => "posts",
        }
    }

    /// One line for `lockstep presets`.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Shares => "one row a share: who shared what, when",
            Self::Posts => "one row a post, with whatever it links, tags, shows, answers or passes on",
        }
    }

    /// Column names and their roles; the first name of a role is preferred.
    pub fn columns(self) -> &'static [(&'static str, Role)] {
        match self {
            Self::Shares => &[
                ("account_id", Role::Account),
                ("timestamp_share", Role::Time),
                ("object_id", Role::Object),
                ("content_id", Role::Content),
                ("object_created", Role::ObjectCreated),
            ],
            Self::Posts => &[
                ("account_id", Role::Account),
                ("timestamp", Role::Time),
                ("post_id", Role::Content),
                ("url_id", Role::UrlId),
                ("url", Role::Url),
                ("urls", Role::Url),
                ("domain_id", Role::DomainId),
                ("domain", Role::Domain),
                ("hashtag_id", Role::HashtagId),
                ("hashtags", Role::Hashtags),
                ("hashtag", Role::Hashtags),
                ("phash_id", Role::MediaHash),
                ("media_hash", Role::MediaHash),
                ("object_created", Role::ObjectCreated),
                ("sound_id", Role::Sound),
                ("reply_to", Role::ReplyTo),
                ("mentions", Role::Mentions),
                ("repost_of", Role::RepostOf),
                ("repost_of_time", Role::RepostOfTime),
                ("platform", Role::Platform),
                ("text", Role::Text),
            ],
        }
    }

    /// Columns without which the preset makes no sense.
    pub fn required(self) -> &'static [Role] {
        match self {
            Self::Shares => &[Role::Account, Role::Time, Role::Object],
            Self::Posts => &[Role::Account, Role::Time],
        }
    }

    fn fits(self, header: &[String]) -> bool {
        let has = |role| self.columns().iter().any(|(name, r)| *r == role && header.iter().any(|h| h == name));
        self.required().iter().all(|&role| has(role))
    }
}

impl std::str::FromStr for Preset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|preset| preset.name() == text)
            .ok_or_else(|| format!("unknown preset `{text}`; the presets are shares, posts"))
    }
}

/// Which column of one file carries which role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Pairs of a role and the column's position in the header.
    pub positions: Vec<(Role, usize)>,
    /// A row without an object is refused (a share must say what it shares),
    /// not passed over (a post need not link anything).
    pub object_required: bool,
}

impl Columns {
    /// Finds the columns of a file: those that the user named, then those of
    /// the preset, which is recognised from the header where it is not given.
    ///
    /// # Errors
    /// Names the file and the column: none has the required role, a name that
    /// the user gave is not there, or a used name is there twice.
    pub fn resolve(
        file: &str,
        header: &[String],
        preset: Option<Preset>,
        named: &BTreeMap<Role, String>,
    ) -> Result<Self> {
        let recognised = preset.or_else(|| Preset::ALL.into_iter().find(|p| p.fits(header)));
        let mut columns = Self::default();
        for (role, name) in named {
            let position = unique_position(file, header, name)?.ok_or_else(|| {
                Error::input(file, format!("there is no column `{name}` (role {})", role.name()), found(header))
            })?;
            columns.positions.push((*role, position));
        }
        for (name, role) in recognised.map_or(&[][..], Preset::columns) {
            if columns.position(*role).is_none()
                && let Some(position) = unique_position(file, header, name)?
            {
                columns.positions.push((*role, position));
            }
        }
        let required = recognised.map_or(&[Role::Account, Role::Time][..], Preset::required);
        for &role in required {
            if columns.position(role).is_none() {
                return Err(missing(file, header, preset, role));
            }
        }
        columns.object_required = recognised == Some(Preset::Shares) && !named.contains_key(&Role::Object);
        Ok(columns)
    }

    /// The position of the column with this role.
    pub fn position(&self, role: Role) -> Option<usize> {
        self.positions.iter().find(|(r, _)| *r == role).map(|(_, position)| *position)
    }
}

fn unique_position(file: &str, header: &[String], name: &str) -> Result<Option<usize>> {
    let mut hits = header.iter().enumerate().filter(|(_, h)| *h == name).map(|(i, _)| i);
    let first = hits.next();
    match hits.next() {
        None => Ok(first),
        Some(second) => Err(Error::input(
            file,
            format!("the column `{name}` is there twice (columns {} and {})", first.unwrap_or(0) + 1, second + 1),
            "rename or remove one of the two",
        )),
    }
}

fn missing(file: &str, header: &[String], preset: Option<Preset>, role: Role) -> Error {
    let problem = match preset {
        Some(preset) => format!("no column for the role {} of the preset {}", role.name(), preset.name()),
        None => format!("no column for the role {} (the header fits none of the presets shares, posts)", role.name()),
    };
    Error::input(file, problem, format!("name it with --column {}=NAME ({})", role.name(), found(header)))
}

fn found(header: &[String]) -> String {
    const SHOWN: usize = 30;
    let names: Vec<String> = header.iter().take(SHOWN).map(|name| name.chars().take(40).collect()).collect();
    let more = if header.len() > SHOWN { format!(", and {} more", header.len() - SHOWN) } else { String::new() };
    format!("the columns are {}{more}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &str) -> Vec<String> {
        names.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn presets_are_recognised_from_the_header() {
        let shares =
            Columns::resolve("f", &header("object_id,account_id,content_id,timestamp_share"), None, &BTreeMap::new())
                .unwrap();
        assert_eq!(shares.position(Role::Object), Some(0));
        assert!(shares.object_required);
        let posts =
            Columns::resolve("f", &header("account_id,post_id,url_id,timestamp"), None, &BTreeMap::new()).unwrap();
        assert_eq!(posts.position(Role::UrlId), Some(2));
        assert!(!posts.object_required);
    }

    #[test]
    fn a_named_column_goes_before_the_preset() {
        let named = BTreeMap::from([(Role::Object, "url_id".to_owned())]);
        let columns = Columns::resolve("f", &header("account_id,url_id,timestamp"), None, &named).unwrap();
        assert_eq!(columns.position(Role::Object), Some(1));
        assert!(!columns.object_required);
    }

    #[test]
    fn errors_name_the_file_the_column_and_the_remedy() {
        let twice =
            Columns::resolve("a.csv", &header("account_id,timestamp,account_id"), None, &BTreeMap::new()).unwrap_err();
        assert_eq!(
            twice.to_string(),
            "a.csv: the column `account_id` is there twice (columns 1 and 3); rename or remove one of the two"
        );
        let missing = Columns::resolve("a.csv", &header("user,when"), None, &BTreeMap::new()).unwrap_err().to_string();
        assert!(
            missing.contains("a.csv") && missing.contains("--column account=NAME") && missing.contains("user, when"),
            "{missing}"
        );
        let absent = Columns::resolve("a.csv", &header("user"), None, &BTreeMap::from([(Role::Account, "usr".into())]))
            .unwrap_err()
            .to_string();
        assert!(absent.contains("no column `usr`"), "{absent}");
    }
}
