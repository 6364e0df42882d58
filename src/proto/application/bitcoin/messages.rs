//! The messages of Bitcoin, but for those that hold transactions and blocks.

use super::parts::{address, clamp, count, data, number, services, string, time};
use super::{SOURCE, chain, left_over};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, text};

const OBJECTS: Codes = &[
    (0, "error"),
    (1, "transaction"),
    (2, "block"),
    (3, "filtered block"),
    (4, "compact block"),
    (0x4000_0001, "transaction with witness"),
    (0x4000_0002, "block with witness"),
    (0x4000_0003, "filtered block with witness"),
];

const REASONS: Codes = &[
    (0x01, "malformed"),
    (0x10, "invalid"),
    (0x11, "obsolete"),
    (0x12, "duplicate"),
    (0x40, "nonstandard"),
    (0x41, "dust"),
    (0x42, "insufficient fee"),
    (0x43, "checkpoint"),
];

const fn group(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc("What this command says.", SOURCE)
}

const fn items(name: &'static str) -> FieldSpec {
    count(name, "Count").doc("How many of them follow.", SOURCE)
}

const fn object(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Type", 32)
        .little()
        .codes(OBJECTS)
        .doc("What kind of thing the hash names.", SOURCE)
}

const fn hash(name: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, "Hash").wide(32).doc(
        "The name of the thing: the double SHA-256 hash of it.",
        SOURCE,
    )
}

const fn nonce(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Nonce", 64)
        .little()
        .doc("A random number; the answer repeats it.", SOURCE)
}

const fn first_hash(name: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, "Known block").wide(32).doc(
        "A block that the node has, newest first: what comes behind it is wanted.",
        SOURCE,
    )
}

const fn last_hash(name: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, "Last block").wide(32).doc(
        "The last block that is wanted; zeros for as many as possible.",
        SOURCE,
    )
}

