//! Protocol Buffers: values with numbers instead of names (Protocol Buffers Encoding).
//!
//! What a number stands for is only known to who has the description of the message; so values are
//! shown by their form on the wire.

use crate::decode::{Claim, Peel, Peeled, Protocol, Stop};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Value};

const REFERENCE: &str = "Protocol Buffers Encoding";

/// A number takes at most so many bytes.
const MAX_VARINT: usize = 10;

const WIRE_TYPES: Codes = &[
    (0, "varint"),
    (1, "64 bits"),
    (2, "length and bytes"),
    (3, "start of a group"),
    (4, "end of a group"),
    (5, "32 bits"),
];

crate::fields! {
    FIELD = FieldSpec::group("", "Field").doc("A number that names it, and a value.", REFERENCE);
    NUMBER_BITS = FieldSpec::uint("protobuf.field.number", "Number", 5).doc("Which field of the message.", REFERENCE);
    NUMBER = FieldSpec::uint("protobuf.field.number", "Number", 0).doc("Which field of the message.", REFERENCE);
    WIRE_TYPE = FieldSpec::uint("protobuf.field.wiretype", "Form", 3).codes(WIRE_TYPES).doc("How the value is written.", REFERENCE);
    LENGTH = FieldSpec::uint("protobuf.field.value.length", "Length", 0).unit("bytes").doc("Length of the value.", REFERENCE);
    VALUE = FieldSpec::bytes("protobuf.field.value", "Value").doc("The value; bytes may be text, or another message.", REFERENCE);
    SMALL = FieldSpec::uint("protobuf.field.value.uint32", "Number", 0).doc("The value as a number.", REFERENCE);
    LARGE = FieldSpec::uint("protobuf.field.value.uint64", "Number", 0).doc("The value as a number.", REFERENCE);
}

/// Protocol Buffers.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "protobuf",
        short: "Protobuf",
        title: "Protocol Buffers",
        osi: OsiLayer::Presentation,
        why: "It is the form in which a program's values travel.",
        reference: REFERENCE,
    },
    claims: &[Claim::Field("grpc.message", 0)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0a\x02hi\x10\x96\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut count = 0_u32;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&FIELD, field)?;
        count += 1;
    }
    p.summary(format_args!("{count} fields"));
    Ok(())
}

/// A number whose bytes say with their highest bit that another one follows, the lowest first.
fn varint(p: &mut Peel<'_>) -> Result<(u64, usize), Stop> {
    let rest = p.rest();
    let mut number = 0_u64;
    for (index, byte) in rest.iter().take(MAX_VARINT).enumerate() {
        number |= u64::from(byte & 0x7f)
            .checked_shl(7 * index as u32)
            .unwrap_or(0);
        if byte & 0x80 == 0 {
            return Ok((number, index + 1));
        }
    }
    let at = p.pos()..p.pos() + rest.len().min(MAX_VARINT);
    p.require(if rest.len() < MAX_VARINT {
        rest.len() + 1
    } else {
        0
    })?;
    p.fault(FaultKind::Malformed("this number does not end"), at);
    Err(Stop)
}

fn field(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let (tag, len) = varint(p)?;
    let (number, wire_type) = (tag >> 3, tag & 7);
    if len == 1 {
        p.mark_bits(&NUMBER_BITS, at * 8, Value::Uint(number));
    } else {
        p.mark_as(&NUMBER, at..at + len, Value::Uint(number));
    }
    p.mark_bits(&WIRE_TYPE, at * 8 + 5, Value::Uint(wire_type));
    p.skip(len)?;
    match wire_type {
        0 => {
            let (value, len) = varint(p)?;
            numbered(p, value, len)
        }
        1 => fixed(p, 8),
        5 => fixed(p, 4),
        2 => {
            let at = p.pos();
            let (value, len) = varint(p)?;
            p.mark_as(&LENGTH, at..at + len, Value::Uint(value));
            p.skip(len)?;
            match usize::try_from(value).unwrap_or(usize::MAX) {
                0 => Ok(()),
                len => p.field(&VALUE, len).map(drop),
            }
        }
        3 | 4 => Ok(()),
        _ => {
            p.fault(FaultKind::Malformed("there is no such form"), at..at + len);
            Err(Stop)
        }
    }
}

/// A number of fixed length, the lowest byte first.
fn fixed(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.require(len)?;
    let bytes = p.rest()[..len].iter().rev();
    let value = bytes.fold(0, |number, byte| number << 8 | u64::from(*byte));
    let spec = if len == 4 { &SMALL } else { &LARGE };
    shown(p, spec, value, len)
}

fn numbered(p: &mut Peel<'_>, value: u64, len: usize) -> Peeled {
    let spec = if u32::try_from(value).is_ok() {
        &SMALL
    } else {
        &LARGE
    };
    shown(p, spec, value, len)
}

fn shown(p: &mut Peel<'_>, spec: &'static FieldSpec, value: u64, len: usize) -> Peeled {
    let at = p.pos();
    p.group(&VALUE, |p| {
        p.mark_as(spec, at..at + len, Value::Uint(value));
        p.skip(len).map(drop)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn values_are_shown_by_their_form() {
        let bytes = b"\x0a\x02hi\x10\x96\x01\x25\x00\x00\x01\x00\xa0\x06\x05";
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        let one = |name| all(&out, bytes, name);
        assert_eq!(one("protobuf.field.value")[0], (2, 2, "68:69".into()));
        let numbers = one("protobuf.field.value.uint32");
        assert_eq!(numbers[0], (5, 2, "150".into()));
        assert_eq!(numbers[1], (8, 4, "65536".into()));
        assert_eq!(one("protobuf.field.number")[3], (12, 2, "100".into()));
        for bytes in [
            &b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"[..],
            &[0xff; 30],
            b"\x0f",
            b"\x08",
        ] {
            let mut out = Dissection::default();
            Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
            assert!(!out.faults.is_empty(), "{bytes:?}");
        }
    }
}
