// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accounts of a gateway's identities. Most identities never come, so one gets
 * its account with its first tunnel, or with a limit: then packets find one.
 */
#include "tunnel/device.h"
#include "gateway.h"

/**
 * snt_identity_give_account - have an account, if there is none yet
 * @identity: the identity; its gateway's lock is held
 * @account: for it, or NULL; set to NULL if it was taken
 *
 * Context: process.
 */
void snt_identity_give_account(struct snt_identity *identity,
			       struct snt_account **account)
{
	lockdep_assert_held(&identity->gateway->lock);
	if (identity->account)
		return;
	/* Pairs with the acquire in snt_identity_account(). */
	smp_store_release(&identity->account, *account);
	*account = NULL;
}

/**
 * snt_identity_open_account - have an account, for a tunnel
 * @identity: the identity; its gateway's lock is held
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int snt_identity_open_account(struct snt_identity *identity)
{
	struct snt_account *account;

	lockdep_assert_held(&identity->gateway->lock);
	if (identity->account)
		return 0;
	account = snt_account_create();
	if (!account)
		return -ENOMEM;
	snt_identity_give_account(identity, &account);
	return 0;
}

static const enum snaptun_drop_reason over_quota[SNT_WAYS] = {
	[SNT_WAY_RX] = SNAPTUN_DROP_REASON_RX_QUOTA,
	[SNT_WAY_TX] = SNAPTUN_DROP_REASON_TX_QUOTA,
};

static const enum snaptun_drop_reason over_rate[SNT_WAYS] = {
	[SNT_WAY_RX] = SNAPTUN_DROP_REASON_RX_RATE,
	[SNT_WAY_TX] = SNAPTUN_DROP_REASON_TX_RATE,
};

/**
 * snt_gateway_limit - do the limits of an identity let a packet pass?
 * @identity: which has a tunnel
 * @way: where the packet goes
 * @bytes: its length
 *
 * Context: BH off.
 * Return: SNT_ROLE_ADMITTED or enum snaptun_drop_reason.
 */
int snt_gateway_limit(struct snt_identity *identity, enum snt_way way,
		      u32 bytes)
{
	int err = snt_account_admit(snt_identity_account(identity), way, bytes);

	if (likely(!err))
		return SNT_ROLE_ADMITTED;
	return err == -EDQUOT ? over_quota[way] : over_rate[way];
}

static u32 now_s(void)
{
	return div_u64(ktime_get_coarse_boottime_ns(), NSEC_PER_SEC);
}

/**
 * snt_gateway_heard - something authentic was received
 * @gt: by which tunnel
 *
 * Context: any.
 */
void snt_gateway_heard(struct snt_gateway_tunnel *gt)
{
	WRITE_ONCE(gt->heard_s, now_s());
}

/**
 * snt_gateway_idle - how long was nothing authentic received?
 * @gt: by which tunnel
 *
 * Context: any.
 * Return: seconds.
 */
u32 snt_gateway_idle(const struct snt_gateway_tunnel *gt)
{
	return now_s() - READ_ONCE(gt->heard_s);
}

/**
 * snt_gateway_passed - count packets of a tunnel
 * @tunnel: of a gateway
 * @way: where they went
 * @list: these
 *
 * Listeners are told when much of a quota is used.
 *
 * Context: BH off.
 */
void snt_gateway_passed(struct snt_tunnel *tunnel, enum snt_way way,
			const struct sk_buff_head *list)
{
	struct snt_identity *identity = snt_gateway_tunnel_of(tunnel)->identity;
	enum snt_quota_stage stage;

	if (likely(!snt_account_count(snt_identity_account(identity), way, list,
				      &stage)))
		return;
	tunnel->device->ops->identity_event(identity,
		stage == SNT_QUOTA_USED_UP ?
			SNAPTUN_IDENTITY_EVENT_QUOTA_USED_UP :
			SNAPTUN_IDENTITY_EVENT_QUOTA_NEAR);
}

/**
 * snt_gateway_dropped - count packets of a tunnel that were dropped
 * @tunnel: of a gateway
 * @reason: why
 * @nr: how many
 *
 * Context: any but hard interrupts.
 */
void snt_gateway_dropped(struct snt_tunnel *tunnel,
			 enum snaptun_drop_reason reason, unsigned int nr)
{
	struct snt_identity *identity = snt_gateway_tunnel_of(tunnel)->identity;

	atomic64_add(nr, &snt_identity_account(identity)->drops[reason]);
}
