//! Spanning tree: switches agree on which links to leave idle, so that no frame runs in circles
//! (IEEE 802.1D, 802.1Q; Cisco's form per VLAN).

mod multiple;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Address, FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "IEEE 802.1Q §14.2";
const CISCO: &str = "Cisco PVST+";

const CONFIGURATION: u8 = 0x00;
const RAPID: u8 = 0x02;
const TOPOLOGY_CHANGE: u8 = 0x80;

const MULTIPLE_VERSION: u8 = 3;

/// Cisco's list of tags starts here, whatever stands before, and with this one: the originating
/// VLAN, of two bytes.
const CISCO_TAGS: usize = 36;
const CISCO_FIRST: [u8; 4] = [0, 0, 0, 2];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("stp.protocol", "Protocol", 16)
        .codes(&[(0, "spanning tree"), (1, "GARP")])
        .doc("0: the spanning tree protocols.", SECTION),
    FieldSpec::uint("stp.version", "Version", 8)
        .codes(&[
            (0, "spanning tree"),
            (2, "rapid spanning tree"),
            (3, "multiple spanning trees"),
            (4, "shortest path trees"),
        ])
        .doc(
            "Which generation of the protocol the sender speaks.",
            SECTION,
        ),
    FieldSpec::hex("stp.type", "Type", 8)
        .codes(&[
            (0x00, "configuration"),
            (0x02, "rapid or multiple spanning tree"),
            (0x80, "topology change notification"),
        ])
        .doc(
            "A bridge's view of the tree, or the news that the tree has changed.",
            SECTION,
        ),
];

const FLAGS_DOC: &str = "Where the port is on its way to forwarding, and whether the tree changes.";
const CHANGE_ACKNOWLEDGED: FieldSpec =
    FieldSpec::flag("stp.flags.tcack", "Topology change acknowledgment")
        .part()
        .doc("Set: the news of a change has arrived.", SECTION);
const CHANGE: FieldSpec = FieldSpec::flag("stp.flags.tc", "Topology change")
    .part()
    .doc(
        "Set: the tree has just changed, so forget soon where stations are.",
        SECTION,
    );

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const OLD_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("stp.flags", "Flags", 8)
        .parts_follow()
        .doc(FLAGS_DOC, SECTION),
    CHANGE_ACKNOWLEDGED,
    reserved(6, SECTION).part(),
    CHANGE,
];

pub(super) const ROLES: crate::model::Codes = &[
    (0, "unknown"),
    (1, "alternate or backup"),
    (2, "root"),
    (3, "designated"),
];

/// The flags of rapid spanning trees; those of multiple ones have the same names.
const NEW_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("stp.flags", "Flags", 8).parts_follow().doc(FLAGS_DOC, SECTION),
    CHANGE_ACKNOWLEDGED,
    flag("stp.flags.agreement", "Agreement", "Set: the neighbour may let its port forward at once."),
    flag("stp.flags.forwarding", "Forwarding", "Set: the port passes frames on."),
    flag("stp.flags.learning", "Learning", "Set: the port notes where stations are."),
    FieldSpec::uint("stp.flags.port_role", "Port role", 2)
        .part()
        .codes(ROLES)
        .doc("Root: the way to the root bridge. Designated: the way from it. Alternate and backup: idle.", SECTION),
    flag("stp.flags.proposal", "Proposal", "Set: the port would like to forward at once, if the neighbour agrees."),
    CHANGE,
];

const PRIORITY_DOC: &str =
    "The lowest one becomes root; an administrator sets it in steps of 4096.";
const EXTENSION_DOC: &str = "The number of the VLAN or of the tree, where a bridge has several.";
const ADDRESS_DOC: &str = "The bridge's MAC address; it decides between equal priorities.";

