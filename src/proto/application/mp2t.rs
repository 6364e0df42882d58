//! MPEG-2 transport stream: pieces of films and programmes in packets of 188 bytes (ISO/IEC 13818-1).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};

const HEAD: &str = "ISO/IEC 13818-1 §2.4.3.2";
const ADAPTATION: &str = "ISO/IEC 13818-1 §2.4.3.4";

/// All packets have this length.
const PACKET_LEN: usize = 188;

/// All packets begin with this byte.
const SYNC: u8 = 0x47;

/// Packets that only fill up.
const NULL_PID: u16 = 0x1fff;

const PIDS: Codes = &[
    (0x0000, "programme table"),
    (0x0001, "access table"),
    (0x0002, "stream descriptions"),
    (0x0010, "network information"),
    (0x0011, "service description"),
    (0x0012, "events"),
    (0x0014, "time"),
    (0x1fff, "filling"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("mp2t.header", "Header", 32)
        .parts_follow()
        .doc("What every packet begins with.", HEAD),
    FieldSpec::hex("mp2t.sync_byte", "Sync byte", 8)
        .part()
        .doc("0x47: here a packet begins.", HEAD),
    FieldSpec::uint("mp2t.tei", "Error", 1)
        .part()
        .doc("1: bits of the packet are wrong.", HEAD),
    FieldSpec::uint("mp2t.pusi", "Unit start", 1).part().doc(
        "1: a new unit, such as a picture, begins in this packet.",
        HEAD,
    ),
    FieldSpec::uint("mp2t.tp", "Priority", 1)
        .part()
        .doc("1: more important than others of the same stream.", HEAD),
    FieldSpec::hex("mp2t.pid", "Stream", 13)
        .codes(PIDS)
        .part()
        .doc("Which of the streams: a picture, a sound, a table.", HEAD),
    FieldSpec::hex("mp2t.tsc", "Scrambling", 2)
        .part()
        .doc("Whether the content is encrypted.", HEAD),
    FieldSpec::hex("mp2t.afc", "Adaptation field", 2)
        .codes(&[
            (1, "only content"),
            (2, "only adaptation field"),
            (3, "both"),
        ])
        .part()
        .doc("Whether there is an adaptation field, and content.", HEAD),
    FieldSpec::uint("mp2t.cc", "Counter", 4)
        .part()
        .doc("Counts the packets of the stream that have content.", HEAD),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 1).doc(doc, ADAPTATION)
}

const FLAGS: &[FieldSpec] = &[
    flag(
        "mp2t.af.di",
        "Discontinuity",
        "1: clock or counter begin anew.",
    ),
    flag(
        "mp2t.af.rai",
        "Random access",
        "1: who comes new can begin here.",
    ),
    flag(
        "mp2t.af.espi",
        "Priority",
        "1: the content is more important.",
    ),
    flag(
        "mp2t.af.pcr_flag",
        "Clock",
        "1: the sender's clock is there.",
    ),
    flag(
        "mp2t.af.opcr_flag",
        "Original clock",
        "1: the clock of the stream that this one was taken from is there.",
    ),
    flag(
        "mp2t.af.sp_flag",
        "Splicing point",
        "1: a countdown to a place where streams can be joined is there.",
    ),
    flag(
        "mp2t.af.tpd_flag",
        "Private data",
        "1: private data are there.",
    ),
    flag("mp2t.af.afe_flag", "Extension", "1: there is an extension."),
];

const EXTENSION_FLAGS: &[FieldSpec] = &[
    flag(
        "mp2t.af.e.ltw_flag",
        "Time window",
        "1: when the packet may arrive is there.",
    ),
    flag(
        "mp2t.af.e.pr_flag",
        "Piecewise rate",
        "1: the rate is there.",
    ),
    flag(
        "mp2t.af.e.ss_flag",
        "Seamless splice",
        "1: where streams can be joined is there.",
    ),
    FieldSpec::uint("mp2t.af.e.reserved", "Reserved", 5).doc("All ones.", ADAPTATION),
];

crate::fields! {
    PACKET = FieldSpec::group("", "Packet").doc("188 bytes of one of the streams.", HEAD);
    AF_LENGTH = FieldSpec::uint("mp2t.af.length", "Adaptation field length", 8).unit("bytes").doc("Bytes that follow.", ADAPTATION);
    AF = FieldSpec::group("mp2t.af", "Adaptation field").doc("Clock and other things about the stream; it also fills packets up.", ADAPTATION);
    PCR = FieldSpec::hex("mp2t.af.pcr", "Clock", 48).doc("The sender's clock, which ticks 27 million times a second.", "ISO/IEC 13818-1 §2.4.3.5");
    OPCR = FieldSpec::hex("mp2t.af.opcr", "Original clock", 48).doc("The clock of the stream that this one was taken from.", "ISO/IEC 13818-1 §2.4.3.5");
    SPLICE = FieldSpec::uint("mp2t.af.sc", "Splice countdown", 8).doc("Packets up to the place where streams can be joined.", ADAPTATION);
    PRIVATE_LEN = FieldSpec::uint("mp2t.af.tpd_length", "Private data length", 8).unit("bytes").doc("Bytes that follow.", ADAPTATION);
    PRIVATE = FieldSpec::bytes("mp2t.af.tpd", "Private data").doc("For the sender's own use.", ADAPTATION);
    EXTENSION_LEN = FieldSpec::uint("mp2t.af.e_length", "Extension length", 8).unit("bytes").doc("Bytes that follow.", ADAPTATION);
    EXTENSION = FieldSpec::bytes("", "Extension").doc("What the flags announce.", ADAPTATION);
    STUFFING = FieldSpec::bytes("mp2t.af.stuffing_bytes", "Stuffing").doc("Fills the packet up.", ADAPTATION);
    POINTER = FieldSpec::uint("mp2t.pointer", "Pointer", 8).doc("Bytes up to where a table begins.", "ISO/IEC 13818-1 §2.4.4.2");
    CONTENT = FieldSpec::bytes("", "Content").doc("A piece of a picture, of sound, of a table.", HEAD);
}

