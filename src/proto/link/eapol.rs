//! EAPOL: logins at a port and keys for a wireless link (IEEE 802.1X).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::link::wlan::{self, elements};
use crate::proto::low_words::join;

const SECTION: &str = "IEEE 802.1X §11.3";
const OLD: &str = "IEEE 802.1X-2004 §7.6";
const KEY: &str = "IEEE 802.11 §12.7.2";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("eapol.version", "Version", 8).doc("Of the sender: 1, 2 or 3.", SECTION),
    FieldSpec::uint("eapol.type", "Type", 8)
        .codes(&[
            (0, "EAP packet"),
            (1, "start"),
            (2, "logoff"),
            (3, "key"),
            (4, "alert"),
            (5, "MKA"),
            (6, "announcement"),
            (7, "announcement for one"),
            (8, "announcement request"),
        ])
        .doc("What follows.", SECTION),
    FieldSpec::uint("eapol.len", "Length", 16)
        .unit("bytes")
        .doc("Of what follows.", SECTION),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, KEY)
}

const INFORMATION: &[FieldSpec] = &[
    FieldSpec::hex("wlan_rsna_eapol.keydes.key_info", "Key information", 16)
        .parts_follow()
        .doc("Which message of the handshake it is, in bits.", KEY),
    FieldSpec::gap(2).part(),
    flag(
        "wlan_rsna_eapol.keydes.key_info.smk_message",
        "SMK",
        "Set: about a key between two stations.",
    ),
    flag(
        "wlan_rsna_eapol.keydes.key_info.encrypted_key_data",
        "Encrypted",
        "Set: the key data is encrypted.",
    ),
    flag(
        "wlan_rsna_eapol.keydes.key_info.request",
        "Request",
        "Set: the station asks for a new handshake.",
    ),
    flag(
        "wlan_rsna_eapol.keydes.key_info.error",
        "Error",
        "Set: a check failed.",
    ),
    flag(
        "wlan_rsna_eapol.keydes.key_info.secure",
        "Secure",
        "Set: the first exchange of keys is done.",
    ),
    flag(
        "wlan_rsna_eapol.keydes.key_info.key_mic",
        "Check present",
        "Set: the message has a check.",
    ),
    flag(
        "wlan_rsna_eapol.keydes.key_info.key_ack",
        "Answer wanted",
        "Set: the access point sends it and waits for an answer.",
    ),
    flag(
        "wlan_rsna_eapol.keydes.key_info.install",
        "Install",
        "Set: the key shall be used from now on.",
    ),
    FieldSpec::uint("wlan_rsna_eapol.keydes.key_info.key_index", "Key number", 2)
        .part()
        .doc("Of a group key, in WPA.", KEY),
    FieldSpec::uint("wlan_rsna_eapol.keydes.key_info.key_type", "Pairwise", 1)
        .part()
        .codes(&[(0, "group key"), (1, "pairwise key")])
        .doc("For whom the key is.", KEY),
    FieldSpec::uint(
        "wlan_rsna_eapol.keydes.key_info.keydes_version",
        "Version",
        3,
    )
    .part()
    .codes(&[
        (0, "as the key management says"),
        (1, "RC4, HMAC-MD5"),
        (2, "AES, HMAC-SHA1"),
        (3, "AES, AES-CMAC"),
    ])
    .doc("How key data is encrypted and the message checked.", KEY),
];

const fn number(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, KEY)
}

const fn bytes(name: &'static str, label: &'static str, len: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).wide(len).doc(doc, KEY)
}

const INDEX: &[FieldSpec] = &[
    FieldSpec::hex("eapol.keydes.key_index", "Key number", 8)
        .parts_follow()
        .doc("Which key it is.", OLD),
    FieldSpec::uint("eapol.keydes.key_index.type", "Pairwise", 1)
        .part()
        .codes(&[(0, "for all"), (1, "for one station")])
        .doc("For whom the key is.", OLD),
    FieldSpec::uint("eapol.keydes.key_index.number", "Number", 7)
        .part()
        .doc("Which of the keys.", OLD),
];

