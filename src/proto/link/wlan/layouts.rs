//! Elements whose content stands at fixed places.

use super::elements::rest;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::low_words::{self, low_words};

const SECTION: &str = "IEEE 802.11 §9.4.2";

/// One part of an element's content.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// A word with named bits.
    Word(&'static [FieldSpec]),
    /// A field as wide as its spec says.
    One(&'static FieldSpec),
    /// All that is left.
    Rest(&'static FieldSpec),
    /// The same parts again and again, to the end.
    Each(&'static [Part]),
}

use Part::{Each, One, Rest, Word};

const fn number(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little().doc(doc, SECTION)
}

const fn level(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 8).unit("dBm").doc(doc, SECTION)
}

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SECTION)
}

crate::fields! {
    HOP_DWELL = number("wlan.fh.dwell_time", "Dwell time", 16, "How long the radio stays on a frequency.");
    HOP_SET = number("wlan.fh.hop_set", "Hop set", 8, "Which set of frequencies.");
    HOP_PATTERN = number("wlan.fh.hop_pattern", "Hop pattern", 8, "In which order they are used.");
    HOP_INDEX = number("wlan.fh.hop_index", "Hop index", 8, "Where in the order the radio is.");
    CHANNEL = number("wlan.ds.current_channel", "Channel", 8, "The channel of the network.");
    CFP_COUNT = number("wlan.cfp.count", "Count", 8, "How many beacons until turns are handed out.");
    CFP_PERIOD = number("wlan.cfp.period", "Period", 8, "How often that happens.");
    CFP_MAX = number("wlan.cfp.max_duration", "Longest duration", 16, "How long it may take.");
    CFP_LEFT = number("wlan.cfp.dur_remaining", "Time left", 16, "How long it still takes.");
    DTIM_COUNT = number("wlan.tim.dtim_count", "DTIM count", 8, "How many beacons until frames for groups are sent.");
    DTIM_PERIOD = number("wlan.tim.dtim_period", "DTIM period", 8, "With which beacons they are sent.");
    TIM_MAP = bytes("wlan.tim.partial_virtual_bitmap", "Map", "One bit for each station: set if frames are kept for it.");
    ATIM = number("wlan.ibss.atim_windows", "ATIM window", 16, "How long stations stay awake after a beacon.");
    REQUESTED = number("wlan.tag.request", "Requested element", 8, "Which element the answer shall have.").codes(super::codes::ELEMENTS);
    LOAD_STATIONS = number("wlan.qbss.scount", "Stations", 16, "How many are associated.");
    LOAD_CHANNEL = number("wlan.qbss.cu", "Channel load", 8, "How often the channel was busy, of 255.");
    LOAD_ADMISSION = number("wlan.qbss.adc", "Capacity", 16, "How much time is still to be given away, in units of 32 microseconds per second.");
    CHALLENGE = bytes("wlan.tag.challenge_text", "Challenge", "Random bytes, to be sent back encrypted.");
    CONSTRAINT = number("wlan.powercon.local", "Constraint", 8, "How far below the allowed power stations stay.").unit("dB");
    POWER_MIN = level("wlan.powercap.min", "Least power", "The least that the station can send with.");
    POWER_MAX = level("wlan.powercap.max", "Greatest power", "The most that the station can send with.");
    SUPPORTED_FIRST = number("wlan.supchan.first", "First channel", 8, "Of a row of channels.");
    SUPPORTED_RANGE = number("wlan.supchan.range", "Channels", 8, "How many.");
    SWITCH_MODE = number("wlan.csa.channel_switch_mode", "Mode", 8, "1: nobody sends until the switch.");
    SWITCH_CHANNEL = number("wlan.csa.new_channel_number", "New channel", 8, "Where the network goes.");
    SWITCH_COUNT = number("wlan.csa.channel_switch.count", "Count", 8, "How many beacons until then.");
    REPORT_CLASS = number("wlan.ap_channel_report.operating_class", "Operating class", 8, "Which band and width.");
    REPORT_CHANNEL = number("wlan.ap_channel_report.channel_list", "Channel", 8, "Where access points are to be found.");
    HT_PRIMARY = number("wlan.ht.info.primarychannel", "Primary channel", 8, "The channel that all stations use.");
    OBSS_0 = number("wlan.obss.spd", "Passive dwell", 16, "How long to listen, in units of 1024 microseconds.");
    OBSS_1 = number("wlan.obss.sad", "Active dwell", 16, "How long to ask, in units of 1024 microseconds.");
    OBSS_2 = number("wlan.obss.cwtsi", "Interval", 16, "How often to scan, in seconds.");
    OBSS_3 = number("wlan.obss.sptpc", "Passive total", 16, "How long to listen on each channel in all.");
    OBSS_4 = number("wlan.obss.satpc", "Active total", 16, "How long to ask on each channel in all.");
    OBSS_5 = number("wlan.obss.wctdf", "Delay factor", 16, "How many intervals to wait before a change of width.");
    OBSS_6 = number("wlan.obss.sat", "Activity threshold", 16, "How much traffic excuses from scanning.");
    MMIE_KEY = number("wlan.mmie.keyid", "Key", 16, "Which key made the check.");
    MMIE_IPN = bytes("wlan.mmie.ipn", "Packet number", "Counts the frames, so that old ones cannot be sent again.").wide(6);
    MMIE_MIC = bytes("wlan.mmie.mic", "Check", "Proves that the frame comes from the access point.");
    MESH_0 = number("wlan.mesh.config.ps_protocol", "Path protocol", 8, "How paths are found; 1 is HWMP.");
    MESH_1 = number("wlan.mesh.config.ps_metric", "Path metric", 8, "How paths are compared; 1 is air time.");
    MESH_2 = number("wlan.mesh.config.cong_ctl", "Congestion control", 8, "What is done against jams; 0 is nothing.");
    MESH_3 = number("wlan.mesh.config.sync_method", "Synchronisation", 8, "How clocks are set; 1 by the neighbours.");
    MESH_4 = number("wlan.mesh.config.auth_protocol", "Authentication", 8, "How neighbours prove who they are; 0 not, 1 SAE, 2 802.1X.");
    MESH_ID = FieldSpec::text("wlan.mesh.id", "Mesh").doc("The name of the mesh.", SECTION);
    AWAKE = number("wlan.mesh.mesh_awake_window", "Awake window", 16, "How long the station stays awake after its beacon, in units of 1024 microseconds.");
    WIDE_WIDTH = number("wlan.wide_bw.new_channel_width", "New width", 8, "0: 20 or 40 MHz, 1: 80 to 160 MHz.");
    WIDE_0 = number("wlan.wide_bw.new_channel_center_freq_segment0", "New centre 0", 8, "The middle of the channel.");
    WIDE_1 = number("wlan.wide_bw.new_channel_center_freq_segment1", "New centre 1", 8, "The middle of the second part.");
    COUNTRY = FieldSpec::text("wlan.country_info.code", "Country").wide(2).doc("Whose rules for channels and power hold.", "IEEE 802.11 §9.4.2.8");
    ENVIRONMENT = number("wlan.country_info.environment", "Environment", 8, "Where the rules hold.").codes(&[(0x20, "any"), (0x49, "indoors"), (0x4f, "outdoors")]);
    BAND = FieldSpec::group("wlan.country_info.fnm", "Channels").doc("A row of channels with the same limit.", "IEEE 802.11 §9.4.2.8");
    BAND_FIRST = number("wlan.country_info.fnm.fcn", "First channel", 8, "Of the row.");
    BAND_COUNT = number("wlan.country_info.fnm.nc", "Channels", 8, "How many.");
    BAND_POWER = level("wlan.country_info.fnm.mtpl", "Greatest power", "That anybody may send with.");
    CLASS = FieldSpec::group("wlan.country_info.rrc", "Operating class").doc("Further rules by number.", "IEEE 802.11 §9.4.2.8");
    CLASS_MARK = number("wlan.country_info.rrc.oei", "Mark", 8, "201 or more: this is no channel.");
    CLASS_NUMBER = number("wlan.country_info.rrc.oc", "Class", 8, "Which set of rules.");
    CLASS_COVERAGE = number("wlan.country_info.rrc.cc", "Coverage", 8, "How far apart stations may be.");
    COUNTRY_PAD = bytes("wlan.country_info.padding", "Filling", "Makes the length even.");
}

