/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The role gateway: tunnels are made by initiations of registered identities,
 * and named by the address and port that these come from.
 */
#ifndef _SNT_GATEWAY_H
#define _SNT_GATEWAY_H

#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include "core/bucket.h"
#include "core/noise.h"
#include "core/policy.h"
#include "core/seen.h"
#include "account.h"
#include "tunnel/role.h"
#include "tunnel/tunnel.h"
#include "tunnel/tunnel_table.h"
#include "underlay.h"

/* As many tunnels as an identity may have unless its registration says it */
#define SNT_IDENTITY_TUNNELS	1024
/* Initiations that an identity with one tunnel is remembered by */
#define SNT_IDENTITY_SEEN	4
/* ISD-ASes that a gateway may have */
#define SNT_GATEWAY_ISD_AS_MAX	16

/**
 * struct snt_gateway_settings - what was configured
 * @level: how much is checked of what comes out of tunnels
 * @nr_isd_as: how many ISD-ASes are ours
 * @isd_as: which
 * @idle_s: seconds after its last handshake when a tunnel goes
 * @turns: packets from one tunnel to another are sent on at once
 */
struct snt_gateway_settings {
	enum snt_policy_level level;
	unsigned int nr_isd_as;
	u64 isd_as[SNT_GATEWAY_ISD_AS_MAX];
	u32 idle_s;
	bool turns;
};

/**
 * struct snt_gateway_config - settings in use; do not change
 * @rcu: frees them after readers have left
 * @set: the settings
 * @policy: what they make of core/policy
 */
struct snt_gateway_config {
	struct rcu_head rcu;
	struct snt_gateway_settings set;
	struct snt_policy policy;
};

/**
 * struct snt_gateway_role - the identities and tunnels of one device
 * @role: what the device knows
 * @config: settings; changed under the device's update lock, readers under RCU
 * @underlay: the way to the SCION network
 * @lock: protects the tables of identities and tunnels, and which identity has
 *	which tunnels; taken inside update_lock and identity_lock. Tunnels are
 *	made under it alone, by those who read initiations
 * @keys: struct snt_identity by public key; readers under RCU
 * @tokens: struct snt_token by its id, under @lock
 * @identities: struct snt_identity by number
 * @next_number: where the search for a number begins
 * @nr_identities: entries of @identities; READ_ONCE()
 * @addresses: struct snt_gateway_tunnel by address and port of the other end;
 *	readers under RCU
 * @detached: tunnels that were taken out of all tables but the role's
 * @ended_lock: protects the next two lists; BH
 * @ended_identities: whose registration is over, and long enough
 * @ended_tunnels: of which nothing was heard for long
 * @ending: takes away what is in the three lists
 * @answer_lock: protects what is left of allowances for answers; BH
 * @answers: to all tunnels together
 */
struct snt_gateway_role {
	struct snt_role role;
	struct snt_gateway_config __rcu *config;
	struct snt_underlay underlay;
	struct mutex lock;	/* see above */
	struct snt_key_table keys;
	struct rhashtable tokens;
	struct xarray identities;
	u32 next_number;
	u32 nr_identities;
	struct snt_addr_table addresses;
	struct list_head detached;
	spinlock_t ended_lock;	/* protects the lists of what ended; BH */
	struct list_head ended_identities;
	struct list_head ended_tunnels;
	struct work_struct ending;
	spinlock_t answer_lock;	/* protects allowances for answers; BH */
	struct snt_bucket answers;
};

/**
 * struct snt_token - what an identity was registered with; does not change
 * @hash: link in snt_gateway_role.tokens
 * @rcu: frees it after readers have left
 * @identity: who has it
 * @id: text, filled up with zeros
 */
struct snt_token {
	struct rhash_head hash;
	struct rcu_head rcu;
	struct snt_identity *identity;
	char id[SNAPTUN_TOKEN_ID_LEN];
};

/**
 * struct snt_identity - who may use a gateway, and until when
 * @node: in snt_gateway_role.keys
 * @remote: what handshakes know of it, under the device's identity_lock; what
 *	it has in common with our key is found out by its first handshake
 * @gateway: where it is registered; outlives it
 * @refcount: held by: the tables; each tunnel; who found it
 * @rcu: frees it after readers have left
 * @number: in snt_gateway_role.identities
 * @until_ns: wall clock when the registration ends, 0 when it was revoked
 * @lock: protects @timer, @is_gone, @has_told and, for those who read without
 *	the gateway's lock, @token and @label; BH
 * @timer: by the wall clock, rings when the registration ends and when it has
 *	ended long enough
 * @is_gone: it is not in the tables any more
 * @has_told: that it ended was told
 * @token: what it was registered with, or NULL
 * @label: text for people, or NULL
 * @account: what it has sent and received, or NULL before its first tunnel or
 *	limit; set once, under the gateway's lock
 * @limit: how many tunnels it may have; under the gateway's lock
 * @nr_tunnels: how many it has; likewise, READ_ONCE()
 * @tunnels: these; likewise
 * @ended: entry in snt_gateway_role.ended_identities, which has a reference
 *	then
 * @seen: which of its initiations were accepted, under the gateway's lock
 * @first_seen: memory of @seen at first
 */
