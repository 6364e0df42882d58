//! NTP: what time is it (RFC 5905)?

mod control;
mod private;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of};

const MODES: Codes = &[
    (0, "reserved"),
    (1, "symmetric active"),
    (2, "symmetric passive"),
    (3, "client"),
    (4, "server"),
    (5, "broadcast"),
    (6, "control message"),
    (7, "private use"),
];

const LEAPS: Codes = &[
    (0, "no warning"),
    (1, "last minute of the day has 61 seconds"),
    (2, "last minute of the day has 59 seconds"),
    (3, "clock not synchronized"),
];

const WHOLE_FLAGS: FieldSpec = FieldSpec::hex("ntp.flags", "Flags", 8).parts_follow().doc(
    "Leap second warning, version and mode in one byte.",
    "RFC 5905 §7.3",
);
const VERSION: FieldSpec = FieldSpec::uint("ntp.flags.vn", "Version", 3).part().doc(
    "Version of the protocol; 4 is the current one.",
    "RFC 5905 §7.3",
);
const MODE: FieldSpec = FieldSpec::uint("ntp.flags.mode", "Mode", 3)
    .part()
    .codes(MODES)
    .doc(
        "Who speaks: a client asks, a server answers, peers compare their clocks.",
        "RFC 5905 §7.3",
    );

const FLAGS: &[FieldSpec] = &[
    WHOLE_FLAGS,
    FieldSpec::uint("ntp.flags.li", "Leap indicator", 2)
        .part()
        .codes(LEAPS)
        .doc(
            "Warns of a leap second at the end of the month.",
            "RFC 5905 §7.3",
        ),
    VERSION,
    MODE,
];

const CLOCK: &[FieldSpec] = &[
    FieldSpec::uint("ntp.stratum", "Stratum", 8)
        .codes(&[
            (0, "unspecified or kiss of death"),
            (1, "reference clock"),
            (16, "unsynchronized"),
        ])
        .doc(
            "Distance from a reference clock: 1 is next to one, each server below adds one.",
            "RFC 5905 §7.3",
        ),
    FieldSpec::int("ntp.ppoll", "Polling interval", 8).doc(
        "Longest time between two messages, as a power of two in seconds.",
        "RFC 5905 §7.3",
    ),
    FieldSpec::int("ntp.precision", "Precision", 8).doc(
        "Precision of the sender's clock, as a power of two in seconds.",
        "RFC 5905 §7.3",
    ),
];

crate::fields! {
    ROOT_DELAY = FieldSpec::uint("ntp.rootdelay", "Root delay", 32)
        .doc("Time of travel to the reference clock and back, in units of 1/65536 second.", "RFC 5905 §7.3");
    ROOT_DISPERSION = FieldSpec::uint("ntp.rootdispersion", "Root dispersion", 32)
        .doc("How far off the sender's time may be at most, in units of 1/65536 second.", "RFC 5905 §7.3");
    REFERENCE_ID = FieldSpec::bytes("ntp.refid", "Reference")
        .doc("What the sender takes its time from: a kind of clock in letters for stratum 1, else the address of its server.", "RFC 5905 §7.3");
    REFERENCE = FieldSpec::computed("ntp.reftime", "Reference time")
        .doc("When the sender's clock was last set or corrected.", "RFC 5905 §7.3");
    ORIGIN = FieldSpec::computed("ntp.org", "Origin time")
        .doc("When the request left the client, by the client's clock; the server copies it into its answer.", "RFC 5905 §7.3");
    RECEIVE = FieldSpec::computed("ntp.rec", "Receive time")
        .doc("When the request reached the server, by the server's clock.", "RFC 5905 §7.3");
    TRANSMIT = FieldSpec::computed("ntp.xmt", "Transmit time")
        .doc("When this message left, by the sender's clock.", "RFC 5905 §7.3");
    EXTENSION = FieldSpec::group("ntp.ext", "Extension")
        .doc("An extension field, such as the cookies of network time security.", "RFC 7822");
    EXTENSION_TYPE = FieldSpec::hex("ntp.ext.type", "Extension type", 16)
        .doc("What the extension is.", "RFC 7822 §3");
    EXTENSION_LENGTH = FieldSpec::uint("ntp.ext.length", "Extension length", 16)
        .unit("bytes")
        .doc("Type, length and value together.", "RFC 7822 §3");
    EXTENSION_VALUE = FieldSpec::bytes("ntp.ext.value", "Extension value")
        .doc("Its value, filled up to whole words of 4 bytes.", "RFC 7822 §3");
    KEY_ID = FieldSpec::bytes("ntp.keyid", "Key")
        .doc("Which of the keys that both sides share was used.", "RFC 5905 §7.3");
    MAC = FieldSpec::bytes("ntp.mac", "Message authentication code")
        .doc("Proves that the message comes from someone who has the key, and was not changed.", "RFC 5905 §7.3");
}

