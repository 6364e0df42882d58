//! UA/UDP: what telephones of Alcatel and their exchange say to each other, counted and repeated.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value};

const REFERENCE: &str = "Alcatel UA/UDP";

const OPCODES: Codes = &[
    (0, "Connect"),
    (1, "Connect ACK"),
    (2, "Release"),
    (3, "Release ACK"),
    (4, "Keepalive"),
    (5, "Keepalive ACK"),
    (6, "NACK"),
    (7, "Data"),
];

const HEADER: &[FieldSpec] = &[FieldSpec::uint("uaudp.opcode", "Kind", 8)
    .codes(OPCODES)
    .doc("What the message says.", REFERENCE)];

const TLV: &[FieldSpec] = &[
    FieldSpec::uint("uaudp.type", "Kind", 8)
        .codes(&[
            (0, "version"),
            (1, "window"),
            (2, "MTU"),
            (3, "lost"),
            (4, "lost, begin anew"),
            (5, "keepalive"),
            (6, "IP TOS"),
            (7, "VLAN"),
            (8, "VLAN priority"),
            (9, "fast connect"),
        ])
        .doc("What is agreed on.", REFERENCE),
    FieldSpec::uint("uaudp.length", "Length", 8)
        .unit("bytes")
        .doc("Length of the value.", REFERENCE),
];

crate::fields! {
    OPTION = FieldSpec::group("", "Option").doc("Something that both ends agree on.", REFERENCE);
    VERSION = FieldSpec::uint("uaudp.version", "Version", 0).doc("Version of the protocol.", REFERENCE);
    WINDOW = FieldSpec::uint("uaudp.window_size", "Window", 0).doc("How many messages may be on the way.", REFERENCE);
    MTU = FieldSpec::uint("uaudp.mtu", "MTU", 0).doc("The longest message.", REFERENCE);
    LOST = FieldSpec::uint("uaudp.udp_lost", "Lost", 0).doc("How long to wait until a message counts as lost.", REFERENCE);
    REINIT = FieldSpec::uint("uaudp.udp_lost_reinit", "Lost, begin anew", 0).doc("After how many losses to begin anew.", REFERENCE);
    KEEPALIVE = FieldSpec::uint("uaudp.keepalive", "Keepalive", 0).doc("How often to give a sign of life.", REFERENCE);
    TOS = FieldSpec::uint("uaudp.qos_ip_tos", "IP TOS", 0).doc("The class of service of the packets.", REFERENCE);
    VLAN = FieldSpec::uint("uaudp.qos_8021_vlid", "VLAN", 0).doc("The virtual network of the telephone.", REFERENCE);
    PRIORITY = FieldSpec::uint("uaudp.qos_8021_pri", "VLAN priority", 0).doc("The priority of its frames.", REFERENCE);
    FAST = FieldSpec::uint("uaudp.superfast_connect", "Fast connect", 0).doc("Whether it may connect in a shorter way.", REFERENCE);
    OTHER = FieldSpec::bytes("", "Value").doc("What is agreed on.", REFERENCE);
    EXPECTED = FieldSpec::uint("uaudp.expseq", "Expected", 16).doc("The number of the next message that the sender waits for.", REFERENCE);
    SENT = FieldSpec::uint("uaudp.sntseq", "Number", 16).doc("Counts the messages.", REFERENCE);
    CONTENT = FieldSpec::bytes("", "Content").doc("Keys, lamps and texts of the telephone.", REFERENCE);
}

/// UA/UDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "uaudp",
        short: "UA/UDP",
        title: "Universal Alcatel/UDP Encapsulation Protocol",
        osi: OsiLayer::Session,
        why: "It keeps a telephone connected with its exchange and repeats what gets lost.",
        reference: REFERENCE,
    },
    claims: &[
        Claim::Port(Transport::Udp, 32000),
        Claim::Port(Transport::Udp, 32512),
    ],
    headers: &[HEADER, TLV],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\0\x01\x01\x02\x02\0\x64",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [0, options @ ..] => Match::maybe_if(are_options(options)),
        [1..=5] => Match::Maybe,
        [1, options @ ..] => Match::maybe_if(are_options(options)),
        [6, _, _, ..] | [7, _, _, _, _, ..] => Match::Maybe,
        _ => Match::No,
    }
}

/// True if options of their lengths fill the bytes.
fn are_options(mut bytes: &[u8]) -> bool {
    while let [_, len, rest @ ..] = bytes {
        match rest.get(usize::from(*len)..) {
            Some(rest) => bytes = rest,
            None => return false,
        }
    }
    bytes.is_empty()
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let opcode = p.header::<1>(HEADER)?[0];
    let name = OPCODES.iter().find(|entry| entry.0 == u64::from(opcode));
    p.summary(format_args!("{}", name.map_or("unknown", |entry| entry.1)));
    match opcode {
        0 => {
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&OPTION, option)?;
            }
        }
        6 => drop(p.uint(&EXPECTED)?),
        7 => {
            p.uint(&EXPECTED)?;
            p.uint(&SENT)?;
        }
        _ => {}
    }
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&CONTENT, len).map(drop),
    }
}

fn option(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(TLV)?;
    let (kind, len) = (head[0], usize::from(head[1]));
    let spec = match kind {
        0 => &VERSION,
        1 => &WINDOW,
        2 => &MTU,
        3 => &LOST,
        4 => &REINIT,
        5 => &KEEPALIVE,
        6 => &TOS,
        7 => &VLAN,
        8 => &PRIORITY,
        9 => &FAST,
        _ => &OTHER,
    };
    if !matches!(len, 1..=8) || kind > 9 {
        return match len {
            0 => Ok(()),
            _ => p.field(&OTHER, len).map(drop),
        };
    }
    let at = p.pos();
    let number = p
        .skip(len)?
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte));
    p.mark_as(spec, at..at + len, Value::Uint(number));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn options_have_lengths() {
        let bytes = PROTOCOL.sample;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(all(&out, bytes, "uaudp.mtu"), [(6, 2, "100".into())]);
        assert_eq!(out.layers[0].summary, "Connect");
        assert_eq!(recognise(b"\0\0\x09\x01"), Match::No);
        assert_eq!(recognise(b"\x08"), Match::No);
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            b"\0\0\x09\x01",
            Want::Full,
            &mut out,
        );
        assert!(!out.faults.is_empty());
    }
}
