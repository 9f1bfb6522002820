/* SPDX-License-Identifier: GPL-2.0-only */
/* How much memory may wait in all queues of one kind of a device. */
#ifndef _SNT_BUDGET_H
#define _SNT_BUDGET_H

#include <linux/percpu_counter.h>
#include <linux/types.h>

/**
 * struct snt_budget - memory that a device may keep waiting
 * @used: bytes
 * @max: bytes; what CPUs have taken that the others do not know of yet may be
 *	beyond
 */
struct snt_budget {
	struct percpu_counter used;
	s64 max;
};

int snt_budget_init(struct snt_budget *budget);
void snt_budget_uninit(struct snt_budget *budget);
bool snt_budget_take(struct snt_budget *budget, unsigned int bytes);
void snt_budget_give(struct snt_budget *budget, unsigned int bytes);

#endif /* _SNT_BUDGET_H */
