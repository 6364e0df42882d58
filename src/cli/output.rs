//! Standard output that may go away: `decap show FILE | head` is no error.

use std::io::{self, BufWriter, StdoutLock, Write};

use super::Failure;
use super::failure::Kind;

/// Buffered standard output.
pub struct Output {
    out: BufWriter<StdoutLock<'static>>,
    closed: bool,
}

impl Output {
    /// Standard output.
    pub fn new() -> Output {
        Output {
            out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
            closed: false,
        }
    }

    /// Writes text. Does nothing once the reader has gone.
    ///
    /// # Errors
    /// When standard output cannot take it, for example because a disk is full.
    pub fn write(&mut self, text: &str) -> Result<(), Failure> {
        self.write_bytes(text.as_bytes())
    }

    /// Writes bytes as they are.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let result = if self.closed {
            Ok(())
        } else {
            self.out.write_all(bytes)
        };
        self.settle(result)
    }

    /// Hands on what is buffered.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn flush(&mut self) -> Result<(), Failure> {
        let result = if self.closed {
            Ok(())
        } else {
            self.out.flush()
        };
        self.settle(result)
    }

    /// True once the reader has gone.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    fn settle(&mut self, result: io::Result<()>) -> Result<(), Failure> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            result => result.map_err(|error| {
                Failure::new(
                    Kind::File,
                    anyhow::Error::new(error).context("cannot write to standard output"),
                )
            }),
        }
    }
}
