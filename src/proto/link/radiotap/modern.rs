//! Fields of the radiotap header about 802.11n and later.

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::low_words::{self, low_words};

const SITE: &str = "radiotap.org";

const fn number(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little().doc(doc, SITE)
}

const fn group(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, SITE)
}

const fn user(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 4).doc("0 streams: there is no such user.", SITE)
}

crate::fields! {
    MCS = group("radiotap.mcs", "802.11n", "Modulation of 802.11n.");
    MCS_INDEX = number("radiotap.mcs.index", "MCS index", 8, "Modulation and coding; with width and guard interval it gives the rate.");
    AMPDU = group("radiotap.ampdu", "Aggregate", "Which aggregate the frame was part of.");
    AMPDU_REFERENCE = number("radiotap.ampdu.reference", "Reference", 32, "Frames of the same aggregate have the same number.");
    AMPDU_CRC = FieldSpec::hex("radiotap.ampdu.delim_crc", "Delimiter CRC", 8).doc("The check of what stands between the frames of an aggregate.", SITE);
    VHT = group("radiotap.vht", "802.11ac", "Modulation of 802.11ac.");
    VHT_WIDTH = number("radiotap.vht.bw", "Width", 8, "Of the channel, and which part of it was used.")
        .codes(&[(0, "20 MHz"), (1, "40 MHz"), (4, "80 MHz"), (11, "160 MHz")]);
    VHT_GROUP = number("radiotap.vht.gid", "Group", 8, "For which group of users the frame is.");
    VHT_AID = number("radiotap.vht.paid", "Partial AID", 16, "A part of the receiver's number.");
    STAMP = group("radiotap.timestamp", "Timestamp", "When the frame came in, by another clock.");
    STAMP_TIME = number("radiotap.timestamp.ts", "Time", 64, "In the unit given behind.");
    STAMP_ACCURACY = number("radiotap.timestamp.accuracy", "Accuracy", 16, "How far it may be off.");
    pub(super) NO_PAYLOAD = FieldSpec::hex("radiotap.0_len_psdu.type", "Why no payload", 8)
        .codes(&[(0, "sounding"), (1, "data not captured"), (0xff, "of the maker")])
        .doc("What kind of frame without payload it was.", SITE);
    VHT_MCS_0 = user("radiotap.vht.mcs.0", "MCS of user 0");
    VHT_NSS_0 = user("radiotap.vht.nss.0", "Streams of user 0");
    VHT_MCS_1 = user("radiotap.vht.mcs.1", "MCS of user 1");
    VHT_NSS_1 = user("radiotap.vht.nss.1", "Streams of user 1");
    VHT_MCS_2 = user("radiotap.vht.mcs.2", "MCS of user 2");
    VHT_NSS_2 = user("radiotap.vht.nss.2", "Streams of user 2");
    VHT_MCS_3 = user("radiotap.vht.mcs.3", "MCS of user 3");
    VHT_NSS_3 = user("radiotap.vht.nss.3", "Streams of user 3");
}

/// Modulation and streams of four users.
static USERS: [[&FieldSpec; 2]; 4] = [
    [&VHT_MCS_0, &VHT_NSS_0],
    [&VHT_MCS_1, &VHT_NSS_1],
    [&VHT_MCS_2, &VHT_NSS_2],
    [&VHT_MCS_3, &VHT_NSS_3],
];

