//! Conversations made by hand: every verdict, every state, and segments that make no sense.

mod hostile;
mod states;
mod verdicts;

use super::*;
use crate::model::{Endpoint, Flow, SegmentOptions, TcpState, Transport};
use std::net::{IpAddr, Ipv4Addr};

const SYN: u8 = TcpFlags::SYN;
const ACK: u8 = TcpFlags::ACK;
const FIN: u8 = TcpFlags::FIN;
const RST: u8 = TcpFlags::RST;
const PSH: u8 = TcpFlags::PSH;

/// First sequence numbers: the server's bytes cross the wrap.
const CLIENT: u32 = 1000;
const SERVER: u32 = 0xffff_ff00;

fn flow() -> Flow {
    let end = |last, port| Endpoint {
        ip: IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)),
        port,
    };
    Flow {
        transport: Transport::Tcp,
        from: end(1, 50_000),
        to: end(2, 80),
    }
}

/// A segment of the client, with relative numbers.
fn client(flags: u8, seq: u32, ack: u32, len: u32) -> Segment {
    Segment {
        flow: flow(),
        seq: CLIENT.wrapping_add(seq),
        ack: match flags & ACK {
            0 => 0,
            _ => SERVER.wrapping_add(ack),
        },
        flags: TcpFlags(flags),
        window: 1000,
        len,
        options: SegmentOptions::default(),
    }
}

/// A segment of the server, with relative numbers.
fn server(flags: u8, seq: u32, ack: u32, len: u32) -> Segment {
    Segment {
        flow: flow().reversed(),
        seq: SERVER.wrapping_add(seq),
        ack: CLIENT.wrapping_add(ack),
        ..client(flags, 0, 0, len)
    }
}

/// A capture: a frame every millisecond unless said otherwise.
struct Capture {
    stream: Stream,
    frame: u64,
    now: i64,
    states: [TcpState; 2],
}

impl Capture {
    fn new() -> Capture {
        Capture {
            stream: Stream::new(7),
            frame: 0,
            now: 1_700_000_000_000_000_000,
            states: [TcpState::Unknown; 2],
        }
    }

    /// With the three segments of a handshake in frames 1 to 3, 1 ms apart.
    fn open() -> Capture {
        let mut capture = Capture::new();
        capture.see(client(SYN, 0, 0, 0));
        capture.see(server(SYN | ACK, 0, 1, 0));
        capture.see(client(ACK, 1, 1, 0));
        capture
    }

    fn see(&mut self, segment: Segment) -> Analysis {
        self.see_after(1_000_000, segment)
    }

    fn see_after(&mut self, ns: i64, segment: Segment) -> Analysis {
        self.frame += 1;
        self.now += ns;
        let time = Some(Timestamp(self.now));
        let analysis = self.stream.observe(self.frame, time, &segment);
        self.states = match segment.flow == flow() {
            true => analysis.states,
            false => [analysis.states[1], analysis.states[0]],
        };
        analysis
    }
}
