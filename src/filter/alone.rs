//! Asking a frame that is peeled without the frames around it, and noticing where that is not enough.

use crate::decode::{
    ArrivingPiece, ArrivingSegment, Conversations, Gathered, Heard, Part, Reading, Ticket,
};
use crate::model::{Analysis, Dissection, Flow, Lesson, OsiLayer, ProtoInfo};

/// Ports of OpenFlow, the one protocol over TCP streams here whose messages carry whole frames.
const CARRIERS: [u16; 3] = [6633, 6634, 6653];

/// The conversations of a frame of which only the headers up to the transport matter.
#[derive(Debug, Default)]
pub(super) struct Alone {
    /// It has a piece of something that other frames have other pieces of: a fragment of a packet, or
    /// a segment of a stream that carries frames with headers of their own.
    pub is_piece: bool,
    /// It announces another stream that may carry such frames.
    pub may_carry: bool,
}

impl Alone {
    /// Makes ready for the next frame. What is said of the capture as a whole stays.
    pub fn begin(&mut self) {
        self.is_piece = false;
    }

    /// Takes notice of what the frame teaches: that a flow speaks a protocol which carries packets,
    /// which no later frame alone would tell.
    pub fn end(&mut self, out: &Dissection) {
        let carries = |info: &ProtoInfo| info.osi < OsiLayer::Session;
        self.may_carry |= out.lessons.iter().any(|lesson| match lesson {
            Lesson::Speaks(_, info) | Lesson::Expect { proto: info, .. } => carries(info),
            Lesson::Knows { .. } => false,
        });
    }
}

impl Conversations for Alone {
    fn speaks(&self, _flow: &Flow) -> Option<&'static ProtoInfo> {
        None
    }

    fn fact(&self, _flow: &Flow, _name: &'static str, _index: u32) -> Option<u64> {
        None
    }

    /// What the stream says is not read.
    fn segment(&mut self, arriving: &ArrivingSegment<'_>) -> Option<Heard> {
        if arriving.quoted {
            return None;
        }
        let flow = &arriving.segment.flow;
        let ports = [flow.from.port, flow.to.port];
        self.is_piece |= ports.iter().any(|port| CARRIERS.contains(port));
        Some(Heard {
            analysis: Analysis::default(),
            reading: Reading::Part(Part::Repeat),
            closed: false,
            ticket: Ticket(0),
        })
    }

    fn gather(&mut self, _piece: &ArrivingPiece<'_>) -> Gathered {
        self.is_piece = true;
        Gathered::Alone
    }
}
