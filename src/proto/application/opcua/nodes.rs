//! Looking at the address space, reading, writing and calling (OPC 10000-4 §5.9 to §5.12).

use super::basic;
use super::parts::Part::{
    self, Bytes, Data, Double, Expanded, Flags, List, Localized, Many, Node, One, Qualified,
    Struct, Text, Time, Variant,
};
use super::services::{DIAGNOSTIC_LIST, RESULTS};
use crate::model::{Codes, FieldSpec};

const BROWSE_SECTION: &str = "OPC 10000-4 §5.9.2";
const NEXT: &str = "OPC 10000-4 §5.9.3";
const PATHS: &str = "OPC 10000-4 §5.9.4";
const READ_SECTION: &str = "OPC 10000-4 §5.11.2";
const CALL_SECTION: &str = "OPC 10000-4 §5.12.2";

const CLASSES: Codes = &[
    (0, "unspecified"),
    (1, "object"),
    (2, "variable"),
    (4, "method"),
    (8, "object type"),
    (16, "variable type"),
    (32, "reference type"),
    (64, "data type"),
    (128, "view"),
];

crate::fields! {
    VIEW = FieldSpec::group("", "View").doc("Only what belongs to this view.", "OPC 10000-4 §7.45");
    VIEW_TIME = FieldSpec::computed("opcua.Timestamp", "Time").doc("As it was at this time.", "OPC 10000-4 §7.45");
    VIEW_VERSION = FieldSpec::uint("opcua.ViewVersion", "Version", 32).little().doc("In this version.", "OPC 10000-4 §7.45");
    MAX_REFERENCES = FieldSpec::uint("opcua.RequestedMaxReferencesPerNode", "Most references", 32).little().doc("How many references of a node to return at once; 0 for all.", BROWSE_SECTION);
    DIRECTION = FieldSpec::hex("opcua.BrowseDirection", "Direction", 32).little()
        .codes(&[(0, "forward"), (1, "inverse"), (2, "both")])
        .doc("Which references to follow.", BROWSE_SECTION);
    SUBTYPES = FieldSpec::uint("opcua.IncludeSubtypes", "With subtypes", 8).doc("1: references of types derived from it as well.", BROWSE_SECTION);
    CLASS_MASK = FieldSpec::hex("opcua.nodeclassmask", "Node classes", 32).little().doc("Which classes of nodes to return; 0 for all.", BROWSE_SECTION);
    CLASS_OBJECT = FieldSpec::flag("opcua.nodeclassmask.object", "Objects").doc("Set: return objects.", BROWSE_SECTION);
    CLASS_VARIABLE = FieldSpec::flag("opcua.nodeclassmask.variable", "Variables").doc("Set: return variables.", BROWSE_SECTION);
    CLASS_METHOD = FieldSpec::flag("opcua.nodeclassmask.method", "Methods").doc("Set: return methods.", BROWSE_SECTION);
    CLASS_OBJECT_TYPE = FieldSpec::flag("opcua.nodeclassmask.objecttype", "Object types").doc("Set: return object types.", BROWSE_SECTION);
    CLASS_VARIABLE_TYPE = FieldSpec::flag("opcua.nodeclassmask.variabletype", "Variable types").doc("Set: return variable types.", BROWSE_SECTION);
    CLASS_REFERENCE_TYPE = FieldSpec::flag("opcua.nodeclassmask.referencetype", "Reference types").doc("Set: return reference types.", BROWSE_SECTION);
    CLASS_DATA_TYPE = FieldSpec::flag("opcua.nodeclassmask.datatype", "Data types").doc("Set: return data types.", BROWSE_SECTION);
    CLASS_VIEW = FieldSpec::flag("opcua.nodeclassmask.view", "Views").doc("Set: return views.", BROWSE_SECTION);
    RESULT_MASK = FieldSpec::hex("opcua.resultmask", "Wanted", 32).little().doc("What to return of each reference.", BROWSE_SECTION);
    RESULT_TYPE = FieldSpec::flag("opcua.resultmask.referencetype", "Reference type").doc("Set: of which type it is.", BROWSE_SECTION);
    RESULT_FORWARD = FieldSpec::flag("opcua.resultmask.isforward", "Direction").doc("Set: which way it points.", BROWSE_SECTION);
    RESULT_CLASS = FieldSpec::flag("opcua.resultmask.nodeclass", "Node class").doc("Set: the class of the node it leads to.", BROWSE_SECTION);
    RESULT_BROWSE = FieldSpec::flag("opcua.resultmask.browsename", "Browse name").doc("Set: its name for programs.", BROWSE_SECTION);
    RESULT_DISPLAY = FieldSpec::flag("opcua.resultmask.displayname", "Display name").doc("Set: its name for people.", BROWSE_SECTION);
    RESULT_DEFINITION = FieldSpec::flag("opcua.resultmask.typedefinition", "Type definition").doc("Set: the type it is made after.", BROWSE_SECTION);
    pub(super) STATUS = FieldSpec::hex("opcua.StatusCode", "Status", 32).little().lookup(basic::status_name)
        .doc("How it went.", "OPC 10000-4 §7.39");
    CONTINUATION = FieldSpec::bytes("opcua.ContinuationPoint", "Continuation").doc("Where to go on; nothing if that was all.", NEXT);
    CONTINUATIONS = FieldSpec::bytes("opcua.ContinuationPoints", "Continuation").doc("Where to go on.", NEXT);
    RELEASE = FieldSpec::uint("opcua.ReleaseContinuationPoints", "Release", 8).doc("1: forget the places, nobody will go on.", NEXT);
    IS_FORWARD = FieldSpec::uint("opcua.IsForward", "Forward", 8).doc("1: the reference points from this node to the other.", "OPC 10000-4 §7.29");
    CLASS = FieldSpec::hex("opcua.NodeClass", "Node class", 32).little().codes(CLASSES).doc("What kind of node it is.", "OPC 10000-3 §8.29");
    IS_INVERSE = FieldSpec::uint("opcua.IsInverse", "Inverse", 8).doc("1: follow references against their direction.", PATHS);
    WITH_SUBTYPES = FieldSpec::uint("opcua.IncludeSubtypes", "With subtypes", 8).doc("1: references of types derived from it as well.", PATHS);
    REMAINING = FieldSpec::uint("opcua.RemainingPathIndex", "Rest of the path", 32).little().doc("Where the path goes on outside of this server; 0xffffffff if it does not.", PATHS);
    MAX_AGE = FieldSpec::computed("opcua.MaxAge", "Greatest age").doc("How old in milliseconds a value from the server's memory may be.", READ_SECTION);
    pub(super) TIMESTAMPS = FieldSpec::hex("opcua.TimestampsToReturn", "Times", 32).little()
        .codes(&[(0, "source"), (1, "server"), (2, "both"), (3, "neither"), (4, "invalid")])
        .doc("Which times to return with the values.", READ_SECTION);
    ATTRIBUTE = FieldSpec::hex("opcua.AttributeId", "Attribute", 32).little()
        .codes(&[
            (1, "node identifier"),
            (2, "node class"),
            (3, "browse name"),
            (4, "display name"),
            (5, "description"),
            (6, "write mask"),
            (7, "user write mask"),
            (8, "is abstract"),
            (9, "symmetric"),
            (10, "inverse name"),
            (11, "contains no loops"),
            (12, "event notifier"),
            (13, "value"),
            (14, "data type"),
            (15, "value rank"),
            (16, "array dimensions"),
            (17, "access level"),
            (18, "user access level"),
            (19, "minimum sampling interval"),
            (20, "historizing"),
            (21, "executable"),
            (22, "user executable"),
        ])
        .doc("What of the node.", READ_SECTION);
    INDEX_RANGE = FieldSpec::text("opcua.IndexRange", "Index range").doc("Which elements of an array, as 1:4.", READ_SECTION);
    ARGUMENT_RESULTS = FieldSpec::hex("opcua.InputArgumentResults", "Argument result", 32).little().lookup(basic::status_name)
        .doc("What is wrong with an argument.", CALL_SECTION);
}

