/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bytes of datagrams that were received joined. They are read from the
 * first to the last, and each may lie in a piece of memory of its own.
 */
#ifndef _SNT_JOINED_H
#define _SNT_JOINED_H

#include <linux/skbuff.h>

/**
 * struct snt_joined - a piece of joined datagrams
 * @skb: the datagrams, borrowed
 * @part: @skb, or one of its list
 * @bytes: the piece, or NULL if its memory has no address
 * @frag: which one of @part, -1 for the linear part
 * @start: offset of the piece in the whole
 * @end: of what follows it
 */
struct snt_joined {
	const struct sk_buff *skb;
	const struct sk_buff *part;
	const u8 *bytes;
	int frag;
	unsigned int start;
	unsigned int end;
};

void snt_joined_begin(struct snt_joined *joined, const struct sk_buff *skb);
void snt_joined_seek(struct snt_joined *joined, unsigned int off);

/**
 * snt_joined_bytes - some bytes, where they are
 * @joined: the piece that was looked at last
 * @off: their offset
 * @len: how many
 *
 * Who sent them may change them meanwhile.
 *
 * Return: where they are, or NULL if not in one piece that has an address: then
 * the stack's functions have to look.
 */
static inline const u8 *snt_joined_bytes(struct snt_joined *joined,
					 unsigned int off, unsigned int len)
{
	if (off < joined->start || off >= joined->end)
		snt_joined_seek(joined, off);
	if (unlikely(!joined->bytes || len > joined->end - off))
		return NULL;
	return joined->bytes + (off - joined->start);
}

#endif /* _SNT_JOINED_H */
