//! Elements of makers: an organisation, its own type, its own content.

use super::elements::rest;
use super::security;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, names};
use crate::proto::low_words::{self, low_words};

const SECTION: &str = "IEEE 802.11 §9.4.2.25";
const WMM: &str = "Wi-Fi Multimedia 1.2 §2.2";

const MICROSOFT: u64 = 0x00_50f2;
const AIRONET: u64 = 0x00_4096;
const ALLIANCE: u64 = 0x50_6f9a;

const fn number(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8).doc(doc, SECTION)
}

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SECTION)
}

crate::fields! {
    OUI = FieldSpec::hex("wlan.tag.oui", "Organisation", 24)
        .lookup(|code| {
            let [_, a, b, c] = (code as u32).to_be_bytes();
            names::oui([a, b, c, 0, 0, 0])
        })
        .doc("Who defined the element.", SECTION);
    KIND = number("wlan.tag.vendor.oui.type", "Type", "Which of the organisation's elements it is.");
    DATA = bytes("wlan.tag.vendor.data", "Content", "What the organisation defined.");
    UNREAD = bytes("", "Content", "What decap has no structure for.");
    MS_KIND = number("wlan.wfa.ie.type", "Type", "Which of the elements it is.")
        .codes(&[(1, "WPA"), (2, "WMM"), (4, "WPS")]);
    SUBTYPE = number("wlan.wfa.ie.wme.subtype", "Subtype", "Which of the elements about priorities it is.")
        .codes(&[(0, "information"), (1, "parameters"), (2, "traffic specification")]);
    VERSION = number("wlan.wfa.ie.wme.version", "Version", "1, the only one.");
    QOS_INFO = FieldSpec::hex("wlan.wfa.ie.wme.qos_info", "QoS information", 8).doc("Which queues are delivered while the station dozes.", WMM);
    RESERVED = FieldSpec::bytes("wlan.wfa.ie.wme.reserved", "Reserved").wide(1).doc("Zero.", WMM);
    QUEUE = FieldSpec::group("wlan.wfa.ie.wme.acp", "Queue").doc("How a queue competes for the air.", WMM);
    TXOP = FieldSpec::uint("wlan.wfa.ie.wme.acp.txop_limit", "Turn", 16).little().doc("How long a turn may be, in units of 32 microseconds; 0: one frame.", WMM);
    AIRONET_TYPE = number("wlan.aironet.type", "Aironet type", "Which of the elements it is.")
        .codes(&[(0, "power"), (3, "CCX version"), (4, "QoS"), (11, "QoS"), (12, "QoS"), (20, "client MFP")]);
    POWER = FieldSpec::int("wlan.aironet.dtpc", "Power", 8).unit("dBm").doc("How strong stations shall send.", SECTION);
    POWER_REST = bytes("wlan.aironet.dtpc_unknown", "More", "What only the maker knows.");
    CCX = number("wlan.aironet.version", "CCX version", "Of Cisco's extensions.");
    AIRONET_DATA = bytes("wlan.aironet.data", "Content", "What only the maker knows.");
}

low_words! {
    QOS_ACCESS_POINT in "Wi-Fi Multimedia 1.2 §2.2.1": 8 "wlan.wfa.ie.wme.qos_info" "QoS information" "Of the access point." {
        4 "wlan.wfa.ie.wme.qos_info.ap.parameter_set_count" "Version of the parameters" "Counts their changes.";
        3 "wlan.wfa.ie.wme.qos_info.ap.reserved" "Reserved" "Zero.";
        1 "wlan.wfa.ie.wme.qos_info.ap.u_apsd" "U-APSD" "Set: kept frames are delivered when the station sends.";
    }
    ACCESS in "Wi-Fi Multimedia 1.2 §2.2.2": 8 "wlan.wfa.ie.wme.acp.aci_aifsn" "Access" "Which queue, and how long it waits." {
        4 "wlan.wfa.ie.wme.acp.aifsn" "Waiting time" "How many slots to wait before each try.";
        1 "wlan.wfa.ie.wme.acp.acm" "Admission" "Set: a station has to ask before it uses the queue.";
        2 "wlan.wfa.ie.wme.acp.aci" "Queue" "Which one." [&[(0, "best effort"), (1, "background"), (2, "video"), (3, "voice")]];
        1 "wlan.wfa.ie.wme.acp.reserved" "Reserved" "Zero.";
    }
    WINDOW in "Wi-Fi Multimedia 1.2 §2.2.2": 8 "wlan.wfa.ie.wme.acp.ecw" "Window" "From how many slots one is drawn." {
        4 "wlan.wfa.ie.wme.acp.ecw.min" "Least" "As a power of two.";
        4 "wlan.wfa.ie.wme.acp.ecw.max" "Greatest" "As a power of two.";
    }
}

/// Reads the content of a maker's element.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub(super) fn peel(p: &mut Peel<'_>) -> Peeled {
    let organisation = p.uint(&OUI)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    let at = p.pos();
    let kind = p.uint(&KIND)?;
    match organisation {
        MICROSOFT => {
            p.mark(&MS_KIND, at..at + 1);
            match kind {
                1 => security::wpa(p),
                2 => multimedia(p),
                _ => rest(p, &UNREAD),
            }
        }
        AIRONET => {
            p.mark(&AIRONET_TYPE, at..at + 1);
            aironet(p, kind)
        }
        ALLIANCE => rest(p, &UNREAD),
        _ => rest(p, &DATA),
    }
}

fn multimedia(p: &mut Peel<'_>) -> Peeled {
    let subtype = p.uint(&SUBTYPE)?;
    p.uint(&VERSION)?;
    match subtype {
        0 => drop(p.uint(&QOS_INFO)?),
        1 => {
            low_words::read(p, QOS_ACCESS_POINT)?;
            p.field(&RESERVED, 1)?;
            for _ in 0..4 {
                p.group(&QUEUE, |p| {
                    low_words::read(p, ACCESS)?;
                    low_words::read(p, WINDOW)?;
                    p.uint(&TXOP)
                })?;
            }
        }
        _ => {}
    }
    rest(p, &UNREAD)
}

fn aironet(p: &mut Peel<'_>, kind: u64) -> Peeled {
    match kind {
        _ if p.rest().is_empty() => Ok(()),
        0 => {
            p.uint(&POWER)?;
            rest(p, &POWER_REST)
        }
        3 => p.uint(&CCX).map(|_| ()),
        4 | 11 | 12 | 20 => rest(p, &UNREAD),
        _ => rest(p, &AIRONET_DATA),
    }
}
