//! DCE/RPC: calls of procedures of another computer (C706 chapter 12; MS-RPCE).

mod bind;
mod datagram;
mod interfaces;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};
use crate::proto::application::{gss_api, ntlmssp};
use crate::proto::layout;
use crate::proto::reserved::reserved;

const SECTION: &str = "C706 §12.6.3";

const REQUEST: u8 = 0;
const RESPONSE: u8 = 2;
const FAULT: u8 = 3;
const BIND: u8 = 11;
const BIND_ACK: u8 = 12;
const BIND_NAK: u8 = 13;
const ALTER: u8 = 14;
const ALTER_RESPONSE: u8 = 15;
const AUTH_3: u8 = 16;
const LAST_TYPE: u8 = 20;

const TYPES: Codes = &[
    (0, "Request"),
    (1, "Ping"),
    (2, "Response"),
    (3, "Fault"),
    (4, "Working"),
    (5, "Nocall"),
    (6, "Reject"),
    (7, "Ack"),
    (8, "Cancel"),
    (9, "Fack"),
    (10, "Cancel ack"),
    (11, "Bind"),
    (12, "Bind ack"),
    (13, "Bind nak"),
    (14, "Alter context"),
    (15, "Alter context response"),
    (16, "Auth 3"),
    (17, "Shutdown"),
    (18, "Cancel"),
    (19, "Orphaned"),
    (20, "RTS"),
];

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const PACKET: FieldSpec = FieldSpec::uint("dcerpc.pkt_type", "Packet type", 8)
    .codes(TYPES)
    .doc(
        "What the message is for: opening, calling, answering.",
        SECTION,
    );
const VERSION: FieldSpec =
    FieldSpec::uint("dcerpc.ver", "Version", 8).doc("5 over connections, 4 in datagrams.", SECTION);

const HEAD: &[FieldSpec] = &[
    VERSION,
    FieldSpec::uint("dcerpc.ver_minor", "Minor version", 8).doc("0 or 1.", SECTION),
    PACKET,
    FieldSpec::hex("dcerpc.cn_flags", "Flags", 8)
        .parts_follow()
        .doc("Fragments, and how the call is handled.", SECTION),
    bit(
        "dcerpc.cn_flags.object",
        "Object",
        "A number of an object follows.",
    ),
    bit(
        "dcerpc.cn_flags.maybe",
        "Maybe",
        "The caller wants no answer.",
    ),
    bit(
        "dcerpc.cn_flags.dne",
        "Did not execute",
        "The call failed before anything was done.",
    ),
    bit(
        "dcerpc.cn_flags.mpx",
        "Multiplex",
        "Several calls may share the connection.",
    ),
    bit("dcerpc.cn_flags.reserved", "Reserved", "Zero."),
    bit(
        "dcerpc.cn_flags.cancel_pending",
        "Cancel pending",
        "The caller wants to give up; in a bind: headers are signed too.",
    ),
    bit(
        "dcerpc.cn_flags.last_frag",
        "Last fragment",
        "The call or answer ends here.",
    ),
    bit(
        "dcerpc.cn_flags.first_frag",
        "First fragment",
        "The call or answer begins here.",
    ),
];

/// The first two bytes of the data representation, which have parts.
const REPRESENTATION_PARTS: &[FieldSpec] = &[
    FieldSpec::uint("dcerpc.drep.byteorder", "Byte order", 4)
        .codes(&[(0, "big-endian"), (1, "little-endian")])
        .doc("Which byte of a number travels first.", "C706 §14.1"),
    FieldSpec::uint("dcerpc.drep.character", "Characters", 4)
        .codes(&[(0, "ASCII"), (1, "EBCDIC")])
        .doc("How letters are written.", "C706 §14.1"),
    FieldSpec::uint("dcerpc.drep.fp", "Floating point", 8)
        .codes(&[(0, "IEEE"), (1, "VAX"), (2, "Cray"), (3, "IBM")])
        .doc("How fractions are written.", "C706 §14.1"),
];

const HEADER_LEN: usize = 16;

/// Bytes of the trailer in front of the authentication message.
const AUTH_HEADER: usize = 8;

const fn number(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, SECTION)
}

