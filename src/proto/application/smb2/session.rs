//! Agreeing on a version, logging in, connecting shares (MS-SMB2 §2.2.3 to §2.2.12).

use super::header::{ZERO_2, ZERO_4};
use super::words::*;
use super::{Message, parts, place, text_at};
use crate::decode::{Next, Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec};
use crate::proto::application::gss_api;
use crate::proto::layout::{self, Part};
use crate::proto::smb_words::ACCESS_MASK;
use Part::{FileTime, Guid, One, Rows};

const SECTION: &str = "MS-SMB2 §2.2.3";
const CONTEXTS_SECTION: &str = "MS-SMB2 §2.2.3.1";

const VERSION_3_1_1: u64 = 0x0311;

const DIALECTS: Codes = &[
    (0x0202, "SMB 2.0.2"),
    (0x0210, "SMB 2.1"),
    (0x02ff, "SMB 2, any"),
    (0x0300, "SMB 3.0"),
    (0x0302, "SMB 3.0.2"),
    (0x0311, "SMB 3.1.1"),
];

const INTEGRITY: u64 = 1;
const ENCRYPTION: u64 = 2;
const COMPRESSION: u64 = 3;
const NAME: u64 = 5;
const SIGNING: u64 = 8;

const fn le(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SECTION)
}

const fn context(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, CONTEXTS_SECTION)
}

crate::fields! {
    DIALECT_COUNT = le("smb2.dialect_count", "Dialects", 16, "How many versions the client speaks.");
    pub(super) CLIENT = FieldSpec::computed("smb2.client_guid", "Client GUID").doc("A number that no other client has.", SECTION);
    DIALECT = FieldSpec::hex("smb2.dialect", "Dialect", 16).little().codes(DIALECTS).doc("A version of the protocol.", SECTION);
    pub(super) SERVER = FieldSpec::computed("smb2.server_guid", "Server GUID").doc("A number that no other server has.", "MS-SMB2 §2.2.4");
    MAX_TRANSACTION = le("smb2.max_trans_size", "Largest transaction", 32, "Most bytes of a listing or of information.");
    MAX_READ = le("smb2.max_read_size", "Largest read", 32, "Most bytes of a read.");
    MAX_WRITE = le("smb2.max_write_size", "Largest write", 32, "Most bytes of a write.");
    NOW = FieldSpec::computed("smb2.current_time", "Server's time").doc("What the server's clock shows.", "MS-SMB2 §2.2.4");
    BOOT = FieldSpec::computed("smb2.boot_time", "Server's start").doc("When the server was started; 0 if it does not say.", "MS-SMB2 §2.2.4");
    pub(super) AT_2 = FieldSpec::hex("smb2.olb.offset", "Offset", 16).little().doc("Where the value stands, from the start of the header.", SECTION);
    pub(super) LEN_2 = FieldSpec::uint("smb2.olb.length", "Length", 16).little().doc("Bytes of the value.", SECTION);
    pub(super) AT_4 = FieldSpec::hex("smb2.olb.offset", "Offset", 32).little().doc("Where the value stands, from the start of the header.", SECTION);
    pub(super) LEN_4 = FieldSpec::uint("smb2.olb.length", "Length", 32).little().doc("Bytes of the value.", SECTION);
    BLOB = FieldSpec::bytes("smb2.security_blob", "Security blob").doc("A message of the authentication, read in the layers behind.", "MS-SMB2 §2.2.5");
    CONTEXT_AT = FieldSpec::hex("smb2.negotiate_context.offset", "Contexts", 32).little().doc("Where the contexts stand, from the start of the header.", CONTEXTS_SECTION);
    CONTEXT_COUNT = context("smb2.negotiate_context.count", "Contexts", 16, "How many contexts there are.");
    CONTEXT = FieldSpec::group("", "Context").doc("Something else to agree on.", CONTEXTS_SECTION);
    CONTEXT_TYPE = FieldSpec::hex("smb2.negotiate_context.type", "Type", 16).little()
        .codes(&[(1, "integrity of the negotiation"), (2, "encryption"), (3, "compression"), (5, "server name"), (6, "transport"), (7, "RDMA transform"), (8, "signing")])
        .doc("What is to be agreed on.", CONTEXTS_SECTION);
    CONTEXT_LEN = context("smb2.negotiate_context.data_length", "Length", 16, "Bytes of the context.");
    HASH_COUNT = context("smb2.negotiate_context.hash_alg_count", "Hashes", 16, "How many hash functions are offered.");
    SALT_LEN = context("smb2.negotiate_context.salt_length", "Salt length", 16, "Bytes of salt.");
    HASH = FieldSpec::hex("smb2.negotiate_context.hash_algorithm", "Hash", 16).little().codes(&[(1, "SHA-512")]).doc("Hash function that protects the negotiation.", CONTEXTS_SECTION);
    SALT = FieldSpec::bytes("smb2.negotiate_context.salt", "Salt").doc("Random bytes.", CONTEXTS_SECTION);
    CIPHER_COUNT = context("smb2.negotiate_context.cipher_count", "Ciphers", 16, "How many ciphers are offered.");
    CIPHER = FieldSpec::hex("smb2.negotiate_context.cipher_id", "Cipher", 16).little().codes(&[(1, "AES-128-CCM"), (2, "AES-128-GCM"), (3, "AES-256-CCM"), (4, "AES-256-GCM")]).doc("How messages may be encrypted.", CONTEXTS_SECTION);
    SIGNING_COUNT = context("smb2.negotiate_context.signing_alg_count", "Signing methods", 16, "How many are offered.");
    SIGNING_ID = FieldSpec::hex("smb2.negotiate_context.signing_id", "Signing method", 16).little().codes(&[(0, "HMAC-SHA256"), (1, "AES-CMAC"), (2, "AES-GMAC")]).doc("How messages may be signed.", CONTEXTS_SECTION);
    METHOD_COUNT = context("smb2.negotiate_context.comp_alg_count", "Compression methods", 16, "How many are offered.");
    METHOD_FLAGS = FieldSpec::hex("smb2.negotiate_context.comp_alg_flags", "Flags", 32).little().doc("1: several methods may be used in one message.", CONTEXTS_SECTION);
    METHOD = FieldSpec::hex("smb2.negotiate_context.comp_alg_id", "Compression method", 16).little()
        .codes(&[(0, "none"), (1, "LZNT1"), (2, "LZ77"), (3, "LZ77 with Huffman codes"), (4, "pattern")])
        .doc("How messages may be compressed.", CONTEXTS_SECTION);
    HOST = FieldSpec::computed("smb2.negotiate_context.netname", "Server name").doc("How the client calls the server.", CONTEXTS_SECTION);
    pub(super) CHANNEL = FieldSpec::hex("smb2.channel", "Channel", 32).little().codes(&[(0, "none"), (1, "RDMA"), (2, "RDMA, invalidate")]).doc("Whether the data travels apart.", "MS-SMB2 §2.2.5");
    PREVIOUS = FieldSpec::hex("smb2.previous_sesid", "Previous session", 64).little().doc("A session that this one replaces.", "MS-SMB2 §2.2.5");
    SHARE = FieldSpec::computed("smb2.tree", "Share").doc("Server and share.", "MS-SMB2 §2.2.9");
    SHARE_TYPE = FieldSpec::hex("smb2.share_type", "Share type", 8).codes(&[(1, "disk"), (2, "pipe"), (3, "printer")]).doc("What is shared.", "MS-SMB2 §2.2.10");
}

