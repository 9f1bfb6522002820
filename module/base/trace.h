/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints, for perf, trace-cmd and bpftrace. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM snaptun

#if !defined(_SNT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _SNT_TRACE_H

#include <linux/netdevice.h>
#include <linux/tracepoint.h>
#include <uapi/linux/snaptun.h>
#include "reasons_gen.h"

/* Packets were dropped; each that is counted in stats is here too. */
TRACE_EVENT(snaptun_drop,
	    TP_PROTO(const struct net_device *dev, unsigned int reason,
		     unsigned int nr),
	    TP_ARGS(dev, reason, nr),
	    TP_STRUCT__entry(__array(char, ifname, IFNAMSIZ)
			     __field(int, ifindex)
			     __field(unsigned int, reason)
			     __field(unsigned int, nr)),
	    TP_fast_assign(strscpy(__entry->ifname, dev->name, IFNAMSIZ);
			   __entry->ifindex = dev->ifindex;
			   __entry->reason = reason;
			   __entry->nr = nr;),
	    TP_printk("dev=%s ifindex=%d reason=%s packets=%u",
		      __entry->ifname, __entry->ifindex,
		      __print_symbolic(__entry->reason, SNT_REASONS_NAMES),
		      __entry->nr)
);

#endif /* _SNT_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH base
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
