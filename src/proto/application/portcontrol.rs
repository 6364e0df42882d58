//! PCP and NAT-PMP: a host asks the router for a port by which others can reach it from outside
//! (RFC 6887, RFC 6886).

mod mappings;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

/// Where clients hear of changes.
const CLIENT_PORT: u16 = 5350;
const SERVER_PORT: u16 = 5351;

const OLD: &str = "RFC 6886 §3";
const HEADS: &str = "RFC 6887 §7";
const RESERVED: &str = "Senders set these bits to zero and receivers do not look at them.";

const OLD_OPCODES: Codes = &[
    (0, "external address, request"),
    (1, "map a UDP port, request"),
    (2, "map a TCP port, request"),
    (128, "external address, answer"),
    (129, "map a UDP port, answer"),
    (130, "map a TCP port, answer"),
];

const OLD_RESULTS: Codes = &[
    (0, "success"),
    (1, "version not supported"),
    (2, "not authorized"),
    (3, "network failure"),
    (4, "out of resources"),
    (5, "opcode not supported"),
];

const OPCODES: Codes = &[(0, "announce"), (1, "map"), (2, "peer")];

const RESULTS: Codes = &[
    (0, "success"),
    (1, "version not supported"),
    (2, "not authorized"),
    (3, "malformed request"),
    (4, "opcode not supported"),
    (5, "option not supported"),
    (6, "malformed option"),
    (7, "network failure"),
    (8, "no resources"),
    (9, "protocol not supported"),
    (10, "quota exceeded"),
    (11, "external port cannot be provided"),
    (12, "addresses do not match"),
    (13, "too many remote peers"),
];

const OPTIONS: Codes = &[
    (1, "third party"),
    (2, "prefer failure"),
    (3, "filter"),
    (128, "description"),
    (129, "NAT64 prefix"),
    (130, "port set"),
];

const OLD_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("nat-pmp.version", "Version", 8).doc("0: the NAT port mapping protocol.", OLD),
    FieldSpec::uint("nat-pmp.opcode", "Opcode", 8)
        .codes(OLD_OPCODES)
        .doc("What is asked for; with the top bit set, the answer.", OLD),
];

crate::fields! {
    OLD_RESERVED = FieldSpec::uint("nat-pmp.reserved", "Reserved", 16).doc(RESERVED, OLD);
    OLD_RESULT = FieldSpec::uint("nat-pmp.result_code", "Result", 16)
        .codes(OLD_RESULTS)
        .doc("How it went.", OLD);
    OLD_EPOCH = FieldSpec::uint("nat-pmp.sssoe", "Epoch", 32)
        .unit("s")
        .doc("How long the router has had its table of mappings; if this jumps back, all are lost.", "RFC 6886 §3.6");
    OLD_ADDRESS = FieldSpec::ipv4("nat-pmp.external_ip", "External address")
        .doc("The router's address outside.", "RFC 6886 §3.2");
    OLD_INTERNAL = FieldSpec::uint("nat-pmp.internal_port", "Internal port", 16)
        .doc("The port of the host inside.", "RFC 6886 §3.3");
    OLD_EXTERNAL = FieldSpec::uint("nat-pmp.external_port", "External port", 16)
        .doc("The port that others reach the host by: what it would like, or what it gets.", "RFC 6886 §3.3");
    OLD_LIFETIME = FieldSpec::uint("nat-pmp.pml", "Lifetime", 32)
        .unit("s")
        .doc("How long the mapping holds; 0 takes it back.", "RFC 6886 §3.3");
    OPTION = FieldSpec::group("portcontrol.option", "Option")
        .doc("An option: what it is, its length, its value, filled up to whole words.", "RFC 6887 §7.3");
    PADDING = FieldSpec::bytes("portcontrol.option.padding", "Padding")
        .doc("Fills the option up to whole words of 4 bytes.", "RFC 6887 §7.3");
    VALUE = FieldSpec::bytes("", "Value")
        .doc("The value of an option that decap does not take apart.", "RFC 6887 §7.3");
    INTERNAL = FieldSpec::ipv6("portcontrol.option.third_party.internal_ip", "Internal address")
        .doc("The host that the mapping is for, if it is not the one that asks.", "RFC 6887 §13.1");
    DESCRIPTION = FieldSpec::text("portcontrol.option.description", "Description")
        .doc("What the mapping is for, in words.", "RFC 7220 §4");
    PREFIX_LEN = FieldSpec::uint("portcontrol.option.p64.length", "Prefix length", 16)
        .unit("bytes")
        .doc("Of the prefix behind it.", "RFC 7225 §5");
    PREFIX = FieldSpec::bytes("portcontrol.option.p64.prefix64", "Prefix")
        .doc("What the translator puts before IPv4 addresses.", "RFC 7225 §5");
}

