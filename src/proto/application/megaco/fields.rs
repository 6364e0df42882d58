//! The fields of MEGACO.

use crate::model::FieldSpec;

const MESSAGE: &str = "RFC 3525 §8";
const COMMANDS: &str = "RFC 3525 §7.2";
const DESCRIPTORS: &str = "RFC 3525 §7.1";
const CONTROL: &str = "RFC 3525 §7.1.7";

crate::fields! {
    pub(super) START = FieldSpec::text("megaco.start_token", "Start")
        .doc("MEGACO/ or an exclamation mark: a message in text begins.", MESSAGE);
    pub(super) VERSION = FieldSpec::text("megaco.version", "Version")
        .doc("The version of the protocol.", MESSAGE);
    pub(super) SENDER = FieldSpec::text("megaco.mId", "Sender")
        .doc("The gateway or controller that speaks: its name, or its address and port.", MESSAGE);
    pub(super) TRANSACTION = FieldSpec::text("megaco.transaction", "Transaction")
        .doc("Commands that belong together, or the answers to them.", MESSAGE);
    pub(super) TRANSACTION_ID = FieldSpec::uint("megaco.transid", "Transaction identifier", 0)
        .doc("The reply repeats the number of the request.", MESSAGE);
    pub(super) CONTEXT = FieldSpec::uint("megaco.context", "Context", 0)
        .codes(&[(0, "none"), (0xffff_fffe, "choose one"), (0xffff_ffff, "all")])
        .doc("Terminations that are connected with each other, such as the two sides of a call.", "RFC 3525 §6.1");
    pub(super) COMMAND_GROUP = FieldSpec::group("", "Command")
        .doc("What to do with one termination, or what became of it.", COMMANDS);
    pub(super) COMMAND = FieldSpec::text("megaco.command", "Command")
        .doc("Add, Modify, Subtract and Move change a context; Audit asks; Notify and ServiceChange report.", COMMANDS);
    pub(super) TERMINATION = FieldSpec::text("megaco.termid", "Termination")
        .doc("Where media enters or leaves the gateway: a line, or a stream of packets.", "RFC 3525 §6.2");
    pub(super) MEDIA = FieldSpec::group("megaco.media", "Media")
        .doc("The streams of the termination.", DESCRIPTORS);
    pub(super) AUDIT = FieldSpec::group("megaco.audit", "Audit")
        .doc("What the controller wants to know.", "RFC 3525 §7.1.12");
    pub(super) AUDIT_ITEM = FieldSpec::text("megaco.audititem", "Audit item")
        .doc("One of the things that are asked for.", "RFC 3525 §7.1.12");
    pub(super) EVENTS = FieldSpec::group("megaco.events", "Events")
        .doc("What the gateway shall watch for.", "RFC 3525 §7.1.9");
    pub(super) OBSERVED = FieldSpec::group("megaco.observedevents", "Observed events")
        .doc("What happened.", "RFC 3525 §7.1.17");
    pub(super) REQUEST_ID = FieldSpec::uint("megaco.requestid", "Request", 0)
        .doc("Which request to watch the report belongs to.", "RFC 3525 §7.1.9");
    pub(super) PACKAGE = FieldSpec::text("megaco.pkgdname", "Name")
        .doc("An event or a signal: the package that defines it, and its name there.", "RFC 3525 §6.2.3");
    pub(super) SIGNALS = FieldSpec::group("megaco.signal", "Signals")
        .doc("What the gateway shall play: a tone, an announcement, ringing.", "RFC 3525 §7.1.11");
    pub(super) STATISTICS = FieldSpec::group("megaco.statistics", "Statistics")
        .doc("What was counted during the call.", "RFC 3525 §7.1.15");
    pub(super) PROPERTY = FieldSpec::text("", "Property")
        .doc("A property that a package defines, and its value.", "RFC 3525 §6.2.3");
    pub(super) STREAM_ID = FieldSpec::uint("megaco.streamid", "Stream", 0)
        .doc("Which of the termination's streams.", "RFC 3525 §7.1.6");
    pub(super) STATE = FieldSpec::group("megaco.terminationstate", "Termination state")
        .doc("Properties of the termination that belong to no stream.", "RFC 3525 §7.1.5");
    pub(super) SERVICE_STATE = FieldSpec::text("megaco.servicestates", "Service state")
        .doc("In service (iv), out of service (os), or being tested (te).", "RFC 3525 §7.1.5");
    pub(super) EVENT_BUFFER = FieldSpec::text("megaco.eventbuffercontrol", "Event buffer")
        .doc("Whether events are kept until somebody asks for them.", "RFC 3525 §7.1.5");
    pub(super) LOCAL_CONTROL = FieldSpec::group("megaco.localcontroldescriptor", "Local control")
        .doc("What the gateway does with the stream.", CONTROL);
    pub(super) MODE = FieldSpec::text("megaco.mode", "Mode")
        .doc("Send (SO), receive (RC), both (SR), neither (IN), or back to where it came from (LB).", CONTROL);
    pub(super) RESERVE_VALUE = FieldSpec::text("megaco.reservevalue", "Reserve all values")
        .doc("Whether to keep resources for all alternatives of the description.", CONTROL);
    pub(super) RESERVE_GROUP = FieldSpec::text("megaco.reservegroup", "Reserve all groups")
        .doc("Whether to keep resources for all descriptions, or for one.", CONTROL);
    pub(super) LOCAL = FieldSpec::group("megaco.localdescriptor", "Local")
        .doc("What the gateway itself receives: addresses, ports and codecs.", "RFC 3525 §7.1.8");
    pub(super) REMOTE = FieldSpec::group("megaco.remotedescriptor", "Remote")
        .doc("What the other end receives.", "RFC 3525 §7.1.8");
    pub(super) ERROR = FieldSpec::group("megaco.error", "Error")
        .doc("Why something was not done.", "RFC 3525 §7.1.13");
    pub(super) ERROR_CODE = FieldSpec::uint("megaco.error_code", "Error code", 0)
        .doc("The reason as a number.", "ITU-T H.248.8");
    pub(super) ERROR_STRING = FieldSpec::text("megaco.error_string", "Error text")
        .doc("The reason for people.", "RFC 3525 §7.1.13");
}
