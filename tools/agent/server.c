// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls are made with our token, so only programs of this host may make them,
 * and the address has to be one of the device, or of this host alone.
 */
#include "server.h"

#include <ifaddrs.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "container.h"
#include "say.h"

static bool is_on_device(const struct snt_server *server)
{
	const struct ifaddrs *at;
	struct ifaddrs *all;
	bool is_there = false;

	if (snt_address_is_loopback(server->address))
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

static bool admit(struct snt_listener *listener, const union snt_sockaddr *peer)
{
	struct snt_server *server =
		snt_container_of(listener, struct snt_server, listener);
	bool is_ours = is_local(peer);

	server->nr_foreign += !is_ours;
	return is_ours;
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

static void start(struct snt_server *server)
{
	char text[SNT_ADDR_TEXT];
	int ret = snt_listener_start(&server->listener, server->address);

	snt_text_sockaddr(text, server->address);
	if (ret) {
		fail(server, "%s: %s", text, strerror(-ret));
		return;
	}
	*server->error = '\0';
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
		snt_listener_stop(&server->listener);
		fail(server, "%s is no address of this device",
		     snt_text_sockaddr(text, server->address));
	} else if (server->listener.watch.fd < 0) {
		start(server);
	}
	return server->listener.watch.fd >= 0;
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
		.address = address,
		.device = device,
	};
	snt_listener_init(&server->listener, loop, service, SNT_SERVER_CONNS);
	server->listener.admit = admit;
}

/**
 * snt_server_uninit - listen no more
 * @server: its connections end
 */
void snt_server_uninit(struct snt_server *server)
{
	snt_listener_stop(&server->listener);
}
