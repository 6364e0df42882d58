//! BACnet's network layer: packets between the networks of a building (ASHRAE 135 §6).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};

const SECTION: &str = "ASHRAE 135 §6.2";

const MESSAGES: Codes = &[
    (0x00, "who is router to network"),
    (0x01, "I am router to network"),
    (0x02, "I could be router to network"),
    (0x03, "reject"),
    (0x04, "router busy"),
    (0x05, "router available"),
    (0x06, "initialize routing table"),
    (0x07, "initialized"),
    (0x08, "establish connection"),
    (0x09, "disconnect"),
    (0x12, "what is network number"),
    (0x13, "network number is"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("bacnet.version", "Version", 8).doc("Always 1.", SECTION),
    FieldSpec::hex("bacnet.control", "Control", 8)
        .parts_follow()
        .doc("What the header holds, and how urgent it is.", SECTION),
    FieldSpec::flag("bacnet.control_net", "Network message")
        .part()
        .doc(
            "Set: a message for routers. Not set: for applications.",
            SECTION,
        ),
    FieldSpec::flag("bacnet.control_res1", "Reserved")
        .part()
        .doc("Zero.", SECTION),
    FieldSpec::flag("bacnet.control_dest", "Has destination")
        .part()
        .doc("Set: it goes to another network.", SECTION),
    FieldSpec::flag("bacnet.control_res2", "Reserved")
        .part()
        .doc("Zero.", SECTION),
    FieldSpec::flag("bacnet.control_src", "Has source")
        .part()
        .doc("Set: it comes from another network.", SECTION),
    FieldSpec::flag("bacnet.control_expect", "Expects reply")
        .part()
        .doc("Set: an answer is wanted.", SECTION),
    FieldSpec::flag("bacnet.control_prio_high", "Critical")
        .part()
        .doc("Set: about lives or critical equipment.", SECTION),
    FieldSpec::flag("bacnet.control_prio_low", "Urgent")
        .part()
        .doc("Set: urgent.", SECTION),
];

crate::fields! {
    TO_NETWORK = FieldSpec::uint("bacnet.dnet", "Destination network", 16).doc("Which network; 65535 for all.", SECTION);
    TO_LEN = FieldSpec::uint("bacnet.dlen", "Destination length", 8).unit("bytes").doc("Length of the address; 0 for all devices of the network.", SECTION);
    TO_MAC = FieldSpec::mac("bacnet.dadr_eth", "Destination").doc("Which device of the network; for BACnet/IP its address and port.", SECTION);
    TO_SHORT = FieldSpec::uint("bacnet.dadr_mstp", "Destination", 8).doc("Which device of the network.", SECTION);
    TO_OTHER = FieldSpec::bytes("bacnet.dadr_tmp", "Destination").doc("Which device of the network.", SECTION);
    FROM_NETWORK = FieldSpec::uint("bacnet.snet", "Source network", 16).doc("Where it comes from.", SECTION);
    FROM_LEN = FieldSpec::uint("bacnet.slen", "Source length", 8).unit("bytes").doc("Length of the address.", SECTION);
    FROM_MAC = FieldSpec::mac("bacnet.sadr_eth", "Source").doc("Which device sent it; for BACnet/IP its address and port.", SECTION);
    FROM_SHORT = FieldSpec::uint("bacnet.sadr_mstp", "Source", 8).doc("Which device sent it.", SECTION);
    FROM_OTHER = FieldSpec::bytes("bacnet.sadr_tmp", "Source").doc("Which device sent it.", SECTION);
    HOPS = FieldSpec::uint("bacnet.hopc", "Hops left", 8).doc("Each router takes one; at 0 the packet is thrown away.", SECTION);
    MESSAGE = FieldSpec::hex("bacnet.mesgtyp", "Message", 8).codes(MESSAGES).doc("What routers tell each other.", "ASHRAE 135 §6.4");
    VENDOR = FieldSpec::uint("bacnet.vendor", "Vendor", 16).doc("Whose message it is.", "ASHRAE 135 §6.4");
    REASON = FieldSpec::uint("bacnet.rejectreason", "Reason", 8)
        .codes(&[(0, "other"), (1, "no such network"), (2, "router busy"), (3, "unknown message"), (4, "too long")])
        .doc("Why a message was rejected.", "ASHRAE 135 §6.4.4");
    STATUS = FieldSpec::uint("bacnet.netno_status", "Status", 8)
        .codes(&[(0, "learned"), (1, "configured")])
        .doc("How the network's number is known.", "ASHRAE 135 §6.4.20");
    REST = FieldSpec::bytes("", "Data").doc("What the message holds.", "ASHRAE 135 §6.4");
}

/// BACnet.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bacnet",
        short: "BACnet",
        title: "Building Automation and Control Network",
        osi: OsiLayer::Network,
        why: "It carries packets between the networks of a building, whatever links they are made of.",
        reference: "ASHRAE 135 §6",
    },
    claims: &[
        Claim::Field("bvlc.function", 4),
        Claim::Field("bvlc.function", 9),
        Claim::Field("bvlc.function", 10),
        Claim::Field("bvlc.function", 11),
        Claim::LlcSap(0x82),
    ],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x20\xff\xff\0\xff\x10\x08",
};

type Address = [&'static FieldSpec; 5];
static TO: Address = [&TO_NETWORK, &TO_LEN, &TO_MAC, &TO_SHORT, &TO_OTHER];
static FROM: Address = [
    &FROM_NETWORK,
    &FROM_LEN,
    &FROM_MAC,
    &FROM_SHORT,
    &FROM_OTHER,
];

fn address(p: &mut Peel<'_>, [network, len, mac, short, other]: &Address) -> Peeled {
    p.uint(network)?;
    match p.uint(len)? as usize {
        0 => Ok(()),
        1 => p.uint(short).map(drop),
        6 => p.field(mac, 6).map(drop),
        len => p.field(other, len).map(drop),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let control = p.rows(HEADER)?[1];
    if control & 0x20 != 0 {
        address(p, &TO)?;
    }
    if control & 0x08 != 0 {
        address(p, &FROM)?;
    }
    if control & 0x20 != 0 {
        p.uint(&HOPS)?;
    }
    if control & 0x80 == 0 {
        p.summary(format_args!("for applications"));
        p.pass(Next::Field("bacnet.control_net", 0));
        return Ok(());
    }
    let message = p.uint(&MESSAGE)?;
    let name = MESSAGE.names.get(message).unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    match message {
        0x80.. => drop(p.uint(&VENDOR)?),
        0x03 => {
            p.uint(&REASON)?;
            p.uint(&TO_NETWORK)?;
        }
        0x13 => {
            p.uint(&TO_NETWORK)?;
            p.uint(&STATUS)?;
        }
        0x00 | 0x01 | 0x04 | 0x05 => {
            while p.rest().len() >= 2 && !p.is_full() {
                p.uint(&TO_NETWORK)?;
            }
        }
        _ => {}
    }
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&REST, len).map(drop),
    }
}
