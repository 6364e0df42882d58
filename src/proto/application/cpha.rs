//! CPHA: firewalls of Check Point that tell each other which of them is at work.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SOURCE: &str = "Check Point ClusterXL";

const OPERATIONS: Codes = &[
    (0, "unknown"),
    (1, "my state"),
    (2, "query state"),
    (3, "interface probe request"),
    (4, "interface probe reply"),
    (5, "interface configuration request"),
    (6, "interface configuration reply"),
    (7, "load balancing configuration"),
    (8, "load balancing confirmation"),
    (9, "policy change"),
    (10, "synchronization"),
];

const fn short(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, SOURCE)
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("cpha.magic_number", "Magic", 16).doc("Always 0x1a90.", SOURCE),
    short(
        "cpha.version",
        "Version",
        "Which release of the firewall; 1 is 4.1, 541 R54, 2000 R75, 2900 R77.",
    ),
    short(
        "cpha.cluster_number",
        "Cluster",
        "Tells clusters in the same network apart.",
    ),
    short("cpha.opcode", "Operation", "What the message says.").codes(OPERATIONS),
    short("cpha.src_if", "Interface", "Of the sender."),
    short(
        "cpha.random_id",
        "Random number",
        "Made when the sender was started.",
    ),
    short("cpha.src_id", "Source", "Number of the machine that sends."),
    short(
        "cpha.dst_id",
        "Destination",
        "Number of the machine that is meant; 65534 for all.",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const POLICY: &[FieldSpec] = &[
    short(
        "cpha.policy_id",
        "Policy",
        "Number of the set of rules that the sender uses.",
    ),
    short("cpha.filler", "Filler", "Without a meaning."),
];

const STATE: &[FieldSpec] = &[
    short(
        "cpha.id_num",
        "Machines",
        "How many machines the message tells of.",
    ),
    short(
        "cpha.report_code",
        "Report",
        "What it tells: of machines (1), of interfaces (2), of both (3).",
    )
    .codes(&[
        (1, "machines"),
        (2, "interfaces"),
        (3, "machines and interfaces"),
    ]),
    short(
        "cpha.ha_mode",
        "Mode",
        "Whether one machine works, or several do.",
    )
    .codes(&[
        (0, "undefined"),
        (1, "not active"),
        (2, "balance"),
        (3, "primary up"),
        (4, "one up"),
    ]),
    short(
        "cpha.ha_time_unit",
        "Time unit",
        "What times are counted in.",
    )
    .unit("ms"),
];

const STATE_LEN: usize = bytes_of(STATE);

const fn count(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 8).doc(doc, SOURCE)
}

crate::fields! {
    PAYLOAD = FieldSpec::group("cpha.payload", "Payload").doc("What the operation says.", SOURCE);
    MACHINES = FieldSpec::group("cpha.machine_states", "States of machines").doc("One for each machine.", SOURCE);
    MACHINE = FieldSpec::uint("cpha.state_node", "State", 8)
        .codes(&[(0, "down"), (1, "initializing"), (2, "standby"), (3, "ready"), (4, "active")])
        .doc("Of a machine.", SOURCE);
    INTERFACES = FieldSpec::group("cpha.interface_states", "States of interfaces").doc("How many of them work.", SOURCE);
    IN_UP = count("cpha.in_up", "Inbound", "Interfaces that receive.");
    IN_ASSUMED = count("cpha.in_assume_up", "Inbound, assumed", "Interfaces that are thought to receive.");
    OUT_UP = count("cpha.out_up", "Outbound", "Interfaces that send.");
    OUT_ASSUMED = count("cpha.out_assume_up", "Outbound, assumed", "Interfaces that are thought to send.");
    LAST = count("cpha.cluster_last_packet", "Last packet", "How many time units ago the machine was last heard.");
    PROBED = FieldSpec::uint("cpha.ifn", "Interface", 32).doc("Which interface is probed.", SOURCE);
    REPORTED = FieldSpec::uint("cpha.reported_ifs", "Interfaces", 32).doc("How many are reported.", SOURCE);
    HARDWARE = FieldSpec::mac("cpha.ethernet_addr", "Address").doc("Of the interface.", SOURCE);
    TRUSTED = FieldSpec::uint("cpha.if_trusted", "Trusted", 16).doc("1: the network behind the interface is secure.", SOURCE);
    IP = FieldSpec::ipv4("cpha.ip", "IP address").doc("Of the interface.", SOURCE);
    SLOT = FieldSpec::int("cpha.slot_num", "Slot", 16).doc("Which slot of the distribution.", SOURCE);
    NUMBER = FieldSpec::int("cpha.machine_num", "Machine", 16).doc("Which machine.", SOURCE);
    SEED = FieldSpec::uint("cpha.seed", "Seed", 32).doc("For the distribution of connections.", SOURCE);
    HASHES = FieldSpec::int("cpha.hash_len", "Hash list length", 32).doc("How long the list of hashes is.", SOURCE);
    STATUS = FieldSpec::uint("cpha.status", "Status", 32)
        .codes(&[(1, "new policy, configuration stays"), (2, "new policy, configuration changes"), (3, "ready to change")])
        .doc("How far the change of rules is.", SOURCE);
}

