//! What a terminal shows while work goes on.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::ProgressBar;

/// A spinner that is gone when the work is done.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// One that is seen on a terminal only, and where it is wanted.
    pub(crate) fn new(is_wanted: bool) -> Self {
        let shown = is_wanted && std::io::stderr().is_terminal();
        Self(shown.then(|| {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        }))
    }

    /// Shows the name of the stage that is being worked on.
    pub(crate) fn stage(&self, name: &'static str) {
        if let Some(bar) = &self.0 {
            bar.set_message(name);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
