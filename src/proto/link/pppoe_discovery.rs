//! PPPoE discovery: finding an access concentrator and opening a session (RFC 2516 §5).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::link::pppoe_session::{CODES, HEADER, header};
use crate::proto::reserved::reserved;

/// The DSL Forum's number, whose tags about the line are known.
const DSL_FORUM: u64 = 3561;

const END_OF_LIST: u64 = 0;
const VENDOR_SPECIFIC: u64 = 0x0105;
const CREDITS: u64 = 0x0106;
const METRICS: u64 = 0x0107;

const TAG: &str = "RFC 2516 §A";
const LINE: &str = "TR-101 §3.9";

const fn rate(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).unit("kbit/s").doc(
        "What the customer's line does; the access node adds this on the way.",
        LINE,
    )
}

const fn delay(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).unit("ms").doc(
        "How long the line holds data back to spread errors out.",
        LINE,
    )
}

const METRIC_FLAGS: &[FieldSpec] = &[
    reserved(11, "RFC 5578 §4.4"),
    FieldSpec::hex(
        "pppoed.tags.metrics.mdr_units",
        "Unit of the maximum rate",
        2,
    )
    .codes(UNITS)
    .doc("What the maximum data rate is counted in.", "RFC 5578 §4.4"),
    FieldSpec::hex(
        "pppoed.tags.metrics.cdr_units",
        "Unit of the current rate",
        2,
    )
    .codes(UNITS)
    .doc("What the current data rate is counted in.", "RFC 5578 §4.4"),
    FieldSpec::flag("pppoed.tags.metrics.r", "Receive only")
        .doc("Set: the neighbour cannot answer.", "RFC 5578 §4.4"),
];

const UNITS: crate::model::Codes = &[(0, "kbit/s"), (1, "Mbit/s"), (2, "Gbit/s"), (3, "Tbit/s")];

