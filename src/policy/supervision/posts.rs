//! `posts.csv`: what accounts say, in which language, about what.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use jiff::civil::Date;
use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Language;
use lockstep_base::error::{Error, Result};
use lockstep_base::named;
use lockstep_base::time;
use lockstep_data::events::{At, Row, Table};

use super::input::Input;
use super::proportion::Tally;
use super::registry::{Entity, Registry};
use super::rows::{AccountTable, Others};
use super::topics::{Hit, Subject, Topics};

/// What a cell says where nobody knows a post's language, or it has none or
/// several; the codes from `qaa` to `qtz` are a platform's own.
const UNKNOWN: [&str; 7] = ["", "und", "unknown", "zxx", "mul", "mis", "art"];

/// What posts must have, for anybody to be told to post on current affairs.
const TOPICS: &str = "add the posts' texts, and keywords with --topics, or a label in a column topic: without them \
                      nobody can be shown to post on current affairs";

fn is_unknown(code: &str) -> bool {
    let code = code.to_lowercase();
    UNKNOWN.contains(&code.as_str()) || (code.len() == 3 && ("qaa"..="qtz").contains(&code.as_str()))
}

named! {
    /// What kind of post it is.
    Kind {
        /// A post of the account's own.
        Post = "post",
        /// A comment below a post.
        Comment = "comment",
    }
}

/// Every column that is read.
const COLUMNS: [&str; 9] =
    ["account_id", "platform", "content_id", "time", "date", "kind", "language", "text", "topic"];

/// A post.
#[derive(Clone, Debug)]
pub struct Post {
    /// Its id.
    pub content_id: String,
    /// Its UTC day.
    pub day: Date,
    /// Whether it is a comment.
    pub kind: Kind,
    /// Its language, where it is known.
    pub language: Option<Language>,
    /// What it is about, where this can be told.
    pub subject: Option<Subject>,
    /// The topics that keywords told; none where the user labelled it.
    pub hits: Vec<Hit>,
    /// Whether it has a text in a known language for which there are no keywords.
    pub lacks_keywords: bool,
}

/// The posts of the registry's accounts.
#[derive(Clone, Debug, Default)]
pub struct Posts {
    accounts: BTreeMap<usize, Vec<Post>>,
    /// Accounts that are not in the registry.
    pub others: Others,
    /// Columns that are not read.
    pub not_read: Vec<String>,
    /// Rows that repeat the id of an earlier post; they count once.
    pub repeated: usize,
    /// The file.
    pub input: Input,
}

struct Columns {
    content: At,
    time: At,
    kind: Option<At>,
    language: Option<At>,
    text: Option<At>,
    topic: Option<At>,
}

