//! Opening: which interfaces the caller wants, and what the other side accepts (C706 §12.6.4.3).

use super::{Order, interfaces};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "C706 §12.6.4.3";

const NEGOTIATE_ACK: u64 = 3;
const REJECTED: u64 = 2;

const fn number(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, SECTION)
}

/// Low byte first, as the numbers of nearly all systems.
pub(super) const FEATURES: &[FieldSpec] = &[
    FieldSpec::hex("dcerpc.cn_bind_trans_btfn", "Features", 16)
        .little()
        .parts_follow()
        .doc("What both sides can do.", "MS-RPCE §2.2.2.14"),
    FieldSpec::uint("", "Reserved", 6)
        .part()
        .doc("Zero.", "MS-RPCE §2.2.2.14"),
    FieldSpec::flag("dcerpc.cn_bind_trans_btfn.02", "Keep connection")
        .part()
        .doc(
            "A call can be given up without closing the connection.",
            "MS-RPCE §2.2.2.14",
        ),
    FieldSpec::flag("dcerpc.cn_bind_trans_btfn.01", "Several security contexts")
        .part()
        .doc(
            "Several authentications may share the connection.",
            "MS-RPCE §2.2.2.14",
        ),
    FieldSpec::uint("", "Reserved", 8)
        .part()
        .doc("Zero.", "MS-RPCE §2.2.2.14"),
];

crate::fields! {
    MAX_XMIT = number("dcerpc.cn_max_xmit", "Longest sent", 16, "Longest fragment that the sender will send.");
    MAX_RECV = number("dcerpc.cn_max_recv", "Longest received", 16, "Longest fragment that the sender takes.");
    GROUP = FieldSpec::hex("dcerpc.cn_assoc_group", "Association group", 32).doc("Connections of the same group share what is open.", SECTION);
    ITEMS = number("dcerpc.cn_num_ctx_items", "Contexts", 8, "How many interfaces the caller wants.");
    ITEM = FieldSpec::group("dcerpc.cn_ctx_item", "Context").doc("An interface, and how its data may be written.", SECTION);
    CONTEXT = number("dcerpc.cn_ctx_id", "Context", 16, "Number that calls will give the interface.");
    SYNTAXES = number("dcerpc.cn_num_trans_items", "Transfer syntaxes", 8, "How many ways to write the data are offered.");
    ABSTRACT = FieldSpec::group("dcerpc.cn_bind_abstract_syntax", "Interface").doc("Which procedures the caller wants.", SECTION);
    INTERFACE = FieldSpec::computed("dcerpc.cn_bind_to_uuid", "Interface UUID").doc("The interface's number in the whole world.", SECTION);
    MAJOR = number("dcerpc.cn_bind_if_ver", "Version", 16, "Version of the interface.");
    MINOR = number("dcerpc.cn_bind_if_ver_minor", "Minor version", 16, "Minor version of the interface.");
    SYNTAX = FieldSpec::group("dcerpc.cn_bind_trans", "Transfer syntax").doc("A way to write the data.", SECTION);
    SYNTAX_ID = FieldSpec::computed("dcerpc.cn_bind_trans_id", "Transfer syntax UUID").doc("The number of that way.", SECTION);
    SYNTAX_VERSION = number("dcerpc.cn_bind_trans_ver", "Version", 32, "Its version.");
    ADDRESS_LEN = number("dcerpc.cn_sec_addr_len", "Length of the address", 16, "Bytes of the address, its zero included.");
    ADDRESS = FieldSpec::text("dcerpc.cn_sec_addr", "Second address").doc("Port or pipe for further connections.", SECTION);
    RESULTS = number("dcerpc.cn_num_results", "Results", 8, "One for each context.");
    RESULT = FieldSpec::uint("dcerpc.cn_ack_result", "Result", 16)
        .codes(&[(0, "accepted"), (1, "rejected by the user"), (2, "rejected by the provider"), (3, "features agreed on")])
        .doc("Whether the interface can be called.", SECTION);
    REASON = FieldSpec::uint("dcerpc.cn_ack_reason", "Reason", 16)
        .codes(&[(0, "not given"), (1, "no such interface"), (2, "no such transfer syntax"), (3, "too busy")])
        .doc("Why it cannot.", SECTION);
    CHOSEN = FieldSpec::computed("dcerpc.cn_ack_trans_id", "Transfer syntax").doc("How the data will be written.", SECTION);
    CHOSEN_VERSION = number("dcerpc.cn_ack_trans_ver", "Version", 32, "Its version.");
    REFUSAL = FieldSpec::uint("dcerpc.cn_reject_reason", "Reason", 16)
        .codes(&[(0, "not given"), (1, "too busy"), (2, "local limit exceeded"), (4, "version not known"), (8, "authentication type not known"), (9, "invalid checksum")])
        .doc("Why there will be no connection.", SECTION);
    VERSIONS = number("dcerpc.cn_num_protocols", "Versions", 8, "How many versions the other side knows.");
    VERSION = number("dcerpc.cn_protocol_ver_major", "Major version", 8, "A version that it knows.");
    VERSION_MINOR = number("dcerpc.cn_protocol_ver_minor", "Minor version", 8, "Its minor version.");
}

