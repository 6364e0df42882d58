//! What a key, a click or new frames do to the state, and which effects follow.

mod bytes;
mod columns;
mod comment;
mod copy;
mod filter;
mod find;
mod header;
mod jump;
mod ladder;
mod layers;
mod list;
mod mouse;
mod nesting;
mod overlay;
mod peel;
mod save;
mod sockets;
mod stage;
mod statistics;
mod talk;

use ratatui::layout::Position;

use super::command::Command;
use super::follow::Wish;
use super::order::By;
use super::replay::Order;
use super::search::Search;
use super::state::{Pane, SaveForm, Saving, Screen, State};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The user asks for something.
    Command(Command),
    /// A character, while text is typed.
    Typed(char),
    /// Text was pasted.
    Pasted(String),
    /// The mouse.
    Mouse(Gesture, Position),
    /// There are new frames, or the source's status changed.
    Frames,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// The left button was pressed.
    Click,
    /// The mouse moved with the left button down.
    Drag,
    /// The wheel turned by so many notches; negative is up.
    Wheel(i8),
}

/// What has to be done outside of the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Leave the program.
    Quit,
    /// Go to sleep.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Bring a frame to the screen, counted from 0.
    Open(u64),
    /// Find the frame that completes the message of which this frame, counted from 0, has a part.
    Complete(u64),
    /// Put text into the clipboard.
    Copy {
        /// The text.
        text: String,
        /// What it is, for the user.
        what: String,
    },
    /// List the interfaces to choose from.
    ListInterfaces,
    /// List the sockets of this machine.
    ListSockets,
    /// Show only the frames that pass this display filter; all, if it is empty.
    Filter(String),
    /// Save frames.
    SaveFrames(SaveForm),
    /// Put the list in this order, or in that of the capture.
    Sort(Option<By>),
    /// Save them no longer.
    StopSaving,
    /// Write the columns into the configuration.
    KeepColumns,
    /// Follow a conversation.
    Follow(Wish),
    /// List the files that the capture carries.
    ListObjects,
    /// Show the figures of the capture.
    Statistics,
    /// Save something under this name.
    Save(Saving, String),
    /// Capture on this interface.
    Capture(String),
    /// Show the bundled demonstration.
    Demonstrate,
    /// Start, move or end a replay.
    Replay(Order),
    /// Look through the frames.
    Search(Search),
    /// Stop looking.
    StopSearch,
    /// Tell the story of the selected frame's conversation on this screen.
    Tell(Screen),
    /// Tell that of the conversation so many places further.
    TellOther(i64),
}

/// Several effects, mostly none.
pub type Effects = Vec<Effect>;

pub(super) use jump::to as jump_to;

/// How a movement goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Motion {
    /// By so many lines.
    Lines(i64),
    /// By so many pages, in halves.
    HalfPages(i64),
    /// One to the left or right.
    Columns(i64),
    /// To the first one.
    Top,
    /// To the last one.
    Bottom,
}

/// Takes a message in.
pub fn update(state: &mut State, message: Message) -> Effects {
    match message {
        Message::Frames => list::frames_came(state),
        Message::Typed(c) => overlay::typed(state, c),
        Message::Pasted(text) => text
            .chars()
            .flat_map(|c| overlay::typed(state, c))
            .collect(),
        Message::Mouse(gesture, at) => {
            if gesture == Gesture::Click {
                state.message = None;
            }
            mouse::mouse(state, gesture, at)
        }
        Message::Command(command) => {
            state.message = None;
            obey(state, command)
        }
    }
}

fn obey(state: &mut State, command: Command) -> Effects {
    if state.overlay.is_some()
        && let Some(effects) = overlay::obey(state, command)
    {
        return effects;
    }
    if let Some(motion) = motion(command) {
        return go(state, motion);
    }
    match command {
        Command::Quit => vec![Effect::Quit],
        Command::Suspend => vec![Effect::Suspend],
        Command::Redraw => vec![Effect::Redraw],
        Command::NextTheme => {
            state.look.next_theme();
            let name = state.look.theme.name;
            state.say(super::state::Tone::Note, format!("theme: {name}"));
            Vec::new()
        }
        Command::Back => back(state),
        _ => match state.screen {
            Screen::Peel(_) => peel::obey(state, command),
            Screen::Interfaces => stage::obey_picker(state, command),
            Screen::Sockets => sockets::obey(state, command),
            Screen::Follow => talk::obey_follow(state, command),
            Screen::Objects => talk::obey_objects(state, command),
            Screen::Statistics => statistics::obey(state, command),
            Screen::Ladder => ladder::obey(state, command),
            Screen::Charts => ladder::obey_charts(state, command),
            Screen::Main => obey_main(state, command),
        },
    }
}

