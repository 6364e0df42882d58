//! Requests and answers (RFC 4511 §4.2 to §4.13).

use super::filter;
use super::parts::{self, ENUMERATED, boolean, list, value};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, Value, text};
use crate::proto::ber::{self, Element};

const RESULT: &str = "RFC 4511 §4.1.9";
const SEARCH: &str = "RFC 4511 §4.5.1";

/// Operations by the number of their tag.
pub(super) const NAMES: Codes = &[
    (0, "bind request"),
    (1, "bind response"),
    (2, "unbind"),
    (3, "search"),
    (4, "search result, entry"),
    (5, "search result, done"),
    (6, "modify request"),
    (7, "modify response"),
    (8, "add request"),
    (9, "add response"),
    (10, "delete request"),
    (11, "delete response"),
    (12, "rename request"),
    (13, "rename response"),
    (14, "compare request"),
    (15, "compare response"),
    (16, "abandon"),
    (19, "search result, reference"),
    (23, "extended request"),
    (24, "extended response"),
    (25, "intermediate response"),
];

const fn group(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc("What is asked or answered.", "RFC 4511 §4")
}

const fn string(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, "RFC 4511 §4")
}

crate::fields! {
    BIND = group("ldap.bindRequest_element", "Bind");
    BOUND = group("ldap.bindResponse_element", "Bind response");
    UNBIND = group("ldap.unbindRequest_element", "Unbind");
    SEARCH_REQUEST = group("ldap.searchRequest_element", "Search");
    ENTRY_FOUND = group("ldap.searchResEntry_element", "Entry");
    DONE = group("ldap.searchResDone_element", "Done");
    REFERENCES = FieldSpec::uint("ldap.searchResRef", "References", 32).doc("Where to search on; how many there are.", "RFC 4511 §4.5.3");
    MODIFY = group("ldap.modifyRequest_element", "Modify");
    MODIFIED = group("ldap.modifyResponse_element", "Modified");
    ADD = group("ldap.addRequest_element", "Add");
    ADDED = group("ldap.addResponse_element", "Added");
    DELETE = string("ldap.delRequest", "Delete", "The entry to delete.");
    DELETED = group("ldap.delResponse_element", "Deleted");
    RENAME = group("ldap.modDNRequest_element", "Rename");
    RENAMED = group("ldap.modDNResponse_element", "Renamed");
    COMPARE = group("ldap.compareRequest_element", "Compare");
    COMPARED = group("ldap.compareResponse_element", "Compared");
    ABANDON = FieldSpec::uint("ldap.abandonRequest", "Abandon", 32).doc("The number of the request that need not be answered any more.", "RFC 4511 §4.11");
    EXTENDED = group("ldap.extendedReq_element", "Extended");
    EXTENDED_RESPONSE = group("ldap.extendedResp_element", "Extended response");
    INTERMEDIATE = group("ldap.intermediateResponse_element", "Intermediate");
    VERSION = FieldSpec::uint("ldap.version", "Version", 8).doc("3.", "RFC 4511 §4.2");
    NAME = string("ldap.name", "Name", "Who logs in.");
    AUTHENTICATION = FieldSpec::uint("ldap.authentication", "Authentication", 32)
        .codes(&[(0, "simple"), (3, "SASL"), (10, "NTLM negotiate"), (11, "NTLM authenticate")])
        .doc("How he proves it.", "RFC 4511 §4.2");
    PASSWORD = string("ldap.simple", "Password", "Readable for everybody on the way.");
    SASL = group("ldap.sasl_element", "SASL");
    MECHANISM = string("ldap.mechanism", "Mechanism", "How he proves it: GSSAPI, GSS-SPNEGO, DIGEST-MD5, EXTERNAL and others.");
    CREDENTIALS = FieldSpec::bytes("ldap.credentials", "Credentials").doc("What the mechanism says.", "RFC 4511 §4.2");
    SERVER_CREDENTIALS = FieldSpec::bytes("ldap.serverSaslCreds", "Server's credentials").doc("What the mechanism says.", "RFC 4511 §4.2.2");
    CODE = FieldSpec::uint("ldap.resultCode", "Result", 32).codes(RESULTS).doc("Whether it worked.", RESULT);
    MATCHED = FieldSpec::text("ldap.matchedDN", "Found so far").doc("The part of the name that exists.", RESULT);
    MESSAGE = FieldSpec::text("ldap.errorMessage", "Message").doc("The same for people.", RESULT);
    REFERRAL = FieldSpec::uint("ldap.referral", "Referrals", 32).doc("Other servers to ask; how many there are.", "RFC 4511 §4.1.10");
    URL = FieldSpec::text("ldap.LDAPURL", "Address").doc("Of another server.", "RFC 4511 §4.1.10");
    BASE = FieldSpec::text("ldap.baseObject", "Base").doc("Where in the tree the search begins.", SEARCH);
    SCOPE = FieldSpec::uint("ldap.scope", "Scope", 32).codes(&[(0, "this entry"), (1, "the entries below it"), (2, "the whole tree below it")]).doc("How far it goes.", SEARCH);
    ALIASES = FieldSpec::uint("ldap.derefAliases", "Follow aliases", 32).codes(&[(0, "never"), (1, "while searching"), (2, "for the base"), (3, "always")]).doc("Entries that stand for others.", SEARCH);
    SIZE = FieldSpec::uint("ldap.sizeLimit", "At most", 32).unit("entries").doc("0: no limit.", SEARCH);
    TIME = FieldSpec::uint("ldap.timeLimit", "Within", 32).unit("s").doc("0: no limit.", SEARCH);
    TYPES_ONLY = FieldSpec::uint("ldap.typesOnly", "Only names", 8).doc("Whether values are left out.", SEARCH);
    ATTRIBUTES = FieldSpec::uint("ldap.attributes", "Attributes", 32).doc("Which are wanted, or found; how many there are.", SEARCH);
    ATTRIBUTE_NAME = FieldSpec::text("ldap.AttributeDescription", "Attribute").doc("One that is wanted.", SEARCH);
    OBJECT_NAME = string("ldap.objectName", "Name", "Of the entry.");
    FOUND_ITEM = group("ldap.PartialAttributeList_item_element", "Attribute");
    ADDED_ITEM = group("ldap.AttributeList_item_element", "Attribute");
    OBJECT = string("ldap.object", "Object", "The entry to change.");
    CHANGES = FieldSpec::uint("ldap.modification", "Changes", 32).doc("How many there are.", "RFC 4511 §4.6");
    CHANGE = group("ldap.modification_item_element", "Change");
    CHANGE_KIND = FieldSpec::uint("ldap.operation", "Operation", 32).codes(&[(0, "add"), (1, "delete"), (2, "replace"), (3, "increment")]).doc("What to do with the attribute.", "RFC 4511 §4.6");
    CHANGED = group("ldap.modification_element", "Attribute");
    ENTRY = string("ldap.entry", "Entry", "Which entry.");
    NEW_NAME = string("ldap.newrdn", "New name", "Of the entry, in its place.");
    DELETE_OLD = FieldSpec::uint("ldap.deleteoldrdn", "Delete old name", 8).doc("Whether the old name is given up.", "RFC 4511 §4.9");
    NEW_PARENT = string("ldap.newSuperior", "New parent", "Where the entry moves to.");
    ASSERTION = group("ldap.ava_element", "Comparison");
    REQUEST_NAME = string("ldap.requestName", "Name", "Of the extension: a number in dotted form.");
    REQUEST_VALUE = FieldSpec::bytes("ldap.requestValue", "Value").doc("Of the extension.", "RFC 4511 §4.12");
    RESPONSE_NAME = string("ldap.responseName", "Name", "Of the extension: a number in dotted form.");
    RESPONSE = FieldSpec::bytes("ldap.response", "Value").doc("Of the extension.", "RFC 4511 §4.12");
    RESPONSE_VALUE = FieldSpec::bytes("ldap.responseValue", "Value").doc("Of the extension.", "RFC 4511 §4.13");
}

