//! Names of codes, media types and options.

use crate::model::Codes;

/// Requests, answers and signals (RFC 7252 §12.1, RFC 8323 §11.1).
pub(super) const CODES: Codes = &[
    (0, "Empty message"),
    (1, "GET"),
    (2, "POST"),
    (3, "PUT"),
    (4, "DELETE"),
    (5, "FETCH"),
    (6, "PATCH"),
    (7, "iPATCH"),
    (65, "2.01 Created"),
    (66, "2.02 Deleted"),
    (67, "2.03 Valid"),
    (68, "2.04 Changed"),
    (69, "2.05 Content"),
    (95, "2.31 Continue"),
    (128, "4.00 Bad Request"),
    (129, "4.01 Unauthorized"),
    (130, "4.02 Bad Option"),
    (131, "4.03 Forbidden"),
    (132, "4.04 Not Found"),
    (133, "4.05 Method Not Allowed"),
    (134, "4.06 Not Acceptable"),
    (136, "4.08 Request Entity Incomplete"),
    (137, "4.09 Conflict"),
    (140, "4.12 Precondition Failed"),
    (141, "4.13 Request Entity Too Large"),
    (143, "4.15 Unsupported Content-Format"),
    (150, "4.22 Unprocessable Entity"),
    (157, "4.29 Too Many Requests"),
    (160, "5.00 Internal Server Error"),
    (161, "5.01 Not Implemented"),
    (162, "5.02 Bad Gateway"),
    (163, "5.03 Service Unavailable"),
    (164, "5.04 Gateway Timeout"),
    (165, "5.05 Proxying Not Supported"),
    (168, "5.08 Hop Limit Reached"),
    (225, "7.01 Capabilities and settings"),
    (226, "7.02 Ping"),
    (227, "7.03 Pong"),
    (228, "7.04 Release"),
    (229, "7.05 Abort"),
];

/// Media types by their numbers (RFC 7252 §12.3 and the registry of content formats).
pub(super) const FORMATS: Codes = &[
    (0, "text/plain; charset=utf-8"),
    (40, "application/link-format"),
    (41, "application/xml"),
    (42, "application/octet-stream"),
    (47, "application/exi"),
    (50, "application/json"),
    (51, "application/json-patch+json"),
    (52, "application/merge-patch+json"),
    (60, "application/cbor"),
    (61, "application/cwt"),
    (62, "application/multipart-core"),
    (96, "application/cose; cose-type=\"cose-encrypt\""),
    (97, "application/cose; cose-type=\"cose-mac\""),
    (98, "application/cose; cose-type=\"cose-sign\""),
    (101, "application/cose-key"),
    (102, "application/cose-key-set"),
    (110, "application/senml+json"),
    (111, "application/sensml+json"),
    (112, "application/senml+cbor"),
    (113, "application/sensml+cbor"),
    (114, "application/senml-exi"),
    (115, "application/sensml-exi"),
    (256, "application/coap-group+json"),
    (271, "application/dots+cbor"),
    (272, "application/missing-blocks+cbor-seq"),
    (
        280,
        "application/pkcs7-mime; smime-type=server-generated-key",
    ),
    (281, "application/pkcs7-mime; smime-type=certs-only"),
    (284, "application/pkcs8"),
    (285, "application/csrattrs"),
    (286, "application/pkcs10"),
    (287, "application/pkix-cert"),
    (310, "application/senml+xml"),
    (311, "application/sensml+xml"),
    (320, "application/senml-etch+json"),
    (322, "application/senml-etch+cbor"),
    (432, "application/td+json"),
    (1542, "application/vnd.oma.lwm2m+tlv"),
    (1543, "application/vnd.oma.lwm2m+json"),
    (10000, "application/vnd.ocf+cbor"),
    (10001, "application/oscore"),
    (11542, "application/vnd.oma.lwm2m+tlv"),
    (11543, "application/vnd.oma.lwm2m+json"),
];

/// What a payload without a format is taken for.
pub(super) const UNNAMED: &str = "application/octet-stream";

const OPTIONS: Codes = &[
    (1, "If-Match"),
    (3, "Uri-Host"),
    (4, "Etag"),
    (5, "If-None-Match"),
    (6, "Observe"),
    (7, "Uri-Port"),
    (8, "Location-Path"),
    (9, "OSCORE"),
    (11, "Uri-Path"),
    (12, "Content-Format"),
    (14, "Max-age"),
    (15, "Uri-Query"),
    (16, "Hop-Limit"),
    (17, "Accept"),
    (19, "Q-Block1"),
    (20, "Location-Query"),
    (23, "Block2"),
    (27, "Block1"),
    (28, "Size2"),
    (31, "Q-Block2"),
    (35, "Proxy-Uri"),
    (39, "Proxy-Scheme"),
    (60, "Size1"),
];

/// The media type that a number stands for.
pub(super) fn format(code: u64) -> Option<&'static str> {
    let found = FORMATS.binary_search_by_key(&code, |entry| entry.0).ok()?;
    Some(FORMATS[found].1)
}

/// What the option of this number is called (RFC 7252 §12.2); `signal` is the code of a signalling
/// message, which has options of its own (RFC 8323 §5).
pub(super) fn option(id: u32, signal: Option<u8>) -> Option<&'static str> {
    match (signal, id) {
        (Some(225), 2) => Some("Max-Message-Size"),
        (Some(225), 4) => Some("Block-Wise-Transfer"),
        (Some(226 | 227), 2) => Some("Custody"),
        (Some(228), 2) => Some("Alternative-Address"),
        (Some(228), 4) => Some("Hold-Off"),
        (Some(229), 2) => Some("Bad-CSM-Option"),
        (Some(_), _) => None,
        (None, id) => {
            let found = OPTIONS.binary_search_by_key(&u64::from(id), |entry| entry.0);
            Some(OPTIONS[found.ok()?].1)
        }
    }
}
