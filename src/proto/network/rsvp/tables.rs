//! Classes of objects and the layouts of those that are always the same.

use super::layouts::{
    AFFINITIES, ASSOCIATION, ATTRIBUTES, CONFIRM, ERROR_IPV4, FILTER_TUNNEL, GENERALIZED,
    GENERALIZED_REQUEST, HELLO, HOP_IPV4, INTEGRITY, LABEL, LIST, MESSAGE_ACK, MESSAGE_ID, REQUEST,
    RESTART, SENDER_IPV4, SENDER_TUNNEL, SESSION_IPV4, SESSION_IPV6, SESSION_TUNNEL, STATUS, STYLE,
    TIME,
};
use super::{HEADER, routes, services};
use crate::model::{Codes, FieldSpec};

pub(super) const CLASSES: Codes = &[
    (1, "session"),
    (3, "hop"),
    (4, "integrity"),
    (5, "time values"),
    (6, "error"),
    (7, "scope"),
    (8, "style"),
    (9, "flow specification"),
    (10, "filter specification"),
    (11, "sender template"),
    (12, "sender traffic"),
    (13, "offers of the path"),
    (14, "policy"),
    (15, "confirm"),
    (16, "label"),
    (19, "label request"),
    (20, "explicit route"),
    (21, "recorded route"),
    (22, "hello"),
    (23, "message ID"),
    (24, "message ID acknowledgment"),
    (25, "message ID list"),
    (34, "recovery label"),
    (35, "upstream label"),
    (36, "label set"),
    (37, "protection"),
    (63, "detour"),
    (65, "DCLASS"),
    (129, "suggested label"),
    (130, "acceptable label set"),
    (131, "restart capability"),
    (195, "notify request"),
    (196, "administrative status"),
    (197, "attributes of the path"),
    (199, "association"),
    (205, "fast reroute"),
    (207, "session attribute"),
];

macro_rules! groups {
    ($($name:ident $class:pat => $group:literal, $kind:literal, $label:literal;)*) => {
        $(
            static $name: (FieldSpec, &[FieldSpec]) = (
                FieldSpec::group($group, $label).doc("One of the message's objects.", "RFC 2205 §3.1.2"),
                &[FieldSpec::uint($kind, "Kind", 8).doc("Which form the object has.", "RFC 2205 §3.1.2")],
            );
        )*

        /// What an object of this class is called.
        pub(super) fn group_of(class: u8) -> &'static FieldSpec {
            match class {
                $($class => &$name.0,)*
            }
        }

        /// The field of the kind of an object of this class.
        pub(super) fn kind_of(class: u8) -> &'static [FieldSpec] {
            match class {
                $($class => $name.1,)*
            }
        }

        /// The fields above, for the list of all.
        const GROUPS: &[&[FieldSpec]] = &[$(&[$name.0], $name.1,)*];
    };
}

