#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In the machine: every allocation of every netlink operation fails in turn, or of
# those in SNAPTUN_OPERATIONS.
modprobe snaptun || exit 1
# shellcheck disable=SC2086
exec failnth ${SNAPTUN_OPERATIONS:-}
