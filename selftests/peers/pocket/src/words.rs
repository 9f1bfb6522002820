// SPDX-License-Identifier: GPL-2.0-only
//! The `name=value` words of the command line.

use std::{collections::HashMap, str::FromStr};

use anyhow::{Context, Result, anyhow};

pub struct Words(HashMap<String, String>);

impl Words {
    pub fn read() -> Option<Words> {
        let pair = |word: String| {
            let (name, value) = word.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        };
        std::env::args().skip(1).map(pair).collect::<Option<_>>().map(Words)
    }

    pub fn optional<T: FromStr<Err: Into<anyhow::Error>>>(&self, name: &str) -> Result<Option<T>> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        value.parse::<T>().map(Some).map_err(Into::into).with_context(|| format!("{name}={value}"))
    }

    pub fn parse<T: FromStr<Err: Into<anyhow::Error>>>(&self, name: &str) -> Result<T> {
        self.optional(name)?.ok_or_else(|| anyhow!("{name}= is missing"))
    }
}
