#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Identities of a gateway by netlink requests, one and many.
exec "$(dirname "$0")/netlink/run.sh" identities
