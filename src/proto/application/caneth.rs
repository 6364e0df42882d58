//! CAN over Ethernet: messages of a CAN bus in a UDP datagram.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};

const SECTION: &str = "CAN-ETH §3";
const BUS: &str = "ISO 11898-1";

const MAGIC: &[u8] = b"ISO11898";

/// A message has this much room, whatever its length.
const MESSAGE_LEN: usize = 15;

/// Where the data of a message begin, and how much room they have.
const HEAD_LEN: usize = 5;
const DATA_ROOM: usize = 8;

const HEADER: &[FieldSpec] = &[
    FieldSpec::text("caneth.magic", "Magic")
        .wide(MAGIC.len() as u32)
        .doc(
            "Always \"ISO11898\", the number of the standard of CAN.",
            SECTION,
        ),
    FieldSpec::uint("caneth.version", "Version", 8).doc("1.", SECTION),
    FieldSpec::uint("caneth.frames", "Messages", 8).doc("How many follow.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const ID_MASK: u32 = 0x1fff_ffff;

crate::fields! {
    MESSAGE = FieldSpec::group("", "Message").doc("One message of the bus.", SECTION);
    ID = FieldSpec::hex("can.id", "Identifier", 32).little().doc("What the message says, not who sends it or to whom.", BUS);
    LEN = FieldSpec::uint("can.len", "Length", 8).unit("bytes").doc("Of the data.", BUS);
    DATA = FieldSpec::bytes("data.data", "Data").doc("What the message says; a description of the bus tells what it means.", BUS);
    ROOM = FieldSpec::bytes("", "Filling").doc("Room for longer data.", SECTION);
    EXTENDED = FieldSpec::uint("can.flags.xtd", "Extended", 8).doc("Set if the byte is not 0: the identifier has 29 bits instead of 11.", BUS);
    REMOTE = FieldSpec::uint("can.flags.rtr", "Request", 8)
        .doc("Set if the byte is not 0: the sender asks for the message with this identifier.", BUS);
    OPTIONS = FieldSpec::bytes("caneth.options", "Options").doc("Reserved; nothing should be here.", SECTION);
}

/// CAN over Ethernet.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "caneth",
        short: "CAN-ETH",
        title: "Controller Area Network over Ethernet",
        osi: OsiLayer::Application,
        why: "It takes the messages of a bus to programs far from it.",
        reference: "CAN-ETH",
    },
    claims: &[
        Claim::Port(Transport::Udp, 11898),
        Claim::Heuristic(Transport::Udp, 1),
    ],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"ISO11898\x01\x01\x23\x01\0\0\x04abcd\0\0\0\0\0\0",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(bytes.starts_with(MAGIC) && bytes.len() >= HEADER_LEN)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let count = header[HEADER_LEN - 1];
    p.summary(format_args!("{count} messages of a bus"));
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        p.group(&MESSAGE, message)?;
    }
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&OPTIONS, len).map(drop),
    }
}

fn message(p: &mut Peel<'_>) -> Peeled {
    p.require(MESSAGE_LEN)?;
    let start = p.pos();
    let [i0, i1, i2, i3, len, ..] = *p.rest() else {
        return Ok(());
    };
    let id = u32::from_le_bytes([i0, i1, i2, i3]) & ID_MASK;
    p.mark_as(&ID, start..start + 4, Value::Uint(id.into()));
    p.mark(&LEN, start + 4..start + HEAD_LEN);
    let data = start + HEAD_LEN;
    let end = data + usize::from(len).min(MESSAGE_LEN - HEAD_LEN);
    if end > data {
        p.mark(&DATA, data..end);
    }
    let flags = data + DATA_ROOM;
    if end < flags {
        p.mark(&ROOM, end..flags);
    }
    if usize::from(len) <= DATA_ROOM {
        for (spec, at) in [(&EXTENDED, flags), (&REMOTE, flags + 1)] {
            let is_set = p.bytes().get(at).is_some_and(|byte| *byte != 0);
            p.mark_as(spec, at..at + 1, Value::Uint(is_set.into()));
        }
    }
    p.seek(start + MESSAGE_LEN);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_datagram_carries_several_messages() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.field("can.id").unwrap().value, Value::Uint(0x123));
        assert_eq!(out.field("can.flags.xtd").unwrap().value, Value::Uint(0));
        assert_eq!(out.field("data.data").unwrap().span.byte_range().len(), 4);
        assert!(out.faults.is_empty());
        assert_eq!(recognise(b"ISO11898"), Match::No);
    }

    #[test]
    fn counts_and_lengths_that_lie_are_survived() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[9] = 2;
        assert_eq!(peeled(&bytes).faults.len(), 1);
        bytes[9] = 1;
        bytes[14] = 0xff;
        assert!(peeled(&bytes).field("can.flags.xtd").is_none());
    }
}
