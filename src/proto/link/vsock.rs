//! vsock: virtual machines talk to their host without a network, as Linux hands it over (vsockmon).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "LINKTYPE_VSOCK";
const VIRTIO: &str = "VIRTIO 1.2 §5.10.6";

/// The operation that carries data, and the transport that has a header of its own.
const PAYLOAD: u16 = 4;
const BY_VIRTIO: u16 = 2;

const fn machine(name: &'static str, label: &'static str, section: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 64)
        .little()
        .codes(&[(0, "hypervisor"), (1, "this machine"), (2, "host")])
        .doc("The number of the machine; the host is 2.", section)
}

const fn port(name: &'static str, label: &'static str, section: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32)
        .little()
        .doc("Which socket of the machine.", section)
}

const fn number(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, section)
}

const HEADER: &[FieldSpec] = &[
    machine("vsock.src_cid", "Source", SECTION),
    machine("vsock.dst_cid", "Destination", SECTION),
    port("vsock.src_port", "Source port", SECTION),
    port("vsock.dst_port", "Destination port", SECTION),
    number("vsock.op", "Operation", 16, "What the record is.", SECTION).codes(&[
        (0, "unknown"),
        (1, "connect"),
        (2, "disconnect"),
        (3, "control"),
        (4, "payload"),
    ]),
    number(
        "vsock.trans",
        "Transport",
        16,
        "How it goes between the machines.",
        SECTION,
    )
    .codes(&[(0, "unknown"), (1, "no information"), (2, "virtio")]),
    number(
        "vsock.trans_len",
        "Transport length",
        16,
        "How long the transport's header is.",
        SECTION,
    )
    .unit("bytes"),
    FieldSpec::bytes("vsock.reserved", "Reserved")
        .wide(2)
        .doc("Zero.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const VIRTIO_HEADER: &[FieldSpec] = &[
    machine("vsock.virtio.src_cid", "Source", VIRTIO),
    machine("vsock.virtio.dst_cid", "Destination", VIRTIO),
    port("vsock.virtio.src_prot", "Source port", VIRTIO),
    port("vsock.virtio.dst_prot", "Destination port", VIRTIO),
    number("vsock.virtio.len", "Length", 32, "Of the data.", VIRTIO).unit("bytes"),
    number(
        "vsock.virtio.type",
        "Type",
        16,
        "What kind of socket.",
        VIRTIO,
    )
    .codes(&[(1, "stream"), (2, "messages")]),
    number(
        "vsock.virtio.op",
        "Operation",
        16,
        "What the packet is for.",
        VIRTIO,
    )
    .codes(&[
        (0, "invalid"),
        (1, "request"),
        (2, "response"),
        (3, "reset"),
        (4, "shutdown"),
        (5, "data"),
        (6, "credit update"),
        (7, "credit request"),
    ]),
    FieldSpec::hex("vsock.virtio.flags", "Flags", 32)
        .little()
        .doc("In a shutdown: who will not read or send any more.", VIRTIO),
    number(
        "vsock.virtio.buf_alloc",
        "Room",
        32,
        "How much the sender has for what it receives.",
        VIRTIO,
    )
    .unit("bytes"),
    number(
        "vsock.virtio.fwd_cnt",
        "Taken",
        32,
        "How much of it the sender's program has read.",
        VIRTIO,
    )
    .unit("bytes"),
];

const VIRTIO_LEN: usize = bytes_of(VIRTIO_HEADER);

crate::fields! {
    OTHER = FieldSpec::bytes("", "Transport's header").doc("Of a kind that decap does not take apart.", SECTION);
    DATA = FieldSpec::bytes("vsock.payload", "Data").doc("What one program says to the other.", SECTION);
}

/// vsock.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "vsock",
        short: "vsock",
        title: "Virtual sockets",
        osi: OsiLayer::DataLink,
        why: "It connects programs in virtual machines with programs on their host, without addresses of a network.",
        reference: "LINKTYPE_VSOCK",
    },
    claims: &[Claim::LinkType(LinkType(271))],
    headers: &[HEADER, VIRTIO_HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\x04\0\0\x50\0\0\0\x04\0\x01\0\0\0\0\0hello",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let word = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let (operation, transport, len) = (word(24), word(26), usize::from(word(28)));
    let name = HEADER[4].names.get(operation.into());
    p.summary(format_args!("{}", name.unwrap_or("unknown operation")));
    p.within(len, "vsock transport length", |p| {
        if transport == BY_VIRTIO && p.rest().len() >= VIRTIO_LEN {
            p.rows(VIRTIO_HEADER)?;
        }
        match p.rest().len() {
            0 => Ok(()),
            left => p.field(&OTHER, left).map(drop),
        }
    })?;
    match p.rest().len() {
        len @ 1.. if operation == PAYLOAD => p.field(&DATA, len).map(drop),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_record_says_who_speaks() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("vsock.src_cid"), Value::Uint(2));
        assert_eq!(value("vsock.src_port"), Value::Uint(1024));
        assert_eq!(
            out.field("vsock.payload").unwrap().span.byte_range().len(),
            5
        );
        assert_eq!(out.layers[0].summary, "payload");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[28] = 44;
        assert_eq!(peeled(&bytes).faults.len(), 1);
        assert_eq!(peeled(&bytes[..20]).faults.len(), 1);
    }
}
