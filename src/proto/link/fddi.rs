//! FDDI: two rings of fibre with a token on each (ANSI X3.139).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Address, FieldSpec, LinkType, OsiLayer, ProtoInfo, Value};
use crate::proto::link::llc;
use crate::proto::reserved::reserved;

const SECTION: &str = "ANSI X3.139 §7.3";

const CLASS: FieldSpec = FieldSpec::hex("fddi.fc.clf", "Class and format", 4)
    .part()
    .codes(&[
        (0, "void"),
        (4, "station management"),
        (5, "data, asynchronous"),
        (6, "of the implementer, asynchronous"),
        (8, "token"),
        (12, "about the ring"),
        (13, "data, synchronous"),
        (14, "of the implementer, synchronous"),
    ])
    .doc(
        "What the frame is, and whether its time is reserved.",
        SECTION,
    );

const CONTROL: FieldSpec = FieldSpec::hex("fddi.fc", "Frame control", 8)
    .parts_follow()
    .doc("What the frame is.", SECTION);

const PLAIN: &[FieldSpec] = &[CONTROL, CLASS, reserved(4, SECTION).part()];

const DATA: &[FieldSpec] = &[
    CONTROL,
    CLASS,
    reserved(1, SECTION).part(),
    FieldSpec::uint("fddi.fc.prio", "Priority", 3)
        .part()
        .doc("7 is the highest.", SECTION),
];

const MANAGEMENT: &[FieldSpec] = &[
    CONTROL,
    CLASS,
    FieldSpec::uint("fddi.fc.smt_subtype", "Management", 4)
        .part()
        .codes(&[(1, "information"), (15, "next station")])
        .doc("Which management frame it is.", SECTION),
];

const RING: &[FieldSpec] = &[
    CONTROL,
    CLASS,
    FieldSpec::uint("fddi.fc.mac_subtype", "About the ring", 4)
        .part()
        .codes(&[(2, "beacon"), (3, "claim")])
        .doc(
            "A broken ring is told by beacons; claims agree on how long the token may take.",
            SECTION,
        ),
];

const RING_CLASS: u8 = 0xc;
const MANAGEMENT_CLASS: u8 = 0x4;
const DATA_CLASS: u8 = 0x5;

crate::fields! {
    TO = FieldSpec::computed("fddi.dst", "Destination").doc("The station that it is for. The bits of each byte stand in the order of the ring, the first one lowest.", SECTION);
    FROM = FieldSpec::computed("fddi.src", "Source").doc("The station that sent it.", SECTION);
}

/// FDDI.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "fddi",
        short: "FDDI",
        title: "Fiber Distributed Data Interface",
        osi: OsiLayer::DataLink,
        why: "It carries frames round a ring of fibre on which only who has the token may send.",
        reference: "ANSI X3.139",
    },
    claims: &[Claim::LinkType(LinkType(10))],
    headers: &[PLAIN, DATA, MANAGEMENT, RING],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x50\xff\xff\xff\xff\xff\xff\x40\x00\x7a\x08\x00\x80\xaa\xaa\x03\x00\x00\x00\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let class = p.rest()[0] >> 4;
    p.rows(match class {
        RING_CLASS => RING,
        MANAGEMENT_CLASS => MANAGEMENT,
        DATA_CLASS => DATA,
        _ => PLAIN,
    })?;
    let name = CLASS.names.get(u64::from(class)).unwrap_or("unknown class");
    p.summary(format_args!("{name}"));
    // The token has no addresses.
    if p.rest().is_empty() {
        return Ok(());
    }
    let to = address(p, &TO)?;
    let from = address(p, &FROM)?;
    p.from_to(Address::Mac(from), Address::Mac(to));
    p.summary(format_args!(
        "{} → {}, {name}",
        Address::Mac(from),
        Address::Mac(to)
    ));
    p.pass(match class {
        DATA_CLASS => Next::Protocol(&llc::PROTOCOL),
        _ => Next::Data,
    });
    Ok(())
}

/// An address whose bits stand in the order in which they come on the ring.
fn address(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<[u8; 6], crate::decode::Stop> {
    let at = p.pos();
    let mut mac = [0; 6];
    for (byte, swapped) in mac.iter_mut().zip(p.skip(6)?) {
        *byte = swapped.reverse_bits();
    }
    p.mark_as(spec, at..at + 6, Value::Mac(mac));
    Ok(mac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn addresses_are_turned() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let from = out.field("fddi.src").unwrap().value.clone();
        assert_eq!(from, Value::Mac([2, 0, 0x5e, 0x10, 0, 1]));
        assert_eq!(out.layers[1].info.name, "llc");
        peeler.peel_as(&PROTOCOL, b"\x80", Want::Full, &mut out);
        assert!(out.faults.is_empty());
        assert_eq!(out.layers[0].summary, "token");
        peeler.peel_as(&PROTOCOL, b"\x41\xff\xff", Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
