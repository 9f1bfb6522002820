/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file that tells a stock SCION daemon of its AS.
 */
#ifndef _SNT_TOPOLOGY_H
#define _SNT_TOPOLOGY_H

#include "links.h"
#include "model.h"

/**
 * struct snt_topology - what is in it
 * @links: of our AS
 * @mtu: bytes of a SCION packet that fits within the AS
 * @router: where packets to all links go
 * @control: where the daemon asks for segments
 */
struct snt_topology {
	const struct snt_links *links;
	uint32_t mtu;
	const union snt_sockaddr *router;
	const union snt_sockaddr *control;
};

char *snt_topology_text(const struct snt_topology *topology);

#endif
