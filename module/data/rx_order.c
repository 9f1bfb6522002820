// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way in, around the cipher: what another CPU opened is delivered by the
 * device's NAPI, in order for a tunnel.
 */
#include "rx_order.h"
#include <linux/netdevice.h>
#include "tunnel/device.h"
#include "tunnel/tunnel.h"
#include "batch.h"
#include "rx_deliver.h"
#include "rx_open.h"

static void open_batch(struct snt_job *job)
{
	snt_rx_open(container_of(job, struct snt_batch, job));
}

static void deliver_opened(struct snt_job *job)
{
	snt_deliver_batch(container_of(job, struct snt_batch, job));
}

/* Another CPU opened what heads the order: the NAPI delivers it. */
static void order_ready(struct snt_order *order)
{
	struct snt_tunnel *tunnel = container_of(order, struct snt_tunnel,
						 rx_order);
	struct snt_device *snt = tunnel->device;

	if (snt_tunnel_line_up(tunnel, &snt->rx_tunnels, &tunnel->rx_ready))
		napi_schedule(&snt->rx_napi);
}

static void report_receiving_stuck(struct snt_order *order)
{
	struct snt_tunnel *tunnel = container_of(order, struct snt_tunnel,
						 rx_order);

	net_warn_ratelimited("snaptun: %s: packets received do not move, please report this\n",
			     netdev_name(tunnel->device->dev));
}

const struct snt_pcrypt_ops snt_rx_pcrypt_ops = {
	.crypt = open_batch,
	.done = deliver_opened,
	.ready = order_ready,
	.stuck = report_receiving_stuck,
};

/**
 * snt_rx_order_drain - deliver what was opened by other CPUs
 * @snt: the device
 * @budget: packets
 *
 * Context: BH off, the device's NAPI, or nobody's while it is down.
 * Return: how many, @budget or more if there is more to do.
 */
unsigned int snt_rx_order_drain(struct snt_device *snt, unsigned int budget)
{
	struct llist_node *list = llist_del_all(&snt->rx_tunnels);
	struct snt_tunnel *tunnel, *next;
	unsigned int nr = 0;

	llist_for_each_entry_safe(tunnel, next, list, rx_ready.node) {
		snt_ready_taken(&tunnel->rx_ready);
		nr += snt_order_drain(&tunnel->rx_order,
				      max(budget, nr + 1) - nr);
		/* Out of budget: the rest is for the next poll. */
		if (nr >= budget)
			order_ready(&tunnel->rx_order);
		snt_tunnel_put(tunnel);
	}
	return nr;
}
