//! OpenVPN: a tunnel with a control channel of its own, in which TLS agrees on the keys.

mod guard;

use crate::decode::{
    Claim, Cut, GatherKey, JoinSpecs, Match, Next, Peel, Peeled, Place, Protocol, Stop,
};
use crate::model::{
    Addressed, Codes, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of,
};
use crate::proto::application::tls;
use guard::Guard;

const SOURCE: &str = "OpenVPN protocol, draft-ietf-openvpn-wire-protocol";

const CONTROL: u8 = 4;
const ACK: u8 = 5;
const DATA_V1: u8 = 6;
const DATA_V2: u8 = 9;
const HARD_RESET_CLIENT_V3: u8 = 10;
const CONTROL_WITH_KEY: u8 = 11;

const OPCODES: Codes = &[
    (1, "hard reset of the client, version 1"),
    (2, "hard reset of the server, version 1"),
    (3, "soft reset"),
    (CONTROL as u64, "control"),
    (ACK as u64, "acknowledgment"),
    (DATA_V1 as u64, "data, version 1"),
    (7, "hard reset of the client, version 2"),
    (8, "hard reset of the server, version 2"),
    (DATA_V2 as u64, "data, version 2"),
    (
        HARD_RESET_CLIENT_V3 as u64,
        "hard reset of the client, version 3",
    ),
    (
        CONTROL_WITH_KEY as u64,
        "control with the client's wrapped key",
    ),
];

/// A piece of a message of the control channel has so many bytes; the last one has another number.
const PIECE_LEN: usize = 100;

/// More acknowledgments than this do not fit into a packet (OpenVPN's `RELIABLE_ACK_SIZE`).
const MAX_ACKS: u8 = 8;

const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("openvpn.type", "Type", 8)
        .parts_follow()
        .doc("What the packet is, and which of the keys agreed on one after the other it belongs to.", SOURCE),
    FieldSpec::hex("openvpn.opcode", "Opcode", 5)
        .part()
        .codes(OPCODES)
        .doc("Resets open a session, control packets carry TLS, acknowledgments answer them; data packets carry what the tunnel is for.", SOURCE),
    FieldSpec::uint("openvpn.keyid", "Key", 3)
        .part()
        .doc("Keys are renewed while the tunnel works: the number tells which one is meant.", SOURCE),
];

crate::fields! {
    LENGTH = FieldSpec::uint("openvpn.plen", "Packet length", 16)
        .unit("bytes")
        .doc("Over TCP every packet says how long it is; over UDP the datagram says it.", SOURCE);
    PEER = FieldSpec::uint("openvpn.peerid", "Peer", 24)
        .doc("The server's number for the client: the tunnel survives a change of the client's address.", SOURCE);
    SESSION = FieldSpec::uint("openvpn.sessionid", "Session", 64)
        .doc("A random number that the sender chose for this session.", SOURCE);
    REMOTE_SESSION = FieldSpec::uint("openvpn.rsessionid", "Receiver's session", 64)
        .doc("The session number of the end whose packets are acknowledged.", SOURCE);
    HMAC = FieldSpec::bytes("openvpn.hmac", "Authentication code")
        .doc("Made with a key that all members share beforehand: strangers cannot even open a session.", SOURCE);
    REPLAY = FieldSpec::uint("openvpn.pid", "Packet number", 32)
        .doc("Counts the sender's packets, so that a copy sent again is noticed.", SOURCE);
    TIME = FieldSpec::computed("openvpn.net_time", "Time")
        .doc("When the sender began to count its packets.", SOURCE);
    ACK_COUNT = FieldSpec::uint("openvpn.mpidarraylength", "Acknowledgments", 8)
        .doc("How many control packets of the other end are acknowledged here.", SOURCE);
    ACKS = FieldSpec::group("", "Acknowledged packets")
        .doc("The numbers of the control packets that have arrived.", SOURCE);
    ACKED = FieldSpec::uint("openvpn.mpidarrayelement", "Acknowledged", 32)
        .doc("The number of a control packet that has arrived.", SOURCE);
    NUMBER = FieldSpec::uint("openvpn.mpid", "Message number", 32)
        .doc("Counts the control packets: over UDP OpenVPN itself puts them in order and repeats the lost ones.", SOURCE);
    CONTENT = FieldSpec::bytes("openvpn.data", "Data")
        .doc("Encrypted, or what decap has no structure for.", SOURCE);
    PIECE = FieldSpec::bytes("openvpn.fragment_bytes", "Piece of a message")
        .doc("A TLS message that is longer than a control packet is cut into pieces.", SOURCE);
    WRAPPED_KEY = FieldSpec::bytes("openvpn.wkc", "Wrapped client key")
        .doc("The client's own key, encrypted so that only the server can read it: the server need not keep a list of keys.", "OpenVPN tls-crypt-v2");
    WRAPPED_KEY_LEN = FieldSpec::uint("openvpn.wkc_len", "Length of the wrapped key", 16)
        .unit("bytes")
        .doc("The wrapped key with this number.", "OpenVPN tls-crypt-v2");
}

