//! Parts of management frames that stand at fixed places.

use super::codes;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::low_words::{self, low_words};

const SECTION: &str = "IEEE 802.11 §9.4.1";

const fn number(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little().doc(doc, SECTION)
}

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, "IEEE 802.11 §12.4")
}

crate::fields! {
    pub(super) ALL = FieldSpec::group("wlan.fixed.all", "Fixed parameters").doc("What every frame of this kind begins with.", SECTION);
    pub(super) TIME = number("wlan.fixed.timestamp", "Timestamp", 64, "The clock of the network: stations set theirs by it.").unit("µs");
    pub(super) INTERVAL = number("wlan.fixed.beacon", "Beacon interval", 16, "How often the beacon comes, in units of 1024 microseconds.");
    pub(super) LISTEN = number("wlan.fixed.listen_ival", "Listen interval", 16, "How many beacons the station may sleep through.");
    pub(super) CURRENT = FieldSpec::mac("wlan.fixed.current_ap", "Current access point").doc("Where the station comes from.", SECTION);
    pub(super) REASON = number("wlan.fixed.reason_code", "Reason", 16, "Why the link ends.").codes(codes::REASONS);
    pub(super) STATUS = number("wlan.fixed.status_code", "Status", 16, "How the request was answered.").codes(codes::STATUS);
    pub(super) ALGORITHM = number("wlan.fixed.auth.alg", "Algorithm", 16, "How the station shall prove who it is.")
        .codes(&[(0, "open"), (1, "shared key"), (2, "fast transition"), (3, "SAE"), (4, "FILS"), (5, "FILS with secrecy"), (6, "FILS public key"), (128, "LEAP")]);
    pub(super) STEP = number("wlan.fixed.auth_seq", "Step", 16, "Which message of the exchange it is.");
    pub(super) SAE_KIND = number("wlan.fixed.sae_message_type", "SAE message", 16, "Commit or confirm.").codes(&[(1, "commit"), (2, "confirm")]);
    pub(super) FINITE_GROUP = number("wlan.fixed.finite_cyclic_group", "Group", 16, "In which group of numbers both calculate.");
    pub(super) SCALAR = bytes("wlan.fixed.scalar", "Scalar", "The sender's number.");
    pub(super) ELEMENT = bytes("wlan.fixed.finite_field_element", "Element", "The sender's point.");
    pub(super) SEND_CONFIRM = number("wlan.fixed.send_confirm", "Counter", 16, "How often a confirmation was sent.");
    pub(super) CONFIRM = bytes("wlan.fixed.confirm", "Confirmation", "Proves that the sender knows the password.");
    pub(super) CATEGORY = number("wlan.fixed.category_code", "Category", 8, "What the action is about.").codes(codes::CATEGORIES);
    pub(super) TOKEN = number("wlan.fixed.dialog_token", "Dialogue", 8, "Pairs requests and responses.");
    pub(super) TIMEOUT = number("wlan.fixed.batimeout", "Timeout", 16, "After how much silence the agreement ends, in units of 1024 microseconds; 0 is never.");
}

low_words! {
    pub(super) CAPABILITIES in "IEEE 802.11 §9.4.1.4": 16 "wlan.fixed.capabilities" "Capabilities" "What the sender can do and wants." {
        1 "wlan.fixed.capabilities.ess" "Access point" "Set: the sender is an access point.";
        1 "wlan.fixed.capabilities.ibss" "Without access point" "Set: a network of stations only.";
        1 "wlan.fixed.capabilities.reserved1" "Reserved" "Zero.";
        1 "wlan.fixed.capabilities.reserved2" "Reserved" "Zero.";
        1 "wlan.fixed.capabilities.privacy" "Privacy" "Set: data frames are encrypted.";
        1 "wlan.fixed.capabilities.short_preamble" "Short preamble" "Set: short preambles are allowed.";
        1 "wlan.fixed.capabilities.reserved3" "Reserved" "Zero.";
        1 "wlan.fixed.capabilities.reserved4" "Reserved" "Zero.";
        1 "wlan.fixed.capabilities.spec_man" "Spectrum management" "Set: needed here.";
        1 "wlan.fixed.capabilities.qos" "QoS" "Set: frames have priorities.";
        1 "wlan.fixed.capabilities.short_slot_time" "Short slots" "Set: short waiting times are used.";
        1 "wlan.fixed.capabilities.apsd" "Power save delivery" "Set: kept frames are delivered by appointment.";
        1 "wlan.fixed.capabilities.radio_measurement" "Radio measurement" "Set: the sender measures on request.";
        1 "wlan.fixed.capabilities.epd" "EtherTypes" "Set: payloads begin with an EtherType, without LLC.";
        1 "wlan.fixed.capabilities.reserved5" "Reserved" "Zero.";
        1 "wlan.fixed.capabilities.reserved6" "Reserved" "Zero.";
    }
    AID in "IEEE 802.11 §9.4.1.8": 16 "" "Association" "Which station it is." {
        14 "wlan.fixed.aid" "Association number" "The number that the access point gives to the station.";
    }
    pub(super) START in "IEEE 802.11 §9.3.1.7": 16 "wlan.fixed.ssc" "Start" "From which frame on." {
        4 "wlan.fixed.ssc.fragment" "Fragment" "Zero, or a code for the length of the bitmap.";
        12 "wlan.fixed.ssc.sequence" "Starting number" "The sequence number of the first frame that is meant.";
    }
    pub(super) AGREEMENT in "IEEE 802.11 §9.4.1.13": 16 "wlan.fixed.baparams" "Parameters" "How frames are acknowledged in blocks." {
        1 "wlan.fixed.baparams.amsdu" "Several frames in one" "Set: frames may carry several frames.";
        1 "wlan.fixed.baparams.policy" "At once" "Set: blocks are acknowledged at once.";
        4 "wlan.fixed.baparams.tid" "Traffic class" "Whose frames are meant.";
        10 "wlan.fixed.baparams.buffersize" "Buffers" "How many frames the receiver can keep.";
    }
    pub(super) END in "IEEE 802.11 §9.4.1.15": 16 "wlan.fixed.delba.param" "Parameters" "Which agreement ends." {
        11 "wlan.fixed.delba.param.reserved" "Reserved" "Zero.";
        1 "wlan.fixed.delba.param.initiator" "By the sender" "Set: the one who sends the data ends it.";
        4 "wlan.fixed.delba.param.tid" "Traffic class" "Whose frames are meant.";
    }
}

/// Reads the number that an access point gives to a station.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not there.
pub(super) fn aid(p: &mut Peel<'_>) -> Peeled {
    low_words::read(p, AID).map(|_| ())
}
