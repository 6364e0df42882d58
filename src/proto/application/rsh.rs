//! RSH: running a command on another host, without a password (BSD rshd).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::remote_command::{RemoteCommand, recognise};

const PORT: u16 = 514;

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

/// How it differs from its relatives.
static DIALOGUE: RemoteCommand = RemoteCommand {
    port: PORT,
    sent: "rsh sent",
    texts: [&STDERR, &CLIENT_USER, &SERVER_USER, &COMMAND],
    input: &FROM_CLIENT,
    output: &FROM_SERVER,
};

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

fn peel(p: &mut Peel<'_>) -> Peeled {
    DIALOGUE.peel(p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Match, Peeler, Want};
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
