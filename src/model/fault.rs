//! What is wrong with a frame, as data that a pane can show and explain.

use std::fmt;

use super::ByteRange;

/// Which length ended the bytes that a layer had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// The frame ended on the wire.
    Frame,
    /// The capture kept only the start of the frame (snapshot length).
    SnapshotLength,
    /// A length field of an outer header, such as "IPv4 total length".
    Field(&'static str),
    /// The segment or datagram ended, and the message goes on in the next one.
    Segment,
    /// The sender closed the stream.
    Close,
    /// An error message quotes only the start of a packet.
    Quotation,
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Frame => f.write_str("the end of the frame"),
            Bound::SnapshotLength => f.write_str("the capture's snapshot length"),
            Bound::Field(name) => write!(f, "the {name}"),
            Bound::Segment => f.write_str("the end of the segment"),
            Bound::Close => f.write_str("the end of the stream"),
            Bound::Quotation => f.write_str("the error message, which quotes only the start"),
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Bytes are missing: so many were needed, so many were there, and this ended them.
    Truncated {
        /// Bytes needed.
        needed: u32,
        /// Bytes present.
        present: u32,
        /// What ended them.
        bound: Bound,
    },
    /// A length field says something impossible.
    BadLength {
        /// The field's label.
        field: &'static str,
        /// What it says.
        says: u64,
        /// What it could say at most, or must say at least.
        limit: u64,
    },
    /// A checksum does not match.
    BadChecksum {
        /// What the field says.
        found: u32,
        /// What it should say.
        expected: u32,
    },
    /// A value that the specification forbids; the text says which and why.
    Malformed(&'static str),
    /// More layers than a real frame has; the rest is not peeled.
    TooDeep,
    /// More fields than a real frame has; the rest is not listed.
    TooManyFields,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the frame is fine.
    Note,
    /// Unusual, or not fit for the receiver.
    Warning,
    /// The bytes contradict themselves.
    Error,
}

/// One fault of one layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Index of the layer.
    pub layer: u16,
    /// The bytes it concerns, in the layer's buffer; may be empty.
    pub at: ByteRange,
    /// What is wrong.
    pub kind: FaultKind,
}

impl FaultKind {
    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        match self {
            FaultKind::Truncated {
                bound: Bound::SnapshotLength | Bound::Segment | Bound::Quotation,
                ..
            } => Severity::Note,
            FaultKind::BadChecksum { .. } | FaultKind::TooDeep | FaultKind::TooManyFields => {
                Severity::Warning
            }
            _ => Severity::Error,
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FaultKind::Truncated {
                needed,
                present,
                bound,
            } => {
                write!(
                    f,
                    "needs {needed} bytes, only {present} are there: cut by {bound}"
                )
            }
            FaultKind::BadLength { field, says, limit } if says > limit => {
                write!(f, "{field} says {says}, but at most {limit} is possible")
            }
            FaultKind::BadLength { field, says, limit } => {
                write!(f, "{field} says {says}, but at least {limit} is needed")
            }
            FaultKind::BadChecksum { found, expected } => {
                write!(
                    f,
                    "checksum 0x{found:04x} does not match the bytes: 0x{expected:04x} expected"
                )
            }
            FaultKind::Malformed(what) => f.write_str(what),
            FaultKind::TooDeep => {
                f.write_str("more layers than decap peels: the rest is left as data")
            }
            FaultKind::TooManyFields => {
                f.write_str("more fields than decap lists: the rest is left out")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_which_length_cut_the_bytes() {
        let fault = FaultKind::Truncated {
            needed: 20,
            present: 6,
            bound: Bound::Field("IPv4 total length"),
        };
        assert_eq!(
            fault.to_string(),
            "needs 20 bytes, only 6 are there: cut by the IPv4 total length"
        );
        assert_eq!(fault.severity(), Severity::Error);
    }
}
