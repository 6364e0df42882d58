//! OpenFlow 1.3: the version that most switches speak.

mod actions;
mod flows;
mod modify;
mod names;
mod stats;
mod switch;

use super::openflow::HEADER_LEN;
use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, Value, text};
use crate::proto::low_words::join;

const SECTION: &str = "OpenFlow 1.3.5 §7.1";
const MATCH_SECTION: &str = "OpenFlow 1.3.5 §7.2.3";
const ASYNC_SECTION: &str = "OpenFlow 1.3.5 §7.4";
const SYMMETRIC_SECTION: &str = "OpenFlow 1.3.5 §7.5";

crate::fields! {
    ELEMENT = FieldSpec::group("", "Element").doc("What the sender can do.", SYMMETRIC_SECTION);
    VERSIONS = FieldSpec::bytes("openflow_v4.hello_element.version.bitmap", "Versions")
        .doc("A bit for each version that the sender speaks: bit 4 is 1.3.", SYMMETRIC_SECTION);
    HELLO_PAD = FieldSpec::bytes("openflow_v4.hello_element.pad", "Padding").doc("Fills up.", SYMMETRIC_SECTION);
    ECHO = FieldSpec::bytes("openflow_v4.echo.data", "Data").doc("Comes back with the reply.", SYMMETRIC_SECTION);
    ERROR_TEXT = FieldSpec::text("openflow_v4.error.data", "Text").doc("Why, for people.", ASYNC_SECTION);
    ERROR_DATA = FieldSpec::bytes("", "Data").doc("The start of the message that was wrong.", ASYNC_SECTION);
    PACKET_IN_PAD = FieldSpec::bytes("openflow_v4.packet_in.pad", "Padding").doc("Fills up.", ASYNC_SECTION);
    BODY = FieldSpec::bytes("", "Content").doc("What belongs to the message.", SECTION);
    MATCH = FieldSpec::group("", "Match").doc("Which packets are meant.", MATCH_SECTION);
    MATCH_PAD = FieldSpec::bytes("openflow_v4.match.pad", "Padding").doc("Fills up to eight bytes.", MATCH_SECTION);
    FIELD = FieldSpec::group("", "Field").doc("A field of the packet, and what it must be.", MATCH_SECTION);
    VALUE = FieldSpec::bytes("openflow_v4.oxm.value", "Value").doc("What the field must be.", MATCH_SECTION);
    OWN_VALUE = FieldSpec::bytes("", "Value").doc("What the field must be.", MATCH_SECTION);
    MAC = FieldSpec::mac("openflow_v4.oxm.value_etheraddr", "Value").doc("What the field must be.", MATCH_SECTION);
    ETHERTYPE = FieldSpec::hex("openflow_v4.oxm.value_ethertype", "Value", 16)
        .lookup(|code| crate::model::names::ethertype(code as u16))
        .doc("What the field must be.", MATCH_SECTION);
    IPV4 = FieldSpec::ipv4("openflow_v4.oxm.value_ipv4addr", "Value").doc("What the field must be.", MATCH_SECTION);
    IPV6 = FieldSpec::ipv6("openflow_v4.oxm.value_ipv6addr", "Value").doc("What the field must be.", MATCH_SECTION);
    IP_PROTOCOL = FieldSpec::uint("openflow_v4.oxm.value_ipproto", "Value", 8).doc("What the field must be.", MATCH_SECTION);
    SHORT = FieldSpec::uint("openflow_v4.oxm.value_uint16", "Value", 16).doc("What the field must be.", MATCH_SECTION);
    WORD = FieldSpec::uint("openflow_v4.oxm.value_uint32", "Value", 32).doc("What the field must be.", MATCH_SECTION);
    MASK = FieldSpec::bytes("openflow_v4.oxm.mask", "Mask").doc("Which bits must agree.", MATCH_SECTION);
    MAC_MASK = FieldSpec::mac("openflow_v4.oxm.ether_mask", "Mask").doc("Which bits must agree.", MATCH_SECTION);
    IPV4_MASK = FieldSpec::ipv4("openflow_v4.oxm.ipv4_mask", "Mask").doc("Which bits must agree.", MATCH_SECTION);
    IPV6_MASK = FieldSpec::ipv6("openflow_v4.oxm.ipv6_mask", "Mask").doc("Which bits must agree.", MATCH_SECTION);
    VLAN_MASK = FieldSpec::hex("openflow_v4.oxm.vlan_mask", "Mask", 16).doc("Which bits must agree.", MATCH_SECTION);
    EXPERIMENTER = FieldSpec::hex("openflow_v4.oxm_experimenter.experimenter", "Experimenter", 32).doc("Who gave a meaning to it.", MATCH_SECTION);
    EXPERIMENTER_VALUE = FieldSpec::bytes("openflow_v4.oxm_experimenter.value", "Value").doc("What the field must be.", MATCH_SECTION);
    INSTRUCTION = FieldSpec::group("", "Instruction").doc("What happens to packets that match.", "OpenFlow 1.3.5 §7.2.4");
    ACTION = FieldSpec::group("", "Action").doc("What happens to the packet.", "OpenFlow 1.3.5 §7.2.5");
    SET_FIELD_PAD = FieldSpec::bytes("openflow_v4.action.set_field.pad", "Padding").doc("Fills up to eight bytes.", "OpenFlow 1.3.5 §7.2.5");
    BUCKET = FieldSpec::group("", "Bucket").doc("Actions that a group can take.", "OpenFlow 1.3.5 §7.3.4.2");
    ENTRY = FieldSpec::group("", "Entry").doc("One of what was asked for.", "OpenFlow 1.3.5 §7.3.5");
}

