//! The asynchronous phase: to whom it is granted, and what is sent in it (EPSG DS 301 §7).

use std::net::Ipv4Addr;

use super::{BOOK, flag, state, version};
use crate::decode::{Next, Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::layout::little;
use crate::proto::low_words::{self, join, low_words};
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

const GLOBAL: FieldSpec = flag("epl.soa.an.global", "AN, global", "Set: all nodes may be invited.");

const SWITCHES: [FieldSpec; 2] = [
    flag("epl.soa.ea", "Exception seen", "Repeats the node's bit when its errors were read."),
    flag("epl.soa.er", "Exception reset", "Set: the node shall begin anew to tell errors."),
];

const GRANT: &[FieldSpec] = &[
    reserved(8, BOOK),
    FieldSpec::uint("epl.soa.svid", "Service", 8).codes(SERVICES).doc("What may be sent now.", BOOK),
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
    flag("epl.soa.an.local", "AN, local", "Set: this node may be invited."),
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
    flag("epl.soa.rrFlags.ringstat", "Ring status", "Set: the ring is closed.").part(),
    flag("epl.soa.rrFlags.ringred", "Ring", "Set: the network is a ring.").part(),
    flag("epl.soa.rrFlags.cblred", "Cables", "Set: there are two cables.").part(),
    flag("epl.soa.rrFlags.mnred", "Managing nodes", "Set: there is a spare managing node.").part(),
];

const SYNC_CONTROL: &[FieldSpec] = &[
    FieldSpec::hex("epl.soa.sync", "Sync control", 8).parts_follow().doc("Which values below are valid.", BOOK),
    reserved(2, BOOK).part(),
    flag("epl.soa.adva", "Address valid", "Set: the MAC address is.").part(),
    flag("epl.soa.tm", "Timeout valid", "Set: the timeout is.").part(),
    flag("epl.soa.mnsc", "Second delay valid", "Set: the second delay is.").part(),
    flag("epl.soa.mnft", "First delay valid", "Set: the first delay is.").part(),
    flag("epl.soa.prsc", "Second time valid", "Set: the second time is.").part(),
    flag("epl.soa.prft", "First time valid", "Set: the first time is.").part(),
    FieldSpec::hex("epl.soa.sync", "Sync control", 8).doc("Zero.", BOOK),
    FieldSpec::hex("epl.soa.sync", "Sync control", 8).doc("Zero.", BOOK),
    FieldSpec::hex("epl.soa.sync", "Sync control", 8).parts_follow().doc("Whether the node answers in a chain.", BOOK),
    flag("epl.soa.prmst", "Mode set", "Set: the node shall answer in a chain.").part(),
    flag("epl.soa.prmrst", "Mode reset", "Set: the node shall not any more.").part(),
    reserved(6, BOOK).part(),
    time("epl.soa.prft.end", "First time", "When the node answers, after the managing node, over the first line."),
    time("epl.soa.prsc.end", "Second time", "The same over the second line."),
    time("epl.soa.mnft.end", "First delay", "From the managing node, over the first line."),
    time("epl.soa.mnsc.end", "Second delay", "The same over the second line."),
    time("epl.soa.tm.end", "Timeout", "After this time without a frame the node stops answering by itself."),
    FieldSpec::mac("epl.soa.adva.end", "MAC address").doc("The node that this is for.", BOOK),
];

const fn time(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).little().unit("ns").doc(doc, BOOK)
}

const fn number(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little().doc(doc, BOOK)
}

const IDENT_START: &[FieldSpec] = &[
    reserved(3, BOOK),
    flag("epl.asnd.ires.en", "New exception", "Changes when there is a new error to be read."),
    flag("epl.asnd.ires.ec", "Exception clear", "Set: errors are told from now on."),
    reserved(3, BOOK),
    flag("epl.asnd.ires.fls", "First link", "Set: the first of two lines works."),
    flag("epl.asnd.ires.sls", "Second link", "Set: the second line works."),
    FieldSpec::uint("epl.asnd.ires.pr", "Priority", 3).doc("Of what the node would like to send.", BOOK),
    FieldSpec::uint("epl.asnd.ires.rs", "To send", 3).doc("How many frames the node would like to send.", BOOK),
    state("epl.asnd.ires.state"),
    reserved(8, BOOK),
    version("epl.asnd.ires.eplver"),
    reserved(8, BOOK),
];

