//! Zigbee's network layer: packets across a mesh of small radios, nearly always encrypted (Zigbee
//! specification, chapters 3.3 and 4.5).

use crate::decode::{Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::low_words::{self, low_words};

const SECTION: &str = "Zigbee specification §3.3.1";
const SECURITY_SECTION: &str = "Zigbee specification §4.5.1";

const DATA: u64 = 0;
const COMMAND: u64 = 1;

const TYPES: Codes = &[
    (DATA, "data"),
    (COMMAND, "command"),
    (3, "between networks"),
];

const KEYS: Codes = &[
    (0, "link key"),
    (1, "network key"),
    (2, "key-transport key"),
    (3, "key-load key"),
];

/// The key that all devices of a network have.
const NETWORK_KEY: u64 = 1;

low_words! {
    CONTROL in "Zigbee specification §3.3.1.1": 16 "zbee_nwk.fcf" "Frame control" "What the packet is, and which fields follow." {
        2 "zbee_nwk.frame_type" "Type" "What the packet is." [TYPES];
        4 "zbee_nwk.proto_version" "Version" "2 since Zigbee 2006.";
        2 "zbee_nwk.discovery" "Route discovery" "Whether a route may be looked for." [&[(0, "no"), (1, "if there is none"), (3, "in any case")]];
        1 "zbee_nwk.multicast" "Multicast" "Set: for a group.";
        1 "zbee_nwk.security" "Security" "Set: encrypted with the network's key.";
        1 "zbee_nwk.src_route" "Source route" "Set: the header says the way.";
        1 "zbee_nwk.ext_dst" "Long destination" "Set: the address that the maker gave is there too.";
        1 "zbee_nwk.ext_src" "Long source" "Set: the address that the maker gave is there too.";
        1 "zbee_nwk.end_device_initiator" "From an end device" "Set: the sender only speaks with its parent.";
        2 "" "" "";
    }
    GROUP in "Zigbee specification §3.3.1.8": 8 "zbee_nwk.multicast.cf" "Multicast control" "How the packet spreads in a group." {
        2 "zbee_nwk.multicast.mode" "Mode" "1: sent by a member." [&[(0, "not a member"), (1, "member")]];
        3 "zbee_nwk.multicast.radius" "Radius" "How many devices outside the group may still pass it on.";
        3 "zbee_nwk.multicast.max_radius" "Largest radius" "Where the radius begins.";
    }
    SECURITY in "Zigbee specification §4.5.1.1": 8 "zbee.sec.field" "Security control" "With which key." {
        3 "" "" "";
        2 "zbee.sec.key_id" "Key" "Which kind of key." [KEYS];
        1 "zbee.sec.ext_nonce" "Long source" "Set: the address of who has encrypted is there.";
        2 "" "" "";
    }
}

const IS_MULTICAST: u64 = 0x0100;
const IS_SECURE: u64 = 0x0200;
const HAS_ROUTE: u64 = 0x0400;
const HAS_LONG_TO: u64 = 0x0800;
const HAS_LONG_FROM: u64 = 0x1000;
const HAS_SENDER: u64 = 0x20;

/// Bytes of the shortest header.
const LEAST_LEN: usize = 8;

/// Bytes of the code at the end of an encrypted packet: networks use security level 5.
const CODE_LEN: usize = 4;

const fn short(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 16).little().doc(doc, SECTION)
}

const fn long(name: &'static str, label: &'static str, section: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc("The address that the maker gave to the device.", section)
}

crate::fields! {
    TO = short("zbee_nwk.dst", "Destination", "The device that the packet is for; from 0xfff8 on, groups of devices.");
    FROM = short("zbee_nwk.src", "Source", "The device that sent it; 0 is the coordinator.");
    RADIUS = FieldSpec::uint("zbee_nwk.radius", "Radius", 8).doc("How many devices may still pass it on.", SECTION);
    SEQUENCE = FieldSpec::uint("zbee_nwk.seqno", "Sequence number", 8).doc("Counts the packets of the sender.", SECTION);
    LONG_TO = long("zbee_nwk.dst64", "Long destination", SECTION);
    LONG_FROM = long("zbee_nwk.src64", "Long source", SECTION);
    ROUTE = FieldSpec::group("", "Source route").doc("The devices on the way.", SECTION);
    RELAYS = FieldSpec::uint("zbee_nwk.relay.count", "Relays", 8).doc("How many devices are on the way.", SECTION);
    RELAY_INDEX = FieldSpec::uint("zbee_nwk.relay.index", "Next", 8).doc("Which of them is next, counted from 0.", SECTION);
    RELAY = FieldSpec::hex("zbee_nwk.relay", "Relay", 16).little().doc("A device on the way.", SECTION);
    AUXILIARY = FieldSpec::group("", "Security header").doc("How the packet is encrypted.", SECURITY_SECTION);
    COUNTER = FieldSpec::uint("zbee.sec.counter", "Frame counter", 32).little().doc("Never twice the same with one key, so that nothing can be played again.", SECURITY_SECTION);
    SENDER = long("zbee.sec.src64", "Encrypted by", SECURITY_SECTION);
    KEY_NUMBER = FieldSpec::uint("zbee.sec.key_seqno", "Key number", 8).doc("Which of the network's keys.", SECURITY_SECTION);
    CODE = FieldSpec::bytes("zbee.sec.mic", "Integrity code").doc("Shows that nobody has changed the packet.", SECURITY_SECTION);
    COMMAND_ID = FieldSpec::hex("zbee_nwk.cmd.id", "Command", 8)
        .codes(&[(1, "route request"), (2, "route reply"), (3, "network status"), (4, "leave"), (5, "route record"), (6, "rejoin request"), (7, "rejoin response"), (8, "link status"), (9, "network report"), (10, "network update"), (11, "end device timeout request"), (12, "end device timeout response")])
        .doc("What the devices tell each other about the network.", "Zigbee specification §3.4");
    CONTENT = FieldSpec::bytes("", "Content").doc("What belongs to the command.", "Zigbee specification §3.4");
}