const HEADERS: [&[FieldSpec];
    actions::TABLES.len()
        + flows::TABLES.len()
        + modify::TABLES.len()
        + stats::TABLES.len()
        + switch::TABLES.len()] = join(&[
    actions::TABLES,
    flows::TABLES,
    modify::TABLES,
    stats::TABLES,
    switch::TABLES,
]);

/// OpenFlow 1.3.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "openflow_v4",
        short: "OpenFlow 1.3",
        title: "OpenFlow 1.3",
        osi: OsiLayer::Application,
        why: "It is what controller and switch say to each other.",
        reference: "OpenFlow Switch Specification 1.3.5",
    },
    claims: &[Claim::Field("openflow.version", 4)],
    headers: &HEADERS,
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x04\0\0\x10\0\0\0\x01\0\x01\0\x08\0\0\0\x12",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(flows::HEADER)?;
    let kind = header[1];
    let name = names::TYPES.iter().find(|entry| entry.0 == u64::from(kind));
    p.summary(format_args!("{}", name.map_or("unknown", |entry| entry.1)));
    message(p, kind)?;
    rest(p, &BODY)
}

/// All that is left, if anything is.
fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

fn message(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        0 => hello(p),
        1 => {
            let head = p.rows(flows::ERROR)?;
            let is_hello = head.starts_with(&[0, 0]);
            rest(p, if is_hello { &ERROR_TEXT } else { &ERROR_DATA })
        }
        2 | 3 => rest(p, &ECHO),
        4 => p.rows(flows::EXPERIMENTER).map(drop),
        6 => p.rows(switch::FEATURES).map(drop),
        8 | 9 => p.rows(switch::CONFIG).map(drop),
        10 => {
            p.rows(flows::PACKET_IN)?;
            matching(p)?;
            p.field(&PACKET_IN_PAD, 2)?;
            packet(p);
            Ok(())
        }
        11 => {
            p.rows(flows::REMOVED)?;
            matching(p)
        }
        12 => {
            p.rows(flows::PORT_STATUS)?;
            port(p)
        }
        13 => {
            let head = p.rows(flows::PACKET_OUT)?;
            let len = u16::from_be_bytes([head[8], head[9]]);
            p.within(len.into(), "length of actions", act)?;
            packet(p);
            Ok(())
        }
        14 => {
            p.rows(flows::FLOW_MOD)?;
            matching(p)?;
            instructions(p)
        }
        15 => {
            p.rows(flows::GROUP_MOD)?;
            sized(p, &BUCKET, 0, |p| {
                p.rows(flows::BUCKET)?;
                act(p)
            })
        }
        16 => p.rows(modify::PORT_MOD).map(drop),
        17 => p.rows(modify::TABLE_MOD).map(drop),
        18 => asked(p),
        19 => answered(p),
        24 => p.rows(flows::ROLE_REQUEST).map(drop),
        25 => p.rows(flows::ROLE_REPLY).map(drop),
        _ => Ok(()),
    }
}

