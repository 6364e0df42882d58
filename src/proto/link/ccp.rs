//! CCP: both ends of a PPP link agree on compression, or on Microsoft's encryption (RFC 1962).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::ppp_control::{self, Choice, Common, Parts};

const RFC: &str = "RFC 1962";

const fn part(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, RFC)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, RFC)
}

const CHECK_ROWS: &[FieldSpec] = &[
    part("ccp.opt.cm.reserved", "Reserved", 5, "Zero."),
    part(
        "ccp.opt.cm.check_mode",
        "Check mode",
        3,
        "How damage is noticed: 3 a sequence number, 4 Microsoft's way.",
    ),
];
const SUPPORTED: &[FieldSpec] = &[
    FieldSpec::gap(7),
    flag(
        "ccp.opt.supported_bits.h",
        "Stateless",
        "Set: the key changes with every packet.",
    ),
    FieldSpec::gap(16),
    flag(
        "ccp.opt.supported_bits.m",
        "56 bits",
        "Set: encryption with 56-bit keys.",
    ),
    flag(
        "ccp.opt.supported_bits.s",
        "128 bits",
        "Set: encryption with 128-bit keys.",
    ),
    flag(
        "ccp.opt.supported_bits.l",
        "40 bits",
        "Set: encryption with 40-bit keys.",
    ),
    flag(
        "ccp.opt.supported_bits.d",
        "Obsolete",
        "Set: an encryption that is no longer used.",
    ),
    FieldSpec::gap(3),
    flag(
        "ccp.opt.supported_bits.c",
        "Compression",
        "Set: compression.",
    ),
];
const DICTIONARY: &[FieldSpec] = &[
    part("ccp.opt.vd.vers", "Version", 3, "Always 1."),
    part(
        "ccp.opt.vd.dict",
        "Dictionary",
        5,
        "Bits of the longest code: 9 to 16.",
    ),
];
const MAGNALINK: &[FieldSpec] = &[
    part("ccp.opt.fe", "Features", 2, "Zero."),
    flag(
        "ccp.opt.p",
        "Packet by packet",
        "Set: nothing is remembered from packet to packet.",
    ),
    part("ccp.opt.History", "History", 5, "How much is remembered."),
];
const WINDOW: &[FieldSpec] = &[
    part(
        "ccp.opt.window",
        "Window",
        4,
        "How far back repetitions are found, as a power of two, less 8.",
    ),
    part("ccp.opt.method", "Method", 4, "8 is Deflate."),
    part("ccp.opt.mbz", "Zero", 6, "Zero."),
    part(
        "ccp.opt.chk",
        "Check",
        2,
        "How damage is noticed: 0 is a sequence number.",
    ),
];