/// Zigbee's network layer.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "zbee_nwk",
        short: "Zigbee",
        title: "Zigbee network layer",
        osi: OsiLayer::Network,
        why: "It carries packets across a mesh: devices pass them on to others that the sender does not hear.",
        reference: "Zigbee specification, chapter 3",
    },
    claims: &[],
    headers: TABLES,
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x48\x02\x00\x00\x34\x12\x1e\x09\x28\x4d\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08\x00secret!\x01\x02\x03\x04",
};

/// True if the bytes begin as Zigbee's packets do: data or a command of a known version without reserved bits, and
/// none of the first bytes of 6LoWPAN's fragments.
pub fn is_head(bytes: &[u8]) -> bool {
    match bytes {
        [first, second, ..] if bytes.len() >= LEAST_LEN && second & 0xc0 == 0 => {
            matches!(first & 0x3f, 8 | 9) || matches!(first, 4 | 5 | 0x44 | 0x45)
        }
        _ => false,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let control = low_words::read(p, CONTROL)?;
    let to = p.uint(&TO)?;
    let from = p.uint(&FROM)?;
    p.uint(&RADIUS)?;
    p.uint(&SEQUENCE)?;
    let name = TYPES.iter().find(|entry| entry.0 == control & 3);
    let name = name.map_or("unknown type", |entry| entry.1);
    let secret = if control & IS_SECURE != 0 {
        ", encrypted"
    } else {
        ""
    };
    p.summary(format_args!("0x{from:04x} → 0x{to:04x}, {name}{secret}"));
    if control & HAS_LONG_TO != 0 {
        address(p, &LONG_TO)?;
    }
    if control & HAS_LONG_FROM != 0 {
        address(p, &LONG_FROM)?;
    }
    if control & IS_MULTICAST != 0 {
        low_words::read(p, GROUP)?;
    }
    if control & HAS_ROUTE != 0 {
        p.group(&ROUTE, route)?;
    }
    if control & IS_SECURE != 0 {
        return secured(p);
    }
    if control & 3 == COMMAND {
        p.uint(&COMMAND_ID)?;
        return match p.rest().len() {
            0 => Ok(()),
            len => p.field(&CONTENT, len).map(drop),
        };
    }
    p.pass(Next::Data);
    Ok(())
}

fn route(p: &mut Peel<'_>) -> Peeled {
    let count = p.uint(&RELAYS)?;
    p.uint(&RELAY_INDEX)?;
    for _ in 0..count {
        p.uint(&RELAY)?;
    }
    Ok(())
}

/// An address whose low byte comes first.
fn address(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(8)?;
    p.mark_made(spec, at..at + 8, || {
        let parts: Vec<String> = bytes
            .iter()
            .rev()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        parts.join(":")
    });
    Ok(())
}

fn secured(p: &mut Peel<'_>) -> Peeled {
    p.group(&AUXILIARY, |p| {
        let control = low_words::read(p, SECURITY)?;
        p.uint(&COUNTER)?;
        if control & HAS_SENDER != 0 {
            address(p, &SENDER)?;
        }
        if control >> 3 & 3 == NETWORK_KEY {
            p.uint(&KEY_NUMBER)?;
        }
        Ok(())
    })?;
    p.require(CODE_LEN)?;
    let end = p.bytes().len();
    if p.is_whole() {
        p.mark(&CODE, end - CODE_LEN..end);
        p.wrap(Next::Data, p.pos()..end - CODE_LEN, "Zigbee integrity code");
        p.ends_at(end);
    } else {
        p.pass(Next::Data);
    }
    Ok(())
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
    fn packets_are_encrypted() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "0x1234 → 0x0000, data, encrypted");
        assert_eq!(all(&out, PROTOCOL.sample, "zbee.sec.mic")[0].0, 29);
        let sender = &all(&out, PROTOCOL.sample, "zbee.sec.src64")[0];
        assert_eq!(*sender, (13, 8, "08:07:06:05:04:03:02:01".into()));
        assert_eq!(out.layers[1].info.name, "data");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let routed = b"\x48\x04\0\0\x34\x12\x1e\x09\xff\0\x11\x11";
        assert_eq!(peeled(routed).faults.len(), 1);
        assert!(is_head(routed) && !is_head(b"Hello, world"));
        assert!(!is_head(b"\xc5\x00\0\0\0\0\0\0"));
    }
}
