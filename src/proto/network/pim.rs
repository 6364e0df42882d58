//! PIM: routers build the trees along which multicast packets travel (RFC 7761, RFC 3973).

mod address;
mod hello;
mod messages;
mod register;
#[cfg(test)]
mod tests;
mod version_1;

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Verdict};
use crate::proto::checksum;

const HEADER_SECTION: &str = "RFC 7761 §4.9";

const HELLO: u8 = 0;
const REGISTER: u8 = 1;
const REGISTER_STOP: u8 = 2;
const JOIN_PRUNE: u8 = 3;
const BOOTSTRAP: u8 = 4;
const ASSERT: u8 = 5;
const GRAFT: u8 = 6;
const GRAFT_ACK: u8 = 7;
const CANDIDATE: u8 = 8;
const STATE_REFRESH: u8 = 9;
const ELECTION: u8 = 10;
const ECMP_REDIRECT: u8 = 11;
const FLOODING: u8 = 12;
const PACKED: u8 = 13;

const TYPES: Codes = &[
    (HELLO as u64, "hello"),
    (REGISTER as u64, "register"),
    (REGISTER_STOP as u64, "register stop"),
    (JOIN_PRUNE as u64, "join/prune"),
    (BOOTSTRAP as u64, "bootstrap"),
    (ASSERT as u64, "assert"),
    (GRAFT as u64, "graft"),
    (GRAFT_ACK as u64, "graft acknowledgment"),
    (CANDIDATE as u64, "candidate RP advertisement"),
    (STATE_REFRESH as u64, "state refresh"),
    (ELECTION as u64, "designated forwarder election"),
    (ECMP_REDIRECT as u64, "equal-cost path redirect"),
    (FLOODING as u64, "flooding of source discovery"),
    (PACKED as u64, "packed null-registers"),
];

/// The part of a register that its checksum covers.
const REGISTER_LEN: usize = 8;

const VERSION: &[FieldSpec] = &[
    FieldSpec::uint("pim.version", "Version", 4).doc("2.", HEADER_SECTION),
    FieldSpec::uint("pim.type", "Type", 4)
        .codes(TYPES)
        .doc("What the message is for.", HEADER_SECTION),
];

const FORWARDER: &[FieldSpec] = &[
    FieldSpec::uint("pim.df_elect.subtype", "Subtype", 4)
        .codes(&[(1, "offer"), (2, "winner"), (3, "back-off"), (4, "pass")])
        .doc("What the election has come to.", "RFC 5015 §3.7"),
    FieldSpec::uint("pim.df_elect.rsvd", "Reserved", 4).doc("Zero.", "RFC 5015 §3.7"),
];

const NOT_FORWARDED: &[FieldSpec] = &[FieldSpec::flag("pim.pfmnoforwardbit", "Do not forward")
    .doc(
        "Set: the message is for the neighbours only.",
        "RFC 8364 §3.1",
    )];

