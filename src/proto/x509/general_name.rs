//! Names of hosts, mailboxes, addresses (RFC 5280 §4.2.1.6).

use super::{CONTEXT, Holder, name};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value, text};
use crate::proto::ber::{self, Element, OBJECT_IDENTIFIER};

const OTHER: u8 = 0;
const MAILBOX: u8 = 1;
const HOST: u8 = 2;
const DIRECTORY: u8 = 4;
const URI: u8 = 6;
const ADDRESS: u8 = 7;
const REGISTERED: u8 = 8;

/// The forms of a name.
pub(super) const FORMS: Codes = &[
    (OTHER as u64, "other name"),
    (MAILBOX as u64, "mailbox"),
    (HOST as u64, "host name"),
    (3, "X.400 address"),
    (DIRECTORY as u64, "distinguished name"),
    (5, "EDI party"),
    (URI as u64, "URI"),
    (ADDRESS as u64, "IP address"),
    (REGISTERED as u64, "registered identifier"),
];

const SECTION: &str = "RFC 5280 §4.2.1.6";

crate::fields! {
    NAME = FieldSpec::uint("x509ce.GeneralName", "Name", 32)
        .codes(FORMS)
        .doc("A name, and of which form it is.", SECTION);
    OTHER_NAME = FieldSpec::group("x509ce.otherName_element", "Other name")
        .doc("A name of a form that its identifier tells.", SECTION);
    OTHER_TYPE = FieldSpec::computed("x509ce.type_id", "Form")
        .doc("The form of the name.", SECTION);
    MAILBOX_NAME = FieldSpec::text("x509ce.rfc822Name", "Mailbox")
        .doc("An e-mail address.", SECTION);
    HOST_NAME = FieldSpec::text("x509ce.dNSName", "Host name")
        .doc("A host that the certificate is for; * stands for any one label.", SECTION);
    DIRECTORY_NAME = FieldSpec::uint("x509ce.directoryName", "Distinguished name", 32)
        .codes(name::FORMS)
        .doc("A name of the form that issuer and subject have.", SECTION);
    URI_TEXT = FieldSpec::text("x509ce.uniformResourceIdentifier", "URI")
        .doc("Where to find something, such as a list of revoked certificates.", SECTION);
    IPV4 = FieldSpec::ipv4("x509ce.IPAddress.ipv4", "IPv4 address")
        .doc("An address that the certificate is for.", SECTION);
    IPV6 = FieldSpec::ipv6("x509ce.IPAddress.ipv6", "IPv6 address")
        .doc("An address that the certificate is for.", SECTION);
    ADDRESS_BYTES = FieldSpec::bytes("x509ce.iPAddress", "Address")
        .doc("An address with its mask, where names are constrained.", "RFC 5280 §4.2.1.10");
    REGISTERED_ID = FieldSpec::computed("x509ce.registeredID", "Registered identifier")
        .doc("An object identifier as a name.", SECTION);
}

/// A name as a field of its own; `holder` learns the first host.
pub(super) fn name(p: &mut Peel<'_>, holder: &mut Holder) -> Peeled {
    name_as(p, &NAME, holder)
}

/// A name whose field is `spec`, which covers the contents.
pub(super) fn name_as(p: &mut Peel<'_>, spec: &'static FieldSpec, holder: &mut Holder) -> Peeled {
    let element = ber::header(p)?;
    ber::contents(p, &element, |p| {
        let form = element.id & 0x1f;
        p.group_as(
            spec,
            || Value::Uint(u64::from(form)),
            |p| {
                let end = p.bytes().len();
                if element.id & 0xc0 == CONTEXT {
                    form_of(p, form, &element, holder)?;
                }
                p.seek(end);
                Ok(())
            },
        )
    })
}

fn form_of(p: &mut Peel<'_>, form: u8, element: &Element, holder: &mut Holder) -> Peeled {
    let spec = match form {
        OTHER => return p.group(&OTHER_NAME, other),
        DIRECTORY => {
            return name::name(p, &DIRECTORY_NAME, &name::PARTS, &mut Holder::default());
        }
        MAILBOX => &MAILBOX_NAME,
        HOST => {
            if holder.host.is_none() {
                holder.host = Some(text::clean_bytes(p.rest()));
            }
            &HOST_NAME
        }
        URI => &URI_TEXT,
        ADDRESS => match element.len {
            4 => &IPV4,
            16 => &IPV6,
            _ => &ADDRESS_BYTES,
        },
        REGISTERED => &REGISTERED_ID,
        _ => return Ok(()),
    };
    ber::value(p, spec, element).map(drop)
}

/// A form's identifier, and a value of that form.
fn other(p: &mut Peel<'_>) -> Peeled {
    let end = p.bytes().len();
    ber::field(p, &OTHER_TYPE, OBJECT_IDENTIFIER)?;
    p.seek(end);
    Ok(())
}
