//! Elements of 802.11n and 802.11ac: how fast stations can send.

use super::elements::rest;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::low_words::{self, low_words};

const HT: &str = "IEEE 802.11 §9.4.2.54";
const VHT: &str = "IEEE 802.11 §9.4.2.157";
const VHT_INFO: &str = "IEEE 802.11 §9.4.2.158";

const fn channel(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8).doc(doc, VHT_INFO)
}

crate::fields! {
    MCS_SET = FieldSpec::group("wlan.ht.mcsset", "Modulations").doc("Which modulations and numbers of streams the station reads and sends.", HT);
    MCS_RX = FieldSpec::group("wlan.ht.mcsset.rxbitmask", "Modulations that it reads").doc("One bit for each.", HT);
    VHT_SET = FieldSpec::group("wlan.vht.mcsset", "Modulations").doc("Which modulations the station reads and sends.", VHT);
    OPERATION = FieldSpec::group("wlan.vht.op", "Operation").doc("Width and place of the channel.", VHT_INFO);
    WIDTH = channel("wlan.vht.op.channelwidth", "Width", "0: 20 or 40 MHz, 1: 80 to 160 MHz.");
    CENTRE_0 = channel("wlan.vht.op.channelcenter0", "Centre 0", "The middle of the channel.");
    CENTRE_1 = channel("wlan.vht.op.channelcenter1", "Centre 1", "The middle of the second part, or of the whole.");
    UNREAD = FieldSpec::bytes("", "More").doc("What decap has no structure for.", HT);
}

const MODULATIONS: crate::model::Codes = &[
    (0, "to MCS 7"),
    (1, "to MCS 8"),
    (2, "to MCS 9"),
    (3, "none"),
];

