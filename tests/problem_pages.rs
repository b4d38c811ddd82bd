//! Every problem code has a page under `docs/problems` whose example has that problem, and whose correction does not. What the
//! compiler says of the example is a snapshot.

#![cfg(all(test, feature = "cli"))]
#![expect(clippy::disallowed_methods, reason = "it reads the pages, and makes the files that some of them need")]

#[path = "problem_pages/page.rs"]
mod page;
#[path = "problem_pages/said.rs"]
mod said;
#[path = "problem_pages/situation.rs"]
mod situation;

use interdict::problem::Code;
use page::{folder, pages};
use said::{codes_of, said_of};
use std::fs;

#[test]
fn every_page_belongs_to_a_code_and_has_its_parts() {
    for page in pages() {
        let (code, text) = (page.code, &page.text);
        let title = format!("# {code}: {}\n", code.title());
        assert!(text.starts_with(&title), "docs/problems/{code}.md must start with {title}");
        for part in ["\n## Example\n", "\n## How to fix it\n"] {
            assert!(text.contains(part), "docs/problems/{code}.md lacks {part}");
        }
    }
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let of_a_code = name.strip_suffix(".md").is_some_and(|stem| stem == "README" || Code::parse(stem).is_some());
        assert!(of_a_code, "docs/problems/{name} is the page of no code");
    }
}

#[test]
fn the_index_lists_every_code_with_its_title() {
    let index = fs::read_to_string(folder().join("README.md")).unwrap();
    let listed: Vec<&str> = index.lines().filter(|line| line.starts_with("| [")).collect();
    let wanted: Vec<String> =
        Code::ALL.iter().map(|code| format!("| [{code}]({code}.md) | {} |", code.title())).collect();
    assert_eq!(listed, wanted);
    assert!(index.contains(include_str!("problem_pages/preamble.policy")), "the index shows the preamble");
}

#[test]
fn every_example_has_the_problem_of_its_page_and_no_other() {
    for page in pages() {
        let found = match page.command() {
            Some((situation, command)) => situation::codes(&situation::run(situation, command)),
            None => codes_of(&page.example()),
        };
        assert!(found.contains(&page.code), "{}: the example has {found:?}", page.code);
        let other: Vec<&Code> = found.iter().filter(|code| !page.codes().contains(code)).collect();
        assert!(other.is_empty(), "{}: the example has {other:?} as well", page.code);
    }
}

#[test]
fn every_correction_is_free_of_problems() {
    for page in pages().iter().filter(|page| page.command().is_none()) {
        assert!(page.has_correction(), "{}: no corrected example", page.code);
        let found = codes_of(&page.corrected());
        assert!(found.is_empty(), "{}: the correction has {found:?}", page.code);
    }
}

#[test]
fn what_is_said_of_every_example_is_known() {
    for page in pages() {
        insta::assert_snapshot!(page.code.as_str(), said_of(&page));
    }
}
