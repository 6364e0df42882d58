//! LISP's control messages: which router leads to an address, apart from where the address belongs
//! (RFC 9301).

pub(in crate::proto) mod address;
pub(in crate::proto) mod mapping;
mod messages;
pub(in crate::proto) mod places;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::network::{ipv4, ipv6};

const PORT: u16 = 4342;

const REQUEST: u8 = 1;
const REPLY: u8 = 2;
const REGISTER: u8 = 3;
const NOTIFY: u8 = 4;
const REFERRAL: u8 = 6;
const INFO: u8 = 7;
const ENCAPSULATED: u8 = 8;

const TYPES: Codes = &[
    (REQUEST as u64, "map request"),
    (REPLY as u64, "map reply"),
    (REGISTER as u64, "map register"),
    (NOTIFY as u64, "map notify"),
    (5, "map notify acknowledgment"),
    (REFERRAL as u64, "map referral"),
    (INFO as u64, "information"),
    (ENCAPSULATED as u64, "encapsulated control message"),
];

crate::fields! {
    ROUTER = FieldSpec::group("lisp.mreq.itr_rloc", "Router")
        .doc("An address to which the answer can be sent.", "RFC 9301 §5.2");
    ASKED = FieldSpec::group("lisp.mreq.record", "Question")
        .doc("An address, or a range of addresses, that is asked about.", "RFC 9301 §5.2");
    ANSWER = FieldSpec::group("lisp.mrep.record", "Reply inside")
        .doc("What the asking router itself answers for, to spare a second question.", "RFC 9301 §5.2");
    AUTHENTICATION = FieldSpec::bytes("lisp.auth", "Authentication data")
        .doc("Shows that the sender knows the key.", "RFC 9301 §5.6");
    RTR_AUTHENTICATION = FieldSpec::bytes("lisp.msrtr.auth", "Server's authentication data")
        .doc("From map server to re-encapsulating router.", "draft-ermagan-lisp-nat-traversal");
    XTR = FieldSpec::bytes("lisp.xtrid", "Router ID")
        .doc("Tells the routers of a site apart.", "RFC 9301 §5.6");
    SITE = FieldSpec::bytes("lisp.siteid", "Site ID")
        .doc("Tells sites apart.", "RFC 9301 §5.6");
    MAPPING = FieldSpec::group("lisp.mapping", "Mapping")
        .doc("A range of addresses; the routers that lead to it follow.", "RFC 9301 §5.4");
    LOCATOR = FieldSpec::group("lisp.loc", "Locator")
        .doc("A router that leads to the addresses.", "RFC 9301 §5.4");
    LOCATOR_ADDRESS = FieldSpec::bytes("lisp.loc.locator", "Locator")
        .doc("The router's address.", "RFC 9301 §5.4");
    NAMED = FieldSpec::text("", "Name")
        .doc("A name in place of an address.", "RFC 8060 §4.12");
    CANONICAL = FieldSpec::group("lisp.lcaf", "Canonical address")
        .doc("An address with more to it than its bytes.", "RFC 8060 §3");
    CANONICAL_HEAD = FieldSpec::bytes("lisp.lcaf.header", "Header")
        .doc("The kind of canonical address, and its length.", "RFC 8060 §3");
    CANONICAL_REST = FieldSpec::group("", "Rest")
        .doc("What decap does not take apart.", "RFC 8060 §3");
    LIST_ITEM = FieldSpec::group("lisp.lcaf.afi_list.item", "Address")
        .doc("One of several addresses.", "RFC 8060 §4.1");
    HOP = FieldSpec::group("lisp.lcaf.elp_hop", "Hop")
        .doc("A router that packets shall pass.", "RFC 8060 §4.9");
    COPY = FieldSpec::group("lisp.lcaf.rle_entry", "Copy")
        .doc("A router that gets a copy of multicast packets.", "RFC 8060 §4.13");
    SOURCE_PART = FieldSpec::group("lisp.lcaf.srcdst.src", "Source")
        .doc("Where packets come from.", "RFC 8060 §4.11");
    DESTINATION_PART = FieldSpec::group("lisp.lcaf.srcdst.dst", "Destination")
        .doc("Where packets go.", "RFC 8060 §4.11");
    GROUP_SOURCE = FieldSpec::group("lisp.lcaf.mcinfo.src", "Source")
        .doc("Who sends to the group.", "RFC 8060 §4.7");
    GROUP_PART = FieldSpec::group("lisp.lcaf.mcinfo.grp", "Group")
        .doc("The multicast group.", "RFC 8060 §4.7");
    NAT_ROUTER = FieldSpec::group("lisp.lcaf.natt.rloc", "Router")
        .doc("One of the routers on the way through the translator.", "RFC 8060 §4.4");
    KEY = FieldSpec::group("lisp.lcaf.kv_key", "Key")
        .doc("What is looked up.", "RFC 8060 §5.4");
    VALUE = FieldSpec::group("lisp.lcaf.kv_value", "Value")
        .doc("What is found.", "RFC 8060 §5.4");
}

/// LISP control messages.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lisp",
        short: "LISP",
        title: "Locator/ID Separation Protocol",
        osi: OsiLayer::Network,
        why: "It finds the way to an address: what a host is called and where it is are two addresses, and routers ask for the second.",
        reference: "RFC 9301",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: messages::HEADERS,
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x30\0\0\x01\x67\xab\x93\x1f\x9e\x8b\x97\x4a\0\x01\0\x04\xb7\x46\xd6\x87\0\0\x05\xa0\x01\x20\x10\0\0\0\0\x01\x0a\0\0\x02\x16\x16\x16\x16\0\x05\0\x01\x0a\0\x7b\x02",
};

/// Reads a map register that another transport carries.
///
/// # Errors
/// [`crate::decode::Stop`] where its bytes end too early.
pub(in crate::proto) fn register(p: &mut Peel<'_>) -> Peeled {
    messages::register(p)
}

fn recognise(bytes: &[u8]) -> Match {
    let is_type = |byte: &u8| (REQUEST..=ENCAPSULATED).contains(&(byte >> 4));
    Match::maybe_if(bytes.len() >= 4 && bytes.first().is_some_and(is_type))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let kind = p.rest()[0] >> 4;
    if kind == ENCAPSULATED {
        p.rows(messages::ENCAPSULATION)?;
        p.summary(format_args!("encapsulated control message"));
        match p.rest().first().map(|byte| byte >> 4) {
            Some(4) => p.pass(Next::Protocol(&ipv4::PROTOCOL)),
            Some(6) => p.pass(Next::Protocol(&ipv6::PROTOCOL)),
            _ => {}
        }
        return Ok(());
    }
    if !p.wants_fields() {
        // Nothing is wrapped in the others.
        return p.require(4);
    }
    let name = messages::KIND.names.get(kind.into());
    p.summary(format_args!("{}", name.unwrap_or("unknown type")));
    messages::message(p, kind)
}
