//! ONC RPC: calling procedures of programs on another host (RFC 5531).

mod auth;
mod call;
mod record;
pub(super) mod xdr;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};

pub(super) use call::{Call, call};

const SECTION: &str = "RFC 5531 §9";

const CALL: u64 = 0;
const REPLY: u64 = 1;
const RPC_VERSION: u64 = 2;

crate::fields! {
    XID = FieldSpec::hex("rpc.xid", "Transaction", 32).doc("Chosen by the caller; the reply repeats it.", SECTION);
    KIND = FieldSpec::uint("rpc.msgtyp", "Message type", 32)
        .codes(&[(CALL, "call"), (REPLY, "reply")])
        .doc("A call, or its reply.", SECTION);
    VERSION = FieldSpec::uint("rpc.version", "RPC version", 32).doc("Always 2.", SECTION);
    pub(super) PROGRAM = FieldSpec::uint("rpc.program", "Program", 32)
        .lookup(program_name)
        .doc("Whose procedure is called. A reply does not say it: its call does.", SECTION);
    pub(super) PROGRAM_VERSION = FieldSpec::uint("rpc.programversion", "Program version", 32)
        .doc("Which version of the program.", SECTION);
    PROCEDURE = FieldSpec::uint("rpc.procedure", "Procedure", 32)
        .doc("Which procedure; 0 is one that does nothing, for asking whether the program is there.", SECTION);
    REPLY_FRAME = FieldSpec::uint("rpc.repframe", "Answers", 0)
        .doc("The frame of the call.", SECTION);
    TIME = FieldSpec::computed("rpc.time", "Time from call")
        .doc("How long the answer took.", SECTION);
    STATE = FieldSpec::uint("rpc.replystat", "Reply state", 32)
        .codes(&[(0, "accepted"), (1, "denied")])
        .doc("Whether the call was accepted at all.", SECTION);
    ACCEPTED = FieldSpec::uint("rpc.state_accept", "Accept state", 32)
        .codes(&[
            (0, "success"),
            (1, "program not available"),
            (2, "program has other versions"),
            (3, "no such procedure"),
            (4, "arguments not understood"),
            (5, "system error"),
        ])
        .doc("What came of it.", SECTION);
    LOWEST = FieldSpec::uint("rpc.programversion.min", "Lowest version", 32).doc("That the program has.", SECTION);
    HIGHEST = FieldSpec::uint("rpc.programversion.max", "Highest version", 32).doc("That the program has.", SECTION);
    REJECTED = FieldSpec::uint("rpc.state_reject", "Reject state", 32)
        .codes(&[(0, "other RPC version"), (1, "not authenticated")])
        .doc("Why the call was denied.", SECTION);
    LOWEST_RPC = FieldSpec::uint("rpc.version.min", "Lowest RPC version", 32).doc("That the server speaks.", SECTION);
    HIGHEST_RPC = FieldSpec::uint("rpc.version.max", "Highest RPC version", 32).doc("That the server speaks.", SECTION);
    AUTH_STATE = FieldSpec::uint("rpc.state_auth", "Authentication", 32)
        .codes(&[
            (1, "bad credentials"),
            (2, "rejected credentials"),
            (3, "bad verifier"),
            (4, "rejected verifier"),
            (5, "too weak"),
            (6, "bad response verifier"),
            (7, "unknown reason"),
            (13, "no credentials for the context"),
            (14, "problem with the context"),
        ])
        .doc("What is wrong with who the caller says he is.", SECTION);
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len() + auth::FIELDS.len() + record::FIELDS.len() + xdr::FIELDS.len()] =
    join_fields(&[FIELDS, auth::FIELDS, record::FIELDS, xdr::FIELDS]);

/// The fields of strings and lists, for the programs.
pub(super) static XDR: &[&FieldSpec] = xdr::FIELDS;

/// Fields that programs show of the call.
pub(super) static OF_CALL: &[&FieldSpec] = &[&PROGRAM_VERSION];

/// ONC RPC.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rpc",
        short: "RPC",
        title: "Remote Procedure Call",
        osi: OsiLayer::Session,
        why: "It carries questions to procedures and their answers back, and says who asks; what they mean is the program's matter.",
        reference: "RFC 5531",
    },
    claims: &[
        Claim::Port(Transport::Udp, 111),
        Claim::Port(Transport::Tcp, 111),
        Claim::Port(Transport::Udp, 2049),
        Claim::Port(Transport::Tcp, 2049),
        Claim::Heuristic(Transport::Udp, 2),
        Claim::Heuristic(Transport::Tcp, 2),
    ],
    headers: &[record::MARK],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x80\x00\x00\x28\x38\x43\x76\x59\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa5\x00\x00\x00\x03\x00\x00\x00\x00\
        \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
};

