//! Display filters: Wireshark's language over what peeling a frame brought to light.
//!
//! A filter is read once ([`Filter::parse`]) and then asked about frames. It says what it must know
//! of a frame ([`Filter::needs`]), so that no more of it is decoded: a [`Scan`] over a capture
//! peels only what has the fields that the filter names, on all cores where a frame alone tells.

mod alone;
mod check;
mod cut;
mod datum;
mod error;
mod eval;
mod fitting;
mod following;
mod lexer;
mod literal;
mod names;
mod needs;
mod parser;
mod program;
mod scan;
mod syntax;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

pub use error::Error;
pub use eval::Around;
pub use following::Following;
pub use names::{Completion, complete};
pub use needs::{Needs, Scope};
pub use scan::{Progress, Scan, Within};

use crate::decode::{Peeler, Registry, Want, Wanted};
use crate::model::FrameView;
use eval::Asked;
use program::Node;

/// A filter. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Filter {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    text: String,
    test: Option<syntax::Test>,
    node: Node,
    needs: Needs,
}

impl Filter {
    /// Reads a filter; an empty one matches every frame.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str, registry: &Registry) -> Result<Filter, Error> {
        let test = parser::parse(text)?;
        let node = match &test {
            Some(test) => check::check(test, registry)?,
            None => Node::Always,
        };
        let needs = Needs::of(&node, registry);
        Ok(Filter {
            inner: Arc::new(Inner {
                text: text.trim().to_owned(),
                test,
                node,
                needs,
            }),
        })
    }

    /// True if the frame matches. Of times that are measured from other frames nothing is known
    /// here: see [`Filter::matches_in`].
    pub fn matches(&self, view: &FrameView<'_>) -> bool {
        self.matches_in(view, &Around::default())
    }

    /// True if the frame matches, with the times of the frames around it.
    pub fn matches_in(&self, view: &FrameView<'_>, around: &Around) -> bool {
        self.inner.node.holds(&Asked {
            view: *view,
            around,
        })
    }

    /// What must be known of a frame before it is asked.
    pub fn needs(&self) -> &Needs {
        &self.inner.needs
    }

    /// It, as it was written.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// True if this is another filter `and` more, so that no frame matches which does not match
    /// the other one.
    pub fn narrows(&self, other: &Filter) -> bool {
        let (Some(own), Some(theirs)) = (&self.inner.test, &other.inner.test) else {
            return false;
        };
        let (mut own_parts, mut their_parts) = (Vec::new(), Vec::new());
        own.parts(&mut own_parts);
        theirs.parts(&mut their_parts);
        // What matched before is another thing in another filter.
        let in_order = self.needs().in_order || other.needs().in_order;
        !in_order && their_parts.iter().all(|part| own_parts.contains(part))
    }

    /// How much of a frame must be read before it is asked.
    pub fn wants(&self) -> Want {
        match self.needs().fields.is_empty() {
            true => Want::Skim,
            false => Want::Fields,
        }
    }

    /// A peeler that reads no more than is asked; `peeler` has the user's rules.
    pub fn asking<'r>(&self, peeler: Peeler<'r>) -> Peeler<'r> {
        let fields = &self.needs().fields;
        match fields.is_empty() {
            true => peeler,
            false => {
                let wanted = Wanted::new(fields, peeler.registry());
                peeler.only(wanted)
            }
        }
    }

    /// True if every frame matches, because nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.inner.test.is_none()
    }
}

/// The filter with all its brackets; it parses to the same.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.test.as_ref().map_or(Ok(()), |test| test.fmt(f))
    }
}
