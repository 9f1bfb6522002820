// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an endhost API says of paths, and what applications ask: whatever it is,
 * what comes out is bounded and can be read again.
 */
#include <stdio.h>

#include "fuzz.h"
#include "links.h"
#include "listing.h"
#include "topology.h"

/* Each segment that is found is one that was listed, byte for byte. */
static void check_listing(const struct snt_listing *listing,
			  const uint8_t *data, size_t size)
{
	struct snt_buffer found = { 0 };
	size_t len = 0;
	int type;

	for (type = 0; type < SNT_SEGMENT_TYPES; type++)
		len += listing->segments[type].len;
	MUST(len <= size + 8 * listing->nr);
	MUST(!listing->nr == !len);
	snt_listing_write_found(&found, listing);
	MUST(found.len >= len && found.len <= len + 64);
	if (listing->nr == 1)
		MUST(memmem(data, size, found.bytes + found.len - 8, 8));
	snt_buffer_uninit(&found);
}

static void learn(void *owner, enum snt_segment_type type,
		  const struct snt_segment *segment)
{
	struct snt_links *links = owner;

	MUST(segment->nr_hops && segment->nr_hops <= SNT_SEGMENT_HOPS);
	MUST(segment->nr_peers <= SNT_SEGMENT_PEERS);
	if (!links->isd_as)
		links->isd_as = segment->hops[segment->nr_hops - 1].isd_as;
	snt_links_take_segment(links, type, segment);
	/* nothing is news twice */
	MUST(!snt_links_take_segment(links, type, segment));
}

static void check_links(const struct snt_links *links)
{
	const union snt_sockaddr addr = { .sa.sa_family = AF_INET };
	struct snt_topology topology = { links, 1400, &addr, &addr };
	char *text;
	size_t i;

	MUST(links->nr <= SNT_LINKS_MAX);
	for (i = 0; i < links->nr; i++)
		MUST(links->links[i].interface &&
		     (!i || links->links[i - 1].interface <
			    links->links[i].interface));
	text = snt_topology_text(&topology);
	MUST(text && strlen(text) < 256 * SNT_LINKS_MAX);
	free(text);
}

static void check_asks(const uint8_t *data, size_t size)
{
	struct snt_ask ask, again;
	uint8_t bytes[SNT_ASK_SIZE];
	uint64_t isd_as;
	size_t len;

	if (!snt_ask_read(&ask, data, size)) {
		len = snt_ask_write(bytes, &ask);
		MUST(!snt_ask_read(&again, bytes, len));
		MUST(!memcmp(&ask, &again, sizeof(ask)));
	}
	snt_ask_read_find(&ask, data, size);
	snt_links_read_ask(&isd_as, data, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snt_listing listing;
	struct snt_links links;

	snt_links_init(&links, 0);
	snt_links_take_underlays(&links, data, size);
	snt_listing_init(&listing);
	listing.owner = &links;
	listing.seen = learn;
	if (!snt_listing_read(&listing, data, size))
		check_listing(&listing, data, size);
	check_links(&links);
	snt_listing_uninit(&listing);
	check_asks(data, size);
	return 0;
}
