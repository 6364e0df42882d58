//! The options of LCP.

use super::{
    ACFC_OPTION, ALGORITHM, ASYNC_MAP, ASYNC_OPTION, AUTH_OPTION, AUTH_PROTOCOL, CALLBACK_MESSAGE,
    CALLBACK_OPTION, COMPOUND_OPTION, DISCRIMINATOR, DISCRIMINATOR_OPTION, ENDPOINT_CLASS,
    ENDPOINT_IP, ENDPOINT_MAC, ENDPOINT_MAGIC, ENDPOINT_NUMBER, ENDPOINT_OPTION, FCS_ALTERNATIVES,
    FCS_OPTION, MAGIC_OPTION, MAGIC_VALUE, MAXIMUM, MRRU, MRRU_OPTION, MRU, MRU_OPTION, OPERATION,
    OPTION_DATA, OPTION_KIND, OPTION_OUI, PADDING_OPTION, PFC_OPTION, QUALITY_OPTION,
    QUALITY_PROTOCOL, REPORTING_PERIOD, SHORT_SEQUENCE_OPTION, VENDOR_OPTION,
};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};
use crate::proto::ppp_control::{Choice, Parts, rest};
use crate::proto::reserved::reserved;

const CHAP: u64 = 0xc223;
const QUALITY_REPORT: u64 = 0xc025;

/// Names of the options (IANA's list of LCP configuration options).
pub(super) const TYPES: Codes = &[
    (0, "vendor specific"),
    (1, "maximum receive unit"),
    (2, "control character map"),
    (3, "authentication protocol"),
    (4, "quality protocol"),
    (5, "magic number"),
    (7, "protocol field compression"),
    (8, "address and control field compression"),
    (9, "check sequence alternatives"),
    (10, "self-describing padding"),
    (11, "numbered mode"),
    (13, "callback"),
    (15, "compound frames"),
    (16, "nominal data encapsulation"),
    (17, "multilink maximum reconstructed receive unit"),
    (18, "multilink short sequence numbers"),
    (19, "multilink endpoint discriminator"),
    (20, "proprietary"),
    (21, "DCE identifier"),
    (22, "multilink plus procedure"),
    (23, "link discriminator"),
    (24, "LCP authentication"),
    (25, "consistent overhead byte stuffing"),
    (26, "prefix elision"),
    (27, "multilink header format"),
    (28, "internationalisation"),
    (29, "simple data link on SONET/SDH"),
];

const fn character(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "Set: this control character must be sent as two harmless ones.",
        "RFC 1662 §7.1",
    )
}

/// One bit per control character, from 31 down to 0.
pub(super) const CONTROL_CHARACTERS: &[FieldSpec] = &[
    character("lcp.opt.asyncmap.us", "US"),
    character("lcp.opt.asyncmap.rs", "RS"),
    character("lcp.opt.asyncmap.gs", "GS"),
    character("lcp.opt.asyncmap.fs", "FS"),
    character("lcp.opt.asyncmap.esc", "ESC"),
    character("lcp.opt.asyncmap.sub", "SUB"),
    character("lcp.opt.asyncmap.em", "EM"),
    character("lcp.opt.asyncmap.can", "CAN"),
    character("lcp.opt.asyncmap.etb", "ETB"),
    character("lcp.opt.asyncmap.syn", "SYN"),
    character("lcp.opt.asyncmap.nak", "NAK"),
    character("lcp.opt.asyncmap.dc4", "DC4"),
    character("lcp.opt.asyncmap.dc3", "DC3 (XOFF)"),
    character("lcp.opt.asyncmap.dc2", "DC2"),
    character("lcp.opt.asyncmap.dc1", "DC1 (XON)"),
    character("lcp.opt.asyncmap.dle", "DLE"),
    character("lcp.opt.asyncmap.si", "SI"),
    character("lcp.opt.asyncmap.so", "SO"),
    character("lcp.opt.asyncmap.cr", "CR"),
    character("lcp.opt.asyncmap.ff", "FF"),
    character("lcp.opt.asyncmap.vt", "VT"),
    character("lcp.opt.asyncmap.lf", "LF"),
    character("lcp.opt.asyncmap.ht", "HT"),
    character("lcp.opt.asyncmap.bs", "BS"),
    character("lcp.opt.asyncmap.bel", "BEL"),
    character("lcp.opt.asyncmap.ack", "ACK"),
    character("lcp.opt.asyncmap.enq", "ENQ"),
    character("lcp.opt.asyncmap.eot", "EOT"),
    character("lcp.opt.asyncmap.etx", "ETX"),
    character("lcp.opt.asyncmap.stx", "STX"),
    character("lcp.opt.asyncmap.soh", "SOH"),
    character("lcp.opt.asyncmap.nul", "NUL"),
];

