//! FTP's data connections: the files themselves, and listings (RFC 959 §3.2).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};

/// From here a server opens data connections, if the client does not choose passive mode.
const PORT: u16 = 20;

crate::fields! {
    CONTENT = FieldSpec::bytes("", "Part of a file")
        .doc("A data connection carries one file or one listing and nothing else: no header says what it is, and its end is the connection's.", "RFC 959 §3.2");
}

/// FTP data.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ftp-data",
        short: "FTP-DATA",
        title: "File Transfer Protocol, data connection",
        osi: OsiLayer::Application,
        why: "It is the part of FTP that carries the files that its dialogue speaks of.",
        reference: "RFC 959 §3.2",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: true,
    sample: b"\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.bytes().len();
    if p.goes_on() {
        // The file ends with the connection.
        p.is_bare();
        p.mark(&CONTENT, 0..len);
        p.wrap_stream(Next::Segment, 0..len);
        return p.require(usize::MAX);
    }
    p.mark(&CONTENT, 0..len);
    p.summary(format_args!("{len} bytes of a file or a listing"));
    p.wrap(Next::Media(""), 0..len, "end of the segment");
    Ok(())
}
