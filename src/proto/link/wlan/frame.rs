//! The header that all frames share.

use super::{FROM_DS, TO_DS, codes};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Address, FieldSpec, Value};
use crate::proto::low_words::{self, low_words};

const SECTION: &str = "IEEE 802.11 §9.2.4.1";
const ADDRESSES: &str = "IEEE 802.11 §9.2.4.3";

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const FIELD: FieldSpec = FieldSpec::hex("wlan.fc", "Frame control", 16)
    .parts_follow()
    .doc("What kind of frame it is, and how it travels.", SECTION);
const SUBTYPE: FieldSpec = FieldSpec::uint("wlan.fc.subtype", "Subtype", 4)
    .part()
    .doc("Which frame of its type it is.", SECTION);
const TYPE: FieldSpec = FieldSpec::uint("wlan.fc.type", "Type", 2)
    .part()
    .codes(&[
        (0, "management"),
        (1, "control"),
        (2, "data"),
        (3, "extension"),
    ])
    .doc(
        "Management frames find and join networks, control frames share the air, data frames carry the rest.",
        SECTION,
    );
const VERSION: FieldSpec = FieldSpec::uint("wlan.fc.version", "Version", 2)
    .part()
    .doc("0, the only one in use.", SECTION);
const FLAGS: FieldSpec = FieldSpec::hex("wlan.flags", "Flags", 8)
    .part()
    .doc("How the frame travels.", SECTION);
const ORDER: FieldSpec = flag(
    "wlan.fc.order",
    "HT control or order",
    "Set: an HT control field follows the header; once it meant that the order must be kept.",
);
const PROTECTED: FieldSpec = flag(
    "wlan.fc.protected",
    "Protected",
    "Set: the payload is encrypted.",
);
const MORE_DATA: FieldSpec = flag(
    "wlan.fc.moredata",
    "More data",
    "Set: the access point keeps more frames for the dozing station.",
);
const POWER: FieldSpec = flag(
    "wlan.fc.pwrmgt",
    "Power management",
    "Set: the station will doze after this exchange.",
);
const RETRY: FieldSpec = flag(
    "wlan.fc.retry",
    "Retry",
    "Set: sent again, because nobody acknowledged it.",
);
const MORE_FRAGMENTS: FieldSpec = flag(
    "wlan.fc.frag",
    "More fragments",
    "Set: another piece of the frame follows.",
);
const DIRECTION: FieldSpec = FieldSpec::hex("wlan.fc.ds", "To and from the network", 2)
    .part()
    .codes(&[
        (0, "from station to station"),
        (1, "to the network"),
        (2, "from the network"),
        (3, "between access points"),
    ])
    .doc(
        "Which way through an access point the frame goes: this decides what the addresses mean.",
        SECTION,
    );

/// The two bytes as they are sent.
pub(super) const CONTROL_FIELD: &[FieldSpec] = &[
    FIELD,
    SUBTYPE,
    TYPE,
    VERSION,
    ORDER,
    PROTECTED,
    MORE_DATA,
    POWER,
    RETRY,
    MORE_FRAGMENTS,
    DIRECTION,
];

/// The two bytes in the other order.
pub(super) const SWAPPED_FIELD: &[FieldSpec] = &[
    FIELD,
    ORDER,
    PROTECTED,
    MORE_DATA,
    POWER,
    RETRY,
    MORE_FRAGMENTS,
    DIRECTION,
    SUBTYPE,
    TYPE,
    VERSION,
];

const fn address(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::mac(name, label).doc(doc, ADDRESSES)
}

crate::fields! {
    pub(super) FLAGS_BYTE = FLAGS;
    pub(super) RA = address("wlan.ra", "Receiver", "The station that shall take the frame from the air.");
    pub(super) TA = address("wlan.ta", "Transmitter", "The station that sent it over the air.");
    pub(super) DA = address("wlan.da", "Destination", "The station for which it is in the end.");
    pub(super) SA = address("wlan.sa", "Source", "The station that made it.");
    pub(super) BSSID = address("wlan.bssid", "BSSID", "The network: the address of its access point.");
    pub(super) STATION = address("wlan.staa", "Station", "The end that is not the access point.");
}

