//! PPP: packets of many protocols over a link with two ends (RFC 1661), with or without the
//! header of HDLC-like framing (RFC 1662).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, Verdict, bytes_of, names};
use crate::proto::link::cisco_hdlc;

/// Address octets of Cisco's own framing, which shares the link types of PPP.
const CISCO_ADDRESSES: [u8; 2] = [0x0f, 0x8f];

/// Everyone on the link: there is only one other end. No protocol number starts like this.
const ALL_STATIONS: u8 = 0xff;

const UNNUMBERED_INFORMATION: u8 = 0x03;

const FRAMING: &[FieldSpec] = &[
    FieldSpec::hex("ppp.address", "Address", 8)
        .doc("Always 0xff, all stations: the link has only one other end. Both sides may agree to leave it out.", "RFC 1662 §3.1"),
    FieldSpec::hex("ppp.control", "Control", 8)
        .doc("Always 0x03, unnumbered information. Both sides may agree to leave it out.", "RFC 1662 §3.1"),
];

const FRAMING_LEN: usize = bytes_of(FRAMING);

const PROTOCOL_DOC: &str = "What the frame carries. Numbers from 0xc000 on manage the link, from 0x8000 on a network protocol's use of it; below is what the link is for.";

crate::fields! {
    PROTOCOL_16 = FieldSpec::hex("ppp.protocol", "Protocol", 16)
        .lookup(|code| names::ppp_protocol(code as u16))
        .doc(PROTOCOL_DOC, "RFC 1661 §2");
    PROTOCOL_8 = FieldSpec::hex("ppp.protocol", "Protocol, compressed", 8)
        .lookup(|code| names::ppp_protocol(code as u16))
        .doc("What the frame carries. Both sides agreed to leave out the zero octet of small numbers; an odd first octet shows that.", "RFC 1661 §6.5");
    FCS_16 = FieldSpec::hex("ppp.fcs_16", "Frame check sequence", 16)
        .doc("A CRC over the frame: the receiver drops the frame if it does not fit.", "RFC 1662 §3.1");
    FCS_32 = FieldSpec::hex("ppp.fcs_32", "Frame check sequence", 32)
        .doc("A CRC over the frame: the receiver drops the frame if it does not fit.", "RFC 1662 §3.1");
}

/// PPP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ppp",
        short: "PPP",
        title: "Point-to-Point Protocol",
        osi: OsiLayer::DataLink,
        why: "It carries packets over a link that has just two ends, so it needs no addresses.",
        reference: "RFC 1661",
    },
    claims: &[
        Claim::LinkType(LinkType(9)),
        Claim::LinkType(LinkType(50)),
        Claim::EtherType(0x880b),
    ],
    headers: &[FRAMING],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: Some(trailer),
    stream: false,
    sample: b"\xff\x03\xc0\x21\x09\x01\x00\x08\x12\x34\x56\x78",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let first = p.rest()[0];
    if CISCO_ADDRESSES.contains(&first) && p.outer().is_empty() {
        p.variant(&cisco_hdlc::PROTOCOL.info);
        return cisco_hdlc::peel(p);
    }
    if first == ALL_STATIONS {
        let framing = p.header::<FRAMING_LEN>(FRAMING)?;
        if framing[1] != UNNUMBERED_INFORMATION {
            p.fault(
                FaultKind::Malformed("PPP knows no other control than 0x03"),
                1..2,
            );
        }
    }
    p.require(1)?;
    let spec = if p.rest()[0] & 1 == 1 {
        &PROTOCOL_8
    } else {
        &PROTOCOL_16
    };
    let protocol = p.uint(spec)? as u16;
    if p.wants_fields() {
        match names::ppp_protocol(protocol) {
            Some(name) => p.summary(format_args!("{name}")),
            None => p.summary(format_args!("protocol 0x{protocol:04x}")),
        }
    }
    let end = p.bytes().len().saturating_sub(fcs_len(p));
    p.pass_until(Next::Ppp(protocol), end);
    Ok(())
}

/// How many bytes at the end are check sequence. It is there only if the capture file says so.
fn fcs_len(p: &Peel<'_>) -> usize {
    match p.frame().fcs_len {
        Some(len @ (2 | 4)) if p.outer().is_empty() && p.is_whole() => usize::from(len),
        _ => 0,
    }
}

/// Reads the check sequence; other bytes behind the payload are nobody's.
fn trailer(p: &mut Peel<'_>) -> Peeled {
    let fcs = fcs_len(p).min(p.bytes().len());
    p.skip(p.bytes().len() - fcs)?;
    let Some(covered) = p.buffer().len().checked_sub(fcs) else {
        return Ok(());
    };
    let frame = &p.buffer()[..covered];
    if fcs == 2 {
        let found = p.uint(&FCS_16)?;
        p.verdict(
            "ppp.fcs_16",
            compare(found, u32::from(crc_16(frame).swap_bytes())),
        );
    } else if fcs == 4 {
        let found = p.uint(&FCS_32)?;
        let mut crc = flate2::Crc::new();
        crc.update(frame);
        p.verdict("ppp.fcs_32", compare(found, crc.sum().swap_bytes()));
    }
    Ok(())
}

fn compare(found: u64, expected: u32) -> Verdict {
    if found == u64::from(expected) {
        Verdict::Good
    } else {
        Verdict::Bad(expected)
    }
}

/// The 16-bit CRC of HDLC, whose least significant octet is sent first (RFC 1662 §C.2).
fn crc_16(bytes: &[u8]) -> u16 {
    const POLYNOMIAL: u16 = 0x8408;
    !bytes.iter().fold(u16::MAX, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ POLYNOMIAL
            } else {
                crc >> 1
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{NoConversations, Peeler, Want};
    use crate::model::{Dissection, FrameInfo, Value};

    #[test]
    fn the_crc_of_the_standard_test_text() {
        assert_eq!(crc_16(b"123456789"), 0x906e);
    }

    #[test]
    fn a_check_sequence_is_no_payload() {
        let mut frame = b"\xff\x03\x40\x21payload".to_vec();
        let crc = crc_16(&frame);
        frame.extend(crc.to_le_bytes());
        let info = FrameInfo {
            original_len: frame.len() as u32,
            link_type: LinkType(9),
            fcs_len: Some(2),
            ..FrameInfo::default()
        };
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_bytes(&info, &frame, Want::Full, &mut NoConversations, &mut out);
        assert_eq!(out.layers[1].header.of(&frame), b"payload");
        let fcs = out.field("ppp.fcs_16").unwrap();
        assert_eq!(
            fcs.value,
            Value::Checksum(u32::from(crc.swap_bytes()), Verdict::Good)
        );
        *frame.last_mut().unwrap() ^= 1;
        peeler.peel_bytes(&info, &frame, Want::Full, &mut NoConversations, &mut out);
        assert!(
            out.faults
                .iter()
                .any(|f| matches!(f.kind, FaultKind::BadChecksum { .. }))
        );
    }
}
