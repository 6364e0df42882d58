//! Network load balancing of Windows: the hosts of a cluster tell one another that they are alive
//! (Microsoft, Network Load Balancing Technical Overview).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::layout::{self, Part, little};
use Part::{One, Rows};

const SECTION: &str = "Microsoft, Network Load Balancing Technical Overview";

const HEARTBEAT: u32 = 0xc0de_01bf;
const PORT_RULES: usize = 32;

const fn le(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SECTION)
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("msnlb.signature", "Signature", 32)
        .little()
        .codes(&[
            (0xc0de_01bf, "heartbeat"),
            (0xc0de_01c0, "extended heartbeat"),
            (0xc0de_01de, "reliable protocol"),
        ])
        .doc("What the message is.", SECTION),
    FieldSpec::hex("msnlb.version", "Version", 32)
        .little()
        .doc("Version of the software.", SECTION),
    le(
        "msnlb.unique_host_id",
        "Host",
        32,
        "Priority of the sender, which is its number in the cluster.",
    ),
    FieldSpec::ipv4("msnlb.cluster_ip", "Cluster address")
        .doc("Address that all hosts share.", SECTION),
    FieldSpec::ipv4("msnlb.host_ip", "Host address").doc("The sender's own address.", SECTION),
];

const TEAMING: &[FieldSpec] = &[
    FieldSpec::hex("msnlb.teamincfg", "Teaming", 32)
        .little()
        .parts_follow()
        .doc("How the cluster shares a team of network cards.", SECTION),
    FieldSpec::uint("msnlb.teamingcfg.number_of_participants", "Participants", 5)
        .part()
        .doc("Members of the team.", SECTION),
    FieldSpec::flag("msnlb.teamingcfg.hashing", "Hashing")
        .part()
        .doc("Set: the hash is computed the other way round.", SECTION),
    FieldSpec::flag("msnlb.teamingcfg.master", "Master")
        .part()
        .doc("The sender leads the team.", SECTION),
    FieldSpec::flag("msnlb.teamingcfg.active", "Active")
        .part()
        .doc("Teaming is in use.", SECTION),
    FieldSpec::hex("msnlb.teamingcfg.xorclusterip", "Addresses", 16)
        .little()
        .part()
        .doc(
            "Low halves of the members' cluster addresses, combined.",
            SECTION,
        ),
    FieldSpec::hex("msnlb.teamincfg.reserved", "Reserved", 8)
        .part()
        .doc("Zero.", SECTION),
];

crate::fields! {
    DATA = FieldSpec::group("msnlb.signature_data", "Heartbeat").doc("State of the sender.", SECTION);
    HOST = le("msnlb.my_host_ip", "Own number", 16, "The sender's number, counted from 0.");
    DEFAULT = le("msnlb.default_host_ip", "Default host", 16, "Who takes traffic that no rule covers.");
    STATE = le("msnlb.convergence_state", "Convergence", 16, "1: the hosts agree about the cluster.");
    RULES = le("msnlb.number_of_port_rules", "Port rules", 16, "How many rules share out the ports.");
    CODE = le("msnlb.unique_host_code", "Host code", 32, "Chosen at random when the host started.");
    HANDLED = le("msnlb.packets_handled", "Packets handled", 32, "How many packets the host has taken.");
    RESERVED = FieldSpec::bytes("msnlb.reserved", "Reserved").wide(4).doc("Zero.", SECTION);
    RULE_LIST = FieldSpec::group("msnlb.portruleconfiguration", "Port rules").doc("Codes of the rules, which must be the same on all hosts.", SECTION);
    RULE = le("msnlb.portruleconfiguration.data", "Port rule", 32, "Code of a rule.");
    CURRENT = FieldSpec::group("msnlb.currentmap", "Current map").doc("Which buckets of clients the host serves, by rule.", SECTION);
    CURRENT_MAP = le("msnlb.currentmap.data", "Map", 64, "One bit for each bucket.");
    NEW = FieldSpec::group("msnlb.newmap", "New map").doc("Which buckets it will serve.", SECTION);
    NEW_MAP = le("msnlb.newmap.data", "Map", 64, "One bit for each bucket.");
    IDLE = FieldSpec::group("msnlb.idlemap", "Idle map").doc("Which buckets have no connections.", SECTION);
    IDLE_MAP = le("msnlb.idlemap.data", "Map", 64, "One bit for each bucket.");
    READY = FieldSpec::group("msnlb.readymap", "Ready map").doc("Which buckets it is ready to serve.", SECTION);
    READY_MAP = le("msnlb.readymap.data", "Map", 64, "One bit for each bucket.");
    WEIGHTS = FieldSpec::group("msnlb.loadweights", "Load weights").doc("How large the host's share is, by rule.", SECTION);
    WEIGHT = le("msnlb.loadweights.data", "Weight", 32, "The host's share.");
    LAST = FieldSpec::group("msnlb.reserved2", "Reserved").doc("Zero.", SECTION);
    LAST_DATA = le("msnlb.reserved2.data", "Reserved", 32, "Zero.");
}

/// Network load balancing.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "msnlb",
        short: "MS NLB",
        title: "Microsoft Network Load Balancing",
        osi: OsiLayer::DataLink,
        why: "It keeps hosts of one link together that share a MAC address.",
        reference: SECTION,
    },
    claims: &[Claim::EtherType(0x886f)],
    headers: &[HEADER, TEAMING],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\xc0\x01\xde\xc0\x06\x02\x00\x00\x02\x00\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x02",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let signature = little(&header[..4]) as u32;
    let host = little(&header[8..12]);
    let what = HEADER[0]
        .names
        .get(u64::from(signature))
        .unwrap_or("unknown message");
    p.summary(format_args!("{what} of host {host}"));
    if signature != HEARTBEAT || p.rest().is_empty() {
        return Ok(());
    }
    p.group(&DATA, |p| {
        layout::read(
            p,
            &[
                One(&HOST),
                One(&DEFAULT),
                One(&STATE),
                One(&RULES),
                One(&CODE),
                One(&HANDLED),
                Rows(TEAMING),
                One(&RESERVED),
            ],
        )?;
        for (group, spec) in [
            (&RULE_LIST, &RULE),
            (&CURRENT, &CURRENT_MAP),
            (&NEW, &NEW_MAP),
            (&IDLE, &IDLE_MAP),
            (&READY, &READY_MAP),
            (&WEIGHTS, &WEIGHT),
            (&LAST, &LAST_DATA),
        ] {
            if p.rest().is_empty() {
                break;
            }
            p.group(group, |p| {
                for _ in 0..PORT_RULES {
                    p.uint(spec)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn hosts_tell_their_state() {
        let mut bytes = b"\xbf\x01\xde\xc0".to_vec();
        bytes.extend(&PROTOCOL.sample[4..]);
        bytes.extend(b"\x01\x00\x00\x00\x02\x00\x03\x00\x04\x00\x00\x00\x05\x00\x00\x00\x0b\x34\x12\x00\x00\x00\x00\x00\x07\x00\x00\x00");
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "heartbeat of host 2");
        assert_eq!(all(&out, &bytes, "msnlb.teamingcfg.master")[0].2, "1");
        assert_eq!(
            all(&out, &bytes, "msnlb.teamingcfg.number_of_participants")[0].2,
            "1"
        );
        assert_eq!(
            all(&out, &bytes, "msnlb.portruleconfiguration.data")[0].2,
            "7"
        );
        assert_eq!(out.faults.len(), 1);
    }
}
