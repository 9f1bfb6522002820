// SPDX-License-Identifier: GPL-2.0-only
/*
 * There are as many connections as memory is meant for, and no more.
 */
#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "container.h"

#define BACKLOG		512
#define SEND_BUFFER	131072

static void remove_conn(struct snt_conn *conn)
{
	struct snt_listener *listener = conn->owner;

	*conn->at = conn->next;
	if (conn->next)
		conn->next->at = conn->at;
	listener->nr_conns--;
	if (listener->end)
		listener->end(listener, conn);
	snt_conn_destroy(conn);
}

static void add_conn(struct snt_listener *listener, int fd,
		     const union snt_sockaddr *peer)
{
	struct snt_conn *conn = snt_conn_create(listener->loop, fd,
						listener->service, listener,
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
	conn->at = &listener->conns;
	conn->next = listener->conns;
	if (conn->next)
		conn->next->at = &conn->next;
	listener->conns = conn;
	listener->nr_conns++;
	if (listener->begin)
		listener->begin(listener, conn);
}

static int open_spare(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* No descriptor is left for whoever waits: that of the spare one is. Else he would
 * wait on, and wake the loop again and again.
 */
static void turn_away(struct snt_listener *listener)
{
	int fd;

	close(listener->spare_fd);
	fd = accept4(listener->watch.fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0) {
		close(fd);
		listener->nr_full++;
	}
	listener->spare_fd = open_spare();
}

static void accept_conn(struct snt_watch *watch, uint32_t events)
{
	struct snt_listener *listener =
		snt_container_of(watch, struct snt_listener, watch);
	union snt_sockaddr peer = { 0 };
	socklen_t len = sizeof(peer);
	int fd = accept4(watch->fd, &peer.sa, &len,
			 SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)events;
	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE)
			turn_away(listener);
		return;
	}
	if (listener->nr_conns >= listener->conns_max) {
		listener->nr_full++;
		close(fd);
	} else if (listener->admit && !listener->admit(listener, &peer)) {
		close(fd);
	} else {
		add_conn(listener, fd, &peer);
	}
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
	if (bind(fd, &addr->sa, addr->sa.sa_family == AF_INET6 ?
				sizeof(addr->in6) : sizeof(addr->in)) ||
	    listen(fd, BACKLOG))
		ret = -errno;
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

/**
 * snt_listener_init - do not listen yet
 * @listener: filled
 * @loop: what it runs on
 * @service: what answers; stays
 * @conns_max: connections at a time
 */
void snt_listener_init(struct snt_listener *listener, struct snt_loop *loop,
		       struct snt_service *service, unsigned int conns_max)
{
	*listener = (struct snt_listener){
		.loop = loop,
		.service = service,
		.conns_max = conns_max,
		.watch = { -1, accept_conn },
		.spare_fd = -1,
	};
}

/**
 * snt_listener_start - listen
 * @listener: does not listen
 * @address: where
 *
 * Return: 0 or why it cannot.
 */
int snt_listener_start(struct snt_listener *listener,
		       const union snt_sockaddr *address)
{
	int fd = listen_at(address);

	if (fd < 0)
		return fd;
	listener->watch.fd = fd;
	listener->spare_fd = open_spare();
	return snt_loop_watch(listener->loop, &listener->watch, EPOLLIN);
}

/**
 * snt_listener_stop - listen no more
 * @listener: listens or not; its connections end
 */
void snt_listener_stop(struct snt_listener *listener)
{
	while (listener->conns)
		remove_conn(listener->conns);
	if (listener->watch.fd < 0)
		return;
	snt_loop_unwatch(listener->loop, &listener->watch);
	close(listener->watch.fd);
	close(listener->spare_fd);
	listener->watch.fd = -1;
}
