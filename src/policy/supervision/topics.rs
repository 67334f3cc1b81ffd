//! What a post is about: the user's labels, else keywords that anybody can
//! read and dispute.
//!
//! ```toml
//! current_affairs = ["politics", "conflict"]   # topics that count as such
//! domestic = ["local_politics"]                # politics at home: counted apart, and not as such
//! other = ["cooking"]                          # labels that are neither, besides the usual ones
//! at_least = 1                                 # different keywords that a post needs
//!
//! [topics.politics]
//! en = ["parliament", "president*", "prime minister"]
//! ru = ["парламент*", "выбор*"]
//! ```
//!
//! Keywords are whole words or phrases in any case; one that ends in `*` is the
//! beginning of a word. In languages that are written without blanks (Chinese,
//! Japanese, Thai, Lao, Khmer, Burmese) they may stand anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aho_corasick::AhoCorasick;
use lockstep_base::country::Language;
use lockstep_base::error::{Error, Result};
use lockstep_base::named;
use lockstep_base::nearest::{did_you_mean, nearest};
use lockstep_base::safe::is_hidden;
use lockstep_base::toml::read_toml;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Labels that count as current global events and affairs where no file says
/// which do.
pub const CURRENT_AFFAIRS: [&str; 10] = [
    "current_affairs",
    "current affairs",
    "politics",
    "elections",
    "government",
    "conflict",
    "war",
    "economy",
    "international",
    "news",
];

/// Labels that do not count where no file says more about them.
pub const OTHER: [&str; 22] = [
    "other",
    "culture",
    "sport",
    "sports",
    "entertainment",
    "music",
    "film",
    "food",
    "travel",
    "science",
    "health",
    "weather",
    "lifestyle",
    "religion",
    "education",
    "technology",
    "fashion",
    "gaming",
    "comedy",
    "art",
    "nature",
    "history",
];

named! {
    /// What a post or a topic is about.
    Subject {
        /// Current global events and affairs.
        CurrentAffairs = "current_affairs",
        /// Politics of the home country.
        Domestic = "domestic",
        /// Something else.
        Other = "other",
    }
}

/// Languages whose words no blank parts.
const WITHOUT_BLANKS: [&str; 6] = ["zh", "ja", "th", "lo", "km", "my"];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    current_affairs: Vec<String>,
    domestic: Vec<String>,
    other: Vec<String>,
    at_least: Option<usize>,
    topics: BTreeMap<String, BTreeMap<Language, Vec<String>>>,
}

/// What topics there are, and how they are known.
#[derive(Debug)]
pub struct Topics {
    /// The file, where one was read.
    file: Option<String>,
    current_affairs: BTreeSet<String>,
    domestic: BTreeSet<String>,
    /// Topics of current affairs without a keyword.
    without_keywords: Vec<String>,
    /// Topics that are known not to be.
    other: BTreeSet<String>,
    at_least: usize,
    models: BTreeMap<Language, Model>,
}

/// The keywords of one language.
#[derive(Debug)]
struct Model {
    automaton: AhoCorasick,
    keywords: Vec<Keyword>,
    /// Whether words begin and end at blanks.
    has_blanks: bool,
}

#[derive(Debug)]
struct Keyword {
    topic: String,
    /// As the file writes it.
    written: String,
    is_beginning: bool,
}

/// A topic of a post, and the keywords that it was known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The topic.
    pub topic: String,
    /// The keywords, as the file writes them.
    pub keywords: Vec<String>,
    /// What the topic is about.
    pub subject: Subject,
}

impl Default for Topics {
    /// No keywords: only labels tell.
    fn default() -> Self {
        let current_affairs = CURRENT_AFFAIRS.map(str::to_owned).into_iter().collect();
        let other = OTHER.map(str::to_owned).into_iter().collect();
        Self {
            file: None,
            current_affairs,
            domestic: BTreeSet::new(),
            without_keywords: Vec::new(),
            other,
            at_least: 1,
            models: BTreeMap::new(),
        }
    }
}

