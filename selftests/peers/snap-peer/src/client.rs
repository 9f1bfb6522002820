// SPDX-License-Identifier: GPL-2.0-only
//! `SnapTunEndpoint::connect_tunnel`, without a control plane, bridged to a
//! TUN device or with an application in it.

use std::{net::SocketAddr, os::fd::AsRawFd, sync::Arc};

use ana_gotatun::{
    packet::{Packet, PacketBufPool},
    x25519::{PublicKey, StaticSecret},
};
use tokio::{
    io::{Interest, unix::AsyncFd},
    net::UdpSocket,
};

use crate::{
    NAME, Words, burst, fail,
    real::{
        rpc::{client::CrpcClientError, token_source::mock::MockTokenSource},
        tun::client::{
            PACKET_BUF_POOL_SIZE, SnapTunControlPlaneClient, SnapTunEndpoint, SnapTunnel,
        },
    },
    say,
    tunnel_device::TunDevice,
};

const ROOM: usize = 65536;
const QUEUE: usize = 4096;
const BUFFERS: usize = 128;

/// Every identity counts as registered: the test's other end knows the key.
struct Registered;

#[async_trait::async_trait]
impl SnapTunControlPlaneClient for Registered {
    async fn register_identity(
        &self,
        _identity: PublicKey,
        _psk_share: Option<[u8; 32]>,
    ) -> Result<Option<[u8; 32]>, CrpcClientError> {
        Ok(None)
    }
}

async fn connect(words: &Words) -> SnapTunnel {
    let server = words.address("server");
    let any: SocketAddr = match server {
        SocketAddr::V4(_) => ([0u8; 4], 0).into(),
        SocketAddr::V6(_) => ([0u16; 8], 0).into(),
    };
    let bind = words.optional("bind").unwrap_or(any);
    let socket = UdpSocket::bind(bind).await.unwrap_or_else(|e| fail(e));
    let tokens = Arc::new(MockTokenSource::new("no token".to_owned()));
    let endpoint = SnapTunEndpoint::new(tokens, StaticSecret::from(words.key("key")));
    say(&format!("ready {NAME}"));
    let tunnel = endpoint
        .connect_tunnel(
            PublicKey::from(words.key("peer")),
            server,
            "http://localhost:1".parse().expect("a URL"),
            Arc::new(Registered),
            Arc::new(socket),
            QUEUE,
            PacketBufPool::<PACKET_BUF_POOL_SIZE>::new(BUFFERS),
        )
        .await
        .unwrap_or_else(|e| fail(e));
    say(&format!("assigned {}", tunnel.local_addr()));
    tunnel
}

async fn bridge(words: &Words) {
    let device = TunDevice::create(words.word("tun")).unwrap_or_else(|e| fail(e));
    let tunnel = connect(words).await;

    // SAFETY: the descriptor belongs to device, which outlives this registration.
    let readable = unsafe {
        AsyncFd::register_with_interest(device.as_raw_fd(), Interest::READABLE)
    };
    let readable = readable.unwrap_or_else(|e| fail(e));
    let mut buf = vec![0; ROOM];
    loop {
        tokio::select! {
            guard = readable.readable() => {
                while let Some(packet) = device.read(&mut buf) {
                    if let Err(e) = tunnel.send(Packet::copy_from(packet)).await {
                        say(&format!("not sent: {e}"));
                    }
                }
                guard.unwrap_or_else(|e| fail(e)).clear_ready();
            }
            packet = tunnel.recv() => match packet {
                Ok(packet) => device.write(&packet),
                Err(e) => fail(format!("tunnel closed: {e}")),
            },
        }
    }
}

async fn use_it(words: &Words) {
    match words.optional("burst") {
        Some(burst) => burst::run(words, connect(words).await, burst).await,
        None => bridge(words).await,
    }
}

pub fn run(words: &Words) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap_or_else(|e| fail(e)).block_on(use_it(words));
}
