//! What the elements say, by their type.

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::low_words::{self, low_words};

const COMMON: u16 = 2;
const MAC: u16 = 3;
const MAC_PHY: u16 = 4;
const AGGREGATION: u16 = 8;
const ETHERNET: u16 = 9;

const fn byte(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8).doc(doc, "PPI 1.0.7 §4.1.4")
}

const fn dbm(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 8)
        .unit("dBm")
        .doc("How strong it was at the antenna.", "PPI 1.0.7 §4.1")
}

const CLOCK: &[FieldSpec] = &[FieldSpec::uint("ppi.80211-common.tsft", "Time", 64)
    .little()
    .doc(
        "The receiver's clock when the frame began.",
        "PPI 1.0.7 §4.1.2",
    )];

const RATE: &[FieldSpec] = &[
    FieldSpec::uint("ppi.80211-common.rate", "Rate", 16)
        .little()
        .scaled(500, "kbit/s")
        .doc("How fast the frame was sent.", "PPI 1.0.7 §4.1.2"),
    FieldSpec::uint("ppi.80211-common.chan.freq", "Frequency", 16)
        .little()
        .unit("MHz")
        .doc("The middle of the channel.", "PPI 1.0.7 §4.1.2"),
];

const SIGNAL: &[FieldSpec] = &[
    FieldSpec::hex("ppi.80211-common.fhss.hopset", "Hop set", 8).doc(
        "Of radios that jump between frequencies.",
        "PPI 1.0.7 §4.1.2",
    ),
    FieldSpec::hex("ppi.80211-common.fhss.pattern", "Hop pattern", 8).doc(
        "Of radios that jump between frequencies.",
        "PPI 1.0.7 §4.1.2",
    ),
    dbm("ppi.80211-common.dbm.antsignal", "Signal"),
    dbm("ppi.80211-common.dbm.antnoise", "Noise"),
];

const AMPDU: &[FieldSpec] = &[
    FieldSpec::hex("ppi.80211n-mac.ampdu_id", "Aggregate", 32)
        .little()
        .doc(
            "Frames with the same number were sent together.",
            "PPI 1.0.7 §4.1.3",
        ),
    FieldSpec::uint("ppi.80211n-mac.num_delimiters", "Delimiters", 8)
        .doc("Empty ones after this frame.", "PPI 1.0.7 §4.1.3"),
];

const MAC_RESERVED: &[FieldSpec] = &[FieldSpec::hex("ppi.80211n-mac.reserved", "Reserved", 24)
    .little()
    .doc("Zero.", "PPI 1.0.7 §4.1.3")];

const PHY: &[FieldSpec] = &[
    byte("ppi.80211n-mac-phy.mcs", "MCS", "Modulation and coding."),
    byte(
        "ppi.80211n-mac-phy.num_streams",
        "Streams",
        "How many the frame was sent in; 0: not known.",
    ),
    byte(
        "ppi.80211n-mac-phy.rssi.combined",
        "Signal",
        "Of all antennas; 255: not known.",
    ),
    byte(
        "ppi.80211n-mac-phy.rssi.ant0ctl",
        "Signal 0",
        "On the control channel.",
    ),
    byte(
        "ppi.80211n-mac-phy.rssi.ant1ctl",
        "Signal 1",
        "On the control channel.",
    ),
    byte(
        "ppi.80211n-mac-phy.rssi.ant2ctl",
        "Signal 2",
        "On the control channel.",
    ),
    byte(
        "ppi.80211n-mac-phy.rssi.ant3ctl",
        "Signal 3",
        "On the control channel.",
    ),
    byte(
        "ppi.80211n-mac-phy.rssi.ant0ext",
        "Signal 0, extension",
        "On the extension channel.",
    ),
    byte(
        "ppi.80211n-mac-phy.rssi.ant1ext",
        "Signal 1, extension",
        "On the extension channel.",
    ),
    byte(
        "ppi.80211n-mac-phy.rssi.ant2ext",
        "Signal 2, extension",
        "On the extension channel.",
    ),
    byte(
        "ppi.80211n-mac-phy.rssi.ant3ext",
        "Signal 3, extension",
        "On the extension channel.",
    ),
    FieldSpec::uint("ppi.80211-mac-phy.ext-chan.freq", "Extension frequency", 16)
        .little()
        .unit("MHz")
        .doc("The middle of the extension channel.", "PPI 1.0.7 §4.1.4"),
];

