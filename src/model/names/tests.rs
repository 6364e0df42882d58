//! What must hold for every table file, and well-known values of each registry.

use std::collections::HashSet;
use std::path::Path;

use super::table::{Table, data_lines, parse_row};
use super::*;

/// Files that keep to another format; the modules that read them test them.
const OTHER_FORMATS: [&str; 3] = ["ipv4-kinds.txt", "ipv6-kinds.txt", "mac-kinds.txt"];

/// Every plain table in `assets/names`: its file name and its text.
fn tables() -> Vec<(String, &'static str)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/names");
    let mut tables = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".txt") && !OTHER_FORMATS.contains(&name.as_str()) {
            tables.push((name, &*std::fs::read_to_string(path).unwrap().leak()));
        }
    }
    assert!(tables.len() > 25, "only {} tables", tables.len());
    tables
}

#[test]
fn every_line_of_every_table_is_read() {
    for (file, text) in tables() {
        for line in data_lines(text) {
            assert!(parse_row(line).is_some(), "{file}: {line:?}");
        }
        assert_eq!(
            Table::parse(text).rows().len(),
            data_lines(text).count(),
            "{file}"
        );
    }
}

#[test]
fn every_table_is_sorted_and_names_no_code_point_twice() {
    for (file, text) in tables() {
        let rows: Vec<_> = data_lines(text).filter_map(parse_row).collect();
        for pair in rows.windows(2) {
            assert!(
                pair[0].high < pair[1].low,
                "{file}: {:?} before {:?}",
                pair[0],
                pair[1]
            );
        }
    }
}

#[test]
fn every_table_says_where_its_facts_come_from() {
    for (file, text) in tables() {
        let comment: String = text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .collect();
        assert!(comment.contains("# Facts: "), "{file}");
        assert!(text.ends_with('\n') && !text.contains('\r'), "{file}");
    }
}

#[test]
fn every_table_is_looked_up_somewhere() {
    let source = include_str!("registries.rs");
    let used: HashSet<&str> = source
        .split('"')
        .filter(|word| word.ends_with(".txt"))
        .collect();
    for (file, _) in tables() {
        assert!(used.contains(file.as_str()), "{file} is not used");
    }
}

#[test]
fn names_are_clean_text() {
    for (file, text) in tables() {
        for row in Table::parse(text).rows() {
            for word in [row.name, row.title] {
                assert_eq!(word, word.trim(), "{file}");
                assert!(
                    word.chars().all(|c| matches!(c, ' '..='~')),
                    "{file}: {word:?}"
                );
            }
        }
    }
}

#[test]
fn link_and_network_names() {
    assert_eq!(ethertype(0x0800), Some("IPv4"));
    assert_eq!(ethertype(0x0806), Some("ARP"));
    assert_eq!(ethertype(0x86dd), Some("IPv6"));
    assert_eq!(ethertype(0x8100), Some("802.1Q VLAN tag"));
    assert_eq!(ethertype(0x88cc), Some("LLDP"));
    assert_eq!(ethertype(0x0000), None);
    assert_eq!(arp_hardware(1), Some("Ethernet"));
    assert_eq!(arp_hardware(1000), None);
    assert_eq!(linux_arp_hardware(772), Some("Loopback"));
    assert_eq!(linux_arp_hardware(999), None);
    assert_eq!(link_type(1), Some("ETHERNET"));
    assert_eq!(link_type(113), Some("LINUX_SLL"));
    assert_eq!(link_type(276), Some("LINUX_SLL2"));
    assert_eq!(
        link_type_title(101),
        Some("Raw IPv4 or IPv6, by the version nibble")
    );
    assert_eq!(link_type(155), Some("USER"));
    assert_eq!(link_type(u32::MAX), None);
    assert_eq!(llc_sap(0xaa), Some("Subnetwork Access Protocol (SNAP)"));
    assert_eq!(
        llc_sap(0x42),
        Some("IEEE 802.1 Bridge Spanning Tree Protocol (BPDU)")
    );
    assert_eq!(llc_sap(0x44), None);
    assert_eq!(ppp_protocol(0xc021), Some("Link Control Protocol"));
    assert_eq!(ppp_protocol(0x0021), Some("Internet Protocol version 4"));
    assert_eq!(ppp_protocol(0xffff), None);
    assert_eq!(ip_protocol(6), Some("TCP"));
    assert_eq!(ip_protocol(17), Some("UDP"));
    assert_eq!(ip_protocol_title(58), Some("ICMP for IPv6"));
    assert_eq!(
        ip_protocol(254),
        Some("Use for experimentation and testing")
    );
    assert_eq!(ip_protocol(200), None);
    assert_eq!(ipv4_option(148), Some("Router Alert (RTRALT)"));
    assert_eq!(ipv4_option(99), None);
    assert_eq!(icmp_type(8), Some("Echo"));
    assert_eq!(icmp_type(25), Some("Reserved (for Robustness Experiment)"));
    assert_eq!(icmp_type(200), None);
    assert_eq!(icmp_code(3, 3), Some("Port Unreachable"));
    assert_eq!(icmp_code(11, 0), Some("Time to Live exceeded in Transit"));
    assert_eq!(icmp_code(3, 99), None);
    assert_eq!(icmpv6_type(135), Some("Neighbor Solicitation"));
    assert_eq!(icmpv6_type(99), None);
    assert_eq!(icmpv6_code(1, 4), Some("port unreachable"));
    assert_eq!(icmpv6_code(1, 99), None);
}

