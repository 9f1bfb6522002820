/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a request asks for, by its path.
 */
#ifndef _SNT_ROUTE_H
#define _SNT_ROUTE_H

#include "exchange.h"

enum snt_route {
	SNT_ROUTE_DATA_PLANE,
	SNT_ROUTE_REGISTER,
	SNT_ROUTE_UNDERLAYS,
	SNT_ROUTE_SEGMENTS,
	SNT_ROUTE_HEALTH,
	SNT_ROUTE_METRICS,
	SNT_ROUTE_NOWHERE,
	SNT_NR_ROUTES,
};

/**
 * struct snt_route_info - what is known of it
 * @path: of the URL; for people where there is none
 * @name: for people
 * @is_get: it is asked for by GET, and not by POST
 */
struct snt_route_info {
	const char *path;
	const char *name;
	bool is_get;
};

extern const struct snt_route_info snt_routes[SNT_NR_ROUTES];

enum snt_route snt_route_find(const char *path);

#endif
