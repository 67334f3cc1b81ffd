//! What a terminal shows while work goes on.

use std::fmt::Write;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};
use lockstep_base::work;

/// A stage that has gone on for less tells nothing of how long it takes.
const LONG_ENOUGH: Duration = Duration::from_secs(2);

/// A spinner that is gone when the work is done.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// One that is seen on a terminal only, and where it is wanted.
    pub(crate) fn new(is_wanted: bool) -> Self {
        let shown = is_wanted && std::io::stderr().is_terminal();
        Self(shown.then(|| {
            let bar = ProgressBar::new_spinner();
            // A template that is not understood leaves the spinner without the rest.
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}{left}") {
                bar.set_style(style.with_key("left", tell_left));
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        }))
    }

    /// Shows the name of the stage that is being worked on.
    pub(crate) fn stage(&self, name: &'static str) {
        if let Some(bar) = &self.0 {
            bar.set_message(name);
            bar.reset_elapsed();
        }
    }
}

/// What is left of the stage, where that is known.
fn tell_left(state: &ProgressState, shown: &mut dyn Write) {
    // Writing into the line cannot fail.
    let _ = work::share().map_or(Ok(()), |share| shown.write_str(&left(share, state.elapsed())));
}

fn left(share: f64, elapsed: Duration) -> String {
    let percent = (share * 100.0) as u32;
    if elapsed < LONG_ENOUGH || percent == 0 {
        return format!(", {percent} %");
    }
    let left = Duration::from_secs_f64(elapsed.as_secs_f64() * (1.0 - share) / share);
    format!(", {percent} %, about {} left", HumanDuration(left))
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_once_it_can_be_known() {
        assert_eq!(left(0.004, Duration::from_secs(60)), ", 0 %");
        assert_eq!(left(0.25, Duration::from_secs(1)), ", 25 %");
        assert_eq!(left(0.25, Duration::from_secs(60)), ", 25 %, about 3 minutes left");
    }
}
