//! ZIP: the zones of AppleTalk's networks (Inside AppleTalk, chapter 8).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::mac_roman;
use crate::proto::reserved::reserved;
use crate::proto::transport::atp::Transaction;

const BOOK: &str = "Inside AppleTalk, chapter 8";

const QUERY: u64 = 1;
const REPLY: u64 = 2;
const GET_INFO: u64 = 5;
const INFO: u64 = 6;
const NOTIFY: u64 = 7;
const EXTENDED_REPLY: u64 = 8;

const FUNCTIONS: Codes = &[
    (QUERY, "query"),
    (REPLY, "reply"),
    (GET_INFO, "GetNetInfo"),
    (INFO, "GetNetInfo, reply"),
    (NOTIFY, "notify"),
    (EXTENDED_REPLY, "extended reply"),
];

/// The flag that says that a name is not that of a zone of the network.
const INVALID: u8 = 0x80;

const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("zip.flags", "Flags", 2)
        .parts_follow()
        .doc("What is special.", BOOK),
    FieldSpec::flag("zip.flags.zone_invalid", "Zone invalid")
        .part()
        .doc("Set: the zone asked for is none of this network.", BOOK),
    FieldSpec::flag("zip.flags.use_broadcast", "Broadcast")
        .part()
        .doc("Set: the zone has no multicast address.", BOOK),
    FieldSpec::flag("zip.flags.only_one_zone", "One zone")
        .doc("Set: the network has no other zone.", BOOK),
    reserved(5, BOOK),
];

crate::fields! {
    FUNCTION = FieldSpec::uint("zip.function", "Function", 8).codes(FUNCTIONS).doc("What is asked or told.", BOOK);
    ASKS = FieldSpec::uint("zip.atp_function", "Function", 8)
        .codes(&[(7, "GetMyZone"), (8, "GetZoneList"), (9, "GetLocalZones")])
        .doc("What is asked for.", BOOK);
    ZERO = FieldSpec::bytes("zip.zero_value", "Padding").doc("Zero.", BOOK);
    START = FieldSpec::uint("zip.start_index", "Start", 16).doc("Number of the first zone wanted.", BOOK);
    LAST = FieldSpec::uint("zip.last_flag", "Last", 8).doc("1: no more zones follow.", BOOK);
    ZONES = FieldSpec::uint("zip.count", "Zones", 16).doc("How many names follow.", BOOK);
    NETWORKS = FieldSpec::uint("zip.network_count", "Networks", 8).doc("How many networks follow; in an extended reply, how many zones the network has.", BOOK);
    NETWORK = FieldSpec::uint("zip.network", "Network", 16).doc("Number of a network.", BOOK);
    FIRST = FieldSpec::uint("zip.network_start", "First network", 16).doc("The first number of this network.", BOOK);
    END = FieldSpec::uint("zip.network_end", "Last network", 16).doc("The last number of this network.", BOOK);
    ZONE_OF = FieldSpec::group("", "Zone of a network").doc("A network and its zone.", BOOK);
    ZONE = FieldSpec::computed("zip.zone_name", "Zone").doc("Name of a group of computers.", BOOK);
    DEFAULT = FieldSpec::computed("zip.default_zone", "Default zone").doc("The zone of those who choose none.", BOOK);
    MULTICAST_LEN = FieldSpec::uint("zip.multicast_length", "Multicast length", 8).unit("bytes").doc("How long the address is.", BOOK);
    MULTICAST = FieldSpec::bytes("zip.multicast_address", "Multicast address").doc("The address on the link that all of the zone listen to.", BOOK);
}

/// ZIP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "zip",
        short: "ZIP",
        title: "Zone Information Protocol",
        osi: OsiLayer::Session,
        why: "Routers keep with it which zones a network has, and tell the computers on it.",
        reference: BOOK,
    },
    claims: &[Claim::Field("ddp.type", 6)],
    headers: &[FLAGS],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x06\x40\x00\x0a\x00\x14\x04Zone\x06\x09\x00\x07\x00\x00\x01",
};

/// Under which name the function of a request is kept.
const ASKED: &str = "zip.atp_function";

fn peel(p: &mut Peel<'_>) -> Peeled {
    if let Some(transaction) = Transaction::around(p) {
        return transacted(p, &transaction);
    }
    let function = p.uint(&FUNCTION)?;
    let name = FUNCTION.names.get(function).unwrap_or("unknown function");
    p.summary(format_args!("{name}"));
    match function {
        QUERY => {
            for _ in 0..p.uint(&NETWORKS)? {
                p.uint(&NETWORK)?;
            }
        }
        REPLY | EXTENDED_REPLY => zones_of_networks(p)?,
        GET_INFO => {
            p.field(&ZERO, 1)?;
            p.field(&ZERO, 4)?;
            mac_roman::counted(p, &ZONE)?;
        }
        INFO => {
            let flags = p.rows(FLAGS)?[0];
            p.uint(&FIRST)?;
            p.uint(&END)?;
            mac_roman::counted(p, &ZONE)?;
            multicast(p)?;
            if flags & INVALID != 0 {
                mac_roman::counted(p, &DEFAULT)?;
            }
        }
        NOTIFY => {
            p.rows(FLAGS)?;
            p.field(&ZERO, 4)?;
            mac_roman::counted(p, &ZONE)?;
            multicast(p)?;
            mac_roman::counted(p, &ZONE)?;
        }
        _ => {}
    }
    Ok(())
}

/// Networks with their zones. The count is that of all zones of a network in an extended reply, which
/// may be spread over several packets.
fn zones_of_networks(p: &mut Peel<'_>) -> Peeled {
    let count = p.uint(&NETWORKS)?;
    for _ in 0..count {
        if p.rest().is_empty() {
            break;
        }
        p.group(&ZONE_OF, |p| {
            p.uint(&NETWORK)?;
            mac_roman::counted(p, &ZONE)
        })?;
    }
    Ok(())
}

fn multicast(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&MULTICAST_LEN)? as usize;
    if len > 0 {
        p.field(&MULTICAST, len)?;
    }
    Ok(())
}

/// Lists of zones travel in transactions.
fn transacted(p: &mut Peel<'_>, transaction: &Transaction) -> Peeled {
    let name = |function| ASKS.names.get(function).unwrap_or("unknown function");
    if !transaction.is_reply {
        let function = p.uint(&ASKS)?;
        p.summary(format_args!("{}", name(function)));
        transaction.note(p, ASKED, function);
        if (7..=9).contains(&function) {
            p.field(&ZERO, 1)?;
            p.uint(&START)?;
        }
        return Ok(());
    }
    let function = transaction.known(p, ASKED).unwrap_or_default();
    p.summary(format_args!("{}, reply", name(function)));
    if !(7..=9).contains(&function) {
        return Ok(());
    }
    p.uint(&LAST)?;
    p.field(&ZERO, 1)?;
    for _ in 0..p.uint(&ZONES)? {
        mac_roman::counted(p, &ZONE)?;
        if p.is_full() {
            break;
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
    fn networks_have_zones() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            all(&out, PROTOCOL.sample, "zip.zone_name")[0],
            (6, 5, "Zone".into())
        );
        assert_eq!(all(&out, PROTOCOL.sample, "zip.network_end")[0].2, "20");
        let reply = b"\x02\x02\x00\x0a\x03One\x00\x14\x03Two";
        assert_eq!(all(&peeled(reply), reply, "zip.zone_name")[1].2, "Two");
        assert_eq!(peeled(b"\x01\xff\x00\x0a").faults.len(), 1);
    }
}
