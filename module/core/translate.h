/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Replaces one end of a SCION packet: the host, the UDP port or the identifier
 * of SCMP, and both in what an SCMP error quotes.  So an application keeps the
 * address of its own socket while the network sees the one that it assigned.
 */
#ifndef _SNT_TRANSLATE_H
#define _SNT_TRANSLATE_H

#include "flow.h"

/* By so much a packet grows at most: an IPv6 host where there was an IPv4 one,
 * and another in what it quotes.
 */
#define SNT_TRANSLATE_ROOM	(2 * (16 - 4))

/**
 * struct snt_translation - what to replace by what, for all packets of a flow
 * @from: the end that is replaced
 * @to: what it becomes
 * @host_diff: what a checksum over @from's host needs to be one over @to's
 * @port_diff: the same for the port
 * @growth: bytes by which the host gets longer: 12, 0 or -12
 */
struct snt_translation {
	struct snt_flow from;
	struct snt_flow to;
	u16 host_diff;
	u16 port_diff;
	int growth;
};

void snt_translate_init(struct snt_translation *t, const struct snt_flow *from,
			const struct snt_flow *to);
int snt_translate(const struct snt_translation *t, enum snt_flow_end end,
		  u8 *buf, size_t head, size_t len, int *moved);

#endif /* _SNT_TRANSLATE_H */