/// Programs that are known by their numbers (IANA, "Remote Procedure Call (RPC) Protocol Numbers").
fn program_name(number: u64) -> Option<&'static str> {
    Some(match number {
        100_000 => "portmapper",
        100_001 => "remote statistics (rstatd)",
        100_002 => "remote users",
        100_003 => "NFS",
        100_004 => "yellow pages server",
        100_005 => "mount",
        100_007 => "yellow pages binder",
        100_008 => "write to all users",
        100_009 => "yellow pages passwords",
        100_010 => "Ethernet statistics",
        100_011 => "remote quotas",
        100_012 => "spray",
        100_014 => "remote job entry",
        100_015 => "selection service",
        100_017 => "remote execution",
        100_020 => "local lock manager",
        100_021 => "NFS lock manager",
        100_024 => "status monitor",
        100_026 => "boot parameters",
        100_028 => "yellow pages updates",
        100_029 => "key server",
        100_068 => "calendar",
        100_083 => "ToolTalk",
        100_227 => "NFS access lists",
        100_249 => "SNMP glue",
        100_300 => "NIS+",
        150_001 => "PC-NFS daemon",
        300_019 => "automounter",
        300_598 => "ToolTalk of DMI",
        390_103 | 390_113 => "backups",
        395_179 | 395_180 | 395_183 => "VXI-11 instruments",
        536_870_918 => "OnStor",
        0x4000_0000 => "NFS callback",
        _ => return None,
    })
}

/// A call of a program that is known, to a procedure and version that may be. Replies have no mark of
/// their own.
fn recognise(bytes: &[u8]) -> Match {
    let plain = call::looks(bytes);
    if plain != Match::No {
        return plain;
    }
    match bytes.first_chunk::<4>() {
        Some(mark) => {
            let length = u32::from_be_bytes(*mark) & 0x7fff_ffff;
            let body = &bytes[4..];
            if !(24..=record::MAX_LEN).contains(&length) {
                return Match::No;
            }
            match call::looks(body) {
                Match::No => Match::short_if(body.len() < 8 && mark[0] & 0x80 != 0),
                found => found,
            }
        }
        None => Match::Short,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if record::has_mark(p) {
        return record::record(p);
    }
    message(p)
}

/// Reads one message, without the mark of a record.
fn message(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let xid = p.uint(&XID)? as u32;
    match p.uint(&KIND)? {
        CALL => {
            p.uint(&VERSION)?;
            let program = p.uint(&PROGRAM)?;
            let version = p.uint(&PROGRAM_VERSION)?;
            let procedure = p.uint(&PROCEDURE)?;
            let gss = auth::credentials(p)?;
            auth::verifier(p)?;
            let name = program_name(program).unwrap_or("program");
            p.summary(format_args!(
                "call, {name} ({program}) version {version}, procedure {procedure}"
            ));
            let call = Call {
                program: program as u32,
                version: version as u32,
                procedure: procedure as u32,
                is_reply: false,
            };
            call::remember(p, xid, &call, gss);
            body(p, &call, gss)
        }
        REPLY => reply(p, start, xid),
        _ => Ok(()),
    }
}

fn reply(p: &mut Peel<'_>, start: usize, xid: u32) -> Peeled {
    let found = call::of(p, xid);
    if let Some(found) = &found {
        call::show(p, start, found);
    }
    let state = p.uint(&STATE)?;
    if state != 0 {
        let reason = p.uint(&REJECTED)?;
        p.summary(format_args!("reply, denied"));
        if reason == 0 {
            p.uint(&LOWEST_RPC)?;
            return p.uint(&HIGHEST_RPC).map(drop);
        }
        return p.uint(&AUTH_STATE).map(drop);
    }
    call::show_time(p, xid);
    auth::verifier(p)?;
    let accepted = p.uint(&ACCEPTED)?;
    let name = ACCEPTED.names.get(accepted).unwrap_or("unknown state");
    match &found {
        Some(found) => {
            let program = program_name(found.call.program.into()).unwrap_or("program");
            let number = found.call.program;
            let procedure = found.call.procedure;
            p.summary(format_args!(
                "reply, {program} ({number}), procedure {procedure}: {name}"
            ));
        }
        None => p.summary(format_args!("reply to a call that was not seen: {name}")),
    }
    if accepted == 2 {
        p.uint(&LOWEST)?;
        return p.uint(&HIGHEST).map(drop);
    }
    match found {
        Some(found) if accepted == 0 => body(p, &found.call, found.gss),
        _ => Ok(()),
    }
}

/// Arguments or results, which the program takes; unless they are encrypted.
fn body(p: &mut Peel<'_>, call: &Call, gss: auth::Gss) -> Peeled {
    let next = Next::Field("rpc.program", call.program);
    match gss {
        auth::Gss::None => {
            let at = p.pos()..p.bytes().len();
            p.wrap(next, at, "message length");
            Ok(())
        }
        _ => auth::protected(p, gss, next, call.is_reply),
    }
}

#[cfg(test)]
mod tests;
