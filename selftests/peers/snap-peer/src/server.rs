// SPDX-License-Identifier: GPL-2.0-only
//! `SnapTunServer` of the crate `snap-tun` as a gateway.

use std::{collections::VecDeque, net::SocketAddr, sync::Arc};

use ana_gotatun::{
    noise::{TunnResult, rate_limiter::RateLimiter},
    packet::{Packet, WgKind},
    x25519::{PublicKey, StaticSecret},
};
use bytes::BytesMut;

use crate::{
    NAME, Words,
    gateway::{self, End, Outcome},
    real::tun::server::{SnapTunAuthorization, SnapTunServer},
    registered::Registered,
};

impl SnapTunAuthorization for Registered {
    #[cfg(feature = "current")]
    type SessionData = ();

    #[cfg(feature = "current")]
    fn is_authorized(&self, _now: std::time::Instant, identity: &[u8; 32]) -> Option<Arc<()>> {
        self.has(identity).then(|| Arc::new(()))
    }

    #[cfg(not(feature = "current"))]
    fn is_authorized(&self, _now: std::time::Instant, identity: &[u8; 32]) -> bool {
        self.has(identity)
    }
}

fn bytes_of(kind: WgKind) -> Vec<u8> {
    let packet: Packet = kind.into();
    packet.to_vec()
}

impl End for SnapTunServer<Registered> {
    fn datagram(
        &mut self,
        datagram: &[u8],
        from: SocketAddr,
        answers: &mut Vec<Vec<u8>>,
    ) -> Outcome {
        let mut kinds = VecDeque::new();
        let packet = Packet::from_bytes(BytesMut::from(datagram));
        let result = self.handle_incoming_packet(packet, from, &mut kinds);
        answers.extend(kinds.into_iter().map(bytes_of));
        match result {
            TunnResult::WriteToTunnel(packet) => Outcome::Opened(packet.to_vec()),
            TunnResult::Err(e) => Outcome::Refused(format!("{e:?}")),
            _ => Outcome::Taken,
        }
    }

    fn packet(&mut self, packet: &[u8], to: SocketAddr) -> Option<Vec<u8>> {
        self.handle_outgoing_packet(Packet::copy_from(packet), to).map(bytes_of)
    }

    fn tick(&mut self) -> Vec<(SocketAddr, Vec<u8>)> {
        self.update_timers().into_iter().map(|(to, kind)| (to, bytes_of(kind))).collect()
    }
}

pub fn run(words: &Words) -> ! {
    let secret = StaticSecret::from(words.key("key"));
    let limit = words.optional("limit").unwrap_or(1000);
    let limiter = Arc::new(RateLimiter::new(&PublicKey::from(&secret), limit));
    let registered = Arc::new(Registered::new(words));
    gateway::run(words, NAME, SnapTunServer::new(secret, limiter, registered))
}
