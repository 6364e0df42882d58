//! RSVP: hosts and routers reserve what a stream of packets needs, and set up labelled paths for it
//! (RFC 2205, RFC 3209).

mod layouts;
mod objects;
mod routes;
mod services;
mod tables;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::checksum;
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 2205 §3.1";

const BUNDLE: u8 = 12;

const MESSAGES: Codes = &[
    (1, "path"),
    (2, "reservation"),
    (3, "path error"),
    (4, "reservation error"),
    (5, "path teardown"),
    (6, "reservation teardown"),
    (7, "reservation confirmed"),
    (10, "teardown confirmed"),
    (12, "bundle"),
    (13, "acknowledgment"),
    (15, "summary refresh"),
    (20, "hello"),
    (21, "notify"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("rsvp.version", "Version", 4).doc("1.", SECTION),
    FieldSpec::hex("rsvp.flags", "Flags", 4).doc(
        "1: the sender understands bundles and summary refreshes.",
        "RFC 2961 §2",
    ),
    FieldSpec::uint("rsvp.msg", "Type", 8)
        .codes(MESSAGES)
        .doc("What the message is for.", SECTION),
    FieldSpec::hex("rsvp.message_checksum", "Checksum", 16)
        .doc("Covers the whole message; 0: none was computed.", SECTION),
    FieldSpec::uint("rsvp.sending_ttl", "Sending time to live", 8).doc(
        "What the sender put into the IP header: if fewer are left, routers without RSVP are between.",
        SECTION,
    ),
    reserved(8, SECTION),
    FieldSpec::uint("rsvp.message_length", "Length", 16)
        .unit("bytes")
        .doc("The whole message.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    LENGTH = FieldSpec::uint("rsvp.length", "Length", 16).unit("bytes")
        .doc("The object, length and class included.", "RFC 2205 §3.1.2");
    CLASS = FieldSpec::uint("rsvp.object", "Class", 8).codes(tables::CLASSES)
        .doc("What kind of thing the object is.", "RFC 2205 §3.1.2");
    DATA = FieldSpec::bytes("rsvp.unknown.data", "Data")
        .doc("An object that decap does not take apart.", "RFC 2205 §3.1.2");
    REST = FieldSpec::group("", "Data")
        .doc("What decap does not take apart.", "RFC 2205 §3.1.2");
    POLICY = FieldSpec::bytes("rsvp.policy.data", "Policy data")
        .doc("Who pays, and who allows it.", "RFC 2205 §A.13");
    HASH = FieldSpec::bytes("rsvp.integrity.hash", "Hash")
        .doc("Shows that the sender knows the key.", "RFC 2747 §2");
    SCOPE_IPV4 = FieldSpec::ipv4("rsvp.scope.ipv4_address", "Sender")
        .doc("A sender that the reservation is for.", "RFC 2205 §A.6");
    NAME = FieldSpec::text("rsvp.session_attribute.name", "Name")
        .doc("What an administrator called the path.", "RFC 3209 §4.7");
    LISTED = FieldSpec::uint("rsvp.message_id_list.message_id", "Message", 32)
        .doc("A message that is refreshed.", "RFC 2961 §5.1");
    HOP = FieldSpec::group("", "Hop")
        .doc("A router of the path, or a label that was given there.", "RFC 3209 §4.3");
    TYPE = FieldSpec::uint("rsvp.type", "Type", 8).codes(routes::TYPES)
        .doc("How the hop is described; the first bit of an explicit route's is not part of it.", "RFC 3209 §4.3.3");
    HOP_LENGTH = FieldSpec::uint("rsvp.ero_rro_subobjects.length", "Length", 8).unit("bytes")
        .doc("The hop, type and length included.", "RFC 3209 §4.3.3");
    PARAMETER = FieldSpec::uint("rsvp.parameter", "Parameter", 8)
        .codes(&[(127, "token bucket"), (130, "guaranteed rate")])
        .doc("What is asked for.", "RFC 2210 §3");
    TSPEC_RATE = FieldSpec::bytes("rsvp.tspec.token_bucket_rate", "Rate")
        .doc("Bytes a second that the stream sends in the long run.", "RFC 2210 §3.1");
    TSPEC_SIZE = FieldSpec::bytes("rsvp.tspec.token_bucket_size", "Bucket size")
        .doc("Bytes that it may send at once.", "RFC 2210 §3.1");
    TSPEC_PEAK = FieldSpec::bytes("rsvp.tspec.peak_data_rate", "Peak rate")
        .doc("Bytes a second that it never exceeds.", "RFC 2210 §3.1");
    FLOW_RATE = FieldSpec::bytes("rsvp.flowspec.token_bucket_rate", "Rate")
        .doc("Bytes a second that the stream sends in the long run.", "RFC 2210 §3.2");
    FLOW_SIZE = FieldSpec::bytes("rsvp.flowspec.token_bucket_size", "Bucket size")
        .doc("Bytes that it may send at once.", "RFC 2210 §3.2");
    FLOW_PEAK = FieldSpec::bytes("rsvp.flowspec.peak_data_rate", "Peak rate")
        .doc("Bytes a second that it never exceeds.", "RFC 2210 §3.2");
    GUARANTEED = FieldSpec::bytes("rsvp.flowspec.rate", "Guaranteed rate")
        .doc("Bytes a second that routers shall keep free.", "RFC 2210 §3.2.2");
    SERVICE = FieldSpec::group("", "Service")
        .doc("What the path offers of one service.", "RFC 2210 §3.3");
    OFFERED = FieldSpec::uint("rsvp.adspec.uint", "Value", 32)
        .doc("What the path offers.", "RFC 2210 §3.3");
    OFFERED_FLOAT = FieldSpec::bytes("rsvp.adspec.float", "Value")
        .doc("What the path offers.", "RFC 2210 §3.3");
}

/// RSVP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rsvp",
        short: "RSVP",
        title: "Resource Reservation Protocol",
        osi: OsiLayer::Network,
        why: "It asks the routers on a path to keep something free; the data travel by themselves.",
        reference: "RFC 2205",
    },
    claims: &[Claim::IpProtocol(46)],
    headers: tables::HEADERS,
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x10\x14\0\0\x01\0\0\x14\0\x0c\x16\x01\x4a\x44\x67\x2b\xe8\x6e\xb7\x5b",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let (kind, sum) = (h[1], u16::from_be_bytes([h[2], h[3]]));
    let len = usize::from(u16::from_be_bytes([h[6], h[7]]));
    if len < HEADER_LEN {
        p.fault(
            FaultKind::BadLength {
                field: "RSVP length",
                says: len as u64,
                limit: HEADER_LEN as u64,
            },
            6..8,
        );
        return Ok(());
    }
    p.ends_at(len);
    if p.wants_fields() {
        let verdict = match p.bytes().get(..len) {
            _ if sum == 0 => Verdict::Absent,
            Some(message) if !p.is_quoted() => checksum::verdict(message, 2, 0),
            _ => Verdict::Unverifiable,
        };
        p.verdict("rsvp.message_checksum", verdict);
        let name = HEADER[2].names.get(kind.into()).unwrap_or("unknown type");
        p.summary(format_args!("{name}"));
    }
    if kind == BUNDLE {
        return bundle(p, len);
    }
    if !p.wants_fields() {
        // Nothing is wrapped in the others.
        return Ok(());
    }
    p.within(len - HEADER_LEN, "RSVP length", |p| {
        while !p.rest().is_empty() && !p.is_full() {
            objects::object(p)?;
        }
        Ok(())
    })
}

