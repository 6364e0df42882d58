//! A TCP segment as its conversation sees it, and what the conversation makes of it.

use std::fmt;

use super::Flow;

/// The flags of a TCP header (RFC 9293 §3.1), as they stand in its byte 13.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TcpFlags(pub u8);

impl TcpFlags {
    /// The sender has no more bytes to send.
    pub const FIN: u8 = 0x01;
    /// Opens the connection.
    pub const SYN: u8 = 0x02;
    /// Breaks it off.
    pub const RST: u8 = 0x04;
    /// Hand the bytes to the process now.
    pub const PSH: u8 = 0x08;
    /// The acknowledgment number counts.
    pub const ACK: u8 = 0x10;

    /// True if any of these flags is set.
    pub const fn has(self, flags: u8) -> bool {
        self.0 & flags != 0
    }

    /// True for the first segment of a connection: SYN without ACK.
    pub const fn opens(self) -> bool {
        self.0 & (Self::SYN | Self::ACK) == Self::SYN
    }
}

/// The flags as everybody writes them, highest bit first, such as `PSH ACK`.
impl fmt::Display for TcpFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ["CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"];
        let mut set = (0..8).filter(|bit| self.0 & (0x80 >> bit) != 0);
        if let Some(first) = set.next() {
            f.write_str(names[first])?;
        }
        set.try_for_each(|bit| {
            f.write_str(" ")?;
            f.write_str(names[bit])
        })
    }
}

/// What the options of a segment say that matters to its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SegmentOptions {
    /// Largest payload that the sender wants to receive, in bytes.
    pub mss: Option<u16>,
    /// The sender's windows count units of 2 to this power.
    pub window_scale: Option<u8>,
    /// The sender understands selective acknowledgments.
    pub sack_permitted: bool,
    /// Blocks that have arrived out of order: first sequence number and the one behind the last.
    pub sack: [(u32, u32); 4],
    /// How many of them there are.
    pub sack_count: u8,
    /// Time stamp and echoed time stamp (RFC 7323 §3).
    pub timestamps: Option<(u32, u32)>,
}

impl SegmentOptions {
    /// The blocks of selective acknowledgment.
    pub fn sack_blocks(&self) -> &[(u32, u32)] {
        let count = usize::from(self.sack_count).min(self.sack.len());
        &self.sack[..count]
    }
}

/// The header of a TCP segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// From where to where.
    pub flow: Flow,
    /// Sequence number as it stands in the header.
    pub seq: u32,
    /// Acknowledgment number as it stands in the header.
    pub ack: u32,
    /// The flags.
    pub flags: TcpFlags,
    /// The window as it stands in the header, unscaled.
    pub window: u16,
    /// Bytes of payload, as the IP header counts them; not all may have been captured.
    pub len: u32,
    /// What its options say.
    pub options: SegmentOptions,
}

impl Segment {
    /// Sequence numbers that the segment takes up: its bytes, and one each for SYN and FIN
    /// (RFC 9293 §3.4).
    pub const fn sequence_len(&self) -> u32 {
        let syn = self.flags.has(TcpFlags::SYN) as u32;
        let fin = self.flags.has(TcpFlags::FIN) as u32;
        self.len.saturating_add(syn).saturating_add(fin)
    }

    /// The sequence number behind the segment.
    pub const fn next_seq(&self) -> u32 {
        self.seq.wrapping_add(self.sequence_len())
    }
}

/// The states of a connection (RFC 9293 §3.3.2), as far as the frames seen so far tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub enum TcpState {
    /// Nothing has been seen that tells.
    #[default]
    Unknown,
    /// Asked for a connection and has not answered yet, so taken to wait for one.
    Listen,
    /// Has asked for a connection.
    SynSent,
    /// Has been asked and has answered.
    SynReceived,
    /// The connection is open.
    Established,
    /// Has closed, and waits for that to be acknowledged.
    FinWait1,
    /// Has closed, and waits for the other end to close.
    FinWait2,
    /// The other end has closed.
    CloseWait,
    /// Both have closed at once.
    Closing,
    /// Closed after the other end, and waits for that to be acknowledged.
    LastAck,
    /// Both have closed; late segments are still awaited.
    TimeWait,
    /// There is no connection.
    Closed,
}

