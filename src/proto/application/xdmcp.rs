//! XDMCP: a screen that looks for a host to log in to (X Display Manager Control Protocol).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of, text};

const REFERENCE: &str = "XDMCP 1.1";

const OPCODES: Codes = &[
    (1, "Broadcast query"),
    (2, "Query"),
    (3, "Indirect query"),
    (4, "Forward query"),
    (5, "Willing"),
    (6, "Unwilling"),
    (7, "Request"),
    (8, "Accept"),
    (9, "Decline"),
    (10, "Manage"),
    (11, "Refuse"),
    (12, "Failed"),
    (13, "Keepalive"),
    (14, "Alive"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("xdmcp.version", "Version", 16).doc("1.", REFERENCE),
    FieldSpec::hex("xdmcp.opcode", "Kind", 16)
        .codes(OPCODES)
        .doc("What the message says.", REFERENCE),
    FieldSpec::uint("xdmcp.length", "Length", 16)
        .unit("bytes")
        .doc("Bytes that follow.", REFERENCE),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    NAMES = FieldSpec::group("", "Names").doc("How many, and each behind its length.", REFERENCE);
    AUTHENTICATION = FieldSpec::text("xdmcp.authentication_name", "Authentication")
        .doc("A way in which host and screen can prove who they are.", REFERENCE);
    AUTHORIZATION = FieldSpec::text("xdmcp.authorization_name", "Authorization")
        .doc("A way in which programs can prove that they may use the screen.", REFERENCE);
    HOST = FieldSpec::text("xdmcp.hostname", "Host").doc("The host that answers.", REFERENCE);
    STATUS = FieldSpec::text("xdmcp.status", "Status").doc("What the host says to the user.", REFERENCE);
    SESSION = FieldSpec::hex("xdmcp.session_id", "Session", 32).doc("Names the login; the host chose it.", REFERENCE);
    DISPLAY = FieldSpec::uint("xdmcp.display_number", "Display", 16).doc("Which of the screens at this address.", REFERENCE);
    CONNECTIONS = FieldSpec::group("", "Connections").doc("Where the screen can be reached: all kinds, then all addresses.", REFERENCE);
    CONNECTION_TYPE = FieldSpec::hex("xdmcp.connection_type", "Kind", 16)
        .codes(&[(0, "IPv4"), (1, "DECnet"), (2, "Chaos"), (6, "IPv6")])
        .doc("Of which kind the address is.", REFERENCE);
    CONNECTION_IPV4 = FieldSpec::ipv4("xdmcp.connection_address_ipv4", "Address").doc("An address of the screen.", REFERENCE);
    CONNECTION_IPV6 = FieldSpec::ipv6("xdmcp.connection_address_ipv6", "Address").doc("An address of the screen.", REFERENCE);
    CONNECTION_BYTES = FieldSpec::bytes("xdmcp.connection_address_bytes", "Address").doc("An address of the screen.", REFERENCE);
    CLIENT_IPV4 = FieldSpec::ipv4("xdmcp.client_address_ipv4", "Screen").doc("The address of the screen that asks.", REFERENCE);
    CLIENT_IPV6 = FieldSpec::ipv6("xdmcp.client_address_ipv6", "Screen").doc("The address of the screen that asks.", REFERENCE);
    CLIENT_BYTES = FieldSpec::bytes("", "Screen").doc("The address of the screen that asks.", REFERENCE);
    CLIENT_PORT = FieldSpec::uint("xdmcp.client_port", "Port", 16).doc("The port of the screen that asks.", REFERENCE);
    PORT_BYTES = FieldSpec::bytes("", "Port").doc("The port of the screen that asks.", REFERENCE);
    AUTHENTICATION_LEN = FieldSpec::uint("xdmcp.authentication_data_len", "Length", 16).unit("bytes").doc("Length of what follows.", REFERENCE);
    AUTHENTICATION_DATA = FieldSpec::bytes("xdmcp.authentication_data", "Authentication data").doc("Length and data of the proof.", REFERENCE);
    AUTHORIZATION_LEN = FieldSpec::uint("xdmcp.authorization_data_len", "Length", 16).unit("bytes").doc("Length of what follows.", REFERENCE);
    AUTHORIZATION_DATA = FieldSpec::bytes("xdmcp.authorization_data", "Authorization data").doc("Length and data with which programs prove that they may.", REFERENCE);
    MAKER_LEN = FieldSpec::uint("xdmcp.manufacturer_display_id_len", "Length", 16).unit("bytes").doc("Length of what follows.", REFERENCE);
    MAKER = FieldSpec::bytes("xdmcp.manufacturer_display_id", "Screen").doc("Length and name that the maker gave to the screen.", REFERENCE);
    CLASS_LEN = FieldSpec::uint("xdmcp.display_class_len", "Length", 16).unit("bytes").doc("Length of what follows.", REFERENCE);
    CLASS = FieldSpec::bytes("xdmcp.display_class", "Class").doc("Length and name of the kind of screen.", REFERENCE);
    RUNNING = FieldSpec::uint("xdmcp.session_running", "Running", 8).codes(&[(0, "no"), (1, "yes")])
        .doc("Whether the login still lasts.", REFERENCE);
    REST = FieldSpec::bytes("", "Content").doc("What else belongs to the message.", REFERENCE);
}

/// XDMCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "xdmcp",
        short: "XDMCP",
        title: "X Display Manager Control Protocol",
        osi: OsiLayer::Application,
        why: "It is how a screen without a computer of its own finds a host to log in to.",
        reference: REFERENCE,
    },
    claims: &[Claim::Port(Transport::Udp, 177)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x01\0\x02\0\x06\x01\0\x03MIT",
};

