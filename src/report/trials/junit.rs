//! Tests for build servers: JUnit XML.

use super::Tried;
use crate::report::Sources;
use crate::report::markup::escaped;
use std::io::{self, Write};

/// Writes one suite; a test's class is its file, so that servers group by it.
///
/// # Errors
///
/// Those of `out`.
pub fn write(out: &mut impl Write, tried: &[Tried<'_>], sources: &Sources) -> io::Result<()> {
    let failed = tried.iter().filter(|tried| !tried.trial.passed()).count();
    let counts = format!("tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"0\"", tried.len());
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites {counts}>\n  <testsuite name=\"interdict\" {counts}>")?;
    tried.iter().try_for_each(|tried| case(out, tried, sources))?;
    writeln!(out, "  </testsuite>\n</testsuites>")
}

fn case(out: &mut impl Write, tried: &Tried<'_>, sources: &Sources) -> io::Result<()> {
    let line = tried.position(tried.title, sources).map_or(0, |position| position.line);
    let (name, file) = (escaped(&tried.case.title), escaped(tried.file));
    write!(out, "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\"")?;
    if tried.trial.passed() {
        return writeln!(out, "/>");
    }
    writeln!(out, ">")?;
    for failure in tried.failures() {
        let line = tried.position(failure.span, sources).map_or(0, |position| position.line);
        let said = escaped(&failure.said);
        writeln!(out, "      <failure message=\"{said}\">{file}:{line}: {said}</failure>")?;
    }
    writeln!(out, "    </testcase>")
}
