//! HCI events: what a Bluetooth controller tells its host.

mod parameters;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::hci_parts::{self, COMMANDS, ERRORS, Part};
use crate::proto::link::btcommon;
use crate::proto::low_words::{self, join, low_words};

const SECTION: &str = "Bluetooth Core Specification, volume 4, part E, §5.4.4";
const EVENTS: &str = "Bluetooth Core Specification, volume 4, part E, §7.7";

const INQUIRY_RESULT: u8 = 0x02;
const COMMAND_COMPLETE: u8 = 0x0e;
const COMMAND_STATUS: u8 = 0x0f;
const COMPLETED_PACKETS: u8 = 0x13;
const INQUIRY_RESULT_RSSI: u8 = 0x22;
const EXTENDED_INQUIRY_RESULT: u8 = 0x2f;
const LE_META: u8 = 0x3e;

/// The subevent of LE that tells who advertises.
const ADVERTISING_REPORT: u8 = 2;

const CODES: crate::model::Codes = &[
    (0x01, "inquiry complete"),
    (0x02, "inquiry result"),
    (0x03, "connection complete"),
    (0x04, "connection request"),
    (0x05, "disconnected"),
    (0x06, "authenticated"),
    (0x07, "remote name"),
    (0x08, "encryption change"),
    (0x09, "link key changed"),
    (0x0b, "remote features"),
    (0x0c, "remote version"),
    (0x0d, "quality of service"),
    (0x0e, "command complete"),
    (0x0f, "command status"),
    (0x10, "hardware error"),
    (0x12, "role change"),
    (0x13, "completed packets"),
    (0x14, "mode change"),
    (0x16, "PIN request"),
    (0x17, "link key request"),
    (0x18, "link key"),
    (0x1b, "slots"),
    (0x1c, "clock offset"),
    (0x1d, "packet types"),
    (0x20, "page scan repetition"),
    (0x22, "inquiry result with RSSI"),
    (0x23, "remote extended features"),
    (0x2c, "synchronous connection complete"),
    (0x2f, "extended inquiry result"),
    (0x30, "encryption key refreshed"),
    (0x31, "I/O capability request"),
    (0x32, "I/O capability response"),
    (0x33, "confirmation request"),
    (0x34, "passkey request"),
    (0x36, "pairing complete"),
    (0x38, "supervision timeout"),
    (0x3d, "remote host features"),
    (0x3e, "LE event"),
    (0xff, "vendor event"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("bthci_evt.code", "Event", 8)
        .codes(CODES)
        .doc("What has happened.", EVENTS),
    FieldSpec::uint("bthci_evt.param_length", "Length", 8)
        .unit("bytes")
        .doc("Of the parameters.", SECTION),
];

low_words! {
    OPCODE in "Bluetooth Core Specification, volume 4, part E, §5.4.1": 16 "bthci_evt.opcode" "Command" "Which command it answers." {
        10 "bthci_evt.opcode.ocf" "Number" "Which command of its group.";
        6 "bthci_evt.opcode.ogf" "Group" "What the command is about." [&[(1, "link control"), (2, "link policy"), (3, "controller and baseband"), (4, "information"), (5, "status"), (6, "testing"), (8, "LE controller"), (0x3f, "vendor")]];
    }
}

/// The same with the names of commands.
const COMMAND: &[FieldSpec] = &[OPCODE[0].codes(COMMANDS), OPCODE[1], OPCODE[2]];

crate::fields! {
    STATUS = FieldSpec::hex("bthci_evt.status", "Status", 8).codes(ERRORS).doc("0: it worked; else why not.", "Bluetooth Core Specification, volume 1, part F");
    ALLOWED = FieldSpec::uint("bthci_evt.num_command_packets", "Commands", 8).doc("How many more the controller takes.", EVENTS);
    HANDLES = FieldSpec::uint("bthci_evt.num_handles", "Connections", 8).doc("How many are listed.", EVENTS);
    COMPLETED = FieldSpec::uint("bthci_evt.num_compl_packets", "Packets", 16).little().doc("How many have been sent.", EVENTS);
    RESPONSES = FieldSpec::uint("bthci_evt.num_responses", "Responses", 8).doc("How many devices are listed.", EVENTS);
    REPORTS = FieldSpec::uint("bthci_evt.le_num_reports", "Reports", 8).doc("How many devices are listed.", EVENTS);
    DATA_LENGTH = FieldSpec::uint("bthci_evt.data_length", "Length", 8).unit("bytes").doc("Of what the device says of itself.", EVENTS);
    SUBEVENT = FieldSpec::hex("bthci_evt.le_meta_subevent", "LE event", 8)
        .codes(&[(1, "connection complete"), (2, "advertising report"), (3, "connection update"), (4, "remote features"), (5, "key request"),
            (7, "data length"), (10, "enhanced connection complete"), (12, "PHY update")])
        .doc("What has happened.", EVENTS);
    UNKNOWN = FieldSpec::bytes("", "Parameters").doc("What decap does not take apart.", SECTION);
}

/// HCI events.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bthci_evt",
        short: "HCI Event",
        title: "Bluetooth HCI Event",
        osi: OsiLayer::DataLink,
        why: "It tells the host what the controller, which does the radio, has done or heard.",
        reference: "Bluetooth Core Specification, volume 4, part E",
    },
    claims: &[Claim::Field("hci_h4.type", 4)],
    headers: &join::<_, { 2 + parameters::TABLES.len() }>(&[
        &[HEADER, TABLES[0]],
        parameters::TABLES,
    ]),
    fields: &join_fields::<{ FIELDS.len() + parameters::COUNT }>(&[FIELDS, parameters::FIELDS]),
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x05\x04\0\x2a\0\x13",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let &[code, len] = p.header::<2>(HEADER)?;
    let name = CODES.binary_search_by_key(&u64::from(code), |entry| entry.0);
    let name = name.map_or("unknown event", |at| CODES[at].1);
    p.summary(format_args!("{name}"));
    p.ends_at(p.pos() + usize::from(len));
    p.within(len.into(), "parameter length", |p| {
        parameters(p, code)?;
        match p.rest().len() {
            0 => Ok(()),
            left => p.field(&UNKNOWN, left).map(drop),
        }
    })
}

