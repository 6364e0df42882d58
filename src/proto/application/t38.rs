//! T.38: fax over packets, in datagrams that repeat what the ones before carried (ITU-T T.38).

use crate::decode::{Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Value};
use crate::proto::application::rtp;

const PACKET: &str = "ITU-T T.38 §9.1";
const FAX: &str = "ITU-T T.38 §7";

const INDICATORS: Codes = &[
    (0, "no signal"),
    (1, "calling tone"),
    (2, "called station tone"),
    (3, "V.21 preamble"),
    (4, "V.27 2400 training"),
    (5, "V.27 4800 training"),
    (6, "V.29 7200 training"),
    (7, "V.29 9600 training"),
    (8, "V.17 7200 short training"),
    (9, "V.17 7200 long training"),
    (10, "V.17 9600 short training"),
    (11, "V.17 9600 long training"),
    (12, "V.17 12000 short training"),
    (13, "V.17 12000 long training"),
    (14, "V.17 14400 short training"),
    (15, "V.17 14400 long training"),
    (16, "V.8 answer tone"),
    (17, "V.8 signal"),
    (18, "V.34 control channel 1200"),
    (19, "V.34 primary channel"),
    (20, "V.34 control channel retrain"),
    (21, "V.33 12000 training"),
    (22, "V.33 14400 training"),
];

const MODULATIONS: Codes = &[
    (0, "V.21"),
    (1, "V.27 2400"),
    (2, "V.27 4800"),
    (3, "V.29 7200"),
    (4, "V.29 9600"),
    (5, "V.17 7200"),
    (6, "V.17 9600"),
    (7, "V.17 12000"),
    (8, "V.17 14400"),
    (9, "V.8"),
    (10, "V.34 primary rate"),
    (11, "V.34 control channel 1200"),
    (12, "V.34 primary channel"),
    (13, "V.33 12000"),
    (14, "V.33 14400"),
];

const FIELD_TYPES: Codes = &[
    (0, "HDLC data"),
    (1, "HDLC signal end"),
    (2, "HDLC check sequence right"),
    (3, "HDLC check sequence wrong"),
    (4, "HDLC check sequence right, signal end"),
    (5, "HDLC check sequence wrong, signal end"),
    (6, "picture data"),
    (7, "picture data, signal end"),
    (8, "call menu"),
    (9, "joint menu"),
    (10, "call indicator"),
    (11, "V.34 rate"),
];

crate::fields! {
    ALL = FieldSpec::group("t38.UDPTLPacket_element", "Datagram")
        .doc("A numbered packet of the fax, and earlier ones again.", PACKET);
    NUMBER = FieldSpec::uint("t38.seq_number", "Sequence number", 16)
        .doc("Grows by one with every packet.", PACKET);
    LENGTH = FieldSpec::uint("per.open_type_length", "Length", 8).unit("bytes")
        .doc("Bytes of the packet that follows.", PACKET);
    PRIMARY = FieldSpec::group("t38.primary_ifp_packet_element", "New packet")
        .doc("What this datagram is sent for.", PACKET);
    EARLIER = FieldSpec::group("t38.secondary_ifp_packets_item_element", "Earlier packet")
        .doc("A packet that was sent before: nothing is lost if some datagrams are.", PACKET);
    KIND = FieldSpec::uint("t38.type_of_msg", "Kind", 0)
        .codes(&[(0, "indicator"), (1, "data")])
        .doc("A signal on the telephone line, or data.", FAX);
    INDICATOR = FieldSpec::uint("t38.t30_indicator", "Indicator", 0).codes(INDICATORS)
        .doc("Which signal is heard on the line.", FAX);
    MODULATION = FieldSpec::uint("t38.t30_data", "Modulation", 0).codes(MODULATIONS)
        .doc("How the data is sent on the line.", FAX);
    FIELD = FieldSpec::group("t38.Data_Field_item_element", "Data field")
        .doc("A piece of data, and what it is.", FAX);
    FIELD_TYPE = FieldSpec::uint("t38.field_type", "Field type", 0).codes(FIELD_TYPES)
        .doc("Part of a frame, of a picture, or the end of one.", FAX);
    DATA = FieldSpec::bytes("t38.field_data", "Data")
        .doc("The data itself.", FAX);
    RECOVERY = FieldSpec::bytes("", "Repair")
        .doc("Earlier packets, or sums from which lost ones are computed.", PACKET);
}

/// T.38.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "t38",
        short: "T.38",
        title: "Fax over IP",
        osi: OsiLayer::Application,
        why: "It is what fax machines say to each other, carried in datagrams instead of tones.",
        reference: "ITU-T T.38",
    },
    claims: &[],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x07\x06\xc0\x01\x80\x00\x00\xff\x00\x01\x01\x06",
};

/// Only a description of the session can tell.
fn recognise(bytes: &[u8]) -> Match {
    match bytes.len() >= 4 {
        true => Match::Known,
        false => Match::No,
    }
}

