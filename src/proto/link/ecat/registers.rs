//! Registers of EtherCAT's devices: what stands where in the first 4096 bytes of their memory (Beckhoff,
//! EtherCAT ESC datasheet, section II). Of registers with many switches the number is shown.

use super::Head;
use crate::decode::Peel;
use crate::model::{Codes, FieldSpec};
use crate::proto::low_words::{self, low_words};

const BOOK: &str = "EtherCAT ESC datasheet, section II";

const STATES: Codes = &[
    (1, "init"),
    (2, "pre-operational"),
    (3, "bootstrap"),
    (4, "safe-operational"),
    (8, "operational"),
];

low_words! {
    CONTROL in "EtherCAT ESC datasheet, section II": 16 "ecat.reg.alctrl" "State wanted" "Which state the device shall take." {
        4 "ecat.reg.alctrl.ctrl" "State" "The state." [STATES];
        1 "ecat.reg.alctrl.errack" "Error seen" "Set: the master has seen the error.";
        1 "ecat.reg.alctrl.id" "Identification" "Set: the device shall give its identification.";
        10 "" "" "";
    }
    STATUS in "EtherCAT ESC datasheet, section II": 16 "ecat.reg.alstatus" "State" "In which state the device is." {
        4 "ecat.reg.alstatus.status" "State" "The state." [STATES];
        1 "ecat.reg.alstatus.err" "Error" "Set: it could not take the state that was wanted.";
        1 "ecat.reg.alstatus.id" "Identification" "Set: it gives its identification.";
        10 "" "" "";
    }
}

const CONTROL_AT: usize = 0x120;
const STATUS_AT: usize = 0x130;

macro_rules! registers {
    ($($at:literal $name:ident $bits:literal $field:literal $label:literal $doc:literal;)*) => {
        crate::fields! {
            $($name = FieldSpec::hex($field, $label, $bits).little().doc($doc, BOOK);)*
        }
        /// Address and spec of each register, in rising order.
        const REGISTERS: &[(usize, &FieldSpec)] = &[$(($at, &$name),)*];
    };
}