const TREE: &[FieldSpec] = &[
    FieldSpec::group("", "Root bridge")
        .wide(8)
        .parts_follow()
        .doc(
            "The bridge that the sender holds for the root of the tree.",
            SECTION,
        ),
    FieldSpec::uint("stp.root.prio", "Priority", 4)
        .part()
        .scaled(4096, "")
        .doc(PRIORITY_DOC, SECTION),
    FieldSpec::uint("stp.root.ext", "System ID extension", 12)
        .part()
        .doc(EXTENSION_DOC, SECTION),
    FieldSpec::mac("stp.root.hw", "Address")
        .part()
        .doc(ADDRESS_DOC, SECTION),
    FieldSpec::uint("stp.root.cost", "Path cost to the root", 32).doc(
        "The sum of the costs of the links to the root; fast links cost less.",
        SECTION,
    ),
    FieldSpec::group("", "Sending bridge")
        .wide(8)
        .parts_follow()
        .doc("The bridge that sends this.", SECTION),
    FieldSpec::uint("stp.bridge.prio", "Priority", 4)
        .part()
        .scaled(4096, "")
        .doc(PRIORITY_DOC, SECTION),
    FieldSpec::uint("stp.bridge.ext", "System ID extension", 12)
        .part()
        .doc(EXTENSION_DOC, SECTION),
    FieldSpec::mac("stp.bridge.hw", "Address")
        .part()
        .doc(ADDRESS_DOC, SECTION),
    FieldSpec::hex("stp.port", "Port", 16).doc(
        "The port that sends this: four bits of priority and its number.",
        SECTION,
    ),
];

const TREE_LEN: usize = bytes_of(TREE);

const fn time(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label)
        .unit("seconds")
        .doc(doc, SECTION)
}

crate::fields! {
    MESSAGE_AGE = time("stp.msg_age", "Message age", "How old the root's message is: each bridge adds about a second.");
    MAX_AGE = time("stp.max_age", "Maximum age", "Older messages are not believed.");
    HELLO = time("stp.hello", "Hello time", "How often the root speaks.");
    FORWARD_DELAY = time("stp.forward", "Forward delay", "How long a port listens, and then learns, before it forwards.");
    VERSION_1_LEN = FieldSpec::uint("stp.version_1_length", "Version 1 length", 8)
        .unit("bytes")
        .doc("Always 0: there is nothing of version 1.", SECTION);
    CISCO_TAG = FieldSpec::group("", "Tag")
        .doc("What Cisco's form adds.", CISCO);
    CISCO_KIND = FieldSpec::hex("stp.pvst.tlvtype", "Type", 16)
        .codes(&[(0, "originating VLAN")])
        .doc("Which tag it is.", CISCO);
    CISCO_LEN = FieldSpec::uint("stp.pvst.tlvlen", "Length", 16)
        .unit("bytes")
        .doc("The tag's value, without type and length.", CISCO);
    ORIGINATING_VLAN = FieldSpec::uint("stp.pvst.origvlan", "Originating VLAN", 16)
        .doc("The VLAN whose tree this is about; a receiver in another one knows that the cables are wrong.", CISCO);
    CISCO_VALUE = FieldSpec::bytes("stp.pvst.tlvval", "Value")
        .doc("The value of a tag that decap does not know.", CISCO);
    EXTENSION = multiple::EXTENSION_SPEC;
    INSTANCE = multiple::INSTANCE_SPEC;
}

/// Spanning tree protocols.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "stp",
        short: "STP",
        title: "Spanning Tree Protocol",
        osi: OsiLayer::DataLink,
        why: "Switches tell each other by it which links of the network to use; hosts never see it.",
        reference: "IEEE 802.1Q §13, §14",
    },
    claims: &[
        Claim::LlcSap(0x42),
        Claim::Snap(0x00_000c, 0x010b),
        Claim::Snap(0x00_80c2, 0x000e),
    ],
    headers: &[HEADER, OLD_FLAGS, NEW_FLAGS, TREE, multiple::REGION, multiple::TREE],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x02\x02\x3c\x80\x01\x02\x00\x5e\x10\x00\x01\x00\x00\x00\x04\x80\x01\x02\x00\x5e\x10\x00\x02\x80\x04\x01\x00\x14\x00\x02\x00\x0f\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if let Some(application) = registration(p) {
        p.pass(Next::Field("garp.application", application));
        return Ok(());
    }
    let [p0, p1, version, kind] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    if [p0, p1] != [0, 0] {
        p.pass(Next::Data);
        return Ok(());
    }
    match kind {
        TOPOLOGY_CHANGE => {
            p.summary(format_args!("the tree has changed"));
            p.ends_at(p.pos());
            return Ok(());
        }
        CONFIGURATION => tree(p, OLD_FLAGS)?,
        RAPID => {
            tree(p, NEW_FLAGS)?;
            p.uint(&VERSION_1_LEN)?;
        }
        _ => {
            p.fault(
                FaultKind::Malformed("there is no such spanning tree message"),
                3..4,
            );
            p.pass(Next::Data);
            return Ok(());
        }
    }
    if p.bytes()
        .get(CISCO_TAGS..)
        .is_some_and(|tags| tags.starts_with(&CISCO_FIRST))
    {
        p.seek(CISCO_TAGS);
        tags(p)?;
    } else if kind == RAPID && version >= MULTIPLE_VERSION && !p.rest().is_empty() {
        multiple::extension(p, version)?;
    }
    p.ends_at(p.pos());
    Ok(())
}

