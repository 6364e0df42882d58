//! Attributes: type and value, or type, length and value (RFC 2408 §3.3, RFC 7296 §3.3.5).

use super::codes;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Kind, Value};

const RFC: &str = "RFC 2408 §3.3";
const RFC_IKE: &str = "RFC 2409 appendix A";
const RFC_IPSEC: &str = "RFC 2407 §4.5";
const RFC_2: &str = "RFC 7296 §3.3.5";

/// One family of attributes.
pub(super) struct Family {
    all: &'static FieldSpec,
    kind: &'static FieldSpec,
    format: &'static [FieldSpec],
    len: &'static FieldSpec,
    value: &'static FieldSpec,
    /// What the values of single types are.
    values: &'static [(u16, &'static [&'static FieldSpec])],
}

const fn format(name: &'static str) -> FieldSpec {
    FieldSpec::flag(name, "Short form").doc(
        "Set: two bytes of value follow at once. Otherwise a length comes first.",
        RFC,
    )
}

/// The first bit of a type, for each family.
pub(super) const FORMAT_ROWS: &[FieldSpec] = &[
    format("isakmp.ike.attr.format"),
    format("isakmp.ipsec.attr.format"),
    format("isakmp.ike2.attr.format"),
    format("isakmp.cfg.attr.format"),
];

const IKE_FORMAT: &[FieldSpec] = &[FORMAT_ROWS[0], FieldSpec::gap(15)];
const IPSEC_FORMAT: &[FieldSpec] = &[FORMAT_ROWS[1], FieldSpec::gap(15)];
const IKE2_FORMAT: &[FieldSpec] = &[FORMAT_ROWS[2], FieldSpec::gap(15)];
const CONFIG_FORMAT: &[FieldSpec] = &[FORMAT_ROWS[3], FieldSpec::gap(15)];

const fn attribute(name: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, "Attribute").doc(doc, RFC)
}

const fn kind(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Type", 16).doc("Which attribute it is, without the first bit.", RFC)
}

const fn len(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Length", 16)
        .unit("bytes")
        .doc("The value alone.", RFC)
}

const fn value(name: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, "Value").doc("What is proposed or chosen.", RFC)
}

const fn uint(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, RFC_IKE)
}

const fn ipsec(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, RFC_IPSEC)
}

const fn life(name: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, "Life", bits).doc(
        "For how long the keys are good, in the unit that was given before.",
        RFC_IKE,
    )
}

const fn parameter(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(
        "A number of a group that the two ends define themselves.",
        RFC_IKE,
    )
}