registers! {
    0x000 REVISION 8 "ecat.reg.revision" "Revision" "Revision of the device's controller.";
    0x001 TYPE 8 "ecat.reg.type" "Type" "Type of the controller.";
    0x002 BUILD 16 "ecat.reg.build" "Build" "Build of the controller.";
    0x004 FMMU_COUNT 8 "ecat.reg.fmmucnt" "FMMUs" "How many parts of logical memory it can map.";
    0x005 SM_COUNT 8 "ecat.reg.smcnt" "Sync managers" "How many areas of its memory it can guard.";
    0x006 PORTS 8 "ecat.reg.ports" "Ports" "What its ports are, two bits each.";
    0x007 RAM 8 "ecat.reg.dpram" "RAM" "Kilobytes of memory.";
    0x008 FEATURES 16 "ecat.reg.features" "Features" "What the controller can do, a bit each.";
    0x010 ADDRESS 16 "ecat.reg.physaddr" "Address" "The address that the master gave the device.";
    0x012 ALIAS 16 "ecat.reg.physaddr2" "Alias" "A second address.";
    0x020 PROTECT 16 "ecat.reg.regprotect" "Register protection" "Opens the registers for writing.";
    0x030 ACCESS 16 "ecat.reg.accessprotect" "Memory protection" "Opens the memory for writing.";
    0x040 RESET_BUS 8 "ecat.reg.resetecat" "Reset from the bus" "Three values one after the other reset it.";
    0x041 RESET_PDI 8 "ecat.reg.resetpdi" "Reset from the device" "Three values one after the other reset it.";
    0x100 LINK_CONTROL_1 8 "ecat.reg.dlctrl1" "Link control 1" "What happens with frames that are not EtherCAT.";
    0x101 LINK_CONTROL_2 8 "ecat.reg.dlcrtl2" "Link control 2" "Which ports are open, two bits each.";
    0x102 LINK_CONTROL_3 8 "ecat.reg.dlctrl3" "Link control 3" "How much is buffered.";
    0x103 LINK_CONTROL_4 8 "ecat.reg.dlctrl4" "Link control 4" "Whether the alias is used.";
    0x108 OFFSET 16 "ecat.regphysrwoffs" "Read and write offset" "How far apart reading and writing are.";
    0x110 LINK_STATUS_1 8 "ecat.reg.dlstatus1" "Link status 1" "Which ports have a link.";
    0x111 LINK_STATUS_2 8 "ecat.reg.dlstatus2" "Link status 2" "Which ports are open and speak.";
    0x134 STATUS_CODE 16 "ecat.reg.alstatuscode" "Status code" "Why it is not in the state that was wanted.";
    0x140 PDI_1 8 "ecat.reg.pdictrl1" "Device interface" "How the device reaches the controller.";
    0x141 PDI_2 8 "ecat.reg.pdictrl2" "Device interface switches" "Switches of that interface.";
    0x200 EVENT_MASK 16 "ecat.reg.irqmask.ecat_mask" "Event mask" "Which events datagrams shall tell.";
    0x204 PDI_MASK_LOW 16 "ecat.reg.irqmask.pdiL" "Device event mask, low" "Which events the device is told.";
    0x206 PDI_MASK_HIGH 16 "ecat.reg.irqmask.pdiH" "Device event mask, high" "Which events the device is told.";
    0x210 EVENTS 16 "ecat.reg.irq.ecat" "Events" "What has happened.";
    0x220 PDI_EVENTS_1 16 "ecat.reg.irq.pdi1" "Device events 1" "What has happened, for the device.";
    0x222 PDI_EVENTS_2 16 "ecat.reg.irq.pdi2" "Device events 2" "What has happened, for the device.";
    0x300 ERRORS_0 16 "ecat.reg.crc0" "Errors, port 0" "Damaged frames and symbols.";
    0x302 ERRORS_1 16 "ecat.reg.crc1" "Errors, port 1" "Damaged frames and symbols.";
    0x304 ERRORS_2 16 "ecat.reg.crc2" "Errors, port 2" "Damaged frames and symbols.";
    0x306 ERRORS_3 16 "ecat.reg.crc3" "Errors, port 3" "Damaged frames and symbols.";
    0x308 FORWARDED_0 8 "ecat.reg.crc.fwd0" "Forwarded errors, port 0" "Damaged frames that others have noticed before.";
    0x309 FORWARDED_1 8 "ecat.reg.crc.fwd1" "Forwarded errors, port 1" "Damaged frames that others have noticed before.";
    0x30a FORWARDED_2 8 "ecat.reg.crc.fwd2" "Forwarded errors, port 2" "Damaged frames that others have noticed before.";
    0x30b FORWARDED_3 8 "ecat.reg.crc.fwd3" "Forwarded errors, port 3" "Damaged frames that others have noticed before.";
    0x30c UNIT_ERRORS 8 "ecat.reg.processuniterr" "Unit errors" "Frames that made no sense.";
    0x30d PDI_ERRORS 8 "ecat.reg.pdierr" "Device errors" "Errors between device and controller.";
    0x310 LOST_0 8 "ecat.reg.linklost0" "Link lost, port 0" "How often the link was lost.";
    0x311 LOST_1 8 "ecat.reg.linklost1" "Link lost, port 1" "How often the link was lost.";
    0x312 LOST_2 8 "ecat.reg.linklost2" "Link lost, port 2" "How often the link was lost.";
    0x313 LOST_3 8 "ecat.reg.linklost3" "Link lost, port 3" "How often the link was lost.";
    0x400 DIVISOR 16 "ecat.reg.wd.divisor" "Watchdog divisor" "The unit of the watchdogs' times.";
    0x410 PDI_TIME 16 "ecat.reg.wd.timepdi" "Device watchdog" "After this time without the device something is wrong.";
    0x420 DATA_TIME 16 "ecat.reg.wd.timesm" "Data watchdog" "After this time without data something is wrong.";
    0x440 WATCHDOG 8 "ecat.reg.wd.status" "Watchdog status" "1: data has come in time.";
    0x442 DATA_EXPIRED 8 "ecat.reg.wd.cntsm" "Data watchdog count" "How often it has run out.";
    0x443 PDI_EXPIRED 8 "ecat.reg.wd.cntpdi" "Device watchdog count" "How often it has run out.";
    0x500 EEPROM 16 "ecat.reg.eeprom.assign" "EEPROM owner" "Who may use the EEPROM.";
    0x502 EEPROM_CONTROL 16 "ecat.reg.ctrlstat" "EEPROM control" "What the EEPROM is to do, and how it went.";
    0x504 EEPROM_LOW 16 "ecat.reg.addrl" "EEPROM address, low" "Where in the EEPROM.";
    0x506 EEPROM_HIGH 16 "ecat.reg.addrh" "EEPROM address, high" "Where in the EEPROM.";
    0x508 EEPROM_DATA_0 16 "ecat.reg.data0" "EEPROM data 0" "What was read or is written.";
    0x50a EEPROM_DATA_1 16 "ecat.reg.data1" "EEPROM data 1" "What was read or is written.";
    0x50c EEPROM_DATA_2 16 "ecat.reg.data2" "EEPROM data 2" "What was read or is written.";
    0x50e EEPROM_DATA_3 16 "ecat.reg.data3" "EEPROM data 3" "What was read or is written.";
    0x900 RECEIVED_0 32 "ecat.reg.dc.recv0" "Receive time, port 0" "When the frame came in there.";
    0x904 RECEIVED_1 32 "ecat.reg.dc.recv1" "Receive time, port 1" "When the frame came in there.";
    0x908 RECEIVED_2 32 "ecat.reg.dc.recv2" "Receive time, port 2" "When the frame came in there.";
    0x90c RECEIVED_3 32 "ecat.reg.dc.recv3" "Receive time, port 3" "When the frame came in there.";
    0x910 SYSTEM_TIME 64 "ecat.reg.dc.systime" "System time" "The clock that all devices share, in nanoseconds.";
    0x910 SYSTEM_TIME_LOW 32 "ecat.reg.dc.systimeL" "System time, low" "The clock that all devices share.";
    0x914 SYSTEM_TIME_HIGH 32 "ecat.reg.dc.systimeH" "System time, high" "The clock that all devices share.";
    0x920 TIME_OFFSET 64 "ecat.reg.dc.systimeoffs" "Time offset" "What the device adds to its own clock.";
    0x920 TIME_OFFSET_LOW 32 "ecat.reg.dc.systimeoffsl" "Time offset, low" "What the device adds to its own clock.";
    0x924 TIME_OFFSET_HIGH 32 "ecat.reg.dc.systimeoffsh" "Time offset, high" "What the device adds to its own clock.";
    0x928 DELAY 32 "ecat.reg.dc.systimedelay" "Delay" "How long a frame takes from the clock of reference to here.";
}

