//! L2TP: PPP and other links across an IP network (RFC 2661; version 3, RFC 3931).

mod pairs;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::link::ppp;

const RFC: &str = "RFC 2661 §3.1";
const RFC_3: &str = "RFC 3931 §3.2.1, §4.1";

const CONTROL: u16 = 0x8000;
const LENGTH: u16 = 0x4000;
const SEQUENCE: u16 = 0x0800;
const OFFSET: u16 = 0x0200;
const VERSION: u16 = 0x000f;

const FLAGS: FieldSpec = FieldSpec::hex("l2tp.flags", "Flags and version", 16)
    .parts_follow()
    .doc("What the message is, and which fields follow.", RFC);
const TYPE: FieldSpec = FieldSpec::uint("l2tp.type", "Control message", 1)
    .part()
    .codes(&[(0, "data"), (1, "control")])
    .doc(
        "Control messages make and end tunnels and sessions; data is what they carry.",
        RFC,
    );
const VERSION_PART: FieldSpec = FieldSpec::uint("l2tp.version", "Version", 4)
    .part()
    .doc("2 carries PPP, 3 other links too.", RFC);

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, RFC)
}

const LENGTH_BIT: FieldSpec = flag(
    "l2tp.length_bit",
    "Length present",
    "Set: a length follows.",
);
const SEQUENCE_BIT: FieldSpec = flag(
    "l2tp.seq_bit",
    "Numbers present",
    "Set: sequence numbers follow.",
);

const FLAGS_2: &[FieldSpec] = &[
    FLAGS,
    TYPE,
    LENGTH_BIT,
    FieldSpec::gap(2).part(),
    SEQUENCE_BIT,
    FieldSpec::gap(1).part(),
    flag(
        "l2tp.offset_bit",
        "Offset present",
        "Set: filling stands before the payload.",
    ),
    flag(
        "l2tp.priority",
        "Priority",
        "Set: send this before other data.",
    ),
    FieldSpec::gap(4).part(),
    VERSION_PART,
];

const FLAGS_3: &[FieldSpec] = &[
    FLAGS,
    TYPE,
    LENGTH_BIT,
    FieldSpec::gap(2).part(),
    SEQUENCE_BIT,
    FieldSpec::gap(7).part(),
    VERSION_PART,
];

const DATA_FLAGS_3: &[FieldSpec] = &[
    FLAGS,
    TYPE,
    LENGTH_BIT,
    FieldSpec::gap(10).part(),
    VERSION_PART,
];

crate::fields! {
    LENGTH_FIELD = FieldSpec::uint("l2tp.length", "Length", 16)
        .unit("bytes")
        .doc("The whole message.", RFC);
    TUNNEL = FieldSpec::uint("l2tp.tunnel", "Tunnel", 16)
        .doc("The receiver's number for the tunnel.", RFC);
    SESSION = FieldSpec::uint("l2tp.session", "Session", 16)
        .doc("The receiver's number for the session in the tunnel: one subscriber.", RFC);
    SENT = FieldSpec::uint("l2tp.Ns", "Number", 16)
        .doc("Counts the sender's messages.", RFC);
    AWAITED = FieldSpec::uint("l2tp.Nr", "Awaited", 16)
        .doc("The number of the message that the sender awaits next: all before have arrived.", RFC);
    OFFSET_FIELD = FieldSpec::uint("l2tp.offset", "Offset", 16)
        .unit("bytes")
        .doc("So many bytes of filling follow.", RFC);
    FILLING = FieldSpec::bytes("", "Filling").doc("Bytes that say nothing.", RFC);
    CONNECTION = FieldSpec::hex("l2tp.ccid", "Control connection", 32)
        .doc("The receiver's number for the control connection.", RFC_3);
    RESERVED = FieldSpec::hex("l2tp.res", "Reserved", 16).doc("Zero.", RFC_3);
    SESSION_3 = FieldSpec::hex("l2tp.sid", "Session", 32)
        .doc("The receiver's number for the session; 0 is a control message.", RFC_3);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + pairs::FIELDS.len()] =
    join_fields(&[FIELDS, pairs::FIELDS]);

/// L2TP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "l2tp",
        short: "L2TP",
        title: "Layer 2 Tunneling Protocol",
        osi: OsiLayer::DataLink,
        why: "It stretches a link between two machines across a network that lies between them.",
        reference: "RFC 2661",
    },
    claims: &[Claim::Port(Transport::Udp, 1701), Claim::IpProtocol(115)],
    headers: &[
        FLAGS_2,
        FLAGS_3,
        DATA_FLAGS_3,
        pairs::HEAD,
        pairs::FRAMING,
        pairs::BEARER,
        pairs::FRAMING_TYPE,
        pairs::BEARER_TYPE,
        pairs::CIRCUIT,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\xc8\x02\x00\x1c\x00\x05\x00\x00\x00\x01\x00\x02\
              \x80\x08\x00\x00\x00\x00\x00\x01\x80\x08\x00\x00\x00\x09\x00\x07",
};