impl TcpState {
    /// All states, in the order of their numbers.
    pub const ALL: [TcpState; 12] = [
        TcpState::Unknown,
        TcpState::Listen,
        TcpState::SynSent,
        TcpState::SynReceived,
        TcpState::Established,
        TcpState::FinWait1,
        TcpState::FinWait2,
        TcpState::CloseWait,
        TcpState::Closing,
        TcpState::LastAck,
        TcpState::TimeWait,
        TcpState::Closed,
    ];

    /// The name as the RFC writes it.
    pub const fn name(self) -> &'static str {
        match self {
            TcpState::Unknown => "unknown",
            TcpState::Listen => "LISTEN",
            TcpState::SynSent => "SYN-SENT",
            TcpState::SynReceived => "SYN-RECEIVED",
            TcpState::Established => "ESTABLISHED",
            TcpState::FinWait1 => "FIN-WAIT-1",
            TcpState::FinWait2 => "FIN-WAIT-2",
            TcpState::CloseWait => "CLOSE-WAIT",
            TcpState::Closing => "CLOSING",
            TcpState::LastAck => "LAST-ACK",
            TcpState::TimeWait => "TIME-WAIT",
            TcpState::Closed => "CLOSED",
        }
    }
}

/// What stands out about a segment, seen against the segments before it. A set of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Marks(pub u16);

impl Marks {
    /// Sent before, and sent again because nothing acknowledged it in time.
    pub const RETRANSMISSION: u16 = 1;
    /// Sent again because duplicate acknowledgments asked for it.
    pub const FAST_RETRANSMISSION: u16 = 1 << 1;
    /// Sent again although it had been acknowledged.
    pub const SPURIOUS_RETRANSMISSION: u16 = 1 << 2;
    /// Overtaken on the way by a later segment.
    pub const OUT_OF_ORDER: u16 = 1 << 3;
    /// Segments before it are missing in the capture.
    pub const LOST_SEGMENT: u16 = 1 << 4;
    /// It acknowledges bytes that the capture has not seen.
    pub const ACKED_UNSEEN: u16 = 1 << 5;
    /// The same acknowledgment once more: something behind it has arrived out of order.
    pub const DUPLICATE_ACK: u16 = 1 << 6;
    /// The sender can take no more bytes.
    pub const ZERO_WINDOW: u16 = 1 << 7;
    /// One byte that asks whether the window is still closed.
    pub const ZERO_WINDOW_PROBE: u16 = 1 << 8;
    /// The answer to that.
    pub const ZERO_WINDOW_PROBE_ACK: u16 = 1 << 9;
    /// It fills the window: no more may be sent until some of it is acknowledged.
    pub const WINDOW_FULL: u16 = 1 << 10;
    /// Nothing but a new window.
    pub const WINDOW_UPDATE: u16 = 1 << 11;
    /// Asks whether the other end is still there.
    pub const KEEP_ALIVE: u16 = 1 << 12;
    /// The answer to that.
    pub const KEEP_ALIVE_ACK: u16 = 1 << 13;
    /// A new connection between ports of which an earlier one is known.
    pub const REUSED_PORTS: u16 = 1 << 14;

    /// True if any of these marks is set.
    pub const fn has(self, marks: u16) -> bool {
        self.0 & marks != 0
    }

    /// Sets marks.
    pub const fn add(&mut self, marks: u16) {
        self.0 |= marks;
    }

    /// True if nothing stands out.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// By how much the window in a header is shifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum WindowScale {
    /// The handshake was not seen.
    #[default]
    Unknown,
    /// The two ends did not agree on scaling, or the segment has SYN: its window is never scaled.
    None,
    /// By so many bits (RFC 7323 §2).
    Shift(u8),
}

