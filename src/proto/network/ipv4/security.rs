//! IPv4 options that label a packet with how secret it is.

use std::fmt::Write;

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

/// Length of the option as RFC 791 had it.
const RFC_791_LEN: usize = 11;

/// Whose rules protect the packet: the first octet of flags.
pub(super) const AUTHORITIES: &[FieldSpec] = &[
    FieldSpec::hex("ip.opt.sec_prot_auth_flags", "Protection authorities", 8)
        .parts_follow()
        .doc("By whose rules the packet is protected.", "RFC 1108 §2.4"),
    FieldSpec::flag("ip.opt.sec_prot_auth_genser", "GENSER")
        .part()
        .doc("General service.", "RFC 1108 §2.4"),
    FieldSpec::flag("ip.opt.sec_prot_auth_siop_esi", "SIOP-ESI")
        .part()
        .doc("Single integrated operational plan.", "RFC 1108 §2.4"),
    FieldSpec::flag("ip.opt.sec_prot_auth_sci", "SCI")
        .part()
        .doc("Sensitive compartmented information.", "RFC 1108 §2.4"),
    FieldSpec::flag("ip.opt.sec_prot_auth_nsa", "NSA")
        .part()
        .doc("National Security Agency.", "RFC 1108 §2.4"),
    FieldSpec::flag("ip.opt.sec_prot_auth_doe", "DOE")
        .part()
        .doc("Department of Energy.", "RFC 1108 §2.4"),
    FieldSpec::hex("ip.opt.sec_prot_auth_unassigned", "Unassigned", 2)
        .part()
        .doc("Not assigned.", "RFC 1108 §2.4"),
    FieldSpec::flag("ip.opt.sec_prot_auth_fti", "More octets follow")
        .part()
        .doc("Set: another octet of flags follows.", "RFC 1108 §2.4"),
];

/// A further octet of flags.
pub(super) const MORE_AUTHORITIES: &[FieldSpec] = &[
    FieldSpec::hex(
        "ip.opt.sec_prot_auth_flags",
        "More protection authorities",
        8,
    )
    .parts_follow()
    .doc("Flags that are not assigned.", "RFC 1108 §2.4"),
    FieldSpec::hex("ip.opt.sec_prot_auth_unassigned", "Unassigned", 7)
        .part()
        .doc("Not assigned.", "RFC 1108 §2.4"),
    FieldSpec::flag("ip.opt.sec_prot_auth_fti", "More octets follow")
        .part()
        .doc("Set: another octet of flags follows.", "RFC 1108 §2.4"),
];

/// The body as RFC 791 had it.
pub(super) const RFC_791_BODY: &[FieldSpec] = &[
    FieldSpec::hex("ip.opt.sec_rfc791_sec", "Security", 16)
        .codes(&[
            (0x0000, "unclassified"),
            (0x6bc5, "top secret"),
            (0x789a, "EFTO"),
            (0xaf13, "PROG"),
            (0xbc4d, "MMMM"),
            (0xd788, "secret"),
            (0xe26b, "restricted"),
            (0xf135, "confidential"),
        ])
        .doc("How secret the packet is.", "RFC 791 §3.1"),
    FieldSpec::uint("ip.opt.sec_rfc791_comp", "Compartments", 16)
        .doc("0 if the packet is not compartmented.", "RFC 791 §3.1"),
    FieldSpec::text("ip.opt.sec_rfc791_hr", "Handling restrictions")
        .wide(2)
        .doc("Letters for control and release marks.", "RFC 791 §3.1"),
    FieldSpec::text("ip.opt.sec_rfc791_tcc", "Transmission control code")
        .wide(3)
        .doc("Separates communities of subscribers.", "RFC 791 §3.1"),
];

