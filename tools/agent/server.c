// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls are made with our token, so only programs of this host may make them,
 * and the address has to be one of the device, or of this host alone.
 */
#include "server.h"

#include <errno.h>
#include <ifaddrs.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "container.h"
#include "say.h"

#define BACKLOG		16
#define SEND_BUFFER	131072

static bool is_loopback(const union snt_sockaddr *addr)
{
	if (addr->sa.sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&addr->in6.sin6_addr);
	return ntohl(addr->in.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

static bool is_on_device(const struct snt_server *server)
{
	const struct ifaddrs *at;
	struct ifaddrs *all;
	bool is_there = false;

	if (is_loopback(server->address))
		return true;
	if (getifaddrs(&all))
		return false;
	for (at = all; at && !is_there; at = at->ifa_next)
		is_there = !strcmp(at->ifa_name, server->device) &&
			   at->ifa_addr &&
			   snt_model_is_same_host(server->address,
						  (const void *)at->ifa_addr);
	freeifaddrs(all);
	return is_there;
}

static socklen_t len_of(const union snt_sockaddr *addr)
{
	return addr->sa.sa_family == AF_INET6 ? sizeof(addr->in6) :
						sizeof(addr->in);
}

/* What can be bound to is an address of this host. */
static bool is_local(const union snt_sockaddr *peer)
{
	int fd = socket(peer->sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	union snt_sockaddr addr = *peer;
	bool is_ours;

	addr.in.sin_port = 0;
	is_ours = fd >= 0 && !bind(fd, &addr.sa, len_of(&addr));
	if (fd >= 0)
		close(fd);
	return is_ours;
}

static void remove_conn(struct snt_conn *conn)
{
	struct snt_server *server = conn->owner;
	struct snt_conn **at = &server->conns;

	while (*at != conn)
		at = &(*at)->next;
	*at = conn->next;
	server->nr_conns--;
	snt_conn_destroy(conn);
}

static void add_conn(struct snt_server *server, int fd,
		     const union snt_sockaddr *peer)
{
	struct snt_conn *conn = snt_conn_create(server->loop, fd,
						server->service, server,
						remove_conn);
	const int on = 1, size = SEND_BUFFER;

	conn->http1 = &snt_conn_http1;
	conn->http2 = &snt_conn_http2;
	/* one that does not read is to be known as that */
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	/* an answer in several parts is not to wait for the peer */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	snt_text_sockaddr(conn->peer, peer);
	conn->peer_addr = *peer;
	conn->next = server->conns;
	server->conns = conn;
	server->nr_conns++;
}

static void accept_conn(struct snt_watch *watch, uint32_t events)
{
	struct snt_server *server =
		snt_container_of(watch, struct snt_server, listener);
	union snt_sockaddr peer = { 0 };
	socklen_t len = sizeof(peer);
	int fd = accept4(watch->fd, &peer.sa, &len,
			 SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)events;
	if (fd < 0)
		return;
	if (!is_local(&peer)) {
		server->nr_foreign++;
		close(fd);
	} else if (server->nr_conns == SNT_SERVER_CONNS) {
		server->nr_full++;
		close(fd);
	} else {
		add_conn(server, fd, &peer);
	}
}

static void __attribute__((format(printf, 2, 3)))
fail(struct snt_server *server, const char *format, ...)
{
	char text[sizeof(server->error)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (strcmp(server->error, text))
		snt_say_error("%s: %s", server->device, text);
	strcpy(server->error, text);
}

/* Returns the socket, or why there is none. */
static int listen_at(const union snt_sockaddr *addr)
{
	int fd = socket(addr->sa.sa_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const int on = 1;
	int ret = 0;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, &addr->sa, len_of(addr)) || listen(fd, BACKLOG))
		ret = -errno;
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

static void stop(struct snt_server *server)
{
	while (server->conns)
		remove_conn(server->conns);
	if (server->listener.fd < 0)
		return;
	snt_loop_unwatch(server->loop, &server->listener);
	close(server->listener.fd);
	server->listener.fd = -1;
}

static void start(struct snt_server *server)
{
	char text[SNT_ADDR_TEXT];
	int fd = listen_at(server->address);

	snt_text_sockaddr(text, server->address);
	if (fd < 0) {
		fail(server, "%s: %s", text, strerror(-fd));
		return;
	}
	*server->error = '\0';
	server->listener.fd = fd;
	snt_loop_watch(server->loop, &server->listener, EPOLLIN);
	snt_say("%s: applications are answered at %s", server->device, text);
}

/**
 * snt_server_settle - listen when the device has the address, and only then
 * @server: from snt_server_init()
 *
 * Return: whether it listens.
 */
bool snt_server_settle(struct snt_server *server)
{
	char text[SNT_ADDR_TEXT];

	if (!is_on_device(server)) {
		stop(server);
		fail(server, "%s is no address of this device",
		     snt_text_sockaddr(text, server->address));
	} else if (server->listener.fd < 0) {
		start(server);
	}
	return server->listener.fd >= 0;
}

/**
 * snt_server_init - do not listen yet
 * @server: filled
 * @loop: what it runs on
 * @service: what answers; stays
 * @address: where to listen; stays
 * @device: name of the interface that is to have it; stays
 */
void snt_server_init(struct snt_server *server, struct snt_loop *loop,
		     struct snt_service *service,
		     const union snt_sockaddr *address, const char *device)
{
	*server = (struct snt_server){
		.loop = loop,
		.service = service,
		.address = address,
		.device = device,
		.listener = { -1, accept_conn },
	};
}

/**
 * snt_server_uninit - listen no more
 * @server: its connections end
 */
void snt_server_uninit(struct snt_server *server)
{
	stop(server);
}
