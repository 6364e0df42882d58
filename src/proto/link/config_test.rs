//! Configuration testing: frames that ask to be sent on or back, to try a link (Ethernet version 2).
//! Many interfaces send them to themselves as a keepalive.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo};

const SECTION: &str = "Ethernet version 2.0 §8";

const REPLY: u64 = 1;
const FORWARD: u64 = 2;

const FUNCTIONS: crate::model::Codes = &[(REPLY, "reply"), (FORWARD, "forward data")];

crate::fields! {
    SKIP = FieldSpec::uint("loop.skipcount", "Skip count", 16)
        .little()
        .unit("bytes")
        .doc("Where the function stands that the receiver shall carry out; each hop adds to it.", SECTION);
    RELEVANT = FieldSpec::uint("loop.relevant_function", "Function to carry out", 16)
        .little()
        .codes(FUNCTIONS)
        .doc("The function that the skip count points to.", SECTION);
    FUNCTION = FieldSpec::uint("loop.function", "Function", 16)
        .little()
        .codes(FUNCTIONS)
        .doc("Send the rest on to an address, or take it as a reply.", SECTION);
    ADDRESS = FieldSpec::mac("loop.forwarding_address", "Forwarding address")
        .doc("Where the receiver shall send the frame.", SECTION);
    RECEIPT = FieldSpec::uint("loop.receipt_number", "Receipt number", 16)
        .little()
        .doc("By this the sender finds what it asked.", SECTION);
}

/// Configuration testing.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "loop",
        short: "CTP",
        title: "Configuration Testing Protocol",
        osi: OsiLayer::DataLink,
        why: "It tries whether frames pass a link, and needs nothing above the link for that.",
        reference: "Ethernet version 2.0 §8",
    },
    claims: &[Claim::EtherType(0x9000)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x02\x00\x02\x00\x5e\x10\x00\x02\x01\x00\x07\x00data",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let skip = p.uint(&SKIP)? as usize;
    relevant(p, skip);
    loop {
        match p.uint(&FUNCTION)? {
            FORWARD => {
                p.field(&ADDRESS, 6)?;
            }
            REPLY => {
                let receipt = p.uint(&RECEIPT)?;
                p.summary(format_args!("reply {receipt}"));
                p.pass(Next::Data);
                return Ok(());
            }
            _ => {
                let at = p.pos() - 2..p.pos();
                p.fault(FaultKind::Malformed("there is no such function"), at);
                p.pass(Next::Data);
                return Ok(());
            }
        }
    }
}

/// Marks the function to which the skip count points, where there is one.
fn relevant(p: &mut Peel<'_>, skip: usize) {
    let at = p.pos() + skip;
    if p.bytes().len() >= at + 2 {
        p.mark(&RELEVANT, at..at + 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn functions_are_read_up_to_the_reply() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            PROTOCOL.sample,
            Want::Full,
            &mut out,
        );
        let functions: Vec<_> = out
            .fields
            .iter()
            .filter(|f| f.spec.name == "loop.function")
            .map(|f| f.value.clone())
            .collect();
        assert_eq!(functions, [Value::Uint(2), Value::Uint(1)]);
        assert_eq!(out.layers[0].summary, "reply 7");
        assert_eq!(out.layers[1].header.len(), 4);
    }

    #[test]
    fn a_skip_count_beyond_the_frame_points_nowhere() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            b"\xff\xff\x01\x00\x07\x00",
            Want::Full,
            &mut out,
        );
        assert!(out.field("loop.relevant_function").is_none());
    }
}
