//! Ways through a stream: a proxy answers that the way is open, and from there on both directions
//! carry what the ends of the way say to each other.
//!
//! The proxy's protocol has no bytes there any more. It is shown as a layer without a header, so that
//! one sees what goes through which tunnel.

use super::peeler::open_layer;
use super::{Match, Peel, Protocol};
use crate::model::{ByteRange, Flow, Role, Transport};

/// The fact that a connection is a tunnel: who opened it, and to which port.
const TUNNEL: &str = "tunnel";

/// What is said of a tunnel's layer.
pub(super) const THROUGH: &str = "what goes through the tunnel";

impl Peel<'_> {
    /// The name of the layer that wraps this one, such as `ip`; empty for the outermost.
    pub fn outer(&self) -> &'static str {
        let mut parent = self
            .job()
            .parent
            .map(|parent| &self.work.jobs[parent as usize]);
        // A tunnel adds nothing: what travels in it is still a stream.
        while let Some(through) = parent.filter(|parent| parent.passes) {
            parent = through
                .parent
                .map(|parent| &self.work.jobs[parent as usize]);
        }
        parent
            .and_then(|parent| parent.layer)
            .map_or("", |layer| self.out.layers[usize::from(layer)].info.name)
    }

    /// Behind this message both directions carry something else, through a way that this layer's
    /// protocol has opened to `port` of a host behind the proxy.
    pub fn opens_tunnel(&mut self, port: u16) {
        let Some(connection) = self.connection() else {
            return;
        };
        let registry = self.turn.registry;
        let own = self.job().protocol;
        let place = registry
            .protocols()
            .iter()
            .position(|protocol| own.is_some_and(|own| std::ptr::eq(own, *protocol)));
        if let (Some(protocol), Some(place)) = (own, place) {
            self.note(TUNNEL, connection, (place as u64) << 16 | u64::from(port));
            let job = self.job;
            self.work.jobs[job].around = Some((protocol, THROUGH));
        }
    }

    /// True if the stream is a tunnel already.
    pub fn is_tunnel(&self) -> bool {
        self.connection()
            .is_some_and(|connection| self.fact(TUNNEL, connection).is_some())
    }

    /// Who opened the way through a connection, if it is one.
    pub(super) fn tunnel_of(&self, connection: u32) -> Option<&'static Protocol> {
        let place = usize::try_from(self.fact(TUNNEL, connection)? >> 16).ok()?;
        self.turn.registry.protocols().get(place).copied()
    }

    /// Who may speak through the tunnel that the bytes come from, by the port at its end.
    pub(super) fn behind_tunnel(&self, flow: &Flow, bytes: &[u8]) -> Option<&'static Protocol> {
        let connection = self.heard?;
        let known = self.fact_of(flow, TUNNEL, connection)?;
        let port = known as u16;
        let found = self
            .turn
            .registry
            .ports(Transport::Tcp, port, port, bytes)
            .filter(|found| port != 0 && found.0 >= Match::Maybe)?;
        Some(found.1)
    }

    /// Puts a layer of what is around, if there is such a thing, between the transport and the bytes of a
    /// job: of a tunnel, or of what the bytes are part of. Returns
    /// the index of the layer that these will have.
    #[inline(always)]
    pub(super) fn through_tunnel(&mut self, index: usize) -> u16 {
        if self.work.jobs[index].around.is_some() {
            self.open_tunnel(index);
        }
        self.out.layers.len() as u16
    }

    #[cold]
    fn open_tunnel(&mut self, index: usize) {
        let job = self.work.jobs[index];
        let parent = job.parent.map(|parent| self.work.jobs[parent as usize]);
        if let Some((protocol, said)) = job.around
            && !job.range.is_empty()
            && !parent.is_some_and(|parent| parent.passes)
        {
            self.open_around(index, protocol, said);
        }
    }

    /// Puts a layer without bytes of its own around the bytes of a job.
    pub(super) fn open_around(&mut self, index: usize, protocol: &'static Protocol, said: &str) {
        let job = self.work.jobs[index];
        let around = self.work.jobs.len();
        self.work.jobs.push(super::job::Job {
            protocol: Some(protocol),
            role: Role::Header,
            layer: Some(self.out.layers.len() as u16),
            stretch: 0,
            passes: true,
            around: None,
            part: None,
            ..job
        });
        open_layer(around, &protocol.info, self.work, self.out);
        if let Some(layer) = self.out.layers.last_mut() {
            layer.header = ByteRange::new(job.range.start, job.range.start);
            layer.payload = job.range;
            if self.want.reads() {
                layer.summary = said.to_owned();
            }
        }
        let job = &mut self.work.jobs[index];
        job.parent = Some(around as u32);
        job.layer = job.layer.map(|_| self.out.layers.len() as u16);
    }
}
