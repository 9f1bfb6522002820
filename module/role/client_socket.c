// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sockets of a client's tunnels: each has its own port, which is what the
 * gateway knows it by.
 */
#include <linux/random.h>
#include "tunnel/device.h"
#include "client.h"

/* Begins anywhere in the range, as others may have begun at its start. */
static int open_in_range(struct snt_client_tunnel *ct)
{
	u32 nr = ct->port_max - ct->port + 1U, i;
	u32 first = get_random_u32_below(nr);
	int err = -EADDRINUSE;

	for (i = 0; i < nr && err == -EADDRINUSE; i++)
		err = snt_udp_open(&ct->udp, ct->port + (first + i) % nr);
	return err;
}

static bool has_choice(const struct snt_client_tunnel *ct)
{
	return !ct->port || ct->port_max > ct->port;
}

/* The port that it had before, if that is still free: the gateway knows it. */
static int open_sockets(struct snt_client_tunnel *ct)
{
	if (has_choice(ct) && ct->last_port &&
	    !snt_udp_open(&ct->udp, ct->last_port))
		return 0;
	if (ct->port_max > ct->port)
		return open_in_range(ct);
	return snt_udp_open(&ct->udp, ct->port);
}

/**
 * snt_client_open_tunnel - open the sockets of one tunnel
 * @ct: the tunnel; its device's update lock is held
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snt_client_open_tunnel(struct snt_client_tunnel *ct)
{
	struct snt_device *snt = ct->tunnel.device;
	struct snt_client *client = snt_client_of(snt->role);
	int err;

	lockdep_assert_held(&snt->update_lock);
	if (!rcu_access_pointer(snt->creating_net))
		return -ENONET;
	ct->udp.family = client->gateway.addr.any.sa_family;
	err = open_sockets(ct);
	if (err == -EADDRINUSE) {
		/* A tunnel that was removed may not have let go of it yet. */
		flush_work(&client->role.burial);
		err = open_sockets(ct);
	}
	if (!err)
		WRITE_ONCE(ct->last_port, ct->udp.port);
	return err;
}

/**
 * snt_client_begin_close - nothing comes by the sockets of a tunnel any more
 * @ct: the tunnel; its device's update lock is held
 *
 * To be followed by synchronize_net() and snt_client_end_close().
 *
 * Context: process.
 */
void snt_client_begin_close(struct snt_client_tunnel *ct)
{
	lockdep_assert_held(&ct->tunnel.device->update_lock);
	if (ct->udp.port)
		snt_udp_begin_close(&ct->udp, &ct->closing);
}

/**
 * snt_client_end_close - release the sockets of a tunnel
 * @tunnel: after snt_client_begin_close() and a grace period
 *
 * Context: process.
 */
void snt_client_end_close(struct snt_tunnel *tunnel)
{
	snt_udp_end_close(&snt_client_tunnel_of(tunnel)->closing);
}

static void begin_close_all(struct snt_client *client)
{
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	while ((tunnel = snt_role_walk(&client->role, &pos)))
		snt_client_begin_close(snt_client_tunnel_of(tunnel));
}

static void end_close_all(struct snt_client *client)
{
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	synchronize_net();
	while ((tunnel = snt_role_walk(&client->role, &pos)))
		snt_client_end_close(tunnel);
}

static int open_all(struct snt_client *client)
{
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;
	int err = 0;

	while (!err && (tunnel = snt_role_walk(&client->role, &pos)))
		err = snt_client_open_tunnel(snt_client_tunnel_of(tunnel));
	return err;
}

/**
 * snt_client_open - open the sockets of all tunnels
 * @role: of the device; its update lock is held
 *
 * Context: process.
 * Return: 0 or a negative errno; then none is open.
 */
int snt_client_open(struct snt_role *role)
{
	struct snt_client *client = snt_client_of(role);
	int err = open_all(client);

	if (err) {
		begin_close_all(client);
		end_close_all(client);
		return err;
	}
	snt_client_watch_begin(client);
	return 0;
}

/**
 * snt_client_close - undo snt_client_open(), if it was done
 * @role: of the device; its update lock is held
 *
 * Context: process.
 */
void snt_client_close(struct snt_role *role)
{
	struct snt_client *client = snt_client_of(role);

	snt_client_watch_end(client);
	begin_close_all(client);
	end_close_all(client);
}

/* Those with a choice get other ports, as the old ones are not free yet. */
static void open_others(struct snt_client *client)
{
	struct snt_client_tunnel *ct;
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	while ((tunnel = snt_role_walk(&client->role, &pos))) {
		ct = snt_client_tunnel_of(tunnel);
		WRITE_ONCE(ct->last_port, 0);
		if (has_choice(ct))
			snt_client_open_tunnel(ct);
	}
}

/* The rest: without a choice, or without a free port before */
static void open_rest(struct snt_client *client)
{
	struct snt_client_tunnel *ct;
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	while ((tunnel = snt_role_walk(&client->role, &pos))) {
		ct = snt_client_tunnel_of(tunnel);
		if (!ct->udp.port && snt_client_open_tunnel(ct))
			snt_tunnel_fail(tunnel, SNAPTUN_PEER_ERROR_SEND_FAILED);
	}
}

/**
 * snt_client_reopen - new sockets for all tunnels, on other ports if possible
 * @client: of a device that is up; its update lock is held
 *
 * A gateway keeps an address for the key that it has seen there, for minutes.
 * A tunnel that gets no socket says so and gets one when the device goes up
 * the next time.
 *
 * Context: process.
 */
void snt_client_reopen(struct snt_client *client)
{
	lockdep_assert_held(&client->role.device->update_lock);
	begin_close_all(client);
	open_others(client);
	end_close_all(client);
	open_rest(client);
}

/**
 * snt_client_sockets_of - the sockets of a tunnel
 * @role: of the device
 * @number: the tunnel's
 *
 * Context: RCU read section.
 * Return: the sockets, borrowed, or NULL.
 */
struct snt_udp *snt_client_sockets_of(struct snt_role *role, u32 number)
{
	struct snt_tunnel *tunnel = xa_load(&role->tunnels, number);

	return tunnel ? tunnel->path.udp : NULL;
}
