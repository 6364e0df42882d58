//! What a node says of itself when it is asked who it is (EPSG DS 301 §7.3.3.2).

use std::net::Ipv4Addr;

use super::{BOOK, flag, number, state, time, version};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::layout::little;
use crate::proto::low_words::{self, join, low_words};
use crate::proto::reserved::reserved;

const IDENT_START: &[FieldSpec] = &[
    reserved(3, BOOK),
    flag(
        "epl.asnd.ires.en",
        "New exception",
        "Changes when there is a new error to be read.",
    ),
    flag(
        "epl.asnd.ires.ec",
        "Exception clear",
        "Set: errors are told from now on.",
    ),
    reserved(3, BOOK),
    flag(
        "epl.asnd.ires.fls",
        "First link",
        "Set: the first of two lines works.",
    ),
    flag(
        "epl.asnd.ires.sls",
        "Second link",
        "Set: the second line works.",
    ),
    FieldSpec::uint("epl.asnd.ires.pr", "Priority", 3)
        .doc("Of what the node would like to send.", BOOK),
    FieldSpec::uint("epl.asnd.ires.rs", "To send", 3)
        .doc("How many frames the node would like to send.", BOOK),
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
    number(
        "epl.asnd.ires.pollinsize",
        "Poll in",
        16,
        "Longest data that it takes in a request.",
    ),
    number(
        "epl.asnd.ires.polloutsizes",
        "Poll out",
        16,
        "Longest data that it answers with.",
    ),
    time(
        "epl.asnd.ires.resptime",
        "Response time",
        "How long it takes to answer.",
    ),
    reserved(16, BOOK),
    FieldSpec::hex("epl.asnd.ires.devicetype", "Device type", 16)
        .little()
        .doc("The profile that it follows.", BOOK),
    number(
        "epl.asnd.ires.devicetype.add",
        "More of the type",
        16,
        "What the profile says of the device.",
    ),
    number("epl.asnd.ires.vendorid", "Vendor", 32, "Who made it."),
    number("epl.asnd.ires.productcode", "Product", 32, "What it is."),
    number(
        "epl.asnd.ires.revisionno",
        "Revision",
        32,
        "Which version of it.",
    ),
    number(
        "epl.asnd.ires.serialno",
        "Serial number",
        32,
        "Which one of them.",
    ),
    number(
        "epl.asnd.ires.vendorext1",
        "Vendor's extension",
        64,
        "What the vendor likes.",
    ),
    number(
        "epl.asnd.ires.confdate",
        "Configured, date",
        32,
        "When it was configured.",
    ),
    number(
        "epl.asnd.ires.conftime",
        "Configured, time",
        32,
        "When it was configured.",
    ),
    number(
        "epl.asnd.ires.appswdate",
        "Software, date",
        32,
        "How old its program is.",
    ),
    number(
        "epl.asnd.ires.appswtime",
        "Software, time",
        32,
        "How old its program is.",
    ),
];

crate::fields! {
    ADDRESS = FieldSpec::computed("epl.asnd.ires.ip", "IP address").doc("The node's.", BOOK);
    MASK = FieldSpec::computed("epl.asnd.ires.subnet", "Network mask").doc("Which addresses are near.", BOOK);
    GATEWAY = FieldSpec::computed("epl.asnd.ires.gateway", "Gateway").doc("The router to the others.", BOOK);
    HOST = FieldSpec::text("epl.asnd.ires.hostname", "Host name").doc("What the node is called.", BOOK);
    EXTENSION = FieldSpec::bytes("epl.asnd.ires.vendorext2", "Vendor's extension").doc("What the vendor likes.", BOOK);
}

/// The tables of the fixed parts.
pub(super) const HEADERS: &[&[FieldSpec]] =
    &join::<_, { 2 + TABLES.len() }>(&[&[IDENT_START, IDENT_SIZES], TABLES]);

/// Reads all of it.
pub(super) fn read(p: &mut Peel<'_>) -> Peeled {
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