/// In private messages the first two bits are not a leap indicator.
const PRIVATE_FLAGS: &[FieldSpec] = &[
    WHOLE_FLAGS,
    FieldSpec::flag("ntp.priv.flags.r", "Response")
        .part()
        .doc("0: a request, 1: its response.", private::SOURCE),
    FieldSpec::flag("ntp.priv.flags.more", "More")
        .part()
        .doc("The response goes on in the next message.", private::SOURCE),
    VERSION,
    MODE,
];

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + control::FIELDS.len() + private::FIELDS.len()] =
    join_fields(&[FIELDS, control::FIELDS, private::FIELDS]);

/// NTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ntp",
        short: "NTP",
        title: "Network Time Protocol",
        osi: OsiLayer::Application,
        why: "It is what time programs say to each other; the network only carries it.",
        reference: "RFC 5905",
    },
    claims: &[Claim::Port(Transport::Udp, 123)],
    headers: &[
        FLAGS,
        PRIVATE_FLAGS,
        CLOCK,
        control::HEAD,
        control::TAIL,
        control::SYSTEM_STATUS,
        control::PEER_STATUS,
        control::CLOCK_STATUS,
        control::ERROR_STATUS,
        control::NO_STATUS,
        private::HEAD,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x24\x02\x06\xec\x00\x00\x01\x00\x00\x00\x00\x80\xc0\x00\x02\x7b\xe9\x00\x00\x00\x00\x00\x00\x00\
              \xe9\x00\x00\x10\x00\x00\x00\x00\xe9\x00\x00\x10\x80\x00\x00\x00\xe9\x00\x00\x10\x80\x00\x01\x00",
};

const MODE_CONTROL: u8 = 6;
const MODE_PRIVATE: u8 = 7;

/// Seconds from the start of NTP's era 0 (1900) to 1970.
const FROM_1900_TO_1970: i64 = 2_208_988_800;

/// Length of the shortest authentication code with its key number (RFC 7822 §7.5).
const MIN_AUTHENTICATION: usize = 20;
const MAX_AUTHENTICATION: usize = 24;

fn recognise(bytes: &[u8]) -> Match {
    let Some(flags) = bytes.first() else {
        return Match::No;
    };
    let (version, mode) = (flags >> 3 & 7, flags & 7);
    let long_enough = if mode >= MODE_CONTROL {
        bytes.len() >= 8
    } else {
        bytes.len() >= 48
    };
    Match::maybe_if((1..=4).contains(&version) && long_enough)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let table = match p.bytes().first() {
        Some(flags) if flags & 7 == MODE_PRIVATE => PRIVATE_FLAGS,
        _ => FLAGS,
    };
    let [flags] = *p.header::<{ bytes_of(FLAGS) }>(table)?;
    let (version, mode) = (flags >> 3 & 7, flags & 7);
    let name = MODES.get(usize::from(mode)).map_or("", |mode| mode.1);
    p.summary(format_args!("version {version}, {name}"));
    match mode {
        MODE_CONTROL => control::message(p),
        MODE_PRIVATE => private::message(p),
        _ => times(p),
    }
}

fn times(p: &mut Peel<'_>) -> Peeled {
    p.header::<{ bytes_of(CLOCK) }>(CLOCK)?;
    p.uint(&ROOT_DELAY)?;
    p.uint(&ROOT_DISPERSION)?;
    p.field(&REFERENCE_ID, 4)?;
    for spec in [&REFERENCE, &ORIGIN, &RECEIVE, &TRANSMIT] {
        time(p, spec)?;
    }
    extensions(p)
}

/// A time stamp: 32 bits of seconds since 1900 and 32 bits of fractions (RFC 5905 §6). The era is
/// not sent; seconds with a zero top bit are taken to be of era 1, from 2036 on.
fn time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(8)?;
    let number = bytes
        .iter()
        .fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    if number == 0 {
        p.mark_made(spec, at..at + 8, || "NULL".into());
        return Ok(());
    }
    let (seconds, fraction) = ((number >> 32) as i64, number & 0xffff_ffff);
    let era = if seconds & 0x8000_0000 == 0 {
        1 << 32
    } else {
        0
    };
    let nanos = ((fraction * 1_000_000_000) >> 32) as u32;
    let time = Timestamp::from_parts(seconds + era - FROM_1900_TO_1970, nanos);
    p.mark_as(spec, at..at + 8, Value::Time(time));
    Ok(())
}

