//! The figures of the capture on the screen.

use std::sync::Arc;

use crate::model::ProtoInfo;
use crate::render::statistics::{Column, cells, fitting, widths};
use crate::statistics::{Count, Kind, Order, Series, Sorting};

/// The screens of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Tab {
    /// What is wrapped in what.
    #[default]
    Protocols,
    /// Who speaks with whom.
    Conversations,
    /// Who speaks.
    Endpoints,
    /// How long frames are.
    Lengths,
    /// How many come when.
    Traffic,
}

impl Tab {
    /// All of them, in the order of the screen.
    pub const ALL: [Tab; 5] = [
        Tab::Protocols,
        Tab::Conversations,
        Tab::Endpoints,
        Tab::Lengths,
        Tab::Traffic,
    ];

    /// Its name.
    pub const fn title(self) -> &'static str {
        match self {
            Tab::Protocols => "Protocols",
            Tab::Conversations => "Conversations",
            Tab::Endpoints => "Endpoints",
            Tab::Lengths => "Lengths",
            Tab::Traffic => "Traffic",
        }
    }

    /// True if there is one for each kind of ends.
    pub const fn has_kinds(self) -> bool {
        matches!(self, Tab::Conversations | Tab::Endpoints)
    }

    /// The columns of its table, without the bar.
    pub fn columns(self, kind: Kind) -> &'static [Column] {
        match self {
            Tab::Protocols => &cells::HIERARCHY,
            Tab::Conversations => &cells::CONVERSATIONS,
            Tab::Endpoints => cells::endpoints(kind),
            // The bar has a column of its own on the screen.
            Tab::Lengths => cells::LENGTHS.split_last().map_or(&[], |(_, rest)| rest),
            Tab::Traffic => &[],
        }
    }
}

/// What is asked of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Which screen.
    pub tab: Tab,
    /// Ends of which kind.
    pub kind: Kind,
    /// In which order.
    pub sorting: Sorting,
    /// The first row that is wanted, and the one behind the last.
    pub rows: (usize, usize),
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The texts of its columns.
    pub cells: Vec<String>,
    /// The display filter of its frames.
    pub filter: String,
    /// Its frames.
    pub count: Count,
    /// The protocol that gives it its colour.
    pub protocol: Option<&'static ProtoInfo>,
}

/// How far the counting is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    /// Frames counted so far.
    pub frames: u64,
    /// Frames that are known of.
    pub known: u64,
    /// True if more will be counted.
    pub is_running: bool,
    /// Why it ended early.
    pub trouble: Option<String>,
}

/// What is known at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What was asked.
    pub question: Question,
    /// Rows that there are.
    pub len: usize,
    /// Those that were asked for, from the first one of the question on.
    pub lines: Vec<Line>,
    /// Conversations of each kind.
    pub kinds: [usize; Kind::ALL.len()],
    /// All frames that were counted.
    pub total: Count,
    /// Nanoseconds from the earliest to the latest time.
    pub span: Option<i64>,
    /// What is counted but stands in no row.
    pub beyond: Count,
    /// Frames over time, as narrow as they are known; on the screen of the traffic only.
    pub series: Option<Arc<Series>>,
    /// How far the counting was.
    pub counted: Counted,
}

/// The figures on the screen.
#[derive(Debug, Clone, Default)]
pub struct StatisticsView {
    /// Which screen.
    pub tab: Tab,
    /// Ends of which kind, by its place among all.
    kind: usize,
    /// True once the user, or the first figures, chose a kind.
    pub is_kind_chosen: bool,
    conversations: Sorting,
    endpoints: Sorting,
    chosen: [usize; Tab::ALL.len()],
    /// The first row on the screen.
    pub top: usize,
    /// True if bars and the chart show bytes in place of frames.
    pub bytes: bool,
    /// How often the interval of the chart was made narrower than the one that fits.
    pub zoom: i8,
    /// The place of the chart's cursor, in nanoseconds from the first frame.
    pub at: i64,
    /// What is known.
    pub answer: Option<Answer>,
    /// How wide the columns were so far, so that they do not jump.
    widths: Vec<usize>,
}

impl StatisticsView {
    /// Ends of which kind are shown.
    pub fn kind(&self) -> Kind {
        Kind::ALL[self.kind % Kind::ALL.len()]
    }

    /// Shows ends of another kind.
    pub fn choose_kind(&mut self, kind: Kind) {
        let place = Kind::ALL.iter().position(|other| *other == kind);
        self.kind = place.unwrap_or_default();
        self.is_kind_chosen = true;
        self.begin();
    }