fn recognise(bytes: &[u8]) -> Match {
    let is_header = matches!(bytes, [0, 1, 0, 1..=14, ..]);
    let len = bytes
        .get(4..6)
        .map(|len| usize::from(len[0]) << 8 | usize::from(len[1]));
    Match::maybe_if(is_header && len.is_some_and(|len| len + HEADER_LEN <= bytes.len()))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let (opcode, len) = (
        header[3],
        usize::from(u16::from_be_bytes([header[4], header[5]])),
    );
    let name = OPCODES.iter().find(|entry| entry.0 == u64::from(opcode));
    p.summary(format_args!("{}", name.map_or("unknown", |entry| entry.1)));
    p.within(len, "XDMCP length", |p| {
        message(p, opcode)?;
        match p.rest().len() {
            0 => Ok(()),
            left => p.field(&REST, left).map(drop),
        }
    })?;
    p.ends_at(HEADER_LEN + len);
    Ok(())
}

fn message(p: &mut Peel<'_>, opcode: u8) -> Peeled {
    match opcode {
        1..=3 => names(p, &AUTHENTICATION),
        4 => {
            client(p)?;
            names(p, &AUTHENTICATION)
        }
        5 => [&AUTHENTICATION, &HOST, &STATUS]
            .into_iter()
            .try_for_each(|spec| string(p, spec)),
        6 => [&HOST, &STATUS]
            .into_iter()
            .try_for_each(|spec| string(p, spec)),
        7 => request(p),
        8 => {
            p.uint(&SESSION)?;
            string(p, &AUTHENTICATION)?;
            array(p, &AUTHENTICATION_LEN, &AUTHENTICATION_DATA)?;
            string(p, &AUTHORIZATION)?;
            array(p, &AUTHORIZATION_LEN, &AUTHORIZATION_DATA)
        }
        9 => {
            string(p, &STATUS)?;
            string(p, &AUTHENTICATION)?;
            array(p, &AUTHENTICATION_LEN, &AUTHENTICATION_DATA)
        }
        10 => {
            p.uint(&SESSION)?;
            p.uint(&DISPLAY)?;
            array(p, &CLASS_LEN, &CLASS)
        }
        11 => p.uint(&SESSION).map(drop),
        12 => {
            p.uint(&SESSION)?;
            string(p, &STATUS)
        }
        13 => {
            p.uint(&DISPLAY)?;
            p.uint(&SESSION).map(drop)
        }
        14 => {
            p.uint(&RUNNING)?;
            p.uint(&SESSION).map(drop)
        }
        _ => Ok(()),
    }
}

