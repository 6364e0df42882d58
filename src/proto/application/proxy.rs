//! PROXY: a line in front of a connection that says whose it was before a proxy took it.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of, text};
use crate::proto::dialogue::is_over;
use crate::proto::lines::{line_at, split};

/// What version 1 begins with.
const MAGIC_1: &[u8] = b"PROXY ";

/// What version 2 begins with: bytes that no other protocol begins with.
const MAGIC_2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

/// The line of version 1 is not longer, with its end.
const MAX_LINE: usize = 107;

/// Where this is specified.
const REFERENCE: &str = "HAProxy, PROXY protocol";

const TLV_TYPES: Codes = &[
    (0x01, "ALPN"),
    (0x02, "authority"),
    (0x03, "CRC-32C"),
    (0x04, "nothing"),
    (0x05, "unique id"),
    (0x20, "SSL"),
    (0x21, "SSL version"),
    (0x22, "SSL common name"),
    (0x23, "SSL cipher"),
    (0x24, "SSL signature algorithm"),
    (0x25, "SSL key algorithm"),
    (0x30, "network namespace"),
];

/// The kind of extension that holds others.
const SSL: u64 = 0x20;

const HEAD: &[FieldSpec] = &[
    FieldSpec::bytes("proxy.v2.magic", "Mark").wide(12).doc(
        "Twelve bytes that no other protocol begins with.",
        REFERENCE,
    ),
    FieldSpec::uint("proxy.v2.version", "Version", 4).doc("2.", REFERENCE),
    FieldSpec::uint("proxy.v2.cmd", "Command", 4)
        .codes(&[(0, "local"), (1, "proxy")])
        .doc(
            "Whether the proxy speaks for a client, or for itself.",
            REFERENCE,
        ),
    FieldSpec::hex(
        "proxy.v2.addr_family_protocol",
        "Addresses and transport",
        8,
    )
    .parts_follow()
    .doc("What the client's connection was made of.", REFERENCE),
    FieldSpec::hex("proxy.v2.addr_family", "Kind of addresses", 4)
        .part()
        .codes(&[(0, "none"), (1, "IPv4"), (2, "IPv6"), (3, "Unix")])
        .doc("Which addresses follow.", REFERENCE),
    FieldSpec::hex("proxy.v2.protocol", "Transport", 4)
        .part()
        .codes(&[(0, "none"), (1, "stream"), (2, "datagrams")])
        .doc("TCP or UDP.", REFERENCE),
    FieldSpec::uint("proxy.v2.length", "Length", 16)
        .unit("bytes")
        .doc("Length of what follows.", REFERENCE),
];

const HEAD_LEN: usize = bytes_of(HEAD);

