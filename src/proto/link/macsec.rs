//! MACsec: frames that nobody on the link can change, and mostly nobody can read (IEEE 802.1AE).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};

const SECTION: &str = "IEEE 802.1AE §9";

/// Bytes of the check value behind the payload.
const ICV_LEN: usize = 16;

const HAS_SCI: u8 = 0x20;
const ENCRYPTED: u8 = 0x08;
const CHANGED: u8 = 0x04;
const VERSION: u8 = 0x80;

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("macsec.TCI", "Control", 6)
        .parts_follow()
        .doc("How the frame is protected.", "IEEE 802.1AE §9.5"),
    FieldSpec::hex("macsec.TCI.V", "Version", 1)
        .part()
        .doc("0.", "IEEE 802.1AE §9.5"),
    FieldSpec::flag("macsec.TCI.ES", "End station").part().doc(
        "Set: the sender is the frame's source, so its address names the channel.",
        "IEEE 802.1AE §9.5",
    ),
    FieldSpec::flag("macsec.TCI.SC", "Channel follows")
        .part()
        .doc("Set: the channel's name stands behind the number.", "IEEE 802.1AE §9.5"),
    FieldSpec::flag("macsec.TCI.SCB", "Single copy broadcast")
        .part()
        .doc("Set: sent on a channel to all (in passive optical networks).", "IEEE 802.1AE §9.5"),
    FieldSpec::flag("macsec.TCI.E", "Encrypted")
        .part()
        .doc("Set: the payload is encrypted.", "IEEE 802.1AE §9.5"),
    FieldSpec::flag("macsec.TCI.C", "Changed")
        .part()
        .doc("Set: the payload does not stand there as it was. Not set: it can be read, and only the check value protects it.", "IEEE 802.1AE §9.5"),
    FieldSpec::hex("macsec.AN", "Association", 2).doc(
        "Which of up to four keys of the channel this uses; they change without a pause.",
        "IEEE 802.1AE §9.6",
    ),
    FieldSpec::uint("macsec.SL", "Short length", 8)
        .unit("bytes")
        .doc("The length of a payload below 48 bytes; 0: it reaches to the check value at the end.", "IEEE 802.1AE §9.7"),
    FieldSpec::uint("macsec.PN", "Packet number", 32).doc(
        "Counts frames: a number that was seen is not taken again.",
        "IEEE 802.1AE §9.8",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const CHANNEL: &[FieldSpec] = &[
    FieldSpec::mac("macsec.SCI.system_identifier", "Channel: system").doc(
        "The MAC address of the station that sends on the channel.",
        "IEEE 802.1AE §9.9",
    ),
    FieldSpec::uint("macsec.SCI.port_identifier", "Channel: port", 16).doc(
        "Which of the station's channels it is.",
        "IEEE 802.1AE §9.9",
    ),
];

const TYPE: &[FieldSpec] = &[FieldSpec::hex("macsec.etype", "Type", 16)
    .lookup(|code| names::ethertype(code as u16))
    .doc("What the frame carries.", "IEEE 802.1AE §9.10")];

crate::fields! {
    ICV = FieldSpec::bytes("macsec.ICV", "Check value")
        .doc("Only who has the key can compute it: it shows that nothing in the frame was changed.", "IEEE 802.1AE §9.11");
    PADDING = FieldSpec::bytes("", "Padding")
        .doc("What the payload's own lengths do not count.", SECTION);
}

/// MACsec.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "macsec",
        short: "MACsec",
        title: "MAC security",
        osi: OsiLayer::DataLink,
        why: "It protects frames on one link, below everything that has an address in the network.",
        reference: "IEEE 802.1AE",
    },
    claims: &[Claim::EtherType(0x88e5)],
    headers: &[HEADER, CHANNEL, TYPE],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: Some(trailer),
    stream: false,
    sample: b"\x2c\0\0\0\0\x06\x02\0\x5e\x10\0\x01\0\x01secretdata0123456789abcdef",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let (control, short) = (header[0], usize::from(header[1]));
    let number = u32::from_be_bytes([header[2], header[3], header[4], header[5]]);
    if control & VERSION != 0 {
        p.fault(FaultKind::Malformed("only version 0 is known"), 0..1);
        p.pass(Next::Data);
        return Ok(());
    }
    if control & HAS_SCI != 0 {
        p.rows(CHANNEL)?;
    }
    let is_readable = control & (ENCRYPTED | CHANGED) == 0;
    let what = if control & ENCRYPTED != 0 {
        "encrypted"
    } else {
        "protected"
    };
    p.summary(format_args!(
        "{what}, association {}, packet {number}",
        control & 3
    ));
    let len = match short {
        0 => p.rest().len().saturating_sub(ICV_LEN),
        short => short,
    };
    p.require(len + ICV_LEN)?;
    let end = p.pos() + len;
    let next = if is_readable && len >= bytes_of(TYPE) {
        let code = p.rows(TYPE)?;
        Next::EtherType(u16::from_be_bytes([code[0], code[1]]))
    } else {
        Next::Data
    };
    if is_readable && short == 0 {
        p.pass_until(next, end);
        return Ok(());
    }
    p.wrap(next, p.pos()..end, "MACsec short length");
    p.mark(&ICV, end..end + ICV_LEN);
    p.ends_at(end + ICV_LEN);
    Ok(())
}

/// What stands behind a payload that can be read: filling and the check value.
fn trailer(p: &mut Peel<'_>) -> Peeled {
    let filled = p.rest().len().saturating_sub(ICV_LEN);
    if filled > 0 {
        p.field(&PADDING, filled)?;
    }
    p.field(&ICV, ICV_LEN)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn the_check_value_is_last() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "encrypted, association 0, packet 6");
        let found = all(&out, PROTOCOL.sample, "macsec.ICV");
        assert_eq!((found[0].0, found[0].1), (24, 16));
        assert_eq!(out.layers[1].info.name, "data");
    }

    #[test]
    fn what_is_only_protected_is_read() {
        let mut bytes = b"\0\0\0\0\0\x01\x08\x06\0\x01\x08\0\x06\x04\0\x01\x02\0\x5e\x10\0\x01\x0a\0\0\x01\0\0\0\0\0\0\x0a\0\0\x02".to_vec();
        bytes.extend([0xaa; 16]);
        let out = peeled(&bytes);
        assert_eq!(out.layers[1].info.name, "arp");
        assert_eq!(all(&out, &bytes, "macsec.ICV")[0].0, 36);
    }

    #[test]
    fn a_short_length_may_lie() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[1] = 40;
        assert!(matches!(
            peeled(&bytes).faults[0].kind,
            FaultKind::Truncated { .. }
        ));
        bytes[0] |= VERSION;
        assert!(matches!(
            peeled(&bytes).faults[0].kind,
            FaultKind::Malformed(_)
        ));
    }
}
