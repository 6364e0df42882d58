//! The shared words of the house: frames, layers, fields, values and faults.
//!
//! Nothing here reads files, opens sockets or draws. A decoder writes these words, every view
//! reads them, and so a pane, the hex highlight, the bit diagram, a filter and the JSON cannot
//! disagree about what a frame says.

mod address;
mod dissection;
mod fault;
mod field;
mod frame;
mod layer;
pub mod names;
mod object;
mod osi;
mod segment;
mod show;
mod spec;
pub mod text;
mod timestamp;

pub use address::{Address, Addressed, Endpoint, Flow, SocketKind, Transport};
pub use dissection::{Dissection, FrameView, Lesson, Piece, Source};
pub use fault::{Bound, Fault, FaultKind, Severity};
pub use field::{Field, Span, Value, Verdict, Word};
pub use frame::{Frame, FrameInfo, LinkType};
pub use layer::{ByteRange, Layer, Role};
pub use object::{Mention, Mentioned, Object};
pub use osi::{OsiLayer, TcpIpLayer};
pub use segment::{
    Analysis, Completeness, DuplicateAck, Marks, Segment, SegmentOptions, Since, TcpFlags,
    TcpState, WindowScale,
};
pub use spec::{Base, Codes, Counting, FieldSpec, Kind, Names, ProtoInfo, bits_of, bytes_of};
pub use timestamp::Timestamp;
