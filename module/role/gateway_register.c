// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registrations at a gateway begin, change and end, and the tunnels of an
 * identity with them.
 */
#include <linux/string.h>
#include "tunnel/device.h"
#include "gateway.h"

/* Drops the reference of the tables. */
static void take_away(struct snt_identity *identity)
{
	struct snt_gateway_tunnel *gt, *next;

	lockdep_assert_held(&identity->gateway->lock);
	list_for_each_entry_safe(gt, next, &identity->tunnels, entry)
		snt_gateway_detach(gt);
	snt_identity_take_out(identity);
}

/* Nothing passes when it returns; listeners are told. */
static void revoke(struct snt_identity *identity)
{
	struct snt_gateway_role *gateway = identity->gateway;
	struct snt_device *snt = gateway->role.device;

	lockdep_assert_held(&snt->update_lock);
	mutex_lock(&gateway->lock);
	take_away(identity);
	mutex_unlock(&gateway->lock);
	snt_gateway_remove_detached(gateway);
	snt->generation++;
	snt->ops->identity_event(identity, SNAPTUN_IDENTITY_EVENT_REVOKED);
}

static void set_psk(struct snt_identity *identity, const u8 psk[SNT_KEY_LEN])
{
	struct snt_device *snt = identity->gateway->role.device;

	down_write(&snt->identity_lock);
	memcpy(identity->remote.psk, psk, SNT_KEY_LEN);
	up_write(&snt->identity_lock);
}

/* What cannot fail: if there is a limit, there is an account or @spare. */
static void set_limits(struct snt_identity *identity,
		       const struct snt_registration *registration,
		       struct snt_account **spare)
{
	struct snt_gateway_role *gateway = identity->gateway;
	struct snt_account *account;

	mutex_lock(&gateway->lock);
	snt_identity_give_account(identity, spare);
	account = identity->account;
	mutex_unlock(&gateway->lock);
	if (account && (registration->has_quota || registration->has_used))
		snt_account_set_quota(account, &registration->quota,
				      registration->has_quota,
				      registration->has_used);
	if (account && registration->has_rate)
		snt_account_set_rate(account, registration->bps);
}

/* What cannot fail. The time comes last: a new one works from then on. */
static void change(struct snt_identity *identity,
		   struct snt_registration *registration,
		   struct snt_account **spare)
{
	struct snt_gateway_role *gateway = identity->gateway;

	if (registration->psk)
		set_psk(identity, registration->psk);
	spin_lock_bh(&identity->lock);
	if (registration->has_label)
		swap(identity->label, registration->label);
	spin_unlock_bh(&identity->lock);
	mutex_lock(&gateway->lock);
	if (registration->limit)
		identity->limit = registration->limit;
	mutex_unlock(&gateway->lock);
	set_limits(identity, registration, spare);
	if (registration->until_ns)
		snt_identity_set_until(identity, registration->until_ns);
}

/* Returns the new identity, whose registration has not begun, or an ERR_PTR. */
static struct snt_identity *add(struct snt_gateway_role *gateway, const u8 *key)
{
	struct snt_identity *identity = snt_identity_create(gateway, key);
	int err;

	if (!identity)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&gateway->lock);
	err = snt_identity_add(identity);
	if (!err)
		snt_identity_hold(identity);
	mutex_unlock(&gateway->lock);
	if (err) {
		snt_identity_put(identity);
		return ERR_PTR(err);
	}
	return identity;
}

static int set_token(struct snt_identity *identity, const char *id)
{
	struct snt_gateway_role *gateway = identity->gateway;
	struct snt_identity *loser;
	int err;

	mutex_lock(&gateway->lock);
	err = snt_token_set(identity, id, &loser);
	mutex_unlock(&gateway->lock);
	if (loser) {
		revoke(loser);
		snt_identity_put(loser);
	}
	return err;
}

/* An account for limits, in case that there is none; returns 0 or -ENOMEM. */
static int prepare_limits(struct snt_identity *identity,
			  const struct snt_registration *registration,
			  struct snt_account **spare)
{
	if (snt_identity_account(identity) ||
	    (!registration->quota.limit && !registration->quota.used &&
	     !registration->bps))
		return 0;
	*spare = snt_account_create();
	return *spare ? 0 : -ENOMEM;
}

static void undo_add(struct snt_identity *identity)
{
	struct snt_gateway_role *gateway = identity->gateway;

	mutex_lock(&gateway->lock);
	snt_identity_take_out(identity);
	mutex_unlock(&gateway->lock);
}

/**
 * snt_gateway_register - register an identity, or change its registration
 * @gateway: the gateway; its device's update lock is held
 * @registration: what is to be; its time is set if the identity is new
 *
 * An identity that had the token is revoked. Listeners are told.
 *
 * Context: process.
 * Return: 0, -ENOMEM or -ENOSPC; then nothing has changed.
 */
int snt_gateway_register(struct snt_gateway_role *gateway,
			 struct snt_registration *registration)
{
	enum snaptun_identity_event event = SNAPTUN_IDENTITY_EVENT_CHANGED;
	struct snt_device *snt = gateway->role.device;
	struct snt_account *spare = NULL;
	struct snt_identity *identity;
	int err;

