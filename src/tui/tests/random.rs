//! Whatever the frames and whatever is done, nothing panics at any size.

use proptest::prelude::*;
use ratatui::layout::Position;

use super::Stage;
use super::fixtures::{conversation, damaged, frame, tunnel};
use crate::model::{Frame, LinkType};
use crate::tui::command::{COMMANDS, Command};
use crate::tui::state::Look;
use crate::tui::theme::Depth;
use crate::tui::update::{Gesture, Message};

/// Something that a user can do.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Do(Command),
    Type(char),
    Mouse(Gesture, u16, u16),
    Resize(u16, u16),
}

impl Act {
    /// Does it.
    pub(super) fn on(self, stage: &mut Stage) {
        match self {
            Act::Do(command) => stage.send(Message::Command(command)),
            Act::Type(c) => stage.send(Message::Typed(c)),
            Act::Mouse(gesture, x, y) => {
                stage.send(Message::Mouse(gesture, Position::new(x, y)));
            }
            Act::Resize(width, height) => {
                stage.terminal.backend_mut().resize(width, height);
                stage.draw();
            }
        }
    }
}

pub(super) fn acts() -> impl Strategy<Value = Act> {
    let gesture = prop_oneof![
        Just(Gesture::Click),
        Just(Gesture::Drag),
        Just(Gesture::Wheel(-1)),
        Just(Gesture::Wheel(1)),
    ];
    let wanted = |command: &Command| !matches!(command, Command::Suspend | Command::Quit);
    let commands: Vec<Command> = COMMANDS
        .iter()
        .map(|spec| spec.command)
        .filter(wanted)
        .collect();
    prop_oneof![
        8 => prop::sample::select(commands).prop_map(Act::Do),
        2 => prop_oneof![any::<char>(), Just('7'), Just('a')].prop_map(Act::Type),
        3 => (gesture, 0..210u16, 0..70u16).prop_map(|(gesture, x, y)| Act::Mouse(gesture, x, y)),
        1 => (1..200u16, 1..60u16).prop_map(|(width, height)| Act::Resize(width, height)),
    ]
}

/// Frames made by hand with bytes changed and cut, and bytes of no sense at all.
fn frames() -> impl Strategy<Value = Vec<Frame>> {
    let mut made = conversation();
    made.extend([tunnel(), damaged()]);
    let changed = (prop::sample::select(made), any::<(u16, u8)>(), 0..90usize).prop_map(
        |(mut frame, (place, bits), len)| {
            if let Some(len) = frame.bytes.len().checked_sub(1) {
                frame.bytes[usize::from(place) % (len + 1)] ^= bits;
            }
            frame.bytes.truncate(len.max(20));
            frame
        },
    );
    let links = prop::sample::select(vec![0u16, 1, 101, 113, 276, 65_535]);
    let noise = (prop::collection::vec(any::<u8>(), 0..300), links).prop_map(|(bytes, link)| {
        let mut frame = frame(1, bytes);
        frame.info.link_type = LinkType(link);
        frame.info.time = None;
        frame
    });
    prop::collection::vec(prop_oneof![2 => changed, 1 => noise], 0..12)
}

fn looks() -> impl Strategy<Value = Look> {
    let depths = vec![Depth::Full, Depth::Indexed, Depth::Sixteen, Depth::None];
    (prop::sample::select(depths), any::<bool>())
        .prop_map(|(depth, ascii)| Look::new("dark", depth, ascii))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn nothing_panics(
        frames in frames(),
        look in looks(),
        size in (1..200u16, 1..60u16),
        acts in prop::collection::vec(acts(), 1..40),
    ) {
        let ascii = look.ascii;
        let mut stage = Stage::with_look(frames, size, look);
        for act in acts {
            act.on(&mut stage);
            let text = stage.text();
            prop_assert!(!text.contains('\x1b'));
            prop_assert!(!ascii || text.is_ascii(), "{}", text);
        }
    }
}