crate::fields! {
    TAGS = FieldSpec::group("pppoed.tags", "Tags")
        .doc("What the sender wants or offers, each with a type and a length.", TAG);
    ONE_TAG = FieldSpec::group("", "Tag")
        .doc("One of them.", TAG);
    KIND = FieldSpec::hex("pppoed.tag", "Type", 16)
        .codes(&[
            (0x0000, "end of list"),
            (0x0101, "service name"),
            (0x0102, "access concentrator's name"),
            (0x0103, "host's unique value"),
            (0x0104, "access concentrator's cookie"),
            (0x0105, "vendor specific"),
            (0x0106, "credits"),
            (0x0107, "metrics"),
            (0x0108, "sequence number"),
            (0x0109, "credit scale factor"),
            (0x0110, "relay's session"),
            (0x0111, "address of a page (HURL)"),
            (0x0112, "message of the minute (MOTM)"),
            (0x0120, "largest PPP payload"),
            (0x0121, "route to add"),
            (0x0201, "service name error"),
            (0x0202, "access concentrator error"),
            (0x0203, "other error"),
        ])
        .doc("Which tag it is.", TAG);
    LEN = FieldSpec::uint("pppoed.tag_length", "Length", 16)
        .unit("bytes")
        .doc("The tag's value, without type and length.", TAG);
    UNKNOWN = FieldSpec::bytes("pppoed.tag.unknown_data", "Value")
        .doc("A tag that decap does not know.", TAG);
    SERVICE_NAME = FieldSpec::text("pppoed.tags.service_name", "Service name")
        .doc("Which of the provider's services is wanted; empty: any.", TAG);
    AC_NAME = FieldSpec::text("pppoed.tags.ac_name", "Access concentrator")
        .doc("The name of the provider's end.", TAG);
    HOST_UNIQUE = FieldSpec::bytes("pppoed.tags.host_uniq", "Host's unique value")
        .doc("Any bytes; answers repeat them, so that the host finds its request again.", TAG);
    COOKIE = FieldSpec::bytes("pppoed.tags.ac_cookie", "Cookie")
        .doc("The host must repeat it: so the provider's end need not remember who only asked.", TAG);
    VENDOR = FieldSpec::uint("pppoed.tags.vendor_id", "Vendor", 32)
        .codes(&[(DSL_FORUM, "DSL Forum")])
        .doc("Whose tag this is, by IANA's number of the enterprise.", TAG);
    VENDOR_BYTES = FieldSpec::bytes("pppoed.tags.vendor_unspecified", "Vendor's bytes")
        .doc("What only the vendor knows.", TAG);
    VENDOR_TAGS = FieldSpec::group("pppoed.tags.vendorspecific.tags", "Line")
        .doc("What the access node knows of the customer's line.", LINE);
    LINE_KIND = FieldSpec::hex("pppoed.tags.vendorspecific.tag", "Type", 8)
        .doc("Which property of the line this is.", LINE);
    LINE_LEN = FieldSpec::uint("pppoed.tag_length_8", "Length", 8)
        .unit("bytes")
        .doc("The property's value, without type and length.", LINE);
    CIRCUIT = FieldSpec::text("pppoed.tags.circuit_id", "Circuit")
        .doc("The access node's port that the customer is on.", LINE);
    REMOTE = FieldSpec::text("pppoed.tags.remote_id", "Remote end")
        .doc("The provider's name for the customer.", LINE);
    RATE_UP = rate("pppoed.tags.act_data_rate_up", "Actual data rate, upstream");
    RATE_DOWN = rate("pppoed.tags.act_data_rate_down", "Actual data rate, downstream");
    MIN_UP = rate("pppoed.tags.min_data_rate_up", "Least data rate, upstream");
    MIN_DOWN = rate("pppoed.tags.min_data_rate_down", "Least data rate, downstream");
    ATTAINABLE_UP = rate("pppoed.tags.attainable_data_rate_up", "Attainable data rate, upstream");
    ATTAINABLE_DOWN = rate("pppoed.tags.attainable_data_rate_down", "Attainable data rate, downstream");
    MAX_UP = rate("pppoed.tags.max_data_rate_up", "Greatest data rate, upstream");
    MAX_DOWN = rate("pppoed.tags.max_data_rate_down", "Greatest data rate, downstream");
    LOW_POWER_UP = rate("pppoed.tags.min_data_rate_up_lp", "Least data rate to save power, upstream");
    LOW_POWER_DOWN = rate("pppoed.tags.min_data_rate_down_lp", "Least data rate to save power, downstream");
    MAX_DELAY_UP = delay("pppoed.tags.max_int_delay_up", "Greatest interleaving delay, upstream");
    DELAY_UP = delay("pppoed.tags.act_int_delay_up", "Actual interleaving delay, upstream");
    MAX_DELAY_DOWN = delay("pppoed.tags.max_int_delay_down", "Greatest interleaving delay, downstream");
    DELAY_DOWN = delay("pppoed.tags.act_int_delay_down", "Actual interleaving delay, downstream");
    FCN = FieldSpec::uint("pppoed.tags.credits.fcn", "Forward credits", 16)
        .doc("How much the other end may send.", "RFC 5578 §4.2");
    BCN = FieldSpec::uint("pppoed.tags.credits.bcn", "Backward credits", 16)
        .doc("How much of the earlier credit is left.", "RFC 5578 §4.2");
    QUALITY = FieldSpec::uint("pppoed.tags.metrics.rlq", "Link quality", 8)
        .unit("%")
        .doc("How good the radio link is.", "RFC 5578 §4.4");
    RESOURCE = FieldSpec::uint("pppoed.tags.metrics.resource", "Resources", 8)
        .unit("%")
        .doc("How much of a limited resource, such as a battery, is left.", "RFC 5578 §4.4");
    LATENCY = FieldSpec::uint("pppoed.tags.metrics.latency", "Latency", 16)
        .unit("ms")
        .doc("How long a packet takes.", "RFC 5578 §4.4");
    CURRENT_RATE = FieldSpec::uint("pppoed.tags.metrics.curr_drate", "Current data rate", 16)
        .doc("In the unit that the flags name.", "RFC 5578 §4.4");
    MAXIMUM_RATE = FieldSpec::uint("pppoed.tags.metrics.max_drate", "Greatest data rate", 16)
        .doc("In the unit that the flags name.", "RFC 5578 §4.4");
    SEQUENCE = FieldSpec::hex("pppoed.tags.seq_num", "Sequence number", 16)
        .doc("Tells repeated packets from new ones.", "RFC 5578 §4.1");
    SCALE = FieldSpec::uint("pppoed.tags.credit_scale", "Credit scale factor", 16)
        .unit("bytes")
        .doc("How many bytes a credit is worth.", "RFC 5578 §4.3");
    RELAY = FieldSpec::bytes("pppoed.tags.relay_session_id", "Relay's session")
        .doc("A relay on the way adds it, and finds the session again in the answer.", TAG);
    HURL = FieldSpec::bytes("pppoed.tags.hurl", "Address of a page")
        .doc("A web page that the host shall show.", TAG);
    MOTM = FieldSpec::bytes("pppoed.tags.motm", "Message of the minute")
        .doc("A message that the host shall show.", TAG);
    MAX_PAYLOAD = FieldSpec::bytes("pppoed.tags.max_payload", "Largest PPP payload")
        .doc("More than 1492 bytes, where the Ethernet below can carry them.", "RFC 4638 §4");
    ROUTE = FieldSpec::bytes("pppoed.tags.ip_route_add", "Route to add")
        .doc("A route that the host shall use over this session.", TAG);
    SERVICE_ERROR = FieldSpec::text("pppoed.tags.service_name_error", "Service name error")
        .doc("Why the service cannot be had.", TAG);
    SYSTEM_ERROR = FieldSpec::text("pppoed.tags.ac_system_error", "Access concentrator error")
        .doc("What failed at the provider's end.", TAG);
    OTHER_ERROR = FieldSpec::text("pppoed.tags.generic_error", "Other error")
        .doc("What failed.", TAG);
}

