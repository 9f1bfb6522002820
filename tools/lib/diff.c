// SPDX-License-Identifier: GPL-2.0-only
/*
 * Differences of two models, such that a tunnel of which nothing changes is
 * not touched and keeps its sessions.
 */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "key.h"
#include "mem.h"

/**
 * struct claim - an allowed IP and who wants it
 */
struct claim {
	const struct snt_prefix *prefix;
	struct snt_peer *peer;
	size_t place;
};

/* The address, if any, is copied with the other fields. */
static void merge_host(struct snt_peer *into, struct snt_peer *from)
{
	if (!(from->flags & SNT_PEER_HAS_ENDPOINT))
		return;
	free(into->endpoint_host);
	free(into->endpoint_port);
	into->endpoint_host = from->endpoint_host;
	into->endpoint_port = from->endpoint_port;
	from->endpoint_host = NULL;
	from->endpoint_port = NULL;
}

/* What stands later wins, as when sent one by one. */
static void merge_peer(struct snt_peer *into, struct snt_peer *from)
{
	const struct snt_field *const *row;
	size_t i;

	merge_host(into, from);
	snt_for_each_field(row, snt_kind_peer.files) {
		if (snt_field_is_set(*row, from))
			snt_field_copy(*row, into, from);
	}
	if (from->flags & SNT_PEER_HAS_ENCAP)
		into->flags &= ~(uint32_t)SNT_PEER_HAS_VNI;
	if (from->flags & SNT_PEER_REPLACE_ALLOWED_IPS)
		into->nr_prefixes = 0;
	for (i = 0; i < from->nr_prefixes; i++)
		*snt_model_add_prefix(into) = from->prefixes[i];
	into->flags |= from->flags;
}

static int compare_claim_cb(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int diff = snt_model_compare_prefix(x->prefix, y->prefix);

	if (diff)
		return diff;
	return x->place < y->place ? -1 : x->place > y->place;
}

static size_t gather_claims(struct snt_dev *dev, struct claim **claims)
{
	struct snt_peer *peer;
	size_t nr = 0, i;

	for (peer = dev->peers; peer; peer = peer->next)
		nr += peer->nr_prefixes;
	*claims = snt_mem_alloc((nr + 1) * sizeof(**claims));
	nr = 0;
	for (peer = dev->peers; peer; peer = peer->next) {
		for (i = 0; i < peer->nr_prefixes; i++, nr++) {
			(*claims)[nr].prefix = &peer->prefixes[i];
			(*claims)[nr].peer = peer;
			(*claims)[nr].place = nr;
		}
	}
	return nr;
}

/*
 * An allowed IP belongs to one peer: when several want it, to the last. Sent
 * one by one it would end there too, but then every comparison would find the
 * others without it, and move it again.
 */
static void settle_claims(struct snt_dev *dev)
{
	struct claim *claims;
	size_t nr = gather_claims(dev, &claims), i;
	struct snt_peer *peer;
	bool *lost = snt_mem_alloc(nr + 1);
	size_t place = 0;

	qsort(claims, nr, sizeof(*claims), compare_claim_cb);
	for (i = 1; i < nr; i++) {
		if (!snt_model_compare_prefix(claims[i - 1].prefix,
					      claims[i].prefix) &&
		    !claims[i].prefix->remove &&
		    claims[i - 1].peer != claims[i].peer)
			lost[claims[i - 1].place] = true;
	}
	for (peer = dev->peers; peer; peer = peer->next) {
		size_t kept = 0;

		for (i = 0; i < peer->nr_prefixes; i++, place++) {
			if (!lost[place])
				peer->prefixes[kept++] = peer->prefixes[i];
		}
		peer->nr_prefixes = kept;
	}
	free(lost);
	free(claims);
}

