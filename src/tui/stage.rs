//! Changing what the screen shows: replaying, capturing, choosing an interface.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::desk::Desk;
use super::frames::{Frames, Wake};
use super::known::Known;
use super::replay::{Order, Replay};
use super::session::Session;
use super::sockets::SocketSource;
use super::state::{Gauge, InterfaceRow, Screen, StatisticsView, Tone};
use super::update::Message;
use crate::capture::demo;
use crate::capture::interfaces::{self, Interface, TrafficMeter};
use crate::capture::live::{LiveOptions, LiveSession, State as LiveState};
use crate::decode::Peeler;
use crate::model::text::clean;
use crate::statistics::Chains;
use crate::store::{Recording, Store};
use crate::talk::Learner;

/// How often the counters of the interfaces are read while they are listed.
const METER_EVERY: Duration = Duration::from_millis(500);

/// How often the rate of a running capture is told.
const GAUGE_EVERY: Duration = Duration::from_secs(1);

/// Rates kept of each interface.
const RATES: usize = 60;

/// What moves the frames of a session.
pub struct Stage {
    /// How captures are made when the user chooses an interface.
    pub options: LiveOptions,
    /// Where their frames are kept.
    pub write: Recording,
    /// The running capture.
    pub live: Option<LiveSession>,
    /// Where sockets and their processes are known from.
    pub sockets: SocketSource,
    /// Wakes the event loop.
    pub wake: Wake,
    /// The protocols of all frames, where conversations are followed.
    pub chains: Option<Chains>,
    peeler: Peeler<'static>,
    replay: Option<Replay>,
    meter: Option<(TrafficMeter, Instant)>,
    gauge: Option<(Instant, u64, u64)>,
}

impl Stage {
    /// Nothing moves yet.
    pub fn new(peeler: Peeler<'static>, wake: Wake) -> Stage {
        Stage {
            options: LiveOptions::default(),
            write: Recording::default(),
            live: None,
            sockets: SocketSource::default(),
            wake,
            chains: None,
            peeler,
            replay: None,
            meter: None,
            gauge: None,
        }
    }
}

impl Session {
    /// The store that holds the frames, also those that a replay has not come to.
    pub(super) fn store(&self) -> Option<Store> {
        let replay = self.stage.replay.as_ref();
        replay
            .map_or_else(|| self.desk.frames_handle(), Replay::whole)
            .store()
    }

    /// Does what is due at `now`; returns when something is due again.
    pub fn tick(&mut self, now: Instant) -> Option<Instant> {
        let due = [
            self.tick_replay(now),
            self.tick_live(now),
            self.tick_picker(now),
            self.tick_sockets(now),
        ];
        due.into_iter().flatten().min()
    }

    fn tick_replay(&mut self, now: Instant) -> Option<Instant> {
        let replay = self.stage.replay.as_mut()?;
        let (due, moved) = replay.advance(now);
        if moved {
            self.state.replay = Some(replay.bar());
            self.handle(Message::Frames);
        }
        due
    }

    fn tick_live(&mut self, now: Instant) -> Option<Instant> {
        let status = self.stage.live.as_ref()?.status();
        let interfaces = status.interfaces();
        let bytes = interfaces.iter().map(|one| one.bytes()).sum();
        let mut gauge = Gauge {
            drops: status.drops(),
            given_up: status.given_up(),
            ended: status.ended(),
            troubles: interfaces
                .iter()
                .filter_map(|one| trouble(&one.description().name, &one.state()))
                .collect(),
            ..self.state.live.clone().unwrap_or_default()
        };
        let (since, frames_then, bytes_then) =
            *self
                .stage
                .gauge
                .get_or_insert((now, status.frames(), bytes));
        let elapsed = now.saturating_duration_since(since);
        if elapsed >= GAUGE_EVERY {
            let rate = |count: u64| (count as f64 / elapsed.as_secs_f64()).round() as u64;
            gauge.frames_per_second = rate(status.frames().saturating_sub(frames_then));
            gauge.bits_per_second = rate(bytes.saturating_sub(bytes_then)).saturating_mul(8);
            self.stage.gauge = Some((now, status.frames(), bytes));
        }
        if gauge.ended {
            (gauge.frames_per_second, gauge.bits_per_second) = (0, 0);
        }
        let ended = gauge.ended;
        self.state.live = Some(gauge);
        let next = self.stage.gauge.map_or(now, |gauge| gauge.0) + GAUGE_EVERY;
        (!ended).then_some(next)
    }

    fn tick_picker(&mut self, now: Instant) -> Option<Instant> {
        let (meter, next) = self.stage.meter.as_mut()?;
        if self.state.screen != Screen::Interfaces {
            self.stage.meter = None;
            return None;
        }
        if now >= *next {
            // Rates that cannot be read leave the sparklines as they are.
            let _ = meter.sample();
            *next = now + METER_EVERY;
            let found = interfaces::list().unwrap_or_default();
            self.state.picker.rows = found.iter().map(|one| row(one, meter)).collect();
            let last = self.state.picker.rows.len().saturating_sub(1);
            self.state.picker.chosen = self.state.picker.chosen.min(last);
        }
        Some(*next)
    }

    /// Lists the interfaces to choose from.
    pub fn list_interfaces(&mut self) {
        self.state.screen = Screen::Interfaces;
        self.state.picker.trouble = None;
        self.stage.meter = Some((TrafficMeter::new(RATES), Instant::now()));
        self.tick(Instant::now());
    }

