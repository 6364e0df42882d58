//! Calls in datagrams (C706 §12.5).

use super::{Order, PACKET, STUB, VERSION, representation};
use crate::decode::{Match, Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "C706 §12.5.2";

const HEADER_LEN: usize = 80;
const LAST_TYPE: u8 = 10;

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn number(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, SECTION)
}

const ZERO: &str = "Zero.";

pub(super) const FLAGS: &[FieldSpec] = &[
    VERSION,
    PACKET,
    FieldSpec::hex("dcerpc.dg_flags1", "Flags 1", 8)
        .parts_follow()
        .doc("Fragments, and how the call is handled.", SECTION),
    bit("dcerpc.dg_flags1_rsrvd_80", "Reserved", ZERO),
    bit(
        "dcerpc.dg_flags1_broadcast",
        "Broadcast",
        "The call goes to all.",
    ),
    bit(
        "dcerpc.dg_flags1_idempotent",
        "Idempotent",
        "The call may be made twice without harm.",
    ),
    bit(
        "dcerpc.dg_flags1_maybe",
        "Maybe",
        "The caller wants no answer.",
    ),
    bit(
        "dcerpc.dg_flags1_nofack",
        "No acknowledgment",
        "Fragments need no acknowledgment.",
    ),
    bit(
        "dcerpc.dg_flags1_frag",
        "Fragment",
        "The message is a fragment.",
    ),
    bit(
        "dcerpc.dg_flags1_last_frag",
        "Last fragment",
        "It is the last one.",
    ),
    bit("dcerpc.dg_flags1_rsrvd_01", "Reserved", ZERO),
    FieldSpec::hex("dcerpc.dg_flags2", "Flags 2", 8)
        .parts_follow()
        .doc("Whether the call was given up.", SECTION),
    bit("dcerpc.dg_flags2_rsrvd_80", "Reserved", ZERO),
    bit("dcerpc.dg_flags2_rsrvd_40", "Reserved", ZERO),
    bit("dcerpc.dg_flags2_rsrvd_20", "Reserved", ZERO),
    bit("dcerpc.dg_flags2_rsrvd_10", "Reserved", ZERO),
    bit("dcerpc.dg_flags2_rsrvd_08", "Reserved", ZERO),
    bit("dcerpc.dg_flags2_rsrvd_04", "Reserved", ZERO),
    bit(
        "dcerpc.dg_flags2_cancel_pending",
        "Cancel pending",
        "The caller wants to give up.",
    ),
    bit("dcerpc.dg_flags2_rsrvd_01", "Reserved", ZERO),
];

crate::fields! {
    SERIAL_HIGH = FieldSpec::hex("dcerpc.dg_serial_hi", "Serial number, high", 8).doc("Upper half of the message's number.", SECTION);
    OBJECT = FieldSpec::computed("dcerpc.obj_id", "Object").doc("Which object the call is for.", SECTION);
    INTERFACE = FieldSpec::computed("dcerpc.dg_if_id", "Interface").doc("Which procedures are called.", SECTION);
    ACTIVITY = FieldSpec::computed("dcerpc.dg_act_id", "Activity").doc("Which thread of the caller.", SECTION);
    BOOT = FieldSpec::computed("dcerpc.dg_server_boot", "Server boot").doc("When the server was started; 0 if not known.", SECTION);
    INTERFACE_VERSION = number("dcerpc.dg_if_ver", "Interface version", 32, "Version of the interface.");
    SEQUENCE = number("dcerpc.dg_seqnum", "Sequence number", 32, "Number of the call in its activity.");
    OPERATION = number("dcerpc.opnum", "Operation", 16, "Number of the procedure in its interface.");
    INTERFACE_HINT = FieldSpec::hex("dcerpc.dg_ihint", "Interface hint", 16).doc("Lets the server find the interface fast.", SECTION);
    ACTIVITY_HINT = FieldSpec::hex("dcerpc.dg_ahint", "Activity hint", 16).doc("Lets the server find the activity fast.", SECTION);
    LENGTH = number("dcerpc.dg_frag_len", "Length", 16, "Bytes behind the header.");
    FRAGMENT = number("dcerpc.dg_frag_num", "Fragment", 16, "Which fragment, counted from 0.");
    AUTH = number("dcerpc.dg_auth_proto", "Authentication", 8, "Method of authentication; 0 for none.");
    SERIAL_LOW = FieldSpec::hex("dcerpc.dg_serial_lo", "Serial number, low", 8).doc("Lower half of the message's number.", SECTION);
    STATUS = FieldSpec::hex("dcerpc.dg_status", "Status", 32).doc("Why the call failed.", SECTION);
}

pub(super) fn recognise(bytes: &[u8]) -> Match {
    let fits = bytes.len() >= HEADER_LEN
        && matches!(bytes, [4, 0..=LAST_TYPE, flags, 0..=3, order, 0..=3, ..] if flags & 0x81 == 0 && order & 0xee == 0);
    Match::yes_if(fits && bytes[3] & 0xfd == 0)
}

pub(super) fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.rows(FLAGS)?[1];
    let order: Order = representation(p, 3)?;
    order.read(p, &SERIAL_HIGH)?;
    order.uuid(p, &OBJECT)?;
    let interface = order.uuid(p, &INTERFACE)?;
    order.uuid(p, &ACTIVITY)?;
    let at = p.pos();
    let boot = order.value(p.skip(4)?);
    let boot = crate::model::Timestamp::from_parts(boot as i64, 0);
    p.mark_as(&BOOT, at..at + 4, crate::model::Value::Time(boot));
    order.read(p, &INTERFACE_VERSION)?;
    order.read(p, &SEQUENCE)?;
    let operation = order.read(p, &OPERATION)?;
    order.read(p, &INTERFACE_HINT)?;
    order.read(p, &ACTIVITY_HINT)?;
    let len = order.read(p, &LENGTH)? as usize;
    order.read(p, &FRAGMENT)?;
    order.read(p, &AUTH)?;
    order.read(p, &SERIAL_LOW)?;
    let what = PACKET.names.get(u64::from(kind)).unwrap_or("unknown type");
    let name = super::interfaces::name(&interface).unwrap_or(&interface);
    p.summary(format_args!("{what}: operation {operation} of {name}"));
    match kind {
        0 | 2 if len > 0 => p.field(&STUB, len.min(p.rest().len())).map(drop),
        3 | 6 if len >= 4 => order.read(p, &STATUS).map(drop),
        _ => Ok(()),
    }
}
