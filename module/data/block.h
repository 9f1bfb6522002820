/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Blocks of pages that a CPU uses in turn: a new one costs the way to the page
 * allocator, and its memory is zeroed where the kernel is built for that.
 */
#ifndef _SNT_BLOCK_H
#define _SNT_BLOCK_H

#include <linux/sizes.h>
#include <linux/types.h>

struct page;

/**
 * enum snt_block_kind - what blocks are for
 * @SNT_BLOCK_FULL: a full batch to send, of SNT_BLOCK_FULL_LEN bytes
 * @SNT_BLOCK_OPENED: packets that were opened, taken in pieces
 * @SNT_BLOCK_KINDS: how many kinds there are
 */
enum snt_block_kind {
	SNT_BLOCK_FULL,
	SNT_BLOCK_OPENED,
	SNT_BLOCK_KINDS
};

#define SNT_BLOCK_FULL_LEN	SZ_64K

int snt_block_start(void);
void snt_block_stop(void);

struct page *snt_block_alloc(unsigned int order);
struct page *snt_block_take(enum snt_block_kind kind);
void *snt_block_take_piece(enum snt_block_kind kind, unsigned int size);
void snt_block_release_all(void);

#endif /* _SNT_BLOCK_H */
