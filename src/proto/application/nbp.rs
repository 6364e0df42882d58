//! NBP: names of AppleTalk's programs, and where they are (Inside AppleTalk, chapter 7).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::mac_roman;

const BOOK: &str = "Inside AppleTalk, chapter 7";

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("nbp.info", "Operation and count", 8)
        .parts_follow()
        .doc("What is to be done, and for how many names.", BOOK),
    FieldSpec::uint("nbp.op", "Operation", 4)
        .part()
        .codes(&[
            (1, "broadcast request"),
            (2, "lookup"),
            (3, "reply"),
            (4, "forward request"),
        ])
        .doc("A router makes lookups out of a broadcast request.", BOOK),
    FieldSpec::uint("nbp.count", "Names", 4)
        .part()
        .doc("How many names follow.", BOOK),
    FieldSpec::uint("nbp.tid", "Transaction", 8).doc("A reply repeats it.", BOOK),
];

const PLACE: &[FieldSpec] = &[
    FieldSpec::uint("nbp.net", "Network", 16).doc("Where the program is.", BOOK),
    FieldSpec::uint("nbp.node", "Node", 8).doc("The computer on that network.", BOOK),
    FieldSpec::uint("nbp.port", "Socket", 8).doc("The program on that computer.", BOOK),
    FieldSpec::uint("nbp.enum", "Enumerator", 8)
        .doc("Tells several names of one socket apart.", BOOK),
];

crate::fields! {
    NAME = FieldSpec::group("", "Name").doc("Where a program is, and what it is called.", BOOK);
    OBJECT = FieldSpec::computed("nbp.object", "Object").doc("The name itself; = stands for any.", BOOK);
    TYPE = FieldSpec::computed("nbp.type", "Type").doc("What it is, such as LaserWriter; = stands for any.", BOOK);
    ZONE = FieldSpec::computed("nbp.zone", "Zone").doc("The group of computers; * is the sender's.", BOOK);
}

/// NBP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nbp",
        short: "NBP",
        title: "Name Binding Protocol",
        osi: OsiLayer::Application,
        why: "It finds the programs that the user chooses by name.",
        reference: BOOK,
    },
    claims: &[Claim::Field("ddp.type", 2)],
    headers: &[HEADER, PLACE],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x21\x09\xff\x01\x07\xc8\x00\x01=\x0bLaserWriter\x01*",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [info, transaction] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let name = HEADER[1].names.get(u64::from(info >> 4));
    let name = name.unwrap_or("unknown operation");
    p.summary(format_args!("{name} {transaction}, {} names", info & 0xf));
    for _ in 0..info & 0xf {
        p.group(&NAME, |p| {
            p.rows(PLACE)?;
            mac_roman::counted(p, &OBJECT)?;
            mac_roman::counted(p, &TYPE)?;
            mac_roman::counted(p, &ZONE)
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn printers_are_looked_up() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "lookup 9, 1 names");
        let kind = &all(&out, PROTOCOL.sample, "nbp.type")[0];
        assert_eq!(*kind, (9, 12, "LaserWriter".into()));
        peeler.peel_as(&PROTOCOL, b"\x2f\x09\0\0\0\0\0\x40=", Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
