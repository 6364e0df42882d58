//! What several messages of Bitcoin are made of: counts, addresses, texts.

use super::SOURCE;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Timestamp, Value};

crate::fields! {
    pub(super) SERVICE_NETWORK = FieldSpec::flag("bitcoin.services.network", "Network node")
        .doc("The node keeps the whole chain and gives its blocks away.", SOURCE);
    ADDRESS_SERVICES = FieldSpec::hex("bitcoin.address.services", "Services", 64).little()
        .doc("What the node offers, in bits.", SOURCE);
    ADDRESS = FieldSpec::ipv6("bitcoin.address.address", "Address")
        .doc("Where the node is; IPv4 addresses are mapped into IPv6.", SOURCE);
    ADDRESS_PORT = FieldSpec::uint("bitcoin.address.port", "Port", 16)
        .doc("Its TCP port; unlike other numbers with its high byte first.", SOURCE);
    TEXT_LENGTH = count("bitcoin.string.count", "Length").doc("How long the text is.", SOURCE);
    TEXT_LENGTH_LONG = count("bitcoin.string.count64", "Length").doc("How long the text is.", SOURCE);
    TEXT = FieldSpec::text("bitcoin.string.value", "Text").doc("The text.", SOURCE);
    BYTES_LENGTH = count("bitcoin.data.count", "Length").doc("How many bytes follow.", SOURCE);
    BYTES_LENGTH_LONG = count("bitcoin.data.count64", "Length").doc("How many bytes follow.", SOURCE);
    BYTES = FieldSpec::bytes("bitcoin.data.value", "Bytes").doc("The bytes.", SOURCE);
}

/// The spec of a number whose length its first byte says.
pub(super) const fn count(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 64)
}

/// A number whose length its first byte says: itself up to 252, else 2, 4 or 8 bytes behind it,
/// low byte first. The last of these has a name of its own.
pub(super) fn number(
    p: &mut Peel<'_>,
    short: &'static FieldSpec,
    long: &'static FieldSpec,
) -> Result<u64, Stop> {
    p.require(1)?;
    let (first, spec) = (p.rest().first().copied().unwrap_or(0), short);
    let (skip, len, spec) = match first {
        0xfd => (1, 2, spec),
        0xfe => (1, 4, spec),
        0xff => (1, 8, long),
        _ => (0, 1, spec),
    };
    p.require(skip + len)?;
    p.skip(skip)?;
    let at = p.pos();
    let bytes = p.skip(len)?.iter().rev();
    let number = bytes.fold(0, |number, byte| number << 8 | u64::from(*byte));
    p.mark_as(spec, at..at + len, Value::Uint(number));
    Ok(number)
}

/// A length that the bytes at hand can have.
pub(super) fn clamp(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Seconds since 1970 in 4 or 8 bytes, low byte first.
pub(super) fn time(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(len)?.iter().rev();
    let seconds = bytes.fold(0, |number, byte| number << 8 | u64::from(*byte));
    let value = match i64::try_from(seconds) {
        Ok(seconds) => Value::Time(Timestamp::from_parts(seconds, 0)),
        Err(_) => Value::Uint(seconds),
    };
    p.mark_as(spec, at..at + len, value);
    Ok(())
}

/// The bits of services whose 8 bytes stand at `at`, low byte first.
pub(super) fn services(p: &mut Peel<'_>, at: usize) {
    let low = p.bytes().get(at).copied().unwrap_or(0);
    p.mark_bits(
        &SERVICE_NETWORK,
        at * 8 + 7,
        Value::Uint(u64::from(low & 1)),
    );
}

/// Services, address and port of a node.
pub(super) fn address(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    p.uint(&ADDRESS_SERVICES)?;
    services(p, at);
    p.field(&ADDRESS, 16)?;
    p.uint(&ADDRESS_PORT).map(drop)
}

/// A text with its length in front.
pub(super) fn string(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<Vec<u8>, Stop> {
    p.group(spec, |p| {
        let len = number(p, &TEXT_LENGTH, &TEXT_LENGTH_LONG)?;
        p.field(&TEXT, clamp(len)).map(<[u8]>::to_vec)
    })
}

/// Bytes with their length in front.
pub(super) fn data(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.group(spec, |p| {
        let len = number(p, &BYTES_LENGTH, &BYTES_LENGTH_LONG)?;
        p.field(&BYTES, clamp(len)).map(drop)
    })
}