#[test]
fn transport_names() {
    assert_eq!(tcp_port(80), Some("http"));
    assert_eq!(tcp_port(443), Some("https"));
    assert_eq!(tcp_port(22), Some("ssh"));
    assert_eq!(tcp_port(53), Some("domain"));
    assert_eq!(tcp_port(49152), None);
    assert_eq!(udp_port(53), Some("domain"));
    assert_eq!(udp_port(69), Some("tftp"));
    assert_eq!(udp_port(67), Some("bootps"));
    assert_eq!(udp_port(4789), Some("vxlan"));
    assert_eq!(udp_port(5353), Some("mdns"));
    assert_eq!(udp_port(0), None);
    assert_eq!(sctp_port(36412), Some("s1-control"));
    assert_eq!(sctp_port(1), None);
    assert_eq!(tcp_option(2), Some("Maximum Segment Size"));
    assert_eq!(tcp_option(200), None);
    assert_eq!(sctp_chunk(0), Some("Payload Data (DATA)"));
    assert_eq!(sctp_chunk(99), None);
    assert_eq!(sctp_ppid(46), Some("Diameter in a SCTP DATA chunk"));
    assert_eq!(sctp_ppid(u32::MAX), None);
}

#[test]
fn tls_names() {
    assert_eq!(tls_version(0x0303), Some("TLS 1.2"));
    assert_eq!(tls_version(0x0305), None);
    assert_eq!(tls_cipher_suite(0x1301), Some("TLS_AES_128_GCM_SHA256"));
    assert_eq!(
        tls_cipher_suite(0xc02f),
        Some("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
    );
    assert_eq!(
        tls_cipher_suite(0x00ff),
        Some("TLS_EMPTY_RENEGOTIATION_INFO_SCSV")
    );
    assert_eq!(tls_cipher_suite(0xffff), None);
    assert_eq!(tls_extension(0), Some("server_name"));
    assert_eq!(tls_extension(0xff01), Some("renegotiation_info"));
    assert_eq!(tls_extension(9999), None);
    assert_eq!(tls_group(29), Some("x25519"));
    assert_eq!(tls_group(0x11ec), Some("X25519MLKEM768"));
    assert_eq!(tls_group(9999), None);
    assert_eq!(tls_signature_scheme(0x0804), Some("rsa_pss_rsae_sha256"));
    assert_eq!(tls_signature_scheme(0x9999), None);
    assert_eq!(tls_alert(40), Some("handshake_failure"));
    assert_eq!(tls_alert(200), None);
}

#[test]
fn grease_is_sixteen_values_and_no_more() {
    let grease = |code| tls_extension(code) == Some("Reserved (GREASE)");
    let found: Vec<u16> = (0..=u16::MAX).filter(|code| grease(*code)).collect();
    let expected: Vec<u16> = (0..16).map(|high| (high << 4 | 0xa) * 0x0101).collect();
    assert_eq!(found, expected);
}

#[test]
fn application_names() {
    assert_eq!(dns_type(1), Some("A"));
    assert_eq!(dns_type(28), Some("AAAA"));
    assert_eq!(dns_type_title(28), Some("IP6 Address"));
    assert_eq!(dns_type(65), Some("HTTPS"));
    assert_eq!(dns_type(54), None);
    assert_eq!(dns_class(1), Some("Internet (IN)"));
    assert_eq!(dns_class(2), None);
    assert_eq!(dns_rcode(3), Some("NXDomain"));
    assert_eq!(dns_rcode_title(3), Some("Non-Existent Domain"));
    assert_eq!(dns_rcode(12), None);
    assert_eq!(dns_opcode(5), Some("Update"));
    assert_eq!(dns_opcode(3), None);
    assert_eq!(dhcp_option(53), Some("DHCP Msg Type"));
    assert_eq!(dhcp_option(255), Some("End"));
    assert_eq!(dhcp_option(84), None);
    assert_eq!(dhcp_message_type(1), Some("DHCPDISCOVER"));
    assert_eq!(dhcp_message_type(0), None);
    assert_eq!(http_status(200), Some("OK"));
    assert_eq!(http_status(404), Some("Not Found"));
    assert_eq!(http_status(299), None);
}