const fn evm(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32)
        .little()
        .doc("How far the signal was from the ideal.", "PPI 1.0.7 §4.1.4")
}

const PHY_SIGNAL: &[FieldSpec] = &[
    dbm("ppi.80211n-mac-phy.dbmant0.signal", "Signal 0"),
    dbm("ppi.80211n-mac-phy.dbmant0.noise", "Noise 0"),
    dbm("ppi.80211n-mac-phy.dbmant1.signal", "Signal 1"),
    dbm("ppi.80211n-mac-phy.dbmant1.noise", "Noise 1"),
    dbm("ppi.80211n-mac-phy.dbmant2.signal", "Signal 2"),
    dbm("ppi.80211n-mac-phy.dbmant2.noise", "Noise 2"),
    dbm("ppi.80211n-mac-phy.dbmant3.signal", "Signal 3"),
    dbm("ppi.80211n-mac-phy.dbmant3.noise", "Noise 3"),
    evm("ppi.80211n-mac-phy.evm0", "Error 0"),
    evm("ppi.80211n-mac-phy.evm1", "Error 1"),
    evm("ppi.80211n-mac-phy.evm2", "Error 2"),
    evm("ppi.80211n-mac-phy.evm3", "Error 3"),
];

const INTERFACE: &[FieldSpec] =
    &[
        FieldSpec::uint("ppi.aggregation_extension.interface_id", "Interface", 32)
            .little()
            .doc("Where the frame was captured.", "PPI 1.0.7 §4.1.8"),
    ];

/// The tables that are not words of bits.
pub(super) const WORDS: &[&[FieldSpec]] = &[
    CLOCK,
    RATE,
    SIGNAL,
    AMPDU,
    MAC_RESERVED,
    PHY,
    PHY_SIGNAL,
    INTERFACE,
];

