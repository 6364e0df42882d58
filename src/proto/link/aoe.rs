//! AoE: disks behind Ethernet, without any network layer (ATA over Ethernet).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "AoE revision 11 §2";
const ATA: &str = "AoE revision 11 §3.1";
const CONFIG: &str = "AoE revision 11 §3.2";
const MASKS: &str = "AoE revision 11 §3.3";
const RESERVES: &str = "AoE revision 11 §3.4";

const ISSUE_ATA: u8 = 0;
const QUERY_CONFIG: u8 = 1;
const MAC_MASK: u8 = 2;
const RESERVE: u8 = 3;

const VERSION: u8 = 1;

const COMMANDS: Codes = &[
    (0, "ATA command"),
    (1, "query configuration"),
    (2, "MAC mask list"),
    (3, "reserve and release"),
];

/// Commands of the disk (ATA/ATAPI).
const ATA_COMMANDS: Codes = &[
    (0x00, "nothing"),
    (0x08, "reset ATAPI device"),
    (0x10, "recalibrate"),
    (0x20, "read sectors"),
    (0x21, "read sectors, no retry"),
    (0x22, "read long"),
    (0x23, "read long, no retry"),
    (0x24, "read sectors, 48-bit"),
    (0x30, "write sectors"),
    (0x31, "write sectors, no retry"),
    (0x32, "write long"),
    (0x33, "write long, no retry"),
    (0x34, "write sectors, 48-bit"),
    (0x3c, "write and verify"),
    (0x40, "verify sectors"),
    (0x41, "verify sectors, no retry"),
    (0x50, "format track"),
    (0x70, "seek"),
    (0x90, "diagnose"),
    (0x91, "set parameters"),
    (0x92, "download microcode"),
    (0xa0, "ATAPI packet"),
    (0xa1, "identify ATAPI device"),
    (0xb0, "SMART"),
    (0xc4, "read multiple"),
    (0xc5, "write multiple"),
    (0xc6, "set multiple mode"),
    (0xc8, "read by DMA"),
    (0xca, "write by DMA"),
    (0xe0, "stand by at once"),
    (0xe1, "idle at once"),
    (0xe2, "stand by"),
    (0xe3, "idle"),
    (0xe5, "check power mode"),
    (0xe6, "sleep"),
    (0xe7, "flush cache"),
    (0xea, "flush cache, 48-bit"),
    (0xec, "identify device"),
    (0xef, "set features"),
    (0xf1, "set password"),
    (0xf2, "unlock"),
    (0xf4, "erase securely"),
    (0xf6, "disable password"),
];

const START: &[FieldSpec] = &[
    FieldSpec::uint("aoe.version", "Version", 4).doc("1.", SECTION),
    FieldSpec::flag("aoe.response", "Response").doc("0: a request. 1: the answer to one.", SECTION),
    FieldSpec::flag("aoe.flags_error", "Error")
        .doc("Set: the command failed; the next byte says why.", SECTION),
    reserved(2, SECTION),
];

const ERROR: &[FieldSpec] = &[FieldSpec::uint("aoe.error", "Error code", 8)
    .codes(&[
        (1, "unknown command"),
        (2, "bad parameter"),
        (3, "device unavailable"),
        (4, "configuration string is set"),
        (5, "unsupported version"),
        (6, "target is reserved"),
    ])
    .doc("Why the command failed.", SECTION)];

const NO_ERROR: &[FieldSpec] = &[reserved(8, SECTION)];

const REST: &[FieldSpec] = &[
    FieldSpec::hex("aoe.major", "Shelf", 16).doc(
        "The first half of the disk's name; 0xffff: all shelves.",
        SECTION,
    ),
    FieldSpec::hex("aoe.minor", "Slot", 8).doc(
        "The second half of the disk's name; 0xff: all slots.",
        SECTION,
    ),
    FieldSpec::uint("aoe.cmd", "Command", 8)
        .codes(COMMANDS)
        .doc("What is wanted.", SECTION),
    FieldSpec::hex("aoe.tag", "Tag", 32).doc("The disk repeats it in its answer.", SECTION),
];

const REST_LEN: usize = bytes_of(REST);

const COMMAND: usize = 3;

