//! Radiotap: what a wireless interface tells of a frame: rate, channel, signal strength
//! (radiotap.org). The capturing host writes it; it was never on the air.

mod fields;
mod modern;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo};
use crate::proto::link::wlan;
use crate::proto::low_words::{self, join};
use fields::*;

/// Bits of a present word that are no fields.
const RADIOTAP_NEXT: u32 = 1 << 29;
const VENDOR_NEXT: u32 = 1 << 30;
const MORE: u32 = 1 << 31;
/// The field that turns the rest into a list of types and lengths.
const TLV: u32 = 28;

/// More present words than any program writes.
const MOST_WORDS: usize = 16;

/// Alignment and length in bytes of the fields, by bit number.
const SIZES: [(usize, usize); 28] = [
    (8, 8),
    (1, 1),
    (1, 1),
    (2, 4),
    (2, 2),
    (1, 1),
    (1, 1),
    (2, 2),
    (2, 2),
    (2, 2),
    (1, 1),
    (1, 1),
    (1, 1),
    (1, 1),
    (2, 2),
    (2, 2),
    (1, 1),
    (1, 1),
    (4, 8),
    (1, 3),
    (4, 8),
    (2, 12),
    (8, 12),
    (2, 12),
    (2, 12),
    (2, 6),
    (1, 1),
    (2, 4),
];

static TABLES: [&[FieldSpec]; 1 + fields::TABLES.len() + modern::TABLES.len()] =
    join(&[&[HEADER], fields::TABLES, modern::TABLES]);

static ALL_FIELDS: [&FieldSpec; fields::FIELDS.len() + modern::FIELDS.len()] =
    join_fields(&[fields::FIELDS, modern::FIELDS]);

/// Radiotap.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "radiotap",
        short: "Radiotap",
        title: "Radiotap Header",
        osi: OsiLayer::Physical,
        why: "It tells what the radio measured when the frame came in.",
        reference: "radiotap.org",
    },
    claims: &[Claim::LinkType(LinkType(127))],
    headers: &TABLES,
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x0d\x00\x2e\x00\x00\x00\x00\x02\x6c\x09\xa0\x00\xd4\x00\x00\x00\x02\x00\x5e\x10\x00\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [version, _, low, high] = *p.header::<HEADER_LEN>(HEADER)?;
    let len = usize::from(u16::from_le_bytes([low, high]));
    let Some(content) = len.checked_sub(HEADER_LEN).filter(|_| version == 0) else {
        let kind = FaultKind::BadLength {
            field: "radiotap length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(kind, 2..4);
        return Ok(());
    };
    p.summary(format_args!("{len} bytes"));
    p.within(content, "radiotap length", |p| {
        let (words, count) = p.group(&PRESENT, present)?;
        measured(p, &words[..count])
    })?;
    p.pass(Next::Protocol(&wlan::PROTOCOL));
    Ok(())
}

/// Reads the words that say which fields follow.
fn present(p: &mut Peel<'_>) -> Result<([u32; MOST_WORDS], usize), Stop> {
    let mut words = [0; MOST_WORDS];
    for (index, word) in words.iter_mut().enumerate() {
        *word = low_words::read(p, PRESENT_WORD)? as u32;
        if *word & MORE == 0 {
            return Ok((words, index + 1));
        }
    }
    let at = p.pos();
    p.fault(
        FaultKind::Malformed("there is no end of words that say which fields follow"),
        at - 4..at,
    );
    Err(Stop)
}

/// Reads the fields that the words announce.
fn measured(p: &mut Peel<'_>, words: &[u32]) -> Peeled {
    let mut is_foreign = false;
    for &word in words {
        if !is_foreign {
            for (bit, (alignment, len)) in SIZES.into_iter().enumerate() {
                if word >> bit & 1 != 0 {
                    align(p, alignment);
                    p.require(len)?;
                    let end = p.pos() + len;
                    field(p, bit)?;
                    p.seek(end);
                }
            }
            if word >> TLV & 1 != 0 {
                return list(p);
            }
        }
        if word & VENDOR_NEXT != 0 {
            is_foreign = true;
            vendor(p)?;
        } else if word & RADIOTAP_NEXT != 0 {
            is_foreign = false;
        }
    }
    Ok(())
}

/// Fields begin at multiples of their own size, counted from the header's first byte.
fn align(p: &mut Peel<'_>, alignment: usize) {
    p.seek(p.pos().next_multiple_of(alignment));
}

