//! PROFINET DCP: finds machines, and gives them names and IP addresses (IEC 61158-6-10).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};

const SECTION: &str = "IEC 61158-6-10 §4.3";

const SERVICES: Codes = &[(3, "get"), (4, "set"), (5, "identify"), (6, "hello")];

const TYPES: Codes = &[
    (0, "request"),
    (1, "response"),
    (5, "request not supported"),
];

const OPTIONS: Codes = &[
    (1, "IP"),
    (2, "device"),
    (3, "DHCP"),
    (5, "control"),
    (6, "device initiative"),
    (255, "all"),
];

const IP: u64 = 1;
const DEVICE: u64 = 2;
const CONTROL: u64 = 5;

crate::fields! {
    SERVICE = FieldSpec::uint("pn_dcp.service_id", "Service", 8).codes(SERVICES).doc("What is to be done.", SECTION);
    TYPE = FieldSpec::uint("pn_dcp.service_type", "Type", 8).codes(TYPES).doc("Request or response.", SECTION);
    TRANSACTION = FieldSpec::hex("pn_dcp.xid", "Transaction", 32).doc("Chosen by the sender of the request; the response has the same.", SECTION);
    DELAY = FieldSpec::uint("pn_dcp.response_delay", "Response delay", 16)
        .doc("Spreads the responses of many machines, so that they do not come all at once.", SECTION);
    RESERVED_16 = FieldSpec::uint("pn_dcp.reserved16", "Reserved", 16).doc("Always 0.", SECTION);
    RESERVED_8 = FieldSpec::uint("pn_dcp.reserved8", "Reserved", 8).doc("Always 0.", SECTION);
    LEN = FieldSpec::uint("pn_dcp.data_length", "Length", 16).unit("bytes").doc("Bytes that follow this field.", SECTION);
    BLOCK = FieldSpec::group("pn_dcp.block", "Block").doc("One property.", SECTION);
    OPTION = FieldSpec::uint("pn_dcp.option", "Option", 8).codes(OPTIONS).doc("Which group of properties.", SECTION);
    CONTROL_OPTION = FieldSpec::uint("pn_dcp.suboption_control_option", "Option", 8).codes(OPTIONS).doc("Of the block that this responds to.", SECTION);
    SUB_IP = FieldSpec::uint("pn_dcp.suboption_ip", "Suboption", 8)
        .codes(&[(1, "MAC address"), (2, "IP addresses"), (3, "IP addresses and DNS")])
        .doc("Which property.", SECTION);
    SUB_DEVICE = FieldSpec::uint("pn_dcp.suboption_device", "Suboption", 8)
        .codes(&[
            (1, "type of station"),
            (2, "name of station"),
            (3, "device number"),
            (4, "role"),
            (5, "options"),
            (6, "alias"),
            (7, "instance"),
            (8, "number of the seller"),
        ])
        .doc("Which property.", SECTION);
    SUB_CONTROL = FieldSpec::uint("pn_dcp.suboption_control", "Suboption", 8)
        .codes(&[
            (1, "start"),
            (2, "end"),
            (3, "signal"),
            (4, "response"),
            (5, "factory reset"),
            (6, "reset"),
        ])
        .doc("What to do.", SECTION);
    SUB_ALL = FieldSpec::uint("pn_dcp.suboption_all", "Suboption", 8).codes(&[(255, "all")]).doc("All properties.", SECTION);
    BLOCK_LEN = FieldSpec::uint("pn_dcp.block_length", "Length", 16).unit("bytes").doc("Bytes of the block that follow this field.", SECTION);
    INFO = FieldSpec::uint("pn_dcp.block_info", "Information", 16).doc("Reserved, always 0.", SECTION);
    IP_INFO = FieldSpec::uint("pn_dcp.suboption_ip_block_info", "Information", 16)
        .codes(&[
            (0, "no address"),
            (1, "address set"),
            (2, "address set by DHCP"),
            (0x80, "no address, conflict"),
            (0x81, "address set, conflict"),
            (0x82, "address set by DHCP, conflict"),
        ])
        .doc("Where the addresses come from.", SECTION);
    QUALIFIER = FieldSpec::uint("pn_dcp.block_qualifier", "Qualifier", 16)
        .codes(&[(0, "until power is lost"), (1, "permanent")])
        .doc("How long the property is to be kept.", SECTION);
    RESET = FieldSpec::uint("pn_dcp.block_qualifier_reset", "Reset", 16)
        .codes(&[(2, "application data"), (4, "communication"), (6, "engineering"), (8, "all"), (16, "device")])
        .doc("What to set back.", SECTION);
    SIGNAL = FieldSpec::hex("pn_dcp.suboption_control_signal_value", "Signal", 16)
        .codes(&[(0x100, "flash once")])
        .doc("Makes a light of the machine flash, so that people find it.", SECTION);
    ERROR = FieldSpec::uint("pn_dcp.block_error", "Error", 8)
        .codes(&[
            (0, "none"),
            (1, "option not supported"),
            (2, "suboption not supported"),
            (3, "suboption not set"),
            (4, "resource error"),
            (5, "cannot be set now"),
            (6, "in operation"),
        ])
        .doc("Whether the property could be set.", SECTION);
    ADDRESS = FieldSpec::ipv4("pn_dcp.suboption_ip_ip", "Address").doc("Of the machine.", SECTION);
    MASK = FieldSpec::ipv4("pn_dcp.suboption_ip_subnetmask", "Mask").doc("Of its subnet.", SECTION);
    GATEWAY = FieldSpec::ipv4("pn_dcp.suboption_ip_standard_gateway", "Gateway").doc("Its way to other subnets.", SECTION);
    STATION_TYPE = FieldSpec::text("pn_dcp.suboption_device_devicevendorvalue", "Type of station").doc("As its maker calls it.", SECTION);
    NAME = FieldSpec::text("pn_dcp.suboption_device_nameofstation", "Name of station").doc("By it, not by its address, a controller knows the machine.", SECTION);
    VENDOR = FieldSpec::hex("pn_dcp.suboption_vendor_id", "Vendor", 16).doc("Who made the machine.", SECTION);
    DEVICE_ID = FieldSpec::hex("pn_dcp.suboption_device_id", "Device", 16).doc("The vendor's number of it.", SECTION);
    ROLE = FieldSpec::hex("pn_dcp.suboption_device_role", "Role", 8)
        .codes(&[(1, "device"), (2, "controller"), (4, "multidevice"), (8, "supervisor")])
        .doc("What the machine is in PROFINET, one bit for each role.", SECTION);
    ALIAS = FieldSpec::text("pn_dcp.suboption_device_aliasname", "Alias").doc("The port of a neighbour and the neighbour's name.", SECTION);
    INSTANCE = FieldSpec::hex("pn_dcp.suboption_device_instance", "Instance", 8).doc("Of the machine; the high byte, then the low one.", SECTION);
}

