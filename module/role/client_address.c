// SPDX-License-Identifier: GPL-2.0-only
/*
 * The addresses that a gateway assigns to the tunnels of a client: which one is
 * in use, and what happens when it reports another one. The address of a SCION
 * application is the assigned one, so it must not change behind its back.
 */
#include <linux/slab.h>
#include "tunnel/content.h"
#include "tunnel/device.h"
#include "client.h"

static struct snt_client *client_of(struct snt_client_tunnel *ct)
{
	return snt_client_of(ct->tunnel.device->role);
}

static struct snt_client_address *
address_locked(const struct snt_client *client,
	       const struct snt_client_tunnel *ct)
{
	return rcu_dereference_protected(ct->address,
					 lockdep_is_held(&client->lock));
}

static void key_of(struct snt_addr_key *key, const struct snt_observed *seen)
{
	size_t len = seen->version == 4 ? 4 : 16;

	memset(key, 0, sizeof(*key));
	key->flow.version = seen->version;
	key->flow.port = seen->port;
	memcpy(key->flow.host, seen->addr + sizeof(seen->addr) - len, len);
}

static bool is_same(const struct snt_client_address *a,
		    const struct snt_client_address *b)
{
	return !memcmp(&a->node.key, &b->node.key, sizeof(a->node.key));
}

static bool is_pinned(const struct snt_client *client)
{
	switch (READ_ONCE(client->address_policy)) {
	case SNAPTUN_ADDRESS_POLICY_PINNED:
		return true;
	case SNAPTUN_ADDRESS_POLICY_FOLLOWING:
		return false;
	default:
		return READ_ONCE(client->role.device->payload) !=
		       SNAPTUN_PAYLOAD_IP;
	}
}

static struct snt_client_address *create(struct snt_client_tunnel *ct,
					 const struct snt_observed *seen)
{
	struct snt_client_address *address;

	address = kzalloc(sizeof(*address), GFP_KERNEL);
	if (!address)
		return NULL;
	address->tunnel = ct;
	address->seen = *seen;
	key_of(&address->node.key, seen);
	return address;
}

/* One that another tunnel has, or without memory, is kept but leads nowhere. */
static void add_locked(struct snt_client *client,
		       struct snt_client_address *address)
{
	lockdep_assert_held(&client->lock);
	address->is_shadowed = snt_addr_add(&client->addresses,
					    &address->node);
	client->nr_shadowed += address->is_shadowed;
}

static void add_again_locked(struct snt_client *client,
			     struct snt_client_address *address)
{
	lockdep_assert_held(&client->lock);
	if (!address->is_shadowed)
		return;
	client->nr_shadowed--;
	add_locked(client, address);
}

/* The gateway may have reported the same address to another tunnel, too. */
static void hand_on_locked(struct snt_client *client,
			   const struct snt_client_address *old)
{
	struct snt_client_address *address;
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	lockdep_assert_held(&client->lock);
	rcu_read_lock();
	while (client->nr_shadowed &&
	       (tunnel = snt_role_walk(&client->role, &pos))) {
		address = address_locked(client, snt_client_tunnel_of(tunnel));
		if (address && is_same(address, old))
			add_again_locked(client, address);
	}
	rcu_read_unlock();
}

static void remove_locked(struct snt_client *client,
			  struct snt_client_tunnel *ct)
{
	struct snt_client_address *old = address_locked(client, ct);

	lockdep_assert_held(&client->lock);
	RCU_INIT_POINTER(ct->address, NULL);
	if (!old)
		return;
	if (old->is_shadowed) {
		client->nr_shadowed--;
	} else {
		snt_addr_remove(&client->addresses, &old->node);
		hand_on_locked(client, old);
	}
	kfree_rcu(old, rcu);
}

static void use_locked(struct snt_client *client, struct snt_client_tunnel *ct,
		       struct snt_client_address *address)
{
	const struct snt_client_address *old = address_locked(client, ct);

	lockdep_assert_held(&client->lock);
	if (old)
		address->before = old->seen;
	remove_locked(client, ct);
	rcu_assign_pointer(ct->address, address);
	WRITE_ONCE(ct->has_changed, false);
	add_locked(client, address);
	if (address->is_shadowed)
		snt_tunnel_fail(&ct->tunnel,
				SNAPTUN_PEER_ERROR_ADDRESS_IN_USE);
}

/* Returns @address if it was not used. */
static struct snt_client_address *
assign_locked(struct snt_client *client, struct snt_client_tunnel *ct,
	      struct snt_client_address *address)
{
	struct snt_client_address *old = address_locked(client, ct);

	lockdep_assert_held(&client->lock);
	if (READ_ONCE(ct->tunnel.is_dead))
		return address;
	if (old && is_same(old, address)) {
		add_again_locked(client, old);
		WRITE_ONCE(ct->has_changed, false);
		return address;
	}
	/* An application behind the facade has an address of its own. */
	if (old && is_pinned(client) && !rcu_access_pointer(ct->flow)) {
		WRITE_ONCE(ct->has_changed, true);
		return address;
	}
	use_locked(client, ct, address);
	return NULL;
}