/// Reads the registers that the data at `at` covers; false if it covers none that is known.
pub(super) fn read(p: &mut Peel<'_>, head: &Head, at: usize, len: usize) -> bool {
    let Some(memory) = head
        .memory
        .filter(|_| matches!(head.command, 1..=9 | 13 | 14))
    else {
        return false;
    };
    let mut is_known = covers_tables(memory, len);
    let covered =
        |register: usize, bytes: usize| register >= memory && register + bytes <= memory + len;
    for (register, spec) in REGISTERS {
        let bytes = (spec.bits / 8) as usize;
        if covered(*register, bytes) {
            is_known = true;
            if head.says_something() {
                let start = at + register - memory;
                p.mark(spec, start..start + bytes);
            }
        }
    }
    for (register, table) in [(CONTROL_AT, CONTROL), (STATUS_AT, STATUS)] {
        if covered(register, 2) {
            is_known = true;
            if head.says_something() {
                p.seek(at + register - memory);
                // The bytes are there.
                let _ = low_words::read(p, table);
            }
        }
    }
    is_known
}

/// True if the bytes cover registers that are not read here: mappings, guarded areas, and the rest of
/// those of the clock.
fn covers_tables(memory: usize, len: usize) -> bool {
    let covers = |start: usize, end: usize, bytes: usize| {
        let first = memory.max(start).next_multiple_of(bytes);
        first + bytes <= (memory + len).min(end)
    };
    covers(0x510, 0x51c, 2)
        || covers(0x518, 0x51c, 1)
        || covers(0x600, 0x700, 16)
        || covers(0x800, 0x840, 8)
        || covers(0x918, 0x920, 8)
        || covers(0x92c, 0x930, 4)
        || covers(0x930, 0x934, 2)
        || covers(0x934, 0x936, 1)
        || covers(0x980, 0x982, 1)
        || covers(0x982, 0x984, 2)
        || covers(0x984, 0x985, 1)
        || covers(0x98e, 0x990, 1)
        || covers(0x990, 0x9a0, 8)
        || covers(0x9a0, 0x9a8, 4)
        || covers(0x9a8, 0x9aa, 1)
        || covers(0x9ae, 0x9b0, 1)
        || covers(0x9b0, 0x9d0, 8)
        || covers(0x9f0, 0x9f4, 4)
        || covers(0x9f8, 0xa00, 4)
}
