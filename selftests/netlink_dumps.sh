#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Netlink dumps, complete and in order while everything changes.
exec "$(dirname "$0")/netlink/run.sh" dumps
