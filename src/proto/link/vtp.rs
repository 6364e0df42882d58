//! VTP: Cisco's switches share one list of VLANs.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Value, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "Cisco VLAN Trunking Protocol";

const SUMMARY_CODE: u8 = 1;
const SUBSET_CODE: u8 = 2;
const REQUEST_CODE: u8 = 3;
const JOIN_CODE: u8 = 4;

const CODES: Codes = &[
    (1, "summary"),
    (2, "list of VLANs"),
    (3, "request"),
    (4, "join"),
];

const START: &[FieldSpec] = &[
    FieldSpec::hex("vtp.version", "Version", 8).doc("1, 2 or 3.", SECTION),
    FieldSpec::hex("vtp.code", "Message", 8)
        .codes(CODES)
        .doc("What the message is.", SECTION),
];

const DOMAIN_LEN: FieldSpec = FieldSpec::uint("vtp.md_len", "Domain name length", 8)
    .unit("bytes")
    .doc("The length of the name.", SECTION);

const DOMAIN: FieldSpec = FieldSpec::text("vtp.md", "Domain")
    .wide(32)
    .doc("Which switches share the list.", SECTION);

const REVISION: FieldSpec = FieldSpec::uint("vtp.conf_rev_num", "Revision", 32).doc(
    "Counts the changes of the list: a switch takes over a list with a higher number.",
    SECTION,
);

const RESERVED: FieldSpec = FieldSpec::bytes("vtp.reserved", "Reserved")
    .wide(1)
    .doc("Zero.", SECTION);

const SUMMARY: &[FieldSpec] = &[
    FieldSpec::uint("vtp.followers", "Followers", 8)
        .doc("How many lists of VLANs follow.", SECTION),
    DOMAIN_LEN,
    DOMAIN,
    REVISION,
    FieldSpec::ipv4("vtp.upd_id", "Updater").doc("The switch that changed the list last.", SECTION),
    FieldSpec::text("vtp.upd_ts", "Time of the update")
        .wide(12)
        .doc(
            "When: year, month, day, hour, minute, second, two digits each.",
            SECTION,
        ),
    FieldSpec::bytes("vtp.md5_digest", "Digest")
        .wide(16)
        .doc("An MD5 over the list and the domain's password.", SECTION),
];

const SUBSET: &[FieldSpec] = &[
    FieldSpec::uint("vtp.seq_num", "Sequence number", 8)
        .doc("Which of the lists behind the summary this is.", SECTION),
    DOMAIN_LEN,
    DOMAIN,
    REVISION,
];

const REQUEST: &[FieldSpec] = &[
    RESERVED,
    DOMAIN_LEN,
    DOMAIN,
    FieldSpec::hex("vtp.start_value", "First list", 16).doc("Which list to start with.", SECTION),
];

const JOIN: &[FieldSpec] = &[
    RESERVED,
    DOMAIN_LEN,
    DOMAIN,
    FieldSpec::uint("vtp.pruning.first", "First VLAN", 16)
        .doc("The VLAN of the first bit.", SECTION),
    FieldSpec::uint("vtp.pruning.last", "Last VLAN", 16).doc("The VLAN of the last bit.", SECTION),
];

const JOIN_LEN: usize = bytes_of(JOIN);

const VLAN: &[FieldSpec] = &[
    FieldSpec::uint("vtp.vlan_info.len", "Length", 8)
        .unit("bytes")
        .doc("All that is said of this VLAN.", SECTION),
    FieldSpec::hex("vtp.vlan_info.status", "Status", 8)
        .parts_follow()
        .doc("Whether the VLAN is in use.", SECTION),
    reserved(7, SECTION).part(),
    FieldSpec::flag("vtp.vlan_info.status.vlan_susp", "Suspended")
        .part()
        .doc("Set: no frames of the VLAN are carried.", SECTION),
    FieldSpec::hex("vtp.vlan_info.vlan_type", "Kind", 8)
        .codes(&[
            (1, "Ethernet"),
            (2, "FDDI"),
            (3, "Token Ring relay"),
            (4, "FDDI network"),
            (5, "Token Ring bridge"),
        ])
        .doc("What kind of network the VLAN stands for.", SECTION),
    FieldSpec::uint("vtp.vlan_info.vlan_name_len", "Name length", 8)
        .unit("bytes")
        .doc(
            "The length of the name; it is filled up to a multiple of 4.",
            SECTION,
        ),
    FieldSpec::hex("vtp.vlan_info.isl_vlan_id", "VLAN", 16).doc("Its number.", SECTION),
    FieldSpec::uint("vtp.vlan_info.mtu_size", "MTU", 16)
        .unit("bytes")
        .doc("The largest packet in the VLAN.", SECTION),
    FieldSpec::hex("vtp.vlan_info.802_10_index", "IEEE 802.10 index", 32)
        .doc("Its number on FDDI.", SECTION),
];

