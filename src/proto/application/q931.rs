//! Q.931: telephone calls are set up and ended with it, on ISDN lines and inside H.323
//! (ITU-T Q.931, H.225.0).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Value, text};

const DISCRIMINATOR: u8 = 8;

/// Elements from here on are one byte long.
const SINGLE: u8 = 0x80;
const DISPLAY: u8 = 0x28;
const USER: u8 = 0x7e;

/// What the user part of a call over H.323 begins with.
const ASN1_USER: u64 = 5;

const MESSAGES: Codes = &[
    (0x01, "alerting"),
    (0x02, "call proceeding"),
    (0x03, "progress"),
    (0x05, "setup"),
    (0x07, "connect"),
    (0x0d, "setup acknowledgement"),
    (0x0f, "connect acknowledgement"),
    (0x20, "user information"),
    (0x45, "disconnect"),
    (0x4d, "release"),
    (0x5a, "release complete"),
    (0x62, "facility"),
    (0x6e, "notify"),
    (0x75, "status enquiry"),
    (0x7b, "information"),
    (0x7d, "status"),
];

const ELEMENTS: Codes = &[
    (0x04, "bearer capability"),
    (0x08, "cause"),
    (0x10, "call identity"),
    (0x14, "call state"),
    (0x18, "channel"),
    (0x1c, "facility"),
    (0x1e, "progress"),
    (0x20, "network facilities"),
    (0x27, "notification"),
    (0x28, "display"),
    (0x29, "date and time"),
    (0x2c, "keypad"),
    (0x34, "signal"),
    (0x4c, "connected number"),
    (0x6c, "calling number"),
    (0x6d, "calling subaddress"),
    (0x70, "called number"),
    (0x71, "called subaddress"),
    (0x74, "redirecting number"),
    (0x78, "transit network"),
    (0x7c, "low layer compatibility"),
    (0x7d, "high layer compatibility"),
    (0x7e, "user to user"),
];

crate::fields! {
    PROTOCOL_ID = FieldSpec::hex("q931.disc", "Protocol", 8).doc("8: call control.", "ITU-T Q.931 §4.2");
    REFERENCE_LEN = FieldSpec::uint("q931.call_ref_len", "Reference length", 8).unit("bytes").doc("Of the call's reference.", "ITU-T Q.931 §4.3");
    TO_ORIGIN = FieldSpec::flag("q931.call_ref_flag", "To the origin").doc("Set: the receiver is the end that chose the reference.", "ITU-T Q.931 §4.3");
    REFERENCE = FieldSpec::bytes("q931.call_ref", "Call reference").doc("Which call, without the first bit.", "ITU-T Q.931 §4.3");
    TYPE = FieldSpec::hex("q931.message_type", "Message", 8).codes(MESSAGES).doc("What the message is for.", "ITU-T Q.931 §4.4");
    ELEMENT = FieldSpec::computed("", "Information element").doc("One thing that is said of the call.", "ITU-T Q.931 §4.5");
    ELEMENT_ID = FieldSpec::hex("q931.information_element", "Element", 8).codes(ELEMENTS).doc("What it says.", "ITU-T Q.931 §4.5");
    ELEMENT_LEN = FieldSpec::uint("q931.information_element_len", "Length", 8).unit("bytes").doc("Of what follows.", "ITU-T Q.931 §4.5");
    LONG_LEN = FieldSpec::uint("q931.information_element_len", "Length", 16).unit("bytes").doc("Of what follows; two bytes in H.323.", "ITU-T H.225.0 §7.2.2");
    DISPLAYED = FieldSpec::text("q931.display_information", "Display").doc("What the other telephone may show, often a name.", "ITU-T Q.931 §4.5.16");
    USER_PROTOCOL = FieldSpec::hex("q931.user.protocol_discriminator", "User protocol", 8)
        .codes(&[(0, "the user's own"), (1, "OSI"), (3, "management"), (4, "text"), (5, "ASN.1"), (7, "V.120"), (8, "Q.931")])
        .doc("In which protocol the users speak.", "ITU-T Q.931 §4.5.30");
}

