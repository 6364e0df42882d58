//! IPP: jobs for printers, in the bodies of HTTP messages (RFC 8010).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::dialogue::{Speaker, speaker};

const PORT: u16 = 631;

const OPERATIONS: Codes = &[
    (0x0002, "Print-Job"),
    (0x0003, "Print-URI"),
    (0x0004, "Validate-Job"),
    (0x0005, "Create-Job"),
    (0x0006, "Send-Document"),
    (0x0007, "Send-URI"),
    (0x0008, "Cancel-Job"),
    (0x0009, "Get-Job-Attributes"),
    (0x000a, "Get-Jobs"),
    (0x000b, "Get-Printer-Attributes"),
    (0x000c, "Hold-Job"),
    (0x000d, "Release-Job"),
    (0x000e, "Restart-Job"),
    (0x0010, "Pause-Printer"),
    (0x0011, "Resume-Printer"),
    (0x0012, "Purge-Jobs"),
    (0x0013, "Set-Printer-Attributes"),
    (0x0014, "Set-Job-Attributes"),
    (0x0015, "Get-Printer-Supported-Values"),
    (0x0016, "Create-Printer-Subscriptions"),
    (0x0017, "Create-Job-Subscriptions"),
    (0x0018, "Get-Subscription-Attributes"),
    (0x0019, "Get-Subscriptions"),
    (0x001a, "Renew-Subscription"),
    (0x001b, "Cancel-Subscription"),
    (0x001c, "Get-Notifications"),
    (0x0022, "Enable-Printer"),
    (0x0023, "Disable-Printer"),
    (0x0033, "Cancel-Document"),
    (0x0034, "Get-Document-Attributes"),
    (0x0035, "Get-Documents"),
    (0x0038, "Cancel-Jobs"),
    (0x0039, "Cancel-My-Jobs"),
    (0x003a, "Resubmit-Job"),
    (0x003b, "Close-Job"),
    (0x003c, "Identify-Printer"),
    (0x003d, "Validate-Document"),
    (0x4001, "CUPS-Get-Default"),
    (0x4002, "CUPS-Get-Printers"),
    (0x4003, "CUPS-Add-Modify-Printer"),
    (0x4004, "CUPS-Delete-Printer"),
    (0x4005, "CUPS-Get-Classes"),
    (0x4006, "CUPS-Add-Modify-Class"),
    (0x4007, "CUPS-Delete-Class"),
    (0x4008, "CUPS-Accept-Jobs"),
    (0x4009, "CUPS-Reject-Jobs"),
    (0x400a, "CUPS-Set-Default"),
    (0x400b, "CUPS-Get-Devices"),
    (0x400c, "CUPS-Get-PPDs"),
    (0x400d, "CUPS-Move-Job"),
    (0x400e, "CUPS-Authenticate-Job"),
    (0x400f, "CUPS-Get-PPD"),
    (0x4027, "CUPS-Get-Document"),
    (0x4028, "CUPS-Create-Local-Printer"),
];

const STATUSES: Codes = &[
    (0x0000, "successful-ok"),
    (0x0001, "successful-ok-ignored-or-substituted-attributes"),
    (0x0002, "successful-ok-conflicting-attributes"),
    (0x0400, "client-error-bad-request"),
    (0x0401, "client-error-forbidden"),
    (0x0402, "client-error-not-authenticated"),
    (0x0403, "client-error-not-authorized"),
    (0x0404, "client-error-not-possible"),
    (0x0405, "client-error-timeout"),
    (0x0406, "client-error-not-found"),
    (0x0407, "client-error-gone"),
    (0x0408, "client-error-request-entity-too-large"),
    (0x0409, "client-error-request-value-too-long"),
    (0x040a, "client-error-document-format-not-supported"),
    (0x040b, "client-error-attributes-or-values-not-supported"),
    (0x040c, "client-error-uri-scheme-not-supported"),
    (0x040d, "client-error-charset-not-supported"),
    (0x040e, "client-error-conflicting-attributes"),
    (0x040f, "client-error-compression-not-supported"),
    (0x0410, "client-error-compression-error"),
    (0x0411, "client-error-document-format-error"),
    (0x0412, "client-error-document-access-error"),
    (0x0500, "server-error-internal-error"),
    (0x0501, "server-error-operation-not-supported"),
    (0x0502, "server-error-service-unavailable"),
    (0x0503, "server-error-version-not-supported"),
    (0x0504, "server-error-device-error"),
    (0x0505, "server-error-temporary-error"),
    (0x0506, "server-error-not-accepting-jobs"),
    (0x0507, "server-error-busy"),
    (0x0508, "server-error-job-canceled"),
    (0x0509, "server-error-multiple-document-jobs-not-supported"),
];

const END_OF_ATTRIBUTES: u8 = 3;

/// Tags below this one begin a group.
const FIRST_VALUE: u8 = 0x10;

const MEMBER: u8 = 0x4a;

