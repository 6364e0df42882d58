//! Header fields with a row of their own: Wireshark's names for them, and what they are for.

use crate::model::FieldSpec;

const fn header(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    reference: &'static str,
) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, reference)
}

/// Declares one row per header field, with the name that stands in the message.
macro_rules! headers {
    ($($row:ident $wire:literal $name:literal $doc:literal $reference:literal)*) => {
        $(pub(super) static $row: FieldSpec = header($name, $wire, $doc, $reference);)*
        /// All rows.
        pub(super) static FIELDS: &[&FieldSpec] = &[$(&$row),*];
        static BY_NAME: &[(&str, &FieldSpec)] = &[$(($wire, &$row)),*];
    };
}

headers! {
    ACCEPT "Accept" "http.accept"
        "Media types that the client can use, the best ones with the highest q." "RFC 9110 §12.5.1"
    ACCEPT_ENCODING "Accept-Encoding" "http.accept_encoding"
        "Compressions that the client can undo." "RFC 9110 §12.5.3"
    ACCEPT_LANGUAGE "Accept-Language" "http.accept_language"
        "Languages that the user reads." "RFC 9110 §12.5.4"
    AUTHORIZATION "Authorization" "http.authorization"
        "How the client proves who it is: a scheme and what that scheme needs." "RFC 9110 §11.6.2"
    CACHE_CONTROL "Cache-Control" "http.cache_control"
        "Who may keep a copy of the answer, and for how many seconds." "RFC 9111 §5.2"
    CONNECTION "Connection" "http.connection"
        "What the sender wants of this one connection: keep it open, close it, change the protocol." "RFC 9110 §7.6.1"
    CONTENT_ENCODING "Content-Encoding" "http.content_encoding"
        "How the body was compressed; undoing it gives what Content-Type names." "RFC 9110 §8.4"
    CONTENT_LENGTH "Content-Length" "http.content_length_header"
        "How many bytes the body has, so that the receiver knows where the next message begins." "RFC 9110 §8.6"
    CONTENT_TYPE "Content-Type" "http.content_type"
        "What the body is: its media type, perhaps with a character set. It decides who takes the body." "RFC 9110 §8.3"
    COOKIE "Cookie" "http.cookie"
        "Names and values that the server once set; they tie requests of one user together." "RFC 6265 §4.2"
    DATE "Date" "http.date"
        "When the sender made the message." "RFC 9110 §6.6.1"
    HOST "Host" "http.host"
        "The name of the server that is meant: one address may serve many." "RFC 9110 §7.2"
    HTTP2_SETTINGS "HTTP2-Settings" "http.http2_settings"
        "The settings of a client that offers to go on with HTTP/2, in Base64." "RFC 7540 §3.2.1"
    LAST_MODIFIED "Last-Modified" "http.last_modified"
        "When the thing that was asked for was last changed." "RFC 9110 §8.8.2"
    LOCATION "Location" "http.location"
        "Where to look instead, or where the new thing is." "RFC 9110 §10.2.2"
    PROXY_AUTHENTICATE "Proxy-Authenticate" "http.proxy_authenticate"
        "The proxy asks the client who it is, and says how it may answer." "RFC 9110 §11.7.1"
    PROXY_AUTHORIZATION "Proxy-Authorization" "http.proxy_authorization"
        "How the client proves to the proxy who it is." "RFC 9110 §11.7.2"
    REFERER "Referer" "http.referer"
        "The page that the request came from. The word has been misspelled since the beginning." "RFC 9110 §10.1.3"
    SEC_WEBSOCKET_ACCEPT "Sec-WebSocket-Accept" "http.sec_websocket_accept"
        "A hash of the client's key: the server does speak WebSocket." "RFC 6455 §11.3.3"
    SEC_WEBSOCKET_EXTENSIONS "Sec-WebSocket-Extensions" "http.sec_websocket_extensions"
        "Extensions of WebSocket, offered or agreed." "RFC 6455 §11.3.2"
    SEC_WEBSOCKET_KEY "Sec-WebSocket-Key" "http.sec_websocket_key"
        "A random value that the server must hash." "RFC 6455 §11.3.1"
    SEC_WEBSOCKET_PROTOCOL "Sec-WebSocket-Protocol" "http.sec_websocket_protocol"
        "What shall be spoken over the WebSocket." "RFC 6455 §11.3.4"
    SEC_WEBSOCKET_VERSION "Sec-WebSocket-Version" "http.sec_websocket_version"
        "The version of WebSocket; 13 is the one in use." "RFC 6455 §11.3.5"
    SERVER "Server" "http.server"
        "The server's program, as it calls itself." "RFC 9110 §10.2.4"
    SET_COOKIE "Set-Cookie" "http.set_cookie"
        "A name and a value that the client shall send back with later requests." "RFC 6265 §4.1"
    TRANSFER_ENCODING "Transfer-Encoding" "http.transfer_encoding"
        "How the body is cut or compressed for this one hop; chunked means in pieces that say their length." "RFC 9112 §6.1"
    UPGRADE "Upgrade" "http.upgrade"
        "Another protocol to go on with over this connection." "RFC 9110 §7.8"
    USER_AGENT "User-Agent" "http.user_agent"
        "The client's program, as it calls itself." "RFC 9110 §10.1.5"
    WWW_AUTHENTICATE "WWW-Authenticate" "http.www_authenticate"
        "The server asks the client who it is, and says how it may answer." "RFC 9110 §11.6.1"
    X_FORWARDED_FOR "X-Forwarded-For" "http.x_forwarded_for"
        "The client's address, as a proxy on the way saw it. Anybody can write it." "RFC 7239 §8.1"
}

/// The row of a header field, by its name in any case.
pub(super) fn row(name: &[u8]) -> Option<&'static FieldSpec> {
    let is_it = |entry: &&(&str, &'static FieldSpec)| entry.0.as_bytes().eq_ignore_ascii_case(name);
    BY_NAME.iter().find(is_it).map(|entry| entry.1)
}