impl Topics {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, holds something else, or says of no topic that it
    /// counts.
    pub fn load(path: &Path) -> Result<Self> {
        let file: File = read_toml(path, "see docs/supervision.md for the form of topics")?;
        let name = path.to_string_lossy();
        if file.current_affairs.is_empty() {
            let remedy = "list the topics that are current global events and affairs";
            return Err(Error::input(&name, "`current_affairs` is empty", remedy));
        }
        let mut by_language: BTreeMap<Language, Vec<Keyword>> = BTreeMap::new();
        for (topic, languages) in &file.topics {
            for (&language, words) in languages {
                let keywords = words.iter().map(|word| Keyword::new(&name, topic, word)).collect::<Result<Vec<_>>>()?;
                // Of languages that are one to a reader, each has the keywords of all.
                by_language.entry(language.mutual()).or_default().extend(keywords);
            }
        }
        let models = by_language.into_iter().map(|(language, keywords)| {
            let model = Model::new(language, keywords).map_err(|e| Error::input(&name, e, "give fewer keywords"))?;
            Ok((language, model))
        });
        let named = file.other.iter().chain(file.topics.keys()).map(|topic| folded(topic));
        let topics = Self {
            without_keywords: without_keywords(&name, &file)?,
            file: Some(name.clone().into_owned()),
            domestic: file.domestic.iter().map(|topic| folded(topic)).collect(),
            other: OTHER.map(str::to_owned).into_iter().chain(named).collect(),
            current_affairs: file.current_affairs.iter().map(|topic| folded(topic)).collect(),
            at_least: file.at_least.unwrap_or(1).max(1),
            models: models.collect::<Result<_>>()?,
        };
        if let Some(topic) = topics.current_affairs.intersection(&topics.domestic).next() {
            let problem = format!("the topic `{topic}` is under `current_affairs` and under `domestic`");
            return Err(Error::input(&name, problem, "leave it in one of them"));
        }
        topics.check(&name)?;
        Ok(topics)
    }

    /// Fails where posts without labels could never count under a topic of current
    /// affairs, or under none at all.
    ///
    /// # Errors
    /// When no topic has keywords, or one that counts has none.
    pub fn must_have_keywords(&self) -> Result<()> {
        let Some(file) = &self.file else {
            let problem = "the posts have no column `topic`, and there are no keywords to tell their topics by";
            return Err(Error::config("topics", format!("{problem}; give --topics, or add the column")));
        };
        let Some(topic) = self.without_keywords.first() else { return Ok(()) };
        let problem =
            format!("the topic `{topic}` under `current_affairs` has no keywords, and the posts have no labels");
        Err(Error::input(
            file,
            problem,
            format!("add [topics.{topic}] with keywords, or a column `topic` to the posts"),
        ))
    }

    /// Fails where a language has too few keywords for any text to count.
    fn check(&self, file: &str) -> Result<()> {
        for (language, model) in &self.models {
            let count = model.keywords.iter().filter(|keyword| self.counts(&keyword.topic)).count();
            if (1..self.at_least).contains(&count) {
                let problem =
                    format!("{count} keywords of current affairs in `{language}`, and at_least is {}", self.at_least);
                return Err(Error::input(file, problem, "add keywords, or lower at_least"));
            }
        }
        Ok(())
    }

    /// What a topic is about; none where no list knows it.
    fn subject(&self, topic: &str) -> Option<Subject> {
        let topic = folded(topic);
        [
            (&self.current_affairs, Subject::CurrentAffairs),
            (&self.domestic, Subject::Domestic),
            (&self.other, Subject::Other),
        ]
        .into_iter()
        .find(|(list, _)| list.contains(&topic))
        .map(|(_, subject)| subject)
    }

    fn counts(&self, topic: &str) -> bool {
        self.subject(topic) == Some(Subject::CurrentAffairs)
    }

    /// What a post is about by the labels that the user gave: one of current affairs
    /// is enough, then one of domestic politics. Labels are separated by `;`, `|` or
    /// `,`.
    ///
    /// # Errors
    /// A label that no list knows.
    pub fn subject_of_labels(&self, labels: &str) -> Result<Subject, String> {
        let labels = labels.split([';', '|', ',']).map(str::trim).filter(|label| !folded(label).is_empty());
        let subjects = labels.map(|label| self.subject(label).ok_or_else(|| label.to_owned()));
        Ok(subjects.collect::<Result<Vec<Subject>, String>>()?.into_iter().min().unwrap_or(Subject::Other))
    }

    /// What to say of a label that no list knows.
    pub fn unknown_label(&self, label: &str) -> (String, String) {
        let known = || self.current_affairs.iter().chain(&self.domestic).chain(&self.other).map(String::as_str);
        let lists = "under current_affairs, domestic or other";
        let otherwise = match &self.file {
            Some(file) => format!("correct it, or list it in {file} {lists}"),
            None => format!("correct it, or give --topics with a file that lists it {lists}"),
        };
        let near = nearest(label, known());
        let near = if near.is_empty() { String::new() } else { format!("{} Else ", did_you_mean(&near, "")) };
        (format!("no list knows the topic `{label}`"), format!("{near}{otherwise}"))
    }

    /// Whether there are keywords of current affairs in this language: without
    /// them a text in it cannot be told from one on something else.
    pub fn knows(&self, language: Language) -> bool {
        self.models
            .get(&language.mutual())
            .is_some_and(|model| model.keywords.iter().any(|keyword| self.counts(&keyword.topic)))
    }

