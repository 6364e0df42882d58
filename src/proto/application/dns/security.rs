//! The layouts of records that sign, hash and authenticate.

use crate::model::{Codes, FieldSpec};

/// Algorithms of keys and signatures (IANA, DNS Security Algorithm Numbers).
pub(super) const ALGORITHMS: Codes = &[
    (1, "RSA/MD5"),
    (3, "DSA/SHA-1"),
    (5, "RSA/SHA-1"),
    (6, "DSA/SHA-1, NSEC3"),
    (7, "RSA/SHA-1, NSEC3"),
    (8, "RSA/SHA-256"),
    (10, "RSA/SHA-512"),
    (12, "GOST R 34.10-2001"),
    (13, "ECDSA P-256/SHA-256"),
    (14, "ECDSA P-384/SHA-384"),
    (15, "Ed25519"),
    (16, "Ed448"),
    (253, "private, named by a domain"),
    (254, "private, named by an object identifier"),
];

/// Hashes of keys (IANA, DS RR Type Digest Algorithms).
pub(super) const DIGESTS: Codes = &[
    (1, "SHA-1"),
    (2, "SHA-256"),
    (3, "GOST R 34.11-94"),
    (4, "SHA-384"),
];

/// Hashes of names (IANA, DNSSEC NSEC3 Hash Algorithms).
pub(super) const NAME_HASHES: Codes = &[(1, "SHA-1")];

const fn name(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label)
}

const fn time(name: &'static str, label: &'static str, bytes: u32) -> FieldSpec {
    FieldSpec::computed(name, label).wide(bytes)
}

pub(super) const RRSIG: &[FieldSpec] = &[
    FieldSpec::uint("dns.rrsig.type_covered", "Type covered", 16)
        .lookup(|code| crate::model::names::dns_type(code as u16))
        .doc("Which records of this name are signed.", "RFC 4034 §3.1.1"),
    FieldSpec::uint("dns.rrsig.algorithm", "Algorithm", 8)
        .codes(ALGORITHMS)
        .doc("How they are signed.", "RFC 4034 §3.1.2"),
    FieldSpec::uint("dns.rrsig.labels", "Labels", 8).doc(
        "Labels of the signed name; fewer than the record's name has if a wildcard made it.",
        "RFC 4034 §3.1.3",
    ),
    FieldSpec::uint("dns.rrsig.original_ttl", "Original time to live", 32)
        .unit("s")
        .doc(
            "Time to live as the zone has it: caches count theirs down, and it is signed too.",
            "RFC 4034 §3.1.4",
        ),
    time("dns.rrsig.signature_expiration", "Valid until", 4).doc(
        "After this time the signature is worth nothing.",
        "RFC 4034 §3.1.5",
    ),
    time("dns.rrsig.signature_inception", "Valid from", 4)
        .doc("Before this time too.", "RFC 4034 §3.1.5"),
    FieldSpec::uint("dns.rrsig.key_tag", "Key tag", 16).doc(
        "A short sum over the key, to find it among several.",
        "RFC 4034 §3.1.6",
    ),
    name("dns.rrsig.signers_name", "Signer").doc(
        "The zone whose DNSKEY record verifies the signature.",
        "RFC 4034 §3.1.7",
    ),
    FieldSpec::bytes("dns.rrsig.signature", "Signature").doc(
        "Covers this data and the records of the type covered.",
        "RFC 4034 §3.1.8",
    ),
];

