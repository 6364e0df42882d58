//! Finding servers, secure channels and sessions (OPC 10000-4 §5.5 to §5.7).

use super::parts::Part::{
    self, Bytes, Double, Extension, List, Localized, Many, Node, One, Struct, Text, Time,
};
use super::services::{DIAGNOSTIC_LIST, RESULTS};
use crate::model::FieldSpec;

const FIND: &str = "OPC 10000-4 §5.5.2";
const APPLICATION_SECTION: &str = "OPC 10000-4 §7.2";
const ENDPOINT_SECTION: &str = "OPC 10000-4 §7.14";
const TOKEN_SECTION: &str = "OPC 10000-4 §7.42";
const OPEN: &str = "OPC 10000-4 §5.6.2";
const CREATE: &str = "OPC 10000-4 §5.7.2";
const ACTIVATE: &str = "OPC 10000-4 §5.7.3";
const IDENTITY: &str = "OPC 10000-4 §7.41";

crate::fields! {
    ENDPOINT_URL = FieldSpec::text("opcua.EndpointUrl", "Endpoint")
        .doc("Address of the server, as the client knows it or as it should use it.", FIND);
    LOCALE_IDS = FieldSpec::text("opcua.LocaleIds", "Locale").doc("A language that the client prefers.", FIND);
    SERVER_URIS = FieldSpec::text("opcua.ServerUris", "Server").doc("A server that is looked for.", FIND);
    PROFILE_URIS = FieldSpec::text("opcua.ProfileUris", "Profile").doc("A transport that the client knows.", FIND);
    APPLICATION = FieldSpec::group("", "Application").doc("A client or a server.", APPLICATION_SECTION);
    APPLICATION_URI = FieldSpec::text("opcua.ApplicationUri", "Application").doc("Name of this installation, the same as in its certificate.", APPLICATION_SECTION);
    PRODUCT_URI = FieldSpec::text("opcua.ProductUri", "Product").doc("Name of the product.", APPLICATION_SECTION);
    APPLICATION_TYPE = FieldSpec::hex("opcua.ApplicationType", "Application type", 32).little()
        .codes(&[(0, "server"), (1, "client"), (2, "client and server"), (3, "discovery server")])
        .doc("Who it is.", APPLICATION_SECTION);
    GATEWAY = FieldSpec::text("opcua.GatewayServerUri", "Gateway").doc("The gateway that leads to the server.", APPLICATION_SECTION);
    DISCOVERY_PROFILE = FieldSpec::text("opcua.DiscoveryProfileUri", "Discovery profile").doc("Which services it offers to those who look for servers.", APPLICATION_SECTION);
    DISCOVERY_URLS = FieldSpec::text("opcua.DiscoveryUrls", "Discovery address").doc("Where its endpoints can be asked for.", APPLICATION_SECTION);
    SERVER_CERTIFICATE = FieldSpec::bytes("opcua.ServerCertificate", "Server certificate").doc("The certificate of the server.", ENDPOINT_SECTION);
    SECURITY_MODE = FieldSpec::hex("opcua.MessageSecurityMode", "Security mode", 32).little()
        .codes(&[(0, "invalid"), (1, "none"), (2, "sign"), (3, "sign and encrypt")])
        .doc("What protects the messages.", ENDPOINT_SECTION);
    POLICY_URI = FieldSpec::text("opcua.SecurityPolicyUri", "Security policy").doc("Names the algorithms.", ENDPOINT_SECTION);
    POLICY_ID = FieldSpec::text("opcua.PolicyId", "Policy").doc("Name of this way to say who one is, as the server calls it.", TOKEN_SECTION);
    TOKEN_TYPE = FieldSpec::hex("opcua.UserTokenType", "Token type", 32).little()
        .codes(&[(0, "anonymous"), (1, "user name"), (2, "certificate"), (3, "issued token")])
        .doc("How users say who they are.", TOKEN_SECTION);
    ISSUED_TYPE = FieldSpec::text("opcua.IssuedTokenType", "Issued token type").doc("What kind of token somebody else issues.", TOKEN_SECTION);
    ISSUER_URL = FieldSpec::text("opcua.IssuerEndpointUrl", "Issuer").doc("Who issues tokens.", TOKEN_SECTION);
    TRANSPORT_PROFILE = FieldSpec::text("opcua.TransportProfileUri", "Transport").doc("Which transport and encoding the endpoint takes.", ENDPOINT_SECTION);
    SECURITY_LEVEL = FieldSpec::uint("opcua.SecurityLevel", "Security level", 8).doc("How secure the server thinks the endpoint is, compared with its others.", ENDPOINT_SECTION);
    CLIENT_VERSION = FieldSpec::uint("opcua.ClientProtocolVersion", "Client version", 32).little().doc("Version of the transport that the client speaks.", OPEN);
    SERVER_VERSION = FieldSpec::uint("opcua.ServerProtocolVersion", "Server version", 32).little().doc("Version of the transport that the server speaks.", OPEN);
    REQUEST_TYPE = FieldSpec::hex("opcua.SecurityTokenRequestType", "What for", 32).little()
        .codes(&[(0, "issue"), (1, "renew")])
        .doc("A new channel, or new keys for an old one.", OPEN);
    CLIENT_NONCE = FieldSpec::bytes("opcua.ClientNonce", "Client nonce").doc("Random bytes that the keys are made of.", OPEN);
    SERVER_NONCE = FieldSpec::bytes("opcua.ServerNonce", "Server nonce").doc("Random bytes that the keys are made of, or that the client has to sign.", OPEN);
    REQUESTED_LIFETIME = FieldSpec::uint("opcua.RequestedLifetime", "Wanted lifetime", 32).little().unit("ms").doc("How long the keys shall last.", OPEN);
    REVISED_LIFETIME = FieldSpec::uint("opcua.RevisedLifetime", "Lifetime", 32).little().unit("ms").doc("How long the keys last.", OPEN);
    CHANNEL_TOKEN = FieldSpec::group("", "Token").doc("The channel and its present keys.", OPEN);
    CHANNEL_ID = FieldSpec::uint("opcua.ChannelId", "Channel", 32).little().doc("Number of the channel.", OPEN);
    TOKEN_ID = FieldSpec::uint("opcua.TokenId", "Token", 32).little().doc("Number of the keys.", OPEN);
    CREATED_AT = FieldSpec::computed("opcua.CreatedAt", "Created").doc("When the keys were made.", OPEN);
    SERVER_URI = FieldSpec::text("opcua.ServerUri", "Server").doc("The server that is meant, where a gateway answers for several.", CREATE);
    SESSION_NAME = FieldSpec::text("opcua.SessionName", "Session").doc("A name for people.", CREATE);
    CLIENT_CERTIFICATE = FieldSpec::bytes("opcua.ClientCertificate", "Client certificate").doc("The certificate of the client.", CREATE);
    REQUESTED_TIMEOUT = FieldSpec::computed("opcua.RequestedSessionTimeout", "Wanted timeout").doc("How many milliseconds the session shall last without a request.", CREATE);
    REVISED_TIMEOUT = FieldSpec::computed("opcua.RevisedSessionTimeout", "Timeout").doc("How many milliseconds the session lasts without a request.", CREATE);
    MAX_RESPONSE = FieldSpec::uint("opcua.MaxResponseMessageSize", "Longest response", 32).little().unit("bytes").doc("The longest response that the client takes; 0 for no limit.", CREATE);
    MAX_REQUEST = FieldSpec::uint("opcua.MaxRequestMessageSize", "Longest request", 32).little().unit("bytes").doc("The longest request that the server takes; 0 for no limit.", CREATE);
    SIGNATURE_DATA = FieldSpec::group("", "Signature").doc("Proves that the sender has the key of its certificate.", ACTIVATE);
    ALGORITHM = FieldSpec::text("opcua.Algorithm", "Algorithm").doc("How it is signed.", ACTIVATE);
    SIGNATURE = FieldSpec::bytes("opcua.Signature", "Signature").doc("The signature.", ACTIVATE);
    SOFTWARE = FieldSpec::bytes("opcua.CertificateData", "Certificate").doc("A certificate of the software, or of the user.", ACTIVATE);
    USER_NAME_FIELD = FieldSpec::text("opcua.UserName", "User name").doc("Who the user is.", IDENTITY);
    PASSWORD = FieldSpec::bytes("opcua.Password", "Password").doc("The password, encrypted if the policy says so.", IDENTITY);
    ISSUED_TOKEN = FieldSpec::bytes("opcua.TokenData", "Token").doc("What somebody else issued to prove who the user is.", IDENTITY);
    ENCRYPTION = FieldSpec::text("opcua.EncryptionAlgorithm", "Encryption").doc("How the password is encrypted; nothing if it is not.", IDENTITY);
    DELETE_SUBSCRIPTIONS = FieldSpec::uint("opcua.DeleteSubscriptions", "Delete subscriptions", 8).doc("1: the subscriptions end with the session.", "OPC 10000-4 §5.7.4");
}