crate::fields! {
    REPRESENTATION = FieldSpec::bytes("dcerpc.drep", "Data representation").doc("How numbers, letters and fractions are written.", "C706 §14.1");
    FRAGMENT_LEN = number("dcerpc.cn_frag_len", "Fragment length", 16, "Bytes of this message.");
    AUTH_LEN = number("dcerpc.cn_auth_len", "Authentication length", 16, "Bytes of the authentication message at the end.");
    CALL = number("dcerpc.cn_call_id", "Call", 32, "Number of the call; the answer repeats it.");
    HINT = number("dcerpc.cn_alloc_hint", "Size hint", 32, "How large the data will be in all.");
    CONTEXT = number("dcerpc.cn_ctx_id", "Context", 16, "Which of the interfaces that were agreed on.");
    OPERATION = number("dcerpc.opnum", "Operation", 16, "Number of the procedure in its interface.");
    CANCELS = number("dcerpc.cn_cancel_count", "Cancels", 8, "How many requests to give up have arrived.");
    FAULT_FLAGS = FieldSpec::hex("dcerpc.cn_fault_flags", "Fault flags", 8).parts_follow().doc("What follows the error.", "MS-RPCE §2.2.2.9");
    STATUS = FieldSpec::hex("dcerpc.cn_status", "Status", 32).doc("Why the call failed.", SECTION);
    OBJECT = FieldSpec::computed("dcerpc.obj_id", "Object").doc("Which object the call is for.", SECTION);
    STUB = FieldSpec::bytes("dcerpc.payload_stub_data", "Data").doc("Arguments or results of the procedure; only who knows its definition can read them.", "C706 §14");
    SEALED = FieldSpec::bytes("dcerpc.encrypted_stub_data", "Encrypted data").doc("Arguments or results, readable by the two ends only.", "MS-RPCE §2.2.2.11");
    FAULT_STUB = FieldSpec::bytes("dcerpc.fault_stub_data", "Data of the fault").doc("More about the error.", SECTION);
    AUTH_INFO = FieldSpec::group("dcerpc.auth_info", "Authentication").doc("Who calls, and a proof.", "MS-RPCE §2.2.2.11");
    AUTH_TYPE = number("dcerpc.auth_type", "Method", 8, "9: SPNEGO, 10: NTLM, 16: Kerberos, 68: Netlogon.");
    AUTH_LEVEL = FieldSpec::uint("dcerpc.auth_level", "Level", 8)
        .codes(&[(1, "none"), (2, "connect"), (3, "call"), (4, "packet"), (5, "packet integrity"), (6, "packet privacy")])
        .doc("What is protected: only the start, each message, or also from readers.", "MS-RPCE §2.2.1.1.8");
    AUTH_PAD = number("dcerpc.auth_pad_len", "Padding", 8, "Bytes in front that only fill up.");
    AUTH_ZERO = number("dcerpc.auth_rsrvd", "Reserved", 8, "Zero.");
    AUTH_CONTEXT = number("dcerpc.auth_ctx_id", "Authentication context", 32, "Which of several authentications.");
    PADDING = FieldSpec::bytes("dcerpc.auth_padding", "Padding").doc("Lets the authentication begin at an even place.", "MS-RPCE §2.2.2.11");
    CREDENTIALS = FieldSpec::bytes("dcerpc.auth_credentials", "Credentials").doc("A message of a method that is not read here.", "MS-RPCE §2.2.2.11");
}

const FAULT_ROWS: &[FieldSpec] = &[
    FieldSpec::hex("dcerpc.cn_fault_flags", "Fault flags", 8)
        .parts_follow()
        .doc("What follows the error.", "MS-RPCE §2.2.2.9"),
    reserved(7, SECTION).part(),
    bit(
        "dcerpc.cn_fault_flags.extended_error",
        "Extended error",
        "More about the error follows.",
    ),
];

const COUNT: usize = FIELDS.len() + bind::FIELDS.len() + datagram::FIELDS.len();
static ALL_FIELDS: [&FieldSpec; COUNT] = join_fields(&[FIELDS, bind::FIELDS, datagram::FIELDS]);

