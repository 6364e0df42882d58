//! CAN: short messages on the bus of a car or a machine, as Linux hands them over (SocketCAN).

mod error;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo};

const SECTION: &str = "LINKTYPE_CAN_SOCKETCAN";
const BUS: &str = "ISO 11898-1";

/// Where the message's data begin.
const HEAD_LEN: usize = 8;

/// Bits of the first word.
const EXTENDED: u32 = 0x8000_0000;
const ERROR: u32 = 0x2000_0000;
const REMOTE: u32 = 0x4000_0000;

/// A message of the older form has at most so many bytes.
const CLASSIC_LEN: usize = 8;

/// A flag that says: this is CAN FD.
const FLEXIBLE: u8 = 0x04;

const REMOTE_FLAG: FieldSpec = FieldSpec::flag("can.flags.rtr", "Request").doc(
    "Set: the sender asks for the message with this identifier; it has no data.",
    BUS,
);

const EXTENDED_FLAG: FieldSpec = FieldSpec::flag("can.flags.xtd", "Extended")
    .doc("Set: the identifier has 29 bits instead of 11.", BUS);

/// The identifier, of so many bits.
const fn id(bits: u32) -> FieldSpec {
    FieldSpec::hex("can.id", "Identifier", bits).doc(
        "What the message says, not who sends it or to whom. The lowest one on the bus goes first.",
        BUS,
    )
}

const ERROR_FLAG: FieldSpec = FieldSpec::flag("can.flags.err", "Error").doc(
    "Set: no message, but an error that the controller reports.",
    SECTION,
);

const SHORT_ID: &[FieldSpec] = &[
    EXTENDED_FLAG,
    REMOTE_FLAG,
    ERROR_FLAG,
    FieldSpec::gap(18),
    id(11),
];

const LONG_ID: &[FieldSpec] = &[EXTENDED_FLAG, REMOTE_FLAG, ERROR_FLAG, id(29)];

const SHORT_FD_ID: &[FieldSpec] = &[EXTENDED_FLAG, FieldSpec::gap(20), id(11)];

const LONG_FD_ID: &[FieldSpec] = &[EXTENDED_FLAG, FieldSpec::gap(2), id(29)];

const CLASSIC: &[FieldSpec] = &[
    LENGTH,
    FieldSpec::bytes("can.reserved", "Reserved")
        .wide(3)
        .doc("Zero.", SECTION),
];

const FD: &[FieldSpec] = &[
    LENGTH,
    FieldSpec::gap(6),
    FieldSpec::flag("canfd.flags.esi", "Error state")
        .doc("Set: the sender has seen many errors and holds back.", BUS),
    FieldSpec::flag("canfd.flags.brs", "Faster")
        .doc("Set: the data were sent at the higher bit rate.", BUS),
    FieldSpec::bytes("can.reserved", "Reserved")
        .wide(2)
        .doc("Zero.", SECTION),
];

const LENGTH: FieldSpec = FieldSpec::uint("can.len", "Length", 8)
    .unit("bytes")
    .doc("Of the data.", BUS);

crate::fields! {
    PADDING = FieldSpec::bytes("can.padding", "Padding").doc("Room for longer messages.", SECTION);
}

/// CAN.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "can",
        short: "CAN",
        title: "Controller Area Network",
        osi: OsiLayer::DataLink,
        why: "All stations of a bus hear every message.",
        reference: "ISO 11898-1",
    },
    claims: &[Claim::LinkType(LinkType(227))],
    headers: &[
        SHORT_ID,
        LONG_ID,
        SHORT_FD_ID,
        LONG_FD_ID,
        CLASSIC,
        FD,
        error::HEADER,
        error::CONTROLLER,
        error::VIOLATION,
        error::TRANSCEIVER,
    ],
    fields: &join_fields::<{ 1 + error::COUNT }>(&[FIELDS, error::FIELDS]),
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x98\xfe\xf1\x00\x07\0\0\0engine4\0",
};

/// CAN with longer messages.
static FLEXIBLE_INFO: ProtoInfo = ProtoInfo {
    short: "CAN FD",
    title: "Controller Area Network with Flexible Data Rate",
    ..PROTOCOL.info
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(HEAD_LEN)?;
    let [i0, i1, i2, i3, len, flags, ..] = *p.rest() else {
        return Ok(());
    };
    let (word, len) = (u32::from_be_bytes([i0, i1, i2, i3]), usize::from(len));
    let is_flexible = flags & FLEXIBLE != 0 || len > CLASSIC_LEN;
    let is_long = word & EXTENDED != 0;
    if is_flexible {
        p.variant(&FLEXIBLE_INFO);
        p.rows(if is_long { LONG_FD_ID } else { SHORT_FD_ID })?;
        p.rows(FD)?;
    } else if word & ERROR != 0 {
        return error::read(p, word, len);
    } else {
        p.rows(if is_long { LONG_ID } else { SHORT_ID })?;
        p.rows(CLASSIC)?;
    }
    let id = word & !(EXTENDED | REMOTE | ERROR);
    match word & REMOTE {
        0 => p.summary(format_args!("message 0x{id:x}, {len} bytes")),
        _ => p.summary(format_args!("request for 0x{id:x}")),
    }
    if word & REMOTE == 0 || is_flexible {
        p.wrap(Next::Data, HEAD_LEN..HEAD_LEN + len, "CAN length");
        p.seek(HEAD_LEN + len);
    }
    padding(p)
}

/// What stands behind the data.
fn padding(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    if len > 0 {
        p.field(&PADDING, len)?;
    }
    p.ends_at(p.pos());
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

    #[test]
    fn identifiers_have_11_or_29_bits() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("can.flags.xtd"), Value::Uint(1));
        assert_eq!(value("can.id"), Value::Uint(0x18fe_f100));
        assert_eq!(out.layers[1].info.name, "data");
        let out = peeled(b"\0\0\x01\x23\x02\0\0\0ab\0\0\0\0\0\0");
        assert_eq!(out.field("can.padding").unwrap().span.byte_range().len(), 6);
        assert_eq!(out.layers[0].summary, "message 0x123, 2 bytes");
    }

    #[test]
    fn longer_messages_are_of_the_newer_form() {
        let out = peeled(b"\0\0\x01\x23\x0c\x05\0\0abcdefghijkl");
        assert_eq!(out.layers[0].info.short, "CAN FD");
        assert_eq!(out.field("can.id").unwrap().span.bits, 11);
        assert_eq!(out.field("canfd.flags.brs").unwrap().value, Value::Uint(1));
        assert!(out.faults.is_empty());
    }

    #[test]
    fn errors_are_taken_apart() {
        let out = peeled(b"\x20\0\0\x86\x08\0\0\0\x05\x04\x08\x03\x44\0\0\x01");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("can.err.lostarb"), Value::Uint(1));
        assert_eq!(value("can.err.lostarb.bitnum"), Value::Uint(5));
        assert_eq!(value("can.err.ctrl.rx_warning"), Value::Uint(1));
        assert!(out.field("can.err.prot.location").is_none());
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        assert!(!peeled(b"\0\0\x01\x23\x08\0\0\0ab").faults.is_empty());
    }
}