const APPLICATION_PARTS: &[Part] = &[
    Text(&APPLICATION_URI),
    Text(&PRODUCT_URI),
    Localized,
    One(&APPLICATION_TYPE),
    Text(&GATEWAY),
    Text(&DISCOVERY_PROFILE),
    Many(&Text(&DISCOVERY_URLS)),
];

const USER_TOKEN: &[Part] = &[
    Text(&POLICY_ID),
    One(&TOKEN_TYPE),
    Text(&ISSUED_TYPE),
    Text(&ISSUER_URL),
    Text(&POLICY_URI),
];

const ENDPOINT: &[Part] = &[
    Text(&ENDPOINT_URL),
    Struct(&APPLICATION, APPLICATION_PARTS),
    Bytes(&SERVER_CERTIFICATE),
    One(&SECURITY_MODE),
    Text(&POLICY_URI),
    List(USER_TOKEN),
    Text(&TRANSPORT_PROFILE),
    One(&SECURITY_LEVEL),
];

const SIGNED: &[Part] = &[Text(&ALGORITHM), Bytes(&SIGNATURE)];
const SIGNED_SOFTWARE: &[Part] = &[Bytes(&SOFTWARE), Bytes(&SIGNATURE)];

pub(super) const FIND_SERVERS: &[Part] = &[
    Text(&ENDPOINT_URL),
    Many(&Text(&LOCALE_IDS)),
    Many(&Text(&SERVER_URIS)),
];
pub(super) const SERVERS: &[Part] = &[List(APPLICATION_PARTS)];
pub(super) const GET_ENDPOINTS: &[Part] = &[
    Text(&ENDPOINT_URL),
    Many(&Text(&LOCALE_IDS)),
    Many(&Text(&PROFILE_URIS)),
];
pub(super) const ENDPOINTS: &[Part] = &[List(ENDPOINT)];
pub(super) const OPEN_CHANNEL: &[Part] = &[
    One(&CLIENT_VERSION),
    One(&REQUEST_TYPE),
    One(&SECURITY_MODE),
    Bytes(&CLIENT_NONCE),
    One(&REQUESTED_LIFETIME),
];
pub(super) const CHANNEL: &[Part] = &[
    One(&SERVER_VERSION),
    Struct(
        &CHANNEL_TOKEN,
        &[
            One(&CHANNEL_ID),
            One(&TOKEN_ID),
            Time(&CREATED_AT),
            One(&REVISED_LIFETIME),
        ],
    ),
    Bytes(&SERVER_NONCE),
];
pub(super) const CREATE_SESSION: &[Part] = &[
    Struct(&APPLICATION, APPLICATION_PARTS),
    Text(&SERVER_URI),
    Text(&ENDPOINT_URL),
    Text(&SESSION_NAME),
    Bytes(&CLIENT_NONCE),
    Bytes(&CLIENT_CERTIFICATE),
    Double(&REQUESTED_TIMEOUT),
    One(&MAX_RESPONSE),
];
pub(super) const SESSION: &[Part] = &[
    Node,
    Node,
    Double(&REVISED_TIMEOUT),
    Bytes(&SERVER_NONCE),
    Bytes(&SERVER_CERTIFICATE),
    List(ENDPOINT),
    List(SIGNED_SOFTWARE),
    Struct(&SIGNATURE_DATA, SIGNED),
    One(&MAX_REQUEST),
];
pub(super) const ACTIVATE_SESSION: &[Part] = &[
    Struct(&SIGNATURE_DATA, SIGNED),
    List(SIGNED_SOFTWARE),
    Many(&Text(&LOCALE_IDS)),
    Extension,
    Struct(&SIGNATURE_DATA, SIGNED),
];
pub(super) const ACTIVATED: &[Part] =
    &[Bytes(&SERVER_NONCE), Many(&One(&RESULTS)), DIAGNOSTIC_LIST];
pub(super) const CLOSE_SESSION: &[Part] = &[One(&DELETE_SUBSCRIPTIONS)];

pub(super) const ANONYMOUS: &[Part] = &[Text(&POLICY_ID)];
pub(super) const USER_NAME: &[Part] = &[
    Text(&POLICY_ID),
    Text(&USER_NAME_FIELD),
    Bytes(&PASSWORD),
    Text(&ENCRYPTION),
];
pub(super) const CERTIFICATE: &[Part] = &[Text(&POLICY_ID), Bytes(&SOFTWARE)];
pub(super) const ISSUED: &[Part] = &[Text(&POLICY_ID), Bytes(&ISSUED_TOKEN), Text(&ENCRYPTION)];
