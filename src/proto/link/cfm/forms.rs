//! The tables of what stands between the header and the elements.

use crate::model::FieldSpec;

const ITU: &str = "ITU-T Y.1731 §9";

pub(super) const CHECK_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("cfm.ccm.seq.num", "Sequence number", 32).doc(
        "Counts the checks; 0 if the sender does not.",
        "IEEE 802.1Q §21.6.3",
    ),
    FieldSpec::gap(3),
    FieldSpec::uint("cfm.ccm.ma.ep.id", "End point", 13)
        .doc("Which end of the path sends it.", "IEEE 802.1Q §21.6.4"),
];

const fn counter(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).wide(4).doc(doc, ITU)
}

pub(super) const CHECK_TAIL: &[FieldSpec] = &[
    counter("cfm.itu.txfcf", "Sent", "Frames that the sender had sent."),
    counter(
        "cfm.itu.rxfcb",
        "Received",
        "Frames that it had received when the last check came.",
    ),
    counter(
        "cfm.itu.txfcb",
        "Sent by the other end",
        "What the last check said.",
    ),
    FieldSpec::bytes("cfm.itu.reserved", "Reserved")
        .wide(4)
        .doc("Zero.", ITU),
];

pub(super) const LOOP: &[FieldSpec] =
    &[FieldSpec::uint("cfm.lb.transaction.id", "Transaction", 32)
        .doc("The reply repeats it.", "IEEE 802.1Q §21.7.3")];

pub(super) const TRACE_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("cfm.lt.transaction.id", "Transaction", 32)
        .doc("The replies repeat it.", "IEEE 802.1Q §21.8.3"),
    FieldSpec::uint("cfm.lt.ttl", "Time to live", 8).doc(
        "Each switch that sends it on takes one away.",
        "IEEE 802.1Q §21.8.4",
    ),
];

pub(super) const TRACE_ENDS: &[FieldSpec] = &[
    FieldSpec::mac("cfm.ltm.orig.addr", "From")
        .doc("Who asks; the replies go there.", "IEEE 802.1Q §21.8.5"),
    FieldSpec::mac("cfm.ltm.targ.addr", "To").doc(
        "The station to which the path is traced.",
        "IEEE 802.1Q §21.8.6",
    ),
];

pub(super) const RELAY: &[FieldSpec] = &[FieldSpec::uint("cfm.ltr.relay.action", "Found by", 8)
    .codes(&[
        (1, "it is here"),
        (2, "forwarding table"),
        (3, "list of linktrace"),
    ])
    .doc(
        "How the switch knew where the target is.",
        "IEEE 802.1Q §21.9.5",
    )];

pub(super) const TEST_HEAD: &[FieldSpec] =
    &[
        FieldSpec::uint("cfm.tst.sequence.num", "Sequence number", 32)
            .doc("Counts the tests.", ITU),
    ];

const fn kind(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, "ITU-T G.8031 §11.1")
}

pub(super) const SWITCH: &[FieldSpec] = &[
    FieldSpec::uint("cfm.raps.req.st", "Request", 4).doc(
        "What the sender wants, or the state it is in.",
        "ITU-T G.8031 §11.1",
    ),
    kind(
        "cfm.aps.protec.type.A",
        "Channel",
        "Set: with a channel for these messages.",
    ),
    kind(
        "cfm.aps.protec.type.B",
        "One for one",
        "Set: the spare path carries nothing until it is needed.",
    ),
    kind(
        "cfm.aps.protec.type.D",
        "Both directions",
        "Set: both directions switch together.",
    ),
    kind(
        "cfm.aps.protec.type.R",
        "Revertive",
        "Set: goes back when the fault is over.",
    ),
    FieldSpec::hex("cfm.aps.req.sgnl", "Requested signal", 8)
        .codes(&[(0, "none"), (1, "normal traffic")])
        .doc("What the spare path shall carry.", "ITU-T G.8031 §11.1"),
    FieldSpec::hex("cfm.aps.brdgd.sgnl", "Bridged signal", 8)
        .codes(&[(0, "none"), (1, "normal traffic")])
        .doc("What the spare path carries.", "ITU-T G.8031 §11.1"),
    FieldSpec::hex("cfm.aps.bridge.type", "Bridge", 1)
        .codes(&[(0, "selector"), (1, "broadcast")])
        .doc(
            "Whether the signal goes over one path or both.",
            "ITU-T G.8031 §11.1",
        ),
    FieldSpec::gap(7),
];

