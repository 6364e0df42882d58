//! Options: type, length, value (RFC 2132), and the layouts of their values.

use super::structures;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value, names};

/// Builds [`LAYOUTS`]: a code and the rows of its value.
macro_rules! layouts {
    ($($code:literal: $($row:expr),+;)*) => {
        /// Options whose value is a row of fields, over and over. Sorted by code.
        pub(super) static LAYOUTS: &[(u8, &[FieldSpec])] = &[$(($code, &[$($row),+])),*];
    };
}

pub(super) const OVERLOAD: u8 = 52;
pub(super) const MESSAGE_TYPE: u8 = 53;
pub(super) const REQUESTED_ADDRESS: u8 = 50;

const PAD: u8 = 0;
const END: u8 = 255;

crate::fields! {
    OPTION = FieldSpec::uint("dhcp.option.type", "Option", 8)
        .lookup(|code| names::dhcp_option(code as u8))
        .doc("Which option: a byte that says what it is, a byte for its length, and its value.", "RFC 2132 §2");
    LENGTH = FieldSpec::uint("dhcp.option.length", "Length", 8)
        .unit("bytes")
        .doc("Bytes of the value.", "RFC 2132 §2");
    VALUE = FieldSpec::bytes("dhcp.option.value", "Value")
        .doc("The value of an option that decap does not take apart.", "RFC 2132 §2");
    LAST = FieldSpec::uint("dhcp.option.end", "End", 8)
        .doc("Behind it there are no more options.", "RFC 2132 §3.2");
    PADDING = FieldSpec::bytes("dhcp.option.padding", "Padding")
        .doc("Zero bytes between or behind options. Old servers want 64 bytes of options at least.", "RFC 2132 §3.1");
}

/// Reads options up to the end of the bytes.
pub(super) fn read(p: &mut Peel<'_>) -> Peeled {
    while let Some(code) = p.rest().first().copied() {
        if p.is_full() {
            break;
        }
        match code {
            PAD => padding(p)?,
            END => {
                p.uint(&LAST)?;
                padding(p)?;
                break;
            }
            _ => p.group_as(
                &OPTION,
                || Value::Uint(u64::from(code)),
                |p| option(p, code),
            )?,
        }
    }
    Ok(())
}

fn padding(p: &mut Peel<'_>) -> Peeled {
    let zeros = p.rest().iter().take_while(|byte| **byte == 0).count();
    if zeros > 0 {
        p.field(&PADDING, zeros)?;
    }
    Ok(())
}

fn option(p: &mut Peel<'_>, code: u8) -> Peeled {
    p.skip(1)?;
    let len = p.uint(&LENGTH)? as usize;
    p.within(len, "option length", |p| value(p, code))
}

fn value(p: &mut Peel<'_>, code: u8) -> Peeled {
    if let Ok(index) = LAYOUTS.binary_search_by_key(&code, |layout| layout.0) {
        return rows(p, LAYOUTS[index].1);
    }
    if structures::read(p, code)? {
        return Ok(());
    }
    let len = p.rest().len();
    if len > 0 {
        p.field(&VALUE, len)?;
    }
    Ok(())
}

/// Reads the rows again and again, up to the end of the value. A row without width takes the rest.
fn rows(p: &mut Peel<'_>, layout: &'static [FieldSpec]) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        for spec in layout {
            let len = match spec.bits {
                0 => p.rest().len(),
                bits => (bits / 8) as usize,
            };
            p.field(spec, len)?;
        }
    }
    Ok(())
}

/// The value of the first option with this code.
pub(super) fn find(mut options: &[u8], wanted: u8) -> Option<&[u8]> {
    loop {
        match options {
            [PAD, rest @ ..] => options = rest,
            [END, ..] | [] | [_] => return None,
            [code, len, rest @ ..] => {
                let (value, rest) = rest.split_at_checked(usize::from(*len))?;
                if *code == wanted {
                    return Some(value);
                }
                options = rest;
            }
        }
    }
}

/// Which of the header's names make room for options: 1 the boot file, 2 the server name, 3 both.
pub(super) fn overload(options: &[u8]) -> u8 {
    match find(options, OVERLOAD) {
        Some([which @ 1..=3]) => *which,
        _ => 0,
    }
}

const fn ip(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::ipv4(name, label).doc(doc, section)
}

const fn text(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, section)
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

const fn seconds(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, 32).unit("s").doc(doc, section)
}

const fn switch(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, 8)
        .codes(&[(0, "no"), (1, "yes")])
        .doc(doc, section)
}

