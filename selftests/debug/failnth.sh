#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In the machine: every allocation of every netlink operation fails in turn.
modprobe snaptun || exit 1
exec failnth
