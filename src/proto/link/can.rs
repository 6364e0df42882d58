//! CAN: short messages on the bus of a car or a machine, as Linux hands them over (SocketCAN).

mod error;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, Value};

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
    LOW_ID = FieldSpec::hex("can.id", "Identifier", 32).little()
        .doc("What the message says, not who sends it or to whom. The lowest one on the bus goes first.", BUS);
    LOW_EXTENDED = low_flag("can.flags.xtd", "Extended", "Set: the identifier has 29 bits instead of 11.");
    LOW_REMOTE = low_flag("can.flags.rtr", "Request", "Set: the sender asks for the message with this identifier; it has no data.");
    LOW_ERROR = low_flag("can.flags.err", "Error", "Set: no message, but an error that the controller reports.");
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
    claims: &[
        Claim::LinkType(LinkType(227)),
        Claim::Field("sll.ltype", 0x000c),
        Claim::Field("sll.ltype", 0x000d),
    ],
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
    fields: &join_fields::<{ FIELDS.len() + error::COUNT }>(&[FIELDS, error::FIELDS]),
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

/// A flag in a word whose low byte comes first: it stands for all of it.
const fn low_flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc(doc, SECTION)
}

/// Reads the identifier where the capturing host left it in its own byte order, which is that of nearly
/// all hosts.
fn low_id(p: &mut Peel<'_>, word: u32, is_flexible: bool) -> Peeled {
    let at = p.pos()..p.pos() + 4;
    let is_error = word & ERROR != 0 && !is_flexible;
    let flags: &[(&'static FieldSpec, u32)] = match (is_flexible, is_error) {
        (true, _) => &[(&LOW_EXTENDED, EXTENDED)],
        (_, true) => &[(&LOW_ERROR, ERROR)],
        _ => &[
            (&LOW_EXTENDED, EXTENDED),
            (&LOW_REMOTE, REMOTE),
            (&LOW_ERROR, ERROR),
        ],
    };
    for (spec, flag) in flags {
        p.mark_as(spec, at.clone(), Value::Uint((word & flag != 0).into()));
    }
    let mask = if word & EXTENDED == 0 {
        0x7ff
    } else {
        !(EXTENDED | REMOTE | ERROR)
    };
    if !is_error {
        p.mark_as(&LOW_ID, at, Value::Uint((word & mask).into()));
    }
    p.skip(4).map(drop)
}

/// The same in a cooked frame, which has a number of its own for it.
static COOKED_FLEXIBLE_INFO: ProtoInfo = ProtoInfo {
    name: "canfd",
    ..FLEXIBLE_INFO
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(HEAD_LEN)?;
    let [i0, i1, i2, i3, len, flags, ..] = *p.rest() else {
        return Ok(());
    };
    let is_low = p.outer() == "sll";
    let word = match is_low {
        true => u32::from_le_bytes([i0, i1, i2, i3]),
        false => u32::from_be_bytes([i0, i1, i2, i3]),
    };
    let len = usize::from(len);
    let is_flexible = flags & FLEXIBLE != 0 || len > CLASSIC_LEN;
    let is_long = word & EXTENDED != 0;
    if is_flexible {
        p.variant(if is_low {
            &COOKED_FLEXIBLE_INFO
        } else {
            &FLEXIBLE_INFO
        });
        match is_low {
            true => low_id(p, word, true)?,
            false => p
                .rows(if is_long { LONG_FD_ID } else { SHORT_FD_ID })
                .map(drop)?,
        }
        p.rows(FD)?;
    } else if word & ERROR != 0 && !is_low {
        return error::read(p, word, len);
    } else {
        match is_low {
            true => low_id(p, word, false)?,
            false => p.rows(if is_long { LONG_ID } else { SHORT_ID }).map(drop)?,
        }
        p.rows(CLASSIC)?;
    }
    let id = word & !(EXTENDED | REMOTE | ERROR);
    match word & REMOTE {
        _ if word & ERROR != 0 && !is_flexible => p.summary(format_args!("error of the bus")),
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
    use crate::model::Dissection;

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
    fn a_cooked_frame_has_the_byte_order_of_its_host() {
        let mut frame = crate::model::Frame::empty();
        frame.bytes =
            b"\0\x01\x01\x18\0\0\0\0\0\0\0\0\0\0\0\x0c\x23\x01\0\0\x02\0\0\0ab\0\0\0\0\0\0"
                .to_vec();
        frame.info.link_type = LinkType::LINUX_SLL;
        frame.info.original_len = frame.bytes.len() as u32;
        let mut out = Dissection::default();
        let mut context = crate::decode::NoConversations;
        Peeler::new(crate::proto::registry()).peel(&frame, Want::Full, &mut context, &mut out);
        assert_eq!(out.field("can.id").unwrap().value, Value::Uint(0x123));
        assert_eq!(out.layers[1].summary, "message 0x123, 2 bytes");
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
