// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading devices, peers and counters. A dump that met a change is repeated,
 * so that what is shown was true at one time.
 */
#include "nl.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define REQUEST_SIZE	512
#define MOST_ATTEMPTS	100

static int add_dev_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct snt_dev *dev = snt_model_create("");
	struct snt_devs *devs = arg;

	devs->dev = snt_mem_grow(devs->dev, &devs->max, devs->nr + 1,
				 sizeof(*devs->dev));
	devs->dev[devs->nr++] = dev;
	return snt_nl_parse_dev(nlh, dev, NULL) ? MNL_CB_ERROR : MNL_CB_OK;
}

/**
 * snt_nl_free_devs - free a list of devices
 * @devs: empty afterwards
 */
void snt_nl_free_devs(struct snt_devs *devs)
{
	while (devs->nr)
		snt_model_destroy(devs->dev[--devs->nr]);
	free(devs->dev);
	memset(devs, 0, sizeof(*devs));
}

static int name_the_failure(struct snt_nl *nl, int ret)
{
	if (ret == -EINTR)
		snprintf(nl->error, sizeof(nl->error),
			 "the configuration keeps changing while it is read");
	return ret;
}

/**
 * snt_nl_get_names - read all devices of the namespace, without their peers
 * @nl: the socket
 * @devs: filled; to be freed with snt_nl_free_devs() also on failure
 *
 * Return: 0 or a negative errno with nl->error set.
 */
int snt_nl_get_names(struct snt_nl *nl, struct snt_devs *devs)
{
	unsigned int attempts = MOST_ATTEMPTS;
	int ret;

	memset(devs, 0, sizeof(*devs));
	do {
		char buf[REQUEST_SIZE];
		struct nlmsghdr *nlh = snt_nl_prepare(nl, buf,
						      SNAPTUN_CMD_DEV_GET,
						      NLM_F_DUMP);

		snt_nl_free_devs(devs);
		ret = snt_nl_ask(nl, nlh, add_dev_cb, devs);
	} while (ret == -EINTR && --attempts);
	return name_the_failure(nl, ret);
}

static int parse_dev_cb(const struct nlmsghdr *nlh, void *arg)
{
	return snt_nl_parse_dev(nlh, arg, NULL) ? MNL_CB_ERROR : MNL_CB_OK;
}

static const void *find_attr(const struct nlmsghdr *nlh, uint16_t type,
			     size_t len)
{
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		if (mnl_attr_get_type(attr) == type &&
		    mnl_attr_get_payload_len(attr) == len)
			return mnl_attr_get_payload(attr);
	}
	return NULL;
}

static const uint8_t *key_in(const struct nlmsghdr *nlh)
{
	return find_attr(nlh, SNAPTUN_A_PEER_PUBLIC_KEY, SNT_KEY_LEN);
}

/* A peer with many allowed IPs comes in several messages in a row. */
static int add_peer_cb(const struct nlmsghdr *nlh, void *arg)
{
	const uint8_t *key = key_in(nlh);
	struct snt_dev *dev = arg;
	struct snt_peer *peer = dev->last;

	if (!key)
		return MNL_CB_ERROR;
	if (!peer || memcmp(peer->public_key, key, SNT_KEY_LEN))
		peer = snt_model_add_peer(dev, key);
	return snt_nl_parse_peer(nlh, &snt_kind_peer, peer, NULL) ?
	       MNL_CB_ERROR : MNL_CB_OK;
}

/**
 * snt_nl_add_tunnel_cb - append a tunnel that a reply is about
 * @nlh: of tunnel-get or tunnel-add
 * @arg: the device
 *
 * Return: MNL_CB_OK, or MNL_CB_ERROR for what is no such reply.
 */
int snt_nl_add_tunnel_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct snt_dev *dev = arg;

	if (!find_attr(nlh, SNAPTUN_A_PEER_ID, sizeof(uint32_t)))
		return MNL_CB_ERROR;
	return snt_nl_parse_peer(nlh, &snt_kind_tunnel,
				 snt_model_add_tunnel(dev, 0), NULL) ?
	       MNL_CB_ERROR : MNL_CB_OK;
}

static int dump_list(struct snt_nl *nl, struct snt_dev *dev, uint8_t cmd,
		     mnl_cb_t cb)
{
	unsigned int attempts = MOST_ATTEMPTS;
	int ret;

	do {
		char buf[REQUEST_SIZE];
		struct nlmsghdr *nlh = snt_nl_prepare(nl, buf, cmd, NLM_F_DUMP);

		mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_IFINDEX, dev->ifindex);
		snt_model_remove_peers(dev);
		ret = snt_nl_ask(nl, nlh, cb, dev);
	} while (ret == -EINTR && --attempts);
	return ret;
}

/* One that was not set has no key. */
static int set_gateway_cb(const struct nlmsghdr *nlh, void *arg)
{
	const uint8_t *key = key_in(nlh);
	struct snt_dev *dev = arg;

	if (!key)
		return MNL_CB_OK;
	return snt_nl_parse_peer(nlh, &snt_kind_gateway,
				 snt_model_set_gateway(dev, key), NULL) ?
	       MNL_CB_ERROR : MNL_CB_OK;
}