low_words! {
    TIM_CONTROL in "IEEE 802.11 §9.4.2.5": 8 "wlan.tim.bmapctl" "Bitmap control" "Where the map begins." {
        1 "wlan.tim.bmapctl.multicast" "Groups" "Set: frames for groups are kept.";
        7 "wlan.tim.bmapctl.offset" "Offset" "How many pairs of bytes of the whole map are left out.";
    }
    ERP in "IEEE 802.11 §9.4.2.10": 8 "wlan.erp_info" "ERP" "How stations of 802.11g live with those of 802.11b." {
        1 "wlan.erp_info.erp_present" "Old stations" "Set: stations of 802.11b are near.";
        1 "wlan.erp_info.use_protection" "Protection" "Set: announce fast frames in the old way.";
        1 "wlan.erp_info.barker_preamble_mode" "Long preambles" "Set: short preambles are not allowed.";
        5 "wlan.erp_info.reserved" "Reserved" "Zero.";
    }
    HT_INFO_1 in "IEEE 802.11 §9.4.2.55": 8 "wlan.ht.info.delim1" "HT operation 1" "Width of the channel." {
        2 "wlan.ht.info.secchanoffset" "Second channel" "Where the second half lies." [&[(0, "none"), (1, "above"), (3, "below")]];
        1 "wlan.ht.info.chanwidth" "Any width" "Set: frames of 40 MHz are allowed.";
        1 "wlan.ht.info.rifs" "RIFS" "Set: the shortest pause is allowed.";
        4 "wlan.ht.info.reserved_b4_b7" "Reserved" "Zero.";
    }
    HT_INFO_2 in "IEEE 802.11 §9.4.2.55": 16 "wlan.ht.info.delim2" "HT operation 2" "Which other stations are near." {
        2 "wlan.ht.info.ht_protection" "Protection" "Against which stations frames are protected." [&[(0, "none"), (1, "of other networks"), (2, "of 20 MHz"), (3, "older ones")]];
        1 "wlan.ht.info.greenfield" "No greenfield" "Set: a station cannot read greenfield frames.";
        1 "wlan.ht.info.reserved_b11" "Reserved" "Zero.";
        1 "wlan.ht.info.obssnonht" "Older networks" "Set: older stations of other networks are near.";
        8 "wlan.ht.info.chan_center_freq_seg_2" "Centre 2" "The middle of a second part of the channel.";
        3 "wlan.ht.info.reserved_b21_b23" "Reserved" "Zero.";
    }
    HT_INFO_3 in "IEEE 802.11 §9.4.2.55": 16 "wlan.ht.info.delim3" "HT operation 3" "How beacons are sent." {
        6 "wlan.ht.info.reserved_b24_b29" "Reserved" "Zero.";
        1 "wlan.ht.info.dualbeacon" "Two beacons" "Set: a second beacon is sent with STBC.";
        1 "wlan.ht.info.dualcts" "Two CTS" "Set: the access point sends CTS twice.";
        1 "wlan.ht.info.secondarybeacon" "Second beacon" "Set: this is the second one.";
        1 "wlan.ht.info.lsigprotsupport" "L-SIG protection" "Set: all stations can do it.";
        1 "wlan.ht.info.pco.active" "PCO" "Set: phases of 20 and 40 MHz.";
        1 "wlan.ht.info.pco.phase" "PCO phase" "Set: 40 MHz now.";
        4 "wlan.ht.info.reserved_b36_b39" "Reserved" "Zero.";
    }
    FORMATION in "IEEE 802.11 §9.4.2.97": 8 "wlan.mesh.config.formation_info" "Formation" "With whom the station is connected." {
        1 "wlan.mesh.formation_info.connect_to_mesh_gate" "Gate" "Set: there is a way out of the mesh.";
        6 "wlan.mesh.config.formation_info.num_peers" "Peers" "How many neighbours it has.";
        1 "wlan.mesh.formation_info.connect_to_as" "Server" "Set: it reaches the login server.";
    }
    MESH_CAPABILITY in "IEEE 802.11 §9.4.2.97": 8 "wlan.mesh.config.cap" "Capability" "What the station does in the mesh." {
        1 "wlan.mesh.config.cap.accept" "Accepts peers" "Set: it takes more neighbours.";
        1 "wlan.mesh.config.cap.mcca_support" "MCCA possible" "Set: it can reserve time.";
        1 "wlan.mesh.config.cap.mcca_enabled" "MCCA" "Set: it does reserve time.";
        1 "wlan.mesh.config.cap.forwarding" "Forwards" "Set: it passes frames of others on.";
        1 "wlan.mesh.config.cap.mbca_enabled" "MBCA" "Set: it tells when neighbours' beacons come.";
        1 "wlan.mesh.config.cap.tbtt_adjusting" "Adjusting" "Set: it moves its beacons.";
        1 "wlan.mesh.config.cap.power_save_level" "Power save" "Set: it dozes deeply towards some.";
        1 "wlan.mesh.config.cap.reserved" "Reserved" "Zero.";
    }
    INTERWORKING in "IEEE 802.11 §9.4.2.91": 8 "" "Interworking" "What network is behind." {
        4 "wlan.interworking.access_network_type" "Network" "Who may use it." [&[(0, "private"), (1, "private with guests"), (2, "public, paid"), (3, "public, free"), (4, "personal devices"), (5, "emergency"), (14, "test"), (15, "any")]];
        1 "wlan.interworking.internet" "Internet" "Set: it leads to the Internet.";
        1 "wlan.interworking.asra" "More steps" "Set: something must be done before.";
        1 "wlan.interworking.esr" "Emergency" "Set: emergency services are reachable.";
        1 "wlan.interworking.uesa" "Emergency without login" "Set: also for those who cannot log in.";
    }
    SIX_GHZ in "IEEE 802.11 §9.4.2.263": 16 "wlan.tag.he_6ghz.cap_inf" "6 GHz" "What the station can do at 6 GHz." {
        3 "wlan.tag.he_6ghz.cap_inf.b0_b2" "Spacing" "The least time between frames of an aggregate.";
        3 "wlan.tag.he_6ghz.cap_inf.b3_b5" "Longest aggregate" "As a power of two.";
        2 "wlan.tag.he_6ghz.cap_inf.b6_b7" "Longest frame" "0: 3895, 1: 7991, 2: 11454 bytes.";
        1 "wlan.tag.he_6ghz.cap_inf.b8" "Reserved" "Zero.";
        2 "wlan.tag.he_6ghz.cap_inf.b9b_b10" "Power save" "How many antennas doze.";
        1 "wlan.tag.he_6ghz.cap_inf.b11" "Reverse direction" "Set: it can answer within the sender's turn.";
        1 "wlan.tag.he_6ghz.cap_inf.b12" "Receive pattern" "Set: its antennas do not change.";
        1 "wlan.tag.he_6ghz.cap_inf.b13" "Send pattern" "Set: its antennas do not change.";
        2 "wlan.tag.he_6ghz.cap_inf.b14_b15" "Reserved" "Zero.";
    }
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
        1 "wlan.extcap.b63" "Reserved" "Zero.";
    }
}

