//! DLEP: a radio modem tells its router how good the links are (RFC 8175).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

/// Signals and sessions have the same number.
const PORT: u16 = 854;

const MAGIC: &[u8] = b"DLEP";

const SIGNALS: Codes = &[(1, "peer discovery"), (2, "peer offer")];

const MESSAGES: Codes = &[
    (1, "session initialization"),
    (2, "session initialization response"),
    (3, "session update"),
    (4, "session update response"),
    (5, "session termination"),
    (6, "session termination response"),
    (7, "destination up"),
    (8, "destination up response"),
    (9, "destination announce"),
    (10, "destination announce response"),
    (11, "destination down"),
    (12, "destination down response"),
    (13, "destination update"),
    (14, "link characteristics request"),
    (15, "link characteristics response"),
    (16, "heartbeat"),
];

const ITEMS: Codes = &[
    (1, "status"),
    (2, "IPv4 connection point"),
    (3, "IPv6 connection point"),
    (4, "peer type"),
    (5, "heartbeat interval"),
    (6, "extensions supported"),
    (7, "MAC address"),
    (8, "IPv4 address"),
    (9, "IPv6 address"),
    (10, "IPv4 attached subnet"),
    (11, "IPv6 attached subnet"),
    (12, "maximum data rate (receive)"),
    (13, "maximum data rate (transmit)"),
    (14, "current data rate (receive)"),
    (15, "current data rate (transmit)"),
    (16, "latency"),
    (17, "resources"),
    (18, "relative link quality (receive)"),
    (19, "relative link quality (transmit)"),
    (20, "maximum transmission unit"),
    (21, "hop count"),
    (22, "hop control"),
    (28, "latency range"),
];

const STATUS: Codes = &[
    (0, "success"),
    (1, "not interested"),
    (2, "request denied"),
    (3, "inconsistent data"),
    (128, "unknown message"),
    (129, "unexpected message"),
    (130, "invalid data"),
    (131, "invalid destination"),
    (132, "timed out"),
    (255, "shutting down"),
];

const fn uint(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, "RFC 8175 §13")
}

const fn rate(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    uint(name, label, 64, doc).unit("bit/s")
}

const fn percent(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    uint(name, label, 8, doc).unit("%")
}

const SIGNAL_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("dlep.signal.type", "Signal", 16)
        .codes(SIGNALS)
        .doc("How router and modem find each other.", "RFC 8175 §11.1"),
    FieldSpec::uint("dlep.signal.length", "Length", 16)
        .unit("bytes")
        .doc("Of the data items behind it.", "RFC 8175 §11.1"),
];

const MESSAGE_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("dlep.message.type", "Message", 16)
        .codes(MESSAGES)
        .doc("What modem or router says.", "RFC 8175 §11.2"),
    FieldSpec::uint("dlep.message.length", "Length", 16)
        .unit("bytes")
        .doc("Of the data items behind it.", "RFC 8175 §11.2"),
];

const ITEM_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("dlep.dataitem.type", "Type", 16)
        .codes(ITEMS)
        .doc("What the item says.", "RFC 8175 §11.3"),
    FieldSpec::uint("dlep.dataitem.length", "Length", 16)
        .unit("bytes")
        .doc("Of the item's value.", "RFC 8175 §11.3"),
];

/// A byte of flags of which the lowest bit means something.
macro_rules! flags {
    ($flags:literal, $bit:literal, $label:literal, $doc:literal) => {
        &[
            FieldSpec::hex($flags, "Flags", 8)
                .parts_follow()
                .doc("One bit is used.", "RFC 8175 §13"),
            FieldSpec::gap(7).part(),
            FieldSpec::flag($bit, $label)
                .part()
                .doc($doc, "RFC 8175 §13"),
        ]
    };
}