/* By the private key that there will be; all zero for none */
static void public_key_to_be(uint8_t key[SNT_KEY_LEN],
			     const struct snt_dev *have,
			     const struct snt_dev *want,
			     enum snt_diff_mode mode)
{
	memset(key, 0, SNT_KEY_LEN);
	if (want->flags & SNT_DEV_HAS_PRIVATE_KEY) {
		if (!snt_key_is_zero(want->private_key))
			snt_key_public(key, want->private_key);
	} else if (mode == SNT_DIFF_SYNC) {
		memcpy(key, have->public_key, SNT_KEY_LEN);
	}
}

/*
 * The kernel leaves out a peer that is the device itself, and says so. No other
 * peer must lose an allowed IP to it.
 */
static void empty_own_peer(struct snt_dev *have, struct snt_dev *want,
			   enum snt_diff_mode mode)
{
	uint8_t own[SNT_KEY_LEN];
	struct snt_peer *peer;

	public_key_to_be(own, have, want, mode);
	for (peer = want->peers; peer; peer = peer->next) {
		if (!memcmp(peer->public_key, own, SNT_KEY_LEN))
			peer->nr_prefixes = 0;
	}
}

static bool same_sockaddr(const union snt_sockaddr *a,
			  const union snt_sockaddr *b)
{
	return snt_model_is_same_address(a, b) &&
	       (a->sa.sa_family != AF_INET6 ||
		a->in6.sin6_scope_id == b->in6.sin6_scope_id);
}

static bool is_same(const struct snt_field *field, const void *a,
		    const void *b)
{
	const void *x = snt_field_value(field, a);
	const void *y = snt_field_value(field, b);

	return field->address ? same_sockaddr(x, y) :
				!memcmp(x, y, field->size);
}

/*
 * What is not there is zero on both sides. When @keeps_all, what is not named
 * stays, even if files reset it otherwise.
 */
static void diff_fields(const struct snt_kind *kind, void *change,
			const void *have, const void *want, bool keeps_all)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, kind->files) {
		bool is_named = snt_field_is_set(*row, want) ||
				((*row)->reset && !keeps_all);

		if (!is_named || is_same(*row, have, want))
			continue;
		snt_field_copy(*row, change, want);
		*snt_field_flags(*row, change) |= (*row)->flag;
	}
}

/* Encapsulation and VNI are one setting of two values. */
static void pair_encap(struct snt_peer *change, const struct snt_peer *want)
{
	if (!(change->flags & (SNT_PEER_HAS_ENCAP | SNT_PEER_HAS_VNI)))
		return;
	change->encap = want->encap;
	change->vni = want->vni;
	change->flags |= SNT_PEER_HAS_ENCAP | SNT_PEER_HAS_VNI;
	if (!(want->flags & SNT_PEER_HAS_VNI))
		change->flags &= ~(uint32_t)SNT_PEER_HAS_VNI;
}

/* Both sorted. What only @have has goes, what only @want has comes. */
static void diff_prefixes(struct snt_peer *change, struct snt_peer *have,
			  struct snt_peer *want)
{
	size_t h = 0, w = 0;
	int order;

	snt_model_sort_prefixes(have);
	snt_model_sort_prefixes(want);
	while (h < have->nr_prefixes || w < want->nr_prefixes) {
		if (h == have->nr_prefixes)
			order = 1;
		else if (w == want->nr_prefixes)
			order = -1;
		else
			order = snt_model_compare_prefix(&have->prefixes[h],
							 &want->prefixes[w]);
		if (order < 0) {
			*snt_model_add_prefix(change) = have->prefixes[h++];
			change->prefixes[change->nr_prefixes - 1].remove = true;
		} else if (order > 0) {
			*snt_model_add_prefix(change) = want->prefixes[w++];
		} else {
			h++;
			w++;
		}
	}
}

static void copy_prefixes(struct snt_peer *to, const struct snt_peer *from)
{
	size_t i;

	for (i = 0; i < from->nr_prefixes; i++)
		*snt_model_add_prefix(to) = from->prefixes[i];
}

static void add_whole_peer(struct snt_dev *change, const struct snt_peer *want)
{
	struct snt_peer *peer = snt_model_add_peer(change, want->public_key);
	const struct snt_field *const *row;

	peer->flags = want->flags;
	snt_for_each_field(row, snt_kind_peer.files) {
		if ((*row)->type != &snt_type_prefixes)
			snt_field_copy(*row, peer, want);
	}
	copy_prefixes(peer, want);
}

