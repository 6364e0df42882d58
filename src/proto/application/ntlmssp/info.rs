//! Names of the server, and the answer of version 2 that repeats them (MS-NLMP §2.2.2.1, §2.2.2.7).

use std::ops::Range;

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::layout::{self, Part, little};

const SECTION: &str = "MS-NLMP §2.2.2.1";

const END: u64 = 0;
const FLAGS: u64 = 6;
const TIME: u64 = 7;

const ITEMS: Codes = &[
    (0, "end of list"),
    (1, "NetBIOS name of the computer"),
    (2, "NetBIOS name of the domain"),
    (3, "DNS name of the computer"),
    (4, "DNS name of the domain"),
    (5, "DNS name of the tree"),
    (6, "flags"),
    (7, "time"),
    (8, "restrictions"),
    (9, "name of the service"),
    (10, "channel bindings"),
];

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(doc, SECTION)
}

const fn kind(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Item", 16)
        .little()
        .codes(ITEMS)
        .doc("What the item says.", SECTION)
}

const fn length(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Length", 16)
        .little()
        .unit("bytes")
        .doc("Bytes of the item.", SECTION)
}

const COMPUTER_DOC: &str = "Short name of the computer.";
const DOMAIN_DOC: &str = "Short name of the domain.";
const DNS_DOC: &str = "Full name of the computer.";
const DNS_DOMAIN_DOC: &str = "Full name of the domain.";
const TREE_DOC: &str = "Full name of the forest of domains.";
const SERVICE_DOC: &str = "Whom the client believes to talk to.";

crate::fields! {
    INFO = FieldSpec::group("ntlmssp.challenge.target_info", "Target info").doc("Names of the server.", SECTION);
    INFO_LEN = FieldSpec::uint("ntlmssp.challenge.target_info.length", "Length", 16).little().doc("Bytes of the names.", SECTION);
    INFO_MAX = FieldSpec::uint("ntlmssp.challenge.target_info.maxlen", "Room", 16).little().doc("Bytes of room for them.", SECTION);
    INFO_AT = FieldSpec::uint("ntlmssp.challenge.target_info.offset", "Offset", 32).little().doc("Where they stand in the message.", SECTION);
    C_TYPE = kind("ntlmssp.challenge.target_info.item.type");
    C_LEN = length("ntlmssp.challenge.target_info.item.length");
    C_COMPUTER = text("ntlmssp.challenge.target_info.nb_computer_name", "Computer", COMPUTER_DOC);
    C_DOMAIN = text("ntlmssp.challenge.target_info.nb_domain_name", "Domain", DOMAIN_DOC);
    C_DNS = text("ntlmssp.challenge.target_info.dns_computer_name", "Computer (DNS)", DNS_DOC);
    C_DNS_DOMAIN = text("ntlmssp.challenge.target_info.dns_domain_name", "Domain (DNS)", DNS_DOMAIN_DOC);
    C_TREE = text("ntlmssp.challenge.target_info.dns_tree_name", "Forest (DNS)", TREE_DOC);
    C_FLAGS = FieldSpec::hex("ntlmssp.challenge.target_info.flags", "Flags", 32).little().doc("How the account is limited.", SECTION);
    C_TIME = FieldSpec::computed("ntlmssp.challenge.target_info.timestamp", "Time").doc("The server's clock.", SECTION);
    C_RESTRICTIONS = FieldSpec::bytes("ntlmssp.challenge.target_info.restrictions", "Restrictions").doc("Limits of the session.", SECTION);
    C_SERVICE = text("ntlmssp.challenge.target_info.target_name", "Service", SERVICE_DOC);
    C_BINDINGS = FieldSpec::bytes("ntlmssp.challenge.target_info.channel_bindings", "Channel bindings").doc("Ties the login to the encrypted channel below.", SECTION);
    ANSWER = FieldSpec::bytes("ntlmssp.ntlmv2_response", "Answer, version 2").doc("A proof, and what it was made of.", "MS-NLMP §2.2.2.8");
    PROOF = FieldSpec::bytes("ntlmssp.ntlmv2_response.ntproofstr", "Proof").doc("Made with the password of the challenge and of all that follows.", "MS-NLMP §2.2.2.8");
    REVISION = FieldSpec::uint("ntlmssp.ntlmv2_response.rversion", "Version", 8).doc("Version of the answer: 1.", "MS-NLMP §2.2.2.7");
    HIGHEST = FieldSpec::uint("ntlmssp.ntlmv2_response.hirversion", "Highest version", 8).doc("Highest version that the client knows.", "MS-NLMP §2.2.2.7");
    ZEROS_6 = FieldSpec::bytes("ntlmssp.ntlmv2_response.z", "Zeros").wide(6).doc("Zero.", "MS-NLMP §2.2.2.7");
    WHEN = FieldSpec::computed("ntlmssp.ntlmv2_response.time", "Time").doc("When the answer was made.", "MS-NLMP §2.2.2.7");
    NONCE = FieldSpec::bytes("ntlmssp.ntlmv2_response.chal", "Client challenge").wide(8).doc("Random bytes of the client.", "MS-NLMP §2.2.2.7");
    ZEROS_4 = FieldSpec::bytes("ntlmssp.ntlmv2_response.z", "Zeros").wide(4).doc("Zero.", "MS-NLMP §2.2.2.7");
    R_TYPE = kind("ntlmssp.ntlmv2_response.item.type");
    R_LEN = length("ntlmssp.ntlmv2_response.item.length");
    R_COMPUTER = text("ntlmssp.ntlmv2_response.nb_computer_name", "Computer", COMPUTER_DOC);
    R_DOMAIN = text("ntlmssp.ntlmv2_response.nb_domain_name", "Domain", DOMAIN_DOC);
    R_DNS = text("ntlmssp.ntlmv2_response.dns_computer_name", "Computer (DNS)", DNS_DOC);
    R_DNS_DOMAIN = text("ntlmssp.ntlmv2_response.dns_domain_name", "Domain (DNS)", DNS_DOMAIN_DOC);
    R_TREE = text("ntlmssp.ntlmv2_response.dns_tree_name", "Forest (DNS)", TREE_DOC);
    R_FLAGS = FieldSpec::hex("ntlmssp.ntlmv2_response.flags", "Flags", 32).little().doc("2: an integrity check is there.", SECTION);
    R_TIME = FieldSpec::computed("ntlmssp.ntlmv2_response.timestamp", "Time").doc("The server's clock.", SECTION);
    R_RESTRICTIONS = FieldSpec::bytes("ntlmssp.ntlmv2_response.restrictions", "Restrictions").doc("Limits of the session.", SECTION);
    R_SERVICE = text("ntlmssp.ntlmv2_response.target_name", "Service", SERVICE_DOC);
    R_BINDINGS = FieldSpec::bytes("ntlmssp.ntlmv2_response.channel_bindings", "Channel bindings").doc("Ties the login to the encrypted channel below.", SECTION);
}

