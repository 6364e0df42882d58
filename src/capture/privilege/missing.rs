//! What to say when the privilege to capture is missing: the commands that grant it.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use nix::sys::statvfs::{FsFlags, statvfs};
use nix::unistd;

use crate::model::text::clean;

/// The process may not open capture devices. The message holds the commands that change this, for
/// this very program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingPrivilege {
    /// The interface that was to be opened.
    pub interface: String,
    /// The running program's file.
    pub program: PathBuf,
    /// Its arguments as typed.
    pub arguments: Vec<OsString>,
    /// What stands in the way.
    pub obstacle: Obstacle,
}

/// Why the process may not capture, and so which commands help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// An ordinary user, and a program without a grant.
    Ordinary,
    /// An ordinary user, and a program on a file system on which grants have no effect.
    NoGrants,
    /// Root, from whom the capability was taken, as container engines do.
    Confined,
}

impl std::error::Error for MissingPrivilege {}

impl MissingPrivilege {
    /// For this process, which tried to capture on `interface`.
    pub fn to_capture_on(interface: &str) -> MissingPrivilege {
        let mut arguments = std::env::args_os();
        let typed = arguments.next().unwrap_or_else(|| "decap".into());
        let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from(typed));
        MissingPrivilege {
            interface: interface.to_owned(),
            obstacle: obstacle(&program),
            program,
            arguments: arguments.collect(),
        }
    }

    /// The command that grants the capabilities to this program's file.
    pub fn grant(&self) -> String {
        format!(
            "sudo setcap cap_net_raw,cap_net_admin=eip {}",
            quote(&self.program.to_string_lossy())
        )
    }

    /// The command that runs this program as root with the same arguments.
    pub fn as_root(&self) -> String {
        let words = self.arguments.iter().map(|word| word.to_string_lossy());
        let mut command = format!("sudo {}", quote(&self.program.to_string_lossy()));
        for word in words {
            command.push(' ');
            command.push_str(&quote(&word));
        }
        command
    }
}

fn obstacle(program: &Path) -> Obstacle {
    if unistd::geteuid().is_root() {
        return Obstacle::Confined;
    }
    match statvfs(program) {
        Ok(system) if system.flags().contains(FsFlags::ST_NOSUID) => Obstacle::NoGrants,
        _ => Obstacle::Ordinary,
    }
}

impl fmt::Display for MissingPrivilege {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "capturing on {} needs the capability CAP_NET_RAW, which this process does not have",
            self.interface
        )?;
        match self.obstacle {
            Obstacle::Confined => f.write_str(
                "It runs as root, but in a container or service that was denied the capability; \
                 start that with it, for example:\n    \
                 docker run --cap-add NET_RAW --cap-add NET_ADMIN --network host ...",
            ),
            Obstacle::NoGrants => write!(
                f,
                "Run it as root; its file lies on a file system mounted nosuid, where a grant to \
                 the file has no effect:\n    {}",
                self.as_root()
            ),
            Obstacle::Ordinary => write!(
                f,
                "Grant it to this program, once:\n    {}\nor run the program as root, this time:\n    \
                 {}\nThe grant belongs to this one file: a copy, a new build, or what `cargo \
                 install` puts in place needs it again.",
                self.grant(),
                self.as_root()
            ),
        }
    }
}

/// A word as a POSIX shell reads it back, fit for a terminal.
fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    let word = clean(word);
    if !word.is_empty() && word.chars().all(plain) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(obstacle: Obstacle) -> MissingPrivilege {
        MissingPrivilege {
            interface: "eth0".to_owned(),
            program: "/home/ada/my tools/decap".into(),
            arguments: ["-i", "eth0", "tcp port 80"].map(OsString::from).to_vec(),
            obstacle,
        }
    }

    #[test]
    fn the_commands_can_be_pasted() {
        let missing = missing(Obstacle::Ordinary);
        assert_eq!(
            missing.grant(),
            "sudo setcap cap_net_raw,cap_net_admin=eip '/home/ada/my tools/decap'"
        );
        assert_eq!(
            missing.as_root(),
            "sudo '/home/ada/my tools/decap' -i eth0 'tcp port 80'"
        );
        let text = missing.to_string();
        assert!(text.contains(&missing.grant()) && text.contains(&missing.as_root()));
        assert!(text.contains("cargo install"), "{text}");
    }

    #[test]
    fn no_useless_command_is_advised() {
        let text = missing(Obstacle::NoGrants).to_string();
        assert!(!text.contains("setcap") && text.contains("sudo"), "{text}");
        let text = missing(Obstacle::Confined).to_string();
        assert!(
            !text.contains("sudo") && text.contains("--cap-add"),
            "{text}"
        );
    }

    #[test]
    fn words_are_quoted_for_the_shell() {
        assert_eq!(quote("a_b-1./x"), "a_b-1./x");
        assert_eq!(quote(""), "''");
        assert_eq!(quote("it's"), r"'it'\''s'");
        assert_eq!(quote("$HOME"), "'$HOME'");
        assert_eq!(quote("\x1b[2J"), r"'\x1b[2J'");
    }

    #[test]
    fn the_running_program_is_named() {
        let missing = MissingPrivilege::to_capture_on("eth0");
        assert_eq!(missing.program, std::env::current_exe().unwrap());
        assert!(missing.to_string().contains("eth0"));
    }
}
