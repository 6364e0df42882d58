//! Fields of the radiotap header that are as old as it.

use crate::model::{FieldSpec, bytes_of};
use crate::proto::low_words::low_words;

const SITE: &str = "radiotap.org";

pub(super) const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("radiotap.version", "Version", 8).doc("Always 0.", SITE),
    FieldSpec::uint("radiotap.pad", "Padding", 8).doc("Nothing.", SITE),
    FieldSpec::uint("radiotap.length", "Length", 16)
        .little()
        .unit("bytes")
        .doc("The whole header.", SITE),
];

pub(super) const HEADER_LEN: usize = bytes_of(HEADER);

const fn number(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little().doc(doc, SITE)
}

const fn level(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 8).unit("dBm").doc(doc, SITE)
}

crate::fields! {
    pub(super) PRESENT = FieldSpec::group("radiotap.present", "Present fields").doc("Which fields follow.", SITE);
    pub(super) TIME = number("radiotap.mactime", "Time", 64, "When the first bit arrived, by the clock of the radio.").unit("µs");
    pub(super) RATE = FieldSpec::computed("radiotap.datarate", "Rate").unit("Mbit/s").doc("How fast the frame was sent; counted in steps of 500 kbit/s.", SITE);
    pub(super) FREQUENCY = number("radiotap.channel.freq", "Frequency", 16, "The middle of the channel.").unit("MHz");
    pub(super) HOP_SET = number("radiotap.fhss.hopset", "Hop set", 8, "Which set of frequencies.");
    pub(super) HOP_PATTERN = number("radiotap.fhss.pattern", "Hop pattern", 8, "In which order they are used.");
    pub(super) SIGNAL = level("radiotap.dbm_antsignal", "Signal", "How strong the signal was: -30 is next to the antenna, -90 hardly to be heard.");
    pub(super) NOISE = level("radiotap.dbm_antnoise", "Noise", "How strong the noise was.");
    pub(super) QUALITY = number("radiotap.quality", "Quality", 16, "How well the receiver locked on; a number without a unit.");
    pub(super) ATTENUATION = number("radiotap.txattenuation", "Attenuation", 16, "How far below full power it was sent; a number without a unit.");
    pub(super) ATTENUATION_DB = number("radiotap.db_txattenuation", "Attenuation", 16, "How far below full power it was sent.").unit("dB");
    pub(super) POWER = level("radiotap.txpower", "Power", "The power that it was sent with.");
    pub(super) ANTENNA = number("radiotap.antenna", "Antenna", 8, "Which antenna, counted from 0.");
    pub(super) SIGNAL_DB = number("radiotap.db_antsignal", "Signal", 8, "How strong the signal was, over a value that only the maker knows.").unit("dB");
    pub(super) NOISE_DB = number("radiotap.db_antnoise", "Noise", 8, "How strong the noise was, over a value that only the maker knows.").unit("dB");
    pub(super) RTS_RETRIES = number("", "RTS retries", 8, "How often the sender asked for the channel.");
    pub(super) RETRIES = number("radiotap.data_retries", "Retries", 8, "How often the frame was sent again.");
    pub(super) XFREQUENCY = number("radiotap.xchannel.freq", "Frequency", 16, "The middle of the channel.").unit("MHz");
    pub(super) XNUMBER = number("radiotap.xchannel.channel", "Channel", 8, "Its number in the band.");
    pub(super) VENDOR = FieldSpec::bytes("radiotap.vendor_namespace", "Fields of a maker").doc("What only the maker can read.", SITE);
    pub(super) VENDOR_OUI = FieldSpec::hex("radiotap.vendor_oui", "Organisation", 24).doc("Which maker.", SITE);
    pub(super) VENDOR_SPACE = number("radiotap.vendor_subns", "Space", 8, "Which of the maker's sets of fields.");
    pub(super) VENDOR_LEN = number("radiotap.vendor_data_len", "Length", 16, "How many bytes belong to it.").unit("bytes");
    pub(super) VENDOR_DATA = FieldSpec::bytes("radiotap.vendor_data", "Data").doc("What only the maker can read.", SITE);
    pub(super) TLV_TYPE = number("radiotap.tlv.type", "Type", 16, "What this entry is.");
    pub(super) TLV_LEN = number("radiotap.tlv.datalen", "Length", 16, "Of the entry's data.").unit("bytes");
    pub(super) TLV_DATA = FieldSpec::bytes("radiotap.tlv.unknown_data", "Data").doc("What the entry says.", SITE);
}