/// The specs of a list: type, length, then by type from 1 on.
type Specs = [&'static FieldSpec; 12];

static CHALLENGE: Specs = [
    &C_TYPE,
    &C_LEN,
    &C_COMPUTER,
    &C_DOMAIN,
    &C_DNS,
    &C_DNS_DOMAIN,
    &C_TREE,
    &C_FLAGS,
    &C_TIME,
    &C_RESTRICTIONS,
    &C_SERVICE,
    &C_BINDINGS,
];
static RESPONSE: Specs = [
    &R_TYPE,
    &R_LEN,
    &R_COMPUTER,
    &R_DOMAIN,
    &R_DNS,
    &R_DNS_DOMAIN,
    &R_TREE,
    &R_FLAGS,
    &R_TIME,
    &R_RESTRICTIONS,
    &R_SERVICE,
    &R_BINDINGS,
];

/// The target info of a challenge, which stands elsewhere; returns where.
pub(super) fn target(p: &mut Peel<'_>) -> Result<Range<usize>, Stop> {
    p.require(8)?;
    let header = &p.rest()[..8];
    let (len, at) = (little(&header[..2]) as usize, little(&header[4..]) as usize);
    let here = p.pos();
    let end = at.saturating_add(len);
    if len == 0 || end > p.bytes().len() {
        p.skip(8)?;
        p.mark_as(&INFO, here..here + 8, Value::None);
        return Ok(usize::MAX..usize::MAX);
    }
    p.seek(at);
    p.group(&INFO, |p| {
        for (spec, at) in [(&INFO_LEN, 0), (&INFO_MAX, 2), (&INFO_AT, 4)] {
            p.mark(spec, here + at..here + at + (spec.bits / 8) as usize);
        }
        p.within(len, "NTLM target info length", |p| items(p, &CHALLENGE))
    })?;
    p.seek(here + 8);
    Ok(at..end)
}

/// The answer of version 2 at `at`; the cursor stays.
pub(super) fn answer(p: &mut Peel<'_>, at: Range<usize>) -> Peeled {
    let here = p.pos();
    p.seek(at.start);
    p.group(&ANSWER, |p| {
        p.within(at.len(), "NTLM answer length", |p| {
            p.field(&PROOF, 16)?;
            layout::read(
                p,
                &[
                    Part::One(&REVISION),
                    Part::One(&HIGHEST),
                    Part::One(&ZEROS_6),
                    Part::FileTime(&WHEN),
                    Part::One(&NONCE),
                    Part::One(&ZEROS_4),
                ],
            )?;
            items(p, &RESPONSE)
        })
    })?;
    p.seek(here);
    Ok(())
}

fn items(p: &mut Peel<'_>, specs: &'static Specs) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let kind = p.uint(specs[0])?;
        let len = p.uint(specs[1])? as usize;
        if kind == END {
            break;
        }
        let at = p.pos();
        let value = p.skip(len)?;
        let spec = specs.get(kind as usize + 1).filter(|_| len > 0);
        let Some(spec) = spec else {
            continue;
        };
        match kind {
            TIME => p.mark_as(spec, at..at + len, layout::file_time_value(little(value))),
            FLAGS | 8 | 10 => p.mark(spec, at..at + len),
            _ => p.mark_made(spec, at..at + len, || layout::utf16(value)),
        }
    }
    Ok(())
}
