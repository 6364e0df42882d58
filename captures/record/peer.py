"""The two ends of a connection, each with the socket calls that its story needs.

    peer.py STORY server|client          the stories of tcp.sh
    peer.py sctp-sink ADDRESS PORT       takes one association and reads until it ends
    peer.py sctp-send ADDRESS PORT FILE...  sends each file as one message, the last one out of order
"""

import os
import socket
import struct
import sys
import threading
import time

SERVER, CLIENT = ("203.0.113.10", 5000), ("192.168.1.10", 4000)
IPPROTO_SCTP, SCTP_SNDRCV, SCTP_UNORDERED, SCTP_NODELAY = 132, 1, 1, 3


def listener(before=None):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if before:
        before(sock)
    sock.bind(SERVER)
    sock.listen()
    print("ready", flush=True)
    return sock


def accept():
    return listener().accept()[0]


def connect():
    return socket.create_connection(SERVER)


def lines(size):
    """Text of about so many bytes in numbered lines, so that a gap is easy to see."""
    return b"".join(b"%06d: what has been sent must arrive, and in this order\n" % at for at in range(0, size, 58))


def drain(sock):
    count = 0
    while data := sock.recv(65536):
        count += len(data)
    return count


def zero_window_server():
    sock = listener(lambda sock: sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)).accept()[0]
    time.sleep(4)
    drain(sock)


def zero_window_client():
    with connect() as sock:
        sock.sendall(lines(40000))


def keep_alive(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL):
        sock.setsockopt(socket.IPPROTO_TCP, name, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)


def keep_alive_server():
    with accept() as sock:
        sock.sendall(sock.recv(100))
        drain(sock)


def keep_alive_client():
    with connect() as sock:
        keep_alive(sock)
        sock.sendall(b"Are you there?\n")
        sock.recv(100)
        time.sleep(3.5)
        sock.sendall(b"Good.\n")


def peer_gone_server():
    with accept() as sock:
        sock.sendall(sock.recv(100))
        sock.settimeout(8)
        try:
            drain(sock)
            sock.sendall(b"Where have you been?\n")
        except OSError:
            pass


def peer_gone_client():
    with connect() as sock:
        keep_alive(sock)
        sock.sendall(b"Are you there?\n")
        sock.recv(100)
        try:
            sock.recv(100)
        except TimeoutError:
            print("timed out, as it should")


def port_reuse_server():
    sock = listener()
    for number in range(2):
        with sock.accept()[0] as one:
            # The end that closes first is the one that has to remember (TIME-WAIT).
            one.sendall(b"Connection %d\n" % number)


def port_reuse_client():
    for _ in range(2):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(CLIENT)
            sock.connect(SERVER)
            drain(sock)
        time.sleep(1.5)


def reset_server():
    with accept() as sock:
        try:
            drain(sock)
        except ConnectionResetError:
            print("reset, as it should")


def reset_client():
    sock = connect()
    sock.sendall(lines(1000))
    time.sleep(0.2)
    # Linger for zero seconds: close() sends RST.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def half_close_server():
    with accept() as sock:
        count = drain(sock)
        for part in range(3):
            time.sleep(0.3)
            sock.sendall(b"Part %d of the answer to %d bytes\n" % (part + 1, count))


def half_close_client():
    with connect() as sock:
        sock.sendall(lines(2000))
        sock.shutdown(socket.SHUT_WR)
        drain(sock)


def syn_lost_server():
    sock = listener()
    for _ in range(2):
        with sock.accept()[0] as one:
            drain(one)


def syn_lost_client():
    for _ in range(2):
        with connect() as sock:
            sock.sendall(b"At last.\n")


def delayed_ack_server():
    sock = listener()
    for _ in range(2):
        with sock.accept()[0] as one:
            while True:
                # In doubt the acknowledgement waits for data to travel with.
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)
                request = b""
                while not request.endswith(b"\n"):
                    request += (data := one.recv(100))
                    if not data:
                        break
                if not request:
                    break
                one.sendall(b"answer\n")


def delayed_ack_client():
    for no_delay in (0, 1):
        with connect() as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, no_delay)
            for number in range(4):
                sock.sendall(b"question %d, " % number)
                sock.sendall(b"second half\n")
                sock.recv(100)


def both_ways(sock):
    reader = threading.Thread(target=drain, args=(sock,))
    reader.start()
    sock.sendall(lines(45000))
    sock.shutdown(socket.SHUT_WR)
    reader.join()


def both_ways_server():
    with accept() as sock:
        both_ways(sock)


def both_ways_client():
    with connect() as sock:
        both_ways(sock)


def reordered_server():
    with accept() as sock:
        for part in range(12):
            sock.sendall(lines(3000))
            time.sleep(0.03)


def reordered_client():
    with connect() as sock:
        drain(sock)


def spurious_server():
    with accept() as sock:
        drain(sock)


def spurious_client():
    with connect() as sock:
        for _ in range(3):
            sock.sendall(lines(1000))
            time.sleep(1)


def simultaneous(own, other, moment):
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(own)
        time.sleep(max(0, moment - time.time()))
        sock.connect(other)
        sock.sendall(b"Hello from %s\n" % own[0].encode())
        sock.recv(100)
        time.sleep(max(0, moment + 4 - time.time()))
        sock.shutdown(socket.SHUT_WR)
        drain(sock)


def simultaneous_server():
    print("ready", flush=True)
    while not os.path.exists(os.environ["MEETING"]):
        time.sleep(0.01)
    with open(os.environ["MEETING"]) as file:
        simultaneous(SERVER, CLIENT, float(file.read()))


def simultaneous_client():
    # The two agree on a moment beside the network: in a file.
    moment = time.time() + 2
    with open(os.environ["MEETING"] + ".new", "w") as file:
        file.write(str(moment))
    os.rename(file.name, os.environ["MEETING"])
    simultaneous(CLIENT, SERVER, moment)


def urgent_server():
    with accept() as sock:
        drain(sock)


def urgent_client():
    with connect() as sock:
        sock.sendall(b"A long story that")
        sock.send(b"!", socket.MSG_OOB)
        sock.sendall(b" nobody wants to hear to its end\n")
        time.sleep(0.2)


def sctp_sink(address, port):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_SCTP) as sock:
        sock.bind((address, int(port)))
        sock.listen()
        with sock.accept()[0] as one:
            drain(one)


def sctp_send(address, port, *paths):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_SCTP) as sock:
        sock.setsockopt(IPPROTO_SCTP, SCTP_NODELAY, 1)
        sock.connect((address, int(port)))
        for stream, path in enumerate(paths):
            with open(path, "rb") as file:
                message = file.read()
            # struct sctp_sndrcvinfo: stream, number, flags, protocol, context, time to live, TSNs, association
            flags = SCTP_UNORDERED if path == paths[-1] else 0
            info = struct.pack("=HHHxxLLLLLL", stream, 0, flags, socket.htonl(100 + stream), 0, 0, 0, 0, 0)
            sock.sendmsg([message], [(IPPROTO_SCTP, SCTP_SNDRCV, info)])
        time.sleep(1)


def main():
    story, *words = sys.argv[1:]
    name = story.replace("-", "_")
    if story.startswith("sctp-"):
        globals()[name](*words)
    else:
        globals()[f"{name}_{words[0]}"]()


if __name__ == "__main__":
    main()