/// Hands over the messages of a bundle, each with its own length.
fn bundle(p: &mut Peel<'_>, len: usize) -> Peeled {
    let end = len.min(p.bytes().len());
    let mut at = p.pos();
    while let Some(head) = p
        .bytes()
        .get(at..end)
        .and_then(<[u8]>::first_chunk::<HEADER_LEN>)
    {
        let inner = usize::from(u16::from_be_bytes([head[6], head[7]]));
        if inner < HEADER_LEN || p.is_full() {
            break;
        }
        p.wrap(Next::Protocol(&PROTOCOL), at..at + inner, "RSVP length");
        at += inner;
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

    /// A message of this type with these objects.
    fn message(kind: u8, objects: &[u8]) -> Vec<u8> {
        let mut bytes = vec![
            0x10,
            kind,
            0,
            0,
            64,
            0,
            0,
            (HEADER_LEN + objects.len()) as u8,
        ];
        bytes.extend(objects);
        bytes
    }

    #[test]
    fn a_hello_has_instances() {
        let out = peeled(PROTOCOL.sample);
        let source = out.field("rsvp.hello.source_instance").unwrap();
        assert_eq!(source.value, Value::Uint(0x4a44_672b));
        assert_eq!(out.layers[0].summary, "hello");
    }

    #[test]
    fn a_path_names_tunnel_and_hops() {
        let bytes = message(
            1,
            b"\0\x10\x01\x07\x0a\0\0\x01\0\0\0\x05\x0a\0\0\x02\0\x0c\x14\x01\x81\x08\x0a\0\0\x03\x20\0",
        );
        let out = peeled(&bytes);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("rsvp.session.tunnel_id"), Value::Uint(5));
        assert_eq!(value("rsvp.loose_hop"), Value::Uint(1));
        assert_eq!(value("rsvp.type"), Value::Uint(1));
        let hop = Value::Ipv4([10, 0, 0, 3].into());
        assert_eq!(value("rsvp.ero_rro_subobjects.ipv4_hop"), hop);
    }

    #[test]
    fn a_bundle_holds_messages() {
        let bytes = message(BUNDLE, PROTOCOL.sample);
        let out = peeled(&bytes);
        assert_eq!(out.layers[1].summary, "hello");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        for objects in [
            &b"\0\0\x14\x01"[..],
            b"\0\x08\x14\x01\x03\0\0\0",
            b"\0\xff\x16\x01\0\0\0\0",
            b"\0\x10\x0c\x02\0\0\0\xff\x01\0\0\xff\x7f\0\0\x05",
        ] {
            let out = peeled(&message(1, objects));
            assert!(!out.faults.is_empty(), "{objects:?}");
        }
    }
}
