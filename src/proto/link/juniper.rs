//! What a Juniper router puts in front of the frames that it captures.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "LINKTYPE_JUNIPER_ETHER";

const MAGIC: &[u8] = b"MGC";

/// Flags: what follows the header.
const HAS_EXTENSIONS: u8 = 0x80;
const NO_LINK_HEADER: u8 = 0x02;

/// Link types of frames behind this header, and those they have without it.
const ETHERNET: LinkType = LinkType(178);
const PPP: LinkType = LinkType(179);
const FRAME_RELAY: LinkType = LinkType(180);
const CISCO_HDLC: LinkType = LinkType(181);

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("juniper.magic-number", "Mark", 24).doc("The letters MGC.", SECTION),
    FieldSpec::gap(6),
    FieldSpec::hex("juniper.l2hdr", "Link header", 1)
        .codes(&[(0, "present"), (1, "absent")])
        .doc("Whether the frame has its link header.", SECTION),
    FieldSpec::hex("juniper.direction", "Direction", 1)
        .codes(&[(0, "out"), (1, "in")])
        .doc("Seen from the router.", SECTION),
];

const fn number(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 0)
        .little()
        .doc("A number of the router's own.", SECTION)
}

crate::fields! {
    TOTAL = FieldSpec::uint("juniper.ext_total_len", "Length of the extensions", 16).unit("bytes").doc("Of all that follow.", SECTION);
    EXTENSION = FieldSpec::group("", "Extension").doc("Type, length and value: one thing that the router tells.", SECTION);
    DEVICE = number("juniper.ext.ifd", "Interface");
    MEDIA = number("juniper.ext.ifmt", "Kind of interface");
    LOGICAL = number("juniper.ext.ifl", "Logical interface");
    UNIT = number("juniper.ext.unit", "Unit");
    ENCAPSULATION = number("juniper.ext.ifle", "Encapsulation");
    VALUE = FieldSpec::bytes("", "Value").doc("Something else.", SECTION);
}

/// Juniper's header.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "juniper",
        short: "Juniper",
        title: "Juniper capture header",
        osi: OsiLayer::DataLink,
        why: "The capturing router put it in front of the frame; it was never on a wire.",
        reference: SECTION,
    },
    // Behind the header of the others stands what decap does not take apart.
    claims: &[
        Claim::LinkType(LinkType(130)),
        Claim::LinkType(LinkType(131)),
        Claim::LinkType(LinkType(133)),
        Claim::LinkType(LinkType(135)),
        Claim::LinkType(LinkType(136)),
        Claim::LinkType(LinkType(137)),
        Claim::LinkType(LinkType(167)),
        Claim::LinkType(LinkType(183)),
        Claim::LinkType(ETHERNET),
        Claim::LinkType(PPP),
        Claim::LinkType(FRAME_RELAY),
        Claim::LinkType(CISCO_HDLC),
    ],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"MGC\x81\0\x0c\x03\x01\x01\x06\x01\x0e\x04\x04\x4b\x01\0\0\0\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [magic @ .., flags] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    if magic != *MAGIC {
        p.fault(
            FaultKind::Malformed("the header does not begin with MGC"),
            0..MAGIC.len(),
        );
        p.pass(Next::Data);
        return Ok(());
    }
    let direction = if flags & 1 == 0 { "out" } else { "in" };
    p.summary(format_args!("{direction}"));
    if flags & HAS_EXTENSIONS != 0 {
        let len = p.uint(&TOTAL)? as usize;
        p.within(len, "Juniper extensions", |p| {
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&EXTENSION, extension)?;
            }
            Ok(())
        })?;
    }
    p.pass(match p.frame().link_type {
        _ if flags & NO_LINK_HEADER != 0 => Next::Data,
        ETHERNET => Next::LinkType(LinkType::ETHERNET),
        PPP => Next::LinkType(LinkType(9)),
        FRAME_RELAY => Next::LinkType(LinkType(107)),
        CISCO_HDLC => Next::LinkType(LinkType(104)),
        _ => Next::Data,
    });
    Ok(())
}

fn extension(p: &mut Peel<'_>) -> Peeled {
    let head = p.skip(2)?;
    let len = usize::from(head[1]);
    let spec = match (head[0], len) {
        (_, 0) => return Ok(()),
        (1, 1..=8) => &DEVICE,
        (3, 1..=8) => &MEDIA,
        (4, 1..=8) => &LOGICAL,
        (5, 1..=8) => &UNIT,
        (6, 1..=8) => &ENCAPSULATION,
        _ => &VALUE,
    };
    p.field(spec, len).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{NoConversations, Peeler, Want};
    use crate::model::{Dissection, Frame, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        let mut frame = Frame::empty();
        frame.info.link_type = ETHERNET;
        frame.info.original_len = bytes.len() as u32;
        frame.bytes = bytes.to_vec();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel(&frame, Want::Full, &mut NoConversations, &mut out);
        out
    }

    #[test]
    fn extensions_stand_before_the_frame() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("juniper.direction"), Value::Uint(1));
        assert_eq!(value("juniper.ext.ifl"), Value::Uint(331));
        assert_eq!(value("juniper.ext.ifle"), Value::Uint(14));
        assert_eq!(out.layers[1].info.name, "eth");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        assert!(!peeled(b"MGC\x80\0\x03\x03\xff\x01\0").faults.is_empty());
        assert!(!peeled(b"XYZ\x80\0\x03\x03\xff\x01").faults.is_empty());
    }
}
