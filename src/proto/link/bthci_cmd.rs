//! HCI commands: what a host asks of its Bluetooth controller.

mod parameters;

use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::hci_parts::{self, COMMANDS};
use crate::proto::low_words::{self, join, low_words};

const SECTION: &str = "Bluetooth Core Specification, volume 4, part E, §5.4.1";

/// The group of commands that vendors define.
const VENDOR_GROUP: u64 = 0x3f;

low_words! {
    OPCODE in "Bluetooth Core Specification, volume 4, part E, §5.4.1": 16 "bthci_cmd.opcode" "Command" "What to do." {
        10 "bthci_cmd.opcode.ocf" "Number" "Which command of its group.";
        6 "bthci_cmd.opcode.ogf" "Group" "What the command is about." [&[(1, "link control"), (2, "link policy"), (3, "controller and baseband"), (4, "information"), (5, "status"), (6, "testing"), (8, "LE controller"), (0x3f, "vendor")]];
    }
}

/// The same with the names of commands.
const COMMAND: &[FieldSpec] = &[OPCODE[0].codes(COMMANDS), OPCODE[1], OPCODE[2]];

crate::fields! {
    LENGTH = FieldSpec::uint("bthci_cmd.param_length", "Length", 8).unit("bytes").doc("Of the parameters.", SECTION);
    OTHER = FieldSpec::group("bthci_cmd.parameter", "Parameters").doc("As the vendor defines them.", SECTION);
    UNKNOWN = FieldSpec::bytes("", "Parameters").doc("What decap does not take apart.", SECTION);
}

/// HCI commands.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bthci_cmd",
        short: "HCI Command",
        title: "Bluetooth HCI Command",
        osi: OsiLayer::DataLink,
        why: "It tells the controller, which does the radio, what the host wants.",
        reference: "Bluetooth Core Specification, volume 4, part E",
    },
    claims: &[Claim::Field("hci_h4.type", 1)],
    headers: &join::<_, { 1 + parameters::TABLES.len() }>(&[TABLES, parameters::TABLES]),
    fields: &join_fields::<{ FIELDS.len() + parameters::COUNT }>(&[FIELDS, parameters::FIELDS]),
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x06\x04\x03\x2a\0\x13",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let opcode = low_words::read(p, COMMAND)?;
    let name = COMMANDS.binary_search_by_key(&opcode, |entry| entry.0);
    let name = name.map_or("unknown command", |at| COMMANDS[at].1);
    p.summary(format_args!("{name}"));
    let len = p.uint(&LENGTH)? as usize;
    p.ends_at(p.pos() + len);
    p.within(len, "parameter length", |p| {
        if opcode >> 10 == VENDOR_GROUP {
            let len = p.rest().len();
            return p.group(&OTHER, |p| p.skip(len).map(drop));
        }
        hci_parts::read(p, parameters::of(opcode as u16))?;
        match p.rest().len() {
            0 => Ok(()),
            left => p.field(&UNKNOWN, left).map(drop),
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
    fn parameters_follow_the_command() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(out.layers[0].summary, "disconnect");
        assert_eq!(value("bthci_cmd.opcode.ogf"), Value::Uint(1));
        assert_eq!(value("bthci_cmd.opcode.ocf"), Value::Uint(6));
        assert_eq!(value("bthci_cmd.connection_handle"), Value::Uint(0x2a));
        assert_eq!(value("bthci_cmd.reason"), Value::Uint(0x13));
        let address = peeled(b"\x05\x20\x06\x66\x55\x44\x33\x22\x11");
        let address = &address.field("bthci_cmd.bd_addr").unwrap().value;
        assert_eq!(*address, Value::Mac([0x11, 0x22, 0x33, 0x44, 0x55, 0x66]));
    }

    #[test]
    fn too_few_parameters_are_a_fault() {
        assert!(!peeled(b"\x06\x04\x01\x2a").faults.is_empty());
        assert!(!peeled(b"\x06\x04\x09\x2a").faults.is_empty());
    }

    #[test]
    fn commands_are_sorted() {
        assert!(COMMANDS.is_sorted_by_key(|entry| entry.0));
    }
}