crate::fields! {
    IKE = attribute("isakmp.ike.attr", "One property of the keys for IKE itself.");
    IKE_KIND = kind("isakmp.ike.attr.type").codes(codes::IKE_ATTRIBUTES);
    IKE_LEN = len("isakmp.ike.attr.length");
    IKE_VALUE = value("isakmp.ike.attr.value");
    CIPHER = uint("isakmp.ike.attr.encryption_algorithm", "Encryption", "The cipher for IKE's own messages.").codes(codes::ENCRYPTION_1);
    HASH = uint("isakmp.ike.attr.hash_algorithm", "Hash", "The hash function that keys and checks are made with.").codes(codes::HASHES);
    METHOD = uint("isakmp.ike.attr.authentication_method", "Authentication", "How the ends prove who they are.").codes(codes::METHODS_1);
    GROUP = uint("isakmp.ike.attr.group_description", "Group", "The group for the Diffie-Hellman exchange.").codes(codes::GROUPS);
    GROUP_TYPE = uint("isakmp.ike.attr.group_type", "Kind of group", "Numbers or elliptic curves.")
        .codes(&[(1, "MODP"), (2, "ECP"), (3, "EC2N")]);
    PRIME = parameter("isakmp.ike.attr.group_prime", "Prime");
    GENERATOR_1 = parameter("isakmp.ike.attr.group_generator_one", "First generator");
    GENERATOR_2 = parameter("isakmp.ike.attr.group_generator_two", "Second generator");
    CURVE_A = parameter("isakmp.ike.attr.group_curve_a", "Curve A");
    CURVE_B = parameter("isakmp.ike.attr.group_curve_b", "Curve B");
    LIFE_TYPE = uint("isakmp.ike.attr.life_type", "Unit of life", "What the life is counted in.").codes(codes::LIFE_TYPES);
    LIFE = life("isakmp.ike.attr.life_duration", 32);
    LIFE_64 = life("isakmp.ike.attr.life_duration64", 64);
    PRF = parameter("isakmp.ike.attr.prf", "Pseudorandom function");
    KEY_LEN = uint("isakmp.ike.attr.key_length", "Key length", "For ciphers with keys of several lengths, in bits.");
    FIELD_SIZE = parameter("isakmp.ike.attr.field_size", "Field size");
    ORDER = parameter("isakmp.ike.attr.group_order", "Group order");
    IPSEC = attribute("isakmp.ipsec.attr", "One property of the keys for the packets.");
    IPSEC_KIND = kind("isakmp.ipsec.attr.type").codes(codes::IPSEC_ATTRIBUTES);
    IPSEC_LEN = len("isakmp.ipsec.attr.length");
    IPSEC_VALUE = value("isakmp.ipsec.attr.value");
    IPSEC_LIFE_TYPE = ipsec("isakmp.ipsec.attr.life_type", "Unit of life", "What the life is counted in.").codes(codes::LIFE_TYPES);
    IPSEC_LIFE = life("isakmp.ipsec.attr.life_duration", 32);
    IPSEC_LIFE_64 = life("isakmp.ipsec.attr.life_duration64", 64);
    IPSEC_GROUP = ipsec("isakmp.ipsec.attr.group_description", "Group", "The group for a fresh Diffie-Hellman exchange.").codes(codes::GROUPS);
    IPSEC_MODE = ipsec("isakmp.ipsec.attr.encap_mode", "Mode", "Whether whole packets or only their content is protected.").codes(codes::MODES);
    IPSEC_AUTH = ipsec("isakmp.ipsec.attr.auth_algorithm", "Authentication", "How packets are protected against changes.").codes(codes::AUTHENTICATION);
    IPSEC_KEY_LEN = ipsec("isakmp.ipsec.attr.key_length", "Key length", "In bits.");
    IPSEC_ROUNDS = ipsec("isakmp.ipsec.attr.key_rounds", "Key rounds", "For ciphers with several numbers of rounds.");
    IPSEC_DICTIONARY = ipsec("isakmp.ipsec.attr.cmpr_dict_size", "Dictionary size", "For compression.");
    IPSEC_ECN = ipsec("isakmp.ipsec.attr.ecn_tunnel", "Congestion notification", "Whether it may cross the tunnel.").codes(&[(1, "allowed"), (2, "forbidden")]);
    IPSEC_ESN = ipsec("isakmp.ipsec.attr.ext_seq_nbr", "Extended sequence numbers", "64 bits instead of 32.");
    IPSEC_AUTH_KEY_LEN = ipsec("isakmp.ipsec.attr.auth_key_length", "Authentication key length", "In bits.");
    IKE2 = attribute("isakmp.ike2.attr", "One property of a transform.");
    IKE2_KIND = kind("isakmp.ike2.attr.type").codes(&[(14, "key length")]);
    IKE2_LEN = len("isakmp.ike2.attr.length");
    IKE2_VALUE = value("isakmp.ike2.attr.value");
    IKE2_KEY_LEN = FieldSpec::uint("isakmp.ike2.attr.key_length", "Key length", 16)
        .unit("bits").doc("For ciphers with keys of several lengths.", RFC_2);
    CONFIG = attribute("isakmp.cfg.attr", "One setting that is asked for or given.");
    CONFIG_KIND = kind("isakmp.cfg.attr.type").codes(codes::CONFIG_ATTRIBUTES);
    CONFIG_LEN = len("isakmp.cfg.attr.length");
    CONFIG_VALUE = value("isakmp.cfg.attr.value");
}

