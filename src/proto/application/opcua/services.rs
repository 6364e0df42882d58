//! Services: what is asked and answered, by the number of the structure (OPC 10000-4 §5 and annex A of
//! OPC 10000-6).

use super::parts::Part::{
    self, Diagnostics, Extension, Flags, Many, Node, One, Struct, Text, Time,
};
use super::{basic, items, nodes, parts, sessions};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const NUMBERS: &str = "OPC 10000-6 §5.2.9";
const REQUEST_SECTION: &str = "OPC 10000-4 §7.33";
const RESPONSE_SECTION: &str = "OPC 10000-4 §7.34";
const DIAGNOSTICS_SECTION: &str = "OPC 10000-4 §7.33";

const NAMES: Codes = &[
    (397, "fault"),
    (422, "find servers request"),
    (425, "find servers response"),
    (428, "get endpoints request"),
    (431, "get endpoints response"),
    (437, "register server request"),
    (440, "register server response"),
    (446, "open secure channel request"),
    (449, "open secure channel response"),
    (452, "close secure channel request"),
    (455, "close secure channel response"),
    (461, "create session request"),
    (464, "create session response"),
    (467, "activate session request"),
    (470, "activate session response"),
    (473, "close session request"),
    (476, "close session response"),
    (479, "cancel request"),
    (482, "cancel response"),
    (488, "add nodes request"),
    (491, "add nodes response"),
    (494, "add references request"),
    (497, "add references response"),
    (500, "delete nodes request"),
    (503, "delete nodes response"),
    (506, "delete references request"),
    (509, "delete references response"),
    (527, "browse request"),
    (530, "browse response"),
    (533, "browse next request"),
    (536, "browse next response"),
    (554, "translate browse paths request"),
    (557, "translate browse paths response"),
    (560, "register nodes request"),
    (563, "register nodes response"),
    (566, "unregister nodes request"),
    (569, "unregister nodes response"),
    (615, "query first request"),
    (618, "query first response"),
    (621, "query next request"),
    (624, "query next response"),
    (631, "read request"),
    (634, "read response"),
    (664, "history read request"),
    (667, "history read response"),
    (673, "write request"),
    (676, "write response"),
    (700, "history update request"),
    (703, "history update response"),
    (712, "call request"),
    (715, "call response"),
    (751, "create monitored items request"),
    (754, "create monitored items response"),
    (763, "modify monitored items request"),
    (766, "modify monitored items response"),
    (769, "set monitoring mode request"),
    (772, "set monitoring mode response"),
    (775, "set triggering request"),
    (778, "set triggering response"),
    (781, "delete monitored items request"),
    (784, "delete monitored items response"),
    (787, "create subscription request"),
    (790, "create subscription response"),
    (793, "modify subscription request"),
    (796, "modify subscription response"),
    (799, "set publishing mode request"),
    (802, "set publishing mode response"),
    (826, "publish request"),
    (829, "publish response"),
    (832, "republish request"),
    (835, "republish response"),
    (841, "transfer subscriptions request"),
    (844, "transfer subscriptions response"),
    (847, "delete subscriptions request"),
    (850, "delete subscriptions response"),
];

crate::fields! {
    ENCODING = FieldSpec::hex("opcua.servicenodeid.encodingmask", "Encoding", 8).codes(basic::ENCODINGS)
        .doc("How the number of the structure is written.", NUMBERS);
    SPACE = FieldSpec::uint("opcua.servicenodeid.nsid", "Namespace", 8)
        .doc("0: the number is one of OPC UA itself.", NUMBERS);
    NUMBER = FieldSpec::uint("opcua.servicenodeid.numeric", "Service", 16).little().codes(NAMES)
        .doc("Which structure follows: the request or response of a service.", NUMBERS);
    REQUEST_HEADER = FieldSpec::group("", "Request header").doc("What every request begins with.", REQUEST_SECTION);
    RESPONSE_HEADER = FieldSpec::group("", "Response header").doc("What every response begins with.", RESPONSE_SECTION);
    TIME = FieldSpec::computed("opcua.Timestamp", "Time").doc("When it was sent.", REQUEST_SECTION);
    HANDLE = FieldSpec::uint("opcua.RequestHandle", "Handle", 32).little().doc("The client's number for the request; the response repeats it.", REQUEST_SECTION);
    AUDIT = FieldSpec::text("opcua.AuditEntryId", "Audit entry").doc("Where the client's log tells of this.", REQUEST_SECTION);
    TIMEOUT = FieldSpec::uint("opcua.TimeoutHint", "Timeout", 32).little().unit("ms").doc("How long the client will wait; 0 for ever.", REQUEST_SECTION);
    RETURN = FieldSpec::hex("opcua.returndiag", "Wanted diagnostics", 32).little().doc("What the response should say of errors.", DIAGNOSTICS_SECTION);
    SERVICE_SYMBOL = FieldSpec::flag("opcua.returndiag.servicelevel.symbolicid", "Service: symbol").doc("Set: a symbol for an error of the whole service.", DIAGNOSTICS_SECTION);
    SERVICE_TEXT = FieldSpec::flag("opcua.returndiag.servicelevel.localizedtext", "Service: text").doc("Set: a text for an error of the whole service.", DIAGNOSTICS_SECTION);
    SERVICE_MORE = FieldSpec::flag("opcua.returndiag.servicelevel.additionalinfo", "Service: more").doc("Set: more on an error of the whole service.", DIAGNOSTICS_SECTION);
    SERVICE_STATUS = FieldSpec::flag("opcua.returndiag.servicelevel.innerstatuscode", "Service: inner status").doc("Set: the status of the system below.", DIAGNOSTICS_SECTION);
    SERVICE_INNER = FieldSpec::flag("opcua.returndiag.servicelevel.innerdiagnostics", "Service: inner diagnostics").doc("Set: the diagnostics of the system below.", DIAGNOSTICS_SECTION);
    OPERATION_SYMBOL = FieldSpec::flag("opcua.returndiag.operationlevel.symbolicid", "Operation: symbol").doc("Set: a symbol for an error of one of the operations.", DIAGNOSTICS_SECTION);
    OPERATION_TEXT = FieldSpec::flag("opcua.returndiag.operationlevel.localizedtext", "Operation: text").doc("Set: a text for an error of one of the operations.", DIAGNOSTICS_SECTION);
    OPERATION_MORE = FieldSpec::flag("opcua.returndiag.operationlevel.additionalinfo", "Operation: more").doc("Set: more on an error of one of the operations.", DIAGNOSTICS_SECTION);
    OPERATION_STATUS = FieldSpec::flag("opcua.returndiag.operationlevel.innerstatuscode", "Operation: inner status").doc("Set: the status of the system below.", DIAGNOSTICS_SECTION);
    OPERATION_INNER = FieldSpec::flag("opcua.returndiag.operationlevel.innerdiagnostics", "Operation: inner diagnostics").doc("Set: the diagnostics of the system below.", DIAGNOSTICS_SECTION);
    RESULT = FieldSpec::hex("opcua.ServiceResult", "Result", 32).little().lookup(basic::status_name)
        .doc("How the service as a whole went.", RESPONSE_SECTION);
    STRING = FieldSpec::text("opcua.StringTable", "String").doc("A text that diagnostics point to.", RESPONSE_SECTION);
    pub(super) RESULTS = FieldSpec::hex("opcua.Results", "Result", 32).little().lookup(basic::status_name)
        .doc("How one of the operations went.", "OPC 10000-4 §7.39");
}

