//! Where the panes go, on small, tall, wide and very wide screens.

use ratatui::layout::Rect;

use super::state::{Pane, Split};

/// Where everything is; what is not shown has no area. The first row of a pane is its title.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Areas {
    /// The whole screen.
    pub screen: Rect,
    /// The line with the name of the capture.
    pub title: Rect,
    /// The line with messages and keys.
    pub status: Rect,
    /// The bar of a replay, above that line.
    pub bar: Rect,
    /// Everything between the two.
    pub body: Rect,
    panes: [Rect; 6],
}

/// What the layout depends on besides the size.
#[derive(Debug, Clone, Copy)]
pub struct Wishes {
    /// The pane that gets the keys.
    pub focus: Pane,
    /// The pane that a small screen shows under the list.
    pub shown: Pane,
    /// True if the focused pane gets everything.
    pub zoomed: bool,
    /// True if there is a replay.
    pub bar: bool,
    /// What the user moved.
    pub split: Split,
}

/// From this width on, layers and bytes stand side by side.
const TWO_COLUMNS: u16 = 112;

/// From this width on, bytes get a column of their own.
const THREE_COLUMNS: u16 = 216;

/// Width of a header diagram with 32 bits of two columns each, and its offsets.
const DIAGRAM: u16 = 71;

/// Width of 16 bytes in hexadecimal and as text.
const BYTES: u16 = 74;

impl Areas {
    /// The area of a pane.
    pub fn of(&self, pane: Pane) -> Rect {
        self.panes[pane as usize]
    }

    /// The area of a pane below its title and beside the line that parts it from its left neighbour.
    pub fn inside(&self, pane: Pane) -> Rect {
        let area = self.of(pane);
        let line = u16::from(area.x > self.body.x).min(area.width);
        Rect {
            x: area.x + line,
            width: area.width - line,
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
        }
    }

    /// The pane at a position of the screen.
    pub fn at(&self, x: u16, y: u16) -> Option<Pane> {
        let holds = |pane: &Pane| self.of(*pane).contains((x, y).into());
        Pane::ALL.into_iter().find(holds)
    }

    /// Lays the panes out.
    pub fn new(screen: Rect, wishes: &Wishes) -> Areas {
        let mut areas = Areas {
            screen,
            ..Areas::default()
        };
        let (title, rest) = cut_top(screen, if screen.height >= 4 { 1 } else { 0 });
        let (body, status) = cut_bottom(rest, if screen.height >= 6 { 1 } else { 0 });
        let (body, bar) = cut_bottom(body, u16::from(wishes.bar && body.height >= 6));
        (areas.title, areas.body, areas.bar, areas.status) = (title, body, bar, status);
        if wishes.zoomed {
            areas.set(wishes.focus, body);
        } else if screen.width >= TWO_COLUMNS && body.height >= 22 {
            areas.wide(body, wishes);
        } else if body.height >= 42 {
            areas.tall(body, wishes);
        } else {
            areas.small(body, wishes);
        }
        areas
    }

    fn set(&mut self, pane: Pane, area: Rect) {
        self.panes[pane as usize] = area;
    }

    /// List on top, columns in the middle, the nesting picture at the foot.
    fn wide(&mut self, body: Rect, wishes: &Wishes) {
        let nesting = match body.height {
            0..30 => 3,
            30..42 => 7,
            _ => 8,
        };
        let list = share(
            body.height,
            28,
            wishes.split.list,
            4,
            body.height - nesting - 8,
        );
        let (top, rest) = cut_top(body, list);
        let (middle, foot) = cut_bottom(rest, nesting);
        self.set(Pane::List, top);
        self.set(Pane::Nesting, foot);
        let moved = i32::from(wishes.split.layers);
        let columns = |room: u16, right: u16, least: i32| {
            let wanted = i32::from(room) - i32::from(right) + moved;
            wanted.clamp(least, (i32::from(room) - 20).max(least)) as u16
        };
        if body.width >= THREE_COLUMNS {
            let (rest, bytes) = cut_right(middle, BYTES);
            let (left, header) = cut_left(rest, columns(rest.width, DIAGRAM, 40));
            self.set(Pane::Bytes, bytes);
            self.set(Pane::Header, header);
            self.layers_and_explain(left);
            return;
        }
        let right = BYTES.min(body.width * 56 / 100);
        let (left, right) = cut_left(middle, columns(body.width, right, 30));
        self.layers_and_explain(left);
        let bytes = match right.height {
            0..20 => right.height / 3,
            20..30 => 7,
            more => more / 3,
        };
        let (bytes, header) = cut_top(right, bytes);
        self.set(Pane::Bytes, bytes);
        self.set(Pane::Header, header);
    }

