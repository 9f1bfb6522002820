// SPDX-License-Identifier: GPL-2.0-only
/*
 * Joined datagrams: whatever pieces they are in, bytes are found where the
 * stack finds them, or not at all.
 */
#include <kunit/test.h>

#include "data/joined.h"

#include <linux/mm.h>
#include <linux/random.h>

/**
 * struct shape - of what joined datagrams are made
 * @parts: the first one, and those of its list
 * @linear: bytes in the linear part of each
 * @frags: fragments of each
 * @size: bytes of one
 * @nests: the second one has a list of its own
 */
struct shape {
	unsigned int parts;
	unsigned int linear;
	unsigned int frags;
	unsigned int size;
	bool nests;
};

static void add_frag(struct kunit *test, struct sk_buff *skb, unsigned int size)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	get_random_bytes(page_address(page), PAGE_SIZE);
	skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page, 32, size,
			PAGE_SIZE);
}

static struct sk_buff *make_part(struct kunit *test, const struct shape *shape)
{
	struct sk_buff *skb = alloc_skb(shape->linear + 64, GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	get_random_bytes(skb_put(skb, shape->linear), shape->linear);
	for (i = 0; i < shape->frags; i++)
		add_frag(test, skb, shape->size);
	return skb;
}

static void list_part(struct sk_buff *skb, struct sk_buff *part)
{
	struct sk_buff **last = &skb_shinfo(skb)->frag_list;

	while (*last)
		last = &(*last)->next;
	*last = part;
	skb->len += part->len;
	skb->data_len += part->len;
	skb->truesize += part->truesize;
}

static struct sk_buff *make(struct kunit *test, const struct shape *shape)
{
	struct sk_buff *skb = make_part(test, shape), *part;
	unsigned int i;

	for (i = 1; i < shape->parts; i++) {
		part = make_part(test, shape);
		if (shape->nests && i == 1)
			list_part(part, make_part(test, shape));
		list_part(skb, part);
	}
	return skb;
}

static const struct shape shapes[] = {
	{ 1, 100, 0, 0 },
	{ 1, 0, 1, 1000 },
	{ 1, 0, 17, 61 },
	{ 1, 40, 3, 61 },
	{ 4, 0, 17, 61 },
	{ 4, 61, 0, 0 },
	{ 3, 20, 2, 33 },
	{ 3, 20, 2, 33, true },
	{ 2, 0, 0, 0 },
};

/* In one piece, so that it must be found? */
static bool is_whole(const struct shape *shape, unsigned int off,
		     unsigned int len)
{
	unsigned int part = shape->linear + shape->frags * shape->size;
	unsigned int from = off % part;

	if (shape->nests && off >= 2 * part)
		return false;
	if (from < shape->linear)
		return from + len <= shape->linear;
	from -= shape->linear;
	return from % shape->size + len <= shape->size;
}

static void expect_same(struct kunit *test, const struct shape *shape,
			struct snt_joined *joined, unsigned int off,
			unsigned int len)
{
	const u8 *bytes = snt_joined_bytes(joined, off, len);
	u8 expected[64];

	KUNIT_EXPECT_EQ_MSG(test, is_whole(shape, off, len), !!bytes,
			    "shape %td, %u at %u", shape - shapes, len, off);
	KUNIT_ASSERT_EQ(test, 0,
			skb_copy_bits(joined->skb, off, expected, len));
	if (bytes)
		KUNIT_EXPECT_EQ_MSG(test, 0, memcmp(expected, bytes, len),
				    "shape %td, %u at %u", shape - shapes, len,
				    off);
}

static void bytes_are_where_the_stack_finds_them(struct kunit *test)
{
	struct snt_joined joined;
	struct sk_buff *skb;
	unsigned int i, off, len;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		skb = make(test, &shapes[i]);
		for (len = 1; len < 64; len += 20) {
			snt_joined_begin(&joined, skb);
			for (off = 0; off + len <= skb->len; off++)
				expect_same(test, &shapes[i], &joined, off,
					    len);
		}
		kfree_skb(skb);
	}
}

static void one_may_go_back(struct kunit *test)
{
	struct snt_joined joined;
	struct sk_buff *skb;
	unsigned int i, off;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		skb = make(test, &shapes[i]);
		snt_joined_begin(&joined, skb);
		for (off = skb->len; off-- > 0;)
			expect_same(test, &shapes[i], &joined, off, 1);
		kfree_skb(skb);
	}
}

static void nothing_is_found_beyond_the_end(struct kunit *test)
{
	struct snt_joined joined;
	struct sk_buff *skb;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		skb = make(test, &shapes[i]);
		snt_joined_begin(&joined, skb);
		KUNIT_EXPECT_NULL(test, snt_joined_bytes(&joined, skb->len, 1));
		KUNIT_EXPECT_NULL(test, snt_joined_bytes(&joined, UINT_MAX, 1));
		if (skb->len)
			expect_same(test, &shapes[i], &joined, 0, 1);
		kfree_skb(skb);
	}
}

static struct kunit_case joined_cases[] = {
	KUNIT_CASE(bytes_are_where_the_stack_finds_them),
	KUNIT_CASE(one_may_go_back),
	KUNIT_CASE(nothing_is_found_beyond_the_end),
	{}
};

static struct kunit_suite joined_suite = {
	.name = "snaptun_joined",
	.test_cases = joined_cases,
};

kunit_test_suite(joined_suite);
