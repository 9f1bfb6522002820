// SPDX-License-Identifier: GPL-2.0-only
//! A SCION application that the tunnel is linked into: a burst of packets when
//! a round begins, and a count of what comes back. Rounds begin at multiples of
//! their length, of the monotonic clock, so that others know when.

use std::{net::SocketAddr, time::Duration};

use ana_gotatun::packet::Packet;
use tokio::time::{Instant, sleep_until};

use crate::{Words, fail, real::tun::client::SnapTunnel, say};

const HEADER: usize = 36;
const UDP: usize = 8;

/// A datagram of `size` bytes in all, from 1-ff00:0:110 to 1-ff00:0:111.
fn datagram(size: usize, from: SocketAddr) -> Vec<u8> {
    let SocketAddr::V4(from) = from else { fail("the assigned address is not IPv4") };
    let rest = u16::try_from(size - HEADER).unwrap_or_else(|e| fail(e)).to_be_bytes();
    let mut packet = vec![0, 0, 0, 1, 17, (HEADER / 4) as u8, rest[0], rest[1], 0, 0, 0, 0];
    packet.extend([0, 1, 0xff, 0, 0, 0, 1, 0x11]);
    packet.extend([0, 1, 0xff, 0, 0, 0, 1, 0x10]);
    packet.extend([192, 0, 2, 1]);
    packet.extend(from.ip().octets());
    packet.extend(from.port().to_be_bytes());
    packet.extend([0, 9, rest[0], rest[1]]);
    packet.resize(size, 0);
    packet
}

fn until_next_round(length: Duration) -> Duration {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a timespec.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now) };
    let since = Duration::new(now.tv_sec as u64, now.tv_nsec as u32).as_nanos() % length.as_nanos();
    length - Duration::from_nanos(since as u64)
}

pub async fn run(words: &Words, tunnel: SnapTunnel, burst: u64) -> ! {
    let length = Duration::from_millis(words.optional("every").unwrap_or(400));
    let size = words.optional("size").unwrap_or(1300);
    if size < HEADER + UDP {
        fail("size= is too small");
    }
    let packet = datagram(size, tunnel.local_addr());
    let mut next = Instant::now() + until_next_round(length);
    let (mut sent, mut received) = (0u64, 0u64);
    loop {
        sleep_until(next).await;
        next += length;
        for _ in 0..burst {
            match tunnel.send(Packet::copy_from(&packet)).await {
                Ok(()) => sent += 1,
                Err(e) => say(&format!("not sent: {e}")),
            }
        }
        let end = sleep_until(next);
        tokio::pin!(end);
        loop {
            tokio::select! {
                packet = tunnel.recv() => match packet {
                    Ok(packet) => received += u64::from(packet[0] >> 4 == 0),
                    Err(e) => fail(format!("tunnel closed: {e}")),
                },
                () = &mut end => break,
            }
        }
        say(&format!("sent={sent} received={received}"));
    }
}