struct snt_identity {
	struct snt_key_node node;
	struct snt_noise_remote remote;
	struct snt_gateway_role *gateway;
	struct kref refcount;
	struct rcu_head rcu;
	u32 number;
	atomic64_t until_ns;
	spinlock_t lock;	/* see above; BH */
	struct hrtimer timer;
	bool is_gone;
	bool has_told;
	struct snt_token *token;
	char *label;
	struct snt_account *account;
	u32 limit;
	u32 nr_tunnels;
	struct list_head tunnels;
	struct list_head ended;
	struct snt_seen seen;
	struct snt_seen_name first_seen[SNT_IDENTITY_SEEN];
};

/**
 * struct snt_gateway_tunnel - one tunnel of an identity
 * @tunnel: the tunnel
 * @node: in snt_gateway_role.addresses
 * @identity: whose it is; a reference
 * @entry: in snt_identity.tunnels or in snt_gateway_role.detached
 * @is_detached: it is in no table but the role's any more; under the gateway's
 *	lock
 * @ended: entry in snt_gateway_role.ended_tunnels, which has a reference then
 * @answers: what is left of the allowance for answers to it, under
 *	snt_gateway_role.answer_lock
 * @heard_s: boot time when something authentic was received last; READ_ONCE()
 */
struct snt_gateway_tunnel {
	struct snt_tunnel tunnel;
	struct snt_addr_node node;
	struct snt_identity *identity;
	struct list_head entry;
	bool is_detached;
	struct list_head ended;
	struct snt_bucket answers;
	u32 heard_s;
};

/**
 * struct snt_registration - what a request says of an identity
 * @key: whose
 * @psk: preshared key, or NULL to leave it
 * @until_ns: wall clock when it ends, 0 to leave it
 * @token: text, empty for none, or NULL to leave it
 * @label: text from kmalloc(), or NULL for none; is changed into the one that
 *	the caller is to free
 * @has_label: otherwise it is left
 * @limit: how many tunnels, 0 to leave it
 * @quota: how many bytes may pass, and how many of them have
 * @has_quota: otherwise its limit is left
 * @has_used: otherwise that is left
 * @bps: how many bits per second may pass each way, 0 for any number
 * @has_rate: otherwise that is left
 */
struct snt_registration {
	const u8 *key;
	const u8 *psk;
	u64 until_ns;
	const char *token;
	char *label;
	bool has_label;
	u32 limit;
	struct snt_quota quota;
	bool has_quota;
	bool has_used;
	u64 bps;
	bool has_rate;
};

/**
 * snt_gateway_of - the gateway that a role is
 * @role: of a device whose role is gateway
 *
 * Return: the gateway.
 */
static inline struct snt_gateway_role *snt_gateway_of(struct snt_role *role)
{
	return container_of(role, struct snt_gateway_role, role);
}

/**
 * snt_gateway_tunnel_of - the gateway's part of a tunnel
 * @tunnel: a tunnel of a device whose role is gateway
 *
 * Return: this part.
 */
static inline struct snt_gateway_tunnel *
snt_gateway_tunnel_of(struct snt_tunnel *tunnel)
{
	return container_of(tunnel, struct snt_gateway_tunnel, tunnel);
}

/**
 * snt_identity_is_over - has a registration ended?
 * @identity: the identity
 *
 * Context: any.
 * Return: true if so, or if it was revoked.
 */
static inline bool snt_identity_is_over(const struct snt_identity *identity)
{
	return ktime_get_real_ns() >= (u64)atomic64_read(&identity->until_ns);
}

/**
 * snt_identity_hold - take one more reference
 * @identity: of which the caller holds a reference
 *
 * Return: @identity.
 */
static inline struct snt_identity *
snt_identity_hold(struct snt_identity *identity)
{
	kref_get(&identity->refcount);
	return identity;
}

/**
 * snt_identity_account - what an identity has sent and received
 * @identity: the identity
 *
 * Context: any.
 * Return: its account, which an identity with tunnels has, or NULL.
 */
static inline struct snt_account *
snt_identity_account(const struct snt_identity *identity)
{
	/* Pairs with the release in snt_identity_give_account(). */
	return smp_load_acquire(&identity->account);
}

extern const struct snt_role_ops snt_gateway_role_ops;

/* gateway_life.c */
struct snt_role *snt_gateway_create(struct snt_device *snt);
void snt_gateway_destroy(struct snt_role *role);

