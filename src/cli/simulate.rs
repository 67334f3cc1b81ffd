//! `lockstep simulate`.

use std::path::PathBuf;

use clap::Args;
use lockstep_base::error::Result;
use lockstep_base::safe::visible;
use lockstep_lab::simulate::WorldRequest;

use crate::flags::WorldFlags;
use crate::output::say;

/// Flags of `lockstep simulate`.
#[derive(Args, Debug)]
pub(super) struct Simulate {
    #[command(flatten)]
    flags: WorldFlags,
    /// The directory to write; README.md in it says what is what
    #[arg(long, value_name = "DIR", default_value = "lockstep-world")]
    out: PathBuf,
    /// Replace the world that is there
    #[arg(long)]
    overwrite: bool,
    /// Print the world's parameters as TOML and stop
    #[arg(long)]
    print_config: bool,
}

impl Simulate {
    pub(super) fn run(self) -> Result<()> {
        let asked = WorldRequest::from(self.flags);
        if self.print_config {
            return say(asked.parameters()?.as_bytes());
        }
        let made = asked.make(&self.out, self.overwrite)?;
        let shown = visible(&self.out.to_string_lossy()).into_owned();
        say(format!("{made}\nRead {shown}/README.md first.\n").as_bytes())
    }
}
