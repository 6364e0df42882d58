//! NHRP: which address of the network below leads to an address of the network above (RFC 2332), as
//! dynamic tunnels need it.

mod extensions;
mod tables;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Value, Verdict, bytes_of};
use crate::proto::checksum;

const SECTION: &str = "RFC 2332 §5.2";

const REGISTRATION: u8 = 3;
const REGISTERED: u8 = 4;
const PURGE: u8 = 5;
const PURGED: u8 = 6;
const ERROR: u8 = 7;
const INDICATION: u8 = 8;

/// The family of addresses of the network below.
const IPV4_FAMILY: u16 = 1;

const HEADER_LEN: usize = bytes_of(tables::HEADER);

crate::fields! {
    MANDATORY = FieldSpec::group("", "Mandatory part")
        .doc("Who asks whom about whom.", SECTION);
    ENTRY = FieldSpec::group("", "Client")
        .doc("A station: its addresses in both networks, and how long they are valid.", "RFC 2332 §5.2.0.1");
    RETURNED = FieldSpec::group("", "Packet in error")
        .doc("The packet that was wrong, or its beginning.", "RFC 2332 §5.2.7");
    EXTENSION = FieldSpec::group("", "Extension")
        .doc("What not every packet needs to say.", "RFC 2332 §5.3");
    LONG_TYPE = FieldSpec::bytes("nhrp.protocol_type", "Protocol type (long form)")
        .doc("Zero, unless the short form does not tell the protocol.", "RFC 2332 §5.2.1");
    SOURCE_NBMA = address("nhrp.src.nbma.addr", "Source in the network below", "The sender's address in the network that carries the tunnels.");
    SOURCE_NBMA_BYTES = other("nhrp.src.nbma.addr_bytes", "Source in the network below", "The sender's address in the network that carries the tunnels.");
    SOURCE_SUB = other("nhrp.src.nbma.saddr", "Source's subaddress", "The rest of the address, where it has two parts.");
    SOURCE = address("nhrp.src.prot.addr", "Source", "The sender's address.");
    SOURCE_BYTES = other("nhrp.src.prot.addr_bytes", "Source", "The sender's address.");
    DESTINATION = address("nhrp.dst.prot.addr", "Destination", "The address that is asked about, or the server's.");
    DESTINATION_BYTES = other("nhrp.dst.prot.addr_byets", "Destination", "The address that is asked about, or the server's.");
    CLIENT_NBMA = address("nhrp.client.nbma.addr", "Client in the network below", "Where packets for the client shall be sent.");
    CLIENT_NBMA_BYTES = other("nhrp.client.nbma.addr_bytes", "Client in the network below", "Where packets for the client shall be sent.");
    CLIENT_SUB = other("nhrp.client.nbma.saddr", "Client's subaddress", "The rest of the address, where it has two parts.");
    CLIENT = address("nhrp.client.prot.addr", "Client", "The client's address.");
    CLIENT_BYTES = other("nhrp.client.prot.addr_bytes", "Client", "The client's address.");
    AUTHENTICATION_SOURCE = address("nhrp.auth_ext.src_addr", "Source address", "Of who computed the data. Cisco's routers send no address, but begin their password here.");
    AUTHENTICATION_BYTES = other("nhrp.auth_ext.src_addr_bytes", "Source address", "Of who computed the data.");
    AUTHENTICATION_DATA = other("nhrp.auth_ext.data", "Data", "Shows that the sender knows the key; or a password.");
    VENDOR_DATA = other("nhrp.vendor_ext.data", "Data", "What the vendor wants to say.");
    UNKNOWN = other("nhrp.unknown_ext.value", "Value", "An extension that decap does not take apart.");
}

const fn address(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::ipv4(name, label).doc(doc, SECTION)
}

const fn other(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SECTION)
}

/// NHRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nhrp",
        short: "NHRP",
        title: "Next Hop Resolution Protocol",
        osi: OsiLayer::Network,
        why: "It is to tunnels what ARP is to links: it finds the address below for an address above.",
        reference: "RFC 2332",
    },
    claims: &[
        Claim::EtherType(0x2001),
        Claim::IpProtocol(54),
        Claim::Snap(0x00_005e, 0x0003),
    ],
    headers: tables::HEADERS,
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x01\x08\0\0\0\0\0\0\xff\0\x38\0\0\0\x34\x01\x03\x04\0\x04\x04\x80\x02\0\0\0\x15\xc0\0\x02\x01\x0a\0\0\x03\x0a\0\0\x01\0\x20\0\0\x05\xdc\x1c\x20\0\0\0\0\x80\0\0\0",
};

