//! Subscriptions: values that the server sends when they change (OPC 10000-4 §5.13 and §5.14).

use super::basic;
use super::nodes::{READ_VALUE, STATUS, TIMESTAMPS};
use super::parts::Part::{
    self, Data, Diagnostics, Double, Extension, List, Many, One, Struct, Time, Variant,
};
use super::services::{DIAGNOSTIC_LIST, RESULTS};
use crate::model::{Codes, FieldSpec};

const MONITOR: &str = "OPC 10000-4 §5.13.2";
const SUBSCRIBE: &str = "OPC 10000-4 §5.14.2";
const PUBLISH_SECTION: &str = "OPC 10000-4 §5.14.5";
const NOTIFY: &str = "OPC 10000-4 §7.25";

const MODES: Codes = &[(0, "disabled"), (1, "sampling"), (2, "reporting")];

crate::fields! {
    INTERVAL = FieldSpec::computed("opcua.RequestedPublishingInterval", "Wanted interval").doc("Milliseconds between two messages of the subscription.", SUBSCRIBE);
    LIFETIME = FieldSpec::uint("opcua.RequestedLifetimeCount", "Wanted lifetime", 32).little().doc("How many intervals it lasts without a sign of the client.", SUBSCRIBE);
    KEEP_ALIVE = FieldSpec::uint("opcua.RequestedMaxKeepAliveCount", "Wanted keep-alive", 32).little().doc("After how many intervals with no news the server says so.", SUBSCRIBE);
    MAX_NOTIFICATIONS = FieldSpec::uint("opcua.MaxNotificationsPerPublish", "Most notifications", 32).little().doc("How many notifications a message may hold; 0 for no limit.", SUBSCRIBE);
    ENABLED = FieldSpec::uint("opcua.PublishingEnabled", "Enabled", 8).doc("1: notifications are sent.", SUBSCRIBE);
    PRIORITY = FieldSpec::uint("opcua.Priority", "Priority", 8).doc("Which subscription's news go first.", SUBSCRIBE);
    SUBSCRIPTION = FieldSpec::uint("opcua.SubscriptionId", "Subscription", 32).little().doc("Number of the subscription.", SUBSCRIBE);
    SUBSCRIPTIONS = FieldSpec::uint("opcua.SubscriptionIds", "Subscription", 32).little().doc("Number of a subscription.", SUBSCRIBE);
    REVISED_INTERVAL = FieldSpec::computed("opcua.RevisedPublishingInterval", "Interval").doc("The interval that the server grants, in milliseconds.", SUBSCRIBE);
    REVISED_LIFETIME = FieldSpec::uint("opcua.RevisedLifetimeCount", "Lifetime", 32).little().doc("The lifetime that the server grants.", SUBSCRIBE);
    REVISED_KEEP_ALIVE = FieldSpec::uint("opcua.RevisedMaxKeepAliveCount", "Keep-alive", 32).little().doc("The keep-alive that the server grants.", SUBSCRIBE);
    MODE = FieldSpec::hex("opcua.MonitoringMode", "Mode", 32).little().codes(MODES).doc("Whether the value is watched, and reported.", MONITOR);
    HANDLE = FieldSpec::uint("opcua.ClientHandle", "Client's handle", 32).little().doc("The client's number for the item.", MONITOR);
    SAMPLING = FieldSpec::computed("opcua.SamplingInterval", "Sampling interval").doc("How often to look at the value, in milliseconds; -1 as often as it is published.", MONITOR);
    QUEUE = FieldSpec::uint("opcua.QueueSize", "Queue", 32).little().doc("How many values to keep until they are published.", MONITOR);
    DISCARD = FieldSpec::uint("opcua.DiscardOldest", "Discard oldest", 8).doc("1: a full queue loses its oldest value, 0: its newest.", MONITOR);
    PARAMETERS = FieldSpec::group("", "Monitoring").doc("How to watch it.", MONITOR);
    ITEM = FieldSpec::uint("opcua.MonitoredItemId", "Item", 32).little().doc("The server's number for the item.", MONITOR);
    ITEMS = FieldSpec::uint("opcua.MonitoredItemIds", "Item", 32).little().doc("The server's number for an item.", MONITOR);
    REVISED_SAMPLING = FieldSpec::computed("opcua.RevisedSamplingInterval", "Sampling interval").doc("The interval that the server grants, in milliseconds.", MONITOR);
    REVISED_QUEUE = FieldSpec::uint("opcua.RevisedQueueSize", "Queue", 32).little().doc("The queue that the server grants.", MONITOR);
    NODE = FieldSpec::group("", "Value").doc("What is watched.", MONITOR);
    SEQUENCE = FieldSpec::uint("opcua.SequenceNumber", "Sequence number", 32).little().doc("Number of the message within its subscription.", PUBLISH_SECTION);
    RETRANSMIT = FieldSpec::uint("opcua.RetransmitSequenceNumber", "Sequence number", 32).little().doc("The message to send again.", "OPC 10000-4 §5.14.6");
    AVAILABLE = FieldSpec::uint("opcua.AvailableSequenceNumbers", "Available", 32).little().doc("A message that the server still has.", PUBLISH_SECTION);
    MORE = FieldSpec::uint("opcua.MoreNotifications", "More", 8).doc("1: there is more than one message can hold.", PUBLISH_SECTION);
    MESSAGE = FieldSpec::group("", "Notifications").doc("What has happened.", NOTIFY);
    PUBLISH_TIME = FieldSpec::computed("opcua.PublishTime", "Published").doc("When the server sent it.", NOTIFY);
    TRIGGER = FieldSpec::hex("opcua.DataChangeTrigger", "Trigger", 32).little()
        .codes(&[(0, "status"), (1, "status and value"), (2, "status, value and time")])
        .doc("What counts as a change.", "OPC 10000-4 §7.22.2");
    DEADBAND_TYPE = FieldSpec::uint("opcua.DeadbandType", "Deadband", 32).little()
        .codes(&[(0, "none"), (1, "absolute"), (2, "percent")])
        .doc("How small changes are left out.", "OPC 10000-4 §7.22.2");
    DEADBAND = FieldSpec::computed("opcua.DeadbandValue", "Deadband").doc("Smaller changes are left out.", "OPC 10000-4 §7.22.2");
    CHANGE_STATUS = FieldSpec::hex("opcua.Status", "Status", 32).little().lookup(basic::status_name)
        .doc("What became of the subscription.", NOTIFY);
}

