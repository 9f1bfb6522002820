#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What listeners of the netlink groups are told.
exec "$(dirname "$0")/netlink/run.sh" notifications
