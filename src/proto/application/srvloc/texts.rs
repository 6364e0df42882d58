//! Texts of messages, and the lengths before them.

use crate::model::FieldSpec;

const fn length(name: &'static str, section: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Length", 16)
        .unit("bytes")
        .doc("Of the text behind it.", section)
}

crate::fields! {
    pub(super) PREVIOUS_LEN = length("srvloc.srvreq.prlistlen", "RFC 2608 §8.1");
    pub(super) PREVIOUS = FieldSpec::text("srvloc.srvreq.prlist", "Previous responders")
        .doc("Who has answered already and need not answer again.", "RFC 2608 §8.1");
    pub(super) SERVICE_TYPES_LEN = length("srvloc.srvreq.srvtypelen", "RFC 2608 §8.1");
    pub(super) SERVICE_TYPES = FieldSpec::text("srvloc.srvreq.srvtypelist", "Service types")
        .doc("What kind of service is looked for.", "RFC 2608 §8.1");
    pub(super) SCOPES_LEN = length("srvloc.srvreq.scopelistlen", "RFC 2608 §8.1");
    pub(super) SCOPES = FieldSpec::text("srvloc.srvreq.scopelist", "Scopes")
        .doc("Groups of services; only members of these answer.", "RFC 2608 §8.1");
    pub(super) PREDICATE_LEN = length("srvloc.srvreq.predicatelen", "RFC 2608 §8.1");
    pub(super) PREDICATE = FieldSpec::text("srvloc.srvreq.predicate", "Predicate")
        .doc("A condition that the attributes of the service fulfil.", "RFC 2608 §8.1");
    pub(super) SPI_LEN = length("srvloc.srvreq.slpspilen", "RFC 2608 §8.1");
    pub(super) SPI = FieldSpec::text("srvloc.srvreq.slpspi", "Security parameter index")
        .doc("Names the keys that an answer is to be signed with.", "RFC 2608 §8.1");
    pub(super) SERVICE_TYPE_LEN = length("srvloc.srvreq.srvtypelen", "RFC 2608 §8.3");
    pub(super) SERVICE_TYPE = FieldSpec::text("srvloc.srvreq.srvtype", "Service type")
        .doc("What kind of service is registered.", "RFC 2608 §8.3");
    pub(super) REGISTERED_LEN = length("srvloc.srvreq.attrlistlen", "RFC 2608 §8.3");
    pub(super) REGISTERED = FieldSpec::text("srvloc.srvreq.attrlist", "Attributes")
        .doc("What the service is like, as names and values.", "RFC 2608 §8.3");
    pub(super) LEAVING_SCOPES_LEN = length("srvloc.srvdereq.scopelistlen", "RFC 2608 §10.6");
    pub(super) LEAVING_SCOPES = FieldSpec::text("srvloc.srvdereq.scopelist", "Scopes")
        .doc("In which groups the service ends.", "RFC 2608 §10.6");
    pub(super) TAGS_LEN = length("srvloc.srvdereq.taglistlen", "RFC 2608 §10.6");
    pub(super) TAGS = FieldSpec::text("srvloc.srvdereq.taglist", "Tags")
        .doc("The attributes that are to be taken back.", "RFC 2608 §10.6");
    pub(super) ATTRIBUTE_PREVIOUS_LEN = length("srvloc.attrreq.prlistlen", "RFC 2608 §10.3");
    pub(super) ATTRIBUTE_PREVIOUS = FieldSpec::text("srvloc.attrreq.prlist", "Previous responders")
        .doc("Who has answered already and need not answer again.", "RFC 2608 §10.3");
    pub(super) ATTRIBUTE_URL_LEN = length("srvloc.attrreq.urllen", "RFC 2608 §10.3");
    pub(super) ATTRIBUTE_URL = FieldSpec::text("srvloc.attrreq.url", "URL")
        .doc("The service, or the kind of service, whose attributes are asked for.", "RFC 2608 §10.3");
    pub(super) ATTRIBUTE_SCOPES_LEN = length("srvloc.attrreq.scopelistlen", "RFC 2608 §10.3");
    pub(super) ATTRIBUTE_SCOPES = FieldSpec::text("srvloc.attrreq.scopelist", "Scopes")
        .doc("Groups of services; only members of these answer.", "RFC 2608 §10.3");
    pub(super) ATTRIBUTE_LIST_LEN = length("srvloc.attrreq.attrlistlen", "RFC 2165 §5.10");
    pub(super) ATTRIBUTE_LIST = FieldSpec::text("srvloc.attrreq.attrlist", "Attributes")
        .doc("Which attributes are asked for; none for all.", "RFC 2165 §5.10");
    pub(super) ATTRIBUTE_TAGS_LEN = length("srvloc.attrreq.taglistlen", "RFC 2608 §10.3");
    pub(super) ATTRIBUTE_TAGS = FieldSpec::text("srvloc.attrreq.taglist", "Tags")
        .doc("Which attributes are asked for; none for all.", "RFC 2608 §10.3");
    pub(super) ATTRIBUTE_SPI_LEN = length("srvloc.attrreq.slpspilen", "RFC 2608 §10.3");
    pub(super) ATTRIBUTE_SPI = FieldSpec::text("srvloc.attrreq.slpspi", "Security parameter index")
        .doc("Names the keys that an answer is to be signed with.", "RFC 2608 §10.3");
    pub(super) ATTRIBUTES_LEN = length("srvloc.attrrply.attrlistlen", "RFC 2608 §10.4");
    pub(super) ATTRIBUTES = FieldSpec::text("srvloc.attrrply.attrlist", "Attributes")
        .doc("What the service is like, as names and values.", "RFC 2608 §10.4");
    pub(super) DIRECTORY_URL_LEN = length("srvloc.daadvert.urllen", "RFC 2608 §8.5");
    pub(super) DIRECTORY_URL = FieldSpec::text("srvloc.daadvert.url", "URL")
        .doc("Where the directory agent is.", "RFC 2608 §8.5");
    pub(super) DIRECTORY_SCOPES_LEN = length("srvloc.daadvert.scopelistlen", "RFC 2608 §8.5");
    pub(super) DIRECTORY_SCOPES = FieldSpec::text("srvloc.daadvert.scopelist", "Scopes")
        .doc("The groups of services that it knows.", "RFC 2608 §8.5");
    pub(super) DIRECTORY_ATTRIBUTES_LEN = length("srvloc.daadvert.attrlistlen", "RFC 2608 §8.5");
    pub(super) DIRECTORY_ATTRIBUTES = FieldSpec::text("srvloc.daadvert.attrlist", "Attributes")
        .doc("What the directory agent is like.", "RFC 2608 §8.5");
    pub(super) DIRECTORY_SPI_LEN = length("srvloc.daadvert.slpspilen", "RFC 2608 §8.5");
    pub(super) DIRECTORY_SPI = FieldSpec::text("srvloc.daadvert.slpspi", "Security parameter index")
        .doc("Names the keys that it signs with.", "RFC 2608 §8.5");
    pub(super) TYPE_PREVIOUS_LEN = length("srvloc.srvtypereq.prlistlen", "RFC 2608 §10.1");
    pub(super) TYPE_PREVIOUS = FieldSpec::text("srvloc.srvtypereq.prlist", "Previous responders")
        .doc("Who has answered already and need not answer again.", "RFC 2608 §10.1");
    pub(super) NAMING_LEN = length("srvloc.srvtypereq.nameauthlistlen", "RFC 2608 §10.1");
    pub(super) NAMING = FieldSpec::text("srvloc.srvtypereq.nameauthlist", "Naming authority")
        .doc("Who defined the service types asked for; a length of 65535 asks for those of all.", "RFC 2608 §10.1");
    pub(super) TYPE_SCOPES_LEN = length("srvloc.srvtypereq.scopelistlen", "RFC 2608 §10.1");
    pub(super) TYPE_SCOPES = FieldSpec::text("srvloc.srvtypereq.scopelist", "Scopes")
        .doc("Groups of services; only members of these answer.", "RFC 2608 §10.1");
    pub(super) ONE_TYPE_LEN = length("srvloc.srvtypereq.srvtypelen", "RFC 2165 §5.9");
    pub(super) ONE_TYPE = FieldSpec::text("srvloc.srvtyperply.srvtype", "Service type")
        .doc("A kind of service that there is.", "RFC 2165 §5.9");
    pub(super) TYPES_LEN = length("srvloc.srvtypereq.srvtypelistlen", "RFC 2608 §10.2");
    pub(super) TYPES = FieldSpec::text("srvloc.srvtyperply.srvtypelist", "Service types")
        .doc("The kinds of service that there are.", "RFC 2608 §10.2");
    pub(super) AGENT_URL_LEN = length("srvloc.saadvert.urllen", "RFC 2608 §8.6");
    pub(super) AGENT_URL = FieldSpec::text("srvloc.saadvert.url", "URL")
        .doc("Where the service agent is.", "RFC 2608 §8.6");
    pub(super) AGENT_SCOPES_LEN = length("srvloc.saadvert.scopelistlen", "RFC 2608 §8.6");
    pub(super) AGENT_SCOPES = FieldSpec::text("srvloc.saadvert.scopelist", "Scopes")
        .doc("The groups of services that it belongs to.", "RFC 2608 §8.6");
    pub(super) AGENT_ATTRIBUTES_LEN = length("srvloc.saadvert.attrlistlen", "RFC 2608 §8.6");
    pub(super) AGENT_ATTRIBUTES = FieldSpec::text("srvloc.saadvert.attrlist", "Attributes")
        .doc("What the service agent is like.", "RFC 2608 §8.6");
    pub(super) URL_LEN = length("srvloc.url.urllen", "RFC 2608 §4.3");
    pub(super) URL = FieldSpec::text("srvloc.url.url", "URL")
        .doc("Where the service is.", "RFC 2608 §4.3");
    pub(super) BLOCK_SPI_LEN = length("srvloc.authblkv2.slpspilen", "RFC 2608 §9.2");
    pub(super) BLOCK_SPI = FieldSpec::text("srvloc.authblkv2.slpspi", "Security parameter index")
        .doc("Names the keys that it was signed with.", "RFC 2608 §9.2");
}
