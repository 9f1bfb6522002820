// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bytes of datagrams that were received joined: where the next piece is.
 * The stack's functions would begin at the first piece for each datagram, and
 * a network card puts each into one of its own.
 */
#include "joined.h"
#include <linux/limits.h>

/* Behind all that is known to be there */
static void look_at_nothing(struct snt_joined *joined)
{
	joined->bytes = NULL;
	joined->start = joined->end;
	joined->end = UINT_MAX;
}

static void look_at_linear(struct snt_joined *joined,
			   const struct sk_buff *part)
{
	joined->part = part;
	joined->frag = -1;
	joined->bytes = part->data;
	joined->start = joined->end;
	joined->end += skb_headlen(part);
}

static void look_at_frag(struct snt_joined *joined, const skb_frag_t *frag)
{
	joined->bytes = skb_frag_address_safe(frag);
	joined->start = joined->end;
	joined->end += skb_frag_size(frag);
}

static void look_at_next(struct snt_joined *joined)
{
	const struct skb_shared_info *shinfo = skb_shinfo(joined->part);
	const struct sk_buff *next = joined->part->next;

	if (++joined->frag < shinfo->nr_frags) {
		look_at_frag(joined, &shinfo->frags[joined->frag]);
		return;
	}
	if (joined->part == joined->skb)
		next = shinfo->frag_list;
	else if (shinfo->frag_list)	/* a list in a list */
		next = NULL;
	if (next)
		look_at_linear(joined, next);
	else
		look_at_nothing(joined);
}

/**
 * snt_joined_begin - look at the first piece
 * @joined: to be set
 * @skb: the datagrams, which stay as they are while @joined is used
 */
void snt_joined_begin(struct snt_joined *joined, const struct sk_buff *skb)
{
	joined->skb = skb;
	joined->end = 0;
	look_at_linear(joined, skb);
}

/**
 * snt_joined_seek - look at the piece with this byte
 * @joined: begun
 * @off: the byte's offset; seldom before the piece that was looked at last
 */
void snt_joined_seek(struct snt_joined *joined, unsigned int off)
{
	if (off < joined->start)
		snt_joined_begin(joined, joined->skb);
	while (off >= joined->end && joined->end != UINT_MAX)
		look_at_next(joined);
}
