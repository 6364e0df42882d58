//! LMP: two ends of many parallel links between optical switches agree on which is which
//! (RFC 4204).

mod objects;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::low_words::join;

const SECTION: &str = "RFC 4204 §12.1";
const OBJECT_SECTION: &str = "RFC 4204 §12.2";

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("lmp.version", "Version and reserved bits", 8)
        .parts_follow()
        .doc("The version stands in the upper four bits.", SECTION),
    FieldSpec::uint("", "Version", 4).part().doc("1.", SECTION),
    FieldSpec::gap(4).part(),
    FieldSpec::gap(8),
    FieldSpec::hex("lmp.header_flags", "Flags", 8)
        .parts_follow()
        .doc("How the control channel does.", SECTION),
    FieldSpec::gap(6).part(),
    FieldSpec::flag("lmp.hdr.reboot", "Restarted")
        .part()
        .doc("Set: the sender has lost what it knew.", SECTION),
    FieldSpec::flag("lmp.hdr.ccdown", "Channel down")
        .part()
        .doc("Set: the control channel is being taken down.", SECTION),
    FieldSpec::uint("lmp.msg", "Type", 8)
        .codes(&[
            (1, "config"),
            (2, "config acknowledged"),
            (3, "config refused"),
            (4, "hello"),
            (5, "begin verify"),
            (6, "begin verify acknowledged"),
            (7, "begin verify refused"),
            (8, "end verify"),
            (9, "end verify acknowledged"),
            (10, "test"),
            (11, "test status: success"),
            (12, "test status: failure"),
            (13, "test status acknowledged"),
            (14, "link summary"),
            (15, "link summary acknowledged"),
            (16, "link summary refused"),
            (17, "channel status"),
            (18, "channel status acknowledged"),
            (19, "channel status request"),
            (20, "channel status response"),
            (50, "service config"),
            (51, "service config acknowledged"),
            (52, "service config refused"),
        ])
        .doc("What the message is for.", SECTION),
    FieldSpec::uint("lmp.header_length", "Length", 16)
        .unit("bytes")
        .doc("The whole message.", SECTION),
    FieldSpec::hex("lmp.checksum", "Reserved", 16)
        .doc("Zero; drafts of the protocol had a checksum here.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const OBJECT: &[FieldSpec] = &[
    FieldSpec::flag("lmp.negotiable", "Negotiable").doc(
        "Set: the other end may answer with another value.",
        OBJECT_SECTION,
    ),
    FieldSpec::uint("lmp.obj.ctype", "Form", 7).doc(
        "How the object is written: for IPv4, for IPv6, local or remote.",
        OBJECT_SECTION,
    ),
    FieldSpec::uint("lmp.object_class", "Class", 8)
        .codes(&[
            (1, "control channel"),
            (2, "node"),
            (3, "link"),
            (4, "interface"),
            (5, "message"),
            (6, "config"),
            (7, "hello"),
            (8, "begin verify"),
            (9, "begin verify acknowledged"),
            (10, "verification"),
            (11, "TE link"),
            (12, "data link"),
            (13, "channel status"),
            (14, "channel status request"),
            (20, "error"),
            (51, "service"),
        ])
        .doc("What the object is.", OBJECT_SECTION),
    FieldSpec::uint("lmp.object_length", "Length", 16)
        .unit("bytes")
        .doc("The object with this head.", OBJECT_SECTION),
];

const OBJECT_HEAD_LEN: usize = bytes_of(OBJECT);

crate::fields! {
    OTHER = FieldSpec::bytes("", "Content").doc("What decap does not take apart.", OBJECT_SECTION);
}

/// LMP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lmp",
        short: "LMP",
        title: "Link Management Protocol",
        osi: OsiLayer::Application,
        why: "It tells two optical switches which of their many fibres lead where and work.",
        reference: "RFC 4204",
    },
    claims: &[Claim::Port(Transport::Udp, 701)],
    headers: &join::<_, { 2 + objects::TABLES.len() }>(&[&[HEADER, OBJECT], objects::TABLES]),
    fields: &join_fields::<{ FIELDS.len() + objects::FIELDS.len() }>(&[FIELDS, objects::FIELDS]),
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x10\0\0\x04\0\x1c\0\0\x01\x01\0\x08\0\0\0\x01\x01\x07\0\x0c\0\0\0\x02\0\0\0\x01",
};

fn recognise(bytes: &[u8]) -> Match {
    let Some(&[version, _, _, _, high, low, ..]) = bytes.first_chunk::<HEADER_LEN>() else {
        return Match::No;
    };
    let len = usize::from(u16::from_be_bytes([high, low]));
    Match::maybe_if(version >> 4 == 1 && len >= HEADER_LEN)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let len = usize::from(u16::from_be_bytes([header[4], header[5]]));
    let name = HEADER[8].names.get(header[3].into());
    p.summary(format_args!("{}", name.unwrap_or("unknown message")));
    p.within(len.saturating_sub(HEADER_LEN), "LMP length", |p| {
        while !p.rest().is_empty() && !p.is_full() {
            object(p)?;
        }
        Ok(())
    })
}

fn object(p: &mut Peel<'_>) -> Peeled {
    let Some(&[form, class, high, low]) = p.rest().first_chunk::<OBJECT_HEAD_LEN>() else {
        return p.require(OBJECT_HEAD_LEN);
    };
    let says = usize::from(u16::from_be_bytes([high, low]));
    p.group(objects::spec(class), |p| {
        p.rows(OBJECT)?;
        let Some(len) = says.checked_sub(OBJECT_HEAD_LEN) else {
            let kind = FaultKind::BadLength {
                field: "LMP object length",
                says: says as u64,
                limit: OBJECT_HEAD_LEN as u64,
            };
            p.fault(kind, p.pos() - 2..p.pos());
            return Err(crate::decode::Stop);
        };
        p.within(len, "LMP object length", |p| {
            objects::read(p, class, form & 0x7f)?;
            match p.rest().len() {
                0 => Ok(()),
                left => p.field(&OTHER, left).map(drop),
            }
        })
    })
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
    fn a_hello_counts() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("lmp.local_ccid"), Value::Uint(1));
        assert_eq!(value("lmp.txseqnum"), Value::Uint(2));
        assert_eq!(out.layers[0].summary, "hello");
        assert!(out.faults.is_empty());
    }

    #[test]
    fn a_data_link_has_parts_of_its_own() {
        let out = peeled(b"\x10\0\0\x0e\0\x24\0\0\x03\x0c\0\x1c\x01\0\0\0\0\0\0\x05\0\0\0\x06\x01\x0c\x05\x02\x4e\x6e\x6b\x28\x4e\x6e\x6b\x28");
        let rate = out.field("lmp.minimum_reservable_bandwidth").unwrap();
        assert_eq!(rate.value, Value::Made("8000".into()));
        let remote = out.field("lmp.data_link.remote_unnum").unwrap();
        assert_eq!(remote.value, Value::Uint(6));
        assert!(out.faults.is_empty());
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        assert_eq!(
            peeled(b"\x10\0\0\x04\0\x0c\0\0\x01\x01\0\x02").faults.len(),
            1
        );
        assert!(
            !peeled(b"\x10\0\0\x04\0\x20\0\0\x01\x01\0\x18")
                .faults
                .is_empty()
        );
    }
}
