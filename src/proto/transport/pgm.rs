//! PGM: multicast that repairs what was lost (RFC 3208).

mod messages;
mod options;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::checksum;
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 3208 §8";

const SPM: u8 = 0x00;
const POLL: u8 = 0x01;
const POLR: u8 = 0x02;
const ODATA: u8 = 0x04;
const RDATA: u8 = 0x05;
const NAK: u8 = 0x08;
const NNAK: u8 = 0x09;
const NCF: u8 = 0x0a;
const SPMR: u8 = 0x0c;
const ACK: u8 = 0x0d;

const TYPES: Codes = &[
    (SPM as u64, "source path message"),
    (POLL as u64, "poll request"),
    (POLR as u64, "poll response"),
    (ODATA as u64, "original data"),
    (RDATA as u64, "repair data"),
    (NAK as u64, "negative acknowledgment"),
    (NNAK as u64, "null negative acknowledgment"),
    (NCF as u64, "confirmation of a negative acknowledgment"),
    (SPMR as u64, "request for a source path message"),
    (ACK as u64, "acknowledgment"),
];

const HAS_OPTIONS: u8 = 0x01;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("pgm.hdr.sport", "Source port", 16).doc(
        "The port of the sending process. Packets that receivers send have the source's data port as destination.",
        SECTION,
    ),
    FieldSpec::uint("pgm.hdr.dport", "Destination port", 16)
        .doc("The port of the receiving processes.", SECTION),
    FieldSpec::hex("pgm.hdr.type", "Type", 8)
        .codes(TYPES)
        .doc("What the packet is for.", "RFC 3208 §8.1"),
    FieldSpec::hex("pgm.hdr.opts", "Options", 8)
        .parts_follow()
        .doc("Whether options follow, and what kind of data.", SECTION),
    FieldSpec::flag("pgm.hdr.opts.parity", "Parity")
        .part()
        .doc("Set: the packet is about parity packets, from which receivers compute what they lost.", "RFC 3208 §11"),
    FieldSpec::flag("pgm.hdr.opts.varlen", "Variable-length parity")
        .part()
        .doc("Set: the packets of the parity group differ in length.", "RFC 3208 §11"),
    reserved(4, SECTION).part(),
    FieldSpec::flag("pgm.hdr.opts.netsig", "Network-significant options")
        .part()
        .doc("Set: some options are meant for the routers on the way.", SECTION),
    FieldSpec::flag("pgm.hdr.opts.opt", "Options present")
        .part()
        .doc("Set: options follow the header.", SECTION),
    FieldSpec::hex("pgm.hdr.cksum", "Checksum", 16).doc(
        "Covers header, options and payload, but no addresses. 0: none was computed, which data packets may not do.",
        SECTION,
    ),
    FieldSpec::bytes("pgm.hdr.gsi", "Global source identifier").wide(6).doc(
        "Names the source, whatever its address: with the source port it names the session.",
        SECTION,
    ),
    FieldSpec::uint("pgm.hdr.tsdulen", "Payload length", 16)
        .unit("bytes")
        .doc("The application's data in this packet, without headers and options.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    PATH_IPV4 = FieldSpec::ipv4("pgm.spm.path.ipv4", "Path")
        .doc("The last router that knows PGM, or the source: negative acknowledgments go there.", "RFC 3208 §8.1");
    PATH_IPV6 = FieldSpec::ipv6("pgm.spm.path.ipv6", "Path")
        .doc("The last router that knows PGM, or the source: negative acknowledgments go there.", "RFC 3208 §8.1");
    SOURCE_IPV4 = FieldSpec::ipv4("pgm.nak.src.ipv4", "Source")
        .doc("Who sent the data that is missing.", "RFC 3208 §8.3");
    SOURCE_IPV6 = FieldSpec::ipv6("pgm.nak.src.ipv6", "Source")
        .doc("Who sent the data that is missing.", "RFC 3208 §8.3");
    GROUP_IPV4 = FieldSpec::ipv4("pgm.nak.grp.ipv4", "Group")
        .doc("The multicast group that the data was sent to.", "RFC 3208 §8.3");
    GROUP_IPV6 = FieldSpec::ipv6("pgm.nak.grp.ipv6", "Group")
        .doc("The multicast group that the data was sent to.", "RFC 3208 §8.3");
    POLL_PATH_IPV4 = FieldSpec::ipv4("pgm.poll.path.ipv4", "Path")
        .doc("Where responses go.", "RFC 3208 §14");
    POLL_PATH_IPV6 = FieldSpec::ipv6("pgm.poll.path.ipv6", "Path")
        .doc("Where responses go.", "RFC 3208 §14");
    REDIRECT_IPV4 = FieldSpec::ipv4("pgm.opts.redirect.dlr.ipv4", "Repairer")
        .doc("Whom to ask for repairs instead.", "RFC 3208 §9.5");
    REDIRECT_IPV6 = FieldSpec::ipv6("pgm.opts.redirect.dlr.ipv6", "Repairer")
        .doc("Whom to ask for repairs instead.", "RFC 3208 §9.5");
    ACKER_IPV4 = FieldSpec::ipv4("pgm.opts.ccdata.acker.ipv4", "Acker")
        .doc("The slowest receiver: it acknowledges for all.", options::CONGESTION);
    ACKER_IPV6 = FieldSpec::ipv6("pgm.opts.ccdata.acker.ipv6", "Acker")
        .doc("The slowest receiver: it acknowledges for all.", options::CONGESTION);
    OPTIONS = FieldSpec::group("", "Options")
        .doc("What not every packet needs to say.", "RFC 3208 §9");
    OPTION = FieldSpec::group("", "Option")
        .doc("One of them: a type, a length, and what it says.", "RFC 3208 §9");
    LIST = FieldSpec::bytes("pgm.opts.nak.list", "More sequence numbers")
        .doc("Up to 62 more packets that are missing, 4 bytes each; Wireshark shows up to eight in a row.", "RFC 3208 §9.3");
}

