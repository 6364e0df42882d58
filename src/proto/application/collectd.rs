//! collectd: measured values on their way from hosts to whoever collects them, in collectd's binary
//! protocol.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value};

const PORT: u16 = 25826;

const SOURCE: &str = "collectd wiki, Binary protocol";

const HOST: u64 = 0;
const TIME: u64 = 1;
const VALUES: u64 = 6;
const INTERVAL: u64 = 7;
const TIME_FINE: u64 = 8;
const INTERVAL_FINE: u64 = 9;
const MESSAGE: u64 = 0x100;
const SEVERITY: u64 = 0x101;
const SIGNATURE: u64 = 0x200;
const ENCRYPTED: u64 = 0x210;

const TYPES: Codes = &[
    (HOST, "host"),
    (TIME, "time"),
    (2, "plugin"),
    (3, "plugin instance"),
    (4, "type"),
    (5, "type instance"),
    (VALUES, "values"),
    (INTERVAL, "interval"),
    (TIME_FINE, "time, high resolution"),
    (INTERVAL_FINE, "interval, high resolution"),
    (MESSAGE, "message"),
    (SEVERITY, "severity"),
    (SIGNATURE, "signature"),
    (ENCRYPTED, "encrypted"),
];

const VALUE_TYPES: Codes = &[(0, "counter"), (1, "gauge"), (2, "derive"), (3, "absolute")];

crate::fields! {
    PART = FieldSpec::group("", "Part")
        .doc("A part: what it is, its length, and what it says. What names the values holds for all values behind it, until it is said anew.", SOURCE);
    TYPE = FieldSpec::hex("collectd.type", "Type", 16)
        .codes(TYPES)
        .doc("What the part is.", SOURCE);
    LENGTH = FieldSpec::uint("collectd.len", "Length", 16)
        .unit("bytes")
        .doc("Of the part with its type and length.", SOURCE);
    DATA = FieldSpec::bytes("collectd.data", "Data")
        .doc("What a part says that decap does not know.", SOURCE);
    HOST_NAME = FieldSpec::text("collectd.data.host", "Host")
        .doc("Where the values were measured.", SOURCE);
    PLUGIN = FieldSpec::text("collectd.data.plugin", "Plugin")
        .doc("The part of collectd that measured them, such as cpu.", SOURCE);
    PLUGIN_INSTANCE = FieldSpec::text("collectd.data.plugin.inst", "Plugin instance")
        .doc("Which of several, such as the number of the processor.", SOURCE);
    DATA_TYPE = FieldSpec::text("collectd.data.type", "Type")
        .doc("The kind of value, such as if_octets.", SOURCE);
    DATA_TYPE_INSTANCE = FieldSpec::text("collectd.data.type.inst", "Type instance")
        .doc("Which of several values of that kind.", SOURCE);
    MEASURED = FieldSpec::computed("collectd.data.time", "Time")
        .doc("When the values were measured; in high resolution counted in 1/2^30 seconds.", SOURCE);
    EVERY = FieldSpec::computed("collectd.data.interval", "Interval")
        .doc("How often they are measured; in high resolution counted in 1/2^30 seconds.", SOURCE);
    COUNT = FieldSpec::uint("collectd.data.valcnt", "Number of values", 16)
        .doc("How many values follow: first the types of all, then the values.", SOURCE);
    VALUE_TYPE = FieldSpec::hex("collectd.val.type", "Value type", 8)
        .codes(VALUE_TYPES)
        .doc("How the value is to be read: a gauge stands for itself, of the others the growth counts.", SOURCE);
    COUNTER = FieldSpec::uint("collectd.val.counter", "Counter", 64)
        .doc("A number that only grows.", SOURCE);
    GAUGE = FieldSpec::computed("collectd.val.gauge", "Gauge")
        .doc("What was measured, as a floating point number, low byte first.", SOURCE);
    DERIVE = FieldSpec::int("collectd.val.derive", "Derive", 64)
        .doc("A number of which the change counts.", SOURCE);
    ABSOLUTE = FieldSpec::uint("collectd.val.absolute", "Absolute", 64)
        .doc("A number that starts at zero whenever it is read.", SOURCE);
    OTHER = FieldSpec::hex("collectd.val.unknown", "Value", 64)
        .doc("A value of an unknown type.", SOURCE);
    LEVEL = FieldSpec::hex("collectd.data.severity", "Severity", 64)
        .codes(&[(1, "failure"), (2, "warning"), (4, "okay")])
        .doc("How bad it is.", SOURCE);
    TEXT = FieldSpec::text("collectd.data.message", "Message")
        .doc("A notification in words.", SOURCE);
    HASH = FieldSpec::bytes("collectd.data.sighash", "Signature")
        .doc("An HMAC-SHA-256 over the user's name and all parts behind.", SOURCE);
    USER_LEN = FieldSpec::uint("collectd.data.username_length", "Length of the name", 16)
        .unit("bytes")
        .doc("Of the user's name behind it.", SOURCE);
    USER = FieldSpec::text("collectd.data.username", "User")
        .doc("Whose password was used.", SOURCE);
    VECTOR = FieldSpec::bytes("collectd.data.initvec", "Initialization vector")
        .doc("Random bytes that the encryption begins with.", SOURCE);
    SECRET = FieldSpec::bytes("collectd.data.encrypted", "Encrypted")
        .doc("Parts and their checksum, encrypted with AES-256.", SOURCE);
}

/// collectd's binary protocol.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "collectd",
        short: "collectd",
        title: "collectd network data",
        osi: OsiLayer::Application,
        why: "A program that measures tells its values to one that keeps them.",
        reference: "collectd wiki, Binary protocol",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x00\x07h1\x00\x00\x08\x00\x0c\x18\xaa\x87\x48\x08\x81\x8d\xf4\x00\x09\x00\x0c\x00\x00\x00\x02\x80\x00\x00\x00\
              \x00\x02\x00\x08cpu\x00\x00\x06\x00\x18\x00\x02\x02\x01\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\xf8\x3f",
};

