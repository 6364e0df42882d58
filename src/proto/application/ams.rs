//! ADS over AMS: programs read and write the variables of Beckhoff's TwinCAT controllers.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::low_words::{self, low_words};

const PORT: u16 = 48898;

const SOURCE: &str = "Beckhoff Information System, ADS/AMS specification";

const COMMANDS: Codes = &[
    (0, "invalid"),
    (1, "read device info"),
    (2, "read"),
    (3, "write"),
    (4, "read state"),
    (5, "write control"),
    (6, "add notification"),
    (7, "delete notification"),
    (8, "notification"),
    (9, "read and write"),
];

const ERRORS: Codes = &[
    (0, "none"),
    (1, "internal"),
    (6, "target port not found"),
    (7, "target machine not found"),
    (8, "unknown command"),
    (13, "port not connected"),
    (14, "invalid length"),
    (15, "invalid net ID"),
    (18, "port disabled"),
    (24, "invalid port"),
    (25, "no memory"),
    (27, "host unreachable"),
    (0x700, "device error"),
    (0x701, "service not supported"),
    (0x702, "invalid index group"),
    (0x703, "invalid index offset"),
    (0x704, "reading or writing not permitted"),
    (0x705, "size not correct"),
    (0x706, "invalid value"),
    (0x707, "device not ready"),
    (0x708, "device busy"),
    (0x70a, "out of memory"),
    (0x70c, "not found"),
    (0x710, "symbol not found"),
    (0x745, "timeout"),
];

const STATES: Codes = &[
    (0, "invalid"),
    (1, "idle"),
    (2, "reset"),
    (3, "initialize"),
    (4, "start"),
    (5, "run"),
    (6, "stop"),
    (7, "save configuration"),
    (8, "load configuration"),
    (9, "power failure"),
    (10, "power good"),
    (11, "error"),
    (12, "shutdown"),
    (13, "suspend"),
    (14, "resume"),
    (15, "configuration"),
    (16, "reconfiguration"),
];

/// A number with its least significant byte first.
const fn uint(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little().doc(doc, SOURCE)
}

/// The same, shown in hexadecimal.
const fn hex(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, bits).little().doc(doc, SOURCE)
}

/// A structure: the body of one kind of message.
const fn body(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc("What the command needs, or its result.", SOURCE)
}

low_words! {
    FLAGS in "Beckhoff Information System, ADS/AMS specification": 16 "ams.stateflags" "Flags" "Request or response, and how it travels." {
        1 "ams.state_response" "Response" "Set in a response.";
        1 "ams.state_noreturn" "No return" "No response is wanted.";
        1 "ams.state_adscmd" "ADS command" "What follows is ADS.";
        1 "ams.state_syscmd" "System command" "For the router itself.";
        1 "ams.state_highprio" "High priority" "Overtakes others.";
        1 "ams.state_timestampadded" "Timestamp" "A time follows.";
        1 "ams.state_udp" "UDP" "Travels in UDP.";
        1 "ams.state_initcmd" "Init command" "Starts the connection.";
        7 "" "" "";
        1 "ams.state_broadcast" "Broadcast" "For all.";
    }
}

