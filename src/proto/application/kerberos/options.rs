//! Flags of requests (RFC 4120 §5.4.1, §5.5.1).

use crate::model::FieldSpec;

const SECTION: &str = "RFC 4120 §5.4.1";

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, SECTION)
}

const UNUSED: &str = "Not used.";

pub(super) const KDC: &[FieldSpec] = &[
    flag("kerberos.KDCOptions.reserved", "Reserved", UNUSED),
    flag(
        "kerberos.KDCOptions.forwardable",
        "Forwardable",
        "The ticket may be exchanged for one with other addresses.",
    ),
    flag(
        "kerberos.KDCOptions.forwarded",
        "Forwarded",
        "Exchange the ticket for one with other addresses.",
    ),
    flag(
        "kerberos.KDCOptions.proxiable",
        "Proxiable",
        "A service may act for the client.",
    ),
    flag(
        "kerberos.KDCOptions.proxy",
        "Proxy",
        "Give a ticket with which a service acts for the client.",
    ),
    flag(
        "kerberos.KDCOptions.allow.postdate",
        "May be postdated",
        "Tickets for later may be made of it.",
    ),
    flag(
        "kerberos.KDCOptions.postdated",
        "Postdated",
        "The ticket shall be valid later.",
    ),
    flag("kerberos.KDCOptions.unused7", "Unused 7", UNUSED),
    flag(
        "kerberos.KDCOptions.renewable",
        "Renewable",
        "The ticket may be renewed.",
    ),
    flag("kerberos.KDCOptions.unused9", "Unused 9", UNUSED),
    flag("kerberos.KDCOptions.unused10", "Unused 10", UNUSED),
    flag(
        "kerberos.KDCOptions.opt.hardware.auth",
        "Hardware",
        "The client has authenticated with hardware.",
    ),
    flag("kerberos.KDCOptions.unused12", "Unused 12", UNUSED),
    flag("kerberos.KDCOptions.unused13", "Unused 13", UNUSED),
    flag(
        "kerberos.KDCOptions.constrained.delegation",
        "Constrained delegation",
        "A service asks for a ticket in a user's name.",
    ),
    flag(
        "kerberos.KDCOptions.canonicalize",
        "Canonicalise",
        "The answer may use another name of the same.",
    ),
    flag(
        "kerberos.KDCOptions.request.anonymous",
        "Anonymous",
        "The ticket shall not say who the client is.",
    ),
    flag("kerberos.KDCOptions.unused17", "Unused 17", UNUSED),
    flag("kerberos.KDCOptions.unused18", "Unused 18", UNUSED),
    flag("kerberos.KDCOptions.unused19", "Unused 19", UNUSED),
    flag("kerberos.KDCOptions.unused20", "Unused 20", UNUSED),
    flag("kerberos.KDCOptions.unused21", "Unused 21", UNUSED),
    flag("kerberos.KDCOptions.unused22", "Unused 22", UNUSED),
    flag("kerberos.KDCOptions.unused23", "Unused 23", UNUSED),
    flag("kerberos.KDCOptions.unused24", "Unused 24", UNUSED),
    flag("kerberos.KDCOptions.unused25", "Unused 25", UNUSED),
    flag(
        "kerberos.KDCOptions.disable.transited.check",
        "No check of the path",
        "The realms on the way are not checked.",
    ),
    flag(
        "kerberos.KDCOptions.renewable.ok",
        "Renewable is fine",
        "If the lifetime is too long, a renewable ticket will do.",
    ),
    flag(
        "kerberos.KDCOptions.enc.tkt.in.skey",
        "In session key",
        "Encrypt the ticket with the key of another ticket: user to user.",
    ),
    flag("kerberos.KDCOptions.unused29", "Unused 29", UNUSED),
    flag("kerberos.KDCOptions.renew", "Renew", "Renew the ticket."),
    flag(
        "kerberos.KDCOptions.validate",
        "Validate",
        "Make a postdated ticket valid.",
    ),
];

pub(super) const AP: &[FieldSpec] = &[
    flag("kerberos.APOptions.reserved", "Reserved", UNUSED),
    flag(
        "kerberos.APOptions.use.session.key",
        "Session key",
        "The ticket is encrypted with the key of the server's own ticket.",
    ),
    flag(
        "kerberos.APOptions.mutual.required",
        "Mutual",
        "The server shall prove who it is, too.",
    ),
    FieldSpec::gap(5),
];
