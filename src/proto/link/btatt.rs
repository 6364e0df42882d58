//! ATT: values that a Bluetooth device offers by numbers, to be read, written and told of.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::hci_parts::{self, Part};
use Part::{One, Rows};

const SECTION: &str = "Bluetooth Core Specification, volume 3, part F, §3.4";
const UUIDS: &str = "Bluetooth Assigned Numbers §3";

const METHODS: crate::model::Codes = &[
    (0x01, "error"),
    (0x02, "exchange MTU request"),
    (0x03, "exchange MTU response"),
    (0x04, "find information request"),
    (0x05, "find information response"),
    (0x06, "find by type value request"),
    (0x07, "find by type value response"),
    (0x08, "read by type request"),
    (0x09, "read by type response"),
    (0x0a, "read request"),
    (0x0b, "read response"),
    (0x0c, "read blob request"),
    (0x0d, "read blob response"),
    (0x0e, "read multiple request"),
    (0x0f, "read multiple response"),
    (0x10, "read by group type request"),
    (0x11, "read by group type response"),
    (0x12, "write request"),
    (0x13, "write response"),
    (0x16, "prepare write request"),
    (0x17, "prepare write response"),
    (0x18, "execute write request"),
    (0x19, "execute write response"),
    (0x1b, "notification"),
    (0x1d, "indication"),
    (0x1e, "confirmation"),
];

/// Opcodes with lists in them.
const FIND_RESPONSE: u8 = 0x05;
const FIND_BY_VALUE_RESPONSE: u8 = 0x07;
const READ_BY_TYPE_RESPONSE: u8 = 0x09;
const READ_MULTIPLE: u8 = 0x0e;
const READ_BY_GROUP_RESPONSE: u8 = 0x11;
const SIGNED_WRITE: u8 = 0xd2;

/// A long UUID has so many bytes.
const LONG: usize = 16;

/// Behind the value of a signed write.
const SIGNATURE_LEN: usize = 12;

/// An opcode; `name` says whose.
const fn opcode(name: &'static str, label: &'static str) -> [FieldSpec; 4] {
    [
        FieldSpec::hex(name, label, 8)
            .parts_follow()
            .doc("What to do.", SECTION),
        FieldSpec::flag("btatt.opcode.authentication_signature", "Signed")
            .part()
            .doc("Set: a signature follows.", SECTION),
        FieldSpec::flag("btatt.opcode.command", "Command")
            .part()
            .doc("Set: nobody answers.", SECTION),
        FieldSpec::uint("btatt.opcode.method", "Method", 6)
            .part()
            .codes(METHODS)
            .doc("What to do.", SECTION),
    ]
}

const OPCODE: &[FieldSpec] = &opcode("btatt.opcode", "Operation");
const FAILED: &[FieldSpec] = &opcode("btatt.req_opcode_in_error", "Operation that failed");

const fn handle(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 16).little().doc(doc, SECTION)
}

crate::fields! {
    HANDLE = handle("btatt.handle", "Handle", "The number of a value on the device.");
    FIRST = handle("btatt.starting_handle", "First handle", "Where to begin.");
    LAST = handle("btatt.ending_handle", "Last handle", "Where to end.");
    GROUP_END = handle("btatt.group_end_handle", "Last of the group", "The last value that belongs to it.");
    ERROR = FieldSpec::hex("btatt.error_code", "Error", 8)
        .codes(&[(1, "invalid handle"), (2, "read not permitted"), (3, "write not permitted"), (4, "invalid message"), (5, "authentication"), (6, "not supported"),
            (7, "invalid offset"), (8, "authorisation"), (9, "queue full"), (10, "not found"), (11, "not long"), (12, "key too short"), (13, "invalid length"),
            (14, "unlikely"), (15, "encryption"), (16, "unsupported group"), (17, "resources")])
        .doc("Why it did not work.", SECTION);
    CLIENT_MTU = FieldSpec::uint("btatt.client_rx_mtu", "Client takes", 16).little().unit("bytes").doc("The longest message.", SECTION);
    SERVER_MTU = FieldSpec::uint("btatt.server_rx_mtu", "Server takes", 16).little().unit("bytes").doc("The longest message.", SECTION);
    SHORT_UUID = FieldSpec::hex("btatt.uuid16", "Type", 16).little().codes(&[(0x1800, "generic access"), (0x1801, "generic attribute"), (0x180a, "device information"),
            (0x180d, "heart rate"), (0x180f, "battery"), (0x2800, "primary service"), (0x2801, "secondary service"), (0x2802, "include"), (0x2803, "characteristic"),
            (0x2901, "description"), (0x2902, "client configuration"), (0x2a00, "device name"), (0x2a01, "appearance"), (0x2a19, "battery level")])
        .doc("What kind of value it is.", UUIDS);
    LONG_UUID = FieldSpec::bytes("btatt.uuid128", "Type").wide(16).doc("What kind of value it is, by a number of the maker's own, low byte first.", UUIDS);
    FORMAT = FieldSpec::hex("btatt.uuid_format", "Format", 8).codes(&[(1, "short"), (2, "long")]).doc("How long the types are.", SECTION);
    LENGTH = FieldSpec::uint("btatt.length", "Length", 8).unit("bytes").doc("Of each entry.", SECTION);
    INFORMATION = FieldSpec::group("btatt.information_data", "Entry").doc("A handle and its type.", SECTION);
    HANDLES = FieldSpec::group("btatt.handles_info", "Entry").doc("The handles of a group.", SECTION);
    ENTRY = FieldSpec::group("btatt.attribute_data", "Entry").doc("A handle and its value.", SECTION);
    ENTRY_VALUE = FieldSpec::bytes("", "Value").doc("Its form depends on the type that was asked for.", SECTION);
    OFFSET = FieldSpec::uint("btatt.offset", "Offset", 16).little().doc("Where in the value.", SECTION);
    FLAGS = FieldSpec::hex("btatt.flags", "Flags", 8).codes(&[(0, "cancel"), (1, "write")]).doc("What to do with what was prepared.", SECTION);
    VALUE = FieldSpec::bytes("btatt.value", "Value").doc("What the device has or takes.", SECTION);
    SIGNATURE = FieldSpec::bytes("", "Signature").wide(12).doc("Shows who wrote it.", SECTION);
}

