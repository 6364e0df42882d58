//! Messages of the handshake of Google's QUIC: tags with values, little-endian ("QUIC Crypto").

use crate::decode::{Peel, Stop};
use crate::model::{Codes, FieldSpec, Timestamp, Value, text};

const CRYPTO: &str = "QUIC Crypto";

/// What a message is.
const MESSAGES: [(&[u8; 4], &str); 5] = [
    (b"CHLO", "Client hello"),
    (b"SHLO", "Server hello"),
    (b"REJ\0", "Rejection"),
    (b"PRST", "Public reset"),
    (b"SCUP", "Server config update"),
];

const ADDRESS_TYPES: Codes = &[(2, "IPv4"), (10, "IPv6")];

crate::fields! {
    TAG = FieldSpec::text("gquic.tag", "Message")
        .doc("What the message is: CHLO is the client's hello, REJ the server's answer to one that lacks something, SHLO the one to one that does not.", CRYPTO);
    COUNT = FieldSpec::uint("gquic.tag_number", "Tags", 16)
        .little()
        .doc("How many tags the message has.", CRYPTO);
    PADDING = FieldSpec::bytes("gquic.padding", "Padding")
        .doc("Zero.", CRYPTO);
    ENTRY = FieldSpec::group("gquic.tags", "Tag")
        .doc("A name of four letters, and where its value ends; the values stand behind all tags.", CRYPTO);
    KIND = FieldSpec::text("gquic.tag_type", "Name")
        .doc("What the value is.", CRYPTO);
    END = FieldSpec::uint("gquic.tag_offset_end", "End of value", 32)
        .little()
        .doc("Where the value ends, counted from the first value.", CRYPTO);
    LENGTH = FieldSpec::uint("gquic.tag_offset_length", "Length", 32)
        .unit("bytes")
        .doc("Length of the value: its end, less the end of the one before.", CRYPTO);
    VALUE = FieldSpec::bytes("gquic.tag_value", "Value")
        .doc("The tag's value.", CRYPTO);
    PAD = FieldSpec::bytes("gquic.tag.pad", "Padding")
        .doc("Makes the hello long, so that a server cannot be made to answer with more than it got.", CRYPTO);
    SNI = FieldSpec::text("gquic.tag.sni", "Server name")
        .doc("The host that the client wants, sent in the clear.", CRYPTO);
    VERSION = FieldSpec::text("gquic.tag.version", "Version")
        .doc("The version once more: here nobody can have changed it.", CRYPTO);
    PROOF = FieldSpec::text("gquic.tag.pdmd", "Proof demand")
        .doc("How the server shall prove who it is.", CRYPTO);
    SETS = FieldSpec::hex("gquic.tag.ccs", "Common certificates", 64)
        .doc("A set of certificates that the client has already.", CRYPTO);
    AGENT = FieldSpec::text("gquic.tag.uaid", "User agent")
        .doc("The program that asks.", CRYPTO);
    TOKEN = FieldSpec::bytes("gquic.tag.stk", "Source-address token")
        .doc("Came from the server: it shows that the client can be reached at its address.", CRYPTO);
    SERVER_NONCE = FieldSpec::bytes("gquic.tag.sno", "Server nonce")
        .doc("Random bytes of the server.", CRYPTO);
    SIGNATURE = FieldSpec::bytes("gquic.tag.prof", "Proof")
        .doc("The server's signature under its configuration.", CRYPTO);
    CONFIG = FieldSpec::text("gquic.tag.scfg", "Server config")
        .doc("The configuration that the server has signed: a message inside the message.", CRYPTO);
    CONFIG_COUNT = FieldSpec::uint("gquic.tag.scfg.number", "Tags of the config", 32)
        .little()
        .doc("How many tags it has.", CRYPTO);
    REASON = FieldSpec::uint("gquic.tag.rrej", "Reason", 32)
        .little()
        .doc("Why the hello was rejected.", CRYPTO);
    CHAIN = FieldSpec::bytes("gquic.tag.crt", "Certificates")
        .doc("The server's certificates, compressed.", CRYPTO);
    CIPHER = FieldSpec::text("gquic.tag.aead", "Cipher")
        .doc("A way to encrypt and authenticate: AESG is AES-GCM, CC20 ChaCha20 with Poly1305.", CRYPTO);
    CONFIG_ID = FieldSpec::bytes("gquic.tag.scid", "Server config number")
        .doc("Names the server's configuration that the client has.", CRYPTO);
    EXCHANGE = FieldSpec::text("gquic.tag.kexs", "Key exchange")
        .doc("A way to agree on keys: C255 is Curve25519, P256 the curve of NIST.", CRYPTO);
    ORBIT = FieldSpec::bytes("gquic.tag.obit", "Orbit")
        .doc("Names the servers among which a client's nonce counts once.", CRYPTO);
    EXPIRY = FieldSpec::uint("gquic.tag.expy", "Expiry", 64)
        .little()
        .unit("seconds")
        .doc("When the configuration ends, since 1970.", CRYPTO);
    NONCE = FieldSpec::bytes("gquic.tag.nonc", "Client nonce")
        .doc("Time, orbit and random bytes of the client.", CRYPTO);
    STREAMS = FieldSpec::uint("gquic.tag.mspc", "Streams", 32)
        .little()
        .doc("How many streams the connection may have.", CRYPTO);
    TRUNCATION = FieldSpec::uint("gquic.tag.tcid", "ID truncation", 32)
        .little()
        .doc("To how many bytes the server may cut the connection ID.", CRYPTO);
    BUFFER = FieldSpec::uint("gquic.tag.srbf", "Receive buffer", 32)
        .little()
        .unit("bytes")
        .doc("The socket's receive buffer.", CRYPTO);
    IDLE = FieldSpec::uint("gquic.tag.icsl", "Idle timeout", 32)
        .little()
        .unit("seconds")
        .doc("The connection ends when nothing came for so long.", CRYPTO);
    SILENT = FieldSpec::uint("gquic.tag.scls", "Silent close", 32)
        .little()
        .doc("Whether the connection is closed without a word after the timeout.", CRYPTO);
    OPTIONS = FieldSpec::text("gquic.tag.copt", "Connection option")
        .doc("Switches an experiment on.", CRYPTO);
    CACHED = FieldSpec::bytes("gquic.tag.ccrt", "Cached certificates")
        .doc("Hashes of certificates that the client has.", CRYPTO);
    RTT = FieldSpec::uint("gquic.tag.irtt", "Round trip", 32)
        .little()
        .unit("µs")
        .doc("The time of a round trip that the client expects.", CRYPTO);
    CONNECTION_WINDOW = FieldSpec::uint("gquic.tag.cfcw", "Connection window", 32)
        .little()
        .unit("bytes")
        .doc("How much may be sent on the connection at first.", CRYPTO);
    STREAM_WINDOW = FieldSpec::uint("gquic.tag.sfcw", "Stream window", 32)
        .little()
        .unit("bytes")
        .doc("How much may be sent on each stream at first.", CRYPTO);
    ENCRYPTED = FieldSpec::bytes("gquic.tag.cetv", "Encrypted tags")
        .doc("Tags that only the server can read.", CRYPTO);
    LEAF = FieldSpec::bytes("gquic.tag.xlct", "Expected certificate")
        .doc("A hash of the certificate that the client expects.", CRYPTO);
    PROOF_NONCE = FieldSpec::bytes("gquic.tag.nonp", "Proof nonce")
        .doc("Random bytes that the server shall sign.", CRYPTO);
    STAMPS = FieldSpec::bytes("gquic.tag.csct", "Certificate timestamps")
        .doc("Logs vouch for the certificate.", CRYPTO);
    TIME = FieldSpec::computed("gquic.tag.ctim", "Client's time")
        .doc("The client's clock.", CRYPTO);
    INCOMING = FieldSpec::uint("gquic.tag.mids", "Incoming streams", 32)
        .little()
        .doc("How many streams the peer may open.", CRYPTO);
    HEAD_OF_LINE = FieldSpec::uint("gquic.tag.fhol", "Head-of-line blocking", 32)
        .little()
        .doc("Whether streams shall wait for one another, for comparison.", CRYPTO);
    LIFETIME = FieldSpec::uint("gquic.tag.sttl", "Config lifetime", 64)
        .little()
        .unit("seconds")
        .doc("How long the configuration is good.", CRYPTO);
    HEADER_LIST = FieldSpec::uint("gquic.tag.smhl", "Header list limit", 32)
        .little()
        .doc("Whether the client understands a limit for headers.", CRYPTO);
    BINDING = FieldSpec::text("gquic.tag.tbkp", "Token binding")
        .doc("Keys to which tokens can be bound.", CRYPTO);
    ACK_DELAY = FieldSpec::uint("gquic.tag.mad0", "ACK delay", 32)
        .little()
        .unit("ms")
        .doc("How long acknowledgments may be held back.", CRYPTO);
    FEEDBACK = FieldSpec::bytes("gquic.tag.cgst", "Congestion feedback")
        .doc("How the ends tell about congestion.", CRYPTO);
    ENDPOINT = FieldSpec::text("gquic.tag.epid", "Endpoint")
        .doc("Names the endpoint.", CRYPTO);
    RESET_TOKEN = FieldSpec::bytes("gquic.tag.srst", "Reset token")
        .doc("A server that has lost the connection's state ends it with this token.", CRYPTO);
    RESET_NONCE = FieldSpec::uint("gquic.tag.rnon", "Reset proof", 64)
        .little()
        .doc("Shows that the reset comes from the server.", CRYPTO);
    REJECTED = FieldSpec::uint("gquic.tag.rseq", "Rejected packet", 64)
        .little()
        .doc("The number of the packet that caused the reset.", CRYPTO);
    FAMILY = FieldSpec::uint("gquic.tag.caddr.addr.type", "Address family", 16)
        .little()
        .codes(ADDRESS_TYPES)
        .doc("Whether the client's address is IPv4 or IPv6.", CRYPTO);
    ADDRESS_4 = FieldSpec::ipv4("gquic.tag.caddr.addr.ipv4", "Client's address")
        .doc("The client's address as the server sees it.", CRYPTO);
    ADDRESS_6 = FieldSpec::ipv6("gquic.tag.caddr.addr.ipv6", "Client's address")
        .doc("The client's address as the server sees it.", CRYPTO);
    PORT = FieldSpec::uint("gquic.tag.caddr.port", "Client's port", 16)
        .little()
        .doc("The client's port as the server sees it.", CRYPTO);
}

