//! OpenWire: how ActiveMQ and its clients hand each other messages. Commands, and what both ends
//! agree on first; what most commands say stays unread.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 61616;

const SOURCE: &str = "OpenWire version 2 specification";

/// The conversation writes its commands the loose way, as a fact.
const LOOSE: &str = "OpenWire loose";

const WIRE_FORMAT_INFO: u8 = 1;
const RESPONSE: u8 = 30;

const COMMANDS: Codes = &[
    (1, "wire format"),
    (2, "broker"),
    (3, "connection"),
    (4, "session"),
    (5, "consumer"),
    (6, "producer"),
    (7, "transaction"),
    (8, "destination"),
    (9, "remove subscription"),
    (10, "keep alive"),
    (11, "shutdown"),
    (12, "remove"),
    (14, "control"),
    (15, "flush"),
    (16, "connection error"),
    (17, "consumer control"),
    (18, "connection control"),
    (19, "producer acknowledgement"),
    (20, "message pull"),
    (21, "message dispatch"),
    (22, "message acknowledgement"),
    (23, "message"),
    (24, "bytes message"),
    (25, "map message"),
    (26, "object message"),
    (27, "stream message"),
    (28, "text message"),
    (29, "blob message"),
    (30, "response"),
    (31, "exception response"),
    (32, "data response"),
    (33, "data array response"),
    (34, "integer response"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("openwire.length", "Length", 32)
        .unit("bytes")
        .doc("Of what follows.", SOURCE),
    FieldSpec::uint("openwire.command", "Command", 8)
        .codes(COMMANDS)
        .doc("What the message is.", SOURCE),
];

crate::fields! {
    ID = FieldSpec::uint("openwire.command.id", "Command ID", 32)
        .doc("The sender's number for the command.", SOURCE);
    WANTS_RESPONSE = FieldSpec::uint("openwire.command.response_required", "Wants a response", 8)
        .doc("1 if the sender waits for one.", SOURCE);
    CORRELATION = FieldSpec::int("openwire.response.correlationid", "Response to", 32)
        .doc("The number of the command that this answers.", SOURCE);
    MAGIC_FIELD = FieldSpec::text("openwire.wireformatinfo.magic", "Magic")
        .doc("ActiveMQ: a connection begins so.", SOURCE);
    VERSION = FieldSpec::uint("openwire.wireformatinfo.version", "Version", 32)
        .doc("The highest version that the sender knows.", SOURCE);
    HAS_DATA = FieldSpec::uint("openwire.wireformatinfo.data", "Has settings", 8)
        .doc("1 if the settings of the sender follow.", SOURCE);
    DATA_LEN = FieldSpec::uint("openwire.wireformatinfo.length", "Settings length", 32)
        .unit("bytes")
        .doc("Of the settings.", SOURCE);
    OBJECT = FieldSpec::group("openwire.type.object", "Settings")
        .doc("Names and values.", SOURCE);
    ENTRY = FieldSpec::group("openwire.map.entry", "Setting")
        .doc("What the sender can do or wants; both ends use what both can.", SOURCE);
    KEY = FieldSpec::text("openwire.map.key", "Name")
        .doc("The name of the setting.", SOURCE);
    BOOLEAN = FieldSpec::uint("openwire.type.boolean", "Value", 8)
        .doc("0: no, 1: yes.", SOURCE);
    INTEGER = FieldSpec::int("openwire.type.integer", "Value", 32)
        .doc("A number.", SOURCE);
    LONG = FieldSpec::int("openwire.type.long", "Value", 64)
        .doc("A number; times are in milliseconds.", SOURCE);
    STRING = FieldSpec::text("openwire.type.string", "Value")
        .doc("A text.", SOURCE);
}

/// OpenWire.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "openwire",
        short: "OpenWire",
        title: "OpenWire",
        osi: OsiLayer::Application,
        why: "Programs leave messages for others.",
        reference: "OpenWire version 2 specification",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x00\x00\x00\x1a\x01ActiveMQ\x00\x00\x00\x0c\x01\x00\x00\x00\x08\x00\x00\x00\x01\x00\x00\x01\x01",
};

const MAGIC: &[u8] = b"ActiveMQ";
const HEAD_LEN: usize = bytes_of(HEAD);
const LEN_LEN: usize = 4;
/// What ActiveMQ takes if nobody changes that.
const MAX_LEN: usize = 100 << 20;

fn recognise(bytes: &[u8]) -> Match {
    match *bytes {
        [a, b, c, d, command, ..] => {
            let len = u32::from_be_bytes([a, b, c, d]) as usize;
            let is_known = HEAD[1].names.get(command.into()).is_some();
            Match::maybe_if((1..=MAX_LEN).contains(&len) && is_known)
        }
        _ => Match::short_if(bytes.first().is_none_or(|top| *top <= 6)),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<HEAD_LEN>(HEAD)?;
    let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let command = head[4];
    let body_len = len.saturating_sub(1);
    if len <= MAX_LEN {
        p.wait_for(body_len)?;
    }
    p.ends_at(LEN_LEN.saturating_add(len).max(HEAD_LEN));
    let name = HEAD[1].names.get(command.into()).unwrap_or("unknown");
    p.summary(format_args!("{name}"));
    p.within(body_len, "OpenWire length", |p| {
        if command == WIRE_FORMAT_INFO {
            return wire_format(p);
        }
        // The tight way to write commands spreads these over bits.
        if p.fact(LOOSE, 0).is_none() {
            return Ok(());
        }
        p.uint(&ID)?;
        p.uint(&WANTS_RESPONSE)?;
        if command == RESPONSE {
            p.uint(&CORRELATION)?;
        }
        Ok(())
    })
}

fn wire_format(p: &mut Peel<'_>) -> Peeled {
    if !p.rest().starts_with(MAGIC) {
        return Ok(());
    }
    p.field(&MAGIC_FIELD, MAGIC.len())?;
    let version = p.uint(&VERSION)?;
    p.summary(format_args!("wire format, version {version}"));
    if p.uint(&HAS_DATA)? == 0 {
        return Ok(());
    }
    let len = p.uint(&DATA_LEN)? as usize;
    p.within(len, "OpenWire settings length", |p| {
        p.group(&OBJECT, |p| {
            p.skip(4)?;
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&ENTRY, setting)?;
            }
            Ok(())
        })
    })
}

fn setting(p: &mut Peel<'_>) -> Peeled {
    let len = text_len(p)?;
    let key = p.rest().get(..len).unwrap_or_default();
    if len > 0 {
        p.field(&KEY, len)?;
    }
    match p.skip(1)?[0] {
        1 => {
            let is_set = p.uint(&BOOLEAN)? != 0;
            // Both ends must want the tight way.
            if key == b"TightEncodingEnabled" && !is_set {
                p.note(LOOSE, 0, 1);
            }
            Ok(())
        }
        5 => p.uint(&INTEGER).map(drop),
        6 => p.uint(&LONG).map(drop),
        9 => match text_len(p)? {
            0 => Ok(()),
            len => p.field(&STRING, len).map(drop),
        },
        _ => {
            let rest = p.rest().len();
            p.skip(rest).map(drop)
        }
    }
}

fn text_len(p: &mut Peel<'_>) -> Result<usize, crate::decode::Stop> {
    let len = p.skip(2)?;
    Ok(u16::from_be_bytes([len[0], len[1]]).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn connections_begin_with_settings() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "wire format, version 12");
        let value = all(&out, bytes, "openwire.type.boolean");
        assert_eq!(value, [(29, 1, "1".into())]);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let mut lies = bytes.to_vec();
        lies[18] = 0x7f;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
