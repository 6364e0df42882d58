//! GLBP: Cisco's routers stand in for one address and share the work. Cisco has not published the
//! format; what is called unknown here, nobody outside knows.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 3222;
const SECTION: &str = "Cisco GLBP";

const UNKNOWN: &str = "What it means is not published.";

const HELLO_ITEM: u8 = 1;
const FORWARDER_ITEM: u8 = 2;
const PROOF_ITEM: u8 = 3;

/// Type and length of an item.
const ITEM_HEAD: usize = 2;

const PLAIN: u64 = 1;
const MD5: u64 = 2;
const MD5_CHAIN: u64 = 3;

const STATES: Codes = &[
    (0, "disabled"),
    (4, "listen"),
    (8, "speak"),
    (16, "standby"),
    (32, "active"),
];

const fn unknown(name: &'static str, bytes: u32) -> FieldSpec {
    FieldSpec::bytes(name, "Unknown")
        .wide(bytes)
        .doc(UNKNOWN, SECTION)
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("glbp.version", "Version", 8).doc("1, as far as is known.", SECTION),
    FieldSpec::uint("glbp.unknown1", "Unknown", 8).doc(UNKNOWN, SECTION),
    FieldSpec::uint("glbp.group", "Group", 16).doc(
        "The number of the group of routers that share an address.",
        SECTION,
    ),
    unknown("glbp.unknown2", 2),
    FieldSpec::mac("glbp.ownerid", "Owner").doc("The MAC address of the router itself.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const HELLO: &[FieldSpec] = &[
    unknown("glbp.hello.unknown10", 1),
    FieldSpec::uint("glbp.hello.vgstate", "Gateway state", 8)
        .codes(STATES)
        .doc("Active: hands out the MAC addresses of the group to hosts that ask with ARP. Standby: is next.", SECTION),
    unknown("glbp.hello.unknown11", 1),
    FieldSpec::uint("glbp.hello.priority", "Priority", 8)
        .doc("The router with the highest one becomes the active gateway.", SECTION),
    unknown("glbp.hello.unknown12", 2),
    FieldSpec::uint("glbp.hello.helloint", "Hello interval", 32)
        .unit("ms")
        .doc("How often the sender says hello.", SECTION),
    FieldSpec::uint("glbp.hello.holdint", "Hold time", 32)
        .unit("ms")
        .doc("How long this hello counts.", SECTION),
    FieldSpec::uint("glbp.hello.redirect", "Redirect time", 16)
        .unit("seconds")
        .doc("So long hosts are still sent to the MAC address of a router that has failed.", SECTION),
    FieldSpec::uint("glbp.hello.timeout", "Timeout", 16)
        .unit("seconds")
        .doc("After this a failed router's MAC address is given up.", SECTION),
    unknown("glbp.hello.unknown13", 2),
    FieldSpec::uint("glbp.hello.addrtype", "Address type", 8)
        .codes(&[(1, "IPv4"), (2, "IPv6")])
        .doc("What kind of address follows.", SECTION),
    FieldSpec::uint("glbp.hello.addrlen", "Address length", 8)
        .unit("bytes")
        .doc("How long the address is.", SECTION),
];

const HELLO_LEN: usize = bytes_of(HELLO);

const FORWARDER: &[FieldSpec] = &[
    FieldSpec::uint("glbp.reqresp.forwarder", "Forwarder", 8)
        .doc("Which of the group's MAC addresses this is about.", SECTION),
    FieldSpec::uint("glbp.reqresp.vfstate", "Forwarder state", 8)
        .codes(STATES)
        .doc(
            "Active: forwards what is sent to this MAC address.",
            SECTION,
        ),
    unknown("glbp.reqresp.unknown21", 1),
    FieldSpec::uint("glbp.reqresp.priority", "Priority", 8).doc(
        "The router with the highest one becomes the active forwarder.",
        SECTION,
    ),
    FieldSpec::uint("glbp.reqresp.weight", "Weight", 8)
        .doc("How large a share of the hosts the router takes.", SECTION),
    unknown("glbp.reqresp.unknown22", 7),
    FieldSpec::mac("glbp.reqresp.virtualmac", "Virtual MAC address").doc(
        "The address that some of the hosts use as their gateway's.",
        SECTION,
    ),
];

crate::fields! {
    ITEM = FieldSpec::group("", "Item")
        .doc("One thing that the router says.", SECTION);
    TYPE = FieldSpec::uint("glbp.type", "Type", 8)
        .codes(&[(1, "hello"), (2, "forwarder"), (3, "authentication")])
        .doc("What the item says.", SECTION);
    LENGTH = FieldSpec::uint("glbp.length", "Length", 8).unit("bytes")
        .doc("The whole item.", SECTION);
    IPV4 = FieldSpec::ipv4("glbp.hello.virtualipv4", "Virtual address")
        .doc("The address that the group stands for: the hosts' default gateway.", SECTION);
    IPV6 = FieldSpec::ipv6("glbp.hello.virtualipv6", "Virtual address")
        .doc("The address that the group stands for: the hosts' default gateway.", SECTION);
    OTHER_ADDRESS = FieldSpec::bytes("glbp.hello.virtualunk", "Virtual address")
        .doc("An address of another kind.", SECTION);
    PROOF_TYPE = FieldSpec::uint("glbp.auth.authtype", "Kind of proof", 8)
        .codes(&[(0, "none"), (1, "password"), (2, "MD5"), (3, "MD5 with a chain of keys")])
        .doc("How the sender shows that it belongs to the group.", SECTION);
    PROOF_LENGTH = FieldSpec::uint("glbp.auth.authlength", "Proof length", 8).unit("bytes")
        .doc("What follows.", SECTION);
    PASSWORD = FieldSpec::text("glbp.auth.plainpass", "Password")
        .doc("Protects against mistakes only: everyone on the link can read it.", SECTION);
    DIGEST = FieldSpec::bytes("glbp.auth.md5hash", "Digest")
        .doc("Shows that the sender knows the key.", SECTION);
    KEY = FieldSpec::uint("glbp.auth.md5chainindex", "Key", 32)
        .doc("Which key of the chain was used.", SECTION);
    KEY_DIGEST = FieldSpec::bytes("glbp.auth.md5chainhash", "Digest")
        .doc("Shows that the sender knows the key.", SECTION);
    OTHER_PROOF = FieldSpec::bytes("glbp.auth.authunknown", "Proof")
        .doc("A proof of another kind.", SECTION);
    OTHER = FieldSpec::bytes("glbp.unknown.data", "Value")
        .doc(UNKNOWN, SECTION);
}

/// GLBP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "glbp",
        short: "GLBP",
        title: "Gateway Load Balancing Protocol",
        osi: OsiLayer::Application,
        why: "It is a program of routers over UDP that keeps the network layer's gateway alive.",
        reference: SECTION,
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[HEADER, HELLO, FORWARDER],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\0\0\x01\0\0\x00\x11\x22\x33\x44\x55\
              \x01\x1c\0\x20\0\x64\0\0\0\0\x0b\xb8\0\0\x27\x10\x02\x58\x38\x40\0\0\x01\x04\x0a\0\0\x01\
              \x03\x07\x01\x03abc",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= HEADER_LEN && bytes[0] == 1)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let group = u16::from_be_bytes([h[2], h[3]]);
    p.summary(format_args!("group {group}"));
    if !p.wants_fields() {
        return Ok(());
    }
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ITEM, |p| {
            let kind = p.uint(&TYPE)? as u8;
            let at = p.pos();
            let len = p.uint(&LENGTH)? as usize;
            if len < ITEM_HEAD {
                let kind = FaultKind::BadLength {
                    field: "item length",
                    says: len as u64,
                    limit: ITEM_HEAD as u64,
                };
                p.fault(kind, at..at + 1);
                return Err(crate::decode::Stop);
            }
            p.within(len - ITEM_HEAD, "item length", |p| match kind {
                HELLO_ITEM => hello(p, group),
                FORWARDER_ITEM => p.rows(FORWARDER).map(drop),
                PROOF_ITEM => proof(p),
                _ => rest(p, &OTHER),
            })
        })?;
    }
    Ok(())
}

