//! HiSLIP: programs talk to oscilloscopes and other instruments over the network (IVI-6.1).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport};

const PORT: u16 = 4880;

const SOURCE: &str = "IVI-6.1";

const TYPES: Codes = &[
    (0, "initialize"),
    (1, "initialize response"),
    (2, "fatal error"),
    (3, "error"),
    (4, "lock"),
    (5, "lock response"),
    (6, "data"),
    (7, "end of data"),
    (8, "device clear complete"),
    (9, "device clear acknowledge"),
    (10, "remote or local control"),
    (11, "remote or local response"),
    (12, "trigger"),
    (13, "interrupted"),
    (14, "interrupted (asynchronous)"),
    (15, "maximum message size"),
    (16, "maximum message size response"),
    (17, "initialize asynchronous channel"),
    (18, "asynchronous channel response"),
    (19, "device clear"),
    (20, "service request"),
    (21, "status query"),
    (22, "status response"),
    (23, "device clear acknowledge (asynchronous)"),
    (24, "lock information"),
    (25, "lock information response"),
];

const MODES: Codes = &[(0, "synchronized"), (1, "overlapped")];

const DELIVERED: Codes = &[(0, "not delivered"), (1, "delivered")];

/// A control code: one byte whose meaning the type of the message gives.
const fn control(
    name: &'static str,
    label: &'static str,
    codes: Codes,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::hex(name, label, 8).codes(codes).doc(doc, SOURCE)
}

crate::fields! {
    PROLOGUE = FieldSpec::text("hislip.prologue", "Prologue").doc("HS: every message begins with it.", SOURCE);
    TYPE = control("hislip.messagetype", "Type", TYPES, "What the message is.");
    CONTROL = FieldSpec::uint("hislip.controlcode", "Control code", 8).doc("This type of message has no use for it.", SOURCE);
    OVERLAP = control("hislip.controlcode.overlap", "Preferred mode", MODES, "Synchronized: one answer at a time; overlapped: several questions may be open.");
    FATAL = control("hislip.fatalerrcode", "Fatal error", &[
        (0, "unidentified"),
        (1, "poorly formed header"),
        (2, "used without both channels"),
        (3, "invalid initialization"),
        (4, "too many clients"),
    ], "Why the connection ends; from 128 on the device's own.");
    ERROR = control("hislip.nonfatalerrorcode", "Error", &[
        (0, "unidentified"),
        (1, "unrecognized type"),
        (2, "unrecognized control code"),
        (3, "unrecognized vendor message"),
        (4, "message too large"),
    ], "What went wrong; from 128 on the device's own.");
    LOCK = control("hislip.controlcode.asynclockcode", "Lock", &[(0, "release"), (1, "request")], "What to do with the lock on the instrument.");
    LOCKED = control("hislip.controlcode.asynclockresponse", "Lock result", &[
        (0, "failure"),
        (1, "success"),
        (2, "shared lock released"),
        (3, "error"),
    ], "What became of the request for the lock, or of its release.");
    RMT = control("hislip.controlcode.rmt", "Response", DELIVERED, "Whether the client has given the last response, to its end, to the program.");
    MODE = control("hislip.controlcode.featurenegotiation", "Mode", MODES, "What they go on with.");
    REMOTE = control("hislip.controlcode.asyncremotelocalcontrol", "Remote control", &[
        (0, "disable remote"),
        (1, "enable remote"),
        (2, "disable remote and go to local"),
        (3, "enable remote and go to remote"),
        (4, "enable remote and lock out local"),
        (5, "enable remote, go to remote and lock out local"),
        (6, "go to local"),
    ], "Whether the keys at the instrument's front work.");
    STATUS = control("hislip.controlcode.stb", "Status byte", &[], "The instrument's status, as IEEE 488.2 defines it.");
    HOLDER = control("hislip.controlcode.asynclockinforesponse", "Exclusive lock", &[(0, "not granted"), (1, "granted")], "Whether somebody has the instrument alone.");
    PARAMETER = FieldSpec::group("hislip.msgpara", "Parameter").doc("Its meaning depends on the type.", SOURCE);
    CLIENT_VERSION = FieldSpec::hex("hislip.msgpara.clientproto", "Client's version", 16).doc("Major and minor number of the highest that it knows.", SOURCE);
    SERVER_VERSION = FieldSpec::hex("hislip.msgpara.servproto", "Server's version", 16).doc("Major and minor number of the one they use.", SOURCE);
    VENDOR = FieldSpec::hex("hislip.msgpara.vendorID", "Vendor", 16).doc("Two letters that the IVI Foundation gives out.", SOURCE);
    SESSION = FieldSpec::hex("hislip.msgpara.sessionid", "Session", 16).doc("Brings the two connections of one client together.", SOURCE);
    MESSAGE = FieldSpec::hex("hislip.msgpara.messageid", "Message", 32).doc("Counts the client's messages in steps of two; a response has the number of its question.", SOURCE);
    TIMEOUT = FieldSpec::uint("hislip.msgpara.timeout", "Timeout", 32).unit("ms").doc("How long to wait for the lock.", SOURCE);
    CLIENTS = FieldSpec::uint("hislip.msgpara.clients", "Clients with locks", 32).doc("How many hold one.", SOURCE);
    LENGTH = FieldSpec::uint("hislip.payloadlength", "Payload length", 64).unit("bytes").doc("Of what follows the header.", SOURCE);
    SIZE = FieldSpec::uint("hislip.maxmsgsize", "Maximum message size", 64).unit("bytes").doc("The largest that the sender takes.", SOURCE);
    DATA = FieldSpec::text("hislip.data", "Data").doc("Commands and answers, mostly SCPI in ASCII.", "IVI-6.1; SCPI-1999");
}

