//! Header fields: their names, short forms, and what each is for (RFC 3261 §20 and later ones).

use std::ops::Range;

use super::{address, values};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Kind, Value};
use crate::proto::lines::Line;

/// How the value of a header field is taken apart.
#[derive(Clone, Copy)]
enum Parts {
    Whole,
    Addresses(&'static address::Parts),
    Read(fn(&mut Peel<'_>, Range<usize>)),
}

/// A header field.
struct Known {
    /// Its name.
    name: &'static str,
    /// Its short form, if it has one.
    short: &'static str,
    spec: &'static FieldSpec,
    parts: Parts,
}

/// Declares the fields: constant, kind, name, Wireshark's name, short form, parts, explanation.
macro_rules! headers {
    ($($spec:ident $kind:ident $name:literal $filter:literal $short:literal $parts:expr, $doc:literal, $section:literal;)*) => {
        $(static $spec: FieldSpec = $kind($filter, $name).doc($doc, $section);)*
        static KNOWN: &[Known] = &[
            $(Known { name: $name, short: $short, spec: &$spec, parts: $parts }),*
        ];
        pub(super) static FIELDS: &[&FieldSpec] = &[&UNKNOWN, $(&$spec),*];
    };
}

static UNKNOWN: FieldSpec = FieldSpec::text("", "Header field")
    .doc("A header field without a meaning here.", "RFC 3261 §7.3.1");

const fn text(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::text(name, label)
}

/// A whole number in digits.
const fn count(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32)
}

headers! {
    ACCEPT text "Accept" "sip.Accept" "" Parts::Whole, "Which kinds of bodies the sender understands.", "RFC 3261 §20.1";
    ACCEPT_CONTACT text "Accept-Contact" "sip.Accept-Contact" "a" Parts::Whole, "Which of the called user's phones shall ring.", "RFC 3841 §9.2";
    ACCEPT_ENCODING text "Accept-Encoding" "sip.Accept-Encoding" "" Parts::Whole, "Which compression the sender understands.", "RFC 3261 §20.2";
    ACCEPT_LANGUAGE text "Accept-Language" "sip.Accept-Language" "" Parts::Whole, "Which languages the sender reads.", "RFC 3261 §20.3";
    ALERT_INFO text "Alert-Info" "sip.Alert-Info" "" Parts::Whole, "Which ring tone to play.", "RFC 3261 §20.4";
    ALLOW text "Allow" "sip.Allow" "" Parts::Whole, "Which methods the sender understands.", "RFC 3261 §20.5";
    ALLOW_EVENTS text "Allow-Events" "sip.Allow-Events" "u" Parts::Whole, "Which events one may subscribe to.", "RFC 6665 §8.2.2";
    AUTHENTICATION_INFO text "Authentication-Info" "sip.Authentication-Info" "" Parts::Read(values::authentication_info), "The server's side of the authentication.", "RFC 3261 §20.6";
    AUTHORIZATION text "Authorization" "sip.Authorization" "" Parts::Read(values::authentication), "Proves to the server who the user is.", "RFC 3261 §20.7";
    CALL_ID text "Call-ID" "sip.Call-ID" "i" Parts::Whole, "Names the call; all its messages have the same.", "RFC 3261 §20.8";
    CALL_INFO text "Call-Info" "sip.Call-Info" "" Parts::Whole, "More about the caller, such as a picture.", "RFC 3261 §20.9";
    CONTACT text "Contact" "sip.Contact" "m" Parts::Addresses(&address::CONTACT), "Where the sender can be reached directly.", "RFC 3261 §20.10";
    CONTENT_DISPOSITION text "Content-Disposition" "sip.Content-Disposition" "" Parts::Whole, "What the body is for.", "RFC 3261 §20.11";
    CONTENT_ENCODING text "Content-Encoding" "sip.Content-Encoding" "e" Parts::Whole, "How the body is compressed.", "RFC 3261 §20.12";
    CONTENT_LANGUAGE text "Content-Language" "sip.Content-Language" "" Parts::Whole, "The body's language.", "RFC 3261 §20.13";
    CONTENT_LENGTH count "Content-Length" "sip.Content-Length" "l" Parts::Whole, "Bytes of the body.", "RFC 3261 §20.14";
    CONTENT_TYPE text "Content-Type" "sip.Content-Type" "c" Parts::Whole, "What kind of body it is.", "RFC 3261 §20.15";
    CSEQ text "CSeq" "sip.CSeq" "" Parts::Read(values::cseq), "Counts the requests, and says which one is answered.", "RFC 3261 §20.16";
    DATE text "Date" "sip.Date" "" Parts::Whole, "When the message was first sent.", "RFC 3261 §20.17";
    DIVERSION text "Diversion" "sip.Diversion" "" Parts::Whole, "From whom the call was redirected, and why.", "RFC 5806 §4";
    ERROR_INFO text "Error-Info" "sip.Error-Info" "" Parts::Whole, "More about the error.", "RFC 3261 §20.18";
    EVENT text "Event" "sip.Event" "o" Parts::Whole, "Which event is subscribed to or reported.", "RFC 6665 §8.2.1";
    EXPIRES count "Expires" "sip.Expires" "" Parts::Whole, "Seconds for which the message counts.", "RFC 3261 §20.19";
    FROM text "From" "sip.From" "f" Parts::Addresses(&address::FROM), "Who began the dialogue.", "RFC 3261 §20.20";
    HISTORY_INFO text "History-Info" "sip.History-Info" "" Parts::Whole, "Whom the request was for before it was redirected.", "RFC 7044 §5";
    IDENTITY text "Identity" "sip.Identity" "y" Parts::Whole, "A signature of the caller's provider.", "RFC 8224 §4";
    IN_REPLY_TO text "In-Reply-To" "sip.In-Reply-To" "" Parts::Whole, "Which call this one returns.", "RFC 3261 §20.21";
    MAX_FORWARDS count "Max-Forwards" "sip.Max-Forwards" "" Parts::Whole, "How many more servers may pass the request on: each takes one off.", "RFC 3261 §20.22";
    MIME_VERSION text "MIME-Version" "sip.MIME-Version" "" Parts::Whole, "The version of MIME.", "RFC 3261 §20.24";
    MIN_EXPIRES text "Min-Expires" "sip.Min-Expires" "" Parts::Whole, "The shortest time that the server accepts.", "RFC 3261 §20.23";
    MIN_SE text "Min-SE" "sip.Min-SE" "" Parts::Whole, "The shortest time after which the session is refreshed.", "RFC 4028 §5";
    ORGANIZATION text "Organization" "sip.Organization" "" Parts::Whole, "The sender's organization.", "RFC 3261 §20.25";
    ACCESS_NETWORK text "P-Access-Network-Info" "sip.P-Access-Network-Info" "" Parts::Whole, "By which radio or line the phone is connected.", "RFC 7315 §4.4";
    ASSERTED_IDENTITY text "P-Asserted-Identity" "sip.P-Asserted-Identity" "" Parts::Addresses(&address::IDENTITY), "Who calls, as the provider has verified.", "RFC 3325 §9.1";
    ASSOCIATED_URI text "P-Associated-URI" "sip.P-Associated-URI" "" Parts::Whole, "Other addresses of the registered user.", "RFC 7315 §4.1";
    CALLED_PARTY text "P-Called-Party-ID" "sip.P-Called-Party-ID" "" Parts::Whole, "Which of his addresses was called.", "RFC 7315 §4.2";
    CHARGING text "P-Charging-Vector" "sip.P-Charging-Vector" "" Parts::Whole, "What providers need to charge for the call.", "RFC 7315 §4.6";
    EARLY_MEDIA text "P-Early-Media" "sip.P-Early-Media" "" Parts::Whole, "Whether media may flow before the call is answered.", "RFC 5009 §8";
    PREFERRED_IDENTITY text "P-Preferred-Identity" "sip.P-Preferred-Identity" "" Parts::Addresses(&address::PREFERRED), "As whom the caller wants to be shown.", "RFC 3325 §9.2";
    PATH text "Path" "sip.Path" "" Parts::Addresses(&address::PATH), "Servers between registrar and phone.", "RFC 3327 §4";
    PRIORITY text "Priority" "sip.Priority" "" Parts::Whole, "How urgent the call is for people.", "RFC 3261 §20.26";
    PRIVACY text "Privacy" "sip.Privacy" "" Parts::Whole, "What the network shall hide of the caller.", "RFC 3323 §4.2";
    PROXY_AUTHENTICATE text "Proxy-Authenticate" "sip.Proxy-Authenticate" "" Parts::Read(values::authentication), "A proxy wants to know who the user is.", "RFC 3261 §20.27";
    PROXY_AUTHORIZATION text "Proxy-Authorization" "sip.Proxy-Authorization" "" Parts::Read(values::authentication), "Proves to a proxy who the user is.", "RFC 3261 §20.28";
    PROXY_REQUIRE text "Proxy-Require" "sip.Proxy-Require" "" Parts::Whole, "Extensions that every proxy must understand.", "RFC 3261 §20.29";
    RACK text "RAck" "sip.RAck" "" Parts::Read(values::rack), "Which provisional response is acknowledged.", "RFC 3262 §7.2";
    REASON text "Reason" "sip.Reason" "" Parts::Read(values::reason), "Why the call ends.", "RFC 3326 §2";
    RECORD_ROUTE text "Record-Route" "sip.Record-Route" "" Parts::Addresses(&address::RECORD_ROUTE), "A server that wants to see all later requests.", "RFC 3261 §20.30";
    REFER_TO text "Refer-To" "sip.Refer-To" "r" Parts::Whole, "Whom to call instead.", "RFC 3515 §2.1";
    REFERRED_BY text "Referred-By" "sip.Referred-by" "b" Parts::Whole, "Who asked for that.", "RFC 3892 §2.1";
    REPLACES text "Replaces" "sip.Replaces" "" Parts::Whole, "Which call this one takes over.", "RFC 3891 §6.1";
    REPLY_TO text "Reply-To" "sip.Reply-To" "" Parts::Whole, "Where to call back.", "RFC 3261 §20.31";
    REQUIRE text "Require" "sip.Require" "" Parts::Whole, "Extensions that the other side must understand.", "RFC 3261 §20.32";
    RETRY_AFTER text "Retry-After" "sip.Retry-After" "" Parts::Whole, "When to try again.", "RFC 3261 §20.33";
    ROUTE text "Route" "sip.Route" "" Parts::Addresses(&address::ROUTE), "Servers that the request shall pass.", "RFC 3261 §20.34";
    RSEQ count "RSeq" "sip.RSeq" "" Parts::Whole, "Numbers a provisional response.", "RFC 3262 §7.1";
    SECURITY_CLIENT text "Security-Client" "sip.Security-Client" "" Parts::Whole, "Which protection the phone offers.", "RFC 3329 §2.2";
    SECURITY_SERVER text "Security-Server" "sip.Security-Server" "" Parts::Whole, "Which protection the server offers.", "RFC 3329 §2.2";
    SECURITY_VERIFY text "Security-Verify" "sip.Security-Verify" "" Parts::Whole, "The server's offer, repeated under protection.", "RFC 3329 §2.2";
    SERVER text "Server" "sip.Server" "" Parts::Whole, "The software that answers.", "RFC 3261 §20.35";
    SERVICE_ROUTE text "Service-Route" "sip.Service-Route" "" Parts::Addresses(&address::SERVICE_ROUTE), "Servers for the requests of the registered phone.", "RFC 3608 §5";
    SESSION_EXPIRES text "Session-Expires" "sip.Session-Expires" "x" Parts::Whole, "After how many seconds the session must be refreshed.", "RFC 4028 §4";
    SESSION_ID text "Session-ID" "sip.Session-ID" "" Parts::Whole, "Names the call across all servers.", "RFC 7989 §5";
    ETAG text "SIP-ETag" "sip.ETag" "" Parts::Whole, "Names a published state.", "RFC 3903 §11.3.1";
    IF_MATCH text "SIP-If-Match" "sip.If_Match" "" Parts::Whole, "Which published state is meant.", "RFC 3903 §11.3.2";
    SUBJECT text "Subject" "sip.Subject" "s" Parts::Whole, "What the call is about.", "RFC 3261 §20.36";
    SUBSCRIPTION_STATE text "Subscription-State" "sip.Subscription-State" "" Parts::Whole, "Whether the subscription counts.", "RFC 6665 §8.2.3";
    SUPPORTED text "Supported" "sip.Supported" "k" Parts::Whole, "Which extensions the sender understands.", "RFC 3261 §20.37";
    TIMESTAMP text "Timestamp" "sip.Timestamp" "" Parts::Whole, "When the client sent the request, for measuring.", "RFC 3261 §20.38";
    TO text "To" "sip.To" "t" Parts::Addresses(&address::TO), "Who was called.", "RFC 3261 §20.39";
    UNSUPPORTED text "Unsupported" "sip.Unsupported" "" Parts::Whole, "Which extensions the server does not understand.", "RFC 3261 §20.40";
    USER_AGENT text "User-Agent" "sip.User-Agent" "" Parts::Whole, "The software of the phone.", "RFC 3261 §20.41";
    VIA text "Via" "sip.Via" "v" Parts::Read(values::via), "The way the request came: the response goes it backwards.", "RFC 3261 §20.42";
    WARNING text "Warning" "sip.Warning" "" Parts::Whole, "More about the outcome.", "RFC 3261 §20.43";
    WWW_AUTHENTICATE text "WWW-Authenticate" "sip.WWW-Authenticate" "" Parts::Read(values::authentication), "The server wants to know who the user is.", "RFC 3261 §20.44";
}

/// Reads one header field, from its name to its line end. `value` is where its value stands.
pub(super) fn field(p: &mut Peel<'_>, line: &Line, name: &[u8], value: Range<usize>) -> Peeled {
    let found = KNOWN.iter().find(|known| {
        known.name.as_bytes().eq_ignore_ascii_case(name)
            || !known.short.is_empty() && known.short.as_bytes().eq_ignore_ascii_case(name)
    });
    let Some(known) = found else {
        p.mark(&UNKNOWN, line.all());
        return Ok(());
    };
    let text = &p.bytes()[value.clone()];
    p.group_as(
        known.spec,
        || match known.spec.kind {
            Kind::Uint => match values::number(text) {
                Value::Uint(number) => Value::Uint(number),
                _ => Value::Made(String::from_utf8_lossy(text).into()),
            },
            _ => Value::Made(String::from_utf8_lossy(text).into()),
        },
        |p| {
            match known.parts {
                Parts::Whole => {}
                Parts::Addresses(parts) => address::addresses(p, value, parts),
                Parts::Read(read) => read(p, value),
            }
            p.seek(line.end);
            Ok(())
        },
    )
}
