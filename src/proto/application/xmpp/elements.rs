//! The elements that have names of their own, and what is in them (RFC 6120, RFC 6121, XEPs).

use super::{ATTRIBUTE, FROM, ID, TO, TYPE};
use crate::model::FieldSpec;

/// How an element is shown.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// As a structure.
    Group,
    /// As a structure with its text, even if that is empty.
    Valued,
    /// As a structure with its text if there is any.
    MaybeValued,
    /// As its text.
    Text,
    /// As its name.
    Name,
    /// As the value of this attribute, where the attribute stands.
    Attribute(&'static [u8]),
    /// As the value of this attribute.
    Of(&'static [u8]),
}

/// An element that is known where it stands.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name; empty for any name.
    pub(super) name: &'static [u8],
    /// Its namespaces; empty if only the name counts.
    pub(super) spaces: &'static [&'static [u8]],
    /// What it is shown as.
    pub(super) spec: &'static FieldSpec,
    /// How.
    pub(super) shape: Shape,
    /// Its attributes.
    pub(super) attributes: &'static [(&'static [u8], &'static FieldSpec)],
    /// The elements in it.
    pub(super) children: &'static [Element],
}

const STANZAS: &str = "RFC 6120 §8";
const LOGIN: &str = "RFC 6120 §6";
const DISCO: &str = "XEP-0030";
const ROSTER: &str = "RFC 6121 §2";
const FORMS: &str = "XEP-0004";