crate::fields! {
    CODE = ppp_control::CODE;
    IDENTIFIER = ppp_control::IDENTIFIER;
    LENGTH = ppp_control::LENGTH;
    DATA = ppp_control::DATA;
    OPTIONS = ppp_control::OPTIONS;
    KIND = FieldSpec::uint("ccp.opt.type", "Type", 8).doc("Which option it is.", RFC);
    LEN = FieldSpec::uint("ccp.opt.length", "Length", 8)
        .unit("bytes")
        .doc("The option with its type and length.", RFC);
    UNKNOWN = FieldSpec::group("", "Other option").doc("An option that decap does not take apart.", RFC);
    OPTION_DATA = FieldSpec::bytes("ccp.opt.data", "Data").doc("The option's value.", RFC);
    OUI_OPTION = FieldSpec::bytes("ccp.opt_oui", "Organisation").doc("A compression that an organisation defined.", RFC);
    OUI = FieldSpec::uint("ccp.opt.oui", "Organisation", 24).doc("Who defined it.", RFC);
    SUBTYPE = FieldSpec::uint("ccp.opt.subtype", "Subtype", 8).doc("Which of its compressions.", RFC);
    PREDICTOR_1_OPTION = FieldSpec::bytes("ccp.opt.predict1", "Predictor 1").doc("A compression that guesses the next byte.", RFC);
    PREDICTOR_2_OPTION = FieldSpec::bytes("ccp.opt.predict2", "Predictor 2").doc("A compression that guesses the next byte.", RFC);
    PUDDLE_OPTION = FieldSpec::bytes("ccp.opt.puddle", "Puddle Jumper").doc("A compression.", RFC);
    HP_OPTION = FieldSpec::bytes("ccp.opt.hpppc", "Hewlett-Packard").doc("A compression of Hewlett-Packard.", RFC);
    STAC_OPTION = FieldSpec::bytes("ccp.opt.stac", "Stac LZS").doc("A compression that finds repetitions.", RFC);
    HISTORIES = FieldSpec::uint("ccp.opt.history_count", "Histories", 16).doc("How many streams are compressed apart.", RFC);
    CHECK = FieldSpec::uint("ccp.opt.cm", "Check", 8).doc("How damage is noticed.", RFC);
    MPPE_OPTION = FieldSpec::bytes("ccp.opt.mppe", "Microsoft encryption and compression").doc("MPPE encrypts the link, MPPC compresses it.", RFC);
    BITS = FieldSpec::hex("ccp.opt.supported_bits", "Supported", 32).doc("What the sender can do.", RFC);
    GANDALF_OPTION = FieldSpec::bytes("ccp.opt.gfza", "Gandalf").doc("A compression of Gandalf.", RFC);
    HISTORY = FieldSpec::uint("ccp.opt.history", "History", 8).doc("How much is remembered.", RFC);
    V42_OPTION = FieldSpec::bytes("ccp.opt.v42bis", "V.42bis").doc("The compression of modems.", RFC);
    BSD_OPTION = FieldSpec::bytes("ccp.opt.bsdcomp", "BSD compress").doc("The compression of the Unix program compress.", RFC);
    VERSION = FieldSpec::hex("ccp.opt.vd", "Version and dictionary", 8).doc("Version and size of the dictionary.", RFC);
    DCP_OPTION = FieldSpec::bytes("ccp.opt.lzsdcp", "LZS-DCP").doc("A compression that finds repetitions.", RFC);
    DCP_HISTORIES = FieldSpec::uint("ccp.opt.history_count", "Histories", 16).doc("How many streams are compressed apart.", RFC);
    DCP_CHECK = FieldSpec::uint("ccp.opt.check_mode", "Check", 8).doc("How damage is noticed.", RFC);
    DCP_PROCESS = FieldSpec::uint("ccp.opt.process_mode", "Process", 8).doc("Whether packets that do not shrink are compressed too.", RFC);
    MAGNALINK_OPTION = FieldSpec::bytes("ccp.opt.mvrca", "Magnalink").doc("A compression of Magnalink.", RFC);
    CONTEXTS = FieldSpec::uint("ccp.opt.contexts", "Contexts", 8).doc("How many streams are compressed apart.", RFC);
    DEFLATE_OPTION = FieldSpec::bytes("ccp.opt.deflate", "Deflate").doc("The compression of gzip.", RFC);
}

static COMMON: Common = Common {
    options: &OPTIONS,
    kind: &KIND,
    len: &LEN,
    unknown: &UNKNOWN,
    data: &OPTION_DATA,
};

