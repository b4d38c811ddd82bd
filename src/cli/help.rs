//! `interdict help`: the page of a problem code, or how to use a command.

use super::exit::Exit;
use super::terminal::{self, Color};
use interdict::domain::nearest;
use interdict::problem::Code;
use std::io::{self, Write};

pub(super) const AFTER: &str = "\
Exit status of `screen`: 0 all orders are clear, 1 something is not clear, 2 data problems, 3 policy errors.
Exit status of `test`: 0 all tests pass, 1 some fail, 3 policy errors.
`interdict help E041` explains a problem code.";

/// Explains a problem code, or a command
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A problem code, such as E041, or a command
    #[arg(value_name = "CODE")]
    topic: Option<String>,
}

macro_rules! pages {
    ($($code:literal)*) => {
        /// The page of each code.
        const PAGES: &[(&str, &str)] = &[$(($code, include_str!(concat!("../../docs/problems/", $code, ".md"))),)*];
    };
}

pages! {
    "E001" "E002" "E003" "E004" "E005" "E006" "E007" "E008" "E009"
    "E010" "E011" "E012" "E013" "E014" "E015" "E016"
    "E020" "E021" "E022" "E023" "E024" "E025" "E026" "E027" "E028" "E029"
    "E030" "E031"
    "E040" "E041" "E042" "E043" "E044" "E045" "E046" "E047" "E048" "E049"
    "E050" "E051" "E052" "E053" "E054" "E055" "E056" "E057"
    "E060" "E061" "E063" "E064" "E065" "E066" "E067"
    "E070" "E071" "E072" "E073" "E074"
    "E080" "E081" "E082" "E083" "E084" "E085"
    "W001" "W002" "W003" "W004" "W005" "W006" "W007" "W008" "W009" "W010" "W011" "W012" "W013" "W014" "W015"
    "D001" "D002" "D003" "D004" "D005" "D006" "D007" "D008" "D009"
    "D010" "D011"
}

pub(super) fn run(arguments: &Arguments, mut command: clap::Command, color: Color) -> io::Result<Exit> {
    let Some(topic) = arguments.topic.as_deref() else {
        command.print_long_help()?;
        return Ok(Exit::AllClear);
    };
    if let Some(code) = Code::parse(topic) {
        show(&page(code), color)?;
        return Ok(Exit::AllClear);
    }
    if let Some(subcommand) = command.find_subcommand(topic) {
        subcommand.clone().bin_name(format!("interdict {topic}")).print_long_help()?;
        return Ok(Exit::AllClear);
    }
    unknown(topic);
    Ok(Exit::Usage)
}

/// The page of a code; its title where there is no page.
fn page(code: Code) -> String {
    let page = PAGES.iter().find(|(name, _)| *name == code.as_str()).map(|(_, page)| (*page).to_owned());
    page.unwrap_or_else(|| format!("# {code}: {}\n", code.title()))
}

/// Prints a page, its headings bold.
fn show(page: &str, color: Color) -> io::Result<()> {
    let bold = if terminal::stdout(color).colour { anstyle::Style::new().bold() } else { anstyle::Style::new() };
    let mut out = io::stdout().lock();
    for line in page.lines() {
        if line.starts_with('#') { writeln!(out, "{bold}{line}{bold:#}")? } else { writeln!(out, "{line}")? }
    }
    out.flush()
}

fn unknown(topic: &str) {
    let topic = interdict::report::shortened(topic, 80);
    eprintln!("interdict: there is no help on `{topic}`");
    let candidates =
        Code::ALL.iter().map(|code| code.as_str()).chain(["screen", "check", "fmt", "test", "coverage", "explain"]);
    match nearest(&topic, candidates) {
        Some(near) => eprintln!("did you mean `interdict help {near}`?"),
        None => eprintln!("`interdict help` lists the commands; codes look like E041"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_page() {
        let listed: Vec<&str> = PAGES.iter().map(|(code, _)| *code).collect();
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(listed, codes);
        for (code, page) in PAGES {
            assert!(page.starts_with(&format!("# {code}: ")), "{code}");
        }
    }
}
