// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device has any number of tunnels, and each may keep packets waiting: what
 * they keep together has a bound as well.
 */
#include "budget.h"

#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/swap.h>

/* Enough for a fast device; a small machine gives less. */
#define MAX_BYTES	SZ_64M
#define MACHINE_PART	16
/* What a CPU takes before others know of it, so that they do not wait for each
 * other's cache lines because of single packets.
 */
#define CPU_BYTES	SZ_32K

/**
 * snt_budget_init - nothing is used
 * @budget: to be set up
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int snt_budget_init(struct snt_budget *budget)
{
	u64 machine = (u64)nr_free_buffer_pages() << PAGE_SHIFT;

	budget->max = min_t(u64, MAX_BYTES, machine / MACHINE_PART);
	return percpu_counter_init(&budget->used, 0, GFP_KERNEL);
}

/**
 * snt_budget_uninit - undo snt_budget_init()
 * @budget: all was given back
 *
 * Context: process.
 */
void snt_budget_uninit(struct snt_budget *budget)
{
	percpu_counter_destroy(&budget->used);
}

/**
 * snt_budget_take - is there room for more?
 * @budget: of the device
 * @bytes: memory that is to wait
 *
 * Context: any.
 * Return: true if so: to be given back with snt_budget_give().
 */
bool snt_budget_take(struct snt_budget *budget, unsigned int bytes)
{
	if (percpu_counter_read(&budget->used) + bytes > budget->max)
		return false;
	percpu_counter_add_batch(&budget->used, bytes, CPU_BYTES);
	return true;
}

/**
 * snt_budget_give - memory waits no longer
 * @budget: of the device
 * @bytes: as taken, in whatever parts
 *
 * Context: any.
 */
void snt_budget_give(struct snt_budget *budget, unsigned int bytes)
{
	percpu_counter_add_batch(&budget->used, -(s64)bytes, CPU_BYTES);
}
