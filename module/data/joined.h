/* SPDX-License-Identifier: GPL-2.0-only */
/* The bytes of datagrams that were received joined */
#ifndef _SNT_JOINED_H
#define _SNT_JOINED_H

#include <linux/skbuff.h>

/**
 * snt_joined_bytes - a part of joined datagrams, where it is
 * @skb: the datagrams; what the stack joins is mostly one piece of memory
 * @off: offset of the part
 * @len: its length
 *
 * Who sent them may change them meanwhile.
 *
 * Return: where it is, or NULL: then the stack's functions have to look.
 */
static inline const u8 *snt_joined_bytes(const struct sk_buff *skb,
					 unsigned int off, unsigned int len)
{
	const skb_frag_t *frag = skb_shinfo(skb)->frags;
	const u8 *base;

	if (unlikely(skb_headlen(skb) || !skb_shinfo(skb)->nr_frags ||
		     off + len > skb_frag_size(frag)))
		return NULL;
	base = skb_frag_address_safe(frag);
	return likely(base) ? base + off : NULL;
}

#endif /* _SNT_JOINED_H */
