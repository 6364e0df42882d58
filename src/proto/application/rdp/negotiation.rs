//! How client and server agree on the security of the connection (MS-RDPBCGR §2.2.1.1, §2.2.1.2).

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const REQUEST: u64 = 1;
const RESPONSE: u64 = 2;
const FAILURE: u64 = 3;
const CORRELATION_INFO: u64 = 6;

const SECTION: &str = "MS-RDPBCGR §2.2.1.1.1";
const ANSWER: &str = "MS-RDPBCGR §2.2.1.2.1";

const PROTOCOLS: Codes = &[
    (0, "RDP's own security"),
    (1, "TLS"),
    (2, "TLS and CredSSP"),
    (4, "RDSTLS"),
    (8, "TLS and CredSSP with early authorisation"),
];

pub(super) const HEAD: &[FieldSpec] = &[FieldSpec::hex("rdp.neg_type", "Type", 8)
    .codes(&[
        (REQUEST, "negotiation request"),
        (RESPONSE, "negotiation response"),
        (FAILURE, "negotiation failure"),
        (CORRELATION_INFO, "correlation info"),
    ])
    .doc("What this structure is.", SECTION)];

pub(super) const REQUEST_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("rdp.negReq.flags", "Flags", 8)
        .parts_follow()
        .doc("What the client asks for besides.", SECTION),
    FieldSpec::gap(4).part(),
    FieldSpec::flag(
        "rdp.negReq.flags.correlation_info_present",
        "Correlation info",
    )
    .part()
    .doc(
        "Set: an identifier for tracing the connection follows.",
        SECTION,
    ),
    FieldSpec::gap(2).part(),
    FieldSpec::flag(
        "rdp.negReq.flags.restricted_admin_mode_req",
        "Restricted administration",
    )
    .part()
    .doc(
        "Set: the client wants to log in without handing its credentials over.",
        SECTION,
    ),
];

pub(super) const REQUESTED: &[FieldSpec] = &[
    FieldSpec::hex("rdp.negReq.requestedProtocols", "Protocols", 32)
        .little()
        .parts_follow()
        .doc(
            "Which kinds of security the client can do; none: only RDP's own.",
            SECTION,
        ),
    FieldSpec::gap(4).part(),
    FieldSpec::flag(
        "rdp.negReq.requestedProtocols.hybrid_ex",
        "CredSSP, early authorisation",
    )
    .part()
    .doc(
        "CredSSP, and the server says at once whether the user may log in.",
        SECTION,
    ),
    FieldSpec::flag("rdp.negReq.requestedProtocols.rdstls", "RDSTLS")
        .part()
        .doc("The security of redirected connections.", SECTION),
    FieldSpec::flag("rdp.negReq.requestedProtocols.hybrid", "CredSSP")
        .part()
        .doc(
            "The user is authenticated before a desktop is drawn.",
            SECTION,
        ),
    FieldSpec::flag("rdp.negReq.requestedProtocols.ssl", "TLS")
        .part()
        .doc("The connection is encrypted with TLS.", SECTION),
];

pub(super) const RESPONSE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("rdp.negRsp.flags", "Flags", 8)
        .parts_follow()
        .doc("What the server can do besides.", ANSWER),
    FieldSpec::gap(3).part(),
    FieldSpec::flag(
        "rdp.negRsp.flags.restricted_authentication_mode_supported",
        "Restricted authentication",
    )
    .part()
    .doc("Set: redirected credentials are supported.", ANSWER),
    FieldSpec::flag(
        "rdp.negRsp.flags.restricted_admin_mode_supported",
        "Restricted administration",
    )
    .part()
    .doc(
        "Set: logging in without handing credentials over is supported.",
        ANSWER,
    ),
    FieldSpec::gap(1).part(),
    FieldSpec::flag(
        "rdp.negRsp.flags.dynvc_gfx_protocol_supported",
        "Graphics pipeline",
    )
    .part()
    .doc("Set: the graphics pipeline extension is supported.", ANSWER),
    FieldSpec::flag(
        "rdp.negRsp.flags.extended_client_data_supported",
        "Extended client data",
    )
    .part()
    .doc("Set: the client may send more blocks of settings.", ANSWER),
];

