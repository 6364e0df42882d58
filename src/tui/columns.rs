//! The columns of the list of frames: which there are, and what the user made of them.

use crate::decode::Registry;

/// More columns than this are not shown.
pub const MOST: usize = 32;

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shows {
    /// The frame's number.
    Number,
    /// Its time, in the format of the list.
    Time,
    /// The time since the frame before.
    Delta,
    /// The sender.
    From,
    /// The receiver.
    To,
    /// Bytes on the wire.
    Length,
    /// What is wrapped in what.
    Encapsulation,
    /// The innermost protocol.
    Protocol,
    /// What the frame says.
    What,
    /// A field, by Wireshark's name.
    Field(&'static str),
}

impl Shows {
    /// The built-in columns with their words in the configuration.
    pub const BUILT_IN: [(&'static str, Shows); 9] = [
        ("number", Shows::Number),
        ("time", Shows::Time),
        ("delta", Shows::Delta),
        ("from", Shows::From),
        ("to", Shows::To),
        ("length", Shows::Length),
        ("encapsulation", Shows::Encapsulation),
        ("protocol", Shows::Protocol),
        ("what", Shows::What),
    ];

    /// Reads a built-in word or the name of a field.
    pub fn parse(word: &str, registry: &Registry) -> Option<Shows> {
        let built_in = Shows::BUILT_IN.iter().find(|entry| entry.0 == word);
        built_in.map(|entry| entry.1).or_else(|| {
            let named = |spec: &&crate::model::FieldSpec| !word.is_empty() && spec.name == word;
            let mut specs = registry.protocols().iter().flat_map(|p| p.all_fields());
            specs.find(named).map(|spec| Shows::Field(spec.name))
        })
    }

    /// Its word in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Shows::Field(name) => name,
            built_in => Shows::BUILT_IN
                .iter()
                .find(|entry| entry.1 == built_in)
                .map_or("", |entry| entry.0),
        }
    }

    /// Its heading, unless the user gives another one.
    const fn title(self) -> &'static str {
        match self {
            Shows::Number => "No.",
            Shows::Time => "Time",
            Shows::Delta => "Delta",
            Shows::From => "From",
            Shows::To => "To",
            Shows::Length => "Len",
            Shows::Encapsulation => "Encapsulation",
            Shows::Protocol => "Protocol",
            Shows::What => "What",
            Shows::Field(name) => name,
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it shows.
    pub shows: Shows,
    /// Its heading, if it is not the usual one.
    pub title: Option<String>,
    /// Its width, if it is not to follow what it shows.
    pub width: Option<u16>,
    /// True if it is not to be seen.
    pub hidden: bool,
    /// It is left out on screens with fewer columns than this.
    pub screen: u16,
}

impl Column {
    /// A column as wide as what it shows needs.
    pub const fn new(shows: Shows) -> Column {
        Column {
            shows,
            title: None,
            width: None,
            hidden: false,
            screen: 0,
        }
    }

    /// Only on screens of at least so many columns.
    const fn on_screens_of(mut self, screen: u16) -> Column {
        self.screen = screen;
        self
    }

    /// The columns that decap begins with.
    pub fn usual() -> Vec<Column> {
        vec![
            Column::new(Shows::Number),
            Column::new(Shows::Time),
            Column::new(Shows::Delta).on_screens_of(180),
            Column::new(Shows::From),
            Column::new(Shows::To),
            Column::new(Shows::Length).on_screens_of(140),
            Column::new(Shows::Encapsulation),
            Column::new(Shows::What),
        ]
    }

    /// Its heading.
    pub fn heading(&self) -> &str {
        self.title.as_deref().unwrap_or(self.shows.title())
    }

    /// True if a screen of this width shows it.
    pub fn is_on(&self, screen: u16) -> bool {
        !self.hidden && screen >= self.screen
    }
}

/// The names of the fields that these columns show, in their order.
pub fn fields(columns: &[Column]) -> impl Iterator<Item = &'static str> {
    columns.iter().filter_map(|column| match column.shows {
        Shows::Field(name) => Some(name),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::registry;

    #[test]
    fn words_and_columns_are_one_to_one() {
        for (word, shows) in Shows::BUILT_IN {
            assert_eq!(Shows::parse(word, registry()), Some(shows));
            assert_eq!(shows.word(), word);
        }
        let field = Shows::parse("tcp.window_size_value", registry()).unwrap();
        assert_eq!(field.word(), "tcp.window_size_value");
        assert_eq!(Shows::parse("", registry()), None);
        assert_eq!(Shows::parse("tcp.windw", registry()), None);
    }
}
