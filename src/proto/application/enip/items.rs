//! Items of the common packet format: addresses, data, and what a target says of itself.

use crate::decode::{Next, Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::low_words::{self, low_words};

use super::COMMANDS_SECTION;

const SECTION: &str = "CIP Volume 2 §2-6";
const SOCKET: &str = "CIP Volume 2 §2-6.3.3";
const IDENTITY: &str = "CIP Volume 2 §2-4.2";

low_words! {
    CAPABILITIES in "CIP Volume 2 §2-4.6": 16 "enip.lsr.capaflags" "Capabilities" "What the service can do." {
        5 "" "" "";
        1 "enip.lsr.capaflags.tcp" "CIP over TCP" "Set: messages of CIP may come over TCP.";
        2 "" "" "";
        1 "enip.lsr.capaflags.udp" "I/O over UDP" "Set: inputs and outputs may come over UDP.";
        7 "" "" "";
    }
}

crate::fields! {
    COUNT = FieldSpec::uint("enip.cpf.itemcount", "Items", 16).little().doc("How many follow.", SECTION);
    ITEM = FieldSpec::group("", "Item").doc("An address, or data.", SECTION);
    TYPE = FieldSpec::hex("enip.cpf.typeid", "Type", 16).little()
        .codes(&[
            (0, "no address"),
            (0x0c, "identity"),
            (0x86, "security information"),
            (0x87, "capability"),
            (0x88, "usage"),
            (0xa1, "connection"),
            (0xb1, "data of a connection"),
            (0xb2, "data without connection"),
            (0x100, "service"),
            (0x8000, "socket from originator to target"),
            (0x8001, "socket from target to originator"),
            (0x8002, "connection with sequence number"),
            (0x8003, "message over UDP"),
        ])
        .doc("What the item is.", SECTION);
    LEN = FieldSpec::uint("enip.cpf.length", "Length", 16).little().unit("bytes").doc("Bytes of the item that follow this field.", SECTION);
    CONNECTION = FieldSpec::hex("enip.cpf.cai.connid", "Connection", 32).little()
        .doc("Which connection the data is for; it was agreed on when the connection was opened.", SECTION);
    IO_CONNECTION = FieldSpec::hex("enip.cpf.sai.connid", "Connection", 32).little()
        .doc("Which connection the data is for; it was agreed on when the connection was opened.", SECTION);
    SEQUENCE = FieldSpec::uint("enip.cpf.sai.seq", "Sequence number", 32).little()
        .doc("Counts what is sent on the connection.", SECTION);
    CIP_SEQUENCE = FieldSpec::uint("cip.seq", "CIP sequence count", 16).little()
        .doc("Counts the messages of the connection; a repeated one has the same number.", "CIP Volume 1 §3-4.4");
    DATA = FieldSpec::bytes("enip.cpf.data", "Data").doc("Of an item that is not known.", SECTION);
    VERSION = FieldSpec::uint("enip.encapver", "Protocol version", 16).little().doc("Of the encapsulation, always 1 so far.", COMMANDS_SECTION);
    FAMILY = FieldSpec::uint("enip.sinfamily", "Address family", 16).doc("2: IPv4.", SOCKET);
    PORT = FieldSpec::uint("enip.sinport", "Port", 16).doc("Of TCP or UDP.", SOCKET);
    ADDRESS = FieldSpec::ipv4("enip.sinaddr", "Address").doc("Of the target, or of a group.", SOCKET);
    ZERO = FieldSpec::bytes("enip.sinzero", "Unused").doc("Fills the form that an address has in the sockets of Unix.", SOCKET);
    VENDOR = FieldSpec::hex("enip.lir.vendor", "Vendor", 16).little().doc("Who made the device, a number given by ODVA.", IDENTITY);
    DEVICE = FieldSpec::uint("enip.lir.devtype", "Device type", 16).little()
        .codes(&[
            (2, "AC drive"),
            (7, "discrete I/O"),
            (12, "communications adapter"),
            (14, "programmable logic controller"),
            (24, "human-machine interface"),
            (43, "generic device"),
            (44, "managed switch"),
        ])
        .doc("What kind of device it is.", IDENTITY);
    PRODUCT = FieldSpec::uint("enip.lir.prodcode", "Product code", 16).little().doc("The vendor's number of the product.", IDENTITY);
    REVISION = FieldSpec::uint("enip.lir.revision", "Revision", 16).doc("Major in the high byte, minor in the low one.", IDENTITY);
    STATUS = FieldSpec::hex("enip.lir.status", "Status", 16).little().doc("Whether the device is owned, configured, or has faults.", IDENTITY);
    SERIAL = FieldSpec::hex("enip.lir.serial", "Serial number", 32).little().doc("Of this device among all of the vendor.", IDENTITY);
    NAME_LEN = FieldSpec::uint("enip.lir.namelen", "Name length", 8).unit("bytes").doc("Length of the name that follows.", IDENTITY);
    NAME = FieldSpec::text("enip.lir.name", "Name").doc("Of the product.", IDENTITY);
    STATE = FieldSpec::hex("enip.lir.state", "State", 8)
        .codes(&[
            (0, "nonexistent"),
            (1, "self-testing"),
            (2, "standby"),
            (3, "operational"),
            (4, "major recoverable fault"),
            (5, "major unrecoverable fault"),
            (255, "default"),
        ])
        .doc("How the device is.", IDENTITY);
    SERVICE = FieldSpec::text("enip.lsr.servicename", "Service").doc("Its name, filled up with zeros.", "CIP Volume 2 §2-4.6");
}

/// Reads the number of items and the items, with what they wrap; `counted` if the data of a connection
/// begins with a sequence count.
pub(super) fn read(p: &mut Peel<'_>, counted: bool) -> Peeled {
    for _ in 0..p.uint(&COUNT)? {
        p.group(&ITEM, |p| {
            let kind = p.uint(&TYPE)?;
            let len = p.uint(&LEN)? as usize;
            if len == 0 {
                return Ok(());
            }
            p.within(len, "item length", |p| item(p, kind, counted))
        })?;
    }
    Ok(())
}

fn item(p: &mut Peel<'_>, kind: u64, counted: bool) -> Peeled {
    match kind {
        0x0c => identity(p),
        0x86..=0x88 | 0x8003 => Ok(()),
        0xa1 => p.uint(&CONNECTION).map(drop),
        0xb1 if counted => {
            p.uint(&CIP_SEQUENCE)?;
            inner(p, 0xb2);
            Ok(())
        }
        0xb1 | 0xb2 => {
            inner(p, kind as u32);
            Ok(())
        }
        0x100 => {
            p.uint(&VERSION)?;
            low_words::read(p, CAPABILITIES)?;
            p.field(&SERVICE, p.rest().len()).map(drop)
        }
        0x8000 | 0x8001 => socket(p),
        0x8002 => {
            p.uint(&IO_CONNECTION)?;
            p.uint(&SEQUENCE).map(drop)
        }
        _ => p.field(&DATA, p.rest().len()).map(drop),
    }
}

/// Hands the rest of the item to the protocol of items of this type.
fn inner(p: &mut Peel<'_>, kind: u32) {
    let range = p.pos()..p.bytes().len();
    if !range.is_empty() {
        p.wrap(Next::Field("enip.cpf.typeid", kind), range, "item length");
    }
}

fn socket(p: &mut Peel<'_>) -> Peeled {
    p.uint(&FAMILY)?;
    p.uint(&PORT)?;
    p.field(&ADDRESS, 4)?;
    p.field(&ZERO, 8).map(drop)
}

fn identity(p: &mut Peel<'_>) -> Peeled {
    p.uint(&VERSION)?;
    socket(p)?;
    for spec in [&VENDOR, &DEVICE, &PRODUCT, &REVISION, &STATUS, &SERIAL] {
        p.uint(spec)?;
    }
    let len = p.uint(&NAME_LEN)? as usize;
    if len > 0 {
        p.field(&NAME, len)?;
    }
    p.uint(&STATE).map(drop)
}
