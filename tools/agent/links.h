/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The links that leave an AS, as far as they have been heard of.
 */
#ifndef _SNT_LINKS_H
#define _SNT_LINKS_H

#include <stdbool.h>
#include <stddef.h>

#include "segment.h"

#define SNT_LINKS_MAX	256

enum snt_link_kind {
	SNT_LINK_UNKNOWN,
	SNT_LINK_CORE,
	SNT_LINK_PARENT,
	SNT_LINK_CHILD,
	SNT_LINK_PEER,
};

/**
 * struct snt_link - a link to another AS
 * @interface: number at our side, which names it
 * @kind: what the other AS is to ours
 * @isd_as: the other AS, 0 when not known
 * @remote: number at the other side, 0 when not known
 * @mtu: 0 when not known
 */
struct snt_link {
	uint16_t interface;
	enum snt_link_kind kind;
	uint64_t isd_as;
	uint16_t remote;
	uint32_t mtu;
};

/**
 * struct snt_links - all links of an AS
 * @isd_as: our AS, 0 when not known yet
 * @links: by their numbers
 * @nr: how many
 * @is_core: our AS is a core AS
 * @wanted: our AS, when the user has said so; 0 for the only one
 * @is_unsure: there are several, and nobody says which is ours
 */
struct snt_links {
	uint64_t isd_as;
	struct snt_link links[SNT_LINKS_MAX];
	size_t nr;
	bool is_core;
	uint64_t wanted;
	bool is_unsure;
};

void snt_links_init(struct snt_links *links, uint64_t wanted);
bool snt_links_take_underlays(struct snt_links *links, const uint8_t *bytes,
			      size_t len);
bool snt_links_take_segment(struct snt_links *links,
			    enum snt_segment_type type,
			    const struct snt_segment *segment);
size_t snt_links_write_underlays(uint8_t *bytes, size_t size,
				 const struct snt_links *links,
				 const char *router, uint64_t isd_as);
int snt_links_read_ask(uint64_t *isd_as, const uint8_t *bytes, size_t len);

#endif
