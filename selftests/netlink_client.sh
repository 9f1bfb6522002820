#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A client by netlink requests: its gateway, tunnels, addresses, carrier.
exec "$(dirname "$0")/netlink/run.sh" client
