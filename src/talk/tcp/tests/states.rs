//! The states of both ends, client first, and the calls that explain them.

use super::*;
use TcpState::*;

#[test]
fn a_connection_opens_and_closes() {
    let mut capture = Capture::new();
    let steps = [
        (client(SYN, 0, 0, 0), [SynSent, Listen]),
        (server(SYN | ACK, 0, 1, 0), [Established, SynReceived]),
        (client(ACK, 1, 1, 0), [Established, Established]),
        (client(ACK | PSH, 1, 1, 10), [Established, Established]),
        (client(ACK | FIN, 11, 1, 0), [FinWait1, CloseWait]),
        (server(ACK, 1, 12, 0), [FinWait2, CloseWait]),
        (server(ACK | FIN, 1, 12, 0), [TimeWait, LastAck]),
        (client(ACK, 12, 2, 0), [TimeWait, Closed]),
    ];
    for (segment, states) in steps {
        capture.see(segment);
        assert_eq!(capture.states, states, "after {}", segment.flags);
    }
}

#[test]
fn both_ends_may_open_and_close_at_once() {
    let mut capture = Capture::new();
    capture.see(client(SYN, 0, 0, 0));
    let crossing = Segment {
        flags: TcpFlags(SYN),
        ..server(SYN, 0, 0, 0)
    };
    capture.see(crossing);
    assert_eq!(capture.states, [SynReceived, SynSent]);
    capture.see(client(SYN | ACK, 0, 1, 0));
    assert_eq!(capture.states, [SynReceived, Established]);
    capture.see(server(ACK, 1, 1, 0));
    assert_eq!(capture.states, [Established, Established]);

    capture.see(client(FIN | ACK, 1, 1, 0));
    capture.see(server(FIN | ACK, 1, 1, 0));
    assert_eq!(capture.states, [Closing, Closing]);
    capture.see(client(ACK, 2, 2, 0));
    assert_eq!(capture.states, [Closing, TimeWait]);
    capture.see(server(ACK, 2, 2, 0));
    assert_eq!(capture.states, [TimeWait, TimeWait]);
}

#[test]
fn without_a_handshake_both_ends_must_speak() {
    let mut capture = Capture::new();
    capture.see(client(ACK, 10, 20, 5));
    assert_eq!(capture.states, [Unknown, Unknown]);
    capture.see(server(ACK, 20, 15, 0));
    assert_eq!(capture.states, [Established, Established]);
}

#[test]
fn a_refused_connection_is_closed() {
    let mut capture = Capture::new();
    capture.see(client(SYN, 0, 0, 0));
    let before = capture.states;
    let refusal = server(RST | ACK, 0, 1, 0);
    let analysis = capture.see(refusal);
    assert_eq!(capture.states, [Closed, Closed]);
    let [client, server] = before;
    let calls = calls(&refusal, analysis.marks, [server, client], analysis.states);
    assert_eq!(named(&calls), [(At::Receiver, SocketCall::Refused)]);
}

#[test]
fn a_forged_reset_outside_the_window_changes_nothing_at_the_receiver() {
    let mut capture = Capture::open();
    capture.see(client(ACK, 1, 1, 10));
    capture.see(server(RST, 50_000, 11, 0));
    assert_eq!(capture.states[0], Established);
    capture.see(server(RST, 1, 11, 0));
    assert_eq!(capture.states[0], Closed);
}

#[test]
fn a_fin_after_a_gap_has_not_arrived_until_the_gap_is_filled() {
    let mut capture = Capture::open();
    capture.see(client(ACK | FIN, 101, 1, 10));
    assert_eq!(capture.states, [FinWait1, Established]);
    capture.see(client(ACK, 1, 1, 100));
    assert_eq!(capture.states, [FinWait1, CloseWait]);
}

fn named(calls: &[Call]) -> Vec<(At, SocketCall)> {
    calls.iter().map(|call| (call.at, call.call)).collect()
}

#[test]
fn calls_explain_a_connection() {
    let mut capture = Capture::new();
    let mut told = Vec::new();
    for segment in [
        client(SYN, 0, 0, 0),
        server(SYN | ACK, 0, 1, 0),
        client(ACK, 1, 1, 0),
        client(ACK | PSH, 1, 1, 10),
        client(ACK | PSH, 1, 1, 10),
        client(ACK | FIN, 11, 1, 0),
        server(ACK | FIN, 1, 12, 0),
        client(ACK, 12, 2, 0),
    ] {
        let mut before = capture.states;
        if segment.flow != flow() {
            before.reverse();
        }
        let analysis = capture.see_after(50_000_000, segment);
        told.push(calls(&segment, analysis.marks, before, analysis.states));
    }
    let told: Vec<_> = told.iter().map(|calls| named(calls)).collect();
    use At::{Receiver, Sender};
    let expected: [&[(At, SocketCall)]; 8] = [
        &[(Sender, SocketCall::Socket), (Sender, SocketCall::Connect)],
        &[
            (Sender, SocketCall::Socket),
            (Sender, SocketCall::Bind),
            (Sender, SocketCall::Listen),
            (Receiver, SocketCall::Connected),
        ],
        &[(Receiver, SocketCall::Accept)],
        &[(Sender, SocketCall::Send), (Receiver, SocketCall::Receive)],
        &[],
        &[
            (Sender, SocketCall::ShutDown),
            (Receiver, SocketCall::ReceiveEnd),
        ],
        &[
            (Sender, SocketCall::Close),
            (Receiver, SocketCall::ReceiveEnd),
        ],
        &[],
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_listening_socket_was_there_before_and_a_reset_ends_both() {
    let answer = server(SYN | ACK, 0, 1, 0);
    let before = [Listen, SynSent];
    let told = calls(
        &answer,
        Marks::default(),
        before,
        [SynReceived, Established],
    );
    assert!(
        told.iter()
            .all(|call| call.earlier == (call.at == At::Sender))
    );

    let reset = server(RST | ACK, 1, 1, 0);
    let told = calls(&reset, Marks::default(), [Established; 2], [Closed; 2]);
    let expected = [
        (At::Sender, SocketCall::Abort),
        (At::Receiver, SocketCall::ReceiveReset),
    ];
    assert_eq!(named(&told), expected);
    assert!(told.iter().all(|call| !call.reason.is_empty()));
}
