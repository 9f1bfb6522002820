// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes of a device's configuration while it works. Each function either
 * does all or leaves everything as it was.
 */
#include <linux/netlink.h>
#include "core/crypto.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/timers.h"
#include "netdev.h"

/**
 * snt_device_port - the port that the device listens on
 * @snt: the device, its update lock is held
 *
 * Return: the port in use, or that will be used when the device comes up; 0:
 * any that is free then.
 */
u16 snt_device_port(const struct snt_device *snt)
{
	lockdep_assert_held(&snt->update_lock);
	return snt->port;
}

/**
 * snt_device_clear_sources - all tunnels choose local address and route anew
 * @snt: the device, its update lock is held
 *
 * Context: process.
 */
void snt_device_clear_sources(struct snt_device *snt)
{
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	lockdep_assert_held(&snt->update_lock);
	while ((tunnel = snt_role_walk(snt->role, &pos)))
		snt_path_clear_source(&tunnel->path);
}

/**
 * snt_device_set_port - listen on another port
 * @snt: the device, its update lock is held
 * @port: 0 for any that is free
 * @extack: told why not
 *
 * A device that is down takes the port when it comes up.
 *
 * Context: process.
 * Return: 0, or the error of opening the new sockets; the old ones stay.
 */
int snt_device_set_port(struct snt_device *snt, u16 port,
			struct netlink_ext_ack *extack)
{
	int err;

	lockdep_assert_held(&snt->update_lock);
	if (!netif_running(snt->dev)) {
		snt->port = port;
		return 0;
	}
	if (!rcu_access_pointer(snt->creating_net)) {
		NL_SET_ERR_MSG(extack, "The namespace that the device was created in, where its sockets belong, is gone");
		return -ENONET;
	}
	err = snt_udp_open(&snt->udp, port);
	if (err) {
		NL_SET_ERR_MSG(extack, "The listen port can't be used; choose another one, or 0 for any");
		return err;
	}
	snt->port = snt->udp.port;
	snt_device_clear_sources(snt);
	return 0;
}

/**
 * snt_device_set_fwmark - mark of outgoing datagrams
 * @snt: the device, its update lock is held
 * @fwmark: 0 for none
 */
void snt_device_set_fwmark(struct snt_device *snt, u32 fwmark)
{
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	lockdep_assert_held(&snt->update_lock);
	snt_udp_set_fwmark(&snt->udp, fwmark);
	while ((tunnel = snt_role_walk(snt->role, &pos)))
		snt_udp_set_fwmark(tunnel->path.udp, fwmark);
	snt_device_clear_sources(snt);
}

/* What waited for a key goes now, and who is to be kept in touch with is called
 * without waiting for the next keepalive.
 */
static void call(struct snt_device *snt, struct snt_tunnel *tunnel)
{
	if (!netif_running(snt->dev) || !snt->identity.valid)
		return;
	local_bh_disable();
	if (snt_timers_keepalive(tunnel))
		snt->ops->keepalive(tunnel);
	else
		snt->ops->flush(tunnel);
	local_bh_enable();
}

static int rekey(struct snt_device *snt, struct snt_noise_remote *remote)
{
	int err;

	down_write(&snt->identity_lock);
	err = snt_noise_remote_rekey(remote, &snt->identity);
	up_write(&snt->identity_lock);
	return err;
}

static void forget_handshake(struct snt_tunnel *tunnel)
{
	down_write(&tunnel->handshake.lock);
	snt_tunnel_end_handshake(tunnel);
	up_write(&tunnel->handshake.lock);
	atomic64_set(&tunnel->handshake.last_sent_ns, 0);
}

/*
 * Tunnels in which no handshake is possible under the new key go. Those that
 * lead to the same end follow each other.
 */
static void adopt_identity(struct snt_device *snt)
{
	struct snt_noise_remote *remote = NULL;
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;
	int err = 0;

	while ((tunnel = snt_role_walk(snt->role, &pos))) {
		if (remote != tunnel->remote)
			err = rekey(snt, tunnel->remote);
		remote = tunnel->remote;
		forget_handshake(tunnel);
		snt_keyring_expire_sending(&tunnel->keyring);
		if (err)
			snt->role->ops->remove(tunnel);
		else
			call(snt, tunnel);
	}
}

static void remove_own_key(struct snt_device *snt, const u8 public_key[32],
			   struct netlink_ext_ack *extack)
{
	struct snt_tunnel *tunnel;

	tunnel = snt_role_get_identity(snt->role, public_key, 0);
	if (!tunnel)
		return;
	snt->role->ops->remove(tunnel);
	snt_tunnel_put(tunnel);
	NL_SET_ERR_MSG(extack, "The peer whose public key is the device's own now was removed");
}

