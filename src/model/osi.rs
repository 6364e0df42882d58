//! The two reference models that every header is placed in.

/// A layer of the OSI reference model (ISO/IEC 7498-1), numbered from the wire upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OsiLayer {
    /// Bits as signals on a medium.
    Physical = 1,
    /// Frames between neighbours on one link.
    DataLink = 2,
    /// Packets between hosts, across routers.
    Network = 3,
    /// Segments and datagrams between processes.
    Transport = 4,
    /// Dialogues: who may speak when, and where to resume.
    Session = 5,
    /// The form of the data: encoding, compression, encryption.
    Presentation = 6,
    /// What the user's program says.
    Application = 7,
}

/// A layer of the four-layer TCP/IP model (RFC 1122 §1.1.3), numbered from the link upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TcpIpLayer {
    /// Network access: everything up to the neighbour.
    Link = 1,
    /// Internet: from host to host.
    Internet = 2,
    /// Host-to-host transport: from process to process.
    Transport = 3,
    /// Application: OSI's session, presentation and application layers in one.
    Application = 4,
}

impl OsiLayer {
    /// All seven layers, from the wire upwards.
    pub const ALL: [OsiLayer; 7] = [
        OsiLayer::Physical,
        OsiLayer::DataLink,
        OsiLayer::Network,
        OsiLayer::Transport,
        OsiLayer::Session,
        OsiLayer::Presentation,
        OsiLayer::Application,
    ];

    /// The layer's number, 1 to 7.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The layer's name as the blackboard has it.
    pub const fn name(self) -> &'static str {
        match self {
            OsiLayer::Physical => "Physical",
            OsiLayer::DataLink => "Data link",
            OsiLayer::Network => "Network",
            OsiLayer::Transport => "Transport",
            OsiLayer::Session => "Session",
            OsiLayer::Presentation => "Presentation",
            OsiLayer::Application => "Application",
        }
    }

    /// What the layer is for, in one sentence for a student.
    pub const fn purpose(self) -> &'static str {
        match self {
            OsiLayer::Physical => "Carries bits as signals over a cable, a fibre or the air.",
            OsiLayer::DataLink => {
                "Carries frames between two neighbours on the same link, addressed by MAC address."
            }
            OsiLayer::Network => {
                "Carries packets from host to host across routers, addressed by IP address."
            }
            OsiLayer::Transport => {
                "Carries data from process to process; port numbers say which process."
            }
            OsiLayer::Session => "Opens, keeps, resumes and closes a dialogue between programs.",
            OsiLayer::Presentation => {
                "Gives data its form: text and image encodings, compression, encryption."
            }
            OsiLayer::Application => {
                "Says what the user's program wants: fetch a page, look up a name."
            }
        }
    }

    /// Where this layer stands in the four-layer TCP/IP model.
    pub const fn tcp_ip(self) -> TcpIpLayer {
        match self {
            OsiLayer::Physical | OsiLayer::DataLink => TcpIpLayer::Link,
            OsiLayer::Network => TcpIpLayer::Internet,
            OsiLayer::Transport => TcpIpLayer::Transport,
            OsiLayer::Session | OsiLayer::Presentation | OsiLayer::Application => {
                TcpIpLayer::Application
            }
        }
    }
}

impl TcpIpLayer {
    /// All four layers, from the link upwards.
    pub const ALL: [TcpIpLayer; 4] = [
        TcpIpLayer::Link,
        TcpIpLayer::Internet,
        TcpIpLayer::Transport,
        TcpIpLayer::Application,
    ];

    /// The layer's number, 1 to 4.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The layer's name.
    pub const fn name(self) -> &'static str {
        match self {
            TcpIpLayer::Link => "Network access",
            TcpIpLayer::Internet => "Internet",
            TcpIpLayer::Transport => "Host-to-host transport",
            TcpIpLayer::Application => "Application",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_run_from_the_wire_up() {
        for (index, layer) in OsiLayer::ALL.iter().enumerate() {
            assert_eq!(usize::from(layer.number()), index + 1);
        }
        for (index, layer) in TcpIpLayer::ALL.iter().enumerate() {
            assert_eq!(usize::from(layer.number()), index + 1);
        }
    }

    #[test]
    fn the_upper_three_are_one_in_tcp_ip() {
        let upper = [
            OsiLayer::Session,
            OsiLayer::Presentation,
            OsiLayer::Application,
        ];
        assert!(
            upper
                .iter()
                .all(|layer| layer.tcp_ip() == TcpIpLayer::Application)
        );
    }
}