    /// The topics of a text, by its language's keywords.
    pub fn hits(&self, language: Language, text: &str) -> Vec<Hit> {
        let Some(model) = self.models.get(&language.mutual()) else { return Vec::new() };
        let mut topics: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let text = folded(text);
        for keyword in model.keywords_in(&text) {
            topics.entry(&keyword.topic).or_default().insert(&keyword.written);
        }
        let enough = topics.into_iter().filter(|(_, keywords)| keywords.len() >= self.at_least);
        enough
            .map(|(topic, keywords)| Hit {
                topic: topic.to_owned(),
                keywords: keywords.into_iter().map(str::to_owned).collect(),
                subject: self.subject(topic).unwrap_or(Subject::Other),
            })
            .collect()
    }
}

/// The topics of current affairs and domestic politics for which there are no
/// keywords: their posts must bear labels.
///
/// # Errors
/// When a topic that has keywords is on no list.
fn without_keywords(file_name: &str, file: &File) -> Result<Vec<String>> {
    let has =
        |topic: &str| file.topics.iter().any(|(other, words)| folded(other) == folded(topic) && !words.is_empty());
    let listed = || file.current_affairs.iter().chain(&file.domestic).chain(&file.other);
    let usual = |topic: &str| OTHER.contains(&folded(topic).as_str());
    let is_unlisted = |topic: &str| listed().all(|other| folded(other) != folded(topic)) && !usual(topic);
    let unlisted = || file.topics.keys().filter(|topic| is_unlisted(topic));
    let missing = |topics: &[String]| topics.iter().filter(|topic| !has(topic)).cloned().collect::<Vec<_>>();
    for topic in missing(&file.current_affairs).iter().chain(&missing(&file.domestic)) {
        let near = nearest(topic, unlisted().map(String::as_str));
        if !near.is_empty() {
            let problem = format!("the topic `{topic}` has no keywords");
            return Err(Error::input(file_name, problem, did_you_mean(&near, "")));
        }
    }
    if let Some(topic) = unlisted().next() {
        let problem =
            format!("the topic `{topic}` has keywords and is on no list, so that nobody knows whether it counts");
        return Err(Error::input(file_name, problem, "list it under current_affairs, domestic or other"));
    }
    Ok(missing(&file.current_affairs))
}

impl Keyword {
    fn new(file: &str, topic: &str, word: &str) -> Result<Self> {
        let is_beginning = word.ends_with('*');
        if folded(word.trim_end_matches('*')).is_empty() {
            let problem = format!("topic `{topic}` has an empty keyword");
            return Err(Error::input(file, problem, "take it out, or write a word"));
        }
        Ok(Self { topic: topic.to_owned(), written: word.trim().to_owned(), is_beginning })
    }
}

impl Model {
    fn new(language: Language, keywords: Vec<Keyword>) -> Result<Self, String> {
        let patterns = keywords.iter().map(|keyword| folded(keyword.written.trim_end_matches('*')));
        let automaton = AhoCorasick::new(patterns).map_err(|e| e.to_string())?;
        Ok(Self { automaton, keywords, has_blanks: !WITHOUT_BLANKS.contains(&language.code()) })
    }

    fn keywords_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a Keyword> {
        self.automaton.find_overlapping_iter(text).filter_map(move |found| {
            let keyword = &self.keywords[found.pattern().as_usize()];
            let before = text[..found.start()].chars().next_back();
            let after = text[found.end()..].chars().next();
            let within = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let whole = !within(before) && (keyword.is_beginning || !within(after));
            (whole || !self.has_blanks).then_some(keyword)
        })
    }
}