crate::fields! {
    TARGET = FieldSpec::computed("ams.targetnetid", "Target").doc("Six numbers that name a machine: most often its IP address and 1.1.", SOURCE);
    TARGET_PORT = uint("ams.targetport", "Target port", 16, "Which program of it: 801 or 851 is the first controller, 10000 the system service.");
    SENDER = FieldSpec::computed("ams.sendernetid", "Sender").doc("The same for who sends.", SOURCE);
    SENDER_PORT = uint("ams.senderport", "Sender port", 16, "Which program of it.");
    COMMAND = uint("ams.cmdid", "Command", 16, "What is to be done, or was.").codes(COMMANDS);
    LENGTH = uint("ams.cbdata", "Length", 32, "Of what follows the header.").unit("bytes");
    ERROR = hex("ams.errorcode", "Error", 32, "Why the message did not arrive.").codes(ERRORS);
    INVOKE = hex("ams.invokeid", "Invoke ID", 32, "Chosen by the client; the response has the same.");
    GROUP = hex("ams.ads_indexgroup", "Index group", 32, "Which area of the controller's memory.");
    OFFSET = hex("ams.ads_indexoffset", "Index offset", 32, "Where in it.");
    COUNT = uint("ams.ads_cblength", "Length", 32, "Of the data.").unit("bytes");
    READ_LENGTH = uint("ams.ads_cbreadlength", "Read length", 32, "How much may come back.").unit("bytes");
    WRITE_LENGTH = uint("ams.ads_cbwritelength", "Write length", 32, "How much follows.").unit("bytes");
    DATA = FieldSpec::bytes("ams.ads_data", "Data").doc("What is written, or was read.", SOURCE);
    RESULT = hex("ams.adsresult", "Result", 32, "0 if it was done.").codes(ERRORS);
    STATE = hex("ams.ads_state", "ADS state", 16, "Whether the controller runs.").codes(STATES);
    DEVICE_STATE = hex("ams.ads_devicestate", "Device state", 16, "What the device says of itself.");
    MAJOR = uint("ams.ads_versionversion", "Major version", 8, "Of the device's program.");
    MINOR = uint("ams.ads_versionrevision", "Minor version", 8, "Of the device's program.");
    BUILD = uint("ams.ads_versionbuild", "Build", 16, "Of the device's program.");
    NAME = FieldSpec::computed("ams.ads_devicename", "Name").doc("What the device is called.", SOURCE);
    MODE = uint("ams.ads_transmode", "Mode", 32, "When to notify.").codes(&[
        (0, "never"),
        (1, "client's cycle"),
        (2, "client's change"),
        (3, "cyclic"),
        (4, "on change"),
    ]);
    DELAY = uint("ams.ads_maxdelay", "Maximum delay", 32, "How long notifications may wait to be sent together, in 100 ns.");
    CYCLE = uint("ams.ads_cycletime", "Cycle time", 32, "How often to look, in 100 ns.");
    HANDLE = hex("ams.ads_notificationhandle", "Notification", 32, "The device's number for it.");
    STAMPS = uint("ams.ads_noteblocksstamps", "Stamps", 32, "How many times with values follow.");
    INFO_REQUEST = body("ams.ads_readdinfo_req", "Read device info request");
    INFO = body("ams.ads_readdinfo_res", "Read device info response");
    READ_REQUEST = body("ams.ads_read_req", "Read request");
    READ = body("ams.ads_read_res", "Read response");
    WRITE_REQUEST = body("ams.ads_write_req", "Write request");
    WRITE = body("ams.ads_write_res", "Write response");
    STATE_REQUEST = body("ams.ads_readstate_req", "Read state request");
    READ_STATE = body("ams.ads_readstate_res", "Read state response");
    CONTROL_REQUEST = body("ams.ads_writectrl_req", "Write control request");
    CONTROL = body("ams.ads_writectrl_res", "Write control response");
    ADD_REQUEST = body("ams.ads_adddn_req", "Add notification request");
    ADD = body("ams.ads_adddn_res", "Add notification response");
    DELETE_REQUEST = body("ams.ads_deldn_req", "Delete notification request");
    DELETE = body("ams.ads_deldn_res", "Delete notification response");
    NOTIFICATION = body("ams.ads_dn_req", "Notification");
    BOTH_REQUEST = body("ams.ads_readwrite_req", "Read and write request");
    BOTH = body("ams.ads_readwrite_res", "Read and write response");
}

/// AMS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ams",
        short: "ADS/AMS",
        title: "Automation Device Specification over AMS",
        osi: OsiLayer::Application,
        why: "Programs read and write the variables of controllers.",
        reference: "Beckhoff Information System, ADS/AMS specification",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: TABLES,
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\0\0\x2c\0\0\0\x05\x0d\x75\x60\x01\x01\x10\x27\xc0\xa8\x01\x63\x01\x01\x03\x80\x02\0\x04\0\x0c\0\0\0\0\0\0\0\x05\0\0\0\x03\0\0\0\x02\0\0\0\x04\0\0\0",
};

/// Two reserved bytes and the length of what follows.
const FRAME_LEN: usize = 6;

const HEADER_LEN: usize = 32;

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [0, 0, len @ ..] if len.len() >= 4 => {
            let len = u32::from_le_bytes([len[0], len[1], len[2], len[3]]);
            Match::maybe_if(len as usize >= HEADER_LEN)
        }
        [0, 0, ..] | [0] | [] => Match::Short,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    // Only in a stream is there need to say how long a message is.
    if p.bytes_since("ecatf").is_some() {
        return message(p);
    }
    p.require(FRAME_LEN)?;
    let frame = p.skip(FRAME_LEN)?;
    let len = frame[2..].iter().rev();
    let len = len.fold(0, |len, byte| len << 8 | usize::from(*byte));
    p.wait_for(len)?;
    p.ends_at(FRAME_LEN + len);
    p.within(len, "AMS length", message)
}

