//! Which ciphers and keys a network uses: RSN and the older WPA element.

use super::codes::{CIPHERS, KEYS};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::low_words::{self, low_words};

const RSN: &str = "IEEE 802.11 §9.4.2.24";
const WPA: &str = "Wi-Fi Protected Access 3.1";

const fn count(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16)
        .little()
        .doc("How many of them follow.", RSN)
}

const fn list(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc("What the sender offers or has chosen.", RSN)
}

const fn suite(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 32).doc("Who numbered it, and its number.", RSN)
}

const fn oui(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Organisation", 24)
        .doc("Who numbered it; 00:0f:ac is IEEE 802.11, 00:50:f2 Microsoft.", RSN)
}

const fn cipher(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Cipher", 8)
        .codes(CIPHERS)
        .doc("How frames are encrypted and checked.", RSN)
}

const fn keys(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Key management", 8)
        .codes(KEYS)
        .doc("Where the keys come from: a password, or a login.", RSN)
}

const WPA_CIPHERS: crate::model::Codes = &[
    (0, "none"),
    (1, "WEP-40"),
    (2, "TKIP"),
    (3, "WRAP"),
    (4, "CCMP"),
    (5, "WEP-104"),
];

const fn wpa_cipher(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Cipher", 8)
        .codes(WPA_CIPHERS)
        .doc("How frames are encrypted and checked.", WPA)
}

crate::fields! {
    VERSION = FieldSpec::uint("wlan.rsn.version", "Version", 16).little().doc("1, the only one.", RSN);
    GROUP = suite("wlan.rsn.gcs", "Group cipher");
    GROUP_OUI = oui("wlan.rsn.gcs.oui");
    GROUP_TYPE = cipher("wlan.rsn.gcs.type");
    PAIR_COUNT = count("wlan.rsn.pcs.count", "Pairwise ciphers");
    PAIR_LIST = list("wlan.rsn.pcs.list", "Pairwise ciphers");
    PAIR = suite("wlan.rsn.pcs", "Pairwise cipher");
    PAIR_OUI = oui("wlan.rsn.pcs.oui");
    PAIR_TYPE = cipher("wlan.rsn.pcs.type");
    KEY_COUNT = count("wlan.rsn.akms.count", "Kinds of key management");
    KEY_LIST = list("wlan.rsn.akms.list", "Kinds of key management");
    KEY = suite("wlan.rsn.akms", "Key management");
    KEY_OUI = oui("wlan.rsn.akms.oui");
    KEY_TYPE = keys("wlan.rsn.akms.type");
    PMKID_COUNT = count("wlan.rsn.pmkid.count", "Known keys");
    PMKID_LIST = FieldSpec::bytes("wlan.rsn.pmkid.list", "Known keys").doc("Names of keys that the station still has from before.", RSN);
    BEACONS = suite("wlan.rsn.gmcs", "Management cipher");
    BEACONS_OUI = oui("wlan.rsn.gmcs.oui");
    BEACONS_TYPE = cipher("wlan.rsn.gmcs.type");
    WPA_VERSION = FieldSpec::uint("wlan.wfa.ie.wpa.version", "Version", 16).little().doc("1, the only one.", WPA);
    WPA_GROUP = suite("wlan.wfa.ie.wpa.mcs", "Group cipher");
    WPA_GROUP_OUI = oui("wlan.wfa.ie.wpa.mcs.oui");
    WPA_GROUP_TYPE = wpa_cipher("wlan.wfa.ie.wpa.mcs.type");
    WPA_PAIR_COUNT = count("wlan.wfa.ie.wpa.ucs.count", "Pairwise ciphers");
    WPA_PAIR_LIST = list("wlan.wfa.ie.wpa.ucs.list", "Pairwise ciphers");
    WPA_PAIR = suite("wlan.wfa.ie.wpa.ucs", "Pairwise cipher");
    WPA_PAIR_OUI = oui("wlan.wfa.ie.wpa.ucs.oui");
    WPA_PAIR_TYPE = wpa_cipher("wlan.wfa.ie.wpa.ucs.type");
    WPA_KEY_COUNT = count("wlan.wfa.ie.wpa.akms.count", "Kinds of key management");
    WPA_KEY_LIST = list("wlan.wfa.ie.wpa.akms.list", "Kinds of key management");
    WPA_KEY = suite("wlan.wfa.ie.wpa.akms", "Key management");
    WPA_KEY_OUI = oui("wlan.wfa.ie.wpa.akms.oui");
    WPA_KEY_TYPE = keys("wlan.wfa.ie.wpa.akms.type");
}