static int read_client(struct snt_nl *nl, struct snt_dev *dev)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = snt_nl_prepare(nl, buf, SNAPTUN_CMD_GATEWAY_GET,
					      NLM_F_ACK);
	int ret;

	mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_IFINDEX, dev->ifindex);
	ret = snt_nl_ask(nl, nlh, set_gateway_cb, dev);
	if (ret)
		return ret;
	return dump_list(nl, dev, SNAPTUN_CMD_TUNNEL_GET, snt_nl_add_tunnel_cb);
}

/**
 * snt_nl_get_dev - read one device with its peers, or its gateway and tunnels
 * @nl: the socket
 * @ifname: of the link
 * @dev: the device, to be freed with snt_model_destroy(); NULL on failure
 *
 * What a gateway has may be more than memory: it is not read here.
 *
 * Return: 0 or a negative errno with nl->error set.
 */
int snt_nl_get_dev(struct snt_nl *nl, const char *ifname, struct snt_dev **dev)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh;
	int ret;

	*dev = NULL;
	if (strlen(ifname) >= IFNAMSIZ) {
		snprintf(nl->error, sizeof(nl->error), "%s",
			 strerror(ENODEV));
		return -ENODEV;
	}
	nlh = snt_nl_prepare(nl, buf, SNAPTUN_CMD_DEV_GET, NLM_F_ACK);
	mnl_attr_put_strz(nlh, SNAPTUN_A_DEV_IFNAME, ifname);
	*dev = snt_model_create(ifname);
	ret = snt_nl_ask(nl, nlh, parse_dev_cb, *dev);
	if (!ret && snt_model_is_client(*dev))
		ret = read_client(nl, *dev);
	else if (!ret && (*dev)->role != SNAPTUN_ROLE_GATEWAY)
		ret = dump_list(nl, *dev, SNAPTUN_CMD_PEER_GET, add_peer_cb);
	if (ret) {
		snt_model_destroy(*dev);
		*dev = NULL;
	}
	return name_the_failure(nl, ret);
}

/**
 * struct drops_list - where the counters of several devices are gathered
 */
struct drops_list {
	struct snt_drops *drops;
	size_t nr;
	size_t max;
};

static int take_drop(struct snt_drops *drops, const struct nlattr *nest)
{
	uint32_t reason = UINT32_MAX;
	struct nlattr *attr;
	uint64_t count = 0;
	size_t old = drops->max;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == SNAPTUN_A_DROP_REASON &&
		    mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
			reason = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == SNAPTUN_A_DROP_COUNT &&
			 mnl_attr_validate(attr, MNL_TYPE_U64) >= 0)
			count = mnl_attr_get_u64(attr);
	}
	if (reason > UINT16_MAX)
		return -EPROTO;
	drops->count = snt_mem_grow(drops->count, &drops->max, reason + 1,
				    sizeof(*drops->count));
	memset(drops->count + old, 0,
	       (drops->max - old) * sizeof(*drops->count));
	drops->count[reason] = count;
	if (drops->nr <= reason)
		drops->nr = reason + 1;
	return 0;
}

static int add_drops_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct drops_list *list = arg;
	struct snt_drops *drops;
	struct nlattr *attr;

	list->drops = snt_mem_grow(list->drops, &list->max, list->nr + 1,
				   sizeof(*list->drops));
	drops = &list->drops[list->nr++];
	memset(drops, 0, sizeof(*drops));
	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		if (mnl_attr_get_type(attr) == SNAPTUN_A_STATS_IFNAME &&
		    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
			strncpy(drops->name, mnl_attr_get_str(attr),
				IFNAMSIZ - 1);
		else if (mnl_attr_get_type(attr) == SNAPTUN_A_STATS_DROP &&
			 take_drop(drops, attr))
			return MNL_CB_ERROR;
	}
	return MNL_CB_OK;
}

/**
 * snt_nl_get_drops - read drop counters
 * @nl: the socket
 * @ifname: of the link, or NULL for all of the namespace
 * @drops: array by device; it and the member count are freed with free()
 * @nr: how many devices
 *
 * Return: 0 or a negative errno with nl->error set.
 */
int snt_nl_get_drops(struct snt_nl *nl, const char *ifname,
		     struct snt_drops **drops, size_t *nr)
{
	struct drops_list list = { 0 };
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh;
	int ret;

	nlh = snt_nl_prepare(nl, buf, SNAPTUN_CMD_STATS_GET,
			     ifname ? NLM_F_ACK : NLM_F_DUMP);
	if (ifname)
		mnl_attr_put_strz(nlh, SNAPTUN_A_STATS_IFNAME, ifname);
	ret = snt_nl_ask(nl, nlh, add_drops_cb, &list);
	*drops = list.drops;
	*nr = list.nr;
	return name_the_failure(nl, ret);
}
