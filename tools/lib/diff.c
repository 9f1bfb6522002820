// SPDX-License-Identifier: GPL-2.0-only
/*
 * Differences of two models, such that a tunnel of which nothing changes is
 * not touched and keeps its sessions.
 */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

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

static void diff_key(struct snt_dev *change, const struct snt_dev *have,
		     const struct snt_dev *want, enum snt_diff_mode mode)
{
	static const uint8_t no_key[SNT_KEY_LEN];
	const uint8_t *key = want->private_key;

	if (!(want->flags & SNT_DEV_HAS_PRIVATE_KEY)) {
		if (mode == SNT_DIFF_SYNC)
			return;
		key = no_key;
	}
	/* a key that is not there is all zero in the model */
	if (!memcmp(key, have->private_key, SNT_KEY_LEN))
		return;
	memcpy(change->private_key, key, SNT_KEY_LEN);
	change->flags |= SNT_DEV_HAS_PRIVATE_KEY;
}

static void diff_dev(struct snt_dev *change, const struct snt_dev *have,
		     const struct snt_dev *want, enum snt_diff_mode mode)
{
	bool reset = mode == SNT_DIFF_SET;

	diff_key(change, have, want, mode);
	change->fwmark = want->fwmark;
	if ((reset || want->flags & SNT_DEV_HAS_FWMARK) &&
	    want->fwmark != have->fwmark)
		change->flags |= SNT_DEV_HAS_FWMARK;
	/* no port means any: a new one is chosen, as wg(8) does it */
	change->listen_port = want->listen_port;
	if ((reset || want->flags & SNT_DEV_HAS_LISTEN_PORT) &&
	    want->listen_port != have->listen_port)
		change->flags |= SNT_DEV_HAS_LISTEN_PORT;
	/* files for wg(8) do not name these, and must not undo them */
	change->wire = want->wire;
	if (want->flags & SNT_DEV_HAS_WIRE && want->wire != have->wire)
		change->flags |= SNT_DEV_HAS_WIRE;
	change->payload = want->payload;
	if (want->flags & SNT_DEV_HAS_PAYLOAD &&
	    want->payload != have->payload)
		change->flags |= SNT_DEV_HAS_PAYLOAD;
	change->gso = want->gso;
	if (want->flags & SNT_DEV_HAS_GSO && want->gso != have->gso)
		change->flags |= SNT_DEV_HAS_GSO;
}

static bool same_sockaddr(const union snt_sockaddr *a,
			  const union snt_sockaddr *b)
{
	if (a->sa.sa_family != b->sa.sa_family)
		return false;
	if (a->sa.sa_family == AF_INET)
		return a->in.sin_port == b->in.sin_port &&
		       a->in.sin_addr.s_addr == b->in.sin_addr.s_addr;
	return a->in6.sin6_port == b->in6.sin6_port &&
	       a->in6.sin6_scope_id == b->in6.sin6_scope_id &&
	       !memcmp(&a->in6.sin6_addr, &b->in6.sin6_addr,
		       sizeof(a->in6.sin6_addr));
}

static void copy_encap(struct snt_peer *to, const struct snt_peer *from)
{
	to->encap = from->encap;
	to->vni = from->vni;
	to->flags |= from->flags & SNT_PEER_HAS_VNI;
}

static void diff_settings(struct snt_peer *change, const struct snt_peer *have,
			  const struct snt_peer *want)
{
	/* what is not there is zero on both sides */
	if (memcmp(have->preshared_key, want->preshared_key, SNT_KEY_LEN)) {
		memcpy(change->preshared_key, want->preshared_key,
		       SNT_KEY_LEN);
		change->flags |= SNT_PEER_HAS_PSK;
	}
	if (have->keepalive_s != want->keepalive_s) {
		change->keepalive_s = want->keepalive_s;
		change->flags |= SNT_PEER_HAS_KEEPALIVE;
	}
	if (have->encap != want->encap || have->vni != want->vni) {
		copy_encap(change, want);
		change->flags |= SNT_PEER_HAS_ENCAP;
	}
	if (strcmp(have->label, want->label)) {
		memcpy(change->label, want->label, sizeof(change->label));
		change->flags |= SNT_PEER_HAS_LABEL;
	}
	/* an endpoint that is not named may have been learned */
	if (want->flags & SNT_PEER_HAS_ENDPOINT &&
	    !same_sockaddr(&have->endpoint, &want->endpoint)) {
		change->endpoint = want->endpoint;
		change->flags |= SNT_PEER_HAS_ENDPOINT;
	}
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

	peer->flags = want->flags;
	peer->endpoint = want->endpoint;
	peer->keepalive_s = want->keepalive_s;
	copy_encap(peer, want);
	memcpy(peer->preshared_key, want->preshared_key, SNT_KEY_LEN);
	memcpy(peer->label, want->label, sizeof(peer->label));
	copy_prefixes(peer, want);
}

static void diff_peer(struct snt_dev *change, struct snt_peer *have,
		      struct snt_peer *want)
{
	struct snt_peer edit = { 0 }, *peer;

	diff_settings(&edit, have, want);
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

/**
 * snt_diff_create - what to change
 * @have: as it is; allowed IPs are sorted
 * @want: as it shall be; peers of one key become one, an allowed IP that
 *	several want stays with the last
 * @mode: what happens to what @want does not name
 *
 * Return: a model for snt_nl_apply(), freed with snt_model_destroy().
 */
struct snt_dev *snt_diff_create(struct snt_dev *have, struct snt_dev *want,
				enum snt_diff_mode mode)
{
	struct snt_dev *change = snt_model_create(have->name);
	struct snt_peer **index, *peer, *old;

	snt_model_fold_duplicates(want);
	empty_own_peer(have, want, mode);
	settle_claims(want);
	diff_dev(change, have, want, mode);
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