    /// Shows ends of the kind so many places further, past those that the capture has not.
    pub fn next_kind(&mut self, by: isize) {
        let kinds = self.answer.as_ref().map(|answer| answer.kinds);
        let has = |place: usize| kinds.is_none_or(|kinds| kinds[place] > 0);
        let count = Kind::ALL.len();
        let step = if by < 0 { count - 1 } else { 1 };
        let places = (1..count).map(|n| (self.kind + n * step) % count);
        if let Some(place) = places.into_iter().find(|place| has(*place)) {
            self.choose_kind(Kind::ALL[place]);
        }
    }

    /// Shows another screen.
    pub fn choose_tab(&mut self, tab: Tab) {
        if self.tab != tab {
            self.tab = tab;
            self.widths.clear();
            self.top = 0;
        }
    }

    /// The order of the table.
    pub fn sorting(&self) -> Sorting {
        match self.tab {
            Tab::Conversations => self.conversations,
            Tab::Endpoints => self.endpoints,
            _ => Sorting::default(),
        }
    }

    /// Sorts the table by something; by what it is sorted by, the other way.
    pub fn sort_by(&mut self, order: Order) {
        let is_turned = self.sorting().order == order && !self.sorting().is_turned;
        self.sort(Sorting { order, is_turned });
    }

    /// Sorts the table.
    pub fn sort(&mut self, sorting: Sorting) {
        match self.tab {
            Tab::Conversations => self.conversations = sorting,
            Tab::Endpoints => self.endpoints = sorting,
            _ => return,
        }
        self.choose(0);
    }

    /// The row that is chosen.
    pub fn chosen(&self) -> usize {
        self.chosen[self.tab as usize]
    }

    /// Chooses a row.
    pub fn choose(&mut self, row: usize) {
        let last = self.len().saturating_sub(1);
        self.chosen[self.tab as usize] = row.min(last);
    }

    /// Rows that there are.
    pub fn len(&self) -> usize {
        self.answer().map_or(0, |answer| answer.len)
    }

    /// The answer, if it is about this screen in this order.
    pub fn answer(&self) -> Option<&Answer> {
        let answer = self.answer.as_ref()?;
        let asked = answer.question;
        let is_it = (asked.tab, asked.sorting) == (self.tab, self.sorting())
            && (!self.tab.has_kinds() || asked.kind == self.kind());
        is_it.then_some(answer)
    }

    /// A row, if it is known.
    pub fn line(&self, row: usize) -> Option<&Line> {
        let answer = self.answer()?;
        answer.lines.get(row.checked_sub(answer.question.rows.0)?)
    }

    /// Begins at the first row.
    fn begin(&mut self) {
        self.chosen[self.tab as usize] = 0;
        self.top = 0;
        self.widths.clear();
    }

    /// What is to be asked for a screen with so many rows: the pages that they are on, and one before
    /// and behind, so that it stays the same for a page.
    pub fn question(&self, height: usize) -> Question {
        let height = height.max(1);
        let page = self.top - self.top % height;
        Question {
            tab: self.tab,
            kind: self.kind(),
            sorting: self.sorting(),
            rows: (page.saturating_sub(height), page.saturating_add(3 * height)),
        }
    }

    /// Takes what is known now.
    pub fn take(&mut self, answer: Answer) {
        if !self.is_kind_chosen
            && let Some(kind) = first_kind(&answer.kinds)
        {
            self.choose_kind(kind);
        }
        self.answer = Some(answer);
        let Some(answer) = self.answer() else { return };
        let rows: Vec<_> = answer.lines.iter().map(|line| line.cells.clone()).collect();
        let mut widest = widths(self.tab.columns(self.kind()), &rows);
        for (width, before) in widest.iter_mut().zip(&self.widths) {
            *width = (*width).max(*before);
        }
        self.widths = widest;
        self.choose(self.chosen());
    }

    /// Brings the chosen row into view of so many rows.
    pub fn settle(&mut self, height: usize) {
        let (chosen, last) = (self.chosen(), self.len().saturating_sub(height));
        let lowest = (chosen + 1).saturating_sub(height);
        self.top = self
            .top
            .clamp(lowest, chosen.max(lowest))
            .min(last.max(lowest));
    }