/// ATT.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "btatt",
        short: "ATT",
        title: "Bluetooth Attribute Protocol",
        osi: OsiLayer::Application,
        why: "It reads and writes what sensors and gadgets have to tell.",
        reference: "Bluetooth Core Specification, volume 3, part F",
    },
    claims: &[Claim::Field("btl2cap.cid", 4)],
    headers: &[OPCODE, FAILED],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x10\x01\0\xff\xff\0\x28",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let code = p.rows(OPCODE)?[0];
    let name = METHODS.binary_search_by_key(&u64::from(code & 0x3f), |entry| entry.0);
    p.summary(format_args!(
        "{}",
        name.map_or("unknown operation", |at| METHODS[at].1)
    ));
    let parts: &[Part] = match code {
        0x01 => &[Rows(FAILED), One(&HANDLE), One(&ERROR)],
        0x02 => &[One(&CLIENT_MTU)],
        0x03 => &[One(&SERVER_MTU)],
        0x04 => &[One(&FIRST), One(&LAST)],
        0x06 => &[One(&FIRST), One(&LAST), One(&SHORT_UUID)],
        0x08 | 0x10 => {
            hci_parts::read(p, &[One(&FIRST), One(&LAST)])?;
            return uuid(p, p.rest().len() >= LONG);
        }
        0x0a | 0x12 | 0x52 | 0x1b | 0x1d => &[One(&HANDLE)],
        0x0c | 0x16 | 0x17 => &[One(&HANDLE), One(&OFFSET)],
        0x18 => &[One(&FLAGS)],
        FIND_RESPONSE => return found(p),
        FIND_BY_VALUE_RESPONSE => {
            return list(p, &HANDLES, 4, |p| {
                hci_parts::read(p, &[One(&HANDLE), One(&GROUP_END)])
            });
        }
        READ_BY_TYPE_RESPONSE | READ_BY_GROUP_RESPONSE => {
            return values(p, code == READ_BY_GROUP_RESPONSE);
        }
        READ_MULTIPLE => {
            while p.rest().len() >= 2 && !p.is_full() {
                p.uint(&HANDLE)?;
            }
            &[]
        }
        SIGNED_WRITE => return signed(p),
        _ => &[],
    };
    hci_parts::read(p, parts)?;
    value(p)
}

fn value(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&VALUE, len).map(drop),
    }
}

fn signed(p: &mut Peel<'_>) -> Peeled {
    p.uint(&HANDLE)?;
    let len = p.rest().len().saturating_sub(SIGNATURE_LEN);
    if len > 0 {
        p.field(&VALUE, len)?;
    }
    p.field(&SIGNATURE, SIGNATURE_LEN).map(drop)
}

fn uuid(p: &mut Peel<'_>, is_long: bool) -> Peeled {
    match is_long {
        true => p.field(&LONG_UUID, LONG).map(drop),
        false => p.uint(&SHORT_UUID).map(drop),
    }
}

/// Reads entries of `len` bytes, as many as there are.
fn list(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    len: usize,
    mut parts: impl FnMut(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    while p.rest().len() >= len.max(1) && !p.is_full() {
        p.within(len.max(1), "entry length", |p| p.group(spec, &mut parts))?;
    }
    Ok(())
}

fn found(p: &mut Peel<'_>) -> Peeled {
    let is_long = p.uint(&FORMAT)? == 2;
    let len = if is_long { 2 + LONG } else { 4 };
    list(p, &INFORMATION, len, |p| {
        p.uint(&HANDLE)?;
        uuid(p, is_long)
    })
}

fn values(p: &mut Peel<'_>, are_groups: bool) -> Peeled {
    let len = p.uint(&LENGTH)? as usize;
    list(p, &ENTRY, len, |p| {
        p.uint(&HANDLE)?;
        if are_groups {
            p.uint(&GROUP_END)?;
            // Groups are services, whose value is their type.
            if matches!(p.rest().len(), 2 | LONG) {
                return uuid(p, p.rest().len() == LONG);
            }
        }
        match p.rest().len() {
            0 => Ok(()),
            left => p.field(&ENTRY_VALUE, left).map(drop),
        }
    })
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
    fn services_are_listed() {
        let bytes = b"\x11\x06\x01\0\x07\0\0\x18\x08\0\x0b\0\x01\x18";
        let found = crate::proto::testing::all(&peeled(bytes), bytes, "btatt.uuid16");
        let places: Vec<_> = found.iter().map(|(at, len, _)| (*at, *len)).collect();
        assert_eq!(places, [(6, 2), (12, 2)]);
        let error = peeled(b"\x01\x10\x0c\0\x0a");
        assert_eq!(
            error.field("btatt.error_code").unwrap().value,
            Value::Uint(10)
        );
    }

    #[test]
    fn lengths_may_lie() {
        peeled(b"\x11\0\x01\0\x07\0");
        peeled(b"\x09\xff\x01\0");
        assert!(!peeled(b"\x09\x01\x01\0").faults.is_empty());
        assert!(!peeled(b"\xd2\x01\0\x05").faults.is_empty());
    }
}
