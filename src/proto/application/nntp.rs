//! NNTP: reading and handing on news articles (RFC 3977).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{every_line, maybe_text};

const PORT: u16 = 119;

/// A line is not longer (RFC 3977 §3.1), but for lines of articles.
const MAX_LINE: usize = 4096;

crate::fields! {
    LINE = FieldSpec::text("", "Line")
        .doc("A command, an answer that begins with three digits, or a line of an article or a list, which a dot alone ends.", "RFC 3977 §3.1");
}

/// NNTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nntp",
        short: "NNTP",
        title: "Network News Transfer Protocol",
        osi: OsiLayer::Application,
        why: "It is the dialogue in which newsreaders and news servers hand on articles.",
        reference: "RFC 3977",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(maybe_text),
    peel,
    trailer: None,
    stream: true,
    sample: b"211 217 3 219 news.software.nntp group selected\r\n",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut first = true;
    every_line(p, MAX_LINE, |p, line| {
        if first && p.wants_fields() {
            let said = text::clean_bytes(&p.bytes()[line.text()]);
            p.summary(format_args!("{said}"));
        }
        first = false;
        p.mark(&LINE, line.all());
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Match, Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;

    #[test]
    fn every_line_is_shown() {
        let mut out = Dissection::default();
        let bytes = b"215 list\r\nalt.test 1 2 y\r\n.\r\n";
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.fields_of(&out.layers[0]).len(), 3);
        assert_eq!(out.layers[0].summary, "215 list");
        assert_eq!(PROTOCOL.recognises(b"\x00\x01"), Match::No);
    }
}
