//! Auto-RP: Cisco's routers find out which of them is the meeting point of a multicast group.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::reserved::reserved;

const PORT: u16 = 496;
const SECTION: &str = "Cisco Auto-RP";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("auto_rp.version", "Version", 4)
        .codes(&[(1, "1 or 1+")])
        .doc("1.", SECTION),
    FieldSpec::uint("auto_rp.type", "Type", 4)
        .codes(&[(1, "announcement"), (2, "mapping")])
        .doc("Announcement: a router offers to be the meeting point. Mapping: the agent that chooses says who is.", SECTION),
    FieldSpec::uint("auto_rp.rp_count", "Meeting points", 8)
        .doc("How many are listed.", SECTION),
    FieldSpec::uint("auto_rp.holdtime", "Hold time", 16)
        .unit("seconds")
        .doc("How long this counts; 0: for ever.", SECTION),
    FieldSpec::hex("auto_rp.reserved", "Reserved", 32).doc("Zero.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const POINT: &[FieldSpec] = &[
    FieldSpec::ipv4("auto_rp.rp_addr", "Meeting point").doc(
        "The router to which senders and receivers of the groups turn first.",
        SECTION,
    ),
    reserved(6, SECTION),
    FieldSpec::uint("auto_rp.pim_ver", "PIM version", 2)
        .codes(&[(0, "unknown"), (1, "1"), (2, "2"), (3, "1 and 2")])
        .doc("Which versions of PIM it speaks.", SECTION),
    FieldSpec::uint("auto_rp.group_num", "Groups", 8)
        .doc("How many ranges of groups follow.", SECTION),
];

const GROUP: &[FieldSpec] = &[
    reserved(7, SECTION),
    FieldSpec::uint("auto_rp.prefix_sign", "Sign", 1)
        .codes(&[(0, "is for these groups"), (1, "is not for these groups")])
        .doc(
            "Whether the router is the meeting point of these groups, or just not.",
            SECTION,
        ),
    FieldSpec::uint("auto_rp.mask_len", "Prefix length", 8)
        .unit("bits")
        .doc("How many bits of the address count.", SECTION),
    FieldSpec::ipv4("auto_rp.group_prefix", "Groups")
        .doc("Multicast groups that begin like this.", SECTION),
];

crate::fields! {
    ENTRY = FieldSpec::group("", "Meeting point")
        .doc("A router and the groups that it is for.", SECTION);
    RANGE = FieldSpec::group("", "Groups")
        .doc("A range of multicast groups.", SECTION);
    BEHIND = FieldSpec::bytes("auto_rp.trailing_junk", "Behind")
        .doc("Bytes that nobody counts.", SECTION);
}

/// Auto-RP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "auto_rp",
        short: "Auto-RP",
        title: "Cisco Auto-RP",
        osi: OsiLayer::Application,
        why: "It is a program of routers over UDP; multicast routing below uses what it finds out.",
        reference: SECTION,
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[HEADER, POINT, GROUP],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x11\x01\0\xb5\0\0\0\0\x0a\0\0\x01\x02\x01\x00\x04\xe0\0\0\0",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= HEADER_LEN)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [kind, points, ..] = *p.header::<HEADER_LEN>(HEADER)?;
    let name = HEADER[1]
        .names
        .get(u64::from(kind & 15))
        .unwrap_or("unknown type");
    p.summary(format_args!("{name}, {points} meeting points"));
    if !p.wants_fields() {
        return Ok(());
    }
    for _ in 0..points {
        p.group(&ENTRY, |p| {
            let ranges = p.rows(POINT)?[5];
            for _ in 0..ranges {
                p.group(&RANGE, |p| p.rows(GROUP))?;
            }
            Ok(())
        })?;
    }
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&BEHIND, len).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Value};

    #[test]
    fn meeting_points_have_ranges_of_groups() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let value = |out: &Dissection, name| out.field(name).unwrap().value.clone();
        assert_eq!(value(&out, "auto_rp.pim_ver"), Value::Uint(2));
        assert_eq!(value(&out, "auto_rp.mask_len"), Value::Uint(4));
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[13] = 255;
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }
}