crate::fields! {
    pub(super) BASIC = FieldSpec::bytes("ip.options.security", "Security")
        .doc("How secret the packet is, and by whose rules it is protected.", "RFC 1108 §2");
    pub(super) EXTENDED = FieldSpec::bytes("ip.options.ext_security", "Extended security")
        .doc("More security labels, for those who agreed on them.", "RFC 1108 §3");
    pub(super) CIPSO = FieldSpec::bytes("ip.options.cipso", "Commercial security")
        .doc("A sensitivity level and categories, which systems with mandatory access control check.", "FIPS 188");
    LEVEL = FieldSpec::hex("ip.opt.sec_cl", "Classification level", 8)
        .codes(&[
            (0x01, "reserved 4"),
            (0x3d, "top secret"),
            (0x5a, "secret"),
            (0x66, "reserved 3"),
            (0x96, "confidential"),
            (0xab, "unclassified"),
            (0xcc, "reserved 2"),
            (0xf1, "reserved 1"),
        ])
        .doc("How secret the packet is; the codes differ in several bits, so that one flipped bit does not make another level.", "RFC 1108 §2.3");
    FORMAT = FieldSpec::hex("ip.opt.ext_sec_add_sec_info_format_code", "Format code", 8)
        .doc("Who defined the labels that follow.", "RFC 1108 §3.3");
    INFO = FieldSpec::bytes("ip.opt.ext_sec_add_sec_info", "Security information")
        .doc("The labels, as that authority defines them.", "RFC 1108 §3.4");
    DOI = FieldSpec::uint("ip.cipso.doi", "Domain of interpretation", 32)
        .doc("Who says what the levels and categories mean.", "FIPS 188 §4");
    TAG = FieldSpec::uint("ip.cipso.tag_type", "Tag type", 8)
        .codes(&[
            (1, "bit map of categories"),
            (2, "list of categories"),
            (5, "ranges of categories"),
            (6, "permissive bit map"),
            (7, "free form"),
        ])
        .doc("How the label is written.", "FIPS 188 §4");
    SENSITIVITY = FieldSpec::uint("ip.cipso.sensitivity_level", "Sensitivity level", 8)
        .doc("How secret the packet is; higher is more.", "FIPS 188 §4");
    CATEGORIES = FieldSpec::computed("ip.cipso.categories", "Categories")
        .doc("The compartments that the packet belongs to.", "FIPS 188 §4");
    TAG_DATA = FieldSpec::bytes("ip.cipso.tag_data", "Tag data")
        .doc("A label in another form.", "FIPS 188 §4");
}

/// The basic security option; `len` is the length that it gives.
pub(super) fn basic(p: &mut Peel<'_>, len: usize) -> Peeled {
    if len == RFC_791_LEN {
        return p.rows(RFC_791_BODY).map(drop);
    }
    p.uint(&LEVEL)?;
    let mut table = AUTHORITIES;
    while !p.rest().is_empty() {
        let more = p.rows(table)?[0] & 1;
        if more == 0 {
            break;
        }
        table = MORE_AUTHORITIES;
    }
    Ok(())
}

pub(super) fn extended(p: &mut Peel<'_>) -> Peeled {
    p.uint(&FORMAT)?;
    let rest = p.rest().len();
    p.field(&INFO, rest).map(drop)
}

pub(super) fn cipso(p: &mut Peel<'_>) -> Peeled {
    p.uint(&DOI)?;
    while !p.rest().is_empty() {
        let tag = p.uint(&TAG)?;
        let len = usize::from(p.skip(1)?[0]);
        p.within(len.saturating_sub(2), "tag length", |p| {
            if matches!(tag, 1 | 2 | 5) {
                // One byte aligns the rest.
                p.skip(1)?;
                p.uint(&SENSITIVITY)?;
                let (at, body) = (p.pos()..p.bytes().len(), p.rest());
                p.mark_made(&CATEGORIES, at, || categories(tag, body));
            } else {
                let rest = p.rest().len();
                p.field(&TAG_DATA, rest)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The categories of a tag as numbers and ranges.
fn categories(tag: u64, body: &[u8]) -> String {
    let words = || {
        body.chunks_exact(2)
            .map(|two| u16::from_be_bytes([two[0], two[1]]))
    };
    let mut text = String::new();
    let mut add = |item: std::fmt::Arguments<'_>| {
        let comma = if text.is_empty() { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}{item}");
    };
    match tag {
        1 => {
            let bits = body.len() * 8;
            let set = (0..bits).filter(|bit| body[bit / 8] & (0x80 >> (bit % 8)) != 0);
            set.for_each(|bit| add(format_args!("{bit}")));
        }
        2 => words().for_each(|word| add(format_args!("{word}"))),
        _ => {
            let mut words = words();
            while let Some(high) = words.next() {
                // The last range may leave out its low end, which is zero then.
                add(format_args!("{high}-{}", words.next().unwrap_or(0)));
            }
        }
    }
    text
}
