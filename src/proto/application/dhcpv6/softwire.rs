//! Options for IPv4 over IPv6 networks, where several customers share an address (RFC 7598).

use super::layouts::Then;
use super::options::malformed;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value};

crate::fields! {
    RULE_SHARED = FieldSpec::uint("dhcpv6.s46_rule.ea_len", "Embedded bits", 8)
        .unit("bits")
        .doc("How many bits of the IPv6 prefix say the IPv4 address and ports.", "RFC 7598 §4.1");
    RULE_LEN_4 = FieldSpec::uint("dhcpv6.s46_rule.ipv4_pref_len", "IPv4 prefix length", 8)
        .unit("bits")
        .doc("Of the IPv4 prefix.", "RFC 7598 §4.1");
    RULE_PREFIX_4 = FieldSpec::ipv4("dhcpv6.s46_rule.ipv4_prefix", "IPv4 prefix")
        .doc("The IPv4 addresses that the rule is about.", "RFC 7598 §4.1");
    RULE_LEN_6 = FieldSpec::uint("dhcpv6.s46_rule.ipv6_prefix_len", "IPv6 prefix length", 8)
        .unit("bits")
        .doc("Of the IPv6 prefix.", "RFC 7598 §4.1");
    RULE_PREFIX_6 = FieldSpec::computed("dhcpv6.s46_rule.ipv6_prefix", "IPv6 prefix")
        .doc("The IPv6 addresses that the rule is about.", "RFC 7598 §4.1");
    MAPPING_LEN = FieldSpec::uint("dhcpv6.s46_dmr.dmr_pref_len", "Prefix length", 8)
        .unit("bits")
        .doc("Of the prefix.", "RFC 7598 §4.3");
    MAPPING_PREFIX = FieldSpec::computed("dhcpv6.s46_dmr.dmr_prefix", "Prefix")
        .doc("What is put before IPv4 addresses outside.", "RFC 7598 §4.3");
    BINDING_ADDRESS = FieldSpec::ipv4("dhcpv6.s46_v4v6bind.ipv4_address", "IPv4 address")
        .doc("The address that the customer has, or shares.", "RFC 7598 §4.4");
    BINDING_LEN = FieldSpec::uint("dhcpv6.s46_v4v6bind.ipv6_pref_len", "Prefix length", 8)
        .unit("bits")
        .doc("Of the prefix.", "RFC 7598 §4.4");
    BINDING_PREFIX = FieldSpec::computed("dhcpv6.s46_v4v6bind.ipv6_prefix", "Prefix")
        .doc("The customer's IPv6 addresses.", "RFC 7598 §4.4");
    PORTS_OFFSET = FieldSpec::uint("dhcpv6.s46_portparam.offset", "Offset", 8)
        .doc("How many leading bits of a port say nothing.", "RFC 7598 §4.5");
    PORTS_LEN = FieldSpec::uint("dhcpv6.s46_portparam.psid_len", "Port set length", 8)
        .unit("bits")
        .doc("How many bits behind them name the set.", "RFC 7598 §4.5");
    PORTS_SET = FieldSpec::computed("dhcpv6.s46_portparam.psid", "Port set")
        .doc("Which ports of a shared address are the customer's.", "RFC 7598 §4.5");
}

/// What a rule begins with.
pub(super) const RULE: &[FieldSpec] = &[
    FieldSpec::hex("dhcpv6.s46_rule.flags", "Flags", 8)
        .parts_follow()
        .doc("How the rule is to be used.", "RFC 7598 §4.1"),
    FieldSpec::uint("dhcpv6.s46_rule.flags.reserved", "Reserved", 7)
        .part()
        .doc("Senders set these bits to zero.", "RFC 7598 §4.1"),
    FieldSpec::flag("dhcpv6.s46_rule.flags.fmr", "Forwarding rule")
        .part()
        .doc(
            "Packets between customers may go directly.",
            "RFC 7598 §4.1",
        ),
];

/// Reads the value of an option, and says what follows it.
pub(super) fn read(p: &mut Peel<'_>, code: u16) -> Result<Then, Stop> {
    match code {
        89 => return rule(p),
        91 => prefix(p, &MAPPING_LEN, &MAPPING_PREFIX)?,
        92 => {
            p.field(&BINDING_ADDRESS, 4)?;
            prefix(p, &BINDING_LEN, &BINDING_PREFIX)?;
            return Ok(Then::Options);
        }
        _ => port_set(p)?,
    }
    Ok(Then::End)
}

fn rule(p: &mut Peel<'_>) -> Result<Then, Stop> {
    p.rows(RULE)?;
    p.uint(&RULE_SHARED)?;
    p.uint(&RULE_LEN_4)?;
    p.field(&RULE_PREFIX_4, 4)?;
    prefix(p, &RULE_LEN_6, &RULE_PREFIX_6)?;
    Ok(Then::Options)
}

/// A length in bits, and as many bytes as it takes.
fn prefix(p: &mut Peel<'_>, len: &'static FieldSpec, spec: &'static FieldSpec) -> Peeled {
    let len = (p.uint(len)? as usize).div_ceil(8);
    if len > 16 {
        malformed(p, "the prefix is longer than an address");
        return Err(Stop);
    }
    let at = p.pos();
    let bytes = p.skip(len)?;
    let mut address = [0; 16];
    address[..len].copy_from_slice(bytes);
    if len > 0 {
        p.mark_as(spec, at..at + len, Value::Ipv6(address.into()));
    }
    Ok(())
}

/// The set stands in the leading bits of its two bytes.
fn port_set(p: &mut Peel<'_>) -> Peeled {
    p.uint(&PORTS_OFFSET)?;
    let bits = p.uint(&PORTS_LEN)?;
    let at = p.pos();
    let bytes = p.skip(2)?;
    let number = u16::from_be_bytes([bytes[0], bytes[1]]);
    let set = match bits {
        0 => 0,
        1..=16 => u64::from(number) >> (16 - bits),
        _ => u64::from(number),
    };
    p.mark_as(&PORTS_SET, at..at + 2, Value::Uint(set));
    Ok(())
}
