//! Parameters: what is said of programs, topics, writers and readers, each behind its number and
//! length (DDSI-RTPS §9.4.2.11, §9.6.3).

use super::flags::{BUILTIN, COMPRESSION, STATUS};
use super::names::{self, DURABILITY as DURABILITIES, HISTORY, PARAMETERS};
use super::order::Order;
use super::{VERSION, parts};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, Value};

const LIST: &str = "DDSI-RTPS §9.4.2.11";
const IDS: &str = "DDSI-RTPS §9.6.3.2";
const QOS: &str = "DDS §2.2.3";

/// The end of a list of parameters.
const SENTINEL: u64 = 1;

/// RTI's form for long parameters, which has other lengths.
const LONG: [u64; 2] = [0x3f01, 0x7f01];

/// RTI's number as a vendor.
pub(super) const RTI: u16 = 0x0101;

/// Parameters from here on belong to the vendor.
const VENDOR_IDS: u64 = 0x8000;

const fn word(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 32)
}

const fn kind(name: &'static str, label: &'static str, codes: Codes) -> FieldSpec {
    word(name, label).codes(codes)
}

const fn count(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32)
}

const fn limit(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 32)
}

const fn truth(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8).codes(&[(0, "no"), (1, "yes")])
}

crate::fields! {
    PARAMETER = FieldSpec::group("", "Parameter").doc("A number, a length and a value.", LIST);
    ID = FieldSpec::hex("rtps.param.id", "Parameter", 16).codes(PARAMETERS)
        .doc("What the value says. Numbers from 0x8000 on belong to the vendor.", IDS);
    LENGTH = FieldSpec::uint("rtps.param.length", "Length", 16).unit("bytes")
        .doc("Length of the value.", LIST);
    DATA = FieldSpec::bytes("rtps.parameter_data", "Value")
        .doc("The value of a parameter of the vendor, or of an extension.", LIST);
    VALUE = FieldSpec::bytes("", "Value").doc("The value, or what is left of it.", LIST);
    DURATION = FieldSpec::group("", "Duration").doc("Seconds, and a fraction of one.", "DDSI-RTPS §9.3.2.2");
    SECONDS = FieldSpec::int("rtps.param.ntpTime.sec", "Seconds", 32)
        .doc("0x7fffffff, with all bits of the fraction set: for ever.", "DDSI-RTPS §9.3.2.2");
    FRACTION = count("rtps.param.ntpTime.fraction", "Fraction")
        .doc("In units of 2^-32 seconds.", "DDSI-RTPS §9.3.2.2");
    TOPIC = FieldSpec::text("rtps.param.topicName", "Topic").doc("Readers and writers of the same topic find each other.", IDS);
    TYPE = FieldSpec::text("rtps.param.typeName", "Type").doc("The type of the topic's data.", IDS);
    STRENGTH = limit("rtps.param.strength", "Strength").doc("Of several writers who own the topic the strongest is heard.", QOS);
    ADDRESS = FieldSpec::ipv4("rtps.param.ip_address", "Address").doc("Where the program can be reached: a number, in the byte order of the list.", IDS);
    PORT = word("rtps.param.port", "Port").doc("The port there.", IDS);
    RELIABILITY = kind("rtps.reliability_kind", "Reliability", names::RELIABILITY).doc("Whether what is lost is sent again.", QOS);
    LIVELINESS = kind("rtps.liveliness.kind", "Liveliness", names::LIVELINESS).doc("How a writer shows that it is alive.", QOS);
    DURABILITY = kind("rtps.durability", "Durability", DURABILITIES).doc("Whether readers that come later get what was written before.", QOS);
    SERVICE_KIND = kind("rtps.durability_service.history_kind", "History", HISTORY).doc("What is kept for readers that come later.", QOS);
    SERVICE_DEPTH = limit("rtps.durability_service.history_depth", "Depth").doc("How many samples of an instance are kept.", QOS);
    SERVICE_SAMPLES = limit("rtps.durability_service.max_samples", "Most samples").doc("In all; -1: no limit.", QOS);
    SERVICE_INSTANCES = limit("rtps.durability_service.max_instances", "Most instances").doc("-1: no limit.", QOS);
    SERVICE_EACH = limit("rtps.durability_service.max_samples_per_instance", "Most samples of an instance").doc("-1: no limit.", QOS);
    OWNERSHIP = kind("rtps.ownership", "Ownership", names::OWNERSHIP).doc("Whether several may write the same instance.", QOS);
    SCOPE = kind("rtps.presentation.access_scope", "Scope", names::SCOPES).doc("How far changes belong together.", QOS);
    COHERENT = truth("rtps.presentation.coherent_access", "Coherent").doc("Changes that belong together are seen together.", QOS);
    ORDERED = truth("rtps.presentation.ordered_access", "Ordered").doc("Changes are seen in their order.", QOS);
    ORDERING = kind("rtps.destination_order", "Order", names::ORDERS).doc("In which order a reader takes what several have written.", QOS);
    PARTITIONS = limit("rtps.param.partition_num", "Partitions").doc("How many names follow.", QOS);
    PARTITION = FieldSpec::text("rtps.param.partition", "Partition").doc("Only who shares a partition hears each other.", QOS);
    SIZE = count("rtps.sequence_size", "Length").unit("bytes").doc("How many bytes follow.", "DDSI-RTPS §10");
    USER = FieldSpec::bytes("rtps.param.userData", "User data").doc("What the program wants to tell with its entity.", QOS);
    GROUP = FieldSpec::bytes("rtps.param.groupData", "Group data").doc("What the program wants to tell with its publisher or subscriber.", QOS);
    TOPIC_DATA = FieldSpec::bytes("rtps.param.topicData", "Topic data").doc("What the program wants to tell with its topic.", QOS);
    MANUAL = word("rtps.participant_manual_liveliness_count", "Manual liveliness").doc("Counts the signs of life.", IDS);
    FILTERED = FieldSpec::text("rtps.param.contentFilterTopicName", "Filtered topic").doc("The reader's own name for what passes its filter.", IDS);
    RELATED = FieldSpec::text("rtps.param.relatedTopicName", "Related topic").doc("The topic that is filtered.", IDS);
    CLASS = FieldSpec::text("rtps.param.filterClassName", "Kind of filter").doc("The language of the filter.", IDS);
    EXPRESSION = FieldSpec::text("rtps.param.filter_expression", "Filter").doc("What must hold of a sample.", IDS);
    ARGUMENTS = limit("rtps.param.expression_parameters_num", "Arguments").doc("How many arguments of the filter follow.", IDS);
    ARGUMENT = FieldSpec::text("rtps.param.expression_parameters", "Argument").doc("What stands for %0, %1 and so on in the filter.", IDS);
    HISTORY_KIND = kind("rtps.history.kind", "History", HISTORY).doc("Whether all samples are kept.", QOS);
    HISTORY_DEPTH = limit("rtps.history_depth", "Depth").doc("How many samples of an instance are kept.", QOS);
    SAMPLES = limit("rtps.resource_limit.max_samples", "Most samples").doc("In all; -1: no limit.", QOS);
    INSTANCES = limit("rtps.resource_limit.max_instances", "Most instances").doc("-1: no limit.", QOS);
    EACH = limit("rtps.resource_limit.max_samples_per_instance", "Most samples of an instance").doc("-1: no limit.", QOS);
    INLINE = truth("rtps.expects_inline_qos", "Wants inline QoS").doc("The reader wants parameters with each sample.", IDS);
    OLD_BUILTIN = word("rtps.participant_builtin_endpoints", "Built-in entities").doc("Which of them the program has.", IDS);
    PRIORITY = count("rtps.param.transport_priority", "Priority").doc("A hint to the transport.", QOS);
    PARTICIPANT = FieldSpec::bytes("rtps.param.participant_guid", "Participant").doc("Who it is about.", IDS);
    GROUP_GUID = FieldSpec::bytes("rtps.param.group_guid", "Group").doc("The publisher or subscriber that the entity belongs to.", IDS);
    ENDPOINT = FieldSpec::bytes("rtps.param.endpoint_guid", "Endpoint").doc("The writer or reader that it is about.", IDS);
    BITMAP = word("rtps.filter_bitmap", "Filters passed").doc("A bit for each filter: whether the sample passes it.", "DDSI-RTPS §9.6.4.1");
    SIGNATURE = FieldSpec::bytes("rtps.filter_signature", "Filter").doc("The MD5 sum of a filter.", "DDSI-RTPS §9.6.4.1");
    ENDPOINTS = word("rtps.param.builtin_endpoint_set", "Built-in entities").doc("Which of them the program has.", IDS);
    NAME = FieldSpec::text("rtps.property_name", "Property").doc("A name.", IDS);
    PROPERTY = FieldSpec::text("rtps.property_value", "Value").doc("What it stands for.", IDS);
    LARGEST = count("rtps.param.type_max_size_serialized", "Largest sample").unit("bytes").doc("The longest form of the type.", IDS);
    ENTITY_NAME = FieldSpec::text("rtps.param.entityName", "Name").doc("The entity's name for people.", IDS);
    KEY_HASH = FieldSpec::bytes("rtps.guid", "Key").doc("Which instance the sample is of: its key, or the MD5 sum of it.", "DDSI-RTPS §9.6.4.8");
    STATUS_INFO = word("rtps.param.status_info", "Status").doc("Whether the instance ends.", "DDSI-RTPS §9.6.4.9");
    REPRESENTATION = FieldSpec::uint("rtps.param.data_representation", "Form", 16).codes(names::REPRESENTATIONS).doc("A form in which samples may be written.", "DDS-XTypes §7.6.3.1");
    COMPRESSIONS = word("rtps.param.compression_id_mask", "Compression").doc("How samples may be compressed: RTI's.", "RTI Connext");
    MAJOR = FieldSpec::uint("rtps.param.product_version.major", "Major", 8).doc("Its first part.", "RTI Connext");
    MINOR = FieldSpec::uint("rtps.param.product_version.minor", "Minor", 8).doc("Its second part.", "RTI Connext");
    RELEASE = FieldSpec::uint("rtps.param.product_version.release", "Release", 8).doc("Its third part.", "RTI Connext");
    REVISION = FieldSpec::uint("rtps.param.product_version.revision", "Revision", 8).doc("Its last part.", "RTI Connext");
    EPOCH = count("rtps.param.peer_host_epoch", "Epoch of the peer").doc("Changes when the program begins anew.", "RTI Connext");
    DOMAIN = count("rtps.domain_id", "Domain").doc("Programs of one domain find each other.", "RTI Connext");
    TRANSPORT = FieldSpec::group("", "Transport").doc("A transport that the program can use.", "RTI Connext");
    TRANSPORT_CLASS = FieldSpec::int("rtps.transportInfo.classID", "Class", 32).doc("Which one.", "RTI Connext");
    TRANSPORT_SIZE = FieldSpec::int("rtps.transportInfo.messageSizeMax", "Largest message", 32).unit("bytes").doc("How much it takes at a time.", "RTI Connext");
    POSITIVE = truth("rtps.disable_positive_ack", "No positive answers").doc("The reader says only what it misses.", "RTI Connext");
    VIRTUAL = truth("rtps.expects_virtual_heartbeat", "Wants virtual heartbeats").doc("Whether they are wanted.", "RTI Connext");
    ACKNOWLEDGED = kind("rtps.param.acknowledgment_kind", "Acknowledged by", &[(0, "protocol"), (1, "application, by itself"), (2, "application, in order"), (3, "application, each")])
        .doc("Who says that a sample has come.", "RTI Connext");
    DIRECT = truth("rtps.direct_communication", "Direct").doc("Whether the reader takes samples from the writer itself.", "RTI Connext");
}

