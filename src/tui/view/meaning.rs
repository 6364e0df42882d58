//! What a value means, beyond the name of its code point.

use crate::model::{Field, Value, Verdict, names};

/// Sentences about a field's value; none where there is nothing to add.
pub(super) fn meaning(field: &Field) -> Vec<String> {
    match &field.value {
        Value::Ipv4(ip) => vec![address_kind(names::ipv4_kind(*ip))],
        Value::Ipv6(ip) => vec![address_kind(names::ipv6_kind(*ip))],
        Value::Mac(mac) => {
            let mut lines = Vec::new();
            lines.extend(names::oui(*mac).map(|vendor| format!("Made by {vendor}.")));
            lines.push(format!("An address that is {}.", names::mac_kind(*mac)));
            lines
        }
        Value::Checksum(_, verdict) => vec![checksum(*verdict).into()],
        Value::Uint(hops) => hop_limit(field.spec.name, *hops).into_iter().collect(),
        Value::Frame(_) => vec!["Enter or f goes to that frame, u comes back.".into()],
        _ => Vec::new(),
    }
}

fn address_kind(kind: &names::AddressKind) -> String {
    format!(
        "Kind of address: {}. {} ({})",
        kind.label, kind.note, kind.spec
    )
}

const fn checksum(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "decap computed it anew from the bytes, and it is correct.",
        Verdict::Bad(_) => {
            "decap computed it anew from the bytes, and it is wrong: the frame was damaged on its way, or changed by something that did not mend the checksum. A receiver drops it."
        }
        Verdict::Offloaded(_) => {
            "The capturing host sent this frame itself. Its network card computes the checksum last, after the capture saw the frame: what stands here is not wrong, it is not finished."
        }
        Verdict::Absent => "The sender left it out, as this protocol allows.",
        Verdict::Unverifiable => {
            "It cannot be checked, because not all the bytes that it covers are in this frame."
        }
    }
}

/// How many routers a packet has passed, as far as its hop limit tells.
fn hop_limit(name: &str, hops: u64) -> Option<String> {
    if !matches!(name, "ip.ttl" | "ipv6.hlim") {
        return None;
    }
    let start = [64, 128, 255].into_iter().find(|start| hops <= *start)?;
    Some(match start - hops {
        0 => format!("{start} is a usual number to start with: no router has passed it on yet."),
        1 => format!("Senders usually start at {start}: probably one router has passed it on."),
        passed if passed <= 40 => {
            format!("Senders usually start at {start}: probably {passed} routers have passed it on.")
        }
        _ => "No usual number to start with is near: the sender chose it for a reason, as traceroute does.".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hop_limit_tells_how_far_a_packet_came() {
        assert!(hop_limit("ip.ttl", 64).unwrap().contains("no router"));
        assert!(hop_limit("ip.ttl", 57).unwrap().contains("7 routers"));
        assert!(hop_limit("ipv6.hlim", 127).unwrap().contains("one router"));
        assert!(hop_limit("ip.ttl", 1).unwrap().contains("traceroute"));
        assert_eq!(hop_limit("ip.len", 64), None);
    }
}
