//! The AVS header: what a Wi-Fi driver knew of a frame, before it.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};

use super::wlan;

const SECTION: &str = "LINKTYPE_IEEE802_11_AVS";

/// A radio that jumps between frequencies.
const HOPPING: u32 = 1;

const WORD_LEN: usize = 4;

const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("wlancap.magic", "Mark", 28).doc("0x8021100: such a header.", SECTION),
    FieldSpec::uint("wlancap.version", "Version", 4).doc("Which revision of the header.", SECTION),
    FieldSpec::uint("wlancap.length", "Header length", 32)
        .unit("bytes")
        .doc("Of this header.", SECTION),
    FieldSpec::uint("wlancap.mactime", "Radio's time", 64)
        .doc("The radio's clock when the frame came.", SECTION),
    FieldSpec::uint("wlancap.hosttime", "Host's time", 64)
        .doc("The host's clock when the frame came.", SECTION),
    FieldSpec::uint("wlancap.phytype", "Modulation", 32)
        .codes(&[
            (0, "unknown"),
            (1, "FHSS 802.11"),
            (2, "DSSS 802.11"),
            (3, "infrared"),
            (4, "DSSS 802.11b"),
            (5, "PBCC 802.11b"),
            (6, "OFDM 802.11g"),
            (7, "PBCC 802.11g"),
            (8, "OFDM 802.11a"),
            (9, "OFDM 802.11a, turbo"),
        ])
        .doc("How the frame was sent.", SECTION),
];

const HEAD_LEN: usize = bytes_of(HEAD);

const HOP: &[FieldSpec] = &[
    FieldSpec::hex("wlancap.fhss.hop_set", "Hop set", 8).doc("Which frequencies.", SECTION),
    FieldSpec::hex("wlancap.fhss.hop_pattern", "Hop pattern", 8).doc("In which order.", SECTION),
    FieldSpec::hex("wlancap.fhss.hop_index", "Hop index", 8).doc("Which one now.", SECTION),
    FieldSpec::gap(8),
];

crate::fields! {
    CHANNEL = FieldSpec::uint("wlancap.channel", "Channel", 32).doc("Where the frame was sent.", SECTION);
    FREQUENCY = FieldSpec::uint("wlancap.channel_frequency", "Frequency", 32).unit("MHz").doc("Where the frame was sent.", SECTION);
    RATE = FieldSpec::uint("wlancap.data_rate", "Rate", 32).scaled(100_000, "bit/s").doc("How fast the frame was sent.", SECTION);
    ANTENNA = FieldSpec::uint("wlancap.antenna", "Antenna", 32).doc("Which one received it.", SECTION);
    PRIORITY = FieldSpec::uint("wlancap.priority", "Priority", 32).doc("Of frames that were sent.", SECTION);
    SIGNAL_TYPE = FieldSpec::uint("wlancap.ssi_type", "Form of the signal", 32)
        .codes(&[(0, "none"), (1, "relative"), (2, "dBm"), (3, "raw")])
        .doc("How the two numbers that follow count.", SECTION);
    RELATIVE_SIGNAL = FieldSpec::uint("wlancap.normrssi_antsignal", "Signal", 32).doc("From 0 to 1000.", SECTION);
    RELATIVE_NOISE = FieldSpec::uint("wlancap.normrssi_antnoise", "Noise", 32).doc("From 0 to 1000.", SECTION);
    SIGNAL = FieldSpec::int("wlancap.dbm_antsignal", "Signal", 32).unit("dBm").doc("How strong it was at the antenna.", SECTION);
    NOISE = FieldSpec::int("wlancap.dbm_antnoise", "Noise", 32).unit("dBm").doc("How strong it was at the antenna.", SECTION);
    RAW_SIGNAL = FieldSpec::uint("wlancap.rawrssi_antsignal", "Signal", 32).doc("As the radio counts it.", SECTION);
    RAW_NOISE = FieldSpec::uint("wlancap.rawrssi_antnoise", "Noise", 32).doc("As the radio counts it.", SECTION);
    PREAMBLE = FieldSpec::uint("wlancap.preamble", "Preamble", 32)
        .codes(&[(0, "unknown"), (1, "short"), (2, "long")])
        .doc("What was sent before the frame, for the receiver to find it.", SECTION);
    ENCODING = FieldSpec::uint("wlancap.encoding", "Encoding", 32)
        .codes(&[(0, "unknown"), (1, "CCK"), (2, "PBCC"), (3, "OFDM")])
        .doc("How the bits were sent.", SECTION);
}

/// AVS header.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "wlancap",
        short: "AVS",
        title: "AVS wireless capture header",
        osi: OsiLayer::DataLink,
        why: "The capturing host put it in front of the frame; it was never on the air.",
        reference: SECTION,
    },
    claims: &[Claim::LinkType(LinkType(163))],
    headers: &[HEAD, HOP],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x80\x21\x10\x01\0\0\0\x40\0\0\0\0\0\0\0\x6f\0\0\0\0\0\0\0\xde\0\0\0\x05\0\0\0\x06\0\0\0\x6e\0\0\0\x01\0\0\0\0\0\0\0\x02\xff\xff\xff\xd8\xff\xff\xff\xa1\0\0\0\x01\0\0\0\x02\xd4\0\0\0\x02\0\0\0\0\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<HEAD_LEN>(HEAD)?;
    let len = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
    let modulation = u32::from_be_bytes([head[24], head[25], head[26], head[27]]);
    p.within(len.saturating_sub(HEAD_LEN), "AVS header length", |p| {
        parts(p, modulation)
    })?;
    p.pass(Next::Protocol(&wlan::PROTOCOL));
    Ok(())
}

fn parts(p: &mut Peel<'_>, modulation: u32) -> Peeled {
    if modulation == HOPPING {
        p.rows(HOP)?;
    } else {
        p.require(WORD_LEN)?;
        let at = p.pos();
        let number = u32::from_be_bytes([p.rest()[0], p.rest()[1], p.rest()[2], p.rest()[3]]);
        // Channels are small numbers; greater ones are frequencies.
        if number < 256 {
            p.uint(&CHANNEL)?;
            p.summary(format_args!("channel {number}"));
        } else {
            p.mark(&FREQUENCY, at..at + WORD_LEN);
            p.skip(WORD_LEN)?;
            p.summary(format_args!("{number} MHz"));
        }
    }
    p.uint(&RATE)?;
    p.uint(&ANTENNA)?;
    p.uint(&PRIORITY)?;
    let (signal, noise) = match p.uint(&SIGNAL_TYPE)? {
        1 => (&RELATIVE_SIGNAL, &RELATIVE_NOISE),
        2 => (&SIGNAL, &NOISE),
        3 => (&RAW_SIGNAL, &RAW_NOISE),
        _ => {
            p.skip(2 * WORD_LEN)?;
            p.uint(&PREAMBLE)?;
            return p.uint(&ENCODING).map(drop);
        }
    };
    p.field(signal, WORD_LEN)?;
    p.field(noise, WORD_LEN)?;
    p.uint(&PREAMBLE)?;
    p.uint(&ENCODING).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn the_signal_is_read_as_its_type_says() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("wlancap.version"), Value::Uint(1));
        assert_eq!(value("wlancap.dbm_antsignal"), Value::Int(-40));
        assert_eq!(value("wlancap.encoding"), Value::Uint(2));
        assert_eq!(out.layers[1].info.name, "wlan");
        peeler.peel_as(&PROTOCOL, &PROTOCOL.sample[..50], Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
