// SPDX-License-Identifier: GPL-2.0-only
/*
 * The gateway is a device of this machine, asked by netlink. Its module may go
 * and come back under another number, so after a failure the socket is opened
 * anew.
 */
#include "gateway.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "nl.h"

#define REQUEST_SIZE	1024

/**
 * struct snt_gateway - a device of role gateway
 * @nl: the socket, when @is_open
 * @is_open: there is one
 * @device: name of the interface
 * @tunnel_limit: of each identity; 0 for what the kernel chooses
 */
struct snt_gateway {
	struct snt_nl nl;
	bool is_open;
	char device[IFNAMSIZ];
	uint32_t tunnel_limit;
};

/**
 * struct search - a list that is being read
 * @match: who is meant
 * @keys: of those
 * @nr: how many
 * @max: how many @keys has room for
 */
struct search {
	const struct snt_gateway_match *match;
	uint8_t (*keys)[SNT_KEY_LEN];
	size_t nr;
	size_t max;
};

/**
 * snt_gateway_create - a gateway that is not looked for yet
 * @device: name of its interface
 * @tunnel_limit: of each identity; 0 for what the kernel chooses
 *
 * Return: the gateway, to be given to snt_gateway_destroy().
 */
struct snt_gateway *snt_gateway_create(const char *device,
				       uint32_t tunnel_limit)
{
	struct snt_gateway *gateway = snt_mem_alloc(sizeof(*gateway));

	snprintf(gateway->device, sizeof(gateway->device), "%s", device);
	gateway->tunnel_limit = tunnel_limit;
	return gateway;
}

static void close_socket(struct snt_gateway *gateway)
{
	if (gateway->is_open)
		snt_nl_close(&gateway->nl);
	gateway->is_open = false;
}

/**
 * snt_gateway_destroy - leave a gateway alone
 * @gateway: freed; the identities stay
 */
void snt_gateway_destroy(struct snt_gateway *gateway)
{
	close_socket(gateway);
	free(gateway);
}

/**
 * snt_gateway_error - what went wrong last
 * @gateway: the gateway
 *
 * Return: one line without its end.
 */
const char *snt_gateway_error(const struct snt_gateway *gateway)
{
	return gateway->nl.error;
}

static int open_socket(struct snt_gateway *gateway)
{
	int ret;

	if (gateway->is_open)
		return 0;
	ret = snt_nl_open(&gateway->nl);
	gateway->is_open = true;
	if (ret)
		close_socket(gateway);
	return ret;
}

/* What the request itself is to blame for says nothing against the socket. */
static bool is_own_fault(int ret)
{
	return ret == -EINVAL || ret == -EKEYREJECTED;
}

/* Once again with a new socket, as the old one may have been for nothing. */
static int ask(struct snt_gateway *gateway, const void *arg,
	       int (*once)(struct snt_gateway *gateway, const void *arg))
{
	bool was_open = gateway->is_open;
	int ret = open_socket(gateway);

	if (!ret)
		ret = once(gateway, arg);
	if (!ret || is_own_fault(ret))
		return ret;
	close_socket(gateway);
	if (!was_open)
		return ret;
	ret = open_socket(gateway);
	return ret ? ret : once(gateway, arg);
}

static struct nlmsghdr *prepare(struct snt_gateway *gateway, char *buf,
				uint8_t cmd, uint16_t flags)
{
	struct nlmsghdr *nlh = snt_nl_prepare(&gateway->nl, buf, cmd, flags);

	mnl_attr_put_strz(nlh, SNAPTUN_A_IDENTITY_IFNAME, gateway->device);
	return nlh;
}

static int register_once(struct snt_gateway *gateway, const void *arg)
{
	const struct snt_identity *identity = arg;
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = prepare(gateway, buf, SNAPTUN_CMD_IDENTITY_SET,
				       NLM_F_ACK);

	mnl_attr_put(nlh, SNAPTUN_A_IDENTITY_PUBLIC_KEY, SNT_KEY_LEN,
		     identity->public_key);
	mnl_attr_put_u64(nlh, SNAPTUN_A_IDENTITY_EXPIRES,
			 identity->expires_ms);
	mnl_attr_put_strz(nlh, SNAPTUN_A_IDENTITY_TOKEN_ID,
			  identity->token_id);
	mnl_attr_put_strz(nlh, SNAPTUN_A_IDENTITY_LABEL, identity->label);
	if (gateway->tunnel_limit)
		mnl_attr_put_u32(nlh, SNAPTUN_A_IDENTITY_TUNNEL_LIMIT,
				 gateway->tunnel_limit);
	return snt_nl_ask(&gateway->nl, nlh, NULL, NULL);
}

