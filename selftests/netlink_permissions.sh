#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Who may read and change a device through netlink.
exec "$(dirname "$0")/netlink/run.sh" permissions