    /// Where the columns of the table are that fit so many columns of the screen: place of the
    /// column, where it begins, its width.
    pub fn places(&self, width: u16) -> Vec<(usize, u16, u16)> {
        let columns = self.tab.columns(self.kind());
        let mut at = MARGIN;
        let fit = |width: usize| u16::try_from(width).unwrap_or(u16::MAX);
        let room = usize::from(width.saturating_sub(2 * MARGIN));
        let shown = fitting(columns, &self.widths, room);
        let mut widths = self.widths.clone();
        let wanted: usize = shown
            .iter()
            .map(|index| widths[*index] + GAP as usize)
            .sum();
        // Addresses that are too long leave room for what is said of them: the longest first.
        for _ in room + GAP as usize..wanted {
            let texts = shown.iter().filter(|index| columns[**index].is_text);
            match texts.copied().max_by_key(|index| widths[*index]) {
                Some(longest) if widths[longest] > MIN_TEXT => widths[longest] -= 1,
                _ => break,
            }
        }
        let place = |index: usize| {
            let start = at;
            let width = fit(widths[index]);
            at = start.saturating_add(width).saturating_add(GAP);
            (index, start, width)
        };
        shown.into_iter().map(place).collect()
    }
}

/// Columns left of the table, for the mark of the chosen row.
pub const MARGIN: u16 = 2;
/// Columns of a text at least.
const MIN_TEXT: usize = 10;
/// Between two columns of the table.
pub const GAP: u16 = 2;

/// What a capture is mostly asked about: connections, then datagrams, then hosts.
fn first_kind(kinds: &[usize; Kind::ALL.len()]) -> Option<Kind> {
    let wanted = [
        Kind::Tcp,
        Kind::Udp,
        Kind::Sctp,
        Kind::Ipv4,
        Kind::Ipv6,
        Kind::Ethernet,
    ];
    let has = |kind: &Kind| {
        let place = Kind::ALL.iter().position(|other| other == kind);
        place.is_some_and(|place| kinds[place] > 0)
    };
    wanted.into_iter().find(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many rows of conversations, of which those asked for are known.
    fn view(len: usize, height: usize) -> StatisticsView {
        let mut view = StatisticsView {
            tab: Tab::Conversations,
            is_kind_chosen: true,
            ..StatisticsView::default()
        };
        answer(&mut view, len, height);
        view
    }

    fn answer(view: &mut StatisticsView, len: usize, height: usize) {
        let question = view.question(height);
        let rows = question.rows.0..question.rows.1.min(len);
        let line = |row: usize| Line {
            cells: vec!["2001:db8::1".repeat(4), "b".into(), row.to_string()],
            filter: row.to_string(),
            count: Count::default(),
            protocol: None,
        };
        view.take(Answer {
            question,
            len,
            lines: rows.map(line).collect(),
            kinds: [len; Kind::ALL.len()],
            total: Count::default(),
            span: None,
            beyond: Count::default(),
            series: None,
            counted: Counted::default(),
        });
    }

    #[test]
    fn only_rows_around_those_in_view_are_asked_for() {
        let mut view = view(262_144, 20);
        assert_eq!(view.question(20).rows, (0, 60));
        for row in [0, 5, 45, 131_072, usize::MAX, 262_100, 3] {
            view.choose(row);
            view.settle(20);
            let (from, until) = view.question(20).rows;
            assert!(until - from <= 80);
            assert!(from <= view.top && view.top + 20 <= until);
            answer(&mut view, 262_144, 20);
            let chosen = view.chosen();
            assert!((view.top..view.top + 20).contains(&chosen));
            assert_eq!(view.line(chosen).unwrap().filter, chosen.to_string());
        }
        // Fewer rows than before leave the choice at the last one.
        answer(&mut view, 2, 20);
        view.settle(20);
        assert_eq!((view.chosen(), view.top), (1, 0));
    }

    #[test]
    fn an_answer_to_another_question_is_not_shown() {
        let mut view = view(9, 20);
        assert_eq!(view.len(), 9);
        view.sort_by(Order::Bytes);
        assert_eq!((view.len(), view.line(0)), (0, None));
        view.sort_by(Order::Frames);
        assert_eq!(view.len(), 9);
        view.choose_tab(Tab::Lengths);
        assert!(view.answer().is_none());
    }

    #[test]
    fn long_addresses_leave_room_for_numbers() {
        let view = view(9, 20);
        let places = view.places(60);
        let (index, start, width) = places.last().copied().unwrap();
        assert!(index >= 3 && start + width <= 60, "{places:?}");
        assert!(view.places(5).len() >= 4);
    }
}
