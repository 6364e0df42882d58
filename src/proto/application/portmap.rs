//! The portmapper: which program listens where (RFC 1833).

use std::net::{IpAddr, Ipv4Addr};

use super::rpc::{self, Call, xdr};
use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{Endpoint, FieldSpec, Lesson, OsiLayer, ProtoInfo, Transport, Value, text};
use xdr::Part::{Group, List, One, Opaque};

const SECTION_2: &str = "RFC 1833 §3";
const SECTION: &str = "RFC 1833 §2";

const TCP: u64 = 6;
const UDP: u64 = 17;

crate::fields! {
    PROCEDURE_2 = FieldSpec::uint("portmap.procedure_v2", "Procedure", 32)
        .codes(&[(0, "null"), (1, "set"), (2, "unset"), (3, "get port"), (4, "dump"), (5, "call it")])
        .doc("What the portmapper is asked.", SECTION_2);
    PROCEDURE_3 = FieldSpec::uint("portmap.procedure_v3", "Procedure", 32)
        .codes(&[(0, "null"), (1, "set"), (2, "unset"), (3, "get address"), (4, "dump"), (5, "call it"), (6, "get time"), (7, "uaddr to taddr"), (8, "taddr to uaddr")])
        .doc("What the portmapper is asked.", SECTION);
    PROCEDURE_4 = FieldSpec::uint("portmap.procedure_v4", "Procedure", 32)
        .codes(&[(0, "null"), (1, "set"), (2, "unset"), (3, "get address"), (4, "dump"), (5, "broadcast"), (6, "get time"), (7, "uaddr to taddr"), (8, "taddr to uaddr"), (9, "get address of version"), (10, "indirect"), (11, "get address list"), (12, "get statistics")])
        .doc("What the portmapper is asked.", SECTION);
    PROGRAM = FieldSpec::uint("portmap.prog", "Program", 32).doc("The number of the program.", SECTION_2);
    VERSION = FieldSpec::uint("portmap.version", "Version", 32).doc("Its version.", SECTION_2);
    CALLED_PROCEDURE = FieldSpec::uint("portmap.proc", "Procedure", 32).doc("Which of its procedures the portmapper shall call.", SECTION_2);
    PROTOCOL_NUMBER = FieldSpec::uint("portmap.proto", "Protocol", 32)
        .codes(&[(TCP, "TCP"), (UDP, "UDP")])
        .doc("The IP protocol.", SECTION_2);
    PORT = FieldSpec::uint("portmap.port", "Port", 32).doc("Where the program listens; 0: it does not.", SECTION_2);
    ANSWER = FieldSpec::uint("portmap.answer", "Answer", 32).codes(&[(0, "no"), (1, "yes")]).doc("Whether it was done.", SECTION_2);
    ARGUMENT_LEN = FieldSpec::uint("rpc.argument_length", "Argument length", 32).unit("bytes").doc("Of the arguments for the program.", SECTION_2);
    ARGUMENTS = FieldSpec::bytes("portmap.args", "Arguments").doc("For the program.", SECTION_2);
    RESULT = FieldSpec::bytes("portmap.result", "Result").doc("Of the program.", SECTION_2);
    BINDING = FieldSpec::group("portmap.rpcb", "Binding").doc("A program and where it is.", SECTION);
    BOUND_PROGRAM = FieldSpec::uint("portmap.rpcb.prog", "Program", 32).doc("The number of the program.", SECTION);
    BOUND_VERSION = FieldSpec::uint("portmap.rpcb.version", "Version", 32).doc("Its version.", SECTION);
    NETWORK = FieldSpec::text("portmap.rpcb.netid", "Network").doc("The kind of network: udp, tcp, udp6, tcp6, local.", SECTION);
    ADDRESS = FieldSpec::text("portmap.rpcb.addr", "Address").doc("Host and port: the last two numbers are the two bytes of the port.", "RFC 5665 §5");
    OWNER = FieldSpec::text("portmap.rpcb.owner", "Owner").doc("Who has registered it.", SECTION);
    UNIVERSAL = FieldSpec::text("portmap.uaddr", "Address").doc("Host and port: the last two numbers are the two bytes of the port.", "RFC 5665 §5");
    ENTRY = FieldSpec::group("", "Entry").doc("A program and where it listens.", SECTION_2);
}

static MAPPING: &[xdr::Part] = &[
    One(&PROGRAM),
    One(&VERSION),
    One(&PROTOCOL_NUMBER),
    One(&PORT),
];
static BINDING_PARTS: &[xdr::Part] = &[
    One(&BOUND_PROGRAM),
    One(&BOUND_VERSION),
    Opaque(&NETWORK),
    Opaque(&ADDRESS),
    Opaque(&OWNER),
];

static MAPPINGS: &[xdr::Part] = &[List(&ENTRY, MAPPING)];
static BINDING_ASKED: &[xdr::Part] = &[Group(&BINDING, BINDING_PARTS)];
static BINDINGS: &[xdr::Part] = &[List(&BINDING, BINDING_PARTS)];

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + rpc::XDR.len() + rpc::OF_CALL.len()] =
    join_fields(&[FIELDS, rpc::XDR, rpc::OF_CALL]);

