//! `export.json`: what was exported, from which run, on which terms.

use lockstep_base::directory::OutputFile;
use lockstep_base::error::Result;
use lockstep_base::tier::Tier;
use serde::Serialize;

use super::format::Format;
use super::json::json;
use super::select::{Confirmed, Selection};
use super::share::Share;
use super::terms::{Terms, Tlp};

/// The file by which an output of `lockstep export` is known.
pub const RECORD: &str = "export.json";

/// The content of `export.json`.
#[derive(Clone, Debug, Serialize)]
pub struct ExportRecord<'a> {
    lockstep: &'static str,
    source: SourceRecord<'a>,
    selection: SelectionRecord<'a>,
    formats: &'a [Format],
    tlp: Tlp,
    identity: Option<&'a str>,
    attribute_to: Option<&'a str>,
    pseudonymised: bool,
    accounts: usize,
    networks: usize,
    pairs: usize,
    meetings: usize,
    outputs: Vec<OutputFile>,
}

/// The run that was exported.
#[derive(Clone, Debug, Serialize)]
struct SourceRecord<'a> {
    /// SHA-256 of its `run.json` without the part `machine`.
    run: &'a str,
    /// The version that made it.
    lockstep: &'a str,
}

/// What was chosen; empty lists choose all.
#[derive(Clone, Debug, Serialize)]
struct SelectionRecord<'a> {
    networks: &'a [u32],
    tiers: &'a [Tier],
    /// Lines of the file of confirmed accounts, where one was given. Neither its
    /// name nor its hash is kept: a hash of ids can be tried out.
    confirmed_accounts: Option<usize>,
}

impl<'a> ExportRecord<'a> {
    /// The record of an export with these output files.
    pub fn new(
        share: &'a Share,
        selection: &'a Selection,
        formats: &'a [Format],
        terms: &'a Terms,
        outputs: Vec<OutputFile>,
    ) -> Self {
        Self {
            lockstep: env!("CARGO_PKG_VERSION"),
            source: SourceRecord { run: &share.source.identity, lockstep: &share.source.run.lockstep },
            selection: SelectionRecord {
                networks: &selection.networks,
                tiers: &selection.tiers,
                confirmed_accounts: selection.accounts.as_ref().map(Confirmed::lines),
            },
            formats,
            tlp: terms.tlp,
            identity: terms.identity.as_deref(),
            attribute_to: terms.attribute_to.as_deref(),
            pseudonymised: share.is_pseudonymised,
            accounts: share.accounts.len(),
            networks: share.networks.len(),
            pairs: share.pairs.len(),
            meetings: share.meetings.len(),
            outputs,
        }
    }

    /// The record as JSON.
    ///
    /// # Errors
    /// Never in practice.
    pub fn to_json(&self) -> Result<Vec<u8>> {
        json(RECORD, self)
    }
}