fn head(p: &mut Peel<'_>, order: Order) -> Peeled {
    order.read(p, &MAX_XMIT)?;
    order.read(p, &MAX_RECV)?;
    order.read(p, &GROUP).map(drop)
}

pub(super) fn request(p: &mut Peel<'_>, order: Order) -> Peeled {
    head(p, order)?;
    let items = order.read(p, &ITEMS)?;
    p.skip(3)?;
    for index in 0..items {
        if p.is_full() {
            break;
        }
        p.group(&ITEM, |p| {
            order.read(p, &CONTEXT)?;
            let syntaxes = order.read(p, &SYNTAXES)?;
            p.skip(1)?;
            let uuid = p.group(&ABSTRACT, |p| {
                let uuid = order.uuid(p, &INTERFACE)?;
                order.read(p, &MAJOR)?;
                order.read(p, &MINOR)?;
                Ok(uuid)
            })?;
            if index == 0 {
                let name = interfaces::name(&uuid).unwrap_or(&uuid);
                p.summary(format_args!("Bind to {name}"));
            }
            for _ in 0..syntaxes {
                if p.is_full() {
                    break;
                }
                p.group(&SYNTAX, |p| {
                    order.uuid(p, &SYNTAX_ID)?;
                    order.read(p, &SYNTAX_VERSION).map(drop)
                })?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

pub(super) fn response(p: &mut Peel<'_>, order: Order) -> Peeled {
    head(p, order)?;
    let len = order.read(p, &ADDRESS_LEN)? as usize;
    if len > 0 {
        p.field(&ADDRESS, len)?;
    }
    // Counted from the start of the message.
    let fill = p.pos().next_multiple_of(4) - p.pos();
    p.skip(fill)?;
    let results = order.read(p, &RESULTS)?;
    p.skip(3)?;
    for _ in 0..results {
        if p.is_full() {
            break;
        }
        let result = order.read(p, &RESULT)?;
        match result {
            NEGOTIATE_ACK if order.little => drop(p.rows(FEATURES)?),
            0 => drop(p.skip(2)?),
            _ if result <= REJECTED => drop(order.read(p, &REASON)?),
            _ => drop(p.skip(2)?),
        }
        order.uuid(p, &CHOSEN)?;
        order.read(p, &CHOSEN_VERSION)?;
    }
    Ok(())
}

pub(super) fn refusal(p: &mut Peel<'_>, order: Order) -> Peeled {
    order.read(p, &REFUSAL)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    let versions = order.read(p, &VERSIONS)?;
    for _ in 0..versions {
        if p.is_full() {
            break;
        }
        order.read(p, &VERSION)?;
        order.read(p, &VERSION_MINOR)?;
    }
    Ok(())
}