/* gateway_settings.c */
int snt_gateway_settings_init(struct snt_gateway_role *gateway);
void snt_gateway_settings_uninit(struct snt_gateway_role *gateway);
const struct snt_gateway_settings *
snt_gateway_settings(struct snt_gateway_role *gateway);
struct snt_gateway_config *
snt_gateway_config_create(const struct snt_gateway_settings *settings);
void snt_gateway_configure(struct snt_gateway_role *gateway,
			   struct snt_gateway_config *config);

/* gateway_identity.c */
int snt_identity_start(void);
void snt_identity_stop(void);
int snt_identities_init(struct snt_gateway_role *gateway);
void snt_identities_forget(struct snt_gateway_role *gateway);
void snt_identities_uninit(struct snt_gateway_role *gateway);
struct snt_identity *snt_identity_get(struct snt_gateway_role *gateway,
				      const u8 key[SNT_KEY_LEN]);
void snt_identity_put(struct snt_identity *identity);
struct snt_identity *snt_identity_create(struct snt_gateway_role *gateway,
					 const u8 key[SNT_KEY_LEN]);
int snt_identity_add(struct snt_identity *identity);
void snt_identity_take_out(struct snt_identity *identity);
void snt_identity_set_until(struct snt_identity *identity, u64 until_ns);
bool snt_identity_has_ended(const struct snt_identity *identity);
int snt_identity_share(struct snt_identity *identity);
int snt_identity_see(struct snt_identity *identity,
		     const struct snt_noise_initiation *in, bool add);

/* gateway_token.c */
int snt_tokens_init(struct snt_gateway_role *gateway);
void snt_tokens_uninit(struct snt_gateway_role *gateway);
int snt_token_set(struct snt_identity *identity, const char *id,
		  struct snt_identity **loser);
void snt_token_take_out(struct snt_identity *identity);

/* gateway_account.c */
void snt_gateway_heard(struct snt_gateway_tunnel *gt);
u32 snt_gateway_idle(const struct snt_gateway_tunnel *gt);
void snt_identity_give_account(struct snt_identity *identity,
			       struct snt_account **account);
int snt_identity_open_account(struct snt_identity *identity);
int snt_gateway_limit(struct snt_identity *identity, enum snt_way way,
		      u32 bytes);
void snt_gateway_passed(struct snt_tunnel *tunnel, enum snt_way way,
			const struct sk_buff_head *list);
void snt_gateway_dropped(struct snt_tunnel *tunnel,
			 enum snaptun_drop_reason reason, unsigned int nr);

/* gateway_tunnel.c */
int snt_gateway_tunnel_start(void);
void snt_gateway_tunnel_stop(void);
struct snt_tunnel *
snt_gateway_answer(struct snt_role *role, struct snt_noise_initiation *in,
		   const struct snt_wire_initiation *msg,
		   const struct snt_endpoint *from, bool is_proven);
void snt_gateway_detach(struct snt_gateway_tunnel *gt);
void snt_gateway_remove(struct snt_tunnel *tunnel);
void snt_gateway_remove_detached(struct snt_gateway_role *gateway);
void snt_gateway_release(struct snt_tunnel *tunnel);
void snt_gateway_tell(struct snt_tunnel *tunnel, enum snt_role_news news);

/* gateway_policy.c */
int snt_gateway_judge(struct snt_tunnel *tunnel, struct sk_buff *skb);

/* gateway_turn.c */
void snt_gateway_turn(struct snt_tunnel *tunnel, struct sk_buff_head *list);

/* gateway_routed.c */
bool snt_gateway_take(struct snt_role *role, struct sk_buff *skb);

/* gateway_register.c: under the device's update lock */
int snt_gateway_register(struct snt_gateway_role *gateway,
			 struct snt_registration *registration);
void snt_gateway_set_account(struct snt_identity *identity,
			     struct snt_account *from);
int snt_gateway_revoke(struct snt_gateway_role *gateway,
		       const u8 key[SNT_KEY_LEN]);
void snt_gateway_rekey(struct snt_role *role);
void snt_gateway_end(struct work_struct *work);

/* gateway_describe.c */
int snt_identity_describe(struct sk_buff *skb, struct snt_identity *identity);
int snt_identity_describe_psk(struct sk_buff *skb,
			      struct snt_identity *identity);
int snt_identity_describe_counts(struct sk_buff *skb,
				 struct snt_identity *identity);
int snt_identity_describe_account(struct sk_buff *skb,
				  struct snt_identity *identity, u64 *cursor);
int snt_gateway_put_dev(struct sk_buff *skb, struct snt_role *role);
int snt_gateway_put_config(struct sk_buff *skb, struct snt_tunnel *tunnel);

#endif /* _SNT_GATEWAY_H */
