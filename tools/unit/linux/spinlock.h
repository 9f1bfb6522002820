/* SPDX-License-Identifier: GPL-2.0-only */
/* One thread: nothing to lock. */
#ifndef _SNT_UNIT_LINUX_SPINLOCK_H
#define _SNT_UNIT_LINUX_SPINLOCK_H

typedef struct {
	char unused;
} spinlock_t;

#define lockdep_assert_held(lock) ((void)(lock))

static inline void spin_lock_init(spinlock_t *lock)
{
	(void)lock;
}

static inline void spin_lock_bh(spinlock_t *lock)
{
	(void)lock;
}

static inline void spin_unlock_bh(spinlock_t *lock)
{
	(void)lock;
}

#endif /* _SNT_UNIT_LINUX_SPINLOCK_H */