low_words! {
    CAPABILITIES in "IEEE 802.11 §9.4.2.54.2": 16 "wlan.ht.capabilities" "HT capabilities" "What the station can do of 802.11n." {
        1 "wlan.ht.capabilities.ldpccoding" "LDPC" "Set: it reads frames with this error correction.";
        1 "wlan.ht.capabilities.width" "40 MHz" "Set: channels of 20 and 40 MHz.";
        2 "wlan.ht.capabilities.sm" "Power save" "How many antennas doze." [&[(0, "static"), (1, "dynamic"), (3, "none")]];
        1 "wlan.ht.capabilities.green" "Greenfield" "Set: it reads frames that older stations cannot.";
        1 "wlan.ht.capabilities.short20" "Short guard, 20 MHz" "Set: it reads the shorter pause between symbols.";
        1 "wlan.ht.capabilities.short40" "Short guard, 40 MHz" "Set: it reads the shorter pause between symbols.";
        1 "wlan.ht.capabilities.txstbc" "Sends STBC" "Set: it sends a stream over several antennas.";
        2 "wlan.ht.capabilities.rxstbc" "Reads STBC" "For how many streams.";
        1 "wlan.ht.capabilities.delayedblockack" "Delayed block ACK" "Set: it acknowledges blocks later.";
        1 "wlan.ht.capabilities.amsdu" "Long A-MSDU" "Set: 7935 bytes, else 3839.";
        1 "wlan.ht.capabilities.dsscck" "802.11b at 40 MHz" "Set: old modulations are allowed at 40 MHz.";
        1 "wlan.ht.capabilities.psmp" "PSMP" "Set: it can be polled with many others.";
        1 "wlan.ht.capabilities.40mhzintolerant" "No 40 MHz" "Set: nobody near shall use 40 MHz.";
        1 "wlan.ht.capabilities.lsig" "L-SIG protection" "Set: it reserves the air with the old preamble.";
    }
    AMPDU in "IEEE 802.11 §9.4.2.54.3": 8 "wlan.ht.ampduparam" "Aggregates" "How long and how dense they may be." {
        2 "wlan.ht.ampduparam.maxlength" "Longest" "0: 8, 1: 16, 2: 32, 3: 64 KiB.";
        3 "wlan.ht.ampduparam.mpdudensity" "Spacing" "The least time between frames of an aggregate.";
        3 "wlan.ht.ampduparam.reserved" "Reserved" "Zero.";
    }
    RX_LOW in "IEEE 802.11 §9.4.2.54.4": 32 "" "Modulations" "One bit for each." {
        8 "wlan.ht.mcsset.rxbitmask.0to7" "MCS 0 to 7" "With one stream.";
        8 "wlan.ht.mcsset.rxbitmask.8to15" "MCS 8 to 15" "With two streams.";
        8 "wlan.ht.mcsset.rxbitmask.16to23" "MCS 16 to 23" "With three streams.";
        8 "wlan.ht.mcsset.rxbitmask.24to31" "MCS 24 to 31" "With four streams.";
    }
    RX_HIGH in "IEEE 802.11 §9.4.2.54.4": 48 "" "Modulations" "One bit for each." {
        1 "wlan.ht.mcsset.rxbitmask.32" "MCS 32" "The slowest at 40 MHz.";
        6 "wlan.ht.mcsset.rxbitmask.33to38" "MCS 33 to 38" "Streams with different modulations.";
        14 "wlan.ht.mcsset.rxbitmask.39to52" "MCS 39 to 52" "Streams with different modulations.";
        24 "wlan.ht.mcsset.rxbitmask.53to76" "MCS 53 to 76" "Streams with different modulations.";
    }
    HIGHEST in "IEEE 802.11 §9.4.2.54.4": 16 "" "Highest rate" "What it reads at most." {
        10 "wlan.ht.mcsset.highestdatarate" "Highest rate" "In Mbit/s; 0: not said.";
    }
    TX in "IEEE 802.11 §9.4.2.54.4": 8 "" "Sending" "What it sends." {
        1 "wlan.ht.mcsset.txsetdefined" "Sending defined" "Set: the following bits are valid.";
        1 "wlan.ht.mcsset.txrxmcsnotequal" "Sends others" "Set: it sends with other modulations than it reads.";
        2 "wlan.ht.mcsset.txmaxss" "Streams" "How many it sends at most, less one.";
        1 "wlan.ht.mcsset.txunequalmod" "Different modulations" "Set: its streams may have different modulations.";
    }
    EXTENDED in "IEEE 802.11 §9.4.2.54.5": 16 "wlan.htex.capabilities" "HT extended capabilities" "What else it can do." {
        1 "wlan.htex.capabilities.pco" "PCO" "Set: phases of 20 and 40 MHz.";
        2 "wlan.htex.capabilities.transtime" "Change of width" "How long it takes.";
        5 "" "" "";
        2 "wlan.htex.capabilities.mcs" "Feedback" "Whether it advises on the modulation.";
        1 "wlan.htex.capabilities.htc" "HT control" "Set: it reads that field.";
        1 "wlan.htex.capabilities.rdresponder" "Reverse direction" "Set: it can answer within the sender's turn.";
    }
    BEAMFORMING in "IEEE 802.11 §9.4.2.54.6": 32 "wlan.txbf" "Beamforming" "How it aims its signal." {
        1 "wlan.txbf.txbf" "Beamforming" "Set: it reads aimed frames.";
        1 "wlan.txbf.rxss" "Reads staggered sounding" "Set: it can.";
        1 "wlan.txbf.txss" "Sends staggered sounding" "Set: it can.";
        1 "wlan.txbf.rxndp" "Reads NDP" "Set: it can.";
        1 "wlan.txbf.txndp" "Sends NDP" "Set: it can.";
        1 "wlan.txbf.impltxbf" "Implicit" "Set: it aims by what it hears itself.";
        2 "wlan.txbf.calibration" "Calibration" "Whether it takes part.";
        1 "wlan.txbf.csi" "By CSI" "Set: it aims by reports of the channel.";
        1 "wlan.txbf.fm.uncompressed.tbf" "By matrices" "Set: it aims by uncompressed matrices.";
        1 "wlan.txbf.fm.compressed.tbf" "By compressed matrices" "Set: it aims by compressed matrices.";
        2 "wlan.txbf.rcsi" "Reports CSI" "When it reports the channel.";
        2 "wlan.txbf.fm.uncompressed.rbf" "Reports matrices" "When it reports uncompressed matrices.";
        2 "wlan.txbf.fm.compressed.bf" "Reports compressed matrices" "When it reports compressed matrices.";
        2 "wlan.txbf.mingroup" "Grouping" "How coarse its reports are.";
        2 "wlan.txbf.csinumant" "Antennas, CSI" "How many it handles, less one.";
        2 "wlan.txbf.fm.uncompressed.maxant" "Antennas, matrices" "How many it handles, less one.";
        2 "wlan.txbf.fm.compressed.maxant" "Antennas, compressed" "How many it handles, less one.";
        2 "wlan.txbf.csi.maxrows" "Rows of CSI" "How many it handles, less one.";
        2 "wlan.txbf.channelest" "Streams measured" "How many at once, less one.";
        3 "wlan.txbf.reserved" "Reserved" "Zero.";
    }
    SELECTION in "IEEE 802.11 §9.4.2.54.7": 8 "wlan.asel" "Antenna selection" "How it chooses antennas." {
        1 "wlan.asel.capable" "Possible" "Set: it has more antennas than it uses at once.";
        1 "wlan.asel.txcsi" "By CSI" "Set: it chooses by reports of the channel.";
        1 "wlan.asel.txif" "By indices" "Set: it chooses by indices from the other end.";
        1 "wlan.asel.csi" "Reports CSI" "Set: it reports the channel.";
        1 "wlan.asel.if" "Reports indices" "Set: it reports which antennas are best.";
        1 "wlan.asel.rx" "Receiving" "Set: it chooses antennas to receive with.";
        1 "wlan.asel.sppdu" "Sends sounding" "Set: it sends frames to measure with.";
        1 "wlan.asel.reserved" "Reserved" "Zero.";
    }
    VHT_CAPABILITIES in "IEEE 802.11 §9.4.2.157.2": 32 "wlan.vht.capabilities" "VHT capabilities" "What the station can do of 802.11ac." {
        2 "wlan.vht.capabilities.maxmpdulength" "Longest frame" "In bytes." [&[(0, "3895"), (1, "7991"), (2, "11454")]];
        2 "wlan.vht.capabilities.supportedchanwidthset" "Widths" "Which channels above 80 MHz." [&[(0, "none"), (1, "160 MHz"), (2, "160 and 80+80 MHz")]];
        1 "wlan.vht.capabilities.rxldpc" "LDPC" "Set: it reads frames with this error correction.";
        1 "wlan.vht.capabilities.short80" "Short guard, 80 MHz" "Set: it reads the shorter pause between symbols.";
        1 "wlan.vht.capabilities.short160" "Short guard, 160 MHz" "Set: it reads the shorter pause between symbols.";
        1 "wlan.vht.capabilities.txstbc" "Sends STBC" "Set: it sends a stream over several antennas.";
        3 "wlan.vht.capabilities.rxstbc" "Reads STBC" "For how many streams.";
        1 "wlan.vht.capabilities.subeamformer" "Aims" "Set: it aims frames at one station.";
        1 "wlan.vht.capabilities.subeamformee" "Is aimed at" "Set: it reports how it hears others.";
        3 "wlan.vht.capabilities.beamformee_sts_cap" "Streams heard" "How many it can measure, less one.";
        3 "wlan.vht.capabilities.soundingdimensions" "Antennas for measuring" "How many it measures with, less one.";
        1 "wlan.vht.capabilities.mubeamformer" "Aims at many" "Set: it sends to several stations at once.";
        1 "wlan.vht.capabilities.mubeamformee" "One of many" "Set: it reads frames sent to several stations at once.";
        1 "wlan.vht.capabilities.vhttxopps" "Dozes in turns" "Set: it dozes while others have their turn.";
        1 "wlan.vht.capabilities.vhthtc" "HT control" "Set: it reads that field in the form of 802.11ac.";
        3 "wlan.vht.capabilities.maxampdu" "Longest aggregate" "As a power of two, from 8 KiB on.";
        2 "wlan.vht.capabilities.linkadapt" "Feedback" "Whether it advises on the modulation.";
        1 "wlan.vht.capabilities.rxpatconsist" "Receive pattern" "Set: its antennas do not change.";
        1 "wlan.vht.capabilities.txpatconsist" "Send pattern" "Set: its antennas do not change.";
        2 "wlan.vht.capabilities.ext_nss_bw_support" "More streams" "How many at greater widths.";
    }
    RX_MAP in "IEEE 802.11 §9.4.2.157.3": 16 "wlan.vht.mcsset.rxmcsmap" "Reads" "How far it reads, by number of streams." {
        2 "wlan.vht.mcsset.rxmcsmap.ss1" "1 stream" "How far it reads with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.rxmcsmap.ss2" "2 streams" "How far it reads with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.rxmcsmap.ss3" "3 streams" "How far it reads with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.rxmcsmap.ss4" "4 streams" "How far it reads with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.rxmcsmap.ss5" "5 streams" "How far it reads with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.rxmcsmap.ss6" "6 streams" "How far it reads with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.rxmcsmap.ss7" "7 streams" "How far it reads with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.rxmcsmap.ss8" "8 streams" "How far it reads with so many." [MODULATIONS];
    }
    RX_RATE in "IEEE 802.11 §9.4.2.157.3": 16 "" "Highest rate" "What it reads at most." {
        13 "wlan.vht.mcsset.rxhighestlonggirate" "Highest rate read" "In Mbit/s; 0: not said.";
        3 "wlan.vht.mcsset.max_nsts_total" "Streams in all" "For all stations of a frame, less one.";
    }
    TX_MAP in "IEEE 802.11 §9.4.2.157.3": 16 "wlan.vht.mcsset.txmcsmap" "Sends" "How far it sends, by number of streams." {
        2 "wlan.vht.mcsset.txmcsmap.ss1" "1 stream" "How far it sends with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.txmcsmap.ss2" "2 streams" "How far it sends with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.txmcsmap.ss3" "3 streams" "How far it sends with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.txmcsmap.ss4" "4 streams" "How far it sends with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.txmcsmap.ss5" "5 streams" "How far it sends with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.txmcsmap.ss6" "6 streams" "How far it sends with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.txmcsmap.ss7" "7 streams" "How far it sends with so many." [MODULATIONS];
        2 "wlan.vht.mcsset.txmcsmap.ss8" "8 streams" "How far it sends with so many." [MODULATIONS];
    }
    TX_RATE in "IEEE 802.11 §9.4.2.157.3": 16 "" "Highest rate" "What it sends at most." {
        13 "wlan.vht.mcsset.txhighestlonggirate" "Highest rate sent" "In Mbit/s; 0: not said.";
        1 "wlan.vht.ncsset.ext_nss_bw_cap" "More streams" "Set: the last bits of the capabilities are valid.";
        2 "wlan.vht.ncsset.reserved" "Reserved" "Zero.";
    }
    BASIC_MAP in "IEEE 802.11 §9.4.2.158": 16 "wlan.vht.op.basicmcsmap" "Needed" "What every station of the network reads." {
        2 "wlan.vht.op.basicmcsmap.ss1" "1 stream" "What stations need with so many." [MODULATIONS];
        2 "wlan.vht.op.basicmcsmap.ss2" "2 streams" "What stations need with so many." [MODULATIONS];
        2 "wlan.vht.op.basicmcsmap.ss3" "3 streams" "What stations need with so many." [MODULATIONS];
        2 "wlan.vht.op.basicmcsmap.ss4" "4 streams" "What stations need with so many." [MODULATIONS];
        2 "wlan.vht.op.basicmcsmap.ss5" "5 streams" "What stations need with so many." [MODULATIONS];
        2 "wlan.vht.op.basicmcsmap.ss6" "6 streams" "What stations need with so many." [MODULATIONS];
        2 "wlan.vht.op.basicmcsmap.ss7" "7 streams" "What stations need with so many." [MODULATIONS];
        2 "wlan.vht.op.basicmcsmap.ss8" "8 streams" "What stations need with so many." [MODULATIONS];
    }
}