/// PPPoE discovery.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pppoed",
        short: "PPPoE discovery",
        title: "PPP over Ethernet, discovery",
        osi: OsiLayer::DataLink,
        why: "It finds the other end of a link that is still to be made, among all stations of an Ethernet.",
        reference: "RFC 2516 §5",
    },
    claims: &[Claim::EtherType(0x8863)],
    headers: &[HEADER, METRIC_FLAGS],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x11\x09\x00\x00\x00\x0c\x01\x01\x00\x00\x01\x03\x00\x04\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = header(p)?;
    match CODES.iter().find(|entry| entry.0 == u64::from(header.code)) {
        Some((_, name)) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("code 0x{:02x}", header.code)),
    }
    p.ends_at(header.end);
    if !p.wants_fields() || p.pos() == header.end {
        return Ok(());
    }
    p.group(&TAGS, |p| tags(p, header.end))
}

fn tags(p: &mut Peel<'_>, end: usize) -> Peeled {
    while p.pos() < end {
        let start = p.pos();
        let kind = p.group(&ONE_TAG, |p| {
            let kind = p.uint(&KIND)?;
            let len = p.uint(&LEN)? as usize;
            if len > end.saturating_sub(p.pos()) {
                let fault = FaultKind::BadLength {
                    field: "tag length",
                    says: len as u64,
                    limit: end.saturating_sub(p.pos()) as u64,
                };
                p.fault(fault, start + 2..start + 4);
                return Ok(END_OF_LIST);
            }
            p.require(len)?;
            let tag_end = p.pos() + len;
            value(p, kind, tag_end)?;
            p.seek(tag_end);
            Ok(kind)
        })?;
        if kind == END_OF_LIST {
            break;
        }
    }
    Ok(())
}