crate::fields! {
    CHECKSUM = FieldSpec::hex("pim.cksum", "Checksum", 16)
        .doc("Covers the whole message, but of a register only the first 8 bytes, so that packets need not be read twice. Over IPv6 it covers the addresses too.", HEADER_SECTION);
    RESERVED = FieldSpec::bytes("pim.res_bytes", "Reserved")
        .doc("Zero, or flags of the message's type.", HEADER_SECTION);
    BODY = FieldSpec::group("pim.option", "Message")
        .doc("What the message says, by its type.", HEADER_SECTION);
    DUMMY = FieldSpec::group("pim.dummy_header", "Dummy header")
        .doc("In place of a packet: only whom it would be from, and for which group.", register::SECTION);
    OPTION = FieldSpec::group("", "Option")
        .doc("One thing that a router tells its neighbours.", "RFC 7761 §4.9.2");
    OPTION_VALUE = FieldSpec::bytes("pim.optionvalue", "Value")
        .doc("An option that decap does not take apart.", "RFC 7761 §4.9.2");
    SET = FieldSpec::group("", "Group set")
        .doc("A group, and the sources whose packets are wanted or not.", "RFC 7761 §4.9.5");
    ATTRIBUTE = FieldSpec::group("pim.source_ja", "Join attribute")
        .doc("More about how the join shall travel.", "RFC 5384 §3.1");
    ATTRIBUTE_VALUE = FieldSpec::bytes("pim.source_ja.value", "Value")
        .doc("What the attribute says.", "RFC 5384 §3.1");
    FORWARD_UNICAST = address::ipv4("pim.unicast", "Address", "The address itself.");
    FORWARD_UNICAST_6 = address::ipv6("pim.unicast_ipv6", "Address", "The address itself.");
    PART = address::ipv4("", "Address", "The address itself.");
    PART_6 = address::ipv6("", "Address", "The address itself.");
    GROUP = address::ipv4("pim.group", "Group", "A multicast group, or a range of groups.");
    GROUP_6 = address::ipv6("pim.group_ip6", "Group", "A multicast group, or a range of groups.");
    SOURCE = address::ipv4("pim.source", "Source", "Who sends to the group.");
    SOURCE_6 = address::ipv6("pim.source_ip6", "Source", "Who sends to the group.");
    UPSTREAM = address::ipv4("pim.upstream_neighbor", "Upstream neighbour", "The router towards the root of the tree, whom the message is for.");
    UPSTREAM_6 = address::ipv6("pim.upstream_neighbor_ip6", "Upstream neighbour", "The router towards the root of the tree, whom the message is for.");
    JOIN = address::ipv4("pim.join_ip", "Joined", "A source, or a rendezvous point, whose packets are wanted.");
    JOIN_6 = address::ipv6("pim.join_ip6", "Joined", "A source, or a rendezvous point, whose packets are wanted.");
    PRUNE = address::ipv4("pim.prune_ip", "Pruned", "A source whose packets are not wanted.");
    PRUNE_6 = address::ipv6("pim.prune_ip6", "Pruned", "A source whose packets are not wanted.");
    LISTED = address::ipv4("pim.address_list", "Address", "Another address of the router's interface.");
    LISTED_6 = address::ipv6("pim.address_list_ip6", "Address", "Another address of the router's interface.");
    BSR = address::ipv4("pim.bsr", "Bootstrap router", "Who collects the candidates and tells all routers.");
    BSR_6 = address::ipv6("pim.bsr_ip6", "Bootstrap router", "Who collects the candidates and tells all routers.");
    RP = address::ipv4("pim.rp", "Rendezvous point", "The router where receivers and senders of a group meet.");
    RP_6 = address::ipv6("pim.rp_ip6", "Rendezvous point", "The router where receivers and senders of a group meet.");
    ORIGINATOR = address::ipv4("pim.originator", "Originator", "The router that sent the message first.");
    ORIGINATOR_6 = address::ipv6("pim.originator_ip6", "Originator", "The router that sent the message first.");
    WINNER = address::ipv4("pim.bidir_winner_ip4", "New winner", "Who takes over.");
    WINNER_6 = address::ipv6("pim.bidir_winner_ip6", "New winner", "Who takes over.");
    OFFERING = address::ipv4("pim.bidir_offering_ip4", "Offering router", "Who has offered a better path.");
    OFFERING_6 = address::ipv6("pim.bidir_offering_ip6", "Offering router", "Who has offered a better path.");
    HOLD_TIME = FieldSpec::uint("pim.holdtime", "Hold time", 16).unit("seconds")
        .doc("How long this is valid; 65535: for ever, 0: no longer.", "RFC 7761 §4.9.2");
    GROUPS = FieldSpec::uint("pim.numgroups", "Groups", 8)
        .doc("How many group sets follow.", "RFC 7761 §4.9.5");
    PRIORITY = FieldSpec::uint("pim.priority", "Priority", 8)
        .doc("Of several rendezvous points the one with the lowest value is taken.", "RFC 5059 §4.1");
    V1_GROUP = address::ipv4("pim.group_address", "Group", "A multicast group.");
    V1_MASK = FieldSpec::ipv4("pim.group_mask", "Group mask")
        .doc("How many groups the address stands for.", version_1::SECTION);
}

