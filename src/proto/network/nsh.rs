//! NSH: through which services a packet shall pass, firewalls and the like (RFC 8300).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::link::mpls;

const RFC: &str = "RFC 8300 §2.2";
const CONTEXT: &str = "RFC 8300 §2.4, §2.5";

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("nsh.version", "Version", 2).doc("0, the only one so far.", RFC),
    FieldSpec::uint("nsh.Obit", "Operation", 1).doc("Set: about the service path itself.", RFC),
    FieldSpec::uint("nsh.CBit", "Unassigned", 1).doc(
        "Zero; an earlier draft marked critical metadata with it.",
        RFC,
    ),
    FieldSpec::hex("nsh.ttl", "Time to live", 6).doc(
        "Each service takes one off, so that no packet goes round for ever.",
        RFC,
    ),
    FieldSpec::uint("nsh.length", "Length", 6).doc("The whole header in words of 4 bytes.", RFC),
    FieldSpec::uint("nsh.mdtype", "Kind of metadata", 8)
        .codes(&[(1, "16 bytes"), (2, "items of variable length")])
        .doc(
            "In which form services tell each other about the packet.",
            RFC,
        ),
    FieldSpec::uint("nsh.nextproto", "Next protocol", 8)
        .codes(&[
            (1, "IPv4"),
            (2, "IPv6"),
            (3, "Ethernet"),
            (4, "NSH"),
            (5, "MPLS"),
        ])
        .doc("What is inside.", RFC),
    FieldSpec::uint("nsh.spi", "Service path", 24).doc(
        "Which chain of services the packet goes through.",
        "RFC 8300 §2.3",
    ),
    FieldSpec::uint("nsh.si", "Service index", 8).doc(
        "Where in the chain it is; each service takes one off.",
        "RFC 8300 §2.3",
    ),
];

const HEADER_LEN: usize = bytes_of(HEAD);

const ITEM_LEN: &[FieldSpec] = &[
    FieldSpec::hex("nsh.metadataunassignedbit", "Unassigned", 1).doc("Zero.", CONTEXT),
    FieldSpec::hex("nsh.metadatalen", "Length", 7)
        .unit("bytes")
        .doc(
            "The value, without what fills it up to whole words of 4 bytes.",
            CONTEXT,
        ),
];

crate::fields! {
    FIXED = FieldSpec::bytes("nsh.contextheader", "Context")
        .doc("What services agreed to tell each other.", CONTEXT);
    CLASS = FieldSpec::uint("nsh.metadataclass", "Class", 16)
        .doc("Who defined the item.", CONTEXT);
    TYPE = FieldSpec::uint("nsh.metadatatype", "Type", 8)
        .doc("Which of the class's items it is.", CONTEXT);
    VALUE = FieldSpec::bytes("nsh.metadata", "Metadata")
        .doc("What a service tells those behind it.", CONTEXT);
    FILLING = FieldSpec::bytes("", "Filling").doc("Up to a whole word of 4 bytes.", CONTEXT);
}

/// NSH.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nsh",
        short: "NSH",
        title: "Network Service Header",
        osi: OsiLayer::Network,
        why: "It sends packets through a chain of services, beside where their addresses would lead.",
        reference: "RFC 8300",
    },
    claims: &[Claim::EtherType(0x894f)],
    headers: &[HEAD, ITEM_LEN],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0f\xc4\x02\x01\x00\x00\x2a\xff\x00\x01\x02\x01\x12\x00\x00\x00\
              \x45\x00\x00\x18\x1c\x46\x40\x00\x40\xfd\x31\x6c\xc0\x00\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEAD)?;
    let (len, kind, next) = (usize::from(h[1] & 0x3f) * 4, h[2], h[3]);
    let path = u32::from_be_bytes([0, h[4], h[5], h[6]]);
    p.summary(format_args!("service path {path}, index {}", h[7]));
    let Some(context) = len.checked_sub(HEADER_LEN) else {
        let fault = FaultKind::BadLength {
            field: "NSH length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(fault, 0..2);
        return Ok(());
    };
    p.require(context)?;
    p.within(context, "NSH length", |p| match kind {
        2 => items(p),
        _ if p.rest().is_empty() => Ok(()),
        _ => {
            let len = p.rest().len();
            p.field(&FIXED, len).map(|_| ())
        }
    })?;
    p.pass(match next {
        1 => Next::EtherType(0x0800),
        2 => Next::EtherType(0x86dd),
        3 => Next::LinkType(LinkType::ETHERNET),
        4 => Next::Protocol(&PROTOCOL),
        5 => Next::Protocol(&mpls::PROTOCOL),
        _ => Next::Data,
    });
    Ok(())
}

fn items(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.uint(&CLASS)?;
        p.uint(&TYPE)?;
        let [len] = *p.header::<1>(ITEM_LEN)?;
        let len = usize::from(len & 0x7f);
        if len > 0 {
            p.field(&VALUE, len)?;
        }
        let filling = (len.next_multiple_of(4) - len).min(p.rest().len());
        if filling > 0 {
            p.field(&FILLING, filling)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn metadata_stands_before_the_packet() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "service path 42, index 255");
        assert_eq!(out.field("nsh.metadatalen").unwrap().value, Value::Uint(1));
        assert_eq!(out.layers[1].info.name, "ip");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[1] = 1;
        assert_eq!(peeled(&bytes).faults.len(), 1);
        bytes[1] = 0xc4;
        bytes[11] = 0x7f;
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }
}
