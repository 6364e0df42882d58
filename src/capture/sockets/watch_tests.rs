//! Sockets of this very process, over loopback.

use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::{UnixListener, UnixStream};

use super::*;
use crate::capture::sockets::{Family, How, State, list};
use crate::model::{Endpoint, Transport};

/// A watch by a thread of this process; tests have no privileges to prove gone.
fn watch() -> Watch {
    let shared = Arc::new(Shared::default());
    let (line, requests) = sync_channel(MOST_WAITING);
    shared.set_line(Some(Line::Channel(line)));
    let watch = Watch {
        sockets: Sockets {
            shared: Arc::clone(&shared),
        },
    };
    std::thread::spawn(move || {
        serve(
            &mut |patience| from_channel(&requests, patience),
            &mut |report| shared.note(report),
            &mut || {},
        );
    });
    watch
}

fn flow(transport: Transport, from: SocketAddr, to: SocketAddr) -> Flow {
    let end = |address: SocketAddr| Endpoint {
        ip: address.ip(),
        port: address.port(),
    };
    Flow {
        transport,
        from: end(from),
        to: end(to),
    }
}

/// Asks until both ends are found, for a while.
fn found(sockets: &Sockets, flow: &Flow) -> [Owner; 2] {
    let now = messages::wall_clock();
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let ends = sockets.ends(flow, now);
        if let [Ok(from), Ok(to)] = &ends {
            return [from.clone(), to.clone()];
        }
        assert!(Instant::now() < until, "{ends:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn is_own(owner: &Owner) -> bool {
    let mut holders = owner.holders.list.iter();
    holders.any(|holder| holder.pid == std::process::id())
}

#[test]
fn both_ends_of_a_connection_are_this_process() {
    let watch = watch();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (from, to) = (client.local_addr().unwrap(), client.peer_addr().unwrap());
    // Nobody has accepted yet: the server's end is who listens.
    let [own, peer] = found(&watch.sockets(), &flow(Transport::Tcp, from, to));
    assert!(is_own(&own) && is_own(&peer));
    assert_eq!((own.how, peer.how), (How::Connected, How::Listening));
    let (accepted, _) = listener.accept().unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let [_, peer] = found(&watch.sockets(), &flow(Transport::Tcp, from, to));
        if peer.how == How::Connected {
            break assert!(is_own(&peer));
        }
        assert!(Instant::now() < until, "{peer:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(accepted);
}

#[test]
fn a_look_finds_a_connection_that_is_over_at_once() {
    let watch = watch();
    let sockets = watch.sockets();
    sockets.settle(messages::wall_clock(), Duration::from_secs(60));
    let listener = TcpListener::bind("[::]:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let client = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let (from, to) = (client.local_addr().unwrap(), client.peer_addr().unwrap());
    let now = messages::wall_clock();
    let ends = Ends {
        tcp: true,
        from,
        to,
    };
    let until = Instant::now() + Duration::from_secs(60);
    let flow = flow(Transport::Tcp, from, to);
    // A look goes to the newest processes only: others may begin while this one runs.
    while sockets.ends(&flow, now)[0].is_err() {
        sockets.shared.look(ends);
        while sockets.shared.waiting.load(Ordering::Acquire) > 0 {
            assert!(Instant::now() < until);
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    drop((client, listener));
    let [own, _] = sockets.ends(&flow, now);
    assert!(is_own(&own.unwrap()));
}

#[test]
fn datagrams_find_the_port_they_are_sent_to() {
    let watch = watch();
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    let client = UdpSocket::bind("127.0.0.1:0").unwrap();
    client.connect(server.local_addr().unwrap()).unwrap();
    let (from, to) = (client.local_addr().unwrap(), server.local_addr().unwrap());
    let [own, peer] = found(&watch.sockets(), &flow(Transport::Udp, from, to));
    assert!(is_own(&own) && is_own(&peer));
    assert_eq!((own.how, peer.how), (How::Connected, How::Unconnected));
}

#[test]
fn all_kinds_of_sockets_are_listed_with_this_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("door.sock");
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let udp = UdpSocket::bind("[::1]:0");
    let unix = UnixListener::bind(&path).unwrap();
    let _client = UnixStream::connect(&path).unwrap();
    let all = list().unwrap();
    let own = |find: &dyn Fn(&Socket) -> bool| {
        let socket = all.iter().find(|socket| find(socket)).unwrap();
        let mut holders = socket.holders.list.iter();
        assert!(
            holders.any(|holder| holder.pid == std::process::id()),
            "{socket:?}"
        );
        socket
    };
    let address = tcp.local_addr().unwrap();
    let one = own(&|socket| socket.family == Family::Tcp && socket.local == Some(address));
    assert_eq!((one.state, one.remote), (State::Listen, None));
    if let Ok(udp) = udp {
        let address = udp.local_addr().unwrap();
        own(&|socket| socket.family == Family::Udp6 && socket.local == Some(address));
    }
    let name = path.to_str().unwrap();
    let named = |socket: &Socket| {
        let unix = socket.unix.as_ref();
        unix.is_some_and(|unix| unix.path.as_deref() == Some(name))
    };
    let one = own(&named);
    assert_eq!(one.unix.as_ref().unwrap().kind, "SOCK_STREAM");
    drop(unix);
}

#[test]
fn a_list_can_be_asked_for_and_the_end_is_told() {
    let watch = watch();
    let sockets = watch.sockets();
    let (wake, woken) = sync_channel(1);
    sockets.subscribe(move || {
        // A wake-up that waits already is enough.
        let _ = wake.try_send(());
    });
    assert!(sockets.ask_list());
    let listed = loop {
        woken.recv_timeout(Duration::from_secs(60)).unwrap();
        if let Some(list) = sockets.take_list() {
            break list.unwrap();
        }
    };
    assert_eq!(listed.is_empty(), list().unwrap().is_empty());
    drop(watch);
    assert!(!sockets.ask_list());
    // Nobody reads tables any more: this does not wait.
    sockets.settle(i64::MAX, Duration::from_secs(3600));
}

#[test]
fn requests_are_not_piled_up() {
    let shared = Shared::default();
    let (line, requests) = sync_channel(MOST_WAITING);
    shared.set_line(Some(Line::Channel(line)));
    let ends = Ends {
        tcp: true,
        from: "10.0.0.1:1".parse().unwrap(),
        to: "10.0.0.2:2".parse().unwrap(),
    };
    (0..1_000).for_each(|_| shared.look(ends));
    assert_eq!(requests.try_iter().count(), MOST_WAITING);
    assert_eq!(shared.waiting.load(Ordering::Acquire), MOST_WAITING);
    (0..1_000).for_each(|_| shared.note(Report::Looked));
    assert_eq!(shared.waiting.load(Ordering::Acquire), 0);
}

#[test]
fn requests_come_over_a_pipe_until_it_is_closed() {
    let (from, mut to) = std::io::pipe().unwrap();
    let mut from = BufReader::new(File::from(std::os::fd::OwnedFd::from(from)));
    assert!(matches!(
        from_pipe(&mut from, Duration::ZERO),
        Next::Nothing
    ));
    messages::write(&Request::List, &mut to).unwrap();
    messages::write(&Request::List, &mut to).unwrap();
    drop(to);
    let long = Duration::from_secs(60);
    for _ in 0..2 {
        let next = from_pipe(&mut from, long);
        assert!(matches!(next, Next::Request(Request::List)));
    }
    assert!(matches!(from_pipe(&mut from, long), Next::End));
}
