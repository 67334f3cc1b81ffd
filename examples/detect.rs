//! From an export to networks and their members, as `lockstep detect` finds
//! them, without writing a file.
//!
//! ```sh
//! cargo run --release --example detect                # the sample
//! cargo run --release --example detect -- posts.csv   # any export that lockstep reads
//! ```

use std::path::PathBuf;

use lockstep::base::memory::Resources;
use lockstep::base::safe::visible;
use lockstep::base::time::rfc3339;
use lockstep::data::events::Window;
use lockstep::data::traces::TraceKind;
use lockstep::detect::Stages;
use lockstep::{Config, Input, Result, detect};

fn main() -> Result<()> {
    let mut inputs: Vec<Input> = std::env::args_os().skip(1).map(|path| PathBuf::from(path).into()).collect();
    if inputs.is_empty() {
        inputs.push(PathBuf::from("notebooks-data/season/posts.csv.gz").into());
    }

    // What is not set here has its default; `lockstep detect --print-config`
    // shows all of it, and `Config::load` reads it from a file.
    let mut config = Config { fdr: 0.001, ..Config::default() };
    if let Some(url) = config.traces.get_mut(&TraceKind::Url) {
        url.window = Window::seconds(60).into();
        url.min_objects = 3;
    }
    config.validate()?;

    let begin = |stage| eprintln!("{stage} ...");
    let detection = detect(&inputs, &config, &Resources::default(), &mut Stages::new(&begin))?;

    for warning in &detection.warnings {
        println!("Note: {warning}");
    }
    for network in &detection.findings.networks {
        let together = &network.together;
        println!(
            "\nNetwork {}, tier {}: {} accounts, {} validated pairs, {} objects, days: {}, first act {}",
            network.network_id,
            network.tier.letter(),
            network.members.len(),
            network.pairs.len(),
            together.objects,
            together.days,
            rfc3339(together.first_act),
        );
        // Candidates are in the order of review.
        let members = detection.findings.candidates.iter().filter(|c| c.network_id == network.network_id);
        for member in members {
            // Names are written by the adversary: a terminal gets them through `visible`.
            let name = visible(detection.events.accounts.get(member.account));
            println!("  {name}  score {:.1}, {} partners", member.score, member.partners);
        }
    }
    Ok(())
}
