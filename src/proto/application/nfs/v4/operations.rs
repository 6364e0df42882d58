//! What each operation is given, and what it gives back.

use super::super::super::rpc::xdr::Part::{self, One, Opaque, Read};
use super::super::common::{DATA, handle};
use super::super::v3::check;
use super::attributes::{asked, changed, values};
use super::fields::*;
use super::open::{self, DENY};
use super::sessions;

static NONE: &[Part] = &[];
static STATE: &[Part] = &[Read(state)];
static NAME: &[Part] = &[Opaque(&COMPONENT)];
static CLIENT_ONLY: &[Part] = &[One(&CLIENT)];
static ATTRIBUTES: &[Part] = &[Read(values)];
static CHANGE: &[Part] = &[Read(change)];

/// A lock could not be given, because another has it.
const DENIED: u64 = 10_010;

/// The arguments of an operation; `None` if their form is not known here.
pub(super) fn arguments(code: u64) -> Option<&'static [Part]> {
    static CLOSE: &[Part] = &[One(&SEQUENCE_ID), Read(state)];
    static COMMIT: &[Part] = &[One(&OFFSET), One(&COUNT)];
    static LOCK: &[Part] = &[
        One(&LOCK_TYPE),
        One(&RECLAIM),
        One(&OFFSET),
        One(&LENGTH),
        Read(locker),
    ];
    static TEST: &[Part] = &[One(&LOCK_TYPE), One(&OFFSET), One(&LENGTH), Read(owner)];
    static UNLOCK: &[Part] = &[
        One(&LOCK_TYPE),
        One(&SEQUENCE_ID),
        Read(state),
        One(&OFFSET),
        One(&LENGTH),
    ];
    static CONFIRM: &[Part] = &[Read(state), One(&SEQUENCE_ID)];
    static DOWNGRADE: &[Part] = &[
        Read(state),
        One(&SEQUENCE_ID),
        Read(open::access),
        One(&DENY),
    ];
    static READ: &[Part] = &[Read(state), One(&OFFSET), One(&COUNT)];
    static DIRECTORY: &[Part] = &[
        One(&COOKIE),
        One(&COOKIE_VERIFIER),
        One(&DIRECTORY_COUNT),
        One(&MAX_COUNT),
        Read(asked),
    ];
    static RENAME: &[Part] = &[Opaque(&COMPONENT), Opaque(&COMPONENT)];
    static SET: &[Part] = &[Read(state), Read(values)];
    static CONFIRM_CLIENT: &[Part] = &[One(&CLIENT), One(&VERIFIER)];
    static WRITE: &[Part] = &[Read(state), One(&OFFSET), One(&STABLE), Read(data_to_write)];
    Some(match code {
        3 => const { &[Read(check)] },
        4 => CLOSE,
        5 => COMMIT,
        6 => const { &[Read(open::create)] },
        7 | 30 => CLIENT_ONLY,
        8 => STATE,
        9 => const { &[Read(asked)] },
        10 | 16 | 23 | 24 | 27 | 31 | 32 => NONE,
        11 | 15 | 28 | 33 => NAME,
        12 => LOCK,
        13 => TEST,
        14 => UNLOCK,
        17 | 37 => ATTRIBUTES,
        18 => const { &[Read(open::open)] },
        19 => const { &[One(&CREATE_DIRECTORY)] },
        20 => CONFIRM,
        21 => DOWNGRADE,
        22 => const { &[Read(handle)] },
        25 => READ,
        26 => DIRECTORY,
        29 => RENAME,
        34 => SET,
        35 => const { &[Read(sessions::set_client)] },
        36 => CONFIRM_CLIENT,
        38 => WRITE,
        39 => const { &[Read(owner)] },
        _ => return newer_arguments(code),
    })
}