low_words! {
    FEATURES in "EPSG DS 301 §7.3": 32 "epl.asnd.ires.features" "Features" "What the node can do." {
        1 "epl.asnd.ires.features.bit0" "Isochronous" "It is polled every cycle.";
        1 "epl.asnd.ires.features.bit1" "SDO over UDP" "Its objects can be read over UDP.";
        1 "epl.asnd.ires.features.bit2" "SDO over ASnd" "Its objects can be read in asynchronous frames.";
        1 "epl.asnd.ires.features.bit3" "SDO in PDO" "Its objects can be read in cyclic data.";
        1 "epl.asnd.ires.features.bit4" "NMT information" "It answers information services.";
        1 "epl.asnd.ires.features.bit5" "More NMT commands" "It knows extended commands.";
        1 "epl.asnd.ires.features.bit6" "Mapping" "What its cyclic data is can be changed.";
        1 "epl.asnd.ires.features.bit7" "NMT over UDP" "It can be commanded over UDP.";
        1 "epl.asnd.ires.features.bit8" "Configuration" "It configures other nodes.";
        1 "epl.asnd.ires.features.bit9" "Multiplexed" "It can share slots.";
        1 "epl.asnd.ires.features.bitA" "Number by software" "Its number can be set.";
        1 "epl.asnd.ires.features.bitB" "Basic Ethernet" "It can manage in basic Ethernet mode.";
        1 "epl.asnd.ires.features.bitC" "Router 1" "It is a router of type 1.";
        1 "epl.asnd.ires.features.bitD" "Router 2" "It is a router of type 2.";
        1 "epl.asnd.ires.features.bitE" "Read and write all" "All parts of an object can be read at once.";
        1 "epl.asnd.ires.features.bitF" "Read and write several" "Several objects can be read at once.";
        1 "epl.asnd.ires.features.bit10" "Several ASnd" "It sends several frames in a phase.";
        1 "epl.asnd.ires.features.bit11" "Ring" "It can manage a ring.";
        1 "epl.asnd.ires.features.bit12" "Chaining" "It answers by time, without a request.";
        1 "epl.asnd.ires.features.bit13" "Several polls" "It can be polled several times a cycle.";
        1 "epl.asnd.ires.features.bit14" "Dynamic numbers" "It takes a number that is given.";
        1 "epl.asnd.ires.features.bit21" "Modular" "It is made of modules.";
        10 "" "" "";
    }
}

const IDENT_SIZES: &[FieldSpec] = &[
    number("epl.asnd.ires.mtu", "MTU", 16, "Longest frame."),
    number("epl.asnd.ires.pollinsize", "Poll in", 16, "Longest data that it takes in a request."),
    number("epl.asnd.ires.polloutsizes", "Poll out", 16, "Longest data that it answers with."),
    time("epl.asnd.ires.resptime", "Response time", "How long it takes to answer."),
    reserved(16, BOOK),
    FieldSpec::hex("epl.asnd.ires.devicetype", "Device type", 16).little().doc("The profile that it follows.", BOOK),
    number("epl.asnd.ires.devicetype.add", "More of the type", 16, "What the profile says of the device."),
    number("epl.asnd.ires.vendorid", "Vendor", 32, "Who made it."),
    number("epl.asnd.ires.productcode", "Product", 32, "What it is."),
    number("epl.asnd.ires.revisionno", "Revision", 32, "Which version of it."),
    number("epl.asnd.ires.serialno", "Serial number", 32, "Which one of them."),
    number("epl.asnd.ires.vendorext1", "Vendor's extension", 64, "What the vendor likes."),
    number("epl.asnd.ires.confdate", "Configured, date", 32, "When it was configured."),
    number("epl.asnd.ires.conftime", "Configured, time", 32, "When it was configured."),
    number("epl.asnd.ires.appswdate", "Software, date", 32, "How old its program is."),
    number("epl.asnd.ires.appswtime", "Software, time", 32, "How old its program is."),
];

