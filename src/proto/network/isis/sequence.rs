//! Lists of packets: which link state packets the sender has.

use super::common::{self, Items, SECTION, proof, rest, system};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

crate::fields! {
    COMPLETE_LEN = FieldSpec::uint("isis.csnp.pdu_length", "Length", 16).unit("bytes")
        .doc("The whole packet.", SECTION);
    COMPLETE_SOURCE = FieldSpec::bytes("isis.csnp.source_id", "Sender")
        .doc("The number of the router that sends this.", SECTION);
    COMPLETE_CIRCUIT = FieldSpec::bytes("isis.csnp.source_circuit", "Sender's circuit")
        .doc("Zero.", SECTION);
    START = FieldSpec::bytes("isis.csnp.start_lsp_id", "From")
        .doc("The list has all packets from this number on.", SECTION);
    END = FieldSpec::bytes("isis.csnp.end_lsp_id", "To")
        .doc("The list has all packets up to this number.", SECTION);
    PARTIAL_LEN = FieldSpec::uint("isis.psnp.pdu_length", "Length", 16).unit("bytes")
        .doc("The whole packet.", SECTION);
    PARTIAL_SOURCE = FieldSpec::bytes("isis.psnp.source_id", "Sender")
        .doc("The number of the router that sends this.", SECTION);
    PARTIAL_CIRCUIT = FieldSpec::bytes("isis.psnp.source_circuit", "Sender's circuit")
        .doc("Zero.", SECTION);
    COMPLETE_TYPE = FieldSpec::uint("isis.csnp.clv.type", "Type", 8)
        .doc("What the item says.", SECTION);
    COMPLETE_ITEM_LEN = FieldSpec::uint("isis.csnp.clv.length", "Length", 8).unit("bytes")
        .doc("The item's value, without type and length.", SECTION);
    PARTIAL_TYPE = FieldSpec::uint("isis.psnp.clv.type", "Type", 8)
        .doc("What the item says.", SECTION);
    PARTIAL_ITEM_LEN = FieldSpec::uint("isis.psnp.clv.length", "Length", 8).unit("bytes")
        .doc("The item's value, without type and length.", SECTION);
    ENTRY = FieldSpec::group("", "Packet")
        .doc("A link state packet that the sender has or wants.", SECTION);
    LIFE = FieldSpec::uint("isis.csnp.lsp_remain_life", "Remaining lifetime", 16).unit("seconds")
        .doc("How long the packet still counts; 0: it is taken back.", SECTION);
    ID = FieldSpec::bytes("isis.csnp.lsp_id", "Number")
        .doc("Router, its network, and which of several packets.", SECTION);
    EDITION = FieldSpec::hex("isis.csnp.lsp_seq_num", "Sequence number", 32)
        .doc("The higher one of two editions is the newer; 0 asks for the packet.", SECTION);
    SUM = FieldSpec::hex("isis.csnp.lsp_checksum", "Checksum", 16)
        .doc("The packet's own: tells editions with the same number apart.", SECTION);
    PROOF = FieldSpec::bytes("isis.csnp.authentication", "Proof")
        .doc("A password, or a digest over the packet and a key.", "RFC 5304 §2");
    OLD_PROOF = FieldSpec::text("isis.csnp.ip_authentication", "Proof")
        .doc("A password.", "RFC 1195 §5.3.9");
    CHECKSUM = FieldSpec::hex("isis.csnp.checksum", "Checksum", 16)
        .doc("Covers the whole packet.", "RFC 3358 §2");
    INSTANCE = FieldSpec::uint("isis.csnp.iid", "Instance", 16)
        .doc("Which of several instances on the same link this is.", "RFC 8202 §2.1");
    INSTANCE_TOPOLOGY = FieldSpec::uint("isis.csnp.supported_itid", "Topology of the instance", 16)
        .doc("What the instance routes for.", "RFC 8202 §2.1");
}

static COMPLETE: Items = Items {
    kind: &COMPLETE_TYPE,
    len: &COMPLETE_ITEM_LEN,
    value,
};

static PARTIAL: Items = Items {
    kind: &PARTIAL_TYPE,
    len: &PARTIAL_ITEM_LEN,
    value,
};

/// Reads a list.
pub(super) fn packet(p: &mut Peel<'_>, kind: u8, id: usize) -> Peeled {
    if kind >= 26 {
        let len = p.uint(&PARTIAL_LEN)? as usize;
        let from = system(p, &PARTIAL_SOURCE, id, 0)?;
        p.field(&PARTIAL_CIRCUIT, 1)?;
        p.summary(format_args!("partial list of {from}"));
        return common::items(p, len, id, &PARTIAL);
    }
    let len = p.uint(&COMPLETE_LEN)? as usize;
    let from = system(p, &COMPLETE_SOURCE, id, 0)?;
    p.field(&COMPLETE_CIRCUIT, 1)?;
    system(p, &START, id, 2)?;
    system(p, &END, id, 2)?;
    p.summary(format_args!("complete list of {from}"));
    common::items(p, len, id, &COMPLETE)
}

fn value(p: &mut Peel<'_>, kind: u8, id: usize) -> Peeled {
    match kind {
        7 => {
            p.uint(&INSTANCE)?;
            common::all(p, &INSTANCE_TOPOLOGY, 2)
        }
        9 => {
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&ENTRY, |p| {
                    p.uint(&LIFE)?;
                    system(p, &ID, id, 2)?;
                    p.uint(&EDITION)?;
                    p.uint(&SUM)
                })?;
            }
            Ok(())
        }
        10 => proof(p, &PROOF),
        12 => p.uint(&CHECKSUM).map(drop),
        133 => rest(p, &OLD_PROOF),
        _ => Ok(()),
    }
}
