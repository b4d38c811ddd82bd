//! Splitter, parser and formatter, on any text.

use interdict::problem::Problem;
use interdict::syntax::{RawItem, format, parse, split};

/// No panic; every span lies within its text; the layout of a layout is itself, and reads as the text did.
pub(crate) fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (items, problems) = split(&text);
    problems.iter().for_each(|problem| lies_within(&text, problem));
    let mut end = 0;
    for item in &items {
        assert!(end <= item.start, "items overlap");
        end = item.start + item.text.len();
        assert_eq!(text.get(item.start..end), Some(item.text));
        parses(item);
    }
    has_a_layout(&text, &items);
}

fn parses(item: &RawItem<'_>) {
    let parsed = parse(item.kind, item.text);
    assert!(parsed.tree.is_some() || !parsed.problems.is_empty(), "neither a tree nor a problem");
    parsed.problems.iter().for_each(|problem| lies_within(item.text, problem));
    for (start, end) in spans(&format!("{:?}", parsed.tree)) {
        assert!(item.text.get(start..end).is_some(), "{start}..{end} of a tree in {:?}", item.text);
    }
}

fn lies_within(text: &str, problem: &Problem) {
    assert!(!problem.labels.is_empty(), "{problem:?}");
    for label in &problem.labels {
        assert!(text.get(label.span.range()).is_some(), "{problem:?}");
    }
}

fn has_a_layout(text: &str, items: &[RawItem<'_>]) {
    let once = format(text).text;
    assert_eq!(format(&once).text, once, "laid out twice");
    let again = split(&once).0;
    assert_eq!(items.len(), again.len(), "{once}");
    for (before, after) in items.iter().zip(&again) {
        assert_eq!((before.kind, before.name, before.policy), (after.kind, after.name, after.policy));
        assert_eq!(bare_tree(before), bare_tree(after));
    }
}

/// The tree without its spans.
fn bare_tree(item: &RawItem<'_>) -> String {
    let shown = format!("{:?}", parse(item.kind, item.text).tree);
    let mut parts = shown.split(SPAN);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |bare, part| bare + part.split_once('}').map_or("", |(_, rest)| rest))
}

const SPAN: &str = "Span { start: ";

/// The spans in a tree as it is shown.
fn spans(shown: &str) -> Vec<(usize, usize)> {
    let read = |part: &str| {
        let (start, rest) = part.split_once(", end: ")?;
        Some((start.parse().ok()?, rest.split_once(" }")?.0.parse().ok()?))
    };
    shown.split(SPAN).skip(1).filter_map(read).collect()
}
