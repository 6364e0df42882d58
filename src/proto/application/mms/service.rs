//! The services of MMS: those that are met most, and the names of all (ISO 9506-2 §7).

use super::data::{
    ACCESS, ACCESSES, FAILURE, NAME, NAMES, TYPE, TYPES, count, group, int, reported, results,
    text, values, variables,
};
use crate::model::Codes;
use crate::proto::asn1::{Part, Type, choice, context, part, universal};

const SERVICES: Codes = &[
    (0, "status"),
    (1, "get name list"),
    (2, "identify"),
    (3, "rename"),
    (4, "read"),
    (5, "write"),
    (6, "get variable access attributes"),
    (7, "define named variable"),
    (10, "delete variable access"),
    (11, "define named variable list"),
    (12, "get named variable list attributes"),
    (13, "delete named variable list"),
    (26, "initiate download sequence"),
    (27, "download segment"),
    (28, "terminate download sequence"),
    (29, "initiate upload sequence"),
    (30, "upload segment"),
    (31, "terminate upload sequence"),
    (36, "delete domain"),
    (37, "get domain attributes"),
    (40, "start"),
    (41, "stop"),
    (42, "resume"),
    (43, "reset"),
    (44, "kill"),
    (45, "get program invocation attributes"),
    (46, "obtain file"),
    (65, "read journal"),
    (66, "write journal"),
    (67, "initialize journal"),
    (71, "get capability list"),
    (72, "open file"),
    (73, "read file"),
    (74, "close file"),
    (75, "rename file"),
    (76, "delete file"),
    (77, "list files"),
];

/// The name of a service.
pub(super) fn name(tag: u32) -> Option<&'static str> {
    REQUEST.names.get(tag.into())
}

const OBJECTS: Codes = &[
    (0, "variables"),
    (1, "scattered access"),
    (2, "lists of variables"),
    (3, "types"),
    (4, "semaphores"),
    (5, "event conditions"),
    (6, "event actions"),
    (7, "event enrollments"),
    (8, "journals"),
    (9, "domains"),
    (10, "program invocations"),
    (11, "operator stations"),
];

