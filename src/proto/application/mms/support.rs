//! What the two ends of an MMS association can do: sets of bits (ISO 9506-2 §7.5.5).

use crate::model::FieldSpec;

const fn service(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "Set: the sender offers this service.",
        "ISO 9506-2 §7.5.5 ServiceSupportOptions",
    )
}

const fn parameter(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "Set: the sender knows this kind of parameter.",
        "ISO 9506-2 §7.5.5 ParameterSupportOptions",
    )
}

pub(super) const PARAMETERS: &[FieldSpec] = &[
    parameter("mms.ParameterSupportOptions.str1", "Arrays"),
    parameter("mms.ParameterSupportOptions.str2", "Structures"),
    parameter("mms.ParameterSupportOptions.vnam", "Named variables"),
    parameter("mms.ParameterSupportOptions.valt", "Alternate access"),
    parameter("mms.ParameterSupportOptions.vadr", "Addresses"),
    parameter("mms.ParameterSupportOptions.vsca", "Scattered access"),
    parameter("mms.ParameterSupportOptions.tpy", "Third parties"),
    parameter("mms.ParameterSupportOptions.vlis", "Lists of variables"),
    parameter("mms.ParameterSupportOptions.real", "Real numbers"),
    parameter("mms.ParameterSupportOptions.spare.bit9", "Spare"),
    parameter("mms.ParameterSupportOptions.cei", "Events"),
];