/// Reads the content of an HT capabilities element.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub(super) fn high_throughput(p: &mut Peel<'_>) -> Peeled {
    low_words::read(p, CAPABILITIES)?;
    low_words::read(p, AMPDU)?;
    p.group(&MCS_SET, |p| {
        p.group(&MCS_RX, |p| {
            low_words::read(p, RX_LOW)?;
            low_words::read(p, RX_HIGH)
        })?;
        low_words::read(p, HIGHEST)?;
        low_words::read(p, TX)?;
        p.skip(3)
    })?;
    low_words::read(p, EXTENDED)?;
    low_words::read(p, BEAMFORMING)?;
    low_words::read(p, SELECTION)?;
    rest(p, &UNREAD)
}

/// Reads the content of a VHT capabilities element.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub(super) fn very_high_throughput(p: &mut Peel<'_>) -> Peeled {
    low_words::read(p, VHT_CAPABILITIES)?;
    p.group(&VHT_SET, |p| {
        low_words::read(p, RX_MAP)?;
        low_words::read(p, RX_RATE)?;
        low_words::read(p, TX_MAP)?;
        low_words::read(p, TX_RATE)
    })?;
    rest(p, &UNREAD)
}

/// Reads the content of a VHT operation element.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub(super) fn very_high_throughput_operation(p: &mut Peel<'_>) -> Peeled {
    p.group(&OPERATION, |p| {
        p.uint(&WIDTH)?;
        p.uint(&CENTRE_0)?;
        p.uint(&CENTRE_1)
    })?;
    low_words::read(p, BASIC_MAP)?;
    rest(p, &UNREAD)
}
