//! Phrases about sockets of this machine and the processes that hold them.

use crate::capture::sockets::{Family, How, Owner, Socket, State, Unknown};
use crate::talk::socket::{Door, End};
use crate::tui::canvas::columns;
use crate::tui::sockets::Ends;

/// Both ends, in the direction of the frame, with their processes; with roles and the processes'
/// numbers as far as there is room.
pub(super) fn door_text(door: &Door, ends: Option<&Ends>, room: u16) -> String {
    let end = |end: End, at: usize, number: bool| {
        let address = door.end(end);
        let owner = ends.and_then(|ends| ends.as_ref()?.get(at)?.as_ref().ok());
        match owner.and_then(|owner| owner.holders.list.first()) {
            Some(first) if number => format!("{address} ({} {})", first.command, first.pid),
            Some(first) => format!("{address} ({})", first.command),
            None => address,
        }
    };
    let [from, to] = [end(End::From, 0, true), end(End::To, 1, true)];
    let full = format!(
        "{} {from} → {to} {}",
        door.role(End::From),
        door.role(End::To)
    );
    let fits = |text: &str| columns(text) + 2 <= room;
    let plain = format!("{from} → {to}");
    match (fits(&full), fits(&plain)) {
        (true, _) => full,
        (false, true) => plain,
        (false, false) => format!("{} → {}", end(End::From, 0, false), end(End::To, 1, false)),
    }
}

/// Who has an end, and how that is known; or why it is not.
pub(super) fn owner_text(answer: &Result<Owner, Unknown>) -> String {
    let owner = match answer {
        Ok(owner) => owner,
        Err(unknown) => return format!("Process unknown: {unknown}. {}", reason(*unknown)),
    };
    let Some(first) = owner.holders.list.first() else {
        return String::new();
    };
    let mut text = format!(
        "Process: {}, number {}, file descriptor {}",
        first.command, first.pid, first.fd
    );
    if owner.holders.others() > 0 {
        text += &format!(", and {} more with it open", owner.holders.others());
    }
    text += match owner.how {
        How::Connected => ". The kernel's table has a socket with exactly these two ends.",
        How::Listening => {
            ". It listens on this port; the connection's own socket was not seen in its hands."
        }
        How::Unconnected => {
            ". Its socket takes datagrams for this port from anybody: it is connected to no other end."
        }
    };
    if owner.elsewhere {
        text += " It runs in another network namespace of this machine, as containers do.";
    }
    text
}

fn reason(unknown: Unknown) -> &'static str {
    match unknown {
        Unknown::NotHere => "Only the machine with this address knows which process it is.",
        Unknown::Group => "",
        Unknown::OtherUser(_) => {
            "Which one it is, the kernel tells only that user and root: run decap as root."
        }
        Unknown::NoProcess => "The kernel finishes connections alone when their program is done.",
        Unknown::Unseen => {
            "The kernel's tables show the present only; they were read before and after."
        }
        Unknown::Ambiguous => "Which of them the kernel chose for this frame cannot be told.",
        Unknown::NotAsked => "",
    }
}

/// A socket of the list in words: labels, which may be empty, and sentences.
pub(super) fn words(socket: &Socket, peer: Option<&Socket>) -> Vec<(&'static str, String)> {
    let mut words = Vec::new();
    if let Some(unix) = &socket.unix {
        words.push((
            "AF_UNIX",
            format!("{}. It will never be on a wire: the kernel copies the bytes from one process to the other on this machine, so no header is ever made, and there is no frame to capture.", unix.kind),
        ));
        if let Some(peer) = peer {
            words.push(("At its other end", peer.process_text()));
        }
    }
    words.push((socket.state.name(), state_text(socket).to_owned()));
    words.push(("Queues", queue_text(socket)));
    let holders: Vec<String> = socket
        .holders
        .list
        .iter()
        .map(|one| format!("{} {} as file descriptor {}", one.command, one.pid, one.fd))
        .collect();
    let process = match (holders.is_empty(), socket.holders.more) {
        (true, _) => socket.process_text(),
        (false, 0) => holders.join(", "),
        (false, more) => format!("{} and {more} more", holders.join(", ")),
    };
    let mut about = format!("{process}.");
    if let Some(uid) = socket.uid {
        about += &format!(" Made by user {uid}.");
    }
    if socket.inode != 0 {
        about += &format!(" The kernel's number for it: {}.", socket.inode);
    }
    words.push(("Held by", about));
    words
}

fn state_text(socket: &Socket) -> &'static str {
    match (socket.state, socket.family) {
        (State::Listen, Family::Unix) => {
            "A server: it waits for processes that connect to its name."
        }
        (State::Listen, _) => {
            "A server: it waits for SYN segments to its port. Each connection that it accepts gets a socket of its own."
        }
        (State::SynSent, _) => "The program called connect: SYN is sent, SYN ACK is awaited.",
        (State::SynReceived, _) => {
            "SYN came and SYN ACK is sent; the last ACK of the handshake is awaited."
        }
        (State::Established, Family::Unix) => "Connected to another socket of this machine.",
        (State::Established, Family::Udp | Family::Udp6) => {
            "The program called connect, which for UDP sends nothing: the kernel only notes where datagrams go, and takes none from elsewhere."
        }
        (State::Established, _) => "Connected: both sides may send.",
        (State::FinWait1, _) => "The program closed: FIN is sent and not acknowledged yet.",
        (State::FinWait2, _) => {
            "FIN is sent and acknowledged; the other side may still send, and its FIN is awaited."
        }
        (State::CloseWait, _) => {
            "The other side has sent FIN, and this program has not closed yet. Many of these are a program's mistake."
        }
        (State::Closing, _) => {
            "Both sides sent FIN at the same time; the last acknowledgement is awaited."
        }
        (State::LastAck, _) => {
            "This side sent FIN as the second one; the last acknowledgement is awaited."
        }
        (State::TimeWait, _) => {
            "Over. The kernel remembers the ends for a minute, so that late segments do not reach a new connection with the same ends."
        }
        (State::Unconnected, Family::Udp | Family::Udp6) => {
            "Connected to nobody: it takes datagrams for its port from everybody."
        }
        (State::Unconnected, Family::Raw | Family::Raw6) => {
            "It gets a copy of every packet of its IP protocol that comes to this machine."
        }
        (State::Unconnected, _) => "Connected to nobody.",
        (State::Connecting, _) => "On the way to be connected.",
        (State::Disconnecting, _) => "On the way to be disconnected.",
        (State::Other, _) => "A state that decap does not know.",
    }
}

fn queue_text(socket: &Socket) -> String {
    match (socket.rx, socket.tx, socket.state) {
        (None, None, _) => "the kernel does not tell.".to_owned(),
        (rx, _, State::Listen) => {
            format!("{} connections wait to be accepted.", rx.unwrap_or(0))
        }
        (rx, tx, _) => {
            let (rx, tx) = (rx.unwrap_or(0), tx.unwrap_or(0));
            match socket.family.is_tcp() {
                true => format!(
                    "{rx} bytes came and are not read; {tx} bytes are sent and not acknowledged, or wait to be sent."
                ),
                false => format!("{rx} bytes came and are not read; {tx} bytes wait to be sent."),
            }
        }
    }
}
