/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the units of one device share. The struct is here so that lower units
 * need not know device.c, which owns it: created by newlink, freed by the
 * core's free_netdev() once every tunnel has dropped its hold.
 */
#ifndef _SNT_DEVICE_H
#define _SNT_DEVICE_H

#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/rwsem.h>
#include <uapi/linux/snaptun.h>
#include "core/cookie.h"
#include "core/noise.h"
#include "core/wire.h"
#include "base/budget.h"
#include "base/stats.h"
#include "udp/udp.h"
#include "tunnel_table.h"

struct snt_handshakes;
struct snt_role;
struct snt_tunnel_ops;

/**
 * struct snt_device - one network device of kind snaptun (netdev_priv)
 * @dev: the network device
 * @creating_net: namespace of the sockets; NULL once it has gone away. Written
 *	under RTNL, read under RCU or RTNL
 * @ops: what tunnels ask of the units above them
 * @udp: the sockets that tunnels have unless they have some of their own
 * @stats: dropped packets by reason
 * @staged: memory of packets that wait for sessions
 * @queued: memory of batches that wait for those before them, both ways
 * @role: who makes tunnels, and which one a packet goes to
 * @indices: handshakes and sessions by the receiver index we chose
 * @handshakes: received handshake messages and the workers that answer them
 * @identity_lock: protects @identity and the keys of all other ends; taken
 *	before a handshake's lock
 * @identity: our static key pair
 * @cookie_lock: protects @cookies
 * @cookies: what checks mac1 and mac2 of messages to us
 * @port: the port that was asked for, or is in use; under @update_lock
 * @rx_napi: takes what arrived and delivers what was opened
 * @rx_sockets: sockets with datagrams that wait for @rx_napi
 * @rx_tunnels: tunnels with opened batches that wait for it
 * @update_lock: serialises configuration; taken after RTNL where both are
 * @wire: the wire mode, enum snaptun_wire; read without a lock
 * @payload: what may travel inside, enum snaptun_payload
 * @gso: are batches sent as UDP GSO packets, enum snaptun_gso; read without a
 *	lock
 * @keylog: are the keys of sessions told, enum snaptun_keylog; read without a
 *	lock
 * @has_chosen_payload: @payload was set, it does not follow @wire; under
 *	@update_lock
 * @generation: counts configuration changes, for interrupted dumps
 * @event_seq: number of the last notification to the group "peer"
 * @config_seq: number of the last one to the group "config"
 * @dying: set under @update_lock before the device goes: no peer may come
 * @tunnels: tunnels whose memory still refers to this device, plus one; its
 *	address is waited on (wait_var_event)
 * @list: entry in the list of all devices, under RTNL
 */
struct snt_device {
	struct net_device *dev;
	struct net __rcu *creating_net;
	const struct snt_tunnel_ops *ops;
	struct snt_udp udp;
	struct snt_stats stats;
	struct snt_budget staged;
	struct snt_budget queued;
	struct snt_role *role;
	struct snt_index_table indices;
	struct snt_handshakes *handshakes;
	struct rw_semaphore identity_lock;
	struct snt_noise_identity identity;
	struct rw_semaphore cookie_lock;
	struct snt_cookie_checker cookies;
	struct napi_struct rx_napi;
	struct llist_head rx_sockets;
	struct llist_head rx_tunnels;
	struct mutex update_lock;	/* serialises configuration */
	u16 port;
	u8 wire;
	u8 payload;
	u8 gso;
	u8 keylog;
	u32 generation;
	atomic_t event_seq;
	atomic_t config_seq;
	bool has_chosen_payload;
	bool dying;
	refcount_t tunnels;
	struct list_head list;
};

/**
 * snt_device_may_use_gso - may a batch be sent as one UDP GSO packet?
 * @snt: the device
 * @is_refused: the way there has refused one lately; only a hint
 *
 * Context: any.
 * Return: whether it may.
 */
static inline bool snt_device_may_use_gso(const struct snt_device *snt,
					  bool is_refused)
{
	switch (READ_ONCE(snt->gso)) {
	case SNAPTUN_GSO_ON:
		return true;
	case SNAPTUN_GSO_OFF:
		return false;
	default:
		return !snt_compat_gso_cuts_wrong && !is_refused;
	}
}

#endif /* _SNT_DEVICE_H */
