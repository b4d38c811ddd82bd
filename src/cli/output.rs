//! Where verdicts go: one way of writing a batch for each format.
//!
//! **Invariant:** memory does not grow with the batch. What has to follow the count waits in a temporary file without a name.

use super::terminal::{self, Color};
use interdict::eval::Explanation;
use interdict::facts::DataProblem;
use interdict::report::verdicts::{Summary, Vocabulary, data, terminal::Orders};
use interdict::report::{Look, json};
use std::cell::RefCell;
use std::io::{self, BufWriter, Seek, StdoutLock, Write};
use std::rc::Rc;
use tempfile::SpooledTempFile;

/// Bytes kept in memory before they go to the temporary file.
const IN_MEMORY: usize = 8 << 20;

/// Standard output, locked and buffered.
pub(super) type Stdout = BufWriter<StdoutLock<'static>>;

/// How a batch is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people: the count, then each order
    Text,
    /// One JSON object: the count, the decisions, the data problems
    Json,
    /// One JSON object a line, one line an order, as they are decided
    Ndjson,
    /// For people: the count only
    Summary,
}

/// What becomes of the orders of a batch.
pub(super) trait Output {
    /// An order with a verdict.
    fn decision(&mut self, explanation: &Explanation) -> io::Result<()>;
    /// An order of the named input without one.
    fn refused(&mut self, input: &str, problems: &[DataProblem]) -> io::Result<()>;
    /// The end of the batch.
    fn finish(self: Box<Self>, summary: &Summary) -> io::Result<()>;
}

impl Format {
    /// A way to write a batch to standard output.
    pub(super) fn output(self, stdout: Rc<RefCell<Stdout>>, vocabulary: &Vocabulary, color: Color) -> Box<dyn Output> {
        let look = terminal::stdout(color);
        match self {
            Self::Text => {
                Box::new(Text { orders: Orders::new(vocabulary.clone(), look), spool: Spool::new(), stdout, look })
            }
            Self::Json => Box::new(Json { decisions: Spool::new(), problems: Spool::new(), stdout, written: (0, 0) }),
            Self::Ndjson => Box::new(Ndjson { stdout }),
            Self::Summary => Box::new(Count { stdout, look }),
        }
    }
}

/// Text that waits for the count.
struct Spool(BufWriter<SpooledTempFile>);

impl Spool {
    fn new() -> Self {
        Self(BufWriter::with_capacity(256 << 10, SpooledTempFile::new(IN_MEMORY)))
    }

    fn copy_to(self, out: &mut impl Write) -> io::Result<()> {
        let mut file = self.0.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        io::copy(&mut file, out).map(drop)
    }
}

struct Text {
    orders: Orders,
    spool: Spool,
    stdout: Rc<RefCell<Stdout>>,
    look: Look,
}

impl Output for Text {
    fn decision(&mut self, explanation: &Explanation) -> io::Result<()> {
        self.orders.decision(&mut self.spool.0, explanation)
    }

    fn refused(&mut self, input: &str, problems: &[DataProblem]) -> io::Result<()> {
        self.orders.refused(&mut self.spool.0, input, problems)
    }

    fn finish(self: Box<Self>, summary: &Summary) -> io::Result<()> {
        let mut out = self.stdout.borrow_mut();
        summary.write(&mut *out, self.look)?;
        self.spool.copy_to(&mut *out)?;
        out.flush()
    }
}

struct Count {
    stdout: Rc<RefCell<Stdout>>,
    look: Look,
}

impl Output for Count {
    fn decision(&mut self, _: &Explanation) -> io::Result<()> {
        Ok(())
    }

    fn refused(&mut self, _: &str, _: &[DataProblem]) -> io::Result<()> {
        Ok(())
    }

    fn finish(self: Box<Self>, summary: &Summary) -> io::Result<()> {
        let mut out = self.stdout.borrow_mut();
        summary.write(&mut *out, self.look)?;
        out.flush()
    }
}

struct Ndjson {
    stdout: Rc<RefCell<Stdout>>,
}

impl Output for Ndjson {
    fn decision(&mut self, explanation: &Explanation) -> io::Result<()> {
        let mut out = self.stdout.borrow_mut();
        json::compact(&mut *out, explanation)?;
        out.write_all(b"\n")
    }

    fn refused(&mut self, input: &str, problems: &[DataProblem]) -> io::Result<()> {
        let mut out = self.stdout.borrow_mut();
        data::write_json(&mut *out, input, problems)?;
        out.write_all(b"\n")
    }

    fn finish(self: Box<Self>, summary: &Summary) -> io::Result<()> {
        self.stdout.borrow_mut().flush()?;
        if summary.refused > 0 || summary.interrupted {
            eprintln!("interdict: {}", summary.headline());
        }
        Ok(())
    }
}

/// `{"summary": …, "decisions": […], "data_problems": […]}`, one order a line.
struct Json {
    decisions: Spool,
    problems: Spool,
    stdout: Rc<RefCell<Stdout>>,
    written: (u64, u64),
}

impl Output for Json {
    fn decision(&mut self, explanation: &Explanation) -> io::Result<()> {
        separator(&mut self.decisions.0, &mut self.written.0)?;
        json::compact(&mut self.decisions.0, explanation)
    }

    fn refused(&mut self, input: &str, problems: &[DataProblem]) -> io::Result<()> {
        separator(&mut self.problems.0, &mut self.written.1)?;
        data::write_json(&mut self.problems.0, input, problems)
    }

    fn finish(self: Box<Self>, summary: &Summary) -> io::Result<()> {
        let mut out = self.stdout.borrow_mut();
        out.write_all(b"{\"summary\":")?;
        json::compact(&mut *out, summary)?;
        out.write_all(b",\n\"decisions\":[")?;
        self.decisions.copy_to(&mut *out)?;
        out.write_all(b"],\n\"refused\":[")?;
        self.problems.copy_to(&mut *out)?;
        out.write_all(b"]}\n")?;
        out.flush()
    }
}

/// A line end before each element, and a comma after the one before.
fn separator(out: &mut impl Write, written: &mut u64) -> io::Result<()> {
    let separator = if *written == 0 { "\n" } else { ",\n" };
    *written += 1;
    out.write_all(separator.as_bytes())
}
