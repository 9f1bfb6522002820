/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How busy CPUs are, whatever they are busy with: work that can be done by any
 * of them goes to one that has time.
 */
#ifndef _SNT_BUSY_H
#define _SNT_BUSY_H

#include <linux/types.h>

/* What snt_busy_share() says of a CPU that has no time at all */
#define SNT_BUSY_ALL	1024

unsigned int snt_busy_share(int cpu, u64 now_ns);
void snt_busy_expect(int cpu, u64 work_ns);

#endif /* _SNT_BUSY_H */
