//! Interface parameters of pseudowires (RFC 4446 §3.3): Wireshark names them apart in the two places
//! where they stand.

use super::{DESCRIPTION, GENERAL_DESCRIPTION, PARAMETER, UNKNOWN, remaining};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FaultKind, FieldSpec};

const SECTION: &str = "RFC 4446 §3.3";

const KINDS: Codes = &[
    (0x01, "MTU"),
    (0x02, "ATM cells in a packet"),
    (0x03, "description"),
    (0x04, "payload bytes"),
    (0x05, "circuit emulation options"),
    (0x06, "VLAN"),
    (0x07, "bit rate"),
    (0x08, "DLCI length"),
    (0x09, "fragmentation"),
    (0x0a, "check sequence retention"),
    (0x0b, "TDM options"),
    (0x0c, "verification"),
    (0x17, "flow label"),
];

/// Says nothing but that it is there.
const FRAGMENTATION: u8 = 0x09;

/// Type and length.
const HEAD_LEN: usize = 2;

macro_rules! parameters {
    ($prefix:literal) => {
        pub(in super::super) const HEAD: &[FieldSpec] = &[
            FieldSpec::hex(concat!($prefix, ".id"), "Type", 8)
                .codes(KINDS)
                .doc("What has to be agreed on.", SECTION),
            FieldSpec::uint(concat!($prefix, ".length"), "Length", 8)
                .unit("bytes")
                .doc("Type and length included.", SECTION),
        ];
        pub(in super::super) const MTU: &[FieldSpec] =
            &[FieldSpec::uint(concat!($prefix, ".mtu"), "MTU", 16)
                .unit("bytes")
                .doc("The longest frame; must be the same at both ends.", SECTION)];
        pub(in super::super) const CELLS: &[FieldSpec] =
            &[FieldSpec::uint(concat!($prefix, ".maxatm"), "Cells", 16)
                .doc("How many ATM cells a packet may carry.", SECTION)];
        pub(in super::super) const PAYLOAD: &[FieldSpec] =
            &[
                FieldSpec::uint(concat!($prefix, ".cepbytes"), "Payload", 16)
                    .unit("bytes")
                    .doc("Circuit data in each packet.", SECTION),
            ];
        pub(in super::super) const BIT_RATE: &[FieldSpec] =
            &[FieldSpec::uint(concat!($prefix, ".tdmbps"), "Bit rate", 32)
                .doc("Of the circuit, in units of 64 kbit/s.", SECTION)];
        pub(in super::super) const VLAN: &[FieldSpec] =
            &[FieldSpec::uint(concat!($prefix, ".vlanid"), "VLAN", 16)
                .doc("The VLAN that frames shall have.", SECTION)];
        pub(in super::super) const DLCI: &[FieldSpec] =
            &[
                FieldSpec::uint(concat!($prefix, ".dlcilen"), "DLCI length", 16)
                    .unit("bytes")
                    .doc("Of frame relay's addresses.", SECTION),
            ];
        pub(in super::super) const FCS: &[FieldSpec] =
            &[
                FieldSpec::uint(concat!($prefix, ".fcslen"), "Check sequence", 16)
                    .unit("bytes")
                    .doc(
                        "Length of the check sequence that is carried along.",
                        SECTION,
                    ),
            ];
        pub(in super::super) const EMULATION: &[FieldSpec] = &[
            emulates(
                concat!($prefix, ".cepopt_ais"),
                "Saves on alarm",
                "Set: no payload while the circuit shows an alarm.",
            ),
            emulates(
                concat!($prefix, ".cepopt_une"),
                "Saves when unequipped",
                "Set: no payload while the circuit is not in use.",
            ),
            emulates(
                concat!($prefix, ".cepopt_rtp"),
                "RTP",
                "Set: packets have an RTP header.",
            ),
            emulates(
                concat!($prefix, ".cepopt_ebm"),
                "Bit mask",
                "Set: packets say which parts of the circuit they carry.",
            ),
            emulates(
                concat!($prefix, ".cepopt_mah"),
                "Adaptation header",
                "Set: packets have a header for the MPLS network.",
            ),
            FieldSpec::hex(concat!($prefix, ".cepopt_res"), "Reserved", 6)
                .doc("Zero.", "RFC 4842 §12"),
            FieldSpec::hex(concat!($prefix, ".cepopt_ceptype"), "Circuit", 3)
                .codes(&[(0, "SPE"), (1, "VT"), (2, "fractional SPE")])
                .doc("What is emulated.", "RFC 4842 §12"),
            emulates(
                concat!($prefix, ".cepopt_t3"),
                "Asynchronous T3",
                "Set: the circuit carries a T3.",
            ),
            emulates(
                concat!($prefix, ".cepopt_e3"),
                "Asynchronous E3",
                "Set: the circuit carries an E3.",
            ),
        ];
        pub(in super::super) const TDM: &[FieldSpec] = &[
            times(
                concat!($prefix, ".tdmopt_r"),
                "RTP",
                "Set: the sender expects an RTP header.",
            ),
            times(
                concat!($prefix, ".tdmopt_d"),
                "Differential",
                "Set: time stamps come from a common clock.",
            ),
            times(
                concat!($prefix, ".tdmopt_f"),
                "TDMoIP",
                "Set: the sender expects the form of TDMoIP.",
            ),
            FieldSpec::hex(concat!($prefix, ".tdmopt_res1"), "Reserved", 13)
                .doc("Zero.", "RFC 5287 §3.8"),
        ];
        pub(in super::super) const TDM_RTP: &[FieldSpec] = &[
            FieldSpec::gap(1),
            FieldSpec::uint(concat!($prefix, ".tdmopt_pt"), "Payload type", 7)
                .doc("Of the RTP header.", "RFC 5287 §3.8"),
            FieldSpec::hex(concat!($prefix, ".tdmopt_res2"), "Reserved", 8)
                .doc("Zero.", "RFC 5287 §3.8"),
            FieldSpec::uint(concat!($prefix, ".tdmopt_freq"), "Clock", 16)
                .unit("× 8 kHz")
                .doc("Of the time stamps.", "RFC 5287 §3.8"),
        ];
        pub(in super::super) const TDM_SOURCE: &[FieldSpec] =
            &[
                FieldSpec::hex(concat!($prefix, ".tdmopt_ssrc"), "Source", 32)
                    .doc("The RTP source that the sender expects.", "RFC 5287 §3.8"),
            ];
    };
}

