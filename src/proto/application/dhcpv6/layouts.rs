//! Options whose value is a row of fields: their codes, fields, and what stands behind.

use super::codes::{MESSAGES, OPTIONS, QUERIES, RESULTS};
use super::{HEAD, RELAY_HEAD, softwire, values};
use crate::model::{Codes, FieldSpec};

/// What follows the fields of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// The same fields again, up to the end.
    Again,
    /// Options.
    Options,
    /// Nothing.
    End,
}

use Then::{Again, End, Options};

/// An option: its code, what follows its fields, its fields.
pub(super) type Layout = (u16, Then, &'static [FieldSpec]);

const FOR_EVER: Codes = &[(0xffff_ffff, "for ever")];

const BINDINGS: Codes = &[
    (1, "active"),
    (2, "expired"),
    (3, "released"),
    (4, "pending free"),
    (5, "free"),
    (6, "free, for the partner"),
    (7, "abandoned"),
    (8, "reset"),
];

const STATES: Codes = &[
    (1, "starting"),
    (2, "normal"),
    (3, "communications interrupted"),
    (4, "partner down"),
    (5, "potential conflict"),
    (6, "recovering"),
    (7, "waiting to recover"),
    (8, "recovered"),
    (9, "conflict not resolved"),
    (10, "conflict resolved"),
];

const fn address(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::ipv6(name, label).doc(doc, section)
}

const fn number(
    bits: u32,
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, section)
}

const fn hex(
    bits: u32,
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::hex(name, label, bits).doc(doc, section)
}

const fn flag(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, section)
}

const fn gap(name: &'static str, bits: u32, section: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Reserved", bits)
        .part()
        .doc("Senders set these bits to zero.", section)
}

/// An identity association: its times, behind its number.
const ASSOCIATION: &[FieldSpec] = &[
    number(
        32,
        "dhcpv6.iaid.t1",
        "T1",
        "After this time the client asks its server for more time; 0: as it likes.",
        "RFC 8415 §21.4",
    )
    .unit("s"),
    number(
        32,
        "dhcpv6.iaid.t2",
        "T2",
        "After this time it asks any server; 0: as it likes.",
        "RFC 8415 §21.4",
    )
    .unit("s"),
];

const LAYOUTS_LEN: usize = 54;

