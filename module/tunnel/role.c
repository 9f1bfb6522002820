// SPDX-License-Identifier: GPL-2.0-only
/* The same for all roles. */
#include "role.h"
#include <linux/rcupdate.h>
#include "tunnel.h"

/**
 * snt_role_get_identity - the tunnel to whoever has a static key
 * @role: of the device
 * @key: the key
 *
 * Context: any.
 * Return: the tunnel with a reference, or NULL.
 */
struct snt_tunnel *snt_role_get_identity(struct snt_role *role,
					 const u8 key[SNAPTUN_KEY_LEN])
{
	struct snt_tunnel *tunnel;

	rcu_read_lock();
	tunnel = role->ops->find_identity(role, key);
	tunnel = snt_tunnel_get_unless_dead(tunnel);
	rcu_read_unlock();
	return tunnel;
}

/**
 * snt_role_walk - all tunnels of a role one after the other, by their numbers
 * @role: of the device
 * @pos: where the walk is, 0 before it has begun
 *
 * Tunnels may be removed in between.
 *
 * Context: see snt_role_ops.next.
 * Return: the next tunnel, borrowed, or NULL.
 */
struct snt_tunnel *snt_role_walk(struct snt_role *role, unsigned long *pos)
{
	struct snt_tunnel *tunnel = role->ops->next(role, pos);

	if (tunnel)
		(*pos)++;
	return tunnel;
}