const fn emulates(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, "RFC 4842 §12")
}

const fn times(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, "RFC 5287 §3.8")
}

const fn verifies(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, "RFC 5085 §5.2")
}

/// Those of a pseudowire that is named by a number.
pub(super) mod virtual_circuit {
    use super::{FieldSpec, KINDS, SECTION, emulates, times, verifies};

    parameters!("ldp.msg.tlv.fec.vc.intparam");

    pub(in super::super) const VERIFICATION: &[FieldSpec] = &[
        FieldSpec::gap(5),
        verifies(
            "ldp.msg.tlv.fec.vc.intparam.vccv.cctype_ttl1",
            "By time to live",
            "Set: tests may be marked by a time to live of 1.",
        ),
        verifies(
            "ldp.msg.tlv.fec.vc.intparam.vccv.cctype_mplsra",
            "By router alert",
            "Set: tests may be marked by the router alert label.",
        ),
        verifies(
            "ldp.msg.tlv.fec.vc.intparam.vccv.cctype_cw",
            "By control word",
            "Set: tests may be marked by the control word.",
        ),
        FieldSpec::gap(2),
        verifies(
            "ldp.msg.tlv.fec.vc.intparam.vccv.cvtype_bfd4",
            "BFD without IP, with status",
            "Set: BFD right behind the channel header, for faults and status.",
        ),
        verifies(
            "ldp.msg.tlv.fec.vc.intparam.vccv.cvtype_bfd3",
            "BFD without IP",
            "Set: BFD right behind the channel header, for faults.",
        ),
        verifies(
            "ldp.msg.tlv.fec.vc.intparam.vccv.cvtype_bfd2",
            "BFD with status",
            "Set: BFD over UDP, for faults and status.",
        ),
        verifies(
            "ldp.msg.tlv.fec.vc.intparam.vccv.cvtype_bfd1",
            "BFD",
            "Set: BFD over UDP, for faults.",
        ),
        verifies(
            "ldp.msg.tlv.fec.vc.intparam.vccv.cvtype_lspping",
            "LSP ping",
            "Set: LSP ping is answered.",
        ),
        verifies(
            "ldp.msg.tlv.fec.vc.intparam.vccv.cvtype_icmpping",
            "ICMP ping",
            "Set: ICMP ping is answered.",
        ),
    ];

    pub(in super::super) const FLOW_LABEL: &[FieldSpec] = &[
        FieldSpec::uint("ldp.msg.tlv.fec.vc.intparam.flowlabel.t", "Transmit", 1)
            .doc("1: the sender can send flow labels.", "RFC 6391 §4"),
        FieldSpec::uint("ldp.msg.tlv.fec.vc.intparam.flowlabel.r", "Receive", 1)
            .doc("1: the sender can receive flow labels.", "RFC 6391 §4"),
        FieldSpec::hex("ldp.msg.tlv.fec.vc.intparam.flowlabel.res", "Reserved", 14)
            .doc("Zero.", "RFC 6391 §4"),
    ];
}

