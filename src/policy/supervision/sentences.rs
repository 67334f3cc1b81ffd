//! Reasons in words, so that a person can follow and dispute them.

use lockstep_base::country::Country;
use lockstep_base::numbers::{count, things};

use super::lists::Basis;
use super::proportion::Share;
use super::reach::{Claim, Reach, Verdict};
use super::registry::{Entity, Evidence};

/// A day with at least this part of everything is named.
const LARGE_DAY: f64 = 0.2;

/// A piece of evidence: `mission: Charter, article 2 (2024-01-10, A. Expert)`.
pub(super) fn evidence(criterion: &str, piece: &Evidence) -> String {
    let date = piece.date.map(|date| date.to_string());
    let details: Vec<String> = date.into_iter().chain(Some(piece.expert.clone()).filter(|e| !e.is_empty())).collect();
    format!("{criterion}: {} ({})", piece.source, details.join(", "))
}

/// What the data say about an account's reach.
pub(super) fn reach(reach: &Reach) -> String {
    let home = reach.whose.country;
    let abroad = reach.countries.iter().map(|(country, _)| *country).filter(|&country| Some(country) != home);
    let countries: Vec<&str> = abroad.map(Country::code).collect();
    let languages: Vec<&str> = reach.languages.iter().map(|(language, _)| language.code()).collect();
    let outside = format!("of the audience is outside {}", home.map_or_else(String::new, Country::in_a_sentence));
    let parts = [
        claim(&reach.audience_abroad, &outside, &reach.measure, &listed("abroad most in", &countries)),
        claim(
            &reach.foreign_languages,
            "of the posts are in languages foreign there",
            "posts",
            &listed("most in", &languages),
        ),
        claim(&reach.current_affairs, "of the posts are on current affairs", "posts", ""),
    ];
    let verdict = match reach.verdict {
        Verdict::Shown => "tries to reach abroad on current affairs",
        Verdict::NotShown => "is not shown to reach abroad on current affairs",
        Verdict::Unclear => "the data leave it open whether it reaches abroad on current affairs",
        Verdict::InsufficientData | Verdict::NotAskedFor => "the data are too thin to tell",
    };
    format!("{verdict}: {}", parts.join("; "))
}

/// Why an account is, stays or is no longer ineligible.
pub(super) fn recommendation(entity: &Entity, account: &Reach, basis: Basis) -> String {
    let status = entity.status.name();
    match basis {
        Basis::Kept if !entity.status.is_labelled() => {
            format!("was ineligible, and stays so until the status of {} is decided ({status})", entity.name)
        }
        Basis::Kept => format!("was ineligible, and stays so until the data show otherwise; {}", reach(account)),
        Basis::NotLabelled => format!("{} is {status} and carries no label", entity.name),
        Basis::Shown | Basis::NotShown | Basis::NotRegistered => reach(account),
    }
}

fn listed(what: &str, codes: &[&str]) -> String {
    if codes.is_empty() { String::new() } else { format!("{what} {}", codes.join(", ")) }
}

/// A share in words: `62 % of the … (95 % interval 48 % to 73 %, at least 25 %
/// asked for, 1,204 impressions on 31 days)`.
fn claim(claim: &Claim, what: &str, unit: &str, details: &str) -> String {
    let share = &claim.share;
    let Some(estimate) = share.share else { return format!("not known how much {what} ({})", claim.thin) };
    let mut notes = vec![format!("95 % interval {}", interval(share))];
    if claim.is_asked_for() {
        notes.push(format!("at least {} asked for", exact(claim.threshold)));
    }
    notes.push(format!("{} {unit} on {}", count(share.yes + share.no), things(share.days as u64, "day", "days")));
    if share.unknown > 0 {
        notes.push(format!("{} more not known", count(share.unknown)));
    }
    notes.extend(Some(details.to_owned()).filter(|details| !details.is_empty()));
    notes.extend(large_day(share));
    notes.extend(Some(format!("too few: {}", claim.thin)).filter(|_| !claim.thin.is_empty()));
    format!("{} {what} ({})", percent(estimate), notes.join(", "))
}

/// The day on which much of the share hangs.
fn large_day(share: &Share) -> Option<String> {
    let day = share.largest_day.filter(|_| share.largest_day_part >= LARGE_DAY)?;
    let without = share.share_without_it.map_or_else(|| "nothing".to_owned(), percent);
    Some(format!("{day} alone holds {}, without it {without}", percent(share.largest_day_part)))
}

/// The bounds of a share, rounded away from it, so that neither seems to reach
/// what it does not.
pub(super) fn interval(share: &Share) -> String {
    let (low, high) = ((1_000.0 * share.low).floor() / 10.0, (1_000.0 * share.high).ceil() / 10.0);
    format!("{low} % to {high} %")
}

/// A share that somebody set, as it is.
pub(super) fn exact(share: f64) -> String {
    format!("{} %", (1e8 * share).round() / 1e6)
}

/// A share as people write it. 0 % and 100 % are said of what is exactly so.
pub(super) fn percent(share: f64) -> String {
    match 100.0 * share {
        p if p > 0.0 && p < 0.05 => "below 0.1 %".to_owned(),
        p if (99.95..100.0).contains(&p) => "above 99.9 %".to_owned(),
        p if (p > 0.0 && p < 0.95) || (p > 99.05 && p < 100.0) => format!("{p:.1} %"),
        p => format!("{p:.0} %"),
    }
}
