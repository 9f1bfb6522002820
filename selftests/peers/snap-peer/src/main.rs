// SPDX-License-Identifier: GPL-2.0-only
//! A SNAP tunnel end made of the public crates `snap-tun` and `ana-gotatun`,
//! between a UDP socket and a TUN device, so that ordinary tools can talk
//! through it.  What the tests wait for is printed, one line per event.

#[cfg(feature = "current")]
mod real {
    pub use rpc_current as rpc;
    pub use tun_current as tun;
}
#[cfg(feature = "old")]
mod real {
    pub use rpc_old as rpc;
    pub use tun_old as tun;
}

#[cfg(feature = "current")]
const NAME: &str = "snap-tun 0.8.6";
#[cfg(feature = "old")]
const NAME: &str = "snap-tun 0.5.2";
#[cfg(feature = "next")]
const NAME: &str = "ana-gotatun 0.8.1";

#[cfg(feature = "next")]
mod bare;
#[cfg(feature = "driver")]
mod burst;
#[cfg(feature = "driver")]
mod client;
mod gateway;
mod registered;
#[cfg(feature = "driver")]
mod server;
mod tunnel_device;
mod turn;

use std::{collections::HashMap, io::Write, net::SocketAddr, process::exit, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};

const USAGE: &str = "usage:
  snap-peer server key=BASE64 listen=ADDR:PORT peer=BASE64 tun=NAME [limit=N] [registered=FILE] [turn=1]
  snap-peer client key=BASE64 server=ADDR:PORT peer=BASE64 tun=NAME [bind=ADDR:PORT]
  snap-peer client ... burst=PACKETS [size=BYTES] [every=MS], without tun=
  snap-peer version";

/// One line on the standard output, at once: the tests read it through a pipe.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

pub fn fail(why: impl std::fmt::Display) -> ! {
    eprintln!("snap-peer: {why}");
    exit(1)
}

pub fn decode_key(text: &str) -> Option<[u8; 32]> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

/// The `name=value` words of the command line.
pub struct Words(HashMap<String, String>);

impl Words {
    fn read(args: impl Iterator<Item = String>) -> Words {
        let pair = |word: String| match word.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.to_owned()),
            None => fail(format!("{word:?} is not name=value\n{USAGE}")),
        };
        Words(args.map(pair).collect())
    }

    pub fn word(&self, name: &str) -> &str {
        match self.0.get(name) {
            Some(value) => value,
            None => fail(format!("{name}= is missing\n{USAGE}")),
        }
    }

    pub fn optional<T: FromStr>(&self, name: &str) -> Option<T> {
        let value = self.0.get(name)?;
        Some(value.parse().unwrap_or_else(|_| fail(format!("bad {name}={value}"))))
    }

    /// Is it there, and not 0?
    pub fn flag(&self, name: &str) -> bool {
        self.optional(name).unwrap_or(0) != 0
    }

    pub fn address(&self, name: &str) -> SocketAddr {
        self.word(name);
        self.optional(name).expect("present")
    }

    pub fn key(&self, name: &str) -> [u8; 32] {
        decode_key(self.word(name))
            .unwrap_or_else(|| fail(format!("{name}= is not a key of 32 bytes")))
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let role = args.next().unwrap_or_default();
    let words = Words::read(args);
    match role.as_str() {
        #[cfg(feature = "driver")]
        "server" => server::run(&words),
        #[cfg(feature = "driver")]
        "client" => client::run(&words),
        #[cfg(feature = "next")]
        "server" => bare::run(&words),
        "version" => say(NAME),
        _ => fail(USAGE),
    }
}
