//! Registers: the router next to a sender hands its packets to the rendezvous point
//! (RFC 7761 §4.9.3).

use std::net::IpAddr;

use super::{BODY, DUMMY, GROUP, GROUP_6, SOURCE, SOURCE_6};
use crate::decode::{Next, Peel, Peeled};
use crate::model::{Address, FieldSpec};
use crate::proto::network::{ipv4, ipv6};
use crate::proto::reserved::reserved;

pub(super) const SECTION: &str = "RFC 7761 §4.9.3";

pub(super) const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("pim.register_flag", "Flags", 32)
        .parts_follow()
        .doc("What kind of register it is.", SECTION),
    FieldSpec::flag("pim.register_flag.border", "Border")
        .part()
        .doc(
            "Set: the sender is a border router for a source it is not connected to. No longer used.",
            SECTION,
        ),
    FieldSpec::flag("pim.register_flag.null_register", "Null-register")
        .part()
        .doc(
            "Set: no packet inside, only its header: the router asks whether to go on registering.",
            SECTION,
        ),
    reserved(30, SECTION).part(),
];

pub(super) const IP_VERSION: &[FieldSpec] = &[FieldSpec::uint("pim.ip_version", "IP version", 4)
    .codes(&[(0, "dummy header"), (4, "IPv4"), (6, "IPv6")])
    .doc("What stands here instead of a packet.", SECTION)];

pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    body(p, |p| p.rows(FLAGS).map(drop))
}

/// Reads what stands before the packet that is registered, and hands the packet over. It is part of
/// the message's body too.
pub(super) fn body(p: &mut Peel<'_>, before: impl FnOnce(&mut Peel<'_>) -> Peeled) -> Peeled {
    let end = p.bytes().len();
    let (start, next) = p.group(&BODY, |p| {
        before(p)?;
        let start = p.pos();
        let next = match p.rest().first().map(|byte| byte >> 4) {
            Some(4) => Some(Next::Protocol(&ipv4::PROTOCOL)),
            Some(6) => Some(Next::Protocol(&ipv6::PROTOCOL)),
            _ => None,
        };
        p.bits(IP_VERSION, start);
        if p.rest().first().is_some_and(|byte| byte >> 4 == 0) {
            p.group(&DUMMY, dummy)?;
        }
        p.seek(end);
        Ok((start, next))
    })?;
    if let Some(next) = next {
        p.seek(start);
        p.pass(next);
    }
    Ok(())
}

/// A header whose version is not filled in: it is that of the addresses around.
fn dummy(p: &mut Peel<'_>) -> Peeled {
    let is_ipv6 = p
        .addresses()
        .is_some_and(|ends| matches!(ends.from, Address::Ip(IpAddr::V6(_))));
    if is_ipv6 {
        p.skip(8)?;
        p.field(&SOURCE_6, 16)?;
        p.field(&GROUP_6, 16)?;
    } else {
        p.skip(12)?;
        p.field(&SOURCE, 4)?;
        p.field(&GROUP, 4)?;
    }
    let rest = p.rest().len();
    p.skip(rest).map(drop)
}