/// What the fixed header says that the rest depends on.
struct Lengths {
    /// Bytes of the source's address and subaddress in the network below.
    source: [usize; 2],
    /// True if addresses of the network below are IPv4's.
    is_ipv4: bool,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.rows(tables::NETWORKS)?;
    p.field(&LONG_TYPE, 5)?;
    let h = p.rows(tables::REST)?;
    let (size, found) = (
        usize::from(u16::from_be_bytes([h[1], h[2]])),
        u16::from_be_bytes([h[3], h[4]]),
    );
    let extensions = usize::from(u16::from_be_bytes([h[5], h[6]]));
    let kind = h[8];
    if size < HEADER_LEN || extensions != 0 && !(HEADER_LEN..=size).contains(&extensions) {
        let bad = "the lengths do not fit the header";
        p.fault(FaultKind::Malformed(bad), 10..16);
        return Ok(());
    }
    let lengths = Lengths {
        source: [h[9], h[10]].map(|byte| usize::from(byte & tables::LENGTH_BITS)),
        is_ipv4: u16::from_be_bytes([p.bytes()[0], p.bytes()[1]]) == IPV4_FAMILY,
    };
    p.ends_at(size);
    if p.wants_fields() {
        let verdict = match p.bytes().get(..size) {
            _ if found == 0 => Verdict::Absent,
            Some(all) if !p.is_quoted() => checksum::verdict(all, 12, 0),
            _ => Verdict::Unverifiable,
        };
        p.verdict("nhrp.hdr.chksum", verdict);
        let name = tables::TYPES
            .binary_search_by_key(&u64::from(kind), |entry| entry.0)
            .map_or("unknown type", |index| tables::TYPES[index].1);
        p.summary(format_args!("{name}"));
    }
    let end = if extensions == 0 { size } else { extensions };
    p.within(end - HEADER_LEN, "NHRP extension offset", |p| {
        mandatory(p, kind, &lengths)
    })?;
    if extensions != 0 && p.wants_fields() {
        return p.within(size - extensions, "NHRP packet length", |p| {
            extensions::extensions(p, &lengths)
        });
    }
    Ok(())
}

fn mandatory(p: &mut Peel<'_>, kind: u8, lengths: &Lengths) -> Peeled {
    p.group(&MANDATORY, |p| {
        let protocol = p.rows(tables::PROTOCOL_LENGTHS)?;
        let protocol = [protocol[0], protocol[1]].map(usize::from);
        match kind {
            ERROR => p.rows(tables::ERROR)?,
            INDICATION => p.skip(6)?,
            REGISTRATION | REGISTERED => p.rows(tables::REGISTRATION)?,
            PURGE | PURGED => p.rows(tables::PURGE)?,
            _ => p.rows(tables::RESOLUTION)?,
        };
        let below = lengths.is_ipv4;
        read(
            p,
            lengths.source[0],
            below,
            &SOURCE_NBMA,
            &SOURCE_NBMA_BYTES,
        )?;
        read(p, lengths.source[1], false, &SOURCE_SUB, &SOURCE_SUB)?;
        read(p, protocol[0], true, &SOURCE, &SOURCE_BYTES)?;
        read(p, protocol[1], true, &DESTINATION, &DESTINATION_BYTES)?;
        if matches!(kind, ERROR | INDICATION) {
            return Ok(());
        }
        entries(p, lengths)
    })?;
    let rest = p.pos()..p.bytes().len();
    if kind == INDICATION && !rest.is_empty() {
        let bytes = p.bytes();
        let protocol = u16::from_be_bytes([bytes[2], bytes[3]]);
        p.quote(Next::EtherType(protocol), rest);
    } else if kind == ERROR {
        p.group(&RETURNED, |p| p.skip(rest.len()))?;
    }
    Ok(())
}

/// Reads clients up to the end of the bytes.
fn entries(p: &mut Peel<'_>, lengths: &Lengths) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ENTRY, |p| {
            let entry = p.rows(tables::ENTRY)?;
            let [below, sub] =
                [entry[8], entry[9]].map(|byte| usize::from(byte & tables::LENGTH_BITS));
            let above = usize::from(entry[10]);
            read(p, below, lengths.is_ipv4, &CLIENT_NBMA, &CLIENT_NBMA_BYTES)?;
            read(p, sub, false, &CLIENT_SUB, &CLIENT_SUB)?;
            read(p, above, true, &CLIENT, &CLIENT_BYTES)
        })?;
    }
    Ok(())
}

/// Reads an address of this length, if it has one.
fn read(
    p: &mut Peel<'_>,
    len: usize,
    may_be_ipv4: bool,
    ipv4: &'static FieldSpec,
    bytes: &'static FieldSpec,
) -> Peeled {
    match len {
        0 => Ok(()),
        4 if may_be_ipv4 => p.field(ipv4, len).map(drop),
        _ => {
            let at = p.pos();
            p.skip(len)?;
            p.mark_as(bytes, at..at + len, Value::Bytes);
            Ok(())
        }
    }
}
