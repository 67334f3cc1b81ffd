//! The data dictionary that stands beside the files of a world.

use std::fmt::{self, Write};

use super::rhythm::DAY;
use super::write::{POST_COLUMNS, TRUTH_COLUMNS};
use super::{Campaign, Post, Role, World, WorldConfig};

const POST_MEANINGS: [&str; POST_COLUMNS.len()] = [
    "Who posted; a number of 8 to 19 digits. Read it as text: 19 digits do not fit a floating-point number.",
    "The post: its time followed by nine digits. Unique.",
    "When, in seconds since 1970-01-01 UTC. An account posts at most once a second.",
    "Addresses that the post links to, parted by a space; empty where there is none. Some accounts leave tracking \
     parameters in. All hosts end in the reserved names `.example` and `.test`.",
    "Hashtags without their mark, parted by `|`; empty where there is none. Some accounts write them in lower case.",
    "A 64-bit perceptual hash of the image in 16 hexadecimal digits; empty where there is none.",
    "The `post_id` of the post that is passed on; empty where the post is no repost.",
    "When that post was published, in seconds since 1970-01-01 UTC; empty where the post is no repost.",
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
        Role::Campaign => {
            "Guilty: a member of a planted campaign. It acts with the others in operations, misses some of them, and \
             otherwise posts like its community, as a cover."
        }
    }
}

/// The data dictionary of a world in Markdown: what each file and column is,
/// how the world was made, what is planted in it and what is innocent.
pub fn data_dictionary(config: &WorldConfig, world: &World) -> String {
    let mut text = String::new();
    write_dictionary(config, world, &mut text).expect("a string takes all text");
    text
}

fn write_dictionary(config: &WorldConfig, world: &World, out: &mut String) -> fmt::Result {
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
    write_campaigns(config, world, out)
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
        ("posts_per_day", format!("{} ordinary posts per account, in the mean", config.posts_per_day)),
        ("activity_spread", format!("{} (standard deviation of the logarithm of the volume)", config.activity_spread)),
        ("breaking_news_per_day", config.breaking_news_per_day.to_string()),
        ("campaigns", config.campaigns.to_string()),
        ("camouflage", format!("{} of a member's posts are ordinary ones", config.camouflage)),
        ("absence", format!("{} of the actions are missed by a member that is counted on", config.absence)),
    ];
    writeln!(out, "| setting | value |\n|---|---|")?;
    for (field, value) in values {
        writeln!(out, "| `{field}` | {value} |")?;
    }
    for (field, share) in config.shares() {
        writeln!(out, "| `{field}` | {share} of the accounts |")?;
    }
    writeln!(out)
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

fn write_counts(world: &World, out: &mut String) -> fmt::Result {
    let with = |shows: fn(&Post) -> bool| world.posts.iter().filter(|post| shows(post)).count();
    let counts = [
        ("posts", world.posts.len()),
        ("accounts", world.truth.len()),
        ("posts with a link", with(|post| post.urls[0].is_some())),
        ("posts with a hashtag", with(|post| post.hashtags[0].is_some())),
        ("posts with an image", with(|post| post.media.is_some())),
        ("reposts", with(|post| post.repost.is_some())),
        ("posts with none of these", with(Post::is_plain)),
    ];
    writeln!(out, "## Counts\n\n| what | how many |\n|---|---:|")?;
    for (what, count) in counts {
        writeln!(out, "| {what} | {count} |")?;
    }
    writeln!(out)
}

fn write_roles(world: &World, out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "## Roles: what is innocent, and why\n\n| role | accounts | posts | what it does |\n|---|---:|---:|---|"
    )?;
    for role in Role::ALL {
        let accounts = world.truth.iter().filter(|truth| truth.role == role).count();
        let posts = world.posts.iter().filter(|post| world.truth[post.account as usize].role == role).count();
        writeln!(out, "| `{}` | {accounts} | {posts} | {} |", role.name(), meaning(role))?;
    }
    writeln!(out)
}

fn write_campaigns(config: &WorldConfig, world: &World, out: &mut String) -> fmt::Result {
    writeln!(out, "## Planted campaigns\n")?;
    if world.campaigns.is_empty() {
        return writeln!(out, "None: whatever is found in this world is a false discovery.");
    }
    writeln!(
        out,
        "Days count from 1, the first day of the period. An operation brings a part of the members together; an action is one \
         object that they share in it; acts are the posts of the members in all actions.\n"
    )?;
    writeln!(out, "| campaign | style | members | operations | actions | acts | days | what the members share |")?;
    writeln!(out, "|---|---|---:|---:|---:|---:|---|---|")?;
    for (number, campaign) in (0..).zip(&world.campaigns) {
        let Campaign { tactic, members, operations, actions, acts, .. } = campaign;
        writeln!(
            out,
            "| {} | `{}` | {} | {operations} | {actions} | {acts} | {} | {} |",
            World::campaign_id(number),
            tactic.style.name(),
            members.len(),
            days(campaign, config),
            tactic.behaviour,
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