/// Arguments of operations that came with versions 4.1 and 4.2.
fn newer_arguments(code: u64) -> Option<&'static [Part]> {
    static RANGE: &[Part] = &[Read(state), One(&OFFSET), One(&LENGTH)];
    static CLONE: &[Part] = &[
        Read(state),
        Read(state),
        One(&OFFSET),
        One(&OFFSET),
        One(&LENGTH),
    ];
    static READ_PLUS: &[Part] = &[Read(state), One(&OFFSET), One(&COUNT)];
    static SET: &[Part] = &[One(&SET_HOW), Opaque(&ATTRIBUTE_NAME), Opaque(&DATA)];
    Some(match code {
        42 => const { &[Read(sessions::exchange)] },
        43 => const { &[Read(sessions::create)] },
        44 => const { &[One(&sessions::SESSION)] },
        45 => STATE,
        52 => const { &[One(&sessions::STYLE)] },
        53 => sessions::SEQUENCE,
        55 => const { &[Read(sessions::states)] },
        57 => CLIENT_ONLY,
        58 => const { &[One(&sessions::ONE_SYSTEM)] },
        59 | 62 => RANGE,
        60 => const { &[Read(sessions::copy)] },
        68 => READ_PLUS,
        69 => const { &[Read(state), One(&OFFSET), One(&WHAT)] },
        71 => CLONE,
        72 | 75 => const { &[Opaque(&ATTRIBUTE_NAME)] },
        73 => SET,
        74 => const { &[One(&LIST_COOKIE), One(&LIST_MAX)] },
        _ => return None,
    })
}

/// The results of an operation with this status; `None` if their form is not known here.
pub(super) fn results(code: u64, status: u64) -> Option<&'static [Part]> {
    static HELD: &[Part] = &[One(&OFFSET), One(&LENGTH), One(&LOCK_TYPE), Read(owner)];
    static CREATED: &[Part] = &[Read(change), Read(changed)];
    static LISTED: &[Part] = &[One(&VERIFIER), Read(entries), One(&END)];
    static WRITTEN: &[Part] = &[One(&COUNT), One(&STABLE), One(&VERIFIER)];
    static NEW_CLIENT: &[Part] = &[One(&CLIENT), One(&VERIFIER)];
    Some(match (code, status) {
        (12 | 13, DENIED) => HELD,
        // What was set is said in any case.
        (34, _) => const { &[Read(changed)] },
        (35, 10_017) => const { &[Read(sessions::address)] },
        (_, 1..) => NONE,
        (3, _) => const { &[Read(granted)] },
        (4, _) => const { &[Read(old_state)] },
        (5, _) => const { &[One(&VERIFIER)] },
        (6, _) => CREATED,
        (9, _) => ATTRIBUTES,
        (10, _) => const { &[Read(handle)] },
        (11 | 28, _) => CHANGE,
        (12 | 14 | 20 | 21, _) => STATE,
        (18, _) => const { &[Read(open::opened)] },
        (25, _) => const { &[One(&END_OF_FILE), Read(data_read)] },
        (26, _) => LISTED,
        (27, _) => const { &[Opaque(&LINK_TEXT)] },
        (29, _) => const { &[Read(change), Read(change)] },
        (33 | 52, _) => const { &[Read(securities)] },
        (35, _) => NEW_CLIENT,
        (38, _) => WRITTEN,
        (7 | 8 | 13 | 15..=17 | 19 | 22..=24 | 30..=32 | 36 | 37 | 39, _) => NONE,
        _ => return newer_results(code),
    })
}

/// Results of operations that came with versions 4.1 and 4.2.
fn newer_results(code: u64) -> Option<&'static [Part]> {
    static LISTED: &[Part] = &[One(&LIST_COOKIE), Read(attribute_names), One(&LIST_END)];
    Some(match code {
        42 => const { &[Read(sessions::exchanged)] },
        43 => const { &[Read(sessions::created)] },
        53 => sessions::IN_SEQUENCE,
        55 => const { &[Read(sessions::tested)] },
        44 | 45 | 57..=59 | 62 | 71 => NONE,
        60 => const { &[Read(sessions::copied)] },
        68 => const { &[One(&END_OF_FILE), Read(contents)] },
        69 => const { &[One(&END_OF_FILE), One(&OFFSET)] },
        72 => const { &[Opaque(&DATA)] },
        73 | 75 => CHANGE,
        74 => LISTED,
        _ => return None,
    })
}
