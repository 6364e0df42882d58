//! RADIUS: may this user in, and what has he used (RFC 2865, RFC 2866, RFC 5176)?

mod attributes;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{
    Codes, FaultKind, FieldSpec, Kind, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of,
};

const SECTION: &str = "RFC 2865 §3";
const ATTRIBUTE: &str = "RFC 2865 §5";

const USER_NAME: u8 = 1;
const VENDOR_SPECIFIC: u8 = 26;
const EAP_MESSAGE: u8 = 79;

const CODES: Codes = &[
    (1, "access request"),
    (2, "access accept"),
    (3, "access reject"),
    (4, "accounting request"),
    (5, "accounting response"),
    (11, "access challenge"),
    (12, "status of server"),
    (13, "status of client"),
    (40, "disconnect request"),
    (41, "disconnect done"),
    (42, "disconnect refused"),
    (43, "change of authorization request"),
    (44, "change of authorization done"),
    (45, "change of authorization refused"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("radius.code", "Code", 8)
        .codes(CODES)
        .doc("What the message is.", SECTION),
    FieldSpec::uint("radius.id", "Identifier", 8)
        .doc("The response repeats the number of its request.", SECTION),
    FieldSpec::uint("radius.length", "Length", 16)
        .unit("bytes")
        .doc("The whole message.", SECTION),
    FieldSpec::bytes("radius.authenticator", "Authenticator")
        .wide(16)
        .doc(
            "In a request random; in a response it proves that the server knows the shared secret.",
            SECTION,
        ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    ITEM = FieldSpec::bytes("radius.avp", "Attribute").doc("Something that is said of the user, the session or the device.", ATTRIBUTE);
    TYPE = FieldSpec::uint("radius.avp.type", "Type", 8).doc("Which attribute.", ATTRIBUTE);
    LENGTH = FieldSpec::uint("radius.avp.length", "Length", 8).unit("bytes").doc("The attribute with its head.", ATTRIBUTE);
    UNKNOWN = FieldSpec::bytes("radius.Unknown_Attribute", "Value").doc("An attribute that no standard defines.", ATTRIBUTE);
    EAP = FieldSpec::bytes("radius.eap_fragment", "EAP message").doc("A piece of a message of the extensible authentication protocol.", "RFC 3579 §3.1");
    VENDOR = FieldSpec::uint("radius.avp.vendor_id", "Vendor", 32).doc("Who defines what follows.", "RFC 2865 §5.26");
    VENDOR_ITEM = FieldSpec::group("", "Vendor's attribute").doc("Something that only this vendor says.", "RFC 2865 §5.26");
    VENDOR_TYPE = FieldSpec::uint("radius.avp.vendor_type", "Vendor's type", 8).doc("Which of his attributes.", "RFC 2865 §5.26");
    VENDOR_LENGTH = FieldSpec::uint("radius.avp.vendor_len", "Length", 8).unit("bytes").doc("The attribute with its head.", "RFC 2865 §5.26");
    VENDOR_VALUE = FieldSpec::bytes("", "Value").doc("An attribute that decap does not take apart.", "RFC 2865 §5.26");
    CISCO_PAIR = FieldSpec::text("radius.Cisco_AVPair", "Cisco pair").doc("A name, an equals sign and a value.", "Cisco");
}

/// RADIUS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "radius",
        short: "RADIUS",
        title: "RADIUS Protocol",
        osi: OsiLayer::Application,
        why: "It is what an access device asks a server about its users, and what the server answers.",
        reference: "RFC 2865",
    },
    claims: &[
        Claim::Port(Transport::Udp, 1645),
        Claim::Port(Transport::Udp, 1646),
        Claim::Port(Transport::Udp, 1812),
        Claim::Port(Transport::Udp, 1813),
        Claim::Port(Transport::Udp, 1700),
        Claim::Port(Transport::Udp, 3799),
    ],
    headers: &[HEADER, attributes::SPECS, attributes::TAGS],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x05\x00\x1fabcdefghijklmnop\x01\x05eva\x06\x06\x00\x00\x00\x02",
};

/// A code that exists, and a length that fits.
fn recognise(bytes: &[u8]) -> Match {
    let [code, _, high, low, ..] = bytes else {
        return Match::No;
    };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let known = matches!(code, 1..=13 | 21..=33 | 40..=55 | 250..=253);
    Match::maybe_if(known && (HEADER_LEN..=4096).contains(&length) && bytes.len() >= 4)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    let name = HEADER[0]
        .names
        .get(header[0].into())
        .unwrap_or("unknown code");
    p.summary(format_args!("{name}, identifier {}", header[1]));
    let mut reader = Reader::default();
    p.within(length.saturating_sub(HEADER_LEN), "RADIUS length", |p| {
        while !p.rest().is_empty() && !p.is_full() {
            attribute(p, &mut reader)?;
        }
        Ok(())
    })?;
    if !reader.user.is_empty() {
        p.summary(format_args!(
            "{name}, identifier {}, user {}",
            header[1], reader.user
        ));
    }
    // A message may be longer than an attribute: it stands in several.
    let mut joined = Vec::new();
    for at in &reader.pieces {
        joined.extend_from_slice(p.bytes().get(at.clone()).unwrap_or_default());
    }
    p.wrap_derived(Next::Field("radius.avp.type", EAP_MESSAGE.into()), joined);
    Ok(())
}

