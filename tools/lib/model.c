// SPDX-License-Identifier: GPL-2.0-only
/*
 * The data model: making, ordering, looking up. Knows no kernel and no file.
 */
#include "model.h"

#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/**
 * struct ranked - a peer with its place, so that sorting keeps the order of
 * equals
 */
struct ranked {
	struct snt_peer *peer;
	size_t place;
};

/**
 * snt_model_create - an empty device
 * @name: of the link; cut to what a link name holds
 *
 * Return: the device. Freed with snt_model_destroy().
 */
struct snt_dev *snt_model_create(const char *name)
{
	struct snt_dev *dev = snt_mem_alloc(sizeof(*dev));

	strncpy(dev->name, name, sizeof(dev->name) - 1);
	return dev;
}

static void destroy_peer(struct snt_peer *peer)
{
	free(peer->endpoint_host);
	free(peer->endpoint_port);
	free(peer->prefixes);
	explicit_bzero(peer, sizeof(*peer));
	free(peer);
}

/**
 * snt_model_remove_peers - take all peers out of the model
 * @dev: the device
 */
void snt_model_remove_peers(struct snt_dev *dev)
{
	struct snt_peer *peer, *next;

	for (peer = dev->peers; peer; peer = next) {
		next = peer->next;
		destroy_peer(peer);
	}
	dev->peers = NULL;
	dev->last = NULL;
	dev->nr_peers = 0;
}

/**
 * snt_model_destroy - free a device with its peers, wiping the keys
 * @dev: the device, or NULL
 */
void snt_model_destroy(struct snt_dev *dev)
{
	if (!dev)
		return;
	snt_model_remove_peers(dev);
	if (dev->gateway)
		destroy_peer(dev->gateway);
	explicit_bzero(dev, sizeof(*dev));
	free(dev);
}

static struct snt_peer *append(struct snt_dev *dev)
{
	struct snt_peer *peer = snt_mem_alloc(sizeof(*peer));

	if (dev->last)
		dev->last->next = peer;
	else
		dev->peers = peer;
	dev->last = peer;
	dev->nr_peers++;
	return peer;
}

/**
 * snt_model_add_peer - append a peer
 * @dev: the device
 * @key: its public key
 *
 * Return: the peer, which belongs to @dev.
 */
struct snt_peer *snt_model_add_peer(struct snt_dev *dev, const uint8_t *key)
{
	struct snt_peer *peer = append(dev);

	memcpy(peer->public_key, key, SNT_KEY_LEN);
	return peer;
}

/**
 * snt_model_add_tunnel - append a tunnel of a client
 * @dev: the device
 * @id: its number, 0 for one that is to be made
 *
 * Return: the tunnel, which belongs to @dev.
 */
struct snt_peer *snt_model_add_tunnel(struct snt_dev *dev, uint32_t id)
{
	struct snt_peer *tunnel = append(dev);

	tunnel->id = id;
	return tunnel;
}

/**
 * snt_model_find_tunnel - the tunnel of that number
 * @dev: a client
 * @id: its number
 *
 * Return: the tunnel, or NULL.
 */
struct snt_peer *snt_model_find_tunnel(const struct snt_dev *dev, uint32_t id)
{
	struct snt_peer *tunnel = dev->peers;

	while (tunnel && tunnel->id != id)
		tunnel = tunnel->next;
	return tunnel;
}

static bool has_any_port(const struct snt_peer *tunnel)
{
	return !tunnel->local_port && !tunnel->local_port_max;
}

static uint32_t count_of(const struct snt_peer *tunnel)
{
	return tunnel->count ? tunnel->count : 1;
}

/**
 * snt_model_group_tunnels - say of tunnels that are configured alike how many
 * there are
 * @first: a tunnel; those that follow it are of the group if all have any port
 * @group: becomes a copy of @first with their count, without memory of its own
 *
 * Return: the next tunnel that is not of the group, or NULL.
 */
const struct snt_peer *snt_model_group_tunnels(const struct snt_peer *first,
					       struct snt_peer *group)
{
	const struct snt_peer *tunnel = first->next;

	*group = *first;
	if (!has_any_port(first))
		return tunnel;
	for (; tunnel && has_any_port(tunnel); tunnel = tunnel->next) {
		group->count = count_of(group) + count_of(tunnel);
		group->flags |= SNT_PEER_HAS_COUNT;
	}
	return tunnel;
}

/**
 * snt_model_set_gateway - give a client its gateway
 * @dev: the device; a gateway that it had is gone
 * @key: its public key
 *
 * Return: the gateway, which belongs to @dev.
 */
