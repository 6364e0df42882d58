//! The flags of submessages and of parameters.

use super::order::Bit;
use crate::model::FieldSpec;

const SUBMESSAGES: &str = "DDSI-RTPS §9.4.5";
const BUILT_IN: &str = "DDSI-RTPS §9.3.2.12";
const SECURE: &str = "DDS-Security §7.4.1.4";

/// Bits that nobody has given a meaning yet.
const RESERVED: FieldSpec =
    FieldSpec::flag("rtps.flag.reserved", "Reserved").doc("Has no meaning here.", SUBMESSAGES);

const LITTLE: FieldSpec = FieldSpec::flag("rtps.flag.endianness", "Little-endian").doc(
    "1: numbers of the submessage begin with their lowest byte.",
    SUBMESSAGES,
);

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, SUBMESSAGES)
}

macro_rules! tables {
    ($($name:ident = [$third:expr, $second:expr, $first:expr];)*) => {
        $(const $name: &[FieldSpec] = &[RESERVED, RESERVED, RESERVED, RESERVED, $third, $second, $first, LITTLE];)*
        pub(super) const TABLES: &[&[FieldSpec]] = &[$($name),*];
    };
}

tables! {
    PLAIN = [RESERVED, RESERVED, RESERVED];
    DATA = [
        flag("rtps.flag.data.serialized_key", "Key", "There is only the key of an instance."),
        flag("rtps.flag.data_present", "Data", "There is a sample."),
        flag("rtps.flag.inline_qos", "Inline QoS", "Parameters come before the sample.")
    ];
    DATA_FRAG = [
        RESERVED,
        flag("rtps.flag.data_frag.serialized_key", "Key", "There is only the key of an instance."),
        flag("rtps.flag.inline_qos", "Inline QoS", "Parameters come before the sample.")
    ];
    INFO_TS = [RESERVED, RESERVED, flag("rtps.flag.timestamp", "No time", "1: what follows has no time.")];
    ACKNACK = [RESERVED, RESERVED, flag("rtps.flag.final", "Final", "1: the reader needs no answer.")];
    HEARTBEAT = [
        RESERVED,
        flag("rtps.flag.liveliness", "Liveliness", "The writer shows that it is alive."),
        flag("rtps.flag.final", "Final", "1: readers need not answer.")
    ];
    INFO_REPLY = [RESERVED, RESERVED, flag("rtps.flag.multicast", "Multicast", "Addresses of groups come too.")];
    SEC_BODY = [
        RESERVED, RESERVED,
        flag("rtps.flag.multisubmessage", "Several", "More than one submessage is encrypted.")
    ];
}

/// The flags of a submessage of this kind; `None` if the kind is not known.
pub(super) fn of(kind: u8) -> Option<&'static [FieldSpec]> {
    Some(match kind {
        0x01 | 0x08 | 0x0c | 0x0e | 0x12 | 0x13 | 0x31 | 0x32 | 0x33 | 0x34 => PLAIN,
        0x06 => ACKNACK,
        0x07 => HEARTBEAT,
        0x09 => INFO_TS,
        0x0d | 0x0f => INFO_REPLY,
        0x15 => DATA,
        0x16 => DATA_FRAG,
        0x30 => SEC_BODY,
        _ => return None,
    })
}

const fn has(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("Whether the program has it.", BUILT_IN)
}

const fn secure(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("Whether the program has it.", SECURE)
}