	lockdep_assert_held(&snt->update_lock);
	identity = snt_identity_get(gateway, registration->key);
	if (!identity) {
		event = SNAPTUN_IDENTITY_EVENT_ADDED;
		identity = add(gateway, registration->key);
		if (IS_ERR(identity))
			return PTR_ERR(identity);
	}
	err = prepare_limits(identity, registration, &spare);
	if (!err && registration->token)
		err = set_token(identity, registration->token);
	if (err && event == SNAPTUN_IDENTITY_EVENT_ADDED)
		undo_add(identity);
	if (!err) {
		change(identity, registration, &spare);
		snt->generation++;
		snt->ops->identity_event(identity, event);
	}
	snt_identity_put(identity);
	snt_account_destroy(spare);
	return err;
}

/**
 * snt_gateway_set_account - go on with an account from before
 * @identity: whose; its device's update lock is held
 * @from: the account; taken over
 *
 * Context: process.
 */
void snt_gateway_set_account(struct snt_identity *identity,
			     struct snt_account *from)
{
	struct snt_gateway_role *gateway = identity->gateway;

	lockdep_assert_held(&gateway->role.device->update_lock);
	mutex_lock(&gateway->lock);
	snt_identity_give_account(identity, &from);
	mutex_unlock(&gateway->lock);
	if (from)
		snt_account_take_over(identity->account, from);
}

/**
 * snt_gateway_revoke - end the registration of an identity
 * @gateway: the gateway; its device's update lock is held
 * @key: whose
 *
 * Nothing of it and to it passes when this returns. Listeners are told.
 *
 * Context: process.
 * Return: 0 or -ENOENT.
 */
int snt_gateway_revoke(struct snt_gateway_role *gateway,
		       const u8 key[SNT_KEY_LEN])
{
	struct snt_identity *identity = snt_identity_get(gateway, key);

	if (!identity)
		return -ENOENT;
	revoke(identity);
	snt_identity_put(identity);
	return 0;
}

/**
 * snt_gateway_rekey - the device has another private key
 * @role: of the device; its update lock is held
 *
 * What an identity's key has in common with it is found out when it comes.
 *
 * Context: process.
 */
void snt_gateway_rekey(struct snt_role *role)
{
	struct snt_gateway_role *gateway = snt_gateway_of(role);
	struct snt_device *snt = role->device;
	struct snt_identity *identity;
	unsigned long number;

	lockdep_assert_held(&snt->update_lock);
	down_write(&snt->identity_lock);
	/* No identity goes while the update lock is held. */
	xa_for_each(&gateway->identities, number, identity) {
		memzero_explicit(identity->remote.precomputed_ss,
				 sizeof(identity->remote.precomputed_ss));
		identity->remote.has_ss = false;
	}
	up_write(&snt->identity_lock);
}

static struct snt_identity *next_identity(struct snt_gateway_role *gateway)
{
	struct snt_identity *identity;

	spin_lock_bh(&gateway->ended_lock);
	identity = list_first_entry_or_null(&gateway->ended_identities,
					    struct snt_identity, ended);
	if (identity)
		list_del_init(&identity->ended);
	spin_unlock_bh(&gateway->ended_lock);
	return identity;
}

/* One may have been prolonged or revoked since it ended. */
static void end_identities(struct snt_gateway_role *gateway)
{
	struct snt_identity *identity;

	while ((identity = next_identity(gateway))) {
		mutex_lock(&gateway->lock);
		if (!identity->is_gone && snt_identity_has_ended(identity)) {
			gateway->role.device->generation++;
			take_away(identity);
		}
		mutex_unlock(&gateway->lock);
		snt_identity_put(identity);
	}
}

static struct snt_gateway_tunnel *next_tunnel(struct snt_gateway_role *gateway)
{
	struct snt_gateway_tunnel *gt;

	spin_lock_bh(&gateway->ended_lock);
	gt = list_first_entry_or_null(&gateway->ended_tunnels,
				      struct snt_gateway_tunnel, ended);
	if (gt)
		list_del_init(&gt->ended);
	spin_unlock_bh(&gateway->ended_lock);
	return gt;
}

/* Under the gateway's lock nobody changes his mind about one. */
static void end_tunnels(struct snt_gateway_role *gateway)
{
	struct snt_gateway_tunnel *gt;

	mutex_lock(&gateway->lock);
	while ((gt = next_tunnel(gateway))) {
		if (!gt->is_detached)
			snt_gateway_detach(gt);
		snt_tunnel_put(&gt->tunnel);
	}
	mutex_unlock(&gateway->lock);
}

/**
 * snt_gateway_end - take away what has ended by itself
 * @work: snt_gateway_role.ending
 *
 * Context: process; takes the update lock.
 */
void snt_gateway_end(struct work_struct *work)
{
	struct snt_gateway_role *gateway =
		container_of(work, struct snt_gateway_role, ending);
	struct snt_device *snt = gateway->role.device;

	mutex_lock(&snt->update_lock);
	end_identities(gateway);
	end_tunnels(gateway);
	snt_gateway_remove_detached(gateway);
	mutex_unlock(&snt->update_lock);
}
