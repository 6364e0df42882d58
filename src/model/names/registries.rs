//! The registries that are plain tables: a file and a function each.

use std::sync::LazyLock;

use super::table::Table;

/// Defines each table from its file in `assets/names`, with functions that look up one column.
macro_rules! registries {
    ($($table:ident $file:literal { $($(#[$doc:meta])* $name:ident($code:ty) $column:ident)* })*) => {$(
        static $table: LazyLock<Table> = LazyLock::new(|| {
            Table::parse(include_str!(concat!("../../../assets/names/", $file)))
        });
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $name(code: $code) -> Option<&'static str> {
                $table.$column(code.into())
            }
        )*
    )*};
}

registries! {
    ETHERTYPES "ethertypes.txt" {
        /// The protocol an EtherType announces (IEEE 802.3 §3.2.6).
        ethertype(u16) name
    }
    ARP_HARDWARE "arp-hardware.txt" {
        /// An ARP hardware type (RFC 826, RFC 5494).
        arp_hardware(u16) name
    }
    LINUX_ARP_HARDWARE "linux-arp-hardware.txt" {
        /// What kind of device a Linux `ARPHRD_*` number means; Linux cooked captures carry them.
        linux_arp_hardware(u16) title
    }
    LINK_TYPES "link-types.txt" {
        /// A capture file's link type, such as `ETHERNET`, without the `LINKTYPE_` prefix.
        link_type(u32) name
        /// What a frame of that link type begins with.
        link_type_title(u32) title
    }
    LLC_SAPS "llc-saps.txt" {
        /// An LLC service access point, the octet as it stands (IEEE 802.2 §3.3.1).
        llc_sap(u8) name
    }
    PPP_PROTOCOLS "ppp-protocols.txt" {
        /// The protocol a PPP frame announces (RFC 1661 §2).
        ppp_protocol(u16) name
    }
    IP_PROTOCOLS "ip-protocols.txt" {
        /// The keyword of an IP protocol number, such as `TCP` (RFC 791 §3.1, RFC 8200 §3).
        ip_protocol(u8) name
        /// The full name of an IP protocol, where the registry has one.
        ip_protocol_title(u8) title
    }
    IPV4_OPTIONS "ipv4-options.txt" {
        /// An IPv4 option, by its whole type octet (RFC 791 §3.1).
        ipv4_option(u8) name
    }
    ICMP_TYPES "icmp-types.txt" {
        /// An ICMP type (RFC 792).
        icmp_type(u8) name
    }
    ICMP_CODES "icmp-codes.txt" {}
    ICMPV6_TYPES "icmpv6-types.txt" {
        /// An ICMPv6 type (RFC 4443 §2.1).
        icmpv6_type(u8) name
    }
    ICMPV6_CODES "icmpv6-codes.txt" {}
    TCP_PORTS "tcp-ports.txt" {
        /// The service of a TCP port.
        tcp_port(u16) name
    }
    UDP_PORTS "udp-ports.txt" {
        /// The service of a UDP port.
        udp_port(u16) name
    }
    SCTP_PORTS "sctp-ports.txt" {
        /// The service of an SCTP port.
        sctp_port(u16) name
    }
    TCP_OPTIONS "tcp-options.txt" {
        /// A TCP option kind (RFC 9293 §3.1).
        tcp_option(u8) name
    }
    SCTP_CHUNKS "sctp-chunks.txt" {
        /// An SCTP chunk type (RFC 9260 §3.2).
        sctp_chunk(u8) name
    }
    SCTP_PPIDS "sctp-ppids.txt" {
        /// An SCTP payload protocol identifier (RFC 9260 §3.3.1).
        sctp_ppid(u32) name
    }
    TLS_VERSIONS "tls-versions.txt" {
        /// A TLS, DTLS or SSL version (RFC 8446 §4.1.2), GREASE values included (RFC 8701).
        tls_version(u16) name_or_grease
    }
    TLS_CIPHER_SUITES "tls-cipher-suites.txt" {
        /// A TLS cipher suite (RFC 8446 §B.4), GREASE values included (RFC 8701).
        tls_cipher_suite(u16) name_or_grease
    }
    TLS_EXTENSIONS "tls-extensions.txt" {
        /// A TLS extension type (RFC 8446 §4.2), GREASE values included (RFC 8701).
        tls_extension(u16) name_or_grease
    }
    TLS_GROUPS "tls-groups.txt" {
        /// A TLS group for key exchange (RFC 8446 §4.2.7), GREASE values included (RFC 8701).
        tls_group(u16) name_or_grease
    }
    TLS_SIGNATURE_SCHEMES "tls-signature-schemes.txt" {
        /// A TLS signature scheme (RFC 8446 §4.2.3), GREASE values included (RFC 8701).
        tls_signature_scheme(u16) name_or_grease
    }
    TLS_ALERTS "tls-alerts.txt" {
        /// A TLS alert description (RFC 8446 §6).
        tls_alert(u8) name
    }
    DNS_TYPES "dns-types.txt" {
        /// The mnemonic of a DNS record type, such as `AAAA` (RFC 1035 §3.2.2).
        dns_type(u16) name
        /// What a DNS record type means.
        dns_type_title(u16) title
    }
    DNS_CLASSES "dns-classes.txt" {
        /// A DNS class (RFC 1035 §3.2.4).
        dns_class(u16) name
    }
    DNS_RCODES "dns-rcodes.txt" {
        /// A DNS response code, such as `NXDomain`; extended codes too (RFC 6895 §2.3).
        dns_rcode(u16) name
        /// What a DNS response code means.
        dns_rcode_title(u16) title
    }
    DNS_OPCODES "dns-opcodes.txt" {
        /// A DNS operation code (RFC 6895 §2.2).
        dns_opcode(u8) name
    }
    DHCP_OPTIONS "dhcp-options.txt" {
        /// A DHCP or BOOTP option (RFC 2132).
        dhcp_option(u8) name
    }
    DHCP_MESSAGE_TYPES "dhcp-message-types.txt" {
        /// A DHCP message type, the value of option 53 (RFC 2132 §9.6).
        dhcp_message_type(u8) name
    }
    HTTP_STATUSES "http-statuses.txt" {
        /// The reason phrase of an HTTP status code (RFC 9110 §15).
        http_status(u16) name
    }
}

/// What `code` means in an ICMP message of type `kind` (RFC 792).
#[must_use]
pub fn icmp_code(kind: u8, code: u8) -> Option<&'static str> {
    ICMP_CODES.name(u16::from_be_bytes([kind, code]).into())
}

/// What `code` means in an ICMPv6 message of type `kind` (RFC 4443 §3).
#[must_use]
pub fn icmpv6_code(kind: u8, code: u8) -> Option<&'static str> {
    ICMPV6_CODES.name(u16::from_be_bytes([kind, code]).into())
}
