//! `decap sockets`: the sockets of this machine as text.

use super::Failure;
use super::args::{SocketsArgs, SocketsFormat};
use super::failure::Kind;
use super::output::Output;
use crate::capture::sockets::{self, Socket};

/// Prints the sockets.
///
/// # Errors
/// When the system does not tell them.
pub fn run(args: &SocketsArgs) -> Result<(), Failure> {
    let found = sockets::list().map_err(|error| Failure::new(Kind::Interface, error))?;
    let mut out = Output::new();
    if args.format == SocketsFormat::Text {
        out.write(&line(&HEADING.map(str::to_owned)))?;
    }
    for socket in &found {
        let text = match args.format {
            SocketsFormat::Text => line(&columns(socket)),
            SocketsFormat::Json => {
                let mut text = serde_json::to_string(socket)
                    .map_err(|error| Failure::new(Kind::Interface, error))?;
                text.push('\n');
                text
            }
        };
        out.write(&text)?;
    }
    out.flush()
}

const HEADING: [&str; 7] = ["Proto", "State", "Rx", "Tx", "Local", "Remote", "Process"];

fn line(cells: &[String; 7]) -> String {
    let [proto, state, rx, tx, local, remote, process] = cells;
    let text = format!("{proto:<5} {state:<13} {rx:>7} {tx:>7} {local:<25} {remote:<25} {process}");
    format!("{}\n", text.trim_end())
}

fn columns(socket: &Socket) -> [String; 7] {
    let queue = |bytes: Option<u32>| bytes.map_or_else(|| "-".into(), |bytes| bytes.to_string());
    [
        socket.family.name().to_owned(),
        socket.state.name().to_owned(),
        queue(socket.rx),
        queue(socket.tx),
        socket.local_text(),
        socket.remote_text(),
        socket.process_text(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::sockets::{Family, Holder, Holders, State};

    #[test]
    fn a_socket_is_a_line() {
        let mut socket = Socket {
            family: Family::Tcp,
            state: State::Established,
            local: Some("10.0.0.2:80".parse().unwrap()),
            remote: Some("10.0.0.1:41212".parse().unwrap()),
            unix: None,
            rx: Some(0),
            tx: Some(17),
            uid: Some(33),
            inode: 4711,
            holders: Holders {
                list: vec![Holder {
                    pid: 1234,
                    command: "nginx".into(),
                    fd: 9,
                }],
                ..Holders::default()
            },
        };
        assert_eq!(
            line(&columns(&socket)),
            "tcp   ESTABLISHED         0      17 10.0.0.2:80               10.0.0.1:41212            nginx 1234 (fd 9)\n"
        );
        socket.holders = Holders::default();
        socket.remote = None;
        socket.inode = 0;
        assert_eq!(
            line(&columns(&socket)),
            "tcp   ESTABLISHED         0      17 10.0.0.2:80               *                         none: the kernel alone\n"
        );
    }
}
