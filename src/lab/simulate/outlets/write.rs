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
    outlets.iter().for_each(|outlet| push_entity(&mut toml, outlet, config, (PLATFORM, &outlet.account_id())));
    toml
}

/// The same registry with three slips: the third account's id lacks a digit, the
/// fourth one's platform has two letters exchanged, and the fifth entity is left
/// out.
pub fn registry_with_slips(outlets: &[Outlet], config: &OutletsConfig) -> String {
    let mut toml = "# Invented outlets; three slips: see README.md.\n".to_owned();
    for outlet in outlets.iter().filter(|outlet| outlet.number != 5) {
        let id = outlet.account_id();
        let (platform, id) = match outlet.number {
            3 => (PLATFORM, id.replacen("00", "0", 1)),
            4 => ("vidoe", id),
            _ => (PLATFORM, id),
        };
        push_entity(&mut toml, outlet, config, (platform, &id));
    }
    toml
}

fn push_entity(toml: &mut String, outlet: &Outlet, config: &OutletsConfig, (platform, account): (&str, &str)) {
    let (id, country) = (outlet.entity_id(), outlet.country);
    let (before, after) = (config.year - 1, config.year + 1);
    // Writing into a String cannot fail.
    let _ = write!(
        toml,
        "\n[[entity]]\nid = \"{id}\"\nname = \"Invented Outlet {:02}\"\ncountry = \"{country}\"\n\
         review_due = {after}-11-01\naccounts = [{{ platform = \"{platform}\", id = \"{account}\" }}]\n",
        outlet.number
    );
    for criterion in CRITERIA {
        let _ = writeln!(
            toml,
            "criteria.{criterion} = {{ assessment = \"controlled\", evidence = [{{ source = \"Invented file \
             {criterion}-{id}\", date = {before}-10-01, expert = \"Invented expert\" }}] }}"
        );
    }
    toml.push_str(&outlet.story.toml(config.year));
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
            let territory = outlet.territory.map(|territory| (territory.code(), day.territory));
            let home = [(outlet.country.code(), day.home)].into_iter().chain(territory);
            for (country, views) in home.chain(abroad).chain([("unknown", day.unknown)]) {
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

/// An advertisement of an outlet.
struct Flight {
    what: &'static str,
    start: &'static str,
    /// Empty: it has no end.
    end: &'static str,
    countries: String,
    excluded: String,
    regions: String,
}

/// The advertisements of an outlet: for home, for abroad and for both in spring;
/// for the world without home, for a region abroad, and one without an end.
fn flights(outlet: &Outlet) -> Vec<Flight> {
    let (home, other) = (outlet.country.code(), outlet.abroad[0].code());
    let flight = |what, (start, end), countries: String| Flight {
        what,
        start,
        end,
        countries,
        excluded: String::new(),
        regions: String::new(),
    };
    let spring = ("03-10", "05-20");
    vec![
        flight("home", spring, home.to_owned()),
        flight("abroad", spring, other.to_owned()),
        flight("both", spring, format!("{home};{other}")),
        Flight { excluded: home.to_owned(), ..flight("world", ("06-01", "10-31"), "world".to_owned()) },
        Flight { regions: format!("{other}-A"), ..flight("region", ("07-01", "09-15"), String::new()) },
        flight("open", ("01-15", ""), format!("{home} {other}")),
    ]
}

/// The id of an advertisement.
fn ad_id(outlet: &Outlet, flight: &Flight) -> String {
    format!("ad-{:02}-{}", outlet.number, flight.what)
}

/// The advertisements of each outlet.
///
/// # Errors
/// When the writer refuses.
pub fn write_ads(outlets: &[Outlet], config: &OutletsConfig, writer: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record([
        "ad_id",
        "account_id",
        "start",
        "end",
        "countries",
        "excluded_countries",
        "regions",
        "spend",
        "currency",
    ])?;
    let day = |rest: &str| if rest.is_empty() { String::new() } else { format!("{}-{rest}", config.year) };
    for outlet in outlets {
        for flight in flights(outlet) {
            let (start, end) = (day(flight.start), day(flight.end));
            let spend = format!("{}.50", 100 * outlet.number);
            csv.write_record([
                &ad_id(outlet, &flight),
                &outlet.account_id(),
                &start,
                &end,
                &flight.countries,
                &flight.excluded,
                &flight.regions,
                &spend,
                "EUR",
            ])?;
        }
    }
    Ok(csv.flush()?)
}

/// Where the advertisements ran, on the tenth of each month of their flight: those
/// of every third outlet abroad, too.
///
/// # Errors
/// When the writer refuses.
pub fn write_delivery(outlets: &[Outlet], config: &OutletsConfig, writer: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(["ad_id", "day", "country", "impressions", "spend", "currency"])?;
    for outlet in outlets {
        let (home, other) = (outlet.country.code(), outlet.abroad[0].code());
        for flight in flights(outlet) {
            let days = (1..=12).map(|month| format!("{month:02}-10"));
            let is_flown =
                |day: &String| flight.start <= day.as_str() && (flight.end.is_empty() || day.as_str() <= flight.end);
            let at_home = flight.excluded.is_empty() && flight.regions.is_empty();
            for day in days.filter(is_flown) {
                let abroad = outlet.number.is_multiple_of(3) && flight.what != "home";
                let countries = [(home, at_home), (other, abroad)].into_iter().filter(|(_, runs)| *runs);
                for (country, _) in countries {
                    let day = format!("{}-{day}", config.year);
                    csv.write_record([&ad_id(outlet, &flight), &day, country, "1000", "12.25", "EUR"])?;
                }
            }
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
    csv.write_record([
        "account_id",
        "behaviour",
        "story",
        "share_abroad",
        "current_affairs",
        "foreign_languages",
        "viral_day",
    ])?;
    for outlet in outlets {
        let viral = outlet.viral_day.map_or_else(String::new, |day| day.to_string());
        csv.write_record([
            &outlet.account_id(),
            outlet.behaviour.name(),
            outlet.story.about(),
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
         - `registry.toml`: the registry, every outlet assessed as state-controlled, with the history of each\n\
         - `registry-with-slips.toml`: the same with a digit of the third account left out, two letters of the fourth \
         one's platform exchanged, and the fifth entity missing; with `--previous`, all three stay on their lists\n\
         - `audience.csv.gz`: impressions by account, day and country\n\
         - `posts.csv.gz`: posts with their texts; every tenth without its language\n\
         - `ads.csv`: six advertisements of each outlet: for home, abroad, both, the world without home, a region \
         abroad, and one without an end\n\
         - `delivery.csv`: where they ran on the tenth of each month; those of every third outlet abroad, too\n\
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
            Behaviour::Returning => {
                ("pushes current affairs abroad, but not from May to August", "ineligible, eligible again, ineligible")
            }
        };
        // Writing into a String cannot fail.
        let _ = writeln!(text, "| `{}` | {count} | {does} | {ends} |", behaviour.name());
    }
    text.push_str("\n| account | behaviour | its label |\n|---|---|---|\n");
    for outlet in outlets {
        let (account, behaviour) = (outlet.account_id(), outlet.behaviour.name());
        let _ = writeln!(text, "| {account} | `{behaviour}` | {} |", outlet.story.about());
    }
    text
}
