// SPDX-License-Identifier: GPL-2.0-only
//! A SCION application on the public crate `scion-stack`: it sends datagrams that
//! somebody sends back, or sends back what comes. The stack finds its way into
//! SCION by an endhost API: over UDP where that offers a router, else by a SNAP.

mod burst;
mod words;

use std::{process::exit, time::Duration};

use anyhow::{Context, Result};
use scion_stack::{
    sciparse::address::ip_socket_addr::ScionSocketIpAddr,
    stack::{ScionStackBuilder, UdpScionSocket, builder::SnapUnderlayConfig},
    url::Url,
    x25519_dalek::StaticSecret,
};
use tokio::time::{sleep, timeout};

use crate::words::Words;

const USAGE: &str = "usage: scion-stack api=URL to=[ISD-AS,ADDR]:PORT [NAME=VALUE...]

  api     the endhost API
  token   for that, and for a SNAP; default none
  key     private, in hexadecimal digits, for a SNAP; default any
  to      who sends back, or whom the server greets
  serve   1: send back what comes
  count   datagrams, default 1
  size    bytes of each, default 100
  gap     milliseconds between an answer and the next datagram, default 0
  wait    milliseconds for each answer, default 1000
  burst   so many datagrams in a row instead, which size= is the whole length of
  every   milliseconds, one such row after the other";
const ROOM: usize = 65536;

async fn open(words: &Words) -> Result<UdpScionSocket> {
    let mut builder = ScionStackBuilder::new().with_endhost_api(words.parse::<Url>("api")?);
    if let Some(token) = words.optional("token")? {
        builder = builder.with_auth_token(token);
    }
    if let Some(digits) = words.optional::<String>("key")? {
        let mut key = [0; 32];
        hex::decode_to_slice(digits, &mut key).context("key=")?;
        let snap = SnapUnderlayConfig::default().with_static_identity(StaticSecret::from(key));
        builder = builder.with_snap_underlay_config(snap);
    }
    let socket = builder.build().await?.bind(None).await?;
    println!("local {}", socket.local_addr());
    Ok(socket)
}

/// A server sends a datagram first: what knows no socket brings nothing to it.
async fn serve(socket: UdpScionSocket, greeted: ScionSocketIpAddr) -> Result<()> {
    let mut room = vec![0; ROOM];
    socket.send_to(b"hello", greeted).await?;
    println!("ready");
    loop {
        let (len, from) = socket.recv_from(&mut room).await?;
        socket.send_to(&room[..len], from).await?;
    }
}

fn datagram(number: u64, size: usize) -> Vec<u8> {
    let mut data: Vec<u8> = (0..size.max(8)).map(|at| (at as u64 + number) as u8).collect();
    data[..8].copy_from_slice(&number.to_be_bytes());
    data
}

/// Others than those data are passed over.
async fn hear(socket: &UdpScionSocket, data: &[u8]) -> Result<()> {
    let mut room = vec![0; ROOM];
    loop {
        let (len, _) = socket.recv_from(&mut room).await?;
        if room[..len] == *data {
            return Ok(());
        }
    }
}

/// One datagram is on its way at a time.
async fn ask(words: &Words, socket: UdpScionSocket, to: ScionSocketIpAddr) -> Result<()> {
    let count = words.optional("count")?.unwrap_or(1u64);
    let size = words.optional("size")?.unwrap_or(100);
    let gap = Duration::from_millis(words.optional("gap")?.unwrap_or(0));
    let wait = Duration::from_millis(words.optional("wait")?.unwrap_or(1000));
    let mut received = 0;
    for number in 0..count {
        let data = datagram(number, size);
        socket.send_to(&data, to).await?;
        if let Ok(heard) = timeout(wait, hear(&socket, &data)).await {
            heard.context("receiving")?;
            received += 1;
        }
        sleep(gap).await;
    }
    println!("sent={count} received={received}");
    Ok(())
}

async fn run(words: &Words) -> Result<()> {
    let to = words.parse::<ScionSocketIpAddr>("to")?;
    let socket = open(words).await?;
    match (words.optional("serve")?, words.optional("burst")?) {
        (Some(1u8), _) => serve(socket, to).await,
        (_, Some(burst)) => burst::run(words, socket, to, burst).await,
        _ => ask(words, socket, to).await,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    scion_sdk_utils::rustls::select_ring_crypto_provider();
    let Some(words) = Words::read() else {
        eprintln!("{USAGE}");
        exit(2)
    };
    if let Err(e) = run(&words).await {
        eprintln!("scion-stack: {e:#}");
        exit(1)
    }
}
