//! Elasticsearch: the nodes of a search cluster talk to each other in a binary protocol over TCP.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};

const PORT: u16 = 9300;

const SOURCE: &str = "Elasticsearch, org.elasticsearch.transport";

/// From this version on (7.6.0), the header says how long its variable part is.
const WITH_HEADER_SIZE: u32 = 7_060_099;

const RESPONSE: u8 = 0x01;
const COMPRESSED: u8 = 0x04;

const HEAD: &[FieldSpec] = &[
    FieldSpec::text("elasticsearch.header.token", "Token")
        .wide(2)
        .doc("ES: every message begins so.", SOURCE),
    FieldSpec::uint("elasticsearch.header.message_length", "Message length", 32)
        .unit("bytes")
        .doc(
            "Of what follows; -1 (all bits set) in a ping, which has nothing more.",
            SOURCE,
        ),
];

crate::fields! {
    REQUEST_ID = FieldSpec::uint("elasticsearch.header.request_id", "Request ID", 64)
        .doc("The response repeats it.", SOURCE);
    STATUS = FieldSpec::hex("elasticsearch.header.status_flags", "Status", 8)
        .doc("What the message is and how it is written. 0x08: part of the handshake.", SOURCE);
    IS_COMPRESSED = FieldSpec::computed("elasticsearch.header.status_flags.compression", "Compressed")
        .doc("What follows the header is compressed.", SOURCE);
    IS_ERROR = FieldSpec::computed("elasticsearch.header.status_flags.error", "Error")
        .doc("The response says why the request failed.", SOURCE);
    KIND = FieldSpec::computed("elasticsearch.header.status_flags.message_type", "Message type")
        .doc("0: a request, 1: its response.", SOURCE);
    VERSION = FieldSpec::uint("elasticsearch.version", "Version", 32)
        .doc("Of the sender: 7060299 is 7.6.2.", SOURCE);
    HEADER_SIZE = FieldSpec::uint("elasticsearch.header.size", "Header size", 32)
        .unit("bytes")
        .doc("Of the headers, features and the action behind it.", SOURCE);
    REQUEST_HEADERS = FieldSpec::group("elasticsearch.header.request", "Request headers")
        .doc("What the request carries along, such as who asks.", SOURCE);
    RESPONSE_HEADERS = FieldSpec::group("elasticsearch.header.response", "Response headers")
        .doc("What the response carries along, such as warnings.", SOURCE);
    KEY = FieldSpec::computed("elasticsearch.header.key", "Key")
        .doc("The name of a header.", SOURCE);
    HEADER_VALUE = FieldSpec::computed("elasticsearch.header.value", "Value")
        .doc("What it says.", SOURCE);
    FEATURE = FieldSpec::computed("elasticsearch.feature", "Feature")
        .doc("An extension that the sender has.", SOURCE);
    ACTION = FieldSpec::computed("elasticsearch.action", "Action")
        .doc("What the other node is to do.", SOURCE);
    DATA = FieldSpec::bytes("elasticsearch.data", "Data")
        .doc("What the action needs, or its result.", SOURCE);
    DATA_COMPRESSED = FieldSpec::bytes("elasticsearch.data_compressed", "Compressed data")
        .doc("The same, compressed.", SOURCE);
}

/// Elasticsearch's transport protocol.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "elasticsearch",
        short: "Elasticsearch",
        title: "Elasticsearch transport",
        osi: OsiLayer::Application,
        why: "It is what the nodes of a search engine say to each other.",
        reference: "Elasticsearch, org.elasticsearch.transport",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"ES\x00\x00\x00\x15\x00\x00\x00\x00\x00\x00\x00\x01\x08\x00\x5c\xc6\x63\x00\x00\x01\x01x\x01a!",
};

