// SPDX-License-Identifier: GPL-2.0-only
//! Who may connect, as a control plane would have registered them: the one of
//! `peer=`, or those whose public keys are lines of the file of `registered=`.
//! It is read at each question, so that what a test writes there holds at once.

use std::fs;

use crate::{Words, decode_key};

pub enum Registered {
    Only([u8; 32]),
    File(String),
}

impl Registered {
    pub fn new(words: &Words) -> Registered {
        match words.optional("registered") {
            Some(path) => Registered::File(path),
            None => Registered::Only(words.key("peer")),
        }
    }

    pub fn has(&self, identity: &[u8; 32]) -> bool {
        match self {
            Registered::Only(key) => identity == key,
            Registered::File(path) => fs::read_to_string(path)
                .is_ok_and(|keys| keys.lines().any(|line| decode_key(line) == Some(*identity))),
        }
    }
}
