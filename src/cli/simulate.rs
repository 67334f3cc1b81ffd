//! `lockstep simulate`.
use crate::error::Result;
use clap::Args;
#[derive(Args, Debug)]
pub(super) struct Simulate {}
impl Simulate {
    pub(super) fn run(self) -> Result<()> {
        Ok(())
    }
}
