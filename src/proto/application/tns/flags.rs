//! What a connection can do, as bits.

use super::SOURCE;
use crate::model::FieldSpec;

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, SOURCE)
}

pub(super) const DATA: &[FieldSpec] = &[
    FieldSpec::gap(6),
    flag("tns.data_flag.sntt", "Trailer", "A trailer follows."),
    flag(
        "tns.data_flag.rts",
        "Request to send",
        "The sender wants to speak.",
    ),
    flag(
        "tns.data_flag.dic",
        "Confirm at once",
        "A confirmation is wanted at once.",
    ),
    flag(
        "tns.data_flag.eof",
        "End",
        "The last packet of the connection.",
    ),
    flag("tns.data_flag.more", "More", "More data follow."),
    FieldSpec::gap(1),
    flag("tns.data_flag.reserved", "Reserved", "Not used."),
    flag("tns.data_flag.c", "Confirmation", "It confirms data."),
    flag(
        "tns.data_flag.rc",
        "Request confirmation",
        "A confirmation is wanted.",
    ),
    flag(
        "tns.data_flag.send",
        "Send token",
        "The other side may speak.",
    ),
];

pub(super) const SERVICE: &[FieldSpec] = &[
    FieldSpec::gap(2),
    flag(
        "tns.so_flag.bconn",
        "Broken connect",
        "A broken connection is told.",
    ),
    flag(
        "tns.so_flag.pc",
        "Packet checksum",
        "Packets have checksums.",
    ),
    flag(
        "tns.so_flag.hc",
        "Header checksum",
        "Headers have checksums.",
    ),
    flag("tns.so_flag.fd", "Full duplex", "Both may speak at once."),
    flag(
        "tns.so_flag.hd",
        "Half duplex",
        "Only one may speak at a time.",
    ),
    flag("tns.so_flag.dc1", "Not used 1", "Does not matter."),
    flag("tns.so_flag.dc2", "Not used 2", "Does not matter."),
    FieldSpec::gap(2),
    flag(
        "tns.so_flag.dio",
        "Direct",
        "Data go to the transport without detour.",
    ),
    flag(
        "tns.so_flag.ap",
        "Attention",
        "Urgent messages are handled.",
    ),
    flag(
        "tns.so_flag.ra",
        "Receive attention",
        "Urgent messages can be received.",
    ),
    flag(
        "tns.so_flag.sa",
        "Send attention",
        "Urgent messages can be sent.",
    ),
    FieldSpec::gap(1),
];

pub(super) const TRANSPORT: &[FieldSpec] = &[
    flag(
        "tns.ntp_flag.hangon",
        "Waits for the listener",
        "Waits for the listener.",
    ),
    flag(
        "tns.ntp_flag.crel",
        "Confirmed release",
        "Confirmed release.",
    ),
    flag(
        "tns.ntp_flag.tduio",
        "Works in data units",
        "Works in data units.",
    ),
    flag("tns.ntp_flag.srun", "Spawner runs", "Spawner runs."),
    flag("tns.ntp_flag.dtest", "Test for data", "Test for data."),
    flag("tns.ntp_flag.cbio", "Callbacks", "Callbacks."),
    flag("tns.ntp_flag.asio", "Asynchronous", "Asynchronous."),
    flag("tns.ntp_flag.pio", "Works in packets", "Works in packets."),
    flag(
        "tns.ntp_flag.grant",
        "Can grant a connection",
        "Can grant a connection.",
    ),
    flag(
        "tns.ntp_flag.handoff",
        "Can hand a connection on",
        "Can hand a connection on.",
    ),
    flag(
        "tns.ntp_flag.sigio",
        "Signal when data come",
        "Signal when data come.",
    ),
    flag(
        "tns.ntp_flag.sigpipe",
        "Signal when the pipe breaks",
        "Signal when the pipe breaks.",
    ),
    flag(
        "tns.ntp_flag.sigurg",
        "Signal for urgent data",
        "Signal for urgent data.",
    ),
    flag("tns.ntp_flag.urgentio", "Urgent data", "Urgent data."),
    flag("tns.ntp_flag.dfio", "Full duplex", "Full duplex."),
    flag("tns.ntp_flag.testop", "Test operation", "Test operation."),
];

pub(super) const CONNECT: &[FieldSpec] = &[
    FieldSpec::gap(3),
    flag(
        "tns.connect_flags.nareq",
        "Required",
        "Security services are required.",
    ),
    flag(
        "tns.connect_flags.nalink",
        "Linked in",
        "The program has them.",
    ),
    flag("tns.connect_flags.enablena", "Enabled", "They are enabled."),
    flag(
        "tns.connect_flags.ichg",
        "Interchange",
        "A relay stands between.",
    ),
    flag("tns.connect_flags.wantna", "Wanted", "They are wanted."),
];
