//! PKTAP: frames of several interfaces of a Mac, with the process that sent or received each.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo};

const SECTION: &str = "LINKTYPE_PKTAP";

/// Where the type of the frame stands: shorter headers are none.
const MIN_LEN: usize = 108;

/// The record holds a frame.
const FRAME: u32 = 1;

const fn number(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).little().doc(doc, SECTION)
}

const fn name(name: &'static str, label: &'static str, len: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).wide(len).doc(doc, SECTION)
}

const HEADER: &[FieldSpec] = &[
    number("pktap.hdrlen", "Header length", "Of this header, in bytes."),
    number("pktap.rectype", "Record", "1: a frame follows."),
    number("pktap.dlt", "Frame type", "The link type of the frame."),
    name("pktap.ifname", "Interface", 24, "Where the frame passed."),
    FieldSpec::hex("pktap.flags", "Flags", 32)
        .little()
        .doc("1: received, 2: sent, and more about the process.", SECTION),
    number(
        "pktap.pfamily",
        "Protocol family",
        "What kind of packet the frame carries.",
    ),
    number("pktap.llhdrlen", "Link header", "How many bytes it has."),
    number("pktap.lltrlrlen", "Link trailer", "How many bytes it has."),
    number("pktap.pid", "Process", "Whose packet it is."),
    name("pktap.cmdname", "Program", 20, "What that process runs."),
    number(
        "pktap.svc_class",
        "Service class",
        "How the system queued it.",
    ),
    FieldSpec::uint("pktap.iftype", "Interface type", 16)
        .little()
        .doc("What kind of interface.", SECTION),
    FieldSpec::uint("pktap.ifunit", "Interface number", 16)
        .little()
        .doc("The number in its name.", SECTION),
    number(
        "pktap.epid",
        "For process",
        "The process on whose behalf it was sent.",
    ),
    name(
        "pktap.ecmdname",
        "For program",
        20,
        "What that process runs.",
    ),
];

/// PKTAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pktap",
        short: "PKTAP",
        title: "Apple packet tap",
        osi: OsiLayer::DataLink,
        why: "The capturing system put it in front of the frame; it was never on a wire.",
        reference: "LINKTYPE_PKTAP",
    },
    // Apple's programs also write the number that others may use as they like.
    claims: &[Claim::LinkType(LinkType(258)), Claim::LinkType(LinkType(149))],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x6c\0\0\0\x01\0\0\0\x0c\0\0\0utun0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\xd2\x04\0\0curl\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\xd2\x04\0\0curl\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x45\0\0\x18\x1c\x46\x40\0\x40\xfd\x31\x6c\xc0\0\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<MIN_LEN>(HEADER)?;
    let word = |at: usize| {
        let bytes = header.get(at..).and_then(|bytes| bytes.first_chunk::<4>());
        u32::from_le_bytes(bytes.copied().unwrap_or_default())
    };
    let (len, record, link, process) = (word(0), word(4), word(8), word(52));
    p.summary(format_args!("process {process}"));
    if (len as usize) > MIN_LEN {
        p.skip(len as usize - MIN_LEN)?;
    }
    let is_known = record == FRAME && len as usize >= MIN_LEN;
    match u16::try_from(link).ok().filter(|_| is_known) {
        Some(link) => p.pass(Next::LinkType(LinkType(link))),
        None => p.pass(Next::Data),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};

    #[test]
    fn the_frame_follows_the_header() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(
            out.field("pktap.cmdname")
                .unwrap()
                .raw_text(PROTOCOL.sample),
            "curl"
        );
        assert_eq!(out.layers[0].summary, "process 1234");
        assert_eq!(out.layers[2].info.name, "ip");
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[..4].fill(0xff);
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }
}
