#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Netlink requests that must be refused, change nothing, and say why.
exec "$(dirname "$0")/netlink/run.sh" refusals