/// One parameter after the other, up to the sentinel.
pub(super) fn list(p: &mut Peel<'_>, order: Order, vendor: u16) -> Peeled {
    while p.rest().len() >= 4 && !p.is_full() {
        let id = order.number(&p.rest()[..2]);
        if LONG.contains(&id) {
            break;
        }
        p.group_as(
            &PARAMETER,
            || Value::Uint(id),
            |p| parameter(p, order, vendor),
        )?;
        if id == SENTINEL {
            break;
        }
    }
    Ok(())
}

fn parameter(p: &mut Peel<'_>, order: Order, vendor: u16) -> Peeled {
    let id = order.uint(p, &ID)?;
    if id == SENTINEL {
        return p.skip(2).map(drop);
    }
    let len = order.uint(p, &LENGTH)? as usize;
    p.within(len, "parameter length", |p| {
        let is_vendors = id >= VENDOR_IDS;
        if is_vendors && len > 0 {
            return p.group(&DATA, |p| {
                if vendor == RTI {
                    rti(p, order, id)?;
                }
                let left = p.rest().len();
                p.skip(left).map(drop)
            });
        }
        let known = value(p, order, id)?;
        match p.rest().len() {
            0 => Ok(()),
            left if known => p.field(&VALUE, left).map(drop),
            left => p.field(&DATA, left).map(drop),
        }
    })
}

