//! DNP3: how control centres and substations of power and water talk (IEEE 1815).

mod application;
mod objects;
mod points;
mod quality;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Verdict};

const LINK: &str = "IEEE 1815 §9.2";
const TRANSPORT: &str = "IEEE 1815 §8.2";

/// The link header with its checksum.
const HEADER_LEN: usize = 10;
/// What the length counts of the header.
const COUNTED: usize = 5;
/// Every so many bytes there is a checksum.
const CHUNK: usize = 16;
const CRC_LEN: usize = 2;

const PRIMARY: u8 = 0x40;

const CONTROL: FieldSpec = FieldSpec::hex("dnp3.ctl", "Control", 8)
    .parts_follow()
    .doc("Who asks and what for.", LINK);
const DIRECTION: FieldSpec = FieldSpec::flag("dnp3.ctl.dir", "From master")
    .part()
    .doc("Set: sent by the master. Not set: by the outstation.", LINK);
const PRIMARY_FLAG: FieldSpec = FieldSpec::flag("dnp3.ctl.prm", "Primary")
    .part()
    .doc("Set: the sender began this. Not set: it answers.", LINK);

const ASKING: &[FieldSpec] = &[
    CONTROL,
    DIRECTION,
    PRIMARY_FLAG,
    FieldSpec::flag("dnp3.ctl.fcb", "Frame count").part().doc(
        "Changes from frame to frame, so that a lost one is noticed.",
        LINK,
    ),
    FieldSpec::flag("dnp3.ctl.fcv", "Frame count valid")
        .part()
        .doc("Set: the frame count is used.", LINK),
    FieldSpec::uint("dnp3.ctl.prifunc", "Function", 4)
        .part()
        .codes(&[
            (0, "reset link"),
            (1, "reset user process"),
            (2, "test link"),
            (3, "user data, to be confirmed"),
            (4, "user data"),
            (9, "request link status"),
        ])
        .doc("What the frame is for.", LINK),
];

const ANSWERING: &[FieldSpec] = &[
    CONTROL,
    DIRECTION,
    PRIMARY_FLAG,
    FieldSpec::gap(1).part(),
    FieldSpec::flag("dnp3.ctl.dfc", "Flow control")
        .part()
        .doc("Set: the sender's buffers are full.", LINK),
    FieldSpec::uint("dnp3.ctl.secfunc", "Function", 4)
        .part()
        .codes(&[
            (0, "acknowledgement"),
            (1, "not accepted"),
            (11, "link status"),
            (14, "link not working"),
            (15, "not supported"),
        ])
        .doc("What the answer says.", LINK),
];

const SEGMENT: &[FieldSpec] = &[
    FieldSpec::hex("dnp3.tr.ctl", "Transport control", 8)
        .parts_follow()
        .doc("Which part of a message this is.", TRANSPORT),
    FieldSpec::flag("dnp3.tr.fin", "Final")
        .part()
        .doc("Set: the last part of its message.", TRANSPORT),
    FieldSpec::flag("dnp3.tr.fir", "First")
        .part()
        .doc("Set: the first part of its message.", TRANSPORT),
    FieldSpec::uint("dnp3.tr.seq", "Sequence", 6)
        .part()
        .doc("Counts the parts.", TRANSPORT),
];

crate::fields! {
    START = FieldSpec::hex("dnp3.start", "Start", 16).doc("Always 0x0564.", LINK);
    LENGTH = FieldSpec::uint("dnp3.len", "Length", 8).unit("bytes")
        .doc("Control, addresses and user data; checksums are not counted.", LINK);
    DESTINATION = FieldSpec::uint("dnp3.dst", "Destination", 16).little().doc("Whom it is for; from 0xfffd on all stations.", LINK);
    SOURCE = FieldSpec::uint("dnp3.src", "Source", 16).little().doc("Who sends.", LINK);
    HEADER_CRC = FieldSpec::hex("dnp3.hdr.CRC", "Header checksum", 16).little()
        .doc("Covers the header.", LINK);
    DATA = FieldSpec::bytes("dnp.data_chunk", "Data").doc("Up to 16 bytes of user data, which have a checksum of their own.", LINK);
    DATA_CRC = FieldSpec::hex("dnp.data_chunk.CRC", "Data checksum", 16).little()
        .doc("Covers the bytes before it.", LINK);
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len() + application::FIELDS.len() + objects::FIELDS.len() + points::FIELDS.len()] =
    join_fields(&[FIELDS, application::FIELDS, objects::FIELDS, points::FIELDS]);

/// DNP3.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dnp3",
        short: "DNP3",
        title: "Distributed Network Protocol 3",
        osi: OsiLayer::Application,
        why: "Masters read meters and switch breakers of outstations with it. It was made for serial lines and brings its own link and transport headers.",
        reference: "IEEE 1815",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 20000),
        Claim::Port(Transport::Udp, 20000),
    ],
    headers: &[
        ASKING,
        ANSWERING,
        SEGMENT,
        application::CONTROL,
        application::INDICATIONS,
        objects::QUALIFIER,
        points::CONTROL_CODE,
        points::STATUS,
        quality::BINARY,
        quality::OUTPUT,
        quality::COUNTER,
        quality::ANALOG,
        quality::ANALOG_OUTPUT,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x05\x64\x0b\xc4\x04\x00\x03\x00\xe4\x2b\xc1\xc2\x01\x02\x00\x06\x78\xa6",
};

