//! What AMQP 0-9-1 has in its methods and properties, under the names of its specification.

use super::SOURCE;
use crate::model::{Codes, FieldSpec};

const PERFORMATIVES: Codes = &[
    (0x10, "open"),
    (0x11, "begin"),
    (0x12, "attach"),
    (0x13, "flow"),
    (0x14, "transfer"),
    (0x15, "disposition"),
    (0x16, "detach"),
    (0x17, "end"),
    (0x18, "close"),
];

const SASL_METHODS: Codes = &[
    (0x40, "mechanisms"),
    (0x41, "init"),
    (0x42, "challenge"),
    (0x43, "response"),
    (0x44, "outcome"),
];

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SOURCE)
}

const fn made(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(doc, SOURCE)
}

const fn uint(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, SOURCE)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, SOURCE)
}

const fn group(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, SOURCE)
}

macro_rules! specs {
    ($($name:ident = $spec:expr;)*) => {
        $(pub(super) const $name: FieldSpec = $spec;)*
    };
}

specs! {
    PASSIVE = flag("amqp.method.arguments.passive", "Passive", "Only ask whether it exists.");
    DURABLE = flag("amqp.method.arguments.durable", "Durable", "It outlives a restart of the server.");
    AUTO_DELETE = flag("amqp.method.arguments.auto_delete", "Delete when unused", "It goes with its last user.");
    INTERNAL = flag("amqp.method.arguments.internal", "Internal", "Programs cannot publish to it, only other exchanges.");
    NO_WAIT = flag("amqp.method.arguments.nowait", "No answer", "The server does not confirm.");
    EXCLUSIVE = flag("amqp.method.arguments.exclusive", "Exclusive", "Nobody else may use it.");
    IF_UNUSED = flag("amqp.method.arguments.if_unused", "If unused", "Only if nobody uses it.");
    IF_EMPTY = flag("amqp.method.arguments.if_empty", "If empty", "Only if no messages are in it.");
    GLOBAL = flag("amqp.method.arguments.global", "Global", "For all consumers of the channel together.");
    NO_LOCAL = flag("amqp.method.arguments.no_local", "Not from here", "Leave out what this connection published itself.");
    NO_ACK = flag("amqp.method.arguments.no_ack", "No acknowledgement", "A message is done once it is sent.");
    MANDATORY = flag("amqp.method.arguments.mandatory", "Mandatory", "Send it back if no queue takes it.");
    IMMEDIATE = flag("amqp.method.arguments.immediate", "Immediate", "Send it back if no consumer takes it at once.");
    REDELIVERED = flag("amqp.method.arguments.redelivered", "Redelivered", "It was delivered before, and not acknowledged.");
    MULTIPLE = flag("amqp.method.arguments.multiple", "Multiple", "All messages up to this one.");
    REQUEUE = flag("amqp.method.arguments.requeue", "Put back", "Into the queue, for another consumer.");
    ACTIVE = flag("amqp.method.arguments.active", "Active", "1: go on sending, 0: stop.");
    INSIST = flag("amqp.method.arguments.insist", "Insist", "The client wants this server and no other.");
}

