//! LPD: jobs for a printer (RFC 1179).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, speaker};

const PORT: u16 = 515;

/// A command is not longer.
const MAX_LINE: usize = 1024;

const COMMANDS: Codes = &[
    (1, "print what waits, or abort the job"),
    (2, "take a job, or its control file"),
    (3, "short list of jobs, or the job's data file"),
    (4, "long list of jobs"),
    (5, "remove jobs"),
];

crate::fields! {
    CODE = FieldSpec::uint("lpd.client_code", "Command", 8)
        .codes(COMMANDS)
        .doc("What the client wants. While a job is handed over, 1 to 3 mean something else.", "RFC 1179 §5, §6");
    OPTION = FieldSpec::text("lpd.printer_option", "Printer, options").doc("Which printer, and what the command needs; or the length and name of a file.", "RFC 1179 §5");
    ANSWER = FieldSpec::uint("lpd.response_code", "Answer", 8)
        .codes(&[(0, "go on"), (1, "the queue takes no jobs"), (2, "the queue is full"), (3, "bad form")])
        .doc("0: the server agrees; anything else: it does not.", "RFC 1179 §6");
}

/// LPD.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lpd",
        short: "LPD",
        title: "Line Printer Daemon Protocol",
        osi: OsiLayer::Application,
        why: "It is what a computer and a printer's queue say to each other.",
        reference: "RFC 1179",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: true,
    sample: b"\x02lp\n",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let from_server = p.addresses().is_some_and(|ends| ends.ports.is_some())
        && speaker(p, &[PORT]) == Speaker::Server;
    if from_server && bytes.first().is_some_and(|code| *code <= 3) {
        let code = p.uint(&ANSWER)?;
        let name = ANSWER.names.get(code).unwrap_or_default();
        p.summary(format_args!("{name}"));
        p.ends_at(1);
        return Ok(());
    }
    let feed = memchr::memchr(b'\n', &bytes[..bytes.len().min(MAX_LINE)]);
    match (bytes, feed) {
        ([1..=5, ..], Some(feed)) if !from_server => {
            let code = p.uint(&CODE)?;
            let option = p.field(&OPTION, feed - 1)?;
            if p.wants_fields() {
                let name = CODE.names.get(code).unwrap_or_default();
                let words = text::clean_bytes(option);
                p.summary(format_args!("{name}: {words}"));
            }
            p.skip(1).map(drop)
        }
        ([1..=5, ..], None) if !from_server && bytes.len() < MAX_LINE => {
            p.wait_for(bytes.len() + 1)?;
            rest(p)
        }
        _ => rest(p),
    }
}

/// A file, or a list of jobs: neither says where it ends.
fn rest(p: &mut Peel<'_>) -> Peeled {
    p.summary(format_args!("goes on, {} bytes", p.bytes().len()));
    p.pass(Next::Data);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn commands_name_a_printer() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(
            all(&out, bytes, "lpd.printer_option"),
            [(1, 2, "lp".into())]
        );
        peeler.peel_as(&PROTOCOL, b"Hhost\n", Want::Full, &mut out);
        assert_eq!(out.layers[1].info.name, "data");
    }
}