/// DCE/RPC.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dcerpc",
        short: "DCE/RPC",
        title: "Distributed Computing Environment / Remote Procedure Call",
        osi: OsiLayer::Session,
        why: "It lets a program call procedures of another computer; what they do is the business of the interface above.",
        reference: "C706; MS-RPCE",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 135),
        Claim::Heuristic(Transport::Tcp, 12),
        Claim::Heuristic(Transport::Udp, 12),
    ],
    headers: &[HEAD, REPRESENTATION_PARTS, FAULT_ROWS, bind::FEATURES, datagram::FLAGS],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x05\x00\x00\x03\x10\x00\x00\x00\x1c\x00\x00\x00\x02\x00\x00\x00\x04\x00\x00\x00\x00\x00\x0f\x00data",
};

/// True for the first bytes of a message over a connection.
pub fn is_call(bytes: &[u8]) -> bool {
    recognise_call(bytes) == Match::Yes
}

fn recognise_call(bytes: &[u8]) -> Match {
    let head = match bytes {
        [5, 0 | 1, 0..=LAST_TYPE, _, order, float, _, _, a, b, ..]
            if order & 0xee == 0 && *float <= 3 =>
        {
            [*order, *a, *b]
        }
        [5] | [5, 0 | 1] => return Match::Short,
        [5, 0 | 1, 0..=LAST_TYPE] | [5, 0 | 1, 0..=LAST_TYPE, _] => return Match::Short,
        [5, 0 | 1, 0..=LAST_TYPE, _, order, ..] if bytes.len() < 10 => {
            return Match::short_if(order & 0xee == 0);
        }
        _ => return Match::No,
    };
    let len = match head {
        [order, a, b] if order & 0x10 != 0 => u16::from_le_bytes([a, b]),
        [_, a, b] => u16::from_be_bytes([a, b]),
    };
    Match::yes_if(usize::from(len) >= HEADER_LEN)
}

fn recognise(bytes: &[u8]) -> Match {
    match bytes.first() {
        Some(4) => datagram::recognise(bytes),
        _ => recognise_call(bytes),
    }
}

/// Numbers in the byte order that the message says.
#[derive(Debug, Clone, Copy)]
struct Order {
    little: bool,
}

