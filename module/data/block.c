// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for packets, used again as soon as nobody refers to it any more.
 *
 * A CPU keeps as many blocks as were in use at once, up to a bound. Idle ones
 * go back when memory is short, and all of them with the last device.
 *
 * page_pool would do if packets came back to us: it recycles pages of packets
 * that the stack has marked for that when it frees them, on the way in. On the
 * way out a driver frees them, and in pieces; here a block is free when its
 * reference is the last.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/shrinker.h>
#include <linux/spinlock.h>
#include "block.h"

#define BLOCKS_MAX	8

/**
 * struct kind - of blocks
 * @len: bytes of each
 * @nr: how many a CPU keeps: what is on its way at full speed, and no more
 */
struct kind {
	unsigned int len;
	unsigned int nr;
};

static const struct kind kinds[SNT_BLOCK_KINDS] = {
	[SNT_BLOCK_FULL] = { .len = SNT_BLOCK_FULL_LEN, .nr = 4 },
	[SNT_BLOCK_OPENED] = { .len = SZ_32K, .nr = BLOCKS_MAX },
};

/**
 * struct blocks - those of one kind that a CPU keeps
 * @lock: protects all of it: from the shrinker, and from others on this CPU
 *	where BH off does not keep them away
 * @next: where the search for one that is free begins
 * @used: bytes of @current_page that were given out in pieces
 * @current_page: block that pieces are taken of, with a reference, or NULL
 * @pages: each with a reference; reusable once ours is the last reference. Some
 *	are NULL
 */
struct blocks {
	spinlock_t lock;	/* protects all of it */
	unsigned int next;
	unsigned int used;
	struct page *current_page;
	struct page *pages[BLOCKS_MAX];
};

static DEFINE_PER_CPU(struct blocks [SNT_BLOCK_KINDS], kept_blocks);
static struct shrinker *shrinker;

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

static bool is_idle(struct page *page)
{
	return page_ref_count(page) == 1;
}

/* The one that is idle for longest, or else an empty slot, or else the one that
 * is in use for longest: it is left to its users.
 */
static struct page **find_slot(struct blocks *blocks, const struct kind *kind)
{
	struct page **empty = NULL;
	unsigned int i, nr;

	lockdep_assert_held(&blocks->lock);
	for (i = 0; i < kind->nr; i++) {
		nr = (blocks->next + i) % kind->nr;
		if (!blocks->pages[nr]) {
			empty = &blocks->pages[nr];
		} else if (is_idle(blocks->pages[nr])) {
			blocks->next = nr + 1;
			return &blocks->pages[nr];
		}
	}
	return empty ?: &blocks->pages[blocks->next++ % kind->nr];
}

static struct page *take_locked(struct blocks *blocks,
				const struct kind *kind)
{
	struct page **slot = find_slot(blocks, kind);
	struct page *page = *slot;

	lockdep_assert_held(&blocks->lock);
	if (likely(page && is_idle(page))) {
		get_page(page);
		return page;
	}
	page = snt_block_alloc(get_order(kind->len));
	if (unlikely(!page || page_is_pfmemalloc(page)))
		return page;
	if (*slot)
		put_page(*slot);
	*slot = page;
	get_page(page);
	return page;
}

static void drop_current_locked(struct blocks *blocks)
{
	lockdep_assert_held(&blocks->lock);
	if (blocks->current_page)
		put_page(blocks->current_page);
	blocks->current_page = NULL;
}

static void *take_piece_locked(struct blocks *blocks, const struct kind *kind,
			       unsigned int size)
{
	unsigned int off = blocks->used;

	lockdep_assert_held(&blocks->lock);
	if (!blocks->current_page || off + size > kind->len) {
		drop_current_locked(blocks);
		blocks->current_page = take_locked(blocks, kind);
		if (unlikely(!blocks->current_page))
			return NULL;
		off = 0;
	}
	blocks->used = off + size;
	get_page(blocks->current_page);
	return page_address(blocks->current_page) + off;
}

/**
 * snt_block_take - the next block that is free
 * @kind: for what
 *
 * Context: BH off.
 * Return: the block with a reference for the caller, or NULL.
 */
