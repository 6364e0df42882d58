//! Cisco HDLC: Cisco's framing for links with two ends, and SLARP, its keepalives and addresses.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::link::slarp;

const SLARP: u16 = 0x8035;
const DISCOVERY: u16 = 0x2000;
const OSI: u16 = 0xfefe;

/// Cisco numbers the protocols of its own that have no EtherType as behind SNAP.
const CISCO: u32 = 0x00_000c;

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("chdlc.address", "Address", 8)
        .codes(&[(0x0f, "unicast"), (0x8f, "multicast")])
        .doc("Whether the frame is for one station or all; the link has only one other end either way.", "LINKTYPE_C_HDLC"),
    FieldSpec::hex("chdlc.control", "Control", 8)
        .doc("Always zero.", "LINKTYPE_C_HDLC"),
    FieldSpec::hex("chdlc.protocol", "Protocol", 16)
        .lookup(|code| match code as u16 {
            SLARP => Some("SLARP"),
            DISCOVERY => Some("CDP (discovery)"),
            OSI => Some("OSI"),
            code => names::ethertype(code),
        })
        .doc("What the frame carries, as an EtherType; some numbers are Cisco's own.", "LINKTYPE_C_HDLC"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    CLNS_PADDING = FieldSpec::hex("chdlc.clns_padding", "Padding", 8)
        .doc("One octet in front of OSI packets.", "LINKTYPE_C_HDLC");
}

/// AppleTalk travels without the header of LocalTalk that it has behind the same EtherType.
const APPLETALK: u16 = 0x809b;
const APPLE: u32 = 0x08_0007;

/// Cisco HDLC.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "chdlc",
        short: "Cisco HDLC",
        title: "Cisco High-Level Data Link Control",
        osi: OsiLayer::DataLink,
        why: "It carries packets over a serial link that has just two ends.",
        reference: "LINKTYPE_C_HDLC",
    },
    claims: &[Claim::LinkType(LinkType(104))],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0f\x00\xfe\xfe\x03\x83",
};

/// Reads the header; PPP's decoder calls this when a frame turns out to be Cisco's.
///
/// # Errors
/// [`crate::decode::Stop`] where the bytes end too early.
pub fn peel(p: &mut Peel<'_>) -> Peeled {
    let [address, _, p0, p1] = *p.header::<HEADER_LEN>(HEADER)?;
    let code = u16::from_be_bytes([p0, p1]);
    if p.wants_fields() {
        let to = HEADER[0]
            .names
            .get(u64::from(address))
            .unwrap_or("unknown address");
        match HEADER[2].names.get(u64::from(code)) {
            Some(name) => p.summary(format_args!("{to}, {name}")),
            None => p.summary(format_args!("{to}, protocol 0x{code:04x}")),
        }
    }
    if code == OSI {
        p.uint(&CLNS_PADDING)?;
    }
    p.pass(match code {
        SLARP => Next::Protocol(&slarp::PROTOCOL),
        DISCOVERY => Next::Snap(CISCO, code),
        OSI => Next::LlcSap(0xfe),
        APPLETALK => Next::Snap(APPLE, code),
        _ => Next::EtherType(code),
    });
    Ok(())
}
