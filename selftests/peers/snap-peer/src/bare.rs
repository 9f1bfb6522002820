// SPDX-License-Identifier: GPL-2.0-only
//! A gateway of bare `ana-gotatun` 0.8.1 tunnels, one for each address as in
//! `SnapTunServer`, which has not been published with this version yet.

use std::{collections::HashMap, net::SocketAddr, sync::Arc};

use bytes::BytesMut;
use gotatun_next::{
    noise::{Tunn, TunnResult, index_table::IndexTable, rate_limiter::RateLimiter},
    packet::{Packet, WgKind},
    tun::MtuWatcher,
    x25519::{PublicKey, StaticSecret},
};

use crate::{
    NAME, Words,
    gateway::{self, End, Outcome},
    registered::Registered,
    tunnel_device::MTU,
};

struct Tunnels {
    secret: StaticSecret,
    /// The only identity: the crate does not tell whose an initiation is.
    peer: [u8; 32],
    registered: Registered,
    limiter: Arc<RateLimiter>,
    indices: IndexTable,
    tunnels: HashMap<SocketAddr, Tunn>,
}

fn bytes_of(kind: WgKind) -> Vec<u8> {
    let packet: Packet = kind.into();
    packet.to_vec()
}

impl Tunnels {
    fn create(&self, remote: SocketAddr) -> Tunn {
        Tunn::new(
            self.secret.clone(),
            PublicKey::from(self.peer),
            None,
            None,
            self.indices.clone(),
            self.limiter.clone(),
            remote,
        )
    }

    fn take(&mut self, kind: WgKind, from: SocketAddr) -> (TunnResult, Vec<Vec<u8>>) {
        if !self.tunnels.contains_key(&from) && matches!(kind, WgKind::HandshakeInit(_)) {
            self.tunnels.insert(from, self.create(from));
        }
        let Some(tunnel) = self.tunnels.get_mut(&from) else {
            return (TunnResult::Done, Vec::new());
        };
        let result = tunnel.handle_incoming_packet(kind);
        let mut mtu = MtuWatcher::new(MTU as u16);
        let waiting = tunnel.get_queued_packets(&mut mtu).map(bytes_of).collect();
        (result, waiting)
    }
}

impl End for Tunnels {
    fn datagram(
        &mut self,
        datagram: &[u8],
        from: SocketAddr,
        answers: &mut Vec<Vec<u8>>,
    ) -> Outcome {
        if !self.registered.has(&self.peer) {
            return Outcome::Refused("not registered".to_owned());
        }
        let packet = Packet::from_bytes(BytesMut::from(datagram));
        let (result, waiting) = match self.limiter.verify_packet(from, packet) {
            Ok(kind) => self.take(kind, from),
            Err(result) => (result, Vec::new()),
        };
        let outcome = match result {
            TunnResult::WriteToTunnel(packet) => Outcome::Opened(packet.to_vec()),
            TunnResult::WriteToNetwork(kind) => {
                answers.push(bytes_of(kind));
                Outcome::Taken
            }
            TunnResult::Err(e) => Outcome::Refused(format!("{e:?}")),
            TunnResult::Done => Outcome::Taken,
        };
        answers.extend(waiting);
        outcome
    }

    fn packet(&mut self, packet: &[u8], to: SocketAddr) -> Option<Vec<u8>> {
        let packet = Packet::copy_from(packet);
        let mut mtu = MtuWatcher::new(MTU as u16);
        let kind = self.tunnels.get_mut(&to)?.handle_outgoing_packet(packet, Some(&mut mtu))?;
        Some(bytes_of(kind))
    }

    fn tick(&mut self) -> Vec<(SocketAddr, Vec<u8>)> {
        let mut due = Vec::new();
        self.tunnels.retain(|to, tunnel| match tunnel.update_timers() {
            Ok(kind) => {
                due.extend(kind.map(|kind| (*to, bytes_of(kind))));
                true
            }
            Err(_) => false,
        });
        // Registrations count both ways.
        if !self.registered.has(&self.peer) {
            due.clear();
        }
        due
    }
}

pub fn run(words: &Words) -> ! {
    let secret = StaticSecret::from(words.key("key"));
    let limit = words.optional("limit").unwrap_or(1000);
    let limiter = Arc::new(RateLimiter::new(&PublicKey::from(&secret), limit));
    let end = Tunnels {
        secret,
        peer: words.key("peer"),
        registered: Registered::new(words),
        limiter,
        indices: IndexTable::from_os_rng(),
        tunnels: HashMap::new(),
    };
    gateway::run(words, NAME, end)
}
