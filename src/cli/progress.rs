//! A progress bar on a terminal, silence in a pipe.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::run::Progress;

/// Files read so far, then the part the run is at.
pub struct Bar(ProgressBar);

impl Bar {
    /// Draws on stderr when that is a terminal and nobody asked for quiet.
    pub fn new(quiet: bool) -> Bar {
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}");
        bar.set_style(style.expect("the template is a valid one"));
        Bar(bar)
    }

    /// Says something while the bar makes room for it.
    pub fn beside(&self, say: impl FnOnce()) {
        self.0.suspend(say);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn files(&self, count: usize) {
        self.0.set_length(count as u64);
    }

    fn file_read(&self, name: &str) {
        self.0.set_message(name.to_owned());
        self.0.inc(1);
    }

    fn part(&self, name: &str) {
        self.0.set_message(name.to_owned());
        self.0.tick();
    }
}
