use super::*;
use crate::model::{Endpoint, Segment, SegmentOptions, TcpFlags, Transport};
use std::net::{IpAddr, Ipv4Addr};

fn syn(seq: u32) -> ArrivingSegment<'static> {
    let end = |port| Endpoint {
        ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port,
    };
    ArrivingSegment {
        segment: Segment {
            flow: Flow {
                transport: Transport::Tcp,
                from: end(50_000),
                to: end(80),
            },
            seq,
            ack: 0,
            flags: TcpFlags(TcpFlags::SYN),
            window: 1000,
            len: 0,
            options: SegmentOptions::default(),
        },
        payload: &[],
        at: None,
        quoted: false,
    }
}

fn hear(streams: &mut Streams, arriving: &ArrivingSegment<'_>) -> (u32, bool) {
    let (connection, again) = streams.find(arriving);
    connection.stream.observe(1, None, &arriving.segment);
    let (number, held) = (connection.stream.number(), weight(connection));
    streams.held = held;
    (number, again)
}

#[test]
fn ports_used_again_and_again_take_no_more_room() {
    let mut streams = Streams::default();
    assert_eq!(hear(&mut streams, &syn(0)), (0, false));
    for number in 1..100 {
        let again = syn(number * 1000);
        assert_eq!(hear(&mut streams, &again), (number, true));
    }
    assert_eq!((streams.open.len(), streams.order.len()), (1, 1));
}

#[test]
fn a_quoted_segment_counts_its_connection_and_nothing_more() {
    let mut streams = Streams::default();
    let quoted = ArrivingSegment {
        quoted: true,
        ..syn(7)
    };
    let (connection, again) = streams.find(&quoted);
    assert_eq!((connection.stream.number(), again), (0, false));
    assert_eq!(hear(&mut streams, &syn(7)), (0, false));
    // A quotation of an older SYN opens nothing.
    let older = ArrivingSegment {
        quoted: true,
        ..syn(1)
    };
    let (connection, again) = streams.find(&older);
    assert_eq!((connection.stream.number(), again), (0, false));
}
