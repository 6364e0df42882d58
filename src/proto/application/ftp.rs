//! FTP: a dialogue of commands and replies that moves files over connections of their own
//! (RFC 959).

mod addresses;

use addresses::Announced;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{
    Address, Codes, Endpoint, FieldSpec, Lesson, OsiLayer, ProtoInfo, Transport, Value, text,
};
use crate::proto::lines::{
    Line, MAX_REPLY, first_text, is_cut_code, is_cut_command, line_at, next_line, reply_code,
};

const PORT: u16 = 21;

/// A line longer than this is no dialogue.
const MAX_LINE: usize = 1024;

const PASSIVE: u16 = 227;
const EXTENDED_PASSIVE: u16 = 229;

/// RFC 959 §4.1, RFC 2228 §3, RFC 2389, RFC 2428, RFC 2640, RFC 3659, RFC 7151, and older ones.
const COMMANDS: &[&str] = &[
    "ABOR", "ACCT", "ADAT", "ALLO", "APPE", "AUTH", "CCC", "CDUP", "CLNT", "CONF", "CWD", "DELE",
    "ENC", "EPRT", "EPSV", "FEAT", "HELP", "HOST", "LANG", "LIST", "MDTM", "MFMT", "MIC", "MKD",
    "MLSD", "MLST", "MODE", "NLST", "NOOP", "OPTS", "PASS", "PASV", "PBSZ", "PORT", "PROT", "PWD",
    "QUIT", "REIN", "REST", "RETR", "RMD", "RNFR", "RNTO", "SITE", "SIZE", "SMNT", "STAT", "STOR",
    "STOU", "STRU", "SYST", "TYPE", "USER", "XCUP", "XCWD", "XMKD", "XPWD", "XRMD",
];

const CODES: Codes = &[
    (110, "restart marker"),
    (120, "ready in some minutes"),
    (125, "transfer starts"),
    (150, "opening the data connection"),
    (200, "command okay"),
    (202, "command not needed here"),
    (211, "status or help"),
    (212, "directory status"),
    (213, "file status"),
    (214, "help"),
    (215, "kind of system"),
    (220, "ready"),
    (221, "goodbye"),
    (225, "data connection open"),
    (226, "transfer done"),
    (PASSIVE as u64, "passive: connect to this port"),
    (
        EXTENDED_PASSIVE as u64,
        "extended passive: connect to this port",
    ),
    (230, "logged in"),
    (232, "logged in by the security exchange"),
    (234, "security exchange may go on"),
    (235, "security exchange done"),
    (250, "file action done"),
    (257, "path name"),
    (331, "password wanted"),
    (332, "account wanted"),
    (334, "security data wanted"),
    (350, "more information wanted"),
    (421, "service not available"),
    (425, "cannot open the data connection"),
    (426, "transfer broken off"),
    (431, "security resource missing"),
    (450, "file busy"),
    (451, "local error"),
    (452, "no space left"),
    (500, "command not understood"),
    (501, "wrong arguments"),
    (502, "command not known"),
    (503, "wrong order of commands"),
    (504, "argument not supported"),
    (522, "network protocol not supported"),
    (530, "not logged in"),
    (532, "account needed to store files"),
    (533, "protection level denied"),
    (534, "denied for policy reasons"),
    (550, "file not available"),
    (551, "page type unknown"),
    (552, "too much space used"),
    (553, "file name not allowed"),
];

crate::fields! {
    LINE = FieldSpec::text("", "Line")
        .doc("A line, ended by carriage return and line feed.", "RFC 959 §5.3");
    COMMAND = FieldSpec::text("ftp.request.command", "Command")
        .doc("What the client wants.", "RFC 959 §4.1");
    ARGUMENT = FieldSpec::text("ftp.request.arg", "Argument")
        .doc("A file name, a user's name, an address: whatever the command needs.", "RFC 959 §4.1");
    CODE = FieldSpec::uint("ftp.response.code", "Reply code", 24)
        .codes(CODES)
        .doc("1xx: begun. 2xx: done. 3xx: go on. 4xx: try again later. 5xx: refused.", "RFC 959 §4.2");
    REPLY = FieldSpec::text("ftp.response.arg", "Reply text")
        .doc("The same for people.", "RFC 959 §4.2");
    PASSIVE_IP = FieldSpec::ipv4("ftp.passive.ip", "Server's address")
        .doc("Where the server waits for the data connection: four numbers with commas.", "RFC 959 §4.1.2");
    PASSIVE_PORT = FieldSpec::uint("ftp.passive.port", "Server's port", 16)
        .doc("Its port: upper and lower byte.", "RFC 959 §4.1.2");
    ACTIVE_IP = FieldSpec::ipv4("ftp.active.cip", "Client's address")
        .doc("Where the client waits for the data connection: four numbers with commas.", "RFC 959 §4.1.2");
    ACTIVE_PORT = FieldSpec::uint("ftp.active.port", "Client's port", 16)
        .doc("Its port: upper and lower byte.", "RFC 959 §4.1.2");
    EPRT_FAMILY = FieldSpec::uint("ftp.eprt.af", "Address family", 8)
        .codes(&[(1, "IPv4"), (2, "IPv6")])
        .doc("What kind of address follows.", "RFC 2428 §2");
    EPRT_IP = FieldSpec::ipv4("ftp.eprt.ip", "Client's address")
        .doc("Where the client waits for the data connection.", "RFC 2428 §2");
    EPRT_IPV6 = FieldSpec::ipv6("ftp.eprt.ipv6", "Client's address")
        .doc("Where the client waits for the data connection.", "RFC 2428 §2");
    EPRT_PORT = FieldSpec::uint("ftp.eprt.port", "Client's port", 16)
        .doc("The port that it listens on.", "RFC 2428 §2");
    EPSV_PORT = FieldSpec::uint("ftp.epsv.port", "Server's port", 16)
        .doc("The port on which the server waits for the data connection, at the address that it has anyway.", "RFC 2428 §3");
}

/// FTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ftp",
        short: "FTP",
        title: "File Transfer Protocol",
        osi: OsiLayer::Application,
        why: "It is the dialogue in which a client and a server agree on which file to move.",
        reference: "RFC 959",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"227 Entering Passive Mode (192,0,2,1,200,10).\r\n",
};

/// A command that exists, or a reply code; other lines of text belong to a longer reply.
fn recognise(bytes: &[u8]) -> Match {
    let line = first_text(bytes);
    let is_text = line.len() <= MAX_LINE
        && !bytes.is_empty()
        && line.iter().all(|byte| *byte >= b' ' || *byte == b'\t');
    if !is_text {
        return Match::No;
    }
    if is_cut_code(bytes) || is_cut_command(bytes, COMMANDS) && !is_command(bytes) {
        return Match::Short;
    }
    if reply_code(line).is_some() || is_command(verb(line)) {
        return Match::yes_if(line.len() < bytes.len()).max(Match::Maybe);
    }
    Match::Known
}

fn verb(line: &[u8]) -> &[u8] {
    let end = line.iter().position(|byte| *byte == b' ');
    &line[..end.unwrap_or(line.len())]
}

fn is_command(verb: &[u8]) -> bool {
    COMMANDS
        .iter()
        .any(|command| command.as_bytes().eq_ignore_ascii_case(verb))
}

/// True if the server sent these bytes, as the ports say, or the bytes themselves.
fn is_reply(p: &Peel<'_>) -> bool {
    match p.addresses().and_then(|ends| ends.ports) {
        Some((_, PORT, _)) => true,
        Some((_, _, PORT)) => false,
        _ => !is_command(verb(p.rest().trim_ascii_end())),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if is_reply(p) {
        return reply(p);
    }
    let (line, whole) = next_line(p);
    p.ends_at(line.end);
    p.mark(&LINE, line.all());
    let bytes = p.bytes();
    let verb_end = line.start + verb(&bytes[line.text()]).len();
    p.mark(&COMMAND, line.start..verb_end);
    if verb_end < line.text_end {
        p.mark(&ARGUMENT, verb_end + 1..line.text_end);
    }
    announce(p, addresses::of_command(bytes, &line, verb_end));
    say(p, &line);
    whole
}

/// Reads as many lines of one reply as are here.
fn reply(p: &mut Peel<'_>) -> Peeled {
    let mut is_first = true;
    let mut is_long = false;
    loop {
        let (line, whole) = next_line(p);
        p.ends_at(line.end);
        p.mark(&LINE, line.all());
        let found = reply_code(&p.bytes()[line.text()]);
        match found {
            Some(found) => reply_line(p, &line, found.code),
            None => p.mark(&REPLY, line.text()),
        }
        if is_first {
            say(p, &line);
            is_long = found.is_some_and(|found| found.more);
        }
        whole?;
        let is_last = found.is_some_and(|found| !found.more);
        let next = line_at(p.bytes(), p.pos()).filter(|_| !is_last && !p.is_full());
        // A reply of several lines is whole with its last one.
        let waits = is_long && !is_last && p.pos() < MAX_REPLY;
        if waits && line_at(p.bytes(), p.pos()).is_none() {
            p.is_bare();
            p.wait_for(p.rest().len() + 1)?;
        }
        let goes_on = next.is_some_and(|next| recognise(&p.bytes()[next.start..]) > Match::No);
        if !goes_on {
            return Ok(());
        }
        is_first = false;
    }
}

fn reply_line(p: &mut Peel<'_>, line: &Line, code: u16) {
    p.mark_as(
        &CODE,
        line.start..line.start + 3,
        Value::Uint(u64::from(code)),
    );
    let text = (line.start + 4).min(line.text_end)..line.text_end;
    if !text.is_empty() {
        p.mark(&REPLY, text.clone());
    }
    let announced = match code {
        PASSIVE => addresses::passive(p.bytes(), text),
        EXTENDED_PASSIVE => addresses::extended_passive(p.bytes(), text),
        _ => None,
    };
    announce(p, announced);
}

/// Shows the endpoint that one side announced, and expects the files there.
fn announce(p: &mut Peel<'_>, announced: Option<Announced>) {
    let Some(announced) = announced else {
        return;
    };
    for (spec, at, value) in announced.fields {
        p.mark_as(spec, at, value);
    }
    let sender = p.addresses().and_then(|ends| match ends.from {
        Address::Ip(ip) => Some(ip),
        _ => None,
    });
    // Behind an address translator the announced address is not the one that packets have.
    let mut hosts = [announced.ip, sender];
    if hosts[0] == hosts[1] {
        hosts[1] = None;
    }
    for ip in hosts.into_iter().flatten() {
        p.teach(Lesson::Expect {
            transport: Transport::Tcp,
            at: Endpoint {
                ip,
                port: announced.port,
            },
            proto: &super::ftp_data::PROTOCOL.info,
        });
    }
}

fn say(p: &mut Peel<'_>, line: &Line) {
    if p.wants_fields() {
        let line = text::clean_bytes(&p.bytes()[line.text()]);
        p.summary(format_args!("{line}"));
    }
}

#[cfg(test)]
mod tests;
