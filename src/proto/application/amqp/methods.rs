//! The methods of AMQP 0-9-1: their names and arguments.

use super::fields::*;
use crate::model::FieldSpec;

/// An argument, by its form.
#[derive(Clone, Copy)]
pub(super) enum Argument {
    /// A number.
    Uint(&'static FieldSpec),
    /// A text behind its length in one byte, which does not belong to the field.
    Short(&'static FieldSpec),
    /// The same where the length does.
    WithLength(&'static FieldSpec),
    /// Bytes behind their length in four bytes.
    Long(&'static FieldSpec),
    /// A table behind its length in four bytes.
    Table(&'static FieldSpec),
    /// Flags in one byte.
    Flags(&'static [FieldSpec]),
    /// Seconds since 1970 in eight bytes.
    Time(&'static FieldSpec),
    /// A text that nobody uses any more, behind its length in one byte.
    Unused,
    /// The same with its length in four bytes; also the answer of a login, which stays closed.
    UnusedLong,
}

use Argument::{Flags, Long, Short, Table, Time, Uint, Unused, UnusedLong, WithLength};

/// Class and number of a method, its name, and its arguments.
type Row = (u16, u16, &'static str, &'static [Argument]);

const EXCHANGE_BIND: &[Argument] = &[
    Uint(&TICKET),
    Short(&DESTINATION),
    Short(&ORIGIN),
    Short(&ROUTING_KEY),
    Flags(NO_ANSWER),
    Table(&TABLE),
];

const TUNE: &[Argument] = &[Uint(&CHANNEL_MAX), Uint(&FRAME_MAX), Uint(&HEARTBEAT)];

/// All methods, sorted by class and number.
static METHODS: &[Row] = &[
    (
        10,
        10,
        "connection.start",
        &[
            Uint(&MAJOR),
            Uint(&MINOR),
            Table(&SERVER_PROPERTIES),
            Long(&MECHANISMS),
            Long(&LOCALES),
        ],
    ),
    (
        10,
        11,
        "connection.start-ok",
        &[
            Table(&CLIENT_PROPERTIES),
            WithLength(&MECHANISM),
            UnusedLong,
            WithLength(&LOCALE),
        ],
    ),
    (10, 20, "connection.secure", &[UnusedLong]),
    (10, 21, "connection.secure-ok", &[UnusedLong]),
    (10, 30, "connection.tune", TUNE),
    (10, 31, "connection.tune-ok", TUNE),
    (
        10,
        40,
        "connection.open",
        &[WithLength(&VIRTUAL_HOST), Unused, Flags(CONNECTION_OPEN)],
    ),
    (10, 41, "connection.open-ok", &[Unused]),
    (
        10,
        50,
        "connection.close",
        &[
            Uint(&REPLY_CODE),
            WithLength(&REPLY_TEXT_MADE),
            Uint(&CLASS_ID),
            Uint(&METHOD_ID),
        ],
    ),
    (10, 51, "connection.close-ok", &[]),
    (10, 60, "connection.blocked", &[Short(&REASON)]),
    (10, 61, "connection.unblocked", &[]),
    (20, 10, "channel.open", &[Unused]),
    (20, 11, "channel.open-ok", &[UnusedLong]),
    (20, 20, "channel.flow", &[Flags(FLOW)]),
    (20, 21, "channel.flow-ok", &[Flags(FLOW)]),
    (
        20,
        40,
        "channel.close",
        &[
            Uint(&REPLY_CODE),
            Short(&REPLY_TEXT),
            Uint(&CLASS_ID),
            Uint(&METHOD_ID),
        ],
    ),
    (20, 41, "channel.close-ok", &[]),
    (
        40,
        10,
        "exchange.declare",
        &[
            Uint(&TICKET),
            Short(&EXCHANGE),
            Short(&TYPE),
            Flags(EXCHANGE_DECLARE),
            Table(&TABLE),
        ],
    ),
    (40, 11, "exchange.declare-ok", &[]),
    (
        40,
        20,
        "exchange.delete",
        &[Uint(&TICKET), Short(&EXCHANGE), Flags(EXCHANGE_DELETE)],
    ),
    (40, 21, "exchange.delete-ok", &[]),
    (40, 30, "exchange.bind", EXCHANGE_BIND),
    (40, 31, "exchange.bind-ok", &[]),
    (40, 40, "exchange.unbind", EXCHANGE_BIND),
    (40, 51, "exchange.unbind-ok", &[]),
    (
        50,
        10,
        "queue.declare",
        &[
            Uint(&TICKET),
            Short(&QUEUE),
            Flags(QUEUE_DECLARE),
            Table(&TABLE),
        ],
    ),
    (
        50,
        11,
        "queue.declare-ok",
        &[Short(&QUEUE), Uint(&MESSAGES), Uint(&CONSUMERS)],
    ),
    (
        50,
        20,
        "queue.bind",
        &[
            Uint(&TICKET),
            Short(&QUEUE),
            Short(&EXCHANGE),
            Short(&ROUTING_KEY),
            Flags(NO_ANSWER),
            Table(&TABLE),
        ],
    ),
    (50, 21, "queue.bind-ok", &[]),
    (
        50,
        30,
        "queue.purge",
        &[Uint(&TICKET), Short(&QUEUE), Flags(NO_ANSWER)],
    ),
    (50, 31, "queue.purge-ok", &[Uint(&MESSAGES)]),
    (
        50,
        40,
        "queue.delete",
        &[Uint(&TICKET), Short(&QUEUE), Flags(QUEUE_DELETE)],
    ),
    (50, 41, "queue.delete-ok", &[Uint(&MESSAGES)]),
    (
        50,
        50,
        "queue.unbind",
        &[
            Uint(&TICKET),
            Short(&QUEUE),
            Short(&EXCHANGE),
            Short(&ROUTING_KEY),
            Table(&TABLE),
        ],
    ),
    (50, 51, "queue.unbind-ok", &[]),
    (
        60,
        10,
        "basic.qos",
        &[Uint(&PREFETCH_SIZE), Uint(&PREFETCH_COUNT), Flags(QOS)],
    ),
    (60, 11, "basic.qos-ok", &[]),
    (
        60,
        20,
        "basic.consume",
        &[
            Uint(&TICKET),
            Short(&QUEUE),
            Short(&CONSUMER_TAG),
            Flags(CONSUME),
            Table(&FILTER),
        ],
    ),
    (60, 21, "basic.consume-ok", &[Short(&CONSUMER_TAG)]),
    (
        60,
        30,
        "basic.cancel",
        &[Short(&CONSUMER_TAG), Flags(NO_ANSWER)],
    ),
    (60, 31, "basic.cancel-ok", &[Short(&CONSUMER_TAG)]),
    (
        60,
        40,
        "basic.publish",
        &[
            Uint(&TICKET),
            Short(&EXCHANGE),
            Short(&ROUTING_KEY),
            Flags(PUBLISH),
        ],
    ),
    (
        60,
        50,
        "basic.return",
        &[
            Uint(&REPLY_CODE),
            Short(&REPLY_TEXT),
            Short(&EXCHANGE),
            Short(&ROUTING_KEY),
        ],
    ),
    (
        60,
        60,
        "basic.deliver",
        &[
            Short(&CONSUMER_TAG),
            Uint(&DELIVERY_TAG),
            Flags(DELIVER),
            Short(&EXCHANGE),
            Short(&ROUTING_KEY),
        ],
    ),
    (
        60,
        70,
        "basic.get",
        &[Uint(&TICKET), Short(&QUEUE), Flags(GET)],
    ),
    (
        60,
        71,
        "basic.get-ok",
        &[
            Uint(&DELIVERY_TAG),
            Flags(DELIVER),
            Short(&EXCHANGE),
            Short(&ROUTING_KEY),
            Uint(&MESSAGES),
        ],
    ),
    (60, 72, "basic.get-empty", &[Unused]),
    (60, 80, "basic.ack", &[Uint(&DELIVERY_TAG), Flags(ACK)]),
    (
        60,
        90,
        "basic.reject",
        &[Uint(&DELIVERY_TAG), Flags(REJECT)],
    ),
    (60, 100, "basic.recover-async", &[Flags(REJECT)]),
    (60, 110, "basic.recover", &[Flags(REJECT)]),
    (60, 111, "basic.recover-ok", &[]),
    (60, 120, "basic.nack", &[Uint(&DELIVERY_TAG), Flags(NACK)]),
    (85, 10, "confirm.select", &[Flags(NO_ANSWER)]),
    (85, 11, "confirm.select-ok", &[]),
    (90, 10, "tx.select", &[]),
    (90, 11, "tx.select-ok", &[]),
    (90, 20, "tx.commit", &[]),
    (90, 21, "tx.commit-ok", &[]),
    (90, 30, "tx.rollback", &[]),
    (90, 31, "tx.rollback-ok", &[]),
];

/// Name and arguments of a method; nothing if the specification has no such method.
pub(super) fn method(class: u16, number: u16) -> Option<(&'static str, &'static [Argument])> {
    let found = METHODS.binary_search_by_key(&(class, number), |row| (row.0, row.1));
    let row = METHODS.get(found.ok()?)?;
    Some((row.2, row.3))
}

/// The properties of a message, from the top bit of the flags that announce them downwards.
pub(super) static MESSAGE_PROPERTIES: [Argument; 14] = [
    Short(&CONTENT_TYPE),
    Short(&CONTENT_ENCODING),
    Table(&HEADERS),
    Uint(&DELIVERY_MODE),
    Uint(&PRIORITY),
    Short(&CORRELATION),
    Short(&REPLY_TO),
    Short(&EXPIRATION),
    Short(&MESSAGE_ID),
    Time(&MESSAGE_TIME),
    Short(&MESSAGE_TYPE),
    Short(&USER_ID),
    Short(&APP_ID),
    Short(&CLUSTER_ID),
];
