/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sessions of a tunnel: the current one, the one before it, and one that
 * we accepted but which the initiator has not used yet.
 */
#ifndef _SNT_KEYRING_H
#define _SNT_KEYRING_H

#include <linux/kref.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include "core/replay.h"
#include "crypt/cipher.h"
#include "tunnel_table.h"

struct snt_device;
struct snt_tunnel;

/* Enough for a session that has a successor, as it only sees what was on its
 * way, and for the first messages of each: as many numbers as the deployed SNAP
 * ends know at any time.
 */
#define SNT_SESSION_SMALL_BITS	1024

/**
 * struct snt_session - the keys of one handshake, both directions
 * @node: our receiver index in the device's table
 * @tunnel: the owner; borrowed, valid while the session is in the table
 * @refcount: held by: the keyring slot; each batch
 * @rcu: frees the memory after readers have left
 * @remote_index: what the remote end wants to see in our messages
 * @birth_ns: boot time of the handshake
 * @is_initiator: we sent the initiation
 * @may_send: false when the sending key is used up or retired
 * @may_receive: false when the session is retired
 * @send_cipher: key of what we send
 * @receive_cipher: key of what we receive
 * @send_counter: next number to use; batches take theirs at once
 * @replay_lock: protects @replay and its memory
 * @replay: which numbers were seen
 * @may_widen: @replay is small, and larger numbers than it has places for are
 *	to come
 * @window: memory of @replay, if @small has not enough
 * @small: memory of @replay at first, and when there is a successor
 * @rekey_asked: bit 0: this session asked for its successor while receiving
 */
struct snt_session {
	struct snt_index_node node;
	struct snt_tunnel *tunnel;
	struct kref refcount;
	struct rcu_head rcu;
	__le32 remote_index;
	u64 birth_ns;
	bool is_initiator;
	bool may_send;
	bool may_receive;
	struct snt_cipher send_cipher;
	struct snt_cipher receive_cipher;
	atomic64_t send_counter;
	spinlock_t replay_lock;	/* protects replay and its memory */
	struct snt_replay replay;
	bool may_widen;
	u64 *window;
	u64 small[SNT_SESSION_SMALL_BITS / 64];
	unsigned long rekey_asked;
};

/**
 * struct snt_keyring - up to three sessions
 * @lock: protects the slots; BH
 * @current_session: sends, and receives
 * @previous: still receives what was on its way
 * @next: we answered an initiation; becomes current with the first packet
 */
struct snt_keyring {
	spinlock_t lock;	/* protects the slots */
	struct snt_session __rcu *current_session;
	struct snt_session __rcu *previous;
	struct snt_session __rcu *next;
};

int snt_keyring_start(void);
void snt_keyring_stop(void);

void snt_keyring_init(struct snt_keyring *ring);
void snt_keyring_install(struct snt_keyring *ring, struct snt_device *snt,
			 struct snt_session *session);
bool snt_keyring_confirm(struct snt_keyring *ring, struct snt_device *snt,
			 struct snt_session *session);
void snt_keyring_wipe(struct snt_keyring *ring, struct snt_device *snt);
void snt_keyring_expire_sending(struct snt_keyring *ring);
bool snt_keyring_is_up(struct snt_keyring *ring, u64 now_ns);
u64 snt_keyring_age(struct snt_keyring *ring, u64 now_ns);
struct snt_session *snt_keyring_find_sender(struct snt_keyring *ring,
					    u64 now_ns);

struct snt_session *snt_session_create(struct snt_tunnel *tunnel,
				       const u8 send_key[32],
				       const u8 receive_key[32],
				       bool is_initiator);
void snt_session_put(struct snt_session *session);
void snt_session_widen(struct snt_session *session);

/**
 * snt_session_check - accept a number once
 * @session: its replay_lock is held
 * @counter: of an authenticated message
 *
 * Context: softirq or BH off.
 * Return: as snt_replay_check().
 */
static inline int snt_session_check(struct snt_session *session, u64 counter)
{
	if (unlikely(counter >= SNT_SESSION_SMALL_BITS && session->may_widen))
		snt_session_widen(session);
	return snt_replay_check(&session->replay, counter);
}

#endif /* _SNT_KEYRING_H */