pub(super) const DNSKEY: &[FieldSpec] = &[
    FieldSpec::hex("dns.dnskey.flags", "Flags", 16)
        .parts_follow()
        .doc("What the key is for.", "RFC 4034 §2.1.1"),
    FieldSpec::gap(7).part(),
    FieldSpec::flag("dns.dnskey.flags.zone_key", "Zone key")
        .part()
        .doc("The key signs records of the zone.", "RFC 4034 §2.1.1"),
    FieldSpec::flag("dns.dnskey.flags.key_revoked", "Revoked")
        .part()
        .doc("The key shall not be trusted any more.", "RFC 5011 §3"),
    FieldSpec::gap(6).part(),
    FieldSpec::flag("dns.dnskey.flags.secure_entry_point", "Secure entry point")
        .part()
        .doc(
            "The key signs the zone's other keys; its hash stands in the parent zone.",
            "RFC 4034 §2.1.1",
        ),
    FieldSpec::uint("dns.dnskey.protocol", "Protocol", 8).doc("Always 3.", "RFC 4034 §2.1.2"),
    FieldSpec::uint("dns.dnskey.algorithm", "Algorithm", 8)
        .codes(ALGORITHMS)
        .doc("What kind of key this is.", "RFC 4034 §2.1.3"),
    FieldSpec::bytes("dns.dnskey.public_key", "Public key").doc(
        "Verifies signatures made with the zone's secret key.",
        "RFC 4034 §2.1.4",
    ),
];

pub(super) const KEY: &[FieldSpec] = &[
    FieldSpec::hex("dns.key.flags", "Flags", 16).doc(
        "What the key may be used for, and whose it is.",
        "RFC 2535 §3.1.2",
    ),
    FieldSpec::uint("dns.key.protocol", "Protocol", 8).doc(
        "Which protocol uses the key; 3 is DNS security.",
        "RFC 2535 §3.1.3",
    ),
    FieldSpec::uint("dns.key.algorithm", "Algorithm", 8)
        .codes(ALGORITHMS)
        .doc("What kind of key this is.", "RFC 2535 §3.2"),
    FieldSpec::bytes("dns.key.public_key", "Public key").doc("The key.", "RFC 2535 §3.1"),
];

pub(super) const DS: &[FieldSpec] = &[
    FieldSpec::hex("dns.ds.key_id", "Key tag", 16).doc(
        "A short sum over the child zone's key, to find it among several.",
        "RFC 4034 §5.1.1",
    ),
    FieldSpec::uint("dns.ds.algorithm", "Algorithm", 8)
        .codes(ALGORITHMS)
        .doc("What kind of key that is.", "RFC 4034 §5.1.2"),
    FieldSpec::uint("dns.ds.digest_type", "Digest type", 8)
        .codes(DIGESTS)
        .doc("How the key was hashed.", "RFC 4034 §5.1.3"),
    FieldSpec::bytes("dns.ds.digest", "Digest").doc(
        "The hash of the child zone's key: with it the parent zone vouches for the child.",
        "RFC 4034 §5.1.4",
    ),
];

pub(super) const SSHFP: &[FieldSpec] = &[
    FieldSpec::uint("dns.sshfp.algorithm", "Algorithm", 8)
        .codes(&[
            (1, "RSA"),
            (2, "DSA"),
            (3, "ECDSA"),
            (4, "Ed25519"),
            (6, "Ed448"),
        ])
        .doc("What kind of host key.", "RFC 4255 §3.1.1"),
    FieldSpec::uint("dns.sshfp.fingerprint.type", "Fingerprint type", 8)
        .codes(&[(1, "SHA-1"), (2, "SHA-256")])
        .doc("How the key was hashed.", "RFC 4255 §3.1.2"),
    FieldSpec::bytes("dns.sshfp.fingerprint", "Fingerprint").doc(
        "What a client should see when it connects to the host by SSH.",
        "RFC 4255 §3.1.3",
    ),
];

pub(super) const NSEC: &[FieldSpec] = &[name("dns.nsec.next_domain_name", "Next name").doc(
    "The next name of the zone, in order: so it is proven that none exists between the two.",
    "RFC 4034 §4.1.1",
)];