low_words! {
    CAPABILITIES in "IEEE 802.11 §9.4.2.24.4": 16 "wlan.rsn.capabilities" "Capabilities" "What else the sender can do." {
        1 "wlan.rsn.capabilities.preauth" "Pre-authentication" "Set: stations may log in before they come over.";
        1 "wlan.rsn.capabilities.no_pairwise" "No pairwise" "Set: no WEP key beside the pairwise key.";
        2 "wlan.rsn.capabilities.ptksa_replay_counter" "Pairwise replay counters" "How many the sender has." [COUNTERS];
        2 "wlan.rsn.capabilities.gtksa_replay_counter" "Group replay counters" "How many the sender has." [COUNTERS];
        1 "wlan.rsn.capabilities.mfpr" "Protection needed" "Set: only stations with protected management frames may join.";
        1 "wlan.rsn.capabilities.mfpc" "Protection possible" "Set: the sender can protect management frames.";
        1 "wlan.rsn.capabilities.jmr" "Several bands" "Set: one association for several bands.";
        1 "wlan.rsn.capabilities.peerkey" "Peer keys" "Set: keys between two stations are possible.";
        3 "" "" "";
        1 "wlan.rsn.capabilities.extended_key_id_iaf" "Extended key number" "Set: pairwise keys may have numbers 0 and 1.";
    }
}

const COUNTERS: crate::model::Codes = &[(0, "1"), (1, "2"), (2, "4"), (3, "16")];

type Suite = [&'static FieldSpec; 3];

fn one(p: &mut Peel<'_>, [whole, organisation, kind]: Suite) -> Peeled {
    p.group(whole, |p| {
        p.uint(organisation)?;
        p.uint(kind)
    })
    .map(|_| ())
}

fn many(
    p: &mut Peel<'_>,
    count: &'static FieldSpec,
    list: &'static FieldSpec,
    suite: Suite,
) -> Peeled {
    let count = p.uint(count)? as usize;
    if count == 0 {
        return Ok(());
    }
    p.require(count * 4)?;
    p.group(list, |p| {
        for _ in 0..count {
            one(p, suite)?;
        }
        Ok(())
    })
}

/// Reads the content of an RSN element; everything behind the version may be missing.
///
/// # Errors
/// [`crate::decode::Stop`] if a part is there, but not all of it.
pub(super) fn rsn(p: &mut Peel<'_>) -> Peeled {
    p.uint(&VERSION)?;
    for step in 0..6 {
        if p.rest().is_empty() || p.is_full() {
            break;
        }
        match step {
            0 => one(p, [&GROUP, &GROUP_OUI, &GROUP_TYPE])?,
            1 => many(p, &PAIR_COUNT, &PAIR_LIST, [&PAIR, &PAIR_OUI, &PAIR_TYPE])?,
            2 => many(p, &KEY_COUNT, &KEY_LIST, [&KEY, &KEY_OUI, &KEY_TYPE])?,
            3 => drop(low_words::read(p, CAPABILITIES)?),
            4 => {
                let count = p.uint(&PMKID_COUNT)? as usize;
                if count > 0 {
                    p.field(&PMKID_LIST, count * 16)?;
                }
            }
            _ => one(p, [&BEACONS, &BEACONS_OUI, &BEACONS_TYPE])?,
        }
    }
    Ok(())
}

/// Reads the content of a WPA element behind its type.
///
/// # Errors
/// [`crate::decode::Stop`] if a part is there, but not all of it.
pub(super) fn wpa(p: &mut Peel<'_>) -> Peeled {
    p.uint(&WPA_VERSION)?;
    for step in 0..3 {
        if p.rest().is_empty() || p.is_full() {
            break;
        }
        match step {
            0 => one(p, [&WPA_GROUP, &WPA_GROUP_OUI, &WPA_GROUP_TYPE])?,
            1 => many(
                p,
                &WPA_PAIR_COUNT,
                &WPA_PAIR_LIST,
                [&WPA_PAIR, &WPA_PAIR_OUI, &WPA_PAIR_TYPE],
            )?,
            _ => many(
                p,
                &WPA_KEY_COUNT,
                &WPA_KEY_LIST,
                [&WPA_KEY, &WPA_KEY_OUI, &WPA_KEY_TYPE],
            )?,
        }
    }
    Ok(())
}