/// Options whose value is a row of fields. Sorted by code.
pub(super) static LAYOUTS: [Layout; LAYOUTS_LEN] = [
    (3, Options, ASSOCIATION),
    (5, Options, &[
        address("dhcpv6.iaaddr.ip", "Address", "The address that the client has, wants or gets.", "RFC 8415 §21.6"),
        number(32, "dhcpv6.iaaddr.pref_lifetime", "Preferred lifetime", "How long the address may be used for new connections.", "RFC 8415 §21.6").codes(FOR_EVER).unit("s"),
        number(32, "dhcpv6.iaaddr.valid_lifetime", "Valid lifetime", "How long it may be used at all.", "RFC 8415 §21.6").codes(FOR_EVER).unit("s"),
    ]),
    (6, Again, &[
        number(16, "dhcpv6.requested_option_code", "Requested option", "An option that the client would like to get.", "RFC 8415 §21.7").codes(OPTIONS),
    ]),
    (7, End, &[
        number(8, "dhcpv6.option_preference", "Preference", "How much the client should prefer this server; 255: take it at once.", "RFC 8415 §21.8"),
    ]),
    (8, End, &[
        number(16, "dhcpv6.elapsed_time", "Elapsed time", "How long the client has been trying.", "RFC 8415 §21.9").scaled(10, "ms"),
    ]),
    (12, Again, &[
        address("dhcpv6.unicast", "Server address", "Where the client may send to directly, without a relay.", "RFC 8415 §21.12"),
    ]),
    (13, End, &[
        number(16, "dhcpv6.status_code", "Status", "How it went.", "RFC 8415 §21.13").codes(RESULTS),
        FieldSpec::text("dhcpv6.status_msg", "Message").doc("The same for people.", "RFC 8415 §21.13"),
    ]),
    (18, End, &[
        FieldSpec::bytes("dhcpv6.interface_id", "Interface").doc("The relay's own name of the interface that the message came in on; the server sends it back.", "RFC 8415 §21.18"),
    ]),
    (19, End, &[
        number(8, "dhcpv6.reconf_msg", "Message to send", "What the client is to send to get its new settings.", "RFC 8415 §21.19").codes(MESSAGES),
    ]),
    (22, Again, &[
        address("dhcpv6.sip_server_a", "SIP server", "A server for telephone calls, the best one first.", "RFC 3319 §3.2"),
    ]),
    (23, Again, &[
        address("dhcpv6.dns_server", "DNS server", "Whom to ask for names, the best one first.", "RFC 3646 §3"),
    ]),
    (25, Options, ASSOCIATION),
    (26, Options, &[
        number(32, "dhcpv6.iaprefix.pref_lifetime", "Preferred lifetime", "How long the prefix may be used for new addresses.", "RFC 8415 §21.22").codes(FOR_EVER).unit("s"),
        number(32, "dhcpv6.iaprefix.valid_lifetime", "Valid lifetime", "How long it may be used at all.", "RFC 8415 §21.22").codes(FOR_EVER).unit("s"),
        number(8, "dhcpv6.iaprefix.pref_len", "Prefix length", "How many leading bits are the network's.", "RFC 8415 §21.22").unit("bits"),
        address("dhcpv6.iaprefix.pref_addr", "Prefix", "The prefix that the router may give out in its own networks.", "RFC 8415 §21.22"),
    ]),
    (27, Again, &[
        address("dhcpv6.nis_server", "NIS server", "A server of the Network Information Service.", "RFC 3898 §3"),
    ]),
    (28, Again, &[
        address("dhcpv6.nisp_server", "NIS+ server", "A server of the Network Information Service, version 2.", "RFC 3898 §4"),
    ]),
    (31, Again, &[
        address("dhcpv6.sntp_server", "Time server", "A server that tells the time, the best one first.", "RFC 4075 §4"),
    ]),
    (32, End, &[
        number(32, "dhcpv6.lifetime", "Refresh time", "When to ask again for the settings.", "RFC 8415 §21.23").unit("s"),
    ]),
    (34, Again, &[
        address("dhcpv6.bcmcs_server_a", "Broadcast server", "A controller of broadcasts in mobile networks.", "RFC 4280 §4.4"),
    ]),
    (37, End, &[
        number(32, "dhcpv6.remoteid.enterprise", "Enterprise", "Who defined what follows: the number of a company.", "RFC 4649 §3"),
        FieldSpec::bytes("dhcpv6.remoteid_enterprise_id", "Remote identifier").doc("Names the client's line, as the relay knows it.", "RFC 4649 §3"),
    ]),
    (38, End, &[
        FieldSpec::text("dhcpv6.subscriber_id", "Subscriber").doc("Names the customer.", "RFC 4580 §2"),
    ]),
    (40, Again, &[
        address("dhcpv6.pana_agent", "PANA agent", "Where the client proves who it is.", "RFC 5192 §4"),
    ]),
    (41, End, &[
        FieldSpec::text("dhcpv6.timezone", "Time zone").doc("The time zone as a rule (POSIX).", "RFC 4833 §3"),
    ]),
    (42, End, &[
        FieldSpec::text("dhcpv6.tzdb", "Time zone name").doc("The time zone by its name in the database.", "RFC 4833 §3"),
    ]),
    (43, Again, &[
        number(16, "dhcpv6.requested_option_code", "Echoed option", "An option that the server is to send back to the relay.", "RFC 4994 §4").codes(OPTIONS),
    ]),
    (44, Options, &[
        number(8, "dhcpv6.lq_query", "Query type", "By what the client is looked for.", "RFC 5007 §4.1.2.1").codes(QUERIES),
        address("dhcpv6.lq_query_link_address", "Link address", "The link that the query is about.", "RFC 5007 §4.1.2.1"),
    ]),
    (46, End, &[
        number(32, "dhcpv6.clt_time", "Client's last message", "How long ago the server heard from the client.", "RFC 5007 §4.1.2.3").unit("s"),
    ]),
    (47, End, &[
        address("dhcpv6.lq_relay_data_peer_addr", "Relay", "Which relay passed the client's last message on.", "RFC 5007 §4.1.2.4"),
        FieldSpec::text("dhcpv6.lq_relay_data_msg", "Relay message").doc("What the relay had sent.", "RFC 5007 §4.1.2.4"),
    ]),
    (48, Again, &[
        address("dhcpv6.lq_client_link", "Link", "A link on which the client has addresses.", "RFC 5007 §4.1.2.5"),
    ]),
    (52, Again, &[
        address("dhcpv6.capwap_ac_v6", "Access controller", "Who controls the wireless access points.", "RFC 5417 §3"),
    ]),
    (67, End, &[
        number(8, "dhcpv6.pd_exclude.pref_len", "Prefix length", "Of the part that is left out of the prefix.", "RFC 6603 §4.2").unit("bits"),
        FieldSpec::bytes("dhcpv6.pd_exclude.subnet_id", "Subnet").doc("The bits of the part that is left out, behind those of the prefix.", "RFC 6603 §4.2"),
    ]),
    (90, Again, &[
        address("dhcpv6.s46_br.address", "Border relay", "Where IPv4 packets leave the IPv6 network.", "RFC 7598 §4.2"),
    ]),
    (103, End, &[
        FieldSpec::text("dhcpv6.captive_portal", "Captive portal").doc("Where the user has to log in before the network can be used.", "RFC 8910 §2.2"),
    ]),
    (112, End, &[
        FieldSpec::text("dhcpv6.mudurl", "Usage description").doc("Where the maker describes what the device is for.", "RFC 8520 §10"),
    ]),
    (114, End, &[
        number(8, "dhcpv6.failover.binding_status", "Binding status", "What the server makes of the address.", "RFC 8156 §5.5.1").codes(BINDINGS),
    ]),
    (115, End, &[
        hex(16, "dhcpv6.failover.connect.flags", "Flags", "What the servers agree on.", "RFC 8156 §5.5.3").parts_follow(),
        gap("dhcpv6.failover.connect.flags.reserved", 15, "RFC 8156 §5.5.3"),
        flag("dhcpv6.failover.connect.flags.f", "Fixed prefix length", "All delegated prefixes are of one length.", "RFC 8156 §5.5.3"),
    ]),
    (119, End, &[
        hex(16, "dhcpv6.failover.dns.flags", "Flags", "How far the names are in the DNS.", "RFC 8156 §5.5.6").parts_follow(),
        gap("dhcpv6.failover.dns.flags.reserved", 12, "RFC 8156 §5.5.6"),
        flag("dhcpv6.failover.dns.flags.u", "Requested name", "The name that the client asked for is used.", "RFC 8156 §5.5.6"),
        flag("dhcpv6.failover.dns.flags.s", "Made name", "The server made the name up.", "RFC 8156 §5.5.6"),
        flag("dhcpv6.failover.dns.flags.r", "Reverse up to date", "The record from address to name is right.", "RFC 8156 §5.5.6"),
        flag("dhcpv6.failover.dns.flags.f", "Forward up to date", "The record from name to address is right.", "RFC 8156 §5.5.6"),
    ]),
    (120, End, &[
        number(32, "dhcpv6.failover.expiration_time", "Expiration time", "When the lease ended.", "RFC 8156 §5.5"),
    ]),
    (121, End, &[
        number(32, "dhcpv6.failover.max_unacked_bndupd", "Most updates open", "How many updates may be sent before an answer.", "RFC 8156 §5.5"),
    ]),
    (122, End, &[
        number(32, "dhcpv6.failover.mclt", "Most lead time", "How much longer a lease may be than the partner knows.", "RFC 8156 §5.5"),
    ]),
    (123, End, &[
        number(32, "dhcpv6.failover.partner_lifetime", "Partner lifetime", "Until when the partner may take the lease to go on.", "RFC 8156 §5.5"),
    ]),
    (124, End, &[
        number(32, "dhcpv6.failover.partner_lifetime_sent", "Partner lifetime sent", "What was sent as such.", "RFC 8156 §5.5"),
    ]),
    (125, End, &[
        number(32, "dhcpv6.failover.partner_down_time", "Partner down", "When the partner went down.", "RFC 8156 §5.5"),
    ]),
    (126, End, &[
        number(32, "dhcpv6.failover.partner_raw_clt_time", "Partner's last message", "When the partner last heard from the client.", "RFC 8156 §5.5"),
    ]),
    (127, End, &[
        number(16, "dhcpv6.failover.protocol.major_version", "Major version", "Of the failover protocol.", "RFC 8156 §5.5.14"),
        number(16, "dhcpv6.failover.protocol.minor_version", "Minor version", "Of the failover protocol.", "RFC 8156 §5.5.14"),
    ]),
    (128, End, &[
        number(32, "dhcpv6.failover.keepalive_time", "Keep-alive time", "When the connection counts as broken.", "RFC 8156 §5.5.15").unit("s"),
    ]),
    (129, End, &[
        number(32, "dhcpv6.failover.reconfigure_time", "Reconfigure time", "When the client was last told to ask again.", "RFC 8156 §5.5.16"),
        FieldSpec::bytes("dhcpv6.failover.reconfigure_key", "Reconfigure key").doc("What that message is signed with.", "RFC 8156 §5.5.16"),
    ]),
    (130, End, &[
        FieldSpec::text("dhcpv6.failover.relationship_name", "Relationship").doc("Names the pair of servers.", "RFC 8156 §5.5.17"),
    ]),
    (131, End, &[
        hex(8, "dhcpv6.failover.server.flags", "Flags", "How the server is.", "RFC 8156 §5.5.18").parts_follow(),
        gap("dhcpv6.failover.server.flags.reserved", 5, "RFC 8156 §5.5.18"),
        flag("dhcpv6.failover.server.flags.a", "Startup seen", "It has seen that the partner is starting.", "RFC 8156 §5.5.18"),
        flag("dhcpv6.failover.server.flags.s", "Startup", "It is starting.", "RFC 8156 §5.5.18"),
        flag("dhcpv6.failover.server.flags.c", "Communicated", "The servers have spoken before.", "RFC 8156 §5.5.18"),
    ]),
    (132, End, &[
        number(8, "dhcpv6.failover.server_state", "Server state", "How the server is.", "RFC 8156 §5.5.19").codes(STATES),
    ]),
    (133, End, &[
        number(32, "dhcpv6.failover.start_time_of_state", "State since", "When that began.", "RFC 8156 §5.5.20"),
    ]),
    (134, End, &[
        number(32, "dhcpv6.failover.state_expiration_time", "State expires", "When that ends.", "RFC 8156 §5.5.21"),
    ]),
    (135, End, &[
        number(16, "dhcpv6.relay_port", "Relay port", "Where the relay wants its answers.", "RFC 8357 §4"),
    ]),
    (165, Again, &[
        address("dhcpv6.mip6_home_agent", "Home agent", "Who forwards packets to a host that is away.", "RFC 6610 §3"),
    ]),
    (166, Again, &[
        address("dhcpv6.mip6_home_address", "Home address", "The address at home of a host that is away.", "RFC 6610 §3"),
    ]),
];

const OWN: [&[FieldSpec]; 5] = [
    HEAD,
    RELAY_HEAD,
    values::CLIENT_FLAGS,
    values::SERVER_FLAGS,
    softwire::RULE,
];

const TABLES_LEN: usize = OWN.len() + LAYOUTS_LEN;

static TABLES: [&[FieldSpec]; TABLES_LEN] = {
    let mut tables = [HEAD; TABLES_LEN];
    let mut index = 0;
    while index < TABLES_LEN {
        tables[index] = if index < OWN.len() {
            OWN[index]
        } else {
            LAYOUTS[index - OWN.len()].2
        };
        index += 1;
    }
    tables
};

/// The tables of all fixed rows.
pub(super) static HEADERS: &[&[FieldSpec]] = &TABLES;