crate::fields! {
    pub(super) ARGUMENTS = group("amqp.method.arguments", "Arguments", "What the method is told.");
    pub(super) PROPERTIES = group("amqp.header.properties", "Properties", "Those that the flags announce.");
    pub(super) FIELD = made("amqp.field", "Entry", "An entry of a table: name, type and value.");
    pub(super) FIELD_TIME = made("amqp.field.timestamp", "Time", "An entry of a table: a point in time.");
    pub(super) MAJOR = uint("amqp.method.arguments.version_major", "Major version", 8, "Of the protocol.");
    pub(super) MINOR = uint("amqp.method.arguments.version_minor", "Minor version", 8, "Of the protocol.");
    pub(super) SERVER_PROPERTIES = group("amqp.method.arguments.server_properties", "Server", "What the server says about itself.");
    pub(super) CLIENT_PROPERTIES = group("amqp.method.arguments.client_properties", "Client", "What the client says about itself.");
    pub(super) MECHANISMS = FieldSpec::bytes("amqp.method.arguments.mechanisms", "Mechanisms")
        .doc("The ways to log in that the server knows, as text with spaces between them.", SOURCE);
    pub(super) LOCALES = FieldSpec::bytes("amqp.method.arguments.locales", "Languages")
        .doc("The languages of the server's messages, as text.", SOURCE);
    pub(super) MECHANISM = made("amqp.method.arguments.mechanism", "Mechanism", "The way to log in that the client chose.");
    pub(super) LOCALE = made("amqp.method.arguments.locale", "Language", "The language that the client chose.");
    pub(super) CHANNEL_MAX = uint("amqp.method.arguments.channel_max", "Most channels", 16, "So many conversations may share the connection.");
    pub(super) FRAME_MAX = uint("amqp.method.arguments.frame_max", "Longest frame", 32, "In bytes; 0: no limit.");
    pub(super) HEARTBEAT = uint("amqp.method.arguments.heartbeat", "Heartbeat", 16, "Seconds between signs of life; 0: none.");
    pub(super) VIRTUAL_HOST = made("amqp.method.arguments.virtual_host", "Virtual host", "A server holds several worlds of queues; this names one.");
    pub(super) REPLY_CODE = uint("amqp.method.arguments.reply_code", "Reply code", 16, "As in HTTP: 200 is good.");
    pub(super) REPLY_TEXT = text("amqp.method.arguments.reply_text", "Reply", "The same for people.");
    pub(super) REPLY_TEXT_MADE = made("amqp.method.arguments.reply_text", "Reply", "The same for people.");
    pub(super) CLASS_ID = uint("amqp.method.arguments.class_id", "Failed class", 16, "Of the method that failed; 0 if none.");
    pub(super) METHOD_ID = uint("amqp.method.arguments.method_id", "Failed method", 16, "The method that failed.");
    pub(super) REASON = text("amqp.method.arguments.reason", "Reason", "Why the server takes no messages.");
    pub(super) TICKET = uint("amqp.method.arguments.ticket", "Ticket", 16, "A leftover of an older version: 0.");
    pub(super) EXCHANGE = text("amqp.method.arguments.exchange", "Exchange", "Takes messages and hands them to queues.");
    pub(super) TYPE = text("amqp.method.arguments.type", "Type", "How the exchange chooses queues: direct, fanout, topic or headers.");
    pub(super) TABLE = group("amqp.method.arguments.arguments", "Further arguments", "What the server knows beyond the specification.");
    pub(super) DESTINATION = text("amqp.method.arguments.destination", "To exchange", "The exchange that gets the messages.");
    pub(super) ORIGIN = text("amqp.method.arguments.source", "From exchange", "The exchange that hands them on.");
    pub(super) ROUTING_KEY = text("amqp.method.arguments.routing_key", "Routing key", "What the exchange chooses queues by.");
    pub(super) QUEUE = text("amqp.method.arguments.queue", "Queue", "Keeps messages until a consumer has them.");
    pub(super) MESSAGES = uint("amqp.method.arguments.message_count", "Messages", 32, "So many are in the queue.");
    pub(super) CONSUMERS = uint("amqp.method.arguments.consumer_count", "Consumers", 32, "So many read from the queue.");
    pub(super) PREFETCH_SIZE = uint("amqp.method.arguments.prefetch_size", "Prefetch size", 32, "So many bytes may be sent ahead; 0: no limit.");
    pub(super) PREFETCH_COUNT = uint("amqp.method.arguments.prefetch_count", "Prefetch count", 16, "So many messages may be sent ahead; 0: no limit.");
    pub(super) CONSUMER_TAG = text("amqp.method.arguments.consumer_tag", "Consumer", "The name of a consumer on this channel.");
    pub(super) FILTER = group("amqp.method.arguments.filter", "Further arguments", "What the server knows beyond the specification.");
    pub(super) DELIVERY_TAG = uint("amqp.method.arguments.delivery_tag", "Delivery tag", 64, "The number of the message on this channel.");
    pub(super) CONTENT_TYPE = text("amqp.method.properties.content_type", "Content type", "The media type of the content.");
    pub(super) CONTENT_ENCODING = text("amqp.method.properties.content_encoding", "Content encoding", "How the content is compressed.");
    pub(super) HEADERS = group("amqp.method.properties.headers", "Headers", "A table of what the programs like to say.");
    pub(super) DELIVERY_MODE = uint("amqp.method.properties.delivery_mode", "Delivery mode", 8, "1: forgotten in a restart, 2: kept.");
    pub(super) PRIORITY = uint("amqp.method.properties.priority", "Priority", 8, "From 0 to 9, which is the highest.");
    pub(super) CORRELATION = text("amqp.method.properties.correlation_id", "Correlation ID", "Which message this answers.");
    pub(super) REPLY_TO = text("amqp.method.properties.reply_to", "Reply to", "The queue for the answer.");
    pub(super) EXPIRATION = text("amqp.method.properties.expiration", "Expiration", "So many milliseconds is the message good for.");
    pub(super) MESSAGE_ID = text("amqp.method.properties.message_id", "Message ID", "The program's name for the message.");
    pub(super) MESSAGE_TIME = made("amqp.method.properties.timestamp", "Time", "When the message was written.");
    pub(super) MESSAGE_TYPE = text("amqp.method.properties.type", "Message type", "What kind of message it is to the programs.");
    pub(super) USER_ID = text("amqp.method.properties.user_id", "User", "Who published it.");
    pub(super) APP_ID = text("amqp.method.properties.app_id", "Program", "What published it.");
    pub(super) CLUSTER_ID = text("amqp.method.properties.cluster_id", "Cluster ID", "No longer used.");
    pub(super) PROTOCOL_NAME = text("amqp.init.protocol", "Protocol", "AMQP: a connection begins so.");
    pub(super) INIT_ID_MAJOR = uint("amqp.init.id_major", "Protocol ID, major", 8, "0 in version 0-9-1.");
    pub(super) INIT_ID_MINOR = uint("amqp.init.id_minor", "Protocol ID, minor", 8, "0 in version 0-9-1.");
    pub(super) INIT_ID = uint("amqp.init.id", "Protocol ID", 8, "0: AMQP itself, 2: TLS first, 3: a login first.");
    pub(super) INIT_MAJOR = uint("amqp.init.version_major", "Major version", 8, "The version that the sender wants.");
    pub(super) INIT_MINOR = uint("amqp.init.version_minor", "Minor version", 8, "The version that the sender wants.");
    pub(super) INIT_REVISION = uint("amqp.init.version_revision", "Revision", 8, "The version that the sender wants.");
    pub(super) PAYLOAD = FieldSpec::bytes("amqp.payload", "Content").doc("A piece of a message's content.", SOURCE);
    pub(super) PERFORMATIVE = uint("amqp.performative", "Performative", 8, "What the frame asks for.").codes(PERFORMATIVES);
    pub(super) SASL = uint("amqp.sasl.method", "Login", 8, "The step of the login.").codes(SASL_METHODS);
}