/**
 * snt_gateway_register - register an identity, or prolong its registration
 * @gateway: where
 * @identity: its key, when its registration ends, token and label
 *
 * Another identity with the same token is revoked.
 *
 * Return: 0, -EINVAL or -EKEYREJECTED for what cannot be registered, or why the
 * gateway is of no use now.
 */
int snt_gateway_register(struct snt_gateway *gateway,
			 const struct snt_identity *identity)
{
	return ask(gateway, identity, register_once);
}

static int search_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct snt_identity identity;
	struct search *search = arg;

	if (snt_identity_parse(nlh, &identity))
		return MNL_CB_ERROR;
	if (!search->match->is_meant(search->match, &identity))
		return MNL_CB_OK;
	search->keys = snt_mem_grow(search->keys, &search->max, search->nr + 1,
				    sizeof(*search->keys));
	memcpy(search->keys[search->nr++], identity.public_key, SNT_KEY_LEN);
	return MNL_CB_OK;
}

/* Who comes while the list is read has been looked at before. */
static int search_once(struct snt_gateway *gateway, const void *arg)
{
	struct search *search = (struct search *)arg;
	char buf[REQUEST_SIZE];
	int ret;

	search->nr = 0;
	ret = snt_nl_ask(&gateway->nl,
			 prepare(gateway, buf, SNAPTUN_CMD_IDENTITY_GET,
				 NLM_F_DUMP), search_cb, search);
	return ret == -EINTR ? 0 : ret;
}

static int revoke_once(struct snt_gateway *gateway, const void *key)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = prepare(gateway, buf, SNAPTUN_CMD_IDENTITY_DEL,
				       NLM_F_ACK);

	mnl_attr_put(nlh, SNAPTUN_A_IDENTITY_PUBLIC_KEY, SNT_KEY_LEN, key);
	return snt_nl_ask(&gateway->nl, nlh, NULL, NULL);
}

/**
 * snt_gateway_revoke - end the registrations of identities
 * @gateway: where
 * @match: which are meant
 * @nr: how many that were
 *
 * Return: 0 or why the gateway is of no use now.
 */
int snt_gateway_revoke(struct snt_gateway *gateway,
		       const struct snt_gateway_match *match, size_t *nr)
{
	struct search search = { .match = match };
	int ret = ask(gateway, &search, search_once);
	size_t i;

	*nr = 0;
	for (i = 0; i < search.nr && !ret; i++) {
		ret = ask(gateway, search.keys[i], revoke_once);
		*nr += !ret;
		/* it has gone by itself */
		if (ret == -ENOENT)
			ret = 0;
	}
	free(search.keys);
	return ret;
}

static int take_key_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct snt_dev *dev = arg;

	return snt_nl_parse_dev(nlh, dev, NULL) ? MNL_CB_ERROR : MNL_CB_OK;
}

static int read_key_once(struct snt_gateway *gateway, const void *arg)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = snt_nl_prepare(&gateway->nl, buf,
					      SNAPTUN_CMD_DEV_GET, NLM_F_ACK);

	mnl_attr_put_strz(nlh, SNAPTUN_A_DEV_IFNAME, gateway->device);
	return snt_nl_ask(&gateway->nl, nlh, take_key_cb, (void *)arg);
}

/**
 * snt_gateway_read_key - the public key of a gateway
 * @gateway: the gateway
 * @key: filled
 *
 * Return: 0, -ENODATA when it has none, -EMEDIUMTYPE when the device has
 * another role, or why it cannot be asked.
 */
int snt_gateway_read_key(struct snt_gateway *gateway, uint8_t key[SNT_KEY_LEN])
{
	struct snt_dev *dev = snt_model_create(gateway->device);
	int ret = ask(gateway, dev, read_key_once);

	if (!ret && dev->role != SNAPTUN_ROLE_GATEWAY)
		ret = -EMEDIUMTYPE;
	else if (!ret && !(dev->flags & SNT_DEV_HAS_PUBLIC_KEY))
		ret = -ENODATA;
	if (ret == -EMEDIUMTYPE || ret == -ENODATA)
		snprintf(gateway->nl.error, sizeof(gateway->nl.error), "%s: %s",
			 gateway->device, ret == -ENODATA ?
			 "it has no private key" : "it is no gateway");
	memcpy(key, dev->public_key, SNT_KEY_LEN);
	snt_model_destroy(dev);
	return ret;
}
