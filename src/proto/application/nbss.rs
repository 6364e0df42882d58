//! NetBIOS sessions: messages over TCP, each with its length in front (RFC 1002 §4.3). Port 445
//! carries SMB in the same frame, without NetBIOS names.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};
use crate::proto::domain_name::Names;
use crate::proto::netbios_name;
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 1002 §4.3.1";

/// SMB without NetBIOS.
const DIRECT_PORT: u16 = 445;

const MESSAGE: u8 = 0x00;
const REQUEST: u8 = 0x81;
const NEGATIVE: u8 = 0x83;
const RETARGET: u8 = 0x84;
const KEEP_ALIVE: u8 = 0x85;

const TYPES: Codes = &[
    (MESSAGE as u64, "Session message"),
    (REQUEST as u64, "Session request"),
    (0x82, "Positive session response"),
    (NEGATIVE as u64, "Negative session response"),
    (RETARGET as u64, "Retarget session response"),
    (KEEP_ALIVE as u64, "Session keep-alive"),
];

const TYPE: FieldSpec = FieldSpec::hex("nbss.type", "Message type", 8)
    .codes(TYPES)
    .doc(
        "A session is asked for with names; then only messages follow.",
        SECTION,
    );

/// Of a message the whole rest is its length, as SMB without NetBIOS has it.
const MESSAGE_HEAD: &[FieldSpec] = &[
    TYPE,
    FieldSpec::uint("nbss.length", "Length", 24)
        .unit("bytes")
        .doc(LENGTH_DOC, "MS-SMB2 §2.1"),
];

const LENGTH_DOC: &str = "Bytes of what follows; a stream has no borders of its own.";

const HEADER: &[FieldSpec] = &[
    TYPE,
    FieldSpec::hex("nbss.flags", "Flags", 8)
        .parts_follow()
        .doc("One more bit for the length.", SECTION),
    reserved(7, SECTION).part(),
    FieldSpec::flag("nbss.flags.e", "Length extension")
        .part()
        .doc("Set: 65536 is added to the length.", SECTION),
    FieldSpec::gap(16),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    LENGTH = FieldSpec::uint("nbss.length", "Length", 24)
        .unit("bytes")
        .doc(LENGTH_DOC, SECTION);
    CALLED = FieldSpec::computed("nbss.called_name", "Called name")
        .doc("Whom the session is for.", "RFC 1002 §4.3.2");
    CALLING = FieldSpec::computed("nbss.calling_name", "Calling name")
        .doc("Who asks for it.", "RFC 1002 §4.3.2");
    ERROR = FieldSpec::hex("nbss.error_code", "Error", 8)
        .codes(&[
            (0x80, "not listening on called name"),
            (0x81, "not listening for calling name"),
            (0x82, "called name not present"),
            (0x83, "called name present, but insufficient resources"),
            (0x8f, "unspecified error"),
        ])
        .doc("Why there will be no session.", "RFC 1002 §4.3.4");
    RETARGET_ADDRESS = FieldSpec::ipv4("nbss.retarget_ip_address", "Other address")
        .doc("Where the session is to be asked for instead.", "RFC 1002 §4.3.5");
    RETARGET_PORT = FieldSpec::uint("nbss.retarget_port", "Other port", 16)
        .doc("The port there.", "RFC 1002 §4.3.5");
}

/// NetBIOS sessions.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nbss",
        short: "NBSS",
        title: "NetBIOS Session Service",
        osi: OsiLayer::Session,
        why: "It opens sessions between names and cuts TCP's stream into messages.",
        reference: "RFC 1002 §4.3",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 139),
        Claim::Port(Transport::Tcp, DIRECT_PORT),
    ],
    headers: &[HEADER, MESSAGE_HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x83\x00\x00\x01\x82",
};

/// A type that exists, with a length that fits it; of a message, SMB inside.
fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [MESSAGE, _, _, _, first, b'S', b'M', b'B', ..] => Match::yes_if(*first >= 0xfc),
        [MESSAGE, ..] => Match::Maybe,
        [REQUEST..=RETARGET, 0, 0, ..] | [REQUEST..=RETARGET, 0] | [REQUEST..=RETARGET] => {
            Match::Maybe
        }
        [KEEP_ALIVE] | [KEEP_ALIVE, 0] | [KEEP_ALIVE, 0, 0] | [KEEP_ALIVE, 0, 0, 0, ..] => {
            Match::Maybe
        }
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let is_message = p.bytes().first() == Some(&MESSAGE);
    let [kind, high, mid, low] =
        *p.header::<HEADER_LEN>(if is_message { MESSAGE_HEAD } else { HEADER })?;
    let high = if is_message { high } else { high & 1 };
    let len = u32::from_be_bytes([0, high, mid, low]) as usize;
    if !is_message {
        p.mark_as(&LENGTH, 1..HEADER_LEN, Value::Uint(len as u64));
    }
    let what = TYPE.names.get(u64::from(kind)).unwrap_or("unknown type");
    p.summary(format_args!("{what}, {len} bytes"));
    p.wait_for(len)?;
    p.ends_at(HEADER_LEN.saturating_add(len));
    if kind == MESSAGE {
        let end = HEADER_LEN.saturating_add(len);
        let next = netbios_name::payload(p.rest());
        p.wrap(next, HEADER_LEN..end, "NBSS length");
        return Ok(());
    }
    p.within(len, "NBSS length", |p| match kind {
        REQUEST => request(p),
        NEGATIVE => p.uint(&ERROR).map(drop),
        RETARGET => {
            p.field(&RETARGET_ADDRESS, 4)?;
            p.uint(&RETARGET_PORT).map(drop)
        }
        _ => Ok(()),
    })
}

fn request(p: &mut Peel<'_>) -> Peeled {
    let names = Names {
        bytes: p.bytes(),
        base: 0,
    };
    let to = netbios_name::field(p, &names, &CALLED)?;
    let from = netbios_name::field(p, &names, &CALLING)?;
    p.summary(format_args!("Session request: {from} → {to}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_session_is_asked_for_by_name() {
        let name = b"\x20EIEPFDFECACACACACACACACACACACACA\x00";
        let mut bytes = b"\x81\x00\x00\x44".to_vec();
        bytes.extend(name);
        bytes.extend(name);
        let out = peeled(&bytes);
        assert_eq!(
            out.layers[0].summary,
            "Session request: HOST<20> → HOST<20>"
        );
        assert_eq!(
            all(&out, &bytes, "nbss.calling_name"),
            [(38, 34, "HOST<20>".into())]
        );
    }

    #[test]
    fn lengths_have_17_bits() {
        let bytes = b"\x81\x01\x00\x04data";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "nbss.length"), [(1, 3, "65540".into())]);
        assert!(!out.faults.is_empty());
        assert_eq!(
            peeled(b"\x00\x02\x00\x04data").layers[0].summary,
            "Session message, 131076 bytes"
        );
        assert_eq!(recognise(b"\x84\x01\x00"), Match::No);
    }
}
