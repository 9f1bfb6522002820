#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Accounts of identities by netlink requests.
exec "$(dirname "$0")/netlink/run.sh" accounts