crate::fields! {
    VERSION_MESSAGE = group("bitcoin.version", "Version message");
    VERSION = FieldSpec::uint("bitcoin.version.version", "Protocol version", 32).little()
        .doc("The version of the protocol that the node speaks.", SOURCE);
    SERVICES = FieldSpec::hex("bitcoin.version.services", "Services", 64).little()
        .doc("What the node offers, in bits.", SOURCE);
    TIME = FieldSpec::computed("bitcoin.version.timestamp", "Time").doc("The node's clock.", SOURCE);
    RECEIVER = FieldSpec::group("bitcoin.version.addr_you", "Receiver").doc("The address at which the sender sees the receiver.", SOURCE);
    SENDER = FieldSpec::group("bitcoin.version.addr_me", "Sender").doc("The sender's own address, as it knows it.", SOURCE);
    NONCE = FieldSpec::hex("bitcoin.version.nonce", "Nonce", 64).little()
        .doc("A random number, by which a node notices a connection to itself.", SOURCE);
    AGENT = FieldSpec::group("bitcoin.version.user_agent", "User agent").doc("The program and its version (BIP 14).", SOURCE);
    HEIGHT = FieldSpec::uint("bitcoin.version.start_height", "Height", 32).little()
        .doc("The number of the last block that the node has.", SOURCE);
    RELAY = FieldSpec::uint("bitcoin.version.relay", "Relay", 8)
        .doc("1: the receiver may announce all transactions (BIP 37).", SOURCE);
    ADDR = group("bitcoin.addr", "Address message");
    ADDR_COUNT = items("bitcoin.addr.count");
    ADDR_COUNT_LONG = items("bitcoin.addr.count64");
    ADDR_ADDRESS = FieldSpec::bytes("bitcoin.addr.address", "Address").doc("A node, and when it was last seen.", SOURCE);
    ADDR_TIME = FieldSpec::computed("bitcoin.addr.timestamp", "Last seen").doc("When the node was last known to be there.", SOURCE);
    VECTOR = FieldSpec::group("", "Inventory vector").doc("Names a transaction or a block.", SOURCE);
    INV = group("bitcoin.inv", "Inventory message");
    INV_COUNT = items("bitcoin.inv.count");
    INV_COUNT_LONG = items("bitcoin.inv.count64");
    INV_TYPE = object("bitcoin.inv.type");
    INV_HASH = hash("bitcoin.inv.hash");
    GETDATA = group("bitcoin.getdata", "Getdata message");
    GETDATA_COUNT = items("bitcoin.getdata.count");
    GETDATA_COUNT_LONG = items("bitcoin.getdata.count64");
    GETDATA_TYPE = object("bitcoin.getdata.type");
    GETDATA_HASH = hash("bitcoin.getdata.hash");
    NOTFOUND = group("bitcoin.notfound", "Notfound message");
    NOTFOUND_COUNT = items("bitcoin.notfound.count");
    NOTFOUND_COUNT_LONG = items("bitcoin.notfound.count64");
    NOTFOUND_TYPE = object("bitcoin.notfound.type");
    NOTFOUND_HASH = hash("bitcoin.notfound.hash");
    GETBLOCKS = group("bitcoin.getblocks", "Getblocks message");
    GETBLOCKS_COUNT = items("bitcoin.getblocks.count");
    GETBLOCKS_COUNT_LONG = items("bitcoin.getblocks.count64");
    GETBLOCKS_START = first_hash("bitcoin.getblocks.hash_start");
    GETBLOCKS_STOP = last_hash("bitcoin.getblocks.hash_stop");
    GETHEADERS = group("bitcoin.getheaders", "Getheaders message");
    GETHEADERS_COUNT = items("bitcoin.getheaders.count");
    GETHEADERS_COUNT_LONG = items("bitcoin.getheaders.count64");
    GETHEADERS_START = first_hash("bitcoin.getheaders.hash_start");
    GETHEADERS_STOP = last_hash("bitcoin.getheaders.hash_stop");
    PING = group("bitcoin.ping", "Ping message");
    PING_NONCE = nonce("bitcoin.ping.nonce");
    PONG = group("bitcoin.pong", "Pong message");
    PONG_NONCE = nonce("bitcoin.pong.nonce");
    REJECT = group("bitcoin.reject", "Reject message");
    REJECT_MESSAGE = FieldSpec::group("bitcoin.reject.message", "Message rejected").doc("The command that was refused.", SOURCE);
    REJECT_CODE = FieldSpec::hex("bitcoin.reject.ccode", "Code", 8).codes(REASONS).doc("Why, as a number (BIP 61).", SOURCE);
    REJECT_REASON = FieldSpec::group("bitcoin.reject.reason", "Reason").doc("Why, in words.", SOURCE);
    REJECT_DATA = FieldSpec::bytes("bitcoin.reject.data", "Data").doc("The hash of the transaction or block that was refused.", SOURCE);
    FILTERLOAD = group("bitcoin.filterload", "Filterload message");
    FILTER = FieldSpec::group("bitcoin.filterload.filter", "Filter").doc("A Bloom filter: which transactions the node wants to hear of (BIP 37).", SOURCE);
    HASHES = FieldSpec::uint("bitcoin.filterload.nhashfunc", "Hash functions", 32).little().doc("How many of them the filter uses.", SOURCE);
    TWEAK = FieldSpec::hex("bitcoin.filterload.ntweak", "Tweak", 32).little().doc("A random number that makes the filter different from others.", SOURCE);
    FILTER_FLAGS = FieldSpec::hex("bitcoin.filterload.nflags", "Flags", 8).doc("How matching transactions change the filter.", SOURCE);
    FILTERADD = group("bitcoin.filteradd", "Filteradd message");
    FILTERADD_DATA = FieldSpec::group("bitcoin.filteradd.data", "Data").doc("What is put into the filter.", SOURCE);
}