/// MPEG-2 transport stream.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mp2t",
        short: "MPEG-TS",
        title: "MPEG-2 Transport Stream",
        osi: OsiLayer::Presentation,
        why: "It is the form in which pictures and sound of a programme are mixed and sent.",
        reference: "ISO/IEC 13818-1",
    },
    claims: &[
        Claim::Field("rtp.p_type", 33),
        Claim::Heuristic(Transport::Udp, 6),
    ],
    headers: &[HEADER, FLAGS, EXTENSION_FLAGS],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: &SAMPLE,
};

/// A packet that only fills up.
const SAMPLE: [u8; PACKET_LEN] = {
    let mut packet = [0xff; PACKET_LEN];
    packet[0] = SYNC;
    packet[1] = 0x1f;
    packet[3] = 0x10;
    packet
};

fn recognise(bytes: &[u8]) -> Match {
    let is_whole = !bytes.is_empty() && bytes.len().is_multiple_of(PACKET_LEN);
    Match::yes_if(is_whole && bytes.chunks(PACKET_LEN).all(|packet| packet[0] == SYNC))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut count = 0_u32;
    while p.rest().first() == Some(&SYNC) && !p.is_full() {
        p.group(&PACKET, |p| p.within(PACKET_LEN, "packet length", packet))?;
        count += 1;
    }
    p.summary(format_args!("{count} packets"));
    Ok(())
}

fn packet(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let pid = u16::from_be_bytes([header[1] & 0x1f, header[2]]);
    let (starts, control) = (header[1] & 0x40 != 0, header[3] >> 4 & 3);
    if pid == NULL_PID {
        return content(p);
    }
    if control & 2 != 0 {
        let len = p.uint(&AF_LENGTH)? as usize;
        if len > 0 {
            p.require(len)?;
            p.group(&AF, |p| {
                p.within(len, "adaptation field length", adaptation)
            })?;
        }
    }
    if control & 1 == 0 {
        return Ok(());
    }
    let is_clear = header[3] & 0xc0 == 0;
    let is_table = is_clear && starts && !p.rest().starts_with(&[0, 0, 1]);
    if is_table && !p.rest().is_empty() {
        p.uint(&POINTER)?;
    }
    content(p)
}

fn content(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&CONTENT, len).map(drop),
    }
}

fn adaptation(p: &mut Peel<'_>) -> Peeled {
    let flags = p.rows(FLAGS)?[0];
    if flags & 0x10 != 0 {
        clock(p, &PCR)?;
    }
    if flags & 0x08 != 0 {
        clock(p, &OPCR)?;
    }
    if flags & 0x04 != 0 {
        p.uint(&SPLICE)?;
    }
    if flags & 0x02 != 0 {
        let len = p.uint(&PRIVATE_LEN)? as usize;
        if len > 0 {
            p.field(&PRIVATE, len)?;
        }
    }
    if flags & 0x01 != 0 {
        let len = p.uint(&EXTENSION_LEN)? as usize;
        p.within(len, "extension length", |p| {
            p.rows(EXTENSION_FLAGS)?;
            match p.rest().len() {
                0 => Ok(()),
                left => p.field(&EXTENSION, left).map(drop),
            }
        })?;
    }
    match p.rest().len() {
        0 => Ok(()),
        left => p.field(&STUFFING, left).map(drop),
    }
}

/// 33 bits that count to 90,000 in a second, six bits of nothing, nine that count to 300 in between.
fn clock(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(6)?;
    let bits = bytes
        .iter()
        .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let ticks = (bits >> 15) * 300 + (bits & 0x1ff);
    p.mark_as(spec, at..at + 6, Value::Uint(ticks));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn packets_have_a_clock() {
        let mut bytes = SAMPLE.to_vec();
        let mut second = SAMPLE;
        second[..12].copy_from_slice(b"\x47\x41\x00\x31\x07\x50\x00\x00\x00\xff\x7e\x00");
        bytes.extend(second);
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        let one = |name| all(&out, &bytes, name);
        assert_eq!(one("mp2t.pid")[1].2, "0x0100");
        assert_eq!(one("mp2t.af.pcr"), [(194, 6, "0x0000000255a8".into())]);
        assert_eq!(one("mp2t.af"), [(193, 7, String::new())]);
        assert_eq!(recognise(&bytes), Match::Yes);
        assert_eq!(recognise(&bytes[1..]), Match::No);
        second[4] = 0xff;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &second, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
