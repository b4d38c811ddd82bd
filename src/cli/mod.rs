//! The command line: reads files, runs the library, prints.
//!
//! **Invariant:** every run ends with one of the statuses of [`exit::Exit`], whatever it is given to read.
#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a shell does I/O")]

mod check;
mod coverage;
mod exit;
mod explain;
mod fmt;
mod help;
mod input;
mod load;
mod orders;
mod output;
mod progress;
mod screen;
mod terminal;
mod test;

use clap::{CommandFactory, Parser, Subcommand};
use exit::Exit;
use std::io;
use std::process::ExitCode;
use terminal::Color;

/// Screens orders for export compliance, with rules that read like the regulation.
#[derive(Debug, Parser)]
#[command(name = "interdict", version, disable_help_subcommand = true, after_help = help::AFTER)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    Screen(screen::Arguments),
    Check(check::Arguments),
    Fmt(fmt::Arguments),
    Test(test::Arguments),
    Coverage(coverage::Arguments),
    Explain(explain::Arguments),
    Help(help::Arguments),
}

/// Runs the command that the arguments ask for.
pub(crate) fn run() -> ExitCode {
    let ended = match Arguments::try_parse() {
        Ok(arguments) => dispatch(&arguments),
        Err(error) => usage(&error),
    };
    ended.unwrap_or_else(|error| Exit::of_error(&error)).into()
}

fn dispatch(arguments: &Arguments) -> io::Result<Exit> {
    match &arguments.command {
        Command::Screen(screen) => screen::run(screen, arguments.color),
        Command::Check(check) => check::run(check, arguments.color),
        Command::Fmt(fmt) => fmt::run(fmt, arguments.color),
        Command::Coverage(coverage) => coverage::run(coverage, arguments.color),
        Command::Explain(explain) => explain::run(explain, arguments.color),
        Command::Test(test) => test::run(test, arguments.color),
        Command::Help(help) => help::run(help, Arguments::command(), arguments.color),
    }
}

fn usage(error: &clap::Error) -> io::Result<Exit> {
    error.print()?;
    Ok(if error.use_stderr() { Exit::Usage } else { Exit::AllClear })
}
