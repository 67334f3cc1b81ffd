//! `posts.csv`: what accounts say, in which language, about what.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use jiff::civil::Date;
use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Language;
use lockstep_base::error::Result;
use lockstep_base::time;
use lockstep_data::events::{At, Row, Table};

use super::input::Input;
use super::proportion::Tally;
use super::registry::{Entity, Registry};
use super::rows::AccountTable;
use super::topics::{Hit, Topics};

/// What a cell says where nobody knows a post's language, or it has none or
/// several; the codes from `qaa` to `qtz` are a platform's own.
const UNKNOWN: [&str; 7] = ["", "und", "unknown", "zxx", "mul", "mis", "art"];

fn is_unknown(code: &str) -> bool {
    let code = code.to_lowercase();
    UNKNOWN.contains(&code.as_str()) || (code.len() == 3 && ("qaa"..="qtz").contains(&code.as_str()))
}

/// A post.
#[derive(Clone, Debug)]
pub struct Post {
    /// Its id.
    pub content_id: String,
    /// Its UTC day.
    pub day: Date,
    /// Its language, where it is known.
    pub language: Option<Language>,
    /// Whether it is on current affairs, where this can be told.
    pub is_current_affairs: Option<bool>,
    /// The topics that keywords told; none where the user labelled it.
    pub hits: Vec<Hit>,
    /// The user's label, where there is one.
    pub label: String,
}

/// The posts of the registry's accounts.
#[derive(Clone, Debug, Default)]
pub struct Posts {
    accounts: BTreeMap<usize, Vec<Post>>,
    /// Rows of accounts that are not in the registry.
    pub others: usize,
    /// Rows that repeat the id of an earlier post; they count once.
    pub repeated: usize,
    /// The file.
    pub input: Input,
}

struct Columns {
    content: At,
    time: At,
    language: Option<At>,
    text: Option<At>,
    topic: Option<At>,
}

impl Posts {
    /// Reads the table: `account_id`, perhaps `platform`, `content_id`, `time`,
    /// and of each post `language`, `text` and `topic`, where they are known.
    ///
    /// # Errors
    /// When a row cannot be used; the message names file, line and column.
    pub fn read(path: &Path, registry: &Registry, topics: &Topics) -> Result<Self> {
        let accounts = AccountTable::read(path, registry)?;
        let columns = Columns::new(&accounts.table)?;
        let input = Input::of("posts", &accounts.table);
        let (mut posts, mut known) = (Self { input, ..Self::default() }, HashSet::new());
        for row in accounts.table.rows() {
            let Some(account) = accounts.account(&row)? else {
                posts.others += 1;
                continue;
            };
            if known.insert((account, row.needed(columns.content)?)) {
                posts.accounts.entry(account).or_default().push(columns.post(&row, topics)?);
            } else {
                posts.repeated += 1;
            }
        }
        posts
            .accounts
            .values_mut()
            .for_each(|posts| posts.sort_by(|x, y| (x.day, &x.content_id).cmp(&(y.day, &y.content_id))));
        Ok(posts)
    }

    /// An account's posts by day, then id.
    pub fn of(&self, account: usize) -> &[Post] {
        self.accounts.get(&account).map_or(&[], Vec::as_slice)
    }

    /// Labels of posts of the period that no list of topics knows.
    pub fn unknown_labels(&self, period: Period) -> BTreeSet<&str> {
        let posts = self.accounts.values().flatten().filter(|post| period.contains(post.day));
        let unknown = posts.filter(|post| !post.label.is_empty() && post.is_current_affairs.is_none());
        unknown.map(|post| post.label.as_str()).collect()
    }

    /// By day: in a language that is foreign at home, or not.
    pub fn foreign(&self, account: usize, entity: &Entity) -> BTreeMap<Date, Tally> {
        self.tallies(account, |post| post.language.map(|language| !entity.languages.contains(&language)))
    }

    /// By day: on current affairs, or not.
    pub fn current_affairs(&self, account: usize) -> BTreeMap<Date, Tally> {
        self.tallies(account, |post| post.is_current_affairs)
    }

    fn tallies(&self, account: usize, has: impl Fn(&Post) -> Option<bool>) -> BTreeMap<Date, Tally> {
        let mut days: BTreeMap<Date, Tally> = BTreeMap::new();
        for post in self.of(account) {
            let tally = days.entry(post.day).or_default();
            match has(post) {
                Some(true) => tally.yes += 1,
                Some(false) => tally.no += 1,
                None => tally.unknown += 1,
            }
        }
        days
    }
}

impl Columns {
    fn new(table: &Table) -> Result<Self> {
        Ok(Self {
            content: table.column("content_id", "name the column of posts content_id")?,
            time: table.find("time").map_or_else(|| table.column("date", "name the column of times time"), Ok)?,
            language: table.find("language"),
            text: table.find("text"),
            topic: table.find("topic"),
        })
    }

    fn post(&self, row: &Row, topics: &Topics) -> Result<Post> {
        let (text, label) = (row.text(self.text), row.text(self.topic));
        let language = self.language(row, text)?;
        let (is_current_affairs, hits) = if label.is_empty() {
            judged(topics, language, text)
        } else {
            (topics.is_current_affairs(label), Vec::new())
        };
        let content_id = row.exact(self.content).to_owned();
        Ok(Post { content_id, day: self.day(row)?, language, is_current_affairs, hits, label: label.to_owned() })
    }

    fn day(&self, row: &Row) -> Result<Date> {
        let text = row.text(self.time);
        if let Ok(Day(day)) = text.parse() {
            return Ok(day);
        }
        let moment = time::parse(text)
            .map_err(|why| row.error(self.time, why, "write a day, or a time in one of these forms"))?;
        time::date(moment)
            .ok_or_else(|| row.error(self.time, "this is no day of the calendar", "write a day such as 2024-05-31"))
    }

    /// What the column says, else what the text tells.
    fn language(&self, row: &Row, text: &str) -> Result<Option<Language>> {
        let (Some(column), code) = (self.language, row.text(self.language)) else { return Ok(Language::of_text(text)) };
        if is_unknown(code) {
            return Ok(Language::of_text(text));
        }
        let remedy = "write an ISO 639 code, or nothing where it is not known";
        code.parse().map(Some).map_err(|problem: String| row.error(column, problem, remedy))
    }
}

/// Whether a text is on current affairs, by keywords: not known where its
/// language is not, or has no keywords.
fn judged(topics: &Topics, language: Option<Language>, text: &str) -> (Option<bool>, Vec<Hit>) {
    let Some(language) = language.filter(|&language| topics.knows(language) && !text.is_empty()) else {
        return (None, Vec::new());
    };
    let hits = topics.hits(language, text);
    (Some(hits.iter().any(|hit| hit.is_current_affairs)), hits)
}
