//! Git's own protocol: lines behind their length, in which repositories are cloned and pushed.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};

const PORT: u16 = 9418;

const SOURCE: &str = "gitprotocol-common";

const LEN_LEN: usize = 4;

/// The longest line (gitprotocol-common, pkt-line format).
const MAX_LEN: usize = 65520;

const VERSION_LINE: &[u8] = b"version ";

crate::fields! {
    LENGTH = FieldSpec::hex("git.length", "Length", 32).unit("bytes").doc("Of the line, with these four hexadecimal digits.", SOURCE);
    KIND = FieldSpec::uint("git.packet_type", "Mark", 32)
        .codes(&[(0, "flush"), (1, "delimiter"), (2, "end of the response")])
        .doc("Not a line, but a mark between lines.", "gitprotocol-v2");
    DATA = FieldSpec::bytes("git.data", "Line").doc("A command, a reference, or a part of the objects.", SOURCE);
    BAND = FieldSpec::hex("git.sideband_control_code", "Band", 8)
        .codes(&[(1, "objects"), (2, "progress"), (3, "error")])
        .doc("What the line carries: objects for the program, or words for the person.", "gitprotocol-pack");
    VERSION = FieldSpec::uint("git.version", "Version", 8)
        .codes(&[(0x30, "0"), (0x31, "1"), (0x32, "2")])
        .doc("Which version of the protocol the server speaks; a digit as a character.", "gitprotocol-v2");
}

/// Git.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "git",
        short: "Git",
        title: "Git Smart Protocol",
        osi: OsiLayer::Application,
        why: "Programmers exchange the history of their source with it.",
        reference: "gitprotocol-pack",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"001egit-upload-pack /a\0host=b\0",
};

/// The number that four hexadecimal digits write.
fn length(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.first_chunk::<LEN_LEN>()?;
    let is_number = digits.iter().all(u8::is_ascii_hexdigit);
    let text = str::from_utf8(digits).ok().filter(|_| is_number)?;
    usize::from_str_radix(text, 16).ok()
}

fn recognise(bytes: &[u8]) -> Match {
    match length(bytes) {
        Some(0..=2 | LEN_LEN..=MAX_LEN) => Match::Yes,
        Some(_) => Match::No,
        None => Match::short_if(bytes.len() < LEN_LEN && bytes.iter().all(u8::is_ascii_hexdigit)),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(LEN_LEN)?;
    let Some(len) = length(p.bytes()) else {
        p.fault(
            FaultKind::Malformed("the length is not four hexadecimal digits"),
            0..LEN_LEN,
        );
        return Ok(());
    };
    let number = Value::Uint(len as u64);
    if len < LEN_LEN {
        p.ends_at(LEN_LEN);
        p.skip(LEN_LEN)?;
        p.mark_as(&KIND, 0..LEN_LEN, number);
        let name = KIND.names.get(len as u64).unwrap_or("unknown mark");
        p.summary(format_args!("{name}"));
        return Ok(());
    }
    p.wait_for(len)?;
    p.ends_at(len);
    p.skip(LEN_LEN)?;
    p.mark_as(&LENGTH, 0..LEN_LEN, number);
    p.within(len - LEN_LEN, "Git length", line)
}

fn line(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.rest();
    let at = p.pos();
    if matches!(bytes.first(), Some(1..=3)) {
        let band = p.uint(&BAND)?;
        let name = BAND.names.get(band).unwrap_or_default();
        p.summary(format_args!("{name}, {} bytes", bytes.len() - 1));
    } else {
        if p.wants_fields() {
            let first = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
            let said = text::clean_bytes(first.trim_ascii_end());
            p.summary(format_args!("{said}"));
        }
        if bytes.starts_with(VERSION_LINE) && bytes.len() > VERSION_LINE.len() {
            let digit = at + VERSION_LINE.len();
            p.mark(&VERSION, digit..digit + 1);
        }
    }
    let len = p.rest().len();
    if len > 0 {
        p.field(&DATA, len)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn lines_have_lengths_and_bands() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "git-upload-pack /a");
        assert_eq!(
            all(&out, bytes, "git.length"),
            [(0, 4, "0x0000001e".into())]
        );
        let band = b"0009\x02done";
        peeler.peel_as(&PROTOCOL, band, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "progress, 4 bytes");
        assert_eq!(all(&out, band, "git.data")[0].1, 4);
        peeler.peel_as(&PROTOCOL, b"0000", Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "flush");
        assert_eq!(recognise(b"0003"), Match::No);
        peeler.peel_as(&PROTOCOL, b"00ffabc", Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