const FLAGS: &[FieldSpec] = &[
    reserved(1, ATA),
    FieldSpec::flag("aoe.aflags.e", "48-bit address")
        .doc("Set: the address has 48 bits, else 28.", ATA),
    reserved(1, ATA),
    FieldSpec::flag("aoe.aflags.d", "Device")
        .doc("The device bit of a command with a 48-bit address.", ATA),
    reserved(2, ATA),
    FieldSpec::flag("aoe.aflags.a", "Asynchronous").doc(
        "Set: the answer to a write may come before it is on the disk.",
        ATA,
    ),
    FieldSpec::flag("aoe.aflags.w", "Write").doc("Set: data goes to the disk.", ATA),
    FieldSpec::hex("aoe.err_feature", "Error or feature", 8).doc(
        "A register of the disk: of features in a request, of errors in an answer.",
        ATA,
    ),
    FieldSpec::uint("aoe.sector_count", "Sectors", 8).doc("How many sectors of 512 bytes.", ATA),
];

const ATA_COMMAND: &[FieldSpec] = &[FieldSpec::hex("aoe.ata.cmd", "Disk command", 8)
    .codes(ATA_COMMANDS)
    .doc("What the disk shall do.", ATA)];

const ATA_STATUS: &[FieldSpec] = &[FieldSpec::hex("aoe.ata.status", "Disk status", 8).doc(
    "The disk's status register: bit 6 ready, bit 3 data, bit 0 error.",
    ATA,
)];

const ADDRESS: &[FieldSpec] = &[
    FieldSpec::hex("aoe.lba", "Sector", 48)
        .little()
        .doc("The first sector, counted from the start of the disk.", ATA),
    reserved(16, ATA),
];

const CONFIGURATION: &[FieldSpec] = &[
    FieldSpec::uint("", "Buffers", 16).doc("How many requests the disk can queue.", CONFIG),
    FieldSpec::hex("", "Firmware", 16).doc("The disk's firmware version.", CONFIG),
    FieldSpec::uint("", "Sectors", 8).doc("The most sectors in one command.", CONFIG),
    FieldSpec::uint("", "Version", 4).doc("The version of AoE that the disk speaks.", CONFIG),
    FieldSpec::uint("", "Configuration command", 4)
        .codes(&[
            (0, "read"),
            (1, "test for equality"),
            (2, "test for prefix"),
            (3, "set if empty"),
            (4, "set"),
        ])
        .doc("What to do with the string.", CONFIG),
    FieldSpec::uint("", "String length", 16)
        .unit("bytes")
        .doc("The length of the string.", CONFIG),
];

const CONFIGURATION_LEN: usize = bytes_of(CONFIGURATION);

const MASK: &[FieldSpec] = &[
    reserved(8, MASKS),
    FieldSpec::uint("", "Mask command", 8)
        .codes(&[(0, "read"), (1, "edit")])
        .doc("Whether the list is asked for or changed.", MASKS),
    FieldSpec::uint("", "Mask error", 8)
        .codes(&[
            (0, "none"),
            (1, "other"),
            (2, "bad directive"),
            (3, "list is full"),
        ])
        .doc("Why it failed.", MASKS),
    FieldSpec::uint("", "Directives", 8).doc("How many follow.", MASKS),
];

const MASK_LEN: usize = bytes_of(MASK);

const DIRECTIVE: &[FieldSpec] = &[
    reserved(8, MASKS),
    FieldSpec::uint("", "Directive", 8)
        .codes(&[(0, "none"), (1, "add"), (2, "delete")])
        .doc("What to do with the address.", MASKS),
    FieldSpec::mac("", "Address").doc("A host that may use the disk.", MASKS),
];

const RESERVING: &[FieldSpec] = &[
    FieldSpec::uint("", "Reserve command", 8)
        .codes(&[(0, "read"), (1, "set"), (2, "force")])
        .doc("Whether the list is asked for or set.", RESERVES),
    FieldSpec::uint("", "Addresses", 8).doc("How many follow.", RESERVES),
];

const RESERVING_LEN: usize = bytes_of(RESERVING);

crate::fields! {
    DATA = FieldSpec::bytes("", "Data")
        .doc("Sectors that are written or were read.", ATA);
    STRING = FieldSpec::text("", "Configuration string")
        .doc("Any text that hosts leave on the disk, such as who uses it.", CONFIG);
    HOST = FieldSpec::mac("", "Host")
        .doc("A host that has reserved the disk.", RESERVES);
    ENTRY = FieldSpec::group("", "Directive")
        .doc("One change of the list.", MASKS);
}

