//! What the objects of LMP say, by class and form (RFC 4204 §13).

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::float;

const SECTION: &str = "RFC 4204 §13";

const fn number(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, SECTION)
}

const fn four(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::ipv4(name, label).doc("Its number, written as an IPv4 address.", SECTION)
}

const fn six(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::ipv6(name, label).doc("Its number, written as an IPv6 address.", SECTION)
}

const fn plain(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc("Its number, without an address.", SECTION)
}

const fn group(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc("One part of the message.", SECTION)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn flags(name: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::hex(name, "Flags", bits)
        .parts_follow()
        .doc("What is supported or wanted.", SECTION)
}

const TE_LINK: &[FieldSpec] = &[
    flags("lmp.te_link_flags", 8),
    FieldSpec::gap(6).part(),
    flag(
        "lmp.te_link.link_verify",
        "Verification",
        "Set: the link can be verified.",
    ),
    flag(
        "lmp.te_link.fault_mgmt",
        "Faults",
        "Set: faults are located.",
    ),
    FieldSpec::gap(24),
];

const DATA_LINK: &[FieldSpec] = &[
    flags("lmp.data_link_flags", 8),
    FieldSpec::gap(6).part(),
    flag(
        "lmp.data_link.link_verify",
        "In use",
        "Set: it carries data, and cannot be tested.",
    ),
    flag(
        "lmp.data_link.port",
        "Port",
        "Set: a port; not set: a part of a link.",
    ),
    FieldSpec::gap(24),
];

const VERIFY: &[FieldSpec] = &[
    flags("lmp.begin_verify.flags", 16),
    FieldSpec::gap(14).part(),
    flag(
        "lmp.begin_verify.link_type",
        "Ports",
        "Set: the links are ports.",
    ),
    flag(
        "lmp.begin_verify.all_links",
        "All",
        "Set: all links are verified.",
    ),
    number(
        "lmp.verify_interval",
        "Interval",
        16,
        "Time between test messages.",
    )
    .unit("ms"),
    number(
        "lmp.number_of_data_links",
        "Links",
        32,
        "How many are verified.",
    ),
    number(
        "lmp.begin_verify.enctype",
        "Encoding",
        8,
        "What the links carry.",
    ),
    FieldSpec::gap(8),
    FieldSpec::hex("lmp.verify_transport_mechanism", "Transport", 16)
        .doc("How test messages are sent.", SECTION),
];

const BEGIN_ERROR: &[FieldSpec] = &[
    flags("lmp.error", 32),
    FieldSpec::gap(28).part(),
    flag(
        "lmp.error.verify_te_link_id",
        "Link",
        "Set: the link is not configured.",
    ),
    flag(
        "lmp.error.verify_unsupported_transport",
        "Transport",
        "Set: that transport is not known.",
    ),
    flag("lmp.error.verify_unwilling", "Unwilling", "Set: not now."),
    flag(
        "lmp.error.verify_unsupported_link",
        "Unsupported",
        "Set: this link cannot be verified.",
    ),
];

const SUMMARY_ERROR: &[FieldSpec] = &[
    flags("lmp.error", 32),
    FieldSpec::gap(27).part(),
    flag(
        "lmp.error.summary_bad_data_link",
        "Data link",
        "Set: a data link is wrong.",
    ),
    flag(
        "lmp.error.summary_bad_te_link",
        "TE link",
        "Set: the TE link is wrong.",
    ),
    FieldSpec::gap(1).part(),
    flag(
        "lmp.error.summary_renegotiate",
        "Other value",
        "Set: another value is offered.",
    ),
    flag(
        "lmp.error.summary_bad_params",
        "Refused",
        "Set: what is not negotiable is refused.",
    ),
];

const STATUS: &[FieldSpec] = &[
    FieldSpec::flag("lmp.link", "In use").doc("Set: the link is allocated.", SECTION),
    FieldSpec::uint("lmp.channel_status", "Status", 31)
        .codes(&[
            (1, "signal okay"),
            (2, "signal degraded"),
            (3, "signal failed"),
        ])
        .doc(
            "How the link does; the first bit of it says the direction.",
            SECTION,
        ),
];

/// The tables that are not single fields.
pub(super) const TABLES: &[&[FieldSpec]] = &[
    TE_LINK,
    DATA_LINK,
    VERIFY,
    BEGIN_ERROR,
    SUMMARY_ERROR,
    STATUS,
];

crate::fields! {
    CHANNEL = group("lmp.obj.ccid", "Control channel");
    NODE = group("lmp.obj.Nodeid", "Node");
    LINK = group("lmp.obj.linkid", "Link");
    INTERFACE = group("lmp.obj.interfaceid", "Interface");
    MESSAGE = group("lmp.obj.messageid", "Message");
    CONFIG = group("lmp.obj.config", "Config");
    HELLO = group("lmp.obj.hello", "Hello");
    BEGIN = group("lmp.obj.begin_verify", "Begin verify");
    BEGIN_ACK = group("lmp.obj.begin_verify_ack", "Begin verify acknowledged");
    VERIFICATION = group("lmp.obj.verifyid", "Verification");
    TE = group("lmp.obj.te_link", "TE link");
    DATA = group("lmp.obj.data_link", "Data link");
    CHANNELS = group("lmp.obj.channel_status", "Channel status");
    CHANNELS_WANTED = group("lmp.obj.channel_status_request", "Channel status request");
    ERROR = group("lmp.obj.error", "Error");
    SERVICE = group("lmp.obj.serviceconfig", "Service");
    UNKNOWN = group("", "Object");
    LOCAL_CHANNEL = number("lmp.local_ccid", "Control channel", 32, "The sender's number of it.");
    REMOTE_CHANNEL = number("lmp.remote_ccid", "Control channel", 32, "The receiver's number of it.");
    LOCAL_NODE = four("lmp.local_nodeid", "Node");
    REMOTE_NODE = four("lmp.remote_nodeid", "Other node");
    LOCAL_LINK_4 = four("lmp.local_linkid_ipv4", "Link");
    LOCAL_LINK_6 = six("lmp.local_linkid_ipv6", "Link");
    LOCAL_LINK = plain("lmp.local_linkid_unnum", "Link");
    REMOTE_LINK_4 = four("lmp.remote_linkid_ipv4", "Other end's link");
    REMOTE_LINK_6 = six("lmp.remote_linkid_ipv6", "Other end's link");
    REMOTE_LINK = plain("lmp.remote_linkid_unnum", "Other end's link");
    LOCAL_IF_4 = four("lmp.local_interfaceid_ipv4", "Interface");
    LOCAL_IF_6 = six("lmp.local_interfaceid_ipv6", "Interface");
    LOCAL_IF = plain("lmp.local_interfaceid_unnum", "Interface");
    REMOTE_IF_4 = four("lmp.remote_interfaceid_ipv4", "Other end's interface");
    REMOTE_IF_6 = six("lmp.remote_interfaceid_ipv6", "Other end's interface");
    REMOTE_IF = plain("lmp.remote_interfaceid_unnum", "Other end's interface");
    MESSAGE_ID = number("lmp.messageid", "Message", 32, "An answer repeats it.");
    MESSAGE_ACK = number("lmp.messageid_ack", "Message answered", 32, "Which message is acknowledged.");
    HELLO_INTERVAL = number("lmp.hellointerval", "Hello interval", 16, "Time between hellos.").unit("ms");
    DEAD_INTERVAL = number("lmp.hellodeadinterval", "Dead interval", 16, "Without hellos for this long, the channel is down.").unit("ms");
    SENT = number("lmp.txseqnum", "Sequence number", 32, "Counts the sender's hellos.");
    HEARD = number("lmp.rxseqnum", "Heard", 32, "The last number heard from the other end.");
    VERIFY_DEAD = number("lmp.verifydeadinterval", "Dead interval", 16, "How long to wait for a test message.").unit("ms");
    VERIFY_TRANSPORT = FieldSpec::hex("lmp.verify_transport_response", "Transport", 16).doc("How test messages shall be sent.", SECTION);
    VERIFY_ID = number("lmp.verifyid", "Verification", 32, "Which verification a message is part of.");
    TE_LOCAL_4 = four("lmp.te_link.local_ipv4", "Link");
    TE_REMOTE_4 = four("lmp.te_link.remote_ipv4", "Other end's link");
    TE_LOCAL_6 = six("lmp.te_link.local_ipv6", "Link");
    TE_REMOTE_6 = six("lmp.te_link.remote_ipv6", "Other end's link");
    TE_LOCAL = plain("lmp.te_link.local_unnum", "Link");
    TE_REMOTE = plain("lmp.te_link.remote_unnum", "Other end's link");
    DATA_LOCAL_4 = four("lmp.data_link.local_ipv4", "Interface");
    DATA_REMOTE_4 = four("lmp.data_link.remote_ipv4", "Other end's interface");
    DATA_LOCAL_6 = six("lmp.data_link.local_ipv6", "Interface");
    DATA_REMOTE_6 = six("lmp.data_link.remote_ipv6", "Other end's interface");
    DATA_LOCAL = plain("lmp.data_link.local_unnum", "Interface");
    DATA_REMOTE = plain("lmp.data_link.remote_unnum", "Other end's interface");
    SUBOBJECT = group("lmp.data_link_subobj", "Property");
    SUB_TYPE = number("", "Type", 8, "1: what it switches and how fast, 2: its wavelength.");
    SUB_LEN = number("", "Length", 8, "The whole property.").unit("bytes");
    SWITCHING = number("lmp.data_link_switching", "Switching", 8, "What the interface tells apart: packets, time slots, wavelengths.");
    ENCODING = number("lmp.data_link_encoding", "Encoding", 8, "What the link carries.");
    MINIMUM = FieldSpec::computed("lmp.minimum_reservable_bandwidth", "Least rate").unit("Mbit/s").doc("The least that can be reserved.", SECTION);
    MAXIMUM = FieldSpec::computed("lmp.maximum_reservable_bandwidth", "Highest rate").unit("Mbit/s").doc("The most that can be reserved.", SECTION);
    RATE = FieldSpec::computed("lmp.transmission_rate", "Rate").unit("Mbit/s").doc("At which test messages are sent.", SECTION);
    SUB_GAP = FieldSpec::bytes("", "Reserved").doc("Zero.", SECTION);
    WAVELENGTH = number("lmp.wavelength", "Wavelength", 32, "Of the light.").unit("nm");
    STATUS_4 = four("lmp.interface_id.ipv4", "Interface");
    STATUS_6 = six("lmp.interface_id.ipv6", "Interface");
    STATUS_PLAIN = plain("lmp.interface_id.id_unnumbered", "Interface");
    WANTED_4 = four("lmp.channel_status_interfaceid_ipv4", "Interface");
    WANTED_6 = six("lmp.channel_status_interfaceid_ipv6", "Interface");
    WANTED = plain("lmp.channel_status_interfaceid_unnum", "Interface");
}

/// The structure that an object of this class is.
pub(super) fn spec(class: u8) -> &'static FieldSpec {
    match class {
        1 => &CHANNEL,
        2 => &NODE,
        3 => &LINK,
        4 => &INTERFACE,
        5 => &MESSAGE,
        6 => &CONFIG,
        7 => &HELLO,
        8 => &BEGIN,
        9 => &BEGIN_ACK,
        10 => &VERIFICATION,
        11 => &TE,
        12 => &DATA,
        13 => &CHANNELS,
        14 => &CHANNELS_WANTED,
        20 => &ERROR,
        51 => &SERVICE,
        _ => &UNKNOWN,
    }
}

