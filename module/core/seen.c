// SPDX-License-Identifier: GPL-2.0-only
/* The newest initiations of one sender, in order. */
#include "seen.h"

/**
 * snt_seen_name - what an initiation is known by
 * @name: the result
 * @timestamp: of the initiation
 * @ephemeral: its ephemeral public key
 *
 * Context: any.
 */
void snt_seen_name(struct snt_seen_name *name,
		   const u8 timestamp[SNT_TIMESTAMP_LEN],
		   const u8 ephemeral[SNT_KEY_LEN])
{
	memcpy(name->bytes, timestamp, SNT_TIMESTAMP_LEN);
	memcpy(name->bytes + SNT_TIMESTAMP_LEN, ephemeral,
	       SNT_SEEN_EPHEMERAL_LEN);
}

/**
 * snt_seen_init - nothing was seen
 * @seen: to be set up
 * @names: room for @max of them
 * @max: at least one
 *
 * Context: any.
 */
void snt_seen_init(struct snt_seen *seen, struct snt_seen_name *names, u32 max)
{
	seen->names = names;
	seen->nr = 0;
	seen->max = max;
}

/**
 * snt_seen_grow - have more room
 * @seen: what was seen stays
 * @names: room for @max; that which was used before is the caller's again
 * @max: not less than before
 *
 * Context: any; caller locks @seen.
 */
void snt_seen_grow(struct snt_seen *seen, struct snt_seen_name *names, u32 max)
{
	memcpy(names, seen->names, seen->nr * sizeof(*names));
	seen->names = names;
	seen->max = max;
}

/* How many are older than @name: from the end, as most of them are. */
static u32 nr_older(const struct snt_seen *seen,
		    const struct snt_seen_name *name)
{
	u32 i = seen->nr;

	while (i && memcmp(&seen->names[i - 1], name, sizeof(*name)) >= 0)
		i--;
	return i;
}

/**
 * snt_seen_is_new - was this initiation not accepted yet?
 * @seen: what was seen
 * @name: of an authenticated initiation
 *
 * Context: any; caller locks @seen.
 * Return: false if it was, or may have been: it is too old to tell.
 */
bool snt_seen_is_new(const struct snt_seen *seen,
		     const struct snt_seen_name *name)
{
	u32 older = nr_older(seen, name);

	if (!older && seen->nr == seen->max)
		return false;
	return older == seen->nr ||
	       memcmp(&seen->names[older], name, sizeof(*name));
}

/**
 * snt_seen_add - an initiation is accepted
 * @seen: what was seen
 * @name: of the initiation, new by snt_seen_is_new()
 *
 * Context: any; caller locks @seen.
 */
void snt_seen_add(struct snt_seen *seen, const struct snt_seen_name *name)
{
	u32 older = nr_older(seen, name);

	if (seen->nr == seen->max) {
		/* The oldest makes room; all up to it count as seen. */
		older--;
		memmove(seen->names, seen->names + 1,
			older * sizeof(*seen->names));
	} else {
		memmove(seen->names + older + 1, seen->names + older,
			(seen->nr - older) * sizeof(*seen->names));
		seen->nr++;
	}
	seen->names[older] = *name;
}
