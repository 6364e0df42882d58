//! The numbers of methods, header fields and attributes (AJPv1.3).

use super::REFERENCE;
use crate::model::{Codes, FieldSpec};

pub(super) const METHODS: Codes = &[
    (1, "OPTIONS"),
    (2, "GET"),
    (3, "HEAD"),
    (4, "POST"),
    (5, "PUT"),
    (6, "DELETE"),
    (7, "TRACE"),
    (8, "PROPFIND"),
    (9, "PROPPATCH"),
    (10, "MKCOL"),
    (11, "COPY"),
    (12, "MOVE"),
    (13, "LOCK"),
    (14, "UNLOCK"),
    (15, "ACL"),
    (16, "REPORT"),
    (17, "VERSION-CONTROL"),
    (18, "CHECKIN"),
    (19, "CHECKOUT"),
    (20, "UNCHECKOUT"),
    (21, "SEARCH"),
];

const fn header(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(
        "A header field of HTTP; its name is a number here.",
        REFERENCE,
    )
}

crate::fields! {
    ACCEPT = header("ajp13.accept", "Accept");
    ACCEPT_CHARSET = header("ajp13.accept_charset", "Accept-Charset");
    ACCEPT_ENCODING = header("ajp13.accept_encoding", "Accept-Encoding");
    ACCEPT_LANGUAGE = header("ajp13.accept_language", "Accept-Language");
    AUTHORIZATION = header("ajp13.authorization", "Authorization");
    CONNECTION = header("ajp13.connection", "Connection");
    CONTENT_LANGUAGE = header("ajp13.content_language", "Content-Language");
    CONTENT_LENGTH = header("ajp13.content_length", "Content-Length");
    CONTENT_TYPE = header("ajp13.content_type", "Content-Type");
    COOKIE = header("ajp13.cookie", "Cookie");
    COOKIE2 = header("ajp13.cookie2", "Cookie2");
    DATE = header("ajp13.date", "Date");
    HOST = header("ajp13.host", "Host");
    LAST_MODIFIED = header("ajp13.last_modified", "Last-Modified");
    LOCATION = header("ajp13.location", "Location");
    PRAGMA = header("ajp13.pragma", "Pragma");
    REFERER = header("ajp13.referer", "Referer");
    SERVLET_ENGINE = header("ajp13.servlet_engine", "Servlet-Engine");
    SET_COOKIE = header("ajp13.set_cookie", "Set-Cookie");
    SET_COOKIE2 = header("ajp13.set_cookie2", "Set-Cookie2");
    STATUS = header("ajp13.status", "Status");
    USER_AGENT = header("ajp13.user_agent", "User-Agent");
    WWW_AUTHENTICATE = header("ajp13.www_authenticate", "WWW-Authenticate");
    pub(super) UNKNOWN_HEADER = FieldSpec::text("ajp13.unknown_header", "Header").doc("A header field with its name.", REFERENCE);
    CONTEXT = FieldSpec::text("ajp13.context", "Context").doc("The program's part of the path.", REFERENCE);
    SERVLET_PATH = FieldSpec::text("ajp13.servlet_path", "Servlet path").doc("Which program.", REFERENCE);
    REMOTE_USER = FieldSpec::text("ajp13.remote_user", "User").doc("Who has logged in.", REFERENCE);
    AUTH_TYPE = FieldSpec::text("ajp13.auth_type", "Login").doc("How the user has logged in.", REFERENCE);
    QUERY_STRING = FieldSpec::text("ajp13.query_string", "Query").doc("What stands behind the question mark.", REFERENCE);
    ROUTE = FieldSpec::text("ajp13.route", "Route").doc("Which of several programs shall answer.", REFERENCE);
    SSL_CERT = FieldSpec::text("ajp13.ssl_cert", "Certificate").doc("The browser's certificate.", REFERENCE);
    SSL_CIPHER = FieldSpec::text("ajp13.ssl_cipher", "Cipher").doc("How the browser's connection is encrypted.", REFERENCE);
    SSL_SESSION = FieldSpec::text("ajp13.ssl_session", "TLS session").doc("The browser's TLS session.", REFERENCE);
    SECRET = FieldSpec::text("ajp13.secret", "Secret").doc("Shows that the web server may ask.", REFERENCE);
    STORED_METHOD = FieldSpec::text("ajp13.stored_method", "Method").doc("A method that has no number.", REFERENCE);
    pub(super) OTHER_ATTRIBUTE = FieldSpec::text("ajp13.req_attribute", "Attribute").doc("Something that the web server says besides, with its name.", REFERENCE);
    pub(super) KEY_SIZE = FieldSpec::uint("ajp13.ssl_key_size", "Key length", 0).unit("bits").doc("Of the browser's TLS connection.", REFERENCE);
    pub(super) UNKNOWN_ATTRIBUTE = FieldSpec::text("ajp13.unknown_attribute", "Attribute").doc("Something that the web server says besides.", REFERENCE);
}

/// The header field of a request with this number.
pub(super) fn request(number: u8) -> Option<&'static FieldSpec> {
    Some(match number {
        1 => &ACCEPT,
        2 => &ACCEPT_CHARSET,
        3 => &ACCEPT_ENCODING,
        4 => &ACCEPT_LANGUAGE,
        5 => &AUTHORIZATION,
        6 => &CONNECTION,
        7 => &CONTENT_TYPE,
        8 => &CONTENT_LENGTH,
        9 => &COOKIE,
        10 => &COOKIE2,
        11 => &HOST,
        12 => &PRAGMA,
        13 => &REFERER,
        14 => &USER_AGENT,
        _ => return None,
    })
}

/// The header field of an answer with this number.
pub(super) fn response(number: u8) -> Option<&'static FieldSpec> {
    Some(match number {
        1 => &CONTENT_TYPE,
        2 => &CONTENT_LANGUAGE,
        3 => &CONTENT_LENGTH,
        4 => &DATE,
        5 => &LAST_MODIFIED,
        6 => &LOCATION,
        7 => &SET_COOKIE,
        8 => &SET_COOKIE2,
        9 => &SERVLET_ENGINE,
        10 => &STATUS,
        11 => &WWW_AUTHENTICATE,
        _ => return None,
    })
}

/// The attribute with this number.
pub(super) fn attribute(number: u8) -> Option<&'static FieldSpec> {
    Some(match number {
        1 => &CONTEXT,
        2 => &SERVLET_PATH,
        3 => &REMOTE_USER,
        4 => &AUTH_TYPE,
        5 => &QUERY_STRING,
        6 => &ROUTE,
        7 => &SSL_CERT,
        8 => &SSL_CIPHER,
        9 => &SSL_SESSION,
        12 => &SECRET,
        13 => &STORED_METHOD,
        _ => return None,
    })
}
