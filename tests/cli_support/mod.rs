//! Runs the built command in a folder of its own.

#![cfg(test)]
#![expect(
    dead_code,
    clippy::disallowed_methods,
    reason = "each test uses a part of it, and it makes the files to run on"
)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A small policy: what an order is, two outcomes beyond clear, two rules, a warning-free whole.
pub(crate) const POLICY: &str = r#"policy iran "Iran"
  owner "Trade Compliance"
  judged as of order.date

authority ear "Export Administration Regulations"
  provision 746.7(a)(1)(ii)  "Supplement No. 7 items need a licence for Iran"

outcomes
  clear
  review      "a person looks before anything ships"
  prohibited  "may not proceed"
  undetermined counts as review

record order
  id       text     required
  date     date     required
  ship_to  address
  lines    list of line  required

record address
  country  country  asks "Which country are the goods going to?"

record line
  sku  text  required
  hs   hs_code

set supp7 of hs_code  8542.31, 8526.91

rule supp7_to_iran "Supplement No. 7 item to Iran"
  cites ear 746.7(a)(1)(ii)
  in force from 2023-02-24
  for each line in order.lines
  when order.ship_to.country is IR
   and line.hs in supp7
  then prohibited
  because "{line.sku} (HS {line.hs}) is listed in Supplement No. 7 and is going to Iran"
"#;

pub(crate) const CLEAR: &str =
    r#"{"id":"SO-1","date":"2023-06-20","ship_to":{"country":"FR"},"lines":[{"sku":"A","hs":"8542.31"}]}"#;
pub(crate) const PROHIBITED: &str = r#"{"id":"SO-2","date":"2023-06-20","ship_to":{"country":"IR"},"lines":[{"sku":"XC7","hs":"8542.31"},{"sku":"B","hs":"0101"}]}"#;
pub(crate) const UNDETERMINED: &str = r#"{"id":"SO-3","date":"2023-06-20","lines":[{"sku":"XC7","hs":"8542.31"}]}"#;
pub(crate) const WRONG: &str =
    r#"{"id":"SO-4","date":"2023-06-20","ship_to":{"country":"FR"},"lines":[{"sku":"A"},{"sku":"B","hs":"85423"}]}"#;

/// A temporary folder to run in.
pub(crate) struct Folder(TempDir);

/// What a run did.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    /// With the small policy under `policies`.
    pub(crate) fn with_policy() -> Self {
        Self::empty().file("policies/a.policy", POLICY)
    }

    pub(crate) fn empty() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
        command.args(arguments).current_dir(self.path()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    pub(crate) fn run_on(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Run::of(output)
    }

    /// The problem codes that `check` reports, in order.
    pub(crate) fn codes(&self) -> Vec<String> {
        let run = self.run(&["check", "policies", "--format", "json"]);
        let problems: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        problems.as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap().to_owned()).collect()
    }
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let run =
            Self { status: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
        assert!(!run.err.contains("panicked"), "{}", run.err);
        run
    }
}