static void diff_peer(struct snt_dev *change, struct snt_peer *have,
		      struct snt_peer *want)
{
	struct snt_peer edit = { 0 }, *peer;

	diff_fields(&snt_kind_peer, &edit, have, want, false);
	pair_encap(&edit, want);
	if (want->flags & SNT_PEER_REPLACE_ALLOWED_IPS)
		diff_prefixes(&edit, have, want);
	else
		copy_prefixes(&edit, want);
	if (edit.flags || edit.nr_prefixes) {
		edit.flags |= SNT_PEER_UPDATE_ONLY;
		peer = snt_model_add_peer(change, have->public_key);
		memcpy(edit.public_key, have->public_key, SNT_KEY_LEN);
		*peer = edit;
	}
	explicit_bzero(&edit, sizeof(edit));
}

/* The kernel can't be told to forget an endpoint: only a new peer has none. */
static bool loses_endpoint(const struct snt_peer *have,
			   const struct snt_peer *want)
{
	return have->flags & SNT_PEER_HAS_ENDPOINT &&
	       !(want->flags & SNT_PEER_HAS_ENDPOINT);
}

/* First, so that nothing of the wanted peers goes with them. */
static size_t remove_unwanted(struct snt_dev *change, struct snt_dev *have,
			      struct snt_dev *want)
{
	struct snt_peer **index = snt_model_index(want), *peer;
	size_t kept = 0;

	for (peer = have->peers; peer; peer = peer->next) {
		if (snt_model_lookup(index, want->nr_peers, peer->public_key))
			kept++;
		else
			snt_model_add_peer(change, peer->public_key)->flags =
				SNT_PEER_REMOVE;
	}
	free(index);
	return kept;
}

/* The key, once more, says that there is something to change. */
static void diff_gateway(struct snt_dev *change, const struct snt_dev *have,
			 const struct snt_dev *want)
{
	static const struct snt_peer nothing;
	const struct snt_peer *had = have->gateway ? have->gateway : &nothing;
	struct snt_peer edit = { 0 };

	if (!want->gateway)
		return;
	diff_fields(&snt_kind_gateway, &edit, had, want->gateway, false);
	if (edit.flags || memcmp(had->public_key, want->gateway->public_key,
				 SNT_KEY_LEN)) {
		*snt_model_set_gateway(change, want->gateway->public_key) = edit;
		memcpy(change->gateway->public_key, want->gateway->public_key,
		       SNT_KEY_LEN);
	}
	explicit_bzero(&edit, sizeof(edit));
}

/* How exactly is it said from which ports a tunnel is sent? */
enum precision {
	ONE_PORT,
	PORTS_OF_A_RANGE,
	ANY_PORT,
	PRECISION_NR,
};

static enum precision precision_of(const struct snt_peer *tunnel)
{
	if (!tunnel->local_port)
		return ANY_PORT;
	return tunnel->local_port_max ? PORTS_OF_A_RANGE : ONE_PORT;
}

static bool would_do(const struct snt_peer *have, const struct snt_peer *want)
{
	switch (precision_of(want)) {
	case ONE_PORT:
		return have->local_port == want->local_port;
	case PORTS_OF_A_RANGE:
		return have->local_port >= want->local_port &&
		       have->local_port <= want->local_port_max;
	default:
		return true;
	}
}

/* Keeps tunnels for @want, and returns how many it still lacks. */
static uint32_t keep_tunnels(const struct snt_dev *have, bool *is_kept,
			     const struct snt_peer *want)
{
	uint32_t lacking = want->count ? want->count : 1;
	const struct snt_peer *tunnel = have->peers;
	size_t i;

	for (i = 0; tunnel && lacking; tunnel = tunnel->next, i++) {
		if (is_kept[i] || !would_do(tunnel, want))
			continue;
		is_kept[i] = true;
		lacking--;
	}
	return lacking;
}