fn field(p: &mut Peel<'_>, bit: usize) -> Peeled {
    let spec = match bit {
        0 => &TIME,
        1 => return low_words::read(p, FLAGS).map(|_| ()),
        2 => return rate(p),
        3 => {
            p.uint(&FREQUENCY)?;
            return low_words::read(p, CHANNEL).map(|_| ());
        }
        4 => {
            p.uint(&HOP_SET)?;
            &HOP_PATTERN
        }
        5 => &SIGNAL,
        6 => &NOISE,
        7 => &QUALITY,
        8 => &ATTENUATION,
        9 => &ATTENUATION_DB,
        10 => &POWER,
        11 => &ANTENNA,
        12 => &SIGNAL_DB,
        13 => &NOISE_DB,
        14 => return low_words::read(p, RX_FLAGS).map(|_| ()),
        15 => return low_words::read(p, TX_FLAGS).map(|_| ()),
        16 => &RTS_RETRIES,
        17 => &RETRIES,
        18 => {
            low_words::read(p, XCHANNEL)?;
            p.uint(&XFREQUENCY)?;
            &XNUMBER
        }
        26 => &modern::NO_PAYLOAD,
        _ => return modern::field(p, bit),
    };
    p.uint(spec).map(|_| ())
}

/// A rate in units of 500 kbit/s.
fn rate(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let half = p.skip(1)?[0];
    p.mark_made(&RATE, at..at + 1, || match half % 2 {
        0 => format!("{}", half / 2),
        _ => format!("{}.5", half / 2),
    });
    Ok(())
}

/// Fields that a maker defined: only it knows what they say.
fn vendor(p: &mut Peel<'_>) -> Peeled {
    align(p, 2);
    let at = p.pos();
    let bytes = p.skip(6)?;
    let len = usize::from(u16::from_le_bytes([bytes[4], bytes[5]]));
    p.require(len)?;
    p.seek(at);
    p.group(&VENDOR, |p| {
        p.uint(&VENDOR_OUI)?;
        p.uint(&VENDOR_SPACE)?;
        p.uint(&VENDOR_LEN)?;
        match len {
            0 => Ok(()),
            _ => p.field(&VENDOR_DATA, len).map(|_| ()),
        }
    })
}

/// Types and lengths to the end of the header.
fn list(p: &mut Peel<'_>) -> Peeled {
    align(p, 4);
    while p.rest().len() >= 4 && !p.is_full() {
        p.uint(&TLV_TYPE)?;
        let len = p.uint(&TLV_LEN)? as usize;
        if len > 0 {
            p.field(&TLV_DATA, len)?;
        }
        align(p, 4);
    }
    Ok(())
}

/// The flags of the frame in a whole radiotap header, 0 if it has none.
pub fn flags_of(header: &[u8]) -> u8 {
    let words = header.get(4..).unwrap_or_default().as_chunks::<4>().0;
    let Some(first) = words.first() else {
        return 0;
    };
    if first[0] & 2 == 0 {
        return 0;
    }
    let more = words.iter().take_while(|word| word[3] & 0x80 != 0).count();
    let mut at = 4 + (more + 1) * 4;
    if first[0] & 1 != 0 {
        at = at.next_multiple_of(8) + 8;
    }
    header.get(at).copied().unwrap_or_default()
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
    fn fields_stand_at_multiples_of_their_size() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("radiotap.datarate"), Value::Made("1".into()));
        assert_eq!(value("radiotap.channel.freq"), Value::Uint(2412));
        assert_eq!(value("radiotap.channel.flags.2ghz"), Value::Uint(1));
        assert_eq!(value("radiotap.dbm_antsignal"), Value::Int(-44));
        assert_eq!(out.layers[1].info.name, "wlan");
    }

    #[test]
    fn vendors_have_fields_of_their_own() {
        let header = b"\x00\x00\x18\x00\x00\x00\x00\xc0\x00\x00\x00\x20\x02\x00\x00\x00\
                       \x00\x11\x22\x03\x02\x00\xaa\xbb";
        let out = peeled(header);
        assert!(out.field("radiotap.vendor_data").is_some());
        assert!(out.faults.iter().any(|fault| fault.layer == 0));
    }

    #[test]
    fn words_without_end_are_a_fault() {
        let mut bytes = vec![0, 0, 0xff, 0xff];
        bytes.extend([0xff; 200]);
        assert!(!peeled(&bytes).faults.is_empty());
        assert_eq!(flags_of(b"\0\0\x0a\0\x02\0\0\0\x10\0"), 0x10);
        assert_eq!(flags_of(&bytes), 0);
    }
}