/// The portmapper.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "portmap",
        short: "Portmap",
        title: "Portmap",
        osi: OsiLayer::Application,
        why: "It is a program that others ask for the ports of programs.",
        reference: "RFC 1833",
    },
    claims: &[Claim::Field("rpc.program", 100_000)],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x01\x86\xa3\0\0\0\x03\0\0\0\x11\0\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    // Without its call a message is taken for what is asked most.
    let call = rpc::call(p).unwrap_or(Call {
        program: 100_000,
        version: 2,
        procedure: 3,
        is_reply: false,
    });
    let spec = match call.version {
        2 => &PROCEDURE_2,
        3 => &PROCEDURE_3,
        _ => &PROCEDURE_4,
    };
    say(p, &call, spec);
    match (call.version, call.procedure, call.is_reply) {
        (2, 1..=3, false) => {
            let asked = p.bytes().first_chunk::<12>().copied();
            xdr::read(p, MAPPING)?;
            if let Some(asked) = asked {
                ask(p, &asked, &call);
            }
            Ok(())
        }
        (2, 3, true) => answer(p),
        (2..=4, 1 | 2, true) => p.uint(&ANSWER).map(drop),
        (2, 4, true) => xdr::read(p, MAPPINGS),
        (2, 5, false) => {
            p.uint(&PROGRAM)?;
            p.uint(&VERSION)?;
            p.uint(&CALLED_PROCEDURE)?;
            xdr::bare_opaque(p, &ARGUMENT_LEN, &ARGUMENTS)
        }
        (2, 5, true) => {
            p.uint(&PORT)?;
            xdr::opaque(p, &RESULT)
        }
        (3 | 4, 1..=3, false) | (4, 9, false) => xdr::read(p, BINDING_ASKED),
        (3 | 4, 3, true) | (4, 9, true) => universal(p),
        (3 | 4, 4, true) => xdr::read(p, BINDINGS),
        _ => Ok(()),
    }
}

/// Shows which procedure it is.
fn say(p: &mut Peel<'_>, call: &Call, spec: &'static FieldSpec) {
    let at = p.bytes().len();
    p.mark_as(
        &rpc::PROGRAM_VERSION,
        at..at,
        Value::Uint(call.version.into()),
    );
    p.mark_as(spec, at..at, Value::Uint(call.procedure.into()));
    let name = spec
        .names
        .get(call.procedure.into())
        .unwrap_or("unknown procedure");
    let kind = if call.is_reply { "reply" } else { "call" };
    p.summary(format_args!("version {}, {name}, {kind}", call.version));
}

/// Which transport was asked about last, in this conversation.
const ASKED: &str = "portmap asked about";

fn ask(p: &mut Peel<'_>, asked: &[u8; 12], call: &Call) {
    let number =
        |at: usize| u32::from_be_bytes([asked[at], asked[at + 1], asked[at + 2], asked[at + 3]]);
    if call.procedure == 3 {
        p.note(ASKED, 0, number(8).into());
        let program = rpc::PROGRAM
            .names
            .get(number(0).into())
            .unwrap_or("program");
        p.summary(format_args!(
            "get port of {program} ({}) version {}",
            number(0),
            number(4)
        ));
    }
}

/// The port of a program: who calls it there speaks RPC.
fn answer(p: &mut Peel<'_>) -> Peeled {
    let port = p.uint(&PORT)?;
    p.summary(format_args!("port {port}"));
    let transport = match p.fact(ASKED, 0) {
        Some(TCP) => Transport::Tcp,
        Some(UDP) => Transport::Udp,
        _ => return Ok(()),
    };
    if let (Ok(port @ 1..), Some(flow)) = (u16::try_from(port), p.flow()) {
        let at = Endpoint {
            ip: flow.from.ip,
            port,
        };
        expect(p, transport, at);
    }
    Ok(())
}

fn universal(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos() + 4;
    xdr::opaque(p, &UNIVERSAL)?;
    let bytes = p.bytes().get(start..p.pos()).unwrap_or_default();
    let address: Vec<u8> = bytes
        .iter()
        .copied()
        .take_while(|byte| *byte != 0)
        .collect();
    p.summary(format_args!("address {}", text::clean_bytes(&address)));
    let parts: Vec<u8> = String::from_utf8_lossy(&address)
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    if let [a, b, c, d, high, low] = parts[..]
        && let port @ 1.. = u16::from_be_bytes([high, low])
    {
        let ip = IpAddr::V4(Ipv4Addr::new(a, b, c, d));
        for transport in [Transport::Udp, Transport::Tcp] {
            expect(p, transport, Endpoint { ip, port });
        }
    }
    Ok(())
}

fn expect(p: &mut Peel<'_>, transport: Transport, at: Endpoint) {
    p.teach(Lesson::Expect {
        transport,
        at,
        proto: &rpc::PROTOCOL.info,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_call_asks_for_a_port() {
        let header = b"\0\0\0\x07\0\0\0\0\0\0\0\x02\0\x01\x86\xa0\0\0\0\x02\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        let bytes = [&header[..], PROTOCOL.sample].concat();
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&rpc::PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.layers[1].summary, "get port of NFS (100003) version 3");
        assert_eq!(all(&out, &bytes, "portmap.proto"), [(48, 4, "17".into())]);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        // Arguments that are cut.
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &rpc::PROTOCOL,
            &bytes[..50],
            Want::Full,
            &mut out,
        );
        assert!(!out.faults.is_empty());
    }
}