/// AoE.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "aoe",
        short: "AoE",
        title: "ATA over Ethernet",
        osi: OsiLayer::Application,
        why: "It is a program's disk; Ethernet carries it without anything between, so it stays on one link.",
        reference: "AoE revision 11",
    },
    claims: &[Claim::EtherType(0x88a2)],
    headers: &[
        START,
        ERROR,
        NO_ERROR,
        REST,
        FLAGS,
        ATA_COMMAND,
        ATA_STATUS,
        ADDRESS,
        CONFIGURATION,
        MASK,
        DIRECTIVE,
        RESERVING,
    ],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x10\0\0\x14\x01\0\0\x0e\xcd\x74\x40\0\x02\x24\x18\0\0\0\0\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let first = p.rows(START)?[0];
    if first >> 4 != VERSION {
        p.fault(FaultKind::Malformed("only version 1 is known"), 0..1);
        p.ends_at(1);
        return Ok(());
    }
    let (is_response, is_error) = (first & 0x08 != 0, first & 0x04 != 0);
    p.rows(if is_error { ERROR } else { NO_ERROR })?;
    let rest = *p.header::<REST_LEN>(REST)?;
    let command = rest[COMMAND];
    let name = COMMANDS.iter().find(|entry| entry.0 == u64::from(command));
    let what = if is_response { "answer" } else { "request" };
    p.summary(format_args!(
        "{what}: {}, disk {}.{}",
        name.map_or("unknown command", |entry| entry.1),
        u16::from_be_bytes([rest[0], rest[1]]),
        rest[2],
    ));
    match command {
        ISSUE_ATA => ata(p, is_response, rest)?,
        QUERY_CONFIG => configuration(p)?,
        MAC_MASK => masks(p)?,
        RESERVE => reserving(p)?,
        _ => {}
    }
    p.ends_at(p.pos());
    Ok(())
}

fn ata(p: &mut Peel<'_>, is_response: bool, rest: [u8; REST_LEN]) -> Peeled {
    let flags = p.rows(FLAGS)?;
    let (is_write, sectors) = (flags[0] & 0x01 != 0, usize::from(flags[2]));
    if is_response {
        p.rows(ATA_STATUS)?;
    } else {
        let command = p.rows(ATA_COMMAND)?[0];
        if let Some((_, name)) = ATA_COMMANDS.iter().find(|c| c.0 == u64::from(command)) {
            let shelf = u16::from_be_bytes([rest[0], rest[1]]);
            p.summary(format_args!("request: {name}, disk {shelf}.{}", rest[2]));
        }
    }
    p.rows(ADDRESS)?;
    // An answer counts the sectors that are left, so its data goes to the end of the frame.
    let len = match (is_response, is_write) {
        (false, true) => (sectors * 512).min(p.rest().len()),
        (true, false) => p.rest().len() / 512 * 512,
        _ => 0,
    };
    if len > 0 {
        p.field(&DATA, len)?;
    }
    Ok(())
}

fn configuration(p: &mut Peel<'_>) -> Peeled {
    let head = *p.header::<CONFIGURATION_LEN>(CONFIGURATION)?;
    let len = usize::from(u16::from_be_bytes([head[6], head[7]]));
    if len > 0 {
        p.field(&STRING, len)?;
    }
    Ok(())
}

fn masks(p: &mut Peel<'_>) -> Peeled {
    let head = *p.header::<MASK_LEN>(MASK)?;
    for _ in 0..head[MASK_LEN - 1] {
        p.group(&ENTRY, |p| p.rows(DIRECTIVE).map(drop))?;
    }
    Ok(())
}

fn reserving(p: &mut Peel<'_>) -> Peeled {
    let head = *p.header::<RESERVING_LEN>(RESERVING)?;
    for _ in 0..head[1] {
        p.field(&HOST, 6)?;
    }
    Ok(())
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
    fn sectors_count_low_byte_first() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            out.layers[0].summary,
            "request: read sectors, 48-bit, disk 20.1"
        );
        assert_eq!(out.field("aoe.lba").unwrap().value, Value::Uint(0x18));
        assert_eq!(out.field("aoe.aflags.e").unwrap().value, Value::Uint(1));
    }

    #[test]
    fn answers_have_a_status_and_may_fail() {
        let mut bytes = PROTOCOL.sample.to_vec();
        (bytes[0], bytes[1], bytes[13]) = (0x1c, 3, 0x40);
        let out = peeled(&bytes);
        assert_eq!(out.field("aoe.error").unwrap().value, Value::Uint(3));
        assert_eq!(
            out.field("aoe.ata.status").unwrap().value,
            Value::Uint(0x40)
        );
        assert!(out.field("aoe.ata.cmd").is_none());
    }

    #[test]
    fn lists_end_with_the_frame() {
        let out = peeled(b"\x10\0\0\x01\x01\x02\0\0\0\x01\0\x01\0\xff\0\x01\x02\0\x5e\x10\0\x01");
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
        let out = peeled(b"\x18\0\0\x01\x01\x01\0\0\0\x01\0\x10\x40\x0f\x02\x11\xff\xffab");
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
        assert_eq!(peeled(b"\0\0\0\0").layers[0].header.end, 1);
    }
}