pub(super) const NSEC3: &[FieldSpec] = &[
    FieldSpec::uint("dns.nsec3.algo", "Hash", 8)
        .codes(NAME_HASHES)
        .doc(
            "How names are hashed, so that the zone cannot be listed.",
            "RFC 5155 §3.1.1",
        ),
    FieldSpec::uint("dns.nsec3.flags", "Flags", 8)
        .parts_follow()
        .doc("One is defined.", "RFC 5155 §3.1.2"),
    FieldSpec::gap(7).part(),
    FieldSpec::flag("dns.nsec3.flags.opt_out", "Opt-out")
        .part()
        .doc(
            "Delegations without signatures may exist between the two hashes.",
            "RFC 5155 §3.1.2.1",
        ),
    FieldSpec::uint("dns.nsec3.iterations", "Iterations", 16)
        .doc("How often a name is hashed again.", "RFC 5155 §3.1.3"),
    FieldSpec::uint("dns.nsec3.salt_length", "Salt length", 8)
        .unit("bytes")
        .doc("How many bytes of salt follow.", "RFC 5155 §3.1.4"),
    FieldSpec::bytes("dns.nsec3.salt_value", "Salt").doc(
        "Hashed along, so that hashes of common names cannot be prepared.",
        "RFC 5155 §3.1.5",
    ),
];

pub(super) const CERT: &[FieldSpec] = &[
    FieldSpec::uint("dns.cert.type", "Type", 16)
        .codes(&[
            (1, "X.509"),
            (2, "SPKI"),
            (3, "OpenPGP"),
            (4, "X.509, by URL"),
            (5, "SPKI, by URL"),
            (6, "OpenPGP, by URL"),
        ])
        .doc("What kind of certificate.", "RFC 4398 §2.1"),
    FieldSpec::hex("dns.cert.key_tag", "Key tag", 16).doc(
        "A short sum over the key, to find it among several.",
        "RFC 4398 §2",
    ),
    FieldSpec::uint("dns.cert.algorithm", "Algorithm", 8)
        .codes(ALGORITHMS)
        .doc("What kind of key it has.", "RFC 4398 §2"),
    FieldSpec::bytes("dns.cert.certificate", "Certificate")
        .doc("The certificate, or a list of revoked ones.", "RFC 4398 §2"),
];

pub(super) const TLSA: &[FieldSpec] = &[
    FieldSpec::uint("dns.tlsa.certificate_usage", "Usage", 8)
        .codes(&[
            (0, "constraint on the authority"),
            (1, "constraint on the certificate"),
            (2, "the authority"),
            (3, "the certificate"),
        ])
        .doc(
            "What is said: of the server's own certificate, or of the authority that issued it.",
            "RFC 6698 §2.1.1",
        ),
    FieldSpec::uint("dns.tlsa.selector", "Selector", 8)
        .codes(&[(0, "the certificate"), (1, "its public key")])
        .doc("Which part of the certificate counts.", "RFC 6698 §2.1.2"),
    FieldSpec::uint("dns.tlsa.matching_type", "Matching", 8)
        .codes(&[(0, "the whole"), (1, "SHA-256"), (2, "SHA-512")])
        .doc("How it was hashed.", "RFC 6698 §2.1.3"),
    FieldSpec::bytes("dns.tlsa.certificate_association_data", "Data").doc(
        "What the certificate that the server shows must match.",
        "RFC 6698 §2.1.4",
    ),
];

pub(super) const OPENPGPKEY: FieldSpec = FieldSpec::bytes("dns.openpgpkey", "Key")
    .doc("A person's OpenPGP public key.", "RFC 7929 §2.1");

pub(super) const CSYNC: &[FieldSpec] = &[
    FieldSpec::uint("dns.csync.soa", "Serial number", 32).doc(
        "The child zone's serial number when this was written.",
        "RFC 7477 §2.1.1.1",
    ),
    FieldSpec::hex("dns.csync.flags", "Flags", 16)
        .parts_follow()
        .doc(
            "When the parent zone may copy the records.",
            "RFC 7477 §2.1.1.2",
        ),
    FieldSpec::gap(14).part(),
    FieldSpec::flag("dns.csync.flags.soaminimum", "Serial minimum")
        .part()
        .doc(
            "Only if the child's serial number is at least this one.",
            "RFC 7477 §2.1.1.2.2",
        ),
    FieldSpec::flag("dns.csync.flags.immediate", "Immediate")
        .part()
        .doc("At once, without asking anybody.", "RFC 7477 §2.1.1.2.1"),
];

