//! The connection manager of CIP: opens and closes connections (CIP Networks Library, volume 1).

use super::cip::path;
use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::low_words::{self, low_words};

const SECTION: &str = "CIP Volume 1 §3-5.5";

const PRIORITY: &[FieldSpec] = &[
    FieldSpec::gap(3),
    FieldSpec::uint("cip.cm.priority", "Priority", 1).doc("1 is reserved.", SECTION),
    FieldSpec::uint("cip.cm.tick_time", "Tick", 4).doc(
        "A tick has 2 to the power of this many milliseconds.",
        SECTION,
    ),
];

const TRANSPORT: &[FieldSpec] = &[
    FieldSpec::hex("cip.cm.transport_type_trigger", "Transport", 8)
        .parts_follow()
        .doc("How data are sent on the connection.", SECTION),
    FieldSpec::uint("cip.cm.fwo.dir", "Direction", 1)
        .part()
        .codes(&[(0, "client"), (1, "server")])
        .doc("What the target is on the connection.", SECTION),
    FieldSpec::uint("cip.cm.fwo.trigger", "Trigger", 3)
        .part()
        .codes(&[(0, "cyclic"), (1, "change of state"), (2, "application")])
        .doc("What makes a side send.", SECTION),
    FieldSpec::uint("cip.cm.fwo.transport", "Class", 4)
        .part()
        .doc("0 and 1: inputs and outputs. 3: messages.", SECTION),
];

low_words! {
    OUT in "CIP Volume 1 §3-5.5": 16 "cip.cm.ot_net_params" "Originator to target" "What goes this way." {
        9 "cip.cm.fwo.consize" "Size" "The most bytes in a packet.";
        1 "cip.cm.fwo.f_v" "Variable" "Set: packets may be shorter.";
        2 "cip.cm.fwo.prio" "Priority" "Which packets go first." [&[(0, "low"), (1, "high"), (2, "scheduled"), (3, "urgent")]];
        1 "" "" "";
        2 "cip.cm.fwo.type" "Type" "To how many it goes." [&[(0, "null"), (1, "multicast"), (2, "point to point")]];
        1 "cip.cm.fwo.owner" "Redundant owner" "Set: more than one may own the outputs.";
    }
    BACK in "CIP Volume 1 §3-5.5": 16 "cip.cm.to_net_params" "Target to originator" "What goes this way." {
        9 "cip.cm.fwo.consize" "Size" "The most bytes in a packet.";
        1 "cip.cm.fwo.f_v" "Variable" "Set: packets may be shorter.";
        2 "cip.cm.fwo.prio" "Priority" "Which packets go first." [&[(0, "low"), (1, "high"), (2, "scheduled"), (3, "urgent")]];
        1 "" "" "";
        2 "cip.cm.fwo.type" "Type" "To how many it goes." [&[(0, "null"), (1, "multicast"), (2, "point to point")]];
        1 "cip.cm.fwo.owner" "Redundant owner" "Set: more than one may own the outputs.";
    }
}

crate::fields! {
    TICKS = FieldSpec::uint("cip.cm.timeout_tick", "Timeout", 8).unit("ticks").doc("How long the request may take.", SECTION);
    OUT_ID = FieldSpec::hex("cip.cm.ot_connid", "Connection to target", 32).little().doc("Written into what the originator sends.", SECTION);
    BACK_ID = FieldSpec::hex("cip.cm.to_connid", "Connection to originator", 32).little().doc("Written into what the target sends.", SECTION);
    SERIAL = FieldSpec::hex("cip.cm.conn_serial_num", "Connection serial number", 16).little().doc("Which connection of the originator this is.", SECTION);
    VENDOR = FieldSpec::hex("cip.cm.vendor", "Originator vendor", 16).little().doc("Who made the originator, a number given by ODVA.", SECTION);
    ORIGINATOR = FieldSpec::hex("cip.cm.orig_serial_num", "Originator serial number", 32).little().doc("Of the device that opens the connection.", SECTION);
    MULTIPLIER = FieldSpec::uint("cip.cm.timeout_multiplier", "Timeout multiplier", 8)
        .codes(&[(0, "4"), (1, "8"), (2, "16"), (3, "32"), (4, "64"), (5, "128"), (6, "256"), (7, "512")])
        .doc("After so many intervals without data the connection is dead.", SECTION);
    RESERVED_24 = FieldSpec::hex("cip.reserved", "Reserved", 24).doc("Always 0.", SECTION);
    RESERVED = FieldSpec::hex("cip.reserved", "Reserved", 8).doc("Always 0.", SECTION);
    OUT_INTERVAL = FieldSpec::uint("cip.cm.otrpi", "Interval to target", 32).little().unit("µs").doc("How often the originator wants to send.", SECTION);
    BACK_INTERVAL = FieldSpec::uint("cip.cm.torpi", "Interval to originator", 32).little().unit("µs").doc("How often the target is to send.", SECTION);
    OUT_ACTUAL = FieldSpec::uint("cip.cm.otapi", "Interval to target", 32).little().unit("µs").doc("How often the originator sends.", SECTION);
    BACK_ACTUAL = FieldSpec::uint("cip.cm.toapi", "Interval to originator", 32).little().unit("µs").doc("How often the target sends.", SECTION);
    PATH_SIZE = FieldSpec::uint("cip.cm.connpath_size", "Path length", 8).unit("words").doc("Of two bytes each.", SECTION);
    REPLY_SIZE = FieldSpec::uint("cip.cm.app_reply_size", "Reply length", 8).unit("words").doc("Of what the application adds.", SECTION);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + path::SEGMENT_FIELDS.len()] =
    join_fields(&[FIELDS, path::SEGMENT_FIELDS]);

