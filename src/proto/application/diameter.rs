//! Diameter: who may do what, and what it costs, in the networks of operators (RFC 6733).

mod attributes;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{
    FaultKind, FieldSpec, Kind, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of,
};

const SECTION: &str = "RFC 6733 §3";
const ATTRIBUTE: &str = "RFC 6733 §4.1";

/// Lists of attributes inside one another.
const MAX_DEPTH: usize = 8;

/// The longest message that is believed.
const MAX_LEN: usize = 1 << 20;

/// Seconds from 1900, where times count from, to 1970.
const FROM_1900_TO_1970: i64 = 2_208_988_800;

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn reserved(name: &'static str) -> FieldSpec {
    FieldSpec::flag(name, "Reserved")
        .part()
        .doc("Zero.", SECTION)
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("diameter.version", "Version", 8).doc("1.", SECTION),
    FieldSpec::uint("diameter.length", "Length", 24)
        .unit("bytes")
        .doc("The whole message.", SECTION),
    FieldSpec::hex("diameter.flags", "Flags", 8)
        .parts_follow()
        .doc("Request or answer, and how it travels.", SECTION),
    flag(
        "diameter.flags.request",
        "Request",
        "Set: a request; else an answer.",
    ),
    flag(
        "diameter.flags.proxyable",
        "Proxiable",
        "It may be handed on.",
    ),
    flag(
        "diameter.flags.error",
        "Error",
        "The answer tells of an error of the protocol.",
    ),
    flag(
        "diameter.flags.T",
        "Sent again",
        "It may have been sent before.",
    ),
    reserved("diameter.flags.reserved4"),
    reserved("diameter.flags.reserved5"),
    reserved("diameter.flags.reserved6"),
    reserved("diameter.flags.reserved7"),
    FieldSpec::uint("diameter.cmd.code", "Command", 24)
        .codes(&[
            (257, "capabilities exchange"),
            (258, "re-authentication"),
            (265, "AA"),
            (268, "Diameter EAP"),
            (271, "accounting"),
            (272, "credit control"),
            (274, "abort session"),
            (275, "session termination"),
            (280, "device watchdog"),
            (282, "disconnect peer"),
            (300, "user authorization"),
            (301, "server assignment"),
            (302, "location information"),
            (303, "multimedia authentication"),
            (304, "registration termination"),
            (305, "push profile"),
            (306, "user data"),
            (307, "profile update"),
            (308, "subscribe notifications"),
            (309, "push notification"),
            (316, "update location"),
            (317, "cancel location"),
            (318, "authentication information"),
            (319, "insert subscriber data"),
            (320, "delete subscriber data"),
            (321, "purge UE"),
            (322, "reset"),
            (323, "notify"),
            (324, "ME identity check"),
        ])
        .doc("What is asked or answered.", SECTION),
    FieldSpec::uint("diameter.applicationId", "Application", 32)
        .codes(&[
            (0, "common messages"),
            (1, "NASREQ"),
            (2, "Mobile IPv4"),
            (3, "accounting"),
            (4, "credit control"),
            (5, "EAP"),
            (6, "SIP"),
            (16_777_216, "3GPP Cx"),
            (16_777_217, "3GPP Sh"),
            (16_777_236, "3GPP Rx"),
            (16_777_238, "3GPP Gx"),
            (16_777_251, "3GPP S6a"),
            (16_777_252, "3GPP S13"),
            (16_777_265, "3GPP SWx"),
            (4_294_967_295, "relay"),
        ])
        .doc("For which application.", SECTION),
    FieldSpec::hex("diameter.hopbyhopid", "Hop-by-hop identifier", 32)
        .doc("Ties request and answer between two neighbours.", SECTION),
    FieldSpec::hex("diameter.endtoendid", "End-to-end identifier", 32)
        .doc("Finds messages that arrive twice.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const AVP_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("diameter.avp.flags", "Flags", 8)
        .parts_follow()
        .doc("How the attribute is to be taken.", ATTRIBUTE),
    flag(
        "diameter.flags.vendorspecific",
        "Vendor specific",
        "A vendor defines it; his number follows.",
    ),
    flag(
        "diameter.flags.mandatory",
        "Mandatory",
        "Who does not understand it must refuse the message.",
    ),
    flag("diameter.avp.flags.protected", "Protected", "Not used."),
    reserved("diameter.avp.flags.reserved3"),
    reserved("diameter.avp.flags.reserved4"),
    reserved("diameter.avp.flags.reserved5"),
    reserved("diameter.avp.flags.reserved6"),
    reserved("diameter.avp.flags.reserved7"),
];

crate::fields! {
    ITEM = FieldSpec::bytes("diameter.avp", "Attribute").doc("A piece of what is said.", ATTRIBUTE);
    CODE = FieldSpec::uint("diameter.avp.code", "Code", 32).doc("Which attribute.", ATTRIBUTE);
    LENGTH = FieldSpec::uint("diameter.avp.len", "Length", 24).unit("bytes").doc("The attribute with its head, without padding.", ATTRIBUTE);
    VENDOR = FieldSpec::uint("diameter.avp.vendorId", "Vendor", 32).doc("Who defines the attribute.", ATTRIBUTE);
    PADDING = FieldSpec::bytes("diameter.avp.pad", "Padding").doc("Fills up to four bytes.", ATTRIBUTE);
    VALUE = FieldSpec::bytes("", "Value").doc("An attribute that decap does not take apart.", ATTRIBUTE);
}

/// Diameter.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "diameter",
        short: "Diameter",
        title: "Diameter Protocol",
        osi: OsiLayer::Application,
        why: "It is what the servers of operators say to each other about users and their accounts.",
        reference: "RFC 6733",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 3868),
        Claim::Port(Transport::Sctp, 3868),
        Claim::SctpPayload(46),
    ],
    headers: &[HEADER, AVP_FLAGS, attributes::SPECS],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x01\0\0\x28\x80\0\x01\x18\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\x01\x08\x40\0\0\x11nxl1.test\0\0\0",
};

