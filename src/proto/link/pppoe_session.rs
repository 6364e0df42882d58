//! PPPoE session: PPP frames over Ethernet (RFC 2516).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::link::ppp;

/// What the codes mean, in both stages.
pub(super) const CODES: Codes = &[
    (0x00, "session data"),
    (0x07, "discovery offer (PADO)"),
    (0x09, "discovery initiation (PADI)"),
    (0x0a, "session grant (PADG)"),
    (0x0b, "session credit response (PADC)"),
    (0x0c, "session quality (PADQ)"),
    (0x19, "discovery request (PADR)"),
    (0x65, "discovery session confirmation (PADS)"),
    (0xa7, "discovery termination (PADT)"),
    (0xd3, "discovery message (PADM)"),
    (0xd4, "discovery network (PADN)"),
];

/// The header of both stages.
pub(super) const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("pppoe.version", "Version", 4).doc("Always 1.", "RFC 2516 §4"),
    FieldSpec::uint("pppoe.type", "Type", 4).doc("Always 1.", "RFC 2516 §4"),
    FieldSpec::hex("pppoe.code", "Code", 8).codes(CODES).doc(
        "Which step of the discovery this is, or that it carries a session's data.",
        "RFC 2516 §4",
    ),
    FieldSpec::hex("pppoe.session_id", "Session", 16).doc(
        "The number that the access concentrator gave the session; 0 before it has one.",
        "RFC 2516 §4",
    ),
    FieldSpec::uint("pppoe.payload_length", "Payload length", 16)
        .unit("bytes")
        .doc(
            "What follows, without this header. Beyond it is Ethernet's filling.",
            "RFC 2516 §4",
        ),
];

pub(super) const HEADER_LEN: usize = bytes_of(HEADER);

/// What the header says.
pub(super) struct Header {
    pub(super) code: u8,
    pub(super) session: u16,
    /// Where the payload ends, as the header says.
    pub(super) end: usize,
}

/// Reads the header of either stage.
pub(super) fn header(p: &mut Peel<'_>) -> Result<Header, crate::decode::Stop> {
    let [version, code, s0, s1, l0, l1] = *p.header::<HEADER_LEN>(HEADER)?;
    if version != 0x11 {
        p.fault(
            FaultKind::Malformed("PPPoE's version and type are both 1"),
            0..1,
        );
    }
    Ok(Header {
        code,
        session: u16::from_be_bytes([s0, s1]),
        end: HEADER_LEN + usize::from(u16::from_be_bytes([l0, l1])),
    })
}

/// PPPoE session.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pppoes",
        short: "PPPoE",
        title: "PPP over Ethernet, session",
        osi: OsiLayer::DataLink,
        why: "It makes a point-to-point link of an Ethernet that many share: one session per customer.",
        reference: "RFC 2516",
    },
    claims: &[Claim::EtherType(0x8864), Claim::LinkType(LinkType(51))],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x11\x00\x00\x17\x00\x0a\xc0\x21\x09\x01\x00\x08\x12\x34\x56\x78",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = header(p)?;
    p.summary(format_args!("session 0x{:04x}", header.session));
    p.wrap(
        Next::Protocol(&ppp::PROTOCOL),
        HEADER_LEN..header.end,
        "PPPoE payload length",
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn the_payload_ends_where_its_length_says() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend([0; 30]);
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].payload.end, 16);
        assert_eq!(out.layers[2].info.name, "lcp");
    }
}