pub(super) const SERVICES: &[FieldSpec] = &[
    service("mms.ServiceSupportOptions.status", "Status"),
    service("mms.ServiceSupportOptions.getNameList", "Get name list"),
    service("mms.ServiceSupportOptions.identify", "Identify"),
    service("mms.ServiceSupportOptions.rename", "Rename"),
    service("mms.ServiceSupportOptions.read", "Read"),
    service("mms.ServiceSupportOptions.write", "Write"),
    service(
        "mms.ServiceSupportOptions.getVariableAccessAttributes",
        "Get variable access attributes",
    ),
    service(
        "mms.ServiceSupportOptions.defineNamedVariable",
        "Define named variable",
    ),
    service(
        "mms.ServiceSupportOptions.defineScatteredAccess",
        "Define scattered access",
    ),
    service(
        "mms.ServiceSupportOptions.getScatteredAccessAttributes",
        "Get scattered access attributes",
    ),
    service(
        "mms.ServiceSupportOptions.deleteVariableAccess",
        "Delete variable access",
    ),
    service(
        "mms.ServiceSupportOptions.defineNamedVariableList",
        "Define named variable list",
    ),
    service(
        "mms.ServiceSupportOptions.getNamedVariableListAttributes",
        "Get named variable list attributes",
    ),
    service(
        "mms.ServiceSupportOptions.deleteNamedVariableList",
        "Delete named variable list",
    ),
    service(
        "mms.ServiceSupportOptions.defineNamedType",
        "Define named type",
    ),
    service(
        "mms.ServiceSupportOptions.getNamedTypeAttributes",
        "Get named type attributes",
    ),
    service(
        "mms.ServiceSupportOptions.deleteNamedType",
        "Delete named type",
    ),
    service("mms.ServiceSupportOptions.input", "Input"),
    service("mms.ServiceSupportOptions.output", "Output"),
    service("mms.ServiceSupportOptions.takeControl", "Take control"),
    service(
        "mms.ServiceSupportOptions.relinquishControl",
        "Relinquish control",
    ),
    service(
        "mms.ServiceSupportOptions.defineSemaphore",
        "Define semaphore",
    ),
    service(
        "mms.ServiceSupportOptions.deleteSemaphore",
        "Delete semaphore",
    ),
    service(
        "mms.ServiceSupportOptions.reportSemaphoreStatus",
        "Report semaphore status",
    ),
    service(
        "mms.ServiceSupportOptions.reportPoolSemaphoreStatus",
        "Report pool semaphore status",
    ),
    service(
        "mms.ServiceSupportOptions.reportSemaphoreEntryStatus",
        "Report semaphore entry status",
    ),
    service(
        "mms.ServiceSupportOptions.initiateDownloadSequence",
        "Initiate download sequence",
    ),
    service(
        "mms.ServiceSupportOptions.downloadSegment",
        "Download segment",
    ),
    service(
        "mms.ServiceSupportOptions.terminateDownloadSequence",
        "Terminate download sequence",
    ),
    service(
        "mms.ServiceSupportOptions.initiateUploadSequence",
        "Initiate upload sequence",
    ),
    service("mms.ServiceSupportOptions.uploadSegment", "Upload segment"),
    service(
        "mms.ServiceSupportOptions.terminateUploadSequence",
        "Terminate upload sequence",
    ),
    service(
        "mms.ServiceSupportOptions.requestDomainDownload",
        "Request domain download",
    ),
    service(
        "mms.ServiceSupportOptions.requestDomainUpload",
        "Request domain upload",
    ),
    service(
        "mms.ServiceSupportOptions.loadDomainContent",
        "Load domain content",
    ),
    service(
        "mms.ServiceSupportOptions.storeDomainContent",
        "Store domain content",
    ),
    service("mms.ServiceSupportOptions.deleteDomain", "Delete domain"),
    service(
        "mms.ServiceSupportOptions.getDomainAttributes",
        "Get domain attributes",
    ),
    service(
        "mms.ServiceSupportOptions.createProgramInvocation",
        "Create program invocation",
    ),
    service(
        "mms.ServiceSupportOptions.deleteProgramInvocation",
        "Delete program invocation",
    ),
    service("mms.ServiceSupportOptions.start", "Start"),
    service("mms.ServiceSupportOptions.stop", "Stop"),
    service("mms.ServiceSupportOptions.resume", "Resume"),
    service("mms.ServiceSupportOptions.reset", "Reset"),
    service("mms.ServiceSupportOptions.kill", "Kill"),
    service(
        "mms.ServiceSupportOptions.getProgramInvocationAttributes",
        "Get program invocation attributes",
    ),
    service("mms.ServiceSupportOptions.obtainFile", "Obtain file"),
    service(
        "mms.ServiceSupportOptions.defineEventCondition",
        "Define event condition",
    ),
    service(
        "mms.ServiceSupportOptions.deleteEventCondition",
        "Delete event condition",
    ),
    service(
        "mms.ServiceSupportOptions.getEventConditionAttributes",
        "Get event condition attributes",
    ),
    service(
        "mms.ServiceSupportOptions.reportEventConditionStatus",
        "Report event condition status",
    ),
    service(
        "mms.ServiceSupportOptions.alterEventConditionMonitoring",
        "Alter event condition monitoring",
    ),
    service("mms.ServiceSupportOptions.triggerEvent", "Trigger event"),
    service(
        "mms.ServiceSupportOptions.defineEventAction",
        "Define event action",
    ),
    service(
        "mms.ServiceSupportOptions.deleteEventAction",
        "Delete event action",
    ),
    service(
        "mms.ServiceSupportOptions.getEventActionAttributes",
        "Get event action attributes",
    ),
    service(
        "mms.ServiceSupportOptions.reportActionStatus",
        "Report action status",
    ),
    service(
        "mms.ServiceSupportOptions.defineEventEnrollment",
        "Define event enrollment",
    ),
    service(
        "mms.ServiceSupportOptions.deleteEventEnrollment",
        "Delete event enrollment",
    ),
    service(
        "mms.ServiceSupportOptions.alterEventEnrollment",
        "Alter event enrollment",
    ),
    service(
        "mms.ServiceSupportOptions.reportEventEnrollmentStatus",
        "Report event enrollment status",
    ),
    service(
        "mms.ServiceSupportOptions.getEventEnrollmentAttributes",
        "Get event enrollment attributes",
    ),
    service(
        "mms.ServiceSupportOptions.acknowledgeEventNotification",
        "Acknowledge event notification",
    ),
    service(
        "mms.ServiceSupportOptions.getAlarmSummary",
        "Get alarm summary",
    ),
    service(
        "mms.ServiceSupportOptions.getAlarmEnrollmentSummary",
        "Get alarm enrollment summary",
    ),
    service("mms.ServiceSupportOptions.readJournal", "Read journal"),
    service("mms.ServiceSupportOptions.writeJournal", "Write journal"),
    service(
        "mms.ServiceSupportOptions.initializeJournal",
        "Initialize journal",
    ),
    service(
        "mms.ServiceSupportOptions.reportJournalStatus",
        "Report journal status",
    ),
    service("mms.ServiceSupportOptions.createJournal", "Create journal"),
    service("mms.ServiceSupportOptions.deleteJournal", "Delete journal"),
    service(
        "mms.ServiceSupportOptions.getCapabilityList",
        "Get capability list",
    ),
    service("mms.ServiceSupportOptions.fileOpen", "File open"),
    service("mms.ServiceSupportOptions.fileRead", "File read"),
    service("mms.ServiceSupportOptions.fileClose", "File close"),
    service("mms.ServiceSupportOptions.fileRename", "File rename"),
    service("mms.ServiceSupportOptions.fileDelete", "File delete"),
    service("mms.ServiceSupportOptions.fileDirectory", "File directory"),
    service(
        "mms.ServiceSupportOptions.unsolicitedStatus",
        "Unsolicited status",
    ),
    service(
        "mms.ServiceSupportOptions.informationReport",
        "Information report",
    ),
    service(
        "mms.ServiceSupportOptions.eventNotification",
        "Event notification",
    ),
    service(
        "mms.ServiceSupportOptions.attachToEventCondition",
        "Attach to event condition",
    ),
    service(
        "mms.ServiceSupportOptions.attachToSemaphore",
        "Attach to semaphore",
    ),
    service("mms.ServiceSupportOptions.conclude", "Conclude"),
    service("mms.ServiceSupportOptions.cancel", "Cancel"),
];
