//! PPI: what a capture program knows of a frame, before it; mostly of Wi-Fi frames.

mod elements;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::low_words::join;

const SECTION: &str = "PPI 1.0.7 §3";

/// Set: elements begin at multiples of four bytes.
const ALIGNED: u8 = 1;

/// The element that all Wi-Fi frames have, and the flag in it that the check sequence is there.
const COMMON: u16 = 2;
const COMMON_FLAGS: usize = 8;
const HAS_FCS: u8 = 1;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ppi.version", "Version", 8).doc("0.", SECTION),
    FieldSpec::hex("ppi.flags", "Flags", 8)
        .parts_follow()
        .doc("How the header is built.", SECTION),
    FieldSpec::hex("ppi.flags.reserved", "Reserved", 7)
        .part()
        .doc("Zero.", SECTION),
    FieldSpec::flag("ppi.flags.alignment", "Aligned")
        .part()
        .doc("Set: elements begin at multiples of four bytes.", SECTION),
    FieldSpec::uint("ppi.length", "Header length", 16)
        .little()
        .unit("bytes")
        .doc("With all elements.", SECTION),
    FieldSpec::uint("ppi.dlt", "Frame type", 32)
        .little()
        .doc("The link type of the frame.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    ELEMENT = FieldSpec::group("", "Element").doc("One thing that is known of the frame.", SECTION);
    TYPE = FieldSpec::uint("ppi.field_type", "Type", 16).little()
        .codes(&[(2, "802.11 common"), (3, "802.11n MAC"), (4, "802.11n MAC and PHY"), (5, "spectrum map"), (6, "process"), (7, "capture"), (8, "aggregation"), (9, "802.3"), (30002, "location"), (30003, "direction"), (30005, "antenna")])
        .doc("What it is about.", SECTION);
    LENGTH = FieldSpec::uint("ppi.field_len", "Length", 16).little().unit("bytes").doc("Of what follows.", SECTION);
    OTHER = FieldSpec::bytes("", "Content").doc("An element that decap does not take apart.", SECTION);
}

/// PPI.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ppi",
        short: "PPI",
        title: "Per-Packet Information",
        osi: OsiLayer::DataLink,
        why: "The capturing program put it in front of the frame; it was never on the air.",
        reference: "PPI 1.0.7",
    },
    claims: &[Claim::LinkType(LinkType(192))],
    headers: &join::<_, { 1 + elements::TABLES.len() + elements::WORDS.len() }>(&[
        &[HEADER],
        elements::TABLES,
        elements::WORDS,
    ]),
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\0\x20\0\x69\0\0\0\x02\0\x14\0\x40\xe2\x01\0\0\0\0\0\0\0\x04\0\x6c\x09\xa0\0\0\0\xd8\xa1\xd4\0\0\0\x02\0\0\0\0\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [_, flags, l0, l1, link @ ..] = *p.header::<HEADER_LEN>(HEADER)?;
    let len = usize::from(u16::from_le_bytes([l0, l1]));
    let link = u32::from_le_bytes(link);
    p.summary(format_args!("link type {link}"));
    let elements_len = len.saturating_sub(HEADER_LEN);
    p.within(elements_len, "PPI length", |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(&ELEMENT, element)?;
            if flags & ALIGNED != 0 {
                p.seek(p.pos().next_multiple_of(4));
            }
        }
        Ok(())
    })?;
    p.pass(u16::try_from(link).map_or(Next::Data, |link| Next::LinkType(LinkType(link))));
    Ok(())
}

fn element(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)? as u16;
    let len = p.uint(&LENGTH)? as usize;
    p.within(len, "PPI element length", |p| {
        elements::read(p, kind, len)?;
        match p.rest().len() {
            0 => Ok(()),
            left => p.field(&OTHER, left).map(drop),
        }
    })
}

/// True if the header says that the frame behind it ends with its check sequence.
pub(super) fn has_fcs(bytes: &[u8]) -> bool {
    let [_, flags, l0, l1, ..] = *bytes else {
        return false;
    };
    let end = usize::from(u16::from_le_bytes([l0, l1]));
    let mut rest = bytes.get(HEADER_LEN..end).unwrap_or_default();
    while let [k0, k1, l0, l1, inner @ ..] = rest {
        let len = usize::from(u16::from_le_bytes([*l0, *l1]));
        if u16::from_le_bytes([*k0, *k1]) == COMMON {
            return inner
                .get(COMMON_FLAGS)
                .is_some_and(|flags| flags & HAS_FCS != 0);
        }
        let step = if flags & ALIGNED != 0 {
            len.next_multiple_of(4)
        } else {
            len
        };
        rest = inner.get(step..).unwrap_or_default();
    }
    false
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
    fn elements_stand_before_the_frame() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("ppi.80211-common.rate"), Value::Uint(2000));
        assert_eq!(value("ppi.80211-common.chan.flags.2ghz"), Value::Uint(1));
        assert_eq!(value("ppi.80211-common.dbm.antsignal"), Value::Int(-40));
        assert_eq!(out.layers[1].info.name, "wlan");
    }

    #[test]
    fn the_header_tells_whether_the_check_sequence_is_there() {
        let mut bytes = PROTOCOL.sample.to_vec();
        assert!(!has_fcs(&bytes));
        bytes[20] = 1;
        assert!(has_fcs(&bytes));
        assert!(!has_fcs(b"\0\0\xff\xff"));
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[10] = 0xff;
        assert!(!peeled(&bytes).faults.is_empty());
        assert_eq!(peeled(&bytes).layers[1].info.name, "wlan");
    }
}