const RESULTS: Codes = &[
    (0, "success"),
    (1, "operations error"),
    (2, "protocol error"),
    (3, "time limit exceeded"),
    (4, "size limit exceeded"),
    (5, "compared: false"),
    (6, "compared: true"),
    (7, "authentication method not supported"),
    (8, "stronger authentication required"),
    (10, "referral"),
    (11, "administrative limit exceeded"),
    (12, "critical extension not available"),
    (13, "confidentiality required"),
    (14, "SASL bind in progress"),
    (16, "no such attribute"),
    (17, "undefined attribute type"),
    (18, "inappropriate matching"),
    (19, "constraint violation"),
    (20, "attribute or value exists"),
    (21, "invalid attribute syntax"),
    (32, "no such object"),
    (33, "alias problem"),
    (34, "invalid name"),
    (36, "alias dereferencing problem"),
    (48, "inappropriate authentication"),
    (49, "invalid credentials"),
    (50, "insufficient access rights"),
    (51, "busy"),
    (52, "unavailable"),
    (53, "unwilling to perform"),
    (54, "loop detected"),
    (64, "naming violation"),
    (65, "object class violation"),
    (66, "not allowed on a non-leaf"),
    (67, "not allowed on the name"),
    (68, "entry already exists"),
    (69, "object class cannot be changed"),
    (71, "affects several servers"),
    (80, "other"),
];