impl Posts {
    /// Reads the table: `account_id`, perhaps `platform`, `content_id`, `time`,
    /// and of each post `kind`, `language`, `text` and `topic`, where they are
    /// known.
    ///
    /// # Errors
    /// When a row cannot be used (the message names file, line and column), or
    /// when no post can be told to be on current affairs: there are neither texts
    /// with keywords nor labels that a list knows.
    pub fn read(path: &Path, registry: &Registry, topics: &Topics) -> Result<Self> {
        let accounts = AccountTable::read(path, registry)?;
        let not_read = accounts.table.not_read(&COLUMNS)?;
        let columns = Columns::new(&accounts.table, topics)?;
        let input = Input::of("posts", &accounts.table);
        let (mut posts, mut known) = (Self { input, not_read, ..Self::default() }, HashSet::new());
        for row in accounts.table.rows() {
            let Some(account) = accounts.account(&row)? else {
                posts.others.add(&accounts, &row);
                continue;
            };
            if known.insert((account, row.needed(columns.content)?)) {
                posts.accounts.entry(account).or_default().push(columns.post(&row, topics)?);
            } else {
                posts.repeated += 1;
            }
        }
        columns.must_tell_something(&accounts.table, &posts)?;
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

    /// By language, how many posts of the period have a text for which there are no
    /// keywords.
    pub fn without_keywords(&self, period: Period) -> BTreeMap<Language, u64> {
        let mut languages = BTreeMap::new();
        let lacking = self.accounts.values().flatten().filter(|post| post.lacks_keywords && period.contains(post.day));
        lacking.filter_map(|post| post.language).for_each(|language| *languages.entry(language).or_default() += 1);
        languages
    }

    /// How many posts of an account in a period are as `is` says.
    pub fn count(&self, account: usize, period: Period, is: impl Fn(&Post) -> bool) -> u64 {
        self.of(account).iter().filter(|post| period.contains(post.day) && is(post)).count() as u64
    }

    /// By day: in a language that is foreign at home, or not.
    pub fn foreign(&self, account: usize, entity: &Entity) -> BTreeMap<Date, Tally> {
        self.tallies(account, |post| post.language.map(|language| entity.is_foreign(language)))
    }

    /// By day: on current affairs, or not.
    pub fn current_affairs(&self, account: usize) -> BTreeMap<Date, Tally> {
        self.tallies(account, |post| post.subject.map(|subject| subject == Subject::CurrentAffairs))
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
    fn new(table: &Table, topics: &Topics) -> Result<Self> {
        let columns = Self {
            content: table.column("content_id", "name the column of posts content_id")?,
            time: table.find("time").map_or_else(|| table.column("date", "name the column of times time"), Ok)?,
            kind: table.find("kind"),
            language: table.find("language"),
            text: table.find("text"),
            topic: table.find("topic"),
        };
        match (columns.text, columns.topic) {
            (None, None) => Err(Error::input(&table.file, "line 1: no column `text` and no column `topic`", TOPICS)),
            (Some(_), None) => topics.must_have_keywords().map(|()| columns),
            _ => Ok(columns),
        }
    }

    /// Fails where posts have neither a text nor a label.
    fn must_tell_something(&self, table: &Table, posts: &Posts) -> Result<()> {
        let tells = |row: Row| !(row.text(self.text).is_empty() && row.text(self.topic).is_empty());
        if posts.accounts.is_empty() || table.rows().any(tells) {
            return Ok(());
        }
        Err(Error::input(&table.file, "no post has a text or a topic", TOPICS))
    }

    fn post(&self, row: &Row, topics: &Topics) -> Result<Post> {
        let (text, label) = (row.text(self.text), row.text(self.topic));
        let language = self.language(row, text)?;
        let (subject, hits) = match self.topic.filter(|_| !label.is_empty()) {
            None => judged(topics, language, text),
            Some(column) => {
                let subject = topics.subject_of_labels(label).map_err(|unknown| {
                    let (problem, remedy) = topics.unknown_label(&unknown);
                    row.error(column, problem, remedy)
                })?;
                (Some(subject), Vec::new())
            }
        };
        Ok(Post {
            content_id: row.exact(self.content).to_owned(),
            day: self.day(row)?,
            kind: self.kind(row)?,
            language,
            lacks_keywords: subject.is_none() && language.is_some() && !text.is_empty(),
            subject,
            hits,
        })
    }

    fn kind(&self, row: &Row) -> Result<Kind> {
        let Some(column) = self.kind.filter(|&column| !row.text(column).is_empty()) else { return Ok(Kind::Post) };
        row.text(column).parse().map_err(|why: String| row.error(column, why, "write one of these, or nothing"))
    }

    fn day(&self, row: &Row) -> Result<Date> {
        let text = row.text(self.time);
        if let Ok(Day(day)) = text.parse() {
            return Ok(day);
        }
        let moment = time::parse(text).map_err(|_| {
            let problem = format!("`{text}` is no day and no time that can be read in one way only");
            row.error(self.time, problem, "write a day such as 2024-05-31, or a time such as 2024-05-31T10:00:00Z")
        })?;
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

/// What a text is about, by keywords: not known where its language is not, or has
/// no keywords.
fn judged(topics: &Topics, language: Option<Language>, text: &str) -> (Option<Subject>, Vec<Hit>) {
    let Some(language) = language.filter(|&language| topics.knows(language) && !text.is_empty()) else {
        return (None, Vec::new());
    };
    let hits = topics.hits(language, text);
    (Some(hits.iter().map(|hit| hit.subject).min().unwrap_or(Subject::Other)), hits)
}
