//! IEEE 802.11 (Wi-Fi): frames between stations over the air.

mod actions;
mod capable;
mod codes;
mod control;
mod data;
pub(in crate::proto) mod elements;
mod fixed;
mod frame;
mod layouts;
mod management;
mod rates;
mod security;
#[cfg(test)]
mod tests;
mod vendor;

use crate::decode::{Claim, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, Value, Verdict};
use crate::proto::link::{ppi, radiotap};
use crate::proto::low_words::join;

/// Bytes of the frame check sequence.
const FCS_LEN: usize = 4;

const VERSION: u8 = 0x03;

const MANAGEMENT: u8 = 0;
const CONTROL: u8 = 1;
const DATA: u8 = 2;

pub(super) const TO_DS: u8 = 0x01;
pub(super) const FROM_DS: u8 = 0x02;
pub(super) const MORE_FRAGMENTS: u8 = 0x04;
pub(super) const PROTECTED: u8 = 0x40;
pub(super) const ORDER: u8 = 0x80;

/// Flags in the radiotap header.
const HAS_FCS: u8 = 0x10;
const HAS_PAD: u8 = 0x20;

crate::fields! {
    TYPE_SUBTYPE = FieldSpec::hex("wlan.fc.type_subtype", "Type and subtype", 8)
        .codes(codes::FRAMES)
        .doc("What kind of frame it is: the type in the upper four bits, the subtype in the lower.", "IEEE 802.11 §9.2.4.1.3");
    FCS = FieldSpec::hex("wlan.fcs", "Frame check sequence", 32)
        .little()
        .doc("A CRC-32 over the whole frame: what does not fit is dropped and not acknowledged.", "IEEE 802.11 §9.2.4.8");
}

/// All that the elements of management frames may show; EAPOL shows them too.
const ELEMENT_LISTS: usize = elements::FIELDS.len()
    + security::FIELDS.len()
    + layouts::FIELDS.len()
    + rates::FIELDS.len()
    + vendor::FIELDS.len();

/// The fields of elements.
pub(in crate::proto) static ELEMENT_FIELDS: [&FieldSpec; ELEMENT_LISTS] = join_fields(&[
    elements::FIELDS,
    security::FIELDS,
    layouts::FIELDS,
    rates::FIELDS,
    vendor::FIELDS,
]);

const ELEMENT_TABLE_LISTS: usize = security::TABLES.len()
    + layouts::TABLES.len()
    + capable::TABLES.len()
    + rates::TABLES.len()
    + vendor::TABLES.len()
    + fixed::TABLES.len();

/// The words of elements.
pub(in crate::proto) static ELEMENT_TABLES: [&[FieldSpec]; ELEMENT_TABLE_LISTS] = join(&[
    security::TABLES,
    layouts::TABLES,
    capable::TABLES,
    rates::TABLES,
    vendor::TABLES,
    fixed::TABLES,
]);

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len()
        + frame::FIELDS.len()
        + control::FIELDS.len()
        + data::FIELDS.len()
        + fixed::FIELDS.len()
        + actions::FIELDS.len()
        + ELEMENT_LISTS] = join_fields(&[
    FIELDS,
    frame::FIELDS,
    control::FIELDS,
    data::FIELDS,
    fixed::FIELDS,
    actions::FIELDS,
    &ELEMENT_FIELDS,
]);

static ALL_TABLES: [&[FieldSpec];
    2 + frame::TABLES.len()
        + control::TABLES.len()
        + data::TABLES.len()
        + actions::TABLES.len()
        + ELEMENT_TABLE_LISTS] = join(&[
    &[frame::CONTROL_FIELD, frame::SWAPPED_FIELD],
    frame::TABLES,
    control::TABLES,
    data::TABLES,
    actions::TABLES,
    &ELEMENT_TABLES,
]);

/// 802.11.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "wlan",
        short: "802.11",
        title: "IEEE 802.11 wireless LAN",
        osi: OsiLayer::DataLink,
        why: "It carries frames between stations that hear each other, addressed by MAC address.",
        reference: "IEEE 802.11 §9",
    },
    claims: &[Claim::LinkType(LinkType(105)), Claim::EtherType(0x890d)],
    headers: &ALL_TABLES,
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: Some(trailer),
    stream: false,
    sample: b"\x80\x00\x00\x00\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x02\x00\x5e\x10\x00\x01\x10\x00\
              \x01\x00\x00\x00\x00\x00\x00\x00\x64\x00\x11\x04\x00\x04open\x01\x02\x82\x84\x03\x01\x06",
};

/// What the first two bytes say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// Management, control, data, extension.
    pub class: u8,
    pub subtype: u8,
    pub flags: u8,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.outer() == "eth" {
        return tunnelled(p);
    }
    let kind = frame_control(p)?;
    let end = p.bytes().len() - fcs_len(p);
    match kind.class {
        MANAGEMENT | CONTROL => {
            p.within(
                end.saturating_sub(p.pos()),
                "end of the frame",
                |p| match kind.class {
                    MANAGEMENT => management::peel(p, kind),
                    _ => control::peel(p, kind),
                },
            )?;
            p.seek(end);
            check_sequence(p)
        }
        DATA => {
            data::peel(p, kind, end)?;
            if end < p.bytes().len() {
                p.ends_at(p.bytes().len());
            }
            Ok(())
        }
        _ => {
            p.summary(format_args!("extension frame"));
            p.pass_until(crate::decode::Next::Data, end);
            Ok(())
        }
    }
}

