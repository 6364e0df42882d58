//! MNDP: MikroTik's routers tell their neighbours who they are.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};

const PORT: u16 = 5678;

const SOURCE: &str = "MikroTik RouterOS documentation, Neighbor discovery";

const TYPES: Codes = &[
    (1, "MAC address"),
    (5, "identity"),
    (7, "version"),
    (8, "platform"),
    (10, "uptime"),
    (11, "software ID"),
    (12, "board"),
    (14, "unpack"),
    (15, "IPv6 address"),
    (16, "interface name"),
    (17, "IPv4 address"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::bytes("mndp.header.unknown", "Header")
        .wide(2)
        .doc("Nobody has told what these bytes mean.", SOURCE),
    FieldSpec::uint("mndp.header.seqno", "Sequence number", 16)
        .doc("Grows with every message of the sender.", SOURCE),
];

crate::fields! {
    ITEM = FieldSpec::group("", "Item")
        .doc("One thing that the sender tells of itself.", SOURCE);
    TYPE = FieldSpec::uint("mndp.tlv.type", "Type", 16)
        .codes(TYPES)
        .doc("What is told.", SOURCE);
    LENGTH = FieldSpec::uint("mndp.tlv.length", "Length", 16)
        .unit("bytes")
        .doc("Of what is told.", SOURCE);
    DATA = FieldSpec::bytes("mndp.tlv.data", "Data")
        .doc("Something that decap does not know.", SOURCE);
    MAC = FieldSpec::mac("mndp.mac", "MAC address")
        .doc("The address of the interface that sent this.", SOURCE);
    IDENTITY = FieldSpec::text("mndp.identity", "Identity")
        .doc("The name that the owner gave to the router.", SOURCE);
    VERSION = FieldSpec::text("mndp.version", "Version")
        .doc("Of the operating system.", SOURCE);
    PLATFORM = FieldSpec::text("mndp.platform", "Platform")
        .doc("Who made it.", SOURCE);
    UPTIME = FieldSpec::computed("mndp.uptime", "Uptime")
        .doc("How long the router has been running.", SOURCE);
    SOFTWARE = FieldSpec::text("mndp.softwareid", "Software ID")
        .doc("Belongs to the licence.", SOURCE);
    BOARD = FieldSpec::text("mndp.board", "Board")
        .doc("Which model it is.", SOURCE);
    UNPACK = FieldSpec::uint("mndp.unpack", "Unpack", 8)
        .doc("How packets between MikroTik's routers may be packed together.", SOURCE);
    IPV6 = FieldSpec::ipv6("mndp.ipv6address", "IPv6 address")
        .doc("An address of the interface.", SOURCE);
    INTERFACE = FieldSpec::text("mndp.interfacename", "Interface")
        .doc("The name of the interface that sent this.", SOURCE);
    IPV4 = FieldSpec::ipv4("mndp.ipv4address", "IPv4 address")
        .doc("An address of the interface.", SOURCE);
}

/// MNDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mndp",
        short: "MNDP",
        title: "MikroTik Neighbor Discovery Protocol",
        osi: OsiLayer::Application,
        why: "Programs on routers tell each other which routers are near, in datagrams to all.",
        reference: "MikroTik RouterOS documentation",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x00\x07\x00\x01\x00\x06\x02\x00\x00\x00\x00\x01\x00\x05\x00\x02r1\x00\x0a\x00\x04\x3c\x00\x00\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [_, _, _, _, 0, kind, high, low, rest @ ..] => {
            let len = usize::from(u16::from_be_bytes([*high, *low]));
            Match::maybe_if((1..=17).contains(kind) && len <= rest.len())
        }
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let number = u16::from_be_bytes([head[2], head[3]]);
    p.summary(format_args!("message {number}"));
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ITEM, |p| {
            let kind = p.uint(&TYPE)?;
            let len = p.uint(&LENGTH)? as usize;
            p.within(len, "length of the item", |p| item(p, kind))
        })?;
    }
    Ok(())
}

fn item(p: &mut Peel<'_>, kind: u64) -> Peeled {
    let (spec, len) = match kind {
        1 => (&MAC, 6),
        5 => (&IDENTITY, 0),
        7 => (&VERSION, 0),
        8 => (&PLATFORM, 0),
        10 => return uptime(p),
        11 => (&SOFTWARE, 0),
        12 => (&BOARD, 0),
        14 => (&UNPACK, 1),
        15 => (&IPV6, 16),
        16 => (&INTERFACE, 0),
        17 => (&IPV4, 4),
        _ => (&DATA, 0),
    };
    let len = match len {
        0 => p.rest().len(),
        len => len,
    };
    match len {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// Seconds in four bytes, low byte first.
fn uptime(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(4)?;
    let seconds = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let nanos = i64::from(seconds) * 1_000_000_000;
    p.mark_as(&UPTIME, at..at + 4, Value::Elapsed(nanos));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_router_tells_of_itself() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let sample = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, sample, Want::Full, &mut out);
        assert_eq!(all(&out, sample, "mndp.identity"), [(18, 2, "r1".into())]);
        let uptime = out.field("mndp.uptime").map(|field| field.value.clone());
        assert_eq!(uptime, Some(Value::Elapsed(60_000_000_000)));
        let mut lies = sample.to_vec();
        lies[7] = 0xff;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
