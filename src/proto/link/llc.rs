//! LLC: logical link control (IEEE 802.2), and SNAP behind it.

#[cfg(test)]
mod tests;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, Value, bytes_of, names};
use crate::proto::reserved::reserved;

/// The service access point that says "a SNAP header follows".
const SNAP: u8 = 0xaa;

const NULL: u8 = 0x00;

/// Organisations that number their protocols with EtherTypes: Xerox's block, and the one for
/// bridges that tell Ethernet's frames from these (IEEE 802.1H).
const ETHER_TYPES: [u32; 2] = [0x00_0000, 0x00_00f8];

const SAPS: &[FieldSpec] = &[
    FieldSpec::hex("llc.dsap", "Destination service access point", 8)
        .parts_follow()
        .lookup(|sap| names::llc_sap(sap as u8))
        .doc("Whom the frame is for on the receiving station: a number for the protocol above, as an EtherType is.", "IEEE 802.2 §3.3.1"),
    FieldSpec::uint("llc.dsap.sap", "Address", 7)
        .part()
        .lookup(|sap| names::llc_sap((sap as u8) << 1))
        .doc("The number itself, without the bit that makes it a group.", "IEEE 802.2 §3.3.1"),
    FieldSpec::flag("llc.dsap.ig", "Group address")
        .part()
        .doc("0: one service access point. 1: a group of them.", "IEEE 802.2 §3.3.1.1"),
    FieldSpec::hex("llc.ssap", "Source service access point", 8)
        .parts_follow()
        .lookup(|sap| names::llc_sap(sap as u8 & 0xfe))
        .doc("Who sent the frame on the sending station.", "IEEE 802.2 §3.3.1"),
    FieldSpec::uint("llc.ssap.sap", "Address", 7)
        .part()
        .lookup(|sap| names::llc_sap((sap as u8) << 1))
        .doc("The number itself, without the bit that tells commands from responses.", "IEEE 802.2 §3.3.1"),
    FieldSpec::flag("llc.ssap.cr", "Response")
        .part()
        .doc("0: a command. 1: a response to one.", "IEEE 802.2 §3.3.1.2"),
];

const POLL: FieldSpec = FieldSpec::flag("llc.control.p", "Poll").doc(
    "Set: the other side must answer at once, with the final bit set.",
    "IEEE 802.2 §5.2.3.2",
);

const FINAL: FieldSpec = FieldSpec::flag("llc.control.f", "Final").doc(
    "Set: this answers the command whose poll bit was set.",
    "IEEE 802.2 §5.2.3.2",
);

const TYPE_DOC: &str =
    "Which of the three kinds of control field this is; the lowest bit or two bits tell.";

const FRAME_TYPE: FieldSpec = FieldSpec::hex("llc.control.ftype", "Frame type", 2)
    .codes(&[(1, "supervisory"), (3, "unnumbered")])
    .doc(TYPE_DOC, "IEEE 802.2 §5.2.1");

const RECEIVED: FieldSpec = FieldSpec::uint("llc.control.n_r", "Receive number", 7).doc(
    "The number of the information frame expected next: all before have arrived.",
    "IEEE 802.2 §5.2.3.1",
);

const UPPER: FieldSpec = FieldSpec::uint("", "Function, upper bits", 3).doc(
    "The first three of the function's five bits.",
    "IEEE 802.2 §5.4",
);

const LOWER: FieldSpec = FieldSpec::uint("", "Function, lower bits", 2).doc(
    "The last two of the function's five bits.",
    "IEEE 802.2 §5.4",
);

const UNNUMBERED_COMMAND: &[FieldSpec] = &[UPPER, POLL, LOWER, FRAME_TYPE];
const UNNUMBERED_RESPONSE: &[FieldSpec] = &[UPPER, FINAL, LOWER, FRAME_TYPE];

const FUNCTION: FieldSpec = FieldSpec::hex("llc.control.s_ftype", "Function", 2)
    .codes(&[
        (0, "receiver ready"),
        (1, "receiver not ready"),
        (2, "reject"),
        (3, "selective reject"),
    ])
    .doc(
        "Whether the receiver takes more frames now, or wants some again.",
        "IEEE 802.2 §5.4.2.3",
    );

