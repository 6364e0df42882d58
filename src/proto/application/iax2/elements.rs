//! Information elements: what a signalling frame says, each with a number and a length
//! (RFC 5456 §8.6).

use super::codecs;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const SOURCE: &str = "RFC 5456 §8.6";

const IDS: Codes = &[
    (1, "called number"),
    (2, "calling number"),
    (3, "calling number for billing"),
    (4, "calling name"),
    (5, "called context"),
    (6, "user name"),
    (7, "password"),
    (8, "codecs"),
    (9, "codec wanted"),
    (10, "language"),
    (11, "version"),
    (12, "ADSI"),
    (13, "number dialled"),
    (14, "ways to authenticate"),
    (15, "challenge"),
    (16, "MD5 answer"),
    (17, "RSA answer"),
    (18, "apparent address"),
    (19, "refresh"),
    (20, "state of the number"),
    (21, "call number of the peer"),
    (22, "cause"),
    (23, "command not known"),
    (24, "messages waiting"),
    (25, "answer at once"),
    (26, "music on hold"),
    (27, "transfer"),
    (28, "redirecting number"),
    (29, "provisioning"),
    (30, "encrypted provisioning"),
    (31, "date and time"),
    (32, "device type"),
    (33, "service"),
    (34, "firmware version"),
    (35, "firmware block"),
    (36, "firmware"),
    (37, "provisioning version"),
    (38, "presentation"),
    (39, "type of number"),
    (40, "transit network"),
    (41, "sampling rates"),
    (42, "cause code"),
    (43, "encryption"),
    (44, "encryption key"),
    (45, "codec preferences"),
    (46, "jitter"),
    (47, "loss"),
    (48, "frames received"),
    (49, "longest delay"),
    (50, "frames dropped"),
    (51, "frames out of order"),
    (52, "variable"),
    (53, "OSP token"),
    (54, "call token"),
    (55, "codecs, 64 bits"),
    (56, "codec wanted, 64 bits"),
];

const CAUSES: Codes = &[
    (1, "unallocated number"),
    (3, "no route to the destination"),
    (16, "normal clearing"),
    (17, "user busy"),
    (18, "no user responds"),
    (19, "no answer"),
    (21, "call rejected"),
    (22, "number changed"),
    (27, "destination out of order"),
    (28, "invalid number"),
    (29, "facility rejected"),
    (31, "normal, unspecified"),
    (34, "no circuit"),
    (38, "network out of order"),
    (41, "temporary failure"),
    (42, "switch congested"),
    (44, "channel not available"),
    (58, "bearer capability not available"),
    (66, "channel not implemented"),
    (81, "invalid call reference"),
    (127, "interworking"),
];

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SOURCE)
}

const fn hex(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, bits).doc(doc, SOURCE)
}

