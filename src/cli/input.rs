//! Where orders are read from.

use super::load::reason;
use interdict::facts::DataProblem;
use interdict::problem::Code;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Read};
use std::path::Path;
use std::rc::Rc;

/// Bytes read at a time.
const BUFFER: usize = 256 << 10;

/// What is done before a read that may have to wait.
pub(super) type BeforeRead = Box<dyn FnMut() -> io::Result<()>>;

/// One input of orders.
pub(super) struct Input {
    /// Its path, or `standard input`.
    pub(super) name: String,
    /// Its bytes.
    pub(super) reader: BufReader<Watched>,
    /// How many bytes there are, where that is known.
    pub(super) size: Option<u64>,
    /// How many bytes were read so far.
    pub(super) read: Rc<Cell<u64>>,
}

/// An input that cannot be opened.
pub(super) struct Unreadable {
    /// Its path.
    pub(super) name: String,
    /// Why.
    pub(super) problem: DataProblem,
}

impl Input {
    /// Opens a path; `-` is standard input.
    pub(super) fn open(path: &Path, before_read: BeforeRead) -> Result<Self, Box<Unreadable>> {
        if path == Path::new("-") {
            if io::stdin().is_terminal() {
                eprintln!("interdict: reading orders from the keyboard; Ctrl-D ends them");
            }
            return Ok(Self::new("standard input".to_owned(), Box::new(io::stdin()), None, before_read));
        }
        let name = path.to_string_lossy().into_owned();
        match open_file(path) {
            Ok((file, size)) => Ok(Self::new(name, Box::new(file), size, before_read)),
            Err(error) => Err(Box::new(Unreadable { problem: unreadable(&error), name })),
        }
    }

    fn new(name: String, bytes: Box<dyn Read>, size: Option<u64>, before_read: BeforeRead) -> Self {
        let read = Rc::new(Cell::new(0));
        let watched = Watched { bytes, before_read, read: Rc::clone(&read) };
        Self { name, reader: BufReader::with_capacity(BUFFER, watched), size, read }
    }
}

fn open_file(path: &Path) -> io::Result<(File, Option<u64>)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok((file, metadata.is_file().then_some(metadata.len())))
}

fn unreadable(error: &io::Error) -> DataProblem {
    DataProblem {
        code: Code::UnreadableInput,
        order: None,
        path: String::new(),
        line: 0,
        column: 0,
        found: String::new(),
        expected: format!("a file of orders that can be read, but {}", reason(error)),
        help: None,
    }
}

/// Bytes, counted as they are read.
pub(super) struct Watched {
    bytes: Box<dyn Read>,
    before_read: BeforeRead,
    read: Rc<Cell<u64>>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (self.before_read)()?;
        let read = self.bytes.read(buffer)?;
        self.read.set(self.read.get() + read as u64);
        Ok(read)
    }
}
