//! The types that everything is made of (OPC 10000-6 §5.2.2).

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::layout;

const NODE: &str = "OPC 10000-6 §5.2.2.9";
const EXPANDED: &str = "OPC 10000-6 §5.2.2.10";
const DIAGNOSTIC: &str = "OPC 10000-6 §5.2.2.12";
const QUALIFIED: &str = "OPC 10000-6 §5.2.2.13";
const LOCALIZED: &str = "OPC 10000-6 §5.2.2.14";

/// Diagnostics may hold diagnostics.
const MAX_DEPTH: u8 = 8;

/// How the identifier of a node is written.
pub(super) const ENCODINGS: Codes = &[
    (0, "number of one byte"),
    (1, "number of two bytes"),
    (2, "number"),
    (3, "text"),
    (4, "GUID"),
    (5, "bytes"),
];

pub(super) const EXPANDED_MASK: &[FieldSpec] = &[
    FieldSpec::hex("opcua.expandednodeid.mask", "Encoding", 8)
        .parts_follow()
        .doc(
            "How the identifier is written, and what follows it.",
            EXPANDED,
        ),
    FieldSpec::flag("opcua.expandednodeid.has_namespace_uri", "Has namespace")
        .part()
        .doc("Set: the namespace follows in full.", EXPANDED),
    FieldSpec::flag("opcua.expandednodeid.has_server_index", "Has server")
        .part()
        .doc(
            "Set: the node is on another server, whose index follows.",
            EXPANDED,
        ),
    FieldSpec::gap(2).part(),
    ENCODING.part(),
];

const ENCODING: FieldSpec = FieldSpec::hex("opcua.nodeid.encodingmask", "Encoding", 4)
    .codes(ENCODINGS)
    .doc("How the identifier is written.", NODE);

pub(super) const NODE_MASK: &[FieldSpec] = &[FieldSpec::gap(4), ENCODING];

pub(super) const DIAGNOSTIC_MASK: &[FieldSpec] = &[
    FieldSpec::hex("opcua.diag.mask", "Encoding", 8)
        .parts_follow()
        .doc("Which parts follow.", DIAGNOSTIC),
    FieldSpec::gap(1).part(),
    FieldSpec::flag(
        "opcua.diag.has_inner_diagnostic_code",
        "Has inner diagnostics",
    )
    .part()
    .doc("Set: diagnostics of a system below follow.", DIAGNOSTIC),
    FieldSpec::flag("opcua.diag.has_inner_statuscode", "Has inner status")
        .part()
        .doc("Set: the status of a system below follows.", DIAGNOSTIC),
    FieldSpec::flag("opcua.diag.has_additional_info", "Has more")
        .part()
        .doc("Set: text of the server follows.", DIAGNOSTIC),
    FieldSpec::flag("opcua.diag.has_locale", "Has locale")
        .part()
        .doc("Set: the language follows.", DIAGNOSTIC),
    FieldSpec::flag("opcua.diag.has_localizedtext", "Has text")
        .part()
        .doc("Set: a text in that language follows.", DIAGNOSTIC),
    FieldSpec::flag("opcua.diag.has_namespace", "Has namespace")
        .part()
        .doc("Set: the namespace of the symbol follows.", DIAGNOSTIC),
    FieldSpec::flag("opcua.diag.has_symbolic_id", "Has symbol")
        .part()
        .doc("Set: a symbol for the error follows.", DIAGNOSTIC),
];

pub(super) const LOCALIZED_MASK: &[FieldSpec] = &[
    FieldSpec::hex("opcua.loctext.mask", "Encoding", 8)
        .parts_follow()
        .doc("Which parts follow.", LOCALIZED),
    FieldSpec::gap(6).part(),
    FieldSpec::flag("opcua.loctext.has_text", "Has text")
        .part()
        .doc("Set: the text follows.", LOCALIZED),
    FieldSpec::flag("opcua.loctext.has_locale_information", "Has locale")
        .part()
        .doc("Set: the language follows.", LOCALIZED),
];