fn len_of(p: &mut Peel<'_>) -> Result<usize, Stop> {
    let len = p.skip(2)?;
    Ok(usize::from(u16::from_be_bytes([len[0], len[1]])))
}

/// Text behind its length; the row covers both.
fn string(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let len = len_of(p)?;
    let text = p.skip(len)?;
    p.mark_made(spec, at..p.pos(), || text::clean_bytes(text));
    Ok(())
}

/// Bytes behind their length; the second row covers both.
fn array(p: &mut Peel<'_>, len_spec: &'static FieldSpec, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let len = p.uint(len_spec)? as usize;
    p.skip(len)?;
    p.mark(spec, at..p.pos());
    Ok(())
}

fn names(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.group(&NAMES, |p| {
        let count = p.skip(1)?[0];
        (0..count).try_for_each(|_| string(p, spec))
    })
}

/// The address and port of the screen for which another host asks.
fn client(p: &mut Peel<'_>) -> Peeled {
    match len_of(p)? {
        4 => drop(p.field(&CLIENT_IPV4, 4)?),
        16 => drop(p.field(&CLIENT_IPV6, 16)?),
        len => drop(p.field(&CLIENT_BYTES, len)?),
    }
    match len_of(p)? {
        2 => p.uint(&CLIENT_PORT).map(drop),
        len => p.field(&PORT_BYTES, len).map(drop),
    }
}

fn request(p: &mut Peel<'_>) -> Peeled {
    p.uint(&DISPLAY)?;
    p.group(&CONNECTIONS, |p| {
        let count = usize::from(p.skip(1)?[0]);
        let kinds = p.skip(2 * count)?;
        let first = p.pos() - 2 * count;
        let addresses = usize::from(p.skip(1)?[0]);
        for (index, kind) in kinds.chunks_exact(2).take(addresses).enumerate() {
            let (at, kind) = (first + 2 * index, u16::from_be_bytes([kind[0], kind[1]]));
            p.mark_as(&CONNECTION_TYPE, at..at + 2, Value::Uint(kind.into()));
            match (len_of(p)?, kind) {
                (4, 0) => drop(p.field(&CONNECTION_IPV4, 4)?),
                (16, 6) => drop(p.field(&CONNECTION_IPV6, 16)?),
                (len, _) => drop(p.field(&CONNECTION_BYTES, len)?),
            }
        }
        Ok(())
    })?;
    string(p, &AUTHENTICATION)?;
    array(p, &AUTHENTICATION_LEN, &AUTHENTICATION_DATA)?;
    names(p, &AUTHORIZATION)?;
    array(p, &MAKER_LEN, &MAKER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_request_names_the_screens_addresses() {
        let bytes =
            b"\0\x01\0\x07\0\x17\0\0\x01\0\0\x01\0\x04\x0a\0\0\x01\0\0\0\0\x01\0\x01M\0\x01d";
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        let one = |name| all(&out, bytes, name);
        assert_eq!(
            one("xdmcp.connection_address_ipv4"),
            [(14, 4, "10.0.0.1".into())]
        );
        assert_eq!(one("xdmcp.authorization_name"), [(23, 3, "M".into())]);
        assert_eq!(
            one("xdmcp.manufacturer_display_id"),
            [(26, 3, "00:01:64".into())]
        );
        assert!(out.faults.is_empty());
        assert_eq!(recognise(b"\0\x01\0\x02\0\xff\x01"), Match::No);
        assert_eq!(recognise(b"\0\x02\0\x02\0\x00"), Match::No);
    }
}
