//! The one table of commands: keys, help screen, palette and manual page are made from it.

use super::keys::{Key, shown};

/// Where a command's keys count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// On every screen.
    Everywhere,
    /// Wherever there is something to move in.
    Moving,
    /// On the main screen.
    Main,
    /// In the pane of layers.
    Layers,
    /// In the pane of bytes.
    Bytes,
    /// While peeling and wrapping.
    Peeling,
    /// On the ladder of a conversation.
    Ladder,
    /// On the charts of a connection.
    Charts,
    /// In the list of interfaces.
    Picking,
    /// In the list of sockets.
    Sockets,
    /// In what the ends of a conversation say.
    Following,
    /// In the list of files.
    Objects,
    /// On the screens of figures.
    Statistics,
    /// In the list of columns.
    Columns,
    /// On the help screen.
    Help,
    /// While text is typed.
    Typing,
    /// While a filter is typed or chosen.
    Filtering,
    /// While a capture is saved.
    Saving,
}

impl Context {
    /// Contexts whose keys count together with this one's.
    pub const fn with(self) -> &'static [Context] {
        match self {
            Context::Layers => &[
                Context::Layers,
                Context::Main,
                Context::Moving,
                Context::Everywhere,
            ],
            Context::Bytes => &[
                Context::Bytes,
                Context::Main,
                Context::Moving,
                Context::Everywhere,
            ],
            Context::Main => &[Context::Main, Context::Moving, Context::Everywhere],
            Context::Peeling => &[Context::Peeling, Context::Moving, Context::Everywhere],
            Context::Ladder => &[Context::Ladder, Context::Moving, Context::Everywhere],
            Context::Charts => &[Context::Charts, Context::Moving, Context::Everywhere],
            Context::Picking => &[Context::Picking, Context::Moving, Context::Everywhere],
            Context::Following => &[Context::Following, Context::Moving, Context::Everywhere],
            Context::Objects => &[Context::Objects, Context::Moving, Context::Everywhere],
            Context::Statistics => &[Context::Statistics, Context::Moving, Context::Everywhere],
            Context::Columns => &[Context::Columns, Context::Moving, Context::Everywhere],
            Context::Help => &[Context::Help, Context::Moving, Context::Everywhere],
            Context::Moving => &[Context::Moving, Context::Everywhere],
            Context::Everywhere => &[Context::Everywhere],
            // What is typed there is a filter, so that letters are no keys.
            Context::Sockets => &[Context::Sockets],
            Context::Typing => &[Context::Typing],
            Context::Filtering => &[Context::Filtering, Context::Typing],
            Context::Saving => &[Context::Saving, Context::Typing],
        }
    }

    /// Its heading on the help screen.
    pub const fn heading(self) -> &'static str {
        match self {
            Context::Everywhere => "Everywhere",
            Context::Moving => "Moving",
            Context::Main => "Main screen",
            Context::Layers => "Layers",
            Context::Bytes => "Bytes",
            Context::Peeling => "Peel and wrap",
            Context::Ladder => "Ladder",
            Context::Charts => "Charts",
            Context::Picking => "Interfaces",
            Context::Sockets => "Sockets",
            Context::Following => "Following a conversation",
            Context::Objects => "Files",
            Context::Statistics => "Figures",
            Context::Columns => "Columns",
            Context::Help => "Help",
            Context::Typing => "While typing",
            Context::Filtering => "While filtering",
            Context::Saving => "While saving",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct CommandSpec {
    /// The command.
    pub command: Command,
    /// Its name in the palette.
    pub name: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
    /// Default keys.
    pub keys: &'static [&'static str],
    /// What does the same with the mouse.
    pub mouse: &'static str,
    /// Where its keys count.
    pub context: Context,
}

