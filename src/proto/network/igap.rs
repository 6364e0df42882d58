//! IGAP: IGMP with the names and passwords of users (draft-hayashi-igap).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::checksum;
use crate::proto::reserved::reserved;

const SECTION: &str = "draft-hayashi-igap-03 §4";

const PASSWORD_JOIN: u8 = 0x02;
const RESPONSE_JOIN: u8 = 0x04;
const CHALLENGED: u8 = 0x23;
const AUTHENTICATED: u8 = 0x24;
const ACCOUNTED: u8 = 0x25;
const PASSWORD_LEAVE: u8 = 0x42;
const RESPONSE_LEAVE: u8 = 0x44;

/// Bytes that are kept for the account's name, and for the message.
const ACCOUNT_ROOM: usize = 16;
const MESSAGE_ROOM: usize = 64;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("igap.max_resp", "Longest delay", 8)
        .unit("× 0.1 s")
        .doc("Hosts answer after a random time up to this.", SECTION),
    FieldSpec::hex("igap.checksum", "Checksum", 16)
        .doc("Covers the message, IGMP's type included.", SECTION),
    FieldSpec::ipv4("igap.maddr", "Group").doc("The multicast group.", SECTION),
    FieldSpec::hex("igap.version", "Version", 8).doc("0x10: version 1.", SECTION),
    FieldSpec::hex("igap.subtype", "Subtype", 8)
        .codes(&[
            (0x02, "join with a password"),
            (0x03, "request for a challenge to join"),
            (0x04, "response to a challenge to join"),
            (0x21, "query"),
            (0x23, "challenge"),
            (0x24, "result of the authentication"),
            (0x25, "accounting"),
            (0x27, "request for a user's name"),
            (0x41, "leave"),
            (0x42, "leave with a password"),
            (0x43, "request for a challenge to leave"),
            (0x44, "response to a challenge to leave"),
        ])
        .doc("How the user proves who it is.", SECTION),
    reserved(8, SECTION),
    FieldSpec::hex("igap.challengeid", "Challenge", 8).doc("Tells challenges apart.", SECTION),
    FieldSpec::uint("igap.asize", "Account size", 8)
        .unit("bytes")
        .doc("How many of the account's 16 bytes are used.", SECTION),
    FieldSpec::uint("igap.msize", "Message size", 8)
        .unit("bytes")
        .doc("How many of the message's 64 bytes are used.", SECTION),
    reserved(16, SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    ACCOUNT = FieldSpec::text("igap.account", "Account")
        .doc("The user.", SECTION);
    PASSWORD = FieldSpec::text("igap.user_password", "Password")
        .doc("As it is, for everybody to read.", SECTION);
    RESULT = FieldSpec::bytes("igap.result_of_md5_calculation", "Response")
        .doc("The MD5 sum of challenge and password.", SECTION);
    CHALLENGE = FieldSpec::bytes("igap.challenge", "Challenge")
        .doc("A random value that the response is computed from.", SECTION);
    AUTHENTICATION = FieldSpec::hex("igap.authentication_result", "Authentication", 8)
        .codes(&[(0x11, "success"), (0x21, "failure")])
        .doc("Whether the user is who it says.", SECTION);
    ACCOUNTING = FieldSpec::hex("igap.accounting_status", "Accounting", 8)
        .codes(&[(0x11, "start"), (0x21, "stop")])
        .doc("Whether the user is now charged.", SECTION);
    MESSAGE = FieldSpec::bytes("igap.unknown_message", "Message")
        .doc("A message without a meaning here.", SECTION);
}

/// IGAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "igap",
        short: "IGAP",
        title: "IGMP for user Authentication Protocol",
        osi: OsiLayer::Network,
        why: "It is IGMP for groups that not everybody may join.",
        reference: SECTION,
    },
    claims: &[
        Claim::Field("igmp.type", 0x40),
        Claim::Field("igmp.type", 0x41),
        Claim::Field("igmp.type", 0x42),
    ],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x64\0\0\xe0\x01\x02\x03\x10\x02\0\x07\x05\x03\0\0user1\0\0\0\0\0\0\0\0\0\0\0abc\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let (subtype, account, message) = (h[8], usize::from(h[11]), usize::from(h[12]));
    if !p.wants_fields() {
        return Ok(());
    }
    let verdict = match p.bytes_since("igmp") {
        Some(message) if p.is_whole() && !p.is_quoted() => checksum::verdict(message, 2, 0),
        _ => Verdict::Unverifiable,
    };
    p.verdict("igap.checksum", verdict);
    p.summary(format_args!(
        "{}",
        HEADER[4]
            .names
            .get(subtype.into())
            .unwrap_or("unknown subtype")
    ));
    if account > ACCOUNT_ROOM || message > MESSAGE_ROOM {
        let bad = "the sizes do not fit the room for account and message";
        p.fault(FaultKind::Malformed(bad), 11..13);
        return Ok(());
    }
    let start = p.pos();
    p.require(ACCOUNT_ROOM)?;
    if account > 0 {
        p.field(&ACCOUNT, account)?;
    }
    p.seek(start + ACCOUNT_ROOM);
    let start = p.pos();
    p.require(MESSAGE_ROOM)?;
    if message > 0 {
        match subtype {
            PASSWORD_JOIN | PASSWORD_LEAVE => p.field(&PASSWORD, message).map(drop)?,
            RESPONSE_JOIN | RESPONSE_LEAVE => p.field(&RESULT, message).map(drop)?,
            CHALLENGED => p.field(&CHALLENGE, message).map(drop)?,
            AUTHENTICATED => p.uint(&AUTHENTICATION).map(drop)?,
            ACCOUNTED => p.uint(&ACCOUNTING).map(drop)?,
            _ => p.field(&MESSAGE, message).map(drop)?,
        }
    }
    p.seek(start + MESSAGE_ROOM);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn sizes_say_how_much_of_the_room_is_used() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let text = |name| out.field(name).unwrap().raw_text(PROTOCOL.sample);
        assert_eq!(text("igap.account"), "user1");
        assert_eq!(text("igap.user_password"), "abc");
        let mut lying = PROTOCOL.sample.to_vec();
        lying[11] = 17;
        peeler.peel_as(&PROTOCOL, &lying, Want::Full, &mut out);
        assert!(matches!(out.faults[0].kind, FaultKind::Malformed(_)));
        assert!(out.field("igap.account").is_none());
    }
}
