//! Showing some frames of a capture in place of all.

use std::sync::Arc;

use super::session::Session;
use super::state::Tone;
use super::update::Message;
use crate::model::text::clean;
use crate::store::Selection;

impl Session {
    /// Shows only the frames of `selection`, which may still grow, or all again.
    pub fn choose(&mut self, selection: Option<Arc<Selection>>) {
        let current = self.state.current.as_ref();
        let number = current.map(|current| current.frame.info.number);
        if let Some(selection) = &selection {
            let wake = Arc::clone(&self.stage.wake);
            selection.subscribe(move || wake());
        }
        let whole = self.desk.frames_handle();
        self.desk.set_frames(whole, selection.clone());
        self.sorting = None;
        self.state.show_none();
        let list = &mut self.state.list;
        list.chosen = selection;
        (list.order, list.sorting) = (None, None);
        list.rows.clear();
        (list.selected, list.top, list.unseen) = (0, 0, 0);
        list.wanted = number;
        self.handle(Message::Frames);
    }

    /// Selects the frame that was on the screen before others were chosen, or the next one behind
    /// it, as soon as it is known which that is.
    pub(super) fn keep_place(&mut self) {
        let choice = self.state.capture.choice.as_ref();
        if let Some(why) = choice.and_then(|choice| choice.trouble.clone())
            && self.state.list.trouble.as_ref() != Some(&why)
        {
            self.state.say(Tone::Warning, clean(&why).into_owned());
            self.state.list.trouble = Some(why);
        }
        let list = &mut self.state.list;
        let Some(wanted) = list.wanted else { return };
        let place = match &list.chosen {
            None => wanted.saturating_sub(1),
            Some(chosen) => {
                let choice = self.state.capture.choice.as_ref();
                let is_known =
                    choice.is_none_or(|choice| choice.is_done || choice.looked_at >= wanted);
                if !is_known {
                    return;
                }
                chosen.up_to(wanted.saturating_sub(1))
            }
        };
        list.wanted = None;
        if list.len > 0 && !list.follow {
            list.select(place);
            let selected = list.selected;
            self.open(selected);
        }
    }
}
