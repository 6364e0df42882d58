//! IEEE 802.15.4: frames of small radios that live on batteries (Zigbee, Thread, 6LoWPAN).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, Stop};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, Verdict};
use crate::proto::low_words::{self, low_words};
use crate::proto::network::zbee_nwk;

const SECTION: &str = "IEEE 802.15.4 §7.2";
const MAC_SECTION: &str = "IEEE 802.15.4 §7.5";

/// Frames with a check sequence, and without.
const WITH_FCS: LinkType = LinkType(195);
const WITHOUT_FCS: LinkType = LinkType(230);

const FCS_LEN: usize = 2;

const TYPES: crate::model::Codes = &[
    (0, "beacon"),
    (1, "data"),
    (2, "ACK"),
    (3, "command"),
    (5, "multipurpose"),
    (6, "fragment"),
    (7, "extended"),
];

const MODES: crate::model::Codes = &[(0, "none"), (2, "16 bits"), (3, "64 bits")];

const fn pan(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 16)
        .little()
        .doc("The network; 0xffff is any.", SECTION)
}

const fn short(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 16).little().doc(
        "The number that the network gave to the device; 0xffff is all.",
        SECTION,
    )
}

const fn long(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc("The address that the maker gave to the device.", SECTION)
}

crate::fields! {
    SEQUENCE = FieldSpec::uint("wpan.seq_no", "Sequence number", 8).doc("An acknowledgement repeats it.", SECTION);
    TO_PAN = pan("wpan.dst_pan", "Destination network");
    TO_SHORT = short("wpan.dst16", "Destination");
    TO_LONG = long("wpan.dst64", "Destination");
    FROM_PAN = pan("wpan.src_pan", "Source network");
    FROM_SHORT = short("wpan.src16", "Source");
    FROM_LONG = long("wpan.src64", "Source");
    FCS = FieldSpec::hex("wpan.fcs", "Frame check sequence", 16)
        .little()
        .doc("A CRC-16 over the whole frame.", "IEEE 802.15.4 §7.2.11");
    COMMAND = FieldSpec::hex("wpan.cmd", "Command", 8)
        .codes(&[(1, "association request"), (2, "association response"), (3, "disassociation"), (4, "data request"), (5, "network conflict"), (6, "orphan"), (7, "beacon request"), (8, "realignment"), (9, "GTS request")])
        .doc("What a device asks for.", MAC_SECTION);
    HEADER_ELEMENTS = FieldSpec::group("", "Header elements").doc("Type, length, content.", "IEEE 802.15.4 §7.4.2");
    ELEMENT = FieldSpec::group("", "Element").doc("One of them.", "IEEE 802.15.4 §7.4.2");
    CONTENT = FieldSpec::bytes("", "Content").doc("What the element says.", "IEEE 802.15.4 §7.4.2");
}

low_words! {
    CONTROL in "IEEE 802.15.4 §7.2.2": 16 "wpan.fcf" "Frame control" "What kind of frame it is, and which fields follow." {
        3 "wpan.frame_type" "Type" "What the frame is." [TYPES];
        1 "wpan.security" "Security" "Set: the payload is protected.";
        1 "wpan.pending" "Pending" "Set: the sender has more for the receiver.";
        1 "wpan.ack_request" "ACK wanted" "Set: the receiver shall acknowledge it.";
        1 "wpan.pan_id_compression" "Same network" "Set: a network number is left out.";
        1 "wpan.fcf.reserved" "Reserved" "Zero.";
        1 "wpan.seqno_suppression" "No sequence number" "Set: the sequence number is left out.";
        1 "wpan.ie_present" "Elements" "Set: elements follow the header.";
        2 "wpan.dst_addr_mode" "Destination" "How long the address is." [MODES];
        2 "wpan.version" "Version" "0: of 2003, 1: of 2006, 2: of 2015.";
        2 "wpan.src_addr_mode" "Source" "How long the address is." [MODES];
    }
    IE_HEAD in "IEEE 802.15.4 §7.4.2": 16 "wpan.header_ie_tlv" "Element" "Type and length." {
        7 "wpan.header_ie.length" "Length" "Of the content, in bytes.";
        8 "wpan.header_ie.id" "Number" "What the element is.";
        1 "wpan.header_ie.type" "Type" "0: of the header.";
    }
}

/// 802.15.4.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "wpan",
        short: "802.15.4",
        title: "IEEE 802.15.4 Low-Rate Wireless PAN",
        osi: OsiLayer::DataLink,
        why: "It carries short frames between radios that hear each other.",
        reference: "IEEE 802.15.4",
    },
    claims: &[Claim::LinkType(WITH_FCS), Claim::LinkType(WITHOUT_FCS)],
    headers: TABLES,
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: Some(trailer),
    stream: false,
    sample: b"\x41\x88\x07\xcd\xab\xff\xff\x01\x00Hello",
};

/// Bits of the frame control.
const SECURITY: u64 = 0x0008;
const COMPRESSED: u64 = 0x0040;
const NO_SEQUENCE: u64 = 0x0100;
const HAS_ELEMENTS: u64 = 0x0200;