crate::fields! {
    pub(super) REQUEST = count("mms.confirmedServiceRequest", "Service", "What is to be done.").codes(SERVICES);
    pub(super) RESPONSE = count("mms.confirmedServiceResponse", "Service", "What was done.").codes(SERVICES);
    pub(super) UNCONFIRMED = count("mms.unconfirmedService", "Service", "What is reported.").codes(&[(0, "information report"), (1, "status"), (2, "event")]);
    REPORT = group("mms.informationReport_element", "Report", "Values of variables, told unasked.");
    REJECT_REASON = count("mms.rejectReason", "Reason", "Which kind of message was not understood.");
    REJECTED_REQUEST = int("mms.confirmed_requestPDU", "Request", "What is wrong with it.");
    REJECTED_RESPONSE = int("mms.confirmed_responsePDU", "Response", "What is wrong with it.");
    REJECTED_ERROR = int("mms.confirmed_errorPDU", "Error", "What is wrong with it.");
    REJECTED_UNCONFIRMED = int("mms.unconfirmedPDU", "Unconfirmed", "What is wrong with it.");
    REJECTED_MESSAGE = int("mms.pdu_error", "Message", "What is wrong with it.");
    STATUS_REQUEST = count("mms.status", "Extended", "1: the device is to find its status out anew.");
    STATUS = group("mms.status_element", "Status", "How the device is.");
    LOGICAL = int("mms.vmdLogicalStatus", "Logical status", "Which services the device can do.").codes(&[(0, "all"), (1, "nothing that changes its state"), (2, "some"), (3, "those for support")]);
    PHYSICAL = int("mms.vmdPhysicalStatus", "Physical status", "How the device is.").codes(&[(0, "works"), (1, "works in part"), (2, "does not work"), (3, "needs to be set up")]);
    NAME_LIST = group("mms.getNameList_element", "Get name list", "Which objects there are.");
    EXTENDED_CLASS = count("mms.extendedObjectClass", "Class", "0: an ordinary one.");
    CLASS = int("mms.objectClass", "Objects", "What kind of objects.").codes(OBJECTS);
    SCOPE = count("mms.objectScope", "Scope", "Where: 0 in the device, 1 in a domain, 2 in the association.");
    SCOPE_DEVICE = group("mms.vmdSpecific_element", "Device", "In the whole device.");
    SCOPE_DOMAIN = text("mms.domainSpecific", "Domain", "In this domain.");
    SCOPE_ASSOCIATION = group("mms.aaSpecific_element", "Association", "In this association.");
    CONTINUE_AFTER = text("mms.getNameList-Request_continueAfter", "Continue after", "The last name that is known.");
    IDENTIFIERS = count("mms.listOfIdentifier", "Names", "How many there are.");
    IDENTIFIER = text("mms.Identifier", "Name", "An object's name.");
    MORE = count("mms.moreFollows", "More", "1: there is more to ask for.");
    IDENTIFY = group("mms.identify_element", "Identify", "What the device is.");
    VENDOR = text("mms.vendorName", "Vendor", "Who made it.");
    MODEL = text("mms.modelName", "Model", "What it is called.");
    REVISION = text("mms.revision", "Revision", "Its version.");
    READ = group("mms.read_element", "Read", "Values of variables.");
    WITH_RESULT = count("mms.specificationWithResult", "With names", "1: the answer is to repeat which variables it is about.");
    WRITE = group("mms.write_element", "Write", "New values for variables.");
    WRITTEN = count("mms.write", "Write", "How many results there are.");
    WRITE_RESULT = count("mms.Write_Response_item", "Result", "0: not written, 1: written.");
    WRITE_SUCCESS = group("mms.success_element", "Written", "The variable has the new value.");
    ATTRIBUTES_REQUEST = count("mms.getVariableAccessAttributes", "Get attributes", "Which variable; 0: by its name.");
    ATTRIBUTES = group("mms.getVariableAccessAttributes_element", "Attributes", "What the variable is.");
    DELETABLE = count("mms.mmsDeletable", "Deletable", "1: the object can be deleted over MMS.");
    LIST_REQUEST = count("mms.getNamedVariableListAttributes", "Get list", "Where the list's name counts.");
    LIST = group("mms.getNamedVariableListAttributes_element", "List", "Which variables are in the list.");
    DEFINE_LIST = group("mms.defineNamedVariableList_element", "Define list", "A new list of variables.");
    DEFINE_NAME = count("mms.variableListName", "List's name", "Where the list's name counts.");
    DELETE_LIST = group("mms.deleteNamedVariableList_element", "Delete list", "Lists of variables that are not needed any more.");
    DELETE_SCOPE = int("mms.scopeOfDelete", "Scope", "Which lists.").codes(&[(0, "these"), (1, "of the association"), (2, "of a domain"), (3, "of the device")]);
    DELETE_NAMES = count("mms.listOfVariableListName", "Names", "How many lists.");
    OBJECT_NAME = count("mms.ObjectName", "Name", "Where the name counts.");
    MATCHED = int("mms.numberMatched", "Matched", "How many lists were meant.");
    DELETED = int("mms.numberDeleted", "Deleted", "How many lists were deleted.");
    OPEN_FILE = group("mms.fileOpen_element", "Open file", "A file to be read.");
    FILE_NAME = count("mms.fileName", "File", "How many parts its name has.");
    NAME_PART = text("mms.FileName_item", "Name", "A part of the file's name.");
    POSITION = int("mms.initialPosition", "Position", "Where reading begins.");
    FILE_ID = int("mms.frsmID", "File's number", "Stands for the open file.");
    FILE_ATTRIBUTES = group("mms.fileAttributes_element", "Attributes", "What is known of the file.");
    FILE_SIZE = int("mms.sizeOfFile", "Size", "Bytes of the file.");
    READ_FILE_REQUEST = int("mms.fileRead", "Read file", "The open file's number.");
    READ_FILE = group("mms.fileRead_element", "Read file", "A part of the file.");
    FILE_DATA = super::data::bytes("mms.fileData", "File's bytes", "A part of the file.");
    CLOSE_FILE_REQUEST = int("mms.fileClose", "Close file", "The open file's number.");
    CLOSE_FILE = group("mms.fileClose_element", "Close file", "The file is closed.");
    DELETE_FILE_REQUEST = count("mms.fileDelete", "Delete file", "How many parts its name has.");
    DELETE_FILE = group("mms.fileDelete_element", "Delete file", "The file is deleted.");
    FILES = group("mms.fileDirectory_element", "List files", "Which files there are.");
    FILE_PATTERN = count("mms.fileSpecification", "Which files", "How many parts the name has.");
    ENTRIES = count("mms.listOfDirectoryEntry", "Files", "How many there are.");
    ENTRY = group("mms.DirectoryEntry_element", "File", "One of them.");
    ENTRY_NAME = count("mms.filename", "Name", "How many parts it has.");
    DOMAIN_ATTRIBUTES = text("mms.getDomainAttributes", "Get domain", "The domain's name.");
}

