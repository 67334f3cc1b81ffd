//! Small data for the tests of the methods.

use std::io::Write;

use lockstep_data::events::{Dictionary, Events, InputConfig};
use lockstep_data::traces::{Acts, Posts, Same, TraceKind};

/// The accounts' names, and the acts `(object, account, second)`.
pub(super) fn acts(shares: impl IntoIterator<Item = (String, String, i64)>) -> (Dictionary, Acts) {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    writeln!(file, "object_id,account_id,content_id,timestamp_share").unwrap();
    for (post, (object, account, second)) in shares.into_iter().enumerate() {
        writeln!(file, "{object},{account},p{post},{}", 1_630_022_400 + second).unwrap();
    }
    let wanted = TraceKind::wanted(&[TraceKind::Share]);
    let events = Events::read(&[file.path().to_owned()], &InputConfig::default(), &wanted).unwrap();
    let acts = Acts::new(&events, TraceKind::Share, Posts::Once, &Same::default()).unwrap();
    (events.into_accounts(), acts)
}

/// The same from numbers.
pub(super) fn numbered(shares: &[(u8, u8, i64)]) -> (Dictionary, Acts) {
    acts(shares.iter().map(|(object, account, second)| (format!("o{object:03}"), format!("a{account:03}"), *second)))
}

/// The number of an account of [`numbered`].
pub(super) fn number(names: &Dictionary, account: u32) -> u8 {
    names.get(account)[1..].parse().unwrap()
}