const HEAD_LEN: usize = bytes_of(HEAD);

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [b'E', b'S', ..] => Match::yes_if(bytes.len() >= HEAD_LEN).max(Match::Maybe),
        [b'E'] => Match::Short,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<HEAD_LEN>(HEAD)?;
    let len = u32::from_be_bytes([head[2], head[3], head[4], head[5]]);
    if len == u32::MAX {
        p.summary(format_args!("ping"));
        p.ends_at(HEAD_LEN);
        return Ok(());
    }
    let len = len as usize;
    p.wait_for(len)?;
    p.ends_at(HEAD_LEN + len);
    p.within(len, "Elasticsearch message length", message)
}

fn message(p: &mut Peel<'_>) -> Peeled {
    let id = p.uint(&REQUEST_ID)?;
    let at = p.pos();
    let status = p.uint(&STATUS)? as u8;
    p.mark_as(
        &IS_COMPRESSED,
        at..at + 1,
        Value::Uint(u64::from(status >> 2 & 1)),
    );
    p.mark_as(
        &IS_ERROR,
        at..at + 1,
        Value::Uint(u64::from(status >> 1 & 1)),
    );
    p.mark_as(&KIND, at..at + 1, Value::Uint(u64::from(status & 1)));
    let is_response = status & RESPONSE != 0;
    let kind = if is_response { "response" } else { "request" };
    p.summary(format_args!("{kind} {id}"));
    let version = p.uint(&VERSION)? as u32;
    let has_size = version >= WITH_HEADER_SIZE;
    if has_size {
        p.uint(&HEADER_SIZE)?;
    }
    let is_compressed = status & COMPRESSED != 0;
    if has_size || !is_compressed {
        headers(p, &REQUEST_HEADERS, false)?;
        headers(p, &RESPONSE_HEADERS, true)?;
        if !is_response {
            let count = varint(p)?;
            for _ in 0..count {
                if p.is_full() {
                    break;
                }
                string(p, &FEATURE)?;
            }
            let action = string(p, &ACTION)?;
            let action = crate::model::text::clean_bytes(action);
            p.summary(format_args!("request {id}: {action}"));
        }
    }
    let spec = if is_compressed {
        &DATA_COMPRESSED
    } else {
        &DATA
    };
    match p.rest().len() {
        0 => Ok(()),
        rest => p.field(spec, rest).map(drop),
    }
}

/// A number of headers, and these: a name each, and one value or several.
fn headers(p: &mut Peel<'_>, spec: &'static FieldSpec, several: bool) -> Peeled {
    let count = varint(p)?;
    if count == 0 {
        return Ok(());
    }
    p.group(spec, |p| {
        for _ in 0..count {
            if p.is_full() {
                break;
            }
            string(p, &KEY)?;
            let values = if several { varint(p)? } else { 1 };
            for _ in 0..values {
                if p.is_full() {
                    break;
                }
                string(p, &HEADER_VALUE)?;
            }
        }
        Ok(())
    })
}

/// The most bytes of a number of 32 bits, seven bits in each.
const MAX_VARINT: usize = 5;

/// A number with seven bits in each byte, low ones first; the top bit says that it goes on.
fn varint(p: &mut Peel<'_>) -> Result<usize, crate::decode::Stop> {
    let mut number = 0;
    for index in 0..MAX_VARINT {
        let byte = p.skip(1)?[0];
        number |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Ok(number)
}

/// A text with its length, which belongs to the field.
fn string<'a>(p: &mut Peel<'a>, spec: &'static FieldSpec) -> Result<&'a [u8], crate::decode::Stop> {
    let at = p.pos();
    let len = varint(p)?;
    let bytes = p.skip(len)?;
    p.mark_made(spec, at..at + (p.pos() - at), || {
        String::from_utf8_lossy(bytes).into_owned()
    });
    Ok(bytes)
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
    fn requests_name_an_action() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "request 1: a");
        assert_eq!(
            all(&out, bytes, "elasticsearch.feature"),
            [(22, 2, "x".into())]
        );
        assert_eq!(
            all(&out, bytes, "elasticsearch.data"),
            [(26, 1, "21".into())]
        );
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn counts_may_lie() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[19] = 0x7f;
        assert!(!peeled(&bytes).faults.is_empty());
        assert_eq!(peeled(b"ES\xff\xff\xff\xff").layers[0].summary, "ping");
    }
}