/// The connection manager.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cipcm",
        short: "CIP connections",
        title: "CIP Connection Manager",
        osi: OsiLayer::Application,
        why: "Inputs and outputs need a connection: it is agreed here how much is sent, how often, and under which numbers.",
        reference: "CIP Networks Library, Volume 1",
    },
    claims: &[
        Claim::Field("cip.service", 0x4e),
        Claim::Field("cip.service", 0xce),
        Claim::Field("cip.service", 0x52),
        Claim::Field("cip.service", 0x54),
        Claim::Field("cip.service", 0xd4),
        Claim::Field("cip.service", 0x5b),
        Claim::Field("cip.service", 0xdb),
    ],
    headers: &[
        PRIORITY,
        TRANSPORT,
        TABLES[0],
        TABLES[1],
        path::TABLES[0],
        path::TABLES[1],
        path::TABLES[2],
        path::TABLES[3],
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0a\x0e\x01\0\0\x80\x02\0\0\0\x03\0\x4d\0\x34\x12\0\0\x01\0\0\0\x80\x84\x1e\0\xf4\x43\x80\x84\x1e\0\xf4\x43\xa3\x03\x01\0\x20\x02\x24\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    // On its own it is what it mostly is: a request to open a connection.
    let (service, status) = match p.bytes_since("cip") {
        Some([service, _, status, ..]) => (*service, *status),
        _ => (0x54, 0),
    };
    match service {
        0x54 => {
            p.summary(format_args!("open a connection"));
            open(p)
        }
        0xd4 | 0xdb if status == 0 => {
            p.summary(format_args!("connection opened"));
            opened(p)
        }
        0x5b => {
            p.summary(format_args!("open a large connection"));
            Ok(())
        }
        0x4e => {
            p.summary(format_args!("close a connection"));
            Ok(())
        }
        0xce => {
            p.summary(format_args!("connection closed"));
            Ok(())
        }
        _ => Ok(()),
    }
}

fn open(p: &mut Peel<'_>) -> Peeled {
    p.rows(PRIORITY)?;
    for spec in [
        &TICKS,
        &OUT_ID,
        &BACK_ID,
        &SERIAL,
        &VENDOR,
        &ORIGINATOR,
        &MULTIPLIER,
        &RESERVED_24,
        &OUT_INTERVAL,
    ] {
        p.uint(spec)?;
    }
    low_words::read(p, OUT)?;
    p.uint(&BACK_INTERVAL)?;
    low_words::read(p, BACK)?;
    p.rows(TRANSPORT)?;
    let len = 2 * p.uint(&PATH_SIZE)? as usize;
    let mut target = path::Target::default();
    p.within(len, "path length", |p| path::read(p, &mut target))
}

fn opened(p: &mut Peel<'_>) -> Peeled {
    for spec in [
        &OUT_ID,
        &BACK_ID,
        &SERIAL,
        &VENDOR,
        &ORIGINATOR,
        &OUT_ACTUAL,
        &BACK_ACTUAL,
        &REPLY_SIZE,
        &RESERVED,
    ] {
        p.uint(spec)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_connection_is_opened_along_a_path() {
        let out = peeled(PROTOCOL.sample);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("cip.cm.otrpi"), Value::Uint(2_000_000));
        assert_eq!(value("cip.cm.fwo.consize"), Value::Uint(500));
        assert_eq!(value("cip.class"), Value::Uint(2));
    }

    #[test]
    fn a_path_that_is_cut_is_told() {
        assert!(!peeled(&PROTOCOL.sample[..40]).faults.is_empty());
    }
}