/// The parts of elements, by number.
static ELEMENTS: &[(u64, &[Part])] = &[
    (2, &[One(&HOP_DWELL), One(&HOP_SET), One(&HOP_PATTERN), One(&HOP_INDEX)]),
    (3, &[One(&CHANNEL)]),
    (4, &[One(&CFP_COUNT), One(&CFP_PERIOD), One(&CFP_MAX), One(&CFP_LEFT)]),
    (5, &[One(&DTIM_COUNT), One(&DTIM_PERIOD), Word(TIM_CONTROL), Rest(&TIM_MAP)]),
    (6, &[One(&ATIM)]),
    (10, &[Each(&[One(&REQUESTED)])]),
    (11, &[One(&LOAD_STATIONS), One(&LOAD_CHANNEL), One(&LOAD_ADMISSION)]),
    (16, &[Rest(&CHALLENGE)]),
    (32, &[One(&CONSTRAINT)]),
    (33, &[One(&POWER_MIN), One(&POWER_MAX)]),
    (36, &[Each(&[One(&SUPPORTED_FIRST), One(&SUPPORTED_RANGE)])]),
    (37, &[One(&SWITCH_MODE), One(&SWITCH_CHANNEL), One(&SWITCH_COUNT)]),
    (42, &[Word(ERP)]),
    (51, &[One(&REPORT_CLASS), Each(&[One(&REPORT_CHANNEL)])]),
    (61, &[One(&HT_PRIMARY), Word(HT_INFO_1), Word(HT_INFO_2), Word(HT_INFO_3)]),
    (70, &[Word(MEASURE_1), Word(MEASURE_2), Word(MEASURE_3), Word(MEASURE_4), Word(MEASURE_5)]),
    (74, &[One(&OBSS_0), One(&OBSS_1), One(&OBSS_2), One(&OBSS_3), One(&OBSS_4), One(&OBSS_5), One(&OBSS_6)]),
    (76, &[One(&MMIE_KEY), One(&MMIE_IPN), Rest(&MMIE_MIC)]),
    (107, &[Word(INTERWORKING)]),
    (113, &[One(&MESH_0), One(&MESH_1), One(&MESH_2), One(&MESH_3), One(&MESH_4), Word(FORMATION), Word(MESH_CAPABILITY)]),
    (114, &[Rest(&MESH_ID)]),
    (119, &[One(&AWAKE)]),
    (194, &[One(&WIDE_WIDTH), One(&WIDE_0), One(&WIDE_1)]),
];