/// CPHA.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cpha",
        short: "CPHA",
        title: "Check Point High Availability Protocol",
        osi: OsiLayer::Application,
        why: "The firewalls of a cluster agree with it on who works; it carries nothing for others.",
        reference: "Check Point ClusterXL",
    },
    claims: &[Claim::Port(Transport::Udp, 8116)],
    headers: &[HEADER, POLICY, STATE],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x1a\x90\x0c\x31\x27\x85\x00\x01\x00\x16\x79\x3e\x00\x01\xff\xfe\xe0\x4a\x01\x00\
        \x00\x02\x00\x01\x00\x00\x08\x0a\x00\x02",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(bytes.starts_with(b"\x1a\x90") && bytes.len() >= HEADER_LEN)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let operation = u16::from_be_bytes([header[6], header[7]]);
    if header[2..4] != [0, 1] {
        p.rows(POLICY)?;
    }
    let name = HEADER[3]
        .names
        .get(operation.into())
        .unwrap_or("unknown operation");
    p.summary(format_args!("{name}"));
    p.group(&PAYLOAD, |p| {
        match operation {
            1 => state(p)?,
            3 | 4 => drop(p.uint(&PROBED)?),
            6 => {
                p.uint(&REPORTED)?;
                p.field(&HARDWARE, 6)?;
                p.uint(&TRUSTED)?;
                p.field(&IP, 4)?;
            }
            7 => {
                p.uint(&SLOT)?;
                p.uint(&NUMBER)?;
                p.uint(&SEED)?;
                p.uint(&HASHES)?;
            }
            9 => drop(p.uint(&STATUS)?),
            _ => {}
        }
        // The rest of the payload is not known.
        let left = p.rest().len();
        p.skip(left).map(drop)
    })
}

fn state(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<STATE_LEN>(STATE)?;
    let count = u16::from_be_bytes([head[0], head[1]]);
    let report = head[3];
    if report & 1 != 0 {
        p.group(&MACHINES, |p| {
            for _ in 0..count {
                p.uint(&MACHINE)?;
            }
            Ok(())
        })?;
    }
    if report & 2 == 0 {
        return Ok(());
    }
    p.group(&INTERFACES, |p| {
        p.uint(&IN_UP)?;
        p.uint(&IN_ASSUMED)?;
        p.uint(&OUT_UP)?;
        p.uint(&OUT_ASSUMED).map(drop)
    })?;
    for _ in 0..count {
        p.uint(&LAST)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn machines_tell_their_states() {
        let mut out = Dissection::default();
        let mut bytes = PROTOCOL.sample.to_vec();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "my state");
        assert_eq!(all(&out, &bytes, "cpha.state_node")[1], (29, 1, "2".into()));
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        bytes[20] = 0xff;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
