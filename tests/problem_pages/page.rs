//! A page of `docs/problems`: its title, and the files that its fenced blocks hold.
//!
//! The first word after a fence's backticks says what it holds: `interdict` (a policy file), `csv` (a table), `json` or
//! `csv orders` (orders), `shell` (a command). Further words: `file=data/x.csv`, `fixed` (belongs to the corrected example),
//! `alone` (without the preamble), `also=W002` (yields that code too), `situation=…` (the folder that a command runs in).

#![cfg(test)]

use interdict::problem::Code;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

const PREAMBLE: &str = include_str!("preamble.policy");

/// Where the preamble stands among the files of an example.
pub(crate) const PREAMBLE_FILE: &str = "preamble.policy";

/// The page of one code.
pub(crate) struct Page {
    pub(crate) code: Code,
    pub(crate) text: String,
    blocks: Vec<Block>,
}

/// A fenced block.
struct Block {
    words: Vec<String>,
    text: String,
}

/// What an example consists of.
#[derive(Default)]
pub(crate) struct Example {
    /// Policy files and tables by path.
    pub(crate) files: BTreeMap<String, String>,
    /// Orders and the name of their file.
    pub(crate) orders: Option<(String, String)>,
}

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/problems")
}

/// The pages of all codes.
pub(crate) fn pages() -> Vec<Page> {
    Code::ALL.iter().map(|code| Page::of(*code)).collect()
}

impl Page {
    fn of(code: Code) -> Self {
        let text = fs::read_to_string(folder().join(format!("{code}.md"))).unwrap_or_default();
        Self { code, blocks: blocks(&text), text }
    }

    /// The example that has the problem.
    pub(crate) fn example(&self) -> Example {
        self.gathered(|block| !block.is("fixed"))
    }

    /// The corrected example: what its blocks leave alone stays as it was.
    pub(crate) fn corrected(&self) -> Example {
        self.gathered(|_| true)
    }

    pub(crate) fn has_correction(&self) -> bool {
        self.blocks.iter().any(|block| block.is("fixed"))
    }

    /// The command that the page runs, and in which situation.
    pub(crate) fn command(&self) -> Option<(&str, &str)> {
        let block = self.blocks.iter().find(|block| block.is("shell"))?;
        Some((block.value("situation")?, block.text.trim()))
    }

    /// The codes that the example may yield.
    pub(crate) fn codes(&self) -> Vec<Code> {
        let also = self.blocks.iter().filter_map(|block| block.value("also"));
        also.filter_map(Code::parse).chain([self.code]).collect()
    }

    /// Later blocks replace earlier ones of the same name.
    fn gathered(&self, wanted: impl Fn(&Block) -> bool) -> Example {
        let mut example = Example::default();
        for block in self.blocks.iter().filter(|block| wanted(block) && !block.is("shell")) {
            let is_csv = block.is("csv");
            if block.is("json") || is_csv && block.is("orders") {
                let name = if is_csv { "orders.csv" } else { "orders.json" };
                example.orders = Some((name.to_owned(), block.text.clone()));
            } else {
                let file = block.value("file").unwrap_or("example.policy");
                example.files.insert(file.to_owned(), block.text.clone());
            }
        }
        if !self.blocks.iter().any(|block| block.is("alone")) {
            let preamble = preamble_without(&example.files);
            example.files.insert(PREAMBLE_FILE.to_owned(), preamble);
        }
        example
    }
}

impl Block {
    fn is(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let words = info.split_whitespace().map(str::to_owned).collect();
            let text = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            blocks.push(Block { words, text });
        }
    }
    blocks
}

/// The preamble without the items that the files declare themselves.
fn preamble_without(files: &BTreeMap<String, String>) -> String {
    let heads = |text: &str| text.lines().filter(|line| !line.starts_with(' ')).map(head).collect::<Vec<_>>();
    let own: Vec<String> = files.values().flat_map(|text| heads(text)).collect();
    let items = PREAMBLE.split("\n\n").filter(|item| !own.contains(&head(item)));
    items.collect::<Vec<_>>().join("\n\n")
}

/// The keyword and the name of an item.
fn head(item: &str) -> String {
    item.split_whitespace().take(if item.starts_with("outcomes") { 1 } else { 2 }).collect::<Vec<_>>().join(" ")
}