crate::fields! {
    DESCRIPTOR = number("eapol.keydes.type", "Descriptor", 8, "In which form the key is described.")
        .codes(&[(1, "RC4"), (2, "RSN"), (254, "WPA")]);
    KEY_LEN = number("eapol.keydes.key_len", "Key length", 16, "Of the key that both will use.").unit("bytes");
    REPLAY = number("eapol.keydes.replay_counter", "Replay counter", 64, "Counts messages, so that old ones cannot be sent again; an answer repeats it.");
    NONCE = bytes("wlan_rsna_eapol.keydes.nonce", "Nonce", 32, "A random number: the keys are made of those of both sides.");
    IV = bytes("eapol.keydes.key_iv", "Initialisation vector", 16, "For the encryption of the key.");
    RSC = bytes("wlan_rsna_eapol.keydes.rsc", "Sequence counter", 8, "Where the numbers of frames with the group key stand.");
    ID = bytes("wlan_rsna_eapol.keydes.id", "Key identifier", 8, "Reserved.");
    MIC = FieldSpec::bytes("wlan_rsna_eapol.keydes.mic", "Check").doc("Proves that the sender knows the key.", KEY);
    DATA_LEN = number("wlan_rsna_eapol.keydes.data_len", "Key data length", 16, "Of what follows.").unit("bytes");
    DATA = FieldSpec::bytes("wlan_rsna_eapol.keydes.data", "Key data").doc("Elements, such as the ciphers that were chosen, or keys.", KEY);
    SIGNATURE = bytes("eapol.keydes.key_signature", "Signature", 16, "Proves who sends the key.");
    OLD_KEY = FieldSpec::bytes("eapol.keydes.key", "Key").doc("The key, encrypted.", OLD);
    BODY = FieldSpec::bytes("eapol.keydes.body", "Key").doc("A key in a form unknown here.", SECTION);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + wlan::ELEMENT_FIELDS.len()] =
    join_fields(&[FIELDS, &wlan::ELEMENT_FIELDS]);

static ALL_TABLES: [&[FieldSpec]; 3 + wlan::ELEMENT_TABLES.len()] =
    join(&[&[HEADER, INFORMATION, INDEX], &wlan::ELEMENT_TABLES]);

/// EAPOL.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "eapol",
        short: "EAPOL",
        title: "802.1X Authentication",
        osi: OsiLayer::DataLink,
        why: "It carries logins and keys between a station and its port before the link carries anything else.",
        reference: "IEEE 802.1X §11",
    },
    claims: &[Claim::EtherType(0x888e), Claim::EtherType(0x88c7)],
    headers: &ALL_TABLES,
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x00",
};

const KEY_TYPE: u8 = 3;

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [_, kind, high, low] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let len = usize::from(u16::from_be_bytes([high, low]));
    if p.wants_fields() {
        match HEADER[1].names.get(kind.into()) {
            Some(name) => p.summary(format_args!("{name}")),
            None => p.summary(format_args!("type {kind}")),
        }
    }
    let end = p.pos() + len;
    if kind == KEY_TYPE {
        p.within(len, "EAPOL length", key)?;
    } else if len > 0 {
        p.wrap(
            Next::Field("eapol.type", kind.into()),
            p.pos()..end,
            "EAPOL length",
        );
    }
    p.ends_at(end);
    Ok(())
}

fn key(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&DESCRIPTOR)? {
        1 => old_key(p),
        kind @ (2 | 254) => handshake(p, kind == 254),
        _ => rest(p, &BODY),
    }
}

fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(|_| ()),
    }
}

/// A key as 802.1X sent it first.
fn old_key(p: &mut Peel<'_>) -> Peeled {
    p.uint(&KEY_LEN)?;
    p.uint(&REPLAY)?;
    p.field(&IV, 16)?;
    p.header::<1>(INDEX)?;
    p.field(&SIGNATURE, 16)?;
    rest(p, &OLD_KEY)
}

/// Bits of the key information.
const PAIRWISE: u16 = 0x0008;
const INSTALL: u16 = 0x0040;
const ACK: u16 = 0x0080;
const CHECKED: u16 = 0x0100;
const SECURE: u16 = 0x0200;
const ENCRYPTED: u16 = 0x1000;

