//! A world of outlets as the files that `lockstep supervise` reads.

use std::fmt::Write as _;
use std::io::Write;

use super::outlet::{Behaviour, Outlet, OutletsConfig};

/// The platform that all accounts are on.
const PLATFORM: &str = "video";
/// What an assessment looks at: the simulator's own list, for what reads these
/// files is tested with them.
const CRITERIA: [&str; 5] = ["mission", "practices", "governance", "decisions", "funding"];
/// So many words of an account's id are its outlet's number.
const FIRST_ACCOUNT: usize = 9_000_000;

impl Outlet {
    /// The id of its account.
    pub fn account_id(&self) -> String {
        (FIRST_ACCOUNT + self.number).to_string()
    }

    /// The id of its entity.
    pub fn entity_id(&self) -> String {
        format!("outlet-{:02}", self.number)
    }
}

/// The registry: every outlet assessed, its review due after the year.
pub fn registry_toml(outlets: &[Outlet], config: &OutletsConfig) -> String {
    let mut toml = "# Invented outlets; the countries stand for any.\n".to_owned();
    for outlet in outlets {
        let (id, account, country) = (outlet.entity_id(), outlet.account_id(), outlet.country);
        let (before, after) = (config.year - 1, config.year + 1);
        // Writing into a String cannot fail.
        let _ = write!(
            toml,
            "\n[[entity]]\nid = \"{id}\"\nname = \"Invented Outlet {:02}\"\ncountry = \"{country}\"\n\
             status = \"state_controlled\"\ndecided = {before}-11-01\nreview_due = {after}-11-01\n\
             accounts = [{{ platform = \"{PLATFORM}\", id = \"{account}\" }}]\n",
            outlet.number
        );
        for criterion in CRITERIA {
            let _ = writeln!(
                toml,
                "criteria.{criterion} = {{ assessment = \"controlled\", evidence = [{{ source = \"Invented file \
                 {criterion}-{id}\", date = {before}-10-01, expert = \"Invented expert\" }}] }}"
            );
        }
    }
    toml
}

/// The audiences: one row a day and country.
///
/// # Errors
/// When the writer refuses.
pub fn write_audience(outlets: &[Outlet], writer: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(["account_id", "date", "country", "impressions"])?;
    for outlet in outlets {
        let account = outlet.account_id();
        for day in &outlet.audience {
            let abroad = outlet.abroad.iter().map(|country| country.code()).zip(day.abroad.iter().copied());
            for (country, views) in
                [(outlet.country.code(), day.home)].into_iter().chain(abroad).chain([("unknown", day.unknown)])
            {
                csv.write_record([&account, &day.day.to_string(), country, &views.to_string()])?;
            }
        }
    }
    Ok(csv.flush()?)
}

/// The posts. The language is told for all but every tenth, as exports do.
///
/// # Errors
/// When the writer refuses.
pub fn write_posts(outlets: &[Outlet], writer: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(["account_id", "content_id", "time", "language", "text"])?;
    for outlet in outlets {
        let account = outlet.account_id();
        for post in &outlet.posts {
            let id = format!("{account}-{:05}", post.number);
            let language = if post.number.is_multiple_of(10) { "" } else { post.language };
            let time = format!("{}T12:00:00Z", post.day);
            csv.write_record([&account, &id, &time, language, &post.text])?;
        }
    }
    Ok(csv.flush()?)
}

/// Three advertisements of each outlet: for home, for abroad, and for both.
///
/// # Errors
/// When the writer refuses.
pub fn write_ads(outlets: &[Outlet], config: &OutletsConfig, writer: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(["ad_id", "account_id", "start", "end", "countries", "spend"])?;
    for outlet in outlets {
        let (home, other) = (outlet.country.code(), outlet.abroad[0].code());
        let both = format!("{home};{other}");
        for (what, countries) in [("home", home), ("abroad", other), ("both", &both)] {
            let id = format!("ad-{:02}-{what}", outlet.number);
            let (start, end) = (format!("{}-03-10", config.year), format!("{}-05-20", config.year));
            csv.write_record([&id, &outlet.account_id(), &start, &end, countries, "100 EUR"])?;
        }
    }
    Ok(csv.flush()?)
}

/// The truth about each account.
///
/// # Errors
/// When the writer refuses.
pub fn write_truth(outlets: &[Outlet], writer: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(["account_id", "behaviour", "share_abroad", "current_affairs", "foreign_languages", "viral_day"])?;
    for outlet in outlets {
        let viral = outlet.viral_day.map_or_else(String::new, |day| day.to_string());
        csv.write_record([
            &outlet.account_id(),
            outlet.behaviour.name(),
            &outlet.share_abroad.to_string(),
            &outlet.current_affairs.to_string(),
            &outlet.foreign_languages.to_string(),
            &viral,
        ])?;
    }
    Ok(csv.flush()?)
}

/// What the files are, in Markdown.
pub fn about(outlets: &[Outlet], config: &OutletsConfig) -> String {
    let mut text = format!(
        "# Invented state media, {}\n\nMade by `lockstep simulate --world state-media` with seed {}. Nothing here is real: \
         the {} outlets are invented, and the countries stand for any.\n\n\
         - `registry.toml`: the registry, every outlet assessed as state-controlled\n\
         - `audience.csv.gz`: impressions by account, day and country\n\
         - `posts.csv.gz`: posts with their texts; every tenth without its language\n\
         - `ads.csv`: three advertisements of each outlet\n\
         - `topics.toml`: keywords by topic and language\n\
         - `truth.csv`: what was planted; not for `supervise`\n\
         - `world.toml`: the parameters\n\n\
         | behaviour | outlets | what it does | where it should end |\n|---|---|---|---|\n",
        config.year,
        config.seed,
        outlets.len()
    );
    for behaviour in Behaviour::ALL {
        let count = outlets.iter().filter(|outlet| outlet.behaviour == behaviour).count();
        let (does, ends) = match behaviour {
            Behaviour::Home => ("speaks to its own country, on politics, too", "in no list but labels"),
            Behaviour::Diaspora => {
                ("speaks to a diaspora in the language of home, on culture", "in no list but labels")
            }
            Behaviour::Abroad => {
                ("pushes current affairs to other countries in their languages", "ineligible for recommendation")
            }
            Behaviour::Viral => (
                "speaks to its own country; one day is seen all over the world",
                "never ineligible; in the month of that day, needs review",
            ),
            Behaviour::Thin => ("hardly posts, hardly seen", "insufficient data"),
        };
        // Writing into a String cannot fail.
        let _ = writeln!(text, "| `{}` | {count} | {does} | {ends} |", behaviour.name());
    }
    text
}