/// The last byte of the group that a registration protocol is sent to: it shares the service access
/// point with spanning trees, and the group says which one it is (IEEE 802.1D §12.5).
fn registration(p: &Peel<'_>) -> Option<u32> {
    let group = match p.addresses()?.to {
        Address::Mac([0x01, 0x80, 0xc2, 0, 0, last @ 0x20..=0x2f]) => last,
        _ => return None,
    };
    p.rest().starts_with(&[0, 1]).then_some(group.into())
}

/// Reads what all bridges say of the tree: its root, the way there, and the times.
fn tree(p: &mut Peel<'_>, flags: &'static [FieldSpec]) -> Peeled {
    p.rows(flags)?;
    let t = *p.header::<TREE_LEN>(TREE)?;
    let root = Address::Mac([t[2], t[3], t[4], t[5], t[6], t[7]]);
    let cost = u32::from_be_bytes([t[8], t[9], t[10], t[11]]);
    p.summary(format_args!("root {root}, cost {cost}"));
    for spec in [&MESSAGE_AGE, &MAX_AGE, &HELLO, &FORWARD_DELAY] {
        let at = p.pos();
        let ticks = p.skip(2)?;
        // A tick is 1/256 of a second.
        let seconds = f64::from(u16::from_be_bytes([ticks[0], ticks[1]])) / 256.0;
        p.mark_made(spec, at..at + 2, || seconds.to_string());
    }
    Ok(())
}

/// Reads Cisco's tags, as long as whole ones are there.
fn tags(p: &mut Peel<'_>) -> Peeled {
    while let [_, _, l0, l1, ..] = p.rest() {
        let len = usize::from(u16::from_be_bytes([*l0, *l1]));
        if p.rest().len() < 4 + len {
            break;
        }
        p.group(&CISCO_TAG, |p| {
            let kind = p.uint(&CISCO_KIND)?;
            p.uint(&CISCO_LEN)?;
            match (kind, len) {
                (_, 0) => Ok(()),
                (0, 2) => p.uint(&ORIGINATING_VLAN).map(|_| ()),
                _ => p.field(&CISCO_VALUE, len).map(|_| ()),
            }
        })?;
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

    #[test]
    fn a_bridge_tells_its_view_of_the_tree() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "root 02:00:5e:10:00:01, cost 4");
        assert_eq!(
            out.field("stp.root.prio").unwrap().value,
            Value::Uint(32768)
        );
        assert_eq!(out.field("stp.root.ext").unwrap().value, Value::Uint(1));
        assert_eq!(
            out.field("stp.flags.port_role").unwrap().value,
            Value::Uint(3)
        );
        assert_eq!(
            out.field("stp.msg_age").unwrap().value,
            Value::Made("1".into())
        );
    }

    #[test]
    fn ciscos_tags_follow_at_a_fixed_place() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend(b"\x00\x00\x00\x02\x00\x05");
        assert_eq!(
            peeled(&bytes).field("stp.pvst.origvlan").unwrap().value,
            Value::Uint(5)
        );
        bytes.extend(b"\x00\x00\x00\x00\x00\x00\x00\x00");
        assert!(peeled(&bytes).faults.is_empty());
    }

    #[test]
    fn a_region_has_a_message_per_tree() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[2] = 3;
        bytes.extend([0, 80, 0]);
        bytes.extend([b'r'; 32]);
        bytes.extend([0, 7]);
        bytes.extend([0xdd; 16]);
        bytes.extend(b"\x00\x00\x00\x03\x80\x00\x02\x00\x5e\x10\x00\x02\x13");
        bytes.extend(b"\x7c\x80\x01\x02\x00\x5e\x10\x00\x02\x00\x00\x00\x09\x80\x80\x14");
        let out = peeled(&bytes);
        assert_eq!(
            out.field("mstp.msti.msti_id").unwrap().value,
            Value::Uint(1)
        );
        assert_eq!(
            out.field("mstp.msti.remaining_hops").unwrap().value,
            Value::Uint(20)
        );
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn filling_is_not_read() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend([0; 10]);
        assert_eq!(peeled(&bytes).layers[0].header.end, 36);
        assert_eq!(peeled(b"\0\0\0\x80\0\0\0").layers[0].header.end, 4);
    }
}
