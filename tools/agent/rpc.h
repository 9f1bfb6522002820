/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calls that applications make, whatever HTTP they come by.
 */
#ifndef _SNT_RPC_H
#define _SNT_RPC_H

#include "quota.h"
#include "exchange.h"
#include "links.h"
#include "paths.h"
#include "text.h"

/**
 * struct snt_rpc_service - what answers
 * @service: of requests
 * @paths: what is known of paths
 * @links: of our AS
 * @router: address and port of the router that has all links
 * @quota: how many calls may be made
 */
struct snt_rpc_service {
	struct snt_service service;
	struct snt_paths *paths;
	const struct snt_links *links;
	char router[SNT_ADDR_TEXT];
	struct snt_quota quota;
};

void snt_rpc_init(struct snt_rpc_service *service, struct snt_paths *paths,
		  const struct snt_links *links);

#endif