crate::fields! {
    SPACE = FieldSpec::uint("opcua.nodeid.nsindex", "Namespace", 16).little()
        .doc("Which of the server's namespaces the identifier belongs to; 0 is that of OPC UA itself.", NODE);
    SPACE_BYTE = FieldSpec::uint("opcua.nodeid.nsindex", "Namespace", 8)
        .doc("Which of the server's namespaces the identifier belongs to.", NODE);
    NUMBER_1 = FieldSpec::uint("opcua.nodeid.numeric", "Number", 8).doc("The node's number.", NODE);
    NUMBER_2 = FieldSpec::uint("opcua.nodeid.numeric", "Number", 16).little().doc("The node's number.", NODE);
    NUMBER_4 = FieldSpec::uint("opcua.nodeid.numeric", "Number", 32).little().doc("The node's number.", NODE);
    NAME = FieldSpec::text("opcua.nodeid.string", "Name").doc("The node's name.", NODE);
    GUID = FieldSpec::computed("opcua.nodeid.guid", "GUID").doc("The node's GUID.", NODE);
    OPAQUE = FieldSpec::bytes("opcua.nodeid.bytestring", "Bytes")
        .doc("Bytes that name the node; only the server knows what they mean.", NODE);
    SPACE_URI = FieldSpec::text("opcua.NamespaceUri", "Namespace")
        .doc("The namespace in full.", EXPANDED);
    SERVER = FieldSpec::uint("opcua.expandednodeid.ServerIndex", "Server", 32).little()
        .doc("Which server has the node.", EXPANDED);
    QUALIFIED_SPACE = FieldSpec::uint("opcua.qualname.Id", "Namespace", 16).little()
        .doc("Which of the server's namespaces the name belongs to.", QUALIFIED);
    QUALIFIED_NAME = FieldSpec::text("opcua.qualname.Name", "Name").doc("The name.", QUALIFIED);
    LOCALE = FieldSpec::text("opcua.loctext.Locale", "Locale").doc("The language, as en-US.", LOCALIZED);
    TEXT = FieldSpec::text("opcua.loctext.Text", "Text").doc("The text in that language.", LOCALIZED);
    SYMBOL = FieldSpec::int("opcua.diag.SymbolicId", "Symbol", 32).little()
        .doc("Where the symbol stands in the table of strings.", DIAGNOSTIC);
    SYMBOL_SPACE = FieldSpec::int("opcua.diag.Namespace", "Namespace", 32).little()
        .doc("Where the symbol's namespace stands in the table of strings.", DIAGNOSTIC);
    DIAGNOSTIC_TEXT = FieldSpec::int("opcua.diag.LocalizedText", "Text", 32).little()
        .doc("Where the text stands in the table of strings.", DIAGNOSTIC);
    DIAGNOSTIC_LOCALE = FieldSpec::int("opcua.diag.Locale", "Locale", 32).little()
        .doc("Where the language stands in the table of strings.", DIAGNOSTIC);
    MORE = FieldSpec::text("opcua.diag.AdditionalInfo", "More").doc("What the server has to add.", DIAGNOSTIC);
    INNER_STATUS = FieldSpec::hex("opcua.diag.InnerStatusCode", "Inner status", 32).little()
        .lookup(status_name)
        .doc("What the system below said.", DIAGNOSTIC);
    INNER = FieldSpec::group("", "Inner diagnostics").doc("What the system below has to say.", DIAGNOSTIC);
}

/// The name of a status code, without its details (OPC 10000-6 annex A.2).
pub(super) fn status_name(code: u64) -> Option<&'static str> {
    let code = code as u32;
    Some(match code >> 16 {
        0x0000 => "good",
        0x8001 => "unexpected error",
        0x8002 => "internal error",
        0x8003 => "out of memory",
        0x8005 => "communication error",
        0x8006 => "encoding error",
        0x8007 => "decoding error",
        0x800a => "timeout",
        0x800b => "service unsupported",
        0x800c => "shut down",
        0x800d => "server not connected",
        0x800e => "server halted",
        0x800f => "nothing to do",
        0x8010 => "too many operations",
        0x8012 => "certificate invalid",
        0x8013 => "security checks failed",
        0x801a => "certificate untrusted",
        0x801f => "user access denied",
        0x8020 => "identity token invalid",
        0x8021 => "identity token rejected",
        0x8022 => "secure channel invalid",
        0x8025 => "session invalid",
        0x8026 => "session closed",
        0x8027 => "session not activated",
        0x8028 => "subscription invalid",
        0x8031 => "no communication",
        0x8033 => "node identifier invalid",
        0x8034 => "node unknown",
        0x8035 => "attribute invalid",
        0x803a => "not readable",
        0x803b => "not writable",
        0x803c => "out of range",
        0x803d => "not supported",
        0x803e => "not found",
        0x8042 => "monitored item invalid",
        0x8054 => "security mode rejected",
        0x8055 => "security policy rejected",
        0x8074 => "type mismatch",
        0x8075 => "method invalid",
        0x8078 => "too many publish requests",
        0x8079 => "no subscription",
        0x807d => "server too busy",
        0x807e => "message type invalid",
        0x8080 => "message too large",
        0x8083 => "endpoint unknown",
        0x8085 => "request timeout",
        0x8086 => "secure channel closed",
        _ => match code >> 30 {
            0 => "good",
            1 => "uncertain",
            _ => "bad",
        },
    })
}

