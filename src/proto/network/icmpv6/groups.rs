//! Who listens to which group: multicast listener discovery, versions 1 (RFC 2710) and 2 (RFC 3810).

use super::RESERVED;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::group_codes;

/// A query of version 2 is at least this long; one of version 1 is shorter.
const VERSION_2_LEN: usize = 28;

pub(super) const QUERY_2: &[FieldSpec] = &[
    FieldSpec::hex("icmpv6.mld.flag", "Flags", 8)
        .parts_follow()
        .doc("How the query is to be taken.", "RFC 3810 §5.1"),
    FieldSpec::uint("icmpv6.mld.flag.reserved", "Reserved", 4)
        .part()
        .doc("Zero.", "RFC 3810 §5.1"),
    FieldSpec::flag("icmpv6.mld.flag.s", "Suppress").part().doc(
        "Set: other routers leave their timers as they are.",
        "RFC 3810 §5.1.7",
    ),
    FieldSpec::uint("icmpv6.mld.flag.qrv", "Robustness", 3)
        .part()
        .doc(
            "How many lost messages the querier puts up with.",
            "RFC 3810 §5.1.8",
        ),
];

crate::fields! {
    DELAY = FieldSpec::uint("icmpv6.mld.maximum_response_delay", "Longest delay", 16).unit("ms")
        .doc("Listeners answer after a random time up to this, so that not all answer at once.", "RFC 2710 §3.4");
    DELAY_CODE = FieldSpec::uint("icmpv6.mld.maximum_response_code", "Longest delay", 16).unit("ms")
        .doc("Listeners answer after a random time up to this. From 0x8000 on the code holds an exponent and a mantissa; the value shown is what it means.", "RFC 3810 §5.1.3");
    GROUP = FieldSpec::ipv6("icmpv6.mld.multicast_address", "Group")
        .doc("The multicast group that is asked about, joined or left; all zeros asks about every group.", "RFC 3810 §5.1.5");
    INTERVAL_CODE = FieldSpec::uint("icmpv6.mld.qqi", "Query interval", 8).unit("s")
        .doc("How often the querier asks. From 0x80 on the code holds an exponent and a mantissa; the value shown is what it means.", "RFC 3810 §5.1.9");
    SOURCES = FieldSpec::uint("icmpv6.mld.nb_sources", "Sources", 16)
        .doc("How many sources are listed.", "RFC 3810 §5.1.10");
    SOURCE = FieldSpec::ipv6("icmpv6.mld.source_address", "Source")
        .doc("A sender to the group that is asked about.", "RFC 3810 §5.1.11");
    RECORDS = FieldSpec::uint("icmpv6.mldr.nb_mcast_records", "Records", 16)
        .doc("How many groups are reported.", "RFC 3810 §5.2.3");
    RECORD = FieldSpec::group("icmpv6.mldr.mar", "Record")
        .doc("What the listener wants of one group.", "RFC 3810 §5.2.4");
    RECORD_TYPE = FieldSpec::uint("icmpv6.mldr.mar.record_type", "Record type", 8).codes(group_codes::RECORD_TYPES)
        .doc("Whether the listed sources are wanted or not, and whether that is new.", "RFC 3810 §5.2.12");
    AUXILIARY_LENGTH = FieldSpec::uint("icmpv6.mldr.mar.aux_data_len", "Auxiliary data", 8).unit("× 4 bytes")
        .doc("Length of the auxiliary data in words of 4 bytes.", "RFC 3810 §5.2.6");
    RECORD_SOURCES = FieldSpec::uint("icmpv6.mldr.mar.nb_sources", "Sources", 16)
        .doc("How many sources are listed.", "RFC 3810 §5.2.7");
    RECORD_GROUP = FieldSpec::ipv6("icmpv6.mldr.mar.multicast_address", "Group")
        .doc("The multicast group.", "RFC 3810 §5.2.8");
    RECORD_SOURCE = FieldSpec::ipv6("icmpv6.mldr.mar.source_address", "Source")
        .doc("A sender to the group.", "RFC 3810 §5.2.9");
    AUXILIARY = FieldSpec::bytes("icmpv6.mldr.mar.auxiliary_data", "Auxiliary data")
        .doc("More about the record; nothing is defined.", "RFC 3810 §5.2.10");
}

/// Query, and report and done of version 1.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    let is_version_2 = p.bytes()[0] == 130 && p.bytes().len() >= VERSION_2_LEN;
    if is_version_2 {
        let at = p.pos()..p.pos() + 2;
        let code = p.skip(2)?;
        let delay = group_codes::wide(u16::from_be_bytes([code[0], code[1]]));
        p.mark_as(&DELAY_CODE, at, Value::Uint(delay.into()));
    } else {
        p.uint(&DELAY)?;
    }
    p.field(&RESERVED, 2)?;
    p.field(&GROUP, 16)?;
    if !is_version_2 {
        return Ok(());
    }
    p.rows(QUERY_2)?;
    let at = p.pos()..p.pos() + 1;
    let interval = group_codes::narrow(p.skip(1)?[0]);
    p.mark_as(&INTERVAL_CODE, at, Value::Uint(interval.into()));
    for _ in 0..p.uint(&SOURCES)? {
        p.field(&SOURCE, 16)?;
    }
    Ok(())
}

/// A report of version 2.
pub(super) fn report(p: &mut Peel<'_>) -> Peeled {
    p.field(&RESERVED, 2)?;
    for _ in 0..p.uint(&RECORDS)? {
        p.group(&RECORD, record)?;
    }
    Ok(())
}

fn record(p: &mut Peel<'_>) -> Peeled {
    p.uint(&RECORD_TYPE)?;
    let auxiliary = p.uint(&AUXILIARY_LENGTH)? as usize * 4;
    let sources = p.uint(&RECORD_SOURCES)?;
    p.field(&RECORD_GROUP, 16)?;
    for _ in 0..sources {
        p.field(&RECORD_SOURCE, 16)?;
    }
    if auxiliary > 0 {
        p.field(&AUXILIARY, auxiliary)?;
    }
    Ok(())
}