crate::fields! {
    MAGIC = FieldSpec::group("proxy.v1.magic", "Mark")
        .doc("PROXY.", REFERENCE);
    PROTO = FieldSpec::text("proxy.v1.proto", "Addresses and transport")
        .doc("TCP4, TCP6 or UNKNOWN.", REFERENCE);
    UNKNOWN_1 = FieldSpec::text("proxy.v1.unknown", "Unknown")
        .doc("What follows UNKNOWN means nothing.", REFERENCE);
    SOURCE = FieldSpec::ipv4("proxy.src.ipv4", "Client")
        .doc("Who opened the connection.", REFERENCE);
    DESTINATION = FieldSpec::ipv4("proxy.dst.ipv4", "Where to")
        .doc("Where the client wanted to go.", REFERENCE);
    SOURCE_6 = FieldSpec::ipv6("proxy.src.ipv6", "Client")
        .doc("Who opened the connection.", REFERENCE);
    DESTINATION_6 = FieldSpec::ipv6("proxy.dst.ipv6", "Where to")
        .doc("Where the client wanted to go.", REFERENCE);
    SOURCE_UNIX = FieldSpec::bytes("proxy.v2.src.unix", "Client")
        .doc("Path of a Unix socket, filled up with zeros.", REFERENCE);
    DESTINATION_UNIX = FieldSpec::bytes("proxy.v2.dst.unix", "Where to")
        .doc("Path of a Unix socket, filled up with zeros.", REFERENCE);
    SOURCE_PORT = FieldSpec::uint("proxy.srcport", "Client's port", 16)
        .doc("Port of the client.", REFERENCE);
    DESTINATION_PORT = FieldSpec::uint("proxy.dstport", "Port", 16)
        .doc("Port that the client wanted to go to.", REFERENCE);
    TLV = FieldSpec::group("proxy.v2.tlv", "Extension")
        .doc("More about the client's connection.", REFERENCE);
    TLV_TYPE = FieldSpec::hex("proxy.v2.tlv.type", "Type", 8)
        .codes(TLV_TYPES)
        .doc("What it says.", REFERENCE);
    TLV_LEN = FieldSpec::uint("proxy.v2.tlv.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the value.", REFERENCE);
    TLV_VALUE = FieldSpec::bytes("proxy.v2.tlv.value", "Value")
        .doc("The value of the extension.", REFERENCE);
    SSL_CLIENT = FieldSpec::hex("proxy.v2.tlv.ssl.client", "TLS of the client", 8)
        .doc("Whether it used TLS, and showed a certificate.", REFERENCE);
    SSL_VERIFY = FieldSpec::hex("proxy.v2.tlv.ssl.verify", "Verification", 32)
        .doc("0: the certificate is right.", REFERENCE);
    UNKNOWN_2 = FieldSpec::bytes("proxy.v2.unknown", "Unknown")
        .doc("Addresses of a kind that is not known.", REFERENCE);
}

/// PROXY.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "proxy",
        short: "PROXY",
        title: "PROXY protocol",
        osi: OsiLayer::Session,
        why: "It opens a connection by saying whose it is; what follows belongs to another protocol.",
        reference: REFERENCE,
    },
    claims: &[
        Claim::Heuristic(Transport::Tcp, 2),
        Claim::Heuristic(Transport::Udp, 2),
    ],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n",
};

fn recognise(bytes: &[u8]) -> Match {
    if bytes.starts_with(MAGIC_2) {
        return Match::yes_if(bytes.get(12).is_none_or(|byte| byte >> 4 == 2));
    }
    if bytes.starts_with(MAGIC_1) {
        let known = [&b"TCP4 "[..], b"TCP6 ", b"UNKNOWN"];
        let kind = &bytes[MAGIC_1.len()..];
        if known.iter().any(|known| kind.starts_with(known)) {
            return Match::Yes;
        }
        return Match::short_if(known.iter().any(|known| known.starts_with(kind)));
    }
    let begins = |magic: &[u8]| !bytes.is_empty() && magic.starts_with(bytes);
    Match::short_if(begins(MAGIC_1) || begins(MAGIC_2))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let datagram = is_over(p, Transport::Udp);
    if p.bytes().starts_with(MAGIC_1) {
        version_1(p)?;
    } else {
        version_2(p)?;
    }
    let transport = if datagram {
        Transport::Udp
    } else {
        Transport::Tcp
    };
    let ends = p.addresses().and_then(|addressed| addressed.ports);
    if let Some((_, source, destination)) = ends
        && !p.rest().is_empty()
    {
        let all = p.pos()..p.bytes().len();
        p.wrap_stream(Next::Ports(transport, source, destination), all);
    }
    Ok(())
}

/// A line of text.
fn version_1(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let Some(line) = line_at(bytes, 0) else {
        if bytes.len() < MAX_LINE {
            p.wait_for(bytes.len() + 1)?;
        }
        return p.field(&UNKNOWN_1, bytes.len()).map(drop);
    };
    p.mark(&MAGIC, 0..MAGIC_1.len() - 1);
    let words = split(bytes, MAGIC_1.len()..line.text_end, b' ');
    if let Some(kind) = words.first() {
        p.mark(&PROTO, kind.clone());
    }
    if let [_, source, destination, from, to] = words.as_slice() {
        address(p, (&SOURCE, &SOURCE_6), source);
        address(p, (&DESTINATION, &DESTINATION_6), destination);
        port(p, &SOURCE_PORT, from);
        port(p, &DESTINATION_PORT, to);
    } else if words.len() > 1 {
        p.mark(&UNKNOWN_1, words[1].start..line.text_end);
    }
    let said = text::clean_bytes(&bytes[line.text()]);
    p.summary(format_args!("{said}"));
    p.seek(line.end);
    Ok(())
}