/// The body of a message; returns what it is about.
pub(super) fn body(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    match (message.command, message.is_response) {
        (0, false) => offer(p, message),
        (0, true) => choice(p, message),
        (1, false) => {
            parts(
                p,
                &[
                    Rows(SETUP_FLAGS),
                    Rows(SECURITY_MODE),
                    Rows(CAPABILITIES),
                    One(&CHANNEL),
                ],
            )?;
            let (at, len) = place(p, message, &AT_2, &LEN_2)?;
            p.uint(&PREVIOUS)?;
            blob(p, at, len)?;
            Ok(String::new())
        }
        (1, true) => {
            p.rows(SESSION_FLAGS)?;
            let (at, len) = place(p, message, &AT_2, &LEN_2)?;
            blob(p, at, len)?;
            Ok(String::new())
        }
        (3, false) => {
            p.rows(TREE_FLAGS)?;
            let (at, len) = place(p, message, &AT_2, &LEN_2)?;
            Ok(text_at(p, &SHARE, at, len))
        }
        (3, true) => {
            p.uint(&SHARE_TYPE)?;
            p.skip(1)?;
            parts(
                p,
                &[
                    Rows(SHARE_FLAGS),
                    Rows(SHARE_CAPABILITIES),
                    Rows(ACCESS_MASK),
                ],
            )?;
            Ok(String::new())
        }
        _ => {
            p.field(&ZERO_2, 2)?;
            Ok(String::new())
        }
    }
}

/// An authentication message, and who reads it.
fn blob(p: &mut Peel<'_>, at: usize, len: usize) -> Peeled {
    if len == 0 || at < p.pos() {
        return Ok(());
    }
    p.seek(at);
    p.field(&BLOB, len)?;
    p.wrap(
        Next::Protocol(&gss_api::PROTOCOL),
        at..at + len,
        "SMB2 blob length",
    );
    Ok(())
}

