//! The attributes of the base protocol and of credit control, by their codes (RFC 6733 §4.5, RFC 8506 §8).

use crate::model::{Codes, FieldSpec};

const RESULTS: Codes = &[
    (1001, "multi-round authentication"),
    (2001, "success"),
    (2002, "limited success"),
    (3001, "command not supported"),
    (3002, "unable to deliver"),
    (3003, "realm not served"),
    (3004, "too busy"),
    (3005, "loop detected"),
    (3006, "redirect"),
    (3007, "application not supported"),
    (3008, "invalid header bits"),
    (3009, "invalid attribute bits"),
    (3010, "unknown peer"),
    (4001, "authentication rejected"),
    (4002, "out of space"),
    (4010, "end user service denied"),
    (4011, "credit control not applicable"),
    (4012, "credit limit reached"),
    (5001, "attribute not supported"),
    (5002, "unknown session"),
    (5003, "authorization rejected"),
    (5004, "invalid attribute value"),
    (5005, "missing attribute"),
    (5006, "resources exceeded"),
    (5007, "contradicting attributes"),
    (5008, "attribute not allowed"),
    (5009, "attribute too often"),
    (5010, "no common application"),
    (5011, "version not supported"),
    (5012, "unable to comply"),
    (5013, "invalid bit in header"),
    (5014, "invalid attribute length"),
    (5015, "invalid message length"),
    (5030, "user unknown"),
    (5031, "rating failed"),
];

/// Declares rows and, in the same order, the codes they belong to.
macro_rules! attributes {
    ($($code:literal => $spec:expr;)*) => {
        /// The codes of the rows, in the same order.
        pub(super) const CODES: &[u32] = &[$($code),*];
        /// One row for every attribute.
        pub(super) const SPECS: &[FieldSpec] = &[$($spec),*];
    };
}

/// Attributes whose value is a list of attributes.
pub(super) const GROUPED: &[u32] = &[
    260, 279, 284, 297, 300, 413, 423, 430, 431, 434, 437, 440, 443, 445, 446, 456, 457, 458,
];