crate::fields! {
    ELEMENT = FieldSpec::group("", "Information element")
        .doc("Something that the frame says.", SOURCE);
    ID = FieldSpec::uint("iax2.ie_id", "Element", 8)
        .codes(IDS).doc("What it is.", SOURCE);
    LENGTH = FieldSpec::uint("iax2.length", "Length", 8)
        .unit("bytes").doc("Length of what follows.", SOURCE);
    CALLED = text("iax2.iax.called_number", "Called number", "Who is called.");
    CALLING = text("iax2.iax.calling_number", "Calling number", "Who calls.");
    ANI = text("iax2.iax.calling_ani", "Calling number for billing", "Who pays.");
    NAME = text("iax2.iax.calling_name", "Calling name", "Who calls, by name.");
    CONTEXT = text("iax2.iax.called_context", "Context", "In which part of the dial plan to look for the number.");
    USER = text("iax2.iax.username", "User name", "Who logs in.");
    PASSWORD = text("iax2.iax.password", "Password", "In the clear; no longer used.");
    CODECS = hex("iax2.iax.capability", "Codecs", 32, "All codecs that the sender knows.");
    FORMAT = hex("iax2.iax.format", "Codec wanted", 32, "The codec that the sender would like best, or that was chosen.");
    LANGUAGE = text("iax2.iax.language", "Language", "For announcements.");
    VERSION = hex("iax2.iax.version", "Version", 16, "2.");
    ADSI = hex("iax2.iax.cpe_adsi", "ADSI", 16, "What the telephone's display can do.");
    DNID = text("iax2.iax.dnid", "Number dialled", "What the caller dialled at first.");
    METHODS = hex("iax2.iax.auth.methods", "Ways to authenticate", 16, "Bits: 1 in the clear, 2 MD5, 4 RSA.");
    CHALLENGE = text("iax2.iax.auth.challenge", "Challenge", "What the answer is made of, together with the password.");
    MD5 = text("iax2.iax.auth.md5", "MD5 answer", "Digest of challenge and password.");
    RSA = text("iax2.iax.auth.rsa", "RSA answer", "Signature of the challenge.");
    FAMILY = FieldSpec::uint("iax2.iax.app_addr.sinfamily", "Address family", 16)
        .little().doc("2 is IPv4; the number is in the sender's own byte order.", SOURCE);
    PORT = FieldSpec::uint("iax2.iax.app_addr.sinport", "Port", 16)
        .doc("The port that the peer seems to have.", SOURCE);
    ADDRESS = FieldSpec::ipv4("iax2.iax.app_addr.sinaddr", "Address")
        .doc("The address that the peer seems to have, perhaps behind a translation.", SOURCE);
    REFRESH = FieldSpec::int("iax2.iax.refresh", "Refresh", 16)
        .unit("s").doc("When to register again.", SOURCE);
    DIALPLAN = hex("iax2.iax.dialplan_status", "State of the number", 16, "Whether the number exists, or may if more digits follow.");
    CALL = FieldSpec::uint("iax2.iax.call_no", "Call number of the peer", 16)
        .doc("The call to be transferred.", SOURCE);
    CAUSE = text("iax2.iax.cause", "Cause", "Why, for people.");
    NOT_KNOWN = FieldSpec::bytes("iax2.iax.iax_unknown", "Command not known")
        .doc("The command that the sender does not support.", SOURCE);
    WAITING = FieldSpec::int("iax2.iax.msg_count", "Messages waiting", 16)
        .doc("New ones in the lower byte, old ones in the upper.", SOURCE);
    TRANSFER = hex("iax2.iax.transferid", "Transfer", 32, "The number of a transfer.");
    REDIRECTING = text("iax2.iax.rdnis", "Redirecting number", "Who passed the call on.");
    DATE = FieldSpec::uint("iax2.iax.datetime.raw", "Date and time", 32)
        .doc("Year since 2000 (7 bits), month (4), day (5), hour (5), minute (6), second / 2 (5).", SOURCE);
    DEVICE = text("iax2.iax.devicetype", "Device type", "What kind of telephone it is.");
    SERVICE = text("iax2.iax.serviceident", "Service", "Which device it is.");
    FIRMWARE = hex("iax2.iax.firmwarever", "Firmware version", 16, "Version of the telephone's program.");
    BLOCK = hex("iax2.iax.fwblockdesc", "Firmware block", 32, "Which block of the program is wanted.");
    BLOCK_DATA = text("iax2.iax.fwblockdata", "Firmware", "A block of the program.");
    PROVISIONING = hex("iax2.iax.provver", "Provisioning version", 32, "Version of the settings.");
    PRESENTATION = hex("iax2.iax.callingpres", "Presentation", 8, "Whether the calling number may be shown.");
    TYPE_OF_NUMBER = hex("iax2.iax.callington", "Type of number", 8, "Local, national, international.");
    TRANSIT = hex("iax2.iax.callingtns", "Transit network", 16, "The network that the call shall go through.");
    RATES = hex("iax2.iax.samplingrate", "Sampling rates", 16, "Rates that the sender can use.");
    CAUSE_CODE = FieldSpec::hex("iax2.iax.causecode", "Cause code", 8)
        .codes(CAUSES).doc("Why the call ends.", SOURCE);
    ENCRYPTION = hex("iax2.iax.encryption", "Encryption", 16, "Ways to encrypt: 1 is AES with 128 bits.");
    KEY = text("iax2.iax.enckey", "Encryption key", "A key.");
    PREFERENCES = text("iax2.iax.codecprefs", "Codec preferences", "Codecs in the order in which they are liked, a letter each.");
    JITTER = hex("iax2.iax.rrjitter", "Jitter", 32, "How unevenly frames come.");
    LOSS = hex("iax2.iax.rrloss", "Loss", 32, "Lost frames: percent in the first byte, then their number.");
    RECEIVED = hex("iax2.iax.rrpkts", "Frames received", 32, "How many came.");
    DELAY = hex("iax2.iax.rrdelay", "Longest delay", 16, "How many milliseconds frames wait before they are played.");
    DROPPED = hex("iax2.iax.rrdropped", "Frames dropped", 32, "How many came too late.");
    OUT_OF_ORDER = hex("iax2.iax.rrooo", "Frames out of order", 32, "How many came in a wrong order.");
    WIDE_VERSION = FieldSpec::uint("iax2.version", "Version", 8)
        .doc("Version of the element: 0.", SOURCE);
    WIDE_CODECS = hex("iax2.iax.capability2", "Codecs", 64, "All codecs that the sender knows.");
    WIDE_FORMAT = hex("iax2.iax.format2", "Codec wanted", 64, "The codec that the sender would like best, or that was chosen.");
    UNKNOWN_BYTE = hex("iax2.iax.unknownbyte", "Value", 8, "An element that is not known here.");
    UNKNOWN_SHORT = hex("iax2.iax.unknownshort", "Value", 16, "An element that is not known here.");
    UNKNOWN_LONG = hex("iax2.iax.unknownlong", "Value", 32, "An element that is not known here.");
    UNKNOWN = text("iax2.iax.unknownstring", "Value", "An element that is not known here.");
}

