//! EtherCAT datagrams: commands that every device of a machine carries out while the frame passes
//! through it (IEC 61158-4-12).

mod registers;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::link::{ecat_mailbox, ecatf};
use crate::proto::low_words::{self, join, low_words};

const SECTION: &str = "IEC 61158-4-12 §5.4";

const COMMANDS: Codes = &[
    (0x00, "NOP: nothing"),
    (0x01, "APRD: read, by position"),
    (0x02, "APWR: write, by position"),
    (0x03, "APRW: read and write, by position"),
    (0x04, "FPRD: read, by address"),
    (0x05, "FPWR: write, by address"),
    (0x06, "FPRW: read and write, by address"),
    (0x07, "BRD: read, all devices"),
    (0x08, "BWR: write, all devices"),
    (0x09, "BRW: read and write, all devices"),
    (0x0a, "LRD: read, logical memory"),
    (0x0b, "LWR: write, logical memory"),
    (0x0c, "LRW: read and write, logical memory"),
    (0x0d, "ARMW: one reads, the others write, by position"),
    (0x0e, "FRMW: one reads, the others write, by address"),
];

low_words! {
    LENGTH in "IEC 61158-4-12 §5.4.1": 16 "" "Length and flags" "How long the data is, and whether more follows." {
        11 "ecat.subframe.length" "Length" "Bytes of data.";
        3 "ecat.subframe.reserved" "Reserved" "Zero.";
        1 "ecat.subframe.circulating" "Circulating" "Set: the datagram has gone round once; the next time a device takes it off.";
        1 "ecat.subframe.more" "More" "Set: another datagram follows.";
    }
}

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 16).little().doc(doc, SECTION)
}

mod own {
    use super::{COMMANDS, FieldSpec, SECTION, word};

    crate::fields! {
        pub DATAGRAM = FieldSpec::group("", "Datagram").doc("A command, its data, and who has carried it out.", SECTION);
        pub COMMAND = FieldSpec::hex("ecat.cmd", "Command", 8).codes(COMMANDS).doc("What the devices are to do.", SECTION);
        pub INDEX = FieldSpec::hex("ecat.idx", "Index", 8).doc("The master's number for the datagram.", SECTION);
        pub DEVICE = word("ecat.adp", "Device", "The device: its address, or minus its position; each device that it passes adds one.");
        pub MEMORY = word("ecat.ado", "Memory", "Where in the device's memory; below 0x1000 are registers.");
        pub LOGICAL = FieldSpec::hex("ecat.lad", "Logical address", 32).little().doc("Where in the memory that all devices share.", SECTION);
        pub EVENTS = word("ecat.int", "Events", "What the devices want the master to know, a bit each.");
        pub DATA = FieldSpec::bytes("ecat.data", "Data").doc("What is read or written.", SECTION);
        pub COUNTER = FieldSpec::uint("ecat.cnt", "Working counter", 16).little().doc("Every device that carries the command out counts it up: by one for reading or writing, by three for both.", SECTION);
        pub PADDING = FieldSpec::bytes("ecat.subframe.pad_bytes", "Padding").doc("Fills the frame up to the least length of Ethernet.", SECTION);
    }
}
use own::{COMMAND, COUNTER, DATA, DATAGRAM, DEVICE, EVENTS, INDEX, LOGICAL, MEMORY, PADDING};

/// EtherCAT datagrams.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ecat",
        short: "ECAT",
        title: "EtherCAT datagrams",
        osi: OsiLayer::DataLink,
        why: "The devices on one line read and write parts of the frame while it passes.",
        reference: "IEC 61158-4-12",
    },
    claims: &[Claim::Field(ecatf::TYPE, 1)],
    headers: &join::<_, { TABLES.len() + registers::TABLES.len() }>(&[TABLES, registers::TABLES]),
    fields: &join_fields::<{ own::FIELDS.len() + registers::FIELDS.len() }>(&[
        own::FIELDS,
        registers::FIELDS,
    ]),
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x04\x01\xe9\x03\x30\x01\x02\x00\x00\x00\x02\x00\x01\x00",
};

/// The head of a datagram.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    /// What is to be done.
    command: u64,
    /// Where in the memory of a device; `None` for logical memory.
    memory: Option<usize>,
    /// How often it was carried out.
    counter: u16,
}

impl Head {
    /// True if devices only read, by position or address, or all.
    fn is_read(&self) -> bool {
        matches!(self.command, 1 | 4 | 7)
    }

    /// True if the data was really read, or is being written.
    fn says_something(&self) -> bool {
        self.counter > 0 || !self.is_read()
    }
}

