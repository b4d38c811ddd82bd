//! Folders for problems that no text alone can have, and the command run in them.

#![cfg(test)]

use interdict::problem::Code;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const POLICY: &str = "\
outcomes
  clear
  prohibited
  undetermined counts as prohibited

authority ear \"Export Administration Regulations\"
  provision 746.7(e)  \"Iran\"

record order
  id       text     required
  country  country

rule iran
  cites ear 746.7(e)
  when order.country is IR
  then prohibited
";

/// What the command says, run in a folder of its own.
pub(crate) fn run(situation: &str, command: &str) -> String {
    let folder = tempfile::TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("policies")).unwrap();
    prepare(situation, folder.path());
    let arguments = command.strip_prefix("interdict ").unwrap().split_whitespace();
    let mut interdict = Command::new(env!("CARGO_BIN_EXE_interdict"));
    let ran = interdict.args(arguments).args(["--color", "never"]).current_dir(folder.path()).output().unwrap();
    String::from_utf8(ran.stdout).unwrap() + &String::from_utf8(ran.stderr).unwrap()
}

/// The codes in a text.
pub(crate) fn codes(text: &str) -> BTreeSet<Code> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(Code::parse).collect()
}

fn prepare(situation: &str, folder: &Path) {
    let write = |path: &str, content: &[u8]| fs::write(folder.join(path), content).unwrap();
    if situation != "no-policy" {
        write("policies/iran.policy", POLICY.as_bytes());
    }
    match situation {
        "no-policy" => write("policies/notes.txt", b"not a policy"),
        "folder-named-like-a-policy" => fs::create_dir(folder.join("policies/embargoes.policy")).unwrap(),
        "latin-1" => write("policies/notes.policy", b"# Embargoes since the d\xe9cret of 2014\n"),
        "large-file" => write("policies/notes.policy", &b"# a remark\n".repeat(500_000)),
        "long-item" => write("policies/codes.policy", long_set().as_bytes()),
        "many-items" => write("policies/many.policy", many_authorities().as_bytes()),
        "many-rows" => {
            write(
                "policies/chart.policy",
                b"table chart\n  cites ear 746.7(e)\n  | order.country | then |\n  from \"chart.csv\"\n",
            );
            write(
                "policies/chart.csv",
                ("order.country,then\n".to_owned() + &"IR,prohibited\n".repeat(10_001)).as_bytes(),
            );
        }
        "no-orders-file" => {}
        other => panic!("no situation is named `{other}`"),
    }
}

/// A set of so many codes that it is longer than an item may be.
fn long_set() -> String {
    let codes = (0..60_000).map(|number| format!("9{:09}", number * 10));
    format!("set codes of hs_code\n  {}\n", codes.collect::<Vec<_>>().join(",\n  "))
}

/// One item more than a file may have.
fn many_authorities() -> String {
    (0..=100_000).map(|number| format!("authority a{number} \"A\"\n")).collect()
}
