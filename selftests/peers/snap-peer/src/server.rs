// SPDX-License-Identifier: GPL-2.0-only
//! `SnapTunServer` with one allowed identity, as a gateway.

use std::{collections::VecDeque, net::SocketAddr, sync::Arc};

use ana_gotatun::{
    noise::{TunnResult, rate_limiter::RateLimiter},
    packet::{Packet, WgKind},
    x25519::{PublicKey, StaticSecret},
};
use bytes::BytesMut;

use crate::{
    Words,
    gateway::{self, End, Outcome},
    real::{
        self,
        tun::server::{SnapTunAuthorization, SnapTunServer},
    },
};

struct Only([u8; 32]);

impl SnapTunAuthorization for Only {
    #[cfg(feature = "current")]
    type SessionData = ();

    #[cfg(feature = "current")]
    fn is_authorized(&self, _now: std::time::Instant, identity: &[u8; 32]) -> Option<Arc<()>> {
        (*identity == self.0).then(|| Arc::new(()))
    }

    #[cfg(not(feature = "current"))]
    fn is_authorized(&self, _now: std::time::Instant, identity: &[u8; 32]) -> bool {
        *identity == self.0
    }
}

fn bytes_of(kind: WgKind) -> Vec<u8> {
    let packet: Packet = kind.into();
    packet.to_vec()
}

impl End for SnapTunServer<Only> {
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
    let only = Arc::new(Only(words.key("peer")));
    gateway::run(words, real::NAME, SnapTunServer::new(secret, limiter, only))
}
