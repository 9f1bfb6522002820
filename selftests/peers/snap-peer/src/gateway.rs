// SPDX-License-Identifier: GPL-2.0-only
//! What all gateways do alike: one thread and poll(2) between a UDP socket, a
//! TUN device and an end that does no I/O itself.

use std::{
    net::{SocketAddr, UdpSocket},
    os::fd::AsRawFd,
    time::{Duration, Instant},
};

use crate::{Words, fail, say, tunnel_device::TunDevice, turn};

const TICK: Duration = Duration::from_millis(250);
const ROOM: usize = 65536;

pub enum Outcome {
    /// What was in a data message, nothing for a keepalive.
    Opened(Vec<u8>),
    Refused(String),
    Taken,
}

/// The tunnels of a gateway, told apart by where they come from.
pub trait End {
    /// A datagram came in; what is to be sent back goes to `answers`.
    fn datagram(&mut self, datagram: &[u8], from: SocketAddr, answers: &mut Vec<Vec<u8>>)
    -> Outcome;
    /// A packet is to be sent: the datagram for it, or none yet.
    fn packet(&mut self, packet: &[u8], to: SocketAddr) -> Option<Vec<u8>>;
    fn tick(&mut self) -> Vec<(SocketAddr, Vec<u8>)>;
}

struct Gateway<E: End> {
    end: E,
    socket: UdpSocket,
    device: TunDevice,
    /// Where the last packet that opened came from: the one tunnel in use.
    remote: Option<SocketAddr>,
    /// SCION packets go back as if from where they were sent to.
    turns: bool,
}

impl<E: End> Gateway<E> {
    fn send(&self, datagram: &[u8], to: SocketAddr) {
        match datagram.first() {
            Some(1) => say(&format!("sent initiation to {to}")),
            Some(2) => say(&format!("sent response to {to}")),
            Some(3) => say(&format!("sent cookie to {to}")),
            _ => {}
        }
        let _ = self.socket.send_to(datagram, to);
    }

    fn opened(&mut self, mut packet: Vec<u8>, from: SocketAddr) {
        self.remote = Some(from);
        match packet.first() {
            None => say("received keepalive"),
            // SCION is not for the device: it goes back.
            Some(first) if first >> 4 == 0 => {
                if self.turns {
                    turn::round(&mut packet);
                }
                self.packet(&packet);
            }
            Some(_) => self.device.write(&packet),
        }
    }

    fn datagram(&mut self, datagram: &[u8], from: SocketAddr) {
        let mut answers = Vec::new();
        match self.end.datagram(datagram, from, &mut answers) {
            Outcome::Opened(packet) => self.opened(packet, from),
            Outcome::Refused(why) => {
                say(&format!("refused {} bytes from {from}: {why}", datagram.len()));
            }
            Outcome::Taken => {}
        }
        for answer in answers {
            self.send(&answer, from);
        }
    }

    fn packet(&mut self, packet: &[u8]) {
        let Some(to) = self.remote else { return };
        if let Some(datagram) = self.end.packet(packet, to) {
            self.send(&datagram, to);
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

pub fn run(words: &Words, name: &str, end: impl End) -> ! {
    let socket = UdpSocket::bind(words.address("listen")).unwrap_or_else(|e| fail(e));
    socket.set_nonblocking(true).unwrap_or_else(|e| fail(e));
    let device = TunDevice::create(words.word("tun")).unwrap_or_else(|e| fail(e));
    let mut gateway = Gateway { end, socket, device, remote: None, turns: words.flag("turn") };
    say(&format!("ready {name}"));

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
            for (to, datagram) in gateway.end.tick() {
                gateway.send(&datagram, to);
            }
        }
    }
}