/// A version that exists.
fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= 6 && matches!(bytes[1] & 0x0f, 2 | 3))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    // Directly over IP a session number comes first.
    if matches!(p.outer(), "ip" | "ipv6") {
        let session = p.uint(&SESSION_3)?;
        if session != 0 {
            return data_3(p, session);
        }
    }
    p.require(2)?;
    let start = p.pos();
    let flags = u16::from_be_bytes([p.rest()[0], p.rest()[1]]);
    match flags & VERSION {
        3 if flags & CONTROL == 0 => {
            p.header::<2>(DATA_FLAGS_3)?;
            p.uint(&RESERVED)?;
            let session = p.uint(&SESSION_3)?;
            data_3(p, session)
        }
        3 => {
            p.header::<2>(FLAGS_3)?;
            let len = p.uint(&LENGTH_FIELD)? as usize;
            let connection = p.uint(&CONNECTION)?;
            p.uint(&SENT)?;
            p.uint(&AWAITED)?;
            p.summary(format_args!(
                "version 3, control of connection 0x{connection:08x}"
            ));
            control(p, start + len)
        }
        _ => version_2(p, flags, start),
    }
}

/// What the session carries was agreed on in control messages, and does not stand here.
fn data_3(p: &mut Peel<'_>, session: u64) -> Peeled {
    p.summary(format_args!("version 3, session 0x{session:08x}"));
    p.pass(Next::Data);
    Ok(())
}

fn version_2(p: &mut Peel<'_>, flags: u16, start: usize) -> Peeled {
    p.header::<2>(FLAGS_2)?;
    let mut end = p.bytes().len();
    if flags & LENGTH != 0 {
        end = start + p.uint(&LENGTH_FIELD)? as usize;
    }
    let tunnel = p.uint(&TUNNEL)?;
    let session = p.uint(&SESSION)?;
    if flags & SEQUENCE != 0 {
        p.uint(&SENT)?;
        p.uint(&AWAITED)?;
    }
    if flags & OFFSET != 0 {
        let len = p.uint(&OFFSET_FIELD)? as usize;
        if len > 0 {
            p.field(&FILLING, len)?;
        }
    }
    if flags & CONTROL != 0 {
        p.summary(format_args!("control of tunnel {tunnel}"));
        return control(p, end);
    }
    p.summary(format_args!("tunnel {tunnel}, session {session}"));
    if end < p.pos() {
        return too_short(p, end);
    }
    p.wrap(Next::Protocol(&ppp::PROTOCOL), p.pos()..end, "L2TP length");
    Ok(())
}

fn too_short(p: &mut Peel<'_>, end: usize) -> Peeled {
    let kind = FaultKind::BadLength {
        field: "L2TP length",
        says: end as u64,
        limit: p.pos() as u64,
    };
    p.fault(kind, 2..4);
    Ok(())
}

fn control(p: &mut Peel<'_>, end: usize) -> Peeled {
    let Some(len) = end.checked_sub(p.pos()) else {
        return too_short(p, end);
    };
    if p.wants_fields() {
        p.within(len, "L2TP length", pairs::all)?;
    }
    p.ends_at(end);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn uint(out: &Dissection, name: &str) -> u64 {
        out.field(name).unwrap().value.as_uint().unwrap()
    }

    #[test]
    fn control_messages_are_pairs() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "start control connection request");
        assert_eq!(uint(&out, "l2tp.avp.assigned_tunnel_id"), 7);
        assert_eq!(uint(&out, "l2tp.avp.mandatory"), 1);
    }

    #[test]
    fn data_is_ppp() {
        let out = peeled(b"\x4a\x02\x00\x19\x00\x05\x00\x06\x00\x01\x00\x02\x00\x03abc\xc0\x21\x09\x01\x00\x08\x12\x34\x56\x78");
        let names: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        assert!(names.starts_with(&["l2tp", "ppp", "lcp"]), "{names:?}");
        assert_eq!(uint(&out, "l2tp.offset"), 3);
    }

    #[test]
    fn version_3_has_longer_numbers() {
        let out = peeled(b"\xc8\x03\x00\x16\x00\x00\x00\x05\x00\x01\x00\x02\x80\x0a\x00\x00\x00\x3c\xc0\x00\x02\x01");
        assert_eq!(uint(&out, "l2tp.ccid"), 5);
        assert_eq!(
            out.field("l2tp.avp.router_id").unwrap().value,
            Value::Uint(0xc000_0201)
        );
    }

    #[test]
    fn pairs_that_lie_end_the_list() {
        for len in [0_u8, 5, 0xff] {
            let mut bytes = PROTOCOL.sample.to_vec();
            bytes[13] = len;
            assert_eq!(peeled(&bytes).faults.len(), 1, "{len}");
        }
        assert_eq!(
            peeled(b"\xc8\x02\x00\x02\x00\x05\x00\x00\x00\x01\x00\x02")
                .faults
                .len(),
            1
        );
        assert_eq!(recognise(b"\x00\x01\0\0\0\0\0\0"), Match::No);
    }
}
