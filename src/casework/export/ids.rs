//! Names that are the same for the same thing, for formats that want UUIDs.

use uuid::{Uuid, uuid};

use super::share::{Account, Share};

/// The namespace of everything that lockstep names itself.
const OWN: Uuid = uuid!("b4c55f0e-5d1c-4d0b-9a57-7d2c1c2f9e63");

/// The UUID of something of the run: of version 5, from the hash of the run, so
/// that the same export has the same ones. Under pseudonyms it is another one:
/// whoever has both exports must not be able to join them by it.
pub(super) fn of_run(share: &Share, kind: &str, what: &str) -> String {
    let names = if share.is_pseudonymised { "pseudonyms" } else { "ids" };
    of_anything(&format!("{}/{names}/{kind}", share.source.identity), what)
}

/// The UUID of something that is of no run, from its name.
pub(super) fn of_anything(kind: &str, name: &str) -> String {
    Uuid::new_v5(&OWN, format!("{kind}/{name}").as_bytes()).to_string()
}

/// The UUID of a part of something that has this one.
pub(super) fn of_part(whole: &str, kind: &str, what: &str) -> String {
    of_anything(&format!("{whole}/{kind}"), what)
}

/// The platform as a value of STIX's open vocabulary `account-type-ov`: in lower
/// case, with hyphens; the platform's former name where the vocabulary has that.
pub(super) fn account_type(account: &Account) -> Option<String> {
    let platform = account.platform.as_deref()?.to_lowercase();
    let words: Vec<&str> =
        platform.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    match words.join("-").as_str() {
        "" => None,
        "x" | "twitter-x" | "x-twitter" => Some("twitter".to_owned()),
        other => Some(other.to_owned()),
    }
}
