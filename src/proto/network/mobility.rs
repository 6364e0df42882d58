//! The mobility header of IPv6: where a mobile host is now (RFC 6275).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of, names};
use crate::proto::checksum;

const TYPES: Codes = &[
    (0, "binding refresh request"),
    (1, "home test init"),
    (2, "care-of test init"),
    (3, "home test"),
    (4, "care-of test"),
    (5, "binding update"),
    (6, "binding acknowledgement"),
    (7, "binding error"),
    (8, "fast binding update"),
    (9, "fast binding acknowledgement"),
    (10, "fast neighbor advertisement"),
    (11, "experimental"),
    (12, "home agent switch"),
    (13, "heartbeat"),
    (14, "handover initiate"),
    (15, "handover acknowledge"),
    (16, "binding revocation"),
    (17, "localized routing initiation"),
    (18, "localized routing acknowledgement"),
    (19, "update notification"),
    (20, "update notification acknowledgement"),
    (21, "flow binding"),
    (22, "subscription query"),
    (23, "subscription response"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("mip6.proto", "Payload protocol", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc("59: nothing may follow yet.", "RFC 6275 §6.1.1"),
    FieldSpec::uint("mip6.hlen", "Length", 8)
        .unit("× 8 bytes after the first 8")
        .doc(
            "The header's length in units of 8 bytes, the first 8 not counted.",
            "RFC 6275 §6.1.1",
        ),
    FieldSpec::uint("mip6.mhtype", "Type", 8)
        .codes(TYPES)
        .doc("What the message is for.", "RFC 6275 §6.1.1"),
    FieldSpec::hex("mip6.reserved", "Reserved", 8).doc("Zero.", "RFC 6275 §6.1.1"),
    FieldSpec::hex("mip6.csum", "Checksum", 16).doc(
        "Covers the message and the addresses of the IPv6 header.",
        "RFC 6275 §6.1.1",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const UPDATE: &[FieldSpec] = &[
    FieldSpec::uint("mip6.bu.seqnr", "Sequence number", 16)
        .doc("Tells updates apart.", "RFC 6275 §6.1.7"),
    FieldSpec::flag("mip6.bu.a_flag", "Acknowledge")
        .doc("Set: please acknowledge.", "RFC 6275 §6.1.7"),
    FieldSpec::flag("mip6.bu.h_flag", "Home registration").doc(
        "Set: the receiver is to be the home agent.",
        "RFC 6275 §6.1.7",
    ),
    FieldSpec::flag("mip6.bu.l_flag", "Link-local compatibility").doc(
        "Set: the link-local address ends like the home address.",
        "RFC 6275 §6.1.7",
    ),
    FieldSpec::flag("mip6.bu.k_flag", "Key management").doc(
        "Set: the security association survives movement.",
        "RFC 6275 §6.1.7",
    ),
    FieldSpec::flag("mip6.bu.m_flag", "MAP registration").doc(
        "Set: registration with a mobility anchor point.",
        "RFC 5380 §4",
    ),
    FieldSpec::flag("mip6.nemo.bu.r_flag", "Mobile router").doc(
        "Set: the sender is a router with a network behind it.",
        "RFC 3963 §4.1",
    ),
    FieldSpec::flag("mip6.bu.p_flag", "Proxy registration").doc(
        "Set: the network registers on the host's behalf.",
        "RFC 5213 §8.1",
    ),
    FieldSpec::flag("mip6.bu.f_flag", "UDP encapsulation")
        .doc("Set: packets must go inside UDP.", "RFC 5555 §3.1.3"),
    FieldSpec::flag("mip6.bu.t_flag", "TLV header")
        .doc("Set: tunnelled packets have a TLV header.", "RFC 5845"),
    FieldSpec::flag("mip6.bu.b_flag", "Bulk binding")
        .doc("Set: updates for several hosts at once.", "RFC 6602 §4"),
    FieldSpec::gap(6),
    FieldSpec::uint("mip6.bu.lifetime", "Lifetime", 16)
        .unit("× 4 s")
        .doc("How long the binding is valid.", "RFC 6275 §6.1.7"),
];

const ACKNOWLEDGEMENT: &[FieldSpec] = &[
    FieldSpec::uint("mip6.ba.status", "Status", 8)
        .doc("Below 128 the update was accepted.", "RFC 6275 §6.1.8"),
    FieldSpec::flag("mip6.ba.k_flag", "Key management").doc(
        "Set: the security association survives movement.",
        "RFC 6275 §6.1.8",
    ),
    FieldSpec::flag("mip6.nemo.ba.r_flag", "Mobile router").doc(
        "Set: the home agent serves the network behind the mobile router.",
        "RFC 3963 §4.2",
    ),
    FieldSpec::flag("mip6.ba.p_flag", "Proxy registration").doc(
        "Set: the network registered on the host's behalf.",
        "RFC 5213 §8.2",
    ),
    FieldSpec::flag("mip6.ba.t_flag", "TLV header")
        .doc("Set: tunnelled packets have a TLV header.", "RFC 5845"),
    FieldSpec::flag("mip6.ba.b_flag", "Bulk binding")
        .doc("Set: updates for several hosts at once.", "RFC 6602 §4"),
    FieldSpec::gap(3),
    FieldSpec::uint("mip6.ba.seqnr", "Sequence number", 16)
        .doc("Which update this answers.", "RFC 6275 §6.1.8"),
    FieldSpec::uint("mip6.ba.lifetime", "Lifetime", 16)
        .unit("× 4 s")
        .doc("How long the binding is valid.", "RFC 6275 §6.1.8"),
];

crate::fields! {
    RESERVED = FieldSpec::bytes("mip6.binding_refresh_request", "Reserved")
        .doc("Zero.", "RFC 6275 §6.1.2");
    HOME_INIT = FieldSpec::hex("mip6.hoti.cookie", "Home init cookie", 64)
        .doc("A random number that the answer brings back.", "RFC 6275 §6.1.3");
    CARE_OF_INIT = FieldSpec::hex("mip6.coti.cookie", "Care-of init cookie", 64)
        .doc("A random number that the answer brings back.", "RFC 6275 §6.1.4");
    HOME_NONCE = FieldSpec::uint("mip6.hot.nindex", "Home nonce index", 16)
        .doc("Which secret the token was made with.", "RFC 6275 §6.1.5");
    HOME_COOKIE = FieldSpec::hex("mip6.hot.cookie", "Home init cookie", 64)
        .doc("The number that came with the question.", "RFC 6275 §6.1.5");
    HOME_TOKEN = FieldSpec::hex("mip6.hot.token", "Home keygen token", 64)
        .doc("Shows, when it comes back, that the home address can be reached.", "RFC 6275 §6.1.5");
    CARE_OF_NONCE = FieldSpec::uint("mip6.cot.nindex", "Care-of nonce index", 16)
        .doc("Which secret the token was made with.", "RFC 6275 §6.1.6");
    CARE_OF_COOKIE = FieldSpec::hex("mip6.cot.cookie", "Care-of init cookie", 64)
        .doc("The number that came with the question.", "RFC 6275 §6.1.6");
    CARE_OF_TOKEN = FieldSpec::hex("mip6.hot.token", "Care-of keygen token", 64)
        .doc("Shows, when it comes back, that the care-of address can be reached.", "RFC 6275 §6.1.6");
    STATUS = FieldSpec::uint("mip6.be.status", "Status", 8)
        .codes(&[(1, "unknown binding for home address"), (2, "unknown type of mobility header")])
        .doc("What is wrong.", "RFC 6275 §6.1.9");
    ERROR_HOME = FieldSpec::ipv6("mip6.be.haddr", "Home address")
        .doc("The home address of the packet that was wrong.", "RFC 6275 §6.1.9");
    BODY = FieldSpec::group("", "Message and options")
        .doc("What decap does not take apart.", "RFC 6275 §6.2");
}

/// The mobility header.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mipv6",
        short: "Mobility",
        title: "Mobile IPv6",
        osi: OsiLayer::Network,
        why: "It keeps a host's address valid while the host moves from network to network.",
        reference: "RFC 6275",
    },
    // 62 is what drafts of the protocol used.
    claims: &[Claim::IpProtocol(135), Claim::IpProtocol(62)],
    headers: &[HEADER, UPDATE, ACKNOWLEDGEMENT],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x3b\x01\x05\x00\x00\x00\x00\x09\x80\x00\x00\x04\x01\x02\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let (len, kind) = ((usize::from(h[1]) + 1) * 8, h[2]);
    if !p.wants_fields() {
        // Nothing may follow.
        return p.skip(len - HEADER_LEN).map(drop);
    }
    let name = TYPES
        .get(usize::from(kind))
        .map_or("unknown type", |entry| entry.1);
    p.summary(format_args!("{name}"));
    let verdict = match p.bytes().get(..len) {
        Some(message) if p.is_whole() => checksum::transport(p, 135, len, message, 4),
        _ => Verdict::Unverifiable,
    };
    p.verdict("mip6.csum", verdict);
    p.within(len - HEADER_LEN, "mobility header's length", |p| {
        body(p, kind)?;
        match p.rest().len() {
            0 => Ok(()),
            rest => p.group(&BODY, |p| p.skip(rest)).map(drop),
        }
    })?;
    if p.pos() < p.bytes().len() {
        let behind = p.pos()..p.bytes().len();
        p.fault(
            FaultKind::Malformed("nothing may follow a mobility header"),
            behind,
        );
    }
    Ok(())
}

fn body(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        0 => p.field(&RESERVED, 2).map(drop),
        1 => {
            p.skip(2)?;
            p.uint(&HOME_INIT).map(drop)
        }
        2 => {
            p.skip(2)?;
            p.uint(&CARE_OF_INIT).map(drop)
        }
        3 => {
            p.uint(&HOME_NONCE)?;
            p.uint(&HOME_COOKIE)?;
            p.uint(&HOME_TOKEN).map(drop)
        }
        4 => {
            p.uint(&CARE_OF_NONCE)?;
            p.uint(&CARE_OF_COOKIE)?;
            p.uint(&CARE_OF_TOKEN).map(drop)
        }
        5 => p.rows(UPDATE).map(drop),
        6 => p.rows(ACKNOWLEDGEMENT).map(drop),
        7 => {
            p.uint(&STATUS)?;
            p.skip(1)?;
            p.field(&ERROR_HOME, 16).map(drop)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn an_update_is_read_to_the_bit() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.field("mip6.bu.a_flag").unwrap().value, Value::Uint(1));
        assert_eq!(out.field("mip6.bu.lifetime").unwrap().value, Value::Uint(4));
        assert_eq!(out.layers[0].summary, "binding update");
        assert!(out.faults.is_empty());
        let longer = [PROTOCOL.sample, &b"behind"[..]].concat();
        peeler.peel_as(&PROTOCOL, &longer, Want::Full, &mut out);
        assert!(matches!(out.faults[0].kind, FaultKind::Malformed(_)));
    }
}
