//! RIP: routers tell their neighbours how far it is to each network (RFC 1058, RFC 2453, RFC 2082).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::reserved::reserved;

const PORT: u16 = 520;
const SECTION: &str = "RFC 2453 §4";
const PROOF_SECTION: &str = "RFC 2453 §4.1";
const DIGEST_SECTION: &str = "RFC 2082 §3";

const ENTRY_LEN: usize = 20;

const UNSPECIFIED: u16 = 0;
const IP: u16 = 2;
const PROOF: u16 = 0xffff;

const PASSWORD: u64 = 2;
const DIGEST: u64 = 3;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("rip.command", "Command", 8)
        .codes(&[
            (1, "request"),
            (2, "response"),
            (3, "trace on"),
            (4, "trace off"),
            (5, "reserved for Sun"),
        ])
        .doc(
            "A request asks for routes, a response tells them, asked or not.",
            SECTION,
        ),
    FieldSpec::uint("rip.version", "Version", 8).doc("1 knows no masks, 2 does.", SECTION),
    reserved(16, SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const FAMILY: FieldSpec = FieldSpec::uint("rip.family", "Address family", 16)
    .codes(&[(0, "unspecified"), (2, "IP"), (0xffff, "authentication")])
    .doc(
        "What kind of address follows; unspecified asks for the whole table.",
        SECTION,
    );

const ADDRESS: FieldSpec = FieldSpec::ipv4("rip.ip", "Network")
    .doc("The destination; 0.0.0.0 is the default route.", SECTION);

const METRIC: FieldSpec = FieldSpec::uint("rip.metric", "Metric", 32)
    .codes(&[(16, "unreachable")])
    .doc(
        "How many routers are on the way; 16 means that there is none.",
        SECTION,
    );

const ROUTE_1: &[FieldSpec] = &[
    FAMILY,
    reserved(16, "RFC 1058 §3.1"),
    ADDRESS,
    reserved(64, "RFC 1058 §3.1"),
    METRIC,
];

const WHOLE_TABLE_1: &[FieldSpec] = &[
    FAMILY,
    reserved(48, "RFC 1058 §3.1"),
    reserved(64, "RFC 1058 §3.1"),
    METRIC,
];

const TAG: FieldSpec = FieldSpec::uint("rip.route_tag", "Route tag", 16).doc(
    "Tells routes of this network from those that came from elsewhere.",
    SECTION,
);
const MASK: FieldSpec = FieldSpec::ipv4("rip.netmask", "Net mask")
    .doc("Which bits of the address are the network's.", SECTION);
const NEXT_HOP: FieldSpec = FieldSpec::ipv4("rip.next_hop", "Next hop").doc(
    "Where to send packets; 0.0.0.0: to the router that says this.",
    SECTION,
);

const ROUTE_2: &[FieldSpec] = &[FAMILY, TAG, ADDRESS, MASK, NEXT_HOP, METRIC];

const WHOLE_TABLE_2: &[FieldSpec] = &[FAMILY, TAG, reserved(32, SECTION), MASK, NEXT_HOP, METRIC];

const DIGEST_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("rip.digest_offset", "Digest offset", 16)
        .unit("bytes")
        .doc(
            "Where the digest stands, counted from the start of the message.",
            DIGEST_SECTION,
        ),
    FieldSpec::uint("rip.key_id", "Key", 8)
        .doc("Which of the shared keys was used.", DIGEST_SECTION),
    FieldSpec::uint("rip.auth_data_len", "Digest length", 8)
        .unit("bytes")
        .doc("How long the digest is.", DIGEST_SECTION),
    FieldSpec::uint("rip.seq_num", "Sequence number", 32).doc(
        "Never goes down, so that old messages cannot be sent again.",
        DIGEST_SECTION,
    ),
    FieldSpec::text("rip.zero_padding", "Padding")
        .wide(8)
        .doc("Zeros.", DIGEST_SECTION),
];

crate::fields! {
    ROUTE = FieldSpec::group("", "Route")
        .doc("A network and how far it is.", SECTION);
    AUTHENTICATION = FieldSpec::group("", "Authentication")
        .doc("In place of the first route: shows that the sender knows the key.", PROOF_SECTION);
    PROOF_FAMILY = FieldSpec::hex("", "Address family", 16)
        .doc("0xffff: no route, but a proof.", PROOF_SECTION);
    PROOF_TYPE = FieldSpec::uint("rip.auth.type", "Type", 16)
        .codes(&[(2, "password"), (3, "digest")])
        .doc("How it is shown.", PROOF_SECTION);
    SECRET = FieldSpec::text("rip.auth.passwd", "Password")
        .doc("Everyone on the link can read it.", PROOF_SECTION);
    TRAILER = FieldSpec::group("", "Digest")
        .doc("What the proof at the start points to.", DIGEST_SECTION);
    MARK = FieldSpec::bytes("", "Mark")
        .doc("Address family 0xffff and type 1: the digest follows.", DIGEST_SECTION);
    DIGEST_DATA = FieldSpec::bytes("rip.authentication_data", "Digest")
        .doc("Over the message and the key.", DIGEST_SECTION);
    OTHER = FieldSpec::bytes("", "Value")
        .doc("An entry that decap does not take apart.", SECTION);
}

