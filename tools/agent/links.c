// SPDX-License-Identifier: GPL-2.0-only
/*
 * An endhost API may name the interfaces of an AS. A SNAP need not, so they are
 * learnt from the segments that begin or end there as well.
 */
#include "links.h"

#include <errno.h>
#include <pb_decode.h>
#include <pb_encode.h>
#include <stdlib.h>
#include <string.h>

#include "isd_as.h"
#include "mem.h"
#include "path.pb.h"

/**
 * snt_links_init - nothing is known
 * @links: filled
 * @wanted: our AS, 0 for the only one that the endhost API knows
 */
void snt_links_init(struct snt_links *links, uint64_t wanted)
{
	memset(links, 0, sizeof(*links));
	links->wanted = wanted;
	links->isd_as = wanted;
}

/*
 * Returns whether it was news. What is known of a link stays: who said
 * otherwise each time could make the daemon read its file without end.
 */
static bool take(struct snt_links *links, const struct snt_link *link)
{
	struct snt_link *at = links->links, *end = at + links->nr;

	while (at < end && at->interface < link->interface)
		at++;
	if (at < end && at->interface == link->interface) {
		if (at->kind != SNT_LINK_UNKNOWN ||
		    link->kind == SNT_LINK_UNKNOWN)
			return false;
		*at = *link;
		return true;
	}
	if (!link->interface || links->nr == SNT_LINKS_MAX)
		return false;
	memmove(at + 1, at, (char *)end - (char *)at);
	*at = *link;
	links->nr++;
	return true;
}

/* The first AS that is named is ours; another one makes that unsure. */
static void take_as(struct snt_links *links, uint64_t isd_as)
{
	if (links->wanted || snt_isd_as_is_any(isd_as))
		return;
	if (!links->isd_as)
		links->isd_as = isd_as;
	links->is_unsure |= links->isd_as != isd_as;
}

static void take_ases(struct snt_links *links, const ListedUnderlays *message)
{
	const SnapOfAses *snap;
	pb_size_t i, j;

	for (i = 0; i < message->udp.routers_count; i++)
		take_as(links, message->udp.routers[i].isd_as);
	for (i = 0; i < message->snap.snaps_count; i++) {
		snap = &message->snap.snaps[i];
		for (j = 0; j < snap->isd_ases_count; j++)
			take_as(links, snap->isd_ases[j]);
	}
}

static bool take_router(struct snt_links *links, const Router *router)
{
	struct snt_link link = { .kind = SNT_LINK_UNKNOWN };
	bool is_news = false;
	pb_size_t i;

	if (router->isd_as != links->isd_as)
		return false;
	for (i = 0; i < router->interfaces_count; i++) {
		if (router->interfaces[i] > UINT16_MAX)
			continue;
		link.interface = router->interfaces[i];
		is_news |= take(links, &link);
	}
	return is_news;
}

/**
 * snt_links_take_underlays - learn from an answer of ListUnderlays
 * @links: may learn which AS is ours, and its interfaces
 * @bytes: the answer
 * @len: how many
 *
 * Return: whether there was news; not for bytes that are no such message.
 */
bool snt_links_take_underlays(struct snt_links *links, const uint8_t *bytes,
			      size_t len)
{
	ListedUnderlays *message = snt_mem_alloc(sizeof(*message));
	pb_istream_t in = pb_istream_from_buffer(bytes, len);
	uint64_t before = links->isd_as;
	bool is_news = false;
	pb_size_t i;

	if (pb_decode(&in, ListedUnderlays_fields, message)) {
		take_ases(links, message);
		is_news = links->isd_as != before;
		for (i = 0; i < message->udp.routers_count; i++)
			is_news |= take_router(links, &message->udp.routers[i]);
	}
	free(message);
	return is_news;
}

static bool take_peers(struct snt_links *links,
		       const struct snt_segment *segment)
{
	const struct snt_segment_peer *peer;
	struct snt_link link = { .kind = SNT_LINK_PEER };
	bool is_news = false;
	unsigned int i;

	for (i = 0; i < segment->nr_peers; i++) {
		peer = &segment->peers[i];
		if (segment->hops[peer->hop].isd_as != links->isd_as)
			continue;
		link.interface = peer->interface;
		link.isd_as = peer->isd_as;
		link.remote = peer->remote;
		link.mtu = peer->mtu;
		is_news |= take(links, &link);
	}
	return is_news;
}