pub(super) const ZONEMD: &[FieldSpec] = &[
    FieldSpec::uint("dns.zonemd.serial", "Serial number", 32)
        .doc("Of the zone that was hashed.", "RFC 8976 §2.2.1"),
    FieldSpec::uint("dns.zonemd.scheme", "Scheme", 8)
        .codes(&[(1, "simple")])
        .doc("In what order the records are hashed.", "RFC 8976 §2.2.2"),
    FieldSpec::uint("dns.zonemd.hash_algo", "Hash", 8)
        .codes(&[(1, "SHA-384"), (2, "SHA-512")])
        .doc("How.", "RFC 8976 §2.2.3"),
    FieldSpec::bytes("dns.zonemd.digest", "Digest")
        .doc("The hash of the whole zone.", "RFC 8976 §2.2.4"),
];

pub(super) const TKEY: &[FieldSpec] = &[
    name("dns.tkey.algo_name", "Algorithm")
        .doc("How messages will be authenticated.", "RFC 2930 §2.3"),
    time("dns.tkey.signature_inception", "Valid from", 4)
        .doc("When the key begins to count.", "RFC 2930 §2.4"),
    time("dns.tkey.signature_expiration", "Valid until", 4).doc("When it ends.", "RFC 2930 §2.4"),
    FieldSpec::uint("dns.tkey.mode", "Mode", 16)
        .codes(&[
            (1, "server chooses"),
            (2, "Diffie-Hellman"),
            (3, "GSS-API"),
            (4, "resolver chooses"),
            (5, "deletion"),
        ])
        .doc("How the key is agreed on.", "RFC 2930 §2.5"),
    FieldSpec::uint("dns.tkey.error", "Error", 16)
        .lookup(|code| crate::model::names::dns_rcode(code as u16))
        .doc("Why it was refused; 0 if it was not.", "RFC 2930 §2.6"),
    FieldSpec::uint("dns.tkey.key_size", "Key size", 16)
        .unit("bytes")
        .doc("How many bytes of key follow.", "RFC 2930 §2.7"),
    FieldSpec::bytes("dns.tkey.key_data", "Key").doc("Data of the key exchange.", "RFC 2930 §2.7"),
    FieldSpec::uint("dns.tkey.other_size", "Other size", 16)
        .unit("bytes")
        .doc("How many bytes follow.", "RFC 2930 §2.8"),
    FieldSpec::bytes("dns.tkey.other_data", "Other data").doc("Not used yet.", "RFC 2930 §2.8"),
];

pub(super) const TSIG: &[FieldSpec] = &[
    name("dns.tsig.algorithm_name", "Algorithm")
        .doc("How the message is authenticated.", "RFC 8945 §4.2"),
    time("dns.tsig.time_signed", "Time signed", 6).doc(
        "Clocks must agree, so that nobody can send an old message again.",
        "RFC 8945 §4.2",
    ),
    FieldSpec::uint("dns.tsig.fudge", "Fudge", 16)
        .unit("s")
        .doc("How far the clocks may differ.", "RFC 8945 §4.2"),
    FieldSpec::uint("dns.tsig.mac_size", "Code size", 16)
        .unit("bytes")
        .doc(
            "How many bytes of authentication code follow.",
            "RFC 8945 §4.2",
        ),
    FieldSpec::bytes("dns.tsig.mac", "Authentication code").doc(
        "Covers the message; only who has the shared key can make it.",
        "RFC 8945 §4.2",
    ),
    FieldSpec::uint("dns.tsig.original_id", "Original identifier", 16).doc(
        "The transaction identifier before a forwarder changed it.",
        "RFC 8945 §4.2",
    ),
    FieldSpec::uint("dns.tsig.error", "Error", 16)
        .lookup(|code| crate::model::names::dns_rcode(code as u16))
        .doc(
            "Why the code was refused; 0 if it was not.",
            "RFC 8945 §4.2",
        ),
    FieldSpec::uint("dns.tsig.other_len", "Other length", 16)
        .unit("bytes")
        .doc("How many bytes follow.", "RFC 8945 §4.2"),
    FieldSpec::bytes("dns.tsig.other_data", "Other data").doc(
        "The server's clock, if that is why the code was refused.",
        "RFC 8945 §4.2",
    ),
];