const START: &[FieldSpec] = &[
    FieldSpec::uint("portcontrol.version", "Version", 8)
        .doc("2 for the protocol of RFC 6887, 1 for its drafts.", HEADS),
    FieldSpec::flag("portcontrol.r", "Response").doc("0: a request, 1: its answer.", HEADS),
    FieldSpec::uint("portcontrol.opcode", "Opcode", 7)
        .codes(OPCODES)
        .doc("What is asked for.", HEADS),
];

const REQUEST: &[FieldSpec] = &[
    FieldSpec::uint("portcontrol.reserved", "Reserved", 16).doc(RESERVED, "RFC 6887 §7.1"),
    FieldSpec::uint("portcontrol.lifetime_req", "Requested lifetime", 32)
        .unit("s")
        .doc(
            "How long the mapping should hold; 0 takes it back.",
            "RFC 6887 §7.1",
        ),
    FieldSpec::ipv6("portcontrol.client_ip", "Client address").doc(
        "The address that the client thinks it has: if the packet's is another, there is a translator between.",
        "RFC 6887 §7.1",
    ),
];

const ANSWER: &[FieldSpec] = &[
    FieldSpec::uint("portcontrol.reserved", "Reserved", 8).doc(RESERVED, "RFC 6887 §7.2"),
    FieldSpec::uint("portcontrol.result_code", "Result", 8)
        .codes(RESULTS)
        .doc("How it went.", "RFC 6887 §7.2"),
    FieldSpec::uint("portcontrol.lifetime_rsp", "Lifetime", 32)
        .unit("s")
        .doc("How long the mapping holds, or the error.", "RFC 6887 §7.2"),
    FieldSpec::uint("portcontrol.epoch_time", "Epoch", 32)
        .unit("s")
        .doc(
            "How long the router has had its table of mappings; if this jumps back, all are lost.",
            "RFC 6887 §8.5",
        ),
    FieldSpec::bytes("portcontrol.rsp_reserved", "Reserved")
        .wide(12)
        .doc(RESERVED, "RFC 6887 §7.2"),
];

const OPTION_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("portcontrol.option.code", "Code", 8)
        .codes(OPTIONS)
        .doc(
            "Which option; below 128 the server must know it.",
            "RFC 6887 §7.3",
        ),
    FieldSpec::uint("portcontrol.option.reserved", "Reserved", 8).doc(RESERVED, "RFC 6887 §7.3"),
    FieldSpec::uint("portcontrol.option.length", "Length", 16)
        .unit("bytes")
        .doc("Of the value without padding.", "RFC 6887 §7.3"),
];

const FILTER: &[FieldSpec] = &[
    FieldSpec::uint("portcontrol.option.filter.reserved", "Reserved", 8)
        .doc(RESERVED, "RFC 6887 §13.3"),
    FieldSpec::uint(
        "portcontrol.option.filter.prefix_length",
        "Prefix length",
        8,
    )
    .unit("bits")
    .doc(
        "How many bits of the address count; 0 deletes all filters.",
        "RFC 6887 §13.3",
    ),
    FieldSpec::uint(
        "portcontrol.option.filter.remote_peer_port",
        "Remote port",
        16,
    )
    .doc(
        "Only from this port packets may come in; 0 for any.",
        "RFC 6887 §13.3",
    ),
    FieldSpec::ipv6("portcontrol.option.filter.remote_peer_ip", "Remote address").doc(
        "Only from these addresses packets may come in.",
        "RFC 6887 §13.3",
    ),
];