crate::fields! {
    pub(super) VALUE = FieldSpec::text("xmpp.attribute", "Value")
        .doc("What the element says.", STANZAS);
    pub(super) CDATA = FieldSpec::text("xmpp.cdata", "Text")
        .doc("The text of the element.", STANZAS);
    pub(super) UNKNOWN = FieldSpec::text("xmpp.unknown", "Extension")
        .doc("An element of an extension, by its name.", "RFC 6120 §8.4");
    pub(super) UNKNOWN_ATTRIBUTE = FieldSpec::text("xmpp.unknown_attr", "Other attribute")
        .doc("The name of a property; its value stands in the XML document.", "RFC 6120 §8.4");
    pub(super) PLAIN = FieldSpec::group("", "Element").doc("A part of the piece.", STANZAS);
    MECHANISMS = FieldSpec::group("", "Ways to log in").doc("What the server takes.", LOGIN);
    FAILURE_TEXT = FieldSpec::text("xmpp.failure_text", "Text").doc("Why, for people.", LOGIN);
    ERROR = FieldSpec::group("xmpp.error", "Error").doc("Why the request was not met.", "RFC 6120 §8.3");
    ERROR_TYPE = FieldSpec::text("xmpp.error.type", "Type").doc("Whether to try again, and how.", "RFC 6120 §8.3.2");
    ERROR_CODE = FieldSpec::text("xmpp.error.code", "Code").doc("A number of older versions.", "XEP-0086");
    CONDITION = FieldSpec::text("xmpp.error.condition", "Condition").doc("What is wrong.", "RFC 6120 §8.3.3");
    ERROR_TEXT = FieldSpec::text("xmpp.error.text", "Text").doc("What is wrong, for people.", "RFC 6120 §8.3.2");
    BIND = FieldSpec::group("xmpp.iq.bind", "Bind").doc("The client gets a name for this connection.", "RFC 6120 §7");
    RESOURCE = FieldSpec::text("xmpp.iq.bind.resource", "Resource").doc("The name that the client would like.", "RFC 6120 §7.7");
    BOUND = FieldSpec::text("xmpp.iq.bind.jid", "Address").doc("The address with the name it got.", "RFC 6120 §7.6");
    SESSION = FieldSpec::group("xmpp.iq.session", "Session").doc("Opens a session, in older versions.", "RFC 3921 §3");
    PING = FieldSpec::group("xmpp.ping", "Ping").doc("Asks for a sign of life.", "XEP-0199");
    VCARD = FieldSpec::group("xmpp.vcard", "vCard").doc("Who the user is.", "XEP-0054");
    QUERY = FieldSpec::group("xmpp.query", "Query").doc("What is asked or answered; its namespace says of which kind.", DISCO);
    NODE = FieldSpec::text("xmpp.query.node", "Node").doc("Which part of the entity is asked.", DISCO);
    ITEM = FieldSpec::group("xmpp.query.item", "Item").doc("A contact, or something that the entity has.", ROSTER);
    ITEM_JID = FieldSpec::text("xmpp.query.item.jid", "Address").doc("Its address.", ROSTER);
    ITEM_NAME = FieldSpec::text("xmpp.query.item.name", "Name").doc("Its name for people.", ROSTER);
    ITEM_NODE = FieldSpec::text("xmpp.query.item.node", "Node").doc("Which part of it.", DISCO);
    ITEM_SUBSCRIPTION = FieldSpec::text("xmpp.query.item.subscription", "Subscription").doc("Who of both sees whether the other is there.", "RFC 6121 §2.1.2.5");
    ITEM_ASK = FieldSpec::text("xmpp.query.item.ask", "Asked").doc("The user waits for the contact's consent.", "RFC 6121 §2.1.2.2");
    ITEM_APPROVED = FieldSpec::text("xmpp.query.item.approved", "Approved").doc("The user has consented before being asked.", "RFC 6121 §2.1.2.1");
    ITEM_GROUP = FieldSpec::text("xmpp.query.item.group", "Group").doc("Where the user has put the contact.", "RFC 6121 §2.1.2.6");
    IDENTITY = FieldSpec::group("xmpp.query.identity", "Identity").doc("What the entity is.", DISCO);
    CATEGORY = FieldSpec::text("xmpp.query.identity.category", "Category").doc("Such as server, or client.", DISCO);
    IDENTITY_TYPE = FieldSpec::text("xmpp.query.identity.type", "Type").doc("Which kind of the category.", DISCO);
    IDENTITY_NAME = FieldSpec::text("xmpp.query.identity.name", "Name").doc("Its name for people.", DISCO);
    FEATURE = FieldSpec::text("xmpp.query.feature", "Feature").doc("Something that the entity can do.", DISCO);
    STREAMHOST = FieldSpec::group("xmpp.query.streamhost", "Stream host").doc("Where bytes can be exchanged.", "XEP-0065");
    ACTIVATE = FieldSpec::text("xmpp.query.activate", "Activate").doc("Whom the proxy shall connect.", "XEP-0065");
    FORM = FieldSpec::group("xmpp.x-data", "Form").doc("Questions and answers.", FORMS);
    FORM_FIELD = FieldSpec::group("xmpp.x-data.field", "Field").doc("One of them.", FORMS);
    FORM_VALUE = FieldSpec::group("xmpp.x-data.field.value", "Value").doc("What it says.", FORMS);
    SHOW = FieldSpec::text("xmpp.presence.show", "Show").doc("Away, busy, free for a chat.", "RFC 6121 §4.7.2.1");
    STATUS = FieldSpec::group("xmpp.presence.status", "Status").doc("What the user says about it.", "RFC 6121 §4.7.2.2");
    CAPS = FieldSpec::group("xmpp.presence.caps", "Capabilities").doc("A hash over what the client can do.", "XEP-0115");
    DELAY = FieldSpec::group("xmpp.delay", "Delay").doc("When it was said first.", "XEP-0203");
    AVATAR = FieldSpec::group("xmpp.vcard-update", "Avatar").doc("A hash over the user's picture.", "XEP-0153");
    ROOM = FieldSpec::group("xmpp.muc-x", "Enter a room").doc("The user comes to a chat of many.", "XEP-0045");
    ROOM_USER = FieldSpec::group("xmpp.muc-user-x", "In a room").doc("What the room says of a user.", "XEP-0045");
    ROOM_ITEM = FieldSpec::group("xmpp.muc-user-x.item", "Item").doc("What the user is there.", "XEP-0045");
    ROOM_STATUS = FieldSpec::text("xmpp.muc_user_status", "Status").doc("A number that says what happened.", "XEP-0045");
    SUBJECT = FieldSpec::group("xmpp.message.subject", "Subject").doc("What the message is about.", "RFC 6121 §5.2.4");
    BODY = FieldSpec::group("xmpp.message.body", "Body").doc("What the message says.", "RFC 6121 §5.2.3");
    THREAD = FieldSpec::group("xmpp.message.thread", "Thread").doc("Names the talk that the message belongs to.", "RFC 6121 §5.2.5");
    PARENT = FieldSpec::text("xmpp.message.thread.parent", "Parent").doc("The talk that it comes from.", "RFC 6121 §5.2.5");
    CHATSTATE = FieldSpec::text("xmpp.message.chatstate", "Chat state").doc("Whether the other one is writing.", "XEP-0085");
}

type Attributes = &'static [(&'static [u8], &'static FieldSpec)];

/// An element with its namespaces, attributes and elements.
macro_rules! element {
    ($name:expr, $spaces:expr, $spec:expr, $shape:expr, $attributes:expr, $children:expr $(,)?) => {
        Element {
            name: $name,
            spaces: $spaces,
            spec: $spec,
            shape: $shape,
            attributes: $attributes,
            children: $children,
        }
    };
}

