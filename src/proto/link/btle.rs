//! Bluetooth Low Energy's link layer: advertisements, and the data of connections.

mod advertising;
mod control;

use crate::decode::{Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Value, Verdict};
use crate::proto::hci_parts;
use crate::proto::link::btl2cap;
use crate::proto::low_words::join;

const SECTION: &str = "Bluetooth Core Specification, volume 6, part B, §2";

/// What all advertisements are sent to.
const ADVERTISING: u32 = 0x8e89_bed6;

/// What their check sequence begins with.
const ADVERTISING_START: u32 = 0x55_5555;

const CRC_LEN: usize = 3;

/// What a data packet carries.
const MESSAGE: u8 = 2;
const CONTROL: u8 = 3;

const DATA_HEADER: &[FieldSpec] = &[
    FieldSpec::uint("btle.data_header.rfu", "Reserved", 2).doc("Zero.", SECTION),
    FieldSpec::flag("btle.data_header.cte_info_present", "Tone").doc(
        "Set: a constant tone follows, to find the direction.",
        SECTION,
    ),
    FieldSpec::flag("btle.data_header.more_data", "More")
        .doc("Set: the sender has more at this event.", SECTION),
    FieldSpec::flag("btle.data_header.sequence_number", "Sequence number")
        .doc("Changes with each new packet.", SECTION),
    FieldSpec::flag(
        "btle.data_header.next_expected_sequence_number",
        "Next expected",
    )
    .doc(
        "Acknowledges: the sender has all before this number.",
        SECTION,
    ),
    FieldSpec::uint("btle.data_header.llid", "Contents", 2)
        .codes(&[
            (1, "goes on, or empty"),
            (2, "a message begins"),
            (3, "control"),
        ])
        .doc("What the packet carries.", SECTION),
    FieldSpec::uint("btle.data_header.length", "Length", 8)
        .unit("bytes")
        .doc("Of what follows, up to the check sequence.", SECTION),
];

crate::fields! {
    ACCESS = FieldSpec::hex("btle.access_address", "Access address", 32).little().doc("Tells connections apart; advertisements all have 0x8e89bed6.", SECTION);
    CODING = FieldSpec::hex("btle.coding_indicator", "Coding", 8).doc("How often each bit is repeated.", SECTION);
    HEADER = FieldSpec::group("btle.data_header", "Header").doc("What the packet carries, and what has arrived.", SECTION);
    FRAGMENT = FieldSpec::group("btle.l2cap_data", "Piece").doc("A piece of a message.", SECTION);
    UNKNOWN = FieldSpec::bytes("", "Data").doc("What decap does not take apart.", SECTION);
    CRC = FieldSpec::hex("btle.crc", "Check sequence", 24).doc("A CRC over all behind the access address, bits turned round.", "Bluetooth Core Specification, volume 6, part B, §3.1.1");
}

/// The link layer.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "btle",
        short: "BLE",
        title: "Bluetooth Low Energy Link Layer",
        osi: OsiLayer::DataLink,
        why: "It makes devices known to whoever listens, and carries data between two of them.",
        reference: "Bluetooth Core Specification, volume 6, part B",
    },
    claims: &[],
    headers: &join::<_, { 1 + advertising::ALL_TABLES.len() + control::TABLES.len() }>(&[
        &[DATA_HEADER],
        advertising::ALL_TABLES,
        control::TABLES,
    ]),
    fields: &join_fields::<{ FIELDS.len() + advertising::COUNT + control::COUNT }>(&[
        FIELDS,
        advertising::FIELDS,
        control::FIELDS,
    ]),
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\xd6\xbe\x89\x8e\0\x06\x66\x55\x44\x33\x22\x11\0\0\0",
};

/// The same with a byte that says how bits are repeated.
pub static CODED: Protocol = Protocol {
    peel: peel_coded,
    ..PROTOCOL
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let access = p.uint(&ACCESS)? as u32;
    packet(p, access)
}

fn peel_coded(p: &mut Peel<'_>) -> Peeled {
    let access = p.uint(&ACCESS)? as u32;
    p.uint(&CODING)?;
    packet(p, access)
}