pub(super) const CONNECTION_OPEN: &[FieldSpec] = &[FieldSpec::gap(7), INSIST];
pub(super) const FLOW: &[FieldSpec] = &[FieldSpec::gap(7), ACTIVE];
pub(super) const EXCHANGE_DECLARE: &[FieldSpec] = &[
    FieldSpec::gap(3),
    NO_WAIT,
    INTERNAL,
    AUTO_DELETE,
    DURABLE,
    PASSIVE,
];
pub(super) const EXCHANGE_DELETE: &[FieldSpec] = &[FieldSpec::gap(6), NO_WAIT, IF_UNUSED];
pub(super) const NO_ANSWER: &[FieldSpec] = &[FieldSpec::gap(7), NO_WAIT];
pub(super) const QUEUE_DECLARE: &[FieldSpec] = &[
    FieldSpec::gap(3),
    NO_WAIT,
    AUTO_DELETE,
    EXCLUSIVE,
    DURABLE,
    PASSIVE,
];
pub(super) const QUEUE_DELETE: &[FieldSpec] = &[FieldSpec::gap(5), NO_WAIT, IF_EMPTY, IF_UNUSED];
pub(super) const QOS: &[FieldSpec] = &[FieldSpec::gap(7), GLOBAL];
pub(super) const CONSUME: &[FieldSpec] = &[FieldSpec::gap(4), NO_WAIT, EXCLUSIVE, NO_ACK, NO_LOCAL];
pub(super) const PUBLISH: &[FieldSpec] = &[FieldSpec::gap(6), IMMEDIATE, MANDATORY];
pub(super) const DELIVER: &[FieldSpec] = &[FieldSpec::gap(7), REDELIVERED];
pub(super) const GET: &[FieldSpec] = &[FieldSpec::gap(7), NO_ACK];
pub(super) const ACK: &[FieldSpec] = &[FieldSpec::gap(7), MULTIPLE];
pub(super) const REJECT: &[FieldSpec] = &[FieldSpec::gap(7), REQUEUE];
pub(super) const NACK: &[FieldSpec] = &[FieldSpec::gap(6), REQUEUE, MULTIPLE];