impl WindowScale {
    /// The window in bytes, as well as is known.
    pub const fn apply(self, window: u16) -> u32 {
        match self {
            // RFC 7323 §2.3: larger shifts count as 14.
            WindowScale::Shift(shift) => (window as u32) << if shift > 14 { 14 } else { shift },
            WindowScale::Unknown | WindowScale::None => window as u32,
        }
    }
}

/// A duplicate acknowledgment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DuplicateAck {
    /// The frame of the first acknowledgment of its kind.
    pub frame: u64,
    /// Which repetition this is, counted from 1.
    pub number: u32,
}

/// A frame, and the time from it to the one at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Since {
    /// The frame.
    pub frame: u64,
    /// Nanoseconds since it; 0 if the frames have no times, or times that run backwards.
    pub ns: u64,
}

/// How much of a connection the capture has. A set of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Completeness(pub u8);

impl Completeness {
    /// The SYN of the client.
    pub const SYN: u8 = 1;
    /// The SYN and ACK of the server.
    pub const SYN_ACK: u8 = 1 << 1;
    /// An acknowledgment without bytes.
    pub const ACK: u8 = 1 << 2;
    /// Bytes.
    pub const DATA: u8 = 1 << 3;
    /// An end of a stream.
    pub const FIN: u8 = 1 << 4;
    /// A break-off.
    pub const RST: u8 = 1 << 5;

    /// True if any of these marks is set.
    pub const fn has(self, marks: u8) -> bool {
        self.0 & marks != 0
    }
}

/// What the conversation makes of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Analysis {
    /// Which conversation of this capture, counted from 0.
    pub stream: u32,
    /// The sequence number that counts as 0 for the sender of the segment.
    pub seq_base: u32,
    /// The one that counts as 0 for its receiver, from which acknowledgments count.
    pub ack_base: u32,
    /// What stands out.
    pub marks: Marks,
    /// The frame that it acknowledges, and the round-trip time.
    pub acked: Option<Since>,
    /// Round-trip time of the handshake in nanoseconds, once it is known; said along with something
    /// else only.
    pub initial_rtt: Option<u64>,
    /// Bytes sent and not acknowledged, this segment included.
    pub in_flight: Option<u32>,
    /// Bytes sent since the last push, this segment included. Known where `in_flight` is.
    pub since_push: Option<u32>,
    /// How its window is scaled.
    pub scale: WindowScale,
    /// Which duplicate acknowledgment it is.
    pub duplicate_ack: Option<DuplicateAck>,
    /// For a retransmission: the frame whose time-out ran from, and how long it took.
    pub timeout: Option<Since>,
    /// The states of sender and receiver after the segment arrived.
    pub states: [TcpState; 2],
    /// What the capture has of the connection before this segment.
    pub completeness: Completeness,
    /// Nanoseconds since the first segment of the connection, if the frames have times; negative if
    /// these run backwards.
    pub since_first: Option<i64>,
    /// Nanoseconds since the segment before it.
    pub since_previous: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_written_highest_first() {
        let flags = TcpFlags(TcpFlags::PSH | TcpFlags::ACK);
        assert_eq!(flags.to_string(), "ACK PSH");
        assert_eq!(TcpFlags(0).to_string(), "");
        assert!(TcpFlags(TcpFlags::SYN).opens() && !TcpFlags(0x12).opens());
    }

    #[test]
    fn states_stand_in_the_order_of_their_numbers() {
        for (number, state) in TcpState::ALL.into_iter().enumerate() {
            assert_eq!(state as usize, number);
        }
    }

    #[test]
    fn a_window_is_shifted_by_fourteen_bits_at_most() {
        assert_eq!(WindowScale::Shift(200).apply(1), 1 << 14);
        assert_eq!(WindowScale::Unknown.apply(500), 500);
    }
}
