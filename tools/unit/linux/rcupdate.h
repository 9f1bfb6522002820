/* SPDX-License-Identifier: GPL-2.0-only */
/* One thread: no reader is left when memory is freed. */
#ifndef _SNT_UNIT_LINUX_RCUPDATE_H
#define _SNT_UNIT_LINUX_RCUPDATE_H

#include <linux/types.h>

struct rcu_head {
	void *unused[2];
};

#define rcu_read_lock()			((void)0)
#define rcu_read_unlock()		((void)0)
#define rcu_dereference(p)		(p)
#define rcu_dereference_protected(p, c)	(p)
#define rcu_access_pointer(p)		(p)
#define rcu_assign_pointer(p, v)	((void)((p) = (v)))
#define RCU_INIT_POINTER(p, v)		((void)((p) = (v)))
#define kfree_rcu(p, head)		kfree(p)

#endif /* _SNT_UNIT_LINUX_RCUPDATE_H */