/// Kinds of machines that boot (IANA, Processor Architecture Types).
const ARCHITECTURES: Codes = &[
    (0, "x86 BIOS"),
    (6, "x86 UEFI"),
    (7, "x64 UEFI"),
    (9, "EBC UEFI"),
    (10, "ARM 32-bit UEFI"),
    (11, "ARM 64-bit UEFI"),
    (15, "x86 UEFI by HTTP"),
    (16, "x64 UEFI by HTTP"),
];

layouts! {
    1: ip("dhcp.option.subnet_mask", "Subnet mask", "Bits set: they name the network; the others name the host in it.", "RFC 2132 §3.3");
    2: FieldSpec::int("dhcp.option.time_offset", "Time offset", 32).unit("s").doc("How far local time is ahead of UTC.", "RFC 2132 §3.4");
    3: ip("dhcp.option.router", "Router", "Where packets for other networks go, the preferred one first.", "RFC 2132 §3.5");
    4: ip("dhcp.option.time_server", "Time server", "A server of the Time protocol.", "RFC 2132 §3.6");
    5: ip("dhcp.option.name_server", "Name server", "A server of an old name service, before DNS.", "RFC 2132 §3.7");
    6: ip("dhcp.option.domain_name_server", "Domain name server", "Where to ask for names.", "RFC 2132 §3.8");
    7: ip("dhcp.option.log_server", "Log server", "A server that keeps logs.", "RFC 2132 §3.9");
    8: ip("dhcp.option.quotes_server", "Quotes server", "A server that tells quotes.", "RFC 2132 §3.10");
    9: ip("dhcp.option.lpr_server", "Print server", "A server that takes print jobs.", "RFC 2132 §3.11");
    10: ip("dhcp.option.impress_server", "Impress server", "A server for Imagen's Impress.", "RFC 2132 §3.12");
    11: ip("dhcp.option.resource_location_server", "Resource location server", "A server that finds resources.", "RFC 2132 §3.13");
    12: text("dhcp.option.hostname", "Host name", "The client's name.", "RFC 2132 §3.14");
    13: number(16, "dhcp.option.boot_file_size", "Boot file size", "In blocks of 512 bytes.", "RFC 2132 §3.15");
    14: text("dhcp.option.merit_dump_file", "Dump file", "Where a crashing client shall leave its memory.", "RFC 2132 §3.16");
    15: text("dhcp.option.domain_name", "Domain name", "The domain in which short names are looked up.", "RFC 2132 §3.17");
    16: ip("dhcp.option.swap_server", "Swap server", "A server with room for swapped memory.", "RFC 2132 §3.18");
    17: text("dhcp.option.root_path", "Root path", "Where the client finds its root file system.", "RFC 2132 §3.19");
    18: text("dhcp.option.extension_path", "Extensions path", "A file with more options.", "RFC 2132 §3.20");
    19: switch("dhcp.option.ip_forwarding", "IP forwarding", "Whether the client shall forward packets.", "RFC 2132 §4.1");
    20: switch("dhcp.option.non_local_source_routing", "Source routing", "Whether it shall forward packets with a source route.", "RFC 2132 §4.2");
    21: ip("dhcp.option.policy_filter.ip", "Address", "A destination that source routes may have.", "RFC 2132 §4.3"), ip("dhcp.option.policy_filter.subnet_mask", "Mask", "Its network.", "RFC 2132 §4.3");
    22: number(16, "dhcp.option.max_datagram_reassembly_size", "Largest reassembly", "The largest packet that the client shall put together.", "RFC 2132 §4.4");
    23: number(8, "dhcp.option.default_ip_ttl", "Default time to live", "For the packets that the client sends.", "RFC 2132 §4.5");
    24: seconds("dhcp.option.path_mtu_aging_timeout", "Path MTU aging", "After how long a path's MTU is tried again.", "RFC 2132 §4.6");
    25: number(16, "dhcp.option.path_mtu_plateau_table_item", "Path MTU plateau", "A size to try when looking for a path's MTU.", "RFC 2132 §4.7");
    26: number(16, "dhcp.option.interface_mtu", "Interface MTU", "The largest packet for this link.", "RFC 2132 §5.1");
    27: switch("dhcp.option.all_subnets_are_local", "All subnets local", "Whether all subnets have the MTU of this link.", "RFC 2132 §5.2");
    28: ip("dhcp.option.broadcast_address", "Broadcast address", "Reaches all hosts of the network.", "RFC 2132 §5.3");
    29: switch("dhcp.option.perform_mask_discovery", "Mask discovery", "Whether to ask for the subnet mask by ICMP.", "RFC 2132 §5.4");
    30: switch("dhcp.option.mask_supplier", "Mask supplier", "Whether to answer such questions.", "RFC 2132 §5.5");
    31: switch("dhcp.option.perform_router_discover", "Router discovery", "Whether to look for routers by ICMP.", "RFC 2132 §5.6");
    32: ip("dhcp.option.router_solicitation_address", "Router solicitation address", "Where to send that question.", "RFC 2132 §5.7");
    33: ip("dhcp.option.static_route.ip", "Destination", "A network or host.", "RFC 2132 §5.8"), ip("dhcp.option.static_route.router", "Router", "The way to it.", "RFC 2132 §5.8");
    34: switch("dhcp.option.trailer_encapsulation", "Trailers", "Whether to negotiate trailers by ARP.", "RFC 2132 §6.1");
    35: seconds("dhcp.option.arp_cache_timeout", "ARP cache timeout", "How long entries of the ARP cache last.", "RFC 2132 §6.2");
    36: switch("dhcp.option.ethernet_encapsulation", "IEEE 802.3 frames", "Not set: frames with EtherType. Set: IEEE 802.3 frames.", "RFC 2132 §6.3");
    37: number(8, "dhcp.option.tcp_default_ttl", "TCP time to live", "For TCP segments.", "RFC 2132 §7.1");
    38: seconds("dhcp.option.tcp_keepalive_interval", "Keepalive interval", "After how long an idle connection is tested; 0 means never.", "RFC 2132 §7.2");
    39: switch("dhcp.option.tcp_keepalive_garbage", "Keepalive garbage", "Whether such a test carries a byte.", "RFC 2132 §7.3");
    40: text("dhcp.option.nis_domain", "NIS domain", "The client's NIS domain.", "RFC 2132 §8.1");
    41: ip("dhcp.option.nis_server", "NIS server", "A server of NIS.", "RFC 2132 §8.2");
    42: ip("dhcp.option.ntp_server", "NTP server", "Where to ask for the time.", "RFC 2132 §8.3");
    44: ip("dhcp.option.netbios_over_tcpip_name_server", "NetBIOS name server", "Where to ask for NetBIOS names.", "RFC 2132 §8.5");
    45: ip("dhcp.option.netbios_over_tcpip_dd_name_server", "NetBIOS distribution server", "A server that passes NetBIOS datagrams on.", "RFC 2132 §8.6");
    46: number(8, "dhcp.option.netbios_over_tcpip_node_type", "NetBIOS node type", "How the client finds NetBIOS names.", "RFC 2132 §8.7").codes(&[(1, "broadcast"), (2, "server"), (4, "mixed"), (8, "hybrid")]);
    47: text("dhcp.option.netbios_over_tcpip_scope", "NetBIOS scope", "The client's NetBIOS scope.", "RFC 2132 §8.8");
    48: ip("dhcp.option.xwindows_system_font_server", "X font server", "A font server of the X Window System.", "RFC 2132 §8.9");
    49: ip("dhcp.option.xwindows_system_display_manager", "X display manager", "Where users of X terminals log in.", "RFC 2132 §8.10");
    50: ip("dhcp.option.requested_ip_address", "Requested address", "The address that the client would like.", "RFC 2132 §9.1");
    51: seconds("dhcp.option.ip_address_lease_time", "Lease time", "For how long the address is the client's; all bits set means forever.", "RFC 2132 §9.2");
    52: number(8, "dhcp.option.option_overload", "Overload", "Options go on in the header's fields for names.", "RFC 2132 §9.3").codes(&[(1, "boot file"), (2, "server name"), (3, "both")]);
    53: number(8, "dhcp.option.dhcp", "Message", "What the message is.", "RFC 2132 §9.6").lookup(|code| names::dhcp_message_type(code as u8));
    54: ip("dhcp.option.dhcp_server_id", "Server identifier", "Which server speaks, or is meant: several may have offered.", "RFC 2132 §9.7");
    55: number(8, "dhcp.option.request_list_item", "Requested option", "An option that the client wants to know.", "RFC 2132 §9.8").lookup(|code| names::dhcp_option(code as u8));
    56: text("dhcp.option.message", "Message text", "Why something was refused, for people.", "RFC 2132 §9.9");
    57: number(16, "dhcp.option.dhcp_max_message_size", "Largest message", "The largest message that the client takes.", "RFC 2132 §9.10").unit("bytes");
    58: seconds("dhcp.option.renewal_time_value", "Renewal time", "After this time the client asks its server to go on.", "RFC 2132 §9.11");
    59: seconds("dhcp.option.rebinding_time_value", "Rebinding time", "After this time it asks any server.", "RFC 2132 §9.12");
    60: text("dhcp.option.vendor_class_id", "Vendor class", "What kind of client this is.", "RFC 2132 §9.13");
    64: text("dhcp.option.nis_plus_domain", "NIS+ domain", "The client's NIS+ domain.", "RFC 2132 §8.11");
    65: ip("dhcp.option.nis_plus_server", "NIS+ server", "A server of NIS+.", "RFC 2132 §8.12");
    66: text("dhcp.option.tftp_server_name", "TFTP server", "Where to load the boot file from.", "RFC 2132 §9.4");
    67: text("dhcp.option.bootfile_name", "Boot file", "Which file to boot from.", "RFC 2132 §9.5");
    68: ip("dhcp.option.mobile_ip_home_agent", "Home agent", "A home agent of Mobile IP.", "RFC 2132 §8.13");
    69: ip("dhcp.option.smtp_server", "SMTP server", "Where to send mail.", "RFC 2132 §8.14");
    70: ip("dhcp.option.pop3_server", "POP3 server", "Where to fetch mail.", "RFC 2132 §8.15");
    71: ip("dhcp.option.nntp_server", "NNTP server", "Where to read news.", "RFC 2132 §8.16");
    72: ip("dhcp.option.default_www_server", "Web server", "A web server.", "RFC 2132 §8.17");
    73: ip("dhcp.option.default_finger_server", "Finger server", "A finger server.", "RFC 2132 §8.18");
    74: ip("dhcp.option.default_irc_server", "IRC server", "A chat server.", "RFC 2132 §8.19");
    75: ip("dhcp.option.streettalk_server", "StreetTalk server", "A server of StreetTalk.", "RFC 2132 §8.20");
    76: ip("dhcp.option.streettalk_da_server", "StreetTalk directory", "A directory server of StreetTalk.", "RFC 2132 §8.21");
    92: ip("dhcp.option.associated_ip_option", "Associated address", "An address that the client also has.", "RFC 4388 §6.1");
    93: number(16, "dhcp.option.client_system_architecture", "Architecture", "What kind of machine boots.", "RFC 4578 §2.1").codes(ARCHITECTURES);
    100: text("dhcp.option.tz_pcode", "Time zone rule", "The time zone, as POSIX writes it.", "RFC 4833 §2");
    101: text("dhcp.option.tz_tcode", "Time zone name", "The time zone's name in the database.", "RFC 4833 §2");
    112: ip("dhcp.option.netinfo_parent_server_address", "NetInfo server", "A NetInfo server.", "RFC 3679 §3.3");
    113: text("dhcp.option.netinfo_parent_server_tag", "NetInfo tag", "A NetInfo server's tag.", "RFC 3679 §3.3");
    114: text("dhcp.option.captive_portal", "Captive portal", "Where to ask how to get out of this network.", "RFC 8910 §2.1");
    116: switch("dhcp.option.dhcp_auto_configuration", "Auto-configuration", "Whether a client without an answer may give itself an address.", "RFC 2563 §2");
    118: ip("dhcp.option.subnet_selection_option", "Subnet selection", "In which network the address shall be.", "RFC 3011 §2");
    136: ip("dhcp.option.pana_agent", "PANA agent", "Where to authenticate for network access.", "RFC 5192 §4");
    138: ip("dhcp.option.capwap_access_controller", "Access controller", "Which controller an access point shall obey.", "RFC 5417 §2");
    145: number(8, "dhcp.option.forcerenew_nonce.algorithm", "Algorithm", "How a forced renewal may be authenticated.", "RFC 6704 §3.1.1").codes(&[(1, "HMAC-MD5")]);
    150: ip("dhcp.option.tftp_server_address", "TFTP server", "Where to load configuration or boot files from.", "RFC 5859 §2");
    161: text("dhcp.option.mudurl", "Usage description", "Where the device's maker describes what network access it needs.", "RFC 8520 §10");
    209: text("dhcp.option.pxe_config_file", "Configuration file", "Which configuration the boot loader shall read.", "RFC 5071 §4");
    210: text("dhcp.option.pxe_path_prefix", "Path prefix", "What to put before the names of its files.", "RFC 5071 §5");
    252: text("dhcp.option.private_proxy_autodiscovery", "Proxy configuration", "Where browsers find which proxy to use.", "");
}
