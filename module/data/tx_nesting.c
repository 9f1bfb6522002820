// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a tunnel sends may come back to us, for another tunnel: then one is
 * nested in the other. How deep a packet is nested belongs to the task that
 * sends it.
 */
#include "tx_nesting.h"
#include <linux/local_lock.h>
#include <linux/percpu.h>
#include <linux/sched.h>

/**
 * struct nestings - who sends on a CPU
 * @bh_lock: protects @list
 * @list: the innermost of a task comes first. Of one task only, but where BH
 *	does not keep others off the CPU
 */
struct nestings {
	local_lock_t bh_lock;	/* protects list */
	struct hlist_head list;
};

static DEFINE_PER_CPU(struct nestings, nestings) = {
	.bh_lock = INIT_LOCAL_LOCK(bh_lock),
};

/**
 * snt_tx_nesting_begin - this task sends a batch here and now
 * @nesting: on its stack
 * @depth: how deep a packet is nested that comes back
 *
 * Context: BH off.
 */
void snt_tx_nesting_begin(struct snt_tx_nesting *nesting, u8 depth)
{
	nesting->task = current;
	nesting->depth = depth;
	local_lock_nested_bh(&nestings.bh_lock);
	hlist_add_head(&nesting->in_list, this_cpu_ptr(&nestings.list));
	local_unlock_nested_bh(&nestings.bh_lock);
}

/**
 * snt_tx_nesting_end - the batch is sent
 * @nesting: from snt_tx_nesting_begin(), on the same CPU
 */
void snt_tx_nesting_end(struct snt_tx_nesting *nesting)
{
	local_lock_nested_bh(&nestings.bh_lock);
	hlist_del(&nesting->in_list);
	local_unlock_nested_bh(&nestings.bh_lock);
}

/**
 * snt_tx_nesting_depth - how deep is a packet nested that is sent here and now?
 *
 * Context: BH off.
 * Return: through how many tunnels of ours it went on this machine already.
 */
u8 snt_tx_nesting_depth(void)
{
	const struct snt_tx_nesting *nesting;
	u8 depth = 0;

	local_lock_nested_bh(&nestings.bh_lock);
	hlist_for_each_entry(nesting, this_cpu_ptr(&nestings.list), in_list) {
		if (nesting->task == current) {
			depth = nesting->depth;
			break;
		}
	}
	local_unlock_nested_bh(&nestings.bh_lock);
	return depth;
}
