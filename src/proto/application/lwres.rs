//! lwres: programs ask BIND's lightweight resolver on the same host for addresses and names.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 921;

const SOURCE: &str = "BIND 9, lib/lwres";

const OPCODES: Codes = &[
    (0, "no operation"),
    (65537, "addresses of a name"),
    (65538, "name of an address"),
    (65539, "records of a name"),
];

const RESULTS: Codes = &[
    (0, "success"),
    (1, "no memory"),
    (2, "timeout"),
    (3, "not found"),
    (4, "unexpected end"),
    (5, "failure"),
    (6, "input or output error"),
    (7, "not implemented"),
    (8, "unexpected"),
    (9, "trailing data"),
    (10, "incomplete"),
    (11, "retry"),
    (12, "type not found"),
    (13, "too large"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("lwres.length", "Length", 32)
        .unit("bytes")
        .doc("Of the whole message.", SOURCE),
    FieldSpec::uint("lwres.version", "Version", 16).doc("0.", SOURCE),
    FieldSpec::hex("lwres.flags", "Flags", 16).doc("1 in an answer.", SOURCE),
    FieldSpec::hex("lwres.serial", "Serial number", 32).doc("The answer repeats it.", SOURCE),
    FieldSpec::uint("lwres.opcode", "Operation", 32)
        .codes(OPCODES)
        .doc("What is asked for.", SOURCE),
    FieldSpec::uint("lwres.result", "Result", 32)
        .codes(RESULTS)
        .doc("How it went.", SOURCE),
    FieldSpec::uint("lwres.recvlen", "Receive length", 32)
        .unit("bytes")
        .doc("The longest answer that the asker can take.", SOURCE),
    FieldSpec::uint("lwres.authtype", "Authentication", 16)
        .doc("How the message is authenticated: never.", SOURCE),
    FieldSpec::uint("lwres.authlen", "Authentication length", 16)
        .unit("bytes")
        .doc("Of its authentication.", SOURCE),
];

crate::fields! {
    BODY = FieldSpec::bytes("", "Body")
        .doc("The question or its answer.", SOURCE);
}

/// BIND's lightweight resolver protocol.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lwres",
        short: "lwres",
        title: "Light Weight DNS RESolver (BIND9)",
        osi: OsiLayer::Application,
        why: "It is what a program says to the resolver that asks the DNS for it.",
        reference: "BIND 9, lib/lwres",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x00\x1e\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x40\x00\x00\x00\x00\x00\x00\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= bytes_of(HEAD))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let opcode = u32::from_be_bytes([head[12], head[13], head[14], head[15]]);
    let name = HEAD[4].names.get(opcode.into());
    p.summary(format_args!("{}", name.unwrap_or("unknown operation")));
    match p.rest().len() {
        0 => Ok(()),
        rest => p.field(&BODY, rest).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn the_head_is_read() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "no operation");
        let len = all(&out, PROTOCOL.sample, "lwres.recvlen");
        assert_eq!(len, [(20, 4, "16384".into())]);
        peeler.peel_as(&PROTOCOL, &PROTOCOL.sample[..20], Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
