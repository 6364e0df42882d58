//! OMRON FINS: programs read and write the memory of OMRON's controllers (OMRON W227, W342).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 9600;

const SOURCE: &str = "OMRON FINS Commands Reference Manual (W227)";

const COMMANDS: Codes = &[
    (0x0101, "memory area read"),
    (0x0102, "memory area write"),
    (0x0103, "memory area fill"),
    (0x0104, "multiple memory area read"),
    (0x0105, "memory area transfer"),
    (0x0201, "parameter area read"),
    (0x0202, "parameter area write"),
    (0x0203, "parameter area clear"),
    (0x0304, "program area protect"),
    (0x0305, "program area protect clear"),
    (0x0306, "program area read"),
    (0x0307, "program area write"),
    (0x0308, "program area clear"),
    (0x0401, "run"),
    (0x0402, "stop"),
    (0x0501, "controller data read"),
    (0x0502, "connection data read"),
    (0x0601, "controller status read"),
    (0x0620, "cycle time read"),
    (0x0701, "clock read"),
    (0x0702, "clock write"),
    (0x0801, "loop-back test"),
    (0x0920, "message"),
    (0x0c01, "access right acquire"),
    (0x0c02, "access right forced acquire"),
    (0x0c03, "access right release"),
    (0x2101, "error clear"),
    (0x2102, "error log read"),
    (0x2103, "error log clear"),
    (0x2301, "forced set or reset"),
    (0x2302, "forced set or reset cancel"),
];

const fn hex(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, bits).doc(doc, SOURCE)
}

const HEADER: &[FieldSpec] = &[
    hex("omron.icf", "Control", 8, "What kind of message it is.").parts_follow(),
    hex("omron.icf.gwb", "Gateway", 1, "1: gateways may be used.").part(),
    hex(
        "omron.icf.dtb",
        "Response",
        1,
        "0: a command; 1: a response.",
    )
    .part(),
    hex("omron.icf.rb0", "Reserved", 1, "0.").part(),
    hex("omron.icf.rb1", "Reserved", 1, "0.").part(),
    hex("omron.icf.rb2", "Reserved", 1, "0.").part(),
    hex("omron.icf.rb3", "Reserved", 1, "0.").part(),
    hex("omron.icf.rb4", "Reserved", 1, "0.").part(),
    hex(
        "omron.icf.rsb",
        "No response",
        1,
        "1: no response is wanted.",
    )
    .part(),
    hex("omron.rsv", "Reserved", 8, "0."),
    hex(
        "omron.gct",
        "Gateway count",
        8,
        "How many gateways it may pass.",
    ),
    hex("omron.dna", "Destination network", 8, "0: the local one."),
    hex("omron.da1", "Destination node", 8, "Which node of it."),
    hex(
        "omron.da2",
        "Destination unit",
        8,
        "0: the processor itself.",
    ),
    hex("omron.sna", "Source network", 8, "0: the local one."),
    hex("omron.sa1", "Source node", 8, "Which node of it."),
    hex("omron.sa2", "Source unit", 8, "0: the processor itself."),
    hex(
        "omron.sid",
        "Service ID",
        8,
        "The response has that of its command.",
    ),
    hex(
        "omron.command",
        "Command",
        16,
        "What is to be done, or was.",
    )
    .codes(COMMANDS),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const MEMORY: &[FieldSpec] = &[
    hex(
        "omron.memory.area.read",
        "Memory area",
        8,
        "Which memory, and whether words or bits.",
    ),
    hex("omron.memory.address", "Address", 16, "The first word."),
    hex(
        "omron.memory.address.bits",
        "Bit",
        8,
        "Which bit of the word.",
    ),
    FieldSpec::uint("omron.memory.numitems", "Items", 16).doc("How many.", SOURCE),
];

crate::fields! {
    DATA = FieldSpec::bytes("omron.command.data", "Data").doc("What is to be written.", SOURCE);
    RESULT = hex("omron.response.code", "Result", 16, "0: done.");
    ANSWER = FieldSpec::bytes("omron.response.data", "Data").doc("What was read.", SOURCE);
}

/// OMRON FINS over UDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "omron",
        short: "FINS",
        title: "OMRON Factory Interface Network Service",
        osi: OsiLayer::Application,
        why: "Programs read and write the memory of controllers.",
        reference: "OMRON W227",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[HEADER, MEMORY],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x80\0\x02\0\x01\0\0\x02\0\x07\x01\x02\x82\0\x64\0\0\x01\x12\x34",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [control, 0, gateways, _, _, _, _, _, _, _, high, low, ..] => {
            let command = u64::from(u16::from_be_bytes([*high, *low]));
            let known = COMMANDS.iter().any(|(code, _)| *code == command);
            Match::maybe_if(control & 0x3e == 0 && *gateways <= 7 && known)
        }
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<HEADER_LEN>(HEADER)?;
    let is_response = head[0] & 0x40 != 0;
    let command = u64::from(u16::from_be_bytes([head[10], head[11]]));
    let name = COMMANDS.iter().find(|(code, _)| *code == command);
    let name = name.map_or("unknown command", |(_, name)| name);
    let kind = if is_response { "response" } else { "command" };
    p.summary(format_args!("{name}, {kind}"));
    if is_response {
        p.uint(&RESULT)?;
    } else if matches!(command, 0x0101..=0x0103) {
        p.rows(MEMORY)?;
    }
    let rest = p.rest().len();
    match command {
        _ if rest == 0 => Ok(()),
        0x0101 if is_response => p.field(&ANSWER, rest).map(drop),
        0x0102 | 0x0103 if !is_response => p.field(&DATA, rest).map(drop),
        _ => p.skip(rest).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_word_is_written() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "memory area write, command");
        let items = all(&out, bytes, "omron.memory.numitems");
        assert_eq!(items, [(16, 2, "1".into())]);
        let data = all(&out, bytes, "omron.command.data");
        assert_eq!((data[0].0, data[0].1), (18, 2));
        peeler.peel_as(&PROTOCOL, &bytes[..16], Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
