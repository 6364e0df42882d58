//! The asynchronous phase: to whom it is granted, and what is sent in it (EPSG DS 301 §7).

use super::{BOOK, flag, identity, number, state, time, version};
use crate::decode::{Next, Peel, Peeled};
use crate::model::{Codes, FieldSpec};
use crate::proto::reserved::reserved;

const SERVICES: Codes = &[
    (0, "none"),
    (1, "identification"),
    (2, "status"),
    (3, "NMT request"),
    (4, "NMT command"),
    (5, "SDO"),
    (6, "synchronisation"),
    (0xff, "unspecified"),
];

const IDENT: u8 = 1;
const STATUS: u8 = 2;
const NMT_REQUEST: u8 = 3;
const NMT_COMMAND: u8 = 4;
const SDO: u8 = 5;
const SYNC: u8 = 6;

const GLOBAL: FieldSpec = flag(
    "epl.soa.an.global",
    "AN, global",
    "Set: all nodes may be invited.",
);

const SWITCHES: [FieldSpec; 2] = [
    flag(
        "epl.soa.ea",
        "Exception seen",
        "Repeats the node's bit when its errors were read.",
    ),
    flag(
        "epl.soa.er",
        "Exception reset",
        "Set: the node shall begin anew to tell errors.",
    ),
];

const GRANT: &[FieldSpec] = &[
    reserved(8, BOOK),
    FieldSpec::uint("epl.soa.svid", "Service", 8)
        .codes(SERVICES)
        .doc("What may be sent now.", BOOK),
    FieldSpec::uint("epl.soa.svtg", "Node", 8).doc("The node that may send.", BOOK),
    version("epl.soa.eplv"),
];

const SOA: &[FieldSpec] = &[
    state("epl.soa.stat"),
    reserved(4, BOOK),
    GLOBAL,
    SWITCHES[0],
    SWITCHES[1],
    reserved(1, BOOK),
];

/// The same where a node is asked who it is.
const SOA_IDENT: &[FieldSpec] = &[
    state("epl.soa.stat"),
    reserved(3, BOOK),
    flag(
        "epl.soa.an.local",
        "AN, local",
        "Set: this node may be invited.",
    ),
    GLOBAL,
    SWITCHES[0],
    SWITCHES[1],
    reserved(1, BOOK),
];

const REDUNDANCY: &[FieldSpec] = &[
    FieldSpec::hex("epl.soa.rrFlags", "Redundancy", 8)
        .parts_follow()
        .doc("How the network survives a broken line.", BOOK),
    reserved(4, BOOK).part(),
    flag(
        "epl.soa.rrFlags.ringstat",
        "Ring status",
        "Set: the ring is closed.",
    )
    .part(),
    flag(
        "epl.soa.rrFlags.ringred",
        "Ring",
        "Set: the network is a ring.",
    )
    .part(),
    flag(
        "epl.soa.rrFlags.cblred",
        "Cables",
        "Set: there are two cables.",
    )
    .part(),
    flag(
        "epl.soa.rrFlags.mnred",
        "Managing nodes",
        "Set: there is a spare managing node.",
    )
    .part(),
];

const SYNC_CONTROL: &[FieldSpec] = &[
    FieldSpec::hex("epl.soa.sync", "Sync control", 8)
        .parts_follow()
        .doc("Which values below are valid.", BOOK),
    reserved(2, BOOK).part(),
    flag("epl.soa.adva", "Address valid", "Set: the MAC address is.").part(),
    flag("epl.soa.tm", "Timeout valid", "Set: the timeout is.").part(),
    flag(
        "epl.soa.mnsc",
        "Second delay valid",
        "Set: the second delay is.",
    )
    .part(),
    flag(
        "epl.soa.mnft",
        "First delay valid",
        "Set: the first delay is.",
    )
    .part(),
    flag(
        "epl.soa.prsc",
        "Second time valid",
        "Set: the second time is.",
    )
    .part(),
    flag(
        "epl.soa.prft",
        "First time valid",
        "Set: the first time is.",
    )
    .part(),
    FieldSpec::hex("epl.soa.sync", "Sync control", 8).doc("Zero.", BOOK),
    FieldSpec::hex("epl.soa.sync", "Sync control", 8).doc("Zero.", BOOK),
    FieldSpec::hex("epl.soa.sync", "Sync control", 8)
        .parts_follow()
        .doc("Whether the node answers in a chain.", BOOK),
    flag(
        "epl.soa.prmst",
        "Mode set",
        "Set: the node shall answer in a chain.",
    )
    .part(),
    flag(
        "epl.soa.prmrst",
        "Mode reset",
        "Set: the node shall not any more.",
    )
    .part(),
    reserved(6, BOOK).part(),
    time(
        "epl.soa.prft.end",
        "First time",
        "When the node answers, after the managing node, over the first line.",
    ),
    time(
        "epl.soa.prsc.end",
        "Second time",
        "The same over the second line.",
    ),
    time(
        "epl.soa.mnft.end",
        "First delay",
        "From the managing node, over the first line.",
    ),
    time(
        "epl.soa.mnsc.end",
        "Second delay",
        "The same over the second line.",
    ),
    time(
        "epl.soa.tm.end",
        "Timeout",
        "After this time without a frame the node stops answering by itself.",
    ),
    FieldSpec::mac("epl.soa.adva.end", "MAC address").doc("The node that this is for.", BOOK),
];

