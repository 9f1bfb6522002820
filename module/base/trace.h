/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints, for perf, trace-cmd and bpftrace. None holds a key, nor anything
 * that a packet has inside.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM snaptun

#if !defined(_SNT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _SNT_TRACE_H

#include <linux/in6.h>
#include <linux/netdevice.h>
#include <linux/socket.h>
#include <linux/tracepoint.h>
#include <uapi/linux/snaptun.h>
#include "reasons_gen.h"

#define SNT_TRACE_ADDR_LEN	sizeof(struct sockaddr_in6)

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

/* A handshake message of a tunnel was sent, or received and believed; by its
 * first byte, see core/wire.h. Of __sockaddr() perf knows nothing.
 */
DECLARE_EVENT_CLASS(snaptun_handshake,
		    TP_PROTO(const struct net_device *dev, u32 tunnel,
			     u8 message, const struct sockaddr *addr),
		    TP_ARGS(dev, tunnel, message, addr),
		    TP_STRUCT__entry(__array(char, ifname, IFNAMSIZ)
				     __field(int, ifindex)
				     __field(u32, tunnel)
				     __field(u8, message)
				     __array(u8, addr, SNT_TRACE_ADDR_LEN)),
		    TP_fast_assign(strscpy(__entry->ifname, dev->name,
					   IFNAMSIZ);
				   __entry->ifindex = dev->ifindex;
				   __entry->tunnel = tunnel;
				   __entry->message = message;
				   memcpy(__entry->addr, addr,
					  SNT_TRACE_ADDR_LEN);),
		    TP_printk("dev=%s ifindex=%d tunnel=%u message=%s addr=%pISpc",
			      __entry->ifname, __entry->ifindex,
			      __entry->tunnel,
			      __print_symbolic(__entry->message,
					       { 1, "initiation" },
					       { 2, "response" },
					       { 3, "cookie-reply" }),
			      __entry->addr)
);

DEFINE_EVENT(snaptun_handshake, snaptun_handshake_send,
	     TP_PROTO(const struct net_device *dev, u32 tunnel, u8 message,
		      const struct sockaddr *addr),
	     TP_ARGS(dev, tunnel, message, addr)
);

DEFINE_EVENT(snaptun_handshake, snaptun_handshake_receive,
	     TP_PROTO(const struct net_device *dev, u32 tunnel, u8 message,
		      const struct sockaddr *addr),
	     TP_ARGS(dev, tunnel, message, addr)
);

/* The life of a session: its keys are there; the other end has them as well, if
 * that was not known; nothing is sent or received with them any more.
 */
DECLARE_EVENT_CLASS(snaptun_session,
		    TP_PROTO(const struct net_device *dev, u32 tunnel,
			     u32 index, bool is_initiator),
		    TP_ARGS(dev, tunnel, index, is_initiator),
		    TP_STRUCT__entry(__array(char, ifname, IFNAMSIZ)
				     __field(int, ifindex)
				     __field(u32, tunnel)
				     __field(u32, index)
				     __field(bool, is_initiator)),
		    TP_fast_assign(strscpy(__entry->ifname, dev->name,
					   IFNAMSIZ);
				   __entry->ifindex = dev->ifindex;
				   __entry->tunnel = tunnel;
				   __entry->index = index;
				   __entry->is_initiator = is_initiator;),
		    TP_printk("dev=%s ifindex=%d tunnel=%u index=0x%08x by=%s",
			      __entry->ifname, __entry->ifindex,
			      __entry->tunnel, __entry->index,
			      __entry->is_initiator ? "us" : "them")
);

DEFINE_EVENT(snaptun_session, snaptun_session_begin,
	     TP_PROTO(const struct net_device *dev, u32 tunnel, u32 index,
		      bool is_initiator),
	     TP_ARGS(dev, tunnel, index, is_initiator)
);

DEFINE_EVENT(snaptun_session, snaptun_session_confirm,
	     TP_PROTO(const struct net_device *dev, u32 tunnel, u32 index,
		      bool is_initiator),
	     TP_ARGS(dev, tunnel, index, is_initiator)
);

DEFINE_EVENT(snaptun_session, snaptun_session_end,
	     TP_PROTO(const struct net_device *dev, u32 tunnel, u32 index,
		      bool is_initiator),
	     TP_ARGS(dev, tunnel, index, is_initiator)
);

/* Messages left as one packet, or came in together and are no replays. */
DECLARE_EVENT_CLASS(snaptun_batch,
		    TP_PROTO(const struct net_device *dev, u32 tunnel,
			     unsigned int nr, unsigned int bytes),
		    TP_ARGS(dev, tunnel, nr, bytes),
		    TP_STRUCT__entry(__array(char, ifname, IFNAMSIZ)
				     __field(int, ifindex)
				     __field(u32, tunnel)
				     __field(unsigned int, nr)
				     __field(unsigned int, bytes)),
		    TP_fast_assign(strscpy(__entry->ifname, dev->name,
					   IFNAMSIZ);
				   __entry->ifindex = dev->ifindex;
				   __entry->tunnel = tunnel;
				   __entry->nr = nr;
				   __entry->bytes = bytes;),
		    TP_printk("dev=%s ifindex=%d tunnel=%u messages=%u bytes=%u",
			      __entry->ifname, __entry->ifindex,
			      __entry->tunnel, __entry->nr, __entry->bytes)
);

DEFINE_EVENT(snaptun_batch, snaptun_batch_send,
	     TP_PROTO(const struct net_device *dev, u32 tunnel, unsigned int nr,
		      unsigned int bytes),
	     TP_ARGS(dev, tunnel, nr, bytes)
);

DEFINE_EVENT(snaptun_batch, snaptun_batch_receive,
	     TP_PROTO(const struct net_device *dev, u32 tunnel, unsigned int nr,
		      unsigned int bytes),
	     TP_ARGS(dev, tunnel, nr, bytes)
);

#endif /* _SNT_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH base
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