/// RIP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rip",
        short: "RIP",
        title: "Routing Information Protocol",
        osi: OsiLayer::Application,
        why: "It is a program of routers over UDP; what it learns, the network layer below uses.",
        reference: "RFC 2453",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[
        HEADER,
        ROUTE_1,
        WHOLE_TABLE_1,
        ROUTE_2,
        WHOLE_TABLE_2,
        DIGEST_HEAD,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x02\0\0\0\x02\0\0\x0a\x46\xb2\0\xff\xff\xff\0\0\0\0\0\0\0\0\x01",
};

/// Port 520 is all that is certain: bytes that are no entry are shown as what they are.
fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= HEADER_LEN)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [command, version, ..] = *p.header::<HEADER_LEN>(HEADER)?;
    let name = HEADER[0]
        .names
        .get(command.into())
        .unwrap_or("unknown command");
    let entries = p.rest().len() / ENTRY_LEN;
    match entries {
        1 => p.summary(format_args!("version {version}, {name}, 1 entry")),
        _ => p.summary(format_args!("version {version}, {name}, {entries} entries")),
    }
    if !p.wants_fields() {
        return Ok(());
    }
    while !p.rest().is_empty() && !p.is_full() {
        p.require(2)?;
        match (u16::from_be_bytes([p.rest()[0], p.rest()[1]]), version) {
            (IP, 0 | 1) => route(p, ROUTE_1)?,
            (IP, _) => route(p, ROUTE_2)?,
            (UNSPECIFIED, 0 | 1) => route(p, WHOLE_TABLE_1)?,
            (UNSPECIFIED, _) => route(p, WHOLE_TABLE_2)?,
            (PROOF, _) => proof(p)?,
            _ => p.group(&ROUTE, |p| p.field(&OTHER, ENTRY_LEN)).map(drop)?,
        }
    }
    Ok(())
}

fn route(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    p.group(&ROUTE, |p| p.rows(table)).map(drop)
}

fn proof(p: &mut Peel<'_>) -> Peeled {
    p.require(4)?;
    // Behind the routes: the digest itself.
    if p.rest()[2..4] == [0, 1] {
        return p.group(&TRAILER, |p| {
            p.field(&MARK, 4)?;
            let len = p.rest().len();
            p.field(&DIGEST_DATA, len).map(drop)
        });
    }
    p.group(&AUTHENTICATION, |p| {
        p.uint(&PROOF_FAMILY)?;
        match p.uint(&PROOF_TYPE)? {
            PASSWORD => p.field(&SECRET, ENTRY_LEN - 4).map(drop),
            DIGEST => p.rows(DIGEST_HEAD).map(drop),
            _ => p.field(&OTHER, ENTRY_LEN - 4).map(drop),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn routes_of_version_2_have_masks() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "version 2, response, 1 entry");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("rip.ip"), Value::Ipv4([10, 70, 178, 0].into()));
        assert_eq!(value("rip.metric"), Value::Uint(1));
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[1] = 1;
        assert!(peeled(&bytes).field("rip.netmask").is_none());
    }

    #[test]
    fn a_digest_stands_behind_the_routes() {
        let mut bytes =
            b"\x02\x02\0\0\xff\xff\0\x03\0\x2c\x2d\x10\x4f\xd6\x13\x38\0\0\0\0\0\0\0\0".to_vec();
        bytes.extend(&PROTOCOL.sample[4..]);
        bytes.extend(b"\xff\xff\0\x01");
        bytes.extend([0xa5; 16]);
        let out = peeled(&bytes);
        assert_eq!(out.field("rip.key_id").unwrap().value, Value::Uint(45));
        let digest = out.field("rip.authentication_data").unwrap();
        assert_eq!(digest.span.byte_range().start, 48);
        assert!(out.faults.is_empty());
    }

    #[test]
    fn half_an_entry_is_a_fault() {
        let out = peeled(&PROTOCOL.sample[..15]);
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }
}
