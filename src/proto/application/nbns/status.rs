//! The answer to a status query: all names of a computer, and the counters of its adapter
//! (RFC 1002 §4.2.18).

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::netbios_name;
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 1002 §4.2.18";

/// Bytes of a name with its flags.
const ENTRY: usize = netbios_name::LEN + 2;

pub(super) const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("nbns.name_flags", "Name flags", 16)
        .parts_follow()
        .doc("Who has the name, and in which state it is.", SECTION),
    FieldSpec::flag("nbns.name_flags.group", "Group name")
        .part()
        .doc(
            "0: this computer alone has the name. 1: a group shares it.",
            SECTION,
        ),
    FieldSpec::uint("nbns.name_flags.ont", "Owner's node type", 2)
        .part()
        .codes(super::NODE_TYPES)
        .doc("How the owner finds names.", SECTION),
    FieldSpec::flag("nbns.name_flags.drg", "Being given back")
        .part()
        .doc("The owner is about to give the name back.", SECTION),
    FieldSpec::flag("nbns.name_flags.cnf", "In conflict")
        .part()
        .doc("Another computer claims the name too.", SECTION),
    FieldSpec::flag("nbns.name_flags.act", "Active")
        .part()
        .doc("The name is in use.", SECTION),
    FieldSpec::flag("nbns.name_flags.prm", "Permanent")
        .part()
        .doc("It is the name of the adapter itself.", SECTION),
    reserved(9, SECTION).part(),
];

pub(super) const COUNTERS: &[FieldSpec] = &[
    FieldSpec::mac("nbns.unit_id", "Unit ID").doc("The adapter's MAC address, or zeros.", SECTION),
    FieldSpec::hex("nbns.jumpers", "Jumpers", 8).doc("How the adapter's jumpers are set.", SECTION),
    FieldSpec::hex("nbns.test_result", "Test result", 8)
        .doc("What the adapter's test of itself found.", SECTION),
    FieldSpec::hex("nbns.version_number", "Version", 16)
        .doc("Version of the adapter's software.", SECTION),
    FieldSpec::hex("nbns.period_of_statistics", "Period", 16)
        .doc("Minutes in which the counters counted.", SECTION),
    FieldSpec::uint("nbns.num_crcs", "Checksum errors", 16)
        .doc("Frames that arrived damaged.", SECTION),
    FieldSpec::uint("nbns.num_alignment_errors", "Alignment errors", 16)
        .doc("Frames that were not whole bytes.", SECTION),
    FieldSpec::uint("nbns.num_collisions", "Collisions", 16)
        .doc("How often two stations sent at once.", SECTION),
    FieldSpec::uint("nbns.num_send_aborts", "Aborted sends", 16)
        .doc("Frames that were given up while they were sent.", SECTION),
    FieldSpec::uint("nbns.num_good_sends", "Frames sent", 32)
        .doc("Frames sent without an error.", SECTION),
    FieldSpec::uint("nbns.num_good_receives", "Frames received", 32)
        .doc("Frames received without an error.", SECTION),
    FieldSpec::uint("nbns.numretransmits", "Retransmissions", 16)
        .doc("Frames that were sent again.", SECTION),
    FieldSpec::uint("nbns.num_no_resource_conditions", "Out of resources", 16)
        .doc("How often there was no memory for a frame.", SECTION),
    FieldSpec::uint("nbns.numcommand_blocks", "Free command blocks", 16)
        .doc("How many commands can still be started.", SECTION),
    FieldSpec::uint("nbns.numpending_sessions", "Pending sessions", 16)
        .doc("Sessions that are open now.", SECTION),
    FieldSpec::uint("nbns.max_num_pending_sessions", "Most pending sessions", 16)
        .doc("How many were open at most.", SECTION),
    FieldSpec::uint("nbns.max_total_sessions_possible", "Possible sessions", 16)
        .doc("How many could be open.", SECTION),
    FieldSpec::uint("nbns.session_data_packet_size", "Packet size", 16)
        .unit("bytes")
        .doc("Most data in a packet of a session.", SECTION),
];

crate::fields! {
    COUNT = FieldSpec::uint("nbns.number_of_names", "Number of names", 8)
        .doc("How many names follow.", SECTION);
    NAME = FieldSpec::computed("nbns.netbios_name", "Name")
        .doc("15 characters, filled up with blanks, and the number of a service.", SECTION);
}

/// The data of the record.
pub(super) fn names(p: &mut Peel<'_>) -> Peeled {
    let count = p.uint(&COUNT)?;
    for _ in 0..count {
        if p.is_full() {
            return Ok(());
        }
        p.require(ENTRY)?;
        let at = p.pos();
        let name = p.skip(netbios_name::LEN)?;
        let text = netbios_name::text(&name[..netbios_name::LEN - 1]);
        p.mark_as(&NAME, at..p.pos(), Value::Made(text.into()));
        p.rows(FLAGS)?;
    }
    counters(p)
}

/// Counters, as many as there are: not all systems send all of them.
fn counters(p: &mut Peel<'_>) -> Peeled {
    for row in COUNTERS.chunks(1) {
        if p.rest().len() < (row[0].bits / 8) as usize {
            break;
        }
        p.rows(row)?;
    }
    Ok(())
}
