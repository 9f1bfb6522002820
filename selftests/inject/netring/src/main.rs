// SPDX-License-Identifier: GPL-2.0-only
//! What one frame costs through netring: the same loop as snt-inject's, so that
//! the figures can be compared.
//!
//! usage: netring-bench DEV SIZE COUNT

#[cfg(feature = "current")]
use netring_current as netring;
#[cfg(feature = "old")]
use netring_old as netring;

use std::time::Instant;

const BATCH: usize = 64;
/// Flushes without a free slot, after which nothing is being sent.
const PATIENCE: usize = 1000;

fn send_all(
    tx: &mut netring::Injector,
    frame: &[u8],
    count: usize,
) -> Result<(), Box<dyn std::error::Error>> {
    for i in 0..count {
        for attempt in 0.. {
            if attempt == PATIENCE {
                return Err("the ring does not empty".into());
            }
            if let Some(mut slot) = tx.allocate(frame.len()) {
                slot.data_mut()[..frame.len()].copy_from_slice(frame);
                slot.set_len(frame.len());
                slot.send();
                break;
            }
            tx.flush()?;
        }
        if i % BATCH == BATCH - 1 {
            tx.flush()?;
        }
    }
    tx.flush()?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().collect();
    let [_, device, size, count] = &words[..] else {
        return Err("usage: netring-bench DEV SIZE COUNT".into());
    };
    let (size, count): (usize, usize) = (size.parse()?, count.parse()?);
    let mut frame = vec![0u8; size];
    frame[..6].fill(0xff);
    frame[6] = 2;
    frame[12..14].copy_from_slice(&[0x88, 0xb5]);
    let mut tx = netring::Injector::builder().interface(device).build()?;
    send_all(&mut tx, &frame, BATCH)?;
    let begin = Instant::now();
    send_all(&mut tx, &frame, count)?;
    println!("{}", begin.elapsed().as_nanos() / count as u128);
    Ok(())
}
