/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which socket a SCION packet comes from or goes to: an IP address and a port.
 * SCMP has no ports: echo and traceroute have an identifier that stands for
 * one, and errors are for the socket that the packet they quote came from.
 */
#ifndef _SNT_FLOW_H
#define _SNT_FLOW_H

#include "env.h"

/* As many bytes at the beginning of a packet always suffice to tell: all
 * headers, both extensions, an SCMP error's, and the same of what it quotes.
 */
#define SNT_FLOW_HEAD_MAX	(2 * (255 * 4 + 2 * 256 * 4) + 28 + 8)

/**
 * enum snt_flow_end - which of the two
 * @SNT_FLOW_SOURCE: who sent it
 * @SNT_FLOW_DESTINATION: who is to have it
 */
enum snt_flow_end {
	SNT_FLOW_SOURCE,
	SNT_FLOW_DESTINATION,
};

/**
 * struct snt_flow - one end of a flow
 * @host: IP address; an IPv4 address is in the first four bytes, zeros follow
 * @port: UDP port or SCMP identifier
 * @version: 4 or 6
 * @zero: so that all bytes can be compared
 */
struct snt_flow {
	u8 host[16];
	u16 port;
	u8 version;
	u8 zero;
};

void snt_flow_unmap(struct snt_flow *flow);
int snt_flow_parse(const u8 *buf, size_t len, enum snt_flow_end end,
		   struct snt_flow *flow);

#endif /* _SNT_FLOW_H */
