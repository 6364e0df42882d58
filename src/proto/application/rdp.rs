//! RDP: a screen, a keyboard and a mouse far away (MS-RDPBCGR).

mod negotiation;
mod session;
pub(super) mod settings;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

static ALL_FIELDS: [&FieldSpec; negotiation::FIELDS.len() + session::FIELDS.len()] =
    join_fields(&[negotiation::FIELDS, session::FIELDS]);

/// The fields of the settings, which travel in the user data of a conference.
pub(super) static SETTINGS: &[&FieldSpec] = settings::FIELDS;

/// RDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rdp",
        short: "RDP",
        title: "Remote Desktop Protocol",
        osi: OsiLayer::Application,
        why: "It is what a remote desktop's client and server say to each other.",
        reference: "MS-RDPBCGR",
    },
    claims: &[
        Claim::Field("cotp.type", 0xe),
        Claim::Field("cotp.type", 0xd),
        Claim::Field("t124.DomainMCSPDU", 25),
        Claim::Field("t124.DomainMCSPDU", 26),
    ],
    headers: &[
        negotiation::HEAD,
        negotiation::REQUEST_FLAGS,
        negotiation::REQUESTED,
        negotiation::RESPONSE_FLAGS,
        negotiation::CORRELATION,
        session::SECURITY_FLAGS,
        session::LICENSE,
        session::LICENSE_ERROR,
        session::INFO,
        session::SHARE,
        session::SHARE_TYPE,
        session::SHARE_DATA,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x00\x08\x00\x0b\x00\x00\x00",
};

/// What stands in a connection request is recognised by who hands it over; what channels carry has
/// no mark.
fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= 4)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.outer() == "t125" {
        return session::data(p);
    }
    negotiation::messages(p)
}

/// Reads the rows of a table one by one, as far as the bytes go: later versions of the protocol have
/// more of them. Rows of the kind computed are text of 16-bit characters.
fn as_far_as_it_goes(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    for spec in table {
        if p.rest().is_empty() {
            break;
        }
        let len = (spec.bits / 8) as usize;
        if spec.kind == crate::model::Kind::Computed {
            text16(p, spec, len)?;
        } else {
            p.field(spec, len)?;
        }
    }
    Ok(())
}

/// Reads text of 16-bit characters, little-endian, up to its zero.
fn text16(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    let at = p.pos()..p.pos() + len;
    let bytes = p.skip(len)?;
    p.mark_made(spec, at, || {
        let units = bytes
            .chunks_exact(2)
            .map(|two| u16::from_le_bytes([two[0], two[1]]));
        char::decode_utf16(units.take_while(|unit| *unit != 0))
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    });
    Ok(())
}

#[cfg(test)]
mod tests;