struct snt_peer *snt_model_set_gateway(struct snt_dev *dev, const uint8_t *key)
{
	if (dev->gateway)
		destroy_peer(dev->gateway);
	dev->gateway = snt_mem_alloc(sizeof(*dev->gateway));
	memcpy(dev->gateway->public_key, key, SNT_KEY_LEN);
	return dev->gateway;
}

/**
 * snt_model_is_client - does the device have a gateway and tunnels, no peers?
 * @dev: the device
 *
 * Return: whether it does.
 */
bool snt_model_is_client(const struct snt_dev *dev)
{
	return dev->role == SNAPTUN_ROLE_CLIENT;
}

/**
 * snt_model_is_gateway - are the tunnels of the device made by initiations?
 * @dev: the device
 *
 * Return: whether they are.
 */
bool snt_model_is_gateway(const struct snt_dev *dev)
{
	return dev->role == SNAPTUN_ROLE_GATEWAY;
}

/**
 * snt_model_is_made - was a tunnel made for an application's socket?
 * @dev: a client, as it was read from the kernel
 * @tunnel: one of its tunnels
 *
 * Where tunnels may be made for sockets none is given one that was added.
 *
 * Return: whether it was. It goes with the socket, and nobody configured it.
 */
bool snt_model_is_made(const struct snt_dev *dev,
		       const struct snt_peer *tunnel)
{
	return dev->flow_limit && tunnel->flags & SNT_PEER_HAS_APP;
}

/**
 * snt_model_remove_made - take out of the model what nobody configured
 * @dev: the device; of a client those tunnels stay that were added
 */
void snt_model_remove_made(struct snt_dev *dev)
{
	struct snt_peer **link = &dev->peers, *tunnel;

	dev->last = NULL;
	while ((tunnel = *link)) {
		if (!snt_model_is_made(dev, tunnel)) {
			dev->last = tunnel;
			link = &tunnel->next;
			continue;
		}
		*link = tunnel->next;
		destroy_peer(tunnel);
		dev->nr_peers--;
	}
}

/**
 * snt_model_add_prefix - append an allowed IP
 * @peer: whose
 *
 * Return: the zeroed entry, valid until the next one is added.
 */
struct snt_prefix *snt_model_add_prefix(struct snt_peer *peer)
{
	struct snt_prefix *prefix;

	peer->prefixes = snt_mem_grow(peer->prefixes, &peer->max_prefixes,
				      peer->nr_prefixes + 1,
				      sizeof(*peer->prefixes));
	prefix = &peer->prefixes[peer->nr_prefixes++];
	memset(prefix, 0, sizeof(*prefix));
	return prefix;
}

/**
 * snt_model_compare_prefix - order of allowed IPs
 * @a: one
 * @b: other
 *
 * Return: below, at or above 0, as qsort() wants it.
 */
int snt_model_compare_prefix(const struct snt_prefix *a,
			     const struct snt_prefix *b)
{
	int diff = memcmp(a->addr, b->addr, sizeof(a->addr));

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return diff ? diff : (int)a->len - (int)b->len;
}

static int compare_prefix_cb(const void *a, const void *b)
{
	return snt_model_compare_prefix(a, b);
}

/**
 * snt_model_sort_prefixes - bring allowed IPs into one order, each once
 * @peer: whose
 */
void snt_model_sort_prefixes(struct snt_peer *peer)
{
	size_t i, kept = 0;

	if (peer->nr_prefixes < 2)
		return;
	qsort(peer->prefixes, peer->nr_prefixes, sizeof(*peer->prefixes),
	      compare_prefix_cb);
	for (i = 1; i < peer->nr_prefixes; i++) {
		if (snt_model_compare_prefix(&peer->prefixes[kept],
					     &peer->prefixes[i]))
			peer->prefixes[++kept] = peer->prefixes[i];
	}
	peer->nr_prefixes = kept + 1;
}

static struct ranked *rank_peers(const struct snt_dev *dev,
				 int (*compare)(const void *, const void *))
{
	struct ranked *all = snt_mem_alloc((dev->nr_peers + 1) * sizeof(*all));
	struct snt_peer *peer;
	size_t nr = 0;

	for (peer = dev->peers; peer; peer = peer->next, nr++) {
		all[nr].peer = peer;
		all[nr].place = nr;
	}
	qsort(all, nr, sizeof(*all), compare);
	return all;
}

static int compare_place(const struct ranked *a, const struct ranked *b)
{
	return a->place < b->place ? -1 : a->place > b->place;
}