/**
 * snt_client_assign - the gateway reported the address of a tunnel
 * @tunnel: of a client
 * @observed: the address; it may be the same as before
 *
 * Without memory the next report will do.
 *
 * Context: process.
 */
void snt_client_assign(struct snt_tunnel *tunnel,
		       const struct snt_observed *observed)
{
	struct snt_client_tunnel *ct = snt_client_tunnel_of(tunnel);
	struct snt_client *client = client_of(ct);
	struct snt_client_address *address;

	address = create(ct, observed);
	if (!address)
		return;
	spin_lock_bh(&client->lock);
	address = assign_locked(client, ct, address);
	spin_unlock_bh(&client->lock);
	kfree(address);
	snt_facade_flush(ct);
}

static bool read_observed(struct snt_tunnel *tunnel,
			  struct snt_observed *observed)
{
	bool ret;

	spin_lock_bh(&tunnel->error_lock);
	*observed = tunnel->observed;
	ret = tunnel->has_observed;
	spin_unlock_bh(&tunnel->error_lock);
	return ret;
}

/**
 * snt_client_accept_address - use the address that was reported last
 * @ct: the tunnel; its device's update lock is held
 *
 * Context: process.
 * Return: 0, also if it is in use already; -EADDRNOTAVAIL: none was reported;
 * -ENOMEM.
 */
int snt_client_accept_address(struct snt_client_tunnel *ct)
{
	struct snt_client *client = client_of(ct);
	struct snt_client_address *address, *old;
	struct snt_observed observed;

	lockdep_assert_held(&ct->tunnel.device->update_lock);
	if (!read_observed(&ct->tunnel, &observed))
		return -EADDRNOTAVAIL;
	address = create(ct, &observed);
	if (!address)
		return -ENOMEM;
	spin_lock_bh(&client->lock);
	old = address_locked(client, ct);
	if (!old || !is_same(old, address)) {
		use_locked(client, ct, address);
		address = NULL;
	}
	spin_unlock_bh(&client->lock);
	kfree(address);
	return 0;
}

/**
 * snt_client_set_address_policy - what another assigned address means
 * @client: the client; its device's update lock is held
 * @policy: enum snaptun_address_policy
 *
 * Addresses that wait to be accepted go on waiting unless they need not any
 * more.
 *
 * Context: process.
 */
void snt_client_set_address_policy(struct snt_client *client, u8 policy)
{
	struct snt_client_tunnel *ct;
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	lockdep_assert_held(&client->role.device->update_lock);
	WRITE_ONCE(client->address_policy, policy);
	if (is_pinned(client))
		return;
	while ((tunnel = snt_role_walk(&client->role, &pos))) {
		ct = snt_client_tunnel_of(tunnel);
		/* Without memory it waits for the next report. */
		if (READ_ONCE(ct->has_changed))
			snt_client_accept_address(ct);
	}
}

/**
 * snt_client_forget_address - a tunnel has no address any more
 * @ct: the tunnel
 *
 * Context: process or softirq.
 */
void snt_client_forget_address(struct snt_client_tunnel *ct)
{
	struct snt_client *client = client_of(ct);

	spin_lock_bh(&client->lock);
	remove_locked(client, ct);
	WRITE_ONCE(ct->has_changed, false);
	spin_unlock_bh(&client->lock);
}

/**
 * snt_client_previous_address - the address beside the one that was told last
 * @tunnel: of a client
 * @at: the one in use while another one waits, else the one before it
 *
 * Context: any.
 * Return: whether there is one.
 */
bool snt_client_previous_address(struct snt_tunnel *tunnel,
				 struct snt_observed *at)
{
	struct snt_client_tunnel *ct = snt_client_tunnel_of(tunnel);
	const struct snt_client_address *address;
	struct snt_client *client = client_of(ct);

	memset(at, 0, sizeof(*at));
	spin_lock_bh(&client->lock);
	address = address_locked(client, ct);
	if (address)
		*at = ct->has_changed ? address->seen : address->before;
	spin_unlock_bh(&client->lock);
	return at->version;
}

/**
 * snt_client_is_blocked - does an address wait to be accepted first?
 * @ct: the tunnel
 * @protocol: of a packet, from snt_content_protocol()
 *
 * Context: any.
 * Return: whether the packet must not pass.
 */
bool snt_client_is_blocked(const struct snt_client_tunnel *ct, __be16 protocol)
{
	const struct snt_client *client;

	if (likely(!READ_ONCE(ct->has_changed)))
		return false;
	client = snt_client_of(ct->tunnel.device->role);
	return protocol == htons(SNT_ETH_P_SCION) ||
	       READ_ONCE(client->address_policy) ==
			SNAPTUN_ADDRESS_POLICY_PINNED;
}
