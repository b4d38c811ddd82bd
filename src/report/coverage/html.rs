//! Coverage as one page: the totals, then the text of the policy with its conditions marked. It needs no script and no other file.

mod marked;

use super::{Covered, Share, gaps};
use crate::report::markup::escaped;
use crate::report::problems::counted;
use marked::Marked;
use std::collections::BTreeMap;
use std::io::{self, Write};

const STYLE: &str = include_str!("html/style.css");

/// Writes the page.
///
/// # Errors
///
/// Those of `out`.
pub fn write(out: &mut impl Write, covered: &Covered<'_>) -> io::Result<()> {
    let files = files(covered);
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Coverage of the policy</title>")?;
    writeln!(out, "<style>\n{STYLE}</style>\n</head>\n<body>")?;
    head(out, covered)?;
    index(out, &files)?;
    provisions(out, covered)?;
    for (number, file) in files.iter().enumerate() {
        section(out, covered, number, file)?;
    }
    writeln!(out, "</body>\n</html>")
}

/// A policy file and what is seen of it.
struct File<'a> {
    path: &'a str,
    share: Share,
}

/// The files that hold something to be seen, worst first.
fn files<'a>(covered: &Covered<'a>) -> Vec<File<'a>> {
    let mut shares: BTreeMap<&str, Share> = BTreeMap::new();
    let atoms: Vec<_> = covered.atoms().collect();
    for (number, _, seen) in covered.rules() {
        if let Some(place) = covered.places.rule(number) {
            shares.entry(&place.file).or_default().add(seen.counted(), 2);
        }
    }
    for (seen, place) in &atoms {
        let key = covered.sources.path(&place.file);
        shares.entry(key.unwrap_or_default()).or_default().add(seen.counted(), 2);
    }
    let mut files: Vec<File<'_>> = shares.into_iter().map(|(path, share)| File { path, share }).collect();
    files.sort_by_key(|file| (file.share.percent(), file.path));
    files
}

fn head(out: &mut impl Write, covered: &Covered<'_>) -> io::Result<()> {
    let share = covered.share();
    let coverage = covered.coverage;
    writeln!(out, "<header>\n<h1>Coverage: {} %</h1>", share.percent())?;
    let failed = match coverage.failed {
        0 => String::new(),
        failed => format!(" <strong>{} failed.</strong>", counted((failed, "test"))),
    };
    writeln!(
        out,
        "<p>{} of {} seen by {}: each rule, flag and exception found and not found, each condition true and false.{failed}</p>",
        share.seen,
        share.all,
        counted((coverage.tests, "test")),
    )?;
    writeln!(
        out,
        "<p class=\"legend\">Conditions: <span class=\"m both\">seen true and false<sup>TF</sup></span> \
         <span class=\"m one\">seen one way only<sup>T–</sup></span> <span class=\"m never\">never decided<sup>––</sup></span>; \
         a <sup>?</sup> where also seen unknown. Point at a condition to read in which test.</p>\n</header>"
    )
}

fn index(out: &mut impl Write, files: &[File<'_>]) -> io::Result<()> {
    writeln!(out, "<h2>Files, worst first</h2>\n<table>")?;
    writeln!(out, "<tr><th>File</th><th class=\"number\">Seen</th><th class=\"number\">Of</th><th>Share</th></tr>")?;
    for (number, File { path, share }) in files.iter().enumerate() {
        writeln!(
            out,
            "<tr><td><a href=\"#f{number}\">{}</a></td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>",
            escaped(path),
            share.seen,
            share.all,
            bar(*share)
        )?;
    }
    writeln!(out, "</table>")
}

fn bar(share: Share) -> String {
    let percent = share.percent();
    format!(
        "<meter min=\"0\" max=\"100\" low=\"60\" high=\"90\" optimum=\"100\" value=\"{percent}\"></meter> {percent} %"
    )
}

/// The provisions that lack a rule or a test.
fn provisions(out: &mut impl Write, covered: &Covered<'_>) -> io::Result<()> {
    let all = &covered.coverage.provisions;
    let short: Vec<_> = all.iter().filter(|seen| seen.test_for.is_none() || seen.test_against.is_none()).collect();
    writeln!(
        out,
        "<h2>Provisions</h2>\n<p>{} of {} have a rule, a test for and a test against.</p>",
        all.len() - short.len(),
        all.len()
    )?;
    if short.is_empty() {
        return Ok(());
    }
    writeln!(out, "<table>\n<tr><th>Provision</th><th>Title</th><th class=\"number\">Rules</th><th>Lacks</th></tr>")?;
    for seen in short {
        let Some((authority, provision)) = covered.provision(seen) else { continue };
        let lacks = if seen.rules.is_empty() {
            "a rule".to_owned()
        } else {
            gaps(&[("a test for", seen.test_for), ("a test against", seen.test_against)]).replace("never ", "")
        };
        writeln!(
            out,
            "<tr><td>{} {}</td><td>{}</td><td class=\"number\">{}</td><td>{lacks}</td></tr>",
            escaped(authority),
            escaped(&provision.id),
            escaped(&provision.title),
            seen.rules.len()
        )?;
    }
    writeln!(out, "</table>")
}

fn section(out: &mut impl Write, covered: &Covered<'_>, number: usize, file: &File<'_>) -> io::Result<()> {
    let Some(source) = covered.sources.get(file.path) else { return Ok(()) };
    writeln!(out, "<h2 id=\"f{number}\">{} <small>{} %</small></h2>", escaped(file.path), file.share.percent())?;
    writeln!(out, "<pre>")?;
    let marked = Marked::new(covered, file.path);
    for line in 0..source.lines() {
        marked.line(out, source, line)?;
    }
    writeln!(out, "</pre>")
}