const BROWSE_DESCRIPTION: &[Part] = &[
    Node,
    One(&DIRECTION),
    Node,
    One(&SUBTYPES),
    Flags(
        &CLASS_MASK,
        &[
            &CLASS_OBJECT,
            &CLASS_VARIABLE,
            &CLASS_METHOD,
            &CLASS_OBJECT_TYPE,
            &CLASS_VARIABLE_TYPE,
            &CLASS_REFERENCE_TYPE,
            &CLASS_DATA_TYPE,
            &CLASS_VIEW,
        ],
    ),
    Flags(
        &RESULT_MASK,
        &[
            &RESULT_TYPE,
            &RESULT_FORWARD,
            &RESULT_CLASS,
            &RESULT_BROWSE,
            &RESULT_DISPLAY,
            &RESULT_DEFINITION,
        ],
    ),
];

const REFERENCE: &[Part] = &[
    Node,
    One(&IS_FORWARD),
    Expanded,
    Qualified,
    Localized,
    One(&CLASS),
    Expanded,
];

pub(super) const READ_VALUE: &[Part] = &[Node, One(&ATTRIBUTE), Text(&INDEX_RANGE), Qualified];

pub(super) const BROWSE: &[Part] = &[
    Struct(&VIEW, &[Node, Time(&VIEW_TIME), One(&VIEW_VERSION)]),
    One(&MAX_REFERENCES),
    List(BROWSE_DESCRIPTION),
];
pub(super) const BROWSED: &[Part] = &[
    List(&[One(&STATUS), Bytes(&CONTINUATION), List(REFERENCE)]),
    DIAGNOSTIC_LIST,
];
pub(super) const BROWSE_NEXT: &[Part] = &[One(&RELEASE), Many(&Bytes(&CONTINUATIONS))];
pub(super) const TRANSLATE: &[Part] = &[List(&[
    Node,
    List(&[Node, One(&IS_INVERSE), One(&WITH_SUBTYPES), Qualified]),
])];
pub(super) const TRANSLATED: &[Part] = &[
    List(&[One(&STATUS), List(&[Expanded, One(&REMAINING)])]),
    DIAGNOSTIC_LIST,
];
pub(super) const NODES: &[Part] = &[Many(&Node)];
pub(super) const READ: &[Part] = &[Double(&MAX_AGE), One(&TIMESTAMPS), List(READ_VALUE)];
pub(super) const VALUES: &[Part] = &[Many(&Data), DIAGNOSTIC_LIST];
pub(super) const WRITE: &[Part] = &[List(&[Node, One(&ATTRIBUTE), Text(&INDEX_RANGE), Data])];
pub(super) const RESULT_LIST: &[Part] = &[Many(&One(&RESULTS)), DIAGNOSTIC_LIST];
pub(super) const CALL: &[Part] = &[List(&[Node, Node, Many(&Variant)])];
pub(super) const CALLED: &[Part] = &[
    List(&[
        One(&STATUS),
        Many(&One(&ARGUMENT_RESULTS)),
        DIAGNOSTIC_LIST,
        Many(&Variant),
    ]),
    DIAGNOSTIC_LIST,
];