/// PGM.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pgm",
        short: "PGM",
        title: "Pragmatic General Multicast",
        osi: OsiLayer::Transport,
        why: "It carries data from one process to many, named by ports, and repairs losses: receivers ask for what they miss.",
        reference: "RFC 3208",
    },
    claims: &[Claim::IpProtocol(113)],
    headers: &[
        HEADER,
        messages::PATH,
        messages::DATA,
        messages::NAK_HEAD,
        messages::NAK_GROUP,
        messages::POLL_HEAD,
        messages::POLL_REST,
        messages::POLL_RESPONSE,
        messages::ACKNOWLEDGED,
        options::LENGTH,
        options::HEAD,
        options::EXTENSION,
        options::FRAGMENT,
        options::NAK_LIST,
        options::JOIN,
        options::INTERVAL,
        options::RANGE,
        options::REDIRECT,
        options::PARITY,
        options::CONGESTION_DATA,
        options::FEEDBACK,
    ],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x34\x08\x15\xbb\x00\x00\x27\x4b\x33\x29\x04\x1e\xba\x74\0\0\0\x01\x68\x1e\0\0\x54\x72\0\0\xd6\xa6\0\x01\0\0\x0a\0\0\x2d",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let (kind, flags) = (h[4], h[5]);
    let is_data = matches!(kind, ODATA | RDATA);
    if p.wants_fields() {
        let verdict = match u16::from_be_bytes([h[6], h[7]]) {
            0 if !is_data => Verdict::Absent,
            _ if p.is_whole() && !p.is_quoted() => checksum::verdict(p.bytes(), 6, 0),
            _ => Verdict::Unverifiable,
        };
        p.verdict("pgm.hdr.cksum", verdict);
        summarise(p, kind);
    }
    if !messages::message(p, kind)? {
        return Ok(());
    }
    if flags & HAS_OPTIONS != 0 {
        options::options(p)?;
    }
    if is_data {
        p.pass(Next::Data);
    }
    Ok(())
}

fn summarise(p: &mut Peel<'_>, kind: u8) {
    let name = TYPES
        .binary_search_by_key(&u64::from(kind), |entry| entry.0)
        .map_or("unknown type", |index| TYPES[index].1);
    match p.rest().first_chunk::<4>() {
        Some(number) if kind != SPMR => {
            let number = u32::from_be_bytes(*number);
            p.summary(format_args!("{name} {number}"));
        }
        _ => p.summary(format_args!("{name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Value};
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    /// A header of this type and these flags, whose checksum is absent, and what follows it.
    fn packet(kind: u8, flags: u8, rest: &[u8]) -> Vec<u8> {
        let mut bytes = PROTOCOL.sample[..HEADER_LEN].to_vec();
        bytes[4..8].copy_from_slice(&[kind, flags, 0, 0]);
        bytes.extend(rest);
        bytes
    }

    #[test]
    fn a_path_message_names_the_window() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "source path message 92190");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("pgm.spm.lead"), Value::Uint(0xd6a6));
        assert_eq!(
            value("pgm.spm.path.ipv4"),
            Value::Ipv4([10, 0, 0, 45].into())
        );
        assert!(matches!(value("pgm.hdr.cksum"), Value::Checksum(..)));
    }

    #[test]
    fn data_has_options_and_a_payload() {
        let rest = b"\0\0\0\x07\0\0\0\x01\x00\x04\x00\x0c\x83\x08\x00\x00\0\0\0\x05hello";
        let bytes = packet(ODATA, HAS_OPTIONS, rest);
        let out = peeled(&bytes);
        assert_eq!(
            out.field("pgm.opts.join.min_join").unwrap().value,
            Value::Uint(5)
        );
        assert_eq!(out.layers[0].payload.len(), 5);
    }

    #[test]
    fn a_list_of_missing_packets_stands_in_rows() {
        let mut rest = b"\0\0\0\x07\0\x01\0\0\x0a\0\0\x01\0\x01\0\0\xe0\0\0\x01".to_vec();
        rest.extend(b"\x00\x04\x00\x2c\x82\x28\x00\x00");
        rest.extend([9; 36]);
        let bytes = packet(NAK, HAS_OPTIONS, &rest);
        let rows = all(&peeled(&bytes), &bytes, "pgm.opts.nak.list");
        assert_eq!(
            [(rows[0].0, rows[0].1), (rows[1].0, rows[1].1)],
            [(44, 32), (76, 4)]
        );
    }

    #[test]
    fn option_lengths_that_lie_end_the_options() {
        for bad in [
            &b"\x01\x04\x00\x04"[..],
            b"\x00\x04\x00\x03",
            b"\x00\x04\x00\x10\x03\x03\0\0\0\0\0\0\0\0\0\0",
            b"\x00\x04\x00\x10\x03\x20\0\0\0\0\0\0\0\0\0\0",
            b"\x00\x04\x00\x0c\x01\x08\0\0\0\0\0\0",
        ] {
            let rest = [&b"\0\0\0\x07\0\0\0\x01"[..], bad].concat();
            let out = peeled(&packet(RDATA, HAS_OPTIONS, &rest));
            let is_told = |kind| !matches!(kind, FaultKind::BadChecksum { .. });
            assert!(
                out.faults.iter().any(|fault| is_told(fault.kind)),
                "{bad:?}"
            );
        }
    }
}