const SUPERVISORY_COMMAND: &[FieldSpec] = &[
    reserved(4, "IEEE 802.2 §5.2.3"),
    FUNCTION,
    FRAME_TYPE,
    RECEIVED,
    POLL,
];
const SUPERVISORY_RESPONSE: &[FieldSpec] = &[
    reserved(4, "IEEE 802.2 §5.2.3"),
    FUNCTION,
    FRAME_TYPE,
    RECEIVED,
    FINAL,
];

const SENT: FieldSpec = FieldSpec::uint("llc.control.n_s", "Send number", 7).doc(
    "The number of this frame, counted modulo 128.",
    "IEEE 802.2 §5.2.3.1",
);

const IS_INFORMATION: FieldSpec = FieldSpec::hex("llc.control.ftype", "Frame type", 1)
    .codes(&[(0, "information")])
    .doc(TYPE_DOC, "IEEE 802.2 §5.2.1");

const INFORMATION_COMMAND: &[FieldSpec] = &[SENT, IS_INFORMATION, RECEIVED, POLL];
const INFORMATION_RESPONSE: &[FieldSpec] = &[SENT, IS_INFORMATION, RECEIVED, FINAL];

const UI: u64 = 0x00;
const XID: u64 = 0x2b;
const TEST: u64 = 0x38;