const TAGS: Codes = &[
    (1, "operation attributes"),
    (2, "job attributes"),
    (END_OF_ATTRIBUTES as u64, "end of the attributes"),
    (4, "printer attributes"),
    (5, "unsupported attributes"),
    (6, "subscription attributes"),
    (7, "event notification attributes"),
    (8, "resource attributes"),
    (9, "document attributes"),
    (0x10, "unsupported"),
    (0x12, "unknown"),
    (0x13, "no value"),
    (0x15, "not settable"),
    (0x16, "delete the attribute"),
    (0x17, "defined by the administrator"),
    (0x21, "integer"),
    (0x22, "boolean"),
    (0x23, "enum"),
    (0x30, "octetString"),
    (0x31, "dateTime"),
    (0x32, "resolution"),
    (0x33, "rangeOfInteger"),
    (0x34, "collection begins"),
    (0x35, "textWithLanguage"),
    (0x36, "nameWithLanguage"),
    (0x37, "collection ends"),
    (0x41, "textWithoutLanguage"),
    (0x42, "nameWithoutLanguage"),
    (0x44, "keyword"),
    (0x45, "uri"),
    (0x46, "uriScheme"),
    (0x47, "charset"),
    (0x48, "naturalLanguage"),
    (0x49, "mimeMediaType"),
    (MEMBER as u64, "name of a member"),
];

crate::fields! {
    VERSION = FieldSpec::hex("ipp.version", "Version", 16)
        .doc("Major and minor number of the version, a byte each.", "RFC 8010 §3.1.1");
    OPERATION = FieldSpec::hex("ipp.operation_id", "Operation", 16)
        .codes(OPERATIONS).doc("What the printer shall do.", "RFC 8011 §5.4.15");
    STATUS = FieldSpec::hex("ipp.status_code", "Status", 16)
        .codes(STATUSES).doc("What became of it.", "RFC 8011 appendix B");
    CODE = FieldSpec::hex("", "Operation or status", 16)
        .doc("What the printer shall do, or what became of it.", "RFC 8010 §3.1.1");
    REQUEST = FieldSpec::uint("ipp.request_id", "Request", 32)
        .doc("The response repeats it.", "RFC 8011 §4.1.2");
    GROUP = FieldSpec::hex("", "Group", 8)
        .codes(TAGS).doc("What the attributes that follow belong to.", "RFC 8010 §3.5.1");
    ATTRIBUTE = FieldSpec::group("", "Attribute")
        .doc("A name and a value. Without a name it is one more value of the attribute before.", "RFC 8010 §3.1.4");
    TAG = FieldSpec::hex("", "Kind of value", 8)
        .codes(TAGS).doc("How to read the value.", "RFC 8010 §3.5.2");
    NAME_LEN = FieldSpec::uint("", "Name length", 16)
        .unit("bytes").doc("0 for one more value.", "RFC 8010 §3.1.4");
    NAME = FieldSpec::text("ipp.name", "Name")
        .doc("The name of the attribute.", "RFC 8010 §3.1.4");
    VALUE_LEN = FieldSpec::uint("", "Value length", 16)
        .unit("bytes").doc("Length of the value.", "RFC 8010 §3.1.4");
    MEMBER_NAME = FieldSpec::text("ipp.memberattrname", "Member")
        .doc("The name of a member of a collection; its value follows.", "RFC 8010 §3.1.7");
    OUT_OF_BAND = FieldSpec::hex("ipp.outofband_value", "No value", 8)
        .codes(TAGS).doc("Why there is no value.", "RFC 8010 §3.5.2");
    BOOLEAN = FieldSpec::uint("ipp.boolean_value", "Value", 8)
        .doc("1 is true.", "RFC 8010 §3.9");
    INTEGER = FieldSpec::int("ipp.integer_value", "Value", 32)
        .doc("A number.", "RFC 8010 §3.9");
    ENUM = FieldSpec::int("ipp.enum_value", "Value", 32)
        .doc("One of several choices, by its number.", "RFC 8010 §3.9");
    TEXT = FieldSpec::text("ipp.charstring_value", "Value")
        .doc("Text, a keyword, an address.", "RFC 8010 §3.9");
    OCTETS = FieldSpec::text("ipp.octetstring_value", "Value")
        .doc("Bytes.", "RFC 8010 §3.9");
    DATE = FieldSpec::bytes("ipp.datetime_value", "Value")
        .doc("Year (2 bytes), month, day, hour, minute, second, tenths, and the distance from UTC.", "RFC 8010 §3.9");
    RESOLUTION = FieldSpec::bytes("ipp.resolution_value", "Value")
        .doc("Dots across and along the paper, 4 bytes each, and per what: 3 is an inch.", "RFC 8010 §3.9");
    RANGE = FieldSpec::bytes("ipp.rangeofinteger_value", "Value")
        .doc("From this number to that one, 4 bytes each.", "RFC 8010 §3.9");
    TEXT_WITH_LANGUAGE = FieldSpec::bytes("ipp.textwithlanguage_value", "Value")
        .doc("A language and a text, each with its length in 2 bytes.", "RFC 8010 §3.9");
    NAME_WITH_LANGUAGE = FieldSpec::bytes("ipp.namewithlanguage_value", "Value")
        .doc("A language and a name, each with its length in 2 bytes.", "RFC 8010 §3.9");
    UNKNOWN = FieldSpec::bytes("ipp.unknown_value", "Value")
        .doc("A value of a kind that is not known here.", "RFC 8010 §3.5.2");
}

