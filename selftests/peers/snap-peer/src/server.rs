// SPDX-License-Identifier: GPL-2.0-only
//! `SnapTunServer` with one allowed identity.  One thread, poll(2): the
//! server type itself does no I/O.

use std::{
    collections::VecDeque,
    net::{SocketAddr, UdpSocket},
    os::fd::AsRawFd,
    sync::Arc,
    time::{Duration, Instant},
};

use ana_gotatun::{
    noise::{TunnResult, rate_limiter::RateLimiter},
    packet::{Packet, WgKind},
    x25519::{PublicKey, StaticSecret},
};
use bytes::BytesMut;

use crate::{
    Words, fail,
    real::{
        self,
        tun::server::{SnapTunAuthorization, SnapTunServer},
    },
    say,
    tunnel_device::TunDevice,
};

const TICK: Duration = Duration::from_millis(250);
const ROOM: usize = 65536;

struct Only([u8; 32]);

impl SnapTunAuthorization for Only {
    #[cfg(feature = "current")]
    type SessionData = ();

    #[cfg(feature = "current")]
    fn is_authorized(&self, _now: Instant, identity: &[u8; 32]) -> Option<Arc<()>> {
        (*identity == self.0).then(|| Arc::new(()))
    }

    #[cfg(not(feature = "current"))]
    fn is_authorized(&self, _now: Instant, identity: &[u8; 32]) -> bool {
        *identity == self.0
    }
}

struct Gateway {
    server: SnapTunServer<Only>,
    socket: UdpSocket,
    device: TunDevice,
    /// Where the last packet that opened came from: the one tunnel in use.
    remote: Option<SocketAddr>,
}

fn kind_of(kind: &WgKind) -> &'static str {
    match kind {
        WgKind::HandshakeInit(_) => "initiation",
        WgKind::HandshakeResp(_) => "response",
        WgKind::CookieReply(_) => "cookie",
        WgKind::Data(_) => "data",
    }
}

impl Gateway {
    fn send(&self, kind: WgKind, to: SocketAddr) {
        if !matches!(kind, WgKind::Data(_)) {
            say(&format!("sent {} to {to}", kind_of(&kind)));
        }
        let packet: Packet = kind.into();
        let _ = self.socket.send_to(&packet, to);
    }

    fn datagram(&mut self, datagram: &[u8], from: SocketAddr) {
        let mut answers = VecDeque::new();
        let packet = Packet::from_bytes(BytesMut::from(datagram));
        let result = self.server.handle_incoming_packet(packet, from, &mut answers);
        match result {
            TunnResult::WriteToTunnel(packet) => {
                self.remote = Some(from);
                match packet.len() {
                    0 => say("received keepalive"),
                    // SCION is not for the device: it goes back as it came.
                    _ if packet[0] >> 4 == 0 => self.packet(&packet),
                    _ => self.device.write(&packet),
                }
            }
            TunnResult::Err(e) => say(&format!("refused {} bytes from {from}: {e:?}", datagram.len())),
            _ => {}
        }
        for kind in answers {
            self.send(kind, from);
        }
    }

    fn packet(&mut self, packet: &[u8]) {
        let Some(to) = self.remote else { return };
        if let Some(kind) = self.server.handle_outgoing_packet(Packet::copy_from(packet), to) {
            self.send(kind, to);
        }
    }

    fn wait(&self, until: Instant) {
        let left = until.saturating_duration_since(Instant::now());
        let entry = |fd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
        let mut fds = [entry(self.socket.as_raw_fd()), entry(self.device.as_raw_fd())];
        // SAFETY: fds is an array of two pollfd.
        unsafe { libc::poll(fds.as_mut_ptr(), 2, left.as_millis() as i32 + 1) };
    }
}

pub fn run(words: &Words) -> ! {
    let secret = StaticSecret::from(words.key("key"));
    let limit = words.optional("limit").unwrap_or(1000);
    let limiter = Arc::new(RateLimiter::new(&PublicKey::from(&secret), limit));
    let socket = UdpSocket::bind(words.address("listen")).unwrap_or_else(|e| fail(e));
    socket.set_nonblocking(true).unwrap_or_else(|e| fail(e));
    let mut gateway = Gateway {
        server: SnapTunServer::new(secret, limiter, Arc::new(Only(words.key("peer")))),
        socket,
        device: TunDevice::create(words.word("tun")).unwrap_or_else(|e| fail(e)),
        remote: None,
    };
    say(&format!("ready {}", real::NAME));

    let mut buf = vec![0; ROOM];
    let mut tick = Instant::now() + TICK;
    loop {
        gateway.wait(tick);
        while let Ok((len, from)) = gateway.socket.recv_from(&mut buf) {
            gateway.datagram(&buf[..len], from);
        }
        while let Some(len) = gateway.device.read(&mut buf).map(<[u8]>::len) {
            gateway.packet(&buf[..len]);
        }
        if Instant::now() >= tick {
            tick = Instant::now() + TICK;
            for (to, kind) in gateway.server.update_timers() {
                gateway.send(kind, to);
            }
        }
    }
}
