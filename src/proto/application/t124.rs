//! T.124: generic conference control. Remote desktops create a conference of two, and put their
//! settings into its user data (MS-RDPBCGR §2.2.1.3, §2.2.1.4).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Value};
use crate::proto::ber;

use super::rdp::{SETTINGS, settings};

const SECTION: &str = "ITU-T T.124 §8.7";

/// The key of the conference control: an object identifier behind its choice and length.
const KEY: &[u8] = b"\x00\x05\x00\x14\x7c\x00\x01";

/// What remote desktops fill into a request: one digit as a name, no options but user data.
const REQUEST: &[u8] = b"\x00\x08\x00\x10\x00\x01\xc0\x00";
/// The keys of user data from clients and servers.
const FROM_CLIENT: &[u8] = b"Duca";
const FROM_SERVER: &[u8] = b"McDn";

crate::fields! {
    CONNECT_DATA = FieldSpec::group("t124.ConnectData", "Connect data").doc("What the conference control says when a connection is set up.", SECTION);
    IDENTIFIER = FieldSpec::uint("t124.t124Identifier", "Identifier", 32).codes(&[(0, "object"), (1, "not standard")]).doc("Who defines what follows.", SECTION);
    OBJECT = FieldSpec::computed("t124.object", "Object").doc("The number of the conference control's standard.", SECTION);
    CONNECT_PDU = FieldSpec::bytes("t124.connectPDU", "Contents").doc("A message of the conference control.", SECTION);
    GCC_PDU = FieldSpec::uint("t124.connectGCCPDU", "Message", 32)
        .codes(&[(0, "conference create request"), (1, "conference create response")])
        .doc("What is said.", SECTION);
    CREATE = FieldSpec::group("t124.conferenceCreateRequest_element", "Create conference").doc("The client creates a conference.", SECTION);
    CREATED = FieldSpec::group("t124.conferenceCreateResponse_element", "Conference created").doc("The server has created it.", SECTION);
    NAME = FieldSpec::group("t124.conferenceName_element", "Name").doc("Of the conference; always 1.", SECTION);
    NUMERIC = FieldSpec::text("t124.numeric", "Digits").doc("The name as digits.", SECTION);
    LOCKED = FieldSpec::uint("t124.lockedConference", "Locked", 1).doc("Set: nobody may join.", SECTION);
    LISTED = FieldSpec::uint("t124.listedConference", "Listed", 1).doc("Set: others can find it.", SECTION);
    CONDUCTIBLE = FieldSpec::uint("t124.conductibleConference", "Conductible", 1).doc("Set: someone may conduct it.", SECTION);
    NODE = FieldSpec::uint("t124.nodeID", "Node", 16).doc("The server's number, sent less 1001.", SECTION);
    TAG = FieldSpec::int("t124.tag", "Tag", 32).doc("Means nothing here.", SECTION);
    RESULT = FieldSpec::uint("t124.result", "Result", 32).codes(&[(0, "success"), (1, "user rejected"), (2, "resources not available")]).doc("0 if it worked.", SECTION);
    USER_DATA = FieldSpec::uint("t124.userData", "User data", 32).doc("How many items there are.", SECTION);
    ITEM = FieldSpec::group("t124.UserData_item_element", "Item").doc("A key, and what stands under it.", SECTION);
    ITEM_KEY = FieldSpec::uint("t124.key", "Key", 32).codes(&[(0, "object"), (1, "H.221 code")]).doc("Who defines the item.", SECTION);
    H221 = FieldSpec::bytes("t124.h221NonStandard", "Code").doc("Duca: a client of remote desktops, McDn: a server.", SECTION);
    ITEM_VALUE = FieldSpec::bytes("t124.value", "Value").doc("The settings.", SECTION);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + SETTINGS.len()] = join_fields(&[FIELDS, SETTINGS]);

