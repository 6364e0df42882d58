//! The list of sockets, and processes at the door.

use super::Stage;
use super::fixtures::conversation;
use crate::capture::sockets::{
    Family, Holder, Holders, How, Owner, Socket, State, UnixEnd, Unknown,
};
use crate::tui::state::Screen;

fn holders(command: &str, pid: u32) -> Holders {
    Holders {
        list: vec![Holder {
            pid,
            command: command.into(),
            fd: 9,
        }],
        ..Holders::default()
    }
}

fn socket(family: Family, state: State, ends: [&str; 2], holders: Holders) -> Socket {
    Socket {
        family,
        state,
        local: ends[0].parse().ok(),
        remote: ends[1].parse().ok(),
        unix: None,
        rx: Some(0),
        tx: Some(0),
        uid: Some(33),
        inode: 4711 + u64::from(holders.list.first().map_or(0, |one| one.pid)),
        holders,
    }
}

fn machine() -> Vec<Socket> {
    let connected = ["192.0.2.1:61000", "198.51.100.2:59999"];
    let mut client = socket(
        Family::Tcp,
        State::Established,
        connected,
        holders("curl", 1250),
    );
    client.tx = Some(517);
    let mut unix = socket(
        Family::Unix,
        State::Established,
        ["", ""],
        holders("dbus-daemon", 77),
    );
    unix.unix = Some(UnixEnd {
        kind: "SOCK_STREAM".into(),
        path: Some("/run/dbus/system_bus_socket".into()),
        peer: Some(4711 + 1250),
    });
    let hidden = Holders {
        hidden: true,
        ..Holders::default()
    };
    vec![
        socket(
            Family::Tcp,
            State::Listen,
            ["0.0.0.0:80", ""],
            holders("nginx", 1234),
        ),
        client,
        socket(Family::Udp, State::Unconnected, ["0.0.0.0:68", ""], hidden),
        socket(
            Family::Raw,
            State::Unconnected,
            ["0.0.0.0:1", ""],
            holders("ping", 900),
        ),
        unix,
    ]
}

/// The list on the screen, with made sockets instead of this machine's.
fn listed(width: u16, height: u16) -> Stage {
    let mut stage = Stage::new(conversation(), width, height);
    stage.press("S");
    stage.woken.recv().unwrap();
    stage.session.state.sockets.tell(Ok(machine()));
    stage.draw();
    stage
}

#[test]
fn the_sockets_of_the_machine() {
    let mut stage = listed(140, 30);
    insta::assert_snapshot!(stage.text());
    stage.press("end");
    assert!(
        stage.text().contains("never be on a wire"),
        "{}",
        stage.text()
    );
}

#[test]
fn the_sockets_on_an_old_terminal() {
    let mut stage = listed(80, 24);
    stage.press("down");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn typing_filters_and_tab_sorts() {
    let mut stage = listed(120, 30);
    stage.press("type:NGINX");
    assert_eq!(stage.state().sockets.counts(), (1, 5));
    stage.press("backspace ctrl+u");
    assert_eq!(stage.state().sockets.counts(), (5, 5));
    stage.press("end tab tab");
    let order: Vec<u32> = stage
        .state()
        .sockets
        .rows()
        .map(|one| one.tx.unwrap())
        .collect();
    assert_eq!(order, [517, 0, 0, 0, 0]);
    stage.press("type:q:?");
    assert_eq!(stage.state().sockets.counts(), (0, 5));
    assert_eq!(stage.state().screen, Screen::Sockets);
    stage.press("down end pageup enter tab");
    stage.press("esc");
    assert_eq!(stage.state().screen, Screen::Main);
}

#[test]
fn the_chosen_socket_stays_chosen_when_others_come() {
    let mut stage = listed(120, 30);
    stage.press("down");
    let chosen = |stage: &Stage| stage.state().sockets.chosen().unwrap().inode;
    let before = chosen(&stage);
    let mut more = machine();
    let one = socket(
        Family::Tcp,
        State::Listen,
        ["0.0.0.0:22", ""],
        holders("sshd", 5),
    );
    more.insert(0, one);
    stage.session.state.sockets.tell(Ok(more));
    assert_eq!(chosen(&stage), before);
    stage.session.state.sockets.tell(Err("no table".into()));
    stage.draw();
    assert!(stage.text().contains("no table"), "{}", stage.text());
}

#[test]
fn enter_on_a_connection_goes_to_one_of_its_frames() {
    let mut stage = listed(120, 30);
    stage.press("down enter");
    assert_eq!(stage.state().screen, Screen::Main);
    assert!(stage.text().contains("found in frame"), "{}", stage.text());
    stage.press("S up enter");
    assert_eq!(stage.state().screen, Screen::Sockets);
}

#[test]
fn the_door_names_the_processes_of_live_frames() {
    let mut stage = Stage::new(conversation(), 200, 48);
    let current = stage.session.state.current.as_mut().unwrap();
    assert!(current.processes.is_empty(), "a recorded frame has none");
    let curl = Owner {
        holders: holders("curl", 1250),
        how: How::Connected,
        elsewhere: true,
    };
    current.processes = vec![Some([Ok(curl), Err(Unknown::NotHere)])];
    stage.press("2");
    for _ in 0..10 {
        stage.press("k");
    }
    stage.draw();
    let text = stage.text();
    assert!(
        text.contains("192.0.2.1:61000 (curl 1250) → 198.51.100.2:59999 server"),
        "{text}"
    );
    stage.terminal.backend_mut().resize(66, 48);
    stage.draw();
    let text = stage.text();
    assert!(
        text.contains("192.0.2.1:61000 (curl) → 198.51.100.2:59999"),
        "{text}"
    );
    stage.terminal.backend_mut().resize(200, 48);
    stage.draw();
    let (x, y) = stage.find("(curl 1250)");
    stage.click(x, y);
    stage.press("5 z");
    let text = stage.text();
    for words in [
        "number 1250",
        "file descriptor 9",
        "containers",
        "not on this machine",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}
