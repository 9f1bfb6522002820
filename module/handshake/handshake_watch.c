// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handshakes as people see them who look for a fault: by tracepoints, and in
 * the kernel's log once dynamic debug is told to write there. Whatever
 * strangers send is a drop, which stats.c tells.
 */
#include "handshake_watch.h"
#include <linux/net.h>
#include <linux/netdevice.h>
#include "base/trace.h"
#include "core/wire.h"
#include "tunnel/device.h"
#include "tunnel/tunnel.h"

static const char *name(u8 message)
{
	switch (message) {
	case SNT_WIRE_INITIATION:
		return "initiation";
	case SNT_WIRE_RESPONSE:
		return "response";
	default:
		return "cookie reply";
	}
}

/**
 * snt_handshake_tell_sent - a message of a handshake left
 * @tunnel: whose it is
 * @message: its first byte
 *
 * Context: process.
 */
void snt_handshake_tell_sent(struct snt_tunnel *tunnel, u8 message)
{
	const struct net_device *dev = tunnel->device->dev;
	struct snt_endpoint to;

	if (!snt_path_read(&tunnel->path, &to))
		return;
	trace_snaptun_handshake_send(dev, tunnel->number, message, &to.addr);
	net_dbg_ratelimited("%s: tunnel %u: sent %s to %pISpc\n", dev->name,
			    tunnel->number, name(message), &to.addr);
}

/**
 * snt_handshake_tell_received - a message of a handshake came in
 * @tunnel: whose it is
 * @message: its first byte
 * @from: where it came from
 *
 * Context: process.
 */
void snt_handshake_tell_received(struct snt_tunnel *tunnel, u8 message,
				 const struct snt_endpoint *from)
{
	const struct net_device *dev = tunnel->device->dev;

	trace_snaptun_handshake_receive(dev, tunnel->number, message,
					&from->addr);
	net_dbg_ratelimited("%s: tunnel %u: received %s from %pISpc\n",
			    dev->name, tunnel->number, name(message),
			    &from->addr);
}