/// Reads the operation whose header was read last; returns what a summary says of it.
pub(super) fn read(p: &mut Peel<'_>, tag: u64, element: &Element) -> Result<String, Stop> {
    let mut said = String::new();
    let what = &mut said;
    match tag {
        0 => inside(p, &BIND, element, |p| bind(p, what)),
        1 => inside(p, &BOUND, element, |p| result(p, what)),
        2 => inside(p, &UNBIND, element, |_| Ok(())),
        3 => inside(p, &SEARCH_REQUEST, element, |p| search(p, what)),
        4 => inside(p, &ENTRY_FOUND, element, |p| {
            named(p, &OBJECT_NAME, what)?;
            list(p, &ATTRIBUTES, |p| parts::attribute(p, &FOUND_ITEM))
        }),
        5 => inside(p, &DONE, element, |p| result(p, what)),
        19 => parts::counted(p, &REFERENCES, element, |p| value(p, &URL).map(drop)),
        6 => inside(p, &MODIFY, element, |p| {
            named(p, &OBJECT, what)?;
            list(p, &CHANGES, change)
        }),
        7 => inside(p, &MODIFIED, element, |p| result(p, what)),
        8 => inside(p, &ADD, element, |p| {
            named(p, &ENTRY, what)?;
            list(p, &ATTRIBUTES, |p| parts::attribute(p, &ADDED_ITEM))
        }),
        9 => inside(p, &ADDED, element, |p| result(p, what)),
        10 => ber::value(p, &DELETE, element).map(drop),
        11 => inside(p, &DELETED, element, |p| result(p, what)),
        12 => inside(p, &RENAME, element, |p| {
            named(p, &ENTRY, what)?;
            value(p, &NEW_NAME)?;
            boolean(p, &DELETE_OLD)?;
            match p.rest() {
                [] => Ok(()),
                _ => value(p, &NEW_PARENT).map(drop),
            }
        }),
        13 => inside(p, &RENAMED, element, |p| result(p, what)),
        14 => inside(p, &COMPARE, element, |p| {
            named(p, &ENTRY, what)?;
            p.group(&ASSERTION, |p| {
                let sequence = ber::expect(p, ber::SEQUENCE)?;
                ber::contents(p, &sequence, |p| filter::assertion(p, "=", what))
            })
        }),
        15 => inside(p, &COMPARED, element, |p| result(p, what)),
        16 => ber::value(p, &ABANDON, element).map(drop),
        23 => inside(p, &EXTENDED, element, |p| {
            pair(p, &REQUEST_NAME, &REQUEST_VALUE)
        }),
        24 => inside(p, &EXTENDED_RESPONSE, element, |p| result(p, what)),
        25 => inside(p, &INTERMEDIATE, element, |p| {
            pair(p, &RESPONSE_NAME, &RESPONSE_VALUE)
        }),
        _ => p.skip(element.len).map(drop),
    }?;
    Ok(said)
}

