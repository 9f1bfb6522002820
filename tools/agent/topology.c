// SPDX-License-Identifier: GPL-2.0-only
/*
 * One border router, which is the facade and has all the links, and one control
 * service, which is the agent.
 */
#include "topology.h"

#include <stdio.h>

#include "isd_as.h"
#include "json.h"
#include "text.h"

#define NAME	"snaptun"

static const char * const kind_names[] = {
	[SNT_LINK_CORE] = "core",
	[SNT_LINK_PARENT] = "parent",
	[SNT_LINK_CHILD] = "child",
	[SNT_LINK_PEER] = "peer",
};

/* A daemon refuses a file with a link of no kind. */
static const char *kind_of(const struct snt_links *links,
			   const struct snt_link *link)
{
	if (link->kind != SNT_LINK_UNKNOWN)
		return kind_names[link->kind];
	return kind_names[links->is_core ? SNT_LINK_CORE : SNT_LINK_PARENT];
}

static void write_link(struct snt_json *json,
		       const struct snt_topology *topology,
		       const struct snt_link *link)
{
	char text[SNT_ISD_AS_TEXT];

	snprintf(text, sizeof(text), "%u", link->interface);
	snt_json_begin(json, text, '{');
	snt_json_string(json, "isd_as", snt_isd_as_text(text, link->isd_as));
	snt_json_string(json, "link_to", kind_of(topology->links, link));
	snt_json_uint(json, "mtu", link->mtu ? link->mtu : topology->mtu);
	if (link->kind == SNT_LINK_PEER)
		snt_json_uint(json, "remote_interface_id", link->remote);
	snt_json_end(json, '}');
}

static void write_router(struct snt_json *json,
			 const struct snt_topology *topology)
{
	const struct snt_links *links = topology->links;
	char text[SNT_ADDR_TEXT];
	size_t i;

	snt_json_begin(json, "border_routers", '{');
	snt_json_begin(json, NAME, '{');
	snt_json_string(json, "internal_addr",
			snt_text_sockaddr(text, topology->router));
	snt_json_begin(json, "interfaces", '{');
	for (i = 0; i < links->nr; i++)
		write_link(json, topology, &links->links[i]);
	snt_json_end(json, '}');
	snt_json_end(json, '}');
	snt_json_end(json, '}');
}

static void write_control(struct snt_json *json,
			  const struct snt_topology *topology)
{
	char text[SNT_ADDR_TEXT];

	snt_json_begin(json, "control_service", '{');
	snt_json_begin(json, NAME, '{');
	snt_json_string(json, "addr",
			snt_text_sockaddr(text, topology->control));
	snt_json_end(json, '}');
	snt_json_end(json, '}');
}

/**
 * snt_topology_text - write a topology
 * @topology: what is in it; has an AS and links
 *
 * Return: JSON with a newline, to be freed with free().
 */
char *snt_topology_text(const struct snt_topology *topology)
{
	char *text = NULL, isd_as[SNT_ISD_AS_TEXT];
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct snt_json json = { .out = out };

	snt_json_begin(&json, NULL, '{');
	snt_json_string(&json, "isd_as",
			snt_isd_as_text(isd_as, topology->links->isd_as));
	snt_json_uint(&json, "mtu", topology->mtu);
	/* every port is an application's own: there is no dispatcher */
	snt_json_string(&json, "dispatched_ports", "1-65535");
	snt_json_begin(&json, "attributes", '[');
	if (topology->links->is_core)
		snt_json_string(&json, NULL, "core");
	snt_json_end(&json, ']');
	write_router(&json, topology);
	write_control(&json, topology);
	snt_json_end(&json, '}');
	fclose(out);
	return text;
}