/// Reads all that is left as one field.
fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

fn hello(p: &mut Peel<'_>, group: u16) -> Peeled {
    let h = p.header::<HELLO_LEN>(HELLO)?;
    if let Some(state) = HELLO[1].names.get(h[1].into()) {
        p.summary(format_args!("hello, {state}, group {group}"));
    }
    let (kind, len) = (h[HELLO_LEN - 2], h[HELLO_LEN - 1]);
    let spec = match (kind, len) {
        (_, 0) => return Ok(()),
        (1, 4) => &IPV4,
        (2, 16) => &IPV6,
        _ => &OTHER_ADDRESS,
    };
    p.field(spec, len.into()).map(drop)
}

fn proof(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&PROOF_TYPE)?;
    let len = p.uint(&PROOF_LENGTH)? as usize;
    p.within(len, "proof length", |p| match kind {
        PLAIN => rest(p, &PASSWORD),
        MD5 => rest(p, &DIGEST),
        MD5_CHAIN => {
            p.uint(&KEY)?;
            rest(p, &KEY_DIGEST)
        }
        _ => rest(p, &OTHER_PROOF),
    })
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
    fn items_tell_of_gateway_and_proof() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "hello, active, group 1");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("glbp.hello.timeout"), Value::Uint(14400));
        assert_eq!(
            value("glbp.hello.virtualipv4"),
            Value::Ipv4([10, 0, 0, 1].into())
        );
        assert_eq!(
            out.field("glbp.auth.plainpass")
                .unwrap()
                .span
                .byte_range()
                .start,
            44
        );
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn an_item_without_length_ends_the_message() {
        let mut bytes = PROTOCOL.sample[..HEADER_LEN].to_vec();
        bytes.extend(b"\x01\0\x01\0");
        let out = peeled(&bytes);
        assert!(matches!(
            out.faults[0].kind,
            FaultKind::BadLength { says: 0, .. }
        ));
    }
}