/// Declares the commands and their table, so that neither can have one that the other lacks.
macro_rules! commands {
    ($($context:ident { $($command:ident $name:literal $help:literal [$($key:literal)*] $mouse:literal;)* })*) => {
        /// Something that the user can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Command {
            $($(#[doc = $help] $command,)*)*
        }

        /// Every command there is, by context.
        pub static COMMANDS: &[CommandSpec] = &[
            $($(CommandSpec {
                command: Command::$command,
                name: $name,
                help: $help,
                keys: &[$($key),*],
                mouse: $mouse,
                context: Context::$context,
            },)*)*
        ];
    };
}

commands! {
    Moving {
        Up "up" "Move up." ["up" "k"] "wheel";
        Down "down" "Move down." ["down" "j"] "wheel";
        Left "left" "Move left; in the layers: close, or go outwards." ["left" "h"] "";
        Right "right" "Move right; in the layers: open, or go inwards." ["right" "l"] "";
        PageUp "page-up" "Move up by a page." ["pageup" "ctrl+b"] "";
        PageDown "page-down" "Move down by a page." ["pagedown" "ctrl+f"] "";
        HalfUp "half-up" "Move up by half a page." ["ctrl+u"] "";
        HalfDown "half-down" "Move down by half a page." ["ctrl+d"] "";
        Top "top" "Go to the first one." ["g" "home"] "";
        Bottom "bottom" "Go to the last one; live: follow the newest frame." ["G" "end"] "";
    }
    Main {
        NextPane "next-pane" "Go to the next pane." ["tab"] "click";
        PreviousPane "previous-pane" "Go to the previous pane." ["shift+tab"] "";
        FocusList "frames" "Go to the list of frames." ["1"] "";
        FocusLayers "layers" "Go to the layers." ["2"] "";
        FocusBytes "bytes" "Go to the bytes." ["3"] "";
        FocusHeader "header" "Go to the header, bit by bit." ["4"] "";
        FocusExplain "what-is-this" "Go to the explanation of what is selected." ["5"] "";
        FocusNesting "nesting" "Go to the nesting picture." ["6"] "";
        Zoom "zoom" "Give the whole screen to this pane, or take it back." ["z"] "";
        NextFrame "next-frame" "Select the next frame, from any pane." ["]" "ctrl+n"] "";
        PreviousFrame "previous-frame" "Select the previous frame, from any pane." ["[" "ctrl+p"] "";
        Select "select" "Open or close a layer; in the list: go to the layers." ["enter" "space"] "click";
        ExpandAll "expand-all" "Open every layer of the frame." ["e"] "";
        CollapseAll "collapse-all" "Close every layer." ["E"] "";
        SwitchModel "model" "Switch between the OSI and the TCP/IP model." ["o"] "click OSI";
        TurnTower "turn-tower" "Turn the tower over: the wire at its foot or on top." ["t"] "";
        Numbers "sequence-numbers" "Sequence numbers since the first one, or raw." ["s"] "";
        TimeFormat "time-format" "Next format of times, as those of tshark's -t." ["T"] "";
        Reference "time-reference" "Count later times from this frame, or no longer." ["ctrl+r"] "";
        Peel "peel" "Peel the frame: take the outermost header off." ["p"] "";
        Wrap "wrap" "Wrap the frame up again: put the header back on." ["P"] "";
        Find "find" "Find text, or bytes such as de ad be ef." ["/"] "";
        FindNext "find-next" "Go to the next place found." ["n"] "";
        FindPrevious "find-previous" "Go to the previous place found." ["N"] "";
        GoTo "go-to-frame" "Go to a frame by its number." ["ctrl+g"] "";
        Refer "referred-frame" "Go to the frame that the selected field names." ["f"] "";
        Whole "whole-message" "Go to the frame that completes this message." ["c"] "";
        GoBack "go-back" "Go back to where the last jump began." ["u" "ctrl+o"] "";
        AddColumn "add-column" "Make the selected field a column of the list." ["a"] "";
        Columns "columns" "Choose, move, widen and hide columns." ["w"] "";
        Filter "filter" "Show only the frames that pass a display filter." ["&" "d"] "";
        FilterBy "filter-by" "Filter by the selected field or layer, or a variant." ["="] "";
        Colours "colours" "Colour frames by the rules, or not." ["K"] "";
        Comment "comment" "Write a comment on this frame." ["#"] "";
        SaveFrames "save-frames" "Save frames: all, shown, marked or this one." ["ctrl+s" "W"] "";
        Sort "sort" "Sort by time, length, delta, or as captured again." ["B"] "";
        SortTurn "turn-order" "Sort the other way: the largest first." ["R"] "";
        Mark "mark" "Mark this frame, or take the mark away." ["m"] "";
        NextMark "next-mark" "Go to the next marked frame." ["'"] "";
        PreviousMark "previous-mark" "Go to the previous marked frame." ["\""] "";
        CopyValue "copy" "Copy what is selected, as text." ["y"] "";
        CopyLayer "copy-layer" "Copy the selected layer with all its fields, as text." ["Y"] "";
        CopyBytes "copy-bytes" "Copy the selected bytes as hexadecimal digits." ["ctrl+y"] "";
        Ladder "ladder" "The frame's conversation as a ladder of arrows." ["L"] "";
        Charts "charts" "Charts of the frame's TCP connection." ["C"] "";
        Picture "picture" "Show the frame's image on the whole screen." ["v"] "";
        Interfaces "interfaces" "Choose an interface and capture on it." ["i"] "";
        Follow "follow" "What the two ends of this conversation say." ["F"] "";
        Objects "objects" "The files that this capture carries." ["O"] "";
        Statistics "statistics" "Figures: protocols, conversations, lengths, traffic." ["A" "%"] "";
        Sockets "sockets" "The sockets of this machine, with their processes." ["S"] "";
        Replay "replay" "Replay the capture at its own pace, or end the replay." ["r"] "";
        ReplayPause "replay-pause" "Pause the replay, or let it go on." ["x"] "";
        ReplayStep "replay-step" "Show one frame more and pause." ["."] "";
        ReplayBack "replay-back" "Take the last frame back and pause." [","] "";
        ReplayFaster "replay-faster" "Replay twice as fast." ["}"] "";
        ReplaySlower "replay-slower" "Replay half as fast." ["{"] "";
        ReplayJumpOn "replay-on" "Go on by a tenth of the capture's time." [")"] "click on the bar";
        ReplayJumpBack "replay-back-far" "Go back by a tenth of the capture's time." ["("] "click on the bar";
        Grow "grow-list" "Give the list of frames more lines." ["+"] "";
        Shrink "shrink-list" "Give the list of frames fewer lines." ["-"] "";
        Widen "widen-layers" "Give the layers more columns." [">"] "";
        Narrow "narrow-layers" "Give the layers fewer columns." ["<"] "";
    }
    Layers {
        Toggle "toggle" "Open or close what is selected with all its parts." ["*"] "";
    }
    Bytes {
        NextBuffer "next-buffer" "Show the frame, or bytes put together from it." ["b"] "";
    }
    Peeling {
        PeelOn "peel-on" "Take the next header off." ["p" "enter" "space"] "click";
        WrapBack "wrap-back" "Put the last header back on." ["P" "backspace"] "";
        PeelNextFrame "peel-next-frame" "Peel the next frame." ["]" "ctrl+n"] "";
        PeelPreviousFrame "peel-previous-frame" "Peel the previous frame." ["[" "ctrl+p"] "";
        PeelEnd "peel-end" "Back to the main screen." ["q" "z"] "";
    }
    Ladder {
        LadderOpen "ladder-open-frame" "Open the selected frame on the main screen." ["enter"] "";
        LadderTime "ladder-time" "Time to scale, or every frame a line." ["t"] "";
        LadderCalls "ladder-calls" "Show or hide the inferred socket calls." ["c"] "";
        LadderNumbers "ladder-numbers" "Sequence numbers since the first one, or raw." ["s"] "";
        LadderCharts "ladder-charts" "Charts of this connection." ["C"] "";
        LadderEnd "close-ladder" "Back to the main screen." ["q" "L"] "";
    }
    Charts {
        ChartNext "next-chart" "Next chart: sequence, round trip, flight, throughput." ["tab"] "";
        ChartPrevious "previous-chart" "Previous chart." ["shift+tab"] "";
        ChartTurn "turn-chart" "The bytes of the other end." ["d" "space"] "";
        ChartNearer "chart-nearer" "Half as much time, around the cursor." ["+" "z"] "";
        ChartFarther "chart-farther" "Twice as much time." ["-" "Z"] "";
        ChartOpen "chart-open-frame" "Open the frame at the cursor on the main screen." ["enter"] "";
        ChartLadder "chart-ladder" "The ladder of this conversation." ["L"] "";
        ChartEnd "close-charts" "Back to the main screen." ["q" "C"] "";
    }
    Picking {
        PickHere "capture-here" "Capture on this interface." ["enter" "space"] "";
        PickDemonstration "demonstration" "Open the bundled demonstration." ["d"] "";
        PickEnd "close-interfaces" "Back to the frames." ["q"] "";
    }
    Sockets {
        SocketUp "socket-up" "Go to the socket above." ["up" "ctrl+p"] "wheel";
        SocketDown "socket-down" "Go to the socket below." ["down" "ctrl+n"] "wheel";
        SocketPageUp "socket-page-up" "Move up by a page." ["pageup" "ctrl+b"] "";
        SocketPageDown "socket-page-down" "Move down by a page." ["pagedown" "ctrl+f"] "";
        SocketTop "first-socket" "Go to the first socket." ["home"] "";
        SocketBottom "last-socket" "Go to the last socket." ["end"] "";
        SocketSort "sort-sockets" "Sort by the next column." ["tab"] "";
        SocketFrame "frame-of-socket" "Go to a frame of this connection." ["enter"] "";
        SocketDelete "shorten-filter" "Delete the last character of the filter." ["backspace"] "";
        SocketClear "forget-filter" "Show all sockets again." ["ctrl+u"] "";
        SocketsEnd "close-sockets" "Back to the frames." ["esc" "ctrl+c"] "";
    }
    Following {
        FollowOpen "frame-of-piece" "Go to the frame that carried this." ["enter" "space"] "";
        FollowForm "form" "As text, in hexadecimal digits, or spelled out." ["a" "tab"] "";
        FollowSide "ends" "Both ends, only the client, only the server." ["d"] "";
        FollowMessages "messages" "The stream, or the HTTP messages in it." ["m"] "";
        FollowFind "find-in-talk" "Find text or bytes in what is said." ["/"] "";
        FollowNext "next-in-talk" "Go to the next place found." ["n"] "";
        FollowPrevious "previous-in-talk" "Go to the previous place found." ["N"] "";
        FollowSave "save-talk" "Save what is shown to a file, as bytes." ["s"] "";
        FollowEnd "close-talk" "Back to the frames." ["q"] "";
    }
    Objects {
        ObjectOpen "frame-of-file" "Go to the frame that completes this file." ["enter" "space"] "";
        ObjectSave "save-file" "Save this file." ["s"] "";
        ObjectsSave "save-files" "Save all files into a folder." ["S"] "";
        ObjectsEnd "close-files" "Back to the frames." ["q"] "";
    }
    Statistics {
        StatNext "next-figures" "The next of the five screens." ["tab"] "click";
        StatPrevious "previous-figures" "The screen before." ["shift+tab"] "";
        StatFilter "filter-by-row" "Show only the frames of this row, or interval." ["enter" "space"] "double click";
        StatEdit "edit-row-filter" "The same, but change the filter first." ["&" "="] "";
        StatCopy "copy-row-filter" "Copy the filter of this row." ["y"] "";
        StatKind "next-kind" "Ends of the next kind: Ethernet, IP, TCP and so on." ["t"] "click";
        StatKindBack "previous-kind" "Ends of the kind before." ["T"] "";
        StatSort "sort-rows" "Sort by the next column." ["s"] "click on a heading";
        StatTurn "turn-rows" "Sort the other way round." ["R"] "";
        StatBytes "bytes-or-frames" "Bars and chart of bytes, or of frames." ["b"] "";
        StatNearer "narrow-interval" "Narrower intervals in the chart." ["+" "z"] "";
        StatFarther "widen-interval" "Wider intervals in the chart." ["-" "Z"] "";
        StatEnd "close-figures" "Back to the frames." ["q" "A" "%"] "";
    }
    Columns {
        ColumnHide "hide-column" "Hide or show this column." ["enter" "space"] "";
        ColumnUp "column-left" "Move it to the left." ["K" "shift+up" "["] "";
        ColumnDown "column-right" "Move it to the right." ["J" "shift+down" "]"] "";
        ColumnWiden "widen-column" "Give it a wider place." ["+" ">"] "";
        ColumnNarrow "narrow-column" "Give it a narrower place." ["-" "<"] "";
        ColumnFree "free-column" "As wide as what it shows, again." ["0"] "";
        ColumnAdd "new-column" "Add a column: a field's name, or a word." ["a"] "";
        ColumnRemove "remove-column" "Take it away." ["d" "delete"] "";
        ColumnReset "usual-columns" "The columns that decap begins with." ["r"] "";
        ColumnKeep "keep-columns" "Write the columns into the configuration." ["s"] "";
        ColumnsEnd "close-columns" "Back to the frames." ["q" "w"] "";
    }
    Help {
        HelpEnd "close-help" "Close the help screen." ["q" "enter"] "";
    }
    Typing {
        Accept "accept" "Take what is typed." ["enter"] "";
        Cancel "cancel" "Forget what is typed." ["esc" "ctrl+c"] "";
        ChoiceUp "choice-up" "Choose the line above." ["up" "ctrl+p" "shift+tab"] "";
        ChoiceDown "choice-down" "Choose the line below." ["down" "ctrl+n" "tab"] "";
        CursorLeft "cursor-left" "Move left in the text." ["left" "ctrl+b"] "";
        CursorRight "cursor-right" "Move right in the text." ["right" "ctrl+f"] "";
        CursorHome "cursor-home" "Go to the start of the text." ["home" "ctrl+a"] "";
        CursorEnd "cursor-end" "Go to the end of the text." ["end" "ctrl+e"] "";
        DeleteBack "delete-back" "Delete the character before." ["backspace" "ctrl+h"] "";
        DeleteOn "delete-on" "Delete the character behind." ["delete" "ctrl+d"] "";
        DeleteWord "delete-word" "Delete the word before." ["ctrl+w"] "";
        DeleteAll "delete-all" "Delete all that is typed." ["ctrl+u"] "";
    }
    Filtering {
        FilterComplete "complete" "Complete the name; in the menu: change it first." ["tab"] "";
        FilterOlder "older-filter" "The filter before, or the line above." ["up"] "";
        FilterNewer "newer-filter" "The filter behind, or the line below." ["down"] "";
    }
    Saving {
        SaveWhich "which-frames" "Other frames: all, shown, marked, this one." ["tab" "down"] "";
        SaveWhichBack "which-frames-back" "The same backwards." ["shift+tab" "up"] "";
    }
    Everywhere {
        Help "help" "Show or hide all keys." ["?" "f1"] "click on help";
        Palette "palette" "Run a command by its name, or go to a frame." [":"] "click on command";
        NextTheme "theme" "Next theme: dark, light, contrast, 16 colours, mono." ["f2" "ctrl+t"] "";
        Redraw "redraw" "Draw the screen anew." ["ctrl+l"] "";
        Back "back" "Close what is open, step by step." ["esc"] "";
        Suspend "suspend" "Put decap to sleep: back to the shell; fg wakes it." ["ctrl+z"] "";
        Quit "quit" "Leave decap." ["q" "ctrl+c"] "";
    }
}

impl Command {
    /// Its row in the table.
    pub fn spec(self) -> &'static CommandSpec {
        // The table and the enumeration are made from the same list, in the same order.
        &COMMANDS[self as usize]
    }
}

/// The manual page's section about keys, in the language of manual pages.
pub fn manual() -> String {
    let mut page = String::from(".SH KEYS\n");
    let mut heading = "";
    for spec in COMMANDS {
        if spec.context.heading() != heading {
            heading = spec.context.heading();
            page += &format!(".SS {heading}\n");
        }
        let keys: Vec<String> = spec.keys.iter().map(|key| shown(key)).collect();
        let mut how = keys.join(", ");
        if !spec.mouse.is_empty() {
            how += &format!(" ({})", spec.mouse);
        }
        let plain = |text: &str| text.replace('\\', "\\e").replace('-', "\\-");
        // A line that began with a dot or an apostrophe would be taken for an order.
        page += &format!(".TP\n\\fB\\&{}\\fR\n\\&{}\n", plain(&how), plain(spec.help));
    }
    page
}

/// What a key means in a context: the most special meaning first.
pub fn lookup(context: Context, key: Key) -> Option<Command> {
    context.with().iter().find_map(|context| {
        COMMANDS
            .iter()
            .filter(|spec| spec.context == *context)
            .find(|spec| spec.keys.iter().any(|name| Key::parse(name) == Some(key)))
            .map(|spec| spec.command)
    })
}

#[cfg(test)]
mod tests;
