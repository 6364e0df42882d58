//! Segments that make no sense.

use super::*;
use crate::talk::tcp::side::MAX_UNACKED;
use proptest::prelude::*;

prop_compose! {
    fn any_segment()(
        from_client: bool,
        // Small steps around the wrap meet each other; large ones do not.
        seq in prop_oneof![0..40_u32, 0xffff_ffd0..=u32::MAX, any::<u32>()],
        ack in prop_oneof![0..40_u32, 0xffff_ffd0..=u32::MAX, any::<u32>()],
        flags: u8,
        window: u16,
        len in prop_oneof![0..3_u32, any::<u32>()],
        shift: Option<u8>,
        sack: [(u32, u32); 4],
        sack_count: u8,
    ) -> Segment {
        let options = SegmentOptions { window_scale: shift, sack, sack_count, ..Default::default() };
        let flow = if from_client { flow() } else { flow().reversed() };
        Segment { flow, seq, ack, flags: TcpFlags(flags), window, len, options }
    }
}

proptest! {
    #[test]
    fn any_segments_in_any_order_are_survived(
        segments in prop::collection::vec((any_segment(), any::<Option<i64>>()), 0..60),
    ) {
        let mut stream = Stream::new(0);
        let mut before = [TcpState::Unknown; 2];
        for (frame, (segment, time)) in segments.iter().enumerate() {
            let analysis = stream.observe(frame as u64, time.map(Timestamp), segment);
            let told = calls(segment, analysis.marks, before, analysis.states);
            prop_assert!(told.len() <= 8);
            before = analysis.states;
        }
    }
}

#[test]
fn a_stream_that_nobody_acknowledges_takes_bounded_memory() {
    let mut capture = Capture::open();
    for index in 0..2 * MAX_UNACKED as u32 {
        capture.see(client(ACK, 1 + index, 1, 1));
    }
    let held = capture.stream.weight();
    assert!(held < 50_000, "{held} bytes");
    capture.see(server(ACK, 1, 1 + 2 * MAX_UNACKED as u32, 0));
    let held = capture.stream.weight();
    assert!(held < 5_000, "{held} bytes");
}

#[test]
fn a_half_open_connection_is_small() {
    assert!(size_of::<Stream>() <= 300, "{}", size_of::<Stream>());
}