    /// Captures on an interface; if that cannot be, the list says why.
    pub fn capture(&mut self, name: String) {
        // One capture at a time: the old one gives its frames a good end first.
        self.take_live(None);
        self.stage.options.interfaces = vec![name];
        match Store::capture(&self.stage.options, &self.stage.write) {
            Ok((store, live)) => {
                self.take_live(Some(live));
                self.stage.gauge = None;
                let filter = self.state.filter.clone();
                self.show_store(store);
                if !filter.is_empty() {
                    self.show_matches(&filter);
                }
            }
            Err(error) => {
                let lines = error.to_string();
                let clean_lines: Vec<_> =
                    lines.lines().map(|line| clean(line).into_owned()).collect();
                self.state.picker.trouble = Some(clean_lines.join("\n"));
            }
        }
    }

    /// Shows the bundled demonstration.
    pub fn demonstrate(&mut self) {
        self.take_live(None);
        match Store::from_bytes(demo::NAME, demo::CAPTURE) {
            Ok(store) => self.show_store(store),
            Err(error) => self.state.say(Tone::Warning, error.to_string()),
        }
    }

    /// Puts another capture on the screen.
    fn show_store(&mut self, store: Store) {
        self.stage.replay = None;
        let (chains, peeler) = (Chains::tree(), self.stage.peeler.clone());
        let learner = Learner::start_with(store.clone(), peeler, chains.observer());
        self.stage.chains = learner.is_ok().then_some(chains);
        let known: Box<dyn Known> = match learner {
            Ok(learner) => Box::new(learner),
            Err(error) => {
                self.state.say(
                    Tone::Warning,
                    format!("conversations are not followed: {error}"),
                );
                Box::new(crate::decode::NoConversations)
            }
        };
        let frames: Arc<dyn Frames> = Arc::new(store);
        frames.subscribe(Arc::clone(&self.stage.wake));
        known.subscribe(Arc::clone(&self.stage.wake));
        self.desk = Desk::new(frames, self.stage.peeler.clone(), known);
        self.following = Default::default();
        self.saving = None;
        self.desk.set_rules(self.state.rules.clone());
        (self.sorting, self.counting) = (None, None);
        self.state.statistics = StatisticsView::default();
        (self.sift, self.keeping, self.state.saving) = (None, None, None);
        self.state.begin(self.stage.live.is_some());
        self.handle(Message::Frames);
    }

    /// The store that holds all frames of the capture, those that a replay has not shown included.
    pub(super) fn whole_store(&self) -> Option<Store> {
        let replayed = self.stage.replay.as_ref().map(Replay::whole);
        replayed
            .unwrap_or_else(|| self.desk.frames_handle())
            .store()
    }

    /// Does what the user wants of the replay.
    pub fn replay(&mut self, order: Order) {
        let now = Instant::now();
        match (&mut self.stage.replay, order) {
            (Some(replay), Order::Toggle) => {
                let whole = replay.whole();
                self.stage.replay = None;
                self.state.replay = None;
                let chosen = self.state.list.chosen.clone();
                self.desk.set_frames(whole, chosen);
                self.state.list.follow = false;
            }
            (Some(replay), order) => {
                replay.obey(order, now);
                self.state.replay = Some(replay.bar());
                self.state.list.follow = true;
            }
            (None, Order::Toggle) => return self.start_replay(1.0),
            (None, _) => {
                self.state
                    .say(Tone::Note, "nothing is replayed: r starts a replay");
                return;
            }
        }
        self.handle(Message::Frames);
        self.tick(now);
    }

    /// Replays the capture from its first frame, `speed` times as fast as recorded.
    pub fn start_replay(&mut self, speed: f64) {
        if self.stage.live.is_some() {
            return self.state.say(
                Tone::Note,
                "a running capture cannot be replayed: save it with -w first",
            );
        }
        self.sorting = None;
        let now = Instant::now();
        let mut replay = Replay::new(self.desk.frames_handle(), speed, now);
        let chosen = self.state.list.chosen.clone();
        self.desk.set_frames(replay.shown(), chosen.clone());
        // It is the same capture: what the user made of it stays.
        let marks = std::mem::take(&mut self.state.list.marks);
        let comments = std::mem::take(&mut self.state.comments);
        let filter = std::mem::take(&mut self.state.filter);
        self.state.begin(true);
        self.state.list.chosen = chosen;
        (self.state.list.marks, self.state.comments) = (marks, comments);
        self.state.filter = filter;
        self.state.replay = Some(replay.bar());
        self.stage.replay = Some(replay);
        self.handle(Message::Frames);
        self.tick(now);
    }
}

/// What is wrong with an interface, if something is.
fn trouble(name: &str, state: &LiveState) -> Option<String> {
    match state {
        LiveState::Down => {}
        LiveState::Ended(reason) if reason.is_failure() => {}
        _ => return None,
    }
    Some(format!("{}: {state}", clean(name)))
}

fn row(interface: &Interface, meter: &TrafficMeter) -> InterfaceRow {
    let addresses: Vec<String> = interface
        .addresses
        .iter()
        .map(|address| match address.prefix {
            Some(prefix) => format!("{}/{prefix}", address.ip),
            None => address.ip.to_string(),
        })
        .collect();
    let about = if addresses.is_empty() {
        interface.description.clone().unwrap_or_default()
    } else {
        addresses.join("  ")
    };
    let is_network = interface.index.is_some();
    InterfaceRow {
        name: clean(&interface.name).into_owned(),
        state: if is_network {
            interface.link.name().into()
        } else {
            String::new()
        },
        about: clean(&about).into_owned(),
        rates: meter
            .rates(&interface.name)
            .map(|rate| rate.bytes())
            .collect(),
    }
}
