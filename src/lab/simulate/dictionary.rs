//! The data dictionary that stands beside the files of a world.

use std::fmt::{self, Write};

use super::config::WorldConfig;
use super::rhythm::DAY;
use super::role::Role;
use super::tactic::{Often, Shared, TACTICS, Tactic};
use super::world::{Campaign, World};
use super::write::{POST_COLUMNS, TRUTH_COLUMNS};

const POST_MEANINGS: [&str; POST_COLUMNS.len()] = [
    "Who posted; a number of 8 to 19 digits. Read it as text: 19 digits do not fit a floating-point number.",
    "The post: its time followed by nine digits. Unique.",
    "When, in seconds since 1970-01-01 UTC. An account posts at most once a second.",
    "Addresses that the post links to, parted by a space; empty where there is none. Some accounts leave tracking \
     parameters in. All hosts end in the reserved names `.example` and `.test`.",
    "Hashtags without their mark, parted by `|`; empty where there is none. Some accounts write them in lower case.",
    "A 64-bit perceptual hash of the image in 16 hexadecimal digits; empty where there is none.",
    "When the page or the image was published, in seconds since 1970-01-01 UTC; empty where the post shows neither, or \
     more than one, and everywhere where the world tells no publication times.",
    "The `post_id` of the post that is passed on; empty where the post is no repost.",
    "When that post was published, in seconds since 1970-01-01 UTC; empty where the post is no repost, and everywhere where \
     the world tells no publication times.",
];

const TRUTH_MEANINGS: [&str; TRUTH_COLUMNS.len()] = [
    "An account of the posts; each stands here once.",
    "What the account is, see below.",
    "The planted campaign that it belongs to; empty for all others.",
    "How that campaign works, see below; empty for all others.",
];

/// What each role does, and why it is or is not innocent.
fn meaning(role: Role) -> &'static str {
    match role {
        Role::Organic => {
            "Innocent: shares what its community shares, at its own hours. Many come together within minutes when news \
             breaks, because of the news. About one in a hundred writes what others repost."
        }
        Role::Fan => {
            "Innocent: has switched notifications on and reposts one favourite source within tens of seconds to minutes, \
             whenever it is awake. Fans of one source meet again and again without knowing of each other."
        }
        Role::SisterPage => {
            "Innocent, though coordinated: one of the pages of a newsroom, which carries what the newsroom publishes within \
             seconds. It does so openly; an allow-list is the place to say so."
        }
        Role::Hyperactive => {
            "Innocent: posts many times as much as others, often from the top of the charts, and so meets many by chance."
        }
        Role::Scheduled => {
            "Innocent: a scheduler sends its posts in the first seconds of an hour, often from the top of the charts."
        }
        Role::FeedBot => {
            "Innocent: a program that polls a feed every so many minutes and posts each new item a few seconds after the next \
             poll. Twelve bots poll one feed, some at the same moments and some each at its own; they know nothing of each \
             other. Nobody else posts what the feed publishes."
        }
        Role::DigestReader => {
            "Innocent: reads a mail that comes every day at the same hour, on some days, within minutes to two hours, and \
             shares one to three of its eight links. Sixty readers have one mail."
        }
        Role::EventFan => {
            "Innocent: one of a group of eighty that watches the same six evenings of live events. Three out of ten answer a \
             moment of the event within tens of seconds, all of them with the same old image from the group's store; in \
             between they post these images at times of their own."
        }
        Role::Raider => {
            "Innocent: an ordinary account that someone outside calls once or twice, and three hundred with it. Three in \
             four follow, and post the same three links within 90 minutes; otherwise they have nothing to do with each other."
        }
        Role::AgencyOutlet => {
            "Innocent: one of twenty outlets that buy from the same agency. It carries 30 to 60 percent of the items, links \
             and images, three minutes to an hour after their release, or, where a program does it, within five minutes."
        }
        Role::Owner => {
            "Innocent, though coordinated: one of three accounts of the same person, who posts the same link from all three \
             within two minutes, three times a week."
        }
        Role::Enthusiast => {
            "Innocent: belongs to a small community, of 30 to 60 accounts, that shares the same 20 to 200 pages again and \
             again, each member at its own times. Narrow taste, no synchrony."
        }
        Role::Campaign => {
            "Guilty: a member of a planted campaign. It acts with the others in operations, misses some of them, and \
             otherwise posts like its community, as a cover."
        }
    }
}

