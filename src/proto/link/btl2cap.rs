//! L2CAP: channels between two Bluetooth devices, and how they are opened.

mod signalling;

use crate::decode::{Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::low_words::join;

const SECTION: &str = "Bluetooth Core Specification, volume 3, part A, §3";

/// Channels that are always there.
const SIGNALLING: u16 = 1;
const CONNECTIONLESS: u16 = 2;
const ATTRIBUTES: u16 = 4;
const LE_SIGNALLING: u16 = 5;
const SECURITY: u16 = 6;

const CHANNELS: crate::model::Codes = &[
    (1, "signalling"),
    (2, "connectionless"),
    (3, "AMP manager"),
    (4, "attributes"),
    (5, "LE signalling"),
    (6, "security manager"),
    (7, "BR/EDR security manager"),
];

const fn channel(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 16)
        .little()
        .codes(CHANNELS)
        .doc(doc, SECTION)
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("btl2cap.length", "Length", 16)
        .little()
        .unit("bytes")
        .doc("Of what follows the channel.", SECTION),
    channel(
        "btl2cap.cid",
        "Channel",
        "Which channel of the receiver it is for; from 0x40 on, one that was opened.",
    ),
];

const HEADER_LEN: usize = 4;

crate::fields! {
    SERVICE = FieldSpec::hex("btl2cap.psm", "Service", 16).little().doc("What program on the device it is for.", SECTION);
    PAYLOAD = FieldSpec::bytes("btl2cap.payload", "Payload").doc("What decap does not take apart.", SECTION);
}

/// L2CAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "btl2cap",
        short: "L2CAP",
        title: "Bluetooth Logical Link Control and Adaptation Protocol",
        osi: OsiLayer::DataLink,
        why: "It gives several programs channels of their own over one radio link.",
        reference: "Bluetooth Core Specification, volume 3, part A",
    },
    claims: &[],
    headers: &join::<_, { 3 + signalling::TABLES.len() }>(&[
        &[HEADER, signalling::HEAD, signalling::OPTION],
        signalling::TABLES,
    ]),
    fields: &join_fields::<{ FIELDS.len() + signalling::COUNT }>(&[FIELDS, signalling::FIELDS]),
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x08\0\x01\0\x02\x03\x04\0\x01\0\x40\0",
};

/// How long the message is that begins here, with its header.
pub(in crate::proto) fn message_len(bytes: &[u8]) -> Option<usize> {
    let len = bytes.first_chunk::<2>()?;
    Some(HEADER_LEN + usize::from(u16::from_le_bytes(*len)))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let len = usize::from(u16::from_le_bytes([h[0], h[1]]));
    let channel = u16::from_le_bytes([h[2], h[3]]);
    p.summary(format_args!("channel {channel}, {len} bytes"));
    let end = HEADER_LEN + len;
    match channel {
        ATTRIBUTES | SECURITY => {
            p.wrap(
                Next::Field("btl2cap.cid", channel.into()),
                HEADER_LEN..end,
                "L2CAP length",
            );
            return Ok(());
        }
        _ => p.ends_at(end),
    }
    p.within(len, "L2CAP length", |p| match channel {
        SIGNALLING | LE_SIGNALLING => signalling::commands(p),
        CONNECTIONLESS => {
            p.uint(&SERVICE)?;
            payload(p)
        }
        _ => payload(p),
    })
}

fn payload(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&PAYLOAD, len).map(drop),
    }
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
    fn channels_are_opened_by_commands() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("btl2cap.cmd_code"), Value::Uint(2));
        assert_eq!(value("btl2cap.psm"), Value::Uint(1));
        assert_eq!(value("btl2cap.scid"), Value::Uint(0x40));
        let options = peeled(b"\x0c\0\x01\0\x04\x04\x08\0\x41\0\0\0\x01\x02\xa0\x02");
        assert_eq!(
            options.field("btl2cap.option_mtu").unwrap().value,
            Value::Uint(672)
        );
    }

    #[test]
    fn lengths_may_lie() {
        assert!(
            !peeled(b"\x08\0\x01\0\x02\x03\xff\0\x01\0\x40\0")
                .faults
                .is_empty()
        );
        assert!(!peeled(b"\x50\0\x04\0\x02").faults.is_empty());
        peeled(b"\x0a\0\x01\0\x04\x04\x06\0\x41\0\0\0\x01\xff");
    }
}
