//! The layouts of the parameters (RFC 5036 §3.4 and those that came later).

use super::classes::{
    AGI, CIRCUIT, CIRCUIT_ID, ELEMENT_FAMILY, ELEMENT_TYPE, GENERALIZED, GROUP, LONG_AII,
    OPAQUE_LENGTH, SAII, TAII, TREE,
};
use super::interface::{general, virtual_circuit};
use super::session::{FAULT_TOLERANCE, HELLO, IPV4_TRANSPORT, IPV6_TRANSPORT, SEQUENCE, SESSION};
use super::{HEADER, MESSAGE};
use crate::model::{Codes, FieldSpec};
use crate::proto::reserved::reserved;

pub(super) const FAMILIES: Codes = &[(1, "IPv4"), (2, "IPv6")];

pub(super) const ITEM: &[FieldSpec] = &[
    FieldSpec::hex("ldp.msg.tlv.unknown", "Unknown bits", 2)
        .codes(&[
            (0, "known by all"),
            (1, "known by all, passed on"),
            (2, "ignored if unknown"),
            (3, "passed on if unknown"),
        ])
        .doc(
            "What a router shall do that does not know the parameter.",
            "RFC 5036 §3.3",
        ),
    FieldSpec::hex("ldp.msg.tlv.type", "Type", 14)
        .codes(ITEMS)
        .doc("What the parameter says.", "RFC 5036 §3.3"),
    FieldSpec::uint("ldp.msg.tlv.len", "Length", 16)
        .unit("bytes")
        .doc("The value, without type and length.", "RFC 5036 §3.3"),
];

const ITEMS: Codes = &[
    (0x0100, "forwarding equivalence class"),
    (0x0101, "address list"),
    (0x0103, "hop count"),
    (0x0104, "path vector"),
    (0x0200, "generic label"),
    (0x0201, "ATM label"),
    (0x0202, "frame relay label"),
    (0x0203, "fault tolerance protection"),
    (0x0204, "upstream-assigned label"),
    (0x0205, "upstream-assigned label request"),
    (0x0300, "status"),
    (0x0301, "extended status"),
    (0x0302, "returned PDU"),
    (0x0303, "returned message"),
    (0x0304, "returned parameters"),
    (0x0400, "common hello parameters"),
    (0x0401, "IPv4 transport address"),
    (0x0402, "configuration sequence number"),
    (0x0403, "IPv6 transport address"),
    (0x0404, "MAC list"),
    (0x0500, "common session parameters"),
    (0x0501, "ATM session parameters"),
    (0x0502, "frame relay session parameters"),
    (0x0503, "fault tolerance session parameters"),
    (0x0504, "fault tolerance acknowledgment"),
    (0x0506, "dynamic capability announcement"),
    (0x0508, "P2MP capability"),
    (0x0509, "MP2MP capability"),
    (0x050b, "typed wildcard capability"),
    (0x050d, "state advertisement control"),
    (0x0600, "label request message ID"),
    (0x0603, "unrecognized notification"),
    (0x0701, "dual-stack capability"),
    (0x096a, "pseudowire status"),
    (0x096b, "pseudowire interface parameters"),
    (0x096c, "pseudowire group"),
];

pub(super) const ADDRESS_FAMILY: &[FieldSpec] =
    &[
        FieldSpec::uint("ldp.msg.tlv.addrl.addr_family", "Address family", 16)
            .codes(FAMILIES)
            .doc("What kind of addresses follow.", "RFC 5036 §3.4.3"),
    ];

pub(super) const HOPS: &[FieldSpec] = &[FieldSpec::uint("ldp.msg.tlv.hc.value", "Hops", 8)
    .doc("How many routers the label's path has.", "RFC 5036 §3.4.4")];