/// Reads an object of this class and form.
pub(super) fn read(p: &mut Peel<'_>, class: u8, form: u8) -> Peeled {
    match (class, form) {
        (8, 1) => {
            p.rows(VERIFY)?;
            rate(p, &RATE)?;
            p.uint(&WAVELENGTH).map(drop)
        }
        (11, 1..=3) => {
            p.rows(TE_LINK)?;
            each(p, parts(class, form))
        }
        (12, 1..=3) => {
            p.rows(DATA_LINK)?;
            each(p, parts(class, form))?;
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&SUBOBJECT, property)?;
            }
            Ok(())
        }
        (13, 1..=3) => {
            while !p.rest().is_empty() && !p.is_full() {
                each(p, parts(class, form))?;
                p.rows(STATUS)?;
            }
            Ok(())
        }
        (14, 1..=3) => {
            while !p.rest().is_empty() && !p.is_full() {
                each(p, parts(class, form))?;
            }
            Ok(())
        }
        (20, 1) => p.rows(BEGIN_ERROR).map(drop),
        (20, 2) => p.rows(SUMMARY_ERROR).map(drop),
        _ => each(p, parts(class, form)),
    }
}

/// The fields of objects, by class and form.
static PARTS: &[(u8, u8, &[&FieldSpec])] = &[
    (1, 1, &[&LOCAL_CHANNEL]),
    (1, 2, &[&REMOTE_CHANNEL]),
    (2, 1, &[&LOCAL_NODE]),
    (2, 2, &[&REMOTE_NODE]),
    (3, 1, &[&LOCAL_LINK_4]),
    (3, 2, &[&REMOTE_LINK_4]),
    (3, 3, &[&LOCAL_LINK_6]),
    (3, 4, &[&REMOTE_LINK_6]),
    (3, 5, &[&LOCAL_LINK]),
    (3, 6, &[&REMOTE_LINK]),
    (4, 1, &[&LOCAL_IF_4]),
    (4, 2, &[&REMOTE_IF_4]),
    (4, 3, &[&LOCAL_IF_6]),
    (4, 4, &[&REMOTE_IF_6]),
    (4, 5, &[&LOCAL_IF]),
    (4, 6, &[&REMOTE_IF]),
    (5, 1, &[&MESSAGE_ID]),
    (5, 2, &[&MESSAGE_ACK]),
    (6, 1, &[&HELLO_INTERVAL, &DEAD_INTERVAL]),
    (7, 1, &[&SENT, &HEARD]),
    (9, 1, &[&VERIFY_DEAD, &VERIFY_TRANSPORT]),
    (10, 1, &[&VERIFY_ID]),
    (11, 1, &[&TE_LOCAL_4, &TE_REMOTE_4]),
    (11, 2, &[&TE_LOCAL_6, &TE_REMOTE_6]),
    (11, 3, &[&TE_LOCAL, &TE_REMOTE]),
    (12, 1, &[&DATA_LOCAL_4, &DATA_REMOTE_4]),
    (12, 2, &[&DATA_LOCAL_6, &DATA_REMOTE_6]),
    (12, 3, &[&DATA_LOCAL, &DATA_REMOTE]),
    (13, 1, &[&STATUS_4]),
    (13, 2, &[&STATUS_6]),
    (13, 3, &[&STATUS_PLAIN]),
    (14, 1, &[&WANTED_4]),
    (14, 2, &[&WANTED_6]),
    (14, 3, &[&WANTED]),
];

