//! Exec: running a command on another host, with a password (BSD rexecd).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::remote_command::{RemoteCommand, recognise};

const PORT: u16 = 512;

crate::fields! {
    STDERR = FieldSpec::text("exec.stderr_port", "Port for errors")
        .doc("To this port of the client the server connects for what the command says of errors; 0 or nothing: everything goes one way.", "BSD rexecd(8)");
    USER = FieldSpec::text("exec.username", "User name")
        .doc("As whom the command shall run.", "BSD rexecd(8)");
    PASSWORD = FieldSpec::text("exec.password", "Password")
        .doc("Everybody on the way can read it.", "BSD rexecd(8)");
    COMMAND = FieldSpec::text("exec.command", "Command")
        .doc("What the server shall run.", "BSD rexecd(8)");
    FROM_CLIENT = FieldSpec::bytes("exec.client_server_data", "Input of the command")
        .doc("What the command reads.", "BSD rexecd(8)");
    FROM_SERVER = FieldSpec::bytes("exec.server_client_data", "Output of the command")
        .doc("A zero says that it runs, a one that an error follows; then comes what it writes.", "BSD rexecd(8)");
}

/// How it differs from its relatives.
static DIALOGUE: RemoteCommand = RemoteCommand {
    port: PORT,
    sent: "exec sent",
    texts: [&STDERR, &USER, &PASSWORD, &COMMAND],
    input: &FROM_CLIENT,
    output: &FROM_SERVER,
};

/// Remote Process Execution.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "exec",
        short: "REXEC",
        title: "Remote Process Execution",
        osi: OsiLayer::Application,
        why: "It lets a program run a command on another host.",
        reference: "BSD rexecd(8)",
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
        assert_eq!(
            all(&out, bytes, "exec.stderr_port"),
            [(0, 5, "1021".into())]
        );
        assert_eq!(all(&out, bytes, "exec.command"), [(13, 3, "ls".into())]);
        assert_eq!(all(&out, bytes, "exec.client_server_data")[0].0, 16);
        assert_eq!(recognise(b"<13>syslog"), Match::Known);
        assert_eq!(recognise(b"123456789"), Match::Known);
    }
}