pub(super) const LABEL: &[FieldSpec] = &[
    reserved(12, "RFC 5036 §3.4.2.1"),
    FieldSpec::uint("ldp.msg.tlv.generic.label", "Label", 20).doc(
        "Packets for the destination shall carry this label.",
        "RFC 5036 §3.4.2.1",
    ),
];

pub(super) const UPSTREAM: &[FieldSpec] = &[
    FieldSpec::hex("ldp.msg.tlv.upstream.resvbit", "Reserved", 32).doc("Zero.", "RFC 6389 §4"),
    FieldSpec::hex("ldp.msg.tlv.upstream.label", "Label", 32).doc(
        "A label that the sender of the packets has chosen.",
        "RFC 6389 §4",
    ),
];

pub(super) const UPSTREAM_REQUEST: &[FieldSpec] =
    &[
        FieldSpec::hex("ldp.msg.tlv.upstream_label_req.resvbit", "Reserved", 32)
            .doc("Zero.", "RFC 6389 §4"),
    ];

pub(super) const ATM_LABEL: &[FieldSpec] = &[
    reserved(2, "RFC 5036 §3.4.2.2"),
    FieldSpec::hex("ldp.msg.tlv.atm.label.vbits", "Valid", 2)
        .codes(&[(0, "path and channel"), (1, "path"), (2, "channel")])
        .doc("Which of the two numbers count.", "RFC 5036 §3.4.2.2"),
    FieldSpec::uint("ldp.msg.tlv.atm.label.vpi", "Virtual path", 12)
        .doc("The path of the cells.", "RFC 5036 §3.4.2.2"),
    FieldSpec::uint("ldp.msg.tlv.atm.label.vci", "Virtual channel", 16)
        .doc("The channel of the cells.", "RFC 5036 §3.4.2.2"),
];

pub(super) const FRAME_RELAY_LABEL: &[FieldSpec] = &[
    reserved(7, "RFC 5036 §3.4.2.3"),
    FieldSpec::uint("ldp.msg.tlv.fr.label.len", "Length", 2)
        .codes(&[(0, "10 bits"), (2, "23 bits")])
        .doc("How long the address is.", "RFC 5036 §3.4.2.3"),
    FieldSpec::uint("ldp.msg.tlv.fr.label.dlci", "DLCI", 23)
        .doc("The address of the frames.", "RFC 5036 §3.4.2.3"),
];

pub(super) const PROTECTION: &[FieldSpec] =
    &[
        FieldSpec::hex("ldp.msg.tlv.ft_protect.sequence_num", "Sequence number", 32).doc(
            "Counts what survives the loss of the connection.",
            "RFC 3479 §7.1",
        ),
    ];

pub(super) const ACKNOWLEDGED: &[FieldSpec] =
    &[
        FieldSpec::hex("ldp.msg.tlv.ft_ack.sequence_num", "Acknowledged", 32)
            .doc("The last number received.", "RFC 3479 §7.3"),
    ];

pub(super) const STATUS: &[FieldSpec] = &[
    FieldSpec::flag("ldp.msg.tlv.status.ebit", "Fatal")
        .doc("Set: the session ends.", "RFC 5036 §3.4.6"),
    FieldSpec::flag("ldp.msg.tlv.status.fbit", "Forward")
        .doc("Set: pass it on along the path.", "RFC 5036 §3.4.6"),
    FieldSpec::hex("ldp.msg.tlv.status.data", "Status", 30)
        .codes(STATUSES)
        .doc("What has happened.", "RFC 5036 §3.4.6"),
    FieldSpec::hex("ldp.msg.tlv.status.msg.id", "About message", 32)
        .doc("Which message it is about; 0: none.", "RFC 5036 §3.4.6"),
    FieldSpec::hex("ldp.msg.tlv.status.msg.type", "Its type", 16)
        .codes(super::MESSAGES)
        .doc("The type of that message.", "RFC 5036 §3.4.6"),
];