low_words! {
    MCS_KNOWN in "radiotap.org": 8 "radiotap.mcs.known" "Known" "Which of the bits behind are valid." {
        1 "radiotap.mcs.have_bw" "Width known" "The width is valid.";
        1 "radiotap.mcs.have_index" "Index known" "The index is valid.";
        1 "radiotap.mcs.have_gi" "Guard interval known" "The guard interval is valid.";
        1 "radiotap.mcs.have_format" "Format known" "The format is valid.";
        1 "radiotap.mcs.have_fec" "Coding known" "The error correction is valid.";
        1 "radiotap.mcs.have_stbc" "STBC known" "The number of STBC streams is valid.";
        1 "radiotap.mcs.have_ness" "Extension streams known" "Their number is valid.";
        1 "radiotap.mcs.ness_bit1" "Extension streams, high bit" "The high bit of their number.";
    }
    LSIG_1 in "radiotap.org": 16 "radiotap.l_sig.data1" "L-SIG, known" "Which parts are valid." {
        1 "radiotap.l_sig.rate_known" "Rate known" "The rate is valid.";
        1 "radiotap.l_sig.length_known" "Length known" "The length is valid.";
        14 "radiotap.l_sig.reserved" "Reserved" "Zero.";
    }
    LSIG_2 in "radiotap.org": 16 "radiotap.l_sig.data2" "L-SIG" "What all radios read of the preamble." {
        4 "radiotap.l_sig.rate" "Rate" "As the preamble codes it.";
        12 "radiotap.l_sig.length" "Length" "How long the channel is taken, in bytes at that rate.";
    }
    AMPDU_FLAGS in "radiotap.org": 16 "radiotap.ampdu.flags" "Flags" "What is known of the place in the aggregate." {
        1 "radiotap.ampdu.flags.report_zerolen" "Empty ones reported" "The driver reports subframes without a frame.";
        1 "radiotap.ampdu.flags.is_zerolen" "Empty" "This is a subframe without a frame.";
        1 "radiotap.ampdu.flags.lastknown" "Last known" "It is known which subframe is the last.";
        1 "radiotap.ampdu.flags.last" "Last" "This is the last subframe.";
        1 "radiotap.ampdu.flags.delim_crc_error" "Delimiter broken" "The delimiter's check was wrong.";
        1 "" "" "";
        1 "radiotap.ampdu.flags.eof" "End of frame" "The delimiter says that it is the end.";
        1 "radiotap.ampdu.flags.eof_known" "End of frame known" "The bit before is valid.";
    }
    VHT_KNOWN in "radiotap.org": 16 "radiotap.vht.known" "Known" "Which of the parts behind are valid." {
        1 "radiotap.vht.have_stbc" "STBC known" "Space time coding is known.";
        1 "radiotap.vht.have_txop_ps" "TXOP known" "Whether stations may doze is known.";
        1 "radiotap.vht.have_gi" "Guard interval known" "The guard interval is known.";
        1 "radiotap.vht.have_sgi_nsym_da" "Symbols known" "The disambiguation of symbols is known.";
        1 "radiotap.vht.ldpc_extra" "Extra symbol known" "Whether a symbol was added is known.";
        1 "radiotap.vht.have_beamformed" "Beamforming known" "Whether the signal was aimed is known.";
    }
    STAMP_UNIT in "radiotap.org": 8 "" "Unit" "How the time is counted." {
        4 "radiotap.timestamp.unit" "Unit" "What one step is." [&[(0, "ms"), (1, "µs"), (2, "ns")]];
        4 "radiotap.timestamp.samplingpos" "Position" "At which point of the frame it was taken."
            [&[(0, "start of the frame"), (1, "signal acquisition"), (2, "end of the frame"), (3, "end of the header"), (15, "unknown")]];
    }
    STAMP_FLAGS in "radiotap.org": 8 "" "Flags" "What is valid." {
        1 "radiotap.timestamp.flags.32bit" "32 bits" "Set: the counter has only 32 bits.";
        1 "radiotap.timestamp.flags.accuracy" "Accuracy known" "Set: the accuracy is valid.";
    }
}

/// Reads a field of these by its bit number.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub(super) fn field(p: &mut Peel<'_>, bit: usize) -> Peeled {
    match bit {
        19 => p.group(&MCS, |p| {
            let known = low_words::read(p, MCS_KNOWN)?;
            p.skip(1)?;
            match known & 2 {
                0 => p.skip(1).map(|_| ()),
                _ => p.uint(&MCS_INDEX).map(|_| ()),
            }
        }),
        20 => p.group(&AMPDU, |p| {
            p.uint(&AMPDU_REFERENCE)?;
            let flags = low_words::read(p, AMPDU_FLAGS)?;
            match flags & 0x20 {
                0 => p.skip(2).map(|_| ()),
                _ => {
                    p.uint(&AMPDU_CRC)?;
                    p.skip(1).map(|_| ())
                }
            }
        }),
        21 => p.group(&VHT, vht),
        22 => p.group(&STAMP, |p| {
            p.uint(&STAMP_TIME)?;
            p.uint(&STAMP_ACCURACY)?;
            low_words::read(p, STAMP_UNIT)?;
            low_words::read(p, STAMP_FLAGS).map(|_| ())
        }),
        27 => {
            low_words::read(p, LSIG_1)?;
            low_words::read(p, LSIG_2).map(|_| ())
        }
        _ => Ok(()),
    }
}

fn vht(p: &mut Peel<'_>) -> Peeled {
    let known = low_words::read(p, VHT_KNOWN)?;
    p.skip(1)?;
    if known & 0x40 != 0 {
        p.uint(&VHT_WIDTH)?;
    } else {
        p.skip(1)?;
    }
    for [modulation, streams] in USERS {
        let (at, byte) = (p.pos(), p.skip(1)?[0]);
        if byte & 0x0f != 0 {
            p.mark_bits(modulation, at * 8, crate::model::Value::Uint((byte >> 4).into()));
            p.mark_bits(streams, at * 8 + 4, crate::model::Value::Uint((byte & 0x0f).into()));
        }
    }
    p.skip(1)?;
    if known & 0x80 != 0 {
        p.uint(&VHT_GROUP)?;
    } else {
        p.skip(1)?;
    }
    if known & 0x100 != 0 {
        p.uint(&VHT_AID)?;
    }
    Ok(())
}