fn recognise(bytes: &[u8]) -> Match {
    match (bytes.first_chunk::<HEADER_LEN>(), bytes) {
        (Some([5, 0x64, len, covered @ .., low, high]), _) => {
            let sum = u16::from_le_bytes([*low, *high]);
            let header = &bytes[..3 + covered.len()];
            Match::yes_if(usize::from(*len) >= COUNTED && checksum(header) == sum)
        }
        (None, [] | [5] | [5, 0x64, ..]) => Match::Short,
        _ => Match::No,
    }
}

/// The checksum of link frames (IEEE 1815 annex E): 16 bits, 0x3d65 with the lowest bit first.
fn checksum(bytes: &[u8]) -> u16 {
    let step = |sum: u16, byte: &u8| {
        (0..8).fold(sum ^ u16::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xa6bc } else { 0 }
        })
    };
    !bytes.iter().fold(0, step)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    p.require(4)?;
    let (len, control) = (usize::from(p.bytes()[2]), p.bytes()[3]);
    if len < COUNTED {
        let fault = FaultKind::BadLength {
            field: "DNP3 length",
            says: len as u64,
            limit: COUNTED as u64,
        };
        p.fault(fault, 2..3);
        return Ok(());
    }
    let user = len - COUNTED;
    let whole = HEADER_LEN + user + user.div_ceil(CHUNK) * CRC_LEN;
    p.wait_for(whole)?;
    p.ends_at(whole);
    if !p.wants_fields() {
        return p.require(whole);
    }
    p.uint(&START)?;
    p.uint(&LENGTH)?;
    let table = match control & PRIMARY {
        0 => ANSWERING,
        _ => ASKING,
    };
    p.rows(table)?;
    let name = table[5].names.get(u64::from(control & 0x0f));
    let to = p.uint(&DESTINATION)?;
    let from = p.uint(&SOURCE)?;
    p.summary(format_args!("{from} → {to}: {}", name.unwrap_or("unknown")));
    crc(p, &HEADER_CRC, 0)?;
    if user > 0 {
        let at = p.pos();
        p.rows(SEGMENT)?;
        p.seek(at);
        user_data(p, user, (from, to))?;
    }
    Ok(())
}

/// Reads the checksum at the cursor, which covers the bytes from `start` on.
fn crc(p: &mut Peel<'_>, spec: &'static FieldSpec, start: usize) -> Peeled {
    let covered = p.bytes().get(start..p.pos()).unwrap_or_default();
    let found = p.uint(spec)? as u16;
    let verdict = match checksum(covered) {
        sum if sum == found => Verdict::Good,
        sum => Verdict::Bad(sum.into()),
    };
    p.verdict(spec.name, verdict);
    Ok(())
}

/// Reads the user data chunk by chunk, and a message that they hold all of.
fn user_data(p: &mut Peel<'_>, user: usize, (from, to): (u64, u64)) -> Peeled {
    let first = p.pos();
    let mut message = Vec::with_capacity(user);
    let mut left = user;
    while left > 0 {
        let len = left.min(CHUNK);
        let at = p.pos();
        message.extend_from_slice(p.field(&DATA, len)?);
        crc(p, &DATA_CRC, at)?;
        left -= len;
    }
    let control = message.remove(0);
    if control & 0xc0 == 0xc0 && !message.is_empty() {
        let mut said = String::new();
        p.aside(message, first..p.pos(), |p| said = application::message(p));
        p.summary(format_args!("{from} → {to}: {said}"));
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

    /// A frame with these user data, and right checksums.
    fn frame(user: &[u8]) -> Vec<u8> {
        let mut bytes = vec![5, 0x64, (user.len() + COUNTED) as u8, 0x44, 3, 0, 4, 0];
        bytes.extend(checksum(&bytes).to_le_bytes());
        for chunk in user.chunks(CHUNK) {
            bytes.extend(chunk);
            bytes.extend(checksum(chunk).to_le_bytes());
        }
        bytes
    }

    fn values(out: &Dissection, name: &str) -> Vec<Value> {
        let found = out.fields.iter().filter(|field| field.spec.name == name);
        found.map(|field| field.value.clone()).collect()
    }

    #[test]
    fn a_request_reads_events() {
        let out = peeled(PROTOCOL.sample);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(values(&out, "dnp3.al.obj"), [Value::Uint(0x0200)]);
        assert_eq!(out.layers[0].summary, "3 → 4: read");
    }

    #[test]
    fn a_response_holds_points_across_chunks() {
        // Two analog inputs of 32 bits with flags, and bits 3 to 12.
        let out = peeled(&frame(
            b"\xc0\xc1\x81\0\0\x1e\x01\0\0\x01\x01\x07\0\0\0\x81\xfe\xff\xff\xff\x01\x01\0\x03\x0c\x81\x02",
        ));
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(
            values(&out, "dnp3.al.ana.int"),
            [Value::Int(7), Value::Int(-2)]
        );
        let bits = values(&out, "dnp3.al.bit");
        assert_eq!(bits.len(), 10);
        assert_eq!(
            (&bits[0], &bits[8], &bits[9]),
            (&Value::Uint(1), &Value::Uint(0), &Value::Uint(1))
        );
    }

    #[test]
    fn wrong_checksums_and_counts_are_told() {
        let mut bytes = frame(b"\xc0\xc0\x00");
        bytes[8] ^= 1;
        assert!(matches!(
            peeled(&bytes).faults[0].kind,
            FaultKind::BadChecksum { .. }
        ));
        let out = peeled(&frame(
            b"\xc0\xc1\x81\0\0\x1e\x01\x02\0\0\0\0\xff\xff\xff\xff\x01",
        ));
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
        assert!(matches!(
            peeled(b"\x05\x64\x04\x44").faults[0].kind,
            FaultKind::BadLength { says: 4, .. }
        ));
    }
}