/// Diagnostics of each operation.
pub(super) const DIAGNOSTIC_LIST: Part = Many(&Diagnostics);

const REQUEST: &[Part] = &[Struct(
    &REQUEST_HEADER,
    &[
        Node,
        Time(&TIME),
        One(&HANDLE),
        Flags(
            &RETURN,
            &[
                &SERVICE_SYMBOL,
                &SERVICE_TEXT,
                &SERVICE_MORE,
                &SERVICE_STATUS,
                &SERVICE_INNER,
                &OPERATION_SYMBOL,
                &OPERATION_TEXT,
                &OPERATION_MORE,
                &OPERATION_STATUS,
                &OPERATION_INNER,
            ],
        ),
        Text(&AUDIT),
        One(&TIMEOUT),
        Extension,
    ],
)];

const RESPONSE: &[Part] = &[Struct(
    &RESPONSE_HEADER,
    &[
        Time(&TIME),
        One(&HANDLE),
        One(&RESULT),
        Diagnostics,
        Many(&Text(&STRING)),
        Extension,
    ],
)];

/// True if these bytes begin with the number of a service.
pub(super) fn begins(bytes: &[u8]) -> bool {
    let [1, 0, low, high, ..] = bytes else {
        return false;
    };
    NUMBER
        .names
        .get(u16::from_le_bytes([*low, *high]).into())
        .is_some()
}

/// Reads a service, as far as decap knows its structure.
pub(super) fn service(p: &mut Peel<'_>) -> Peeled {
    if !begins(p.rest()) {
        return Ok(());
    }
    p.uint(&ENCODING)?;
    p.uint(&SPACE)?;
    let number = p.uint(&NUMBER)?;
    let name = NUMBER.names.get(number).unwrap_or("service");
    p.summary(format_args!("{name}"));
    let header = match name.ends_with("request") {
        true => REQUEST,
        false => RESPONSE,
    };
    parts::read(p, header, 0)?;
    parts::read(p, members(number), 0)
}

/// What follows the header of a request or a response.
fn members(number: u64) -> &'static [Part] {
    match number {
        422 => sessions::FIND_SERVERS,
        425 => sessions::SERVERS,
        428 => sessions::GET_ENDPOINTS,
        431 => sessions::ENDPOINTS,
        446 => sessions::OPEN_CHANNEL,
        449 => sessions::CHANNEL,
        461 => sessions::CREATE_SESSION,
        464 => sessions::SESSION,
        467 => sessions::ACTIVATE_SESSION,
        470 => sessions::ACTIVATED,
        473 => sessions::CLOSE_SESSION,
        527 => nodes::BROWSE,
        530 | 536 => nodes::BROWSED,
        533 => nodes::BROWSE_NEXT,
        554 => nodes::TRANSLATE,
        557 => nodes::TRANSLATED,
        560 | 563 | 566 => nodes::NODES,
        631 => nodes::READ,
        634 => nodes::VALUES,
        673 => nodes::WRITE,
        676 | 772 | 784 | 802 | 850 => nodes::RESULT_LIST,
        712 => nodes::CALL,
        715 => nodes::CALLED,
        751 => items::CREATE_ITEMS,
        754 => items::ITEMS_CREATED,
        769 => items::SET_MODE,
        781 => items::DELETE_ITEMS,
        787 => items::CREATE_SUBSCRIPTION,
        790 => items::SUBSCRIBED,
        793 => items::MODIFY_SUBSCRIPTION,
        796 => items::MODIFIED,
        799 => items::SET_PUBLISHING,
        826 => items::PUBLISH,
        829 => items::PUBLISHED,
        832 => items::REPUBLISH,
        835 => items::REPUBLISHED,
        847 => items::DELETE_SUBSCRIPTIONS,
        _ => &[],
    }
}