/// HiSLIP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "hislip",
        short: "HiSLIP",
        title: "High-Speed LAN Instrument Protocol",
        osi: OsiLayer::Application,
        why: "A program steers an instrument and reads what it measures.",
        reference: "IVI-6.1",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"HS\x07\x01\xff\xff\xff\x00\0\0\0\0\0\0\0\x06*IDN?\n",
};

const MAGIC: &[u8] = b"HS";

const HEADER_LEN: usize = 16;

fn recognise(bytes: &[u8]) -> Match {
    if bytes.starts_with(MAGIC) {
        Match::Yes
    } else {
        Match::short_if(MAGIC.starts_with(bytes))
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(HEADER_LEN)?;
    p.field(&PROLOGUE, MAGIC.len())?;
    let kind = p.uint(&TYPE)?;
    p.summary(format_args!(
        "{}",
        TYPE.names.get(kind).unwrap_or("unknown type")
    ));
    let control = p.uint(control_of(kind))?;
    p.group(&PARAMETER, |p| parameter(p, kind, control))?;
    let len = usize::try_from(p.uint(&LENGTH)?).unwrap_or(usize::MAX);
    p.wait_for(len)?;
    p.ends_at(HEADER_LEN.saturating_add(len));
    p.within(len, "HiSLIP payload length", |p| match (kind, len) {
        (_, 0) => Ok(()),
        (15 | 16, _) => p.uint(&SIZE).map(drop),
        _ => p.field(&DATA, len).map(drop),
    })
}

/// What the control code means in a message of this type.
fn control_of(kind: u64) -> &'static FieldSpec {
    match kind {
        1 => &OVERLAP,
        2 => &FATAL,
        3 => &ERROR,
        4 => &LOCK,
        5 => &LOCKED,
        6 | 7 | 12 | 21 => &RMT,
        8 | 9 | 23 => &MODE,
        10 => &REMOTE,
        20 | 22 => &STATUS,
        25 => &HOLDER,
        _ => &CONTROL,
    }
}

/// Reads the four bytes whose meaning depends on the type.
fn parameter(p: &mut Peel<'_>, kind: u64, control: u64) -> Peeled {
    let halves: [Option<&'static FieldSpec>; 2] = match kind {
        0 => [Some(&CLIENT_VERSION), Some(&VENDOR)],
        1 => [Some(&SERVER_VERSION), Some(&SESSION)],
        17 => [None, Some(&SESSION)],
        18 => [None, Some(&VENDOR)],
        4 if control == 0 => return p.uint(&MESSAGE).map(drop),
        4 => return p.uint(&TIMEOUT).map(drop),
        6 | 7 | 10 | 12..=14 | 21 => return p.uint(&MESSAGE).map(drop),
        25 => return p.uint(&CLIENTS).map(drop),
        _ => [None, None],
    };
    for half in halves {
        match half {
            Some(spec) => p.uint(spec).map(drop)?,
            None => p.skip(2).map(drop)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_question_has_a_number() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "end of data");
        let message = all(&out, bytes, "hislip.msgpara.messageid");
        assert_eq!(message, [(4, 4, "0xffffff00".into())]);
        assert_eq!(all(&out, bytes, "hislip.data").len(), 1);
        let mut lies = bytes.to_vec();
        lies[8] = 0xff;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