/// Those of a generalized pseudowire.
pub(super) mod general {
    use super::{FieldSpec, KINDS, SECTION, emulates, times, verifies};

    parameters!("ldp.msg.tlv.intparam");

    pub(in super::super) const VERIFICATION: &[FieldSpec] = &[
        FieldSpec::gap(5),
        verifies(
            "ldp.msg.tlv.intparam.vccv.cctype_ttl1",
            "By time to live",
            "Set: tests may be marked by a time to live of 1.",
        ),
        verifies(
            "ldp.msg.tlv.intparam.vccv.cctype_mplsra",
            "By router alert",
            "Set: tests may be marked by the router alert label.",
        ),
        verifies(
            "ldp.msg.tlv.intparam.vccv.cctype_cw",
            "By control word",
            "Set: tests may be marked by the control word.",
        ),
        FieldSpec::gap(5),
        verifies(
            "ldp.msg.tlv.intparam.vccv.cvtype_bfd",
            "BFD",
            "Set: BFD over UDP, for faults.",
        ),
        verifies(
            "ldp.msg.tlv.intparam.vccv.cvtype_lspping",
            "LSP ping",
            "Set: LSP ping is answered.",
        ),
        verifies(
            "ldp.msg.tlv.intparam.vccv.cvtype_icmpping",
            "ICMP ping",
            "Set: ICMP ping is answered.",
        ),
    ];
}

/// Reads parameters up to the end of the bytes.
pub(super) fn parameters(p: &mut Peel<'_>, is_general: bool) -> Peeled {
    while p.rest().len() >= HEAD_LEN && !p.is_full() {
        let (kind, len) = (p.rest()[0], usize::from(p.rest()[1]));
        if len < HEAD_LEN {
            let bad = "an interface parameter has at least a type and a length";
            p.fault(FaultKind::Malformed(bad), p.pos()..p.pos() + HEAD_LEN);
            return Err(crate::decode::Stop);
        }
        p.group(&PARAMETER, |p| {
            p.rows(if is_general {
                general::HEAD
            } else {
                virtual_circuit::HEAD
            })?;
            p.within(len - HEAD_LEN, "interface parameter's length", |p| {
                if is_general {
                    general_value(p, kind)
                } else {
                    circuit_value(p, kind)
                }
            })
        })?;
    }
    Ok(())
}

fn circuit_value(p: &mut Peel<'_>, kind: u8) -> Peeled {
    use virtual_circuit as table;
    let table = match kind {
        0x01 => table::MTU,
        0x02 => table::CELLS,
        0x03 => return remaining(p, &DESCRIPTION),
        0x04 => table::PAYLOAD,
        0x05 => table::EMULATION,
        0x06 => table::VLAN,
        0x07 => table::BIT_RATE,
        0x08 => table::DLCI,
        FRAGMENTATION => return Ok(()),
        0x0a => table::FCS,
        0x0b => return rows_as_long(p, &[table::TDM, table::TDM_RTP, table::TDM_SOURCE]),
        0x0c => table::VERIFICATION,
        0x17 => table::FLOW_LABEL,
        _ => return remaining(p, &UNKNOWN),
    };
    p.rows(table).map(drop)
}

fn general_value(p: &mut Peel<'_>, kind: u8) -> Peeled {
    use general as table;
    let table = match kind {
        0x01 => table::MTU,
        0x02 => table::CELLS,
        0x03 => return remaining(p, &GENERAL_DESCRIPTION),
        0x04 => table::PAYLOAD,
        0x05 => table::EMULATION,
        0x06 => table::VLAN,
        0x07 => table::BIT_RATE,
        0x08 => table::DLCI,
        FRAGMENTATION => return Ok(()),
        0x0a => table::FCS,
        0x0b => return rows_as_long(p, &[table::TDM, table::TDM_RTP, table::TDM_SOURCE]),
        0x0c => table::VERIFICATION,
        0x17 => virtual_circuit::FLOW_LABEL,
        _ => return remaining(p, &UNKNOWN),
    };
    p.rows(table).map(drop)
}

/// Reads these layouts one after the other, the first of them at least.
fn rows_as_long(p: &mut Peel<'_>, tables: &[&'static [FieldSpec]]) -> Peeled {
    for (index, table) in tables.iter().enumerate() {
        if index == 0 || !p.rest().is_empty() {
            p.rows(table)?;
        }
    }
    Ok(())
}