pub(super) const CORRELATION: &[FieldSpec] = &[
    FieldSpec::hex("rdp.correlationInfo.flags", "Flags", 8)
        .doc("Not used.", "MS-RDPBCGR §2.2.1.1.2"),
    FieldSpec::uint("rdp.neg_length", "Length", 16)
        .little()
        .unit("bytes")
        .doc("The structure with its head.", SECTION),
    FieldSpec::bytes(
        "rdp.correlationInfo.correlationId",
        "Correlation identifier",
    )
    .wide(16)
    .doc(
        "Under which the connection is traced.",
        "MS-RDPBCGR §2.2.1.1.2",
    ),
    FieldSpec::bytes("rdp.correlationInfo.reserved", "Reserved")
        .wide(16)
        .doc("Zeros.", "MS-RDPBCGR §2.2.1.1.2"),
];

crate::fields! {
    COOKIE = FieldSpec::text("rdp.rt_cookie", "Cookie")
        .doc("A line that tells a load balancer to which server the user belongs: his name, or a token.", "MS-RDPBCGR §2.2.1.1");
    LENGTH = FieldSpec::uint("rdp.neg_length", "Length", 16)
        .little()
        .unit("bytes")
        .doc("The structure with its head.", SECTION);
    FLAGS = FieldSpec::hex("rdp.negRsp.flags", "Flags", 8)
        .doc("Not used.", "MS-RDPBCGR §2.2.1.2.2");
    SELECTED = FieldSpec::hex("rdp.negReq.selectedProtocol", "Selected protocol", 32)
        .little()
        .codes(PROTOCOLS)
        .doc("The security that the server has chosen; what follows is already protected by it.", ANSWER);
    FAILURE_CODE = FieldSpec::hex("rdp.negFailure.failureCode", "Failure", 32)
        .little()
        .codes(&[
            (1, "the server insists on TLS"),
            (2, "the server does not allow TLS"),
            (3, "the server has no certificate"),
            (4, "inconsistent flags"),
            (5, "the server insists on CredSSP"),
            (6, "the server insists on TLS with a client certificate"),
        ])
        .doc("Why there will be no connection.", "MS-RDPBCGR §2.2.1.2.2");
}

/// Reads the cookie and the structures behind it.
pub(super) fn messages(p: &mut Peel<'_>) -> Peeled {
    if let Some(end) = p.rest().windows(2).position(|two| two == b"\r\n") {
        let line = p.field(&COOKIE, end)?;
        let line = crate::model::text::clean_bytes(line);
        p.summary(format_args!("{line}"));
        p.skip(2)?;
    }
    while !p.rest().is_empty() {
        let kind = u64::from(p.rows(HEAD)?[0]);
        match kind {
            REQUEST => {
                p.rows(REQUEST_FLAGS)?;
                p.uint(&LENGTH)?;
                let asked = p.rows(REQUESTED)?[0];
                let names = PROTOCOLS[1..]
                    .iter()
                    .filter(|bit| u64::from(asked) & bit.0 != 0);
                let names: Vec<&str> = names.map(|bit| bit.1).collect();
                p.summary(format_args!("asks for {}", or_own(&names)));
            }
            RESPONSE => {
                p.rows(RESPONSE_FLAGS)?;
                p.uint(&LENGTH)?;
                let chosen = p.uint(&SELECTED)?;
                p.summary(format_args!(
                    "chooses {}",
                    SELECTED.names.get(chosen).unwrap_or("?")
                ));
            }
            FAILURE => {
                p.uint(&FLAGS)?;
                p.uint(&LENGTH)?;
                let code = p.uint(&FAILURE_CODE)?;
                let name = FAILURE_CODE.names.get(code).unwrap_or("unknown failure");
                p.summary(format_args!("refuses: {name}"));
            }
            CORRELATION_INFO => {
                p.rows(CORRELATION)?;
            }
            _ => break,
        }
    }
    Ok(())
}

fn or_own(names: &[&str]) -> String {
    if names.is_empty() {
        return PROTOCOLS[0].1.into();
    }
    names.join(" or ")
}