crate::fields! {
    CONTROL_8 = FieldSpec::hex("llc.control", "Control", 8)
        .doc("What the frame is for: data without a connection, in a connection, or management of one.", "IEEE 802.2 §5.2");
    CONTROL_16 = FieldSpec::hex("llc.control", "Control", 16)
        .little()
        .doc("Numbers for the frames of a connection, so that lost ones are noticed and sent again.", "IEEE 802.2 §5.2");
    COMMAND = FieldSpec::hex("llc.control.u_modifier_cmd", "Command", 8)
        .codes(&[
            (UI, "unnumbered information"),
            (0x10, "disconnect"),
            (0x1b, "set asynchronous balanced mode extended: open a connection"),
            (XID, "exchange identification"),
            (TEST, "test"),
        ])
        .doc("The function of an unnumbered command: five bits, three before and two behind the poll bit.", "IEEE 802.2 §5.4");
    RESPONSE = FieldSpec::hex("llc.control.u_modifier_resp", "Response", 8)
        .codes(&[
            (UI, "unnumbered information"),
            (0x03, "disconnected mode"),
            (0x18, "unnumbered acknowledgment"),
            (0x21, "frame reject"),
            (XID, "exchange identification"),
            (TEST, "test"),
        ])
        .doc("The function of an unnumbered response: five bits, three before and two behind the final bit.", "IEEE 802.2 §5.4");
    XID_FORMAT = FieldSpec::hex("basicxid.llc.xid.format", "Identification format", 8)
        .codes(&[(0x81, "LLC basic format")])
        .doc("How the identification is laid out.", "IEEE 802.2 §5.4.1.1.2");
    XID_TYPES = FieldSpec::hex("basicxid.llc.xid.types", "Types of service", 8)
        .codes(&[
            (0x01, "connectionless"),
            (0x02, "connections"),
            (0x03, "connectionless and connections"),
            (0x04, "acknowledged connectionless"),
            (0x05, "connectionless, also acknowledged"),
            (0x06, "connections and acknowledged connectionless"),
            (0x07, "all"),
        ])
        .doc("Which kinds of service the station offers.", "IEEE 802.2 §5.4.1.1.2");
    XID_WINDOW = FieldSpec::uint("basicxid.llc.xid.wsize", "Receive window", 8)
        .unit("frames")
        .doc("How many frames of a connection it takes before it has to acknowledge.", "IEEE 802.2 §5.4.1.1.2");
    OUI = FieldSpec::uint("llc.oui", "Organisation", 24)
        .lookup(|code| {
            let [_, a, b, c] = (code as u32).to_be_bytes();
            names::oui([a, b, c, 0, 0, 0])
        })
        .doc("Who numbered the protocol behind; 0 means that the number is an EtherType.", "IEEE 802 §9.5");
    TYPE = FieldSpec::hex("llc.type", "Type", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("What the frame carries, as an EtherType.", "RFC 1042; IEEE 802 §9.5");
    PID = FieldSpec::hex("llc.pid", "Protocol", 16)
        .doc("What the frame carries, numbered by the organisation before.", "IEEE 802 §9.5");
    CISCO = FieldSpec::hex("llc.cisco_pid", "Cisco protocol", 16)
        .codes(&[
            (0x0102, "DRiP (duplicate ring protocol)"),
            (0x0104, "PAgP (port aggregation)"),
            (0x0105, "MLS hello"),
            (0x010b, "PVST+ (spanning tree per VLAN)"),
            (0x010c, "VLAN bridge"),
            (0x0111, "UDLD (unidirectional link detection)"),
            (0x2000, "CDP (discovery)"),
            (0x2001, "CGMP (group management)"),
            (0x2003, "VTP (VLAN trunking)"),
            (0x2004, "DTP (dynamic trunking)"),
            (0x200a, "STP uplink fast"),
        ])
        .doc("What the frame carries, numbered by Cisco.", "IEEE 802 §9.5");
    NORTEL = FieldSpec::hex("llc.nortel_pid", "Nortel protocol", 16)
        .codes(&[(0x01a1, "discovery, flatnet hello"), (0x01a2, "discovery, segment hello")])
        .doc("What the frame carries, numbered by Bay Networks, later Nortel.", "IEEE 802 §9.5");
    APPLE = FieldSpec::hex("llc.apple_atalk_pid", "AppleTalk protocol", 16)
        .codes(&[(0x809b, "AppleTalk")])
        .doc("What the frame carries, numbered by Apple.", "IEEE 802 §9.5");
    AWDL = FieldSpec::hex("llc.apple_awdl_pid", "Apple wireless protocol", 16)
        .doc("What the frame carries between two Apple devices without an access point.", "IEEE 802 §9.5");
    WLCCP = FieldSpec::hex("llc.wlccp_pid", "Aironet protocol", 16)
        .doc("What the frame carries, numbered by Aironet for wireless access points.", "IEEE 802 §9.5");
    EXTREME = FieldSpec::hex("llc.extreme_pid", "Extreme protocol", 16)
        .codes(&[(0x00bb, "EDP (discovery)")])
        .doc("What the frame carries, numbered by Extreme Networks.", "IEEE 802 §9.5");
    FOUNDRY = FieldSpec::hex("llc.foundry_pid", "Foundry protocol", 16)
        .codes(&[(0x2000, "FDP (discovery)")])
        .doc("What the frame carries, numbered by Foundry.", "IEEE 802 §9.5");
    IANA = FieldSpec::hex("llc.iana_pid", "IANA protocol", 16)
        .doc("What the frame carries, numbered by IANA.", "RFC 9542 §2.1");
    BLUETOOTH = FieldSpec::hex("llc.bluetooth_pid", "Bluetooth protocol", 16)
        .doc("What the frame carries, numbered by the Bluetooth group.", "IEEE 802 §9.5");
    FORCE10 = FieldSpec::hex("llc.force10_pid", "Force10 protocol", 16)
        .doc("What the frame carries, numbered by Force10 Networks.", "IEEE 802 §9.5");
}

/// LLC.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "llc",
        short: "LLC",
        title: "Logical Link Control",
        osi: OsiLayer::DataLink,
        why: "It is the upper half of the data link layer: it names the protocol above and can number frames on one link.",
        reference: "IEEE 802.2",
    },
    claims: &[Claim::LinkType(LinkType(100))],
    headers: &[
        SAPS,
        UNNUMBERED_COMMAND,
        UNNUMBERED_RESPONSE,
        SUPERVISORY_COMMAND,
        SUPERVISORY_RESPONSE,
        INFORMATION_COMMAND,
        INFORMATION_RESPONSE,
    ],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\xaa\xaa\x03\x00\x00\x00\x08\x06",
};

/// What a control field says.
enum Control {
    /// Unnumbered, with this function.
    Unnumbered(u64),
    Supervisory,
    Information,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [dsap, ssap] = *p.header::<{ bytes_of(SAPS) }>(SAPS)?;
    let control = control(p, ssap & 1 != 0)?;
    summary(p, dsap, ssap, &control);
    match control {
        Control::Unnumbered(UI) if dsap == SNAP && ssap == SNAP => snap(p)?,
        Control::Unnumbered(UI) | Control::Information => p.pass(Next::LlcSap(dsap)),
        Control::Unnumbered(XID) => identification(p, dsap)?,
        Control::Unnumbered(_) => p.pass(Next::Data),
        Control::Supervisory => {}
    }
    Ok(())
}

