//! Problems for people, drawn by miette.

use super::drawn::Drawn;
use super::severity_word;
use crate::problem::{Problem, Severity};
use crate::report::paint::{BOLD, DIM, RED, YELLOW};
use crate::report::{Look, Sources};
use std::io::{self, Write};

/// Writes each problem: its code, its message, the lines it is about with their labels, and what to do.
/// The work is linear in the number of problems, whatever the size of the files.
///
/// # Errors
///
/// Those of `out`.
pub fn write(out: &mut impl Write, problems: &[Problem], sources: &Sources, look: Look) -> io::Result<()> {
    problems.iter().try_for_each(|problem| write_one(out, problem, sources, look))
}

fn write_one(out: &mut impl Write, problem: &Problem, sources: &Sources, look: Look) -> io::Result<()> {
    let style = match problem.severity() {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
    };
    let title = format!("{} {}", severity_word(problem.severity()), problem.code);
    let pointer = format!("interdict help {}", problem.code);
    writeln!(out, "{}  {}", look.paint(style | BOLD.get_effects(), title), look.paint(DIM, pointer))?;
    Drawn::new(problem.severity(), &problem.message, &problem.labels, problem.help.as_deref(), sources)
        .write(out, look)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Code, Span};
    use crate::report::problems::{json, sarif};

    const RULES: &str = "policy iran\n\nrule supp7 \"Supplement No. 7\"\n  for each line in order.lines\n  when order.ship_to.country is IRX\n   and line.hs in supp7\n  then prohibited\n\nset hubs of country AE, OM\n";
    const SETS: &str = "# sets\r\nset hubs of country\r\n\tAE, \u{1b}[2J東京, OM\r\n";

    fn sources() -> Sources {
        let mut sources = Sources::default();
        sources.insert("rules.policy", RULES);
        sources.insert("sets/hubs.policy", SETS);
        sources
    }

    /// The stretch of `text` that `words` take.
    fn span(text: &str, words: &str) -> Span {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    fn country() -> Problem {
        Problem::new(Code::UnknownCountry, "there is no country `IRX`", span(RULES, "IRX"), "not a country")
            .also(span(RULES, "order.ship_to.country"), "a country is expected here")
            .help("did you mean `IR` (Iran)?")
            .placed(&"rules.policy".into(), 0)
    }

    fn duplicate() -> Problem {
        Problem::new(Code::DuplicateName, "`hubs` is declared twice", span(RULES, "hubs"), "declared again here")
            .also_in("sets/hubs.policy".into(), span(SETS, "hubs"), "first declared here")
            .help("rename one of them, or move the entries of one set into the other")
            .placed(&"rules.policy".into(), 0)
    }

    fn at(span: Span, file: &str) -> Problem {
        Problem::new(Code::SyntaxError, "this is not expected", span, "here").placed(&file.into(), 0)
    }

    fn rendered(problems: &[Problem], look: Look) -> String {
        let mut out = Vec::new();
        write(&mut out, problems, &sources(), look).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn plain(problem: Problem) -> String {
        rendered(&[problem], Look::PLAIN)
    }

    #[test]
    fn a_problem_shows_its_lines_labels_and_help() {
        insta::assert_snapshot!(plain(country()));
    }

    #[test]
    fn labels_in_other_files_get_their_own_excerpt() {
        insta::assert_snapshot!(plain(duplicate()));
    }

    #[test]
    fn line_ends_tabs_wide_and_control_characters_are_harmless() {
        let text = plain(at(span(SETS, "OM"), "sets/hubs.policy"));
        assert!(!text.contains('\u{1b}') && !text.contains('\r'));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn the_name_of_a_file_is_harmless() {
        let mut sources = Sources::default();
        sources.insert("a\u{1b}[2J.policy", RULES);
        let mut out = Vec::new();
        write(&mut out, &[at(span(RULES, "IRX"), "a\u{1b}[2J.policy")], &sources, Look::PLAIN).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("a\\u{1b}[2J.policy:5") && !text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn a_label_past_the_end_points_at_the_end() {
        insta::assert_snapshot!(plain(at(Span::new(9_999, 10_000), "rules.policy")));
    }

    #[test]
    fn a_label_over_several_lines_marks_them_all() {
        insta::assert_snapshot!(plain(at(Span::new(13, 130), "rules.policy")));
    }

    #[test]
    fn a_problem_without_a_place_is_its_message() {
        let problem = Problem {
            code: Code::NoPolicyFiles,
            message: "there is no policy in `x`".into(),
            labels: vec![],
            help: None,
        };
        insta::assert_snapshot!(plain(problem));
    }

    #[test]
    fn colours_are_used_where_they_are_wanted() {
        insta::assert_snapshot!(rendered(&[country()], Look { colour: true, width: 80 }).replace('\u{1b}', "ESC"));
    }

    #[test]
    fn any_span_renders() {
        for file in ["rules.policy", "sets/hubs.policy", "not there"] {
            for start in 0..=SETS.len().max(RULES.len()) {
                for length in [0, 1, 2, 40, 400] {
                    assert!(plain(at(Span::new(start, start + length), file)).contains("not expected"));
                }
            }
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_label() {
        let mut sources = Sources::default();
        let text = format!("set s of text {} oops {}", "\"é\", ".repeat(9_000), "\"b\", ".repeat(9_000));
        sources.insert("long.policy", text.clone());
        let mut out = Vec::new();
        write(&mut out, &[at(span(&text, "oops"), "long.policy")], &sources, Look::PLAIN).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }

    #[test]
    fn the_work_does_not_grow_with_the_file() {
        let mut sources = Sources::default();
        let text = "rule r\n  when order.x is IRX\n".repeat(150_000);
        let problems: Vec<_> =
            (0..1_000).map(|index| at(Span::new(index * 4_000, index * 4_000 + 3), "big.policy")).collect();
        sources.insert("big.policy", text);
        let mut out = Vec::new();
        write(&mut out, &problems, &sources, Look::PLAIN).unwrap();
        assert!(out.len() < 1_000_000);
    }

    #[test]
    fn json_has_everything_with_lines_and_columns() {
        let mut out = Vec::new();
        json::write(&mut out, &[country(), duplicate()], &sources()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }

    #[test]
    fn sarif_points_at_the_register() {
        let mut out = Vec::new();
        sarif::write(&mut out, &[duplicate()], &sources()).unwrap();
        let log: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let run = &log["runs"][0];
        let index = usize::try_from(run["results"][0]["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "E021");
        insta::assert_snapshot!(serde_json::to_string_pretty(&run["results"]).unwrap());
    }
}
