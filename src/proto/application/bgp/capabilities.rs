//! Capabilities: what a neighbour understands beyond BGP's beginnings (RFC 5492).

use super::families::{FAMILIES, SUBSEQUENT};
use super::{bit, each, rest};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "RFC 5492 §4";
const RESTART_SECTION: &str = "RFC 4724 §3; RFC 8538 §2";
const PATHS_SECTION: &str = "RFC 7911 §4";
const FILTER_SECTION: &str = "RFC 5291 §5";
const NAME_SECTION: &str = "draft-walton-bgp-hostname-capability";

const MULTIPROTOCOL: u8 = 1;
const FILTERING: u8 = 3;
const NEXT_HOP: u8 = 5;
const BGPSEC: u8 = 7;
const GRACEFUL: u8 = 64;
const FOUR_BYTES: u8 = 65;
const DYNAMIC: u8 = 67;
const PATHS: u8 = 69;
const NAME: u8 = 73;
const OLD_FILTERING: u8 = 130;
const SESSIONS: u8 = 131;

/// How many families with several paths are kept of one neighbour.
const MAX_FAMILIES: usize = 32;

/// Timers of a graceful restart.
pub(super) const RESTART: &[FieldSpec] = &[
    FieldSpec::hex("bgp.cap.gr.timers", "Restart", 16)
        .parts_follow()
        .doc(
            "Whether the neighbour has restarted, and how long that may take.",
            RESTART_SECTION,
        ),
    bit(
        "bgp.cap.gr.timers.restart_flag",
        "Restarted",
        "Set: the neighbour has restarted and does not wait.",
        RESTART_SECTION,
    ),
    bit(
        "bgp.cap.gr.timers.notification_flag",
        "Notifications",
        "Set: a notification is survived as well.",
        RESTART_SECTION,
    ),
    FieldSpec::gap(2).part(),
    FieldSpec::uint("bgp.cap.gr.timers.restart_time", "Restart time", 12)
        .part()
        .unit("s")
        .doc("How long a restart may take.", RESTART_SECTION),
];

/// What is kept of a family during a restart.
pub(super) const FAMILY_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.cap.gr.flag", "Flags", 8)
        .parts_follow()
        .doc("What is kept.", RESTART_SECTION),
    bit(
        "bgp.cap.gr.flag.pfs",
        "Forwarding kept",
        "Set: packets were forwarded all the while.",
        RESTART_SECTION,
    ),
    FieldSpec::gap(7).part(),
];

/// What the neighbour can do with signed paths.
pub(super) const SECURITY: &[FieldSpec] = &[
    FieldSpec::hex("bgp.cap.bgpsec.flags", "BGPsec", 8)
        .parts_follow()
        .doc("Which version, and in which direction.", "RFC 8205 §2.1"),
    FieldSpec::uint("bgp.cap.bgpsec.version", "Version", 4)
        .part()
        .doc("0.", "RFC 8205 §2.1"),
    FieldSpec::uint("bgp.cap.bgpsec.sendreceive", "Direction", 1)
        .part()
        .codes(&[(0, "receive"), (1, "send")])
        .doc(
            "Whether the neighbour sends or receives them.",
            "RFC 8205 §2.1",
        ),
    FieldSpec::hex("bgp.cap.bgpsec.reserved", "Reserved", 3)
        .part()
        .doc("Zero.", "RFC 8205 §2.1"),
];

