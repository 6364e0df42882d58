//! CIP: what controllers and machines ask of each other's objects (CIP Networks Library, volume 1).

pub(super) mod path;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};
use path::Target;

const SECTION: &str = "CIP Volume 1 §2-4";
const SERVICES_SECTION: &str = "CIP Volume 1 §A-4";

/// Fact: the class plus one in the high bits and the attribute in the low 16 bits that the request of
/// this number goes to.
const ASKED: &str = "cip.asked";

const SERVICES: Codes = &[
    (0x01, "get all attributes"),
    (0x02, "set all attributes"),
    (0x03, "get attributes"),
    (0x04, "set attributes"),
    (0x05, "reset"),
    (0x06, "start"),
    (0x07, "stop"),
    (0x08, "create"),
    (0x09, "delete"),
    (0x0a, "several services"),
    (0x0d, "apply attributes"),
    (0x0e, "get attribute"),
    (0x10, "set attribute"),
    (0x11, "find next instance"),
    (0x15, "restore"),
    (0x16, "save"),
    (0x17, "nothing"),
    (0x18, "get member"),
    (0x19, "set member"),
    (0x1a, "insert member"),
    (0x1b, "remove member"),
    (0x1c, "group sync"),
];

const STATUS: Codes = &[
    (0, "success"),
    (1, "connection failed"),
    (2, "no resources"),
    (3, "invalid parameter"),
    (4, "path not understood"),
    (5, "path leads nowhere"),
    (6, "only a part"),
    (7, "connection lost"),
    (8, "service not supported"),
    (9, "invalid attribute value"),
    (10, "attribute list error"),
    (11, "already so"),
    (12, "not in this state"),
    (13, "object exists"),
    (14, "attribute cannot be set"),
    (15, "no permission"),
    (16, "not in this state of the device"),
    (17, "response too large"),
    (19, "not enough data"),
    (20, "attribute not supported"),
    (21, "too much data"),
    (22, "no such object"),
    (26, "request too large for the route"),
    (30, "embedded service failed"),
    (31, "error of the vendor"),
    (37, "key does not fit"),
    (38, "path size invalid"),
];

const SERVICE: &[FieldSpec] = &[
    FieldSpec::hex("cip.service", "Service", 8)
        .parts_follow()
        .doc("What is to be done, or was.", SECTION),
    FieldSpec::hex("cip.rr", "Response", 1)
        .part()
        .codes(&[(0, "request"), (1, "response")])
        .doc("1: this is a response.", SECTION),
    FieldSpec::hex("cip.sc", "Service code", 7)
        .part()
        .codes(SERVICES)
        .doc(
            "Low numbers mean the same for all objects, from 0x4b on each class has its own.",
            SERVICES_SECTION,
        ),
];

crate::fields! {
    PATH_SIZE = FieldSpec::uint("cip.request_path_size", "Path length", 8).unit("words").doc("Of two bytes each.", SECTION);
    GENERAL = FieldSpec::hex("cip.genstat", "Status", 8).codes(STATUS).doc("Whether the service could be done.", "CIP Volume 1 §B-1");
    MORE_SIZE = FieldSpec::uint("cip.addstat_size", "Additional status", 8).unit("words").doc("How many words follow that say more.", SECTION);
    MORE = FieldSpec::hex("cip.addstat", "Additional status", 16).little().doc("Says more about the failure; what, depends on the object.", SECTION);
    DATA = FieldSpec::bytes("cip.data", "Data").doc("What the service is given or returns.", SECTION);
    LIST_COUNT = FieldSpec::uint("cip.getlist.attr_count", "Attributes", 16).little().doc("How many follow.", SERVICES_SECTION);
    ATTRIBUTE = FieldSpec::uint("cip.attribute", "Attribute", 16).little().doc("Which property of the object.", SERVICES_SECTION);
    PACKED = FieldSpec::uint("cip.msp.num_services", "Services", 16).little().doc("How many messages this one holds.", SERVICES_SECTION);
    OFFSET = FieldSpec::uint("cip.msp.offset", "Offset", 16).little().unit("bytes").doc("Where the message begins, counted from the number of services.", SERVICES_SECTION);
    INNER = FieldSpec::group("", "Message").doc("One of several in a message.", SERVICES_SECTION);
    PATH = FieldSpec::group("", "Path").doc("Where the request goes.", "CIP Volume 1 §C-1.4");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + path::SEGMENT_FIELDS.len()] =
    join_fields(&[FIELDS, path::SEGMENT_FIELDS]);

/// CIP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cip",
        short: "CIP",
        title: "Common Industrial Protocol",
        osi: OsiLayer::Application,
        why: "Controllers and machines see each other as objects with attributes, and call the services of these.",
        reference: "CIP Networks Library, Volume 1",
    },
    claims: &[Claim::Field("enip.cpf.typeid", 0xb2)],
    headers: &[
        SERVICE,
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
    sample: b"\x0e\x03\x20\x04\x24\x67\x30\x03",
};

