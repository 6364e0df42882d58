//! What stands out.

use super::*;
use crate::model::{DuplicateAck, Since};

const MS: i64 = 1_000_000;

fn marks(analysis: &Analysis) -> u16 {
    analysis.marks.0
}

#[test]
fn a_handshake_is_unremarkable_and_gives_a_round_trip_time() {
    let mut capture = Capture::new();
    let syn = capture.see(client(SYN, 0, 0, 0));
    assert_eq!((marks(&syn), syn.completeness.0), (0, 0));
    assert_eq!((syn.stream, syn.seq_base), (7, CLIENT));
    assert_eq!(syn.since_first, Some(0));

    let answer = capture.see_after(5 * MS, server(SYN | ACK, 0, 1, 0));
    let acked = Since {
        frame: 1,
        ns: 5_000_000,
    };
    assert_eq!(answer.acked, Some(acked));
    assert_eq!(answer.initial_rtt, None);

    let last = capture.see(client(ACK, 1, 1, 0));
    assert_eq!(last.initial_rtt, Some(6_000_000));
    assert_eq!((last.seq_base, last.ack_base), (CLIENT, SERVER));
    let seen = Completeness::SYN | Completeness::SYN_ACK;
    assert_eq!(last.completeness, Completeness(seen));
    assert_eq!(last.since_previous, Some(MS));
}

#[test]
fn without_a_handshake_the_first_byte_counts_as_one() {
    let mut capture = Capture::new();
    let first = capture.see(client(ACK | PSH, 500, 80, 20));
    assert_eq!(first.seq_base, CLIENT + 499);
    assert_eq!(first.ack_base, SERVER.wrapping_add(79));
    assert_eq!(first.scale, WindowScale::Unknown);
    let back = capture.see(server(ACK, 80, 520, 0));
    assert_eq!(back.seq_base, first.ack_base);
    assert_eq!(back.acked.map(|acked| acked.frame), Some(1));
}

#[test]
fn bytes_in_flight_are_counted_less_those_acknowledged_selectively() {
    let mut capture = Capture::open();
    assert_eq!(capture.see(server(ACK, 1, 1, 100)).in_flight, Some(100));
    let second = capture.see(server(ACK, 101, 1, 200));
    assert_eq!(second.in_flight, Some(300));
    assert_eq!(second.since_push, Some(300));
    assert_eq!(
        capture.see(server(ACK | PSH, 301, 1, 50)).since_push,
        Some(350)
    );

    let mut selective = client(ACK, 1, 101, 0);
    let edge = |seq: u32| SERVER.wrapping_add(seq);
    selective.options.sack[0] = (edge(301), edge(351));
    selective.options.sack_count = 1;
    assert_eq!(
        capture.see(selective).acked.map(|acked| acked.frame),
        Some(4)
    );
    let more = capture.see(server(ACK, 351, 1, 10));
    assert_eq!(more.in_flight, Some(200 + 50 + 10 - 50));
    assert_eq!(more.since_push, Some(10));
}

#[test]
fn an_acknowledgment_in_the_middle_of_a_segment_acknowledges_no_frame() {
    let mut capture = Capture::open();
    capture.see(server(ACK, 1, 1, 100));
    assert_eq!(capture.see(client(ACK, 1, 51, 0)).acked, None);
    assert_eq!(capture.see(server(ACK, 101, 1, 10)).in_flight, Some(60));
}

#[test]
fn a_gap_is_a_lost_segment_and_hides_what_is_in_flight() {
    let mut capture = Capture::open();
    let after = capture.see(server(ACK, 101, 1, 100));
    assert_eq!(marks(&after), Marks::LOST_SEGMENT);
    assert_eq!(after.in_flight, None);
    capture.see(client(ACK, 1, 1, 0));
    assert_eq!(capture.see(server(ACK, 201, 1, 10)).in_flight, Some(110));
}

#[test]
fn an_acknowledgment_of_bytes_that_were_not_captured_is_named_once() {
    let mut capture = Capture::open();
    let beyond = capture.see(client(ACK, 1, 500, 0));
    assert_eq!(marks(&beyond), Marks::ACKED_UNSEEN);
    assert_eq!(marks(&capture.see(client(ACK, 1, 600, 0))), 0);
}

#[test]
fn duplicate_acknowledgments_are_counted_and_lead_to_a_fast_retransmission() {
    let mut capture = Capture::open();
    capture.see(server(ACK, 1, 1, 100));
    capture.see(client(ACK, 1, 101, 0));
    capture.see(server(ACK, 201, 1, 100));
    for number in 1..=2 {
        let again = capture.see(client(ACK, 1, 101, 0));
        assert_eq!(marks(&again), Marks::DUPLICATE_ACK);
        assert_eq!(again.duplicate_ack, Some(DuplicateAck { frame: 5, number }));
    }
    let answer = capture.see_after(19 * MS, server(ACK, 101, 1, 100));
    assert_eq!(marks(&answer), Marks::FAST_RETRANSMISSION);
}

#[test]
fn a_late_repetition_is_a_retransmission_with_its_time_out() {
    let mut capture = Capture::open();
    capture.see(server(ACK, 1, 1, 100));
    let again = capture.see_after(300 * MS, server(ACK, 1, 1, 100));
    assert_eq!(marks(&again), Marks::RETRANSMISSION);
    let timeout = Since {
        frame: 4,
        ns: 300_000_000,
    };
    assert_eq!(again.timeout, Some(timeout));
}

