//! M3UA: telephone signalling of layer 3 over SCTP (RFC 4666).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const HEAD: &str = "RFC 4666 §3.1";
const PARAMETERS: &str = "RFC 4666 §3.2";

const CLASSES: Codes = &[
    (0, "management"),
    (1, "transfer"),
    (2, "signalling network management"),
    (3, "application server state"),
    (4, "application server traffic"),
    (9, "routing key management"),
];

const TAGS: Codes = &[
    (4, "information"),
    (6, "routing context"),
    (7, "diagnostic information"),
    (9, "heartbeat data"),
    (11, "traffic mode"),
    (12, "error code"),
    (13, "status"),
    (17, "application server process"),
    (18, "affected point code"),
    (19, "correlation identifier"),
    (512, "network appearance"),
    (516, "user and cause"),
    (517, "congestion"),
    (528, "protocol data"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("m3ua.version", "Version", 8).doc("Always 1.", HEAD),
    FieldSpec::hex("m3ua.reserved", "Reserved", 8).doc("Zero.", HEAD),
    FieldSpec::uint("m3ua.message_class", "Class", 8)
        .codes(CLASSES)
        .doc("What the message is about.", "RFC 4666 §3.1.2"),
    FieldSpec::uint("m3ua.message_type", "Type", 8).doc(
        "Which message of its class; 1 of transfer is data.",
        "RFC 4666 §3.1.2",
    ),
    FieldSpec::uint("m3ua.message_length", "Length", 32)
        .unit("bytes")
        .doc("Of the whole message, this header included.", HEAD),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    PARAMETER = FieldSpec::group("", "Parameter").doc("One thing that the message says.", PARAMETERS);
    TAG = FieldSpec::uint("m3ua.parameter_tag", "Tag", 16).codes(TAGS).doc("What the parameter is.", PARAMETERS);
    LENGTH = FieldSpec::uint("m3ua.parameter_length", "Length", 16).unit("bytes")
        .doc("Tag, length and value, without what fills it up.", PARAMETERS);
    VALUE = FieldSpec::bytes("m3ua.parameter_value", "Value").doc("Its value.", PARAMETERS);
    PADDING = FieldSpec::bytes("m3ua.parameter_padding", "Padding").doc("Fills the parameter up to whole words.", PARAMETERS);
    DATA = FieldSpec::bytes("", "Signalling").doc("A message of layer 3 of the telephone network: from where, to where, for whom.", "RFC 4666 §3.3.1");
    OTHER = FieldSpec::bytes("", "Value").doc("A value whose structure is not shown here.", PARAMETERS);
}

/// M3UA.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "m3ua",
        short: "M3UA",
        title: "MTP 3 User Adaptation Layer",
        osi: OsiLayer::Application,
        why: "It carries the signalling of telephone networks over SCTP; seen from there it stands in for their layer 3.",
        reference: "RFC 4666",
    },
    claims: &[Claim::SctpPayload(3), Claim::Port(Transport::Sctp, 2905)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x00\x03\x03\x00\x00\x00\x10\x00\x02\x00\x06ab\x00\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [1, _, 0..=9, _, 0, ..] => Match::Maybe,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let class = CLASSES.iter().find(|class| class.0 == u64::from(header[2]));
    let class = class.map_or("unknown class", |class| class.1);
    p.summary(format_args!("{class}, type {}", header[3]));
    let len = u32::from_be_bytes([header[4], header[5], header[6], header[7]]) as usize;
    let Some(rest) = len.checked_sub(HEADER_LEN) else {
        let kind = FaultKind::BadLength {
            field: "M3UA length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(kind, 4..8);
        return Ok(());
    };
    p.ends_at(len);
    p.within(rest, "M3UA length", |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(&PARAMETER, parameter)?;
        }
        Ok(())
    })
}

fn parameter(p: &mut Peel<'_>) -> Peeled {
    let tag = p.uint(&TAG)?;
    let len = p.uint(&LENGTH)? as usize;
    let value = len.saturating_sub(4);
    let spec = match tag {
        528 => &DATA,
        _ if TAGS.iter().any(|known| known.0 == tag) => &OTHER,
        _ => &VALUE,
    };
    if value > 0 {
        p.field(spec, value)?;
    }
    let pad = (len.next_multiple_of(4) - len).min(p.rest().len());
    if pad > 0 {
        p.field(&PADDING, pad)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn parameters_are_filled_up_to_words() {
        let mut out = Dissection::default();
        let bytes = PROTOCOL.sample;
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(
            all(&out, bytes, "m3ua.parameter_value"),
            [(12, 2, "61:62".into())]
        );
        assert_eq!(all(&out, bytes, "m3ua.parameter_padding")[0].1, 2);
        let mut out = Dissection::default();
        let bytes = b"\x01\x00\x01\x01\x00\x00\x00\x04";
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
