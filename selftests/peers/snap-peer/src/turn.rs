// SPDX-License-Identifier: GPL-2.0-only
//! SCION packets on their way back: the ends change places, and an echo request
//! becomes a reply. The path stays as it is, as nobody here forwards by it.

const COMMON: usize = 12;
const HOSTS: usize = 28;
const UDP: u8 = 17;
const SCMP: u8 = 202;
const ECHO_REQUEST: u8 = 128;

/// The complement of a sum over bytes of which the first became one more.
fn one_less(sum: [u8; 2]) -> [u8; 2] {
    let sum = u32::from(u16::from_be_bytes(sum)) + 0xffff - 0x0100;
    (((sum & 0xffff) + (sum >> 16)) as u16).to_be_bytes()
}

fn turn_message(message: &mut [u8], next: u8) {
    match (next, message) {
        (UDP, [a, b, c, d, ..]) => {
            std::mem::swap(a, c);
            std::mem::swap(b, d);
        }
        (SCMP, [kind, _, high, low, ..]) if *kind == ECHO_REQUEST => {
            *kind += 1;
            [*high, *low] = one_less([*high, *low]);
        }
        _ => {}
    }
}

/// Checksums stay right: all that was added still is. What is too short for its
/// own headers is left alone.
pub fn round(packet: &mut [u8]) {
    let Some(&[_, _, _, _, next, units, _, _, _, hosts, ..]) = packet.get(..COMMON) else { return };
    let to = (usize::from(hosts >> 4 & 3) + 1) * 4;
    let from = (usize::from(hosts & 3) + 1) * 4;
    let header = usize::from(units) * 4;
    if header < HOSTS + to + from || packet.len() < header {
        return;
    }
    packet[9] = hosts.rotate_left(4);
    packet[COMMON..HOSTS].rotate_left(8);
    packet[HOSTS..HOSTS + to + from].rotate_left(to);
    turn_message(&mut packet[header..], next);
}
