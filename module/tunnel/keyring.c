// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sessions of a tunnel. Owns their place in the keyring and their life;
 * the rules when a key may be used are in core/session.
 */
#include <linux/slab.h>
#include "base/trace.h"
#include "core/session.h"
#include "device.h"
#include "keyring.h"
#include "tunnel.h"

static struct kmem_cache *session_cache;

static struct snt_session *slot(struct snt_keyring *ring,
				struct snt_session __rcu *session)
{
	return rcu_dereference_protected(session,
					 lockdep_is_held(&ring->lock));
}

static void session_free_cb(struct rcu_head *rcu)
{
	struct snt_session *session = container_of(rcu, struct snt_session,
						   rcu);

	kfree(session->window);
	memzero_explicit(session, sizeof(*session));
	kmem_cache_free(session_cache, session);
}

static void session_release(struct kref *kref)
{
	struct snt_session *session = container_of(kref, struct snt_session,
						   refcount);

	call_rcu(&session->rcu, session_free_cb);
}

/**
 * snt_session_put - drop a reference
 * @session: may be NULL; must be out of the table when this is the last one
 */
void snt_session_put(struct snt_session *session)
{
	if (session)
		kref_put(&session->refcount, session_release);
}

/**
 * snt_session_create - a session from the keys of a handshake
 * @tunnel: the owner
 * @send_key: key of what we send
 * @receive_key: key of what we receive
 * @is_initiator: we sent the initiation
 *
 * The caller puts it into the index table, sets the remote index and hands its
 * reference to snt_keyring_install().
 *
 * Context: process.
 * Return: the session with one reference, or NULL without memory.
 */
struct snt_session *snt_session_create(struct snt_tunnel *tunnel,
				       const u8 send_key[32],
				       const u8 receive_key[32],
				       bool is_initiator)
{
	struct snt_session *session;

	session = kmem_cache_zalloc(session_cache, GFP_KERNEL);
	if (!session)
		return NULL;
	session->node.kind = SNT_INDEX_SESSION;
	session->tunnel = tunnel;
	kref_init(&session->refcount);
	session->birth_ns = ktime_get_coarse_boottime_ns();
	session->is_initiator = is_initiator;
	session->may_send = true;
	session->may_receive = true;
	snt_cipher_init(&session->send_cipher, send_key);
	snt_cipher_init(&session->receive_cipher, receive_key);
	spin_lock_init(&session->replay_lock);
	session->may_widen = true;
	snt_replay_init(&session->replay, session->small,
			ARRAY_SIZE(session->small));
	return session;
}

/**
 * snt_session_widen - a window of full size, before a number falls out
 * @session: its replay_lock is held; its window is small, and it may be larger
 *
 * Most sessions of a host with many tunnels see a few keepalives and go. One
 * for which there is no memory now goes on with the small window.
 *
 * Context: softirq or BH off.
 */
void snt_session_widen(struct snt_session *session)
{
	lockdep_assert_held(&session->replay_lock);
	session->may_widen = false;
	session->window = kcalloc(SNT_REPLAY_WORDS, sizeof(u64),
				  GFP_ATOMIC | __GFP_NOWARN);
	if (session->window)
		snt_replay_grow(&session->replay, session->window,
				SNT_REPLAY_WORDS);
}

/* Out of use for good: no message finds it, no batch begins with it. */
static void retire(struct snt_device *snt, struct snt_session *session)
{
	if (!session)
		return;
	WRITE_ONCE(session->may_send, false);
	WRITE_ONCE(session->may_receive, false);
	snt_index_remove(&snt->indices, &session->node);
	trace_snaptun_session_end(snt->dev, session->tunnel->number,
				  le32_to_cpu(session->node.index),
				  session->is_initiator);
	snt_session_put(session);
}

/* @session has a successor: most of its window is needed no more. */
static void keep_for_late(struct snt_session *session)
{
	u64 *window;

	if (!session)
		return;
	spin_lock(&session->replay_lock);
	session->may_widen = false;
	window = session->window;
	if (window) {
		memset(session->small, 0, sizeof(session->small));
		snt_replay_shrink(&session->replay, session->small,
				  ARRAY_SIZE(session->small));
		session->window = NULL;
	}
	spin_unlock(&session->replay_lock);
	kfree(window);
}

/**
 * snt_keyring_init - an empty keyring
 * @ring: to be set up
 */
void snt_keyring_init(struct snt_keyring *ring)
{
	spin_lock_init(&ring->lock);
}

/*
 * We initiated, the other end has the keys already: send with them at once. A
 * session that we had only answered stays for what may come in with it.
 */
static void install_initiated(struct snt_keyring *ring, struct snt_device *snt,
			      struct snt_session *session)
{
	struct snt_session *next = slot(ring, ring->next);
	struct snt_session *now = slot(ring, ring->current_session);
	struct snt_session *old = slot(ring, ring->previous);

	lockdep_assert_held(&ring->lock);
	keep_for_late(next ?: now);
	rcu_assign_pointer(ring->previous, next ?: now);
	RCU_INIT_POINTER(ring->next, NULL);
	rcu_assign_pointer(ring->current_session, session);
	if (next)
		retire(snt, now);
	retire(snt, old);
}

/*
 * We answered: whether the other end got the answer is seen when it uses the
 * session. Until then the current one goes on.
 */
static void install_answered(struct snt_keyring *ring, struct snt_device *snt,
			     struct snt_session *session)
{
	struct snt_session *next = slot(ring, ring->next);
	struct snt_session *old = slot(ring, ring->previous);

