//! Kerberos version 4, which was given up long ago (MIT Project Athena, 1988).

use crate::decode::{Claim, Peel, Peeled, Protocol, Stop};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Timestamp, Value, bytes_of, text};

const SECTION: &str = "Kerberos version 4, Project Athena Technical Plan E.2.1";

const REQUEST: u8 = 1;
const LITTLE: u8 = 1;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("krb4.version", "Version", 8).doc("4.", SECTION),
    FieldSpec::hex("krb4.auth_msg_type", "Message type", 8)
        .parts_follow()
        .doc("What the message is, and its byte order.", SECTION),
    FieldSpec::hex("krb4.m_type", "Type", 7)
        .part()
        .codes(&[
            (1, "request for a first ticket"),
            (2, "reply"),
            (3, "application request"),
            (4, "application request, mutual"),
            (5, "error reply"),
            (6, "private"),
            (7, "safe"),
            (8, "application error"),
        ])
        .doc("What the message is.", SECTION),
    FieldSpec::hex("krb4.byte_order", "Byte order", 1)
        .part()
        .codes(&[
            (0, "most significant byte first"),
            (1, "least significant byte first"),
        ])
        .doc("Of the numbers in the message.", SECTION),
];

crate::fields! {
    NAME = FieldSpec::text("krb4.name", "Name").doc("Of the client, ended by a zero byte.", SECTION);
    INSTANCE = FieldSpec::text("krb4.instance", "Instance").doc("Of the client's name: a role.", SECTION);
    REALM = FieldSpec::text("krb4.realm", "Realm").doc("Which administration.", SECTION);
    TIME = FieldSpec::computed("krb4.time_sec", "Time").doc("When the message was sent.", SECTION);
    LIFETIME = FieldSpec::uint("krb4.lifetime", "Lifetime", 8).unit("× 5 minutes").doc("How long the ticket shall be valid.", SECTION);
    SERVICE = FieldSpec::text("krb4.s_name", "Service").doc("For which the ticket is.", SECTION);
    SERVICE_INSTANCE = FieldSpec::text("krb4.s_instance", "Service's instance").doc("Mostly a host.", SECTION);
}

/// Kerberos version 4.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "krb4",
        short: "Kerberos 4",
        title: "Kerberos v4",
        osi: OsiLayer::Application,
        why: "It is what a client and the service that gives out tickets said to each other before version 5.",
        reference: SECTION,
    },
    claims: &[Claim::Field("kerberos.version", 4)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x04\x02eva\0\0REALM\0\x38\x43\x4f\x69\x60krbtgt\0REALM\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [_, kind] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let name = HEADER[2]
        .names
        .get((kind >> 1).into())
        .unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    if kind >> 1 != REQUEST {
        return Ok(());
    }
    let client = zero_ended(p, &NAME)?;
    zero_ended(p, &INSTANCE)?;
    zero_ended(p, &REALM)?;
    let at = p.pos();
    let bytes = p.skip(4)?;
    let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
    let seconds = match kind & LITTLE {
        0 => u32::from_be_bytes(bytes),
        _ => u32::from_le_bytes(bytes),
    };
    let time = Timestamp::from_parts(seconds.into(), 0);
    p.mark_as(&TIME, at..at + 4, Value::Time(time));
    p.uint(&LIFETIME)?;
    let service = zero_ended(p, &SERVICE)?;
    zero_ended(p, &SERVICE_INSTANCE)?;
    p.summary(format_args!(
        "{name}: {} for {}",
        text::clean_bytes(client),
        text::clean_bytes(service)
    ));
    Ok(())
}

/// Reads text up to and with its zero byte.
fn zero_ended<'a>(p: &mut Peel<'a>, spec: &'static FieldSpec) -> Result<&'a [u8], Stop> {
    let zero = p.rest().iter().position(|byte| *byte == 0);
    let len = zero.map_or(p.rest().len() + 1, |zero| zero + 1);
    let bytes = p.field(spec, len)?;
    Ok(&bytes[..len - 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_request_names_client_and_service() {
        let bytes = PROTOCOL.sample;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(
            out.layers[0].summary,
            "request for a first ticket: eva for krbtgt"
        );
        assert_eq!(all(&out, bytes, "krb4.lifetime"), [(17, 1, "96".into())]);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        // A name without an end.
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            b"\x04\x02eva",
            Want::Full,
            &mut out,
        );
        assert_eq!(out.faults.len(), 1);
    }
}