struct page *snt_block_take(enum snt_block_kind kind)
{
	struct blocks *blocks = this_cpu_ptr(&kept_blocks[kind]);
	struct page *page;

	spin_lock(&blocks->lock);
	page = take_locked(blocks, &kinds[kind]);
	spin_unlock(&blocks->lock);
	return page;
}

/**
 * snt_block_take_piece - a part of a block
 * @kind: for what; its blocks are used for pieces only
 * @size: bytes, not more than a block has
 *
 * Context: BH off.
 * Return: the memory, with a reference of its page for the caller, or NULL.
 */
void *snt_block_take_piece(enum snt_block_kind kind, unsigned int size)
{
	struct blocks *blocks = this_cpu_ptr(&kept_blocks[kind]);
	void *piece;

	spin_lock(&blocks->lock);
	piece = take_piece_locked(blocks, &kinds[kind], size);
	spin_unlock(&blocks->lock);
	return piece;
}

/* Returns how many blocks were idle, and so are free now. The others are left
 * to their users if @is_all, else they stay.
 */
static unsigned int release(struct blocks *blocks, bool is_all)
{
	unsigned int i, nr = 0;

	spin_lock_bh(&blocks->lock);
	drop_current_locked(blocks);
	for (i = 0; i < BLOCKS_MAX; i++) {
		struct page *page = blocks->pages[i];
		bool was_idle = page && is_idle(page);

		if (!page || (!was_idle && !is_all))
			continue;
		nr += was_idle;
		blocks->pages[i] = NULL;
		put_page(page);
	}
	spin_unlock_bh(&blocks->lock);
	return nr;
}

static unsigned long pages_of(int kind)
{
	return 1UL << get_order(kinds[kind].len);
}

/* Without the lock: it is an estimate. */
static unsigned long count_on(int cpu)
{
	unsigned long nr = 0;
	int kind, i;

	for (kind = 0; kind < SNT_BLOCK_KINDS; kind++) {
		struct blocks *blocks = &per_cpu(kept_blocks, cpu)[kind];

		for (i = 0; i < BLOCKS_MAX; i++)
			nr += READ_ONCE(blocks->pages[i]) ? pages_of(kind) : 0;
	}
	return nr;
}

static unsigned long release_on(int cpu, bool is_all)
{
	unsigned long nr = 0;
	int kind;

	for (kind = 0; kind < SNT_BLOCK_KINDS; kind++)
		nr += release(&per_cpu(kept_blocks, cpu)[kind], is_all) *
		      pages_of(kind);
	return nr;
}

static unsigned long count_pages(struct shrinker *shrink,
				 struct shrink_control *sc)
{
	unsigned long nr = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		nr += count_on(cpu);
	return nr ?: SHRINK_EMPTY;
}

static unsigned long free_idle_pages(struct shrinker *shrink,
				     struct shrink_control *sc)
{
	unsigned long nr = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		nr += release_on(cpu, false);
		if (nr >= sc->nr_to_scan)
			break;
	}
	return nr ?: SHRINK_STOP;
}

/**
 * snt_block_release_all - give back what the CPUs keep
 *
 * What is in use is left to its users.
 * Context: process.
 */
void snt_block_release_all(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		release_on(cpu, true);
}

/**
 * snt_block_start - set up the blocks of all CPUs, none yet
 *
 * Return: 0 or -ENOMEM.
 */
int snt_block_start(void)
{
	int cpu, kind, err;

	for_each_possible_cpu(cpu)
		for (kind = 0; kind < SNT_BLOCK_KINDS; kind++)
			spin_lock_init(&per_cpu(kept_blocks, cpu)[kind].lock);
	shrinker = shrinker_alloc(0, "snaptun-blocks");
	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = count_pages;
	shrinker->scan_objects = free_idle_pages;
	shrinker->seeks = DEFAULT_SEEKS;
	err = snt_compat_shrinker_register(shrinker);
	if (err)
		shrinker_free(shrinker);
	return err;
}

/**
 * snt_block_stop - undo snt_block_start(); nobody takes any more
 *
 * Context: process.
 */
void snt_block_stop(void)
{
	shrinker_free(shrinker);
	snt_block_release_all();
}