/// Keys for IKE itself, version 1.
pub(super) static OF_IKE: Family = Family {
    all: &IKE,
    kind: &IKE_KIND,
    format: IKE_FORMAT,
    len: &IKE_LEN,
    value: &IKE_VALUE,
    values: &[
        (1, &[&CIPHER]),
        (2, &[&HASH]),
        (3, &[&METHOD]),
        (4, &[&GROUP]),
        (5, &[&GROUP_TYPE]),
        (6, &[&PRIME]),
        (7, &[&GENERATOR_1]),
        (8, &[&GENERATOR_2]),
        (9, &[&CURVE_A]),
        (10, &[&CURVE_B]),
        (11, &[&LIFE_TYPE]),
        (12, &[&LIFE, &LIFE_64]),
        (13, &[&PRF]),
        (14, &[&KEY_LEN]),
        (15, &[&FIELD_SIZE]),
        (16, &[&ORDER]),
    ],
};

/// Keys for packets, version 1.
pub(super) static OF_IPSEC: Family = Family {
    all: &IPSEC,
    kind: &IPSEC_KIND,
    format: IPSEC_FORMAT,
    len: &IPSEC_LEN,
    value: &IPSEC_VALUE,
    values: &[
        (1, &[&IPSEC_LIFE_TYPE]),
        (2, &[&IPSEC_LIFE, &IPSEC_LIFE_64]),
        (3, &[&IPSEC_GROUP]),
        (4, &[&IPSEC_MODE]),
        (5, &[&IPSEC_AUTH]),
        (6, &[&IPSEC_KEY_LEN]),
        (7, &[&IPSEC_ROUNDS]),
        (8, &[&IPSEC_DICTIONARY]),
        (10, &[&IPSEC_ECN]),
        (11, &[&IPSEC_ESN]),
        (12, &[&IPSEC_AUTH_KEY_LEN]),
    ],
};

/// Transforms of version 2.
pub(super) static OF_IKE2: Family = Family {
    all: &IKE2,
    kind: &IKE2_KIND,
    format: IKE2_FORMAT,
    len: &IKE2_LEN,
    value: &IKE2_VALUE,
    values: &[(14, &[&IKE2_KEY_LEN])],
};

/// Settings of both versions.
pub(super) static OF_CONFIG: Family = Family {
    all: &CONFIG,
    kind: &CONFIG_KIND,
    format: CONFIG_FORMAT,
    len: &CONFIG_LEN,
    value: &CONFIG_VALUE,
    values: &[],
};

/// Reads attributes up to the end of the bytes.
pub(super) fn all(
    p: &mut Peel<'_>,
    family: &'static Family,
    content: fn(&mut Peel<'_>, u16) -> Peeled,
) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(family.all, |p| one(p, family, content))?;
    }
    Ok(())
}

/// For families whose values are whole numbers and bytes.
pub(super) fn plain(_: &mut Peel<'_>, _: u16) -> Peeled {
    Ok(())
}

fn one(
    p: &mut Peel<'_>,
    family: &'static Family,
    content: fn(&mut Peel<'_>, u16) -> Peeled,
) -> Peeled {
    p.require(4)?;
    let at = p.pos();
    let word = u16::from_be_bytes([p.rest()[0], p.rest()[1]]);
    let kind = word & 0x7fff;
    p.mark_as(family.kind, at..at + 2, Value::Uint(kind.into()));
    p.bits(family.format, at);
    p.skip(2)?;
    let len = match word & 0x8000 {
        0 => p.uint(family.len)? as usize,
        _ => 2,
    };
    p.within(len, "attribute length", |p| {
        if len == 0 {
            return Ok(());
        }
        let at = p.pos()..p.bytes().len();
        p.require(len)?;
        p.mark(family.value, at.clone());
        let specs = family.values.iter().find(|known| known.0 == kind);
        let fits = |spec: &&&FieldSpec| spec.kind != Kind::Uint || len * 8 <= spec.bits as usize;
        if let Some(spec) = specs.and_then(|known| known.1.iter().find(fits)) {
            p.mark(spec, at);
        }
        content(p, kind)
    })
}