/// The value of a parameter that the standard knows; false if it is not known here.
fn value(p: &mut Peel<'_>, order: Order, id: u64) -> Result<bool, Stop> {
    match id {
        0x0002 | 0x0004 | 0x0023 | 0x0027 | 0x002b => duration(p, order)?,
        0x0005 => order.text(p, &TOPIC, false)?,
        0x0006 => order.int(p, &STRENGTH)?,
        0x0007 => order.text(p, &TYPE, false)?,
        0x000b | 0x000c | 0x0011 | 0x0045 => address(p, order)?,
        0x000d | 0x000e | 0x0046 => drop(order.uint(p, &PORT)?),
        0x0015 => drop(p.rows(VERSION)?),
        0x0016 => drop(p.uint(&super::VENDOR)?),
        0x001a => drop(order.uint(p, &RELIABILITY)?),
        0x001b => {
            order.uint(p, &LIVELINESS)?;
            duration(p, order)?;
        }
        0x001d => drop(order.uint(p, &DURABILITY)?),
        0x001e => {
            duration(p, order)?;
            order.uint(p, &SERVICE_KIND)?;
            ints(
                p,
                order,
                &[
                    &SERVICE_DEPTH,
                    &SERVICE_SAMPLES,
                    &SERVICE_INSTANCES,
                    &SERVICE_EACH,
                ],
            )?;
        }
        0x001f => drop(order.uint(p, &OWNERSHIP)?),
        0x0021 => {
            order.uint(p, &SCOPE)?;
            p.uint(&COHERENT)?;
            p.uint(&ORDERED)?;
        }
        0x0025 => drop(order.uint(p, &ORDERING)?),
        0x0029 => texts(p, order, &PARTITIONS, &PARTITION)?,
        0x002c => octets(p, order, &USER)?,
        0x002d => octets(p, order, &GROUP)?,
        0x002e => octets(p, order, &TOPIC_DATA)?,
        0x002f..=0x0033 | 0x0048 => parts::locator(p, order)?,
        0x0034 => drop(order.uint(p, &MANUAL)?),
        0x0035 => {
            for spec in [&FILTERED, &RELATED, &CLASS, &EXPRESSION] {
                order.text(p, spec, false)?;
            }
            texts(p, order, &ARGUMENTS, &ARGUMENT)?;
        }
        0x0040 => {
            order.uint(p, &HISTORY_KIND)?;
            order.int(p, &HISTORY_DEPTH)?;
        }
        0x0041 => ints(p, order, &[&SAMPLES, &INSTANCES, &EACH])?,
        _ => return names_and_samples(p, order, id),
    }
    Ok(true)
}