groups! {
    SESSION_OF 1 => "rsvp.session", "rsvp.ctype.session", "Session";
    HOP_OF 3 => "rsvp.hop", "rsvp.ctype.hop", "Hop";
    INTEGRITY_OF 4 => "rsvp.integrity", "rsvp.ctype.integrity", "Integrity";
    TIME_OF 5 => "rsvp.time", "rsvp.ctype.time_values", "Time values";
    ERROR_OF 6 => "rsvp.error", "rsvp.ctype.error", "Error";
    SCOPE_OF 7 => "rsvp.scope", "rsvp.ctype.scope", "Scope";
    STYLE_OF 8 => "rsvp.style", "rsvp.ctype.style", "Style";
    FLOW_OF 9 => "rsvp.flowspec", "rsvp.ctype.flowspec", "Flow specification";
    FILTER_OF 10 => "rsvp.filter", "rsvp.ctype.template", "Filter specification";
    SENDER_OF 11 => "rsvp.sender", "rsvp.ctype.template", "Sender template";
    TRAFFIC_OF 12 => "rsvp.tspec", "rsvp.ctype.tspec", "Sender traffic";
    OFFERS_OF 13 => "rsvp.adspec", "rsvp.ctype.adspec", "Offers of the path";
    POLICY_OF 14 => "rsvp.policy", "rsvp.ctype.policy", "Policy";
    CONFIRM_OF 15 => "rsvp.confirm", "rsvp.ctype.confirm", "Confirm";
    LABEL_OF 16 => "rsvp.label", "rsvp.ctype.label", "Label";
    REQUEST_OF 19 => "rsvp.label_request", "rsvp.ctype.label_request", "Label request";
    EXPLICIT_OF 20 => "rsvp.explicit_route", "rsvp.ctype.explicit_route", "Explicit route";
    RECORDED_OF 21 => "rsvp.record_route", "rsvp.ctype.record_route", "Recorded route";
    HELLO_OF 22 => "rsvp.hello_obj", "rsvp.ctype.hello", "Hello";
    ID_OF 23 => "rsvp.msgid", "rsvp.ctype.message_id", "Message ID";
    ACK_OF 24 => "rsvp.msgid_ack", "rsvp.ctype.message_id_ack", "Message ID acknowledgment";
    LIST_OF 25 => "rsvp.msgid_list", "rsvp.ctype.message_id_list", "Message ID list";
    RECOVERY_OF 34 => "rsvp.recovery_label", "rsvp.ctype.label", "Recovery label";
    UPSTREAM_OF 35 => "rsvp.upstream_label", "rsvp.ctype.label", "Upstream label";
    DCLASS_OF 65 => "rsvp.dclass", "rsvp.ctype.dclass", "DCLASS";
    SUGGESTED_OF 129 => "rsvp.suggested_label", "rsvp.ctype.label", "Suggested label";
    RESTART_OF 131 => "rsvp.restart", "rsvp.ctype.restart_cap", "Restart capability";
    NOTIFY_OF 195 => "rsvp.notify_request", "rsvp.ctype.notify_request", "Notify request";
    STATUS_OF 196 => "rsvp.admin_status", "rsvp.ctype.admin_status", "Administrative status";
    ASSOCIATION_OF 199 => "rsvp.association", "rsvp.ctype.association", "Association";
    FAST_OF 205 => "rsvp.obj_unknown", "rsvp.ctype.fast_reroute", "Fast reroute";
    ATTRIBUTE_OF 207 => "rsvp.session_attribute", "rsvp.ctype.attribute", "Session attribute";
    OTHER_OF 36..=38 | 63 | 64 | 66 | 124..=128 | 130 | 132 | 133 | 135 | 193 | 194 | 197 | 198 | 202 | 203 | 206 | 208 | 226..=239 => "", "rsvp.ctype", "Object";
    UNKNOWN_OF _ => "rsvp.obj_unknown", "rsvp.ctype.unknown", "Object";
}

/// True for classes that nobody has a name for.
pub(super) fn is_unknown(class: u8) -> bool {
    kind_of(class)[0].name == UNKNOWN_OF.1[0].name
}

const OWN: &[&[FieldSpec]] = &[
    HEADER,
    INTEGRITY,
    LIST,
    AFFINITIES,
    ATTRIBUTES,
    SESSION_IPV4,
    SESSION_IPV6,
    SESSION_TUNNEL,
    HOP_IPV4,
    TIME,
    ERROR_IPV4,
    STYLE,
    SENDER_IPV4,
    SENDER_TUNNEL,
    FILTER_TUNNEL,
    CONFIRM,
    LABEL,
    GENERALIZED,
    REQUEST,
    GENERALIZED_REQUEST,
    HELLO,
    MESSAGE_ID,
    MESSAGE_ACK,
    RESTART,
    STATUS,
    ASSOCIATION,
    routes::STRICTNESS,
    routes::EXPLICIT_IPV4,
    routes::EXPLICIT_IPV6,
    routes::RECORDED_IPV4,
    routes::RECORDED_IPV6,
    routes::EXPLICIT_LABEL,
    routes::RECORDED_LABEL,
    routes::INTERFACE,
    routes::SYSTEM,
    services::TRAFFIC_HEAD,
    services::FLOW_HEAD,
    services::OFFERS_HEAD,
    services::FLOW_SERVICE,
    services::TRAFFIC_SERVICE,
    services::PARAMETER_REST,
    services::SIZES,
    services::SLACK,
    services::OFFER_HEAD,
    services::OFFER,
];

/// Layouts and names of objects.
pub(super) const HEADERS: &[&[FieldSpec]] = &concat::<{ OWN.len() + GROUPS.len() }>(OWN, GROUPS);

const fn concat<const N: usize>(
    first: &'static [&'static [FieldSpec]],
    second: &'static [&'static [FieldSpec]],
) -> [&'static [FieldSpec]; N] {
    let mut all = [first[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < first.len() {
            first[at]
        } else {
            second[at - first.len()]
        };
        at += 1;
    }
    all
}