/// How a message says which packets carried it.
static JOINED: JoinSpecs = JoinSpecs {
    all: FieldSpec::group("openvpn.fragments", "Put together").doc(
        "The control packets that carried this message, in the order of their numbers.",
        SOURCE,
    ),
    piece: FieldSpec::uint("openvpn.fragment", "Piece", 0).doc(
        "The frame of a control packet that carried a part of the message.",
        SOURCE,
    ),
    count: FieldSpec::uint("openvpn.fragment.count", "Pieces", 0)
        .doc("How many packets carried the message.", SOURCE),
    len: FieldSpec::uint("openvpn.reassembled.length", "Length", 0)
        .unit("bytes")
        .doc("Bytes of the message.", SOURCE),
};

/// OpenVPN.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "openvpn",
        short: "OpenVPN",
        title: "OpenVPN Protocol",
        osi: OsiLayer::Application,
        why: "It is a program's own conversation; what travels in its tunnel is a network of its own.",
        reference: "OpenVPN",
    },
    claims: &[
        Claim::Port(Transport::Udp, 1194),
        Claim::Port(Transport::Tcp, 1194),
    ],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x00\x0e\x38\x5a\x11\x22\x33\x44\x55\x66\x77\x00\x00\x00\x00\x00",
};

/// A known opcode at the start (UDP), or behind a length (TCP). A length that itself looks like an
/// opcode belongs to a long packet: the opcode behind it decides.
fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [] | [0] | [0, _] => Match::Short,
        [first, ..] if is_opcode(*first) => Match::Maybe,
        [_, _, third, ..] => Match::maybe_if(is_opcode(*third)),
        _ => Match::No,
    }
}

fn is_opcode(byte: u8) -> bool {
    (1..=CONTROL_WITH_KEY).contains(&(byte >> 3))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let over_tcp = match p.outer() {
        "udp" => false,
        "tcp" => true,
        // Where nothing is said of the carrier, a length that fits does it.
        _ => p
            .bytes()
            .first_chunk()
            .is_some_and(|len| usize::from(u16::from_be_bytes(*len)) + 2 == p.bytes().len()),
    };
    if !over_tcp {
        return packet(p);
    }
    p.require(2)?;
    let len = usize::from(u16::from_be_bytes([p.rest()[0], p.rest()[1]]));
    p.wait_for(2 + len)?;
    p.uint(&LENGTH)?;
    p.within(len, "OpenVPN packet length", packet)?;
    p.ends_at(2 + len);
    Ok(())
}

