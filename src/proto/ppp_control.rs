//! What PPP's control protocols share: one form of packet, and lists of options that both sides
//! agree on (RFC 1661 §5).

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec};

/// Codes from here to [`CONFIGURE_REJECT`] carry options.
pub const CONFIGURE_REQUEST: u8 = 1;

/// The last code that carries options.
pub const CONFIGURE_REJECT: u8 = 4;

/// Length of code, identifier and length.
const HEADER_LEN: usize = 4;

/// Which packet it is.
pub const CODE: FieldSpec = FieldSpec::uint("ppp.code", "Code", 8)
    .codes(&[
        (0, "vendor specific"),
        (1, "configure request"),
        (2, "configure acknowledgment"),
        (3, "configure negative acknowledgment"),
        (4, "configure reject"),
        (5, "terminate request"),
        (6, "terminate acknowledgment"),
        (7, "code reject"),
        (8, "protocol reject"),
        (9, "echo request"),
        (10, "echo reply"),
        (11, "discard request"),
        (12, "identification"),
        (13, "time remaining"),
        (14, "reset request"),
        (15, "reset acknowledgment"),
    ])
    .doc("What the packet is for. Each side requests options; the other agrees to all, names other values, or rejects those that it does not know.", "RFC 1661 §5");

/// Pairs requests and answers.
pub const IDENTIFIER: FieldSpec = FieldSpec::uint("ppp.identifier", "Identifier", 8).doc(
    "An answer carries the number of its request.",
    "RFC 1661 §5",
);

/// The packet's length.
pub const LENGTH: FieldSpec = FieldSpec::uint("ppp.length", "Length", 16)
    .unit("bytes")
    .doc(
        "The whole packet. What follows beyond it is filling of the link.",
        "RFC 1661 §5",
    );

/// What other packets carry.
pub const DATA: FieldSpec = FieldSpec::bytes("ppp.data", "Data").doc(
    "For a terminate request any text; for a reject the start of the packet that was not understood.",
    "RFC 1661 §5.5, §5.6",
);

/// All options together.
pub const OPTIONS: FieldSpec = FieldSpec::group("", "Options").doc(
    "What the sender wants of its direction of the link; what it does not name has the default.",
    "RFC 1661 §6",
);

/// Type of an option that is in no table.
static UNKNOWN_KIND: FieldSpec =
    FieldSpec::uint("", "Type", 8).doc("An option that decap does not know.", "RFC 1661 §6");

/// Length of an option that is in no table.
static UNKNOWN_LEN: FieldSpec = FieldSpec::uint("", "Length", 8)
    .unit("bytes")
    .doc("The option with its type and length.", "RFC 1661 §6");

/// Value of an option that is in no table.
static UNKNOWN_DATA: FieldSpec =
    FieldSpec::bytes("", "Value").doc("What the option says.", "RFC 1661 §6");

/// Specs that stand in every control protocol's list of fields.
#[derive(Debug)]
pub struct Common {
    /// All options together.
    pub options: &'static FieldSpec,
    /// An option's type.
    pub kind: &'static FieldSpec,
    /// An option's length.
    pub len: &'static FieldSpec,
    /// An option that is in no table.
    pub unknown: &'static FieldSpec,
    /// Bytes of an option that have no other field.
    pub data: &'static FieldSpec,
}

/// One option that a protocol knows.
#[derive(Debug)]
pub struct Choice {
    /// Its number.
    pub kind: u8,
    /// The field over all of it.
    pub spec: &'static FieldSpec,
    /// The fields in it.
    pub parts: Parts,
}

/// What stands behind an option's type and length.
#[derive(Debug)]
pub enum Parts {
    /// These fields one after the other, as far as the option's length goes.
    Fields(&'static [&'static FieldSpec]),
    /// What this function reads; the number is where the option ends.
    Read(fn(&mut Peel<'_>, usize) -> Peeled),
}

/// What a control packet's first bytes say.
#[derive(Debug, Clone, Copy)]
pub struct Packet {
    /// Which packet it is.
    pub code: u8,
    /// Where it ends, as its length says.
    pub end: usize,
}

impl Packet {
    /// True if the packet carries options.
    pub fn has_options(self) -> bool {
        (CONFIGURE_REQUEST..=CONFIGURE_REJECT).contains(&self.code)
    }
}

/// Reads the first four bytes; `None` if the length cannot be.
///
/// # Errors
/// [`Stop`] if they are not all there.
pub fn packet(p: &mut Peel<'_>, specs: [&'static FieldSpec; 3]) -> Result<Option<Packet>, Stop> {
    let [code_spec, identifier, length] = specs;
    let code = p.uint(code_spec)? as u8;
    p.uint(identifier)?;
    let len = p.uint(length)?;
    match code_spec.names.get(u64::from(code)) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("code {code}")),
    }
    let end = len as usize;
    if end < HEADER_LEN {
        let kind = FaultKind::BadLength {
            field: "PPP control packet length",
            says: len,
            limit: HEADER_LEN as u64,
        };
        p.fault(kind, 2..4);
        return Ok(None);
    }
    p.ends_at(end);
    Ok(Some(Packet { code, end }))
}

/// Reads options up to `end`.
///
/// # Errors
/// [`Stop`] if the packet says to be longer than it is.
pub fn options(
    p: &mut Peel<'_>,
    end: usize,
    common: &Common,
    choices: &'static [Choice],
) -> Peeled {
    if p.pos() >= end {
        return Ok(());
    }
    p.group(common.options, |p| {
        while p.pos() < end {
            let start = p.pos();
            p.require(2)?;
            let (kind, len) = (p.rest()[0], usize::from(p.rest()[1]));
            if len < 2 || start + len > end {
                let fault = FaultKind::BadLength {
                    field: "option length",
                    says: len as u64,
                    limit: if len < 2 { 2 } else { (end - start) as u64 },
                };
                p.fault(fault, start..start + 2);
                return Ok(());
            }
            let choice = choices.iter().find(|choice| choice.kind == kind);
            let spec = choice.map_or(common.unknown, |choice| choice.spec);
            p.require(len)?;
            p.group(spec, |p| {
                p.uint(choice.map_or(&UNKNOWN_KIND, |_| common.kind))?;
                p.uint(choice.map_or(&UNKNOWN_LEN, |_| common.len))?;
                if let Some(choice) = choice {
                    parts(p, start + len, &choice.parts)?;
                }
                let data = choice.map_or(&UNKNOWN_DATA, |_| common.data);
                rest(p, start + len, data)
            })?;
        }
        Ok(())
    })
}

fn parts(p: &mut Peel<'_>, end: usize, parts: &Parts) -> Peeled {
    match parts {
        Parts::Read(read) => read(p, end),
        Parts::Fields(specs) => {
            for spec in *specs {
                let len = (spec.bits / 8) as usize;
                if p.pos() + len > end {
                    break;
                }
                p.field(spec, len)?;
            }
            Ok(())
        }
    }
}

/// Reads what is left up to `end` as one field, if anything is.
///
/// # Errors
/// [`Stop`] if it is not all there.
pub fn rest(p: &mut Peel<'_>, end: usize, spec: &'static FieldSpec) -> Peeled {
    if p.pos() < end {
        p.field(spec, end - p.pos())?;
    }
    Ok(())
}
