//! What the screen is about: one small structure for each concern.

mod cursor;
mod filter;
mod find;
mod input;
mod ladder;
mod list;
mod open;
mod save;
mod sockets;
mod stage;
mod statistics;
mod talk;
mod tree;

use std::collections::BTreeMap;
use std::time::Instant;

pub use cursor::{Cursor, Selection};
pub use filter::{FieldFilter, FilterBar, History, Joined};
pub use find::{Find, Pattern, Scope};
pub use input::Input;
pub use ladder::{ChartView, LadderView};
pub use list::List;
pub use save::{SaveForm, Which};
pub use sockets::{SocketList, SocketOrder};
pub use stage::{Gauge, InterfaceRow, Picker, ReplayBar};
pub use statistics::{Answer, Counted, Line, Question, StatisticsView, Tab};
pub use talk::{FollowView, ObjectList, SaidRow, Saving, Spot};
pub use tree::Tree;

use super::colours::Rule;
use super::columns::Column;
use super::command::Context;
use super::desk::Current;
use super::frames::{CaptureStatus, Choice, Progress};
use super::graphics::Graphics;
use super::layout::Areas;
use super::picture::Picture;
use super::theme::{Depth, NAMES, Theme};

/// The panes of the main screen, in the order of the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The list of frames.
    List,
    /// The tower of layers.
    Layers,
    /// The bytes.
    Bytes,
    /// The header, bit by bit.
    Header,
    /// What is this?
    Explain,
    /// The nesting picture.
    Nesting,
}

impl Pane {
    /// All panes, in the order of the focus.
    pub const ALL: [Pane; 6] = [
        Pane::List,
        Pane::Layers,
        Pane::Bytes,
        Pane::Header,
        Pane::Explain,
        Pane::Nesting,
    ];

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Pane::List => "Frames",
            Pane::Layers => "Layers",
            Pane::Bytes => "Bytes",
            Pane::Header => "Header, bit by bit",
            Pane::Explain => "What is this?",
            Pane::Nesting => "Nesting",
        }
    }
}

/// Which screen is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// List, layers, bytes and the rest.
    Main,
    /// The interfaces to capture on.
    Interfaces,
    /// The sockets of this machine.
    Sockets,
    /// What the ends of a conversation say.
    Follow,
    /// The files that the capture carries.
    Objects,
    /// Figures of the capture.
    Statistics,
    /// One frame, peeled step by step.
    Peel(Peeling),
    /// A conversation as a ladder.
    Ladder,
    /// Charts of a TCP connection.
    Charts,
}

/// How far a frame is peeled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peeling {
    /// The layer at the end of the way.
    pub inner: u16,
    /// Headers that are off.
    pub off: usize,
    /// True if the last step put a header back on.
    pub wrapping: bool,
}

/// What lies over the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    /// All keys.
    Help {
        /// First line shown.
        top: usize,
    },
    /// Commands by name.
    Palette {
        /// What is typed.
        input: Input,
        /// The line chosen.
        chosen: usize,
    },
    /// A pattern to find.
    Find(Input),
    /// A frame to go to.
    GoTo(Input),
    /// The frame's image.
    Picture,
    /// The columns of the list of frames.
    Columns {
        /// The one chosen.
        chosen: usize,
    },
    /// A column to add.
    AddColumn(Input),
    /// A display filter.
    Filter(FilterBar),
    /// Filters made of what is selected.
    FilterBy(FieldFilter),
    /// A comment on the selected frame.
    Comment(Input),
    /// Which frames to save, and where.
    SaveFrames(SaveForm),
    /// Where to save something.
    Save(Saving, Input),
}

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It is good to know.
    Note,
    /// It did not work.
    Warning,
}

/// A line for the user, shown until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The line.
    pub text: String,
    /// How much it matters.
    pub tone: Tone,
}

/// How things look.
#[derive(Debug, Clone)]
pub struct Look {
    /// The styles.
    pub theme: Theme,
    /// How many colours there are.
    pub depth: Depth,
    /// True if only ASCII characters may be drawn.
    pub ascii: bool,
    /// How images are drawn.
    pub graphics: Graphics,
}

impl Look {
    /// A look with the theme of this name, or with the first one.
    pub fn new(theme: &str, depth: Depth, ascii: bool) -> Look {
        let theme = Theme::named(theme, depth).or_else(|| Theme::named(NAMES[0], depth));
        Look {
            theme: theme.unwrap_or_else(Theme::plain),
            graphics: match depth {
                Depth::Full | Depth::Indexed if !ascii => Graphics::Blocks,
                _ => Graphics::Characters,
            },
            depth,
            ascii,
        }
    }

    /// Takes the next theme that looks different on this terminal.
    pub fn next_theme(&mut self) {
        let at = NAMES
            .iter()
            .position(|name| *name == self.theme.name)
            .unwrap_or(0);
        for step in 1..=NAMES.len() {
            let name = NAMES[(at + step) % NAMES.len()];
            if let Some(theme) = Theme::named(name, self.depth)
                && theme.name == name
            {
                self.theme = theme;
                return;
            }
        }
    }
}

/// Lines and columns that the user gave to one side or took from it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Split {
    /// More lines for the list.
    pub list: i16,
    /// More columns for the layers.
    pub layers: i16,
}

