//! What a station can do, one bit for each: measurements and extended capabilities.

use super::layouts::Part::{self, Word};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::low_words::{self, low_words};

low_words! {
    MEASURE_1 in "IEEE 802.11 §9.4.2.44": 8 "wlan.rmcap" "Measurements" "What the sender can measure." {
        1 "wlan.rmcap.b0" "Link measurement" "Set: the sender can do it.";
        1 "wlan.rmcap.b1" "Neighbour report" "Set: the sender can do it.";
        1 "wlan.rmcap.b2" "Parallel measurements" "Set: the sender can do it.";
        1 "wlan.rmcap.b3" "Repeated measurements" "Set: the sender can do it.";
        1 "wlan.rmcap.b4" "Passive beacon measurement" "Set: the sender can do it.";
        1 "wlan.rmcap.b5" "Active beacon measurement" "Set: the sender can do it.";
        1 "wlan.rmcap.b6" "Beacon table" "Set: the sender can do it.";
        1 "wlan.rmcap.b7" "Beacon conditions" "Set: the sender can do it.";
    }
    MEASURE_2 in "IEEE 802.11 §9.4.2.44": 8 "wlan.rmcap" "Measurements" "What the sender can measure." {
        1 "wlan.rmcap.b8" "Frame measurement" "Set: the sender can do it.";
        1 "wlan.rmcap.b9" "Channel load" "Set: the sender can do it.";
        1 "wlan.rmcap.b10" "Noise histogram" "Set: the sender can do it.";
        1 "wlan.rmcap.b11" "Statistics" "Set: the sender can do it.";
        1 "wlan.rmcap.b12" "Location" "Set: the sender can do it.";
        1 "wlan.rmcap.b13" "Azimuth" "Set: the sender can do it.";
        1 "wlan.rmcap.b14" "Traffic stream" "Set: the sender can do it.";
        1 "wlan.rmcap.b15" "Triggered traffic stream" "Set: the sender can do it.";
    }
    MEASURE_3 in "IEEE 802.11 §9.4.2.44": 8 "wlan.rmcap" "Measurements" "What the sender can measure." {
        1 "wlan.rmcap.b16" "Channel report" "Set: the sender can do it.";
        1 "wlan.rmcap.b17" "MIB" "Set: the sender can do it.";
        3 "wlan.rmcap.b18to20" "Longest on the channel" "How long a measurement may take on its own channel.";
        3 "wlan.rmcap.b21to23" "Longest elsewhere" "How long a measurement may take on another channel.";
    }
    MEASURE_4 in "IEEE 802.11 §9.4.2.44": 8 "wlan.rmcap" "Measurements" "What the sender can measure." {
        3 "wlan.rmcap.b24to26" "Pilot" "How it handles measurement pilots.";
        1 "wlan.rmcap.b27" "Pilot information" "Set: the sender can do it.";
        1 "wlan.rmcap.b28" "Clock offsets" "Set: neighbour reports have them.";
        1 "wlan.rmcap.b29" "RCPI" "Set: the sender can do it.";
        1 "wlan.rmcap.b30" "RSNI" "Set: the sender can do it.";
        1 "wlan.rmcap.b31" "Access delay" "Set: the sender can do it.";
    }
    MEASURE_5 in "IEEE 802.11 §9.4.2.44": 8 "wlan.rmcap" "Measurements" "What the sender can measure." {
        1 "wlan.rmcap.b32" "Capacity" "Set: the sender can do it.";
        1 "wlan.rmcap.b33" "Antenna" "Set: the sender can do it.";
        1 "wlan.rmcap.b34" "Distance reports" "Set: the sender can do it.";
        1 "wlan.rmcap.b35" "Civic location" "Set: the sender can do it.";
        4 "wlan.rmcap.o5" "Reserved" "Zero.";
    }
    EXTENDED_0 in "IEEE 802.11 §9.4.2.26": 8 "wlan.extcap" "Capabilities" "What else the sender can do." {
        1 "wlan.extcap.b0" "20/40 coexistence management" "Set: the sender can do it.";
        1 "wlan.extcap.b1" "Reserved" "Zero.";
        1 "wlan.extcap.b2" "Extended channel switching" "Set: the sender can do it.";
        1 "wlan.extcap.b3" "Reserved" "Zero.";
        1 "wlan.extcap.b4" "PSMP" "Set: the sender can do it.";
        1 "wlan.extcap.b5" "Reserved" "Zero.";
        1 "wlan.extcap.b6" "S-PSMP" "Set: the sender can do it.";
        1 "wlan.extcap.b7" "Event" "Set: the sender can do it.";
    }
    EXTENDED_1 in "IEEE 802.11 §9.4.2.26": 8 "wlan.extcap" "Capabilities" "What else the sender can do." {
        1 "wlan.extcap.b8" "Diagnostics" "Set: the sender can do it.";
        1 "wlan.extcap.b9" "Multicast diagnostics" "Set: the sender can do it.";
        1 "wlan.extcap.b10" "Location tracking" "Set: the sender can do it.";
        1 "wlan.extcap.b11" "FMS" "Set: the sender can do it.";
        1 "wlan.extcap.b12" "Proxy ARP" "Set: the sender can do it.";
        1 "wlan.extcap.b13" "Collocated interference reporting" "Set: the sender can do it.";
        1 "wlan.extcap.b14" "Civic location" "Set: the sender can do it.";
        1 "wlan.extcap.b15" "Geospatial location" "Set: the sender can do it.";
    }
    EXTENDED_2 in "IEEE 802.11 §9.4.2.26": 8 "wlan.extcap" "Capabilities" "What else the sender can do." {
        1 "wlan.extcap.b16" "TFS" "Set: the sender can do it.";
        1 "wlan.extcap.b17" "WNM sleep mode" "Set: the sender can do it.";
        1 "wlan.extcap.b18" "TIM broadcast" "Set: the sender can do it.";
        1 "wlan.extcap.b19" "BSS transition" "Set: the sender can do it.";
        1 "wlan.extcap.b20" "QoS traffic capability" "Set: the sender can do it.";
        1 "wlan.extcap.b21" "AC station count" "Set: the sender can do it.";
        1 "wlan.extcap.b22" "Multiple BSSID" "Set: the sender can do it.";
        1 "wlan.extcap.b23" "Timing measurement" "Set: the sender can do it.";
    }
    EXTENDED_3 in "IEEE 802.11 §9.4.2.26": 8 "wlan.extcap" "Capabilities" "What else the sender can do." {
        1 "wlan.extcap.b24" "Channel usage" "Set: the sender can do it.";
        1 "wlan.extcap.b25" "SSID list" "Set: the sender can do it.";
        1 "wlan.extcap.b26" "DMS" "Set: the sender can do it.";
        1 "wlan.extcap.b27" "UTC TSF offset" "Set: the sender can do it.";
        1 "wlan.extcap.b28" "TPU buffer station" "Set: the sender can do it.";
        1 "wlan.extcap.b29" "TDLS peer PSM" "Set: the sender can do it.";
        1 "wlan.extcap.b30" "TDLS channel switching" "Set: the sender can do it.";
        1 "wlan.extcap.b31" "Interworking" "Set: the sender can do it.";
    }
    EXTENDED_4 in "IEEE 802.11 §9.4.2.26": 8 "wlan.extcap" "Capabilities" "What else the sender can do." {
        1 "wlan.extcap.b32" "QoS map" "Set: the sender can do it.";
        1 "wlan.extcap.b33" "EBR" "Set: the sender can do it.";
        1 "wlan.extcap.b34" "SSPN interface" "Set: the sender can do it.";
        1 "wlan.extcap.b35" "Reserved" "Zero.";
        1 "wlan.extcap.b36" "MSGCF capability" "Set: the sender can do it.";
        1 "wlan.extcap.b37" "TDLS support" "Set: the sender can do it.";
        1 "wlan.extcap.b38" "TDLS prohibited" "Set: the sender can do it.";
        1 "wlan.extcap.b39" "TDLS channel switching prohibited" "Set: the sender can do it.";
    }
    EXTENDED_5 in "IEEE 802.11 §9.4.2.26": 8 "wlan.extcap" "Capabilities" "What else the sender can do." {
        1 "wlan.extcap.b40" "Reject unadmitted frame" "Set: the sender can do it.";
        3 "wlan.extcap.serv_int_granularity" "Service interval" "In which steps service intervals are chosen.";
        1 "wlan.extcap.b44" "Mesh gate ARP" "Set: the sender can do it.";
        1 "wlan.extcap.b45" "UTF-8 SSID" "Set: the sender can do it.";
        1 "wlan.extcap.b46" "QMF" "Set: the sender can do it.";
        1 "wlan.extcap.b47" "QAB" "Set: the sender can do it.";
    }
    EXTENDED_6 in "IEEE 802.11 §9.4.2.26": 8 "wlan.extcap" "Capabilities" "What else the sender can do." {
        1 "wlan.extcap.b48" "UTF-8 SSID" "Set: the sender can do it.";
        1 "wlan.extcap.b49" "QMF activated" "Set: the sender can do it.";
        1 "wlan.extcap.b50" "QMF reconfiguration" "Set: the sender can do it.";
        1 "wlan.extcap.b51" "Robust AV streaming" "Set: the sender can do it.";
        1 "wlan.extcap.b52" "Advanced GCR" "Set: the sender can do it.";
        1 "wlan.extcap.b53" "Mesh GCR" "Set: the sender can do it.";
        1 "wlan.extcap.b54" "SCS" "Set: the sender can do it.";
        1 "wlan.extcap.b55" "QLoad report" "Set: the sender can do it.";
    }
    EXTENDED_7 in "IEEE 802.11 §9.4.2.26": 8 "wlan.extcap" "Capabilities" "What else the sender can do." {
        1 "wlan.extcap.b56" "Alternate EDCA" "Set: the sender can do it.";
        1 "wlan.extcap.b57" "Unprotected TXOP negotiation" "Set: the sender can do it.";
        1 "wlan.extcap.b58" "Protected TXOP negotiation" "Set: the sender can do it.";
        1 "wlan.extcap.b59" "Reserved" "Zero.";
        1 "wlan.extcap.b60" "Protected QLoad report" "Set: the sender can do it.";
        1 "wlan.extcap.b61" "TDLS wider bandwidth" "Set: the sender can do it.";
        1 "wlan.extcap.b62" "Operating mode notification" "Set: the sender can do it.";
    }
    EXTENDED_WIDE in "IEEE 802.11 §9.4.2.26": 16 "wlan.extcap" "Capabilities" "What else the sender can do." {
        1 "wlan.extcap.b56" "Alternate EDCA" "Set: the sender can do it.";
        1 "wlan.extcap.b57" "Unprotected TXOP negotiation" "Set: the sender can do it.";
        1 "wlan.extcap.b58" "Protected TXOP negotiation" "Set: the sender can do it.";
        1 "wlan.extcap.b59" "Reserved" "Zero.";
        1 "wlan.extcap.b60" "Protected QLoad report" "Set: the sender can do it.";
        1 "wlan.extcap.b61" "TDLS wider bandwidth" "Set: the sender can do it.";
        1 "wlan.extcap.b62" "Operating mode notification" "Set: the sender can do it.";
        2 "wlan.extcap.b63" "Frames in a frame" "How many at most: 0 any number, 1: 32, 2: 16, 3: 8.";
        1 "wlan.extcap.b65" "Channel schedule" "Set: the sender can do it.";
        1 "wlan.extcap.b66" "Geodatabase in band" "Set: the sender can do it.";
        1 "wlan.extcap.b67" "Network channel control" "Set: the sender can do it.";
        1 "wlan.extcap.b68" "White space map" "Set: the sender can do it.";
        1 "wlan.extcap.b69" "Availability query" "Set: the sender can do it.";
        1 "wlan.extcap.b70" "Answers distance measurements" "Set: the sender can do it.";
        1 "wlan.extcap.b71" "Asks for distance measurements" "Set: the sender can do it.";
    }
    EXTENDED_9 in "IEEE 802.11 §9.4.2.26": 8 "wlan.extcap" "Capabilities" "What else the sender can do." {
        1 "wlan.extcap.b72" "FILS" "Set: the sender can do it.";
        1 "wlan.extcap.b73" "Extended spectrum management" "Set: the sender can do it.";
        1 "wlan.extcap.b74" "Future channels" "Set: the sender can do it.";
        1 "wlan.extcap.b75" "Reserved" "Zero.";
        1 "wlan.extcap.b76" "Reserved" "Zero.";
        1 "wlan.extcap.b77" "Asks for wake times" "Set: the sender can do it.";
        1 "wlan.extcap.b78" "Gives wake times" "Set: the sender can do it.";
        1 "wlan.extcap.b79" "Narrow units tolerated" "Set: the sender can do it.";
    }
}

/// The parts of an element that says what a station measures.
pub(super) const MEASUREMENTS: &[Part] = &[
    Word(MEASURE_1),
    Word(MEASURE_2),
    Word(MEASURE_3),
    Word(MEASURE_4),
    Word(MEASURE_5),
];

/// The words of the extended capabilities, a byte each.
const EXTENDED: [&[FieldSpec]; 7] = [
    EXTENDED_0, EXTENDED_1, EXTENDED_2, EXTENDED_3, EXTENDED_4, EXTENDED_5, EXTENDED_6,
];

/// Reads extended capabilities, as many bytes as there are and have names. A number stands across
/// the border of the eighth and the ninth byte.
///
/// # Errors
/// Never; the bytes are counted before.
pub(super) fn extended_capabilities(p: &mut Peel<'_>) -> Peeled {
    for table in EXTENDED {
        if !p.rest().is_empty() {
            low_words::read(p, table)?;
        }
    }
    match p.rest().len() {
        0 => return Ok(()),
        1 => low_words::read(p, EXTENDED_7)?,
        _ => low_words::read(p, EXTENDED_WIDE)?,
    };
    if !p.rest().is_empty() {
        low_words::read(p, EXTENDED_9)?;
    }
    Ok(())
}
