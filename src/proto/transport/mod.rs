//! Transports: what has ports, or stands beside what has.

// The order is alphabetical; nothing depends on it.
protocols! {
    atp,
    dccp,
    gquic,
    pgm,
    quic,
    sctp,
    spx,
    tcp,
    udp,
    udp_encapsulation,
    udplite,
}
