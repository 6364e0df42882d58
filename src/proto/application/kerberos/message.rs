//! The messages (RFC 4120 §5.4 to §5.9).

use super::parts::{self, list, name as principal, number, structure, time, value};
use super::{names, options, padata};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, text};
use crate::proto::ber;

const SECTION: &str = "RFC 4120 §5";

const AS_REQUEST: u8 = 0x6a;
const AS_REPLY: u8 = 0x6b;
const TGS_REQUEST: u8 = 0x6c;
const TGS_REPLY: u8 = 0x6d;
const AP_REQUEST: u8 = 0x6e;
const AP_REPLY: u8 = 0x6f;
const SAFE: u8 = 0x74;
const PRIVATE: u8 = 0x75;
const CREDENTIALS: u8 = 0x76;
const ERROR: u8 = 0x7e;

const PRE_AUTHENTICATION_REQUIRED: i64 = 25;

const fn group(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, SECTION)
}

const fn moment(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(doc, SECTION)
}

crate::fields! {
    AS_REQUEST_GROUP = group("kerberos.as_req_element", "AS request", "A client asks for its first ticket.");
    AS_REPLY_GROUP = group("kerberos.as_rep_element", "AS reply", "Here it is.");
    TGS_REQUEST_GROUP = group("kerberos.tgs_req_element", "TGS request", "A client asks for a ticket for a service, and shows its first one.");
    TGS_REPLY_GROUP = group("kerberos.tgs_rep_element", "TGS reply", "Here it is.");
    pub(super) AP_REQUEST_GROUP = group("kerberos.ap_req_element", "AP request", "A client shows its ticket to a service.");
    AP_REPLY_GROUP = group("kerberos.ap_rep_element", "AP reply", "The service proves who it is.");
    SAFE_GROUP = group("kerberos.krb_safe_element", "Safe", "Data with a checksum.");
    PRIVATE_GROUP = group("kerberos.krb_priv_element", "Private", "Encrypted data.");
    CREDENTIALS_GROUP = group("kerberos.krb_cred_element", "Credentials", "Tickets and their keys, handed on.");
    ERROR_GROUP = group("kerberos.krb_error_element", "Error", "It did not work.");
    VERSION = FieldSpec::uint("kerberos.pvno", "Version", 32).doc("Always 5.", SECTION);
    KIND = FieldSpec::int("kerberos.msg_type", "Message type", 32).codes(names::MESSAGES).doc("What the message is.", SECTION);
    PADATA = FieldSpec::uint("kerberos.padata", "Pre-authentication", 32).doc("What proves the client before it gets a ticket, and hints; how many there are.", "RFC 4120 §5.2.7");
    BODY = group("kerberos.req_body_element", "Request", "What is asked for.");
    OPTIONS = FieldSpec::bytes("kerberos.kdc_options", "Options").doc("What kind of ticket is wanted.", "RFC 4120 §5.4.1");
    FROM = moment("kerberos.from", "From", "When the ticket shall begin to be valid.");
    TILL = moment("kerberos.till", "Till", "Until when it shall be valid.");
    RENEW_TIME = moment("kerberos.rtime", "Renewable till", "Until when it shall be renewable.");
    NONCE = FieldSpec::uint("kerberos.nonce", "Nonce", 32).doc("A random number; the reply repeats it, encrypted.", SECTION);
    ENCRYPTIONS = FieldSpec::uint("kerberos.kdc-req-body.etype", "Encryptions", 32).doc("What the client can decrypt, best first; how many there are.", SECTION);
    ENCRYPTION = FieldSpec::int("kerberos.ENCTYPE", "Encryption", 32).lookup(names::encryption).doc("One of them.", "RFC 3961 §8");
    ADDRESSES = FieldSpec::uint("kerberos.addresses", "Addresses", 32).doc("From where the ticket may be used; how many there are.", SECTION);
    AUTHORISATION = group("kerberos.enc_authorization_data_element", "Authorisation", "Restrictions, encrypted.");
    MORE_TICKETS = FieldSpec::uint("kerberos.additional_tickets", "More tickets", 32).doc("That the request needs; how many there are.", SECTION);
    CLIENT_REALM = FieldSpec::text("kerberos.crealm", "Client's realm").doc("Where the client is known.", SECTION);
    AP_OPTIONS = FieldSpec::bytes("kerberos.ap_options", "Options").doc("How the service shall answer.", "RFC 4120 §5.5.1");
    AUTHENTICATOR = group("kerberos.authenticator_element", "Authenticator", "Encrypted with the session key: shows that the client has it, and that it asks now.");
    CLIENT_TIME = moment("kerberos.ctime", "Client's time", "When the client asked, by its clock.");
    CLIENT_MICROS = FieldSpec::uint("kerberos.cusec", "Microseconds", 32).doc("Of that second.", SECTION);
    SERVER_TIME = moment("kerberos.stime", "Server's time", "When the server answered, by its clock.");
    SERVER_MICROS = FieldSpec::uint("kerberos.susec", "Microseconds", 32).doc("Of that second.", SECTION);
    CODE = FieldSpec::int("kerberos.error_code", "Error", 32).codes(names::ERRORS).doc("What went wrong.", "RFC 4120 §7.5.9");
    ERROR_TEXT = FieldSpec::text("kerberos.e_text", "Text").doc("The same for people.", SECTION);
    ERROR_DATA = FieldSpec::bytes("kerberos.e_data", "Data").doc("More about it: how the client can do better.", SECTION);
}