low_words! {
    pub(super) PRESENT_WORD in "radiotap.org": 32 "radiotap.present.word" "Present word" "One bit for each field that follows." {
        1 "radiotap.present.tsft" "Time" "Time of arrival by the clock of the radio.";
        1 "radiotap.present.flags" "Flags" "How the frame was sent.";
        1 "radiotap.present.rate" "Rate" "The data rate.";
        1 "radiotap.present.channel" "Channel" "Frequency and kind of channel.";
        1 "radiotap.present.fhss" "Hopping" "Frequency hopping of the oldest radios.";
        1 "radiotap.present.dbm_antsignal" "Signal" "Strength of the signal in dBm.";
        1 "radiotap.present.dbm_antnoise" "Noise" "Strength of the noise in dBm.";
        1 "radiotap.present.lock_quality" "Quality" "How well the receiver locked on.";
        1 "radiotap.present.tx_attenuation" "Attenuation" "How far below full power it was sent.";
        1 "radiotap.present.db_tx_attenuation" "Attenuation in dB" "How far below full power it was sent.";
        1 "radiotap.present.dbm_tx_power" "Power" "The power it was sent with.";
        1 "radiotap.present.antenna" "Antenna" "Which antenna.";
        1 "radiotap.present.db_antsignal" "Signal in dB" "Strength of the signal over a fixed value.";
        1 "radiotap.present.db_antnoise" "Noise in dB" "Strength of the noise over a fixed value.";
        1 "radiotap.present.rxflags" "Reception" "How the reception went.";
        1 "radiotap.present.txflags" "Sending" "How the frame was or shall be sent.";
        1 "" "" "";
        1 "radiotap.present.data_retries" "Retries" "How often it was sent again.";
        1 "radiotap.present.xchannel" "Extended channel" "Frequency and kind of channel, in more bits.";
        1 "radiotap.present.mcs" "802.11n" "Modulation of 802.11n.";
        1 "radiotap.present.ampdu" "Aggregate" "Which aggregate the frame was part of.";
        1 "radiotap.present.vht" "802.11ac" "Modulation of 802.11ac.";
        1 "radiotap.present.timestamp" "Timestamp" "Time with a unit of its own.";
        1 "radiotap.present.he" "802.11ax" "Modulation of 802.11ax.";
        1 "radiotap.present.he_mu" "802.11ax, many users" "How a frame for several stations was made.";
        1 "" "" "";
        1 "radiotap.present.0_length.psdu" "No payload" "The frame had no payload.";
        1 "radiotap.present.l_sig" "L-SIG" "The part of the preamble that all radios read.";
        1 "radiotap.present.tlv" "List" "Types and lengths follow instead of fields.";
        1 "radiotap.present.rtap_ns" "Radiotap next" "The next word is again of these fields.";
        1 "radiotap.present.vendor_ns" "Maker next" "The next word is of a maker's fields.";
        1 "radiotap.present.ext" "More words" "Another word follows.";
    }
    pub(super) FLAGS in "radiotap.org": 8 "radiotap.flags" "Flags" "How the frame was sent." {
        1 "radiotap.flags.cfp" "Contention free" "Sent while the access point handed out turns.";
        1 "radiotap.flags.preamble" "Short preamble" "Sent with the short preamble of 802.11b.";
        1 "radiotap.flags.wep" "WEP" "Encrypted with WEP.";
        1 "radiotap.flags.frag" "Fragment" "A piece of a frame.";
        1 "radiotap.flags.fcs" "Check sequence" "Set: the frame ends with its check sequence.";
        1 "radiotap.flags.datapad" "Padding" "Set: the 802.11 header is filled up to whole words.";
        1 "radiotap.flags.badfcs" "Bad check sequence" "Set: the receiver found it wrong.";
        1 "radiotap.flags.shortgi" "Short guard interval" "Sent with the short pause between symbols.";
    }
    pub(super) CHANNEL in "radiotap.org": 16 "radiotap.channel.flags" "Channel flags" "Band and modulation." {
        1 "radiotap.channel.flags.700mhz" "700 MHz" "A channel at 700 MHz.";
        1 "radiotap.channel.flags.800mhz" "800 MHz" "A channel at 800 MHz.";
        1 "radiotap.channel.flags.900mhz" "900 MHz" "A channel at 900 MHz.";
        1 "" "" "";
        1 "radiotap.channel.flags.turbo" "Turbo" "A channel of double width of some makers.";
        1 "radiotap.channel.flags.cck" "CCK" "The modulation of 802.11b.";
        1 "radiotap.channel.flags.ofdm" "OFDM" "The modulation of 802.11a and later.";
        1 "radiotap.channel.flags.2ghz" "2.4 GHz" "A channel of the 2.4 GHz band.";
        1 "radiotap.channel.flags.5ghz" "5 GHz" "A channel of the 5 GHz band.";
        1 "radiotap.channel.flags.passive" "Passive" "Stations only listen here until they hear an access point.";
        1 "radiotap.channel.flags.dynamic" "CCK and OFDM" "Both modulations are used.";
        1 "radiotap.channel.flags.gfsk" "GFSK" "The modulation of frequency hopping.";
        1 "radiotap.channel.flags.gsm" "GSM" "A channel at 900 MHz.";
        1 "radiotap.channel.flags.sturbo" "Static turbo" "Always of double width.";
        1 "radiotap.channel.flags.half" "Half" "10 MHz wide.";
        1 "radiotap.channel.flags.quarter" "Quarter" "5 MHz wide.";
    }
    pub(super) RX_FLAGS in "radiotap.org": 16 "radiotap.rxflags" "Reception flags" "How the reception went." {
        1 "" "" "";
        1 "radiotap.rxflags.badplcp" "Bad PLCP" "Set: the header of the radio was broken.";
    }
    pub(super) TX_FLAGS in "radiotap.org": 16 "radiotap.txflags" "Sending flags" "How the frame was or shall be sent." {
        1 "radiotap.rxflags.fail" "Failed" "Set: nobody acknowledged it.";
        1 "radiotap.rxflags.cts" "CTS to self" "Set: protected by a CTS frame to itself.";
        1 "radiotap.rxflags.rts" "RTS" "Set: protected by RTS and CTS.";
        1 "radiotap.rxflags.noack" "No ACK" "Set: no acknowledgement is awaited.";
        1 "radiotap.rxflags.noseqno" "Own number" "Set: the program gave the sequence number.";
        1 "radiotap.rxflags.order" "In order" "Set: it must not be sent out of order.";
    }
    pub(super) XCHANNEL in "radiotap.org": 32 "radiotap.xchannel.flags" "Channel flags" "Band and modulation." {
        4 "" "" "";
        1 "radiotap.xchannel.flags.turbo" "Turbo" "A channel of double width of some makers.";
        1 "radiotap.xchannel.flags.cck" "CCK" "The modulation of 802.11b.";
        1 "radiotap.xchannel.flags.ofdm" "OFDM" "The modulation of 802.11a and later.";
        1 "radiotap.xchannel.flags.2ghz" "2.4 GHz" "A channel of the 2.4 GHz band.";
        1 "radiotap.xchannel.flags.5ghz" "5 GHz" "A channel of the 5 GHz band.";
        1 "radiotap.channel.xtype.passive" "Passive" "Stations only listen here until they hear an access point.";
        1 "radiotap.xchannel.flags.dynamic" "CCK and OFDM" "Both modulations are used.";
        1 "radiotap.xchannel.flags.gfsk" "GFSK" "The modulation of frequency hopping.";
        1 "radiotap.xchannel.flags.gsm" "GSM" "A channel at 900 MHz.";
        1 "radiotap.xchannel.flags.sturbo" "Static turbo" "Always of double width.";
        1 "radiotap.xchannel.flags.half" "Half" "10 MHz wide.";
        1 "radiotap.xchannel.flags.quarter" "Quarter" "5 MHz wide.";
        1 "radiotap.xchannel.flags.ht20" "802.11n, 20 MHz" "A channel of 802.11n.";
        1 "radiotap.xchannel.flags.ht40u" "802.11n, 40 MHz up" "The second half lies above.";
        1 "radiotap.xchannel.flags.ht40d" "802.11n, 40 MHz down" "The second half lies below.";
    }
}