/// Frame types.
const BEACON: u64 = 0;
const DATA: u64 = 1;
const ACK: u64 = 2;
const MAC_COMMAND: u64 = 3;

/// Address modes.
const NONE: u64 = 0;
const SHORT: u64 = 2;
const LONG: u64 = 3;

/// The version that counts what is left out in its own way.
const VERSION_2015: u64 = 2;

fn peel(p: &mut Peel<'_>) -> Peeled {
    let control = low_words::read(p, CONTROL)?;
    let (kind, version) = (control & 7, control >> 12 & 3);
    if p.wants_fields() {
        let name = TYPES.iter().find(|entry| entry.0 == kind);
        p.summary(format_args!(
            "{}",
            name.map_or("unknown frame", |entry| entry.1)
        ));
    }
    let end = p.bytes().len() - fcs_len(p).min(p.rest().len());
    if !matches!(kind, BEACON | DATA | ACK | MAC_COMMAND) || version > VERSION_2015 {
        p.pass_until(Next::Data, end);
        return Ok(());
    }
    if version != VERSION_2015 || control & NO_SEQUENCE == 0 {
        p.uint(&SEQUENCE)?;
    }
    addresses(p, control, version == VERSION_2015)?;
    if control & SECURITY != 0 {
        p.pass_until(Next::Data, end);
        return Ok(());
    }
    if version == VERSION_2015 && control & HAS_ELEMENTS != 0 {
        p.group(&HEADER_ELEMENTS, |p| elements(p, end))?;
    }
    if kind == MAC_COMMAND {
        p.uint(&COMMAND)?;
    }
    let next = match kind {
        DATA if is_sound(p, end) => match is_zigbee(p, control, end) {
            true => Next::Protocol(&zbee_nwk::PROTOCOL),
            false => Next::Field("wpan.frame_type", DATA as u32),
        },
        _ => Next::Data,
    };
    p.pass_until(next, end);
    Ok(())
}

/// The interface identifiers that IPv6 makes of the addresses in the header of the frame that begins
/// with `bytes`: of its destination and its source (RFC 4944 §6).
pub(in crate::proto) fn interfaces(bytes: &[u8]) -> (Option<[u8; 8]>, Option<[u8; 8]>) {
    let Some((control, rest)) = bytes.split_first_chunk::<2>() else {
        return (None, None);
    };
    let control = u64::from(u16::from_le_bytes(*control));
    let is_2015 = control >> 12 & 3 == VERSION_2015;
    let (to_network, from_network) = networks(control, is_2015);
    let mut rest = rest.iter().copied();
    let mut skip = |len: usize| rest.by_ref().take(len).for_each(drop);
    if !is_2015 || control & NO_SEQUENCE == 0 {
        skip(1);
    }
    if to_network {
        skip(2);
    }
    let to = interface(control >> 10 & 3, &mut rest);
    if from_network {
        rest.by_ref().take(2).for_each(drop);
    }
    (to, interface(control >> 14 & 3, &mut rest))
}

/// Made of an address of this mode, whose low byte comes first.
fn interface(mode: u64, bytes: &mut impl Iterator<Item = u8>) -> Option<[u8; 8]> {
    let mut next = || bytes.next();
    match mode {
        SHORT => {
            let (low, high) = (next()?, next()?);
            Some([0, 0, 0, 0xff, 0xfe, 0, high, low])
        }
        LONG => {
            let mut made = [0; 8];
            for byte in made.iter_mut().rev() {
                *byte = next()?;
            }
            // The bit that says who gave the address means the opposite in IPv6.
            made[0] ^= 2;
            Some(made)
        }
        _ => None,
    }
}

/// True if the payload, which ends at `end`, begins as Zigbee's does; its devices have short addresses.
fn is_zigbee(p: &Peel<'_>, control: u64, end: usize) -> bool {
    let is_short = control >> 10 & 3 == SHORT && control >> 14 & 3 == SHORT;
    is_short && p.bytes().get(p.pos()..end).is_some_and(zbee_nwk::is_head)
}

/// False if the check sequence behind the payload, which ends at `end`, says that the frame is damaged.
fn is_sound(p: &Peel<'_>, end: usize) -> bool {
    let (covered, found) = p.bytes().split_at(end.min(p.bytes().len()));
    let found: Option<[u8; FCS_LEN]> = found.try_into().ok();
    found.is_none_or(|found| crc(covered) == u16::from_le_bytes(found))
}

/// Which network numbers are there, besides the addresses (IEEE 802.15.4 §7.2.2.6).
fn networks(control: u64, is_2015: bool) -> (bool, bool) {
    let (to, from) = (control >> 10 & 3, control >> 14 & 3);
    let is_compressed = control & COMPRESSED != 0;
    if !is_2015 {
        let is_shared = is_compressed && to != NONE;
        return (to != NONE, from != NONE && !is_shared);
    }
    match (to, from) {
        (NONE, NONE) => (is_compressed, false),
        (_, NONE) => (!is_compressed, false),
        (NONE, _) => (false, !is_compressed),
        (LONG, LONG) => (!is_compressed, false),
        _ => (true, !is_compressed),
    }
}