/// Version, a length that fits, flags that exist, a command that may be.
fn recognise(bytes: &[u8]) -> Match {
    let Some(header) = bytes.first_chunk::<HEADER_LEN>() else {
        return Match::short_if(bytes.first().is_none_or(|version| *version == 1));
    };
    let length = u32::from_be_bytes([0, header[1], header[2], header[3]]) as usize;
    let fits =
        header[0] == 1 && (HEADER_LEN..=MAX_LEN).contains(&length) && length.is_multiple_of(4);
    Match::yes_if(fits && header[4] & 0x0f == 0)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    if let [1, a, b, c, ..] = p.bytes() {
        p.wait_for(u32::from_be_bytes([0, *a, *b, *c]) as usize)?;
    }
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let length = u32::from_be_bytes([0, header[1], header[2], header[3]]) as usize;
    let command = u32::from_be_bytes([0, header[5], header[6], header[7]]);
    let name = HEADER[11].names.get(command.into()).unwrap_or("command");
    let kind = if header[4] & 0x80 != 0 {
        "request"
    } else {
        "answer"
    };
    p.summary(format_args!("{name} ({command}), {kind}"));
    p.ends_at(length);
    p.within(length.saturating_sub(HEADER_LEN), "Diameter length", |p| {
        list(p, 0)
    })
}

fn list(p: &mut Peel<'_>, depth: usize) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ITEM, |p| attribute(p, depth))?;
    }
    Ok(())
}

fn attribute(p: &mut Peel<'_>, depth: usize) -> Peeled {
    let start = p.pos();
    let code = p.uint(&CODE)? as u32;
    let flags = p.rows(AVP_FLAGS)?[0];
    let len = p.uint(&LENGTH)? as usize;
    let vendor = match flags & 0x80 {
        0 => 0,
        _ => p.uint(&VENDOR)?,
    };
    let Some(value_len) = len.checked_sub(p.pos() - start) else {
        let at = start + 5..start + 8;
        p.fault(
            FaultKind::Malformed("the attribute is shorter than its head"),
            at,
        );
        return Err(crate::decode::Stop);
    };
    p.within(value_len, "attribute length", |p| {
        value(p, (vendor, code), value_len, depth)
    })?;
    let pad = ((4 - len % 4) % 4).min(p.rest().len());
    if pad > 0 {
        p.field(&PADDING, pad)?;
    }
    Ok(())
}

fn value(p: &mut Peel<'_>, (vendor, code): (u64, u32), len: usize, depth: usize) -> Peeled {
    let row = match vendor {
        0 => attributes::CODES.binary_search(&code).ok(),
        _ => None,
    };
    let Some(spec) = row.and_then(|row| attributes::SPECS.get(row)) else {
        return p.field(&VALUE, len).map(drop);
    };
    if attributes::GROUPED.contains(&code) && depth < MAX_DEPTH {
        return p.group(spec, |p| list(p, depth + 1));
    }
    if spec.kind == Kind::Computed {
        let at = p.pos();
        let bytes = p.skip(4)?;
        let seconds = i64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
        // Times with a zero top bit are of the next era (RFC 6733 §4.3.1).
        let era = if seconds & 0x8000_0000 == 0 {
            1 << 32
        } else {
            0
        };
        let time = Timestamp::from_parts(seconds + era - FROM_1900_TO_1970, 0);
        p.mark_as(spec, at..at + 4, Value::Time(time));
        return Ok(());
    }
    p.field(spec, len).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn attributes_have_names_and_padding() {
        let bytes = b"\x01\0\0\x2c\x80\0\x01\x18\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\x01\x08\x40\0\0\x15nxl1.test.com\0\0\0";
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "device watchdog (280), request");
        assert_eq!(
            all(&out, bytes, "diameter.Origin-Host"),
            [(28, 13, "nxl1.test.com".into())]
        );
        assert_eq!(all(&out, bytes, "diameter.avp.pad")[0].1, 3);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert!(attributes::CODES.is_sorted());
        // A length below the head's.
        let mut bytes = bytes.to_vec();
        bytes[27] = 1;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
