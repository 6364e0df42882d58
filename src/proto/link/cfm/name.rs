//! The name of what is tested: a domain, and an association in it (IEEE 802.1Q §21.6.5).

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "IEEE 802.1Q §21.6.5";

/// The names together are filled up to this length.
const NAME_LEN: usize = 48;

const NO_DOMAIN: u64 = 1;
const DNS: u64 = 2;
const MAC: u64 = 3;
const TEXT: u64 = 4;

const MA_TEXT: u64 = 2;
const CARRIER: u64 = 32;

crate::fields! {
    NAME = FieldSpec::group("cfm.ccm.maid", "Association").doc("What is tested: all ends of it send the same name.", SECTION);
    DOMAIN_FORMAT = FieldSpec::uint("cfm.maid.md.name.format", "Form of the domain", 8)
        .codes(&[(NO_DOMAIN, "none"), (DNS, "domain name"), (MAC, "MAC address and number"), (TEXT, "text")])
        .doc("How the domain's name is written.", SECTION);
    DOMAIN_LEN = FieldSpec::uint("cfm.maid.md.name.length", "Length", 8).unit("bytes").doc("Of the domain's name.", SECTION);
    DOMAIN_TEXT = FieldSpec::text("cfm.maid.md.name.string", "Domain").doc("Whose network it is.", SECTION);
    DOMAIN_BYTES = FieldSpec::bytes("cfm.maid.md.name.hex", "Domain").doc("Whose network it is.", SECTION);
    DOMAIN_MAC = FieldSpec::mac("cfm.maid.md.name.mac", "Domain").doc("An address of the network.", SECTION);
    DOMAIN_NUMBER = FieldSpec::bytes("cfm.maid.md.name.mac.id", "Number").doc("Tells domains with the same address apart.", SECTION);
    SHORT_FORMAT = FieldSpec::uint("cfm.maid.ma.name.format", "Form of the name", 8)
        .codes(&[(1, "VLAN"), (MA_TEXT, "text"), (3, "number"), (4, "VPN"), (CARRIER, "carrier code")])
        .doc("How the association's name is written.", SECTION);
    SHORT_LEN = FieldSpec::uint("cfm.maid.ma.name.length", "Length", 8).unit("bytes").doc("Of the association's name.", SECTION);
    SHORT_TEXT = FieldSpec::text("cfm.maid.ma.name.string", "Name").doc("Which service of the domain.", SECTION);
    SHORT_BYTES = FieldSpec::bytes("cfm.maid.ma.name.hex", "Name").doc("Which service of the domain.", SECTION);
    FILL = FieldSpec::group("cfm.ccm.maid.padding", "Padding").doc("Zeros up to 48 bytes.", SECTION);
}

pub(super) const COUNT: usize = 12;

/// Reads both names and what fills them up.
pub(super) fn read(p: &mut Peel<'_>) -> Peeled {
    p.group(&NAME, |p| {
        p.within(NAME_LEN, "association name", |p| {
            let format = p.uint(&DOMAIN_FORMAT)?;
            if format != NO_DOMAIN {
                domain(p, format)?;
            }
            let format = p.uint(&SHORT_FORMAT)?;
            let len = p.uint(&SHORT_LEN)? as usize;
            let spec = match format {
                MA_TEXT | CARRIER => &SHORT_TEXT,
                _ => &SHORT_BYTES,
            };
            if len > 0 {
                p.field(spec, len)?;
            }
            if !p.rest().is_empty() {
                p.mark(&FILL, p.pos()..p.bytes().len());
            }
            Ok(())
        })
    })
}

fn domain(p: &mut Peel<'_>, format: u64) -> Peeled {
    let len = p.uint(&DOMAIN_LEN)? as usize;
    match (format, len) {
        (_, 0) => Ok(()),
        (MAC, 8) => {
            p.field(&DOMAIN_MAC, 6)?;
            p.field(&DOMAIN_NUMBER, 2).map(drop)
        }
        (DNS | TEXT, _) => p.field(&DOMAIN_TEXT, len).map(drop),
        _ => p.field(&DOMAIN_BYTES, len).map(drop),
    }
}
