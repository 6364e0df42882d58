//! nginx and curl, and a way between two hosts on which segments are lost.

use std::path::PathBuf;
use std::process::{Child, Stdio};

use tempfile::TempDir;

use super::{Namespace, wait_for};

/// A client and a server with a router between them:
/// `client eth0 10.9.1.2 --- router --- 10.9.2.2 eth0 server`.
///
/// What the router loses, a capture at the end that sent it has seen, and one at the other end has
/// not. Frames are as on a wire: no larger than 1514 bytes, with their checksums filled in.
pub struct LossyPath {
    pub client: Namespace,
    pub server: Namespace,
    router: Namespace,
}

impl LossyPath {
    /// The address of the server.
    pub const SERVER: &str = "10.9.2.2";

    /// The three hosts, connected; nothing is lost yet.
    pub fn new() -> LossyPath {
        let path = LossyPath {
            client: Namespace::new(),
            server: Namespace::new(),
            router: Namespace::new(),
        };
        for (number, host) in [&path.client, &path.server].into_iter().enumerate() {
            let (net, cable) = (format!("10.9.{}", number + 1), format!("cable{number}"));
            let router = path.router.name();
            host.ip(&format!(
                "link add eth0 type veth peer name {cable} netns {router}"
            ));
            for (end, interface, address) in [(host, "eth0", 2), (&path.router, &cable, 1)] {
                end.ip(&format!("address add {net}.{address}/24 dev {interface}"));
                let off = ["tx", "off", "tso", "off", "gso", "off", "gro", "off"];
                end.run(&[&["ethtool", "-K", interface], &off[..]].concat());
                end.ip(&format!("link set {interface} up"));
            }
            host.ip(&format!("route add default via {net}.1"));
        }
        path.router.run(&["sysctl", "-qw", "net.ipv4.ip_forward=1"]);
        let ping = ["ping", "-c1", "-W20", "-q", Self::SERVER];
        path.client.run(&ping);
        path
    }

    /// From now on the router loses so many of a hundred TCP segments, by chance.
    pub fn lose(&self, percent: u32) {
        let rule = format!("numgen random mod 100 < {percent} counter drop");
        let chain = "type filter hook forward priority 0; meta l4proto tcp";
        let table = format!("table ip loss {{ chain forward {{ {chain} {rule}; }}; }}");
        self.router.run(&["nft", "flush", "ruleset"]);
        self.router.run(&["nft", &table]);
    }

    /// How many segments were lost since [`Self::lose`].
    pub fn lost(&self) -> u64 {
        let rules = self.router.run(&["nft", "list", "ruleset"]).stdout;
        let rules = String::from_utf8(rules).unwrap();
        let mut words = rules.split_whitespace();
        words.find(|word| *word == "packets");
        words.next().unwrap().parse().unwrap()
    }
}

/// A running nginx of a single process, with a folder of files; killed in the end.
pub struct Nginx {
    process: Child,
    folder: TempDir,
}

impl Nginx {
    /// Starts it on port 80 of all addresses of a namespace with these files (name, content).
    /// PNG, JPEG and GIF have their media types; `/gzip/NAME` sends a file compressed and in
    /// chunks to a client that takes it, `/chunked/NAME` in chunks as it is.
    pub fn start(namespace: &Namespace, files: &[(&str, &[u8])]) -> Nginx {
        let folder = TempDir::new().unwrap();
        let at = folder.path().to_str().unwrap();
        for (name, content) in files {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        let config = folder.path().join("nginx.conf");
        std::fs::write(&config, configuration(at)).unwrap();
        let errors = format!("{at}/error.log");
        let process = namespace
            .command(&["nginx", "-e", &errors, "-c", config.to_str().unwrap()])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut nginx = Nginx { process, folder };
        wait_for("nginx", || {
            if let Some(status) = nginx.process.try_wait().unwrap() {
                let errors = std::fs::read_to_string(&errors).unwrap_or_default();
                panic!("nginx: {status}\n{errors}");
            }
            let listening = namespace.run(&["ss", "-Hltn", "sport = :80"]).stdout;
            !listening.is_empty()
        });
        nginx
    }

    /// The process that holds its sockets.
    pub fn pid(&self) -> u32 {
        // `ip netns exec` becomes the program.
        self.process.id()
    }

    /// Where its files are.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It is gone already only if it failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What curl gets with these options; it must not fail. Options and addresses as on its command line.
pub fn curl(namespace: &Namespace, words: &[&str]) -> Vec<u8> {
    let fixed = ["curl", "-sS", "--fail", "--max-time", "60"];
    namespace.run(&[&fixed, words].concat()).stdout
}

/// Bytes without order, which gzip cannot shorten.
pub fn noise(len: usize) -> Vec<u8> {
    let mut state = 1_981_u64;
    let next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(len).collect()
}

/// A configuration that keeps everything in the folder `at`.
fn configuration(at: &str) -> String {
    let images = "image/png image/jpeg image/gif";
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|what| format!("{what}_temp_path {at}/{what};\n"))
        .collect();
    format!(
        "daemon off;
        master_process off;
        pid {at}/nginx.pid;
        events {{ }}
        http {{
            access_log off;
            {temporary}
            types {{ image/png png; image/jpeg jpg; image/gif gif; text/plain txt; }}
            server {{
                listen 80;
                root {at};
                location /gzip/ {{ alias {at}/; gzip on; gzip_types {images}; }}
                # A filter that might change the length, and finds nothing to do.
                location /chunked/ {{ alias {at}/; ssi on; ssi_types {images}; }}
            }}
        }}
        "
    )
}