/// An element that says all by itself.
macro_rules! leaf {
    ($name:expr, $spec:expr, $shape:expr) => {
        element!($name, &[], $spec, $shape, &[], &[])
    };
}

const LANGUAGE: (&[u8], &FieldSpec) = (b"xml:lang", &ATTRIBUTE);

/// Attributes of the three kinds of stanzas.
pub(super) const STANZA: Attributes = &[
    (b"id", &ID),
    (b"type", &TYPE),
    (b"from", &FROM),
    (b"to", &TO),
    LANGUAGE,
];

/// Attributes of the element that begins a login.
pub(super) const LOGIN_ATTRIBUTES: Attributes = &[
    (b"mechanism", &ATTRIBUTE),
    (b"ga:client-uses-full-bind-result", &ATTRIBUTE),
];

const ERROR_ELEMENT: Element = element!(
    b"error",
    &[],
    &ERROR,
    Shape::Group,
    &[(b"type", &ERROR_TYPE), (b"code", &ERROR_CODE)],
    &[
        leaf!(b"text", &ERROR_TEXT, Shape::Text),
        leaf!(b"", &CONDITION, Shape::Name),
    ],
);

const DELAY_ELEMENT: Element = element!(
    b"delay",
    &[b"urn:xmpp:delay"],
    &DELAY,
    Shape::MaybeValued,
    &[(b"from", &ATTRIBUTE), (b"stamp", &ATTRIBUTE)],
    &[],
);

const OLD_DELAY: Element = Element {
    name: b"x",
    spaces: &[b"jabber:x:delay"],
    ..DELAY_ELEMENT
};

const FORM_ELEMENT: Element = element!(
    b"x",
    &[b"jabber:x:data"],
    &FORM,
    Shape::Group,
    &[(b"type", &ATTRIBUTE)],
    &[element!(
        b"field",
        &[],
        &FORM_FIELD,
        Shape::Group,
        &[
            (b"type", &ATTRIBUTE),
            (b"var", &ATTRIBUTE),
            (b"label", &ATTRIBUTE),
        ],
        &[leaf!(b"value", &FORM_VALUE, Shape::Valued)],
    )],
);

const QUERY_ITEM: Element = element!(
    b"item",
    &[],
    &ITEM,
    Shape::Group,
    &[
        (b"jid", &ITEM_JID),
        (b"name", &ITEM_NAME),
        (b"node", &ITEM_NODE),
        (b"subscription", &ITEM_SUBSCRIPTION),
        (b"ask", &ITEM_ASK),
        (b"approved", &ITEM_APPROVED),
    ],
    &[leaf!(b"group", &ITEM_GROUP, Shape::Text)],
);

const IDENTITY_ELEMENT: Element = element!(
    b"identity",
    &[],
    &IDENTITY,
    Shape::Group,
    &[
        (b"category", &CATEGORY),
        (b"type", &IDENTITY_TYPE),
        (b"name", &IDENTITY_NAME),
    ],
    &[],
);

/// What is in a question or an answer.
pub(super) const IQ_CHILDREN: &[Element] = &[
    ERROR_ELEMENT,
    element!(
        b"bind",
        &[],
        &BIND,
        Shape::Group,
        &[],
        &[
            leaf!(b"resource", &RESOURCE, Shape::Text),
            leaf!(b"jid", &BOUND, Shape::Text),
        ],
    ),
    leaf!(b"session", &SESSION, Shape::Group),
    leaf!(b"ping", &PING, Shape::Group),
    element!(
        b"vCard",
        &[b"vcard-temp"],
        &VCARD,
        Shape::MaybeValued,
        &[],
        &[],
    ),
    element!(
        b"query",
        &[
            b"http://jabber.org/protocol/disco#items",
            b"http://jabber.org/protocol/disco#info",
            b"jabber:iq:roster",
        ],
        &QUERY,
        Shape::Group,
        &[(b"node", &NODE)],
        &[
            QUERY_ITEM,
            IDENTITY_ELEMENT,
            leaf!(b"feature", &FEATURE, Shape::Attribute(b"var")),
            FORM_ELEMENT,
        ],
    ),
    element!(
        b"query",
        &[b"http://jabber.org/protocol/bytestreams"],
        &QUERY,
        Shape::Group,
        &[(b"sid", &ATTRIBUTE), (b"mode", &ATTRIBUTE)],
        &[
            element!(
                b"streamhost",
                &[],
                &STREAMHOST,
                Shape::Group,
                &[
                    (b"jid", &ATTRIBUTE),
                    (b"host", &ATTRIBUTE),
                    (b"port", &ATTRIBUTE),
                ],
                &[],
            ),
            leaf!(b"activate", &ACTIVATE, Shape::Text),
        ],
    ),
    element!(
        b"query",
        &[b"jabber:iq:version"],
        &QUERY,
        Shape::Group,
        &[],
        &[
            leaf!(b"name", &VALUE, Shape::Text),
            leaf!(b"version", &VALUE, Shape::Text),
            leaf!(b"os", &VALUE, Shape::Text),
        ],
    ),
    element!(
        b"query",
        &[b"jabber:iq:last"],
        &QUERY,
        Shape::MaybeValued,
        &[(b"seconds", &ATTRIBUTE)],
        &[],
    ),
];

