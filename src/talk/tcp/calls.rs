//! The socket calls that explain a segment. Nobody saw them: they are inferred from what TCP does
//! when they are made, and marked so wherever they are shown.

use crate::model::{Marks, Segment, TcpFlags, TcpState};

/// A call of the socket interface, or what it returns (POSIX.1-2017, `sys/socket.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SocketCall {
    /// Makes a socket.
    Socket,
    /// Gives it an address and a port.
    Bind,
    /// Makes it wait for connections.
    Listen,
    /// Asks for a connection.
    Connect,
    /// The connection that was asked for is there.
    Connected,
    /// The connection was refused.
    Refused,
    /// Takes up a connection that somebody asked for.
    Accept,
    /// Hands over bytes to be sent.
    Send,
    /// Takes bytes that arrived.
    Receive,
    /// Learns that no more bytes will come.
    ReceiveEnd,
    /// Learns that the connection was broken off.
    ReceiveReset,
    /// Says that no more bytes will be sent, or gives the socket up: both send a FIN.
    ShutDown,
    /// Gives the socket up.
    Close,
    /// Gives it up, by will or by dying, in a way that breaks the connection off.
    Abort,
}

impl SocketCall {
    /// The call as a program writes it, with the result where that matters.
    pub const fn text(self) -> &'static str {
        match self {
            SocketCall::Socket => "socket()",
            SocketCall::Bind => "bind()",
            SocketCall::Listen => "listen()",
            SocketCall::Connect => "connect()",
            SocketCall::Connected => "connect() = 0",
            SocketCall::Refused => "connect() = ECONNREFUSED",
            SocketCall::Accept => "accept()",
            SocketCall::Send => "send()",
            SocketCall::Receive => "recv()",
            SocketCall::ReceiveEnd => "recv() = 0",
            SocketCall::ReceiveReset => "recv() = ECONNRESET",
            SocketCall::ShutDown => "shutdown(SHUT_WR) or close()",
            SocketCall::Close => "close()",
            SocketCall::Abort => "close() or exit",
        }
    }
}

/// At which end of a segment a call was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// By its sender, before it was sent.
    Sender,
    /// By its receiver, after it arrived.
    Receiver,
}

/// An inferred call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Call {
    /// Which end made it.
    pub at: At,
    /// What was called.
    pub call: SocketCall,
    /// True if it must have been made before the whole connection began.
    pub earlier: bool,
    /// Why it is believed.
    pub reason: &'static str,
}

impl Call {
    const fn sender(call: SocketCall, reason: &'static str) -> Call {
        Call {
            at: At::Sender,
            call,
            earlier: false,
            reason,
        }
    }

    const fn receiver(call: SocketCall, reason: &'static str) -> Call {
        Call {
            at: At::Receiver,
            ..Call::sender(call, reason)
        }
    }

    const fn earlier(self) -> Call {
        Call {
            earlier: true,
            ..self
        }
    }
}

/// Segments that TCP sends by itself: no call is behind them.
const BY_ITSELF: u16 = Marks::RETRANSMISSION
    | Marks::FAST_RETRANSMISSION
    | Marks::SPURIOUS_RETRANSMISSION
    | Marks::KEEP_ALIVE
    | Marks::ZERO_WINDOW_PROBE;

/// The calls that explain a segment, in the order in which they are made. The states are those of
/// sender and receiver before the segment and after it.
pub fn calls(
    segment: &Segment,
    marks: Marks,
    before: [TcpState; 2],
    after: [TcpState; 2],
) -> Vec<Call> {
    let flags = segment.flags;
    let mut calls = Vec::new();
    if marks.has(BY_ITSELF) {
        return calls;
    }
    if flags.has(TcpFlags::RST) {
        broken_off(before, after, &mut calls);
        return calls;
    }
    if flags.has(TcpFlags::SYN) {
        opened(flags, before, after, &mut calls);
    } else if after[1] == TcpState::Established && before[1] == TcpState::SynReceived {
        calls.push(Call::receiver(
            SocketCall::Accept,
            "the handshake is complete: the connection waits to be taken up",
        ));
    }
    if segment.len > 0 {
        carried(marks, &mut calls);
    }
    if flags.has(TcpFlags::FIN) {
        finished(before, after, &mut calls);
    }
    calls
}

fn opened(flags: TcpFlags, before: [TcpState; 2], after: [TcpState; 2], calls: &mut Vec<Call>) {
    if flags.opens() {
        if before[0] < TcpState::SynSent {
            calls.push(Call::sender(
                SocketCall::Socket,
                "who asks for a connection has a socket",
            ));
            calls.push(Call::sender(
                SocketCall::Connect,
                "connect sends the SYN and waits for the answer",
            ));
        }
        return;
    }
    if before[0] <= TcpState::Listen {
        let reason = "only a socket that listens answers a SYN with SYN and ACK";
        for call in [SocketCall::Socket, SocketCall::Bind, SocketCall::Listen] {
            calls.push(Call::sender(call, reason).earlier());
        }
    }
    if before[1] <= TcpState::SynSent && after[1] == TcpState::Established {
        calls.push(Call::receiver(
            SocketCall::Connected,
            "the answer has arrived: connect returns",
        ));
    }
}

fn carried(marks: Marks, calls: &mut Vec<Call>) {
    calls.push(Call::sender(
        SocketCall::Send,
        "bytes are sent because a process handed them over; one call may fill several segments",
    ));
    if !marks.has(Marks::LOST_SEGMENT | Marks::OUT_OF_ORDER) {
        calls.push(Call::receiver(
            SocketCall::Receive,
            "the bytes are next in order: the process can read them",
        ));
    }
}

fn finished(before: [TcpState; 2], after: [TcpState; 2], calls: &mut Vec<Call>) {
    match after[0] {
        TcpState::LastAck | TcpState::Closed => calls.push(Call::sender(
            SocketCall::Close,
            "it sends its FIN after that of the other end",
        )),
        _ => calls.push(Call::sender(
            SocketCall::ShutDown,
            "a FIN says that no more bytes follow; whether any are still read, it does not say",
        )),
    }
    if after[1] != before[1] {
        calls.push(Call::receiver(
            SocketCall::ReceiveEnd,
            "after a FIN there is nothing more to read",
        ));
    }
}

fn broken_off(before: [TcpState; 2], after: [TcpState; 2], calls: &mut Vec<Call>) {
    let taken = before[1] != TcpState::Closed && after[1] == TcpState::Closed;
    match before {
        [_, TcpState::SynSent] if taken => calls.push(Call::receiver(
            SocketCall::Refused,
            "nobody listens on the port, or something on the way refuses",
        )),
        [_, TcpState::SynSent] | [TcpState::Closed, _] => {}
        _ => calls.push(Call::sender(
            SocketCall::Abort,
            "a socket is given up with bytes unread or without lingering, or its process ended",
        )),
    }
    if taken && before[1] >= TcpState::Established {
        calls.push(Call::receiver(
            SocketCall::ReceiveReset,
            "the connection is gone: every later call fails",
        ));
    }
}