fn parts(class: u8, form: u8) -> &'static [&'static FieldSpec] {
    let row = PARTS.iter().find(|row| (row.0, row.1) == (class, form));
    row.map_or(&[], |row| row.2)
}

fn each(p: &mut Peel<'_>, specs: &'static [&'static FieldSpec]) -> Peeled {
    for spec in specs {
        p.field(spec, (spec.bits / 8) as usize)?;
    }
    Ok(())
}

/// A property of a data link.
fn property(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&SUB_TYPE)?;
    let len = (p.uint(&SUB_LEN)? as usize).max(2) - 2;
    p.within(len, "LMP property length", |p| match kind {
        1 => {
            p.uint(&SWITCHING)?;
            p.uint(&ENCODING)?;
            rate(p, &MINIMUM)?;
            rate(p, &MAXIMUM)
        }
        2 => {
            p.field(&SUB_GAP, 2)?;
            p.uint(&WAVELENGTH).map(drop)
        }
        _ => Ok(()),
    })
}

/// A rate in bytes a second, as a floating point number.
fn rate(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let Some(&bytes) = p.skip(4)?.first_chunk::<4>() else {
        return Ok(());
    };
    let megabits = f32::from_bits(u32::from_be_bytes(bytes)) * 8.0 / 1e6;
    p.mark_made(spec, at..at + 4, || float::single(megabits.to_bits()));
    Ok(())
}
