//! Numbers in words, and what of them is not known.

use lockstep_base::numbers::{count, list, things};

use super::sum::{Returned, Sum, Sums};
use super::totals::Totals;

/// What stands where nobody tells anything.
pub(super) const NOT_REPORTED: &str = "not reported";

/// A sum: `3,001`, `at least 737`, `not known`.
pub(super) fn amount(sum: Sum) -> String {
    match sum.whole() {
        Some(whole) => count(whole),
        None if sum.at_least == 0 => "not known".to_owned(),
        None => format!("at least {}", count(sum.at_least)),
    }
}

/// A sum of things: `3 networks`, `at least 1 network`, `a number of networks that is
/// not known`.
pub(super) fn things_of(sum: Sum, one: &str, many: &str) -> String {
    match (sum.whole(), sum.at_least) {
        (None, 0) => format!("a number of {many} that is not known"),
        (_, number) => format!("{} {}", amount(sum), if number == 1 { one } else { many }),
    }
}

/// How many things a sum is over: `30`, `at least 30` where there may be more.
pub(super) fn out_of(sum: Sum) -> String {
    match sum.of {
        0 if sum.open => "an unknown number".to_owned(),
        all => amount(Sum { at_least: all, known: all, ..sum }),
    }
}

/// The same with their name: `1 network`, `at least 30 networks`.
pub(super) fn networks_of(sum: Sum) -> String {
    things_of(Sum { at_least: sum.of, known: sum.of, ..sum }, "network", "networks")
}

/// A sum of what is told, if anything is.
pub(super) fn amount_if(is_told: bool, sum: Sum) -> String {
    if is_told { amount(sum) } else { NOT_REPORTED.to_owned() }
}

/// Accounts that came back.
pub(super) fn returned(Returned(sum): Returned) -> String {
    amount_if(sum.known > 0 || sum.of == 0, sum)
}

/// Of how many the number is known: `5 of 15 networks known`.
pub(super) fn known_of(sum: Sum, many: &str) -> Option<String> {
    (sum.known < sum.of).then(|| format!("{} of {} {many} known", count(sum.known), out_of(sum)))
}

/// A share as a person writes it; a dash where there is none.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", 100.0 * share))
}

/// How much of a period is reported, where not all is.
pub(super) fn reported_of(totals: &Totals) -> Option<String> {
    if totals.months_reported == totals.months {
        return None;
    }
    let part = match totals.months_in_part {
        0 => String::new(),
        some => format!(" and {} in part", count(some)),
    };
    let months = things(totals.months, "month", "months");
    Some(format!("{} of {months} reported{part}", count(totals.months_reported)))
}

/// Networks with their accounts: `15 networks with 3,001 accounts`.
pub(super) fn networks_with_accounts(sums: Sums, one: &str, many: &str) -> String {
    let accounts = match sums.accounts.whole() {
        None if sums.accounts.at_least == 0 => ", whose accounts are not known,".to_owned(),
        _ => format!(" with {}", things_of(sums.accounts, "account", "accounts")),
    };
    format!("{}{accounts}", things_of(sums.networks, one, many))
}

/// The text with a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A few names, or how many there are: `May 2024 and June 2024`, `7 months`.
pub(super) fn few(names: &[String], many: &str) -> String {
    if names.len() <= 3 { list(names) } else { format!("{} {many}", names.len()) }
}
