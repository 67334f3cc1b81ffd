//! `lockstep export`.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use lockstep_base::directory::OutputDir;
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::things;
use lockstep_base::safe::visible;
use lockstep_base::tier::Tier;
use lockstep_casework::export::{Confirmed, ExportRecord, Format, RECORD, Selection, Share, Terms, Tlp};
use lockstep_data::pseudonyms::Key;
use lockstep_results::read::Output;

use crate::output::say;

/// Flags of `lockstep export`.
#[derive(Args, Debug)]
pub(super) struct Export {
    /// The directory that `lockstep detect` wrote
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The directory to write
    #[arg(long, value_name = "OUTDIR")]
    out: PathBuf,
    /// A format: takedown (takedown.csv), parquet (four tables), gexf
    /// (network.gexf), graphml (two graphs), csv (nodes.csv, edges.csv), xlsx
    /// (workbook.xlsx), stix (bundle.json, STIX 2.1) or misp (misp-event.json);
    /// may be given several times [default: all]
    #[arg(long = "format", value_name = "NAME")]
    formats: Vec<Format>,
    /// Only this network; may be given several times [default: all]
    #[arg(long = "network", value_name = "N")]
    networks: Vec<u32>,
    /// Only networks of this tier, A, B, C or D; may be given several times
    /// [default: all]
    #[arg(long = "tier", value_name = "A", value_parser = tier)]
    tiers: Vec<Tier>,
    /// Only the accounts of this CSV file, by its column account_id
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,
    /// How the files may be passed on, in the Traffic Light Protocol 2.0: clear,
    /// green, amber, amber+strict or red [default: amber+strict]
    #[arg(long, value_name = "LABEL")]
    tlp: Option<Tlp>,
    /// The organisation that makes the STIX bundle and the MISP event
    #[arg(long, value_name = "NAME")]
    identity: Option<String>,
    /// Say in the STIX bundle and the MISP event that this actor is behind all
    /// networks that are exported; lockstep itself never says who is
    #[arg(long, value_name = "NAME")]
    attribute_to: Option<String>,
    /// Write keyed pseudonyms (HMAC-SHA-256 under the bytes of this file) instead
    /// of account ids, and no handles or display names. Not hidden: times, links,
    /// ids of posts, texts but for the names of accounts that were tested and
    /// every @name, and who acted with whom
    #[arg(long, value_name = "KEYFILE")]
    pseudonymise: Option<PathBuf>,
    /// Replace the output of an earlier export
    #[arg(long)]
    overwrite: bool,
}

fn tier(text: &str) -> Result<Tier, String> {
    let is_it = |tier: &Tier| tier.letter().eq_ignore_ascii_case(text.trim());
    Tier::ALL.into_iter().find(is_it).ok_or_else(|| format!("`{text}` is none of A, B, C and D"))
}

impl Export {
    pub(super) fn run(self) -> Result<()> {
        let formats = self.formats();
        let terms = self.terms(&formats)?;
        let key = self.pseudonymise.as_deref().map(Key::read).transpose()?;
        let selection = Selection {
            networks: self.networks.clone(),
            tiers: self.tiers.clone(),
            accounts: self.accounts.as_deref().map(Confirmed::read).transpose()?,
        };
        let out = OutputDir::create(&self.out, self.overwrite, RECORD)?;
        let share = Share::read(&Output::open(&self.dir)?, &selection, key)?;
        formats.iter().try_for_each(|format| format.write(&share, &terms, &out))?;
        let record = ExportRecord::new(&share, &selection, &formats, &terms, out.files()?);
        out.put(RECORD, &record.to_json()?)?;
        let written: Vec<String> = out.files()?.into_iter().map(|file| file.file).collect();
        out.commit()?;
        say(self.summary(&share, &terms, &written).as_bytes())
    }

    /// The formats, each once, in one order.
    fn formats(&self) -> Vec<Format> {
        let wanted = |format: &&Format| self.formats.is_empty() || self.formats.contains(format);
        Format::ALL.iter().filter(wanted).copied().collect()
    }

    /// The terms; an error where no format of these would say them.
    fn terms(&self, formats: &[Format]) -> Result<Terms> {
        let refuse = |flag: &str, given: bool, said: bool| {
            let problem = "none of these formats says it; add --format stix or --format misp, or leave it out";
            if given && !said { Err(Error::config(flag, problem)) } else { Ok(()) }
        };
        let names_people = formats.iter().any(|format| format.names_people());
        refuse("tlp", self.tlp.is_some(), formats.iter().any(|format| format.is_marked()))?;
        for (flag, name) in [("identity", &self.identity), ("attribute-to", &self.attribute_to)] {
            refuse(flag, name.is_some(), names_people)?;
            if name.as_ref().is_some_and(|name| name.trim().is_empty()) {
                return Err(Error::config(flag, "the name is empty; write one, or leave the flag out"));
            }
        }
        Ok(Terms {
            tlp: self.tlp.unwrap_or(Tlp::DEFAULT),
            identity: self.identity.clone(),
            attribute_to: self.attribute_to.clone(),
        })
    }

    /// The result in a few lines.
    fn summary(&self, share: &Share, terms: &Terms, written: &[String]) -> String {
        let mut text = String::new();
        // Writing into a String cannot fail.
        let _ = writeln!(
            text,
            "{} of {}, {}, {}.",
            things(share.accounts.len() as u64, "account", "accounts"),
            things(share.networks.len() as u64, "network", "networks"),
            if share.is_pseudonymised { "under pseudonyms" } else { "with their ids" },
            terms.tlp.label()
        );
        let _ = writeln!(text, "Wrote {} to {}.", written.join(", "), visible(&self.out.to_string_lossy()));
        text
    }
}