    fn layers_and_explain(&mut self, area: Rect) {
        let explain = (area.height / 3).clamp(3, 12);
        let (layers, explain) = cut_bottom(area, explain);
        self.set(Pane::Layers, layers);
        self.set(Pane::Explain, explain);
    }

    /// Everything below one another.
    fn tall(&mut self, body: Rect, wishes: &Wishes) {
        let list = share(body.height, 18, wishes.split.list, 4, body.height / 2);
        let (list, rest) = cut_top(body, list);
        let (rest, nesting) = cut_bottom(rest, 7);
        let (rest, explain) = cut_bottom(rest, 7);
        let (rest, header) = cut_bottom(rest, rest.height / 3);
        let (layers, bytes) = cut_bottom(rest, rest.height / 3);
        self.set(Pane::List, list);
        self.set(Pane::Layers, layers);
        self.set(Pane::Bytes, bytes);
        self.set(Pane::Header, header);
        self.set(Pane::Explain, explain);
        self.set(Pane::Nesting, nesting);
    }

    /// The list and one pane, which gets the room; the explanation and the nesting picture keep a
    /// few lines where there are any.
    fn small(&mut self, body: Rect, wishes: &Wishes) {
        let shown = if wishes.shown == Pane::List {
            Pane::Layers
        } else {
            wishes.shown
        };
        let strip = |pane: Pane, height: u16, from: u16| {
            if shown != pane && body.height >= from {
                height
            } else {
                0
            }
        };
        let (nesting, explain) = (strip(Pane::Nesting, 3, 19), strip(Pane::Explain, 4, 17));
        let (body, nesting) = cut_bottom(body, nesting);
        let (body, explain) = cut_bottom(body, explain);
        let wanted = if wishes.focus == Pane::List { 45 } else { 28 };
        let most = body.height.saturating_sub(4);
        let list = share(body.height, wanted, wishes.split.list, 3, most);
        let (list, rest) = cut_top(body, list);
        self.set(Pane::Explain, explain);
        self.set(Pane::Nesting, nesting);
        self.set(Pane::List, list);
        self.set(shown, rest);
    }
}

/// A share of `whole` in percent, moved by the user, within bounds.
fn share(whole: u16, percent: u16, moved: i16, least: u16, most: u16) -> u16 {
    let share = i32::from(whole) * i32::from(percent) / 100 + i32::from(moved);
    let most = most.max(least);
    u16::try_from(share.clamp(i32::from(least), i32::from(most)))
        .unwrap_or(least)
        .min(whole)
}

fn cut_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let top = Rect { height, ..area };
    let rest = Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    };
    (top, rest)
}

fn cut_bottom(area: Rect, height: u16) -> (Rect, Rect) {
    cut_top(area, area.height - height.min(area.height))
}

fn cut_left(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    let left = Rect { width, ..area };
    let rest = Rect {
        x: area.x + width,
        width: area.width - width,
        ..area
    };
    (left, rest)
}

fn cut_right(area: Rect, width: u16) -> (Rect, Rect) {
    cut_left(area, area.width - width.min(area.width))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas(width: u16, height: u16, focus: Pane) -> Areas {
        let wishes = Wishes {
            focus,
            shown: if focus == Pane::List {
                Pane::Layers
            } else {
                focus
            },
            zoomed: false,
            bar: false,
            split: Split {
                list: 3,
                layers: -2,
            },
        };
        Areas::new(Rect::new(0, 0, width, height), &wishes)
    }

    #[test]
    fn panes_share_the_screen_without_overlap() {
        for (width, height) in (1..240)
            .step_by(7)
            .flat_map(|w| (1..80).map(move |h| (w, h)))
        {
            for focus in Pane::ALL {
                let areas = areas(width, height, focus);
                let mut used = 0;
                for pane in Pane::ALL {
                    let area = areas.of(pane);
                    assert!(area.right() <= width && area.bottom() <= height);
                    used += area.area();
                    for other in Pane::ALL.into_iter().filter(|other| *other != pane) {
                        assert!(!area.intersects(areas.of(other)) || area.is_empty());
                    }
                }
                assert_eq!(used, areas.body.area(), "{width}x{height} {focus:?}");
            }
        }
    }

    #[test]
    fn the_focused_pane_is_always_on_the_screen() {
        for focus in Pane::ALL {
            for (width, height) in [(80, 24), (120, 40), (220, 60), (80, 60)] {
                assert!(
                    areas(width, height, focus).of(focus).height >= 3,
                    "{focus:?}"
                );
            }
        }
    }

    #[test]
    fn classroom_sizes_show_everything_at_once() {
        for (width, height) in [(120, 40), (160, 48), (220, 60), (80, 60)] {
            let areas = areas(width, height, Pane::List);
            assert!(
                Pane::ALL.iter().all(|pane| areas.of(*pane).height >= 3),
                "{width}x{height}"
            );
        }
    }
}