/// What is in a presence.
pub(super) const PRESENCE_CHILDREN: &[Element] = &[
    ERROR_ELEMENT,
    DELAY_ELEMENT,
    OLD_DELAY,
    leaf!(b"show", &SHOW, Shape::Text),
    leaf!(b"status", &STATUS, Shape::Valued),
    leaf!(b"priority", &VALUE, Shape::Text),
    element!(
        b"c",
        &[b"http://jabber.org/protocol/caps"],
        &CAPS,
        Shape::Group,
        &[
            (b"ext", &ATTRIBUTE),
            (b"hash", &ATTRIBUTE),
            (b"node", &ATTRIBUTE),
            (b"ver", &ATTRIBUTE),
        ],
        &[],
    ),
    element!(
        b"x",
        &[b"vcard-temp:x:update"],
        &AVATAR,
        Shape::Group,
        &[],
        &[leaf!(b"photo", &VALUE, Shape::Text)],
    ),
    element!(
        b"x",
        &[b"http://jabber.org/protocol/muc"],
        &ROOM,
        Shape::Group,
        &[],
        &[],
    ),
    element!(
        b"x",
        &[b"http://jabber.org/protocol/muc#user"],
        &ROOM_USER,
        Shape::Group,
        &[],
        &[
            element!(
                b"item",
                &[],
                &ROOM_ITEM,
                Shape::Group,
                &[
                    (b"affiliation", &ATTRIBUTE),
                    (b"jid", &ATTRIBUTE),
                    (b"nick", &ATTRIBUTE),
                    (b"role", &ATTRIBUTE),
                ],
                &[],
            ),
            leaf!(b"status", &ROOM_STATUS, Shape::Of(b"code")),
        ],
    ),
];

/// What is in a message.
pub(super) const MESSAGE_CHILDREN: &[Element] = &[
    ERROR_ELEMENT,
    DELAY_ELEMENT,
    OLD_DELAY,
    element!(b"subject", &[], &SUBJECT, Shape::Valued, &[LANGUAGE], &[]),
    element!(b"body", &[], &BODY, Shape::Valued, &[LANGUAGE], &[]),
    element!(
        b"thread",
        &[],
        &THREAD,
        Shape::Valued,
        &[(b"parent", &PARENT)],
        &[],
    ),
    leaf!(b"active", &CHATSTATE, Shape::Name),
    leaf!(b"composing", &CHATSTATE, Shape::Name),
    leaf!(b"gone", &CHATSTATE, Shape::Name),
    leaf!(b"inactive", &CHATSTATE, Shape::Name),
    leaf!(b"paused", &CHATSTATE, Shape::Name),
];

/// What is in the features of a server.
pub(super) const FEATURES_CHILDREN: &[Element] = &[
    element!(
        b"mechanisms",
        &[],
        &MECHANISMS,
        Shape::Group,
        &[],
        &[leaf!(b"mechanism", &CDATA, Shape::Text)],
    ),
    leaf!(b"c", &PLAIN, Shape::Group),
];

/// What is in the answer to a failed login.
pub(super) const FAILURE_CHILDREN: &[Element] = &[
    leaf!(b"text", &FAILURE_TEXT, Shape::Text),
    leaf!(b"", &VALUE, Shape::Name),
];

/// Names of elements that mean something elsewhere, or with another namespace: nothing is claimed of
/// them.
pub(super) const NOT_EXTENSIONS: &[&[u8]] = &[
    b"query",
    b"x",
    b"jingle",
    b"services",
    b"channel",
    b"si",
    b"open",
    b"close",
    b"data",
    b"feature",
    b"usersetting",
    b"mailbox",
    b"new-mail",
    b"conference-info",
    b"hashes",
    b"inputevt",
    b"nos:x",
    b"delay",
    b"vCard",
];