/// What is kept from attribute to attribute.
#[derive(Default)]
struct Reader {
    user: String,
    /// Where pieces of an EAP message stand.
    pieces: Vec<std::ops::Range<usize>>,
}

fn attribute(p: &mut Peel<'_>, reader: &mut Reader) -> Peeled {
    let length = usize::from(p.rest().get(1).copied().unwrap_or(2));
    p.group(&ITEM, |p| {
        let kind = p.uint(&TYPE)? as u8;
        p.uint(&LENGTH)?;
        let Some(len) = length.checked_sub(2) else {
            let at = p.pos() - 1..p.pos();
            p.fault(
                FaultKind::Malformed("the attribute is shorter than its head"),
                at,
            );
            return Err(crate::decode::Stop);
        };
        p.within(len, "attribute length", |p| value(p, kind, len, reader))
    })
}

fn value(p: &mut Peel<'_>, kind: u8, len: usize, reader: &mut Reader) -> Peeled {
    match kind {
        VENDOR_SPECIFIC => return vendor(p),
        EAP_MESSAGE => {
            reader.pieces.push(p.pos()..p.pos() + len);
            return p.field(&EAP, len).map(drop);
        }
        USER_NAME => reader.user = crate::model::text::clean_bytes(p.rest()),
        // Parts of these overlap.
        56 | 58 | 241..=246 => return Ok(()),
        _ => {}
    }
    let Ok(row) = attributes::NUMBERS.binary_search(&kind) else {
        return p.field(&UNKNOWN, len).map(drop);
    };
    let Some(spec) = attributes::SPECS.get(row) else {
        return Ok(());
    };
    let mut len = len;
    if let Ok(row) = attributes::TAGGED.binary_search(&kind)
        && let Some(tag) = attributes::TAGS.get(row)
        && p.rest()
            .first()
            .is_some_and(|first| *first <= 0x1f || spec.kind == Kind::Uint)
    {
        p.uint(tag)?;
        len -= 1;
    }
    if spec.kind == Kind::Computed {
        return time(p, spec);
    }
    p.field(spec, len).map(drop)
}

fn time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(4)?;
    let seconds = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    p.mark_as(
        spec,
        at..at + 4,
        Value::Time(Timestamp::from_parts(seconds.into(), 0)),
    );
    Ok(())
}

const CISCO: u64 = 9;
const CISCO_AV_PAIR: u64 = 1;

/// Vendors whose attributes have heads of another form: two or four bytes for the type, or none for
/// the length.
const OTHER_FORMS: &[u64] = &[429, 4846, 8164, 24_757];

fn vendor(p: &mut Peel<'_>) -> Peeled {
    let vendor = p.uint(&VENDOR)?;
    if OTHER_FORMS.contains(&vendor) {
        return Ok(());
    }
    while p.rest().len() >= 2 && !p.is_full() {
        let len = usize::from(p.rest()[1]).checked_sub(2);
        p.group(&VENDOR_ITEM, |p| {
            let kind = p.uint(&VENDOR_TYPE)?;
            p.uint(&VENDOR_LENGTH)?;
            let Some(len) = len else {
                let at = p.pos() - 1..p.pos();
                p.fault(
                    FaultKind::Malformed("the attribute is shorter than its head"),
                    at,
                );
                return Err(crate::decode::Stop);
            };
            let spec = match (vendor, kind) {
                (CISCO, CISCO_AV_PAIR) => &CISCO_PAIR,
                _ => &VENDOR_VALUE,
            };
            p.field(spec, len).map(drop)
        })?;
    }
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
    fn attributes_have_names() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(
            out.layers[0].summary,
            "access request, identifier 5, user eva"
        );
        assert_eq!(
            all(&out, bytes, "radius.User_Name"),
            [(22, 3, "eva".into())]
        );
        assert_eq!(
            all(&out, bytes, "radius.Service_Type"),
            [(27, 4, "2".into())]
        );
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert!(attributes::NUMBERS.is_sorted() && attributes::TAGGED.is_sorted());
        assert_eq!(attributes::NUMBERS.len(), attributes::SPECS.len());
        assert_eq!(attributes::TAGGED.len(), attributes::TAGS.len());
    }

    #[test]
    fn tunnels_have_tags_and_vendors_their_own() {
        let mut bytes = b"\x02\x05\x00\x26abcdefghijklmnop\x40\x06\x01\x00\x00\x0d\x1a\x0c\x00\x00\x00\x09\x01\x06a=b1".to_vec();
        let out = peeled(&bytes);
        assert_eq!(
            all(&out, &bytes, "radius.Tunnel_Type"),
            [(23, 3, "13".into())]
        );
        assert_eq!(
            all(&out, &bytes, "radius.Cisco_AVPair"),
            [(34, 4, "a=b1".into())]
        );
        // A length of zero ends the list.
        bytes[21] = 0;
        assert!(!peeled(&bytes).faults.is_empty());
    }
}
