//! What was wrapped in what, and how often.

use super::Count;
use crate::decode::SEGMENT;
use crate::model::{Dissection, FrameInfo, ProtoInfo};

/// Nodes that are kept at most; frames whose chain does not fit count at the nearest node that is.
const MAX_NODES: usize = 1 << 14;

/// A protocol at one place of the tree: inside those that its parents are.
#[derive(Debug, Clone)]
pub struct Node {
    /// The protocol.
    pub info: &'static ProtoInfo,
    /// The place of the node around it.
    pub parent: Option<u16>,
    /// How many are around it.
    pub depth: u8,
    /// Frames in which it stands at this place, each counted once.
    pub count: Count,
    /// Frames that hold nothing behind it: it is their innermost protocol.
    pub last: Count,
    children: Vec<u16>,
    /// The last frame that was counted here.
    frame: u64,
}

/// The tree of protocols of a capture.
///
/// A frame counts once at every node that one of its layers is, with its whole length on the wire.
/// Layers stand inside the layer that wraps them: two messages in one segment are both inside TCP.
/// tshark's `io,phs` puts the second inside the first, so where a frame has several messages its
/// tree is deeper. A part of a message is no layer here: the frame ends with TCP, as it does there.
#[derive(Debug, Clone, Default)]
pub struct Hierarchy {
    nodes: Vec<Node>,
    roots: Vec<u16>,
    total: Count,
    beyond: Count,
    /// The nodes of the layers of the frame at hand.
    places: Vec<Option<u16>>,
}

impl Hierarchy {
    /// All frames that were counted.
    pub fn total(&self) -> Count {
        self.total
    }

    /// Frames of which a layer found no room in the tree.
    pub fn beyond(&self) -> Count {
        self.beyond
    }

    /// A node by its place.
    pub fn node(&self, place: u16) -> Option<&Node> {
        self.nodes.get(usize::from(place))
    }

    /// All nodes with their places, each behind the one around it; of neighbours the one with
    /// more frames first.
    pub fn rows(&self) -> Vec<(u16, &Node)> {
        let mut rows = Vec::with_capacity(self.nodes.len());
        let mut open = self.sorted(&self.roots);
        while let Some((place, node)) = open.pop() {
            rows.push((place, node));
            open.extend(self.sorted(&node.children));
        }
        rows
    }

    /// Nodes by frames, most last.
    fn sorted(&self, places: &[u16]) -> Vec<(u16, &Node)> {
        let found = places
            .iter()
            .filter_map(|place| Some((*place, self.node(*place)?)));
        let mut nodes: Vec<_> = found.collect();
        nodes.sort_by_key(|(place, node)| (node.count.frames, std::cmp::Reverse(*place)));
        nodes
    }

    /// The protocols from the outermost to the one at `place`.
    pub fn chain(&self, place: u16) -> Vec<&'static ProtoInfo> {
        let mut chain = Vec::new();
        let mut next = self.node(place);
        while let Some(node) = next {
            chain.push(node.info);
            next = node.parent.and_then(|parent| self.node(parent));
        }
        chain.reverse();
        chain
    }

    /// A filter expression for the frames of a node: those that have all protocols of its chain.
    pub fn filter(&self, place: u16) -> String {
        let mut names: Vec<&str> = Vec::new();
        for info in self.chain(place) {
            if !names.contains(&info.name) {
                names.push(info.name);
            }
        }
        names.join(" && ")
    }

    /// Counts a frame. Returns the place of its innermost protocol; `None` if it has none.
    pub fn take(&mut self, info: &FrameInfo, out: &Dissection) -> Option<u16> {
        self.total.add(info.original_len);
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        let (mut last, mut fits) = (None, true);
        for layer in &out.layers {
            let around = layer.parent.map(usize::from);
            let parent = around.and_then(|index| places.get(index).copied().flatten());
            let place = match std::ptr::eq(layer.info, &SEGMENT) {
                true => parent,
                false => match self.child(parent, layer.info) {
                    Some(place) => Some(place),
                    None => {
                        fits = false;
                        parent
                    }
                },
            };
            places.push(place);
            last = place;
            if let Some(node) = place.and_then(|place| self.nodes.get_mut(usize::from(place)))
                && node.frame != info.number
            {
                node.frame = info.number;
                node.count.add(info.original_len);
            }
        }
        self.places = places;
        if let Some(node) = last.and_then(|place| self.nodes.get_mut(usize::from(place))) {
            node.last.add(info.original_len);
        }
        if !fits {
            self.beyond.add(info.original_len);
        }
        last
    }

    /// The node of a protocol inside another one, made if there is room for it.
    fn child(&mut self, parent: Option<u16>, info: &'static ProtoInfo) -> Option<u16> {
        let around = parent.and_then(|parent| self.nodes.get(usize::from(parent)));
        let siblings = around.map_or(&self.roots, |node| &node.children);
        let is_it = |place: &&u16| {
            let node = self.nodes.get(usize::from(**place));
            node.is_some_and(|node| std::ptr::eq(node.info, info))
        };
        if let Some(place) = siblings.iter().find(is_it) {
            return Some(*place);
        }
        if self.nodes.len() >= MAX_NODES {
            return None;
        }
        let depth = around.map_or(0, |node| node.depth.saturating_add(1));
        let place = self.nodes.len() as u16;
        self.nodes.push(Node {
            info,
            parent,
            depth,
            count: Count::default(),
            last: Count::default(),
            children: Vec::new(),
            frame: 0,
        });
        match parent.and_then(|parent| self.nodes.get_mut(usize::from(parent))) {
            Some(node) => node.children.push(place),
            None => self.roots.push(place),
        }
        Some(place)
    }
}
