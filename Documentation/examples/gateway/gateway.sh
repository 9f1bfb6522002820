#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A gateway with one identity that may use it for an hour, without a control
# plane.  snaptun-controld(8) is one that registers whoever has a token.
set -eu
ip link add gw0 type snaptun role gateway
snaptun-ctl set gw0 private-key /etc/snaptun/gateway.key listen-port 50000
snaptun-ctl identity add gw0 PUBLIC-KEY-OF-CLIENT for 3600 label laptop
ip link set gw0 up
# what comes out of its tunnels is SCION packets, which a border router takes
