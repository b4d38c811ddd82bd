//! A message over the lines that it is about, as miette draws it.

use super::excerpt::{CONTEXT, Excerpt};
use crate::problem::{Label, Severity};
use crate::report::{Look, Sources, clean};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use std::fmt;
use std::io::{self, Write};

/// A message with its places, as miette wants it.
#[derive(Debug)]
pub(in crate::report) struct Drawn {
    severity: Severity,
    message: String,
    help: Option<String>,
    excerpt: Option<Excerpt>,
    /// In the order in which they stand in the excerpt.
    labels: Vec<LabeledSpan>,
}

impl Drawn {
    /// The first label is the main one.
    pub(in crate::report) fn new(
        severity: Severity,
        message: &str,
        labels: &[Label],
        help: Option<&str>,
        sources: &Sources,
    ) -> Self {
        let excerpt = Excerpt::new(labels, sources);
        let mut labels = excerpt.as_ref().map(|excerpt| excerpt.labels().to_vec()).unwrap_or_default();
        labels.sort_by_key(LabeledSpan::offset);
        let help = help.map(|help| help.lines().map(clean).collect::<Vec<_>>().join("\n"));
        Self { severity, message: clean(message).into_owned(), help, excerpt, labels }
    }

    pub(in crate::report) fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let mut text = String::new();
        handler(self, look).render_report(&mut text, self).map_err(io::Error::other)?;
        text.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
    }
}

fn handler(drawn: &Drawn, look: Look) -> GraphicalReportHandler {
    let mut theme = if look.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    if look.colour {
        theme.styles = miette::ThemeStyles::ansi();
        let main = match drawn.severity {
            Severity::Error => theme.styles.error,
            Severity::Warning => theme.styles.warning,
        };
        theme.styles.highlights =
            drawn.labels.iter().map(|label| if label.primary() { main } else { theme.styles.advice }).collect();
    }
    GraphicalReportHandler::new_themed(theme).with_width(look.width.clamp(40, 200)).with_context_lines(CONTEXT)
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl Diagnostic for Drawn {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