static NAME_PART_OF: Part = part(universal(25), &NAME_PART, Type::Plain);
static IDENTIFIER_OF: Part = part(universal(26), &IDENTIFIER, Type::Plain);
static OBJECT_NAME_OF: Part = choice(&OBJECT_NAME, &NAMES);
static WRITE_RESULT_OF: Part = choice(
    &WRITE_RESULT,
    &[
        part(context(0), &FAILURE, Type::Plain),
        part(context(1), &WRITE_SUCCESS, Type::Parts(&[])),
    ],
);
static ENTRY_OF: Part = part(
    universal(16),
    &ENTRY,
    Type::Parts(&[
        part(context(0), &ENTRY_NAME, Type::Many(&NAME_PART_OF)),
        file_attributes(),
    ]),
);

static FILE_ATTRIBUTE_PARTS: [Part; 1] = [part(context(0), &FILE_SIZE, Type::Plain)];

const fn file_attributes() -> Part {
    let parts = Type::Parts(&FILE_ATTRIBUTE_PARTS);
    part(context(1), &FILE_ATTRIBUTES, parts)
}

const fn more() -> Part {
    part(context(1), &MORE, Type::Boolean)
}

static REJECTED: [Part; 5] = [
    part(context(1), &REJECTED_REQUEST, Type::Plain),
    part(context(2), &REJECTED_RESPONSE, Type::Plain),
    part(context(3), &REJECTED_ERROR, Type::Plain),
    part(context(4), &REJECTED_UNCONFIRMED, Type::Plain),
    part(context(5), &REJECTED_MESSAGE, Type::Plain),
];

/// Why a message was rejected.
pub(super) const fn reject() -> Part {
    choice(&REJECT_REASON, &REJECTED)
}

pub(super) static REPORTS: [Part; 1] = [part(
    context(0),
    &REPORT,
    Type::InOrder(&[reported(), results(0)]),
)];