fn packet(p: &mut Peel<'_>, access: u32) -> Peeled {
    p.require(2)?;
    let (start, len) = (p.pos(), usize::from(p.rest()[1]));
    let end = start + 2 + len;
    match access {
        ADVERTISING => advertising::packet(p, end)?,
        _ => data(p, len)?,
    }
    p.seek(end);
    check(p, start, access)
}

fn data(p: &mut Peel<'_>, len: usize) -> Peeled {
    let header = p.group(&HEADER, |p| p.rows(DATA_HEADER))?[0];
    if len == 0 {
        p.summary(format_args!("empty"));
        return Ok(());
    }
    match header & 3 {
        CONTROL => p.within(len, "length", control::message),
        MESSAGE if btl2cap::message_len(p.rest()).is_some_and(|message| message <= len) => {
            p.summary(format_args!("message, {len} bytes"));
            hci_parts::wrapped(p, Next::Protocol(&btl2cap::PROTOCOL), len)
        }
        _ => {
            p.summary(format_args!("piece of {len} bytes"));
            p.group(&FRAGMENT, |p| p.skip(len).map(drop))
        }
    }
}

/// Reads the check sequence over the bytes from `start` on.
fn check(p: &mut Peel<'_>, start: usize, access: u32) -> Peeled {
    let (at, bytes) = (p.pos(), p.bytes());
    let found = turned(p.skip(CRC_LEN)?);
    p.mark_as(&CRC, at..at + CRC_LEN, Value::Uint(found.into()));
    let verdict = match bytes.get(start..at) {
        // What other packets begin with stands in the message that opened their connection.
        Some(covered) if access == ADVERTISING => match turned(&crc(covered)) {
            expected if expected == found => Verdict::Good,
            expected => Verdict::Bad(expected),
        },
        _ => Verdict::Unverifiable,
    };
    p.verdict(CRC.name, verdict);
    p.ends_at(p.pos());
    Ok(())
}

/// The number whose bits are sent from the first of these bytes on, low bit first.
fn turned(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| {
        number << 8 | u32::from(byte.reverse_bits())
    })
}

/// The check sequence of an advertisement as it is sent.
fn crc(bytes: &[u8]) -> [u8; CRC_LEN] {
    const POLYNOMIAL: u32 = 0xda_6000;
    let start = ADVERTISING_START.reverse_bits() >> 8;
    let rest = bytes.iter().fold(start, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ if crc & 1 == 1 { POLYNOMIAL } else { 0 }
        })
    });
    let [low, middle, high, _] = rest.to_le_bytes();
    [low, middle, high]
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
    fn advertisements_are_checked() {
        let mut bytes = b"\xd6\xbe\x89\x8e\x40\x09\x66\x55\x44\x33\x22\x11\x02\x01\x06".to_vec();
        bytes.extend(crc(&bytes[4..]));
        let out = peeled(&bytes);
        assert!(out.faults.is_empty());
        let address = Value::Mac([0x11, 0x22, 0x33, 0x44, 0x55, 0x66]);
        assert_eq!(
            out.field("btle.advertising_address").unwrap().value,
            address
        );
        assert_eq!(out.layers[1].info.name, "btcommon");
        bytes[14] ^= 1;
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }

    #[test]
    fn connections_carry_messages() {
        let out = peeled(b"\x78\x56\x34\x12\x02\x07\x03\0\x04\0\x02\xf7\0\xaa\xbb\xcc");
        assert_eq!(out.layers[1].info.name, "btl2cap");
        assert_eq!(
            out.field("btle.data_header.llid").unwrap().value,
            Value::Uint(2)
        );
        let ended = peeled(b"\x78\x56\x34\x12\x03\x02\x02\x13\xaa\xbb\xcc");
        assert_eq!(
            ended.field("btle.control.error_code").unwrap().value,
            Value::Uint(0x13)
        );
    }

    #[test]
    fn lengths_may_lie() {
        assert!(
            !peeled(b"\x78\x56\x34\x12\x03\x40\x02\x13")
                .faults
                .is_empty()
        );
        assert!(
            !peeled(b"\xd6\xbe\x89\x8e\x05\x08\x66\x55\x44\x33\x22\x11\0\0\0\0\0")
                .faults
                .is_empty()
        );
        assert!(
            !peeled(b"\xd6\xbe\x89\x8e\x07\x02\x3f\xff\0\0\0")
                .faults
                .is_empty()
        );
    }
}
