// SPDX-License-Identifier: GPL-2.0-only
/*
 * Underlays from words, and from and to the kernel.
 */
#include "underlay.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

/* All routers with IPv6 addresses */
#define REQUEST_SIZE	(512 + SNT_MOST_ROUTERS * 48)
#define INTERFACE_TEXT	8

static int parse_interface(uint16_t *interface, const char *text, size_t len)
{
	char copy[INTERFACE_TEXT];

	if (len >= sizeof(copy))
		return -EINVAL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return snt_parse_port(interface, copy) || !*interface ? -EINVAL : 0;
}

/**
 * snt_router_parse - read where a router is
 * @router: filled
 * @text: [INTERFACE=]ADDRESS:PORT
 *
 * Return: 0 or -EINVAL.
 */
int snt_router_parse(struct snt_router *router, const char *text)
{
	const char *equals = strchr(text, '=');

	memset(router, 0, sizeof(*router));
	if (equals && parse_interface(&router->interface, text,
				      (size_t)(equals - text)))
		return -EINVAL;
	return snt_parse_socket(&router->at, equals ? equals + 1 : text);
}

/**
 * snt_underlay_add - one more router
 * @underlay: gets it
 * @router: the router
 *
 * Return: 0; -EEXIST: another one has the interface; -ENOSPC: there are too
 * many.
 */
int snt_underlay_add(struct snt_underlay *underlay,
		     const struct snt_router *router)
{
	size_t i;

	for (i = 0; i < underlay->nr; i++) {
		if (underlay->router[i].interface == router->interface)
			return -EEXIST;
	}
	if (underlay->nr == SNT_MOST_ROUTERS)
		return -ENOSPC;
	underlay->router[underlay->nr++] = *router;
	return 0;
}

static int take(const struct nlattr *attr, void *to, size_t size)
{
	if (mnl_attr_get_payload_len(attr) < size)
		return -EPROTO;
	memcpy(to, mnl_attr_get_payload(attr), size);
	return 0;
}

static int take_router_attr(struct snt_router *router,
			    const struct nlattr *attr)
{
	union snt_sockaddr *at = &router->at;

	switch (mnl_attr_get_type(attr)) {
	case SNAPTUN_A_ROUTER_INTERFACE:
		return take(attr, &router->interface,
			    sizeof(router->interface));
	case SNAPTUN_A_ROUTER_IPV4:
		at->sa.sa_family = AF_INET;
		return take(attr, &at->in.sin_addr, sizeof(at->in.sin_addr));
	case SNAPTUN_A_ROUTER_IPV6:
		at->sa.sa_family = AF_INET6;
		return take(attr, &at->in6.sin6_addr,
			    sizeof(at->in6.sin6_addr));
	case SNAPTUN_A_ROUTER_PORT:
		/* the same place for both families */
		return take(attr, &at->in.sin_port, sizeof(at->in.sin_port));
	default:
		return 0;
	}
}

static int take_router(struct snt_underlay *underlay,
		       const struct nlattr *nest)
{
	struct snt_router router = { 0 };
	struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (take_router_attr(&router, attr))
			return -EPROTO;
	}
	if (!router.at.sa.sa_family)
		return -EPROTO;
	return snt_underlay_add(underlay, &router) ? -EPROTO : 0;
}

/**
 * snt_underlay_parse - read an underlay-get reply
 * @nlh: the message
 * @underlay: filled
 *
 * Return: 0 or -EPROTO.
 */
int snt_underlay_parse(const struct nlmsghdr *nlh,
		       struct snt_underlay *underlay)
{
	struct nlattr *attr;
	int ret = 0;

	memset(underlay, 0, sizeof(*underlay));
	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		uint16_t type = mnl_attr_get_type(attr);

		if (type == SNAPTUN_A_UNDERLAY_PORT)
			ret = take(attr, &underlay->port,
				   sizeof(underlay->port));
		else if (type == SNAPTUN_A_UNDERLAY_ROUTER)
			ret = take_router(underlay, attr);
		if (ret)
			return ret;
	}
	return 0;
}

static int parse_cb(const struct nlmsghdr *nlh, void *arg)
{
	return snt_underlay_parse(nlh, arg) ? MNL_CB_ERROR : MNL_CB_OK;
}

/**
 * snt_underlay_get - read the underlay of a gateway
 * @nl: the socket
 * @ifname: the interface
 * @underlay: filled
 *
 * Return: 0 or a negative errno with nl->error set.
 */
int snt_underlay_get(struct snt_nl *nl, const char *ifname,
		     struct snt_underlay *underlay)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh;

	memset(underlay, 0, sizeof(*underlay));
	nlh = snt_nl_prepare(nl, buf, SNAPTUN_CMD_UNDERLAY_GET, NLM_F_ACK);
	mnl_attr_put_strz(nlh, SNAPTUN_A_UNDERLAY_IFNAME, ifname);
	return snt_nl_ask(nl, nlh, parse_cb, underlay);
}

static void put_router(struct nlmsghdr *nlh, const struct snt_router *router)
{
	const union snt_sockaddr *at = &router->at;
	struct nlattr *nest;

	nest = mnl_attr_nest_start(nlh, SNAPTUN_A_UNDERLAY_ROUTER);
	mnl_attr_put_u16(nlh, SNAPTUN_A_ROUTER_INTERFACE, router->interface);
	if (at->sa.sa_family == AF_INET)
		mnl_attr_put(nlh, SNAPTUN_A_ROUTER_IPV4,
			     sizeof(at->in.sin_addr), &at->in.sin_addr);
	else
		mnl_attr_put(nlh, SNAPTUN_A_ROUTER_IPV6,
			     sizeof(at->in6.sin6_addr), &at->in6.sin6_addr);
	mnl_attr_put_u16(nlh, SNAPTUN_A_ROUTER_PORT, at->in.sin_port);
	mnl_attr_nest_end(nlh, nest);
}

/**
 * snt_underlay_set - give a gateway another underlay
 * @nl: the socket
 * @ifname: the interface
 * @underlay: all of it; no router for none
 *
 * Return: 0 or a negative errno with nl->error set.
 */
int snt_underlay_set(struct snt_nl *nl, const char *ifname,
		     const struct snt_underlay *underlay)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh;
	size_t i;

	nlh = snt_nl_prepare(nl, buf, SNAPTUN_CMD_UNDERLAY_SET, NLM_F_ACK);
	mnl_attr_put_strz(nlh, SNAPTUN_A_UNDERLAY_IFNAME, ifname);
	mnl_attr_put_u16(nlh, SNAPTUN_A_UNDERLAY_PORT, underlay->port);
	for (i = 0; i < underlay->nr; i++)
		put_router(nlh, &underlay->router[i]);
	return snt_nl_ask(nl, nlh, NULL, NULL);
}
