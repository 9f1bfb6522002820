// SPDX-License-Identifier: GPL-2.0-only
/*
 * Begins and ends with a configuration.
 */
#include "front.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "say.h"

static int listen_at(struct snt_front *front, struct snt_loop *loop,
		     const struct snt_listen_conf *conf)
{
	struct snt_listener *listener =
		&front->listeners[front->nr_listeners];
	char text[SNT_ADDR_TEXT];
	int ret;

	snt_listener_init(listener, loop, &front->control.service,
			  conf->conns_max);
	ret = snt_listener_start(listener, &conf->address);
	snt_text_sockaddr(text, &conf->address);
	if (ret) {
		snt_say_error("%s: %s", text, strerror(-ret));
		return ret;
	}
	front->nr_listeners++;
	snt_say("requests are answered at %s", text);
	return 0;
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
	front->listeners = snt_mem_alloc(count_listens(&front->conf) *
					  sizeof(*front->listeners));
	ret = snt_control_init(&front->control, loop, &front->conf);
	for (listen = front->conf.listens; listen && !ret;
	     listen = listen->next)
		ret = listen_at(front, loop, listen);
	return ret;
}

/**
 * snt_front_uninit - answer nobody any more
 * @front: from snt_front_init()
 */
void snt_front_uninit(struct snt_front *front)
{
	while (front->nr_listeners)
		snt_listener_stop(&front->listeners[--front->nr_listeners]);
	free(front->listeners);
	snt_control_uninit(&front->control);
	snt_server_conf_uninit(&front->conf);
}
