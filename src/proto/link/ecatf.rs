//! EtherCAT frames: what an Ethernet frame or a datagram of a machine's field bus carries (IEC 61158-4-12).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, OsiLayer, ProtoInfo, Transport};
use crate::proto::application::ams;
use crate::proto::low_words::{self, low_words};

const TYPES: Codes = &[
    (1, "commands"),
    (2, "ADS"),
    (3, "raw input and output"),
    (4, "network variables"),
    (5, "mailbox"),
];

/// Where a frame says what it carries.
pub const TYPE: &str = "ecatf.type";

const ADS: u32 = 2;

/// The port for frames in datagrams and streams.
const PORT: u16 = 34_980;

low_words! {
    HEAD in "IEC 61158-4-12 §5.2": 16 "" "Head" "Length and type." {
        11 "ecatf.length" "Length" "Bytes that follow, without padding.";
        1 "ecatf.reserved" "Reserved" "Zero.";
        4 "ecatf.type" "Type" "What the frame carries." [TYPES];
    }
}

/// EtherCAT frames.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ecatf",
        short: "EtherCAT",
        title: "EtherCAT frame",
        osi: OsiLayer::DataLink,
        why: "It says what a frame carries that all devices of a machine read and write while it passes.",
        reference: "IEC 61158-4-12",
    },
    claims: &[Claim::EtherType(0x88a4), Claim::Port(Transport::Udp, PORT)],
    headers: TABLES,
    fields: &[],
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x10\x10\x07\x01\x00\x00\x34\x12\x04\x00\x00\x00\x01\x02\x03\x04\x01\x00",
};

/// A known type, and a length that the bytes have.
fn recognise(bytes: &[u8]) -> Match {
    let [low, high, ..] = *bytes else {
        return Match::No;
    };
    let head = usize::from(u16::from_le_bytes([low, high]));
    Match::maybe_if((1..=5).contains(&(head >> 12)) && head & 0x7ff <= bytes.len() - 2)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = low_words::read(p, HEAD)?;
    let kind = (head >> 12) as u32;
    let name = TYPES.iter().find(|entry| entry.0 == u64::from(kind));
    let name = name.map_or("unknown type", |entry| entry.1);
    p.summary(format_args!("{name}, {} bytes", head & 0x7ff));
    p.pass(match kind {
        ADS => Next::Protocol(&ams::PROTOCOL),
        _ => Next::Field(TYPE, kind),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn frames_carry_commands() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "commands, 16 bytes");
        assert_eq!(out.layers[1].info.name, "ecat");
        assert_eq!(
            all(&out, PROTOCOL.sample, "ecat.cnt")[0],
            (16, 2, "1".into())
        );
        assert_eq!(recognise(b"\x10\x10\x07"), Match::No);
    }
}