/// The parameters with higher numbers.
fn names_and_samples(p: &mut Peel<'_>, order: Order, id: u64) -> Result<bool, Stop> {
    match id {
        0x0043 => drop(p.uint(&INLINE)?),
        0x0044 => drop(order.uint(p, &OLD_BUILTIN)?),
        0x0049 => drop(order.uint(p, &PRIORITY)?),
        0x0050 => parts::guid(p, &PARTICIPANT)?,
        0x0052 => parts::guid(p, &GROUP_GUID)?,
        0x0053 => parts::guid_entity(p)?,
        0x0055 => filters(p, order)?,
        0x0056 => order.sequence(p, &parts::NUMBER)?,
        0x0057 => parts::named_guid(p)?,
        0x0058 => order.word(p, &ENDPOINTS, BUILTIN)?,
        0x0059 => {
            let count = order.bare(p, 4)?;
            for _ in 0..count {
                if p.is_full() {
                    break;
                }
                order.text(p, &NAME, true)?;
                order.text(p, &PROPERTY, true)?;
            }
        }
        0x005a => parts::guid(p, &ENDPOINT)?,
        0x0060 => drop(order.uint(p, &LARGEST)?),
        0x0061 => {
            parts::named_guid(p)?;
            order.sequence(p, &parts::NUMBER)?;
        }
        0x0062 => order.text(p, &ENTITY_NAME, false)?,
        0x0070 => drop(p.field(&KEY_HASH, 16)?),
        // The last of four bytes has the flags in either byte order.
        0x0071 => Order { little: false }.word(p, &STATUS_INFO, STATUS)?,
        0x0073 => representations(p, order)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn ints(p: &mut Peel<'_>, order: Order, specs: &[&'static FieldSpec]) -> Peeled {
    specs.iter().try_for_each(|spec| order.int(p, spec))
}

fn duration(p: &mut Peel<'_>, order: Order) -> Peeled {
    p.group(&DURATION, |p| {
        order.int(p, &SECONDS)?;
        order.uint(p, &FRACTION).map(drop)
    })
}

fn address(p: &mut Peel<'_>, order: Order) -> Peeled {
    let at = p.pos();
    let number = order.bare(p, 4)? as u32;
    p.mark_as(&ADDRESS, at..at + 4, Value::Ipv4(number.into()));
    Ok(())
}

fn octets(p: &mut Peel<'_>, order: Order, spec: &'static FieldSpec) -> Peeled {
    match order.uint(p, &SIZE)? as usize {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

fn texts(
    p: &mut Peel<'_>,
    order: Order,
    how_many: &'static FieldSpec,
    spec: &'static FieldSpec,
) -> Peeled {
    let count = order.number(p.rest().get(..4).unwrap_or_default());
    order.int(p, how_many)?;
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        order.text(p, spec, false)?;
    }
    Ok(())
}

fn filters(p: &mut Peel<'_>, order: Order) -> Peeled {
    for _ in 0..order.bare(p, 4)?.min(1024) {
        order.uint(p, &BITMAP)?;
    }
    for _ in 0..order.bare(p, 4)?.min(1024) {
        p.field(&SIGNATURE, 16)?;
    }
    Ok(())
}

fn representations(p: &mut Peel<'_>, order: Order) -> Peeled {
    let start = p.pos();
    for _ in 0..order.bare(p, 4)?.min(1024) {
        order.uint(p, &REPRESENTATION)?;
    }
    p.seek((p.pos() - start).next_multiple_of(4) + start);
    if p.rest().len() >= 4 {
        order.word(p, &COMPRESSIONS, COMPRESSION)?;
    }
    Ok(())
}

/// Parameters of RTI's own.
fn rti(p: &mut Peel<'_>, order: Order, id: u64) -> Peeled {
    match id {
        // Before version 5 there were letters among the numbers.
        0x8000 if p.rest().first().is_some_and(|major| *major >= 5) => {
            for spec in [&MAJOR, &MINOR, &RELEASE, &REVISION] {
                p.uint(spec)?;
            }
        }
        0x8005 => drop(p.uint(&POSITIVE)?),
        0x8009 => drop(p.uint(&VIRTUAL)?),
        0x800b => drop(order.uint(p, &ACKNOWLEDGED)?),
        0x800e => drop(order.uint(p, &EPOCH)?),
        0x800f => drop(order.uint(p, &DOMAIN)?),
        0x8010 => {
            for _ in 0..order.bare(p, 4)? {
                if p.is_full() {
                    break;
                }
                p.require(8)?;
                p.group(&TRANSPORT, |p| {
                    order.int(p, &TRANSPORT_CLASS)?;
                    order.int(p, &TRANSPORT_SIZE)
                })?;
            }
        }
        0x8011 => drop(p.uint(&DIRECT)?),
        _ => {}
    }
    Ok(())
}
