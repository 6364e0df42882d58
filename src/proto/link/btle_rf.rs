//! What a receiver notes of a packet of Bluetooth Low Energy: where, when, how strong.

use crate::decode::{Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::link::btle;
use crate::proto::low_words::{self, low_words};

const SECTION: &str = "LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR";

/// Bits of the flags.
const SIGNAL: u16 = 1 << 1;
const NOISE: u16 = 1 << 2;
const REFERENCE: u16 = 1 << 4;
const OFFENSES: u16 = 1 << 5;

/// The notes, and where the flags stand in them.
const LEN: usize = 10;
const FLAGS_AT: usize = 8;

low_words! {
    FLAGS in "LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR": 16 "btle_rf.flags" "Flags" "Which of the notes are valid." {
        1 "btle_rf.flags.dewhitened" "Dewhitened" "Set: the packet stands here as it was before whitening.";
        1 "btle_rf.flags.signal_dbm_valid" "Signal valid" "Set: the signal strength is known.";
        1 "btle_rf.flags.noise_dbm_valid" "Noise valid" "Set: the noise is known.";
        1 "btle_rf.flags.decrypted" "Decrypted" "Set: the packet stands here decrypted.";
        1 "btle_rf.flags.reference_access_address_valid" "Reference valid" "Set: the access address that was listened for is known.";
        1 "btle_rf.flags.access_address_offenses_valid" "Offenses valid" "Set: the wrong bits were counted.";
        1 "btle_rf.flags.channel_aliased" "Aliased" "Set: heard on another channel.";
        3 "btle_rf.pdu_type" "Packet" "Who sent it." [&[(0, "advertising or data"), (1, "auxiliary advertising"), (2, "data to the peripheral"), (3, "data to the central"), (4, "isochronous to the peripheral"), (5, "isochronous to the central"), (6, "broadcast")]];
        1 "btle_rf.flags.crc_checked" "CRC checked" "Set: the receiver checked it.";
        1 "btle_rf.flags.crc_valid" "CRC valid" "Set: it was right.";
        1 "btle_rf.flags.mic_checked" "MIC checked" "Set: the receiver checked it.";
        1 "btle_rf.flags.mic_valid" "MIC valid" "Set: it was right.";
        2 "btle_rf.phy" "Radio" "How fast." [&[(0, "1M"), (1, "2M"), (2, "coded")]];
    }
}

crate::fields! {
    CHANNEL = FieldSpec::uint("btle_rf.channel", "Channel", 8).doc("By frequency: 2402 MHz and 2 MHz for each.", SECTION);
    SIGNAL_DBM = FieldSpec::int("btle_rf.signal_dbm", "Signal", 8).unit("dBm").doc("How strong it was heard.", SECTION);
    NOISE_DBM = FieldSpec::int("btle_rf.noise_dbm", "Noise", 8).unit("dBm").doc("How loud it was besides.", SECTION);
    NO_DBM = FieldSpec::int("btle_rf.signed_byte_unused", "Unused", 8).doc("Not known.", SECTION);
    WRONG_BITS = FieldSpec::uint("btle_rf.access_address_offenses", "Wrong bits", 8).doc("In the access address.", SECTION);
    NO_COUNT = FieldSpec::uint("btle_rf.unsigned_byte_unused", "Unused", 8).doc("Not known.", SECTION);
    ADDRESS = FieldSpec::hex("btle_rf.reference_access_address", "Listened for", 32).little().doc("The access address that the receiver waited for.", SECTION);
    NO_ADDRESS = FieldSpec::hex("btle_rf.word_unused", "Unused", 32).little().doc("Not known.", SECTION);
}

/// The receiver's notes.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "btle_rf",
        short: "BLE radio",
        title: "Bluetooth Low Energy Receiver Information",
        osi: OsiLayer::Physical,
        why: "It tells how the radio heard the packet; it was not sent.",
        reference: "LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR",
    },
    claims: &[],
    headers: TABLES,
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample:
        b"\0\xc4\xa6\0\xd6\xbe\x89\x8e\x13\x0c\xd6\xbe\x89\x8e\0\x06\x66\x55\x44\x33\x22\x11\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(LEN)?;
    let flags = u16::from_le_bytes([p.rest()[FLAGS_AT], p.rest()[FLAGS_AT + 1]]);
    let choose = |bit, known, unknown| if flags & bit != 0 { known } else { unknown };
    let channel = p.uint(&CHANNEL)?;
    p.uint(choose(SIGNAL, &SIGNAL_DBM, &NO_DBM))?;
    p.uint(choose(NOISE, &NOISE_DBM, &NO_DBM))?;
    p.uint(choose(OFFENSES, &WRONG_BITS, &NO_COUNT))?;
    p.uint(choose(REFERENCE, &ADDRESS, &NO_ADDRESS))?;
    low_words::read(p, FLAGS)?;
    p.summary(format_args!("{} MHz", 2402 + 2 * channel));
    const CODED: u16 = 2;
    let protocol = match flags >> 14 {
        CODED => &btle::CODED,
        _ => &btle::PROTOCOL,
    };
    p.pass(Next::Protocol(protocol));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn notes_have_names_if_they_are_valid() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(
            out.field("btle_rf.signal_dbm").unwrap().value,
            Value::Int(-60)
        );
        assert!(out.field("btle_rf.noise_dbm").is_none());
        assert_eq!(out.layers[1].info.name, "btle");
    }
}
