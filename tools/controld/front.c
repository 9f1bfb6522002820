// SPDX-License-Identifier: GPL-2.0-only
/*
 * Begins and ends with a configuration.
 */
#include "front.h"

#include <stdlib.h>
#include <string.h>

#include "container.h"
#include "mem.h"
#include "say.h"

static int complain(const char *address, int ret)
{
	if (ret)
		snt_say_error("%s: %s", address, strerror(-ret));
	return ret;
}

static void begin_tls(struct snt_listener *listener, struct snt_conn *conn)
{
	const struct snt_place *place =
		snt_container_of(listener, struct snt_place, listener);

	snt_tls_begin(&place->tls, conn);
}

static bool admit(struct snt_listener *listener, const union snt_sockaddr *peer)
{
	const struct snt_place *place =
		snt_container_of(listener, struct snt_place, listener);

	return snt_clients_admit(place->clients, peer);
}

static void end(struct snt_listener *listener, struct snt_conn *conn)
{
	const struct snt_place *place =
		snt_container_of(listener, struct snt_place, listener);

	snt_clients_leave(place->clients, &conn->peer_addr);
}

static int listen_at(struct snt_front *front, struct snt_loop *loop,
		     const struct snt_listen_conf *conf)
{
	struct snt_place *place = &front->places[front->nr_places];
	int ret = 0;

	snt_text_sockaddr(place->address, &conf->address);
	snt_listener_init(&place->listener, loop, &front->control.service,
			  conf->conns_max);
	place->listener.admit = admit;
	place->listener.end = end;
	place->clients = &front->control.clients;
	front->nr_places++;
	if (conf->certificate) {
		place->listener.begin = begin_tls;
		ret = snt_tls_init(&place->tls, loop, conf->certificate,
				   conf->key);
	}
	if (ret)
		return ret;
	ret = snt_listener_start(&place->listener, &conf->address);
	if (!ret)
		snt_say("requests are answered at %s", place->address);
	return complain(place->address, ret);
}

static int be_watched(struct snt_front *front, struct snt_loop *loop)
{
	struct snt_monitor *monitor = &front->monitor;
	int ret;

	if (!front->conf.monitor.sa.sa_family)
		return 0;
	monitor->control = &front->control;
	monitor->places = front->places;
	monitor->nr_places = front->nr_places;
	ret = snt_monitor_init(monitor, loop, &front->conf.monitor);
	front->is_watched = !ret;
	return complain(monitor->place.address, ret);
}

static size_t count_listens(const struct snt_server_conf *conf)
{
	const struct snt_listen_conf *listen = conf->listens;
	size_t nr = 0;

	for (; listen; listen = listen->next)
		nr++;
	return nr;
}

/**
 * snt_front_init - begin to answer
 * @front: filled; to be given to snt_front_uninit() also on failure
 * @loop: what it runs on
 * @conf: taken over; empty afterwards
 *
 * Return: 0, or an error after saying what is wrong.
 */
int snt_front_init(struct snt_front *front, struct snt_loop *loop,
		   struct snt_server_conf *conf)
{
	const struct snt_listen_conf *listen;
	int ret;

	*front = (struct snt_front){ .conf = *conf };
	memset(conf, 0, sizeof(*conf));
	front->places = snt_mem_alloc(count_listens(&front->conf) *
				      sizeof(*front->places));
	ret = snt_control_init(&front->control, loop, &front->conf);
	for (listen = front->conf.listens; listen && !ret;
	     listen = listen->next)
		ret = listen_at(front, loop, listen);
	return ret ? ret : be_watched(front, loop);
}

/**
 * snt_front_uninit - answer nobody any more
 * @front: from snt_front_init()
 */
void snt_front_uninit(struct snt_front *front)
{
	struct snt_place *place;

	if (front->is_watched)
		snt_monitor_uninit(&front->monitor);
	while (front->nr_places) {
		place = &front->places[--front->nr_places];
		snt_listener_stop(&place->listener);
		snt_tls_uninit(&place->tls);
	}
	free(front->places);
	snt_control_uninit(&front->control);
	snt_server_conf_uninit(&front->conf);
}
