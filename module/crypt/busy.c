// SPDX-License-Identifier: GPL-2.0-only
/*
 * How busy CPUs are. The kernel knows how long each has been idle; who asks
 * looks at that at most once in a while, and in between goes by what was seen
 * then and by what the CPU was given to do since. The scheduler has better
 * figures but shows them to no module.
 */
#include "busy.h"
#include <linux/kernel_stat.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/tick.h>
#include <linux/time64.h>

/* Short enough that what begins is seen soon, much longer than one job */
#define WINDOW_NS	(4 * NSEC_PER_MSEC)

/**
 * struct busy - what is known of a CPU
 * @lock: protects @since_ns and @idle_us
 * @since_ns: when it was looked at
 * @idle_us: how long it had been idle until then
 * @share: of the time between the last two looks, and of what it was given to
 *	do since, in parts of SNT_BUSY_ALL; written by anyone, near enough
 */
struct busy {
	spinlock_t lock;	/* protects since_ns and idle_us */
	u64 since_ns;
	u64 idle_us;
	unsigned int share;
};

static DEFINE_PER_CPU(struct busy, busies) = {
	.lock = __SPIN_LOCK_UNLOCKED(busies.lock),
};

/* Where an idle CPU has its ticks, they are what idle time is told by. */
static u64 idle_us_of(int cpu)
{
	u64 idle_us = get_cpu_idle_time_us(cpu, NULL);
	const u64 *idle;

	if (likely(idle_us != (u64)-1))
		return idle_us;
	idle = kcpustat_cpu(cpu).cpustat;
	return div_u64(idle[CPUTIME_IDLE] + idle[CPUTIME_IOWAIT],
		       NSEC_PER_USEC);
}

static void look_locked(struct busy *busy, int cpu, u64 now_ns)
{
	u64 idle_us = idle_us_of(cpu);
	u64 all = div_u64(now_ns - busy->since_ns, NSEC_PER_USEC);
	u64 idle = min(idle_us - busy->idle_us, all);

	lockdep_assert_held(&busy->lock);
	busy->since_ns = now_ns;
	busy->idle_us = idle_us;
	WRITE_ONCE(busy->share, div64_u64((all - idle) * SNT_BUSY_ALL, all));
}

/**
 * snt_busy_share - how busy a CPU is
 * @cpu: an online one, this one or another
 * @now_ns: the time, ktime_get_ns()
 *
 * Context: BH off.
 * Return: the part of its time, of SNT_BUSY_ALL; or more, when it has more to
 * do than it has time.
 */
unsigned int snt_busy_share(int cpu, u64 now_ns)
{
	struct busy *busy = per_cpu_ptr(&busies, cpu);

	/* Somebody else may look right now: that will do. */
	if (now_ns - READ_ONCE(busy->since_ns) >= WINDOW_NS &&
	    spin_trylock(&busy->lock)) {
		if (now_ns >= busy->since_ns + WINDOW_NS)
			look_locked(busy, cpu, now_ns);
		spin_unlock(&busy->lock);
	}
	return READ_ONCE(busy->share);
}

/**
 * snt_busy_expect - a CPU was given something to do
 * @cpu: which
 * @work_ns: about how long it will take
 */
void snt_busy_expect(int cpu, u64 work_ns)
{
	struct busy *busy = per_cpu_ptr(&busies, cpu);
	unsigned int share = div_u64(work_ns * SNT_BUSY_ALL, WINDOW_NS);

	WRITE_ONCE(busy->share, READ_ONCE(busy->share) + share);
}