/// The data dictionary of a world in Markdown: what each file and column is,
/// how the world was made, what is planted in it and what is innocent.
pub fn data_dictionary<P>(config: &WorldConfig, world: &World<P>) -> String {
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _ = write_dictionary(config, world, &mut text);
    text
}

fn write_dictionary<P>(config: &WorldConfig, world: &World<P>, out: &mut String) -> fmt::Result {
    writeln!(out, "# Data dictionary\n")?;
    writeln!(
        out,
        "This world is simulated. No account, post, link, hashtag or image in it is real; the names are drawn from two lists \
         of harmless words, and any likeness is chance. It has no texts. Because it was made, the truth about every account \
         is known, and what a method finds can be compared with it. A world is simpler than life: what is measured here \
         compares methods, and promises nothing about a platform.\n"
    )?;
    write_making(config, out)?;
    write_columns("posts", "One row a post, in the order of time.", POST_COLUMNS.iter().zip(POST_MEANINGS), out)?;
    write_columns("truth", "One row an account.", TRUTH_COLUMNS.iter().zip(TRUTH_MEANINGS), out)?;
    write_counts(world, out)?;
    write_roles(world, out)?;
    writeln!(out, "## Planted campaigns\n")?;
    if world.campaigns.is_empty() {
        return writeln!(out, "None: whatever is found in this world is a false discovery.");
    }
    write_styles(config, &world.campaigns, out)?;
    write_campaigns(config, &world.campaigns, out)
}

fn write_making(config: &WorldConfig, out: &mut String) -> fmt::Result {
    writeln!(out, "## How it was made\n")?;
    writeln!(
        out,
        "`lockstep simulate` made it from the values below; the same values give the same bytes. An account's volume is \
         log-normal, the popularity of what is shared follows power laws, hours follow day and night in the account's own \
         time zone.\n"
    )?;
    let values = [
        ("seed", config.seed.to_string()),
        ("accounts", format!("{} outside campaigns", config.accounts)),
        ("start", format!("{} (seconds since 1970-01-01 UTC)", config.start)),
        ("days", config.days.to_string()),
        ("topics", format!("{} communities", config.topics)),
        ("posts_per_day", format!("{} ordinary posts per account, on average", config.posts_per_day)),
        ("activity_spread", format!("{} (standard deviation of the logarithm of the volume)", config.activity_spread)),
        ("breaking_news_per_day", config.breaking_news_per_day.to_string()),
        ("publication_times", config.publication_times.to_string()),
        ("campaigns", config.campaigns.to_string()),
        ("styles", styles(config)),
        ("smallest_campaign", format!("{} accounts, where the style says nothing else", config.smallest_campaign)),
        ("largest_campaign", format!("{} accounts, where the style says nothing else", config.largest_campaign)),
        (
            "camouflage",
            format!("{} of a member's posts are ordinary ones, where the style says nothing else", config.camouflage),
        ),
        (
            "absence",
            format!(
                "{} of the actions are missed by a member that is counted on, where the style says nothing else",
                config.absence
            ),
        ),
    ];
    writeln!(out, "| setting | value |\n|---|---|")?;
    for (field, value) in values {
        writeln!(out, "| `{field}` | {value} |")?;
    }
    let told = |&(role, _, share): &(Role, &str, f64)| share > 0.0 || !role.is_on_request();
    for (_, field, share) in config.shares().into_iter().filter(told) {
        writeln!(out, "| `{field}` | {share} of the accounts |")?;
    }
    writeln!(out)
}

fn styles(config: &WorldConfig) -> String {
    let names: Vec<&str> = config.styles.iter().map(|style| style.name()).collect();
    if names.is_empty() { "those of the sample in turn".to_owned() } else { format!("{} in turn", names.join(", ")) }
}

fn write_columns<'a>(
    file: &str,
    rows: &str,
    columns: impl Iterator<Item = (&'a &'a str, &'a str)>,
    out: &mut String,
) -> fmt::Result {
    writeln!(out, "## The file of the {file}\n\n{rows} Comma-separated UTF-8 with a header.\n")?;
    writeln!(out, "| column | what it is |\n|---|---|")?;
    for (column, meaning) in columns {
        writeln!(out, "| `{column}` | {meaning} |")?;
    }
    writeln!(out)
}