const VLAN_LEN: usize = bytes_of(VLAN);

const NAME_LEN_AT: usize = 3;

const ITEM: &[FieldSpec] = &[
    FieldSpec::hex("vtp.vlan_info.tlv_type", "Type", 8)
        .codes(&[
            (1, "ring number"),
            (2, "bridge number"),
            (3, "kind of spanning tree"),
            (4, "parent VLAN"),
            (5, "translated VLANs"),
            (6, "pruning"),
            (7, "kind of bridge"),
            (8, "most hops of all-routes explorers"),
            (9, "most hops of spanning tree explorers"),
            (10, "backup mode"),
        ])
        .doc("What is told of the VLAN.", SECTION),
    FieldSpec::uint("vtp.vlan_info.tlv_len", "Length", 8)
        .scaled(1, "× 2 bytes")
        .doc("The length of the value in words of 2 bytes.", SECTION),
];

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 16).doc(doc, SECTION)
}

crate::fields! {
    VLAN_GROUP = FieldSpec::group("", "VLAN")
        .doc("One VLAN of the list.", SECTION);
    ITEM_GROUP = FieldSpec::group("", "Item")
        .doc("Something more about the VLAN.", SECTION);
    NAME = FieldSpec::text("vtp.vlan_info.vlan_name", "Name")
        .doc("What an administrator called the VLAN.", SECTION);
    RING = word("vtp.vlan_info.src_route_ring_num", "Ring number", "The ring's number.");
    BRIDGE = word("vtp.vlan_info.src_route_bridge_num", "Bridge number", "The bridge's number.");
    TREE = word("vtp.vlan_info.stp_type", "Spanning tree", "Which kind it runs.")
        .codes(&[(1, "source route transparent"), (2, "source route"), (3, "automatic")]);
    PARENT = word("vtp.vlan_info.parent_vlan", "Parent VLAN", "The VLAN that this one belongs to.");
    TRANSLATED = word("vtp.vlan_info.translationally_bridged_vlans", "Translated VLAN", "A VLAN of another kind that frames go to.");
    PRUNING = word("vtp.vlan_info.pruning", "Pruning", "Whether switches without members of the VLAN are left out.")
        .codes(&[(1, "on"), (2, "off")]);
    BRIDGE_KIND = word("vtp.vlan_info.bridge_type", "Kind of bridge", "How frames find their way.")
        .codes(&[(1, "source route transparent"), (2, "source route")]);
    ALL_ROUTES = FieldSpec::uint("vtp.vlan_info.max_are_hop_count", "Most hops", 16)
        .doc("Of explorers on all routes.", SECTION);
    ONE_ROUTE = FieldSpec::uint("vtp.vlan_info.max_ste_hop_count", "Most hops", 16)
        .doc("Of explorers on the spanning tree.", SECTION);
    BACKUP = word("vtp.vlan_info.backup_crf_mode", "Backup", "Whether the relay takes over if another fails.")
        .codes(&[(1, "is a backup"), (2, "is not a backup")]);
    DATA = FieldSpec::bytes("vtp.vlan_info.data", "Data")
        .doc("An item that decap does not take apart.", SECTION);
    ACTIVE = FieldSpec::uint("vtp.pruning.active", "VLAN", 8)
        .doc("A VLAN whose frames the sender wants.", SECTION);
}

/// VTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "vtp",
        short: "VTP",
        title: "VLAN Trunking Protocol",
        osi: OsiLayer::DataLink,
        why: "It is what switches say to each other about their VLANs; it travels no further than they do.",
        reference: "Cisco VLAN Trunking Protocol",
    },
    claims: &[Claim::Snap(0x00_000c, 0x2003)],
    headers: &[START, SUMMARY, SUBSET, REQUEST, JOIN, VLAN, ITEM],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x02\x01\x03lab\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x07\x14\0\x01\x05\0\x05\x05\xdc\0\x01\x86\xa5hosts\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let code = p.rows(START)?[1];
    match CODES.iter().find(|entry| entry.0 == u64::from(code)) {
        Some((_, name)) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("message {code}")),
    }
    match code {
        SUMMARY_CODE => drop(p.rows(SUMMARY)?),
        SUBSET_CODE => {
            p.rows(SUBSET)?;
            while !p.rest().is_empty() && !p.is_full() {
                vlan(p)?;
            }
        }
        REQUEST_CODE => drop(p.rows(REQUEST)?),
        JOIN_CODE => join(p)?,
        _ => {}
    }
    Ok(())
}

fn vlan(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().first().map_or(0, |len| usize::from(*len));
    if len < VLAN_LEN {
        let at = p.pos();
        p.rows(VLAN)?;
        p.fault(
            FaultKind::Malformed("the VLAN's length does not cover its own fixed part"),
            at..at + 1,
        );
        p.seek(p.bytes().len());
        return Ok(());
    }
    p.group(&VLAN_GROUP, |p| {
        p.within(len, "VTP VLAN length", |p| {
            let head = *p.header::<VLAN_LEN>(VLAN)?;
            let name = usize::from(head[NAME_LEN_AT]).next_multiple_of(4);
            if name > 0 {
                p.field(&NAME, name)?;
            }
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&ITEM_GROUP, item)?;
            }
            Ok(())
        })
    })
}

fn item(p: &mut Peel<'_>) -> Peeled {
    let [kind, words] = p.rows(ITEM)? else {
        return Ok(());
    };
    let (kind, len) = (*kind, usize::from(*words) * 2);
    p.within(len, "VTP item length", |p| {
        let spec = match kind {
            1 => &RING,
            2 => &BRIDGE,
            3 => &TREE,
            4 => &PARENT,
            5 => &TRANSLATED,
            6 => &PRUNING,
            7 => &BRIDGE_KIND,
            8 => &ALL_ROUTES,
            9 => &ONE_ROUTE,
            10 => &BACKUP,
            _ => &DATA,
        };
        if spec.bits == 0 {
            p.field(spec, len)?;
        } else {
            p.uint(spec)?;
        }
        Ok(())
    })
}

/// Reads which VLANs the sender wants: one bit for each.
fn join(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<JOIN_LEN>(JOIN)?;
    let first = u32::from(u16::from_be_bytes([head[JOIN_LEN - 4], head[JOIN_LEN - 3]]));
    let at = p.pos();
    for (index, byte) in p.rest().iter().enumerate() {
        for bit in (0..8).filter(|bit| byte & (0x80 >> bit) != 0) {
            if p.is_full() {
                return Ok(());
            }
            let vlan = first + index as u32 * 8 + bit;
            p.mark_as(
                &ACTIVE,
                at + index..at + index + 1,
                Value::Uint(u64::from(vlan)),
            );
        }
    }
    p.seek(p.bytes().len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn vlans_have_names_and_more() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[40] += 4;
        bytes.extend(b"\x04\x01\0\x05");
        let out = peeled(&bytes);
        assert_eq!(all(&out, &bytes, "vtp.vlan_info.vlan_name")[0].2, "hosts");
        assert_eq!(
            out.field("vtp.vlan_info.parent_vlan").unwrap().value,
            Value::Uint(5)
        );
        bytes[40] = 3;
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }

    #[test]
    fn bits_name_vlans() {
        let mut bytes = PROTOCOL.sample[..36].to_vec();
        bytes[1] = 4;
        bytes.extend(b"\0\x08\0\x17\x80\x01");
        let out = peeled(&bytes);
        let found: Vec<_> = all(&out, &bytes, "vtp.pruning.active")
            .into_iter()
            .map(|(at, _, text)| (at, text))
            .collect();
        assert_eq!(found, [(40, "8".to_owned()), (41, "23".to_owned())]);
    }
}