crate::fields! {
    CAPABILITY = FieldSpec::group("bgp.cap", "Capability")
        .doc("One thing that the neighbour understands.", SECTION);
    TYPE = FieldSpec::uint("bgp.cap.type", "Type", 8)
        .codes(&[
            (1, "several address families"),
            (2, "route refresh"),
            (3, "outbound route filtering"),
            (4, "several routes"),
            (5, "next hops of other families"),
            (6, "long messages"),
            (7, "BGPsec"),
            (8, "several labels"),
            (9, "role"),
            (64, "graceful restart"),
            (65, "AS numbers of 4 bytes"),
            (66, "dynamic capabilities (old)"),
            (67, "dynamic capabilities"),
            (68, "several sessions"),
            (69, "several paths"),
            (70, "enhanced route refresh"),
            (71, "long-lived graceful restart"),
            (72, "cooperative filtering"),
            (73, "host name"),
            (128, "route refresh (Cisco)"),
            (130, "outbound route filtering (Cisco)"),
            (131, "several sessions (Cisco)"),
        ])
        .doc("What is understood.", SECTION);
    LENGTH = FieldSpec::uint("bgp.cap.length", "Length", 8).unit("bytes")
        .doc("Length of the capability's value.", SECTION);
    CHANGE = FieldSpec::uint("bgp.cap.action", "Action", 8).codes(&[(0, "advertise"), (1, "remove")])
        .doc("Whether the capability is new or gone.", "draft-ietf-idr-dynamic-cap");
    UNKNOWN = FieldSpec::bytes("bgp.cap.unknown", "Value")
        .doc("What decap does not take apart.", SECTION);
    RESERVED = FieldSpec::bytes("bgp.cap.reserved", "Reserved").doc("Zero.", "RFC 4760 §8");
    AFI = FieldSpec::uint("bgp.cap.mp.afi", "Address family", 16).codes(FAMILIES)
        .doc("A kind of addresses that the neighbour exchanges.", "RFC 4760 §8");
    SAFI = FieldSpec::uint("bgp.cap.mp.safi", "What of it", 8).codes(SUBSEQUENT)
        .doc("What they are used for.", "RFC 4760 §8");
    HOP_AFI = FieldSpec::uint("bgp.cap.enh.afi", "Address family", 16).codes(FAMILIES)
        .doc("Routes of this family ...", "RFC 8950 §4");
    HOP_SAFI = FieldSpec::uint("bgp.cap.enh.safi", "What of it", 16).codes(SUBSEQUENT)
        .doc("... and this use ...", "RFC 8950 §4");
    HOP_NEXT = FieldSpec::uint("bgp.cap.enh.nhafi", "Next hop's family", 16).codes(FAMILIES)
        .doc("... may have a next hop of this one.", "RFC 8950 §4");
    RESTART_AFI = FieldSpec::uint("bgp.cap.gr.afi", "Address family", 16).codes(FAMILIES)
        .doc("A family that survives the restart.", RESTART_SECTION);
    RESTART_SAFI = FieldSpec::uint("bgp.cap.gr.safi", "What of it", 8).codes(SUBSEQUENT)
        .doc("What it is used for.", RESTART_SECTION);
    SYSTEM = FieldSpec::uint("bgp.cap.4as", "AS", 32)
        .doc("The number of the sender's network in full.", "RFC 6793 §3");
    CHANGEABLE = FieldSpec::uint("bgp.cap.dc", "Capability", 8)
        .doc("One that may change while the session lasts.", "draft-ietf-idr-dynamic-cap");
    PATHS_AFI = FieldSpec::uint("bgp.cap.ap.afi", "Address family", 16).codes(FAMILIES)
        .doc("A family of which several paths to one address may be told.", PATHS_SECTION);
    PATHS_SAFI = FieldSpec::uint("bgp.cap.ap.safi", "What of it", 8).codes(SUBSEQUENT)
        .doc("What it is used for.", PATHS_SECTION);
    PATHS_WAY = FieldSpec::uint("bgp.cap.ap.sendreceive", "Direction", 8)
        .codes(&[(1, "receive"), (2, "send"), (3, "both")])
        .doc("Whether the neighbour sends or receives several paths. Their prefixes then begin with a number.", PATHS_SECTION);
    FILTER_AFI = FieldSpec::uint("bgp.cap.orf.afi", "Address family", 16).codes(FAMILIES)
        .doc("A family whose routes can be filtered by the sender.", FILTER_SECTION);
    FILTER_SAFI = FieldSpec::uint("bgp.cap.orf.safi", "What of it", 8).codes(SUBSEQUENT)
        .doc("What it is used for.", FILTER_SECTION);
    FILTER_COUNT = FieldSpec::uint("bgp.cap.orf.number", "Filters", 8)
        .doc("How many kinds of filters follow.", FILTER_SECTION);
    FILTER_TYPE = FieldSpec::uint("bgp.cap.orf.type", "Filter", 8).codes(super::refresh::FILTERS)
        .doc("A kind of filters.", FILTER_SECTION);
    FILTER_WAY = FieldSpec::uint("bgp.cap.orf.sendreceive", "Direction", 8)
        .codes(&[(1, "receive"), (2, "send"), (3, "both")])
        .doc("Whether the neighbour sends or receives such filters.", FILTER_SECTION);
    HOST_LEN = FieldSpec::uint("bgp.cap.orf.fqdn.hostname.len", "Host name length", 8).unit("bytes")
        .doc("Length of the name.", NAME_SECTION);
    HOST = FieldSpec::text("bgp.cap.orf.fqdn.hostname", "Host name")
        .doc("The router's name.", NAME_SECTION);
    DOMAIN_LEN = FieldSpec::uint("bgp.cap.orf.fqdn.domain_name.len", "Domain name length", 8).unit("bytes")
        .doc("Length of the name.", NAME_SECTION);
    DOMAIN = FieldSpec::text("bgp.cap.orf.fqdn.domain_name", "Domain name")
        .doc("The domain that the router belongs to.", NAME_SECTION);
    SESSION_FLAGS = FieldSpec::hex("bgp.cap.multisession.flags", "Flags", 8)
        .doc("How several sessions are told apart.", "draft-ietf-idr-bgp-multisession");
    SECURITY_AFI = FieldSpec::uint("bgp.cap.bgpsec.afi", "Address family", 16).codes(FAMILIES)
        .doc("A family whose paths are signed.", "RFC 8205 §2.1");
}

/// What an OPEN message says that other messages are read by.
#[derive(Default)]
pub(super) struct Said {
    pub system: u32,
    four_bytes: bool,
    /// Family, use and direction of several paths.
    paths: Vec<(u16, u8, u8)>,
}