const STATUS_START: &[FieldSpec] = &[
    reserved(3, BOOK),
    flag(
        "epl.asnd.sres.en",
        "New exception",
        "Changes when there is a new error to be read.",
    ),
    flag(
        "epl.asnd.sres.ec",
        "Exception clear",
        "Set: errors are told from now on.",
    ),
    reserved(3, BOOK),
    flag(
        "epl.asnd.sres.fls",
        "First link",
        "Set: the first of two lines works.",
    ),
    flag(
        "epl.asnd.sres.sls",
        "Second link",
        "Set: the second line works.",
    ),
    FieldSpec::uint("epl.asnd.sres.pr", "Priority", 3)
        .doc("Of what the node would like to send.", BOOK),
    FieldSpec::uint("epl.asnd.sres.rs", "To send", 3)
        .doc("How many frames the node would like to send.", BOOK),
    state("epl.asnd.sres.stat"),
];

const SYNC_RESPONSE: &[FieldSpec] = &[
    reserved(16, BOOK),
    FieldSpec::hex("epl.asnd.syncresponse.sync", "Sync status", 8)
        .parts_follow()
        .doc("Which values below are valid.", BOOK),
    reserved(6, BOOK).part(),
    flag(
        "epl.asnd.syncresponse.sec.val",
        "Second time valid",
        "Set: the second time is.",
    )
    .part(),
    flag(
        "epl.asnd.syncresponse.fst.val",
        "First time valid",
        "Set: the first time is.",
    )
    .part(),
    FieldSpec::hex("epl.asnd.syncresponse.sync", "Sync status", 8).doc("Zero.", BOOK),
    FieldSpec::hex("epl.asnd.syncresponse.sync", "Sync status", 8).doc("Zero.", BOOK),
    FieldSpec::hex("epl.asnd.syncresponse.sync", "Sync status", 8)
        .parts_follow()
        .doc("How the node answers.", BOOK),
    flag(
        "epl.asnd.syncresponse.mode",
        "Mode",
        "Set: it answers in a chain.",
    )
    .part(),
    reserved(7, BOOK).part(),
    time(
        "epl.asnd.syncresponse.latency",
        "Latency",
        "From receiving to sending.",
    ),
    number(
        "epl.asnd.syncresponse.delay.station",
        "Delay station",
        32,
        "The node from which the delay is measured.",
    ),
    time(
        "epl.asnd.syncresponse.delay",
        "Delay",
        "Between the two answers.",
    ),
    time(
        "epl.asnd.syncresponse.pres.fst",
        "First time",
        "When it answers, over the first line.",
    ),
    time(
        "epl.asnd.syncresponse.pres.sec",
        "Second time",
        "When it answers, over the second line.",
    ),
];

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, BOOK)
}

crate::fields! {
    SERVICE = FieldSpec::hex("epl.asnd.svid", "Service", 8).codes(SERVICES).doc("What the frame carries.", BOOK);
    REQUESTED = FieldSpec::hex("epl.asnd.nmtrequest.rcid", "Command", 8).doc("Which command the managing node shall send.", BOOK);
    REQUESTED_FOR = FieldSpec::uint("epl.asnd.nmtrequest.rct", "Node", 8).doc("To which node.", BOOK);
    REQUESTED_DATA = bytes("epl.asnd.nmtrequest.rcd", "Data", "What goes with the command.");
    COMMAND = FieldSpec::hex("epl.asnd.nmtcommand.cid", "Command", 8).codes(COMMANDS).doc("What the node shall do.", BOOK);
    COMMAND_DATA = bytes("epl.asnd.nmtcommand.cdat", "Data", "What goes with the command.");
    REST = bytes("", "Content", "What the service carries.");
}

const COMMANDS: Codes = &[
    (0x21, "start"),
    (0x22, "stop"),
    (0x23, "enter pre-operational 2"),
    (0x24, "enable ready to operate"),
    (0x28, "reset node"),
    (0x29, "reset communication"),
    (0x2a, "reset configuration"),
    (0x2b, "software reset"),
    (0x62, "set host name"),
    (0x63, "flush ARP entry"),
    (0xb0, "publish time"),
];

/// Commands whose data is like that of no other.
const SPECIAL: [u64; 5] = [0x28, 0x4c, 0x62, 0x63, 0xb0];

/// All tables.
pub(super) const HEADERS: &[&[FieldSpec]] = &[
    SOA,
    SOA_IDENT,
    GRANT,
    REDUNDANCY,
    SYNC_CONTROL,
    STATUS_START,
    SYNC_RESPONSE,
];

/// The managing node says who may send next.
pub(super) fn start(p: &mut Peel<'_>) -> Peeled {
    let asks = p.rest().get(3).copied();
    p.rows(if asks == Some(IDENT) { SOA_IDENT } else { SOA })?;
    let service = p.rows(GRANT)?[1];
    // Older nodes end here.
    if p.rest().is_empty() {
        return Ok(());
    }
    p.rows(REDUNDANCY)?;
    if service == SYNC {
        p.rows(SYNC_CONTROL)?;
    }
    Ok(())
}

/// What a node sends in the asynchronous phase.
pub(super) fn asynchronous(p: &mut Peel<'_>) -> Peeled {
    let service = p.uint(&SERVICE)? as u8;
    match service {
        IDENT => identity::read(p),
        STATUS => {
            p.rows(STATUS_START)?;
            rest(p, &REST)
        }
        NMT_REQUEST => {
            p.uint(&REQUESTED)?;
            p.uint(&REQUESTED_FOR)?;
            rest(p, &REQUESTED_DATA)
        }
        NMT_COMMAND => {
            let command = p.uint(&COMMAND)?;
            p.skip(1)?;
            rest(
                p,
                if SPECIAL.contains(&command) {
                    &REST
                } else {
                    &COMMAND_DATA
                },
            )
        }
        SYNC => p.rows(SYNC_RESPONSE).map(drop),
        SDO => rest(p, &REST),
        _ => {
            p.pass(Next::Data);
            Ok(())
        }
    }
}

fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}
