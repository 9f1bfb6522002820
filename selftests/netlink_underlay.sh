#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The underlay of a gateway by netlink requests.
exec "$(dirname "$0")/netlink/run.sh" underlay
