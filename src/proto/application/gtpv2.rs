//! GTP-C version 2: messages about the tunnels of LTE's subscribers (3GPP TS 29.274).

mod codes;
mod elements;
mod places;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const RFC: &str = "3GPP TS 29.274 §5.1";

const PIGGYBACK: u8 = 0x10;
const HAS_TUNNEL: u8 = 0x08;

const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("gtpv2.flags", "Flags", 8)
        .parts_follow()
        .doc("Version, and which fields follow.", RFC),
    FieldSpec::uint("gtpv2.version", "Version", 3)
        .part()
        .doc("2.", RFC),
    FieldSpec::uint("gtpv2.p", "Piggybacked", 1)
        .part()
        .doc("Set: another message follows in the same datagram.", RFC),
    FieldSpec::uint("gtpv2.t", "Tunnel", 1)
        .part()
        .doc("Set: the receiver's number for the tunnel follows.", RFC),
    FieldSpec::uint("gtpv2.mp", "Message priority", 1)
        .part()
        .doc("Set: the message says how urgent it is.", RFC),
    FieldSpec::gap(2).part(),
    FieldSpec::uint("gtpv2.message_type", "Message", 8)
        .codes(codes::MESSAGES)
        .doc("What is asked or answered.", "3GPP TS 29.274 §6.1"),
    FieldSpec::uint("gtpv2.msg_length", "Length", 16)
        .unit("bytes")
        .doc("What follows these four bytes.", RFC),
];

const SEQUENCE: &[FieldSpec] = &[
    FieldSpec::hex("gtpv2.seq", "Sequence number", 24).doc("Pairs requests and responses.", RFC),
    FieldSpec::uint("gtpv2.spare", "Spare", 8).doc("The priority, or zero.", RFC),
];

crate::fields! {
    TEID = FieldSpec::hex("gtpv2.teid", "Tunnel", 32)
        .doc("The receiver's number for the subscriber's tunnel; zero in the first message.", RFC);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + elements::FIELDS.len() + places::FIELDS.len()] =
    join_fields(&[FIELDS, elements::FIELDS, places::FIELDS]);

/// GTP-C version 2.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "gtpv2",
        short: "GTPv2",
        title: "GPRS Tunneling Protocol V2",
        osi: OsiLayer::Application,
        why: "Stations of a mobile network agree with it on the tunnels of their subscribers.",
        reference: "3GPP TS 29.274",
    },
    claims: &[Claim::Port(Transport::Udp, 2123)],
    headers: &[
        HEAD,
        SEQUENCE,
        elements::INSTANCE,
        elements::BEARER_ROW,
        elements::TYPE_ROW,
        elements::SELECTION_ROW,
        elements::SUMMER_ROW,
        elements::CAUSE_ROWS,
        elements::PRIORITY_ROWS,
        elements::TUNNEL_ROWS,
        elements::SET_ROWS,
        elements::INDICATION_1,
        elements::INDICATION_2,
        places::FLAG_ROWS,
        places::CELL_ROWS,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x48\x20\x00\x15\x00\x00\x00\x00\x4b\x54\x62\x00\
              \x49\x00\x01\x00\x05\x47\x00\x04\x00\x03abc",
};

/// Version 2 and a length that fits.
fn recognise(bytes: &[u8]) -> Match {
    let Some([flags, _, high, low]) = bytes.first_chunk() else {
        return Match::No;
    };
    let len = usize::from(u16::from_be_bytes([*high, *low]));
    Match::maybe_if(flags >> 5 == 2 && flags & 7 <= 4 && (4..=bytes.len()).contains(&len))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [flags, kind, high, low] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let len = usize::from(u16::from_be_bytes([high, low]));
    match HEAD[6].names.get(kind.into()) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("message {kind}")),
    }
    let end = p.pos() + len;
    p.within(len, "GTPv2 message length", |p| {
        if flags & HAS_TUNNEL != 0 {
            p.uint(&TEID)?;
        }
        p.header::<{ bytes_of(SEQUENCE) }>(SEQUENCE)?;
        if p.wants_fields() {
            elements::all(p)?;
        }
        Ok(())
    })?;
    if flags & PIGGYBACK != 0 && !p.rest().is_empty() {
        p.pass(crate::decode::Next::Protocol(&PROTOCOL));
    } else {
        p.ends_at(end);
    }
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
    fn elements_are_read() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "create session request");
        assert_eq!(uint(&out, "gtpv2.ebi"), 5);
        assert_eq!(
            out.field("gtpv2.apn").unwrap().value,
            Value::Made("abc".into())
        );
    }

    #[test]
    fn elements_in_a_bearer_context_are_read() {
        let out = peeled(
            b"\x40\x21\x00\x19\x00\x00\x01\x00\x5d\x00\x11\x00\
              \x57\x00\x0d\x00\x86\x00\x00\x00\x07\x0a\x00\x00\x01\x00\x00\x00\x00",
        );
        assert_eq!(uint(&out, "gtpv2.f_teid_gre_key"), 7);
        let address = &out.field("gtpv2.f_teid_ipv4").unwrap().value;
        assert_eq!(*address, Value::Ipv4("10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn nests_that_lie_end() {
        let mut bytes = b"\x40\x21\x10\x04\x00\x00\x01\x00".to_vec();
        for len in (0..1024_u16).rev() {
            bytes.push(93);
            bytes.extend((len * 4).to_be_bytes());
            bytes.push(0);
        }
        let out = peeled(&bytes);
        assert_eq!(out.layers.len(), 1);
        let lies = peeled(b"\x40\x21\x00\x08\x00\x00\x01\x00\x49\xff\xff\x00");
        assert_eq!(lies.faults.len(), 1);
        assert_eq!(recognise(b"\x48\x20\xff\xff\x00\x00\x00\x00"), Match::No);
    }
}