const HEAD_LEN: usize = 4;

fn recognise(bytes: &[u8]) -> Match {
    let [a, b, c, d, ..] = *bytes else {
        return Match::No;
    };
    let (kind, len) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    let known = TYPES.iter().any(|row| row.0 == u64::from(kind));
    Match::maybe_if(known && usize::from(len) >= HEAD_LEN)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut said = Said::default();
    while !p.rest().is_empty() && !p.is_full() {
        let result = p.group(&PART, |p| {
            let kind = p.uint(&TYPE)?;
            let len = p.uint(&LENGTH)? as usize;
            let Some(len) = len.checked_sub(HEAD_LEN) else {
                let at = p.pos() - 2..p.pos();
                p.fault(
                    crate::model::FaultKind::Malformed("the part is shorter than its head"),
                    at,
                );
                return Err(crate::decode::Stop);
            };
            p.within(len, "length of the part", |p| part(p, kind, &mut said))
        });
        said.tell(p);
        result?;
    }
    Ok(())
}

/// What the summary says.
#[derive(Default)]
struct Said {
    host: String,
    values: u64,
    encrypted: bool,
}

impl Said {
    fn tell(&self, p: &mut Peel<'_>) {
        match (self.host.as_str(), self.encrypted) {
            (_, true) => p.summary(format_args!("encrypted")),
            ("", _) => p.summary(format_args!("{} values", self.values)),
            (host, _) => p.summary(format_args!("{} values from {host}", self.values)),
        }
    }
}

fn part(p: &mut Peel<'_>, kind: u64, said: &mut Said) -> Peeled {
    let len = p.rest().len();
    let spec = match kind {
        HOST => {
            let name = p.rest().strip_suffix(b"\0").unwrap_or(p.rest());
            said.host = crate::model::text::clean_bytes(name);
            &HOST_NAME
        }
        2 => &PLUGIN,
        3 => &PLUGIN_INSTANCE,
        4 => &DATA_TYPE,
        5 => &DATA_TYPE_INSTANCE,
        MESSAGE => &TEXT,
        TIME | TIME_FINE | INTERVAL | INTERVAL_FINE => return clock(p, kind),
        VALUES => return values(p, said),
        SEVERITY => return p.uint(&LEVEL).map(drop),
        SIGNATURE => {
            p.field(&HASH, 32)?;
            &USER
        }
        ENCRYPTED => {
            said.encrypted = true;
            return encrypted(p);
        }
        _ if len == 0 => return Ok(()),
        _ => &DATA,
    };
    let len = p.rest().len();
    p.field(spec, len).map(drop)
}

/// Bits of the fractions of a second.
const FINE: u32 = 30;

/// A time or an interval, in seconds or in finer units.
fn clock(p: &mut Peel<'_>, kind: u64) -> Peeled {
    let at = p.pos();
    let number = number(p.skip(8)?);
    let (seconds, nanos) = match kind {
        TIME | INTERVAL => (number, 0),
        _ => {
            let fraction = number & ((1 << FINE) - 1);
            (number >> FINE, (fraction * 1_000_000_000) >> FINE)
        }
    };
    // What no clock shows is shown as nothing.
    let Ok(seconds) = u32::try_from(seconds).map(i64::from) else {
        return Ok(());
    };
    let (spec, value) = match kind {
        TIME | TIME_FINE => {
            let time = Timestamp::from_parts(seconds, nanos as u32);
            (&MEASURED, Value::Time(time))
        }
        _ => {
            let nanos = seconds * 1_000_000_000 + nanos as i64;
            (&EVERY, Value::Elapsed(nanos))
        }
    };
    p.mark_as(spec, at..at + 8, value);
    Ok(())
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn values(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    let count = p.uint(&COUNT)? as usize;
    let types = p.pos();
    p.require(count * 9)?;
    said.values += count as u64;
    for index in 0..count {
        if p.is_full() {
            break;
        }
        p.seek(types + index);
        let kind = p.uint(&VALUE_TYPE)?;
        p.seek(types + count + index * 8);
        match kind {
            0 => drop(p.uint(&COUNTER)?),
            1 => gauge(p)?,
            2 => drop(p.uint(&DERIVE)?),
            3 => drop(p.uint(&ABSOLUTE)?),
            _ => drop(p.uint(&OTHER)?),
        }
    }
    p.seek(types + count * 9);
    Ok(())
}

fn gauge(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let bits = number(p.skip(8)?).swap_bytes();
    p.mark_made(&GAUGE, at..at + 8, || f64::from_bits(bits).to_string());
    Ok(())
}

fn encrypted(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&USER_LEN)? as usize;
    p.field(&USER, len)?;
    p.field(&VECTOR, 16)?;
    let rest = p.rest().len();
    p.field(&SECRET, rest).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn values_have_names_and_types() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "2 values from h1");
        let derive = out.field("collectd.val.derive").unwrap();
        assert_eq!(
            (derive.span.byte_range().start, &derive.value),
            (47, &Value::Int(7))
        );
        assert_eq!(
            all(&out, bytes, "collectd.val.gauge"),
            [(55, 8, "1.5".into())]
        );
        let every = out.field("collectd.data.interval").unwrap();
        assert_eq!(every.value, Value::Elapsed(10_000_000_000));
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn counts_may_lie() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[43] = 0xff;
        let out = peeled(&bytes);
        assert!(!out.faults.is_empty());
        assert!(out.field("collectd.val.derive").is_none());
    }
}