/// The name of a message, by its tag.
pub(super) fn name(tag: u8) -> Option<&'static str> {
    let number = u64::from(tag & 0x1f);
    let is_known = matches!(tag, AS_REQUEST..=AP_REPLY | SAFE..=CREDENTIALS | ERROR);
    names::MESSAGES
        .iter()
        .find(|row| is_known && row.0 == number)
        .map(|row| row.1)
}

/// Reads a message from its tag on.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    let element = ber::header(p)?;
    p.summary(format_args!(
        "{}",
        name(element.id).unwrap_or("unknown message")
    ));
    ber::contents(p, &element, |p| match element.id {
        AS_REQUEST => request(p, &AS_REQUEST_GROUP, "AS"),
        TGS_REQUEST => request(p, &TGS_REQUEST_GROUP, "TGS"),
        AS_REPLY => reply(p, &AS_REPLY_GROUP, "AS"),
        TGS_REPLY => reply(p, &TGS_REPLY_GROUP, "TGS"),
        AP_REQUEST => ap_request(p),
        AP_REPLY => structure(p, &AP_REPLY_GROUP, |p, tag| match tag {
            2 => parts::encrypted(p, &parts::ENCRYPTED),
            _ => head(p, tag),
        }),
        SAFE => structure(p, &SAFE_GROUP, head),
        PRIVATE => structure(p, &PRIVATE_GROUP, |p, tag| match tag {
            3 => parts::encrypted(p, &parts::ENCRYPTED),
            _ => head(p, tag),
        }),
        CREDENTIALS => structure(p, &CREDENTIALS_GROUP, |p, tag| match tag {
            3 => parts::encrypted(p, &parts::ENCRYPTED),
            _ => head(p, tag),
        }),
        ERROR => error(p),
        _ => Ok(()),
    })
}

/// Version and type, which all messages but requests begin with.
fn head(p: &mut Peel<'_>, tag: u32) -> Peeled {
    match tag {
        0 => number(p, &VERSION).map(drop),
        1 => number(p, &KIND).map(drop),
        _ => Ok(()),
    }
}

fn request(p: &mut Peel<'_>, spec: &'static FieldSpec, kind: &str) -> Peeled {
    structure(p, spec, |p, tag| match tag {
        1 => number(p, &VERSION).map(drop),
        2 => number(p, &KIND).map(drop),
        3 => list(p, &PADATA, padata::item),
        4 => body(p, kind),
        _ => Ok(()),
    })
}

