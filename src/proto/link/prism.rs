//! The Prism header: what an early Wi-Fi driver knew of a frame, before it.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, Value};

use super::{wlan, wlancap};

const SECTION: &str = "LINKTYPE_IEEE802_11_PRISM";

/// The other header of this link type begins with this, and a version in the last byte.
const AVS_MARK: [u8; 3] = [0x80, 0x21, 0x10];

const HEAD_LEN: usize = 24;
const NAME_LEN: usize = 16;
const ITEM_LEN: usize = 12;

/// A status of zero: the driver gave the value.
const NOT_SUPPLIED: u64 = 1;

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc(doc, SECTION)
}

const fn level(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 32).doc(doc, SECTION)
}

crate::fields! {
    CODE = FieldSpec::hex("prism.msgcode", "Message", 32).codes(&[(0x41, "Wi-Fi frame"), (0x44, "Wi-Fi frame")]).doc("What follows; in the byte order of the capturing host.", SECTION);
    LENGTH = word("prism.msglen", "Header length", "Of this header, in bytes.");
    NAME = FieldSpec::text("prism.devname", "Device").wide(16).doc("Where the frame was captured.", SECTION);
    ITEM = FieldSpec::group("prism.did", "Item").doc("One thing that is known of the frame.", SECTION);
    TYPE = FieldSpec::hex("prism.did.type", "Type", 32).doc("What it is about.", SECTION);
    STATUS = FieldSpec::uint("prism.did.status", "Status", 16).codes(&[(0, "supplied"), (1, "not supplied")]).doc("Whether the driver knows it.", SECTION);
    ITEM_LENGTH = FieldSpec::uint("prism.did.length", "Length", 16).unit("bytes").doc("Of the value.", SECTION);
    HOST_TIME = word("prism.did.hosttime", "Host's time", "When the frame came, in ticks of the host's clock.");
    MAC_TIME = word("prism.did.mactime", "Radio's time", "When the frame came, by the radio's clock.");
    CHANNEL = word("prism.did.channel", "Channel", "Where the frame was sent.");
    RSSI = level("prism.did.rssi", "Strength", "How strong the signal was.");
    QUALITY = word("prism.did.sq", "Quality", "How good the signal was.");
    SIGNAL = level("prism.did.signal", "Signal", "How strong the signal was, as the radio counts it.");
    NOISE = level("prism.did.noise", "Noise", "How strong the noise was.");
    RATE = word("prism.did.rate", "Rate", "How fast the frame was sent, in units of 500 kbit/s.");
    SENT = FieldSpec::hex("prism.did.istx", "Sent", 32).doc("1: the capturing host sent the frame.", SECTION);
    FRAME_LENGTH = word("prism.did.frmlen", "Frame length", "Bytes of the frame.");
    UNKNOWN = FieldSpec::hex("prism.did.unknown", "Value", 32).doc("Something else.", SECTION);
}

/// Prism header.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "prism",
        short: "Prism",
        title: "Prism capture header",
        osi: OsiLayer::DataLink,
        why: "The capturing host put it in front of the frame; it was never on the air.",
        reference: SECTION,
    },
    claims: &[Claim::LinkType(LinkType(119))],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x44\0\0\0\x30\0\0\0wlan0\0\0\0\0\0\0\0\0\0\0\0\x44\0\x03\0\0\0\x04\0\x0b\0\0\0\x44\0\x04\0\0\0\x04\0\xd8\xff\xff\xff\xd4\0\0\0\x02\0\0\0\0\x01",
};

/// Reads numbers in the byte order of the capturing host.
#[derive(Clone, Copy)]
struct Order {
    is_little: bool,
}

impl Order {
    fn number(self, bytes: &[u8]) -> u64 {
        let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        match self.is_little {
            true => bytes.iter().rev().fold(0, add),
            false => bytes.iter().fold(0, add),
        }
    }

    /// Adds the number at the cursor, and moves behind it.
    fn read(self, p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<u64, crate::decode::Stop> {
        let (at, len) = (p.pos(), (spec.bits / 8) as usize);
        let number = self.number(p.skip(len)?);
        let value = match spec.kind {
            crate::model::Kind::Int => Value::Int(i64::from(number as u32 as i32)),
            _ => Value::Uint(number),
        };
        p.mark_as(spec, at..at + len, value);
        Ok(number)
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.rest().starts_with(&AVS_MARK) {
        p.pass(Next::Protocol(&wlancap::PROTOCOL));
        return Ok(());
    }
    p.require(4)?;
    let order = Order {
        is_little: p.rest()[0] != 0,
    };
    order.read(p, &CODE)?;
    let len = order.read(p, &LENGTH)? as usize;
    p.field(&NAME, NAME_LEN)?;
    p.within(len.saturating_sub(HEAD_LEN), "Prism header length", |p| {
        while p.rest().len() >= ITEM_LEN && !p.is_full() {
            p.group(&ITEM, |p| item(p, order))?;
        }
        Ok(())
    })?;
    p.pass(Next::Protocol(&wlan::PROTOCOL));
    Ok(())
}

fn item(p: &mut Peel<'_>, order: Order) -> Peeled {
    let kind = order.read(p, &TYPE)?;
    let status = order.read(p, &STATUS)?;
    let len = order.read(p, &ITEM_LENGTH)?;
    if status == NOT_SUPPLIED || len != 4 {
        return p.skip(4).map(drop);
    }
    // Two families of drivers number the same things in two ways.
    let spec = match kind {
        0x1_0044 | 0x1041 => &HOST_TIME,
        0x2_0044 | 0x2041 => &MAC_TIME,
        0x3_0044 | 0x3041 => &CHANNEL,
        0x4_0044 | 0x4041 => &RSSI,
        0x5_0044 | 0x5041 => &QUALITY,
        0x6_0044 | 0x6041 => &SIGNAL,
        0x7_0044 | 0x7041 => &NOISE,
        0x8_0044 | 0x8041 => &RATE,
        0x9_0044 | 0x9041 => &SENT,
        0xa_0044 | 0xa041 => &FRAME_LENGTH,
        _ => &UNKNOWN,
    };
    let value = order.read(p, spec)?;
    if spec.name == CHANNEL.name {
        p.summary(format_args!("channel {value}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn items_are_read_in_the_order_of_the_host() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("prism.did.channel"), Value::Uint(11));
        assert_eq!(value("prism.did.rssi"), Value::Int(-40));
        assert_eq!(out.layers[1].info.name, "wlan");
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[4] = 0xff;
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