/// Everything that the screen shows.
pub struct State {
    /// Which screen.
    pub screen: Screen,
    /// The capture as a whole.
    pub capture: CaptureStatus,
    /// The list of frames.
    pub list: List,
    /// The frame on the screen.
    pub current: Option<Current>,
    /// The place that all views show.
    pub cursor: Cursor,
    /// The place where the cursor was when there was a frame last.
    left: Option<open::Place>,
    /// The tower of layers.
    pub tree: Tree,
    /// First row of the pane of bytes.
    pub bytes_top: u32,
    /// First row of the header diagram.
    pub header_top: u16,
    /// First line of the explanation.
    pub explain_top: u16,
    /// The pane that gets the keys.
    pub focus: Pane,
    /// The pane that had the focus last, the list aside: small screens show it under the list.
    pub shown: Pane,
    /// True if the focused pane has the whole screen.
    pub zoomed: bool,
    /// What the user moved of the borders.
    pub split: Split,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// What was looked for last.
    pub find: Find,
    /// The frame's image.
    pub picture: Picture,
    /// The replay, while there is one.
    pub replay: Option<ReplayBar>,
    /// The running capture, while there is one.
    pub live: Option<Gauge>,
    /// The list of interfaces.
    pub picker: Picker,
    /// The list of this machine's sockets.
    pub sockets: SocketList,
    /// What the ends of a conversation say.
    pub follow: FollowView,
    /// The files of the capture so far.
    pub objects: ObjectList,
    /// Figures of the capture.
    pub statistics: StatisticsView,
    /// The ladder of a conversation.
    pub ladder: LadderView,
    /// The charts of a connection.
    pub charts: ChartView,
    /// The display filter in force, as typed; empty if there is none.
    pub filter: String,
    /// Filters of old.
    pub history: History,
    /// The colouring rules.
    pub rules: Vec<Rule>,
    /// True if they colour nothing.
    pub colourless: bool,
    /// Comments that the user wrote, by the frames' numbers.
    pub comments: BTreeMap<u64, String>,
    /// How much of the frames is saved, in percent, while that goes on.
    pub saving: Option<u8>,
    /// A line for the user.
    pub message: Option<Message>,
    /// How things look.
    pub look: Look,
    /// Where everything is on the screen.
    pub areas: Areas,
    /// Last click, to tell double clicks.
    pub clicked: Option<(Instant, u16, u16)>,
}

impl State {
    /// An empty screen.
    pub fn new(look: Look) -> State {
        State {
            screen: Screen::Main,
            capture: CaptureStatus::default(),
            list: List {
                columns: Column::usual(),
                ..List::default()
            },
            current: None,
            cursor: Cursor::default(),
            left: None,
            tree: Tree::default(),
            bytes_top: 0,
            header_top: 0,
            explain_top: 0,
            focus: Pane::List,
            shown: Pane::Layers,
            zoomed: false,
            split: Split::default(),
            overlay: None,
            find: Find::default(),
            picture: Picture::new(look.graphics),
            replay: None,
            live: None,
            picker: Picker::default(),
            sockets: SocketList::default(),
            follow: FollowView::default(),
            objects: ObjectList::default(),
            statistics: StatisticsView::default(),
            ladder: LadderView::default(),
            charts: ChartView::default(),
            filter: String::new(),
            history: History::default(),
            rules: Vec::new(),
            colourless: false,
            comments: BTreeMap::new(),
            saving: None,
            message: None,
            look,
            areas: Areas::default(),
            clicked: None,
        }
    }

    /// Forgets the capture for another one; the look of the screen stays. `follow` is true where
    /// frames come in one after the other.
    pub fn begin(&mut self, follow: bool) {
        self.show_none();
        self.left = None;
        self.screen = Screen::Main;
        self.overlay = None;
        self.follow = FollowView::default();
        self.objects = ObjectList::default();
        self.picture = Picture::new(self.look.graphics);
        self.replay = None;
        self.live = None;
        self.ladder.story = None;
        self.filter.clear();
        self.comments.clear();
        self.list = List {
            follow,
            time: self.list.time,
            columns: std::mem::take(&mut self.list.columns),
            ..List::default()
        };
    }

    /// True while the list may still get more frames.
    pub fn is_growing(&self) -> bool {
        let is_chosen = |choice: &Choice| choice.is_done;
        match self.capture.progress {
            Progress::Loading | Progress::Live | Progress::Replay => true,
            Progress::Complete | Progress::Damaged(_) => {
                !self.capture.choice.as_ref().is_none_or(is_chosen)
            }
        }
    }

    /// Where keys count now.
    pub fn context(&self) -> Context {
        match (&self.overlay, self.screen) {
            (Some(Overlay::Help { .. } | Overlay::Picture), _) => Context::Help,
            (Some(Overlay::Columns { .. }), _) => Context::Columns,
            (Some(Overlay::Filter(_) | Overlay::FilterBy(_)), _) => Context::Filtering,
            (Some(Overlay::SaveFrames(_)), _) => Context::Saving,
            (Some(_), _) => Context::Typing,
            (None, Screen::Peel(_)) => Context::Peeling,
            (None, Screen::Ladder) => Context::Ladder,
            (None, Screen::Charts) => Context::Charts,
            (None, Screen::Interfaces) => Context::Picking,
            (None, Screen::Sockets) => Context::Sockets,
            (None, Screen::Follow) => Context::Following,
            (None, Screen::Objects) => Context::Objects,
            (None, Screen::Statistics) => Context::Statistics,
            (None, Screen::Main) => match self.focus {
                Pane::Layers => Context::Layers,
                Pane::Bytes => Context::Bytes,
                _ => Context::Main,
            },
        }
    }

    /// Gives the keys to a pane.
    pub fn focus_on(&mut self, pane: Pane) {
        self.focus = pane;
        if pane != Pane::List {
            self.shown = pane;
        }
    }

    /// Tells the user something.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            tone,
        });
    }
}
