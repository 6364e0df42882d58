//! OpenFlow: a controller tells switches what to do with packets. This part tells messages and versions
//! apart; what they say is read by the protocol of their version.

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport};

pub(super) const HEADER_LEN: usize = 8;

/// The highest type of a message in the versions 1.0 to 1.5.
const LAST_TYPE: [u8; 7] = [0, 21, 23, 25, 29, 31, 35];

crate::fields! {
    READ_AS = FieldSpec::computed("", "Read as")
        .doc("The version that the first byte of the message gives: it says how the rest is laid out.", "OpenFlow 1.0.0 §5.1");
}

/// OpenFlow, of any version.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "openflow",
        short: "OpenFlow",
        title: "OpenFlow",
        osi: OsiLayer::Application,
        why: "A controller, which is a program, programs the tables of switches over it.",
        reference: "OpenFlow Switch Specification",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 6633),
        Claim::Port(Transport::Tcp, 6634),
        Claim::Port(Transport::Tcp, 6653),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x01\0\0\x08\0\0\0\x01",
};

fn recognise(bytes: &[u8]) -> Match {
    let [version @ 1..=6, kind, high, low, ..] = bytes else {
        return Match::short_if(matches!(bytes, [] | [1..=6] | [1..=6, ..] if bytes.len() < 4));
    };
    let len = usize::from(u16::from_be_bytes([*high, *low]));
    Match::yes_if(*kind <= LAST_TYPE[usize::from(*version)] && len >= HEADER_LEN)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    p.require(4)?;
    let bytes = p.bytes();
    let len = usize::from(u16::from_be_bytes([bytes[2], bytes[3]]));
    p.summary(format_args!("{len} bytes"));
    if len < HEADER_LEN {
        let fault = FaultKind::BadLength {
            field: "OpenFlow length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(fault, 2..4);
        return Ok(());
    }
    p.wait_for(len)?;
    p.ends_at(len);
    let version = u32::from(bytes[0]);
    p.mark_made(&READ_AS, 0..0, || {
        format!("OpenFlow 1.{}", version.saturating_sub(1))
    });
    p.wrap(
        Next::Field("openflow.version", version),
        0..len,
        "OpenFlow length",
    );
    Ok(())
}