/// The packet that the message carries.
fn packet(p: &mut Peel<'_>) {
    if !p.rest().is_empty() {
        p.pass(Next::LinkType(LinkType::ETHERNET));
        p.seek(p.bytes().len());
    }
}

fn hello(p: &mut Peel<'_>) -> Peeled {
    while p.rest().len() >= 4 && !p.is_full() {
        let len = usize::from(u16::from_be_bytes([p.rest()[2], p.rest()[3]])).max(4);
        p.group(&ELEMENT, |p| {
            let head = p.rows(flows::HELLO)?;
            let is_versions = head.starts_with(&[0, 1]);
            p.within(len - 4, "length of the element", |p| {
                rest(p, if is_versions { &VERSIONS } else { &BODY })
            })?;
            let pad = (len.next_multiple_of(8) - len).min(p.rest().len());
            match pad {
                0 => Ok(()),
                _ => p.field(&HELLO_PAD, pad).map(drop),
            }
        })?;
    }
    Ok(())
}

/// Structures that begin with their length, `at` bytes behind their start, up to the end of the bytes.
fn sized(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    at: usize,
    parts: fn(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    while let Some(len) = p.rest().get(at..at + 2) {
        // None is shorter than its head.
        let len = usize::from(u16::from_be_bytes([len[0], len[1]])).max(at + 4);
        if p.is_full() {
            break;
        }
        p.group(spec, |p| p.within(len, "length of the part", parts))?;
    }
    Ok(())
}

/// Ports and other structures of one length, up to the end of the bytes.
fn entries(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ENTRY, |p| rows(p, table))?;
    }
    Ok(())
}

fn port(p: &mut Peel<'_>) -> Peeled {
    p.group(&ENTRY, |p| rows(p, switch::PORT))
}

/// The rows of a table; texts in it end with their first zero.
fn rows(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    let mut first = 0;
    for (index, spec) in table.iter().enumerate() {
        if spec.kind == crate::model::Kind::Text {
            p.rows(&table[first..index])?;
            let at = p.pos();
            let bytes = p.skip((spec.bits / 8) as usize)?;
            let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
            let end = p.pos();
            p.mark_as(spec, at..end, Value::Made(text::clean_bytes(text).into()));
            first = index + 1;
        }
    }
    match table.get(first..) {
        Some([]) | None => Ok(()),
        Some(left) => p.rows(left).map(drop),
    }
}

fn matching(p: &mut Peel<'_>) -> Peeled {
    p.group(&MATCH, |p| {
        let head = p.rows(actions::TLV_MATCH)?;
        let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
        p.within(len.saturating_sub(4), "length of the match", |p| {
            while !p.rest().is_empty() && !p.is_full() {
                field(p)?;
            }
            Ok(())
        })?;
        match len.next_multiple_of(8) - len {
            0 => Ok(()),
            pad => p.field(&MATCH_PAD, pad).map(drop),
        }
    })
}

/// One field of a match.
fn field(p: &mut Peel<'_>) -> Peeled {
    p.group(&FIELD, |p| {
        let head = p.rows(actions::OXM)?;
        let (class, number) = (u16::from_be_bytes([head[0], head[1]]), head[2] >> 1);
        let (masked, len) = (head[2] & 1 != 0, usize::from(head[3]));
        p.within(len, "length of the field", |p| match class {
            0x8000 if masked => {
                p.within(len / 2, "half of the field", |p| value(p, number, false))?;
                value(p, number, true)
            }
            0x8000 => value(p, number, false),
            0xffff => {
                p.uint(&EXPERIMENTER)?;
                rest(p, &EXPERIMENTER_VALUE)
            }
            _ => rest(p, &OWN_VALUE),
        })
    })
}