const STATUSES: Codes = &[
    (0x00, "success"),
    (0x01, "bad identifier"),
    (0x02, "bad protocol version"),
    (0x03, "bad PDU length"),
    (0x04, "unknown message type"),
    (0x05, "bad message length"),
    (0x06, "unknown parameter"),
    (0x07, "bad parameter length"),
    (0x08, "malformed parameter value"),
    (0x09, "hold timer expired"),
    (0x0a, "shutdown"),
    (0x0b, "loop detected"),
    (0x0c, "unknown kind of destination"),
    (0x0d, "no route"),
    (0x0e, "no label resources"),
    (0x0f, "label resources available"),
    (0x10, "session rejected: no hello"),
    (0x11, "session rejected: advertisement mode"),
    (0x12, "session rejected: PDU length"),
    (0x13, "session rejected: label range"),
    (0x14, "keep-alive timer expired"),
    (0x15, "label request aborted"),
    (0x16, "missing parameters"),
    (0x17, "unsupported address family"),
    (0x18, "session rejected: keep-alive time"),
    (0x19, "internal error"),
    (0x20, "illegal C bit"),
    (0x21, "wrong C bit"),
    (0x22, "incompatible bit rate"),
    (0x28, "pseudowire status"),
    (0x29, "unassigned target"),
    (0x2e, "unknown capability"),
    (0x2f, "end of labels"),
];

pub(super) const EXTENDED_STATUS: &[FieldSpec] =
    &[
        FieldSpec::hex("ldp.msg.tlv.extstatus.data", "Extended status", 32)
            .doc("More about the status.", "RFC 5036 §3.5.1.1"),
    ];

pub(super) const RETURNED: &[FieldSpec] = &[
    FieldSpec::uint("ldp.msg.tlv.returned.version", "Version", 16)
        .doc("Of the PDU that came back.", "RFC 5036 §3.5.1.1"),
    FieldSpec::uint("ldp.msg.tlv.returned.pdu_len", "Length", 16)
        .unit("bytes")
        .doc("Of the PDU that came back.", "RFC 5036 §3.5.1.1"),
    FieldSpec::ipv4("ldp.msg.tlv.returned.ldpid.lsr", "Router")
        .doc("Its sender.", "RFC 5036 §3.5.1.1"),
    FieldSpec::hex("ldp.msg.tlv.returned.ldpid.lsid", "Label space", 16)
        .doc("Its sender's label space.", "RFC 5036 §3.5.1.1"),
];

pub(super) const RETURNED_MESSAGE: &[FieldSpec] = &[
    FieldSpec::flag("ldp.msg.tlv.returned.msg.ubit", "Unknown bit")
        .doc("Of the message that came back.", "RFC 5036 §3.5.1.1"),
    FieldSpec::hex("ldp.msg.tlv.returned.msg.type", "Type", 15)
        .codes(super::MESSAGES)
        .doc("Of the message that came back.", "RFC 5036 §3.5.1.1"),
    FieldSpec::uint("ldp.msg.tlv.returned.msg.len", "Length", 16)
        .unit("bytes")
        .doc("Of the message that came back.", "RFC 5036 §3.5.1.1"),
];

pub(super) const RETURNED_ID: &[FieldSpec] =
    &[
        FieldSpec::hex("ldp.msg.tlv.returned.msg.id", "Message ID", 32)
            .doc("Of the message that came back.", "RFC 5036 §3.5.1.1"),
    ];

pub(super) const REQUEST_ID: &[FieldSpec] =
    &[
        FieldSpec::hex("ldp.msg.tlv.lbl_req_msg_id", "Label request", 32)
            .doc("The request that this answers.", "RFC 5036 §3.4.7"),
    ];

pub(super) const VENDOR: &[FieldSpec] = &[FieldSpec::hex("ldp.msg.tlv.vendor_id", "Vendor", 32)
    .doc(
        "Whose parameter it is: the organisation's number at the IEEE.",
        "RFC 5036 §3.6.1.1",
    )];

