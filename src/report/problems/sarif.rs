//! Problems for code-scanning tools: SARIF 2.1.0.

use super::extent;
use crate::problem::{Code, Label, Problem, Severity};
use crate::report::{Sources, json};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes one SARIF log with one run. Its rules are the register of policy codes; columns are characters.
///
/// # Errors
///
/// Those of `out`.
pub fn write(out: &mut impl Write, problems: &[Problem], sources: &Sources) -> io::Result<()> {
    let rules: Vec<Code> = Code::ALL.iter().copied().filter(|code| !code.as_str().starts_with('D')).collect();
    let results: Vec<_> = problems.iter().map(|problem| result(problem, &rules, sources)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "interdict",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().copied().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    json::pretty(out, &log)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.title() },
        "help": { "text": format!("interdict help {code}") },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(problem: &Problem, rules: &[Code], sources: &Sources) -> Value {
    let text = match &problem.help {
        Some(help) => format!("{}\n{help}", problem.message),
        None => problem.message.clone(),
    };
    let mut places = problem.labels.iter().filter_map(|label| location(label, sources));
    json!({
        "ruleId": problem.code.as_str(),
        "ruleIndex": rules.iter().position(|code| *code == problem.code),
        "level": level(problem.severity()),
        "message": { "text": text },
        "locations": places.next().into_iter().collect::<Vec<_>>(),
        "relatedLocations": places.collect::<Vec<_>>(),
    })
}

fn location(label: &Label, sources: &Sources) -> Option<Value> {
    let mut physical = json!({ "artifactLocation": { "uri": uri(label.file.as_deref()?) } });
    if let (Some((start, end)), Some(physical)) = (extent(label, sources), physical.as_object_mut()) {
        let region = json!({
            "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
        });
        physical.insert("region".to_owned(), region);
    }
    Some(json!({ "physicalLocation": physical, "message": { "text": label.text } }))
}

/// A relative path as a relative URI reference.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("sets/é 1.policy"), "sets/%C3%A9%201.policy");
    }
}