/// Extension fields, and behind them the authentication code. What is no longer than a code is one.
fn extensions(p: &mut Peel<'_>) -> Peeled {
    while p.rest().len() > MAX_AUTHENTICATION {
        let len = usize::from(u16::from_be_bytes([p.rest()[2], p.rest()[3]]));
        if len < 8 || len % 4 != 0 {
            break;
        }
        p.group(&EXTENSION, |p| {
            p.uint(&EXTENSION_TYPE)?;
            p.uint(&EXTENSION_LENGTH)?;
            p.field(&EXTENSION_VALUE, len - 4)
        })?;
    }
    let left = p.rest().len();
    if left == 4
        || (MIN_AUTHENTICATION..=MAX_AUTHENTICATION).contains(&left)
        || left > MAX_AUTHENTICATION
    {
        p.field(&KEY_ID, 4)?;
        if left > 4 {
            p.field(&MAC, left - 4)?;
        }
    }
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
    fn times_count_from_1900() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "version 4, server");
        let sent = out.field("ntp.xmt").unwrap();
        let Value::Time(time) = sent.value else {
            panic!("{:?}", sent.value)
        };
        assert_eq!(time.utc(), "2023-11-16 02:42:24.500000059");
    }

    #[test]
    fn the_second_era_begins_in_2036() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[40..48].copy_from_slice(&[0, 0, 0, 1, 0, 0, 0, 0]);
        let Value::Time(time) = peeled(&bytes).field("ntp.xmt").unwrap().value else {
            panic!("no time")
        };
        assert_eq!(time.utc(), "2036-02-07 06:28:17.000000000");
    }

    #[test]
    fn a_key_and_its_code_stand_behind() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend([0, 0, 0, 7]);
        bytes.extend([0xaa; 16]);
        let out = peeled(&bytes);
        assert_eq!(out.field("ntp.keyid").unwrap().span.byte_range().start, 48);
        assert_eq!(out.field("ntp.mac").unwrap().span.byte_range().len(), 16);
    }

    #[test]
    fn an_extension_without_length_ends_the_loop() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend([0; 64]);
        assert!(peeled(&bytes).field("ntp.ext.type").is_none());
    }

    #[test]
    fn control_messages_tell_of_system_and_peers() {
        // Read status: the system's status, and one peer.
        let bytes = b"\x16\x81\x00\x45\x06\x18\x00\x00\x00\x00\x00\x04\xbe\xbd\x96\x1a";
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "control response, read status");
        let value = |name| out.field(name).unwrap().raw_text(bytes);
        assert_eq!(value("ntp.ctrl.sys_status.clksrc"), "6");
        assert_eq!(value("ntp.ctrl.sys_status.code"), "8");
        assert_eq!(value("ntp.ctrl.peer_status.selection"), "6");
        assert_eq!(
            out.field("ntp.ctrl.item").unwrap().span.byte_range().len(),
            4
        );
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn control_messages_list_variables() {
        let bytes = b"\x16\x82\x00\x45\x80\x11\xbe\xb9\x00\x00\x00\x0ca=1, b=\"x\"\r\n";
        let out = peeled(bytes);
        assert_eq!(
            out.layers[0].summary,
            "control response, read variables: a=1, b=\"x\""
        );
        assert_eq!(
            out.field("ntp.ctrl.peer_status.config").unwrap().value,
            Value::Uint(1)
        );
        assert_eq!(
            out.field("ntp.ctrl.data").unwrap().span.byte_range().len(),
            12
        );
    }

    #[test]
    fn private_messages_have_items() {
        let bytes = b"\x97\x00\x03\x2a\x00\x02\x00\x04abcdefgh";
        let out = peeled(bytes);
        assert_eq!(
            out.layers[0].summary,
            "private response, monitor list, 2 items"
        );
        let items: Vec<_> = out
            .fields
            .iter()
            .filter(|f| f.spec.name == "ntp.priv.mode7.item")
            .collect();
        assert_eq!(items.len(), 2);
        assert_eq!(items[1].span.byte_range().start, 12);
        assert!(out.field("ntp.flags.li").is_none());
        // More items than there are bytes.
        assert_eq!(
            peeled(b"\x97\x00\x03\x2a\x0f\xff\x00\x04ab").faults.len(),
            1
        );
    }
}