pub(super) const EXPERIMENT: &[FieldSpec] =
    &[
        FieldSpec::hex("ldp.msg.tlv.experiment_id", "Experiment", 32)
            .doc("Which experiment it belongs to.", "RFC 5036 §3.6.2"),
    ];

const fn fault(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label)
        .part()
        .doc(doc, "RFC 4446 §3.5")
}

pub(super) const PSEUDOWIRE_STATUS: &[FieldSpec] = &[
    FieldSpec::hex("ldp.msg.tlv.pwstatus.code", "Status", 32)
        .parts_follow()
        .doc(
            "What is wrong with the pseudowire; 0: nothing.",
            "RFC 4446 §3.5",
        ),
    reserved(27, "RFC 4446 §3.5").part(),
    fault(
        "ldp.msg.tlv.pwstatus.code.pwpsnpwegresstransfault",
        "Network transmit fault",
        "Set: the router cannot send into the network.",
    ),
    fault(
        "ldp.msg.tlv.pwstatus.code.pwpsnpwingressrecvfault",
        "Network receive fault",
        "Set: nothing comes from the network.",
    ),
    fault(
        "ldp.msg.tlv.pwstatus.code.pwlacegresstransfault",
        "Circuit transmit fault",
        "Set: the router cannot send to the customer.",
    ),
    fault(
        "ldp.msg.tlv.pwstatus.code.pwlacingressrecvfault",
        "Circuit receive fault",
        "Set: nothing comes from the customer.",
    ),
    fault(
        "ldp.msg.tlv.pwstatus.code.pwnotforward",
        "Not forwarding",
        "Set: the pseudowire carries nothing.",
    ),
];

pub(super) const GROUPING: &[FieldSpec] =
    &[FieldSpec::uint("ldp.msg.tlv.pwgrouping.value", "Group", 32).doc(GROUP, "RFC 8077 §6.1.2")];

pub(super) const HEADERS: &[&[FieldSpec]] = &[
    HEADER,
    MESSAGE,
    ITEM,
    HELLO,
    IPV4_TRANSPORT,
    IPV6_TRANSPORT,
    SEQUENCE,
    ELEMENT_TYPE,
    ELEMENT_FAMILY,
    TREE,
    OPAQUE_LENGTH,
    CIRCUIT,
    CIRCUIT_ID,
    GENERALIZED,
    AGI,
    SAII,
    TAII,
    LONG_AII,
    ADDRESS_FAMILY,
    HOPS,
    LABEL,
    UPSTREAM,
    UPSTREAM_REQUEST,
    ATM_LABEL,
    FRAME_RELAY_LABEL,
    PROTECTION,
    ACKNOWLEDGED,
    STATUS,
    EXTENDED_STATUS,
    RETURNED,
    RETURNED_MESSAGE,
    RETURNED_ID,
    SESSION,
    FAULT_TOLERANCE,
    REQUEST_ID,
    VENDOR,
    EXPERIMENT,
    PSEUDOWIRE_STATUS,
    GROUPING,
    virtual_circuit::HEAD,
    virtual_circuit::MTU,
    virtual_circuit::CELLS,
    virtual_circuit::PAYLOAD,
    virtual_circuit::BIT_RATE,
    virtual_circuit::VLAN,
    virtual_circuit::DLCI,
    virtual_circuit::FCS,
    virtual_circuit::EMULATION,
    virtual_circuit::TDM,
    virtual_circuit::TDM_RTP,
    virtual_circuit::TDM_SOURCE,
    virtual_circuit::VERIFICATION,
    virtual_circuit::FLOW_LABEL,
    general::HEAD,
    general::MTU,
    general::CELLS,
    general::PAYLOAD,
    general::BIT_RATE,
    general::VLAN,
    general::DLCI,
    general::FCS,
    general::EMULATION,
    general::TDM,
    general::TDM_RTP,
    general::TDM_SOURCE,
    general::VERIFICATION,
];
