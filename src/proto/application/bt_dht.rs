//! BitTorrent's distributed hash table: who has a file, without a server that knows (BEP 5).

use super::bencode::{integer_at, items, string_at, string_here, wrong};
use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};

const SOURCE: &str = "BEP 5";
const CODING: &str = "BEP 3, bencoding";

/// Lists and dictionaries inside one another; what is deeper is not read.
const MAX_DEPTH: u8 = 10;

const ID_LEN: usize = 20;

crate::fields! {
    DICTIONARY = FieldSpec::group("bt-dht.bencoded.dict", "Dictionary")
        .doc("Keys with their values, sorted by key.", CODING);
    ENTRY = FieldSpec::group("bt-dht.bencoded.dict_entry", "Entry")
        .doc("A key, and behind it its value: a are arguments of a request, r those of an answer, t the number that the answer repeats.", SOURCE);
    LIST = FieldSpec::group("bt-dht.bencoded.list", "List").doc("Values in their order.", CODING);
    TEXT = FieldSpec::text("bt-dht.bencoded.string", "String")
        .doc("A key or a value: text, an identifier, a number in bytes.", CODING);
    INTEGER = FieldSpec::text("bt-dht.bencoded.int", "Integer")
        .doc("A number in decimal digits.", CODING);
    END = FieldSpec::text("bt-dht.bencoded.list.terminator", "End")
        .doc("The letter e, which ends a number, a list or a dictionary.", CODING);
    ERROR = FieldSpec::group("bt-dht.error", "Error")
        .doc("A number and what it means in words.", SOURCE);
    PEERS = FieldSpec::group("bt-dht.peers", "Peers")
        .doc("Who has a part of the file that was asked for.", SOURCE);
    PEER = FieldSpec::group("bt-dht.peer", "Peer").doc("Address and port of one who has it.", SOURCE);
    NODES = FieldSpec::group("bt-dht.nodes", "Nodes")
        .doc("Nodes of the table whose identifiers are closer to the one that was asked for.", SOURCE);
    NODE = FieldSpec::group("bt-dht.node", "Node").doc("Identifier, address and port of a node.", SOURCE);
    ID = FieldSpec::bytes("bt-dht.id", "Identifier")
        .doc("160 bits that a node chose; how close two of them are is their exclusive or.", SOURCE);
    IP = FieldSpec::ipv4("bt-dht.ip", "Address").doc("Where it can be reached.", SOURCE);
    IP6 = FieldSpec::ipv6("bt-dht.ip6", "Address").doc("Where it can be reached.", "BEP 32");
    PORT = FieldSpec::uint("bt-dht.port", "Port", 16)
        .doc("The port at that address.", SOURCE);
    REST = FieldSpec::bytes("bt-dht.truncated_data", "Left over")
        .doc("Bytes that are no whole entry.", SOURCE);
}

/// BitTorrent DHT.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bt-dht",
        short: "BT DHT",
        title: "BitTorrent Distributed Hash Table",
        osi: OsiLayer::Application,
        why: "Programs that share files find each other with it, each of them keeping a part of a table.",
        reference: "BEP 5",
    },
    claims: &[Claim::Heuristic(Transport::Udp, 2)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers1:t2:aa1:y1:qe",
};

/// Keys are sorted, so that a message begins with one of four.
fn recognise(bytes: &[u8]) -> Match {
    const STARTS: [&[u8]; 4] = [b"d1:ad", b"d1:rd", b"d2:ip", b"d1:el"];
    Match::yes_if(STARTS.iter().any(|start| bytes.starts_with(start)))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.summary(format_args!("{}", kind(p.bytes())));
    entries(p, 0)?;
    p.ends_at(p.pos());
    Ok(())
}

/// What the message is, by the key in front of its arguments and the name of the request.
fn kind(bytes: &[u8]) -> String {
    let named = |at| bytes.get(string_at(bytes, at + 3).ok()?);
    let request = memchr::memmem::find_iter(bytes, b"1:q")
        .filter_map(named)
        .last();
    match (bytes.get(..5), request) {
        (Some(b"d1:ad"), Some(name)) => format!("request {}", text::clean_bytes(name)),
        (Some(b"d1:ad"), None) => "request".into(),
        (Some(b"d1:el"), _) => "error".into(),
        _ => "response".into(),
    }
}

/// The entries of the dictionary at the cursor.
fn entries(p: &mut Peel<'_>, depth: u8) -> Peeled {
    items(p, |p| p.group(&ENTRY, |p| entry(p, depth)))?;
    p.mark(&END, p.pos() - 1..p.pos());
    Ok(())
}

