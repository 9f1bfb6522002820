// SPDX-License-Identifier: GPL-2.0-only
//! A burst of packets when a round begins, and a count of what comes back. Rounds
//! begin at multiples of their length, of the monotonic clock, so that others know
//! when.

use std::{pin::pin, time::Duration};

use anyhow::{Result, ensure};
use scion_stack::{sciparse::address::ip_socket_addr::ScionSocketIpAddr, stack::UdpScionSocket};
use tokio::time::{Instant, sleep_until};

use crate::words::Words;

/// Without a path, IPv4 at both ends
const HEADERS: usize = 36 + 8;
const ROOM: usize = 65536;

fn until_next_round(length: Duration) -> Duration {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a timespec.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now) };
    let since = Duration::new(now.tv_sec as u64, now.tv_nsec as u32).as_nanos() % length.as_nanos();
    length - Duration::from_nanos(since as u64)
}

/// How many packets come until then
async fn receive(socket: &UdpScionSocket, end: Instant) -> Result<u64> {
    let (mut room, mut received) = (vec![0; ROOM], 0);
    let mut end = pin!(sleep_until(end));
    loop {
        tokio::select! {
            packet = socket.recv_from(&mut room) => {
                packet?;
                received += 1;
            }
            () = &mut end => return Ok(received),
        }
    }
}

/// `size=` is that of a packet, with all headers.
pub async fn run(
    words: &Words,
    socket: UdpScionSocket,
    to: ScionSocketIpAddr,
    burst: u64,
) -> Result<()> {
    let length = Duration::from_millis(words.optional("every")?.unwrap_or(400));
    let size = words.optional("size")?.unwrap_or(1300);
    ensure!(size > HEADERS, "size= is too small");
    let data = vec![0; size - HEADERS];
    let mut next = Instant::now() + until_next_round(length);
    let (mut sent, mut received) = (0u64, 0u64);
    loop {
        sleep_until(next).await;
        next += length;
        for _ in 0..burst {
            match socket.send_to(&data, to).await {
                Ok(()) => sent += 1,
                Err(e) => println!("not sent: {e}"),
            }
        }
        received += receive(&socket, next).await?;
        println!("sent={sent} received={received}");
    }
}