const SET_SIZE: FieldSpec = FieldSpec::uint("portcontrol.option.portset.size", "Set size", 16)
    .doc("How many ports in a row.", "RFC 7753 §4.1");
const SET_RESERVED: FieldSpec =
    FieldSpec::hex("portcontrol.option.portset.reserved", "Reserved", 7)
        .doc(RESERVED, "RFC 7753 §4.1");
const SET_PARITY: FieldSpec = FieldSpec::flag("portcontrol.option.portset.parity", "Parity").doc(
    "Even ports shall stay even and odd ports odd.",
    "RFC 7753 §4.1",
);

const SET_REQUEST: &[FieldSpec] = &[
    SET_SIZE,
    FieldSpec::uint(
        "portcontrol.option.portset.req_sug_first_external_port",
        "Suggested first port",
        16,
    )
    .doc("The first of the ports inside.", "RFC 7753 §4.1"),
    SET_RESERVED,
    SET_PARITY,
];

const SET_ANSWER: &[FieldSpec] = &[
    SET_SIZE,
    FieldSpec::uint(
        "portcontrol.option.portset.rsp_assigned_first_external_port",
        "Assigned first port",
        16,
    )
    .doc("The first of the ports inside.", "RFC 7753 §4.1"),
    SET_RESERVED,
    SET_PARITY,
];

/// PCP and its forerunner NAT-PMP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "portcontrol",
        short: "PCP",
        title: "Port Control Protocol",
        osi: OsiLayer::Application,
        why: "It is what a program on a host says to the router that translates its addresses.",
        reference: "RFC 6887",
    },
    claims: &[
        Claim::Port(Transport::Udp, CLIENT_PORT),
        Claim::Port(Transport::Udp, SERVER_PORT),
    ],
    headers: &[
        OLD_HEAD,
        START,
        REQUEST,
        ANSWER,
        OPTION_HEAD,
        FILTER,
        SET_REQUEST,
        SET_ANSWER,
        mappings::MAP_NONCE,
        mappings::PEER_NONCE,
        mappings::MAP_REQUEST,
        mappings::MAP_ANSWER,
        mappings::PEER_REQUEST,
        mappings::PEER_ANSWER,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x01\x00\x00\x00\x00\x0e\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xc0\x00\x02\x09\
              abcdefghijkl\x06\x00\x00\x00\x00\x50\x1f\x90\
              \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x00\x00\x02\x00\x00\x00",
};

/// The forerunner, which has the same ports.
static NAT_PMP: ProtoInfo = ProtoInfo {
    name: "portcontrol",
    short: "NAT-PMP",
    title: "NAT Port Mapping Protocol",
    osi: OsiLayer::Application,
    why: "It is what a program on a host says to the router that translates its addresses.",
    reference: "RFC 6886",
};

/// Shortest message of PCP: its head.
const HEAD_LEN: usize = 24;

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [0, 0..=2 | 128..=255, ..] => Match::maybe_if(bytes.len() <= 16),
        [1 | 2, opcode, ..] => Match::maybe_if(
            bytes.len() >= HEAD_LEN && bytes.len().is_multiple_of(4) && opcode & 0x7f <= 3,
        ),
        _ => Match::No,
    }
}

