use super::*;
use crate::model::{Endpoint, Segment, SegmentOptions, TcpFlags, Transport};
use std::net::{IpAddr, Ipv4Addr};

fn syn(seq: u32, quoted: bool) -> ArrivingSegment<'static> {
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
        quoted,
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
    assert_eq!(hear(&mut streams, &syn(0, false)), (0, false));
    for number in 1..100 {
        let again = syn(number * 1000, false);
        assert_eq!(hear(&mut streams, &again), (number, true));
    }
    assert_eq!((streams.open.len(), streams.order.len()), (1, 1));
}

#[test]
fn a_quoted_segment_counts_a_connection_and_replaces_none() {
    let mut streams = Streams::default();
    streams.find(&syn(7, true));
    assert_eq!(hear(&mut streams, &syn(7, false)), (0, false));
    let (connection, again) = streams.find(&syn(9000, true));
    assert_eq!((connection.stream.number(), again), (0, false));
    assert_eq!(streams.count, 1);
}