/// PROFINET DCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pn_dcp",
        short: "PROFINET DCP",
        title: "PROFINET Discovery and Configuration Protocol",
        osi: OsiLayer::Application,
        why: "A machine out of the box has no name and no address; over this it gets them.",
        reference: "IEC 61158-6-10",
    },
    claims: &[
        Claim::Field("pn_rt.frame_id", 0xfefc),
        Claim::Field("pn_rt.frame_id", 0xfefd),
        Claim::Field("pn_rt.frame_id", 0xfefe),
        Claim::Field("pn_rt.frame_id", 0xfeff),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x05\0\x01\0\0\x02\0\x80\0\x0a\x02\x02\0\x05plc-1\0",
};

/// What stands at the start of a block's value.
#[derive(Clone, Copy, PartialEq)]
enum Start {
    Value,
    Info,
    Qualifier,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let service = p.uint(&SERVICE)?;
    let kind = p.uint(&TYPE)?;
    p.uint(&TRANSACTION)?;
    p.uint(if (service, kind) == (5, 0) {
        &DELAY
    } else {
        &RESERVED_16
    })?;
    let len = p.uint(&LEN)? as usize;
    let find = |codes: Codes, code| codes.iter().find(|(number, _)| *number == code);
    let name = find(SERVICES, service).map_or("unknown service", |(_, name)| *name);
    let side = find(TYPES, kind).map_or("unknown type", |(_, name)| *name);
    p.summary(format_args!("{name}: {side}"));
    p.ends_at(p.pos() + len);
    if len == 0 {
        return Ok(());
    }
    let start = match (service, kind) {
        (3, 0) => return p.within(len, "DCP length", wanted),
        (3 | 5, 1) | (6, 0) => Start::Info,
        (4, 0) => Start::Qualifier,
        (5, 0) | (4, 1) => Start::Value,
        _ => return Ok(()),
    };
    p.within(len, "DCP length", |p| {
        while p.rest().len() > 1 {
            let len = p.group(&BLOCK, |p| block(p, start))?;
            if len % 2 == 1 && !p.rest().is_empty() {
                // Padding to an even length.
                p.skip(1)?;
            }
        }
        Ok(())
    })
}

