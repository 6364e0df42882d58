//! Elements: type, length, content. Most of what management frames say stands in them.

use super::{codes, layouts, rates, security, vendor};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec};

const SECTION: &str = "IEEE 802.11 §9.4.2";

/// Numbers of elements that are read by functions of their own.
const SSID: u64 = 0;
const RATES_1: u64 = 1;
const RATES_2: u64 = 50;
const COUNTRY: u64 = 7;
const HT: u64 = 45;
const RSN: u64 = 48;
const EXTENDED_CAPABILITIES: u64 = 127;
const VHT: u64 = 191;
const VHT_OPERATION: u64 = 192;
const VENDOR: u64 = 221;
const EXTENSION: u64 = 255;

const RATES: Codes = &[
    (2, "1 Mbit/s"),
    (4, "2 Mbit/s"),
    (11, "5.5 Mbit/s"),
    (12, "6 Mbit/s"),
    (18, "9 Mbit/s"),
    (22, "11 Mbit/s"),
    (24, "12 Mbit/s"),
    (36, "18 Mbit/s"),
    (48, "24 Mbit/s"),
    (72, "36 Mbit/s"),
    (96, "48 Mbit/s"),
    (108, "54 Mbit/s"),
    (130, "1 Mbit/s, needed"),
    (132, "2 Mbit/s, needed"),
    (139, "5.5 Mbit/s, needed"),
    (140, "6 Mbit/s, needed"),
    (146, "9 Mbit/s, needed"),
    (150, "11 Mbit/s, needed"),
    (152, "12 Mbit/s, needed"),
    (164, "18 Mbit/s, needed"),
    (176, "24 Mbit/s, needed"),
    (200, "36 Mbit/s, needed"),
    (224, "48 Mbit/s, needed"),
    (236, "54 Mbit/s, needed"),
];

crate::fields! {
    ALL = FieldSpec::group("wlan.tagged.all", "Elements").doc("Type, length, content, in the order of their types.", SECTION);
    pub(in crate::proto) ELEMENT = FieldSpec::group("wlan.tag", "Element").doc("One of them.", SECTION);
    NUMBER = FieldSpec::uint("wlan.tag.number", "Type", 8).codes(codes::ELEMENTS).doc("What the element is about.", SECTION);
    LENGTH = FieldSpec::uint("wlan.tag.length", "Length", 8).unit("bytes").doc("Of the content.", SECTION);
    DATA = FieldSpec::bytes("wlan.tag.data", "Content").doc("What decap has no structure for.", SECTION);
    NETWORK = FieldSpec::text("wlan.ssid", "Network").doc("The name of the network, as people see it.", "IEEE 802.11 §9.4.2.2");
    RATE = FieldSpec::hex("wlan.supported_rates", "Rate", 8).codes(RATES).doc("In steps of 500 kbit/s; the highest bit: stations need it to join.", "IEEE 802.11 §9.4.2.3");
    MORE_RATE = FieldSpec::hex("wlan.extended_supported_rates", "Rate", 8).codes(RATES).doc("In steps of 500 kbit/s; the highest bit: stations need it to join.", "IEEE 802.11 §9.4.2.11");
    EXTENDED = FieldSpec::uint("wlan.ext_tag.number", "Extended type", 8).codes(codes::EXTENSIONS).doc("What the element is about, where 8 bits were not enough.", SECTION);
    EXTENDED_DATA = FieldSpec::bytes("wlan.ext_tag.data", "Content").doc("What decap has no structure for.", SECTION);
}

/// Reads elements to the end of the bytes; gives the name of the network, if one has it.
///
/// # Errors
/// [`Stop`] where the last one is not all there.
pub(super) fn all<'a>(p: &mut Peel<'a>) -> Result<Option<&'a [u8]>, Stop> {
    let mut network = None;
    if p.rest().is_empty() || !p.wants_fields() {
        return Ok(None);
    }
    p.group(&ALL, |p| {
        while !p.rest().is_empty() && !p.is_full() {
            let name = one(p)?;
            network = network.or(name.filter(|name| !name.is_empty()));
        }
        Ok(())
    })?;
    Ok(network)
}

/// Reads one element; gives its content if that is the name of a network.
///
/// # Errors
/// [`Stop`] if it is not all there.
pub(in crate::proto) fn one<'a>(p: &mut Peel<'a>) -> Result<Option<&'a [u8]>, Stop> {
    p.group(&ELEMENT, |p| {
        let number = p.uint(&NUMBER)?;
        let len = p.uint(&LENGTH)? as usize;
        let network = p.rest().get(..len).filter(|_| number == SSID);
        p.within(len, "element length", |p| content(p, number))?;
        Ok(network)
    })
}

/// What is left of the element, as one field.
pub(super) fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(|_| ()),
    }
}

fn content(p: &mut Peel<'_>, number: u64) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    match number {
        SSID => rest(p, &NETWORK),
        RATES_1 | RATES_2 => {
            let spec = if number == RATES_1 { &RATE } else { &MORE_RATE };
            while !p.rest().is_empty() && !p.is_full() {
                p.uint(spec)?;
            }
            Ok(())
        }
        COUNTRY => layouts::country(p),
        HT => rates::high_throughput(p),
        RSN => security::rsn(p),
        EXTENDED_CAPABILITIES => layouts::extended_capabilities(p),
        VHT => rates::very_high_throughput(p),
        VHT_OPERATION => rates::very_high_throughput_operation(p),
        VENDOR => vendor::peel(p),
        EXTENSION => {
            let number = p.uint(&EXTENDED)?;
            match layouts::extension(number) {
                Some(parts) => layouts::read(p, parts),
                None => rest(p, &EXTENDED_DATA),
            }
        }
        _ => match layouts::element(number) {
            Some(parts) => layouts::read(p, parts),
            None => rest(p, &DATA),
        },
    }
}
