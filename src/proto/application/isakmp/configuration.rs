//! Settings that a gateway gives to a client: addresses, name servers, logins (RFC 7296 §3.15).

use super::payloads::RESERVED;
use super::{Version, attributes, codes};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const RFC: &str = "RFC 7296 §3.15";
const XAUTH: &str = "draft-ietf-ipsec-isakmp-xauth §7.2";

const fn v4(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::ipv4(name, label).doc(doc, RFC)
}

const fn v6(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::ipv6(name, label).doc(doc, RFC)
}

const fn login(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, XAUTH)
}

crate::fields! {
    TYPE = FieldSpec::uint("isakmp.cfg.type", "Kind", 8).codes(codes::CONFIGURATION)
        .doc("A client requests, the gateway replies; or one sets, and the other acknowledges.", RFC);
    IDENTIFIER = FieldSpec::uint("isakmp.cfg.identifier", "Identifier", 16)
        .doc("Pairs request and reply.", "draft-dukes-ike-mode-cfg §3.2");
    IP4 = v4("isakmp.cfg.attr.internal_ip4_address", "IPv4 address", "The client's address inside the network.");
    MASK4 = v4("isakmp.cfg.attr.internal_ip4_netmask", "IPv4 mask", "Which bits of the address name the network.");
    DNS4 = v4("isakmp.cfg.attr.internal_ip4_dns", "Name server", "A name server inside the network.");
    NBNS4 = v4("isakmp.cfg.attr.internal_ip4_nbns", "NetBIOS name server", "A name server of Windows networks.");
    EXPIRY = FieldSpec::uint("isakmp.cfg.attr.internal_address_expiry", "Address expiry", 32).unit("seconds")
        .doc("For how long the client may use the address.", RFC);
    DHCP4 = v4("isakmp.cfg.attr.internal_ip4_dhcp", "DHCP server", "Where the client can ask for more.");
    VERSION = FieldSpec::text("isakmp.cfg.attr.application_version", "Application version")
        .doc("What program the sender is.", RFC);
    IP6 = v6("isakmp.cfg.attr.internal_ip6_address", "IPv6 address", "The client's address inside the network.");
    PREFIX6 = FieldSpec::uint("isakmp.cfg.attr.internal_ip6_address.prefix", "Prefix length", 8)
        .unit("bits").doc("Which bits of the address name the network.", RFC);
    DNS6 = v6("isakmp.cfg.attr.internal_ip6_dns", "Name server", "A name server inside the network.");
    DHCP6 = v6("isakmp.cfg.attr.internal_ip6_dhcp", "DHCPv6 server", "Where the client can ask for more.");
    SUBNET4 = v4("isakmp.cfg.attr.internal_ip4_subnet_ip", "IPv4 subnet", "A network behind the gateway.");
    SUBNET4_MASK = v4("isakmp.cfg.attr.internal_ip4_subnet_netmask", "Mask", "Which bits name the subnet.");
    SUPPORTED = FieldSpec::uint("isakmp.cfg.attr.supported_attributes", "Supported attribute", 16)
        .codes(codes::CONFIG_ATTRIBUTES).doc("An attribute that the sender knows.", RFC);
    SUBNET6 = v6("isakmp.cfg.attr.internal_ip6_subnet_ip", "IPv6 subnet", "A network behind the gateway.");
    SUBNET6_PREFIX = FieldSpec::uint("isakmp.cfg.attr.internal_ip6_subnet_prefix", "Prefix length", 8)
        .unit("bits").doc("Which bits name the subnet.", RFC);
    PCSCF4 = v4("isakmp.cfg.attr.p_cscf_ip4_address", "P-CSCF", "The server for telephone calls.");
    PCSCF6 = v6("isakmp.cfg.attr.p_cscf_ip6_address", "P-CSCF", "The server for telephone calls.");
    XAUTH_TYPE = FieldSpec::uint("isakmp.cfg.attr.xauth.type", "Login", 16)
        .codes(&[(0, "generic"), (1, "RADIUS CHAP"), (2, "one-time password"), (3, "S/KEY")])
        .doc("The kind of login.", XAUTH);
    USER = login("isakmp.cfg.attr.xauth.user_name", "User", "Who logs in.");
    PASSWORD = login("isakmp.cfg.attr.xauth.user_password", "Password", "The password, readable here because IKE encrypts it.");
    PASSCODE = login("isakmp.cfg.attr.xauth.passcode", "Passcode", "What a card shows.");
    MESSAGE = login("isakmp.cfg.attr.xauth.message", "Message", "Text for the user.");
    CHALLENGE = login("isakmp.cfg.attr.xauth.challenge", "Challenge", "What the user has to answer.");
    DOMAIN = login("isakmp.cfg.attr.xauth.domain", "Domain", "Where the user is known.");
    STATUS = FieldSpec::uint("isakmp.cfg.attr.xauth.status", "Status", 16)
        .codes(&[(0, "failed"), (1, "accepted")]).doc("Whether the login succeeded.", XAUTH);
    BANNER = FieldSpec::text("isakmp.cfg.attr.unity.banner", "Banner")
        .doc("Text to show after the login.", "Cisco Unity");
    DEFAULT_DOMAIN = FieldSpec::text("isakmp.cfg.attr.unity.def_domain", "Default domain")
        .doc("What to append to short names.", "Cisco Unity");
}

/// The payload behind its generic header.
pub(super) fn configuration(p: &mut Peel<'_>, version: Version) -> Peeled {
    p.uint(&TYPE)?;
    match version {
        Version::One => {
            p.field(&RESERVED, 1)?;
            p.uint(&IDENTIFIER)?;
        }
        Version::Two => {
            p.field(&RESERVED, 3)?;
        }
    }
    attributes::all(p, &attributes::OF_CONFIG, value)
}

fn value(p: &mut Peel<'_>, kind: u16) -> Peeled {
    let row: &[&'static FieldSpec] = match kind {
        1 => &[&IP4],
        2 => &[&MASK4],
        3 => &[&DNS4],
        4 => &[&NBNS4],
        5 => &[&EXPIRY],
        6 => &[&DHCP4],
        8 if p.rest().len() == 17 => &[&IP6, &PREFIX6],
        8 => &[&IP6],
        10 => &[&DNS6],
        12 => &[&DHCP6],
        13 => &[&SUBNET4, &SUBNET4_MASK],
        14 => &[&SUPPORTED],
        15 => &[&SUBNET6, &SUBNET6_PREFIX],
        20 => &[&PCSCF4],
        21 => &[&PCSCF6],
        16520 => &[&XAUTH_TYPE],
        16527 => &[&STATUS],
        _ => return text(p, kind),
    };
    let len: usize = row.iter().map(|spec| (spec.bits / 8) as usize).sum();
    if !p.rest().len().is_multiple_of(len) {
        return Ok(());
    }
    while !p.rest().is_empty() && !p.is_full() {
        for spec in row {
            p.field(spec, (spec.bits / 8) as usize)?;
        }
    }
    Ok(())
}

fn text(p: &mut Peel<'_>, kind: u16) -> Peeled {
    let spec = match kind {
        7 => &VERSION,
        16521 => &USER,
        16522 => &PASSWORD,
        16523 => &PASSCODE,
        16524 => &MESSAGE,
        16525 => &CHALLENGE,
        16526 => &DOMAIN,
        28672 => &BANNER,
        28674 => &DEFAULT_DOMAIN,
        _ => return Ok(()),
    };
    super::payloads::take(p, spec)
}