low_words! {
    COMMON_FLAGS in "PPI 1.0.7 §4.1.2": 16 "ppi.80211-common.flags" "Flags" "What else is known." {
        1 "ppi.80211-common.flags.fcs" "Check sequence" "Set: the frame ends with its check sequence.";
        1 "ppi.80211-common.flags.tsft" "Milliseconds" "Set: the time counts milliseconds, else microseconds.";
        1 "ppi.80211-common.flags.fcs-invalid" "Bad check sequence" "Set: the receiver found it wrong.";
        1 "ppi.80211-common.flags.phy-err" "Radio error" "Set: the frame was not received well.";
    }
    CHANNEL in "PPI 1.0.7 §4.1.2": 16 "ppi.80211-common.chan.flags" "Channel" "What kind of channel." {
        4 "" "" "";
        1 "ppi.80211-common.chan.flags.turbo" "Turbo" "Set: twice as wide.";
        1 "ppi.80211-common.chan.flags.cck" "CCK" "Set: complementary code keying.";
        1 "ppi.80211-common.chan.flags.ofdm" "OFDM" "Set: orthogonal frequency-division multiplexing.";
        1 "ppi.80211-common.chan.flags.2ghz" "2 GHz" "Set: in the band at 2.4 GHz.";
        1 "ppi.80211-common.chan.flags.5ghz" "5 GHz" "Set: in the band at 5 GHz.";
        1 "ppi.80211-common.chan.flags.passive" "Passive" "Set: nobody may send first.";
        1 "ppi.80211-common.chan.flags.dynamic" "Dynamic" "Set: CCK and OFDM.";
        1 "ppi.80211-common.chan.flags.gfsk" "GFSK" "Set: Gaussian frequency shift keying.";
    }
    EXTENSION in "PPI 1.0.7 §4.1.4": 16 "ppi.80211-mac-phy.ext-chan.flags" "Extension channel" "What kind of channel." {
        4 "" "" "";
        1 "ppi.80211-mac-phy.ext-chan.flags.turbo" "Turbo" "Set: twice as wide.";
        1 "ppi.80211-mac-phy.ext-chan.flags.cck" "CCK" "Set: complementary code keying.";
        1 "ppi.80211-mac-phy.ext-chan.flags.ofdm" "OFDM" "Set: orthogonal frequency-division multiplexing.";
        1 "ppi.80211-mac-phy.ext-chan.flags.2ghz" "2 GHz" "Set: in the band at 2.4 GHz.";
        1 "ppi.80211-mac-phy.ext-chan.flags.5ghz" "5 GHz" "Set: in the band at 5 GHz.";
        1 "ppi.80211-mac-phy.ext-chan.flags.passive" "Passive" "Set: nobody may send first.";
        1 "ppi.80211-mac-phy.ext-chan.flags.dynamic" "Dynamic" "Set: CCK and OFDM.";
        1 "ppi.80211-mac-phy.ext-chan.flags.gfsk" "GFSK" "Set: Gaussian frequency shift keying.";
    }
    MAC_FLAGS in "PPI 1.0.7 §4.1.3": 32 "ppi.80211n-mac.flags" "Flags" "How the frame was sent." {
        1 "ppi.80211n-mac.flags.greenfield" "Greenfield" "Set: in a form that older stations do not understand.";
        1 "ppi.80211n-mac.flags.ht20_40" "40 MHz" "Set: 40 MHz wide, else 20.";
        1 "ppi.80211n-mac.flags.rx.short_guard_interval" "Short pause" "Set: with the short guard interval.";
        1 "ppi.80211n-mac.flags.rx.duplicate" "Duplicate" "Set: received before.";
        1 "ppi.80211n-mac.flags.agg" "Aggregate" "Set: sent together with others.";
        1 "ppi.80211n-mac.flags.more_agg" "More" "Set: more frames of the aggregate follow.";
        1 "ppi.80211n-mac.flags.delim_crc_error_after" "Bad delimiter" "Set: what follows in the aggregate was lost.";
    }
    ETHERNET_FLAGS in "PPI 1.0.7 §4.1.9": 32 "ppi.8023_extension.flags" "Flags" "What else is known." {
        1 "ppi.8023_extension.flags.fcs_present" "Check sequence" "Set: the frame ends with its check sequence.";
    }
    ERRORS in "PPI 1.0.7 §4.1.9": 32 "ppi.8023_extension.errors" "Errors" "What was wrong with the frame." {
        1 "ppi.8023_extension.errors.fcs" "Check sequence" "Set: it is wrong.";
        1 "ppi.8023_extension.errors.sequence" "Sequence" "Set: symbols in a wrong order.";
        1 "ppi.8023_extension.errors.symbol" "Symbol" "Set: a symbol that does not exist.";
        1 "ppi.8023_extension.errors.data" "Data" "Set: wrong data.";
    }
}

/// How long the elements are whose length is fixed.
const COMMON_LEN: usize = 20;
const MAC_LEN: usize = 12;
const MAC_PHY_LEN: usize = 48;

/// Reads an element of this type and length; one of another length is left as it is.
pub(super) fn read(p: &mut Peel<'_>, kind: u16, len: usize) -> Peeled {
    match (kind, len) {
        (COMMON, COMMON_LEN) => {
            p.rows(CLOCK)?;
            low_words::read(p, COMMON_FLAGS)?;
            p.rows(RATE)?;
            low_words::read(p, CHANNEL)?;
            p.rows(SIGNAL).map(drop)
        }
        (MAC, MAC_LEN) => {
            low_words::read(p, MAC_FLAGS)?;
            p.rows(AMPDU)?;
            p.rows(MAC_RESERVED).map(drop)
        }
        (MAC_PHY, MAC_PHY_LEN) => {
            low_words::read(p, MAC_FLAGS)?;
            p.rows(AMPDU)?;
            p.rows(PHY)?;
            low_words::read(p, EXTENSION)?;
            p.rows(PHY_SIGNAL).map(drop)
        }
        (AGGREGATION, 4) => p.rows(INTERFACE).map(drop),
        (ETHERNET, 8) => {
            low_words::read(p, ETHERNET_FLAGS)?;
            low_words::read(p, ERRORS).map(drop)
        }
        _ => Ok(()),
    }
}
