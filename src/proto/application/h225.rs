//! H.225.0: calls and registrations of H.323, in the packed encoding of ASN.1 (ITU-T H.225.0, X.691).
//! What is packed without lengths is read from the front, as far as its places are certain.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value};

const REGISTRATION_PORT: u16 = 1719;
const DISCOVERY_PORT: u16 = 1718;

/// Object identifiers of the protocol's versions begin so: itu-t recommendation h 2250.
const H2250: &[u8] = &[0x00, 0x08, 0x91, 0x4a, 0x00];

const CALLS: [&str; 7] = [
    "setup",
    "call proceeding",
    "connect",
    "alerting",
    "information",
    "release complete",
    "facility",
];

/// Messages of registration, with the byte at which their number stands.
const REGISTRATIONS: [(&str, usize); 25] = [
    ("gatekeeper request", 2),
    ("gatekeeper confirm", 2),
    ("gatekeeper reject", 2),
    ("registration request", 2),
    ("registration confirm", 2),
    ("registration reject", 2),
    ("unregistration request", 2),
    ("unregistration confirm", 1),
    ("unregistration reject", 1),
    ("admission request", 2),
    ("admission confirm", 2),
    ("admission reject", 1),
    ("bandwidth request", 2),
    ("bandwidth confirm", 1),
    ("bandwidth reject", 1),
    ("disengage request", 1),
    ("disengage confirm", 1),
    ("disengage reject", 1),
    ("location request", 2),
    ("location confirm", 1),
    ("location reject", 1),
    ("information request", 2),
    ("information response", 2),
    ("nonstandard message", 1),
    ("unknown message", 1),
];

crate::fields! {
    IDENTIFIER = FieldSpec::computed("h225.protocolIdentifier", "Version")
        .doc("Which version of H.225.0 the sender speaks: the last number.", "ITU-T H.225.0 §7.3");
    SEQUENCE = FieldSpec::uint("h225.requestSeqNum", "Number", 16)
        .doc("The answer repeats it; one less stands in the bytes.", "ITU-T H.225.0 §7.7");
    READ_AS = FieldSpec::computed("", "Message")
        .doc("What the first bits choose.", "ITU-T H.225.0 annex H");
}

/// H.225.0.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "h225",
        short: "H.225.0",
        title: "H.225.0",
        osi: OsiLayer::Application,
        why: "It is what the ends of an H.323 call, and the gatekeeper that lets them, say to each other.",
        reference: "ITU-T H.225.0",
    },
    claims: &[
        Claim::Field("q931.user.protocol_discriminator", 5),
        Claim::Port(Transport::Udp, REGISTRATION_PORT),
        Claim::Port(Transport::Udp, DISCOVERY_PORT),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x22\xc0\x06\x00\x08\x91\x4a\x00\x03\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    if p.outer() == "udp" {
        return registration(p);
    }
    call(p)
}

/// One bit says that no user data follows, three more stand before the choice of the message.
fn call(p: &mut Peel<'_>) -> Peeled {
    let first = p.skip(1)?[0];
    let is_root = first & 0x08 == 0;
    let name = CALLS.get(usize::from(first & 7)).filter(|_| is_root);
    // Other parts stand in front of the choice where their bits are set.
    let Some(name) = name.filter(|_| first & 0x10 == 0) else {
        p.summary(format_args!("other message"));
        p.mark_made(&READ_AS, 0..1, || "another one".to_owned());
        return rest(p);
    };
    p.summary(format_args!("{name}"));
    p.mark_made(&READ_AS, 0..1, || (*name).to_owned());
    // All of these begin with a byte of flags, and the version.
    let at = p.pos() + 1;
    version(p, at);
    rest(p)
}

/// The version's object identifier, if it stands there behind its length.
fn version(p: &mut Peel<'_>, at: usize) {
    let len = p.bytes().get(at).map_or(0, |len| usize::from(*len));
    let Some(bytes) = p.bytes().get(at + 1..at + 1 + len) else {
        return;
    };
    if bytes.starts_with(H2250) {
        let range = at + 1..at + 1 + len;
        p.mark_made(&IDENTIFIER, range, || {
            crate::proto::ber::object_identifier(bytes)
        });
    }
}

fn registration(p: &mut Peel<'_>) -> Peeled {
    let first = p.bytes().first().copied().unwrap_or_default();
    let index = usize::from(first >> 2 & 0x1f);
    let found = REGISTRATIONS.get(index).filter(|_| first & 0x80 == 0);
    let Some((name, at)) = found else {
        p.summary(format_args!("other message"));
        p.mark_made(&READ_AS, 0..1, || "another one".to_owned());
        return rest(p);
    };
    p.summary(format_args!("{name}"));
    p.mark_made(&READ_AS, 0..1, || (*name).to_owned());
    p.skip(*at)?;
    p.require(2)?;
    let number = u64::from(p.rest()[0]) << 8 | u64::from(p.rest()[1]);
    p.mark_as(&SEQUENCE, *at..at + 2, Value::Uint(number + 1));
    p.skip(2)?;
    let behind = p.pos();
    version(p, behind);
    rest(p)
}

fn rest(p: &mut Peel<'_>) -> Peeled {
    let end = p.bytes().len();
    p.seek(end);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn calls_say_their_version() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "connect");
        assert_eq!(
            all(&out, bytes, "h225.protocolIdentifier"),
            [(3, 6, "0.0.8.2250.0.3".into())]
        );
        // A length that goes beyond the end is no version.
        peeler.peel_as(&PROTOCOL, b"\x22\xc0\x7f\x00\x08", Want::Full, &mut out);
        assert!(out.field("h225.protocolIdentifier").is_none());
        assert_eq!(PROTOCOL.recognises(b"x"), crate::decode::Match::Maybe);
    }
}
