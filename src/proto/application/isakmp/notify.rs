//! Notifications and deletions (RFC 2408 §3.14, §3.15, RFC 7296 §3.10, §3.11).

use super::association::{SPI, SPI_LEN};
use super::payloads::take;
use super::{Version, codes};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const RFC: &str = "RFC 7296 §3.10; RFC 2408 §3.14";
const DELETE: &str = "RFC 7296 §3.11; RFC 2408 §3.15";
const REDIRECT: &str = "RFC 5685 §7";
const SYNCHRONISE: &str = "RFC 6311 §8.1";

const DOMAINS: crate::model::Codes = &[(0, "ISAKMP"), (1, "IPsec"), (2, "group domain")];

const fn uint(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
}

crate::fields! {
    DOI = uint("isakmp.notify.doi", "Domain of interpretation", 32).codes(DOMAINS)
        .doc("In which field the numbers have their meaning.", RFC);
    PROTOCOL = uint("isakmp.notify.protoid", "Protocol", 8).codes(codes::PROTOCOLS)
        .doc("Which kind of association is meant; 0 for none.", RFC);
    KIND_1 = uint("isakmp.notify.msgtype", "Notification", 16).codes(codes::NOTIFY_1)
        .doc("What is told: an error, or a state.", "RFC 2408 §3.14.1");
    KIND_2 = uint("isakmp.notify.msgtype", "Notification", 16).codes(codes::NOTIFY_2)
        .doc("What is told: an error below 16384, else a state.", "RFC 7296 §3.10.1");
    DATA = FieldSpec::bytes("isakmp.notify.data", "Data")
        .doc("What belongs to the notification.", RFC);
    THERE = uint("isakmp.notify.data.dpd.are_you_there", "Are you there?", 32)
        .doc("A number that the other end sends back if it is alive.", "RFC 3706 §5.3");
    HERE = uint("isakmp.notify.data.dpd.are_you_there_ack", "I am here", 32)
        .doc("The number of the question.", "RFC 3706 §5.3");
    GROUP = uint("isakmp.notify.data.accepted_dh_group", "Accepted group", 16).codes(codes::GROUPS)
        .doc("The group that the other end should use instead.", "RFC 7296 §1.3");
    CPI = uint("isakmp.notify.data.ipcomp.cpi", "IPComp number", 16)
        .doc("Names the compression in packets.", "RFC 7296 §3.10.1");
    COMPRESSION = uint("isakmp.notify.data.ipcomp.transform_id", "Compression", 8)
        .codes(&[(1, "OUI"), (2, "DEFLATE"), (3, "LZS"), (4, "LZJH")])
        .doc("The algorithm.", "RFC 7296 §3.10.1");
    LIFE = uint("isakmp.notify.data.auth_lifetime", "Authentication lifetime", 32).unit("seconds")
        .doc("After this time, the end must prove again who it is.", "RFC 4478 §3");
    GATEWAY_KIND = uint("isakmp.notify.data.redirect.gw_ident.type", "Kind of name", 8)
        .codes(&[(1, "IPv4 address"), (2, "IPv6 address"), (3, "domain name")])
        .doc("How the gateway is named.", REDIRECT);
    GATEWAY_LEN = uint("isakmp.notify.data.redirect.gw_ident.len", "Length of the name", 8).unit("bytes")
        .doc("How long the name is.", REDIRECT);
    NEW_4 = FieldSpec::ipv4("isakmp.notify.data.redirect.new_resp_gw_ident.ipv4", "New gateway")
        .doc("Go to this gateway instead.", REDIRECT);
    NEW_6 = FieldSpec::ipv6("isakmp.notify.data.redirect.new_resp_gw_ident.ipv6", "New gateway")
        .doc("Go to this gateway instead.", REDIRECT);
    NEW_NAME = FieldSpec::text("isakmp.notify.data.redirect.new_resp_gw_ident.fqdn", "New gateway")
        .doc("Go to this gateway instead.", REDIRECT);
    NEW_OTHER = FieldSpec::bytes("isakmp.notify.data.redirect.new_resp_gw_ident.data", "New gateway")
        .doc("Go to this gateway instead.", REDIRECT);
    NEW_NONCE = FieldSpec::bytes("isakmp.notify.data.redirect.nonce_data", "Nonce")
        .doc("The nonce of the request, so that nobody else can send one away.", REDIRECT);
    OLD_4 = FieldSpec::ipv4("isakmp.notify.data.redirect.org_resp_gw_ident.ipv4", "First gateway")
        .doc("The gateway that sent the client here.", REDIRECT);
    OLD_6 = FieldSpec::ipv6("isakmp.notify.data.redirect.org_resp_gw_ident.ipv6", "First gateway")
        .doc("The gateway that sent the client here.", REDIRECT);
    OLD_OTHER = FieldSpec::bytes("isakmp.notify.data.redirect.org_resp_gw_ident.data", "First gateway")
        .doc("The gateway that sent the client here.", REDIRECT);
    TICKET_LIFE = uint("isakmp.notify.data.ticket_opaque.lifetime", "Ticket lifetime", 32).unit("seconds")
        .doc("For how long the ticket is good.", "RFC 5723 §7.2");
    TICKET = FieldSpec::bytes("isakmp.notify.data.ticket_opaque.data", "Ticket")
        .doc("Takes a broken association up again; only the gateway can read it.", "RFC 5723 §7.2");
    TOKEN = FieldSpec::bytes("isakmp.notify.data.qcd.token_secret_data", "Token")
        .doc("Shows after a crash that the association is really gone.", "RFC 6290 §4.1");
    SYNC_NONCE = FieldSpec::hex("isakmp.notify.data.ha.nonce_data", "Nonce", 32)
        .doc("A random number that the answer repeats.", SYNCHRONISE);
    SYNC_SEND = FieldSpec::hex("isakmp.notify.data.ha.expected_send_req_message_id", "Next number to send", 32)
        .doc("The message number that the sender will use.", SYNCHRONISE);
    SYNC_RECEIVE = FieldSpec::hex("isakmp.notify.data.ha.expected_recv_req_message_id", "Next number to receive", 32)
        .doc("The message number that the sender awaits.", SYNCHRONISE);
    SYNC_DELTA = FieldSpec::bytes("isakmp.notify.data.ha.incoming_ipsec_sa_delta_value", "Step")
        .doc("Replay counters go on by so much.", "RFC 6311 §8.2");
    PASSWORDS = FieldSpec::bytes("isakmp.notify.data.secure_password_methods", "Methods")
        .doc("Password methods that the sender knows.", "RFC 6467 §2");
    SIGNATURE_HASH = uint("isakmp.notify.data.signature_hash_algorithms", "Hash", 16)
        .codes(&[(1, "SHA-1"), (2, "SHA-256"), (3, "SHA-384"), (4, "SHA-512"), (5, "identity")])
        .doc("A hash function that the sender can check signatures with.", "RFC 7427 §4");
    DELETE_DOI = uint("isakmp.delete.doi", "Domain of interpretation", 32).codes(DOMAINS)
        .doc("In which field the numbers have their meaning.", DELETE);
    DELETE_PROTOCOL = uint("isakmp.delete.protoid", "Protocol", 8).codes(codes::PROTOCOLS)
        .doc("Which kind of association is gone.", DELETE);
    DELETE_COUNT = uint("isakmp.spinum", "Associations", 16)
        .doc("How many are gone.", DELETE);
    DELETE_SPI = FieldSpec::bytes("isakmp.delete.spi", "SPI")
        .doc("An association that is gone.", DELETE);
}

