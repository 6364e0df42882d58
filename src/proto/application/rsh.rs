//! RSH: running a command on another host, without a password (BSD rshd).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, speaker};

const PORT: u16 = 514;

/// How many of the texts at the beginning a client has sent.
const SENT: &str = "rsh sent";

/// A text at the beginning is not longer.
const MAX_TEXT: usize = 4096;

crate::fields! {
    STDERR = FieldSpec::text("rsh.stderr_port", "Port for errors")
        .doc("To this port of the client the server connects for what the command says of errors; 0 or nothing: everything goes one way.", "BSD rshd(8)");
    CLIENT_USER = FieldSpec::text("rsh.client_username", "User on the client")
        .doc("Who says it; the server believes it.", "BSD rshd(8)");
    SERVER_USER = FieldSpec::text("rsh.server_username", "User on the server")
        .doc("As whom the command shall run.", "BSD rshd(8)");
    COMMAND = FieldSpec::text("rsh.command", "Command")
        .doc("What the server shall run.", "BSD rshd(8)");
    FROM_CLIENT = FieldSpec::bytes("rsh.client_server_data", "Input of the command")
        .doc("What the command reads.", "BSD rshd(8)");
    FROM_SERVER = FieldSpec::bytes("rsh.server_client_data", "Output of the command")
        .doc("A zero says that it runs, a one that an error follows; then comes what it writes.", "BSD rshd(8)");
}

/// What a client sends first, each with a zero behind it.
static TEXTS: [&FieldSpec; 4] = [&STDERR, &CLIENT_USER, &SERVER_USER, &COMMAND];

/// Remote Shell.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rsh",
        short: "RSH",
        title: "Remote Shell",
        osi: OsiLayer::Application,
        why: "It lets a program run a command on another host.",
        reference: "BSD rshd(8)",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"1021\0",
};

/// A port number in digits begins it; what follows is anything.
fn recognise(bytes: &[u8]) -> Match {
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    match bytes.get(digits) {
        Some(0) if digits <= 5 => Match::Yes,
        None if digits <= 5 => Match::Short,
        _ => Match::Known,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.bytes().len();
    let is_known = p.connection().is_some();
    if is_known && speaker(p, &[PORT]) == Speaker::Server {
        p.summary(format_args!("{len} bytes of output"));
        return p.field(&FROM_SERVER, len).map(drop);
    }
    let sent = p
        .connection()
        .and_then(|connection| p.fact(SENT, connection));
    let mut sent = sent.unwrap_or_default() as usize;
    while let Some(spec) = TEXTS.get(sent) {
        let start = p.pos();
        let Some(len) = memchr::memchr(0, p.rest()) else {
            break;
        };
        let said = text::clean_bytes(&p.rest()[..len]);
        p.summary(format_args!("{}: {said}", spec.label));
        p.skip(len + 1)?;
        p.mark_made(spec, start..start + len + 1, || said);
        sent += 1;
    }
    if let Some(connection) = p.connection() {
        p.note(SENT, connection, sent as u64);
    }
    let rest = p.rest().len();
    if sent < TEXTS.len() {
        if p.pos() == 0 && rest < MAX_TEXT {
            p.wait_for(rest + 1)?;
        }
        if p.pos() > 0 {
            p.ends_at(p.pos());
        }
        return Ok(());
    }
    if rest > 0 {
        if p.pos() == 0 {
            p.summary(format_args!("{rest} bytes of input"));
        }
        p.field(&FROM_CLIENT, rest)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;
    use crate::proto::testing::all;

    #[test]
    fn texts_come_before_the_input() {
        let bytes = b"1021\0ada\0bob\0ls\0more";
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(all(&out, bytes, "rsh.stderr_port"), [(0, 5, "1021".into())]);
        assert_eq!(all(&out, bytes, "rsh.command"), [(13, 3, "ls".into())]);
        assert_eq!(all(&out, bytes, "rsh.client_server_data")[0].0, 16);
        assert_eq!(recognise(b"<13>syslog"), Match::Known);
        assert_eq!(recognise(b"123456789"), Match::Known);
    }
}
