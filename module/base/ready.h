/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists of things that somebody is to look at: any CPU adds to one without a
 * lock, its owner takes all at once, and nothing is in one twice.
 */
#ifndef _SNT_READY_H
#define _SNT_READY_H

#include <linux/bitops.h>
#include <linux/llist.h>

/**
 * struct snt_ready - something that may be in such a list
 * @node: entry in the list
 * @flags: bit 0: it is in one
 */
struct snt_ready {
	struct llist_node node;
	unsigned long flags;
};

/**
 * snt_ready_add - put something into a list
 * @list: the list
 * @ready: what is ready
 *
 * Return: false if it was in a list already; else the owner of the list is to
 * be told.
 */
static inline bool snt_ready_add(struct llist_head *list,
				 struct snt_ready *ready)
{
	if (test_and_set_bit(0, &ready->flags))
		return false;
	llist_add(&ready->node, list);
	return true;
}

/**
 * snt_ready_taken - something was taken out of its list, to be looked at next
 * @ready: what was ready
 *
 * If it becomes ready once more after that look, it is put into a list again.
 */
static inline void snt_ready_taken(struct snt_ready *ready)
{
	clear_bit(0, &ready->flags);
	/* Pairs with the bit in snt_ready_add(). */
	smp_mb__after_atomic();
}

#endif /* _SNT_READY_H */