/// A message of the handshakes of WPA and RSN.
fn handshake(p: &mut Peel<'_>, is_wpa: bool) -> Peeled {
    let bits = u16::from_be_bytes(*p.header::<2>(INFORMATION)?);
    p.uint(&KEY_LEN)?;
    p.uint(&REPLAY)?;
    for spec in [&NONCE, &IV, &RSC, &ID] {
        p.field(spec, (spec.bits / 8) as usize)?;
    }
    let check = check_len(p.rest()).ok_or(Stop);
    let Ok(check) = check else {
        let at = p.pos()..p.bytes().len();
        p.fault(
            FaultKind::Malformed("no length of the check fits the length of the key data"),
            at,
        );
        return Err(Stop);
    };
    if check > 0 {
        p.field(&MIC, check)?;
    }
    let len = p.uint(&DATA_LEN)? as usize;
    if let Some(name) = message(bits, len) {
        p.summary(format_args!("key, {name}"));
    }
    if len == 0 {
        return Ok(());
    }
    let at = p.pos()..p.pos() + len;
    p.mark(&DATA, at.clone());
    let is_open = bits & ENCRYPTED == 0 && !(is_wpa && bits & PAIRWISE == 0) && check > 0;
    while is_open && p.pos() + 2 <= at.end && !p.is_full() {
        // Filling begins like an element of a maker that is empty.
        if p.rest().starts_with(&[0xdd, 0]) {
            break;
        }
        elements::one(p)?;
    }
    p.seek(at.end);
    Ok(())
}

/// The length of the check depends on the key management; the key data behind it says which fits.
fn check_len(rest: &[u8]) -> Option<usize> {
    [16, 24, 32, 0].into_iter().find(|len| {
        rest.get(*len..)
            .and_then(<[u8]>::split_first_chunk::<2>)
            .is_some_and(|(high, data)| usize::from(u16::from_be_bytes(*high)) == data.len())
    })
}

/// Which message of a handshake it is.
fn message(bits: u16, data: usize) -> Option<&'static str> {
    let is = |bit| bits & bit != 0;
    if !is(PAIRWISE) {
        return Some(if is(ACK) {
            "group key message 1 of 2"
        } else {
            "group key message 2 of 2"
        });
    }
    Some(match (is(ACK), is(CHECKED)) {
        (true, false) => "message 1 of 4",
        (true, true) if is(INSTALL) => "message 3 of 4",
        (false, true) if is(SECURE) || data == 0 => "message 4 of 4",
        (false, true) => "message 2 of 4",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn second_message() -> Vec<u8> {
        let data = b"\x30\x14\x01\x00\x00\x0f\xac\x04\x01\x00\x00\x0f\xac\x04\x01\x00\x00\x0f\xac\x02\x00\x00";
        let mut bytes =
            b"\x02\x03\x00\x75\x02\x01\x0a\x00\x10\x00\x00\x00\x00\x00\x00\x00\x07".to_vec();
        bytes.extend([0xaa; 32]);
        bytes.extend([0; 32]);
        bytes.extend([0xbb; 16]);
        bytes.extend([0, data.len() as u8]);
        bytes.extend(data);
        bytes
    }

    #[test]
    fn a_handshake_names_its_ciphers() {
        let out = peeled(&second_message());
        assert_eq!(out.layers[0].summary, "key, message 2 of 4");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("eapol.keydes.replay_counter"), Value::Uint(7));
        assert_eq!(value("wlan.rsn.akms.type"), Value::Uint(2));
        assert!(out.faults.is_empty());
    }

    #[test]
    fn logins_go_on_in_eap() {
        let out = peeled(b"\x01\x00\x00\x05\x01\x01\x00\x05\x01");
        assert_eq!(out.layers[1].info.name, "eap");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = second_message();
        bytes[98] = 0x30;
        assert_eq!(peeled(&bytes).faults.len(), 1);
        assert_eq!(peeled(b"\x01\x03\x00\xff\x01\x00").faults.len(), 1);
    }
}
