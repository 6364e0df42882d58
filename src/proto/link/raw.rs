//! Raw IP: frames that start with their network header.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo};

crate::fields! {
    NOTHING = FieldSpec::group("", "No link header")
        .doc("The capture has none, because the interface has none (a tunnel, a mobile network); the first four bits of the packet tell IPv4 from IPv6.", "LINKTYPE_RAW");
}

/// Raw IP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "raw",
        short: "Raw IP",
        title: "Raw IP packets",
        osi: OsiLayer::DataLink,
        why: "It only says that the capture has no link header; it is no bytes long.",
        reference: "LINKTYPE_RAW",
    },
    // 12 and 14 are what some systems call the same thing in files of their own.
    claims: &[
        Claim::LinkType(LinkType::RAW),
        Claim::LinkType(LinkType(12)),
        Claim::LinkType(LinkType(14)),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x45\x00\x00\x18\x1c\x46\x40\x00\x40\xfd\x31\x6c\xc0\x00\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    p.mark(&NOTHING, 0..0);
    let version = p.rest()[0] >> 4;
    let next = match version {
        4 => Next::EtherType(0x0800),
        6 => Next::EtherType(0x86dd),
        _ => {
            p.fault(
                FaultKind::Malformed("neither IPv4 nor IPv6 starts like this"),
                0..1,
            );
            Next::Data
        }
    };
    p.summary(format_args!("IP version {version}"));
    p.pass(next);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn chain(bytes: &[u8]) -> Vec<&'static str> {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out.layers.iter().map(|layer| layer.info.name).collect()
    }

    #[test]
    fn the_first_bits_tell_the_version() {
        assert_eq!(chain(PROTOCOL.sample)[..2], ["raw", "ip"]);
        let ipv6 = [b"\x60\x00\x00\x00\x00\x00\x3b\x40".as_slice(), &[1; 32]].concat();
        assert_eq!(chain(&ipv6)[..2], ["raw", "ipv6"]);
        assert_eq!(chain(b"\x10abc"), ["raw", "data"]);
        assert_eq!(chain(b""), ["raw"]);
    }
}
