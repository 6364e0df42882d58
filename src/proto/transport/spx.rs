//! SPX: connections over IPX (Novell, NetWare Client Transport API; SPX II).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::network::ipx;
use crate::proto::reserved::reserved;

const BOOK: &str = "Novell SPX II §3";

/// The packet is one of SPX II.
const VERSION_2: u8 = 0x08;

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, BOOK)
}

const SYSTEM: FieldSpec = bit(
    "spx.ctl.sys",
    "System packet",
    "For SPX itself; it holds no data.",
);
const ACK: FieldSpec = bit(
    "spx.ctl.send_ack",
    "Acknowledge",
    "The receiver is to acknowledge.",
);
const ATTENTION: FieldSpec = bit("spx.ctl.attn", "Attention", "Not used by SPX.");
const END: FieldSpec = bit("spx.ctl.eom", "End of message", "A message ends here.");
const WHOLE: FieldSpec = FieldSpec::hex("", "Connection control", 8)
    .parts_follow()
    .doc("What the packet is for.", BOOK);

const CONTROL: &[FieldSpec] = &[WHOLE, SYSTEM, ACK, ATTENTION, END, reserved(4, BOOK).part()];
const CONTROL_2: &[FieldSpec] = &[
    WHOLE,
    SYSTEM,
    ACK,
    ATTENTION,
    END,
    bit("spx.ctl.v2", "SPX II", "The packet is one of SPX II."),
    bit(
        "spx.ctl.neg_size",
        "Negotiate size",
        "The size of packets is agreed on.",
    ),
    bit("spx.ctl.reserved", "Reserved", "Zero."),
    bit(
        "spx.ctl.ext_header",
        "Extended header",
        "More of the header follows.",
    ),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("spx.type", "Datastream type", 8)
        .codes(&[
            (0xfe, "end of connection"),
            (0xff, "end of connection, acknowledged"),
        ])
        .doc(
            "What the data is; the program's own numbers but for the ends.",
            BOOK,
        ),
    FieldSpec::uint("spx.src", "Source connection", 16)
        .doc("The sender's number of the connection.", BOOK),
    FieldSpec::uint("spx.dst", "Destination connection", 16)
        .doc("The receiver's number of the connection.", BOOK),
    FieldSpec::uint("spx.seq", "Sequence number", 16).doc("Counts the packets with data.", BOOK),
    FieldSpec::uint("spx.ack", "Acknowledgment number", 16)
        .doc("Which packet is expected next.", BOOK),
    FieldSpec::uint("spx.alloc", "Allocation number", 16)
        .doc("Up to which packet there is room.", BOOK),
];

crate::fields! {
    KIND = FieldSpec::hex("spx.ctl", "Connection control", 4)
        .codes(&[(0x0, "data, no acknowledgment"), (0x1, "end of message"), (0x2, "attention"), (0x4, "acknowledgment wanted"), (0x5, "end of message, acknowledgment wanted"), (0x8, "system packet"), (0xc, "system packet, acknowledgment wanted")])
        .doc("The upper four bits together.", BOOK);
    SIZE = FieldSpec::uint("spx.neg_size", "Negotiated size", 16)
        .unit("bytes")
        .doc("Largest packet that the sender proposes.", BOOK);
}

/// SPX.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "spx",
        short: "SPX",
        title: "Sequenced Packet Exchange",
        osi: OsiLayer::Transport,
        why: "It makes a connection of packets: numbered, acknowledged, with a window.",
        reference: BOOK,
    },
    claims: &[Claim::Field(ipx::PACKET_TYPE, 5)],
    headers: &[CONTROL, CONTROL_2, HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x40\x00\x00\x01\x00\x02\x00\x03\x00\x04\x00\x05data",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let control = p.rest()[0];
    let is_2 = control & VERSION_2 != 0;
    p.rows(if is_2 { CONTROL_2 } else { CONTROL })?;
    p.mark_as(
        &KIND,
        0..1,
        crate::model::Value::Uint(u64::from(control >> 4)),
    );
    let header = p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let word = |at: usize| u16::from_be_bytes([header[at], header[at + 1]]);
    p.summary(format_args!(
        "connection {} → {}, sequence {}, acknowledges {}",
        word(1),
        word(3),
        word(5),
        word(7)
    ));
    // Behind the request for a connection no size stands.
    if is_2 && word(3) != 0xffff {
        p.uint(&SIZE)?;
    }
    p.pass(Next::Data);
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
    fn packets_are_numbered() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            out.layers[0].summary,
            "connection 1 → 2, sequence 3, acknowledges 4"
        );
        assert_eq!(all(&out, PROTOCOL.sample, "spx.ctl.send_ack")[0].2, "1");
        assert_eq!(out.layers[0].payload.start, 12);
        let mut second = PROTOCOL.sample.to_vec();
        second[0] = 0x48;
        assert_eq!(peeled(&second).layers[0].payload.start, 14);
        assert_eq!(peeled(&second[..8]).faults.len(), 1);
    }
}