fn parameters(p: &mut Peel<'_>, code: u8) -> Peeled {
    match code {
        COMMAND_COMPLETE => {
            p.uint(&ALLOWED)?;
            let opcode = low_words::read(p, COMMAND)? as u16;
            said(p, "complete", opcode);
            if p.rest().is_empty() || opcode == 0 {
                return Ok(());
            }
            p.uint(&STATUS)?;
            hci_parts::read(p, parameters::returned(opcode))
        }
        COMMAND_STATUS => {
            p.uint(&STATUS)?;
            p.uint(&ALLOWED)?;
            let opcode = low_words::read(p, COMMAND)? as u16;
            said(p, "taken", opcode);
            Ok(())
        }
        COMPLETED_PACKETS => {
            for _ in 0..p.uint(&HANDLES)? {
                p.uint(&parameters::HANDLE)?;
                p.uint(&COMPLETED)?;
            }
            Ok(())
        }
        INQUIRY_RESULT | INQUIRY_RESULT_RSSI => {
            for _ in 0..p.uint(&RESPONSES)? {
                let parts = match code {
                    INQUIRY_RESULT => parameters::RESULT,
                    _ => parameters::RESULT_RSSI,
                };
                hci_parts::read(p, parts)?;
            }
            Ok(())
        }
        EXTENDED_INQUIRY_RESULT => {
            p.uint(&RESPONSES)?;
            hci_parts::read(p, parameters::RESULT_RSSI)?;
            let len = p.rest().len();
            hci_parts::wrapped(p, Next::Protocol(&btcommon::INQUIRY), len)
        }
        LE_META => {
            let subevent = p.uint(&SUBEVENT)? as u8;
            match subevent {
                ADVERTISING_REPORT => reports(p),
                _ => hci_parts::read(p, parameters::of_le(subevent)),
            }
        }
        _ => hci_parts::read(p, parameters::of(code)),
    }
}

/// Says what became of which command.
fn said(p: &mut Peel<'_>, what: &str, opcode: u16) {
    let name = COMMANDS.binary_search_by_key(&u64::from(opcode), |entry| entry.0);
    if let Ok(at) = name {
        p.summary(format_args!("{}: {what}", COMMANDS[at].1));
    }
}

/// Reads who advertises.
fn reports(p: &mut Peel<'_>) -> Peeled {
    for _ in 0..p.uint(&REPORTS)? {
        hci_parts::read(p, parameters::REPORT)?;
        let len = p.uint(&DATA_LENGTH)? as usize;
        hci_parts::wrapped(p, Next::Protocol(&btcommon::PROTOCOL), len)?;
        hci_parts::read(p, &[Part::One(&parameters::RSSI)])?;
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
    fn answers_name_their_command() {
        let out = peeled(b"\x0e\x0a\x01\x09\x10\0\x66\x55\x44\x33\x22\x11");
        assert_eq!(out.layers[0].summary, "read address: complete");
        let address = Value::Mac([0x11, 0x22, 0x33, 0x44, 0x55, 0x66]);
        assert_eq!(out.field("bthci_evt.bd_addr").unwrap().value, address);
    }

    #[test]
    fn reports_hold_what_devices_say() {
        let out = peeled(b"\x3e\x0f\x02\x01\0\0\x66\x55\x44\x33\x22\x11\x03\x02\x01\x06\xc8");
        assert_eq!(out.layers[1].info.name, "btcommon");
        assert_eq!(out.field("bthci_evt.rssi").unwrap().value, Value::Int(-56));
    }

    #[test]
    fn counts_may_lie() {
        assert!(!peeled(b"\x13\x03\xff\x2a\0").faults.is_empty());
        assert!(!peeled(b"\x3e\x03\x02\xff\0").faults.is_empty());
    }
}