static CHOICES: &[Choice] = &[
    Choice {
        kind: 0,
        spec: &OUI_OPTION,
        parts: Parts::Fields(&[&OUI, &SUBTYPE]),
    },
    Choice {
        kind: 1,
        spec: &PREDICTOR_1_OPTION,
        parts: Parts::Fields(&[]),
    },
    Choice {
        kind: 2,
        spec: &PREDICTOR_2_OPTION,
        parts: Parts::Fields(&[]),
    },
    Choice {
        kind: 3,
        spec: &PUDDLE_OPTION,
        parts: Parts::Fields(&[]),
    },
    Choice {
        kind: 16,
        spec: &HP_OPTION,
        parts: Parts::Fields(&[]),
    },
    Choice {
        kind: 17,
        spec: &STAC_OPTION,
        parts: Parts::Read(stac),
    },
    Choice {
        kind: 18,
        spec: &MPPE_OPTION,
        parts: Parts::Read(microsoft),
    },
    Choice {
        kind: 19,
        spec: &GANDALF_OPTION,
        parts: Parts::Fields(&[&HISTORY]),
    },
    Choice {
        kind: 20,
        spec: &V42_OPTION,
        parts: Parts::Fields(&[]),
    },
    Choice {
        kind: 21,
        spec: &BSD_OPTION,
        parts: Parts::Read(bsd),
    },
    Choice {
        kind: 23,
        spec: &DCP_OPTION,
        parts: Parts::Fields(&[&DCP_HISTORIES, &DCP_CHECK, &DCP_PROCESS]),
    },
    Choice {
        kind: 24,
        spec: &MAGNALINK_OPTION,
        parts: Parts::Read(magnalink),
    },
    Choice {
        kind: 26,
        spec: &DEFLATE_OPTION,
        parts: Parts::Read(deflate),
    },
];

/// CCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ccp",
        short: "CCP",
        title: "PPP Compression Control Protocol",
        osi: OsiLayer::DataLink,
        why: "It readies the link for compression or encryption of all that follows.",
        reference: "RFC 1962",
    },
    claims: &[Claim::Ppp(0x80fd)],
    headers: &[CHECK_ROWS, SUPPORTED, DICTIONARY, MAGNALINK, WINDOW],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x0a\x12\x06\x01\x00\x00\x60",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let Some(packet) = ppp_control::packet(p, [&CODE, &IDENTIFIER, &LENGTH])? else {
        return Ok(());
    };
    if !p.wants_fields() {
        return Ok(());
    }
    if packet.has_options() {
        return ppp_control::options(p, packet.end, &COMMON, CHOICES);
    }
    ppp_control::rest(p, packet.end, &DATA)
}

fn stac(p: &mut Peel<'_>, end: usize) -> Peeled {
    if end - p.pos() < 3 {
        return Ok(());
    }
    p.uint(&HISTORIES)?;
    let at = p.pos();
    p.uint(&CHECK)?;
    p.bits(CHECK_ROWS, at);
    Ok(())
}

fn microsoft(p: &mut Peel<'_>, end: usize) -> Peeled {
    if end - p.pos() < 4 {
        return Ok(());
    }
    let at = p.pos();
    p.uint(&BITS)?;
    p.bits(SUPPORTED, at);
    Ok(())
}

fn bsd(p: &mut Peel<'_>, end: usize) -> Peeled {
    if p.pos() >= end {
        return Ok(());
    }
    let at = p.pos();
    p.uint(&VERSION)?;
    p.bits(DICTIONARY, at);
    Ok(())
}

fn magnalink(p: &mut Peel<'_>, end: usize) -> Peeled {
    if end - p.pos() < 2 {
        return Ok(());
    }
    p.rows(MAGNALINK)?;
    p.uint(&CONTEXTS).map(|_| ())
}

fn deflate(p: &mut Peel<'_>, end: usize) -> Peeled {
    if end - p.pos() < 2 {
        return Ok(());
    }
    p.rows(WINDOW).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn the_encryption_of_microsoft_is_told() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "configure request");
        let strong = out.field("ccp.opt.supported_bits.s").unwrap();
        assert_eq!(strong.value, Value::Uint(1));
        assert_eq!(strong.span.bit, 9 * 8 + 1);
    }

    #[test]
    fn short_and_unknown_options_are_bytes() {
        let out = peeled(b"\x01\x01\x00\x0b\x12\x03\x01\x63\x04ab");
        assert!(out.field("ccp.opt.supported_bits").is_none());
        assert_eq!(
            out.fields
                .iter()
                .filter(|field| field.spec.name == "ccp.opt.type")
                .count(),
            1
        );
        assert_eq!(peeled(b"\x01\x01\x00\x08\x12\xff\x01\x63").faults.len(), 1);
    }
}
