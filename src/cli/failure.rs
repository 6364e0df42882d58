//! Why the program ends with an error, and its exit status.

use std::fmt;
use std::process::ExitCode;

use crate::capture::bpf::BpfError;
use crate::capture::live::LiveError;
use crate::store::{CaptureError, ChooseError, StoreError};

/// What kind of thing failed; each has an exit status of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Wrong usage.
    Usage = 1,
    /// A network interface.
    Interface = 2,
    /// A capture file.
    File = 3,
    /// A filter.
    Filter = 4,
    /// A missing privilege.
    Privilege = 5,
}

/// An error that ends the program.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    error: anyhow::Error,
}

impl Failure {
    /// The system gave no thread to work with.
    pub fn no_thread(error: std::io::Error) -> Failure {
        let error = anyhow::Error::new(error).context("the system gives no thread to work with");
        Failure::new(Kind::File, error)
    }

    /// An error of this kind.
    pub fn new(kind: Kind, error: impl Into<anyhow::Error>) -> Failure {
        Failure {
            kind,
            error: error.into(),
        }
    }

    /// Wrong usage, in words that say what would be right.
    pub fn usage(message: impl fmt::Display) -> Failure {
        Failure {
            kind: Kind::Usage,
            error: anyhow::anyhow!("{message}"),
        }
    }

    /// The exit status.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.kind as u8)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.error.to_string();
        for cause in self.error.chain().skip(1).map(ToString::to_string) {
            // Many errors have their cause in their own words already.
            if !text.contains(&cause) {
                text.push_str(": ");
                text.push_str(&cause);
            }
        }
        f.write_str(&text)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::new(Kind::File, error)
    }
}

impl From<CaptureError> for Failure {
    fn from(error: CaptureError) -> Failure {
        match error {
            CaptureError::Live(error) => error.into(),
            CaptureError::Store(error) => error.into(),
            CaptureError::Rights { .. } => Failure::new(Kind::File, error),
            CaptureError::Privilege(_) => Failure::new(Kind::Privilege, error),
        }
    }
}

impl From<BpfError> for Failure {
    fn from(error: BpfError) -> Failure {
        Failure::new(Kind::Filter, error)
    }
}

impl From<ChooseError> for Failure {
    fn from(error: ChooseError) -> Failure {
        match error {
            ChooseError::Filter(error) => error.into(),
            ChooseError::Store(error) => error.into(),
        }
    }
}

impl From<LiveError> for Failure {
    fn from(error: LiveError) -> Failure {
        let kind = match error {
            LiveError::MissingPrivilege(_) => Kind::Privilege,
            LiveError::Filter { .. } => Kind::Filter,
            _ => Kind::Interface,
        };
        Failure::new(kind, error)
    }
}
