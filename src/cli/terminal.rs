//! What the output is connected to.

use anstream::{AutoStream, ColorChoice};
use interdict::report::Look;
use std::io::{self, IsTerminal};
use terminal_size::{Width, terminal_size};

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On a terminal
    Auto,
    /// Even into a file
    Always,
    /// Not at all
    Never,
}

/// Wider lines are hard to read.
const WIDEST: usize = 120;

/// How standard output looks.
pub(super) fn stdout(color: Color) -> Look {
    look(color, AutoStream::choice(&io::stdout()), io::stdout().is_terminal())
}

/// How standard error looks.
pub(super) fn stderr(color: Color) -> Look {
    look(color, AutoStream::choice(&io::stderr()), io::stderr().is_terminal())
}

fn look(color: Color, detected: ColorChoice, is_terminal: bool) -> Look {
    let colour = match color {
        Color::Auto => detected != ColorChoice::Never,
        Color::Always => true,
        Color::Never => false,
    };
    let width = terminal_size().filter(|_| is_terminal).map(|(Width(width), _)| usize::from(width).min(WIDEST));
    Look { colour, width: width.unwrap_or(Look::PLAIN.width) }
}