/// Where a device's memory begins that is not registers.
const MEMORY_START: usize = 0x1000;

fn peel(p: &mut Peel<'_>) -> Peeled {
    let (mut count, mut worked) = (0, 0);
    loop {
        let (more, head) = p.group(&DATAGRAM, datagram)?;
        (count, worked) = (count + 1, worked + u32::from(head.counter));
        if count == 1 && !more {
            let name = COMMAND.names.get(head.command).unwrap_or("unknown command");
            p.summary(format_args!("{name}, counter {}", head.counter));
        } else {
            p.summary(format_args!("{count} datagrams, counters {worked}"));
        }
        if !more || p.rest().is_empty() || p.is_full() {
            break;
        }
    }
    if !p.rest().is_empty() {
        p.field(&PADDING, p.rest().len())?;
    }
    p.ends_at(p.pos());
    Ok(())
}

/// Reads a datagram; true if another one follows.
fn datagram(p: &mut Peel<'_>) -> Result<(bool, Head), crate::decode::Stop> {
    let command = p.uint(&COMMAND)?;
    p.uint(&INDEX)?;
    let memory = match command {
        0x0a..=0x0c => {
            p.uint(&LOGICAL)?;
            None
        }
        _ => {
            p.uint(&DEVICE)?;
            Some(p.uint(&MEMORY)? as usize)
        }
    };
    let flags = low_words::read(p, LENGTH)?;
    p.uint(&EVENTS)?;
    let len = (flags & 0x7ff) as usize;
    let at = p.pos();
    let counter = match p.rest().get(len..) {
        Some([low, high, ..]) => u16::from_le_bytes([*low, *high]),
        _ => 0,
    };
    let head = Head {
        command,
        memory,
        counter,
    };
    p.require(len)?;
    content(p, &head, at, len)?;
    p.seek(at + len);
    p.uint(&COUNTER)?;
    Ok((flags & 0x8000 != 0, head))
}

/// The data: registers, a letter for a mailbox, or else.
fn content(p: &mut Peel<'_>, head: &Head, at: usize, len: usize) -> Peeled {
    if registers::read(p, head, at, len) {
        return Ok(());
    }
    let mut used = 0;
    if is_letter(p.rest(), head, len) {
        let counted = u16::from_le_bytes([p.rest()[0], p.rest()[1]]);
        used = (usize::from(counted) + ecat_mailbox::HEAD_LEN).min(len);
        p.wrap(
            Next::Protocol(&ecat_mailbox::PROTOCOL),
            at..at + used,
            "mailbox length",
        );
        p.seek(at + used);
    }
    if used < len {
        p.field(&DATA, len - used)?;
    }
    Ok(())
}

/// True if the data goes to or comes from one device's memory and begins as mailbox letters do.
fn is_letter(data: &[u8], head: &Head, len: usize) -> bool {
    let is_exchange = match head.command {
        2 | 3 | 5 | 6 => true,
        1 | 4 => head.counter == 1,
        _ => false,
    };
    let in_memory = head.memory.is_some_and(|memory| memory >= MEMORY_START);
    len >= ecat_mailbox::HEAD_LEN && is_exchange && in_memory && ecat_mailbox::is_head(data)
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
    fn registers_are_read() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "FPRD: read, by address, counter 1");
        let state = &all(&out, PROTOCOL.sample, "ecat.reg.alstatus.status")[0];
        assert_eq!(state.2, "2");
        assert!(out.field("ecat.data").is_none());
    }

    #[test]
    fn datagrams_follow_one_another() {
        let one = b"\x0c\x01\x00\x10\x00\x00\x02\x80\x00\x00ab\x03\x00";
        let bytes = [&one[..], b"\x08\x02\0\0\0\x20\x01\0\0\0x\x01\0", b"\0\0\0"].concat();
        let out = peeled(&bytes);
        assert_eq!(out.layers[0].summary, "2 datagrams, counters 4");
        assert_eq!(all(&out, &bytes, "ecat.lad")[0].0, 2);
        assert_eq!(all(&out, &bytes, "ecat.data").len(), 2);
        assert_eq!(all(&out, &bytes, "ecat.subframe.pad_bytes")[0].1, 3);
        assert_eq!(peeled(&bytes[..20]).faults.len(), 1);
    }

    #[test]
    fn letters_are_layers_of_their_own() {
        let out = peeled(b"\x05\x01\xe9\x03\0\x10\x0a\0\0\0\x02\0\0\0\0\x13\0\x20zz\x01\0");
        assert_eq!(out.layers[1].info.name, "ecat_mailbox");
        assert_eq!(out.field("ecat.data").unwrap().span.byte_range().len(), 2);
    }
}
