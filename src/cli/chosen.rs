//! Which frames of a capture the arguments choose.

use roaring::RoaringTreemap;

use super::Failure;
use super::failure::Kind;
use super::ranges::Ranges;
use crate::capture::bpf::Sieve;
use crate::decode::Peeler;
use crate::filter::{Filter, Scan};
use crate::model::Frame;
use crate::store::Store;

/// Reads ranges of frames; without any, all frames are meant.
///
/// # Errors
/// What is wrong with them.
pub fn ranges(text: Option<&str>) -> Result<Ranges, Failure> {
    let ranges = text.map(Ranges::parse).transpose();
    let ranges = ranges.map_err(|error| Failure::usage(format_args!("-n: {error}")))?;
    Ok(ranges.unwrap_or_else(Ranges::all))
}

/// What lets the frames through that the capture filter describes, if there is one.
///
/// # Errors
/// When libpcap does not accept the filter.
pub fn sieve(store: &Store, filter: Option<&str>) -> Result<Option<Sieve>, Failure> {
    let sieve = filter.map(|filter| store.sieve(filter)).transpose();
    Ok(sieve?)
}

/// Reads a display filter; an empty one is none.
///
/// # Errors
/// What is wrong with it, with a caret under where.
pub fn filter(text: Option<&str>) -> Result<Option<Filter>, Failure> {
    let read = |text: &str| {
        Filter::parse(text, crate::proto::registry()).map_err(|error| {
            let shown = error.pointing(text).replace('\n', "\n  ");
            Failure::new(Kind::Filter, anyhow::anyhow!("-Y: {error}\n  {shown}"))
        })
    };
    let filter = text.map(read).transpose()?;
    Ok(filter.filter(|filter| !filter.is_empty()))
}

/// Which frames are meant: those that all three let through.
pub struct Chosen {
    /// Their numbers.
    pub ranges: Ranges,
    /// The capture filter, compiled.
    pub sieve: Option<Sieve>,
    /// The display filter.
    pub filter: Option<Filter>,
}

impl Chosen {
    /// The frames of a whole capture that match the display filter; `None` without one.
    ///
    /// # Errors
    /// When a frame cannot be read, or the system gives no thread.
    pub fn found(
        &self,
        store: &Store,
        peeler: &Peeler<'static>,
    ) -> Result<Option<RoaringTreemap>, Failure> {
        let Some(filter) = &self.filter else {
            return Ok(None);
        };
        let scan = Scan::start(store.clone(), peeler.clone(), filter.clone(), None);
        Ok(Some(scan.map_err(Failure::no_thread)?.wait()?))
    }

    /// True for a frame that may be meant, whatever the display filter says.
    pub fn passes(&mut self, frame: &Frame) -> bool {
        self.ranges.contains(frame.info.number)
            && self.sieve.as_mut().is_none_or(|sieve| sieve.passes(frame))
    }

    /// Why the capture filter could not be asked about some frames.
    ///
    /// # Errors
    /// What libpcap says of it.
    pub fn check(&self) -> Result<(), Failure> {
        match self.sieve.as_ref().and_then(Sieve::refused) {
            Some(error) => Err(error.clone().into()),
            None => Ok(()),
        }
    }

    /// The numbers of the frames of a whole capture, rising.
    ///
    /// # Errors
    /// As [`Chosen::found`] and [`Chosen::check`].
    pub fn numbers(
        mut self,
        store: &Store,
        peeler: &Peeler<'static>,
    ) -> Result<Box<dyn Iterator<Item = u64> + Send>, Failure> {
        let found = self.found(store, peeler)?;
        if self.sieve.is_none() {
            let ranges = self.ranges;
            let is_asked = move |number: &u64| ranges.contains(*number);
            return Ok(match found {
                Some(found) => Box::new(found.into_iter().filter(is_asked)),
                None => Box::new((1..=store.len()).filter(is_asked)),
            });
        }
        let mut numbers = RoaringTreemap::new();
        let (mut frames, mut frame) = (store.frames(1..=self.ranges.last()), Frame::empty());
        while frames.read(&mut frame)? {
            let number = frame.info.number;
            let matches = found.as_ref().is_none_or(|found| found.contains(number));
            if matches && self.passes(&frame) {
                numbers.insert(number);
            }
        }
        self.check()?;
        Ok(Box::new(numbers.into_iter()))
    }
}