impl Said {
    /// What the fixed part says: the number of the sender's network.
    pub fn of(system: u32) -> Said {
        Said {
            system,
            ..Said::default()
        }
    }

    /// Teaches it to the conversation.
    pub fn teach(&self, p: &mut Peel<'_>) {
        let side = p.side();
        p.note("bgp.open", side, 1);
        p.note("bgp.four_bytes", side, self.four_bytes.into());
        for (afi, safi, way) in &self.paths {
            p.note("bgp.paths", family(side, *afi, *safi), (*way).into());
        }
    }
}

/// The index of a fact about what one side says of a family.
fn family(side: u32, afi: u16, safi: u8) -> u32 {
    side << 24 | u32::from(afi) << 8 | u32::from(safi)
}

/// Whether AS numbers have 4 bytes; `None` if not both OPEN messages were seen.
pub(super) fn has_four_bytes(p: &Peel<'_>) -> Option<bool> {
    let says = |side| p.fact("bgp.four_bytes", side);
    Some(says(0)? != 0 && says(1)? != 0)
}

/// Whether the prefixes of this message's sender have path numbers; `None` if not both OPEN messages
/// were seen.
pub(super) fn has_path_numbers(p: &Peel<'_>, afi: u16, safi: u8) -> Option<bool> {
    const RECEIVE: u64 = 1;
    const SEND: u64 = 2;
    p.fact("bgp.open", 0)?;
    p.fact("bgp.open", 1)?;
    let (sender, receiver) = (p.side(), 1 - p.side());
    let can = |side, what| {
        let way = p.fact("bgp.paths", family(side, afi, safi));
        way.is_some_and(|way| way & what != 0)
    };
    Some(can(sender, SEND) && can(receiver, RECEIVE))
}

/// Reads a CAPABILITY message: capabilities that come and go.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        capability(p, true, &mut Said::default())?;
    }
    Ok(())
}

/// Reads one capability; those of a CAPABILITY message have an action.
pub(super) fn capability(p: &mut Peel<'_>, has_action: bool, said: &mut Said) -> Peeled {
    p.group(&CAPABILITY, |p| {
        let kind = p.uint(&TYPE)? as u8;
        let len = p.uint(&LENGTH)? as usize;
        if has_action {
            p.uint(&CHANGE)?;
        }
        p.within(len, "capability length", |p| {
            value(p, kind, len, said)?;
            rest(p, &UNKNOWN)
        })
    })
}

/// Reads a capability's value; what it leaves is unknown.
fn value(p: &mut Peel<'_>, kind: u8, len: usize, said: &mut Said) -> Peeled {
    match kind {
        MULTIPROTOCOL if len == 4 => {
            p.uint(&AFI)?;
            p.field(&RESERVED, 1)?;
            p.uint(&SAFI)?;
        }
        NEXT_HOP => {
            while p.rest().len() >= 6 {
                p.uint(&HOP_AFI)?;
                p.uint(&HOP_SAFI)?;
                p.uint(&HOP_NEXT)?;
            }
        }
        GRACEFUL if len >= 2 => {
            p.rows(RESTART)?;
            while p.rest().len() >= 4 {
                p.uint(&RESTART_AFI)?;
                p.uint(&RESTART_SAFI)?;
                p.rows(FAMILY_FLAGS)?;
            }
        }
        FOUR_BYTES if len == 4 => {
            said.system = p.uint(&SYSTEM)? as u32;
            said.four_bytes = true;
        }
        DYNAMIC => each(p, &CHANGEABLE, 1)?,
        PATHS if len.is_multiple_of(4) => paths(p, said)?,
        FILTERING | OLD_FILTERING if len >= 6 => filters(p)?,
        NAME if len >= 2 => {
            name(p, &HOST_LEN, &HOST)?;
            name(p, &DOMAIN_LEN, &DOMAIN)?;
        }
        SESSIONS if len >= 1 => {
            p.uint(&SESSION_FLAGS)?;
        }
        BGPSEC if len == 3 => {
            p.rows(SECURITY)?;
            p.uint(&SECURITY_AFI)?;
        }
        _ => {}
    }
    Ok(())
}

fn paths(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    while p.rest().len() >= 4 {
        let afi = p.uint(&PATHS_AFI)? as u16;
        let safi = p.uint(&PATHS_SAFI)? as u8;
        let way = p.uint(&PATHS_WAY)? as u8;
        if said.paths.len() < MAX_FAMILIES {
            said.paths.push((afi, safi, way));
        }
    }
    Ok(())
}

fn filters(p: &mut Peel<'_>) -> Peeled {
    p.uint(&FILTER_AFI)?;
    p.field(&RESERVED, 1)?;
    p.uint(&FILTER_SAFI)?;
    for _ in 0..p.uint(&FILTER_COUNT)? {
        p.uint(&FILTER_TYPE)?;
        p.uint(&FILTER_WAY)?;
    }
    Ok(())
}

fn name(p: &mut Peel<'_>, len: &'static FieldSpec, text: &'static FieldSpec) -> Peeled {
    match p.uint(len)? as usize {
        0 => Ok(()),
        len => p.field(text, len).map(drop),
    }
}