const fn check(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("Set: the sender can do this one.", "RFC 1570 §2.3")
}

pub(super) const CHECK_SEQUENCES: &[FieldSpec] = &[
    reserved(5, "RFC 1570 §2.3"),
    check("lcp.opt.fcs_alternatives.ccitt32", "CRC of 32 bits"),
    check("lcp.opt.fcs_alternatives.ccitt16", "CRC of 16 bits"),
    check("lcp.opt.fcs_alternatives.null", "None"),
];

/// What is known of each option.
pub(super) static CHOICES: &[Choice] = &[
    Choice {
        kind: 0,
        spec: &VENDOR_OPTION,
        parts: Parts::Fields(&[&OPTION_OUI, &OPTION_KIND]),
    },
    Choice {
        kind: 1,
        spec: &MRU_OPTION,
        parts: Parts::Fields(&[&MRU]),
    },
    Choice {
        kind: 2,
        spec: &ASYNC_OPTION,
        parts: Parts::Read(async_map),
    },
    Choice {
        kind: 3,
        spec: &AUTH_OPTION,
        parts: Parts::Read(authentication),
    },
    Choice {
        kind: 4,
        spec: &QUALITY_OPTION,
        parts: Parts::Read(quality),
    },
    Choice {
        kind: 5,
        spec: &MAGIC_OPTION,
        parts: Parts::Fields(&[&MAGIC_VALUE]),
    },
    Choice {
        kind: 7,
        spec: &PFC_OPTION,
        parts: Parts::Fields(&[]),
    },
    Choice {
        kind: 8,
        spec: &ACFC_OPTION,
        parts: Parts::Fields(&[]),
    },
    Choice {
        kind: 9,
        spec: &FCS_OPTION,
        parts: Parts::Read(check_sequences),
    },
    Choice {
        kind: 10,
        spec: &PADDING_OPTION,
        parts: Parts::Fields(&[&MAXIMUM]),
    },
    Choice {
        kind: 13,
        spec: &CALLBACK_OPTION,
        parts: Parts::Read(callback),
    },
    Choice {
        kind: 15,
        spec: &COMPOUND_OPTION,
        parts: Parts::Fields(&[]),
    },
    Choice {
        kind: 17,
        spec: &MRRU_OPTION,
        parts: Parts::Fields(&[&MRRU]),
    },
    Choice {
        kind: 18,
        spec: &SHORT_SEQUENCE_OPTION,
        parts: Parts::Fields(&[]),
    },
    Choice {
        kind: 19,
        spec: &ENDPOINT_OPTION,
        parts: Parts::Read(endpoint),
    },
    Choice {
        kind: 23,
        spec: &DISCRIMINATOR_OPTION,
        parts: Parts::Fields(&[&DISCRIMINATOR]),
    },
];

fn async_map(p: &mut Peel<'_>, end: usize) -> Peeled {
    if end - p.pos() >= 4 {
        let at = p.pos();
        p.uint(&ASYNC_MAP)?;
        p.bits(CONTROL_CHARACTERS, at);
    }
    Ok(())
}

fn authentication(p: &mut Peel<'_>, end: usize) -> Peeled {
    if end - p.pos() < 2 {
        return Ok(());
    }
    let protocol = p.uint(&AUTH_PROTOCOL)?;
    if protocol == CHAP && p.pos() < end {
        p.uint(&ALGORITHM)?;
    }
    Ok(())
}

fn quality(p: &mut Peel<'_>, end: usize) -> Peeled {
    if end - p.pos() < 2 {
        return Ok(());
    }
    let protocol = p.uint(&QUALITY_PROTOCOL)?;
    if protocol == QUALITY_REPORT && end - p.pos() >= 4 {
        p.uint(&REPORTING_PERIOD)?;
    }
    Ok(())
}

fn check_sequences(p: &mut Peel<'_>, end: usize) -> Peeled {
    if p.pos() < end {
        let at = p.pos();
        p.uint(&FCS_ALTERNATIVES)?;
        p.bits(CHECK_SEQUENCES, at);
    }
    Ok(())
}

fn callback(p: &mut Peel<'_>, end: usize) -> Peeled {
    if p.pos() < end {
        p.uint(&OPERATION)?;
    }
    rest(p, end, &CALLBACK_MESSAGE)
}

fn endpoint(p: &mut Peel<'_>, end: usize) -> Peeled {
    if p.pos() >= end {
        return Ok(());
    }
    let class = p.uint(&ENDPOINT_CLASS)?;
    let spec = match (class, end - p.pos()) {
        (2, 4) => &ENDPOINT_IP,
        (3, 6) => &ENDPOINT_MAC,
        (4, _) => &ENDPOINT_MAGIC,
        (5, _) => &ENDPOINT_NUMBER,
        _ => &OPTION_DATA,
    };
    rest(p, end, spec)
}