	lockdep_assert_held(&ring->lock);
	rcu_assign_pointer(ring->next, session);
	RCU_INIT_POINTER(ring->previous, NULL);
	retire(snt, next);
	retire(snt, old);
}

/**
 * snt_keyring_install - take a new session into use
 * @ring: the keyring
 * @snt: the device
 * @session: in the index table; the reference passes to the keyring
 */
void snt_keyring_install(struct snt_keyring *ring, struct snt_device *snt,
			 struct snt_session *session)
{
	spin_lock_bh(&ring->lock);
	if (session->is_initiator)
		install_initiated(ring, snt, session);
	else
		install_answered(ring, snt, session);
	trace_snaptun_session_begin(snt->dev, session->tunnel->number,
				    le32_to_cpu(session->node.index),
				    session->is_initiator);
	spin_unlock_bh(&ring->lock);
}

/**
 * snt_keyring_confirm - a packet came in: the other end has these keys
 * @ring: the keyring
 * @snt: the device
 * @session: what the packet was opened with
 *
 * Context: BH off.
 * Return: true if @session became the current one by this.
 */
bool snt_keyring_confirm(struct snt_keyring *ring, struct snt_device *snt,
			 struct snt_session *session)
{
	struct snt_session *old, *now;

	if (likely(rcu_access_pointer(ring->next) != session))
		return false;
	spin_lock_bh(&ring->lock);
	if (slot(ring, ring->next) != session) {
		spin_unlock_bh(&ring->lock);
		return false;
	}
	old = slot(ring, ring->previous);
	now = slot(ring, ring->current_session);
	keep_for_late(now);
	rcu_assign_pointer(ring->previous, now);
	rcu_assign_pointer(ring->current_session, session);
	RCU_INIT_POINTER(ring->next, NULL);
	retire(snt, old);
	trace_snaptun_session_confirm(snt->dev, session->tunnel->number,
				      le32_to_cpu(session->node.index),
				      session->is_initiator);
	spin_unlock_bh(&ring->lock);
	return true;
}

/**
 * snt_keyring_wipe - retire all sessions
 * @ring: the keyring
 * @snt: the device
 *
 * The keys are overwritten when the last batch that uses them has ended.
 */
void snt_keyring_wipe(struct snt_keyring *ring, struct snt_device *snt)
{
	spin_lock_bh(&ring->lock);
	retire(snt, slot(ring, ring->current_session));
	retire(snt, slot(ring, ring->previous));
	retire(snt, slot(ring, ring->next));
	RCU_INIT_POINTER(ring->current_session, NULL);
	RCU_INIT_POINTER(ring->previous, NULL);
	RCU_INIT_POINTER(ring->next, NULL);
	spin_unlock_bh(&ring->lock);
}

/**
 * snt_keyring_expire_sending - send no more with what we have
 * @ring: the keyring
 *
 * After our key changed, so that the next packet starts a handshake.
 */
void snt_keyring_expire_sending(struct snt_keyring *ring)
{
	struct snt_session *session;

	spin_lock_bh(&ring->lock);
	session = slot(ring, ring->current_session);
	if (session)
		WRITE_ONCE(session->may_send, false);
	session = slot(ring, ring->next);
	if (session)
		WRITE_ONCE(session->may_send, false);
	spin_unlock_bh(&ring->lock);
}

static bool may_send(struct snt_session *session, u64 now_ns)
{
	return session && READ_ONCE(session->may_send) &&
	       snt_session_may_send(session->birth_ns, now_ns,
				    atomic64_read(&session->send_counter));
}

/**
 * snt_keyring_is_up - is there a session to send with?
 * @ring: the keyring
 * @now_ns: boot time
 *
 * Return: true if so.
 */
bool snt_keyring_is_up(struct snt_keyring *ring, u64 now_ns)
{
	bool ret;

	rcu_read_lock();
	ret = may_send(rcu_dereference(ring->current_session), now_ns);
	rcu_read_unlock();
	return ret;
}

/**
 * snt_keyring_age - for how long has there been the session that sends?
 * @ring: the keyring
 * @now_ns: boot time
 *
 * Return: its age in nanoseconds, 0 if there is none.
 */
u64 snt_keyring_age(struct snt_keyring *ring, u64 now_ns)
{
	struct snt_session *session;
	u64 age_ns;

	rcu_read_lock();
	session = rcu_dereference(ring->current_session);
	age_ns = session ? now_ns - session->birth_ns : 0;
	rcu_read_unlock();
	return age_ns;
}

/**
 * snt_keyring_find_sender - the session to send with
 * @ring: the keyring
 * @now_ns: boot time
 *
 * Return: the session with a reference, or NULL: a handshake is needed.
 */
struct snt_session *snt_keyring_find_sender(struct snt_keyring *ring,
					    u64 now_ns)
{
	struct snt_session *session;

	rcu_read_lock();
	session = rcu_dereference(ring->current_session);
	if (!may_send(session, now_ns) ||
	    !kref_get_unless_zero(&session->refcount))
		session = NULL;
	rcu_read_unlock();
	return session;
}

/**
 * snt_keyring_start - set up the memory of sessions
 *
 * Return: 0 or -ENOMEM.
 */
int snt_keyring_start(void)
{
	session_cache = KMEM_CACHE(snt_session, 0);
	return session_cache ? 0 : -ENOMEM;
}

/**
 * snt_keyring_stop - undo snt_keyring_start(); no session is left, nor a
 * callback that frees one
 */
void snt_keyring_stop(void)
{
	kmem_cache_destroy(session_cache);
}
