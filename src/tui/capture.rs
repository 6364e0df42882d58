//! A store's frames on the screen.

use crate::model::{Frame, text};
use crate::store::{State, Status, Store};

use super::frames::{CaptureStatus, Frames, Progress, Wake};

impl Frames for Store {
    fn len(&self) -> u64 {
        Store::len(self)
    }

    fn frame(&self, index: u64, out: &mut Frame) -> Result<(), String> {
        let number = index.saturating_add(1);
        Store::frame(self, number, out).map_err(|error| error.to_string())
    }

    fn status(&self) -> CaptureStatus {
        let status = Store::status(self);
        let span = self.time_span();
        CaptureStatus {
            name: self.name().to_string(),
            bytes: status.bytes_total.unwrap_or(status.bytes_indexed),
            percent: percent(&status),
            first: span.map(|span| span.0),
            last: span.map(|span| span.1),
            choice: None,
            changed: status.changed,
            progress: match status.state {
                State::Indexing => Progress::Loading,
                State::Live => Progress::Live,
                State::Complete => Progress::Complete,
                State::Damaged(damage) => Progress::Damaged(damage.to_string()),
                State::Failed(error) => Progress::Damaged(error.to_string()),
            },
        }
    }

    fn interface(&self, index: u32) -> Option<String> {
        let interface = self.interfaces().into_iter().nth(index as usize)?;
        let name = interface.name.or(interface.description)?;
        Some(text::clean(&name).into_owned())
    }

    fn store(&self) -> Option<Store> {
        Some(self.clone())
    }

    fn subscribe(&self, wake: Wake) {
        Store::subscribe(self, move || wake());
    }
}

/// How much of the file was read.
fn percent(status: &Status) -> Option<u8> {
    let total = status.bytes_total.filter(|total| *total > 0)?;
    let is_reading = matches!(status.state, State::Indexing);
    let percent = u128::from(status.bytes_indexed) * 100 / u128::from(total);
    // The last percent is done when nothing is left to do.
    is_reading.then_some(percent.min(99) as u8)
}