fn body(p: &mut Peel<'_>, kind: &str) -> Peeled {
    let (mut client, mut service, mut realm) = (String::new(), String::new(), String::new());
    structure(p, &BODY, |p, tag| match tag {
        0 => bits(p, &OPTIONS, options::KDC),
        1 => {
            client = format!(" {} for", principal(p, true)?);
            Ok(())
        }
        2 => {
            let bytes = value(p, &parts::REALM)?;
            realm = text::clean_bytes(bytes);
            Ok(())
        }
        3 => {
            service = principal(p, false)?;
            Ok(())
        }
        4 => time(p, &FROM),
        5 => time(p, &TILL),
        6 => time(p, &RENEW_TIME),
        7 => number(p, &NONCE).map(drop),
        8 => list(p, &ENCRYPTIONS, |p| number(p, &ENCRYPTION).map(drop)),
        9 => list(p, &ADDRESSES, parts::address),
        10 => parts::encrypted(p, &AUTHORISATION),
        11 => list(p, &MORE_TICKETS, |p| {
            parts::ticket(p, &parts::MORE_TICKET).map(drop)
        }),
        _ => Ok(()),
    })?;
    p.summary(format_args!(
        "{kind} request:{client} {service}, realm {realm}"
    ));
    Ok(())
}

fn reply(p: &mut Peel<'_>, spec: &'static FieldSpec, kind: &str) -> Peeled {
    let (mut client, mut service) = (String::new(), String::new());
    structure(p, spec, |p, tag| match tag {
        0 => number(p, &VERSION).map(drop),
        1 => number(p, &KIND).map(drop),
        2 => list(p, &PADATA, padata::item),
        3 => value(p, &CLIENT_REALM).map(drop),
        4 => {
            client = principal(p, true)?;
            Ok(())
        }
        5 => {
            service = parts::ticket(p, &parts::TICKET)?;
            Ok(())
        }
        6 => parts::encrypted(p, &parts::ENCRYPTED),
        _ => Ok(()),
    })?;
    p.summary(format_args!(
        "{kind} reply: ticket of {client} for {service}"
    ));
    Ok(())
}

/// Reads an AP request behind its tag.
pub(super) fn ap_request(p: &mut Peel<'_>) -> Peeled {
    structure(p, &AP_REQUEST_GROUP, |p, tag| match tag {
        2 => bits(p, &AP_OPTIONS, options::AP),
        3 => parts::ticket(p, &parts::TICKET).map(drop),
        4 => parts::encrypted(p, &AUTHENTICATOR),
        _ => head(p, tag),
    })
}

/// Reads a string of 32 bits, and shows what they mean.
fn bits(p: &mut Peel<'_>, spec: &'static FieldSpec, table: &'static [FieldSpec]) -> Peeled {
    let element = ber::header(p)?;
    ber::contents(p, &element, |p| {
        p.uint(&parts::PADDING)?;
        let at = p.pos();
        let len = p.rest().len();
        p.field(spec, len)?;
        if len == 4 {
            p.bits(table, at);
        }
        Ok(())
    })
}

fn error(p: &mut Peel<'_>) -> Peeled {
    let mut code = 0;
    structure(p, &ERROR_GROUP, |p, tag| match tag {
        2 => time(p, &CLIENT_TIME),
        3 => number(p, &CLIENT_MICROS).map(drop),
        4 => time(p, &SERVER_TIME),
        5 => number(p, &SERVER_MICROS).map(drop),
        6 => {
            code = number(p, &CODE)?;
            Ok(())
        }
        7 => value(p, &CLIENT_REALM).map(drop),
        8 => principal(p, true).map(drop),
        9 => value(p, &parts::REALM).map(drop),
        10 => principal(p, false).map(drop),
        11 => value(p, &ERROR_TEXT).map(drop),
        12 => {
            let element = ber::header(p)?;
            ber::contents(p, &element, |p| {
                p.mark(&ERROR_DATA, p.pos()..p.bytes().len());
                match code {
                    PRE_AUTHENTICATION_REQUIRED => hints(p),
                    _ => Ok(()),
                }
            })
        }
        _ => head(p, tag),
    })?;
    let name = CODE.names.get(code as u64).unwrap_or("unknown error");
    p.summary(format_args!("error: {name}"));
    Ok(())
}

/// What the client shall prove itself with.
fn hints(p: &mut Peel<'_>) -> Peeled {
    let list = ber::expect(p, ber::SEQUENCE)?;
    ber::contents(p, &list, |p| {
        while !p.rest().is_empty() && !p.is_full() {
            padata::item(p)?;
        }
        Ok(())
    })
}