/// What brings a request and its response together: the sequence count of their connection, or the
/// sender context of EtherNet/IP.
fn exchange(p: &Peel<'_>) -> u32 {
    let Some(outer) = p.bytes_since("enip") else {
        return 0;
    };
    match (outer.first(), outer.get(44..46), outer.get(12..20)) {
        (Some(0x70), Some([low, high]), _) => u32::from_le_bytes([*low, *high, 0, 1]),
        (_, _, Some(&[a, b, c, d, e, f, g, h])) => {
            u32::from_le_bytes([a, b, c, d]) ^ u32::from_le_bytes([e, f, g, h])
        }
        _ => 0,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let (service, target) = message(p, true)?;
    let class = target.class;
    let code = service & 0x7f;
    if code < 0x4b || p.rest().is_empty() {
        return Ok(());
    }
    let Some(class) = class else {
        return Ok(());
    };
    let range = p.pos()..p.bytes().len();
    let next = match class {
        6 if matches!(code, 0x4e | 0x52 | 0x54 | 0x5b) && service != 0xd2 => u32::from(service),
        6 => return Ok(()),
        // Object classes with rules of their own that are not read here.
        0x44 | 0x67 | 0xf3 => return Ok(()),
        _ => u32::MAX,
    };
    p.wrap(Next::Field("cip.service", next), range, "item length");
    Ok(())
}

/// Reads one message; `outermost` if it may hold others and is the one that the layer is about.
fn message(p: &mut Peel<'_>, outermost: bool) -> Result<(u8, Target), Stop> {
    let service = p.rows(SERVICE)?[0];
    let code = service & 0x7f;
    let known = SERVICES
        .iter()
        .find(|(number, _)| *number == u64::from(code));
    let name = known.map_or("service of the class", |(_, name)| *name);
    let mut target = Target::default();
    if service & 0x80 == 0 {
        let len = 2 * p.uint(&PATH_SIZE)? as usize;
        if len > 0 {
            p.group(&PATH, |p| {
                p.within(len, "path length", |p| path::read(p, &mut target))
            })?;
        }
        if outermost {
            let attribute = target.attribute.unwrap_or_default() & 0xffff;
            // A path without a class names a variable: the rules of no known class hold.
            let class = target.class.unwrap_or(0xffff);
            target.class = Some(class);
            p.note(ASKED, exchange(p), (class + 1) << 16 | attribute);
            p.summary(format_args!("request: {name}"));
        }
        request(p, code, target, outermost)?;
        return Ok((service, target));
    }
    p.skip(1)?;
    let status = p.uint(&GENERAL)?;
    for _ in 0..p.uint(&MORE_SIZE)? {
        p.uint(&MORE)?;
    }
    if outermost {
        if let Some(asked) = p.fact(ASKED, exchange(p)) {
            target.class = (asked >> 16).checked_sub(1);
            target.attribute = Some(asked & 0xffff);
        }
        match STATUS.iter().find(|(number, _)| *number == status) {
            Some((0, _)) => p.summary(format_args!("response: {name}")),
            Some((_, error)) => p.summary(format_args!("{name} failed: {error}")),
            None => p.summary(format_args!("{name} failed: status {status:#x}")),
        }
    }
    if code == 0x0a && outermost {
        packed(p)?;
    } else if code == 0x0e && status == 0 && is_plain(target) {
        value(p)?;
    }
    Ok((service, target))
}

/// True if the value of the attribute is just bytes: data of an assembly.
fn is_plain(target: Target) -> bool {
    matches!((target.class, target.attribute), (Some(4), Some(3)))
}

fn value(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&DATA, len).map(drop),
    }
}

fn request(p: &mut Peel<'_>, code: u8, target: Target, outermost: bool) -> Peeled {
    match code {
        0x03 => {
            for _ in 0..p.uint(&LIST_COUNT)? {
                p.uint(&ATTRIBUTE)?;
            }
            Ok(())
        }
        0x0a if outermost => packed(p),
        0x10 if is_plain(target) => value(p),
        _ => Ok(()),
    }
}

/// Reads several messages in one. The offsets say where each begins, and so where the one before ends.
fn packed(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let count = p.uint(&PACKED)? as usize;
    p.require(2 * count)?;
    let mut starts = Vec::with_capacity(count);
    for _ in 0..count {
        starts.push(start + p.uint(&OFFSET)? as usize);
    }
    let end = p.bytes().len();
    for (index, begin) in starts.iter().enumerate() {
        let stop = starts.get(index + 1).copied().unwrap_or(end);
        // Offsets that go back or too far are not followed.
        if *begin < p.pos() || stop < *begin || stop > end {
            return Ok(());
        }
        p.seek(*begin);
        p.group(&INNER, |p| {
            p.within(stop - begin, "offset of a message", |p| {
                message(p, false).map(drop)
            })
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

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn text(out: &Dissection, name: &str, bytes: &[u8]) -> Vec<String> {
        all(out, bytes, name)
            .into_iter()
            .map(|(_, _, text)| text)
            .collect()
    }

    #[test]
    fn a_path_leads_to_an_attribute() {
        let bytes = b"\x0e\x05\x21\0\x04\x01\x25\0\x67\x01\x30\x03";
        let out = peeled(bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(text(&out, "cip.class", bytes), ["0x0104"]);
        assert_eq!(text(&out, "cip.instance", bytes), ["0x0167"]);
        assert_eq!(text(&out, "cip.attribute", bytes), ["3"]);
    }

    #[test]
    fn a_message_holds_messages() {
        let bytes = b"\x0a\x02\x20\x02\x24\x01\x02\0\x06\0\x0c\0\x01\x02\x20\x01\x24\x01\x01\x02\x20\x01\x24\x02";
        let out = peeled(bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(text(&out, "cip.instance", bytes), ["0x01", "0x01", "0x02"]);
        assert_eq!(out.layers[0].summary, "request: several services");
    }

    #[test]
    fn a_failure_is_said_and_lies_are_told() {
        let out = peeled(b"\xd4\0\x01\x01\x07\x01");
        assert_eq!(
            out.layers[0].summary,
            "service of the class failed: connection failed"
        );
        assert!(!peeled(b"\x0e\xff\x20\x04").faults.is_empty());
        assert!(!peeled(b"\x0a\0\xff\xff\0\0").faults.is_empty());
    }
}
