//! Hostile floods: captures that ask for as much memory as a reader of streams will give, written
//! while they are made, so that they may be larger than memory.
//!
//! Each function writes a classic capture file with times in nanoseconds (Ethernet) to `out` and
//! returns the number of frames. The same arguments give the same bytes. Checksums are right.

#![allow(
    dead_code,
    reason = "each test or bench is a program of its own and uses what it needs"
)]

use std::io::{self, Write};

use etherparse::{IpFragOffset, IpHeaders, IpNumber, Ipv4Header, PacketBuilder, PacketBuilderStep};

/// Payload of a full segment.
pub const MSS: usize = 1448;

const CLIENT: End = End {
    mac: [2, 0xca, 0xfe, 0, 0, 1],
    ip: [192, 168, 1, 10],
    port: 40_000,
};
const SERVER: End = End {
    mac: [2, 0xfe, 0xed, 0, 0, 1],
    ip: [203, 0, 113, 10],
    port: 80,
};
/// Initial sequence numbers; the server's is close to where the numbers begin anew.
const CLIENT_ISN: u32 = 1_000;
const SERVER_ISN: u32 = u32::MAX - 5_000;

#[derive(Clone, Copy)]
struct End {
    mac: [u8; 6],
    ip: [u8; 4],
    port: u16,
}

/// A capture being written: a frame every microsecond.
struct File<'a, W> {
    out: &'a mut W,
    frames: u64,
    frame: Vec<u8>,
}

impl<'a, W: Write> File<'a, W> {
    fn begin(out: &'a mut W) -> io::Result<Self> {
        out.write_all(&0xa1b2_3c4d_u32.to_le_bytes())?;
        out.write_all(&[2, 0, 4, 0])?;
        out.write_all(&[0; 8])?;
        out.write_all(&65_535_u32.to_le_bytes())?;
        out.write_all(&1_u32.to_le_bytes())?;
        Ok(Self {
            out,
            frames: 0,
            frame: Vec::new(),
        })
    }

    /// Writes what is in `self.frame`.
    fn put(&mut self) -> io::Result<()> {
        let seconds = u32::try_from(self.frames / 1_000_000).map_err(io::Error::other)?;
        let nanos = (self.frames % 1_000_000) as u32 * 1_000;
        let len = u32::try_from(self.frame.len()).map_err(io::Error::other)?;
        for word in [1_700_000_000 + seconds, nanos, len, len] {
            self.out.write_all(&word.to_le_bytes())?;
        }
        self.out.write_all(&self.frame)?;
        self.frames += 1;
        Ok(())
    }

    /// Writes a segment; `acks` is the acknowledgement number of all but the first SYN.
    fn segment(
        &mut self,
        (from, to): (End, End),
        seq: u32,
        acks: Option<u32>,
        flags: fn(Segment) -> Segment,
        payload: &[u8],
    ) -> io::Result<()> {
        let mut segment = PacketBuilder::ethernet2(from.mac, to.mac)
            .ipv4(from.ip, to.ip, 64)
            .tcp(from.port, to.port, seq, u16::MAX);
        if let Some(number) = acks {
            segment = segment.ack(number);
        }
        self.frame.clear();
        flags(segment)
            .write(&mut self.frame, payload)
            .map_err(io::Error::other)?;
        self.put()
    }

    /// The three segments that open a connection of the client with the server.
    fn handshake(&mut self) -> io::Result<()> {
        let syn: fn(Segment) -> Segment = PacketBuilderStep::syn;
        self.segment((CLIENT, SERVER), CLIENT_ISN, None, syn, &[])?;
        let next = Some(CLIENT_ISN + 1);
        self.segment((SERVER, CLIENT), SERVER_ISN, next, syn, &[])?;
        self.client_sends(0, &[])
    }

    /// Data of the client, `at` bytes behind the first one.
    fn client_sends(&mut self, at: u64, data: &[u8]) -> io::Result<()> {
        let seq = CLIENT_ISN.wrapping_add(1).wrapping_add(at as u32);
        let acks = Some(SERVER_ISN.wrapping_add(1));
        self.segment((CLIENT, SERVER), seq, acks, |plain| plain, data)
    }

    /// Data of the server, `at` bytes behind the first one; `acked` bytes of the client's arrived.
    fn server_sends(&mut self, at: u64, acked: u64, data: &[u8]) -> io::Result<()> {
        let seq = SERVER_ISN.wrapping_add(1).wrapping_add(at as u32);
        let acks = Some(CLIENT_ISN.wrapping_add(1).wrapping_add(acked as u32));
        self.segment((SERVER, CLIENT), seq, acks, |plain| plain, data)
    }
}

type Segment = PacketBuilderStep<etherparse::TcpHeader>;