/// IPP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipp",
        short: "IPP",
        title: "Internet Printing Protocol",
        osi: OsiLayer::Application,
        why: "A program asks a printer what it can do, and gives it something to print.",
        reference: "RFC 8010, RFC 8011",
    },
    claims: &[Claim::MediaType("application/ipp")],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\0\x0b\0\0\0\x01\x01\x47\0\x12attributes-charset\0\x05utf-8\x03",
};

/// Length of what stands before the first group.
const HEAD_LEN: usize = 8;

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= HEAD_LEN && (1..=2).contains(&bytes[0]))
}

/// True for a response, false for a request; the message itself does not say which it is.
fn is_response(p: &Peel<'_>) -> Option<bool> {
    if let Some(http) = p.bytes_since("http") {
        return Some(http.starts_with(b"HTTP/"));
    }
    let (_, from, to) = p.addresses()?.ports?;
    if from != PORT && to != PORT {
        return None;
    }
    Some(speaker(p, &[PORT]) == Speaker::Server)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.uint(&VERSION)?;
    let response = is_response(p);
    let (spec, names) = match response {
        Some(true) => (&STATUS, STATUSES),
        Some(false) => (&OPERATION, OPERATIONS),
        None => (&CODE, OPERATIONS),
    };
    let code = p.uint(spec)?;
    let name = names.iter().find(|name| name.0 == code);
    match (response, name) {
        (Some(_), Some((_, name))) => p.summary(format_args!("{name}")),
        (Some(true), None) => p.summary(format_args!("response, status 0x{code:04x}")),
        (Some(false), None) => p.summary(format_args!("operation 0x{code:04x}")),
        (None, _) => p.summary(format_args!("message with code 0x{code:04x}")),
    }
    p.uint(&REQUEST)?;
    while let Some(tag) = p.rest().first() {
        if *tag < FIRST_VALUE {
            let tag = p.uint(&GROUP)?;
            if tag == u64::from(END_OF_ATTRIBUTES) {
                break;
            }
        } else {
            p.group(&ATTRIBUTE, attribute)?;
        }
        if p.is_full() {
            return Ok(());
        }
    }
    // The document that is to be printed.
    if !p.rest().is_empty() {
        p.pass(Next::Data);
    }
    Ok(())
}

fn attribute(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos()..p.pos() + 1;
    let tag = p.uint(&TAG)? as u8;
    if (FIRST_VALUE..0x20).contains(&tag) {
        p.mark(&OUT_OF_BAND, at);
    }
    let len = p.uint(&NAME_LEN)? as usize;
    if len > 0 {
        p.field(&NAME, len)?;
    }
    let len = p.uint(&VALUE_LEN)? as usize;
    if len == 0 {
        return Ok(());
    }
    let spec = match (tag, len) {
        (0x21, 4) => &INTEGER,
        (0x22, 1) => &BOOLEAN,
        (0x23, 4) => &ENUM,
        (0x30, _) => &OCTETS,
        (0x31, 11) => &DATE,
        (0x32, 9) => &RESOLUTION,
        (0x33, 8) => &RANGE,
        (0x35, _) => &TEXT_WITH_LANGUAGE,
        (0x36, _) => &NAME_WITH_LANGUAGE,
        (MEMBER, _) => &MEMBER_NAME,
        (0x40..=0x5f, _) => &TEXT,
        _ => &UNKNOWN,
    };
    p.field(spec, len).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn attributes_have_names_and_values() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.pop();
        // Two copies, a member of a collection, an unknown value, and the document.
        bytes.extend(b"\x02\x21\0\x06copies\0\x04\0\0\0\x02\x4a\0\0\0\x01x\x13\0\x01y\0\0\x03%!PS");
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(
            all(&out, &bytes, "ipp.name")[0],
            (12, 18, "attributes-charset".into())
        );
        assert_eq!(
            all(&out, &bytes, "ipp.charstring_value"),
            [(32, 5, "utf-8".into())]
        );
        assert_eq!(
            all(&out, &bytes, "ipp.integer_value"),
            [(49, 4, "2".into())]
        );
        assert_eq!(
            all(&out, &bytes, "ipp.memberattrname"),
            [(58, 1, "x".into())]
        );
        assert_eq!(out.layers[1].header.start, 66);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        // A length that goes beyond the end.
        bytes[10] = 0xff;
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
