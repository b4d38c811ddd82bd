//! A progress bar on standard error, and the key that stops a run.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Orders between two looks at the bar.
const EVERY: u64 = 512;
/// Shorter inputs, in bytes, get no bar.
const LONG: u64 = 4 << 20;

/// How far a run has come, on a terminal; nothing elsewhere.
pub(super) struct Progress {
    bar: ProgressBar,
    orders: u64,
}

impl Progress {
    /// For an input of that many bytes, where that is known.
    pub(super) fn new(size: Option<u64>, wanted: bool) -> Self {
        let bar = match size {
            _ if !wanted => ProgressBar::hidden(),
            Some(size) if size < LONG => ProgressBar::hidden(),
            Some(size) => ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr())
                .with_style(style("{bar:30} {percent}%  {msg}, {eta} left")),
            None => {
                ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style("{spinner} {msg}"))
            }
        };
        Self { bar, orders: 0 }
    }

    /// One more order; `read` bytes of the input so far.
    pub(super) fn order(&mut self, read: u64) {
        self.orders += 1;
        if self.orders.is_multiple_of(EVERY) {
            self.bar.set_message(format!("{} orders", self.orders));
            self.bar.set_position(read);
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A flag that Ctrl-C raises. A second Ctrl-C ends the process at once: the run may be waiting for input.
pub(super) fn stop_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    // Without a handler, Ctrl-C ends the process, which is acceptable.
    let _ = ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            process::exit(130);
        }
    });
    flag
}
