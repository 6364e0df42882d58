//! uTP: BitTorrent's transport over UDP, which gives way to other traffic (BEP 29).

use crate::decode::{Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SOURCE: &str = "BEP 29";

const TYPES: Codes = &[
    (0, "data"),
    (1, "fin"),
    (2, "state"),
    (3, "reset"),
    (4, "syn"),
];

const EXTENSIONS: Codes = &[
    (0, "no extension"),
    (1, "selective acknowledgements"),
    (2, "extension bits"),
];

const MICROSECONDS: FieldSpec = FieldSpec::uint("bt-utp.timestamp_us", "Microseconds", 32)
    .doc("When the packet left, by the sender's clock.", SOURCE);
const DIFFERENCE: FieldSpec = FieldSpec::uint("bt-utp.timestamp_diff_us", "Delay seen", 32)
    .unit("microseconds")
    .doc("How long the last packet from the other side took, by both clocks: where this grows, a queue on the way does, and the sender slows down.", SOURCE);
const NEXT: FieldSpec = FieldSpec::uint("bt-utp.next_extension_type", "Next extension", 8)
    .codes(EXTENSIONS)
    .doc("What stands behind this header; 0 for data.", SOURCE);
const SEQUENCE: FieldSpec = FieldSpec::uint("bt-utp.seq_nr", "Sequence number", 16)
    .doc("Counts packets, not bytes.", SOURCE);
const ACKNOWLEDGEMENT: FieldSpec = FieldSpec::uint("bt-utp.ack_nr", "Acknowledgement", 16)
    .doc("The last packet that came from the other side.", SOURCE);

const FIRST: &[FieldSpec] = &[
    FieldSpec::uint("bt-utp.connection_id", "Connection", 32)
        .doc("Tells the connections between two addresses apart.", SOURCE),
    FieldSpec::uint("bt-utp.timestamp_sec", "Seconds", 32)
        .doc("When the packet left, by the sender's clock.", SOURCE),
    MICROSECONDS,
    DIFFERENCE,
    FieldSpec::uint("bt-utp.wnd_size", "Window", 8).doc(
        "How much the receiver can take, in units of 350 bytes.",
        SOURCE,
    ),
    NEXT,
    FieldSpec::uint("bt-utp.flags", "Type", 8)
        .codes(TYPES)
        .doc("What the packet does.", SOURCE),
    SEQUENCE,
    ACKNOWLEDGEMENT,
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("bt-utp.type", "Type", 4)
        .codes(TYPES)
        .doc("What the packet does: carry data, end the connection, only acknowledge, refuse, open.", SOURCE),
    FieldSpec::uint("bt-utp.ver", "Version", 4).doc("Always 1.", SOURCE),
    NEXT,
    FieldSpec::uint("bt-utp.connection_id", "Connection", 16)
        .doc("Tells the connections between two addresses apart; the two directions use neighbouring numbers.", SOURCE),
    MICROSECONDS,
    DIFFERENCE,
    FieldSpec::uint("bt-utp.wnd_size", "Window", 32)
        .unit("bytes")
        .doc("How much the receiver can take.", SOURCE),
    SEQUENCE,
    ACKNOWLEDGEMENT,
];

const FIRST_LEN: usize = bytes_of(FIRST);
const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    EXTENSION = FieldSpec::group("bt-utp.extension", "Extension").doc("Something more behind the header.", SOURCE);
    EXTENSION_NEXT = NEXT;
    EXTENSION_LENGTH = FieldSpec::uint("bt-utp.extension_len", "Extension length", 8)
        .unit("bytes")
        .doc("How long what follows is.", SOURCE);
    BITMASK = FieldSpec::bytes("bt-utp.extension_bitmask", "Bitmask")
        .doc("A bit for each packet behind the first one that is missing: 1 if it is there.", SOURCE);
    UNKNOWN = FieldSpec::bytes("bt-utp.extension_unknown", "Content")
        .doc("An extension that is not known here.", SOURCE);
    DATA = FieldSpec::bytes("bt-utp.data", "Data")
        .doc("A piece of the stream; mostly messages between BitTorrent peers, often encrypted.", SOURCE);
}

/// uTP. Nothing in a packet is a mark of it: it is shown where the user says that it is spoken.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bt-utp",
        short: "uTP",
        title: "Micro Transport Protocol",
        osi: OsiLayer::Transport,
        why: "It numbers, acknowledges and repeats what it carries, as TCP does, but slows down before a queue grows.",
        reference: "BEP 29",
    },
    claims: &[],
    headers: &[HEADER, FIRST],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x21\x01\x12\x34\x00\x0f\x42\x40\x00\x00\x01\xf4\x00\x10\x00\x00\x00\x02\x00\x01\x00\x04\x01\0\0\0",
};

fn is_current(bytes: &[u8]) -> bool {
    bytes.len() >= HEADER_LEN && bytes[0] & 0x0f == 1 && bytes[0] >> 4 <= 4 && bytes[1] <= 2
}

fn recognise(bytes: &[u8]) -> Match {
    let is_first = bytes.len() >= FIRST_LEN && bytes[18] <= 4 && bytes[17] <= 2;
    Match::maybe_if(is_current(bytes) || is_first)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let (next, code) = if is_current(p.bytes()) || p.bytes().len() < FIRST_LEN {
        let header = p.header::<HEADER_LEN>(HEADER)?;
        (header[1], header[0] >> 4)
    } else {
        let header = p.header::<FIRST_LEN>(FIRST)?;
        (header[17], header[18])
    };
    extensions(p, next)?;
    let len = p.rest().len();
    let name = TYPES
        .get(usize::from(code))
        .map_or("unknown type", |known| known.1);
    p.summary(format_args!("{name}, {len} bytes"));
    if len > 0 {
        p.field(&DATA, len)?;
    }
    Ok(())
}

fn extensions(p: &mut Peel<'_>, first: u8) -> Peeled {
    let mut code = first;
    while code != 0 && !p.rest().is_empty() {
        code = p.group(&EXTENSION, |p| {
            let next = p.uint(&EXTENSION_NEXT)? as u8;
            let len = p.uint(&EXTENSION_LENGTH)? as usize;
            let known = matches!(code, 1 | 2);
            p.field(if known { &BITMASK } else { &UNKNOWN }, len)?;
            Ok(next)
        })?;
    }
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
    fn both_versions_are_read() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "state, 0 bytes");
        let mask = all(&out, PROTOCOL.sample, "bt-utp.extension_bitmask");
        assert_eq!(mask, [(22, 4, "01:00:00:00".into())]);
        let mut first = [0; 25];
        (first[3], first[16], first[18]) = (9, 5, 4);
        let out = peeled(&first);
        assert_eq!(out.layers[0].summary, "syn, 2 bytes");
        assert_eq!(all(&out, &first, "bt-utp.wnd_size"), [(16, 1, "5".into())]);
        // An extension longer than the packet.
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[21] = 99;
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }
}