/**
 * snt_device_has_key - is this the device's own public key?
 * @snt: the device, its update lock is held
 * @public_key: 32 bytes, not secret
 *
 * Return: true if so; false if the device has no key.
 */
bool snt_device_has_key(const struct snt_device *snt, const u8 public_key[32])
{
	lockdep_assert_held(&snt->update_lock);
	return snt->identity.valid &&
	       !memcmp(snt->identity.public_key, public_key,
		       sizeof(snt->identity.public_key));
}

/**
 * snt_device_set_private_key - take another identity
 * @snt: the device, its update lock is held
 * @key: 32 bytes; all zero for none
 * @extack: told if that removes a peer
 *
 * A peer that has the new public key is removed, as it is ourselves. The
 * others start a handshake with their next packet, or at once if something
 * waits for them or they have a persistent keepalive.
 *
 * Context: process.
 */
void snt_device_set_private_key(struct snt_device *snt, const u8 key[32],
				struct netlink_ext_ack *extack)
{
	struct snt_noise_identity identity = {};

	lockdep_assert_held(&snt->update_lock);
	/* A clamped key times the base point is never zero. */
	if (WARN_ON_ONCE(snt_noise_identity_set(&identity, key)))
		goto out;
	if (identity.valid == snt->identity.valid &&
	    snt_crypto_equal(identity.private_key, snt->identity.private_key,
			     sizeof(identity.private_key)))
		goto out;
	if (identity.valid)
		remove_own_key(snt, identity.public_key, extack);

	down_write(&snt->identity_lock);
	snt->identity = identity;
	up_write(&snt->identity_lock);
	down_write(&snt->cookie_lock);
	snt_cookie_checker_init(&snt->cookies, identity.public_key);
	up_write(&snt->cookie_lock);
	adopt_identity(snt);
	if (snt->role->ops->rekey)
		snt->role->ops->rekey(snt->role);
out:
	snt_crypto_wipe(&identity, sizeof(identity));
}

/**
 * snt_device_set_wire - speak SNAP or WireGuard
 * @snt: the device, its update lock is held
 * @wire: enum snaptun_wire
 *
 * Sessions end: the other ends changed as well, or never understood us. As
 * long as nobody chose another payload it follows the mode's default.
 *
 * Context: process.
 */
void snt_device_set_wire(struct snt_device *snt, u8 wire)
{
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	lockdep_assert_held(&snt->update_lock);
	if (snt->wire == wire)
		return;
	WRITE_ONCE(snt->wire, wire);
	if (!snt->has_chosen_payload)
		WRITE_ONCE(snt->payload, wire == SNAPTUN_WIRE_WIREGUARD ?
			   SNAPTUN_PAYLOAD_IP : SNAPTUN_PAYLOAD_ANY);
	while ((tunnel = snt_role_walk(snt->role, &pos))) {
		snt_timers_set_mode(tunnel, wire);
		snt_timers_wipe_keys(tunnel);
	}
}

/**
 * snt_device_set_payload - what may travel inside
 * @snt: the device, its update lock is held
 * @payload: enum snaptun_payload
 */
void snt_device_set_payload(struct snt_device *snt, u8 payload)
{
	lockdep_assert_held(&snt->update_lock);
	snt->has_chosen_payload = true;
	WRITE_ONCE(snt->payload, payload);
}

/**
 * snt_device_set_gso - are batches sent as UDP GSO packets?
 * @snt: the device, its update lock is held
 * @gso: enum snaptun_gso
 */
void snt_device_set_gso(struct snt_device *snt, u8 gso)
{
	lockdep_assert_held(&snt->update_lock);
	WRITE_ONCE(snt->gso, gso);
}

/**
 * snt_device_set_keylog - are the keys of sessions told to who reads captures?
 * @snt: the device, its update lock is held
 * @keylog: enum snaptun_keylog
 */
void snt_device_set_keylog(struct snt_device *snt, u8 keylog)
{
	lockdep_assert_held(&snt->update_lock);
	WRITE_ONCE(snt->keylog, keylog);
}

/**
 * snt_device_kick - a tunnel was configured: send what waits for it
 * @tunnel: the tunnel, its device's update lock is held
 *
 * Context: process.
 */
void snt_device_kick(struct snt_tunnel *tunnel)
{
	struct snt_device *snt = tunnel->device;

	lockdep_assert_held(&snt->update_lock);
	if (!netif_running(snt->dev))
		return;
	local_bh_disable();
	snt->ops->flush(tunnel);
	local_bh_enable();
}
