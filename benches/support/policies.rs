//! The shipped policy and generated ones. Deterministic.

use interdict::{Compiled, Compiler};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A policy as it lies in a folder: files and tables, with their paths in it.
#[derive(Clone, Default)]
pub(crate) struct Sources {
    /// Policy files.
    pub(crate) files: Vec<(String, String)>,
    /// Reference tables.
    pub(crate) tables: Vec<(String, Vec<u8>)>,
}

impl Sources {
    /// The policy that the project ships.
    pub(crate) fn shipped() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
        let mut sources = Self::default();
        for path in files_below(&root) {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("policy") => sources.files.push((name, std::fs::read_to_string(&path).unwrap())),
                Some("csv") => sources.tables.push((name, std::fs::read(&path).unwrap())),
                _ => {}
            }
        }
        sources
    }

    /// `rules` generated rules in files of 500, of about 215 bytes each.
    pub(crate) fn generated(rules: usize) -> Self {
        let mut files = vec![("schema.policy".to_owned(), SCHEMA.to_owned())];
        for start in (0..rules).step_by(500) {
            let text = (start..rules.min(start + 500)).map(rule).collect();
            files.push((format!("rules_{start:06}.policy"), text));
        }
        Self { files, tables: Vec::new() }
    }

    /// Gives everything to a compiler.
    pub(crate) fn give(&self, compiler: &mut Compiler) {
        compiler.set_policies(self.files.iter().map(|(path, text)| (path.as_str(), text.clone())));
        for (path, bytes) in &self.tables {
            compiler.set_table(path, bytes.clone());
        }
    }

    /// Compiles from nothing.
    pub(crate) fn compile(&self) -> (Compiler, Compiled) {
        let mut compiler = Compiler::default();
        self.give(&mut compiler);
        let compiled = compiler.compile();
        (compiler, compiled)
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { paths.extend(files_below(&path)) } else { paths.push(path) }
    }
    paths.sort();
    paths
}

const SCHEMA: &str = r#"outcomes
  clear
  review
  prohibited
  undetermined counts as review
authority ear "Export Administration Regulations"
  provision 746.7 "Iran"
record order
  id text required
  date date required
  customer text
  ship_to address
  lines list of line required
  value money
record address
  country country
record line
  hs hs_code
  quantity number
set hubs of country AE, TR, KZ, KG, AM, GE, HK
set partners of country DE, FR, IT, JP, KR, CA, AU
"#;

const COUNTRIES: [&str; 12] = ["IR", "RU", "BY", "KP", "CU", "SY", "AE", "TR", "CN", "KZ", "IN", "VN"];

/// A rule with a country or group, an HS prefix, a value and a quantity.
fn rule(number: usize) -> String {
    let country = COUNTRIES[number % COUNTRIES.len()];
    let place = match number % 5 {
        0 => "in hubs".to_owned(),
        1 => "not in partners".to_owned(),
        _ => format!("is {country}"),
    };
    let hs = 8400 + number * 7 % 1_500;
    let mut text = String::new();
    let _ = write!(
        text,
        "rule generated_{number:06} \"Generated rule\"\n  cites ear 746.7\n  for each line in order.lines\n  when order.ship_to.country {place}\n   and line.hs is {hs}.{:02}\n   and line.quantity >= {}\n  then {}\n  because \"{{line.hs}} goes there\"\n",
        10 + number % 80,
        number % 1_000 + 1,
        if number.is_multiple_of(3) { "prohibited" } else { "review" },
    );
    text
}
