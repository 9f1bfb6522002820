// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for packets, used again as soon as nobody refers to it any more.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include "block.h"

/**
 * snt_block_alloc - a block that is used once
 * @order: its size
 *
 * Context: any.
 * Return: the block with one reference, the caller's, or NULL.
 */
struct page *snt_block_alloc(unsigned int order)
{
	return alloc_pages(GFP_ATOMIC | __GFP_COMP | __GFP_NOWARN |
			   __GFP_NORETRY, order);
}

/* A block that is still in use when its turn comes is left to its users. */
static struct page *take_locked(struct snt_blocks *blocks)
{
	struct page **slot = &blocks->pages[blocks->next++ % blocks->nr];
	struct page *page = *slot;

	lockdep_assert_held(&blocks->bh_lock);
	if (likely(page && page_ref_count(page) == 1)) {
		get_page(page);
		return page;
	}
	page = snt_block_alloc(get_order(blocks->size));
	if (unlikely(!page || page_is_pfmemalloc(page)))
		return page;
	if (*slot)
		put_page(*slot);
	*slot = page;
	get_page(page);
	return page;
}

static bool next_block_locked(struct snt_blocks *blocks)
{
	if (blocks->current_page)
		put_page(blocks->current_page);
	blocks->current_page = take_locked(blocks);
	blocks->used = 0;
	return blocks->current_page;
}

static void *take_piece_locked(struct snt_blocks *blocks, unsigned int size)
{
	unsigned int off = blocks->used;

	lockdep_assert_held(&blocks->bh_lock);
	if (!blocks->current_page || off + size > blocks->size) {
		if (unlikely(!next_block_locked(blocks)))
			return NULL;
		off = 0;
	}
	blocks->used = off + size;
	get_page(blocks->current_page);
	return page_address(blocks->current_page) + off;
}

/**
 * snt_block_take - the next block that is free
 * @blocks: of all CPUs; this CPU's are used
 *
 * Context: BH off.
 * Return: the block with a reference for the caller, or NULL.
 */
struct page *snt_block_take(struct snt_blocks __percpu *blocks)
{
	struct page *page;

	local_lock_nested_bh(&blocks->bh_lock);
	page = take_locked(this_cpu_ptr(blocks));
	local_unlock_nested_bh(&blocks->bh_lock);
	return page;
}

/**
 * snt_block_take_piece - a part of a block
 * @blocks: of all CPUs; this CPU's are used, and for pieces only
 * @size: bytes, not more than a block has
 *
 * Context: BH off.
 * Return: the memory, with a reference of its page for the caller, or NULL.
 */
void *snt_block_take_piece(struct snt_blocks __percpu *blocks,
			   unsigned int size)
{
	void *piece;

	local_lock_nested_bh(&blocks->bh_lock);
	piece = take_piece_locked(this_cpu_ptr(blocks), size);
	local_unlock_nested_bh(&blocks->bh_lock);
	return piece;
}

/**
 * snt_blocks_stop - give back what the CPUs keep; nobody takes any more
 * @blocks: of all CPUs
 *
 * Context: process.
 */
void snt_blocks_stop(struct snt_blocks __percpu *blocks)
{
	unsigned int cpu, i;

	for_each_possible_cpu(cpu) {
		struct snt_blocks *kept = per_cpu_ptr(blocks, cpu);

		for (i = 0; i < kept->nr; i++) {
			if (kept->pages[i])
				put_page(kept->pages[i]);
			kept->pages[i] = NULL;
		}
		if (kept->current_page)
			put_page(kept->current_page);
		kept->current_page = NULL;
	}
}
