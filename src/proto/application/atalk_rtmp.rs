//! RTMP: which networks AppleTalk's routers can reach (Inside AppleTalk, chapter 5).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Value};
use crate::proto::network::ddp;

const BOOK: &str = "Inside AppleTalk, chapter 5";

/// The type of packets that ask.
const REQUEST: u8 = 5;

/// The bit that says that a network is a range of numbers.
const RANGE: u8 = 0x80;

crate::fields! {
    FUNCTION = FieldSpec::uint("rtmp.function", "Function", 8)
        .codes(&[(1, "request"), (2, "routes, without those learned here"), (3, "all routes")])
        .doc("What is asked for.", BOOK);
    NET = FieldSpec::uint("rtmp.net", "Network", 16).doc("The router's own network.", BOOK);
    NODE_BITS = FieldSpec::uint("nbp.nodeid.length", "Node length", 8).unit("bits").doc("How long the router's number is.", BOOK);
    NODE = FieldSpec::uint("nbp.nodeid", "Node", 8).doc("The router's number on its network.", BOOK);
    LONG_NODE = FieldSpec::uint("nbp.nodeid", "Node", 16).doc("The router's number on its network.", BOOK);
    TUPLE = FieldSpec::group("", "Network").doc("A network, and how far it is.", BOOK);
    TUPLE_NET = FieldSpec::uint("rtmp.tuple.net", "Network", 16).doc("Number of a network.", BOOK);
    START = FieldSpec::uint("rtmp.tuple.range_start", "First", 16).doc("First number of a network.", BOOK);
    DISTANCE = FieldSpec::uint("rtmp.tuple.dist", "Distance", 8).unit("hops").doc("Routers on the way; 31: not to be reached. The highest bit says that a range stands here.", BOOK);
    END = FieldSpec::uint("rtmp.tuple.range_end", "Last", 16).doc("Last number of the network.", BOOK);
    VERSION = FieldSpec::hex("rtmp.version", "Version", 8).doc("0x82.", BOOK);
}

/// RTMP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rtmp",
        short: "RTMP",
        title: "Routing Table Maintenance Protocol",
        osi: OsiLayer::Application,
        why: "A program on the routers tells others with it which networks they reach.",
        reference: BOOK,
    },
    claims: &[Claim::Field("ddp.type", 1), Claim::Field("ddp.type", 5)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x0a\x08\x07\x00\x0a\x80\x00\x14\x82\x00\x32\x03",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if ddp::header(p).is_some_and(|header| header.kind == REQUEST) {
        let function = p.uint(&FUNCTION)?;
        let name = FUNCTION.names.get(function).unwrap_or("unknown function");
        p.summary(format_args!("{name}"));
        return Ok(());
    }
    let net = p.uint(&NET)?;
    let bits = p.uint(&NODE_BITS)?;
    let node = p.uint(if bits > 8 { &LONG_NODE } else { &NODE })?;
    // On a network with one number, the version stands in the place of a first tuple.
    if p.rest().starts_with(&[0, 0]) {
        p.skip(2)?;
        p.uint(&VERSION)?;
    }
    let mut count = 0;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&TUPLE, |p| tuple(p, count == 0))?;
        count += 1;
    }
    p.summary(format_args!("router {net}.{node}, {count} networks"));
    Ok(())
}

fn tuple(p: &mut Peel<'_>, is_first: bool) -> Peeled {
    p.require(3)?;
    let at = p.pos() + 2;
    let distance = p.rest()[2];
    let is_range = distance & RANGE != 0;
    p.uint(if is_range { &START } else { &TUPLE_NET })?;
    p.skip(1)?;
    let hops = u64::from(distance & !RANGE);
    p.mark_as(&DISTANCE, at..at + 1, Value::Uint(hops));
    if is_range {
        p.uint(&END)?;
        match is_first {
            true => drop(p.uint(&VERSION)?),
            false => drop(p.skip(1)?),
        }
    }
    Ok(())
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
    fn networks_are_ranges_or_numbers() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "router 10.7, 2 networks");
        let distances = all(&out, PROTOCOL.sample, "rtmp.tuple.dist");
        assert_eq!(distances[0], (6, 1, "0".into()));
        assert_eq!(distances[1].2, "3");
        assert_eq!(all(&out, PROTOCOL.sample, "rtmp.version").len(), 1);
        let old = peeled(b"\x00\x0a\x08\x07\x00\x00\x82\x00\x32\x03\x00");
        assert_eq!(old.layers[0].summary, "");
        assert_eq!(old.faults.len(), 1);
    }
}
