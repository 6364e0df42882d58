//! Engine identifiers: which SNMP engine of the world this is (RFC 3411 §5).

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Timestamp, Value};
use crate::proto::ber;

const SECTION: &str = "RFC 3411 §5";

const IPV4: u8 = 1;
const IPV6: u8 = 2;
const MAC: u8 = 3;
const TEXT: u8 = 4;

/// A format of Net-SNMP's own: a random number and the time when it was made.
const NET_SNMP_RANDOM: u8 = 128;

const CISCO: u32 = 9;
const NET_SNMP: [u32; 2] = [2021, 8072];

/// What all identifiers of this form begin with.
pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::flag("snmp.engineid.conform", "Newer form").doc(
        "Set: the format of the rest follows. Not set: the enterprise decides.",
        SECTION,
    ),
    FieldSpec::uint("snmp.engineid.enterprise", "Enterprise", 31)
        .codes(&[(9, "Cisco"), (2021, "UCD-SNMP"), (8072, "Net-SNMP")])
        .doc("Who made the engine, by its number at IANA.", SECTION),
];

crate::fields! {
    pub(super) AUTHORITATIVE = FieldSpec::bytes("snmp.msgAuthoritativeEngineID", "Engine in charge")
        .doc("Whose clock and keys count: that of the device that is asked, or that reports.", "RFC 3414 §2.4");
    pub(super) CONTEXT = FieldSpec::bytes("snmp.contextEngineID", "Context's engine")
        .doc("The engine that has the variables.", "RFC 3412 §6.8.1");
    FORMAT = FieldSpec::uint("snmp.engineid.format", "Format", 8)
        .codes(&[(1, "IPv4 address"), (2, "IPv6 address"), (3, "MAC address"), (4, "text"), (5, "bytes"), (128, "Net-SNMP, random")])
        .doc("What the rest is; from 128 on the enterprise decides.", SECTION);
    ADDRESS4 = FieldSpec::ipv4("snmp.engineid.ipv4", "Address")
        .doc("An address of the engine's host.", SECTION);
    ADDRESS6 = FieldSpec::ipv6("snmp.engineid.ipv6", "Address")
        .doc("An address of the engine's host.", SECTION);
    CISCO_TYPE = FieldSpec::hex("snmp.engineid.cisco.type", "Cisco's type", 8)
        .doc("A byte of Cisco's own before the address.", "");
    ADDRESS = FieldSpec::mac("snmp.engineid.mac", "MAC address")
        .doc("An address of the engine's host.", SECTION);
    NAME = FieldSpec::text("snmp.engineid.text", "Text")
        .doc("A name that an administrator gave.", SECTION);
    DATA = FieldSpec::bytes("snmp.engineid.data", "Data")
        .doc("Bytes that make the identifier unique.", SECTION);
    TIME = FieldSpec::computed("snmp.engineid.time", "Made at")
        .doc("When the identifier was made, least significant byte first.", "");
}

/// Reads an engine identifier, an octet string, as the field `spec` and its parts.
pub(super) fn field(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let element = ber::expect(p, ber::OCTET_STRING)?;
    p.group(spec, |p| ber::contents(p, &element, parts))
}

fn parts(p: &mut Peel<'_>) -> Peeled {
    let [first, b, c, d, format, rest @ ..] = p.rest() else {
        return Ok(());
    };
    let enterprise = u32::from_be_bytes([first & 0x7f, *b, *c, *d]);
    p.rows(HEAD)?;
    if first & 0x80 == 0 {
        // The older form: the enterprise alone knows what the other bytes mean.
        return p.field(&DATA, rest.len() + 1).map(drop);
    }
    p.uint(&FORMAT)?;
    match (*format, rest.len()) {
        (IPV4, 4) => p.field(&ADDRESS4, 4).map(drop),
        (IPV6, 16) => p.field(&ADDRESS6, 16).map(drop),
        (MAC, 6) => p.field(&ADDRESS, 6).map(drop),
        (MAC, 7) if enterprise == CISCO => {
            p.uint(&CISCO_TYPE)?;
            p.field(&ADDRESS, 6).map(drop)
        }
        (TEXT, len @ 1..) => p.field(&NAME, len).map(drop),
        (NET_SNMP_RANDOM, len @ (8 | 12)) if NET_SNMP.contains(&enterprise) => {
            p.field(&DATA, 4)?;
            time(p, len - 4)
        }
        (_, 0) => Ok(()),
        (_, len) => p.field(&DATA, len).map(drop),
    }
}

fn time(p: &mut Peel<'_>, len: usize) -> Peeled {
    let start = p.pos();
    let bytes = p.skip(len)?;
    let seconds = bytes
        .iter()
        .rev()
        .fold(0i64, |seconds, byte| seconds << 8 | i64::from(*byte));
    p.mark_as(
        &TIME,
        start..start + len,
        Value::Time(Timestamp::from_parts(seconds, 0)),
    );
    Ok(())
}