fn inside(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    element: &Element,
    parts: impl FnOnce(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    p.group(spec, |p| ber::contents(p, element, parts))
}

/// Reads a name that the summary mentions.
fn named(p: &mut Peel<'_>, spec: &'static FieldSpec, what: &mut String) -> Peeled {
    let bytes = value(p, spec)?;
    *what = format!(" {}", text::clean_bytes(bytes));
    Ok(())
}

fn bind(p: &mut Peel<'_>, what: &mut String) -> Peeled {
    ber::field(p, &VERSION, ber::INTEGER)?;
    named(p, &NAME, what)?;
    let tag = p.rest().first().map_or(0, |id| u64::from(id & 0x1f));
    let element = ber::header(p)?;
    p.group_as(
        &AUTHENTICATION,
        || Value::Uint(tag),
        |p| match tag {
            0 => ber::value(p, &PASSWORD, &element).map(drop),
            3 => inside(p, &SASL, &element, |p| {
                named(p, &MECHANISM, what)?;
                match p.rest() {
                    [] => Ok(()),
                    _ => value(p, &CREDENTIALS).map(drop),
                }
            }),
            _ => p.skip(element.len).map(drop),
        },
    )
}

/// Reads a result, and what stands behind it in some answers.
fn result(p: &mut Peel<'_>, what: &mut String) -> Peeled {
    let code = ber::field(p, &CODE, ENUMERATED)?;
    let code = ber::number(code).as_uint().unwrap_or_default();
    *what = format!(": {}", CODE.names.get(code).unwrap_or("unknown result"));
    value(p, &MATCHED)?;
    value(p, &MESSAGE)?;
    while !p.rest().is_empty() {
        match p.rest()[0] & 0x1f {
            3 => list(p, &REFERRAL, |p| value(p, &URL).map(drop))?,
            7 => value(p, &SERVER_CREDENTIALS).map(drop)?,
            10 => value(p, &RESPONSE_NAME).map(drop)?,
            11 => value(p, &RESPONSE).map(drop)?,
            _ => {
                let other = ber::header(p)?;
                p.skip(other.len)?;
            }
        }
    }
    Ok(())
}

fn search(p: &mut Peel<'_>, what: &mut String) -> Peeled {
    named(p, &BASE, what)?;
    ber::field(p, &SCOPE, ENUMERATED)?;
    ber::field(p, &ALIASES, ENUMERATED)?;
    ber::field(p, &SIZE, ber::INTEGER)?;
    ber::field(p, &TIME, ber::INTEGER)?;
    boolean(p, &TYPES_ONLY)?;
    let wanted = filter::filter(p)?;
    *what = format!("{what} {wanted}");
    list(p, &ATTRIBUTES, |p| value(p, &ATTRIBUTE_NAME).map(drop))
}

fn change(p: &mut Peel<'_>) -> Peeled {
    p.group(&CHANGE, |p| {
        let sequence = ber::expect(p, ber::SEQUENCE)?;
        ber::contents(p, &sequence, |p| {
            ber::field(p, &CHANGE_KIND, ENUMERATED)?;
            parts::attribute(p, &CHANGED)
        })
    })
}

/// A name and a value, either of which may be missing.
fn pair(p: &mut Peel<'_>, name: &'static FieldSpec, second: &'static FieldSpec) -> Peeled {
    while !p.rest().is_empty() {
        let spec = if p.rest()[0] & 0x1f == 0 {
            name
        } else {
            second
        };
        value(p, spec)?;
    }
    Ok(())
}