/// Reads which properties are asked for.
fn wanted(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() {
        let option = p.uint(&OPTION)?;
        suboption(p, option)?;
    }
    Ok(())
}

fn suboption(p: &mut Peel<'_>, option: u64) -> Result<u64, crate::decode::Stop> {
    match option {
        IP => p.uint(&SUB_IP),
        DEVICE => p.uint(&SUB_DEVICE),
        CONTROL => p.uint(&SUB_CONTROL),
        255 => p.uint(&SUB_ALL),
        _ => Ok(p.skip(1)?[0].into()),
    }
}

/// Reads a block and says the length of its value.
fn block(p: &mut Peel<'_>, start: Start) -> Result<usize, crate::decode::Stop> {
    let option = p.uint(&OPTION)?;
    let sub = suboption(p, option)?;
    let len = p.uint(&BLOCK_LEN)? as usize;
    if len > 0 {
        p.within(len, "DCP block length", |p| value(p, option, sub, start))?;
    }
    Ok(len)
}

fn value(p: &mut Peel<'_>, option: u64, sub: u64, start: Start) -> Peeled {
    if (option, sub) == (CONTROL, 4) {
        let about = p.uint(&CONTROL_OPTION)?;
        suboption(p, about)?;
        return p.uint(&ERROR).map(drop);
    }
    if !matches!(option, IP | DEVICE | CONTROL) {
        return Ok(());
    }
    match (start, option, sub) {
        (Start::Value, ..) => {}
        (Start::Info, IP, _) => drop(p.uint(&IP_INFO)?),
        (Start::Info, ..) => drop(p.uint(&INFO)?),
        (Start::Qualifier, CONTROL, 6) => drop(p.uint(&RESET)?),
        (Start::Qualifier, ..) => drop(p.uint(&QUALIFIER)?),
    }
    let len = p.rest().len();
    if len == 0 {
        return Ok(());
    }
    match (option, sub) {
        (IP, 2) => {
            for spec in [&ADDRESS, &MASK, &GATEWAY] {
                p.field(spec, 4)?;
            }
            Ok(())
        }
        (DEVICE, 1) => p.field(&STATION_TYPE, len).map(drop),
        (DEVICE, 2) => p.field(&NAME, len).map(drop),
        (DEVICE, 3) => {
            p.uint(&VENDOR)?;
            p.uint(&DEVICE_ID).map(drop)
        }
        (DEVICE, 4) => {
            p.uint(&ROLE)?;
            p.uint(&RESERVED_8).map(drop)
        }
        (DEVICE, 5) => wanted(p),
        (DEVICE, 6) => p.field(&ALIAS, len).map(drop),
        (DEVICE, 7) => {
            p.uint(&INSTANCE)?;
            p.uint(&INSTANCE).map(drop)
        }
        (CONTROL, 3) => p.uint(&SIGNAL).map(drop),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_machine_gets_an_address() {
        let bytes =
            b"\x04\0\0\0\0\x03\0\0\0\x12\x01\x02\0\x0e\0\x01\x0a\0\0\x02\xff\xff\xff\0\x0a\0\0\x01";
        let out = peeled(bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(all(&out, bytes, "pn_dcp.block_qualifier")[0].2, "1");
        assert_eq!(all(&out, bytes, "pn_dcp.suboption_ip_ip")[0].2, "10.0.0.2");
        assert_eq!(out.layers[0].summary, "set: request");
    }

    #[test]
    fn blocks_that_lie_are_told() {
        let out = peeled(b"\x05\x01\0\0\0\x03\0\0\0\x06\x02\x02\xff\xff\0\0");
        assert!(!out.faults.is_empty());
        let out = peeled(b"\x05\x01\0\0\0\x03\0\0\xff\xff\x02\x02\0\x02\0\0");
        assert!(!out.faults.is_empty());
    }
}