static bool take_last(struct snt_links *links, enum snt_segment_type type,
		      const struct snt_hop *last)
{
	struct snt_link link = {
		.interface = last->ingress,
		.kind = type == SNT_SEGMENT_CORE ? SNT_LINK_CORE :
						   SNT_LINK_PARENT,
		.isd_as = last[-1].isd_as,
		.remote = last[-1].egress,
		.mtu = last->ingress_mtu,
	};

	return last->isd_as == links->isd_as && take(links, &link);
}

static bool take_first(struct snt_links *links, enum snt_segment_type type,
		       const struct snt_hop *first)
{
	struct snt_link link = {
		.interface = first->egress,
		.kind = type == SNT_SEGMENT_CORE ? SNT_LINK_CORE :
						   SNT_LINK_CHILD,
		.isd_as = first[1].isd_as,
		.remote = first[1].ingress,
		.mtu = first[1].ingress_mtu,
	};

	return first->isd_as == links->isd_as && take(links, &link);
}

/* Segments begin in core ASes, and core segments end there as well. */
static bool take_core(struct snt_links *links, enum snt_segment_type type,
		      const struct snt_segment *segment)
{
	const struct snt_hop *last = &segment->hops[segment->nr_hops - 1];
	bool was_core = links->is_core;

	if (segment->hops->isd_as == links->isd_as ||
	    (type == SNT_SEGMENT_CORE && last->isd_as == links->isd_as))
		links->is_core = true;
	return links->is_core != was_core;
}

/**
 * snt_links_take_segment - learn from a segment
 * @links: may learn of interfaces
 * @type: of the segment
 * @segment: which need not begin or end here
 *
 * Paths leave our AS where its segments end, and a core AS where they begin.
 *
 * Return: whether there was news.
 */
bool snt_links_take_segment(struct snt_links *links,
			    enum snt_segment_type type,
			    const struct snt_segment *segment)
{
	const struct snt_hop *hops = segment->hops;
	bool is_news;

	if (!links->isd_as || segment->nr_hops < 2)
		return false;
	is_news = take_last(links, type, &hops[segment->nr_hops - 1]);
	is_news |= take_first(links, type, hops);
	is_news |= take_peers(links, segment);
	is_news |= take_core(links, type, segment);
	return is_news;
}

/**
 * snt_links_write_underlays - write the answer of ListUnderlays
 * @bytes: go here
 * @size: how many there is room for
 * @links: all of one router
 * @router: its address and port
 * @isd_as: the AS that is asked about; 0 for all
 *
 * Return: how many bytes; none for another AS.
 */
size_t snt_links_write_underlays(uint8_t *bytes, size_t size,
				 const struct snt_links *links,
				 const char *router, uint64_t isd_as)
{
	ListedUnderlays *message = snt_mem_alloc(sizeof(*message));
	pb_ostream_t out = pb_ostream_from_buffer(bytes, size);
	Router *to = message->udp.routers;
	size_t i;

	message->has_udp = true;
	message->has_snap = true;
	if (!isd_as || isd_as == links->isd_as ||
	    (snt_isd_as_is_any(isd_as) &&
	     snt_isd_of(isd_as) == snt_isd_of(links->isd_as))) {
		message->udp.routers_count = 1;
		to->isd_as = links->isd_as;
		strncpy(to->address, router, sizeof(to->address) - 1);
		for (i = 0; i < links->nr; i++)
			to->interfaces[to->interfaces_count++] =
				links->links[i].interface;
	}
	if (!pb_encode(&out, ListedUnderlays_fields, message))
		out.bytes_written = 0;
	free(message);
	return out.bytes_written;
}

/**
 * snt_links_read_ask - read the request of ListUnderlays
 * @isd_as: the AS that is asked about; 0 for all
 * @bytes: the request
 * @len: how many
 *
 * Return: 0 or -EINVAL.
 */
int snt_links_read_ask(uint64_t *isd_as, const uint8_t *bytes, size_t len)
{
	pb_istream_t in = pb_istream_from_buffer(bytes, len);
	ListUnderlays message = ListUnderlays_init_zero;

	if (!pb_decode(&in, ListUnderlays_fields, &message))
		return -EINVAL;
	*isd_as = message.isd_as;
	return 0;
}