pub(super) const SPECS: &[&FieldSpec] = FIELDS;

/// All elements up to the end of the frame.
pub(super) fn all(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ELEMENT, |p| {
            let id = p.uint(&ID)?;
            let len = p.uint(&LENGTH)? as usize;
            p.within(len, "IAX2 element length", |p| match p.rest().len() {
                0 => Ok(()),
                len => content(p, id, len),
            })
        })?;
    }
    Ok(())
}

/// An element whose length does not fit its number is shown like one that is not known.
fn content(p: &mut Peel<'_>, id: u64, len: usize) -> Peeled {
    match (id, len) {
        (18, 8..) => {
            p.uint(&FAMILY)?;
            p.uint(&PORT)?;
            p.field(&ADDRESS, 4)?;
            return Ok(());
        }
        (8, 4) => return codecs(p, &CODECS, codecs::NARROW),
        (55 | 56, 9) => {
            p.uint(&WIDE_VERSION)?;
            return match id {
                55 => codecs(p, &WIDE_CODECS, codecs::WIDE),
                _ => p.uint(&WIDE_FORMAT).map(drop),
            };
        }
        _ => {}
    }
    let known = by_id(id).filter(|spec| spec.bits == 0 || spec.bits as usize == 8 * len);
    let spec = known.unwrap_or(match len {
        1 => &UNKNOWN_BYTE,
        2 => &UNKNOWN_SHORT,
        4 => &UNKNOWN_LONG,
        _ => &UNKNOWN,
    });
    p.field(spec, len).map(drop)
}

fn codecs(p: &mut Peel<'_>, spec: &'static FieldSpec, table: &'static [FieldSpec]) -> Peeled {
    let at = p.pos();
    p.uint(spec)?;
    p.bits(table, at);
    Ok(())
}

fn by_id(id: u64) -> Option<&'static FieldSpec> {
    Some(match id {
        1 => &CALLED,
        2 => &CALLING,
        3 => &ANI,
        4 => &NAME,
        5 => &CONTEXT,
        6 => &USER,
        7 => &PASSWORD,
        9 => &FORMAT,
        10 => &LANGUAGE,
        11 => &VERSION,
        12 => &ADSI,
        13 => &DNID,
        14 => &METHODS,
        15 => &CHALLENGE,
        16 => &MD5,
        17 => &RSA,
        19 => &REFRESH,
        20 => &DIALPLAN,
        21 => &CALL,
        22 => &CAUSE,
        23 => &NOT_KNOWN,
        24 => &WAITING,
        27 => &TRANSFER,
        28 => &REDIRECTING,
        31 => &DATE,
        32 => &DEVICE,
        33 => &SERVICE,
        34 => &FIRMWARE,
        35 => &BLOCK,
        36 => &BLOCK_DATA,
        37 => &PROVISIONING,
        38 => &PRESENTATION,
        39 => &TYPE_OF_NUMBER,
        40 => &TRANSIT,
        41 => &RATES,
        42 => &CAUSE_CODE,
        43 => &ENCRYPTION,
        44 => &KEY,
        45 => &PREFERENCES,
        46 => &JITTER,
        47 => &LOSS,
        48 => &RECEIVED,
        49 => &DELAY,
        50 => &DROPPED,
        51 => &OUT_OF_ORDER,
        _ => return None,
    })
}