static void add_lacking(struct snt_dev *added, const struct snt_peer *want,
			uint32_t nr)
{
	struct snt_peer *tunnel;

	if (!nr)
		return;
	tunnel = snt_model_add_tunnel(added, 0);
	tunnel->local_port = want->local_port;
	tunnel->local_port_max = want->local_port_max;
	tunnel->count = nr;
}

/* What goes comes first: its port may be that of another. */
static void remove_others(struct snt_dev *change, const struct snt_dev *have,
			  const bool *is_kept)
{
	const struct snt_peer *tunnel = have->peers;
	size_t i;

	for (i = 0; tunnel; tunnel = tunnel->next, i++) {
		if (!is_kept[i])
			snt_model_add_tunnel(change, tunnel->id)->flags =
				SNT_PEER_REMOVE;
	}
}

/*
 * Tunnels have no names in files: one stays whose port is among those that are
 * wanted. Those who want one port choose first, those who want any last.
 */
static void diff_tunnels(struct snt_dev *change, const struct snt_dev *have,
			 const struct snt_dev *want)
{
	bool *is_kept = snt_mem_alloc(have->nr_peers + 1);
	struct snt_dev *added = snt_model_create("");
	const struct snt_peer *tunnel;
	enum precision precision;

	for (precision = 0; precision < PRECISION_NR; precision++) {
		for (tunnel = want->peers; tunnel; tunnel = tunnel->next) {
			if (precision_of(tunnel) == precision)
				add_lacking(added, tunnel,
					    keep_tunnels(have, is_kept,
							 tunnel));
		}
	}
	remove_others(change, have, is_kept);
	for (tunnel = added->peers; tunnel; tunnel = tunnel->next)
		add_lacking(change, tunnel, tunnel->count);
	snt_model_destroy(added);
	free(is_kept);
}

static struct snt_dev *diff_client(const struct snt_dev *have,
				   const struct snt_dev *want,
				   enum snt_diff_mode mode)
{
	struct snt_dev *change = snt_model_create(have->name);

	change->role = have->role;
	diff_fields(&snt_kind_dev, change, have, want, mode == SNT_DIFF_SYNC);
	diff_gateway(change, have, want);
	diff_tunnels(change, have, want);
	return change;
}

/**
 * snt_diff_create - what to change
 * @have: as it is; allowed IPs are sorted, and what was made for applications
 *	is taken out
 * @want: as it shall be; peers of one key become one, an allowed IP that
 *	several want stays with the last
 * @mode: what happens to what @want does not name
 *
 * Return: a model for snt_nl_apply(), freed with snt_model_destroy().
 */
struct snt_dev *snt_diff_create(struct snt_dev *have, struct snt_dev *want,
				enum snt_diff_mode mode)
{
	struct snt_peer **index, *peer, *old;
	struct snt_dev *change;

	if (snt_model_is_client(have)) {
		snt_model_remove_made(have);
		return diff_client(have, want, mode);
	}
	change = snt_model_create(have->name);
	snt_model_fold_duplicates(want, merge_peer);
	empty_own_peer(have, want, mode);
	settle_claims(want);
	/* no port means any: a new one is chosen, as wg(8) does it */
	diff_fields(&snt_kind_dev, change, have, want, mode == SNT_DIFF_SYNC);
	if (have->nr_peers && !remove_unwanted(change, have, want)) {
		/* none stays: one request instead of one by peer */
		snt_model_remove_peers(change);
		change->flags |= SNT_DEV_REPLACE_PEERS;
	}
	index = snt_model_index(have);
	for (peer = want->peers; peer; peer = peer->next) {
		old = snt_model_lookup(index, have->nr_peers,
				       peer->public_key);
		if (old && mode == SNT_DIFF_SET && loses_endpoint(old, peer)) {
			snt_model_add_peer(change, peer->public_key)->flags =
				SNT_PEER_REMOVE;
			old = NULL;
		}
		if (old)
			diff_peer(change, old, peer);
		else
			add_whole_peer(change, peer);
	}
	free(index);
	return change;
}