/// Compatibility forms made one, lower case, blanks as one, and nothing that
/// cannot be seen.
fn folded(text: &str) -> String {
    let seen = |c: &char| c.is_whitespace() || !is_hidden(*c);
    let text: String = text.nfkc().filter(seen).collect::<String>().to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const FILE: &str = r#"
current_affairs = ["politics", "Conflict"]
[topics.politics]
en = ["parliament", "president*", "prime minister"]
zh = ["总统"]
[topics.conflict]
en = ["war"]
[topics.culture]
en = ["festival"]
"#;

    fn load(text: &str) -> Result<Topics> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        Topics::load(file.path())
    }

    fn hits(text: &str, language: &str) -> Vec<(String, String, bool)> {
        let hits = load(FILE).unwrap().hits(language.parse().unwrap(), text);
        hits.into_iter()
            .map(|hit| (hit.topic, hit.keywords.join(","), hit.subject == Subject::CurrentAffairs))
            .collect()
    }

    #[test]
    fn keywords_are_whole_words_in_any_case() {
        assert_eq!(hits("PARLIAMENT met", "en"), [("politics".into(), "parliament".into(), true)]);
        assert_eq!(hits("a parliamentarian, warmly", "en"), []);
        assert_eq!(hits("Presidential war", "en").len(), 2);
        assert_eq!(hits("the Prime\n Minister", "en"), [("politics".into(), "prime minister".into(), true)]);
        assert_eq!(hits("a festival", "en"), [("culture".into(), "festival".into(), false)]);
        assert_eq!(hits("美国总统说", "zh"), [("politics".into(), "总统".into(), true)]);
        assert_eq!(hits("parliament", "de"), []);
        assert_eq!(hits("parlia\u{ad}ment and par\u{200b}liament", "en").len(), 1);
    }

    #[test]
    fn labels_of_the_user_are_compared_in_any_case() {
        let topics = load(FILE).unwrap();
        let told = |labels: &str| topics.subject_of_labels(labels);
        assert_eq!(
            (told("culture; CONFLICT"), told("culture|sport"), told("sport, Politics")),
            (Ok(Subject::CurrentAffairs), Ok(Subject::Other), Ok(Subject::CurrentAffairs))
        );
        // A label that no list knows may be anything.
        assert_eq!((told("Politik"), told("culture, Politik")), (Err("Politik".into()), Err("Politik".into())));
        assert_eq!(Topics::default().subject_of_labels("Elections"), Ok(Subject::CurrentAffairs));
        assert_eq!(Topics::default().subject_of_labels("Music"), Ok(Subject::Other));
        let (problem, remedy) = topics.unknown_label("Politcs");
        assert!(problem.contains("Politcs") && remedy.starts_with("did you mean `politics`? Else "), "{remedy}");
    }

    #[test]
    fn domestic_politics_are_counted_apart() {
        let file = FILE.replace(
            "[topics.politics]",
            "domestic = [\"council\"]\n[topics.council]\nen = [\"mayor\"]\n[topics.politics]",
        );
        let topics = load(&file).unwrap();
        assert_eq!(topics.subject_of_labels("council; sport"), Ok(Subject::Domestic));
        assert_eq!(topics.subject_of_labels("council; politics"), Ok(Subject::CurrentAffairs));
        assert_eq!(topics.hits("en".parse().unwrap(), "the mayor")[0].subject, Subject::Domestic);
        let both = file.replace("\"Conflict\"]", "\"Conflict\", \"council\"]");
        assert!(load(&both).unwrap_err().to_string().contains("leave it in one of them"));
    }

    #[test]
    fn a_topic_without_keywords_is_a_slip_or_needs_labels() {
        let slip = FILE.replace("[\"politics\", ", "[\"politcs\", ");
        let message = load(&slip).unwrap_err().to_string();
        assert!(message.contains("the topic `politcs` has no keywords; did you mean `politics`?"), "{message}");
        let more = load(&FILE.replace("\"Conflict\"]", "\"Conflict\", \"trade\"]")).unwrap();
        let message = more.must_have_keywords().unwrap_err().to_string();
        assert!(message.contains("`trade` under `current_affairs` has no keywords"), "{message}");
        assert!(load(FILE).unwrap().must_have_keywords().is_ok());
        assert!(Topics::default().must_have_keywords().is_err());
    }

    #[test]
    fn a_language_without_keywords_of_current_affairs_tells_nothing() {
        let topics = load(&format!("{FILE}de = [\"fest\"]\n")).unwrap();
        let knows = |language: &str| topics.knows(language.parse().unwrap());
        assert!(knows("en") && knows("zh") && !knows("de") && !knows("fr"));
    }

    #[test]
    fn several_keywords_can_be_asked_for() {
        let strict = FILE.replace("[topics.politics]", "at_least = 2\n[topics.politics]");
        let message = load(&strict).unwrap_err().to_string();
        assert!(message.contains("1 keywords of current affairs in `zh`, and at_least is 2"), "{message}");
        let topics = load(&strict.replace("zh = [\"总统\"]", "")).unwrap();
        let english: Language = "en".parse().unwrap();
        assert_eq!(topics.hits(english, "parliament and parliament"), []);
        assert_eq!(topics.hits(english, "parliament and president")[0].keywords, ["parliament", "president*"]);
    }

    #[test]
    fn a_file_that_cannot_be_used_says_why() {
        let message = |text: &str| load(text).unwrap_err().to_string();
        assert!(message("current_affairs = []").contains("`current_affairs` is empty"));
        assert!(message("current_affairs = ['p']\n[topics.p]\nen = [' *']").contains("empty keyword"));
        assert!(message("current_affairs = ['p']\n[topics.p]\nxx = ['a']").contains("`xx` is no ISO 639 code"));
    }
}