low_words! {
    pub(super) DURATION in "IEEE 802.11 §9.2.4.2": 16 "" "Duration" "How long the others keep silent." {
        15 "wlan.duration" "Duration" "For how many microseconds more the exchange takes: all who hear it keep silent so long.";
    }
    pub(super) AID in "IEEE 802.11 §9.2.4.2": 16 "" "Association" "Which station it is." {
        14 "wlan.aid" "Association number" "The number that the access point gave to the station.";
    }
    pub(super) SEQUENCE in "IEEE 802.11 §9.2.4.4": 16 "" "Sequence control" "Which frame this is." {
        4 "wlan.frag" "Fragment" "Counts the pieces of a frame from 0.";
        12 "wlan.seq" "Sequence number" "Counts the frames of a sender, so that repeated ones are found.";
    }
    pub(super) HT_CONTROL in "IEEE 802.11 §9.2.4.7": 32 "wlan.htc" "HT control" "How the two stations tune their link." {
        1 "wlan.htc.vht" "VHT" "Set: in the form of 802.11ac or later.";
    }
}

/// Reads the duration; what is greater than 32767 is none.
pub(super) fn duration(p: &mut Peel<'_>) -> Peeled {
    p.require(2)?;
    match p.rest()[1] & 0x80 {
        0 => low_words::read(p, DURATION).map(|_| ()),
        _ => p.skip(2).map(|_| ()),
    }
}

/// Reads an address that means several things at once.
pub(super) fn mac(
    p: &mut Peel<'_>,
    specs: &[&'static FieldSpec],
) -> Result<[u8; 6], Stop> {
    let at = p.pos();
    let bytes = p.skip(6)?;
    for spec in specs {
        p.mark(spec, at..at + 6);
    }
    Ok(bytes.first_chunk().copied().unwrap_or_default())
}

/// The three addresses and the sequence control of management and data frames, with what the
/// addresses mean by the direction; gives fragment number and the ends.
pub(super) fn addresses(
    p: &mut Peel<'_>,
    flags: u8,
    is_data: bool,
) -> Result<(u64, [u8; 6], [u8; 6]), Stop> {
    let station: &[_] = if is_data { &[&STATION] } else { &[] };
    let with = |specs: &[&'static FieldSpec]| [specs, station].concat();
    let (to, from, fragment);
    match flags & (TO_DS | FROM_DS) {
        TO_DS if is_data => {
            mac(p, &[&RA, &BSSID])?;
            from = mac(p, &with(&[&TA, &SA]))?;
            to = mac(p, &[&DA])?;
            fragment = low_words::read(p, SEQUENCE)?;
        }
        FROM_DS if is_data => {
            to = mac(p, &with(&[&RA, &DA]))?;
            mac(p, &[&TA, &BSSID])?;
            from = mac(p, &[&SA])?;
            fragment = low_words::read(p, SEQUENCE)?;
        }
        0b11 if is_data => {
            mac(p, &[&RA])?;
            mac(p, &[&TA])?;
            to = mac(p, &[&DA])?;
            fragment = low_words::read(p, SEQUENCE)?;
            from = mac(p, &[&SA])?;
        }
        _ => {
            to = mac(p, &[&RA, &DA])?;
            from = mac(p, &[&TA, &SA])?;
            mac(p, &[&BSSID])?;
            fragment = low_words::read(p, SEQUENCE)?;
        }
    }
    p.from_to(Address::Mac(from), Address::Mac(to));
    Ok((fragment & 0x0f, from, to))
}

/// The name of a frame.
pub(super) fn name(class: u8, subtype: u8) -> &'static str {
    let number = u64::from(class << 4 | subtype);
    let found = codes::FRAMES.iter().find(|entry| entry.0 == number);
    found.map_or("unknown frame", |entry| entry.1)
}

/// A field over bytes with a number read from them.
pub(super) fn number(p: &mut Peel<'_>, spec: &'static FieldSpec, at: usize, len: usize, value: u64) {
    p.mark_as(spec, at..at + len, Value::Uint(value));
}