/// How a value is read.
#[derive(Clone, Copy)]
enum Form {
    /// As a whole.
    Whole(&'static FieldSpec),
    /// As a list of equal parts.
    Each(&'static FieldSpec, usize),
    /// As seconds since 1970.
    Time,
    /// As a message without padding.
    Config,
    /// As address and port.
    Address,
}

fn form(tag: &[u8]) -> Option<Form> {
    let four = |spec| Form::Each(spec, 4);
    let eight = |spec| Form::Each(spec, 8);
    Some(match tag {
        b"PAD\0" => Form::Whole(&PAD),
        b"SNI\0" => Form::Whole(&SNI),
        b"VER\0" => four(&VERSION),
        b"PDMD" => Form::Whole(&PROOF),
        b"CCS\0" => eight(&SETS),
        b"UAID" => Form::Whole(&AGENT),
        b"STK\0" => Form::Whole(&TOKEN),
        b"SNO\0" => Form::Whole(&SERVER_NONCE),
        b"PROF" => Form::Whole(&SIGNATURE),
        b"SCFG" => Form::Config,
        b"RREJ" => four(&REASON),
        b"CRT\0" | b"CRT\xff" => Form::Whole(&CHAIN),
        b"AEAD" => four(&CIPHER),
        b"SCID" => Form::Whole(&CONFIG_ID),
        b"KEXS" => four(&EXCHANGE),
        b"OBIT" => Form::Whole(&ORBIT),
        b"EXPY" => eight(&EXPIRY),
        b"NONC" => Form::Whole(&NONCE),
        b"MSPC" => four(&STREAMS),
        b"TCID" => four(&TRUNCATION),
        b"SRBF" => four(&BUFFER),
        b"ICSL" => four(&IDLE),
        b"SCLS" => four(&SILENT),
        b"COPT" => four(&OPTIONS),
        b"CCRT" => Form::Whole(&CACHED),
        b"IRTT" => four(&RTT),
        b"CFCW" => four(&CONNECTION_WINDOW),
        b"SFCW" => four(&STREAM_WINDOW),
        b"CETV" => Form::Whole(&ENCRYPTED),
        b"XLCT" => Form::Whole(&LEAF),
        b"NONP" => Form::Whole(&PROOF_NONCE),
        b"CSCT" => Form::Whole(&STAMPS),
        b"CTIM" => Form::Time,
        b"MIDS" => four(&INCOMING),
        b"FHOL" => four(&HEAD_OF_LINE),
        b"STTL" => eight(&LIFETIME),
        b"SMHL" => four(&HEADER_LIST),
        b"TBKP" => four(&BINDING),
        b"MAD\0" => four(&ACK_DELAY),
        b"CGST" => Form::Whole(&FEEDBACK),
        b"EPID" => Form::Whole(&ENDPOINT),
        b"SRST" => Form::Whole(&RESET_TOKEN),
        b"RNON" => eight(&RESET_NONCE),
        b"RSEQ" => eight(&REJECTED),
        b"CADR" => Form::Address,
        _ => return None,
    })
}

/// True if a message begins here.
pub(super) fn begins(bytes: &[u8]) -> bool {
    MESSAGES.iter().any(|(tag, _)| bytes.starts_with(*tag))
}

/// A message; returns what it is, and whom it asks for.
pub(super) fn message(p: &mut Peel<'_>) -> Result<Option<String>, Stop> {
    let name = MESSAGES.iter().find(|(tag, _)| p.rest().starts_with(*tag));
    p.field(&TAG, 4)?;
    let count = p.uint(&COUNT)?;
    p.field(&PADDING, 2)?;
    let asked = entries(p, count, false)?;
    let name = name.map(|(_, name)| (*name).to_owned());
    Ok(match (name, asked) {
        (Some(name), Some(asked)) => Some(format!("{name} to {asked}")),
        (name, _) => name,
    })
}

/// The tags, and their values behind them; `nested` if they stand in a value. Returns the name of
/// the server.
fn entries(p: &mut Peel<'_>, count: u64, nested: bool) -> Result<Option<String>, Stop> {
    let values = usize::try_from(count * 8).map_or(usize::MAX, |len| p.pos().saturating_add(len));
    let (mut from, mut asked) = (0, None);
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        p.group(&ENTRY, |p| {
            let kind = p.field(&KIND, 4)?;
            let end = p.uint(&END)? as usize;
            let len = end.saturating_sub(from);
            p.mark_as(&LENGTH, p.pos() - 4..p.pos(), Value::Uint(len as u64));
            let start = values.saturating_add(from);
            let at = start..start.saturating_add(len);
            from = end;
            if let Some(bytes) = p.bytes().get(at.clone()).filter(|bytes| !bytes.is_empty()) {
                if kind == b"SNI\0" {
                    asked = Some(text::clean_bytes(bytes));
                }
                let behind = p.pos();
                p.mark(&VALUE, at.clone());
                p.seek(at.start);
                // A value that contradicts itself has recorded its fault.
                let _ = p.within(len, "tag length", |p| value(p, kind, nested));
                p.seek(behind);
            }
            Ok(())
        })?;
    }
    p.seek(values.saturating_add(from));
    Ok(asked)
}

fn value(p: &mut Peel<'_>, kind: &[u8], nested: bool) -> Result<(), Stop> {
    let len = p.rest().len();
    match form(kind) {
        Some(Form::Whole(spec)) => p.field(spec, len).map(drop),
        Some(Form::Each(spec, size)) => {
            while !p.rest().is_empty() {
                p.field(spec, size)?;
            }
            Ok(())
        }
        Some(Form::Time) => {
            let at = p.pos()..p.pos() + 8;
            let seconds = p.skip(8)?.iter().rev();
            let seconds = seconds.fold(0_i64, |seconds, byte| seconds << 8 | i64::from(*byte));
            p.mark_as(&TIME, at, Value::Time(Timestamp::from_parts(seconds, 0)));
            Ok(())
        }
        Some(Form::Config) if !nested => {
            p.field(&CONFIG, 4)?;
            let count = p.uint(&CONFIG_COUNT)?;
            entries(p, count, true).map(drop)
        }
        Some(Form::Address) => {
            let family = p.uint(&FAMILY)?;
            match family {
                2 => p.field(&ADDRESS_4, 4)?,
                10 => p.field(&ADDRESS_6, 16)?,
                _ => return Ok(()),
            };
            p.uint(&PORT).map(drop)
        }
        _ => Ok(()),
    }
}
