// SPDX-License-Identifier: GPL-2.0-only
/*
 * Listens to what the kernel says of links, addresses and routes.
 */
#include "net_watch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "container.h"
#include "parse.h"

/* Changes come in bursts: an address, its routes, and then the default route. */
#define QUIET_MS	200

static void take_events(struct snt_watch *events, uint32_t mask)
{
	struct snt_net_watch *watch =
		snt_container_of(events, struct snt_net_watch, events);
	char bytes[8192];
	ssize_t n;

	(void)mask;
	/* what it says does not matter, nor that some of it may be lost */
	do {
		n = recv(events->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	} while (n > 0 || (n < 0 && errno == ENOBUFS));
	snt_loop_set(watch->loop, &watch->timer, snt_loop_now() + QUIET_MS);
}

static void be_quiet(struct snt_timer *timer)
{
	struct snt_net_watch *watch =
		snt_container_of(timer, struct snt_net_watch, timer);

	watch->changed(watch);
}

/**
 * snt_net_watch_init - wait for changes
 * @watch: filled
 * @loop: what it runs on
 * @owner: for @changed
 * @changed: told of them
 *
 * Return: 0 or why the kernel does not tell.
 */
int snt_net_watch_init(struct snt_net_watch *watch, struct snt_loop *loop,
		       void *owner,
		       void (*changed)(struct snt_net_watch *watch))
{
	struct sockaddr_nl groups = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK |
			     RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
			     RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE,
	};

	*watch = (struct snt_net_watch){
		.loop = loop,
		.events = {
			.fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
				     NETLINK_ROUTE),
			.ready = take_events,
		},
		.timer.expired = be_quiet,
		.owner = owner,
		.changed = changed,
	};
	if (watch->events.fd < 0 ||
	    bind(watch->events.fd, (const struct sockaddr *)&groups,
		 sizeof(groups)))
		return -errno;
	return snt_loop_watch(loop, &watch->events, EPOLLIN);
}

/**
 * snt_net_watch_uninit - wait no more
 * @watch: from snt_net_watch_init()
 */
void snt_net_watch_uninit(struct snt_net_watch *watch)
{
	snt_loop_unset(watch->loop, &watch->timer);
	if (watch->events.fd < 0)
		return;
	snt_loop_unwatch(watch->loop, &watch->events);
	close(watch->events.fd);
}

/* Nothing is sent there. */
static int find_source(union snt_sockaddr *source,
		       const union snt_sockaddr *remote)
{
	socklen_t len = remote->sa.sa_family == AF_INET ? sizeof(remote->in) :
							  sizeof(remote->in6);
	int fd = socket(remote->sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int ret;

	if (fd < 0)
		return -errno;
	ret = connect(fd, &remote->sa, len) ||
	      getsockname(fd, &source->sa, &len) ? -errno : 0;
	close(fd);
	return ret;
}

/**
 * snt_net_source_to - the own address from which another is reached
 * @source: the address as text, INET6_ADDRSTRLEN characters
 * @remote: the other one
 *
 * Return: 0 or -ENETUNREACH.
 */
int snt_net_source_to(char source[], const union snt_sockaddr *remote)
{
	union snt_sockaddr addr;

	if (find_source(&addr, remote))
		return -ENETUNREACH;
	inet_ntop(addr.sa.sa_family, addr.sa.sa_family == AF_INET ?
		  (const void *)&addr.in.sin_addr :
		  (const void *)&addr.in6.sin6_addr, source, INET6_ADDRSTRLEN);
	return 0;
}

/**
 * snt_net_source - the same for an address as text
 * @source: the address as text, INET6_ADDRSTRLEN characters
 * @remote: the other one
 *
 * Return: 0 or -ENETUNREACH.
 */
int snt_net_source(char source[], const char *remote)
{
	/* any port will do */
	union snt_sockaddr addr = { .in.sin_port = htons(9) };

	if (snt_parse_host(&addr, remote))
		return -ENETUNREACH;
	return snt_net_source_to(source, &addr);
}
