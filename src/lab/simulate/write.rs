//! The files of a world.

use std::fmt::Write as _;
use std::io::Write;

use lockstep_base::stop;

use super::pile::SortedPosts;
use super::post::Post;
use super::world::{Campaign, World};

/// Columns of the posts, in their order.
pub(super) const POST_COLUMNS: [&str; 9] = [
    "account_id",
    "post_id",
    "timestamp",
    "url",
    "hashtags",
    "media_hash",
    "object_created",
    "repost_of",
    "repost_of_time",
];
/// Columns of the truth, in their order.
pub(super) const TRUTH_COLUMNS: [&str; 4] = ["account_id", "role", "campaign", "style"];

/// Writes the posts as CSV with a header. Times are seconds since 1970-01-01
/// UTC; several addresses are parted by a space, several hashtags by `|`.
///
/// # Errors
/// When the writer refuses.
pub fn write_posts<W: Write>(world: &World, writer: W) -> csv::Result<()> {
    write_rows(world, world.posts.iter().copied().map(Ok), writer)
}

/// Writes posts that are on disk, as [`write_posts`] does.
///
/// # Errors
/// When the writer or the disk refuses.
pub fn write_sorted_posts<W: Write>(world: &World<SortedPosts>, writer: W) -> csv::Result<()> {
    write_rows(world, world.posts.read()?, writer)
}

fn write_rows<P>(
    world: &World<P>,
    posts: impl Iterator<Item = std::io::Result<Post>>,
    writer: impl Write,
) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(POST_COLUMNS)?;
    let mut cells: [String; POST_COLUMNS.len()] = Default::default();
    for post in posts {
        stop::check();
        cells.iter_mut().for_each(String::clear);
        write_cells(world, &post?, &mut cells).map_err(std::io::Error::other)?;
        csv.write_record(&cells)?;
    }
    csv.flush()?;
    Ok(())
}

fn write_cells<P>(world: &World<P>, post: &Post, cells: &mut [String; POST_COLUMNS.len()]) -> std::fmt::Result {
    let [account, id, time, urls, hashtags, media, created, repost_of, repost_of_time] = cells;
    let names = &world.names;
    write!(account, "{}", names.account(post.account))?;
    write!(id, "{}", names.post(post.account, post.time))?;
    write!(time, "{}", post.time)?;
    for &url in post.urls.iter().flatten() {
        urls.push_str(if urls.is_empty() { "" } else { " " });
        names.write_url(url, post, urls)?;
    }
    for &hashtag in post.hashtags.iter().flatten() {
        hashtags.push_str(if hashtags.is_empty() { "" } else { "|" });
        names.write_hashtag(hashtag, post, hashtags)?;
    }
    if let Some(image) = post.media {
        write!(media, "{:016x}", names.media(image))?;
    }
    if let Some(moment) = world.object_created(post).filter(|_| world.publication_times) {
        write!(created, "{moment}")?;
    }
    if let (Some(repost), Some(original)) = (post.repost, post.original_time()) {
        write!(repost_of, "{}", names.post(repost.author, original))?;
        if world.publication_times {
            write!(repost_of_time, "{original}")?;
        }
    }
    Ok(())
}

/// Writes the truth as CSV with a header: every account once, whichever posts.
///
/// # Errors
/// When the writer refuses.
pub fn write_truth<P, W: Write>(world: &World<P>, writer: W) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(TRUTH_COLUMNS)?;
    for (account, truth) in (0..).zip(&world.truth) {
        let campaign = truth.campaign.map(Campaign::id).unwrap_or_default();
        let style = truth.campaign.map_or("", |number| world.campaigns[number as usize].tactic.style.name());
        csv.write_record([&world.account_id(account).to_string(), truth.role.name(), &campaign, style])?;
    }
    csv.flush()?;
    Ok(())
}