attributes! {
    1 => FieldSpec::text("diameter.User-Name", "User Name").doc("Who it is about.", "RFC 6733");
    25 => FieldSpec::bytes("diameter.Class", "Class").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    27 => FieldSpec::uint("diameter.Session-Timeout", "Session Timeout", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    28 => FieldSpec::uint("diameter.Idle-Timeout", "Idle Timeout", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    33 => FieldSpec::bytes("diameter.Proxy-State", "Proxy State").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    44 => FieldSpec::bytes("diameter.Acct-Session-Id", "Acct Session Id").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    50 => FieldSpec::text("diameter.Accounting-Multi-Session-Id", "Accounting Multi Session Id").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    55 => FieldSpec::computed("diameter.Event-Timestamp", "Event Timestamp").doc("When it happened.", "RFC 6733");
    85 => FieldSpec::uint("diameter.Acct-Interim-Interval", "Acct Interim Interval", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    213 => FieldSpec::bytes("diameter.Experimental-Use-213", "Experimental Use 213").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    214 => FieldSpec::bytes("diameter.Experimental-Use-214", "Experimental Use 214").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    258 => FieldSpec::uint("diameter.Auth-Application-Id", "Auth Application Id", 32).doc("Which application it is for.", "RFC 6733");
    259 => FieldSpec::uint("diameter.Acct-Application-Id", "Acct Application Id", 32).doc("Which accounting application it is for.", "RFC 6733");
    260 => FieldSpec::bytes("diameter.Vendor-Specific-Application-Id", "Vendor Specific Application Id").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    261 => FieldSpec::int("diameter.Redirect-Host-Usage", "Redirect Host Usage", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    262 => FieldSpec::uint("diameter.Redirect-Max-Cache-Time", "Redirect Max Cache Time", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    263 => FieldSpec::text("diameter.Session-Id", "Session Id").doc("Which session.", "RFC 6733");
    264 => FieldSpec::text("diameter.Origin-Host", "Origin Host").doc("Who sends this.", "RFC 6733");
    265 => FieldSpec::uint("diameter.Supported-Vendor-Id", "Supported Vendor Id", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    266 => FieldSpec::uint("diameter.Vendor-Id", "Vendor Id", 32).doc("Who made the program.", "RFC 6733");
    267 => FieldSpec::uint("diameter.Firmware-Revision", "Firmware Revision", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    268 => FieldSpec::int("diameter.Result-Code", "Result Code", 32).codes(RESULTS).doc("What came of the request.", "RFC 6733");
    269 => FieldSpec::text("diameter.Product-Name", "Product Name").doc("The program's name.", "RFC 6733");
    270 => FieldSpec::int("diameter.Session-Binding", "Session Binding", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    271 => FieldSpec::int("diameter.Session-Server-Failover", "Session Server Failover", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    272 => FieldSpec::uint("diameter.Multi-Round-Time-Out", "Multi Round Time Out", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    273 => FieldSpec::int("diameter.Disconnect-Cause", "Disconnect Cause", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    274 => FieldSpec::int("diameter.Auth-Request-Type", "Auth Request Type", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    275 => FieldSpec::text("diameter.Alternate-Peer", "Alternate Peer").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    276 => FieldSpec::uint("diameter.Auth-Grace-Period", "Auth Grace Period", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    277 => FieldSpec::int("diameter.Auth-Session-State", "Auth Session State", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    278 => FieldSpec::uint("diameter.Origin-State-Id", "Origin State Id", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    279 => FieldSpec::bytes("diameter.Failed-AVP", "Failed AVP").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    280 => FieldSpec::text("diameter.Proxy-Host", "Proxy Host").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    281 => FieldSpec::text("diameter.Error-Message", "Error Message").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    282 => FieldSpec::text("diameter.Route-Record", "Route Record").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    283 => FieldSpec::text("diameter.Destination-Realm", "Destination Realm").doc("Which administration shall.", "RFC 6733");
    284 => FieldSpec::bytes("diameter.Proxy-Info", "Proxy Info").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    285 => FieldSpec::int("diameter.Re-Auth-Request-Type", "Re Auth Request Type", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    291 => FieldSpec::int("diameter.Authorization-Lifetime", "Authorization Lifetime", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    292 => FieldSpec::text("diameter.Redirect-Host", "Redirect Host").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    293 => FieldSpec::text("diameter.Destination-Host", "Destination Host").doc("Who shall get it.", "RFC 6733");
    294 => FieldSpec::text("diameter.Error-Reporting-Host", "Error Reporting Host").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    295 => FieldSpec::int("diameter.Termination-Cause", "Termination Cause", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    296 => FieldSpec::text("diameter.Origin-Realm", "Origin Realm").doc("To which administration he belongs.", "RFC 6733");
    297 => FieldSpec::bytes("diameter.Experimental-Result", "Experimental Result").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    298 => FieldSpec::int("diameter.Experimental-Result-Code", "Experimental Result Code", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    299 => FieldSpec::int("diameter.Inband-Security-Id", "Inband Security Id", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    300 => FieldSpec::bytes("diameter.E2E-Sequence", "E2E Sequence").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    367 => FieldSpec::uint("diameter.MIP-MSA-Lifetime", "MIP MSA Lifetime", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733 §9.8");
    368 => FieldSpec::bytes("diameter.SIP-Accounting-Information", "SIP Accounting Information").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733 §9.8");
    369 => FieldSpec::text("diameter.SIP-Accounting-Server-URI", "SIP Accounting Server URI").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733 §9.8");
    370 => FieldSpec::text("diameter.SIP-Credit-Control-Server-URI", "SIP Credit Control Server URI").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733 §9.8");
    371 => FieldSpec::text("diameter.SIP-Server-URI", "SIP Server URI").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733 §9.8");
    372 => FieldSpec::bytes("diameter.SIP-Server-Capabilities", "SIP Server Capabilities").doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733 §9.8");
    373 => FieldSpec::uint("diameter.SIP-Mandatory-Capability", "SIP Mandatory Capability", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733 §9.8");
    374 => FieldSpec::uint("diameter.SIP-Optional-Capability", "SIP Optional Capability", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733 §9.8");
    375 => FieldSpec::int("diameter.SIP-Server-Assignment-Type", "SIP Server Assignment Type", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733 §9.8");
    411 => FieldSpec::bytes("diameter.CC-Correlation-Id", "CC Correlation Id").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    413 => FieldSpec::bytes("diameter.CC-Money", "CC Money").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    415 => FieldSpec::uint("diameter.CC-Request-Number", "CC Request Number", 32).doc("Counts the requests of the session.", "RFC 8506");
    416 => FieldSpec::int("diameter.CC-Request-Type", "CC Request Type", 32).codes(&[(1, "initial"), (2, "update"), (3, "termination"), (4, "event")]).doc("Whether charging begins, goes on or ends.", "RFC 8506");
    418 => FieldSpec::int("diameter.CC-Session-Failover", "CC Session Failover", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    420 => FieldSpec::uint("diameter.CC-Time", "CC Time", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    422 => FieldSpec::int("diameter.Check-Balance-Result", "Check Balance Result", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    423 => FieldSpec::bytes("diameter.Cost-Information", "Cost Information").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    424 => FieldSpec::text("diameter.Cost-Unit", "Cost Unit").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    425 => FieldSpec::uint("diameter.Currency-Code", "Currency Code", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    426 => FieldSpec::int("diameter.Credit-Control", "Credit Control", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    427 => FieldSpec::int("diameter.Credit-Control-Failure-Handling", "Credit Control Failure Handling", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    428 => FieldSpec::int("diameter.Direct-Debiting-Failure-Handling", "Direct Debiting Failure Handling", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    429 => FieldSpec::int("diameter.Exponent", "Exponent", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    430 => FieldSpec::bytes("diameter.Final-Unit-Indication", "Final Unit Indication").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    431 => FieldSpec::bytes("diameter.Granted-Service-Unit", "Granted Service Unit").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    432 => FieldSpec::uint("diameter.Rating-Group", "Rating Group", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    433 => FieldSpec::int("diameter.Redirect-Address-Type", "Redirect Address Type", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    434 => FieldSpec::bytes("diameter.Redirect-Server", "Redirect Server").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    435 => FieldSpec::text("diameter.Redirect-Server-Address", "Redirect Server Address").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    436 => FieldSpec::int("diameter.Requested-Action", "Requested Action", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    437 => FieldSpec::bytes("diameter.Requested-Service-Unit", "Requested Service Unit").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    438 => FieldSpec::text("diameter.Restriction-Filter-Rule", "Restriction Filter Rule").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    439 => FieldSpec::uint("diameter.Service-Identifier", "Service Identifier", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    440 => FieldSpec::bytes("diameter.Service-Parameter-Info", "Service Parameter Info").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    441 => FieldSpec::uint("diameter.Service-Parameter-Type", "Service Parameter Type", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    442 => FieldSpec::bytes("diameter.Service-Parameter-Value", "Service Parameter Value").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    443 => FieldSpec::bytes("diameter.Subscription-Id", "Subscription Id").doc("Who pays: a number and its kind.", "RFC 8506");
    444 => FieldSpec::text("diameter.Subscription-Id-Data", "Subscription Id Data").doc("The number.", "RFC 8506");
    445 => FieldSpec::bytes("diameter.Unit-Value", "Unit Value").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    446 => FieldSpec::bytes("diameter.Used-Service-Unit", "Used Service Unit").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    448 => FieldSpec::uint("diameter.Validity-Time", "Validity Time", 32).doc("Seconds for which the grant is valid.", "RFC 8506");
    449 => FieldSpec::int("diameter.Final-Unit-Action", "Final Unit Action", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    450 => FieldSpec::int("diameter.Subscription-Id-Type", "Subscription Id Type", 32).doc("What kind of number it is.", "RFC 8506");
    451 => FieldSpec::computed("diameter.Tariff-Time-Change", "Tariff Time Change").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    452 => FieldSpec::int("diameter.Tariff-Change-Usage", "Tariff Change Usage", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    453 => FieldSpec::uint("diameter.G-S-U-Pool-Identifier", "G S U Pool Identifier", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    454 => FieldSpec::int("diameter.CC-Unit-Type", "CC Unit Type", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    455 => FieldSpec::int("diameter.Multiple-Services-Indicator", "Multiple Services Indicator", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    456 => FieldSpec::bytes("diameter.Multiple-Services-Credit-Control", "Multiple Services Credit Control").doc("Credit for one service.", "RFC 8506");
    457 => FieldSpec::bytes("diameter.G-S-U-Pool-Reference", "G S U Pool Reference").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    458 => FieldSpec::bytes("diameter.User-Equipment-Info", "User Equipment Info").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    459 => FieldSpec::int("diameter.User-Equipment-Info-Type", "User Equipment Info Type", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    460 => FieldSpec::bytes("diameter.User-Equipment-Info-Value", "User Equipment Info Value").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    461 => FieldSpec::text("diameter.Service-Context-Id", "Service Context Id").doc("What kind of service is charged.", "RFC 8506");
    462 => FieldSpec::bytes("diameter.EAP-Payload", "EAP Payload").doc("An attribute of the request or the session; its name says what it is about.", "RFC 8506");
    480 => FieldSpec::int("diameter.Accounting-Record-Type", "Accounting Record Type", 32).codes(&[(1, "event"), (2, "start"), (3, "interim"), (4, "stop")]).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    483 => FieldSpec::int("diameter.Accounting-Realtime-Required", "Accounting Realtime Required", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
    485 => FieldSpec::uint("diameter.Accounting-Record-Number", "Accounting Record Number", 32).doc("An attribute of the request or the session; its name says what it is about.", "RFC 6733");
}
