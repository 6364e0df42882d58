//! Extension headers (3GPP TS 29.281 §5.2).

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec};

const RFC: &str = "3GPP TS 29.281 §5.2";
const SESSION: &str = "3GPP TS 38.415 §5.5.2";

const UDP_PORT: u64 = 0x40;
const LONG_NUMBER: u64 = 0x82;
const PDU_SESSION: u64 = 0x85;
const PDCP_NUMBER: u64 = 0xc0;

const FLOW: FieldSpec = FieldSpec::uint("gtp.ext_hdr.pdu_ses_con.qos_flow_id", "Quality flow", 6)
    .doc(
        "Packets of one flow are treated alike in the radio network of 5G.",
        SESSION,
    );

/// The first byte of a session container.
pub(super) const ROWS: &[FieldSpec] = &[
    FieldSpec::uint("gtp.ext_hdr.pdu_ses_con.pdu_type", "Direction", 4)
        .codes(&[(0, "to the phone"), (1, "from the phone")])
        .doc("Which way the packet goes.", SESSION),
    FieldSpec::hex("gtp.spare.h1", "Spare", 4).doc("Depends on the release.", SESSION),
];

/// The second byte, from the phone.
pub(super) const UPLINK: &[FieldSpec] = &[
    FieldSpec::hex("gtp.spare.b7b6", "Spare", 2).doc("Depends on the release.", SESSION),
    FLOW,
];

/// The second byte, to the phone.
pub(super) const DOWNLINK: &[FieldSpec] = &[
    FieldSpec::flag("gtp.ext_hdr.pdu_ses_cont.ppp", "Paging policy present").doc(
        "Set: how urgently the phone should be called follows.",
        SESSION,
    ),
    FieldSpec::flag("gtp.ext_hdr.pdu_ses_cont.rqi", "Reflective quality").doc(
        "Set: the phone should treat its answers in the same way.",
        SESSION,
    ),
    FLOW,
];

crate::fields! {
    HEADER = FieldSpec::group("gtp.ext_hdr", "Extension header")
        .doc("More about the packet, for stations that understand it.", RFC);
    LEN = FieldSpec::uint("gtp.ext_hdr.length", "Length", 8)
        .doc("The header in words of 4 bytes.", RFC);
    NEXT = FieldSpec::hex("gtp.ext_hdr.next", "Next extension header", 8)
        .codes(&[
            (0, "none"),
            (1, "MBMS support"),
            (2, "MS information change"),
            (0x20, "service class"),
            (UDP_PORT, "UDP port"),
            (0x81, "RAN container"),
            (LONG_NUMBER, "long PDCP number"),
            (0x83, "Xw RAN container"),
            (0x84, "NR RAN container"),
            (PDU_SESSION, "session container"),
            (PDCP_NUMBER, "PDCP number"),
            (0xc1, "suspend request"),
            (0xc2, "suspend response"),
        ])
        .doc("What the next extension header is.", RFC);
    PORT = FieldSpec::uint("gtp.ext_hdr.udp_port", "UDP port", 16)
        .doc("From where the packet came that caused this error message.", RFC);
    NUMBER = FieldSpec::uint("gtp.ext_hdr.pdcp_sn", "PDCP number", 16)
        .doc("The packet's number in the radio network.", RFC);
    LONG = FieldSpec::uint("gtp.ext_hdr.long_pdcp_sn", "PDCP number", 24)
        .doc("The packet's number in the radio network.", RFC);
    SESSION_CONTAINER = FieldSpec::group("", "Session container")
        .doc("How the packet is to be treated.", SESSION);
    CONTENT = FieldSpec::bytes("", "Content").doc("What the header says.", RFC);
}

/// Reads the type of the first header, and all that follow each other.
pub(super) fn all(p: &mut Peel<'_>) -> Peeled {
    let mut kind = p.uint(&NEXT)?;
    while kind != 0 && !p.is_full() {
        kind = p.group(&HEADER, |p| one(p, kind))?;
    }
    Ok(())
}

fn one(p: &mut Peel<'_>, kind: u64) -> Result<u64, Stop> {
    let len = p.uint(&LEN)? as usize * 4;
    if len == 0 {
        p.fault(
            FaultKind::Malformed("an extension header without length"),
            p.pos() - 1..p.pos(),
        );
        return Err(Stop);
    }
    p.require(len - 1)?;
    p.within(len - 2, "extension header length", |p| {
        match (kind, len) {
            (UDP_PORT, 4) => p.uint(&PORT)?,
            (PDCP_NUMBER, 4) => p.uint(&NUMBER)?,
            (LONG_NUMBER, 8) => p.uint(&LONG)?,
            (PDU_SESSION, _) => p.group(&SESSION_CONTAINER, session)?,
            _ => 0,
        };
        match p.rest().len() {
            0 => Ok(()),
            rest => p.field(&CONTENT, rest).map(|_| ()),
        }
    })?;
    p.uint(&NEXT)
}

fn session(p: &mut Peel<'_>) -> Result<u64, Stop> {
    let [first] = *p.header::<1>(ROWS)?;
    match first >> 4 {
        0 => p.header::<1>(DOWNLINK)?,
        _ => p.header::<1>(UPLINK)?,
    };
    let rest = p.rest().len();
    if rest > 0 {
        p.field(&CONTENT, rest)?;
    }
    Ok(0)
}
