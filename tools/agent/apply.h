/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interfaces as they are to be.
 */
#ifndef _SNT_APPLY_H
#define _SNT_APPLY_H

#include "facade.h"
#include "iface_link.h"
#include "loop.h"
#include "nl.h"

/**
 * struct snt_wish - what an interface is to be
 * @name: of the link
 * @private_key: of the device
 * @gateway_key: public key of the gateway
 * @gateway: where that is
 * @keepalive_s: seconds between keepalives, 0 for none
 * @address_policy: enum snaptun_address_policy
 * @nr_tunnels: how many
 * @port: UDP port that the first is sent from, 0 for any
 * @port_max: all are sent from ports up to this one
 * @facade: for applications
 */
struct snt_wish {
	const char *name;
	const uint8_t *private_key;
	const uint8_t *gateway_key;
	union snt_sockaddr gateway;
	uint16_t keepalive_s;
	uint32_t address_policy;
	unsigned int nr_tunnels;
	uint16_t port;
	uint16_t port_max;
	struct snt_facade_wish facade;
};

/**
 * struct snt_iface - what an interface is
 * @dev: as the kernel has it, or NULL
 * @stale_ns: handshakes until then are of no account
 * @nr_changed: those with an address that nobody has accepted yet
 * @nr_up: those with a session from a later one
 * @nr_given_up: those that got no answer, and pause or try no more
 * @facade: the way to its facade
 */
struct snt_iface {
	struct snt_dev *dev;
	uint64_t stale_ns;
	unsigned int nr_changed;
	unsigned int nr_up;
	unsigned int nr_given_up;
	struct snt_facade_state facade;
};

/**
 * struct snt_apply - the kernel's side
 * @loop: what events run on
 * @rtnl: for links
 * @nl: for all else, when @is_open
 * @is_open: the family was there
 * @ntf: for notifications, likewise
 * @events: of @ntf
 * @timer: so that many events are looked at together
 * @error: what failed last, one line
 * @owner: for whoever is told
 * @changed: told that tunnels have changed
 */
struct snt_apply {
	struct snt_loop *loop;
	struct snt_rtnl rtnl;
	struct snt_nl nl;
	bool is_open;
	struct snt_nl ntf;
	struct snt_watch events;
	struct snt_timer timer;
	char error[SNT_NL_ERROR_LEN];
	void *owner;
	void (*changed)(struct snt_apply *apply);
};

/* Those that return int: 0 or a negative errno with apply->error set. */
int snt_apply_init(struct snt_apply *apply, struct snt_loop *loop, void *owner,
		   void (*changed)(struct snt_apply *apply));
void snt_apply_uninit(struct snt_apply *apply);
int snt_apply_wish(struct snt_apply *apply, struct snt_iface *iface,
		   const struct snt_wish *wish);
int snt_apply_look(struct snt_apply *apply, struct snt_iface *iface,
		   const char *name);
int snt_apply_facade(struct snt_apply *apply, struct snt_iface *iface,
		     const struct snt_facade_wish *wish);
void snt_apply_forget_facade(struct snt_apply *apply, const char *name,
			     const struct snt_facade_wish *wish);
void snt_apply_remove(struct snt_apply *apply, const char *name);
void snt_iface_uninit(struct snt_iface *iface);

#endif