/// A message with this command; all of its bytes are those of the layer from here on.
pub(super) fn message(p: &mut Peel<'_>, command: &[u8]) -> Peeled {
    match command {
        b"version" => p.group(&VERSION_MESSAGE, version)?,
        b"addr" => p.group(&ADDR, addresses)?,
        b"inv" => {
            let specs = [&INV_COUNT, &INV_COUNT_LONG, &INV_TYPE, &INV_HASH];
            p.group(&INV, |p| vectors(p, specs))?;
        }
        b"getdata" => {
            let specs = [
                &GETDATA_COUNT,
                &GETDATA_COUNT_LONG,
                &GETDATA_TYPE,
                &GETDATA_HASH,
            ];
            p.group(&GETDATA, |p| vectors(p, specs))?;
        }
        b"notfound" => {
            let specs = [
                &NOTFOUND_COUNT,
                &NOTFOUND_COUNT_LONG,
                &NOTFOUND_TYPE,
                &NOTFOUND_HASH,
            ];
            p.group(&NOTFOUND, |p| vectors(p, specs))?;
        }
        b"getblocks" => p.group(&GETBLOCKS, |p| {
            let specs = [&VERSION, &GETBLOCKS_COUNT, &GETBLOCKS_COUNT_LONG];
            locator(p, specs, [&GETBLOCKS_START, &GETBLOCKS_STOP])
        })?,
        b"getheaders" => p.group(&GETHEADERS, |p| {
            let specs = [
                &chain::HEADERS_VERSION,
                &GETHEADERS_COUNT,
                &GETHEADERS_COUNT_LONG,
            ];
            locator(p, specs, [&GETHEADERS_START, &GETHEADERS_STOP])
        })?,
        b"ping" if p.rest().is_empty() => {}
        b"ping" => p.group(&PING, |p| p.uint(&PING_NONCE).map(drop))?,
        b"pong" => p.group(&PONG, |p| p.uint(&PONG_NONCE).map(drop))?,
        b"reject" => p.group(&REJECT, reject)?,
        b"filterload" => p.group(&FILTERLOAD, |p| {
            data(p, &FILTER)?;
            p.uint(&HASHES)?;
            p.uint(&TWEAK)?;
            p.uint(&FILTER_FLAGS).map(drop)
        })?,
        b"filteradd" => p.group(&FILTERADD, |p| data(p, &FILTERADD_DATA))?,
        b"tx" => chain::transaction(p)?,
        b"block" => chain::block(p)?,
        b"headers" => chain::headers(p)?,
        b"merkleblock" => chain::merkle_block(p)?,
        // Commands without content, and those that are not known here.
        _ => return Ok(()),
    }
    left_over(p);
    Ok(())
}

fn version(p: &mut Peel<'_>) -> Peeled {
    let version = p.uint(&VERSION)?;
    let at = p.pos();
    p.uint(&SERVICES)?;
    services(p, at);
    time(p, &TIME, 8)?;
    p.group(&RECEIVER, address)?;
    p.summary(format_args!("version {version}"));
    if version >= 106 {
        p.group(&SENDER, address)?;
        p.uint(&NONCE)?;
        let agent = string(p, &AGENT)?;
        p.summary(format_args!(
            "version {version}, {}",
            text::clean_bytes(&agent)
        ));
    }
    if version >= 209 {
        p.uint(&HEIGHT)?;
    }
    // Older nodes leave it out.
    if version >= 70001 && !p.rest().is_empty() {
        p.uint(&RELAY)?;
    }
    Ok(())
}

fn addresses(p: &mut Peel<'_>) -> Peeled {
    let count = number(p, &ADDR_COUNT, &ADDR_COUNT_LONG)?;
    p.summary(format_args!("addr, {count} nodes"));
    each(p, count, |p| {
        p.group(&ADDR_ADDRESS, |p| {
            time(p, &ADDR_TIME, 4)?;
            address(p)
        })
    })
}

fn vectors(p: &mut Peel<'_>, [short, long, kind, name]: [&'static FieldSpec; 4]) -> Peeled {
    let count = number(p, short, long)?;
    each(p, count, |p| {
        p.group(&VECTOR, |p| {
            p.uint(kind)?;
            p.field(name, 32).map(drop)
        })
    })
}

fn locator(
    p: &mut Peel<'_>,
    [version, short, long]: [&'static FieldSpec; 3],
    [start, stop]: [&'static FieldSpec; 2],
) -> Peeled {
    p.uint(version)?;
    let count = number(p, short, long)?;
    each(p, count, |p| p.field(start, 32).map(drop))?;
    p.field(stop, 32).map(drop)
}

fn reject(p: &mut Peel<'_>) -> Peeled {
    let refused = string(p, &REJECT_MESSAGE)?;
    p.uint(&REJECT_CODE)?;
    let reason = string(p, &REJECT_REASON)?;
    let (refused, reason) = (text::clean_bytes(&refused), text::clean_bytes(&reason));
    p.summary(format_args!("reject {refused}: {reason}"));
    let left = p.rest().len();
    if left > 0 {
        p.field(&REJECT_DATA, left)?;
    }
    Ok(())
}

/// Reads so many items, as long as there are bytes for them.
pub(super) fn each(
    p: &mut Peel<'_>,
    count: u64,
    mut item: impl FnMut(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    for _ in 0..clamp(count) {
        if p.is_full() {
            return Err(Stop);
        }
        p.require(1)?;
        item(p)?;
    }
    Ok(())
}
