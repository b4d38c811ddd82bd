//! How a run ends.

use std::io;
use std::process::ExitCode;

/// What the exit status says. Of several, the worst counts: policy errors before data problems before what is not clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Every order is clear, every test passes, or there is nothing else to complain about.
    AllClear,
    /// Some order is not clear, or not clear yet; some test fails; or the tests cover too little.
    NotClear,
    /// Some file is not in the layout of `interdict fmt`.
    NotFormatted,
    /// Some order could not be screened, or there was none.
    DataProblems,
    /// The policy has errors: no order was screened, or a file was not formatted.
    PolicyErrors,
    /// The arguments make no sense.
    Usage,
    /// The output could not be written.
    Unwritable,
    /// Stopped from the keyboard: what was printed is only the beginning.
    Interrupted,
    /// The reader of the output went away.
    BrokenPipe,
}

impl Exit {
    /// How a run ends whose output could not be written. A reader that went away is no error.
    pub(super) fn of_error(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::BrokenPipe;
        }
        eprintln!("interdict: the output cannot be written: {error}");
        Self::Unwritable
    }

    fn status(self) -> u8 {
        match self {
            Self::AllClear => 0,
            Self::NotClear | Self::NotFormatted => 1,
            Self::DataProblems => 2,
            Self::PolicyErrors => 3,
            Self::Usage => 64,
            Self::Unwritable => 74,
            // As a shell reports a program that the signal ended.
            Self::Interrupted => 130,
            Self::BrokenPipe => 141,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}