const V4_POINT: &[FieldSpec] = flags!(
    "dlep.dataitem.v4conn.flags",
    "dlep.dataitem.v4conn.flags.tls",
    "TLS",
    "Set: the session is to be protected with TLS."
);
const V6_POINT: &[FieldSpec] = flags!(
    "dlep.dataitem.v6conn.flags",
    "dlep.dataitem.v6conn.flags.tls",
    "TLS",
    "Set: the session is to be protected with TLS."
);
const PEER: &[FieldSpec] = flags!(
    "dlep.dataitem.peertype.flags",
    "dlep.dataitem.peertype.flags.smi",
    "Secured medium",
    "Set: the radio link is encrypted or otherwise guarded."
);
const V4_ADDRESS: &[FieldSpec] = flags!(
    "dlep.dataitem.v4addr.flags",
    "dlep.dataitem.v4addr.flags.adddrop",
    "Add",
    "Set: the address is new; else it is gone."
);
const V6_ADDRESS: &[FieldSpec] = flags!(
    "dlep.dataitem.v6addr.flags",
    "dlep.dataitem.v6addr.flags.adddrop",
    "Add",
    "Set: the address is new; else it is gone."
);
const V4_SUBNET: &[FieldSpec] = flags!(
    "dlep.dataitem.v4subnet.flags",
    "dlep.dataitem.v4subnet.flags.adddrop",
    "Add",
    "Set: the network is new; else it is gone."
);
const V6_SUBNET: &[FieldSpec] = flags!(
    "dlep.dataitem.v6subnet.flags",
    "dlep.dataitem.v6subnet.flags.adddrop",
    "Add",
    "Set: the network is new; else it is gone."
);

crate::fields! {
    SIGNATURE = FieldSpec::text("dlep.signal.signature", "Signature")
        .doc("The letters DLEP.", "RFC 8175 §11.1");
    ITEM = FieldSpec::group("dlep.dataitem", "Data item")
        .doc("One thing that is said, as type, length and value.", "RFC 8175 §11.3");
    VALUE = FieldSpec::bytes("dlep.dataitem.value", "Value")
        .doc("What an extension or a later version has added.", "RFC 8175 §11.3");
    STATUS_CODE = uint("dlep.dataitem.status.code", "Status", 8, "Whether it went well; from 128 on the session ends.").codes(STATUS);
    STATUS_TEXT = FieldSpec::text("dlep.dataitem.status.text", "Text").doc("The same for people.", "RFC 8175 §13.1");
    V4_POINT_ADDRESS = FieldSpec::ipv4("dlep.dataitem.v4conn.addr", "Address").doc("Where the modem waits for the session.", "RFC 8175 §13.2");
    V4_POINT_PORT = uint("dlep.dataitem.v4conn.port", "Port", 16, "Where the modem waits for the session.");
    V6_POINT_ADDRESS = FieldSpec::ipv6("dlep.dataitem.v6conn.addr", "Address").doc("Where the modem waits for the session.", "RFC 8175 §13.3");
    V6_POINT_PORT = uint("dlep.dataitem.v6conn.port", "Port", 16, "Where the modem waits for the session.");
    DESCRIPTION = FieldSpec::text("dlep.dataitem.peertype.description", "Description").doc("What the peer is.", "RFC 8175 §13.4");
    HEARTBEAT = uint("dlep.dataitem.heartbeat", "Heartbeat interval", 32, "How often the sender says that it is alive.").unit("ms");
    EXTENSION = uint("dlep.dataitem.extsupp.code", "Extension", 16, "An extension that the sender knows.");
    MAC = FieldSpec::mac("dlep.dataitem.macaddr_eui48", "MAC address").doc("The destination that the message is about.", "RFC 8175 §13.7");
    EUI64 = FieldSpec::hex("dlep.dataitem.macaddr_eui64", "MAC address", 64).doc("The destination that the message is about.", "RFC 8175 §13.7");
    V4 = FieldSpec::ipv4("dlep.dataitem.v4addr.addr", "Address").doc("An address of the destination.", "RFC 8175 §13.8");
    V6 = FieldSpec::ipv6("dlep.dataitem.v6addr.addr", "Address").doc("An address of the destination.", "RFC 8175 §13.9");
    V4_NETWORK = FieldSpec::ipv4("dlep.dataitem.v4subnet.subnet", "Network").doc("A network behind the destination.", "RFC 8175 §13.10");
    V4_PREFIX = uint("dlep.dataitem.v4subnet.prefixlen", "Prefix length", 8, "How many bits of the address name the network.");
    V6_NETWORK = FieldSpec::ipv6("dlep.dataitem.v6subnet.subnet", "Network").doc("A network behind the destination.", "RFC 8175 §13.11");
    V6_PREFIX = uint("dlep.dataitem.v6subnet.prefixlen", "Prefix length", 8, "How many bits of the address name the network.");
    MAX_IN = rate("dlep.dataitem.mdrr", "Maximum data rate, receiving", "The best that the link can do.");
    MAX_OUT = rate("dlep.dataitem.mdrt", "Maximum data rate, sending", "The best that the link can do.");
    RATE_IN = rate("dlep.dataitem.cdrr", "Current data rate, receiving", "What the link does now.");
    RATE_OUT = rate("dlep.dataitem.cdrt", "Current data rate, sending", "What the link does now.");
    LATENCY = uint("dlep.dataitem.latency", "Latency", 64, "How long a packet is on the way.").unit("µs");
    RESOURCES = percent("dlep.dataitem.resources", "Resources", "What is left, of the battery for instance.");
    QUALITY_IN = percent("dlep.dataitem.rlqr", "Link quality, receiving", "How likely packets arrive.");
    QUALITY_OUT = percent("dlep.dataitem.rlqt", "Link quality, sending", "How likely packets arrive.");
    MTU = uint("dlep.dataitem.mtu", "MTU", 16, "The longest packet that the link takes.").unit("bytes");
}