/// PIM.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pim",
        short: "PIM",
        title: "Protocol Independent Multicast",
        osi: OsiLayer::Network,
        why: "It is how routers agree on the paths of multicast packets, whatever protocol found the paths of others.",
        reference: "RFC 7761",
    },
    claims: &[Claim::IpProtocol(103), Claim::Field("igmp.type", 0x14)],
    headers: &[
        VERSION,
        FORWARDER,
        NOT_FORWARDED,
        address::ENCODING,
        address::PLAIN_ENCODING,
        address::GROUP_HEAD,
        address::SOURCE_HEAD,
        address::ATTRIBUTE_HEAD,
        hello::HEAD,
        hello::FLOODING_HEAD,
        hello::PRUNE_DELAY,
        hello::PRIORITY,
        hello::GENERATION,
        hello::STATE_REFRESH,
        register::FLAGS,
        register::IP_VERSION,
        messages::COUNTS,
        messages::BOOTSTRAP_HEAD,
        messages::RP_COUNTS,
        messages::METRICS,
        messages::ELECTION_METRICS,
        messages::OFFER_METRICS,
        messages::WINNER_METRICS,
        messages::CANDIDATE_HEAD,
        messages::REFRESH_REST,
        messages::SOURCES,
        version_1::HEAD,
        version_1::VERSION,
        version_1::QUERY,
        version_1::JOIN_LENGTHS,
        version_1::SOURCE_HEAD,
    ],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x20\x00\x4f\xce\0\x01\0\x02\0\x69\0\x14\0\x04\xd7\x67\xb7\x14\0\x13\0\x04\0\0\0\x01\0\x15\0\x04\x01\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.outer() == "igmp" {
        return version_1::message(p);
    }
    let first = p.rows(VERSION)?[0];
    let (version, kind) = (first >> 4, first & 0x0f);
    if kind == ELECTION {
        p.rows(FORWARDER)?;
    } else {
        if kind == FLOODING {
            p.bits(NOT_FORWARDED, p.pos());
        }
        p.field(&RESERVED, 1)?;
    }
    p.uint(&CHECKSUM)?;
    if version != 2 {
        p.summary(format_args!("version {version}"));
        return Ok(());
    }
    if p.wants_fields() {
        let name = VERSION[1].names.get(kind.into()).unwrap_or("unknown type");
        p.summary(format_args!("{name}"));
        let verdict = verify(p, kind == REGISTER);
        p.verdict("pim.cksum", verdict);
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    if kind == REGISTER {
        return register::message(p);
    }
    if !p.wants_fields() {
        // Nothing is wrapped in the others.
        return Ok(());
    }
    p.group(&BODY, |p| {
        // A part that ends early has recorded its fault.
        let _ = messages::message(p, kind);
        p.seek(p.bytes().len());
        Ok(())
    })
}

/// The checksum of a register covers its first bytes; some routers sum all of it, which is to be
/// accepted (RFC 7761 §4.9.3).
fn verify(p: &Peel<'_>, is_register: bool) -> Verdict {
    if p.is_quoted() || (!is_register && !p.is_whole()) {
        return Verdict::Unverifiable;
    }
    let over = |len: usize| {
        let Some(covered) = p.bytes().get(..len) else {
            return Verdict::Unverifiable;
        };
        let pseudo = match p.outer() {
            "ip" => Some(0),
            _ => p
                .addresses()
                .and_then(|ends| checksum::pseudo_header(ends, 103, len)),
        };
        pseudo.map_or(Verdict::Unverifiable, |pseudo| {
            checksum::verdict(covered, 2, pseudo)
        })
    };
    let all = p.bytes().len();
    if !is_register {
        return over(all);
    }
    match over(REGISTER_LEN) {
        Verdict::Bad(_) if p.is_whole() && over(all) == Verdict::Good => Verdict::Good,
        verdict => verdict,
    }
}
