// SPDX-License-Identifier: GPL-2.0-only
//! PocketSCION with two core ASes and a link between them. Each AS has a SNAP,
//! that is a control and a data plane at one address, an endhost API, and
//! somebody who answers SCMP echo requests.
//!
//! What a client has to know is printed, one line each; "ready" is the last.

mod words;

use std::{net::SocketAddr, process::exit};

use anyhow::Result;
use chrono::Utc;
use pocketscion::{
    io_config::IoConfig,
    network::scion::topology::{ScionAs, ScionTopology, ScionTopologyBuilder},
    runtime::builder::PocketScionRuntimeBuilder,
    state::PocketScionState,
};
use sciparse::{
    core::encode::WireEncode, dataplane_path::view::ScionDpPathViewExt, identifier::isd_asn::IsdAsn,
};
use snap_tokens::v0::dummy_snap_token_with_validity;

use crate::words::Words;

const USAGE: &str = "usage: pocket listen=ADDR:PORT echo=ADDR [life=SECONDS] [tokens=NUMBER]

  listen  SNAP of the first AS; the second has the next port, and the endhost
          APIs have those behind
  echo    who answers echo requests, in both ASes
  life    of each token, default 3600
  tokens  how many are printed, default 2";
const ASES: [&str; 2] = ["1-ff00:0:132", "2-ff00:0:212"];
const LINK: &str = "1-ff00:0:132#1 core 2-ff00:0:212#3";

fn topology(ases: &[IsdAsn]) -> Result<ScionTopology> {
    let mut builder = ScionTopologyBuilder::new();
    for &name in ases {
        builder.add_as(ScionAs::new_core(name))?;
    }
    builder.add_link(LINK.parse()?)?;
    Ok(builder.build()?)
}

async fn run(words: &Words) -> Result<()> {
    let listen: SocketAddr = words.parse("listen")?;
    let echo: std::net::IpAddr = words.parse("echo")?;
    let life = words.optional("life")?.unwrap_or(3600);
    let tokens = words.optional("tokens")?.unwrap_or(2);
    let at = |offset: usize| SocketAddr::new(listen.ip(), listen.port() + offset as u16);
    let ases = ASES.map(|name| name.parse::<IsdAsn>().expect("an ISD-AS"));

    let mut state = PocketScionState::new(Utc::now());
    state.set_topology(topology(&ases)?);
    let io = IoConfig::new();
    for (n, &name) in ases.iter().enumerate() {
        let snap = state.add_snap(name)?;
        io.set_snap_control_addr(snap, at(n));
        io.set_snap_data_plane_addr(snap, at(n));
        let api = state.add_endhost_api(vec![name]);
        io.set_endhost_api_addr(api, at(ases.len() + n));
    }
    state.enable_global_scmp_echo_responder(echo.into());

    let runtime = PocketScionRuntimeBuilder::new()
        .with_system_state(state)
        .with_io_config(io)
        .start()
        .await?;
    for (n, name) in ases.iter().enumerate() {
        println!("snap {name} http://{}/", at(n));
        println!("endhost {name} http://{}/", at(ases.len() + n));
    }
    for (from, to) in [(ases[0], ases[1]), (ases[1], ases[0])] {
        for path in runtime.paths(from, to, Utc::now())? {
            let bytes = path.dp_path().to_model().try_encode_to_vec()?;
            println!("path {from} {to} {}", hex::encode(bytes));
        }
    }
    for _ in 0..tokens {
        println!("token {}", dummy_snap_token_with_validity(life));
    }
    println!("ready");
    std::future::pending::<()>().await;
    Ok(())
}

#[tokio::main]
async fn main() {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    scion_sdk_utils::rustls::select_ring_crypto_provider();
    let Some(words) = Words::read() else {
        eprintln!("{USAGE}");
        exit(2)
    };
    if let Err(e) = run(&words).await {
        eprintln!("pocket: {e:#}");
        exit(1)
    }
}