/// DLEP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dlep",
        short: "DLEP",
        title: "Dynamic Link Exchange Protocol",
        osi: OsiLayer::Application,
        why: "It is what two programs, in a modem and in a router, tell each other of the links.",
        reference: "RFC 8175",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
    ],
    headers: &[
        SIGNAL_HEAD,
        MESSAGE_HEAD,
        ITEM_HEAD,
        V4_POINT,
        V6_POINT,
        PEER,
        V4_ADDRESS,
        V6_ADDRESS,
        V4_SUBNET,
        V6_SUBNET,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x00\x10\x00\x05\x00\x01\x00\x01\x00",
};

/// A signal's letters, or a message type that is defined or free for private use.
fn recognise(bytes: &[u8]) -> Match {
    if bytes.starts_with(MAGIC) {
        return Match::Yes;
    }
    match *bytes {
        [high, low, ..] => {
            let kind = u16::from_be_bytes([high, low]);
            Match::maybe_if((1..=16).contains(&kind) || kind >= 0xfff0)
        }
        _ => Match::Short,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let is_signal = p.bytes().starts_with(MAGIC);
    let table = match is_signal {
        true => SIGNAL_HEAD,
        false => MESSAGE_HEAD,
    };
    if is_signal {
        p.field(&SIGNATURE, MAGIC.len())?;
    }
    let [a, b, c, d] = *p.header::<{ bytes_of(MESSAGE_HEAD) }>(table)?;
    let kind = u16::from_be_bytes([a, b]);
    let name = table[0].names.get(kind.into()).unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    let len = usize::from(u16::from_be_bytes([c, d]));
    p.wait_for(len)?;
    p.ends_at(p.pos() + len);
    p.within(len, "DLEP length", |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(&ITEM, item)?;
        }
        Ok(())
    })
}

fn item(p: &mut Peel<'_>) -> Peeled {
    let [a, b, c, d] = *p.header::<{ bytes_of(ITEM_HEAD) }>(ITEM_HEAD)?;
    let kind = u16::from_be_bytes([a, b]);
    let len = usize::from(u16::from_be_bytes([c, d]));
    p.within(len, "DLEP item length", |p| {
        value(p, kind)?;
        let rest = p.rest().len();
        if rest > 0 {
            p.field(&VALUE, rest)?;
        }
        Ok(())
    })
}