fn write_counts<P>(world: &World<P>, out: &mut String) -> fmt::Result {
    let counts = &world.counts;
    let counts = [
        ("posts", counts.posts),
        ("accounts", world.truth.len() as u64),
        ("posts with a link", counts.with_link),
        ("posts with a hashtag", counts.with_hashtag),
        ("posts with an image", counts.with_image),
        ("reposts", counts.reposts),
        ("posts with none of these", counts.plain),
    ];
    writeln!(out, "## Counts\n\n| what | how many |\n|---|---:|")?;
    for (what, count) in counts {
        writeln!(out, "| {what} | {count} |")?;
    }
    writeln!(out)
}

fn write_roles<P>(world: &World<P>, out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "## Roles: what is innocent, and why\n\n| role | accounts | posts | what it does |\n|---|---:|---:|---|"
    )?;
    for role in Role::ALL {
        let accounts = world.truth.iter().filter(|truth| truth.role == role).count();
        let posts = world.counts.by_role[role as usize];
        if accounts == 0 && role.is_on_request() {
            continue;
        }
        writeln!(out, "| `{}` | {accounts} | {posts} | {} |", role.name(), meaning(role))?;
    }
    writeln!(out)
}

/// What each planted style is: the numbers behind the words.
fn write_styles(config: &WorldConfig, campaigns: &[Campaign], out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "An operation brings a part of the members together; an action is one object that they share in it. Objects are the \
         community's, which others share, too, or the campaign's own, which nobody else does; pages and images of its own were \
         published between five minutes and a day before the action.\n"
    )?;
    writeln!(
        out,
        "| style | traces | operations in 30 days | actions in each | spread | own objects | members in each operation | \
         ordinary posts | what the members share |"
    )?;
    writeln!(out, "|---|---|---:|---:|---:|---:|---:|---:|---|")?;
    let planted = |tactic: &&Tactic| campaigns.iter().any(|campaign| campaign.tactic.style == tactic.style);
    for tactic in TACTICS.iter().filter(planted) {
        let traces: Vec<&str> = tactic.shared.iter().map(|&shared| trace(shared)).collect();
        writeln!(
            out,
            "| `{}` | {} | {} | {} | {} s | {} | {} | {} | {} |",
            tactic.style.name(),
            traces.join(", "),
            often(tactic.operations),
            tactic.actions,
            tactic.spread,
            percent(1.0 - tactic.borrowed),
            percent(tactic.turnout),
            percent(tactic.camouflage(config.camouflage)),
            tactic.behaviour,
        )?;
    }
    writeln!(out)
}

/// Operations in thirty days, or in all.
fn often(operations: Often) -> String {
    match operations {
        Often::Monthly(operations) => operations.to_string(),
        Often::InAll(1) => "one only".to_owned(),
        Often::InAll(operations) => format!("{operations} in all"),
    }
}

/// The trace in the words of `lockstep detect --trace`.
fn trace(shared: Shared) -> &'static str {
    match shared {
        Shared::Url => "url",
        Shared::Hashtag => "hashtag",
        Shared::Media => "media",
        Shared::Repost => "repost",
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn write_campaigns(config: &WorldConfig, campaigns: &[Campaign], out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "Acts are the posts of the members in all actions. Days count from 1, the first day of the period.\n"
    )?;
    writeln!(out, "| campaign | style | members | operations | actions | acts | days |")?;
    writeln!(out, "|---|---|---:|---:|---:|---:|---|")?;
    for (number, campaign) in (0..).zip(campaigns) {
        let Campaign { tactic, members, operations, actions, acts, .. } = campaign;
        writeln!(
            out,
            "| {} | `{}` | {} | {operations} | {actions} | {acts} | {} |",
            Campaign::id(number),
            tactic.style.name(),
            members.len(),
            days(campaign, config),
        )?;
    }
    Ok(())
}

/// The first and the last day of a campaign, counted from 1.
fn days(campaign: &Campaign, config: &WorldConfig) -> String {
    let day = |time: i64| (time - config.start) / DAY + 1;
    match campaign.span.map(|(first, last)| (day(first), day(last))) {
        None => "none".to_owned(),
        Some((first, last)) if first == last => first.to_string(),
        Some((first, last)) => format!("{first}–{last}"),
    }
}
