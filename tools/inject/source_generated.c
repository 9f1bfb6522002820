// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets that are made here, of several flows in turn.
 */
#include "source.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "bytes.h"
#include "mem.h"

#define ETH_P_SCION	0x88b5

/**
 * struct generated - packets of one kind
 * @source: what others see
 * @packet: what they are
 * @run: a number of this run
 * @flows: how many
 * @count: packets to make, or 0
 * @next: packets made so far
 */
struct generated {
	struct source source;
	struct snt_packet packet;
	uint32_t run;
	uint32_t flows;
	uint64_t count;
	uint64_t next;
};

static int peek(struct source *source, struct source_frame *frame)
{
	struct generated *generated = (struct generated *)source;

	if (generated->count && generated->next == generated->count)
		return 0;
	*frame = (struct source_frame) {
		.len = generated->packet.len,
		.name = "a generated packet",
	};
	return 1;
}

/* Flow n gets packets n, n + flows, ... of @count. */
static uint32_t total_of(const struct generated *generated, uint32_t flow)
{
	uint64_t total = 0;

	if (generated->count > flow)
		total = (generated->count - flow - 1) / generated->flows + 1;
	return total <= UINT32_MAX ? (uint32_t)total : 0;
}

static void take(struct source *source, uint8_t *to)
{
	struct generated *generated = (struct generated *)source;
	uint32_t flow = (uint32_t)(generated->next % generated->flows);
	struct snt_probe probe = {
		.run = generated->run,
		.flow = flow,
		.total = total_of(generated, flow),
		.seq = generated->next / generated->flows,
	};

	generated->next++;
	if (!to)
		return;
	probe.time_ns = tool_wall_ns();
	snt_packet_write(&generated->packet, &probe, to);
}

static void destroy(struct source *source)
{
	free(source);
}

/* To everybody, unless told whom to; from the interface, unless told who. */
static void set_link_header(struct snt_packet_spec *spec,
			    const struct tool_options *options)
{
	uint16_t type = ETH_P_SCION;

	if (spec->kind == SNT_PACKET_UDP)
		type = spec->to.host_len == 4 ? ETH_P_IP : ETH_P_IPV6;
	if (!options->has_ether)
		memset(spec->link_header, 0xff, ETH_ALEN);
	if (!options->has_ether_source)
		memcpy(spec->link_header + ETH_ALEN, options->link.address, ETH_ALEN);
	snt_put16(spec->link_header + 2 * ETH_ALEN, type);
	spec->link_header_len = ETH_HLEN;
}

static int build(struct generated *generated,
		 const struct tool_options *options)
{
	struct snt_packet_spec spec = options->spec;

	if (options->link.header_len)
		set_link_header(&spec, options);
	else if (options->has_ether)
		return tool_fail("--ether: interface %s has no Ethernet header",
				 options->inject.interface);
	switch (snt_packet_init(&generated->packet, &spec)) {
	case 0:
		return 0;
	case -EAFNOSUPPORT:
		return tool_fail("--from and --to: both IPv4 or both IPv6 are needed");
	case -ERANGE:
		return tool_fail("--size: at least %d bytes are needed, for the number and the time",
				 SNT_PROBE_LEN);
	case -EMSGSIZE:
		return tool_fail("--size: a packet has room for 65535 bytes with its headers");
	default:
		return tool_fail("--path: a multiple of 4 bytes is needed, %d at most",
				 SNT_PACKET_PATH_MAX);
	}
}

/**
 * source_generated - make packets
 * @options: which and how many
 *
 * Return: the source, or NULL after saying what is wrong.
 */
struct source *source_generated(const struct tool_options *options)
{
	struct generated *generated = snt_mem_alloc(sizeof(*generated));

	generated->source = (struct source) { peek, take, destroy };
	generated->flows = options->flows;
	generated->count = options->count;
	if (!options->has_from || !options->has_to)
		tool_fail("--from and --to are needed");
	else if (getrandom(&generated->run, sizeof(generated->run), 0) < 0)
		tool_fail("random numbers: %s", strerror(errno));
	else if (!build(generated, options))
		return &generated->source;
	destroy(&generated->source);
	return NULL;
}
