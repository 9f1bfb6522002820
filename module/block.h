/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Blocks of pages that a CPU uses in turn: a new one costs the way to the page
 * allocator, and its memory is zeroed where the kernel is built for that.
 */
#ifndef _SNT_BLOCK_H
#define _SNT_BLOCK_H

#include <linux/local_lock.h>
#include <linux/types.h>

struct page;

#define SNT_BLOCKS_MAX		8

/**
 * struct snt_blocks - the blocks that a CPU keeps, and what is on its way
 * @bh_lock: protects @next, @used, @current_page and @pages
 * @size: bytes of each
 * @nr: how many: what is on its way at full speed, and no more
 * @next: whose turn it is
 * @used: bytes of @current_page that were given out in pieces
 * @current_page: block that pieces are taken of, with a reference, or NULL
 * @pages: each with a reference; of use again when that is the only one
 *
 * Statically set up for each CPU.
 */
struct snt_blocks {
	local_lock_t bh_lock;	/* protects all but size and nr */
	unsigned int size;
	unsigned int nr;
	unsigned int next;
	unsigned int used;
	struct page *current_page;
	struct page *pages[SNT_BLOCKS_MAX];
};

struct page *snt_block_alloc(unsigned int order);
struct page *snt_block_take(struct snt_blocks __percpu *blocks);
void *snt_block_take_piece(struct snt_blocks __percpu *blocks,
			   unsigned int size);
void snt_blocks_stop(struct snt_blocks __percpu *blocks);

#endif /* _SNT_BLOCK_H */