/// True if the length of the first packet fits, and those of the earlier ones do.
fn is_consistent(bytes: &[u8]) -> bool {
    let [_, _, len @ 1..=0x7f, rest @ ..] = bytes else {
        return false;
    };
    let Some(rest) = rest.get(usize::from(*len)..) else {
        return false;
    };
    match rest {
        [0x00, count @ 0..=0x7f, packets @ ..] => {
            let mut left = packets;
            for _ in 0..*count {
                let [len @ 0..=0x7f, more @ ..] = left else {
                    return false;
                };
                let Some(next) = more.get(usize::from(*len)..) else {
                    return false;
                };
                left = next;
            }
            left.is_empty()
        }
        // Sums for repair, which fill the rest; but sound begins with the same bit.
        [0x80, ..] => bytes[0] < 0x80,
        _ => false,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    // A gateway may go on with sound on the port that it announced for the fax.
    if !is_consistent(p.bytes()) && rtp::PROTOCOL.recognises(p.bytes()) > Match::No {
        p.variant(&rtp::PROTOCOL.info);
        return (rtp::PROTOCOL.peel)(p);
    }
    p.group(&ALL, |p| {
        let number = p.uint(&NUMBER)?;
        p.summary(format_args!("packet {number}"));
        let len = p.uint(&LENGTH)? as usize;
        p.group(&PRIMARY, |p| p.within(len, "packet length", packet))?;
        recovery(p)
    })
}

fn recovery(p: &mut Peel<'_>) -> Peeled {
    let is_repeat = p.rest().first() == Some(&0) && is_consistent(p.bytes());
    if !is_repeat {
        let left = p.rest().len();
        if left > 0 {
            p.field(&RECOVERY, left)?;
        }
        return Ok(());
    }
    let count = p.skip(2)?[1];
    for _ in 0..count {
        let len = p.uint(&LENGTH)? as usize;
        if len > 0 {
            p.group(&EARLIER, |p| p.within(len, "packet length", packet))?;
        }
    }
    Ok(())
}

/// Bits of the packed encoding, from the cursor on.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u64> {
        let mut number = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            number = number << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(number)
    }

    /// A value of an enumeration that newer versions have extended: `bits` bits, or a small number
    /// behind the `known` ones.
    fn code(&mut self, bits: usize, known: u64) -> Option<u64> {
        match self.take(1)? {
            0 => self.take(bits),
            _ if self.take(1)? == 0 => Some(known + self.take(6)?),
            _ => None,
        }
    }
}

/// One packet of the fax: a signal, or data (ITU-T T.38 annex A, aligned packed encoding).
fn packet(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let mut bits = Bits {
        bytes: p.rest(),
        at: 0,
    };
    let mut read = || {
        let has_data = bits.take(1)? == 1;
        let kind = bits.take(1)?;
        let code = match kind {
            0 => bits.code(4, 16)?,
            _ => bits.code(4, 9)?,
        };
        Some((has_data, kind, code))
    };
    let Some((has_data, kind, code)) = read() else {
        return Ok(());
    };
    let end = start + bits.at.div_ceil(8);
    p.mark_as(&KIND, start..start + 1, Value::Uint(kind));
    let spec = if kind == 0 { &INDICATOR } else { &MODULATION };
    p.mark_as(spec, start..end, Value::Uint(code));
    p.seek(end);
    if has_data { data_fields(p) } else { Ok(()) }
}

fn data_fields(p: &mut Peel<'_>) -> Peeled {
    let count = p.skip(1)?[0];
    for _ in 0..count {
        p.group(&FIELD, |p| {
            let at = p.pos();
            let mut bits = Bits {
                bytes: p.rest(),
                at: 0,
            };
            let has_data = bits.take(1) == Some(1);
            // The first edition, which is the one in use, has no mark of extension here.
            let Some(kind) = bits.take(3) else {
                return p.require(p.rest().len() + 1);
            };
            let end = at + bits.at.div_ceil(8);
            p.mark_as(&FIELD_TYPE, at..end, Value::Uint(kind));
            p.seek(end);
            if has_data {
                let len = p.skip(2)?;
                let len = usize::from(u16::from_be_bytes([len[0], len[1]])) + 1;
                p.field(&DATA, len)?;
            }
            Ok(())
        })?;
        if p.is_full() {
            break;
        }
    }
    Ok(())
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
    fn a_datagram_has_data_and_what_came_before() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "t38.seq_number")[0].2, "7");
        assert_eq!(all(&out, bytes, "t38.t30_data"), [(3, 1, "0".into())]);
        assert_eq!(all(&out, bytes, "t38.field_data"), [(8, 1, "ff".into())]);
        assert_eq!(all(&out, bytes, "t38.t30_indicator"), [(12, 1, "3".into())]);
    }

    #[test]
    fn sound_on_the_port_of_a_fax_is_sound() {
        let out = peeled(b"\x80\x08\x07\x34\x67\xd3\x97\x88\x0e\xaf\x0e\xaf\xd5\x55\xd5\x55");
        assert_eq!(out.layers[0].info.name, "rtp");
        let out = peeled(b"\x00\x01\x7f\xc0\x01");
        assert!(!out.faults.is_empty());
    }
}
