//! Steam in-home streaming: computers with the game platform Steam find each other, so that a game can
//! run on one and be played on another. The messages are protocol buffers.

mod messages;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value};
use messages::{Form, Row};

const PORT: u16 = 27036;

const SOURCE: &str = "SteamDatabase, steammessages_remoteclient_discovery.proto";

const SIGNATURE_BYTES: &[u8] = b"\xff\xff\xff\xff\x21\x4c\x5f\xa0";

const TYPES: Codes = &[
    (0, "discovery"),
    (1, "status"),
    (2, "offline"),
    (3, "authorization request"),
    (4, "authorization response"),
    (5, "streaming request"),
    (6, "streaming response"),
    (7, "proof request"),
    (8, "proof response"),
    (9, "authorization cancelled"),
    (10, "streaming cancelled"),
];

crate::fields! {
    SIGNATURE = FieldSpec::hex("steam_ihs_discovery.signature", "Signature", 64)
        .little()
        .doc("Every message begins so.", SOURCE);
    HEADER_LEN = FieldSpec::uint("steam_ihs_discovery.header_length", "Header length", 32)
        .little()
        .unit("bytes")
        .doc("Of the header behind it.", SOURCE);
    BODY_LEN = FieldSpec::uint("steam_ihs_discovery.body_length", "Body length", 32)
        .little()
        .unit("bytes")
        .doc("Of the body behind it.", SOURCE);
    UNKNOWN_NUMBER = FieldSpec::computed("steam_ihs_discovery.unknown_number", "Unknown number")
        .doc("A member that nobody has told about.", SOURCE);
    UNKNOWN_DATA = FieldSpec::bytes("steam_ihs_discovery.unknown_data", "Unknown data")
        .doc("A member that nobody has told about.", SOURCE);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + messages::FIELDS.len()] =
    join_fields(&[FIELDS, messages::FIELDS]);

/// Discovery of Steam's in-home streaming.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "steam_ihs_discovery",
        short: "Steam discovery",
        title: "Steam In-Home Streaming Discovery Protocol",
        osi: OsiLayer::Application,
        why: "Programs tell others on the network that they are there and what they can do.",
        reference: "SteamDatabase, steammessages_remoteclient_discovery.proto",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Heuristic(Transport::Udp, 1),
    ],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\xff\xff\xff\xff\x21\x4c\x5f\xa0\x04\x00\x00\x00\x08\x07\x10\x01\
              \x11\x00\x00\x00\x08\x08\x22\x02pc\x4a\x09\x09\x01\x00\x00\x00\x00\x00\x00\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(bytes.starts_with(SIGNATURE_BYTES))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.uint(&SIGNATURE)?;
    let len = p.uint(&HEADER_LEN)? as usize;
    let mut kind = None;
    p.within(len, "header length", |p| {
        members(p, messages::HEADER, 0, &mut kind)
    })?;
    let kind = kind.unwrap_or(u64::MAX);
    let name = usize::try_from(kind).ok().and_then(|kind| TYPES.get(kind));
    p.summary(format_args!("{}", name.map_or("unknown type", |row| row.1)));
    let len = p.uint(&BODY_LEN)? as usize;
    p.within(len, "body length", |p| {
        members(p, messages::body(kind), 0, &mut None)
    })
}

/// Messages inside of messages are read down to this depth.
const MAX_DEPTH: u8 = 4;

/// Number of the header's member that says what the message is.
const MESSAGE_TYPE: u64 = 2;

/// Reads the members of a protocol buffer; `second` gets the value of member 2 if it is a number.
fn members(p: &mut Peel<'_>, rows: &'static [Row], depth: u8, second: &mut Option<u64>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let tag = varint(p)?;
        let row = rows.iter().find(|row| row.0 == tag >> 3);
        let at = p.pos();
        match tag & 7 {
            0 => {
                let number = varint(p)?;
                if tag >> 3 == MESSAGE_TYPE {
                    *second = Some(number);
                }
                let (spec, value) = match row {
                    Some((_, form, spec)) => (*spec, form.value(number)),
                    None => (&UNKNOWN_NUMBER, Value::Uint(number)),
                };
                p.mark_as(spec, at..p.pos(), value);
            }
            wire @ (1 | 5) => {
                let bytes = p.skip(if wire == 1 { 8 } else { 4 })?;
                let number = bytes
                    .iter()
                    .rev()
                    .fold(0, |n, byte| n << 8 | u64::from(*byte));
                let spec = row.map_or(&UNKNOWN_NUMBER, |row| row.2);
                p.mark_as(spec, at..p.pos(), Value::Uint(number));
            }
            2 => {
                let len = usize::try_from(varint(p)?).unwrap_or(usize::MAX);
                match row {
                    Some((_, Form::Message(rows), spec)) if depth < MAX_DEPTH => {
                        p.group(spec, |p| {
                            p.within(len, "member length", |p| {
                                members(p, rows, depth + 1, &mut None)
                            })
                        })?;
                    }
                    _ if len == 0 => {}
                    row => {
                        let spec = row.map_or(&UNKNOWN_DATA, |row| row.2);
                        p.field(spec, len)?;
                    }
                }
            }
            _ => {
                let rest = at..p.bytes().len();
                p.fault(FaultKind::Malformed("no such kind of member"), rest);
                return Err(Stop);
            }
        }
    }
    Ok(())
}

/// The most bytes of a number, seven bits in each.
const MAX_VARINT: usize = 10;

/// A number with seven bits in each byte, low ones first; the top bit says that it goes on.
fn varint(p: &mut Peel<'_>) -> Result<u64, Stop> {
    let mut number = 0;
    for index in 0..MAX_VARINT {
        let byte = p.skip(1)?[0];
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Ok(number)
}

impl Form {
    /// What a number means.
    fn value(&self, number: u64) -> Value {
        match self {
            Form::Signed => Value::Int(i64::from(number as i32)),
            Form::Time => {
                let seconds = i64::from(number as u32);
                Value::Time(Timestamp::from_parts(seconds, 0))
            }
            _ => Value::Uint(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_status_is_taken_apart() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "status");
        let name = all(&out, bytes, "steam_ihs_discovery.body_status_hostname");
        assert_eq!(name, [(24, 2, "pc".into())]);
        let user = out.field("steam_ihs_discovery.body_status_user_steamid");
        assert_eq!(user.unwrap().value, Value::Uint(1));
        let mut lies = bytes.to_vec();
        lies[23] = 0xff;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
