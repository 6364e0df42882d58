//! What stands before a service: the sizes that both agree on, the secure channel, sequence numbers.

use super::{basic, services};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const CONNECTION: &str = "OPC 10000-6 §7.1.2";
const CHUNKS: &str = "OPC 10000-6 §6.7.2";

/// Fact: the channel's policy signs or encrypts its messages.
const SEALED: &str = "opcua.sealed";
/// Fact: the request of this number has begun in an earlier chunk.
const BEGUN: &str = "opcua.begun";

crate::fields! {
    VERSION = FieldSpec::uint("opcua.transport.ver", "Version", 32).little()
        .doc("Version of the protocol below the services; 0.", CONNECTION);
    RECEIVE = FieldSpec::uint("opcua.transport.rbs", "Receive buffer", 32).little().unit("bytes")
        .doc("The longest chunk that the sender of this takes.", CONNECTION);
    SEND = FieldSpec::uint("opcua.transport.sbs", "Send buffer", 32).little().unit("bytes")
        .doc("The longest chunk that the sender of this sends.", CONNECTION);
    MESSAGE = FieldSpec::uint("opcua.transport.mms", "Longest message", 32).little().unit("bytes")
        .doc("The longest message, all chunks together; 0 for no limit.", CONNECTION);
    CHUNK_COUNT = FieldSpec::uint("opcua.transport.mcc", "Most chunks", 32).little()
        .doc("In how many chunks a message may come; 0 for no limit.", CONNECTION);
    ENDPOINT = FieldSpec::text("opcua.transport.endpoint", "Endpoint")
        .doc("The address that the client wants: one port may serve several.", CONNECTION);
    SERVER = FieldSpec::text("opcua.transport.suri", "Server")
        .doc("Which server calls: it opens the connection and asks the client to go on.", CONNECTION);
    ERROR = FieldSpec::hex("opcua.transport.error", "Error", 32).little().lookup(basic::status_name)
        .doc("What went wrong.", CONNECTION);
    REASON = FieldSpec::text("opcua.transport.reason", "Reason").doc("The same for people.", CONNECTION);
    CHANNEL = FieldSpec::uint("opcua.transport.scid", "Secure channel", 32).little()
        .doc("Which channel, as the server numbers them; 0 before it has.", CHUNKS);
    POLICY = FieldSpec::text("opcua.security.spu", "Security policy")
        .doc("Names the algorithms that sign and encrypt; it ends with None if nothing does.", CHUNKS);
    CERTIFICATE = FieldSpec::bytes("opcua.security.scert", "Certificate")
        .doc("Certificate of the sender, with the key that signed this.", CHUNKS);
    THUMBPRINT = FieldSpec::bytes("opcua.security.rcthumb", "Receiver's thumbprint")
        .doc("Hash of the receiver's certificate whose key encrypted this.", CHUNKS);
    TOKEN = FieldSpec::uint("opcua.security.tokenid", "Token", 32).little()
        .doc("Which of the channel's keys protect this: they are renewed from time to time.", CHUNKS);
    SEQUENCE = FieldSpec::uint("opcua.security.seq", "Sequence number", 32).little()
        .doc("Counts the chunks of the channel, so that none can be played again.", CHUNKS);
    REQUEST = FieldSpec::uint("opcua.security.rqid", "Request", 32).little()
        .doc("The response has the same number as its request.", CHUNKS);
    SERVICE = FieldSpec::group("", "Service").doc("What is asked or answered.", "OPC 10000-4 §5");
    SEALED_BYTES = FieldSpec::bytes("", "Encrypted")
        .doc("Encrypted for the other end.", CHUNKS);
    PART = FieldSpec::bytes("", "Part of a message")
        .doc("A message in several chunks, which decap does not put together.", CHUNKS);
    REST = FieldSpec::bytes("", "Rest")
        .doc("What decap does not take apart, or a signature.", "OPC 10000-4 §5");
}

/// Reads a message that needs no secure channel, behind its size.
pub(super) fn connection(p: &mut Peel<'_>, kind: &[u8]) -> Peeled {
    match kind {
        b"ERR" => {
            p.summary(format_args!("error"));
            p.uint(&ERROR)?;
            basic::text(p, &REASON)
        }
        b"RHE" => {
            p.summary(format_args!("reverse hello"));
            basic::text(p, &SERVER)?;
            basic::text(p, &ENDPOINT)
        }
        _ => {
            for spec in [&VERSION, &RECEIVE, &SEND, &MESSAGE, &CHUNK_COUNT] {
                p.uint(spec)?;
            }
            if kind != b"HEL" {
                p.summary(format_args!("acknowledge"));
                return Ok(());
            }
            p.summary(format_args!("hello"));
            basic::text(p, &ENDPOINT)
        }
    }
}

/// Reads a chunk of a secure channel, behind its size.
pub(super) fn secured(p: &mut Peel<'_>, kind: &[u8], chunk: u8) -> Peeled {
    let name = match kind {
        b"OPN" => "open secure channel",
        b"CLO" => "close secure channel",
        _ => "message",
    };
    p.summary(format_args!("{name}"));
    p.uint(&CHANNEL)?;
    let mut sealed = false;
    if kind == b"OPN" {
        let at = p.pos();
        basic::text(p, &POLICY)?;
        let policy = p.bytes().get(at + 4..p.pos()).unwrap_or_default();
        sealed = !policy.is_empty() && !policy.ends_with(b"#None");
        basic::bytes(p, &CERTIFICATE)?;
        basic::bytes(p, &THUMBPRINT)?;
        p.note(SEALED, 0, sealed.into());
        if sealed {
            return rest(p, &SEALED_BYTES);
        }
    } else {
        p.uint(&TOKEN)?;
        if p.fact(SEALED, 0).is_some_and(|fact| fact != 0) {
            sealed = true;
        }
    }
    // A channel that only signs leaves the service readable.
    let service = p.rest().get(8..).unwrap_or_default();
    if sealed && !services::begins(service) {
        return rest(p, &SEALED_BYTES);
    }
    p.uint(&SEQUENCE)?;
    let request = p.uint(&REQUEST)? as u32;
    let is_begun = p.fact(BEGUN, request).is_some_and(|fact| fact != 0);
    match chunk {
        b'A' => {
            p.note(BEGUN, request, 0);
            p.uint(&ERROR)?;
            basic::text(p, &REASON)
        }
        b'F' if !is_begun => {
            p.group(&SERVICE, services::service)?;
            rest(p, &REST)
        }
        _ => {
            p.note(BEGUN, request, u64::from(chunk == b'C'));
            rest(p, &PART)
        }
    }
}

fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}
