//! `interdict check`, as its users run it.

#![cfg(feature = "cli")]

mod cli_support;

use cli_support::{Folder, POLICY};

#[test]
fn a_policy_without_errors_is_accepted() {
    let run = Folder::with_policy().run(&["check", "policies"]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, "no problems in 1 file\n", ""));
}

#[test]
fn errors_are_shown_with_their_place_and_counted() {
    let folder = Folder::empty().file("policies/a.policy", POLICY.replace("is IR\n", "is IRX\n"));
    let run = folder.run(&["check", "policies"]);
    assert_eq!(run.status, 3);
    assert!(run.out.contains("error E041"), "{}", run.out);
    assert!(run.out.contains("interdict help E041"), "{}", run.out);
    assert!(run.out.contains("[a.policy:33:"), "{}", run.out);
    assert!(run.out.ends_with("1 error in 1 file\n"), "{}", run.out);
    assert!(!run.out.contains('\u{1b}'));
}

#[test]
fn json_and_sarif_are_what_programs_expect() {
    let folder = Folder::empty().file("policies/a.policy", POLICY.replace("is IR\n", "is IRX\n"));
    let json = folder.run(&["check", "policies", "--format", "json"]);
    let problems: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(problems[0]["line"], 33);
    assert_eq!(problems[0]["file"], "a.policy");
    let sarif = folder.run(&["check", "policies", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&sarif.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "E041");
    assert_eq!((json.status, sarif.status), (3, 3));
}

#[test]
fn every_file_reports_all_its_errors_in_one_run() {
    let folder = Folder::empty()
        .file("policies/a.policy", POLICY)
        .file("policies/b.policy", "set b of country  AA, BBB, ZZ\n")
        .file("policies/c.policy", "set c of country  QQ\n");
    let codes = folder.codes();
    assert_eq!(codes.iter().filter(|code| *code == "E041").count(), 4, "{codes:?}");
}

#[test]
fn a_folder_without_policies_is_an_error() {
    let folder = Folder::empty().file("policies/readme.txt", "nothing");
    assert_eq!(folder.codes(), ["E013"]);
    assert_eq!(folder.run(&["check", "policies"]).status, 3);
    assert_eq!(folder.run(&["check", "elsewhere"]).status, 3);
}

#[test]
fn an_empty_file_is_no_reason_to_fail_in_a_strange_way() {
    let run = Folder::empty().file("policies/a.policy", "").run(&["check", "policies"]);
    assert_eq!(run.status, 3);
    assert!(run.out.contains("E027") || run.out.contains("E013"), "{}", run.out);
}

#[test]
fn a_file_that_is_not_utf8_is_an_error_with_its_place() {
    let folder = Folder::with_policy().file("policies/b.policy", b"# caf\xe9\n");
    let run = folder.run(&["check", "policies"]);
    assert_eq!(folder.codes(), ["E002"]);
    assert!(run.out.contains("[b.policy:1:6]"), "{}", run.out);
}

#[test]
fn byte_order_marks_and_windows_line_ends_are_accepted() {
    let text = format!("\u{feff}{}", POLICY.replace('\n', "\r\n"));
    let run = Folder::empty().file("policies/a.policy", text).run(&["check", "policies"]);
    assert_eq!(run.status, 0, "{}", run.out);
}

#[test]
fn what_is_named_like_a_policy_but_is_no_file_is_an_error() {
    let folder = Folder::with_policy().file("policies/x.policy/inner.txt", "");
    assert_eq!(folder.codes(), ["E001"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_is_an_error_not_a_hang() {
    let folder = Folder::with_policy();
    std::os::unix::fs::symlink("..", folder.path().join("policies/back")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("policies/gone.policy")).unwrap();
    std::os::unix::fs::symlink("a.policy", folder.path().join("policies/twice.policy")).unwrap();
    assert_eq!(folder.codes(), ["E001", "E001", "E001"]);
}

#[test]
fn a_huge_file_is_refused_without_being_read() {
    let folder = Folder::with_policy().file("policies/huge.policy", vec![b'#'; 50 << 20]);
    assert_eq!(folder.codes(), ["E003"]);
}

#[test]
fn tables_are_read_from_inside_the_folder_only() {
    let set = |path: &str| format!("set listed of hs_code  from \"{path}\" column hs6\n");
    let uses = POLICY.replace("in supp7\n", "in listed\n").replace("set supp7 of hs_code  8542.31, 8526.91\n", "");
    let folder = |path: &str| {
        Folder::empty()
            .file("policies/a.policy", &uses)
            .file("policies/b.policy", set(path))
            .file("policies/data/hs.csv", "hs6\n854231\n")
            .file("hs.csv", "hs6\n854231\n")
    };
    assert_eq!(folder("data/hs.csv").codes(), Vec::<String>::new());
    assert_eq!(folder("data/no.csv").codes(), ["E070"]);
    assert_eq!(folder("../hs.csv").codes(), ["E071"]);
}

#[test]
fn a_thousand_errors_are_all_shown() {
    let rules: String = (0..1_000).map(|n| format!("set s{n} of country  QQ\n")).collect();
    let run = Folder::with_policy().file("policies/b.policy", rules).run(&["check", "policies"]);
    assert!(run.out.lines().last().unwrap().starts_with("1000 errors"), "{}", run.out.lines().last().unwrap());
}

#[test]
fn colours_only_where_they_are_asked_for() {
    let folder = Folder::empty().file("policies/a.policy", POLICY.replace("is IR\n", "is IRX\n"));
    assert!(folder.run(&["check", "policies", "--color", "always"]).out.contains('\u{1b}'));
    assert!(!folder.run(&["check", "policies", "--color", "never"]).out.contains('\u{1b}'));
}

#[test]
fn a_definition_that_stands_where_its_own_set_should_is_refused() {
    for test in ["order.ship_to.country in hubs", "order.id contains any of hubs"] {
        let folder = Folder::with_policy().file("policies/b.policy", format!("define hubs = {test}\n"));
        assert_eq!(folder.codes(), ["E022"], "{test}");
    }
}