/// Numbers without order, the same each time (splitmix64).
fn scatter(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// SYNs that nobody answers, each of another address and port: `flows` half-open connections.
pub fn half_open(out: &mut impl Write, flows: u32) -> io::Result<u64> {
    let mut file = File::begin(out)?;
    for number in 0..flows {
        let [high, a, b, c] = number.to_be_bytes();
        let from = End {
            ip: [10, a, b, c],
            port: 1_024 + u16::from(high),
            ..CLIENT
        };
        let isn = scatter(number.into()) as u32;
        file.segment((from, SERVER), isn, None, PacketBuilderStep::syn, &[])?;
    }
    Ok(file.frames)
}

/// An HTTP response whose second segment is missing, followed by `bytes` of data beyond the gap. The
/// client never acknowledges anything of it.
pub fn gap(out: &mut impl Write, bytes: u64) -> io::Result<u64> {
    let mut file = File::begin(out)?;
    file.handshake()?;
    let request = b"GET /endless HTTP/1.1\r\nHost: www.example.test\r\n\r\n";
    file.client_sends(0, request)?;
    let asked = request.len() as u64;
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n";
    file.server_sends(0, asked, head)?;
    let behind_gap = (head.len() + MSS) as u64;
    write_all(bytes, |at, size| {
        let fill = [scatter(at) as u8; MSS];
        file.server_sends(behind_gap + at, asked, &fill[..size])
    })?;
    Ok(file.frames)
}

/// An HTTP request whose header goes on for `bytes`, in order and without loss, and never ends.
pub fn endless_header(out: &mut impl Write, bytes: u64) -> io::Result<u64> {
    let mut file = File::begin(out)?;
    file.handshake()?;
    let start = b"GET /endless HTTP/1.1\r\nHost: www.example.test\r\n";
    file.client_sends(0, start)?;
    let mut line = [b'x'; MSS];
    line[..8].copy_from_slice(b"X-More: ");
    line[MSS - 2..].copy_from_slice(b"\r\n");
    let begun = start.len() as u64;
    write_all(bytes, |at, size| {
        file.client_sends(begun + at, &line[..size])?;
        file.server_sends(0, begun + at + size as u64, &[])
    })?;
    Ok(file.frames)
}

/// `segments` of one to eight bytes in a window of 64 KiB, in no order, overlapping, each with another
/// content. The first byte of the window never comes, so nothing can be handed on.
pub fn overlaps(out: &mut impl Write, segments: u64) -> io::Result<u64> {
    let mut file = File::begin(out)?;
    file.handshake()?;
    for number in 0..segments {
        let chance = scatter(number);
        let at = 1 + chance % 65_000;
        let size = 1 + (chance >> 32) as usize % 8;
        file.client_sends(at, &scatter(!number).to_be_bytes()[..size])?;
    }
    Ok(file.frames)
}

/// The first fragments of `datagrams` whose rest never comes; every other one belongs to another
/// pair of hosts.
pub fn lone_fragments(out: &mut impl Write, datagrams: u32) -> io::Result<u64> {
    let mut file = File::begin(out)?;
    for number in 0..datagrams {
        let [_, a, b, c] = (number / 2).to_be_bytes();
        let mut header = Ipv4Header::new(1_480, 64, IpNumber::UDP, [10, a, b, c], SERVER.ip)
            .map_err(io::Error::other)?;
        header.identification = (number / 2 % 32_768 * 2 + number % 2) as u16;
        header.more_fragments = true;
        header.fragment_offset = IpFragOffset::ZERO;
        file.frame.clear();
        PacketBuilder::ethernet2(CLIENT.mac, SERVER.mac)
            .ip(IpHeaders::Ipv4(header, Default::default()))
            .write(&mut file.frame, IpNumber::UDP, &[number as u8; 1_480])
            .map_err(io::Error::other)?;
        file.put()?;
    }
    Ok(file.frames)
}

/// Two HTTP requests, of which the server asks for the first one again: it comes as a copy. Two
/// responses follow, of which that to HEAD has no body, whatever its length says.
pub fn asked_again(out: &mut impl Write) -> io::Result<u64> {
    let mut file = File::begin(out)?;
    file.handshake()?;
    let first = b"HEAD /first HTTP/1.1\r\n\r\n";
    let second = b"GET /second HTTP/1.1\r\n\r\n";
    file.client_sends(0, first)?;
    for _ in 0..4 {
        file.server_sends(0, 0, &[])?;
    }
    file.client_sends(0, first)?;
    file.client_sends(first.len() as u64, second)?;
    let asked = (first.len() + second.len()) as u64;
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n";
    file.server_sends(0, asked, head)?;
    file.server_sends(head.len() as u64, asked, &[&head[..], b"hello"].concat())?;
    Ok(file.frames)
}

/// Calls `write` for each segment of `bytes` with its offset and size.
fn write_all(bytes: u64, mut write: impl FnMut(u64, usize) -> io::Result<()>) -> io::Result<()> {
    let mut at = 0;
    while at < bytes {
        let size = (bytes - at).min(MSS as u64) as usize;
        write(at, size)?;
        at += size as u64;
    }
    Ok(())
}