pub(super) static REQUESTS: [Part; 15] = [
    part(context(0), &STATUS_REQUEST, Type::Boolean),
    part(
        context(1),
        &NAME_LIST,
        Type::Parts(&[
            part(
                context(0),
                &EXTENDED_CLASS,
                Type::OneOf(&[part(context(0), &CLASS, Type::Plain)]),
            ),
            part(
                context(1),
                &SCOPE,
                Type::OneOf(&[
                    part(context(0), &SCOPE_DEVICE, Type::Parts(&[])),
                    part(context(1), &SCOPE_DOMAIN, Type::Plain),
                    part(context(2), &SCOPE_ASSOCIATION, Type::Parts(&[])),
                ]),
            ),
            part(context(2), &CONTINUE_AFTER, Type::Plain),
        ]),
    ),
    part(context(2), &IDENTIFY, Type::Parts(&[])),
    part(
        context(4),
        &READ,
        Type::Parts(&[
            part(context(0), &WITH_RESULT, Type::Boolean),
            part(context(1), &ACCESS, Type::OneOf(&ACCESSES)),
        ]),
    ),
    part(
        context(5),
        &WRITE,
        Type::InOrder(&[choice(&ACCESS, &ACCESSES), values(0)]),
    ),
    part(
        context(6),
        &ATTRIBUTES_REQUEST,
        Type::OneOf(&[part(context(0), &NAME, Type::OneOf(&NAMES))]),
    ),
    part(
        context(11),
        &DEFINE_LIST,
        Type::InOrder(&[choice(&DEFINE_NAME, &NAMES), variables(0)]),
    ),
    part(context(12), &LIST_REQUEST, Type::OneOf(&NAMES)),
    part(
        context(13),
        &DELETE_LIST,
        Type::Parts(&[
            part(context(0), &DELETE_SCOPE, Type::Plain),
            part(context(1), &DELETE_NAMES, Type::Many(&OBJECT_NAME_OF)),
        ]),
    ),
    part(context(37), &DOMAIN_ATTRIBUTES, Type::Plain),
    part(
        context(72),
        &OPEN_FILE,
        Type::Parts(&[
            part(context(0), &FILE_NAME, Type::Many(&NAME_PART_OF)),
            part(context(1), &POSITION, Type::Plain),
        ]),
    ),
    part(context(73), &READ_FILE_REQUEST, Type::Plain),
    part(context(74), &CLOSE_FILE_REQUEST, Type::Plain),
    part(context(76), &DELETE_FILE_REQUEST, Type::Many(&NAME_PART_OF)),
    part(
        context(77),
        &FILES,
        Type::Parts(&[part(context(0), &FILE_PATTERN, Type::Many(&NAME_PART_OF))]),
    ),
];

pub(super) static RESPONSES: [Part; 14] = [
    part(
        context(0),
        &STATUS,
        Type::Parts(&[
            part(context(0), &LOGICAL, Type::Plain),
            part(context(1), &PHYSICAL, Type::Plain),
        ]),
    ),
    part(
        context(1),
        &NAME_LIST,
        Type::Parts(&[
            part(context(0), &IDENTIFIERS, Type::Many(&IDENTIFIER_OF)),
            more(),
        ]),
    ),
    part(
        context(2),
        &IDENTIFY,
        Type::Parts(&[
            part(context(0), &VENDOR, Type::Plain),
            part(context(1), &MODEL, Type::Plain),
            part(context(2), &REVISION, Type::Plain),
        ]),
    ),
    part(
        context(4),
        &READ,
        Type::Parts(&[
            part(context(0), &ACCESS, Type::OneOf(&ACCESSES)),
            results(1),
        ]),
    ),
    part(context(5), &WRITTEN, Type::Many(&WRITE_RESULT_OF)),
    part(
        context(6),
        &ATTRIBUTES,
        Type::Parts(&[
            part(context(0), &DELETABLE, Type::Boolean),
            part(context(2), &TYPE, Type::OneOf(&TYPES)),
        ]),
    ),
    part(context(11), &DEFINE_LIST, Type::Parts(&[])),
    part(
        context(12),
        &LIST,
        Type::Parts(&[part(context(0), &DELETABLE, Type::Boolean), variables(1)]),
    ),
    part(
        context(13),
        &DELETE_LIST,
        Type::Parts(&[
            part(context(0), &MATCHED, Type::Plain),
            part(context(1), &DELETED, Type::Plain),
        ]),
    ),
    part(
        context(72),
        &OPEN_FILE,
        Type::Parts(&[part(context(0), &FILE_ID, Type::Plain), file_attributes()]),
    ),
    part(
        context(73),
        &READ_FILE,
        Type::Parts(&[part(context(0), &FILE_DATA, Type::Plain), more()]),
    ),
    part(context(74), &CLOSE_FILE, Type::Parts(&[])),
    part(context(76), &DELETE_FILE, Type::Parts(&[])),
    part(
        context(77),
        &FILES,
        Type::Parts(&[
            part(context(0), &ENTRIES, Type::Around(&Type::Many(&ENTRY_OF))),
            more(),
        ]),
    ),
];