/// Reads text or bytes with their length before them; -1 says that there are none.
fn counted(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let len = layout::little(p.skip(4)?) as u32;
    if (len as i32) <= 0 {
        p.mark_made(spec, at..at + 4, String::new);
        return Ok(());
    }
    p.field(spec, len as usize).map(drop)
}

/// Reads a text.
pub(super) fn text(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    counted(p, spec)
}

/// Reads bytes.
pub(super) fn bytes(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    counted(p, spec)
}

/// Reads a time.
pub(super) fn time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    layout::read(p, &[layout::Part::FileTime(spec)])
}

/// Reads a floating point number of 4 or 8 bytes.
pub(super) fn float(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(len)?;
    let number = layout::little(bytes);
    p.mark_made(spec, at..at + len, || match len {
        4 => crate::proto::float::single(number as u32),
        _ => f64::from_bits(number).to_string(),
    });
    Ok(())
}

/// Reads which node is meant.
pub(super) fn node(p: &mut Peel<'_>) -> Peeled {
    let encoding = p.rows(NODE_MASK)?[0];
    identifier(p, encoding & 0x0f)
}

/// Reads which node is meant, of whatever server.
pub(super) fn expanded(p: &mut Peel<'_>) -> Peeled {
    let encoding = p.rows(EXPANDED_MASK)?[0];
    identifier(p, encoding & 0x0f)?;
    if encoding & 0x80 != 0 {
        text(p, &SPACE_URI)?;
    }
    if encoding & 0x40 != 0 {
        p.uint(&SERVER)?;
    }
    Ok(())
}

fn identifier(p: &mut Peel<'_>, encoding: u8) -> Peeled {
    match encoding {
        0 => p.uint(&NUMBER_1).map(drop),
        1 => {
            p.uint(&SPACE_BYTE)?;
            p.uint(&NUMBER_2).map(drop)
        }
        2..=5 => {
            p.uint(&SPACE)?;
            match encoding {
                2 => p.uint(&NUMBER_4).map(drop),
                3 => text(p, &NAME),
                4 => layout::guid(p, &GUID).map(drop),
                _ => bytes(p, &OPAQUE),
            }
        }
        _ => {
            let at = p.pos();
            p.fault(
                crate::model::FaultKind::Malformed("nodes are not written like this"),
                at.saturating_sub(1)..at,
            );
            Err(crate::decode::Stop)
        }
    }
}

/// Reads a name and its namespace.
pub(super) fn qualified(p: &mut Peel<'_>) -> Peeled {
    p.uint(&QUALIFIED_SPACE)?;
    text(p, &QUALIFIED_NAME)
}

/// Reads a text and its language.
pub(super) fn localized(p: &mut Peel<'_>) -> Peeled {
    let mask = p.rows(LOCALIZED_MASK)?[0];
    if mask & 1 != 0 {
        text(p, &LOCALE)?;
    }
    if mask & 2 != 0 {
        text(p, &TEXT)?;
    }
    Ok(())
}

/// Reads what a server has to say of an error.
pub(super) fn diagnostics(p: &mut Peel<'_>, depth: u8) -> Peeled {
    let mask = p.rows(DIAGNOSTIC_MASK)?[0];
    for (bit, spec) in [
        (1, &SYMBOL),
        (2, &SYMBOL_SPACE),
        (8, &DIAGNOSTIC_LOCALE),
        (4, &DIAGNOSTIC_TEXT),
    ] {
        if mask & bit != 0 {
            p.uint(spec)?;
        }
    }
    if mask & 0x10 != 0 {
        text(p, &MORE)?;
    }
    if mask & 0x20 != 0 {
        p.uint(&INNER_STATUS)?;
    }
    if mask & 0x40 != 0 && depth < MAX_DEPTH {
        p.group(&INNER, |p| diagnostics(p, depth + 1))?;
    }
    Ok(())
}

/// Adds the flags that are set in a number whose low byte stands first at `at`; `specs` are those of its
/// bits, the lowest first.
pub(super) fn flags(p: &mut Peel<'_>, at: usize, number: u64, specs: &[&'static FieldSpec]) {
    let set = |bit: &usize| number >> bit & 1 == 1;
    for bit in (0..specs.len()).filter(set) {
        let place = (at + bit / 8) * 8 + 7 - bit % 8;
        p.mark_bits(specs[bit], place, Value::Uint(1));
    }
}