const STATUS_START: &[FieldSpec] = &[
    reserved(3, BOOK),
    flag("epl.asnd.sres.en", "New exception", "Changes when there is a new error to be read."),
    flag("epl.asnd.sres.ec", "Exception clear", "Set: errors are told from now on."),
    reserved(3, BOOK),
    flag("epl.asnd.sres.fls", "First link", "Set: the first of two lines works."),
    flag("epl.asnd.sres.sls", "Second link", "Set: the second line works."),
    FieldSpec::uint("epl.asnd.sres.pr", "Priority", 3).doc("Of what the node would like to send.", BOOK),
    FieldSpec::uint("epl.asnd.sres.rs", "To send", 3).doc("How many frames the node would like to send.", BOOK),
    state("epl.asnd.sres.stat"),
];

const SYNC_RESPONSE: &[FieldSpec] = &[
    reserved(16, BOOK),
    FieldSpec::hex("epl.asnd.syncresponse.sync", "Sync status", 8).parts_follow().doc("Which values below are valid.", BOOK),
    reserved(6, BOOK).part(),
    flag("epl.asnd.syncresponse.sec.val", "Second time valid", "Set: the second time is.").part(),
    flag("epl.asnd.syncresponse.fst.val", "First time valid", "Set: the first time is.").part(),
    FieldSpec::hex("epl.asnd.syncresponse.sync", "Sync status", 8).doc("Zero.", BOOK),
    FieldSpec::hex("epl.asnd.syncresponse.sync", "Sync status", 8).doc("Zero.", BOOK),
    FieldSpec::hex("epl.asnd.syncresponse.sync", "Sync status", 8).parts_follow().doc("How the node answers.", BOOK),
    flag("epl.asnd.syncresponse.mode", "Mode", "Set: it answers in a chain.").part(),
    reserved(7, BOOK).part(),
    time("epl.asnd.syncresponse.latency", "Latency", "From receiving to sending."),
    number("epl.asnd.syncresponse.delay.station", "Delay station", 32, "The node from which the delay is measured."),
    time("epl.asnd.syncresponse.delay", "Delay", "Between the two answers."),
    time("epl.asnd.syncresponse.pres.fst", "First time", "When it answers, over the first line."),
    time("epl.asnd.syncresponse.pres.sec", "Second time", "When it answers, over the second line."),
];

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, BOOK)
}

crate::fields! {
    SERVICE = FieldSpec::hex("epl.asnd.svid", "Service", 8).codes(SERVICES).doc("What the frame carries.", BOOK);
    ADDRESS = FieldSpec::computed("epl.asnd.ires.ip", "IP address").doc("The node's.", BOOK);
    MASK = FieldSpec::computed("epl.asnd.ires.subnet", "Network mask").doc("Which addresses are near.", BOOK);
    GATEWAY = FieldSpec::computed("epl.asnd.ires.gateway", "Gateway").doc("The router to the others.", BOOK);
    HOST = FieldSpec::text("epl.asnd.ires.hostname", "Host name").doc("What the node is called.", BOOK);
    EXTENSION = bytes("epl.asnd.ires.vendorext2", "Vendor's extension", "What the vendor likes.");
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
pub(super) const HEADERS: &[&[FieldSpec]] = &join::<_, { 9 + TABLES.len() }>(&[
    &[SOA, SOA_IDENT, GRANT, REDUNDANCY, SYNC_CONTROL, IDENT_START, IDENT_SIZES, STATUS_START, SYNC_RESPONSE],
    TABLES,
]);

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
        IDENT => identification(p),
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
            rest(p, if SPECIAL.contains(&command) { &REST } else { &COMMAND_DATA })
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

fn identification(p: &mut Peel<'_>) -> Peeled {
    p.rows(IDENT_START)?;
    low_words::read(p, FEATURES)?;
    p.rows(IDENT_SIZES)?;
    for spec in [&ADDRESS, &MASK, &GATEWAY] {
        let at = p.pos();
        let number = little(p.skip(4)?) as u32;
        p.mark_as(spec, at..at + 4, Value::Ipv4(Ipv4Addr::from(number)));
    }
    p.field(&HOST, 32)?;
    p.field(&EXTENSION, 48).map(drop)
}