/// A notification.
pub(super) fn notification(p: &mut Peel<'_>, version: Version) -> Peeled {
    if version == Version::One {
        p.uint(&DOI)?;
    }
    p.uint(&PROTOCOL)?;
    let len = p.uint(&SPI_LEN)? as usize;
    let kind = match version {
        Version::One => p.uint(&KIND_1)?,
        Version::Two => p.uint(&KIND_2)?,
    };
    if len > 0 {
        p.field(&SPI, len)?;
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    let at = p.pos()..p.bytes().len();
    p.mark(&DATA, at.clone());
    match (version, kind, at.len()) {
        (Version::One, 36136, 4) => p.uint(&THERE).map(|_| ()),
        (Version::One, 36137, 4) => p.uint(&HERE).map(|_| ()),
        (Version::Two, 17, 2) => p.uint(&GROUP).map(|_| ()),
        (Version::Two, 16387, 3..) => {
            p.uint(&CPI)?;
            p.uint(&COMPRESSION).map(|_| ())
        }
        (Version::Two, 16403, 4) => p.uint(&LIFE).map(|_| ()),
        (Version::Two, 16407, 2..) => redirect(p, true),
        (Version::Two, 16408, 2..) => redirect(p, false),
        (Version::Two, 16409, 4..) => {
            p.uint(&TICKET_LIFE)?;
            take(p, &TICKET)
        }
        (Version::Two, 16413, _) => take(p, &TICKET),
        (Version::Two, 16419, _) => take(p, &TOKEN),
        (Version::Two, 16422, 12..) => {
            for spec in [&SYNC_NONCE, &SYNC_SEND, &SYNC_RECEIVE] {
                p.uint(spec)?;
            }
            Ok(())
        }
        (Version::Two, 16423, _) => take(p, &SYNC_DELTA),
        (Version::Two, 16424, _) => take(p, &PASSWORDS),
        (Version::Two, 16431, _) => {
            while p.rest().len() >= 2 && !p.is_full() {
                p.uint(&SIGNATURE_HASH)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// To which gateway a client shall go, or from which it comes.
fn redirect(p: &mut Peel<'_>, is_new: bool) -> Peeled {
    let kind = p.uint(&GATEWAY_KIND)?;
    let len = p.uint(&GATEWAY_LEN)? as usize;
    let spec = match (is_new, kind, len) {
        (true, 1, 4) => &NEW_4,
        (true, 2, 16) => &NEW_6,
        (true, 3, _) => &NEW_NAME,
        (true, ..) => &NEW_OTHER,
        (false, 1, 4) => &OLD_4,
        (false, 2, 16) => &OLD_6,
        (false, ..) => &OLD_OTHER,
    };
    p.field(spec, len)?;
    if is_new { take(p, &NEW_NONCE) } else { Ok(()) }
}

/// Associations that the sender has given up.
pub(super) fn delete(p: &mut Peel<'_>, version: Version) -> Peeled {
    if version == Version::One {
        p.uint(&DELETE_DOI)?;
    }
    p.uint(&DELETE_PROTOCOL)?;
    let len = p.uint(&SPI_LEN)? as usize;
    p.uint(&DELETE_COUNT)?;
    while len > 0 && !p.rest().is_empty() && !p.is_full() {
        p.field(&DELETE_SPI, len)?;
    }
    Ok(())
}