fn obey_main(state: &mut State, command: Command) -> Effects {
    if let Some(order) = stage::replay_order(command) {
        return vec![Effect::Replay(order)];
    }
    if let Some(pane) = pane_of(command) {
        state.focus_on(pane);
        return Vec::new();
    }
    match command {
        Command::NextPane => cycle(state, 1),
        Command::PreviousPane => cycle(state, Pane::ALL.len() - 1),
        Command::Zoom => state.zoomed = !state.zoomed,
        Command::Grow => state.split.list = state.split.list.saturating_add(1).min(60),
        Command::Shrink => state.split.list = state.split.list.saturating_sub(1).max(-60),
        Command::Widen => state.split.layers = state.split.layers.saturating_add(2).min(120),
        Command::Narrow => state.split.layers = state.split.layers.saturating_sub(2).max(-120),
        Command::TimeFormat => list::next_time(state),
        Command::Reference => list::refer_times(state),
        Command::Select if jump::is_reference(state) => return jump::refer(state),
        Command::Refer => return jump::refer(state),
        Command::Whole => return vec![Effect::Complete(state.list.number())],
        Command::GoBack => return jump::back(state),
        Command::Select | Command::Toggle | Command::ExpandAll | Command::CollapseAll => {
            layers::obey(state, command);
        }
        Command::SwitchModel | Command::TurnTower | Command::Numbers => {
            layers::obey(state, command);
        }
        Command::NextBuffer => bytes::next_buffer(state),
        Command::NextFrame => return list::select(state, state.list.away(1)),
        Command::PreviousFrame => return list::select(state, state.list.away(-1)),
        Command::AddColumn => columns::add_selected(state),
        Command::Columns => columns::open(state),
        Command::Filter => filter::open(state),
        Command::FilterBy => filter::open_menu(state),
        Command::Colours => list::switch_colours(state),
        Command::Comment => comment::open(state),
        Command::SaveFrames => save::open(state),
        Command::Sort => return list::sort(state),
        Command::SortTurn => return list::turn(state),
        Command::Mark => list::mark(state),
        Command::NextMark => return list::next_mark(state, true),
        Command::PreviousMark => return list::next_mark(state, false),
        Command::FindNext => return find::again(state, true),
        Command::FindPrevious => return find::again(state, false),
        Command::CopyValue | Command::CopyLayer | Command::CopyBytes => {
            return copy::copy(state, command);
        }
        Command::Ladder => return vec![Effect::Tell(Screen::Ladder)],
        Command::Charts => return vec![Effect::Tell(Screen::Charts)],
        Command::Interfaces => return vec![Effect::ListInterfaces],
        Command::Sockets => return sockets::open(state),
        Command::Follow => return vec![Effect::Follow(Wish::Begin)],
        Command::Objects => return vec![Effect::ListObjects],
        Command::Statistics => return vec![Effect::Statistics],
        Command::Peel | Command::Wrap => return peel::start(state, command),
        _ => return overlay::open(state, command),
    }
    Vec::new()
}

fn pane_of(command: Command) -> Option<Pane> {
    Some(match command {
        Command::FocusList => Pane::List,
        Command::FocusLayers => Pane::Layers,
        Command::FocusBytes => Pane::Bytes,
        Command::FocusHeader => Pane::Header,
        Command::FocusExplain => Pane::Explain,
        Command::FocusNesting => Pane::Nesting,
        _ => return None,
    })
}

fn cycle(state: &mut State, by: usize) {
    let next = Pane::ALL[(state.focus as usize + by) % Pane::ALL.len()];
    state.focus_on(next);
}

/// Closes what is open, step by step.
fn back(state: &mut State) -> Effects {
    if state.find.running.is_some() {
        return vec![Effect::StopSearch];
    }
    if state.saving.is_some() {
        return vec![Effect::StopSaving];
    }
    if state.screen != Screen::Main {
        state.screen = Screen::Main;
    } else if state.zoomed {
        state.zoomed = false;
    } else if state.find.pattern.is_some() {
        state.find.pattern = None;
    } else if state.focus == Pane::List && !state.filter.is_empty() {
        return vec![Effect::Filter(String::new())];
    } else {
        state.focus_on(Pane::List);
    }
    Vec::new()
}

fn motion(command: Command) -> Option<Motion> {
    Some(match command {
        Command::Up => Motion::Lines(-1),
        Command::Down => Motion::Lines(1),
        Command::Left => Motion::Columns(-1),
        Command::Right => Motion::Columns(1),
        Command::PageUp => Motion::HalfPages(-2),
        Command::PageDown => Motion::HalfPages(2),
        Command::HalfUp => Motion::HalfPages(-1),
        Command::HalfDown => Motion::HalfPages(1),
        Command::Top => Motion::Top,
        Command::Bottom => Motion::Bottom,
        _ => return None,
    })
}

fn go(state: &mut State, motion: Motion) -> Effects {
    match state.screen {
        Screen::Peel(_) => return peel::go(state, motion),
        Screen::Interfaces => return stage::go(state, motion),
        Screen::Sockets => return Vec::new(),
        Screen::Follow => return talk::go_in_talk(state, motion),
        Screen::Objects => return talk::go_in_objects(state, motion),
        Screen::Statistics => return statistics::go(state, motion),
        Screen::Ladder => return ladder::go(state, motion),
        Screen::Charts => return ladder::go_in_chart(state, motion),
        Screen::Main => {}
    }
    match state.focus {
        Pane::List => return list::go(state, motion),
        Pane::Layers => layers::go(state, motion),
        Pane::Bytes => bytes::go(state, motion),
        Pane::Header => header::go(state, motion),
        Pane::Explain => {
            let lines = motion.lines(state.areas.inside(Pane::Explain).height);
            let top = i64::from(state.explain_top).saturating_add(lines);
            state.explain_top = u16::try_from(top.max(0)).unwrap_or(u16::MAX);
        }
        Pane::Nesting => nesting::go(state, motion),
    }
    Vec::new()
}

impl Motion {
    /// The movement in lines, in a pane of this height; columns are lines where there are none.
    fn lines(self, height: u16) -> i64 {
        match self {
            Motion::Lines(lines) | Motion::Columns(lines) => lines,
            Motion::HalfPages(halves) => halves.saturating_mul((i64::from(height) / 2).max(1)),
            Motion::Top => i64::MIN / 2,
            Motion::Bottom => i64::MAX / 2,
        }
    }
}
