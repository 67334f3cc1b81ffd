//! What an entry tells besides: all of it may be left out, and is then not known.

use lockstep_base::calendar::{Day, Period};
use toml::Spanned;

use super::entry::{Reader, is_blank, one_line};
use super::field::AssetKind;
use super::file::{AssetEntry, Entry, LinkEntry, List, NameEntry, SpendEntry};
use super::model::{About, Asset, KnownAs, Link, Spend};

/// Reads it.
pub(super) fn about(reader: &mut Reader<'_>, entry: &Entry) -> About {
    About {
        operated_by: reader.text(&entry.operated_by),
        origin: reader.text(&entry.origin),
        further: sentences(reader, entry),
        detected: reader.day("detected", &entry.detected),
        active: reader.value("active", &entry.active, "write months or years such as 2023-05..2024-02"),
        assets: all(reader, &entry.assets, asset),
        also_on: reader.texts("also_on", &entry.also_on),
        websites: reader.texts("websites", &entry.websites),
        ad_spend: ad_spend(reader, entry),
        languages: reader.each_once("languages", &entry.languages, "write a code of ISO 639 such as en"),
        supportive_of: reader.texts("supportive_of", &entry.supportive_of),
        critical_of: reader.texts("critical_of", &entry.critical_of),
        views: reader.number("views", &entry.views, 0),
        content_removed: reader.number("content_removed", &entry.content_removed, 0),
        known_as: all(reader, &entry.known_as, known_as),
        indicators: reader.texts("indicators", &entry.indicators),
        linked_outlets: links(reader, entry),
        sources: reader.texts("sources", &entry.sources),
    }
}

/// What can be read of the entries of a list.
fn all<T, R>(
    reader: &mut Reader<'_>,
    list: &List<T>,
    read: impl Fn(&mut Reader<'_>, &Spanned<T>) -> Option<R>,
) -> Vec<R> {
    list.iter().flat_map(Spanned::get_ref).filter_map(|one| read(reader, one)).collect()
}

/// Further sentences, each with its full stop.
fn sentences(reader: &mut Reader<'_>, entry: &Entry) -> Vec<String> {
    let mut sentences = Vec::new();
    for value in reader.entries("further", &entry.further) {
        let Some(mut sentence) = one_line(value.get_ref()) else { continue };
        if sentence.starts_with(char::is_lowercase) {
            let remedy = "write a whole sentence that begins with a capital, or add the phrase to `methods`";
            reader.error(reader.line_of(value), "further", "it begins with a small letter", remedy);
        }
        if !sentence.ends_with(['.', '!', '?', '…', '"', '”']) {
            sentence.push('.');
        }
        sentences.push(sentence);
    }
    sentences
}

fn asset(reader: &mut Reader<'_>, one: &Spanned<AssetEntry>) -> Option<Asset> {
    let (line, AssetEntry { kind, platform, count }) = (reader.line_of(one), one.get_ref());
    if is_blank(kind) {
        let kinds: Vec<&str> = AssetKind::ALL.iter().map(|kind| kind.name()).collect();
        let remedy =
            format!("write {{ kind = \"pages\", platform = \"...\", count = 3 }}; kinds: {}", kinds.join(", "));
        reader.error(line, "assets", "the kind is missing", remedy);
    }
    let count = reader.number("assets", count, 1);
    Some(Asset { kind: reader.word("assets", kind)?, platform: reader.text(platform), count })
}

fn ad_spend(reader: &mut Reader<'_>, entry: &Entry) -> Vec<Spend> {
    let spend = all(reader, &entry.ad_spend, spend);
    for (at, one) in spend.iter().enumerate() {
        if spend[..at].iter().any(|before| before.currency == one.currency) {
            let line = reader.line_or_entry(entry.ad_spend.as_ref());
            let problem = format!("{} is there twice", one.currency);
            reader.error(line, "ad_spend", problem, "write one amount a currency");
        }
    }
    spend
}

fn spend(reader: &mut Reader<'_>, one: &Spanned<SpendEntry>) -> Option<Spend> {
    let (line, SpendEntry { amount, currency }) = (reader.line_of(one), one.get_ref());
    if amount.is_none() || is_blank(currency) {
        let remedy = "write { amount = 1200, currency = \"USD\" }";
        reader.error(line, "ad_spend", "an amount and its currency belong together", remedy);
    }
    let (amount, currency) = (
        reader.number("ad_spend", amount, 0),
        reader.value("ad_spend", currency, "write a code of three letters such as USD"),
    );
    Some(Spend { amount: amount?, currency: currency? })
}

fn known_as(reader: &mut Reader<'_>, one: &Spanned<NameEntry>) -> Option<KnownAs> {
    let (line, NameEntry { name, by }) = (reader.line_of(one), one.get_ref());
    if is_blank(name) || is_blank(by) {
        let remedy = "write { name = \"...\", by = \"...\" }: who calls it so";
        reader.error(line, "known_as", "a name and whose name it is belong together", remedy);
    }
    Some(KnownAs { name: reader.text(name)?, by: reader.text(by)? })
}

fn links(reader: &mut Reader<'_>, entry: &Entry) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for one in entry.linked_outlets.iter().flat_map(Spanned::get_ref) {
        let Some(link) = link(reader, one) else { continue };
        if links.iter().any(|before| before.entity == link.entity) {
            let problem = format!("{} is named twice", link.entity);
            reader.error(reader.line_of(one), "linked_outlets", problem, "name it once, with all its evidence");
        }
        links.push(link);
    }
    links
}

fn link(reader: &mut Reader<'_>, one: &Spanned<LinkEntry>) -> Option<Link> {
    let (line, LinkEntry { entity, evidence }) = (reader.line_of(one), one.get_ref());
    let evidence = reader.texts("linked_outlets", evidence);
    if is_blank(entity) || evidence.is_empty() {
        let problem = "a link to an outlet needs its entity and the evidence";
        let remedy = "write { entity = \"id in the registry\", evidence = [\"...\"] }";
        reader.error(line, "linked_outlets", problem, remedy);
    }
    Some(Link { entity: reader.text(entity)?, evidence, outlet: None })
}

/// What the entry tells of times must fit each other.
pub(super) fn in_time(reader: &mut Reader<'_>, entry: &Entry, months: Period, removed: Option<Day>, about: &About) {
    let last = removed.unwrap_or(Day(months.last()));
    if let Some(day) = removed.filter(|day| !months.contains(day.0)) {
        let line = reader.line_or_entry(entry.removed.as_ref());
        reader.error(line, "removed", format!("{day} is not in {months}"), "correct the day or the month");
    }
    if let Some(day) = about.detected.filter(|day| *day > last) {
        let line = reader.line_or_entry(entry.detected.as_ref());
        reader.error(line, "detected", format!("{day} is after the removal ({last})"), "correct one of the days");
    }
    if let Some(active) = about.active.filter(|active| active.first() > last.0) {
        let line = reader.line_or_entry(entry.active.as_ref());
        let problem = format!("it begins on {}, after the removal ({last})", active.first());
        reader.error(line, "active", problem, "correct the period or the month of removal");
    }
    if let Some(active) = about.active.filter(|active| active.first() <= last.0 && active.last() > months.last()) {
        let line = reader.line_or_entry(entry.active.as_ref());
        let problem = format!("it ends on {}, after the month of removal ({months})", active.last());
        reader.note(line, Some("active"), problem, "end it with the removal, or correct the month");
    }
}