/// T.124.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "t124",
        short: "GCC",
        title: "GENERIC-CONFERENCE-CONTROL T.124",
        osi: OsiLayer::Session,
        why: "It creates conferences; for remote desktops it is only the envelope of their settings.",
        reference: "ITU-T T.124",
    },
    claims: &[
        Claim::Field("t125.userData", 0),
        Claim::Field("t125.userData", 1),
    ],
    headers: &[
        settings::CORE,
        settings::SECURITY,
        settings::CLUSTER,
        settings::CHANNEL_OPTIONS,
        settings::MONITOR,
        settings::SERVER_CORE_ROWS,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x05\x00\x14\x7c\x00\x01\x1a\x14\x76\x0a\x01\x01\x00\x01\xc0\x00McDn\x0c\
        \x01\x0c\x0c\x00\x04\x00\x08\x00\x00\x00\x00\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(bytes.starts_with(KEY))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut at = 0;
    p.group(&CONNECT_DATA, |p| {
        p.group_as(
            &IDENTIFIER,
            || Value::Uint(0),
            |p| {
                p.skip(2)?;
                let at = p.pos();
                let object = p.skip(KEY.len() - 2)?;
                p.mark_made(&OBJECT, at..at + object.len(), || {
                    ber::object_identifier(object)
                });
                Ok(())
            },
        )?;
        // Servers count wrong here, and their clients do not look.
        let len = length(p)?;
        at = p.pos();
        let end = (at + len).min(p.bytes().len());
        p.mark(&CONNECT_PDU, at..end);
        p.seek(end);
        Ok(())
    })?;
    p.seek(at);
    if p.rest().starts_with(REQUEST) {
        p.summary(format_args!("conference create request"));
        return p.group_as(&GCC_PDU, || Value::Uint(0), |p| p.group(&CREATE, request));
    }
    if matches!(p.rest(), [0x14, _, _, 1, _, 0, 1, 0xc0, 0, ..]) {
        p.summary(format_args!("conference create response"));
        return p.group_as(&GCC_PDU, || Value::Uint(1), |p| p.group(&CREATED, response));
    }
    let end = p.bytes().len();
    p.wrap(Next::Data, at..end, "string length");
    Ok(())
}

fn request(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    p.seek(at + 1);
    p.group(&NAME, |p| p.skip(2).map(drop))?;
    p.mark_made(&NUMERIC, at + 3..at + 4, || "1".into());
    for spec in [&LOCKED, &LISTED, &CONDUCTIBLE] {
        p.mark_as(spec, at + 3..at + 4, Value::Uint(0));
    }
    p.seek(at + 4);
    user_data(p, at + 6, true)
}

fn response(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    p.skip(1)?;
    let node = p.skip(2)?;
    let node = u64::from(u16::from_be_bytes([node[0], node[1]])) + 1001;
    p.mark_as(&NODE, at + 1..at + 3, Value::Uint(node));
    let tag = i64::from(p.skip(2)?[1] as i8);
    p.mark_as(&TAG, at + 3..at + 5, Value::Int(tag));
    p.mark_as(&RESULT, at + 5..at + 6, Value::Uint(0));
    user_data(p, at + 7, false)
}

/// One item: the key of remote desktops, and their settings.
fn user_data(p: &mut Peel<'_>, item: usize, from_client: bool) -> Peeled {
    p.group_as(
        &USER_DATA,
        || Value::Uint(1),
        |p| {
            p.seek(item);
            p.group(&ITEM, |p| {
                p.group_as(
                    &ITEM_KEY,
                    || Value::Uint(1),
                    |p| {
                        p.skip(2)?;
                        p.field(&H221, 4).map(drop)
                    },
                )?;
                let key = p.bytes().get(item + 2..item + 6).unwrap_or_default();
                let len = length(p)?;
                let at = p.pos();
                p.mark(&ITEM_VALUE, at..at.saturating_add(len).min(p.bytes().len()));
                if key != FROM_CLIENT && key != FROM_SERVER {
                    return p.skip(len).map(drop);
                }
                p.within(len, "string length", |p| settings::blocks(p, from_client))
            })
        },
    )
}

/// The length of a string: one byte up to 127, else two (ITU-T X.691 §11.9).
fn length(p: &mut Peel<'_>) -> Result<usize, Stop> {
    let first = usize::from(p.skip(1)?[0]);
    if first & 0x80 == 0 {
        return Ok(first);
    }
    Ok((first & 0x3f) << 8 | usize::from(p.skip(1)?[0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_server_tells_its_version() {
        let bytes = PROTOCOL.sample;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(all(&out, bytes, "t124.object")[0].2, "0.0.20.124.0.1");
        assert_eq!(all(&out, bytes, "t124.nodeID"), [(9, 2, "31219".into())]);
        assert_eq!(all(&out, bytes, "rdp.version.minor"), [(28, 2, "8".into())]);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn a_block_that_claims_too_much_is_a_fault() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[24] = 0xff;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