pub(super) const RING_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("cfm.raps.req.st", "Request", 4)
        .codes(&[
            (0, "no request"),
            (7, "manual switch"),
            (11, "signal failed"),
            (13, "forced switch"),
            (14, "event"),
        ])
        .doc(
            "What the sender wants, or the state it is in.",
            "ITU-T G.8032 §10.3",
        ),
    FieldSpec::gap(4),
    FieldSpec::hex("cfm.raps.flags", "Flags", 8)
        .parts_follow()
        .doc("What the sender did.", "ITU-T G.8032 §10.3"),
    FieldSpec::flag("cfm.raps.flags.rb", "Blocked").part().doc(
        "Set: the link that keeps the ring from being a circle is blocked.",
        "ITU-T G.8032 §10.3",
    ),
    FieldSpec::flag("cfm.raps.flags.dnf", "Do not flush")
        .part()
        .doc(
            "Set: forwarding tables may stay as they are.",
            "ITU-T G.8032 §10.3",
        ),
    FieldSpec::gap(6).part(),
    FieldSpec::mac("cfm.raps.node.id", "Node")
        .doc("The switch that sends it.", "ITU-T G.8032 §10.3"),
    FieldSpec::bytes("cfm.raps.reserved", "Reserved")
        .wide(24)
        .doc("Zero.", "ITU-T G.8032 §10.3"),
];

pub(super) const LOSSES: &[FieldSpec] = &[
    counter(
        "cfm.lmm.lmr.txfcf",
        "Sent",
        "Frames that the asking end had sent.",
    ),
    counter(
        "cfm.lmm.lmr.rxfcf",
        "Received",
        "Frames that the other end had received.",
    ),
    counter(
        "cfm.lmm.lmr.txfcb",
        "Sent back",
        "Frames that the other end had sent.",
    ),
];

const fn stamp(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).wide(8).doc(doc, ITU)
}

pub(super) const ONE_WAY_TIMES: &[FieldSpec] = &[
    stamp(
        "cfm.odm.dmm.dmr.txtimestampf",
        "Sent at",
        "By the sender's clock, in seconds and nanoseconds.",
    ),
    stamp(
        "cfm.odm.dmm.dmr.rxtimestampf",
        "Received at",
        "By the other end's clock; it writes it here.",
    ),
];

pub(super) const TWO_WAY_TIMES: &[FieldSpec] = &[
    stamp(
        "cfm.dmm.dmr.txtimestampb",
        "Sent back at",
        "By the other end's clock.",
    ),
    stamp(
        "cfm.dmm.dmr.rxtimestampb",
        "Came back at",
        "By the sender's clock; it writes it here.",
    ),
];

pub(super) const OWNER: &[FieldSpec] = &[
    FieldSpec::hex("cfm.tlv.org.spec.oui", "Organisation", 24).doc("Who defined the message.", ITU),
    FieldSpec::bytes("cfm.tlv.org.spec.subtype", "Subtype")
        .wide(1)
        .doc("Which one of its messages.", ITU),
];

const fn end_point(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 13).doc("Which end of the path.", ITU)
}

pub(super) const ONE_WAY_PROBE: &[FieldSpec] = &[
    FieldSpec::gap(3),
    end_point("cfm.osl.src_mep_id", "Sender"),
    FieldSpec::bytes("cfm.osl.reserved", "Reserved")
        .wide(2)
        .doc("Zero.", ITU),
    FieldSpec::bytes("cfm.osl.test_id", "Test")
        .wide(4)
        .doc("Which test it belongs to.", ITU),
    FieldSpec::uint("cfm.osl.txfcf", "Sent", 32).doc("How many of these the sender has sent.", ITU),
    FieldSpec::bytes("cfm.osl.reserved", "Reserved")
        .wide(4)
        .doc("Zero.", ITU),
];

pub(super) const PROBE: &[FieldSpec] = &[
    FieldSpec::gap(3),
    end_point("cfm.slm.src_mep_id", "Sender"),
    FieldSpec::gap(3),
    end_point("cfm.slr.rsp_mep_id", "Answering end"),
    FieldSpec::bytes("cfm.slm.test_id", "Test")
        .wide(4)
        .doc("Which test it belongs to.", ITU),
    FieldSpec::uint("cfm.slm.txfcf", "Sent", 32).doc("How many of these the sender has sent.", ITU),
    FieldSpec::uint("cfm.slr.txfcb", "Sent back", 32)
        .doc("How many the other end has answered.", ITU),
];

pub(super) const BANDWIDTHS: &[FieldSpec] = &[
    FieldSpec::uint("cfm.gnm.bnm.nominal.bw", "Nominal bandwidth", 32)
        .unit("Mbit/s")
        .doc("When all is well.", ITU),
    FieldSpec::uint("cfm.gnm.bnm.current.bw", "Current bandwidth", 32)
        .unit("Mbit/s")
        .doc("Now.", ITU),
    FieldSpec::uint("cfm.gnm.bnm.port.id", "Port", 32).doc("Which port; 0: not said.", ITU),
];