/// What is left of the value, as text.
fn text(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// Reads the value of an item as far as it is known.
fn value(p: &mut Peel<'_>, kind: u16) -> Result<(), Stop> {
    match kind {
        1 => {
            p.uint(&STATUS_CODE)?;
            text(p, &STATUS_TEXT)
        }
        2 => point(p, V4_POINT, &V4_POINT_ADDRESS, &V4_POINT_PORT),
        3 => point(p, V6_POINT, &V6_POINT_ADDRESS, &V6_POINT_PORT),
        4 => {
            p.rows(PEER)?;
            text(p, &DESCRIPTION)
        }
        5 => p.uint(&HEARTBEAT).map(drop),
        6 => {
            while p.rest().len() >= 2 && !p.is_full() {
                p.uint(&EXTENSION)?;
            }
            Ok(())
        }
        7 if p.rest().len() == 6 => p.field(&MAC, 6).map(drop),
        7 if p.rest().len() == 8 => p.uint(&EUI64).map(drop),
        8 => flagged(p, V4_ADDRESS, &V4, 4),
        9 => flagged(p, V6_ADDRESS, &V6, 16),
        10 => {
            flagged(p, V4_SUBNET, &V4_NETWORK, 4)?;
            p.uint(&V4_PREFIX).map(drop)
        }
        11 => {
            flagged(p, V6_SUBNET, &V6_NETWORK, 16)?;
            p.uint(&V6_PREFIX).map(drop)
        }
        12..=20 => {
            let spec = match kind {
                12 => &MAX_IN,
                13 => &MAX_OUT,
                14 => &RATE_IN,
                15 => &RATE_OUT,
                16 => &LATENCY,
                17 => &RESOURCES,
                18 => &QUALITY_IN,
                19 => &QUALITY_OUT,
                _ => &MTU,
            };
            p.uint(spec).map(drop)
        }
        _ => Ok(()),
    }
}

/// Flags and an address.
fn flagged(
    p: &mut Peel<'_>,
    flags: &'static [FieldSpec],
    address: &'static FieldSpec,
    len: usize,
) -> Peeled {
    p.rows(flags)?;
    p.field(address, len).map(drop)
}

/// Where a session can be opened; without a port it is the usual one.
fn point(
    p: &mut Peel<'_>,
    flags: &'static [FieldSpec],
    address: &'static FieldSpec,
    port: &'static FieldSpec,
) -> Peeled {
    let len = (address.bits / 8) as usize;
    flagged(p, flags, address, len)?;
    match p.rest().len() {
        2 => p.uint(port).map(drop),
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
    fn an_offer_says_where_the_modem_is() {
        let bytes = b"DLEP\x00\x02\x00\x12\x00\x04\x00\x03\x01ab\
            \x00\x02\x00\x07\x00\x0a\x00\x00\x02\x03\x56";
        let out = peeled(bytes);
        let one = |name| all(&out, bytes, name);
        assert_eq!(
            one("dlep.dataitem.peertype.description"),
            [(13, 2, "ab".into())]
        );
        assert_eq!(
            one("dlep.dataitem.v4conn.addr"),
            [(20, 4, "10.0.0.2".into())]
        );
        assert_eq!(one("dlep.dataitem.v4conn.port"), [(24, 2, "854".into())]);
        assert_eq!(out.layers[0].summary, "peer offer");
        assert!(out.faults.is_empty());
    }

    #[test]
    fn unknown_items_are_stepped_over_and_lengths_that_lie_are_told() {
        let bytes = b"\x00\x0d\x00\x0f\xff\x83\x00\x02ab\x00\x14\x00\x02\x05\xdc\x00\x11\x09";
        let out = peeled(bytes);
        assert_eq!(
            all(&out, bytes, "dlep.dataitem.mtu"),
            [(14, 2, "1500".into())]
        );
        assert!(!out.faults.is_empty());
        assert_eq!(recognise(b"\x00\x11"), Match::No);
        assert_eq!(recognise(b"DLEP\x00\x01"), Match::Yes);
    }
}