const ACKNOWLEDGEMENT: &[Part] = &[One(&SUBSCRIPTION), One(&SEQUENCE)];

const MONITORING: &[Part] = &[
    One(&HANDLE),
    Double(&SAMPLING),
    Extension,
    One(&QUEUE),
    One(&DISCARD),
];

const NOTIFICATION: Part = Struct(
    &MESSAGE,
    &[One(&SEQUENCE), Time(&PUBLISH_TIME), Many(&Extension)],
);

pub(super) const CREATE_SUBSCRIPTION: &[Part] = &[
    Double(&INTERVAL),
    One(&LIFETIME),
    One(&KEEP_ALIVE),
    One(&MAX_NOTIFICATIONS),
    One(&ENABLED),
    One(&PRIORITY),
];
pub(super) const MODIFY_SUBSCRIPTION: &[Part] = &[
    One(&SUBSCRIPTION),
    Double(&INTERVAL),
    One(&LIFETIME),
    One(&KEEP_ALIVE),
    One(&MAX_NOTIFICATIONS),
    One(&PRIORITY),
];
pub(super) const SUBSCRIBED: &[Part] = &[
    One(&SUBSCRIPTION),
    Double(&REVISED_INTERVAL),
    One(&REVISED_LIFETIME),
    One(&REVISED_KEEP_ALIVE),
];
pub(super) const MODIFIED: &[Part] = &[
    Double(&REVISED_INTERVAL),
    One(&REVISED_LIFETIME),
    One(&REVISED_KEEP_ALIVE),
];
pub(super) const SET_PUBLISHING: &[Part] = &[One(&ENABLED), Many(&One(&SUBSCRIPTIONS))];
pub(super) const DELETE_SUBSCRIPTIONS: &[Part] = &[Many(&One(&SUBSCRIPTIONS))];
pub(super) const PUBLISH: &[Part] = &[List(ACKNOWLEDGEMENT)];
pub(super) const PUBLISHED: &[Part] = &[
    One(&SUBSCRIPTION),
    Many(&One(&AVAILABLE)),
    One(&MORE),
    NOTIFICATION,
    Many(&One(&RESULTS)),
    DIAGNOSTIC_LIST,
];
pub(super) const REPUBLISH: &[Part] = &[One(&SUBSCRIPTION), One(&RETRANSMIT)];
pub(super) const REPUBLISHED: &[Part] = &[NOTIFICATION];
pub(super) const CREATE_ITEMS: &[Part] = &[
    One(&SUBSCRIPTION),
    One(&TIMESTAMPS),
    List(&[
        Struct(&NODE, READ_VALUE),
        One(&MODE),
        Struct(&PARAMETERS, MONITORING),
    ]),
];
pub(super) const ITEMS_CREATED: &[Part] = &[
    List(&[
        One(&STATUS),
        One(&ITEM),
        Double(&REVISED_SAMPLING),
        One(&REVISED_QUEUE),
        Extension,
    ]),
    DIAGNOSTIC_LIST,
];
pub(super) const SET_MODE: &[Part] = &[One(&SUBSCRIPTION), One(&MODE), Many(&One(&ITEMS))];
pub(super) const DELETE_ITEMS: &[Part] = &[One(&SUBSCRIPTION), Many(&One(&ITEMS))];

pub(super) const CHANGE_FILTER: &[Part] = &[One(&TRIGGER), One(&DEADBAND_TYPE), Double(&DEADBAND)];
pub(super) const CHANGES: &[Part] = &[List(&[One(&HANDLE), Data]), DIAGNOSTIC_LIST];
pub(super) const STATUS_CHANGE: &[Part] = &[One(&CHANGE_STATUS), Diagnostics];
pub(super) const EVENTS: &[Part] = &[List(&[One(&HANDLE), Many(&Variant)])];
