//! WLCCP: Cisco's access points organise themselves over the air and the wire.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SOURCE: &str = "Cisco WLCCP";

/// Version of the short form that controllers' access points speak.
const SHORT: u8 = 0;

/// The short form's header.
const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("wlccp.version", "Version", 8).doc(
        "0 is a short form that carries other messages of access points.",
        SOURCE,
    ),
    FieldSpec::uint("wlccp.length", "Length", 8)
        .unit("bytes")
        .doc("Of the message, this header included.", SOURCE),
    FieldSpec::hex("wlccp.type", "Type", 16).doc("What the message is.", SOURCE),
    FieldSpec::mac("wlccp.dstmac", "Receiver").doc("Who is to get the message.", SOURCE),
    FieldSpec::mac("wlccp.srcmac", "Sender").doc("The access point that sent it.", SOURCE),
];

crate::fields! {
    OTHER_VERSION = FieldSpec::hex("wlccp.version", "Version", 8)
        .doc("Other versions are not taken apart.", SOURCE);
}

/// WLCCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "wlccp",
        short: "WLCCP",
        title: "Cisco Wireless LAN Context Control Protocol",
        osi: OsiLayer::DataLink,
        why: "Access points of one network arrange among themselves who serves whom.",
        reference: "Cisco WLCCP",
    },
    claims: &[Claim::Snap(0x00_4096, 0x0000)],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x23\x33\x81\xff\xff\xff\xff\xff\xff\x58\x0a\x20\x69\x0e\x20\
        \x28\x11\x58\x0a\x20\x69\x0e\x2f\x2c\x01\x04\x01\x06\xab\x10\x10\x03\xb8\x05",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let version = p.rest()[0];
    if version != SHORT {
        p.summary(format_args!("version {version:#x}"));
        p.uint(&OTHER_VERSION)?;
        return Ok(());
    }
    let head = p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let kind = u16::from_be_bytes([head[2], head[3]]);
    p.summary(format_args!("type {kind:#06x}, {} bytes", head[1]));
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
    fn the_short_form_says_who_and_to_whom() {
        let out = peeled(PROTOCOL.sample);
        let one = |name| all(&out, PROTOCOL.sample, name);
        assert_eq!(one("wlccp.length"), [(1, 1, "35".into())]);
        assert_eq!(one("wlccp.dstmac")[0].0, 4);
        assert_eq!(one("wlccp.srcmac")[0].0, 10);
        assert!(out.faults.is_empty());
        let other = peeled(b"\xc1\x00\x00\x20");
        assert!(other.field("wlccp.length").is_none());
        assert!(!peeled(b"\x00\x23\x33").faults.is_empty());
    }
}
