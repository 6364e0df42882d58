//! SNMP: reading and setting what devices know of themselves, versions 1, 2c (RFC 1157, RFC 1901)
//! and 3 (RFC 3412).

mod engine;
mod pdu;
mod secure;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::ber;

const AGENT_PORT: u16 = 161;
const TRAP_PORT: u16 = 162;

const VERSION_3: u64 = 3;

const VERSIONS: Codes = &[(0, "1"), (1, "2c"), (2, "2u"), (VERSION_3, "3")];

crate::fields! {
    VERSION = FieldSpec::int("snmp.version", "Version", 32)
        .codes(VERSIONS)
        .doc("Which version of the protocol; counted from 0.", "RFC 1157 §4; RFC 1901 §3");
    COMMUNITY = FieldSpec::text("snmp.community", "Community")
        .doc("A password that everybody on the way can read.", "RFC 1157 §3.2.5");
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len() + pdu::FIELDS.len() + secure::FIELDS.len() + engine::FIELDS.len()] =
    join_fields(&[FIELDS, pdu::FIELDS, secure::FIELDS, engine::FIELDS]);

/// SNMP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "snmp",
        short: "SNMP",
        title: "Simple Network Management Protocol",
        osi: OsiLayer::Application,
        why: "It is what a management program and a device's agent say to each other; its own encoding (BER) is what OSI has layer 6 for.",
        reference: "RFC 3416",
    },
    claims: &[
        Claim::Port(Transport::Udp, AGENT_PORT),
        Claim::Port(Transport::Udp, TRAP_PORT),
        Claim::Port(Transport::Tcp, AGENT_PORT),
        Claim::Port(Transport::Tcp, TRAP_PORT),
    ],
    headers: &[engine::HEAD, secure::FLAG_BITS],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x30\x29\x02\x01\x01\x04\x06public\xa2\x1c\x02\x04\x4b\x78\x1a\x2e\x02\x01\x00\x02\x01\x00\
        \x30\x0e\x30\x0c\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00\x43\x00",
};

/// A sequence that begins with a version that exists, and goes on as that version does.
fn recognise(bytes: &[u8]) -> Match {
    let message = match ber::element(bytes, 0) {
        Ok(message) => message,
        Err(ber::Bad::Cut(_)) => return Match::short_if(bytes.first() == Some(&ber::SEQUENCE)),
        Err(ber::Bad::Wrong(_)) => return Match::No,
    };
    let is_sequence = message.id == ber::SEQUENCE && message.len >= 5;
    match bytes.get(message.start..) {
        Some([ber::INTEGER, 1, 0..=2, ber::OCTET_STRING, ..]) => Match::yes_if(is_sequence),
        Some([ber::INTEGER, 1, 3, ber::SEQUENCE, ..]) => Match::yes_if(is_sequence),
        Some([] | [ber::INTEGER] | [ber::INTEGER, 1] | [ber::INTEGER, 1, 0..=3]) => {
            Match::short_if(is_sequence)
        }
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    match ber::element(bytes, 0) {
        Ok(message) => p.wait_for(message.end)?,
        Err(ber::Bad::Cut(needed)) => p.wait_for(needed)?,
        Err(ber::Bad::Wrong(_)) => {}
    }
    let message = ber::expect(p, ber::SEQUENCE)?;
    if p.outer() == "tcp" {
        p.ends_at(message.end);
    }
    if !p.wants_fields() {
        return p.skip(message.len).map(drop);
    }
    ber::contents(p, &message, |p| {
        // Version 3 calls the same number by another name.
        if p.rest().starts_with(&[ber::INTEGER, 1, VERSION_3 as u8]) {
            return secure::message(p);
        }
        let version = ber::field(p, &VERSION, ber::INTEGER)?;
        if !matches!(version, [0..=2]) {
            p.fault(
                FaultKind::Malformed("SNMP has no such version"),
                p.pos() - 1..p.pos(),
            );
            return Ok(());
        }
        let community = ber::field(p, &COMMUNITY, ber::OCTET_STRING)?;
        let said = pdu::pdus(p)?;
        let version = VERSIONS
            .get(usize::from(version[0]))
            .map_or("", |version| version.1);
        let community = text::clean_bytes(community);
        p.summary(format_args!(
            "version {version}, community {community}: {said}"
        ));
        Ok(())
    })
}

#[cfg(test)]
mod tests;
