// SPDX-License-Identifier: GPL-2.0-only
/*
 * The same for all roles: the tunnels of a device by their numbers, and the end
 * of those that were taken away.
 */
#include "role.h"
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include "device.h"
#include "tunnel.h"

static struct workqueue_struct *burial_wq;

/* Ends tunnels that were taken away: who found one before has left by then. One
 * grace period does for all that went meanwhile.
 */
static void bury(struct work_struct *work)
{
	struct snt_role *role = container_of(work, struct snt_role, burial);
	struct snt_tunnel *tunnel, *next;
	LIST_HEAD(dead);

	spin_lock(&role->dead_lock);
	list_splice_init(&role->dead, &dead);
	spin_unlock(&role->dead_lock);
	synchronize_rcu();
	list_for_each_entry_safe(tunnel, next, &dead, dead) {
		list_del(&tunnel->dead);
		if (role->ops->bury)
			role->ops->bury(tunnel);
		tunnel->device->ops->stop(tunnel);
		snt_tunnel_put(tunnel);
		cond_resched();
	}
}

/**
 * snt_role_init - a role without tunnels
 * @role: to be set up, all but its ops
 * @snt: the device
 */
void snt_role_init(struct snt_role *role, struct snt_device *snt)
{
	role->device = snt;
	role->adding = &snt->update_lock;
	role->nr_tunnels = 0;
	role->next_number = 0;
	xa_init_flags(&role->tunnels, XA_FLAGS_ALLOC1);
	spin_lock_init(&role->dead_lock);
	INIT_LIST_HEAD(&role->dead);
	INIT_WORK(&role->burial, bury);
}

/**
 * snt_role_uninit - undo snt_role_init()
 * @role: without tunnels
 *
 * Context: process.
 */
void snt_role_uninit(struct snt_role *role)
{
	/* The last tunnel is gone, but it may be at its last steps. */
	flush_work(&role->burial);
	xa_destroy(&role->tunnels);
}

/**
 * snt_role_open_port - all tunnels are reached by the sockets of the device
 * @role: of the device; its update lock is held
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snt_role_open_port(struct snt_role *role)
{
	struct snt_device *snt = role->device;
	int err;

	lockdep_assert_held(&snt->update_lock);
	err = snt_udp_open(&snt->udp, snt->port);
	if (!err)
		snt->port = snt->udp.port;
	return err;
}

/**
 * snt_role_close_port - undo snt_role_open_port()
 * @role: of the device; its update lock is held
 *
 * Context: process.
 */
void snt_role_close_port(struct snt_role *role)
{
	lockdep_assert_held(&role->device->update_lock);
	snt_udp_close(&role->device->udp);
}

/**
 * snt_role_port_sockets - the sockets of snt_role_open_port()
 * @role: of the device
 * @number: of a tunnel, or 0
 *
 * Return: these, borrowed.
 */
struct snt_udp *snt_role_port_sockets(struct snt_role *role, u32 number)
{
	return &role->device->udp;
}

/**
 * snt_role_reserve - give a new tunnel its number
 * @tunnel: not added yet; the role's lock for adding is held
 *
 * To be followed by snt_role_add() or snt_role_cancel().
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int snt_role_reserve(struct snt_tunnel *tunnel)
{
	struct snt_role *role = tunnel->device->role;
	int err;

	lockdep_assert_held(role->adding);
	err = xa_alloc_cyclic(&role->tunnels, &tunnel->number, NULL,
			      xa_limit_32b, &role->next_number,
			      GFP_KERNEL_ACCOUNT);
	return min(err, 0);
}

/**
 * snt_role_cancel - undo snt_role_reserve()
 * @tunnel: the tunnel; the role's lock for adding is held
 */
void snt_role_cancel(struct snt_tunnel *tunnel)
{
	struct snt_role *role = tunnel->device->role;

	lockdep_assert_held(role->adding);
	xa_erase(&role->tunnels, tunnel->number);
}

/**
 * snt_role_add - a tunnel can be found from now on, and works
 * @tunnel: has a number; its reference passes to the role; the role's lock for
 *	adding is held
 *
 * Context: process.
 */
void snt_role_add(struct snt_tunnel *tunnel)
{
	struct snt_device *snt = tunnel->device;
	struct snt_role *role = snt->role;

	lockdep_assert_held(role->adding);
	/* The slot is there: this needs no memory. */
	xa_store(&role->tunnels, tunnel->number, tunnel, GFP_KERNEL_ACCOUNT);
	WRITE_ONCE(role->nr_tunnels, role->nr_tunnels + 1);
	if (netif_running(snt->dev))
		snt->ops->start(tunnel);
}

