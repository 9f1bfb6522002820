// SPDX-License-Identifier: GPL-2.0-only
/*
 * Paths are short, and those that were cut are none of them.
 */
#include "route.h"

#include <string.h>

#define SNAP	"/anapaya.snap.v1.SnapControl/"
#define ENDHOST	"/scion.endhost.v1."

const struct snt_route_info snt_routes[SNT_NR_ROUTES] = {
	[SNT_ROUTE_DATA_PLANE] = {
		SNAP "GetSnapDataPlaneAddress", "GetSnapDataPlaneAddress",
		false,
	},
	[SNT_ROUTE_REGISTER] = {
		SNAP "RegisterSnapTunIdentity", "RegisterSnapTunIdentity",
		false,
	},
	[SNT_ROUTE_UNDERLAYS] = {
		ENDHOST "UnderlayService/ListUnderlays", "ListUnderlays", false,
	},
	[SNT_ROUTE_SEGMENTS] = {
		ENDHOST "SegmentsService/ListSegments", "ListSegments", false,
	},
	[SNT_ROUTE_HEALTH] = { "/healthz", "healthz", true },
	[SNT_ROUTE_METRICS] = { "/metrics", "metrics", true },
	[SNT_ROUTE_NOWHERE] = { "<unmatched>", "-", false },
};

/**
 * snt_route_find - what is asked for
 * @path: of the URL, with or without a query
 *
 * Return: SNT_ROUTE_NOWHERE for what there is not.
 */
enum snt_route snt_route_find(const char *path)
{
	size_t len = strcspn(path, "?");
	unsigned int i;

	for (i = 0; i < SNT_ROUTE_NOWHERE; i++) {
		if (strlen(snt_routes[i].path) == len &&
		    !memcmp(snt_routes[i].path, path, len))
			break;
	}
	return i;
}