/// What a field must be, or which of its bits.
fn value(p: &mut Peel<'_>, number: u8, is_mask: bool) -> Peeled {
    let (spec, mask) = match (number, p.rest().len()) {
        (0 | 1 | 34, 4) => (&WORD, &MASK),
        (3 | 4 | 24 | 25, 6) => (&MAC, &MAC_MASK),
        (5, 2) => (&ETHERTYPE, &MASK),
        (6, 2) if !is_mask => return p.rows(actions::VLAN).map(drop),
        (6, 2) => (&WORD, &VLAN_MASK),
        (10, 1) => (&IP_PROTOCOL, &MASK),
        (11 | 12 | 22 | 23, 4) => (&IPV4, &IPV4_MASK),
        (13..=18, 2) => (&SHORT, &MASK),
        (26 | 27, 16) => (&IPV6, &IPV6_MASK),
        // How these are shown elsewhere is not known.
        (32 | 33, _) => (&OWN_VALUE, &OWN_VALUE),
        _ => (&VALUE, &MASK),
    };
    rest(p, if is_mask { mask } else { spec })
}

fn instructions(p: &mut Peel<'_>) -> Peeled {
    sized(p, &INSTRUCTION, 2, |p| {
        let head = p.rows(actions::TLV_INSTRUCTION)?;
        let kind = u64::from(u16::from_be_bytes([head[0], head[1]]));
        if matches!(kind, 3..=5) {
            p.rows(actions::ACTIONS_PAD)?;
            return act(p);
        }
        if let Some(table) = actions::instruction(kind) {
            p.rows(table)?;
        }
        rest(p, &BODY)
    })
}

/// Actions, up to the end of the bytes.
fn act(p: &mut Peel<'_>) -> Peeled {
    sized(p, &ACTION, 2, |p| {
        let head = p.rows(actions::TLV_ACTION)?;
        let kind = u64::from(u16::from_be_bytes([head[0], head[1]]));
        if kind == 25 {
            field(p)?;
            return rest(p, &SET_FIELD_PAD);
        }
        if let Some(table) = actions::action(kind) {
            p.rows(table)?;
        }
        rest(p, &BODY)
    })
}

fn asked(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(stats::MULTIPART_REQUEST)?;
    match head[1] {
        1 | 2 => {
            p.rows(if head[1] == 1 {
                stats::FLOW_ASKED
            } else {
                stats::AGGREGATE_ASKED
            })?;
            matching(p)
        }
        4 => p.rows(stats::PORT_ASKED).map(drop),
        _ => Ok(()),
    }
}

fn answered(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(stats::MULTIPART_REPLY)?;
    match u16::from_be_bytes([head[0], head[1]]) {
        0 => rows(p, stats::DESCRIPTION),
        1 => sized(p, &ENTRY, 0, |p| {
            p.rows(stats::FLOW_STATS)?;
            matching(p)?;
            instructions(p)
        }),
        2 => p.rows(stats::AGGREGATE).map(drop),
        3 => entries(p, stats::TABLE_STATS),
        4 => entries(p, stats::PORT_STATS),
        13 => entries(p, switch::PORT),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_flow_mod_has_match_and_actions() {
        let mut bytes = vec![4, 14, 0, 96, 0, 0, 0, 1];
        bytes.extend([0; 16]);
        bytes.extend(
            b"\0\0\0\x0a\0\x14\0\x64\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x01\0\0",
        );
        bytes.extend(b"\0\x01\0\x10\x80\0\x0d\x08\x10\x05\x1f\xff\x0a\0\0\x01");
        bytes.extend(b"\0\x04\0\x18\0\0\0\0\0\0\0\x10\0\0\0\x02\xff\xff\0\0\0\0\0\0");
        bytes[3] = bytes.len() as u8;
        let out = peeled(&bytes);
        let one = |name| all(&out, &bytes, name);
        assert_eq!(one("openflow_v4.flowmod.priority"), [(30, 2, "100".into())]);
        assert_eq!(one("openflow_v4.match.length"), [(50, 2, "16".into())]);
        assert_eq!(one("openflow_v4.action.output.port"), [(76, 4, "2".into())]);
        assert_eq!(out.layers[0].summary, "flow mod");
    }

    #[test]
    fn lengths_that_lie_are_survived() {
        for bytes in [
            &b"\x04\x0f\0\x18\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0"[..],
            b"\x04\x0d\0\x18\0\0\0\x01\0\0\0\0\0\0\0\0\xff\xff\0\0\0\0\0\0",
            b"\x04\0\0\x0c\0\0\0\x01\0\x01\0\0",
        ] {
            peeled(bytes);
        }
        assert!(
            !peeled(b"\x04\x06\0\x0c\0\0\0\x01\0\0\0\0")
                .faults
                .is_empty()
        );
    }
}
