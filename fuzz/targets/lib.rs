//! What the targets share.

use std::io::Write;

use lockstep::data::events::{Events, InputConfig, Role};

/// Reads bytes as a file, all roles of it. Whatever they are, nothing may panic, every
/// row must be used, refused, left out or set aside, and a second reading must give the
/// same.
pub fn read(bytes: &[u8]) {
    let Ok(mut file) = tempfile::NamedTempFile::new() else { return };
    if file.write_all(bytes).is_err() {
        return;
    }
    let config = InputConfig { max_rejects: 1.0, ..InputConfig::default() };
    let read = || Events::read(&[file.path().to_owned()], &config, &Role::ALL);
    let (Ok(events), Ok(again)) = (read(), read()) else { return };
    let sum = |of: fn(&lockstep::data::events::SourceSummary) -> u64| events.sources.iter().map(of).sum::<u64>();
    assert_eq!(events.rows() as u64, sum(|source| source.rows - source.rejected), "rows get lost");
    assert_eq!((&events.account, &events.time, &events.post), (&again.account, &again.time, &again.post));
}