impl Order {
    fn value(self, bytes: &[u8]) -> u64 {
        if self.little {
            return layout::little(bytes);
        }
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// Reads a number as wide as its spec says.
    fn read(self, p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<u64, Stop> {
        let at = p.pos();
        let number = self.value(p.skip((spec.bits / 8) as usize)?);
        p.mark_as(spec, at..p.pos(), Value::Uint(number));
        Ok(number)
    }

    /// Reads a UUID.
    fn uuid(self, p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<String, Stop> {
        let at = p.pos();
        let mut bytes: [u8; 16] = *p.skip(16)?.first_chunk().ok_or(Stop)?;
        if !self.little {
            bytes[..4].reverse();
            bytes[4..6].reverse();
            bytes[6..8].reverse();
        }
        let text = layout::guid_text(&bytes);
        p.mark_made(spec, at..p.pos(), || text.clone());
        Ok(text)
    }
}

/// The data representation, `len` bytes of it.
fn representation(p: &mut Peel<'_>, len: usize) -> Result<Order, Stop> {
    let at = p.pos();
    let bytes = p.field(&REPRESENTATION, len)?;
    p.bits(REPRESENTATION_PARTS, at);
    Ok(Order {
        little: bytes[0] & 0x10 != 0,
    })
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.bytes().first() == Some(&4) {
        return datagram::peel(p);
    }
    let [_, _, kind, flags] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let order = representation(p, 4)?;
    let len = order.read(p, &FRAGMENT_LEN)? as usize;
    let auth = order.read(p, &AUTH_LEN)? as usize;
    let call = order.read(p, &CALL)?;
    let what = PACKET.names.get(u64::from(kind)).unwrap_or("unknown type");
    p.summary(format_args!("{what}, call {call}"));
    p.wait_for(len.saturating_sub(HEADER_LEN))?;
    p.ends_at(len.max(HEADER_LEN));
    let len = len.saturating_sub(HEADER_LEN);
    let parts = Parts {
        order,
        kind,
        flags,
        auth,
    };
    p.within(len, "DCE/RPC fragment length", |p| contents(p, parts))
}

/// What the header says of the rest.
#[derive(Debug, Clone, Copy)]
struct Parts {
    order: Order,
    kind: u8,
    flags: u8,
    auth: usize,
}

fn contents(p: &mut Peel<'_>, parts: Parts) -> Peeled {
    let whole = p.bytes().len();
    let trailer = if parts.auth == 0 {
        0
    } else {
        parts.auth + AUTH_HEADER
    };
    let body = p.rest().len().saturating_sub(trailer);
    let auth_at = p.pos() + body;
    let pad = match parts.auth {
        0 => 0,
        _ => usize::from(p.bytes().get(auth_at + 2).copied().unwrap_or_default()).min(body),
    };
    let sealed = parts.auth != 0 && p.bytes().get(auth_at + 1) == Some(&6);
    let result = p.within(body, "DCE/RPC authentication length", |p| {
        match parts.kind {
            REQUEST | RESPONSE | FAULT => message(p, parts, pad, sealed),
            BIND | ALTER => bind::request(p, parts.order),
            BIND_ACK | ALTER_RESPONSE => bind::response(p, parts.order),
            BIND_NAK => bind::refusal(p, parts.order),
            AUTH_3 => p.skip(p.rest().len().min(4)).map(drop),
            _ => Ok(()),
        }
    });
    result?;
    if parts.auth != 0 && auth_at < whole {
        p.seek(auth_at);
        authentication(p, parts.order)?;
    }
    Ok(())
}

fn message(p: &mut Peel<'_>, parts: Parts, pad: usize, sealed: bool) -> Peeled {
    const OBJECT_FLAG: u8 = 0x80;
    let order = parts.order;
    order.read(p, &HINT)?;
    let context = order.read(p, &CONTEXT)?;
    match parts.kind {
        REQUEST => {
            let operation = order.read(p, &OPERATION)?;
            p.summary(format_args!(
                "Request: operation {operation} of context {context}"
            ));
            if parts.flags & OBJECT_FLAG != 0 {
                order.uuid(p, &OBJECT)?;
            }
        }
        RESPONSE => {
            order.read(p, &CANCELS)?;
            p.skip(1)?;
        }
        _ => {
            order.read(p, &CANCELS)?;
            p.rows(FAULT_ROWS)?;
            let status = order.read(p, &STATUS)?;
            p.summary(format_args!("Fault 0x{status:08x}"));
            p.skip(4)?;
        }
    }
    let len = p.rest().len().saturating_sub(pad);
    let spec = match (parts.kind, sealed) {
        (FAULT, _) => &FAULT_STUB,
        (_, true) => &SEALED,
        _ => &STUB,
    };
    if len > 0 {
        p.field(spec, len)?;
    }
    if pad > 0 {
        p.field(&PADDING, pad)?;
    }
    Ok(())
}

fn authentication(p: &mut Peel<'_>, order: Order) -> Peeled {
    const SPNEGO: u64 = 9;
    const NTLM: u64 = 10;
    p.group(&AUTH_INFO, |p| {
        let kind = order.read(p, &AUTH_TYPE)?;
        order.read(p, &AUTH_LEVEL)?;
        order.read(p, &AUTH_PAD)?;
        order.read(p, &AUTH_ZERO)?;
        order.read(p, &AUTH_CONTEXT)?;
        let at = p.pos()..p.bytes().len();
        let rest = p.rest();
        match kind {
            NTLM if ntlmssp::is_message(rest) || ntlmssp::is_verifier(rest) => {
                p.skip(rest.len())?;
                p.wrap(
                    Next::Protocol(&ntlmssp::PROTOCOL),
                    at,
                    "DCE/RPC authentication length",
                );
            }
            SPNEGO if gss_api::is_readable(p, rest) => {
                p.skip(rest.len())?;
                p.wrap(
                    Next::Protocol(&gss_api::PROTOCOL),
                    at,
                    "DCE/RPC authentication length",
                );
            }
            _ => drop(p.field(&CREDENTIALS, rest.len())?),
        }
        Ok(())
    })
}