/// No rows.
const NOTHING: &[FieldSpec] = &[];

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.bytes().first() == Some(&0) {
        p.variant(&NAT_PMP);
        return nat_pmp(p);
    }
    let [version, code] = *p.header::<{ bytes_of(START) }>(START)?;
    let (is_answer, opcode) = (code & 0x80 != 0, code & 0x7f);
    let name = OPCODES
        .get(usize::from(opcode))
        .map_or("unknown opcode", |row| row.1);
    let what = if is_answer { "answer" } else { "request" };
    p.summary(format_args!("{name}, {what}"));
    p.rows(if is_answer { ANSWER } else { REQUEST })?;
    let (nonce, body) = match (opcode, is_answer) {
        (1, false) => (mappings::MAP_NONCE, mappings::MAP_REQUEST),
        (1, true) => (mappings::MAP_NONCE, mappings::MAP_ANSWER),
        (2, false) => (mappings::PEER_NONCE, mappings::PEER_REQUEST),
        (2, true) => (mappings::PEER_NONCE, mappings::PEER_ANSWER),
        (0, _) => (NOTHING, NOTHING),
        _ => return Ok(()),
    };
    p.rows(if version == 1 { NOTHING } else { nonce })?;
    p.rows(body)?;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&OPTION, |p| option(p, is_answer))?;
    }
    Ok(())
}

fn option(p: &mut Peel<'_>, is_answer: bool) -> Peeled {
    let [code, _, high, low] = *p.header::<{ bytes_of(OPTION_HEAD) }>(OPTION_HEAD)?;
    let len = usize::from(u16::from_be_bytes([high, low]));
    p.within(len, "option length", |p| {
        match code {
            1 => drop(p.field(&INTERNAL, 16)?),
            3 => drop(p.rows(FILTER)?),
            128 if len > 0 => drop(p.field(&DESCRIPTION, len)?),
            129 => {
                let len = p.uint(&PREFIX_LEN)? as usize;
                p.field(&PREFIX, len)?;
            }
            130 => drop(p.rows(if is_answer { SET_ANSWER } else { SET_REQUEST })?),
            _ => {}
        }
        match p.rest().len() {
            0 => Ok(()),
            rest => p.field(&VALUE, rest).map(drop),
        }
    })?;
    let padding = (len.next_multiple_of(4) - len).min(p.rest().len());
    if padding > 0 {
        p.field(&PADDING, padding)?;
    }
    Ok(())
}

fn nat_pmp(p: &mut Peel<'_>) -> Peeled {
    let [_, opcode] = *p.header::<{ bytes_of(OLD_HEAD) }>(OLD_HEAD)?;
    let name = OLD_HEAD[1].names.get(opcode.into());
    p.summary(format_args!("{}", name.unwrap_or("unknown opcode")));
    if opcode >= 128 {
        p.uint(&OLD_RESULT)?;
        p.uint(&OLD_EPOCH)?;
    }
    match opcode {
        1 | 2 => drop(p.uint(&OLD_RESERVED)?),
        128 => return p.field(&OLD_ADDRESS, 4).map(drop),
        129 | 130 => {}
        _ => return Ok(()),
    }
    p.uint(&OLD_INTERNAL)?;
    p.uint(&OLD_EXTERNAL)?;
    p.uint(&OLD_LIFETIME).map(drop)
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
    fn a_mapping_is_asked_for() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "map, request");
        let port = all(
            &out,
            PROTOCOL.sample,
            "portcontrol.map.req_sug_external_port",
        );
        assert_eq!(port, [(42, 2, "8080".into())]);
        let code = all(&out, PROTOCOL.sample, "portcontrol.option.code");
        assert_eq!(code, [(60, 1, "2".into())]);
        let mut lies = PROTOCOL.sample.to_vec();
        lies[63] = 9;
        assert!(!peeled(&lies).faults.is_empty());
    }

    #[test]
    fn the_forerunner_is_told_by_its_version() {
        let bytes = b"\x00\x81\x00\x00\x00\x00\x00\x05\x00\x50\x1f\x90\x00\x00\x0e\x10";
        let out = peeled(bytes);
        assert_eq!(out.layers[0].info.short, "NAT-PMP");
        assert_eq!(all(&out, bytes, "nat-pmp.pml"), [(12, 4, "3600".into())]);
    }
}
