//! Opening the devices: the only part of a capture that needs privileges.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use pcap::{Active, Capture, Linktype, Precision};

use super::link_type::link_type_of_dlt;
use super::status::LiveStatus;
use super::{DEFAULT_SNAPLEN, LiveError, LiveOptions, NoSuchInterface, READ_TIMEOUT, filter};
use crate::capture::InterfaceDescription;
use crate::capture::interfaces::{self, Interface, LinkState};
use crate::capture::privilege::{self, MissingPrivilege};

/// The pseudo-interface that captures on all interfaces.
const ANY: &str = "any";

/// Linux cooked capture, version 2: unlike version 1 it names the interface of each frame.
const SLL2: Linktype = Linktype(276);

/// Devices that are open and capture into their kernel buffers already.
pub struct Opened {
    pub(super) devices: Vec<Device>,
    pub(super) status: Arc<LiveStatus>,
    pub(super) count: Option<u64>,
    pub(super) duration: Option<Duration>,
}

/// An open device.
pub(super) struct Device {
    pub capture: Capture<Active>,
    pub description: InterfaceDescription,
    /// The system's index; `None` for a device that is no network interface, such as `any`.
    pub index: Option<u32>,
    /// Whether the device has a descriptor that can be waited for.
    pub pollable: bool,
}

/// Opens every interface that the options name, once each, and compiles the filter for it.
/// From here on the kernel collects frames.
///
/// # Errors
/// When an interface does not exist, is down, or may not be opened; when the filter is wrong.
pub fn open(options: &LiveOptions) -> Result<Opened, LiveError> {
    let existing = interfaces::list().unwrap_or_default();
    let mut devices: Vec<Device> = Vec::new();
    let mut seen = HashSet::new();
    for asked in &options.interfaces {
        let name = resolve(asked, &existing);
        if seen.insert(name.to_owned()) {
            devices.push(open_device(name, options, &existing)?);
        }
    }
    if devices.is_empty() {
        return Err(LiveError::NoInterface);
    }
    let status = LiveStatus::new(devices.iter().map(|device| device.description.clone()));
    Ok(Opened {
        devices,
        status: Arc::new(status),
        count: options.count,
        duration: options.duration,
    })
}

impl Opened {
    /// The interfaces in the order in which they were asked for.
    pub fn interfaces(&self) -> impl Iterator<Item = &InterfaceDescription> {
        self.devices.iter().map(|device| &device.description)
    }

    /// The state that the capture will keep up to date.
    pub fn status(&self) -> Arc<LiveStatus> {
        Arc::clone(&self.status)
    }
}

/// The name behind what was asked for: itself, or that of the interface with this number.
fn resolve<'a>(asked: &'a str, existing: &'a [Interface]) -> &'a str {
    if existing.iter().any(|interface| interface.name == asked) {
        return asked;
    }
    asked
        .parse::<usize>()
        .ok()
        .and_then(|number| existing.get(number.checked_sub(1)?))
        .map_or(asked, |interface| &interface.name)
}

fn open_device(
    name: &str,
    options: &LiveOptions,
    existing: &[Interface],
) -> Result<Device, LiveError> {
    let known = existing.iter().find(|interface| interface.name == name);
    let index = known.and_then(|interface| interface.index);
    let pollable = index.is_some() || name == ANY;
    let mut capture = activate(name, options, pollable)
        .map_err(|error| explain(name, known, existing, &error))?;
    let refuse = |reason: String| LiveError::Open {
        name: name.to_owned(),
        reason,
    };
    // Where version 2 is missing (libpcap before 1.10), version 1 stays.
    if name == ANY && capture.set_datalink(SLL2).is_err() {
        capture
            .set_datalink(Linktype::LINUX_SLL)
            .map_err(|error| refuse(plain(&error)))?;
    }
    let dlt = capture.get_datalink();
    let link_type = link_type_of_dlt(dlt.0)
        .ok_or_else(|| refuse(format!("its link type {} has no number in files", dlt.0)))?;
    if let Some(expression) = &options.filter {
        filter::install(&mut capture, name, expression)?;
    }
    Ok(Device {
        capture: capture
            .setnonblock()
            .map_err(|error| refuse(plain(&error)))?,
        description: InterfaceDescription {
            name: name.to_owned(),
            description: known.and_then(|interface| interface.description.clone()),
            link_type,
            snaplen: snaplen(options),
            filter: options.filter.clone(),
            resolution_ns: if pollable { 1 } else { 1_000 },
        },
        index,
        pollable,
    })
}

/// libpcap takes 0 and everything above its own maximum for that maximum.
fn snaplen(options: &LiveOptions) -> u32 {
    match options.snaplen {
        1..=DEFAULT_SNAPLEN => options.snaplen,
        _ => DEFAULT_SNAPLEN,
    }
}

/// Network devices stamp in nanoseconds. The others (netfilter log, Bluetooth, D-Bus) stamp in
/// microseconds, and libpcap refuses nanoseconds for them in a way that the pcap crate does not
/// pass on.
fn activate(
    name: &str,
    options: &LiveOptions,
    network: bool,
) -> Result<Capture<Active>, pcap::Error> {
    let clamp = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
    Capture::from_device(name)?
        // To refuse promiscuous mode for `any` is a mere warning of libpcap, but an error to the
        // pcap crate.
        .promisc(options.promiscuous && name != ANY)
        .snaplen(clamp(snaplen(options)))
        .buffer_size(clamp(options.buffer_bytes))
        .timeout(READ_TIMEOUT.as_millis().try_into().unwrap_or(50))
        .immediate_mode(false)
        .precision(match network {
            true => Precision::Nano,
            false => Precision::Micro,
        })
        .open()
}

/// libpcap's words alone.
pub(super) fn plain(error: &pcap::Error) -> String {
    match error {
        pcap::Error::PcapError(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Why a device could not be opened. libpcap's words differ between versions and the pcap crate
/// keeps its error codes to itself, so the reason is found by looking.
fn explain(
    name: &str,
    known: Option<&Interface>,
    existing: &[Interface],
    error: &pcap::Error,
) -> LiveError {
    let names = || existing.iter().map(|one| one.name.clone()).collect();
    // A name such as `nflog:5` is understood by libpcap and in no list.
    let family = name.split_once(':').map_or(name, |(family, _)| family);
    let exists = known.is_some() || existing.iter().any(|one| one.name == family);
    if !exists && !existing.is_empty() {
        return NoSuchInterface::new(name, names()).into();
    }
    if !privilege::may_capture() {
        return MissingPrivilege::to_capture_on(name).into();
    }
    match known {
        Some(interface) if interface.link == LinkState::Down => LiveError::InterfaceDown {
            name: name.to_owned(),
        },
        _ => LiveError::Open {
            name: name.to_owned(),
            reason: plain(error),
        },
    }
}