fn message(p: &mut Peel<'_>) -> Peeled {
    p.require(HEADER_LEN)?;
    net_id(p, &TARGET)?;
    p.uint(&TARGET_PORT)?;
    net_id(p, &SENDER)?;
    p.uint(&SENDER_PORT)?;
    let command = p.uint(&COMMAND)?;
    let name = COMMAND.names.get(command).unwrap_or("unknown command");
    let flags = low_words::read(p, FLAGS)?;
    let is_response = flags & 1 != 0;
    let kind = if is_response { "response" } else { "request" };
    p.summary(format_args!("{name}, {kind}"));
    let len = p.uint(&LENGTH)? as usize;
    p.uint(&ERROR)?;
    p.uint(&INVOKE)?;
    if len == 0 {
        return Ok(());
    }
    p.within(len, "AMS data length", |p| {
        if is_response {
            response(p, command)
        } else {
            request(p, command)
        }
    })
}

/// Reads six numbers that are written with dots between them.
fn net_id(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(6)?;
    p.mark_made(spec, at..at + 6, || {
        let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
        numbers.join(".")
    });
    Ok(())
}

/// Reads numbers one after the other.
fn numbers(p: &mut Peel<'_>, specs: &[&'static FieldSpec]) -> Peeled {
    specs.iter().try_for_each(|spec| p.uint(spec).map(drop))
}

/// Reads all that is left as data.
fn data(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&DATA, len).map(drop),
    }
}

fn request(p: &mut Peel<'_>, command: u64) -> Peeled {
    let (group, specs, has_data): (_, &[&'static FieldSpec], _) = match command {
        1 => (&INFO_REQUEST, &[], false),
        2 => (&READ_REQUEST, &[&GROUP, &OFFSET, &COUNT], false),
        3 => (&WRITE_REQUEST, &[&GROUP, &OFFSET, &COUNT], true),
        4 => (&STATE_REQUEST, &[], false),
        5 => (&CONTROL_REQUEST, &[&STATE, &DEVICE_STATE, &COUNT], true),
        6 => (
            &ADD_REQUEST,
            &[&GROUP, &OFFSET, &COUNT, &MODE, &DELAY, &CYCLE],
            false,
        ),
        7 => (&DELETE_REQUEST, &[&HANDLE], false),
        8 => (&NOTIFICATION, &[&COUNT, &STAMPS], false),
        9 => (
            &BOTH_REQUEST,
            &[&GROUP, &OFFSET, &READ_LENGTH, &WRITE_LENGTH],
            true,
        ),
        _ => return Ok(()),
    };
    parts(p, group, specs, has_data)
}

fn response(p: &mut Peel<'_>, command: u64) -> Peeled {
    let (group, specs, has_data): (_, &[&'static FieldSpec], _) = match command {
        1 => return p.group(&INFO, device_info),
        2 => (&READ, &[&RESULT, &COUNT], true),
        3 => (&WRITE, &[&RESULT], false),
        4 => (&READ_STATE, &[&RESULT, &STATE, &DEVICE_STATE], false),
        5 => (&CONTROL, &[&RESULT], false),
        6 => (&ADD, &[&RESULT, &HANDLE], false),
        7 => (&DELETE, &[&RESULT], false),
        9 => (&BOTH, &[&RESULT, &COUNT], true),
        _ => return Ok(()),
    };
    parts(p, group, specs, has_data)
}

/// Reads a body of numbers, and data if there are any; the body takes all bytes that are left.
fn parts(
    p: &mut Peel<'_>,
    group: &'static FieldSpec,
    specs: &[&'static FieldSpec],
    has_data: bool,
) -> Peeled {
    p.group(group, |p| {
        numbers(p, specs)?;
        if has_data {
            data(p)?;
        }
        let rest = p.rest().len();
        p.skip(rest).map(drop)
    })
}

fn device_info(p: &mut Peel<'_>) -> Peeled {
    numbers(p, &[&RESULT, &MAJOR, &MINOR, &BUILD])?;
    let at = p.pos();
    let len = p.rest().len();
    let bytes = p.skip(len)?;
    if len > 0 {
        p.mark_made(&NAME, at..at + len, || {
            let name = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
            String::from_utf8_lossy(name).into_owned()
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_variable_is_asked_for() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "read, request");
        let target = all(&out, bytes, "ams.targetnetid");
        assert_eq!(target, [(6, 6, "5.13.117.96.1.1".into())]);
        let offset = all(&out, bytes, "ams.ads_indexoffset");
        assert_eq!(offset, [(42, 4, "0x00000002".into())]);
        let mut lies = bytes.to_vec();
        lies[26] = 0xff;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
