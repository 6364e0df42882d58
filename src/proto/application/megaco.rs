//! MEGACO: a controller tells media gateways what to connect, in text (ITU-T H.248.1, RFC 3525).

mod descriptors;
mod fields;
#[cfg(test)]
mod tests;
mod text;

use std::ops::Range;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FaultKind, OsiLayer, ProtoInfo, Transport, Value, text::clean_bytes};
use crate::proto::lines::trimmed;
use fields::*;
use text::{Item, next_item};

const PORT: u16 = 2944;

/// MEGACO.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "megaco",
        short: "MEGACO",
        title: "Media Gateway Control (H.248)",
        osi: OsiLayer::Application,
        why: "A controller of telephone calls tells gateways with it what to connect; the network only carries it.",
        reference: "ITU-T H.248.1; RFC 3525",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
        Claim::SctpPayload(7),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"MEGACO/1 [192.0.2.1]:2944\nT=7{C=1{MF=RTP/5{M{O{MO=SR,RV=ON}}},N=DS/1{OE=3{cg/rt}}}}",
};

/// Words with which a message begins, the long ones first.
const STARTS: [&[u8]; 2] = [b"MEGACO/", b"!/"];

/// What stands in front of the version; `None` if this is no message in text.
fn start(bytes: &[u8]) -> Option<usize> {
    let begins = |word: &&&[u8]| {
        let start = bytes.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    STARTS.iter().find(begins).map(|word| word.len())
}

fn recognise(bytes: &[u8]) -> Match {
    let version = start(bytes).and_then(|at| bytes.get(at));
    Match::maybe_if(version.is_some_and(u8::is_ascii_digit))
}

/// True for one of the two words, in any case.
fn is(word: &[u8], long: &str, short: &str) -> bool {
    word.eq_ignore_ascii_case(long.as_bytes()) || word.eq_ignore_ascii_case(short.as_bytes())
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let Some(version) = start(bytes) else {
        p.fault(
            FaultKind::Malformed("no message of MEGACO in text"),
            0..bytes.len(),
        );
        return Ok(());
    };
    p.ends_at(bytes.len());
    p.mark_made(&START, 0..version, || clean_bytes(&bytes[..version - 1]));
    let end_of = |from: usize| {
        let blank = bytes.get(from..).unwrap_or_default();
        let blank = blank.iter().position(u8::is_ascii_whitespace);
        blank.map_or(bytes.len(), |blank| from + blank)
    };
    let version_end = end_of(version);
    p.mark(&VERSION, version..version_end);
    let id = trimmed(bytes, version_end..bytes.len()).start;
    let id_end = end_of(id);
    p.mark(&SENDER, id..id_end);
    let mut at = id_end..bytes.len();
    let mut names = Vec::new();
    while let Some(item) = next_item(bytes, &mut at) {
        if p.is_full() {
            break;
        }
        names.push(transaction(p, &item));
    }
    if p.wants_fields() {
        p.summary(format_args!("{}", names.join("; ")));
    }
    p.seek(bytes.len());
    Ok(())
}

/// A request, a reply, or an error about the whole message. Returns what the list shows of it.
fn transaction(p: &mut Peel<'_>, item: &Item) -> String {
    let bytes = p.bytes();
    let name = &bytes[item.name.clone()];
    let kind = if is(name, "Transaction", "T") {
        "Request"
    } else if is(name, "Reply", "P") {
        "Reply"
    } else if is(name, "Pending", "PN") {
        "Pending"
    } else if is(name, "TransactionResponseAck", "K") {
        "TransactionResponseAck"
    } else {
        if is(name, "Error", "ER") {
            descriptors::error(p, item);
        }
        return clean_bytes(name);
    };
    let head = trimmed(bytes, item.head());
    p.mark_made(&TRANSACTION, head.clone(), || kind.into());
    let number = item.value.clone().and_then(|value| number(&bytes[value]));
    if let Some(number) = number {
        p.mark_as(&TRANSACTION_ID, head, Value::Uint(number));
    }
    if item.cut {
        p.fault(
            FaultKind::Malformed("a closing brace is missing"),
            item.all.clone(),
        );
    }
    let mut commands = Vec::new();
    for context in items(p, item) {
        if is(&bytes[context.name.clone()], "Context", "C") {
            self::context(p, &context, &mut commands);
        } else if is(&bytes[context.name.clone()], "Error", "ER") {
            descriptors::error(p, &context);
        }
    }
    let number = number.map(|number| number.to_string()).unwrap_or_default();
    format!("{kind} {number} {}", commands.join(", "))
        .trim_end()
        .into()
}

/// The items between an item's braces, as many as fit.
fn items(p: &mut Peel<'_>, item: &Item) -> Vec<Item> {
    let mut at = item.body.clone().unwrap_or(0..0);
    let mut found = Vec::new();
    while let Some(item) = next_item(p.bytes(), &mut at) {
        if found.len() >= MAX_ITEMS {
            break;
        }
        found.push(item);
    }
    found
}

/// More items of a list are not read.
const MAX_ITEMS: usize = 1000;

/// A number in decimal, up to 32 bits.
fn number(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text.trim_ascii()).ok()?;
    text.parse::<u32>().ok().map(u64::from)
}

fn context(p: &mut Peel<'_>, item: &Item, commands: &mut Vec<&'static str>) {
    let bytes = p.bytes();
    let value = item.value.clone().map(|value| bytes[value].trim_ascii());
    let code = match value {
        Some(b"-") => Some(0),
        Some(b"$") => Some(0xffff_fffe),
        Some(b"*") => Some(0xffff_ffff),
        Some(text) => number(text),
        None => None,
    };
    if let Some(code) = code {
        p.mark_as(&CONTEXT, item.opening(), Value::Uint(code));
    }
    for command in items(p, item) {
        if p.is_full() {
            return;
        }
        let name = &bytes[command.name.clone()];
        if is(name, "Error", "ER") {
            descriptors::error(p, &command);
            continue;
        }
        let prefix = name
            .iter()
            .rposition(|byte| *byte == b'-')
            .map_or(0, |at| at + 1);
        let token = command.name.start + prefix..command.name.end;
        let Some(full) = command_name(&name[prefix..]) else {
            continue;
        };
        commands.push(full);
        self::command(p, &command, token, full);
    }
}

fn command_name(token: &[u8]) -> Option<&'static str> {
    const COMMANDS: [(&str, &str); 8] = [
        ("Add", "A"),
        ("Move", "MV"),
        ("Modify", "MF"),
        ("Subtract", "S"),
        ("AuditValue", "AV"),
        ("AuditCapability", "AC"),
        ("Notify", "N"),
        ("ServiceChange", "SC"),
    ];
    let found = COMMANDS.iter().find(|(long, short)| is(token, long, short));
    found.map(|found| found.0)
}

fn command(p: &mut Peel<'_>, item: &Item, token: Range<usize>, name: &'static str) {
    let bytes = p.bytes();
    p.seek(item.all.start);
    // Nothing in a group of marks can end early.
    let _ = p.group_made(
        &COMMAND_GROUP,
        || name.to_owned(),
        |p| {
            p.mark_made(&COMMAND, token, || name.into());
            if let Some(value) = item.value.clone() {
                p.mark(&TERMINATION, trimmed(bytes, value));
            }
            for descriptor in items(p, item) {
                descriptors::descriptor(p, &descriptor);
            }
            p.seek(item.all.end);
            Ok(())
        },
    );
}