static int compare_key_cb(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int diff = memcmp(x->peer->public_key, y->peer->public_key,
			  SNT_KEY_LEN);

	return diff ? diff : compare_place(x, y);
}

static int compare_handshake_cb(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	uint64_t s = x->peer->last_handshake_ns, t = y->peer->last_handshake_ns;

	if (s != t)
		return s > t ? -1 : 1;
	return compare_place(x, y);
}

/* Link the peers in the order of @all, those that are NULL left out. */
static void relink(struct snt_dev *dev, const struct ranked *all, size_t nr)
{
	struct snt_peer **link = &dev->peers;
	size_t i;

	dev->last = NULL;
	dev->nr_peers = 0;
	for (i = 0; i < nr; i++) {
		if (!all[i].peer)
			continue;
		*link = all[i].peer;
		dev->last = *link;
		link = &dev->last->next;
		dev->nr_peers++;
	}
	*link = NULL;
}

/**
 * snt_model_sort_by_handshake - the most recently heard peer first
 * @dev: the device
 */
void snt_model_sort_by_handshake(struct snt_dev *dev)
{
	struct ranked *all = rank_peers(dev, compare_handshake_cb);

	relink(dev, all, dev->nr_peers);
	free(all);
}

static int compare_line_cb(const void *a, const void *b)
{
	return compare_place(a, b);
}

/**
 * snt_model_fold_duplicates - make one peer of all that have the same key
 * @dev: the device
 * @merge: as if @into had been sent to the kernel, and @from after it
 */
void snt_model_fold_duplicates(struct snt_dev *dev,
			       void (*merge)(struct snt_peer *into,
					     struct snt_peer *from))
{
	struct ranked *all = rank_peers(dev, compare_key_cb);
	size_t i, first = 0, nr = dev->nr_peers;

	for (i = 1; i < nr; i++) {
		if (memcmp(all[first].peer->public_key,
			   all[i].peer->public_key, SNT_KEY_LEN)) {
			first = i;
			continue;
		}
		merge(all[first].peer, all[i].peer);
		destroy_peer(all[i].peer);
		all[i].peer = NULL;
	}
	qsort(all, nr, sizeof(*all), compare_line_cb);
	relink(dev, all, nr);
	free(all);
}

/**
 * snt_model_index - the peers of a device in the order of their keys
 * @dev: the device
 *
 * Return: an array for snt_model_lookup(), freed with free().
 */
struct snt_peer **snt_model_index(const struct snt_dev *dev)
{
	struct ranked *all = rank_peers(dev, compare_key_cb);
	struct snt_peer **index;
	size_t i;

	index = snt_mem_alloc((dev->nr_peers + 1) * sizeof(*index));
	for (i = 0; i < dev->nr_peers; i++)
		index[i] = all[i].peer;
	free(all);
	return index;
}

static int compare_to_key_cb(const void *key, const void *entry)
{
	const struct snt_peer *const *peer = entry;

	return memcmp(key, (*peer)->public_key, SNT_KEY_LEN);
}

/**
 * snt_model_lookup - find a peer by its key
 * @index: from snt_model_index()
 * @nr: how many peers it holds
 * @key: the public key
 *
 * Return: the peer, or NULL.
 */
struct snt_peer *snt_model_lookup(struct snt_peer **index, size_t nr,
				  const uint8_t *key)
{
	struct snt_peer **found;

	found = bsearch(key, index, nr, sizeof(*index), compare_to_key_cb);
	return found ? *found : NULL;
}

/**
 * snt_model_is_same_host - are two addresses the same, whatever the ports?
 * @a: one
 * @b: another
 *
 * Return: whether they are, or both are none.
 */
bool snt_model_is_same_host(const union snt_sockaddr *a,
			    const union snt_sockaddr *b)
{
	if (a->sa.sa_family != b->sa.sa_family)
		return false;
	if (a->sa.sa_family == AF_INET6)
		return !memcmp(&a->in6.sin6_addr, &b->in6.sin6_addr, 16);
	return !a->sa.sa_family ||
	       a->in.sin_addr.s_addr == b->in.sin_addr.s_addr;
}

/**
 * snt_model_is_same_address - are two addresses and their ports the same?
 * @a: one
 * @b: another
 *
 * Return: whether they are, or both are none.
 */
bool snt_model_is_same_address(const union snt_sockaddr *a,
			       const union snt_sockaddr *b)
{
	return snt_model_is_same_host(a, b) && a->in.sin_port == b->in.sin_port;
}