fn addresses(p: &mut Peel<'_>, control: u64, is_2015: bool) -> Peeled {
    let (to_network, from_network) = networks(control, is_2015);
    if to_network {
        p.uint(&TO_PAN)?;
    }
    address(p, control >> 10 & 3, &TO_SHORT, &TO_LONG)?;
    if from_network {
        p.uint(&FROM_PAN)?;
    }
    address(p, control >> 14 & 3, &FROM_SHORT, &FROM_LONG)
}

fn address(
    p: &mut Peel<'_>,
    mode: u64,
    short: &'static FieldSpec,
    long: &'static FieldSpec,
) -> Peeled {
    match mode {
        NONE => Ok(()),
        LONG => {
            let at = p.pos();
            let bytes = p.skip(8)?;
            p.mark_made(long, at..at + 8, || {
                let parts: Vec<String> = bytes
                    .iter()
                    .rev()
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                parts.join(":")
            });
            Ok(())
        }
        SHORT => p.uint(short).map(|_| ()),
        _ => Err(Stop),
    }
}

/// Elements of the header, up to the one that ends them.
fn elements(p: &mut Peel<'_>, end: usize) -> Peeled {
    const LAST: [u64; 2] = [0x7e, 0x7f];
    while p.pos() + 2 <= end && !p.is_full() {
        let is_last = p.group(&ELEMENT, |p| {
            let head = low_words::read(p, IE_HEAD)?;
            let len = (head & 0x7f) as usize;
            let is_last = LAST.contains(&(head >> 7 & 0xff));
            if len > 0 {
                p.field(&CONTENT, len)?;
            }
            Ok(is_last)
        })?;
        if is_last {
            break;
        }
    }
    Ok(())
}

/// How many of the frame's last bytes are check sequence, as the link type says.
fn fcs_len(p: &Peel<'_>) -> usize {
    if p.frame().link_type == WITHOUT_FCS || !p.outer().is_empty() {
        return 0;
    }
    let missing = (p.frame().original_len as usize).saturating_sub(p.buffer().len());
    match p.frame().link_type {
        WITH_FCS => FCS_LEN.saturating_sub(missing),
        _ => 0,
    }
}

fn trailer(p: &mut Peel<'_>) -> Peeled {
    let len = fcs_len(p).min(p.bytes().len());
    p.skip(p.bytes().len() - len)?;
    if len < FCS_LEN {
        return Ok(());
    }
    let found = p.uint(&FCS)? as u16;
    let verdict = match p.bytes_since("wpan").filter(|_| p.is_whole()) {
        Some(frame) => match frame.split_last_chunk::<FCS_LEN>() {
            Some((covered, _)) if crc(covered) == found => Verdict::Good,
            Some((covered, _)) => Verdict::Bad(crc(covered).into()),
            None => Verdict::Unverifiable,
        },
        None => Verdict::Unverifiable,
    };
    p.verdict(FCS.name, verdict);
    Ok(())
}

/// The CRC-16 of ITU-T, low bit first, begun with zero.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc: u16, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| {
            crc >> 1 ^ if crc & 1 == 1 { 0x8408 } else { 0 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{NoConversations, Peeler, Want};
    use crate::model::{Dissection, Frame, Value};

    fn peeled(bytes: &[u8], link_type: LinkType) -> Dissection {
        let mut out = Dissection::default();
        let mut frame = Frame::empty();
        frame.info.link_type = link_type;
        frame.info.original_len = bytes.len() as u32;
        frame.bytes = bytes.to_vec();
        Peeler::new(crate::proto::registry()).peel(
            &frame,
            Want::Full,
            &mut NoConversations,
            &mut out,
        );
        out
    }

    #[test]
    fn addresses_may_be_short_or_left_out() {
        let out = peeled(PROTOCOL.sample, WITHOUT_FCS);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("wpan.dst_pan"), Value::Uint(0xabcd));
        assert_eq!(value("wpan.dst16"), Value::Uint(0xffff));
        assert_eq!(value("wpan.src16"), Value::Uint(1));
        assert!(out.field("wpan.src_pan").is_none());
        assert_eq!(out.layers[1].info.name, "data");
    }

    #[test]
    fn the_check_sequence_is_checked() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend(crc(PROTOCOL.sample).to_le_bytes());
        assert!(peeled(&bytes, WITH_FCS).faults.is_empty());
        bytes[9] ^= 1;
        assert_eq!(peeled(&bytes, WITH_FCS).faults.len(), 1);
        assert_eq!(crc(b"123456789"), 0x2189);
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        assert!(
            !peeled(b"\x21\xec\x01\xab\xcd\x01", WITHOUT_FCS)
                .faults
                .is_empty()
        );
        assert!(!peeled(b"\x00\x23\x7f\x00", WITHOUT_FCS).faults.is_empty());
    }
}