fn frame_control(p: &mut Peel<'_>) -> Result<Kind, Stop> {
    p.require(2)?;
    let at = p.pos();
    let (table, first) = match is_swapped(p) {
        true => (frame::SWAPPED_FIELD, 1),
        false => (frame::CONTROL_FIELD, 0),
    };
    let bytes = p.rows(table)?;
    let (control, flags) = (bytes[first], bytes[1 - first]);
    let kind = Kind {
        class: control >> 2 & 3,
        subtype: control >> 4,
        flags,
    };
    let number = u64::from(kind.class << 4 | kind.subtype);
    p.mark_as(
        &TYPE_SUBTYPE,
        at + first..at + first + 1,
        Value::Uint(number),
    );
    p.mark(&frame::FLAGS_BYTE, at + 1 - first..at + 2 - first);
    if p.wants_fields() {
        let name = TYPE_SUBTYPE.names.get(number).unwrap_or("unknown frame");
        p.summary(format_args!("{name}"));
    }
    if control & VERSION != 0 {
        p.fault(
            FaultKind::Malformed("there is only version 0 of such frames"),
            at + first..at + first + 1,
        );
        return Err(Stop);
    }
    Ok(kind)
}

/// Behind an EtherType stand management frames for the other end of the link, without a header.
fn tunnelled(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&actions::PAYLOAD_TYPE)?;
    match kind {
        2 => actions::peel(p),
        _ => {
            p.pass(crate::decode::Next::Data);
            Ok(())
        }
    }
}

/// 1 where the stations of a flow swap the first two bytes of frames.
const SWAPPED: &str = "capwap.swapped";

/// In CAPWAP some makers' stations send the two bytes of the frame control field in the wrong order.
/// Often only one order makes sense; where both do, what is known of the flow decides.
fn is_swapped(p: &mut Peel<'_>) -> bool {
    if p.outer() != "capwap.data" {
        return false;
    }
    let [first, second] = *p.rest().first_chunk().unwrap_or(&[0, 0]);
    match (makes_sense(first, second), makes_sense(second, first)) {
        (true, false) => false,
        (false, true) => {
            if p.fact(SWAPPED, 0) != Some(1) {
                p.note(SWAPPED, 0, 1);
            }
            true
        }
        _ => p.fact(SWAPPED, 0) == Some(1),
    }
}

/// True if these may be the bytes of a frame control field.
fn makes_sense(control: u8, flags: u8) -> bool {
    let (class, subtype) = (control >> 2 & 3, control >> 4);
    let is_local = flags & (TO_DS | FROM_DS) == 0;
    control & VERSION == 0
        && match class {
            // Only goodbyes, actions and one step of authentication are ever encrypted.
            MANAGEMENT => is_local && (flags & PROTECTED == 0 || (10..=14).contains(&subtype)),
            CONTROL => is_local && flags & (MORE_FRAGMENTS | PROTECTED) == 0 && subtype > 1,
            DATA => subtype != 13,
            _ => false,
        }
}

/// What the radiotap header in front says; 0 without one.
fn radio_flags(p: &Peel<'_>) -> u8 {
    match p.outer() {
        "radiotap" => p.bytes_since("radiotap").map_or(0, radiotap::flags_of),
        _ => 0,
    }
}

/// True if the header is filled up to whole words of 4 bytes.
pub(super) fn is_padded(p: &Peel<'_>) -> bool {
    radio_flags(p) & HAS_PAD != 0
}

/// How many of the frame's last bytes are check sequence. It is there if the header in front says
/// so, or the capture file does, or if the last four bytes are the right one.
fn fcs_len(p: &Peel<'_>) -> usize {
    let missing = (p.frame().original_len as usize).saturating_sub(p.buffer().len());
    let len = match p.outer() {
        "radiotap" if radio_flags(p) & HAS_FCS != 0 => FCS_LEN,
        "ppi" if p.bytes_since("ppi").is_some_and(ppi::has_fcs) => FCS_LEN,
        "" => match p.frame().fcs_len {
            Some(len) => usize::from(len),
            None if verdict(p) == Verdict::Good => FCS_LEN,
            None => 0,
        },
        _ => 0,
    };
    len.saturating_sub(missing).min(p.rest().len())
}

/// Reads the check sequence at the cursor, if one is there.
fn check_sequence(p: &mut Peel<'_>) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    p.uint(&FCS)?;
    let verdict = verdict(p);
    p.verdict(FCS.name, verdict);
    Ok(())
}

/// Compares the last four bytes with the CRC-32 of those before.
fn verdict(p: &Peel<'_>) -> Verdict {
    let frame = p.bytes_since("wlan").filter(|_| p.is_whole());
    let Some((covered, found)) = frame.and_then(<[u8]>::split_last_chunk::<FCS_LEN>) else {
        return Verdict::Unverifiable;
    };
    let mut crc = flate2::Crc::new();
    crc.update(covered);
    match crc.sum() == u32::from_le_bytes(*found) {
        true => Verdict::Good,
        false => Verdict::Bad(crc.sum()),
    }
}

/// What stands behind the payload of a data frame.
fn trailer(p: &mut Peel<'_>) -> Peeled {
    let rest = p.bytes().len();
    p.skip(rest.saturating_sub(FCS_LEN))?;
    check_sequence(p)
}