/**
 * snt_role_remove - take a tunnel away
 * @tunnel: was added, and is in no table of its role any more; the update lock
 *	and the role's lock for adding are held; the caller may hold a reference
 *
 * No packet, message or handler finds it from here on, and it keeps no route,
 * which could outlive the namespace of the sockets. What goes on in the tunnel
 * by itself ends soon after.
 *
 * Context: process.
 */
void snt_role_remove(struct snt_tunnel *tunnel)
{
	struct snt_role *role = tunnel->device->role;

	lockdep_assert_held(&tunnel->device->update_lock);
	lockdep_assert_held(role->adding);
	xa_erase(&role->tunnels, tunnel->number);
	WRITE_ONCE(role->nr_tunnels, role->nr_tunnels - 1);
	WRITE_ONCE(tunnel->is_dead, true);
	snt_path_close(&tunnel->path);
	spin_lock(&role->dead_lock);
	list_add_tail(&tunnel->dead, &role->dead);
	spin_unlock(&role->dead_lock);
	queue_work(burial_wq, &role->burial);
}

/**
 * snt_role_get_identity - the tunnel to whoever has a static key
 * @role: of the device
 * @key: the key
 * @number: of the tunnel whose socket it wrote to; 0: that of all, or any
 *
 * Context: any.
 * Return: the tunnel with a reference, or NULL.
 */
struct snt_tunnel *snt_role_get_identity(struct snt_role *role,
					 const u8 key[SNAPTUN_KEY_LEN],
					 u32 number)
{
	struct snt_tunnel *tunnel;

	rcu_read_lock();
	tunnel = role->ops->find_identity(role, key, number);
	tunnel = snt_tunnel_get_unless_dead(tunnel);
	rcu_read_unlock();
	return tunnel;
}

/**
 * snt_role_get_number - the tunnel with a number
 * @role: of the device
 * @number: the number
 *
 * Context: any.
 * Return: the tunnel with a reference, or NULL.
 */
struct snt_tunnel *snt_role_get_number(struct snt_role *role, u32 number)
{
	struct snt_tunnel *tunnel;

	rcu_read_lock();
	tunnel = snt_tunnel_get_unless_dead(xa_load(&role->tunnels, number));
	rcu_read_unlock();
	return tunnel;
}

/**
 * snt_role_tell - something happened to a tunnel
 * @tunnel: the tunnel
 * @news: what
 *
 * Context: see enum snt_role_news.
 */
void snt_role_tell(struct snt_tunnel *tunnel, enum snt_role_news news)
{
	const struct snt_role_ops *ops = tunnel->device->role->ops;

	if (ops->tell)
		ops->tell(tunnel, news);
}

/**
 * snt_role_may_begin - may an attempt to make a session begin?
 * @tunnel: the tunnel
 *
 * Context: any.
 * Return: whether the role has nothing against it.
 */
bool snt_role_may_begin(struct snt_tunnel *tunnel)
{
	const struct snt_role_ops *ops = tunnel->device->role->ops;

	return !ops->may_begin || ops->may_begin(tunnel);
}

/**
 * snt_role_next - the tunnel with the smallest number from a given one on
 * @role: of the device
 * @number: this one; becomes the tunnel's
 *
 * Context: RCU read section, or the device's update lock is held.
 * Return: the tunnel, borrowed, or NULL.
 */
struct snt_tunnel *snt_role_next(struct snt_role *role, unsigned long *number)
{
	return xa_find(&role->tunnels, number, U32_MAX, XA_PRESENT);
}

/**
 * snt_role_walk - all tunnels of a role one after the other, by their numbers
 * @role: of the device
 * @pos: where the walk is, 0 before it has begun
 *
 * Tunnels may be removed in between.
 *
 * Context: as snt_role_next().
 * Return: the next tunnel, borrowed, or NULL.
 */
struct snt_tunnel *snt_role_walk(struct snt_role *role, unsigned long *pos)
{
	struct snt_tunnel *tunnel = snt_role_next(role, pos);

	if (tunnel)
		(*pos)++;
	return tunnel;
}

/**
 * snt_role_remove_all - take all tunnels away
 * @role: of a device whose update lock is held
 *
 * Context: process.
 */
void snt_role_remove_all(struct snt_role *role)
{
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	lockdep_assert_held(&role->device->update_lock);
	while ((tunnel = snt_role_walk(role, &pos)))
		role->ops->remove(tunnel);
}

/**
 * snt_role_start - set up what ends tunnels
 *
 * Return: 0 or -ENOMEM.
 */
int snt_role_start(void)
{
	burial_wq = alloc_workqueue("snaptun-burial", WQ_UNBOUND, 0);
	return burial_wq ? 0 : -ENOMEM;
}

/**
 * snt_role_stop - undo snt_role_start(); no tunnel is left
 */
void snt_role_stop(void)
{
	destroy_workqueue(burial_wq);
}