fn entry(p: &mut Peel<'_>, depth: u8) -> Peeled {
    let at = string_here(p)?;
    let key = p.bytes().get(at.clone()).unwrap_or_default();
    p.mark(&TEXT, at.clone());
    p.seek(at.end);
    match (p.rest().first(), key) {
        (Some(b'l'), b"e") => p.group(&ERROR, |p| list(p, depth + 1)),
        (Some(b'l'), b"values") => p.group(&PEERS, peers),
        (Some(b'd' | b'l' | b'i'), _) => value(p, depth + 1),
        (_, b"nodes") => nodes(p, 4),
        (_, b"nodes6") => nodes(p, 16),
        (_, b"ip") => own_address(p),
        (_, b"id" | b"target" | b"info_hash" | b"t" | b"v" | b"token") => {
            let at = string_here(p)?;
            let bytes = p.bytes().get(at.clone()).unwrap_or_default();
            p.mark_made(&TEXT, at.clone(), || hex(bytes));
            p.seek(at.end);
            Ok(())
        }
        _ => value(p, depth + 1),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn value(p: &mut Peel<'_>, depth: u8) -> Peeled {
    match p.rest().first() {
        Some(b'd' | b'l') if depth > MAX_DEPTH => Err(wrong(p, "nested too deep to be read")),
        Some(b'd') => p.group(&DICTIONARY, |p| entries(p, depth)),
        Some(b'l') => p.group(&LIST, |p| list(p, depth)),
        Some(b'i') => {
            let (all, digits) = integer_at(p)?;
            p.mark(&INTEGER, digits);
            p.mark(&END, all.end - 1..all.end);
            p.seek(all.end);
            Ok(())
        }
        _ => {
            let at = string_here(p)?;
            p.mark(&TEXT, at.clone());
            p.seek(at.end);
            Ok(())
        }
    }
}

fn list(p: &mut Peel<'_>, depth: u8) -> Peeled {
    items(p, |p| value(p, depth + 1))?;
    p.mark(&END, p.pos() - 1..p.pos());
    Ok(())
}

/// The list at the cursor: an address and a port in each string.
fn peers(p: &mut Peel<'_>) -> Peeled {
    items(p, |p| {
        let at = string_here(p)?;
        p.seek(at.start);
        match at.len() {
            6 | 18 => p.group(&PEER, |p| address(p, at.len() - 2)),
            len => p.field(&REST, len).map(drop),
        }
    })?;
    p.mark(&END, p.pos() - 1..p.pos());
    Ok(())
}

/// An address of `len` bytes and a port.
fn address(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.field(if len == 4 { &IP } else { &IP6 }, len)?;
    p.uint(&PORT).map(drop)
}

/// The string at the cursor: nodes whose addresses have `len` bytes.
fn nodes(p: &mut Peel<'_>, len: usize) -> Peeled {
    let at = string_here(p)?;
    p.seek(at.start);
    let each = ID_LEN + len + 2;
    p.group(&NODES, |p| {
        while at.end - p.pos() >= each && !p.is_full() {
            p.group(&NODE, |p| {
                p.field(&ID, ID_LEN)?;
                address(p, len)
            })?;
        }
        p.seek(at.end - (at.len() % each));
        Ok(())
    })?;
    if p.pos() < at.end {
        p.field(&REST, at.end - p.pos())?;
    }
    Ok(())
}

/// The address that the sender sees the receiver at (BEP 42).
fn own_address(p: &mut Peel<'_>) -> Peeled {
    let at = string_here(p)?;
    p.seek(at.start);
    match at.len() {
        6 => address(p, 4),
        len => p.field(&TEXT, len).map(drop),
    }
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
    fn requests_have_arguments() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "request get_peers");
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let strings = all(&out, bytes, "bt-dht.bencoded.string");
        assert_eq!(strings[2], (12, 20, hex(b"abcdefghij0123456789")));
        assert_eq!(
            all(&out, bytes, "bt-dht.bencoded.dict"),
            [(4, 63, String::new())]
        );
        let ends = all(&out, bytes, "bt-dht.bencoded.list.terminator");
        assert_eq!(ends.len(), 2);
    }

    #[test]
    fn answers_have_nodes_and_peers() {
        let mut bytes = b"d1:rd5:nodes30:".to_vec();
        bytes.extend([7; 20]);
        bytes.extend(b"\x01\x02\x03\x04\x1a\xe1abcd6:valuesl6:\x05\x06\x07\x08\x00\x50eee");
        let out = peeled(&bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let addresses = all(&out, &bytes, "bt-dht.ip");
        assert_eq!(addresses[0], (35, 4, "1.2.3.4".into()));
        assert_eq!(addresses[1].2, "5.6.7.8");
        assert_eq!(all(&out, &bytes, "bt-dht.port")[1].2, "80");
        assert_eq!(all(&out, &bytes, "bt-dht.truncated_data")[0].1, 4);
        assert_eq!(all(&out, &bytes, "bt-dht.nodes")[0].1, 26);
    }

    #[test]
    fn errors_have_a_number_and_text() {
        let bytes = b"d1:eli201e5:oops!e1:t2:aa1:y1:ee";
        let out = peeled(bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(
            all(&out, bytes, "bt-dht.bencoded.int"),
            [(6, 3, "201".into())]
        );
        assert_eq!(out.layers[0].summary, "error");
        for bytes in [
            &b"d1:ad2:id99:a"[..],
            b"d1:adi1e",
            b"d2:ip6:\x01\x02",
            b"d1:rd6:valuesl6:abc",
        ] {
            assert_eq!(peeled(bytes).faults.len(), 1, "{}", bytes.escape_ascii());
        }
    }
}