/// Q.931.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "q931",
        short: "Q.931",
        title: "Q.931",
        osi: OsiLayer::Application,
        why: "It is what telephones and exchanges say to each other so that a call comes about; the voice travels elsewhere.",
        reference: "ITU-T Q.931",
    },
    claims: &[Claim::Field("tpkt.version", 3)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x08\x02\x80\x01\x07\x28\x03ann",
};

/// The discriminator, a reference of one or two bytes, a message that exists.
fn recognise(bytes: &[u8]) -> Match {
    let [DISCRIMINATOR, len @ 1..=2, rest @ ..] = bytes else {
        return Match::No;
    };
    let kind = rest.get(usize::from(*len)).copied().unwrap_or_default();
    Match::yes_if(TYPE.names.get(kind.into()).is_some())
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.uint(&PROTOCOL_ID)?;
    let len = p.uint(&REFERENCE_LEN)? & 0x0f;
    if len > 0 {
        reference(p, len as usize)?;
    }
    let kind = p.uint(&TYPE)?;
    let name = TYPE.names.get(kind).unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    while !p.rest().is_empty() && !p.is_full() {
        let id = p.rest().first().copied().unwrap_or_default();
        let said = ELEMENT_ID.names.get(id.into()).unwrap_or("unknown");
        p.group_made(&ELEMENT, || said.to_owned(), |p| element(p, id, name))?;
    }
    Ok(())
}

/// The first bit of the reference says whose it is.
fn reference(p: &mut Peel<'_>, len: usize) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(len)?;
    let first = bytes.first().copied().unwrap_or_default();
    p.mark_bits(&TO_ORIGIN, at * 8, Value::Uint((first >> 7).into()));
    p.mark_made(&REFERENCE, at..at + len, || {
        let rest = bytes.iter().skip(1).map(|byte| format!(":{byte:02x}"));
        format!("{:02x}", first & 0x7f) + &rest.collect::<String>()
    });
    Ok(())
}

fn element(p: &mut Peel<'_>, id: u8, name: &str) -> Peeled {
    if id >= SINGLE {
        return p.skip(1).map(drop);
    }
    p.uint(&ELEMENT_ID)?;
    let spec = match id {
        USER if p.outer() == "tpkt" => &LONG_LEN,
        _ => &ELEMENT_LEN,
    };
    let len = p.uint(spec)? as usize;
    p.within(len, "element's length", |p| match id {
        DISPLAY if len > 0 => {
            let shown = p.field(&DISPLAYED, len)?;
            if p.wants_fields() {
                let shown = text::clean_bytes(shown);
                p.summary(format_args!("{name}: {shown}"));
            }
            Ok(())
        }
        USER if len > 0 => user(p),
        _ => Ok(()),
    })
}

fn user(p: &mut Peel<'_>) -> Peeled {
    let protocol = p.uint(&USER_PROTOCOL)?;
    let at = p.pos()..p.pos() + p.rest().len();
    if at.is_empty() || protocol != ASN1_USER {
        return Ok(());
    }
    let next = Next::Field("q931.user.protocol_discriminator", protocol as u32);
    p.wrap(next, at.clone(), "element's length");
    p.skip(at.len()).map(drop)
}

#[cfg(test)]
mod tests {
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn calls_are_answered() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let inner = b"\x08\x02\x80\x01\x07\x28\x03ann\x7e\x00\x03\x05\x22\xc0";
        let bytes = &[b"\x03\0\0\x14".as_slice(), inner].concat();
        let tpkt = &crate::proto::application::tpkt::PROTOCOL;
        peeler.peel_as(tpkt, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[1].summary, "connect: ann");
        assert_eq!(all(&out, bytes, "q931.call_ref"), [(6, 2, "00:01".into())]);
        assert_eq!(all(&out, bytes, "q931.call_ref_flag")[0].2, "1");
        assert_eq!(out.layers[2].info.name, "h225");
        let lies = [
            b"\x03\0\0\x14".as_slice(),
            &inner[..6],
            b"\x7f",
            &inner[7..],
        ]
        .concat();
        peeler.peel_as(tpkt, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