#[test]
fn a_syn_and_a_fin_can_be_retransmitted() {
    let mut capture = Capture::new();
    capture.see(client(SYN, 0, 0, 0));
    let again = capture.see_after(1000 * MS, client(SYN, 0, 0, 0));
    assert_eq!(marks(&again), Marks::RETRANSMISSION);
    let mut capture = Capture::open();
    capture.see(client(FIN | ACK, 1, 1, 0));
    let again = capture.see_after(300 * MS, client(FIN | ACK, 1, 1, 0));
    assert_eq!(marks(&again), Marks::RETRANSMISSION);
}

#[test]
fn what_was_acknowledged_is_sent_again_for_nothing() {
    let mut capture = Capture::open();
    capture.see(server(ACK, 1, 1, 100));
    capture.see(client(ACK, 1, 101, 0));
    let again = capture.see(server(ACK, 1, 1, 100));
    assert_eq!(marks(&again), Marks::SPURIOUS_RETRANSMISSION);
}

#[test]
fn a_segment_soon_after_the_gap_was_overtaken() {
    let mut capture = Capture::open();
    capture.see(server(ACK, 101, 1, 100));
    let late = capture.see(server(ACK, 1, 1, 100));
    assert_eq!(marks(&late), Marks::OUT_OF_ORDER);

    let mut capture = Capture::open();
    capture.see(server(ACK, 101, 1, 100));
    // The handshake took 2 ms: what comes later than that was sent again.
    let late = capture.see_after(2 * MS, server(ACK, 1, 1, 100));
    assert_eq!(marks(&late), Marks::RETRANSMISSION);
}

#[test]
fn a_closed_window_is_probed() {
    let mut capture = Capture::open();
    capture.see(server(ACK, 1, 1, 100));
    let closed = Segment {
        window: 0,
        ..client(ACK, 1, 101, 0)
    };
    assert_eq!(marks(&capture.see(closed)), Marks::ZERO_WINDOW);
    let probe = capture.see(server(ACK, 101, 1, 1));
    assert_eq!(marks(&probe), Marks::ZERO_WINDOW_PROBE);
    let answer = capture.see(closed);
    assert_eq!(
        marks(&answer),
        Marks::ZERO_WINDOW | Marks::ZERO_WINDOW_PROBE_ACK
    );
    let update = capture.see(client(ACK, 1, 101, 0));
    assert_eq!(marks(&update), Marks::WINDOW_UPDATE);
    // The byte of the probe is sent anew, with others: that repeats nothing.
    assert_eq!(marks(&capture.see(server(ACK, 101, 1, 50))), 0);
}

#[test]
fn a_window_can_be_filled_to_the_last_byte() {
    let mut capture = Capture::open();
    assert_eq!(marks(&capture.see(server(ACK, 1, 1, 999))), 0);
    assert_eq!(
        marks(&capture.see(server(ACK, 1000, 1, 1))),
        Marks::WINDOW_FULL
    );
}

#[test]
fn a_keep_alive_repeats_the_last_byte_and_is_answered() {
    let mut capture = Capture::open();
    capture.see(server(ACK, 1, 1, 100));
    capture.see(client(ACK, 1, 101, 0));
    let ask = capture.see_after(60_000 * MS, server(ACK, 100, 1, 0));
    assert_eq!(marks(&ask), Marks::KEEP_ALIVE);
    let answer = capture.see(client(ACK, 1, 101, 0));
    assert_eq!(marks(&answer), Marks::KEEP_ALIVE_ACK);
}

#[test]
fn another_syn_opens_another_connection() {
    let capture = Capture::open();
    assert!(!capture.stream.is_followed_by(&client(SYN, 0, 0, 0)));
    assert!(!capture.stream.is_followed_by(&client(SYN | ACK, 9, 0, 0)));
    assert!(capture.stream.is_followed_by(&client(SYN, 9, 0, 0)));
}

#[test]
fn another_answer_to_the_syn_changes_what_counts_as_zero() {
    let mut capture = Capture::open();
    let other = capture.see(server(SYN | ACK, 5000, 1, 0));
    assert_eq!(marks(&other), Marks::REUSED_PORTS | Marks::LOST_SEGMENT);
    assert_eq!(other.seq_base, SERVER.wrapping_add(5000));
}

#[test]
fn windows_are_scaled_if_both_ends_offer_it() {
    let offer = |segment: Segment, shift| {
        let mut segment = segment;
        segment.options.window_scale = shift;
        segment
    };
    let scale = |ours, theirs| {
        let mut capture = Capture::new();
        let syn = capture.see(offer(client(SYN, 0, 0, 0), ours));
        assert_eq!(syn.scale, WindowScale::None);
        capture.see(offer(server(SYN | ACK, 0, 1, 0), theirs));
        capture.see(client(ACK, 1, 1, 0)).scale
    };
    assert_eq!(scale(Some(7), Some(2)), WindowScale::Shift(7));
    assert_eq!(scale(Some(200), Some(2)), WindowScale::Shift(14));
    assert_eq!(scale(Some(7), None), WindowScale::None);
    assert_eq!(scale(None, Some(2)), WindowScale::None);
}