fn packet(p: &mut Peel<'_>) -> Peeled {
    let [kind] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let (opcode, key) = (kind >> 3, kind & 7);
    match HEAD[1].names.get(u64::from(opcode)) {
        Some(name) => p.summary(format_args!("{name}, key {key}")),
        None => p.summary(format_args!("opcode {opcode}, key {key}")),
    }
    match opcode {
        DATA_V1 => return content(p),
        DATA_V2 => {
            p.uint(&PEER)?;
            return content(p);
        }
        _ => {}
    }
    let session = p.uint(&SESSION)?;
    match guard::of(p, opcode) {
        Guard::Sealed => return sealed(p, opcode),
        Guard::Signed(len) => {
            p.field(&HMAC, len)?;
            numbered(p)?;
        }
        Guard::None => {}
    }
    if !acknowledgments(p)? || opcode == ACK {
        return content(p);
    }
    let number = p.uint(&NUMBER)? as u32;
    if opcode != CONTROL {
        return content(p);
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    message(p, session, number)
}

/// Packet number and time, which guard against packets sent again.
fn numbered(p: &mut Peel<'_>) -> Peeled {
    p.uint(&REPLAY)?;
    let at = p.pos();
    let [a, b, c, d] = *p.skip(4)?.first_chunk().ok_or(Stop)?;
    let seconds = i64::from(u32::from_be_bytes([a, b, c, d]));
    p.mark_as(
        &TIME,
        at..at + 4,
        Value::Time(Timestamp::from_parts(seconds, 0)),
    );
    Ok(())
}

/// False if there are more than a packet can hold: this is something else, then.
fn acknowledgments(p: &mut Peel<'_>) -> Result<bool, Stop> {
    p.require(1)?;
    let count = p.rest()[0];
    if count > MAX_ACKS {
        return Ok(false);
    }
    p.uint(&ACK_COUNT)?;
    if count > 0 {
        p.group(&ACKS, |p| {
            for _ in 0..count {
                p.uint(&ACKED)?;
            }
            Ok(())
        })?;
        p.uint(&REMOTE_SESSION)?;
    }
    Ok(true)
}

/// Everything behind the number is encrypted; at the end the key of the client may stand.
fn sealed(p: &mut Peel<'_>, opcode: u8) -> Peeled {
    numbered(p)?;
    p.field(&HMAC, guard::SEAL_LEN)?;
    let rest = p.rest();
    let has_key = matches!(opcode, HARD_RESET_CLIENT_V3 | CONTROL_WITH_KEY);
    let Some([high, low]) = rest.last_chunk().filter(|_| has_key && p.is_whole()) else {
        return content(p);
    };
    let len = usize::from(u16::from_be_bytes([*high, *low]));
    if len < 2 || len > rest.len() {
        return content(p);
    }
    if len < rest.len() {
        p.field(&CONTENT, rest.len() - len)?;
    }
    p.group(&WRAPPED_KEY, |p| {
        p.skip(len - 2)?;
        p.uint(&WRAPPED_KEY_LEN)?;
        Ok(())
    })
}

fn content(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    if len > 0 {
        p.field(&CONTENT, len)?;
    }
    Ok(())
}

/// The number with which the next message of the sender begins.
const NEXT_MESSAGE: &str = "openvpn.next_message";
/// The session that this was said of.
const NEXT_SESSION: &str = "openvpn.next_session";

/// The session whose sender has begun a record of TLS: nothing else follows in control packets.
const TLS_SESSION: &str = "openvpn.tls_session";

/// A TLS message, or a piece of one.
fn message(p: &mut Peel<'_>, session: u64, number: u32) -> Peeled {
    let at = p.pos()..p.bytes().len();
    let side = p.side();
    let is_known = p.fact(NEXT_SESSION, side) == Some(session);
    // The reset that opens a session has number 0.
    let begins_at = p.fact(NEXT_MESSAGE, side).filter(|_| is_known).unwrap_or(1) as u32;
    let (first, last) = (begins_at == number, at.len() != PIECE_LEN);
    if last && (!is_known || number >= begins_at) {
        p.note(NEXT_SESSION, side, session);
        p.note(NEXT_MESSAGE, side, u64::from(number.wrapping_add(1)));
    }
    if first && !last && tls::PROTOCOL.recognises(p.rest()) > Match::Rest {
        p.note(TLS_SESSION, side, session);
    }
    if first && last {
        if tls::PROTOCOL.recognises(p.rest()) > Match::Rest {
            p.note(TLS_SESSION, side, session);
            p.wrap(Next::Protocol(&tls::PROTOCOL), at, "OpenVPN packet");
        } else if p.fact(TLS_SESSION, side) == Some(session) {
            p.wrap_part_of(&tls::PROTOCOL, at, "OpenVPN packet");
        } else {
            p.wrap(Next::Data, at, "OpenVPN packet");
        }
        return Ok(());
    }
    let speaks_tls = p.fact(TLS_SESSION, side) == Some(session);
    if is_known && number < begins_at && last && speaks_tls {
        // Sent again, because its acknowledgment was late.
        p.wrap_part_of(&tls::PROTOCOL, at, "OpenVPN packet");
        return Ok(());
    }
    p.mark(&PIECE, at.clone());
    if !p.is_whole() {
        return Ok(());
    }
    let ports = p.addresses().and_then(|ends| ends.ports);
    let (_, source, destination) = ports.unwrap_or((Transport::Udp, 0, 0));
    let ports = u128::from(source) << 16 | u128::from(destination);
    let cut = Cut {
        key: GatherKey {
            space: "openvpn",
            ends: p.addresses().map(Addressed::ends),
            id: (p.nesting() as u128) << 96 | ports << 64 | u128::from(session),
        },
        place: Place::Serial {
            number,
            first,
            last,
        },
        at,
        bound: "OpenVPN packet",
        piece: Next::Segment,
        whole: Next::Protocol(&tls::PROTOCOL),
    };
    p.gather(cut, &JOINED);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut framed = (bytes.len() as u16).to_be_bytes().to_vec();
        framed.extend(bytes);
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &framed, Want::Full, &mut out);
        out
    }

    fn uint(out: &Dissection, name: &str) -> Option<u64> {
        out.field(name)?.value.as_uint()
    }

    /// A control packet with this between session and content.
    fn control(kind: u8, guard: &[u8], content: &[u8]) -> Vec<u8> {
        [&[kind], b"SESSION8".as_slice(), guard, content].concat()
    }

    #[test]
    fn control_packets_carry_tls() {
        let out = peeled(&control(
            CONTROL << 3,
            b"",
            b"\x01\x00\x00\x00\x09REMOTE-8\x00\x00\x00\x01\x15\x03\x03\x00\x02\x02\x28",
        ));
        assert_eq!(uint(&out, "openvpn.mpidarrayelement"), Some(9));
        assert_eq!(uint(&out, "openvpn.mpid"), Some(1));
        assert_eq!(out.layers[1].info.name, "tls");
        assert!(out.faults.is_empty());
    }

    #[test]
    fn a_guard_is_found_by_number_and_time() {
        let numbered = b"\x00\x00\x00\x03\x62\x5a\x9e\x97";
        for len in [20, 64] {
            let guard = [&vec![0xa5; len], numbered.as_slice()].concat();
            let out = peeled(&control(7 << 3, &guard, b"\x00\x00\x00\x00\x00"));
            let code = out.field("openvpn.hmac").unwrap();
            assert_eq!(code.span.byte_range().len() as usize, len);
            assert_eq!(uint(&out, "openvpn.pid"), Some(3));
            assert_eq!(uint(&out, "openvpn.mpid"), Some(0));
        }
        let sealed = [numbered.as_slice(), &[0xa5; 36]].concat();
        let out = peeled(&control(CONTROL << 3, &sealed, b""));
        assert_eq!(
            out.field("openvpn.data").unwrap().span.byte_range().len(),
            4
        );
        assert!(uint(&out, "openvpn.mpid").is_none());
    }

    #[test]
    fn the_wrapped_key_stands_at_the_end() {
        let guard = [b"\x0a\x01\x00\x01\x62\x5a\x9e\x97".as_slice(), &[0xa5; 32]].concat();
        let out = peeled(&control(
            HARD_RESET_CLIENT_V3 << 3,
            &guard,
            b"abcdeKEY\x00\x05",
        ));
        assert_eq!(out.field("openvpn.wkc").unwrap().span.byte_range().len(), 5);
        assert_eq!(uint(&out, "openvpn.wkc_len"), Some(5));
        let lies = peeled(&control(
            HARD_RESET_CLIENT_V3 << 3,
            &guard,
            b"abcdeKEY\xff\xff",
        ));
        assert!(lies.field("openvpn.wkc").is_none());
    }

    #[test]
    fn counts_and_lengths_that_lie_are_not_followed() {
        let out = peeled(&control(ACK << 3, b"", b"\xff\x00\x00\x00\x09"));
        assert!(uint(&out, "openvpn.mpidarraylength").is_none());
        let mut out = Dissection::default();
        let cut = b"\xff\xff\x38SESSION8\x00";
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, cut, Want::Full, &mut out);
        assert!(matches!(recognise(cut), Match::Maybe));
        assert_eq!(out.layers.len(), 1);
        assert!(
            out.faults
                .iter()
                .all(|fault| matches!(fault.kind, FaultKind::Truncated { .. }))
        );
    }
}
