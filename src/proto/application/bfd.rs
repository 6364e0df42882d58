//! BFD: is the way to the neighbour still there (RFC 5880)?

mod proof;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SECTION: &str = "RFC 5880 §4.1";
const HEADER_LEN: usize = 24;
const HAS_PROOF: u8 = 0x04;

const DIAGNOSTICS: Codes = &[
    (0, "none"),
    (1, "nothing heard for the detection time"),
    (2, "echoes fail"),
    (3, "neighbour says that it is down"),
    (4, "forwarding plane reset"),
    (5, "path down"),
    (6, "concatenated path down"),
    (7, "down by an administrator"),
    (8, "reverse concatenated path down"),
    (9, "wrong connection"),
];

const STATES: Codes = &[
    (0, "down by an administrator"),
    (1, "down"),
    (2, "init"),
    (3, "up"),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const POLL: FieldSpec = flag(
    "bfd.flags.p",
    "Poll",
    "Set: answer at once; the sender has new parameters.",
);
const FINAL: FieldSpec = flag("bfd.flags.f", "Final", "Set: this answers a poll.");
const DEMAND: FieldSpec = flag(
    "bfd.flags.d",
    "Demand",
    "Set: the sender does without the other's regular packets.",
);

const START: &[FieldSpec] = &[
    FieldSpec::uint("bfd.version", "Version", 3).doc("1; older systems use 0.", SECTION),
    FieldSpec::hex("bfd.diag", "Diagnosis", 5)
        .codes(DIAGNOSTICS)
        .doc("Why the session last went down.", SECTION),
];

const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bfd.flags", "State and flags", 8)
        .parts_follow()
        .doc("The sender's state in two bits, and six flags.", SECTION),
    FieldSpec::hex("bfd.sta", "State", 2)
        .part()
        .codes(STATES)
        .doc("What the sender thinks of the session. Both ends must hear each other before it is up.", SECTION),
    POLL,
    FINAL,
    flag("bfd.flags.c", "Own control plane", "Set: the sender's BFD works on while its routing programs restart."),
    flag("bfd.flags.a", "Authentication", "Set: a proof follows."),
    DEMAND,
    flag("bfd.flags.m", "Multipoint", "Set: one sender, several receivers."),
];

const FLAGS_0: &[FieldSpec] = &[
    FieldSpec::hex("bfd.flags", "Flags", 8).parts_follow().doc(
        "What the sender thinks of the session.",
        "draft-katz-ward-bfd-01",
    ),
    flag(
        "bfd.flags.h",
        "I hear you",
        "Set: the sender hears the other side.",
    ),
    DEMAND,
    POLL,
    FINAL,
    FieldSpec::gap(4).part(),
];

const REST: &[FieldSpec] = &[
    FieldSpec::uint("bfd.detect_time_multiplier", "Detection multiplier", 8).doc(
        "After so many packets without a word the session is down.",
        SECTION,
    ),
    FieldSpec::uint("bfd.message_length", "Length", 8)
        .unit("bytes")
        .doc("The whole message.", SECTION),
    FieldSpec::hex("bfd.my_discriminator", "My discriminator", 32)
        .doc("The number that the sender gave the session.", SECTION),
    FieldSpec::hex("bfd.your_discriminator", "Your discriminator", 32).doc(
        "The number that the receiver gave it; 0 while it is not known.",
        SECTION,
    ),
    FieldSpec::uint(
        "bfd.desired_min_tx_interval",
        "Desired transmit interval",
        32,
    )
    .unit("µs")
    .doc("The sender would like to send as often as this.", SECTION),
    FieldSpec::uint(
        "bfd.required_min_rx_interval",
        "Required receive interval",
        32,
    )
    .unit("µs")
    .doc(
        "The sender can take packets as often as this; 0: it wants none.",
        SECTION,
    ),
    FieldSpec::uint(
        "bfd.required_min_echo_interval",
        "Required echo interval",
        32,
    )
    .unit("µs")
    .doc(
        "The sender can return echoes as often as this; 0: it returns none.",
        SECTION,
    ),
];

/// BFD.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bfd",
        short: "BFD",
        title: "Bidirectional Forwarding Detection",
        osi: OsiLayer::Application,
        why: "It is a program of routers over UDP that watches the path below for them.",
        reference: "RFC 5880",
    },
    // A single hop, several hops, links of an aggregate, seamless.
    claims: &[
        Claim::Port(Transport::Udp, 3784),
        Claim::Port(Transport::Udp, 4784),
        Claim::Port(Transport::Udp, 6784),
        Claim::Port(Transport::Udp, 7784),
    ],
    headers: &[START, FLAGS, FLAGS_0, REST, proof::SEQUENCE],
    fields: proof::FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample:
        b"\x20\x44\x05\x1d\0\0\0\x01\0\0\0\0\x00\x0f\x42\x40\x00\x0f\x42\x40\0\0\0\0\x01\x05\x02ab",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= HEADER_LEN && bytes[0] >> 5 <= 1)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [start] = *p.header::<{ bytes_of(START) }>(START)?;
    let is_old = start >> 5 == 0;
    let flags = p.rows(if is_old { FLAGS_0 } else { FLAGS })?[0];
    let at = p.pos() + 1;
    let len = usize::from(p.rows(REST)?[1]);
    let diagnosis = match START[1].names.get(u64::from(start & 0x1f)) {
        Some(name) if start & 0x1f != 0 => format!(": {name}"),
        _ => String::new(),
    };
    match STATES.get(usize::from(flags >> 6)) {
        Some((_, state)) if !is_old => p.summary(format_args!("{state}{diagnosis}")),
        _ => p.summary(format_args!("version 0{diagnosis}")),
    }
    if len < HEADER_LEN {
        let kind = FaultKind::BadLength {
            field: "BFD length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(kind, at..at + 1);
        return Ok(());
    }
    if flags & HAS_PROOF != 0 && !is_old {
        p.within(len - HEADER_LEN, "BFD length", proof::section)?;
    }
    Ok(())
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
    fn a_control_packet_has_a_state_and_a_proof() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "down");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("bfd.sta"), Value::Uint(1));
        assert_eq!(value("bfd.flags.a"), Value::Uint(1));
        assert_eq!(value("bfd.desired_min_tx_interval"), Value::Uint(1_000_000));
        let password = out.field("bfd.auth.password").unwrap().span.byte_range();
        assert_eq!((password.start, password.len()), (27, 2));
    }

    #[test]
    fn digests_have_a_sequence_number() {
        let mut bytes = PROTOCOL.sample[..HEADER_LEN].to_vec();
        bytes[3] = 52;
        bytes.extend(b"\x04\x1c\x02\0\0\0\0\x05");
        bytes.extend([7; 20]);
        let out = peeled(&bytes);
        assert_eq!(out.field("bfd.auth.seq_num").unwrap().value, Value::Uint(5));
        let digest = out.field("bfd.checksum").unwrap().span.byte_range();
        assert_eq!((digest.start, digest.len()), (32, 20));
        assert!(out.faults.is_empty());
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        for (at, len) in [(3, 5), (3, 200), (25, 2), (25, 90)] {
            let mut bytes = PROTOCOL.sample.to_vec();
            bytes[at] = len;
            assert!(!peeled(&bytes).faults.is_empty(), "{at} {len}");
        }
    }
}