/// The parts of elements with an extended number.
static EXTENSIONS: &[(u64, &[Part])] = &[
    (59, &[Word(SIX_GHZ)]),
];

/// The parts of an element.
pub(super) fn element(number: u64) -> Option<&'static [Part]> {
    find(ELEMENTS, number)
}

/// The parts of an element with an extended number.
pub(super) fn extension(number: u64) -> Option<&'static [Part]> {
    find(EXTENSIONS, number)
}

fn find(table: &[(u64, &'static [Part])], number: u64) -> Option<&'static [Part]> {
    let found = table.binary_search_by_key(&number, |entry| entry.0);
    found.ok().map(|index| table[index].1)
}

/// Reads parts as far as the element has them: later standards added parts at the end.
///
/// # Errors
/// [`crate::decode::Stop`] if a part is there, but not all of it.
pub(super) fn read(p: &mut Peel<'_>, parts: &'static [Part]) -> Peeled {
    for part in parts {
        if p.rest().is_empty() || p.is_full() {
            break;
        }
        match *part {
            Word(table) => drop(low_words::read(p, table)?),
            One(spec) => drop(p.field(spec, (spec.bits / 8) as usize)?),
            Rest(spec) => rest(p, spec)?,
            Each(parts) => {
                while !p.rest().is_empty() && !p.is_full() {
                    read(p, parts)?;
                }
            }
        }
    }
    Ok(())
}

/// The words of the extended capabilities, a byte each.
const EXTENDED: [&[FieldSpec]; 8] = [
    EXTENDED_0, EXTENDED_1, EXTENDED_2, EXTENDED_3, EXTENDED_4, EXTENDED_5, EXTENDED_6, EXTENDED_7,
];

/// Reads extended capabilities, as many bytes as there are and have names.
///
/// # Errors
/// Never; the bytes are counted before.
pub(super) fn extended_capabilities(p: &mut Peel<'_>) -> Peeled {
    for table in EXTENDED {
        if !p.rest().is_empty() {
            low_words::read(p, table)?;
        }
    }
    Ok(())
}

/// The first number that marks rules instead of a channel.
const FIRST_MARK: u8 = 201;

/// Reads a country element.
///
/// # Errors
/// [`crate::decode::Stop`] if a part is there, but not all of it.
pub(super) fn country(p: &mut Peel<'_>) -> Peeled {
    p.field(&COUNTRY, 2)?;
    p.uint(&ENVIRONMENT)?;
    while p.rest().len() >= 3 && !p.is_full() {
        let is_class = p.rest()[0] >= FIRST_MARK;
        let (group, parts) = match is_class {
            true => (&CLASS, [&CLASS_MARK, &CLASS_NUMBER, &CLASS_COVERAGE]),
            false => (&BAND, [&BAND_FIRST, &BAND_COUNT, &BAND_POWER]),
        };
        p.group(group, |p| {
            for spec in parts {
                p.field(spec, 1)?;
            }
            Ok(())
        })?;
    }
    rest(p, &COUNTRY_PAD)
}
