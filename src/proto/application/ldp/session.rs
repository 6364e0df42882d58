//! The layouts of what neighbours agree on (RFC 5036 §3.5.2, §3.5.3, RFC 3479).

use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

pub(super) const HELLO: &[FieldSpec] = &[
    FieldSpec::uint("ldp.msg.tlv.hello.hold", "Hold time", 16)
        .unit("seconds")
        .doc(
            "How long the neighbour is remembered after its last hello; 0: the default, 65535: for ever.",
            "RFC 5036 §3.5.2",
        ),
    FieldSpec::flag("ldp.msg.tlv.hello.targeted", "Targeted").doc(
        "Set: sent to one router that need not be on this link.",
        "RFC 5036 §3.5.2",
    ),
    FieldSpec::flag("ldp.msg.tlv.hello.requested", "Requested")
        .doc("Set: please send hellos too.", "RFC 5036 §3.5.2"),
    FieldSpec::flag("ldp.msg.tlv.hello.gtsm", "Guarded by hop limit").doc(
        "Set: the sender takes only packets that no router has passed on.",
        "RFC 6720 §2.1",
    ),
    FieldSpec::hex("ldp.msg.tlv.hello.res", "Reserved", 13).doc("Zero.", "RFC 5036 §3.5.2"),
];

pub(super) const IPV4_TRANSPORT: &[FieldSpec] =
    &[
        FieldSpec::ipv4("ldp.msg.tlv.ipv4.taddr", "Transport address")
            .doc("Where the TCP connection shall go.", "RFC 5036 §3.5.2"),
    ];

pub(super) const IPV6_TRANSPORT: &[FieldSpec] =
    &[
        FieldSpec::ipv6("ldp.msg.tlv.ipv6.taddr", "Transport address")
            .doc("Where the TCP connection shall go.", "RFC 5036 §3.5.2"),
    ];

pub(super) const SEQUENCE: &[FieldSpec] =
    &[
        FieldSpec::uint("ldp.msg.tlv.hello.cnf_seqno", "Configuration", 32)
            .doc("Changes when the router is set up anew.", "RFC 5036 §3.5.2"),
    ];

pub(super) const SESSION: &[FieldSpec] = &[
    FieldSpec::uint("ldp.msg.tlv.sess.ver", "Version", 16).doc("1.", "RFC 5036 §3.5.3"),
    FieldSpec::uint("ldp.msg.tlv.sess.ka", "Keep-alive time", 16)
        .unit("seconds")
        .doc(
            "How long the session lives without a message.",
            "RFC 5036 §3.5.3",
        ),
    FieldSpec::flag("ldp.msg.tlv.sess.advbit", "On demand").doc(
        "Set: labels are told when asked for; clear: unasked.",
        "RFC 5036 §3.5.3",
    ),
    FieldSpec::flag("ldp.msg.tlv.sess.ldetbit", "Loop detection").doc(
        "Set: messages carry the routers they have passed.",
        "RFC 5036 §3.5.3",
    ),
    reserved(6, "RFC 5036 §3.5.3"),
    FieldSpec::uint("ldp.msg.tlv.sess.pvlim", "Path vector limit", 8)
        .doc("How many such routers there may be.", "RFC 5036 §3.5.3"),
    FieldSpec::uint("ldp.msg.tlv.sess.mxpdu", "Longest PDU", 16)
        .unit("bytes")
        .doc(
            "What the sender takes; up to 255: the default, 4096.",
            "RFC 5036 §3.5.3",
        ),
    FieldSpec::ipv4("ldp.msg.tlv.sess.rxlsr", "Receiver")
        .doc("The router that the session is with.", "RFC 5036 §3.5.3"),
    FieldSpec::uint("ldp.msg.tlv.sess.rxls", "Receiver's label space", 16)
        .doc("Which of its label spaces.", "RFC 5036 §3.5.3"),
];

pub(super) const FAULT_TOLERANCE: &[FieldSpec] = &[
    FieldSpec::hex("ldp.msg.tlv.ft_sess.flags", "Flags", 16)
        .parts_follow()
        .doc("What survives the loss of the connection.", "RFC 3479 §7.2"),
    FieldSpec::flag("ldp.msg.tlv.ft_sess.flag_r", "Reconnect")
        .part()
        .doc(
            "Set: the sender still has its state from before.",
            "RFC 3479 §7.2",
        ),
    FieldSpec::hex("ldp.msg.tlv.ft_sess.flag_res", "Reserved", 11)
        .part()
        .doc("Zero.", "RFC 3479 §7.2"),
    FieldSpec::flag("ldp.msg.tlv.ft_sess.flag_s", "Save")
        .part()
        .doc("Set: messages are numbered and kept.", "RFC 3479 §7.2"),
    FieldSpec::flag("ldp.msg.tlv.ft_sess.flag_a", "All labels")
        .part()
        .doc("Set: all labels are protected.", "RFC 3479 §7.2"),
    FieldSpec::flag("ldp.msg.tlv.ft_sess.flag_c", "Check-pointing")
        .part()
        .doc(
            "Set: only what was acknowledged at a check point is kept.",
            "RFC 3479 §7.2",
        ),
    FieldSpec::flag("ldp.msg.tlv.ft_sess.flag_l", "Learn from the network")
        .part()
        .doc(
            "Set: after a restart labels are learnt again (graceful restart).",
            "RFC 3479 §7.2",
        ),
    FieldSpec::hex("ldp.msg.tlv.ft_sess.res", "Reserved", 16).doc("Zero.", "RFC 3479 §7.2"),
    FieldSpec::uint("ldp.msg.tlv.ft_sess.reconn_to", "Reconnect timeout", 32)
        .unit("ms")
        .doc(
            "How long labels stay without a connection.",
            "RFC 3479 §7.2",
        ),
    FieldSpec::uint("ldp.msg.tlv.ft_sess.recovery_time", "Recovery time", 32)
        .unit("ms")
        .doc(
            "How long the router keeps them after a restart.",
            "RFC 3479 §7.2",
        ),
];