/// Reads a tag's value, which is there up to `end`.
fn value(p: &mut Peel<'_>, kind: u64, end: usize) -> Peeled {
    let len = end - p.pos();
    let spec = match kind {
        VENDOR_SPECIFIC if len >= 4 => return vendor(p, end),
        CREDITS if len == 4 => {
            p.uint(&FCN)?;
            p.uint(&BCN)?;
            return Ok(());
        }
        METRICS if len == 10 => return metrics(p),
        0x0108 if len == 2 => &SEQUENCE,
        0x0109 if len == 2 => &SCALE,
        0x0101 => &SERVICE_NAME,
        0x0102 => &AC_NAME,
        0x0103 => &HOST_UNIQUE,
        0x0104 => &COOKIE,
        0x0110 => &RELAY,
        0x0111 => &HURL,
        0x0112 => &MOTM,
        0x0120 => &MAX_PAYLOAD,
        0x0121 => &ROUTE,
        0x0201 => &SERVICE_ERROR,
        0x0202 => &SYSTEM_ERROR,
        0x0203 => &OTHER_ERROR,
        _ => &UNKNOWN,
    };
    if len > 0 {
        p.field(spec, len)?;
    }
    Ok(())
}

fn metrics(p: &mut Peel<'_>) -> Peeled {
    p.rows(METRIC_FLAGS)?;
    for spec in [&QUALITY, &RESOURCE, &LATENCY, &CURRENT_RATE, &MAXIMUM_RATE] {
        p.uint(spec)?;
    }
    Ok(())
}

fn vendor(p: &mut Peel<'_>, end: usize) -> Peeled {
    if p.uint(&VENDOR)? == DSL_FORUM {
        return p.group(&VENDOR_TAGS, |p| line(p, end));
    }
    if p.pos() < end {
        p.field(&VENDOR_BYTES, end - p.pos())?;
    }
    Ok(())
}

/// Reads the access node's tags about the line.
fn line(p: &mut Peel<'_>, end: usize) -> Peeled {
    while end - p.pos() >= 2 {
        let kind = p.uint(&LINE_KIND)?;
        let len = p.uint(&LINE_LEN)? as usize;
        if len > end - p.pos() {
            break;
        }
        let spec = match (kind, len) {
            (0x01, _) => &CIRCUIT,
            (0x02, _) => &REMOTE,
            (0x81, 4) => &RATE_UP,
            (0x82, 4) => &RATE_DOWN,
            (0x83, 4) => &MIN_UP,
            (0x84, 4) => &MIN_DOWN,
            (0x85, 4) => &ATTAINABLE_UP,
            (0x86, 4) => &ATTAINABLE_DOWN,
            (0x87, 4) => &MAX_UP,
            (0x88, 4) => &MAX_DOWN,
            (0x89, 4) => &LOW_POWER_UP,
            (0x8a, 4) => &LOW_POWER_DOWN,
            (0x8b, 4) => &MAX_DELAY_UP,
            (0x8c, 4) => &DELAY_UP,
            (0x8d, 4) => &MAX_DELAY_DOWN,
            (0x8e, 4) => &DELAY_DOWN,
            _ => &UNKNOWN,
        };
        if len > 0 {
            p.field(spec, len)?;
        }
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
    fn tags_are_read() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "discovery initiation (PADI)");
        let unique = out.field("pppoed.tags.host_uniq").unwrap();
        assert_eq!(unique.raw_text(PROTOCOL.sample), "01:02:03:04");
    }

    #[test]
    fn what_the_access_node_adds_is_read() {
        let out = peeled(b"\x11\x09\x00\x00\x00\x12\x01\x05\x00\x0e\x00\x00\x0d\xe9\x01\x02ab\x81\x04\x00\x00\x03\xe8");
        assert_eq!(
            out.field("pppoed.tags.act_data_rate_up").unwrap().value,
            Value::Uint(1000)
        );
        assert!(out.faults.is_empty());
    }

    #[test]
    fn a_tag_may_not_leave_the_payload() {
        let out = peeled(b"\x11\x09\x00\x00\x00\x05\x01\x01\x00\x40a");
        assert!(matches!(
            out.faults[0].kind,
            FaultKind::BadLength {
                says: 64,
                limit: 1,
                ..
            }
        ));
        assert!(out.field("pppoed.tags.service_name").is_none());
    }

    #[test]
    fn filling_behind_the_tags_is_not_read() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend([0; 20]);
        assert_eq!(peeled(&bytes).layers[0].header.end, 18);
    }
}
