//! What the packets say behind their common header.

use super::{
    ACK, GROUP_IPV4, GROUP_IPV6, NAK, NCF, NNAK, ODATA, PATH_IPV4, PATH_IPV6, POLL, POLL_PATH_IPV4,
    POLL_PATH_IPV6, POLR, RDATA, SOURCE_IPV4, SOURCE_IPV6, SPM,
};
use crate::decode::{Peel, Stop};
use crate::model::{Codes, FaultKind, FieldSpec};

/// Address families of PGM's addresses (IANA's list).
pub(super) const FAMILIES: Codes = &[(1, "IPv4"), (2, "IPv6")];

pub(super) const fn family(
    name: &'static str,
    label: &'static str,
    reference: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, 16)
        .codes(FAMILIES)
        .doc("What kind of address follows.", reference)
}

pub(super) const fn zero(name: &'static str, bits: u32, reference: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Reserved", bits).doc("Zero.", reference)
}

const NUMBER: FieldSpec = FieldSpec::hex("pgm.spm.sqn", "Sequence number", 32).doc(
    "Counts the source's data packets, or its path messages.",
    "RFC 3208 §8.1",
);

const TRAIL: FieldSpec = FieldSpec::hex("pgm.spm.trail", "Trailing edge", 32).doc(
    "The oldest packet that the source still repeats: what is older is lost for good.",
    "RFC 3208 §8.1",
);

pub(super) const PATH: &[FieldSpec] = &[
    NUMBER,
    TRAIL,
    FieldSpec::hex("pgm.spm.lead", "Leading edge", 32).doc(
        "The newest packet that the source has sent: receivers see what they miss.",
        "RFC 3208 §8.1",
    ),
    family("pgm.spm.pathafi", "Address family", "RFC 3208 §8.1"),
    zero("pgm.spm.res", 16, "RFC 3208 §8.1"),
];

pub(super) const DATA: &[FieldSpec] = &[NUMBER, TRAIL];

pub(super) const NAK_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("pgm.nak.sqn", "Requested sequence number", 32)
        .doc("The packet that is missing.", "RFC 3208 §8.3"),
    family("pgm.nak.srcafi", "Source's address family", "RFC 3208 §8.3"),
    zero("pgm.nak.srcres", 16, "RFC 3208 §8.3"),
];

pub(super) const NAK_GROUP: &[FieldSpec] = &[
    family("pgm.nak.grpafi", "Group's address family", "RFC 3208 §8.3"),
    zero("pgm.nak.grpres", 16, "RFC 3208 §8.3"),
];

pub(super) const POLL_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("pgm.poll.sqn", "Sequence number", 32)
        .doc("Counts the polls.", "RFC 3208 §14.7"),
    FieldSpec::uint("pgm.poll.round", "Round", 16).doc(
        "A poll may be repeated to ask more of the receivers.",
        "RFC 3208 §14.7",
    ),
    FieldSpec::hex("pgm.poll.subtype", "Subtype", 16)
        .codes(&[(0, "general"), (1, "designated local repairers")])
        .doc("Who shall answer.", "RFC 3208 §14.7"),
    family("pgm.poll.pathafi", "Address family", "RFC 3208 §14.7"),
    zero("pgm.poll.res", 16, "RFC 3208 §14.7"),
];

pub(super) const POLL_REST: &[FieldSpec] = &[
    FieldSpec::uint("pgm.poll.backoff_ivl", "Back-off interval", 32)
        .unit("µs")
        .doc(
            "Answers wait a random time up to this, so that not all come at once.",
            "RFC 3208 §14.7",
        ),
    FieldSpec::hex("pgm.poll.rand_str", "Random string", 32).doc(
        "Receivers compare it with a random number of their own.",
        "RFC 3208 §14.7",
    ),
    FieldSpec::hex("pgm.poll.matching_bmask", "Matching bit mask", 32).doc(
        "The bits that are compared: each bit halves the number of those who answer.",
        "RFC 3208 §14.7",
    ),
];

pub(super) const POLL_RESPONSE: &[FieldSpec] = &[
    FieldSpec::hex("pgm.polr.sqn", "Sequence number", 32)
        .doc("Which poll is answered.", "RFC 3208 §14.7"),
    FieldSpec::uint("pgm.polr.round", "Round", 16)
        .doc("Which round of it is answered.", "RFC 3208 §14.7"),
    zero("pgm.polr.res", 16, "RFC 3208 §14.7"),
];

pub(super) const ACKNOWLEDGED: &[FieldSpec] = &[
    FieldSpec::hex("pgm.ack.maxsqn", "Highest sequence number", 32)
        .doc("The newest packet received.", super::options::CONGESTION),
    FieldSpec::hex("pgm.ack.bitmap", "Packet bitmap", 32).doc(
        "Which of the 32 packets up to it were received.",
        super::options::CONGESTION,
    ),
];

/// Reads an address of this family; false if there is no telling how long it is.
pub(super) fn address(
    p: &mut Peel<'_>,
    family: u16,
    ipv4: &'static FieldSpec,
    ipv6: &'static FieldSpec,
) -> Result<bool, Stop> {
    match family {
        1 => p.field(ipv4, 4)?,
        2 => p.field(ipv6, 16)?,
        _ => {
            let unknown = "the family of the address is not known, and so its length";
            p.fault(FaultKind::Malformed(unknown), p.pos()..p.pos());
            return Ok(false);
        }
    };
    Ok(true)
}

/// Reads what a packet of this type says before its options; false if that does not tell where they
/// begin.
pub(super) fn message(p: &mut Peel<'_>, kind: u8) -> Result<bool, Stop> {
    match kind {
        SPM => {
            let head = p.rows(PATH)?;
            let family = u16::from_be_bytes([head[12], head[13]]);
            return address(p, family, &PATH_IPV4, &PATH_IPV6);
        }
        ODATA | RDATA => p.rows(DATA)?,
        NAK | NNAK | NCF => {
            let head = p.rows(NAK_HEAD)?;
            let family = u16::from_be_bytes([head[4], head[5]]);
            if !address(p, family, &SOURCE_IPV4, &SOURCE_IPV6)? {
                return Ok(false);
            }
            let group = p.rows(NAK_GROUP)?;
            let family = u16::from_be_bytes([group[0], group[1]]);
            return address(p, family, &GROUP_IPV4, &GROUP_IPV6);
        }
        POLL => {
            let head = p.rows(POLL_HEAD)?;
            let family = u16::from_be_bytes([head[8], head[9]]);
            if !address(p, family, &POLL_PATH_IPV4, &POLL_PATH_IPV6)? {
                return Ok(false);
            }
            p.rows(POLL_REST)?
        }
        POLR => p.rows(POLL_RESPONSE)?,
        ACK => p.rows(ACKNOWLEDGED)?,
        // A request for a path message has nothing of its own; of others nothing is known.
        _ => return Ok(kind == super::SPMR),
    };
    Ok(true)
}