fn address(
    p: &mut Peel<'_>,
    (old, new): (&'static FieldSpec, &'static FieldSpec),
    at: &Range<usize>,
) {
    let text = std::str::from_utf8(&p.bytes()[at.clone()]).unwrap_or_default();
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        p.mark_as(old, at.clone(), Value::Ipv4(address));
    } else if let Ok(address) = text.parse::<Ipv6Addr>() {
        p.mark_as(new, at.clone(), Value::Ipv6(address));
    }
}

fn port(p: &mut Peel<'_>, spec: &'static FieldSpec, at: &Range<usize>) {
    let text = std::str::from_utf8(&p.bytes()[at.clone()]).unwrap_or_default();
    if let Ok(port) = text.parse::<u16>() {
        p.mark_as(spec, at.clone(), Value::Uint(u64::from(port)));
    }
}

/// A header of bytes.
fn version_2(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<HEAD_LEN>(HEAD)?;
    let (family, len) = (head[13] >> 4, u16::from_be_bytes([head[14], head[15]]));
    p.require(usize::from(len))?;
    p.summary(format_args!("addresses of the client"));
    p.within(usize::from(len), "length", |p| {
        match family {
            1 => {
                p.field(&SOURCE, 4)?;
                p.field(&DESTINATION, 4)?;
                p.uint(&SOURCE_PORT)?;
                p.uint(&DESTINATION_PORT)?;
            }
            2 => {
                p.field(&SOURCE_6, 16)?;
                p.field(&DESTINATION_6, 16)?;
                p.uint(&SOURCE_PORT)?;
                p.uint(&DESTINATION_PORT)?;
            }
            3 => {
                p.field(&SOURCE_UNIX, 108)?;
                p.field(&DESTINATION_UNIX, 108)?;
            }
            0 => {}
            _ => return p.field(&UNKNOWN_2, p.rest().len()).map(drop),
        }
        extensions(p, true)
    })
}

/// Extensions to the end of the bytes; those of TLS hold others.
fn extensions(p: &mut Peel<'_>, outer: bool) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&TLV, |p| {
            let kind = p.uint(&TLV_TYPE)?;
            let len = p.uint(&TLV_LEN)? as usize;
            p.require(len)?;
            if kind != SSL || !outer {
                return p.field(&TLV_VALUE, len).map(drop);
            }
            p.mark(&TLV_VALUE, p.pos()..p.pos() + len);
            p.within(len, "length of the extension", |p| {
                p.uint(&SSL_CLIENT)?;
                p.uint(&SSL_VERIFY)?;
                extensions(p, false)
            })
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;
    use crate::proto::testing::all;

    #[test]
    fn a_line_names_the_client() {
        let mut out = Dissection::default();
        let bytes = PROTOCOL.sample;
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(
            all(&out, bytes, "proxy.src.ipv4"),
            [(11, 9, "192.0.2.1".into())]
        );
        assert_eq!(all(&out, bytes, "proxy.dstport")[0].2, "443");
    }

    #[test]
    fn version_2_has_extensions() {
        let bytes = [
            MAGIC_2,
            b"\x21\x11\x00\x21\xc0\x00\x02\x01\xc0\x00\x02\x02\x00\x50\x01\xbb",
            b"\x01\x00\x02h2\x20\x00\x0d\x01\x00\x00\x00\x00\x21\x00\x05TLSv1",
        ]
        .concat();
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(all(&out, &bytes, "proxy.v2.tlv").len(), 3);
        assert_eq!(all(&out, &bytes, "proxy.srcport")[0].2, "80");
        assert!(out.faults.is_empty());
        let mut lies = bytes.clone();
        lies[30] = 0xff;
        Peeler::new(registry()).peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