crate::fields! {
    UNREGISTERED = FieldSpec::flag("rtps.flag.unregistered", "Unregistered")
        .doc("The writer will write nothing more of this instance.", "DDSI-RTPS §9.6.4.9");
    DISPOSED = FieldSpec::flag("rtps.flag.undisposed", "Disposed")
        .doc("1: the instance is gone.", "DDSI-RTPS §9.6.4.9");
    STATUS_REST = FieldSpec::flag("rtps.flag.reserved", "Reserved").doc("Has no meaning yet.", "DDSI-RTPS §9.6.4.9");
    ENDPOINT_REST = FieldSpec::uint("rtps.flag.reserved", "Reserved", 4).doc("Has no meaning here.", BUILT_IN);
    PARTICIPANT_SAYS = has("rtps.flag.participant_announcer", "Announces participants");
    PARTICIPANT_HEARS = has("rtps.flag.participant_detector", "Detects participants");
    WRITERS_SAYS = has("rtps.flag.publication_announcer", "Announces writers");
    WRITERS_HEARS = has("rtps.flag.publication_detector", "Detects writers");
    READERS_SAYS = has("rtps.flag.subscription_announcer", "Announces readers");
    READERS_HEARS = has("rtps.flag.subscription_detector", "Detects readers");
    PROXY_SAYS = has("rtps.flag.participant_proxy_announcer", "Announces proxies");
    PROXY_HEARS = has("rtps.flag.participant_proxy_detector", "Detects proxies");
    STATE_SAYS = has("rtps.flag.participant_state_announcer", "Announces states");
    STATE_HEARS = has("rtps.flag.participant_state_detector", "Detects states");
    LIFE_WRITER = has("rtps.flag.participant_message_datawriter", "Liveliness writer");
    LIFE_READER = has("rtps.flag.participant_message_datareader", "Liveliness reader");
    S_WRITERS_SAYS = secure("rtps.flag.secure_publication_writer", "Announces writers, secured");
    S_WRITERS_HEARS = secure("rtps.flag.secure_publication_reader", "Detects writers, secured");
    S_READERS_SAYS = secure("rtps.flag.secure_subscription_writer", "Announces readers, secured");
    S_READERS_HEARS = secure("rtps.flag.secure_subscription_reader", "Detects readers, secured");
    S_LIFE_WRITER = secure("rtps.flag.secure_participant_message_writer", "Liveliness writer, secured");
    S_LIFE_READER = secure("rtps.flag.secure_participant_message_reader", "Liveliness reader, secured");
    STATELESS_WRITER = secure("rtps.flag.participant_stateless_message_writer", "Login writer");
    STATELESS_READER = secure("rtps.flag.participant_stateless_message_reader", "Login reader");
    KEYS_WRITER = secure("rtps.flag.secure_participant_volatile_message_writer", "Keys writer");
    KEYS_READER = secure("rtps.flag.secure_participant_volatile_message_reader", "Keys reader");
    S_PARTICIPANT_SAYS = secure("rtps.flag.participant_secure_writer", "Announces participants, secured");
    S_PARTICIPANT_HEARS = secure("rtps.flag.participant_secure_reader", "Detects participants, secured");
    LZ4 = FieldSpec::flag("rtps.flag.compression_id_lz4", "LZ4").doc("May be used.", "RTI Connext");
    BZIP2 = FieldSpec::flag("rtps.flag.compression_id_bzip2", "bzip2").doc("May be used.", "RTI Connext");
    ZLIB = FieldSpec::flag("rtps.flag.compression_id_zlib", "zlib").doc("May be used.", "RTI Connext");
}

/// Bits of the built-in entities.
pub(super) const BUILTIN: &[Bit] = &[
    (&S_PARTICIPANT_HEARS, 27),
    (&S_PARTICIPANT_SAYS, 26),
    (&KEYS_READER, 25),
    (&KEYS_WRITER, 24),
    (&STATELESS_READER, 23),
    (&STATELESS_WRITER, 22),
    (&S_LIFE_READER, 21),
    (&S_LIFE_WRITER, 20),
    (&S_READERS_HEARS, 19),
    (&S_READERS_SAYS, 18),
    (&S_WRITERS_HEARS, 17),
    (&S_WRITERS_SAYS, 16),
    (&ENDPOINT_REST, 12),
    (&LIFE_READER, 11),
    (&LIFE_WRITER, 10),
    (&STATE_HEARS, 9),
    (&STATE_SAYS, 8),
    (&PROXY_HEARS, 7),
    (&PROXY_SAYS, 6),
    (&READERS_HEARS, 5),
    (&READERS_SAYS, 4),
    (&WRITERS_HEARS, 3),
    (&WRITERS_SAYS, 2),
    (&PARTICIPANT_HEARS, 1),
    (&PARTICIPANT_SAYS, 0),
];

/// Bits of the status of an instance.
pub(super) const STATUS: &[Bit] = &[
    (&STATUS_REST, 7),
    (&STATUS_REST, 6),
    (&STATUS_REST, 5),
    (&STATUS_REST, 4),
    (&STATUS_REST, 3),
    (&STATUS_REST, 2),
    (&UNREGISTERED, 1),
    (&DISPOSED, 0),
];

/// Bits of the compressions.
pub(super) const COMPRESSION: &[Bit] = &[(&LZ4, 2), (&BZIP2, 1), (&ZLIB, 0)];