fn control(p: &mut Peel<'_>, is_response: bool) -> Result<Control, crate::decode::Stop> {
    p.require(1)?;
    let at = p.pos();
    let first = p.rest()[0];
    let rows = |command, response| if is_response { response } else { command };
    if first & 3 == 3 {
        let function = u64::from(first & 0xec) >> 2;
        let (spec, table) = if is_response {
            (&RESPONSE, UNNUMBERED_RESPONSE)
        } else {
            (&COMMAND, UNNUMBERED_COMMAND)
        };
        p.group(&CONTROL_8, |p| {
            p.rows(table)?;
            p.mark_as(spec, at..at + 1, Value::Uint(function));
            Ok(())
        })?;
        return Ok(Control::Unnumbered(function));
    }
    p.require(2)?;
    let (kind, table) = if first & 1 == 0 {
        (
            Control::Information,
            rows(INFORMATION_COMMAND, INFORMATION_RESPONSE),
        )
    } else {
        (
            Control::Supervisory,
            rows(SUPERVISORY_COMMAND, SUPERVISORY_RESPONSE),
        )
    };
    p.group(&CONTROL_16, |p| p.rows(table))?;
    Ok(kind)
}

fn summary(p: &mut Peel<'_>, dsap: u8, ssap: u8, control: &Control) {
    if !p.wants_fields() {
        return;
    }
    let name = |sap: u8| match names::llc_sap(sap) {
        Some(name) => name.to_owned(),
        None => format!("0x{sap:02x}"),
    };
    let function = match control {
        Control::Unnumbered(function) if ssap & 1 != 0 => RESPONSE.names.get(*function),
        Control::Unnumbered(function) => COMMAND.names.get(*function),
        Control::Supervisory => Some("supervisory"),
        Control::Information => Some("information"),
    };
    let function = function.unwrap_or("unknown function");
    let (from, to) = (name(ssap & 0xfe), name(dsap));
    if from == to {
        p.summary(format_args!("{to}, {function}"));
    } else {
        p.summary(format_args!("{from} → {to}, {function}"));
    }
}

/// What stations tell each other about themselves (IEEE 802.2 §5.4.1.1.2); known for the null
/// service access point, which stands for the station itself.
fn identification(p: &mut Peel<'_>, dsap: u8) -> Peeled {
    if dsap != NULL {
        p.pass(Next::Data);
        return Ok(());
    }
    p.uint(&XID_FORMAT)?;
    p.uint(&XID_TYPES)?;
    p.uint(&XID_WINDOW)?;
    p.ends_at(p.pos());
    Ok(())
}

fn snap(p: &mut Peel<'_>) -> Peeled {
    let organisation = p.uint(&OUI)? as u32;
    let spec = match organisation {
        _ if ETHER_TYPES.contains(&organisation) => &TYPE,
        0x00_000c => &CISCO,
        0x00_005e => &IANA,
        0x00_0081 => &NORTEL,
        0x00_01e8 => &FORCE10,
        0x00_17f2 => &AWDL,
        0x00_1958 => &BLUETOOTH,
        0x00_4096 => &WLCCP,
        0x00_e02b => &EXTREME,
        0x00_e052 => &FOUNDRY,
        0x08_0007 => &APPLE,
        _ => &PID,
    };
    let protocol = p.uint(spec)? as u16;
    let next = if ETHER_TYPES.contains(&organisation) {
        Next::EtherType(protocol)
    } else {
        Next::Snap(organisation, protocol)
    };
    if p.wants_fields() {
        let organisation_name = OUI
            .names
            .get(u64::from(organisation))
            .unwrap_or("unknown organisation");
        match spec.names.get(u64::from(protocol)) {
            Some(name) if ETHER_TYPES.contains(&organisation) => {
                p.summary(format_args!("SNAP: {name}"))
            }
            Some(name) => p.summary(format_args!("SNAP: {organisation_name}, {name}")),
            None => p.summary(format_args!(
                "SNAP: {organisation_name}, protocol 0x{protocol:04x}"
            )),
        }
    }
    p.pass(next);
    Ok(())
}
