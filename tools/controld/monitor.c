// SPDX-License-Identifier: GPL-2.0-only
/*
 * GET /healthz and /metrics, and nothing else. Few watch.
 */
#include "monitor.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "container.h"

#define CONNS_MAX	32

static void write_metrics(struct snt_monitor *monitor,
			  struct snt_exchange *exchange)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	snt_metrics_write(out, monitor->control, monitor->places,
			  monitor->nr_places);
	fclose(out);
	snt_buffer_add(&exchange->head, text, len);
	free(text);
	exchange->answer_type = SNT_METRICS_TYPE;
	snt_exchange_answer(exchange, 200);
}

static void run(struct snt_exchange *exchange)
{
	struct snt_monitor *monitor =
		snt_container_of(exchange->service, struct snt_monitor, service);
	enum snt_route route = snt_route_find(exchange->path);

	if (route != SNT_ROUTE_HEALTH && route != SNT_ROUTE_METRICS)
		snt_exchange_answer(exchange, 404);
	else if (!exchange->is_get)
		snt_answer_method(exchange, "GET");
	else if (route == SNT_ROUTE_METRICS)
		write_metrics(monitor, exchange);
	else
		snt_answer_health(exchange,
				  snt_control_is_healthy(monitor->control));
}

static void forget(struct snt_exchange *exchange)
{
	(void)exchange;
}

/**
 * snt_monitor_init - answer whoever watches
 * @monitor: knows what is watched; to be given to snt_monitor_uninit() if it
 *	succeeds
 * @loop: what it runs on
 * @address: where
 *
 * Return: 0 or why it cannot listen there.
 */
int snt_monitor_init(struct snt_monitor *monitor, struct snt_loop *loop,
		     const union snt_sockaddr *address)
{
	monitor->service = (struct snt_service){ .run = run, .forget = forget };
	snt_text_sockaddr(monitor->place.address, address);
	snt_listener_init(&monitor->place.listener, loop, &monitor->service,
			  CONNS_MAX);
	return snt_listener_start(&monitor->place.listener, address);
}

/**
 * snt_monitor_uninit - answer nobody any more
 * @monitor: from snt_monitor_init()
 */
void snt_monitor_uninit(struct snt_monitor *monitor)
{
	snt_listener_stop(&monitor->place.listener);
}