fn offer(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    let count = p.uint(&DIALECT_COUNT)?;
    parts(
        p,
        &[
            Rows(SECURITY_MODE),
            Part::Skip(1),
            One(&ZERO_2),
            Rows(CAPABILITIES),
            Guid(&CLIENT),
        ],
    )?;
    // Whether contexts follow is known only from the dialects.
    let dialects = p.rest().get(8..).unwrap_or_default().as_chunks::<2>().0;
    let newest = dialects
        .iter()
        .take(count as usize)
        .map(|dialect| u64::from(u16::from_le_bytes(*dialect)));
    let newest = newest
        .filter(|dialect| *dialect != 0x02ff)
        .max()
        .unwrap_or_default();
    let (mut at, mut contexts) = (0, 0);
    if newest >= VERSION_3_1_1 {
        at = p.uint(&CONTEXT_AT)? as usize;
        contexts = p.uint(&CONTEXT_COUNT)?;
        p.field(&ZERO_2, 2)?;
    } else {
        p.skip(8)?;
    }
    for _ in 0..count {
        p.uint(&DIALECT)?;
    }
    if contexts > 0 && message.base + at >= p.pos() {
        p.seek(message.base + at);
        all_contexts(p, contexts)?;
    }
    Ok(format!("up to {}", dialect(newest)))
}

fn dialect(code: u64) -> &'static str {
    DIALECT.names.get(code).unwrap_or("an unknown version")
}

fn choice(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    parts(p, &[Rows(SECURITY_MODE), Part::Skip(1)])?;
    let chosen = p.uint(&DIALECT)?;
    let contexts = if chosen >= VERSION_3_1_1 {
        p.uint(&CONTEXT_COUNT)?
    } else {
        p.field(&ZERO_2, 2)?;
        0
    };
    parts(
        p,
        &[
            Guid(&SERVER),
            Rows(CAPABILITIES),
            One(&MAX_TRANSACTION),
            One(&MAX_READ),
            One(&MAX_WRITE),
            FileTime(&NOW),
            FileTime(&BOOT),
        ],
    )?;
    let (at, len) = place(p, message, &AT_2, &LEN_2)?;
    let context_at = p.uint(&CONTEXT_AT)? as usize;
    blob(p, at, len)?;
    if contexts > 0 && message.base + context_at >= p.pos() {
        p.seek(message.base + context_at);
        all_contexts(p, contexts)?;
    }
    Ok(dialect(chosen).to_owned())
}

fn all_contexts(p: &mut Peel<'_>, count: u64) -> Peeled {
    const ALIGNED: usize = 8;
    let first = p.pos();
    for index in 0..count {
        if p.rest().is_empty() || p.is_full() {
            break;
        }
        p.group(&CONTEXT, |p| {
            let kind = p.uint(&CONTEXT_TYPE)?;
            let len = p.uint(&CONTEXT_LEN)? as usize;
            p.field(&ZERO_4, 4)?;
            p.within(len, "SMB2 context length", |p| one_context(p, kind))
        })?;
        if index + 1 < count {
            let used = p.pos() - first;
            p.seek(first + used.next_multiple_of(ALIGNED));
        }
    }
    Ok(())
}

fn one_context(p: &mut Peel<'_>, kind: u64) -> Peeled {
    match kind {
        INTEGRITY => {
            let count = p.uint(&HASH_COUNT)?;
            let salt = p.uint(&SALT_LEN)? as usize;
            repeat(p, &HASH, count)?;
            if salt > 0 {
                p.field(&SALT, salt)?;
            }
            Ok(())
        }
        ENCRYPTION => {
            let count = p.uint(&CIPHER_COUNT)?;
            repeat(p, &CIPHER, count)
        }
        COMPRESSION => {
            let count = p.uint(&METHOD_COUNT)?;
            p.skip(2)?;
            p.uint(&METHOD_FLAGS)?;
            repeat(p, &METHOD, count)
        }
        SIGNING => {
            let count = p.uint(&SIGNING_COUNT)?;
            repeat(p, &SIGNING_ID, count)
        }
        NAME => {
            let at = p.pos();
            let bytes = p.skip(p.rest().len())?;
            p.mark_made(&HOST, at..at + bytes.len(), || layout::utf16(bytes));
            Ok(())
        }
        _ => Ok(()),
    }
}

fn repeat(p: &mut Peel<'_>, spec: &'static FieldSpec, count: u64) -> Peeled {
    for _ in 0..count {
        p.uint(spec)?;
    }
    Ok(())
}
